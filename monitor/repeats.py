"""Takes what a feed has begun to repeat out of its stored entries that it gives no more, and out of their matches."""

import json
import sqlite3
from collections.abc import Collection, Container

from monitor.judging import Find
from monitor.matching.repetition import marked_by, names
from monitor.model import Entry, Feed
from monitor.store import entries, saving
from monitor.store.feeds import titled

_MOST, _MOST_TOLD = 2_000, 200
"""Entries of a feed that are looked for by name, the newest, and those of them that are looked at."""


def mend(
    db: sqlite3.Connection,
    feed_id: int,
    told: Container[int],
    memory: bytes,
    feeds: Collection[Feed],
    find: Find,
) -> None:
    """Drop what a feed repeats by now, as its `memory` has it, from stored entries, and let their matches follow.

    `told` are the names of the entries of which that is known to be more than before (see `repetition`). `feeds` are
    the config's. `find` judges entries, and is asked for those alone from which something is dropped. The caller holds
    the transaction, that in which the memory is stored: what is not mended then nobody would mend later.
    """
    texts = entries.texts_of(db, _ids(db, feed_id, told, memory))
    marked = marked_by([entry for _, _, entry in texts.values()], memory)
    known = titled(db, feeds)
    both = zip(texts.items(), marked, strict=True)
    more = [(entry_id, url, now) for (entry_id, (url, _, before)), now in both if now.dropped != before.dropped]
    found = find([(entry, known[url]) for _, url, entry in more])
    for (entry_id, _, _), one in zip(more, found, strict=True):
        saving.set_found(db, entry_id, one)


def _ids(db: sqlite3.Connection, feed_id: int, told: Container[int], memory: bytes) -> list[int]:
    """The entries with these names, but for those whose text is that of their web page."""
    rows = db.execute(
        "SELECT id, key, title, link, published FROM entries WHERE feed_id = ? ORDER BY at DESC, id DESC LIMIT ?",
        (feed_id, _MOST),
    ).fetchall()
    given = [Entry(row["key"], row["title"], link=row["link"], published=row["published"]) for row in rows]
    named = zip(rows, names(given, memory), strict=True)
    ids = [row["id"] for row, name in named if name in told][:_MOST_TOLD]
    sql = "SELECT entry_id FROM texts WHERE whole = 0 AND entry_id IN (SELECT value FROM json_each(?))"
    return [row[0] for row in db.execute(sql, (json.dumps(ids),))]
