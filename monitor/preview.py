"""Shows what the feeds at an address hold, and what the watches find in them, before anyone subscribes to them."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace

from monitor import times
from monitor.check import find
from monitor.config import Config
from monitor.config.addresses import normal_url
from monitor.feeds.http import Fetched
from monitor.feeds.worker import Job, Pool
from monitor.hosts import Hosts
from monitor.model import Feed, Found
from monitor.records import match_record

NEWEST = 20
"""Entries of a feed that are shown."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A feed as it would be read."""

    url: str
    title: str = ""
    """What it calls itself."""
    entries: int = 0
    newest: tuple[Found, ...] = ()
    """The newest of its entries, with what the watches make of them."""
    matched: int = 0
    """Entries that satisfy a watch."""
    watches: Mapping[str, int] = field(default_factory=dict)
    """How many each watch finds, of those that find any."""
    is_subscribed: bool = False
    error: str = ""
    """A sentence where it cannot be read, or only in part; empty when all is well."""
    offline: bool = False
    """The network failed, so that nothing is known about the address."""
    is_deaf: bool = False
    """No server answered by the scheme of the address: by another one may."""


async def previews(url: str, config: Config, now: int, hosts: Hosts) -> AsyncIterator[Preview]:
    """The feeds that an address stands for, best first, behind them those that could not be had; where there is none,
    one that says why. No entry is stored.

    `now` (seconds since the epoch, UTC) bounds the dates of what they hold.
    """
    known = {normal_url(feed.url): feed for feed in config.feeds}
    discovered = await find(url, config.poll, hosts)
    if not discovered.urls:
        none = Preview(url, is_subscribed=normal_url(url) in known, error=discovered.error)
        yield replace(none, offline=discovered.offline, is_deaf=discovered.is_deaf)
        return
    async with Pool.within(config.poll.limits) as pool:
        pool.configure(config.watches, config.concepts)
        for one, fetched in zip(discovered.urls, discovered.answers, strict=True):
            feed = known.get(normal_url(one))
            read = await _read(one, feed or Feed(one), fetched, pool, now)
            yield replace(read, is_subscribed=feed is not None)
    for one, error in discovered.failed.items():
        yield Preview(one, is_subscribed=normal_url(one) in known, error=error)


async def _read(url: str, feed: Feed, fetched: Fetched, pool: Pool, now: int) -> Preview:
    parsed = await pool.run(Job(feed, fetched.url, fetched.content_type, now, fetched.body))
    newest = sorted(parsed.found, key=lambda one: -(one.entry.published or 0))
    found = Counter(match.watch for one in parsed.found for match in one.matches)
    matched = sum(bool(one.matches) for one in parsed.found)
    return Preview(
        url, parsed.title, len(parsed.found), tuple(newest[:NEWEST]), matched, dict(found), error=parsed.error
    )


def record(one: Preview) -> dict[str, object]:
    """A preview as `feeds add --preview --json` gives it out."""
    return {
        "url": one.url,
        "title": one.title,
        "entries": one.entries,
        "newest": times.iso(one.newest[0].entry.published if one.newest else None),
        "matched": one.matched,
        "watches": dict(one.watches),
        "subscribed": one.is_subscribed,
        "error": one.error or None,
        "offline": one.offline,
        "newest_entries": [_entry_record(found) for found in one.newest],
    }


def _entry_record(found: Found) -> dict[str, object]:
    """An entry, of its matches only what stands in the title: that is what is shown of it."""
    entry = found.entry
    matches = (
        replace(match, spans=tuple(span for span in match.spans if span.field == "title"), against=())
        for match in found.matches
    )
    return {
        "title": entry.title,
        "name": entry.name,
        "link": entry.link,
        "published": times.iso(entry.published),
        "matches": [match_record(match) for match in matches],
    }
