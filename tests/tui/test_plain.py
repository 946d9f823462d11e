"""Plain text is shown as far as anybody reads it."""

import time

import pytest
from textual.widget import Widget

from monitor.tui.plain import Plain
from monitor.tui.workbench import WorkbenchScreen
from tests.tui.desk import Desk, Office, opened


async def put(desk: Desk, text: str) -> str:
    desk.main.warn([text])
    await desk.settle()
    return desk.text("#banner")


async def test_a_text_without_end_is_cut_before_it_is_wrapped(office: Office) -> None:
    async with opened(office) as desk:
        started = time.thread_time()
        shown = await put(desk, "w" * 1_000_000)
        assert time.thread_time() - started < 0.5
        assert shown.endswith("w…") and len(shown) < 20_000
        assert await put(desk, "[/] " * 20) == f"config: {'[/] ' * 20}"


async def test_a_text_that_has_no_room_for_its_end_says_so(office: Office) -> None:
    async with opened(office, (60, 20)) as desk:
        desk.main.warn(["one", "two", "three"])
        await desk.settle()
        assert desk.lines()[2] == f" {'config: three':59}"
        desk.main.warn([f"{number} {'mistake ' * 12}" for number in range(5)])
        await desk.settle()
        height = desk.main.query_one("#banner", Plain).size.height
        assert desk.lines()[height - 1].rstrip().endswith("…")
        assert "…" not in "".join(desk.lines()[: height - 1])


async def test_the_number_behind_a_name_keeps_its_figures_where_what_follows_has_no_room(office: Office) -> None:
    async with opened(office) as desk:
        line = desk.main.query_one("#entries-heading", Plain)
        line.show("Raid at sea", "  1234", " · only unread ones")
        for room, shown in (
            (8, "R…  1234"),
            (17, "Raid at sea  1234"),
            (18, "Raid at sea  1234…"),
            (24, "Raid at sea  1234 · onl…"),
            (80, "Raid at sea  1234 · only unread ones"),
        ):
            line.styles.width = room + 2
            await desk.settle()
            assert line.render_line(0).text.rstrip() == shown


async def test_styles_are_looked_for_only_where_a_class_has_any(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(office) as desk:
        looked: list[Widget] = []
        monkeypatch.setattr(desk.app, "update_styles", lambda node, **_: looked.append(node))
        Plain()
        WorkbenchScreen(desk.main.store, desk.main.config, office.config, None)
        desk.main.query_one("#clock", Plain).show("")
        assert looked == []
        banner = desk.main.query_one("#banner", Plain)
        banner.show("something")
        assert looked == [banner]
