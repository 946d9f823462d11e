"""Of the files and connections that the system lets a process open none is wanting, however few they are."""

import asyncio
import contextlib
import errno
import json
import resource
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor.feeds import addresses
from monitor.feeds.descriptors import NO_THREAD, allowed
from monitor.feeds.fetch import Ask, Fetcher
from monitor.feeds.http import unreachable
from tests.feeds.hostile import GOOD
from tests.home import PATIENCE
from tests.newsroom import Answer, Newsroom

ROOT = Path(__file__).parents[2]
GET_ALL = """
import asyncio, json, sys
from monitor.feeds.fetch import Ask, Fetcher

async def main() -> None:
    async with Fetcher(connections=100) as fetcher:
        told = await asyncio.gather(*(fetcher.get(Ask(url)) for url in json.load(sys.stdin)))
    print(json.dumps(sorted({str(one.error) for one in told})))

asyncio.run(main())
"""
ALLOWED = """
import resource
from monitor.feeds.descriptors import Connections, allowed
print(Connections(100).most, allowed(), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def run(program: str, soft: int, hard: int, given: str = "") -> str:
    """What a program prints that may open no more than so many files."""
    # It limits itself: what a process with threads does in its copy before the program starts may wait for ever.
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))\n{program}"
    command = [sys.executable, "-c", limited]
    return subprocess.run(
        command, input=given, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT, timeout=PATIENCE
    ).stdout


async def keep_open(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer with a feed after a moment, and wait for the next request."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError), contextlib.closing(writer):
        while True:
            await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(0.02)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(GOOD), GOOD))


@pytest.mark.skipif(sys.platform != "linux", reason="no other system has so many addresses of its own")
async def test_many_hosts_are_asked_with_room_for_few_connections_which_they_keep_open() -> None:
    server = await asyncio.start_server(keep_open, "0.0.0.0", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        urls = [f"http://127.0.0.{number}:{port}/feed" for number in range(1, 201)]
        assert await asyncio.to_thread(run, GET_ALL, 64, 64, json.dumps(urls)) == '["None"]\n'


@pytest.mark.parametrize(
    ("soft", "hard", "told"),
    [(64, 64, "8 64 64"), (64, 300, "67 300 300"), (64, 2_000, "100 1024 1024"), (1_500, 2_000, "100 1024 1500")],
)
def test_more_are_asked_for_as_far_as_the_system_allows_and_requests_are_made_for_as_many(
    soft: int, hard: int, told: str
) -> None:
    assert run(ALLOWED, soft, hard) == f"{told} {hard}\n"


@pytest.mark.parametrize(("refusal", "told"), [(None, 1_024), (OSError, 256), (ValueError, 256)])
def test_what_a_system_says_that_it_allows_without_end_is_asked_for_and_may_be_refused(
    refusal: type[Exception] | None, told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[object]()

    def ask(_: int, limits: tuple[int, int]) -> None:
        asked.append(limits)
        if refusal:
            raise refusal

    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, resource.RLIM_INFINITY))
    monkeypatch.setattr(resource, "setrlimit", ask)
    assert allowed() == told and asked == [(1_024, resource.RLIM_INFINITY)]


async def test_that_there_are_none_left_is_this_machine_s_fault_whoever_answers_meanwhile(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = Answer(GOOD)

    async def look_up(name: str, *more: int) -> Sequence[addresses.Info]:
        raise OSError(errno.EMFILE, "Too many open files")

    async with Fetcher(look_up=look_up) as fetcher:
        for _ in range(4):
            assert (await fetcher.get(Ask(newsroom.url("/feed")))).error is None
            told = await fetcher.get(Ask("http://news.example/feed"))
            assert told.offline and "ulimit -n" in (told.error or "")
    assert unreachable(OSError(errno.ENFILE, "Too many open files in system"), "news.example", 80).here


@pytest.mark.parametrize("proxy", [None, "http://proxy.example:3128"])
async def test_that_there_is_no_thread_to_look_a_name_up_in_is_no_fault_of_the_feed(
    monkeypatch: pytest.MonkeyPatch, proxy: str | None
) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    async with Fetcher(proxy=proxy) as fetcher:
        told = await fetcher.get(Ask("http://news.example/feed"))
    assert told.offline and told.error == NO_THREAD
