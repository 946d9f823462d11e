"""Terms by what a text must hold for them to stand there, in memory or as bytes that are used as they lie in a file."""

import struct
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, pairwise

from marisa_trie import Trie

from monitor.matching.terms import LINE_END, Term, decoded, encoded

_HEAD = struct.Struct("<3I")
"""Bytes of the trie, of the ends of the lines, of the lines."""
_ENDS = "I"
ByKey = Mapping[str, Sequence[Term]]


class Unreadable(Exception):
    """Bytes that are no table."""


class Table:
    """Terms by their keys, which go by numbers."""

    def __init__(self, keys: Trie, terms: Callable[[int], Sequence[Term]]) -> None:
        """`terms` gives those of a key, by its number."""
        self.keys, self.terms = keys, terms


def sorted_by_key(terms: Iterable[Term]) -> tuple[ByKey, ByKey]:
    """Terms by the whole words that they are known by; and, of those that are the beginning of a word, by that."""
    whole: dict[str, list[Term]] = {}
    begun: dict[str, list[Term]] = {}
    for term in terms:
        if known := term.stems[: len(term.stems) - term.prefix]:
            whole.setdefault(" ".join((*known, "")), []).append(term)
        else:
            begun.setdefault(term.stems[0], []).append(term)
    return whole, begun


def table(terms: ByKey) -> Table:
    """A table in memory."""
    keys = Trie(terms)
    return Table(keys, [terms[keys.restore_key(number)] for number in range(len(keys))].__getitem__)


def written(terms: ByKey) -> bytes:
    """A table as bytes."""
    keys = Trie(terms)
    texts = [keys.restore_key(number) for number in range(len(keys))]
    lines = [LINE_END.join(encoded(term, text.strip()) for term in terms[text]).encode() for text in texts]
    parts = (keys.tobytes(), array(_ENDS, accumulate(map(len, lines))).tobytes(), b"".join(lines))
    return b"".join((_HEAD.pack(*map(len, parts)), *parts))


def opened(data: bytes | memoryview) -> tuple[Table, memoryview]:
    """The table that bytes begin with, and what is behind it. Raises Unreadable."""
    view, keys, ends = memoryview(data), Trie(), array(_ENDS)
    try:
        bounds = [*accumulate(_HEAD.unpack_from(view), initial=_HEAD.size)]
        if bounds[-1] > len(view):
            raise Unreadable
        packed, places, lines = (view[one:other] for one, other in pairwise(bounds))
        keys.frombytes(bytes(packed))
        ends.frombytes(places)
    except (struct.error, ValueError, RuntimeError) as error:
        raise Unreadable from error

    def terms(number: int) -> list[Term]:
        start, key = ends[number - 1] if number else 0, keys.restore_key(number).strip()
        return [decoded(line, key) for line in str(lines[start : ends[number]], "utf-8").split(LINE_END)]

    return Table(keys, terms), view[bounds[-1] :]
