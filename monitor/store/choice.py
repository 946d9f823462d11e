"""Which entries a list holds, and in which order, as SQL that an index serves however many there are."""

import json
from collections.abc import Iterator
from dataclasses import dataclass


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
DISMISSED = "(SELECT id FROM entries WHERE dismissed = 1)"
"""All that is dismissed, as a set of numbers that an index gives: a look at each of a million entries would cost more
than the list."""


def asked(choice: Choice, *, with_entries: bool) -> Asked:
    """A choice as the parts of a query; `with_entries` where its rows are to be read too, not only numbered or counted.

    A watch's list is then read from the index of its matches alone.
    """
    row = "m" if choice.watch else "e"
    number = "m.entry_id" if choice.watch else "e.id"
    where = list(_states(choice, row, number, with_entries))
    values: list[object] = [choice.watch] if choice.watch else []
    if choice.tag:
        where.append(f"{number} IN (SELECT entry_id FROM tags WHERE tag = ?)")
        values.append(choice.tag)
    if choice.since is not None:
        where.append(f"{row}.at >= ?")
        values.append(choice.since)
    if choice.ids is not None:
        where.append(f"{number} IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(choice.ids))
    tables = _TABLES[bool(choice.watch), with_entries or choice.starred]
    return Asked(tables, f"{row}.at", number, tuple(where), tuple(values))


def _states(choice: Choice, row: str, number: str, with_entries: bool) -> Iterator[str]:
    if choice.watch:
        yield "m.watch = ?"
    elif not choice.all:
        yield "e.matched = 1"
    if choice.unread:
        yield f"{row}.read = 0"
    if choice.starred:
        yield "e.starred = 1"
    if choice.dismissed:
        yield f"{number} IN {DISMISSED}" if choice.watch else "e.dismissed = 1"
    elif not choice.all:
        yield "e.dismissed = 0" if with_entries else f"{number} NOT IN {DISMISSED}"


def strong(choice: Choice) -> tuple[str, tuple[str, ...]]:
    """The query for the entries that are strong matches of a choice's watch, or of any, and its parameters."""
    if choice.watch:
        return "SELECT entry_id FROM matches WHERE watch = ? AND level = 'strong'", (choice.watch,)
    return "SELECT entry_id FROM matches WHERE level = 'strong'", ()
