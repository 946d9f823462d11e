"""Room in memory for large feeds: however many have come, few of them are read at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from monitor.feeds.body import FREE

_ROOM = 8_000_000
"""Bytes beyond these of the feeds that are read at a time, all together; of a larger one it is that one alone."""


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
            self._left += share
            self._freed.set()
