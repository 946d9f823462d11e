"""A second opinion on a concept: how an entry is worded as a whole, against the wording of labelled entries.

The evidence knows what words are for, and adds up what it finds; that an entry speaks of all of it in passing it cannot
tell. So the words of the labelled entries that tell most, and words side by side, have a weight each, as a regression
gives it (`tests/benchmarks/wording.py`). Their sum does not say what an entry is about: it takes a little off where the
wording is plainly that of other entries, and helps where it is plainly that of such as are meant.
"""

import functools
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from monitor.matching import pack_files
from monitor.matching.fold import Known
from monitor.matching.reading import Reading

FOR, AGAINST = 2.0, -2.0
"""What the wording adds to a score, or takes off it (measured, as are the bounds below: of 2,400 entries that nothing
was learned from a third of the wrong hits go, and none of the right ones on balance)."""
_SURELY, _HARDLY = 1.0, -2.0
_FEW = 6
"""Pieces that are known of an entry, fewer than which say nothing against it: a bare headline has no more."""
_LONGEST = 120
"""Tokens that are looked at: what a text is about is told at its beginning."""
_TOLD = 3
"""Words that are named as those that told most."""
_TENTHS = 10
_SYLLABIC = frozenset("zh ja th lo km my".split())
"""Languages whose tokens are syllables, of which it takes three to say something."""


def pieces(reading: Reading) -> set[str]:
    """The words at the beginning of an entry, and those that stand side by side, as its language stems them."""
    stems = _beginning(reading)
    found = {*stems, *map(" ".join, pairwise(stems))}
    if reading.language in _SYLLABIC:
        found.update(map(" ".join, zip(stems, stems[1:], stems[2:], strict=False)))
    return found


def _beginning(reading: Reading) -> list[str]:
    return reading.stems(reading.language)[: min(_LONGEST, reading.fields[2].last)]


class _Table(NamedTuple):
    """What the pieces of a language's wording weigh."""

    concepts: Sequence[str]
    rows: dict[str, str]
    """Of each piece the weights as they are written."""


class Wording:
    """How one entry is worded."""

    def __init__(self, reading: Reading) -> None:
        """Of a language without labelled entries nothing is known, and nothing is said."""
        self._reading, self._table = reading, _table(reading.spoken)
        rows = self._table.rows
        self._known = [(piece, _IN_TENTHS[rows[piece]]) for piece in pieces(reading) if piece in rows] if rows else []

    def opinion(self, concept: str, start: float) -> float:
        """What it says of a concept, whose sum starts from `start`: FOR, AGAINST or 0."""
        if not self._known or concept not in self._table.concepts:
            return 0.0
        told = start + sum(self._weights(concept)) / (_TENTHS * math.sqrt(len(self._known)))
        if told > _SURELY:
            return FOR
        return AGAINST if told < _HARDLY and len(self._known) >= _FEW else 0.0

    def words(self, concept: str, opinion: float) -> tuple[str, ...]:
        """What told most for such an opinion, as it stands in the text."""
        sign = math.copysign(1, opinion)
        each = zip(self._known, self._weights(concept), strict=True)
        told = sorted((-sign * weight, piece) for (piece, _), weight in each)
        kept: list[str] = []
        for against, piece in told:
            if against < 0 and len(kept) < _TOLD and not any(_is_in(piece, other) for other in kept):
                kept = [*(other for other in kept if not _is_in(other, piece)), piece]
        return tuple(self._shown(piece.split(" ")) for piece in kept)

    def _shown(self, words: list[str]) -> str:
        reading, stems = self._reading, _beginning(self._reading)
        at = next(at for at in range(len(stems)) if stems[at : at + len(words)] == words)
        shown = reading.written(at, at + len(words))
        return " ".join(shown.split())  # The end of one field and the beginning of the next.

    def _weights(self, concept: str) -> list[int]:
        at = self._table.concepts.index(concept)
        return [weights[at] for _, weights in self._known]


def _is_in(piece: str, other: str) -> bool:
    return f" {piece} " in f" {other} "


@functools.cache
def _table(language: str) -> _Table:
    """The table of a language, as its file has it; an empty one where there is none."""
    head, *lines = pack_files.wording(language).decode().removesuffix("\n").split("\n")
    concepts = head.split("\t")[1:]
    return _Table(concepts, dict(line.split("\t", 1) for line in lines))


def _in_tenths(written: str) -> tuple[int, ...]:
    return tuple(round(float(value) * _TENTHS) for value in written.split("\t"))


_IN_TENTHS = Known(_in_tenths, 20_000)
"""Weights as they are written, in tenths: read where a piece is met, for to read all of a language's takes as long as
two entries, and few are ever met (measured)."""
