"""Looks names up: the address that was checked is the one that is dialled, no private one where none may be."""

import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from aiohttp.abc import AbstractResolver, ResolveResult

from monitor.feeds import addresses

LookUp = Callable[[str, int, socket.AddressFamily], Awaitable[Sequence[addresses.Info]]]


class Refused(OSError):
    """A redirect leads to a name of the private network."""


class Resolver(AbstractResolver):
    """Looks names up once for each connection; `guarded` refuses private addresses, but for `exempt` names."""

    def __init__(self, look_up: LookUp, guarded: bool, exempt: frozenset[str] = frozenset()) -> None:
        self._look_up = look_up
        self._guarded = guarded
        self._exempt = exempt
        self.public: set[str] = set()
        """Names, in their plain spelling, that have ever had an address that leads out; once public stays public,
        against names that change at will."""
        self.under_way: Counter[str] = Counter()
        """Names of which nothing has been said yet, each as often as it is being looked up."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        name = addresses.plain(host)
        self.under_way[name] += 1
        try:
            infos = await self._look_up(host, port, family)
        finally:
            self.under_way[name] -= 1
        found = [_result(host, port, info) for info in infos]
        public = [result for result in found if addresses.leads_out(name, result["host"])]
        if public:
            self.public.add(name)
        if not self._guarded or name in self._exempt:
            return found
        if not public:
            raise Refused(host)
        return public

    async def close(self) -> None:
        """There is nothing to close."""


def _result(host: str, port: int, info: addresses.Info) -> ResolveResult:
    family, _, proto, _, address = info
    scope = f"%{address[3]}" if family == socket.AF_INET6 and address[3] else ""
    numeric = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(
        hostname=host, host=f"{address[0]}{scope}", port=port, family=family, proto=proto, flags=numeric
    )
