"""`monitor show`: one entry with its text and the reasons why it matches."""

import argparse
import bisect
from collections.abc import Iterator, Sequence
from itertools import pairwise

from monitor import cells, output
from monitor.matching.why import reasons
from monitor.model import NO_TITLE, Dropped, Entry
from monitor.records import entry_record
from monitor.store.entries import Stored
from monitor.times import local
from monitor.verbs import choosing, setting

_MEASURE = 90
_QUOTED, _MOST_QUOTED = 40, 5
"""Cells of a piece of furniture that are quoted, and pieces."""


def run(args: argparse.Namespace) -> int:
    """Print the entry."""
    with setting.reading(args) as db:
        stored = choosing.entry(db, args.id)
    if args.json:
        output.record(entry_record(stored))
    else:
        _print(stored)
    return 0


def _print(stored: Stored) -> None:
    entry = stored.entry
    output.line(output.styled(entry.title or NO_TITLE, "bold"))
    when = local(stored.row.at).strftime("%Y-%m-%d %H:%M")
    output.line(output.styled(" · ".join(filter(None, (stored.row.feed_title, entry.author, when))), "dim"))
    if entry.link:
        output.line(output.styled(entry.link, "cyan"))
    for match in stored.matches:
        output.line(f"{output.styled(match.watch, 'yellow')} ({match.level}): {reasons(match)}")
    for field, text in (("summary", entry.summary), ("content", entry.content)):
        if text:
            output.line()
            for line in _lines(text, [place for place in entry.dropped if place.field == field]):
                output.line(line)
    if entry.dropped:
        output.line()
        for said in _furniture(entry):
            for line in cells.wrapped(said, _measure()):
                output.line(output.styled(line, "dim"))


def _measure() -> int:
    return min(_MEASURE, output.columns())


def _lines(text: str, dropped: Sequence[Dropped]) -> Iterator[str]:
    """A text as lines, dim where no watch looks at it: in these places, in their order."""
    starts, ends = [place.start for place in dropped], [place.end for place in dropped]
    at = 0
    for paragraph in text.split("\n"):
        edges = [0, *cells.breaks(paragraph, _measure()), len(paragraph)]
        for first, last in pairwise(edges):
            start, end = at + first, at + first + len(paragraph[first:last].rstrip())
            inside = dropped[bisect.bisect_right(ends, start) : bisect.bisect_left(starts, end)]
            yield _line(text, start, end, inside)
        at += len(paragraph) + 1


def _line(text: str, start: int, end: int, inside: Sequence[Dropped]) -> str:
    bounds = {start, end, *(max(start, place.start) for place in inside), *(min(end, place.end) for place in inside)}
    return "".join(
        output.styled(text[first:last], "dim")
        if any(place.start <= first < place.end for place in inside)
        else text[first:last]
        for first, last in pairwise(sorted(bounds))
    )


def _furniture(entry: Entry) -> Iterator[str]:
    """What of an entry no watch looks at, a sentence for each reason why."""
    texts: dict[str, dict[str, None]] = {}
    for place in entry.dropped:
        shown = " ".join(getattr(entry, place.field)[place.start : place.end].split())
        texts.setdefault(place.reason, {})[cells.cut(shown, _QUOTED)] = None
    for reason, several in texts.items():
        more = f" and {len(several) - _MOST_QUOTED} more" if len(several) > _MOST_QUOTED else ""
        yield f"matches nothing ({reason}): {', '.join(f'“{text}”' for text in [*several][:_MOST_QUOTED])}{more}"
