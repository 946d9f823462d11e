"""Where the program starts: `monitor`, or `python -m monitor`."""

import gc
import sys


def start() -> int:
    """Do what the command line says; the exit code comes back."""
    # What is loaded stays for good: to look through it for garbage while it grows takes a tenth of a short poll.
    gc.disable()
    from monitor.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(start())
