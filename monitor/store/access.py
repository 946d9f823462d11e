"""Whether a store can be written, found out without changing anything in it; and the way in where it cannot."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from monitor import folders
from monitor.store.schema import StoreError, connect, explain
from monitor.store.turns import is_busy


def connect_to_show(path: Path) -> tuple[sqlite3.Connection, bool]:
    """Open the store for somebody who wants to see it, making it where none is; whether it can be written, too.

    One that cannot, on a disk that is full or another's, is open to read; as long as nobody else writes to it, for it
    may be that it is read without a lock. Raises StoreError where neither can be done, and where another program keeps
    it locked, for whose end it has been waited.
    """
    try:
        return connect(path), True
    except StoreError as problem:
        if isinstance(problem.__cause__, sqlite3.Error) and is_busy(problem.__cause__):
            raise
        with suppress(StoreError):
            return connect(path, readonly=True), False
        raise


def obstacle(path: Path) -> str:
    """What keeps the store at `path` from being written, as a sentence; empty where nothing does.

    That another program writes at this moment is no obstacle, and is not waited for. Whoever asks has the store open to
    read: it would else be the last to close it, and SQLite would move what stands in the log into the file.
    """
    if wrong := folders.obstacle(path, shared=True):
        return f"{path} cannot be written: {wrong}, or name another with --store"
    try:
        address = f"{path.resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=0, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
    except sqlite3.Error as problem:
        return "" if is_busy(problem) else explain(problem, path)
    return ""
