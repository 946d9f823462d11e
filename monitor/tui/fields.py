"""Fields of a form: they show nothing that a terminal obeys, and tell their state without colour too."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Checkbox, TextArea

from monitor import text
from monitor.tui.line import Line, held
from monitor.tui.plain import Plain
from monitor.tui.rows import Aligned


class Lines(TextArea, Aligned):
    """A field of as many lines as are written."""

    DEFAULT_CSS = """
    Lines { border: none; padding: 0 1; background: $panel; color: $foreground; }
    Lines { height: auto; min-height: 2; max-height: 8; }
    Lines:focus { border: none; background: $cursor; }
    """

    def on_unmount(self) -> None:
        """The app forgets it, which is to tell it of another theme, and would keep all that it holds for good."""
        # Textual takes off what nobody needs to be told any more when the theme changes, and not before.
        listening = getattr(self.app, "__watchers", {}).get("theme", [])
        listening[:] = [one for one in listening if one[0] is not self]

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted may come from anywhere."""
        event.text = text.block(event.text)

    def render_line(self, y: int) -> Strip:
        """One of the lines, the cursor in it."""
        return held(super().render_line(y), self.content_size.width, self.rich_style)


class Tick(Checkbox):
    """Something that is so or is not."""

    # Textual draws the sides of a box in the shade of its ground, where brackets could not be seen.
    BUTTON_LEFT = BUTTON_RIGHT = ""
    DEFAULT_CSS = """
    Tick { border: none; padding: 0; width: 1fr; }
    Tick > .toggle--button, Tick.-on > .toggle--button { color: $foreground; background: transparent; }
    Tick:focus { border: none; background: $cursor; }
    """

    def render(self) -> Content:
        """The box and what stands beside it."""
        self.BUTTON_INNER = "[x]" if self.value else "[ ]"
        return super().render()


class Labelled(Horizontal):
    """A field of one line behind its name."""

    DEFAULT_CSS = """
    Labelled { height: 1; }
    Labelled Plain { width: 12; height: 1; color: $quiet; }
    """


def field(id: str, label: str, value: str, otherwise: str) -> ComposeResult:
    """A field of one line behind its name; while it is empty it says what is so `otherwise`."""
    with Labelled():
        yield Plain(label)
        yield Line(value, id=id, placeholder=otherwise, select_on_focus=False)
