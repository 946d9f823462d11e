"""Feeds as a person judges them: how much each brings, how often, and whether it is silent for too long."""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, repeat
from operator import itemgetter

from monitor import times
from monitor.model import Feed
from monitor.store.feeds import State, shown, unpolled
from monitor.store.schema import snapshot
from monitor.times import DAY

_GAPS, _LEAST_SILENCE, _STALE = 5, 7 * DAY, 30 * DAY
_WEEK, _WEEKS = 7 * DAY, 4
# Each by the one index that has all that it asks for, or the fewest rows: of a million entries a third of the time that
# SQLite's own choice takes.
_NUMBERS = (
    "SELECT feed_id, count(*), sum(at >= ?), min(at), max(at) FROM entries INDEXED BY entries_feed GROUP BY feed_id"
)
_UNREAD = (
    "SELECT feed_id, count(*) FROM entries INDEXED BY entries_matched_unread WHERE matched = 1 AND read = 0 "
    "GROUP BY feed_id"
)
# Taken off, as in the counts of the watches: to leave them out above would cost that count its index.
_DISMISSED_UNREAD = (
    "SELECT feed_id, count(*) FROM entries INDEXED BY entries_dismissed "
    "WHERE dismissed = 1 AND matched = 1 AND read = 0 GROUP BY feed_id"
)
_MATCHED = (
    "SELECT feed_id, count(*) FROM entries INDEXED BY entries_matched WHERE matched = 1 AND at >= ? GROUP BY feed_id"
)
# A day is one of UTC: a feed's own is not known, and a gap is a day shorter or longer by it at most.
_DAY_GAPS = """
WITH days AS (
    SELECT DISTINCT feed_id, at / 86400 AS day FROM entries INDEXED BY entries_feed
    WHERE at BETWEEN ?1 - 365 * 86400 AND ?1
),
gaps AS (SELECT feed_id, day - lag(day) OVER (PARTITION BY feed_id ORDER BY day) AS gap FROM days)
SELECT feed_id, gap, count(*) FROM gaps WHERE gap IS NOT NULL GROUP BY feed_id, gap ORDER BY feed_id, gap
"""
_FEWEST_GAPS = 3
"""Fewer say nothing of how often a feed publishes."""


@dataclass(frozen=True, slots=True)
class Health:
    """A feed's state with the numbers that a person judges it by."""

    state: State
    entries: int
    unread: int
    """Matched entries that are unread, dismissed ones aside."""
    weekly: float = 0.0
    """Entries in a week, over the last four; over fewer where its oldest entry is younger."""
    weekly_matches: float = 0.0
    gap: int | None = None
    """Seconds from one day on which it publishes to the next, as they mostly are; None where the days are too few."""
    last: int | None = None
    """The time of its newest entry: published, or first seen where that is earlier."""
    site: str = ""
    """The address of its pages."""

    @property
    def newest(self) -> int | None:
        """The time of the newest entry that it ever gave, as far as that is known."""
        return self.last if self.state.newest is None else self.state.newest

    def is_quiet(self, now: float) -> bool:
        """Whether a feed that answers has been silent for too long `now` (seconds since the epoch, UTC), judged by its
        own pace.

        That is for longer than five times its usual gap, and a week at least: who publishes daily may take a holiday.
        The gap is the median of those between the days of the last year on which it published, so that ten entries at
        a time count once. Where these are fewer than four, it is quiet after a month, as in `monitor feeds check`.
        """
        if self.newest is None or self.state.status not in ("new", "unchanged"):
            return False
        return now - self.newest > (_STALE if self.gap is None else max(_LEAST_SILENCE, _GAPS * self.gap))

    def silence(self, now: float) -> str:
        """That it is quiet, in words and with its usual gap: "silent for 40 days, usually for 2 days"; or empty.

        `now` in seconds since the epoch, UTC.
        """
        if self.newest is None or not self.is_quiet(now):
            return ""
        usual = f", usually for {times.span(self.gap)}" if self.gap is not None else ""
        return f"silent for {times.span(now - self.newest)}{usual}"


def of_feeds(db: sqlite3.Connection, now: int | None = None) -> list[Health]:
    """All subscribed feeds with their numbers, as of `now` (seconds since the epoch, UTC).

    It looks at every entry: of a million that takes half a second.
    """
    now = int(time.time()) if now is None else now
    since = now - _WEEKS * _WEEK
    with snapshot(db):
        numbers = {row[0]: tuple(row)[1:] for row in db.execute(_NUMBERS, (since,))}
        unread = Counter(dict(db.execute(_UNREAD).fetchall()))
        unread.subtract(dict(db.execute(_DISMISSED_UNREAD).fetchall()))
        matched = Counter(dict(db.execute(_MATCHED, (since,)).fetchall()))
        gaps = _usual_gaps(db.execute(_DAY_GAPS, (now,)))
        sites = dict(db.execute("SELECT id, site FROM feeds").fetchall())
        subscribed = shown(db, now)
    found = []
    for state in subscribed:
        entries, recent, oldest, last = numbers.get(state.id, (0, 0, now, None))
        weeks = min(max(now - oldest, _WEEK), _WEEKS * _WEEK) / _WEEK
        weekly = recent / weeks, matched[state.id] / weeks
        found.append(Health(state, entries, unread[state.id], *weekly, gaps.get(state.id), last, sites[state.id]))
    return found


def of_config(feeds: Iterable[Feed], held: Mapping[str, Health]) -> list[Health]:
    """The health of each feed of a config, of those that the store knows as it is `held`, by their addresses; with the
    title that the config gives, of which the store may not have been told yet."""
    return [_called(held.get(feed.url) or Health(unpolled(feed), 0, 0), feed.title) for feed in feeds]


def _called(health: Health, title: str) -> Health:
    return health if title in ("", health.state.title) else replace(health, state=replace(health.state, title=title))


def _usual_gaps(rows: Iterable[tuple[int, int, int]]) -> dict[int, int]:
    """For each feed the seconds from one day to the next on which it publishes, in the middle of all that there were.

    `rows` are feed, days, and how often it was so many, the fewest days first.
    """
    found = {}
    for feed_id, several in groupby(rows, itemgetter(0)):
        gaps = [days for _, days, times in several for days in repeat(days, times)]
        if len(gaps) >= _FEWEST_GAPS:
            found[feed_id] = gaps[(len(gaps) - 1) // 2] * DAY
    return found
