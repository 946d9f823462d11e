"""Marks on entries, read and starred, each change remembered so that it can be undone."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Literal

from monitor.store.schema import transaction

Mark = Literal["read", "starred"]
UNDO_DEPTH = 50


def mark(db: sqlite3.Connection, ids: Sequence[int], what: Mark, value: bool, now: int) -> int:
    """Set a mark on entries; how many it changed comes back. Raises StoreError when it cannot be written."""
    with transaction(db):
        return _mark(db, ids, what, value, now)


def undo(db: sqlite3.Connection, now: int) -> tuple[Mark, bool, tuple[int, ...]] | None:
    """Take the last change back: what was undone, its value and the entries, or None where nothing is left to undo."""
    with transaction(db):
        row = db.execute("SELECT id, mark, value, entries FROM changes ORDER BY id DESC LIMIT 1").fetchone()
        if row is None:
            return None
        ids = tuple(json.loads(row["entries"]))
        _set(db, ids, row["mark"], not row["value"])
        db.execute("DELETE FROM changes WHERE id = ?", (row["id"],))
        return row["mark"], bool(row["value"]), ids


def _mark(db: sqlite3.Connection, ids: Sequence[int], what: Mark, value: bool, now: int) -> int:
    column = {"read": "read", "starred": "starred"}[what]
    rows = db.execute(
        f"SELECT id FROM entries WHERE id IN (SELECT value FROM json_each(?)) AND {column} <> ?",
        (json.dumps(list(ids)), int(value)),
    )
    changed = [row[0] for row in rows]
    if changed:
        _set(db, changed, what, value)
        db.execute(
            "INSERT INTO changes (at, mark, value, entries) VALUES (?, ?, ?, ?)",
            (now, what, int(value), json.dumps(changed)),
        )
        db.execute("DELETE FROM changes WHERE id <= (SELECT max(id) FROM changes) - ?", (UNDO_DEPTH,))
    return len(changed)


def _set(db: sqlite3.Connection, ids: Sequence[int], what: Mark, value: bool) -> None:
    column = {"read": "read", "starred": "starred"}[what]
    db.execute(
        f"UPDATE entries SET {column} = ? WHERE id IN (SELECT value FROM json_each(?))",
        (int(value), json.dumps(list(ids))),
    )
