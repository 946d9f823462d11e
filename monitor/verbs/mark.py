"""`monitor mark`: change what is read and starred, and take the last change back."""

import argparse
import sqlite3
import time

from monitor import output
from monitor.store import entries, marks
from monitor.store.entries import Choice
from monitor.verbs import UsageError, choosing, setting

_MARKS: dict[str, tuple[marks.Mark, bool]] = {
    "read": ("read", True),
    "unread": ("read", False),
    "star": ("starred", True),
    "unstar": ("starred", False),
}


def run(args: argparse.Namespace) -> int:
    """Change the marks and say how many entries changed."""
    if not setting.store_path(args).exists():
        raise UsageError("nothing is stored yet: `monitor poll` makes the store.")
    with setting.writing(args) as db:
        if args.undo:
            return _undo(db)
        if args.mark is None or not (args.what or args.watch):
            raise UsageError("say what to mark: `monitor mark read ID…`, `mark read --watch W` or `mark read QUERY`.")
        ids = _ids(db, args)
        what, value = _MARKS[args.mark]
        changed = marks.mark(db, ids, what, value, int(time.time()))
    output.line(f"{changed} of {len(ids)} entries changed")
    return 0


def _ids(db: sqlite3.Connection, args: argparse.Namespace) -> list[int]:
    if args.what and all(word.isdecimal() for word in args.what):
        if args.watch:
            raise UsageError("give the numbers of entries or --watch, not both.")
        ids = [int(word) for word in args.what]
        missing = [str(number) for number in ids if entries.get(db, number) is None]
        if missing:
            raise UsageError(f"there is no entry {', '.join(missing)}: `monitor list` shows the numbers.")
        return ids
    choice = Choice(watch=choosing.known_watch(db, args))
    if not args.what:
        return [row.id for row in entries.iterate(db, choice, None)]
    search = choosing.search(args, " ".join(args.what))
    with choosing.refusing():
        ids = list(search.ids(db, choice))
    choosing.tell(search.notices())
    return ids


def _undo(db: sqlite3.Connection) -> int:
    undone = marks.undo(db, int(time.time()))
    if undone is None:
        output.line("nothing to undo")
    else:
        mark, value, ids = undone
        word = mark if value else f"not {mark}"
        output.line(f"{len(ids)} entries are no longer marked {word}")
    return 0
