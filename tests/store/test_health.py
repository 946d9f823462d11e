"""Scenarios for the health of feeds: how much each brings, and which has been silent for too long."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.model import Entry, Feed, Found, Match, Span
from monitor.store import entries, feeds, health, marks, saving
from monitor.store.feeds import Update
from monitor.store.health import Health
from monitor.store.schema import connect, path_of, transaction
from monitor.times import DAY

A, B, C = "https://a.example/", "https://b.example/", "https://c.example/"
NOW = 2_000 * 7 * DAY


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "store.db")) as db:
        subscribe(db, A, B)
        yield db


def subscribe(db: sqlite3.Connection, *urls: str) -> None:
    with transaction(db):
        feeds.subscribe(db, map(Feed, urls))


def record(db: sqlite3.Connection, update: Update) -> None:
    with transaction(db):
        feeds.record(db, feeds.states(db)[0], update)


def publish(db: sqlite3.Connection, days: list[float], feed_id: int = 1, watch: str = "") -> None:
    """Store an entry for each number of days before NOW."""
    matches = (Match(watch, "strong", ()),) if watch else ()
    with transaction(db):
        found = [Found(Entry(f"{watch}{day}", "t", published=int(NOW - day * DAY)), matches) for day in days]
        saving.save(db, feed_id, found, NOW)


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
        told = [one.state.url for one in health.of_feeds(db, 1)]
        db.set_trace_callback(None)
    assert asked >= moment and told in ([A, B], [A, B, C])
    assert len(health.of_feeds(db, 1)) == 3


def test_the_health_of_a_feed_counts_its_entries_and_its_unread_matches(db: sqlite3.Connection) -> None:
    match = Match("w", "strong", (Span("title", 0, 1, "t", "t", "exact"),))
    with transaction(db):
        saving.save(
            db, 1, [Found(Entry("1", "t"), (match,)), Found(Entry("2", "t"), (match,)), Found(Entry("3", "x"))], 1
        )
    marks.mark(db, [1, 3], "read", True, 1)
    assert [(one.state.url, one.entries, one.unread) for one in health.of_feeds(db)] == [
        (A, 3, 1),
        (B, 0, 0),
    ]


def test_what_is_dismissed_and_unread_again_is_not_among_the_unread_matches_of_its_feed(db: sqlite3.Connection) -> None:
    publish(db, [1, 2, 3], watch="Raids")
    marks.mark(db, [1, 2], "dismissed", True, 1)
    marks.mark(db, [1], "read", False, 1)
    assert [one.unread for one in health.of_feeds(db, NOW)] == [1, 0]
    assert entries.counts(db)[""] == (1, 1)


def of_a(db: sqlite3.Connection) -> Health:
    return health.of_feeds(db, NOW)[0]


def test_entries_and_matches_a_week_are_those_of_the_last_four(db: sqlite3.Connection) -> None:
    publish(db, [1, 2, 8, 27, 29, 300])
    publish(db, [3, 40], watch="Raids")
    known = of_a(db)
    assert (known.entries, known.unread, known.weekly, known.weekly_matches) == (8, 2, 1.25, 0.25)
    assert (known.last, health.of_feeds(db, NOW)[1].weekly) == (NOW - DAY, 0)


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
