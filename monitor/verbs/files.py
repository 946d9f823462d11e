"""A file that was named on the command line, or stdin, which goes by "-"."""

import sys
from pathlib import Path

from monitor.verbs import UsageError

STDIN = "-"


def name(path: Path) -> str:
    """What it is called in a sentence."""
    return "stdin" if str(path) == STDIN else str(path)


def data(path: Path) -> bytes:
    """All that it holds. Raises UsageError where it cannot be read."""
    try:
        return sys.stdin.buffer.read() if str(path) == STDIN else path.read_bytes()
    except OSError as problem:
        if path.parts[:1] in (("http:",), ("https:",)):
            raise UsageError("this is an address, where a file is read: save what is there first.") from None
        raise UsageError(f"{path} cannot be read: {problem.strerror}.") from None
