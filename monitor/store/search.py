"""Full-text search: what the index holds for an entry."""

import sqlite3
from collections.abc import Iterator

from monitor.matching.indexing import words_of
from monitor.matching.stems import fingerprint
from monitor.model import Entry
from monitor.store.schema import transaction

_BATCH, _MOST = 200, 500_000
"""Entries whose words are put into the index at a time, and the code points of their texts, but for the first one: half
a second's work at most (measured with Thai), for which others wait."""
_MISSING = (
    "SELECT e.id, e.title, t.summary, t.content FROM entries AS e JOIN texts AS t ON t.entry_id = e.id "
    "WHERE e.id > ? AND NOT EXISTS (SELECT 1 FROM search_docsize AS s WHERE s.id = e.id) ORDER BY e.id LIMIT ?"
)


def is_current(db: sqlite3.Connection) -> bool:
    """Whether the index holds all words of all texts as they are folded and stemmed today."""
    return _version(db) == fingerprint()


def rebuild(db: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """Make the index anew from all stored texts, a batch a transaction, so that others can write in between.

    Yields (entries done, entries in all) between two batches. What is stopped goes on the next time where it was; until
    all is done the index is not current. Raises StoreError.
    """
    version = fingerprint()
    with transaction(db):
        if _version(db) != -version:
            db.execute("INSERT INTO search (search) VALUES ('delete-all')")
            _settle(db, -version)
    sql = "SELECT (SELECT count(*) FROM search_docsize), (SELECT count(*) FROM entries)"
    done, total = db.execute(sql).fetchone()
    last = 0
    while True:
        with transaction(db):
            batch, is_last = _missing(db, last)
            for entry_id, entry in batch:
                index(db, entry_id, words_of(entry))
            if is_last:
                return _settle(db, version)
        last = batch[-1][0]
        done += len(batch)
        yield done, max(done, total)


def _missing(db: sqlite3.Connection, last: int) -> tuple[list[tuple[int, Entry]], bool]:
    """The next entries behind the number `last` that the index lacks, no more of them than a batch is; and whether
    these are the last."""
    batch: list[tuple[int, Entry]] = []
    size = 0
    for entry_id, title, summary, content in db.execute(_MISSING, (last, _BATCH)):
        size += len(summary) + len(content)
        if batch and size > _MOST:
            return batch, False
        batch.append((entry_id, Entry("", title, summary=summary, content=content)))
    return batch, len(batch) < _BATCH


def _version(db: sqlite3.Connection) -> int | None:
    """The fingerprint of how the words in the index are folded and stemmed; below zero where it is being made, and
    lacks entries."""
    row = db.execute("SELECT version FROM folding").fetchone()
    return row[0] if row else None


def _settle(db: sqlite3.Connection, version: int) -> None:
    db.execute("DELETE FROM folding")
    db.execute("INSERT INTO folding VALUES (?)", (version,))


def index(db: sqlite3.Connection, entry_id: int, words: tuple[str, str]) -> None:
    """Add an entry's words, as `words_of` gives them, to the index."""
    db.execute("INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)", (entry_id, *words))


def unindex(db: sqlite3.Connection, entry_id: int, words: tuple[str, str]) -> None:
    """Take an entry's words out of the index; they must be just those that were added, if any were."""
    # To take out what is not there would break it.
    if db.execute("SELECT 1 FROM search_docsize WHERE id = ?", (entry_id,)).fetchone():
        db.execute("INSERT INTO search (search, rowid, title, body) VALUES ('delete', ?, ?, ?)", (entry_id, *words))
