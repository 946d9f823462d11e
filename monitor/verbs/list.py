"""`monitor list`: matched entries, newest first."""

import argparse
import sqlite3
import time
from collections.abc import Iterator
from itertools import islice

from monitor import cells, output, times
from monitor.records import entry_record
from monitor.store import entries
from monitor.store.entries import Choice, Row
from monitor.verbs import choosing, setting

_PAGE = 20
_OUTLET = 18
"""Cells of the outlet's name, where the terminal has them."""
_LEAST = 50
"""Cells of a row that it leaves to the rest, the title first of all: on a narrow terminal that is what tells most."""


def run(args: argparse.Namespace) -> int:
    """Print the entries that the flags choose."""
    since = choosing.since(args.since)
    with setting.reading(args) as db:
        watch = choosing.known_watch(db, args)
        choice = Choice(watch=watch, all=args.all, unread=args.unread, starred=args.starred, since=since)
        now = time.time()
        for row in _rows(db, args, choice):
            if args.json:
                stored = entries.get(db, row.id)
                assert stored is not None
                output.record(entry_record(stored))
            else:
                output.line(_line(row, now))
    return 0


def _rows(db: sqlite3.Connection, args: argparse.Namespace, choice: Choice) -> Iterator[Row]:
    """The rows to print; with a query each as soon as it is found."""
    query = " ".join(args.query)
    search = choosing.search(args, query) if query else None
    most = entries.LARGEST if args.limit is None else args.limit
    ids: Iterator[int]
    if search:
        with choosing.refusing():
            ids = islice(search.ids(db, choice), most)
    else:
        # Without the query language, whose import costs a fifth of a short list.
        ids = iter(entries.ids(db, choice, most))
    while page := list(islice(ids, _PAGE)):
        rows = entries.rows(db, page)
        yield from (rows[entry_id] for entry_id in page)
    if search:
        choosing.tell(search.notices())


def _line(row: Row, now: float) -> str:
    """Number, marks, age, outlet, title: the title last, for terminals disagree on how wide some scripts are."""
    state = ("★" if row.starred else " ") + (" " if row.read else "●")
    outlet = min(_OUTLET, max(0, output.columns() - _LEAST))
    left = f"{row.id:>6} {state} {times.age(now - row.at):>4}  "
    left += f"{cells.fitted(row.feed_title, outlet)}  " * (outlet > 0)
    title = cells.cut(row.name, output.columns() - cells.width(left))
    return output.styled(left, "dim") + (title if row.read else output.styled(title, "bold"))
