"""The themes: all of them have what the desk uses, and everything that is written in them can be read."""

import time

import pytest
from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color
from textual.filter import Monochrome, NoColor
from textual.theme import BUILTIN_THEMES, Theme

from monitor.config.look import THEMES, Look
from monitor.config.reading import COLOURS
from monitor.tui import palette
from monitor.tui.contrast import least, ratio
from monitor.tui.palette import ANSI, CONTRAST, DARK, EXTRA, HOUSE, LIGHT, completed, grounds, watch_colour
from tests.home import LOADED
from tests.tui.desk import Office, opened

MINE = {"background": "#203010", "foreground": "#405030", "primary": "#123456", "error": "#300000"}
PALE: dict[str, str | bool] = {"dark": False, "background": "#eeeedd", "quiet": "#ddddcc", "cursor": "#ccddee"}
USERS = Look(themes={"mine": dict(MINE), "pale": PALE, "bare": {"dark": True}, "bright": {"dark": False}})
ALL = [*HOUSE, *BUILTIN_THEMES.values(), *(palette._of_user(*one) for one in USERS.themes.items())]
IN_COLOUR = [completed(theme) for theme in ALL if not theme.ansi]
WRITTEN = ("primary", "secondary", "accent", "foreground", "success", "warning", "error")
NAMES = sorted(COLOURS | {"#123456", "#ffffff", "#000000", "#808080", "#a0b1c2", "ansi_bright_red", ""})


def named(theme: Theme) -> str:
    return theme.name


def demanded(theme: Theme) -> float:
    return 7.0 if theme.name == "monitor-contrast" else 4.5


@pytest.mark.parametrize("theme", [completed(theme) for theme in ALL], ids=named)
def test_every_theme_has_what_our_styles_use(theme: Theme) -> None:
    assert set(EXTRA) <= theme.variables.keys()
    assert all(Color.parse(theme.variables[name]) for name in EXTRA)


@pytest.mark.parametrize("theme", IN_COLOUR, ids=named)
def test_all_that_is_written_in_a_theme_can_be_read(theme: Theme) -> None:
    inks = {name: str(getattr(theme, name)) for name in WRITTEN}
    inks |= {name: theme.variables[name] for name in ("quiet", "unread")}
    poor = {name: round(least(Color.parse(ink), grounds(theme)), 2) for name, ink in inks.items()}
    assert {name: found for name, found in poor.items() if found < demanded(theme)} == {}


@pytest.mark.parametrize("theme", IN_COLOUR, ids=named)
def test_every_watch_colour_can_be_read_in_every_theme(theme: Theme) -> None:
    found = {name or str(turn): watch_colour(name, turn, theme) for name in NAMES for turn in range(10)}
    poor = {
        name: colour for name, colour in found.items() if least(Color.parse(colour), grounds(theme)) < demanded(theme)
    }
    assert poor == {}


@pytest.mark.parametrize("theme", IN_COLOUR, ids=named)
def test_the_cursor_is_seen_where_it_stands(theme: Theme) -> None:
    background = Color.parse(theme.background or "")
    assert ratio(Color.parse(theme.variables["cursor"]), background) > 1.15


@pytest.mark.parametrize("theme", [DARK, LIGHT, CONTRAST], ids=named)
def test_watches_in_turn_look_unlike_each_other(theme: Theme) -> None:
    colours = [Color.parse(watch_colour("", turn, completed(theme))) for turn in range(10)]
    apart = [
        sum(abs(a - b) for a, b in zip(one.rgb, other.rgb, strict=True))
        for index, one in enumerate(colours)
        for other in colours[:index]
    ]
    assert min(apart) > 24


@pytest.mark.parametrize(("name", "said"), [
    ("red", "red"), ("green", "green"), ("yellow", "yellow"), ("blue", "bright_blue"), ("magenta", "magenta"),
    ("cyan", "cyan"), ("orange", "bright_red"), ("pink", "bright_magenta"), ("purple", "bright_blue"),
    ("teal", "bright_cyan"), ("white", "default"),
])  # fmt: skip
def test_of_sixteen_colours_a_name_means_the_nearest(name: str, said: str) -> None:
    assert watch_colour(name, 0, completed(ANSI)) == said


@pytest.mark.parametrize("name", NAMES)
def test_in_sixteen_colours_no_watch_has_the_colour_of_the_background(name: str) -> None:
    for turn in range(10):
        colour = RichColor.parse(watch_colour(name, turn, completed(ANSI)))
        assert colour.number is None or colour.number < 16
        if not name.startswith("ansi_"):
            assert colour.number not in (0, 15)


def test_the_house_themes_stay_as_they_were_drawn() -> None:
    for theme in (DARK, LIGHT):
        done = completed(theme)
        for name in WRITTEN:
            assert str(getattr(done, name)).lower() == getattr(theme, name)
        assert {name: value.lower() for name, value in done.variables.items()} == theme.variables


def test_the_config_knows_the_themes_that_there_are() -> None:
    assert set(THEMES) == {theme.name for theme in HOUSE} | BUILTIN_THEMES.keys()


@pytest.mark.parametrize("name", THEMES)
async def test_the_desk_opens_in_every_theme(office: Office, name: str) -> None:
    office.configure(more=f'[look]\ntheme = "{name}"\n')
    async with opened(office) as desk:
        assert desk.app.theme == name
        assert desk.app.native_ansi_color == name.count("ansi")
        assert "A raid at dawn" in desk.screen


async def test_a_theme_of_the_users_is_there_and_has_its_colours(office: Office) -> None:
    office.configure(more='[look]\ntheme = "mine"\n[theme.mine]\nbackground = "#203010"\nquiet = "#ccddbb"\n')
    async with opened(office) as desk:
        assert desk.app.theme == "mine"
        strips = desk.app.screen._compositor.render_strips()
        behind = {part.style.bgcolor.get_truecolor().hex for strip in strips for part in strip if part.style}  # type: ignore[union-attr]
        assert "#1f3010" in behind


async def test_a_key_takes_one_from_theme_to_theme_and_round(office: Office) -> None:
    office.configure(more="[theme.mine]\ndark = true\n")
    look = Look(themes={"mine": {"dark": True}})
    async with opened(office) as desk:
        seen = [palette.next_theme(desk.app, look) for _ in range(6)]
        assert seen == ["monitor-light", "monitor-contrast", "monitor-ansi", "mine", "monitor-dark", "monitor-light"]
        desk.app.theme = "nord"
        assert palette.next_theme(desk.app, look) == "monitor-dark"


async def test_a_terminal_of_sixteen_colours_gets_the_theme_for_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-16color")
    monkeypatch.delenv("COLORTERM")
    async with opened(office) as desk:
        assert desk.app.theme == "monitor-ansi"
        strips = desk.app.screen._compositor.render_strips()
        behind = [part.style.bgcolor for strip in strips for part in strip if part.style and part.style.bgcolor]
        assert behind and all(colour.triplet is None for colour in behind)


@pytest.mark.parametrize("theme", HOUSE, ids=named)
async def test_the_box_of_a_tick_and_what_it_is_of_can_be_read(office: Office, theme: Theme) -> None:
    office.configure(more=f'\n[look]\ntheme = "{theme.name}"\n')
    async with opened(office) as desk:
        await desk.press("e")
        tick = desk.app.screen.query_one("#bench-widen")
        for keys in ((), ("space",)):
            for focused in (desk.app.screen.query_one("#bench-name"), tick):
                focused.focus()
                await desk.press(*keys if focused is tick else ())
                (strip,) = (one for one in desk.app.screen._compositor.render_strips() if "widen what" in one.text)
                parts = [part for part in strip.crop(0, tick.region.right) if part.text.strip()]
                assert "".join(part.text for part in parts).startswith(("[x] widen", "[ ] widen"))
                assert [part for part in parts if not can_be_read(part.style, theme)] == []


def can_be_read(style: Style | None, theme: Theme) -> bool:
    """Whether what is written so stands out; the terminal's own ink and ground do so on each other alone."""
    assert style and style.color and style.bgcolor
    if style.color.is_default or style.bgcolor.is_default:
        return style.color == style.bgcolor
    ink, ground = (Color(*colour.get_truecolor()) for colour in (style.color, style.bgcolor))
    return ratio(ink, ground) >= demanded(theme)


async def test_without_colour_there_is_none_and_weight_tells_the_rest(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(office) as desk:
        assert not any(isinstance(one, Monochrome) for one in desk.app._filters)
        assert any(isinstance(one, NoColor) for one in desk.app._filters)
        strips = desk.app.screen._compositor.render_strips()
        styles = [(part.text, part.style) for strip in strips for part in strip if part.style]
        assert all(style.color is None or style.color.is_default for _, style in styles)
        assert all(style.bgcolor is None or style.bgcolor.is_default for _, style in styles)
        assert any(style.reverse for text, style in styles if "A " in text)
        assert [text for text, style in styles if style.bold and style.underline and text == "raid"]


def test_themes_cost_the_start_little() -> None:
    began = time.thread_time()
    for theme in ALL:
        completed(theme)
    assert time.thread_time() - began < 0.15 * LOADED
