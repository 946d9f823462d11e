"""A vocabulary of terms: cheap to ask which a text may hold, exact on where each stands."""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from monitor.matching.clauses import union
from monitor.matching.fold import Known, as_written, lettering, spelling, tokens
from monitor.matching.keys import Beginnings, Rows
from monitor.matching.query_tree import outer_signs
from monitor.matching.query_words import plain
from monitor.matching.reading import Hit, Leaf, Reading
from monitor.matching.spellings import INNER_SIGNS
from monitor.matching.stems import ACCENTED, is_other_word
from monitor.matching.tables import Table, sorted_by_key, table
from monitor.matching.terms import Slot, Term, signs

_POSSESSIVES = ("'s", "'S")
_NO_SIGNS = ("", "")
_OUTER = Known(lambda term: outer_signs(term) if any(outer_signs(term)) else _NO_SIGNS, 50_000)
"""Terms and the signs that must stand around them; of nearly all there is none."""
_has_latin = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]").search
_place = itemgetter(0)
_SHORTENED = frozenset(
    (
        "adm atty brgy brig capt cllr cmdr col cpl dr dra engr gen gov hon insp lt maj mlle mme mr mrs ms msgr pol prof"
        " rep rev sen sgt sr sra supt blvd ft mt st sta ste sto tp apr aug dec feb jan nov oct sep sept bhd bros co"
        " corp inc llc ltd pt sdn tbk vs"
    ).split()
)
"""Words that are written with a full stop and without: St. Petersburg, Gen. Min Aung Hlaing, Oct. 7."""
_BEFORE_NUMBERS = frozenset("art no nos nr sec vol".split())
"""Words that are written so in front of a number: No. 10, Art. 112."""
_PLURAL = re.compile("[A-Za-z]+[A-Z]s").fullmatch
"""An abbreviation in the plural: GPs are no GPS."""
_COMPANY = "co"
"""Of them the one that is a prefix too: Ford Motor Co. workers are no co-workers."""
_KINDS_OF_FIRMS = frozenset("inc llc llp ltd plc".split())
_NOT_DROPPED = {
    "tr": re.compile("n?[dt][ae](n|ki)?|[nys]?[aeiu]|n?[iu]n|y?l[ae]|l[iu]k?|l[ae]r[a-z]*"),
    "uz": re.compile("[a-z]+"),
}
"""What stands behind an apostrophe that nobody leaves out in these languages: Turkish has one between a name and its
ending, where Mali'ye is no maliye, and in Uzbek it makes another letter, so that so'ng is no song."""
_FEW = 12
"""So many slots at most are looked for one by one."""


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
        self._whole, self._begun = _Met(whole, number, language), _Met(begun, number, language)
        self._rows, self._beginnings = Rows(whole.keys), Beginnings(begun.keys)
        self._has_beginnings = len(begun.keys) > 0

    def found(self, reading: Reading) -> "Found":
        """The terms that a reading may hold, and where they would begin."""
        whole, marks = self._whole, self._rows.found(reading.stems(self.language))
        found = [(at, whole[number]) for at, number in marks]
        if self._has_beginnings:
            begun, marks = self._begun, self._beginnings.found(reading.words)
            found += [(at, begun[number]) for at, number in marks]
        return Found(reading, found)


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
        for term in terms:
            self.by_slot.setdefault(term.slot, []).append(term)
        # Of a key of whole words all that are no beginnings take as many tokens.
        one = next((term for term in terms if not term.prefix), None)
        self.size = len(one.stems) if one else 0
        """How many tokens the terms take that are the key and no more."""
        known = _slots(term for term in terms if _is_plain(term, "", language))
        self.sure: tuple[Slot, ...] = known if self.size == 1 else ()
        """The slots of such terms that are one word: where the key is, they stand."""
        self.in_row: tuple[Slot, ...] = known if self.size > 1 else ()
        """The slots of those of several words: they stand where no sign sets the words apart."""
        exact = [term for term in terms if _is_plain(term, "=", language)]
        self.exact = {words: _slots(term for term in exact if term.words == words) for words in _words(exact)}
        """The slots of those that must stand there to the letter, by what they fold to."""
        self.other = tuple(term for term in terms if not any(_is_plain(term, mode, language) for mode in ("", "=")))
        """The terms that have still to be looked at."""
        sure = union(1 << number(slot) for slot in self.sure)
        self.bits: _Bits = union(1 << number(slot) for slot in self.by_slot), sure
        """The slots of the terms, as bits; and those of the terms that surely stand where the key does."""
        self.row_bits = union(1 << number(slot) for slot in self.in_row)
        """Those of the terms that do so in a row."""


def _slots(terms: Iterable[Term]) -> tuple[Slot, ...]:
    return tuple(dict.fromkeys(term.slot for term in terms))


def _words(terms: Iterable[Term]) -> Iterable[tuple[str, ...]]:
    return dict.fromkeys(term.words for term in terms)


def _is_plain(term: Term, mode: str, language: str) -> bool:
    """Whether a term is no more than its key, in such a mode."""
    accents_tell = language in ACCENTED and not term.text.isascii()
    is_plain = _OUTER[term.text] is _NO_SIGNS and not (term.prefix or accents_tell or term.is_of_initials)
    return term.mode == mode and is_plain


Window = tuple[int, int]
"""The slots whose terms may stand in a part of a text, as bits; and those of which one surely does."""
Mark = tuple[int, Key]
"""The token where a key begins, and the key."""
_Bits = tuple[int, int]


class _Met(dict[int, Key]):
    """The keys of a table that were met, by their numbers."""

    def __init__(self, table: Table, number: Callable[[Slot], int], language: str) -> None:
        super().__init__()
        self._table, self._number, self._language = table, number, language

    def __missing__(self, number: int) -> Key:
        key = self[number] = Key(self._table.terms(number), self._number, self._language)
        return key


@functools.cache
def _spelled(term: str) -> tuple[str, ...]:
    return tuple(map(_ACCENTED.__getitem__, as_written(term)))


def _accented(word: str) -> str:
    shown = unicodedata.normalize("NFKC", word)
    return spelling(shown) if _has_latin(shown) else ""


_ACCENTED = Known(_accented, 10_000)
"""Words in Latin letters in the one spelling that their accents give them; "" for others, which are told folded."""


def _like(meant: str, word: str) -> str:
    """A word of a text as it is compared with one that is meant: without the possessive unless that has one."""
    return word if meant.endswith(_POSSESSIVES) else word.removesuffix("'s").removesuffix("'S")


@dataclass
class Found:
    """What a reading may hold of a vocabulary."""

    reading: Reading
    marks: Sequence[Mark]
    """Where keys begin, those of whole words before the beginnings of words."""
    _asked: int = 0
    """How many slots were asked for their hits."""

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
        found = []
        for at, term in sorted(self._begun(slot), key=_place):
            last = at + len(term.stems)
            if self._stands(term, at, last):
                number = self.reading.field_of(at)
                leaf = Leaf(number, at, last, term.text, "joined" if term.joined else "")
                found.append(Hit(number, at, last, (leaf,)))
        return found

    def _begun(self, slot: Slot) -> Iterator[tuple[int, Term]]:
        """Where the terms of a slot may begin."""
        for at, key in self._marks_of(slot):
            for term in key.by_slot[slot]:
                yield at, term

    def _marks_of(self, slot: Slot) -> Sequence[Mark]:
        """The keys of the terms of a slot, where they begin; for one slot it costs more to sort those of all."""
        self._asked += 1
        if self._asked <= _FEW:
            return [mark for mark in self.marks if slot in mark[1].by_slot]
        return self._by_slot.get(slot, ())

    @cached_property
    def _by_slot(self) -> dict[Slot, list[Mark]]:
        """The keys of the terms of each slot, where they begin."""
        begun: dict[Slot, list[Mark]] = {}
        for mark in self.marks:
            for slot in mark[1].by_slot:
                begun.setdefault(slot, []).append(mark)
        return begun

    def may_hold(self, slot: Slot) -> bool:
        """Whether a term of a slot may stand in a field that is shown; surely so where `passages` were asked for."""
        return "_placed" not in self.__dict__ or slot in self.passages

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
        bit, first, bound = 0, 0, 0
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
                if (not known & bit or taken != all_taken) and self._stands(term, at, at + size):
                    passages[slot], tokens[slot] = known | bit, all_taken
        return passages, tokens

    def _stands(self, term: Term, first: int, last: int) -> bool:
        """Whether all words of a term stand there in a row; that they are there, but for a beginning, is known."""
        if (around := _OUTER[term.text]) is not _NO_SIGNS and not self._is_between(around, first, last):
            return False
        if term.mode and not self._is_exact(term, first, last):
            return False
        if self.reading.is_accented and not self._is_its_own(term, first, last):
            return False
        if term.is_of_initials and not self._has_its_initials(term, first, last):
            return False
        if len(term.stems) == 1:
            return True
        reading = self.reading
        if term.prefix and (last > len(reading.words) or not reading.words[last - 1].startswith(term.stems[-1])):
            return False
        if reading.is_row(first, last):
            return True
        broken = (at for at in range(first, last - 1) if not reading.goes_on(at))
        apart = [at for at in broken if not self._is_shortened(at, term, first)]
        if term.is_of_initials and all(self._is_initial(at, term) for at in apart):
            return True
        return not apart or self._has_its_signs(term, first, apart)

    def _is_between(self, around: tuple[str, str], first: int, last: int) -> bool:
        """Whether these signs, or their full-width twins, stand directly in front of a row of tokens and behind it."""
        reading, (before, behind) = self.reading, around
        start = reading.starts[first]
        if before and plain(reading.text[max(start - 1, 0) : start]) != before:
            return False
        end = reading.ends[last - 1] if behind else 0
        return plain(reading.text[end : end + len(behind)]) == behind

    def _has_its_initials(self, term: Term, first: int, last: int) -> bool:
        """Whether what a term has in capitals is so in the text. Initials alone have no blanks between them, nor has a
        letter and its number: AI is not in “hepatitis A. I think”, nor A4 in “a 4-year-old”."""
        text, starts, ends = self.reading.text, self.reading.starts[first:last], self.reading.ends[first:last]
        for word, start, end in zip(term.words, starts, ends, strict=False):
            # A stem may be shorter than the initials: И begins a sentence, and is no И.О.
            if word.isupper() and (end - start < len(word) or not text[start : start + len(word)].isupper()):
                return False
            if _PLURAL(word) and not _PLURAL(text[start:end]):
                return False
        for at, word in enumerate(term.words):
            if (kind := INNER_SIGNS.get(word[-1])) and text[ends[at] : starts[at + 1]] not in kind:
                return False
            kept = _NOT_DROPPED.get(self.reading.language) if word[-1] == "'" else None
            if kept and kept.fullmatch(term.words[at + 1]):
                return False
        is_alone = all(len(word) == 1 for word in term.words)
        is_one = term.text.isalnum() and term.words[-1][0].isdigit() and len(term.words[0]) == 1
        return not (is_alone or is_one) or not any(map(str.isspace, text[starts[0] : ends[-1]]))

    def _is_initial(self, at: int, term: Term) -> bool:
        """Whether a token is a capital that a full stop shortens, or a stroke in front of a name: M/V Aries."""
        reading = self.reading
        gap, written = reading.gap(at), reading.written(at, at + 1)
        if len(written) != 1 or not written.isupper():
            return False
        return (signs(gap) == "." and "\n\n" not in gap) or (gap == "/" and any(len(word) > 1 for word in term.words))

    def _is_shortened(self, at: int, term: Term, first: int) -> bool:
        """Whether no more than the full stop of a shortened word stands behind a token, or what parts a firm's name
        from its kind: Meta, Inc. The term begins at the token `first`."""
        reading, gap = self.reading, self.reading.gap(at)
        if "\n\n" in gap:
            return False
        there = signs(gap)
        if reading.words[at + 1] in _KINDS_OF_FIRMS and there in (",", ".,"):
            return True
        if reading.words[at] == _COMPANY and f"{_COMPANY}-" in plain(term.text).lower():
            return False
        is_numbered = reading.words[at] in _BEFORE_NUMBERS and reading.words[at + 1][0].isdigit()
        is_usual = is_numbered or reading.words[at] in _SHORTENED
        return there == "." and (is_usual or self._is_of_a_name(at, term, at - first))

    def _is_of_a_name(self, at: int, term: Term, place: int) -> bool:
        """Whether a token is an initial within a name, as it is in the term, where it is the word at `place`: the J. of
        Donald J. Trump is, the C of vitamin C is not. Where a small letter follows, no sentence ends: E. coli."""
        reading, found = self.reading, tokens(term.text)
        if len(found.words) != len(term.stems) or len(found.words[place]) != 1:
            return False
        written, after = (reading.text[start] for start in reading.starts[at : at + 2])
        if reading.ends[at] - reading.starts[at] != 1 or not written.isupper():
            return False
        if not place and self._ends_initials(at):
            return False
        meant = (term.text[start] for start in found.starts[place : place + 2])
        return after.islower() or (after.isupper() and all(map(str.isupper, meant)))

    def _ends_initials(self, at: int) -> bool:
        """Whether another initial stands directly in front of one: the U.S. Africa Command is not of S Africa."""
        return at > 0 and len(self.reading.words[at - 1]) == 1 and self.reading.gap(at - 1) == "."

    def _has_its_signs(self, term: Term, first: int, apart: list[int]) -> bool:
        """Whether the signs that set words apart stand in the term too: 1.000, チェン・ジー."""
        reading, found = self.reading, tokens(term.text)
        own = [signs(term.text[end:start]) for end, start in zip(found.ends, found.starts[1:], strict=False)]
        is_same = len(found.words) == len(term.stems)
        # Where the text has PM2.5 as three words, the sign between figures is known by how much stands in front of it.
        places = range(len(own)) if is_same else accumulate(map(len, found.words))
        known = dict(zip(places, own, strict=False))
        for at in apart:
            gap = reading.gap(at)
            place = at - first if is_same else sum(map(len, reading.words[first : at + 1]))
            if not known.get(place) or known[place] != signs(gap) or "\n\n" in gap:
                return False
            if not (is_same or reading.words[at][-1].isdigit()):
                return False
        return True

    def _is_its_own(self, term: Term, first: int, last: int) -> bool:
        """Whether no other word stands there in a language whose accents tell words apart."""
        if not term.text.isascii():
            return self._has_its_accents(term, first, last)
        written, there = tokens(term.text).words, self.reading.words[first:last]
        if len(written) != len(term.stems):
            return True
        words = zip(there, term.stems, written, strict=False)
        return not any(word == stem and is_other_word(stem, folded) for word, stem, folded in words)

    def _has_its_accents(self, term: Term, first: int, last: int) -> bool:
        reading, written = self.reading, _spelled(term.text)
        if last > len(reading.words) or len(written) != last - first:
            return True
        there = [_ACCENTED[reading.written(at, at + 1)] for at in range(first, last)]
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
