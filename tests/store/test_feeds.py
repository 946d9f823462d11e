"""Scenarios for feeds in the store: subscribed, polled, failing, left, and back again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.model import Entry, Feed, Found, Match, Span
from monitor.store import entries, feeds, marks, saving
from monitor.store.feeds import Health, State, Update
from monitor.store.schema import connect, path_of, transaction
from monitor.times import NEVER

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
        feeds.record(db, feed_id, update)
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
    assert [health.state.url for health in feeds.health(db)] == [B.url, C.url]
    assert [row.title for row in entries.listing(db, entries.Choice(all=True), 9)] == ["kept"]
    subscribe(db, B, A)
    back = feeds.states(db)[0]
    assert (back.id, back.url, back.etag, back.next_poll) == (1, A.url, "tag", 20)
    with transaction(db):
        assert saving.save(db, 1, [Found(Entry("k", "kept"))], 2) == saving.Saved()


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


def test_the_longer_hold_of_a_host_stays_until_it_is_over(db: sqlite3.Connection) -> None:
    with transaction(db):
        feeds.hold(db, "a.example", 100, 10)
        feeds.hold(db, "a.example", 50, 10)
        feeds.hold(db, "b.example", 60, 10)
    assert feeds.holds(db, 10) == {"a.example": 100, "b.example": 60}
    assert feeds.holds(db, 60) == {"a.example": 100}
    with transaction(db):
        feeds.hold(db, "a.example", 200, 10)
    assert feeds.holds(db, 150) == {"a.example": 200}


def test_the_gap_of_a_host_doubles_with_each_wish_and_is_halved_in_hours_without(db: sqlite3.Connection) -> None:
    now, found = 1_000_000, []
    for _ in range(7):
        with transaction(db):
            feeds.hold(db, "a.example", now + 60, now)
            feeds.hold(db, "a.example", now + 60, now)  # an answer that was on its way
        found.append(feeds.gaps(db, now).get("a.example", 0))
        now += 3_600
    assert found == [2, 4, 8, 16, 32, 64, 64]
    later = [feeds.gaps(db, now + hours * 3_600).get("a.example", 0) for hours in range(0, 43, 6)]
    assert later == [64, 32, 16, 8, 4, 2, 1, 0]
    with transaction(db):
        feeds.hold(db, "a.example", now + 36 * 3_600, now + 36 * 3_600)
    assert feeds.gaps(db, now + 36 * 3_600).get("a.example", 0) == 2  # twice what it had come to
    assert feeds.gaps(db, now).get("b.example", 0) == 0


def test_answers_without_a_time_that_come_closer_than_the_gap_were_on_their_way(db: sqlite3.Connection) -> None:
    found = []
    for now in (1_000_000, 1_000_000, 1_000_001, 1_000_003, 1_000_005, 1_000_007, 1_000_020):
        with transaction(db):
            feeds.hold(db, "a.example", now, now)
        found.append(feeds.gaps(db, now)["a.example"])
    assert found == [2, 2, 2, 4, 4, 4, 8]


def test_a_wish_long_after_the_last_begins_with_the_first_gap_again(db: sqlite3.Connection) -> None:
    first, now = 1_000_000, 1_000_000 + 20 * DAY
    with transaction(db):
        feeds.hold(db, "a.example", first, first)
    assert feeds.gaps(db, now) == {}
    with transaction(db):
        feeds.hold(db, "a.example", now, now)
    assert feeds.gaps(db, now) == {"a.example": feeds.FIRST_GAP}


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
        feeds.postpone(db, 1, 50)
        feeds.postpone(db, 2, 50)
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
        feeds.hurry_unreached(db, 50)
    assert [state.next_poll for state in feeds.states(db)] == [50, 1000, 2**53, 1000, 20, 3610]


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


@pytest.mark.parametrize("moment", range(1, 8))
def test_health_is_of_one_moment_while_a_feed_is_added(db: sqlite3.Connection, moment: int) -> None:
    asked = 0
    with closing(connect(path_of(db))) as other:

        def meanwhile(_: str) -> None:
            nonlocal asked
            asked += 1
            if asked == moment:
                subscribe(other, A, B, C)

        db.set_trace_callback(meanwhile)
        told = [health.state.url for health in feeds.health(db, 1)]
        db.set_trace_callback(None)
    assert asked >= moment and told in ([A.url, B.url], [A.url, B.url, C.url])
    assert len(feeds.health(db, 1)) == 3


def test_the_health_of_a_feed_counts_its_entries_and_its_unread_matches(db: sqlite3.Connection) -> None:
    match = Match("w", "strong", (Span("title", 0, 1, "t", "t", "exact"),))
    with transaction(db):
        saving.save(
            db, 1, [Found(Entry("1", "t"), (match,)), Found(Entry("2", "t"), (match,)), Found(Entry("3", "x"))], 1
        )
    marks.mark(db, [1, 3], "read", True, 1)
    assert [(health.state.url, health.entries, health.unread) for health in feeds.health(db)] == [
        (A.url, 3, 1),
        (B.url, 0, 0),
    ]


def test_what_a_feed_repeats_is_remembered_until_it_changes(db: sqlite3.Connection) -> None:
    assert feeds.memory(db, 1) == b""
    for memory in (b"\0one", b"\0one", b"two\xff"):
        with transaction(db):
            feeds.remember(db, 1, memory)
        assert (feeds.memory(db, 1), feeds.memory(db, 2)) == (memory, b"")


DAY = 86_400
NOW = 2_000 * 7 * DAY


def publish(db: sqlite3.Connection, days: list[float], feed_id: int = 1, watch: str = "") -> None:
    """Store an entry for each number of days before NOW."""
    matches = (Match(watch, "strong", ()),) if watch else ()
    with transaction(db):
        found = [Found(Entry(f"{watch}{day}", "t", published=int(NOW - day * DAY)), matches) for day in days]
        saving.save(db, feed_id, found, NOW)


def of_a(db: sqlite3.Connection) -> Health:
    return feeds.health(db, NOW)[0]


def test_entries_and_matches_a_week_are_those_of_the_last_four(db: sqlite3.Connection) -> None:
    publish(db, [1, 2, 8, 27, 29, 300])
    publish(db, [3, 40], watch="Raids")
    known = of_a(db)
    assert (known.entries, known.unread, known.weekly, known.weekly_matches) == (8, 2, 1.25, 0.25)
    assert (known.last, feeds.health(db, NOW)[1].weekly) == (NOW - DAY, 0)


def test_a_young_feed_is_judged_by_its_age_a_week_at_least(db: sqlite3.Connection) -> None:
    publish(db, [0.1, 0.2, 0.3, 0.4])
    assert of_a(db).weekly == 4
    publish(db, [14])
    assert of_a(db).weekly == 2.5


def test_a_feed_is_quiet_when_it_is_silent_for_five_times_its_usual_gap(db: sqlite3.Connection) -> None:
    record(db, Update("unchanged", NOW, NOW))
    publish(db, [day + part for day in (34.5, 41.5, 48.5, 55.5) for part in (0, 0.01, 0.02)])
    known = of_a(db)
    assert known.gap == 7 * DAY and not known.is_quiet(NOW) and known.silence(NOW) == ""
    assert known.is_quiet(NOW + DAY)
    assert known.silence(NOW + DAY) == "silent for 36 days, usually for 7 days"


def test_a_daily_feed_may_take_a_week_off(db: sqlite3.Connection) -> None:
    record(db, Update("new", NOW, NOW))
    publish(db, [6.9, 8, 9, 10, 11])
    assert of_a(db).gap == DAY
    assert not of_a(db).is_quiet(NOW) and of_a(db).is_quiet(NOW + DAY)


def test_where_the_pace_is_not_known_a_feed_is_quiet_after_a_month(db: sqlite3.Connection) -> None:
    record(db, Update("new", NOW, NOW))
    assert not of_a(db).is_quiet(NOW)
    publish(db, [29, 30, 30.1])
    assert of_a(db).gap is None
    assert not of_a(db).is_quiet(NOW) and of_a(db).is_quiet(NOW + 2 * DAY)
    assert of_a(db).silence(NOW + 2 * DAY) == "silent for 31 days"


def test_a_feed_that_fails_is_not_called_quiet(db: sqlite3.Connection) -> None:
    publish(db, [90])
    record(db, Update("error", NOW, NOW, error="it broke", failures=3))
    assert not of_a(db).is_quiet(NOW)


def test_the_entries_of_a_feed_newest_first(db: sqlite3.Connection) -> None:
    publish(db, [3, 1, 2])
    publish(db, [0], feed_id=2)
    titles = [entries.get(db, one) for one in feeds.newest_ids(db, A.url, 2)]
    assert [one.entry.key for one in titles if one] == ["1", "2"]
    assert feeds.newest_ids(db, "https://nowhere.example/", 9) == ()


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
