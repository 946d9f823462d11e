"""Keys one after the other: sequences such as "g g", numbers typed before a key, and what of it is still to come."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import Screen

from monitor import cells, key_names
from monitor.actions import PANES, Action, Keys, begins
from monitor.tui.keys import does, keeps
from monitor.tui.overlay import Overlay
from monitor.tui.plain import Plain
from monitor.tui.rows import Rows
from monitor.tui.searching import SearchBar

_LETTER = "a"
"""What takes this key is typed into."""
_DIGITS = 7
"""Of a number; more are a key that is held down."""
_SIDES = 2
"""Cells beside what the line says."""
_MOST = 1000
"""Times that what cannot be done all at once is repeated."""
_ROUNDS = 3
"""Messages of a widget's to itself of which each leads to the next, as the cursor does to the entry under it."""
_PATIENCE = 1.0
"""Seconds that a key waits for what the one before has set going: too early is better than never."""

_TOGETHER = 0.1
"""Seconds within which the next key is meant for where Enter leads, before anybody has seen that."""
_LONGEST, _GLANCE = 3.0, 0.01
"""Seconds for which it waits for that, the first search of all for one; and between two looks."""

_ENDING = frozenset(("back", "leave", "help", "suspend", "quit"))
"""Actions on a screen that need nothing of what it shows."""

Table = Mapping[str, tuple[int, Action, int]]
"""For each key and sequence: who does something by it, counted from the focus on, what it is, and its number."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What has been typed of a sequence, and the number before it."""

    count: str = ""
    keys: str = ""
    number: str = ""
    """The digits behind the keys, where there may be more of them."""

    def then(self, key: str, table: Table, most: int = 0) -> "Typed | tuple[int, Action, int] | None":
        """What it is with one more key: still the beginning of something, what is to be done, or nothing; a number
        behind the keys has as many digits as one up to `most` may have."""
        if self.number:
            return self._with_digit(key, table, most)
        keys = f"{self.keys} {key}".strip()
        if keys in table:
            number = table[keys][2]
            return Typed(self.count, self.keys, key) if 0 < 10 * number <= most else table[keys]
        if any(begins(keys, each) for each in table):
            return Typed(self.count, keys)
        counted = any(action.counts for _, action, _ in table.values())
        if not self.keys and key.isdigit() and key.isascii() and counted and (self.count or key != "0"):
            return Typed((self.count + key)[:_DIGITS])
        return None

    def _with_digit(self, key: str, table: Table, most: int) -> "Typed | tuple[int, Action, int] | None":
        who, action, _ = self.numbered(table)
        if key == "enter":
            return who, action, int(self.number)
        if not (key.isdigit() and key.isascii()):
            return None
        number = int(self.number + key)
        return Typed(self.count, self.keys, str(number)) if 10 * number <= most else (who, action, number)

    def numbered(self, table: Table) -> tuple[int, Action, int]:
        """What is done with the number that has been begun."""
        return table[f"{self.keys} {self.number[0]}"]

    def following(self, table: Table) -> list[tuple[str, Action]]:
        """The keys that may come next, each with an action that it leads to; of numbers, the first."""
        found: dict[str, Action] = {}
        for keys, (_, action, number) in table.items():
            if begins(self.keys, keys) and number < 2:
                found.setdefault(keys.removeprefix(self.keys + " "), action)
        return list(found.items())


class Pending(Plain):
    """The line in front of the bottom one that says what has been typed and what can follow."""

    DEFAULT_CSS = """
    Pending { layer: above; dock: bottom; height: 1; width: 100%; padding: 0 1; background: $panel; color: $accent;
              display: none; }
    """


class Keyboard:
    """Takes the keys of an app before anything else does, and does at once what they are for.

    What the keys of one reading of the terminal ask for is done in their order: each of them finds the focus, the list
    and the entry that the one before has led to. Keys that are typed into a field are left to it.
    """

    def __init__(self, app: App[Any]) -> None:
        """For this app; the keys are as in the table until `keys` is set."""
        self._app = app
        self.keys = Keys()
        self._typed = Typed()
        self._where: tuple[object, ...] = ()
        self._left_to_field: events.Key | None = None
        """The last key, where it was left to a field and is no letter of it."""
        self._left: events.Key | None = None
        """The last key, where it was left to whoever has the focus and is no letter of a field."""
        self._awaited: events.Key | None = None
        self._is_back = False
        self._line: Pending | None = None

    async def take(self, key: events.Key) -> bool:
        """Do what a key is for; whether it was for anything here, and nobody else is to have it."""
        if self._left_to_field is not None:
            # Who goes back or ends the program waits for nothing.
            is_ending = key.key == "escape" or key.key.startswith("ctrl+")
            await self._led(key.time - self._left_to_field.time < _TOGETHER and not is_ending)
        # A key that only begins something has set nothing going, and to wait for its hint takes as long as to draw it.
        elif self._typed == Typed() and not self._is_typing:
            await self._settled()
        self._left = self._left_to_field = None
        if self._is_typing:
            self.forget()
            # Where a screen takes letters, and no field has the focus yet, a letter may be a key of it.
            if not key.is_printable or self._app.focused is None:
                self._left = self._left_to_field = key
            return False
        is_taken = await self._take(key.key)
        self._left = None if is_taken else key
        return is_taken

    async def came_back(self, key: events.Key) -> bool:
        """Whether a key that was left to whoever has the focus comes back to the app, as one does that nobody has a use
        for: it is waited for, and held by `holds`. The app is to do it before the next key, which may go elsewhere."""
        if key is not self._left or not key.is_forwarded:
            return False
        self._awaited, self._is_back = key, False
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                for node in _chain(self._app.screen):
                    if node is not self._app:
                        await _heard(node)
        self._awaited = None
        return self._is_back

    def holds(self, message: Message) -> bool:
        """Whether what is sent to the app is the key that is waited for; else it stands in line behind the next."""
        if message is not self._awaited:
            return False
        self._is_back = True
        return True

    async def _take(self, key: str) -> bool:
        chain = _chain(self._app.screen)
        if self._where != (*map(id, chain),):
            # What was begun in another place is not ended here.
            self.forget()
            self._where = (*map(id, chain),)
        table = _table(tuple(map(type, chain)), self.keys, getattr(self._app.screen, "pane", ""))
        was = self._typed
        most = getattr(self._app.screen, "numbered", 0)
        # What ends a beginning does no more than that.
        found = None if key == "escape" and was != Typed() else was.then(key, table, most)
        if was == Typed() and key not in table:
            for node in chain:
                if key in keeps(type(node)):
                    return await self._app.run_action(keeps(type(node))[key], node)
        if isinstance(found, Typed):
            self._typed = found
            self._show(found, table)
            return True
        self.forget()
        if found is None:
            return was != Typed()
        who, action, number = found
        return await self._do(chain[who], action, number, int(was.count or 0))

    @property
    def _is_typing(self) -> bool:
        """Whether letters are typed into what has the focus."""
        return (self._app.focused or self._app.screen).check_consume_key(_LETTER, _LETTER)

    async def _settled(self) -> None:
        """Wait until what the key before has set going has gone its way, from the focus to the screen."""
        waited: list[DOMNode] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                # It may have led to another focus, or another screen.
                while waited != (chain := [node for node in _chain(self._app.screen) if node is not self._app]):
                    waited = chain
                    for node in chain:
                        await _heard(node)
                    # What a screen was left with is told to the app, which the key keeps from hearing it. It goes on
                    # when the key waits no longer, for a screen whose end is broken off stays half there.
                    await asyncio.shield(self._app._flush_next_callbacks())

    @property
    def _is_entering(self) -> bool:
        """Whether the field of a search has the focus, and is to be left as soon as something is found."""
        return any(isinstance(node, SearchBar) and node.is_entering for node in _chain(self._app.screen))

    async def _led(self, is_behind: bool) -> None:
        """Wait until a key in a field has led elsewhere, if it does; the next that came right `is_behind` it also for
        what the field is left for, such as what a search finds."""
        await self._settled()
        if is_behind:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LONGEST):
                    # It may end in several ways, a mistake in what was typed for one.
                    while self._is_entering:  # noqa: ASYNC110
                        await asyncio.sleep(_GLANCE)
            await self._settled()

    async def _filled(self) -> None:
        """Wait for what a screen was opened to show, such as an explanation: the key is meant for that."""
        screen = self._app.screen
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while isinstance(screen, Overlay) and screen.is_filling and screen.is_active:  # noqa: ASYNC110
                    await asyncio.sleep(_GLANCE)

    def forget(self) -> None:
        """End what has been begun."""
        self._typed = Typed()
        if self._line is not None:
            self._line.display = False

    async def _do(self, node: DOMNode, action: Action, number: int, count: int) -> bool:
        if action.id not in _ENDING:
            await self._filled()
        if number:
            return await self._app.run_action(f"{action.id}({number})", node)
        if not count or not action.counts:
            return await self._app.run_action(action.id, node)
        if isinstance(node, Rows) and (line := _line(node, action, count)) is not None:
            node.move_to(line)
            return True
        steps = [action.id] * count
        if action.id in ("first", "last"):
            steps = ["first", *["down"] * (count - 1)]
        for step in steps[:_MOST]:
            await self._app.run_action(step, node)
        return True

    def _show(self, typed: Typed, table: Table) -> None:
        lines = self._app.screen.query(Pending)
        self._line = lines.first() if lines else Pending()
        if not lines:
            self._app.screen.mount(self._line)
        self._line.show(told(typed, table, self._app.size.width - _SIDES))
        self._line.display = True


def told(typed: Typed, table: Table, room: int) -> str:
    """What has been typed, and what can follow, in `room` cells if that can be: "g …  g first · u unread".

    Where there is little room the last keys stand without a word, for each of them is to be seen.
    """
    if not typed.keys:
        ways = {"down": f"{typed.count} lines down", "up": "up", "last": f"to line {typed.count}"}
        first = {action.id: key_names.shown(keys) for keys, (_, action, _) in reversed(list(table.items()))}
        return f"{typed.count} …  {' · '.join(f'{first[id]} {way}' for id, way in ways.items() if id in first)}"
    if typed.number:
        _, action, _ = typed.numbered(table)
        begun = f"{typed.count}{key_names.shown(typed.keys)}{typed.number}"
        return f"{begun} …  {key_names.shown('enter')} {action.label} {typed.number} · or one more digit"
    keys: list[str] = []
    words: list[str] = []
    for key, action in typed.following(table):
        keys.append(f"{key_names.shown(key)}{'–9' if action.is_numbered else ''}")
        words.append(f"{keys[-1]} {action.label}")
    begun = f"{typed.count}{key_names.shown(typed.keys)} …  "
    lines = [begun + " · ".join(words)]
    lines += [begun + "  ".join(words[:worded] + keys[worded:]) for worded in range(len(words), -1, -1)]
    return next((line for line in lines if cells.width(line) <= room), lines[-1])


def _line(rows: Rows, action: Action, count: int) -> int | None:
    """The row of a list that a move with a number leads to; None where the list goes by its height."""
    lines = {"down": rows.cursor + count, "up": rows.cursor - count, "first": count - 1, "last": count - 1}
    return lines.get(action.id)


async def _heard(node: DOMNode) -> None:
    """Wait until a node has taken in the messages that it was sent, and those that it has sent itself by that."""
    for _ in range(_ROUNDS):
        heard = asyncio.Event()
        # It takes in nothing any more where it is being taken down.
        if node.call_later(heard.set):
            await heard.wait()


def _chain(screen: Screen[Any]) -> list[DOMNode]:
    """Who may have a key, from the focus on; what lies under a screen on top has none."""
    nodes: list[DOMNode] = list(screen.focused.ancestors_with_self) if screen.focused else [screen, screen.app]
    top = next((at for at, node in enumerate(nodes) if node.is_modal), len(nodes))
    return nodes[: top + 1]


@lru_cache(64)
def _table(kinds: tuple[type, ...], keys: Keys, pane: str) -> Table:
    doing = [does(kind) for kind in kinds]
    table: dict[str, tuple[int, Action, int]] = {}
    for pressed, found in keys.pressed.items():
        # What a widget has for itself it has before what comes behind it.
        own = next((at for at, kind in enumerate(kinds) if pressed.split(" ")[0] in keeps(kind)), len(kinds))
        here = [(who, *each) for each in found for who, ids in enumerate(doing[:own]) if each[0].id in ids]
        if len({action.id for _, action, _ in here}) > 1 and pane in PANES:
            here = [each for each in here if pane in each[1].panes]
        if here:
            table[pressed] = min(here, key=lambda each: each[0])
    return table
