"""What edited entries said before."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Revision:
    """The texts of an entry until an edit replaced them."""

    seen: int
    """When the edit was seen: seconds since the epoch, UTC."""
    title: str
    summary: str
    content: str


def newest(db: sqlite3.Connection, entry_id: int) -> Revision | None:
    """What an entry said before its last edit; None where it was never edited."""
    row = db.execute(
        "SELECT seen, title, summary, content FROM revisions WHERE entry_id = ? ORDER BY id DESC LIMIT 1", (entry_id,)
    ).fetchone()
    return None if row is None else Revision(*row)
