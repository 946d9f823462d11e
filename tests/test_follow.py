"""The poller that goes on: what it tells, and how it takes an edited config, a desk's wishes and a lost network."""

import asyncio
import errno
import sqlite3
import stat
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import pytest

from monitor import config, follow
from monitor.config.files import Edits
from monitor.feeds import addresses
from monitor.feeds.body import Body
from monitor.feeds.fetch import Ask, Fetched
from monitor.feeds.resolver import Resolver
from monitor.follow import Follower
from monitor.model import Saved
from monitor.poll import Poller
from monitor.store import entries, feeds, hosts, saving, schema, writer
from monitor.store.backup import Copying
from monitor.store.entries import Choice
from monitor.store.schema import StoreError, backup_of, transaction
from monitor.times import DAY, HOUR, iso
from tests.feeds.hostile import item, rss
from tests.home import PATIENCE
from tests.newsroom import NOW, Answer, Clock, Newsroom, config_text

pytestmark = pytest.mark.usefixtures("reading_here")

RAIDS = {"Raids": ["raid"]}
Event = Mapping[str, object]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "_TICK", 0.01)
    monkeypatch.setattr(follow, "_STORE_PAUSE", 0.05)


class Following:
    """A follower at work, and all that it told."""

    def __init__(self, poller: Poller, path: Path, clock: Clock) -> None:
        self.poller, self.path, self.clock = poller, path, clock
        self.told: list[Event] = []
        self.follower = Follower(poller, Edits(path), self.told.append)

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE
        while not seen():
            assert time.monotonic() < end, f"it did not come to this; told last: {self.told[-5:]}"
            await asyncio.sleep(0.005)

    async def event(self, state: str, since: int = 0) -> Event:
        """The first event of a kind, waited for."""
        await self.until(lambda: any(event.get("state") == state for event in self.told[since:]))
        return next(event for event in self.told[since:] if event.get("state") == state)

    async def polls(self, url: str, number: int = 1) -> None:
        """Wait until a feed was polled so many times."""
        await self.until(lambda: len([event for event in self.told if event.get("feed") == url]) >= number)

    async def rests(self, *, offline: bool) -> None:
        """Wait until it is idle, and says so of the network."""
        await self.until(lambda: {"state": "idle", "offline": offline}.items() <= (self.told or [{}])[-1].items())

    def number(self, url: str) -> int:
        return len([event for event in self.told if event.get("feed") == url])


@asynccontextmanager
async def following(
    db: sqlite3.Connection,
    path: Path,
    text: str,
    answer: Callable[[Ask], Fetched] | None = None,
) -> AsyncIterator[Following]:
    """A follower on a config, with the network or with `answer` in its place."""
    config.save(path, text)
    clock = Clock()
    async with Poller(db, config.load(path), clock, lambda: 0.5) as poller:
        if answer is not None:

            async def get(ask: Ask, body: Body, _: object) -> Fetched:
                await asyncio.sleep(0)
                told = answer(ask)
                body.add(told.body)
                return told

            poller.fetcher.get = get  # type: ignore[method-assign]
        at_work = Following(poller, path, clock)
        task = asyncio.create_task(at_work.follower.run())
        try:
            yield at_work
            assert not task.done()
        finally:
            task.cancel()
            await asyncio.wait([task], timeout=PATIENCE)
            assert task.done(), "it does not end"
            with suppress(asyncio.CancelledError):
                task.result()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@pytest.mark.usefixtures("children")
async def test_it_tells_what_it_polls_and_until_when_it_rests(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A raid")
    async with following(store, path, config_text([url], RAIDS)) as at_work:
        idle = await at_work.event("idle")
        assert at_work.told[0] == {"state": "polling", "due": 1}
        (polled,) = [event for event in at_work.told[: at_work.told.index(idle)] if "feed" in event]
        assert (polled["feed"], polled["status"], polled["new"], polled["matched"]) == (url, "new", 1, 1)
        assert idle == {"state": "idle", "next_poll": iso(NOW + HOUR), "offline": False}
        await asyncio.sleep(0.1)
        assert [event["state"] for event in at_work.told if "state" in event].count("idle") == 1


async def test_while_it_rests_it_does_not_read_all_feeds_each_second(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    built = feeds.State
    monkeypatch.setattr(feeds, "State", lambda *values: read.append(values[0]) or built(*values))
    url = newsroom.publish("/feed", "A raid")
    async with following(store, path, config_text([url], RAIDS)) as at_work:
        await at_work.event("idle")
        before = len(read)
        await asyncio.sleep(0.2)  # Some ticks.
        assert before > 0
        assert len(read) == before


async def test_what_comes_due_is_polled(store: sqlite3.Connection, path: Path, newsroom: Newsroom) -> None:
    url = newsroom.publish("/feed", "A")
    async with following(store, path, config_text([url])) as at_work:
        await at_work.event("idle")
        newsroom.publish("/feed", "A", "B")
        at_work.clock.now += HOUR
        await at_work.polls(url, 2)
        assert at_work.told[-1].get("new", 1) == 1


async def test_a_new_keyword_finds_what_is_stored(store: sqlite3.Connection, path: Path, newsroom: Newsroom) -> None:
    url = newsroom.publish("/feed", "A raid", "Rain")
    async with following(store, path, config_text([url], RAIDS)) as at_work:
        await at_work.event("idle")
        before = len(at_work.told)
        config.save(path, config_text([url], {"Weather": ["rain"], **RAIDS}))
        assert (await at_work.event("config", before))["problems"] == []
        await at_work.until(lambda: entries.counts(store).get("Weather") == (1, 1))
        await at_work.until(lambda: {"state": "matching", "done": 0, "total": 0} in at_work.told[before:])
        assert {"state": "matching", "done": 2, "total": 2} in at_work.told[before:]
        assert at_work.number(url) == 1


async def test_a_word_that_is_written_into_a_pack_of_the_users_finds_what_is_stored(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom
) -> None:
    pack = path.with_name("words.toml")
    words = '[concept.wet]\ntitle = "Wet"\n[concept.wet.en]\nterms = ["rain"]\n'
    pack.write_text(words, "utf-8")
    text = config_text([newsroom.publish("/feed", "Sleet", "Rain")], {"Wet": ["@wet"]})
    async with following(store, path, f'packs = ["words.toml", "none.toml"]\n{text}') as at_work:
        await at_work.event("idle")
        assert entries.counts(store)["Wet"] == (1, 1)
        config.save(pack, words.replace('"rain"', '"rain", "sleet"'))
        await at_work.until(lambda: entries.counts(store)["Wet"] == (2, 2))


async def test_what_waits_to_be_written_while_a_watch_is_added_is_matched_by_it_too(
    store: sqlite3.Connection, path: Path
) -> None:
    news = iter(((1, "A raid"), (2, "A dragon")))

    def answer(ask: Ask) -> Fetched:
        return Fetched(ask.url, 200, rss(item(*next(news))).encode())

    async with following(store, path, config_text(URLS[:1], RAIDS), answer) as at_work:
        await at_work.event("idle")
        before, written = len(at_work.told), at_work.poller.writer.written
        waiting, turn = asyncio.Event(), asyncio.Event()

        async def later(work: Callable[[], object]) -> object:
            waiting.set()
            await turn.wait()
            return await written(work)

        at_work.poller.writer.written = later  # type: ignore[assignment]
        at_work.poller.start(feeds.states(store))
        await at_work.until(waiting.is_set)
        config.save(path, config_text(URLS[:1], {"Dragons": ["dragon"], **RAIDS}))
        await at_work.until(lambda: {"state": "matching", "done": 0, "total": 0} in at_work.told[before:])
        turn.set()
        await at_work.polls(URLS[0], 2)
    assert entries.counts(store)["Dragons"] == (1, 1)


async def test_a_watch_that_goes_takes_its_matches_along(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A raid", "Rain")
    async with following(store, path, config_text([url], RAIDS)) as at_work:
        await at_work.event("idle")
        config.save(path, config_text([url]))
        await at_work.until(lambda: entries.counts(store) == {"": (0, 0)})
    assert entries.count(store, Choice(all=True)) == 2


async def test_a_new_feed_is_polled_at_once(store: sqlite3.Connection, path: Path, newsroom: Newsroom) -> None:
    old, new = newsroom.publish("/old", "A"), newsroom.publish("/new", "B")
    async with following(store, path, config_text([old])) as at_work:
        await at_work.event("idle")
        config.save(path, config_text([old, new]))
        await at_work.polls(new)
        assert at_work.number(old) == 1


async def test_so_is_one_that_is_added_after_the_config_was_read_and_before_the_poller_begins(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom
) -> None:
    old, new = newsroom.publish("/old", "A"), newsroom.publish("/new", "B")
    async with following(store, path, config_text([old])) as at_work:
        assert at_work.told == []
        config.save(path, config_text([old, new]))
        await at_work.polls(new)


@pytest.mark.usefixtures("children")
async def test_feeds_are_asked_and_read_by_the_settings_that_are_edited_meanwhile(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A")
    async with following(store, path, config_text([url])) as at_work:
        await at_work.event("idle")
        newsroom.publish("/feed", "A", "B", "C")
        before, more = len(at_work.told), 'contact = "mailto:me@example.org"\nlimits = { entries = 2 }\n'
        config.save(path, config_text([url]).replace("[poll]\n", f"[poll]\n{more}"))
        await at_work.event("config", before)
        at_work.clock.now += HOUR
        await at_work.polls(url, 2)
        told = next(event for event in at_work.told[before:] if "feed" in event)
    agents = [headers["user-agent"] for _, headers in newsroom.requests]
    assert [agent.endswith(" (+mailto:me@example.org)") for agent in agents] == [False, True]
    assert told["error"] == "partly read: it holds 3 entries, of which 2 were read"


async def test_a_poll_that_is_under_way_when_settings_are_edited_ends_by_those_that_it_began_with(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom
) -> None:
    edited, url = threading.Event(), newsroom.url("/feed")

    def late(_: Mapping[str, str]) -> Answer:
        edited.wait(PATIENCE)
        return Answer(rss(item(1, "A")).encode())

    newsroom.answers["/feed"] = late
    async with following(store, path, config_text([url])) as at_work:
        await at_work.until(lambda: newsroom.asked("/feed") != [])
        config.save(path, config_text([url]).replace("[poll]\n", "[poll]\nper_host = 1\n"))
        await at_work.event("config")
        edited.set()
        await at_work.polls(url)
        (told,) = [event for event in at_work.told if "feed" in event]
    assert (told["new"], told["error"]) == (1, None)


async def test_what_an_old_address_still_answers_says_nothing_of_the_one_that_the_config_has_now(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom
) -> None:
    old, new, edited = newsroom.url("/old"), newsroom.publish("/new", "A"), threading.Event()
    newsroom.answers["/old"] = Answer(status=301, headers={"Location": new})

    def gone(_: Mapping[str, str]) -> Answer:
        edited.wait(PATIENCE)
        return Answer(status=410)

    async with following(store, path, config_text([old])) as at_work:
        await at_work.event("idle")
        newsroom.answers["/old"] = gone
        at_work.clock.now += HOUR
        await at_work.until(lambda: len(newsroom.asked("/old")) == 2)
        config.save(path, config_text([new]))
        await at_work.polls(new)
        edited.set()
        await at_work.polls(old, 2)
        (state,) = feeds.states(store)
    assert (state.url, state.status, state.next_poll) == (new, "unchanged", NOW + 2 * HOUR)


async def test_an_edited_config_that_may_not_be_read_is_taken_up_as_soon_as_it_may(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = newsroom.publish("/old", "A"), newsroom.publish("/new", "B")
    opened = Path.open

    def as_any_user(self: Path, mode: str = "r", *more: Any, **named: Any) -> IO[Any]:
        if "r" in mode and not self.stat().st_mode & stat.S_IRUSR:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(self, mode, *more, **named)

    monkeypatch.setattr(Path, "open", as_any_user)
    async with following(store, path, config_text([old])) as at_work:
        await at_work.polls(old)
        path.write_text(config_text([old, new]))
        path.chmod(0)
        await at_work.until(lambda: "Permission denied" in str(at_work.told[-1]))
        path.chmod(0o600)
        await at_work.polls(new)


async def test_a_broken_config_is_told_and_the_old_one_goes_on(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A raid")
    async with following(store, path, config_text([url], RAIDS)) as at_work:
        await at_work.event("idle")
        path.write_bytes(config_text([url], RAIDS).encode("utf-16"))
        before = len(at_work.told)
        problem = str((await at_work.event("config", before))["problems"])
        assert "UTF-16" in problem
        path.write_text(config_text([url], RAIDS).replace("[[", "[["[:1], 1)[:-9])
        await at_work.until(lambda: "line " in str(at_work.told[-1]))
        assert [state.url for state in feeds.states(store) if state.url == url] == [url]
        path.unlink()
        await at_work.until(lambda: "There is no config" in str(at_work.told[-1]))
        at_work.clock.now += HOUR
        await at_work.polls(url, 2)
        config.save(path, config_text([url], RAIDS))
        await at_work.until(lambda: {"state": "config", "problems": []} in at_work.told)
    assert entries.counts(store)["Raids"] == (1, 1)


async def test_a_mistake_is_told_with_its_line_and_the_rest_holds(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A raid")
    async with following(store, path, config_text([url], RAIDS)) as at_work:
        await at_work.event("idle")
        config.save(path, config_text([url], RAIDS) + 'tilte = "Mine"\n')
        problem = str((await at_work.event("config"))["problems"])
        assert problem.startswith("['line 8, column 1: ") and "title" in problem
        assert [state.url for state in feeds.states(store)] == [url]


async def test_a_desks_wish_is_granted_once(store: sqlite3.Connection, path: Path, newsroom: Newsroom) -> None:
    url, other = newsroom.publish("/feed", "A"), newsroom.publish("/other", "B")
    async with following(store, path, config_text([url, other])) as at_work:
        await at_work.event("idle")
        with transaction(store):
            feeds.ask(store, [url, "https://unknown.example/"], NOW)
        await at_work.polls(url, 2)
        await at_work.event("idle", len(at_work.told) - 1)
        assert (at_work.number(url), at_work.number(other)) == (2, 1)
    assert store.execute("SELECT count(*) FROM asks").fetchone()[0] == 0


# Without a network

RSS = b'<rss version="2.0"><channel><title>A</title><item><title>A</title><guid>1</guid></item></channel></rss>'


class Net:
    """A network that can be cut, on which some hosts do not exist."""

    def __init__(self, *unknown: str) -> None:
        self.up, self.unknown = True, unknown
        self.asked: list[str] = []

    def answer(self, ask: Ask) -> Fetched:
        self.asked.append(ask.url)
        if not self.up or ask.url in self.unknown:
            return Fetched(ask.url, error="the name does not exist, or there is no network", offline=True)
        return Fetched(ask.url, 200, RSS, reached=True)


URLS = tuple(f"https://{name}.example/feed" for name in "abc")


async def test_when_the_network_is_back_all_are_asked_that_were_out_of_reach(
    store: sqlite3.Connection, path: Path
) -> None:
    net = Net()
    net.up = False
    async with following(store, path, config_text(URLS), net.answer) as at_work:
        assert (await at_work.event("idle"))["offline"] is True
        # Only the first is due again, and the others come with it.
        with transaction(store):
            store.execute("UPDATE feeds SET next_poll = next_poll + 600 WHERE url <> ?", (URLS[0],))
        net.up = True
        before = len(at_work.told)
        at_work.clock.now += 60
        for url in URLS:
            await at_work.polls(url, 2)
        idle = await at_work.event("idle", before)
    assert idle == {"state": "idle", "next_poll": iso(NOW + 60 + HOUR), "offline": False}


async def test_so_is_the_one_that_failed_first_when_nobody_knew_yet(store: sqlite3.Connection, path: Path) -> None:
    net = Net()
    silent = Fetched(URLS[0], error="the server hung up without an answer")
    async with following(
        store, path, config_text(URLS), lambda ask: net.answer(ask) if net.up or ask.url != URLS[0] else silent
    ) as at_work:
        for url in URLS:
            await at_work.polls(url)
        net.up = False
        at_work.clock.now += HOUR
        for url in URLS:
            await at_work.polls(url, 2)
        await at_work.rests(offline=True)
        assert feeds.states(store)[0].next_poll == NOW + 2 * HOUR
        net.up = True
        at_work.clock.now += 60
        for url in URLS:
            await at_work.polls(url, 3)


async def test_what_fails_without_an_answer_or_is_in_the_private_network_does_not_show_one(
    store: sqlite3.Connection, path: Path
) -> None:
    net = Net()
    net.up = False
    near, dead = "http://127.0.0.1:1200/feed", "https://dead.example/feed"

    def answer(ask: Ask) -> Fetched:
        if ask.url == near:
            return Fetched(ask.url, 200, RSS)
        return Fetched(ask.url, error="connection refused") if ask.url == dead else net.answer(ask)

    async with following(store, path, config_text([*URLS, near, dead]), answer) as at_work:
        await at_work.rests(offline=True)
        for times in (2, 3):
            # Those that are out of reach are asked no sooner for it, and it is told no other way.
            with transaction(store):
                feeds.ask(store, [near, dead], NOW)
            await at_work.polls(near, times)
            await at_work.polls(dead, times)
            await at_work.rests(offline=True)
        assert [at_work.number(url) for url in URLS] == [1, 1, 1]
        assert {event["offline"] for event in at_work.told if event.get("state") == "idle"} == {True}


async def test_what_this_computer_lacks_beside_a_network_is_not_told_as_a_lost_one(
    store: sqlite3.Connection, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lacks(*_: object, **__: object) -> Sequence[addresses.Info]:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(Resolver, "resolve", lacks)
    async with following(store, path, config_text(URLS)) as at_work:
        idle = await at_work.event("idle")
    told = [event for event in at_work.told if "feed" in event]
    assert len(told) == len(URLS) and all("ulimit -n" in str(event["error"]) for event in told)
    assert idle == {"state": "idle", "next_poll": iso(NOW + 60), "offline": False}


async def test_nor_is_it_told_as_one_that_has_come_back(store: sqlite3.Connection, path: Path) -> None:
    net = Net()
    net.up = False
    lacking = Fetched(URLS[2], error="there was no memory left to fetch it with", offline=True, here=True)

    def answer(ask: Ask) -> Fetched:
        return lacking if ask.url == URLS[2] else net.answer(ask)

    async with following(store, path, config_text(URLS), answer) as at_work:
        assert (await at_work.event("idle"))["offline"] is True


async def test_whoever_is_not_there_then_either_is_asked_once_more_and_left_alone(
    store: sqlite3.Connection, path: Path
) -> None:
    net = Net(URLS[2])
    net.up = False
    async with following(store, path, config_text(URLS), net.answer) as at_work:
        await at_work.event("idle")
        with transaction(store):
            store.execute("UPDATE feeds SET next_poll = next_poll + 600 WHERE url <> ?", (URLS[0],))
        net.up = True
        before = len(at_work.told)
        at_work.clock.now += 60
        await at_work.polls(URLS[2], 2)
        await at_work.event("idle", before)
        await asyncio.sleep(0.1)
    assert net.asked.count(URLS[2]) == 2


async def test_one_host_that_does_not_exist_is_no_lost_network(store: sqlite3.Connection, path: Path) -> None:
    net = Net(URLS[0])
    async with following(store, path, config_text(URLS), net.answer) as at_work:
        await at_work.event("idle")
        # The dead one backs off from a minute up; the others are asked every hour, one after the other.
        with transaction(store):
            store.execute("UPDATE feeds SET next_poll = ? WHERE url = ?", (NOW + 5 * HOUR, URLS[0]))
        for hour in (1, 2, 3):
            for url in URLS[1:]:
                with transaction(store):
                    feeds.ask(store, [url], NOW)
                await at_work.polls(url, hour + 1)
                await asyncio.sleep(0.03)
        assert net.asked.count(URLS[0]) <= 2
        assert [event for event in at_work.told if event.get("state") == "idle"][-1]["offline"] is False


async def test_hosts_that_do_not_exist_are_not_asked_whenever_another_answers(
    store: sqlite3.Connection, path: Path
) -> None:
    dead = [f"https://dead-{number}.example/feed" for number in range(3)]
    net = Net(*dead)
    async with following(store, path, config_text([*dead, *URLS]), net.answer) as at_work:
        await at_work.event("idle")
        # The dead ones are due together, an hour before all others, as after a start.
        before = len(at_work.told)
        at_work.clock.now += 60
        await at_work.event("idle", before)
        for _ in range(4):
            before = len(at_work.told)
            with transaction(store):
                feeds.ask(store, [URLS[0]], NOW)
            await at_work.event("idle", before)
            await asyncio.sleep(0.05)
        assert max(net.asked.count(url) for url in dead) <= 3


async def test_hosts_that_are_gone_are_not_asked_whenever_another_answers(
    store: sqlite3.Connection, path: Path
) -> None:
    net = Net()
    gone = [f"https://gone-{number}.example/feed" for number in range(3)]
    async with following(store, path, config_text([*gone, *URLS]), net.answer) as at_work:
        await at_work.event("idle")
        net.unknown = tuple(gone)
        for wait in (HOUR, 60):
            before = len(at_work.told)
            at_work.clock.now += wait
            await at_work.event("idle", before)
        asked = net.asked.count(gone[0])
        for _ in range(4):
            before = len(at_work.told)
            with transaction(store):
                feeds.ask(store, [URLS[0]], NOW)
            await at_work.event("idle", before)
            await asyncio.sleep(0.05)
        assert net.asked.count(gone[0]) <= asked + 1


# A store that cannot be written


async def test_a_full_disk_is_told_and_survived(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = [newsroom.publish(f"/{number}", "A raid") for number in range(6)]
    save, failed = saving.save, []

    def full(*values: object) -> Saved:
        failed.append(values[1])
        raise sqlite3.OperationalError("database or disk is full")

    pauses, is_over = [], asyncio.Event()

    async def sleep(seconds: float) -> None:
        if seconds != follow._STORE_PAUSE:
            return await asyncio.sleep(seconds)
        pauses.append(seconds)
        await is_over.wait()
        return None

    monkeypatch.setattr(follow, "asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": sleep}))
    monkeypatch.setattr(saving, "save", full)
    async with following(store, path, config_text(urls, RAIDS)) as at_work:
        event = await at_work.event("store")
        assert "disk is full" in str(event["error"])
        await at_work.until(lambda: len(failed) == len(urls))
        # Room is made during the first pause: after it all is well, however many feeds had failed.
        monkeypatch.setattr(saving, "save", save)
        is_over.set()
        await at_work.until(lambda: all(at_work.number(url) for url in urls))
        assert len(pauses) == 1
    assert entries.counts(store)["Raids"] == (6, 6)


async def test_what_cannot_be_written_down_is_not_fetched_again_and_again(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A raid")

    def full(*_: object) -> Saved:
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.MonkeyPatch.context() as disk:
        disk.setattr(saving, "save", full)
        disk.setattr(hosts, "hold", full)
        async with following(store, path, config_text([url], RAIDS)) as at_work:
            await at_work.event("store")
            before = len(newsroom.requests)
            await at_work.until(lambda: [event.get("state") for event in at_work.told].count("store") >= 6)
            assert len(newsroom.requests) == before
            disk.undo()
            await at_work.polls(url)
    assert entries.counts(store)["Raids"] == (1, 1)


async def test_a_store_that_cannot_be_read_is_told_too(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = newsroom.publish("/feed", "A")
    due = feeds.due

    def malformed(*_: object) -> list[feeds.State]:
        raise sqlite3.DatabaseError("database disk image is malformed")

    async with following(store, path, config_text([url])) as at_work:
        await at_work.event("idle")
        monkeypatch.setattr(feeds, "due", malformed)
        assert "damaged" in str((await at_work.event("store"))["error"])
        monkeypatch.setattr(feeds, "due", due)
        at_work.clock.now += HOUR
        await at_work.polls(url, 2)


async def test_an_edit_that_the_store_cannot_take_yet_is_taken_up_later(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, other = newsroom.publish("/feed", "A raid"), newsroom.publish("/other", "Rain")
    subscribe = feeds.subscribe

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async with following(store, path, config_text([url], RAIDS)) as at_work:
        await at_work.event("idle")
        monkeypatch.setattr(feeds, "subscribe", full)
        config.save(path, config_text([url, other], {"Weather": ["rain"]}))
        assert "disk is full" in str((await at_work.event("store"))["error"])
        monkeypatch.setattr(feeds, "subscribe", subscribe)
        assert (await at_work.event("config"))["problems"] == []
        await at_work.polls(other)
        await at_work.until(lambda: entries.counts(store).get("Weather") == (1, 1))
        assert [event.get("state") for event in at_work.told].count("config") == 1


def asks(at_work: Following) -> None:
    with transaction(at_work.poller.db):
        feeds.ask(at_work.poller.db, URLS, NOW)


def edits(at_work: Following) -> None:
    config.save(at_work.path, config_text(URLS[1:]))


def edits_watches(at_work: Following) -> None:
    config.save(at_work.path, config_text(URLS, {"Weather": ["rain"]}))


def sets_the_clock_back(at_work: Following) -> None:
    at_work.clock.now -= 3650 * DAY


def fails(at_work: Following) -> None:
    at_work.follower._probes = True


def finds_the_network(at_work: Following) -> None:
    at_work.follower._is_back = True


@pytest.mark.parametrize("happens", [asks, edits, edits_watches, sets_the_clock_back, fails, finds_the_network])
async def test_while_another_program_writes_it_can_be_ended_at_once_whatever_it_is_to_write(
    happens: Callable[[Following], None], store: sqlite3.Connection, path: Path
) -> None:
    with closing(schema.connect(path.with_name("store.db"))) as other:
        async with following(store, path, config_text(URLS, RAIDS), Net().answer) as at_work:
            await at_work.event("idle")
            # In one step of the loop, so that the follower sees both or neither.
            happens(at_work)
            other.execute("BEGIN IMMEDIATE")
            waits = at_work.poller.writer.turn
            waiting: list[bool] = []

            async def turn() -> None:
                waiting.append(True)
                await waits()

            at_work.poller.writer.turn = turn  # type: ignore[method-assign]
            began = asyncio.get_running_loop().time()
            await at_work.until(lambda: bool(waiting))
            await asyncio.sleep(0.1)
        assert asyncio.get_running_loop().time() - began < writer.BUSY_SECONDS, "it waited for the other"
        other.execute("ROLLBACK")


async def test_what_it_could_not_write_meanwhile_it_writes_once_the_other_program_is_done(
    store: sqlite3.Connection, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "BUSY_SECONDS", 0.1)
    new = "https://d.example/feed"
    with closing(schema.connect(path.with_name("store.db"))) as other:
        async with following(store, path, config_text(URLS), Net().answer) as at_work:
            await at_work.event("idle")
            asks(at_work)
            other.execute("BEGIN IMMEDIATE")
            config.save(path, config_text([*URLS, new]))
            assert "stayed locked" in str((await at_work.event("store"))["error"])
            other.execute("ROLLBACK")
            await at_work.polls(new)
            for url in URLS:
                await at_work.polls(url, 2)


async def test_a_store_that_is_damaged_while_feeds_are_asked_is_told_and_none_of_them_waits_for_ever(
    store: sqlite3.Connection, path: Path
) -> None:
    def damaging(ask: Ask) -> Fetched:
        with closing(schema.connect(path.with_name("store.db"))) as other:
            other.execute("UPDATE feeds SET http = 200")
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if ask.url == URLS[-1]:
                file = path.with_name("store.db")
                file.write_bytes(b"\xa5" * file.stat().st_size)
        return Fetched(ask.url, 200, RSS)

    async with following(store, path, config_text(URLS), damaging) as at_work:
        assert "doctor --restore" in str((await at_work.event("store"))["error"])
        await at_work.until(lambda: not at_work.poller.active)


async def test_a_store_that_was_deleted_is_told_and_nothing_is_polled_into_it(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A raid")
    async with following(store, path, config_text([url], RAIDS)) as at_work:
        await at_work.event("idle")
        await at_work.until(lambda: at_work.follower._copying is None)
        at_work.poller.path.unlink()
        assert "was deleted, moved or replaced" in str((await at_work.event("store"))["error"])
        at_work.clock.now += HOUR
        await asyncio.sleep(0.1)
        assert at_work.number(url) == 1 and not at_work.poller.path.exists()


async def test_after_a_failure_in_matching_anew_it_says_again_that_it_rests(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, match = newsroom.publish("/feed", "A raid", "Rain"), follow.rematch

    def full(*_: object) -> Iterator[tuple[int, int]]:
        monkeypatch.setattr(follow, "rematch", match)
        yield 1, 2
        raise StoreError("The disk is full.")

    async with following(store, path, config_text([url], RAIDS)) as at_work:
        await at_work.event("idle")
        monkeypatch.setattr(follow, "rematch", full)
        config.save(path, config_text([url], {"Weather": ["rain"]}))
        await at_work.event("store")
        before = len(at_work.told)
        await at_work.event("idle", before)


# The daily backup


async def test_after_a_round_of_polls_the_store_is_backed_up_once_a_day(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A raid")
    last = backup_of(path.with_name("store.db"))
    async with following(store, path, config_text([url], RAIDS)) as at_work:
        await at_work.until(last.exists)
        assert last.stat().st_mtime == NOW
        at_work.clock.now += HOUR
        before = len(at_work.told)
        await at_work.polls(url, 2)
        await at_work.event("idle", before)
        assert last.stat().st_mtime == NOW
        at_work.clock.now += DAY
        await at_work.until(lambda: last.stat().st_mtime == NOW + DAY + HOUR)


async def test_while_some_feed_is_always_under_way_the_store_is_backed_up_too(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With thousands of feeds there is no moment at which all have been polled."""
    monkeypatch.setattr(follow, "_BACKUP_LOOK", 0.0)  # As it is an hour later.
    url, last = newsroom.publish("/feed", "A raid"), backup_of(path.with_name("store.db"))

    async def stay(*_: object) -> Fetched:
        raise AssertionError(await asyncio.Event().wait())

    async with following(store, path, config_text([url], RAIDS)) as at_work:
        at_work.poller.fetcher.get = stay  # type: ignore[method-assign]
        await at_work.until(last.exists)
        assert at_work.poller.active and "idle" not in [event["state"] for event in at_work.told]


async def test_a_store_that_its_backup_shows_to_be_damaged_is_told_and_the_last_backup_stays(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A raid")
    last = backup_of(path.with_name("store.db"))
    async with following(store, path, config_text([url], RAIDS)) as at_work:
        # The file is there a moment before who made it has ended, and the next is begun only then.
        await at_work.until(lambda: last.exists() and at_work.follower._copying is None)
        good = last.read_bytes()
        (root,) = store.execute("SELECT rootpage FROM sqlite_master WHERE name = 'revisions_entry'").fetchone()
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with path.with_name("store.db").open("r+b") as file:
            file.seek((root - 1) * 4096)
            file.write(b"\xa5" * 4096)
        at_work.clock.now += DAY
        assert "is damaged" in str((await at_work.event("store"))["error"])
        assert last.read_bytes() == good


async def test_a_backup_that_cannot_be_made_is_not_tried_after_each_poll(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Copying] = []

    def copying(at: Path, now: int) -> Copying:
        tried.append(Copying(at, now))
        return tried[-1]

    monkeypatch.setattr(follow, "Copying", copying)
    in_the_way = path.with_name("store.db.backup.new")
    in_the_way.mkdir()
    url = newsroom.publish("/feed", "A raid")
    async with following(store, path, config_text([url], RAIDS)) as at_work:
        await at_work.until(lambda: tried and not tried[0].is_alive())
        for number in (2, 3):
            at_work.clock.now += HOUR
            before = len(at_work.told)
            await at_work.polls(url, number)
            await at_work.event("idle", before)
        assert len(tried) == 1 and isinstance(tried[0].problem, StoreError)
        in_the_way.rmdir()
        at_work.follower._no_copy_before = 0  # As it is an hour later.
        at_work.clock.now += HOUR
        await at_work.until(backup_of(path.with_name("store.db")).exists)


async def test_for_want_of_a_thread_for_its_backup_no_poller_ends(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Copying] = []

    def refuse(copying: Copying) -> None:
        tried.append(copying)
        raise RuntimeError("can't start new thread")

    url, last = newsroom.publish("/feed", "A raid"), backup_of(path.with_name("store.db"))
    with monkeypatch.context() as patch:
        patch.setattr(Copying, "start", refuse)
        async with following(store, path, config_text([url], RAIDS)) as at_work:
            await at_work.event("idle")
            at_work.clock.now += HOUR
            await at_work.polls(url, 2)
            assert len(tried) == 1
            patch.undo()
            at_work.follower._no_copy_before = 0  # As it is an hour later.
            at_work.clock.now += HOUR
            await at_work.until(last.exists)


async def test_a_backup_that_is_under_way_holds_no_end_up(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.store.backup._PAUSE", 60.0)
    url = newsroom.publish("/feed", "A raid")
    async with following(store, path, config_text([url], RAIDS)) as at_work:
        await at_work.until(lambda: at_work.follower._copying is not None)
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 30, "it waited for the next piece"
    assert not list(path.parent.glob("*.backup*"))


# A clock that was wrong


async def test_a_feed_that_was_polled_while_the_clock_was_years_ahead_is_polled_when_it_is_right(
    store: sqlite3.Connection, path: Path, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/feed", "A raid")
    async with following(store, path, config_text([url], RAIDS)) as at_work:
        await at_work.event("idle")
        at_work.clock.now += 3650 * DAY
        await at_work.polls(url, 2)
        at_work.clock.now, before = NOW + HOUR, len(at_work.told)
        await at_work.polls(url, 3)
        assert str((await at_work.event("idle", before))["next_poll"]) < str(iso(NOW + DAY))
