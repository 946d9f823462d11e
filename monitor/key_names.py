"""Keys by name: as people write and read them, and as the terminal's events call them."""

import re
import unicodedata

_RENAMED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Characters that the events call otherwise than Unicode does."""
_NAMED = {
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Del",
    "insert": "Ins",
    "home": "Home",
    "end": "End",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}
"""The keys that are no character, and how they are shown."""
_ALSO = {"return": "enter", "pgdown": "pagedown", "page_down": "pagedown", "page_up": "pageup", "spacebar": "space"}
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+left_square_bracket": "escape"}
"""What a terminal sends alike."""
_WITH_CTRL = frozenset("abcdefgjklnopqrstuvwxyz")
_SIGNS_WITH_CTRL = frozenset(("backslash", "right_square_bracket", "circumflex_accent", "underscore"))
_WITH_ALT = frozenset("acdeghijklmnopqrstuvwxyz")
"""What a terminal without a protocol of its own can tell from the bare key, or from another."""
_BARE = frozenset(("enter", "tab", "space", "backspace", "escape"))
"""Keys that are characters to a terminal as well."""
_INSTEAD = {"ctrl+h": "Backspace", "alt+b": "^←", "alt+f": "^→"}
"""What most terminals send for keys, in the reader's eyes."""
_MODIFIERS = {"ctrl+": "^", "alt+": "Alt+", "shift+": "⇧"}


def _event_name(character: str) -> str:
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return _RENAMED.get(name, name)


_PUNCTUATION = {_event_name(chr(code)): chr(code) for code in range(33, 127) if not chr(code).isalnum()}
_SPELLED = {
    **{name: name for name in (*_NAMED, *_PUNCTUATION)},
    **{sign.casefold(): name for name, sign in _NAMED.items()},
    **_ALSO,
}
NAMES = (*_NAMED, *_PUNCTUATION, *(f"ctrl+{letter}" for letter in sorted(_WITH_CTRL)), "shift+tab")
"""Names that a misspelled key may be meant for."""


def press(word: str) -> str:
    """The event name of one press as a person writes it, such as N, ctrl+n, ^n, Esc, PgDn or ?; "" when it is none."""
    modifiers, rest = [], word
    while found := re.match(r"(ctrl\+|alt\+|shift\+|\^|⇧)(?=.)", rest, re.I):
        modifiers.append({"^": "ctrl+", "⇧": "shift+"}.get(found[0], found[0].lower()))
        rest = rest[found.end() :]
    base = _SPELLED.get(rest.casefold(), "")
    if not base and len(rest) == 1 and rest.isprintable() and not rest.isspace():
        base = _event_name(rest)
    if "shift+" in modifiers and len(base) == 1:
        modifiers.remove("shift+")
        base = base.upper()
    if "ctrl+" in modifiers and len(base) == 1:
        base = base.lower()
    name = "".join(each for each in _MODIFIERS if each in modifiers) + base
    return _SAME.get(name, name) if base else ""


def presses(text: str) -> str:
    """The event names of presses one after the other, parted by blanks: "g g" of "g g" or "gg"; "" when one is none."""
    words = text.split()
    if len(words) == 1 and len(words[0]) == 2 and not press(words[0]):
        words = list(words[0])
    names = [press(word) for word in words]
    return " ".join(names) if all(names) else ""


def refusal(keys: str) -> str:
    """Why presses, by their event names, cannot be an action's keys, as a clause; "" where they can be."""
    each = keys.split(" ")
    if each[0].isascii() and each[0].isdigit():
        return "a digit in front says how often the next key is meant"
    unsent = next((key for key in each if not _is_sent(key)), "")
    if unsent in _INSTEAD:
        return f"most terminals send {_INSTEAD[unsent]} for it"
    return f"most terminals do not send `{shown(unsent)}` as a key of its own" if unsent else ""


def _is_sent(key: str) -> bool:
    modifiers, base = _parted(key)
    if not modifiers or not (len(base) == 1 or base in _BARE or base in _PUNCTUATION):
        return True
    if modifiers == ("ctrl+",):
        return base in _WITH_CTRL or base in _SIGNS_WITH_CTRL
    return base in _WITH_ALT if modifiers == ("alt+",) else key == "shift+tab"


def shown(keys: str) -> str:
    """Presses as a person reads them, in the spelling that `presses` reads: "gg", "^d", "Esc", "?"."""
    signs = [_sign(key) for key in keys.split(" ")]
    plain = len(signs) == 2 and all(len(sign) == 1 for sign in signs)
    return ("" if plain else " ").join(signs)


def _sign(key: str) -> str:
    modifiers, base = _parted(key)
    return "".join(_MODIFIERS[each] for each in modifiers) + (_NAMED.get(base) or _PUNCTUATION.get(base) or base)


def _parted(key: str) -> tuple[tuple[str, ...], str]:
    """The modifiers of a key, and the key that they are held with."""
    modifiers, base = [], key
    for modifier in _MODIFIERS:
        if base.startswith(modifier):
            base = base.removeprefix(modifier)
            modifiers.append(modifier)
    return tuple(modifiers), base
