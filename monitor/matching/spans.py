"""Hits become spans: places in an entry's shown text with the term, the reason and what they count for."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

import regex

from monitor.matching import query
from monitor.matching.evidence import Counted, Verdict
from monitor.matching.fold import tokens
from monitor.matching.reading import ABOUT, SHOWN, Hit, Leaf, Reading
from monitor.model import Entry, Level, Span

CONCEPT = "concept:"
TELLING = 0.5
"""What a word of a concept must count for at least to be marked: beside "deported", "Monday" and "42" tell nothing."""
_SENTENCE_END = regex.compile(r"[.!?]+(?:\s+|$)|[。！？။។]+\s*|\n\n")
_Place = tuple[str, int, int]


def spans_of(hits: Sequence[Hit], node: query.Node, keyword: str, reading: Reading) -> Iterator[Span]:
    """A span for every leaf of a keyword's hits; `keyword` is what the user wrote."""
    is_near = not isinstance(node, query.Phrase) and any(isinstance(each, query.Near) for each in query.walk(node))
    for leaf in dict.fromkeys(leaf for hit in hits for leaf in hit.leaves):
        yield _span(leaf, keyword if leaf.how.startswith(CONCEPT) else leaf.term, reading, "near" if is_near else "")


def joined_up(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in text order, none inside another; the weight of what lies inside goes to what holds it."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (_order(span.field), span.start, -span.end)):
        last = kept[-1] if kept else None
        if last is None or last.field != span.field or span.end > last.end:
            kept.append(span)
        elif (span.start, span.end, span.why) != (last.start, last.end, last.why):
            kept[-1] = replace(last, weight=round(last.weight + span.weight, 3))
    return tuple(kept)


def weighed(spans: Iterable[Span], verdicts: Iterable[Verdict], reading: Reading) -> list[Span]:
    """The spans with what each counts for in the verdicts."""
    weights: dict[tuple[str, int, int, str], float] = {}
    for verdict in verdicts:
        why = CONCEPT + verdict.concept.name
        for leaf, weight in _shares(verdict.counted):
            key = (*_place(leaf, reading), why)
            weights[key] = weights.get(key, 0.0) + weight
    return [_heavier(span, weights.pop((span.field, span.start, span.end, span.why), 0.0)) for span in spans]


def _heavier(span: Span, weight: float) -> Span:
    return replace(span, weight=round(weight, 3)) if weight or span.weight else span


def telling(spans: Sequence[Span], concepts: Collection[str]) -> list[Span]:
    """The spans without those that count for little in concepts which are keywords by themselves."""
    whys = {CONCEPT + name for name in concepts}
    heavy = [span for span in spans if span.why not in whys or span.weight >= TELLING]
    return heavy or list(spans)


def against(verdicts: Iterable[Verdict], reading: Reading) -> tuple[Span, ...]:
    """What speaks against the concepts, heaviest first."""
    found: dict[tuple[str, int, int, str], Span] = {}
    for verdict in verdicts:
        for counted in verdict.counted:
            if counted.weight < 0:
                span = _span(counted.hits[0].leaves[-1], counted.evidence.name, reading)
                key = (span.field, span.start, span.end, verdict.concept.name)
                weight = round(counted.weight + (found[key].weight if key in found else 0.0), 3)
                found[key] = replace(span, why=CONCEPT + verdict.concept.name, weight=weight)
    return tuple(sorted(found.values(), key=lambda span: (span.weight, _order(span.field), span.start)))


def level(spans: Sequence[Span], verdicts: Collection[Verdict], entry: Entry) -> Level:
    """Strong in the title, in the first two sentences, or twice in the body, else likely; a concept says for itself."""
    own = [span for span in spans if not span.why.startswith(CONCEPT)]
    if verdicts and not own:
        return "strong" if any(verdict.is_strong for verdict in verdicts) else "likely"
    body = [span for span in own if span.field != "title"]
    if len(body) != 1:
        return "strong"
    span = body[0]
    if span.field not in ("summary", "content"):
        return "strong"
    if span.field == "content" and entry.summary:
        return "likely" if len(own) == 1 else "strong"
    return "strong" if len(own) > 1 or span.start < _second_sentence_end(getattr(entry, span.field)) else "likely"


def _shares(counted: Iterable[Counted]) -> Iterator[tuple[Leaf, float]]:
    """What each leaf has of the weight of the evidence in whose first hit it stands."""
    for each in counted:
        if each.weight > 0:
            leaves = dict.fromkeys(each.hits[0].leaves)
            for leaf in leaves:
                yield leaf, each.weight / len(leaves)


def _span(leaf: Leaf, term: str, reading: Reading, why: str = "") -> Span:
    field, start, end = _place(leaf, reading)
    shown = reading.text[reading.starts[leaf.first] : reading.ends[leaf.last - 1]]
    reason = leaf.how or why or _why(shown, leaf, reading.words, term)
    return Span(field, start, end, shown, term, reason)


def _place(leaf: Leaf, reading: Reading) -> _Place:
    """The name of the field in which a leaf stands, and from where to where in it."""
    field = reading.fields[leaf.field]
    return field.name, reading.starts[leaf.first] - field.offset, reading.ends[leaf.last - 1] - field.offset


def _why(shown: str, leaf: Leaf, words: Sequence[str], term: str) -> str:
    if shown == term:
        return "exact"
    found = tokens(term)
    return "fold" if list(words[leaf.first : leaf.last]) == found.words else "stem"


def _order(field: str) -> int:
    return (SHOWN + ABOUT).index(field)


def _second_sentence_end(text: str) -> int:
    ends = _SENTENCE_END.finditer(text)
    next(ends, None)
    second = next(ends, None)
    return second.end() if second else len(text)
