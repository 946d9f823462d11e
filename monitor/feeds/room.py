"""Room beside others: few large feeds are read at a time, and who stalls keeps nobody waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from monitor.feeds.body import FREE, trim

_ROOM = 8_000_000
"""Bytes beyond what each has for free of the large feeds that are read at a time, all together; of a larger one it is
that one alone."""
PATIENCE = 8.0
"""Seconds that a feed may take and keep its place from others; a busy machine needs some where nobody stalls."""


class Turn:
    """The time of a request, at one host at a time: by itself any time."""

    __slots__ = ()

    async def at(self, url: str) -> None:
        """Wait for it at the host of an address, having left any other; where it has been all along it goes on."""

    def again(self) -> None:
        """Be about to ask once more: at a host that was asked too often it is waited for anew."""

    @property
    def is_over(self) -> bool:
        """Whether another is to be waited for, by what the host has said since."""
        return False

    @property
    def held(self) -> int | None:
        """Until when (seconds since the epoch, UTC) the host wants to be left alone; None where it does not."""
        return None


class Place:
    """A place among so many, which may be given back early, and is by whoever takes long."""

    def __init__(self, places: asyncio.Semaphore, patience: float) -> None:
        """One of these places, for as long as the block runs, or for so many seconds from when it was taken."""
        self._places = places
        self._patience = patience
        self._timer: asyncio.TimerHandle | None = None
        self._held = False

    async def __aenter__(self) -> Self:
        """Wait for it."""
        await self.take()
        return self

    async def take(self) -> None:
        """Likewise; whoever does so gives it back."""
        await self._places.acquire()
        self._held = True
        self._timer = asyncio.get_running_loop().call_later(self._patience, self.give_back)

    async def __aexit__(self, *problem: object) -> None:
        """Give it back, if that has not been done."""
        self.give_back()

    def keep(self) -> None:
        """Keep it to the end of the block, if it has not been given back: what takes time now is no stall."""
        if self._timer:
            self._timer.cancel()

    def give_back(self) -> None:
        """Let it be another's from now on."""
        self.keep()
        if self._held:
            self._held = False
            self._places.release()


class Room:
    """Counts the bytes of the large feeds that are read: to read one takes several times its own in memory."""

    def __init__(self, size: int = _ROOM) -> None:
        """Room for `size` bytes beyond what every feed has for free; one that is alone may have any size."""
        self._size = self._left = size
        self._first = asyncio.Lock()
        self._freed = asyncio.Event()

    @asynccontextmanager
    async def reading(self, size: int) -> AsyncIterator[None]:
        """Room for a feed of `size` bytes, for as long as the block runs. Who came first has it first."""
        share = min(max(size - FREE, 0), self._size)
        if share:
            async with self._first:
                while self._left < share:
                    self._freed.clear()
                    await self._freed.wait()
                self._left -= share
        try:
            yield
        finally:
            if share:
                trim()
            self._left += share
            self._freed.set()
