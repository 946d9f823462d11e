"""Room in memory for large feeds: few of them are held at a time, however many come at once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

FREE = 500_000
"""Bytes that every feed may have without asking for room."""
_ROOM = 8_000_000
"""Bytes that feeds have beyond these, all together, as long as none of them is alone."""

Grow = Callable[[int], None]
"""Called with the size in bytes that a body is about to have. Raises Full where there is no room for so much."""


class Full(Exception):
    """There is no room beside the other large feeds: this one must let go of what it has, and come back alone."""


def unbounded(size: int) -> None:
    """The `Grow` of who needs no room."""


class Room:
    """Counts the bytes of the large feeds in memory. Nobody waits here with anything in hand, so that none hangs."""

    def __init__(self, size: int = _ROOM) -> None:
        """Room for `size` bytes beyond what every feed has for free; one that is alone may have any size."""
        self._size = self._left = size
        self._single = asyncio.Lock()
        self._empty = asyncio.Event()
        self._empty.set()

    @contextmanager
    def beside(self) -> Iterator[Grow]:
        """Room beside others, for as long as the block runs."""
        taken = 0

        def grow(size: int) -> None:
            nonlocal taken
            more = size - FREE - taken
            if more <= 0:
                return
            # Whoever is to be alone waits for the others' end, and not for their growth.
            if more > self._left or self._single.locked():
                raise Full
            taken += more
            self._left -= more
            self._empty.clear()

        try:
            yield grow
        finally:
            self._left += taken
            if self._left == self._size:
                self._empty.set()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[Grow]:
        """All the room, for as long as the block runs, once no other feed has any of it."""
        async with self._single:
            await self._empty.wait()
            yield unbounded
