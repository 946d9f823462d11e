"""Tests feeds over the network without the store: which answer, which are stale, which are to be dropped."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Literal

from monitor.config import PollSettings
from monitor.feeds import discover
from monitor.feeds.fetch import Ask, Fetched, Fetcher
from monitor.feeds.worker import Job, Pool
from monitor.model import Feed
from monitor.times import DAY

STALE = 30 * DAY
"""A feed whose newest entry is older has likely died: many answer for years after the last entry."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a test of a feed came to."""

    feed: Feed
    verdict: Literal["good", "stale", "empty", "failed"]
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


async def check(feeds: Iterable[Feed], settings: PollSettings, now: int) -> AsyncIterator[Verdict]:
    """Fetch and read each feed once; the verdicts come as they are ready."""
    async with Fetcher.by(settings) as fetcher, Pool.within(settings.limits) as pool:
        pool.configure(())
        tasks = [asyncio.create_task(_check(feed, fetcher, pool, now)) for feed in feeds]
        for done in asyncio.as_completed(tasks):
            yield await done


async def _check(feed: Feed, fetcher: Fetcher, pool: Pool, now: int) -> Verdict:
    fetched = await fetcher.get(Ask(feed.url, feed=feed))
    if fetched.error is not None:
        return Verdict(
            feed, "failed", http=fetched.status, error=fetched.error, offline=fetched.offline, moved=fetched.moved
        )
    parsed = await pool.run(Job(feed, fetched.url, fetched.content_type, now, fetched.body))
    if parsed.error and not parsed.found:
        return Verdict(feed, "failed", http=fetched.status, error=parsed.error, moved=fetched.moved)
    dates = [one.entry.published for one in parsed.found if one.entry.published is not None]
    newest = max(dates, default=None)
    verdict: Literal["good", "stale", "empty"] = "good"
    if not parsed.found:
        verdict = "empty"
    elif newest is not None and now - newest > STALE:
        verdict = "stale"
    return Verdict(
        feed, verdict, parsed.title, fetched.status, len(parsed.found), newest, parsed.error, moved=fetched.moved
    )


@dataclass(frozen=True, slots=True)
class Discovered:
    """The feeds that an address leads to."""

    urls: tuple[str, ...] = ()
    error: str = ""
    """A sentence when there are none."""
    offline: bool = False
    """The network failed, so that nothing is known about the address."""
    answers: tuple[Fetched, ...] = field(default=(), compare=False, repr=False)
    """What each of them answered, so that nobody has to ask again."""


async def find(url: str, settings: PollSettings) -> Discovered:
    """The feeds at an address: itself, those that its page names, or what stands where feeds often stand."""
    async with Fetcher.by(settings) as fetcher:
        fetched = await fetcher.get(Ask(url))
        if fetched.error is not None:
            return Discovered(error=fetched.error, offline=fetched.offline)
        if discover.looks_like_feed(fetched.body):
            return Discovered((url,), answers=(fetched,))
        named = [candidate.url for candidate in discover.feeds_of_page(fetched.body, fetched.url)]
        found = await _that_are_feeds(named[:8], fetcher) or await _that_are_feeds(
            discover.guesses(fetched.url), fetcher
        )
    if found:
        return Discovered(tuple(found), answers=tuple(found.values()))
    return Discovered(error="it is no feed, and no feed was found on it")


async def _that_are_feeds(urls: Iterable[str], fetcher: Fetcher) -> dict[str, Fetched]:
    answers = await asyncio.gather(*(fetcher.get(Ask(url)) for url in urls))
    return {url: fetched for url, fetched in zip(urls, answers, strict=True) if _is_feed(fetched)}


def _is_feed(fetched: Fetched) -> bool:
    return fetched.error is None and discover.looks_like_feed(fetched.body)
