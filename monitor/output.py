"""What the verbs print: data on stdout, the one place that writes there; errors and progress on stderr."""

import io
import json
import os
import re
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from typing import TextIO

_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_STYLED = rf"(\x1b\[(?:(?:{'|'.join(_STYLES.values())});?)+m)([^\x1b]*)(\x1b\[0m)"
"""A style that begins, what has it, and its end: one that comes from elsewhere is shown as well, but ends too."""

PREFIX = "monitor: "
"""What a line on stderr begins with."""
STDOUT = "stdout"
"""Stands for the name of the file in the error of a stdout that takes nothing more."""
_USUAL_WIDTH = 80
_UNREAD = 20_000
"""Lines: some megabytes of what a poller tells, of a day and more with most sets of feeds."""


_encoded = json.JSONEncoder(ensure_ascii=False).encode


def open_the_closed() -> None:
    """Open the null device in place of each of stdin, stdout and stderr that the caller closed (`>&-`).

    Else the next file that is opened, the store for one, takes its number; and print writes to stdout for no stderr.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            number = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(number, True)
            setattr(sys, name, open(number, mode))  # noqa: SIM115, PTH123 - it stays open to the end


def wait_for_others() -> None:
    """Have what is read and printed wait for whoever writes and reads at the other end.

    Another program that has the same terminal or pipe may have told it to let nobody wait: then Python takes what is
    there for all that there is, and ends once there is no room.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        os.set_blocking(stream.fileno(), True)


def prepare(*, in_utf_8: bool) -> None:
    """What programs read is UTF-8 whatever the terminal speaks; what either cannot hold, as half a pair of code units,
    is a question mark."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8" if in_utf_8 else None, errors="replace")


def give_up() -> None:
    """Write nothing more: the reader has gone, or nothing fits; Python must not complain about it when it ends."""
    _silence(sys.stdout)


def _silence(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def record(values: Mapping[str, object]) -> None:
    """One JSON object on a line of its own."""
    _print(_encoded(values))
    flush()


class Unhurried:
    """Hands lines over and never waits for who is to read them: a desk that a shell has stopped, a terminal whose
    output is held, a pager.

    Of what is not read the last _UNREAD lines are kept, and those that are in the pipe.
    """

    def __init__(self, failed: Callable[[], object]) -> None:
        """Nothing is handed over yet. Once stdout takes nothing more for good, `problem` is set and `failed` called,
        in a thread."""
        # Imported here, for most verbs have no thread.
        from threading import Event, Thread

        self.problem: OSError | None = None
        self._failed = failed
        self._kept: deque[tuple[TextIO, str]] = deque(maxlen=_UNREAD)
        self._is_over, self._there = False, Event()
        self._thread = Thread(target=self._hand_over, name="lines", daemon=True)
        self._thread.start()

    def record(self, values: Mapping[str, object]) -> None:
        """One JSON object on a line of its own."""
        self._keep((sys.stdout, _encoded(values)))

    def line(self, text: str) -> None:
        """One line of text for a person."""
        self._keep((sys.stdout, _tame(text)))

    def complain(self, text: str) -> None:
        """A line on stderr."""
        self._keep((sys.stderr, f"{PREFIX}{harmless(text)}"))

    def finish(self, seconds: float) -> None:
        """Hand over what is left, for at most so many seconds."""
        self._is_over = True
        self._there.set()
        self._thread.join(seconds)

    def _keep(self, told: tuple[TextIO, str]) -> None:
        self._kept.append(told)
        self._there.set()

    def _hand_over(self) -> None:
        is_last = False
        while not is_last:
            self._there.wait()
            self._there.clear()
            is_last = self._is_over
            for stream, lines in groupby(self._waiting(), itemgetter(0)):
                text = "".join(f"{line}\n" for _, line in lines)
                try:
                    _write(stream.fileno(), text.encode(stream.encoding, "replace"))
                except OSError as problem:
                    # Of stderr the next line may be taken again.
                    if stream is sys.stdout:
                        problem.filename = STDOUT
                        self.problem = problem
                        self._failed()
                        return

    def _waiting(self) -> Iterator[tuple[TextIO, str]]:
        with suppress(IndexError):
            while True:
                yield self._kept.popleft()


def _write(descriptor: int, data: bytes) -> None:
    """Write all of it. Not by a stream: who waits in that has its lock, without which no program ends."""
    left = memoryview(data)
    while left:
        left = left[taken(descriptor, left) :]


def taken(descriptor: int, data: memoryview) -> int:
    """Hand over what there is room for, once there is any; how many bytes that was."""
    while True:
        try:
            return os.write(descriptor, data)
        except BlockingIOError:
            # Another program that has the same terminal or pipe may have told it to let nobody wait.
            from select import select

            select([], [descriptor], [])


def line(text: str = "") -> None:
    """One line of text for a person; of what acts on a terminal, styles alone do so."""
    _print(_tame(text))


def _tame(text: str) -> str:
    # What is stored is text when it comes in, but the store is a file, which others may edit, or hand on.
    if text.isprintable():
        return text
    return "".join(piece if at % 2 else harmless(piece) for at, piece in enumerate(re.split(_STYLED, text)))


def _print(text: str) -> None:
    try:
        print(text)
    except OSError as problem:
        problem.filename = STDOUT
        raise


def path(name: str) -> None:
    """The name of a file on a line of its own, byte by byte as the system has it, for a script; it may be no text."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=sys.getfilesystemencoding(), errors=sys.getfilesystemencodeerrors())
    _print(name)


def flush() -> None:
    """Hand over what was printed, for a reader who waits for it."""
    try:
        sys.stdout.flush()
    except OSError as problem:
        problem.filename = STDOUT
        raise


def complain(text: str) -> None:
    """A line on stderr; of a mistake in a query, the place in it below."""
    # Where nobody takes it, the exit code tells what is left to tell; the next one may be taken again.
    with suppress(OSError):
        print(f"{PREFIX}{harmless(text)}", file=sys.stderr, flush=True)


def flush_complaints() -> None:
    """Hand over what argparse and others wrote to stderr; where nobody takes it, Python must not make that the exit
    code when it ends."""
    try:
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def harmless(told: str) -> str:
    """What is told, without what acts on a terminal: an argument or a path may have been pasted from anywhere."""
    if told.replace("\n", "").isprintable():
        return told
    # Imported here, for most starts tell nothing of the kind.
    from monitor.text import written_out

    return written_out(told)


def styled(text: str, *styles: str) -> str:
    """The text in these styles where stdout is a terminal that shows colours; elsewhere just the text."""
    if not text or not is_colourful():
        return text
    return f"\x1b[{';'.join(_STYLES[style] for style in styles)}m{text}\x1b[0m"


def is_colourful() -> bool:
    """Whether stdout is a terminal and the user did not ask for no colour."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns() -> int:
    """The width of the terminal in cells; into a pipe nothing is cut."""
    if not sys.stdout.isatty():
        return 10_000
    # A terminal that nobody has told its size says 0.
    return os.get_terminal_size(sys.stdout.fileno()).columns or _USUAL_WIDTH
