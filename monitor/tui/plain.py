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

    DEFAULT_CSS = "Plain { height: auto; width: 1fr; }"

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        """Show `text`, lines apart by line breaks."""
        super().__init__(id=id, classes=classes)
        self.text = _shown(text)
        self._end = ""

    def show(self, text: str, end: str = "") -> None:
        """Show another text; where it is cut, it is before its `end`."""
        text = _shown(text) + end
        if (text, end) != (self.text, self._end):
            self.text, self._end = text, end
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
        lines = [self._cut(width)] if self.content_size.height == 1 else self._lines(width)
        return strip([Segment(lines[y] if y < len(lines) else "", style)], width, style)

    def _cut(self, width: int) -> str:
        """Its first line, without what has no room before its end."""
        line, end = self.text.split("\n")[0], self._end
        return cells.cut(line.removesuffix(end), max(1, width - cells.width(end))) + end if end else line

    def _lines(self, width: int) -> list[str]:
        return [line for part in self.text.split("\n") for line in cells.wrapped(part, max(1, width))]


def _shown(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"
