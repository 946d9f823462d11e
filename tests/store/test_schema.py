"""Scenarios for opening a store: a new one, an old one, a broken one, and the sentences for all that goes wrong."""

import contextlib
import errno
import fcntl
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import pytest

from monitor.model import Entry, Feed, Found
from monitor.store import backup, entries, feeds, migration, saving, schema, tables, turns
from monitor.store.restore import restore
from monitor.store.schema import Damaged, NoStore, StoreError, connect, explain, transaction
from tests.home import ROOT
from tests.store.programs import at_once


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


def value(db: sqlite3.Connection, sql: str) -> object:
    return db.execute(sql).fetchone()[0]


def fill(db: sqlite3.Connection, number: int = 50, size: int = 2000) -> None:
    with transaction(db):
        feeds.subscribe(db, [Feed("https://a.example/")])
        saving.save(
            db, 1, [Found(Entry(f"k{n}", f"title {n}", content="scam " * (size // 5))) for n in range(number)], 1
        )


@contextlib.contextmanager
def refused(path: Path, *, readonly: bool = False) -> Iterator[pytest.ExceptionInfo[StoreError]]:
    """The block's store is refused, and its file left byte for byte."""
    before = path.read_bytes()
    with pytest.raises(StoreError) as told:
        connect(path, readonly=readonly)
    yield told
    assert path.read_bytes() == before
    assert str(path) in str(told.value)
    assert str(told.value).endswith(".") or "`" in str(told.value)


def test_a_new_store_is_the_owners_alone(path: Path) -> None:
    previous = os.umask(0)
    try:
        with closing(connect(path)) as db:
            fill(db, 1)
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    finally:
        os.umask(previous)
    assert modes and set(modes.values()) == {0o600}


def test_a_new_store_is_made_where_its_folder_is_not_there_yet(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "a" / "b" / "store.db")) as db:
        assert value(db, "SELECT count(*) FROM entries") == 0


def test_a_store_loses_nothing_to_a_power_cut_and_lets_readers_read_meanwhile(path: Path) -> None:
    with closing(connect(path)) as db:
        assert value(db, "PRAGMA journal_mode") == "wal"
        assert (value(db, "PRAGMA synchronous"), value(db, "PRAGMA fullfsync")) == (2, 1)
        assert value(db, "PRAGMA foreign_keys") == 1
        assert value(db, "PRAGMA user_version") == tables.VERSION
        fill(db, 1)
        with transaction(db), closing(connect(path, readonly=True)) as reader:
            db.execute("DELETE FROM asks")
            assert value(reader, "SELECT count(*) FROM entries") == 1


def test_a_store_that_is_opened_again_holds_what_was_written(path: Path) -> None:
    with closing(connect(path)) as db:
        fill(db, 3)
    with closing(connect(path)) as db:
        assert value(db, "SELECT count(*) FROM entries") == 3
        assert value(db, "PRAGMA foreign_keys") == 1
    with closing(connect(path, readonly=True)) as db:
        assert value(db, "SELECT count(*) FROM entries") == 3


def test_what_a_large_write_leaves_of_the_log_is_given_back_while_others_have_the_store_open(path: Path) -> None:
    log, size = Path(f"{path}-wal"), schema._LONGEST_LOG
    with closing(connect(path)) as db, closing(connect(path, readonly=True)):
        db.execute("INSERT INTO desk VALUES ('large', ?)", ("x" * size,))
        assert log.stat().st_size > size
        db.execute("INSERT INTO desk VALUES ('small', '')")
        assert log.stat().st_size <= size


def test_opening_a_store_writes_nothing(path: Path) -> None:
    with closing(connect(path)) as db:
        fill(db, 3)
    before = path.read_bytes()
    with closing(connect(path)), closing(connect(path, readonly=True)):
        pass
    assert path.read_bytes() == before


def test_a_reader_writes_nothing(path: Path) -> None:
    with closing(connect(path)) as db:
        fill(db, 1)
    with closing(connect(path, readonly=True)) as db, pytest.raises(StoreError), transaction(db):
        db.execute("DELETE FROM texts")


@pytest.mark.parametrize("readonly", [False, True])
def test_a_newer_store_is_refused_before_anything_is_written(path: Path, readonly: bool) -> None:
    with closing(connect(path)) as db:
        fill(db, 1)
        db.execute(f"PRAGMA user_version = {tables.VERSION + 1}")
    with refused(path, readonly=readonly) as told:
        assert "newer" in str(told.value) and "upgrade" in str(told.value)


def left_behind(path: Path, change: Callable[[sqlite3.Connection], object]) -> Path:
    """A store whose program was killed after a change that only its log holds."""
    with closing(connect(path)) as db:
        change(db)
        left = path.with_name("left.db")
        for suffix in ("", "-wal"):
            Path(f"{left}{suffix}").write_bytes(Path(f"{path}{suffix}").read_bytes())
    return left


@pytest.mark.parametrize("readonly", [False, True])
def test_a_store_with_garbage_for_its_version_is_damaged_also_where_a_table_is_missing(
    path: Path, readonly: bool
) -> None:
    with closing(connect(path)) as db:
        fill(db, 1)
        db.execute("DROP TABLE changes")
        db.execute("PRAGMA user_version = 0")
    with pytest.raises(Damaged, match="garbage"):
        connect(path, readonly=readonly)


def test_the_log_of_a_newer_store_is_not_moved_into_it(path: Path) -> None:
    left = left_behind(path, lambda db: db.execute(f"PRAGMA user_version = {tables.VERSION + 1}"))
    log = Path(f"{left}-wal").read_bytes()
    with refused(left) as told:
        assert "newer" in str(told.value)
    assert log and Path(f"{left}-wal").read_bytes() == log


def test_a_store_that_was_emptied_is_damaged_where_its_log_is_left_and_that_stays(path: Path) -> None:
    left = left_behind(path, lambda db: fill(db, 3))
    left.write_bytes(b"")
    for readonly in (False, True):
        with pytest.raises(Damaged, match="it is empty"):
            connect(left, readonly=readonly)
    assert Path(f"{left}-wal").stat().st_size > 0


def test_a_store_that_was_emptied_is_damaged_where_it_has_a_backup(path: Path) -> None:
    path.touch()
    schema.backup_of(path).write_bytes(b"any")
    for readonly in (False, True):
        with pytest.raises(Damaged, match="it is empty"):
            connect(path, readonly=readonly)


@pytest.mark.parametrize("version", [-1, 0, 2**30])
@pytest.mark.parametrize("readonly", [False, True])
def test_a_version_that_never_was_is_damage(path: Path, version: int, readonly: bool) -> None:
    with closing(connect(path)) as db:
        db.execute(f"PRAGMA user_version = {version}")
    with refused(path, readonly=readonly) as told:
        assert isinstance(told.value, Damaged) and "garbage" in str(told.value)


@pytest.mark.parametrize("readonly", [False, True])
def test_a_store_whose_name_of_a_program_was_overwritten_is_damaged_and_no_other_programs(
    path: Path, readonly: bool
) -> None:
    with closing(connect(path)) as db:
        db.execute("PRAGMA application_id = 7")
    with refused(path, readonly=readonly) as told:
        assert isinstance(told.value, Damaged)


def test_a_text_that_is_none_is_damage_and_is_not_shown(path: Path) -> None:
    with closing(connect(path)) as db:
        fill(db, 1)
        db.execute("UPDATE entries SET title = CAST(x'1b5d80' AS TEXT)")
        with pytest.raises(sqlite3.Error) as told:
            entries.get(db, 1)
    assert schema.is_damage(told.value)
    assert "\x1b" not in explain(told.value, path) and "cannot be read" in explain(told.value, path)


def test_a_store_that_is_open_twice_here_keeps_its_log_when_another_program_leaves(path: Path) -> None:
    """Or what is written into a log that is gone is lost: a desk has two connections."""
    ask = "import sys, pathlib, monitor.store.schema as s; db = s.connect(pathlib.Path(sys.argv[1]))\n"
    ask += "with s.transaction(db): db.execute(\"INSERT OR IGNORE INTO asks VALUES ('theirs', 1)\")\n"
    ask += "print(db.execute('SELECT count(*) FROM asks').fetchone()[0]); db.close()"
    command = [sys.executable, "-c", ask, str(path)]
    with closing(connect(path)) as reading, closing(connect(path)) as writing:
        assert value(reading, "SELECT count(*) FROM asks") == 0
        for number in (1, 2):
            with transaction(writing), closing(connect(path)):
                writing.execute("INSERT INTO asks VALUES (?, 1)", (f"mine {number}",))
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=30)
            assert done.stdout == f"{number + 1}\n"
        assert value(reading, "SELECT count(*) FROM asks") == 3


@pytest.mark.parametrize("version", [0, tables.VERSION])
@pytest.mark.parametrize("readonly", [False, True])
def test_another_programs_database_is_refused(path: Path, version: int, readonly: bool) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
        other.execute(f"PRAGMA user_version = {version}")
    with refused(path, readonly=readonly) as told:
        assert "program" in str(told.value)


@pytest.mark.parametrize(
    "damage", [b"short", b"this is a text and no database, however long it may be " * 40, b"\0" * 5000]
)
@pytest.mark.parametrize("readonly", [False, True])
def test_a_file_that_is_no_database_is_refused(path: Path, damage: bytes, readonly: bool) -> None:
    path.write_bytes(damage)
    with refused(path, readonly=readonly):
        pass


def test_a_store_that_is_damaged_in_its_first_page_is_refused(path: Path) -> None:
    with closing(connect(path)) as db:
        fill(db)
    whole = path.read_bytes()
    path.write_bytes(whole[:16] + b"\xff" * 80 + whole[96:])
    with refused(path) as told:
        assert "damaged" in str(told.value) or "cannot be used" in str(told.value)


def spoil(path: Path) -> None:
    with closing(connect(path)) as db:
        fill(db, 200)
        page = int(str(value(db, "PRAGMA page_size")))
    whole = path.read_bytes()
    path.write_bytes(whole[:page] + b"\xa5" * (len(whole) - page))


def test_a_store_that_is_damaged_further_in_is_told_when_it_is_written(path: Path) -> None:
    spoil(path)
    with (
        pytest.raises(StoreError, match=r"damaged.*Nothing was deleted.*doctor --restore"),
        closing(connect(path)) as db,
    ):
        fill(db, 1)


@pytest.mark.parametrize(
    "verb", [["list"], ["list", "scam"], ["show", "1"], ["watches"], ["mark", "read", "1"], ["feeds"]]
)
def test_a_store_that_is_damaged_further_in_is_told_in_a_sentence_by_every_verb(
    path: Path, verb: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    from monitor import cli

    spoil(path)
    config = path.with_name("config.toml")
    config.write_text("keywords = ['scam']\nfeeds = ['https://a.example/']\n")
    assert cli.main(["--config", str(config), "--store", str(path), *verb]) == 1
    assert "damaged" in capsys.readouterr().err


def test_a_store_that_is_not_there_cannot_be_read_and_is_not_made_by_trying(path: Path) -> None:
    with pytest.raises(StoreError, match=r"no store at .*monitor poll"):
        connect(path, readonly=True)
    assert not path.exists()


@pytest.mark.parametrize("left", [b"", b"\n"])
@pytest.mark.parametrize("how", [{}, {"readonly": True}, {"make": False}])
def test_a_store_of_which_a_byte_is_left_is_not_begun_anew_where_it_has_a_backup(
    path: Path, how: dict[str, bool], left: bytes
) -> None:
    connect(path).close()
    backup.make(path, 0)
    path.write_bytes(left)
    with pytest.raises(Damaged, match="doctor --restore"):
        connect(path, **how)
    assert path.read_bytes() == left
    assert restore(path, 0).backup is not None


@pytest.mark.parametrize("how", [{}, {"readonly": True}, {"make": False}])
def test_what_is_no_file_is_no_store_and_stays_what_it_is(path: Path, how: dict[str, bool]) -> None:
    os.mkfifo(path)
    with pytest.raises(StoreError, match="is no file: name a file"):
        connect(path, **how)
    with pytest.raises(StoreError, match="is no file"):
        restore(path, 0)
    assert path.is_fifo() and [*path.parent.iterdir()] == [path]


def test_a_folder_is_no_store(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreError):
        connect(path)
    with pytest.raises(StoreError, match="is a folder"):
        connect(path, readonly=True)


def test_a_store_that_is_to_be_changed_and_not_made_is_not_made(path: Path) -> None:
    with pytest.raises(NoStore, match=r"no store at .*monitor poll"):
        connect(path, make=False)
    assert not path.exists()
    path.touch()
    with pytest.raises(NoStore):
        connect(path, make=False)
    assert path.stat().st_size == 0
    connect(path).close()
    connect(path, make=False).close()


def test_a_store_that_may_not_be_read_is_refused_in_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(path).close()
    monkeypatch.setattr(schema.os, "access", lambda *what: False)
    with refused(path, readonly=True) as told:
        assert "cannot be read: check who owns it" in str(told.value)


def test_a_store_below_a_file_is_refused_in_a_sentence(path: Path) -> None:
    path.write_text("")
    with pytest.raises(StoreError, match=str(path)):
        connect(path / "store.db")


def test_an_empty_file_cannot_be_read_but_becomes_a_store(path: Path) -> None:
    path.touch(0o600)
    with pytest.raises(NoStore):
        connect(path, readonly=True)
    with closing(connect(path)) as db:
        assert value(db, "SELECT count(*) FROM entries") == 0


def test_an_empty_file_that_others_may_read_becomes_a_store_that_they_may_not(path: Path) -> None:
    path.touch(0o644)
    path.chmod(0o644)
    with closing(connect(path)) as db:
        fill(db, 1)
        modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {0o600}


def test_a_store_that_may_not_be_written_is_refused_in_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(connect(path)):
        pass
    monkeypatch.setattr(schema.os, "access", lambda *what: False)
    with refused(path) as told:
        assert "who owns it" in str(told.value)


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder to which nobody may write, with a store in it as a killed program leaves it: partly in its log."""
    with tempfile.TemporaryDirectory() as name:
        made, shelf = Path(name) / "store.db", Path(name) / "shelf"
        shelf.mkdir()
        with closing(connect(made)) as db:
            fill(db, 3)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            fill(db, 4)
            for path in backup.with_its_log(made):
                shutil.copyfile(path, shelf / path.name)
                (shelf / path.name).chmod(0o644)
        for path in (Path(name), shelf):
            path.chmod(0o755)
        yield shelf
        shelf.chmod(0o755)


@contextlib.contextmanager
def without_rights(shelf: Path) -> Iterator[None]:
    """Nothing can be made in a folder during the block."""
    before, is_root = sorted(shelf.iterdir()), os.geteuid() == 0
    shelf.chmod(0o555)
    if is_root:
        os.setresuid(65_534, 65_534, 0)
    try:
        yield
    finally:
        if is_root:
            os.setresuid(0, 0, 0)
    assert sorted(shelf.iterdir()) == before


def test_a_store_in_a_folder_that_may_not_be_written_can_still_be_read_with_its_log(shelf: Path) -> None:
    with without_rights(shelf), closing(connect(shelf / "store.db", readonly=True)) as db:
        assert value(db, "SELECT count(*) FROM entries") == 4


def test_a_store_without_a_log_is_read_as_it_stands(shelf: Path) -> None:
    for name in ("store.db-wal", "store.db-shm"):
        (shelf / name).unlink()
    with without_rights(shelf), closing(connect(shelf / "store.db", readonly=True)) as db:
        assert value(db, "SELECT count(*) FROM entries") == 3


def test_a_store_whose_log_cannot_be_read_is_refused_and_not_shown_without_it(shelf: Path) -> None:
    (shelf / "store.db-shm").unlink()
    with without_rights(shelf), pytest.raises(StoreError, match=r"written last stands in .*store\.db-wal"):
        connect(shelf / "store.db", readonly=True)


def test_a_path_with_signs_that_addresses_give_a_meaning_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c%20 d.db"
    with closing(connect(path)) as db:
        fill(db, 1)
    with closing(connect(path, readonly=True)) as db:
        assert value(db, "SELECT count(*) FROM entries") == 1


@pytest.mark.parametrize("attempt", range(3))
def test_programs_that_begin_at_once_on_a_new_store_all_get_it(path: Path, attempt: int) -> None:
    does = "print(db.execute('SELECT count(*) FROM entries').fetchone()[0])"
    assert at_once(6, "", does, path) == ["0\n"] * 6


class _Interrupted(sqlite3.Connection):
    """A connection that lets another program in after its nth statement that leaves no transaction open."""

    left = 0
    other: Callable[[], None]

    def execute(self, sql: str, *values: object) -> "sqlite3.Cursor | _Rows":  # type: ignore[override]
        rows = _Rows(super().execute(sql, *values).fetchall())
        if not self.in_transaction:
            _Interrupted.left -= 1
            if _Interrupted.left == 0:
                _Interrupted.other()
        return rows


class _Rows:
    def __init__(self, rows: list[tuple[object, ...]]) -> None:
        self.rows = rows

    def fetchone(self) -> tuple[object, ...] | None:
        return self.rows[0] if self.rows else None

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        return iter(self.rows)


@pytest.mark.parametrize("moment", range(1, 8))
def test_another_program_may_make_the_store_at_any_moment_of_the_opening(
    path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    make = sqlite3.connect

    def other() -> None:
        monkeypatch.setattr(schema.sqlite3, "connect", make)
        connect(path).close()

    monkeypatch.setattr(_Interrupted, "left", moment)
    monkeypatch.setattr(_Interrupted, "other", staticmethod(other), raising=False)
    monkeypatch.setattr(schema.sqlite3, "connect", lambda *what, **how: make(*what, factory=_Interrupted, **how))
    with closing(connect(path)) as db:
        found = db.execute("SELECT count(*) FROM entries").fetchone()
        assert found is not None and found[0] == 0


def test_a_block_that_fails_writes_nothing_and_tells_its_own_failure(path: Path) -> None:
    with closing(connect(path)) as db:
        with pytest.raises(ZeroDivisionError), transaction(db):
            feeds.subscribe(db, [Feed("https://a.example/")])
            _ = 1 / 0
        assert feeds.states(db) == []
        assert not db.in_transaction
        fill(db, 1)
        assert value(db, "SELECT count(*) FROM entries") == 1


def test_a_block_that_is_interrupted_writes_nothing(path: Path) -> None:
    with closing(connect(path)) as db:
        with pytest.raises(KeyboardInterrupt), transaction(db):
            feeds.subscribe(db, [Feed("https://a.example/")])
            raise KeyboardInterrupt
        assert feeds.states(db) == []


def test_a_block_that_the_store_refuses_is_a_store_error_and_writes_nothing(path: Path) -> None:
    with closing(connect(path)) as db:
        with pytest.raises(StoreError), transaction(db):
            feeds.subscribe(db, [Feed("https://a.example/")])
            db.execute("INSERT INTO texts (entry_id, summary, content) VALUES (77, '', '')")
        assert feeds.states(db) == []
        assert not db.in_transaction


def test_a_store_that_cannot_be_made_is_told_and_made_the_next_time(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(migration, "TABLES", f"{tables.TABLES}\nINSERT INTO entries SELECT 1;\n")
        with pytest.raises(StoreError, match=r"store\.db cannot be used"):
            connect(path)
    with closing(connect(path)) as db:
        assert value(db, "SELECT count(*) FROM entries") == 0


def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing_half_written(path: Path) -> None:
    with closing(connect(path)) as db:
        fill(db, 5)
        pages = int(str(value(db, "PRAGMA page_count")))
        db.execute(f"PRAGMA max_page_count = {pages + 5}")
        found = [Found(Entry(f"new{n}", "t", content="x" * 3000)) for n in range(200)]
        with pytest.raises(StoreError, match=r"disk is full.*store\.db") as told, transaction(db):
            feeds.record(db, feeds.states(db)[0], feeds.Update("new", 5, 6, etag="fresh"))
            saving.save(db, 1, found, 9)
        assert "nothing in it was changed" in str(told.value)
        assert value(db, "SELECT count(*) FROM entries") == 5
        assert feeds.states(db)[0].etag == ""
        assert value(db, "PRAGMA integrity_check") == "ok"
        db.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        db.execute(f"PRAGMA max_page_count = {pages + 5000}")
        fill(db, 10)
        assert value(db, "SELECT count(*) FROM entries") == 10


def test_a_store_that_another_program_holds_is_told_in_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "BUSY_SECONDS", 0.1)
    told = pytest.raises(StoreError, match=r"locked.*try again")
    with closing(connect(path)) as db, closing(connect(path)) as other, transaction(other), told, transaction(db):
        pass


def test_a_store_that_another_program_makes_at_the_moment_of_the_look_is_not_taken_for_an_emptied_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.touch()
    size, asked, others = schema._size, list[Path](), list[sqlite3.Connection]()

    def looked_at(file: Path) -> int:
        if file.name.endswith("-wal") and not asked:
            asked.append(file)
            others.append(connect(path))
        return size(file)

    monkeypatch.setattr(schema, "_size", looked_at)
    with closing(connect(path)) as db:
        assert value(db, "SELECT count(*) FROM entries") == 0
    others[0].close()


def test_a_disk_that_knows_no_locks_is_told_of_where_sqlite_says_that_another_program_has_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(fcntl, "lockf", Mock(side_effect=OSError(errno.ENOLCK, "No locks available")))
    told = pytest.raises(StoreError, match=r"know no locks.*--store")
    with closing(connect(path)) as db, closing(connect(path)) as other, transaction(other), told, transaction(db):
        pass


@pytest.mark.parametrize("number", [errno.ENOENT, errno.ENOTSUP])
def test_where_it_cannot_be_told_whether_the_disk_knows_locks_it_is_another_program(
    number: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", Mock(side_effect=OSError(number, os.strerror(number))))
    assert "try again" in explain(sqlite3.OperationalError("database is locked"), path)


def test_who_waits_for_another_program_hears_a_signal_and_has_begun_nothing(path: Path) -> None:
    waits: list[bool] = []

    def end(*_: object) -> None:
        # However late this process comes to wait: whoever runs the tests is not to be interrupted in its place.
        if waits:
            waits.clear()
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, end)
    try:
        with closing(connect(path)) as db, closing(connect(path)) as other:
            with transaction(other), pytest.raises(KeyboardInterrupt):
                signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
                began = time.monotonic()
                waits.append(True)
                with transaction(db):
                    raise AssertionError
            assert time.monotonic() - began < turns.BUSY_SECONDS / 2
            assert not db.in_transaction
            fill(db, 1)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    "said", ["database or disk is full", "attempt to write a readonly database", "database is locked", "boom"]
)
def test_every_failure_names_the_file(said: str) -> None:
    assert "/somewhere/store.db" in explain(sqlite3.OperationalError(said), Path("/somewhere/store.db"))


@pytest.mark.parametrize("name", ["unlocked", "readonly", "malformed", "disk is full"])
def test_the_name_of_a_file_is_no_reason_for_its_failure(name: str, tmp_path: Path) -> None:
    path = tmp_path / (name + "x" * 300)
    with pytest.raises(StoreError) as told:
        connect(path)
    assert str(told.value) == f"The store {path} cannot be used: File name too long. Name another with --store."
    assert not isinstance(told.value, Damaged)


def test_garbage_that_sqlite_quotes_is_told_in_a_line_and_never_acts_on_a_terminal() -> None:
    quoted = (
        'malformed database schema (feeds) - unrecognized token: "\x1b[2Jx,\n    pace INTEGER' + "\n    more" * 99 + '"'
    )
    said = schema.explain(sqlite3.DatabaseError(quoted), Path("store.db"))
    assert said.isprintable() and len(said) < 400
    assert "is damaged (malformed database schema (feeds) - unrecognized token:" in said and "--restore" in said
