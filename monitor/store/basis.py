"""What the stored matches and concepts are made by: a hash of each watch, and one of the concepts.

A hash stands in the store once all entries were looked at by it. While they are, it stands there as begun; and none
does from the moment on in which anybody writes what another one makes. So whichever process writes, and by whichever
config, all is made anew in the end by the one in force.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from monitor.store import concepts

_BEGUN = "begun "


@dataclass(frozen=True, slots=True)
class Basis:
    """What a config makes matches and concepts by."""

    watches: Mapping[str, str]
    """The hash of each watch, by its name."""
    concepts: str


def is_settled(db: sqlite3.Connection, basis: Basis) -> bool:
    """Whether all that is stored is made by this basis."""
    return digests(db) == basis.watches and concepts.is_current(db, basis.concepts)


def is_matched(db: sqlite3.Connection, watch: str) -> bool:
    """Whether all entries have been matched against a watch of this name, however it was written."""
    digest = digests(db).get(watch, "")
    # Without a digest it is one of a store that was restored, or one by which nobody has looked yet.
    return digest != "" and not digest.startswith(_BEGUN)


def digests(db: sqlite3.Connection) -> dict[str, str]:
    """What stands in the store for each watch of which it may have matches."""
    return dict(db.execute("SELECT name, digest FROM watches").fetchall())


def agrees(db: sqlite3.Connection, basis: Basis) -> bool:
    """Whether what this basis makes may be written, for what stands there is its own or nothing; else `doubt` first."""
    return not [*_others(db, basis)] and _is_ours(concepts.judged_by(db), basis.concepts)


def doubt(db: sqlite3.Connection, basis: Basis) -> None:
    """Let a rematch be due for whatever another basis made, before what this one makes is written beside it.

    The caller holds the transaction in which that is written, or an earlier one.
    """
    db.executemany("INSERT OR REPLACE INTO watches VALUES (?, '')", [(name,) for name in _others(db, basis)])
    if not _is_ours(concepts.judged_by(db), basis.concepts):
        concepts.settle(db, "")


def _others(db: sqlite3.Connection, basis: Basis) -> Iterator[str]:
    """The watches for which something else stands there; one that has just come or gone is among them."""
    stored = digests(db)
    for name in stored.keys() | basis.watches.keys():
        if not _is_ours(stored.get(name), basis.watches.get(name)):
            yield name


def _is_ours(stored: str | None, digest: str | None) -> bool:
    return stored == "" or (digest is not None and stored in (digest, _BEGUN + digest))


def begin(db: sqlite3.Connection, basis: Basis, watches: Iterable[str], *, judges: bool) -> None:
    """Note that all entries are about to be matched against these watches, and judged by the concepts where it
    `judges`; the caller holds the transaction."""
    begun = [(name, _BEGUN + basis.watches[name]) for name in watches]
    db.executemany("INSERT OR REPLACE INTO watches VALUES (?, ?)", begun)
    if judges:
        concepts.settle(db, _BEGUN + basis.concepts)


def settle(db: sqlite3.Connection, basis: Basis) -> None:
    """Note that what was begun is done, but for what somebody doubted meanwhile; the caller holds the transaction."""
    done = [(digest, name, _BEGUN + digest) for name, digest in basis.watches.items()]
    db.executemany("UPDATE watches SET digest = ? WHERE name = ? AND digest = ?", done)
    if concepts.judged_by(db) == _BEGUN + basis.concepts:
        concepts.settle(db, basis.concepts)
