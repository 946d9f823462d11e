"""When a feed is asked again: pure rules from what the last poll came to."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from monitor.model import NO_WISHES, Wishes
from monitor.times import DAY, HOUR, MINUTE

USUAL, SOONEST, LATEST = HOUR, 15 * MINUTE, 12 * HOUR
"""Seconds between polls of a feed of which nothing is known, of one that publishes all the time, of one that sleeps."""
FIRST_RETRY = HOUR
"""Seconds for which whatever fails is left alone at least, but for want of a network."""
# Without a network nobody is troubled by a retry, and the person at the desk waits for the news.
_FIRST_RETRY_OFFLINE, _LAST_RETRY_OFFLINE = MINUTE, HOUR - MINUTE
_RECENT = 14 * DAY
_FEW = 3
"""Entries with dates below which a feed's pace is not told by them."""
_AFTER_SLEEP = 10 * MINUTE
"""Seconds over which those are spread that may be asked again from the same moment on."""
_QUIET = 8
"""A feed that was quiet for some time is asked so many times in as long a time again."""


def pace(published: Iterable[int], now: int) -> int:
    """Seconds between polls for a feed with entries of these times (seconds since the epoch): twice as often as it
    publishes, SOONEST to LATEST; USUAL where the times say nothing.
    """
    # What is dated ahead, by a server in the wrong zone, has come out by now all the same.
    times = sorted(min(at, now) for at in published)
    if len(times) < _FEW or times[-1] - times[0] < MINUTE:
        return USUAL
    recent = [at for at in times if now - _RECENT <= at]
    if not recent:
        return LATEST
    return _bounded((now - recent[0]) // (2 * len(recent)))


def quieter(pace: int, newest: int | None, now: int) -> int:
    """The pace (seconds) of a feed in which nothing was new: the slower, the older its newest entry is, which like
    `now` is given in seconds since the epoch, UTC."""
    return pace if newest is None else max(pace, _bounded((now - newest) // _QUIET))


def _bounded(seconds: int) -> int:
    return min(max(seconds, SOONEST), LATEST)


def after_success(now: int, every: int, chance: Callable[[], float], wishes: Wishes = NO_WISHES, fresh: int = 0) -> int:
    """The next poll after a good one: `every` seconds from `now`, 10 % sooner or later, lest feeds march in step.

    Not before what the feed wishes and what its server said of how long the answer stays `fresh` (seconds); but all
    that puts off no poll beyond a day from `now`. `chance` gives a number from 0 to 1.
    """
    least = round(max(wishes.least, fresh) * (1 + 0.1 * chance()))
    wait = max(1, round(every * (0.9 + 0.2 * chance())), min(least, DAY))
    at, last = now + wait, now + max(wait, DAY)
    awake = _awake(at, last, wishes)
    # Many feeds have such hours, which end for all of them in the same second.
    return awake if awake == at else min(awake + round(_AFTER_SLEEP * chance()), last)


def _awake(at: int, last: int, wishes: Wishes) -> int:
    """The first moment from `at` on at which a feed may be asked, or `last` where that comes before."""
    while at < last and _sleeps(at, wishes):
        at += HOUR - at % HOUR
    return min(at, last)


def _sleeps(at: int, wishes: Wishes) -> bool:
    when = datetime.fromtimestamp(at, UTC)
    return when.hour in wishes.hours or when.weekday() in wishes.days


def after_failure(now: int, failures: int, chance: Callable[[], float], *, offline: bool = False) -> int:
    """The next poll (seconds since the epoch, UTC, as `now` is) after `failures` bad ones in a row: an hour, doubling
    up to a day, 10 % sooner or later within these; it never stops for ever.

    Where it was the network that failed (`offline`), a minute, doubling up to just under an hour.
    """
    first, most = (_FIRST_RETRY_OFFLINE, _LAST_RETRY_OFFLINE) if offline else (FIRST_RETRY, DAY)
    wait: float = min(most, first * 2 ** min(failures - 1, 20)) * (0.9 + 0.2 * chance())
    # Turned back at the ends, lest half of what has failed together comes back together there.
    return now + round(min(max(wait, 2 * first - wait), 2 * most - wait))


def is_offline(wait: int) -> bool:
    """Whether it was for want of a network that a failure was followed by so many seconds until the next poll, or less
    for somebody hastened it: whatever else fails is left alone for longer."""
    return wait < FIRST_RETRY
