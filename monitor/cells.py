"""How wide text is drawn in a terminal, and text cut to a width: by the tables that terminals use."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

import regex
from wcwidth import iter_graphemes, wcswidth

_SPACING_MARK, _VIRAMA = regex.compile(r"\p{Mc}"), regex.compile(r"(?=\p{Mn})\p{ccc=9}")
_TONED = r"\p{Extended_Pictographic}[\p{M}\U0001F3FB-\U0001F3FF]*"
_JOINED = regex.compile(rf"{_TONED}(?:\u200d{_TONED})+")
_SHORT = 300
"""Code points of a text that is remembered."""
_LONGEST = 21
"""Bytes that tmux takes for one sign; what is joined beyond them it draws beside it."""
_LOOSE_JOINER = regex.compile(r"\u200d(?!\p{Extended_Pictographic})")
_LETTER_JOINER = regex.compile(r"\u200d+(?=[\p{L}\p{M}])")
_FLAG_BESIDE, _FLAG_BEFORE_ANOTHER = (regex.compile(rf"\p{{RI}}{{2}}(?={then})") for then in (r"\p{RI}", r"\p{RI}{2}"))
# Pieces between which a line may break: blanks; a syllable of a script without blanks, from the vowel that Thai and Lao
# write before it to the consonants that Burmese closes it with and the marks behind it; a word.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー"
_SYLLABLE = (
    rf"[\u0e40-\u0e44\u0ec0-\u0ec4]*[{_UNSPACED}]"
    r"(?:[\u17d2\u1039]\p{L}|[\u1000-\u1021][\u1037\u1038]?\u103a|\p{M})*"
)
_ATOM = regex.compile(rf"\s+|{_SYLLABLE}[\p{{Pe}}\p{{Pf}}\p{{Po}}]*|[^\s{_UNSPACED}]+")


def width(text: str) -> int:
    """The number of cells that a line of text takes.

    As tmux draws it once it is `drawable`: every letter and spacing mark of Burmese, Khmer, Hindi and the like has a
    cell of its own, however many are tied together, a joiner joins emoji only, and a blank parts two flags.
    """
    if text.isascii():
        return len(text)
    return _known_width(text) if len(text) <= _SHORT else _width(text)


def _width(text: str) -> int:
    apart = _LOOSE_JOINER.sub("", _VIRAMA.sub("", _SPACING_MARK.sub("x", text)))
    # A flag is as wide as a wide letter, and wcswidth counts for each all that stand before it: a row of them takes
    # time that grows with the square of their number.
    return max(0, wcswidth(_FLAG_BEFORE_ANOTHER.sub("口", apart))) + len(_FLAG_BESIDE.findall(text))


# The same signs and titles are painted over and over, and to measure them is half of what painting takes.
_known_width = lru_cache(4096)(_width)


def cut(text: str, most: int) -> str:
    """As much of a line as fits into `most` cells, ending in "…" where something had to go; clusters stay whole."""
    if text.isascii():
        return text if len(text) <= most else text[: max(0, most - 1)] + "…"[:most]
    return _known_cut(text, most) if len(text) <= _SHORT else _cut(text, most)


def _cut(text: str, most: int) -> str:
    # A letter takes two cells at most and none at least: far longer text need not be measured to its end.
    head = text[: most * 8 + 8]
    if len(head) == len(text) and width(text) <= most:
        return text
    kept, taken = [""], 0
    for cluster in iter_graphemes(head):
        # Two flags side by side are wider than each by itself.
        taken += width(kept[-1] + cluster) - width(kept[-1])
        if taken > most - 1:
            break
        kept.append(cluster)
    # What is a mark of its own alone may join the sign behind it.
    while kept and width("".join(kept) + "…") > most:
        kept.pop()
    return "".join(kept) + "…"[:most]


_known_cut = lru_cache(2048)(_cut)


def fitted(text: str, wide: int) -> str:
    """A line of just `wide` cells: cut, or padded with blanks."""
    text = cut(text, wide)
    return text + " " * (wide - width(text))


def split(text: str, at: int) -> tuple[str, str]:
    """A line cut in two so that the first part takes just `at` cells; of a wide sign on the cut, blanks are left."""
    if text.isascii():
        return text[:at], text[at:]
    end = taken = 0
    for cluster in iter_graphemes(text):
        wide = width(cluster)
        if taken + wide > at:
            over = taken + wide - at if taken < at else 0
            rest = " " * over + text[end + len(cluster) :] if over else text[end:]
            return text[:end] + " " * (at - taken), rest
        end, taken = end + len(cluster), taken + wide
    return text, ""


def drawable(text: str) -> str:
    """The text without that on which terminals disagree.

    A family of four emoji is shown as one of three. Between letters (Sinhala ශ්‍රී) a joiner asks for another shape of
    the same letters; tmux 3.5a gives all that it ties together one cell, other terminals a cell for each letter. Two
    flags side by side it draws as wide as one: a blank parts them.
    """
    text = _FLAG_BESIDE.sub(r"\g<0> ", text)
    if "\u200d" not in text:
        return text
    return _JOINED.sub(lambda found: _shortened(found[0]), _LETTER_JOINER.sub("", text))


def clusters(text: str) -> Iterable[str]:
    """What a reader takes for single letters and signs, marks and joined emoji among them, one by one."""
    return iter_graphemes(text)


def breaks(text: str, most: int) -> list[int]:
    """Where the second and further lines begin when one paragraph is wrapped into lines of at most `most` cells.

    Lines break at blanks and, in scripts without blanks, between syllables, but not before a closing mark. A word that
    is longer than a line is cut.
    """
    if len(text) * 2 <= most:
        return []
    found: list[int] = []
    most, column = max(most, 1), 0
    for atom in _ATOM.finditer(text):
        wide = width(atom[0])
        if column + wide <= most or atom[0].isspace():
            column += wide
            continue
        if column:
            found.append(atom.start())
        column = wide
        if wide > most:
            cuts, column = _cuts(atom[0], most)
            found += [atom.start() + cut for cut in cuts]
    return found


def wrapped(text: str, most: int) -> list[str]:
    """One paragraph as lines of at most `most` cells; an empty one is an empty line."""
    edges = [0, *breaks(text, most), len(text)]
    return [text[start:end].rstrip() for start, end in pairwise(edges)]


def _shortened(joined: str) -> str:
    while len(joined.encode()) > _LONGEST:
        joined = joined.rpartition("\u200d")[0]
    return joined


def _cuts(word: str, most: int) -> tuple[list[int], int]:
    """Where a word longer than a line is cut, and how many cells its last part takes."""
    if word.isascii():
        cuts = list(range(most, len(word), most))
        return cuts, len(word) - cuts[-1]
    cuts, at, column, before = [], 0, 0, ""
    for cluster in iter_graphemes(word):
        # Two flags side by side are wider than each by itself.
        wide = width(before + cluster) - width(before)
        if column + wide > most and column:
            cuts.append(at)
            wide, column = width(cluster), 0
        at += len(cluster)
        column += wide
        before = cluster
    return cuts, column
