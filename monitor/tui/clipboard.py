"""The clipboard of a Mac, whose own Terminal puts nothing there that is written to it: a program of the system does."""

import asyncio
import os
import shutil
import sys

from monitor import processes

_OF_SSH = ("SSH_CONNECTION", "SSH_TTY")


def program() -> str | None:
    """The program that puts something on the clipboard of this computer; None where it is no Mac, and where nobody sits
    at it: then the clipboard is that of the terminal at the other end of ssh."""
    is_here = sys.platform == "darwin" and not any(map(os.environ.get, _OF_SSH))
    return shutil.which("pbcopy") if is_here else None


async def put(said: str, command: str) -> str:
    """Have such a program put a text there; what kept it from that, "" for nothing."""
    null, pipe = asyncio.subprocess.DEVNULL, asyncio.subprocess.PIPE
    # By its locale it knows how letters are written (pbcopy(1)).
    env = os.environ | {"LC_ALL": "en_US.UTF-8"}
    try:
        process = await processes.start(command, stdin=pipe, stdout=null, stderr=null, env=env)
    except OSError as problem:
        return str(problem.strerror)
    await process.communicate(said.encode())
    return f"it ended with exit code {process.returncode}" if process.returncode else ""
