"""Tags: the user's own words on entries, their names and what is known of them."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from monitor import text

LONGEST = 40
"""Characters that a tag may have."""


class BadTag(Exception):
    """What was typed cannot be a tag's name; the text is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as lists show it."""

    name: str
    entries: int
    """How many entries have it."""


def name(typed: str) -> str:
    """The name that is meant by what was typed: one line, its case kept. Raises BadTag."""
    found = text.line(typed)
    if not found:
        raise BadTag("A tag needs a name: type a word or a few.")
    if "," in found:
        raise BadTag("A tag's name has no comma: write one tag after the other.")
    if len(found) > LONGEST:
        raise BadTag(f"A tag's name has at most {LONGEST} characters, and this one has {len(found)}: shorten it.")
    return found


def spelled(db: sqlite3.Connection, typed: str) -> str:
    """The name of the tag that is meant, spelled as the store has it where an entry has it already. Raises BadTag."""
    meant = name(typed)
    return names(db).get(meant.casefold(), meant)


def names(db: sqlite3.Connection) -> dict[str, str]:
    """All tags by their folded names."""
    return {row[0].casefold(): row[0] for row in db.execute("SELECT DISTINCT tag FROM tags")}


def known(db: sqlite3.Connection) -> list[Tag]:
    """All tags with how many entries have each, those with the most first."""
    rows = db.execute("SELECT tag, count(*) FROM tags GROUP BY tag ORDER BY 2 DESC, 1")
    return [Tag(*row) for row in rows]


def of_each(db: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The tags of those of these entries that have any, in their alphabetical order."""
    sql = "SELECT entry_id, tag FROM tags WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY entry_id, tag"
    found = db.execute(sql, (json.dumps(list(ids)),)).fetchall()
    return {entry_id: tuple(row[1] for row in rows) for entry_id, rows in groupby(found, key=lambda row: row[0])}


def of(db: sqlite3.Connection, entry_id: int) -> tuple[str, ...]:
    """The tags of an entry, in their alphabetical order."""
    return tuple(row[0] for row in db.execute("SELECT tag FROM tags WHERE entry_id = ? ORDER BY tag", (entry_id,)))
