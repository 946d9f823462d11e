"""Entries judged as the store keeps them: by the watches, and by every concept, for searches to find."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Self

from monitor.matching.indexing import words_of
from monitor.matching.packs import Packs, shipped, with_edits
from monitor.matching.watchlist import Watchlist
from monitor.model import ConceptEdits, Entry, Feed, Found, Watch


class Judge:
    """The watches, and the concepts that are judged by evidence."""

    def __init__(self, watches: Iterable[Watch], packs: Packs | None = None, *, concepts: bool = True) -> None:
        """Without `concepts` it judges by the watches alone. Raises query.QueryError for a keyword that is no query."""
        packs = packs or shipped()
        self.judges = tuple(name for name, each in packs.concepts.items() if each.evidence) if concepts else ()
        """The concepts that it judges by."""
        self.watchlist = Watchlist(watches, packs, self.judges)

    @classmethod
    def by(cls, watches: Iterable[Watch], edits: ConceptEdits) -> Self:
        """One by a config's watches and its changes to the concepts. Raises query.QueryError."""
        return cls(watches, with_edits(edits))

    def found(self, entry: Entry, feed: Feed) -> Found:
        """An entry with its matches and concepts."""
        return self.watchlist.found(entry, feed)

    def ready(self, entry: Entry, feed: Feed) -> Found:
        """The same, and with the words for the index: all that a store needs of it."""
        return replace(self.found(entry, feed), words=words_of(entry))
