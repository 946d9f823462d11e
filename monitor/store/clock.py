"""Mends what was written while the clock was wrong, by years for one: no feed waits for that time to come."""

import sqlite3
from pathlib import Path

from monitor.store.schema import transaction
from monitor.times import DAY, HOUR, NEVER

_AHEAD = "EXISTS (SELECT 1 FROM feeds WHERE last_poll > :now + :hour AND next_poll < :never)"
_HELD = "EXISTS (SELECT 1 FROM hosts WHERE hold_until > :now + :day + :hour)"
_MEND_FEEDS = (
    "UPDATE feeds SET next_poll = min(next_poll, :now), last_poll = min(last_poll, :now), "
    "last_good = min(last_good, :now) WHERE last_poll > :now + :hour AND next_poll < :never",
    # How much of it is left, nobody knows: no server asks for more than a day.
    "UPDATE hosts SET hold_until = :now + :day WHERE hold_until > :now + :day + :hour",
)
_MEND_AHEAD = (
    "UPDATE entries SET published = NULL WHERE published > :now + :day",
    "UPDATE entries SET first_seen = :now WHERE first_seen > :now + :day",
    "UPDATE entries SET changed = :now WHERE changed > :now + :day",
    "UPDATE matches SET at = :now WHERE at > :now + :day",
    "UPDATE entries SET at = :now WHERE at > :now + :day",
    "UPDATE feeds SET newest = :now WHERE newest > :now + :day",
)
_MEND_BEHIND = (
    "UPDATE matches SET at = :at WHERE entry_id IN (SELECT id FROM entries WHERE id > :id AND first_seen < :at "
    "AND published IS NULL)",
    "UPDATE entries SET at = :at WHERE id > :id AND first_seen < :at AND published IS NULL",
    "UPDATE entries SET first_seen = :at WHERE id > :id AND first_seen < :at",
)


def installed() -> int:
    """When this program came onto its machine (seconds since the epoch, UTC)."""
    return int(Path(__file__).stat().st_mtime)


def is_wrong(db: sqlite3.Connection, now: int, least: int) -> bool:
    """Whether there is anything to `mend`; cheap enough for each second."""
    return bool(_wanted(db, now, least))


def mend(db: sqlite3.Connection, now: int, least: int) -> None:
    """Bring times that cannot be right back to `now`; cheap where there are none. Raises StoreError.

    A clock that says less than `least` is itself wrong: by it only feeds and hosts are mended, which costs a request.
    """
    if statements := _wanted(db, now, least):
        with transaction(db):
            for sql, values in statements:
                db.execute(sql, values)


def _wanted(db: sqlite3.Connection, now: int, least: int) -> list[tuple[str, dict[str, int]]]:
    times = {"now": now, "hour": HOUR, "day": DAY, "never": NEVER}
    statements: list[tuple[str, dict[str, int]]] = []
    if db.execute(f"SELECT {_AHEAD} OR {_HELD}", times).fetchone()[0]:
        statements += [(sql, times) for sql in _MEND_FEEDS]
    newest = db.execute("SELECT at, id FROM entries ORDER BY at DESC, id DESC LIMIT 1").fetchone()
    if newest is not None and now >= least:
        if newest["at"] > now + DAY:
            statements += [(sql, times) for sql in _MEND_AHEAD]
        # What was stored after another entry was seen no earlier than that.
        elif _last_seen(db) < newest["at"] - DAY:
            statements += [(sql, {"at": newest["at"], "id": newest["id"]}) for sql in _MEND_BEHIND]
    return statements


def _last_seen(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT first_seen FROM entries ORDER BY id DESC LIMIT 1").fetchone()[0])
