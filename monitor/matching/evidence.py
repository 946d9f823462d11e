"""Whether an entry is about a concept: evidence for and against it, weighed and added up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from monitor.matching import query
from monitor.matching.clauses import single, union
from monitor.matching.packs import Concept, Evidence
from monitor.matching.parts import Parts
from monitor.matching.reading import LEAD, TITLE, Hit, Reading

# Beyond these a score is only what is lost where numbers with a point are added up.
_DIGITS = 6
_Pair = tuple[str, str, float, float, bool]
# Passages as bits: the title's, and those of the first two passages of the body.
_IN_TITLE, _LEADING = 1, 0b110
TITLE_ALONE = 1.3
"""What the text counts for less where a title that is alone has to stand for it (measured: with the titles of the
labelled entries alone a third to two thirds more are found, nine in ten of them rightly)."""


@dataclass(frozen=True)
class Judged:
    """A concept with its queries parsed."""

    concept: Concept
    needs: query.Node | None
    evidence: tuple[tuple[Evidence, tuple[query.Node, ...]], ...]
    """Each piece with the things that it takes: the parts of an AND may stand apart, one of them in the title."""

    @cached_property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """For each piece the concepts that it takes; nothing for a piece that takes other things too."""
        return tuple(
            tuple(node.name for node in nodes if isinstance(node, query.Concept)) * all(map(_is_concept, nodes))
            for _, nodes in self.evidence
        )

    @cached_property
    def pairs(self) -> tuple[_Pair, ...] | None:
        """The evidence as one concept or two, what it counts for in title and body, and whether that is against; None
        where some is other."""
        if any(not 1 <= len(names) <= 2 for names in self.names):
            return None
        weights = ((each.title, each.body, each.against) for each, _ in self.evidence)
        return tuple((names[0], names[-1], *said) for names, said in zip(self.names, weights, strict=True))

    @cached_property
    def taken(self) -> frozenset[str]:
        """All concepts that the evidence takes."""
        return frozenset(name for names in self.names for name in names)


def _is_concept(node: query.Node) -> bool:
    return isinstance(node, query.Concept)


@dataclass(frozen=True, slots=True)
class Counted:
    """A piece of evidence that counted, and where it was found."""

    evidence: Evidence
    zone: str
    """title or body."""
    weight: float
    hits: tuple[Hit, ...]
    words: tuple[str, ...] = ()
    """What it was found in where that is no place of its own."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the evidence for a concept came to."""

    concept: Concept
    score: float
    """From 0 on the entry is about it."""
    is_leading: bool
    """Whether the title or the beginning of the text speaks for it."""
    counted: tuple[Counted, ...]
    by_title: float
    """What the score would be by the title alone."""
    by_body: float
    """What it would be by what is behind the title alone."""

    def holds_in(self, fields: frozenset[int]) -> bool:
        """Whether these fields say so by themselves: the title, or what is behind it."""
        if 0 not in fields:
            return self.by_body >= 0
        return (self.by_title if fields == {0} else self.score) >= 0

    @property
    def is_strong(self) -> bool:
        """Whether that is plain from what stands first."""
        return self.score >= self.concept.strong and self.is_leading


def judged(concept: Concept) -> Judged:
    """A concept made ready to be judged. Raises query.QueryError for a query that is none."""
    needs = query.parsed(concept.needs) if concept.needs else None
    return Judged(concept, needs, tuple((each, _things(query.parsed(each.query))) for each in concept.evidence))


def _things(node: query.Node) -> tuple[query.Node, ...]:
    return node.nodes if isinstance(node, query.And) else (node,)


def verdict(one: Judged, parts: Parts, reading: Reading, *, thorough: bool = False) -> Verdict | None:
    """What an entry's evidence for a concept comes to; None where what it needs is missing.

    Where it does not hold, None too, unless it is to be `thorough`.
    """
    alone, less, share = reading.is_title_alone, one.concept.long * reading.doublings, reading.title_share
    if not thorough and one.pairs is not None:
        enough = less - opinion_of(one.concept, parts)
        if round(_score(one.pairs, one, parts, share, short=reading.is_short, alone=alone) - enough, _DIGITS) < 0:
            return None
    seen = observed(one, parts, reading)
    if seen is None:
        return None
    concept, evidence, opinion = one.concept, [each for each, _ in one.evidence], opinion_of(one.concept, parts)

    bodies = seen.bodies()
    if alone:
        bodies = {LEAD: _stood_for(bodies[LEAD])}
    counts = not alone or bodies[LEAD] > 0
    start = max(bodies, key=bodies.__getitem__)
    title = sum(evidence[at].title for at in seen.title())
    score = round(concept.bias + share * title + bodies[start] - less + opinion, _DIGITS)
    if score < 0 and not thorough:
        return None
    counted = (
        *_of_title(evidence, seen, share),
        *(_of_body(evidence, seen, start) if counts else ()),
        *_worded(concept.name, opinion, parts),
    )
    # A title that by itself is about something else leads nobody to what stands deep in the text.
    leading = start == LEAD or concept.bias + title >= 0
    # A title that is alone, and what says it again, is all that there is.
    by_title = score if alone else round(concept.bias + title, _DIGITS)
    by_body = score if alone else round(concept.bias + bodies[start] - less + opinion, _DIGITS)
    return Verdict(concept, score, leading, counted, by_title, by_body)


def opinion_of(concept: Concept, parts: Parts) -> float:
    """What the wording of an entry as a whole adds to its score for a concept, or takes off it."""
    return 0.0 if concept.wording is None else parts.wording.opinion(concept.name, concept.wording)


def _worded(name: str, opinion: float, parts: Parts) -> Iterator[Counted]:
    """The wording as a piece of evidence, where it says anything."""
    if opinion:
        evidence = Evidence("its wording as a whole", "", opinion, opinion, opinion < 0)
        yield Counted(evidence, "body", opinion, (), parts.wording.words(name, opinion))


def _stood_for(text: float) -> float:
    """What a text counts for that is the title over again."""
    return max(text - TITLE_ALONE, 0.0)


def _score(pairs: Sequence[_Pair], one: Judged, parts: Parts, share: float, *, short: bool, alone: bool) -> float:
    """The score but for what is taken off for the text's length, in a fraction of the time that it takes to tell what
    counted for it; `share` is what the title counts for, a short text is all in its title and one passage, a title
    `alone` is both."""
    find = parts.standing(one.taken).get
    title, lead, starts = 0.0, 0.0, 0
    bodies: dict[int, float] = {}
    for first, second, in_title, in_body, against in pairs:
        if (here := find(first)) and (there := find(second)):
            apart_in_title, apart = True, True
            if not against and first != second:
                apart_in_title, apart = parts.apart(first, second)
            if apart_in_title and here & there & _IN_TITLE:
                title += in_title
            if not apart:
                continue
            if short:
                if (here | there) & _LEADING:
                    lead += in_body
                continue
            starts |= (here | there) >> 1 | (here | there) >> 2
            windows = _windows((here, there), against)
            bodies[windows] = bodies.get(windows, 0.0) + in_body
    text = lead if short else _best(bodies, starts, one.concept.deep)
    return one.concept.bias + share * title + (_stood_for(text) if alone else text)


def _windows(several: Sequence[int], against: bool) -> int:
    """The passages from which on evidence counts, as bits, the lead the lowest, by those of each thing that it takes;
    all of them for what speaks `against` in the lead."""
    if against and several[0] & _LEADING:
        return -1
    inside, anywhere = 0, -1
    for passages in several:
        windows = passages >> 1 | passages >> 2
        inside |= windows
        anywhere &= windows | -(passages & _IN_TITLE)
    return inside & anywhere


def _best(bodies: Mapping[int, float], starts: int, deep: float) -> float:
    """The most that evidence adds up to from the lead on or, less what is lost there, from one of the later `starts`;
    `bodies` has the weights by the passages, as bits, from which on they count."""
    best, start = sum(weight for windows, weight in bodies.items() if windows & 1), 1
    while start <= starts >> 1:
        start <<= 1
        if starts & start:
            best = max(best, sum(weight for windows, weight in bodies.items() if windows & start) - deep)
    return best


class Observed:
    """Where the evidence stands, by its number in the pack."""

    def __init__(self, one: Judged, parts: Parts, reading: Reading) -> None:
        """Nothing has been looked at yet."""
        self._one, self._parts, self._reading = one, parts, reading
        self.passages: dict[int, list[int]] = {}
        """For each piece of evidence the passages, as bits, of each of the things that it takes."""
        self.not_in_title: set[int] = set()
        """What takes two things that stand there in the same words."""
        self.not_in_body: set[int] = set()
        """What does so wherever one of the two is behind the title."""

    def add(self, at: int, passages: list[int]) -> None:
        """Take a piece of evidence, found in those passages."""
        self.passages[at] = passages
        evidence, names = self._one.evidence[at][0], {*self._one.names[at]}
        if len(names) == 2 and not evidence.against:
            in_title, in_body = self._parts.apart(*names)
            self.not_in_title |= set() if in_title else {at}
            self.not_in_body |= set() if in_body else {at}

    def title(self) -> set[int]:
        """The evidence that the title holds."""
        counts = self.passages.keys() - self.not_in_title
        return {at for at in counts if all(passages & _IN_TITLE for passages in self.passages[at])}

    def window(self, start: int) -> set[int]:
        """The evidence of the two passages from `start` on; of several things one may stand in the title."""
        return {at for at in self.passages.keys() - self.not_in_body if self._windows(at) >> start & 1}

    def bodies(self) -> dict[int, float]:
        """What the evidence of two passages adds up to, by the first of them."""
        deep = self._one.concept.deep
        found = {start: -deep if start > LEAD else 0.0 for start in self.starts()}
        for at in self.passages.keys() - self.not_in_body:
            if weight := self._one.evidence[at][0].body:
                windows = self._windows(at)
                for start in found:
                    if windows >> start & 1:
                        found[start] += weight
        return found

    def _windows(self, at: int) -> int:
        """The passages from which on a piece of evidence counts, as bits."""
        return _windows(self.passages[at], self._one.evidence[at][0].against)

    def starts(self) -> list[int]:
        """The passages from which on evidence may add up, from the lead downwards."""
        passages = union(passages for each in self.passages.values() for passages in each)
        return [start.bit_length() - 1 for start in single(1 | passages >> 1 | passages >> 2)]

    def hits(self, at: int, near: set[int]) -> list[list[Hit]]:
        """The hits of each of the things that a piece of evidence takes, in those passages, or else wherever it has."""
        found = [self._parts.evaluation.hits(node) for node in self._one.evidence[at][1]]
        inside = [[hit for hit in hits if self._reading.passage(hit.first) in near] for hits in found]
        return [some or list(hits) for some, hits in zip(inside, found, strict=True)]


def observed(one: Judged, parts: Parts, reading: Reading) -> Observed | None:
    """The evidence for and against a concept that an entry holds; None where what it needs is missing."""
    if one.needs is not None and not _holds(one.needs, parts):
        return None
    seen, find = Observed(one, parts, reading), parts.standing(one.taken).get
    for at, names in enumerate(one.names):
        if names:
            passages = [found for name in names if (found := find(name))]
        else:
            passages = [_passages(node, parts, reading) for node in one.evidence[at][1]]
        if passages and 0 not in passages and (not names or len(passages) == len(names)):
            seen.add(at, passages)
    return seen


def _passages(node: query.Node, parts: Parts, reading: Reading) -> int:
    """The passages in which a query of a pack is satisfied, as bits."""
    if isinstance(node, query.Concept):
        return parts.passages(node.name)
    return reading.passages(hit.first for hit in parts.evaluation.hits(node))


def _holds(node: query.Node, parts: Parts) -> bool:
    match node:
        case query.Concept(name):
            return bool(parts.passages(name))
        case query.And(nodes):
            return all(_holds(each, parts) for each in nodes)
        case query.Or(nodes):
            return any(_holds(each, parts) for each in nodes)
    return parts.evaluation.holds(node)


def _of_title(evidence: Sequence[Evidence], seen: Observed, share: float) -> Iterator[Counted]:
    for at in sorted(seen.title()):
        if weight := share * evidence[at].title:
            yield Counted(evidence[at], "title", weight, _together(seen.hits(at, {TITLE})))


def _of_body(evidence: Sequence[Evidence], seen: Observed, start: int) -> Iterator[Counted]:
    for at in sorted(seen.window(start)):
        if weight := evidence[at].body:
            # Of several things one may stand in the title.
            near = {start, start + 1, TITLE} if len(seen.passages[at]) > 1 else {start, start + 1}
            yield Counted(evidence[at], "body", weight, _together(seen.hits(at, near)))


def _together(each: list[list[Hit]]) -> tuple[Hit, ...]:
    """The hits of all things that a piece of evidence takes; the first has a leaf of each of them."""
    if len(each) == 1:
        return tuple(each[0])
    leaves = tuple(leaf for hits in each for leaf in hits[0].leaves)
    first = each[0][0]
    return (Hit(first.field, first.first, first.last, leaves), *(hit for hits in each for hit in hits[1:]))
