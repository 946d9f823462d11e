"""An explanation as lines for a reader: what made a watch match, what kept it from it, what the evidence comes to."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from monitor.matching import vocabulary
from monitor.matching.explain import Explanation, Piece, Weighed
from monitor.matching.packs import Packs
from monitor.matching.why import reasons, weight
from monitor.model import Match

Tone = Literal["reason", "sum", "for", "against", "lacking"]
Places = tuple[tuple[int, int], ...]

_WORDS = 4
"""Words of a piece of evidence that are told."""
_INDENT, _DEEPER = 4, 6


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of an explanation."""

    text: str
    tone: Tone = "reason"
    quotes: Places = ()
    """Where in it words of the entry stand that count."""
    indent: int = _INDENT
    """The blanks in front of each of its lines."""


def lines(one: Explanation, packs: Packs) -> Iterator[Line]:
    """What there is to say about one watch and one entry, below the watch's name."""
    if one.match:
        said = reasons(one.match)
        yield Line(said, quotes=_quoted(said, one.match))
    else:
        # The reasons of a match say it themselves.
        for keyword, concept in vocabulary.widened(one.watch, packs).items():
            yield Line(vocabulary.widening(packs, keyword, concept))
        yield from map(Line, one.reasons)
    for weighed in one.concepts:
        yield from _of_concept(weighed)


def _quoted(said: str, match: Match) -> Places:
    """Where the reasons of a match name words of the entry: in quotes, or with what they weigh."""
    words = {span.text for span in (*match.spans, *match.against) if span.text}
    longest_first = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    if not words:
        return ()
    found = re.finditer(rf"(?:(?<=“)|(?<=: )|(?<=· ))(?:{longest_first})(?=”| [+−]\d)", said, re.I)
    return tuple(each.span() for each in found)


def _of_concept(one: Weighed) -> Iterator[Line]:
    name = one.concept.name
    if one.score is None:
        yield Line(f"@{name} needs {one.concept.needs}", "sum")
        return
    strong = f"; strong from {weight(one.concept.strong)} on" if one.score >= 0 else ""
    strong = ", so it is strong" if one.is_strong else strong
    yield Line(
        f"@{name} comes to {weight(one.score)} and needs 0{strong}; it starts at {weight(one.concept.bias)}", "sum"
    )
    yield from map(_of_piece, one.pieces)
    if one.deep:
        why = (
            "there is only a title, or a line for one, which stands for the text too"
            if one.is_title_alone
            else "in a long text, which speaks of many things"
        )
        yield Line(f"{weight(one.deep)}  {why}", "against", indent=_DEEPER)
    if one.score < one.concept.strong and one.lacking:
        missing = " · ".join(f"{name} {weight(value)}" for name, value in one.lacking)
        yield Line(f"what would count most and is not there: {missing}", "lacking", indent=_DEEPER)


def _of_piece(piece: Piece) -> Line:
    told = piece.texts[:_WORDS]
    more = f" and {len(piece.texts) - _WORDS} more" if len(piece.texts) > _WORDS else ""
    lead = f"{weight(piece.weight)}  {piece.zone:5}  {piece.name}: "
    tone: Tone = "for" if piece.weight >= 0 else "against"
    return Line(f"{lead}{', '.join(told)}{more}", tone, tuple(_places(told, len(lead))), _DEEPER)


def _places(words: Iterable[str], at: int) -> Iterator[tuple[int, int]]:
    """Where words stand that follow each other from `at` on, a comma and a blank between them."""
    for word in words:
        yield at, at + len(word)
        at += len(word) + 2
