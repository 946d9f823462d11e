"""A screen whose field narrows what it lists takes every letter in its order, and Esc takes the letters away first."""

import pytest
from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from monitor.tui.keys import bindings
from monitor.tui.narrowing import Narrowing
from tests.tui.desk import Office, opened


class Board(Narrowing):
    """Remembers what it was to narrow to."""

    BINDINGS = bindings("down", "zen")

    def __init__(self, with_commands: bool) -> None:
        super().__init__()
        self.LETTERS_ARE_KEYS = with_commands
        self.heard: list[str] = []

    def compose(self) -> ComposeResult:
        yield Input(select_on_focus=False)

    def narrow(self, words: str) -> None:
        self.heard.append(words)

    def action_down(self) -> None:
        self.heard.append("down")


@pytest.mark.parametrize(
    ("with_commands", "keys", "heard"),
    [
        (False, "jaj", ["j", "ja", "jaj"]),
        (True, "jaj", ["down", "a", "aj"]),
        (True, "za", ["z", "za"]),
    ],
    ids=["letters", "commands until something is typed", "what it has no method for is a letter"],
)
async def test_letters_are_typed(office: Office, with_commands: bool, keys: str, heard: list[str]) -> None:
    async with opened(office) as desk:
        board = Board(with_commands)
        desk.app.push_screen(board)
        for key in keys:
            desk.app.post_message(events.Key(key, key))
        await desk.settle()
        await desk.until(lambda: board.heard == heard)


async def test_escape_takes_the_letters_away_before_it_closes(office: Office) -> None:
    async with opened(office) as desk:
        board = Board(True)
        await desk.app.push_screen(board)
        await desk.press("a", "escape")
        assert desk.app.screen is board and board.heard == ["a", ""]
        await desk.press("j")
        assert board.heard[-1] == "down", "letters are commands again"
        await desk.press("escape")
        assert desk.app.screen is desk.main


async def test_what_is_pasted_is_text(office: Office) -> None:
    async with opened(office) as desk:
        board = Board(False)
        await desk.app.push_screen(board)
        await desk.press("a")
        desk.app.post_message(events.Paste("[/] [@click=app.quit]x\x1b[2J"))
        await desk.settle()
        await desk.until(lambda: "[@click=app.quit]x" in desk.screen)
        assert not desk.app._exit
