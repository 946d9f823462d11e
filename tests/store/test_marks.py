"""Scenarios for marks: what a person marks, and what comes back when they think better of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.model import Entry, Feed, Found
from monitor.store import entries, feeds, marks
from monitor.store.entries import Choice
from monitor.store.schema import StoreError, connect, transaction


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A store with entries 1 to 9."""
    with closing(connect(tmp_path / "store.db")) as db:
        with transaction(db):
            feeds.subscribe(db, [Feed("https://a.example/")])
            entries.save(db, 1, [Found(Entry(str(n), str(n))) for n in range(1, 10)], 1)
        yield db


def read(db: sqlite3.Connection) -> list[int]:
    return sorted(row.id for row in entries.listing(db, Choice(all=True), 99) if row.read)


def starred(db: sqlite3.Connection) -> list[int]:
    return sorted(row.id for row in entries.listing(db, Choice(all=True), 99) if row.starred)


def test_a_mark_is_set_and_taken_away_and_tells_how_many_it_changed(db: sqlite3.Connection) -> None:
    assert marks.mark(db, [1, 2], "read", True, 1) == 2
    assert marks.mark(db, [2, 3, 3, 77], "read", True, 2) == 1
    assert marks.mark(db, [1], "starred", True, 3) == 1
    assert marks.mark(db, [2, 5], "read", False, 4) == 1
    assert (read(db), starred(db)) == ([1, 3], [1])


def test_undo_takes_back_the_last_change_first(db: sqlite3.Connection) -> None:
    marks.mark(db, [1], "read", True, 1)
    marks.mark(db, [1, 2], "starred", True, 2)
    marks.mark(db, [1], "read", False, 3)
    assert marks.undo(db, 4) == ("read", False, (1,))
    assert (read(db), starred(db)) == ([1], [1, 2])
    assert marks.undo(db, 5) == ("starred", True, (1, 2))
    assert (read(db), starred(db)) == ([1], [])
    assert marks.undo(db, 6) == ("read", True, (1,))
    assert marks.undo(db, 7) is None
    assert (read(db), starred(db)) == ([], [])


def test_undo_takes_back_only_what_the_change_really_changed(db: sqlite3.Connection) -> None:
    marks.mark(db, [2], "read", True, 1)
    marks.mark(db, [1, 2, 3], "read", True, 2)
    assert marks.undo(db, 3) == ("read", True, (1, 3))
    assert read(db) == [2]


def test_a_change_that_changes_nothing_is_nothing_to_undo(db: sqlite3.Connection) -> None:
    marks.mark(db, [1], "read", True, 1)
    assert marks.mark(db, [1, 77], "read", True, 2) == marks.mark(db, [], "starred", True, 2) == 0
    assert marks.undo(db, 3) == ("read", True, (1,))


def test_the_last_fifty_changes_can_be_undone(db: sqlite3.Connection) -> None:
    for number in range(60):
        marks.mark(db, [1], "read", number % 2 == 0, number)
    undone = 0
    while marks.undo(db, 99):
        undone += 1
    assert undone == marks.UNDO_DEPTH == 50
    assert read(db) == []


def test_what_was_undone_does_not_come_back_with_the_next_change(db: sqlite3.Connection) -> None:
    marks.mark(db, [1], "read", True, 1)
    marks.undo(db, 2)
    marks.mark(db, [2], "starred", True, 3)
    assert marks.undo(db, 4) == ("starred", True, (2,))
    assert marks.undo(db, 5) is None


def test_undo_outlives_the_program(db: sqlite3.Connection, tmp_path: Path) -> None:
    marks.mark(db, [4], "starred", True, 1)
    with closing(connect(tmp_path / "store.db")) as other:
        assert marks.undo(other, 2) == ("starred", True, (4,))
    assert starred(db) == []


def test_thousands_of_entries_are_marked_at_once(db: sqlite3.Connection) -> None:
    with transaction(db):
        entries.save(db, 1, [Found(Entry(f"more{n}", "t")) for n in range(40_000)], 1)
    assert marks.mark(db, range(1, 40_010), "read", True, 1) == 40_009
    undone = marks.undo(db, 2)
    assert undone is not None and len(undone[2]) == 40_009
    assert read(db) == []


def test_a_mark_that_cannot_be_written_changes_nothing(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA query_only = 1")
    with pytest.raises(StoreError):
        marks.mark(db, [1], "read", True, 1)
    db.execute("PRAGMA query_only = 0")
    assert read(db) == []
    assert marks.undo(db, 2) is None


def test_an_unknown_mark_is_refused_and_nothing_is_left_open(db: sqlite3.Connection) -> None:
    with pytest.raises(KeyError):
        marks.mark(db, [1], "title = 'x', read", True, 1)  # type: ignore[arg-type]
    assert not db.in_transaction
    assert marks.mark(db, [1], "read", True, 1) == 1
