"""The clipboard where what is written to the terminal does not get there: in a Mac's own Terminal, tmux and screen."""

import asyncio
import base64
import os
import shutil
import sys
from collections.abc import Sequence

from monitor import processes

_OF_SSH = ("SSH_CONNECTION", "SSH_TTY")
_PIECE = 200
"""Letters that every GNU screen hands on at a time."""


def command() -> list[str] | None:
    """What puts its input on the clipboard, None where the terminal does; a Mac's is its own only where somebody sits
    at it, for over ssh it is that of the terminal at the other end."""
    is_here = sys.platform == "darwin" and not any(map(os.environ.get, _OF_SSH))
    if is_here and (program := shutil.which("pbcopy")):
        return [program]
    # As it is set from the start, tmux takes from nobody in its windows what is written for the clipboard.
    if os.environ.get("TMUX") and (program := shutil.which("tmux")):
        return [program, "load-buffer", "-w", "-"]
    return None


def past_screen(said: str) -> str:
    """What is to be written for GNU screen to have its terminal put a text on the clipboard; "" where none is there."""
    if not os.environ.get("STY"):
        return ""
    told = f"\x1b]52;c;{base64.b64encode(said.encode()).decode()}\a"
    return "".join(f"\x1bP{told[at : at + _PIECE]}\x1b\\" for at in range(0, len(told), _PIECE))


async def put(said: str, command: Sequence[str]) -> str:
    """Have such a command put a text there; what kept it from that, "" for nothing."""
    null, pipe = asyncio.subprocess.DEVNULL, asyncio.subprocess.PIPE
    # By its locale it knows how letters are written (pbcopy(1)).
    env = os.environ | {"LC_ALL": "en_US.UTF-8"}
    try:
        process = await processes.start(*command, stdin=pipe, stdout=null, stderr=null, env=env)
    except OSError as problem:
        return str(problem.strerror)
    await process.communicate(said.encode())
    return f"it ended with exit code {process.returncode}" if process.returncode else ""
