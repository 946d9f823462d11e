"""The gate in front of the matcher: what an entry's words can at most come to, before any of it is weighed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from monitor.matching import query
from monitor.matching.clauses import Clauses, clauses, meets, standing, union
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
    gains: tuple[Gain, ...]
    losses: tuple[Loss, ...] = ()
    """What speaks against it; only what needs no words to stand together is sure to count."""
    against: int = 0
    """The slots of all that does, as bits."""

    def holds(self, slots: Slots, is_short: Callable[[], bool], opinion: float = 0.0) -> bool:
        """Whether an entry that holds such words can be about the concept; `is_short` says whether it is read whole,
        `opinion` what its wording adds or takes off."""
        title, body = slots.title | _ALWAYS, slots.body | _ALWAYS
        anywhere = title | body
        if not meets(anywhere, self.needs):
            return False
        missing = -self.bias - opinion - _NOTHING
        # In the body of a long text it is sure of some passages only, and its title counts for less.
        if (slots.sure_title | slots.sure_body) & self.against and is_short():
            missing -= self._lost(slots.sure_title, slots.sure_body)
        return self._gained(title, body, anywhere, missing) >= missing

    def _gained(self, title: int, body: int, anywhere: int, enough: float) -> float:
        """What the evidence can add up to, or a part of it that is enough."""
        # Conditions in a row: this is asked of every concept for every entry.
        gained = 0.0
        for in_title, in_body, (one, other), (here, there), some in self.gains:
            if anywhere & one and anywhere & other:
                if title & here and title & there:
                    gained += in_title
                if body & some if some else (body & here and body & there):
                    gained += in_body
                if gained >= enough:
                    return gained
        return gained

    def holds_within(
        self, slots: Slots, windows: Sequence[Window], doublings: float, share: float, opinion: float = 0.0
    ) -> bool:
        """Whether that is so of an entry's title, which counts for a `share`, and any two passages of its long body, by
        what stands in these."""
        title, anywhere = slots.title | _ALWAYS, slots.title | slots.body | _ALWAYS
        told, gains = self.long * doublings - self.bias - opinion - _NOTHING, []
        for gain in self.gains:
            (one, other), (here, there) = gain.needed, gain.place
            if anywhere & one and anywhere & other:
                if title & here and title & there:
                    told -= share * gain.title
                gains.append((gain.body, here, there, gain.some))
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
    """The ceiling of a concept; without evidence, any of its words reaches it."""
    if not one.evidence:
        own = _two(clauses(query.Concept(one.concept.name), lexicon.bits))
        return Ceiling(-1.0, 0.0, 0.0, (), (Gain(0.0, 1.0, own, _two(()), _ALWAYS),))
    gains, losses = [], []
    for evidence, nodes in one.evidence:
        place = tuple(clause for node in nodes for clause in standing(node, lexicon.standing_bits))
        gained = max(0.0, evidence.title), max(0.0, evidence.body)
        gain = Gain(*gained, _two(lexicon.needed(nodes)), _two(place), _some(nodes, lexicon))
        if gain.title or gain.body:
            gains.append(gain)
        names = [node.name for node in nodes if isinstance(node, query.Concept) and lexicon.bits(node)]
        if evidence.against and len(names) == len(nodes):
            sure = tuple(map(lexicon.sure_bits, names))
            losses.append(Loss(min(0.0, evidence.title), min(0.0, evidence.body), sure))
    needs = clauses(one.needs, lexicon.bits) if one.needs is not None else ()
    ordered = sorted(gains, key=lambda gain: -gain.title - gain.body)
    against = union(loss.needed[0] for loss in losses)
    return Ceiling(one.concept.bias, one.concept.deep, one.concept.long, needs, tuple(ordered), tuple(losses), against)


def _two(needed: Clauses) -> tuple[int, int]:
    """The first two clauses: most evidence has no more, and a ceiling may be too high."""
    one, other, *_ = (*needed, _ALWAYS, _ALWAYS)
    return one, other


def _some(nodes: Sequence[query.Node], lexicon: Lexicon) -> int:
    """What a passage must hold a bit of for any of several things to stand in it."""
    places = [standing(node, lexicon.standing_bits) for node in nodes]
    return union(place[0] if place else _ALWAYS for place in places) if len(nodes) > 1 else 0
