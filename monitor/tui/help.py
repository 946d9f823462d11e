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
    ("a → @b", "a keyword is widened to a concept: all words for it in all languages; =a finds the words alone"),
    ("a +2.1", "what a piece of evidence counts for a concept; −1.9 counts against it"),
)
_SEARCHES = (
    ("scam hub", "the phrase in all its forms; a concept by that name too"),
    ("a AND b OR c", "capitals join; -a or NOT a excludes; ( ) group"),
    ("a NEAR/8 b", "within eight words; ONEAR in this order; a NOT NEAR/6 b"),
    ("traffick*", "the beginning of a word; =word just so; ==Word with its case"),
    ("title:a", "in one field: title summary content author category url site feed source lang raw"),
    ("@repatriation", "a concept; monitor concepts lists them"),
    ("/regex/i", "a regular expression"),
    ("unread:", "what is unread; starred: watch:NAME since:24h before:2026-05-01"),
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
    for heading, lines in (("Signs", _LEGEND), ("What a search, and a keyword, can say", _SEARCHES)):
        table.add_row(Text(heading, "bold underline"), "")
        for sign, says in lines:
            table.add_row(Text(f"  {sign}", "bold"), Text(says))
    return table
