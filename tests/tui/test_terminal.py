"""A desk that others stop and wake has its terminal once, and ends when it is told to, also behind a shell."""

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from tests.home import LOADED
from tests.tui.desk import Office
from tests.tui.terminal import KNOWS, TAKEN, Terminal, alive, parents, terminal

# One that is stopped unasked may be in the middle of a sequence, of which the next letter would be the end.
SHELL = 'was=$(stty -g); "$@"; stty "$was"; echo; echo "It"" sleeps."; read line; fg > /dev/null'
"""It gives the terminal its modes back, as a shell does whose job has stopped."""
BEHIND = '"$@" & read line; fg > /dev/null'
LENT = b"\x1b[?1049l"
"""What it writes when it gives the terminal back."""
WITH_SHELL = 3
"""The shell, the desk and its poller."""


def desk_of(running: Terminal) -> int:
    """The desk that a shell has started, once it polls."""
    running.see("All matches")
    running.until(lambda: len(running.family()) >= WITH_SHELL)
    running.rest()
    return next(pid for pid, parent in parents() if parent == running.process.pid)


def is_asleep(pid: int) -> bool:
    """Whether a process has been stopped; one that has ended by now is not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T"
    return False


def started_behind(running: Terminal) -> int:
    """The desk that a shell has started behind itself, once the system has stopped it for that."""
    running.until(lambda: any(map(is_asleep, running.family())))
    return next(filter(is_asleep, running.family()))


@pytest.mark.parametrize("before", [(), (signal.SIGSTOP,)], ids=["at work", "stopped"])
def test_it_reads_each_key_once_after_it_was_woken(
    office: Office, tmp_path: Path, before: tuple[signal.Signals, ...]
) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path) as desk:
        desk.see("All matches")
        desk.rest()
        for number in (*before, signal.SIGCONT, signal.SIGCONT):
            size = desk.size
            desk.process.send_signal(number)
            if number == signal.SIGCONT:
                # Until it has taken the terminal: what is typed while it does that is thrown away.
                desk.until(lambda: TAKEN in desk.bytes[size:])  # noqa: B023 - it is asked at once
                desk.rest()
        desk.press("?", "next line")
        desk.press("\x11")
        assert desk.end() == 0 and desk.is_restored


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_it_ends_where_a_shell_has_the_terminal(office: Office, tmp_path: Path, how: signal.Signals) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, shell=SHELL) as desk:
        pid = desk_of(desk)
        desk.press("\x1a", "It sleeps.")
        family = {*desk.family()} - {desk.process.pid}
        # As `kill %1` in a shell does with a job that is stopped.
        os.kill(pid, how)
        os.kill(pid, signal.SIGCONT)
        desk.until(lambda: not alive([*family]), 2 * LOADED)
        assert desk.is_restored


def test_one_that_was_stopped_unasked_ends_behind_a_shell(office: Office, tmp_path: Path) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, shell=SHELL) as desk:
        pid = desk_of(desk)
        family = {*desk.family()} - {desk.process.pid}
        os.kill(pid, signal.SIGSTOP)
        desk.see("It sleeps.")
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGCONT)
        desk.until(lambda: not alive([*family]), 2 * LOADED)


def test_one_that_is_woken_behind_a_shell_sleeps_on_until_it_has_the_terminal(office: Office, tmp_path: Path) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, shell=SHELL) as desk:
        pid = desk_of(desk)
        os.kill(pid, signal.SIGSTOP)
        desk.see("It sleeps.")
        os.kill(pid, signal.SIGCONT)
        desk.until(lambda: is_asleep(pid))
        size = desk.size
        desk.press("\n", "All matches")
        desk.press("?", "next line")
        assert "Traceback" not in desk.since(size)
        desk.press("\x11")
        assert desk.end() == 0 and desk.is_restored


def test_one_that_was_started_behind_a_shell_is_drawn_once_it_has_the_terminal(office: Office, tmp_path: Path) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, shell=BEHIND) as desk:
        started_behind(desk)
        desk.press("\n", "All matches")
        desk.press("?", "next line")
        desk.press("\x11")
        assert desk.end() == 0 and desk.is_restored and "Traceback" not in desk.text


def test_one_that_was_started_behind_a_shell_ends_there(office: Office, tmp_path: Path) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, shell=BEHIND) as desk:
        pid = started_behind(desk)
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGCONT)
        desk.until(lambda: not alive([pid]), 2 * LOADED)
        assert desk.is_restored and "Traceback" not in desk.text


def test_it_takes_no_terminal_that_is_lent_as_soon_as_it_is_woken(office: Office, tmp_path: Path) -> None:
    """To a program for which Enter was typed while it was stopped."""
    with terminal("--config", office.config, "--store", office.store, home=tmp_path) as desk:
        desk.see("All matches")
        desk.rest()
        desk.press("|")
        desk.press("sleep 0.3")
        size = desk.size
        desk.process.send_signal(signal.SIGSTOP)
        desk.until(lambda: is_asleep(desk.process.pid))
        desk.press("\r")
        desk.process.send_signal(signal.SIGCONT)
        desk.until(lambda: "Enter goes back." in desk.since(size))
        # A slow desk may have had it for a moment before it came to the Enter.
        assert TAKEN not in desk.bytes[size:].rpartition(LENT)[2]
        desk.press("\r", "All matches")
        desk.press("?", "next line")
        desk.press("\x11")
        assert desk.end() == 0 and desk.is_restored


def test_it_fills_the_terminal_that_it_has_whatever_the_environment_says_of_its_size(
    office: Office, tmp_path: Path
) -> None:
    told = {"COLUMNS": "20", "LINES": "5"}
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, env=told) as desk:
        # There is no room for all of this in twenty columns.
        desk.see("q quit")
        before = desk.size
        desk.resize((60, 20))
        # One pane at a time, with the way to it.
        desk.until(lambda: "Watches ›" in desk.since(before))
        desk.press("\x11")
        assert desk.end() == 0


def test_not_even_its_first_drawing_is_made_for_the_size_that_the_environment_tells(
    office: Office, tmp_path: Path
) -> None:
    told = {"COLUMNS": "20", "LINES": "90"}
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, env=told) as desk:
        desk.see("q quit")
        assert b"\x1b[37;" not in desk.bytes
        desk.press("\x11")
        assert desk.end() == 0


def test_a_terminal_that_does_not_say_its_size_has_that_of_the_environment(office: Office, tmp_path: Path) -> None:
    told = {"COLUMNS": "90", "LINES": "30"}
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, size=(0, 0), env=told) as desk:
        desk.see("q quit")
        desk.until(lambda: b"\x1b[30;" in desk.bytes)
        desk.press("\x11")
        assert desk.end() == 0


def test_a_terminal_that_tells_more_of_itself_is_left_as_it_was_too(office: Office, tmp_path: Path) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path) as desk:
        desk.see("All matches")
        desk.press(KNOWS)
        desk.until(lambda: b"\x1b[?1016h" in desk.bytes)
        desk.press("\x11")
        assert desk.end() == 0 and desk.is_restored
