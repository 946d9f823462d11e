"""Parse workers whose work alone is limited: on a busy machine they take many times as long for it."""

import contextlib
import os
from pathlib import Path
from typing import Any

import pytest

from monitor import processes
from monitor.feeds import wire

_BUSY = 60
CHILD = f"from monitor.feeds import child, wire; wire.BUSY = {_BUSY}; child.main()"
"""The program of such a worker."""


def give(patch: pytest.MonkeyPatch) -> None:
    """Let a feed be given up for the time of the processor that reading it takes, and not for that of the clock."""
    start = processes.start

    async def started(*command: str, **options: Any) -> Any:
        if command[1:3] == ("-m", "monitor.feeds.child"):
            command = (command[0], "-c", CHILD, *command[3:])
        return await start(*command, **options)

    patch.setattr(processes, "start", started)
    patch.setattr(wire, "BUSY", _BUSY)


def worked() -> float:
    """Seconds of the processor that this process and its children have taken so far."""
    ticks, me = 0, os.getpid()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            known = path.read_text().rpartition(")")[2].split()
            ticks += (int(known[1]) == me) * (int(known[11]) + int(known[12]))
    return sum(os.times()[:4]) + ticks / os.sysconf("SC_CLK_TCK")
