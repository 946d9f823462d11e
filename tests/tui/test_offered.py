"""Feeds found at an address by a child of the desk's: what it tells, what goes wrong, and that it ends."""

import asyncio
import json
import os
import signal
from pathlib import Path

import pytest

from monitor import processes
from monitor.tui import offered
from monitor.tui.offered import NothingThere, Offered, is_address, offered_at
from tests.feeds.hostile import rss
from tests.home import PATIENCE
from tests.newsroom import Answer, Newsroom, config_text

FEW = {"url": "https://a.example/f", "title": "A", "entries": 1, "matched": 0, "watches": {}, "subscribed": False,
       "error": None, "offline": False, "newest_entries": []}  # fmt: skip


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(config_text(watches={"Raids": ["raid"]}), "utf-8")
    return path


async def found(address: str, config: Path) -> list[Offered]:
    return [one async for one in offered_at(address, config, config.with_name("store.db"))]


def pretend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    """Let the child be a script instead."""
    program = tmp_path / "child"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(processes.sys, "executable", str(program))


@pytest.mark.parametrize(
    "typed",
    [
        *("https://a.example", "a.example", "a.b-c.example:8080/x?y", "ftp://x", "ข่าว.example"),
        *(
            "127.0.0.1:8955",
            "127.0.0.1",
            "10.0.0.7/feed.xml",
            "localhost:8000/feed",
            "localhost:8000",
            "LocalHost/feed",
        ),
    ],
)
def test_what_is_an_address(typed: str) -> None:
    assert is_address(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "raid",
        "scam hub",
        "U.S.",
        "title:a.b",
        "a.example raid",
        '"node.js"',
        "3.5",
        "@hubs",
        "localhost",
        "1.2.3",
        "1.2.3.4.5",
    ],
)
def test_what_is_a_keyword(typed: str) -> None:
    assert not is_address(typed)


async def test_a_feed_is_found_with_its_entries_and_matches(config: Path, newsroom: Newsroom) -> None:
    (one,) = await found(newsroom.publish("/feed", "A raid", "Rice"), config)
    assert (one.title, one.entries, one.matched, one.watches) == ("Feed /feed", 2, 1, {"Raids": 1})
    assert [entry.title for entry in one.newest] == ["A raid", "Rice"]
    ((match,), ()) = [entry.matches for entry in one.newest]
    assert [(span.start, span.end, span.text) for span in match.spans] == [(2, 6, "raid")]


async def test_what_the_child_complains_of_is_told(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NothingThere, match="must begin with http"):
        await found("ftp://a.example", config)
    pretend(monkeypatch, config.parent, "exit 3")
    with pytest.raises(NothingThere, match="code 3"):
        await found("https://a.example", config)
    monkeypatch.setattr(processes.sys, "executable", str(config))
    with pytest.raises(NothingThere, match="could be started"):
        await found("https://a.example", config)


@pytest.mark.parametrize("said", ["{", "[]", '{"url": 1}', "null", "x" * 90])
async def test_nonsense_is_told_of(said: str, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offered, "_LONGEST_LINE", 20)
    pretend(monkeypatch, config.parent, f"echo '{said}'")
    with pytest.raises(NothingThere, match="cannot be shown"):
        await found("https://a.example", config)


async def test_cancelling_ends_the_child(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, config.parent, f"echo $$ > {config.parent}/pid; exec sleep 60")
    looking = asyncio.create_task(found("https://a.example", config))
    number = config.parent / "pid"
    async with asyncio.timeout(PATIENCE):
        while not (number.exists() and number.read_text("ascii").strip()):
            await asyncio.sleep(0.01)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(looking, PATIENCE)
    with pytest.raises(ProcessLookupError):
        os.kill(int(number.read_text("ascii")), 0)


async def test_what_the_child_has_started_and_what_goes_on_without_it_holds_nobody_up(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_DEATH_SECONDS", 0.1)
    number = config.parent / "pid"
    pretend(monkeypatch, config.parent, f"sleep {2 * PATIENCE:.0f} & echo $! > {number}; exec sleep {2 * PATIENCE:.0f}")
    looking = asyncio.create_task(found("https://a.example", config))
    async with asyncio.timeout(PATIENCE):
        while not (number.exists() and number.read_text("ascii").strip()):
            await asyncio.sleep(0.01)
    try:
        looking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(looking, PATIENCE)
    finally:
        os.kill(int(number.read_text("ascii")), signal.SIGKILL)


async def test_the_list_of_processes_does_not_show_what_was_typed(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called, given = config.with_name("called"), config.with_name("given")
    pretend(monkeypatch, config.parent, f"echo \"$@\" > {called}; cat > {given}; echo '{json.dumps(FEW)}'")
    assert len(await found("https://me:secret@a.example", config)) == 1
    assert "secret" not in called.read_text("utf-8")
    assert given.read_text("utf-8") == "https://me:secret@a.example"


async def test_a_feed_comes_before_the_child_is_done(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, config.parent, f"echo '{json.dumps(FEW)}'; exec sleep 60")
    coming = offered_at("https://a.example", config, config)
    assert (await asyncio.wait_for(anext(coming), PATIENCE)).title == "A"
    await coming.aclose()  # type: ignore[attr-defined]


async def test_hostile_titles_come_through_the_gate(config: Path, newsroom: Newsroom) -> None:
    body = rss("<item><title>a&#8238;b&#27;[31m</title></item>", title="&#27;]52;c;x&#7;")
    newsroom.answers["/feed"] = Answer(body.encode())
    (one,) = await found(newsroom.url("/feed"), config)
    assert all(sign.isprintable() for sign in one.title + one.newest[0].title)
