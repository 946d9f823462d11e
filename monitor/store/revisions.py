"""What edited entries said before: each text once, however often an entry goes back to it, and no more than a book."""

import sqlite3
from dataclasses import astuple, dataclass

_MOST = 200_000
"""Code points of the newest texts that are kept of one entry beside its first: sixty of an article's length. A feed
that writes the time into its texts edits them at each poll, for years."""


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

    A feed whose mirrors disagree gives one text and the other by turns, so the same text is kept once, as the last. Of
    one that is edited without end the oldest but the first go.
    """
    seen, *texts = astuple(before)
    db.execute("DELETE FROM revisions WHERE entry_id = ? AND (title, summary, content) = (?, ?, ?)", (entry_id, *texts))
    db.execute(
        "INSERT INTO revisions (entry_id, seen, title, summary, content) VALUES (?, ?, ?, ?, ?)",
        (entry_id, seen, *texts),
    )
    db.execute(
        "DELETE FROM revisions WHERE id IN (SELECT id FROM (SELECT id, min(id) OVER () AS first, "
        "max(id) OVER () AS last, sum(length(title) + length(summary) + length(content)) OVER (ORDER BY id DESC) "
        "AS size FROM revisions WHERE entry_id = ?) WHERE size > ? AND id NOT IN (first, last))",
        (entry_id, _MOST),
    )
