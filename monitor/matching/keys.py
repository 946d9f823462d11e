"""Where keys stand in a row of words: texts in a trie, a word or several with a blank behind each, or a beginning."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from marisa_trie import Trie

from monitor.matching.fold import Known

_MOST, _FEW = 50_000, 2_000
"""Words of which it is kept what begins with them; and keys that are few."""
_Node = dict[str, Any]
"""How keys go on, by their next word: a single one by its number and, once a row goes on so, the words that are still
to come; _SEVERAL by a node then. By _END the number of the key that ends here."""
_SEVERAL = -1
_END, _NOTHING = "", " "
"""What ends a key, and what ends a row; neither is a word."""


class Rows:
    """Keys of whole words, to be found in rows of words.

    What begins with a word is worked out when it is first met: one look into a dictionary is then all that most words
    cost. An automaton over the letters of all keys costs three times as much, for it is larger than a processor's cache
    (measured).
    """

    def __init__(self, keys: Trie) -> None:
        """Few keys are all worked out at once: to hold what no key begins with too would cost more."""
        self._keys = keys
        self._begun_by: Callable[[str], _Node | None] = Known(self._node, _MOST).__getitem__
        if len(keys) <= _FEW:
            firsts = {text.partition(" ")[0] for text in keys}
            self._begun_by = {word: self._node(word) for word in firsts}.get

    def found(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """The number of each key that stands there, behind that of the word with which it begins; in text order."""
        nodes: Iterable[Any] = map(self._begun_by, words)
        row = (*words, _NOTHING)
        found: list[tuple[int, int]] = []
        # A loop that is all in itself, over all words of all entries: few of them begin a key that goes on.
        for at, node in enumerate(nodes):
            if node is None:
                continue
            place = at + 1
            if _END in node:
                found.append((at, node[_END]))
            after = node.get(row[place])
            while after is not None:
                place += 1
                if type(after) is int:
                    after = node[row[place - 1]] = self._further(row[at:place], after)
                if type(after) is tuple:
                    if row[place : place + len(after) - 1] == after[1:]:
                        found.append((at, after[0]))
                    break
                node = after
                if _END in node:
                    found.append((at, node[_END]))
                after = node.get(row[place])
        return found

    def _node(self, start: str) -> _Node | None:
        """How the keys go on that begin with a word, or with several.

        To work out at once how all go on that begin with a word would take a new process that reads a few entries a
        tenth more time (measured): rows hardly ever go on so.
        """
        node: _Node = {}
        behind = len(start) + 1
        for text, number in self._keys.items(f"{start} "):
            following = text[behind : text.find(" ", behind)]
            node[following] = _SEVERAL if following in node else number
        return node or None

    def _further(self, words: Sequence[str], number: int) -> "_Node | tuple[Any, ...] | None":
        """How the key with this number goes on behind these words, or _SEVERAL do."""
        if number == _SEVERAL:
            return self._node(" ".join(words))
        return number, *self._keys.restore_key(number).split(" ")[len(words) : -1]


class Beginnings:
    """Keys that are beginnings of words, to be found in rows of words."""

    def __init__(self, keys: Trie) -> None:
        """What a word begins with is worked out when it is first met."""
        self._begun_by = Known(lambda word: tuple(number for _, number in keys.iter_prefixes_with_ids(word)), _MOST)

    def found(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """The number of each key that a word there begins with, behind that of the word; in text order."""
        each = enumerate(map(self._begun_by.__getitem__, words))
        return [(at, number) for at, numbers in each if numbers for number in numbers]
