"""A screen over the main one, which every key that means back closes."""

from textual.screen import ModalScreen

from monitor.tui.keys import bindings


class Overlay(ModalScreen[None]):
    """Help and health are made from it."""

    # A screen on top hears nothing of the app's own keys, so the one that ends the program is bound here again.
    BINDINGS = bindings("back", "leave", "quit")

    def action_back(self) -> None:
        """Close."""
        self.dismiss()

    def action_leave(self) -> None:
        """Close."""
        self.dismiss()

    def action_quit(self) -> None:
        """End the program."""
        self.app.exit()
