"""`monitor mark`: change what is read, starred, dismissed and tagged, and take the last change back."""

import argparse
import shlex
import sqlite3
import time
from collections.abc import Callable

from monitor import output
from monitor.store import entries, marks, tags
from monitor.store.entries import Choice
from monitor.store.marks import Change
from monitor.store.tags import BadTag
from monitor.verbs import FAILED, UsageError, choosing, setting

_MARKS: dict[str, tuple[marks.Mark, bool]] = {
    "read": ("read", True),
    "unread": ("read", False),
    "star": ("starred", True),
    "unstar": ("starred", False),
    "dismiss": ("dismissed", True),
    "undismiss": ("dismissed", False),
}
_TAGS = {"tag": True, "untag": False}
_LONGEST = 19
"""Digits of the largest number of an entry; Python refuses to read thousands of them."""


def run(args: argparse.Namespace) -> int:
    """Change the marks and say how many entries changed."""
    with setting.changing(args) as db:
        if args.undo:
            return _undo(db, args)
        if args.mark in _TAGS:
            number, changed = _tag(db, args)
        else:
            number, changed = _mark(db, args)
    output.line(f"{changed} of {number} entries changed")
    return 0


def _mark(db: sqlite3.Connection, args: argparse.Namespace) -> tuple[int, int]:
    """How many entries are meant, and how many of them changed."""
    if args.mark is None or not (args.what or args.watch):
        raise UsageError("say what to mark: `monitor mark read ID…`, `mark read --watch W` or `mark read QUERY`.")
    what, value = _MARKS[args.mark]
    # What is dismissed is in no list of matches, and only there can it be found to be brought back.
    choice = Choice(choosing.known_watch(db, args), dismissed=args.mark == "undismiss")
    ids = _ids(db, args, args.what, choice)
    return len(ids), marks.mark(db, ids, what, value, int(time.time()))


def _tag(db: sqlite3.Connection, args: argparse.Namespace) -> tuple[int, int]:
    value = _TAGS[args.mark]
    if not args.what or not (args.what[1:] or args.watch):
        raise UsageError(f"say the tag, then what is meant: `monitor mark {args.mark} NAME ID…`, --watch W or QUERY.")
    typed, *what = args.what
    name = _tag_name(db, typed)
    choice = Choice(choosing.known_watch(db, args), tag="" if value else name, all=not value)
    ids = _ids(db, args, what, choice)
    return len(ids), marks.tag(db, ids, name, value, int(time.time()))


def _tag_name(db: sqlite3.Connection, typed: str) -> str:
    """The name of the tag that is meant. Raises UsageError where it cannot be one."""
    try:
        return tags.spelled(db, typed)
    except BadTag as problem:
        raise UsageError(str(problem)) from None


def _ids(db: sqlite3.Connection, args: argparse.Namespace, what: list[str], choice: Choice) -> list[int]:
    """The entries that are meant: these numbers, or what of a choice satisfies the query."""
    if what and all(word.isdecimal() for word in what):
        if args.watch:
            raise UsageError("give the numbers of entries or --watch, not both.")
        missing = [word for word in what if len(word) > _LONGEST or entries.get(db, int(word)) is None]
        if missing:
            raise UsageError(f"there is no entry {', '.join(missing)}: `monitor list` shows the numbers.")
        return [*dict.fromkeys(map(int, what))]
    if len(what) > 1 and any(word.isdecimal() for word in what):
        quoted = shlex.quote(" ".join(what))
        raise UsageError(f"give the numbers of entries or a search, not both: in quotes it is a search, {quoted}.")
    if not what:
        return list(entries.ids(db, choice, entries.LARGEST))
    search = choosing.search(args, " ".join(what))
    with choosing.refusing():
        ids = list(search.ids(db, choice))
    choosing.tell(search.notices())
    return ids


def _undo(db: sqlite3.Connection, args: argparse.Namespace) -> int:
    undone = marks.undo(db, _meant(db, args))
    if undone is None:
        output.line("nothing to undo")
        return 0
    if not undone.is_done:
        output.complain(undone.says)
        return FAILED
    output.line(undone.says)
    return 0


def _meant(db: sqlite3.Connection, args: argparse.Namespace) -> Callable[[Change], bool]:
    """Whether a change is one that the words before --undo would make; without any, every change is."""
    if args.mark is None and args.watch is None:
        return lambda change: True
    if args.mark is None:
        raise UsageError("say what of this watch is to be undone, such as `monitor mark read --watch W --undo`.")
    is_tag = args.mark in _TAGS
    what, value = ("tag", _TAGS[args.mark]) if is_tag else _MARKS[args.mark]
    # What it made of them may have taken them out of the lists of matches.
    ids = set(_ids(db, args, args.what[is_tag:], Choice(choosing.known_watch(db, args), all=True)))
    name = _tag_name(db, args.what[0]) if is_tag and args.what else None

    def is_meant(change: Change) -> bool:
        is_named = name is None or change.detail == name
        return (change.mark, change.value) == (what, value) and is_named and ids.issuperset(change.ids)

    return is_meant
