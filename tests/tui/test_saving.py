"""A change of the config that waits for another writer: it is made once, and what comes of it is told as it is."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from monitor import config
from monitor.config import ConfigError
from monitor.store import marks
from monitor.tui import app
from monitor.tui.saving import Saving
from tests.tui.desk import Desk, Office, opened


@pytest.fixture(autouse=True)
def still(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk does not read the config of itself that is written here."""
    monkeypatch.setattr(app, "_CONFIG_SECONDS", 60)


@contextmanager
def locked(office: Office) -> Iterator[None]:
    """Another program writes to the store."""
    other = sqlite3.connect(office.store, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def begin(desk: Desk, *keys: str) -> Saving[object]:
    """Open a screen with the first of these keys, and press the others up to the one that saves."""
    await desk.press(*keys[:-1])
    screen = desk.app.screen
    assert isinstance(screen, Saving)
    await desk.pilot.press(keys[-1])
    await desk.until(lambda: screen.is_writing)
    return screen


MUTE = ("M", "enter")
EDIT = ("e", "space", "x", "ctrl+s")
ADD = ("a", *"flood", "enter", "ctrl+s")


@pytest.mark.parametrize("saved", [MUTE, EDIT, ADD], ids=["mute", "edit", "add"])
@pytest.mark.parametrize("then", ["escape", "q", "question_mark", "ctrl+s", "enter"])
async def test_a_change_on_its_way_is_waited_for(office: Office, saved: tuple[str, ...], then: str) -> None:
    before = office.config.read_text()
    async with opened(office) as desk:
        with locked(office):
            await begin(desk, *saved)
            await desk.pilot.press(then, then)
            assert len(desk.app.screen_stack) == 3, "it is neither left nor is anything over it"
        await desk.settle()
        assert desk.app.screen is desk.main
        assert "Not saved" not in desk.said and "there is already" not in desk.said.lower()
        assert desk.said.count("takes it back") == 1
    assert office.config.read_text() != before


async def test_the_program_ends_when_the_change_is_written(office: Office) -> None:
    async with opened(office) as desk:
        with locked(office):
            await begin(desk, *MUTE)
            await desk.pilot.press("ctrl+q")
            assert not desk.app._exit
        await desk.until(lambda: desk.app._exit)
    assert any(watch.exclude for watch in config.load(office.config).watches)


async def test_what_cannot_be_written_is_told_and_nothing_is_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_over = threading.Event()

    def refuse(*_: object) -> bool:
        is_over.wait(20)
        raise ConfigError("Somebody else has it.")

    monkeypatch.setattr(marks, "edit_config", refuse)
    async with opened(office) as desk:
        screen = await begin(desk, *EDIT)
        await desk.pilot.press("ctrl+q", "escape")
        is_over.set()
        await desk.settle()
        assert desk.app.screen_stack[-1] is screen and not desk.app._exit
        assert desk.said == "Somebody else has it."
        await desk.press("escape", "escape")
        assert desk.app.screen is desk.main
