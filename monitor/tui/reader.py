"""The pane that shows one entry: where it comes from, why it matches, and its text with the matched words marked."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Span as RichSpan
from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from monitor import cells, times
from monitor.matching.why import reasons
from monitor.model import Entry, Match, Span
from monitor.store.entries import Stored
from monitor.tui.entries import marked
from monitor.tui.keys import MOVES, bindings
from monitor.tui.rows import strip

MEASURE = 90
"""The widest line of text, in cells: longer ones are hard to follow from end to start."""
MOST = 200_000
"""Code points of one text that are shown: a book; what is beyond is said to be there."""
_CONSOLE = Console(width=MEASURE, color_system=None, legacy_windows=False)


class Reader(ScrollView, can_focus=True):
    """One entry, wrapped to the width that there is."""

    BINDINGS = bindings(*MOVES)
    COMPONENT_CLASSES = {"reader--quiet", "reader--title", "reader--link"}
    DEFAULT_CSS = """
    Reader { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; height: 1fr; }
    Reader > .reader--quiet { color: $quiet; }
    Reader > .reader--title { color: $unread; text-style: bold; }
    Reader > .reader--link { color: $primary; text-style: underline; }
    """

    def __init__(self) -> None:
        """Empty."""
        super().__init__(id="reader-text")
        self._texts: list[Text] = []
        self._lines: list[Text] = []
        self._marked: list[int] = []
        """The lines that hold a matched word."""
        self._sought: tuple[int, int] | None = None
        """Where the text stood when a marked line was sought the last time, and which."""
        self._width = 0
        self._entry: int | None = None

    def show(self, stored: Stored | None, matches: Sequence[Match], colours: Mapping[str, str]) -> None:
        """Show an entry from its top, or nothing; the same entry anew where it stands. `matches` are to be marked."""
        styles = {name: self._style(name) for name in ("quiet", "title", "link")}
        self._texts = [] if stored is None else paragraphs(stored, matches, colours, styles, time.time())
        self._wrap()
        entry = stored.row.id if stored else None
        if entry != self._entry:
            self._entry = entry
            self.scroll_to(y=0, animate=False, immediate=True)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        base, width = self.rich_style, self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        segments = [Segment(" ", base)]
        if index < len(self._lines):
            line = self._lines[index]
            # Rich leaves a text's own style out where the text has no spans.
            own = base + line.style if isinstance(line.style, Style) else base
            segments += [
                Segment(piece.text, own + piece.style if piece.style else own) for piece in line.render(_CONSOLE)
            ]
        return strip(segments, width, base)

    def on_resize(self, event: events.Resize) -> None:
        """Another width wraps anew."""
        if self._measure() != self._width:
            self._wrap()

    def action_down(self) -> None:
        """A line down."""
        self._scroll(1)

    def action_up(self) -> None:
        """A line up."""
        self._scroll(-1)

    def action_first(self) -> None:
        """To the top."""
        self._scroll(-len(self._lines))

    def action_last(self) -> None:
        """To the end."""
        self._scroll(len(self._lines))

    def action_page_down(self) -> None:
        """A screen down, less a line."""
        self._scroll(max(1, self.scrollable_content_region.height - 1))

    def action_page_up(self) -> None:
        """A screen up, less a line."""
        self._scroll(-max(1, self.scrollable_content_region.height - 1))

    def seek_marked(self, step: int) -> None:
        """Bring the next line with a matched word, or with -1 the one before, to the top; from the last, the first."""
        if not self._marked:
            return
        top = self.scroll_offset.y
        # At the end of a text several marked lines stand below one and the same top.
        here = self._sought[1] if self._sought and self._sought[0] == top else top - (step < 0)
        ahead = [at for at in self._marked if (at > here if step > 0 else at < here)]
        line = (ahead or self._marked)[0 if step > 0 else -1]
        self.scroll_to(y=line, animate=False, immediate=True)
        self._sought = (self.scroll_offset.y, line)

    def scroll_lines(self, lines: int) -> None:
        """Scroll from another pane."""
        self._scroll(lines)

    def _scroll(self, lines: int) -> None:
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, immediate=True)

    def _measure(self) -> int:
        return max(10, min(MEASURE, self.scrollable_content_region.width - 2))

    def _wrap(self) -> None:
        self._width = self._measure()
        self._lines = [line for text in self._texts for line in text.divide(cells.breaks(text.plain, self._width))]
        self._marked = [at for at, line in enumerate(self._lines) if any(map(_is_mark, line.spans))]
        self._sought = None
        self.virtual_size = Size(1, len(self._lines))
        self.refresh()

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"reader--{name}", partial=True)


def paragraphs(
    stored: Stored, matches: Sequence[Match], colours: Mapping[str, str], styles: Mapping[str, Style], now: float
) -> list[Text]:
    """An entry as paragraphs: title, where from and when, link, the reasons, the text."""
    entry, row = stored.entry, stored.row
    title = _text(entry.title or "(no title)", "title", matches, colours)
    title.stylize_before(styles["title"])
    then = datetime.fromtimestamp(row.at).astimezone()
    when = f"{then:%a %d %b %Y, %H:%M} ({times.span(max(0.0, now - row.at))} ago)"
    source = " · ".join(filter(None, (row.feed_title, entry.author if entry.author != row.feed_title else "", when)))
    said = [title, Text(source, styles["quiet"])]
    if stored.changed is not None:
        then = datetime.fromtimestamp(stored.changed).astimezone()
        said.append(Text(f"edited since it was first seen, last on {then:%d %b, %H:%M}", styles["quiet"]))
    if entry.link:
        said.append(Text(entry.link, styles["link"]))
    said.append(Text())
    said += [_reason(match, colours, styles["quiet"]) for match in matches]
    said += [Text()] if matches else []
    summary = "" if repeats(entry.content, entry.summary) else entry.summary
    for field, text in (("summary", summary), ("content", entry.content)):
        if text:
            shown = _text(text[:MOST], field, matches, colours)
            _dim(shown, field, entry, styles["quiet"])
            said += [*shown.split("\n", allow_blank=True), Text()]
        if len(text) > MOST:
            said.append(Text(f"({len(text) - MOST:,} more characters are stored)", styles["quiet"]))
    for enclosure in entry.enclosures:
        said.append(Text(f"{enclosure.type or 'file'}: {enclosure.url}", styles["quiet"]))
    if entry.categories:
        said.append(Text(" · ".join(entry.categories), styles["quiet"]))
    return said


def citation(stored: Stored) -> str:
    """An entry in a line, to be cited: “Title”, Outlet, 25 Nov 2026, link."""
    entry, row = stored.entry, stored.row
    when = datetime.fromtimestamp(row.at).astimezone()
    said = [f"“{entry.title or '(no title)'}”", row.feed_title, f"{when.day} {when:%b %Y}", entry.link]
    return ", ".join(filter(None, said))


def _is_mark(span: RichSpan) -> bool:
    """Whether a piece of a line is a matched word: bold and underlined, which no other is."""
    return isinstance(span.style, Style) and bool(span.style.bold and span.style.underline)


def repeats(content: str, summary: str) -> bool:
    """Whether a summary is only the beginning of the content, as many feeds make it, cut short or not."""
    start = " ".join(summary.split()).rstrip("….[] ")
    return bool(start) and " ".join(content[: len(summary) * 2].split()).startswith(start)


def _text(text: str, field: str, matches: Sequence[Match], colours: Mapping[str, str]) -> Text:
    spans: list[tuple[Span, str]] = [
        (span, match.watch) for match in matches for span in match.spans if span.field == field
    ]
    whole = Text()
    for piece, style in marked(text, spans, colours, ""):
        whole.append(piece, Style.parse(style) if style else None)
    return whole


def _dim(text: Text, field: str, entry: Entry, quiet: Style) -> None:
    """Show quietly what of a field no watch looks at; words that a search found there keep their colour."""
    for place in entry.dropped:
        if place.field == field:
            text.stylize_before(quiet, place.start, place.end)


def _reason(match: Match, colours: Mapping[str, str], quiet: Style) -> Text:
    """A match in a line: ▌ Scam hubs: “Scam-hub” (scam hub) in the title."""
    line = Text("▌ ", Style.parse(colours.get(match.watch, "") or "none"))
    line.append(match.watch, Style(bold=True))
    line.append(f"  {match.level}: {reasons(match)}", quiet)
    return line
