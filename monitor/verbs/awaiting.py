"""Runs what a verb does with the network and with other processes."""

import asyncio
import selectors
import socket
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def awaited(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What `work` comes to. Raises what that raises, and OSError where the system has no room for a loop to run it in;
    nothing has been begun then."""
    _need_room()
    return asyncio.run(work())


def _need_room() -> None:
    """Take what a loop takes, and give it back. asyncio leaves half of one behind where it does not get all, and that
    complains with a traceback when it goes, as does work that was made and never done."""
    with selectors.DefaultSelector():
        for end in socket.socketpair():
            end.close()
