"""The poller as the desk's child: started, listened to line by line, started again when it ends before its time."""

import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from pathlib import Path

from monitor import processes
from monitor.output import PREFIX
from monitor.times import MINUTE

Event = Mapping[str, object]

_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0
"""Seconds before a poller that ended is started again."""
_GRACE = 1.0
"""Seconds that it has to end by itself once the desk has gone, which is to have ended within two."""
_LONGEST_LINE = 1 << 20
_LOOK_SECONDS, _LOOKS = 10.0, 30
"""How often it is looked whether a poller is late, and after how many looks in a row it is believed to hang. Time in
which the machine sleeps is in none of them, and whoever wakes has polled long before."""
_LONGEST_POLL = 10 * MINUTE
"""Seconds in which one that polls may have nothing to tell: feeds may wait so long for their turn at a host."""
_SILENT = "it told nothing more, and was ended"


class PollerChild:
    """Runs `monitor poll --follow` and hands each of its JSON lines to `tell`."""

    def __init__(self, config: Path, store: Path, tell: Callable[[Event], None]) -> None:
        """Nothing is started yet."""
        self._command = processes.command_of(config, store, "poll", "--follow", "--json", "--with-parent")
        self._tell = tell
        self._process: asyncio.subprocess.Process | None = None
        self._due: int | None = None
        """When it is to have told something more, seconds since the epoch; None where nobody can say."""

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
        self._due = None
        silence = asyncio.create_task(self._silence())
        try:
            async for line in _lines(self._process.stdout):
                with contextlib.suppress(ValueError):
                    event = json.loads(line)
                    if isinstance(event, dict):
                        self._due = _next(event, self._due)
                        self._tell(event)
            code = await self._process.wait()
            if silence.done():
                return silence.result()
            return await complaints or f"it ended with code {code}"
        finally:
            complaints.cancel()
            silence.cancel()
            await asyncio.gather(complaints, silence, return_exceptions=True)

    async def _silence(self) -> str:
        """Kill a poller that hangs, or that somebody has stopped; what is to be told of it comes back."""
        late = 0
        while late < _LOOKS:
            await asyncio.sleep(_LOOK_SECONDS)
            late = late + 1 if self._due is not None and self._due < time.time() else 0
        self._signal(signal.SIGKILL)
        return _SILENT

    async def _end(self) -> None:
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        try:
            # To the ends of its pipes too, also where it has ended already: what is left open complains when the loop
            # closes. Not by asyncio.timeout: before Python 3.11.3 that tells a task which has been cancelled, as this
            # one has, of that and not of the time (github.com/python/cpython/issues/102780).
            await asyncio.wait_for(self._process.communicate(), _GRACE)
        except TimeoutError:
            await processes.end(self._process, group=True)

    def _signal(self, number: signal.Signals) -> None:
        # Not by Process.send_signal: that takes the exit status of a child that has just ended from under asyncio.
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)


def due(event: Event) -> int | None:
    """When the next feed is due that a poller tells of which is between two polls, seconds since the epoch (UTC)."""
    said = event.get("next_poll")
    return int(datetime.fromisoformat(said).timestamp()) if isinstance(said, str) else None


def _next(event: Event, before: int | None) -> int | None:
    """When a poller that tells this is to tell more, seconds since the epoch; `before` is what held until then."""
    if "feed" in event or event.get("state") in ("polling", "store"):
        return int(time.time()) + _LONGEST_POLL
    # Of a config, and of what is matched anew, it tells beside that.
    return due(event) if event.get("state") in ("idle", "waiting") else before


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
