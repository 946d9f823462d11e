"""Asks for a program to hand an entry to, and lends it the terminal until it ends."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from textual import on
from textual.app import App, ComposeResult, SuspendNotSupported
from textual.containers import Vertical
from textual.widgets import Input

from monitor import pipe, text
from monitor.pipe import Command, NoProgram
from monitor.store.entries import Stored
from monitor.tui.app import LENT
from monitor.tui.keys import bindings, first, keys_of
from monitor.tui.line import Line
from monitor.tui.overlay import Overlay
from monitor.tui.plain import Plain
from monitor.tui.signs import spelled
from monitor.tui.store import DeskStore

_KEPT = "piped"
"""Under which the store keeps the commands."""
_PREVIEWED = 5_000
"""Code points of what the program will read that are shown: more than fits on most screens."""
_HINT = (
    "It gets the entry on its stdin. No shell: | > * $ stand for themselves. json| in front gives the JSON record.\n"
    "↑ ↓ earlier commands · Enter runs it"
)


class PipeScreen(Overlay[None]):
    """A line to type a command into."""

    BINDINGS = bindings("up", "down")
    # As wide as the screen: a title that terminals draw wider than was reckoned has nothing behind it to push away.
    DEFAULT_CSS = """
    PipeScreen #pipe-given { height: 1fr; padding: 0 1; color: $quiet; background: $background; }
    PipeScreen #pipe-box { height: auto; background: $surface; padding: 0 1; border-top: tall $primary 50%; }
    PipeScreen #pipe-box Plain { background: $surface; }
    PipeScreen Input { padding: 0; }
    PipeScreen #pipe-told { color: $quiet; }
    PipeScreen #pipe-told.is-trouble { color: $error; }
    """

    def __init__(self, store: DeskStore, stored: Stored) -> None:
        """Ask what to hand this entry to."""
        super().__init__()
        self._store = store
        self._stored = stored
        self._history = _commands(store.left(_KEPT))
        self._at = len(self._history)
        self._as_json = False
        self._typed = ""
        """What stood in the line before earlier commands were looked at."""

    def compose(self) -> ComposeResult:
        """What the program will read; the line, what it is for, and what is wrong with it."""
        yield Plain(self._given(as_json=False), id="pipe-given")
        with Vertical(id="pipe-box"):
            yield Plain(f"Hand to a program: {self._stored.entry.name}", classes="title")
            yield Line(placeholder="less, wc -w, json| jq .link")
            yield Plain(self._hint(), id="pipe-told")

    def action_up(self) -> None:
        """The command before."""
        self._turn(-1)

    def action_down(self) -> None:
        """The command after."""
        self._turn(1)

    def _turn(self, step: int) -> None:
        field, last = self.query_one(Input), len(self._history)
        if self._at == last:
            self._typed = field.value
        self._at = min(max(self._at + step, 0), last)
        field.value = self._typed if self._at == last else self._history[self._at]
        field.cursor_position = len(field.value)

    @on(Input.Changed)
    def _edited(self, event: Input.Changed) -> None:
        event.stop()
        self._tell(self._hint())
        if self._as_json != pipe.wants_json(event.value):
            self._as_json = not self._as_json
            self.query_one("#pipe-given", Plain).show(self._given(self._as_json))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        # Of two Enters that come at once the second would run it once more.
        if not self.is_active:
            return
        typed = event.value.strip()
        try:
            wanted = pipe.command(typed)
        except NoProgram as problem:
            self._tell(str(problem), is_trouble=True)
            return
        app: App[Any] = self.app
        self.dismiss()
        app.run_worker(self._store.keep({_KEPT: pipe.with_newest(self._history, typed)}))
        app.call_later(partial(lend, app, wanted, pipe.given(self._stored, wanted.as_json)))

    def _hint(self) -> str:
        return spelled(self.app, f"{_HINT} · {first(keys_of(self.app), 'back')} goes back")

    def _given(self, as_json: bool) -> str:
        return pipe.given(self._stored, as_json).decode()[:_PREVIEWED]

    def _tell(self, said: str, *, is_trouble: bool = False) -> None:
        told = self.query_one("#pipe-told", Plain)
        told.show(said)
        told.set_class(is_trouble, "is-trouble")


def lend(app: App[Any], wanted: Command, stdin: bytes) -> None:
    """Run a program on the desk's terminal, the desk out of its way; how it ended is told where it did not end well.

    The desk goes on behind it: it reads what its poller says, and hears signals.
    """
    app.run_worker(_lend(app, wanted, stdin), group=LENT)


async def _lend(app: App[Any], wanted: Command, stdin: bytes) -> None:
    said = ""
    try:
        with app.batch_update(), app.suspend():  # Nothing is drawn into what the program shows.
            try:
                said = await pipe.run(wanted, stdin)
            except NoProgram as problem:  # In here: what leaves the block by an error leaves the desk out of sight.
                said = str(problem)
    except SuspendNotSupported:
        said = "This terminal cannot be lent to a program."
    if said:
        app.notify(said, severity="warning", markup=False)


def _commands(kept: Any) -> Sequence[str]:
    """The commands that the store kept, whoever wrote them there: a field shows all that a terminal obeys."""
    return [text.line(one) for one in kept if isinstance(one, str)] if isinstance(kept, list) else []
