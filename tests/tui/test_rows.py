"""A list of any length: it asks only for the rows that are to be seen, and moves as its keys say."""

import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from monitor import cells
from monitor.tui import palette
from monitor.tui.rows import Cells, Piece, Rows, strip
from tests.tui.desk import Office, opened

MANY = 100_000


class Numbers(Rows):
    """Rows that say their number, and remember which were asked for."""

    def __init__(self) -> None:
        super().__init__(id="numbers")
        self.asked: list[int] = []

    def pieces(self, index: int, width: int) -> list[Piece]:
        self.asked.append(index)
        return [(f"row {index}", "strong"), (" [bold]x[/] ", "bold red")]


class Board(App[None]):
    """Nothing but a list."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__()
        self.rows = Numbers()
        self.heard: list[str] = []

    def on_load(self) -> None:
        self.register_theme(palette.DARK)
        self.theme = palette.DARK.name

    def compose(self) -> ComposeResult:
        yield self.rows

    def on_rows_opened(self, event: Rows.Opened) -> None:
        self.heard.append(f"opened {event.rows.cursor}")

    def on_rows_moved(self, event: Rows.Moved) -> None:
        self.heard.append(f"moved {event.rows.cursor}")


@asynccontextmanager
async def board(count: int = MANY, cursor: int = 0) -> AsyncIterator[tuple[Board, Numbers, Pilot[None]]]:
    app = Board()
    async with app.run_test(size=(40, 20)) as pilot:
        app.rows.set_count(count, cursor)
        app.rows.focus()
        await pilot.pause()
        app.rows.asked.clear()
        yield app, app.rows, pilot


def screen(app: Board) -> list[str]:
    return ["".join(segment.text for segment in line) for line in app.screen._compositor.render_strips()]


async def test_only_what_is_to_be_seen_is_asked_for() -> None:
    async with board() as (_, rows, pilot):
        for key in ("pagedown", "pagedown", "ctrl+d", "space", "pageup", "G", "home", "end", "home"):
            await pilot.press(key)
        await pilot.pause()
        assert len(rows.asked) <= 9 * 2 * 20
        far = [index for index in rows.asked if 150 < index < MANY - 150]
        assert far == []


async def test_the_end_is_one_key_away_and_asks_for_nothing_between() -> None:
    async with board() as (app, rows, pilot):
        await pilot.press("G")
        await pilot.pause()
        assert rows.cursor == MANY - 1
        assert min(rows.asked, default=0) > MANY - 50
        assert "row 99999" in screen(app)[-1]
        await pilot.press("home")
        await pilot.pause()
        assert "row 0" in screen(app)[0]


async def test_a_page_ties_to_the_one_before() -> None:
    async with board() as (app, rows, pilot):
        await pilot.press("pagedown")
        assert rows.cursor == 19
        await pilot.press("ctrl+d")
        await pilot.pause()
        assert rows.cursor == 38
        assert "row 38" in screen(app)[-1]
        await pilot.press("ctrl+u", "pageup")
        assert rows.cursor == 0


async def test_the_ends_hold() -> None:
    async with board(3) as (app, rows, pilot):
        await pilot.press("k", "up", "pageup", "home")
        assert (rows.cursor, app.heard) == (0, [])
        await pilot.press("j", "down", "j", "pagedown")
        assert rows.cursor == 2


async def test_an_empty_list_takes_every_key() -> None:
    async with board(0) as (app, rows, pilot):
        rows.empty = ["", "Nothing [here].", "Do this."]
        rows.set_count(0, 5)
        for key in ("j", "k", "home", "G", "pagedown", "pageup", "enter"):
            await pilot.press(key)
        await pilot.click(rows, offset=(3, 1))
        await pilot.pause()
        assert (rows.cursor, app.heard, rows.asked) == (0, [], [])
        assert "Nothing [here]." in screen(app)[1]


async def test_what_an_empty_list_says_is_read_to_its_end_however_narrow_it_is() -> None:
    async with board(0) as (app, rows, pilot):
        reason = "The poller stopped: The store /home/me/.local/share/monitor/store.db cannot be used: Read-only."
        rows.empty = ["", f"{reason} {reason}", "  12h  " + "A title " * 40, "Do this."]
        rows.set_count(0, 0)
        await pilot.pause()
        lines = [line.strip() for line in screen(app)]
        end = next(at for at, line in enumerate(lines) if line.startswith("12h"))
        assert " ".join(lines[1:end]) == f"{reason} {reason}" and end > 2
        assert lines[end + 1] == "Do this.", "a title is cut"


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    async with board() as (app, rows, pilot):
        for _ in range(3):
            await pilot._post_mouse_events(  # type: ignore[attr-defined]
                [__import__("textual.events", fromlist=["MouseScrollDown"]).MouseScrollDown], rows, (5, 5), 0
            )
        for _ in range(100):
            await pilot.pause(0.01)
            if rows.scroll_offset.y and not app.animator._animations:
                break
        assert rows.scroll_offset.y > 0
        assert rows.cursor == 0
        assert f"row {rows.scroll_offset.y}" in screen(app)[0]
        await pilot.press("j")
        await pilot.pause()
        assert rows.cursor == 1
        assert "row 1 " in "\n".join(screen(app))


@pytest.mark.parametrize(("key", "wheeled_to", "line"), [("home", 50, 0), ("k", 50, 0), ("G", 0, MANY - 1)])
async def test_a_key_shows_the_row_that_it_leads_to_also_where_the_cursor_is_there(
    key: str, wheeled_to: int, line: int
) -> None:
    async with board() as (app, rows, pilot):
        rows.move_to(line)
        await pilot.pause()
        heard = list(app.heard)
        rows.scroll_to(y=wheeled_to, animate=False, immediate=True)
        await pilot.press(key)
        await pilot.pause()
        assert f"row {line} " in "\n".join(screen(app)) and rows.cursor == line
        assert app.heard == heard, "it is told of no other row"


async def test_a_click_moves_and_a_double_click_opens() -> None:
    async with board() as (app, rows, pilot):
        await pilot.click(rows, offset=(3, 7))
        assert rows.cursor == 7
        await pilot.click(rows, offset=(3, 9), times=2)
        await pilot.pause()
        assert rows.cursor == 9
        assert app.heard[-1] == "opened 9"
        assert "opened 7" not in app.heard


async def test_a_click_after_scrolling_and_with_space_around() -> None:
    async with board() as (app, rows, pilot):
        rows.styles.padding = (2, 0, 0, 3)
        await pilot.press("G")
        await pilot.pause()
        (line,) = [y for y, text in enumerate(screen(app)) if "row 99990" in text]
        await pilot.click(offset=(8, line))
        await pilot.pause()
        assert rows.cursor == 99_990


async def test_enter_opens_the_row_under_the_cursor() -> None:
    async with board(5, 2) as (app, _, pilot):
        await pilot.press("enter")
        assert app.heard == ["opened 2"]


async def test_the_cursor_is_kept_in_sight_when_the_height_changes() -> None:
    async with board() as (app, rows, pilot):
        for _ in range(15):
            await pilot.press("j")
        await pilot.resize_terminal(40, 8)
        await pilot.pause()
        assert f"row {rows.cursor}" in "\n".join(screen(app))
        await pilot.resize_terminal(40, 30)
        await pilot.pause()
        assert f"row {rows.cursor}" in "\n".join(screen(app))


async def test_rows_that_the_wheel_led_to_stay_in_sight_when_the_height_changes() -> None:
    async with board() as (app, rows, pilot):
        await pilot.press("j")
        rows.scroll_to(y=50, animate=False, immediate=True)
        for height in (8, 30, 12):
            await pilot.resize_terminal(40, height)
            await pilot.pause()
            assert (rows.cursor, rows.scroll_offset.y) == (1, 50) and "row 50" in screen(app)[0]
        await pilot.press("k")
        assert rows.scroll_offset.y == 0


async def test_fewer_rows_leave_no_hole() -> None:
    async with board() as (app, rows, pilot):
        await pilot.press("G")
        rows.set_count(30, 99_999)
        await pilot.pause()
        assert rows.cursor == 29
        assert "row 29" in screen(app)[-1]
        assert all("row" in line for line in screen(app))


async def test_text_is_never_markup() -> None:
    async with board(3) as (app, _, pilot):
        await pilot.pause()
        assert screen(app)[0].startswith("row 0 [bold]x[/] ")


def test_a_strip_is_as_wide_as_it_should_be() -> None:
    for text in ("plain", "မြဝတီ မြို့", "ខ្មែរ", "हिन्दी में", "ภาษาไทย", "中文标题", "👩‍👩‍👧 🇹🇭", "مرحبا", ""):
        for width in (1, 2, 3, 7, 40):
            line = strip([Segment(text), Segment(text)], width, Style())
            said = "".join(segment.text for segment in line)
            assert cells.width(said) == width, (text, width, said)
            assert line.cell_length == width


def test_a_line_that_is_cut_says_so_also_where_one_segment_fills_it() -> None:
    for first, said in (
        ("scam farm", "scam far…"),
        ("scam far ", "scam far…"),
        ("สแกมสแกมสแกม", "สแกมสแกมสแก…"),
        ("电诈园区x", "电诈园区…"),
    ):
        whole = strip([Segment(first), Segment(" in Laos")], cells.width(first), Style())
        assert "".join(segment.text for segment in whole) == said
        # Nothing had to go where only blanks follow, or what is not to be seen.
        for after in ("", "   "):
            line = strip([Segment(first), Segment(after), Segment("")], cells.width(first), Style())
            assert "".join(segment.text for segment in line) == first


def test_a_line_is_cut_where_the_terminal_draws_the_cells() -> None:
    for text in ("မြဝတီ မြို့ x", "ខ្មែរ ខ្មែរ", "हिन्दी में", "中文标题 abc", "👩‍👩‍👧‍👦 family", "plain"):
        line = Cells(list(strip([Segment(text)], 24, Style())), 24)
        for cuts in ([24], [5, 24], [1, 2, 3, 20, 23, 24], [12]):
            pieces = line.divide(cuts)
            ends = [
                sum(cells.width(part.text) for piece in pieces[: n + 1] for part in piece) for n in range(len(cuts))
            ]
            assert ends == cuts, (text, cuts)
            assert [piece.cell_length for piece in pieces] == [b - a for a, b in pairwise([0, *cuts])]
        for start, end in ((0, 24), (0, 7), (3, 9), (20, 99), (9, 9)):
            piece = line.crop(start, end)
            assert sum(cells.width(part.text) for part in piece) == piece.cell_length == max(0, min(end, 24) - start)


def test_what_is_cut_keeps_its_style() -> None:
    red = Style.parse("red")
    line = Cells([Segment("မြဝတီ", red), Segment("မြဝတီ")], 10)
    assert {(part.text, part.style) for piece in line.divide([3, 10]) for part in piece if part.style} == {
        ("မြဝ", red),
        ("တီ", red),
    }


def test_a_row_is_one_line_also_of_a_text_that_has_several() -> None:
    assert strip([Segment("A raid\n\tat dawn")], 20, Style.null()).text == "A raid  at dawn     "


@pytest.mark.parametrize("size", [(60, 20), (120, 36)])
async def test_nothing_that_a_terminal_obeys_comes_out_of_a_store_that_another_program_edited(
    office: Office, size: tuple[int, int]
) -> None:
    acts = "char(27) || ']52;c;QUFB' || char(7, 155) || '31m' || char(8238) || 'X'"
    columns = {"entries": ("title", "author", "lang"), "texts": ("summary",), "feeds": ("title", "name", "error")}
    for table, names in columns.items():
        office.execute(f"UPDATE {table} SET {', '.join(f'{name} = {name} || {acts}' for name in names)}")
    office.execute("INSERT INTO tags (tag, entry_id) SELECT 'case' || char(27) || '[31m', id FROM entries")
    async with opened(office, size) as desk:
        for keys in (["enter"], ["f"], ["y"], ["w"], ["escape", "M"], ["escape", "t"], ["tab"], ["escape", "v"]):
            await desk.press(*keys)
            assert not [sign for sign in desk.screen if unicodedata.category(sign) in ("Cc", "Cf") and sign != "\n"]
            assert desk.app.is_running
        assert "\\x1b]52;c;QUFB\\x07\\x9b31m" in desk.screen
