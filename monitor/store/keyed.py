"""A feed's stored entries by the keys that they have: as their feed gave them, and to be known by other keys."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from monitor import identity, revision
from monitor.model import Entry
from monitor.store import entries

_SHORT = "SELECT key, title, guid, link, published, lang, categories, hash FROM entries"
# What its feed gave of an entry that has the text of its page is told by the revision.
_AS_GIVEN = (
    "SELECT e.*, t.summary, CASE WHEN t.whole THEN coalesce((SELECT r.content FROM revisions AS r "
    "WHERE r.entry_id = e.id ORDER BY r.id DESC LIMIT 1), t.content) ELSE t.content END AS content "
    "FROM entries AS e JOIN texts AS t ON t.entry_id = e.id"
)


def held(db: sqlite3.Connection, feed_id: int, keys: Sequence[str]) -> dict[str, Entry]:
    """The entries of a feed that have these keys, without their texts."""
    sql = f"{_SHORT} WHERE feed_id = ? AND key IN (SELECT value FROM json_each(?))"
    return {entry.key: entry for entry, _ in map(_short, db.execute(sql, (feed_id, json.dumps(keys))))}


def missing(db: sqlite3.Connection, feed_id: int, keys: Sequence[str]) -> set[str]:
    """Which of these keys no entry of a feed has."""
    sql = "SELECT key FROM entries WHERE feed_id = ? AND key IN (SELECT value FROM json_each(?))"
    return {*keys} - {row[0] for row in db.execute(sql, (feed_id, json.dumps(keys)))}


def newest(db: sqlite3.Connection, feed_id: int) -> Iterator[tuple[Entry, str]]:
    """The newest of a feed's entries without their texts, and their digests: as many as feeds have at most."""
    return map(_short, db.execute(f"{_SHORT} WHERE feed_id = ? ORDER BY id DESC LIMIT 2000", (feed_id,)))


def came(db: sqlite3.Connection, feed_id: int, several: int) -> int:
    """When the first of a feed's newest entries, of so many that it has, was seen first (seconds since the epoch)."""
    sql = "SELECT first_seen FROM entries WHERE feed_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?"
    return int(db.execute(sql, (feed_id, several - 1)).fetchone()[0])


def like(db: sqlite3.Connection, feed_id: int, fresh: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    """As `newest`, the oldest first, with those of the dates of `fresh`: what a feed pins may be older by far."""
    dates = json.dumps([entry.published for entry in fresh if entry.published is not None])
    sql = (
        f"{_SHORT} WHERE id IN (SELECT id FROM entries WHERE feed_id = ?1 AND at IN (SELECT value FROM json_each(?2)) "
        "UNION SELECT id FROM (SELECT id FROM entries WHERE feed_id = ?1 ORDER BY at DESC, id DESC LIMIT 2000)) "
        "ORDER BY id"
    )
    return map(_short, db.execute(sql, (feed_id, dates)))


def _short(row: sqlite3.Row) -> tuple[Entry, str]:
    key, title, guid, link, published, lang, categories, digest = row
    named = tuple(json.loads(categories))
    return Entry(key, title, guid, link, published=published, lang=lang, categories=named), digest


def said(db: sqlite3.Connection, entry_id: int) -> str:
    """The digest of an entry as it is stored: another than was stored with it where digests are made otherwise now."""
    return revision.digest(given(db, entry_id))


def given(db: sqlite3.Connection, entry_id: int) -> Entry:
    """A stored entry as its feed gave it, also where it has the text of its page by now."""
    return entries.from_row(db.execute(f"{_AS_GIVEN} WHERE e.id = ?", (entry_id,)).fetchone())


def under(db: sqlite3.Connection, feed_id: int, key: str) -> Entry | None:
    """The entry of a feed that has a key, as its feed gave it; None where none has it."""
    row = db.execute(f"{_AS_GIVEN} WHERE e.feed_id = ? AND e.key = ?", (feed_id, key)).fetchone()
    return None if row is None else entries.from_row(row)


def rename(db: sqlite3.Connection, feed_id: int, pairs: Iterable[tuple[Entry, Entry]]) -> None:
    """Know stored entries, which are the second of these `pairs`, by the keys and guids of the first ones. Whether one
    is edited is told by what is stored of it, as of any other whose digest is made otherwise now."""
    sql = "UPDATE entries SET key = ?, guid = ? WHERE feed_id = ? AND key = ?"
    db.executemany(sql, ((entry.key, entry.guid, feed_id, stored.key) for entry, stored in pairs))


def give_key(db: sqlite3.Connection, feed_id: int, old: str, key: str) -> None:
    """Know a stored entry by another key, and by nothing else."""
    db.execute("UPDATE entries SET key = ? WHERE feed_id = ? AND key = ?", (key, feed_id, old))


def rekey(db: sqlite3.Connection, feed_id: int, rung: int) -> None:
    """Know all entries of a feed by another rung; the caller holds the transaction.

    Of several that are the same by it the first keeps its key, and the others theirs: nothing is lost.
    """
    ids = [row[0] for row in db.execute("SELECT id FROM entries WHERE feed_id = ? ORDER BY id", (feed_id,))]
    # One after the other: the texts of all that a feed ever gave may be more than there is memory.
    for entry_id in ids:
        entry = replace(given(db, entry_id), guid="")
        key = next(identity.keys(entry, rung))
        values = (key, revision.digest(replace(entry, key=key)), entry_id)
        db.execute("UPDATE OR IGNORE entries SET key = ?, hash = ?, guid = '' WHERE id = ?", values)
