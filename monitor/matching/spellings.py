"""The ways in which a text may write a phrase otherwise: as one word or as two, with initials, in the other number."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby, islice, product
from typing import Literal

from monitor.matching.fold import POSSESSIVE, as_written, fold, is_unspaced
from monitor.matching.query_tree import Phrase
from monitor.matching.query_words import plain
from monitor.matching.stems import ACCENTED, AGREEING, STEMMED, in_other_numbers, stem

_Words = tuple[str, ...]
_FIRST_PART, _SECOND_PART = 4, 3
"""Letters of the shortest parts of a word that is looked for as two, cyberscam in "cyber scam": with fewer they mean
nothing, and "the rapist" is no therapist."""
_LONGEST_OF_TWO = 100
"""Code points of a word that may be two: of one of thousands the ways to cut it take seconds to look for."""
_MOST_INITIALS = 5
"""Capitals of a word that may be written with a full stop behind each of them."""
_OTHER_SIGNS = frozenset("&+")
"""Signs between capitals that are no initials of one name: M&A is no MA."""
_DOUBLED = re.compile(r"(?:([A-Z])\1){2}").fullmatch
"""Capitals that are each written twice, as Spanish has them for several: EE. UU., RR. HH."""
_NUMBERED = re.compile(r"([^\W\d_]+)(\d+)").fullmatch
_SMALL_INITIALS = re.compile("[a-z]{2,3}").fullmatch
"""Initials as they may be typed where capitals do not matter: kk park."""
_AS_TYPED = 2
"""Letters of the longest word in front of a number of which the capitals matter: A4 is no “a 4-year-old”, PM 2.5
no “pm 2.5”."""
_ABBREVIATED = re.compile("[A-Za-z]{1,4}[A-Z]|[a-z]{2,5}").fullmatch
_ABBREVIATED_PLURAL = re.compile("[A-Za-z]{1,4}[A-Z]s").fullmatch
"""Short words with a capital at the end, as abbreviations have it, and those that may be meant for one; and several."""
_MOST_ABBREVIATIONS = 8
"""Words of a phrase that are looked for in the other number."""
_SHORTEST_JOINED = 5
"""Letters of the shortest word that may be two of which the second has two."""
_LARGE = re.compile("[1-9][0-9]{3,11}").fullmatch
"""Numbers of several groups of figures."""
_THOUSANDS, _LAKHS = re.compile(r"\B(?=(?:\d{3})+$)"), re.compile(r"\B(?=(?:\d\d)*\d{3}$)")
_SHORTENED = {"saint": "st", "sainte": "ste", "sankt": "st", "mount": "mt", "fort": "ft"}
_IN_FULL = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
"""Words in front of names, and as they are shortened."""
_SHORTEST_HOST, _SHORTEST_LINKED, _SHORTEST_IN_N = 4, 5, 8
"""Letters of the shortest words onto which Indonesian and Filipino write another: Kenya is no form of Ke, nor Xiang of
Xian."""
_RUSSIAN_NAME = re.compile("[А-ЯЁ][а-яё]+[оеё]в").fullmatch
_TIE = "\u200c"
_TIED = re.compile(f"[\u0620-\u06d3]+(?:{_TIE}[\u0620-\u06d3]+)+").fullmatch
_MOST_UNTIED = 8
"""Ways to write a phrase in which several such words stand."""
_SHORTEST_SINGULAR = 3
"""Letters of the shortest word that has another number in a hashtag: ola de calor."""
_APOSTROPHES = "'’‘ʼʻ`´＇"
INNER_SIGNS = {"'": _APOSTROPHES, "-": "-‐‑‒–"}
"""Signs with which a word may be written in two parts, and those that are typed for each."""
_HYPHENED_PART = 3
"""Letters of the shortest part of a word with a hyphen in it: to re-sign is not to resign. One alone is no word, as in
e-mail."""
_PREFIXED = re.compile("co....*|ree...*").fullmatch
"""Words with a prefix of two letters, as they may be written with its hyphen: co-operation, re-election."""
_OTHER_WORDS = frozenset("a")
"""A letter that says something else: an A-side is not aside."""
_LETTER = r"[^\W_ʼʻ]"
_INNER_APOSTROPHE = re.compile(rf"(?<!{_LETTER})({_LETTER}+)[{_APOSTROPHES}](?=({_LETTER}+))")
_SHORTEST_BROKEN = 4
"""Letters of the shortest word that may have an apostrophe in it: Xi'an."""
_CONTRACTED = frozenset("d ll m n ne re s t ve y".split())
"""What stands behind an apostrophe in two words that are written as one: she'll is no Shell, German's wie'n no Wien."""
_ELIDED = frozenset(("all", "qu"))
_ELISION = re.compile("[bcdjlmnstv]\0[aeiouyh]").match
"""Where an apostrophe stands for a vowel before another: m'a is no Ma, but N'Djamena Ndjamena."""
_OTHER_NAMES = frozenset(("beer",))
"""Words that are part of a name with an apostrophe: Be'er Sheva."""

_I_OR_Y = re.compile("(?:[hklmstv]|qu)[iy]").fullmatch
_MOST_VIETNAMESE = 8
"""Ways to write a phrase in which several such syllables stand."""

Endings = Literal["own", "agreeing", "accented", "English", "few"]
_LANGUAGES = {"agreeing": AGREEING, "accented": ACCENTED}
"""The languages in which alone a phrase is looked for in some ways."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to write a phrase otherwise."""

    of: Callable[[Phrase], Iterable[_Words]]
    """The words that a phrase becomes; a sign at the end of one stands between it and the next."""
    endings: Endings
    """By which endings the words are known: those of the text's own language, also where only `AGREEING` ones or
    `ACCENTED` ones are asked; English ones in all texts; or English ones alone, which every text is looked at by too,
    and which are enough for what is rarely written so."""
    is_joined: bool = True
    """Whether it has as one word what the phrase has as several, or the other way about."""
    is_told: bool = False
    """Whether words in capitals must be so in the text, and the signs at the end of words stand there."""
    is_of_packs: bool = False
    """Whether the words of packs are looked for so too, and not only what a watch or a search names."""
    is_cut: bool = False
    """Whether the last of the words is the end of one."""

    def is_in(self, language: str) -> bool:
        """Whether a text is looked at by it with the endings of a language."""
        if self.endings in _LANGUAGES:
            return language in _LANGUAGES[self.endings]
        return self.endings != "few" or language not in STEMMED

    def stems(self, words: _Words, language: str) -> _Words:
        """What its words are compared by in such a text."""
        by = "en" if self.endings in ("English", "few") else language
        return tuple(stem(word, by) for word in bare(words))


def bare(words: _Words) -> _Words:
    """The words of a spelling without the signs that stand behind them."""
    return tuple(word.rstrip("'-&,+") for word in words)


def _in_one_word(phrase: Phrase) -> Iterator[_Words]:
    """All words as one: "scamhub" for "scam hub".

    Not in scripts without blanks, where words always stand joined; nor where so little is left of the last word that
    the stem is another word's: "officer ring" is no office. A number behind a word has no ending to lose, as in
    "COVID-19".
    """
    if len(phrase.words) < 2 or any(map(is_unspaced, phrase.words)):
        return
    *others, last = phrase.folded
    joined = "".join(POSSESSIVE.sub("", word) for word in phrase.words)
    is_whole = last.isdigit() and others[-1].isalpha()
    if is_whole or len(stem(joined)) - sum(map(len, others)) >= _SECOND_PART:
        yield (joined,)


def _with_a_short_word(phrase: Phrase) -> Iterator[_Words]:
    """The same where the last word has two letters and nothing was taken off: Mongla for Mong La, and WiFi for Wi-Fi,
    as short as that with a hyphen alone: Li Na is no Lina."""
    if len(phrase.words) < 2 or any(map(is_unspaced, phrase.words)) or any(_in_one_word(phrase)):
        return
    joined = "".join(phrase.folded)
    shortest = _SHORTEST_JOINED - any(sign in phrase.term for sign in INNER_SIGNS["-"])
    is_long = len(phrase.folded[-1]) == _SECOND_PART - 1 and len(joined) >= shortest
    if is_long and joined.isalpha() and stem(joined) == joined:
        yield (joined,)


def _partly_in_one_word(phrase: Phrase) -> Iterator[_Words]:
    """Of three or four words two that follow each other as one."""
    words = phrase.words
    for at in range(len(words) - 1) if len(words) in (3, 4) else ():
        pair = Phrase(phrase.term, words[at : at + 2])
        if any(_in_one_word(pair)) or any(_with_a_short_word(pair)):
            yield *words[:at], "".join(pair.words), *words[at + 2 :]


def _in_one_word_of_other_numbers(phrase: Phrase) -> Iterator[_Words]:
    """All words as one, the first of them with the ending of a plural, or without: "incendiosforestal" for "incendio
    forestal"."""
    if not any(_in_one_word(phrase)):
        return
    first, *others = phrase.folded
    firsts = (first[:-1], first.removesuffix("es")) if first.endswith("s") else (f"{first}s", f"{first}es")
    # Of what is short nothing would be left: S. Paulo is no Paulo.
    long = (each for each in firsts if each != first and len(each) >= _SHORTEST_SINGULAR)
    yield from (("".join((each, *others)),) for each in long)


def _numbered_in_one_word(phrase: Phrase) -> Iterator[_Words]:
    """Letters and a number as one word, in the plural: F16s for F-16."""
    # Signs that are not shown may stand among the letters, as in what is pasted from a page.
    return chain.from_iterable(_in_plural((fold(joined),)) for (joined,) in _in_one_word(phrase))


def with_initials(phrase: Phrase) -> Iterator[_Words]:
    """What is written in few capitals letter by letter, and initials as one word: K.K. Park for KK Park, UN for U.N."""
    words, term = phrase.words, phrase.term
    if not any(map(str.isupper, words)):
        return
    apart = [letter for word in words for letter in (word if _is_of_initials(word) else (word,))]
    together: list[str] = []
    for are_initials, run in groupby(words, _is_initial):
        letters = [*run]
        together += ["".join(letters)] if are_initials and _OTHER_SIGNS.isdisjoint(term) else letters
    if "/" in term and len(together) == 1:
        together = apart  # I/O is no IO, but M/V Aries is MV Aries.
    yield from (written for written in map(tuple, (apart, together)) if written != words)


def _with_small_initials(phrase: Phrase) -> Iterator[_Words]:
    """A short first word in small letters as initials, where that is not all of it."""
    first, *others = phrase.words
    if others and _SMALL_INITIALS(first):
        yield *first.upper(), *others


def _with_doubled_initials(phrase: Phrase) -> Iterator[_Words]:
    """EE. UU. for EEUU, and the other way about."""
    joined = "".join(phrase.words)
    if _DOUBLED(joined):
        yield from ((joined[:2], joined[2:]), (joined,))


def _with_numbers_apart(phrase: Phrase) -> Iterator[_Words]:
    """The letters and the number apart of each word that is both, for F16 is written F-16 too, and PM2.5 PM 2.5, and in
    the plural; many letters, as of COVID19, are small ones in many texts."""
    apart = tuple(part for word in phrase.words for part in _numbered(word))
    if len(apart) > len(phrase.words):
        yield apart
        yield from _in_plural(apart)


def _in_other_numbers(phrase: Phrase) -> Iterator[_Words]:
    """Women for a woman, F-16s for F-16."""
    yield from in_other_numbers(phrase.words)
    yield from _in_plural(phrase.words)


def _in_spanish_numbers(phrase: Phrase) -> Iterator[_Words]:
    """Mujeres deportadas for mujer deportada."""
    return in_other_numbers(phrase.words, "es")


def _with_and(phrase: Phrase) -> Iterator[_Words]:
    """Johnson and Johnson for Johnson & Johnson."""
    first, *others = map(as_written, plain(phrase.term).split(" & "))
    if others and first and all(others):
        yield (*first, *chain.from_iterable(("and", *words) for words in others))


def _with_ampersand(phrase: Phrase) -> Iterator[_Words]:
    """Smith & Co for Smith and Co."""
    words = " ".join(phrase.folded)
    if " and " in words:
        yield tuple(words.replace(" and ", "& ").split())


def _in_groups(phrase: Phrase) -> Iterator[_Words]:
    """A number beside words with signs at its thousands, or as India has it at its lakhs: 1,000 people for 1000 people,
    1,00,000 for 100000. One alone may be a name."""
    for places in (_THOUSANDS, _LAKHS) if len(phrase.words) > 1 and any(map(_LARGE, phrase.words)) else ():
        yield tuple(" ".join(places.sub(", ", word) if _LARGE(word) else word for word in phrase.words).split())


def _with_names_shortened(phrase: Phrase) -> Iterator[_Words]:
    """St. Louis for Saint Louis, Mount Everest for Mt. Everest."""
    *firsts, last = phrase.words
    for known in (_SHORTENED, _IN_FULL):
        if any(fold(word) in known for word in firsts):
            yield *(known.get(fold(word), word) for word in firsts), last


def _with_a_word_written_on(phrase: Phrase) -> Iterator[_Words]:
    """Korbannya, their victim, for Indonesian korban; biktimang for Filipino biktima, in front of what it links. In
    other languages they are other words: Romanya is Turkish for Romania, Palaung a people."""
    *firsts, last = map(fold, phrase.words)
    if not (last.isascii() and last.isalpha() and len(last) >= _SHORTEST_HOST):
        return
    yield *firsts, f"{last}nya+"
    if last[-1] in "aeou" and len(last) >= _SHORTEST_LINKED:
        yield *firsts, f"{last}ng+"
    elif last[-1] == "n" and len(last) >= _SHORTEST_IN_N:
        yield *firsts, f"{last}g+"


def _of_russian_names(phrase: Phrase) -> Iterator[_Words]:
    """Иванова for Иванов: the stemmer takes the end of such a name for the plural's, but not in its other forms."""
    words = tuple(f"{word}а" if _RUSSIAN_NAME(word) else word for word in phrase.words)
    if words != phrase.words:
        yield words


def _with_abbreviations_in_other_numbers(phrase: Phrase) -> Iterator[_Words]:
    """One of its abbreviations in the other number, where no stem tells that: NGOs for NGO, MP for MPs. Its other words
    are folded."""
    words = phrase.words
    others = ((at, other) for at, word in enumerate(words) if (other := _abbreviated(word)))
    for at, other in islice(others, _MOST_ABBREVIATIONS):
        yield *map(fold, words[:at]), other, *map(fold, words[at + 1 :])


def _untied(phrase: Phrase) -> Iterator[_Words]:
    """Blanks for the signs that tie the parts of its Persian words without one: خامنه ای."""
    # A stroke that only stretches a word is no part by itself.
    parts = ((*filter(fold, one.split(_TIE)),) if _TIED(one) else () for one in phrase.words)
    ways = product(*(((one,), each) if each else ((one,),) for one, each in zip(phrase.words, parts, strict=True)))
    return (tuple(chain(*way)) for way in islice(ways, 1, _MOST_UNTIED))


def _with_i_or_y(phrase: Phrase) -> Iterator[_Words]:
    """Kĩ sư for kỹ sư, quy for qui: Vietnamese writes the same vowel either way. Without accents, My may be no mỹ."""
    if not phrase.term.isascii():
        ways = product(*(_either_letter(word) for word in phrase.words))
        yield from islice(ways, 1, _MOST_VIETNAMESE)


def _without_apostrophes(phrase: Phrase) -> Iterator[_Words]:
    """Sanaa for Sana'a."""
    words = as_written(_INNER_APOSTROPHE.sub(_without_apostrophe, phrase.term))
    if len(words) < len(phrase.words):
        yield words


def _broken(phrase: Phrase) -> Iterator[_Words]:
    """An apostrophe or a hyphen in one of its words, where that leaves too little on one side for two words by
    themselves: Sana'a for Sanaa, e-mail for email. A word among others has its hyphen anywhere: cyber-scam centre."""
    for at, one in enumerate(phrase.words):
        word = fold(one)
        if not (word.isascii() and word.isalpha() and _SHORTEST_BROKEN <= len(word) <= _LONGEST_OF_TWO):
            continue
        is_other = len(phrase.words) == 1 and word in _OTHER_NAMES
        for cut in range(1, len(word)):
            first, second = word[:cut], word[cut:]
            is_little = cut < _FIRST_PART or len(second) < _SECOND_PART
            signs = "'" if cut > 1 and is_little and not (is_other or _are_two(first, second)) else ""
            is_long = min(cut, len(second)) >= _HYPHENED_PART and (is_little or len(phrase.words) > 1)
            is_prefix = _PREFIXED(word) is not None and cut == len("co")
            if is_long or is_prefix or (cut == 1 and first not in _OTHER_WORDS):
                signs += "-"
            for sign in signs:
                yield *phrase.words[:at], first + sign, second, *phrase.words[at + 1 :]


def _in_two_words(phrase: Phrase) -> Iterator[_Words]:
    """A single word as two."""
    one, *others = phrase.words
    word = fold(one)
    if not (others or is_unspaced(one)) and len(word) <= _LONGEST_OF_TWO:
        yield from ((word[:cut], word[cut:]) for cut in range(_FIRST_PART, len(word) - _SECOND_PART + 1))


def _either_letter(word: str) -> _Words:
    """A syllable that ends with the vowel I, with it and with Y; of others the word alone."""
    folded = fold(word)
    return (word, folded[:-1] + ("y" if folded[-1] == "i" else "i")) if _I_OR_Y(folded) else (word,)


def _without_apostrophe(found: re.Match[str]) -> str:
    return found[0] if _are_two(fold(found[1]), fold(found[2])) else found[1]


def _are_two(first: str, second: str) -> bool:
    """Whether what an apostrophe parts are two words: she'll, qu'elle, l'or."""
    return first in _ELIDED or second in _CONTRACTED or _ELISION(f"{first}\0{second}") is not None


def _in_plural(words: _Words) -> Iterator[_Words]:
    """Words that end with letters and a number, in the plural: F-16s for F-16; nothing for others."""
    if _NUMBERED("".join(words[-2:])):
        yield *words[:-1], f"{words[-1]}s"


def _abbreviated(word: str) -> str:
    """An abbreviation in the other number; "" for other words, and where both have one stem."""
    several = f"{word.upper()}s" if _ABBREVIATED(word) else ""
    other = word[:-1] if _ABBREVIATED_PLURAL(word) else several
    return other if other and stem(other) != stem(word) else ""


def _numbered(word: str) -> _Words:
    """The letters and the number of a word that is both; else the word."""
    found = _NUMBERED(word)
    if not found or is_unspaced(found[1]):
        return (word,)
    letters, number = found.groups()
    return letters if len(letters) <= _AS_TYPED else letters.lower(), number


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def _is_of_initials(word: str) -> bool:
    return len(word) <= _MOST_INITIALS and all(map(_is_initial, word))


WAYS = (
    Way(_in_one_word, "English", is_of_packs=True),
    Way(with_initials, "own", is_told=True, is_of_packs=True),
    Way(_with_a_short_word, "English"),
    Way(_with_small_initials, "own", is_told=True),
    Way(_with_doubled_initials, "own", is_told=True),
    Way(_with_numbers_apart, "own", is_told=True),
    Way(_in_one_word_of_other_numbers, "agreeing"),
    Way(_partly_in_one_word, "few"),
    Way(_untied, "few"),
    Way(_with_i_or_y, "accented", is_joined=False, is_of_packs=True),
    Way(_without_apostrophes, "few"),
    Way(_in_other_numbers, "few", is_joined=False),
    Way(_in_spanish_numbers, "agreeing", is_joined=False),
    Way(_with_and, "few", is_joined=False),
    Way(_with_ampersand, "few", is_joined=False, is_told=True),
    Way(_in_groups, "few", is_told=True),
    Way(_with_names_shortened, "few", is_joined=False),
    Way(_with_a_word_written_on, "few", is_joined=False, is_told=True),
    Way(_of_russian_names, "own", is_joined=False),
    Way(_with_abbreviations_in_other_numbers, "few", is_joined=False, is_told=True),
    Way(_numbered_in_one_word, "few"),
    Way(_broken, "few", is_told=True),
    Way(_in_two_words, "English", is_cut=True),
)
"""All of them: what a watch finds by them is looked for in the index too."""
