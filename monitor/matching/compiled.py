"""The packs made ready to be matched: their words, and each concept's evidence, compiled as they are asked for."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from monitor.matching.evidence import Judged, judged
from monitor.matching.gate import Ceiling, ceiling
from monitor.matching.lexicon import Lexicon
from monitor.matching.packs import Packs

_YIELD_SECONDS = 0.001


class Compiled:
    """What watchlists of the same packs may share, so that it is compiled and held once: by one thread at a time."""

    def __init__(self, packs: Packs) -> None:
        """Nothing is compiled yet."""
        self.packs = packs
        self.lexicon = Lexicon(packs)
        self._judged: dict[str, Judged] = {}
        self._ceilings: dict[str, Ceiling] = {}
        self._turn = threading.Lock()
        self._waiting, self._urgent = threading.Lock(), 0

    def judged(self, name: str) -> Judged:
        """A concept by its name, made ready."""
        if name not in self._judged:
            self._judged[name] = judged(self.packs.concepts[name])
        return self._judged[name]

    def ceiling(self, name: str) -> Ceiling:
        """What an entry must hold at least to be about a concept that is judged by evidence."""
        if name not in self._ceilings:
            self._ceilings[name] = ceiling(self.judged(name), self.lexicon)
        return self._ceilings[name]

    @contextmanager
    def alone(self, *, urgent: bool = False) -> Iterator[None]:
        """Have it for this thread; those in which somebody waits, the `urgent` ones, go before those that have time.

        Python's locks are not fair: a thread that gives one back and takes it again at once keeps others out for long.
        """
        self._count(urgent)
        while self._urgent and not urgent:
            time.sleep(_YIELD_SECONDS)
        try:
            with self._turn:
                yield
        finally:
            self._count(-urgent)

    def _count(self, more: int) -> None:
        with self._waiting:
            self._urgent += more
