"""Addresses that are written out in a text, as in posts and what videos are described by, for the reader to follow."""

from collections.abc import Iterator
from itertools import islice

import regex

from monitor.text import link

_LONGEST, _MOST = 2_000, 200
"""Code points of an address that is found, more than browsers take; and addresses of a text, as its markup may have."""
_STOPS = ".,;:!?'*_~।॥။၊។៕።၊؟،؛۔"
"""What an address does not end with, but a sentence, and what stands around a word for stress."""
_CLOSING = {")": "(", "]": "["}
# A sign that is not seen parts words, as in Khmer. Chinese, Japanese and Korean set no blanks around an address, whose
# own words of these scripts are written out by bytes wherever one is copied; of other scripts a word may be part of it.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\u3000-\u303f\uff00-\uff65"
_NO_PART = rf"\s\u200b\u2060\ufeff<>\"“”„‘’«»‹›{{}}|\\^`…{_UNSPACED}"
_WRITTEN = regex.compile(rf"(?<![A-Za-z0-9])https?://[\w\[][^{_NO_PART}]{{1,{_LONGEST}}}+", regex.IGNORECASE)


def written(text: str) -> Iterator[tuple[int, int, str]]:
    """The addresses in a text, in its order: from which code point up to which each stands, and where it leads."""
    return islice(_whole(text), _MOST)


def _whole(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _WRITTEN.finditer(text):
        size = _size(found[0])
        # One that was cut short leads elsewhere, or nowhere.
        is_cut = len(found[0]) > _LONGEST or found[0].endswith("..") or text.startswith("…", found.end())
        if not is_cut and (address := link(found[0][:size])):
            yield found.start(), found.start() + size, address


def _size(found: str) -> int:
    """How much of what looks like an address is one, and not of the sentence around it."""
    size = len(found)
    while found[size - 1] in _STOPS or found[size - 1] in _CLOSING:
        opening = _CLOSING.get(found[size - 1])
        if opening and found.count(opening, 0, size) >= found.count(found[size - 1], 0, size):
            break
        size -= 1
    return size
