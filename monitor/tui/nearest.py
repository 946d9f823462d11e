"""What comes near to watches that match nothing: entries that hold a part of one of their keywords."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from monitor.config import Config
from monitor.matching.query import And, Near, Node, Not, Or, Phrase, QueryError, parse, render
from monitor.model import Watch
from monitor.store import entries
from monitor.store.entries import Choice

_PARTS = 8
"""Parts of keywords that are looked for: each costs some milliseconds."""
_TEXTS = 500
"""Texts that are looked into for one part."""
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class NearEntry:
    """An entry that holds a part of a keyword."""

    part: str
    keyword: str
    title: str
    at: int
    """Seconds since the epoch, UTC."""


def nearest(db: sqlite3.Connection, watches: Sequence[Watch], config: Config) -> tuple[NearEntry, ...]:
    """The newest entry for each part of the watches' keywords, newest first, three at most.

    A part is what an AND or a NEAR joins, or a word of a phrase. A keyword of one word has none, and of a concept it is
    not looked at: its evidence is weighed entry by entry, which takes too long for a hint.
    """
    # Imported here and in the other panes' modules where it is used: what finds also loads all that matches.
    from monitor.find import Search

    found: dict[int, NearEntry] = {}
    for part, keyword in list(_wanted(watches))[:_PARTS]:
        ids = Search(part, config).result(db, Choice(all=True), _TEXTS).ids
        if ids:
            row = entries.rows(db, ids[:1])[ids[0]]
            found.setdefault(row.id, NearEntry(part, keyword, row.title, row.at))
    return tuple(sorted(found.values(), key=lambda one: -one.at)[:_SHOWN])


def stored(db: sqlite3.Connection) -> int:
    """The largest id of an entry, which tells how many there are; 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM entries").fetchone()[0])


def _wanted(watches: Sequence[Watch]) -> Iterator[tuple[str, str]]:
    """Parts and the keywords that they are of; the first keyword of every watch, then the second …"""
    longest = max((len(watch.keywords) for watch in watches), default=0)
    for at in range(longest):
        for keyword in (watch.keywords[at] for watch in watches if at < len(watch.keywords)):
            with suppress(QueryError):
                yield from ((render(part), keyword) for part in parts(parse(keyword)))


def parts(node: Node) -> Iterator[Node]:
    """What a query wants together, each by itself; a query of one word has no parts."""
    match node:
        case And(nodes):
            yield from (each for each in nodes if not isinstance(each, Not))
        case Near(left, right, _, kind) if kind != "not":
            yield from (left, right)
        case Or(nodes):
            for each in nodes:
                yield from parts(each)
        case Phrase(words=words) if len(words) > 1:
            yield from (Phrase(word, (word,)) for word in sorted(words, key=len, reverse=True) if len(word) > 2)
