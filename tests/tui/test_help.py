"""The help shows every action with its keys, scrolls, and closes."""

import pytest

from monitor.tui.help import HelpScreen
from monitor.tui.keys import ACTIONS, shown
from tests.tui.desk import Office, opened


@pytest.mark.parametrize("size", [(80, 24), (200, 50), (60, 20)])
async def test_every_action_is_found_in_it(office: Office, size: tuple[int, int]) -> None:
    async with opened(office, size) as desk:
        await desk.press("question_mark")
        seen = before = desk.screen
        while True:
            await desk.pilot.press("j", "j")
            if desk.screen == before:
                break
            seen, before = f"{seen}\n{desk.screen}", desk.screen
        words = " ".join(seen.split())
        for action in ACTIONS:
            assert shown(action) in words, action
            assert action.says.split()[0] in words, action


@pytest.mark.parametrize("key", ["escape", "q", "question_mark"])
async def test_it_closes_and_the_desk_is_as_it_was(office: Office, key: str) -> None:
    async with opened(office) as desk:
        await desk.press("j", "question_mark")
        assert isinstance(desk.app.screen, HelpScreen)
        await desk.press("m", "A", key)
        assert desk.app.screen is desk.main
        assert desk.selected == "Rain all week"
        assert len(desk.unread) == 5
        await desk.press("j")
        assert desk.selected == "Second raid"


async def test_it_scrolls_both_ways(office: Office) -> None:
    async with opened(office, (80, 20)) as desk:
        await desk.press("question_mark")
        top = desk.lines()
        await desk.press("j", "down")
        further = desk.lines()
        assert further != top
        await desk.press("k", "up")
        assert desk.lines() == top
