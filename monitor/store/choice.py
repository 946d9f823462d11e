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
    where: tuple[str, ...]
    """What its rows must satisfy."""
    values: tuple[object, ...]
    """The parameters of that."""


_TABLES = {
    (False, True): "entries AS e",
    (False, False): "entries AS e",
    (True, True): "matches AS m JOIN entries AS e ON e.id = m.entry_id",
    (True, False): "matches AS m",
}
"""By whether it is a watch's list, and whether the columns of entries are asked for."""
_NUMBERS = {"e": "e.id", "m": "m.entry_id"}
DISMISSED = "(SELECT id FROM entries WHERE dismissed = 1)"
"""All that is dismissed, as a set of numbers that an index gives: a look at each of a million entries would cost more
than the list."""
OF_WATCH = "e.id IN (SELECT entry_id FROM matches WHERE watch = ?)"
_TAGGED = "IN (SELECT entry_id FROM tags WHERE tag = ?)"
WITH_TAG = f"e.id {_TAGGED}"


def asked(choice: Choice, *, with_entries: bool) -> Asked:
    """A choice as the parts of a query; `with_entries` where its rows are to be read too, not only numbered or counted.

    A watch's list is then read from the index of its matches alone.
    """
    row: Literal["e", "m"] = "m" if choice.watch else "e"
    where = list(narrowed(choice, row, with_entries=with_entries))
    values = tuple(value for clause in where for value in clause.values)
    tables = _TABLES[bool(choice.watch), with_entries or choice.starred]
    return Asked(tables, f"{row}.at", _NUMBERS[row], tuple(clause.sql for clause in where), values)


def narrowed(
    choice: Choice, row: Literal["e", "m"] = "e", *, with_entries: bool = False, dismissed_too: bool = False
) -> Iterator[Clause]:
    """The conditions that a choice sets on entries, or on its watch's matches; `with_entries` where the rows of those
    are read, and with `dismissed_too` it does not leave out what is dismissed."""
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
        yield Clause("e.dismissed = 0" if with_entries else f"{number} NOT IN {DISMISSED}")
    if choice.tag:
        yield Clause(f"{number} {_TAGGED}", (choice.tag,))
    if choice.since is not None:
        yield Clause(f"{row}.at >= ?", (choice.since,))
    if choice.ids is not None:
        yield Clause(f"{number} IN (SELECT value FROM json_each(?))", (json.dumps(choice.ids),))


def strong(choice: Choice) -> tuple[str, tuple[str, ...]]:
    """The query for the entries that are strong matches of a choice's watch, or of any, and its parameters."""
    if choice.watch:
        return "SELECT entry_id FROM matches WHERE watch = ? AND level = 'strong'", (choice.watch,)
    return "SELECT entry_id FROM matches WHERE level = 'strong'", ()
