"""Times as people and scripts read them."""

from datetime import UTC, datetime

MINUTE, HOUR, DAY = 60, 3600, 86_400
NEVER = 2**53
"""The next poll of a feed that has gone for good; beyond all dates."""


def iso(seconds: int | None) -> str | None:
    """A time (seconds since the epoch, UTC) as ISO 8601 in UTC, as scripts read it; None for none and for never."""
    if seconds is None or seconds >= NEVER:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(seconds: float) -> datetime:
    """A time (seconds since the epoch, UTC) on the reader's own clock.

    It carries no zone: POSIX has zones a day and more away from UTC, which Python takes for none and raises ValueError.
    """
    return datetime.fromtimestamp(seconds)


def age(seconds: float) -> str:
    """How long ago so many seconds are, in at most four characters: "now", "5m", "3h", "12d", "40w", "3y"; "now" for
    what is to come."""
    if seconds < MINUTE:
        return "now"
    for size, letter, most in ((MINUTE, "m", HOUR), (HOUR, "h", DAY), (DAY, "d", 60 * DAY), (7 * DAY, "w", 364 * DAY)):
        if seconds < most:
            return f"{int(seconds // size)}{letter}"
    return f"{int(seconds // (365 * DAY)) or 1}y"


def span(seconds: float) -> str:
    """A length of time, in seconds, in words: "40 s", "5 min", "3 h", "2 days"."""
    if seconds < 100:
        return f"{round(seconds)} s"
    if seconds < 100 * MINUTE:
        return f"{round(seconds / MINUTE)} min"
    if seconds < 2 * DAY:
        return f"{round(seconds / HOUR)} h"
    return f"{round(seconds / DAY)} days"


def ago(at: int, now: float) -> str:
    """How long ago a time was: "5 min ago"; both are seconds since the epoch, UTC. A clock may have been set back."""
    return f"{span(max(0.0, now - at))} ago"


def clock(seconds: int, now: float) -> str:
    """A time (seconds since the epoch, UTC, as `now`) on the reader's own clock: "14:05" today, "Tue 14:05" within the
    week, else "2026-03-02"."""
    then = local(seconds)
    if then.date() == local(now).date():
        return then.strftime("%H:%M")
    return then.strftime("%a %H:%M") if abs(now - seconds) < 6 * DAY else then.strftime("%Y-%m-%d")
