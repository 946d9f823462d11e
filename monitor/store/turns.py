"""Waits until no other program writes to the store."""

import sqlite3
import time
from collections.abc import Callable

BUSY_SECONDS = 10.0
_BUSY_PAUSE = 0.02
"""Seconds between two tries to write while another program does."""


def is_locked(db: sqlite3.Connection) -> bool:
    """Whether another program writes to the store at this moment; to ask waits for nobody.

    Whatever else is wrong with the store, damage for one, is told by the write that follows, and not here.
    """
    try:
        begin_at_once(db)
        db.execute("ROLLBACK")
    except sqlite3.Error as problem:
        return is_busy(problem)
    return False


def in_turn(work: Callable[[], object]) -> None:
    """Do what has to be alone, once nobody else writes. Raises sqlite3.Error, also where that takes longer than
    BUSY_SECONDS."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            work()
            return
        except sqlite3.OperationalError as problem:
            if not is_busy(problem) or time.monotonic() > deadline:
                raise
        # Here and not in SQLite, where no signal would be heard meanwhile.
        time.sleep(_BUSY_PAUSE)


def begin(db: sqlite3.Connection) -> None:
    """Begin to write, once nobody else does. Raises as `in_turn`."""
    in_turn(lambda: begin_at_once(db))


def begin_at_once(db: sqlite3.Connection) -> None:
    """Begin to write, or raise sqlite3.OperationalError where another program does."""
    db.execute("PRAGMA busy_timeout = 0")
    try:
        db.execute("BEGIN IMMEDIATE")
    finally:
        db.execute(f"PRAGMA busy_timeout = {round(BUSY_SECONDS * 1000)}")


def is_busy(problem: sqlite3.Error) -> bool:
    """Whether a failure is that another program uses the store at this moment."""
    return "locked" in str(problem)
