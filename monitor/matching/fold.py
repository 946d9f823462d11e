"""Folding: what a word is reduced to before texts are compared, and the tokens of a text with their places in it."""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, groupby
from typing import TypeVar, cast

from monitor.matching import letters
from monitor.matching import zawgyi as burmese

VERSION = 30
"""Raised with every change of what a text folds to, or of what tells its language: matches and indexes
that were made before it are made anew."""

# This module uses `re`, which cuts a text three times as fast as `regex`. Its \w lacks the marks, so classes are
# written out; the tests hold them against Unicode's properties.
#
# Scripts written without blanks between words (Korean glues particles to its words, with the same effect): every
# syllable is a token of its own, so that a keyword matches inside a run and no segmenter can cut it wrongly.
_SYLLABIC_LETTERS = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u0edc-\u0edf"  # Thai, Lao
    "\u1780-\u17b3\u17d7\u17dc\u17f0-\u17f9"  # Khmer
    "\u1000-\u102a\u103f\u1050-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081\u108e"  # Burmese
    "\ua9e0-\ua9e4\ua9e6-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa76\uaa7a\uaa7e\uaa7f"
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f\U0001aff0-\U0001b16f"  # kana
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\U00016ff0-\U00016ff6\U00020000-\U0003ffff"
    "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb\uffa0-\uffdc"  # Korean
    # Words in one sign and letters in rings: ㈱, ㎏, №; and radicals, which stand for whole letters.
    "\u2103\u2109\u2116\u2121\u213b\u249c-\u24e9\u2e9f\u2ef3\u2f00-\u2fd5\u3196-\u319f\u3200-\u321e\u3220-\u33ff"
)
_SYLLABIC_DIGITS = "\u0e50-\u0e59\u0ed0-\u0ed9\u17e0-\u17e9\u1040-\u1049\u1090-\u1099\ua9f0-\ua9f9"
_SYLLABIC = _SYLLABIC_LETTERS + _SYLLABIC_DIGITS
_DIGITS = "\u0e50-\u0e59\u0ed0-\u0ed9\u17e0-\u17e9\u1040-\u1049"
# Their marks; the vowels AM of Thai and Lao and the voicing of half-width kana are letters that behave like marks.
_SIGNS = (
    "\u0e31\u0e33-\u0e3a\u0e47-\u0e4c\u0e4e\u0eb1\u0eb3-\u0ebc\u0ec8-\u0ecc\u0ece\u17b6-\u17d1\u17d3\u17dd"
    "\u102b-\u1038\u103a-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f"
    "\u109a-\u109d\ua9e5\uaa7b-\uaa7d\u302a-\u302f\u3099\u309a\uff9e\uff9f"
)
# A coeng ties the next letter into the same syllable in Khmer, a virama in Burmese; so does the ring of the vowel AM of
# Thai and Lao, where it is typed as a ring and an AA, with the tone between them or before.
_TIES = "\u17d2\u1039\u0e4d\u0ecd"
_ANY_SIGN = f"{_SIGNS}\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_NO = f"[{letters.UNSEEN}\u200b]*"
_TIED = (
    rf"\u17d2(?:{_NO}(?:\s{_NO})*[\u1780-\u17b3])?|\u1039(?:{_NO}[\u1000-\u102a\u103f])?"
    rf"|\u0e4d(?:{_NO}(?:[\u0e48-\u0e4b]{_NO})?\u0e32)?|\u0ecd(?:{_NO}(?:[\u0ec8-\u0ecb]{_NO})?\u0eb2)?"
)
_TAIL = rf"[{_SIGNS}]*(?:{_NO}(?:[{_ANY_SIGN}]|{_TIED}))*"
# A Korean syllable may be typed as single jamo, the Thai vowel AE as twice E, a high consonant of Lao as two letters,
# and Khmer's "give" as it was before the spelling reform.
_FINALS = rf"(?:{_NO}[\u11a8-\u11ff])"
_TYPED_APART = (
    rf"[\u1100-\u115f]{_NO}[\u1160-\u11a7]{_FINALS}*|[\uac00-\ud7a3]{_FINALS}+|เ{_NO}เ|ເ{_NO}ເ|ຫ{_NO}[ນມລ]|អោ{_NO}យ"
)
_SYLLABLE = rf"(?:{_TYPED_APART}|[{_SYLLABIC}{_SIGNS}]|{_TIED}){_TAIL}"
# Most texts have nothing unseen inside a syllable and nothing typed apart: theirs are told by shorter patterns.
_UNUSUAL = (
    rf"[{letters.UNSEEN}]|\u200b[{_ANY_SIGN}{_TIES}\u1160-\u11ff]|[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]"
    rf"|[{_TIES}][\u0e48-\u0e4b\u0ec8-\u0ecb]?\u200b|เ\u200b*เ|ເ\u200b*ເ|ຫ\u200b*[ນມລ]|អោ\u200b*យ"
)
_PLAIN_TIED = _TIED.replace(_NO, "")
_PLAIN_TAIL = rf"(?:[{_ANY_SIGN}]|{_PLAIN_TIED})*"
_PLAIN_SYLLABLE = rf"[{_SYLLABIC_LETTERS}]{_PLAIN_TAIL}"
_NUMBER = r"[\u0e50-\u0e59]+|[\u0ed0-\u0ed9]+|[\u17e0-\u17e9]+"
# Patterns that are looked for all through a text begin with what a single sign tells: to the next of these `re` jumps.
_ASCII_POSSESSIVE = re.compile("'s(?<=[a-z0-9]'s)(?![a-z0-9])")
_ASCII_POSSESSIVES = re.compile("([a-z0-9]+)'s(?![a-z0-9])")
"""The same, word by word, which takes longer: of two in a row one is a possessive and the other a word."""
_LONG = 100_000
"""Code points of a text of which words that are alike are kept as one: for a shorter one that takes longer than it is
worth."""
_BLANKED = bytes(code if chr(code).isalnum() else 32 for code in range(128)) + bytes(128)
_ASCII_WORD = re.compile("([a-z0-9]+(?:'s(?![a-z0-9]))?)")
_APOSTROPHES = "'‘’＇"
_LETTER_APOSTROPHES = "ʼʻ"
"""What Ukrainian has between a consonant and a vowel, and Uzbek behind O and G; most type another apostrophe, which is
no letter to Unicode."""
_PLAIN_WORD = re.compile(rf"([^\W_]+(?:[{_APOSTROPHES}][sS](?![^\W_]))?)")
UNSEEN = re.compile(f"[{letters.UNSEEN}]")
"""Invisible characters."""
_FIGURE = "[\u00b2\u00b3\u00b9\u2070\u2074-\u2079]"
_RAISED = re.compile(f"{_FIGURE}{_FIGURE}*")
_NOTED, _NEAR = 3, 40
"""Letters of the shortest word that a raised figure behind it is no part of but marks a footnote of, for km² is a word;
and code points that are looked through for them."""
POSSESSIVE = re.compile(f"[{_APOSTROPHES}{_LETTER_APOSTROPHES}][sS]$")
_UNSPACED = f"[{_SYLLABIC}{_SIGNS}{_TIES}]"

# What may stand between two words of one phrase: one line break at most. What the first of two rows took it gives back
# for nothing: there would be as many ways to share a row of hyphens as it has hyphens.
_BLANKS = rf"(?:[^\S\n]|[{letters.JOINTS}{letters.UNSEEN}{letters.SHORTENED}])*+"
_GAP = re.compile(f"{_BLANKS}\n?{_BLANKS}")
_NOTHING = frozenset(("", " "))
_MASKS = frozenset("*＊")
"""What stands inside a word of a script without blanks to hide it from censors: 电*诈. It parts other words."""
_BROKEN = bytes(
    code if chr(code).isalnum() or code == 10 else 32 if _GAP.fullmatch(chr(code)) else 0 for code in range(128)
) + bytes(128)
_BROKEN_LINES = re.compile("\0\0*|\n *\n")
"""Plain text with its blanks, and its other signs, made one; what phrases do not cross in it."""


_Made = TypeVar("_Made")


class Tokens:
    """The tokens of a text: their words folded, and where each stands, which is worked out when it is asked for."""

    __slots__ = ("_ends", "_split", "_starts", "_text", "_zawgyi", "words", "written")

    def __init__(
        self, words: list[str], text: str, written: list[str], split: Sequence[str] = (), *, zawgyi: bool = False
    ) -> None:
        """`words` are those of `text` as `tokens` cuts it; `written` the same before they were folded, but perhaps for
        case and possessive; `split` the text as `_parts` gives it, where it was split at these words.
        """
        self.words, self.written, self._text, self._zawgyi = words, written, text, zawgyi
        self._split = split
        self._starts: list[int] | None = None
        self._ends: list[int] = []

    @property
    def starts(self) -> list[int]:
        """Code points from the start of the text to each token."""
        if self._starts is None:
            self._locate()
        return cast(list[int], self._starts)

    @property
    def ends(self) -> list[int]:
        """Code points from the start of the text to the end of each token."""
        if self._starts is None:
            self._locate()
        return self._ends

    @property
    def breaks(self) -> list[int]:
        """The tokens behind which no phrase goes on, for signs stand there or the text ends."""
        if self._starts is None and not self._split and (plain := _plain(self._text)).isascii():
            lines = _BROKEN_LINES.split(_without_possessives(plain.lower()).encode().translate(_BROKEN).decode())
            return [count - 1 for count in accumulate(len(line.split()) for line in lines) if count]
        apart = [
            at
            for at, gap in enumerate(self._gaps())
            if gap not in _NOTHING
            and not _GAP.fullmatch(gap)
            and not _is_masked(self.words[at], self.words[at + 1], gap)
        ]
        return [*apart, len(self.words) - 1] if self.words else []

    def _gaps(self) -> Iterable[str]:
        """What stands between each token and the next."""
        return self._split[2:-1:2] or map(self._text.__getitem__, map(slice, self.ends, self.starts[1:]))

    def only(self, kept: Sequence[slice]) -> "Tokens":
        """Those of the tokens in these rows."""

        def of(rows: list[_Made]) -> list[_Made]:
            return [each for row in kept for each in rows[row]]

        part = Tokens(of(self.words), self._text, of(self.written), zawgyi=self._zawgyi)
        part._starts, part._ends = of(self.starts), of(self.ends)
        return part

    def _locate(self) -> None:
        parts = self._split or _parts(self._text, zawgyi=self._zawgyi)
        places = [*accumulate(map(len, parts))]
        self._starts, self._ends = places[:-1:2], places[1::2]
        if len(self._starts) != len(self.words):
            kept = [at for at, part in enumerate(parts[1::2]) if fold(part)]
            self._starts, self._ends = [self._starts[at] for at in kept], [self._ends[at] for at in kept]


@functools.lru_cache(maxsize=16)  # An entry's texts are cut for matching, and then for the index.
def tokens(text: str, *, zawgyi: bool = False) -> Tokens:
    """The tokens of `text`: words of spaced scripts, single syllables of the others. They are not to be changed.

    With `zawgyi` its Burmese is read as Zawgyi: the words are those of the same text in Unicode, the places are in
    the text as it stands.
    """
    if not text.isascii():
        text = _RAISED.sub(_without_note, _typed(text))
    plain = text if text.isascii() else _plain(text)
    if plain.isascii():
        lowered = _without_possessives(plain.lower())
        # A third of what cutting at places costs, and few texts are ever asked for places.
        words = lowered.encode().translate(_BLANKED).decode().split()
        return Tokens(words, text, words)
    pattern, split = _pattern(text, zawgyi=zawgyi), list[str]()
    if len(text) <= _LONG:
        # As fast as to take the words alone, and half of all texts are asked for what stands between them.
        split = pattern.split(text)
        written = split[1::2]
    else:
        written = _shared(each[1] for each in pattern.finditer(text))
    words = [*map((_FOLDED_ZAWGYI if zawgyi else FOLDED).__getitem__, written)]
    if "" in words:  # A stroke that only stretches an Arabic word is a letter to Unicode, and nothing once folded.
        written = [word for word, folded in zip(written, words, strict=True) if folded]
        words, split = [word for word in words if word], []
    return Tokens(words, text, written, split, zawgyi=zawgyi)


def as_written(text: str, *, zawgyi: bool = False) -> tuple[str, ...]:
    """The words of a text as they stand in it."""
    found = tokens(text, zawgyi=zawgyi)
    return tuple(text[start:end] for start, end in zip(found.starts, found.ends, strict=True))


def _typed(text: str) -> str:
    """A text with the apostrophes that are letters as most type them."""
    for letter in _LETTER_APOSTROPHES:
        text = text.replace(letter, "’")
    return text


def _shared(words: Iterable[str]) -> list[str]:
    """Words, those that are alike as one: the letters of Chinese are some thousand, and a million of them, each a word,
    take a hundred megabytes one by one."""
    met: dict[str, str] = {}
    return [met.setdefault(word, word) for word in words]


def _without_note(figure: re.Match[str]) -> str:
    """A raised figure, or signs in its place where it marks a footnote."""
    count = 0
    for sign in reversed(figure.string[max(0, figure.start() - _NEAR) : figure.start()]):
        is_letter = sign.isalpha()
        if is_unspaced(sign) or not (is_letter or unicodedata.category(sign)[0] == "M" or UNSEEN.match(sign)):
            break
        count += is_letter
        if count == _NOTED:
            return "*" * len(figure[0])
    return figure[0]


def _without_possessives(lowered: str) -> str:
    if "'s'" in lowered:
        return _ASCII_POSSESSIVES.sub(r"\1", lowered)
    return _ASCII_POSSESSIVE.sub("", lowered) if "'" in lowered else lowered


def _parts(text: str, *, zawgyi: bool) -> list[str]:
    """A text split at its tokens: odd parts are tokens, even ones what lies between."""
    plain = text if text.isascii() else _plain(text)
    if plain.isascii():
        return _ASCII_WORD.split(plain.lower())
    return _pattern(text, zawgyi=zawgyi).split(text)


def _pattern(text: str, *, zawgyi: bool) -> re.Pattern[str]:
    """The fastest pattern that cuts a text into its tokens."""
    if not _manifold().search(text):
        return _PLAIN_WORD
    return _cut(zawgyi, _compiled(_UNUSUAL).search(text) is not None)


@functools.cache
def _manifold() -> re.Pattern[str]:
    """What is not of letters each of which is one code point, in a script with blanks."""
    return re.compile(f"[{_SYLLABIC}{_SIGNS}{_TIES}{_marks()}{letters.UNSEEN}]")


def adjoining(text: str, end: int, start: int) -> bool:
    """Whether the tokens that end and start there belong to one phrase: nothing but blanks or hyphens between them."""
    if end == start or (end + 1 == start and text[end] == " ") or _GAP.fullmatch(text, end, start) is not None:
        return True
    return _is_masked(text[max(end - 1, 0) : end], text[start : start + 1], text[end:start])


def _is_masked(one: str, other: str, gap: str) -> bool:
    """Whether there is a sign between two tokens that only hides the word that they are."""
    return gap in _MASKS and is_unspaced(one) and is_unspaced(other)


def is_unspaced(token: str) -> bool:
    """Whether a token comes from a script that is written without blanks."""
    return UNSPACED[token]


class Known(dict[str, _Made]):
    """What a function makes of the words that were met, so many at most: half the time of functools.lru_cache."""

    def __init__(self, made: Callable[[str], _Made], most: int) -> None:
        """`made` is the function, `most` how many words are kept."""
        super().__init__()
        self._made, self._most = made, most

    def __missing__(self, word: str) -> _Made:
        if len(self) >= self._most:
            self.clear()
        self[word] = made = self._made(word)
        return made


def fold(word: str) -> str:
    """A word without case, width, accents, possessive and invisible characters."""
    return FOLDED[word]


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower().removesuffix("'s")
    return letters.folded(POSSESSIVE.sub("", word).replace("\u200b", ""))


def _is_unspaced(token: str) -> bool:
    return not token.isascii() and _compiled(_UNSPACED).match(token) is not None


_ENDING_WITH_Y = re.compile("(?:(?<=^[hklmstv])|(?<=^qu))y$")


def spelling(word: str) -> str:
    """A word of a language whose accents make other words, without case, possessive and invisible characters: one
    spelling, wherever the tone is put, and whether the vowel at its end is an I or a Y."""
    seen = UNSEEN.sub("", POSSESSIVE.sub("", word).replace("\u200b", ""))
    apart = unicodedata.normalize("NFD", seen).lower().replace("ð", "đ")
    marks = sorted(filter(unicodedata.combining, apart))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return _ENDING_WITH_Y.sub("i", bare) + "".join(marks)


def lettering(word: str) -> str:
    """A word with its case and accents in the one spelling in which it is compared to the letter."""
    if word.isascii():
        return word
    seen = UNSEEN.sub("", word.replace("\u200b", ""))
    composed = unicodedata.normalize("NFKC", _typed(seen).replace("’", "'"))
    return composed[:-2] + _TONE_LAST.get(composed[-2:], composed[-2:])


_TONE_LAST = {
    unicodedata.normalize("NFC", first + tone) + last: first + unicodedata.normalize("NFC", last + tone)
    for first, last in map(tuple, "oa oe uy oA oE uY Oa Oe Uy OA OE UY".split())
    for tone in "\u0300\u0301\u0303\u0309\u0323"
}
"""Ends of words as old and as new rules of Vietnamese put the tone: hóa and hoá are one word."""

FOLDED = Known(_folded, 50_000)
"""Words and what they fold to, filled as they are met."""
UNSPACED = Known(_is_unspaced, 50_000)
"""Tokens and whether they come from a script that is written without blanks."""


_compiled = functools.cache(re.compile)
"""A pattern with large classes, which take milliseconds to compile, and English does not need."""


def _plain(text: str) -> str:
    """A text with the signs that keep most English from being ASCII replaced, one for one, by signs of their kind: a
    phrase goes on over a short dash, and ends at a long one."""
    text = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    text = text.replace("–", "-").replace("—", ";").replace("…", ".").replace("\u00a0", " ")
    return text.replace("£", "$").replace("€", "$").replace("•", "*")


@functools.cache
def _cut(zawgyi: bool, unusual: bool) -> re.Pattern[str]:
    """The pattern of a token; of texts that are not `unusual` a faster one."""
    letter, mark = rf"[^\W_{_SYLLABIC}]", f"[{_marks()}\u00ad\u200c\u200d\u2060\ufeff]"
    # Each class that has all Chinese and Korean letters takes a millisecond and a half to compile (measured): there are
    # no more of them than it takes.
    word = rf"(?:{letter}++{mark}*+)++(?:[{_APOSTROPHES}][sS](?!{letter}|{mark}))?"
    number = rf"(?=[{_DIGITS}])(?:{_NUMBER}|{burmese.NUMBER if zawgyi else letters.BURMESE_NUMBER})"
    if not (zawgyi or unusual):
        rest = f"(?:[{_SYLLABIC_DIGITS}{_SIGNS}]|{_PLAIN_TIED}){_PLAIN_TAIL}"
        return re.compile(f"({_PLAIN_SYLLABLE}|{word}|{number}|{rest})")
    syllable = rf"{burmese.SYLLABLE}|{_SYLLABLE}" if zawgyi else _SYLLABLE
    return re.compile(f"({word}|{number}|{syllable})")


@functools.cache
def _marks() -> str:
    """The marks of spaced scripts, for a character class; of scripts that are history now, whole blocks."""
    blocks = (*range(0x300, 0x3100), *range(0xA66F, 0xAC00), *range(0xFB1E, 0xFE30))
    of_syllables = re.compile(f"[{_SIGNS}{_TIES}]").match
    marks = [at for at in blocks if unicodedata.category(chr(at))[0] == "M" and not of_syllables(chr(at))]
    # In runs, which are compiled in half the time.
    runs = ([at for _, at in run] for _, run in groupby(enumerate(marks), lambda each: each[1] - each[0]))
    ranges = "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)
    return ranges + "\U00010a01-\U00010a3f\U00011000-\U00011fff\U0001e000-\U0001e2ff\U0001e8d0-\U0001e94a"


_FOLDED_ZAWGYI = Known(lambda word: fold(word if word.isascii() else burmese.syllable(word)), 50_000)
