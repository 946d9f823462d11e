"""What of an entry is furniture of its page and not its story: places that stay in the text and match nothing."""

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from monitor.matching.furniture import Range, by_markup, lines
from monitor.matching.labels import OPTIONAL
from monitor.matching.lead_ins import by_text
from monitor.model import Dropped, Entry
from monitor.text import Page
from monitor.tree import mark_before

Field = Literal["summary", "content"]
FIELDS: tuple[Field, ...] = ("summary", "content")
"""The fields that may hold furniture; a title never does."""


def cleaned(entry: Entry, summary: Page, content: Page) -> Entry:
    """The entry with these texts and the places in them that are furniture.

    Each is judged by itself: by its markup and by its words. What only a feed's other entries tell is found by
    `repetition`. Something of every entry is left.
    """
    found = {"summary": _ranges(summary), "content": _ranges(content)}
    dropped = tuple(Dropped(name, *place) for name in FIELDS for place in found[name])
    return leave_something(replace(entry, summary=summary.text, content=content.text, dropped=dropped))


def leave_something(entry: Entry) -> Entry:
    """The entry itself, or without furniture where that would be all of it."""
    if not entry.dropped or entry.title:
        return entry
    taken = sum(_letters(getattr(entry, place.field)[place.start : place.end]) for place in entry.dropped)
    return entry if taken < _letters(entry.summary) + _letters(entry.content) else replace(entry, dropped=())


def merged(text: str, ranges: Iterable[Range]) -> list[Range]:
    """The ranges in text order, none reaching into another, without blanks around them; neighbours made one."""
    found: list[Range] = []
    past = 0
    for start, end, reason in sorted(ranges, key=lambda one: (one[0], -one[1])):
        start, end = _trimmed(text, max(start, past), end)
        if start >= end:
            continue
        last = found[-1] if found else None
        if last is not None and last[2] == reason and not text[last[1] : start].strip(" \n•"):
            found[-1] = (last[0], end, reason)
        else:
            found.append((start, end, reason))
        past = end
    return found


def _ranges(page: Page) -> list[Range]:
    if not page.text:
        return []
    squeezed, places = _squeezed(page)
    found = lines(squeezed)
    ranges = [*by_markup(squeezed, found), *by_text(squeezed, found)]
    if places:
        ranges = [(places[start], places[end], reason) for start, end, reason in ranges]
    return merged(page.text, ranges) if ranges else []


def _squeezed(page: Page) -> tuple[Page, Sequence[int]]:
    """The page without optional signs, and the old place of each code point and of the end; itself and nothing where it
    has none."""
    if page.text.isascii() or not OPTIONAL.search(page.text):
        return page, ()
    places: list[int] = []
    past = 0
    for sign in OPTIONAL.finditer(page.text):
        places += range(past, sign.start())
        past = sign.end()
    places += range(past, len(page.text) + 1)

    def place(at: int) -> int:
        return bisect.bisect_left(places, at)

    links = tuple((place(start), place(end)) for start, end in page.links)
    furniture = tuple((place(start), place(end), reason) for start, end, reason in page.furniture)
    blocks = tuple((place(start), place(end), kind) for start, end, kind in page.blocks)
    return Page(OPTIONAL.sub("", page.text), links, furniture, blocks=blocks), places


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \n":
        start += 1
    while start < end and text[end - 1] in " \n":
        end -= 1
    # What marks a line of a list goes with all of it.
    return start - (mark_before(text, start) if start < end else 0), end


def _letters(text: str) -> int:
    """Code points that are no blanks."""
    return len("".join(text.split()))
