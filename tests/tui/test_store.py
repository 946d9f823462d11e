"""The desk's side of the store: reads at once, writes behind, and it sees what others write."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import NoReturn

import pytest

from monitor import config
from monitor.config import files
from monitor.store import access, entries, hosts, schema
from monitor.store import desk as kept
from monitor.store.entries import Choice
from monitor.store.schema import StoreError
from monitor.store.tags import BadTag
from monitor.tui import store as desk_store
from monitor.tui.store import DeskStore
from tests.home import PATIENCE
from tests.tui import desk
from tests.tui.desk import FEED, OTHER, Office, aged, entry
from tests.unwritable import FULL


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[DeskStore]:
    store = DeskStore(path)
    try:
        yield store
    finally:
        store.close()


def ids(store: DeskStore) -> list[int]:
    return ids_of(store.db)


def ids_of(db: sqlite3.Connection) -> list[int]:
    return list(entries.ids(db, Choice(all=True), 1000))


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
        writes = [store.mark([one], "read", True) for one in ids(store)]
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
        assert (undone.mark, set(undone.ids)) == ("read", set(all_of_them[1:]))
        assert undone.says == "5 entries are unread again."
        assert len(office.unread()) == 4
        await store.undo()
        assert len(office.unread()) == 5
        assert await store.undo() is None


async def test_what_is_dismissed_leaves_the_matches_until_it_is_undone(office: Office) -> None:
    async with opened(office.store) as store:
        await store.mark(ids(store)[:1], "dismissed", True)
        assert len(entries.ids(store.db, Choice(), 99)) == 4
        await store.undo()
        assert len(entries.ids(store.db, Choice(), 99)) == 5


async def test_tags_are_written_and_read_back_and_undone(office: Office) -> None:
    async with opened(office.store) as store:
        first, second, *_ = ids(store)
        await store.tag([first, second], "To call", True)
        assert list(entries.ids(store.db, Choice(all=True, tag="To call"), 9)) == [first, second]
        with pytest.raises(BadTag):
            await store.tag([first], "a,b", True)
        await store.undo()
        assert list(entries.ids(store.db, Choice(all=True, tag="To call"), 9)) == []


async def test_an_edit_of_the_config_is_undone_by_the_desk_too(office: Office) -> None:
    before = office.config.read_text()
    async with opened(office.store) as store:
        await store.edit_config(office.config, lambda _: "after", "mute x in Raids")
        assert office.config.read_text() == "after"
        undone = await store.undo()
        assert undone is not None and undone.is_done
    assert office.config.read_text() == before


async def test_where_it_was_left_is_there_when_it_is_opened_again(office: Office) -> None:
    async with opened(office.store) as store:
        assert store.left("place") is None
        await store.keep({"place": {"watch": "Raids", "entry": 3}})
    async with opened(office.store) as store:
        assert store.left("place") == {"watch": "Raids", "entry": 3}


async def test_to_keep_what_is_kept_already_makes_no_other_desk_look_anew(office: Office) -> None:
    async with opened(office.store) as one, opened(office.store) as two:
        await one.keep({"place": 1})
        assert two.has_changed()
        await one.keep({"place": 1})
        assert not two.has_changed() and one.left("place") == 1


async def test_what_another_desk_keeps_moves_nothing_on_this_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publish(aged(f"Raid {number}" for number in range(100)))
    seen, look = list[bool](), DeskStore.has_changed

    def has_changed(self: DeskStore) -> bool:
        seen.append(look(self))
        return seen[-1]

    async with desk.opened(office, (80, 24)) as here:
        await here.press(*["j"] * 40)
        before = here.above()
        monkeypatch.setattr(DeskStore, "has_changed", has_changed)
        with closing(schema.connect(office.store)) as other:
            kept.put(other, {"place": {"watch": "Weather", "entry": 1}, "theme": "none"})
        await here.until(lambda: any(seen))
        await here.settle()
        assert here.above() == before


async def test_a_desk_that_cannot_keep_its_place_goes_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(db: sqlite3.Connection, values: object) -> bool:
        raise StoreError("The disk is full.")

    monkeypatch.setattr("monitor.store.desk.put", fail)
    async with opened(office.store) as store:
        await store.keep({"place": 1})
        assert store.pending == 0


async def test_asks_reach_the_store(office: Office) -> None:
    async with opened(office.store) as store:
        await store.ask([FEED, OTHER])
        await store.ask([FEED])
    assert office.asks() == {FEED, OTHER}


async def test_who_asks_hears_of_the_servers_of_those_feeds_that_are_left_alone(office: Office) -> None:
    now = int(time.time())
    with closing(schema.connect(office.store)) as db, schema.transaction(db):
        for host in ("ledger.example", "elsewhere.example"):
            hosts.hold(db, host, now + 600, now)
    async with opened(office.store) as store:
        assert await store.ask([FEED, OTHER]) == {"ledger.example": now + 600}
        assert await store.ask([OTHER]) == {}


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
            writing = store.mark(ids(store)[:1], "read", True)
            await asyncio.sleep(0.05)
            # Who waited for the lock would do so in vain, and raise that it stayed locked.
            assert len(ids(store)) == 6
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


async def test_what_was_not_saved_is_told_at_the_end_unless_it_was_told_before(office: Office) -> None:
    def fail(db: sqlite3.Connection) -> None:
        raise StoreError("The disk is full.")

    async with opened(office.store) as store:
        with pytest.raises(StoreError):
            await store.write(fail)
        assert await store.leave({"place": 1}) == ""
        store.write(fail)
        store.write(fail)
        assert await store.leave({"place": 2}) == "2 of the last changes were not saved: The disk is full."
        assert store.left("place") == 2


@pytest.mark.parametrize("has_written", [False, True])
async def test_a_store_that_was_deleted_takes_no_mark_and_is_not_made_anew(has_written: bool, office: Office) -> None:
    async with opened(office.store) as store:
        first, second, *_ = ids(store)
        if has_written:
            await store.mark([first], "read", True)
        office.store.unlink()
        for doing in (store.mark([second], "read", True), store.undo(), store.read(ids_of), store.ask([FEED])):
            with pytest.raises(StoreError, match="was deleted, moved or replaced while it was in use"):
                await doing
        await store.keep({"place": 1})
        assert not office.store.exists() and store.pending == 0
        assert not entries.rows(store.db, [second])[second].read


async def test_a_store_that_another_was_put_in_place_of_is_not_mixed_with_it(office: Office) -> None:
    async with opened(office.store) as store:
        office.store.rename(office.store.with_name("away.db"))
        schema.connect(office.store).close()
        with pytest.raises(StoreError, match="replaced"):
            await store.mark(ids(store)[:1], "read", True)


async def test_a_mark_on_a_desk_whose_store_was_deleted_is_told_and_taken_back(office: Office) -> None:
    async with desk.opened(office) as here:
        office.store.unlink()
        before = here.unread
        await here.press("m")
        assert "was deleted" in here.said and here.unread == before
    assert not office.store.exists()


async def test_an_undo_that_waits_for_the_config_is_given_up_where_the_desk_is_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_store, "_LEAVING_SECONDS", 0.2)
    monkeypatch.setattr(files, "_PATIENCE", 30)
    began = time.monotonic()
    async with opened(office.store) as store:
        await store.edit_config(office.config, lambda _: "after", "mute x in Raids")
        with config.alone(office.config):
            undoing = store.undo()
            said = await store.leave({})
        assert said.startswith("The last change was not saved: Another program is changing")
        with pytest.raises(StoreError, match="Another program is changing"):
            await undoing
    assert office.config.read_text() == "after"
    assert time.monotonic() - began < 20


async def test_closing_finishes_what_was_begun(office: Office) -> None:
    store = DeskStore(office.store)
    writes = [store.mark([one], "read", True) for one in ids(store)]
    await asyncio.sleep(0)
    store.close()
    await asyncio.gather(*writes)
    assert office.unread() == []


def test_closing_a_store_that_was_only_read(office: Office) -> None:
    DeskStore(office.store).close()


def test_a_file_that_is_no_store_is_told(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"not a database, by far" * 100)
    with pytest.raises(StoreError, match="is a text and no store"):
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


async def test_a_look_at_the_lists_does_not_wait_for_a_search(office: Office) -> None:
    is_over = threading.Event()
    async with opened(office.store) as store:
        search = asyncio.create_task(store.read(lambda db: is_over.wait(60)))
        assert await store.look(lambda db: entries.count(db, Choice(all=True))) == 6
        assert not search.done()
        is_over.set()
        assert await search


async def test_a_look_that_takes_long_does_not_keep_the_desk_from_closing(office: Office) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?) SELECT max(i) FROM n"
    has_begun = threading.Event()

    def look(db: sqlite3.Connection) -> object:
        has_begun.set()
        return db.execute(numbers, (-1,)).fetchone()

    async with opened(office.store) as store:
        long = desk_store.ASKED
        assert [*await store.look(lambda db: db.execute(numbers, (long,)).fetchone())] == [long], "it is open"
        looking = asyncio.create_task(store.look(look))
        assert await asyncio.to_thread(has_begun.wait, PATIENCE)
        await asyncio.sleep(0.05)
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        await looking


async def test_a_store_that_cannot_be_written_is_shown_and_what_is_not_written_is_told(
    office: Office, unwritable: pytest.MonkeyPatch
) -> None:
    async with opened(office.store) as store:
        all_of_them = ids(store)
        assert len(all_of_them) == 6 and await store.look(ids_of) == await store.read(ids_of) == all_of_them
        with pytest.raises(StoreError, match=FULL):
            await store.mark(all_of_them[:1], "starred", True)
        assert not store.has_changed()
    assert office.starred() == []


async def test_once_somebody_writes_to_it_that_is_seen_and_it_can_be_written(
    office: Office, unwritable: pytest.MonkeyPatch
) -> None:
    async with opened(office.store) as store:
        assert len(await store.look(ids_of)) == 6
        unwritable.undo()
        office.publish([entry("News")])
        assert store.has_changed() and not store.has_changed()
        assert len(ids(store)) == len(await store.look(ids_of)) == 7
        await store.mark(ids(store)[:1], "starred", True)
    assert len(office.starred()) == 1


async def test_one_that_is_gone_then_is_not_made_anew(office: Office, unwritable: pytest.MonkeyPatch) -> None:
    async with opened(office.store) as store:
        unwritable.undo()
        office.store.rename(office.store.with_name("moved"))
        with pytest.raises(StoreError, match="deleted, moved or replaced"):
            store.has_changed()
    assert not office.store.exists()


async def test_one_that_cannot_be_opened_any_more_is_told_each_time_and_what_was_read_of_it_stays(
    office: Office, unwritable: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise StoreError(FULL)

    async with opened(office.store) as store:
        unwritable.setattr(access, "connect", refuse)
        office.publish([entry("News")])
        for _ in range(2):
            with pytest.raises(StoreError, match=FULL):
                store.has_changed()
        assert ids(store)
