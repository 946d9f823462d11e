"""The full text on the desk: a child gets it, its answer is a sentence, and calling it off leaves no process."""

import asyncio
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from monitor import processes
from monitor.tui import article
from monitor.tui.article import Outcome, fetch_article, outcome
from tests.feeds.hostile import rss
from tests.feeds.pages import DAWN, HTML, page
from tests.home import Home
from tests.newsroom import Answer, Newsroom
from tests.tui.desk import MIXED, Office, opened

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
        release.wait(20)
        return Answer()

    newsroom.answers["/story"] = late
    monkeypatch.setattr(processes, "start", noted)
    task = asyncio.create_task(fetch_article(filled.config, filled.store, 1))
    async with asyncio.timeout(10):
        while not newsroom.asked("/story"):
            await asyncio.sleep(0.02)
    task.cancel()
    began = time.monotonic()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 1.5, "before the two seconds that a page may take"
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


async def test_the_pages_of_two_entries_are_fetched_side_by_side_and_each_is_told_of_by_its_title(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_there, asked = asyncio.Event(), list[int]()

    async def fetch(config: Path, store: Path, entry_id: int) -> Outcome:
        asked.append(entry_id)
        await is_there.wait()
        return Outcome(True, "Its text is there.")

    monkeypatch.setattr(article, "fetch_article", fetch)
    async with opened(office) as desk:
        await desk.pilot.press("x", "x", "j", "x")
        await desk.until(lambda: len(asked) == 2)
        is_there.set()
        await desk.settle()
        assert len(asked) == len(set(asked)) == 2, "of the same page only one is asked for"
        for title in MIXED[:2]:
            assert f"{title}: Its text is there." in desk.said
        await desk.press("x")
        assert len(asked) == 3, "it can be fetched again"
