"""A field of one line that stays in its place in every script, and shows nothing that a terminal obeys."""

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip
from textual.widgets import Input

from monitor import text
from monitor.tui.rows import Aligned, Cells


def held(drawn: Strip, width: int, base: Style) -> Strip:
    """A line of a field in just `width` cells; Textual takes Burmese and others for narrower than terminals do."""
    if all(part.text.isascii() for part in drawn):
        return drawn
    return Cells([*drawn, Segment(" " * width, base)], width + 1).crop(0, width)


def listed(typed: str) -> tuple[str, ...]:
    """The names that stand in a field, commas between them, each once."""
    return tuple(dict.fromkeys(filter(None, map(text.line, typed.split(",")))))


class Line(Input, Aligned):
    """A field of one line, as wide as terminals draw what is written in it."""

    DEFAULT_CSS = """
    Line { border: none; padding: 0 1; background: $panel; color: $foreground; height: 1; width: 1fr; }
    Line:focus { border: none; background: $cursor; }
    """

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted may come from anywhere."""
        event.text = text.line(event.text)

    def render_line(self, y: int) -> Strip:
        """The line, the cursor in it."""
        return held(super().render_line(y), self.scrollable_content_region.width, self.rich_style)
