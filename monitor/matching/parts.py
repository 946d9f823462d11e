"""Where in one entry the words of the packs stand, concept by concept."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from monitor.matching import query
from monitor.matching.clauses import Clauses, meets, union
from monitor.matching.evaluate import Evaluation
from monitor.matching.hits import are_two, longest, taken, unmasked
from monitor.matching.lexicon import NUMBER, Lexicon
from monitor.matching.lookup import Slots, Window
from monitor.matching.pack_queries import own_slot
from monitor.matching.patterns import Patterns
from monitor.matching.reading import SHOWN, Hit, Leaf, Reading
from monitor.matching.terms import Slot

NEAR_WORDS = 6
"""Within how many words a veto of a pack cancels an occurrence."""


class Parts:
    """Where in one entry the words for each concept stand."""

    def __init__(self, lexicon: Lexicon, reading: Reading, patterns: Patterns) -> None:
        self._reading, self._lexicon = reading, lexicon
        self._language = lexicon.language(reading.language or "en")
        self._seen = self._language.vocabulary.found(reading)
        self._hits: dict[str, tuple[Hit, ...]] = {}
        self.evaluation = Evaluation(reading, self._of_phrase, self._of_concept, patterns)

    @cached_property
    def slots(self) -> Slots:
        """The slots whose words may stand there, and whose surely do: neither masked nor vetoed."""
        title, body, sure_title, sure_body = self._seen.slots()
        if self._reading.is_title_alone:
            # It stands for the text, and what speaks against it there counts no more than here.
            body, sure_body = title | body, 0
        vetoed = self._language.vetoed
        sure_title, sure_body = sure_title & ~vetoed, sure_body & ~vetoed
        before = None
        while self._language.implied and before != (title, body):
            before = title, body
            for bit, needed, place in self._language.implied:
                if meets(title | body, needed):
                    title |= bit * meets(title, place)
                    body |= bit * meets(body, place)
        if vetoed & self._lexicon.composite:
            return Slots(title, body)
        return Slots(title, body, sure_title, sure_body)

    @cached_property
    def windows(self) -> list[Window]:
        """The slots whose words stand in each two passages of the body that follow each other."""
        passages, vetoed = self._seen.by_passage(), self._language.vetoed
        sure = 0 if vetoed & self._lexicon.composite else ~vetoed
        anywhere = self.slots.body
        queries = [each for each in self._language.near if each[0] & anywhere]
        most = max((further for *_, further in queries), default=0)
        found = []
        for at, (may, surely) in enumerate(passages):
            for other in passages[at + 1 : at + 2]:
                may, surely = may | other[0], surely | other[1]
            if queries:
                may |= _begun(queries, may, [each[0] for each in passages[at + 2 : at + 2 + most]])
            found.append((may, surely & sure))
        return found

    def hits(self, name: str) -> tuple[Hit, ...]:
        """The places of a concept's words, in text order, none inside another."""
        if name not in self._hits:
            self._hits[name] = ()  # What a pack's own query says of itself is empty.
            self._hits[name] = self._collect(name) if self._may_stand(name) else ()
        return self._hits[name]

    def passages(self, name: str) -> int:
        """The passages in which a concept's words stand, as bits."""
        bits = self._passages.get(name)
        return self._told(name, self._passages, self._seen.passages, self._begun_in) if bits is None else bits

    def tokens(self, name: str) -> int:
        """The tokens that a concept's words take, as bits."""
        bits = self._tokens.get(name)
        return self._told(name, self._tokens, self._seen.tokens, taken) if bits is None else bits

    def _told(
        self, name: str, known: dict[str, int], seen: Mapping[Slot, int], of: Callable[[Iterable[Hit]], int]
    ) -> int:
        """What is told of a concept by what is told of its hits or, where it is no more than words, of its slots."""
        bits = known.get(name)
        if bits is None:
            bits = known[name] = 0  # As with hits.
            parts = self._language.plain(name)
            if parts is None and self._is_plain_here(name):
                parts = self._lexicon.made_of(name)
            if parts is None:
                bits = of(self.hits(name))
            elif not self._language.is_whole(name):
                bits = seen.get(name, 0) | union(self._told(part, known, seen, of) for part in parts)
            if name == NUMBER:
                bits |= of(map(self._number, self._digits()))
            known[name] = bits
        return bits

    def _is_plain_here(self, name: str) -> bool:
        """Whether nothing in the entry may mask or veto a concept's words, and no query finds more of them."""
        title, body, *_ = self.slots
        if (title | body) & self._language.vetoing(name):
            return False
        return not any(meets(title | body, needed) for _, needed, _ in self._language.exprs.get(name, ()))

    def _begun_in(self, hits: Iterable[Hit]) -> int:
        return self._reading.passages(hit.first for hit in hits)

    @cached_property
    def _passages(self) -> dict[str, int]:
        return self._of_concepts(self._seen.passages)

    @cached_property
    def _tokens(self) -> dict[str, int]:
        return self._of_concepts(self._seen.tokens)

    def _of_concepts(self, seen: Mapping[Slot, int]) -> dict[str, int]:
        """What is told of concepts: of those that are no more than words of their own and of others all at once."""
        found: dict[str, int] = {}
        holders = self._language.holders
        for slot, bits in seen.items():
            for name in holders(slot):
                found[name] = found.get(name, 0) | bits
        return found

    def apart(self, one: str, other: str) -> tuple[bool, bool]:
        """Whether two concepts stand in other words than each other's: in the title; and behind it.

        What speaks for both by the same words says nothing that it does not say for each. Behind the title one of the
        two may stand by itself; a title alone is all the text that there is.
        """
        ours, theirs, title = self.tokens(one), self.tokens(other), (1 << self._reading.fields[0].last) - 1
        in_title = are_two(ours & title, theirs & title)
        if self._reading.is_title_alone:
            return in_title, are_two(ours, theirs)
        ours, theirs = ours & ~title, theirs & ~title
        return in_title, are_two(ours, theirs) if ours and theirs else bool(ours or theirs)

    def _may_stand(self, name: str) -> bool:
        """Whether there is any word that a concept cannot do without."""
        reach = self._lexicon.bits(query.Concept(name))
        return not reach or bool((self.slots.title | self.slots.body) & reach)

    def standing(self, names: Iterable[str]) -> Mapping[str, int]:
        """Concepts and the passages in which their words stand, those with these names among them."""
        known = self._passages
        for name in names:
            if name not in known:
                self.passages(name)
        return known

    def _in_slot(self, name: str) -> list[Hit]:
        # Most slots are empty, and that is known of all at once.
        return self._seen.hits(name) if name in self._seen.passages else []

    def _of_phrase(self, phrase: query.Phrase) -> Sequence[Hit]:
        hits = self._in_slot(own_slot(phrase))
        return sorted(set(hits)) if hits else hits

    def _of_concept(self, concept: query.Concept, fields: frozenset[int]) -> Sequence[Hit]:
        return self.hits(concept.name)

    def _collect(self, name: str) -> tuple[Hit, ...]:
        hits = self._standing(name)
        return self._allowed(name, hits) if hits and name in self._language.vetoes else tuple(hits)

    def _standing(self, name: str) -> list[Hit]:
        """The places of a concept's words, whatever masks or vetoes them."""
        found = [hit for hit in self._in_slot(name) if hit.field < len(SHOWN)]
        if name == NUMBER:
            found += map(self._number, self._digits())
        for node in self._exprs(name):
            found += self.hits(node.name) if isinstance(node, query.Concept) else self.evaluation.hits(node)
        return longest(found) if len(found) > 1 else found

    def cancelled(self, name: str) -> tuple[Hit, ...]:
        """The places of a concept's words that a mask swallows or a veto cancels, in text order."""
        return tuple(hit for hit in self._standing(name) if hit not in self.hits(name))

    def _exprs(self, name: str) -> Iterator[query.Node]:
        title, body, *_ = self.slots
        for node, needed, place in self._language.exprs.get(name, ()):
            if meets(title | body, needed) and (meets(title, place) or meets(body, place)):
                yield node
        yield from self._lexicon.exprs(name)

    def _digits(self) -> Iterator[int]:
        """The tokens that are numbers in digits."""
        end = self._reading.fields[len(SHOWN) - 1].last
        return (at for at, word in enumerate(self._reading.words) if word[0].isdigit() and at < end)

    def _number(self, at: int) -> Hit:
        number = self._reading.field_of(at)
        return Hit(number, at, at + 1, (Leaf(number, at, at + 1, NUMBER),))

    def _allowed(self, name: str, hits: list[Hit]) -> tuple[Hit, ...]:
        """The hits that no mask swallows and no veto cancels; a veto in the title speaks for the summary too."""
        kept = unmasked(hits, self._in_slot(f"{name} mask"))
        vetoes = longest(self._in_slot(f"{name} unless"))
        if not vetoes:
            return tuple(kept)
        of_summary = vetoes[0].field == 0
        return tuple(hit for hit in kept if not ((of_summary and hit.field == 1) or self._is_cancelled(hit, vetoes)))

    def _is_cancelled(self, hit: Hit, vetoes: list[Hit]) -> bool:
        at = bisect_left(vetoes, hit)
        return any(self._reading.distance(hit, veto) <= NEAR_WORDS for veto in vetoes[max(0, at - 2) : at + 2])


def _begun(queries: Sequence[tuple[int, Clauses, int]], may: int, beyond: Sequence[int]) -> int:
    """The slots of the queries that may find a place which begins where such slots are, with those of the passages
    `beyond` for what they reach on to."""
    far, before = union((may, *beyond)), -1
    # What one finds, another may take.
    while far != before:
        before = far
        for bit, place, _ in queries:
            if not far & bit and meets(far, place):
                far |= bit
    taken, found = far & union(bit for bit, *_ in queries), 0
    for bit, place, further in queries:
        if not may & bit and meets(union((may, taken, *beyond[:further])), place):
            found |= bit
    return found
