"""What a query is once it is read: a tree of phrases, concepts and regexes, and its canonical text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, groupby, islice, product
from types import UnionType
from typing import Literal, TypeAlias

import regex

from monitor.matching import query_regex
from monitor.matching.fold import as_written, fold, is_unspaced
from monitor.matching.query_words import CLOSING, SINGLE, plain
from monitor.matching.stems import stem

# A single word is looked for as two ("cyberscam" in "cyber scam") only where both parts are long enough to mean
# something: "the rapist" is no therapist.
FIRST_PART, SECOND_PART = 4, 3
_LONGEST_OF_TWO = 100
"""Code points of a word that may be two: of one of thousands the ways to cut it take seconds to look for."""
_MOST_INITIALS = 5
"""Capitals of a word that may be written with a full stop behind each of them."""
Mode = Literal["", "=", "=="]
StateName = Literal["unread", "starred", "dismissed", "watch", "tag", "since", "before"]
_LINKS = {"near": "NEAR", "ordered": "ONEAR", "not": "NOT NEAR"}
_OTHER_SIGNS = frozenset("&+")
"""Signs between capitals that are no initials of one name: M&A is no MA."""
_TELLING_SIGNS = ("++", "#")
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
_TIE = "\u200c"
_TIED = re.compile(f"[\u0620-\u06d3]+(?:{_TIE}[\u0620-\u06d3]+)+").fullmatch
_MOST_UNTIED = 8
"""Ways to write a phrase in which several such words stand."""
_SHORTEST_SINGULAR = 3
"""Letters of the shortest word that has another number in a hashtag: ola de calor."""
APOSTROPHES = "'’‘ʼʻ`´＇"
INNER_SIGNS = {"'": APOSTROPHES, "-": "-‐‑‒–"}
"""Signs with which a word may be written in two parts, and those that are typed for each."""
_HYPHENED_PART = 3
"""Letters of the shortest part of a word with a hyphen in it: to re-sign is not to resign. One alone is no word, as in
e-mail."""
_OTHER_WORDS = frozenset("a")
"""A letter that says something else: an A-side is not aside."""
_LETTER = r"[^\W_ʼʻ]"
_INNER_APOSTROPHE = re.compile(rf"(?<!{_LETTER})({_LETTER}+)[{APOSTROPHES}](?=({_LETTER}+))")
_SHORTEST_BROKEN = 4
"""Letters of the shortest word that may have an apostrophe in it: Xi'an."""
_CONTRACTED = frozenset("d ll m n ne re s t ve y".split())
"""What stands behind an apostrophe in two words that are written as one: she'll is no Shell, German's wie'n no Wien."""
_ELIDED = frozenset(("all", "qu"))
_ELISION = re.compile("[bcdjlmnstv]\0[aeiouyh]").match
"""Where an apostrophe stands for a vowel before another: m'a is no Ma, but N'Djamena Ndjamena."""
_OTHER_NAMES = frozenset(("beer",))
"""Words that are part of a name with an apostrophe: Be'er Sheva."""
_SMALL_OPERATORS = frozenset(("and", "or", "not", "near", "onear"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand one after the other."""

    term: str
    """The phrase as it was written, without its quotes and signs."""
    words: tuple[str, ...]
    """Its words as they were written."""
    mode: Mode = ""
    """"=" takes the words without other endings and meanings, "==" also with their case and accents."""
    prefix: bool = False
    """Whether the last word is only the beginning of one."""

    @property
    def folded(self) -> tuple[str, ...]:
        """The words folded, with their endings."""
        return tuple(map(fold, self.words))

    @property
    def stems(self) -> tuple[str, ...]:
        """The words without their English endings."""
        return tuple(map(stem, self.words))

    @property
    def joined(self) -> str:
        """The stem of all words written as one: "scamhub" for "scam hubs", and the word itself where it is single.

        Empty in scripts without blanks, where words always stand joined; and where so little is left of the last word
        that the stem is another word's: "officer ring" is no office. A number behind a word has no ending to lose, as
        in "COVID-19".
        """
        if any(map(is_unspaced, self.words)):
            return ""
        folded = self.folded
        others, joined = folded[:-1], stem("".join(folded))
        is_whole = not others or (folded[-1].isdigit() and folded[-2].isalpha())
        return joined if is_whole or len(joined) - sum(map(len, others)) >= SECOND_PART else ""

    @property
    def joined_to_a_short_word(self) -> str:
        """The same where the last word has two letters and nothing was taken off: Mongla for Mong La, and WiFi for
        Wi-Fi, as short as that with a hyphen alone: Li Na is no Lina."""
        if self.joined or len(self.words) < 2 or any(map(is_unspaced, self.words)):
            return ""
        joined = "".join(self.folded)
        shortest = _SHORTEST_JOINED - any(sign in self.term for sign in INNER_SIGNS["-"])
        is_long = len(self.folded[-1]) == SECOND_PART - 1 and len(joined) >= shortest
        return joined if is_long and joined.isalpha() and stem(joined) == joined else ""

    @property
    def partly_joined(self) -> tuple[tuple[str, ...], ...]:
        """The ways to write a phrase of three or four words with two that follow each other as one."""
        if len(self.words) not in (3, 4):
            return ()
        pairs = ((at, Phrase(self.term, self.words[at : at + 2])) for at in range(len(self.words) - 1))
        return tuple(
            (*self.words[:at], "".join(pair.words), *self.words[at + 2 :])
            for at, pair in pairs
            if pair.joined or pair.joined_to_a_short_word
        )

    @property
    def joined_in_other_numbers(self) -> tuple[str, ...]:
        """The words written as one, the first of them with the ending of a plural, or without: "incendiosforestal" for
        "incendio forestal". Nothing where `joined` is empty."""
        if len(self.words) < 2 or not self.joined:
            return ()
        first, *others = self.folded
        firsts = (first[:-1], first.removesuffix("es")) if first.endswith("s") else (f"{first}s", f"{first}es")
        # Of what is short nothing would be left: S. Paulo is no Paulo.
        return tuple("".join((each, *others)) for each in firsts if each != first and len(each) >= _SHORTEST_SINGULAR)

    @property
    def initials(self) -> tuple[tuple[str, ...], ...]:
        """The phrase with what it writes in few capitals letter by letter, and with its initials as one word: K.K. Park
        for KK Park, UN for U.N."""
        apart = [letter for word in self.words for letter in (word if _is_of_initials(word) else (word,))]
        together: list[str] = []
        for are_initials, run in groupby(self.words, _is_initial):
            words = [*run]
            together += ["".join(words)] if are_initials and _OTHER_SIGNS.isdisjoint(self.term) else words
        if "/" in self.term and len(together) == 1:
            together = apart  # I/O is no IO, but M/V Aries is MV Aries.
        return tuple(written for written in map(tuple, (apart, together)) if written != self.words)

    @property
    def small_initials(self) -> tuple[str, ...]:
        """The phrase with a short first word in small letters as initials; empty where that is not all of it."""
        first, *others = self.words
        return (*first.upper(), *others) if others and _SMALL_INITIALS(first) else ()

    @property
    def numbered(self) -> tuple[str, ...]:
        """The phrase with the letters and the number apart of each word that is both, for F16 is written F-16 too, and
        PM2.5 PM 2.5; many letters, as of COVID19, are small ones in many texts. Empty where there is none."""
        apart = tuple(part for word in self.words for part in _numbered(word))
        return apart if len(apart) > len(self.words) else ()

    @property
    def abbreviations(self) -> Iterator[tuple[str, ...]]:
        """The phrase with one of its abbreviations in the other number, where no stem tells that: NGOs for NGO, MP for
        MPs. Its other words are folded."""
        others = ((at, other) for at, word in enumerate(self.words) if (other := _abbreviated(word)))
        for at, other in islice(others, _MOST_ABBREVIATIONS):
            yield *map(fold, self.words[:at]), other, *map(fold, self.words[at + 1 :])

    @property
    def untied(self) -> Iterator[tuple[str, ...]]:
        """The phrase with blanks for the signs that tie the parts of its Persian words without one: خامنه ای."""
        # A stroke that only stretches a word is no part by itself.
        parts = ((*filter(fold, one.split(_TIE)),) if _TIED(one) else () for one in self.words)
        ways = product(*(((one,), each) if each else ((one,),) for one, each in zip(self.words, parts, strict=True)))
        return (tuple(chain(*way)) for way in islice(ways, 1, _MOST_UNTIED))

    @property
    def broken(self) -> Iterator[tuple[str, ...]]:
        """The phrase with an apostrophe or a hyphen in one of its words, as the last sign of the first part, where that
        leaves too little on one side for two words by themselves: Sana' and a for Sanaa, e- and mail for email. A word
        among others has its hyphen anywhere: cyber-scam centre."""
        for at, one in enumerate(self.words):
            word = fold(one)
            if not (word.isascii() and word.isalpha() and _SHORTEST_BROKEN <= len(word) <= _LONGEST_OF_TWO):
                continue
            is_other = len(self.words) == 1 and word in _OTHER_NAMES
            for cut in range(1, len(word)):
                first, second = word[:cut], word[cut:]
                is_little = cut < FIRST_PART or len(second) < SECOND_PART
                signs = "'" if cut > 1 and is_little and not (is_other or _are_two(first, second)) else ""
                is_long = min(cut, len(second)) >= _HYPHENED_PART and (is_little or len(self.words) > 1)
                if is_long or (cut == 1 and first not in _OTHER_WORDS):
                    signs += "-"
                for sign in signs:
                    yield *self.words[:at], first + sign, second, *self.words[at + 1 :]

    @property
    def mended(self) -> tuple[str, ...]:
        """The phrase without the apostrophes in its words: Sanaa for Sana'a; empty where there is none."""
        term = _INNER_APOSTROPHE.sub(_without_apostrophe, self.term)
        if term == self.term:
            return ()
        words = as_written(term)
        return words if len(words) < len(self.words) else ()

    @property
    def splits(self) -> tuple[tuple[str, str], ...]:
        """The ways to write a single word as two."""
        if len(self.words) > 1 or not self.joined:
            return ()
        word = fold(self.words[0])
        if len(word) > _LONGEST_OF_TWO:
            return ()
        return tuple((word[:cut], word[cut:]) for cut in range(FIRST_PART, len(word) - SECOND_PART + 1))


def _without_apostrophe(found: re.Match[str]) -> str:
    return found[0] if _are_two(fold(found[1]), fold(found[2])) else found[1]


def _are_two(first: str, second: str) -> bool:
    """Whether what an apostrophe parts are two words: she'll, qu'elle, l'or."""
    return first in _ELIDED or second in _CONTRACTED or _ELISION(f"{first}\0{second}") is not None


def outer_signs(term: str) -> tuple[str, str]:
    """The signs directly in front of a phrase and behind it without which it is another one: C++, C#, .NET."""
    term = plain(term)
    before = "." if term[:1] == "." and term[1:2].isalpha() else ""
    behind = next((sign for sign in _TELLING_SIGNS if term.endswith(sign) and term[: -len(sign)][-1:].isalnum()), "")
    return before, behind


def in_plural(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Words that end with letters and a number, in the plural: F-16s for F-16; nothing for others."""
    if _NUMBERED("".join(words[-2:])):
        yield *words[:-1], f"{words[-1]}s"


def _abbreviated(word: str) -> str:
    """An abbreviation in the other number; "" for other words, and where both have one stem."""
    several = f"{word.upper()}s" if _ABBREVIATED(word) else ""
    other = word[:-1] if _ABBREVIATED_PLURAL(word) else several
    return other if other and stem(other) != stem(word) else ""


def _numbered(word: str) -> tuple[str, ...]:
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


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept by name, as `concept_name` has it, in one language or ("") in all."""

    name: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression; `compiled` makes it ready to search."""

    pattern: str
    flags: str = ""
    """Of "imsx" those that are set, in this order."""


@dataclass(frozen=True, slots=True)
class Near:
    """The left within so many words of the right ("ordered": before it); "not": the left where the right is not."""

    left: "Node"
    right: "Node"
    distance: int
    kind: Literal["near", "ordered", "not"] = "near"


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more; none of them is itself an And."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more; none of them is itself an Or."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Field:
    """What must be found in one field; no Field and no State stands in it."""

    name: str
    node: "Node"


@dataclass(frozen=True, slots=True)
class State:
    """What the store knows of an entry, in a search only: a watch's or a tag's name, since or before when it came."""

    name: StateName
    value: str = ""


Node: TypeAlias = Phrase | Concept | Regex | Near | Not | And | Or | Field | State


def compiled(node: Regex) -> regex.Pattern[str]:
    """The regex, ready to search: always with a time limit."""
    return query_regex.compiled(node.pattern, node.flags)


def walk(node: Node) -> Iterator[Node]:
    """A tree's nodes, in the order of what was written."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending += reversed(_parts(node))


def phrases(node: Node) -> Iterator[Phrase]:
    """All phrases of a tree, also those that exclude."""
    return (each for each in walk(node) if isinstance(each, Phrase))


def concepts_in(node: Node) -> Iterator[Concept]:
    """All concepts of a tree, also those that exclude."""
    return (each for each in walk(node) if isinstance(each, Concept))


def _parts(node: Node) -> tuple[Node, ...]:
    match node:
        case And(nodes) | Or(nodes):
            return nodes
        case Near(left, right):
            return left, right
        case Not(inner) | Field(_, inner):
            return (inner,)
    return ()


def render(node: Node) -> str:
    """The query for a tree, as canonical text: read again, it is the same tree."""
    return _render(node, single=False)


def _render(node: Node, *, single: bool) -> str:
    """The text of a node; with `single`, where only a quoted phrase has several words."""
    match node:
        case Or(nodes):
            return " OR ".join(_render(each, single=single) for each in nodes)
        case And(nodes):
            return " AND ".join(_closed(each, Or, single=single) for each in nodes)
        case Not(inner):
            return f"NOT {_closed(inner, Or | And | Not, single=single)}"
        case Near(left, right, distance, kind):
            before, behind = (
                _closed(left, Or | And | Not, single=single),
                _closed(right, Or | And | Not | Near, single=single),
            )
            return f"{before} {_LINKS[kind]}/{distance} {behind}"
        case Field(name, inner):
            return f"{name}:{_closed(inner, Or | And | Not | Near, single=name in SINGLE)}"
        case Phrase():
            return _phrase(node, single=single)
        case Concept(name, lang):
            return f"@{name}.{lang}" if lang else f"@{name}"
        case Regex(pattern, flags):
            return f"/{query_regex.written(pattern)}/{flags}"
        case State(name, value):
            return f"{name}:{_quoted(value) if name in ('watch', 'tag') else value}"


def _closed(node: Node, loose: type | UnionType, *, single: bool) -> str:
    """The text of a node, in brackets where it is of a `loose` kind."""
    text = _render(node, single=single)
    return f"({text})" if isinstance(node, loose) else text


def _phrase(phrase: Phrase, *, single: bool) -> str:
    text = phrase.term + "*" * phrase.prefix
    bare = _is_bare(phrase.term) and not (single and " " in text)
    return phrase.mode + (text if bare else _quoted(text))


def _is_bare(term: str) -> bool:
    """Whether a phrase says the same without quotes; where in doubt it says no."""
    words = plain(term).lower().replace("-", " ").split(" ")
    return _SMALL_OPERATORS.isdisjoint(words) and all(word and all(map(_is_of_a_word, word)) for word in words)


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _quoted(text: str) -> str:
    """A text in quotes; in one kind of them it was typed, so there is one that does not close inside it."""
    inside = plain(text).replace("״", '"')
    opening = next((sign for sign, closing in CLOSING.items() if not set(closing) & set(inside)), '"')
    return opening + text + CLOSING[opening][-1]
