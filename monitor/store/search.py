"""Full-text search: what the index holds for an entry."""

import sqlite3
from collections.abc import Iterable, Sequence

from monitor.matching.fold import VERSION, is_unspaced, stem, stems, tokens
from monitor.matching.zawgyi import is_zawgyi

# SQLite's own tokenisers find no Chinese or Thai word inside a sentence. The index therefore holds our tokens, and for
# scripts without blanks every pair of neighbouring syllables, so that a phrase of pairs is a substring. Words stand in
# it by their stems: of the languages that share a script by those of one, the others are found by how words begin.
STEMMED_BY = {0x04: "ru", 0x06: "ar", 0x09: "hi"}
"""The language that stems a word, by the block of its first letter: Cyrillic, Arabic, Devanagari; else English does."""


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
    db.execute("INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)", (entry_id, *_indexed(title, body)))


def unindex(db: sqlite3.Connection, entry_id: int, title: str, body: str) -> None:
    """Take an entry's texts out of the index; they must be just those that were added."""
    db.execute(
        "INSERT INTO search (search, rowid, title, body) VALUES ('delete', ?, ?, ?)",
        (entry_id, *_indexed(title, body)),
    )


def _indexed(title: str, body: str) -> tuple[str, str]:
    zawgyi = is_zawgyi(f"{title}\n{body}")
    return indexed(title, zawgyi=zawgyi), indexed(body, zawgyi=zawgyi)


def indexed(text: str, *, zawgyi: bool = False) -> str:
    """The words that the index holds for a text."""
    found = tokens(text, zawgyi=zawgyi)
    keys = stems(found, "en")
    if not text.isascii():
        for at, folded in enumerate(found.words):
            if language := STEMMED_BY.get(ord(folded[0]) >> 8):
                keys[at] = stem(found.written[at], language)
    return " ".join(units(keys))


def units(keys: Sequence[str]) -> Iterable[str]:
    """The words of the index for tokens, by their stems."""
    for at, token in enumerate(keys):
        if not is_unspaced(token):
            yield word(token)
        elif at + 1 < len(keys) and is_unspaced(keys[at + 1]):
            yield word(token + keys[at + 1])
        else:
            yield word(token)


def word(token: str) -> str:
    """A token as one word in SQLite's eyes: its tokeniser would cut at vowel signs, so those are spelled as letters."""
    if token.isascii() or token.isalnum():
        return token
    return "".join(c if c.isalnum() else f"x{ord(c):x}" for c in token)
