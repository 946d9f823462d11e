"""Hosts in the store: until when each wants to be left alone, and how far apart its requests stand."""

import sqlite3

from monitor.times import HOUR

FIRST_GAP, _LARGEST_GAP = 2, 64
"""Seconds between two requests to a host that has once said that it is asked too often, and at most."""
_HALVED = 6 * HOUR
"""Seconds after the end of its hold, and again after these, in which a host's gap is halved where it does not say so
again."""
_GAP = f"(gap >> max(0, (:now - hold_until) / {_HALVED}))"


def hold(db: sqlite3.Connection, host: str, until: int, now: int) -> None:
    """No request to this host before `until` (seconds since the epoch, UTC), which is `now` where it gives no time; a
    longer hold stays.

    Its requests stand the farther apart, the more often it has said so.
    """
    db.execute(
        "INSERT INTO hosts VALUES (:host, :until, :first) ON CONFLICT (host) DO UPDATE SET "
        "hold_until = max(hold_until, :until), "
        # What was on its way when the host first said so says nothing of the gap since.
        "gap = CASE WHEN hold_until > :now OR (:until <= :now AND :now - hold_until < gap) THEN gap "
        f"ELSE min(max({_GAP} * 2, :first), :most) END",
        {"host": host, "until": until, "now": now, "first": FIRST_GAP, "most": _LARGEST_GAP},
    )


def gaps(db: sqlite3.Connection, now: int) -> dict[str, tuple[int, int]]:
    """The hosts that were asked too often of late, each with the seconds that must lie between two requests to it, and
    the time (seconds since the epoch, UTC, as `now`) when it last said so, or until when it was left alone for that."""
    rows = db.execute(f"SELECT host, {_GAP} AS apart, hold_until FROM hosts WHERE apart > 0", {"now": now})
    return {host: (apart, said) for host, apart, said in rows}


def holds(db: sqlite3.Connection, now: int) -> dict[str, int]:
    """The hosts that are to be left alone `now`, each with the time until when (seconds since the epoch, UTC, both)."""
    return dict(db.execute("SELECT host, hold_until FROM hosts WHERE hold_until > ?", (now,)).fetchall())
