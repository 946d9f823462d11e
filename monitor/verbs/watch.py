"""`monitor watch test`: what a watch with this keyword would have found in the store."""

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor import cells, output, times
from monitor.find import Search
from monitor.matching.watchlist import Watchlist
from monitor.matching.why import reasons
from monitor.model import Match, Watch
from monitor.records import match_record
from monitor.store import candidates, entries
from monitor.store.entries import Choice, Row
from monitor.verbs import DONE, choosing, setting

_NEWEST = 20
_DAYS = 60
"""Days that the row of bars has room for."""
_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class _Tested:
    """What a test came to."""

    count: int
    stored: int
    """Entries that were there to be found."""
    days: Mapping[str, int]
    newest: list[tuple[Row, Match | None]]
    stopped: Row | None
    """The entry at which it stopped to look, where it did."""
    notices: Sequence[str]


def run(args: argparse.Namespace) -> int:
    """Print how many there are, how many a day, and the newest with the reasons."""
    choice = Choice(all=True, since=choosing.since(args.since))
    search = choosing.search(args, args.query, as_watch=True)
    tested = _tested(args, search, choice)
    if args.json:
        for row, match in tested.newest:
            said = {"id": row.id, "feed": row.feed, "title": row.title, "published": times.iso(row.at)}
            output.record({**said, "match": match_record(match) if match else None, "why": _why(match)})
        total = {"query": search.text, "concept": search.concept or None, "entries": tested.count, "of": tested.stored}
        stopped = times.iso(tested.stopped.at) if tested.stopped else None
        output.record({"total": {**total, "per_day": tested.days, "stopped_at": stopped}})
    else:
        _print(search, tested)
    choosing.tell(tested.notices)
    return DONE


def _tested(args: argparse.Namespace, search: Search, choice: Choice) -> _Tested:
    watchlist = Watchlist([Watch(search.text, (search.text,))], search.packs)
    with setting.reading(args) as db:
        with choosing.refusing():
            result = search.result(db, choice)
        newest = []
        for entry_id in result.ids[:_NEWEST]:
            if (stored := entries.get(db, entry_id)) is not None:
                found = watchlist.match(stored.entry, search.feed(stored.row.feed))
                newest.append((stored.row, next(iter(found), None)))
        stopped = entries.rows(db, [result.stopped_at])[result.stopped_at] if result.stopped_at else None
        days = candidates.per_day(db, result.ids)
        # Both looked for the same.
        notices = tuple(dict.fromkeys((*search.notices(), *watchlist.patterns.notices())))
        return _Tested(len(result.ids), entries.count(db, choice), days, newest, stopped, notices)


def _why(match: Match | None) -> str:
    return reasons(match) if match else ""


def _print(search: Search, tested: _Tested) -> None:
    wider = search.concept and choosing.widening(search.packs, search.text, search.concept)
    output.line(output.styled(wider or search.name, "bold"))
    output.line(f"{tested.count:,} of {tested.stored:,} entries")
    if tested.stopped:
        day = datetime.fromtimestamp(tested.stopped.at).astimezone().strftime("%Y-%m-%d")
        output.line(f"It stopped at {day}, for this query takes a look at every text: --since limits it.")
    if tested.days:
        output.line(_bars(tested.days))
    now = time.time()
    for row, match in tested.newest:
        left = f"{row.id:>6} {times.age(now - row.at):>4}  "
        output.line()
        output.line(output.styled(left, "dim") + cells.cut(row.title or "(no title)", output.columns() - len(left)))
        for line in cells.wrapped(_why(match), max(20, min(100, output.columns()) - len(left))):
            output.line(" " * len(left) + line)


def _bars(days: Mapping[str, int]) -> str:
    """A bar for each of the last days, today's the last, and what they mean."""
    last = date.today()
    first = max(date.fromisoformat(min(days)), last - timedelta(days=_DAYS - 1))
    counts = [days.get(str(first + timedelta(days=at)), 0) for at in range(max(1, (last - first).days + 1))]
    most = max(counts)
    bars = "".join(_BARS[round(count / most * (len(_BARS) - 1))] if count else " " for count in counts)
    return f"{bars}  a day since {first}, {most:,} at most" if most else f"none since {first}"
