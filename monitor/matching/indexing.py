"""The words of an entry as a full-text index holds them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from monitor.matching.fold import Known, is_unspaced, stem, stems, tokens
from monitor.matching.zawgyi import is_zawgyi
from monitor.model import Entry

# SQLite's own tokenisers find no Chinese or Thai word inside a sentence. The index therefore holds our tokens, and for
# scripts without blanks every pair of neighbouring syllables, so that a phrase of pairs is a substring. Words stand in
# it by their stems: of the languages that share a script by those of one, the others are found by how words begin.
STEMMED_BY = {0x04: "ru", 0x06: "ar", 0x09: "hi"}
"""The language that stems a word, by the block of its first letter: Cyrillic, Arabic, Devanagari; else English does."""


def words_of(entry: Entry) -> tuple[str, str]:
    """The words that the index holds for an entry's title, and for its summary and content."""
    body = f"{entry.summary}\n\n{entry.content}" if entry.content else entry.summary
    zawgyi = is_zawgyi(f"{entry.title}\n{body}")
    return indexed(entry.title, zawgyi=zawgyi), indexed(body, zawgyi=zawgyi)


def indexed(text: str, *, zawgyi: bool = False) -> str:
    """The words that the index holds for a text."""
    found = tokens(text, zawgyi=zawgyi)
    keys = stems(found, "en")
    if text.isascii():
        return " ".join(keys)
    for at, folded in enumerate(found.words):
        if language := STEMMED_BY.get(ord(folded[0]) >> 8):
            keys[at] = stem(found.written[at], language)
    return " ".join(units(keys))


def units(keys: Sequence[str]) -> Iterator[str]:
    """The words of the index for tokens, by their stems."""
    words = map(_WORDS.__getitem__, keys)
    if not any(map(_UNSPACED.__getitem__, keys)):
        yield from words
        return
    for written, (token, following) in zip(words, pairwise((*keys, "")), strict=True):
        if following and _UNSPACED[token] and _UNSPACED[following]:
            yield _WORDS[token + following]
        else:
            yield written


def word(token: str) -> str:
    """A token as one word in SQLite's eyes: its tokeniser would cut at vowel signs, so those are spelled as letters."""
    if token.isascii() or token.isalnum():
        return token
    return "".join(c if c.isalnum() else f"x{ord(c):x}" for c in token)


_WORDS, _UNSPACED = Known(word, 50_000), Known(is_unspaced, 50_000)
