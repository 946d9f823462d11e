"""Every size works: one pane at a time or all three, each line as wide as the terminal, in every script."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from unittest.mock import Mock

import pytest
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.containers import Container, Vertical
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from monitor import cells
from monitor.config.look import Look
from monitor.tui import app as desk_app
from monitor.tui import palette
from monitor.tui.layout import Panes, Splitter
from monitor.tui.plain import Plain
from tests.tui.desk import FEED, OTHER, SIZES, Desk, Office, aged, entry, opened

SCRIPTS = (
    "raid မြဝတီမြို့တွင် ငွေလိမ်ဂိုဏ်းများ ဖမ်းဆီးခံရ",
    "raid ការឆបោកតាមអនឡាញ នៅព្រះសីហនុ",
    "raid साइबर फ्रॉड सेंटर पर छापा हिन्दी में",
    "raid แก๊งคอลเซ็นเตอร์ชายแดนเมียวดีถูกทลาย",
    "raid 妙瓦底电诈园区被清查，上百人获救",
    "raid 👩‍👩‍👧‍👦 🇹🇭 ❤️ 1️⃣ 🏳️‍🌈 emoji",
    "raid مداهمة مركز احتيال على الحدود",
    "raid ປາບປາມແກ໊ງສໍ້ໂກງ ຊາຍແດນ",
    "raid e\u0301 ﷽ ｆｕｌｌ wide ｗｉｄｅ",
)


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_on_a_narrow_screen_one_pane_shows_and_the_way_to_it(office: Office, size: tuple[int, int]) -> None:
    async with opened(office, size) as desk:
        assert desk.lines()[0].strip().startswith("Watches › All matches")
        assert "About:" not in desk.screen
        await desk.press("j", "enter")
        assert "About: Rain all week." in desk.screen
        assert "Second raid" not in desk.screen
        assert "All matches" in desk.lines()[0] and "›" in desk.lines()[0]
        await desk.press("escape", "h")
        assert "Starred" in desk.screen and "Second raid" not in desk.screen
        await desk.press("j", "enter")
        assert desk.lines()[0].strip().startswith("Watches › Raids")
        assert desk.listed == ["A raid at dawn", "Second raid", "A raid in the rain"]
        await desk.press("n")
        assert desk.main.pane == "reader"
        assert "About: A raid at dawn." in desk.screen
        await desk.press("n")
        assert "About: Second raid." in desk.screen


async def test_on_a_middle_and_a_wide_screen_all_three_show(office: Office) -> None:
    async with opened(office) as desk:
        for size in ((100, 30), (120, 36), (140, 40), (200, 50)):
            await desk.resize(size)
            for part in ("Starred", "Second raid", "About: A raid at dawn."):
                assert part in desk.screen, size
            titles = next(y for y, line in enumerate(desk.lines()) if "Second raid" in line)
            reader = next(y for y, line in enumerate(desk.lines()) if "About:" in line)
            if size[0] < 140:
                assert reader > titles + 5
            lines = [line.find("▎") for line in desk.lines()[:-1]]
            assert len(set(lines)) == 1 and lines[0] > 0


@pytest.mark.parametrize("pane", ["watches", "entries", "reader"])
async def test_resizing_keeps_pane_place_and_selection(office: Office, pane: str) -> None:
    keys = {"watches": ["h"], "entries": [], "reader": ["enter"]}[pane]
    sizes = [(80, 24), (200, 50), (60, 20), (120, 36), (80, 24), (120, 10), (200, 50)]
    async with opened(office) as desk:
        await desk.press("j", "j", *keys)
        focused = desk.app.focused
        for width, height in sizes:
            await desk.resize((width, height))
            assert (desk.main.pane, desk.selected) == (pane, "Second raid")
            assert desk.app.focused is focused
            assert {cells.width(line) for line in desk.lines()} == {width}
            assert len(desk.lines()) == height
            if pane != "watches" or width >= 100:
                assert "Second raid" in desk.screen


async def test_resizing_deep_in_a_long_list_keeps_the_entry_in_sight(bare: Office) -> None:
    bare.publish(aged(f"raid {n}" for n in range(500)))
    async with opened(bare, (200, 50)) as desk:
        await desk.press("G", "pageup", "k")
        here = desk.selected
        for size in ((80, 24), (120, 12), (60, 20), (200, 50)):
            await desk.resize(size)
            assert desk.selected == here
            assert here in desk.screen


@pytest.mark.parametrize("size", [*SIZES, (60, 20)])
async def test_every_line_is_as_wide_as_the_terminal(bare: Office, size: tuple[int, int]) -> None:
    bare.publish([entry(title, age, summary=title * 3, author=title) for age, title in enumerate(SCRIPTS)])
    async with opened(bare, size) as desk:
        for key in ("home", "j", "j", "j", "j", "enter", "escape", "h", "v", "escape", "question_mark"):
            await desk.press(key)
            await check_lines(desk, size[0])


@pytest.mark.parametrize("name", ["မြန်မာသတင်း ဌာန", "ดูข่าวชายแดน", "खबर हिन्दी", "ព័ត៌មាន កម្ពុជា", "边境 👩‍👩‍👧 News"])
async def test_names_in_any_script_leave_the_panes_in_line(bare: Office, name: str) -> None:
    bare.configure({name: ["raid"], "Weather": ["rain"]}, {FEED: name, OTHER: "Capital Gazette"})
    bare.publish([entry(title, age) for age, title in enumerate(SCRIPTS)])
    async with opened(bare) as desk:
        await desk.press("h", "j")
        for size in SIZES:
            await desk.resize(size)
            for key in ("enter", "l", "f", "h", "h"):
                await check_lines(desk, size[0])
                await desk.press(key)


async def check_lines(desk: Desk, width: int) -> None:
    """Once the screen is at rest every line is as wide as the terminal, and the lines between panes stand straight."""
    await desk.until(lambda: {cells.width(line) for line in desk.lines()} == {width})
    if desk.app.screen is desk.main:
        edges = {cells.width(line.split("▎")[0]) for line in desk.lines()[:-1] if "▎" in line}
        assert len(edges) <= 1


async def test_no_frame_of_a_screen_that_opens_has_what_its_size_has_no_room_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames: list[tuple[str, set[str]]] = []
    draw = Compositor.render_full_update

    def drawn(self: Compositor, *args: bool, **more: bool) -> object:
        shown = {widget.id or "" for widget in self.visible_widgets}
        frames.append((type(self.root).__name__, shown | set(self.root.classes)))
        return draw(self, *args, **more)

    monkeypatch.setattr(Compositor, "render_full_update", drawn)
    async with opened(office, (80, 15)) as desk:
        await desk.press("e")
        await desk.press("escape", "v")
    assert {name for name, _ in frames} >= {"MainScreen", "WorkbenchScreen", "HealthScreen"}
    for name, shown in frames:
        assert name != "MainScreen" or ("entry-rows" in shown and not shown & {"watches", "reader"})
        assert name != "WorkbenchScreen" or ("bench-fields" in shown and "bench-results" not in shown)
        assert name != "HealthScreen" or "-low" in shown


async def test_odd_sizes_do_no_harm(office: Office) -> None:
    async with opened(office) as desk:
        for size in ((20, 5), (10, 3), (1, 1), (300, 80)):
            await desk.resize(size)
            for key in ("j", "enter", "escape", "h", "l", "v", "escape", "question_mark", "escape", "slash", "escape"):
                await desk.pilot.press(key)
            assert desk.app._exception is None
        assert len(desk.lines()) == 80


async def test_the_line_below_fits_whatever_it_says(office: Office) -> None:
    async with opened(office, (60, 20)) as desk:
        desk.main.take_event({"state": "stopped", "error": "word " * 100 + "[/] ခဲ့သည်"})
        await desk.pilot.pause()
        await check_lines(desk, 60)
        assert len(desk.lines()) == 20


# Panes of other sizes.


class Sides(Screen[None]):
    """Three panes and nothing in them."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-middle"), (140, "-wide")]

    def compose(self) -> ComposeResult:
        with Panes():
            yield Vertical(id="watches", classes="pane")
            yield Splitter("watches", id="watches-edge", classes="edge")
            with Container(id="work"):
                yield Vertical(id="entries", classes="pane")
                yield Splitter("entries", id="entries-edge", classes="edge")
                with Vertical(id="reader", classes="pane"):
                    yield Splitter("entries", "Reader", id="reader-heading", classes="heading")
                    yield Plain("text")


class Board(App[None]):
    CSS_PATH = Path(desk_app.__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = False

    def on_load(self) -> None:
        palette.register(self, Look())

    def on_mount(self) -> None:
        self.push_screen(Sides())


class Sided:
    """The panes of a board, as the tests look at them."""

    def __init__(self, app: Board, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self.panes = app.screen.query_one(Panes)

    def widget(self, name: str) -> Widget:
        return self.app.screen.query_one(f"#{name}")

    @property
    def widths(self) -> dict[str, int]:
        return {name: self.widget(name).region.width for name in ("watches", "entries", "reader")}

    @property
    def heights(self) -> dict[str, int]:
        return {name: self.widget(name).region.height for name in ("entries", "reader")}

    async def grow(self, pane: str, steps: int) -> None:
        self.panes.grow(pane, steps)
        await self.pilot.pause()

    async def take(self, sizes: Mapping[str, object]) -> None:
        self.panes.take(sizes)
        await self.pilot.pause()

    async def resize(self, width: int, height: int) -> None:
        await self.pilot.resize_terminal(width, height)
        # The class follows the size, the layout the class.
        for _ in range(3):
            await self.pilot.pause()

    async def drag(self, name: str, to: Offset) -> None:
        """Take hold of a border and let it go elsewhere on the screen."""
        start = self.widget(name).region.offset
        await self.pilot.mouse_down(offset=start)
        for part in (1, 2):
            await self.pilot.hover(offset=start + (to - start) * (part / 2))
        await self.pilot.mouse_up(offset=to)
        await self.pilot.pause()


@asynccontextmanager
async def sided(size: tuple[int, int]) -> AsyncIterator[Sided]:
    app = Board()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Sided(app, pilot)


WIDE, MIDDLE, NARROW = (160, 40), (120, 36), (80, 24)


async def test_another_size_of_the_terminal_asks_for_no_layout_where_nobody_chose_sizes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with sided(WIDE) as board:
        asked = Mock()
        monkeypatch.setattr(Widget, "refresh", asked)
        board.panes.on_resize()
        asked.assert_not_called()
        board.panes.grow("watches", 1)
        asked.assert_called()
        asked.reset_mock()
        board.panes.on_resize()
        asked.assert_not_called()
        monkeypatch.undo()


@pytest.mark.parametrize("pane", ["watches", "entries", "reader"])
async def test_a_key_makes_a_pane_wider_and_narrower(pane: str) -> None:
    async with sided(WIDE) as board:
        before = board.widths
        await board.grow(pane, 2)
        assert board.widths[pane] == before[pane] + 8
        assert sum(board.widths.values()) == 160 - 2
        await board.grow(pane, -2)
        assert board.widths == before


async def test_where_the_list_stands_over_the_reader_it_grows_downwards() -> None:
    async with sided(MIDDLE) as board:
        before = board.heights
        await board.grow("entries", 3)
        assert board.heights == {"entries": before["entries"] + 6, "reader": before["reader"] - 6}
        await board.grow("reader", 3)
        assert board.heights == before
        width = board.widths["watches"]
        await board.grow("watches", 1)
        assert board.widths["watches"] == width + 4


@pytest.mark.parametrize("size", [WIDE, MIDDLE, (100, 12), (140, 8)])
@pytest.mark.parametrize("steps", [99, -99])
async def test_no_pane_vanishes(size: tuple[int, int], steps: int) -> None:
    async with sided(size) as board:
        for pane in ("watches", "entries", "reader"):
            await board.grow(pane, steps)
            assert min(board.widths.values()) >= 16
            assert min(board.heights.values()) >= 3


async def test_one_pane_at_a_time_has_no_border_to_move() -> None:
    async with sided(NARROW) as board:
        await board.grow("entries", 1)
        assert board.panes.sizes == {}


async def test_sizes_hold_when_they_are_remembered_and_follow_the_terminal() -> None:
    async with sided(WIDE) as board:
        await board.grow("entries", 5)
        await board.grow("watches", 1)
        widths, sizes = board.widths, dict(board.panes.sizes)
        await board.resize(*MIDDLE)
        assert board.widths["entries"] == board.widths["reader"] == 120 - 1 - board.widths["watches"]
        for size in (NARROW, (60, 20), WIDE):
            await board.resize(*size)
        assert board.widths == widths
        await board.resize(300, 40)
        await board.take({"entries": 400})
        assert sum(board.widths.values()) == 300 - 2
        assert board.widths["entries"] < board.widths["reader"]
        await board.take(sizes)
        assert board.widths["watches"] == widths["watches"]
        assert board.widths["entries"] / board.widths["reader"] > 1.2
    async with sided(WIDE) as board:
        await board.take(sizes)
        assert board.widths == widths


@pytest.mark.parametrize("size", [(100, 20), (140, 30), (200, 50)])
async def test_what_was_remembered_on_a_large_terminal_leaves_room_on_a_small_one(size: tuple[int, int]) -> None:
    async with sided(size) as board:
        await board.take({"watches": 5_000, "entries": 999, "entries-rows": 1})
        assert min(board.widths.values()) >= 30
        assert min(board.heights.values()) >= 4


async def test_nonsense_that_was_remembered_is_left_out() -> None:
    async with sided(WIDE) as board:
        before = board.widths
        await board.take({"watches": "40", "entries": -3, "entries-rows": True, "reader": 50, "x": None})
        assert (board.panes.sizes, board.widths) == ({}, before)


async def test_a_border_goes_where_the_mouse_takes_it() -> None:
    async with sided(WIDE) as board:
        await board.drag("watches-edge", Offset(50, 9))
        assert board.widths["watches"] == 50
        await board.drag("entries-edge", Offset(100, 3))
        assert board.widths["entries"] == 100 - 51


async def test_a_border_that_goes_out_of_sight_while_it_is_dragged_is_let_go() -> None:
    async with sided(WIDE) as board:
        await board.pilot.mouse_down("#watches-edge")
        await board.pilot.hover(offset=Offset(50, 9))
        board.app.screen.add_class("-zen")
        await board.pilot.pause()
        await board.pilot.mouse_up(offset=Offset(50, 9))
        board.app.screen.remove_class("-zen")
        await board.pilot.pause()
        before = board.widths
        await board.pilot.hover(offset=Offset(70, 9))
        await board.pilot.pause()
        assert board.widths == before and board.app.mouse_captured is None
        await board.drag("watches-edge", Offset(40, 9))
        assert board.widths["watches"] == 40


async def test_the_readers_heading_is_the_border_below_the_list() -> None:
    async with sided(MIDDLE) as board:
        await board.drag("reader-heading", Offset(60, 9))
        assert board.heights["entries"] == 9
        await board.drag("reader-heading", Offset(60, 0))
        assert board.heights["entries"] == 4


async def test_where_it_stands_beside_the_list_it_is_a_heading_only() -> None:
    async with sided(WIDE) as board:
        before = board.widths
        await board.drag("reader-heading", Offset(60, 9))
        assert (board.widths, board.panes.sizes) == (before, {})


@pytest.mark.parametrize(("size", "edge"), [(WIDE, "watches-edge"), (WIDE, "entries-edge"), (MIDDLE, "reader-heading")])
async def test_two_clicks_give_a_border_its_place_back(size: tuple[int, int], edge: str) -> None:
    async with sided(size) as board:
        before = board.widths, board.heights
        for pane in ("watches", "entries"):
            await board.grow(pane, 2)
        for _ in range(2):
            await board.pilot.click(board.widget(edge), times=2)
            await board.pilot.pause()
            edge = {"entries-edge": "watches-edge", "watches-edge": "entries-edge"}.get(edge, "watches-edge")
        assert (board.widths, board.heights) == before
        assert board.panes.sizes == {}


async def test_zen_and_back_leaves_the_sizes() -> None:
    async with sided(WIDE) as board:
        await board.grow("entries", 3)
        before = board.widths
        board.app.screen.add_class("-zen")
        await board.pilot.pause()
        assert board.widget("reader").region.width == 100
        board.app.screen.remove_class("-zen")
        await board.pilot.pause()
        assert board.widths == before


# Lists longer than the screen.


@pytest.mark.parametrize("size", SIZES)
async def test_a_scroll_bar_leaves_lines_of_every_script_in_line(bare: Office, size: tuple[int, int]) -> None:
    bare.publish([entry(f"{title} {n}", n) for n in range(9) for title in SCRIPTS])
    async with opened(bare, size) as desk:
        for key in ("j", "pagedown", "G", "k", "enter", "pagedown", "escape"):
            await desk.press(key)
            await check_lines(desk, size[0])
