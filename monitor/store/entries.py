"""Entries in the store: saving what a poll found, reading lists and single entries, the matches that belong to them."""

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from monitor.matching.indexing import words_of
from monitor.model import Dropped, Enclosure, Entry, Found, Level, Match, Span
from monitor.revision import digest, dropped
from monitor.store import concepts, places, revisions, search, tags
from monitor.store.choice import Choice as Choice
from monitor.store.choice import asked, strong


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a feed's entries."""

    new: int = 0
    changed: int = 0
    matched: int = 0
    fresh: tuple[int, ...] = field(default=(), compare=False)
    """The ids of those that match as they were found: what other feeds' entries tell of them is still to be looked at
    (see `headlines`)."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as a list shows it."""

    id: int
    feed: str
    """The feed's address."""
    feed_title: str
    title: str
    at: int
    """Seconds since the epoch, UTC: published, or first seen where that is earlier."""
    read: bool
    starred: bool
    dismissed: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry with all that the store knows of it."""

    row: Row
    entry: Entry
    first_seen: int
    changed: int | None
    matches: tuple[Match, ...]
    tags: tuple[str, ...] = ()
    """In their alphabetical order."""
    whole: bool = False
    """Whether the content is that of its web page, of which the feed gave only a part."""
    before: revisions.Revision | None = None
    """What it said before its last edit."""


def save(db: sqlite3.Connection, feed_id: int, found: Iterable[Found], now: int) -> Saved:
    """Write a feed's entries and matches; the caller holds the transaction.

    An entry that is known keeps its marks and first-seen time; where its text changed, the old text becomes a revision.
    Where only its furniture changed, for other entries taught what the feed repeats, its matches follow unnoticed.
    """
    new = changed = matched = 0
    fresh: list[int] = []
    for one in {one.entry.key: one for one in found if not one.known}.values():
        now_hash = digest(one.entry)
        old = db.execute(
            "SELECT e.id, e.hash, e.dropped, e.raw, t.whole FROM entries AS e JOIN texts AS t ON t.entry_id = e.id "
            "WHERE e.feed_id = ? AND e.key = ?",
            (feed_id, one.entry.key),
        ).fetchone()
        if old is not None and (old["hash"] == now_hash or old["hash"] == digest(_by_other_scheme(one.entry))):
            if old["raw"] != one.entry.raw:
                _again(db, old, one.entry)
            # What a feed tells of its own short text is nothing to the text of the page.
            if old["dropped"] != dropped(one.entry) and not old["whole"]:
                fresh += _follow(db, old, one)
            continue
        if old is None:
            entry_id = _insert(db, feed_id, one, now_hash, now)
        else:
            entry_id = old["id"]
            _replace(db, entry_id, one, now_hash, now)
        new += old is None
        changed += old is not None
        if one.matches:
            matched += 1
            fresh.append(entry_id)
    return Saved(new, changed, matched, tuple(fresh))


def raws(db: sqlite3.Connection, feed_id: int) -> frozenset[str]:
    """The hashes of what a feed gave of its newest entries, before it was cleaned; as many as feeds have at most."""
    rows = db.execute("SELECT raw FROM entries WHERE feed_id = ? ORDER BY id DESC LIMIT 2000", (feed_id,))
    return frozenset(row[0] for row in rows if row[0])


def forget_raws(db: sqlite3.Connection, feed_id: int) -> None:
    """Let all of a feed's entries be cleaned anew when they are found again; the caller holds the transaction."""
    db.execute("UPDATE entries SET raw = '' WHERE feed_id = ? AND raw <> ''", (feed_id,))


def missing(db: sqlite3.Connection, feed_id: int, keys: Sequence[str]) -> set[str]:
    """Which of these keys no entry of a feed has."""
    sql = "SELECT key FROM entries WHERE feed_id = ? AND key IN (SELECT value FROM json_each(?))"
    return {*keys} - {row[0] for row in db.execute(sql, (feed_id, json.dumps(keys)))}


def listing(db: sqlite3.Connection, choice: Choice, limit: int, before: tuple[int, int] | None = None) -> list[Row]:
    """The newest entries of a choice, newest first; `before` is the (at, id) of the last row of the page before."""
    part = asked(choice, with_entries=True)
    further = () if before is None else (f"({part.at}, {part.id}) < (?, ?)",)
    found = db.execute(
        f"SELECT {_ROW} FROM {part.tables} JOIN feeds AS f ON f.id = e.feed_id "
        f"WHERE {_all(*part.where, *further)} ORDER BY {part.at} DESC, {part.id} DESC LIMIT ?",
        (*part.values, *(before or ()), limit),
    )
    return [_row(row) for row in found]


def _all(*conditions: str) -> str:
    return " AND ".join(conditions) or "1"


def _row(row: sqlite3.Row) -> Row:
    return Row(*row[:5], *map(bool, row[5:]))


def ids(db: sqlite3.Connection, choice: Choice, limit: int) -> "array[int]":
    """The ids of a choice's entries, `limit` at most: what a long list is made of before it is read.

    The newest first, or as the choice has it.
    """
    if not choice.strong_first or choice.all:
        return array("q", _newest(db, choice, limit))
    first, listed = set(_numbers(db, *strong(choice))), _newest(db, choice, _LARGEST)
    ordered = [one for one in listed if one in first] + [one for one in listed if one not in first]
    return array("q", ordered[:limit])


def members(db: sqlite3.Connection, choice: Choice) -> set[int]:
    """The ids of a choice's entries in no order, which costs far less than a list where it is much of the store."""
    part = asked(choice, with_entries=False)
    return set(_numbers(db, f"SELECT {part.id} FROM {part.tables} WHERE {_all(*part.where)}", part.values))


def _newest(db: sqlite3.Connection, choice: Choice, limit: int) -> list[int]:
    part = asked(choice, with_entries=False)
    order = f"{part.at} DESC, {part.id} DESC"
    sql = f"SELECT {part.id} FROM {part.tables} WHERE {_all(*part.where)} ORDER BY {order} LIMIT ?"
    return _numbers(db, sql, (*part.values, limit))


def _numbers(db: sqlite3.Connection, sql: str, values: Sequence[object]) -> list[int]:
    cursor = db.cursor()
    # A tuple costs a third less than a row that knows its columns: there may be a million.
    cursor.row_factory = None
    return [number for (number,) in cursor.execute(sql, tuple(values))]


def rows(db: sqlite3.Connection, wanted: Sequence[int]) -> dict[int, Row]:
    """These entries as lists show them, by id."""
    found = db.execute(
        f"SELECT {_ROW} FROM entries AS e JOIN feeds AS f ON f.id = e.feed_id "
        "WHERE e.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(wanted)),),
    )
    return {row[0]: _row(row) for row in found}


def count(db: sqlite3.Connection, choice: Choice) -> int:
    """How many entries a choice holds."""
    part = asked(choice, with_entries=False)
    sql = f"SELECT count(*) FROM {part.tables} WHERE {_all(*part.where)}"
    return int(db.execute(sql, part.values).fetchone()[0])


def get(db: sqlite3.Connection, entry_id: int) -> Stored | None:
    """An entry with its texts and matches, or None where there is none of that id."""
    if not 0 < entry_id <= _LARGEST:
        return None
    row = db.execute(
        f"SELECT e.*, t.*, f.url, {_TITLE} AS feed_title FROM entries AS e "
        "JOIN texts AS t ON t.entry_id = e.id JOIN feeds AS f ON f.id = e.feed_id WHERE e.id = ?",
        (entry_id,),
    ).fetchone()
    return None if row is None else _stored(db, row)


def matches_of(db: sqlite3.Connection, entry_id: int) -> tuple[Match, ...]:
    """The matches of an entry, in the watches' alphabetical order."""
    found = db.execute(
        "SELECT watch, level, spans, against FROM matches WHERE entry_id = ? ORDER BY watch", (entry_id,)
    )
    return tuple(_match(row) for row in found)


def _match(row: Sequence[str]) -> Match:
    watch, level, *spans = row
    return Match(watch, cast(Level, level), *(tuple(Span(*span) for span in json.loads(several)) for several in spans))


def matches_by_entry(db: sqlite3.Connection, wanted: Sequence[int]) -> dict[int, tuple[Match, ...]]:
    """The matches of these entries, by id, each in the watches' alphabetical order."""
    found = db.execute(
        "SELECT entry_id, watch, level, spans, against FROM matches WHERE entry_id IN (SELECT value FROM json_each(?)) "
        "ORDER BY entry_id, watch",
        (json.dumps(list(wanted)),),
    )
    matches: dict[int, list[Match]] = {}
    for row in found:
        matches.setdefault(row[0], []).append(_match(row[1:]))
    return {entry_id: tuple(several) for entry_id, several in matches.items()}


def counts(db: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """Unread and total matched entries per watch, dismissed ones aside; under "" those of any watch."""
    totals = dict(db.execute("SELECT watch, count(*) FROM matches GROUP BY watch").fetchall())
    unread = dict(db.execute("SELECT watch, count(*) FROM matches WHERE read = 0 GROUP BY watch").fetchall())
    totals[""] = db.execute("SELECT count(*) FROM entries WHERE matched = 1").fetchone()[0]
    unread[""] = db.execute("SELECT count(*) FROM entries WHERE matched = 1 AND read = 0").fetchone()[0]
    for watch, number, unread_number in _dismissed_counts(db):
        totals[watch] -= number
        unread[watch] = unread.get(watch, 0) - unread_number
    return {watch: (unread.get(watch, 0), total) for watch, total in totals.items()}


def _dismissed_counts(db: sqlite3.Connection) -> Iterator[tuple[str, int, int]]:
    """How much of each count is dismissed: taken off, for to leave it out would cost the counts their index."""
    yield from db.execute(
        "SELECT m.watch, count(*), sum(m.read = 0) FROM entries AS e CROSS JOIN matches AS m ON m.entry_id = e.id "
        "WHERE e.dismissed = 1 GROUP BY m.watch"
    )
    yield from db.execute(
        "SELECT '', count(*), ifnull(sum(read = 0), 0) FROM entries INDEXED BY entries_dismissed "
        "WHERE dismissed = 1 AND matched = 1"
    )


def texts(db: sqlite3.Connection, below: int, limit: int) -> list[tuple[int, str, Entry]]:
    """A batch of entries with their feeds' addresses for matching anew: the newest ids below `below`."""
    rows = db.execute(
        "SELECT e.*, t.summary, t.content, f.url FROM entries AS e JOIN texts AS t ON t.entry_id = e.id "
        "JOIN feeds AS f ON f.id = e.feed_id WHERE e.id < ? ORDER BY e.id DESC LIMIT ?",
        (below, limit),
    )
    return [(row["id"], row["url"], from_row(row)) for row in rows]


def texts_of(db: sqlite3.Connection, wanted: Sequence[int]) -> dict[int, tuple[str, str, Entry]]:
    """These entries by id, each with its feed's address and title."""
    rows = db.execute(
        f"SELECT e.*, t.summary, t.content, f.url, {_TITLE} AS feed_title FROM entries AS e "
        "JOIN texts AS t ON t.entry_id = e.id JOIN feeds AS f ON f.id = e.feed_id "
        "WHERE e.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(wanted)),),
    )
    return {row["id"]: (row["url"], row["feed_title"], from_row(row)) for row in rows}


def set_matches(db: sqlite3.Connection, entry_id: int, watches: Iterable[str], matches: Iterable[Match]) -> None:
    """Replace what an entry's matches say for these watches; the caller holds the transaction."""
    db.executemany("DELETE FROM matches WHERE entry_id = ? AND watch = ?", ((entry_id, watch) for watch in watches))
    _insert_matches(db, entry_id, matches)
    _flag(db, entry_id)


def set_found(db: sqlite3.Connection, entry_id: int, one: Found) -> None:
    """Let an entry's furniture, and the matches and concepts that it decides, be these; its text is the same.

    The caller holds the transaction.
    """
    db.execute("UPDATE entries SET dropped = ? WHERE id = ?", (dropped(one.entry), entry_id))
    set_matches(db, entry_id, [match.watch for match in matches_of(db, entry_id)], one.matches)
    concepts.put(db, entry_id, one.concepts)


def forget_watch(db: sqlite3.Connection, watch: str) -> None:
    """Drop a watch's matches; the entries stay. The caller holds the transaction."""
    ids = [row[0] for row in db.execute("SELECT entry_id FROM matches WHERE watch = ?", (watch,))]
    db.execute("DELETE FROM matches WHERE watch = ?", (watch,))
    for entry_id in ids:
        _flag(db, entry_id)


_LARGEST = 2**63 - 1
"""The largest number that SQLite holds."""
_TITLE = "coalesce(nullif(f.name, ''), nullif(f.title, ''), f.url)"
_ROW = f"e.id, f.url, {_TITLE}, e.title, e.at, e.read, e.starred, e.dismissed"


def _by_other_scheme(entry: Entry) -> Entry:
    """The entry as it was before its site moved from http to https, or back."""
    for one, other in (("http://", "https://"), ("https://", "http://")):
        if entry.link.startswith(one):
            return replace(entry, link=other + entry.link[len(one) :])
    return entry


def _insert(db: sqlite3.Connection, feed_id: int, one: Found, digest: str, now: int) -> int:
    entry = one.entry
    at = min(entry.published, now) if entry.published is not None else now
    cursor = db.execute(
        "INSERT INTO entries (feed_id, key, hash, title, guid, link, author, published, first_seen, at, lang, "
        "categories, enclosures, dropped, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (feed_id, entry.key, digest, *_columns(entry), now, at, *_more_columns(entry), entry.raw),
    )
    entry_id = int(cursor.lastrowid or 0)
    db.execute(
        "INSERT INTO texts (entry_id, summary, content, places) VALUES (?, ?, ?, ?)",
        (entry_id, entry.summary, entry.content, places.written(entry)),
    )
    search.index(db, entry_id, one.words or words_of(entry))
    if one.matches:
        _insert_matches(db, entry_id, one.matches)
        _flag(db, entry_id)
    concepts.put(db, entry_id, one.concepts)
    return entry_id


def _replace(db: sqlite3.Connection, entry_id: int, one: Found, digest: str, now: int) -> None:
    stored = get(db, entry_id)
    assert stored is not None
    old, entry = stored.entry, one.entry
    db.execute(
        "INSERT INTO revisions (entry_id, seen, title, summary, content) VALUES (?, ?, ?, ?, ?)",
        (entry_id, now, old.title, old.summary, old.content),
    )
    search.unindex(db, entry_id, words_of(old))
    db.execute(
        "UPDATE entries SET hash = ?, title = ?, guid = ?, link = ?, author = ?, published = ?, changed = ?, lang = ?, "
        "categories = ?, enclosures = ?, dropped = ?, raw = ? WHERE id = ?",
        (digest, *_columns(entry), now, *_more_columns(entry), entry.raw, entry_id),
    )
    db.execute(
        "UPDATE texts SET summary = ?, content = ?, places = ?, whole = 0 WHERE entry_id = ?",
        (entry.summary, entry.content, places.written(entry), entry_id),
    )
    search.index(db, entry_id, one.words or words_of(entry))
    set_matches(db, entry_id, (match.watch for match in stored.matches), one.matches)
    concepts.put(db, entry_id, one.concepts)


def _again(db: sqlite3.Connection, old: sqlite3.Row, entry: Entry) -> None:
    """Know an entry that says the same in other markup by what the feed gives now."""
    db.execute("UPDATE entries SET raw = ? WHERE id = ?", (entry.raw, old["id"]))
    if not old["whole"]:
        db.execute("UPDATE texts SET places = ? WHERE entry_id = ?", (places.written(entry), old["id"]))


def _follow(db: sqlite3.Connection, old: sqlite3.Row, one: Found) -> list[int]:
    """Let the furniture of an entry whose text is the same be what is found now, and the titles of others beside it.

    No poll of this feed can tell those of other feeds, so they stay. The id comes back where `one` was matched without
    them.
    """
    # Imported here, for lists need none of it.
    from monitor.matching.repetition import with_titles_dropped

    entry = with_titles_dropped(one.entry, _places(old["dropped"]))
    if dropped(entry) == old["dropped"]:
        return []
    set_found(db, old["id"], replace(one, entry=entry))
    return [old["id"]] if one.matches and entry != one.entry else []


def _columns(entry: Entry) -> tuple[str | int | None, ...]:
    return entry.title, entry.guid, entry.link, entry.author, entry.published


def _more_columns(entry: Entry) -> tuple[str, str, str, str]:
    enclosures = [(one.url, one.type, one.length) for one in entry.enclosures]
    categories = json.dumps(entry.categories, ensure_ascii=False)
    return entry.lang, categories, json.dumps(enclosures), dropped(entry)


def _insert_matches(db: sqlite3.Connection, entry_id: int, matches: Iterable[Match]) -> None:
    db.executemany(
        "INSERT OR REPLACE INTO matches (entry_id, watch, level, spans, against, at, read) "
        "SELECT id, ?, ?, ?, ?, at, read FROM entries WHERE id = ?",
        (
            (match.watch, match.level, _spans_json(match.spans), _spans_json(match.against), entry_id)
            for match in matches
        ),
    )


def _spans_json(spans: Sequence[Span]) -> str:
    rows = [
        (span.field, span.start, span.end, span.text, span.term, span.why, *filter(None, (span.weight,)))
        for span in spans
    ]
    return json.dumps(rows, ensure_ascii=False)


def _flag(db: sqlite3.Connection, entry_id: int) -> None:
    db.execute(
        "UPDATE entries SET matched = EXISTS (SELECT 1 FROM matches WHERE entry_id = ?1) WHERE id = ?1", (entry_id,)
    )


def from_row(row: sqlite3.Row) -> Entry:
    """The entry of a row that has the columns of `entries` and its texts."""
    return Entry(
        key=row["key"],
        title=row["title"],
        guid=row["guid"],
        link=row["link"],
        author=row["author"],
        published=row["published"],
        lang=row["lang"],
        summary=row["summary"],
        content=row["content"],
        categories=tuple(json.loads(row["categories"])),
        enclosures=tuple(Enclosure(*one) for one in json.loads(row["enclosures"])),
        dropped=_places(row["dropped"]),
    )


def _places(dropped: str) -> tuple[Dropped, ...]:
    return tuple(Dropped(*one) for one in json.loads(dropped))


def _stored(db: sqlite3.Connection, row: sqlite3.Row) -> Stored:
    entry_id, changed = row["id"], row["changed"]
    marks = (bool(row[mark]) for mark in ("read", "starred", "dismissed"))
    shown = Row(entry_id, row["url"], row["feed_title"], row["title"], row["at"], *marks)
    entry = replace(from_row(row), places=places.read(row["places"]))
    before = revisions.newest(db, entry_id) if changed is not None else None
    matches, named = matches_of(db, entry_id), tags.of(db, entry_id)
    return Stored(shown, entry, row["first_seen"], changed, matches, named, bool(row["whole"]), before)


def iterate(db: sqlite3.Connection, choice: Choice, limit: int | None, page: int = 500) -> Iterator[Row]:
    """All entries of a choice up to `limit`, newest first, read a page at a time."""
    before: tuple[int, int] | None = None
    left = limit
    while left is None or left > 0:
        rows = listing(db, choice, page if left is None else min(page, left), before)
        yield from rows
        if not rows or len(rows) < page:
            return
        before = (rows[-1].at, rows[-1].id)
        left = None if left is None else left - len(rows)
