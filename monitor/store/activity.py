"""How many matches each of the last days brought, by watch; counted from indexes alone."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import timedelta

from monitor.times import DAY, local

DAYS = 14


def per_day(db: sqlite3.Connection, watches: Sequence[str], now: float) -> dict[str, tuple[int, ...]]:
    """For each of these watches, and under "" for all matches, its matches of the last `DAYS` days, today's last.

    Days begin at midnight on the reader's own clock; what is dismissed is not counted.
    """
    end = _tomorrow(now)
    start = end - DAYS * DAY
    found: dict[str, list[int]] = {name: [0] * DAYS for name in ("", *watches)}
    for watch, day, count in (
        *db.execute(_OF_WATCHES, (start, json.dumps(list(watches)), start, end)),
        *db.execute(_OF_ALL, (start, start, end)),
    ):
        found[watch][day] = count
    return {name: tuple(counts) for name, counts in found.items()}


_DISMISSED = "(SELECT id FROM entries WHERE dismissed = 1)"
_OF_WATCHES = (
    f"SELECT m.watch, (m.at - ?) / {DAY}, count(*) FROM json_each(?) AS w CROSS JOIN matches AS m "
    f"WHERE m.watch = w.value AND m.at >= ? AND m.at < ? AND m.entry_id NOT IN {_DISMISSED} GROUP BY 1, 2"
)
_OF_ALL = (
    f"SELECT '', (e.at - ?) / {DAY}, count(*) FROM entries AS e "
    f"WHERE e.matched = 1 AND e.at >= ? AND e.at < ? AND e.id NOT IN {_DISMISSED} GROUP BY 2"
)


def _tomorrow(now: float) -> int:
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight + timedelta(days=1)).timestamp())
