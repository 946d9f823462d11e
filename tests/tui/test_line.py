"""A field of one line: in its place in every script, and what is pasted into it is text."""

import pytest
from textual import events

from monitor import cells
from tests.tui.desk import Office, opened

FIELDS = [
    ("a",), ("slash",), ("question_mark", "slash"), ("colon",), ("v", "slash"), ("v", "e"), ("t",), ("M", "tab"),
    ("e",),
]  # fmt: skip


@pytest.mark.parametrize("way", FIELDS)
async def test_what_is_typed_in_burmese_pushes_nothing_out_of_line_and_what_a_terminal_obeys_is_not_pasted(
    office: Office, way: tuple[str, ...]
) -> None:
    async with opened(office, (100, 30)) as desk:
        await desk.press(*way)
        desk.app.post_message(events.Paste("မြဝတီငွေလိမ်စခန်း"))
        await desk.settle()
        assert "မြဝတီငွေလိမ်စခန်း" in desk.screen
        assert [line for line in desk.lines() if cells.width(line) != 100] == []
        desk.app.post_message(events.Paste("\x1b]52;c;eA==\x07[/]x\u202ey"))
        await desk.settle()
        assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(desk.screen)


@pytest.mark.parametrize("way", FIELDS)
async def test_an_input_method_draws_in_the_field_that_is_typed_into(office: Office, way: tuple[str, ...]) -> None:
    async with opened(office, (120, 36)) as desk:
        await desk.press(*way)
        for size in ((120, 36), (60, 20), (100, 30)):
            await desk.resize(size)
            assert desk.app.focused and desk.app.cursor_position in desk.app.focused.content_region
            desk.app.post_message(events.Paste("电诈"))
            await desk.settle()
            assert desk.app.cursor_position in desk.app.focused.content_region
