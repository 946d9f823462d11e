"""`monitor show`: one entry with its text and the reasons why it matches."""

import argparse
from datetime import datetime

from monitor import cells, output
from monitor.matching.why import reasons
from monitor.records import entry_record
from monitor.store import entries
from monitor.store.entries import Stored
from monitor.verbs import UsageError, setting

_MEASURE = 90


def run(args: argparse.Namespace) -> int:
    """Print the entry."""
    with setting.reading(args) as db:
        stored = entries.get(db, args.id)
    if stored is None:
        raise UsageError(f"there is no entry {args.id}: `monitor list` shows the numbers.")
    if args.json:
        output.record(entry_record(stored))
    else:
        _print(stored)
    return 0


def _print(stored: Stored) -> None:
    entry = stored.entry
    output.line(output.styled(entry.title or "(no title)", "bold"))
    when = datetime.fromtimestamp(stored.row.at).astimezone().strftime("%Y-%m-%d %H:%M")
    output.line(output.styled(" · ".join(filter(None, (stored.row.feed_title, entry.author, when))), "dim"))
    if entry.link:
        output.line(output.styled(entry.link, "cyan"))
    for match in stored.matches:
        output.line(f"{output.styled(match.watch, 'yellow')} ({match.level}): {reasons(match)}")
    for text in filter(None, (entry.summary, entry.content)):
        output.line()
        for paragraph in text.split("\n"):
            for line in cells.wrapped(paragraph, min(_MEASURE, output.columns())):
                output.line(line)
