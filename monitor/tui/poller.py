"""The poller as the desk's child: started, listened to line by line, started again when it ends before its time."""

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

from monitor import processes
from monitor.output import PREFIX

Event = Mapping[str, object]

_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0
"""Seconds before a poller that ended is started again."""
_GRACE = 1.0
"""Seconds that it has to end by itself once the desk has gone, which is to have ended within two."""
_LONGEST_LINE = 1 << 20


class PollerChild:
    """Runs `monitor poll --follow` and hands each of its JSON lines to `tell`."""

    def __init__(self, config: Path, store: Path, tell: Callable[[Event], None]) -> None:
        """Nothing is started yet."""
        self._command = processes.command_of(config, store, "poll", "--follow", "--json", "--with-parent")
        self._tell = tell
        self._process: asyncio.subprocess.Process | None = None

    async def run(self) -> None:
        """Keep a poller at work until this is cancelled, then end it."""
        pause = _FIRST_PAUSE
        try:
            while True:
                began = asyncio.get_running_loop().time()
                said = await self._once()
                if asyncio.get_running_loop().time() - began > _LONGEST_PAUSE:
                    pause = _FIRST_PAUSE
                self._tell({"state": "stopped", "error": said, "again": pause})
                await asyncio.sleep(pause)
                pause = min(_LONGEST_PAUSE, pause * 2)
        finally:
            await self._end()

    async def _once(self) -> str:
        """Run one poller to its end; the last thing that it said on stderr comes back."""
        pipe = asyncio.subprocess.PIPE
        try:
            self._process = await processes.start(
                *self._command, stdin=pipe, stdout=pipe, stderr=pipe, limit=_LONGEST_LINE, start_new_session=True
            )
        except OSError as problem:
            return f"it could not be started ({problem.strerror})"
        processes.give_way(self._process.pid)
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        complaints = asyncio.create_task(_last_line(self._process.stderr))
        try:
            async for line in _lines(self._process.stdout):
                with contextlib.suppress(ValueError):
                    event = json.loads(line)
                    if isinstance(event, dict):
                        self._tell(event)
            code = await self._process.wait()
            return await complaints or f"it ended with code {code}"
        finally:
            complaints.cancel()
            await asyncio.gather(complaints, return_exceptions=True)

    async def _end(self) -> None:
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(_GRACE):
                # To the ends of its pipes too, also where it has ended already: what is left open complains when the
                # loop closes.
                await self._process.communicate()
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await self._process.communicate()

    def _signal(self, number: signal.Signals) -> None:
        # Not by Process.send_signal: that takes the exit status of a child that has just ended from under asyncio.
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)


async def _lines(stream: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The lines of a stream; one that is too long to mean anything is passed over."""
    while True:
        try:
            line = await stream.readline()
        except ValueError:
            continue
        if not line:
            return
        yield line


async def _last_line(stream: asyncio.StreamReader) -> str:
    last = ""
    async for line in _lines(stream):
        last = line.decode(errors="replace").strip() or last
    return last.removeprefix(PREFIX)
