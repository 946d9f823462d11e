"""Whether it is for want of a network that a server is not reached: those that are asked beside it tell."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from monitor.feeds.http import Ask, Fault, host, is_local

_ENOUGH = 2
"""So often a server is not found while others answer, until it is not the network, which may just have come back."""
_SEVERAL = 2
"""Hosts, of which none answers, that are not down all at once: it is the way to them that is."""
_GRACE, _GLANCE = 2.0, 0.05
"""Seconds for which others that are on their way may still answer, which tells that there is a network; and after which
it is looked again whether they have."""


class Network:
    """What is known of the network by the requests that go through it."""

    def __init__(self) -> None:
        """Nobody has been asked."""
        self.answers = 0
        """Responses that can only have come over the internet, until now."""
        self._silent: set[str] = set()
        """Hosts that have given none of their own since the last of these."""
        self._on_their_way = 0
        self._waited_at = -1
        """At how many answers it was waited in vain for another, which is not done twice."""
        self._missed: dict[str, tuple[int, int]] = {}
        """For an address that was not reached: the answers until then, and how often there were others since before."""

    @contextmanager
    def asking(self) -> Iterator[None]:
        """For as long as a request is on its way."""
        self._on_their_way += 1
        try:
            yield
        finally:
            self._on_their_way -= 1

    def hear(self) -> None:
        """Note an answer that can only have come over the internet."""
        self.answers += 1
        self._silent.clear()

    def found(self, url: str) -> None:
        """Note that the server of an address was found."""
        self._missed.pop(url, None)

    async def is_missing(self, ask: Ask, fault: Fault, before: int) -> bool:
        """Whether it may be for want of a network that a server was not reached, and not for the server alone; there
        were so many answers `before` it was asked. Whatever else this machine lacks counts as that too.
        """
        if fault.here:
            return True
        if not (await self._is_silence(ask, before) if fault.silent else fault.offline):
            return False
        if fault.unknown and await self._somebody_answers(before):
            return False
        answers, times = self._missed.get(ask.url, (self.answers, 0))
        times += self.answers > answers
        self._missed[ask.url] = self.answers, times
        return times < _ENOUGH or self.answers == answers

    async def _is_silence(self, ask: Ask, before: int) -> bool:
        """Whether no server at all answers where this one has not."""
        if ask.doubted or is_local(ask.url):
            return False
        self._silent.add(host(ask.url))
        return not await self._somebody_answers(before) and len(self._silent) >= _SEVERAL

    async def _somebody_answers(self, before: int) -> bool:
        """Whether others have answered since there were so many answers, or do so now: then there is a network."""
        clock = asyncio.get_running_loop().time
        end = clock() + _GRACE
        while self.answers == before != self._waited_at and self._on_their_way > 1:
            if clock() > end:
                self._waited_at = before
                break
            await asyncio.sleep(_GLANCE)
        return self.answers > before
