"""The words of the full-text index: what a misspelt one may have been meant for."""

import sqlite3
import time
from difflib import get_close_matches

from monitor.matching.fold import tokens
from monitor.matching.query import Node, phrases
from monitor.matching.stems import stem
from monitor.store import entries

_SHORTEST = 4
_LIKE = 0.85
"""How alike two words must be to be taken for one another, from 0 to 1."""
_WORDS = 3
"""Words of a query that are looked up."""
_PATIENCE = 0.2
"""Seconds for which the words of an index are read: the next search waits, and those of a million entries take long."""


def hint(db: sqlite3.Connection, node: Node) -> str:
    """Which words of a query that found nothing are in no entry, each with the one that is most like it, as a sentence.

    Empty where all of them are in some entry, or none is like them, or to tell takes too long. `db` must be one that
    may be written to: the words are read by way of a table that lasts as long as it.
    """
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab('main', 'search', 'row')")
    words = [word for phrase in phrases(node) for word in phrase.words if word.isalpha() and len(word) >= _SHORTEST]
    found = ((word, _nearest(db, stem(word))) for word in list(dict.fromkeys(words))[:_WORDS])
    return " ".join(f"No entry has “{word}”; “{_written(db, near)}” is there." for word, near in found if near)


def _nearest(db: sqlite3.Connection, key: str) -> str:
    if db.execute("SELECT 1 FROM temp.vocabulary WHERE term = ?", (key,)).fetchone():
        return ""
    begin = key[:1]
    rows = db.execute(
        "SELECT term FROM temp.vocabulary WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?",
        (begin, chr(ord(begin) + 1), len(key) - 2, len(key) + 2),
    )
    deadline, terms = time.monotonic() + _PATIENCE, []
    for (term,) in rows:
        if time.monotonic() > deadline:
            return ""
        terms.append(term)
    return next(iter(get_close_matches(key, terms, 1, _LIKE)), "")


def _written(db: sqlite3.Connection, key: str) -> str:
    """A word of the index as an entry has it: the index holds stems."""
    row = db.execute("SELECT rowid FROM search WHERE search MATCH ? LIMIT 1", (f'"{key}"',)).fetchone()
    for _, _, entry in entries.texts_of(db, [row[0]] if row else []).values():
        found = tokens(f"{entry.title}\n{entry.summary}\n{entry.content}")
        return next((word for word in found.written if stem(word) == key), key)
    return key
