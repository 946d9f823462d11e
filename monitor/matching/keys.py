"""What terms are known by, all in one trie, and where such keys stand in a row of words."""

from collections.abc import Callable, Collection, Iterable, Sequence
from sys import intern
from typing import Any

from marisa_trie import Trie

from monitor.matching.fold import Known

_MOST, _FEW = 50_000, 2_000
"""Words of which it is kept what begins with them; and keys that are few."""
_Key = tuple[Any, ...]
"""The number of a key, and its words or those that are still to come; in one piece, for a worker holds 70,000 such."""
_Node = dict[str, "_Node | _Key"]
"""How keys go on, by their next word; _END for the key that ends here."""
_First = dict[str, Any]
"""The same behind a first word, where keys stand by their numbers alone until a row goes on so: few ever do."""
_END, _NOTHING = "", " "
"""What ends a key, and what ends a row; neither is a word."""


class Keys:
    """Texts that are looked for, numbered from 0 on: a word or several, a blank behind each, or a word's beginning."""

    def __init__(self, trie: Trie, longest: int) -> None:
        """Take a trie of keys, the longest of so many code points."""
        self._trie, self._longest = trie, longest

    def __len__(self) -> int:
        return len(self._trie)

    def text(self, number: int) -> str:
        """A key by its number."""
        return str(self._trie.restore_key(number))

    def beginning_with(self, text: str) -> list[tuple[str, int]]:
        """The keys that begin with a text, and their numbers."""
        return self._trie.items(text)  # type: ignore[no-any-return]

    def begun_by(self, word: str) -> tuple[int, ...]:
        """The numbers of the keys that a word begins with."""
        return tuple(number for _, number in self._trie.iter_prefixes_with_ids(word[: self._longest]))


def keys(texts: Collection[str]) -> Keys:
    """These texts as keys, each once."""
    return Keys(Trie(texts), max(map(len, texts), default=0))


class Rows:
    """Keys of whole words, to be found in rows of words.

    What begins with a word is worked out when it is first met: one look into a dictionary is then all that most words
    cost. An automaton over the letters of all keys costs three times as much, for it is larger than a processor's cache
    (measured).
    """

    def __init__(self, keys: Keys) -> None:
        """Few keys are all worked out at once: to hold what no key begins with too would cost more."""
        self._keys = keys
        self._begun_by: Callable[[str], _First | None] = Known(self._node, _MOST).__getitem__
        if len(keys) <= _FEW:
            firsts = {text.partition(" ")[0] for text, _ in keys.beginning_with("")}
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
                if type(after) is int or type(after) is list:
                    after = node[row[place]] = self._spelled(after)
                place += 1
                if type(after) is tuple:
                    if row[place : place + len(after) - 1] == after[1:]:
                        found.append((at, after[0]))
                    break
                node = after
                if _END in node:
                    found.append((at, node[_END][0]))
                after = node.get(row[place])
        return found

    def _node(self, word: str) -> _First | None:
        """How the keys go on that begin with a word.

        To spell all of them out would take a new process that reads a few entries a tenth more time (measured).
        """
        node: _First = {}
        for text, number in self._keys.beginning_with(f"{word} "):
            following = text.split(" ", 2)[1]
            known = node.get(following)
            if known is None:
                node[following] = number
            elif isinstance(known, list):
                known.append(number)
            else:
                node[following] = [known, number]
        return node or None

    def _spelled(self, numbers: int | list[int]) -> _Node | _Key:
        """How keys go on behind their second word."""
        texts = [(each, self._keys.text(each)) for each in (numbers if isinstance(numbers, list) else [numbers])]
        # Thousands of keys are made of the same words: each is held once.
        keys: list[_Key] = [(number, *map(intern, text.split(" ")[2:-1])) for number, text in texts]
        return _node(keys) if len(keys) > 1 else keys[0]


def _node(keys: Iterable[_Key]) -> _Node:
    """Keys by their next word. Without recursion: a keyword may be thousands of words long."""
    root: _Node = {}
    for number, *words in keys:
        row = [*words, _END]
        node, at = root, 0
        while (known := node.get(row[at])) is not None:
            if isinstance(known, tuple):
                other, *rest = known
                known = node[row[at]] = {rest[0] if rest else _END: (other, *rest[1:])}
            node, at = known, at + 1
        node[row[at]] = (number, *words[at + 1 :])
    return root


class Beginnings:
    """Keys that are beginnings of words, to be found in rows of words."""

    def __init__(self, keys: Keys) -> None:
        """What a word begins with is worked out when it is first met."""
        self._begun_by = Known(keys.begun_by, _MOST)

    def found(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """The number of each key that a word there begins with, behind that of the word; in text order."""
        each = enumerate(map(self._begun_by.__getitem__, words))
        return [(at, number) for at, numbers in each if numbers for number in numbers]
