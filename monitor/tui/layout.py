"""The panes side by side, and their borders: moved by key or mouse, remembered, never so far that a pane vanishes."""

from collections.abc import Mapping
from typing import Any

from rich.segment import Segment
from textual import events
from textual.containers import Horizontal
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from monitor.tui.plain import Plain
from monitor.tui.rows import strip
from monitor.tui.signs import EDGE

_LEAST = {"watches": 16, "entries": 30, "reader": 30}
"""Columns that a pane keeps, as in the style sheet."""
_LEAST_ROWS = 4
"""Rows that the list and the reader keep where one stands over the other, as in the style sheet."""
_COLUMNS, _ROWS = 4, 2
"""A step by key."""
_WHOLE = 1000
KEYS = ("watches", "entries", "entries-rows")
"""What is remembered: columns of the watches; thousandths of the work area that the list has, in columns and rows."""


def measure(screen: Screen[Any]) -> None:
    """Give a screen that is being composed the classes of its size: Textual does only when it has drawn all of it once
    as no size has it, and then styles and draws it anew."""
    size = screen.app.size
    for cells, breakpoints in ((size.width, screen.HORIZONTAL_BREAKPOINTS), (size.height, screen.VERTICAL_BREAKPOINTS)):
        fitting = [name for least, name in breakpoints or () if least <= cells]
        screen.add_class(*fitting[-1:], update=False)


class Panes(Horizontal):
    """Watches and work area; by the screen's class, list and reader stand side by side or one over the other."""

    def __init__(self) -> None:
        """As the style sheet has it."""
        super().__init__(id="panes")
        self.sizes: dict[str, int] = {}
        """What the user chose, by `KEYS`; what is not there is as the style sheet has it."""

    def take(self, sizes: Mapping[str, object]) -> None:
        """Give the panes sizes that were remembered; what makes no sense among them is left out."""
        self.sizes = {key: size for key, size in sizes.items() if key in KEYS and type(size) is int and size > 0}
        self._fit()

    def grow(self, pane: str, steps: int) -> None:
        """Make a pane larger by steps, or smaller, where there is a border that can be moved for it."""
        key = self._key("watches" if pane == "watches" else "entries")
        if key:
            step = steps * (_ROWS if key == "entries-rows" else _COLUMNS) * (-1 if pane == "reader" else 1)
            self._put(key, self._now(key) + step)

    def drag(self, pane: str, x: int, y: int) -> None:
        """Put the border behind a pane at a place on the screen."""
        key, work = self._key(pane), self.query_one("#work").region
        if key:
            self._put(key, {"watches": x - self.region.x, "entries": x - work.x, "entries-rows": y - work.y}[key])

    def reset(self, pane: str) -> None:
        """Give a pane back the size that the style sheet has."""
        self.sizes.pop(self._key(pane), None)
        self._fit()

    def on_resize(self) -> None:
        """Another size of the terminal may ask for other limits, or another layout."""
        self._fit()

    def _key(self, pane: str) -> str:
        """What a pane's size goes by in the layout that the screen has; empty where one pane shows at a time."""
        screen = self.screen
        if screen.has_class("-narrow") or screen.has_class("-zen"):
            return ""
        return "entries-rows" if pane == "entries" and screen.has_class("-middle") else pane

    def _now(self, key: str) -> int:
        if key == "watches":
            return self.sizes.get(key, self.query_one("#watches").outer_size.width)
        if key in self.sizes:
            return self.sizes[key] * self._room(key) // _WHOLE
        return self._along(key, self.query_one("#entries").outer_size)

    def _put(self, key: str, cells: int) -> None:
        cells = self._limited(key, cells)
        # Rounded up, for the layout rounds down.
        self.sizes[key] = cells if key == "watches" else -(-cells * _WHOLE // max(1, self._room(key)))
        self._fit()

    def _room(self, key: str) -> int:
        """What list and reader have together."""
        room = self._along(key, self.query_one("#work").size)
        return room if key == "entries-rows" else room - 1

    def _along(self, key: str, size: Size) -> int:
        return size.height if key == "entries-rows" else size.width

    def _limited(self, key: str, cells: int) -> int:
        if key == "watches":
            others = _LEAST["entries"] + (_LEAST["reader"] if self.screen.has_class("-wide") else 0) + 2
            return max(_LEAST[key], min(cells, self.size.width - others))
        least, other = (_LEAST_ROWS,) * 2 if key == "entries-rows" else (_LEAST["entries"], _LEAST["reader"])
        return max(least, min(cells, self._room(key) - other))

    def _fit(self) -> None:
        """Let the sizes that were chosen hold in the layout that the screen has, and no others."""
        watches, entries, reader = (self.query_one(f"#{pane}", Widget) for pane in _LEAST)
        key = self._key("entries")
        wide = self.sizes.get("watches") if key else None
        least, most = (None, None) if wide is None else (0, "100%")
        _ask(watches, width=None if wide is None else self._limited("watches", wide), min_width=least, max_width=most)
        share = min(self.sizes.get(key, 0), _WHOLE - 1)
        # As parts of a whole, so that they follow the terminal and leave each other what the style sheet asks for.
        parts = (f"{share}fr", f"{_WHOLE - share}fr") if share else (None, None)
        for pane, part in zip((entries, reader), parts, strict=True):
            _ask(pane, width=part if key == "entries" else None, height=part if key == "entries-rows" else None)
        self.set_class(bool(share), "is-split")


def _ask(pane: Widget, **sizes: int | str | None) -> None:
    """Have a pane ask for these sizes, or (None) for what the style sheet has."""
    for name, size in sizes.items():
        # Textual lays the screen out anew also where what is taken away was not there.
        if size is not None or pane.styles.inline.has_rule(name):
            setattr(pane.styles, name, size)


class Splitter(Plain):
    """The border behind a pane, or a heading that is one: dragged it moves, clicked twice it goes back to its place."""

    DEFAULT_CSS = """
    Splitter { width: 1; height: 1fr; color: $line; }
    Splitter:hover, Splitter.is-dragged { color: $accent; }
    """

    def __init__(self, pane: str, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        """The border behind `pane`; without a text it is a line."""
        super().__init__(text, id=id, classes=classes)
        self._pane = pane
        self._is_line = not text

    def render_line(self, y: int) -> Strip:
        """A piece of the line, or the text."""
        if not self._is_line:
            return super().render_line(y)
        return strip([Segment(EDGE, self.rich_style)], self.size.width, self.rich_style)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of it."""
        if self._is_border:
            event.stop()
            self.capture_mouse()
            self.add_class("is-dragged")

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Take it along."""
        if self.has_class("is-dragged"):
            event.stop()
            self._panes.drag(self._pane, event.screen_x, event.screen_y)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        if self.has_class("is-dragged"):
            event.stop()
            self.release_mouse()

    def on_hide(self) -> None:
        """Let go of what is to be seen no more: nobody would hear when the button is released."""
        self.release_mouse()

    def on_mouse_release(self) -> None:
        """It has been let go."""
        self.remove_class("is-dragged")

    def on_click(self, event: events.Click) -> None:
        """Twice: as it was."""
        if self._is_border and event.chain == 2:
            event.stop()
            self._panes.reset(self._pane)

    @property
    def _is_border(self) -> bool:
        """A heading is one only where a pane stands over it."""
        return self._is_line or self.screen.has_class("-middle")

    @property
    def _panes(self) -> Panes:
        return next(node for node in self.ancestors if isinstance(node, Panes))
