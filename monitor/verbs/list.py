"""`monitor list`: matched entries, newest first."""

import argparse
import time
from dataclasses import replace

from monitor import cells, output, times
from monitor.records import entry_record
from monitor.store import entries
from monitor.store.entries import Row
from monitor.verbs import choosing, setting


def run(args: argparse.Namespace) -> int:
    """Print the entries that the flags choose."""
    since = choosing.since(args.since)
    with setting.reading(args) as db:
        choice = replace(
            choosing.choice(db, args, args.query),
            all=args.all,
            unread=args.unread,
            starred=args.starred,
            since=since,
        )
        now = time.time()
        for row in entries.iterate(db, choice, args.limit):
            if args.json:
                stored = entries.get(db, row.id)
                assert stored is not None
                output.record(entry_record(stored))
            else:
                output.line(_line(row, now))
    return 0


def _line(row: Row, now: float) -> str:
    """Number, marks, age, outlet, title: the title last, for terminals disagree on how wide some scripts are."""
    state = ("★" if row.starred else " ") + (" " if row.read else "●")
    left = f"{row.id:>6} {state} {times.age(now - row.at):>4}  {cells.fitted(row.feed_title, 18)}  "
    width = output.columns() - len(left)
    title = row.title or "(no title)"
    title = cells.cut(title, width)
    return output.styled(left, "dim") + (title if row.read else output.styled(title, "bold"))
