"""Choices by what is dismissed, by tags and by strength: the same in lists, numbers and counts, and by an index."""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace

import pytest

from monitor.model import Entry, Feed, Found, Level, Match
from monitor.store import candidates, entries, feeds, marks, saving
from monitor.store.choice import narrowed
from monitor.store.entries import Choice
from monitor.store.schema import transaction
from tests.listing import listing
from tests.store.bytecode import read_from

LEVELS: dict[int, dict[str, Level]] = {
    1: {"w": "likely"},
    2: {"w": "strong"},
    3: {"w": "likely", "v": "strong"},
    4: {},
    5: {"w": "likely"},
    6: {"w": "strong", "v": "likely"},
    7: {"v": "likely"},
    8: {},
}


@pytest.fixture
def db(store: sqlite3.Connection) -> sqlite3.Connection:
    """Entries 1 to 8, the newest the last; 3, 6 and 8 are dismissed, 6 unread again; 2 has a star; 1, 6 and 8 a tag."""
    feeds.subscribe(store, [Feed("https://a.example/"), Feed("https://b.example/")])
    with transaction(store):
        for number, levels in LEVELS.items():
            found = tuple(Match(watch, level, ()) for watch, level in levels.items())
            saving.save(store, 1, [Found(Entry(str(number), str(number), published=number), found)], 100)
    marks.mark(store, [3, 6, 8], "dismissed", True, 1)
    marks.mark(store, [6], "read", False, 2)
    marks.mark(store, [2], "starred", True, 3)
    marks.tag(store, [1, 6, 8], "t", True, 4)
    return store


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        (Choice(), [7, 5, 2, 1]),
        (Choice("w"), [5, 2, 1]),
        (Choice("v"), [7]),
        (Choice(unread=True), [7, 5, 2, 1]),
        (Choice("w", unread=True), [5, 2, 1]),
        (Choice(all=True), [8, 7, 6, 5, 4, 3, 2, 1]),
        (Choice("w", all=True), [6, 5, 3, 2, 1]),
        (Choice(all=True, dismissed=True), [8, 6, 3]),
        (Choice(dismissed=True), [6, 3]),
        (Choice("w", dismissed=True), [6, 3]),
        (Choice("v", dismissed=True, unread=True), [6]),
        (Choice(all=True, tag="t"), [8, 6, 1]),
        (Choice(tag="t"), [1]),
        (Choice("w", tag="t"), [1]),
        (Choice("w", tag="t", all=True), [6, 1]),
        (Choice(all=True, tag="t", dismissed=True), [8, 6]),
        (Choice(all=True, tag="T"), []),
        (Choice(all=True, starred=True), [2]),
        (Choice("w", since=3), [5]),
        (Choice(all=True, ids=(1, 2, 3)), [3, 2, 1]),
        (Choice(all=True, feed="https://a.example/"), [8, 7, 6, 5, 4, 3, 2, 1]),
        (Choice(all=True, unread=True, feed="https://a.example/"), [7, 6, 5, 4, 2, 1]),
        (Choice(all=True, feed="https://b.example/"), []),
        (Choice(all=True, feed="https://nowhere.example/"), []),
    ],
)
def test_a_list_holds_what_was_chosen(db: sqlite3.Connection, choice: Choice, ids: list[int]) -> None:
    assert [row.id for row in listing(db, choice, 100)] == ids
    assert list(entries.ids(db, choice, 100)) == ids
    assert entries.count(db, choice) == len(ids)
    assert [entry_id for entry_id, _ in candidates.rows(db, narrowed(choice), [])] == ids


def test_a_search_may_find_what_is_dismissed_among_the_matches_too(db: sqlite3.Connection) -> None:
    found = candidates.rows(db, narrowed(Choice("w"), dismissed_too=True), [])
    assert [entry_id for entry_id, _ in found] == [6, 5, 3, 2, 1]


def test_what_is_dismissed_is_not_counted_among_matches_read_or_not(db: sqlite3.Connection) -> None:
    assert entries.counts(db) == {"w": (3, 3), "v": (1, 1), "": (4, 4)}
    marks.mark(db, [7, 2], "dismissed", True, 1)
    assert entries.counts(db) == {"w": (2, 2), "v": (0, 0), "": (2, 2)}
    marks.undo(db)
    assert entries.counts(db) == {"w": (3, 3), "v": (1, 1), "": (4, 4)}


def test_rows_tell_what_is_dismissed(db: sqlite3.Connection) -> None:
    assert {row.id for row in entries.rows(db, range(1, 9)).values() if row.dismissed} == {3, 6, 8}
    assert {row.id for row in listing(db, Choice(all=True), 9) if row.dismissed} == {3, 6, 8}
    stored = entries.get(db, 3)
    assert stored is not None and stored.row.dismissed and stored.row.read


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        (Choice("w"), [6, 2, 5, 3, 1]),
        (Choice("v"), [3, 7, 6]),
        (Choice(), [6, 3, 2, 7, 5, 1]),
        (Choice(unread=True), [6, 2, 7, 5]),
        (Choice("w", since=3), [6, 5, 3]),
        (Choice(ids=(1, 2, 3)), [3, 2, 1]),
        (Choice(all=True), [8, 7, 6, 5, 4, 3, 2, 1]),
    ],
)
def test_strong_matches_stand_first_each_part_the_newest_first(
    db: sqlite3.Connection, choice: Choice, ids: list[int]
) -> None:
    marks.mark(db, [3, 6, 8], "dismissed", False, 1)
    marks.mark(db, [1, 3], "read", True, 2)
    strong_first = replace(choice, strong_first=True)
    assert list(entries.ids(db, strong_first, 100)) == ids
    assert list(entries.ids(db, strong_first, 2)) == ids[:2]
    assert entries.count(db, strong_first) == len(ids)


def asked(db: sqlite3.Connection, choice: Choice) -> str:
    """The statement that reads the list."""
    statements: list[str] = []
    db.set_trace_callback(statements.append)
    entries.ids(db, choice, 1_000_000)
    db.set_trace_callback(None)
    return statements[0]


def plan(db: sqlite3.Connection, choice: Choice) -> str:
    rows: Iterable[sqlite3.Row] = db.execute(f"EXPLAIN QUERY PLAN {asked(db, choice)}")
    return " · ".join(str(row[3]) for row in rows)


@pytest.mark.parametrize(
    ("choice", "index"),
    [
        (Choice(), "entries_matched"),
        (Choice(all=True), "entries_newest"),
        (Choice("w"), "matches_newest"),
        (Choice("w", unread=True), "matches_unread"),
        (Choice(all=True, dismissed=True), "entries_dismissed"),
        (Choice(all=True, feed="https://a.example/"), "entries_feed"),
    ],
)
def test_a_list_of_a_million_is_read_from_an_index_alone(db: sqlite3.Connection, choice: Choice, index: str) -> None:
    told = plan(db, choice)
    assert "TEMP B-TREE" not in told and told.count("SCAN") + told.count("SEARCH") <= 2
    beside = set() if choice.all else {"entries_dismissed"}
    # A feed is found by its address.
    assert read_from(db, asked(db, choice)) - {"sqlite_autoindex_feeds_1"} == {index, *beside}


def test_a_tag_s_list_is_read_from_its_entries_and_no_others(db: sqlite3.Connection) -> None:
    told = plan(db, Choice(all=True, tag="t"))
    assert "SEARCH e USING INTEGER PRIMARY KEY" in told and "SEARCH tags" in told
