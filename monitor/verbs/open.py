"""`monitor open`: an entry's link in the browser."""

import argparse

from monitor import browser, output
from monitor.store import entries
from monitor.verbs import FAILED, UsageError, setting


def run(args: argparse.Namespace) -> int:
    """Open the link; the entry's marks stay as they are."""
    with setting.reading(args) as db:
        stored = entries.get(db, args.id)
    if stored is None:
        raise UsageError(f"there is no entry {args.id}: `monitor list` shows the numbers.")
    try:
        browser.open_link(stored.entry.link)
    except browser.NoBrowser as problem:
        output.complain(str(problem))
        return FAILED
    return 0
