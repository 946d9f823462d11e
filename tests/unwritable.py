"""A disk without room, for who opens a store on it."""

import sqlite3
from pathlib import Path

from monitor.store import schema

FULL = "The disk is full."


def only_to_read(path: Path, *, readonly: bool = False, make: bool = True) -> sqlite3.Connection:
    """`connect`, where nothing can be written."""
    if not readonly:
        raise schema.StoreError(FULL)
    return schema.connect(path, readonly=True, make=make)
