"""Signals and closed terminals: whatever it is at, it ends within two seconds, with its children, the store whole."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import pytest

from tests.faults.bureau import ROOT, Bureau
from tests.home import LOADED, PATIENCE, environment
from tests.newsroom import Answer
from tests.tui.terminal import alive, parents

LIMIT = 2.0 * LOADED


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    found, grown = {pid}, True
    while grown:
        more = {child for child, parent in parents() if parent in found} - found
        found, grown = found | more, bool(more)
    return sorted(found)


def until(seen: Callable[[], object], limit: float = 60.0) -> None:
    end = time.monotonic() + limit
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.01)


@dataclass
class Window:
    """A program in a terminal, and the terminal's other end."""

    process: "subprocess.Popen[bytes]"
    master: int
    said: bytes = b""

    def see(self, text: str) -> None:
        """Wait until a text was written."""

        def seen() -> bool:
            with suppress(BlockingIOError):
                self.said += os.read(self.master, 65536)
            return text.encode() in self.said

        until(seen)

    def close(self) -> None:
        """Close it, as a person does; once."""
        if self.master >= 0:
            os.close(self.master)
        self.master = -1


@contextmanager
def window(office: Bureau, *words: str) -> Iterator[Window]:
    """`monitor` in a terminal of its own, killed at the end if it is still there."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    process = subprocess.Popen(
        office.command(*words), stdin=slave, stdout=slave, stderr=slave, cwd=ROOT,
        env=environment(TERM="xterm-256color"), start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    os.close(slave)
    os.set_blocking(master, False)
    opened = Window(process, master)
    try:
        yield opened
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(PATIENCE)
        opened.close()


@contextmanager
def in_the_middle(office: Bureau, *flags: str) -> Iterator[Window]:
    """A poll that has stored some feeds and waits for another."""
    office.publish(2)
    is_over = threading.Event()

    def slow(headers: Mapping[str, str]) -> Answer:
        is_over.wait(PATIENCE)
        return Answer()

    office.newsroom.answers["/3"] = slow
    office.execute("UPDATE feeds SET next_poll = 0")
    try:
        with window(office, "poll", *flags) as at_work:
            at_work.see(" new")
            yield at_work
    finally:
        is_over.set()


def check_the_end(office: Bureau, process: "subprocess.Popen[bytes]", end: Callable[[], None]) -> None:
    members = family(process.pid)
    began = time.monotonic()
    end()
    process.wait(LIMIT)
    until(lambda: not alive(members), LIMIT)
    assert time.monotonic() - began < LIMIT
    assert office.losses() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_ends_a_poll(filled: Bureau, number: signal.Signals) -> None:
    with in_the_middle(filled, "--force") as poll:
        check_the_end(filled, poll.process, lambda: poll.process.send_signal(number))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda number: number.name)
def test_a_poll_that_is_ended_by_a_signal_gives_the_cursor_back(filled: Bureau, number: signal.Signals) -> None:
    with in_the_middle(filled, "--force") as poll:
        poll.see("\x1b[?25l")
        poll.process.send_signal(number)
        poll.see("\x1b[?25h")
        # A shell makes 143, 129 and 130 of them.
        assert poll.process.wait(LIMIT) == (130 if number == signal.SIGINT else -number)


@pytest.mark.parametrize("flags", [("--force",), ("--follow",)], ids=["once", "on and on"])
def test_a_closed_terminal_ends_a_poll(filled: Bureau, flags: tuple[str, ...]) -> None:
    with in_the_middle(filled, *flags) as poll:
        check_the_end(filled, poll.process, poll.close)


def test_a_closed_terminal_ends_the_desk_and_its_poller(filled: Bureau) -> None:
    with window(filled) as desk:
        desk.see("All matches")
        until(lambda: len(family(desk.process.pid)) > 1)
        check_the_end(filled, desk.process, desk.close)
