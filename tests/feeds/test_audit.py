"""A fast path that lies or fails is found out, told of, and no longer asked about that feed."""

import asyncio
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest

from monitor.config import Config, PollSettings
from monitor.feeds import audit, fastparse, wire
from monitor.feeds import parse as parser
from monitor.feeds.body import Body
from monitor.feeds.wire import Job
from monitor.feeds.worker import Pool
from monitor.model import Dropped, Entry, Feed, Found, Parsed, Polled, Watch
from monitor.poll import Poller
from monitor.store import feeds
from monitor.store.entries import Choice
from monitor.store.feeds import State
from tests.feeds.hostile import GOOD, item, rss
from tests.home import PATIENCE
from tests.listing import listing
from tests.newsroom import NOW, Clock, Newsroom

ROOT = Path(__file__).parents[2]
JOB = Job(Feed("https://news.example/feed"), "https://news.example/feed", "", NOW, GOOD)
IN_A_CHILD = """
import sys
sys.path.insert(0, {root!r})
from monitor.feeds import fastparse
honest = fastparse.parse
def parse(document):
    result = honest(document)
    {does}
    return result
fastparse.parse = parse
"""
LIES = "result['entries'][-1]['title'] = 'A lie'"


@pytest.fixture
def fast_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "FastPath":
    """That of the workers, for a test to spoil; every body is one of the sample."""
    monkeypatch.setattr(audit, "_ONE_IN", 1)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return FastPath(tmp_path)


class FastPath:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def does(self, statement: str) -> None:
        text = IN_A_CHILD.format(root=str(ROOT), does=statement)
        (self.folder / "sitecustomize.py").write_text(text)


async def poll(db: sqlite3.Connection, url: str, clock: Clock) -> Polled:
    """The feed polled once by a poller of its own."""
    async with (
        asyncio.timeout(PATIENCE),
        Poller(db, Config((), (Feed(url),), PollSettings(timeout=30)), clock) as poller,
    ):
        (polled,) = [polled async for polled in poller.run(feeds.states(db))]
    return polled


def titles(db: sqlite3.Connection) -> list[str]:
    return sorted(row.title for row in listing(db, Choice(all=True), 9))


def state(db: sqlite3.Connection) -> State:
    (found,) = feeds.states(db)
    return found


async def test_a_lie_is_told_of_and_the_feed_is_read_by_feedparser_from_then_on(
    store: sqlite3.Connection, newsroom: Newsroom, fast_path: FastPath
) -> None:
    url, clock = newsroom.publish("/feed", "First", "Second", ETag='"1"'), Clock()
    fast_path.does(LIES)
    told = await poll(store, url, clock)
    assert (told.status, told.new, titles(store)) == ("new", 2, ["A lie", "First"])
    assert told.notices == (
        "Feed /feed is read by feedparser alone from now on: the fast way reads another title of its entry 2",
    )
    # Nothing keeps the truth from being read at the next poll.
    assert (state(store).slow, state(store).etag, state(store).body_hash) == (True, "", "")
    told = await poll(store, url, clock)
    assert (told.status, told.changed, told.notices, titles(store)) == ("new", 1, (), ["First", "Second"])
    assert state(store).slow and state(store).etag == '"1"'
    told = await poll(store, url, clock)
    assert (told.status, told.notices, titles(store)) == ("unchanged", (), ["First", "Second"])


async def test_an_honest_fast_path_is_trusted(
    store: sqlite3.Connection, newsroom: Newsroom, fast_path: FastPath
) -> None:
    told = await poll(store, newsroom.publish("/feed", "First", "Second", ETag='"1"'), Clock())
    assert (told.notices, state(store).slow, state(store).etag) == ((), False, '"1"')


async def test_a_fast_path_that_fails_costs_no_entry_and_is_told_with_the_place(
    store: sqlite3.Connection, newsroom: Newsroom, fast_path: FastPath
) -> None:
    fast_path.does("result['no such thing']")
    told = await poll(store, newsroom.publish("/feed", "First", "Second"), Clock())
    assert (told.error, titles(store)) == (None, ["First", "Second"])
    (notice,) = told.notices
    assert notice.endswith("the fast way fails on it (KeyError in sitecustomize.py, line 8)")
    assert state(store).slow


async def test_what_is_not_of_the_sample_is_read_once(
    store: sqlite3.Connection, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Job] = []
    run = Pool.run

    async def noted(pool: Pool, job: Job) -> Parsed:
        jobs.append(job)
        return await run(pool, job)

    monkeypatch.setattr(Pool, "run", noted)
    monkeypatch.setattr(audit, "is_sampled", lambda body: False)
    await poll(store, newsroom.publish("/feed", "First"), Clock())
    assert [job.slow for job in jobs] == [False]


async def test_feedparser_is_asked_when_nothing_else_is_to_be_done() -> None:
    async with Pool(size=1) as pool:
        done: list[bool] = []
        others = [asyncio.ensure_future(pool.run(JOB)) for _ in range(2)]
        await asyncio.sleep(0)
        spare = asyncio.ensure_future(pool.spare(replace(JOB, slow=True)))
        others.append(asyncio.ensure_future(pool.run(JOB)))
        for task in (spare, *others):
            task.add_done_callback(lambda task: done.append(task.result().fast))
        await asyncio.gather(spare, *others)
        assert done == [True, True, True, False]


async def test_a_sample_is_only_read_for_what_is_compared_is_in_no_match() -> None:
    async with Pool(size=1) as pool:
        pool.configure([Watch("all", ("first",))])
        first, again = await pool.run(JOB), await pool.run(audit.again(JOB))
    assert [match.watch for match in first.found[0].matches] == ["all"] and first.found[0].words
    assert again.found[0].entry == first.found[0].entry
    assert (again.found[0].matches, again.found[0].words) == ((), None)


def test_one_body_in_two_hundred_is_of_the_sample_and_always_the_same() -> None:
    dice = random.Random(1)
    bodies = [dice.randbytes(50) for _ in range(20_000)]
    sampled = [body for body in bodies if audit.is_sampled(body)]
    assert 70 < len(sampled) < 130
    assert all(map(audit.is_sampled, sampled))


def test_a_body_that_feedparser_would_be_at_for_long_is_not_of_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_ONE_IN", 1)
    with closing(Body()) as large:
        large.add(bytes(1_000_001))
        assert audit.is_sampled(bytes(400_000)) and not audit.is_sampled(large)


ENTRY = Entry("k", "t")
FAST = Parsed("A feed", found=(Found(ENTRY), Found(replace(ENTRY, key="l"))), fast=True)


@pytest.mark.parametrize(
    ("slow", "said"),
    [
        (FAST, ""),
        (replace(FAST, fast=False, memory=b"m", notices=("n",)), ""),
        (replace(FAST, title="Another", lang="th"), "the fast way reads another title, lang of it"),
        (replace(FAST, found=FAST.found[:1]), "the fast way reads 2 of its entries, and feedparser 1"),
        (
            replace(FAST, found=(FAST.found[0], Found(replace(ENTRY, key="l", link="x", published=5)))),
            "the fast way reads another link, published of its entry 2",
        ),
        # Of a feed that feedparser cannot read at all nothing is known.
        (Parsed(error="reading it took more than 10 s; its content is probably damaged"), ""),
    ],
)
def test_every_stored_field_is_compared(slow: Parsed, said: str) -> None:
    assert audit.difference(FAST, slow) == said


@pytest.mark.parametrize("is_known", [False, True])
def test_feedparser_reads_all_again_also_where_the_fast_path_left_out_what_is_known(is_known: bool) -> None:
    from monitor.feeds.child import read

    def find(entry: Entry, feed: Feed) -> Found:
        return Found(entry)

    raws = frozenset(one.entry.raw for one in read(JOB, find).found)
    job = replace(JOB, known=raws if is_known else frozenset())
    parsed, again = read(job, find), read(audit.again(job), find)
    assert [one.known for one in parsed.found] == [is_known, is_known]
    assert [one.known for one in again.found] == [False, False]
    assert (parsed.fast, again.fast) == (True, False)
    assert audit.difference(parsed, again) == ""


def test_a_sentence_that_was_forgotten_is_no_difference() -> None:
    from monitor.feeds.child import read

    def find(entry: Entry, feed: Feed) -> Found:
        return Found(entry)

    def story(n: int, more: str = "") -> str:
        said = " ".join(f"Sentence {n} dash {k} tells of another quite different matter entirely." for k in range(20))
        return item(n, f"Story {n} of the day, as the desk tells it", f"<description>{said} {more}</description>")

    grant = "Reporting for this story was supported by a grant from the desk of the north."
    old = "".join(story(n, grant if n == 1 else "") for n in range(1, 100))
    before = read(replace(JOB, body=rss(old).encode()), find)
    body, raws = rss(story(101, grant) + story(102, grant) + old).encode(), {one.entry.raw for one in before.found}
    parsed = read(job := replace(JOB, body=body, memory=before.memory, known=frozenset(raws)), find)
    again = read(audit.again(job), find)
    assert sum(found.known for found in parsed.found) == 99 and parsed.fast
    assert parsed.found[0].entry.dropped != again.found[0].entry.dropped
    assert audit.difference(parsed, again) == ""


def test_what_is_dropped_is_compared_where_all_is_read() -> None:
    one = replace(ENTRY, dropped=(Dropped("title", 0, 1, "repeated"),))
    other = replace(FAST, found=(Found(one), FAST.found[1]))
    assert audit.difference(FAST, other) == "the fast way reads another dropped of its entry 1"


def test_what_the_fast_path_raises_is_its_own_fault_and_not_feedparsers(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(document: bytes) -> None:
        raise LookupError

    monkeypatch.setattr(fastparse, "parse", fails)
    parsed = parser.parse(GOOD, JOB.url, "", NOW)
    assert (parsed.error, parsed.fast, len(parsed.found)) == ("", False, 2)
    assert parsed.doubt.startswith("the fast way fails on it (LookupError in test_audit.py, line ")


def test_what_feedparser_raises_is_told_with_its_place_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise IndexError("feed text \x1b[31m")

    monkeypatch.setattr(feedparser, "parse", fails)
    error = parser.parse(rss(item(1), "<!DOCTYPE rss>").encode(), JOB.url, "", NOW).error
    assert error.startswith("it cannot be read: feedparser fails on it (IndexError in test_audit.py, line ")
    assert "\x1b" not in error and len(error) < 120


def test_doubts_and_slow_jobs_go_over_the_wire() -> None:
    parsed = Parsed("A feed", fast=True, doubt="it lies")
    assert wire.parsed(wire.parsed_message(parsed)) == parsed
    assert wire.job(wire.job_message(replace(JOB, slow=True)), GOOD).slow
