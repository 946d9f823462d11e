"""Testing feeds without the store, and finding the feeds of an address."""

import asyncio
import errno
import socket
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor import processes
from monitor.check import Discovered, Verdict, check, find
from monitor.config import PollSettings
from monitor.feeds import addresses, ways
from monitor.hosts import Hosts
from monitor.model import Access, Feed
from monitor.times import DAY
from tests.feeds import hostile
from tests.feeds.hostile import rss
from tests.home import PATIENCE
from tests.newsroom import NOW, Answer, Newsroom

pytestmark = pytest.mark.usefixtures("reading_here")

SETTINGS = PollSettings(timeout=30)
DATED = "<item><title>A</title><guid>1</guid><pubDate>Wed, 18 Nov 2026 11:06:40 GMT</pubDate></item>"


async def verdict(url: str, now: int) -> Verdict:
    (found,) = [found async for found in check([Feed(url)], SETTINGS, now, Hosts())]
    return found


@pytest.mark.parametrize(("later", "word"), [(0, "good"), (29 * DAY, "good"), (31 * DAY, "stale")])
async def test_a_feed_is_stale_when_its_newest_entry_is_a_month_old(later: int, word: str, newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = Answer(rss(DATED, title="T").encode())
    url = newsroom.url("/feed")
    assert await verdict(url, NOW + later) == Verdict(Feed(url), word, "T", 200, 1, NOW)  # type: ignore[arg-type]


async def test_a_feed_without_dates_is_good(newsroom: Newsroom) -> None:
    found = await verdict(newsroom.publish("/feed", "A", "B"), NOW)
    assert (found.verdict, found.entries, found.newest) == ("good", 2, None)


async def test_what_is_read_in_part_is_good_and_says_so(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = Answer(hostile.BODIES["/truncated"])
    found = await verdict(newsroom.url("/feed"), NOW)
    assert found.verdict == "good" and found.error


@pytest.mark.usefixtures("children")
async def test_nothing_is_looked_for_in_a_feed_that_is_tested(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert (await verdict(newsroom.publish("/feed", "Police raid scam hubs and rescue the people held"), NOW)).entries
    assert not [*tmp_path.rglob("words-en-*")], "words were compiled, which takes long where none have been yet"


@pytest.mark.usefixtures("children")
async def test_hostile_feeds_fail_each_with_a_sentence() -> None:
    paths = ("/empty", "/page", "/garbage", "/hangs-up", "/not-http", "/damaged-gzip", "/status/410", "/loop")
    async with hostile.serve() as server:
        feeds, never = [Feed(server.url(path)) for path in (*paths, "/good")], Feed(server.url("/never"))
        found = {one.feed.url: one async for one in check(feeds, SETTINGS, NOW, Hosts(per_host=20))}
        found |= {one.feed.url: one async for one in check([never], replace(SETTINGS, timeout=1), NOW, Hosts())}
        assert len(found) == len(feeds) + 1
        assert found.pop(server.url("/good")).verdict == "good"
        assert {one.verdict for one in found.values()} == {"failed"} and all(one.error for one in found.values())


@pytest.mark.usefixtures("children")
async def test_a_feed_that_this_computer_cannot_read_just_now_is_not_to_be_dropped(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: str, **__: object) -> object:
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(processes, "start", fails)
    found = await verdict(newsroom.publish("/feed", "A"), NOW)
    assert found.verdict == "failed" and "Cannot allocate memory" in found.error and not found.is_to_drop


async def test_a_feed_that_waits_for_its_turn_while_the_network_goes_is_not_to_be_dropped(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "_CACHED_NAMES_SECONDS", 0)
    look_up, gone = socket.getaddrinfo, threading.Event()

    def names(host: str | None, *rest: Any) -> list[Any]:
        if gone.is_set():
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return look_up("127.0.0.1" if host == "news.example" else host, *rest)

    def last(_: Mapping[str, str]) -> Answer:
        gone.set()
        return Answer(rss(DATED).encode())

    monkeypatch.setattr(socket, "getaddrinfo", names)
    newsroom.answers["/0"] = last
    feeds = [Feed(newsroom.url(f"/{number}", "news.example")) for number in range(3)]
    found = [one async for one in check(feeds, SETTINGS, int(NOW), Hosts(per_host=1))]
    assert [(one.verdict, one.is_to_drop) for one in found] == [("good", False), *[("failed", False)] * 2]
    assert len(newsroom.requests) == 1


@pytest.mark.parametrize("access", [Access("me", "env:SET_NOWHERE"), Access("me", mistyped="password")])
async def test_a_feed_that_cannot_be_opened_from_here_was_not_asked_and_is_not_to_be_dropped(
    access: Access, newsroom: Newsroom
) -> None:
    feed = Feed(newsroom.publish("/feed", "A"), "Mine", access=access)
    (found,) = [found async for found in check([feed], SETTINGS, int(NOW), Hosts())]
    assert found.verdict == "failed" and "“Mine” cannot be" in found.error and not found.is_to_drop
    assert newsroom.requests == []


async def test_a_check_that_is_called_off_leaves_nobody_at_work(newsroom: Newsroom) -> None:
    for path in ("/a", "/b"):
        newsroom.answers[path] = Answer(stalls=True)
    feeds = [Feed(newsroom.url(path)) for path in ("/a", "/b")]

    async def all_of_them() -> None:
        async for _ in check(feeds, PollSettings(timeout=60), NOW, Hosts()):
            pass

    others = asyncio.all_tasks()
    checking = asyncio.create_task(all_of_them())
    async with asyncio.timeout(PATIENCE):
        while len(newsroom.requests) < 2:
            await asyncio.sleep(0.01)
    checking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await checking
    assert asyncio.all_tasks() == others


async def test_an_address_may_be_the_feed_itself(newsroom: Newsroom) -> None:
    url = newsroom.publish("/feed", "A")
    assert await find(url, SETTINGS, Hosts()) == Discovered((url,))


async def test_a_feed_behind_a_warning_of_the_program_that_makes_it_is_found_as_it_is_read(newsroom: Newsroom) -> None:
    warned = "<br />\n<b>Warning</b>: no tags on line <b>7</b><br />\n" + rss(DATED, title="T")
    newsroom.answers["/feed"] = Answer(warned.encode())
    url = newsroom.url("/feed")
    assert (await find(url, SETTINGS, Hosts())).urls == (url,)
    assert (await verdict(url, int(NOW))).entries == 1


async def test_feeds_that_a_page_names_are_asked_before_they_are_told(newsroom: Newsroom) -> None:
    newsroom.answers["/"] = Answer(
        b'<html><link rel="alternate" type="application/rss+xml" href="/dead.xml">'
        b'<link rel="alternate" type="application/rss+xml" href="/live.xml"></html>'
    )
    live = newsroom.publish("/live.xml", "A")
    found = await find(newsroom.url("/"), SETTINGS, Hosts())
    assert found == Discovered((live,)) and list(found.failed) == [newsroom.url("/dead.xml")]
    assert "404" in found.failed[newsroom.url("/dead.xml")]


async def test_a_page_after_a_redirect_counts_from_there(newsroom: Newsroom) -> None:
    newsroom.answers["/old"] = Answer(status=302, headers={"Location": "/new/"})
    newsroom.answers["/new/"] = Answer(b'<html><link rel="alternate" type="application/rss+xml" href="a.xml"></html>')
    feed = newsroom.publish("/new/a.xml", "A")
    assert (await find(newsroom.url("/old"), SETTINGS, Hosts())).urls == (feed,)


@pytest.mark.parametrize(("start", "is_deaf"), [("/led", False), ("", True)])
async def test_a_server_that_leads_to_where_nobody_answers_has_answered(
    newsroom: Newsroom, start: str, is_deaf: bool
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}/feed"
        newsroom.answers["/led"] = Answer(status=302, headers={"Location": nobody})
        found = await find(newsroom.url(start) if start else nobody, SETTINGS, Hosts())
    assert "connection refused" in found.error and (found.offline, found.is_deaf) == (False, is_deaf)


async def test_so_has_one_that_has_nothing_there_or_wants_to_be_left_alone(newsroom: Newsroom) -> None:
    assert not (await find(newsroom.url("/nothing"), SETTINGS, Hosts())).is_deaf
    newsroom.answers["/busy"] = Answer(status=429, headers={"Retry-After": "600"})
    hosts = Hosts()
    asked, held = [await find(newsroom.url("/busy"), SETTINGS, hosts) for _ in range(2)]
    assert "429" in asked.error and "left alone until" in held.error and not (asked.is_deaf or held.is_deaf)


@pytest.mark.parametrize("body", [b"", b"<html>Nothing</html>", b"\x00\xff" * 99, b'<a href="http://[bad">rss</a>'])
async def test_where_there_is_no_feed_it_says_so(body: bytes, newsroom: Newsroom) -> None:
    newsroom.answers["/"] = Answer(body)
    found = await find(newsroom.url("/"), SETTINGS, Hosts())
    assert (found.urls, found.offline) == ((), False) and found.error


@pytest.mark.parametrize("head", ["", "\ufeff<?xml version='1.0'?>\n<!-- mine -->\n"])
async def test_of_a_list_of_feeds_it_says_what_takes_it(head: str, newsroom: Newsroom) -> None:
    newsroom.publish("/feed", "A")
    newsroom.answers["/"] = Answer(f'{head}<OPML version="2.0"><body><outline xmlUrl="/feed"/></body></OPML>'.encode())
    found = await find(newsroom.url("/"), SETTINGS, Hosts())
    assert found.urls == () and "`monitor feeds import FILE`" in found.error


@pytest.mark.parametrize(("start", "is_asked"), [("127.0.0.1", False), ("127.0.0.3", True)])
async def test_a_page_on_the_internet_leads_into_no_private_network(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, start: str, is_asked: bool
) -> None:
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    inside = newsroom.publish("/rss.xml", "A").replace("127.0.0.1", "127.0.0.2")
    newsroom.answers["/"] = Answer(f'<html><link rel="alternate" type="application/rss+xml" href="{inside}">'.encode())
    found = await find(newsroom.url("/", start), SETTINGS, Hosts())
    hosts = [headers["host"].partition(":")[0] for _, headers in newsroom.requests]
    assert ("127.0.0.2" in hosts) == is_asked
    assert (inside in found.urls) == is_asked


async def test_a_site_that_says_that_it_is_asked_too_often_is_not_asked_for_one_guess_after_the_other(
    newsroom: Newsroom,
) -> None:
    newsroom.answers = {f"/{number}.rss": Answer(status=429) for number in range(8)}
    links = "".join(f'<a href="/{number}.rss">' for number in range(8))
    newsroom.answers["/"] = Answer(f"<html>{links}".encode())
    assert "429" in (await find(newsroom.url("/"), SETTINGS, Hosts())).error
    assert len(newsroom.requests) <= 3


@pytest.mark.parametrize("leads", [False, True], ids=["named", "behind a redirect"])
async def test_what_another_host_says_of_a_feed_that_a_page_names_does_not_hold_for_the_page(
    newsroom: Newsroom, leads: bool
) -> None:
    other = newsroom.url("/old", "127.0.0.2")
    newsroom.answers = {
        "/": Answer(f'<link rel="alternate" type="application/rss+xml" href="{"/way" if leads else other}">'.encode()),
        "/way": Answer(status=302, headers={"Location": other}),
        "/old": Answer(status=503),
    }
    alone = await find(newsroom.url("/"), SETTINGS, Hosts())
    assert "503" in alone.error and "127.0.0.2" in alone.error
    guessed = newsroom.publish("/feed", "A")
    assert (await find(newsroom.url("/"), SETTINGS, Hosts())).urls == (guessed,)


async def test_a_failure_of_the_server_is_not_one_of_the_network(newsroom: Newsroom) -> None:
    found = await find(newsroom.url("/missing"), SETTINGS, Hosts())
    assert "404" in found.error and not found.offline


async def test_a_feed_is_tested_with_what_opens_it_through_the_configs_proxy(newsroom: Newsroom) -> None:
    newsroom.answers["http://feeds.example/feed"] = Answer(rss(DATED).encode())
    settings = PollSettings(timeout=30, proxy=newsroom.url(""))
    feed = Feed("http://feeds.example/feed", access=Access("me", "secret"))
    (found,) = [found async for found in check([feed], settings, NOW, Hosts())]
    assert found.verdict == "good"
    assert newsroom.requests[0][1]["authorization"].startswith("Basic ")
    assert await find("http://feeds.example/feed", settings, Hosts()) == Discovered(("http://feeds.example/feed",))
