"""The desk's colours: its theme, and what the names of watch colours look like."""

from textual.color import Color
from textual.theme import Theme

DARK = Theme(
    name="monitor-dark",
    dark=True,
    primary="#6cb6ff",
    secondary="#9aa7b8",
    accent="#f0b72f",
    foreground="#d5dde8",
    background="#10151c",
    surface="#151b24",
    panel="#1d2530",
    success="#6fc28b",
    warning="#f0b72f",
    error="#ff7b72",
    variables={
        "quiet": "#8391a3",
        "unread": "#f3f6fa",
        "line": "#2b3644",
        "cursor": "#26415f",
        "cursor-quiet": "#222c39",
    },
)
_NAMED = {
    "red": "#ff7b72",
    "green": "#7ec699",
    "yellow": "#f2cc60",
    "blue": "#79b8ff",
    "magenta": "#d2a8ff",
    "cyan": "#56d4dd",
    "orange": "#ffa657",
    "pink": "#ff9bce",
    "purple": "#b392f0",
    "teal": "#4fd1b5",
    "white": "#f0f3f6",
}
_CYCLE = ("red", "cyan", "yellow", "green", "magenta", "blue", "orange", "pink", "teal", "purple")


def watch_colour(name: str, index: int) -> str:
    """The colour, as Rich writes it, for a watch: its own, or the next of a cycle."""
    chosen = name or _CYCLE[index % len(_CYCLE)]
    if chosen.startswith("ansi_"):
        return chosen.removeprefix("ansi_")
    return Color.parse(_NAMED.get(chosen, chosen)).hex6
