"""Ways to damage a store's file."""

import random
from collections.abc import Callable, Mapping

PAGE = 4096
VERBS = ("list", "list --all --json", "list raid", "show 1", "explain 1", "watches", "watch test raid", "feeds --json",
         "mark star 4", "mark read raid", "mark --undo")  # fmt: skip
"""All that read or write a store without the network."""


def _pages(seed: int, number: int) -> Callable[[bytes], bytes]:
    """Random bytes over some pages."""

    def damage(whole: bytes) -> bytes:
        chance, pages = random.Random(seed), bytearray(whole)
        for _ in range(number):
            at = PAGE * chance.randrange(len(pages) // PAGE)
            pages[at : at + PAGE] = chance.randbytes(PAGE)
        return bytes(pages)

    return damage


def _bytes(seed: int, number: int) -> Callable[[bytes], bytes]:
    """Another value for some bytes anywhere."""

    def damage(whole: bytes) -> bytes:
        chance, data = random.Random(seed), bytearray(whole)
        for _ in range(number):
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data)

    return damage


KINDS: Mapping[str, Callable[[bytes], bytes]] = {
    "no byte": lambda whole: b"",
    "no database": lambda whole: b"Dear diary, " * 1000,
    "header": lambda whole: b"garbage!" * 13 + whole[104:],
    "zeros at its head": lambda whole: bytes(PAGE) + whole[PAGE:],
    "half": lambda whole: whole[: len(whole) // 2],
    "half and a piece": lambda whole: whole[: len(whole) // 2 + 777],
    "its last page": lambda whole: whole[:-PAGE],
    "one page": _pages(1, 1),
    "three pages": _pages(2, 3),
    "ten pages": _pages(3, 10),
    "ten bytes": _bytes(4, 10),
    "a hundred bytes": _bytes(5, 100),
}


def any_kind(seed: int) -> Callable[[bytes], bytes]:
    """One of many more."""
    return _pages(seed, 1 + seed % 7) if seed % 2 else _bytes(seed, 1 << seed % 9)
