"""Nothing that was drawn on a screen stays when the screen is closed, all day long."""

import gc
import weakref

import pytest

from tests.tui.desk import Office, opened


@pytest.mark.parametrize("key", ["question_mark", "w", "v"])
async def test_what_a_closed_screen_has_drawn_is_forgotten(office: Office, key: str) -> None:
    async with opened(office) as desk:
        await desk.press("enter", key)
        assert desk.app.screen is not desk.main
        drawn = weakref.WeakSet(widget._styles_cache for widget in desk.app.screen.query("*"))
        assert drawn
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen is desk.main)
        # A closed screen's widgets end one after the other, behind what the keys still lead to.
        await desk.until(lambda: gc.collect() >= 0 and not drawn)
