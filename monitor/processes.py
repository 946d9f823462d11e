"""Starts child processes so that none is lost, also one whose start is called off half-way; and lets them give way."""

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import Process
from pathlib import Path
from typing import Any


async def start(*command: str, **options: Any) -> Process:
    """`asyncio.create_subprocess_exec`; where it is cancelled, the process that was begun is ended first.

    Raises OSError where it cannot be started.
    """
    starting = asyncio.ensure_future(asyncio.create_subprocess_exec(*command, **options))
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        process = await starting
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        # To the ends of its pipes: what is left open complains when the loop closes.
        await process.communicate()
        raise


_NICE = 10


def give_way(pid: int) -> None:
    """Let a process that leads a session, and all that it starts there, go behind whoever waits for a key's effect."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, pid) + _NICE)
    # Linux weighs sessions against one another, and priorities only within them (sched(7), autogroups).
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(_NICE), "ascii")
