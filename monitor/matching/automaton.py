"""All keys of a vocabulary as one automaton, which finds those that stand in a row of words in one pass."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

try:
    from ahocorasick_rs import AhoCorasick, Implementation
except ImportError:  # It is made for the common processors only; elsewhere the tables are asked, a sixth slower in all.
    IS_HERE = False
else:
    IS_HERE = True

PAYS_AFTER = 40
"""A text that is searched by an automaton saves what so many of its keys cost to build: 1.1 µs a key, 45 µs a text of
sixty words (measured)."""


class Automaton:
    """Finds keys in lines of words. A key is a word, or some in a row with a blank between them."""

    def __init__(self, keys: Sequence[str], *, whole: bool) -> None:
        """Build it of `keys`; of those that are not `whole` the last word is only the beginning of one."""
        end = " " if whole else ""
        patterns = [f" {key}{end}" for key in keys]
        kind = Implementation.ContiguousNFA
        self._search = AhoCorasick(patterns, implementation=kind, store_patterns=False).find_matches_as_indexes

    def found(self, text: str) -> list[tuple[int, int, int]]:
        """The numbers of the keys that stand in a text of lines, and from where to where in code points, each with the
        blanks around it.
        """
        return self._search(text, overlapping=True)


def line(words: Sequence[str]) -> str:
    """Words as a line to be searched, a blank on either side of each."""
    return f" {' '.join(words)} "


def places(words: Sequence[str]) -> Iterator[int]:
    """How many code points of their line stand in front of each word and the blank before it, and of all."""
    return accumulate(map((1).__add__, map(len, words)), initial=0)
