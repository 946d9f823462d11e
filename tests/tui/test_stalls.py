"""A terminal that takes nothing, or has gone, holds up neither the desk nor its end; what it missed is drawn anew."""

import asyncio
import fcntl
import os
import pty
import resource
import select
import signal
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import IO

import pytest

from monitor.tui import stalls
from monitor.tui.stalls import _PATIENCE, Output
from tests.home import PATIENCE
from tests.tui.desk import Office
from tests.tui.terminal import KNOWS, Terminal, alive, terminal

BEYOND = 1_024
"""The first file that `select` does not know."""
FRAME = "ແ" * 5_000
MANY = 200
"""More frames than there is room for; who waited for each of them would take 80 s."""


@contextmanager
def line() -> Iterator[tuple[int, IO[str]]]:
    """A terminal: where what it is told is read, and what is written to."""
    reader, writer = pty.openpty()
    tty.setraw(writer)
    with os.fdopen(writer, "w", encoding="utf-8") as file:
        yield reader, file
    with suppress(OSError):
        os.close(reader)


async def read_some(descriptor: int) -> bytes:
    """What was written, or nothing where nothing is for a moment: who may be done waits for no more."""

    def read() -> bytes:
        return os.read(descriptor, 65_536) if select.select([descriptor], [], [], 0.05)[0] else b""

    return await asyncio.to_thread(read)


async def read_to(descriptor: int, end: str) -> str:
    """What was written, to the text that it ends with."""
    got, until = b"", time.monotonic() + 60
    while not got.endswith(end.encode()):
        assert time.monotonic() < until, f"it ends otherwise: {got[-200:]!r}"
        got += await read_some(descriptor)
    return got.decode(errors="ignore")


async def test_who_draws_waits_once_for_a_terminal_that_takes_nothing_and_draws_anew_when_it_does() -> None:
    drawn = asyncio.Event()
    with line() as (reader, file):
        output = Output(drawn.set, file)
        output.start()
        began = time.monotonic()
        for _ in range(MANY):
            output.write(FRAME)
        assert time.monotonic() - began < _PATIENCE * MANY / 8, "one wait for all of them"
        taken, until = 0, time.monotonic() + 60
        while not drawn.is_set():
            assert time.monotonic() < until, "nothing is drawn anew"
            taken += len(await read_some(reader))
        assert taken < 40 * len(FRAME.encode()), "the others were let go of"
        output.write("all of the screen")
        assert (await read_to(reader, "all of the screen")).count(FRAME) < 40
        output.stop()


async def test_a_terminal_that_takes_nothing_until_the_end_is_left_as_it_was() -> None:
    with line() as (reader, file):
        output = Output(lambda: None, file)
        output.start()
        for _ in range(60):
            output.write(FRAME)
        began = time.monotonic()
        output.stop()
        assert time.monotonic() - began < 20 * _PATIENCE and not output.is_alive()
        told = await read_to(reader, "\x1b[?25h")
        assert told.count(FRAME) < 2, "of what was to be drawn no more is"
        assert "\x18\x1b\\\x1b[m\x1b[?" in told, "what was cut off, be it a command or a title, ends, and so do colours"


@pytest.mark.parametrize("opened", ["/dev/tty", "as it is"])
async def test_what_is_drawn_arrives_whole_where_the_terminal_belongs_to_another(
    opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As behind `su`, where its own name opens nothing."""
    with line() as (reader, file):
        name, system_s = os.ttyname(file.fileno()), os.open

        def refused(path: str, flags: int) -> int:
            if path == opened:
                return system_s(name, flags)
            raise PermissionError(path)

        monkeypatch.setattr(os, "open", refused)
        monkeypatch.setattr(os, "tcgetpgrp", lambda _: 1)
        output = Output(lambda: None, file)
        monkeypatch.undo()
        assert os.get_blocking(output._terminal.fileno()) == (opened == "as it is")
        output.start()
        for _ in range(20):
            output.write(FRAME)
        output.write("the end")
        assert await read_to(reader, "the end") == 20 * FRAME + "the end"
        output.stop()
        assert not output.is_alive()


async def test_what_is_drawn_goes_to_the_terminal_it_is_for_where_that_is_not_the_one_that_controls_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with line() as (reader, file), line() as (other, controls):
        name, system_s = os.ttyname(controls.fileno()), os.open

        def refused(path: str, flags: int) -> int:
            if path == "/dev/tty":
                return system_s(name, flags)
            raise PermissionError(path)

        monkeypatch.setattr(os, "open", refused)
        output = Output(lambda: None, file)
        monkeypatch.undo()
        output.start()
        output.write("the end")
        assert await read_to(reader, "the end") == "the end"
        assert await read_some(other) == b""
        output.stop()


async def test_what_is_drawn_arrives_where_more_files_are_open_than_select_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= limits[1] <= BEYOND:
        pytest.skip("so many files may not be open here")
    with line() as (reader, file):
        low = stalls._own(file.fileno())
        resource.setrlimit(resource.RLIMIT_NOFILE, (BEYOND + 1, limits[1]))
        try:
            high = FileIO(fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, BEYOND), "w")
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        monkeypatch.setattr(stalls, "_own", lambda _: high)
        output = Output(lambda: None, file)
        output.start()
        output.write("the end")
        assert await read_to(reader, "the end") == "the end"
        output.stop()
        assert not output.is_alive()
        low.close()


async def test_nobody_else_who_has_the_terminal_is_told_not_to_wait() -> None:
    with line() as (_, file):
        output = Output(lambda: None, file)
        output.start()
        assert os.get_blocking(file.fileno())
        output.stop()


async def test_what_is_drawn_right_before_the_end_arrives_whole_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stalls, "_PATIENCE", 30)
    with line() as (reader, file):
        output = Output(lambda: None, file)
        output.start()
        for _ in range(20):
            output.write(FRAME)
        output.write("the end")
        leaving = asyncio.create_task(asyncio.to_thread(output.stop))
        assert await read_to(reader, "the end") == 20 * FRAME + "the end"
        await leaving
        assert not output.is_alive()


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_terminal_that_has_gone_is_waited_for_by_nobody() -> None:
    with line() as (reader, file):
        output = Output(lambda: None, file)
        output.start()
        os.close(reader)
        began = time.monotonic()
        for _ in range(MANY):
            output.write(FRAME)
        output.stop()
        assert time.monotonic() - began < _PATIENCE * MANY / 8
        assert not output.is_alive()


def fill(desk: Terminal) -> None:
    """Have more drawn than a terminal that takes nothing has room for."""
    for _ in range(40):
        desk.press("z")
    time.sleep(2 * _PATIENCE)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, None], ids=["TERM", "HUP", "closed"])
def test_a_desk_whose_terminal_takes_nothing_hears_that_it_is_to_end_and_leaves_it_as_it_was(
    office: Office, tmp_path: Path, how: signal.Signals | None
) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, size=(200, 50)) as desk:
        desk.see("All matches")
        desk.until(lambda: len(desk.family()) > 1)
        desk.rest()
        family = desk.family()
        with desk.stalled():
            fill(desk)
            if how is None:
                desk.hang_up()
            else:
                desk.process.send_signal(how)
            # On a machine with other work it has the keys to do before, each of which draws all.
            assert desk.process.wait(PATIENCE) == 0
            end = time.monotonic() + PATIENCE
            while alive(family):
                assert time.monotonic() < end, "its poller is still there"
                time.sleep(0.05)
        assert how is None or (desk.end() == 0 and desk.is_restored)


def is_told(pid: int, number: signal.Signals) -> bool:
    """Whether a process that is stopped was sent a signal."""
    words = Path(f"/proc/{pid}/status").read_text().split()
    return bool(int(words[words.index("ShdPnd:") + 1], 16) >> (number - 1) & 1)


def test_a_terminal_that_takes_something_again_while_the_desk_ends_is_left_as_it_was(
    office: Office, tmp_path: Path
) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, size=(200, 50)) as desk:
        desk.see("All matches")
        desk.until(lambda: len(desk.family()) > 1)
        desk.press(KNOWS)
        # It is waited for, and for that time the desk is at its end.
        poller = next(pid for pid in desk.family() if b"--follow" in Path(f"/proc/{pid}/cmdline").read_bytes())
        os.kill(poller, signal.SIGSTOP)
        with desk.stalled():
            fill(desk)
            desk.process.send_signal(signal.SIGTERM)
            desk.until(lambda: is_told(poller, signal.SIGTERM))
        assert desk.end() == 0 and desk.is_restored


def test_a_terminal_that_takes_something_again_shows_what_is_there_by_then(office: Office, tmp_path: Path) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, size=(200, 50)) as desk:
        desk.see("All matches")
        desk.rest()
        with desk.stalled():
            fill(desk)
            desk.press("?")
            time.sleep(1)
            size = desk.size
        desk.until(lambda: "next line" in desk.since(size))
        desk.press("\x11")
        assert desk.end() == 0 and desk.is_restored
