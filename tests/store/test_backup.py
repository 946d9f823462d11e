"""The daily backup: when it is due, what it holds, and what becomes of it when something is in its way."""

import errno
import fcntl
import os
import re
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from monitor.config import files
from monitor.model import Entry, Feed, Found
from monitor.store import backup, feeds, saving, schema
from monitor.store.backup import Copying, is_due, make
from monitor.store.restore import restore
from monitor.store.schema import Damaged, StoreError, backup_of, connect, transaction
from monitor.times import DAY
from tests.newsroom import NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of fifty entries, first seen NOW."""
    path = tmp_path / "store.db"
    with closing(connect(path)) as db:
        fill(db, 50)
    return path


def fill(db: sqlite3.Connection, number: int, size: int = 2000) -> None:
    with transaction(db):
        feeds.subscribe(db, [Feed("https://a.example/")])
        found = [Found(Entry(f"k{n}", f"title {n}", content="scam " * (size // 5))) for n in range(number)]
        saving.save(db, 1, found, NOW)


def count(path: Path) -> int:
    with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as db:
        return int(db.execute("SELECT count(*) FROM entries").fetchone()[0])


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def test_a_backup_holds_all_and_is_its_owners_alone(path: Path) -> None:
    make(path, NOW)
    assert names(path) == ["store.db", "store.db.backup"]
    assert stat.S_IMODE(backup_of(path).stat().st_mode) == 0o600
    assert count(backup_of(path)) == 50
    with closing(connect(backup_of(path))) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_it_is_made_once_a_day_and_a_small_first_one_at_once(path: Path) -> None:
    assert is_due(path, NOW)
    make(path, NOW)
    assert not is_due(path, NOW) and not is_due(path, NOW + DAY - 1)
    assert is_due(path, NOW + DAY)


def test_one_that_was_made_while_the_clock_was_years_ahead_is_no_reason_to_wait_for_them(path: Path) -> None:
    make(path, NOW + 3650 * DAY)
    assert is_due(path, NOW)


def test_a_large_stores_first_is_due_when_that_is_a_day_old(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "_AT_ONCE", 10_000)
    assert not is_due(path, NOW + DAY - 1)
    assert is_due(path, NOW + DAY)
    path.unlink()
    connect(path).close()
    assert not is_due(path, NOW + DAY), "nothing is there to be lost"


def test_none_is_due_where_the_disk_has_no_room(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = shutil.disk_usage(path)._replace(free=3 * path.stat().st_size - 1)
    monkeypatch.setattr("monitor.store.backup.shutil.disk_usage", lambda folder: free)
    assert not is_due(path, NOW)


def test_none_is_due_where_there_is_no_store_or_a_broken_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "_AT_ONCE", 10)
    path.write_bytes(b"no database " * 1000)
    assert not is_due(path, NOW)
    path.unlink()
    assert not is_due(path, NOW)


def test_it_holds_one_moment_of_a_store_that_is_written_to_meanwhile(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_PAGES", 5)
    with closing(connect(path)) as db:

        def write() -> None:
            pieces.append(1)
            with transaction(db):
                db.execute("INSERT INTO asks VALUES (?, 1)", (f"{len(pieces)}" * 900,))

        pieces: list[int] = []
        make(path, NOW, write)
    # To begin anew at each write would be to come to no end.
    assert 5 < len(pieces) < 200
    with closing(connect(backup_of(path), readonly=True)) as copy:
        assert copy.execute("SELECT count(*) FROM asks").fetchone()[0] == 0


def test_what_calls_it_off_leaves_the_last_one_and_nothing_else(path: Path) -> None:
    make(path, NOW)
    last = backup_of(path).read_bytes()

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(path, NOW + DAY, stop)
    assert backup_of(path).read_bytes() == last
    assert names(path) == ["store.db", "store.db.backup"]


def test_a_damaged_store_does_not_take_the_place_of_its_backup(path: Path) -> None:
    make(path, NOW)
    last = backup_of(path).read_bytes()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    with pytest.raises(Damaged, match="doctor --restore"):
        make(path, NOW + DAY)
    assert backup_of(path).read_bytes() == last
    assert "store.db.backup.new" not in names(path)


def test_a_store_in_which_a_letter_became_another_does_not_either(path: Path) -> None:
    make(path, NOW)
    with closing(connect(path)) as db:
        db.execute("UPDATE entries SET title = 'title X' WHERE id = 7")
    with pytest.raises(Damaged, match="the text of entry 7 is not the one that was stored"):
        make(path, NOW + DAY)
    with closing(connect(backup_of(path))) as db:
        assert not db.execute("SELECT 1 FROM entries WHERE title = 'title X'").fetchone()


def test_one_that_was_emptied_while_a_poller_has_it_open_does_not_either(path: Path) -> None:
    make(path, NOW)
    last = backup_of(path).read_bytes()
    os.truncate(path, 0)
    with pytest.raises(Damaged, match="it is empty"):
        make(path, NOW + DAY)
    assert backup_of(path).read_bytes() == last
    assert names(path) == ["store.db", "store.db.backup"]


def test_a_store_that_was_begun_anew_leaves_the_backup_of_the_one_before(path: Path) -> None:
    make(path, NOW)
    path.unlink()
    elsewhere = backup_of(path).rename(path.with_name("elsewhere"))
    with closing(connect(path)) as db:
        fill(db, 3)
    elsewhere.rename(backup_of(path))
    make(path, NOW + DAY)
    assert count(backup_of(path)) == 3
    (kept,) = [file for file in path.parent.iterdir() if file.name.startswith("store.db.backup-")]
    assert count(kept) == 50


def test_one_that_was_damaged_makes_room_for_the_next(path: Path) -> None:
    backup_of(path).write_bytes(b"no database " * 1000)
    make(path, NOW)
    assert count(backup_of(path)) == 50


def test_the_log_of_whoever_looked_into_the_last_one_is_not_that_of_the_next(path: Path) -> None:
    make(path, NOW)
    backup_of(path).with_name("store.db.backup-wal").write_bytes(b"of the last one")
    make(path, NOW + DAY)
    assert names(path) == ["store.db", "store.db.backup"]


def test_what_a_killed_one_left_is_in_nobodys_way(path: Path) -> None:
    path.with_name("store.db.backup.new").write_bytes(b"half")
    make(path, NOW)
    assert names(path) == ["store.db", "store.db.backup"]


def test_a_folder_in_the_way_of_what_is_being_made_is_told_in_a_sentence(path: Path) -> None:
    in_the_way = path.with_name("store.db.backup.new")
    in_the_way.mkdir()
    with pytest.raises(StoreError) as first:
        make(path, NOW)
    assert str(first.value).startswith(f"No backup of {path} could be made ({in_the_way}: ")
    assert "Errno" not in str(first.value) and "last one" not in str(first.value)
    in_the_way.rmdir()
    make(path, NOW)
    in_the_way.mkdir()
    with pytest.raises(StoreError, match=r"; the last one was kept\.\Z"):
        make(path, NOW + DAY)


@pytest.mark.parametrize("lay", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_what_is_no_file_in_its_place_is_told_and_not_waited_for(path: Path, lay: Callable[[Path], None]) -> None:
    lay(backup_of(path))
    copying = Copying(path, NOW)
    copying.start()
    copying.join(20)
    assert isinstance(copying.problem, StoreError)
    assert re.search(r"store\.db\.backup is .*: move it away, for the backup belongs there\.", str(copying.problem))


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("monitor.store.backup.os.open", deny)
    with pytest.raises(StoreError, match=r"No backup of .*store\.db could be made \(Permission denied\)\.\Z"):
        make(path, NOW)


def test_ctrl_c_while_a_copy_is_looked_over_is_heard(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied, copy = list[object](), backup._copy
    monkeypatch.setattr(backup, "_copy", lambda *given: copied.append(copy(*given)))
    monkeypatch.setattr(backup, "_CHECKED", 1)

    def breathe() -> None:
        if copied:
            copied.clear()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(path, NOW, breathe)
    assert names(path) == ["store.db"]


def test_beside_other_work_it_is_made_and_can_be_called_off(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = threading.active_count()
    copying = Copying(path, NOW)
    copying.start()
    copying.join(20)
    assert copying.problem is None and count(backup_of(path)) == 50
    last = backup_of(path).read_bytes()
    monkeypatch.setattr(backup, "_PAUSE", 60)
    copying = Copying(path, NOW + DAY)
    copying.start()
    copying.stop()
    assert not copying.is_alive() and copying.problem is not None
    assert backup_of(path).read_bytes() == last
    assert threading.active_count() <= before and names(path) == ["store.db", "store.db.backup"]


def test_its_problem_is_kept_for_whoever_began_it(path: Path) -> None:
    path.write_bytes(b"no database " * 1000)
    copying = Copying(path, NOW)
    copying.start()
    copying.join(20)
    assert isinstance(copying.problem, Damaged)


def test_its_time_is_that_of_the_clock_it_was_given(path: Path) -> None:
    make(path, NOW - 5)
    assert int(backup_of(path).stat().st_mtime) == NOW - 5
    assert schema.backup_of(path).name == "store.db.backup"


def test_on_a_disk_that_syncs_no_folders_it_is_made_all_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync

    def files_alone(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", files_alone)
    make(path, NOW)
    assert count(backup_of(path)) == 50
    path.write_bytes(b"garbage" * 1000)
    assert restore(path, NOW).entries == 50
    assert count(path) == 50


@pytest.mark.parametrize("knows", [True, False], ids=["its own disk", "another's"])
def test_on_macos_what_is_renamed_is_written_by_the_drive_and_not_left_with_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, knows: bool
) -> None:
    full, usual, fsync = list[str](), list[str](), os.fsync

    def kind(descriptor: int) -> str:
        return "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"

    def control(descriptor: int, command: int) -> int:
        assert command == 51
        if not knows:
            raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))
        full.append(kind(descriptor))
        return 0

    def synced(descriptor: int) -> None:
        usual.append(kind(descriptor))
        fsync(descriptor)

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", control)
    monkeypatch.setattr(os, "fsync", synced)
    make(path, NOW)
    files.save(path.with_name("config.toml"), "keywords = []\n")
    assert (full, usual)[not knows] == ["folder", "file"] and (usual, full)[not knows] == []


def test_on_macos_its_file_is_written_by_the_drive_too_which_sqlite_does_only_where_it_is_told_to(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, connected = list[str](), sqlite3.connect

    def heard(*args: Any, **more: Any) -> sqlite3.Connection:
        db = connected(*args, **more)
        db.set_trace_callback(told.append)
        return db

    monkeypatch.setattr(sqlite3, "connect", heard)
    make(path, NOW)
    assert "PRAGMA fullfsync = ON" in told
