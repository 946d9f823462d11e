"""A vocabulary of terms as tables over words: cheap to ask which a text may hold, exact on where each stands."""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter, or_
from typing import NamedTuple

from monitor.matching.automaton import IS_HERE, PAYS_AFTER, Automaton, line, places
from monitor.matching.clauses import union
from monitor.matching.fold import ACCENTED, lettering, spelling, tokens
from monitor.matching.reading import Hit, Leaf, Reading
from monitor.matching.terms import LINE_END, Slot, Term, decoded, signs

_POSSESSIVES = ("'s", "'S")
_INDEXED = 6
"""How many words of a term are looked up, one after the other."""
_place = itemgetter(0)
Table = dict[str, list[Term] | str]
"""Terms by what a text must hold; lines of text until they are asked for."""


class Slots(NamedTuple):
    """Slots as the bits of numbers: whose terms may stand in the title and behind it, of no other does any; and whose
    surely do."""

    title: int
    body: int
    sure_title: int = 0
    sure_body: int = 0

    def joined(self, other: "Slots") -> "Slots":
        """The slots of both."""
        return Slots(*map(or_, self, other))


@dataclass(slots=True)
class Vocabulary:
    """Terms by what a text must hold for them to stand there: a word, some in a row, or a word's beginning."""

    language: str
    number: Callable[[Slot], int]
    """Gives each slot its number."""
    whole: Sequence[Table] = field(default_factory=lambda: [{} for _ in range(_INDEXED)])
    """Terms by their word, by their two words, by their three …, the longest by as many as are indexed."""
    beginnings: dict[int, Table] = field(default_factory=dict)
    """Terms that are the beginning of a word, by its length in code points."""
    heads: Sequence[set[str]] = field(default_factory=lambda: [set() for _ in range(_INDEXED - 1)])
    """The first word of all terms of several, the first two of all of more …"""
    _stubs: set[str] = field(default_factory=set)
    _known: dict[tuple[str, int], "Key"] = field(default_factory=dict)
    _texts: int = 0
    _searches: "tuple[_Search, ...]" = ()

    def add(self, term: Term) -> None:
        """Add a term."""
        known = min(_INDEXED, len(term.stems) - term.prefix)
        table = self.whole[known - 1] if known else self.beginnings.setdefault(len(term.stems[0]), {})
        _append(table, " ".join(term.stems[: known or 1]), term)
        self._stubs.clear()
        self._known.clear()
        self._texts, self._searches = 0, ()
        for size in range(1, known):
            self.heads[size - 1].add(" ".join(term.stems[:size]))

    def found(self, reading: Reading) -> "Found":
        """The terms that a reading may hold, and where they would begin."""
        return Found(self, reading, reading.stems(self.language))

    def marks(self, reading: Reading, searched: "Sequence[_Searched]") -> "list[Mark]":
        """Where what terms are known by begins in a reading, whole words before the beginnings of words.

        `searched` is what `search` found.
        """
        if not self._searches:
            rows = reading.stems(self.language), reading.words
            return [(at, self.key(key, table)) for at, key, table in self._keys(*rows)]
        marks: list[Mark] = []
        for search, words, hits in searched:
            at = dict(zip(places(words), range(len(words)), strict=False))
            marks += [(at[start], search.key(number)) for number, start, _ in hits]
        return marks

    def search(self, reading: Reading) -> "list[_Searched]":
        """What the automata find in a reading; nothing as long as they would cost more than they save."""
        self._texts += 1
        if IS_HERE and not self._searches and self._texts * PAYS_AFTER > sum(map(len, self.whole)):
            begun = (_Search(self, self.beginnings.values(), whole=False),) if self.beginnings else ()
            self._searches = (_Search(self, self.whole, whole=True), *begun)
        rows = (reading.stems(self.language), reading.words)
        return [(each, row, each.found(line(row))) for each, row in zip(self._searches, rows, strict=False)]

    def key(self, text: str, table: Table) -> "Key":
        """The key of that text in a table."""
        key = self._known.get((text, id(table)))
        if key is None:
            key = self._known[text, id(table)] = Key(text, table, self)
        return key

    def _keys(self, row: list[str], words: list[str]) -> Iterator[tuple[int, str, Table]]:
        """What stands in a row that terms are known by, by the tables."""
        one, heads = self.whole[0], self.heads[0]
        yield from [(at, key, one) for at, key in enumerate(row) if key in one]
        for table, marks in self._longer(row, [(at, key) for at, key in enumerate(row) if key in heads]):
            yield from [(at, key, table) for at, key in marks]
        yield from self._beginning(words)

    def _longer(self, row: list[str], starts: list[tuple[int, str]]) -> Iterator[tuple[Table, list[tuple[int, str]]]]:
        """What terms of several words are known by and where it stands, among `starts`, where such may begin."""
        for size, table in enumerate(self.whole[1:], 1):
            end = len(row) - size
            starts = [(at, f"{key} {row[at + size]}") for at, key in starts if at < end]
            yield table, [start for start in starts if start[1] in table]
            if size < len(self.heads):
                heads = self.heads[size]
                starts = [start for start in starts if start[1] in heads]
            if not starts:
                return

    def _beginning(self, words: list[str]) -> Iterator[tuple[int, str, Table]]:
        """Where words begin as terms do; few begin like the shortest of them."""
        if not self.beginnings:
            return
        size = min(self.beginnings)
        if not self._stubs:
            self._stubs = {key[:size] for table in self.beginnings.values() for key in table}
        stubs = self._stubs
        begun = [(at, word) for at, word in enumerate(words) if word[:size] in stubs]
        for length, table in self.beginnings.items() if begun else ():
            yield from [(at, word[:length], table) for at, word in begun if word[:length] in table]


class Key:
    """What some terms of a vocabulary are known by; what is asked of it is worked out once."""

    __slots__ = ("_bits", "_parted", "_table", "_vocabulary", "text")

    def __init__(self, text: str, table: Table, vocabulary: Vocabulary) -> None:
        self.text, self._table, self._vocabulary = text, table, vocabulary
        self._bits: _Bits | None = None
        self._parted: tuple[tuple[Slot, ...], tuple[Term, ...]] | None = None

    @property
    def terms(self) -> list[Term]:
        """The terms, decoded where they were lines of text."""
        return terms_at(self._table, self.text)

    @property
    def bits(self) -> "_Bits":
        """The slots of the terms, as bits; and those of the terms that surely stand where the key does."""
        if self._bits is None:
            number = self._vocabulary.number
            may = union(1 << number(term.slot) for term in self.terms)
            self._bits = may, union(1 << number(slot) for slot in self.parted[0])
        return self._bits

    @property
    def parted(self) -> tuple[tuple[Slot, ...], tuple[Term, ...]]:
        """The slots of the terms that are the key and no more; and the terms that have still to be looked at."""
        if self._parted is None:
            plain = [self._is_plain(term) for term in self.terms]
            slots = (term.slot for term, sure in zip(self.terms, plain, strict=True) if sure)
            rest = (term for term, sure in zip(self.terms, plain, strict=True) if not sure)
            self._parted = tuple(dict.fromkeys(slots)), tuple(rest)
        return self._parted

    def _is_plain(self, term: Term) -> bool:
        accents_tell = self._vocabulary.language in ACCENTED and not term.text.isascii()
        return len(term.stems) == 1 and not (term.mode or term.prefix or accents_tell)


Mark = tuple[int, Key]
"""The token where a key begins, and the key."""
_Bits = tuple[int, int]


class _Search:
    """The keys of some tables of a vocabulary, searched for all at once."""

    def __init__(self, vocabulary: Vocabulary, tables: Iterable[Table], *, whole: bool) -> None:
        self._vocabulary = vocabulary
        self._keys = [(key, table) for table in tables for key in table]
        self._met: list[Key | None] = [None] * len(self._keys)
        self._bits: list[_Bits | None] = [None] * len(self._keys)
        self.found = Automaton([key for key, _ in self._keys], whole=whole).found

    def key(self, number: int) -> Key:
        """A key by its number."""
        key = self._met[number]
        if key is None:
            key = self._met[number] = self._vocabulary.key(*self._keys[number])
        return key

    def slots(self, hits: Sequence[tuple[int, int, int]], end: int, last: int) -> Slots:
        """The slots of the keys that were found; the title ends at `end` of the line, the body at `last`."""
        known = self._bits
        title = body = about = sure_title = sure_body = 0
        # A loop that is all in itself: it runs for each of some sixty hits an entry.
        for number, start, _ in hits:
            bits = known[number]
            if bits is None:
                bits = known[number] = self.key(number).bits
            if start < end:
                title |= bits[0]
                sure_title |= bits[1]
            elif start < last:
                body |= bits[0]
                sure_body |= bits[1]
            else:
                about |= bits[0]
        return Slots(title, body | about, sure_title, sure_body)


_Searched = tuple[_Search, list[str], list[tuple[int, int, int]]]
"""A search, the words that were searched, and what was found: number of a key, from where to where in their line."""


@functools.cache
def _spelled(term: str) -> tuple[str, ...]:
    found = tokens(term)
    return tuple(spelling(term[start:end]) for start, end in zip(found.starts, found.ends, strict=True))


def _like(meant: str, word: str) -> str:
    """A word of a text as it is compared with one that is meant: without the possessive unless that has one."""
    return word if meant.endswith(_POSSESSIVES) else word.removesuffix("'s").removesuffix("'S")


def terms_at(table: Table, key: str) -> list[Term]:
    """The terms at a key of a table."""
    terms = table[key]
    if isinstance(terms, str):
        terms = table[key] = [decoded(line, key) for line in terms.split(LINE_END)]
    return terms


def _append(table: Table, key: str, term: Term) -> None:
    table.setdefault(key, [])
    terms_at(table, key).append(term)


@dataclass
class Found:
    """What a reading may hold of a vocabulary."""

    vocabulary: Vocabulary
    reading: Reading
    row: list[str]
    """The stems of the reading's tokens."""

    def slots(self) -> "Slots":
        """The slots whose terms may stand there, and those of which one surely does."""
        end, last = self.reading.fields[0].last, self.reading.fields[2].last
        if not self._searched:
            return self._told(end, last)
        found = Slots(0, 0)
        for search, words, hits in self._searched:
            title = sum(map(len, words[:end])) + end
            found = found.joined(search.slots(hits, title, title + sum(map(len, words[end:last])) + last - end))
        return found

    def _told(self, end: int, last: int) -> "Slots":
        """The same by the tables."""
        title, body, about = Slots(0, 0), Slots(0, 0), Slots(0, 0)
        for at, key in self._marks:
            if at < end:
                title = title.joined(Slots(key.bits[0], 0, key.bits[1], 0))
            elif at < last:
                body = body.joined(Slots(0, key.bits[0], 0, key.bits[1]))
            else:
                about = about.joined(Slots(0, key.bits[0]))
        return title.joined(body).joined(about)

    def by_passage(self) -> list[int]:
        """The slots whose terms may begin in each passage of the body, as bits."""
        found: dict[int, int] = {}
        end, last, passage = self.reading.fields[0].last, self.reading.fields[2].last, self.reading.passage
        for at, key in self._marks:
            if end <= at < last:
                number = passage(at)
                found[number] = found.get(number, 0) | key.bits[0]
        return [found.get(number, 0) for number in range(max(found, default=-1) + 1)]

    def hits(self, slot: Slot) -> list[Hit]:
        """The places where the terms of a slot really stand, in text order."""
        found = []
        for at, term in sorted(self._begun.get(slot, ()), key=_place):
            last = at + len(term.stems)
            if self._stands(term, at, last):
                number = self.reading.field_of(at)
                leaf = Leaf(number, at, last, term.text, "joined" if term.joined else "")
                found.append(Hit(number, at, last, (leaf,)))
        return found

    @cached_property
    def passages(self) -> dict[Slot, int]:
        """For each slot of which a term really stands in a field that is shown the passages where one does, as bits."""
        end, passage = self.reading.fields[2].last, self.reading.passage
        found: dict[Slot, int] = {}
        get = found.get
        last, bit = -1, 0
        for at, key in self._marks:
            if at >= end:
                continue
            if at != last:
                last, bit = at, 1 << passage(at) + 1
            slots, rest = key.parted
            for slot in slots:
                found[slot] = get(slot, 0) | bit
            for term in rest:
                known = get(term.slot, 0)
                if not known & bit and self._stands(term, at, at + len(term.stems)):
                    found[term.slot] = known | bit
        return found

    @cached_property
    def _marks(self) -> list[Mark]:
        return self.vocabulary.marks(self.reading, self._searched)

    @cached_property
    def _searched(self) -> list[_Searched]:
        return self.vocabulary.search(self.reading)

    @cached_property
    def _begun(self) -> dict[Slot, list[tuple[int, Term]]]:
        """For each slot where its terms may begin."""
        begun: dict[Slot, list[tuple[int, Term]]] = {}
        for at, key in self._marks:
            for term in key.terms:
                begun.setdefault(term.slot, []).append((at, term))
        return begun

    def _stands(self, term: Term, first: int, last: int) -> bool:
        """Whether all words of a term stand there in a row; of the first few that is known."""
        if term.mode and not self._is_exact(term, first, last):
            return False
        if not term.text.isascii() and self.reading.is_accented and not self._has_its_accents(term, first, last):
            return False
        if len(term.stems) == 1:
            return True
        reading, row = self.reading, self.row
        exact = last - 1 if term.prefix else last
        if last > len(row) or (exact - first > _INDEXED and tuple(row[first:exact]) != term.stems[: exact - first]):
            return False
        if term.prefix and not reading.words[exact].startswith(term.stems[-1]):
            return False
        touching = reading.touching
        apart = [at for at in range(first, last - 1) if not touching[at] and not reading.goes_on(at)]
        return not apart or self._has_its_signs(term, first, apart)

    def _has_its_signs(self, term: Term, first: int, apart: list[int]) -> bool:
        """Whether the signs that set words apart stand in the term too: 1.000, チェン・ジー."""
        reading, found = self.reading, tokens(term.text)
        if len(found.words) != len(term.stems):
            return False
        for at in apart:
            gap = reading.text[reading.ends[at] : reading.starts[at + 1]]
            own = signs(term.text[found.ends[at - first] : found.starts[at - first + 1]])
            if not own or own != signs(gap) or "\n\n" in gap:
                return False
        return True

    def _has_its_accents(self, term: Term, first: int, last: int) -> bool:
        reading, written = self.reading, _spelled(term.text)
        if last > len(reading.words) or len(written) != last - first:
            return True
        there = [spelling(reading.text[reading.starts[at] : reading.ends[at]]) for at in range(first, last)]
        return there[:-1] == [*written[:-1]] and (term.prefix or there[-1] == written[-1])

    def _is_exact(self, term: Term, first: int, last: int) -> bool:
        reading = self.reading
        words = reading.words[first:last]
        if term.mode == "==":
            shown = map(reading.text.__getitem__, map(slice, reading.starts[first:last], reading.ends[first:last]))
            words = [_like(meant, lettering(word)) for word, meant in zip(shown, term.words, strict=False)]
        if term.prefix and len(words) == len(term.words):
            words[-1] = words[-1][: len(term.words[-1])]
        return tuple(words) == term.words
