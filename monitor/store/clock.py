"""Mends what was written while the clock was wrong, by years for one: no feed waits for that time to come."""

import sqlite3
from functools import cache
from pathlib import Path

from monitor.store.schema import transaction
from monitor.times import DAY, HOUR, NEVER

_EARLIEST = 1_767_225_600
"""2026-01-01: no entry was seen before the program was made. When it was installed tells less: it may be an upgrade."""
_LONGEST = 405 * DAY
"""Seconds for which a feed may wait at most: a year, what chance and its own wishes add to it, and a few days more."""
_LATEST = 500
"""Entries that are looked at for times that cannot be right, those that were stored last."""

_HELD = "hold_until > :now + :day + :hour"
# Whoever was found to be left alone was put off until then, and was not polled.
_WAITS = (
    f"(last_poll > :now + :hour OR next_poll > :now + :longest OR next_poll IN (SELECT hold_until FROM hosts "
    f"WHERE {_HELD})) AND next_poll < :never"
)
_FEEDS = f"EXISTS (SELECT 1 FROM feeds WHERE {_WAITS}) OR EXISTS (SELECT 1 FROM hosts WHERE {_HELD})"
_MEND_FEEDS = (
    "UPDATE feeds SET next_poll = min(next_poll, :now), last_poll = min(last_poll, :now), "
    f"last_good = min(last_good, :now) WHERE {_WAITS}",
    # How much of it is left, nobody knows: no server asks for more than a day.
    f"UPDATE hosts SET hold_until = :now + :day WHERE {_HELD}",
)
_MOVES = "EXISTS (SELECT 1 FROM feeds WHERE max(moved_at, renamed) > :now + :hour)"
_NEWEST = "coalesce((SELECT at FROM entries ORDER BY at DESC LIMIT 1), 0)"
# An edit was seen no earlier than its entry.
_EDITED = "changed NOT BETWEEN first_seen - :day AND :now + :day"
# What was stored after another entry was seen no earlier than that.
_STORED = f"""
    {_NEWEST} > :now + :day OR EXISTS (
        SELECT 1 FROM (
            SELECT id, first_seen, changed, lag(first_seen, 1, :earliest) OVER (ORDER BY id) AS before
            FROM (SELECT id, first_seen, changed FROM entries ORDER BY id DESC LIMIT :latest)
        )
        WHERE first_seen NOT BETWEEN max(before - :day, :earliest) AND :now + :day OR {_EDITED}
    ) OR (SELECT first_seen FROM entries ORDER BY id DESC LIMIT 1) < {_NEWEST} - :day
"""
_MEND_DATES = (
    "UPDATE feeds SET moved_at = :now WHERE moved_at > :now + :hour",
    "UPDATE feeds SET renamed = :now WHERE renamed > :now + :hour",
    "UPDATE feeds SET newest = :now WHERE newest > :now + :day",
    # What a clock that was behind took for a date to come is read again.
    "UPDATE feeds SET etag = '', last_modified = '', body_hash = '' "
    "WHERE id IN (SELECT feed_id FROM entries WHERE published IS NULL)",
)
# Entries are numbered as they were seen: one whose time cannot be right was seen no earlier than those before it, and
# no later than those after it, as far as their times can be.
_SEEN = """
    SELECT id, CASE WHEN first_seen > :now + :day OR least = 0 THEN max(least, most) ELSE least END AS seen
    FROM (
        SELECT id, first_seen, coalesce(max(good) OVER (ORDER BY id), 0) AS least,
            coalesce(min(good) OVER (ORDER BY id DESC), :now) AS most
        FROM (
            SELECT id, first_seen,
                CASE WHEN first_seen BETWEEN :earliest AND :now + :day THEN first_seen END AS good
            FROM entries
        )
    )
    WHERE first_seen NOT BETWEEN max(least - :day, :earliest) AND :now + :day
"""
_MEND_SEEN = (
    "UPDATE entries SET first_seen = :seen, at = coalesce(min(published, :seen), :seen) WHERE id = :id",
    "UPDATE matches SET at = (SELECT at FROM entries WHERE id = :id) WHERE entry_id = :id",
)
_MEND_EDITED = f"UPDATE entries SET changed = :now WHERE {_EDITED}"


@cache  # A poller that goes on asks each minute, and an upgrade may have taken its files away by then.
def installed() -> int:
    """When this program came onto its machine (seconds since the epoch, UTC)."""
    return int(Path(__file__).stat().st_mtime)


def misled(db: sqlite3.Connection, now: int) -> set[int]:
    """The numbers of the feeds that wait for a time that, as of `now` (seconds since the epoch, UTC), is not to come:
    `mend` makes them due."""
    return {row[0] for row in db.execute(f"SELECT id FROM feeds WHERE {_WAITS}", _times(now))}


def is_wrong(db: sqlite3.Connection, now: int, least: int) -> bool:
    """Whether there is anything to `mend`; cheap enough for each second."""
    return any(_wrong(db, now, least))


def mend(db: sqlite3.Connection, now: int, least: int) -> None:
    """Bring times that cannot be right `now` to where they may be; cheap where there are none. Raises StoreError.

    A clock that says less than `least` (seconds since the epoch, UTC, as `now`) is itself wrong: by it only feeds and
    hosts are mended, which costs a request.
    """
    feeds, dates = _wrong(db, now, least)
    if not (feeds or dates):
        return
    times = _times(now)
    with transaction(db):
        for sql in _MEND_FEEDS if feeds else ():
            db.execute(sql, times)
        if dates:
            for sql in _MEND_DATES:
                db.execute(sql, times)
            seen = [dict(row) for row in db.execute(_SEEN, times)]
            for sql in _MEND_SEEN:
                db.executemany(sql, seen)
            db.execute(_MEND_EDITED, times)


def _wrong(db: sqlite3.Connection, now: int, least: int) -> tuple[bool, bool]:
    """Whether feeds or hosts wait for a time that is not to come, and whether anything has a date that cannot be."""
    times = _times(now)
    feeds = db.execute(f"SELECT {_FEEDS}", times).fetchone()[0]
    dates = now >= max(least, _EARLIEST) and db.execute(f"SELECT {_MOVES} OR {_STORED}", times).fetchone()[0]
    return bool(feeds), bool(dates)


def _times(now: int) -> dict[str, int]:
    times = {"now": now, "hour": HOUR, "day": DAY, "never": NEVER}
    return {**times, "longest": _LONGEST, "earliest": _EARLIEST, "latest": _LATEST}
