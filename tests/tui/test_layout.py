"""Every size works: one pane at a time or all three, each line as wide as the terminal, in every script."""

import pytest

from monitor import cells
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
        for key in ("g", "j", "j", "j", "j", "enter", "escape", "h", "v", "escape", "question_mark"):
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
    await desk.until(lambda: {cells.width(line) for line in desk.lines()} == {width}, limit=2)
    if desk.app.screen is desk.main:
        edges = {cells.width(line.split("▎")[0]) for line in desk.lines()[:-1] if "▎" in line}
        assert len(edges) <= 1


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
