"""Whether a store can be written, found out without changing anything in it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from monitor import folders
from monitor.store.schema import explain, is_busy


def obstacle(path: Path) -> str:
    """What keeps the store at `path` from being written, as a sentence; empty where nothing does.

    That another program writes at this moment is no obstacle, and is not waited for. Whoever asks has the store open to
    read: it would else be the last to close it, and SQLite would move what stands in the log into the file.
    """
    if wrong := folders.obstacle(path):
        return f"{path} cannot be written: {wrong}, or name another with --store"
    try:
        address = f"{path.resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=0, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
    except sqlite3.Error as problem:
        return "" if is_busy(problem) else explain(problem, path)
    return ""
