"""From what was typed to the entries that are meant: a watch, a phrase, a time."""

import sqlite3
import time
from difflib import get_close_matches

from monitor.config import ConfigError, seconds
from monitor.find import find
from monitor.matching.query import QueryError
from monitor.store.entries import Choice
from monitor.verbs import UsageError


def since(text: str | None) -> int | None:
    """The time (seconds since the epoch, UTC) that lies this long ago. Raises UsageError where `text` is no length."""
    if text is None:
        return None
    try:
        return int(time.time()) - seconds(text)
    except ConfigError:
        raise UsageError(f"--since {text}: write a number and s, m, h, d or w, such as 24h or 7d.") from None


def known_watch(db: sqlite3.Connection, name: str | None) -> str:
    """The watch that is meant, case aside; "" for none. Raises UsageError that names the nearest."""
    if name is None:
        return ""
    names = {row[0].casefold(): row[0] for row in db.execute("SELECT name FROM watches")}
    if name.casefold() in names:
        return str(names[name.casefold()])
    near = get_close_matches(name.casefold(), names, 1, 0.4)
    hint = f" Did you mean “{names[near[0]]}”?" if near else " `monitor watches` lists them."
    raise UsageError(f"there is no watch “{name}”.{hint}")


def choice(db: sqlite3.Connection, watch: str | None, text: str | None) -> Choice:
    """The choice that a watch's name and a phrase make. Raises UsageError."""
    try:
        ids = find(db, text) if text else None
    except QueryError as problem:
        raise UsageError(str(problem)) from None
    return Choice(watch=known_watch(db, watch), ids=ids)
