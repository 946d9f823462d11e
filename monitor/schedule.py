"""When a feed is asked again: pure rules from what the last poll came to."""

from collections.abc import Callable

from monitor.times import DAY, HOUR, MINUTE

_FIRST_RETRY = HOUR
# Without a network nobody is troubled by a retry, and the person at the desk waits for the news.
_FIRST_RETRY_OFFLINE = MINUTE


def after_success(now: int, every: int, chance: Callable[[], float]) -> int:
    """The next poll after a good one: `every` seconds from `now`, 10 % sooner or later, lest feeds march in step.

    `chance` gives a number from 0 to 1.
    """
    return now + max(1, round(every * (0.9 + 0.2 * chance())))


def after_failure(now: int, failures: int, chance: Callable[[], float], *, offline: bool = False) -> int:
    """The next poll after `failures` bad ones in a row: an hour, doubling up to a day; it never stops for ever.

    Where it was the network that failed (`offline`), a minute, doubling up to an hour.
    """
    first, most = (_FIRST_RETRY_OFFLINE, HOUR) if offline else (_FIRST_RETRY, DAY)
    wait: int = min(most, first * 2 ** min(failures - 1, 20))
    return now + max(1, round(wait * (0.9 + 0.2 * chance())))
