"""Terms compiled to tables over tokens: cheap to ask which of them a text may hold, exact on where each stands."""

import functools
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from monitor.matching.automaton import PAYS_AFTER, Automaton, line, places
from monitor.matching.clauses import union
from monitor.matching.fold import ACCENTED, fold, lettering, spelling, stem, tokens
from monitor.matching.query import SECOND_PART, Phrase, QueryError
from monitor.matching.query_tree import Mode
from monitor.matching.reading import Hit, Leaf, Reading

FIELD_END, LINE_END, KEY_END = "\x80", "\x81", "\x82"
"""What ends the parts of a written table: controls that no text holds and that JSON writes as they are."""
_POSSESSIVES = ("'s", "'S")
_NO_SIGNS = dict.fromkeys(map(ord, (FIELD_END, LINE_END, KEY_END)), " ")
_INDEXED = 6
"""How many words of a term are looked up, one after the other."""
Slot = int | str
"""What the places of some terms are collected under: a watch's number, or what a pack calls it."""


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase ready to be compared, and the slot in which the places where it stands are collected."""

    slot: Slot
    text: str
    """As it was written."""
    stems: tuple[str, ...]
    words: tuple[str, ...]
    """What must stand there to the letter in the modes "=" (folded) and "==" (with case and accents)."""
    mode: Mode = ""
    prefix: bool = False
    """Whether the last of the stems is only the beginning of a word."""
    joined: bool = False
    """Whether the text writes as one word what the term writes as several, or the other way about."""


def phrase(term: str) -> Phrase:
    """A term of a pack as a phrase; the sign = before it and * behind it mean what they mean in a query."""
    bare = term.lstrip("=").removesuffix("*")
    found = tokens(bare)
    words = tuple(bare[start:end] for start, end in zip(found.starts, found.ends, strict=True))
    if not words:
        raise QueryError(f"The term “{term}” has no letter and no digit.", 0, term)
    mode: Mode = "==" if term.startswith("==") else "=" if term.startswith("=") else ""
    return Phrase(bare, words, mode, term.endswith("*"))


def terms_of(slot: Slot, phrase: Phrase, language: str, *, splits: bool = False) -> Iterator[Term]:
    """The terms by which a phrase is found in a text of that language: as it stands, and written as one word or two."""
    stems = tuple(stem(word, language) for word in phrase.words)
    if phrase.prefix:
        stems = (*stems[:-1], fold(phrase.words[-1]))
    yield Term(slot, phrase.term, stems, _exact(phrase), phrase.mode, phrase.prefix)
    if phrase.mode or phrase.prefix:
        return
    if len(phrase.words) > 1 and phrase.joined:
        yield Term(slot, phrase.term, (phrase.joined,), (), joined=True)
    for first, second in phrase.splits if splits else ():
        if len(second) >= SECOND_PART:
            yield Term(slot, phrase.term, (stem(first), stem(second)), (), joined=True)


def _exact(phrase: Phrase) -> tuple[str, ...]:
    if phrase.mode == "==":
        return tuple(map(lettering, phrase.words))
    return phrase.folded if phrase.mode else ()


def _signs(gap: str) -> str:
    return "".join(unicodedata.normalize("NFKC", gap).split())


def encoded(term: Term, key: str) -> str:
    """A term of a pack, known by a key, as a line of text; what is as the line leads one to expect is left out."""
    flags, stems = f"{len(term.mode)}{term.prefix:d}{term.joined:d}", " ".join(term.stems)
    text = " ".join(term.text.translate(_NO_SIGNS).split())
    return FIELD_END.join((str(term.slot), flags, stems * (stems != key), text * (text != stems)))


def decoded(line: str, key: str) -> Term:
    """The term in a line of text at that key."""
    slot, flags, stems, text = line.split(FIELD_END)
    stems = stems or key
    text = text or stems
    mode: Mode = ("", "=", "==")[int(flags[0])]
    exact = _exact(phrase(f"{mode}{text}")) if mode else ()
    return Term(slot, text, tuple(stems.split(" ")), exact, mode, flags[1] == "1", flags[2] == "1")


_place = itemgetter(0)
Table = dict[str, list[Term] | str]
"""Terms by what a text must hold; lines of text until they are asked for."""


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

    def marks(self, reading: Reading) -> "list[Mark]":
        """Where what terms are known by begins in a reading, whole words before the beginnings of words."""
        row, words = reading.stems(self.language), reading.words
        self._texts += 1
        if not self._searches and self._texts * PAYS_AFTER > sum(map(len, self.whole)):
            begun = (self._search(self.beginnings.values(), whole=False),) if self.beginnings else ()
            self._searches = (self._search(self.whole, whole=True), *begun)
        if not self._searches:
            return [(at, self._key(key, table)) for at, key, table in self._keys(row, words)]
        marks: list[Mark] = []
        for (found, keys), each in zip(self._searches, (row, words), strict=False):
            at = dict(zip(places(each), range(len(each)), strict=False))
            marks += [(at[start], keys[number]) for number, start, _ in found(line(each))]
        return marks

    def _search(self, tables: Iterable[Table], *, whole: bool) -> "_Search":
        """The keys of some tables, searched for all at once."""
        keys = [self._key(key, table) for table in tables for key in table]
        return Automaton([key.text for key in keys], whole=whole).found, keys

    def _key(self, text: str, table: Table) -> "Key":
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
_Search = tuple[Callable[[str], list[tuple[int, int, int]]], list[Key]]


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


class Slots(NamedTuple):
    """Slots as the bits of numbers: whose terms may stand in the title and behind it, of no other does any; and whose
    surely do."""

    title: int
    body: int
    sure_title: int = 0
    sure_body: int = 0


@dataclass
class Found:
    """What a reading may hold of a vocabulary."""

    vocabulary: Vocabulary
    reading: Reading
    row: list[str]
    """The stems of the reading's tokens."""

    def slots(self) -> "Slots":
        """The slots whose terms may stand there, and those of which one surely does."""
        title, body, about, sure_title, sure_body = 0, 0, 0, 0, 0
        end, last = self.reading.fields[0].last, self.reading.fields[2].last
        for at, key in self._marks:
            may, sure = key.bits
            if at < end:
                title |= may
                sure_title |= sure
            elif at < last:
                body |= may
                sure_body |= sure
            else:
                about |= may
        return Slots(title, body | about, sure_title, sure_body)

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
        return self.vocabulary.marks(self.reading)

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
            signs = _signs(term.text[found.ends[at - first] : found.starts[at - first + 1]])
            if not signs or signs != _signs(gap) or "\n\n" in gap:
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
