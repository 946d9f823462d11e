"""Whether a term whose key a text has really stands there: with its signs, accents and capitals, its words in a row."""

import functools
import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

from monitor.matching.fold import Known, as_written, fold, is_unspaced, lettering, spelling, tokens
from monitor.matching.language import is_latin_beside_english, is_little
from monitor.matching.query_tree import outer_signs
from monitor.matching.query_words import plain
from monitor.matching.reading import Reading
from monitor.matching.spellings import INNER_SIGNS
from monitor.matching.stems import ACCENTED, common, is_english_form, is_other_word, is_vietnamese, stem
from monitor.matching.terms import Term, signs

_POSSESSIVES = ("'s", "'S")
NO_SIGNS = ("", "")
OUTER = Known(lambda term: around if any(around := outer_signs(term)) else NO_SIGNS, 50_000)
"""Terms and the signs that must stand around them; of nearly all there is none."""
_has_latin = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]").search
_SHORTENED = frozenset(
    (
        "adm atty brgy brig capt cllr cmdr col cpl dr dra engr gen gov hon insp lt maj mlle mme mr mrs ms msgr pol prof"
        " rep rev sen sgt sr sra supt blvd ft mt st sta ste sto tp apr aug dec feb jan nov oct sep sept bhd bros co"
        " corp inc llc ltd pt sdn tbk vs"
    ).split()
)
"""Words that are written with a full stop and without: St. Petersburg, Gen. Min Aung Hlaing, Oct. 7."""
_COMPANY = "co"
"""Of them the one that is a prefix too: Ford Motor Co. workers are no co-workers."""
_KINDS_OF_FIRMS = frozenset("inc llc llp ltd plc".split())
_BEFORE_NUMBERS = frozenset("art no nos nr sec".split())
"""Words that are written with a full stop and without in front of a number: No. 10, Art. 112."""
_LONG = 4
"""Letters of a word that is told without capitals in front of a number: covid 19."""
_ALONE = frozenset("AI AM EU IS IT PM TV UK UN US".split())
"""What stands in capitals in front of numbers that are none of its own: US 30-year bonds."""
_INITIAL = re.compile(r"(\w)\1?").fullmatch
"""A letter, or twice the same, as Spanish has it for several: EE. UU."""
_HAS_NO_VOWEL = re.compile("[B-DF-HJ-NP-TV-XZ]+").fullmatch
_PLURAL = re.compile("[A-Za-z]+[A-Z]s").fullmatch
"""An abbreviation in the plural: GPs are no GPS."""
_BETWEEN = frozenset("&,").union(INNER_SIGNS)
"""Signs at the end of words of a term that must stand in the text between these and the next."""
_AT_THOUSANDS = frozenset(("", ",", ".", "'", "’", "٬"))
"""What stands at the thousands of numbers, a blank of any kind among them."""
_WRITTEN_ON = (("nya+", "id"), ("g+", "fil"))
"""How words of a term end onto which another is written, and the language that does so."""
_NAME = 5
"""Letters with which a name begins in several languages."""
_WITH_E = frozenset("af da nb nl no sv".split())
"""Languages that no stemmer cuts here, in which a word with an E more is hardly another, if it is as long as _NAME."""
_NO_NAME = 2
"""Letters of a word that is hardly a name in other languages, without the accents that it has in its own."""
_NOT_DROPPED = {
    "tr": re.compile("n?[dt][ae](n|ki)?|[nys]?[aeiu]|n?[iu]n|y?l[ae]|l[iu]k?|l[ae]r[a-z]*"),
    "uz": re.compile("[a-z]+"),
}
"""What stands behind an apostrophe that nobody leaves out in these languages: Turkish has one between a name and its
ending, where Mali'ye is no maliye, and in Uzbek it makes another letter, so that so'ng is no song."""


def _sign(term: Term, place: int) -> str:
    """The sign that a term of told words has behind one of them, between which signs set words apart; else ""."""
    return sign if term.words and (sign := term.words[place][-1]) in "&," else ""


def _is_written(sign: str, gap: str) -> bool:
    """Whether the sign that a term has between two words stands in the gap there."""
    if sign == "&":
        return signs(gap) == "&"
    return gap in INNER_SIGNS[sign] if sign != "," else len(gap) == 1 and signs(gap) in _AT_THOUSANDS


@functools.cache
def _spelled(term: str) -> tuple[str, ...]:
    return tuple(map(_ACCENTED.__getitem__, as_written(term)))


def _accented(word: str) -> str:
    shown = unicodedata.normalize("NFKC", word)
    return spelling(shown) if _has_latin(shown) else ""


_ACCENTED = Known(_accented, 10_000)
"""Words in Latin letters in the one spelling that their accents give them; "" for others, which are told folded."""


def _told_by_accents(term: str) -> str:
    spelled = _spelled(term)
    if len(spelled) > 1 or spelled[0].isascii():
        return ""
    [word] = as_written(term)
    bare = fold(word)
    return word if len(bare) <= _NO_NAME or is_little(bare) or is_vietnamese(word) else ""


TOLD_BY_ACCENTS = Known(_told_by_accents, 50_000)
"""Terms of a single word, and it where its accents may tell it from others: Mỹ is no “my”, maïs no “mais”; else ""."""


def _like(meant: str, word: str) -> str:
    """A word of a text as it is compared with one that is meant: without the possessive unless that has one."""
    return word if meant.endswith(_POSSESSIVES) else word.removesuffix("'s").removesuffix("'S")


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands at the places of a reading."""

    reading: Reading
    language: str
    """By whose endings the words were compared."""

    @property
    def _is_foreign(self) -> bool:
        """Whether words were compared by English endings in a text of another language in Latin letters."""
        return self.language == "en" and is_latin_beside_english(self.reading.language)

    def holds(self, term: Term, first: int, last: int) -> bool:
        """Whether all words of a term stand there in a row; that they are there, but for a beginning, is known."""
        if (around := OUTER[term.text]) is not NO_SIGNS and not self._is_between(around, first, last):
            return False
        if term.mode and not self._is_exact(term, first, last):
            return False
        if self.reading.is_accented and not self._is_its_own(term, first, last):
            return False
        if term.is_of_initials and not self._has_its_initials(term, first, last):
            return False
        if len(term.stems) == 1:
            meant = TOLD_BY_ACCENTS[term.text]
            if meant and not term.prefix and self._is_of_another_language(meant, first):
                return False
            return not self._is_foreign or self._is_english(term, first)
        reading = self.reading
        if term.prefix and (last > len(reading.words) or not reading.words[last - 1].startswith(term.stems[-1])):
            return False
        if reading.is_row(first, last):
            return True
        broken = (at for at in range(first, last - 1) if not reading.goes_on(at))
        apart = [at for at in broken if not (self._is_shortened(at, term, first) or _sign(term, at - first))]
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
        """Whether what a term has in capitals is so in the text. Initials alone have no blanks between them, nor have a
        few letters and their number: AI is not in “hepatitis A. I think”, nor A4 in “a 4-year-old”."""
        text, starts, ends = self.reading.text, self.reading.starts[first:last], self.reading.ends[first:last]
        for word, start, end in zip(term.words, starts, ends, strict=False):
            # A stem may be shorter than the initials: И begins a sentence, and is no И.О.
            if word.isupper() and (end - start < len(word) or not text[start : start + len(word)].isupper()):
                return False
            if _PLURAL(word) and not _PLURAL(text[start:end]):
                return False
        for at, word in enumerate(term.words):
            if word[-1] in _BETWEEN and not _is_written(word[-1], text[ends[at] : starts[at + 1]]):
                return False
            if word[-1] == "+" and not self._is_written_on(word, text[starts[at] : ends[at]]):
                return False
            if word[-1] == "," and self._is_of_a_number(first, last):
                return False
            kept = _NOT_DROPPED.get(self.reading.language) if word[-1] == "'" else None
            if kept and kept.fullmatch(term.words[at + 1]):
                return False
        is_alone = all(len(word) == 1 and not is_unspaced(word) for word in term.words)
        is_one = term.text.isalnum() and term.words[-1][0].isdigit()
        if not (is_alone or is_one) or not any(map(str.isspace, text[starts[0] : ends[-1]])):
            return True
        return is_one and len(term.words) == 2 and self._is_numbered(first)

    def _is_written_on(self, word: str, written: str) -> bool:
        """Whether a word with another written onto it stands there itself, in a text of the language that does so."""
        language = next(language for end, language in _WRITTEN_ON if word.endswith(end))
        return self.reading.language == language and fold(written) == word[:-1]

    def _is_of_a_number(self, first: int, last: int) -> bool:
        """Whether a number goes on in front of these tokens or behind them: 1,000 is no part of 1,000,000."""
        reading = self.reading
        return any(
            reading.words[at].isdigit() and reading.words[at + 1].isdigit() and _is_written(",", reading.gap(at))
            for at in (first - 1, last - 1)
            if 0 <= at < len(reading.words) - 1
        )

    def _is_numbered(self, at: int) -> bool:
        """Whether a token and the number behind it may be one name with a blank in it: MH 370, covid 19. Short words
        are known by their capitals, or where all is in capitals by having no vowel: su 30 aniversario and SO 2 MEN DIED
        are none."""
        reading = self.reading
        written, around = reading.written(at, at + 1), reading.shown(reading.field_of(at))
        if len(written) < 2 or not reading.gap(at).isspace():
            return False
        is_no_word = _HAS_NO_VOWEL(written) is not None and written.lower() not in _SHORTENED
        is_told = is_no_word or not around.replace(written, "").isupper()
        return (is_told and written.isupper() and written not in _ALONE) or len(written) >= _LONG

    def _is_initial(self, at: int, term: Term) -> bool:
        """Whether a token is a capital that a full stop shortens, or a stroke in front of a name: M/V Aries."""
        reading = self.reading
        gap, written = reading.gap(at), reading.written(at, at + 1)
        if not _INITIAL(written) or not written.isupper():
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
        # NO2 is no No.2.
        is_numbered = not term.is_of_initials and (
            reading.words[at] in _BEFORE_NUMBERS and reading.words[at + 1][0].isdigit()
        )
        is_usual = reading.words[at] in _SHORTENED and not (at == first and self._is_measure(at))
        return there == "." and (is_usual or is_numbered or self._is_of_a_name(at, term, at - first))

    def _is_measure(self, at: int) -> bool:
        """Whether a token is what a number in front of it counts: the feet of a man of 6 ft. are no fort."""
        reading = self.reading
        return at > 0 and reading.words[at - 1].isdigit() and reading.written(at, at + 1).islower()

    def _is_of_a_name(self, at: int, term: Term, place: int) -> bool:
        """Whether a token is an initial within a name, as it is in the term, where it is the word at `place`: the J. of
        Donald J. Trump is, the C of vitamin C is not. Where a small letter follows, or a number without a blank, no
        sentence ends: E. coli, the U.23."""
        reading, found = self.reading, tokens(term.text)
        if len(found.words) != len(term.stems) or len(found.words[place]) != 1:
            return False
        written, after = (reading.text[start] for start in reading.starts[at : at + 2])
        if reading.ends[at] - reading.starts[at] != 1 or not written.isupper():
            return False
        if not place and self._ends_initials(at):
            return False
        meant = (term.text[start] for start in found.starts[place : place + 2])
        if after.isdigit():
            return reading.gap(at) == "."
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

    def _is_of_another_language(self, meant: str, at: int) -> bool:
        """Whether a token without accents is another word than one that has them: of Vietnamese ones other languages
        write only names so, as Nguyen. That is told by the text: keywords are often typed without capitals."""
        language, written = self.reading.language, self.reading.written(at, at + 1)
        if not language or language in ACCENTED or not written.isascii():
            return False
        bare = fold(written)
        if len(bare) <= _NO_NAME or is_little(bare, language):
            return True
        is_name = written[0].isupper() and bare == fold(meant)
        return is_vietnamese(meant) and not is_name

    def _is_english(self, term: Term, at: int) -> bool:
        """Whether a token of a text in another language is the word of a term, or is that inflected as English words
        are: for Paris no French “pari”, nor an Italian “dalla” for Dallas."""
        meant, there = fold(term.text), self.reading.words[at]
        # What stands for another spelling, or is known by what it begins with, is no ending of the term's word.
        if meant == there or term.prefix or term.joined or term.words or stem(meant) != term.stems[0]:
            return True
        written = self.reading.written(at, at + 1)
        if _PLURAL(term.text) or _PLURAL(written):
            return True
        shared = len(common(meant, there))
        if self.reading.language in _WITH_E and shared >= _NAME and "e" in (meant[shared:], there[shared:]):
            return True
        is_name = term.text[0].isupper() and not term.text.isupper()
        if is_name and written[0].isupper():
            # A name has another end in other languages: Egypte, Brussel, Vietname.
            return shared >= _NAME or is_english_form(meant, there)
        if is_name and shared == len(there) <= _NAME and there[-1] in "aeiou":
            return False
        return is_english_form(meant, there)

    def _is_exact(self, term: Term, first: int, last: int) -> bool:
        reading = self.reading
        words = reading.words[first:last]
        if term.mode == "==":
            shown = map(reading.text.__getitem__, map(slice, reading.starts[first:last], reading.ends[first:last]))
            words = [_like(meant, lettering(word)) for word, meant in zip(shown, term.words, strict=False)]
        if term.prefix and len(words) == len(term.words):
            words[-1] = words[-1][: len(term.words[-1])]
        return tuple(words) == term.words
