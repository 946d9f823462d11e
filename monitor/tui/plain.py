"""Plain text on the screen, measured as terminals draw it: headings, the bottom line, what is told in sentences."""

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip

from monitor import cells
from monitor.tui.rows import Aligned, strip

_MOST = 10_000
"""Code points that are shown: more than there is room for on a screen, and wrapped while a key waits."""


class Plain(Aligned):
    """Text without markup; it wraps, and where it has a single row it is cut."""

    DEFAULT_CSS = """
    Plain { height: auto; width: 1fr; }
    Plain.folds.is-silent { display: none; }
    """

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        """Show `text`, lines apart by line breaks."""
        super().__init__(id=id, classes=classes)
        self.text = _shown(text)
        # Styles come when it is mounted.
        self.set_class(not text, "is-silent", update=False)
        self._end = self._more = ""

    def show(self, text: str, end: str = "", more: str = "") -> None:
        """Show another text, its `end`, and `more`; in a single row this goes first, and what precedes the end next."""
        text = _shown(text) + end + more
        if (text, end, more) != (self.text, self._end, self._more):
            self.text, self._end, self._more = text, end, more
            # Only of what folds any style goes by it.
            self.set_class(not text, "is-silent", update=self.has_class("folds"))
            # Textual keeps the size for a text that is the second since it looked what is to be laid out anew.
            self._box_model_cache.clear()
            self.refresh(layout=self.styles.auto_dimensions)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as its longest line."""
        return max(cells.width(line) for line in self.text.split("\n"))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as it takes when wrapped."""
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """One row."""
        width, style = self.content_size.width, self.rich_style
        height = self.content_size.height
        lines = [self._cut(width)] if height == 1 else self._lines(width)
        if y == height - 1 and height < len(lines):
            lines[y] = cells.cut(f"{lines[y]}…", width)
        return strip([Segment(lines[y] if y < len(lines) else "", style)], width, style)

    def _cut(self, width: int) -> str:
        """Its first line, without what has no room before its end and behind it."""
        line, end = self.text.split("\n")[0], self._end
        if not end:
            return line
        text = cells.cut(line.removesuffix(end + self._more), max(1, width - cells.width(end)))
        text = cells.cut(f"{text}{end}", width)
        # Apart from what stands before it: a number without its last figure is another one.
        return text + cells.cut(self._more, max(0, width - cells.width(text)))

    def _lines(self, width: int) -> list[str]:
        return [line for part in self.text.split("\n") for line in cells.wrapped(part, max(1, width))]


def _shown(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"
