"""Why an entry matches, in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from monitor.model import Match, Span

ARROW = " → "
"""Between a keyword and the concept that it is widened to."""
CONCEPT = "concept:"
"""What a reason begins with that is the name of a concept."""
_MOST = 8
"""Pieces of evidence that are told one by one."""


def reasons(match: Match) -> str:
    """What made a match: for a concept the evidence, heaviest first, then what counts against it; for keywords where
    each wording stands: “Scam-hubs” (scam hub) in title and summary, “遣返” 3 times in summary.
    """
    return "; ".join([*_of_concepts(match), *_of_keywords(match.spans)])


def weight(value: float) -> str:
    """What a piece of evidence counts for: +2.1 or −1.9."""
    return f"{value:+.1f}".replace("-", "−")


def widened(keyword: str, concept: str) -> str:
    """A keyword and what it stands for: scam hubs → @scam_hubs."""
    return f"@{concept}" if "@" in keyword or "＠" in keyword else f"{keyword}{ARROW}@{concept}"


def _of_concepts(match: Match) -> Iterator[str]:
    told = {span.why: span.term for span in reversed(match.spans) if span.why.startswith(CONCEPT)}
    for why, keyword in reversed(told.items()):
        pro = _summed(span for span in match.spans if span.why == why)
        con = _summed(span for span in match.against if span.why == why)
        pieces = _heaviest(pro) + [f"{text} {weight(value)}" for text, value in sorted(con, key=lambda one: one[1])]
        yield f"{widened(keyword, why.removeprefix(CONCEPT))}: {' · '.join(pieces)}"


def _summed(spans: Iterable[Span]) -> list[tuple[str, float]]:
    """Each wording once, with all that it counts for."""
    wordings: dict[str, tuple[str, float]] = {}
    for span in spans:
        text, value = wordings.get(span.text.casefold(), (span.text, 0.0))
        wordings[span.text.casefold()] = (text, value + span.weight)
    return list(wordings.values())


def _heaviest(evidence: list[tuple[str, float]]) -> list[str]:
    """The evidence for a concept; what weighs next to nothing is told only where nothing weighs more."""
    heavy = [one for one in evidence if weight(one[1]) not in ("+0.0", "−0.0")]
    if not heavy:
        return [f"“{text}”" for text, _ in evidence[:_MOST]]
    heavy.sort(key=lambda one: -one[1])
    said = [f"{text} {weight(value)}" for text, value in heavy[:_MOST]]
    rest = heavy[_MOST:]
    return [*said, f"{len(rest)} more {weight(sum(value for _, value in rest))}"] if rest else said


def _of_keywords(spans: Sequence[Span]) -> Iterator[str]:
    places: dict[str, Counter[str]] = {}
    for span in spans:
        if not span.why.startswith(CONCEPT):
            term = "" if span.text.casefold() == span.term.casefold() else f" ({span.term})"
            places.setdefault(f"“{span.text}”{term}", Counter())[span.field] += 1
    return (f"{wording}{_where(fields)}" for wording, fields in places.items())


def _where(fields: Counter[str]) -> str:
    count = fields.total()
    times = f" {count} times" if count > len(fields) else ""
    names = list(fields)
    return f"{times} in {', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else f"{times} in {names[0]}"
