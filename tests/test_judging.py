"""Scenarios for entries that are judged for what is written of them: while many are, the store is free for others."""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence

import pytest

from monitor import judging
from monitor.config import Config
from monitor.judging import Asked, Find
from monitor.matching.judge import Judge
from monitor.model import Entry, Feed, Found, Polled, Watch
from monitor.poll import Poller
from monitor.store import feeds
from monitor.store.entries import Choice
from monitor.store.writer import Writer
from tests.feeds.hostile import item, rss
from tests.home import PATIENCE
from tests.listing import listing
from tests.newsroom import Answer, Clock, Newsroom

FEED = Feed("https://a.example/")
RAIN, RAIDS = Watch("Rain", ("rain",)), Watch("Raids", ("raid",))
LONG = Entry("long", "Rain on the roofs of the raided compound", content="It was wet. " * 10_000)


def raids(number: int) -> list[Asked]:
    return [(Entry(f"k{n}", f"Raid {n} in the rain"), FEED) for n in range(number)]


class Bureau:
    """A store in which each attempt of a piece of work subscribes to one more feed."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.judge = Judge([RAIDS])
        self.judged: list[bool] = []
        """Whether the store was held, for each entry that was judged."""
        self.attempts = 0

    async def write(self, asked: Sequence[Asked]) -> list[Found]:
        def work(find: Find) -> list[Found]:
            self.attempts += 1
            feeds.subscribe(self.db, [*map(Feed, self.subscribed), Feed(f"https://attempt{self.attempts}.example/")])
            return find(asked)

        return await judging.written(Writer(self.db), work, lambda: self.judge)

    async def begun(self) -> None:
        """Wait until one was judged."""
        async with asyncio.timeout(PATIENCE):
            while not self.judged:
                await asyncio.sleep(0)

    @property
    def subscribed(self) -> list[str]:
        return [state.url for state in feeds.states(self.db)]


@pytest.fixture
def bureau(store: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    bureau, found = Bureau(store), Judge.found

    def noted(judge: Judge, entry: Entry, feed: Feed) -> Found:
        bureau.judged.append(store.in_transaction)
        return found(judge, entry, feed)

    monkeypatch.setattr(Judge, "found", noted)
    return bureau


def matched(found: Sequence[Found]) -> list[tuple[str, list[str]]]:
    return [(one.entry.key, [match.watch for match in one.matches]) for one in found]


async def test_a_few_are_judged_at_once(bureau: Bureau) -> None:
    assert matched(await bureau.write(raids(2))) == [("k0", ["Raids"]), ("k1", ["Raids"])]
    assert bureau.judged == [True, True] and bureau.subscribed == ["https://attempt1.example/"]


@pytest.mark.parametrize("asked", [raids(300), [(LONG, FEED)]], ids=["many", "long"])
async def test_what_takes_long_is_judged_while_the_store_is_free_and_written_once(
    bureau: Bureau, asked: list[Asked]
) -> None:
    assert matched(await bureau.write(asked)) == [(entry.key, ["Raids"]) for entry, _ in asked]
    assert bureau.judged == [False] * len(asked)
    assert bureau.attempts == 2 and bureau.subscribed == ["https://attempt2.example/"]


async def test_other_work_goes_on_between_two_entries_and_another_writes_meanwhile(bureau: Bureau) -> None:
    writing = asyncio.create_task(bureau.write(raids(300)))
    await bureau.begun()
    feeds.subscribe(bureau.db, [Feed("https://other.example/")])
    assert 0 < len(bureau.judged) < 300
    await writing
    assert bureau.subscribed == ["https://other.example/", "https://attempt2.example/"]


async def test_watches_that_are_edited_meanwhile_decide(bureau: Bureau) -> None:
    writing = asyncio.create_task(bureau.write(raids(300)))
    await bureau.begun()
    bureau.judge = Judge([RAIN])
    assert {watch for _, watches in matched(await writing) for watch in watches} == {"Rain"}


async def test_who_is_stopped_meanwhile_has_written_nothing(bureau: Bureau) -> None:
    writing = asyncio.create_task(bureau.write(raids(300)))
    await bureau.begun()
    writing.cancel()
    assert isinstance((await asyncio.gather(writing, return_exceptions=True))[0], asyncio.CancelledError)
    assert bureau.subscribed == [] and not bureau.db.in_transaction


async def test_a_feed_that_quotes_hundreds_of_headlines_keeps_nobody_from_writing(
    bureau: Bureau, newsroom: Newsroom
) -> None:
    headlines = [f"Police raid compound number {n * 7919} at dawn in Bokeo" for n in range(100)]
    quoting = "".join(
        item(n, f"Weather {n}", f"<description>The river of village {n} rose by {n} hands.\n{headline}</description>")
        for n, headline in enumerate(headlines)
    )
    newsroom.answers["/rain"] = Answer(rss(quoting).encode())
    given = Feed(newsroom.publish("/raids", *headlines)), Feed(newsroom.url("/rain"))
    told: list[Polled] = []
    async with asyncio.timeout(PATIENCE), Poller(bureau.db, Config((RAIDS,), given), Clock()) as poller:
        for state in feeds.states(bureau.db):
            told += [polled async for polled in poller.run([state])]
    assert [(polled.new, polled.matched) for polled in told] == [(100, 100), (100, 0)]
    assert bureau.judged == [False] * 100
    assert len(listing(bureau.db, Choice("Raids"), 999)) == 100
