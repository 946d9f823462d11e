"""Full-text search: what the index holds for an entry."""

import sqlite3

from monitor.matching.fold import VERSION
from monitor.matching.indexing import words_of
from monitor.model import Entry


def is_current(db: sqlite3.Connection) -> bool:
    """Whether the index holds what texts fold to today."""
    row = db.execute("SELECT version FROM folding").fetchone()
    return (row[0] if row else None) == VERSION


def rebuild(db: sqlite3.Connection) -> None:
    """Make the index anew from all stored texts; the caller holds the transaction."""
    db.execute("INSERT INTO search (search) VALUES ('delete-all')")
    rows = db.execute(
        "SELECT e.id, e.title, t.summary, t.content FROM entries AS e JOIN texts AS t ON t.entry_id = e.id"
    )
    for entry_id, title, summary, content in rows:
        index(db, entry_id, words_of(Entry("", title, summary=summary, content=content)))
    db.execute("DELETE FROM folding")
    db.execute("INSERT INTO folding VALUES (?)", (VERSION,))


def index(db: sqlite3.Connection, entry_id: int, words: tuple[str, str]) -> None:
    """Add an entry's words, as `words_of` gives them, to the index."""
    db.execute("INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)", (entry_id, *words))


def unindex(db: sqlite3.Connection, entry_id: int, words: tuple[str, str]) -> None:
    """Take an entry's words out of the index; they must be just those that were added."""
    db.execute("INSERT INTO search (search, rowid, title, body) VALUES ('delete', ?, ?, ?)", (entry_id, *words))
