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
