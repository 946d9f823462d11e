"""What the stored matches and concepts are made by: a hash of each watch, and one of the concepts.

A hash stands in the store once all entries were looked at by it. While they are, newest first, it stands there as
begun, with the id down to which they were; and none does from the moment on in which anybody writes what another one
makes. So whichever process writes, and by whichever config, all is made anew in the end by the one in force.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.store import concepts

_BEGUN = "begun "
_ABOVE_ALL = 2**62


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
    if stored is None or digest is None:
        return stored == ""
    return stored in ("", digest) or _is_begun(stored, digest)


def _is_begun(stored: str, digest: str) -> bool:
    return stored.startswith(f"{_BEGUN}{digest} ")


def _begun(digest: str, down_to: int) -> str:
    return f"{_BEGUN}{digest} {down_to}"


def begin(db: sqlite3.Connection, basis: Basis, watches: Sequence[str], *, judges: bool) -> int:
    """Note that all entries are about to be matched against these watches, and judged by the concepts where it
    `judges`; the caller holds the transaction.

    Returns the id down to which they were already, where this was begun before and stopped; else one above all.
    """
    stored = digests(db)
    asked = [(stored.get(name, ""), basis.watches[name]) for name in watches]
    if judges:
        asked.append((concepts.judged_by(db), basis.concepts))
    reached = (int(noted.rpartition(" ")[2]) if _is_begun(noted, digest) else _ABOVE_ALL for noted, digest in asked)
    down_to = max(reached, default=_ABOVE_ALL)
    begun = [(name, _begun(basis.watches[name], down_to)) for name in watches]
    db.executemany("INSERT OR REPLACE INTO watches VALUES (?, ?)", begun)
    if judges:
        concepts.settle(db, _begun(basis.concepts, down_to))
    return down_to


def reach(db: sqlite3.Connection, basis: Basis, down_to: int) -> None:
    """Note that what was begun is done down to this id, but for what somebody doubted meanwhile; the caller holds the
    transaction in which that is written."""
    _go_on(db, basis, lambda digest: _begun(digest, down_to))


def settle(db: sqlite3.Connection, basis: Basis) -> None:
    """Note that what was begun is done, but for what somebody doubted meanwhile; the caller holds the transaction."""
    _go_on(db, basis, lambda digest: digest)


def _go_on(db: sqlite3.Connection, basis: Basis, note: Callable[[str], str]) -> None:
    begun = [name for name, noted in digests(db).items() if _is_begun(noted, basis.watches.get(name, ""))]
    db.executemany(
        "UPDATE watches SET digest = ? WHERE name = ?", [(note(basis.watches[name]), name) for name in begun]
    )
    if _is_begun(concepts.judged_by(db), basis.concepts):
        concepts.settle(db, note(basis.concepts))
