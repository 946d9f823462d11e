"""The packs' words compiled language by language, and where in an entry the words for a concept stand."""

import json
import struct
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, cast

from monitor.matching import lexicon_cache, query
from monitor.matching.clauses import Clauses, clauses, either, meets, standing, union
from monitor.matching.evaluate import Evaluation
from monitor.matching.hits import are_two, longest, taken, unmasked
from monitor.matching.lookup import Slots, Vocabulary
from monitor.matching.pack_queries import gathered, own_phrases, own_slot
from monitor.matching.packs import LATIN, Packs, Words
from monitor.matching.patterns import Patterns
from monitor.matching.reading import SHOWN, Hit, Leaf, Reading
from monitor.matching.tables import Table, Unreadable, opened, sorted_by_key, written
from monitor.matching.terms import Slot, phrase, terms_of

NEAR_WORDS = 6
"""Within how many words a veto of a pack cancels an occurrence."""
NUMBER = "number"
"""The part that numbers in digits belong to without being listed."""
# English stands untranslated in Filipino news.
_ALSO = {"fil": ("en",)}
_KINDS = ("", " unless", " mask")
_SIZE = struct.Struct("<I")
"""How many bytes of what is beside the tables stand in front of them."""
_Rule = Callable[[query.Node, Callable[[query.Node], int]], Clauses]


def spoken(language: str) -> tuple[str, ...]:
    """The languages whose words are looked for in an entry of that language."""
    return (LATIN, language or "en", *_ALSO.get(language, ()))


class Lexicon:
    """The words of all packs, each language compiled when an entry first speaks it."""

    def __init__(self, packs: Packs) -> None:
        self.packs = packs
        self.slots: dict[str, int] = {"": 0}
        """Each kind of word, each phrase of a pack's own queries: the slot in which its places are collected; the first
        stays empty."""
        self._languages: dict[str, _Language] = {}
        self._needed: dict[int, tuple[tuple[query.Node, ...], Clauses]] = {}
        self._exprs = {
            name: tuple(map(query.parse, concept.expr)) for name, concept in packs.concepts.items() if concept.expr
        }
        self.together = {
            name: tuple(node.name for node in nodes if isinstance(node, query.Concept))
            for name, nodes in self._exprs.items()
            if all(isinstance(node, query.Concept) for node in nodes)
        }
        """The concepts that are no more than several others together."""
        self.composite = union(1 << self.slot(name) for name in self._exprs)
        """The slots of the concepts that have queries for words in every language."""
        self.phrases = {phrase: None for one in packs.concepts.values() for phrase in own_phrases(one)}
        """Those in the queries of the concepts themselves, which are looked for in every language."""
        self._reach: dict[tuple[_Rule, str], int] = {}

    def slot(self, name: str) -> int:
        """The number of a slot, which is its own for good."""
        return self.slots.setdefault(name, len(self.slots))

    def language(self, name: str) -> "_Language":
        """A language's words, compiled."""
        if name not in self._languages:
            self._languages[name] = _Language(name, self)
        return self._languages[name]

    def exprs(self, name: str) -> tuple[query.Node, ...]:
        """The queries that count as a concept's words in every language."""
        return self._exprs.get(name, ())

    def needed(self, nodes: tuple[query.Node, ...]) -> Clauses:
        """What a pack's queries cannot do without; worked out once for each."""
        if id(nodes) not in self._needed:
            # The nodes are kept with it: their number must not pass on to others.
            self._needed[id(nodes)] = (nodes, tuple(clause for node in nodes for clause in clauses(node, self.bits)))
        return self._needed[id(nodes)][1]

    def bits(self, node: query.Node) -> int:
        """The slots of which an entry holds one where it holds a concept, or a phrase, of a pack's own query; 0 where
        that cannot be told.
        """
        return self._bits(node, clauses, ())

    def standing_bits(self, node: query.Node) -> int:
        """The slots of which a field holds one where a concept or a phrase stands in it."""
        return self._bits(node, standing, ())

    def sure_bits(self, name: str, within: tuple[str, ...] = ()) -> int:
        """The slots any of which is enough for a concept, where none of its words is masked or vetoed."""
        bits = 1 << self.slot(name)
        for node in self.exprs(name):
            if isinstance(node, query.Concept) and node.name not in within:
                bits |= self.sure_bits(node.name, (*within, name))
        return bits

    def _bits(self, node: query.Node, rule: "_Rule", within: tuple[str, ...]) -> int:
        if isinstance(node, query.Phrase):
            return 1 << self.slot(own_slot(node))
        if not isinstance(node, query.Concept) or node.name == NUMBER:
            return 0
        if node.name in within:
            return 1 << self.slot(node.name)
        if within or (rule, node.name) not in self._reach:
            inner = (*within, node.name)
            ways = [rule(each, lambda one: self._bits(one, rule, inner)) for each in self.exprs(node.name)]
            own: Clauses = (1 << self.slot(node.name),)
            reach = union(either([own, *ways]))
            if within:
                return reach
            self._reach[rule, node.name] = reach
        return self._reach[rule, node.name]


class _Language:
    """One language's words, compiled."""

    def __init__(self, language: str, lexicon: Lexicon) -> None:
        made = _made(language, lexicon)
        exprs = {name: [gathered(query.parse(text), []) for text in each] for name, each in made.exprs.items()}
        self.exprs = {
            name: tuple((node, clauses(node, lexicon.bits), standing(node, lexicon.standing_bits)) for node in nodes)
            for name, nodes in exprs.items()
        }
        """The queries for a concept's words, with what each cannot do without, and what a field cannot in which it
        finds something."""
        self.implied = [(1 << lexicon.slot(name), *told[1:]) for name, each in self.exprs.items() for told in each]
        """The slot of each concept that has queries for words in this language, what a query cannot do without, and
        what a field cannot in which it finds something."""
        self.implying = union(bit for bit, _, _ in self.implied)
        """All of those slots."""
        self._lexicon = lexicon
        self._plain: dict[str, tuple[str, ...] | None] = {}
        self._parts: dict[str, frozenset[str]] = {}
        self._holders: dict[str, tuple[str, ...]] = {}
        self.vetoes = frozenset(made.vetoes)
        self.vetoed = union(1 << lexicon.slot(name) for name in self.vetoes)
        number = cast(Callable[[Slot], int], lexicon.slot)
        self.vocabulary = Vocabulary(language, number, made.whole, made.begun)

    def plain(self, name: str) -> tuple[str, ...] | None:
        """The concepts that a concept is made of beside its own words; None where it is more than words."""
        if name not in self._plain:
            parts = self._lexicon.together.get(name, ())
            is_query = name in self.exprs or (not parts and bool(self._lexicon.exprs(name)))
            self._plain[name] = None if name in self.vetoes or is_query else parts
        return self._plain[name]

    def holders(self, slot: Slot) -> tuple[str, ...]:
        """The concepts whose words stand wherever one of a slot does, told of all of them at once."""
        name = cast(str, slot)
        if name not in self._holders:
            known = (name, *self._lexicon.together)
            self._holders[name] = tuple(dict.fromkeys(each for each in known if name in self._whole(each)))
        return self._holders[name]

    def _whole(self, name: str) -> frozenset[str]:
        """The slots that a concept is made of in the end; none where one of its parts is more than words."""
        if name not in self._parts:
            self._parts[name] = frozenset()  # A concept that holds itself is made of no such slots.
            parts = self.plain(name) if name != NUMBER else None
            inner = [*map(self._whole, parts or ())]
            if parts is not None and all(inner):
                self._parts[name] = frozenset((name,)).union(*inner)
        return self._parts[name]

    def is_whole(self, name: str) -> bool:
        """Whether it is told by the slots alone where the words of a concept stand."""
        return bool(self._whole(name))


def _merged(each: Iterable[dict[str, Words]]) -> dict[str, Words]:
    """The words of several languages as those of one."""
    found: dict[str, Words] = {}
    for name, words in (pair for one in each for pair in one.items()):
        known = astuple(found.get(name, Words()))
        found[name] = Words(*(one + other for one, other in zip(known, astuple(words), strict=True)))
    return found


class _Made(NamedTuple):
    """What a language's words are compiled to."""

    exprs: Mapping[str, Sequence[str]]
    vetoes: Sequence[str]
    whole: Table
    begun: Table


def _made(language: str, lexicon: Lexicon) -> _Made:
    """A language's words out of the cache, or compiled."""
    packs = lexicon.packs
    digest = packs.digest(spoken(language), [*map(query.render, lexicon.phrases)])
    kept = lexicon_cache.read(language, digest)
    if kept is not None:
        # What another release of the library has written is no more than work to be done again.
        with suppress(Unreadable):
            return _opened(kept)
    own = ((own_slot(phrase), phrase) for phrase in lexicon.phrases)
    made = _compiled(language, _merged(packs.words(each) for each in spoken(language)), own)
    # Feeds may claim to speak any language: of those without words nothing is kept.
    if language in packs.languages:
        lexicon_cache.write(language, digest, made)
    return _opened(made)


def _compiled(language: str, words: dict[str, Words], own: Iterable[tuple[str, query.Phrase]]) -> bytes:
    """A language's words, and other phrases, as bytes: what there is beside terms in JSON, and two tables."""
    beside = {
        "exprs": {name: each.expr for name, each in words.items() if each.expr},
        "vetoes": [name for name, each in words.items() if each.unless or each.mask],
    }
    head = json.dumps(beside, ensure_ascii=False).encode()
    terms = (each for slot, term in (*_phrases(words), *own) for each in terms_of(slot, term, language))
    return b"".join((_SIZE.pack(len(head)), head, *map(written, sorted_by_key(terms))))


def _opened(made: bytes) -> _Made:
    [size] = _SIZE.unpack_from(made)
    whole, rest = opened(memoryview(made)[_SIZE.size + size :])
    return _Made(**json.loads(made[_SIZE.size : _SIZE.size + size]), whole=whole, begun=opened(rest)[0])


def _phrases(words: dict[str, Words]) -> Iterator[tuple[str, query.Phrase]]:
    for name, each in words.items():
        for kind, terms in zip(_KINDS, (each.terms + each.unchecked, each.unless, each.mask), strict=True):
            yield from ((name + kind, phrase(term)) for term in terms)
        for text in each.expr:
            slots: list[tuple[str, query.Phrase]] = []
            gathered(query.parse(text), slots)
            yield from slots


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
    def windows(self) -> list[int]:
        """For each two passages of the body that follow each other the slots whose words may stand there, as bits."""
        passages = self._seen.by_passage()
        # Where places of several words stand together is only told of the whole body.
        anywhere = self.slots.body & self._language.implying
        return [one | other | anywhere for one, other in pairwise([*passages, 0])]

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
            if parts is None:
                bits = of(self.hits(name))
            elif not self._language.is_whole(name):
                bits = seen.get(name, 0) | union(self._told(part, known, seen, of) for part in parts)
            if name == NUMBER:
                bits |= of(map(self._number, self._digits()))
            known[name] = bits
        return bits

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
