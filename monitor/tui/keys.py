"""The table of actions as Textual takes it: bindings, the keymap of a user's keys, and which actions a screen has."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from monitor import cells, key_names
from monitor.actions import ACTIONS, BY_ID, Action, Keys, spelled_out

_NEVER = "none"
"""Stands in Textual's keymap for the keys of an action that has none: no terminal sends it."""


def bindings(*ids: str, **says: str) -> list[Binding | tuple[str, str] | tuple[str, str, str]]:
    """The bindings of these actions, for a widget or screen that has their methods; some with what they do there."""
    wanted = {*ids, *says}
    return [
        Binding(_textual(action, action.keys), action.id, says.get(action.id, action.says), show=False, id=action.id)
        for action in ACTIONS
        if action.id in wanted
    ]


def keymap(keys: Keys) -> dict[str, str]:
    """A keymap of Textual's with the actions whose keys are not those of the table."""
    # Textual goes through the whole of it with every key, so it has no more than it must.
    return {action.id: _textual(action, keys.of(action.id)) for action in ACTIONS if keys.of(action.id) != action.keys}


def _textual(action: Action, keys: tuple[str, ...]) -> str:
    # A sequence is the name of no key, so that only the one who follows sequences acts on it.
    return ",".join(pressed for pressed, _ in spelled_out(action, keys)) or _NEVER


@lru_cache(256)
def does(kind: type) -> frozenset[str]:
    """The actions that a kind of widget or screen has bound and has a method for."""
    bound = {one.id for one in _bound(kind) if one.id in BY_ID}
    return frozenset(id for id in bound if id and callable(getattr(kind, f"action_{id}", None)))


@lru_cache(256)
def keeps(kind: type) -> dict[str, str]:
    """The keys that a kind of widget or screen of ours has for what is not in the table, each with what it does."""
    found: dict[str, str] = {}
    for one in _bound(kind):
        if one.id not in BY_ID:
            for key in one.key.split(","):
                found.setdefault(key.strip(), one.action)
    return found


def says(kind: type, id: str) -> str:
    """What an action that a kind of widget or screen has bound does there."""
    return next((one.description for one in _bound(kind) if one.id == id), BY_ID[id].says)


def own(kinds: Iterable[type]) -> list[tuple[str, str]]:
    """The keys that kinds of widgets or screens have beside those of the table, each with what it does."""
    bound = [one for kind in kinds for one in _bound(kind) if one.id not in BY_ID and one.description]
    shown = [(" ".join(map(key_names.shown, one.key.split(","))), one.description) for one in bound]
    return list(dict.fromkeys(shown))


def _bound(kind: type) -> list[Binding]:
    # What Textual's own widgets bind gives way to the table.
    ours = [each for each in kind.__mro__ if not each.__module__.startswith("textual.")]
    given = [one for each in ours for one in each.__dict__.get("BINDINGS", ())]
    return [one if isinstance(one, Binding) else Binding(*one) for one in given]


def offered(screen: Screen[Any]) -> dict[str, DOMNode]:
    """The actions that can be done on a screen, in the order of the table, each with what does it.

    What has the focus goes first, then the screen, what stands on it, and the app, unless the screen is one on top.
    """
    focused = list(screen.focused.ancestors_with_self) if screen.focused else []
    if screen.is_modal:
        focused = [node for node in focused if node is not screen.app]
    nodes: Iterable[DOMNode] = [*focused, screen, *screen.walk_children(), *([] if screen.is_modal else [screen.app])]
    doing: dict[str, DOMNode] = {}
    for node in nodes:
        for id in does(type(node)):
            doing.setdefault(id, node)
    return {action.id: doing[action.id] for action in ACTIONS if action.id in doing}


def shown(action: Action, keys: Keys) -> str:
    """An action's keys as a person reads them: "j ↓", "gg Home", "u1–9"."""
    number = "1–9" if action.is_numbered else ""
    return " ".join(key_names.shown(one) + number for one in keys.of(action.id))


def keys_of(app: App[Any]) -> Keys:
    """The keys of the user on whose desk a screen stands; those of the table where it is no desk."""
    keys = getattr(app, "keys", None)
    return keys if isinstance(keys, Keys) else Keys()


def first(keys: Keys, id: str) -> str:
    """The first key of an action, for a sentence that names it; what the palette calls it where it has none."""
    own = keys.of(id)
    return key_names.shown(own[0]) if own else f"“{BY_ID[id].label}” of the palette"


def hints(keys: Keys, ids: Sequence[str], most: int) -> str:
    """The first key of each of these actions and what it does, as many as fit into `most` cells: "n next  m read"."""
    said = ""
    for id in ids:
        if keys.of(id):
            more = f"{said}  {key_names.shown(keys.of(id)[0])} {BY_ID[id].label}".strip()
            if cells.width(more) > most:
                break
            said = more
    return said
