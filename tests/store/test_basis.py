"""What all entries were matched by, as the store notes it while several processes write."""

import sqlite3
from collections.abc import Sequence

import pytest

from monitor.store import basis
from monitor.store.basis import Basis
from monitor.store.schema import transaction

OLD = Basis({"Raids": "1", "Rain": "1"}, "words 1")
NEW = Basis({"Raids": "2", "Rain": "1", "Dawn": "1"}, "words 2")


def begin(db: sqlite3.Connection, wanted: Basis, watches: Sequence[str] = (), judges: bool = True) -> int:
    with transaction(db):
        return basis.begin(db, wanted, watches or [*wanted.watches], judges=judges)


def reach(db: sqlite3.Connection, wanted: Basis, down_to: int) -> None:
    with transaction(db):
        basis.reach(db, wanted, down_to)


def settle(db: sqlite3.Connection, wanted: Basis) -> None:
    with transaction(db):
        basis.settle(db, wanted)


def doubt(db: sqlite3.Connection, wanted: Basis) -> None:
    with transaction(db):
        basis.doubt(db, wanted)


def test_it_is_settled_once_what_was_begun_is_done(store: sqlite3.Connection) -> None:
    assert not basis.is_settled(store, OLD)
    begin(store, OLD)
    assert not basis.is_settled(store, OLD) and not basis.is_matched(store, "Raids")
    settle(store, OLD)
    assert basis.is_settled(store, OLD) and basis.is_matched(store, "Raids")


def test_what_was_not_begun_is_not_settled(store: sqlite3.Connection) -> None:
    settle(store, OLD)
    begin(store, OLD)
    settle(store, NEW)
    assert not basis.is_settled(store, OLD) and not basis.is_settled(store, NEW)


def test_who_writes_by_the_same_disturbs_nobody(store: sqlite3.Connection) -> None:
    begin(store, OLD)
    doubt(store, OLD)
    settle(store, OLD)
    doubt(store, OLD)
    assert basis.agrees(store, OLD) and basis.is_settled(store, OLD)


def test_of_what_is_written_by_another_nothing_is_settled_that_differs(store: sqlite3.Connection) -> None:
    begin(store, OLD)
    settle(store, OLD)
    assert not basis.agrees(store, NEW)
    doubt(store, NEW)
    assert basis.agrees(store, NEW) and basis.agrees(store, OLD)
    assert basis.digests(store) == {"Raids": "", "Rain": "1", "Dawn": ""}
    assert not basis.is_settled(store, OLD), "the concepts are others, and Dawn has come"


def test_a_watch_that_the_writer_does_not_know_is_doubtful_too(store: sqlite3.Connection) -> None:
    begin(store, OLD)
    settle(store, OLD)
    doubt(store, Basis({}, OLD.concepts))
    assert basis.digests(store) == {"Raids": "", "Rain": ""}


def test_what_is_doubted_while_it_is_begun_is_not_settled_in_the_end(store: sqlite3.Connection) -> None:
    begin(store, NEW)
    doubt(store, OLD)
    settle(store, NEW)
    assert basis.digests(store) == {"Raids": "", "Rain": "1", "Dawn": ""}
    assert not basis.is_settled(store, NEW)
    begin(store, NEW)
    settle(store, NEW)
    assert basis.is_settled(store, NEW)


def test_what_was_begun_goes_on_where_all_that_it_makes_was(store: sqlite3.Connection) -> None:
    top = begin(store, NEW, ["Raids"], judges=False)
    reach(store, NEW, 300)
    assert begin(store, NEW, ["Raids"], judges=False) == 300
    reach(store, NEW, 100)
    assert begin(store, NEW, ["Raids"], judges=True) == top, "the concepts were not begun"
    reach(store, NEW, 200)
    assert begin(store, NEW, ["Raids"]) == 200
    assert begin(store, NEW, ["Raids", "Dawn"]) == top


def test_what_a_store_of_before_says_was_begun_without_where_it_was_begins_anew(store: sqlite3.Connection) -> None:
    with transaction(store):
        store.execute("INSERT INTO watches VALUES ('Raids', 'begun 2')")
    assert not basis.agrees(store, NEW) and not basis.is_matched(store, "Raids")
    top = begin(store, NEW, ["Raids"], judges=False)
    reach(store, NEW, 300)
    assert top > 300 and begin(store, NEW, ["Raids"], judges=False) == 300


@pytest.mark.parametrize("other", [OLD, Basis({"Raids": "22"}, "words 2"), Basis({"Raids": "2"}, "words 22")])
def test_what_another_basis_made_since_is_not_passed_by(store: sqlite3.Connection, other: Basis) -> None:
    top = begin(store, NEW)
    reach(store, NEW, 300)
    doubt(store, other)
    reach(store, NEW, 100)
    assert begin(store, NEW) == top
