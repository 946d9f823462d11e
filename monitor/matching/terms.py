"""Terms: phrases of packs and watches, ready to be looked for, and as a line of text that is read fast."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.matching.fold import as_written, fold, lettering
from monitor.matching.query import Phrase, QueryError
from monitor.matching.query_tree import Mode
from monitor.matching.spellings import WAYS, with_initials
from monitor.matching.stems import beginnings_with_particles, prefixes, stem, with_particles

FIELD_END, LINE_END = "\x1f", "\x1e"
"""What ends the parts of a written table: controls that no text holds."""
_NO_SIGNS = dict.fromkeys(map(ord, (FIELD_END, LINE_END)), " ")
_ONLY_WORDS = re.compile("[A-Za-z0-9 ]+").fullmatch
"""Most terms are no more than that, and cut at their blanks in a fraction of the time."""
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
    """What must stand there to the letter in the modes "=" (folded) and "==" (with case and accents); of a term of
    initials, or of letters and a number, or of an abbreviation in the other number, its words, of which those in
    capitals must be so in the text: the U.S. is no us."""
    mode: Mode = ""
    prefix: bool = False
    """Whether the last of the stems is only the beginning of a word."""
    joined: bool = False
    """Whether the text writes as one word what the term writes as several, or the other way about."""

    @property
    def is_of_initials(self) -> bool:
        """Whether it is a phrase with its capitals letter by letter, or with its initials as one word, or a word with
        its number apart, or an abbreviation in the other number."""
        return bool(self.words) and not self.mode


def phrase(term: str) -> Phrase:
    """A term of a pack as a phrase; the sign = before it and * behind it mean what they mean in a query. Raises
    QueryError for a term without letter and digit."""
    bare = term.lstrip("=").removesuffix("*")
    words = tuple(bare.split()) if _ONLY_WORDS(bare) else as_written(bare)
    if not words:
        raise QueryError(f"The term “{term}” has no letter and no digit.", 0, term)
    mode: Mode = "==" if term.startswith("==") else "=" if term.startswith("=") else ""
    return Phrase(bare, words, mode, term.endswith("*"))


def terms_of(slot: Slot, phrase: Phrase, language: str, *, splits: bool = False) -> Iterator[Term]:
    """The terms by which a phrase is found in a text of that language: as it stands, and in the other ways in which the
    words of packs may be written; with `splits` in all ways."""
    stems = tuple(stem(word, language) for word in phrase.words)
    for last in _lasts(phrase, stems[-1]):
        stems = (*stems[:-1], last)
        yield Term(slot, phrase.term, stems, _exact(phrase, phrase.mode), phrase.mode, phrase.prefix)
    if not phrase.mode:
        for first in _firsts(phrase, language):
            yield Term(slot, phrase.term, (first, *stems[1:]), (), prefix=phrase.prefix)
    if phrase.mode or phrase.prefix:
        return
    for way in WAYS:
        if (splits or way.is_of_packs) and way.is_in(language):
            for words in way.of(phrase):
                told = words if way.is_told else ()
                yield Term(slot, phrase.term, way.stems(words, language), told, joined=way.is_joined)


def _lasts(phrase: Phrase, stem: str) -> list[str]:
    """The last of the stems, or what a beginning in its place may be in a word that goes on."""
    if not phrase.prefix:
        return [stem]
    return [fold(phrase.words[-1])] if phrase.mode else prefixes(phrase.words[-1])


def _firsts(phrase: Phrase, language: str) -> Iterator[str]:
    """The first of the stems as it is with a particle written onto its word."""
    word = phrase.words[0]
    if phrase.prefix and len(phrase.words) == 1:
        yield from map(fold, beginnings_with_particles(word, language))
    else:
        yield from (stem(form, language) for form in with_particles(word, language))


def _exact(phrase: Phrase, mode: Mode) -> tuple[str, ...]:
    if mode == "==":
        return tuple(map(lettering, phrase.words))
    return phrase.folded if mode else ()


def signs(gap: str) -> str:
    """The signs that set two words apart, without the blanks among them."""
    return "".join(unicodedata.normalize("NFKC", gap).split())


def encoded(term: Term, key: str) -> str:
    """A term of a pack, known by a key, as a line of text; what is as the line leads one to expect is left out."""
    flags, stems = f"{len(term.mode)}{term.prefix:d}{term.joined + term.is_of_initials}", " ".join(term.stems)
    text = " ".join(term.text.translate(_NO_SIGNS).split())
    return FIELD_END.join((str(term.slot), flags, stems * (stems != key), text * (text != stems)))


def decoded(line: str, key: str) -> Term:
    """The term in a line of text at that key."""
    slot, flags, stems, text = line.split(FIELD_END)
    stems = stems or key
    text = text or stems
    mode: Mode = ("", "=", "==")[int(flags[0])]
    # A sign in front of the text is one of the text's own.
    words = _exact(phrase(text), mode) if mode else ()
    row = tuple(stems.split(" "))
    if flags[2] == "2":
        words = next(each for each in with_initials(phrase(text)) if len(each) == len(row))
    return Term(slot, text, row, words, mode, flags[1] == "1", flags[2] != "0")
