"""The pane that shows one entry, scrolled to any place of it, its links to be chosen by number or by a click."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from monitor import cells, times
from monitor.actions import MOVES
from monitor.model import NO_TITLE, Match
from monitor.store.entries import Stored
from monitor.times import local
from monitor.tui import paragraphs
from monitor.tui.flow import Line, Piece
from monitor.tui.keys import bindings
from monitor.tui.rows import Aligned, strip

MEASURE = 90
"""The widest line of text, in cells, where none other is wanted: longer ones are hard to follow from end to start."""
_FIRST = 100
"""Lines that are there at once, if the screen does not show more."""
_MORE = 20
"""Lines that follow at a time, so few that no key waits for them."""
_GROWS = 500
"""Lines that come between two showings of how long a text is by now: each draws the whole screen anew."""
_JUMP = 1_000
"""Lines that a key may wait for."""
_PAUSE_SECONDS = 0.02
_LINK = "reader-link"
_CITED = 500
"""Cells of a title, and of an outlet, that are cited: terminals put nothing on the clipboard that is far too long."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the reader shows."""

    stored: Stored
    matches: Sequence[Match]
    colours: Mapping[str, str]

    def says_what(self, other: "_Shown") -> bool:
        """Whether the text is the same for both; whether an entry is read is told in the list."""
        row = replace(self.stored.row, read=other.stored.row.read)
        return replace(self, stored=replace(self.stored, row=row)) == other


class Reader(Aligned, ScrollView, can_focus=True):
    """One entry, wrapped to the width that there is; of a long one the end is wrapped while its beginning is read."""

    BINDINGS = bindings(*MOVES)
    COMPONENT_CLASSES = {"reader--quiet", "reader--title", "reader--link"}
    DEFAULT_CSS = """
    /* The bar comes when lines have been wrapped: its column is left free before. */
    Reader { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable; height: 1fr; }
    Reader > .reader--quiet { color: $quiet; }
    Reader > .reader--title { color: $unread; text-style: bold; }
    Reader > .reader--link { color: $primary; text-style: underline; }
    """

    class LinkChosen(Message):
        """A link was clicked on."""

        def __init__(self, url: str) -> None:
            super().__init__()
            self.url = url
            """An http or https address, as a feed wrote it."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__(id="reader-text")
        self.links: Sequence[str] = ()
        """The addresses of the entry's numbered links; the first has number 1."""
        self._most = MEASURE
        self._shown: _Shown | None = None
        self._lines: list[Line] = []
        self._coming: Iterator[Line] | None = None
        """The lines that are still to be wrapped."""
        self._marked: list[int] = []
        """The lines that hold a matched word."""
        self._sought: tuple[int, int] | None = None
        """Where the text stood when a marked line was sought the last time, and which."""
        self._held: tuple[int, int] | None = None
        """Where the text stood when it was wrapped to another width, and the letters above the place that was held."""
        self._goes_to_end = False
        self._width = 0
        self._said_ago = ""

    def show(self, stored: Stored | None, matches: Sequence[Match], colours: Mapping[str, str]) -> None:
        """Show an entry from its top, or nothing; the same entry anew where it stands. `matches` are to be marked."""
        before = self._shown
        self._shown = now = None if stored is None else _Shown(stored, matches, colours)
        if before is not None and now is not None and now.says_what(before):
            return
        self.links = () if stored is None else paragraphs.numbers(stored.entry).addresses
        is_another = before is None or stored is None or stored.row.id != before.stored.row.id
        goes_on = self._goes_to_end and not is_another
        self._lay(0 if is_another else self.scroll_offset.y)
        if is_another:
            self.scroll_to(y=0, animate=False, immediate=True)
        elif goes_on:
            self.action_last()

    def grow_older(self) -> None:
        """Say how long ago the entry came, if that is in other words by now and can be seen."""
        if self._shown is None or self.scroll_offset.y >= self.scrollable_content_region.height:
            return
        if self._ago() != self._said_ago:
            self._lay(self.scroll_offset.y)

    def _ago(self) -> str:
        return times.ago(self._shown.stored.row.at, time.time()) if self._shown is not None else ""

    def set_measure(self, cells: int) -> None:
        """Let lines be no wider than so many cells."""
        self._most = cells
        if self._measure() != self._width:
            self._wrap_anew()

    def address(self, number: int) -> str:
        """Where the link of a number leads; "" where there is none."""
        return self.links[number - 1] if 0 < number <= len(self.links) else ""

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        base, width = self.rich_style, self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        pieces = self._lines[index].pieces if index < len(self._lines) else ()
        return strip([Segment(" ", base), *(self._segment(piece, base) for piece in pieces)], width, base)

    def on_resize(self, event: events.Resize) -> None:
        """Another width wraps anew, another height may show more."""
        goes_on = self._goes_to_end
        if self._measure() != self._width:
            self._wrap_anew()
        else:
            self._extend(self._needed(self.scroll_offset.y))
        if goes_on:
            self.action_last()

    def on_click(self, event: events.Click) -> None:
        """A click on a link chooses it."""
        address = event.style.meta.get(_LINK)
        if isinstance(address, str):
            event.stop()
            self.post_message(self.LinkChosen(address))

    def action_down(self) -> None:
        """A line down."""
        self.scroll_lines(1)

    def action_up(self) -> None:
        """A line up."""
        self.scroll_lines(-1)

    def action_first(self) -> None:
        """To the top."""
        self.scroll_lines(-self.scroll_offset.y)

    def action_last(self) -> None:
        """To the end, and on to where that is when all is wrapped."""
        self._extend(len(self._lines) + _JUMP)
        self.scroll_to(y=len(self._lines), animate=False, immediate=True)
        self._goes_to_end = self._coming is not None

    def action_page_down(self) -> None:
        """A screen down, less a line."""
        self.scroll_lines(max(1, self.scrollable_content_region.height - 1))

    def action_page_up(self) -> None:
        """A screen up, less a line."""
        self.scroll_lines(-max(1, self.scrollable_content_region.height - 1))

    def scroll_lines(self, lines: int) -> None:
        """Scroll so many lines down, or up; from another pane too."""
        self._goes_to_end = False
        self._go_to(self.scroll_offset.y + lines)

    def seek_marked(self, step: int) -> bool:
        """Bring the next line with a matched word, or with -1 the one before, to the top; from the last, the first.

        Whether there is one.
        """
        top = self.scroll_offset.y
        # At the end of a text several marked lines stand below one and the same top.
        here = self._sought[1] if self._sought and self._sought[0] == top else top
        if not self._ahead(here, step):
            self._extend(len(self._lines) + _JUMP)
        if not self._marked:
            return False
        line = (self._ahead(here, step) or self._marked)[0 if step > 0 else -1]
        self._goes_to_end = False
        self._go_to(line)
        self._sought = (self.scroll_offset.y, line)
        return True

    def _ahead(self, here: int, step: int) -> list[int]:
        return [at for at in self._marked if (at > here if step > 0 else at < here)]

    def _go_to(self, y: int) -> None:
        self._extend(self._needed(y))
        self.scroll_to(y=y, animate=False, immediate=True)

    def _measure(self) -> int:
        return max(10, min(self._most, self.scrollable_content_region.width - 2))

    # Wrapping: what is seen at once, the rest a little at a time.

    def _wrap_anew(self) -> None:
        """Wrap what is shown to the width that there is now; the words that stand on the top line stay there."""
        top = self.scroll_offset.y
        # By the letters of the first time, or several widths would add up; a higher pane may have moved the text since.
        if self._held is not None and top == min(self._held[0], self.max_scroll_y):
            above = self._held[1]
        else:
            above = sum(line.letters for line in self._lines[:top])
        self._lay(top)
        self._go_to(self._line_behind(above))
        self._held = self.scroll_offset.y, above

    def _line_behind(self, letters: int) -> int:
        """The line that stands behind so many letters, or holds the last of them and more; all up to it is wrapped."""
        at = passed = 0
        while passed < letters:
            self._wrap(at + 1)
            if at == len(self._lines):
                break
            passed += self._lines[at].letters
            at += 1
        return at if passed <= letters else at - 1

    def _lay(self, top: int) -> None:
        """Wrap what is shown anew, as far as it is seen from line `top` on."""
        self._width, self._said_ago = self._measure(), self._ago()
        self._lines, self._marked, self._sought, self._held, self._goes_to_end = [], [], None, None, False
        shown = self._shown
        self._coming = None
        if shown is not None:
            self._coming = paragraphs.lines(shown.stored, shown.matches, shown.colours, self._width, time.time())
        self._extend(self._needed(top))
        self.refresh()
        if self._coming is not None:
            self._go_on_later(self._coming)

    def _needed(self, top: int) -> int:
        """How many lines it takes to show a screen of them from line `top` on."""
        return max(_FIRST, top + 2 * self.scrollable_content_region.height)

    def _extend(self, count: int) -> None:
        """Have that many lines, if there are, and show how long the text is by now."""
        self._wrap(count)
        self.virtual_size = Size(1, len(self._lines))

    def _wrap(self, count: int) -> None:
        """Have that many lines, if there are."""
        if self._coming is not None and count > len(self._lines):
            wanted = count - len(self._lines)
            fresh = [*islice(self._coming, wanted)]
            self._marked += [at for at, line in enumerate(fresh, len(self._lines)) if line.is_marked]
            self._lines += fresh
            if len(fresh) < wanted:
                self._coming = None

    def _go_on_later(self, coming: Iterator[Line]) -> None:
        self.set_timer(_PAUSE_SECONDS, lambda: self._go_on(coming))

    def _go_on(self, coming: Iterator[Line]) -> None:
        """Wrap some more of what was being wrapped, unless something else is by now."""
        if self._coming is coming:
            self._wrap(len(self._lines) + _MORE)
            if self._coming is None or len(self._lines) - self.virtual_size.height >= _GROWS:
                # The wheel and the bar have moved the text since without a word.
                goes_on = self._goes_to_end and self.scroll_offset.y >= self.max_scroll_y
                self._extend(len(self._lines))
                if goes_on:
                    self.scroll_to(y=len(self._lines), animate=False, immediate=True)
                self._goes_to_end = goes_on and self._coming is not None
            self._go_on_later(coming)

    def _segment(self, piece: Piece, base: Style) -> Segment:
        style = base
        for name in piece.styles:
            style += self._style(name)
        return Segment(piece.text, style + _clickable(piece.link) if piece.link else style)

    def _style(self, name: str) -> Style:
        if f"reader--{name}" in self.COMPONENT_CLASSES:
            return self.get_component_rich_style(f"reader--{name}", partial=True)
        return Style.parse(name)


@lru_cache(maxsize=500)
def _clickable(address: str) -> Style:
    """The style by which a click is told where it leads."""
    return Style.from_meta({_LINK: address})


def citation(stored: Stored) -> str:
    """An entry in a line, to be cited: “Title”, Outlet, 25 Nov 2026, link."""
    entry, row = stored.entry, stored.row
    when = local(row.at)
    title, outlet = (cells.cut(each, _CITED) for each in (entry.title or NO_TITLE, row.feed_title))
    said = [f"“{title}”", outlet, f"{when.day} {when:%b %Y}", entry.link]
    return ", ".join(filter(None, said))
