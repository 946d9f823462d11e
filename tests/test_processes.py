"""Child processes that are started and called off."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from monitor import processes


async def test_a_start_that_is_called_off_leaves_no_process(tmp_path: Path) -> None:
    """Without the wait for the half-started child it lives on, and nobody knows its number."""
    mark = tmp_path / "pid"
    program = f"import os, sys, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    pipe = asyncio.subprocess.PIPE
    for ticks in range(6):
        mark.unlink(missing_ok=True)
        task = asyncio.create_task(processes.start(sys.executable, "-c", program, stdin=pipe, stdout=pipe))
        for _ in range(ticks):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        if mark.exists() and (number := mark.read_text()):
            with pytest.raises(ProcessLookupError):
                os.kill(int(number), 0)


async def test_what_cannot_be_started_raises() -> None:
    with pytest.raises(OSError):
        await processes.start("/nowhere/at/all")


async def test_what_gives_way_does_so_with_all_that_it_starts(tmp_path: Path) -> None:
    inner = "import os; print(os.getpriority(os.PRIO_PROCESS, 0), flush=True)"
    outer = f"import subprocess, sys; input(); subprocess.run([sys.executable, '-c', {inner!r}], check=True)"
    pipe = asyncio.subprocess.PIPE
    child = await processes.start(sys.executable, "-c", outer, stdin=pipe, stdout=pipe, start_new_session=True)
    processes.give_way(child.pid)
    said, _ = await child.communicate(b"go\n")
    assert int(said) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)
    # One that has ended already is nobody's trouble.
    processes.give_way(child.pid)
