"""Starts child processes so that none is lost, also one whose start is called off half-way; and lets them give way."""

import asyncio
import contextlib
import errno
import os
import signal
import sys
import threading
from asyncio.subprocess import Process
from pathlib import Path
from typing import Any

from monitor.output import PREFIX

OF_KEYBOARD = (signal.SIGINT, signal.SIGQUIT)
"""What Ctrl+C and Ctrl+\\ send to whoever has the terminal, and to whoever lent it to them."""
_ROOT = Path(__file__).parents[1]
"""The folder in which this program is found."""
_DEATH_SECONDS = 1.0
"""How long it is waited for the ends of the pipes of a program that was killed, which others may hold open."""


def command_of(config: Path, store: Path, *words: str) -> list[str]:
    """The command of a process that does what `words` say, a verb of this program first, on a config and a store."""
    # Python looks for modules in the current folder first, where anybody's may lie, as among downloads.
    alone = [] if _is_called_from_its_own() else ["-P"]
    return [sys.executable, *alone, "-m", "monitor", "--config", str(config), "--store", str(store), *words]


def _is_called_from_its_own() -> bool:
    """Whether the current folder is that of this program, which may not be installed anywhere else."""
    try:
        return Path.cwd() == _ROOT
    except FileNotFoundError:  # It is gone.
        return False


async def start(*command: str, **options: Any) -> Process:
    """`asyncio.create_subprocess_exec`; where it is cancelled, the process that was begun is ended first, with all that
    it has started where it leads a group of its own.

    Raises OSError where it cannot be started.
    """
    try:
        _need_thread()
        starting = asyncio.ensure_future(asyncio.create_subprocess_exec(*command, **options))
        return await asyncio.shield(starting)
    except RuntimeError as problem:
        # The process itself may have taken the last place that there was for one.
        raise OSError(errno.EAGAIN, str(problem)) from problem
    except asyncio.CancelledError:
        leads = bool(options.get("start_new_session")) or options.get("process_group") == 0
        # Nobody asks any more what kept it from being started.
        with contextlib.suppress(OSError, RuntimeError):
            await end(await starting, group=leads)
        raise


def _need_thread() -> None:
    """Raises RuntimeError where no thread is to be had: in many a Python one waits for the end of each process, and
    asyncio leaves behind, at work, the process for which there is none."""
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


async def end(process: Process, *, group: bool) -> None:
    """Kill a process if it has not ended, and with it the `group` that it leads, which may outlive it."""
    if group or process.returncode is None:
        # Not Process.kill: that takes the exit status of a process that has just died from under asyncio. What runs as
        # another user may not be killed; nor, says macOS, may a group that has ended.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
    # To the ends of its pipes: what is left open complains when the loop closes.
    try:
        # Not by asyncio.timeout: before Python 3.11.3 that is no TimeoutError in a task that has been cancelled.
        await asyncio.wait_for(process.communicate(), _DEATH_SECONDS)
    except TimeoutError:
        # Somebody else holds them open. Only the transport closes our ends, and a Process shows it to nobody. Then it
        # tries to kill the process itself.
        with contextlib.suppress(PermissionError):
            process._transport.close()  # type: ignore[attr-defined]


def last_complaint(stderr: bytes) -> str:
    """The last line that a process of this program wrote on stderr, without what each begins with; "" for none."""
    lines = stderr.decode(errors="replace").strip().splitlines()
    return lines[-1].removeprefix(PREFIX) if lines else ""


def fall_asleep() -> None:
    """Stop this program, and whoever belongs to the same job of a shell, until the shell wakes them.

    Where no shell could, in a window of its own for one, nothing happens: the system does not hear this signal then, as
    POSIX has it of orphaned process groups.
    """
    before = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    try:
        os.killpg(os.getpgrp(), signal.SIGTSTP)
    finally:
        signal.signal(signal.SIGTSTP, before)


_NICE = 10


def give_way(pid: int) -> None:
    """Let a process that leads a session, and all that it starts there, go behind whoever waits for a key's effect."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, pid) + _NICE)
    # Linux weighs sessions against one another, and priorities only within them (sched(7), autogroups).
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(_NICE), "ascii")
