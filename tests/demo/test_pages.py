"""The pages of the invented outlets: had by way of the demo's server alone, each more than its feed tells."""

import html
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from monitor import article, config, text
from monitor.demo.pages import INVENTED, page_at
from monitor.demo.render import SampleEntry, SampleFeed, link, load_sample
from monitor.demo.server import DemoServer, config_text, start
from monitor.feeds import article as reading
from monitor.model import Entry, Feed, Found
from monitor.store import entries, feeds, saving, schema
from monitor.store.schema import transaction

STARTED = 1_900_000_000
LATER = STARTED + 3600
ENTRIES = [(feed, entry) for feed in load_sample() for entry in feed.entries]
TRUCKS = "Truck queue at bridge two is down to six kilometres"


@pytest.fixture
def server() -> Iterator[DemoServer]:
    running = start()
    yield running
    running.stop()


def page(feed: SampleFeed, entry: SampleEntry, now: float = LATER) -> bytes | None:
    address = urlsplit(link(feed, entry))
    return page_at(address.netloc, address.path, now, STARTED)


def ask(server: DemoServer, address: str, method: str = "GET") -> tuple[int, str]:
    """What the server answers that is asked for an address as a proxy is."""
    with closing(HTTPConnection(urlsplit(server.url).netloc, timeout=30)) as connection:
        connection.request(method, address)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_every_entry_has_a_page_that_tells_more_than_its_feed() -> None:
    for feed, entry in ENTRIES:
        body = page(feed, entry)
        assert body is not None and INVENTED in body.decode()
        told = reading.text_of(body, "text/html; charset=utf-8", link(feed, entry), entry.title).text
        had = max(text.html(entry.summary), text.html(entry.content), key=len)
        assert len(told) > len(had), entry.title


def test_an_entry_that_is_not_out_yet_has_none() -> None:
    feed, entry = next((feed, entry) for feed, entry in ENTRIES if entry.after)
    assert page(feed, entry, STARTED) is None
    assert page(feed, entry) is not None


def test_an_outlet_s_front_page_leads_to_its_feed_and_its_entries(server: DemoServer) -> None:
    feed = load_sample()[0]
    status, body = ask(server, f"{feed.site}/")
    assert status == 200 and f'href="{feed.path}"' in body
    assert all(html.escape(entry.title) in body for entry in feed.entries if entry.after is None)
    assert ask(server, f"{feed.site}{feed.path}")[0] == 200
    assert ask(server, f"{feed.site}/news/nothing")[0] == 404


@pytest.mark.parametrize(("address", "method"), [("http://example.org/", "GET"), ("example.org:443", "CONNECT")])
def test_of_the_internet_it_has_nothing_and_says_so(server: DemoServer, address: str, method: str) -> None:
    with closing(HTTPConnection(urlsplit(server.url).netloc, timeout=30)) as connection:
        connection.request(method, address)
        answer = connection.getresponse()
        assert answer.status == 502
        assert "no way to the internet" in answer.read().decode()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(schema.connect(tmp_path / "store.db")) as db:
        yield db


async def test_the_full_text_of_a_demo_entry_can_be_had(server: DemoServer, store: sqlite3.Connection) -> None:
    settings, now = config.parse(config_text(server, config.example_text())), int(time.time())
    feed, sample = next((feed, entry) for feed, entry in ENTRIES if entry.title == TRUCKS)
    with transaction(store):
        feeds.subscribe(store, [Feed(server.feed_url(feed))])
        entry = Entry("k", sample.title, sample.summary, link=link(feed, sample))
        saving.save(store, 1, [Found(entry)], now)
    stored = entries.get(store, 1)
    assert stored is not None
    outcome = await article.fetch(store, settings, stored, now)
    assert outcome.error == ""
    assert {"Scam hubs", "Thanlar Bend"} <= {*outcome.new}
