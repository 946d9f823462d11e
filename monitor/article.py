"""An entry's own page: fetched with the poller's manners, read and matched in a process of its own, stored."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from monitor import judging, key_names, text
from monitor.config import Config
from monitor.digests import basis_of
from monitor.feeds import article
from monitor.feeds.fetch import Ask, Fetcher
from monitor.feeds.worker import Job, Pool
from monitor.hosts import Hosts
from monitor.judging import Find
from monitor.model import Entry, Feed, Found
from monitor.store import articles, basis, entries
from monitor.store.entries import Stored
from monitor.store.feeds import titled
from monitor.store.writer import Writer

_EDITED = "its feed edited it at the same moment; ask once more"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an entry's page."""

    characters: int = 0
    """Of the text that the page gives, also where it is not kept."""
    matches: tuple[str, ...] = ()
    """The watches that the entry satisfies."""
    new: tuple[str, ...] = ()
    """Those that it did not satisfy before."""
    error: str = ""
    """Why nothing was stored, as a sentence; empty where the text of the page is the entry's from now on."""


async def fetch(
    db: sqlite3.Connection, config: Config, stored: Stored, now: int, hosts: Hosts | None = None
) -> Outcome:
    """Get an entry's page and store its text where it is more than the entry has, as of `now` (seconds since the epoch,
    UTC). Raises StoreError.

    Hosts that want to be left alone are, also where a redirect leads to one. Whatever the network, the server or the
    page does comes back as a sentence.
    """
    hosts = hosts or Hosts(db, per_host=config.poll.per_host)
    link = text.link(stored.entry.link)
    if not link:
        return Outcome(error="it has no http or https link, so there is no page to get")
    if not article.is_installed():
        return Outcome(error=article.MISSING)
    feeds = titled(db, config.feeds)
    feed = feeds.get(stored.row.feed, Feed(stored.row.feed))
    async with Fetcher.by(config.poll) as fetcher:
        fetched = await hosts.get(fetcher, Ask(link, feed=feed, page=True))
    if fetched.error is not None:
        return Outcome(error=f"its page could not be had: {fetched.error}")
    job = Job(feed, fetched.url, fetched.content_type, now, fetched.body, page=stored.entry)
    found, error = await _read(config, job)
    if found is None:
        return Outcome(error=error)
    work = partial(_keep, db, config, stored, found, now)
    return await judging.written(Writer(db), work, judging.judge_of(config))


async def _read(config: Config, job: Job) -> tuple[Found | None, str]:
    """The entry with the text of its page and its matches, or why there is none."""
    async with Pool.within(config.poll.limits) as pool:
        pool.configure(config.watches, config.concepts)
        parsed = await pool.run(job)
    if parsed.error or not parsed.found:
        return None, f"its page could not be read: {parsed.error or 'no text was found on it'}"
    return parsed.found[0], ""


def _keep(db: sqlite3.Connection, config: Config, stored: Stored, found: Found, now: int, find: Find) -> Outcome:
    characters, had = len(found.entry.content), _longest(stored.entry)
    before = tuple(match.watch for match in stored.matches)
    if found.entry.content == stored.entry.content:
        return Outcome(characters, before, error="its page says nothing that is not stored already")
    if characters <= had:
        return Outcome(characters, before, error=_less(config, characters, had))
    if not articles.keep(db, stored, found, now):
        return Outcome(characters, before, error=_EDITED)
    # Its feed or its watches may have been edited while it was fetched, and all else matched anew meanwhile.
    basis.doubt(db, basis_of(config.watches, config.feeds, config.concepts))
    if found.matches:
        # Imported here, for most pages match nothing.
        from monitor import headlines

        # What the page quotes of other entries is dropped, as after a poll.
        headlines.mend(db, {stored.row.id}, now, config.feeds, find)
    after = tuple(match.watch for match in entries.matches_of(db, stored.row.id))
    return Outcome(characters, after, tuple(watch for watch in after if watch not in before))


def _longest(entry: Entry) -> int:
    return max(len(entry.summary), len(entry.content))


def _less(config: Config, characters: int, had: int) -> str:
    opens = "".join(f" ({key_names.shown(key)} opens it there)" for key in config.keys.of("browse")[:1])
    return (
        f"its page gives no more text than its feed, {characters:,} characters to {had:,}; it may want a subscription, "
        f"or a browser{opens}. What was stored stays"
    )


def sentence(outcome: Outcome) -> str:
    """What came of it, for its reader."""
    if outcome.error:
        return f"{outcome.error[:1].upper()}{outcome.error[1:]}."
    return (
        f"The text of its page is stored: {outcome.characters:,} characters. {_matching(outcome.matches, outcome.new)}"
    )


def _matching(matches: Sequence[str], new: Sequence[str]) -> str:
    if not matches:
        return "It matches no watch."
    return f"It matches {', '.join(f'{watch} (new)' if watch in new else watch for watch in matches)}."
