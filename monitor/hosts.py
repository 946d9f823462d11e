"""Hosts that want to be left alone: whom an address is about, and until when nobody asks there."""

import functools
import math
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from monitor.feeds.fetch import Ask, Fetched, Fetcher
from monitor.store import feeds as stored_feeds
from monitor.store.schema import connect, path_of, transaction
from monitor.times import DAY, MINUTE, iso


@functools.lru_cache(maxsize=10_000)
def host(url: str) -> str:
    """Whom a server's wish to be left alone, or a lost connection, is about: the name and the port of an address."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def wish(url: str, until: int) -> str:
    """That the host of an address is left alone, for the reader."""
    return f"{host(url)} asked to be left alone until {iso(until)}"


@dataclass(slots=True)
class Hosts:
    """What hosts have asked for: as the store has it, and as they said it just now."""

    db: sqlite3.Connection | None = None
    """May be open to read alone. Without a store nothing is known of before."""
    clock: Callable[[], float] = time.time
    _until: dict[str, int] = field(init=False, default_factory=dict)

    def held(self, url: str) -> int | None:
        """Until when the host of an address is to be left alone; None where it is not."""
        now, name = int(self.clock()), host(url)
        stored = stored_feeds.holds(self.db, now) if self.db else {}
        until = max(stored.get(name, 0), self._until.get(name, 0))
        # What a clock that ran ahead has left in here holds nobody.
        return until if now < until <= now + DAY + MINUTE else None

    def leave(self, url: str, until: int) -> None:
        """Leave a host alone from now on; the store is not told."""
        self._until[host(url)] = until

    async def get(self, fetcher: Fetcher, ask: Ask) -> Fetched:
        """What came of a request beside the poller's; a wish to be left alone holds for the poller too, and is told.

        `held_until` is then until when, whether the host was asked or not. Raises StoreError.
        """
        fetcher.held = self.held
        fetched = await fetcher.get(ask)
        if fetched.held_until is not None:
            return replace(fetched, error=wish(fetched.url, fetched.held_until))
        if fetched.status not in (429, 503) or fetched.retry_after is None:
            return fetched
        until = math.ceil(self.clock() + fetched.retry_after)
        self.leave(fetched.url, until)
        if self.db:
            with closing(connect(path_of(self.db), make=False)) as db, transaction(db):
                stored_feeds.hold(db, host(fetched.url), until)
        return replace(fetched, error=f"{fetched.error}; {wish(fetched.url, until)}", held_until=until)
