"""Which entries a list holds, and in which order, as SQL that an index serves however many there are."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Choice:
    """Which entries a list holds; what is left at its default does not narrow it."""

    watch: str = ""
    all: bool = False
    """The unmatched and the dismissed too."""
    unread: bool = False
    starred: bool = False
    since: int | None = None
    """Seconds since the epoch, UTC."""
    ids: tuple[int, ...] | None = None
    """Only these, as a search found them."""
    dismissed: bool = False
    """Only dismissed ones, which are left out otherwise."""
    tag: str = ""
    """Only with this tag, as it is spelled in the store."""
    feed: str = ""
    """Only of the feed at this address; for lists of entries, not of a watch's matches."""
    strong_first: bool = False
    """In a list of matches the strong ones stand before the likely ones: by this watch's word, or by the best of any.
    What pages through it or counts it does not ask for an order."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition on an entry e, or on a match m of one, and its parameters."""

    sql: str
    values: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A choice as parts of a query."""

    tables: str
    at: str
    """The columns that an index sorts it by."""
    id: str
    where: str
    """What its rows must satisfy."""
    values: tuple[object, ...]
    """The parameters of that."""


_NUMBERS = {"e": "e.id", "m": "m.entry_id"}
DISMISSED = "(SELECT id FROM entries WHERE dismissed = 1)"
"""All that is dismissed, as a set of numbers that an index gives: a look at each of a million entries would cost more
than the list."""
OF_WATCH = "e.id IN (SELECT entry_id FROM matches WHERE watch = ?)"
_TAGGED = "IN (SELECT entry_id FROM tags WHERE tag = ?)"
WITH_TAG = f"e.id {_TAGGED}"


def asked(choice: Choice) -> Asked:
    """A choice as the parts of a query, of a watch's list from the index of its matches alone where that can tell it
    all."""
    row: Literal["e", "m"] = "m" if choice.watch else "e"
    tables = "matches AS m" if choice.watch else "entries AS e"
    if choice.watch and choice.starred:
        tables += " JOIN entries AS e ON e.id = m.entry_id"
    where = list(narrowed(choice, row))
    values = tuple(value for clause in where for value in clause.values)
    return Asked(tables, f"{row}.at", _NUMBERS[row], " AND ".join(clause.sql for clause in where) or "1", values)


def narrowed(choice: Choice, row: Literal["e", "m"] = "e", *, dismissed_too: bool = False) -> Iterator[Clause]:
    """The conditions that a choice sets on entries, or on its watch's matches; with `dismissed_too` it does not leave
    out what is dismissed."""
    number = _NUMBERS[row]
    if choice.watch:
        yield Clause("m.watch = ?" if row == "m" else OF_WATCH, (choice.watch,))
    elif not choice.all:
        yield Clause("e.matched = 1")
    if choice.unread:
        yield Clause(f"{row}.read = 0")
    if choice.starred:
        yield Clause("e.starred = 1")
    if choice.dismissed:
        yield Clause("e.dismissed = 1" if row == "e" else f"{number} IN {DISMISSED}")
    elif not (choice.all or dismissed_too):
        yield Clause(f"{number} NOT IN {DISMISSED}")
    if choice.tag:
        yield Clause(f"{number} {_TAGGED}", (choice.tag,))
    if choice.feed:
        yield Clause("e.feed_id = (SELECT id FROM feeds WHERE url = ?)", (choice.feed,))
    if choice.since is not None:
        yield Clause(f"{row}.at >= ?", (choice.since,))
    if choice.ids is not None:
        yield Clause(f"{number} IN (SELECT value FROM json_each(?))", (json.dumps(choice.ids),))


def strong(choice: Choice) -> tuple[str, tuple[str, ...]]:
    """The query for the entries that are strong matches of a choice's watch, or of any, and its parameters."""
    if choice.watch:
        return "SELECT entry_id FROM matches WHERE watch = ? AND level = 'strong'", (choice.watch,)
    return "SELECT entry_id FROM matches WHERE level = 'strong'", ()
