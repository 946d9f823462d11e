"""The parse workers: a feed that hangs, crashes or bloats one harms no other feed, and no process stays behind."""

import asyncio
import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor import installed, processes
from monitor.feeds import body as bodies
from monitor.feeds import wire, worker
from monitor.feeds.child import read
from monitor.feeds.descriptors import NO_MORE
from monitor.feeds.worker import Job, Pool
from monitor.matching.judge import Judge
from monitor.model import Enclosure, Entry, Feed, Found, Limits, Match, Parsed, Span, Watch
from tests.feeds import disks, patience
from tests.feeds.hostile import GOOD, item, rss
from tests.home import PATIENCE, not_for_ever

ROOT = Path(__file__).parents[2]
_LIMITED = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="memory is limited by the system only where /proc tells what is taken"
)
# What feedparser alone reads takes many seconds for so many elements.
HANG = rss(item(1, more="<guid>1</guid>" * 400_000), "<!DOCTYPE rss>").encode()


def job(body: bytes, url: str = "https://news.example/feed") -> Job:
    return Job(Feed(url, tags=("a",)), url, "application/rss+xml", 1_795_000_000, body)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others may have the processor for as long as they like."""
    patience.give(monkeypatch)


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    async with Pool(size=1) as pool:
        yield pool


def pids(pool: Pool) -> list[int]:
    return [child._process.pid for child in pool._children]


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_feed_comes_back_read_and_matched(pool: Pool) -> None:
    watches = (Watch("casinos", ("casino",)), Watch("other", ("nothing",)))
    body = rss(item(1, "Raid on a casino") + item(2, "Weather")).encode()
    pool.configure(watches)
    parsed = await pool.run(job(body))
    assert parsed == read(job(body), Judge(watches, concepts=False).ready)
    assert [[match.watch for match in found.matches] for found in parsed.found] == [["casinos"], []]


async def test_watches_count_from_the_next_job_on(pool: Pool) -> None:
    assert (await pool.run(job(GOOD))).found[0].matches == ()
    pool.configure([Watch("w", ("first",))])
    assert (await pool.run(job(GOOD))).found[0].matches[0].watch == "w"
    assert len(pids(pool)) == 1


@pytest.mark.parametrize(("cores", "megabytes", "children"), [(8, 300, 2), (8, 400, 3), (1, 400, 1), (8, 100, 1)])
async def test_so_many_feeds_are_read_at_a_time_as_there_are_cores_and_as_memory_is_for(
    monkeypatch: pytest.MonkeyPatch, cores: int, megabytes: int, children: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    async with Pool.within(Limits(processes=megabytes * 1_000_000)) as pool:
        await asyncio.gather(*(pool.run(job(GOOD)) for _ in range(5)))
        assert len(pids(pool)) == children


async def test_no_child_before_the_first_job_and_none_after_the_last() -> None:
    async with Pool(size=2) as pool:
        assert pids(pool) == []
        await asyncio.gather(*(pool.run(job(GOOD)) for _ in range(4)))
        children = pids(pool)
        assert len(children) == 2 and all(map(runs, children))
        assert os.getpgid(0) not in map(os.getpgid, children)  # What is typed in its terminal is for the parent.
    assert not any(map(runs, children))


async def test_no_signal_goes_to_the_number_of_a_child_that_is_gone(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By then it may be another program's."""
    await pool.run(job(GOOD))
    (child,) = pool._children
    await child.end()
    with monkeypatch.context() as patch:
        patch.setattr(os, "kill", lambda *told: pytest.fail(f"a signal went to {told}"))
        assert (await pool.run(job(GOOD))).found
    assert len(pids(pool)) == 1


async def test_a_feed_that_hangs_is_given_up_and_its_neighbours_are_read() -> None:
    async with Pool(size=2, seconds=0.5) as pool:
        await asyncio.gather(pool.run(job(GOOD)), pool.run(job(GOOD)))
        started = patience.worked()
        jobs = [job(HANG), *(job(GOOD) for _ in range(5))]
        hung, *good = await asyncio.gather(*map(pool.run, jobs))
        assert hung == Parsed(error="reading it took more than 0.5 s; its content is probably damaged")
        assert [len(parsed.found) for parsed in good] == [2] * 5
        assert patience.worked() - started < 20
        assert len((await pool.run(job(GOOD))).found) == 2


async def test_words_that_have_still_to_be_made_are_not_the_time_of_the_feed_that_first_speaks_the_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # As after an install: English alone takes seconds.
    async with Pool(size=1, seconds=0.8) as pool:
        pool.configure([Watch("hubs", ("scam hubs",))])
        parsed = await pool.run(job(rss(item(1, "Raid on a scam hub") + item(2, "ตำรวจบุกจับ")).encode()))
        assert [[match.watch for match in found.matches] for found in parsed.found] == [["hubs"], []], parsed.error
        assert [*tmp_path.rglob("words-en-*")] and [*tmp_path.rglob("words-th-*")]
        hung = await pool.run(job(HANG))
        assert hung.error.startswith("reading it took more than 0.8 s")


@pytest.mark.parametrize(
    ("patience", "error"),
    [
        ("20", ""),
        ("0.2", "the feed was not read within 0.6 s; this computer is too busy"),
        ("float('nan')", "reading it crashed"),
        ("float('inf')", "reading it crashed"),
        ("'long'", "reading it crashed"),
    ],
)
async def test_a_child_that_has_much_to_look_through_is_given_the_time_that_it_asks_for(
    patience: str, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        "import sys, time\n"
        "from monitor.feeds import wire\n"
        "from monitor.model import Parsed\n"
        "def say(message): sys.stdout.buffer.write(wire.frame(message)); sys.stdout.flush()\n"
        "wire.receive(sys.stdin.buffer), say('ready'), wire.receive(sys.stdin.buffer)\n"
        f"say(wire.patience_message({patience})), time.sleep(1.5), say(wire.parsed_message(Parsed('Long')))\n"
    )
    started_by(monkeypatch, script)
    monkeypatch.setattr(wire, "BUSY", 3)
    async with Pool(size=1, seconds=1) as pool:
        parsed = await pool.run(job(GOOD))
    assert (parsed.title, parsed.error[: len(error) or None]) == ("" if error else "Long", error)


@pytest.mark.parametrize("size", [2, 3])
async def test_feeds_that_take_long_leave_a_child_to_all_others_and_are_read_after_them(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_LONG", 1)
    long = rss("".join(item(at, more=f"<description>{'x' * 90_000}</description>") for at in range(2))).encode()
    at_work, most = set[int](), 0
    asks = worker._Child.ask

    async def ask(child: Any, message: Any, body: bytes, *told: Any) -> Any:
        nonlocal most
        if body != long:
            return await asks(child, message, body, *told)
        try:
            answer = await asks(child, message, body, *told)
            at_work.add(id(child))
            most = max(most, len(at_work))
            # As long as it would take of words that are watched for.
            await others.wait()
            return answer
        finally:
            at_work.discard(id(child))

    others = asyncio.Event()
    monkeypatch.setattr(worker._Child, "ask", ask)
    async with Pool(size=size, seconds=40) as pool, asyncio.timeout(PATIENCE):
        first = [asyncio.ensure_future(pool.run(job(long))) for _ in range(size)]
        await asyncio.sleep(0)
        assert [len((await pool.run(job(GOOD))).found) for _ in range(3)] == [2, 2, 2]
        while most < size - 1:
            await asyncio.sleep(0.01)
        assert [len((await pool.run(job(GOOD))).found) for _ in range(3)] == [2, 2, 2]
        others.set()
        assert [len(parsed.found) for parsed in await asyncio.gather(*first)] == [2] * size
    assert most == size - 1


async def test_a_child_that_is_killed_between_feeds_is_replaced_and_no_feed_is_blamed(pool: Pool) -> None:
    await pool.run(job(GOOD))
    (pid,) = pids(pool)
    os.kill(pid, signal.SIGKILL)
    assert len((await pool.run(job(GOOD))).found) == 2
    assert pids(pool) != [pid]


@pytest.mark.parametrize(
    ("by", "told"),
    [
        (signal.SIGSEGV, Parsed(error="reading it crashed (SIGSEGV); its content is probably damaged")),
        # Nobody but the system does that, where its memory runs out.
        (signal.SIGKILL, Parsed(error=worker._NO_MEMORY, here=True)),
    ],
)
async def test_a_child_that_dies_of_its_feed_is_a_sentence(
    by: signal.Signals, told: Parsed, monkeypatch: pytest.MonkeyPatch, pool: Pool
) -> None:
    monkeypatch.setattr(worker, "_DEATH_SECONDS", PATIENCE)
    await pool.run(job(GOOD))
    running = asyncio.ensure_future(pool.run(job(HANG)))
    await asyncio.sleep(0.6)
    (old,) = pids(pool)
    os.kill(old, by)
    async with asyncio.timeout(PATIENCE):
        while pids(pool) in ([], [old]) or not all(child.configuration for child in pool._children):
            await asyncio.sleep(0.01)  # It gets a second try.
    os.kill(pids(pool)[0], by)
    assert await running == told


@_LIMITED
async def test_a_feed_for_which_the_system_allows_less_memory_than_it_may_take_is_not_blamed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As `ulimit -v` does, from the time on at which the child limits itself.
    started_by(
        monkeypatch,
        "from monitor.feeds import child\n"
        "limit = child._limit_memory\n"
        "child._limit_memory = lambda size: (limit(80), limit(size))[1]\n"
        "child.main()\n",
        "10", "512", "100000", "1000000",
    )  # fmt: skip
    body = rss("".join(item(n, "x" * 5_000) for n in range(8_000))).encode()
    async with Pool(size=1) as pool:
        told = await pool.run(job(body))
    assert told.error.startswith("there was no memory left to read it with: ") and told.here


@_LIMITED
async def test_a_feed_that_bloats_its_child_is_a_sentence() -> None:
    async with Pool(size=1, memory=80) as pool:
        body = rss("".join(item(n, "x" * 5_000) for n in range(8_000))).encode()
        parsed = await pool.run(job(body))
        assert parsed.error == "it needs too much memory to read; its content is probably damaged"
        assert len((await pool.run(job(GOOD))).found) == 2


_OTHER_SYSTEM = """
import pathlib, resource, sys, types
def refuse(real, what, problem):
    def called(first, *more):
        if first == what:
            raise problem
        return real(first, *more)
    return called
def peak(unit):
    # What this process has taken by itself: Linux adds what whoever started it had taken.
    line = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    return types.SimpleNamespace(ru_maxrss=int(line.split()[1]) * 1024 // unit)
"""
_WITHOUT_PROC = """
pathlib.Path.read_text = refuse(pathlib.Path.read_text, pathlib.Path("/proc/self/statm"), FileNotFoundError())
resource.getrusage = lambda who: peak(1024)
"""
_LIKE_MACOS = """
resource.setrlimit = refuse(resource.setrlimit, resource.RLIMIT_AS, ValueError("current limit exceeds maximum limit"))
resource.getrusage = lambda who: peak(1)
sys.platform = "darwin"
"""


@_LIMITED
@pytest.mark.parametrize("lacks", [_WITHOUT_PROC, _LIKE_MACOS], ids=["without /proc", "like macOS"])
async def test_where_the_system_limits_no_memory_a_child_that_takes_too_much_ends_by_itself(
    monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    async with Pool(size=1) as pool:
        # The words of its language, which take most of the memory that is given below to make.
        await pool.run(job(GOOD))
    started_by(monkeypatch, f"{_OTHER_SYSTEM}{lacks}{patience.CHILD}", "10", "80", "100000", "1000000")
    body = rss("".join(item(n, "x" * 5_000) for n in range(8_000))).encode()
    async with Pool(size=1) as pool:
        assert (await pool.run(job(body))).error == worker._BLOATED
        assert len((await pool.run(job(GOOD))).found) == 2


@_LIMITED
async def test_elements_that_are_opened_beyond_number_cost_no_memory_and_no_entry_before_them() -> None:
    async with Pool(size=1, memory=160) as pool:
        for end in ("", "</a>" * 1_000_000 + "</channel></rss>"):
            body = f"<rss version='2.0'><channel>{item(1, 'First')}{'<a>' * 1_000_000}{end}"
            parsed = await pool.run(job(body.encode()))
            assert [found.entry.title for found in parsed.found] == ["First"]
            assert parsed.error.startswith("partly read")


def numbered(element: str) -> str:
    return "".join(element.replace("N", str(number)) for number in range(3_000_000 // len(element)))


@_LIMITED
@pytest.mark.parametrize("damage", ["", "<b>"])
@pytest.mark.parametrize(
    "flood",
    ["&", "<yN>1</yN>", "<link>http://a/N</link>", "<y>N</y>"],
    ids=["ampersands", "names", "links", "elements"],
)
async def test_a_flood_of_what_nobody_keeps_takes_no_memory(flood: str, damage: str) -> None:
    async with Pool(size=1, memory=90) as pool:
        parsed = await pool.run(job(rss(f"{damage}{item(1, 'First', numbered(flood))}{item(2, 'Second')}").encode()))
        assert [found.entry.title for found in parsed.found] == ["First", "Second"], parsed.error


@_LIMITED
@pytest.mark.parametrize(
    ("head", "text"),
    [
        (lambda: f"<!-- {'cached - ' * 350_000}-->", lambda: "word"),
        (lambda: "", lambda: f"{'word ' * 600_000}<![CDATA[ more"),
    ],
    ids=["a comment before the feed", "a text with a stray section behind it"],
)
async def test_what_is_looked_through_takes_no_memory_for_each_of_its_letters(
    head: Callable[[], str], text: Callable[[], str]
) -> None:
    async with Pool(size=1, memory=90) as pool:
        body = f"{head()}{rss(item(1, 'First', f'<description>{text()}</description>') + item(2, 'Second'))}"
        parsed = await pool.run(job(body.encode()))
        assert [found.entry.title for found in parsed.found] == ["First", "Second"], parsed.error


async def test_a_config_s_limits_bound_what_is_read() -> None:
    async with Pool.within(Limits(entries=3, field=20)) as pool:
        parsed = await pool.run(job(rss("".join(item(n, "Title " * 9) for n in range(5))).encode()))
        assert parsed.error == "partly read: it holds 5 entries, of which 3 were read"
        assert [found.entry.title for found in parsed.found] == ["Title Title Title Ti"] * 3
    async with Pool.within(Limits(parse=0.5)) as pool:
        assert "more than 0.5 s" in (await pool.run(job(HANG))).error


@_LIMITED
async def test_a_config_s_memory_bounds_what_a_child_grows_by() -> None:
    body = rss("".join(item(n, "x" * 5_000) for n in range(4_000))).encode()
    async with Pool.within(Limits(memory=40_000_000)) as pool:
        assert "too much memory" in (await pool.run(job(body))).error


async def test_a_child_makes_room_after_its_share_of_jobs(monkeypatch: pytest.MonkeyPatch, pool: Pool) -> None:
    monkeypatch.setattr(worker, "_JOBS", 2)
    await pool.run(job(GOOD))
    first = pids(pool)
    await pool.run(job(GOOD))
    await pool.run(job(GOOD))
    assert pids(pool) and pids(pool) != first


async def test_a_child_makes_room_at_once_after_a_large_feed(monkeypatch: pytest.MonkeyPatch, pool: Pool) -> None:
    monkeypatch.setattr(worker, "_LARGE", len(GOOD) + 1)
    await pool.run(job(GOOD))
    assert pids(pool)
    assert len((await pool.run(job(GOOD + b"\n"))).found) == 2
    assert pids(pool) == []


@pytest.mark.parametrize("keeps", [True, False])
async def test_a_child_that_has_made_words_makes_room_once_unless_the_next_would_have_to_make_them_too(
    keeps: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of English leave it with twice the memory that reading them takes."""
    cache = tmp_path / "cache"
    if not keeps:
        cache.write_text("a file, in which nothing can be kept")
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    burmese = rss(item(1, "ရဲက ဖမ်းဆီး")).encode()
    async with Pool(size=1) as pool:
        assert len((await pool.run(job(burmese))).found) == 1
        made = pids(pool)
        assert len((await pool.run(job(burmese))).found) == 1
        assert (made == []) is keeps
        stays = pids(pool)
        assert stays and (not made or made == stays)
        await pool.run(job(burmese))
        assert pids(pool) == stays


async def test_a_feed_arrives_whole_however_many_pieces_it_goes_in(monkeypatch: pytest.MonkeyPatch, pool: Pool) -> None:
    monkeypatch.setattr(bodies, "_PIECE", 7)
    assert len((await pool.run(job(GOOD))).found) == 2
    monkeypatch.setattr(bodies, "FREE", 9)
    with closing(bodies.Body()) as body:
        for start in range(0, len(GOOD), 5):
            body.add(GOOD[start : start + 5])
        for _ in range(2):
            assert len((await pool.run(replace(job(GOOD), body=body))).found) == 2


async def test_a_feed_that_the_disk_does_not_give_back_is_a_sentence_and_its_neighbour_is_read(
    monkeypatch: pytest.MonkeyPatch, pool: Pool
) -> None:
    monkeypatch.setattr(bodies, "FREE", 10)
    disks.spoil(monkeypatch)
    with closing(bodies.Body()) as body:
        body.add(GOOD)
        parsed = await pool.run(replace(job(GOOD), body=body))
    assert parsed == Parsed(error="it is large, and cannot be read back from the disk: Input/output error", here=True)
    assert (await pool.run(job(GOOD))).found


async def test_a_child_that_somebody_stopped_goes_on(monkeypatch: pytest.MonkeyPatch, pool: Pool) -> None:
    monkeypatch.setattr(worker, "_WAKE_SECONDS", 0.05)
    starting = asyncio.create_task(pool.run(job(GOOD)))
    async with asyncio.timeout(PATIENCE):
        while not pids(pool):
            await asyncio.sleep(0.01)
    (child,) = pids(pool)
    # While it starts, and again while it waits for the next feed.
    for reading in (starting, asyncio.create_task(pool.run(job(GOOD)))):
        os.kill(child, signal.SIGSTOP)
        await asyncio.sleep(0.1)
        os.kill(child, signal.SIGSTOP)
        async with asyncio.timeout(PATIENCE):
            assert (await reading).found
    assert pids(pool) == [child]
    told = list[object]()
    with monkeypatch.context() as patch:
        patch.setattr(os, "kill", lambda *one: told.append(one))
        await asyncio.sleep(0.2)
    assert told == []  # Nobody waits for it now.


async def test_idle_children_are_let_go(monkeypatch: pytest.MonkeyPatch, pool: Pool) -> None:
    monkeypatch.setattr(worker, "_IDLE_SECONDS", 0.05)
    await pool.run(job(GOOD))
    assert pids(pool)
    await asyncio.sleep(0.2)
    assert pids(pool) == []
    async with asyncio.timeout(PATIENCE):
        while pool._endings:  # Nothing is left of them in a poller that runs for weeks.
            await asyncio.sleep(0.01)
    assert len((await pool.run(job(GOOD))).found) == 2


async def test_no_child_is_let_go_while_others_are_at_work_that_began_since(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, resting = asyncio.get_running_loop(), list[asyncio.TimerHandle]()
    later = loop.call_later

    def call_later(seconds: float, *call: Any, **more: Any) -> asyncio.TimerHandle:
        timer = later(seconds, *call, **more)
        resting.extend([timer] * (seconds == worker._IDLE_SECONDS))
        return timer

    monkeypatch.setattr(loop, "call_later", call_later)
    async with Pool(size=2) as pool:
        await asyncio.gather(pool.run(job(GOOD)), pool.run(job(GOOD)))
        assert [timer.cancelled() for timer in resting] == [True, False]
        at_work = asyncio.ensure_future(pool.run(job(GOOD)))
        await asyncio.sleep(0)
        assert all(timer.cancelled() for timer in resting)
        assert (await at_work).found


async def test_a_pool_in_whose_place_is_another_reads_what_it_has_and_keeps_no_child(pool: Pool) -> None:
    await pool.run(job(GOOD))
    under_way = [asyncio.ensure_future(pool.run(job(GOOD))) for _ in range(2)]
    await asyncio.sleep(0)
    pool.retire()
    assert [len(parsed.found) for parsed in await asyncio.gather(*under_way)] == [2, 2]
    assert pids(pool) == []


async def test_cancelling_a_job_spoils_no_other(pool: Pool) -> None:
    await pool.run(job(GOOD))
    running = asyncio.ensure_future(pool.run(job(HANG)))
    await asyncio.sleep(0.1)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert pids(pool) == []  # Nobody waits for what it reads.
    assert [found.entry.title for found in (await pool.run(job(GOOD))).found] == ["First", "Second"]


async def test_a_job_that_is_called_off_in_the_middle_of_a_long_answer_leaves_a_pool_that_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken_over(
        monkeypatch, "sys.stdout.buffer.write(wire.HEAD.pack(90_000_000, 0))\nwhile True: print('word ' * 9_000)"
    )
    async with asyncio.timeout(PATIENCE), Pool(size=1) as pool:
        running = asyncio.ensure_future(pool.run(job(GOOD)))
        while not any(child.heard > 1_000 for child in pool._children):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


TAKEN_OVER = {
    "nested without end": "say(b'[' * 100_000)",
    "a number without end": 'say(b\'{"patience": 1\' + b"0" * 400 + b"}")',
    "a number that is none": "say(wire.frame(wire.parsed_message(Parsed(rung=7)))[8:].replace(b':7', b':1e999'))",
    "a signal without a name": "os.kill(os.getpid(), 40)",
    "lots without end": "while True: say(b'[]')",
    "a lot and no entries": "say(b'[' + b' ' * 600_000 + b']'), say(b'[]')",
    "a lot and what is none": "say(b'[' + b'0,' * 600_000 + b'0]'), say(wire.frame(wire.parsed_message(Parsed()))[8:])",
    "calls for patience without end": "while True: say(b'{\"patience\": 5}')",
}


@pytest.mark.parametrize("does", TAKEN_OVER.values(), ids=TAKEN_OVER.keys())
async def test_whatever_a_child_says_that_was_taken_over_is_a_sentence(
    does: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_over(monkeypatch, does)
    async with Pool(size=1, seconds=5) as pool:
        assert (await pool.run(job(GOOD))).error.startswith("reading it ")


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (
            "sys.stdout.buffer.write(wire.HEAD.pack(2_000_000_000, 0) + b' ' * 9_000_000)",
            "it holds more text than can be kept",
        ),
        ("[say(b'[' + b' ' * 6_000_000 + b']') for _ in range(30)]", "it holds more text than can be kept"),
        ("say(b'{\"patience\": 1e9}')", "the feed was not read within 0.2 s; this computer is too busy"),
    ],
)
async def test_no_more_is_waited_for_than_any_feed_holds_and_takes_whatever_a_child_says(
    says: str, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_LONGEST", 0.2)
    monkeypatch.setattr(wire, "BUSY", 1)
    monkeypatch.setattr(wire, "START_SECONDS", PATIENCE)
    with monkeypatch.context() as over:
        taken_over(over, f"{says}; sys.stdout.flush(); import time; time.sleep(1_000)")
        async with asyncio.timeout(PATIENCE), Pool(size=1, seconds=PATIENCE) as pool:
            assert await pool.run(job(GOOD)) == Parsed(error=error, here=error.endswith("busy"))


@pytest.mark.parametrize(("number", "why"), [(errno.EMFILE, NO_MORE), (errno.EACCES, "Permission denied")])
async def test_a_process_that_cannot_be_started_is_a_sentence_and_the_next_feed_tries_again(
    number: int, why: str, monkeypatch: pytest.MonkeyPatch, pool: Pool
) -> None:
    async def fails(*_: str, **__: object) -> object:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as short:
        short.setattr(processes, "start", fails)
        told = await pool.run(job(GOOD))
    assert told == Parsed(error=f"no process to read it in could be started: {why}", here=True)
    assert (await pool.run(job(GOOD))).found


async def test_a_slip_of_the_poller_s_own_is_told_as_such_and_takes_no_other_feed_along(
    monkeypatch: pytest.MonkeyPatch, pool: Pool
) -> None:
    await pool.run(job(GOOD))
    with monkeypatch.context() as slips:
        slips.setattr(wire, "patience", lambda answer: answer["no such name"])
        assert (await pool.run(job(GOOD))).error.startswith("this program fails on it (KeyError in test_worker.py, ")
    assert (await pool.run(job(GOOD))).found


@pytest.mark.parametrize(
    ("where", "at_work", "told_large"),
    [
        ((processes, "start"), False, False),
        ((json, "loads"), False, False),  # The first answer is that the process is ready, in a few bytes.
        ((json, "loads"), True, True),
        ((wire, "parsed"), True, True),
        ((wire, "job_message"), True, False),
    ],
)
async def test_a_lack_of_memory_is_a_sentence_and_only_a_large_answer_is_told_to_be_too_large(
    where: tuple[Any, str], at_work: bool, told_large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for large, is_large in ((100, told_large), (1 << 60, False)):
        async with Pool(size=1) as pool:
            if at_work:
                await pool.run(job(GOOD))
            with monkeypatch.context() as short:
                short.setattr(worker, "_LARGE", large)
                short.setattr(*where, lambda *_, **__: [None] * (1 << 60))
                told = await pool.run(job(GOOD))
            said = "it holds more text than" if is_large else "there was no memory left to read it"
            assert told.error.startswith(said) and told.here != is_large
            assert pids(pool) == []
            assert (await pool.run(job(GOOD))).found


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("print('\\x1b]52;c;aGFja2Vk\\x07 \\u202e evil', file=sys.stderr); os.abort()", "]52;c;aGFja2Vk evil"),
        ("os._exit(3)", "exit 3"),
        ("os.close(1); import time; time.sleep(0.2); sys.exit('no more tags')", "no more tags"),
    ],
)
async def test_what_a_child_says_at_its_end_is_plain_text(
    does: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_over(monkeypatch, does)
    monkeypatch.setattr(worker, "_DEATH_SECONDS", PATIENCE)
    async with Pool(size=1) as pool:
        told = (await pool.run(job(GOOD))).error
    assert told == f"reading it crashed ({said}); its content is probably damaged"


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("raise ImportError('half of it is new')", "ended before it was ready (ImportError: half of it is new)"),
        ("os.kill(os.getpid(), 9)", "ended before it was ready (SIGKILL)"),
        (f"os._exit({wire.OUT_OF_MEMORY})", "no memory left to read it with"),
        (f"os._exit({wire.SHORT_OF_MEMORY})", "no memory left to read it with"),
    ],
)
async def test_a_process_that_ends_before_it_has_seen_a_feed_blames_none(
    does: str, told: str, monkeypatch: pytest.MonkeyPatch, pool: Pool
) -> None:
    with monkeypatch.context() as over:
        started_by(over, f"import os\n{does}\n")
        parsed = await pool.run(job(GOOD))
    assert told in parsed.error and "its content" not in parsed.error and parsed.here
    assert (await pool.run(job(GOOD))).found


def taken_over(monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    """Let the children do this in place of reading a feed."""
    script = (
        "import os, struct, sys\n"
        "from monitor.feeds import wire\n"
        "from monitor.model import Parsed\n"
        "def say(text): sys.stdout.buffer.write(wire.HEAD.pack(len(text), 0) + text); sys.stdout.flush()\n"
        f"wire.receive(sys.stdin.buffer), say(b'0'), wire.receive(sys.stdin.buffer)\n{does}\n"
    )
    started_by(monkeypatch, script)


def started_by(monkeypatch: pytest.MonkeyPatch, script: str, *arguments: str) -> None:
    """Let the children be such programs."""
    pipe = asyncio.subprocess.PIPE

    async def spawn(_: Pool) -> asyncio.subprocess.Process:
        command = (sys.executable, "-c", script, *arguments)
        return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe)

    monkeypatch.setattr(Pool, "_spawn", spawn)


async def test_a_feed_of_many_long_texts_comes_out_as_it_is_read() -> None:
    texts = [f"{number} {'ข่าว news ' * 20_000}" for number in range(4)]
    items = (item(number, more=f"<description>{text}</description>") for number, text in enumerate(texts))
    asked = job(rss("".join(items)).encode())
    async with Pool(size=1) as pool:
        found = (await pool.run(asked)).found
    assert [one.entry.summary for one in found] == [text.strip() for text in texts]
    assert found == read(asked, Judge(()).ready).found


async def test_a_job_that_outlives_its_pool_is_called_off_and_starts_no_child() -> None:
    async with Pool(size=1) as pool:
        await pool.run(job(GOOD))
        running = asyncio.ensure_future(pool.run(job(HANG)))
        waiting = asyncio.ensure_future(pool.run(job(GOOD)))
        await asyncio.sleep(0.1)
    done, _ = await asyncio.wait((running, waiting), timeout=PATIENCE)
    assert [task.cancelled() for task in done] == [True, True]
    assert pids(pool) == []


async def test_a_job_whose_second_child_is_killed_with_its_pool_is_called_off_too() -> None:
    async with Pool(size=1) as pool:
        await pool.run(job(GOOD))
        running = asyncio.ensure_future(pool.run(job(HANG)))
        await asyncio.sleep(0.1)
        (old,) = pids(pool)
        os.kill(old, signal.SIGKILL)
        async with asyncio.timeout(PATIENCE):
            while pids(pool) in ([], [old]):  # It gets a second try.
                await asyncio.sleep(0.01)
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_child_that_starts_while_its_pool_is_left_is_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    spawn, begun, left = Pool._spawn, list[asyncio.subprocess.Process](), asyncio.Event()

    async def slow(pool: Pool) -> asyncio.subprocess.Process:
        begun.append(await spawn(pool))
        await left.wait()
        return begun[0]

    monkeypatch.setattr(Pool, "_spawn", slow)
    async with asyncio.timeout(PATIENCE):
        async with Pool(size=1) as pool:
            running = asyncio.ensure_future(pool.run(job(GOOD)))
            while not begun:
                await asyncio.sleep(0.01)
        left.set()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert begun[0].returncode == -signal.SIGKILL and pids(pool) == []


async def test_what_a_child_says_in_its_own_format_is_an_error(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nonsense(*_: object) -> object:
        return {"feed": 1}

    monkeypatch.setattr(worker._Child, "ask", nonsense)
    assert "gave what is no feed" in (await pool.run(job(GOOD))).error


async def test_a_child_of_another_version_is_no_fault_of_a_feed(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that does not start, and one that says what was not said in this."""
    await pool.run(job(GOOD))
    monkeypatch.setattr(installed, "_BEFORE", (1, 1))
    assert (await pool.run(job(GOOD))).found, "one from before goes on"
    with monkeypatch.context() as patch:
        patch.setattr(wire, "parsed", lambda answer: answer["new"])
        with pytest.raises(installed.Changed):
            await pool.run(job(GOOD))
    pipe = asyncio.subprocess.PIPE

    async def spawn(_: Pool) -> asyncio.subprocess.Process:
        command = (sys.executable, "-c", "import monitor.feeds.child_of_old")
        return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe)

    monkeypatch.setattr(Pool, "_spawn", spawn)
    with pytest.raises(installed.Changed):
        await pool.run(job(GOOD))
    assert pids(pool) == []


def child(*arguments: str) -> AbstractContextManager["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-c", patience.CHILD, *arguments]
    pipe = subprocess.PIPE
    return not_for_ever(
        subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True)
    )


def test_what_a_library_prints_does_not_get_into_the_answers() -> None:
    script = (
        "import monitor.feeds.child as child, monitor.model as model, os, sys\n"
        "sys.argv = ['', '10', '512', '2000', '1000000']\n"
        "child.read = lambda *_: (os.write(1, b'noise'), print('noise', flush=True), model.Parsed('read'))[2]\n"
        "child.main()\n"
    )
    sent = wire.frame(wire.job_message(job(GOOD)), GOOD)
    command = [sys.executable, "-c", script]
    out = subprocess.run(command, cwd=ROOT, input=sent, capture_output=True, timeout=PATIENCE, check=True)
    head, _ = wire.receive(_Stream(out.stdout)) or (None, b"")  # type: ignore[arg-type]
    assert wire.parsed(head) == Parsed("read")


def test_a_child_ends_with_its_parent_and_ignores_ctrl_c() -> None:
    with child("10", "512", "2000", "1000000") as process:
        assert process.stdin and process.stdout
        process.stdin.write(wire.frame(wire.watches_message(())))
        process.stdin.flush()
        received = wire.receive(process.stdout)
        assert received == ("ready", b"")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
        assert (process.returncode, errors) == (0, b"")


def test_a_child_in_a_hang_ends_by_itself() -> None:
    with child("0.5", "512", "2000", "1000000") as process:
        process.communicate(wire.frame(wire.job_message(job(HANG)), HANG))
        assert process.returncode == -signal.SIGPROF


def test_a_child_that_gets_no_turn_and_has_no_parent_to_kill_it_ends_too() -> None:
    script = (
        "import time\nfrom monitor.feeds import child\nchild._GRACE_SECONDS = 0.1\nchild._alarm(0.1); time.sleep(20)"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=PATIENCE, check=False)
    assert ended.returncode == -signal.SIGALRM


async def test_on_a_busy_computer_a_feed_is_given_longer_than_it_may_take_work() -> None:
    async with Pool(size=1, seconds=0.4) as pool:
        await pool.run(job(GOOD))
        (pid,) = pids(pool)
        os.kill(pid, signal.SIGSTOP)
        running = asyncio.ensure_future(pool.run(job(GOOD)))
        await asyncio.sleep(0.6)
        os.kill(pid, signal.SIGCONT)
        assert (await running).found


def test_a_parent_that_is_killed_leaves_no_child() -> None:
    script = (
        "import asyncio, os, signal\n"
        "from monitor.feeds.worker import Job, Pool\n"
        "from monitor.model import Feed\n"
        "async def main():\n"
        "    pool = Pool(size=1)\n"
        "    await pool.run(Job(Feed('https://a.example/'), 'https://a.example/', '', 0, b'<rss/>'))\n"
        "    print(*(child._process.pid for child in pool._children), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", script]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=PATIENCE, check=False)
    pid = int(out.stdout)
    deadline = time.monotonic() + 30
    while runs(pid) and _state(pid) != "Z" and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not runs(pid) or _state(pid) == "Z"


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def test_every_field_survives_the_wire() -> None:
    entry = Entry("k", "t", "g", "l", "a", 5, "my", "s", "c", ("x", "y"), (Enclosure("u", "t", None),))
    match = Match("w", "likely", (Span("title", 1, 2, "မြ", "term", "fold"),))
    parsed = Parsed("title", "site", "de", (Found(entry, (match,)), Found(Entry("k2", ""))), "error")
    head, _ = wire.receive(_Stream(wire.frame(wire.parsed_message(parsed)))) or (None, b"")  # type: ignore[arg-type]
    assert wire.parsed(head) == parsed
    task = Job(Feed("u", "t", ("a", "b"), 60, "en"), "u2", "text/xml", 9, b"\x00\xff")
    assert wire.job(*wire.receive(_Stream(wire.frame(wire.job_message(task), task.body)))) == task  # type: ignore[misc, arg-type]
    watch = Watch("n", ("k",), ("e",), ("f",), ("en",), "red")
    head, _ = wire.receive(_Stream(wire.frame(wire.watches_message([watch])))) or (None, b"")  # type: ignore[arg-type]
    assert wire.watches(head) == (watch,)


class _Stream:
    """Bytes that are read as a pipe is."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, size: int) -> bytes:
        piece, self.data = self.data[:size], self.data[size:]
        return piece


def test_asking_for_the_pool_loads_no_parser() -> None:
    code = "import sys, monitor.feeds.worker; print({'feedparser', 'aiohttp', 'selectolax'} & sys.modules.keys())"
    command = [sys.executable, "-c", code]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert out.stdout.strip() == "set()"
