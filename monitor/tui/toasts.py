"""The notes in the corner that come and go, wrapped as terminals draw them and never read as markup."""

from typing import Any

from rich.segment import Segment
from textual.app import App
from textual.geometry import Size
from textual.strip import Strip
from textual.widgets import _toast

from monitor import cells
from monitor.tui.rows import Aligned, strip

_LONGEST = 2_000
"""Code points of a note that are shown."""
NAMED = 60
"""Cells of a title, which may be as long as a screen, in what is told of its entry or feed."""
_MOST = 3
"""Notes that are there at a time."""


class Note(_toast.Toast, Aligned):
    """A toast whose text is text, whoever wrote it, and which pushes nothing out of line in any script."""

    def on_mount(self) -> None:
        """A key that is held down says the same again and again: once is enough, and a few notes at a time."""
        notes = [*self.screen.query(Note)]
        # Of two that come at once each would let the other go, and neither be seen.
        before = notes[: notes.index(self)]
        for note in before:
            if note._notification.message == self._notification.message or note in before[: 1 - _MOST]:
                note._expire()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as it takes when wrapped."""
        return len(self._wrapped(width))

    def render_line(self, y: int) -> Strip:
        """One row."""
        width, style = self.content_size.width, self.rich_style
        lines = self._wrapped(width)
        return strip([Segment(lines[y] if y < len(lines) else "", style)], width, style)

    def _wrapped(self, width: int) -> list[str]:
        said = self._notification.message[:_LONGEST].split("\n")
        return [line for part in said for line in cells.wrapped(part, max(1, width))]


def take_down(app: App[Any], said: str) -> None:
    """Let the notes that say this go before their time, also those that are still to be shown."""
    for note in app.screen.query(Note):
        if note._notification.message == said:
            note._expire()
    for coming in [one for one in app._notifications if one.message == said]:
        app._unnotify(coming)


def install() -> None:
    """Have all notes of this program shown so."""
    # Textual makes its toasts itself and lets nobody name another class for them.
    _toast.Toast = Note  # type: ignore[misc]
