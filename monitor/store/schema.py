"""Opening the store, and every way in which a file can refuse, told in a sentence."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from monitor.folders import UNLOCKED, UNSHARED, has_locks, is_there, make_private
from monitor.store import turns
from monitor.store.migration import create, migrate
from monitor.store.tables import APPLICATION, VERSION
from monitor.store.turns import begin, in_turn

_UNREADABLE = "Could not decode to UTF-8"
_OF_DAMAGE = ("not a database", "malformed", _UNREADABLE, "no such table", "no such column", "has no column")
"""What SQLite says of garbage, in the directory of the tables too, for what is asked of it here is there."""
_OF_A_DEFINITION = re.compile(
    "no such module(?!: fts5)|no such tokenizer|constructor|parse error in|unrecognized|reserved fts5|directives"
    "|fts5 file format|SQL logic error"
)
"""What it and FTS5 say of a garbled definition or setting of the full-text index; no SQLite that lacks FTS5 does."""
_TOO_NEW = 10_000
"""A number that no version comes to: what stands there is garbage."""

_LARGE = 16_000_000
"""Bytes from which on a store takes a second and more to be copied and brought to this version."""

_LONGEST_LOG = 16_000_000
"""Bytes of a store's log that stay with it for what is written next, four times what it takes but for large writes."""

_NO_ROOM = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
"""What SQLite says where it cannot make the shared memory that goes with a log, or the log itself."""

_SEVERAL_PAGES = 65_536
"""Bytes."""

_OURS = frozenset(("feeds", "entries", "texts", "matches", "changes"))
"""Tables that every store has had, and no other program's database has all of."""


class StoreError(Exception):
    """The store cannot be used; the text is a sentence for the reader."""


class Damaged(StoreError):
    """What the store's file holds cannot be read."""


class NoStore(StoreError):
    """Nothing has been stored yet."""


def connect(path: Path, *, readonly: bool = False, make: bool = True) -> sqlite3.Connection:
    """Open the store at `path`, making it (mode 0600) where none is, unless `readonly` or not to `make` it.

    A store of an older version is brought to this one first, and stays beside it as it was. Raises StoreError when the
    file is damaged, unwritable, locked, or of a newer version, and NoStore when there is none and none is made; nothing
    has been written then.
    """
    try:
        refuse_other(path)
        _refuse_gone(path)
        _refuse_emptied(path)
        if (readonly or not make) and not _size(path):
            raise _none_yet(path)
        return _open_to_read(path) if readonly else _open_to_write(path, make)
    except (sqlite3.Error, OSError, UnicodeError) as problem:
        if getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            _refuse_text(path)
        raise refusal(problem, path) from problem


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of the block's writes, or none of them.

    Raises StoreError when they cannot be written, the disk being full for one; the store is as it was before.
    """
    try:
        try:
            begin(db)
            yield
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
    except sqlite3.Error as problem:
        raise refusal(problem, path_of(db)) from problem


@contextmanager
def snapshot(db: sqlite3.Connection) -> Iterator[None]:
    """All that the block reads is of one moment, also while others write. It waits for nobody, and nobody for it."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN")
    try:
        yield
    finally:
        if db.in_transaction:
            db.execute("COMMIT")


_LONGEST_WORDS = 120
"""Characters of SQLite's own words that are told."""


def explain(problem: Exception, path: Path) -> str:
    """What a failure of the store means, in a sentence that says what to do."""
    said = _said(problem)
    if "disk is full" in said or "No space left" in said:
        return f"The disk is full: {path} could not be written, and nothing in it was changed. Free some space."
    lacking = UNSHARED if getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_IOERR_SHMMAP else ""
    if "locked" in said and not has_locks(path.parent):
        lacking = UNLOCKED
    if lacking:
        return f"The store {path} cannot be used: there {lacking}. Name one on a disk of this machine with --store."
    if "disk I/O error" in said:
        return f"The disk failed while {path} was in use (disk I/O error): it may be full or broken. Nothing changed."
    if "readonly" in said or isinstance(problem, PermissionError) or "unable to open" in said:
        return f"The store {path} cannot be written: check who owns it, or name another with --store."
    if "locked" in said:
        return f"The store {path} stayed locked by another program for {turns.BUSY_SECONDS:.0f} s: try again."
    if is_damage(problem):
        is_text = _UNREADABLE in said or isinstance(problem, UnicodeError)
        return explain_damage(path, "a text in it cannot be read" if is_text else _in_a_line(said))
    if isinstance(problem, OSError) and said:
        return f"The store {path} cannot be used: {said}. Name another with --store."
    return f"The store {path} cannot be used: {_in_a_line(said)}."


def _said(problem: Exception) -> str:
    """What it is, in the words of SQLite or the system; without the file's name, in which any words may stand."""
    return str(getattr(problem, "strerror", None) or problem)


def _in_a_line(said: str) -> str:
    """SQLite's words, which may quote half a page of a damaged file."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in said).split())
    return shown if len(shown) <= _LONGEST_WORDS else f"{shown[:_LONGEST_WORDS]}…"


def explain_damage(path: Path, what: str) -> str:
    """That a store's file is damaged, in what way, and what to do."""
    puts = "its last good backup in its place, with what can be read of it"
    if not _size(backup_of(path)):
        puts = "in its place what can be read of it, for there is no backup"
    return f"The store {path} is damaged ({what}). Nothing was deleted: `monitor doctor --restore` puts {puts}."


def is_damage(problem: Exception) -> bool:
    """Whether a failure comes from what the file holds, and not from its disk, its owner or another program."""
    # Python reads SQLite's own words as UTF-8 too, and they may quote the garbage.
    if isinstance(problem, UnicodeError):
        return True
    code = getattr(problem, "sqlite_errorcode", None) or 0
    said = _said(problem)
    return (
        code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        or any(words in said for words in _OF_DAMAGE)
        or (code == sqlite3.SQLITE_ERROR and _OF_A_DEFINITION.search(said) is not None)
    )


def fault(db: sqlite3.Connection, *, thorough: bool) -> str:
    """What SQLite finds wrong in a store, in a few words; empty for nothing. Where it is `thorough` it compares indexes
    with tables too. Raises sqlite3.Error where it cannot be read."""
    look = "integrity_check" if thorough else "quick_check"
    said = str(db.execute(f"PRAGMA {look}(1)").fetchone()[0])
    return "" if said == "ok" else said.splitlines()[-1]


def refusal(problem: Exception, path: Path) -> StoreError:
    """What a failure of the store means, ready to be raised."""
    return (Damaged if is_damage(problem) else StoreError)(explain(problem, path))


def backup_of(path: Path) -> Path:
    """Where the daily backup of a store is."""
    return path.parent / f"{path.name}.backup"  # As `monitor.lock.place_of`, whatever the path.


def path_of(db: sqlite3.Connection) -> Path:
    """The file that a connection is open on."""
    return Path(db.execute("PRAGMA database_list").fetchone()[2])


def _open_to_write(path: Path, make: bool = True) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    _refuse_unseen(path)
    _make(path)
    db = sqlite3.connect(path, timeout=turns.BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        version = _check_version(db, path)
        if version == 0 and not make:
            raise _none_yet(path)
        db.execute("PRAGMA synchronous = FULL")
        # On macOS a sync reaches the drive only so, and what the drive has not written yet a power cut takes with it
        # (sqlite.org/pragma.html#pragma_fullfsync); elsewhere it says nothing.
        db.execute("PRAGMA fullfsync = ON")
        db.execute("PRAGMA foreign_keys = ON")
        # What a large write leaves, as a mark on all that is stored, is given back with one of the next, and not when
        # nobody has the store open any more: a poller goes on for months.
        db.execute(f"PRAGMA journal_size_limit = {_LONGEST_LOG}")
        # A store is in this mode already, so that to open it writes nothing; a copy that was put in its place is not.
        if db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            # SQLite itself waits for nobody here, and other programs may be at the same new file.
            in_turn(lambda: db.execute("PRAGMA journal_mode = WAL"))
        if version == 0:
            create(db)
        elif version < VERSION:
            migrate(db, path)
        db.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        db.close()
        raise
    db.row_factory = sqlite3.Row
    return db


def _open_to_read(path: Path) -> sqlite3.Connection:
    if not os.access(path, os.R_OK):
        raise StoreError(f"The store {path} cannot be read: check who owns it, or name another with --store.")
    try:
        db, version = _checked(reader(path), path)
    except sqlite3.OperationalError as problem:
        # On a full disk there is none, and in a folder that cannot be written; without a log all is in the file.
        code, log = problem.sqlite_errorcode & 0xFF, Path(f"{path}-wal")
        if code == sqlite3.SQLITE_CANTOPEN and _size(log):
            raise StoreError(
                f"The store {path} cannot be read: what was written last stands in {log}, for which SQLite has to make "
                "a file beside it. Check who owns the folder, or copy both to another."
            ) from problem
        if code not in _NO_ROOM or _size(log):
            raise
        db, version = _checked(reader(path, as_it_stands=True), path)
    if version < VERSION:
        db.close()
        _open_to_write(path).close()
        return _open_to_read(path)
    db.row_factory = sqlite3.Row
    return db


def _checked(db: sqlite3.Connection, path: Path) -> tuple[sqlite3.Connection, int]:
    """A store that is open to read, and its version; closed where it is none."""
    try:
        version = _check_version(db, path)
        if version == 0:
            raise _none_yet(path)
    except BaseException:
        db.close()
        raise
    return db, version


def reader(path: Path, *, as_it_stands: bool = False) -> sqlite3.Connection:
    """A store's file, opened to be read; `as_it_stands` without its log and any lock, where nobody writes to it."""
    mode = "mode=ro&immutable=1" if as_it_stands else "mode=ro"
    address = f"{path.resolve().as_uri()}?{mode}"
    return sqlite3.connect(address, uri=True, timeout=turns.BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def is_to_be_migrated(path: Path) -> bool:
    """Whether whoever opens a store waits until it is of this version, for it is large; not where that is not told."""
    if _size(path) < _LARGE:
        return False
    with suppress(sqlite3.Error, OSError, UnicodeError, StoreError), closing(reader(path)) as db:
        return 0 < _check_version(db, path) < VERSION
    return False


def _make(path: Path) -> None:
    """Make an empty file where none is; one that is empty becomes its owner's alone."""
    # One that is there is not so much as opened: to close it again would take from this process all locks that SQLite
    # holds on it, and another program would move the log away under a store that is in use here.
    if not path.exists():
        with suppress(FileExistsError):
            make_private(path)
    elif not os.access(path, os.R_OK | os.W_OK):
        raise PermissionError
    elif path.is_file() and not _size(path):
        path.chmod(0o600)


def _refuse_unseen(path: Path) -> None:
    """Refuse what would be written to by the mere opening: SQLite moves a store's log into it when the last connection
    closes."""
    if _size(Path(f"{path}-wal")):
        # What else than damage and version keeps it from being read, the opening tells.
        with suppress(sqlite3.OperationalError), closing(reader(path)) as db:
            _check_version(db, path)


def refuse_other(path: Path, remedy: str = "name a file with --store") -> None:
    """Raise StoreError, with the remedy, where a folder stands, or a device, which every other program would miss, or a
    pipe, which is waited for without end."""
    if is_there(path) and not path.is_file():
        what = "a folder and no store" if path.is_dir() else "no file"
        raise StoreError(f"{path} is {what}: {remedy}.")


def _refuse_text(path: Path) -> None:
    """Refuse what SQLite does not know where it is somebody's text, as the config that was named for the store: no page
    of a store is without zeros."""
    with path.open("rb") as file:
        is_text = b"\0" not in file.read(_SEVERAL_PAGES)
    if is_text and not (_size(Path(f"{path}-wal")) or _size(backup_of(path))):
        raise StoreError(f"{path} is a text and no store: name another file with --store.")


def refuse_other_backup(path: Path) -> None:
    """The same of what stands in the place of a store's backup."""
    refuse_other(backup_of(path), "move it away, for the backup belongs there")


def _none_yet(path: Path) -> NoStore:
    """Where none is, an empty file, or a database without a table: a disk that was full left it when the store was to
    be made."""
    return NoStore(f"There is no store at {path} yet: `monitor poll` makes it.")


def _refuse_gone(path: Path) -> None:
    """A store that has a backup has been there: a new one in its place would come to be the backup too."""
    last = backup_of(path)
    if not path.exists() and _size(last):
        raise StoreError(
            f"The store {path} is gone, and its backup is there: `monitor doctor --restore` puts that in its place. "
            f"To begin anew, move {last} away."
        )


def _refuse_emptied(path: Path) -> None:
    """An empty file is a store that is still to be made, unless something beside it says that it held entries: SQLite
    would drop the log of one.

    To SQLite one of a single byte is empty too.
    """
    held = _size(Path(f"{path}-wal")) or _size(backup_of(path))
    # Last: another program may be just making it, whose log has nothing before the file has.
    if held and path.is_file() and _size(path) <= 1:
        raise Damaged(explain_damage(path, "it is empty"))


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _check_version(db: sqlite3.Connection, path: Path) -> int:
    # One transaction, so that a store which another program makes meanwhile is seen whole or not at all.
    db.execute("BEGIN")
    version, application = (
        int(db.execute(sql).fetchone()[0]) for sql in ("PRAGMA user_version", "PRAGMA application_id")
    )
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
    db.execute("COMMIT")
    is_ours = application == APPLICATION
    if tables and (is_ours or tables >= _OURS) and not (is_ours and 0 < version < _TOO_NEW):
        raise Damaged(explain_damage(path, "its first page holds garbage"))
    if tables and not is_ours:
        raise StoreError(f"{path} is a database of another program: name another file with --store.")
    if version > VERSION:
        raise StoreError(
            f"The store {path} was written by a newer monitor (format {version}, this one knows {VERSION}): "
            "upgrade monitor, or name another store with --store. Nothing was changed."
        )
    return version
