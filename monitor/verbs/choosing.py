"""From what was typed to the entries that are meant: a watch, a phrase, a time."""

import argparse
import sqlite3
import time
from difflib import get_close_matches

from monitor.config import ConfigError, seconds
from monitor.find import find
from monitor.matching.query import QueryError
from monitor.store.entries import Choice
from monitor.verbs import UsageError, setting


def since(text: str | None) -> int | None:
    """The time (seconds since the epoch, UTC) that lies this long ago. Raises UsageError where `text` is no length."""
    if text is None:
        return None
    try:
        return int(time.time()) - seconds(text)
    except ConfigError:
        raise UsageError(f"--since {text}: write a number and s, m, h, d or w, such as 24h or 7d.") from None


def known_watch(db: sqlite3.Connection, args: argparse.Namespace) -> str:
    """The watch that --watch means, case aside; "" for none. Raises UsageError that names the nearest."""
    if args.watch is None:
        return ""
    name: str = args.watch
    names: dict[str, str] = {row[0].casefold(): row[0] for row in db.execute("SELECT name FROM watches")}
    if name.casefold() not in names:
        # One that was just written has no matches yet, but it is no mistake.
        names |= {watch.name.casefold(): watch.name for watch in setting.load(args, complain=False).watches}
    if name.casefold() in names:
        return names[name.casefold()]
    near = get_close_matches(name.casefold(), names, 1, 0.4)
    hint = f" Did you mean “{names[near[0]]}”?" if near else " `monitor watches` lists them."
    raise UsageError(f"there is no watch “{name}”.{hint}")


def choice(db: sqlite3.Connection, args: argparse.Namespace, text: str | None) -> Choice:
    """The choice that --watch and a phrase make. Raises UsageError."""
    try:
        ids = find(db, text) if text else None
    except QueryError as problem:
        raise UsageError(str(problem)) from None
    return Choice(watch=known_watch(db, args), ids=ids)
