"""Entries as lists show them."""

import sqlite3

from monitor.store import entries
from monitor.store.entries import Choice, Row


def listing(db: sqlite3.Connection, choice: Choice, limit: int) -> list[Row]:
    """The entries of a choice, `limit` at most, in the order of its list."""
    ids = entries.ids(db, choice, limit)
    rows = entries.rows(db, ids)
    return [rows[entry_id] for entry_id in ids]
