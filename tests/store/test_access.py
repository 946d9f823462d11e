"""The way into a store for who wants to see it: to write where that can be done, and to read alone where it cannot."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.store import access, turns
from monitor.store.access import connect_to_show
from monitor.store.schema import StoreError, connect
from tests.unwritable import FULL, only_to_read


def test_a_store_that_can_be_written_is_open_to_write_and_made_where_none_is(tmp_path: Path) -> None:
    db, is_writable = connect_to_show(tmp_path / "store.db")
    with closing(db):
        assert is_writable and db.execute("UPDATE feeds SET title = ''").rowcount == 0


def test_one_that_cannot_be_written_is_open_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(tmp_path / "store.db").close()
    monkeypatch.setattr(access, "connect", only_to_read)
    db, is_writable = connect_to_show(tmp_path / "store.db")
    with closing(db):
        assert not is_writable and db.execute("SELECT count(*) FROM entries").fetchone()[0] == 0


def test_where_it_cannot_be_read_either_it_is_told_why_it_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "connect", only_to_read)
    with pytest.raises(StoreError, match=FULL):
        connect_to_show(tmp_path / "store.db")


def test_what_another_program_keeps_locked_is_waited_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, asked = tmp_path / "store.db", []

    def counted(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
        asked.append(readonly)
        return connect(path, readonly=readonly)

    connect(path).close()
    monkeypatch.setattr(turns, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(access, "connect", counted)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked by another program"):
            connect_to_show(path)
    assert asked == [False]
