"""What opens a feed: its user, password and headers, from the environment or a program where the config says so."""

import asyncio
import base64
import os
import shlex
from asyncio.subprocess import DEVNULL, PIPE, Process
from functools import partial
from pathlib import Path

from monitor import processes
from monitor.feeds.http import Unopened
from monitor.model import Access, Feed

_SECONDS = 10.0
"""How long a program may take."""
_AGAIN_SECONDS = 60.0
"""How long a program that failed is not run again, for many feeds may ask for it."""
_LAST_SECONDS = 0.5
"""How long what a program printed last may be on its way after its end, where others hold its pipe open."""
_TICK_SECONDS = 0.02
_LONGEST = 1 << 16
"""Bytes of a line."""


class _Missing(Exception):
    """The end of a sentence: why a value cannot be had."""


class Credentials:
    """The secrets of all feeds; a program is run once, and what it says is remembered."""

    def __init__(self) -> None:
        """Nothing is known yet, and nothing is run before it is wanted."""
        self._answers: dict[str, asyncio.Task[str]] = {}

    async def headers(self, feed: Feed) -> dict[str, str]:
        """The headers that open a feed. Raises Unopened, which names feed, variable and program and tells no secret."""
        access = feed.access or Access()
        if access.mistyped:
            raise Unopened(
                f"the config's `{access.mistyped}` for “{feed.title or feed.url}” cannot be used, and it is not asked "
                "without: `monitor config check` says what is wrong"
            )
        found = {name: await self._value(feed, f"the header {name}", value) for name, value in access.headers}
        if access.literal:
            found["Authorization"] = basic(f"{access.user}:{access.password}")
        elif access.user:
            user = await self._value(feed, "the user", access.user)
            password = await self._value(feed, "the password", access.password)
            found["Authorization"] = basic(f"{user}:{password}")
        return found

    def forget(self, feed: Feed) -> None:
        """Run the feed's programs anew when it is asked the next time: what they said opens it no more."""
        access = feed.access or Access()
        for value in (access.user, access.password, *(value for _, value in access.headers)):
            self._answers.pop(value.removeprefix("cmd:"), None)

    async def close(self) -> None:
        """End what is still running."""
        running = [task for task in self._answers.values() if not task.done()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _value(self, feed: Feed, what: str, written: str) -> str:
        kind, _, source = written.partition(":")
        try:
            if kind == "env":
                return _checked(_variable(source), f"the variable {source}")
            if kind == "cmd":
                return _checked(await self._answer(source), f"what {_program(source)} printed")
        except _Missing as problem:
            raise Unopened(f"{what} for “{feed.title or feed.url}” cannot be had: {problem}") from None
        return written

    async def _answer(self, command: str) -> str:
        task = self._answers.get(command)
        if task is None:
            task = self._answers[command] = asyncio.create_task(_first_line(command))
            task.add_done_callback(partial(self._done, command))
        return await asyncio.shield(task)

    def _done(self, command: str, task: asyncio.Task[str]) -> None:
        if not task.cancelled() and task.exception() is not None:
            asyncio.get_running_loop().call_later(_AGAIN_SECONDS, self._answers.pop, command, None)


def basic(login: str) -> str:
    """The header that carries "name:password" (RFC 7617, in UTF-8)."""
    return "Basic " + base64.b64encode(login.encode()).decode("ascii")


def _variable(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise _Missing(f"the variable {name} is {'not set' if value is None else 'empty'}")
    return value


def _checked(value: str, whence: str) -> str:
    if not value.isprintable():
        raise _Missing(f"{whence} holds a control character or is not UTF-8")
    return value


def _program(command: str) -> str:
    """The program of a command; its arguments may be secrets."""
    return shlex.split(command)[0]


def _path(name: str) -> str:
    return str(Path(name).expanduser()) if name.startswith("~") else name


async def _first_line(command: str) -> str:
    """The first line that a program prints. Raises _Missing where it does not do so well and in time."""
    name, *arguments = shlex.split(command)
    try:
        # In a session of its own: it shares the desk's terminal with nobody, and is ended with all that it started.
        process = await processes.start(
            _path(name), *arguments, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, start_new_session=True
        )
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "it is not named as a program can be"
        raise _Missing(f"{name} cannot be started ({reason})") from None
    try:
        async with asyncio.timeout(_SECONDS):
            line = await _read(process)
    except TimeoutError:
        raise _Missing(f"{name} did not end within {_SECONDS:g} s") from None
    except ValueError:
        raise _Missing(f"{name} printed a line that is too long") from None
    finally:
        await processes.end(process, group=True)
    if process.returncode:
        raise _Missing(f"{name} failed (exit status {process.returncode})")
    if not line:
        raise _Missing(f"{name} printed nothing")
    return line


async def _read(process: Process) -> str:
    """The first line that a program has printed when it has ended. Raises ValueError where that is too long.

    It is the program's end that counts, and not that of its pipe: what it leaves in the background holds that open.
    """
    assert process.stdout
    line = bytearray()
    reading = asyncio.ensure_future(_collect(process.stdout, line))
    try:
        # Not by Process.wait: in many a Python that waits for the ends of the pipes too.
        while process.returncode is None and len(line) <= _LONGEST:  # noqa: ASYNC110
            await asyncio.sleep(_TICK_SECONDS)
        if not line.endswith(b"\n"):
            await asyncio.wait((reading,), timeout=_LAST_SECONDS)
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    if len(line) > _LONGEST:
        raise ValueError(len(line))
    return line.decode("utf-8", "surrogateescape").rstrip("\r\n")


async def _collect(stream: asyncio.StreamReader, line: bytearray) -> None:
    """Put the first line in `line`; the rest is read too, lest the program dies of a pipe that nobody reads."""
    while piece := await stream.read(_LONGEST):
        if not line.endswith(b"\n"):
            line += piece[: piece.find(b"\n") + 1 or None]
