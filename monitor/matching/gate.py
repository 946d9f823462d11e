"""The gate in front of the matcher: what an entry's words can at most come to, before any of it is weighed."""

from dataclasses import dataclass
from typing import NamedTuple

from monitor.matching import query
from monitor.matching.clauses import Clauses, clauses, meets, union
from monitor.matching.evidence import Judged
from monitor.matching.lexicon import Lexicon
from monitor.matching.terms import Slots


class Gain(NamedTuple):
    """What a piece of evidence can add to the score, or take off it."""

    title: float
    body: float
    needed: Clauses
    """What it cannot do without."""
    apart: bool
    """Whether some of that may stand in the title while the rest is in the body."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that an entry's evidence for a concept can come to, by the words that it may hold."""

    bias: float
    needs: Clauses
    gains: tuple[Gain, ...]
    losses: tuple[Gain, ...] = ()
    """What speaks against it; only what needs no words to stand together is sure to count."""

    def holds(self, slots: Slots, *, short: bool) -> bool:
        """Whether an entry that holds such words can be about the concept; `short` is one that is read as a whole."""
        title, body, sure_title, sure_body = slots
        anywhere = title | body
        if not meets(anywhere, self.needs):
            return False
        # Loops written out: this is asked of every concept for every entry.
        missing, sure = -self.bias, sure_title | sure_body
        for loss in self.losses:
            if loss.title and meets(sure_title, loss.needed):
                missing -= loss.title
            if short and loss.body and meets(sure if loss.apart else sure_body, loss.needed):
                missing -= loss.body if not loss.apart or sure_body & union(loss.needed) else 0.0
        for in_title, in_body, needed, apart in self.gains:
            where = anywhere if apart else body
            if in_title:
                for clause in needed:
                    if not title & clause:
                        break
                else:
                    missing -= in_title
            if in_body:
                for clause in needed:
                    if not where & clause:
                        break
                else:
                    missing -= in_body
            if missing <= 0:
                return True
        return missing <= 0


def ceiling(one: Judged, lexicon: Lexicon) -> Ceiling:
    """The ceiling of a concept; without evidence, any of its words reaches it."""
    if not one.evidence:
        return Ceiling(-1.0, (), (Gain(0.0, 1.0, (1 << lexicon.slot(one.concept.name),), True),))
    gains, losses = [], []
    for evidence, nodes in one.evidence:
        gain = Gain(max(0.0, evidence.title), max(0.0, evidence.body), lexicon.needed(nodes), len(nodes) > 1)
        if gain.title or gain.body:
            gains.append(gain)
        if evidence.against and all(isinstance(node, query.Concept) and lexicon.bits(node) for node in nodes):
            losses.append(Gain(min(0.0, evidence.title), min(0.0, evidence.body), gain.needed, gain.apart))
    needs = clauses(one.needs, lexicon.bits) if one.needs is not None else ()
    ordered = sorted(gains, key=lambda gain: -gain.title - gain.body)
    return Ceiling(one.concept.bias, needs, tuple(ordered), tuple(losses))
