"""Hits become spans: places in an entry's shown text with the term, the reason and what they count for."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

import regex

from monitor.matching import query
from monitor.matching.evidence import Counted, Verdict
from monitor.matching.fold import tokens
from monitor.matching.reading import ABOUT, SHOWN, Hit, Leaf, Reading
from monitor.matching.why import CONCEPT
from monitor.model import Entry, Level, Span

TELLING = 0.5
"""What a word of a concept must count for at least to be marked: beside "deported", "Monday" and "42" tell nothing."""
# What a full stop stands behind that ends no sentence: an initial, a title, a month, a unit; the day of a German date.
_SHORT = (
    r"\p{Lu}|Mr|Mrs|Ms|Dr|St|Lt|Gen|Brig|Pol|Col|Sgt|Maj|Capt|Cpl|Cmdr|Adm|Insp|Supt|Prof|Gov|Sen|Rep|Hon|Jan|Feb|Aug"
    r"|Sept|Sep|Oct|Nov|Dec|No|Nos|vs|Inc|Ltd|Co|Corp|Rs|TP|PT|Tbk|Sdn|Bhd|डॉ|г|ул|тыс|млн"
    r"|(?:[Aa]m|[Dd]en|[Vv]om|[Bb]is) \d+"
)
# What follows a run of signs is looked at once a run, not from each of its signs: there may be thousands. Behind a date
# such as "am 5." the second sign may still end a sentence.
_SENTENCE_END = regex.compile(
    rf"(?<![.!?…]{{2}})(?<!\b(?:{_SHORT}))[.!?…]++[\"'”’)\]]*+(?:\s+(?!\p{{Ll}})|$)"
    r"|(?<![!?…])[!?…]++(?:\s+(?!\p{Ll})|$)|(?<![۔؟])[۔؟]++[\"'”’)\]]*+(?:\s+|$)|[。！？។៕।॥]+\s*|\n\n"
)
_NO_SENTENCES = regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}]")
"""Scripts whose writers set no full stops, or few."""
_TWO_SENTENCES = 250
"""Code points that count as two sentences there."""
_EXCERPT, _HEAD = 60, 500
"""Code points with which a summary begins that is an excerpt of the content, and those of the content among which they
stand: a caption or a dateline may come first."""
_Place = tuple[str, int, int]
"""The name of a field, and from where to where in it, in code points."""


def spans_of(hits: Sequence[Hit], node: query.Node, keyword: str, reading: Reading) -> Iterator[Span]:
    """A span for every leaf of a keyword's hits; `keyword` is what the user wrote."""
    is_near = not isinstance(node, query.Phrase) and any(isinstance(each, query.Near) for each in query.walk(node))
    for leaf in dict.fromkeys(leaf for hit in hits for leaf in hit.leaves):
        yield _span(leaf, keyword if leaf.how.startswith(CONCEPT) else leaf.term, reading, "near" if is_near else "")


def joined_up(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in text order, none inside another; the weight of what lies inside goes to what holds it, if both speak for
    the same; of two concepts the one for which it counts for more is told."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (_order(span.field), span.start, -span.end)):
        last = kept[-1] if kept else None
        if last is None or last.field != span.field or span.end > last.end:
            kept.append(span)
        elif span.why == last.why and (span.start, span.end) != (last.start, last.end):
            kept[-1] = replace(last, weight=round(last.weight + span.weight, 3))
        elif span.weight > last.weight and last.why.startswith(CONCEPT) and span.why != last.why:
            kept[-1] = replace(last, term=span.term, why=span.why, weight=span.weight)
    return tuple(kept)


def weighed(spans: Iterable[Span], verdicts: Iterable[Verdict], reading: Reading) -> list[Span]:
    """The spans with what each counts for in the verdicts."""
    weights: dict[tuple[str, int, int, str], float] = {}
    for verdict in verdicts:
        why = CONCEPT + verdict.concept.name
        for leaf, weight in _shares(verdict.counted):
            key = (*place_of(leaf, reading), why)
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
            if counted.weight < 0 and counted.hits:
                span = _span(counted.hits[0].leaves[-1], counted.evidence.name, reading)
                key = (span.field, span.start, span.end, verdict.concept.name)
                weight = round(counted.weight + (found[key].weight if key in found else 0.0), 3)
                found[key] = replace(span, why=CONCEPT + verdict.concept.name, weight=weight)
    return tuple(sorted(found.values(), key=lambda span: (span.weight, _order(span.field), span.start)))


def mentions(node: query.Node, hits: Callable[[query.Node], Sequence[Hit]], judged: Collection[str] = ()) -> list[Hit]:
    """The places that tell how often an entry speaks of what a query looks for: of an AND those of its rarest part.

    The concepts that are `judged` say for themselves how plain it is.
    """
    match node:
        case query.And(nodes):
            parts = [each for each in nodes if not isinstance(each, query.Not)]
            # Who wrote it and where it stands tell nothing of how often it is spoken of.
            parts = [each for each in parts if not (isinstance(each, query.Field) and each.name in ABOUT)] or parts
            return min((mentions(each, hits, judged) for each in parts), key=len, default=[])
        case query.Or(nodes):
            return [hit for each in nodes for hit in mentions(each, hits, judged)]
        case query.Concept(name) if name in judged:
            return []
    return [*hits(node)]


def level(told: Sequence[_Place], verdicts: Collection[Verdict], entry: Entry) -> Level:
    """Strong in the title, in the first two sentences, or twice in the body, else likely; a concept says for itself.

    `told` has each place where a keyword other than a concept is spoken of.
    """
    if verdicts and not told:
        return "strong" if any(verdict.is_strong for verdict in verdicts) else "likely"
    again = _is_excerpt(entry)
    body = [place for place in told if not (again and place[0] == "summary")]
    if _is_twice(body) or any(field not in ("summary", "content") for field, _, _ in told):
        return "strong"
    return "strong" if any(_is_leading(field, start, entry) for field, start, _ in told) else "likely"


def _is_twice(places: Sequence[_Place]) -> bool:
    """Whether two of the places do not overlap: a mention that several keywords name is one."""
    first_end = min(((field, end) for field, _, end in places), default=None)
    return first_end is not None and any((field, start) >= first_end for field, start, _ in places)


def _is_excerpt(entry: Entry) -> bool:
    start, head = (" ".join(text[:_HEAD].split()) for text in (entry.summary, entry.content))
    return len(start) >= _EXCERPT and start[:_EXCERPT] in head


def _is_leading(field: str, start: int, entry: Entry) -> bool:
    if field == "content" and entry.summary and not _is_excerpt(entry):
        return False
    return start < _second_sentence_end(getattr(entry, field))


def _shares(counted: Iterable[Counted]) -> Iterator[tuple[Leaf, float]]:
    """What each leaf has of the weight of the evidence in whose first hit it stands."""
    for each in counted:
        if each.weight > 0 and each.hits:
            leaves = dict.fromkeys(each.hits[0].leaves)
            for leaf in leaves:
                yield leaf, each.weight / len(leaves)


def _span(leaf: Leaf, term: str, reading: Reading, why: str = "") -> Span:
    field, start, end = place_of(leaf, reading)
    shown = reading.written(leaf.first, leaf.last)
    reason = leaf.how or why or _why(shown, leaf, reading.words, term)
    return Span(field, start, end, shown, term, reason)


def place_of(found: Hit | Leaf, reading: Reading) -> _Place:
    """The place of a hit or of one of its leaves."""
    field = reading.fields[found.field]
    return field.name, reading.starts[found.first] - field.offset, reading.ends[found.last - 1] - field.offset


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
    end = second.end() if second else len(text)
    has_none = not text.isascii() and _NO_SENTENCES.search(text, 0, _TWO_SENTENCES)
    return min(end, _TWO_SENTENCES) if has_none else end
