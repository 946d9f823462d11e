"""Which stored entries are about which concepts, as the matcher judged when they came or when the concepts changed."""

import sqlite3
from collections.abc import Iterable


def is_current(db: sqlite3.Connection, digest: str) -> bool:
    """Whether all entries were judged by the concepts of this digest."""
    return judged_by(db) == digest


def judged_by(db: sqlite3.Connection) -> str:
    """What stands in the store for the concepts by which its entries were judged (see `basis`); empty for none."""
    row = db.execute("SELECT digest FROM judged").fetchone()
    return row[0] if row is not None else ""


def settle(db: sqlite3.Connection, digest: str) -> None:
    """Note that all entries are judged by the concepts of this digest; the caller holds the transaction."""
    db.execute("DELETE FROM judged")
    db.execute("INSERT INTO judged VALUES (?)", (digest,))


def put(db: sqlite3.Connection, entry_id: int, concepts: Iterable[str]) -> None:
    """Let an entry be about these concepts and no others; the caller holds the transaction."""
    db.execute("DELETE FROM concepts WHERE entry_id = ?", (entry_id,))
    db.executemany("INSERT INTO concepts VALUES (?, ?)", ((name, entry_id) for name in concepts))
