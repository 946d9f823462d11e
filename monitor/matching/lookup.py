"""A vocabulary of terms: cheap to ask which a text may hold, and where those begin that stand there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from operator import itemgetter
from typing import NamedTuple

from monitor.matching.clauses import union
from monitor.matching.keys import Beginnings, Rows
from monitor.matching.query_tree import Mode
from monitor.matching.reading import Hit, Leaf, Reading
from monitor.matching.standing import NO_SIGNS, OUTER, TOLD_BY_ACCENTS, Standing
from monitor.matching.stems import ACCENTED
from monitor.matching.tables import Table, sorted_by_key, table
from monitor.matching.terms import Slot, Term

_OTHER: Mode = "=="
"""The mode of terms of which it takes a look to tell whether they stand where their key does."""
_place = itemgetter(0)


class Slots(NamedTuple):
    """Slots as the bits of numbers: whose terms may stand in the title and behind it, of no other does any; and whose
    surely do."""

    title: int
    body: int
    sure_title: int = 0
    sure_body: int = 0


class Vocabulary:
    """Terms by what a text must hold for them to stand there: words in a row, or a word's beginning."""

    def __init__(self, language: str, number: Callable[[Slot], int], whole: Table, begun: Table) -> None:
        """`number` gives each slot its number."""
        self.language = language
        self._whole, self._begun = (
            cache(lambda at, one=one: Key(one.terms(at), number, language)) for one in (whole, begun)
        )
        self._rows, self._beginnings = Rows(whole.keys), Beginnings(begun.keys)
        self._has_beginnings = len(begun.keys) > 0

    def found(self, reading: Reading) -> "Found":
        """The terms that a reading may hold, and where they would begin."""
        whole, marks = self._whole, self._rows.found(reading.stems(self.language))
        found = [(at, whole(number)) for at, number in marks]
        if self._has_beginnings:
            begun, marks = self._begun, self._beginnings.found(reading.words)
            found += [(at, begun(number)) for at, number in marks]
        return Found(reading, found, self.language)


def vocabulary(language: str, number: Callable[[Slot], int], terms: Iterable[Term]) -> Vocabulary:
    """These terms as a vocabulary."""
    return Vocabulary(language, number, *map(table, sorted_by_key(terms)))


class Key:
    """What some terms of a vocabulary are known by; what is asked of it is worked out once."""

    __slots__ = ("bits", "by_slot", "exact", "in_row", "other", "row_bits", "size", "sure")

    def __init__(self, terms: Sequence[Term], number: Callable[[Slot], int], language: str) -> None:
        """`number` gives each slot its number."""
        self.by_slot: dict[Slot, list[Term]] = {}
        """The terms by their slots."""
        kinds: dict[str, list[Term]] = {"": [], "=": [], _OTHER: []}
        for term in terms:
            self.by_slot.setdefault(term.slot, []).append(term)
            kinds[term.mode if _is_plain(term, language) else _OTHER].append(term)
        # Of a key of whole words all that are no beginnings take as many tokens.
        one = next((term for term in terms if not term.prefix), None)
        self.size = len(one.stems) if one else 0
        """How many tokens the terms take that are the key and no more."""
        known, exact = _slots(kinds[""]), kinds["="]
        self.sure: tuple[Slot, ...] = known if self.size == 1 else ()
        """The slots of such terms that are one word: where the key is, they stand."""
        self.in_row: tuple[Slot, ...] = known if self.size > 1 else ()
        """The slots of those of several words: they stand where no sign sets the words apart."""
        self.exact = {words: _slots(term for term in exact if term.words == words) for words in _words(exact)}
        """The slots of those that must stand there to the letter, by what they fold to."""
        self.other = tuple(kinds[_OTHER])
        """The terms that have still to be looked at."""
        each = {slot: 1 << number(slot) for slot in self.by_slot}
        self.bits: _Bits = union(each.values()), union(map(each.__getitem__, self.sure))
        """The slots of the terms, as bits; and those of the terms that surely stand where the key does."""
        self.row_bits = union(map(each.__getitem__, self.in_row))
        """Those of the terms that do so in a row."""


def _slots(terms: Iterable[Term]) -> tuple[Slot, ...]:
    return tuple(dict.fromkeys(term.slot for term in terms))


def _words(terms: Iterable[Term]) -> Iterable[tuple[str, ...]]:
    return dict.fromkeys(term.words for term in terms)


def _is_plain(term: Term, language: str) -> bool:
    """Whether a term is no more than its key, or than its words to the letter."""
    if term.mode == _OTHER or term.prefix or term.is_of_initials:
        return False
    if not term.text.isascii() and (language in ACCENTED or TOLD_BY_ACCENTS[term.text]):
        return False
    return OUTER[term.text] is NO_SIGNS


Window = tuple[int, int]
"""The slots whose terms may stand in a part of a text, as bits; and those of which one surely does."""
Mark = tuple[int, Key]
"""The token where a key begins, and the key."""
_Bits = tuple[int, int]


@dataclass
class Found:
    """What a reading may hold of a vocabulary."""

    reading: Reading
    marks: Sequence[Mark]
    """Where keys begin, those of whole words before the beginnings of words."""
    language: str
    """By whose endings they were found."""

    def slots(self) -> Slots:
        """The slots whose terms may stand there, and those of which one surely does."""
        end, last = self.reading.fields[0].last, self.reading.fields[2].last
        title = body = about = sure_title = sure_body = 0
        # A loop that is all in itself: it runs for each key in each entry.
        for at, key in self.marks:
            bits = key.bits
            if at < end:
                title |= bits[0]
                sure_title |= bits[1]
            elif at < last:
                body |= bits[0]
                sure_body |= bits[1]
            else:
                about |= bits[0]
        return Slots(title, body | about, sure_title, sure_body)

    def by_passage(self) -> list[Window]:
        """The slots whose terms begin in each passage of the body."""
        found: list[Window] = []
        reading = self.reading
        end, last = reading.fields[0].last, reading.fields[2].last
        number, first, bound, may, surely = -1, 0, 0, 0, 0
        for at, key in self.marks:
            if not end <= at < last:
                continue
            if not first <= at < bound:
                if number >= 0:
                    found[number] = may, surely
                number, first, bound = reading.passage_around(at)
                found += [(0, 0)] * (number + 1 - len(found))
                may, surely = found[number]
            bits = key.bits
            may |= bits[0]
            surely |= bits[1]
            if key.in_row and reading.is_row(at, at + key.size):
                surely |= key.row_bits
        if number >= 0:
            found[number] = may, surely
        return found

    def hits(self, slot: Slot) -> list[Hit]:
        """The places where the terms of a slot really stand, in text order."""
        found, standing = [], Standing(self.reading, self.language)
        begun = ((at, term) for at, key in self._by_slot.get(slot, ()) for term in key.by_slot[slot])
        for at, term in sorted(begun, key=_place):
            last = at + len(term.stems)
            if standing.holds(term, at, last):
                number = self.reading.field_of(at)
                leaf = Leaf(number, at, last, term.text, "joined" if term.joined else "")
                found.append(Hit(number, at, last, (leaf,)))
        return found

    @cached_property
    def _by_slot(self) -> dict[Slot, list[Mark]]:
        """The keys of the terms of each slot, where they begin."""
        begun: dict[Slot, list[Mark]] = {}
        for mark in self.marks:
            for slot in mark[1].by_slot:
                begun.setdefault(slot, []).append(mark)
        return begun

    @property
    def passages(self) -> dict[Slot, int]:
        """For each slot of which a term really stands in a field that is shown the passages where one does, as bits."""
        return self._placed[0]

    @property
    def tokens(self) -> dict[Slot, int]:
        """For each of these slots the tokens that its terms take, as bits."""
        return self._placed[1]

    @cached_property
    def _placed(self) -> tuple[dict[Slot, int], dict[Slot, int]]:
        reading, words, end = self.reading, self.reading.words, self.reading.fields[2].last
        passages: dict[Slot, int] = {}
        tokens: dict[Slot, int] = {}
        bit, first, bound, standing = 0, 0, 0, Standing(reading, self.language)
        for at, key in self.marks:
            if at >= end:
                continue
            if not first <= at < bound:
                bit = reading.bits(at)
                _, first, bound = reading.passage_around(at)
            token = 1 << at
            for slot in key.sure:
                passages[slot] = passages.get(slot, 0) | bit
                tokens[slot] = tokens.get(slot, 0) | token
            rest: Sequence[Term] = key.other
            if key.in_row or key.exact:
                size = key.size
                slots = (*key.in_row, *key.exact.get((*words[at : at + size],), ()))
                if size == 1 or reading.is_row(at, at + size):
                    row = (token << size) - token
                    for slot in slots:
                        passages[slot] = passages.get(slot, 0) | bit
                        tokens[slot] = tokens.get(slot, 0) | row
                else:
                    rest = [term for each in key.by_slot.values() for term in each]
            for term in rest:
                slot, size = term.slot, len(term.stems)
                known, taken = passages.get(slot, 0), tokens.get(slot, 0)
                all_taken = taken | (token << size) - token
                if (not known & bit or taken != all_taken) and standing.holds(term, at, at + size):
                    passages[slot], tokens[slot] = known | bit, all_taken
        return passages, tokens
