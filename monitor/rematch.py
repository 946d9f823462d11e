"""Brings the stored matches in line with watches that were edited: the changed ones are run over all entries again."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from monitor.matching import fold
from monitor.matching.watchlist import Watchlist
from monitor.model import Feed, Watch
from monitor.store import entries, search
from monitor.store.schema import transaction

BATCH = 200
# Raised when matching finds other things than before, so that the stored matches follow; folding has its own.
_MATCHING_VERSION = 1


def digest(watch: Watch) -> str:
    """A hash that changes whenever the watch may find something else."""
    found = {**asdict(watch), "colour": "", "version": [_MATCHING_VERSION, fold.VERSION]}
    return hashlib.sha256(json.dumps(found, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]


def is_due(db: sqlite3.Connection, watches: Sequence[Watch]) -> bool:
    """Whether the stored matches belong to other watches than these."""
    return not search.is_current(db) or _stored(db) != {watch.name: digest(watch) for watch in watches}


def rematch(db: sqlite3.Connection, watches: Sequence[Watch], feeds: Mapping[str, Feed]) -> Iterator[tuple[int, int]]:
    """Match every stored entry against the watches that changed, newest first; drop the matches of those that went.

    Yields (entries done, entries in all) after each batch, each a transaction of its own, so that the caller can do
    other work in between. What is stopped half-way begins anew the next time. Raises StoreError.
    """
    stored = _stored(db)
    changed = [watch for watch in watches if stored.get(watch.name) != digest(watch)]
    names = {watch.name for watch in watches}
    if not search.is_current(db):
        with transaction(db):
            search.rebuild(db)
    with transaction(db):
        for name in stored.keys() - names:
            entries.forget_watch(db, name)
            db.execute("DELETE FROM watches WHERE name = ?", (name,))
    if changed:
        yield from _run(db, changed, feeds)
    with transaction(db):
        db.executemany(
            "INSERT OR REPLACE INTO watches VALUES (?, ?)", ((watch.name, digest(watch)) for watch in changed)
        )


def _run(db: sqlite3.Connection, changed: Sequence[Watch], feeds: Mapping[str, Feed]) -> Iterator[tuple[int, int]]:
    watchlist = Watchlist(changed)
    names = [watch.name for watch in changed]
    total = entries.count(db, entries.Choice(all=True))
    done, below = 0, 2**62
    while batch := entries.texts(db, below, BATCH):
        with transaction(db):
            for entry_id, url, entry in batch:
                entries.set_matches(db, entry_id, names, watchlist.match(entry, feeds.get(url, Feed(url))))
        below = batch[-1][0]
        done += len(batch)
        yield done, max(done, total)


def _stored(db: sqlite3.Connection) -> dict[str, str]:
    return dict(db.execute("SELECT name, digest FROM watches").fetchall())
