"""Brings the stored matches in line with watches that were edited: the changed ones are run over all entries again."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cache, cached_property
from typing import TYPE_CHECKING

from monitor.matching import pack_files
from monitor.matching.query_words import plain
from monitor.model import ConceptEdits, Feed, Watch
from monitor.store import basis, concepts, entries, saving, search
from monitor.store.basis import Basis
from monitor.store.feeds import titled
from monitor.store.schema import transaction

if TYPE_CHECKING:
    from monitor.judging import Find
    from monitor.matching.judge import Judge

BATCH = 200
_FORGOTTEN = 5_000
"""Matches of a watch that went which are dropped at a time: a tenth of a second's work, for which others wait."""
_MOST_LOOKED_AT = 500_000
"""Code points of a batch, but for its first entry: the caller's other work waits for no more than these, which take a
second."""
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


def rematch(
    db: sqlite3.Connection, watches: Sequence[Watch], feeds: Collection[Feed], edits: ConceptEdits = _NONE
) -> Iterator[tuple[int, int]]:
    """Match every stored entry against the watches that changed, newest first; drop the matches of those that went.

    Where the concepts changed, each entry is judged by them too. `feeds` and `edits` are the config's.

    Yields (entries done, entries in all) after each batch, each a transaction of its own, so that the caller can do
    other work in between; so it does before that where many matches are dropped, or the index is made anew. What is
    stopped half-way goes on the next time where it was, and begins anew where the watches are others by then. Raises
    StoreError.
    """
    stored, wanted = basis.digests(db), basis_of(watches, feeds, edits)
    changed = [watch for watch in watches if stored.get(watch.name) != wanted.watches[watch.name]]
    names = [watch.name for watch in changed]
    is_judged = concepts.is_current(db, wanted.concepts)
    for name in stored.keys() - wanted.watches.keys():
        yield from _forgotten(db, name)
    with transaction(db):
        below = basis.begin(db, wanted, names, judges=not is_judged)
    if not search.is_current(db):
        yield from search.rebuild(db)
    if changed or not is_judged:
        # Imported here, for most starts find nothing to match anew.
        from monitor.matching.judge import Judge
        from monitor.matching.packs import with_edits

        yield from _run(db, Judge(changed, with_edits(edits), concepts=not is_judged), wanted, names, feeds, below)
        judge = cache(lambda: Judge.by(watches, edits))
        yield from _without_titles(db, names, feeds, lambda asked: [judge().found(*one) for one in asked])
    with transaction(db):
        basis.settle(db, wanted)


def _forgotten(db: sqlite3.Connection, name: str) -> Iterator[tuple[int, int]]:
    """Drop the matches of a watch that went. Yields between two batches, as `rematch` does, with no entry done."""
    total = entries.count(db, entries.Choice(all=True))
    while True:
        with transaction(db):
            if saving.forget_watch(db, name, _FORGOTTEN):
                return
        yield 0, total


def _run(
    db: sqlite3.Connection,
    judge: "Judge",
    wanted: Basis,
    names: Sequence[str],
    feeds: Collection[Feed],
    below: int,
) -> Iterator[tuple[int, int]]:
    from monitor.matching.reading import looked_at

    known = titled(db, feeds)
    total = entries.count(db, entries.Choice(all=True))
    done = db.execute("SELECT count(*) FROM entries WHERE id >= ?", (below,)).fetchone()[0]
    while batch := next(entries.lots(entries.texts(db, below, BATCH), lambda one: looked_at(one[2]), _MOST_LOOKED_AT)):
        judged = [(entry_id, entry, judge.found(entry, known.get(url, Feed(url)))) for entry_id, url, entry in batch]
        with transaction(db):
            now = entries.texts_of(db, [entry_id for entry_id, *_ in judged])
            for entry_id, entry, found in judged:
                # What another process has stored since with another text, it has stored with the matches of that.
                if entry_id not in now or now[entry_id][2] != entry:
                    continue
                saving.set_matches(db, entry_id, names, found.matches)
                if judge.judges:
                    concepts.put(db, entry_id, found.concepts)
            below = batch[-1][0]
            basis.reach(db, wanted, below)
        done += len(batch)
        yield done, max(done, total)


def _without_titles(
    db: sqlite3.Connection,
    names: Sequence[str],
    feeds: Collection[Feed],
    find: "Find",
) -> Iterator[tuple[int, int]]:
    """Take the titles of other entries out of what these watches match now, as after a poll; `find` judges by all.

    Yields between two batches, as `rematch` does, with all entries done.
    """
    from monitor import headlines

    newest = db.execute("SELECT coalesce(max(at), 0) FROM entries").fetchone()[0]
    ids = headlines.recently_matched(db, names, newest)
    total = entries.count(db, entries.Choice(all=True))
    while ids:
        size = len(next(entries.lots(entries.sizes(db, ids[:BATCH]), int, _MOST_LOOKED_AT)))
        with transaction(db):
            headlines.mend(db, ids[:size], newest, feeds, find)
        ids = ids[size:]
        if ids:
            yield total, total
