"""The program in a terminal of its own: its raw bytes, keys, signals and processes."""

import contextlib
import fcntl
import math
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.home import need_proc

ROOT = Path(__file__).parents[2]
SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[P\]][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")
"""What a terminal takes as one command."""
TAKEN = b"\x1b[?1049h"
"""What it writes when it has taken the terminal, before it reads keys."""
KNOWS = "\x1b[?2026;2$y\x1b[?2048;2$y"
"""What a terminal answers that can show a frame once it is whole, and tell its size and the mouse's place in pixels."""
_NO_ANSWER = 0.3
"""Seconds after which keys are taken to change nothing; Esc alone needs 0.2 s until it is told from a sequence."""
_STALLED = 0.05
"""Seconds between two keys where nothing of what they do is seen."""
_LOOK = 0.1
"""Seconds between two looks whether the terminal is still there."""
_RESTLESS = 0.3
"""Seconds after which a screen that does not come to rest is gone on with."""
_LIMIT = 60.0
"""Seconds after which what does not come is waited for no more, also on a machine that has much other work."""
_AFTER = 10.0
"""Seconds that a program which has ended is given for what it wrote to be read, and for what it started to end."""


class Terminal:
    """A running program and all that it wrote to its terminal."""

    def __init__(self, process: "subprocess.Popen[bytes]", master: int, slave: int) -> None:
        self.process, self.began = process, time.monotonic()
        self._master, self._slave = master, slave
        self._modes = termios.tcgetattr(slave)
        self._data = bytearray()
        self._shown: tuple[int, str] = (0, "")
        self._takes = threading.Event()
        self._takes.set()
        self._is_up = True
        # What is written may be thrown away between the look that finds it and the reading.
        os.set_blocking(master, False)
        self._reading = threading.Lock()
        """Held from a look for what was written until that is at hand."""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def bytes(self) -> bytes:
        return bytes(self._data)

    @property
    def text(self) -> str:
        """What was written, without the terminal's commands."""
        size = len(self._data)
        if self._shown[0] != size:
            self._shown = size, self.since(0)
        return self._shown[1]

    @property
    def size(self) -> int:
        """How many bytes were written."""
        return len(self._data)

    def since(self, size: int) -> str:
        """What was written after so many bytes, without the terminal's commands."""
        return SEQUENCE.sub("", self._data[size:].decode(errors="ignore"))

    @property
    def last(self) -> str:
        """What was written last, without the blanks, for who has to find out why a test fails."""
        return " ".join(self.text[-6000:].split())[-1500:]

    def until(self, seen: Callable[[], object], limit: float = _LIMIT) -> None:
        """Wait until something is so; once the program has ended, as long as its last words and its children take."""
        end, ended = time.monotonic() + limit, math.inf
        while not seen():
            now = time.monotonic()
            if self.process.poll() is not None:
                ended = min(ended, now)
            assert now < ended + _AFTER, f"it ended:\n{self.last}"
            assert now < end, f"it did not come to this within {limit} s:\n{self.last}"
            time.sleep(0.01)

    def see(self, text: str, limit: float = _LIMIT) -> None:
        """Wait until a text was written."""
        self.until(lambda: text in self.text, limit)

    def press(self, keys: str, awaited: str = "", quiet: float = 0.05) -> None:
        """Type, and wait until the screen has changed, or shows what is awaited anew, and has come to rest.

        What is no UTF-8 stands in lone surrogates, as where Python reads such bytes.
        """
        before = self.size
        self._type(keys.encode(errors="surrogateescape"))
        if not self._takes.is_set():
            time.sleep(_STALLED)
            return
        if awaited:
            self.until(lambda: awaited in self.since(before))
        elif keys.endswith("\x1b"):
            # What is drawn meanwhile answers something else, and a key that came too soon would make one of the two,
            # also where a busy program reads both only then.
            self.until(lambda: not select.select([self._slave], [], [], 0)[0])
            time.sleep(_NO_ANSWER)
        else:
            end = time.monotonic() + _NO_ANSWER
            while self.size == before and time.monotonic() < end:
                time.sleep(0.005)
        self.rest(quiet)

    def _type(self, data: bytes) -> None:
        """Write to the program, for which it has to read."""
        end = time.monotonic() + _LIMIT
        while data:
            assert time.monotonic() < end, f"it reads nothing of what is typed:\n{self.last}"
            if select.select([], [self._master], [], _LOOK)[1]:
                with contextlib.suppress(BlockingIOError):
                    data = data[os.write(self._master, data) :]

    def paste(self, text: str, awaited: str = "") -> None:
        """Paste as a terminal does that says where it begins and ends."""
        self.press(f"\x1b[200~{text}\x1b[201~", awaited)

    def resize(self, size: tuple[int, int]) -> None:
        """Give the terminal another size, and wait until the screen is drawn anew."""
        before = self.size
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        os.kill(self.process.pid, signal.SIGWINCH)
        self.until(lambda: self.size > before)
        self.rest()

    @contextmanager
    def stalled(self) -> Iterator[None]:
        """The terminal takes next to nothing meanwhile, as at the other end of a connection that was lost."""
        self._takes.clear()
        try:
            yield
        finally:
            self._takes.set()

    def hang_up(self) -> None:
        """The terminal goes, as where its window is closed."""
        # Who is in the middle of reading from it has it open.
        self._read_no_more()
        os.close(self._slave)
        os.close(self._master)

    def rest(self, quiet: float = 0.05) -> None:
        """Wait until nothing has been written for a moment, but not for what goes on and on, as a long text does."""
        size = len(self._data)
        began = since = time.monotonic()
        while time.monotonic() - since < quiet and time.monotonic() - began < _RESTLESS + quiet:
            time.sleep(0.01)
            if len(self._data) != size:
                size, since = len(self._data), time.monotonic()

    def end(self, limit: float = _LIMIT) -> int:
        """Wait for the program's end; its exit code."""
        code = self.process.wait(limit)
        if self._is_up and self._takes.is_set():
            # What it wrote last is read by a thread, which a busy computer keeps waiting.
            self.until(lambda: not self._has_more())
        return code

    def _has_more(self) -> bool:
        """Whether something was written that is not at hand yet."""
        with self._reading:
            return bool(select.select([self._master], [], [], 0)[0])

    @property
    def is_restored(self) -> bool:
        """Whether the terminal is as it was: screen, mouse, cursor and the modes of its line."""
        off = {"1049": "l", "1000": "l", "1003": "l", "1006": "l", "1016": "l", "2004": "l", "2026": "l", "25": "h"}
        last = dict(re.findall(r"\x1b\[\?(\d+)([hl])", self.bytes.decode(errors="ignore")))
        wrong = {mode: last[mode] for mode in off if last.get(mode, off[mode]) != off[mode]}
        modes = termios.tcgetattr(self._slave)
        return not wrong and modes[:4] == self._modes[:4]

    def family(self) -> list[int]:
        """The process and all that it started, and what those started."""
        found, grown = {self.process.pid}, True
        while grown:
            more = {pid for pid, parent in parents() if parent in found} - found
            found, grown = found | more, bool(more)
        return sorted(found)

    def close(self) -> None:
        """End what still runs."""
        for pid in self.family() if self.process.poll() is None else []:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(_LIMIT)
        self._takes.set()
        if self._is_up:
            os.close(self._slave)
            # Where something that it has started has the terminal open, nothing else ends the reading.
            self._read_no_more()
            os.close(self._master)

    def _read_no_more(self) -> None:
        """End the reading: the number of what is closed is soon that of another file."""
        self._is_up = False
        self._reader.join(_LIMIT)
        assert not self._reader.is_alive(), "it is still read from"

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            while self._is_up:
                if self._takes.wait(_LOOK) and select.select([self._master], [], [], _LOOK)[0]:
                    with self._reading, contextlib.suppress(BlockingIOError):
                        if not (data := os.read(self._master, 65536)):
                            return
                        self._data += data


def parents() -> Iterator[tuple[int, int]]:
    """Every process with its parent."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            yield int(path.parent.name), int(path.read_text().rsplit(")", 1)[1].split()[1])


def alive(pids: Sequence[int]) -> list[int]:
    """Those of the processes that still run; one that only waits to be collected does not."""
    left = []
    for pid in pids:
        with contextlib.suppress(OSError, IndexError):
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                left.append(pid)
    return left


@contextmanager
def terminal(
    *arguments: str | Path,
    home: Path,
    size: tuple[int, int] = (120, 36),
    env: Mapping[str, str] | None = None,
    shell: str | None = None,
) -> Iterator[Terminal]:
    """`monitor` with these arguments in a new terminal, with `home` for all that it keeps; in `shell`, commands of a
    shell that has the terminal then, it is "$@"."""
    need_proc()  # What it has started is ended with it.
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    # A test runner's own idea of a width would win over the terminal's. The cache of words is that of the run, for to
    # compile them all takes as long as the rest of such a test.
    others = ("MONITOR_", "XDG_", "TEXTUAL", "COLUMNS", "LINES", "TMUX", "STY")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(others) or key == "XDG_CACHE_HOME"}
    known = {
        "HOME": str(home),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "TMPDIR": str(home),
    }
    around = [] if shell is None else ["sh", "-c", f"set -m; {shell}", "sh"]
    process = subprocess.Popen(
        [*around, sys.executable, "-m", "monitor", *map(str, arguments)],
        stdin=slave, stdout=slave, stderr=slave, cwd=ROOT, env={**clean, **known, **(env or {})},
        start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    running = Terminal(process, master, slave)
    try:
        yield running
    finally:
        running.close()
