"""Which stored entries may satisfy a query, and which are sure to: its tree as SQL, without a look at their texts."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain
from typing import Literal

from monitor.matching.indexing import OF_OTHERS
from monitor.matching.query import And, Concept, Field, Near, Node, Not, Or, Phrase, State, concepts_in
from monitor.store import phrases
from monitor.store.choice import DISMISSED, OF_WATCH, WITH_TAG, Clause
from monitor.store.schema import snapshot
from monitor.text import line

_COLUMNS = {"title": "title", "summary": "body", "content": "body", "text": "", "raw": ""}
"""The columns of the index that a field is searched in; what is in no column is found by looking."""
_LONG, _LARGE = 20_000, 200_000
"""Code points of what is asked of the index, as a concept has them, from which on it is asked once; and entries from
which on it takes longer to have all of them than to look words up twice."""
RECENT = 20_000
"""Entries that the index is asked of first: in a few milliseconds, and common words fill a page from them."""
_WIDE = 50
"""Conditions that are written in a row."""
_MANY = 250
"""Expressions from which on the index is asked for several lots of them: it looks through all of a lot at each entry
that it finds, 5.3 s for the 5,700 of one concept in 100,000 entries, .7 s in lots (measured)."""
_DEEPEST = 24
"""How deep brackets may stand in one another in what the index is asked: it refuses some more than 30 of them."""
_NESTED = 20
"""The same in a condition: before 3.46 SQLite refuses 31 of them ("parser stack overflow", measured with 3.45)."""
_BRACKET = re.compile(r"[()]")
_INDEXED = "e.id IN (SELECT rowid FROM search WHERE search MATCH ?)"
_ABOUT = "e.id IN (SELECT entry_id FROM concepts WHERE concept = ?)"
_ONE_BY_ONE = {
    _ABOUT: "EXISTS (SELECT 1 FROM concepts WHERE concept = ? AND entry_id = e.id)",
    OF_WATCH: "EXISTS (SELECT 1 FROM matches WHERE watch = ? AND entry_id = e.id)",
}
"""Conditions of a table of numbers, and how they are asked of a few entries without reading all of those."""


@dataclass(frozen=True, slots=True)
class _Indexed:
    """A condition that the index decides."""

    ways: tuple[str, ...]
    """FTS5 expressions of which one has to hold; each once, for the words of a concept may be asked for in many places
    of another."""
    depth: int = 4
    """How deep brackets stand in one another in the deepest of them; this deep where it is of a phrase."""

    @property
    def expression(self) -> str:
        return self.ways[0] if len(self.ways) == 1 else _balanced(" OR ", [f"({way})" for way in self.ways])

    @property
    def height(self) -> int:
        """How deep brackets stand in all of it."""
        return self.depth + (len(self.ways) > 1) + (len(self.ways) // _WIDE).bit_length()


_Part = Clause | _Indexed
NEVER, ALWAYS = Clause("0"), Clause("1")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of entries without their texts."""

    state: Callable[[State], Clause]
    concepts: frozenset[str]
    """Those of which the store knows where they hold."""
    wording: Callable[[str], Sequence[tuple[str, Node]]]
    """For another concept queries without one of which it cannot hold, each with the language whose texts it is asked
    of ("latin" for all); none where there are none."""
    is_indexed: bool
    """Whether the index is up to date."""
    speaks_for_feeds: bool = False
    """Whether the config says what language a feed is in, whose entries do not say it."""


def told(node: Node, known: Known) -> Clause | None:
    """The condition for a State or a concept, where it is known without a look; None for what is in the text."""
    match node:
        case State():
            return known.state(node)
        case Concept(name, "") if name in known.concepts:
            return Clause(_ABOUT, (name,))
    return None


def possible(node: Node, known: Known) -> Clause:
    """A condition that every entry satisfies which satisfies the query."""
    return _clause(_possible(node, known, _Where()))


@dataclass(frozen=True, slots=True)
class _Where:
    """Where in a query one is."""

    column: str = ""
    """The column of the index in which all of it is to stand; empty for any."""
    within: frozenset[str] = frozenset()
    """The concepts that are being spelled."""
    spoken: str | None = None
    """The language of the words of the innermost of them."""
    spelled: dict[tuple[str, frozenset[str]], "_Part | None"] = field(default_factory=dict)
    """What concepts came to so far, by their names and those that they are among the words of."""


def _possible(node: Node, known: Known, where: _Where) -> _Part | None:
    """The condition; None where every entry may satisfy the query, or it would be too deep."""
    part = _restricting(node, known, where)
    return None if isinstance(part, Clause) and _is_deep(part) else part


def _restricting(node: Node, known: Known, where: _Where) -> _Part | None:
    if (clause := told(node, known)) is not None:
        return clause
    match node:
        case Phrase() if known.is_indexed:
            return _Indexed((_in_column(phrases.expression(node, where.spoken), where.column),))
        case And(nodes):
            return _possible_together(nodes, known, where)
        case Or(nodes):
            return _any([_possible(each, known, where) for each in dict.fromkeys(nodes)])
        case Near():
            return _possible_together(_sides(node), known, where)
        case Field(name, inner) if name in _COLUMNS:
            return _possible(inner, known, replace(where, column=_COLUMNS[name]))
        case Not(inner) if not where.column:
            sure_of_it = sure(inner, known)
            return None if sure_of_it == NEVER else Clause(f"NOT ({sure_of_it.sql})", sure_of_it.values)
        case Concept(name) if name in known.concepts:
            # In one of its languages it holds only where it does in all.
            return Clause(_ABOUT, (name,))
        case Concept(name) if name not in where.within:
            key = name, where.within
            if key not in where.spelled:
                where.spelled[key] = _spelled(name, known, where)
            return where.spelled[key]
    return None


def _spelled(name: str, known: Known, where: _Where) -> _Part | None:
    """The condition for a concept: one of its words in any column, where only the hits must be in a field."""
    within = replace(where, column="", within=where.within | {name})
    ways = [_possible(each, known, replace(within, spoken=spoken)) for spoken, each in known.wording(name)]
    return _any(ways) if ways else None


def _possible_together(nodes: Iterable[Node], known: Known, where: _Where) -> _Part | None:
    """The condition for what has to stand in one entry.

    Among the words of a concept whatever names further ones is left out where the rest restricts, and one of it is
    enough where not: each has thousands of words of its own, which would be said again in every place that names it.
    """
    nodes = [*dict.fromkeys(nodes)]
    if not where.within:
        return _all(_possible(each, known, where) for each in nodes)
    long = [each for each in nodes if any(one.name not in known.concepts for one in concepts_in(each))]
    short = _all(_possible(each, known, where) for each in nodes if each not in long)
    ways = (part for each in long if (part := _possible(each, known, where)) is not None)
    return next(ways, None) if short is None else short


def _sides(node: Node) -> Iterator[Node]:
    """What has to stand near each other, each side of a chain by itself."""
    match node:
        case Near(left, right, _, kind):
            yield from _sides(left)
            yield from () if kind == "not" else _sides(right)
        case _:
            yield node


def sure(node: Node, known: Known) -> Clause:
    """A condition that no entry satisfies which does not satisfy the query."""
    clause = _ensuring(node, known)
    return NEVER if _is_deep(clause) else clause


def _ensuring(node: Node, known: Known) -> Clause:
    if (clause := told(node, known)) is not None:
        return clause
    match node:
        case Phrase() if known.is_indexed and phrases.is_exact(node):
            return _exactly(node, "", known)
        case Field("title", Phrase() as phrase) if known.is_indexed and phrases.is_exact(phrase):
            return _exactly(phrase, "title", known)
        case And(nodes):
            return _joined(" AND ", [sure(each, known) for each in dict.fromkeys(nodes)])
        case Or(nodes):
            return _joined(" OR ", [sure(each, known) for each in dict.fromkeys(nodes)])
        case Not(inner) if all(each.name in known.concepts for each in concepts_in(inner)):
            # Of a concept's many words the index may miss one that its language inflects.
            clause = possible(inner, known)
            return NEVER if clause == ALWAYS else Clause(f"NOT ({clause.sql})", clause.values)
    return NEVER


def _is_deep(clause: Clause) -> bool:
    steps = (1 if bracket == "(" else -1 for bracket in _BRACKET.findall(clause.sql))
    return max(accumulate(steps), default=0) > _NESTED


def _exactly(phrase: Phrase, column: str, known: Known) -> Clause:
    """The condition that a phrase stands in an entry for which neither it, nor its feed, nor its text tells another
    language than English: others have words that only look like forms of one another."""
    said = "e.lang LIKE 'en%'" if known.speaks_for_feeds else "(e.lang = '' OR e.lang LIKE 'en%')"
    found = f"{_in_column(phrases.exactly(phrase), column)} NOT {OF_OTHERS}"
    # What stands in furniture alone is in the index too.
    return Clause(f"(e.dropped = '[]' AND {said} AND {_INDEXED})", (found,))


def rows(
    db: sqlite3.Connection, conditions: Iterable[Clause], columns: Sequence[Clause]
) -> Iterator[tuple[int, Sequence[bool]]]:
    """The entries that satisfy all conditions, newest first: the id of each, and whether each of `columns` holds."""
    return chain.from_iterable(stretches(db, conditions, columns))


def stretches(
    db: sqlite3.Connection, conditions: Iterable[Clause], columns: Sequence[Clause]
) -> Iterator[Iterator[tuple[int, Sequence[bool]]]]:
    """The same, those among the newest entries first, and those among all others, which may take a while to be had."""
    where, newest = _joined(" AND ", list(conditions)), recent(db)
    if newest is None or where == NEVER or (newest[1] < _LARGE and _is_long(where)):
        yield _rows(db, ALWAYS, where, columns, {})
        return
    since, lowest = newest
    # Of common words the index would name most of a million entries before the newest could be told from them.
    within = {_INDEXED: f"{_INDEXED[:-1]} AND rowid >= {lowest:d})", **_ONE_BY_ONE}
    yield _rows(db, Clause("e.at >= ?", (since,)), where, columns, within)
    # The plus keeps SQLite from walking through all entries by their time, where the index names a few.
    yield _rows(db, Clause("+e.at < ?", (since,)), where, columns, {})


def recent(db: sqlite3.Connection) -> tuple[int, int] | None:
    """From which time on the newest entries are (seconds since the epoch, UTC), and an id than which none of theirs is
    lower; None where a store has so few that they need not be looked at apart.

    Ids rise with the time at which entries are first seen, so that the index has little else to look at above that one;
    where they do not, that costs time alone.
    """
    with snapshot(db):
        row = db.execute("SELECT at FROM entries ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?", (RECENT - 1,)).fetchone()
        if row is None:
            return None
        return row[0], db.execute("SELECT min(+id) FROM entries WHERE at >= ?", (row[0],)).fetchone()[0]


def _is_long(clause: Clause) -> bool:
    """Whether it takes the index long to look all words up, and it had better do so once."""
    return sum(len(value) for value in clause.values if isinstance(value, str)) > _LONG


def _rows(
    db: sqlite3.Connection, part: Clause, where: Clause, columns: Sequence[Clause], instead: Mapping[str, str]
) -> Iterator[tuple[int, Sequence[bool]]]:
    told = "".join(f", {column.sql}" for column in columns)
    values = [value for clause in (*columns, part, where) for value in clause.values]
    sql = f"SELECT e.id{told} FROM entries AS e WHERE ({part.sql}) AND ({where.sql}) ORDER BY e.at DESC, e.id DESC"
    for condition, other in instead.items():
        sql = sql.replace(condition, other)
    found = db.execute(sql, values)
    return ((row[0], [bool(value) for value in tuple(row)[1:]]) for row in found)


def per_day(db: sqlite3.Connection, ids: Sequence[int]) -> dict[str, int]:
    """How many of these entries are of each day here, as "2026-05-01", the first day first."""
    found = db.execute(
        "SELECT date(at, 'unixepoch', 'localtime'), count(*) FROM entries "
        "WHERE id IN (SELECT value FROM json_each(?)) GROUP BY 1 ORDER BY 1",
        (json.dumps(list(ids)),),
    )
    return dict(found.fetchall())


def states(
    names: Mapping[str, str], tags: Mapping[str, str], seconds: Callable[[str], int]
) -> Callable[[State], Clause]:
    """The condition for each State: watches and tags by their folded names, `seconds` reads a time."""

    def clause(state: State) -> Clause:
        match state.name:
            case "unread":
                return Clause("e.read = 0")
            case "starred":
                return Clause("e.starred = 1")
            case "dismissed":
                return Clause(f"e.id IN {DISMISSED}")
            case "watch":
                return Clause(OF_WATCH, (names[state.value.casefold()],))
            case "tag":
                name = tags.get(line(state.value).casefold())
                return Clause(WITH_TAG, (name,)) if name else NEVER
            case "since":
                return Clause("e.at >= ?", (seconds(state.value),))
            case "before":
                return Clause("e.at < ?", (seconds(state.value),))

    return clause


def _in_column(expression: str, column: str) -> str:
    return f"{{{column}}} : ({expression})" if column else expression


def _clause(part: _Part | None) -> Clause:
    match part:
        case None:
            return ALWAYS
        case _Indexed(ways) if len(ways) > _MANY:
            rows = [ways[at : at + _MANY] for at in range(0, len(ways), _MANY)]
            return _joined(" OR ", [_clause(replace(part, ways=row)) for row in rows])
        case _Indexed():
            return Clause(_INDEXED, (part.expression,))
        case Clause():
            return part


def _all(parts: Iterable[_Part | None]) -> _Part | None:
    restricting = [part for part in parts if part is not None]
    return _merged("AND", restricting) if restricting else None


def _any(parts: Sequence[_Part | None]) -> _Part | None:
    return None if None in parts else _merged("OR", [part for part in parts if part is not None])


def _merged(link: Literal["AND", "OR"], parts: Sequence[_Part]) -> _Part:
    """Parts as one; those that the index decides become one look into it, as far as they may."""
    indexed, others = list[_Indexed](), list[Clause]()
    for part in parts:
        if isinstance(part, _Indexed) and (link == "OR" or len(part.ways) <= _MANY):
            indexed.append(part)
        else:
            others.append(_clause(part))
    if indexed and (one := _one(link, indexed)).height <= _DEEPEST:
        return _joined(f" {link} ", [_clause(one), *others]) if others else one
    return _joined(f" {link} ", [_clause(part) for part in parts])


def _one(link: Literal["AND", "OR"], parts: Sequence[_Indexed]) -> _Indexed:
    if link == "OR":
        ways = dict.fromkeys(way for part in parts for way in part.ways)
        return _Indexed(tuple(ways), max(part.depth for part in parts))
    # One that is said again and again stays as it is, for a concept comes to thousands of words.
    several = [*dict.fromkeys(part.expression for part in parts)]
    height = max(part.height for part in parts)
    if len(several) == 1:
        return _Indexed((several[0],), height)
    return _Indexed((" AND ".join(f"({each})" for each in several),), height + 1)


def _joined(link: str, clauses: Sequence[Clause]) -> Clause:
    clauses = list(dict.fromkeys(clauses))
    if len(clauses) == 1:
        return clauses[0]
    absorbing, neutral = (NEVER, ALWAYS) if link == " AND " else (ALWAYS, NEVER)
    if absorbing in clauses:
        return absorbing
    kept = [each for each in clauses if each != neutral]
    if not kept:
        return neutral
    sql = _balanced(link, [f"({each.sql})" for each in kept])
    return Clause(sql, tuple(value for each in kept for value in each.values))


def _balanced(link: str, conditions: Sequence[str]) -> str:
    """Conditions in a row as a tree that is not deep: SQLite refuses one of a thousand levels, and for each further one
    of a row its index copies all those before it."""
    if len(conditions) < _WIDE:
        return link.join(conditions)
    half = len(conditions) // 2
    return f"({_balanced(link, conditions[:half])}){link}({_balanced(link, conditions[half:])})"
