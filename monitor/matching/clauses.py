"""What a query cannot do without, as bits that cost nanoseconds to compare with those of an entry."""

import math
from collections.abc import Callable, Iterable, Iterator

from monitor.matching import query

Clauses = tuple[int, ...]
"""Numbers each of which must share a bit with what an entry may hold."""


def clauses(node: query.Node, slot: Callable[[query.Node], int]) -> Clauses:
    """What an entry must hold to satisfy `node`; `slot` gives a phrase or concept as bits, 0 where none are known."""
    match node:
        case query.Phrase() | query.Concept():
            bits = slot(node)
            return (bits,) if bits else ()
        case query.And(nodes):
            return tuple(clause for each in nodes for clause in clauses(each, slot))
        case query.Near(left, right, _, kind):
            return clauses(left, slot) + (() if kind == "not" else clauses(right, slot))
        case query.Or(nodes):
            return either([clauses(each, slot) for each in nodes])
        case query.Field(name, inner) if name in ("text", "title", "summary", "content"):
            return clauses(inner, slot)
    return ()


def standing(node: query.Node, slot: Callable[[query.Node], int]) -> Clauses:
    """What one field must hold for a place to stand in it that satisfies `node`, whatever the others hold."""
    match node:
        case query.And(nodes) | query.Or(nodes):
            return either([standing(each, slot) for each in nodes if not isinstance(each, query.Not)])
        case query.Near(left, right, _, kind):
            return standing(left, slot) + (() if kind == "not" else standing(right, slot))
        case query.Field(_, inner):
            return standing(inner, slot) if clauses(node, slot) else ()
    return clauses(node, slot)


def reach(node: query.Node, of: Callable[[query.Node], float]) -> float:
    """How many words a place that satisfies `node` takes at most; `of` gives that of a phrase or concept."""
    match node:
        case query.And(nodes) | query.Or(nodes):
            return max(reach(each, of) for each in nodes)
        case query.Near(left, right, distance, kind):
            return reach(left, of) + (0 if kind == "not" else distance + reach(right, of))
        case query.Field(_, inner) | query.Not(inner):
            return reach(inner, of)
        case query.Phrase() | query.Concept():
            return of(node)
    return math.inf  # a regex


def union(numbers: Iterable[int]) -> int:
    """The bits of several numbers."""
    bits = 0
    for each in numbers:
        bits |= each
    return bits


def either(alternatives: list[Clauses]) -> Clauses:
    """What is needed where any of several will do: the first clause of any, the second of any (the last of those that
    have no more), and so on; what nothing fulfils where there are none."""
    if not all(alternatives):
        return ()
    most = max(map(len, alternatives), default=1)
    return tuple(union(each[min(at, len(each) - 1)] for each in alternatives) for at in range(most))


def meets(slots: int, needed: Clauses) -> bool:
    """Whether what an entry may hold has a bit of each."""
    for clause in needed:  # noqa: SIM110 (called a hundred times an entry, twice as fast as all() with a generator)
        if not slots & clause:
            return False
    return True


class Candidates:
    """Which of many queries an entry may satisfy, most of them never looked at."""

    def __init__(self, needed: Iterable[Clauses]) -> None:
        """`needed` is what each of the queries cannot do without."""
        self._needed = [*needed]
        self._always = [at for at, each in enumerate(self._needed) if not each]
        self._by_bit: dict[int, list[int]] = {}
        for at, each in enumerate(self._needed):
            for bit in single(min(each, key=int.bit_count, default=0)):
                self._by_bit.setdefault(bit, []).append(at)
        self._known = union(self._by_bit)

    def of(self, slots: int) -> list[int]:
        """The numbers of the queries that an entry may satisfy which holds what these bits say, in their order."""
        asked = {at for bit in single(slots & self._known) for at in self._by_bit[bit]}
        return sorted([*self._always, *(at for at in asked if meets(slots, self._needed[at]))])


def single(bits: int) -> Iterator[int]:
    """Each bit by itself."""
    while bits:
        lowest = bits & -bits
        yield lowest
        bits ^= lowest
