"""The signs that the desk draws with, each with a twin for terminals and fonts that know nothing but ASCII."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter

from monitor import cells

UNREAD, STARRED, DISMISSED = "●", "★", "×"
BAR, EDGE = "▌", "▎"
DROPPED = "‹›"
"""Stand around what no watch looks at."""
OTHER = "·"
"""Stands for a watch that has no mark of its own."""
MORE = "+"
"""Stands for the watches that have no room."""
RAMP = " ▁▂▃▄▅▆▇█"
"""Columns of a small chart, from nothing on."""
DONE, LEFT = "█", "░"
"""What a bar of progress is made of."""

_POOR = ("linux", "dumb", "vt100", "vt102", "vt220")
"""Terminals by their TERM; the Linux console is one, its fonts have no stars."""

TWINS = str.maketrans(
    {
        UNREAD: "*", STARRED: "+", DISMISSED: "x", BAR: "|",
        "·": "-", "…": "~", "›": ">", "‹": "<", "–": "-", "—": "-", "−": "-", "→": ">", "←": "<", "↑": "^", "↓": "v",
        "⇧": "^", "“": '"', "”": '"', "‘": "'", "’": "'", "«": '"', "»": '"', "•": "*", "✓": "v", "✗": "x",
        **dict(zip("▁▂▃▄▅▆▇█", ".:-=+*%#", strict=True)), "▓": "#", "▒": "=", LEFT: ".", "\u00a0": " ",
        **dict.fromkeys("▎▏▍▌▋▊▉▐▕│┃║╎╏┆┊╽╿", "|"), **dict.fromkeys("─━═╌╍┄┈▔╼╾▀", "-"),
        **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╯╰┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬▖▗▘▙▚▛▜▝▞▟", "+"),
    }
)  # fmt: skip
"""Each sign and its twin, which is one cell wide as well; signs in what feeds publish have them too."""


_WORDS = {"←→": "Left Right", "↑": "Up", "↓": "Down", "←": "Left", "→": "Right", "⇧": "Shift+"}
"""Keys whose twins would be read as other keys: v, ^d, < and > are some."""


class Twins(LineFilter):
    """Draws the twins in place of the signs, and what the terminal's encoding lacks as question marks."""

    def __init__(self, encoding: str) -> None:
        """`encoding` is that of the terminal."""
        super().__init__()
        self._encoding = encoding

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, in as many cells."""
        return [Segment(self._drawn(text), style, control) for text, style, control in segments]

    def _drawn(self, text: str) -> str:
        text = text if text.isascii() else text.translate(TWINS)
        if text.isascii() or _knows(self._encoding, text):
            return text
        return "".join(one if _knows(self._encoding, one) else "?" * cells.width(one) for one in cells.clusters(text))


def use(app: App[Any], ascii_only: bool) -> None:
    """Let the app draw the twins where the user wants them or the terminal knows no better, else the signs."""
    encoding = getattr(sys.__stderr__, "encoding", None) or "utf-8"
    others: Sequence[LineFilter] = [one for one in app._filters if not isinstance(one, Twins)]
    app._filters[:] = [*others, Twins(encoding)] if ascii_only or is_poor(os.environ, encoding) else others


def spelled(app: App[Any], keys: str) -> str:
    """What tells keys, with words for arrows where the app draws twins."""
    if any(isinstance(one, Twins) for one in app._filters):
        for sign, word in _WORDS.items():
            keys = keys.replace(sign, word)
    return keys


def is_poor(environment: Mapping[str, str], encoding: str) -> bool:
    """Whether a terminal cannot be trusted with signs: by its encoding, its locale or its kind."""
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    # Where nobody has said what the locale is, Python writes UTF-8, and so do most terminals.
    locale = next(filter(None, names), "UTF-8").upper().replace("-", "")
    return "UTF8" not in locale or environment.get("TERM") in _POOR or not _knows(encoding, UNREAD + RAMP)


def chart(counts: Sequence[int]) -> str:
    """Numbers as a row of columns; the greatest is as high as a row, and none is lower than it is."""
    top, steps = max(counts, default=0), len(RAMP) - 1
    return "".join(RAMP[-(-count * steps // top)] if count > 0 else RAMP[0] for count in counts)


def progress(done: int, total: int, wide: int) -> str:
    """A bar of `wide` cells, full when all is done."""
    full = min(wide, max(0, done) * wide // total) if total > 0 else 0
    return DONE * full + LEFT * (wide - full)


def _knows(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
