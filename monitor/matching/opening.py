"""What stands for the title of a short entry that has none, as posts have: how its text begins."""

from collections.abc import Iterator
from dataclasses import replace

from monitor.matching.lead_ins import sentence_ends
from monitor.model import Dropped, Entry

_SHORT = 120
"""Code points of a text that is no longer than a headline and the like: of such ones three in four that are about a
concept by their first line as a title are so rightly, of longer ones half (measured on labelled entries)."""
_LEAST = 30
"""Those of a sentence that may stand for a title where others follow."""


def titled(entry: Entry) -> Entry:
    """The entry itself; one without a title and with a short text with the first line or sentence of that in its
    place, and behind it the rest."""
    field = "summary" if entry.summary else "content"
    text = getattr(entry, field)
    if entry.title or not 0 < len(entry.summary) + len(entry.content) <= _SHORT:
        return entry
    line = text.partition("\n")[0]
    end = next((end for end in sentence_ends(line, 0, len(line)) if end >= _LEAST), len(line))
    dropped = tuple(part for place in entry.dropped for part in _moved(place, field, end))
    return replace(entry, title=text[:end], dropped=dropped, **{field: text[end:]})


def _moved(place: Dropped, field: str, end: int) -> Iterator[Dropped]:
    """Where a dropped place is once its field begins behind `end`: in the title, behind it, or in both."""
    if place.field != field:
        yield place
        return
    if place.start < end:
        yield replace(place, field="title", end=min(place.end, end))
    if place.end > end:
        yield replace(place, start=max(place.start - end, 0), end=place.end - end)
