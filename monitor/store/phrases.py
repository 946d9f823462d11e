"""The expressions by which the index finds what may hold a phrase, and what is sure to."""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from monitor.matching.fold import (
    STEMMED,
    beginnings_with_particles,
    fold,
    is_unspaced,
    stem,
    with_particles,
)
from monitor.matching.indexing import BEGUN, STEMMED_BY, beginnings, units, word
from monitor.matching.query import Phrase

_ENDINGS = (
    *"e em en er ern ers erin erinnen es et n s st t te ten ung ungen".split(),  # German
    *"a as o os ar ador adora adores adoras ada adas ado ados ando ida idas ido idos".split(),  # Spanish, Portuguese
    *"ação ações ación aciones ão ões aron ieron".split(),
    *"é ée ées és ent eur eurs euse euses ement ements".split(),  # French
)
"""What other forms of a word may end in, behind its stem."""
_LATIN = sorted(STEMMED - {*STEMMED_BY.values()})
_SHORTEST = 4
"""Letters that a beginning must have: with fewer it finds everything."""
_LOOSE = 2
"""Letters at the end of a stem that its other forms may write otherwise: country and countries, deputy and deputies."""


def expression(phrase: Phrase) -> str:
    """The FTS5 expression for a phrase; what it finds is a candidate, for a phrase may not cross a comma."""
    keys = [*map(_key, phrase.words)]
    if phrase.prefix:
        return _of_beginning(keys, phrase.words[-1])
    row = list(units(keys))
    if is_unspaced(keys[-1]):
        # What follows the last syllable is unknown: alone it is the beginning of a pair, behind others they hold it.
        return f"{_quoted(row)} *" if len(row) == 1 else _quoted(row[:-1])
    ways = {_quoted(row): None}
    if not phrase.mode:
        ways |= dict.fromkeys((*_compounds(phrase), *_in_other_languages(phrase.words, keys)))
        firsts = with_particles(phrase.words[0], _stemmed_by(phrase.words[0]))
        ways |= dict.fromkeys(_quoted(units([_key(first), *keys[1:]])) for first in firsts)
    if not phrase.mode and len(phrase.words) == 1:
        ways |= dict.fromkeys(_quoted([word(_key(form))]) for form in _forms(phrase.words[0]))
    return " OR ".join(ways)


def is_exact(phrase: Phrase) -> bool:
    """Whether a text in which the index finds `exactly` the phrase is sure to hold it."""
    # Accents that are folded in one language tell words apart in another.
    return len(phrase.words) == 1 and phrase.words[0].isascii() and not (phrase.mode or phrase.prefix)


def exactly(phrase: Phrase) -> str:
    """The FTS5 expression for a phrase just as it is."""
    return _quoted(units([*map(_key, phrase.words)]))


def _compounds(phrase: Phrase) -> Iterable[str]:
    """Several words written as one, and one as two."""
    if len(phrase.words) > 1 and phrase.joined:
        yield _quoted([word(phrase.joined)])
    # The second part may have another ending in the text; its first two letters find them all.
    for first, second in phrase.splits:
        yield f"{_quoted([word(stem(first)), second[:2]])} *"


def _in_other_languages(words: Sequence[str], keys: Sequence[str]) -> Iterable[str]:
    """The words as other languages in Latin letters inflect them: what their beginnings find, in any order."""
    begins = [*map(_beginnings, words)]
    if any(begins):
        parts = [[_quoted([word(key)]), *starts] for key, starts in zip(keys, begins, strict=True)]
        yield " AND ".join(f"({' OR '.join(part)})" for part in parts) if len(parts) > 1 else " OR ".join(parts[0])


def _beginnings(written: str) -> list[str]:
    if not fold(written).isascii():
        return []
    starts = []
    for language in _LATIN:
        stemmed = stem(written, language)
        begins = _common(fold(written), stemmed)[:-_LOOSE]
        # The index stems by English rules what is none, and may leave less of it than its own language does.
        starts.append(_common(begins, stem(stemmed)))
    found = sorted({start for start in starts if len(start) >= _SHORTEST}, key=len)
    return [f'"{start}" *' for at, start in enumerate(found) if not start.startswith(tuple(found[:at]))]


def _forms(written: str) -> Iterable[str]:
    """Other forms of a word that is too short to be told by its beginning: Frau and Frauen, presa and presos."""
    if fold(written).isascii():
        for language in _LATIN:
            stemmed = stem(written, language)
            yield from (form for end in _ENDINGS if stem(form := stemmed + end, language) == stemmed)


def _common(one: str, other: str) -> str:
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _of_beginning(keys: Sequence[str], last: str) -> str:
    """The expression for a phrase of whose last word only the beginning is given."""
    row = list(units(keys))
    if is_unspaced(keys[-1]):
        return f"{_quoted(row[-2:][:1])} *" if len(row) < 3 else _quoted(row[:-2])
    firsts = beginnings_with_particles(last, _stemmed_by(last)) if len(keys) == 1 else ()
    starts: dict[str, None] = {}
    for folded in (fold(last), *map(fold, firsts)):
        starts |= dict.fromkeys((*map(word, beginnings(folded)), BEGUN + word(folded)))
    ends = " OR ".join((_quoted([word(keys[-1])]), *(f"{_quoted([start])} *" for start in starts)))
    return f"{_quoted(row[:-1])} AND ({ends})" if row[:-1] else ends


def _key(written: str) -> str:
    """What the index holds for a word as it is written."""
    return stem(written, _stemmed_by(written))


def _stemmed_by(written: str) -> str:
    return STEMMED_BY.get(ord(fold(written)[0]) >> 8, "en")


def _quoted(words: Iterable[str]) -> str:
    return '"' + " ".join(words).replace('"', '""') + '"'
