"""What a damaged store still holds, read row by row, and taken over into a store that is whole."""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from operator import eq
from pathlib import Path
from typing import Any, NamedTuple, cast

from monitor import text
from monitor.folders import make_private
from monitor.matching.indexing import words_of
from monitor.model import Enclosure, Entry, Place
from monitor.revision import digest
from monitor.store import entries, places, search, tags
from monitor.store.backup import with_its_log
from monitor.store.saving import COLUMNS, columns
from monitor.store.schema import transaction

_PIECE = 256
"""Rows that are asked for at once; where one of them cannot be read, ever fewer are."""
_BEYOND = 20_000
"""Numbers of entries that are tried beyond those of the backup, where nothing tells how many there are."""
_SMALLEST = 64
"""Bytes that no entry takes less of."""
_BRANCH = 5
"""What a page of a table begins with that leads to others."""
_GARBAGE = (sqlite3.Error, ValueError, TypeError, AttributeError, KeyError, IndexError)
"""What reading garbage raises."""
_ENTRIES = "SELECT e.*, t.* FROM entries AS e LEFT JOIN texts AS t ON t.entry_id = e.id WHERE e.id BETWEEN ? AND ?"
_WITHOUT_TEXT = "SELECT *, '' AS summary, '' AS content FROM entries WHERE id = ?"
_FEEDS = "SELECT id, url, name, title, site, subscribed FROM feeds WHERE id BETWEEN ? AND ?"
# From both ends of the table and of its index: what one way cannot be read past, another comes to.
_TAGS = tuple(
    f"SELECT tag, entry_id FROM tags ORDER BY {order}"
    for order in ("tag, entry_id", "tag DESC, entry_id DESC", "entry_id, tag", "entry_id DESC, tag DESC")
)
_OLDER = {"dropped": "[]", "dismissed": 0, "places": places.NONE, "whole": 0}
"""Columns that stores of older versions have not."""
_FIRST = {"feeds": 17, "entries": 18, "texts": 3}
"""The tables that are read, and how many columns they had in the first version."""
_Row = Mapping[str, Any]
_Columns = Sequence[Sequence[tuple[object, ...]]]


@dataclass(slots=True)
class Saved:
    """What was taken over."""

    entries: int = 0
    """That the other store had not."""
    marks: int = 0
    """Entries that are read, starred or dismissed, or no longer, or have tags, as in the damaged store."""
    lost: int = 0
    """Entries that the other store has not either, and that cannot be read."""


def salvage(db: sqlite3.Connection, damaged: Path, donor: Path) -> Saved:
    """Take over into `db` the entries that it has not, and the marks of those that it has.

    The damaged file stays as it is. Where SQLite does not find its way about it, or a table is not told as in `db`, a
    copy is read by the directory of `donor`, a store that began as this one did. Raises StoreError when `db` cannot be
    written.
    """
    with _opened(damaged, donor, _columns(db)) as (source, is_borrowed):
        if source is None:
            return Saved()
        with transaction(db):
            return _Salvage(db, source, _size(damaged) // _SMALLEST, is_borrowed).run()


class _Read(NamedTuple):
    """An entry of the damaged store."""

    id: int
    feed: int
    entry: Entry
    hash: str
    first_seen: int
    changed: int | None
    marks: tuple[int, int, int]
    """Read, starred and dismissed."""
    whole: int = 0


@dataclass(slots=True)
class _Salvage:
    db: sqlite3.Connection
    source: sqlite3.Connection
    most: int
    """Entries that the damaged file and its log have room for."""
    is_borrowed: bool
    """Whether it is read by the directory of another store, which may have tables that it has not."""
    feeds: dict[int, int] = field(default_factory=dict)
    """The feeds' numbers there and here."""
    tags: Mapping[int, set[str]] = field(default_factory=dict)
    """The tags of entries by their numbers there."""
    spelled: dict[str, str] = field(default_factory=dict)
    """The tags here by their folded names."""
    highest: int = 0
    """The highest number that an entry may have there, or was given here beyond that."""
    saved: Saved = field(default_factory=Saved)

    def run(self) -> Saved:
        self._take_feeds()
        self.tags, self.spelled = _tags(self.source, self.is_borrowed), tags.names(self.db)
        unread, last = [], 0
        self.highest = self._highest()
        for number, row in _rows(self.source, _ENTRIES, self.highest):
            one = _read(row) or self._without_text(number)
            if one is None:
                unread.append(number)
            else:
                last = number
                self._take(one)
        self.saved.lost = sum(number < last and self._here(number) is None for number in unread)
        if self.saved.marks:
            # To take a change back that is older than these would be to take back another one. An edit of the config
            # looks for itself whether it is the last.
            self.db.execute("DELETE FROM changes WHERE mark <> 'config'")
        return self.saved

    def _highest(self) -> int:
        sources = ("max(id) FROM entries", "max(entry_id) FROM texts", "max(id) FROM search_docsize")
        told = [number for what in sources if (number := _number(self.source, what)) is not None]
        guess = (_number(self.db, "max(id) FROM entries") or 0) + _BEYOND
        return min(max(told, default=guess), self.most)

    def _take_feeds(self) -> None:
        """Feeds with their names; those that came after the backup without validators, so that they are read anew."""
        # One that cannot be read has the number that it had when the backup was made.
        self.feeds = {row[0]: row[0] for row in self.db.execute("SELECT id FROM feeds")}
        highest = _number(self.source, "max(id) FROM feeds")
        for number, row in _rows(self.source, _FEEDS, min(self.most, _BEYOND if highest is None else highest)):
            try:
                url, name, title, site = (text.line(row[key]) for key in ("url", "name", "title", "site"))
            except _GARBAGE:
                continue
            if text.link(url):
                self._take_feed(number, url, name, title, text.link(site), row["subscribed"] == 1)

    def _take_feed(self, number: int, url: str, *values: object) -> None:
        sql = "INSERT OR IGNORE INTO feeds (url, name, title, site, subscribed) VALUES (?, ?, ?, ?, ?)"
        self.db.execute(sql, (url, *values))
        self.feeds[number] = self.db.execute("SELECT id FROM feeds WHERE url = ?", (url,)).fetchone()[0]

    def _feed(self, number: int) -> int:
        """A feed's number here; where nothing else of it could be read, it gets an address that tells so."""
        if number not in self.feeds:
            self._take_feed(number, f"https://feed-{number}.invalid/", "", "", "", False)
        return self.feeds[number]

    def _without_text(self, number: int) -> _Read | None:
        try:
            row = self.source.execute(_WITHOUT_TEXT, (number,)).fetchone()
        except _GARBAGE:
            return None
        one = _read(row or {})
        # The hash is that of no text: what the feed sends is an edit, and fills it in.
        return one and one._replace(hash="")

    def _here(self, number: int) -> sqlite3.Row | None:
        return cast(sqlite3.Row | None, self.db.execute("SELECT * FROM entries WHERE id = ?", (number,)).fetchone())

    def _take(self, one: _Read) -> None:
        """Put an entry in, or give its marks to the one that is here by its number, or by what it is known by."""
        feed, entry = self._feed(one.feed), one.entry
        here = self._here(one.id)
        if here is None or here["feed_id"] != feed or _are_two(here, one):
            sql = "SELECT * FROM entries WHERE feed_id = ? AND key = ?"
            taken, here = here is not None, self.db.execute(sql, (feed, entry.key)).fetchone()
            if here is None:
                entry_id = self._beyond() if taken else one.id
                self._insert(entry_id, feed, one)
                self.saved.marks += self._tag(entry_id, one.id) or any(one.marks)
                return
        is_other = (here["read"], here["starred"], here["dismissed"]) != one.marks
        if is_other:
            sql = "UPDATE entries SET read = ?, starred = ?, dismissed = ? WHERE id = ?"
            self.db.execute(sql, (*one.marks, here["id"]))
        self.saved.marks += self._tag(here["id"], one.id) or is_other

    def _beyond(self) -> int:
        """A number that no entry has here or there."""
        self.highest = 1 + max(self.highest, _number(self.db, "max(id) FROM entries") or 0)
        return self.highest

    def _tag(self, entry_id: int, there: int) -> bool:
        """Give an entry the tags that it has there, beside those that it has here; whether one of them is new."""
        before = self.db.total_changes
        for name in self.tags.get(there, ()):
            spelled = self.spelled.setdefault(name.casefold(), name)
            self.db.execute("INSERT OR IGNORE INTO tags (tag, entry_id) VALUES (?, ?)", (spelled, entry_id))
        return self.db.total_changes > before

    def _insert(self, number: int, feed: int, one: _Read) -> None:
        entry = one.entry
        at = one.first_seen if entry.published is None else min(entry.published, one.first_seen)
        self.db.execute(
            "INSERT INTO entries (id, feed_id, key, hash, first_seen, changed, at, read, starred, dismissed, "
            f"{COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, feed, entry.key, one.hash, one.first_seen, one.changed, at, *one.marks, *columns(entry)),
        )
        self.db.execute(
            "INSERT INTO texts (entry_id, summary, content, places, whole) VALUES (?, ?, ?, ?, ?)",
            (number, entry.summary, entry.content, places.written(entry), one.whole),
        )
        search.index(self.db, number, words_of(entry))
        self.saved.entries += 1


def _read(row: _Row) -> _Read | None:
    """The entry of a row, or None where it holds garbage."""
    try:
        row = {**_OLDER, **dict(row)}
        found = replace(entries.from_row(cast(sqlite3.Row, row)), places=_places(row["places"]))
        entry = _gated(found)
        marks = row["read"], row["starred"], row["dismissed"]
        times = row["id"], row["feed_id"], row["first_seen"], row["changed"] or 0, entry.published or 0
        whole = row["whole"] or 0
        if not all(isinstance(one, int) and 0 <= one < 2**40 for one in times) or not {*marks, whole} <= {0, 1}:
            return None
        is_as_stored = entry == found if whole else digest(entry) == row["hash"]
        hash_now = row["hash"] if is_as_stored and isinstance(row["hash"], str) else ""
        return _Read(row["id"], row["feed_id"], entry, hash_now, row["first_seen"], row["changed"], marks, whole)
    except _GARBAGE:
        return None


def _are_two(here: sqlite3.Row, one: _Read) -> bool:
    """Whether an entry is another one than that which has its number here, in a store that did not begin as its own."""
    seen, key, title = here["first_seen"], here["key"], here["title"]
    return bool(seen != one.first_seen and key != one.entry.key and title != one.entry.title)


def _places(column: str | None) -> tuple[Place, ...]:
    """The places of a row; none where they are garbage, for the text can be read without."""
    try:
        found = places.read(column or places.NONE)
        return tuple(
            replace(one, start=int(one.start), end=int(one.end), address=text.link(one.address)) for one in found
        )
    except _GARBAGE:
        return ()


def _gated(entry: Entry) -> Entry:
    """An entry whose texts pass the gate once more, for damage may have put anything into them."""
    line, block, link = text.line, text.block, text.link
    gated = replace(
        entry,
        key=str(entry.key),
        title=line(entry.title),
        guid=line(entry.guid),
        link=link(entry.link),
        author=line(entry.author),
        lang=line(entry.lang),
        summary=block(entry.summary),
        content=block(entry.content),
        categories=tuple(map(line, entry.categories)),
        enclosures=tuple(Enclosure(link(one.url), line(one.type), one.length) for one in entry.enclosures),
    )
    return gated if gated == entry else replace(gated, dropped=(), places=())


def _tags(source: sqlite3.Connection, is_borrowed: bool) -> dict[int, set[str]]:
    """What can be read of the tags: the names by the entries that have them.

    By a borrowed directory that may be another table's page, so only what table and index both say is a tag.
    """
    table, index = ({*chain(*(_pairs(source, sql) for sql in several))} for several in (_TAGS[:2], _TAGS[2:]))
    found: dict[int, set[str]] = {}
    for entry_id, name in table & index if is_borrowed else table | index:
        found.setdefault(entry_id, set()).add(name)
    return found


def _pairs(source: sqlite3.Connection, sql: str) -> Iterator[tuple[int, str]]:
    with suppress(*_GARBAGE):
        for name, entry_id in source.execute(sql):
            with suppress(*_GARBAGE, tags.BadTag):
                yield int(entry_id), tags.name(name)


def _rows(source: sqlite3.Connection, sql: str, highest: int) -> Iterator[tuple[int, _Row]]:
    """The rows of a table with their numbers; in the place of what cannot be read, a row without columns."""
    for low in range(1, highest + 1, _PIECE):
        yield from _piece(source, sql, low, min(low + _PIECE - 1, highest))


def _piece(source: sqlite3.Connection, sql: str, low: int, high: int) -> Iterator[tuple[int, _Row]]:
    try:
        found = source.execute(sql, (low, high)).fetchall()
    except _GARBAGE:
        if low == high:
            yield low, {}
            return
        middle = (low + high) // 2
        yield from _piece(source, sql, low, middle)
        yield from _piece(source, sql, middle + 1, high)
    else:
        yield from ((row["id"], row) for row in found)


def _number(db: sqlite3.Connection, what: str) -> int | None:
    """A number, None where it cannot be read; 0 for none."""
    try:
        return int(db.execute(f"SELECT {what}").fetchone()[0] or 0)
    except _GARBAGE:
        return None


@contextmanager
def _opened(damaged: Path, donor: Path, known: _Columns) -> Iterator[tuple[sqlite3.Connection | None, bool]]:
    """What a damaged store can be read through, None where it cannot, and whether by the donor's directory, where its
    own does not tell the tables by their `known` columns."""
    # To open an empty file, as one of one byte is to SQLite, is to lose the log beside it.
    if damaged.stat().st_size > 1:
        with closing(_reader(damaged)) as source:
            if _knows_its_tables(source, known):
                yield source, False
                return
    copy = damaged.with_name(f"{damaged.name}.salvage")
    try:
        _transplant(damaged, donor, copy)
        with closing(_reader(copy)) as source:
            yield source if _knows_its_tables(source, known) else None, True
    finally:
        for path in with_its_log(copy):
            path.unlink(missing_ok=True)


def _size(damaged: Path) -> int:
    """The bytes of a store with its log, where all of a young one stands."""
    return sum(path.stat().st_size for path in with_its_log(damaged)[:2] if path.exists())


def _reader(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    # Lets SQLite open what was cut short, or has garbage among the tables' definitions.
    db.execute("PRAGMA writable_schema = ON")
    db.row_factory = sqlite3.Row
    return db


def _columns(db: sqlite3.Connection) -> _Columns:
    """The columns of the tables that are read, each as it is told; none where SQLite cannot read that."""
    sql = "SELECT name, type, pk FROM pragma_table_info(?)"
    return [[tuple(row) for row in db.execute(sql, (table,))] for table in _FIRST]


def _knows_its_tables(source: sqlite3.Connection, known: _Columns) -> bool:
    """Whether a directory tells the columns as they are `known`; of older versions the first of them."""
    try:
        told = zip(_columns(source), known, _FIRST.values(), strict=True)
        return all(len(some) >= least and all(map(eq, some, columns)) for some, columns, least in told)
    except _GARBAGE:
        return False


def _transplant(damaged: Path, donor: Path, copy: Path) -> None:
    """Copy a store and give it the pages of another that say where all its tables are."""
    for left, new in zip(with_its_log(damaged)[:2], with_its_log(copy)[:2], strict=True):
        # What an earlier time has left, or a link to another file.
        new.unlink(missing_ok=True)
        if left.exists():
            # Nobody else may read what is marked, also while it is being saved.
            make_private(new)
            shutil.copyfile(left, new)
    with donor.open("rb") as source, copy.open("r+b") as target:
        first = source.read(65_536)
        size = int.from_bytes(first[16:18], "big")
        pages = copy.stat().st_size // size
        for number in _directory(first):
            source.seek((number - 1) * size)
            target.seek((number - 1) * size)
            target.write(source.read(size))
        target.seek(28)
        target.write(pages.to_bytes(4, "big"))


def _directory(first: bytes) -> list[int]:
    """The numbers of the pages that a store's directory of tables is on; `first` is how its file begins."""
    if first[100] != _BRANCH:
        return [1]
    cells = range(112, 112 + 2 * int.from_bytes(first[103:105], "big"), 2)
    children = [int.from_bytes(first[cell : cell + 2], "big") for cell in cells]
    leaves = [int.from_bytes(first[child : child + 4], "big") for child in children]
    return [1, int.from_bytes(first[108:112], "big"), *leaves]
