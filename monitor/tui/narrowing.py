"""A screen on top with a field that narrows what it lists, whoever has the focus when a letter is typed."""

from typing import Any

from textual import events, on
from textual.widgets import Input

from monitor.tui.keys import does
from monitor.tui.overlay import Overlay


class Narrowing(Overlay[None]):
    """Help and palette are made from it; `narrow` lists what goes with the field's text."""

    DEFAULT_CSS = """
    Narrowing { align: center middle; }
    .narrowing-box { width: 84; max-width: 100%; height: 90%; background: $surface; border: tall $primary 50%;
                     padding: 0 1; }
    Narrowing Input { padding: 0; margin-bottom: 1; }
    """
    AUTO_FOCUS = ""
    LETTERS_ARE_KEYS = False
    """Whether a letter that a key of the screen is does what that says, until something has been typed."""

    @property
    def field(self) -> Input:
        """What is typed into."""
        return self.query_one(Input)

    def narrow(self, words: str) -> None:
        """List what goes with the words."""
        raise NotImplementedError

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters are typed, also those that are here before the field has the focus."""
        return character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        """Type what came to the screen and not to the field."""
        if event.character is None or not event.is_printable:
            return
        if self.LETTERS_ARE_KEYS and self.focused is None and self._is_command(event.key):
            return
        event.stop()
        self.set_focus(self.field)
        self.field.insert_text_at_cursor(event.character)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.narrow(event.value)

    def action_back(self) -> None:
        """Take what has been typed away; close where nothing has."""
        if not self.field.value:
            self.dismiss()
            return
        self.field.value = ""
        if self.LETTERS_ARE_KEYS:
            self.set_focus(None)

    def _is_command(self, key: str) -> bool:
        app: Any = self.app
        return any(action.id in does(type(self)) for action, _ in app.keys.pressed.get(key, ()))
