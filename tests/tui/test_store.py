"""The desk's side of the store: reads at once, writes behind, and it sees what others write."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from monitor.store import entries, schema
from monitor.store.entries import Choice
from monitor.store.schema import StoreError
from monitor.tui.store import DeskStore
from tests.tui.desk import FEED, OTHER, Office, aged, entry


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[DeskStore]:
    store = DeskStore(path)
    try:
        yield store
    finally:
        store.close()


def ids(store: DeskStore) -> list[int]:
    return list(entries.ids(store.db, Choice(all=True), 1000))


async def test_a_mark_is_written_and_read_back(office: Office) -> None:
    async with opened(office.store) as store:
        first = ids(store)[0]
        writing = store.mark([first], "starred", True)
        await writing
        assert entries.rows(store.db, [first])[first].starred
    assert office.starred() == ["A raid at dawn"]


async def test_pending_counts_the_writes_on_their_way(office: Office) -> None:
    async with opened(office.store) as store:
        assert store.pending == 0
        writes = [asyncio.create_task(store.mark([one], "read", True)) for one in ids(store)]
        await asyncio.sleep(0)
        assert store.pending == len(writes)
        await asyncio.gather(*writes)
        assert store.pending == 0
    assert office.unread() == []


async def test_undo_takes_back_the_last_change_and_then_the_one_before(office: Office) -> None:
    async with opened(office.store) as store:
        all_of_them = ids(store)
        await store.mark(all_of_them[:1], "read", True)
        await store.mark(all_of_them, "read", True)
        undone = await store.undo()
        assert undone is not None
        assert (*undone[:2], set(undone[2])) == ("read", True, set(all_of_them[1:]))
        assert len(office.unread()) == 4
        await store.undo()
        assert len(office.unread()) == 5
        assert await store.undo() is None


async def test_asks_reach_the_store(office: Office) -> None:
    async with opened(office.store) as store:
        await store.ask([FEED, OTHER])
        await store.ask([FEED])
    assert office.asks() == {FEED, OTHER}


async def test_it_sees_each_change_of_others_once(office: Office) -> None:
    async with opened(office.store) as store:
        assert not store.has_changed()
        office.publish([entry("A new raid")])
        assert store.has_changed()
        assert not store.has_changed()


async def test_a_locked_store_holds_no_reader_up(office: Office) -> None:
    async with opened(office.store) as store:
        with closing(schema.connect(office.store)) as other:
            other.execute("BEGIN IMMEDIATE")
            writing = asyncio.create_task(store.mark(ids(store)[:1], "read", True))
            await asyncio.sleep(0.05)
            began = time.monotonic()
            assert len(ids(store)) == 6
            assert time.monotonic() - began < 0.5
            assert not writing.done()
            other.execute("COMMIT")
        await writing
    assert len(office.unread()) == 4


async def test_a_write_that_fails_raises_and_is_no_longer_pending(office: Office) -> None:
    def fail(db: sqlite3.Connection) -> None:
        raise StoreError("The disk is full.")

    async with opened(office.store) as store:
        with pytest.raises(StoreError):
            await store.write(fail)
        assert store.pending == 0
        await store.mark(ids(store)[:1], "read", True)


async def test_closing_finishes_what_was_begun(office: Office) -> None:
    store = DeskStore(office.store)
    writes = [asyncio.create_task(store.mark([one], "read", True)) for one in ids(store)]
    await asyncio.sleep(0)
    store.close()
    await asyncio.gather(*writes)
    assert office.unread() == []


def test_closing_a_store_that_was_only_read(office: Office) -> None:
    DeskStore(office.store).close()


def test_a_file_that_is_no_store_is_told(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"not a database, by far" * 100)
    with pytest.raises(StoreError, match="damaged"):
        DeskStore(path)


async def test_two_desks_see_each_others_marks(office: Office) -> None:
    office.publish(aged(["A further raid"]))
    async with opened(office.store) as one, opened(office.store) as two:
        first = ids(one)[0]
        await one.mark([first], "read", True)
        assert two.has_changed()
        assert entries.rows(two.db, [first])[first].read
        await two.mark([first], "read", False)
        assert one.has_changed()
        assert not entries.rows(one.db, [first])[first].read
