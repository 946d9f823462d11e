"""What a config makes matches and concepts by, as hashes, and whether those of the store are made by it."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import cache, cached_property

from monitor.matching import pack_files
from monitor.matching.query_words import plain
from monitor.model import ConceptEdits, Feed, Watch
from monitor.store import basis, search
from monitor.store.basis import Basis

_NONE: ConceptEdits = {}
# Raised when matching finds other things than before, so that the stored matches follow; what words fold to is
# told by the digest of the concepts.
_MATCHING_VERSION = 23
_OF_FEEDS = re.compile("(?:feed|source):")
"""The fields of the watch language that hold what a feed is called or tagged with."""


def basis_of(watches: Sequence[Watch], feeds: Iterable[Feed] = (), edits: ConceptEdits = _NONE) -> Basis:
    """What matches and concepts are made by: `feeds` are the config's, `edits` its changes to the concepts."""
    told = [feed for feed in feeds if feed.title or feed.tags or feed.lang]
    concepts, names = basis_of_concepts(told, edits), _Names(told)
    return Basis({watch.name: _hash(_found_by(watch, names.of(watch), concepts)) for watch in watches}, concepts)


def basis_of_concepts(feeds: Iterable[Feed], edits: ConceptEdits = _NONE) -> str:
    """A hash that changes whenever an entry may be about other concepts than before, or speak another language."""
    feeds = [*feeds]
    names = _Names(feeds).all if _looks_at_feeds(json.dumps(edits, ensure_ascii=False)) else ""
    return _hash(
        [
            _MATCHING_VERSION,
            pack_files.digest(edits),
            sorted((feed.url, feed.lang) for feed in feeds if feed.lang),
            names,
        ]
    )


def _found_by(watch: Watch, names: str, concepts: str) -> dict[str, object]:
    """All that decides what a watch finds, in plain values."""
    return {**asdict(watch), "colour": "", "version": [concepts, names]}


def _hash(values: object) -> str:
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]


def _looks_at_feeds(query: str) -> bool:
    """Whether a query may ask what a feed is called or tagged with."""
    return _OF_FEEDS.search(plain(query)) is not None


class _Names:
    """What the user calls feeds and tags them with."""

    def __init__(self, feeds: Iterable[Feed]) -> None:
        self._feeds = sorted((feed.url, feed.title, feed.tags) for feed in feeds if feed.title or feed.tags)
        called: dict[str, list[str]] = {}
        for url, title, tags in self._feeds:
            for name in {title, *tags}:
                called.setdefault(name, []).append(url)
        # Many watches may be limited to one tag of many feeds.
        self._called = cache(lambda name: _hash(called.get(name)))

    @cached_property
    def all(self) -> str:
        """A hash of all of it."""
        return _hash(self._feeds)

    @cached_property
    def _renamed(self) -> str:
        """A hash of the addresses of those that are not known by their own titles."""
        return _hash([url for url, title, _ in self._feeds if title])

    def of(self, watch: Watch) -> str:
        """A hash that changes whenever a watch may find something else in a feed that is called otherwise by now."""
        if any(map(_looks_at_feeds, (*watch.keywords, *watch.exclude))):
            return self.all
        return _hash([self._renamed, [self._called(name) for name in sorted(watch.feeds)]]) if watch.feeds else ""


def is_due(db: sqlite3.Connection, wanted: Basis) -> bool:
    """Whether what is stored is made by another basis than this."""
    return not (search.is_current(db) and basis.is_settled(db, wanted))
