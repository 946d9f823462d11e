"""Signs and their twins in ASCII: which terminals get them, and that nothing changes its width by it."""

import re

import pytest
from rich.segment import Segment
from textual.color import BLACK

from monitor import cells
from monitor.tui import signs
from monitor.tui.signs import RAMP, TWINS, Twins, chart, is_poor, progress
from tests.tui.desk import FEED, OTHER, SIZES, Desk, Office, entry, opened
from tests.tui.test_layout import SCRIPTS

ASCII = "[look]\nascii = true\n"


def drawn(text: str, encoding: str = "utf-8") -> str:
    return "".join(part.text for part in Twins(encoding).apply([Segment(text)], BLACK))


def test_every_sign_has_a_twin_of_its_own_width() -> None:
    for sign, twin in TWINS.items():
        assert twin.isascii() and len(twin) == 1 == cells.width(chr(sign))
    for sign in (signs.UNREAD, signs.STARRED, signs.DISMISSED, signs.BAR, signs.EDGE, signs.DONE, signs.LEFT, *RAMP):
        assert drawn(sign).isascii()


def test_marks_stay_apart() -> None:
    assert len({drawn(sign) for sign in (signs.UNREAD, signs.STARRED, signs.DISMISSED)}) == 3
    assert len({drawn(sign) for sign in RAMP}) == len(RAMP)
    assert drawn(signs.DONE) != drawn(signs.LEFT)


def test_titles_keep_their_scripts_where_the_terminal_can_write_them() -> None:
    assert drawn("● 妙瓦底 … မြဝတီ") == "* 妙瓦底 ~ မြဝတီ"


@pytest.mark.parametrize("title", [*SCRIPTS, "naïve café", "🇹🇭"])
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "no-such-encoding"])
def test_what_an_encoding_lacks_is_question_marks_of_the_same_width(title: str, encoding: str) -> None:
    said = drawn(title, encoding)
    assert cells.width(said) == cells.width(title)
    said.encode("latin-1" if encoding == "latin-1" else "ascii")


@pytest.mark.parametrize(
    ("environment", "encoding", "poor"),
    [
        ({}, "utf-8", False),
        ({"LANG": "C.UTF-8", "TERM": "xterm-256color"}, "utf-8", False),
        ({"LANG": "en_GB.utf8"}, "utf-8", False),
        ({"LANG": "C.UTF-8", "LC_ALL": "C"}, "utf-8", True),
        ({"LANG": "en_GB.ISO-8859-1"}, "utf-8", True),
        ({"LC_ALL": "", "LANG": "C.UTF-8"}, "utf-8", False),
        ({"LANG": "C.UTF-8"}, "latin-1", True),
        ({"LANG": "C.UTF-8", "TERM": "linux"}, "utf-8", True),
    ],
)
def test_which_terminals_get_the_twins(environment: dict[str, str], encoding: str, poor: bool) -> None:
    assert is_poor(environment, encoding) == poor


@pytest.mark.parametrize(
    ("counts", "drawn_as"),
    [([], ""), ([0, 0], "  "), ([1], "█"), ([0, 1, 8], " ▁█"), ([1, 1000], "▁█"), ([4, 8], "▄█"), ([-3, 1], " █")],
)
def test_a_chart_is_as_high_as_its_greatest_number_and_shows_the_least(counts: list[int], drawn_as: str) -> None:
    assert chart(counts) == drawn_as


@pytest.mark.parametrize(
    ("done", "total", "full"), [(0, 10, 0), (5, 10, 5), (10, 10, 10), (99, 10, 10), (3, 0, 0), (-1, 9, 0)]
)
def test_a_bar_is_full_when_all_is_done(done: int, total: int, full: int) -> None:
    assert progress(done, total, 10) == signs.DONE * full + signs.LEFT * (10 - full)


@pytest.mark.parametrize("size", [*SIZES, (60, 20)])
async def test_in_ascii_the_whole_desk_is_ascii(office: Office, size: tuple[int, int]) -> None:
    office.configure(more=ASCII)
    async with opened(office, size) as desk:
        for keys in (["j"], ["enter"], ["escape", "h"], ["l", "f", "m"], ["v"], ["escape", "question_mark"]):
            await desk.press(*keys)
            assert desk.screen.isascii(), [line for line in desk.lines() if not line.isascii()]
        await desk.press("escape", "slash")
        assert desk.screen.isascii()


async def test_a_change_of_the_config_changes_the_signs_at_once(office: Office) -> None:
    async with opened(office) as desk:
        assert signs.UNREAD in desk.screen
        office.configure(more=ASCII)
        await desk.until(lambda: signs.UNREAD not in desk.screen)
        office.configure()
        await desk.until(lambda: signs.UNREAD in desk.screen)


async def test_in_ascii_lines_are_as_wide_as_the_terminal_in_every_script(bare: Office) -> None:
    bare.configure({"မြန်မာ": ["raid"], "妙瓦底": ["raid"]}, {FEED: "ข่าวชายแดน", OTHER: "x"}, ASCII)
    bare.publish([entry(title, age) for age, title in enumerate(SCRIPTS)])
    async with opened(bare) as desk:
        for size in SIZES:
            await desk.resize(size)
            assert widths(desk) == {size[0]}


def widths(desk: Desk) -> set[int]:
    return {cells.width(line) for line in desk.lines()}


@pytest.mark.parametrize(("more", "down", "up"), [(ASCII, "Down", "Up"), ("", "↓", "↑")], ids=["ascii", "signs"])
async def test_an_arrow_is_told_by_no_twin_that_is_another_key(bare: Office, more: str, down: str, up: str) -> None:
    bare.configure(more=more)
    async with opened(bare) as desk:
        await desk.press("question_mark")
        assert f"j {down} scrolls" in desk.screen
        await desk.press(*"earlier")
        assert re.search(rf"{up} +earlier search", desk.screen)
        await desk.press("escape", "escape", "slash")
        assert f"{up} earlier" in desk.lines()[-1]
        await desk.press("escape", "colon", *"nextline")
        assert f"j {down}" in desk.screen
