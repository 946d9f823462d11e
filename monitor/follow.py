"""The poller that goes on: due feeds, polls that a desk asks for, an edited config, a network that comes and goes."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from monitor import config
from monitor.config import Config
from monitor.config.files import Edits
from monitor.digests import is_due
from monitor.feeds.http import host, is_local
from monitor.model import Polled
from monitor.poll import Poller
from monitor.records import polled_record
from monitor.rematch import rematch
from monitor.store import backup, clock
from monitor.store import feeds as stored_feeds
from monitor.store import hosts as stored_hosts
from monitor.store.backup import Copying
from monitor.store.presence import Presence
from monitor.store.schema import Damaged, StoreError, explain, transaction
from monitor.times import HOUR, iso

Tell = Callable[[Mapping[str, object]], None]

_TICK = 1.0
"""Seconds between looks at the clock, the config file and the desks' wishes."""
_GLANCE = 0.001
"""The same while there are batches to be matched anew."""
_CHECK_SECONDS, _SET_SECONDS = 60.0, 60.0
"""Seconds between looks for what a wrong clock has left, and by which a clock is off that has been set."""
_STORE_PAUSE = 30.0
"""Seconds to wait when the store cannot be written, the disk being full for one."""
_BACKUP_PAUSE = HOUR
"""Seconds from a backup that could not be made to the next try."""
_BACKUP_LOOK = HOUR
"""Seconds from one look whether a backup is due to the next, where nothing has come to rest in between: of thousands of
feeds some are always under way, and a few may rest for days."""


@dataclass(slots=True)
class Follower:
    """A poller at work until it is cancelled; every change of what it does is told as a JSON object.

    Besides the objects of `poll --json` there are {"state": …} objects: "polling" with "due", the feeds that are still
    to be told, "idle" with "next_poll" and "offline", "matching" with "done" and "total", "config" with "problems",
    "store" with "error".
    """

    poller: Poller
    edits: Edits
    """Those of the config file since before it was read for the poller."""
    tell: Tell
    wanted: Set[str] = frozenset()
    """Addresses of feeds that are asked for from the start, whether due or not."""
    _edited: Config | None = field(init=False, default=None)
    """A config that is still to be taken up: the store may be unable to take its feeds for a while."""
    _presence: Presence = field(init=False)
    _checked: tuple[float, float] | None = field(init=False, default=None)
    """What the clock, and one that nobody sets, said when it was last looked for what a wrong clock leaves."""
    _matching: Iterator[tuple[int, int]] | None = field(init=False, default=None)
    _unreached: set[str] = field(init=False, default_factory=set)
    """Hosts that could not be reached since the last one that could."""
    _answered: bool = field(init=False, default=False)
    """Whether any host was reached since the start."""
    _lost: bool = field(init=False, default=False)
    """Whether the network seems to be gone."""
    _is_back: bool = field(init=False, default=False)
    """Whether the network has come back, and those that were out of reach are still to be asked."""
    _reached_at: int = field(init=False)
    """When it was there last before it was lost, as far as is known (seconds since the epoch, UTC)."""
    _probes: bool = field(init=False, default=False)
    """Whether the store has failed, and is to be tried before anything is asked."""
    _idle_told: tuple[int | None, bool] | None = field(init=False, default=None)
    _copying: Copying | None = field(init=False, default=None)
    """The daily backup while it is being made."""
    _no_copy_before: float = field(init=False, default=0.0)
    _saw_to_copy: float = field(init=False, default_factory=time.monotonic)
    """When it was looked last whether a backup is due, or this was made (monotonic seconds)."""

    async def run(self) -> None:
        """Work on until the caller cancels it, whatever the network and the store do.

        Raises Changed where a parse worker that was started after an upgrade does not understand this process, and
        StoreError where even at the start it cannot be told which file the store is.
        """
        self._presence = Presence(self.poller.path)
        self._reached_at = int(self.poller.clock())
        self.edits.include(self.poller.config.packs)
        try:
            await self._run()
        finally:
            if self._copying is not None:
                self._copying.stop()

    async def _run(self) -> None:
        while True:
            try:
                self._presence.check()
                await self._probe()
                self._take_copy()
                await self._look()
                await self._work()
            except (StoreError, sqlite3.Error) as problem:
                said = problem if isinstance(problem, StoreError) else explain(problem, self.poller.path)
                self.tell({"state": "store", "error": str(said)})
                await asyncio.sleep(_STORE_PAUSE)
                # One pause is for all that failed before it: those feeds are still due. But what cannot be written down
                # is not fetched, for it would be fetched again and again.
                self.poller.forget_failures()
                self._matching = None
                self._idle_told = None
                self._probes = True

    # Whoever writes here waits for its turn first: in a transaction all else would wait along, a signal to end too.

    async def _probe(self) -> None:
        """After a failure, try the store with a small write. Raises StoreError while it still fails."""
        if self._probes:
            await self.poller.writer.turn()
            now = int(self.poller.clock())
            with transaction(self._db):
                stored_hosts.hold(self._db, "", now, now)
            self._probes = False

    async def _look(self) -> None:
        """Take up an edited config and the desks' wishes, and start what is due."""
        if self.edits.are_done():
            self._load()
        if self._edited is not None:
            await self.poller.writer.turn()
            self._take_up(self._edited)
        await self._mend_clock()
        await self._hurry()
        wanted, self.wanted = self.wanted | await self._asked(), frozenset()
        # A store is asked for all its feeds where somebody wants some, and not each second.
        states = [state for state in stored_feeds.states(self._db) if state.url in wanted] if wanted else []
        states += self.poller.due()
        if states:
            self.poller.start(states)
            self._idle_told = None
            self.tell({"state": "polling", "due": self.poller.active})
        settings = self.poller.config
        if self._matching is None and is_due(self._db, self.poller.basis):
            self._matching = rematch(self._db, settings.watches, settings.feeds, settings.concepts)

    async def _mend_clock(self) -> None:
        """Put right what a clock that was wrong has left: once a minute, and as soon as the clock is set."""
        now, ticks = self.poller.clock(), time.monotonic()
        if self._checked is not None:
            before, then = self._checked
            is_set = abs((now - before) - (ticks - then)) > _SET_SECONDS
            if not is_set and ticks - then < _CHECK_SECONDS:
                return
        if clock.is_wrong(self._db, int(now), clock.installed()):
            await self.poller.writer.turn()
            clock.mend(self._db, int(now), clock.installed())
        self._checked = now, ticks

    async def _work(self) -> None:
        """Tell results for a tick, or match a batch anew; say so when all is done."""
        if self._matching is not None:
            await self.poller.writer.turn()
            step = next(self._matching, None)
            if step is None:
                self._matching = None
            done, total = step or (0, 0)
            self.tell({"state": "matching", "done": done, "total": total})
        if not self.poller.active:
            self._tell_idle()
        if time.monotonic() - self._saw_to_copy >= _BACKUP_LOOK:
            self._back_up()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_TICK if self._matching is None else _GLANCE):
                while True:
                    self._tell_polled(await self.poller.result())
        await asyncio.sleep(0)

    @property
    def _db(self) -> sqlite3.Connection:
        return self.poller.db

    async def _asked(self) -> set[str]:
        if not self._db.execute("SELECT 1 FROM asks LIMIT 1").fetchone():
            return set()
        await self.poller.writer.turn()
        with transaction(self._db):
            return stored_feeds.take_asks(self._db)

    def _tell_polled(self, polled: Polled) -> None:
        self.tell(polled_record(polled))
        if polled.offline:
            # One that failed before, while others answered, says nothing about the network: it may be gone for good.
            if not self._answered or stored_feeds.failures(self._db, polled.feed) == 1:
                self._unreached.add(host(polled.feed))
        elif polled.reached or (polled.status in ("new", "unchanged") and not is_local(polled.feed)):
            self._answered = True
            self._unreached.clear()
            self._is_back = self._is_back or self._lost
            self._lost = False
            if not self._is_back:
                self._reached_at = int(self.poller.clock())

    async def _hurry(self) -> None:
        """Once the network is back, whoever could not be reached meanwhile is asked at once."""
        if self._is_back:
            await self.poller.writer.turn()
            with transaction(self._db):
                stored_feeds.hurry_unreached(self._db, int(self.poller.clock()), self._reached_at)
            self._is_back = False

    def _tell_idle(self) -> None:
        # One host out of reach among many is that host's trouble.
        hosts = {host(feed.url) for feed in self.poller.config.feeds}
        self._lost = len(self._unreached) >= min(2, len(hosts)) > 0
        now = (self.poller.next_due(), self._lost)
        if now != self._idle_told:
            self._idle_told = now
            self.tell({"state": "idle", "next_poll": iso(now[0]), "offline": now[1]})
            self._back_up()

    def _back_up(self) -> None:
        """Begin the daily backup where it is due, beside all else: nobody waits for it."""
        now, self._saw_to_copy = self.poller.clock(), time.monotonic()
        may_begin = self._copying is None and time.monotonic() >= self._no_copy_before
        if may_begin and backup.is_due(self.poller.path, int(now)):
            copying = Copying(self.poller.path, int(now))
            try:
                copying.start()
            except RuntimeError:  # The system has no thread for it.
                self._no_copy_before = time.monotonic() + _BACKUP_PAUSE
            else:
                self._copying = copying

    def _take_copy(self) -> None:
        """See what became of a backup. Raises Damaged where it showed that the store is."""
        if self._copying is None or self._copying.is_alive():
            return
        problem, self._copying = self._copying.problem, None
        if problem is not None:
            self._no_copy_before = time.monotonic() + _BACKUP_PAUSE
        if isinstance(problem, Damaged):
            raise problem

    def _load(self) -> None:
        read, problems = config.edited(self.edits.path, self.poller.config)
        if read is self.poller.config:
            self.tell({"state": "config", "problems": problems})
        else:
            self.edits.include(read.packs)
            self._edited = read

    def _take_up(self, edited: Config) -> None:
        self.poller.configure(edited)
        self._edited = None
        self._matching = None
        self._idle_told = None
        self.tell({"state": "config", "problems": [str(problem) for problem in edited.problems]})
