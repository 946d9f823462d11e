"""The desk's themes, and what the names of watch colours look like in each."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual import filter as filters
from textual._ansi_theme import ALABASTER, MONOKAI
from textual.app import App
from textual.color import BLACK, WHITE, Color
from textual.design import (
    DEFAULT_DARK_BACKGROUND,
    DEFAULT_DARK_SURFACE,
    DEFAULT_LIGHT_BACKGROUND,
    DEFAULT_LIGHT_SURFACE,
)
from textual.theme import BUILTIN_THEMES, Theme

from monitor.tui import signs
from monitor.tui.contrast import HIGH, TEXT, least, readable

if TYPE_CHECKING:
    from monitor.config.look import Look

EXTRA = ("quiet", "unread", "line", "cursor", "cursor-quiet")
"""What our styles use beyond the colours that every theme of Textual's has."""
_INKS = ("primary", "secondary", "accent", "success", "warning", "error")
"""Colours of a theme in which something is written."""

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
    error="#ff8a82",
    variables={
        "quiet": "#93a1b3",
        "unread": "#f3f6fa",
        "line": "#2b3644",
        "cursor": "#21384f",
        "cursor-quiet": "#222c39",
    },
)
LIGHT = Theme(
    name="monitor-light",
    dark=False,
    primary="#0b5cad",
    secondary="#4d5a6a",
    accent="#7a4d00",
    foreground="#24303d",
    background="#fbfaf7",
    surface="#f3f1ec",
    panel="#e8e5de",
    success="#1a6b36",
    warning="#7a4d00",
    error="#b3261e",
    variables={
        "quiet": "#56616e",
        "unread": "#0a0f15",
        "line": "#c9c4b8",
        "cursor": "#cfe3f7",
        "cursor-quiet": "#e2e4e6",
    },
)
CONTRAST = Theme(
    name="monitor-contrast",
    dark=True,
    primary="#8fd0ff",
    secondary="#d0d0d0",
    accent="#ffd75f",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    success="#7dff9b",
    warning="#ffd75f",
    error="#ffb0aa",
    variables={
        "quiet": "#d0d0d0",
        "unread": "#ffffff",
        "line": "#b0b0b0",
        "cursor": "#002a55",
        "cursor-quiet": "#262626",
    },
)
ANSI = replace(
    BUILTIN_THEMES["ansi-dark"],
    name="monitor-ansi",
    primary="ansi_cyan",
    accent="ansi_bright_yellow",
    variables={
        **BUILTIN_THEMES["ansi-dark"].variables,
        "quiet": "ansi_default",
        "unread": "ansi_default",
        "line": "ansi_blue",
        "cursor": "ansi_default",
        "cursor-quiet": "ansi_default",
    },
)
"""The terminal's own sixteen colours alone: what others tell by shades, app.tcss tells by weight and reverse."""
HOUSE = (DARK, LIGHT, CONTRAST, ANSI)

_NAMED = {
    "red": ("#ff7b72", "#c4281f", "red"),
    "green": ("#7ec699", "#2c7a3f", "green"),
    "yellow": ("#f2cc60", "#866200", "yellow"),
    "blue": ("#79b8ff", "#1464c0", "bright_blue"),
    "magenta": ("#d2a8ff", "#8a3ec2", "magenta"),
    "cyan": ("#56d4dd", "#0b7480", "cyan"),
    "orange": ("#ffa657", "#b04a00", "bright_red"),
    "pink": ("#ff9bce", "#bf2f7c", "bright_magenta"),
    "purple": ("#b392f0", "#6240b5", "bright_blue"),
    "teal": ("#4fd1b5", "#10735f", "bright_cyan"),
    "white": ("#f0f3f6", "#444c56", "default"),
}
"""What each name of a colour means on a dark ground, on a light one, and in sixteen colours."""
_CYCLE = ("red", "cyan", "yellow", "green", "magenta", "blue", "orange", "pink", "teal", "purple")


def register(app: App[Any], look: "Look") -> None:
    """Make every theme known to the app, the user's own among them, and let it look as the config says.

    A terminal of sixteen colours gets the theme that is made for it, whatever the config says.
    """
    for theme in (*HOUSE, *(_of_user(name, colours) for name, colours in look.themes.items())):
        app.register_theme(completed(theme))
    # None of them is seen in a first frame, unless it is the one that is shown.
    app.call_after_refresh(_register_builtin, app)
    if app.no_color:
        # Textual turns colours into greys then, which are colours to a terminal and black on black to some.
        app._filters[:] = [_no_greys(one) for one in app._filters]
    signs.use(app, look.ascii)
    show(app, look.theme if look.theme in app.available_themes else DARK.name)


def show(app: App[Any], name: str) -> None:
    """Let the app look as a theme has it that is known to it, or as its terminal can."""
    name = _affordable(app, name)
    _register_builtin(app, name)
    if name == app.theme:
        # It may have other colours now.
        app.mutate_reactive(App.theme)
    app.theme = name


def _register_builtin(app: App[Any], *names: str) -> None:
    """Make Textual's themes known with all that our styles use, or those with these names."""
    for name in names or BUILTIN_THEMES:
        if name in BUILTIN_THEMES:
            app.register_theme(completed(BUILTIN_THEMES[name]))


def next_theme(app: App[Any], look: "Look") -> str:
    """Switch to the next of the house's themes and the user's own; the name of it is returned."""
    names = [*(theme.name for theme in HOUSE), *look.themes]
    app.theme = names[(names.index(app.theme) + 1) % len(names) if app.theme in names else 0]
    return app.theme


def completed(theme: Theme) -> Theme:
    """The theme with all that our styles use, each of its colours readable on each of its backgrounds."""
    if theme.ansi:
        return replace(theme, variables={**ANSI.variables, **theme.variables})
    theme = _filled(theme)
    foreground, background = _colour(theme.foreground), _colour(theme.background)
    seen = readable(_colour(theme.primary), (background,), TEXT, theme.dark)
    cursors = {
        "cursor": _ground(background.blend(seen, 0.3, 1.0), theme),
        "cursor-quiet": _ground(background.blend(foreground, 0.1, 1.0), theme),
        "line": background.blend(foreground, 0.2, 1.0),
    }
    theme = replace(theme, variables={**{name: one.hex6 for name, one in cursors.items()}, **theme.variables})
    inks: dict[str, Any] = {name: _readable(_colour(getattr(theme, name) or theme.primary), theme) for name in _INKS}
    theme = replace(theme, foreground=_readable(foreground, theme), **inks)
    given = theme.variables
    quiet, unread = given.get("quiet"), given.get("unread", theme.foreground)
    shades = {
        "quiet": _readable(_colour(quiet) if quiet else foreground.blend(background, 0.4, 1.0), theme),
        "unread": _readable(_colour(unread), theme, HIGH),
    }
    return replace(theme, variables={**given, **shades})


def grounds(theme: Theme) -> tuple[Color, ...]:
    """The backgrounds on which a completed theme writes."""
    variables = theme.variables
    return tuple(map(_colour, (theme.background, theme.surface, theme.panel, variables["cursor"],
                               variables["cursor-quiet"])))  # fmt: skip


def demanded(theme: Theme) -> float:
    """The contrast that text has in a theme."""
    return HIGH if theme.name == CONTRAST.name else TEXT


def watch_colour(name: str, index: int, theme: Theme = DARK) -> str:
    """The colour, as Rich writes it, for a watch: its own, or the next of a cycle; it can be read in the theme, a
    completed one."""
    chosen = name or _CYCLE[index % len(_CYCLE)]
    if theme.ansi:
        return _in_sixteen(chosen)
    return _on(chosen, theme.dark, grounds(theme), demanded(theme))


@lru_cache(512)
def _on(chosen: str, dark: bool, backgrounds: tuple[Color, ...], wanted: float) -> str:
    return readable(_named(chosen, dark), backgrounds, wanted, dark).hex6


def _named(chosen: str, dark: bool) -> Color:
    if chosen.startswith("ansi_"):
        colour = RichColor.parse(chosen.removeprefix("ansi_"))
        return Color.from_rich_color(colour, MONOKAI if dark else ALABASTER)
    return Color.parse(_NAMED[chosen][not dark] if chosen in _NAMED else chosen)


@lru_cache(512)
def _in_sixteen(chosen: str) -> str:
    """The nearest of a terminal's own colours that is neither its background nor a grey."""
    if chosen.startswith("ansi_"):
        return chosen.removeprefix("ansi_")
    if chosen in _NAMED:
        return _NAMED[chosen][2]
    name = Color.parse(chosen).rich_color.downgrade(ColorSystem.STANDARD).number
    return f"color({name})" if name not in (None, 0, 7, 8, 15) else "default"


def _no_greys(one: filters.LineFilter) -> filters.LineFilter:
    return filters.NoColor() if isinstance(one, filters.Monochrome) else one


def _affordable(app: App[Any], name: str) -> str:
    """The theme that a terminal can show."""
    is_poor = app.console.color_system in (None, "standard")
    return ANSI.name if is_poor and not app.available_themes[name].ansi else name


def _of_user(name: str, colours: Mapping[str, object]) -> Theme:
    """A theme of the config's: what it leaves open is as in the house's dark or light one."""
    dark = colours.get("dark", True) is True
    base = DARK if dark else LIGHT
    said = {key: str(value) for key, value in colours.items() if key != "dark"}
    variables = {key: value for key, value in said.items() if key in EXTRA}
    plain = {key: value for key, value in said.items() if key not in EXTRA}
    # A background of its own asks for shades of its own.
    kept = {} if "background" in plain else base.variables
    if "background" in plain:
        plain = {"surface": plain["background"], "panel": _shade(plain["background"], dark), **plain}
    return replace(base, name=name, variables={**kept, **variables}, **plain)  # type: ignore[arg-type]


def _shade(colour: str, dark: bool) -> str:
    return Color.parse(colour).blend(WHITE if dark else BLACK, 0.07, 1.0).hex6


def _filled(theme: Theme) -> Theme:
    """The theme with the colours that Textual takes where it names none."""
    background = DEFAULT_DARK_BACKGROUND if theme.dark else DEFAULT_LIGHT_BACKGROUND
    surface = theme.surface or (DEFAULT_DARK_SURFACE if theme.dark else DEFAULT_LIGHT_SURFACE)
    background = theme.background or background
    foreground = theme.foreground or Color.parse(background).inverse.hex6
    panel = theme.panel or Color.parse(surface).blend(Color.parse(theme.primary), 0.1, 1.0).hex6
    return replace(theme, background=background, surface=surface, foreground=foreground, panel=panel)


def _colour(value: str | None) -> Color:
    return Color.parse(value or "black")


def _readable(colour: Color, theme: Theme, wanted: float = 0.0) -> str:
    return readable(colour, grounds(theme), max(wanted, demanded(theme)), theme.dark).hex6


def _ground(colour: Color, theme: Theme) -> Color:
    """A background so near to the theme's own that all that is written there can be read on it too."""
    end, background = (WHITE if theme.dark else BLACK), _colour(theme.background)
    mixed = (colour.blend(background, step / 10, 1.0) for step in range(10))
    return next((one for one in mixed if least(end, [one]) >= HIGH), background)
