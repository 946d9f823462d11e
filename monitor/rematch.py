"""Brings the stored matches in line with watches that were edited: the changed ones are run over all entries again."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from monitor.digests import basis_of
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
