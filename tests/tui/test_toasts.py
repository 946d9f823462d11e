"""The notes in the corner: text and no markup, in line in every script."""

import pytest

from monitor import cells
from tests.tui.desk import Office, opened

SAID = (
    "Asked the poller for သောင်ရင်းသတင်း.",
    "Undone: छापा बारिश छापा बारिश छापा बारिश छापा बारिश छापा बारिश was added",
    "短" * 90,
)


@pytest.mark.parametrize("size", [(60, 20), (120, 36)])
@pytest.mark.parametrize("said", SAID)
async def test_a_note_in_any_script_is_wrapped_within_its_box(office: Office, said: str, size: tuple[int, int]) -> None:
    async with opened(office, size) as desk:
        desk.app.notify(said, markup=False)
        await desk.settle()
        assert said.split()[0][:5] in desk.screen
        assert [line for line in desk.lines() if cells.width(line) != size[0]] == []


async def test_what_looks_like_markup_is_said_as_it_stands(office: Office) -> None:
    async with opened(office) as desk:
        desk.app.notify("[bold]A raid[/] [@click=app.quit]here[/] [/]")
        await desk.settle()
        assert "[bold]A raid[/] [@click=app.quit]here[/] [/]" in desk.screen


@pytest.mark.parametrize("count", [2, 8])
async def test_of_the_same_said_several_times_at_once_one_stays(bare: Office, count: int) -> None:
    async with opened(bare) as desk:
        for _ in range(count):
            desk.app.notify("Nothing to undo.")
        await desk.settle()
        await desk.until(lambda: desk.screen.count("Nothing to undo.") == 1)


async def test_of_many_that_come_at_once_the_last_stay(bare: Office) -> None:
    async with opened(bare) as desk:
        for number in range(1, 8):
            desk.app.notify(f"Said {number}.")
        await desk.settle()
        await desk.until(lambda: [number for number in range(1, 8) if f"Said {number}." in desk.screen] == [5, 6, 7])


async def test_what_can_be_taken_back_is_offered_until_it_is(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("A")
        await desk.until(lambda: "Marked 5 read. U takes it back." in desk.screen)
        await desk.press("U")
        await desk.until(lambda: "are unread again" in desk.screen)
        assert "takes it back" not in desk.screen + desk.said
        await desk.press("A", "U")
        await desk.until(lambda: "takes it back" not in desk.screen + desk.said)


async def test_what_changed_nothing_is_not_offered_to_be_taken_back(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("m", "A")
        await desk.until(lambda: "Marked 4 read. U takes it back." in desk.said)
        await desk.press("f", "A")
        await desk.until(lambda: "All that is listed here is read already." in desk.said)
        assert desk.said.count("takes it back") == 1


async def test_of_the_config_it_is_said_what_is_undone(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("g", "w", "j", "D", "D")
        await desk.until(lambda: "The watch Raids was removed. U takes it back." in desk.said)
        await desk.press("U")
        await desk.until(lambda: "Undone: “The watch Raids was removed”, the config is as it was before." in desk.said)
        assert "takes it back" not in desk.said
