"""A terminal that takes nothing for a while, or has gone, holds nobody up: what it misses is drawn anew later."""

import asyncio
import os
import select
import termios
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from io import FileIO, TextIOWrapper
from queue import Empty, Full

from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread

_PATIENCE = 0.4
"""Seconds after which a terminal that took nothing is waited for no more: once while it is drawn for, and up to three
times when it is left, which is to be done within two seconds."""
_LOOK_MS = 50
_PIECE = 8192
"""Bytes that are handed over at a time; few pieces a screen, for after each of them this thread may wait for the
others."""
_LEAVE = (
    b"\x18\x1b\\\x1b[m"
    + b"".join(b"\x1b[?%dl" % mode for mode in (2026, 2004, 2048, 1000, 1003, 1015, 1006, 1016))
    + b"\x1b[<u\x1b[?1049l\x1b[?1004l\x1b[?7h\x1b[?25h"
)
"""Ends what was cut off, and takes back all that Textual asks of a terminal: a frame that is shown once it is whole,
pastes that are marked, the mouse, a screen of its own, keys that are told apart, lines that are cut, a cursor that is
not seen."""


class Output(WriterThread):
    """Hands on what is drawn.

    Textual's own waits for room without end, and with it all that the desk does: where a connection is lost it hears
    no signal, and stays for good, with its poller.
    """

    _file: TextIOWrapper

    def __init__(self, draw_anew: Callable[[], object], file: TextIOWrapper) -> None:
        """Nothing is written yet; `draw_anew` is called in the loop that runs now."""
        super().__init__(file)
        self._draw_anew = draw_anew
        self._loop = asyncio.get_running_loop()
        self._terminal = _own(file.fileno())
        # Not `select`, which knows no file beyond the first 1,024; a program may be started with as many open.
        self._room = select.poll()
        self._room.register(self._terminal, select.POLLOUT)
        self._is_behind = self._is_leaving = self._is_left = False

    def write(self, text: str) -> None:
        """Have a text written in its turn, unless there is no room for it: then all of the screen is drawn later."""
        if not self._is_behind:
            try:
                self._queue.put(text, timeout=_PATIENCE)
            except Full:
                self._is_behind = True
        if self._is_behind and self._queue.empty():
            self._catch_up()

    def leave(self) -> None:
        """Nothing is drawn anew from now on: a terminal that missed something is given back by `stop`."""
        self._is_leaving = True

    def stop(self) -> None:
        """Write what is left; where that takes long, what gives the terminal back in place of all that it has not taken
        yet: that needs no more room than there is then, and is there when it takes something again."""
        if not self._is_behind:
            with suppress(Full):
                self._queue.put(None, timeout=_PATIENCE)
            self.join(_PATIENCE)
        if self.is_alive():
            self._is_left = True
            with suppress(Empty):
                while True:
                    self._queue.get_nowait()
            self._queue.put(None)
            self.join(_PATIENCE)
            # Where it still waits, in a terminal that is not its own, this thread would wait with it.
            with suppress(OSError, termios.error):
                if not self.is_alive():
                    termios.tcflush(self._terminal, termios.TCOFLUSH)
                    self._terminal.write(_LEAVE)
        self._terminal.close()

    def run(self) -> None:
        """Write to the terminal itself: who waits in its file has the lock of that, without which no program ends."""
        while not self._is_left and (text := self._queue.get()) is not None:
            # Of one that has gone the desk hears by whoever reads from it, or by the system, and must get there.
            with suppress(OSError):
                self._hand_over(text.encode(self._file.encoding, self._file.errors or "strict"))
            if self._is_behind and self._queue.empty():
                self._loop.call_soon_threadsafe(self._catch_up)

    def _hand_over(self, data: bytes) -> None:
        left = memoryview(data)
        while left and not self._is_left:
            if self._room.poll(_LOOK_MS):
                left = left[self._terminal.write(left[:_PIECE]) or 0 :]

    def _catch_up(self) -> None:
        if self._is_behind and not self._is_leaving:
            self._is_behind = False
            self._draw_anew()


def _own(descriptor: int) -> FileIO:
    """The same terminal once more, where nobody waits for room, which holds for this file alone: all who have the other
    one share what it does. As that one, where another account has the terminal, or no name leads to it."""
    for name in (os.ttyname, _name_of_ours):
        with suppress(OSError):
            return FileIO(os.open(name(descriptor), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK), "w")
    return FileIO(os.dup(descriptor), "w")


def _name_of_ours(descriptor: int) -> str:
    """What the system calls the terminal that this process is controlled from; OSError where that is another one."""
    os.tcgetpgrp(descriptor)
    return "/dev/tty"


def install(draw_anew: Callable[[], object]) -> None:
    """Have the desk's terminal written to so; `draw_anew` draws all of the screen."""
    # Textual makes its writer itself and lets nobody name another for it.
    linux_driver.WriterThread = partial(Output, draw_anew)  # type: ignore[attr-defined,assignment]
