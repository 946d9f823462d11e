"""Full-text search: what the index holds for an entry, and which entries may satisfy a phrase."""

import sqlite3
from collections.abc import Iterable, Sequence

from monitor.matching.fold import VERSION, is_unspaced, stem, tokens
from monitor.matching.query import Phrase

# SQLite's own tokenisers find no Chinese or Thai word inside a sentence. The index therefore holds our tokens, and for
# scripts without blanks every pair of neighbouring syllables, so that a phrase of pairs is a substring.


def is_current(db: sqlite3.Connection) -> bool:
    """Whether the index holds what texts fold to today."""
    row = db.execute("SELECT version FROM folding").fetchone()
    return (row[0] if row else None) == VERSION


def rebuild(db: sqlite3.Connection) -> None:
    """Make the index anew from all stored texts; the caller holds the transaction."""
    db.execute("INSERT INTO search (search) VALUES ('delete-all')")
    rows = db.execute(
        "SELECT e.id, e.title, t.summary, t.content FROM entries AS e JOIN texts AS t ON t.entry_id = e.id"
    )
    for entry_id, title, summary, content in rows:
        index(db, entry_id, title, body(summary, content))
    db.execute("DELETE FROM folding")
    db.execute("INSERT INTO folding VALUES (?)", (VERSION,))


def body(summary: str, content: str) -> str:
    """What is indexed beside the title."""
    return f"{summary}\n\n{content}" if content else summary


def index(db: sqlite3.Connection, entry_id: int, title: str, body: str) -> None:
    """Add an entry's texts to the index."""
    db.execute("INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)", (entry_id, indexed(title), indexed(body)))


def unindex(db: sqlite3.Connection, entry_id: int, title: str, body: str) -> None:
    """Take an entry's texts out of the index; they must be just those that were added."""
    db.execute(
        "INSERT INTO search (search, rowid, title, body) VALUES ('delete', ?, ?, ?)",
        (entry_id, indexed(title), indexed(body)),
    )


def indexed(text: str) -> str:
    """The words that the index holds for a text."""
    return " ".join(_units(tokens(text).stems))


def expression(phrase: Phrase) -> str:
    """The FTS5 expression for a phrase; what it finds is a candidate, for a phrase may not cross a comma."""
    units = list(_units(phrase.stems))
    if is_unspaced(phrase.stems[-1]):
        # What follows the last syllable is unknown: alone it is the beginning of a pair, behind others they hold it.
        return f"{_quoted(units)} *" if len(units) == 1 else _quoted(units[:-1])
    ways = [_quoted(units), _quoted([_word(phrase.joined)])] if len(units) > 1 and phrase.joined else [_quoted(units)]
    # The second part may have another ending in the text; its first two letters find them all.
    ways += [f"{_quoted([_word(stem(first)), second[:2]])} *" for first, second in phrase.splits]
    return " OR ".join(ways)


def candidates(db: sqlite3.Connection, phrase: Phrase, limit: int) -> list[int]:
    """Ids of entries that may hold the phrase, newest ids first."""
    rows = db.execute(
        "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?", (expression(phrase), limit)
    )
    return [row[0] for row in rows]


def _units(stems: Sequence[str]) -> Iterable[str]:
    for at, token in enumerate(stems):
        if not is_unspaced(token):
            yield _word(token)
        elif at + 1 < len(stems) and is_unspaced(stems[at + 1]):
            yield _word(token + stems[at + 1])
        else:
            yield _word(token)


def _word(token: str) -> str:
    """A token as one word in SQLite's eyes: its tokeniser would cut at vowel signs, so those are spelled as letters."""
    if token.isascii() or token.isalnum():
        return token
    return "".join(c if c.isalnum() else f"x{ord(c):x}" for c in token)


def _quoted(units: Iterable[str]) -> str:
    return '"' + " ".join(units).replace('"', '""') + '"'
