"""Puts a store that is whole in the place of a damaged one, which is moved aside and never deleted."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from monitor.folders import make_private
from monitor.store.backup import altered, dated, settle, with_its_log
from monitor.store.migration import copy_of, create
from monitor.store.salvage import Saved, salvage
from monitor.store.schema import (
    Damaged,
    StoreError,
    backup_of,
    connect,
    explain_damage,
    fault,
    is_damage,
    reader,
    refusal,
    refuse_other,
    refuse_other_backup,
    transaction,
)
from monitor.store.tables import VERSION

_INDEX = "search"
"""How the tables of the full-text index are called; SQLite looks after what is in them."""
_TIMES, _LATEST = frozenset("published first_seen changed at seen newest".split()), 253_402_300_799
"""Columns that are times, and the last second of the year 9999, beyond which no clock tells any."""
_JSON = frozenset("wishes categories enclosures dropped spans against places".split())
"""Columns that hold JSON."""
_HEAD = b"SQLite format 3\0"
"""What a store begins with."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restoration came to."""

    backup: int | None
    """When the backup was made (seconds since the epoch, UTC) that the store began with; None where there was none."""
    entries: int
    """That the store has now."""
    saved: Saved
    """What came from the damaged file."""
    aside: Path | None
    """Where that is now; None where there was no file."""


def ails(path: Path) -> str:
    """What is wrong with a store, as a sentence; empty where all of it can be read.

    Raises StoreError where that cannot be told: locked, another program's, of a newer version, not there.
    """
    try:
        with closing(connect(path, readonly=True)) as db:
            problem = _fault(db) or altered(db, backup_of(path))
    except Damaged as damage:
        return str(damage)
    except (sqlite3.Error, UnicodeError) as failure:
        if is_damage(failure):
            return str(refusal(failure, path))
        raise refusal(failure, path) from failure
    return problem and explain_damage(path, problem)


def ails_after_all(path: Path) -> str:
    """As `ails`, where something failed that should not have; empty too where that cannot be told."""
    try:
        return ails(path)
    except StoreError:
        return ""


def restore(path: Path, now: int) -> Restored:
    """Make a store of the last good backup and of what can be read of the damaged one, and put it in its place.

    Nobody else may have the store open. The damaged file stays beside it, named by the time `now` (seconds since the
    epoch, UTC). Until all is made, nothing is changed. Raises StoreError, also where the file is no store's by all that
    can be told, and OSError.
    """
    refuse_other(path)
    refuse_other_backup(path)
    fresh = path.with_name(f"{path.name}.restored")
    try:
        made = _begin(path, fresh)
        saved = Saved()
        # A backup that is damaged itself is another place to look for what is missing.
        for source in (path, *((backup_of(path),) if made is None else ())):
            if source.exists() and any(one.stat().st_size for one in with_its_log(source)[:2] if one.exists()):
                _add(saved, fresh, source)
        with closing(connect(fresh)) as db:
            number = int(db.execute("SELECT count(*) FROM entries").fetchone()[0])
            if not number and db.execute("SELECT count(*) FROM feeds").fetchone()[0] == 0:
                _refuse_what_never_was_one(path)
            _forget_what_matched(db)
        return Restored(made, number, saved, _swap(path, fresh, now))
    finally:
        for rest in (*with_its_log(fresh), *(copy_of(fresh, version) for version in range(1, VERSION))):
            rest.unlink(missing_ok=True)


def _refuse_what_never_was_one(path: Path) -> None:
    """Raise StoreError where a file of which nothing could be saved is no store's, but a text of somebody's for one.

    What SQLite writes at the head of a store, zeros there, a log or a backup beside it: each says that it was one.
    """
    log = with_its_log(path)[1]
    if not path.exists() or backup_of(path).exists() or (log.exists() and log.stat().st_size):
        return
    with path.open("rb") as file:
        head = file.read(len(_HEAD))
    if head.strip(b"\0") and head != _HEAD:
        raise StoreError(
            f"{path} is no store, as far as can be told: nothing of one can be read in it, and it has no backup. "
            "It stays as it is. Name another with --store, or move it away to begin anew."
        )


def _begin(path: Path, fresh: Path) -> int | None:
    """Make the store from the backup where that is whole, and say when that was made; else make an empty one."""
    last = backup_of(path)
    for rest in with_its_log(fresh):
        rest.unlink(missing_ok=True)
    made = int(last.stat().st_mtime) if last.exists() and _is_whole(last) else None
    if made is not None:
        make_private(fresh)
        shutil.copyfile(last, fresh)
    # Closed again, so that all of it is in the file.
    connect(fresh).close()
    return made


def _is_whole(path: Path) -> bool:
    try:
        with closing(reader(path, as_it_stands=True)) as db:
            return not _fault(db)
    except (sqlite3.Error, UnicodeError):
        return False


def _fault(db: sqlite3.Connection) -> str:
    """What is wrong with what a store holds, in a few words. Raises sqlite3.Error where it cannot be read."""
    if found := fault(db, thorough=True):
        return found
    shape = _shape(db)
    if db.execute("PRAGMA user_version").fetchone()[0] == VERSION and not shape >= _shape_of_a_new_one():
        return "garbage in the directory of its tables"
    # SQLite 3.46 looks at once for what cuts the words of the index, 3.53 when the first are cut.
    db.execute(f"SELECT 1 FROM {_INDEX} WHERE {_INDEX} MATCH 'a' LIMIT 1").fetchone()
    for table in sorted({table for table, _ in shape if not table.startswith((_INDEX, "sqlite_"))}):
        for _ in db.execute(f"SELECT * FROM {table}"):
            pass  # reading is what shows whether its texts are texts
        columns = db.execute("SELECT name, lower(type) FROM pragma_table_info(?)", (table,)).fetchall()
        # A single bit makes something else of a text, which SQLite gives out as that.
        wrong = [f"typeof({name}) NOT IN ('{kind}', 'null')" for name, kind in columns]
        wrong += [f"NOT json_valid({name})" for name, _ in columns if name in _JSON]
        wrong += [f"abs({name}) > {_LATEST}" for name, _ in columns if name in _TIMES]
        if db.execute(f"SELECT 1 FROM {table} WHERE {' OR '.join(wrong)} LIMIT 1").fetchone():
            return f"garbage in the table {table}"
    return ""


def _shape(db: sqlite3.Connection) -> set[tuple[str, str]]:
    """All tables with their columns."""
    sql = "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'"
    return {(table, column) for table, column in db.execute(sql)}


def _shape_of_a_new_one() -> set[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        create(db)
        return _shape(db)


def _add(saved: Saved, fresh: Path, source: Path) -> None:
    with closing(connect(fresh)) as db:
        more = salvage(db, source, fresh)
    saved.entries += more.entries
    saved.marks += more.marks
    saved.lost += more.lost


def _forget_what_matched(db: sqlite3.Connection) -> None:
    """Let the next poll match all entries anew: those that were taken over have no matches yet.

    Watches keep their names, so that the matches of those which are gone by now are known as theirs, and dropped.
    """
    with transaction(db):
        db.execute("INSERT OR REPLACE INTO watches SELECT DISTINCT watch, '' FROM matches")
        db.execute("UPDATE watches SET digest = ''")
        db.execute("DELETE FROM judged")


def _swap(path: Path, fresh: Path, now: int) -> Path | None:
    """Put a store in the place of another; at every moment one of them stands there."""
    settle(fresh)
    if not path.exists():
        fresh.replace(path)
        settle(path.parent)
        return None
    names = (dated(path.with_name(f"{path.name}.damaged"), second) for second in count(now))
    aside = next(name for name in names if not name.exists())
    try:
        aside.hardlink_to(path)
    except OSError:
        path.rename(aside)  # where the file system knows no second name
    # Before the new store is there, for SQLite would play the old one's log into it.
    for old, new in zip(with_its_log(path)[1:], with_its_log(aside)[1:], strict=True):
        if old.exists():
            old.rename(new)
    settle(path.parent)
    fresh.replace(path)
    settle(path.parent)
    return aside
