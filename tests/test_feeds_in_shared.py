"""Real feeds, kept beside this repository: the poller stores every entry that plain feedparser finds in them."""

import asyncio
import io
import sqlite3
from pathlib import Path

import feedparser
import pytest

from monitor.config import Config, PollSettings
from monitor.model import Feed
from monitor.poll import Poller
from monitor.store import entries, feeds
from monitor.store.entries import Choice
from monitor.store.health import of_feeds
from tests.home import PATIENCE
from tests.newsroom import NOW, Answer, Clock, Newsroom

FOLDER = Path(__file__).parents[2] / "shared" / "feeds"
FILES = sorted(FOLDER.glob("*.xml"))
TYPES = {"rss": "application/rss+xml", "rdf": "application/rdf+xml", "atom": "application/atom+xml"}

pytestmark = pytest.mark.skipif(not FILES, reason="the real feeds are not kept beside this repository")


def distinct(body: bytes) -> int:
    """How many entries plain feedparser tells apart: by guid, else link, else title and date."""
    found = feedparser.parse(io.BytesIO(body)).entries
    return len({one.get("id") or one.get("link") or (one.get("title"), one.get("published")) for one in found})


async def test_no_entry_of_any_feed_is_lost(store: sqlite3.Connection, newsroom: Newsroom) -> None:
    wanted: dict[str, int] = {}
    for path in FILES:
        body = path.read_bytes()
        newsroom.answers[f"/{path.name}"] = Answer(body, headers={"Content-Type": TYPES[path.name.split("-")[0]]})
        wanted[newsroom.url(f"/{path.name}")] = distinct(body)
    config = Config((), tuple(map(Feed, wanted)), PollSettings(per_host=16))
    async with asyncio.timeout(PATIENCE), Poller(store, config, Clock(NOW)) as poller:
        polled = {one.feed: one async for one in poller.run(poller.due())}
        again = {one.status async for one in poller.run(feeds.states(store))}
    assert set(polled) == set(wanted)
    health = {one.state.url: one for one in of_feeds(store)}
    lost = {
        url.rpartition("/")[2]: (number, health[url].entries, health[url].state.error)
        for url, number in wanted.items()
        if health[url].entries < number and not health[url].state.error
    }
    assert lost == {}
    assert sum(one.entries for one in health.values()) == entries.count(store, Choice(all=True)) > 1_000
    assert again == {"unchanged"}
    ailing = {url.rpartition("/")[2] for url in wanted if health[url].state.error}
    assert len(ailing) <= 1, ailing
