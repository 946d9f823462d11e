"""Where in one entry the words of the packs stand, concept by concept."""

import math
import weakref
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from monitor.matching import query
from monitor.matching.clauses import Clauses, meets, single, union
from monitor.matching.evaluate import Evaluation
from monitor.matching.hits import are_two, longest, taken, unmasked
from monitor.matching.lexicon import NUMBER, Lexicon
from monitor.matching.lookup import Slots, Window
from monitor.matching.pack_queries import own_slot
from monitor.matching.patterns import Patterns
from monitor.matching.reading import SHOWN, WORD, Hit, Leaf, Reading
from monitor.matching.terms import Slot
from monitor.matching.wording import Wording

NEAR_WORDS = 6
"""Within how many words a veto of a pack cancels an occurrence."""


class Parts:
    """Where in one entry the words for each concept stand."""

    def __init__(self, lexicon: Lexicon, reading: Reading, patterns: Patterns) -> None:
        self._reading, self._lexicon = reading, lexicon
        self._language = lexicon.language(reading.spoken or "en")
        self._seen = self._language.vocabulary.found(reading)
        self._hits: dict[str, tuple[Hit, ...]] = {}
        self._passages: dict[str, int] = {}
        self._tokens: dict[str, int] = {}
        # Held weakly, so that all that was found in an entry goes with it: what holds itself waits for the garbage
        # collector, which takes a twentieth of a worker's time then (measured).
        its = weakref.proxy(self)
        self.evaluation = Evaluation(
            reading, lambda phrase: its._of_phrase(phrase), lambda concept, _: its.hits(concept.name), patterns
        )

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
            anywhere = title | body
            for first in (0, *single(anywhere & self._language.implying)):
                for bit, others, place in self._language.implied.get(first, ()):
                    if meets(anywhere, others):
                        title |= bit * meets(title, place)
                        body |= bit * meets(body, place)
        if vetoed & self._lexicon.composite:
            return Slots(title, body)
        return Slots(title, body, sure_title, sure_body)

    @cached_property
    def wording(self) -> Wording:
        """How the entry is worded."""
        return Wording(self._reading)

    @cached_property
    def rough_windows(self) -> list[Window]:
        """The slots whose words stand in each two passages of the body that follow each other, with those of all
        queries that may find anything in it: an upper bound that takes no looking at where."""
        anywhere = union(bit for _, bit, *_ in self._queries)
        return [(may | anywhere, surely) for may, surely in self._windows(defaultdict(int))]

    @cached_property
    def windows(self) -> list[Window]:
        """The same, with those queries that may find something there."""
        anywhere = union(bit for _, bit, place, _ in self._queries if not place)
        return [(may | anywhere, surely) for may, surely in self._windows(self._begun[0])]

    def _windows(self, begun: Mapping[int, int]) -> Iterator[Window]:
        passages, vetoed = self._by_passage, self._language.vetoed
        sure = 0 if vetoed & self._lexicon.composite else ~vetoed
        for at, (may, surely) in enumerate(passages):
            for number, other in enumerate(passages[at : at + 2], at):
                may, surely = may | other[0] | begun[number], surely | other[1]
            yield may, surely & sure

    @cached_property
    def _by_passage(self) -> list[Window]:
        # A title alone stands for the text: whatever is there is in the lead, and none of it takes anything off.
        return [(self.slots.body, 0)] if self._reading.is_title_alone else self._seen.by_passage()

    @cached_property
    def _queries(self) -> list[tuple[int, int, Clauses, float]]:
        """The queries for concepts' words that may find a place in the body, with their numbers."""
        body = self.slots.body
        return [
            (number, bit, place, words)
            for number, (bit, place, words) in enumerate(self._language.near)
            if bit & body and meets(body, place)
        ]

    @cached_property
    def _begun(self) -> tuple[dict[int, int], set[int]]:
        """For each passage of the body the slots of the queries that may find a place in it, by how near to each other
        the words stand that they cannot do without; and the numbers of all of these."""
        # A syllable of a script without blanks is a third of a word.
        reading, a_word = self._reading, 1 if self._reading.text.isascii() else WORD
        tokens, passages = self._slot_tokens(), [*reading.body_passages()]
        begun, found = defaultdict[int, int](int), {number: 0 for number, _, place, _ in self._queries if not place}
        fresh = there = union(tokens)
        while fresh:
            known, fresh = fresh, 0
            for query_number, bit, place, words in self._queries:
                if not union(place) & known:
                    continue
                most = math.ceil(min(words, len(reading.words))) * a_word
                met = _together(([tokens[one] for one in single(clause & there)] for clause in place), most)
                if met & ~found.get(query_number, 0):
                    found[query_number] = met
                    around = _smeared(met, most) >> most | met
                    for number, its in passages:
                        begun[number] |= bit * (around & its != 0)
                    if met & ~tokens.get(bit, 0):
                        tokens[bit] = tokens.get(bit, 0) | met
                        fresh |= bit  # What one query finds another may take.
            there |= fresh
        return begun, {*found}

    def _slot_tokens(self) -> dict[int, int]:
        """For each slot of the queries, as a bit, the tokens of the body at which one of its words may begin."""
        wanted, fields = union(clause for *_, place, _ in self._queries for clause in place), self._reading.fields
        first, last = fields[0].last, fields[2].last
        found: dict[int, int] = {}
        for at, key in self._seen.marks:
            if first <= at < last and (bits := key.bits[0] & wanted):
                for bit in single(bits):
                    found[bit] = found.get(bit, 0) | 1 << at
        return found

    def hits(self, name: str) -> tuple[Hit, ...]:
        """The places of a concept's words, in text order, none inside another."""
        if name not in self._hits:
            self._hits[name] = ()  # What a pack's own query says of itself is empty.
            self._hits[name] = self._collect(name) if self._may_stand(name) else ()
        return self._hits[name]

    def passages(self, name: str) -> int:
        """The passages in which a concept's words stand, as bits."""
        return self._told(name, self._passages, self._seen.passages, self._begun_in)

    def tokens(self, name: str) -> int:
        """The tokens that a concept's words take, as bits."""
        return self._told(name, self._tokens, self._seen.tokens, taken)

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
            else:
                bits = seen.get(name, 0) | union(self._told(part, known, seen, of) for part in parts)
            if name == NUMBER:
                bits |= of(map(self._number, self._digits()))
            known[name] = bits
        return bits

    def _is_plain_here(self, name: str) -> bool:
        """Whether nothing in the entry may mask or veto a concept's words, and no query finds more of them."""
        if self._anywhere & self._language.vetoing(name) and (name in self._seen.passages or self._lexicon.exprs(name)):
            return False
        return next(self._finding(name), None) is None

    def _begun_in(self, hits: Iterable[Hit]) -> int:
        return self._reading.passages(hit.first for hit in hits)

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
        return bool(self._anywhere & self._lexicon.reach(name))

    @cached_property
    def _anywhere(self) -> int:
        """The slots whose words may stand there, with the one that stays empty."""
        return self.slots.title | self.slots.body | 1

    def standing(self, names: Iterable[str]) -> Mapping[str, int]:
        """Concepts and the passages in which their words stand, those with these names among them."""
        known = self._passages
        for name in names:
            if name not in known:
                # Most stand nowhere, which costs little to tell.
                known[name] = self.passages(name) if self._may_stand(name) else 0
        return known

    def _of_phrase(self, phrase: query.Phrase) -> Sequence[Hit]:
        hits = self._seen.hits(own_slot(phrase))
        return sorted(set(hits)) if hits else hits

    def _collect(self, name: str) -> tuple[Hit, ...]:
        hits = self._standing(name)
        return self._allowed(name, hits) if hits and name in self._language.vetoes else tuple(hits)

    def _standing(self, name: str) -> list[Hit]:
        """The places of a concept's words, whatever masks or vetoes them."""
        found = [hit for hit in self._seen.hits(name) if hit.field < len(SHOWN)]
        if name == NUMBER:
            found += map(self._number, self._digits())
        for node in self._exprs(name):
            found += self.hits(node.name) if isinstance(node, query.Concept) else self.evaluation.hits(node)
        return longest(found) if len(found) > 1 else found

    def cancelled(self, name: str) -> tuple[Hit, ...]:
        """The places of a concept's words that a mask swallows or a veto cancels, in text order."""
        return tuple(hit for hit in self._standing(name) if hit not in self.hits(name))

    def _exprs(self, name: str) -> Iterator[query.Node]:
        yield from self._finding(name)
        yield from self._lexicon.exprs(name)

    def _finding(self, name: str) -> Iterator[query.Node]:
        """The queries for a concept's words in this language that may find something in the entry."""
        title, body, *_ = self.slots
        for node, needed, place, number in self._language.exprs.get(name, ()):
            if meets(title | body, needed) and (meets(title, place) or (meets(body, place) and self._is_near(number))):
                yield node

    def _is_near(self, number: int) -> bool:
        """Whether the words of a query stand near each other in the body: of a short text all do."""
        return self._reading.is_short or number in self._begun[1]

    def _digits(self) -> Iterator[int]:
        """The tokens that are numbers in digits."""
        end = self._reading.fields[len(SHOWN) - 1].last
        return (at for at, word in enumerate(self._reading.words) if word[0].isdigit() and at < end)

    def _number(self, at: int) -> Hit:
        number = self._reading.field_of(at)
        return Hit(number, at, at + 1, (Leaf(number, at, at + 1, NUMBER),))

    def _allowed(self, name: str, hits: list[Hit]) -> tuple[Hit, ...]:
        """The hits that no mask swallows and no veto cancels; a veto in the title speaks for the summary too."""
        kept = unmasked(hits, self._seen.hits(f"{name} mask"))
        vetoes = longest(self._seen.hits(f"{name} unless"))
        if not vetoes:
            return tuple(kept)
        of_summary = vetoes[0].field == 0
        return tuple(hit for hit in kept if not ((of_summary and hit.field == 1) or self._is_cancelled(hit, vetoes)))

    def _is_cancelled(self, hit: Hit, vetoes: list[Hit]) -> bool:
        at = bisect_left(vetoes, hit)
        return any(self._reading.distance(hit, veto) <= NEAR_WORDS for veto in vetoes[max(0, at - 2) : at + 2])


def _together(kinds: Iterable[Iterable[int]], most: int) -> int:
    """The tokens, as bits, at which the last of several kinds of words is met, no more than `most` tokens behind the
    first of them; a kind is told by the tokens of each of its words."""
    met, any_of_them = -1, 0
    for kind in kinds:
        tokens = union(kind)
        any_of_them |= tokens
        met &= _smeared(tokens, most)
        if not met:
            return 0
    return met & any_of_them


def _smeared(bits: int, most: int) -> int:
    """Bits with `most` more above each of them."""
    width = 1
    while width <= most:
        step = min(width, most + 1 - width)
        bits |= bits << step
        width += step
    return bits
