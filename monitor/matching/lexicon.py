"""The packs' words compiled language by language, and where in an entry the words for a concept stand."""

import functools
import json
import math
import struct
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import count
from typing import NamedTuple, cast

from monitor.matching import query, word_cache
from monitor.matching.clauses import Clauses, clauses, either, reach, single, standing, union
from monitor.matching.fold import is_unspaced
from monitor.matching.lookup import Vocabulary
from monitor.matching.pack_queries import gathered, own_phrases, own_slot, packed, unpacked
from monitor.matching.packs import LATIN, Packs, Words
from monitor.matching.reading import SYLLABLE_WORDS
from monitor.matching.stems import STEMMED
from monitor.matching.tables import Table, Unreadable, opened, sorted_by_key, written
from monitor.matching.terms import Slot, phrase, terms_of

NUMBER = "number"
"""The part that numbers in digits belong to without being listed."""
_WORDLESS = "-"
"""What languages without words are compiled as; no language is called so."""
# English stands untranslated in Filipino news.
_ALSO = {"fil": ("en",)}
_MOST_MIXED = 3
"""Pairs of languages that are kept, the last used: each has all English words once more, five megabytes of them."""
_KINDS = ("", " unless", " mask")
_SIZE = struct.Struct("<I")
"""How many bytes of what is beside the tables stand in front of them."""
_Implied = tuple[int, Clauses, Clauses]
"""The slot of a concept as a bit, what else its query cannot do without, and what a field cannot in which it finds
something."""
_Rule = Callable[[query.Node, Callable[[query.Node], int]], Clauses]


def spoken(language: str) -> tuple[str, ...]:
    """The languages whose words are looked for in an entry of that language, or of several with + between them."""
    return (LATIN, *(language or "en").split("+"), *_ALSO.get(language, ()))


class Lexicon:
    """The words of all packs, each language compiled when an entry first speaks it."""

    def __init__(self, packs: Packs) -> None:
        self.packs = packs
        self.slots: dict[str, int] = {"": 0}
        """Each kind of word, each phrase of a pack's own queries: the slot in which its places are collected; the first
        stays empty."""
        self._languages: dict[str, _Language] = {}
        self._exprs = {
            name: tuple(map(query.parsed, concept.expr)) for name, concept in packs.concepts.items() if concept.expr
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
        self._whole_reach: dict[str, int] = {}

    def slot(self, name: str) -> int:
        """The number of a slot, which is its own for good."""
        return self.slots.setdefault(name, len(self.slots))

    def language(self, name: str) -> "_Language":
        """A language's words, compiled; once for all languages that have none, for feeds may claim to speak any."""
        if name not in self._languages:
            has_words = any(map(self.packs.languages.__contains__, spoken(name)[1:]))
            is_own = has_words or name in (*STEMMED, _WORDLESS)
            mixed = [each for each in self._languages if "+" in each]
            if "+" in name and len(mixed) >= _MOST_MIXED:
                del self._languages[mixed[0]]
            self._languages[name] = _Language(name, self) if is_own else self.language(_WORDLESS)
        elif "+" in name:
            self._languages[name] = self._languages.pop(name)
        return self._languages[name]

    def exprs(self, name: str) -> tuple[query.Node, ...]:
        """The queries that count as a concept's words in every language."""
        return self._exprs.get(name, ())

    def made_of(self, name: str) -> tuple[str, ...] | None:
        """The concepts that a concept is made of in every language; None where that takes queries."""
        parts = self.together.get(name, ())
        return None if not parts and self.exprs(name) else parts

    def bits(self, node: query.Node) -> int:
        """The slots of which an entry holds one where it holds a concept, or a phrase, of a pack's own query; 0 where
        that cannot be told.
        """
        return self._bits(node, clauses, ())

    def reach(self, name: str) -> int:
        """The slots of which an entry holds one where it holds a concept; all of them where that cannot be told."""
        if name not in self._whole_reach:
            self._whole_reach[name] = self.bits(query.Concept(name)) or -1
        return self._whole_reach[name]

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
        if node.name in within or node.name not in self._exprs:
            return 1 << self.slot(node.name)
        if within or (rule, node.name) not in self._reach:
            inner = (*within, node.name)
            ways = [rule(each, lambda one: self._bits(one, rule, inner)) for each in self._exprs[node.name]]
            own: Clauses = (1 << self.slot(node.name),)
            reach = union(either([own, *ways])[:1])
            if within:
                return reach
            self._reach[rule, node.name] = reach
        return self._reach[rule, node.name]


class _Language:
    """One language's words, compiled."""

    def __init__(self, language: str, lexicon: Lexicon) -> None:
        words = made(language, lexicon.packs, lexicon.phrases)
        exprs = {name: [*_alternatives(map(unpacked, each))] for name, each in words.exprs.items()}
        numbers = count()
        self.exprs = {
            name: tuple(
                (node, clauses(node, lexicon.bits), standing(node, lexicon.standing_bits), next(numbers))
                for node in nodes
            )
            for name, nodes in exprs.items()
        }
        """The queries for a concept's words, with what each cannot do without, what a field cannot in which it finds
        something, and its number."""
        self._lexicon, self._longest = lexicon, words.longest
        self._reach: dict[str, float] = {}
        self.implied: dict[int, list[_Implied]] = {}
        """What is implied by queries for concepts' words, by a slot, as a bit, of the first thing that such a query
        cannot do without; by 0 where there is none."""
        for name, each in self.exprs.items():
            for _, needed, place, _ in each:
                for bit in single(needed[0]) if needed else (0,):
                    self.implied.setdefault(bit, []).append((1 << lexicon.slot(name), needed[1:], place))
        self.implying = union(self.implied)
        """All of these bits."""
        self.near = [
            (1 << lexicon.slot(name), place, reach(node, self._words))
            for name, each in self.exprs.items()
            for node, _, place, _ in each
        ]
        """Of each such query, by its number, the slot, what a field cannot do without, and how many words a place takes
        at most that it finds."""
        self._plain: dict[str, tuple[str, ...] | None] = {}
        self._vetoing: dict[str, int] = {}
        self.vetoes = frozenset(words.vetoes)
        self.vetoed = union(1 << lexicon.slot(name) for name in self.vetoes)
        number = cast(Callable[[Slot], int], lexicon.slot)
        self.vocabulary = Vocabulary(language, number, words.whole, words.begun)

    def _words(self, node: query.Node) -> float:
        """How many words a place of a phrase or a concept takes at most."""
        if isinstance(node, query.Phrase):
            return _size(node)
        if not isinstance(node, query.Concept):
            return math.inf
        if node.name not in self._reach:
            own = self._longest.get(node.name, 1)
            self._reach[node.name] = own  # What a query says of itself is empty.
            exprs = (*(each for each, *_ in self.exprs.get(node.name, ())), *self._lexicon.exprs(node.name))
            self._reach[node.name] = max((own, *(reach(each, self._words) for each in exprs)))
        return self._reach[node.name]

    def plain(self, name: str) -> tuple[str, ...] | None:
        """The concepts that a concept is made of beside its own words; None where it is more than words."""
        if name not in self._plain:
            is_more = name in self.vetoes or name in self.exprs
            self._plain[name] = None if is_more else self._lexicon.made_of(name)
        return self._plain[name]

    def vetoing(self, name: str) -> int:
        """The slots of what masks or vetoes the words of a concept."""
        if name not in self._vetoing:
            slots = (self._lexicon.slot(f"{name}{kind}") for kind in _KINDS[1:])
            self._vetoing[name] = union(1 << slot for slot in slots) if name in self.vetoes else 0
        return self._vetoing[name]


def _alternatives(nodes: Iterable[query.Node]) -> Iterator[query.Node]:
    """Queries, those of several any of which will do each by itself."""
    for node in nodes:
        yield from node.nodes if isinstance(node, query.Or) else (node,)


def _merged(each: Iterable[dict[str, Words]]) -> dict[str, Words]:
    """The words of several languages as those of one."""
    found: dict[str, Words] = {}
    for name, words in (pair for one in each for pair in one.items()):
        found[name] = found.get(name, Words()) + words
    return found


class _Made(NamedTuple):
    """What a language's words are compiled to."""

    longest: Mapping[str, float]
    """How many words the longest term of each concept takes in a text."""
    exprs: Mapping[str, Sequence[object]]
    """The queries for a concept's words, packed."""
    vetoes: Sequence[str]
    whole: Table
    begun: Table


def made(language: str, packs: Packs, phrases: Collection[query.Phrase]) -> _Made:
    """A language's words, and phrases beside them, out of the cache, or compiled."""
    digest = packs.digest(spoken(language), [*map(query.render, phrases)])
    if kept := _kept(language, digest):
        return kept
    own = ((own_slot(phrase), phrase) for phrase in phrases)
    words = (packs.words(each) for each in spoken(language))
    # Of the languages without words nothing is kept: they take milliseconds.
    if not any(map(packs.languages.__contains__, spoken(language)[1:])):
        return _opened(_compiled(language, _merged(words), own))
    with word_cache.making():
        if word_cache.apart:
            # Imported here, for hardly any start finds something to make.
            from monitor.matching.making import make

            make(language, packs, phrases)
            if kept := _kept(language, digest):
                return kept
        compiled = _compiled(language, _merged(words), own)
        word_cache.write(language, digest, compiled)
    return _opened(compiled)


def _kept(language: str, digest: str) -> _Made | None:
    """What was kept of a language's words."""
    kept = word_cache.read(language, digest)
    # What another release of the library has written is no more than work to be done again.
    with suppress(Unreadable):
        return kept if kept is None else _opened(kept)
    return None


def _compiled(language: str, words: dict[str, Words], own: Iterable[tuple[str, query.Phrase]]) -> bytes:
    """A language's words, and other phrases, as bytes: what there is beside terms in JSON, and two tables."""
    read = functools.cache(phrase)  # A term is read for its size too, and may stand in several concepts.
    phrases = [*_phrases(words, read), *own]
    beside = {
        "longest": {
            name: max(map(_size, map(read, own_terms))) for name, each in words.items() if (own_terms := _terms(each))
        },
        "exprs": {name: [*map(_gathered, each.expr)] for name, each in words.items() if each.expr},
        "vetoes": [name for name, each in words.items() if each.unless or each.mask],
    }
    head = json.dumps(beside, ensure_ascii=False).encode()
    terms = (each for slot, term in phrases for each in terms_of(slot, term, language))
    return b"".join((_SIZE.pack(len(head)), head, *map(written, sorted_by_key(terms))))


def _gathered(expr: str) -> object:
    return packed(gathered(query.parse(expr), []))


def _size(term: query.Phrase) -> float:
    """How many words a phrase comes to in a text."""
    return sum(SYLLABLE_WORDS if is_unspaced(word) else 1 for word in term.words)


def _opened(made: bytes | memoryview) -> _Made:
    [size] = _SIZE.unpack_from(made)
    whole, rest = opened(memoryview(made)[_SIZE.size + size :])
    return _Made(**json.loads(bytes(made[_SIZE.size : _SIZE.size + size])), whole=whole, begun=opened(rest)[0])


def _terms(words: Words) -> tuple[str, ...]:
    return words.terms + words.unchecked


def _phrases(words: dict[str, Words], read: Callable[[str], query.Phrase]) -> Iterator[tuple[str, query.Phrase]]:
    for name, each in words.items():
        for kind, terms in zip(_KINDS, (_terms(each), each.unless, each.mask), strict=True):
            yield from ((name + kind, read(term)) for term in terms)
        for text in each.expr:
            slots: list[tuple[str, query.Phrase]] = []
            gathered(query.parse(text), slots)
            yield from slots
