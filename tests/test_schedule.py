"""Scenarios for the schedule: how soon a feed is asked again after good polls and bad ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Wishes
from monitor.schedule import LATEST, SOONEST, USUAL, after_failure, after_success, is_offline, pace, quieter
from monitor.times import DAY, HOUR, MINUTE

CHANCES = st.floats(0, 1)


@pytest.mark.parametrize(("chance", "wait"), [(0.0, 810), (0.5, 900), (1.0, 990)])
def test_a_good_poll_is_followed_by_the_next_within_a_tenth_of_its_time(chance: float, wait: int) -> None:
    assert after_success(1000, 900, lambda: chance) == 1000 + wait


@pytest.mark.parametrize(
    ("failures", "wait"),
    [(1, HOUR), (2, 2 * HOUR), (3, 4 * HOUR), (5, 16 * HOUR), (6, DAY), (7, DAY), (21, DAY), (100_000, DAY)],
)
def test_bad_polls_wait_an_hour_and_double_up_to_a_day(failures: int, wait: int) -> None:
    assert after_failure(1000, failures, lambda: 0.5) == 1000 + wait
    assert not is_offline(wait)


@pytest.mark.parametrize(
    ("failures", "wait"), [(1, MINUTE), (2, 2 * MINUTE), (6, 32 * MINUTE), (7, 59 * MINUTE), (100_000, 59 * MINUTE)]
)
def test_without_a_network_they_wait_a_minute_and_double_up_to_just_under_an_hour(failures: int, wait: int) -> None:
    assert after_failure(1000, failures, lambda: 0.5, offline=True) == 1000 + wait


def test_feeds_that_fail_together_do_not_come_back_together() -> None:
    assert len({after_failure(0, 3, lambda chance=chance: chance / 10) for chance in range(10)}) == 10


@given(st.integers(1, 366 * DAY), CHANCES)
def test_the_next_poll_always_lies_ahead(every: int, chance: float) -> None:
    assert after_success(1000, every, lambda: chance) > 1000


@given(st.integers(1, 10**6), CHANCES, st.booleans())
def test_a_failure_keeps_a_feed_away_for_an_hour_to_a_day(failures: int, chance: float, offline: bool) -> None:
    next_poll = after_failure(1000, failures, lambda: chance, offline=offline)
    assert 1000 + (MINUTE if offline else HOUR) <= next_poll <= 1000 + DAY
    assert is_offline(next_poll - 1000) == offline


@pytest.mark.parametrize("failures", [1, 2, 5, 6, 100])
def test_and_those_that_failed_together_are_apart_at_both_ends_too(failures: int) -> None:
    waits = [after_failure(0, failures, lambda chance=chance: chance / 1000) for chance in range(1000)]
    assert max(map(waits.count, waits)) <= 4


@given(
    st.integers(SOONEST, LATEST), st.integers(0, 3 * DAY), st.sets(st.integers(0, 23)), st.sets(st.integers(0, 6)),
    st.integers(0, 7 * DAY), CHANCES,
)  # fmt: skip
def test_no_wish_puts_a_poll_off_for_longer_than_a_day(
    every: int, least: int, hours: set[int], days: set[int], now: int, chance: float
) -> None:
    wishes = Wishes(least, tuple(hours), tuple(days))
    assert now < after_success(now, every, lambda: chance, wishes) <= now + DAY


def test_a_feed_that_sleeps_is_asked_when_it_wakes_or_after_a_day() -> None:
    night = Wishes(0, tuple(range(1, 18)), ())
    assert after_success(0, 2 * HOUR, lambda: 0, night) == 18 * HOUR
    assert after_success(0, 2 * HOUR, lambda: 0.5, Wishes(DAY, tuple(range(18)), ())) == DAY
    assert after_success(0, 2 * HOUR, lambda: 0.5, Wishes(0, (), (3, 4, 5))) == DAY, "the epoch began on a Thursday"


def test_feeds_that_sleep_alike_are_not_all_asked_in_the_second_in_which_they_wake() -> None:
    night = Wishes(0, tuple(range(1, 18)), ())
    woken = [after_success(0, 2 * HOUR, lambda chance=tenths / 10: chance, night) for tenths in range(11)]  # type: ignore[misc]
    assert woken == [18 * HOUR + minutes * MINUTE for minutes in range(11)]


def test_whoever_wants_a_feed_once_a_week_gets_it_once_a_week() -> None:
    assert after_success(0, 7 * DAY, lambda: 0.5) == 7 * DAY


NOW = 1_795_000_000


def test_a_feed_that_dates_its_entries_ahead_is_taken_neither_for_one_that_sleeps_nor_for_one_that_never_does() -> None:
    ahead = [NOW + HOUR * hour for hour in range(1, 8)]
    assert pace([*ahead, NOW - 7 * HOUR], NOW) < HOUR
    assert pace(ahead, NOW) == USUAL


def test_three_entries_tell_a_pace_and_an_archive_that_is_given_along_does_not_slow_it() -> None:
    recent = [NOW - HOUR * hours for hours in (1, 2, 3)]
    assert pace(recent, NOW) == pace([*recent, *(NOW - DAY * days for days in range(15, 400))], NOW) == HOUR // 2


def test_dates_that_tell_nothing_leave_the_usual_pace() -> None:
    assert pace([], NOW) == pace([NOW - DAY] * 9, NOW) == pace([NOW, NOW - DAY], NOW) == USUAL


@given(st.lists(st.integers(NOW - 4000 * DAY, NOW + DAY), max_size=40))
def test_no_feed_is_asked_more_often_than_the_busiest_or_less_than_the_quietest(published: list[int]) -> None:
    own = pace(published, NOW)
    assert SOONEST <= own <= quieter(own, max(published, default=None), NOW) <= LATEST


def test_the_longer_a_feed_has_been_quiet_the_less_often_it_is_asked() -> None:
    newest = [None, NOW - HOUR, NOW - DAY, NOW - 5 * DAY]
    assert [quieter(HOUR, each, NOW) for each in newest] == [HOUR, HOUR, DAY // 8, LATEST]


@pytest.mark.parametrize(("wishes", "fresh"), [(Wishes(4 * HOUR, (), ()), 0), (Wishes(0, (), ()), 4 * HOUR)])
def test_feeds_with_one_wish_are_not_all_asked_in_the_second_in_which_it_is_over(wishes: Wishes, fresh: int) -> None:
    asked = [after_success(0, SOONEST, lambda chance=tenths / 10: chance, wishes, fresh) for tenths in range(11)]  # type: ignore[misc]
    assert asked == [4 * HOUR + part * 4 * HOUR // 100 for part in range(11)]
