"""The line that asks for a program: what is typed, earlier commands, and the desk before and after it."""

import signal
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual import events
from textual.app import SuspendNotSupported
from textual.widgets import Input

from monitor import cells
from monitor.times import local
from monitor.tui.app import DeskApp
from monitor.tui.piping import PipeScreen
from tests.tui.desk import SIZES, WATCHES, Desk, Office, entry, opened
from tests.tui.terminal import Terminal, alive, terminal


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What became of the terminal: lent, and given back."""
    said: list[str] = []

    @contextmanager
    def suspend(app: DeskApp) -> Iterator[None]:
        said.append("lent")
        yield
        said.append("back")

    monkeypatch.setattr(DeskApp, "suspend", suspend)
    return said


async def ask(desk: Desk) -> PipeScreen:
    stored = desk.main.stored()
    assert stored is not None
    screen = PipeScreen(desk.main.store, stored)
    await desk.app.push_screen(screen)
    await desk.settle()
    return screen


async def type_in(desk: Desk, command: str) -> None:
    desk.app.screen.query_one(Input).value = command
    await desk.press("enter")


def field(desk: Desk) -> str:
    return desk.app.screen.query_one(Input).value


def program(folder: Path, does: str) -> str:
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(stat.S_IRWXU)
    return str(path)


async def test_the_entry_goes_to_the_program_and_the_desk_comes_back(
    office: Office, lent: list[str], tmp_path: Path
) -> None:
    async with opened(office) as desk:
        stored = desk.main.stored()
        assert stored is not None and stored.entry.published is not None
        year = local(stored.entry.published).year
        await ask(desk)
        await type_in(desk, f"{program(tmp_path, 'cat > $1')} {tmp_path / 'got'}")
        assert lent == ["lent", "back"] and desk.app.screen is desk.main
        assert (tmp_path / "got").read_text().startswith(f"{desk.selected}\nBorder Ledger\n{year}")
        assert desk.said == ""


async def test_two_enters_at_once_run_it_once(office: Office, lent: list[str]) -> None:
    async with opened(office) as desk:
        await ask(desk)
        desk.app.screen.query_one(Input).value = "true"
        for _ in range(2):
            desk.app.post_message(events.Key("enter", None))
        await desk.until(lambda: lent[1:] == ["back"])
        await desk.settle()
        assert lent == ["lent", "back"] and desk.app.screen is desk.main


async def test_the_desk_goes_on_while_a_program_has_the_terminal(
    office: Office, lent: list[str], tmp_path: Path
) -> None:
    waits = f"for n in $(seq 200); do [ -e {tmp_path / 'go'} ] && exit 0; sleep 0.05; done; exit 9"
    async with opened(office) as desk:
        await ask(desk)
        desk.app.screen.query_one(Input).value = program(tmp_path, waits)
        await desk.pilot.press("enter")
        await desk.until(lambda: lent == ["lent"])
        # Nobody takes from the driver what is drawn meanwhile: after some thirty times the desk would wait for ever.
        assert desk.app._batch_count
        (tmp_path / "go").touch()
        await desk.settle()
        assert lent == ["lent", "back"] and desk.said == ""


@contextmanager
def reading(office: Office, tmp_path: Path, shell: str | None = None) -> Iterator[Terminal]:
    """The desk in a terminal of its own, or a shell's, which a program has until there is a file named "go"."""
    office.configure(feeds={})
    program(tmp_path, f"cat > /dev/null; echo It reads.; while [ ! -e {tmp_path / 'go'} ]; do sleep 0.05; done")
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, shell=shell) as desk:
        desk.see("Rain all week")
        desk.press("|", "Hand to a program")
        desk.press(f"{tmp_path / 'program'}\r", "It reads.")
        yield desk


def test_nothing_is_drawn_into_what_a_program_shows(office: Office, tmp_path: Path) -> None:
    with reading(office, tmp_path) as desk:
        size = desk.size
        office.configure(WATCHES | {"Fresh": ["fresh"]}, {})
        time.sleep(0.9)  # A few looks at what has changed.
        assert desk.size == size
        (tmp_path / "go").touch()
        desk.until(lambda: "Enter goes back" in desk.since(size))
        desk.press("\r", "Fresh")


def test_a_signal_ends_the_desk_and_the_program_that_has_its_terminal(office: Office, tmp_path: Path) -> None:
    with reading(office, tmp_path) as desk:
        family = desk.family()
        desk.process.send_signal(signal.SIGTERM)
        assert desk.end() == 0 and desk.is_restored
        desk.until(lambda: not alive(family))


def test_a_signal_ends_a_desk_that_cannot_tell_of_the_end_of_a_program(office: Office, tmp_path: Path) -> None:
    with reading(office, tmp_path) as desk:
        family = desk.family()
        # Ctrl+S holds what the terminal is given.
        desk.press("\x13")
        (tmp_path / "go").touch()
        desk.until(lambda: len(alive(family)) < len(family))
        time.sleep(0.3)
        desk.process.send_signal(signal.SIGTERM)
        assert desk.end() == 0
        desk.until(lambda: not alive(family))


def test_a_desk_that_no_shell_could_wake_is_not_put_to_sleep_beside_its_program(office: Office, tmp_path: Path) -> None:
    with reading(office, tmp_path) as desk:
        size = desk.size
        desk.press("\x1a", "^Z")
        (tmp_path / "go").touch()
        desk.until(lambda: "Enter goes back" in desk.since(size))
        desk.press("\r", "Rain all week")
        desk.press("\x11")
        assert desk.end() == 0 and desk.is_restored


def test_both_sleep_where_a_shell_wakes_them(office: Office, tmp_path: Path) -> None:
    shell = '"$@"; echo "It"" sleeps."; read line; fg > /dev/null'
    with reading(office, tmp_path, shell) as desk:
        desk.press("\x1a", "It sleeps.")
        size = desk.size
        (tmp_path / "go").touch()
        desk.press("\n")
        desk.until(lambda: "Enter goes back" in desk.since(size))
        desk.press("\r", "Rain all week")
        desk.press("\x11")
        assert desk.end() == 0 and desk.is_restored


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT])
def test_a_key_that_signals_is_for_the_program_and_not_for_the_desk_behind_it(
    office: Office, tmp_path: Path, number: signal.Signals
) -> None:
    with reading(office, tmp_path) as desk:
        desk.process.send_signal(number)
        time.sleep(0.3)
        size = desk.size
        (tmp_path / "go").touch()
        desk.until(lambda: "Enter goes back" in desk.since(size))
        desk.press("\r", "Rain all week")
        desk.process.send_signal(signal.SIGINT)
        assert desk.end() == 130 and desk.is_restored


async def test_how_a_program_failed_is_told(office: Office, lent: list[str], tmp_path: Path) -> None:
    async with opened(office) as desk:
        await ask(desk)
        await type_in(desk, program(tmp_path, "exit 3"))
        assert desk.said == "program ended with exit status 3."
        await ask(desk)
        Path(program(tmp_path, "")).write_text("#!/nowhere/at/all")
        await type_in(desk, str(tmp_path / "program"))
        assert "program could not be started" in desk.said
        assert lent == ["lent", "back"] * 2, "a desk that does not come back is lost"


async def test_what_cannot_be_run_is_told_in_the_line_and_can_be_mended(office: Office, lent: list[str]) -> None:
    async with opened(office) as desk:
        screen = await ask(desk)
        await type_in(desk, "no-such-program [bold]x[/]")
        assert desk.app.screen is screen and "There is no program “no-such-program”" in desk.screen
        await desk.press("x")
        assert "There is no program" not in desk.screen and "stdin" in desk.screen
        assert lent == []


async def test_commands_are_kept_and_come_back_by_the_arrows(office: Office, lent: list[str]) -> None:
    async with opened(office) as desk:
        for command in ("true", "true 2", "true"):
            await ask(desk)
            await type_in(desk, command)
    async with opened(office) as desk:
        await ask(desk)
        await desk.press("c", "a", "t", "up")
        assert field(desk) == "true"
        await desk.press("up", "up")
        assert field(desk) == "true 2"
        await desk.press("down", "down", "down")
        assert field(desk) == "cat"


@pytest.mark.parametrize("kept", ['{"a": 1}', "[1, null]", "no JSON"])
async def test_whatever_is_kept_there_does_no_harm(office: Office, kept: str) -> None:
    office.execute(f"INSERT OR REPLACE INTO desk VALUES ('piped', '{kept}')")
    async with opened(office) as desk:
        await ask(desk)
        await desk.press("up")
        assert field(desk) == ""


async def test_what_a_terminal_obeys_does_not_come_back(office: Office) -> None:
    office.execute("INSERT OR REPLACE INTO desk VALUES ('piped', '[\"cat \\u001b]0;x\\u0007y\"]')")
    async with opened(office) as desk:
        await ask(desk)
        await desk.press("up")
        assert field(desk) == "cat ]0;xy"


async def test_what_the_program_will_read_is_shown(office: Office) -> None:
    async with opened(office) as desk:
        await ask(desk)
        assert "Border Ledger" in desk.screen and '"feed_title"' not in desk.screen
        await desk.press(*"json|")
        assert '"feed_title": "Border Ledger"' in desk.screen
        await desk.press("backspace")
        assert '"feed_title"' not in desk.screen


async def test_letters_are_typed_and_escape_goes_back(office: Office, lent: list[str]) -> None:
    async with opened(office) as desk:
        unread = desk.unread
        await ask(desk)
        await desk.press(*"qmjg|G", "escape")
        assert desk.app.screen is desk.main and desk.app.is_running
        assert (desk.unread, lent) == (unread, [])


async def test_a_terminal_that_cannot_be_lent_is_told_of(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def suspend(app: DeskApp) -> None:
        raise SuspendNotSupported

    monkeypatch.setattr(DeskApp, "suspend", suspend)
    async with opened(office) as desk:
        await ask(desk)
        await type_in(desk, "true")
        assert desk.said == "This terminal cannot be lent to a program."


@pytest.mark.parametrize("size", [*SIZES, (60, 20)])
async def test_every_line_fits_and_a_title_is_no_markup(bare: Office, size: tuple[int, int]) -> None:
    bare.publish([entry("raid [@click=app.quit]မြဝတီ[/] " * 9)])
    async with opened(bare, size) as desk:
        await ask(desk)
        assert {cells.width(line) for line in desk.lines()} == {size[0]}
        assert "Hand to a program: raid [@click=app.quit]" in desk.screen
