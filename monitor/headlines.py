"""Takes the titles of other entries out of stored matches: what a text quotes or links to is not its own story."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial

from monitor.judging import Find
from monitor.matching.indexing import indexed
from monitor.matching.repetition import OTHER_TITLE, digest, without_titles
from monitor.matching.zawgyi import is_zawgyi
from monitor.model import Entry, Feed
from monitor.store import entries, saving
from monitor.store.feeds import titled
from monitor.times import DAY

_WINDOW = 14 * DAY
"""How long a headline is quoted: pages link to the stories of the last days."""
_MOST = 5_000
"""Entries of that time whose titles are known, the newest."""
_MOST_OF_FEED = 2_000
"""As many as a feed has at most."""


def mend(
    db: sqlite3.Connection,
    fresh: Collection[int],
    now: int,
    feeds: Collection[Feed],
    find: Find,
) -> set[int]:
    """Drop the titles of other entries from matched ones, whichever came first, and let their matches follow.

    `fresh` are ids of entries that match as they were found. Looked at are these, and the matched ones of the last days
    before `now` (seconds since the epoch, UTC) that hold a title of theirs; they are compared with the titles of those
    that match, for any other makes no match where it is quoted. `feeds` are the config's. `find` judges entries, and
    is asked for those alone from which something is dropped.

    Gives those of `fresh` that match no longer. The caller holds the transaction, that in which `fresh` were saved:
    what is not mended then nobody would mend later.
    """
    if not fresh:
        return set()
    told = [*_told(db, {*fresh}, now - _WINDOW)]
    known = titled(db, feeds) if told else {}
    found = find([(entry, known[url]) for _, url, entry in told])
    judged = {entry_id: one for (entry_id, _, _), one in zip(told, found, strict=True)}
    for entry_id, one in judged.items():
        saving.set_found(db, entry_id, one)
    return {entry_id for entry_id in fresh if entry_id in judged and not judged[entry_id].matches}


def recently_matched(db: sqlite3.Connection, watches: Sequence[str], now: int) -> list[int]:
    """The ids of the entries that one of these watches matches and that `mend` looks at `now` (seconds since the epoch,
    UTC), the newest first."""
    sql = (
        "SELECT DISTINCT entry_id FROM matches WHERE watch IN (SELECT value FROM json_each(?)) AND at >= ? "
        "ORDER BY entry_id DESC LIMIT ?"
    )
    return [row[0] for row in db.execute(sql, (json.dumps([*watches]), now - _WINDOW, _MOST))]


def _told(db: sqlite3.Connection, fresh: set[int], since: int) -> Iterator[tuple[int, str, Entry]]:
    """The entries that are to be judged anew, each with its feed's address and without the titles of others."""
    texts = entries.texts_of(db, [*fresh])
    recent = _recent(db, since)
    new = [recent[entry_id] for entry_id in fresh & recent.keys()]
    texts |= entries.texts_of(db, [*_quoting(db, new, recent.keys() - fresh)])
    titles, own = {*map(_title, recent.values())}, _own(db, texts)
    of_feed = cache(partial(_of_feed, db))
    for entry_id, (url, _, entry) in texts.items():
        told = without_titles(entry, titles, own[entry_id])
        if told.dropped != entry.dropped:
            # Whether titles are most of it tell those of its own feed too that match nothing: it may be a round-up.
            told = without_titles(entry, titles | of_feed(url), own[entry_id])
        # What the store kept dropped was not heeded where the match was found.
        if told.dropped != entry.dropped or (entry_id in fresh and _holds_titles(entry)):
            yield entry_id, url, told


# The same titles are asked for with every feed that has news.
_title = lru_cache(maxsize=2 * _MOST)(digest)


def _recent(db: sqlite3.Connection, since: int) -> dict[int, str]:
    """The titles of the newest matched entries by their ids."""
    rows = db.execute(
        "SELECT id, title FROM entries WHERE matched = 1 AND at >= ? ORDER BY at DESC, id DESC LIMIT ?", (since, _MOST)
    )
    return dict(rows.fetchall())


def _of_feed(db: sqlite3.Connection, url: str) -> set[int]:
    """The digests of the titles of a feed's newest entries."""
    sql = "SELECT title FROM entries WHERE feed_id = (SELECT id FROM feeds WHERE url = ?) ORDER BY id DESC LIMIT ?"
    return {digest(row[0]) for row in db.execute(sql, (url, _MOST_OF_FEED))}


def _quoting(db: sqlite3.Connection, titles: Iterable[str], among: Collection[int]) -> Iterator[int]:
    """Which of these entries hold one of the titles in their texts, as far as the index tells."""
    if not among:
        return
    oldest = min(among)
    for title in {title for title in titles if digest(title)}:
        words = indexed(title, zawgyi=is_zawgyi(title)).split()
        if not title.isascii():
            # Where no blanks are written, the index holds the last syllable together with what follows it.
            words = words[:-1]
        if words:
            sql = "SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ?"
            rows = db.execute(sql, (f'body : "{" ".join(words)}"', oldest))
            yield from (row[0] for row in rows if row[0] in among)


def _own(db: sqlite3.Connection, texts: Mapping[int, tuple[str, str, Entry]]) -> dict[int, set[int]]:
    """The digests of the titles that each entry has and had."""
    own = {entry_id: {digest(entry.title)} for entry_id, (_, _, entry) in texts.items()}
    sql = "SELECT entry_id, title FROM revisions WHERE entry_id IN (SELECT value FROM json_each(?))"
    for entry_id, title in db.execute(sql, (json.dumps([*texts]),)):
        own[entry_id].add(digest(title))
    return own


def _holds_titles(entry: Entry) -> bool:
    return any(place.reason == OTHER_TITLE for place in entry.dropped)
