"""The palette: actions, watches and themes found by a few of their letters."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import eq
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input

from monitor import cells
from monitor.actions import BY_ID, MOVES
from monitor.tui.going import Going
from monitor.tui.keys import bindings, first, keys_of, offered, says, shown
from monitor.tui.line import Line
from monitor.tui.narrowing import Narrowing
from monitor.tui.plain import Plain
from monitor.tui.rows import Items, Piece, Rows
from monitor.tui.signs import spelled

_KEYS_WIDE = 16


@dataclass(frozen=True, slots=True)
class Command:
    """Something to be chosen."""

    says: str
    run: Callable[[], Awaitable[object] | object]
    keys: str = ""
    also: str = ""
    """By which it is found as well."""


class CommandRows(Items[Command], can_focus=False):
    """A command a row: its keys, what it does."""

    def pieces(self, index: int, width: int) -> list[Piece]:
        """The name of a watch may be in any script, so what is said stands last."""
        command = self.items[index]
        return [(f" {cells.fitted(command.keys, _KEYS_WIDE)} ", "quiet"), (command.says, "")]


class PaletteScreen(Narrowing):
    """Finds a command and does it."""

    BINDINGS = bindings("palette", "down", "up", "page_down", "page_up", "open")
    DEFAULT_CSS = """
    PaletteScreen .narrowing-box { max-height: 25; }
    PaletteScreen CommandRows > .rows--cursor { background: $cursor; }
    """

    def __init__(self, beneath: Screen[Any]) -> None:
        """Offer what can be done on the screen beneath."""
        super().__init__()
        self._beneath = beneath

    def compose(self) -> ComposeResult:
        """A box with the field and what is found."""
        with Vertical(classes="narrowing-box"):
            yield Plain("What to do: a few letters find it, Enter does it", classes="title")
            yield Line(placeholder="an action, a watch or a theme", select_on_focus=False)
            yield CommandRows()

    def on_mount(self) -> None:
        """List everything."""
        self._commands = commands(self._beneath)
        back = first(keys_of(self.app), "back")
        self._rows.empty = ("Nothing has these letters.", f"{back} takes them away.")
        self.set_focus(self.field)
        self.narrow("")

    @property
    def _rows(self) -> CommandRows:
        return self.query_one(CommandRows)

    def narrow(self, words: str) -> None:
        """List what has these letters, the best first."""
        self._rows.show(found(self._commands, words))
        self._rows.show_cursor()

    @on(Input.Submitted)
    @on(Rows.Opened)
    def action_open(self) -> None:
        """Close, and do what the cursor is on."""
        # Of two Enters that come at once the second would do it once more.
        if not self.is_active:
            return
        # What has been typed may have come a moment ago.
        fitting = found(self._commands, self.field.value)
        rows = self._rows
        chosen = rows.cursor if rows.items == fitting else 0
        if fitting:
            self.dismiss()
            # Before the keys that wait there already: they are meant for where this leads.
            self.app.call_next(fitting[chosen].run)

    def action_palette(self) -> None:
        """Close."""
        self.dismiss()

    def action_down(self) -> None:
        """The next command."""
        self._rows.action_down()

    def action_up(self) -> None:
        """The command before."""
        self._rows.action_up()

    def action_page_down(self) -> None:
        """A page further."""
        self._rows.action_page_down()

    def action_page_up(self) -> None:
        """A page back."""
        self._rows.action_page_up()


def commands(screen: Screen[Any]) -> list[Command]:
    """All that can be chosen on a screen: its actions, the watches to go to where they are listed, the themes."""
    app: Any = screen.app
    actions = [
        (
            id,
            Command(
                says(type(node), id),
                partial(app.run_action, id, node),
                spelled(app, shown(BY_ID[id], app.keys)),
                f"{id} {BY_ID[id].label}",
            ),
        )
        for id, node in offered(screen).items()
        if id != "palette" and not BY_ID[id].is_numbered
    ]
    return [
        *(command for id, command in actions if id not in MOVES),
        *(_places(screen) if isinstance(screen, Going) else ()),
        *(Command(f"theme {name}", partial(setattr, app, "theme", name)) for name in app.available_themes),
        # Nobody looks for a name to move by a line.
        *(command for id, command in actions if id in MOVES),
    ]


def _places(screen: Going) -> list[Command]:
    places = screen.watch_rows.places
    return [Command(f"go to {place.name}", partial(screen.go_to_place, partial(eq, place))) for place in places]


def found(all: Sequence[Command], words: str) -> list[Command]:
    """The commands that have what has been typed, the best first."""
    ranked = [(rank, at) for at, one in enumerate(all) if (rank := _rank(one, words)) is not None]
    return [all[at] for _, at in sorted(ranked)]


def _rank(command: Command, words: str) -> tuple[int, int] | None:
    ranks = [rank(text, words) for text in (command.says, command.also)]
    return min((one for one in ranks if one is not None), default=None)


def rank(text: str, words: str) -> tuple[int, int] | None:
    """How well a text goes with what has been typed, the lowest best; None where it does not.

    It begins with it, words of it do, it has them somewhere, or it has their letters in that order and not far apart.
    """
    text, typed = text.casefold(), words.casefold().split()
    parts = text.replace("_", " ").replace("-", " ").split()
    if text.startswith(" ".join(typed)):
        return 0, 0
    if all(any(part.startswith(word) for part in parts) for word in typed):
        return 1, 0
    if all(word in text for word in typed):
        return 2, 0
    letters = "".join(typed)
    spread = min(filter(None, (_spread(text[at:], letters) for at in range(len(text)))), default=0)
    return (3, spread) if 0 < spread <= 2 * len(letters) else None


def _spread(text: str, letters: str) -> int:
    """How far into a text that begins with the first of the letters one goes for all of them; 0 where they are not."""
    at = -1
    for letter in letters if text.startswith(letters[:1]) else "":
        at = text.find(letter, at + 1)
        if at < 0:
            return 0
    return at + 1
