"""The daily backup beside the store: when it is due, and how it is made while others read and write."""

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from monitor.folders import make_private, sync
from monitor.store.schema import (
    Damaged,
    StoreError,
    backup_of,
    explain_damage,
    fault,
    is_damage,
    reader,
    refusal,
    refuse_other_backup,
)
from monitor.store.turns import BUSY_SECONDS
from monitor.times import DAY

_ROOM = 3
"""So many times the store's size must be free on its disk."""
_AT_ONCE = 16_000_000
"""Bytes up to which a first backup takes no time worth waiting for."""
_PAGES = 256
_PAUSE = 0.01
"""Seconds between two pieces of a backup that is made beside other work: the disk is for that."""
_CHECKED = 20_000
"""Steps of SQLite's between two looks at whether to go on."""
# The text of an entry's page comes and goes without its hash.
_ALTERED = (
    "SELECT f.*, u.summary, u.content FROM entries AS e CROSS JOIN texts AS t ON t.entry_id = e.id "
    "JOIN last.entries AS f ON f.id = e.id AND f.hash = e.hash JOIN last.texts AS u ON u.entry_id = f.id "
    "WHERE NOT (t.whole OR u.whole) AND (e.title, t.summary, t.content) <> (f.title, u.summary, u.content)"
)


def is_due(store: Path, now: int) -> bool:
    """Whether a store is to be backed up `now` (seconds since the epoch, UTC): once a day, and where its disk has room.

    A first backup of a large store is due when that is a day old; what came today, the feeds still have.
    """
    try:
        size = store.stat().st_size
        last = backup_of(store)
        if last.exists():
            # One from a time that is still to come was made while the clock was wrong.
            is_late = not 0 <= now - int(last.stat().st_mtime) < DAY
        else:
            is_late = size <= _AT_ONCE or _is_old(store, now)
        return is_late and has_room(store)
    except (OSError, sqlite3.Error, UnicodeError):
        return False


def has_room(store: Path) -> bool:
    """Whether a store's disk has room for a backup of it. Raises OSError."""
    return shutil.disk_usage(store.parent).free >= _ROOM * store.stat().st_size


def make(store: Path, now: int, breathe: Callable[[], None] = lambda: None) -> None:
    """Copy the store to its backup, which is replaced, and of `now` (seconds since the epoch, UTC), once the copy is
    found to be whole.

    `breathe` is called between the pieces; what it raises calls the backup off. Raises Damaged when the store is, and
    StoreError when there is no room, the folder cannot be written, or something else is in its place; the last backup
    stays then.
    """
    last, fresh = backup_of(store), store.with_name(f"{store.name}.backup.new")
    refuse_other_backup(store)
    try:
        fresh.unlink(missing_ok=True)
        make_private(fresh)
        _copy(store, fresh, breathe)
        problem = _check(fresh, last, breathe)
        if problem:
            raise Damaged(explain_damage(store, problem))
        _keep_another_stores(last, fresh, now)
        os.utime(fresh, (now, now))
        for path in with_its_log(last)[1:]:
            path.unlink(missing_ok=True)  # left by whoever looked into the last one
        fresh.replace(last)
        settle(store.parent)
    except (sqlite3.Error, OSError, UnicodeError) as problem:
        if is_damage(problem):
            raise refusal(problem, store) from problem
        kept = "; the last one was kept" * os.path.lexists(last)
        raise StoreError(f"No backup of {store} could be made ({_why(problem)}){kept}.") from problem
    finally:
        # What cannot be removed is in the way of the next one, which tells it.
        with suppress(OSError):
            for path in with_its_log(fresh):
                path.unlink(missing_ok=True)


class Copying(threading.Thread):
    """A backup on its way beside whatever else its process does, and what became of it."""

    def __init__(self, store: Path, now: int) -> None:
        """Nothing is begun before `start`."""
        super().__init__(name="backup", daemon=True)
        self.problem: Exception | None = None
        """What kept it from being made, once the thread has ended."""
        self._what = store, now
        self._is_over = threading.Event()

    def run(self) -> None:
        """Make the backup."""
        try:
            make(*self._what, self._breathe)
        except Exception as problem:  # noqa: BLE001 - whoever began it takes it up
            self.problem = problem

    def stop(self) -> None:
        """Call it off, and wait until it has let go of its files; not for long, for this process is ending."""
        self._is_over.set()
        self.join(1.0)

    def _breathe(self) -> None:
        if self._is_over.wait(_PAUSE):
            raise InterruptedError


def _why(problem: Exception) -> str:
    """What it is, in the words of SQLite or the system, which has a number in front of the file's name."""
    said = getattr(problem, "strerror", None)
    return ": ".join(filter(None, (getattr(problem, "filename", None), said))) if said else str(problem)


def with_its_log(path: Path) -> tuple[Path, ...]:
    """A store's file and those that SQLite may keep beside it."""
    return path, Path(f"{path}-wal"), Path(f"{path}-shm")


def settle(path: Path) -> None:
    """Let what was written to a file that nobody has open, or renamed in a folder, outlast a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def dated(path: Path, now: int) -> Path:
    """A file's name with a time (seconds since the epoch, UTC) behind it, by the reader's own clock."""
    return path.with_name(f"{path.name}-{time.strftime('%Y%m%d-%H%M%S', time.localtime(now))}")


def _is_old(store: Path, now: int) -> bool:
    with closing(sqlite3.connect(store, timeout=BUSY_SECONDS)) as db:
        first = db.execute("SELECT first_seen FROM entries ORDER BY id LIMIT 1").fetchone()
    return first is not None and now - int(first[0]) >= DAY


def _copy(store: Path, to: Path, breathe: Callable[[], None]) -> None:
    with (
        closing(sqlite3.connect(store, timeout=BUSY_SECONDS)) as source,
        closing(sqlite3.connect(to)) as target,
    ):
        # What has no name yet needs no journal.
        target.execute("PRAGMA journal_mode = OFF")
        # All of it is with the disk before it takes the last one's place (see `folders.sync`).
        target.execute("PRAGMA fullfsync = ON")
        # Read as it is at this moment: without the transaction it would begin anew with each write of another.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=_PAGES, progress=lambda *_: breathe())


def _check(path: Path, last: Path, breathe: Callable[[], None]) -> str:
    """What is wrong with a copy that nobody else has open, by itself and by the `last` one; empty where it is whole."""
    with closing(reader(path, as_it_stands=True)) as db:
        db.set_progress_handler(breathe, _CHECKED)
        try:
            found = fault(db, thorough=False) or altered(db, last)
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            # What is raised in there ends the check, and sqlite3 drops it: Ctrl+C too, which is said once.
            breathe()
            raise KeyboardInterrupt from problem
        # To SQLite a file of no bytes is a database too, and nothing is wrong with one that holds no tables.
        if not found and not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return "it is empty"
    return found


def altered(db: sqlite3.Connection, last: Path) -> str:
    """Which text of a store, or of a copy of it, is not what was stored, in a few words; empty where none is known.

    To SQLite a letter that has become another one is as good. But no text is edited without its hash: of two under one
    hash, here and in the `last` backup, one is damaged, and the hash is that of the other. What cannot be read of the
    backup tells nothing.
    """
    # Imported here, for each poll looks whether a backup is due, and one a day makes it.
    from monitor.revision import digest
    from monitor.store import entries

    cursor = db.cursor()
    cursor.row_factory = sqlite3.Row
    try:
        cursor.execute("ATTACH ? AS last", (f"{last.resolve().as_uri()}?mode=ro&immutable=1",))
        for row in cursor.execute(_ALTERED):
            if digest(entries.from_row(row)) == row["hash"]:
                return f"the text of entry {row['id']} is not the one that was stored"
    except (sqlite3.Error, ValueError, TypeError) as problem:
        if getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            raise
    return ""


def _keep_another_stores(last: Path, fresh: Path, now: int) -> None:
    """Nothing is ever deleted: a store that holds fewer entries than its backup is another one, and begun anew."""
    if _entries(last) > _entries(fresh):
        last.rename(dated(last, now))


def _entries(path: Path) -> int:
    """The highest number of an entry; 0 for none, and for a backup that is damaged, or not there."""
    try:
        with closing(reader(path, as_it_stands=True)) as db:
            return int(db.execute("SELECT max(id) FROM entries").fetchone()[0] or 0)
    except (sqlite3.Error, UnicodeError):
        return 0
