"""`monitor watches`: what is watched, and how much of it is unread."""

import argparse

from monitor import cells, output
from monitor.store import entries
from monitor.verbs import setting


def run(args: argparse.Namespace) -> int:
    """Print each watch with its counts."""
    watches = setting.load(args).watches
    counts: dict[str, tuple[int, int]] = {}
    if setting.store_path(args).exists():
        with setting.reading(args) as db:
            counts = entries.counts(db)
    for watch in watches:
        unread, total = counts.get(watch.name, (0, 0))
        if args.json:
            said = {"watch": watch.name, "keywords": list(watch.keywords), "exclude": list(watch.exclude)}
            output.record({**said, "unread": unread, "entries": total})
        else:
            keywords = ", ".join(watch.keywords)
            left = f"{unread:>6} unread of {total:<6} {cells.fitted(watch.name, 20)} "
            output.line(left + cells.fitted(keywords, max(10, output.columns() - len(left))).rstrip())
    return 0
