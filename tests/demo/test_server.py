"""The demo server, asked over loopback as the poller asks it, and the config that subscribes to it."""

import gzip
import http.client
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import feedparser
import pytest

from monitor.demo.render import load_sample
from monitor.demo.server import EVERY, RETRY_AFTER, DemoServer, config_text, start

EXAMPLE = """\
# remarks at the top
[poll]
every = "1h"

[[watch]]
name = "Scam hubs"
keywords = [
  "scam hub",  # a remark within
  "电诈园区",
]

[[watch]]
name = "Repatriation"
keywords = ["repatriation"]
exclude = ["repatriated profits"]

# A heading that belongs to the feeds
[[feed]]
url = "https://example.org/rss.xml"
"""


@dataclass
class Clock:
    """A clock that stands still until somebody sets it."""

    now: float = 1_900_000_000.5

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(clock: Clock) -> Iterator[DemoServer]:
    running = start(clock)
    yield running
    running.stop()


def ask(url: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request(method, urlsplit(url).path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.msg, answer.read()
    finally:
        connection.close()


def urls_of(server: DemoServer) -> list[str]:
    return [server.feed_url(feed) for feed in load_sample()]


def url_of(server: DemoServer, slug: str) -> str:
    return next(url for url in urls_of(server) if slug in url)


def test_it_listens_on_this_computer_only(server: DemoServer):
    assert all(url.startswith("http://127.0.0.1:") for url in (server.url, *urls_of(server)))


def test_every_feed_answers(server: DemoServer):
    for feed in load_sample():
        status, headers, body = ask(url_of(server, feed.slug))
        assert status == (429 if feed.fault == "too_many_requests" else 200)
        assert int(headers["Content-Length"]) == len(body)


def test_what_has_not_changed_is_not_sent_again(server: DemoServer):
    url = url_of(server, "mekong-wire")
    status, headers, body = ask(url)
    assert (status, bool(body)) == (200, True)
    again = ask(url, If_None_Match=headers["ETag"])
    assert (again[0], again[1]["ETag"], again[2]) == (304, headers["ETag"], b"")
    assert ask(url, If_None_Match=f'"other", W/{headers["ETag"]}')[0] == 304
    assert ask(url, If_Modified_Since=headers["Last-Modified"])[0] == 304
    assert ask(url, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    assert ask(url, If_Modified_Since="yesterday, or so")[0] == 200


def test_who_accepts_gzip_gets_it_under_a_tag_of_its_own(server: DemoServer):
    url = url_of(server, "border-ledger")
    _, plain, body = ask(url)
    _, packed, small = ask(url, Accept_Encoding="gzip, deflate")
    assert packed["Content-Encoding"] == "gzip"
    assert plain["Content-Encoding"] is None
    assert len(small) < len(body) / 2
    assert gzip.decompress(small) == body
    assert packed["ETag"] != plain["ETag"]
    assert ask(url, Accept_Encoding="gzip", If_None_Match=packed["ETag"])[0] == 304


def test_one_feed_asks_to_be_left_alone(server: DemoServer):
    status, headers, _ = ask(url_of(server, "capital-gazette"))
    assert (status, headers["Retry-After"]) == (429, str(RETRY_AFTER))


def test_one_feed_is_a_web_page_all_the_same(server: DemoServer):
    status, headers, body = ask(url_of(server, "delta-post"))
    assert (status, headers.get_content_type()) == (200, "text/html")
    assert b"under maintenance" in body


def test_what_is_not_there_is_not_found(server: DemoServer):
    assert ask(server.url + "nothing.xml")[0] == 404
    assert ask(server.url + "../render.py")[0] == 404


def test_head_tells_the_length_and_sends_nothing(server: DemoServer):
    status, headers, body = ask(url_of(server, "mekong-wire"), "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 1000


def test_the_page_at_the_root_lists_the_feeds_and_says_that_they_are_invented(server: DemoServer):
    status, headers, body = ask(server.url)
    page = body.decode()
    assert (status, headers.get_content_type()) == (200, "text/html")
    assert "people and events here are invented" in page
    assert page.count('rel="alternate"') == len(load_sample())
    assert 'href="/mekong-wire.xml"' in page


def test_later_entries_come_out_when_it_is_time(server: DemoServer, clock: Clock):
    url = url_of(server, "mekong-wire")
    _, before, body = ask(url)
    clock.now += 74
    assert ask(url, If_None_Match=before["ETag"])[0] == 304
    clock.now += 2
    status, after, longer = ask(url, If_None_Match=before["ETag"], If_Modified_Since=before["Last-Modified"])
    assert status == 200
    dates = [parsedate_to_datetime(headers["Last-Modified"]) for headers in (before, after)]
    assert (dates[1] - dates[0]).total_seconds() == 75
    assert ask(url, If_Modified_Since=before["Last-Modified"])[0] == 200
    assert len(feedparser.parse(longer.decode()).entries) == len(feedparser.parse(body.decode()).entries) + 1
    clock.now += 10**6
    assert ask(url, If_None_Match=after["ETag"])[0] == 304


def test_twelve_more_entries_in_ten_minutes(server: DemoServer, clock: Clock):
    def titles() -> set[str]:
        pages = [ask(url)[2].decode() for url in urls_of(server)]
        return {entry.title for feed in load_sample() for entry in feed.entries if any(entry.title in p for p in pages)}

    before = titles()
    clock.now += 600
    assert len(titles() - before) == 12


def test_it_says_nothing_on_the_terminal_even_when_somebody_hangs_up(server: DemoServer, capfd):
    host, _, port = urlsplit(server.url).netloc.partition(":")
    for _ in range(5):
        connection = http.client.HTTPConnection(host, int(port))
        connection.request("GET", "/mekong-wire.xml")
        connection.close()
    ask(server.url + "nothing")
    time.sleep(0.1)
    assert capfd.readouterr() == ("", "")


def test_stopped_it_answers_no_more():
    running = start()
    ask(running.url)
    running.stop()
    with pytest.raises(ConnectionRefusedError):
        ask(running.url)


def test_the_config_keeps_the_watches_and_has_the_demo_feeds(server: DemoServer):
    written = config_text(server, EXAMPLE)
    config = tomllib.loads(written)
    assert config["watch"][:-1] == tomllib.loads(EXAMPLE)["watch"]
    assert config["watch"][-1]["name"] == "Thanlar Bend"
    assert config.keys() == {"poll", "watch", "feed"}
    assert config["poll"] == {"proxy": server.url.rstrip("/")}, "the pages of the outlets are had through it"
    assert len(config["feed"]) == len(load_sample())
    assert [feed["url"] for feed in config["feed"]] == urls_of(server)
    assert all(feed["every"] == EVERY for feed in config["feed"])
    assert {feed["title"] for feed in config["feed"]} == {feed.title for feed in load_sample()}
    assert all(feed["tags"] for feed in config["feed"])
    assert "# a remark within" in written
    assert "A heading that belongs to the feeds" not in written


def test_without_an_example_there_is_the_demos_own_watch(server: DemoServer):
    assert [watch["name"] for watch in tomllib.loads(config_text(server, ""))["watch"]] == ["Thanlar Bend"]


def test_the_feed_that_refuses_takes_no_neighbour_along(server: DemoServer):
    """Its Retry-After holds its whole host, so it must not share one with the good feeds."""
    hosts = {feed.slug: urlsplit(server.feed_url(feed)).netloc for feed in load_sample()}
    refusing = next(feed.slug for feed in load_sample() if feed.fault == "too_many_requests")
    assert [slug for slug, host in hosts.items() if host == hosts[refusing]] == [refusing]


def test_the_server_is_cheap_to_import():
    heavy = {"aiohttp", "textual", "feedparser", "tomlkit"}
    code = f"import sys, monitor.demo.server; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
