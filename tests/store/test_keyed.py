"""Stored entries by their keys: what their feed gave of each, and what becomes of them under others."""

import sqlite3
import tracemalloc

from monitor.identity import LINK
from monitor.model import Entry
from monitor.store import keyed
from monitor.store.schema import transaction
from tests.store.test_recognition import HOME, Desk


def test_a_key_leads_to_the_entry_that_has_it_in_its_own_feed(store: sqlite3.Connection) -> None:
    desk = Desk(store)
    given = Entry("", "Raid", "g1", f"{HOME}1", summary="At dawn.", content="At dawn, by the river.")
    desk.poll(given)
    found = keyed.under(store, desk.id, "guid:g1")
    assert found is not None and (found.title, found.summary, found.content) == (
        given.title, given.summary, given.content,
    )  # fmt: skip
    assert keyed.under(store, Desk(store).id, "guid:g1") is None
    assert keyed.missing(store, desk.id, ["guid:g1", "guid:g2"]) == {"guid:g2"}
    assert [entry.title for entry in keyed.held(store, desk.id, ["guid:g1", "guid:g2"]).values()] == ["Raid"]


def test_to_know_all_entries_of_a_feed_by_another_rung_takes_the_memory_of_one(store: sqlite3.Connection) -> None:
    desk, size = Desk(store), 200_000
    desk.poll(*(Entry("", f"T{n}", f"{n}", f"{HOME}{n}", content="x" * size) for n in range(60)))
    tracemalloc.start()
    try:
        with transaction(desk.db):
            keyed.rekey(desk.db, desk.id, LINK)
        assert tracemalloc.get_traced_memory()[1] < 20 * size
    finally:
        tracemalloc.stop()
    assert [row["key"] for row in desk.stored()] == [f"link:{HOME}{n}" for n in reversed(range(60))]
