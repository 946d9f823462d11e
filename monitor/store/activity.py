"""How many matches each of the last days brought, by watch; counted from indexes alone."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from monitor.store.choice import DISMISSED
from monitor.times import local

DAYS = 14


def per_day(db: sqlite3.Connection, watches: Sequence[str], now: float) -> dict[str, tuple[int, ...]]:
    """For each of these watches, and under "" for all matches, its matches of the last `DAYS` days, today's last.

    Days end `now` (seconds since the epoch, UTC) and begin at midnight on the reader's own clock; what is dismissed is
    not counted.
    """
    midnights, names = _midnights(now), json.dumps(list(watches))
    days = json.dumps([*pairwise(midnights)])
    found: dict[str, list[int]] = {name: [0] * DAYS for name in ("", *watches)}
    for watch, day, count in (*db.execute(_OF_WATCHES, (names, days)), *db.execute(_OF_ALL, (days,))):
        found[watch][day] = count
    return {name: tuple(counts) for name, counts in found.items()}


_FROM, _TO = (f"json_extract(d.value, '$[{at}]')" for at in range(2))
_OF_WATCHES = (
    "SELECT w.value, d.key, (SELECT count(*) FROM matches AS m "
    f"WHERE m.watch = w.value AND m.at >= {_FROM} AND m.at < {_TO} AND m.entry_id NOT IN {DISMISSED}) "
    "FROM json_each(?) AS w CROSS JOIN json_each(?) AS d"
)
_OF_ALL = (
    "SELECT '', d.key, (SELECT count(*) FROM entries AS e "
    f"WHERE e.matched = 1 AND e.at >= {_FROM} AND e.at < {_TO} AND e.id NOT IN {DISMISSED}) "
    "FROM json_each(?) AS d"
)


def _midnights(now: float) -> list[int]:
    """When each of the days began, and when tomorrow does: a day of a change to or from summer time is no day long."""
    today = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return [int((today + timedelta(days=1 + day - DAYS)).timestamp()) for day in range(DAYS + 1)]
