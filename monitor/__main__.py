"""Where the program starts: `monitor`, or `python -m monitor`."""

import gc
import sys

_INTERRUPTED = 130
"""As `monitor.verbs` has it, which may not be loaded yet."""


def start() -> int:
    """Do what the command line says; the exit code comes back."""
    # What is loaded stays for good: to look through it for garbage while it grows takes a tenth of a short poll.
    gc.disable()
    # To load what is needed takes longer than most verbs: Ctrl+C comes then too.
    try:
        from monitor import output
        from monitor.cli import main

        output.open_the_closed()
        return main()
    except KeyboardInterrupt:
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(start())
