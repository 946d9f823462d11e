"""Whose turn it is at a host, at which few ask at a time; and who wants to be left alone, and until when."""

import asyncio
import math
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Self
from weakref import WeakValueDictionary

from monitor.feeds import room
from monitor.feeds.fetch import Ask, Fetched, Fetcher
from monitor.feeds.http import HOLDING, TOO_OFTEN, host, wish
from monitor.feeds.room import Place
from monitor.store import hosts as stored_hosts
from monitor.store.schema import connect, path_of, transaction
from monitor.times import DAY, HOUR, MINUTE

_LONGEST_QUEUE = 10 * MINUTE
"""Seconds that all who wait for a host pause together: a poll that ends must not take hours."""


@dataclass(slots=True)
class _Queue:
    """Those that wait to ask a host that was asked too often."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Is held by whoever asks, from the pause before it to the end of the answer, and at no two hosts at a time."""
    last: float | None = None
    """When the last of them asked or was answered (seconds since the epoch); None where nobody of this process was."""
    waiting: int = 0
    longest: int = 0
    """How many have waited at a time since nobody did."""

    def join(self) -> None:
        """Wait in it from now on."""
        self.waiting += 1
        self.longest = max(self.longest, self.waiting)

    def leave(self) -> None:
        """Wait in it no more."""
        self.waiting -= 1
        if not self.waiting:
            # The next to wait may do so in another event loop, which no lock outlives that somebody has waited for.
            self.longest, self.lock = 0, asyncio.Lock()


class Turn(room.Turn):
    """The time of a request and of what follows from it: one of the places at its host; and at one that was asked too
    often one after the other, some seconds apart.

    It is at no two hosts at a time, and whoever waits for it at one has no seat: so none waits for another in a circle.
    """

    # Small, for thousands of feeds wait for their turns at a time.
    __slots__ = ("_hosts", "_places", "_queue", "_seat", "_url")

    def __init__(self, hosts: "Hosts", seat: Place | None) -> None:
        self._hosts, self._seat = hosts, seat
        self._url = ""
        self._queue: _Queue | None = None
        self._places: asyncio.Semaphore | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *problem: object) -> None:
        """Leave the host, and the seat."""
        self._rise()

    async def at(self, url: str) -> None:
        """Wait for it at the host of an address, and then for the seat, having left any other."""
        while self._places is None or host(url) != host(self._url) or self.is_over:
            self._rise()
            self._url = url
            if queue := self._hosts.queue(url):
                queue.join()
                try:
                    await queue.lock.acquire()
                except BaseException:
                    queue.leave()
                    raise
                self._queue = queue
                await self._hosts.pause(url, queue)
            places = self._hosts.places(url)
            await places.acquire()
            self._places = places
            if self._seat:
                await self._seat.take()

    def again(self) -> None:
        """Stand in line anew, where there is one, to ask once more."""
        if self._queue:
            self.leave()

    @property
    def is_over(self) -> bool:
        """Whether the host has said so since: who did not wait for the others is to wait now."""
        return self._queue is None and self._hosts.queue(self._url) is not None

    @property
    def held(self) -> int | None:
        """Until when the host wants to be left alone; None where it does not."""
        return self._hosts.held(self._url)

    def leave(self) -> None:
        """Let it be another's from now on, and keep the seat."""
        places, self._places = self._places, None
        if places:
            places.release()
        queue, self._queue = self._queue, None
        if queue:
            # Its request may have waited for others that stall: the next one stands apart from its end.
            queue.last = self._hosts.clock()
            queue.lock.release()
            queue.leave()

    def _rise(self) -> None:
        self.leave()
        if self._seat:
            self._seat.give_back()


@dataclass(slots=True)
class Hosts:
    """Those that are asked, and what they have asked for: as the store has it, and as they said it just now."""

    db: sqlite3.Connection | None = None
    """May be open to read alone. Without a store nothing is known of before."""
    clock: Callable[[], float] = time.time
    per_host: int = 2
    """Requests at a time to each; another number holds at each as soon as nobody is there or waits for it."""
    _until: dict[str, int] = field(init=False, default_factory=dict)
    _read: tuple[int, int] = field(init=False, default=(0, -1))
    _holds: dict[str, int] = field(init=False, default_factory=dict)
    _gaps: dict[str, tuple[int, int]] = field(init=False, default_factory=dict)
    _queues: dict[str, _Queue] = field(init=False, default_factory=dict)
    _places: WeakValueDictionary[tuple[asyncio.AbstractEventLoop, str], asyncio.Semaphore] = field(
        init=False, default_factory=WeakValueDictionary
    )
    """Those at each host, of an event loop, for as long as somebody uses them."""
    _told: set[str] = field(init=False, default_factory=set)
    """Hosts that were asked too often just now, of which the store does not know yet."""

    def held(self, url: str) -> int | None:
        """Until when the host of an address is to be left alone; None where it is not."""
        now, name = int(self.clock()), host(url)
        self._look(now)
        wishes = self._holds.get(name, 0), self._until.get(name, 0)
        # What a clock that ran ahead has left holds nobody, and hides no other wish. One that was set back by less than
        # an hour ends none, for the store keeps them too (see `clock`).
        return max((until for until in wishes if now < until <= now + DAY + HOUR), default=None)

    def leave(self, url: str, until: int) -> None:
        """Leave a host alone from now on, for as long as its longest wish lasts, be it `until` then (seconds since the
        epoch, UTC), and ask it less often then; the store is not told."""
        name = host(url)
        self._until[name] = max(until, self.held(url) or 0)
        self._told.add(name)
        self._queues.setdefault(name, _Queue()).last = self.clock()

    def turn(self, seat: Place | None = None) -> Turn:
        """The time of a request, which `async with` gives back; with it goes a `seat` among all that are asked."""
        return Turn(self, seat)

    def places(self, url: str) -> asyncio.Semaphore:
        """Those at the host of an address."""
        return self._places.setdefault((asyncio.get_running_loop(), host(url)), asyncio.Semaphore(self.per_host))

    def queue(self, url: str) -> _Queue | None:
        """Where to wait to ask a host that was asked too often; None for any other."""
        return self._queues.setdefault(host(url), _Queue()) if self._gap(url) else None

    async def pause(self, url: str, queue: _Queue) -> None:
        """Wait until the last request to a host is long enough ago."""
        # A host that is to be left alone holds nobody up.
        if (gap := self._gap(url)) and self.held(url) is None:
            apart, now = min(gap, _LONGEST_QUEUE / queue.longest), self.clock()
            # Another process may have asked a moment ago: each page has one of its own.
            last = now if queue.last is None else max(queue.last, self._gaps.get(host(url), (0, 0))[1])
            # A clock that was set back does not hold anybody up either.
            await asyncio.sleep(min(max(0, last + apart - now), apart))
            queue.last = self.clock()

    def _gap(self, url: str) -> int:
        self._look(int(self.clock()))
        name = host(url)
        return self._gaps.get(name, (0, 0))[0] or (stored_hosts.FIRST_GAP if name in self._told else 0)

    def _look(self, now: int) -> None:
        """Take in what the store knows, of which other processes may write too: once a second, and after each write."""
        if self.db and self._read != (now, self.db.total_changes):
            self._read = now, self.db.total_changes
            self._gaps, self._holds = stored_hosts.gaps(self.db, now), stored_hosts.holds(self.db, now)
            self._told -= self._gaps.keys()

    async def get(self, fetcher: Fetcher, ask: Ask) -> Fetched:
        """What came of a request beside the poller's; that a host is asked too often, or wants to be left alone, holds
        for the poller too, and a wish is told.

        `held_until` is then until when, whether the host was asked or not. Raises StoreError.
        """
        async with self.turn() as turn:
            # No program for its password runs before, and who answers meanwhile says nothing of the network of then.
            await turn.at(ask.url)
            fetched = await fetcher.get(ask, turn=turn)
            if (until := hold_until(fetched, self.clock())) is not None:
                self.leave(fetched.url, until)
        if until is None:
            return fetched
        if self.db:
            with closing(connect(path_of(self.db), make=False)) as db, transaction(db):
                stored_hosts.hold(db, host(fetched.url), until, int(self.clock()))
        if not fetched.retry_after:
            return fetched
        return replace(fetched, error=f"{fetched.error}; {wish(fetched.url, until)}", held_until=until)


def hold_until(fetched: Fetched, now: float) -> int | None:
    """Until when a server wants to see nobody (seconds since the epoch, UTC), by what it answered `now`; where it gives
    no time it has not said so, and still its requests stand apart. None where it says nothing of the kind."""
    if fetched.retry_after and fetched.status in HOLDING:
        return math.ceil(now + fetched.retry_after)
    # Of no time at all not even this second is left.
    return int(now) if fetched.status in TOO_OFTEN else None
