"""The gate in front of the matcher: what an entry's words can at most come to, before any of it is weighed."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from monitor.matching import query
from monitor.matching.clauses import Clauses, clauses, meets, single, standing, union
from monitor.matching.evidence import Judged
from monitor.matching.lexicon import Lexicon
from monitor.matching.lookup import Slots, Window

_ALWAYS = 1
"""The bit of the slot without a name, which is taken to be filled: what nothing is known of needs no more than that."""
# What is lost where numbers with a point are added up.
_NOTHING = 1e-6


class Gain(NamedTuple):
    """What a piece of evidence can add to the score, or take off it."""

    title: float
    body: float
    needed: tuple[int, int]
    """Two of the clauses that it cannot do without, wherever it stands."""
    place: tuple[int, int]
    """Two of those that the title, or the body, cannot do without for it to stand there."""
    some: int
    """Of these the body cannot do without either, where some of it may stand in the title while the rest is in the
    body; 0 where it stands together."""


def _gained_within(gains: Sequence[tuple[float, int, int, int]], title: int, window: int) -> float:
    """What evidence that the entry has somewhere adds up to in two passages. What the words of a query that takes
    several are, wherever they are, says nothing of a window; what stands in it does.
    """
    gained, both = 0.0, title | window
    for weight, here, there, some in gains:
        if (both & here and both & there and window & some) if some else (window & here and window & there):
            gained += weight
    return gained


class Loss(NamedTuple):
    """What a piece of evidence surely takes off the score where all that it takes stands there."""

    title: float
    body: float
    needed: Clauses


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that an entry's evidence for a concept can come to, by the words that it may hold."""

    bias: float
    deep: float
    """What is taken off where only later passages speak for it."""
    long: float
    """What is taken off each time that a text is twice as long."""
    needs: Clauses
    gains: Mapping[int, Sequence[Gain]]
    """By a slot, as a bit, that they cannot do without, so that most are never looked at; the rest by _ALWAYS."""
    keys: int
    """All of these bits."""
    losses: tuple[Loss, ...]
    """What speaks against it; only what needs no words to stand together is sure to count."""
    against: int
    """The slots of all that does, as bits."""

    def most(self, slots: Slots, is_short: Callable[[], bool], helped: float) -> float:
        """What an entry that holds such words can come to at most, without what its wording adds; minus infinity where
        what it needs is missing.

        `is_short` says whether it is read whole. That is asked, for it allows for what is surely taken off, where the
        entry could hold with the most that its wording may add, `helped`.
        """
        title, body = slots.title | _ALWAYS, slots.body | _ALWAYS
        anywhere = title | body
        if not meets(anywhere, self.needs):
            return -math.inf
        most = self.bias + _NOTHING
        for in_title, in_body, _, (here, there), some in self._met(anywhere):
            if title & here and title & there:
                most += in_title
            if body & some if some else (body & here and body & there):
                most += in_body
        # In the body of a long text it is sure of some passages only, and its title counts for less.
        if most + helped >= 0 and (slots.sure_title | slots.sure_body) & self.against and is_short():
            most += self._lost(slots.sure_title, slots.sure_body)
        return most

    def _met(self, anywhere: int) -> list[Gain]:
        """The evidence whose words the entry holds."""
        return [
            gain
            for key in single(anywhere & self.keys)
            for gain in self.gains[key]
            if anywhere & gain.needed[0] and anywhere & gain.needed[1]
        ]

    def holds_within(
        self, slots: Slots, windows: Sequence[Window], doublings: float, share: float, opinion: float
    ) -> bool:
        """Whether an entry's title, which counts for a `share`, and any two passages of its long body may come to
        enough, by what stands in these; `opinion` is what its wording adds."""
        title, anywhere = slots.title | _ALWAYS, slots.title | slots.body | _ALWAYS
        told, gains = self.long * doublings - self.bias - opinion - _NOTHING, list[tuple[float, int, int, int]]()
        for in_title, in_body, _, (here, there), some in self._met(anywhere):
            if title & here and title & there:
                told -= share * in_title
            gains.append((in_body, here, there, some))
        # What speaks against it in the lead does so everywhere.
        _, lead = windows[0] if windows else (0, 0)
        for number, (may, surely) in enumerate(windows or ((0, 0),)):
            missing = told + (self.deep if number else 0.0) - _gained_within(gains, title, may | _ALWAYS)
            if missing > 0:
                continue
            if not (slots.sure_title | surely | lead) & self.against:
                return True
            if missing <= self._lost(slots.sure_title, surely, lead, share):
                return True
        return False

    def _lost(self, title: int, body: int, lead: int = 0, share: float = 1.0) -> float:
        """What is surely taken off by words that surely stand in the title, which counts for a `share`, in what is
        looked at of the body, and in its lead."""
        lost = 0.0
        for loss in self.losses:
            if meets(title, loss.needed):
                lost += share * loss.title
            # It counts where the first thing that it takes stands, and everywhere if that is in the lead.
            first = loss.needed[0]
            if (body & first and meets(title | body, loss.needed)) or (
                lead & first and meets(title | lead | body, loss.needed)
            ):
                lost += loss.body
        return lost


def ceiling(one: Judged, lexicon: Lexicon) -> Ceiling:
    """The ceiling of a concept that is judged by evidence."""
    gains: dict[int, list[Gain]] = {}
    losses = []
    for evidence, nodes in one.evidence:
        needed = tuple(clause for node in nodes for clause in clauses(node, lexicon.bits))
        place = tuple(clause for node in nodes for clause in standing(node, lexicon.standing_bits))
        gained = max(0.0, evidence.title), max(0.0, evidence.body)
        gain = Gain(*gained, _two(needed), _two(place), _some(nodes, lexicon))
        if gain.title or gain.body:
            gains.setdefault(_key(gain), []).append(gain)
        names = [node.name for node in nodes if isinstance(node, query.Concept) and lexicon.bits(node)]
        if evidence.against and len(names) == len(nodes):
            sure = tuple(map(lexicon.sure_bits, names))
            losses.append(Loss(min(0.0, evidence.title), min(0.0, evidence.body), sure))
    needs = clauses(one.needs, lexicon.bits) if one.needs is not None else ()
    against = union(loss.needed[0] for loss in losses)
    weights = one.concept.bias, one.concept.deep, one.concept.long
    return Ceiling(*weights, needs, gains, union(gains), tuple(losses), against)


def _key(gain: Gain) -> int:
    """A single slot that a gain cannot do without, or _ALWAYS where any of several will do."""
    return next((clause for clause in gain.needed if clause != _ALWAYS and clause.bit_count() == 1), _ALWAYS)


def _two(needed: Clauses) -> tuple[int, int]:
    """The first two clauses: most evidence has no more, and a ceiling may be too high."""
    one, other, *_ = (*needed, _ALWAYS, _ALWAYS)
    return one, other


def _some(nodes: Sequence[query.Node], lexicon: Lexicon) -> int:
    """What a passage must hold a bit of for any of several things to stand in it."""
    places = [standing(node, lexicon.standing_bits) for node in nodes]
    return union(place[0] if place else _ALWAYS for place in places) if len(nodes) > 1 else 0
