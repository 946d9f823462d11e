"""What places of an entry satisfy a query: its tree evaluated over the places where its terms stand."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from monitor.matching import query
from monitor.matching.patterns import Patterns
from monitor.matching.reading import SHOWN, Hit, Leaf, Reading

TEXT = frozenset(range(len(SHOWN)))
"""The numbers of the fields that a watch looks at unless it names others."""
_NONE: tuple[Hit, ...] = ()
_FEW, _PAIRS = 3, 20_000
"""Neighbours of a place that are looked at on either side at least, and pairs of places in all that are looked at where
it would be more."""


class Evaluation:
    """Queries evaluated over one entry, each part of a query once."""

    def __init__(
        self,
        reading: Reading,
        places: Callable[[query.Phrase], Sequence[Hit]],
        concept: Callable[[query.Concept, frozenset[int]], Sequence[Hit]],
        patterns: Patterns,
    ) -> None:
        """`places` gives where a phrase stands in all fields, `concept` what speaks for a concept in some fields."""
        self._reading, self._places, self._concept, self._patterns = reading, places, concept, patterns
        # The node is kept with what it came to: its number must not pass on to another.
        self._known: dict[tuple[int, frozenset[int]], tuple[query.Node, tuple[Hit, ...]]] = {}

    def hits(self, node: query.Node, fields: frozenset[int] = TEXT) -> tuple[Hit, ...]:
        """The places that satisfy `node`, in text order; none where it is not satisfied."""
        key = (id(node), fields)
        if key not in self._known:
            self._known[key] = (node, self._evaluate(node, fields))
        return self._known[key][1]

    def holds(self, node: query.Node, fields: frozenset[int] = TEXT) -> bool:
        """Whether the entry satisfies `node`; a negation has no place and can hold all the same."""
        match node:
            case query.Not(inner):
                return not self.holds(inner, fields)
            case query.And(nodes):
                return all(self.holds(each, fields) for each in nodes)
            case query.Or(nodes):
                return any(self.holds(each, fields) for each in nodes)
            case query.Field(name, inner):
                return self.holds(inner, self._reading.numbers(name))
            case _:
                return bool(self.hits(node, fields))

    def _evaluate(self, node: query.Node, fields: frozenset[int]) -> tuple[Hit, ...]:
        match node:
            case query.Phrase():
                return tuple(hit for hit in self._places(node) if hit.field in fields)
            case query.Concept():
                hits = self._concept(node, fields)
                return tuple(hits) if fields is TEXT else tuple(_inside(hits, fields))
            case query.Near():
                return self._near(node, fields)
            case query.And(nodes):
                return _merged(self.hits(each, fields) for each in nodes) if self.holds(node, fields) else _NONE
            case query.Or(nodes):
                return _merged(self.hits(each, fields) for each in nodes)
            case query.Field(name, inner):
                return self.hits(inner, self._reading.numbers(name))
            case query.Regex():
                return tuple(self._regex(node, fields))
        return _NONE

    def _regex(self, node: query.Regex, fields: frozenset[int]) -> Iterator[Hit]:
        reading, term = self._reading, query.render(node)
        for number in sorted(fields):
            offset = reading.offset(number)
            for start, end in self._patterns.places(node, reading.kept(number)):
                first, last = reading.token_at(offset + start), bisect_left(reading.starts, offset + end)
                if first < last:
                    yield Hit(number, first, last, (Leaf(number, first, last, term, "regex"),))

    def _near(self, node: query.Near, fields: frozenset[int]) -> tuple[Hit, ...]:
        left = self.hits(node.left, fields)
        right = self.hits(node.right, fields) if left else _NONE
        reach = [*accumulate(right, _farther)]
        if node.kind == "not":
            return tuple(hit for hit in left if not self._beside(hit, right, reach, node, _FEW))
        # All of them, for another NEAR may look from any; but of a text that says nothing else, a few.
        many = max(_FEW, _PAIRS // max(1, len(left)))
        if isinstance(node.left, query.Near):
            # Pairs of pairs multiply: of a great many some from all parts of the text go on.
            left = left[:: max(1, len(left) * _FEW // _PAIRS)]
        pairs = {hull(hit, other) for hit in left for other in self._beside(hit, right, reach, node, many)}
        return tuple(sorted(pairs))

    def _beside(self, hit: Hit, others: tuple[Hit, ...], reach: list[Hit], node: query.Near, many: int) -> list[Hit]:
        """Of `others`, so many next to `hit` on either side that are near enough; where any is, one is told.

        Of those that begin earlier, `reach` has the one that ends last; it may be a long one that began far in front.
        """
        is_ordered = node.kind == "ordered"
        at = bisect_left(others, (hit.field, hit.last if is_ordered else hit.first))
        before = (reach[at - 1], *others[max(0, at - many) : at]) if at and not is_ordered else ()
        while at < len(others) and others[at][1:3] == hit[1:3]:
            at += 1
        return [
            other
            for other in (*before, *others[at : at + many])
            if other[1:3] != hit[1:3] and self._reading.distance(hit, other) <= node.distance
        ]


def _inside(hits: Iterable[Hit], fields: frozenset[int]) -> Iterator[Hit]:
    """The hits in some fields, without what of them stands in others."""
    for hit in hits:
        if hit.field in fields:
            yield hit._replace(leaves=tuple(leaf for leaf in hit.leaves if leaf.field in fields))


def _farther(one: Hit, other: Hit) -> Hit:
    return other if other.last > one.last else one


def hull(one: Hit, other: Hit) -> Hit:
    """The place from one hit to another, with the leaves of both."""
    return Hit(one.field, min(one.first, other.first), max(one.last, other.last), (*one.leaves, *other.leaves))


def _merged(lists: Iterable[tuple[Hit, ...]]) -> tuple[Hit, ...]:
    filled = [each for each in lists if each]
    if len(filled) == 1:
        return filled[0]
    return tuple(sorted({hit for each in filled for hit in each}))
