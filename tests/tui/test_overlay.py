"""A screen on top hides what lies beneath in every theme."""

import pytest

from monitor import cells
from tests.tui.desk import Office, aged, opened


@pytest.mark.parametrize("theme", ["monitor-dark", "monitor-light", "monitor-ansi"])
@pytest.mark.parametrize("key", ["colon", "question_mark", "v", "w", "a", "t"])
async def test_nothing_of_what_lies_beneath_is_seen(bare: Office, theme: str, key: str) -> None:
    bare.publish(aged(f"छापा raid {number} မြဝတီ" for number in range(40)))
    async with opened(bare, (140, 40)) as desk:
        desk.app.theme = theme
        await desk.press(key)
        assert "छापा raid 39" not in desk.screen and "All matches  " not in desk.screen
        assert [line for line in desk.lines() if cells.width(line) != 140] == []
