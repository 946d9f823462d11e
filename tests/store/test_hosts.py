"""Scenarios for hosts in the store: left alone for a time, and asked less often afterwards."""

import sqlite3

from monitor.store import hosts
from monitor.store.schema import transaction
from monitor.times import DAY


def test_the_longer_hold_of_a_host_stays_until_it_is_over(store: sqlite3.Connection) -> None:
    with transaction(store):
        hosts.hold(store, "a.example", 100, 10)
        hosts.hold(store, "a.example", 50, 10)
        hosts.hold(store, "b.example", 60, 10)
    assert hosts.holds(store, 10) == {"a.example": 100, "b.example": 60}
    assert hosts.holds(store, 60) == {"a.example": 100}
    with transaction(store):
        hosts.hold(store, "a.example", 200, 10)
    assert hosts.holds(store, 150) == {"a.example": 200}


def test_the_gap_of_a_host_doubles_with_each_wish_and_is_halved_in_hours_without(store: sqlite3.Connection) -> None:
    now, found = 1_000_000, []
    for _ in range(7):
        with transaction(store):
            hosts.hold(store, "a.example", now + 60, now)
            hosts.hold(store, "a.example", now + 60, now)  # an answer that was on its way
        found.append(hosts.gaps(store, now).get("a.example", (0, 0))[0])
        now += 3_600
    assert found == [2, 4, 8, 16, 32, 64, 64]
    later = [hosts.gaps(store, now + hours * 3_600).get("a.example", (0, 0))[0] for hours in range(0, 43, 6)]
    assert later == [64, 32, 16, 8, 4, 2, 1, 0]
    with transaction(store):
        hosts.hold(store, "a.example", now + 36 * 3_600, now + 36 * 3_600)
    assert hosts.gaps(store, now + 36 * 3_600).get("a.example", (0, 0))[0] == 2  # twice what it had come to
    assert hosts.gaps(store, now).get("b.example") is None


def test_answers_without_a_time_that_come_closer_than_the_gap_were_on_their_way(store: sqlite3.Connection) -> None:
    found = []
    for now in (1_000_000, 1_000_000, 1_000_001, 1_000_003, 1_000_005, 1_000_007, 1_000_020):
        with transaction(store):
            hosts.hold(store, "a.example", now, now)
        found.append(hosts.gaps(store, now)["a.example"][0])
    assert found == [2, 2, 2, 4, 4, 4, 8]


def test_a_wish_long_after_the_last_begins_with_the_first_gap_again(store: sqlite3.Connection) -> None:
    first, now = 1_000_000, 1_000_000 + 20 * DAY
    with transaction(store):
        hosts.hold(store, "a.example", first, first)
    assert hosts.gaps(store, now) == {}
    with transaction(store):
        hosts.hold(store, "a.example", now, now)
    assert hosts.gaps(store, now) == {"a.example": (hosts.FIRST_GAP, now)}
