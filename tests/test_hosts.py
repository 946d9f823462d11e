"""Hosts that want to be left alone: the longest wish lasts, and what a clock that ran ahead has left holds nobody."""

from monitor.hosts import Hosts
from monitor.times import DAY, HOUR, MINUTE

NOW = 1_793_700_000
FEED, OTHER = "https://news.example/feed", "https://news.example/other"


def test_a_host_that_is_down_does_not_undo_its_own_wish_to_be_left_alone() -> None:
    hosts = Hosts(clock=lambda: NOW)
    hosts.leave(FEED, NOW + 2 * HOUR)
    hosts.leave(OTHER, NOW)
    assert hosts.held(FEED) == hosts.held(OTHER) == NOW + 2 * HOUR


def test_a_wish_of_a_clock_that_ran_ahead_gives_way_to_one_of_now() -> None:
    hosts = Hosts(clock=lambda: NOW)
    hosts.leave(FEED, NOW + 3_650 * DAY)
    assert hosts.held(FEED) is None
    hosts.leave(FEED, NOW + MINUTE)
    assert hosts.held(FEED) == NOW + MINUTE
