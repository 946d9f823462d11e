"""Reads how the desk looks and which keys it has: the tables [keys], [look] and [theme.NAME] of a config."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.actions import ACTIONS, BY_ID, PRESETS, Keys, clash
from monitor.config import reading
from monitor.config.reading import Table, nearest
from monitor.config.syntax import kind_of, shown
from monitor.key_names import NAMES, press, presses, refusal
from monitor.key_names import shown as signs

THEMES = (
    "monitor-dark", "monitor-light", "monitor-contrast", "monitor-ansi",
    "ansi-dark", "ansi-light", "atom-one-dark", "atom-one-light", "catppuccin-frappe", "catppuccin-latte",
    "catppuccin-macchiato", "catppuccin-mocha", "dracula", "flexoki", "gruvbox", "monokai", "nord", "rose-pine",
    "rose-pine-dawn", "rose-pine-moon", "solarized-dark", "solarized-light", "textual-dark", "textual-light",
    "tokyo-night",
)  # fmt: skip
"""The themes that the desk brings along: its own, and those of the library that draws it."""
COLOURS = (
    "primary", "secondary", "accent", "foreground", "background", "surface", "panel", "success", "warning", "error",
    "quiet", "unread", "line", "cursor",
)  # fmt: skip
"""What a theme of the user's may give a colour to."""
KEYS_OF = {
    "keys": ("preset", *BY_ID),
    "look": ("theme", "ascii", "measure"),
    "theme": ("dark", *COLOURS),
}
"""The keys of each of the tables."""
_LEAST, _MOST = 40, 140


@dataclass(frozen=True, slots=True)
class Look:
    """How the desk looks."""

    theme: str = THEMES[0]
    ascii: bool = False
    """Whether signs and borders are drawn in ASCII alone."""
    measure: int = 90
    """The widest line of text in the reader, in cells."""
    themes: Mapping[str, Mapping[str, str | bool]] = field(default_factory=dict)
    """The user's own: for each "dark", true or false, and its colours as #rrggbb."""


def look_in(top: Table) -> Look:
    """How the desk is to look by [look] and [theme.NAME]; what is wrong there is noted, and is as usual."""
    themes = _themes(top)
    usual = Look(themes=themes)
    table = _table(top, "look")
    if table is None:
        return usual
    return Look(
        _theme(table, themes),
        reading.flag(table, "ascii", usual.ascii),
        reading.whole(table, "measure", _LEAST, _MOST) or usual.measure,
        themes,
    )


def keys_in(top: Table) -> Keys:
    """The keys of the desk by [keys]; what is wrong there is noted, and the action keeps what it has without."""
    table = _table(top, "keys")
    if table is None:
        return Keys()
    preset = _preset(table)
    given = {id: found for id in table.values if id in BY_ID and (found := _given(table, id)) is not None}
    return _settled(table, preset, given)


def _table(top: Table, name: str) -> Table | None:
    value = top.values.get(name)
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        top.note(f"write [{name}] with one bracket", name)
        return reading.table(value[0], (name, 0), top.notes, KEYS_OF[name])
    if not isinstance(value, dict):
        top.note(f"`{name}` must be a table, not {kind_of(value)}: write [{name}] with one bracket", name)
        return None
    if name == "keys":
        return reading.table(value, (name,), top.notes, KEYS_OF[name], _home, _meant)
    return reading.table(value, (name,), top.notes, KEYS_OF[name])


def _home(key: str) -> str:
    return "the help of the desk (?) has the names of all actions"


def _meant(key: str) -> str:
    """The action that a word is a name of: the desk calls it so, or its id has the word, or begins a word so; or ""."""
    word = key.casefold()
    called = [action.id for action in ACTIONS if action.label == word]
    called += [action.id for action in ACTIONS if word in action.id.split("_")]
    if len(word) > 2:  # Fewer letters begin too much.
        called += [action.id for action in ACTIONS if f"_{word}" in f"_{action.id}"]
    return next(iter(called), "") or nearest(key, KEYS_OF["keys"])


# Keys.


def _preset(table: Table) -> str:
    given = reading.text(table, "preset")
    if given is None or given in PRESETS:
        return given or "default"
    table.note(f"there is no preset `{shown(given)}`: write {_one_of(PRESETS)}", "preset")
    return "default"


def _one_of(names: Mapping[str, object]) -> str:
    *some, last = (f'"{name}"' for name in names)
    return f"{', '.join(some)} or {last}"


def _given(table: Table, id: str) -> tuple[str, ...] | None:
    """The keys that the config gives to an action; None where one of them is none."""
    value = table.values[id]
    if not isinstance(value, str | list):
        table.note(f'`{id}` must be a key like "N", or a list of keys, not {kind_of(value)}', id)
        return None
    each = [((id,), value)] if isinstance(value, str) else [((id, at), one) for at, one in enumerate(value)]
    found = [_read(table, steps, text) for steps, text in each]
    if not found and id == "quit":
        table.note("`quit` must have a key: without one the desk could not be ended", id)
        return None
    return tuple(dict.fromkeys(found)) if all(found) else None


def _read(table: Table, steps: tuple[str | int, ...], text: Any) -> str:
    """The event names of a key or sequence; "" when it is none, or none that could ever be pressed, which is noted."""
    if not isinstance(text, str):
        table.note(f"a key must be text in quotes, not {kind_of(text)}", *steps)
        return ""
    # A blank alone may well be meant for the key.
    found = "space" if text == " " else presses(text)
    if found and (why := refusal(found)):
        table.note(f"`{signs(found)}` cannot be a key of an action: {why}", *steps)
        return ""
    if not found:
        wrong = next((word for word in text.split() if not press(word)), text)
        near = nearest(wrong.replace("-", "+"), NAMES)
        hint = f", did you mean `{near}`?" if near else ': write a key like "N", "ctrl+n", "PgDn" or "g n"'
        table.note(f"there is no key `{shown(wrong)}`{hint}" if wrong.strip() else f"a key is missing{hint}", *steps)
    return found


def _settled(table: Table, preset: str, given: dict[str, tuple[str, ...]]) -> Keys:
    """The keys with as much of what is given as goes together: of two that clash the one that stands first is kept."""
    standing = dict(given)
    while fault := _fault(Keys(preset, tuple(standing.items())), tuple(standing)):
        id, said = fault
        table.note(said, id)
        # Without it the action has its usual keys again, which may be given to another: that one is told then.
        del standing[id]
    return Keys(preset, tuple(standing.items()))


def _fault(now: Keys, given: tuple[str, ...]) -> tuple[str, str] | None:
    """The last of the given actions of which a key clashes with that of another action, and what to say of it."""
    for id in reversed(given):
        for other in ACTIONS:
            if other.id != id and (found := clash(BY_ID[id], now.of(id), other, now.of(other.id))):
                return id, _told(id, other.id, *found)
    return None


def _told(id: str, other: str, mine: str, theirs: str) -> str:
    free = f"give `{other}` another one, or [] for none"
    if mine == theirs:
        return f"`{signs(mine)}` cannot be the key of `{id}` and of `{other}`: {free}"
    short, long = (mine, theirs) if len(mine) < len(theirs) else (theirs, mine)
    whose, longer = (id, other) if short == mine else (other, id)
    return f"`{signs(short)}` of `{whose}` is the beginning of `{signs(long)}` of `{longer}`: {free}"


# Themes.


def _theme(table: Table, themes: Mapping[str, object]) -> str:
    given = reading.text(table, "theme")
    known = (*THEMES, *themes)
    if given is None or given in known:
        return given or THEMES[0]
    near = next((name for name in known if given.casefold() in name.split("-")), "") or nearest(given, known)
    hint = f", did you mean `{near}`?" if near else f": write {', '.join(THEMES[:4])} or the name of a [theme.NAME]"
    table.note(f"there is no theme `{shown(given)}`{hint}", "theme")
    return THEMES[0]


def _themes(top: Table) -> dict[str, dict[str, str | bool]]:
    value = top.values.get("theme")
    if value is None:
        return {}
    if not isinstance(value, dict):
        top.note('a theme is a table: write [theme.NAME], or in [look] the line theme = "NAME"', "theme")
        return {}
    found = {}
    for name, colours in value.items():
        if not isinstance(colours, dict):
            called = "NAME" if name in KEYS_OF["theme"] else shown(name)
            top.note(f"a theme is a table: write [theme.{called}] above its colours", "theme", name)
        elif name in THEMES:
            top.note(f"there is a theme `{name}` already: give yours another name", "theme", name, on_key=True)
        elif not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name):
            top.note("the name of a theme has letters, digits, - and _ alone", "theme", name, on_key=True)
        else:
            table = reading.table(colours, (*top.steps, "theme", name), top.notes, KEYS_OF["theme"])
            found[name] = _colours(table)
    return found


def _colours(table: Table) -> dict[str, str | bool]:
    found: dict[str, str | bool] = {"dark": reading.flag(table, "dark", True)}
    for key in COLOURS:
        given = reading.text(table, key)
        if given is not None and re.fullmatch("#[0-9A-Fa-f]{6}", given):
            found[key] = given.lower()
        elif given is not None:
            table.note(f"`{shown(given)}` is no colour: write `{key}` as #rrggbb, such as #6cb6ff", key)
    return found
