"""Entries judged as the store keeps them: by the watches, and by every concept, for searches to find."""

from collections.abc import Iterable
from dataclasses import replace

from monitor.matching.packs import Packs, shipped
from monitor.matching.watchlist import Watchlist
from monitor.model import Entry, Feed, Found, Watch

_MARK = "\0"
"""What no user's watch is called."""


class Judge:
    """The watches, and one for each concept that is judged by evidence."""

    def __init__(self, watches: Iterable[Watch], packs: Packs | None = None, *, concepts: bool = True) -> None:
        """Without `concepts` it judges by the watches alone. Raises query.QueryError for a keyword that is no query."""
        packs = packs or shipped()
        self.judges = tuple(name for name, each in packs.concepts.items() if each.evidence) if concepts else ()
        """The concepts that it judges by."""
        marks = [Watch(_MARK + name, (f"@{name}",), widen=False) for name in self.judges]
        self.watchlist = Watchlist([*watches, *marks], packs)

    def found(self, entry: Entry, feed: Feed) -> Found:
        """An entry with its matches and concepts."""
        return self.apart(Found(entry, self.watchlist.match(entry, feed)))

    def apart(self, found: Found) -> Found:
        """What `watchlist` found, the concepts taken from among the matches."""
        matches = tuple(match for match in found.matches if not match.watch.startswith(_MARK))
        concepts = (match.watch.removeprefix(_MARK) for match in found.matches if match.watch.startswith(_MARK))
        return replace(found, matches=matches, concepts=tuple(concepts))
