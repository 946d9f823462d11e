"""The text of an entry's own page in the place of what its feed gave."""

import sqlite3

from monitor.matching.indexing import words_of
from monitor.model import Found
from monitor.store import entries, places, saving, search
from monitor.store.entries import Stored


def keep(db: sqlite3.Connection, before: Stored, found: Found, now: int) -> bool:
    """Store an entry with the text of its page and the matches that it decides; the caller holds the transaction.

    `before` is the entry as it was read. Where it says something else by now, nothing is written and False comes back.

    The text that it had becomes a revision. What it is known by stays, so that the feed's next poll finds nothing new;
    where the feed edits the entry, its text comes back.
    """
    entry_id, entry = before.row.id, found.entry
    stored = entries.get(db, entry_id)
    if stored is None or stored.entry != before.entry:
        return False
    old = stored.entry
    db.execute(
        "INSERT INTO revisions (entry_id, seen, title, summary, content) VALUES (?, ?, ?, ?, ?)",
        (entry_id, now, old.title, old.summary, old.content),
    )
    search.unindex(db, entry_id, words_of(old))
    db.execute(
        "UPDATE texts SET content = ?, places = ?, whole = 1 WHERE entry_id = ?",
        (entry.content, places.written(entry), entry_id),
    )
    search.index(db, entry_id, found.words or words_of(entry))
    saving.set_found(db, entry_id, found)
    return True
