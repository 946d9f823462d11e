"""The newest entries as a stretch of ids, so that the index of words can be asked of them before it is asked of all."""

import sqlite3
from dataclasses import dataclass

from monitor.store.schema import snapshot

COUNT = 20_000
"""Entries that the index is asked of first: in a few milliseconds, and common words fill a page from them."""


@dataclass(frozen=True, slots=True)
class Recent:
    """The newest entries of a store that has more."""

    since: int
    """The time from which on they are, in seconds since the epoch, UTC."""
    lowest: int
    """No id of theirs is lower. Ids rise with the time at which entries are first seen, so that the index has little
    else to look at above it; where they do not, that costs time alone."""


def recent(db: sqlite3.Connection) -> Recent | None:
    """The newest entries; None where a store has so few that they need not be looked at apart."""
    with snapshot(db):
        row = db.execute("SELECT at FROM entries ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?", (COUNT - 1,)).fetchone()
        if row is None:
            return None
        return Recent(row[0], db.execute("SELECT min(+id) FROM entries WHERE at >= ?", (row[0],)).fetchone()[0])
