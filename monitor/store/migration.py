"""Makes the tables of a store, and brings one of an older version to this one, of which a copy stays."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import chain, count
from pathlib import Path

from monitor.folders import make_private
from monitor.store.tables import APPLICATION, MIGRATIONS, TABLES, VERSION
from monitor.store.turns import BUSY_SECONDS, begin


def copy_of(path: Path, version: int) -> Path:
    """Where a store stays as it was before it was brought on from that version."""
    return path.with_name(f"{path.name}.version-{version}")


def create(db: sqlite3.Connection) -> None:
    """Make the tables of a store in an empty database."""
    db.execute("BEGIN EXCLUSIVE")
    try:
        # Two programs may start on the same empty file: the second finds the work done.
        if _version(db) == 0:
            for statement in statements(TABLES):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION}")
            db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")
    except BaseException:
        # A full disk makes SQLite roll back by itself.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring an older store to this version in one transaction, after a copy of it was made beside it."""
    copy: Path | None = None
    begin(db)
    try:
        # Two programs may find the same old store: the second finds the work done.
        version = _version(db)
        if version < VERSION:
            copy = _copied(path, version)
            for step in range(version, VERSION):
                for statement in statements(MIGRATIONS[step]):
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")
    except BaseException:
        # A full disk makes SQLite roll back by itself.
        if db.in_transaction:
            db.execute("ROLLBACK")
        if copy and _version(db) < VERSION:
            copy.unlink(missing_ok=True)  # The store is as it was.
        raise


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _copied(path: Path, version: int) -> Path:
    """The store as it is, copied to a file that was not there; of one that was brought on before, the copy stays."""
    place = copy_of(path, version)
    others = (place.with_name(f"{place.name}-{number}") for number in count(2))
    free = next(each for each in chain((place,), others) if not os.path.lexists(each))
    unfinished = place.with_name(f"{place.name}.new")
    _remove(unfinished)
    _copy(path, unfinished)
    unfinished.rename(free)
    return free


def _copy(path: Path, to: Path) -> None:
    """Write all of a store to a new file, as its owner's alone."""
    # SQLite fills an empty file, whose mode stays.
    make_private(to)
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as other:
            other.execute("VACUUM INTO ?", (str(to),))
    except BaseException:
        _remove(to)
        raise


def _remove(unfinished: Path) -> None:
    """Remove a file that was to be filled, with its journal, which SQLite leaves where a full disk ended that."""
    for path in (unfinished, Path(f"{unfinished}-journal")):
        path.unlink(missing_ok=True)


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would commit the transaction that they belong to."""
    pending = ""
    for part in script.splitlines(keepends=True):
        pending += part
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
