"""Faults of this program: where in the sources one arose, in few words, and what it does not take along."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def apart(things: Iterable[_Given], read: Callable[[_Given], _Made]) -> tuple[list[_Made], str]:
    """What is read of each of some things, and a sentence where this program fails on one, which takes no other
    along."""
    made, told = [], ""
    for thing in things:
        try:
            made.append(read(thing))
        except MemoryError:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is told
            told = f"partly read: an entry cannot be read ({place(fault)})"
    return made, told


def place(fault: BaseException) -> str:
    """What kind a fault that was raised is of, and where: "KeyError in parse.py, line 7"; nothing of what it quotes."""
    # Imported here, for no feed should ever need it.
    from traceback import walk_tb

    *_, (frame, line) = walk_tb(fault.__traceback__)
    return f"{type(fault).__name__} in {Path(frame.f_code.co_filename).name}, line {line}"
