"""A stored entry as the lines of the reader: where it comes from, why it matches, its text, its links."""

import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import Literal, NamedTuple

from monitor import cells, times
from monitor.links import plain
from monitor.matching.why import reasons
from monitor.model import NO_TITLE, Dropped, Enclosure, Entry, Match, Place, repeats
from monitor.store.entries import Stored
from monitor.tree import BULLET, MARK
from monitor.tui import addresses, edits, signs
from monitor.tui.flow import Frame, Line, Piece, Run, Sweep, flow, told

MOST = 200_000
"""Code points of one text that are shown: a book; what is beyond is said to be there."""
_MOST_OF_HEAD = 2_000
"""Cells of a title, an outlet or an address that are shown: some feeds put a book there."""
_MOST_MARKS = 2_000
"""Matched words of a watch that are told and marked in a text."""
_STYLES = {"heading": "bold", "struck": "strike"}
_BETWEEN = 100
"""Code points that stand between an item's text and its mark at most: breaks, and the blanks of preformatted text."""
_DEEPEST = 8
"""Lists and quotes inside one another that are drawn as such."""
_NARROWEST = 20
"""Cells of a line that lists and quotes leave to the text."""
_WHOLE = "This is the text of its web page; the feed gave less."

Field = Literal["summary", "content"]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The addresses that an entry leads to, numbered from 1; its own has no number."""

    addresses: tuple[str, ...]
    of: Mapping[str, int]
    """The number of an address as `_same` writes it."""
    links: tuple[Place, ...]
    """Where they stand in the shown texts, in the order of these."""

    def number(self, address: str) -> int:
        """The number of an address, or 0 where it has none."""
        return self.of.get(_same(address), 0)


def numbers(entry: Entry) -> Numbers:
    """The links of an entry's shown texts, then its files, then the links in what was dropped from it."""
    links = [link for name, text in fields(entry) for link in _links(name, text, entry)]
    own = [link.address for link in links if not _is_dropped(link, entry)]
    files = [file.url for file in entry.enclosures]
    found: dict[str, str] = {}
    for address in (*own, *files, *(link.address for link in links)):
        if _same(address) != _same(entry.link):
            found.setdefault(_same(address), address)
    return Numbers(tuple(found.values()), {key: number for number, key in enumerate(found, 1)}, tuple(links))


def _links(name: Field, text: str, entry: Entry) -> list[Place]:
    """The links of a text in its order: those that its markup made, and the addresses that it writes out elsewhere."""
    places = (place for place in entry.places if place.kind == "link" and place.field == name)
    made = [place for place in places if 0 <= place.start < place.end <= len(text)]
    made.sort(key=lambda link: link.start)
    covered = list(accumulate((link.end for link in made), max, initial=0))
    starts = [link.start for link in made]
    # One that the end of what is shown may have cut leads elsewhere.
    written = [
        Place(name, start, end, "link", address)
        for start, end, address in addresses.written(text)
        if end < MOST and covered[bisect.bisect_left(starts, end)] <= start
    ]
    return sorted((*made, *written), key=lambda link: link.start)


def fields(entry: Entry) -> list[tuple[Field, str]]:
    """The texts of an entry that are shown, as far as they are."""
    summary = "" if repeats(entry.content, entry.summary) else entry.summary
    both: tuple[tuple[Field, str], ...] = (("summary", summary), ("content", entry.content))
    return [(name, text[:MOST]) for name, text in both if text]


def lines(
    stored: Stored, matches: Sequence[Match], colours: Mapping[str, str], width: int, now: float
) -> Iterator[Line]:
    """An entry in lines of `width` cells, each worked out when it is asked for; `matches` are to be marked."""
    entry, numbered, plain = stored.entry, numbers(stored.entry), Frame(width)
    yield from _head(stored, matches, colours, plain, now)
    yield from told("", plain)
    for match in matches:
        yield from _reason(match, colours, width)
    if matches:
        yield from told("", plain)
    if stored.whole:
        yield from told(_WHOLE, plain, "quiet")
        yield from told("", plain)
    for name, text in fields(entry):
        yield from _text(name, text, entry, _marks(name, matches, colours), numbered, width)
        yield from told("", plain)
        left = len(getattr(entry, name)) - len(text)
        if left:
            yield from told(f"({left:,} more characters are stored)", plain, "quiet")
    yield from _foot(entry, numbered, width)


def _head(
    stored: Stored, matches: Sequence[Match], colours: Mapping[str, str], plain: Frame, now: float
) -> Iterator[Line]:
    """Title, where from and when, what state it is in, and its link."""
    entry, row = stored.entry, stored.row
    title, outlet, link = (cells.cut(each, _MOST_OF_HEAD) for each in (entry.title, row.feed_title, entry.link))
    yield from told(title or NO_TITLE, plain, "title", runs=_marks("title", matches, colours))
    then = times.local(row.at)
    when = f"{then:%a %d %b %Y, %H:%M} ({times.ago(row.at, now)})"
    source = " · ".join(filter(None, (outlet, entry.author if entry.author != row.feed_title else "", when)))
    yield from told(source, plain, "quiet")
    state = _state(stored)
    if state:
        yield from told(state, plain)
    if stored.changed is not None:
        then = times.local(stored.changed)
        said = [f"edited since it was first seen, last on {then:%d %b, %H:%M}", *edits.changes(stored)]
        for sentence in said:
            yield from told(sentence, plain, "quiet")
    if entry.link:
        yield from told(link, plain, "link", runs=[Run(0, len(link), (), entry.link)])


def _state(stored: Stored) -> str:
    """The user's own marks on an entry: ★ starred · tags: call, print."""
    row = stored.row
    said = (
        f"{signs.STARRED} starred" if row.starred else "",
        f"{signs.DISMISSED} dismissed" if row.dismissed else "",
        f"tags: {', '.join(stored.tags)}" if stored.tags else "",
    )
    return " · ".join(filter(None, said))


def _reason(match: Match, colours: Mapping[str, str], width: int) -> Iterator[Line]:
    """A match and what made it: ▌ Scam hubs  strong: “Scam-hub” (scam hub) in the title."""
    bar = (Piece(f"{signs.BAR} ", (colours.get(match.watch, ""),)),)
    text = f"{match.watch}  {match.level}: {reasons(replace(match, spans=match.spans[:_MOST_MARKS]))}"
    if len(match.spans) > _MOST_MARKS:
        text += f"; {len(match.spans) - _MOST_MARKS:,} more"
    name = len(match.watch)
    runs = [Run(0, name, ("bold",)), Run(name, len(text), ("quiet",))]
    return told(text, Frame(width, bar, bar), runs=runs)


def _marks(field: str, matches: Sequence[Match], colours: Mapping[str, str]) -> list[Run]:
    """The matched words of a field, in their watch's colour."""
    found: list[Run] = []
    for match in matches:
        styles = ("bold underline", colours.get(match.watch, ""))
        spans = islice((span for span in match.spans if span.field == field), _MOST_MARKS)
        found += [Run(span.start, span.end, styles, is_mark=True) for span in spans]
    return sorted(found, key=lambda run: run.start)


# The text.


def _text(name: Field, text: str, entry: Entry, marks: Iterable[Run], numbered: Numbers, width: int) -> Iterator[Line]:
    """A text in lines, its headings, lists, quotes and links drawn as such."""
    placed = [place for place in entry.places if place.field == name and 0 <= place.start < place.end <= len(text)]
    links = [link for link in numbered.links if link.field == name]
    dropped = [one for one in entry.dropped if one.field == name]
    text, moved, notes = _with_notes(text, [*_numbers_of(links, numbered), *_brackets(text, dropped)])
    blocks = [
        replace(each, start=moved.start(each.start), end=moved.end(each.end)) for each in placed if each.kind != "link"
    ]
    runs = [
        *(Run(block.start, block.end, (_STYLES[block.kind],)) for block in blocks if block.kind in _STYLES),
        *(Run(moved.start(one.start), moved.end(one.end), ("quiet",)) for one in dropped),
        *(_linked(each, moved, entry) for each in links),
        *notes,
        *(replace(mark, start=moved.start(mark.start), end=moved.end(mark.end)) for mark in marks),
    ]
    shown = Sweep(sorted(runs, key=lambda run: run.start))
    for start, end, frame in _paragraphs(text, blocks, width):
        yield from flow(text, start, end, shown, frame)


@dataclass(frozen=True, slots=True)
class _Moved:
    """Where the places of a text stand after something was put in."""

    at: Sequence[int]
    """Behind which code points, in their order."""
    by: Sequence[int]
    """How many code points were put in there and before."""

    def start(self, at: int) -> int:
        """Where something begins that began at `at`."""
        before = bisect.bisect_right(self.at, at)
        return at + self.by[before - 1] if before else at

    def end(self, at: int) -> int:
        """Where something ends that ended at `at`."""
        before = bisect.bisect_left(self.at, at)
        return at + self.by[before - 1] if before else at


class _Note(NamedTuple):
    """Something put into a text that is not of it."""

    at: int
    rank: int
    """Of several at one place those of lower rank come first: the number of a link, what closes, what opens."""
    text: str
    address: str = ""


def _numbers_of(links: Iterable[Place], numbered: Numbers) -> list[_Note]:
    """The number of each link, behind it."""
    told = sorted((place.end, number, place.address) for place in links if (number := numbered.number(place.address)))
    return [_Note(end, 0, f"[{number}]", address) for end, number, address in told]


def _brackets(text: str, dropped: Iterable[Dropped]) -> Iterator[_Note]:
    """Signs around what no watch looks at, for a screen without colours."""
    for start, end in _joined((max(0, one.start), one.end) for one in dropped):
        inside = text[start:end]
        if inside.strip():
            begins = start + len(inside) - len(inside.lstrip())
            ends = start + len(inside.rstrip())
            mark = MARK.match(text, begins, ends)
            yield _Note(_past(text, mark.end()) if mark and mark.end() < ends else begins, 2, signs.DROPPED[0])
            yield _Note(ends, 1, signs.DROPPED[1])


def _joined(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in order, those that overlap or touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _with_notes(text: str, put_in: Iterable[_Note]) -> tuple[str, _Moved, list[Run]]:
    """A text with notes put in: what became of its places, and where the notes stand."""
    pieces, notes, at, moved, behind, more = [], [], [], [], 0, 0
    for note in sorted(put_in, key=lambda note: note[:2]):
        pieces += [text[behind : note.at], note.text]
        notes.append(Run(note.at + more, note.at + more + len(note.text), ("quiet",), note.address))
        behind, more = note.at, more + len(note.text)
        at.append(note.at)
        moved.append(more)
    return "".join((*pieces, text[behind:])), _Moved(at, moved), notes


def _linked(place: Place, moved: _Moved, entry: Entry) -> Run:
    styles = ("link", "quiet") if _is_dropped(place, entry) else ("link",)
    return Run(moved.start(place.start), moved.end(place.end), styles, place.address)


def _is_dropped(place: Place, entry: Entry) -> bool:
    """Whether a place stands in what no watch looks at."""
    return any(one.field == place.field and one.start < place.end and place.start < one.end for one in entry.dropped)


def _paragraphs(text: str, blocks: Sequence[Place], width: int) -> Iterator[tuple[int, int, Frame]]:
    """Where the lines of a text begin and end as it was written, and how each is drawn."""
    start, mark = 0, ""
    sweep = Sweep(sorted(blocks, key=lambda block: (block.start, -block.end)))
    items = {block.start for block in blocks if block.kind == "item"}
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        found = MARK.match(text, start, end)
        is_alone = found is not None and found.end() == end
        # A number in a line of its own may as well be all that somebody says.
        if found and is_alone and (found[0].rstrip() == BULLET.rstrip() or _is_bare(text, end, items)):
            # The text of this one stands in a paragraph of its own below it.
            mark = f"{found[0].rstrip()} "
        elif end > start or not mark:
            own = found[0] if found and not is_alone else ""
            yield start + len(own), end, _frame(text, sweep.over(start, end), own or mark, width)
            mark = ""
        start = end + 1


def _is_bare(text: str, mark: int, items: Collection[int]) -> bool:
    """Whether the text of an item that has no other mark begins below a mark that ends at a place."""
    begins = _past(text, mark)
    return begins in items and MARK.match(text, begins) is None


def _past(text: str, mark: int) -> int:
    """Where the text of an item begins whose mark ends at a place."""
    behind = text[mark : mark + _BETWEEN]
    return mark + len(behind) - len(behind.lstrip(f"\n {signs.DROPPED[0]}"))


def _frame(text: str, blocks: Sequence[Place], mark: str, width: int) -> Frame:
    """What stands before the lines of a paragraph that is part of these blocks, from the outermost to the innermost,
    and has this mark of a list's item, or none."""
    drawn = [block for block in blocks if block.kind in ("quote", "item")]
    items = [block for block in drawn if block.kind == "item"]
    if mark and items:
        # Its own, instead of which the mark stands.
        drawn.remove(items[-1])
    drawn = drawn[: min(_DEEPEST, max(0, width - _NARROWEST) // len(BULLET))]
    before = tuple(
        Piece(f"{signs.EDGE} ", ("quiet",)) if block.kind == "quote" else Piece(" " * _indent(text, block))
        for block in drawn
    )
    first = (*before, Piece(mark)) if mark else before
    rest = (*before, Piece(" " * len(mark))) if mark else before
    return Frame(width, first, rest, wraps=all(block.kind != "preformatted" for block in blocks))


def _indent(text: str, item: Place) -> int:
    """Cells in front of what follows below in an item: as many as its mark takes."""
    head = text[max(0, item.start - _BETWEEN) : item.start].rstrip(f"\n {signs.DROPPED[0]}")
    mark = MARK.fullmatch(head.rpartition("\n")[2])
    return len(mark[0]) + 1 if mark else len(BULLET)


# Below it.


def _foot(entry: Entry, numbered: Numbers, width: int) -> Iterator[Line]:
    """Where the links of an entry lead and what files it carries, by their numbers; its categories."""
    files = {_same(file.url): _described(file) for file in entry.enclosures}
    if _same(entry.link) in files:
        yield from _address(entry.link, 0, width, files[_same(entry.link)])
    for number, address in enumerate(numbered.addresses, 1):
        yield from _address(address, number, width, files.get(_same(address), ""))
    if numbered.addresses:
        yield from told("", Frame(width))
    if entry.categories:
        yield from told(" · ".join(entry.categories), Frame(width), "quiet")


def _address(address: str, number: int, width: int, said: str = "") -> Iterator[Line]:
    """An address with its number: [3] audio/mpeg, 12 MB: https://…"""
    note = f"[{number}] " if number else ""
    frame = Frame(width, (Piece(note, ("quiet",)),), (Piece(" " * len(note)),))
    return told(said + address, frame, "quiet", runs=[Run(len(said), len(said) + len(address), ("link",), address)])


def _described(file: Enclosure) -> str:
    """The kind and the size of a file."""
    size = f", {_size(file.length)}" if file.length else ""
    return f"{file.type or 'file'}{size}: "


def _size(count: int) -> str:
    """Bytes as people write them."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.1f} {unit}" if count < 10 * size else f"{count // size:,} {unit}"
    return f"{count} bytes"


def _same(address: str) -> str:
    """What is the same for all ways to write an address that lead to one page."""
    return plain(address).partition("://")[2].rstrip("/")
