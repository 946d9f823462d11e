"""What edited entries said before: each text once, however often an entry goes back to it."""

import sqlite3
from dataclasses import astuple, dataclass


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


def put(db: sqlite3.Connection, entry_id: int, before: Revision) -> None:
    """Keep what an entry said; the caller holds the transaction.

    A feed whose mirrors disagree gives one text and the other by turns, so the same text is kept once, as the last.
    """
    seen, *texts = astuple(before)
    db.execute("DELETE FROM revisions WHERE entry_id = ? AND (title, summary, content) = (?, ?, ?)", (entry_id, *texts))
    db.execute(
        "INSERT INTO revisions (entry_id, seen, title, summary, content) VALUES (?, ?, ?, ?, ?)",
        (entry_id, seen, *texts),
    )
