"""Whether the program has the files that it was started from, for after an upgrade what it loads later may not fit; and
how what it lacks is put beside them."""

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

CHANGED = "The program was changed on this computer while it ran, as by an upgrade: start it again."


def lacks(what: str, *packages: str) -> str:
    """That something needs the first of these packages, and the command that installs all of them for this program: the
    pip of another Python, which `python` is unless its environment is activated, puts them where they are not seen."""
    python = shlex.quote(sys.executable or "python")
    return f"{what} needs the package {packages[0]} beside monitor: {python} -m pip install {' '.join(packages)}"


class Changed(Exception):
    """It has other files by now, and what was started from them does not fit: CHANGED says so."""

    def __init__(self) -> None:
        super().__init__(CHANGED)


def has_changed() -> bool:
    """Whether modules have come, gone or been replaced since this one was loaded."""
    return _state(_HERE) != _BEFORE


def _state(package: Path) -> tuple[int, int]:
    """How many modules there are, and when the last of them came.

    By the time that nobody sets: an installer may give a file the one that it has in its package.
    """
    came: list[int] = []
    with suppress(OSError):  # They may be just being taken away.
        came.extend(module.stat().st_ctime_ns for module in _modules(package))
    return len(came), max(came, default=0)


def _modules(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    # A third of the time of Path.rglob, and every start waits for it.
    with os.scandir(folder) as found:
        for one in found:
            if one.name.endswith(".py"):
                yield one
            elif one.is_dir() and one.name != "__pycache__":
                yield from _modules(one.path)


_HERE = Path(__file__).parent
_BEFORE = _state(_HERE)
