"""Room for large feeds: it is bounded, comes back on every way out, and nobody waits for it for ever."""

import asyncio

import pytest

from monitor.feeds.room import FREE, Full, Room


def test_what_every_feed_may_have_takes_no_room() -> None:
    room = Room(0)
    with room.beside() as grow, room.beside() as other:
        grow(FREE)
        other(FREE)
        with pytest.raises(Full):
            other(FREE + 1)


def test_large_feeds_share_the_room_and_give_it_back_whatever_ends_them() -> None:
    room = Room(100)
    with room.beside() as first, room.beside() as second:
        first(FREE + 50)
        first(FREE + 60)
        second(FREE + 40)
        with pytest.raises(Full):
            second(FREE + 41)
    for problem in (ValueError, asyncio.CancelledError, Full):
        with pytest.raises(problem), room.beside() as grow:
            grow(FREE + 100)
            raise problem


async def test_who_is_alone_has_waited_for_the_others_which_grow_no_more_meanwhile() -> None:
    room, told = Room(100), list[str]()

    async def alone(name: str) -> None:
        async with room.alone() as grow:
            told.append(name)
            grow(FREE + 1_000_000)
            with pytest.raises(Full), room.beside() as another:
                another(FREE + 1)
            await asyncio.sleep(0)
            told.append(name)

    with room.beside() as grow:
        grow(FREE + 10)
        waiting = [asyncio.create_task(alone(name)) for name in ("first", "second")]
        await asyncio.sleep(0)
        grow(FREE + 10)
        with pytest.raises(Full):
            grow(FREE + 11)
        assert told == []
    async with asyncio.timeout(20):
        await asyncio.gather(*waiting)
    assert told == ["first", "first", "second", "second"]


async def test_who_is_called_off_while_it_waits_or_is_alone_leaves_the_room_to_the_next() -> None:
    room, entered = Room(100), asyncio.Event()

    async def alone() -> None:
        async with room.alone():
            entered.set()
            await asyncio.Event().wait()

    with room.beside() as grow:
        grow(FREE + 100)
        waiting = asyncio.create_task(alone())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    at_work, behind = asyncio.create_task(alone()), asyncio.create_task(alone())
    async with asyncio.timeout(20):
        await entered.wait()
        for task in (behind, at_work):
            task.cancel()
        await asyncio.wait([at_work, behind])
        async with room.alone():
            pass
    with room.beside() as grow:
        grow(FREE + 100)
