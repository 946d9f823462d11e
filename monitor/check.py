"""Tests feeds over the network without the store: which answer, which are stale, which are to be dropped."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from monitor.config import PollSettings
from monitor.feeds import discover
from monitor.feeds.fetch import Ask, Fetched, Fetcher
from monitor.feeds.http import TOO_OFTEN, host, named_host
from monitor.feeds.worker import Job, Pool
from monitor.hosts import Hosts
from monitor.model import Feed
from monitor.times import DAY

STALE = 30 * DAY
"""A feed whose newest entry is older has likely died: many answer for years after the last entry."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a test of a feed came to."""

    feed: Feed
    verdict: Literal["good", "stale", "empty", "busy", "failed"]
    """Of a busy one nothing is known: its server wants to be asked later, or is out of order."""
    title: str = ""
    http: int | None = None
    entries: int = 0
    newest: int | None = None
    """Seconds since the epoch, UTC; None where no entry has a date."""
    error: str = ""
    offline: bool = False
    """The network failed, or the name does not exist: which of them, one feed alone cannot tell."""
    moved: str = ""
    """Where the feed says that it lives now, for good."""
    undecided: bool = False
    """Nothing was learned of it: it took longer than it may, or this computer lacked what opens it or what reading it
    takes."""
    until: int | None = None
    """Until when its host asked to be left alone (seconds since the epoch, UTC)."""

    @property
    def is_to_drop(self) -> bool:
        """Whether it is dead by all that is known: of one that could not be had just now, nothing is."""
        return self.verdict == "stale" or (self.verdict == "failed" and not (self.offline or self.undecided))


async def check(feeds: Iterable[Feed], settings: PollSettings, now: int, hosts: Hosts) -> AsyncGenerator[Verdict, None]:
    """Fetch and read each feed once, but for those whose hosts want to be left alone; the verdicts come as they are
    ready, as of `now` (seconds since the epoch, UTC). Raises StoreError where the wish of a host cannot be kept."""
    async with Fetcher.by(settings) as fetcher, Pool.within(settings.limits) as pool:
        tasks = [asyncio.create_task(_check(feed, fetcher, pool, now, hosts)) for feed in feeds]
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
        finally:
            # Who goes on no further, as after Ctrl+C, leaves none behind that asks fetcher and pool when they are gone.
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _check(feed: Feed, fetcher: Fetcher, pool: Pool, now: int, hosts: Hosts) -> Verdict:
    fetched = await hosts.get(fetcher, Ask(feed.url, feed=feed))
    told = Verdict(
        feed, "failed", http=fetched.status, error=fetched.error or "", offline=fetched.offline, moved=fetched.moved,
        undecided=fetched.undecided, until=fetched.held_until,
    )  # fmt: skip
    if fetched.error is not None:
        is_out_of_order = fetched.status is not None and (fetched.status == 429 or fetched.status >= 500)
        return replace(told, verdict="busy") if told.until is not None or is_out_of_order else told
    # To match would compile the words of all that the feeds speak, where nothing has yet: 20 s (measured).
    job = Job(feed, fetched.url, fetched.content_type, now, fetched.body, matched=False)
    parsed = await pool.run(job)
    if parsed.error and not parsed.found:
        return replace(told, error=parsed.error, undecided=parsed.here)
    newest = max((one.entry.published for one in parsed.found if one.entry.published is not None), default=None)
    told = replace(told, title=parsed.title, entries=len(parsed.found), newest=newest, error=parsed.error)
    if not parsed.found:
        return replace(told, verdict="empty")
    return replace(told, verdict="stale" if newest is not None and now - newest > STALE else "good")


@dataclass(frozen=True, slots=True)
class Discovered:
    """The feeds that an address leads to."""

    urls: tuple[str, ...] = ()
    error: str = ""
    """A sentence when there are none."""
    offline: bool = False
    """The network failed, so that nothing is known about the address."""
    is_deaf: bool = False
    """No server answered by the scheme of the address, and nothing else is to blame: by another scheme one may."""
    answers: tuple[Fetched, ...] = field(default=(), compare=False, repr=False)
    """What each of them answered, so that nobody has to ask again."""
    failed: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Addresses that a page names as feeds beside these and that could not be had, and why."""


async def find(url: str, settings: PollSettings, hosts: Hosts) -> Discovered:
    """The feeds at an address: itself, those that its page names, or what stands where feeds often stand.

    Hosts that want to be left alone are. Raises StoreError where the wish of one cannot be kept.
    """
    async with Fetcher.by(settings) as fetcher:
        fetched = await hosts.get(fetcher, Ask(url))
        if fetched.error is not None:
            # One that leads to where nobody answers has answered itself.
            is_silent = fetched.status is None and fetched.url == url
            is_deaf = is_silent and not (fetched.offline or fetched.held_until)
            return Discovered(error=fetched.error, offline=fetched.offline, is_deaf=is_deaf)
        if discover.looks_like_feed(fetched.body):
            return Discovered((url,), answers=(fetched,))
        if discover.looks_like_list(fetched.body):
            return Discovered(error="it is a list of feeds: save it, and `monitor feeds import FILE` takes them")
        named = discover.feeds_of_page(fetched.body, fetched.url)
        answers: dict[str, Fetched] = {}
        for urls in (named[:8], discover.guesses(fetched.url)):
            # What the user typed may be anywhere; what a page on the internet leads to may not.
            answers |= await _answers([Ask(one, guarded=fetched.guarded) for one in urls], fetcher, hosts)
            if found := {one: answer for one, answer in answers.items() if _is_feed(answer)}:
                failed = {one: answer.error for one, answer in answers.items() if one in named and answer.error}
                return Discovered(tuple(found), answers=tuple(found.values()), failed=failed)
            refused = (one for one in answers.values() if _is_refused(one) and host(one.url) == host(fetched.url))
            if own := next(refused, None):
                return Discovered(error=own.error or "")
    # The host of a feed that the page names speaks for itself, and not for the page's own.
    if other := next(filter(_is_refused, answers.values()), None):
        where = f"one at {named_host(other.url)}"
        return Discovered(error=f"it is no feed, and of those that it leads to {where} could not be had: {other.error}")
    return Discovered(error="it is no feed, and no feed was found on it")


async def _answers(asks: Sequence[Ask], fetcher: Fetcher, hosts: Hosts) -> dict[str, Fetched]:
    """What these answer; a host that says that it is asked too often is asked no more of them."""

    async def answer(ask: Ask) -> Fetched:
        fetched = await hosts.get(fetcher, ask)
        if fetched.status in TOO_OFTEN:
            for url, task in tasks.items():
                if url != ask.url and host(url) == host(fetched.url):
                    task.cancel()
        return fetched

    tasks = {ask.url: asyncio.create_task(answer(ask)) for ask in asks}
    answers = await asyncio.gather(*tasks.values(), return_exceptions=True)
    for told in answers:
        if isinstance(told, BaseException) and not isinstance(told, asyncio.CancelledError):
            raise told
    return {url: told for url, told in zip(tasks, answers, strict=True) if isinstance(told, Fetched)}


def _is_refused(fetched: Fetched) -> bool:
    """Whether a host wants to be asked less often, or not now."""
    return fetched.held_until is not None or fetched.status in TOO_OFTEN


def _is_feed(fetched: Fetched) -> bool:
    return fetched.error is None and discover.looks_like_feed(fetched.body)
