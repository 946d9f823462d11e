"""Hands an entry to a program of the user's: a command taken apart without a shell, the entry on its stdin."""

import asyncio
import difflib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from monitor import output
from monitor.model import NO_TITLE, repeats
from monitor.processes import OF_KEYBOARD
from monitor.records import entry_record
from monitor.store.entries import Stored
from monitor.times import local

_AS_JSON = re.compile(r"\A\s*json\s*\|")
_MOST_NAMES = 10_000
"""Programs on PATH among which the nearest name is looked for."""
_MOST_KEPT = 30
"""Commands that are offered again."""
_FILLS_THE_SCREEN = frozenset("less most vi view vim nvim nano micro emacs w3m lynx".split())
_GLANCE_SECONDS = 1.0
"""What such a program leaves behind in less than this was not read yet: a pager ends at once with a short text."""
_PATIENCE = 1.0
"""Seconds in which a program that is told to end does so by itself."""


class NoProgram(Exception):
    """The command cannot be run; the text is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments, and in which form it gets an entry."""

    words: tuple[str, ...]
    """The path of the program first."""
    as_json: bool = False

    @property
    def name(self) -> str:
        """What the program is called."""
        return Path(self.words[0]).name


def command(typed: str) -> Command:
    """What was typed, as a command; behind "json|" one that gets the entry as JSON. Raises NoProgram.

    Quotation marks keep words together, and that is all: no shell reads it, so that every other sign is just itself.
    """
    try:
        words = shlex.split(_AS_JSON.sub("", typed))
    except ValueError:
        raise NoProgram("A quotation mark or a backslash at the end is left open.") from None
    if not words:
        raise NoProgram("Write a program and its arguments, such as less, or wc -w.")
    path = shutil.which(os.path.expanduser(words[0]))  # noqa: PTH111 - Path knows no ~ of a name that is none
    if path is None:
        raise NoProgram(f"There is no program “{words[0]}” to be run.{_nearest(words[0])}")
    return Command((path, *words[1:]), wants_json(typed))


def wants_json(typed: str) -> bool:
    """Whether what was typed asks for the entry as JSON."""
    return _AS_JSON.match(typed) is not None


def given(stored: Stored, as_json: bool) -> bytes:
    """What a program reads: the entry as JSON as `monitor show --json` has it, or as a text for people, in UTF-8."""
    if as_json:
        return (json.dumps(entry_record(stored), ensure_ascii=False) + "\n").encode("utf-8", "replace")
    entry, row = stored.entry, stored.row
    when = local(row.at).strftime("%Y-%m-%d %H:%M")
    head = "\n".join(filter(None, (entry.title or NO_TITLE, row.feed_title, when, entry.link)))
    summary = "" if repeats(entry.content, entry.summary) else entry.summary
    said = "\n\n".join(filter(None, (head, summary, entry.content)))
    return f"{said}\n".encode("utf-8", "replace")


async def run(what: Command, stdin: bytes) -> str:
    """Run a program on this terminal until it ends; how it ended, in a sentence, "" where it ended well.

    What it printed stands until Enter is pressed, where it does not fill the screen by itself. A program whose run is
    cancelled is ended. Raises NoProgram where it cannot be started.
    """
    with left_as_it_was(), uninterrupted():
        began = time.monotonic()
        process = _started(what)
        await _reads(process, stdin)
        said = _ending(what.name, process.returncode)
        if what.name not in _FILLS_THE_SCREEN or time.monotonic() - began < _GLANCE_SECONDS:
            await _wait(said or f"{what.name} is done.")
    return said


def _started(what: Command) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(what.words, stdin=subprocess.PIPE)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "one of its words holds a character that none may hold"
        raise NoProgram(f"{what.name} could not be started ({reason}).") from None


async def _reads(process: "subprocess.Popen[bytes]", stdin: bytes) -> None:
    """Give a program what it reads and wait for its end, in a thread: asyncio has sockets for pipes, and a program can
    open none of them as /dev/stdin."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def wait() -> None:
        process.communicate(stdin)
        with suppress(RuntimeError):  # The loop has ended first.
            loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait, name="program", daemon=True).start()
    try:
        await ended.wait()
    except asyncio.CancelledError:
        # One that runs as somebody else, by sudo, is not this user's to end.
        with suppress(PermissionError):
            process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), _PATIENCE)
            process.kill()
        raise


def _ending(name: str, status: int | None) -> str:
    if status is not None and status < 0:
        with suppress(ValueError):
            return f"{name} was ended by the signal {signal.Signals(-status).name}."
    return f"{name} ended with exit status {status}." if status else ""


async def _wait(said: str) -> None:
    if sys.__stdin__ is None or not sys.__stdin__.isatty():
        return
    terminal, loop = sys.__stdin__.fileno(), asyncio.get_running_loop()
    # Who waits in the writing itself, for a terminal whose output is held (Ctrl+S), hears no signal.
    await _until(loop.add_writer, loop.remove_writer, sys.stdout.fileno())
    output.line(f"\n{said} Enter goes back.")
    output.flush()
    await _until(loop.add_reader, loop.remove_reader, terminal)
    with suppress(OSError):  # It was closed.
        os.read(terminal, 1024)


async def _until(
    add: Callable[[int, Callable[[], None]], None], remove: Callable[[int], object], descriptor: int
) -> None:
    """Wait for what a loop's `add` calls back for, room or something to be read, and have its `remove` end that."""
    come = asyncio.Event()
    add(descriptor, come.set)
    try:
        await come.wait()
    finally:
        remove(descriptor)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl+C is for the program that has the terminal; a handler, unlike SIG_IGN, is not handed down to it."""
    before = {number: signal.signal(number, lambda *_: None) for number in OF_KEYBOARD}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def left_as_it_was() -> Iterator[None]:
    """A program that is killed may leave a terminal that echoes nothing: its modes are put back."""
    terminal = sys.__stdin__.fileno() if sys.__stdin__ is not None and sys.__stdin__.isatty() else None
    modes = termios.tcgetattr(terminal) if terminal is not None else []
    try:
        yield
    finally:
        if terminal is not None:
            with suppress(termios.error):  # It was closed.
                termios.tcsetattr(terminal, termios.TCSADRAIN, modes)


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, islice(_programs(), _MOST_NAMES), 1, 0.7)
    return f" Did you mean {near[0]}?" if near and "/" not in name else ""


def _programs() -> Iterator[str]:
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        with suppress(OSError):
            yield from os.listdir(folder or ".")  # noqa: PTH208 - names are wanted, and no paths


def with_newest(history: Sequence[str], typed: str) -> list[str]:
    """The commands that were typed last, the newest behind the others, each once."""
    return [*(one for one in history if one != typed), typed][-_MOST_KEPT:]
