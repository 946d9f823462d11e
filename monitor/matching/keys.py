"""What terms are known by, all in one trie, and where such keys stand in a row of words."""

from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from marisa_trie import Trie

try:
    from ahocorasick_rs import AhoCorasick, Implementation
except ImportError:  # It is made for the common processors only; elsewhere the trie is asked, which finds the same.
    IS_HERE = False
else:
    IS_HERE = True

PAYS_AFTER = 3
"""Words that are looked up for each key, after which an automaton has paid: it saves 0.6 µs a word, costs 2 µs a key to
build, and holds 200 bytes a key (measured)."""


class Keys:
    """Texts that are looked for, numbered from 0 on: a word or several, a blank behind each, or a word's beginning."""

    def __init__(self, trie: Trie, longest: int) -> None:
        """Take a trie of keys, the longest of so many code points."""
        self._trie, self._longest = trie, longest
        self._words = 0
        self._automaton: AhoCorasick | None = None

    def __len__(self) -> int:
        return len(self._trie)

    def text(self, number: int) -> str:
        """A key by its number."""
        return str(self._trie.restore_key(number))

    def found(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """The numbers of the keys that begin with one of these words, and what `places` gives of that word."""
        line = f" {' '.join(words)} "
        if self._automaton is None:
            self._words += len(words)
            if not IS_HERE or self._words <= PAYS_AFTER * len(self):
                return [*self._walked(line, words)]
            patterns = [f" {self.text(number)}" for number in range(len(self))]
            kind = Implementation.ContiguousNFA
            self._automaton = AhoCorasick(patterns, implementation=kind, store_patterns=False)
        hits = self._automaton.find_matches_as_indexes(line, overlapping=True)
        return [(number, start) for number, start, _ in hits]

    def _walked(self, line: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        prefixes, most = self._trie.iter_prefixes_with_ids, self._longest + 1
        for start in places(words):
            for _, number in prefixes(line[start + 1 : start + most]):
                yield number, start


def keys(texts: Collection[str]) -> Keys:
    """These texts as keys, each once."""
    return Keys(Trie(texts), max(map(len, texts), default=0))


def places(words: Sequence[str]) -> Iterator[int]:
    """How many code points of their line stand in front of each word and the blank before it, and of all."""
    return accumulate(map((1).__add__, map(len, words)), initial=0)
