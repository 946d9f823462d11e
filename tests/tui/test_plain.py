"""Plain text is shown as far as anybody reads it."""

import time

from tests.tui.desk import Desk, Office, opened


async def put(desk: Desk, text: str) -> str:
    desk.main.warn([text])
    await desk.settle()
    return desk.text("#banner")


async def test_a_text_without_end_is_cut_before_it_is_wrapped(office: Office) -> None:
    async with opened(office) as desk:
        started = time.process_time()
        shown = await put(desk, "w" * 1_000_000)
        assert time.process_time() - started < 0.5
        assert shown.endswith("w…") and len(shown) < 20_000
        assert await put(desk, "[/] " * 20) == f"config: {'[/] ' * 20}"
