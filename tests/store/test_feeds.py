"""Scenarios for feeds in the store: subscribed, polled, failing, left, and back again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.model import Entry, Feed, Found, Saved
from monitor.store import entries, feeds, health, saving
from monitor.store.feeds import State, Update
from monitor.store.schema import connect, transaction
from monitor.times import DAY, NEVER
from tests.listing import listing

A, B, C = Feed("https://a.example/", "A"), Feed("https://b.example/"), Feed("https://c.example/", "C")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "store.db")) as db:
        subscribe(db, A, B)
        yield db


def subscribe(db: sqlite3.Connection, *several: Feed) -> None:
    with transaction(db):
        feeds.subscribe(db, several)


def record(db: sqlite3.Connection, update: Update, feed_id: int = 1) -> State:
    with transaction(db):
        feeds.record(db, feeds.states(db)[feed_id - 1], update)
    return next(state for state in feeds.states(db) if state.id == feed_id)


def test_a_feed_that_was_never_polled_is_due_at_once(db: sqlite3.Connection) -> None:
    assert feeds.states(db) == [
        State(1, A.url, "A", "", "", "", "never", None, "", 0, None, None, 0, None),
        State(2, B.url, B.url, "", "", "", "never", None, "", 0, None, None, 0, None),
    ]


def test_a_feed_that_leaves_the_config_is_polled_no_more_and_its_entries_stay(db: sqlite3.Connection) -> None:
    with transaction(db):
        saving.save(db, 1, [Found(Entry("k", "kept"))], 1)
    record(db, Update("new", 10, 20, 200, etag="tag"))
    subscribe(db, B, C)
    assert [state.url for state in feeds.states(db)] == [B.url, C.url]
    assert [one.state.url for one in health.of_feeds(db)] == [B.url, C.url]
    assert [row.title for row in listing(db, entries.Choice(all=True), 9)] == ["kept"]
    subscribe(db, B, A)
    back = feeds.states(db)[0]
    assert (back.id, back.url, back.etag, back.next_poll) == (1, A.url, "tag", 20)
    with transaction(db):
        assert saving.save(db, 1, [Found(Entry("k", "kept"))], 2) == Saved()


@pytest.mark.parametrize("url", ["http://a.example/", "https://www.a.example/", "https://a.example"])
def test_another_spelling_of_its_address_in_the_config_leaves_a_feed_what_it_is(
    db: sqlite3.Connection, url: str
) -> None:
    record(db, Update("new", 10, 20, 200))
    for spelled in (Feed(url), A, Feed(url)):
        subscribe(db, B, spelled)
        assert [(state.id, state.url, state.next_poll) for state in feeds.states(db)] == [
            (1, spelled.url, 0),
            (2, B.url, 0),
        ]
    subscribe(db, A, B, Feed(url))
    assert [(state.id, state.url) for state in feeds.states(db)] == [(1, url), (2, B.url), (3, A.url)]


def test_nor_do_several_other_spellings_one_after_the_other_and_the_first_one_again(db: sqlite3.Connection) -> None:
    record(db, Update("new", 10, 20, 200))
    others = [Feed("http://a.example/"), Feed("https://www.a.example/")]
    for spelled in (*others, A, others[1], others[0], A):
        subscribe(db, B, spelled)
        assert [(state.id, state.url) for state in feeds.states(db)] == [(1, spelled.url), (2, B.url)]


def test_a_feed_that_had_gone_and_is_subscribed_to_again_is_due_at_once(db: sqlite3.Connection) -> None:
    record(db, Update("gone", 10, NEVER, 410, "Gone.", 1))
    subscribe(db, A, B)
    assert feeds.states(db)[0].next_poll == NEVER
    subscribe(db, B)
    subscribe(db, A, B)
    assert feeds.states(db)[0].next_poll == 0


def test_a_feed_is_called_what_the_user_calls_it_now(db: sqlite3.Connection) -> None:
    record(db, Update("new", 10, 20, title="Its own title", site="https://a.example/home"))
    assert feeds.states(db)[0].title == "A"
    subscribe(db, Feed(A.url, "Renamed"), B)
    assert feeds.states(db)[0].title == "Renamed"
    subscribe(db, Feed(A.url), B)
    assert feeds.states(db)[0].title == "Its own title"
    assert feeds.states(db)[0].last_poll == 10


def test_whether_the_store_knows_the_configs_feeds_is_told(db: sqlite3.Connection) -> None:
    assert feeds.is_subscribed(db, [A, B]) and feeds.is_subscribed(db, [B, A])
    assert not feeds.is_subscribed(db, [A])
    assert not feeds.is_subscribed(db, [A, B, C])
    assert not feeds.is_subscribed(db, [A, Feed(B.url, "named")])
    subscribe(db)
    assert feeds.is_subscribed(db, []) and feeds.states(db) == []


def test_a_poll_leaves_behind_what_the_next_one_needs(db: sqlite3.Connection) -> None:
    state = record(db, Update("new", 10, 20, 200, "", 0, "T", "S", "tag", "date", "hash", 9))
    assert state == State(1, A.url, "A", "tag", "date", "hash", "new", 200, "", 0, 10, 10, 20, 9)


def test_what_a_poll_says_nothing_about_stays_and_what_it_empties_goes(db: sqlite3.Connection) -> None:
    record(db, Update("new", 10, 20, 200, etag="tag", last_modified="date", body_hash="hash", newest=9))
    kept = record(db, Update("unchanged", 30, 40, 304))
    assert (kept.etag, kept.last_modified, kept.body_hash, kept.newest) == ("tag", "date", "hash", 9)
    emptied = record(db, Update("unchanged", 50, 60, 200, etag="", last_modified="", body_hash=""))
    assert (emptied.etag, emptied.last_modified, emptied.body_hash, emptied.newest) == ("", "", "", 9)


def test_a_failure_is_kept_with_its_sentence_until_the_next_good_poll(db: sqlite3.Connection) -> None:
    record(db, Update("new", 10, 20, 200, etag="tag"))
    failed = record(db, Update("error", 30, 40, 500, "It broke.", 2))
    assert (failed.status, failed.http, failed.error, failed.failures) == ("error", 500, "It broke.", 2)
    assert (failed.last_poll, failed.last_good, failed.next_poll, failed.etag) == (30, 10, 40, "tag")
    assert feeds.failing(db) == 1
    good = record(db, Update("unchanged", 50, 60, 304))
    assert (good.error, good.failures, good.last_good) == ("", 0, 50)
    assert feeds.failing(db) == 0


def test_the_newest_date_never_goes_back(db: sqlite3.Connection) -> None:
    assert record(db, Update("new", 1, 2, newest=50)).newest == 50
    assert record(db, Update("new", 1, 2, newest=40)).newest == 50
    assert record(db, Update("new", 1, 2, newest=None)).newest == 50
    assert record(db, Update("new", 1, 2, newest=60)).newest == 60


def test_one_feeds_poll_is_no_other_feeds_business(db: sqlite3.Connection) -> None:
    record(db, Update("error", 10, 20, 500, "It broke.", 1))
    assert feeds.states(db)[1].status == "never"


def test_what_an_address_answers_that_the_config_has_given_up_meanwhile_is_kept_of_no_other(
    db: sqlite3.Connection,
) -> None:
    [state] = feeds.states(db)[:1]
    with transaction(db):
        feeds.record(
            db, replace(state, url="https://before.example/feed"), Update("gone", 10, NEVER, 410, "it is gone")
        )
    assert feeds.states(db)[0] == state
    assert feeds.failures(db, "https://before.example/feed") == 0, "who polls asks for it by that address still"


def test_a_feed_that_is_to_be_asked_more_often_is_due_by_its_last_poll(db: sqlite3.Connection) -> None:
    record(db, Update("new", 1000, 4600))
    with transaction(db):
        feeds.hasten(db, A.url, 600)
        feeds.hasten(db, B.url, 600)
    # The second was never polled, and is due as it was.
    assert [state.next_poll for state in feeds.states(db)] == [1600, 0]
    with transaction(db):
        feeds.hasten(db, A.url, 1800)
    assert feeds.states(db)[0].next_poll == 1600


def test_a_feed_that_fails_or_is_gone_is_asked_no_sooner_for_being_wanted_more_often(db: sqlite3.Connection) -> None:
    record(db, Update("error", 1000, 58_600, 500, "It broke.", 5))
    record(db, Update("gone", 1000, NEVER, 410, "Gone.", 1), 2)
    with transaction(db):
        feeds.hasten(db, A.url, 600)
        feeds.hasten(db, B.url, 600)
    assert [state.next_poll for state in feeds.states(db)] == [58_600, NEVER]


def test_a_postponed_feed_is_never_polled_sooner_for_it(db: sqlite3.Connection) -> None:
    record(db, Update("new", 1, 100))
    with transaction(db):
        feeds.postpone(db, feeds.states(db)[0], 50)
        feeds.postpone(db, feeds.states(db)[1], 50)
    assert [state.next_poll for state in feeds.states(db)] == [100, 50]


def test_when_the_network_is_back_only_feeds_that_failed_without_it_are_hurried(db: sqlite3.Connection) -> None:
    subscribe(db, A, B, C, *(Feed(f"https://{name}.example/") for name in "def"))
    record(db, Update("error", 10, 1000, None, "No network.", 1), 1)
    record(db, Update("error", 10, 1000, 500, "It broke.", 1), 2)
    record(db, Update("gone", 10, 2**53, 410, "Gone.", 1), 3)
    record(db, Update("unchanged", 10, 1000, 304), 4)
    record(db, Update("error", 10, 20, None, "No network.", 1), 5)
    record(db, Update("error", 10, 10 + 3600, None, "It refuses connections.", 1), 6)
    with transaction(db):
        feeds.hurry_unreached(db, 50, 0)
    assert [state.next_poll for state in feeds.states(db)] == [50, 1000, 2**53, 1000, 20, 3610]


def test_so_are_those_that_failed_first_as_it_was_not_known_to_be_gone(db: sqlite3.Connection) -> None:
    subscribe(db, A, B, C, Feed("https://d.example/"))
    there, lost = 10 * DAY, 10 * DAY + 60
    for number, (good, failed) in enumerate(
        [(there - 60, lost), (there - 60, there - 1), (there - 2 * DAY, lost), (None, lost)], 1
    ):
        if good is not None:
            record(db, Update("unchanged", good, good + 3600, 304), number)
        record(db, Update("error", failed, failed + 3600, None, "It gives no answer.", 1), number)
    with transaction(db):
        feeds.hurry_unreached(db, lost + 300, there)
    assert [state.next_poll - lost for state in feeds.states(db)] == [300, 3600 - 61, 3600, 3600]


def test_what_a_desk_asks_for_is_told_once(db: sqlite3.Connection, tmp_path: Path) -> None:
    with closing(connect(tmp_path / "store.db")) as desk, transaction(desk):
        feeds.ask(desk, [A.url, B.url], 5)
        feeds.ask(desk, [A.url], 6)
    with transaction(db):
        assert feeds.take_asks(db) == {A.url, B.url}
        assert feeds.take_asks(db) == set()


def test_an_ask_whose_taking_fails_is_told_again(db: sqlite3.Connection) -> None:
    with transaction(db):
        feeds.ask(db, [A.url], 5)
    with pytest.raises(ZeroDivisionError), transaction(db):
        feeds.take_asks(db)
        _ = 1 / 0
    with transaction(db):
        assert feeds.take_asks(db) == {A.url}


def test_what_a_feed_repeats_is_remembered_until_it_changes(db: sqlite3.Connection) -> None:
    assert feeds.memory(db, 1) == b""
    for memory in (b"\0one", b"\0one", b"two\xff"):
        with transaction(db):
            feeds.remember(db, 1, memory)
        assert (feeds.memory(db, 1), feeds.memory(db, 2)) == (memory, b"")


def test_the_newest_entry_of_a_feed_came_when_it_was_first_seen(db: sqlite3.Connection) -> None:
    assert feeds.last_came(db, 1) is None
    for number, (feed_id, now, published) in enumerate([(1, 100, 90), (1, 200, 190), (1, 300, 10), (2, 400, 390)]):
        with transaction(db):
            saving.save(db, feed_id, [Found(Entry(f"{number}", f"T{number}", published=published))], now)
    assert feeds.last_came(db, 1) == 200, "an old one that comes later, as one that a feed pins, is not its newest"


def test_what_is_due_and_when_the_next_feed_is_is_told_of_the_subscribed_ones_alone(db: sqlite3.Connection) -> None:
    subscribe(db)
    assert feeds.next_due(db) is None
    subscribe(db, A, B, C)
    with transaction(db):
        for url, at in ((A.url, 300), (B.url, 100), (C.url, 200)):
            db.execute("UPDATE feeds SET next_poll = ? WHERE url = ?", (at, url))
    assert feeds.next_due(db) == 100
    assert [state.url for state in feeds.due(db, 99)] == []
    assert [state.url for state in feeds.due(db, 300)] == [A.url, B.url, C.url]
    subscribe(db, A, C)
    assert feeds.next_due(db) == 200
    assert [state.url for state in feeds.due(db, 200)] == [C.url]
