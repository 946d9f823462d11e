"""Places of words among others: the longest of them, those that no mask covers, and whether they are two."""

from bisect import bisect_right
from collections.abc import Iterable

from monitor.matching.clauses import union
from monitor.matching.reading import Hit


def taken(hits: Iterable[Hit]) -> int:
    """The tokens from the first to the last of each hit, as bits."""
    return union((1 << hit.last) - (1 << hit.first) for hit in hits)


def are_two(one: int, other: int) -> bool:
    """Whether two things, by their tokens as bits, stand there in other words than each other's."""
    if not one or not other:
        return False
    return not one & other or _is_elsewhere(one, other) or _is_elsewhere(other, one)


def _is_elsewhere(one: int, other: int) -> bool:
    """Whether the `other` has a row of tokens that does not touch those of `one`."""
    touched, before = one & other, 0
    while touched != before:
        before, touched = touched, (touched | touched << 1 | touched >> 1) & other
    return touched != other


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """The hits in text order without those inside another."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if not kept or hit.last > kept[-1].last:
            kept.append(hit)
    return kept


def unmasked(hits: Iterable[Hit], masks: Iterable[Hit]) -> list[Hit]:
    """The hits that lie inside no mask."""
    covers = longest(masks)
    if not covers:
        return list(hits)
    begins = [mask.first for mask in covers]

    def is_masked(hit: Hit) -> bool:
        # Of masks none of which lies in another, the last to begin before the hit reaches farthest.
        at = bisect_right(begins, hit.first) - 1
        return at >= 0 and hit.last <= covers[at].last

    return [hit for hit in hits if not is_masked(hit)]
