"""The full text on the desk: a child gets it, its answer is a sentence, and calling it off leaves no process."""

import asyncio
import os
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from monitor import processes
from monitor.store import hosts
from monitor.store.entries import Choice
from monitor.store.schema import connect, transaction
from monitor.tui import article
from monitor.tui.article import Outcome, fetch_article, outcome
from tests.feeds.hostile import rss
from tests.feeds.pages import DAWN, HTML, page
from tests.home import PATIENCE, Home
from tests.newsroom import Answer, Newsroom
from tests.tui.desk import Office, entry, opened

ITEM = "<item><title>A quiet day</title><guid>1</guid><link>{}</link><description>Nothing much.</description></item>"


@pytest.fixture
def filled(home: Home, newsroom: Newsroom) -> Home:
    newsroom.answers["/feed"] = Answer(rss(ITEM.format(newsroom.url("/story"))).encode())
    newsroom.answers["/story"] = Answer(page(DAWN * 5).encode(), headers=HTML)
    home.write([newsroom.url("/feed")], {"Raids": ["raid"]})
    home.run("poll")
    return home


async def test_the_text_is_stored_and_what_it_matches_told(filled: Home) -> None:
    came = await fetch_article(filled.config, filled.store, 1)
    assert came.stored and came.said.endswith("It matches Raids (new).")
    assert "raid" in filled.run("show", 1, "--json").records[0]["content"]


async def test_a_failure_is_told(filled: Home, newsroom: Newsroom) -> None:
    newsroom.answers["/story"] = Answer(status=403)
    came = await fetch_article(filled.config, filled.store, 1)
    assert came == Outcome(
        False, "Its page could not be had: the server answered 403 Forbidden: it does not let us read the page."
    )
    assert not (await fetch_article(filled.config, filled.store, 7)).stored


async def test_calling_it_off_ends_the_process(
    filled: Home, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    begin = processes.start

    async def noted(*command: str, **options: object) -> asyncio.subprocess.Process:
        process = await begin(*command, **options)
        started.append(process.pid)
        return process

    release = threading.Event()

    def late(headers: object) -> Answer:
        release.wait(60)
        return Answer()

    newsroom.answers["/story"] = late
    monkeypatch.setattr(processes, "start", noted)
    task = asyncio.create_task(fetch_article(filled.config, filled.store, 1))
    async with asyncio.timeout(PATIENCE):
        while not newsroom.asked("/story"):
            await asyncio.sleep(0.02)
    task.cancel()
    began = time.monotonic()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 20, "long before the minute that a page may take"
    release.set()
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)


@pytest.mark.parametrize(
    ("answer", "complaints", "code", "said"),
    [
        (b"", b"monitor: the store is damaged.\n", 1, "The page was not got: the store is damaged."),
        (b"", b"", -9, "The page was not got: it ended with code -9."),
        (b"no JSON", b"x\x1b[31my", 1, "The page was not got: x[31my"),
        (b"[1]\n", b"", 0, "The page was not got: it ended with code 0."),
        (b'{"error": "no", "said": "\\u001b[31m[bold]no."}\n', b"", 1, "[31m[bold]no."),
    ],
)
def test_whatever_the_child_says_is_a_sentence(answer: bytes, complaints: bytes, code: int, said: str) -> None:
    assert outcome(answer, complaints, code) == Outcome(False, said)


async def test_where_no_process_can_be_started_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    came = await fetch_article(Path("/nowhere"), Path("/nowhere"), 1)
    assert not came.stored and "no process could be started" in came.said


@dataclass
class Pages:
    """Pages that come when a test lets them come."""

    asked: list[int] = field(default_factory=list)
    there: int = 0
    """How many of those that were asked for have come, or were called off."""
    come: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def fetch(self, config: Path, store: Path, entry_id: int) -> Outcome:
        self.asked.append(entry_id)
        try:
            await self.come.acquire()
        finally:
            self.there += 1
        return Outcome(True, "Its text is there.")

    def are_asked(self, ids: list[int]) -> bool:
        return self.asked == ids

    @property
    def on_their_way(self) -> int:
        return len(self.asked) - self.there


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Pages:
    pages = Pages()
    monkeypatch.setattr(article, "fetch_article", pages.fetch)
    return pages


async def test_the_pages_of_two_sites_are_fetched_side_by_side_and_each_is_told_of_by_its_title(
    office: Office, pages: Pages
) -> None:
    office.publish([entry(f"Raid {n}", -n, link=f"https://{n}.example/") for n in (1, 2)])
    async with opened(office) as desk:
        await desk.pilot.press("x", "x", "j", "x")
        await desk.until(lambda: len(pages.asked) == 2)
        pages.come.release()
        pages.come.release()
        await desk.settle()
        assert len(pages.asked) == len(set(pages.asked)) == 2, "of the same page only one is asked for"
        for number in (1, 2):
            assert f"Raid {number}: Its text is there." in desk.said
        pages.come.release()
        await desk.press("x")
        assert len(pages.asked) == 3, "it can be fetched again"


async def test_the_pages_of_one_site_are_fetched_one_after_the_other_as_the_keys_came(
    office: Office, pages: Pages
) -> None:
    async with opened(office) as desk:
        ids = [row.id for row in office.rows(Choice())][:3]
        await desk.pilot.press("x", "j", "x", "j", "x")
        for wanted in (ids[:1], ids[:2], ids):
            await desk.until(partial(pages.are_asked, wanted))
            await desk.pilot.pause()
            assert pages.asked == wanted and pages.on_their_way == 1
            pages.come.release()
        await desk.settle()
        assert pages.on_their_way == 0


async def test_of_many_sites_two_pages_are_fetched_at_a_time(office: Office, pages: Pages) -> None:
    office.publish([entry(f"Raid {n}", -n, link=f"https://{n}.example/") for n in range(4)])
    async with opened(office) as desk:
        ids = [row.id for row in office.rows(Choice())][:4]
        await desk.pilot.press("x", "j", "x", "j", "x", "j", "x")
        for wanted in (2, 3, 4):
            await desk.until(partial(pages.are_asked, ids[:wanted]))
            await desk.pilot.pause()
            assert pages.asked == ids[:wanted] and pages.on_their_way == 2
            pages.come.release()
        pages.come.release()
        await desk.settle()
        assert pages.on_their_way == 0


async def test_leaving_the_desk_calls_off_the_page_that_is_on_its_way_and_asks_for_none_that_waits(
    office: Office, pages: Pages
) -> None:
    async with opened(office) as desk:
        await desk.pilot.press("x", "j", "x")
        await desk.until(lambda: pages.asked)
        await desk.quit()
    assert len(pages.asked) == 1 and pages.on_their_way == 0


async def test_that_pages_of_a_server_that_was_asked_too_often_wait_is_told_until_the_last_of_them_comes(
    office: Office, pages: Pages
) -> None:
    office.publish([entry(f"Raid {n}", -n, link=f"https://busy.example/{n}") for n in range(1, 4)])
    now = int(time.time())
    with closing(connect(office.store)) as db, transaction(db):
        for ago in (180, 120, 60, 0):
            hosts.hold(db, "busy.example", now - ago, now - ago)
    async with opened(office) as desk:
        ids = [row.id for row in office.rows(Choice())][:3]
        await desk.pilot.press("x", "j", "x", "j", "x")
        for asked in (1, 2, 3):
            await desk.until(partial(pages.are_asked, ids[:asked]))
            assert "asked too often" in desk.said
            pages.come.release()
        await desk.settle()
        assert "Its text is there." in desk.said and "asked too often" not in desk.said
