"""The words of an entry as a full-text index holds them."""

import re
from collections.abc import Sequence
from itertools import pairwise

from monitor.matching.fold import UNSPACED, Known, Tokens, tokens
from monitor.matching.language import is_latin_beside_english, language_of
from monitor.matching.stems import stem, stems
from monitor.matching.zawgyi import is_zawgyi
from monitor.model import Entry

# SQLite's own tokenisers find no Chinese or Thai word inside a sentence. The index therefore holds our tokens, and for
# scripts without blanks every pair of neighbouring syllables, so that a phrase of pairs is a substring. Words stand in
# it by their stems: of the languages that share a script by those of one, the others are found by how words begin.
STEMMED_BY = {0x04: "ru", 0x06: "ar", 0x09: "hi"}
"""The language that stems a word, by the block of its first letter: Cyrillic, Arabic, Devanagari; else English does."""
_STEMMED_OTHERWISE = re.compile("".join(("[", *(f"{chr(at << 8)}-{chr((at << 8) + 0xFF)}" for at in STEMMED_BY), "]")))
BEGUN = "ʼ"
"""The letter with which words begin that are held so that they are found by their beginnings: "banned", not "ban"."""
OF_OTHERS = BEGUN + BEGUN
"""The word that the index holds for an entry whose words tell that it is in another language in Latin letters than
English: not all words that have an English stem there are forms of one another."""
_ARTICLES = ("ال", "لل")
_BEGINNING, _FOREIGN_BEGINNING = 4, 3
"""Letters by which the beginning of a word is looked for; in other letters than a to z fewer make as rare a one."""


def words_of(entry: Entry) -> tuple[str, str]:
    """The words that the index holds for an entry's title, and for its summary and content."""
    zawgyi = is_zawgyi(f"{entry.title}\n{entry.summary}\n\n{entry.content}")
    title, text = _with_begun((entry.title,), zawgyi), _with_begun((entry.summary, entry.content), zawgyi)
    # Whatever an entry or its feed says, beside English it is no such language unless this tells one.
    language = language_of("", f"{entry.title}\n{entry.summary.strip() or entry.content}")
    return title, f"{text} {OF_OTHERS}".strip() if is_latin_beside_english(language) else text


def indexed(text: str, *, zawgyi: bool = False) -> str:
    """The words that the index holds for a text, in their order."""
    return " ".join(units(_keys(tokens(text, zawgyi=zawgyi), text)))


def _with_begun(texts: Sequence[str], zawgyi: bool) -> str:
    """The words that the index holds for some texts, and behind them those that their stems do not begin like."""
    held: list[str] = []
    begun: set[str] = set()
    for text in filter(None, texts):
        found = tokens(text, zawgyi=zawgyi)
        keys = _keys(found, text)
        held += units(keys)
        if _are_english(found, text):
            begun.update(map(_BEGUN.__getitem__, {*found.words}))
        else:
            pairs = {*zip(found.words, keys, strict=True)}
            begun.update(folded for folded, key in pairs if _begins_otherwise(folded, key))
    return " ".join((*held, *(BEGUN + word(each) for each in sorted(begun - {""}))))


def _keys(found: Tokens, text: str) -> list[str]:
    """The stems of a text's tokens by which the index knows them."""
    keys = stems(found, "en")
    if not _are_english(found, text):
        for at, folded in enumerate(found.words):
            if language := STEMMED_BY.get(ord(folded[0]) >> 8):
                keys[at] = stem(found.written[at], language)
    return keys


def _are_english(found: Tokens, text: str) -> bool:
    """Whether all tokens of a text are stemmed as English."""
    return text.isascii() or not _STEMMED_OTHERWISE.search("".join(found.words))


def beginnings(folded: str) -> tuple[str, ...]:
    """What the stems of all words begin with that begin so, but for those that the index holds as begun."""
    size = _BEGINNING if folded.isascii() else _FOREIGN_BEGINNING
    return (folded[:size], folded[2 : 2 + size]) if folded.startswith(_ARTICLES) else (folded[:size],)


def _begins_otherwise(folded: str, key: str) -> bool:
    # A word of four letters is its own beginning: it is looked for by its stem too.
    return (
        folded != key and (len(folded) > _BEGINNING or not folded.isascii()) and not key.startswith(beginnings(folded))
    )


def units(keys: Sequence[str]) -> list[str]:
    """The words of the index for tokens, by their stems."""
    if "".join(keys).isascii():
        return [*keys]
    words, unspaced = [*map(_WORDS.__getitem__, keys)], [*map(UNSPACED.__getitem__, keys)]
    for at, (one, other) in enumerate(pairwise(unspaced)):
        if one and other:
            words[at] += words[at + 1]
    return words


def word(token: str) -> str:
    """A token as one word in SQLite's eyes: its tokeniser would cut at vowel signs, so those are spelled as letters."""
    if token.isascii() or token.isalnum():
        return token
    return "".join(c if c.isalnum() else f"x{ord(c):x}" for c in token)


_WORDS = Known(word, 50_000)
_BEGUN = Known(lambda folded: folded if _begins_otherwise(folded, stem(folded)) else "", 50_000)
"""English words that their stems do not begin like; "" for the others."""
