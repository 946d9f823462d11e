"""A screen on top hides what lies beneath in every theme, and only takes itself away."""

import pytest
from textual import events

from monitor import cells
from monitor.tui.overlay import Overlay
from tests.tui.desk import Desk, Office, aged, opened


@pytest.mark.parametrize("theme", ["monitor-dark", "monitor-light", "monitor-ansi"])
async def test_nothing_of_what_lies_beneath_is_seen(bare: Office, theme: str) -> None:
    bare.publish(aged(f"छापा raid {number} မြဝတီ" for number in range(40)))
    async with opened(bare, (140, 40)) as desk:
        desk.app.theme = theme
        for key in ("colon", "question_mark", "v", "w", "a", "t"):
            assert "छापा raid 30" in desk.screen and "All matches  " in desk.screen, key
            await desk.press(key)
            assert "छापा raid 30" not in desk.screen and "All matches  " not in desk.screen, key
            assert [line for line in desk.lines() if cells.width(line) != 140] == [], key
            await desk.press("escape")


def at_once(desk: Desk, *keys: str) -> None:
    """Keys as a terminal sends them that are held, or pressed while the desk was busy."""
    for key in keys:
        desk.app.post_message(events.Key(key, None))


@pytest.mark.parametrize("before", ["v", "v e", "colon q u i c k", "t n e w", "g t", "w", "a"])
@pytest.mark.parametrize("keys", [("enter",) * 3, ("enter", "escape"), ("escape",) * 3])
async def test_keys_that_come_at_once_leave_the_main_screen(office: Office, before: str, keys: tuple[str, ...]) -> None:
    async with opened(office) as desk:
        await desk.press(*before.split())
        at_once(desk, *keys)
        await desk.settle()
        assert desk.main in desk.app.screen_stack and desk.app.is_running and not desk.app.trouble


async def test_what_two_enters_ask_for_is_done_once(office: Office) -> None:
    async with opened(office) as desk:
        left: list[str | None] = []
        screen = Overlay[str]()
        await desk.app.push_screen(screen, left.append)
        screen.dismiss("first")
        screen.dismiss("second")
        await desk.settle()
        assert left == ["first"] and desk.app.screen is desk.main


async def test_a_screen_takes_the_help_that_lies_over_it_away_with_it(office: Office) -> None:
    async with opened(office) as desk:
        left: list[str | None] = []
        screen = Overlay[str]()
        await desk.app.push_screen(screen, left.append)
        screen.action_help()
        await desk.settle()
        assert desk.app.screen is not screen
        screen.dismiss("done")
        await desk.settle()
        assert left == ["done"] and desk.app.screen is desk.main
