"""The poller: due feeds are fetched, parsed, matched and stored; each gives one `Polled`. The only place they meet."""

import asyncio
import hashlib
import random
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from monitor import judging, outcomes, schedule
from monitor.config import Config, PollSettings
from monitor.digests import basis_of
from monitor.feeds import audit, room
from monitor.feeds.body import Body, DiskFault
from monitor.feeds.fetch import Ask, Fetched, Fetcher
from monitor.feeds.http import host, wish
from monitor.feeds.room import Place, Room
from monitor.feeds.worker import Job, Pool
from monitor.hosts import Hosts, Turn, hold_until
from monitor.judging import Find
from monitor.model import Feed, Parsed, Polled, Saved, Status
from monitor.outcomes import Moment
from monitor.store import basis
from monitor.store import feeds as stored_feeds
from monitor.store import hosts as stored_hosts
from monitor.store.basis import Basis
from monitor.store.feeds import State, Update
from monitor.store.schema import StoreError, explain, path_of, transaction
from monitor.store.writer import Writer
from monitor.times import NEVER

if TYPE_CHECKING:
    from monitor.matching.judge import Judge

_WAITING = 24
"""Feeds that have been fetched and may wait to be read, each with all its bytes."""
_LARGE_WAITING = 20
"""Large ones that wait so beside them, with their bytes on the disk."""
_NOTHING = Parsed()
_CameTo = Callable[[Moment], Update]
_MOST_SAMPLES = 8
"""Feeds at a time that wait to be read by feedparser as well."""


@dataclass(slots=True)
class Poller:
    """Polls the feeds of one config into one store; use as an async context manager."""

    db: sqlite3.Connection
    config: Config
    clock: Callable[[], float] = time.time
    chance: Callable[[], float] = random.random
    fetcher: Fetcher = field(init=False)
    pool: Pool = field(init=False)
    writer: Writer = field(init=False)
    basis: Basis = field(init=False)
    """What the config's matches are made by."""
    _feeds: Mapping[str, Feed] = field(init=False, default_factory=dict)
    _judge: "Callable[[], Judge]" = field(init=False)
    _generation: int = field(init=False, default=0)
    _settings: PollSettings | None = field(init=False, default=None)
    """Those that `fetcher` and `pool` keep to."""
    _earlier: list[Fetcher | Pool] = field(init=False, default_factory=list)
    """Those of other settings, by which polls may still be under way."""
    _seats: asyncio.Semaphore = field(init=False)
    """Those of feeds that are being fetched, or wait to be read, all together."""
    _aside: asyncio.Semaphore = field(init=False, default_factory=lambda: asyncio.Semaphore(_LARGE_WAITING))
    _room: Room = field(init=False, default_factory=Room)
    _hosts: Hosts = field(init=False)
    """Whose turn it is at each, and until when they want to be left alone; those that said so just now are in the store
    a moment later."""
    _active: dict[str, asyncio.Task[None]] = field(init=False, default_factory=dict)
    """The feeds, by their addresses, that are being polled, or are done and not yet told by `result`."""
    _samples: dict[str, tuple[Job, Parsed]] = field(init=False, default_factory=dict)
    """Feeds that the fast path has read and feedparser is to read too, by their addresses."""
    _results: "asyncio.Queue[tuple[str, Polled | Exception]]" = field(init=False, default_factory=asyncio.Queue)
    """What has come of those that are done."""

    async def __aenter__(self) -> Self:
        """Take up work; raises StoreError when the store cannot take the config's feeds."""
        self._hosts = Hosts(self.db, self.clock)
        self.writer = Writer(self.db)
        self.configure(self.config)
        return self

    async def __aexit__(self, *problem: object) -> None:
        """Let go of what is under way; nothing half-done is in the store."""
        for task in self._active.values():
            task.cancel()
        await asyncio.gather(*self._active.values(), return_exceptions=True)
        for each in (self.pool, self.fetcher, *self._earlier):
            await each.__aexit__()

    def configure(self, config: Config) -> None:
        """Go on with another config: its feeds and watches hold from the next entry on, and from the next poll on how
        feeds are asked and read.

        Raises StoreError when the store cannot take its feeds; all is as it was then.
        """
        sooner = stored_feeds.late(self.db, config.feeds, config.poll.every)
        sooner += [feed for feed in config.feeds if self._every(feed, config) < self._every(self._feeds.get(feed.url))]
        made_by = basis_of(config.watches, config.feeds, config.concepts)
        if sooner or not (stored_feeds.is_subscribed(self.db, config.feeds) and basis.agrees(self.db, made_by)):
            with transaction(self.db):
                basis.doubt(self.db, made_by)
                stored_feeds.subscribe(self.db, config.feeds)
                for feed in sooner:
                    stored_feeds.hasten(self.db, feed.url, self._every(feed, config))
        self.config, self.basis = config, made_by
        self._feeds = {feed.url: feed for feed in config.feeds}
        self._judge = judging.judge_of(config)
        self._generation += 1
        self._equip(config.poll)
        self.pool.configure(config.watches, config.concepts)

    def _equip(self, settings: PollSettings) -> None:
        """Ask and read by these settings; what is under way ends by those that it began with."""
        was, self._settings = self._settings, settings
        if was is None or was.limits != settings.limits:
            if was is not None:
                self.pool.retire()
                self._earlier.append(self.pool)
            self.pool = Pool.within(settings.limits)
        self._hosts.per_host = settings.per_host
        if was is None or replace(was, every=settings.every) != settings:
            if was is not None:
                self._earlier.append(self.fetcher)
            self.fetcher = Fetcher.by(settings)
            self.fetcher.open()
            self._seats = asyncio.Semaphore(settings.connections + _WAITING)

    def _every(self, feed: Feed | None, config: Config | None = None) -> int:
        """Seconds between polls of a feed; none at all for no feed."""
        if feed is None:
            return 0
        return feed.every or (config or self.config).poll.every or schedule.USUAL

    def _feed(self, state: State) -> Feed:
        return self._feeds.get(state.url, Feed(state.url))

    @property
    def active(self) -> int:
        """How many feeds are being polled, or are done and not yet told by `result`."""
        return len(self._active)

    def due(self) -> list[State]:
        """The feeds whose time has come and that are not under way."""
        found = stored_feeds.due(self.db, int(self.clock()))
        return [state for state in found if state.url not in self._active]

    def next_due(self) -> int | None:
        """When the next feed is due (seconds since the epoch, UTC), none being under way; None when none ever is."""
        soonest = stored_feeds.next_due(self.db)
        return None if soonest is None or soonest >= NEVER else soonest

    def start(self, states: Iterable[State]) -> None:
        """Begin to poll these feeds, whether due or not; results come from `result`.

        Those that were asked longest ago go first: one that has its host left alone whenever it is asked would keep the
        host's others from ever being asked, where all come due together.
        """
        for state in sorted(states, key=lambda state: state.last_poll or 0):
            if state.url not in self._active:
                self._active[state.url] = asyncio.create_task(self._one(state))

    async def result(self) -> Polled:
        """The next feed that is done. Raises StoreError when the store could not be read or written."""
        url, outcome = await self._results.get()
        # Not before: one that could not be written is still due, and would be asked once more.
        self._active.pop(url, None)
        if isinstance(outcome, sqlite3.Error):
            raise StoreError(explain(outcome, self.path)) from outcome
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def forget_failures(self) -> None:
        """Drop the results that `result` would raise: their feeds stay due."""
        for _ in range(self._results.qsize()):
            url, outcome = self._results.get_nowait()
            if isinstance(outcome, Polled):
                self._results.put_nowait((url, outcome))
            else:
                self._active.pop(url, None)

    @property
    def path(self) -> Path:
        """Where the store is."""
        return path_of(self.db)

    async def run(self, states: Iterable[State]) -> AsyncIterator[Polled]:
        """Poll these feeds once and yield each as it is done. Raises StoreError."""
        self.start(states)
        while self._active:
            yield await self.result()

    async def _one(self, state: State) -> None:
        outcome: Polled | Exception
        try:
            outcome = await self._audited(state, await self._in_turn(state))
        except Exception as problem:  # noqa: BLE001 - it is raised again where the result is awaited
            outcome = problem
        except BaseException:
            self._active.pop(state.url, None)
            raise
        finally:
            self._samples.pop(state.url, None)
        self._results.put_nowait((state.url, outcome))

    async def _in_turn(self, state: State) -> Polled:
        seat = Place(self._seats, room.PATIENCE)
        with closing(Body()) as body:
            async with self._hosts.turn(seat) as turn:
                await turn.at(state.target)
                return await self._poll(state, body, seat, turn)

    async def _poll(self, state: State, body: Body, seat: Place, turn: Turn) -> Polled:
        """Poll a feed that has its turn at its host and a seat among all, its bytes into `body`."""
        if (until := turn.held) is not None:
            return await self._skip(state, state.target, until)
        fetched = await self.fetcher.get(self._ask(state), body, turn)
        seat.keep()
        fetched, digest = _with_digest(fetched, body)
        if fetched.held_until is not None:
            return await self._skip(state, fetched.url, fetched.held_until)
        if fetched.error is not None:
            return await self._complain(state, fetched)
        # Its own host is kept until it is written: by that the host's feeds are put in order for the next time.
        if host(fetched.url) != host(state.target):
            turn.leave()
        if fetched.status == 304 or digest == state.body_hash:
            return await self._settle(state, partial(outcomes.unchanged, state, fetched))
        if not body.is_large:
            return await self._take(state, fetched, body, digest)
        # A large one waits with its bytes on the disk until there is room for it, and keeps nobody else waiting.
        async with self._aside:
            turn.leave()
            seat.give_back()
            async with self._room.reading(len(body)):
                return await self._take(state, fetched, body, digest)

    async def _complain(self, state: State, fetched: Fetched) -> Polled:
        """What an answer came to that is an error, or none."""
        # At once: who waits for this one's place is asked about next.
        if (until := hold_until(fetched, self.clock())) is not None:
            self._hosts.leave(fetched.url, until)
        told = await self._settle(state, partial(self._failed, state, fetched, until))
        # Where an answer came that this computer could not keep, the network is there.
        is_unknown = fetched.offline and fetched.status is None
        return replace(told, offline=is_unknown and not fetched.here, reached=fetched.reached)

    def _validators(self, state: State) -> tuple[str, str]:
        """Those that a feed is asked with; empty where its server gave none, or may not be able to use them."""
        validators = state.etag, state.last_modified
        if not any(validators) or outcomes.fails_on_conditions(state):
            return "", ""
        came = partial(stored_feeds.last_came, self.db, state.id)
        return ("", "") if outcomes.may_be_stuck(state, self.clock(), came) else validators

    def _ask(self, state: State) -> Ask:
        doubted = outcomes.is_doubted(state)
        return Ask(state.target, *self._validators(state), self._feed(state), answered=state.answered, doubted=doubted)

    async def _take(self, state: State, fetched: Fetched, body: Body, digest: str) -> Polled:
        generation = self._generation
        parsed = await self._parse(state, fetched, body)
        if parsed.error and not parsed.found:
            if not parsed.here and (astray := await self.fetcher.astray(self._ask(state), fetched, parsed.error)):
                return await self._complain(state, astray)
            told = await self._settle(state, partial(outcomes.unreadable, state, fetched, parsed))
            return replace(told, reached=fetched.reached)
        return await self._settle(state, partial(outcomes.read, state, fetched, parsed, digest), parsed, generation)

    async def _parse(self, state: State, fetched: Fetched, body: Body) -> Parsed:
        # Imported here, for most polls find nothing to read.
        from monitor.store import recognition, saving

        memory, known = stored_feeds.memory(self.db, state.id), saving.raws(self.db, state.id)
        feed, now = self._feed(state), int(self.clock())
        content = body if body.is_large else body.whole()
        job = Job(feed, fetched.url, fetched.content_type, now, content, memory, state.rung, known, state.slow)
        parsed = await self.pool.run(job)
        if not recognition.holds(self.db, state, parsed, now):
            parsed = await self.pool.run(replace(job, known=frozenset()))
        if parsed.doubt or (parsed.fast and len(self._samples) < _MOST_SAMPLES and audit.is_sampled(content)):
            self._samples[state.url] = job, parsed
        return parsed

    async def _audited(self, state: State, polled: Polled) -> Polled:
        """The same; where feedparser is found to read this feed otherwise than the fast path, it alone reads it now."""
        if state.url not in self._samples:
            return polled
        job, parsed = self._samples[state.url]
        doubt = parsed.doubt or audit.difference(parsed, await self.pool.spare(audit.again(job)))
        if not doubt:
            return polled
        await self.writer.written(lambda: stored_feeds.mistrust(self.db, state.id))
        said = f"{polled.title} is read by feedparser alone from now on: {doubt}"
        return replace(polled, notices=(*polled.notices, said))

    async def _settle(self, state: State, came_to: _CameTo, parsed: Parsed = _NOTHING, generation: int = 0) -> Polled:
        """Write all that a poll came to, entries and validators in one transaction, and tell it once it is written.

        `came_to` is asked when it is written, by the clock and the config of then; `generation` is that of the watches
        which `parsed` was matched by.
        """
        work = partial(self._write, state, came_to, parsed, generation)
        # The config may be another by the time that it is asked for.
        saved, update, matched = await judging.written(self.writer, work, lambda: self._judge())
        return Polled(
            feed=state.url,
            title=self._feed(state).title or parsed.title or state.title,
            status=_STATUS[update.status],
            http=update.http,
            entries=len(parsed.found),
            new=saved.new,
            changed=saved.changed,
            matched=matched,
            error=update.error or None,
            next_poll=None if update.next_poll >= NEVER else update.next_poll,
            notices=parsed.notices,
        )

    def _mended(self, state: State, parsed: Parsed, saved: Saved, now: int, find: Find) -> int:
        """How many of a feed's new and changed entries match, without what it repeats and the titles of others."""
        # Imported here, for most polls find nothing.
        if parsed.tells:
            from monitor import repeats

            repeats.mend(self.db, state.id, parsed.tells, parsed.memory, self.config.feeds, find)
        if not saved.fresh and not saved.again:
            return 0
        from monitor import headlines

        ids = (*saved.fresh, *saved.again)
        return len({*saved.fresh} - headlines.mend(self.db, ids, now, self.config.feeds, find))

    def _failed(self, state: State, fetched: Fetched, until: int | None, at: Moment) -> Update:
        """What a failure came to; a host that is to be left alone until then is so for other processes too."""
        if until is not None:
            # That host alone: one that only leads there has not said so, and its other feeds are as well as before.
            stored_hosts.hold(self.db, host(fetched.url), until, int(at.now))
        return outcomes.failed(state, fetched, at)

    def _write(
        self, state: State, came_to: _CameTo, parsed: Parsed, generation: int, find: Find
    ) -> tuple[Saved, Update, int]:
        """What was saved, with what of the feed, and how many of its new and changed entries match."""
        update = came_to(self._moment(state))
        if parsed.found and generation != self._generation:
            # The watches were edited while the worker was at it, or while others were written: its matches are those
            # of yesterday, and matching the store anew has passed these entries by.
            feed = self._feed(state)
            named = replace(feed, title=feed.title or parsed.title)  # As the worker has it.
            parsed = replace(parsed, found=judging.anew(parsed.found, named, find))
        saved = Saved()
        if parsed.found:
            saved, update = self._save(state, parsed, update)
        if parsed.memory:
            stored_feeds.remember(self.db, state.id, parsed.memory)
        stored_feeds.record(self.db, state, update)
        return saved, update, self._mended(state, parsed, saved, update.now, find)

    def _save(self, state: State, parsed: Parsed, update: Update) -> tuple[Saved, Update]:
        from monitor.store import recognition, saving

        found, update = recognition.recognised(self.db, state, parsed, update)
        # From behind: a feed's first entry is its newest, and of those of one moment the last saved is listed first.
        saved = saving.save(self.db, state.id, [*reversed(found)], update.now)
        return saved, replace(update, status="new") if saved.new or saved.changed else update

    def _moment(self, state: State) -> Moment:
        every = self._feed(state).every or self.config.poll.every
        return Moment(self.clock(), self.chance, every, state.newest or stored_feeds.last(self.db, state.id))

    async def _skip(self, state: State, url: str, until: int) -> Polled:
        """Leave a feed alone for as long as the host of this address, its own or one that it redirects to, wants it."""
        await self.writer.written(lambda: stored_feeds.postpone(self.db, state, until))
        # One that somebody asked for before its time may be due later than that, or never again.
        at = max(state.next_poll, until)
        return Polled(state.url, state.title, "skipped", error=wish(url, until), next_poll=None if at >= NEVER else at)


def _with_digest(fetched: Fetched, body: Body) -> tuple[Fetched, str]:
    """What was fetched, and a hash of it; where the disk does not give its bytes back, that as its error."""
    try:
        return fetched, _digest(fetched, body) if fetched.error is None else ""
    except DiskFault as fault:
        return replace(fetched, error=str(fault), offline=True), ""


def _digest(fetched: Fetched, body: Body) -> str:
    """A hash of what a feed's bytes mean: with their charset, and where relative links in them start.

    Raises DiskFault.
    """
    meant = hashlib.sha256(f"{fetched.content_type.lower()}\n{fetched.url}\n".encode())
    for piece in body.pieces():
        meant.update(piece)
    return meant.hexdigest()[:32]


_STATUS: Mapping[str, Status] = {"new": "new", "unchanged": "unchanged", "error": "error", "gone": "error"}
