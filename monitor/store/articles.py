"""The text of an entry's own page in the place of what its feed gave."""

import sqlite3

from monitor.matching.indexing import words_of
from monitor.model import Found
from monitor.store import entries, places, revisions, saving, search
from monitor.store.entries import Stored


def keep(db: sqlite3.Connection, before: Stored, found: Found, now: int) -> bool:
    """Store an entry with the text of its page and the matches that it decides; the caller holds the transaction.

    `before` is the entry as it was read. Where it says something else by now, nothing is written and False comes back.
    `now` in seconds since the epoch, UTC.

    The text that it had becomes a revision, the newest of which is what the feed gave, however often its page is got.
    What it is known by stays, so that the feed's next poll finds nothing new; where the feed edits the entry, its text
    comes back.
    """
    entry_id, entry = before.row.id, found.entry
    stored = entries.get(db, entry_id)
    if stored is None or stored.entry != before.entry:
        return False
    old = stored.entry
    given = revisions.newest(db, entry_id) if stored.whole else None
    revisions.put(db, entry_id, revisions.Revision(now, old.title, old.summary, old.content))
    if given is not None:
        revisions.put(db, entry_id, given)
    search.unindex(db, entry_id, words_of(old))
    db.execute(
        "UPDATE texts SET content = ?, places = ?, whole = 1 WHERE entry_id = ?",
        (entry.content, places.written(entry), entry_id),
    )
    search.index(db, entry_id, found.words or words_of(entry))
    saving.set_found(db, entry_id, found)
    return True
