"""Whether the program has the files that it was started from: after an upgrade what it loads later may not fit."""

from contextlib import suppress
from pathlib import Path

CHANGED = "The program was changed on this computer while it ran, as by an upgrade: start it again."
_HERE = Path(__file__).parent

State = tuple[int, int]


def state() -> State:
    """What tells the modules that are there now from those of another version: how many there are, and when they came.

    By the time that nobody sets: an installer may give a file the one that it has in its package.
    """
    came: list[int] = []
    with suppress(OSError):  # They may be just being taken away.
        came.extend(path.stat().st_ctime_ns for path in _HERE.rglob("*.py"))
    return len(came), max(came, default=0)
