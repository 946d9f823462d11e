"""`monitor watch test`: what a watch with this keyword would have found in the store."""

import argparse
import sqlite3
import time
from collections.abc import Mapping
from datetime import date, timedelta

from monitor import cells, output, times, trial
from monitor.find import Search
from monitor.matching import vocabulary
from monitor.matching.why import reasons
from monitor.model import Watch
from monitor.records import match_record
from monitor.store import entries
from monitor.store.entries import Choice
from monitor.trial import Trial
from monitor.verbs import DONE, choosing, setting

_NEWEST = 20
_DAYS = 60
"""Days that the row of bars has room for."""
_BARS = "▁▂▃▄▅▆▇█"


def run(args: argparse.Namespace) -> int:
    """Print how many there are, how many a day, and the newest with the reasons."""
    choice = Choice(all=True, since=choosing.since(args.since))
    search = choosing.search(args, " ".join(args.query), as_watch=True)
    with setting.reading(args) as db:
        with choosing.refusing():
            watch = Watch(search.text, (search.text,))
            *_, found = trial.run(db, watch, None, choosing.settings(args), choice)
        stored = entries.count(db, choice)
        dates = _dates(db, found) if args.json else {}
    if args.json:
        _record(search, found, stored, dates)
    else:
        _print(search, found, stored)
    choosing.tell(found.notices)
    return DONE


def _dates(db: sqlite3.Connection, found: Trial) -> dict[int, int | None]:
    """When the newest were published, as their feeds say, by their numbers; None where one says nothing."""
    whole = (entries.get(db, hit.row.id) for hit in found.newest[:_NEWEST])
    return {one.row.id: one.entry.published for one in whole if one}


def _record(search: Search, found: Trial, stored: int, dates: Mapping[int, int | None]) -> None:
    for hit in found.newest[:_NEWEST]:
        row = hit.row
        said = {"id": row.id, "feed": row.feed, "title": row.title, "published": times.iso(dates.get(row.id))}
        output.record({**said, "match": match_record(hit.match), "why": reasons(hit.match)})
    total = {"query": search.text, "concept": search.concept or None, "entries": found.count, "of": stored}
    output.record({"total": {**total, "per_day": found.days, "stopped_at": times.iso(found.stopped_at)}})


def _print(search: Search, found: Trial, stored: int) -> None:
    wider = search.concept and vocabulary.widening(search.packs, search.text, search.concept)
    output.line(output.styled(wider or search.name, "bold"))
    output.line(f"{found.count:,} of {stored:,} entries")
    if found.stopped_at is not None:
        day = times.local(found.stopped_at).strftime("%Y-%m-%d")
        output.line(f"It stopped at {day}, for this query takes a look at every text: --since limits it.")
    if found.days:
        output.line(_bars(found.days))
    now = time.time()
    for hit in found.newest[:_NEWEST]:
        row = hit.row
        left = f"{row.id:>6} {times.age(now - row.at):>4}  "
        output.line()
        output.line(output.styled(left, "dim") + cells.cut(row.name, output.columns() - len(left)))
        for line in cells.wrapped(reasons(hit.match), max(20, min(100, output.columns()) - len(left))):
            output.line(" " * len(left) + line)


def _bars(days: Mapping[str, int]) -> str:
    """A bar for each of the last days, today's the last, and what they mean."""
    today = date.today()
    counts = trial.last_days(days, _DAYS, today)
    first = today - timedelta(days=len(counts) - 1)
    most = max(counts)
    bars = "".join(_BARS[round(count / most * (len(_BARS) - 1))] if count else " " for count in counts)
    return f"{bars}  a day since {first}, {most:,} at most" if most else f"none since {first}"
