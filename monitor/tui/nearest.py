"""What comes near to watches that match nothing: entries that hold a part of a keyword, or speak for a concept."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest

from monitor.config import Config
from monitor.matching.query import And, Near, Node, Not, Or, Phrase, QueryError, parse, render
from monitor.model import Watch
from monitor.store import entries
from monitor.store.entries import Choice

_PARTS, _CONCEPTS = 8, 4
"""Parts of keywords that are looked for, each of which costs some milliseconds; and keywords that may name concepts."""
_TEXTS, _WEIGHED = 500, 300
"""Texts that are looked into for one part; and newest entries in which the evidence for concepts is weighed, shared
among the keywords that may name one: that takes a fifth of a second."""
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class NearEntry:
    """An entry that holds a part of a keyword, or in which there is evidence for the concept that it names."""

    part: str
    """The part; nothing where it is the evidence."""
    keyword: str
    title: str
    at: int
    """Seconds since the epoch, UTC."""
    score: float = 0.0
    """What the evidence comes to; from 0 on it is enough."""


def nearest(db: sqlite3.Connection, watches: Sequence[Watch], config: Config) -> tuple[NearEntry, ...]:
    """The newest entry for each part of the watches' keywords, and for each concept the entry that speaks for it most;
    newest first, three at most.

    A part is what an AND or a NEAR joins, or a word of a phrase. A keyword of one word has none.
    """
    # Imported here and in the other panes' modules where it is used: what finds also loads all that matches.
    from monitor.find import Search

    found: dict[int, NearEntry] = {}

    def keep(entry_id: int, part: str, keyword: str, score: float = 0.0) -> None:
        row = entries.rows(db, (entry_id,))[entry_id]
        found.setdefault(entry_id, NearEntry(part, keyword, row.name, row.at, score))

    asked = [*_keywords(watches)][:_CONCEPTS]
    for watch, keyword in asked:
        with suppress(QueryError):
            search = Search(keyword, config, as_watch=True)
            if (watch.widen or not search.concept) and (best := search.closest(db, _WEIGHED // len(asked))):
                keep(best[1], "", keyword, best[0])
    for part, keyword in [*_wanted(watches)][:_PARTS]:
        # Of what a keyword joins, “raid OR NOT film” for one is no query by itself.
        with suppress(QueryError):
            if ids := Search(part, config).result(db, Choice(all=True), _TEXTS).ids:
                keep(ids[0], part, keyword)
    return tuple(sorted(found.values(), key=lambda one: -one.at)[:_SHOWN])


def largest_id(db: sqlite3.Connection) -> int:
    """The largest id of an entry, which tells how many there are; 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM entries").fetchone()[0])


def _wanted(watches: Sequence[Watch]) -> Iterator[tuple[str, str]]:
    """Parts and the keywords that they are of."""
    for _, keyword in _keywords(watches):
        with suppress(QueryError):
            yield from ((render(part), keyword) for part in parts(parse(keyword)))


def _keywords(watches: Sequence[Watch]) -> Iterator[tuple[Watch, str]]:
    """The first keyword of every watch, then the second …"""
    for several in zip_longest(*(watch.keywords for watch in watches)):
        yield from ((watch, keyword) for watch, keyword in zip(watches, several, strict=True) if keyword)


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
