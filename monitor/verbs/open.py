"""`monitor open`: an entry's link in the browser."""

import argparse
import contextlib
import subprocess

from monitor import browser, output
from monitor.verbs import FAILED, choosing, setting

_PATIENCE_SECONDS = 1.0
"""How long it is waited for a browser that fails at once."""


def run(args: argparse.Namespace) -> int:
    """Open the link; the entry's marks stay as they are."""
    with setting.reading(args) as db:
        stored = choosing.entry(db, args.id)
    try:
        program = browser.open_link(stored.entry.link)
    except browser.NoBrowser as problem:
        output.complain(str(problem))
        return FAILED
    with contextlib.suppress(subprocess.TimeoutExpired):  # It runs on.
        program.wait(_PATIENCE_SECONDS)
    said = browser.failure(program, stored.entry.link)
    if said:
        output.complain(said)
    return FAILED if said else 0
