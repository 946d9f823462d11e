"""A change of the config that waits for another writer: it is made once, and what comes of it is told as it is."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual import events

from monitor import config
from monitor.config import ConfigError
from monitor.store import marks
from monitor.tui import app, saving, store
from monitor.tui.fields import Lines
from monitor.tui.line import Line
from monitor.tui.plain import Plain
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


@contextmanager
def refused(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The change waits, and then cannot be made."""
    is_over = threading.Event()

    def refuse(*_: object) -> bool:
        is_over.wait(60)
        raise ConfigError("Somebody else has it.")

    monkeypatch.setattr(marks, "edit_config", refuse)
    try:
        yield
    finally:
        is_over.set()


WAITS = "another program is writing"
MUTE = ("M", "enter")
EDIT = ("e", "space", "x", "ctrl+s")
ADD = ("a", *"flood", "enter", "ctrl+s")


@pytest.mark.parametrize("saved", [MUTE, EDIT, ADD], ids=["mute", "edit", "add"])
async def test_a_change_on_its_way_is_waited_for(
    office: Office, saved: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "_PATIENCE", 60)
    before = office.config.read_text()
    async with opened(office) as desk:
        with locked(office):
            await begin(desk, *saved)
            for then in ("escape", "q", "question_mark", "ctrl+s", "enter"):
                await desk.pilot.press(then, then)
                assert len(desk.app.screen_stack) == 3, f"at {then}: it is neither left nor is anything over it"
        await desk.settle()
        assert desk.app.screen is desk.main
        assert "Not saved" not in desk.said and "there is already" not in desk.said.lower()
        assert desk.said.count("takes it back") == 1
    assert office.config.read_text() != before


async def test_the_program_ends_when_the_change_is_written(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "_PATIENCE", 60)
    async with opened(office) as desk:
        with locked(office):
            await begin(desk, *MUTE)
            await desk.pilot.press("ctrl+q")
            assert not desk.app._exit
        await desk.until(lambda: desk.app._exit)
    assert any(watch.exclude for watch in config.load(office.config).watches)


async def test_that_a_change_waits_is_told_until_it_is_written(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "_PATIENCE", 0.05)
    async with opened(office) as desk:
        with locked(office):
            await begin(desk, *MUTE)
            await desk.until(lambda: WAITS in " ".join(desk.screen.replace("▌", " ").split()))
            assert "^q leaves without it" in desk.said
        await desk.settle()
        assert WAITS not in desk.said and "takes it back" in desk.said


@pytest.mark.parametrize("saved", [MUTE, EDIT, ADD], ids=["mute", "edit", "add"])
async def test_a_program_whose_change_waits_can_be_left_and_says_what_was_not_saved(
    office: Office, saved: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "_PATIENCE", 0.05)
    monkeypatch.setattr(store, "_LEAVING_SECONDS", 0.2)
    before = office.config.read_text()
    with locked(office):
        async with opened(office) as desk:
            await begin(desk, *saved)
            await desk.until(lambda: WAITS in desk.said)
            await desk.pilot.press("ctrl+q")
            assert desk.app._exit
    assert desk.app.trouble.startswith("The last change was not saved: ")
    assert office.config.read_text() == before


@pytest.mark.parametrize("saved", [MUTE, EDIT, ADD], ids=["mute", "edit", "add"])
async def test_what_cannot_be_written_is_told_and_nothing_is_left(
    office: Office, saved: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "_PATIENCE", 60)
    async with opened(office) as desk:
        with refused(monkeypatch):
            screen = await begin(desk, *saved)
            await desk.pilot.press("ctrl+q", "escape")
        await desk.settle()
        assert desk.app.screen_stack[-1] is screen and not desk.app._exit
        told = [desk.said, *(each.text for each in screen.query(Plain) if each.id in ("mute-told", "add-told"))]
        assert "Somebody else has it." in told
        await desk.press("escape", "escape")
        assert desk.app.screen is desk.main


async def test_a_program_that_did_not_end_for_a_change_was_refused_goes_on_after_the_next(office: Office) -> None:
    async with opened(office) as desk:
        with pytest.MonkeyPatch.context() as first, refused(first):
            await begin(desk, *MUTE)
            await desk.pilot.press("ctrl+q")
        await desk.until(lambda: "Somebody else has it." in desk.screen)
        await desk.press("enter")
        await desk.until(lambda: "takes it back" in desk.said)
        assert desk.app.screen is desk.main and not desk.app._exit


async def test_that_one_change_waited_is_no_reason_to_leave_without_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "_PATIENCE", 0.05)
    async with opened(office) as desk:
        with pytest.MonkeyPatch.context() as first, refused(first):
            screen = await begin(desk, *MUTE)
            await desk.until(lambda: WAITS in desk.said)
        await desk.until(lambda: not screen.is_writing)
        monkeypatch.setattr(saving, "_PATIENCE", 60)
        with locked(office):
            await desk.pilot.press("enter")
            await desk.until(lambda: screen.is_writing)
            await desk.pilot.press("ctrl+q")
            assert not desk.app._exit
        await desk.until(lambda: desk.app._exit)
    assert any(watch.exclude for watch in config.load(office.config).watches)


async def test_what_is_typed_while_a_change_waits_is_not_taken_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(office) as desk:
        with refused(monkeypatch):
            screen = await begin(desk, *EDIT)
            field = screen.query_one("#bench-keywords", Lines)
            await desk.pilot.press("enter", *"siege")
            await desk.pilot.click(field)
            desk.app.post_message(events.Paste("siege"))
            await desk.pilot.press(*"siege")
            assert field.text == "raid x"
        await desk.settle()
        assert field.text == "raid x"
        await desk.press("y")
        assert field.text == "raid xy", "it goes on where it was"


async def test_a_line_that_was_refused_is_not_typed_over(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(office) as desk:
        with refused(monkeypatch):
            screen = await begin(desk, "M", "tab", "end", "enter")
            field = screen.query_one(Line)
            before = field.value
            await desk.pilot.press("x")
            assert field.value == before
        await desk.settle()
        await desk.press("x")
        assert field.value == f"{before}x"
