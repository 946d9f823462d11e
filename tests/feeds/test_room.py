"""Room beside others: it is bounded, comes back on every way out, and nobody waits for it for ever."""

import asyncio
import ctypes
import os
import sys
from pathlib import Path

import pytest

from monitor.feeds.body import FREE
from monitor.feeds.room import Place, Room
from tests.home import PATIENCE, need_proc


async def read(room: Room, size: int, told: list[str], name: str, go_on: asyncio.Event) -> None:
    async with room.reading(size):
        told.append(name)
        await go_on.wait()


async def moments() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_every_feed_may_have_takes_no_room() -> None:
    async with asyncio.timeout(20):
        room = Room(100)
        async with room.reading(FREE + 1_000), room.reading(FREE), room.reading(1):
            pass


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="another C library gives memory back")
async def test_the_memory_of_a_large_feed_is_the_system_s_again_when_it_has_been_read() -> None:
    need_proc()

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    async with Room(100).reading(FREE + 1):
        pass  # What other tests have left is given back first.
    kept, before = list[bytes](), resident()
    async with Room(100).reading(FREE + 1):
        texts = [bytes(10_000) for _ in range(6_000)]
        # Something small behind all of them stays, as what the next request needs.
        kept += texts[::200]
        del texts
        assert resident() > before + 40_000_000
    assert resident() < before + 20_000_000


async def test_a_python_that_calls_no_c_library_reads_large_feeds_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ctypes", None)  # As where libffi was missing when it was built.
    room = Room(100)
    async with asyncio.timeout(PATIENCE):
        for _ in range(2):
            async with room.reading(FREE + 1_000):
                pass


async def test_large_feeds_share_the_room_and_the_largest_is_alone_in_it_in_the_order_in_which_they_came() -> None:
    room, told, ends = Room(100), list[str](), {name: asyncio.Event() for name in "abcde"}
    sizes = {"a": 60, "b": 40, "c": 1_000_000, "d": 10, "e": 1}
    tasks = []
    for name, size in sizes.items():
        tasks.append(asyncio.create_task(read(room, FREE + size, told, name, ends[name])))
        await moments()
    assert told == ["a", "b"]
    ends["a"].set()
    await moments()
    assert told == ["a", "b"], "the largest waits until nobody else is read"
    ends["b"].set()
    await moments()
    assert told == ["a", "b", "c"]
    ends["c"].set()
    await moments()
    assert told == ["a", "b", "c", "d", "e"]
    for end in ends.values():
        end.set()
    await asyncio.gather(*tasks)


@pytest.mark.parametrize("problem", [ValueError, asyncio.CancelledError])
async def test_room_comes_back_whatever_ends_who_had_it_and_who_is_called_off_while_it_waits(
    problem: type[BaseException],
) -> None:
    room, told, go_on = Room(100), list[str](), asyncio.Event()
    with pytest.raises(problem):
        async with room.reading(FREE + 100):
            waiting = asyncio.create_task(read(room, FREE + 100, told, "called off", go_on))
            behind = asyncio.create_task(read(room, FREE + 100, told, "next", go_on))
            await moments()
            waiting.cancel()
            raise problem
    async with asyncio.timeout(20):
        go_on.set()
        await asyncio.wait([waiting, behind])
        async with room.reading(FREE + 100):
            assert told == ["next"]


@pytest.mark.parametrize("keeps", [False, True])
async def test_a_place_is_anothers_after_a_while_unless_it_is_kept(
    keeps: bool,
) -> None:
    places = asyncio.Semaphore(1)
    async with asyncio.timeout(20), Place(places, 0.01) as place:
        if keeps:
            place.keep()
        await asyncio.sleep(0.1)
        assert places.locked() == keeps
    assert places._value == 1


async def test_who_is_called_off_gives_his_place_back_once() -> None:
    places = asyncio.Semaphore(1)

    async def hold() -> None:
        async with Place(places):
            await asyncio.Event().wait()

    first, second = asyncio.create_task(hold()), asyncio.create_task(hold())
    await moments()
    for task in (second, first):
        task.cancel()
    await asyncio.wait([first, second])
    assert places._value == 1
