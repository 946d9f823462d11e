"""The concepts of entries in the store: what was judged last holds, and only all of it counts as judged."""

import sqlite3

from monitor.model import Entry, Feed, Found
from monitor.store import concepts, feeds, saving
from monitor.store.schema import transaction


def judged(store: sqlite3.Connection) -> list[str]:
    return [row[0] for row in store.execute("SELECT concept FROM concepts ORDER BY 1")]


def test_what_is_judged_last_holds(store: sqlite3.Connection) -> None:
    feeds.subscribe(store, [Feed("u")])
    for title, names in (("new", ("a", "b")), ("edited", ("b",)), ("edited again", ())):
        saving.save(store, 1, [Found(Entry("k", title), concepts=names)], 1)
        assert judged(store) == list(names)
    saving.set_found(store, 1, Found(Entry("k", "edited again"), concepts=("c",)))
    assert judged(store) == ["c"]


def test_nothing_is_judged_until_all_is(store: sqlite3.Connection) -> None:
    assert not concepts.is_current(store, "one")
    with transaction(store):
        concepts.settle(store, "one")
    assert concepts.is_current(store, "one")
    with transaction(store):
        concepts.settle(store, "two")
    assert (concepts.is_current(store, "one"), concepts.is_current(store, "two")) == (False, True)
