"""The help: every key and what it does, from the table of actions."""

from itertools import groupby

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from monitor.tui.keys import ACTIONS, shown
from monitor.tui.overlay import Overlay

_LEGEND = (
    ("●", "unread"),
    ("★", "starred"),
    ("S s", "a watch's letter: a capital where the match is strong (in the title, early, or twice), else small"),
    ("underlined", "the words that match, in their watch's colour"),
)


class HelpScreen(Overlay):
    """All keys on one page."""

    BINDINGS = [
        ("question_mark", "back", "close"),
        ("j,down", "scroll(1)", "down"),
        ("k,up", "scroll(-1)", "up"),
    ]

    def compose(self) -> ComposeResult:
        """A box with the keys by group."""
        with VerticalScroll(id="help-box") as box:
            box.can_focus = False
            yield Static("Keys — Esc or q closes, j and k scroll", id="help-title", markup=False)
            yield Static(_keys(), id="help-text")

    def action_scroll(self, lines: int) -> None:
        """Move the page."""
        self.query_one("#help-box", VerticalScroll).scroll_relative(y=lines * 3, animate=False)


def _keys() -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for group, actions in groupby(ACTIONS, key=lambda action: action.group):
        table.add_row(Text(group, "bold underline"), "")
        for action in actions:
            table.add_row(Text(f"  {shown(action)}", "bold"), Text(action.says))
    table.add_row(Text("Signs", "bold underline"), "")
    for sign, says in _LEGEND:
        table.add_row(Text(f"  {sign}", "bold"), Text(says))
    return table
