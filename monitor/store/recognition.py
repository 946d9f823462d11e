"""Which of a feed's entries the store knows already, where its guids or links are not to be trusted."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor import identity, revision
from monitor.model import Entry, Found, Parsed
from monitor.store import entries, saving


def known_as(db: sqlite3.Connection, feed_id: int, found: Sequence[Found], rung: int) -> int:
    """The rung by which a feed's entries are to be known, when it gives those of `found` by `rung`.

    A feed most of whose fresh entries are stored already, by their links or their titles and dates, has new guids, or
    new links, at each poll; so has one that gives more of its stored entries so than by the keys that they had.
    """
    given = [one.entry for one in found]
    sql = "SELECT key FROM entries WHERE feed_id = ? AND key IN (SELECT value FROM json_each(?))"
    held = {row[0] for row in db.execute(sql, (feed_id, json.dumps([entry.key for entry in given])))}
    fresh = [entry for entry in given if entry.key not in held]
    if rung == identity.STAMP or not fresh or 2 * len(fresh) < len(given):
        return rung
    by_link, by_stamp = _twins(db, feed_id, given, fresh)
    kept = len(given) - len(fresh)
    if _are_twins(by_link, len(fresh), kept):
        # Where too many links repeat within the feed, it stands on the rung below at its next poll: so it does now.
        return identity.keyed(given, identity.LINK)[1]
    return identity.STAMP if _are_twins(by_stamp, len(fresh), kept) else rung


def _are_twins(twins: identity.Twins, fresh: int, kept: int) -> bool:
    """Whether a feed has new keys, by the twins of its `fresh` entries and those it gives by the keys they had."""
    # However much of a feed is new, what it gives again shows what became of its keys; one alone may be a slip.
    return 2 * twins.likely > fresh or (twins.sure > 1 and twins.sure > kept)


def holds(db: sqlite3.Connection, feed_id: int, parsed: Parsed, rung: int) -> bool:
    """Whether the store has all that was left uncleaned, and the feed still stands on that rung."""
    known = [one.entry.key for one in parsed.found if one.known]
    if not known:
        return True
    now = known_as(db, feed_id, parsed.found, max(parsed.rung, rung))
    return now == rung and not saving.missing(db, feed_id, known)


def _twins(
    db: sqlite3.Connection, feed_id: int, given: Sequence[Entry], fresh: Sequence[Entry]
) -> tuple[identity.Twins, identity.Twins]:
    keys = {entry.key for entry in given}
    gone = {entry.key: (entry, digest) for entry, digest in _newest(db, feed_id) if entry.key not in keys}

    def same(entry: Entry, stored: Entry) -> bool:
        as_stored = replace(entry, key=stored.key, guid=stored.guid, link=stored.link)
        return revision.digest(as_stored) == gone[stored.key][1]

    return identity.twins(given, fresh, (entry for entry, _ in gone.values()), same)


def _newest(db: sqlite3.Connection, feed_id: int) -> Iterator[tuple[Entry, str]]:
    """The newest of a feed's entries without their texts, and their digests: as many as feeds have at most."""
    rows = db.execute(
        "SELECT key, title, guid, link, published, hash FROM entries WHERE feed_id = ? ORDER BY id DESC LIMIT 2000",
        (feed_id,),
    )
    for key, title, guid, link, published, digest in rows:
        yield Entry(key, title, guid, link, published=published), digest


def rekey(db: sqlite3.Connection, feed_id: int, rung: int) -> None:
    """Know all entries of a feed by another rung; the caller holds the transaction.

    Of several that are the same by it the first keeps its key, and the others theirs: nothing is lost.
    """
    # What its feed gave of an entry that has the text of its page is told by the revision.
    rows = db.execute(
        "SELECT e.*, t.summary, CASE WHEN t.whole THEN coalesce((SELECT r.content FROM revisions AS r "
        "WHERE r.entry_id = e.id ORDER BY r.id DESC LIMIT 1), t.content) ELSE t.content END AS content "
        "FROM entries AS e JOIN texts AS t ON t.entry_id = e.id WHERE e.feed_id = ? ORDER BY e.id",
        (feed_id,),
    ).fetchall()
    for row in rows:
        entry = replace(entries.from_row(row), guid="")
        key = next(identity.keys(entry, rung))
        values = (key, revision.digest(replace(entry, key=key)), row["id"])
        db.execute("UPDATE OR IGNORE entries SET key = ?, hash = ?, guid = '' WHERE id = ?", values)
