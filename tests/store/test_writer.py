"""Scenarios for writes that share a commit: all that was told as done is on the disk, and nobody spoils another's."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.store.schema import Damaged, StoreError, connect, path_of
from monitor.store.turns import BUSY_SECONDS, is_locked
from monitor.store.writer import Writer
from tests.home import LOADED


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "store.db")) as db:
        db.execute("CREATE TABLE notes (text TEXT NOT NULL)")
        yield db


def notes(db: sqlite3.Connection) -> list[str]:
    """What another process would see."""
    with closing(sqlite3.connect(db.execute("PRAGMA database_list").fetchone()[2])) as other:
        return [row[0] for row in other.execute("SELECT text FROM notes ORDER BY rowid")]


def noting(db: sqlite3.Connection, text: str | None) -> Callable[[], str | None]:
    def note() -> str | None:
        db.execute("INSERT INTO notes VALUES (?)", (text,))
        return text

    return note


async def test_what_is_told_as_written_is_seen_by_everybody(db: sqlite3.Connection) -> None:
    assert await Writer(db).written(noting(db, "one")) == "one"
    assert notes(db) == ["one"]


async def test_what_comes_together_is_one_commit(db: sqlite3.Connection) -> None:
    commits: list[str] = []
    db.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    writer = Writer(db)
    assert await asyncio.gather(*(writer.written(noting(db, str(n))) for n in range(250))) == [*map(str, range(250))]
    assert len(commits) == 3
    assert notes(db) == [*map(str, range(250))]


async def test_what_takes_long_is_a_commit_each_and_all_of_it_is_written(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.store.writer._MOST_SECONDS", 0.0)
    commits: list[str] = []
    db.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    writer = Writer(db)
    assert await asyncio.gather(*(writer.written(noting(db, str(n))) for n in range(5))) == [*map(str, range(5))]
    assert len(commits) == 5
    assert notes(db) == [*map(str, range(5))]


async def test_one_that_fails_takes_nothing_from_the_others(db: sqlite3.Connection) -> None:
    def half_way() -> None:
        db.execute("INSERT INTO notes VALUES ('half')")
        raise ValueError("no")

    writer = Writer(db)
    works = (noting(db, "one"), half_way, noting(db, None), noting(db, "two"))
    told = await asyncio.gather(*map(writer.written, works), return_exceptions=True)
    assert [type(each) for each in told] == [str, ValueError, sqlite3.IntegrityError, str]
    assert notes(db) == ["one", "two"]


async def test_a_full_disk_is_told_to_each_and_the_next_write_goes_on(db: sqlite3.Connection) -> None:
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
    writer = Writer(db)
    told = await asyncio.gather(*(writer.written(noting(db, "x" * 9000)) for _ in range(3)), return_exceptions=True)
    assert [isinstance(each, StoreError | sqlite3.Error) for each in told] == [True] * 3
    assert notes(db) == [] and not db.in_transaction
    db.execute(f"PRAGMA max_page_count = {pages + 100}")
    await writer.written(noting(db, "again"))
    assert notes(db) == ["again"]


async def test_who_waits_no_longer_stops_nobody(db: sqlite3.Connection) -> None:
    writer = Writer(db)
    gone = asyncio.ensure_future(writer.written(noting(db, "gone")))
    stays = asyncio.ensure_future(writer.written(noting(db, "stays")))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == "stays"
    assert notes(db) == ["stays"]


async def test_while_another_program_writes_all_else_goes_on(db: sqlite3.Connection) -> None:
    with closing(connect(path_of(db))) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(Writer(db).written(noting(db, "one")))
        began = time.monotonic()
        for _ in range(10):
            await asyncio.sleep(0.01)
        assert time.monotonic() - began < 1 * LOADED and not writing.done()
        other.execute("COMMIT")
    assert await writing == "one"
    assert notes(db) == ["one"]
    assert db.execute("PRAGMA busy_timeout").fetchone()[0] == BUSY_SECONDS * 1000


def garble(path: Path) -> None:
    """What a failing disk does, once another program has moved the log into the file."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("INSERT INTO notes VALUES ('theirs')")
        other.commit()
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(b"\xa5" * path.stat().st_size)


async def test_damage_is_told_to_each_who_writes_and_nobody_waits_for_ever(db: sqlite3.Connection) -> None:
    writer = Writer(db)
    await writer.written(noting(db, "one"))
    garble(path_of(db))
    async with asyncio.timeout(20):
        works = (noting(db, "two"), noting(db, "three"))
        told = await asyncio.gather(*map(writer.written, works), return_exceptions=True)
        assert [type(each) for each in told] == [Damaged, Damaged]
        with pytest.raises(Damaged, match="doctor --restore"):
            await writer.written(noting(db, "four"))
    assert not is_locked(db)


async def test_whoever_cannot_be_given_a_turn_is_told_so(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: sqlite3.Connection) -> bool:
        raise RuntimeError

    monkeypatch.setattr("monitor.store.writer.is_locked", fails)
    async with asyncio.timeout(20):
        with pytest.raises(RuntimeError):
            await Writer(db).written(noting(db, "one"))


async def test_a_lock_that_never_goes_is_told_to_each_and_the_loop_waits_for_none_of_it(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.store.writer.BUSY_SECONDS", 0.1)
    began = time.monotonic()
    with closing(connect(path_of(db))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="stayed locked"):
            await Writer(db).written(noting(db, "one"))
    assert time.monotonic() - began < 2 * LOADED
