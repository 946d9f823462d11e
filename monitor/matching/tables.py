"""Terms by what a text must hold for them to stand there, in memory or as bytes that are used as they lie in a file."""

import struct
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, pairwise

from marisa_trie import Trie

from monitor.matching.keys import Keys, keys
from monitor.matching.terms import LINE_END, Term, decoded, encoded

_HEAD = struct.Struct("<4I")
"""Code points of the longest key; bytes of the trie, of the ends of the lines, of the lines."""
_ENDS = "I"
ByKey = Mapping[str, Sequence[Term]]


class Unreadable(Exception):
    """Bytes that are no table."""


class Table:
    """Terms by their keys, which go by numbers."""

    def __init__(self, keys: Keys, terms: Callable[[int], Sequence[Term]]) -> None:
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
    known = keys(terms)
    return Table(known, [terms[known.text(number)] for number in range(len(known))].__getitem__)


def written(terms: ByKey) -> bytes:
    """A table as bytes."""
    trie = Trie(terms)
    texts = [trie.restore_key(number) for number in range(len(trie))]
    lines = [LINE_END.join(encoded(term, text.strip()) for term in terms[text]).encode() for text in texts]
    parts = (trie.tobytes(), array(_ENDS, accumulate(map(len, lines))).tobytes(), b"".join(lines))
    return b"".join((_HEAD.pack(max(map(len, texts), default=0), *map(len, parts)), *parts))


def opened(data: bytes | memoryview) -> tuple[Table, memoryview]:
    """The table that bytes begin with, and what is behind it. Raises Unreadable."""
    view, trie, ends = memoryview(data), Trie(), array(_ENDS)
    try:
        longest, *sizes = _HEAD.unpack_from(view)
        bounds = [*accumulate(sizes, initial=_HEAD.size)]
        if bounds[-1] > len(view):
            raise Unreadable
        packed, places, lines = (view[one:other] for one, other in pairwise(bounds))
        trie.frombytes(bytes(packed))
        ends.frombytes(places)
    except (struct.error, ValueError, RuntimeError) as error:
        raise Unreadable from error
    known = Keys(trie, longest)
    return Table(known, _Lines(known, ends, lines).terms), view[bounds[-1] :]


class _Lines:
    """The terms of a table's keys, as lines of text one behind the other."""

    def __init__(self, keys: Keys, ends: Sequence[int], lines: memoryview) -> None:
        self._keys, self._ends, self._lines = keys, ends, lines

    def terms(self, number: int) -> list[Term]:
        start = self._ends[number - 1] if number else 0
        lines, key = str(self._lines[start : self._ends[number]], "utf-8"), self._keys.text(number).strip()
        return [decoded(line, key) for line in lines.split(LINE_END)]
