"""Why the selected entry matches each watch, or why it does not, with all that was weighed."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical

from monitor import cells, explaining
from monitor.config import Config
from monitor.matching.explain import Explanation, explanations
from monitor.matching.packs import Packs, with_edits
from monitor.matching.watchlist import Watchlist
from monitor.model import Entry, Feed, Match, Span
from monitor.store import entries
from monitor.store.feeds import titled
from monitor.store.schema import StoreError
from monitor.tui.entries import marked
from monitor.tui.keys import bindings, first, hints
from monitor.tui.overlay import Overlay
from monitor.tui.plain import Plain
from monitor.tui.rows import Piece, Rows
from monitor.tui.store import DeskStore

_AROUND = 70
"""Code points of a text that are shown before and behind a matched word."""
_PASSAGES = 4
"""Passages of a text that are shown with their matched words."""
_WIDEST = 1_000
"""Code points of a passage: where a text has its words everywhere, all of it would be one."""
_LONGEST = 300
"""Code points of what was left out that are shown of each place."""
_HINTED = 40
"""Cells for the keys that do something about a watch."""
_STYLES: Mapping[explaining.Tone, str] = {"sum": "bold", "against": "quiet", "lacking": "quiet"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the reader wants to do about a watch, now that he knows why."""

    what: Literal["edit", "mute"]
    watch: str
    entry_id: int
    """The entry that was explained; the cursor may be on another by now."""


@dataclass(frozen=True, slots=True)
class Explained:
    """An entry and what came of every watch."""

    entry: Entry
    told: tuple[Explanation, ...]
    packs: Packs
    notices: tuple[str, ...] = ()
    """Sentences about regexes that took too long, so that not all is known."""


def explained(db: sqlite3.Connection, entry_id: int, config: Config) -> Explained | None:
    """What every watch of the config makes of a stored entry; None where the entry is no longer stored.

    It compiles the watches, so it takes some time. Raises StoreError.
    """
    stored = entries.get(db, entry_id)
    if stored is None:
        return None
    packs = with_edits(config.concepts)
    watchlist = Watchlist(config.watches, packs)
    feed = titled(db, config.feeds).get(stored.row.feed, Feed(stored.row.feed))
    told = tuple(explanations(watchlist, stored.entry, feed))
    return Explained(stored.entry, told, packs, watchlist.patterns.notices())


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that is wrapped to the width that there is, what leads it standing before its first line."""

    lead: Piece = ("", "")
    text: str = ""
    style: str = ""
    marks: tuple[tuple[Span, str], ...] = ()
    """Words of the entry in it, each with the watch whose colour it has."""
    watch: str = ""
    """The watch that it is about; empty where it is about none."""


def paragraphs(one: Explained, colours: Mapping[str, str], *, is_open: bool) -> Iterator[Paragraph]:
    """The explanation: watches that match, then the others, one line for all of them unless `is_open`."""
    matching = [each for each in one.told if each.match]
    others = [each for each in one.told if not each.match]
    for each in matching:
        yield from _of_watch(each, one, colours)
        yield Paragraph(watch=each.watch.name)
    if others:
        verb = "does not match" if len(others) == 1 else "do not match"
        which = ("other " if matching else "") + ("watch" if len(others) == 1 else "watches")
        yield Paragraph(("- " if is_open else "+ ", "quiet"), f"{len(others)} {which} {verb}", "bold")
        for each in others if is_open else ():
            yield from _of_watch(each, one, colours)
    yield from _left_out(one.entry)
    yield from (Paragraph(text=notice, style="quiet") for notice in one.notices)


def _of_watch(each: Explanation, one: Explained, colours: Mapping[str, str]) -> Iterator[Paragraph]:
    name, match = each.watch.name, each.match
    bar = ("▌ ", colours.get(name, ""))
    yield Paragraph(bar, f"{name}  {match.level if match else 'no match'}", "bold" if match else "quiet", watch=name)
    said = [*explaining.lines(each, one.packs)]
    yield from (_of_line(line, name) for line in said if line.tone == "reason")
    if match:
        yield from (replace(passage, watch=name) for passage in passages(one.entry, match))
    yield from (_of_line(line, name) for line in said if line.tone != "reason")


def _of_line(line: explaining.Line, watch: str) -> Paragraph:
    marks = tuple((Span("", start, end, "", "", ""), watch) for start, end in line.quotes)
    return Paragraph((" " * line.indent, ""), line.text, _STYLES.get(line.tone, ""), marks, watch)


def passages(entry: Entry, match: Match) -> Iterator[Paragraph]:
    """Where the matched words stand: the title, and as much of the texts as is around them."""
    told: set[str] = set()
    for field in ("title", "summary", "content"):
        text = getattr(entry, field)
        spans = sorted((span for span in match.spans if span.field == field), key=lambda span: span.start)
        for start, end in _windows(spans, text):
            said = "".join(" " if sign.isspace() else sign for sign in text[start:end])
            if said not in told:
                inside = (replace(span, start=span.start - start, end=span.end - start) for span in spans)
                marks = tuple((span, match.watch) for span in inside if 0 <= span.start < end - start)
                yield Paragraph((f"    {field:8} ", "quiet"), said, "", marks)
            told.add(said)


def _windows(spans: Sequence[Span], text: str) -> list[tuple[int, int]]:
    """The first parts of a text around its matched words, whole words where it has blanks.

    Those that meet are one, up to the length of a passage; what is longer goes on in the next.
    """
    found: list[tuple[int, int]] = []
    for span in spans:
        start, end = max(0, span.start - _AROUND), min(len(text), span.end + _AROUND)
        # To the nearest blanks on the way to the word; scripts without them are cut where it falls.
        start = max(start, text.find(" ", start, span.start) + 1) if start else 0
        end = end if end == len(text) else max(text.rfind(" ", span.end, end), 0) or end
        if found and start <= found[-1][1]:
            before, end = found[-1], max(end, found[-1][1])
            if end - before[0] <= _WIDEST:
                found[-1] = (before[0], end)
                continue
            if span.end <= before[1]:
                continue
            start = min(span.start, before[1])
        if len(found) == _PASSAGES:
            break
        found.append((start, min(end, start + _WIDEST)))
    return found


def _left_out(entry: Entry) -> Iterator[Paragraph]:
    """What of the entry no watch looks at, and what it was taken for."""
    if not entry.dropped:
        return
    yield Paragraph()
    yield Paragraph(text="What no watch looks at", style="bold")
    for place in entry.dropped:
        text = " ".join(getattr(entry, place.field)[place.start : place.end][:_LONGEST].split())
        if text:
            yield Paragraph((f"    {place.reason}  ", "quiet"), text, "quiet")


class WhyRows(Rows):
    """The explanation line by line."""

    BINDINGS = bindings(open="show the watches that do not match, or hide them")

    def __init__(self) -> None:
        """Empty until it is explained."""
        super().__init__(id="why-rows")
        self._paragraphs: list[Paragraph] = []
        self._lines: list[tuple[Paragraph, int, int]] = []
        """The paragraph of each line, and which part of its text stands there."""
        self._marked: dict[int, list[Piece]] = {}
        """The pieces of each paragraph that was drawn, by its place in memory: all of its lines have them in common."""
        self._colours: Mapping[str, str] = {}

    def show(self, paragraphs: Sequence[Paragraph], colours: Mapping[str, str]) -> None:
        """Show these, the cursor where it is."""
        self._paragraphs, self._colours = list(paragraphs), colours
        self._marked.clear()
        self._lay()

    @property
    def here(self) -> Paragraph:
        """What stands under the cursor."""
        return self._lines[self.cursor][0] if self._lines else Paragraph()

    def pieces(self, index: int, width: int) -> list[Piece]:
        """A line: what leads its paragraph or as many blanks, then its part of the text."""
        paragraph, start, end = self._lines[index]
        lead, style = paragraph.lead
        if id(paragraph) not in self._marked:
            self._marked[id(paragraph)] = marked(paragraph.text, paragraph.marks, self._colours, paragraph.style)
        pieces = self._marked[id(paragraph)]
        return [(lead if not start else " " * cells.width(lead), style), *_part(pieces, start, end)]

    def on_resize(self, event: object) -> None:
        """Another width wraps anew."""
        self._lay()
        self.show_cursor()

    def _lay(self) -> None:
        here = self._lines[self.cursor] if self._lines else None
        # As if the scrollbar were there: it comes only once there are lines.
        width = self.content_region.width - self.styles.scrollbar_size_vertical
        self._lines = []
        for each in self._paragraphs:
            room = max(10, width - cells.width(each.lead[0]))
            edges = [0, *cells.breaks(each.text, room), len(each.text)]
            # The blanks at which a line breaks would not fit on it.
            ends = ((start, start + len(each.text[start:end].rstrip())) for start, end in pairwise(edges))
            self._lines += [(each, start, end) for start, end in ends]
        # In another width the same text stands on other lines, and may be about another watch than what stood there.
        same = (at for at, (each, start, _) in enumerate(self._lines) if here and each is here[0] and start <= here[1])
        self.set_count(len(self._lines), max(same, default=self.cursor))


def _part(pieces: Sequence[Piece], start: int, end: int) -> Iterator[Piece]:
    """What of a text in pieces stands between two places."""
    at = 0
    for text, style in pieces:
        yield text[max(0, start - at) : max(0, end - at)], style
        at += len(text)


class WhyScreen(Overlay[Wish]):
    """Explains an entry; it is left with what is to be done about a watch, or with nothing."""

    BINDINGS = bindings("why", "edit_watch", "mute", "palette")
    DEFAULT_CSS = """
    WhyScreen WhyRows { margin: 1 0 0 0; }
    WhyScreen #why-title { height: auto; max-height: 3; }
    """

    def __init__(self, store: DeskStore, config: Config, entry_id: int, colours: Mapping[str, str]) -> None:
        """Explain a stored entry by the config's watches; `colours` are the watches', as Rich writes them."""
        super().__init__()
        self._store, self._config = store, config
        self._entry_id, self._colours = entry_id, colours
        self._explained: Explained | None = None
        self._is_open = False
        self.is_filling = True
        self._wanted: Callable[[], None] | None = None
        """What is to be done about the watch under the cursor as soon as one stands there."""

    def compose(self) -> ComposeResult:
        """The title, the explanation, the keys."""
        with Vertical(classes="box"):
            yield Plain("looking …", id="why-title", classes="title")
            yield WhyRows()
            yield Plain("", id="why-keys", classes="keys")

    def on_mount(self) -> None:
        """Explain beside the desk, which goes on meanwhile."""
        self.set_focus(self.query_one(WhyRows))
        self._look()

    @work
    async def _look(self) -> None:
        title = self.query_one("#why-title", Plain)
        try:
            found = await self._store.read(lambda db: explained(db, self._entry_id, self._config))
        except StoreError as problem:
            title.show(str(problem))
            return
        finally:
            self.is_filling = False
        if self not in self.app.screen_stack:
            # The screen was left meanwhile, and is being taken down piece by piece.
            return
        if found is None:
            title.show("This entry is no longer stored.")
            return
        title.show(found.entry.name)
        self._explained = found
        self._is_open = not any(each.match for each in found.told)
        self._show()
        if self._wanted is not None:
            self._wanted()

    def _show(self) -> None:
        # It may have been left while the entry was explained.
        if self._explained is None or not self.query(WhyRows):
            return
        rows = self.query_one(WhyRows)
        rows.empty = [
            "",
            "No watch is there to match it.",
            f"{first(self._config.keys, 'add')} on the main screen adds one.",
        ]
        rows.show([*paragraphs(self._explained, self._colours, is_open=self._is_open)], self._colours)
        self._tell()

    @on(Rows.Moved)
    def _tell(self) -> None:
        watch = self.query_one(WhyRows).here.watch
        does = ("edit_watch", "mute") if self._match_of(watch) else ("edit_watch",)
        said = f"{hints(self._config.keys, does, _HINTED)}: {watch}" if watch else ""
        open, back = (first(self._config.keys, id) for id in ("open", "back"))
        self.query_one("#why-keys", Plain).show(f"{back} back  {open} fold  {said}".rstrip())

    def _match_of(self, watch: str) -> Match | None:
        told = self._explained.told if self._explained else ()
        return next((each.match for each in told if each.watch.name == watch), None)

    @on(Rows.Opened)
    def _fold(self) -> None:
        """Show the watches that do not match, or hide them."""
        self._is_open = not self._is_open
        self._show()

    def action_edit_watch(self) -> None:
        """Leave to edit the watch under the cursor."""
        watch = self.query_one(WhyRows).here.watch
        if self.is_filling:
            self._wanted = self.action_edit_watch
        elif watch:
            self.dismiss(Wish("edit", watch, self._entry_id))
        else:
            self.notify("Put the cursor on the watch that you want to edit.")

    def action_mute(self) -> None:
        """Leave to make an exclusion for the watch under the cursor."""
        watch = self.query_one(WhyRows).here.watch
        if self.is_filling:
            self._wanted = self.action_mute
        elif self._match_of(watch):
            self.dismiss(Wish("mute", watch, self._entry_id))
        else:
            self.notify("Put the cursor on a watch that matches: only that has something to mute.")

    def action_why(self) -> None:
        """Close."""
        self.dismiss(None)
