"""Reads the values in a config's tables: what is good comes back, what is not is noted with the way to it."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.config.edit import UNITS, Steps, layout, place
from monitor.config.files import ConfigError
from monitor.config.syntax import LOST, Problem, kind_of, shown
from monitor.model import Watch
from monitor.text import line as gated
from monitor.times import DAY

COLOURS = frozenset(
    """black red green yellow blue magenta cyan white ansi_black ansi_red ansi_green ansi_yellow ansi_blue ansi_magenta
    ansi_cyan ansi_white ansi_bright_black ansi_bright_red ansi_bright_green ansi_bright_yellow ansi_bright_blue
    ansi_bright_magenta ansi_bright_cyan ansi_bright_white gray grey silver maroon olive lime teal aqua navy purple
    fuchsia orange pink brown gold coral salmon tomato crimson violet orchid plum indigo turquoise khaki tan lavender
    chocolate hotpink deeppink darkorange orangered limegreen seagreen skyblue steelblue royalblue slateblue""".split()
)
"""Colour names for a watch, each known to the desk; `bright_red` and its like are taken as `ansi_bright_red`."""
_LARGE = 1000
_ALIKE, _LIKE = 0.6, 0.8
"""How like a known word another has to be for that to be meant by it; and where it is a key by itself, elsewhere."""
_AKIN = 0.64
"""The same for a key that neither holds a known one nor stands in it: `priority` is no `proxy`."""
_SAYING = 3
"""Latin letters that say something by themselves in the middle of a word."""
_SIZES = {"b": 1, "kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000}
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LOST = datetime.fromisoformat(LOST)
_TABLES = {"feeds": "[[feed]]", "keywords": "[[watch]]"}
"""For the lists at the top of a config the tables that say more."""
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Note:
    """A problem whose place is still to be found."""

    steps: Steps
    message: str
    on_key: bool = False
    first: Steps | None = None
    """What it repeats; the line of that is added to the message."""
    inside: tuple[str, int] | None = None
    """A text, and how far inside it the problem is, where the text stands there as it is."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table being read, the way to it, and the list that its problems go to."""

    values: Mapping[str, Any]
    steps: Steps
    notes: list[Note]
    excused: frozenset[str] = frozenset()
    """Keys that are not there because of a mistake that is noted already."""

    def is_noted(self) -> bool:
        """Whether anything is wrong with what stands in it."""
        return any(note.steps[: len(self.steps)] == self.steps for note in self.notes)

    def note(
        self,
        message: str,
        *steps: str | int,
        on_key: bool = False,
        first: Steps | None = None,
        inside: tuple[str, int] | None = None,
    ) -> None:
        """Note a problem with what stands at `steps` in it."""
        self.notes.append(Note((*self.steps, *steps), message, on_key, first, inside))


def table(
    values: Mapping[str, Any],
    steps: Steps,
    notes: list[Note],
    known: Collection[str],
    home: Callable[[str], str] = lambda key: "",
    meant: Callable[[str], str] = lambda key: "",
) -> Table:
    """`values` ready to be read; keys that are not `known` are noted, each with the one that may be `meant`, or is
    spelled nearly so, else with a hint to its `home`. Who has one may be meant for that, unless it is all but a known
    one."""
    excused = {key for key, value in values.items() if value == _LOST}
    for key in values.keys() - set(known):
        belongs = home(key)
        sure = meant(key) or _known_key(key, known, _LIKE if belongs else _ALIKE)
        near = sure or _known_key(key, known)
        if near:
            excused.add(near)
        if belongs and not sure:
            hint = f": {belongs}" + (f", or did you mean `{near}`?" if near else "")
        else:
            hint = f", did you mean `{near}`?" if near else f": what can stand here is {', '.join(known)}"
        kind = "table" if _is_tables(values[key]) else "key"
        notes.append(Note((*steps, key), f"unknown {kind} `{shown(key)}`{hint}", on_key=True))
    kept = {key: value for key, value in values.items() if key in known and value != _LOST}
    return Table(kept, steps, notes, frozenset(excused - kept.keys()))


def _known_key(key: str, known: Collection[str], likeness: float = _ALIKE) -> str:
    """The known key that another is spelled nearly like, or that it has in itself or is a part of; "" for none."""
    near = nearest(key, known, likeness)
    folded = key.casefold()
    return near if near in folded or folded in near else nearest(key, known, max(likeness, _AKIN))


def _is_tables(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def placed(notes: Sequence[Note], text: str) -> Iterator[Problem]:
    """The problems that were noted, each at its place in the text that was read."""
    source = text.encode()
    nodes, lines = layout(source), text.split("\n")
    for note in notes:
        first = f", first on line {place(nodes, source, note.first, note.on_key)[0]}" if note.first else ""
        line, column = place(nodes, source, note.steps, note.on_key)
        if note.inside is None:
            yield Problem(line, column, note.message + first)
        elif lines[line - 1].startswith(note.inside[0], column):
            yield Problem(line, column + 1 + note.inside[1], note.message)
        else:
            yield Problem(line, column, f"{note.message} (at character {note.inside[1] + 1} of it)")


def nearest(word: str, known: Iterable[str], likeness: float = _ALIKE) -> str:
    """The known word that is most like `word`, or "" where none is as like it as that, of 1."""
    from difflib import get_close_matches

    folded = {each.casefold(): each for each in known}
    near = get_close_matches(word.casefold(), folded, 1, likeness)
    return folded[near[0]] if near else ""


def called(word: str, known: Collection[str]) -> str:
    """The known name that `word` is a part of, or spelled nearly like; "" where none is."""
    part = word.strip().casefold()
    # A letter or two stand in almost any name, and are meant for one where they begin a word of it.
    begins = r"(?<![^\W_])" if part.isascii() and len(part) < _SAYING else ""
    inside = re.compile(begins + re.escape(part))
    return next((each for each in known if part and inside.search(each.casefold())), "") or nearest(word, known)


def text(table: Table, key: str, *at: int, value: object = None) -> str | None:
    """The text at `key`, or `value` that stands in the list there, white space collapsed; None when it is none."""
    value = table.values.get(key) if value is None else value
    if value is None:
        return None
    what = f"`{key}`" if not at else f"what stands in `{key}`"
    if not isinstance(value, str):
        table.note(f"{what} must be text in quotes, not {kind_of(value)}", key, *at)
    elif not value.strip():
        table.note(f"{what} is empty", key, *at)
    elif not value.isprintable() and any(map(_is_control, value)):
        table.note(f"{what} holds a control character", key, *at)
    else:
        return gated(value)
    return None


def _is_control(letter: str) -> bool:
    return letter in _BIDI or (unicodedata.category(letter) == "Cc" and not letter.isspace())


def texts(table: Table, key: str, *, or_one: bool = False) -> list[tuple[Steps, str]]:
    """The texts in the list at `key` with the way to each; text that stands alone is taken as a list of one, and noted
    unless it may be `or_one`."""
    value = table.values.get(key)
    if isinstance(value, str):
        alone = text(table, key)
        if alone and not or_one:
            table.note(f'`{key}` must be a list: write ["{shown(alone)}"]', key)
        return [((key,), alone)] if alone else []
    if not table.steps and key in _TABLES and _is_tables(value):
        table.note(f"`{key}` is a list of texts: write a table as {_TABLES[key]}", key, on_key=True)
        return []
    if value is not None and not isinstance(value, list):
        table.note(f'`{key}` must be a list like ["one", "two"], not {kind_of(value)}', key)
        return []
    if value == [] and key in ("keywords", "feeds"):
        table.note(f"`{key}` is an empty list: put something in it or leave it out", key)
    found = {}
    for at, each in enumerate(value or ()):
        if (one := text(table, key, at, value=each)) is not None and one not in found:
            found[one] = (key, at)
    return [(steps, each) for each, steps in found.items()]


def bare(keyword: str) -> Watch:
    """The watch that a keyword makes which stands alone in the list `keywords = […]`."""
    return Watch(keyword[:1].upper() + keyword[1:], (keyword,))


def seconds(value: object) -> int:
    """Seconds in a duration: "90s", "15m", "1h", "2d", or a whole number of seconds. ConfigError when it is none."""
    found = re.fullmatch(r"([0-9]{1,9})\s*([smhdw])", value.strip().lower()) if isinstance(value, str) else None
    if found:
        return int(found[1]) * UNITS[found[2]]
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ConfigError(f'{shown(repr(value))} is no duration: write "90s", "15m", "1h" or "2d"')


def duration(table: Table, key: str, most: int) -> int | None:
    """The seconds at `key`, from 1 to `most`."""
    return _measured(table, key, (1, most), seconds, lambda one: f"{one // DAY}d" if one >= DAY else f"{one}s")


def _measured(
    table: Table, key: str, bounds: tuple[int, int], read: Callable[[object], int], spell: Callable[[int], str]
) -> int | None:
    """The measure at `key`, within its bounds; `read` raises ConfigError for what is none."""
    if key not in table.values:
        return None
    try:
        value = read(table.values[key])
    except ConfigError as error:
        table.note(f"`{key}`: {error}", key)
        return None
    if bounds[0] <= value <= bounds[1]:
        return value
    table.note(f"`{key}` must be between {' and '.join(map(spell, bounds))}", key)
    return None


def octets(value: object) -> int:
    """Bytes in a size: "500 B", "64 KB", "10 MB", "1 GB", in steps of a thousand. ConfigError when it is none."""
    found = re.fullmatch(r"([0-9]{1,9})\s*([kmg]?b)", value.strip().lower()) if isinstance(value, str) else None
    if found:
        return int(found[1]) * _SIZES[found[2]]
    raise ConfigError(f'{shown(repr(value))} is no size: write "64 KB", "10 MB" or "1 GB"')


def size(table: Table, key: str, low: int, high: int) -> int | None:
    """The bytes at `key`, from `low` to `high`."""
    return _measured(table, key, (low, high), octets, _in_bytes)


def _in_bytes(count: int) -> str:
    return next(f"{count // size} {unit.upper()}" for unit, size in reversed(_SIZES.items()) if count >= size)


def secret(table: Table, key: str, *at: str, value: object = None) -> str:
    """The text at `key`, or `value` that stands at `at` in it, to the letter, or what it comes from: "env:NAME",
    "cmd:PROGRAM …"; "" when it is none. No note repeats it."""
    value = table.values.get(key) if value is None else value
    if value is None:
        return ""
    fault = _secret_fault(value)
    if fault:
        table.note(f"`{at[0] if at else key}` {fault}", key, *at)
    return "" if fault else str(value)


def _secret_fault(value: object) -> str:
    if not isinstance(value, str):
        return f"must be text in quotes, not {kind_of(value)}"
    kind, _, source = value.partition(":")
    if not value.strip():
        return "is empty"
    if not value.isprintable():
        return "holds a control character or a line break"
    if kind == "env" and not _VARIABLE.fullmatch(source):
        return "names no variable: write `env:` and the name of one, such as env:FEED_PASSWORD"
    if kind == "cmd" and not _words(source):
        return "names no program: write `cmd:` and what you would type, such as cmd:pass show feed"
    return ""


def _words(command: str) -> list[str]:
    import shlex

    try:
        return shlex.split(command)
    except ValueError:
        return []


def whole(table: Table, key: str, low: int, high: int) -> int | None:
    """The whole number at `key`, from `low` to `high`."""
    value = table.values.get(key)
    if value is None or (type(value) is int and low <= value <= high):
        return value
    table.note(f"`{key}` must be a whole number between {low} and {high}", key)
    return None


def number(table: Table, key: str) -> float | None:
    """The number at `key`."""
    value = table.values.get(key)
    if value is None or is_number(value):
        return value
    table.note(f"`{key}` must be a number between -{_LARGE} and {_LARGE}", key)
    return None


def is_number(value: object) -> bool:
    """Whether it is a number that can be reckoned with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGE


def flag(table: Table, key: str, otherwise: bool) -> bool:
    """The true or false at `key`."""
    value = table.values.get(key, otherwise)
    if isinstance(value, bool):
        return value
    table.note(f"`{key}` must be true or false, not {kind_of(value)}", key)
    return otherwise


def languages(table: Table, *, single: bool) -> tuple[str, ...]:
    """The languages at `lang`, as primary tags: one, or those in a list."""
    from monitor.matching.language import is_code

    found = [(("lang",), text(table, "lang") or "")] if single else texts(table, "lang", or_one=True)
    good = []
    for steps, each in found:
        if re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*", each) and is_code(each):
            good.append(re.split("[-_]", each)[0].lower())
        elif each:
            table.note(f'`{shown(each)}` is no language code: write "en", "zh", "th" or the like', *steps)
    return tuple(dict.fromkeys(good))


def colour(table: Table) -> str:
    """The colour at `colour`, as the desk names it."""
    given = (text(table, "colour") or "").lower()
    name = f"ansi_{given}" if given.startswith("bright_") else given
    if not given or name in COLOURS or re.fullmatch("#[0-9a-f]{6}", given):
        return name
    near = nearest(given, sorted(COLOURS))
    hint = f", did you mean `{near}`?" if near else ": write a name such as red or teal, or #rrggbb"
    table.note(f"unknown colour `{shown(given)}`{hint}", "colour")
    return ""
