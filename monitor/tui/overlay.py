"""A screen over the main one, which every key that means back closes, and of which the help tells the keys."""

from typing import Any, Generic, NamedTuple, TypeVar

from textual.await_complete import AwaitComplete
from textual.renderables.blank import Blank
from textual.screen import ModalScreen

from monitor.config import Config
from monitor.tui.keys import bindings

Result = TypeVar("Result")


class Edited(NamedTuple):
    """What a screen leaves behind that changed the config."""

    said: str
    """What was done, as a sentence."""
    renamed: tuple[str, str] | None = None
    """The name that a watch had, and the one that it has now."""


class Overlay(ModalScreen[Result | None], Generic[Result]):
    """What every screen on top has in common; it is left with a result or with nothing."""

    # Opaque: what lies beneath would be cut at the box's edges by a measure that knows no Burmese.
    DEFAULT_CSS = """
    Overlay { background: $background; }
    Overlay Rows { background: $surface; }
    Overlay .box { width: 100%; height: 100%; background: $surface; padding: 0 1; }
    Overlay .title { height: 1; color: $unread; text-style: bold; }
    Overlay .keys { height: 1; color: $quiet; background: $panel; padding: 0 1; }
    Overlay .is-empty { display: none; }
    """
    # A screen on top hears nothing of the app's own keys, so those for the program itself are bound here again.
    BINDINGS = bindings("back", "leave", "help", "suspend", "quit")

    is_filling = False
    """Whether what it is to show is still on its way, and keys wait for that."""

    def render(self) -> Any:
        """An empty screen in all themes: what lies beneath would be drawn by a measure that knows no Burmese."""
        background = self.styles.background
        return Blank(self.app.styles.background if background.is_transparent else background)

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with a result, and with this screen what lies on it by now; one that is closed already stays so.

        Textual takes away whatever lies on top, and that need not be this screen: of two Enters that come at once the
        second finds it closed, and what a screen waited for may come when its help lies over it.
        """
        if self not in self.app.screen_stack:
            return AwaitComplete()
        while not self.is_active:
            self.app.screen.dismiss()
        return super().dismiss(result)

    def take_config(self, read: Config) -> None:
        """Follow an edit of the config, by whomever; for screens that show what it says."""

    def action_back(self) -> None:
        """Close; nothing changes."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Likewise."""
        self.action_back()

    def action_help(self) -> None:
        """Show the keys of this screen."""
        from monitor.tui.help import HelpScreen

        self.app.push_screen(HelpScreen())

    def action_palette(self) -> None:
        """Find what can be done on this screen by its name; for screens that bind it."""
        from monitor.tui.commands import PaletteScreen

        self.app.push_screen(PaletteScreen(self))

    async def action_suspend(self) -> None:
        """Sleep until the shell wakes the program."""
        await self.app.run_action("suspend")

    def action_quit(self) -> None:
        """End the program."""
        self.app.exit()
