"""The expressions by which the index finds what may hold a phrase, and what is sure to."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from string import ascii_lowercase

from monitor.matching.fold import fold, is_unspaced
from monitor.matching.indexing import BEGUN, STEMMED_BY, beginnings, units, word
from monitor.matching.packs import LATIN
from monitor.matching.query import Phrase
from monitor.matching.query_tree import outer_signs
from monitor.matching.spellings import WAYS, Way, bare
from monitor.matching.stems import (
    AGREEING,
    beginnings_with_particles,
    common,
    is_other_word,
    prefixes,
    stem,
    stems_with,
    with_particles,
)

# Of all that a stemmer takes off, endings that begin alike are asked for at once: each pair of first letters is here.
_ENDINGS = {
    language: ("", *endings.split())
    for language, endings in {
        "es": "a aba able ación ada ado ad ades áis amente amos amiento an ando ante anza ar ara arme aron as aste"
        " ativo e ear ed edes éis emos en encia enes eo er era erá es ese eza í ía íamos ible ica ico id ida ido idad"
        " iendo iera ieron imiento imos ió ir irá ís ismo iste iva mente o os oso ó ue uen uemos ues ye yen yendo yeron"
        " yó",
        "pt": "a aça ação ada ado adora ais am amento amos ando ante ar ara arei aram aria ará as asse aste ativo"
        " ava ável ância áveis ão ãos ãe ães e ear ei eia eira eis em emos endo ens er era eram erei eria es esse"
        " este eu eza eo éreis êssemos i ia iam ica ico ida ido idade imento imos indo ir ira iram irei iria irá is"
        " ismo isse iste iu iva ível íveis mente ns o ões os oso ou á âm éis ência óis",
        "fr": "a able ai aient ais ait amment ance ant as asse assent ateur atif ation âmes ât âtes e eait eant emment"
        " ement ence ent eons er era erai ère èrent es eur euse eux ez é ée ées és i ie ient ier ière iez if ions"
        " ique ir ira irai irent iront is issait issant isse issement isme iste it ité ive îmes ît îtes ment"
        " ion ons ont rice s ux x",
        "de": "a e em en end ende er ere erin ern ers es et heit ig ige igen ik in innen isch ische keit keiten lich"
        " liche n nen nis s st ste ster t te ten ung ungen",
    }.items()
}
"""What other forms of a word may end in, behind its stem."""
_CHANGED = {
    "de": (("a", ""), ("o", ""), ("um", ""), ("us", "")),
    "es": (("z", "c"),),
    "fr": (("eur", ""), ("f", "v"), ("i", "y"), ("l", "ll"), ("n", "nn"), ("t", "tt"), ("al", "a"), ("ail", "a")),
    "pt": (("a", "ã"), ("a", ""), ("o", "õ"), ("m", ""), ("al", "a"), ("em", "é"), ("el", ""), ("il", ""), ("ol", "")),
}
"""How the end of a stem stands before some endings."""
_SHORTEST = 4
"""Letters that a beginning must have: with fewer it finds everything."""
_TOLD = 2
"""Letters of an ending that tell the word: "dejab" stands for dejaba, dejaban, dejábamos."""
_FEW = 5
"""Words of a phrase of which each is looked for in its other forms by itself."""
_LOOSE = 2
"""Letters at the end of a stem that its other forms may write otherwise: country and countries, deputy and deputies."""


def expression(phrase: Phrase, spoken: str | None = None) -> str:
    """The FTS5 expression for a phrase; what it finds is a candidate, for a phrase may not cross a comma.

    Of one of a concept `spoken` is the language in whose texts alone it is looked for; "latin" for all of them. Not all
    forms of its words are asked for then.
    """
    keys = [*map(_key, phrase.words)]
    if phrase.prefix:
        return _of_beginning(phrase, keys, spoken)
    spelled = [] if phrase.mode else [*_otherwise(phrase, spoken)]
    if is_unspaced(keys[-1]):
        rows = (keys, *([*map(_key, words)] for _, words in spelled))
        return " OR ".join(dict.fromkeys(_of_syllables(units(row)) for row in rows))
    ways = (_rows(phrase.words, keys, phrase.mode, spoken), *(_spelled(way, words, spoken) for way, words in spelled))
    return " OR ".join(dict.fromkeys(chain.from_iterable(ways)))


def _otherwise(phrase: Phrase, spoken: str | None) -> Iterator[tuple[Way, tuple[str, ...]]]:
    """The other ways to write a phrase, and its words then; those of concepts are looked for by few of them."""
    for way in WAYS:
        if spoken is None or way.is_of_packs:
            yield from ((way, bare(words)) for words in way.of(phrase))


def _spelled(way: Way, words: Sequence[str], spoken: str | None) -> Iterator[str]:
    """The expressions for words that stand for others."""
    keys = [*map(_key, words)]
    if way.is_cut:
        # In the text it may have another ending: its first two letters find them all.
        yield f"{_quoted([*units(keys)[:-1], words[-1][:2]])} *"
        return
    yield _quoted(units(keys))
    if way.endings == "agreeing":
        yield from _in_other_languages(words, keys, AGREEING, spoken)
    elif way.endings == "own" and any(len(each) > 1 for each in words):
        yield from _in_other_languages(words, keys, _spoken_in(spoken), spoken)


def _of_syllables(row: Sequence[str]) -> str:
    """The expression for words of which the last is a syllable of a script without blanks."""
    # What follows it is unknown: alone it is the beginning of a pair, behind others they hold it.
    return f"{_quoted(row)} *" if len(row) == 1 else _quoted(row[:-1])


def is_exact(phrase: Phrase) -> bool:
    """Whether a text in which the index finds `exactly` the phrase is sure to hold it."""
    if len(phrase.words) != 1 or phrase.mode or phrase.prefix or any(outer_signs(phrase.term)):
        return False
    # Accents that are folded in one language tell words apart in another, and so do endings.
    [word] = phrase.words
    return word.isascii() and not is_other_word(stem(word), fold(word))


def exactly(phrase: Phrase) -> str:
    """The FTS5 expression for a phrase just as it is."""
    return _quoted(units([*map(_key, phrase.words)]))


def _rows(words: Sequence[str], keys: Sequence[str], mode: str, spoken: str | None) -> Iterator[str]:
    """The words as they stand and, unless they are to stand just so, as their languages inflect them."""
    yield _quoted(units(keys))
    if not mode:
        yield from _in_other_languages(words, keys, _spoken_in(spoken), spoken)
        firsts = with_particles(words[0], _stemmed_by(words[0]))
        yield from (_quoted(units([_key(first), *keys[1:]])) for first in firsts)


def _spoken_in(spoken: str | None) -> tuple[str, ...]:
    """The languages of which endings are asked for."""
    return (*_ENDINGS,) if spoken in (None, LATIN) else (spoken,) if spoken in _ENDINGS else ()


def _in_other_languages(
    words: Sequence[str], keys: Sequence[str], languages: tuple[str, ...], spoken: str | None
) -> Iterable[str]:
    """The words as other languages in Latin letters inflect them: one of them at least, and in any order. All of many
    words stand in few texts: where they are of other forms is not asked for, which would take the square of their
    number."""
    forms_of = _begun if spoken and len(words) > 1 else _inflected
    inflected = [forms_of(one, languages) for one in words]
    if len(words) == 1:
        yield from inflected[0]
        return
    whole = [[_quoted([word(key)]), *others] for key, others in zip(keys, inflected, strict=True)]
    if len(words) > _FEW and any(inflected):
        yield _all_of(whole)
        return
    for at, forms in enumerate(inflected):
        if forms:
            yield _all_of([*whole[:at], forms, *whole[at + 1 :]])


def _all_of(parts: Sequence[Sequence[str]]) -> str:
    """The expression for one of each of these."""
    return " AND ".join(f"({' OR '.join(part)})" for part in parts)


@lru_cache(1000)
def _inflected(written: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Expressions for other forms of a word: how they begin and, where that would find too much, what they are."""
    own, begun, known = stem(written), _begun(written, languages), tuple(_beginnings(written, languages))
    begins: set[str] = set()
    whole: set[str] = set()
    for language in languages if fold(written).isascii() else ():
        stemmed = stem(written, language)
        for base, form in () if _sure(stemmed).startswith(known) else _forms(stemmed, language):
            key, begin = stem(form), fold(form)[: len(base) + _TOLD]
            is_told = len(form) >= len(base) + _TOLD and len(begin) >= _SHORTEST and key.startswith(begin)
            (begins if is_told else whole).add(begin if is_told else key)
    if own in begins:
        # What the word itself begins with too would leave the order of a phrase out.
        begins = begins - {own} | {own + letter for letter in ascii_lowercase}
    told = (*known, *begins)
    whole = {key for key in whole if key != own and not key.startswith(told)}
    return (*begun, *(f"{_quoted([begin])} *" for begin in sorted(begins)), *(_quoted([key]) for key in sorted(whole)))


def _begun(written: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Expressions for the other forms of a word whose stem is long enough to tell them."""
    return tuple(f"{_quoted([start])} *" for start in _beginnings(written, languages))


def _beginnings(written: str, languages: tuple[str, ...]) -> list[str]:
    if not fold(written).isascii():
        return []
    starts = set()
    for language in languages:
        stemmed = stem(written, language)
        begins = common(common(fold(written), stemmed)[:-_LOOSE], _sure(stemmed))
        # The index stems by English rules what is none, and may leave less of it than its own language does.
        starts.add(common(begins, stem(stemmed)))
    found = sorted({start for start in starts if len(start) >= _SHORTEST}, key=len)
    return [start for at, start in enumerate(found) if not start.startswith(tuple(found[:at]))]


def _sure(stemmed: str) -> str:
    """What all forms of a word with that stem begin with, but for those that are told by themselves."""
    return stemmed[: -len("eur") if stemmed.endswith("eur") else -_LOOSE]


def _forms(stemmed: str, language: str) -> Iterator[tuple[str, str]]:
    """Forms that have a stem in a language, each with what stands in it before its ending."""
    changed = (stemmed.removesuffix(end) + other for end, other in _CHANGED.get(language, ()) if stemmed.endswith(end))
    for base in (stemmed, *changed):
        found = zip(_ENDINGS[language], stems_with(base, _ENDINGS[language], language), strict=True)
        yield from ((base, base + end) for end, short in found if short == stemmed)


def _of_beginning(phrase: Phrase, keys: Sequence[str], spoken: str | None) -> str:
    """The expression for a phrase of whose last word only the beginning is given."""
    row, last = units(keys), phrase.words[-1]
    if is_unspaced(keys[-1]):
        return f"{_quoted(row[-2:][:1])} *" if len(row) < 3 else _quoted(row[:-2])
    firsts = beginnings_with_particles(last, _stemmed_by(last)) if len(keys) == 1 else ()
    starts: dict[str, None] = {}
    for folded in (*prefixes(last), *map(fold, firsts)):
        starts |= dict.fromkeys((*map(word, beginnings(folded)), BEGUN + word(folded)))
    ends = " OR ".join((_quoted([word(keys[-1])]), *(f"{_quoted([start])} *" for start in starts)))
    if len(keys) == 1:
        return ends
    front = " OR ".join(_rows(phrase.words[:-1], keys[:-1], phrase.mode, spoken))
    return f"({front}) AND ({ends})"


def _key(written: str) -> str:
    """What the index holds for a word as it is written."""
    return stem(written, _stemmed_by(written))


def _stemmed_by(written: str) -> str:
    return STEMMED_BY.get(ord(fold(written)[0]) >> 8, "en")


def _quoted(words: Iterable[str]) -> str:
    return '"' + " ".join(words).replace('"', '""') + '"'
