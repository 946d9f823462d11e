"""A link that goes to the browser, and what is told when nothing comes of it."""

import asyncio
import subprocess
from typing import Any

from textual.screen import Screen

from monitor import browser

_PATIENCE = 50
"""Looks at a browser that was started: one that fails does so soon."""
_LOOK_SECONDS = 0.1


def browse(screen: Screen[Any], link: str) -> bool:
    """Open an address in the browser; whether one could be started. What fails, also later, is told."""
    try:
        program = browser.open_link(link)
    except browser.NoBrowser as problem:
        screen.notify(str(problem), severity="warning", markup=False)
        return False
    # In the app: the screen may be left before it is known, and what that waits for ends with it.
    screen.app.run_worker(_watch(screen, program, link))
    return True


async def _watch(screen: Screen[Any], program: subprocess.Popen[bytes], link: str) -> None:
    for _ in range(_PATIENCE):
        if program.poll() is not None:
            break
        await asyncio.sleep(_LOOK_SECONDS)
    if said := browser.failure(program, link):
        screen.notify(said, severity="warning", timeout=15, markup=False)
