"""Scenarios for what a feed begins to repeat: its entries that it gives no more match by it as little as the others."""

import asyncio
import sqlite3
from collections.abc import Iterator

import pytest

from monitor import repeats
from monitor.config import Config, PollSettings
from monitor.matching.repetition import OTHER_TITLE, REPEATED
from monitor.model import Feed, Polled, Watch
from monitor.poll import Poller
from monitor.rematch import rematch
from monitor.store import entries, feeds
from monitor.store.entries import Choice
from tests.feeds import hostile
from tests.home import PATIENCE
from tests.listing import listing
from tests.newsroom import Answer, Clock, Newsroom

pytestmark = pytest.mark.usefixtures("reading_here")

OWN = "The scam hub file from Poipet compounds was opened by our own desk in 2022."
NEWS = (
    "It rained in the north all day.",
    "A ferry sank near the bridge.",
    "The council voted for a new market.",
    "Two herds of goats came home.",
    "Rice grew dearer in the towns.",
)
WATCH = Watch("Hubs", ("scam hub",))


class Paper:
    """A feed whose entries come and go, read once for each document that it gives."""

    def __init__(self, store: sqlite3.Connection, newsroom: Newsroom) -> None:
        self.store, self.newsroom = store, newsroom
        self.feed = Feed(newsroom.url("/feed"))

    async def polled(self, *documents: tuple[tuple[int, str], ...]) -> list[Polled]:
        """What comes of documents, each with the numbers of its entries and what stands behind their news."""
        told = []
        async with (
            asyncio.timeout(PATIENCE),
            Poller(self.store, Config((WATCH,), (self.feed,), PollSettings()), Clock()) as poller,
        ):
            for document in documents:
                text = "<description>{} {}</description>"
                items = (
                    hostile.item(n, f"News of the day number {n}", text.format(NEWS[n], more)) for n, more in document
                )
                self.newsroom.answers["/feed"] = Answer(hostile.rss("".join(items)).encode())
                told += [one async for one in poller.run(feeds.states(self.store))]
        assert {one.error for one in told} == {None}
        return told

    @property
    def matched(self) -> list[str]:
        return sorted(row.title for row in listing(self.store, Choice("Hubs"), 9))

    def dropped(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """The titles of the entries, in their order, and what is dropped of each."""
        for row in sorted(listing(self.store, Choice(all=True), 9), key=lambda row: row.title):
            stored = entries.get(self.store, row.id)
            assert stored is not None
            summary = stored.entry.summary
            yield row.title, [(summary[one.start : one.end], one.reason) for one in stored.entry.dropped]


@pytest.fixture
def paper(store: sqlite3.Connection, newsroom: Newsroom) -> Paper:
    return Paper(store, newsroom)


async def test_entries_that_left_the_feed_match_no_more_by_what_it_repeats_now(paper: Paper) -> None:
    first, second = await paper.polled(((0, OWN), (1, OWN)), ((2, OWN), (3, OWN)))
    assert (first.matched, second.matched, paper.matched) == (2, 0, [])
    assert [dropped for _, dropped in paper.dropped()] == [[(OWN, REPEATED)]] * 4


async def test_nor_by_a_watch_that_is_new_since(paper: Paper) -> None:
    await paper.polled(((0, OWN), (1, OWN)), ((2, OWN), (3, OWN)))
    list(rematch(paper.store, [Watch("Desk", ("own desk",))], {}))
    assert entries.counts(paper.store).get("Desk") is None


async def test_what_else_they_say_matches_still(paper: Paper) -> None:
    await paper.polled(((0, f"A scam hub burned down. {OWN}"), (1, OWN)), ((2, OWN), (3, OWN)))
    assert paper.matched == ["News of the day number 0"]
    (row,) = listing(paper.store, Choice("Hubs"), 9)
    (match,) = entries.matches_of(paper.store, row.id)
    assert max(span.end for span in match.spans) <= len(f"{NEWS[0]} A scam hub burned down.")


async def test_the_text_of_a_web_page_is_not_touched(paper: Paper) -> None:
    await paper.polled(((0, OWN), (1, OWN)))
    paper.store.execute("UPDATE texts SET whole = 1 WHERE entry_id = 1")
    (title,) = paper.store.execute("SELECT title FROM entries WHERE id = 1").fetchone()
    await paper.polled(((2, OWN), (3, OWN)))
    assert paper.matched == [title]


async def test_the_title_of_a_fresh_entry_goes_too_where_one_that_left_the_feed_quotes_it(paper: Paper) -> None:
    title = "News of the day number 4"
    quoted = f"Rain fell on the hills. {title}"
    await paper.polled(((0, quoted), (1, "")), ((1, ""), (4, "")))
    assert dict(paper.dropped())["News of the day number 0"] == [(title, OTHER_TITLE)]


async def test_what_an_older_version_cleaned_otherwise_is_no_edit_by_that_either(paper: Paper) -> None:
    await paper.polled(((0, "Rain fell on the hills. News of the day number 4"), (1, "")))
    paper.store.execute("UPDATE texts SET summary = summary || ' &amp; so on'")
    paper.store.execute("UPDATE entries SET hash = 'old', raw = '1:' || substr(raw, instr(raw, ':') + 1)")
    (told,) = await paper.polled(((1, ""), (4, "")))
    assert (told.new, told.changed) == (1, 0)


async def test_a_feed_that_repeats_nothing_costs_nothing(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "mend", None)
    await paper.polled(((0, OWN), (1, OWN)), ((2, ""), (3, "")))
    assert paper.matched == ["News of the day number 0", "News of the day number 1"]


async def test_warnings_that_all_have_one_title_and_lead_to_one_page_repeat_it_too(
    store: sqlite3.Connection, newsroom: Newsroom
) -> None:
    feed = Feed(newsroom.url("/feed"))
    async with asyncio.timeout(PATIENCE), Poller(store, Config((WATCH,), (feed,), PollSettings()), Clock()) as poller:
        # Each with a guid of its own; they come one by one, and one goes when there are two.
        for last in range(5):
            items = (
                f"<item><title>Warning</title><guid isPermaLink='false'>w{n}</guid><link>https://met.example/now</link>"
                f"<description>{NEWS[n]} {OWN}</description></item>"
                for n in range(max(last - 1, 0), last + 1)
            )
            newsroom.answers["/feed"] = Answer(hostile.rss("".join(items)).encode())
            assert [one.error async for one in poller.run(feeds.states(store))] == [None]
    rows = listing(store, Choice(all=True), 9)
    assert [row.title for row in rows] == ["Warning"] * 5
    assert entries.count(store, Choice("Hubs")) == 0
