"""Entries in the store: lists and single entries, with the matches that belong to them."""

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar, cast

from monitor.model import NO_TITLE, OPENING, Dropped, Enclosure, Entry, Level, Match, Span, opening
from monitor.store import places, revisions, tags
from monitor.store.choice import Choice as Choice
from monitor.store.choice import asked, strong
from monitor.store.schema import snapshot

_Thing = TypeVar("_Thing")


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
    opening: str = ""
    """How its text begins, where it has no title."""
    named_by: str = "title"
    """The field that its name is from."""

    @property
    def name(self) -> str:
        """What a list calls it: its title, else how its text begins."""
        return self.title or self.opening or NO_TITLE


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


def _row(row: sqlite3.Row) -> Row:
    entry_id, feed, feed_title, title, at, read, starred, dismissed, summary, content = row
    begins, named_by = _opening(title, summary or "", content or "")
    return Row(entry_id, feed, feed_title, title, at, bool(read), bool(starred), bool(dismissed), begins, named_by)


def _opening(title: str, summary: str, content: str) -> tuple[str, str]:
    """How the text of an entry without a title begins, and the field that its name is from."""
    if title or not (summary or content):
        return "", "title"
    return opening(summary or content), "summary" if summary else "content"


def ids(db: sqlite3.Connection, choice: Choice, limit: int) -> "array[int]":
    """The ids of a choice's entries, `limit` at most: what a long list is made of before it is read.

    The newest first, or as the choice has it.
    """
    if not choice.strong_first or choice.all:
        return array("q", _newest(db, choice, limit))
    first, listed = set(_numbers(db, *strong(choice))), _newest(db, choice, LARGEST)
    ordered = [one for one in listed if one in first] + [one for one in listed if one not in first]
    return array("q", ordered[:limit])


def members(db: sqlite3.Connection, choice: Choice) -> set[int]:
    """The ids of a choice's entries in no order, which costs far less than a list where it is much of the store."""
    part = asked(choice)
    return set(_numbers(db, f"SELECT {part.id} FROM {part.tables} WHERE {part.where}", part.values))


def _newest(db: sqlite3.Connection, choice: Choice, limit: int) -> list[int]:
    part = asked(choice)
    order = f"{part.at} DESC, {part.id} DESC"
    sql = f"SELECT {part.id} FROM {part.tables} WHERE {part.where} ORDER BY {order} LIMIT ?"
    return _numbers(db, sql, (*part.values, limit))


def _numbers(db: sqlite3.Connection, sql: str, values: Sequence[object]) -> list[int]:
    cursor = db.cursor()
    # A tuple costs a third less than a row that knows its columns: there may be a million.
    cursor.row_factory = None
    return [number for (number,) in cursor.execute(sql, tuple(values))]


def rows(db: sqlite3.Connection, wanted: Sequence[int]) -> dict[int, Row]:
    """These entries as lists show them, by id."""
    sql = f"SELECT {_ROW} FROM entries AS e JOIN feeds AS f ON f.id = e.feed_id WHERE e.id {_AMONG}"
    found = db.execute(sql, (json.dumps(list(wanted)),))
    return {row[0]: _row(row) for row in found}


def count(db: sqlite3.Connection, choice: Choice) -> int:
    """How many entries a choice holds."""
    part = asked(choice)
    sql = f"SELECT count(*) FROM {part.tables} WHERE {part.where}"
    return int(db.execute(sql, part.values).fetchone()[0])


def get(db: sqlite3.Connection, entry_id: int) -> Stored | None:
    """An entry with its texts and matches, or None where there is none of that id."""
    if not 0 < entry_id <= LARGEST:
        return None
    sql = f"SELECT e.*, t.*, f.url, {_TITLE} AS feed_title FROM {_WHOLE} WHERE e.id = ?"
    row = db.execute(sql, (entry_id,)).fetchone()
    return None if row is None else _stored(db, row)


def matches_of(db: sqlite3.Connection, entry_id: int) -> tuple[Match, ...]:
    """The matches of an entry, in the watches' alphabetical order."""
    return matches_by_entry(db, [entry_id]).get(entry_id, ())


def _match(row: Sequence[str]) -> Match:
    watch, level, spans, against = row
    return Match(watch, cast(Level, level), _spans(spans), _spans(against))


@lru_cache(256)
def _spans(written: str) -> tuple[Span, ...]:
    """Spans as their column holds them: those of the rows on a screen are read again with every change of the store."""
    return tuple(Span(*span) for span in json.loads(written))


def matches_by_entry(db: sqlite3.Connection, wanted: Sequence[int]) -> dict[int, tuple[Match, ...]]:
    """The matches of these entries, by id, each in the watches' alphabetical order."""
    columns = "entry_id, watch, level, spans, against"
    sql = f"SELECT {columns} FROM matches WHERE entry_id {_AMONG} ORDER BY entry_id, watch"
    found = db.execute(sql, (json.dumps(list(wanted)),))
    matches: dict[int, list[Match]] = {}
    for row in found:
        matches.setdefault(row[0], []).append(_match(row[1:]))
    return {entry_id: tuple(several) for entry_id, several in matches.items()}


def counts(db: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """Unread and total matched entries per watch, dismissed ones aside; under "" those of any watch."""
    with snapshot(db):
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


def texts(db: sqlite3.Connection, below: int, limit: int) -> Iterator[tuple[int, str, Entry]]:
    """A batch of entries with their feeds' addresses for matching anew: the newest ids below `below`, each read when it
    is asked for."""
    sql = f"SELECT e.*, t.summary, t.content, f.url FROM {_WHOLE} WHERE e.id < ? ORDER BY e.id DESC LIMIT ?"
    rows = db.execute(sql, (below, limit))
    return ((row["id"], row["url"], from_row(row)) for row in rows)


def sizes(db: sqlite3.Connection, wanted: Sequence[int]) -> list[int]:
    """How many code points the texts of these entries have, one after the other."""
    sql = f"SELECT entry_id, length(summary) + length(content) FROM texts WHERE entry_id {_AMONG}"
    rows = db.execute(sql, (json.dumps(list(wanted)),))
    known = dict(rows.fetchall())
    return [known.get(entry_id, 0) for entry_id in wanted]


def lots(several: Iterable[_Thing], size: Callable[[_Thing], int], most: int) -> Iterator[list[_Thing]]:
    """Some things in lots, none of which comes to more than `most` by the `size` of each, but for one thing alone; no
    more of them are read than it takes to see where a lot ends."""
    lot, total = list[_Thing](), 0
    for one in several:
        own = size(one)
        if lot and total + own > most:
            yield lot
            lot, total = [], 0
        lot.append(one)
        total += own
    yield lot


def texts_of(db: sqlite3.Connection, wanted: Sequence[int]) -> dict[int, tuple[str, str, Entry]]:
    """These entries by id, each with its feed's address and title."""
    sql = f"SELECT e.*, t.summary, t.content, f.url, {_TITLE} AS feed_title FROM {_WHOLE} WHERE e.id {_AMONG}"
    rows = db.execute(sql, (json.dumps(list(wanted)),))
    return {row["id"]: (row["url"], row["feed_title"], from_row(row)) for row in rows}


def about(db: sqlite3.Connection, wanted: Sequence[int], beginning: int) -> dict[int, tuple[str, str, Entry]]:
    """The same in a fraction of the time: author, categories, link, language and title, and in the place of the texts
    so many code points of the first of them as a summary."""
    rows = db.execute(
        f"SELECT e.id, f.url, {_TITLE}, e.author, e.categories, e.link, e.lang, e.title, "
        f"substr(coalesce(nullif(t.summary, ''), t.content), 1, ?) FROM {_WHOLE} WHERE e.id {_AMONG}",
        (beginning, json.dumps(list(wanted))),
    )
    return {
        entry_id: (url, feed, Entry("", title, "", link, author, None, lang, begin, "", tuple(json.loads(said))))
        for entry_id, url, feed, author, said, link, lang, title, begin in rows
    }


LARGEST = 2**63 - 1
"""The largest number that SQLite holds."""
_WHOLE = "entries AS e JOIN texts AS t ON t.entry_id = e.id JOIN feeds AS f ON f.id = e.feed_id"
_AMONG = "IN (SELECT value FROM json_each(?))"
_TITLE = "coalesce(nullif(f.name, ''), nullif(f.title, ''), f.url)"
_OPENINGS = ", ".join(
    # Most entries have a title, and their texts are not looked at.
    f"CASE WHEN e.title = '' THEN (SELECT substr({field}, 1, {OPENING}) FROM texts WHERE entry_id = e.id) END"
    for field in ("summary", "content")
)
_ROW = f"e.id, f.url, {_TITLE}, e.title, e.at, e.read, e.starred, e.dismissed, {_OPENINGS}"


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
        enclosures=read_enclosures(row["enclosures"]),
        dropped=read_places(row["dropped"]),
    )


def read_enclosures(stored: str) -> tuple[Enclosure, ...]:
    """An entry's files, as the store holds them."""
    return tuple(Enclosure(*one) for one in json.loads(stored))


def read_places(dropped: str) -> tuple[Dropped, ...]:
    """The places of an entry's furniture, as its column `dropped` holds them."""
    return tuple(Dropped(*one) for one in json.loads(dropped))


def _stored(db: sqlite3.Connection, row: sqlite3.Row) -> Stored:
    entry_id, changed = row["id"], row["changed"]
    read, starred, dismissed = (bool(row[mark]) for mark in ("read", "starred", "dismissed"))
    begins = _opening(row["title"], row["summary"], row["content"])
    shown = Row(entry_id, row["url"], row["feed_title"], row["title"], row["at"], read, starred, dismissed, *begins)
    entry = replace(from_row(row), places=places.read(row["places"]))
    before = revisions.newest(db, entry_id) if changed is not None else None
    matches, named = matches_of(db, entry_id), tags.of(db, entry_id)
    return Stored(shown, entry, row["first_seen"], changed, matches, named, bool(row["whole"]), before)
