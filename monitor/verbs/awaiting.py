"""Runs what a verb does with the network and with other processes."""

import asyncio
import logging
import os
import selectors
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 0.7
"""Seconds in which what is told to end does so by itself."""
_ENDS: dict[signal.Signals, Any] = {
    signal.SIGTERM: signal.SIG_DFL,
    signal.SIGHUP: signal.SIG_DFL,
    signal.SIGINT: signal.default_int_handler,
}
"""The signals that end a verb, and what each does to a program that knows nothing of it."""


def awaited(work: Callable[[], Coroutine[Any, Any, T]], *, hears: bool = False) -> T:
    """What `work` comes to; where a signal comes it is ended in order, unless it `hears` signals by itself. Raises what
    that raises, and OSError where the system has no room for a loop to run it in; nothing has been begun then. Raises
    MemoryError where the loop itself runs out of memory."""
    _need_room()
    try:
        return asyncio.run(_with_memory(work() if hears else _ended_in_order(work())))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _need_room() -> None:
    """Take what a loop takes, and give it back. asyncio leaves half of one behind where it does not get all, and that
    complains with a traceback when it goes, as does work that was made and never done."""
    with selectors.DefaultSelector():
        for end in socket.socketpair():
            end.close()


async def _with_memory(work: Coroutine[Any, Any, T]) -> T:
    """What `work` gives. Raises MemoryError where there is none for what the loop is to do.

    asyncio shows a traceback then, and goes on: one for each try to read a pipe, thousands in a second.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None
    lacks: list[MemoryError] = []

    def meet(loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
        problem = told.get("exception")
        if not isinstance(problem, MemoryError):
            loop.default_exception_handler(told)
        elif "handle" in told:
            lacks.append(problem)
            task.cancel()
        # Any other is heard of by who waits for a connection that is lost for it.

    loop.set_exception_handler(meet)
    try:
        return await work
    except asyncio.CancelledError:
        if lacks:
            raise lacks[0] from None
        raise


def _tear(*_: object) -> None:
    """Tear the loop out of what it is in the middle of, and again as long as it does not end: with that it may have
    lost what others wait for without end."""
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    # What is left in pieces, or was in the middle of tidying up, is no fault to be shown.
    logging.getLogger("asyncio").disabled = True
    sys.unraisablehook = lambda _: None
    raise KeyboardInterrupt


async def _ended_in_order(work: Coroutine[Any, Any, T]) -> T:
    """What `work` gives; a signal that ends the program ends it as ever, but once `work` has let go of what it began.

    That is to say the programs that give passwords, the parse workers, and the terminal's cursor.
    """
    task, loop = asyncio.ensure_future(work), asyncio.get_running_loop()
    # What is ignored stays so, as under nohup.
    ends = [number for number in _ENDS if signal.getsignal(number) is not signal.SIG_IGN]
    came: list[int] = []

    def end(number: int, _: object) -> None:
        came.append(number)
        # Whoever sends a second one does not want to wait.
        for each in ends:
            signal.signal(each, _tear if each == signal.SIGINT else _ENDS[each])
        # A loop that is in the middle of something, a wait for the store or the making of words, is torn out of it.
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        loop.call_soon_threadsafe(heard)

    def heard() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        task.cancel()

    for number in ends:
        signal.signal(number, end)
    before = signal.signal(signal.SIGALRM, _tear)
    try:
        return await task
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        for number in ends:
            signal.signal(number, _ENDS[number])
        if came:
            signal.raise_signal(came[0])
            # Only the first process of a container outlives that: the system ends it by no signal but one it hears.
            os._exit(128 + came[0])
