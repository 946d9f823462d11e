"""A list of any length: only the rows on the screen are asked for and drawn."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from monitor import cells
from monitor.actions import MOVES
from monitor.text import written_out
from monitor.tui.keys import bindings

_INDENT = "  "
"""Stands before what an empty list says."""
_BREAKS = str.maketrans("\t\n", "  ")
Item = TypeVar("Item")
Piece = tuple[str, str]
"""Text, and the name of its style: a component class without its prefix, or a Rich style such as "bold #ff0000"."""


class Cells(Strip):
    """A line of the screen that is cut where a terminal draws its cells.

    Rich's table takes Burmese, Khmer and others for narrower; cut by it, a line pushes what stands right of it along.
    """

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """The pieces up to each of the cuts."""
        cuts = [cut for cut in cuts if cut <= self.cell_length]
        if cuts == [self.cell_length]:
            return [self]
        pieces: list[Strip] = []
        rest, at = list(self), 0
        for cut in cuts:
            piece, rest = _split(rest, cut - at)
            pieces.append(Cells(piece, cut - at))
            at = cut
        return pieces

    def crop(self, start: int, end: int | None = None) -> Strip:
        """The piece between two cuts."""
        start, end = max(0, start), self.cell_length if end is None else min(self.cell_length, end)
        if start == 0 and end == self.cell_length:
            return self
        return Cells(_split(_split(list(self), start)[1], end - start)[0], end - start) if end > start else Strip([], 0)


class Aligned(Widget):
    """A widget whose lines may be in any script: nothing right of it, or over it, is pushed out of line."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as they go to the screen."""
        return [_aligned(line) for line in super().render_lines(crop)]


class Rows(Aligned, ScrollView, can_focus=True):
    """Rows with a cursor; what they hold comes from `pieces`, which a kind of list overrides."""

    BINDINGS = bindings(*MOVES, "open")
    COMPONENT_CLASSES = {"rows--cursor", "rows--quiet", "rows--strong", "rows--good", "rows--bad", "rows--tag"}
    DEFAULT_CSS = """
    Rows { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; height: 1fr; }
    Rows > .rows--cursor { background: $cursor-quiet; }
    Rows:focus > .rows--cursor { background: $cursor; }
    Rows > .rows--quiet { color: $quiet; }
    Rows > .rows--strong { color: $unread; text-style: bold; }
    Rows > .rows--good { color: $success; }
    Rows > .rows--bad { color: $error; text-style: bold; }
    Rows > .rows--tag { color: $accent; }
    """

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, rows: "Rows") -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> "Rows":
            """The list, for handlers that listen to one of several."""
            return self.rows

    class Opened(Moved):
        """The row under the cursor was opened, by key or double click."""

    def __init__(self, *, id: str | None = None) -> None:
        """An empty list."""
        super().__init__(id=id)
        self.count = 0
        self.cursor = 0
        self._base = Style.null()
        self._height = 0
        """Lines that were to be seen before the size became another."""
        self.empty: Sequence[str] = ()
        """What to say while there are no rows, a line each; one that is too long goes on below, but for one that begins
        with a blank, which is cut."""

    def pieces(self, index: int, width: int) -> list[Piece]:
        """The row's text with its styles, in `width` cells; what is longer is cut, what is shorter padded."""
        raise NotImplementedError

    def set_count(self, count: int, cursor: int) -> None:
        """Show `count` rows with the cursor on one of them, in sight if it was; the screen keeps its place as far as it
        can, and so does what is hidden for a while."""
        is_away = self.is_away
        self.count = count
        self.cursor = max(0, min(cursor, count - 1))
        self._fit()
        if self._in_sight and not is_away:
            self.show_cursor()
        self.refresh()

    def move_to(self, index: int) -> None:
        """Put the cursor on a row and bring it into view."""
        index = max(0, min(index, self.count - 1))
        if not self.count:
            return
        before, self.cursor = self.cursor, index
        # Also where it is there already: the wheel may have taken it out of sight.
        self.show_cursor()
        if index != before:
            self.refresh_line(before)
            self.refresh_line(index)
            self.post_message(self.Moved(self))

    def show_cursor(self) -> None:
        """Scroll just as far as the cursor needs."""
        height = self._in_sight
        top = self.scroll_offset.y
        if self.cursor < top or not height:
            self._scroll(self.cursor)
        elif self.cursor >= top + height:
            self._scroll(self.cursor - height + 1)

    @property
    def line(self) -> int:
        """On which line of what is to be seen the cursor stands."""
        return self.cursor - self.scroll_offset.y

    @property
    def is_away(self) -> bool:
        """Whether the cursor is out of sight: by the wheel one looks at other rows."""
        return bool(self.count and self._in_sight) and not 0 <= self.line < self._in_sight

    def show_at(self, line: int) -> None:
        """Scroll so that the cursor stands on this line, as far as there are rows above and below it."""
        self._scroll(self.cursor - line)
        self.show_cursor()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as they go to the screen."""
        # The style comes from all that the list stands in: to ask for it costs as much as to draw a line.
        self._base = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        base = self._base
        if index >= self.count:
            return self._told(index, width, base)
        if index == self.cursor:
            base += self.get_component_rich_style("rows--cursor", partial=True)
        return strip(self._segments(self.pieces(index, width), base), width, base)

    def style(self, name: str) -> Style:
        """The style that a piece names."""
        if f"rows--{name}" in self.COMPONENT_CLASSES:
            return self.get_component_rich_style(f"rows--{name}", partial=True)
        return Style.parse(name)

    def on_resize(self, event: events.Resize) -> None:
        """The width decides where rows are cut, the height what fits; who looks at other rows than the cursor's goes on
        with them."""
        was_away = self._height and not 0 <= self.line < self._height
        self._height = self.scrollable_content_region.height
        self._fit()
        if not was_away:
            self.show_cursor()

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a row, a double click opens it."""
        place = event.get_content_offset(self)
        if place is None:
            return
        index = place.y + self.scroll_offset.y
        if index < self.count:
            self.move_to(index)
            if event.chain == 2:
                self.post_message(self.Opened(self))

    def action_down(self) -> None:
        """Next row."""
        self.move_to(self.cursor + 1)

    def action_up(self) -> None:
        """Row before."""
        self.move_to(self.cursor - 1)

    def action_first(self) -> None:
        """First row."""
        self.move_to(0)

    def action_last(self) -> None:
        """Last row."""
        self.move_to(self.count - 1)

    def action_page_down(self) -> None:
        """A screen further, less a line that ties the two together."""
        self.move_to(self.cursor + self._page())

    def action_page_up(self) -> None:
        """A screen back."""
        self.move_to(self.cursor - self._page())

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.count:
            self.post_message(self.Opened(self))

    @property
    def _in_sight(self) -> int:
        """How many lines there are to be seen, or were, where the list is hidden; 0 where it has never been seen."""
        return self.scrollable_content_region.height or self._height

    def _page(self) -> int:
        return max(1, self.scrollable_content_region.height - 1)

    def _fit(self) -> None:
        # One column: the virtual width only has to be no wider than the list.
        told = 0 if self.count else len(self._sentences(self.scrollable_content_region.width))
        self.virtual_size = Size(1, max(self.count, told))

    def _scroll(self, y: int) -> None:
        # Forced, for a list that has just grown longer than the screen has no scrollbar yet, and none scrolls without.
        self.scroll_to(y=max(0, y), animate=False, immediate=True, force=True)

    def _segments(self, pieces: Sequence[Piece], base: Style) -> list[Segment]:
        return [Segment(text, base + self.style(style) if style else base) for text, style in pieces if text]

    def _sentences(self, width: int) -> list[str]:
        """What there is to say, in lines of so many cells."""
        room = max(1, width - len(_INDENT))
        lines = ([said] if said.startswith(" ") else cells.wrapped(said, room) for said in self.empty)
        return [_INDENT + line for each in lines for line in each]

    def _told(self, index: int, width: int, base: Style) -> Strip:
        lines = [] if self.count else self._sentences(width)
        if index >= len(lines):
            return Strip.blank(width, base)
        style = "strong" if index == 0 else "quiet"
        return strip(self._segments([(lines[index], style)], base), width, base)


class Items(Rows, Generic[Item]):
    """Rows each of which stands for something."""

    items: Sequence[Item] = ()

    @property
    def selected(self) -> Item | None:
        """What the cursor is on."""
        return self.items[self.cursor] if self.items else None

    def show(self, items: Sequence[Item], cursor: int | None = 0) -> None:
        """Show these, the cursor on one of them, or (None) on none."""
        self.items = items
        self.set_count(len(items), cursor or 0)
        if cursor is None:
            self.cursor = -1


def strip(segments: Sequence[Segment], width: int, base: Style) -> Strip:
    """Segments as a strip that a terminal draws in just `width` cells.

    Terminals draw the vowel signs of Burmese, Khmer and others a cell wide each, which Rich's table does not know: the
    padding is measured as terminals measure, so that what stands to the right stays in line.
    """
    kept: list[Segment] = []
    left = width
    for index, segment in enumerate(segments, 1):
        # What is stored is text when it comes in, but the store is a file, which others may edit, or hand on.
        whole = cells.drawable(segment.text if segment.text.isprintable() else _in_a_line(segment.text))
        if cells.width(whole) == left and any(more.text.strip() for more in segments[index:]):
            # What fills the line just so says that the next segment had to go.
            whole += "…"
        text = cells.cut(whole, left)
        kept.append(Segment(text, segment.style))
        left -= cells.width(text)
        if text != whole or left <= 0:
            break
    if left > 0:
        kept.append(Segment(" " * left, base))
    return Strip(kept, width)


def _in_a_line(text: str) -> str:
    return written_out(text).translate(_BREAKS)


def _aligned(line: Strip) -> Strip:
    return line if all(part.text.isascii() for part in line) else Cells(list(line), line.cell_length)


def _split(segments: Sequence[Segment], at: int) -> tuple[list[Segment], list[Segment]]:
    """Segments cut in two, the first ones `at` cells wide."""
    kept: list[Segment] = []
    for index, segment in enumerate(segments):
        wide = cells.width(segment.text)
        if wide > at:
            head, tail = cells.split(segment.text, at)
            return [*kept, segment._replace(text=head)], [segment._replace(text=tail), *segments[index + 1 :]]
        kept.append(segment)
        at -= wide
    return kept, []
