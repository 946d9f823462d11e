"""Hosts that want to be left alone, or asked less often: the longest wish lasts, and whoever asks stands in line."""

import asyncio
import math
import sqlite3
from dataclasses import dataclass, field

import pytest

from monitor.feeds.fetch import Ask, Fetched
from monitor.feeds.headers import MAX_RETRY_AFTER
from monitor.feeds.http import Held
from monitor.hosts import Hosts, Turn
from monitor.store import hosts as stored_hosts
from monitor.store.schema import transaction
from monitor.times import DAY, HOUR, MINUTE
from tests.home import PATIENCE
from tests.newsroom import NOW, Clock

FEED, OTHER = "https://news.example/feed", "https://news.example/other"


def test_a_host_that_is_down_does_not_undo_its_own_wish_to_be_left_alone() -> None:
    hosts = Hosts(clock=lambda: NOW)
    hosts.leave(FEED, NOW + 2 * HOUR)
    hosts.leave(OTHER, NOW)
    assert hosts.held(FEED) == hosts.held(OTHER) == NOW + 2 * HOUR


def test_the_longest_wish_that_is_taken_is_kept() -> None:
    hosts = Hosts(clock=lambda: NOW + 0.9)
    hosts.leave(FEED, math.ceil(NOW + 0.9 + MAX_RETRY_AFTER))
    assert hosts.held(FEED) == NOW + DAY + 1


def test_a_wish_of_a_clock_that_ran_ahead_gives_way_to_one_of_now() -> None:
    hosts = Hosts(clock=lambda: NOW)
    hosts.leave(FEED, NOW + 3_650 * DAY)
    assert hosts.held(FEED) is None
    hosts.leave(FEED, NOW + MINUTE)
    assert hosts.held(FEED) == NOW + MINUTE


@pytest.mark.parametrize("set_back", [2 * MINUTE, HOUR - MINUTE])
def test_a_wish_of_a_day_holds_where_the_clock_is_then_set_back_by_minutes(set_back: int) -> None:
    clock = Clock()
    hosts = Hosts(clock=clock)
    hosts.leave(FEED, NOW + DAY)
    clock.now -= set_back
    assert hosts.held(FEED) == NOW + DAY


@pytest.mark.parametrize("here_first", [False, True])
def test_a_wish_of_a_clock_that_ran_ahead_hides_none_of_now(store: sqlite3.Connection, here_first: bool) -> None:
    """Of the two, one was said to another process."""
    hosts = Hosts(store, lambda: NOW)
    ahead, now = NOW + 3_650 * DAY, NOW + HOUR
    hosts.leave(FEED, now if here_first else ahead)
    with transaction(store):
        stored_hosts.hold(store, "news.example", ahead if here_first else now, NOW)
    assert hosts.held(FEED) == now


@pytest.mark.parametrize("hours_here", [1, 2])
def test_of_what_a_host_said_here_and_to_another_process_the_longer_wish_lasts(
    store: sqlite3.Connection, hours_here: int
) -> None:
    hosts = Hosts(store, lambda: NOW)
    hosts.leave(FEED, NOW + hours_here * HOUR)
    with transaction(store):
        stored_hosts.hold(store, "news.example", NOW + (3 - hours_here) * HOUR, NOW)
    assert hosts.held(FEED) == NOW + 2 * HOUR


# Requests beside the poller's


@dataclass(eq=False)
class Server:
    """What stands in for a fetcher, and is answered alike each time."""

    status: int = 429
    retry_after: float | None = None
    waits: list[float] = field(default_factory=list)
    """Seconds that each of the next requests has to wait for others that stall."""
    asked: list[float] = field(default_factory=list)
    """Seconds after the first moment at which each request was made."""
    clock: Clock = field(default_factory=Clock)

    async def get(self, ask: Ask, turn: Turn) -> Fetched:
        await turn.at(ask.url)
        if (until := turn.held) is not None:
            return Fetched(ask.url, error=str(Held(ask.url, until)), held_until=until)
        self.clock.now += self.waits.pop() if self.waits else 0
        self.asked.append(self.clock.now - NOW)
        await asyncio.sleep(0)
        return Fetched(ask.url, self.status, retry_after=self.retry_after, error="said by the server")


async def get_all(hosts: Hosts, server: Server, count: int) -> list[Fetched]:
    asks = [Ask(f"https://news.example/{number}") for number in range(count)]
    return await asyncio.gather(*(hosts.get(server, ask) for ask in asks))  # type: ignore[arg-type]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    """One on whose clock alone time passes."""
    server, sleep = Server(), asyncio.sleep

    async def pause(seconds: float) -> None:
        server.clock.now += seconds
        await sleep(0)

    monkeypatch.setattr("monitor.hosts.asyncio.sleep", pause)
    return server


@pytest.mark.parametrize("retry_after", [None, 0.0])
async def test_who_is_about_to_ask_a_host_when_it_says_that_it_is_asked_too_often_stands_in_line(
    server: Server, retry_after: float | None
) -> None:
    server.retry_after = retry_after
    told = await get_all(Hosts(clock=server.clock), server, 6)
    assert server.asked == [0, 0, 2, 4, 6, 8]
    assert {(one.error, one.held_until) for one in told} == {("said by the server", None)}


async def test_that_a_host_is_asked_too_often_is_told_to_the_poller(server: Server, store: sqlite3.Connection) -> None:
    await get_all(Hosts(store, server.clock), server, 1)
    assert (stored_hosts.gaps(store, NOW), stored_hosts.holds(store, NOW)) == ({"news.example": (2, NOW)}, {})


async def test_what_a_host_said_to_another_process_sets_requests_apart_from_the_first_one_on(
    server: Server, store: sqlite3.Connection
) -> None:
    """Each page that the desk asks for is asked for by a process of its own."""
    for _ in range(4):
        await get_all(Hosts(store, server.clock), server, 1)
    assert server.asked == [0, 2, 6, 14]
    server.status = 200
    for _ in range(2):
        await get_all(Hosts(store, server.clock), server, 1)
    assert server.asked[-2:] == [30, 46]


async def test_who_asked_a_host_long_ago_waits_after_what_it_has_just_said_to_another(
    server: Server, store: sqlite3.Connection
) -> None:
    here = Hosts(store, server.clock)
    await get_all(here, server, 1)
    server.clock.now += 100
    await get_all(Hosts(store, server.clock), server, 1)
    await get_all(here, server, 1)
    assert server.asked == [0, 102, 106]


def test_what_hosts_said_long_ago_is_not_read_with_each_request(store: sqlite3.Connection) -> None:
    """It stays in the store: where all hosts of a network said so once, that would be thousands for ever."""
    with transaction(store):
        for number in range(9):
            stored_hosts.hold(store, f"old{number}.example", NOW - 90 * DAY, NOW - 90 * DAY)
        stored_hosts.hold(store, "news.example", NOW - MINUTE, NOW - MINUTE)
    hosts = Hosts(store, lambda: NOW)
    assert hosts.held(FEED) is None and hosts._gaps == {"news.example": (2, NOW - MINUTE)}


@pytest.mark.parametrize(("status", "retry_after"), [(500, 0.0), (404, 60.0), (200, 60.0)])
async def test_a_fault_with_no_time_to_come_back_is_no_wish_nor_is_a_time_that_goes_with_none(
    server: Server, store: sqlite3.Connection, status: int, retry_after: float
) -> None:
    server.status, server.retry_after = status, retry_after
    hosts = Hosts(store, server.clock)
    (told,) = await get_all(hosts, server, 1)
    assert (told.error, told.held_until, hosts.queue(FEED)) == ("said by the server", None, None)
    assert stored_hosts.gaps(store, NOW) == stored_hosts.holds(store, NOW) == {}


async def test_a_wish_is_told_to_whoever_asks_and_to_the_poller(server: Server, store: sqlite3.Connection) -> None:
    server.status, server.retry_after = 500, 60.0
    for _ in range(2):
        (told,) = await get_all(Hosts(store, server.clock), server, 1)
        assert told.held_until == NOW + 60 and "news.example asked to be left alone until" in (told.error or "")
    assert server.asked == [0]
    assert stored_hosts.holds(store, NOW) == {"news.example": NOW + 60}


async def test_a_clock_that_ran_ahead_makes_nobody_wait_for_longer_than_the_gap(server: Server) -> None:
    hosts, ahead = Hosts(clock=server.clock), 3_650 * DAY
    server.clock.now += ahead
    await get_all(hosts, server, 1)
    server.clock.now -= ahead
    await get_all(hosts, server, 1)
    assert server.asked == [ahead, stored_hosts.FIRST_GAP]


async def test_those_in_line_ask_apart_whatever_the_host_says_now_and_at_once_where_nobody_has_for_long(
    server: Server,
) -> None:
    server.status = 200
    hosts = Hosts(clock=server.clock)
    hosts.leave(FEED, NOW)
    await get_all(hosts, server, 3)
    server.clock.now += 100
    await get_all(hosts, server, 1)
    assert server.asked == [2, 4, 6, 106]


async def test_who_had_to_wait_for_others_that_stall_is_no_nearer_to_the_next(server: Server) -> None:
    server.status, server.waits = 200, [9]
    hosts = Hosts(clock=server.clock)
    hosts.leave(FEED, NOW)
    await get_all(hosts, server, 3)
    assert server.asked == [11, 13, 15]


async def test_who_gives_up_in_the_middle_of_a_turn_or_in_line_leaves_it_to_the_next(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts, waits = Hosts(clock=server.clock), asyncio.Event()
    hosts.leave(FEED, NOW)

    async def for_ever(seconds: float) -> None:
        waits.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr("monitor.hosts.asyncio.sleep", for_ever)
        give_up = [asyncio.create_task(hosts.get(server, Ask(FEED))) for _ in range(3)]  # type: ignore[arg-type]
        async with asyncio.timeout(PATIENCE):
            await waits.wait()
        for task in give_up:
            task.cancel()
        done, _ = await asyncio.wait(give_up, timeout=PATIENCE)
    assert [task.cancelled() for task in done] == [True] * 3
    async with asyncio.timeout(PATIENCE):
        await get_all(hosts, server, 1)
    assert server.asked == [stored_hosts.FIRST_GAP]


async def test_a_host_that_was_asked_too_often_days_ago_is_asked_as_any_other(
    server: Server, store: sqlite3.Connection
) -> None:
    hosts = Hosts(store, server.clock)
    await get_all(hosts, server, 1)
    server.clock.now += 1
    assert hosts.queue(FEED) is not None
    server.clock.now += 5 * DAY
    assert hosts.queue(FEED) is None


def test_what_was_waited_for_in_one_event_loop_is_waited_for_in_the_next(server: Server) -> None:
    hosts = Hosts(clock=server.clock)
    for _ in range(2):
        asyncio.run(get_all(hosts, server, 6))
    assert len(server.asked) == 12


def test_so_it_is_where_something_still_holds_on_to_what_was_waited_for(server: Server) -> None:
    """As what has given up does until Python clears it away."""
    hosts, server.status = Hosts(clock=server.clock), 200

    async def kept() -> asyncio.Semaphore:
        places = hosts.places(FEED)
        await get_all(hosts, server, 6)
        return places

    held = [asyncio.run(kept()) for _ in range(2)]
    assert len(server.asked) == 12 and held[0] is not held[1]


def test_so_it_is_where_those_in_line_have_given_up(server: Server) -> None:
    hosts = Hosts(clock=server.clock)
    hosts.leave(FEED, NOW)

    async def give_up() -> None:
        in_line = [asyncio.create_task(get_all(hosts, server, 2)) for _ in range(2)]
        await asyncio.wait(in_line, timeout=0)
        for task in in_line:
            task.cancel()
        done, _ = await asyncio.wait(in_line, timeout=PATIENCE)
        assert len(done) == 2

    asyncio.run(give_up())
    asyncio.run(get_all(hosts, server, 6))
    assert len(server.asked) == 6


def test_what_the_store_knows_is_read_once_a_second_however_many_ask(store: sqlite3.Connection) -> None:
    clock = Clock()
    hosts, read = Hosts(store, clock), list[str]()
    store.set_trace_callback(read.append)
    for _ in range(2):
        assert [hosts.held(f"https://{number}.example/feed") for number in range(99)] == [None] * 99
        clock.now += 1
    assert 2 <= len(read) < 20
