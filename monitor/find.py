"""Finds stored entries that hold a phrase: the index proposes, the matcher decides."""

import sqlite3

from monitor.matching import query
from monitor.matching.watchlist import Watchlist
from monitor.model import Feed, Watch
from monitor.store import entries, search

LIMIT = 10_000
"""How many candidates are looked at, newest first: more than anyone reads."""


def find(db: sqlite3.Connection, text: str, limit: int = LIMIT) -> tuple[int, ...]:
    """Ids of the entries that hold the phrase `text`, newest ids first. Raises query.QueryError."""
    phrase = query.parse(text)
    finder = watchlist(text)
    found = []
    for entry_id in search.candidates(db, phrase, limit):
        stored = entries.get(db, entry_id)
        if stored is not None and finder.match(stored.entry, Feed(stored.row.feed)):
            found.append(entry_id)
    return tuple(found)


def watchlist(text: str) -> Watchlist:
    """What finds the phrase in an entry, and where. Raises query.QueryError."""
    return Watchlist([Watch(text, (text,))])
