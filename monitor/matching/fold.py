"""Folding: what a word is reduced to before texts are compared, and the tokens of a text with their places in it."""

import functools
import unicodedata
from dataclasses import dataclass

import regex
import Stemmer

# Scripts written without blanks between words (Korean glues particles to its words, with the same effect): every
# syllable is a token of its own, so that a keyword matches inside a run and no segmenter can cut it wrongly.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Hangul}ー"
# A coeng ties the next letter into the same syllable in Khmer, a virama in Burmese; so does the vowel AM of Thai and
# Lao, in one code point or in two with the tone between them. A Korean syllable may be typed as single jamo.
_AM = r"[ำຳ]|(?<=\u0e4d[\u0e48-\u0e4b]?)า|(?<=\u0ecd[\u0ec8-\u0ecb]?)າ"
_FIRST = rf"(?:[\u1100-\u115f][\u1160-\u11a7]+[\u11a8-\u11ff]*|[[{_UNSPACED}]--\p{{M}}])"
_SYLLABLE = rf"{_FIRST}(?:\u17d2\p{{Khmer}}|\u1039\p{{Myanmar}}|\p{{M}}|{_AM})*"
_LETTER = rf"[[\p{{L}}\p{{N}}]--[{_UNSPACED}]]"
_INSIDE = rf"[[\p{{L}}\p{{M}}\p{{N}}\u00ad\u200c\u200d]--[{_UNSPACED}]]"
_WORD = rf"{_LETTER}{_INSIDE}*(?:['’][sS](?![\p{{L}}\p{{M}}]))?"
_TOKEN = regex.compile(rf"(?V1){_SYLLABLE}|{_WORD}")
# What may stand between two words of one phrase: blanks, one line break, hyphens, quotation marks, zero-width spaces.
_BLANKS = "(?:[^\\S\n]|[-\u2010-\u2013'\"‘’“”「」『』«»·\u200b-\u200d])*"
_GAP = regex.compile(f"{_BLANKS}\n?{_BLANKS}")
_POSSESSIVE = regex.compile("['’]s$")
# The AM vowel's ring, which some write before the tone and some behind it.
_TONE_FIRST = regex.compile(r"([\u0e48-\u0e4b\u0ec8-\u0ecb])([\u0e4d\u0ecd])")
_IGNORED = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\ufeff\u0640"))
# Letters that decompose to nothing simpler, or that are typed for one another: Burmese zero for wa, Khmer da for ta
# below another consonant.
_TWINS = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "၀": "ဝ"})
_ACCENT = regex.compile(r"(?<=[\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}\p{Hebrew}])\p{Mn}+|\u093c")
_BRITISH = (
    (regex.compile("(?<=.{3}[tb])re(?=s?$)"), "er"),
    (regex.compile("(?<=.{3})is(?=(?:e|ed|es|ing|ation|ations|er|ers)$)"), "iz"),
    (regex.compile("(?<=.{3})our(?=s?$|ing$|ed$|er$|ers$)"), "or"),
)
_SCRIPTS = (
    ("ja", regex.compile(r"[\p{Hiragana}\p{Katakana}]"), 20),
    ("zh", regex.compile(r"\p{Han}"), 5),
    ("th", regex.compile(r"\p{Thai}"), 5),
    ("my", regex.compile(r"\p{Myanmar}"), 5),
    ("lo", regex.compile(r"\p{Lao}"), 5),
    ("km", regex.compile(r"\p{Khmer}"), 5),
    ("ko", regex.compile(r"\p{Hangul}"), 5),
    ("hi", regex.compile(r"\p{Devanagari}"), 5),
)
_is_unspaced = regex.compile(rf"(?V1)[{_UNSPACED}]").match


VERSION = 1
"""Raised with every change of what a text folds to: matches and indexes that were made before it are made anew."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, as three lists of one length."""

    stems: list[str]
    starts: list[int]
    """Code points from the start of the text."""
    ends: list[int]


def tokens(text: str) -> Tokens:
    """The tokens of `text`: words of spaced scripts reduced to their stems, single syllables of the others."""
    stems, starts, ends = [], [], []
    for found in _TOKEN.finditer(text):
        # A stroke that only stretches an Arabic word is a letter to Unicode, and nothing once folded.
        if token := stem(found[0]):
            stems.append(token)
            starts.append(found.start())
            ends.append(found.end())
    return Tokens(stems, starts, ends)


def adjoining(text: str, end: int, start: int) -> bool:
    """Whether the tokens that end and start there belong to one phrase: nothing but blanks or hyphens between them."""
    return end == start or _GAP.fullmatch(text, end, start) is not None


@functools.lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A word without case, width, accents, possessive and invisible characters."""
    if word.isascii():
        return _POSSESSIVE.sub("", word.lower())
    folded = _POSSESSIVE.sub("", unicodedata.normalize("NFKC", word).casefold().translate(_IGNORED))
    folded = _ACCENT.sub("", unicodedata.normalize("NFD", folded)).translate(_TWINS)
    folded = unicodedata.normalize("NFC", folded).replace("\u17d2ដ", "\u17d2ត")
    return _TONE_FIRST.sub(r"\2\1", folded)


@functools.lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A word as it is compared: folded and, where its letters are plain a to z, without its English endings.

    Snowball's English stemmer, after British spellings are made American: it takes "centres" and "center" apart.
    """
    folded = fold(word)
    if len(folded) < 3 or not folded.isascii() or not folded.isalpha():
        return folded
    for british, american in _BRITISH:
        folded = british.sub(american, folded)
    return str(_stemmer().stemWord(folded))


def is_unspaced(token: str) -> bool:
    """Whether a token comes from a script that is written without blanks."""
    return _is_unspaced(token) is not None


def script_language(text: str) -> str:
    """The language that a text's script speaks for ("th", "zh" …), or "" where the script says nothing.

    A script counts when it makes up a fifth of the letters among the first 500 code points; of kana a twentieth is
    enough, for most letters of Japanese news are Chinese ones.
    """
    sample = text[:500]
    if not sample or sample.isascii():
        return ""
    letters = sum(1 for character in sample if character.isalpha())
    for language, script, share in _SCRIPTS:
        if len(script.findall(sample)) * share > letters:
            return language
    return ""


@functools.cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")
