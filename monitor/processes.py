"""Starts child processes so that none is lost: also one whose start is called off half-way."""

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import Process
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
