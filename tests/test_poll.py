"""One poll of many feeds: what is stored, what is asked next time and when, and that no feed harms another."""

import asyncio
import contextlib
import socket
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from itertools import pairwise
from typing import Any, cast

import pytest
from aiohttp.abc import ResolveResult

from monitor import config as configs
from monitor import digests, hosts, poll, rematch
from monitor.config import Config, PollSettings
from monitor.feeds import addresses, child, clean, resolver, room
from monitor.feeds import body as bodies
from monitor.feeds.body import Body
from monitor.feeds.fetch import Ask, Fetched
from monitor.feeds.resolver import Resolver
from monitor.feeds.worker import Job, Pool
from monitor.matching.judge import Judge
from monitor.model import Access, Entry, Feed, Limits, Parsed, Polled, Saved, Watch
from monitor.poll import Poller
from monitor.store import entries, feeds, health, marks, saving
from monitor.store import hosts as stored_hosts
from monitor.store.clock import mend
from monitor.store.entries import Choice
from monitor.store.feeds import State
from monitor.store.schema import StoreError, transaction
from monitor.text import Page
from monitor.times import DAY, HOUR, MINUTE, NEVER, iso
from tests.feeds import disks, hostile, patience
from tests.home import PATIENCE
from tests.listing import listing
from tests.newsroom import NOW, Answer, Clock, Newsroom

pytestmark = pytest.mark.usefixtures("reading_here")

WATCHES = (Watch("Raids", ("raid",)),)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def config(urls: Iterable[str], watches: tuple[Watch, ...] = WATCHES, **settings: Any) -> Config:
    return Config(watches, tuple(Feed(url, lang="en") for url in urls), PollSettings(**{"timeout": 30, **settings}))


@asynccontextmanager
async def polling(
    db: sqlite3.Connection, clock: Clock, *urls: str, watches: tuple[Watch, ...] = WATCHES, **settings: Any
) -> AsyncIterator[Poller]:
    """A poller in the middle of its spread of times."""
    async with asyncio.timeout(PATIENCE), Poller(db, config(urls, watches, **settings), clock, lambda: 0.5) as poller:
        yield poller


async def due(poller: Poller) -> list[Polled]:
    return [polled async for polled in poller.run(poller.due())]


async def forced(poller: Poller) -> list[Polled]:
    return [polled async for polled in poller.run(feeds.states(poller.db))]


async def one(poller: Poller) -> Polled:
    (polled,) = await forced(poller)
    return polled


def state(db: sqlite3.Connection, url: str | None = None) -> State:
    (found,) = [state for state in feeds.states(db) if url in (None, state.url)]
    return found


def titles(db: sqlite3.Connection) -> list[str]:
    return sorted(row.title for row in listing(db, Choice(all=True), 1_000))


# What is new, and what is not


@pytest.mark.usefixtures("children")
async def test_a_new_feed_is_stored_and_matched(store: sqlite3.Connection, clock: Clock, newsroom: Newsroom) -> None:
    url = newsroom.publish("/feed", "A raid at dawn", "Rain")
    async with polling(store, clock, url) as poller:
        assert await due(poller) == [
            Polled(url, "Feed /feed", "new", 200, entries=2, new=2, matched=1, next_poll=NOW + HOUR)
        ]
        assert poller.due() == [] and poller.next_due() == NOW + HOUR
    assert titles(store) == ["A raid at dawn", "Rain"]
    assert [row.title for row in listing(store, Choice(watch="Raids"), 9)] == ["A raid at dawn"]


async def test_entries_of_one_moment_are_listed_as_their_feed_gives_them(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    first = ["Sixth", "Fifth", "Fourth", "Third"]
    async with polling(store, clock, newsroom.publish("/feed", *first)) as poller:
        await due(poller)
    assert [row.title for row in listing(store, Choice(all=True), 9)] == first


async def test_the_users_own_title_goes_before_the_feeds(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    own = Config((), (Feed(newsroom.publish("/feed", "A"), title="Mine"),))
    async with Poller(store, own, clock) as poller:
        assert (await one(poller)).title == "Mine"


async def test_what_is_unchanged_costs_the_server_an_answer_of_no_bytes(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.publish("/feed", "A", ETag='"1"')
    whole = newsroom.answers["/feed"]
    assert isinstance(whole, Answer)
    newsroom.answers["/feed"] = lambda headers: Answer(status=304) if headers.get("if-none-match") == '"1"' else whole
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        assert (await one(poller)).status == "new"
        clock.now += HOUR
        again = await one(poller)
    assert again == Polled(newsroom.url("/feed"), "Feed /feed", "unchanged", 304, next_poll=NOW + 2 * HOUR)
    assert state(store).etag == '"1"'


@pytest.mark.parametrize(("said", "hours"), [({}, 8), ({"Cache-Control": "max-age=14400"}, 4), ({"Expires": "0"}, 1)])
async def test_a_304_that_says_nothing_of_how_long_a_feed_stays_as_it_is_leaves_what_was_said(
    said: dict[str, str], hours: int, store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.publish("/feed", "A", ETag='"1"', **{"Cache-Control": "max-age=28800"})
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        await one(poller)
    newsroom.answers["/feed"] = Answer(status=304, headers=said)
    for _ in range(2):
        async with polling(store, clock, newsroom.url("/feed")) as poller:
            clock.now += 8 * HOUR
            wait = ((await one(poller)).next_poll or 0) - clock.now
            assert hours <= wait / HOUR <= 1.1 * max(hours, 2)  # where it goes by its pace again: two hours at most


async def test_a_date_until_which_a_feed_stays_as_it_is_holds_for_no_later_answer_that_gives_none(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    # The newsroom's own Date is of this moment.
    newsroom.publish("/feed", "A", ETag='"1"', Expires=formatdate(time.time() + 8 * HOUR, usegmt=True))
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        assert ((await one(poller)).next_poll or 0) > NOW + 7 * HOUR
        newsroom.answers["/feed"] = Answer(status=304)
        clock.now += 8 * HOUR
        assert ((await one(poller)).next_poll or 0) <= clock.now + 2 * HOUR


async def test_edited_settings_hold_for_the_next_poll_and_those_before_end_with_the_poller(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    both = threading.Barrier(2)

    def together(_: Mapping[str, str]) -> Answer:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(30)
        return Answer(status=404 if both.broken else 503, headers={"Retry-After": "600"})

    urls = newsroom.url("/a"), newsroom.url("/b")
    newsroom.answers |= dict.fromkeys(("/a", "/b"), together)
    async with polling(store, clock, *urls, per_host=1, timeout=60) as poller:
        both.abort()
        assert {polled.http for polled in await forced(poller)} == {404}
        both.reset()
        before = poller.fetcher
        poller.configure(config(urls, per_host=1, timeout=60, every=600))
        assert poller.fetcher is before  # It has no other way to ask by that.
        poller.configure(config(urls, per_host=2, timeout=60))
        assert {polled.http for polled in await forced(poller)} == {503}  # Two are asked at a time now.
        newsroom.answers["/lead"] = Answer(status=302, headers={"Location": urls[0]})
        poller.configure(replace(poller.config, feeds=(Feed(newsroom.url("/lead", "127.0.0.2")),)))
        assert (await one(poller)).status == "skipped"  # Its host may be asked, but not the one that it leads to.
    assert all(session.closed for each in (before, poller.fetcher) for session in each._ways._sessions.values())


@pytest.mark.usefixtures("children")
async def test_neither_an_edit_of_the_limits_nor_the_end_leaves_the_children_of_those_before(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    url = newsroom.url("/feed")
    async with polling(store, clock, url) as poller:
        for entries_at_most in (2, 3):
            newsroom.publish("/feed", *"ABC"[:entries_at_most])
            poller.configure(config([url], limits=Limits(entries=entries_at_most)))
            assert (await one(poller)).entries == entries_at_most
        pools = [pool for pool in (*poller._earlier, poller.pool) if isinstance(pool, Pool)]
        assert [len(pool._children) for pool in pools] == [0, 0, 1]
    assert not any(pool._children for pool in pools)


async def test_the_same_bytes_without_validators_are_not_read_again(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with polling(store, clock, newsroom.publish("/feed", "A")) as poller:
        await one(poller)
        jobs: list[Job] = []
        monkeypatch.setattr(poller.pool, "run", jobs.append)
        assert ((await one(poller)).status, jobs) == ("unchanged", [])


async def test_the_same_bytes_are_read_again_when_the_server_says_their_charset(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    body = hostile.rss(hostile.item(1, "Я"), prolog="").encode("cp1251")
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        newsroom.answers["/feed"] = Answer(body, headers={"Content-Type": "text/xml"})
        await one(poller)
        assert titles(store) == ["ß"]
        newsroom.answers["/feed"] = Answer(body, headers={"Content-Type": "text/xml; charset=windows-1251"})
        await one(poller)
    assert titles(store) == ["Я"]


async def test_the_same_bytes_are_read_again_when_they_come_from_another_place(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    body = b"<rss><channel><item><guid>1</guid><title>A</title><link>story</link></item></channel></rss>"
    newsroom.answers |= dict.fromkeys(("/first/feed", "/then/feed"), Answer(body))
    links = []
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        for place in ("first", "then"):
            newsroom.answers["/feed"] = Answer(status=302, headers={"Location": f"/{place}/feed"})
            await one(poller)
            links.append(store.execute("SELECT link FROM entries").fetchone()[0])
    assert links == [newsroom.url("/first/story"), newsroom.url("/then/story")]


async def test_an_edited_entry_keeps_its_marks_and_its_old_text(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    async with polling(store, clock, newsroom.publish("/feed", "Rain", "Wind")) as poller:
        await one(poller)
        (rain,) = [row for row in listing(store, Choice(all=True), 9) if row.title == "Rain"]
        marks.mark(store, [rain.id], "read", True, NOW)
        marks.mark(store, [rain.id], "starred", True, NOW)
        newsroom.publish("/feed", "A raid in the rain", "Wind")
        polled = await one(poller)
    assert (polled.status, polled.new, polled.changed, polled.matched) == ("new", 0, 1, 1)
    stored = entries.get(store, rain.id)
    assert stored is not None and stored.entry.title == "A raid in the rain"
    assert stored.row.read and stored.row.starred and stored.matches[0].watch == "Raids"
    assert store.execute("SELECT title FROM revisions").fetchone()[0] == "Rain"


async def test_an_entry_that_was_answered_once_more_is_not_told_as_edited_and_says_so(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    def publish(text: str) -> str:
        topic = f"<description><![CDATA[<p>{text}</p>]]></description>"
        newsroom.answers["/feed"] = Answer(hostile.rss(hostile.item(1, "A raid", topic)).encode())
        return newsroom.url("/feed")

    address = publish("Three are free.</p><p><small>9 posts - 2 participants</small>")
    async with polling(store, clock, address) as poller:
        await one(poller)
        publish("Three are free.</p><p><small>10 posts - 3 participants</small>")
        answered = await one(poller)
        (shown,) = store.execute("SELECT summary FROM texts").fetchone()
        publish("Four are free.</p><p><small>11 posts - 3 participants</small>")
        edited = await one(poller)
    assert (answered.changed, edited.changed) == (0, 1)
    assert shown == "Three are free.\n\n10 posts - 3 participants"
    assert [*map(tuple, store.execute("SELECT summary FROM revisions"))] == [(shown,)]


async def test_what_a_feed_repeats_over_several_polls_matches_no_more_in_any_entry(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    own = "The Ledger is read for every raid there is."
    rain = ["It rained in the north all day.", "A ferry sank near the bridge.", "The council voted for a new market."]

    def publish(*numbers: int) -> str:
        more = "<description>{} {}</description>"
        items = (hostile.item(n, f"News number {n}", more.format(rain[n], own)) for n in numbers)
        newsroom.answers["/feed"] = Answer(hostile.rss("".join(items)).encode())
        return newsroom.url("/feed")

    async with polling(store, clock, publish(0)) as poller:
        assert (await one(poller)).matched == 1
        publish(0, 1)
        assert (await one(poller)).matched == 1
        assert entries.counts(store)["Raids"] == (2, 2)
        publish(1, 2)
        again = await one(poller)
        assert (again.status, again.new, again.changed, again.matched) == ("new", 1, 0, 0)
        assert entries.counts(store).get("Raids") is None
        assert store.execute("SELECT count(*) FROM revisions").fetchone()[0] == 0
        publish(0, 1, 2)
        assert (await one(poller)).status == "unchanged"
        assert entries.counts(store).get("Raids") is None


# Validators


async def test_validators_go_back_byte_by_byte(store: sqlite3.Connection, clock: Clock) -> None:
    async with hostile.serve() as server, polling(store, clock, server.url("/conditional")) as poller:
        assert [(await one(poller)).http for _ in range(2)] == [200, 304]
        assert server.requests[1][1]["if-none-match"] == hostile.ETAG
        assert server.requests[1][1]["if-modified-since"] == hostile.LAST_MODIFIED


@pytest.mark.parametrize("etag", ['"a"', 'W/"a"', "unquoted", '"with "inner" quotes"', "'single'", 'w/"a"', '"a", "b"'])
async def test_an_odd_etag_is_returned_as_it_came(
    etag: str, store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    async with polling(store, clock, newsroom.publish("/feed", "A", ETag=etag)) as poller:
        await one(poller)
        await one(poller)
    assert newsroom.asked("/feed")[1]["if-none-match"] == etag


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"ETag": '"2"'}, ('"1"', "Mon, 1 Jun 2026 08:00:00 GMT")),
        ({"ETag": '"2"', "Last-Modified": "yesterday, 9:05"}, ('"1"', "Mon, 1 Jun 2026 08:00:00 GMT")),
        ({"Last-Modified": "yesterday, 9:05"}, ('"1"', "Mon, 1 Jun 2026 08:00:00 GMT")),
        ({"ETag": '"1"', "Last-Modified": "yesterday, 9:05"}, ('"1"', "yesterday, 9:05")),
        ({}, ('"1"', "Mon, 1 Jun 2026 08:00:00 GMT")),
    ],
)
async def test_validators_that_a_304_brings_are_sent_where_they_are_of_what_is_stored(
    given: dict[str, str], sent: tuple[str, str], store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A", ETag='"1"', Last_Modified="Mon, 1 Jun 2026 08:00:00 GMT")
    async with polling(store, clock, url) as poller:
        await one(poller)
        newsroom.answers["/feed"] = Answer(status=304, headers=given)
        for _ in range(2):
            assert (await one(poller)).status == "unchanged"
    last = newsroom.asked("/feed")[-1]
    assert (last["if-none-match"], last["if-modified-since"]) == sent


async def test_the_validators_of_where_a_redirect_led_say_nothing_of_where_it_leads_now(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    for path, title in (("/a", "A"), ("/b", "Another B")):
        newsroom.publish(path, title, ETag='"1"')
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        for path in ("/a", "/a", "/b"):
            newsroom.answers["/feed"] = Answer(status=302, headers={"Location": path})
            await one(poller)
    assert ["if-none-match" in headers for headers in (*newsroom.asked("/a"), *newsroom.asked("/b"))] == [
        False,
        True,
        False,
    ]


async def test_a_part_that_nobody_asked_for_has_no_validators_for_it_is_asked_for_as_a_whole(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A", ETag='"1"')
    part = replace(cast(Answer, newsroom.answers["/feed"]), status=206)
    newsroom.answers["/feed"] = part
    async with polling(store, clock, url) as poller:
        assert (await one(poller)).new == 1
        await one(poller)
    assert "if-none-match" not in newsroom.asked("/feed")[-1]


@pytest.mark.parametrize("later", ["the same", "another"])
async def test_validators_that_the_server_no_longer_gives_are_dropped(
    later: str, store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    first = {"ETag": '"1"', "Last_Modified": "Tue, 03 Nov 2026 10:00:00 GMT"}
    async with polling(store, clock, newsroom.publish("/feed", "A", **first)) as poller:
        await one(poller)
        newsroom.publish("/feed", "A" if later == "the same" else "B")
        await one(poller)
        await one(poller)
    last = newsroom.asked("/feed")[2]
    assert "if-none-match" not in last and "if-modified-since" not in last


async def test_validators_of_what_could_not_be_read_are_not_kept(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    async with polling(store, clock, newsroom.publish("/feed", "A", ETag='"1"')) as poller:
        await one(poller)
        newsroom.answers["/feed"] = Answer(b"<html>Maintenance</html>", headers={"ETag": '"2"'})
        assert (await one(poller)).status == "error"
        newsroom.publish("/feed", "A", ETag='"1"')
        assert (await one(poller)).status == "unchanged"
    assert "if-none-match" not in newsroom.asked("/feed")[2]
    assert titles(store) == ["A"]


async def test_a_304_that_nobody_asked_for_is_an_error(store: sqlite3.Connection, clock: Clock) -> None:
    async with hostile.serve() as server, polling(store, clock, server.url("/always-304")) as poller:
        polled = await one(poller)
        assert (polled.status, polled.http) == ("error", 304) and polled.error


# All or nothing


def pages(db: sqlite3.Connection, more: int) -> None:
    """Let the store grow by so many pages."""
    count = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {count + more}")


async def test_a_full_disk_leaves_neither_entries_nor_validators(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", *(f"{'long ' * 200}{number}" for number in range(300)), ETag='"1"')
    async with polling(store, clock, url) as poller:
        pages(store, 8)
        with pytest.raises(StoreError, match="disk is full"):
            await due(poller)
        assert titles(store) == [] and state(store).etag == "" and state(store).body_hash == ""
        pages(store, 100_000)
        assert [polled.new for polled in await due(poller)] == [300]
    assert "if-none-match" not in newsroom.asked("/feed")[1]


async def test_what_could_not_be_written_is_due_again_once_that_is_told_and_not_before(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = asyncio.Event()

    def full(*_: object) -> Saved:
        failed.set()
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(saving, "save", full)
    url = newsroom.publish("/feed", "A")
    async with polling(store, clock, url) as poller:
        poller.start(poller.due())
        await failed.wait()
        for _ in range(20):  # Turns of the loop, in which the poll ends.
            await asyncio.sleep(0)
        assert (poller.due(), poller.active) == ([], 1)
        with pytest.raises(StoreError, match="disk is full"):
            await poller.result()
        assert ([state.url for state in poller.due()], poller.active) == ([url], 0)


async def test_a_save_that_fails_half_way_leaves_nothing(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = saving.save

    def half(*values: object) -> Saved:
        save(*values)  # type: ignore[arg-type]
        raise sqlite3.OperationalError("disk I/O error")

    async with polling(store, clock, newsroom.publish("/feed", "A", ETag='"1"')) as poller:
        monkeypatch.setattr(saving, "save", half)
        with pytest.raises(StoreError):
            await due(poller)
        assert titles(store) == [] and state(store).status == "never" and state(store).etag == ""


async def test_a_store_that_cannot_be_read_ends_the_poll_and_does_not_hang_it(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def malformed(*_: object) -> dict[str, int]:
        raise sqlite3.DatabaseError("database disk image is malformed")

    async with polling(store, clock, newsroom.publish("/feed", "A")) as poller:
        monkeypatch.setattr(stored_hosts, "holds", malformed)
        with pytest.raises(StoreError, match="damaged"):
            async with asyncio.timeout(PATIENCE):
                await due(poller)


async def test_a_poller_that_stops_in_the_middle_leaves_what_was_there(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A", ETag='"1"')
    async with hostile.serve() as server, polling(store, clock, url, server.url("/never"), timeout=60) as poller:
        poller.start(poller.due())
        assert (await poller.result()).feed == url
    assert titles(store) == ["A"]
    assert state(store, server.url("/never")).status == "never"


# Hostile feeds beside good ones

READ = frozenset(
    """/good /no-items /escapes /windows-1251 /gb2312 /utf-16 /utf-16-no-mark /latin-1-as-utf-8 /utf-8-as-latin-1
    /one-bad-byte /unknown-charset /python-charset /nul-bytes /surrogates /same-guid /no-guid /scripts /blank-lines
    /whole-then-hangs /gzip /gzip-file /deflate /twice /slow /conditional /cookie /external-entity /not-gzip
    /unconditional""".split()
)
"""Those of which all can be read."""
EITHER = frozenset("/truncated /too-many /author /attributes /deep /laughs".split())
"""Those of which a part can be read, or all on a fast machine."""
QUERIES = {"/bomb": "?twice", "/deflate": "?raw", "/busy": "?120"}


def hostile_paths() -> list[str]:
    paths = [*hostile.BODIES, *(path + QUERIES.get(path, "") for path in hostile.CASES)]
    return [
        *paths,
        "/bomb",
        "/to/302?file:///etc/passwd",
        "/circle",
        "/loop",
        *map("/status/{}".format, (404, 500, 599)),
    ]


@pytest.mark.usefixtures("children")
async def test_every_hostile_feed_is_told_and_its_neighbours_are_stored(
    store: sqlite3.Connection, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience.give(monkeypatch)
    async with hostile.serve() as server:
        # The one that asks for time has a host of its own, else the others would be left alone with it.
        bad = {server.url(path, f"127.0.0.{2 + ('busy' in path)}"): path for path in hostile_paths()}
        good = [server.url(f"/good?{number}") for number in range(20)]
        mixed = [*good[:10], *bad, *good[10:]]
        # Room for words that are compiled for the first time.
        brief = Limits(parse=5)
        async with polling(store, clock, *mixed, connections=24, per_host=24, timeout=3, limits=brief) as poller:
            polled = {one.feed: one for one in await due(poller)}
    assert set(polled) == {*good, *bad}
    assert [(polled[url].status, polled[url].new) for url in good] == [("new", 2)] * 20
    known = {one.state.url: one for one in health.of_feeds(store)}
    unlike = {
        path: (polled[url].status, known[url].state.error, known[url].entries)
        for url, path in bad.items()
        if (name := path.partition("?")[0]) not in EITHER and (known[url].state.error == "") != (name in READ)
    }
    assert unlike == {}
    for url in bad:
        assert (polled[url].error or "") == known[url].state.error
        assert "\x1b" not in known[url].state.error
    assert not any("\x1b" in title or "\u202e" in title for title in titles(store))


async def test_bombs_are_told_and_their_neighbour_is_stored(store: sqlite3.Connection, clock: Clock) -> None:
    async with hostile.serve() as server:
        bombs, good = [server.url(f"/bomb{query}", "127.0.0.2") for query in ("", "?twice")], server.url("/good")
        # To make them keeps the server busy for a while, so that the time is longer here.
        async with polling(store, clock, *bombs, good, timeout=20) as poller:
            polled = {one.feed: one for one in await due(poller)}
    assert [(polled[url].status, polled[url].error is not None) for url in bombs] == [("error", True)] * 2
    assert (polled[good].status, polled[good].new) == ("new", 2)


async def test_a_feed_that_is_read_in_part_is_stored_in_part_and_says_so(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["/feed"] = Answer(hostile.BODIES["/truncated"], headers={"ETag": '"1"'})
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        polled = await one(poller)
        assert (polled.status, polled.error is not None) == ("new", True)
        assert titles(store)[0] == "First" and state(store).error == polled.error
        await one(poller)
        assert "if-none-match" not in newsroom.asked("/feed")[1]
        newsroom.answers["/feed"] = Answer(hostile.GOOD)
        assert (await one(poller)).error is None
    assert titles(store) == ["First", "Second"] and state(store).error == ""


async def test_a_feed_that_is_damaged_as_before_still_says_so(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["/feed"] = Answer(hostile.BODIES["/truncated"])
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        first, second = [await one(poller) for _ in range(2)]
    assert first.error and first.error == second.error == state(store).error


# Being told to wait


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_asks_for_time_is_given_it(
    status: int, store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["/busy"] = Answer(status=status, headers={"Retry-After": "7200"})
    busy, same, other = newsroom.url("/busy"), newsroom.publish("/a", "A"), newsroom.url("/a", "127.0.0.2")
    async with polling(store, clock, busy, same, other, per_host=1) as poller:
        states = {state.url: state for state in feeds.states(store)}
        first = [polled async for polled in poller.run([states[busy]])]
        assert (first[0].status, first[0].http) == ("error", status)
        told = {polled.feed: polled for polled in await forced(poller)}
        until = NOW + 7200
        assert {url: polled.status for url, polled in told.items()} == {busy: "skipped", same: "skipped", other: "new"}
        assert told[same].error == f"127.0.0.1:{newsroom.port} asked to be left alone until {iso(until)}"
        assert told[same].next_poll == until
        assert len(newsroom.requests) == 2
        clock.now = until + 60
        newsroom.publish("/busy", "B")
        assert {polled.feed: polled.status for polled in await due(poller)} == dict.fromkeys((busy, same), "new") | {
            other: "unchanged"
        }


async def test_a_host_that_asked_for_time_is_not_asked_by_way_of_a_redirect_either(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["/busy"] = Answer(status=429, headers={"Retry-After": "7200"})
    busy, there = newsroom.url("/busy"), newsroom.publish("/a", "A")
    newsroom.answers["/moved"] = Answer(status=302, headers={"Location": there})
    moved = newsroom.url("/moved", "127.0.0.2")
    async with polling(store, clock, busy, moved) as poller:
        states = {state.url: state for state in feeds.states(store)}
        for url in (busy, moved):
            [polled] = [polled async for polled in poller.run([states[url]])]
        assert (polled.status, polled.next_poll) == ("skipped", NOW + 7200)
        assert polled.error == f"127.0.0.1:{newsroom.port} asked to be left alone until {iso(NOW + 7200)}"
        assert newsroom.asked("/a") == []


async def test_a_host_that_only_leads_to_one_that_asks_for_time_is_not_left_alone(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["/busy"] = Answer(status=429, headers={"Retry-After": "7200"})
    newsroom.answers["/lead"] = Answer(status=302, headers={"Location": newsroom.url("/busy", "127.0.0.2")})
    lead, good = newsroom.url("/lead"), newsroom.publish("/good", "A")
    async with polling(store, clock, lead, good, per_host=1) as poller:
        # Each at a host of its own, they are done in either order.
        assert {polled.feed: polled.status for polled in await forced(poller)} == {lead: "error", good: "new"}
        assert state(store, lead).next_poll >= NOW + 7200
        told = {polled.feed: polled for polled in await forced(poller)}
        assert (told[lead].status, told[good].status) == ("skipped", "unchanged")
        assert told[lead].error == f"127.0.0.2:{newsroom.port} asked to be left alone until {iso(NOW + 7200)}"
        assert len(newsroom.asked("/busy")) == 1


async def test_who_waits_for_a_place_is_not_sent_to_a_host_that_asked_for_time_meanwhile(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    for path in ("/a", "/b", "/c"):
        newsroom.answers[path] = Answer(status=429, headers={"Retry-After": "7200"})
    async with polling(store, clock, *map(newsroom.url, ("/a", "/b", "/c")), per_host=3, connections=1) as poller:
        assert sorted(polled.status for polled in await forced(poller)) == ["error", "skipped", "skipped"]
        assert len(newsroom.requests) == 1
        async with asyncio.timeout(60):
            assert {polled.status for polled in await forced(poller)} == {"skipped"}


async def test_a_wait_is_never_ended_within_its_last_second(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["/busy"] = Answer(status=429, headers={"Retry-After": "2"})
    async with polling(store, clock, newsroom.url("/busy")) as poller:
        clock.now = NOW + 0.95
        await one(poller)
        clock.now = NOW + 2.9
        assert (await one(poller)).status == "skipped"
        clock.now = NOW + 3
        assert (await one(poller)).status == "error"


async def test_a_feed_that_is_gone_is_never_asked_again_also_once_its_host_may_be(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers |= {"/gone": Answer(status=410), "/busy": Answer(status=429, headers={"Retry-After": "900"})}
    gone, failing, busy = map(newsroom.url, ("/gone", "/failing", "/busy"))
    async with polling(store, clock, gone, failing, busy, per_host=1) as poller:
        await forced(poller)
        clock.now += MINUTE
        told = {polled.feed: (polled.status, polled.next_poll) for polled in await forced(poller)}
    assert (told[gone], told[failing]) == (("skipped", None), ("skipped", NOW + HOUR))
    assert state(store, failing).next_poll == NOW + HOUR


async def test_a_feed_whose_old_host_is_left_alone_does_not_wait_for_that_at_its_new_one(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.publish("/new", "A")
    old, new = newsroom.url("/old"), newsroom.url("/new", "127.0.0.2")
    newsroom.answers["/old"] = Answer(status=301, headers={"Location": new})
    async with polling(store, clock, old) as poller:
        await one(poller)
        clock.now += 2 * HOUR
        with transaction(store):
            stored_hosts.hold(store, hosts.host(old), NOW + DAY, NOW)
        poller.start(poller.due())
        poller.configure(config([new]))
        assert (await poller.result()).status == "skipped"
        assert [(polled.feed, polled.status) for polled in await due(poller)] == [(new, "unchanged")]


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize("poll", [due, forced])
async def test_a_feed_that_has_its_host_left_alone_whenever_it_is_asked_keeps_no_other_from_being_asked(
    poll: Callable[[Poller], Awaitable[list[Polled]]], store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["/busy"] = Answer(status=429, headers={"Retry-After": "86400"})
    urls = newsroom.url("/busy"), *(newsroom.publish(path, "A") for path in ("/a", "/b"))
    for _ in range(3):
        # Somebody polls once a day, and all of them are due; one had been out of order for long.
        async with polling(store, clock, *urls, per_host=1) as poller:
            store.execute("UPDATE feeds SET failures = 50 WHERE url = ?", (urls[-1],))
            told = {polled.feed: polled.status for polled in await poll(poller)}
        clock.now += DAY + HOUR
    assert told == dict(zip(urls, ("error", "unchanged", "unchanged"), strict=True))


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_gives_no_time_is_asked_again_when_somebody_wants_it(
    status: int, store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["/down"] = Answer(status=status)
    async with polling(store, clock, newsroom.url("/down")) as poller:
        polled = await one(poller)
        assert polled.status == "error" and polled.next_poll is not None and polled.next_poll - clock.now > HOUR / 2
        newsroom.publish("/down", "A")
        clock.now += MINUTE
        assert (await one(poller)).status == "new"


@pytest.mark.parametrize("wait", [{}, {"Retry-After": "0"}])
async def test_a_wait_of_no_length_does_not_undo_the_back_off(
    wait: dict[str, str], store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["/busy"] = Answer(status=503, headers=wait)
    async with polling(store, clock, newsroom.url("/busy")) as poller:
        waits = []
        for _ in range(9):
            polled = await one(poller)
            assert polled.next_poll is not None
            waits.append(polled.next_poll - clock.now)
            clock.now = polled.next_poll
    assert waits[-1] > HOUR


async def test_what_is_gone_is_never_asked_again(store: sqlite3.Connection, clock: Clock, newsroom: Newsroom) -> None:
    newsroom.answers["/gone"] = Answer(status=410)
    async with polling(store, clock, newsroom.url("/gone")) as poller:
        polled = await one(poller)
        assert (polled.status, polled.http, polled.next_poll) == ("error", 410, None)
        clock.now += 10_000 * DAY
        assert poller.due() == [] and poller.next_due() is None
    assert state(store).status == "gone"


@pytest.mark.parametrize("offline", [True, False])
async def test_what_is_gone_stays_so_where_nobody_answers_who_asks_for_it(
    offline: bool, store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unanswered(ask: Ask, *_: object) -> Fetched:
        return Fetched(ask.url, error="no answer", offline=offline)

    newsroom.answers["/gone"] = Answer(status=410)
    async with polling(store, clock, newsroom.url("/gone")) as poller:
        await one(poller)
        with monkeypatch.context() as patch:
            patch.setattr(poller.fetcher, "get", unanswered)
            polled = await one(poller)
            said = "no answer; it said before that it is gone for good"
            assert (polled.status, polled.error, polled.next_poll) == ("error", said, None)
        with transaction(store):
            feeds.hurry_unreached(store, int(clock.now), 0)
        assert (poller.due(), poller.next_due(), state(store).status) == ([], None, "gone")
        newsroom.publish("/gone", "It is back")
        assert (await one(poller)).status == "new"


async def test_what_was_gone_is_asked_again_where_its_server_says_something_else_to_who_asks_for_it(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["/gone"] = Answer(status=410)
    async with polling(store, clock, newsroom.url("/gone")) as poller:
        await one(poller)
        newsroom.answers["/gone"] = Answer(status=500)
        polled = await one(poller)
        assert (polled.status, polled.http) == ("error", 500)
        assert polled.error is not None and "gone for good" not in polled.error
        assert polled.next_poll is not None
        clock.now = polled.next_poll
        newsroom.publish("/gone", "It is back")
        assert [polled.status for polled in await due(poller)] == ["new"]


async def test_a_feed_is_not_gone_because_what_it_redirects_to_is(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["/gone"] = Answer(status=410)
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        for place in (newsroom.url("/gone", "127.0.0.2"), newsroom.url("/gone")):
            newsroom.answers["/feed"] = Answer(status=302, headers={"Location": place})
            polled = await one(poller)
            assert (polled.status, polled.http) == ("error", 410) and polled.next_poll is not None
    assert state(store).status == "error"


async def test_failures_are_asked_less_and_less_and_recover(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    url = newsroom.url("/feed")
    waits, failures = [], []
    async with polling(store, clock, url) as poller:
        for _ in range(8):
            (polled,) = await due(poller)
            assert polled.next_poll is not None and polled.status == "error"
            waits.append(polled.next_poll - int(clock.now))
            failures.append(state(store).failures)
            clock.now = polled.next_poll
        assert waits == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, DAY, DAY, DAY]
        assert failures == [1, 2, 3, 4, 5, 6, 7, 8]
        newsroom.publish("/feed", "A")
        (polled,) = await due(poller)
    assert (polled.status, polled.next_poll) == ("new", clock.now + HOUR)
    assert (state(store).failures, state(store).error, state(store).last_good) == (0, "", clock.now)


async def test_polls_that_somebody_asks_for_put_a_feed_that_fails_off_no_longer_than_one_of_its_own_does(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["/feed"] = Answer(status=500)
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        for wait in (HOUR, 2 * HOUR):
            await due(poller)
            for _ in range(5):
                clock.now += MINUTE
                assert (await one(poller)).next_poll == clock.now + wait
            clock.now = state(store).next_poll


@pytest.mark.parametrize("status", [403, 500])
async def test_a_server_that_fails_for_being_asked_whether_a_feed_has_changed_is_asked_for_all_of_it(
    store: sqlite3.Connection, clock: Clock, status: int
) -> None:
    async with hostile.serve() as server, polling(store, clock, server.url(f"/unconditional?{status}")) as poller:
        told = []
        for _ in range(7):
            told.append((await one(poller)).status)
            clock.now += 20 * HOUR
        assert told == ["new", *["error"] * 5, "unchanged"]
        # Nothing else is: what it then gives is asked for by its validators as ever.
        assert (await one(poller)).status == "error"


@pytest.mark.parametrize("status", [429, None])
async def test_who_is_asked_too_often_or_does_not_answer_is_asked_no_more_of_than_before(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, status: int | None
) -> None:
    asked = []

    async def failing(ask: Ask, *_: object) -> Fetched:
        asked.append(ask.etag)
        return Fetched(ask.url, status, error="it did not give the feed")

    async with polling(store, clock, newsroom.publish("/feed", "A", ETag='"1"')) as poller:
        await one(poller)
        monkeypatch.setattr(poller.fetcher, "get", failing)
        for _ in range(7):
            clock.now += DAY
            assert (await one(poller)).status == "error"
    assert asked == ['"1"'] * 7


async def test_a_feed_without_a_network_is_tried_again_in_a_minute(
    store: sqlite3.Connection, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreached(ask: Ask, *_: object) -> Fetched:
        return Fetched(ask.url, error="the name a.example does not exist, or there is no network", offline=True)

    async with polling(store, clock, "https://a.example/feed") as poller:
        monkeypatch.setattr(poller.fetcher, "get", unreached)
        polled = await one(poller)
    assert (polled.status, polled.offline, polled.next_poll) == ("error", True, NOW + 60)


async def test_a_network_that_answers_for_all_with_a_page_to_log_in_at_counts_as_none(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def look_up(self: Resolver, host: str, *_: object, **__: object) -> list[ResolveResult]:
        info = socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", newsroom.port)
        return [resolver._result(host, newsroom.port, info)]

    monkeypatch.setattr(Resolver, "resolve", look_up)
    for path in ("/a", "/b", "/c"):
        newsroom.publish(path, "First", ETag=path)
    urls = [newsroom.url(path, f"{path[1:]}.example") for path in ("/a", "/b", "/c")]
    async with polling(store, clock, *urls) as poller:
        assert all(polled.status == "new" for polled in await due(poller))
        before = {state.url: (state.etag, state.body_hash) for state in feeds.states(store)}
        login = Answer(b"<!DOCTYPE html><html><title>Log in</title></html>", headers={"Content-Type": "text/html"})
        newsroom.answers = dict.fromkeys(newsroom.answers, login)
        clock.now += HOUR
        told = {polled.feed: polled for polled in await due(poller)}
        first = next(iter(told))
        waits = [feed.next_poll - clock.now for feed in feeds.states(store) if feed.url != first]
        assert waits == [MINUTE, MINUTE] and [told[url].offline for url in urls if url != first] == [True, True]
        for feed in feeds.states(store):
            assert "this is a web page" in (told[feed.url].error or "")
            if feed.url != first:
                # What the feed had last is still what it is asked for.
                assert (feed.etag, feed.body_hash) == before[feed.url] and feed.http is None
        newsroom.publish("/a", "First", "Second")
        for _ in range(3):
            clock.now += MINUTE
            told = {polled.feed: polled for polled in await forced(poller)}
        assert not any(polled.offline for polled in told.values()), "whoever answers shows that there is one"
        assert [feed.http for feed in feeds.states(store)] == [200] * 3


@pytest.mark.parametrize("reached", [True, False])
@pytest.mark.parametrize("error", ["the server answered 500", None])
async def test_of_what_fails_it_is_told_whether_its_answer_shows_a_network(
    store: sqlite3.Connection, clock: Clock, monkeypatch: pytest.MonkeyPatch, error: str | None, reached: bool
) -> None:
    async def page(ask: Ask, body: Body, *_: object) -> Fetched:
        body.add(b"<html><body>Out of order</body></html>")
        return Fetched(ask.url, 500, error=error, reached=reached)

    async with polling(store, clock, "https://a.example/feed") as poller:
        monkeypatch.setattr(poller.fetcher, "get", page)
        polled = await one(poller)
    assert (polled.status, polled.reached) == ("error", reached)


@pytest.mark.parametrize("status", [503, None])
async def test_a_night_without_a_network_does_not_make_the_first_failure_after_it_cost_a_day(
    store: sqlite3.Connection, clock: Clock, monkeypatch: pytest.MonkeyPatch, status: int | None
) -> None:
    async def unreached(ask: Ask, *_: object) -> Fetched:
        return Fetched(ask.url, error="the name a.example does not exist, or there is no network", offline=True)

    async def failing(ask: Ask, *_: object) -> Fetched:
        return Fetched(ask.url, status, error="it is not the network that failed")

    async with polling(store, clock, "https://a.example/feed") as poller:
        monkeypatch.setattr(poller.fetcher, "get", unreached)
        while clock.now < NOW + 8 * HOUR:
            await due(poller)
            clock.now = state(store).next_poll
        assert state(store).failures > 10
        monkeypatch.setattr(poller.fetcher, "get", failing)
        waits = []
        for _ in range(3):
            await due(poller)
            waits.append(state(store).next_poll - int(clock.now))
            clock.now = state(store).next_poll
        assert waits == [HOUR, 2 * HOUR, 4 * HOUR]
        assert state(store).failures == 3


async def test_nor_where_the_host_wants_to_be_left_alone_when_the_network_is_back(
    store: sqlite3.Connection, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreached(ask: Ask, *_: object) -> Fetched:
        return Fetched(ask.url, error="the name a.example does not exist, or there is no network", offline=True)

    async def failing(ask: Ask, *_: object) -> Fetched:
        return Fetched(ask.url, 500, error="the server answered 500")

    async with polling(store, clock, "https://a.example/feed") as poller:
        monkeypatch.setattr(poller.fetcher, "get", unreached)
        while clock.now < NOW + 8 * HOUR:
            await due(poller)
            clock.now = state(store).next_poll
        with transaction(store):
            stored_hosts.hold(store, "a.example", int(clock.now) + 2 * HOUR, int(clock.now))
        assert [polled.status for polled in await due(poller)] == ["skipped"]
        clock.now = state(store).next_poll
        monkeypatch.setattr(poller.fetcher, "get", failing)
        await due(poller)
        assert (state(store).next_poll - clock.now, state(store).failures) == (HOUR, 1)


async def test_a_host_that_refuses_connections_is_left_alone_for_as_long_also_when_the_network_comes_back_meanwhile(
    store: sqlite3.Connection, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(ask: Ask, *_: object) -> Fetched:
        return Fetched(ask.url, error="a.example refuses connections")

    async with polling(store, clock, "https://a.example/feed") as poller:
        monkeypatch.setattr(poller.fetcher, "get", refused)
        waits = []
        for _ in range(4):
            await due(poller)
            waits.append(state(store).next_poll - int(clock.now))
            clock.now += 600
            with transaction(store):
                feeds.hurry_unreached(store, int(clock.now), 0)
            assert not await due(poller)
            clock.now = state(store).next_poll
    assert waits == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR]


# The config


async def test_every_is_the_time_between_polls_a_feeds_own_first(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    usual, often = newsroom.publish("/usual", "A"), newsroom.publish("/often", "A")
    both = Config((), (Feed(usual), Feed(often, every=300)), PollSettings(every=7200))
    async with Poller(store, both, clock, lambda: 0.5) as poller:
        told = {polled.feed: polled.next_poll for polled in await due(poller)}
    assert told == {usual: NOW + 7200, often: NOW + 300}


async def test_every_holds_from_the_last_poll_on_where_it_was_edited_while_nobody_polled(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    url, held = newsroom.publish("/feed", "A"), newsroom.publish("/held", "A")
    seldom = Config((), (Feed(url, every=7 * DAY),), PollSettings(every=5 * DAY))
    async with Poller(store, replace(seldom, feeds=(*seldom.feeds, Feed(held))), clock, lambda: 1) as poller:
        await due(poller)
    with transaction(store):
        stored_hosts.hold(store, "news.example", NOW + 6 * DAY, NOW)
        feeds.postpone(store, state(store, held), NOW + 6 * DAY)
    often = Config((), (Feed(url, every=HOUR), Feed(held, every=HOUR)))
    async with Poller(store, often, clock) as poller:
        assert [state(store, each).next_poll for each in (url, held)] == [NOW + HOUR, NOW + 6 * DAY]
        clock.now += HOUR
        assert [polled.feed for polled in await due(poller)] == [url]


async def test_what_is_fixed_for_all_holds_from_the_last_poll_on_where_it_is_edited(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A")
    async with polling(store, clock, url, every=7200) as poller:
        await one(poller)
        poller.configure(config([url], every=600))
        assert state(store).next_poll == NOW + 600


async def test_what_is_fixed_no_more_since_nobody_polled_keeps_no_feed_waiting(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A")
    async with Poller(store, Config((), (Feed(url, every=30 * DAY),), PollSettings()), clock) as poller:
        await due(poller)
    async with polling(store, clock, url):
        assert state(store).next_poll == NOW + HOUR


@pytest.mark.parametrize("chance", [0, 1])
async def test_whom_chance_has_put_off_within_a_tenth_waits_for_it_after_a_start_too(
    chance: float, store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    fixed = config([newsroom.publish("/feed", "A")], every=1000)
    async with Poller(store, fixed, clock, lambda: chance) as poller:
        waits = (await one(poller)).next_poll
    async with Poller(store, fixed, clock):
        assert state(store).next_poll == waits


@pytest.mark.parametrize(("chance", "after"), [(0.0, 3240), (1.0, 3960)])
async def test_times_are_spread_by_a_tenth(
    chance: float, after: int, store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    async with Poller(store, config([newsroom.publish("/feed", "A")]), clock, lambda: chance) as poller:
        assert (await one(poller)).next_poll == NOW + after


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[list[tuple[str, bool]]]:
    """What the workers answered, poll by poll: titles, and whether they took the entry for known."""
    answers: list[list[tuple[str, bool]]] = []
    run = Pool.run

    async def noted(self: Pool, job: Job) -> Parsed:
        parsed = await run(self, job)
        answers.append([(one.entry.title, one.known) for one in parsed.found])
        return parsed

    monkeypatch.setattr(Pool, "run", noted)
    return answers


async def test_of_a_feed_that_changed_only_what_says_something_new_is_matched(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, read: list[list[tuple[str, bool]]]
) -> None:
    url = newsroom.publish("/feed", "A raid at dawn", "Rain")
    async with polling(store, clock, url) as poller:
        await due(poller)
        newsroom.publish("/feed", "A raid at dawn", "Rain", "A raid at dusk")
        polled = await one(poller)
    assert read[1] == [("A raid at dawn", True), ("Rain", True), ("A raid at dusk", False)]
    assert (polled.entries, polled.new, polled.changed, polled.matched) == (3, 1, 0, 1)
    assert [row.title for row in listing(store, Choice("Raids"), 9)] == ["A raid at dusk", "A raid at dawn"]


@pytest.fixture
def cleaned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the entries whose texts were cleaned, as the worker does it, but in this process."""
    titles: list[str] = []
    told = clean.told

    def noted(entry: Entry, summary: Page, content: Page, base: str) -> Entry:
        titles.append(entry.title)
        return told(entry, summary, content, base)

    async def here(self: Pool, job: Job) -> Parsed:
        return child.read(job, Judge((Watch("Raids", ("raid",)),)).found)

    monkeypatch.setattr(clean, "told", noted)
    monkeypatch.setattr(Pool, "run", here)
    return titles


def redated(newsroom: Newsroom, day: int, *texts: str) -> str:
    """A feed that dates all its entries anew."""
    more = f"<pubDate>{day:02} Nov 2026 10:00:00 GMT</pubDate><description>{{}}</description>"
    items = "".join(hostile.item(n, f"News number {n}", more.format(one)) for n, one in enumerate(texts))
    newsroom.answers["/feed"] = Answer(hostile.rss(items).encode())
    return newsroom.url("/feed")


async def test_an_entry_that_the_feed_gives_as_before_is_not_so_much_as_cleaned(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, cleaned: list[str]
) -> None:
    async with polling(store, clock, redated(newsroom, 1, "A raid.", "Rain.")) as poller:
        await one(poller)
        cleaned.clear()
        redated(newsroom, 2, "A raid.", "Rain, and wind.", "Sun.")
        polled = await one(poller)
    assert cleaned == ["News number 1", "News number 2"]
    assert (polled.entries, polled.new, polled.changed) == (3, 1, 1)
    assert entries.counts(store)["Raids"] == (1, 1)


async def test_what_an_older_version_cleaned_otherwise_is_mended_at_the_next_poll_and_not_told_as_edited(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    async with polling(store, clock, newsroom.publish("/feed", "A raid", "Rain")) as poller:
        await one(poller)
        with transaction(store):
            store.execute(
                "UPDATE entries SET title = 'A raid!', hash = 'old', raw = '1:' || substr(raw, instr(raw, ':') + 1)"
            )
        newsroom.publish("/feed", "A raid", "Rain", "Wind")
        polled = await one(poller)
    assert (polled.new, polled.changed) == (1, 0)
    assert titles(store) == ["A raid", "Rain", "Wind"]
    assert not store.execute("SELECT 1 FROM revisions").fetchall()


async def test_a_film_that_an_entry_shows_by_now_is_its_file_and_not_told_as_an_edit(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    def publish(shown: str) -> str:
        items = hostile.item(1, "A raid", shown)
        spaces = 'version="2.0" xmlns:media="http://search.yahoo.com/mrss/"'
        newsroom.answers["/feed"] = Answer(hostile.rss(items).replace('version="2.0"', spaces).encode())
        return newsroom.url("/feed")

    async with polling(store, clock, publish("")) as poller:
        await one(poller)
        for film in ("https://a.example/1.mp4", "https://a.example/films/1.mp4"):
            publish(f"<media:content url='{film}' type='video/mp4'/>")
            polled = await one(poller)
            assert (polled.new, polled.changed) == (0, 0)
            stored = entries.get(store, 1)
            assert stored is not None and [file.url for file in stored.entry.enclosures] == [film]
    assert not store.execute("SELECT 1 FROM revisions").fetchall()


async def test_an_entry_that_comes_twice_in_two_spellings_stays_one_entry(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    def publish(*texts: str) -> str:
        items = "".join(hostile.item(1, "A raid", f"<description>{one}</description>") for one in texts)
        more = "".join(hostile.item(n, f"Rain {n}") for n in range(2, 12))
        newsroom.answers["/feed"] = Answer(hostile.rss(items + more).encode())
        return newsroom.url("/feed")

    async with polling(store, clock, publish("At dawn", "<![CDATA[At dawn]]>")) as poller:
        await one(poller)
        publish("At dawn", "<![CDATA[At <b>dawn</b>]]>")
        assert (await one(poller)).new == 0
    assert titles(store).count("A raid") == 1


async def test_a_text_without_end_can_be_edited(store: sqlite3.Connection, clock: Clock, newsroom: Newsroom) -> None:
    long = f"A raid. {' '.join(f'word{number}' for number in range(40_000))}"
    async with polling(store, clock, redated(newsroom, 1, long)) as poller:
        assert (await one(poller)).matched == 1
        redated(newsroom, 1, "Rain.")
        assert (await one(poller)).changed == 1
    assert store.execute("SELECT rowid FROM search WHERE search MATCH 'word39999'").fetchall() == []


async def test_what_the_store_does_not_hold_after_all_is_read_once_more_and_stored_with_its_match(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, read: list[list[tuple[str, bool]]]
) -> None:
    url = newsroom.publish("/feed", "A raid at dawn", "Rain")
    async with polling(store, clock, url) as poller:
        await due(poller)
        store.execute("UPDATE entries SET key = 'guid:other', guid = 'other' WHERE title = 'A raid at dawn'")
        newsroom.publish("/feed", "A raid at dawn", "Rain", "Sun")
        assert (await one(poller)).new == 2
    assert [[known for _, known in answer] for answer in read[1:]] == [[True, True, False], [False, False, False]]
    assert [row.title for row in listing(store, Choice("Raids"), 9)] == ["A raid at dawn"] * 2


async def test_watches_edited_while_a_feed_is_being_read_count_for_it(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = newsroom.publish("/feed", "A raid at dawn", "Rain")
    async with polling(store, clock, url) as poller:
        run: Callable[[Job], object] = poller.pool.run

        async def edited_meanwhile(job: Job) -> Parsed:
            parsed = await run(job)  # type: ignore[misc]
            poller.configure(config([url], (Watch("Weather", ("rain",)),)))
            return parsed  # type: ignore[no-any-return]

        monkeypatch.setattr(poller.pool, "run", edited_meanwhile)
        assert (await one(poller)).matched == 1
    assert {row.title for row in listing(store, Choice(), 9)} == {"Rain"}
    assert entries.counts(store)["Weather"] == (1, 1) and "Raids" not in entries.counts(store)


@pytest.mark.parametrize("user_s", ["", "Mine"])
async def test_so_they_do_for_one_that_is_known_by_its_own_title(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, user_s: str
) -> None:
    feed = Feed(newsroom.publish("/feed", "A raid at dawn"), user_s)
    limited = Watch("Limited", ("raid",), feeds=(user_s or "Feed /feed",))
    asking = Watch("Asking", (f"feed:{user_s or 'feed'} AND raid",))
    before = Config((limited,), (feed,), PollSettings(timeout=30))
    async with asyncio.timeout(PATIENCE), Poller(store, before, clock, lambda: 0.5) as poller:
        run: Callable[[Job], object] = poller.pool.run

        async def edited_meanwhile(job: Job) -> Parsed:
            parsed = await run(job)  # type: ignore[misc]
            poller.configure(replace(before, watches=(limited, asking)))
            return parsed  # type: ignore[no-any-return]

        monkeypatch.setattr(poller.pool, "run", edited_meanwhile)
        await one(poller)
    assert entries.counts(store) == {"Limited": (1, 1), "Asking": (1, 1), "": (1, 1)}


@pytest.mark.parametrize("is_known", [False, True])
@pytest.mark.parametrize("at_work", ["fetcher.get", "writer.written"])
async def test_what_is_edited_of_a_feed_while_it_is_asked_or_written_counts_for_it(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, at_work: str,
    is_known: bool,
) -> None:  # fmt: skip
    watch = Watch("Local", ("raid",), feeds=("local",))
    feed = Feed(newsroom.publish("/feed", "A raid at dawn"), lang="en", every=12 * HOUR)
    before = Config((watch,), (feed,), PollSettings(timeout=30))
    edited = replace(before, feeds=(replace(feed, every=15 * MINUTE, tags=("local",)),))
    async with asyncio.timeout(PATIENCE), Poller(store, before, clock, lambda: 0.5) as poller:
        if is_known:
            assert (await one(poller)).next_poll == NOW + 12 * HOUR
        name, method = at_work.split(".")
        work = getattr(getattr(poller, name), method)

        async def edited_meanwhile(*given: object) -> object:
            if name == "writer":
                poller.configure(edited)
            done = await work(*given)
            poller.configure(edited)
            return done

        monkeypatch.setattr(getattr(poller, name), method, edited_meanwhile)
        polled = await one(poller)
    assert polled.status == ("unchanged" if is_known else "new")
    assert polled.next_poll == state(store).next_poll == NOW + 15 * MINUTE
    if not is_known:
        assert polled.matched == entries.counts(store)["Local"][0] == 1


async def test_an_edit_that_is_undone_before_all_is_matched_by_it_leaves_no_entry_without_its_match(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "Rain")
    weather = config([url], (Watch("Weather", ("rain",)),))

    def is_due(poller: Poller) -> bool:
        return digests.is_due(store, poller.basis)

    def match_anew(poller: Poller) -> None:
        list(rematch.rematch(store, poller.config.watches, poller.config.feeds))

    async with polling(store, clock, url) as poller:
        match_anew(poller)
        before = poller.config
        poller.configure(before)
        assert not is_due(poller)
        poller.configure(weather)
        newsroom.publish("/feed", "A raid at dawn", "Rain")
        await one(poller)
        poller.configure(before)
        assert is_due(poller)
        match_anew(poller)
        assert not is_due(poller)
    assert [row.title for row in listing(store, Choice(), 9)] == ["A raid at dawn"]
    assert [row.title for row in listing(store, Choice("Weather"), 9)] == []


async def test_a_feed_that_leaves_the_config_is_not_asked_and_its_entries_stay(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    one, other = newsroom.publish("/1", "A"), newsroom.publish("/2", "B")
    async with polling(store, clock, one, other) as poller:
        await due(poller)
        poller.configure(config([other]))
        clock.now += DAY
        assert [polled.feed for polled in await due(poller)] == [other]
        poller.configure(config([one, other]))
        assert [polled.status for polled in await due(poller)] == ["unchanged"]
    assert titles(store) == ["A", "B"]


@pytest.mark.usefixtures("children")
async def test_each_edit_of_the_watches_counts_for_the_feed_that_is_being_read(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = newsroom.url("/feed")
    async with polling(store, clock, url) as poller:
        run: Callable[[Job], object] = poller.pool.run

        async def edited_meanwhile(job: Job) -> Parsed:
            parsed = await run(job)  # type: ignore[misc]
            poller.configure(config([url], (*poller.config.watches, added)))
            return parsed  # type: ignore[no-any-return]

        monkeypatch.setattr(poller.pool, "run", edited_meanwhile)
        newsroom.publish("/feed", "Rain")
        added = Watch("Weather", ("rain",))
        assert (await one(poller)).matched == 1
        newsroom.publish("/feed", "Rain", "A ferry sank")
        added = Watch("Ships", ("ferry",))
        assert (await one(poller)).matched == 1
    assert entries.counts(store)["Weather"] == entries.counts(store)["Ships"] == (1, 1)


async def test_a_config_that_the_store_cannot_take_changes_nothing_until_it_can(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A")
    often = Config((), (Feed(url, every=60), Feed("https://new.example/")))
    async with polling(store, clock, url) as poller:
        await due(poller)
        before = poller.config
        store.execute("PRAGMA query_only = ON")
        with pytest.raises(StoreError):
            poller.configure(often)
        assert poller.config is before
        store.execute("PRAGMA query_only = OFF")
        poller.configure(often)
        assert {state.url: state.next_poll for state in feeds.states(store)} == {url: NOW + 60, often.feeds[1].url: 0}


async def test_no_more_than_so_many_requests_go_to_a_host_at_a_time(store: sqlite3.Connection, clock: Clock) -> None:
    async with hostile.serve() as server:
        urls = [server.url(f"/slow?{number}") for number in range(6)]
        async with polling(store, clock, *urls, per_host=2) as poller:
            assert {polled.status for polled in await due(poller)} == {"new"}
        assert server.most == 2


@pytest.mark.parametrize("per_host", [2, 1])
async def test_nor_do_more_where_the_config_is_edited_while_some_are_on_their_way(
    store: sqlite3.Connection, clock: Clock, per_host: int
) -> None:
    async with hostile.serve() as server, hostile.serve() as other:
        urls = [other.url(f"/to/302?{server.url('/slow')}", f"127.0.0.{number}") for number in range(2, 6)]
        async with polling(store, clock, *urls, per_host=2, timeout=50) as poller:
            poller.start(feeds.states(store)[:2])
            while server.open < 2:
                await asyncio.sleep(0.01)
            poller.configure(config(urls, per_host=per_host, timeout=60))
            poller.start(feeds.states(store)[2:])
            assert {(await poller.result()).status for _ in urls} == {"new"}
        assert server.most == 2


async def test_feeds_that_wait_for_one_host_keep_no_place_from_another(store: sqlite3.Connection, clock: Clock) -> None:
    async with hostile.serve() as server:
        waiting = [server.url(f"/never?{number}", "127.0.0.2") for number in range(8)]
        quick = server.url("/good")
        async with polling(store, clock, *waiting, quick, per_host=1, connections=2, timeout=50) as poller:
            poller.start(poller.due())
            assert (await poller.result()).feed == quick


async def test_nor_do_those_that_others_lead_to_it(
    store: sqlite3.Connection, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PATIENCE", 600.0)
    monkeypatch.setattr(poll, "_WAITING", 0)
    async with hostile.serve() as server:
        busy = server.url("/never", "127.0.0.2")
        led = [server.url(f"/to/302?{busy}", f"127.0.0.{number}") for number in range(3, 7)]
        quick, own = server.url("/good"), server.url("/never?own", "127.0.0.2")
        async with polling(store, clock, own, *led, quick, per_host=1, connections=2, timeout=50) as poller:
            poller.start(poller.due())
            assert (await poller.result()).feed == quick


@dataclass
class Reading:
    """A pool that notes which feeds are in it at a time, and keeps the large ones until a test lets them go."""

    pool: Pool
    now: set[str] = field(default_factory=set)
    most: int = 0
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, job: Job) -> Parsed:
        if not isinstance(job.body, Body) or job.slow:
            return await Pool.run(self.pool, job)
        self.now.add(job.url)
        self.most = max(self.most, len(self.now))
        await self.go_on.wait()
        parsed = await Pool.run(self.pool, job)
        self.now.discard(job.url)
        return parsed


async def test_a_feed_that_is_being_read_keeps_no_other_from_the_host_that_it_was_led_to(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = [newsroom.url(f"/{n}", f"127.0.0.{n + 2}") for n in range(3)]
    for n in range(3):
        newsroom.answers[f"/{n}"] = Answer(status=302, headers={"Location": newsroom.publish(f"/there/{n}", "A")})
    async with polling(store, clock, *urls, per_host=1) as poller:
        run = poller.pool.run

        async def late(job: Job) -> Parsed:
            while len(newsroom.requests) < 2 * len(urls):
                await asyncio.sleep(0.01)
            return await run(job)

        monkeypatch.setattr(poller.pool, "run", late)
        assert {polled.status for polled in await due(poller)} == {"new"}


async def test_large_feeds_are_read_one_at_a_time_and_hold_up_no_small_one(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (bodies, room):
        monkeypatch.setattr(module, "FREE", 5_000)
    large = [newsroom.publish(f"/{n}", "A large one", "x" * 9_000) for n in range(3)]
    small = [newsroom.publish(f"/small/{n}", "B") for n in range(3)]
    # A place that a large feed kept while it waits would be missed at once.
    limits: dict[str, Any] = {"per_host": 2, "connections": 1}
    monkeypatch.setattr(poll, "_WAITING", 1)
    async with polling(store, clock, *large, *small, **limits) as poller:
        poller._room, reading = room.Room(5_000), Reading(poller.pool)
        monkeypatch.setattr(poller.pool, "run", reading.run)
        poller.start(poller.due())
        assert {(await poller.result()).feed for _ in small} == {*small}
        reading.go_on.set()
        assert {(told.feed, told.status) for told in [await poller.result() for _ in large]} == {
            (url, "new") for url in large
        }
    assert reading.most == 1
    assert len(newsroom.requests) == len(large) + len(small), "none is asked for again"


@pytest.mark.parametrize("is_full", [False, True])
async def test_a_disk_that_fails_is_a_large_feeds_error_and_its_neighbour_is_stored(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, is_full: bool
) -> None:
    monkeypatch.setattr(bodies, "FREE", 5_000)
    large, small = newsroom.publish("/large", "A large one", "x" * 9_000), newsroom.publish("/small", "B")
    with pytest.MonkeyPatch.context() as patch:
        if is_full:
            patch.setattr(disks.Spoiled, "write", disks.Spoiled.read)
        disks.spoil(patch)
        async with polling(store, clock, large, small) as poller:
            told = {polled.feed: polled for polled in await due(poller)}
    said = "put aside on" if is_full else "read back from"
    assert (told[large].status, told[small].status) == ("error", "new")
    assert told[large].error == f"it is large, and cannot be {said} the disk: Input/output error"
    # The server has done nothing wrong, and the network is there.
    assert (told[large].next_poll, told[large].offline) == (NOW + 60, False)


async def test_large_feeds_that_stall_keep_no_other_large_one_from_being_read(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (bodies, room):
        monkeypatch.setattr(module, "FREE", 5_000)
    stalls = [newsroom.publish(f"/{n}", "A large one", "x" * 9_000) for n in range(4)]
    for number in range(4):
        newsroom.answers[f"/{number}"] = replace(cast(Answer, newsroom.answers[f"/{number}"]), stalls=True)
    honest = newsroom.publish("/honest", "An honest one", "x" * 9_000)
    async with polling(store, clock, *stalls, honest, per_host=5, timeout=50) as poller:
        poller._room = room.Room(5_000)
        poller.start(poller.due())
        async with asyncio.timeout(45):
            told = await poller.result()
        assert (told.feed, told.status) == (honest, "new")


async def test_feeds_that_stall_keep_no_other_from_being_asked(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PATIENCE", 0.1)
    stalls = [newsroom.publish(f"/{n}", "A") for n in range(12)]
    for number in range(12):
        newsroom.answers[f"/{number}"] = Answer(b"<rss>", stalls=True)
    honest = [newsroom.publish(f"/honest/{n}", "B") for n in range(3)]
    monkeypatch.setattr(poll, "_WAITING", 1)
    async with polling(store, clock, *stalls, *honest, per_host=20, connections=2, timeout=50) as poller:
        poller.start(poller.due())
        async with asyncio.timeout(45):
            told = [await poller.result() for _ in honest]
        assert {(one.feed, one.status) for one in told} == {(url, "new") for url in honest}
        # A place that was given back is not given back once more.
        assert len(newsroom.requests) == len(stalls) + len(honest)
    assert (poller._seats._value, poller.fetcher._slots._value) == (3, 2)


async def test_large_feeds_that_wait_on_the_disk_are_few(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (bodies, room):
        monkeypatch.setattr(module, "FREE", 5_000)
    monkeypatch.setattr(poll, "_WAITING", 0)
    urls = [newsroom.publish(f"/{n}", "A large one", "x" * 9_000) for n in range(9)]
    async with polling(store, clock, *urls, per_host=9, connections=2) as poller:
        poller._room, poller._aside, reading = room.Room(5_000), asyncio.Semaphore(3), Reading(poller.pool)
        monkeypatch.setattr(poller.pool, "run", reading.run)
        poller.start(poller.due())
        while len(newsroom.requests) < 3 + 2:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        assert len(newsroom.requests) == 3 + 2, "three aside, and two that keep their places until there is room aside"
        reading.go_on.set()
        assert {(await poller.result()).status for _ in urls} == {"new"}


async def test_a_large_feed_that_fails_or_is_held_leaves_its_room_to_the_next(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (bodies, room):
        monkeypatch.setattr(module, "FREE", 5_000)
    urls = [newsroom.publish(f"/{n}", "A large one", "x" * 9_000) for n in range(5)]
    ends = [Answer(b"x" * 9_000, status=404), Answer(b"x" * 9_000, status=429), Answer(b"no feed" * 2_000)]
    newsroom.answers.update({f"/{number}": end for number, end in enumerate(ends)})
    on_hosts = [url.replace("127.0.0.1", f"127.0.0.{n}") for n, url in enumerate(urls, 1)]
    async with polling(store, clock, *on_hosts) as poller:
        poller._room = room.Room(5_000)
        told = {polled.feed: polled.status for polled in await due(poller)}
        assert [told[url] for url in on_hosts] == ["error", "error", "error", "new", "new"]
        async with asyncio.timeout(PATIENCE), poller._room.reading(1_000_000):
            pass


async def test_a_feed_under_way_is_not_begun_twice(store: sqlite3.Connection, clock: Clock) -> None:
    async with hostile.serve() as server, polling(store, clock, server.url("/slow")) as poller:
        states = poller.due()
        poller.start([*states, *states])
        assert (poller.active, poller.due()) == (1, [])
        await poller.result()
        assert len(server.requests) == 1
        assert poller.active == 0


async def test_a_feed_is_under_way_until_its_result_is_taken(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    async with polling(store, clock, newsroom.publish("/feed", "A")) as poller:
        poller.start(poller.due())
        while poller.next_due() is None:
            await asyncio.sleep(0.005)
        assert poller.active == 1
        await poller.result()
        assert poller.active == 0


def test_what_is_told_names_the_host_and_no_password() -> None:
    assert hosts.host("https://user:secret@News.Example:8443/feed") == "news.example:8443"
    for other in ("http://news.example:80/", "https://news.example.:443/", "HTTPS://News.Example"):
        assert hosts.host(other) == "news.example"
    assert hosts.host("http://bücher.example:8080/") == hosts.host("http://xn--bcher-kva.example:08080/a")
    assert hosts.host("http://[::1]:9/") == "[::1]:9" and hosts.host("no address") == ""
    for shown in ("bücher.example", "[::1]:9", "news.example:8443"):
        assert hosts.wish(f"http://{shown}/a", 0).startswith(f"{shown} asked to be left alone until")


# Manners


def rss_feed(*items: str, head: str = "") -> bytes:
    return f'<rss version="2.0"><channel><title>F</title>{head}{"".join(items)}</channel></rss>'.encode()


def dated(number: int, at: float, guid: str = "", link: str = "") -> str:
    when, link = formatdate(at, usegmt=True), link or f"https://news.example/{number}"
    told = f"<title>Entry {number}</title><guid>{guid or number}</guid><link>{link}</link><pubDate>{when}</pubDate>"
    return f"<item>{told}</item>"


def titled_alone(number: int) -> str:
    return f"<item><title>Entry {number}</title><guid>{number}</guid></item>"


@pytest.mark.parametrize(
    ("hours_apart", "wait"), [(0.05, 15 * MINUTE), (2, HOUR), (12, 6 * HOUR), (100, 12 * HOUR), (1000, 12 * HOUR)]
)
async def test_a_feed_is_asked_twice_as_often_as_it_publishes(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, hours_apart: float, wait: int
) -> None:
    items = [dated(n, clock.now - n * hours_apart * HOUR) for n in range(1, 11)]
    newsroom.answers["/feed"] = Answer(rss_feed(*items))
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        polled = await one(poller)
    assert polled.next_poll is not None
    assert polled.next_poll - clock.now == pytest.approx(wait, rel=0.06)


@pytest.mark.parametrize("head", ["", "<lastBuildDate>{}</lastBuildDate>"])
@pytest.mark.parametrize("item", [titled_alone, lambda n: dated(n, 4e9), lambda n: dated(n, 1.7e9)])
async def test_one_that_brings_nothing_new_is_asked_ever_less_often_whatever_it_says_of_dates(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, item: Callable[[int], str], head: str
) -> None:
    waits = []
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        for poll, given in enumerate((2, 2, 2, 3)):
            items = [item(n) for n in range(given)]
            newsroom.answers["/feed"] = Answer(rss_feed(*items, head=head.format(poll)))
            waits.append(round(((await one(poller)).next_poll or 0) - clock.now, -2))
            clock.now += 2 * DAY
    assert waits[0] == waits[3] == HOUR and HOUR < waits[1] <= waits[2] == 12 * HOUR


async def test_one_without_dates_is_silent_from_its_last_entry_on_however_it_writes_what_it_has(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        for poll in range(2):
            pixel = f"Words.&lt;img src='https://a.example/{poll}.gif' width='1' height='1'&gt;"
            item = f"<title>A</title><guid>1</guid><description>{pixel}</description>"
            newsroom.answers["/feed"] = Answer(rss_feed(f"<item>{item}</item>"))
            assert (await one(poller)).status == ("unchanged" if poll else "new")
            clock.now += 40 * DAY
    assert health.of_feeds(store, int(clock.now))[0].silence(clock.now) == "silent for 80 days"


@pytest.mark.parametrize(
    ("headers", "head", "wait"),
    [
        ({"Cache-Control": "public, max-age=7200"}, "", 2 * HOUR),
        ({"Cache-Control": "max-age=7200", "Age": "1800"}, "", 1.5 * HOUR),
        ({"Cache-Control": "max-age=99999999"}, "", DAY),
        ({"Cache-Control": "no-cache, max-age=7200"}, "", HOUR),
        ({"Expires": "0"}, "", HOUR),
        ({}, "<ttl>180</ttl>", 3 * HOUR),
        ({}, "<ttl>999999</ttl>", DAY),
        ({}, "<ttl>5</ttl>", HOUR),
        ({"Cache-Control": "max-age=7200"}, "<ttl>180</ttl>", 3 * HOUR),
        ({}, "<sy:updatePeriod>daily</sy:updatePeriod>", DAY),
        ({}, "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>6</sy:updateFrequency>", 4 * HOUR),
    ],
)
async def test_a_feed_is_asked_no_sooner_than_it_and_its_server_wish(
    store: sqlite3.Connection,
    clock: Clock,
    newsroom: Newsroom,
    headers: dict[str, str],
    head: str,
    wait: float,
) -> None:
    newsroom.answers["/feed"] = Answer(rss_feed(dated(1, clock.now), head=head), headers=headers)
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        polled = await one(poller)
    assert polled.next_poll is not None
    assert polled.next_poll - clock.now == pytest.approx(wait, rel=0.06)


async def test_a_feed_is_asked_no_sooner_than_its_answer_expires(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    expires = formatdate(time.time() + 3 * HOUR, usegmt=True)  # the newsroom's Date is of this moment too
    newsroom.answers["/feed"] = Answer(rss_feed(dated(1, clock.now)), headers={"Expires": expires})
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        polled = await one(poller)
    assert polled.next_poll is not None
    assert polled.next_poll - clock.now == pytest.approx(3 * HOUR, rel=0.06)


async def test_what_the_user_fixed_holds_against_pace_and_wishes(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["/feed"] = Answer(rss_feed(dated(1, clock.now), head="<ttl>600</ttl>"))
    async with polling(store, clock, newsroom.url("/feed"), every=600) as poller:
        assert (await one(poller)).next_poll == clock.now + 600


async def test_nobody_is_asked_in_the_hours_and_on_the_days_that_a_feed_excludes(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    clock.now = 1_795_219_200 - HOUR  # a Friday, 23:00 UTC
    head = "<skipHours><hour>0</hour><hour>1</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
    newsroom.answers["/feed"] = Answer(rss_feed(dated(1, clock.now), head=head))
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        polled = await one(poller)
    assert polled.next_poll is not None
    assert iso(polled.next_poll) == "2026-11-21T02:05:00Z"


def titled(title: str, at: float, link: str = "") -> str:
    """An item without a guid."""
    when = f"<pubDate>{formatdate(at, usegmt=True)}</pubDate>"
    return f"<item><title>{title}</title>{link}{when}<description>What {title} says</description></item>"


@pytest.mark.parametrize("link", ["", "<link>https://news.example/events</link>"])
async def test_what_is_announced_by_no_more_than_a_title_is_not_new_again_when_its_day_comes(
    link: str, store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    start = clock.now

    def calendar(day: int) -> bytes:
        return rss_feed(*(titled(f"Event {at}", start + at * DAY, link) for at in range(day, day + 5)))

    async with polling(store, clock, newsroom.url("/feed")) as poller:
        for day in range(7):
            newsroom.answers["/feed"] = Answer(calendar(day))
            await one(poller)
            clock.now += DAY
    rows = store.execute("SELECT title, published IS NULL FROM entries").fetchall()
    assert sorted(map(tuple, rows)) == sorted((f"Event {at}", at > 7) for at in range(11))


@pytest.mark.parametrize("years", [10, 1, 0.01])
async def test_a_clock_that_is_set_back_for_a_while_makes_nothing_new(
    years: float, store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    start = clock.now
    away = round(years * 365 * DAY)

    def window(poll: int) -> bytes:
        return rss_feed(*(titled(f"Story {at}", start + (at - 6) * 4 * HOUR) for at in range(poll, poll + 6)))

    async with polling(store, clock, newsroom.url("/feed")) as poller:
        for poll in range(6):
            clock.now += 4 * HOUR + {2: -away, 4: away}.get(poll, 0)
            newsroom.answers["/feed"] = Answer(window(poll))
            await one(poller)
    assert sorted(titles(store), key=lambda title: int(title.split()[1])) == [f"Story {at}" for at in range(11)]


async def test_dates_that_a_clock_did_not_believe_are_read_again_once_it_is_right(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    body = rss_feed(dated(1, clock.now - DAY), dated(2, clock.now - 2 * DAY))

    def answer(asked: Mapping[str, str]) -> Answer:
        return Answer(status=304) if asked.get("if-none-match") else Answer(body, headers={"ETag": '"1"'})

    newsroom.answers["/feed"] = answer
    years = 10 * 365 * DAY
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        clock.now -= years
        await one(poller)
        clock.now += years
        for _ in range(2):
            mend(store, int(clock.now), 0)
            await one(poller)
    published = [row[0] for row in store.execute("SELECT published FROM entries ORDER BY id DESC")]
    assert published == [clock.now - DAY, clock.now - 2 * DAY]
    assert ["if-none-match" in headers for headers in newsroom.asked("/feed")] == [False, False, True]


async def test_a_clock_that_is_behind_takes_no_date_from_what_is_stored(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["/feed"] = Answer(rss_feed(dated(1, clock.now - HOUR)))
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        await one(poller)
        mend(store, int(clock.now) - 3 * DAY, 0)
    assert store.execute("SELECT published FROM entries").fetchone()[0] == clock.now - HOUR


async def test_a_move_for_good_is_believed_when_it_stands_a_day_later(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    new, old = newsroom.publish("/new", "One"), newsroom.url("/old")
    newsroom.answers["/old"] = Answer(status=301, headers={"Location": new})
    async with polling(store, clock, old) as poller:
        for _ in range(2):
            await one(poller)
            assert state(store).target == old
            clock.now += 13 * HOUR
        await one(poller)
        assert (state(store).url, state(store).target) == (old, new)
        asked = len(newsroom.asked("/old"))
        await one(poller)
        assert len(newsroom.asked("/old")) == asked
        newsroom.answers["/new"] = Answer(status=404)
        newsroom.publish("/old", "One", "Two")
        await one(poller)
        assert [polled.status for polled in (await one(poller),)] == ["new"]
        assert titles(store) == ["One", "Two"]


@pytest.mark.parametrize("years", [-10, 10])
async def test_a_move_for_good_is_not_believed_for_a_clock_that_was_wrong_when_it_was_seen_first_or_again(
    years: int, store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    new, old = newsroom.publish("/new", "One"), newsroom.url("/old")
    newsroom.answers["/old"] = Answer(status=301, headers={"Location": new})
    async with polling(store, clock, old) as poller:
        for jump in (min(years, 0), abs(years), -max(years, 0)):
            clock.now += jump * 365 * DAY + HOUR
            mend(store, int(clock.now), 0)
            await one(poller)
            assert state(store).target == old
        newsroom.answers["/new"] = Answer(status=503)
        clock.now += HOUR
        await one(poller)
        newsroom.publish("/new", "One", "Two")
        clock.now += 2 * HOUR
        await one(poller)
        assert state(store).target == old
        clock.now += 22 * HOUR
        await one(poller)
        assert state(store).target == new


@asynccontextmanager
async def moved(store: sqlite3.Connection, clock: Clock, newsroom: Newsroom) -> AsyncIterator[Poller]:
    """A poller of /old, which it believes to have moved to /new."""
    new, old = newsroom.publish("/new", "One"), newsroom.url("/old")
    newsroom.answers["/old"] = Answer(status=301, headers={"Location": new})
    async with polling(store, clock, old) as poller:
        await one(poller)
        clock.now += 2 * DAY
        await one(poller)
        assert state(store).target == new
        yield poller


@pytest.mark.parametrize("polls", [1, 2])
async def test_whoever_writes_the_new_address_of_a_feed_for_the_old_one_reads_no_entry_twice(
    polls: int, store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    new, old = newsroom.publish("/new", "One"), newsroom.url("/old")
    newsroom.answers["/old"] = Answer(status=301, headers={"Location": new})
    async with polling(store, clock, old) as poller:
        for _ in range(polls):
            await one(poller)
            clock.now += 2 * DAY
        marks.mark(store, [1], "read", True, 1)
        newsroom.publish("/new", "One", "Two")
        poller.configure(config([new]))
        assert [(polled.feed, polled.new) for polled in await due(poller)] == [(new, 1)]
    rows = store.execute("SELECT title, read FROM entries ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [("One", 1), ("Two", 0)]
    assert [one.url for one in feeds.states(store)] == [new]


async def test_nor_whoever_removes_the_old_one_before_and_goes_back_to_it_later(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    new, old = newsroom.publish("/new", "One"), newsroom.url("/old")
    newsroom.answers["/old"] = Answer(status=301, headers={"Location": new})
    async with polling(store, clock, old) as poller:
        await one(poller)
        for urls in ([], [new], [], [old], [new], [old]):
            poller.configure(config(urls))
            assert sum(polled.new for polled in await due(poller)) == 0
            assert [one.url for one in feeds.states(store)] == urls
        poller.configure(config([old, new]))
        assert [(polled.feed, polled.new) for polled in await due(poller)] == [(new, 1)]


async def test_a_feed_that_leads_to_another_one_takes_nothing_of_it_when_it_is_removed(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    new, old = newsroom.publish("/new", "One"), newsroom.url("/old")
    newsroom.answers["/old"] = Answer(status=301, headers={"Location": new})
    async with polling(store, clock, old, new) as poller:
        await forced(poller)
        poller.configure(config([new]))
        assert [(polled.feed, polled.new) for polled in await forced(poller)] == [(new, 0)]
    rows = store.execute("SELECT url, subscribed FROM feeds ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [(old, 0), (new, 1)]


@pytest.mark.parametrize(
    "then", [Answer(status=404), Answer(status=410), Answer(b"<html><body>For sale</body></html>")]
)
async def test_a_feed_that_has_moved_is_not_lost_for_a_day_on_which_its_new_address_fails(
    then: Answer, store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    async with moved(store, clock, newsroom) as poller:
        newsroom.answers |= {"/old": then, "/new": Answer(status=403)}
        assert [(await one(poller)).status for _ in range(3)] == ["error"] * 3
        assert state(store).status == "error"
        newsroom.publish("/new", "One", "Two")
        for _ in range(2):
            await one(poller)
        assert (titles(store), state(store).target) == (["One", "Two"], newsroom.url("/new"))


@pytest.mark.parametrize("dead", [Answer(status=500), Answer(b"<html><body>For sale</body></html>"), Answer(b"")])
async def test_nor_where_the_new_address_is_dead_without_saying_so(
    dead: Answer, store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    async with moved(store, clock, newsroom) as poller:
        newsroom.publish("/old", "One", "Two")
        newsroom.answers["/new"] = dead
        for _ in range(4):
            clock.now += DAY
            await one(poller)
        assert state(store).target == newsroom.url("/new"), "trouble that ends within a day is no reason to go back"
        for _ in range(2):
            clock.now += DAY
            await one(poller)
        assert (titles(store), state(store).target) == (["One", "Two"], newsroom.url("/old"))


async def test_while_both_addresses_fail_each_is_asked_in_turn_but_for_an_old_one_that_is_gone(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    async def asked(old: int) -> list[int]:
        newsroom.answers |= {"/old": Answer(status=old), "/new": Answer(status=500)}
        before = [len(newsroom.asked(path)) for path in ("/old", "/new")]
        for _ in range(8):
            clock.now += DAY
            await one(poller)
        return [len(newsroom.asked(path)) - n for path, n in zip(("/old", "/new"), before, strict=True)]

    async with moved(store, clock, newsroom) as poller:
        assert await asked(503) == [2, 6]
        assert await asked(503) == [4, 4]
        assert await asked(410) == [1, 7]


async def test_a_feed_that_is_gone_from_both_of_its_addresses_is_asked_no_more(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    async with moved(store, clock, newsroom) as poller:
        newsroom.answers |= {"/old": Answer(status=410), "/new": Answer(status=410)}
        for _ in range(2):
            await one(poller)
        assert (state(store).status, state(store).next_poll) == ("gone", NEVER)


async def test_a_move_of_an_hour_is_not_believed_because_the_old_address_fails(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    new, old = newsroom.publish("/new", "One"), newsroom.url("/old")
    newsroom.answers["/old"] = Answer(status=301, headers={"Location": new})
    async with polling(store, clock, old) as poller:
        await one(poller)
        newsroom.answers["/old"] = Answer(status=500)
        for _ in range(2):
            clock.now += HOUR
            assert (await one(poller)).status == "error"
    assert (state(store).target, len(newsroom.asked("/new"))) == (old, 1)


async def test_a_move_that_has_come_to_lead_inside_is_given_up(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, inside = newsroom.publish("/old", "One"), newsroom.publish("/old", "One").replace("127.0.0.1", "127.0.0.2")
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    async with polling(store, clock, old) as poller:
        with store:
            store.execute("UPDATE feeds SET address = ?", (inside,))
        assert "private network" in ((await one(poller)).error or "")
        assert newsroom.requests == []
        assert ((await one(poller)).status, state(store).target) == ("new", old)


async def test_a_move_that_is_taken_back_or_only_for_now_is_none(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    new, old, now = newsroom.publish("/new", "One"), newsroom.url("/old"), newsroom.url("/now")
    newsroom.answers["/old"] = Answer(status=301, headers={"Location": new})
    newsroom.answers["/now"] = Answer(status=302, headers={"Location": new})
    async with polling(store, clock, old, now) as poller:
        await forced(poller)
        newsroom.publish("/old", "One")
        clock.now += 2 * DAY
        await forced(poller)
        newsroom.answers["/old"] = Answer(status=301, headers={"Location": new})
        clock.now += 2 * DAY
        await forced(poller)
    assert [state(store, url).target for url in (old, now)] == [old, now]


@pytest.fixture
def pauses(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that are made from now on; the clock alone spends their time."""
    made: list[float] = []
    sleep = asyncio.sleep

    async def pause(seconds: float) -> None:
        made.append(seconds)
        clock.now += seconds
        await sleep(0)

    monkeypatch.setattr("monitor.hosts.asyncio.sleep", pause)
    return made


async def test_a_host_that_was_asked_too_often_is_asked_one_by_one(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, pauses: list[float]
) -> None:
    urls = [newsroom.publish(f"/{n}", "One") for n in range(4)]
    newsroom.answers["/0"] = Answer(status=429, headers={"Retry-After": "60"})
    async with polling(store, clock, *urls) as poller:
        await poller.run(poller.due()[:1]).__anext__()
        clock.now += 61
        newsroom.publish("/0", "One")
        assert [polled.status for polled in await forced(poller)] == ["new"] * 4
    assert [pause for pause in pauses if pause] == [1, 2, 2, 2], "the first a gap after the end of its hold"


@pytest.mark.parametrize("way", ["a redirect within it", "validators that it does not take"])
async def test_a_host_that_was_asked_too_often_is_asked_apart_for_one_feed_too(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, pauses: list[float], way: str
) -> None:
    asked: list[float] = []
    feed = newsroom.publish("/feed", "One", ETag='"1"')
    whole = newsroom.answers["/feed"]
    assert isinstance(whole, Answer)

    def answer(headers: Mapping[str, str]) -> Answer:
        asked.append(clock.now)
        if way == "a redirect within it":
            return Answer(status=302, headers={"Location": "/there"})
        return Answer(status=412) if "if-none-match" in headers else whole

    def there(_: Mapping[str, str]) -> Answer:
        asked.append(clock.now)
        return whole

    newsroom.answers["/there"] = there
    async with polling(store, clock, feed) as poller:
        await forced(poller)
        newsroom.answers["/feed"] = Answer(status=429)
        await forced(poller)
        newsroom.answers["/feed"] = answer
        clock.now += HOUR
        assert [polled.error for polled in await forced(poller)] == [None]
    assert [later - earlier for earlier, later in pairwise(asked)] == [2]


async def test_those_that_wait_for_a_host_when_it_says_that_it_is_asked_too_often_stand_in_line(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, pauses: list[float]
) -> None:
    asked: list[float] = []
    both = threading.Barrier(2)

    def overloaded(_: Mapping[str, str]) -> Answer:
        asked.append(clock.now - NOW)
        if len(asked) < 3:
            both.wait(60)  # A thread of the server's may be late, and what the first is told would move the clock.
        return Answer(status=503)

    newsroom.answers |= {f"/{n}": overloaded for n in range(7)}
    async with polling(store, clock, *(newsroom.url(f"/{n}") for n in range(7)), per_host=2) as poller:
        assert {polled.status for polled in await due(poller)} == {"error"}
    # Two at first; what the second says of being asked beside the first says nothing of the gap.
    assert asked == [0, 0, 2, 6, 14, 30, 62]


async def test_so_do_those_whose_turn_it_is_and_that_wait_for_a_connection(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, pauses: list[float]
) -> None:
    asked: list[float] = []

    def overloaded(_: Mapping[str, str]) -> Answer:
        asked.append(clock.now - NOW)
        return Answer(status=503)

    newsroom.answers |= {f"/{n}": overloaded for n in range(3)}
    urls = [newsroom.url(f"/{n}") for n in range(3)]
    async with polling(store, clock, *urls, per_host=3, connections=1) as poller:
        assert {polled.status for polled in await due(poller)} == {"error"}
    assert asked == [0, 2, 6]


@pytest.mark.parametrize("knows", [True, False])
async def test_so_do_those_that_other_hosts_lead_to_it(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, pauses: list[float], knows: bool
) -> None:
    urls = [newsroom.url(f"/{n}", f"127.0.0.{n + 2}") for n in range(6)]
    for n in range(6):
        newsroom.answers[f"/{n}"] = Answer(status=302, headers={"Location": newsroom.url(f"/busy?{n}")})
        newsroom.answers[f"/busy?{n}"] = Answer(hostile.GOOD, status=200 if knows else 503)
    with transaction(store):
        if knows:
            stored_hosts.hold(store, hosts.host(newsroom.url("/busy")), NOW - 1, NOW - 9)
    async with polling(store, clock, *urls, per_host=1) as poller:
        assert {polled.status for polled in await due(poller)} == {"new" if knows else "error"}
    # Where nobody knew before, the first one did not wait.
    apart = [pause for pause in pauses if pause]
    assert (len(apart), min(apart)) == (6 if knows else 5, 2)


@pytest.mark.parametrize("way", ["led", "led and back", "both"])
async def test_who_was_led_there_is_asked_for_when_the_one_before_has_been_answered(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, pauses: list[float], way: str
) -> None:
    busy, under_way, asked = "127.0.0.9", set[int](), list[tuple[float, int]]()

    def late(_: Mapping[str, str]) -> Answer:
        under_way.add(me := threading.get_ident())
        asked.append((clock.now, len(under_way)))
        time.sleep(0.2)  # Another one comes meanwhile, if it does not wait.
        under_way.remove(me)
        return Answer(hostile.GOOD)

    def leads(path: str, host: str) -> Answer:
        return Answer(status=302, headers={"Location": newsroom.url(path, host)})

    urls = [newsroom.url(f"/{n}", busy if way == "led and back" else f"127.0.0.{n + 2}") for n in range(3)]
    for n in range(3):
        newsroom.answers[f"/busy?{n}"] = late
        newsroom.answers[f"/back?{n}"] = leads(f"/busy?{n}", busy)
        newsroom.answers[f"/{n}"] = (
            leads(f"/back?{n}", "127.0.0.8") if way == "led and back" else leads(f"/busy?{n}", busy)
        )
    if way == "both":
        urls[1:] = [newsroom.url(f"/busy?{n}", busy) for n in (1, 2)]
    with transaction(store):
        stored_hosts.hold(store, hosts.host(newsroom.url("/", busy)), NOW - 1, NOW - 9)
    async with polling(store, clock, *urls, per_host=2) as poller:
        assert {polled.status for polled in await due(poller)} == {"new"}
    assert [at_once for _, at_once in asked] == [1, 1, 1]
    assert min(after - before for (before, _), (after, _) in pairwise(asked)) >= 2


async def test_a_host_that_was_asked_too_often_is_not_asked_at_once_for_all_where_it_leads_to_what_refuses_conditions(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, pauses: list[float]
) -> None:
    asked: list[float] = []

    def leads(_: Mapping[str, str]) -> Answer:
        asked.append(clock.now)
        return Answer(status=302, headers={"Location": newsroom.url("/feed", "127.0.0.9")})

    newsroom.publish("/feed", "One", ETag='"1"')
    whole = newsroom.answers["/feed"]
    assert isinstance(whole, Answer)
    newsroom.answers["/feed"] = lambda headers: Answer(status=412) if "if-none-match" in headers else whole
    newsroom.answers["/lead"] = leads
    url = newsroom.url("/lead")
    with transaction(store):
        stored_hosts.hold(store, hosts.host(url), NOW - 1, NOW - 9)
    async with polling(store, clock, url) as poller:
        assert [(await one(poller)).status for _ in range(2)] == ["new", "unchanged"]
    assert len(asked) == 3
    assert min(after - before for before, after in pairwise(asked)) >= 2


async def test_and_keep_nobody_waiting_for_the_host_that_led_there(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, go_on = "127.0.0.9", asyncio.Event()
    for n in range(3):
        newsroom.answers[f"/led-{n}"] = Answer(status=302, headers={"Location": newsroom.url("/busy", busy)})
    urls = [newsroom.publish(path, "One") for path in ("/a", "/b", "/c")]
    newsroom.publish("/busy", "One")

    sleep = asyncio.sleep

    async def pause(seconds: float) -> None:
        await (go_on.wait() if seconds else sleep(0))

    monkeypatch.setattr("monitor.hosts.asyncio.sleep", pause)
    with transaction(store):
        stored_hosts.hold(store, hosts.host(newsroom.url("/busy", busy)), NOW - 1, NOW - 9)
    async with polling(store, clock, *(newsroom.url(f"/led-{n}") for n in range(3)), *urls, per_host=2) as poller:
        poller.start(poller.due())
        async with asyncio.timeout(PATIENCE):
            first = [(await poller.result()).feed for _ in urls]
        assert {*first} == {*urls}
        go_on.set()
        assert {(await poller.result()).status for _ in range(3)} == {"new"}


async def test_two_hosts_that_were_asked_too_often_and_lead_to_each_other_are_both_asked(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, pauses: list[float]
) -> None:
    ways = (("127.0.0.2", "127.0.0.3"), ("127.0.0.3", "127.0.0.2"))
    both = threading.Barrier(2)
    for here, there in ways:
        newsroom.publish(f"/to-{there}", "One")

        def leads(_: Mapping[str, str], there: str = there) -> Answer:
            both.wait(60)
            return Answer(status=302, headers={"Location": newsroom.url(f"/to-{there}", there)})

        newsroom.answers[f"/{here}"] = leads
    urls = [newsroom.url(f"/{here}", here) for here, _ in ways]
    with transaction(store):
        for url in urls:
            stored_hosts.hold(store, hosts.host(url), NOW - 1, NOW - 9)
    async with polling(store, clock, *urls) as poller, asyncio.timeout(PATIENCE):
        assert [polled.status for polled in await due(poller)] == ["new"] * 2


async def test_a_large_feed_that_waits_to_be_read_keeps_nobody_from_a_host_that_was_asked_too_often(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, pauses: list[float]
) -> None:
    urls = [newsroom.publish(f"/{n}", "One") for n in range(2)]
    async with polling(store, clock, *urls) as poller:
        with transaction(store):
            stored_hosts.hold(store, hosts.host(urls[0]), NOW - 1, NOW - 9)
        newsroom.answers["/0"] = Answer(hostile.GOOD + b" " * (bodies.FREE + 1))
        poller.start(poller.due())
        async with poller._room.reading(1_000_000_000):
            assert (await poller.result()).feed == urls[1]
        assert (await poller.result()).feed == urls[0]


async def test_a_host_that_allows_few_requests_a_second_is_not_asked_too_often_by_round_after_round(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, pauses: list[float]
) -> None:
    asked: list[float] = []

    def strict(headers: Mapping[str, str]) -> Answer:
        if len([at for at in asked if clock.now - at < 4]) >= 5:
            return Answer(status=429, headers={"Retry-After": "4"})
        asked.append(clock.now)
        return Answer(hostile.GOOD)

    newsroom.answers |= {f"/{n}": strict for n in range(24)}
    urls = [newsroom.url(f"/{n}") for n in range(24)]
    failed = []
    for _ in range(6):
        async with polling(store, clock, *urls) as poller:
            failed.append({polled.status for polled in await forced(poller)} & {"error", "skipped"})
        clock.now += 4.6
    assert failed[0] and not any(failed[1:])
    clock.now += DAY
    assert stored_hosts.gaps(store, int(clock.now)) == {}


async def test_however_many_feeds_a_host_has_that_was_asked_too_often_a_poll_ends(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, pauses: list[float]
) -> None:
    urls = [newsroom.publish(f"/{n}", "One") for n in range(40)]
    with transaction(store):
        stored_hosts.hold(store, hosts.host(urls[0]), NOW - 1, NOW - 9)
        store.execute("UPDATE hosts SET gap = 64")
    async with polling(store, clock, *urls) as poller:
        assert {polled.status for polled in await due(poller)} == {"new"}
    assert 500 < sum(pauses) <= 64 + 600


async def test_at_a_host_that_was_asked_too_often_nobody_asks_while_another_is_answered(
    store: sqlite3.Connection, clock: Clock, pauses: list[float]
) -> None:
    async with hostile.serve() as server:
        urls = [server.url(f"/slow?{number}") for number in range(4)]
        with transaction(store):
            stored_hosts.hold(store, hosts.host(urls[0]), NOW - 1, NOW - 9)
        async with polling(store, clock, *urls, per_host=2) as poller:
            assert {polled.status for polled in await due(poller)} == {"new"}
        assert server.most == 1


async def test_a_day_of_polls_asks_nobody_without_condition_and_nobody_who_said_not_now(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    start, refused_until, at = clock.now, 0.0, []
    one_feed = rss_feed(*(dated(n, start - n * HOUR) for n in range(1, 9)))

    def steady(headers: Mapping[str, str], body: bytes = one_feed) -> Answer:
        return Answer(status=304) if headers.get("if-none-match") == '"1"' else Answer(body, headers={"ETag": '"1"'})

    def quiet(headers: Mapping[str, str]) -> Answer:
        return steady(headers, rss_feed(dated(1, start - 13 * DAY // 2)))

    def busy(headers: Mapping[str, str]) -> Answer:
        nonlocal refused_until
        assert clock.now >= refused_until
        at.append(clock.now)
        if len(at) % 3 == 2:
            refused_until = clock.now + 3 * HOUR
            return Answer(status=429, headers={"Retry-After": str(3 * HOUR)})
        return steady(headers)

    newsroom.answers |= {"/steady": steady, "/busy": busy, "/quiet": quiet}
    urls = [newsroom.url("/steady"), newsroom.url("/busy", "localhost"), newsroom.url("/quiet")]
    async with polling(store, clock, *urls) as poller:
        while clock.now < start + DAY:
            await due(poller)
            clock.now = max(clock.now + 1, poller.next_due() or 0)
    for path, least in (("/steady", 4), ("/busy", 4), ("/quiet", 1)):
        first, *others = newsroom.asked(path)
        assert "if-none-match" not in first and len(others) >= least
        assert all(each.get("if-none-match") == '"1"' for each in others)


async def test_a_server_that_answers_a_condition_by_304_for_ever_is_asked_without_one_after_a_week(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.publish("/feed", "A", Last_Modified="Sat, 16 Nov 2041 19:11:00 GMT")

    def stuck(headers: Mapping[str, str]) -> Answer:
        whole = newsroom.answers["/whole"]
        assert isinstance(whole, Answer)
        return Answer(status=304) if "if-modified-since" in headers else whole

    newsroom.answers |= {"/whole": newsroom.answers["/feed"], "/feed": stuck}
    new = {}
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        for day in range(30):
            if polled := await due(poller):
                new[day] = polled[0].new
            newsroom.publish("/whole", *"ABC"[: 2 + (day > 14)], Last_Modified="Sat, 16 Nov 2041 19:11:00 GMT")
            clock.now += DAY
    # Once the newest entry has been there for a week, all is asked for once in each.
    found = [day for day, count in new.items() if count]
    assert found[0] == 0 and [new[day] for day in found[1:]] == [1, 1]
    assert 7 <= found[1] <= 14 and found[2] - found[1] >= 7


# Identity


async def test_guids_that_change_at_each_poll_make_nothing_new_and_lose_no_mark(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        for poll in range(4):
            items = [dated(n, clock.now - n * HOUR, guid=f"{poll}-{n}") for n in range(3)]
            newsroom.answers["/feed"] = Answer(rss_feed(*items))
            polled = await one(poller)
            if poll == 0:
                ids = [row.id for row in listing(store, Choice(all=True), 9)]
                marks.mark(store, ids, "read", True, int(clock.now))
            assert polled.new == (3 if poll == 0 else 0)
            clock.now += HOUR
    assert [row.read for row in listing(store, Choice(all=True), 9)] == [True] * 3
    assert state(store).rung == 1


async def test_a_feed_that_stands_on_another_rung_is_read_by_that_at_each_further_poll(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    told = []
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        for poll in range(8):
            first = poll // 2
            items = [dated(n, clock.now - n * HOUR, guid=f"{poll}-{n}") for n in range(first, first + 3)]
            newsroom.answers["/feed"] = Answer(rss_feed(*items))
            told.append((await one(poller)).new)
            clock.now += HOUR
    assert told == [3, 0, 1, 0, 1, 0, 1, 0] and state(store).rung == 1


async def test_guids_that_all_change_once_are_those_of_the_entries_from_then_on(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    """A site that moves to other software is believed its new guids; the second time they are not to be trusted."""
    at = clock.now - 3 * HOUR
    polls = [[dated(n, at, guid=f"{software}-{n}") for n in range(3)] for software in ("old", "new", "new", "next")]
    polls[2][0] = dated(7, at, guid="new-0")  # An edit of title and link.
    told = []
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        for items in polls:
            newsroom.answers["/feed"] = Answer(rss_feed(*items))
            told.append(await one(poller))
            if len(told) == 1:
                ids = [row.id for row in listing(store, Choice(all=True), 9)]
                marks.mark(store, ids, "read", True, int(clock.now))
            assert state(store).rung == (1 if len(told) == 4 else 0)
            clock.now += HOUR
    assert [(polled.new, polled.changed) for polled in told] == [(3, 0), (0, 0), (0, 1), (1, 0)]
    listed = {row.title: row.read for row in listing(store, Choice(all=True), 9)}
    assert listed == {"Entry 7": True, "Entry 0": False, "Entry 1": True, "Entry 2": True}


async def test_links_with_changing_tracking_are_the_same_entries_unchanged(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    async with polling(store, clock, newsroom.url("/feed")) as poller:
        for poll in range(3):
            link = f"https://news.example/1?a=2&amp;utm_campaign={poll}"
            newsroom.answers["/feed"] = Answer(rss_feed(dated(1, clock.now - HOUR, guid=link, link=link)))
            polled = await one(poller)
            assert (polled.new, polled.changed) == ((1, 0) if poll == 0 else (0, 0))


# What the config says of requests


async def test_the_changes_to_a_concept_count(store: sqlite3.Connection, clock: Clock, newsroom: Newsroom) -> None:
    url = newsroom.publish("/feed", "Zorblax arrives", "Rain")
    told = replace(config([url], (Watch("Own", ("@own",)),)), concepts={"own": {"en": {"terms": ["zorblax"]}}})
    async with asyncio.timeout(PATIENCE), Poller(store, told, clock, lambda: 0.5) as poller:
        assert (await one(poller)).matched == 1


@pytest.mark.usefixtures("children")
async def test_a_config_s_limits_hold_for_its_feeds(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", *(f"Title {'x' * 200} {number}" for number in range(9)))
    async with polling(store, clock, url, limits=Limits(entries=4, field=50)) as poller:
        polled = await one(poller)
    assert (polled.new, polled.error) == (4, "partly read: it holds 9 entries, of which 4 were read")
    assert {len(title) for title in titles(store)} == {50}
    async with polling(store, clock, newsroom.publish("/other", "A"), limits=Limits(download=100)) as poller:
        assert (await one(poller)).error == "it sent more than 0.0001 MB"


async def test_a_config_s_proxy_and_contact_hold_for_its_feeds(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.answers["http://feeds.example/feed"] = Answer(hostile.GOOD)
    more: dict[str, Any] = {"proxy": newsroom.url(""), "contact": "mailto:me@example.org"}
    async with polling(store, clock, "http://feeds.example/feed", **more) as poller:
        assert (await one(poller)).new == 2
    ((_, headers),) = newsroom.requests
    assert headers["user-agent"].endswith(" (+mailto:me@example.org)")


async def test_a_feed_is_opened_by_its_own_access_and_nobody_is_told_of_it(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    newsroom.publish("/feed", "A")
    text = (
        f'feeds = ["{newsroom.url("/feed", "me:hunter2@127.0.0.1")}", "{newsroom.url("/none", "x:hunter2@127.0.0.1")}"]'
    )
    async with Poller(store, configs.parse(text), clock, lambda: 0.5) as poller:
        polled = await forced(poller)
    assert {one.status: one.new for one in polled} == {"new": 1, "error": 0}
    assert all(headers["authorization"].startswith("Basic ") for _, headers in newsroom.requests)
    assert "hunter2" not in f"{polled}{health.of_feeds(store)}{list(store.iterdump())}"


async def test_what_is_missing_to_open_a_feed_is_told_as_its_error_and_its_neighbour_is_stored(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_SUCH_FEED", raising=False)
    shut = Feed(newsroom.publish("/shut", "A"), "Members", access=Access("me", "env:NO_SUCH_FEED"))
    other = Feed(newsroom.publish("/feed", "B"))
    async with Poller(store, Config((), (shut, other)), clock, lambda: 0.5) as poller:
        told = {one.feed: one.error for one in await due(poller)}
    assert told == {
        shut.url: "the password for “Members” cannot be had: the variable NO_SUCH_FEED is not set",
        other.url: None,
    }
    assert newsroom.asked("/shut") == []


async def test_access_that_is_edited_holds_from_the_next_poll_on(
    store: sqlite3.Connection, clock: Clock, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A")
    async with polling(store, clock, url) as poller:
        await one(poller)
        poller.configure(Config((), (Feed(url, access=Access(headers=(("X-Token", "t"),))),)))
        await one(poller)
    assert [headers.get("x-token") for headers in newsroom.asked("/feed")] == [None, "t"]
