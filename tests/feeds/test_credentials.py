"""What opens a feed: where it comes from, whom it is sent to, and that nothing tells it to anybody else."""

import asyncio
import base64
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from monitor.feeds import credentials
from monitor.feeds.credentials import Credentials
from monitor.feeds.fetch import Ask, Fetched, Fetcher
from monitor.feeds.http import Fault
from monitor.model import Access, Feed
from tests.feeds import hostile
from tests.feeds.hostile import GOOD, Hostile
from tests.home import PATIENCE
from tests.test_processes import gone, is_running

SECRET = "pass:wörd  2"


@pytest.fixture
async def server() -> AsyncIterator[Hostile]:
    async with hostile.serve() as server:
        yield server


def login(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def guarded(url: str, *, title: str = "", **access: object) -> Feed:
    return Feed(url, title, access=Access(**access))  # type: ignore[arg-type]


async def get(feed: Feed, url: str = "") -> Fetched:
    async with Fetcher(timeout=30) as fetcher:
        return await fetcher.get(Ask(url or feed.url, feed=feed))


async def headers(feed: Feed) -> dict[str, str]:
    keys = Credentials()
    try:
        return await keys.headers(feed)
    finally:
        await keys.close()


def script(folder: Path, text: str, name: str = "tell") -> str:
    """A command that runs a Python script; it leaves a line in the file `runs` each time."""
    path = folder / name
    path.write_text(f"import os, sys, time\nopen({str(folder / 'runs')!r}, 'a').write('run\\n')\n{text}\n")
    return f"cmd:{sys.executable} '{path}'"


def runs(folder: Path) -> int:
    path = folder / "runs"
    return len(path.read_text().splitlines()) if path.exists() else 0


# Where it comes from.


async def test_what_stands_in_the_config_is_taken_to_the_letter() -> None:
    feed = guarded("u", user="me", password=SECRET, headers=(("X-Token", "a  b"),))
    assert await headers(feed) == {"X-Token": "a  b", "Authorization": login("me", SECRET)}


async def test_variables_and_programs_are_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FEED_USER", "me")
    monkeypatch.setenv("FEED_TOKEN", SECRET)
    told = script(tmp_path, f"print({SECRET!r}); print('a second line')")
    feed = guarded("u", user="env:FEED_USER", password=told, headers=(("X-Token", "env:FEED_TOKEN"),))
    assert await headers(feed) == {"X-Token": SECRET, "Authorization": login("me", SECRET)}


async def test_a_program_is_run_without_a_shell(tmp_path: Path) -> None:
    told = script(tmp_path, "print('|'.join(sys.argv[1:]))")
    feed = guarded("u", user="me", headers=(("X-Token", f"{told} 'a b' $HOME ; *"),))
    assert (await headers(feed))["X-Token"] == "a b|$HOME|;|*"


async def test_a_program_of_the_folder_that_one_is_in_is_run_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tell").write_text("#!/bin/sh\necho 4711\n")
    (tmp_path / "tell").chmod(0o700)
    monkeypatch.chdir(tmp_path)
    assert await headers(guarded("u", headers=(("X-Token", "cmd:./tell"),))) == {"X-Token": "4711"}


async def test_a_program_that_takes_its_time_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_LAST_SECONDS", 0.01)
    told = script(tmp_path, "time.sleep(0.3); print(4711, flush=True); time.sleep(0.3)")
    assert await headers(guarded("u", headers=(("X-Token", told),))) == {"X-Token": "4711"}


async def test_what_stood_in_the_address_is_no_command(tmp_path: Path) -> None:
    feed = guarded("u", user="env:HOME", password=script(tmp_path, "print(1)"), literal=True)
    assert await headers(feed) == {"Authorization": login("env:HOME", feed.access.password if feed.access else "")}
    assert runs(tmp_path) == 0


async def test_a_program_is_run_once_for_all_feeds_and_polls(server: Hostile, tmp_path: Path) -> None:
    told = script(tmp_path, "time.sleep(0.2); print('t')")
    feeds = [guarded(server.url(f"/good?{n}"), headers=(("X-Token", told),)) for n in range(3)]
    async with Fetcher(timeout=30) as fetcher:
        for _ in range(2):
            assert {one.error for one in await asyncio.gather(*(fetcher.get(Ask(f.url, feed=f)) for f in feeds))} == {
                None
            }
    assert runs(tmp_path) == 1
    assert {sent["x-token"] for _, sent in server.requests} == {"t"}


async def test_a_password_that_no_longer_opens_is_asked_for_anew(server: Hostile, tmp_path: Path) -> None:
    feed = guarded(server.url("/status/401"), user="me", password=script(tmp_path, "print('old')"))
    async with Fetcher(timeout=30) as fetcher:
        for _ in range(2):
            assert "or others than it was given" in ((await fetcher.get(Ask(feed.url, feed=feed))).error or "")
    assert runs(tmp_path) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sys.stderr.write('the secret is 4711'); print('4711'); sys.exit(3)", "failed (exit status 3)"),
        ("pass", "printed nothing"),
        ("print('')", "printed nothing"),
        ("print('47' + chr(7) + '11')", "holds a control character or is not UTF-8"),
        ("sys.stdout.buffer.write(b'47\\xff11\\n')", "holds a control character or is not UTF-8"),
        ("print('4711' * 40_000)", "printed a line that is too long"),
        ("os.kill(os.getpid(), 9)", "failed (exit status -9)"),
    ],
)
async def test_a_program_that_fails_is_a_sentence_and_no_request_is_made(
    server: Hostile, tmp_path: Path, text: str, said: str
) -> None:
    feed = guarded(server.url("/good"), title="Members", user="me", password=script(tmp_path, text) + " --key 4711")
    error = (await get(feed)).error or ""
    assert error.startswith("the password for “Members” cannot be had: ") and sys.executable in error
    assert error.endswith(said) and "4711" not in error
    assert server.requests == []


async def test_a_failure_is_not_repeated_at_once(tmp_path: Path) -> None:
    feed, keys = guarded("u", user="me", password=script(tmp_path, "sys.exit(1)")), Credentials()
    for _ in range(3):
        with pytest.raises(Fault):
            await keys.headers(feed)
    assert runs(tmp_path) == 1


async def test_but_after_a_while_it_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_AGAIN_SECONDS", 0.01)
    feed, keys = guarded("u", user="me", password=script(tmp_path, "sys.exit(1)")), Credentials()
    for _ in range(2):
        with pytest.raises(Fault):
            await keys.headers(feed)
        await asyncio.sleep(0.05)
    assert runs(tmp_path) == 2


@pytest.mark.parametrize("text", ["time.sleep(60)", "print('t', flush=True); time.sleep(60)", "while True: print('t')"])
async def test_a_program_that_does_not_end_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    child = "import subprocess; child = subprocess.Popen(['sleep', '60']); open(sys.argv[1], 'w').write(str(child.pid))"
    told = script(tmp_path, f"{child}\n{text}") + f" '{tmp_path / 'pid'}'"
    # On a busy machine it may not even have begun within half a second.
    for seconds in (0.5, 3, 12):
        monkeypatch.setattr(credentials, "_SECONDS", seconds)
        started = time.monotonic()
        with pytest.raises(Fault, match=rf"did not end within {seconds} s"):
            await headers(guarded("u", user=told))
        assert time.monotonic() - started < seconds + 20
        if (tmp_path / "pid").exists() and (tmp_path / "pid").read_text():
            break
    assert await gone(int((tmp_path / "pid").read_text()))


@pytest.mark.parametrize("printed", ["print('t')", "sys.stdout.write('t')", "print('t\\n' + 'x' * 100_000)"])
async def test_what_a_program_leaves_in_the_background_is_not_waited_for_but_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: str
) -> None:
    monkeypatch.setattr(credentials, "_SECONDS", 50)
    child = "import subprocess; child = subprocess.Popen(['sleep', '60']); open(sys.argv[1], 'w').write(str(child.pid))"
    told = script(tmp_path, f"{child}\n{printed}") + f" '{tmp_path / 'pid'}'"
    async with asyncio.timeout(credentials._SECONDS / 2):
        assert (await headers(guarded("u", headers=(("X-Token", told),))))["X-Token"] == "t"
    assert await gone(int((tmp_path / "pid").read_text()))


async def test_what_went_into_a_session_of_its_own_may_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_SECONDS", 50)
    child = "subprocess.Popen(['sleep', '60'], start_new_session=True)"
    begun = f"import subprocess; open(sys.argv[1], 'w').write(str({child}.pid)); sys.stdout.write('t')"
    told = script(tmp_path, begun) + f" '{tmp_path / 'pid'}'"
    try:
        async with asyncio.timeout(credentials._SECONDS / 2):
            assert (await headers(guarded("u", headers=(("X-Token", told),))))["X-Token"] == "t"
        assert is_running(int((tmp_path / "pid").read_text()))
    finally:
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)


async def test_a_poller_that_stops_leaves_no_program(tmp_path: Path) -> None:
    told = script(tmp_path, "open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)") + f" '{tmp_path / 'pid'}'"
    async with Fetcher(timeout=30) as fetcher:
        asking = asyncio.create_task(fetcher.get(Ask("http://127.0.0.1:1/", feed=guarded("http://a/", user=told))))
        async with asyncio.timeout(PATIENCE):
            while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
                await asyncio.sleep(0.02)
        asking.cancel()
    assert not is_running(int((tmp_path / "pid").read_text()))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("env:NO_SUCH_FEED", "the variable NO_SUCH_FEED is not set"),
        ("env:EMPTY_FEED", "the variable EMPTY_FEED is empty"),
        ("env:ODD_FEED", "the variable ODD_FEED holds a control character or is not UTF-8"),
        ("cmd:/no/such/program --key 4711", "/no/such/program cannot be started (No such file or directory)"),
    ],
)
async def test_what_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, value: str, said: str) -> None:
    monkeypatch.delenv("NO_SUCH_FEED", raising=False)
    monkeypatch.setenv("EMPTY_FEED", "")
    monkeypatch.setenv("ODD_FEED", "4711\r\nX-Evil: 1")
    with pytest.raises(Fault) as problem:
        await headers(guarded("https://a.example/feed", headers=(("X-Token", value),)))
    assert str(problem.value) == f"the header X-Token for “https://a.example/feed” cannot be had: {said}"


@pytest.mark.parametrize("url", ["/good", "/good?moved"])
async def test_a_feed_is_not_asked_without_what_is_mistyped(server: Hostile, url: str) -> None:
    feed = guarded(server.url("/good"), title="Members", user="me", mistyped="password")
    assert (await get(feed, server.url(url))).error == (
        "the config's `password` for “Members” cannot be used, and it is not asked without: `monitor config check` "
        "says what is wrong"
    )
    assert server.requests == []


# Whom it is sent to.


async def test_the_feeds_own_server_gets_it(server: Hostile) -> None:
    feed = guarded(server.url("/good"), user="me", password=SECRET, headers=(("X-Token", "t"), ("User-Agent", "ua")))
    assert (await get(feed)).body == GOOD
    sent = server.requests[0][1]
    assert (sent["authorization"], sent["x-token"], sent["user-agent"]) == (login("me", SECRET), "t", "ua")


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_a_redirect_elsewhere_drops_it_and_one_at_home_keeps_it(server: Hostile, code: int) -> None:
    access: dict[str, Any] = {"user": "me", "password": SECRET, "headers": (("X-Token", "t"), ("User-Agent", "ua"))}
    async with hostile.serve() as other:
        away = guarded(server.url(f"/to/{code}?{other.url('/good')}"), **access)
        assert (await get(away)).body == GOOD
        sent = other.requests[0][1]
        assert not {"authorization", "x-token"} & sent.keys() and sent["user-agent"] == "ua"
    assert (await get(guarded(server.url(f"/to/{code}?/good"), **access))).body == GOOD
    assert server.requests[-1][1]["authorization"] == login("me", SECRET)


@pytest.mark.parametrize("other", ["http://127.0.0.2:{}/good", "https://127.0.0.1:{}/good"])
async def test_another_host_or_scheme_at_the_same_port_is_elsewhere(server: Hostile, other: str) -> None:
    feed = guarded(server.url(f"/to/302?{other.format(server.port)}"), user="me", password=SECRET)
    await get(feed)
    assert [path for path, sent in server.requests if "authorization" in sent] == [
        feed.url.partition(str(server.port))[2]
    ]


async def test_where_the_feed_has_moved_for_good_it_is_not_sent(server: Hostile) -> None:
    feed = guarded("http://old.lan/feed", user="me", password=SECRET)
    assert (await get(feed, server.url("/good"))).body == GOOD
    assert "authorization" not in server.requests[0][1]


async def test_a_name_and_password_in_the_address_are_sent_and_told_to_nobody(server: Hostile) -> None:
    url = server.url("/good", "me:p%40ss@127.0.0.1")
    fetched = await get(Feed(url))
    assert (fetched.body, fetched.url) == (GOOD, server.url("/good"))
    assert server.requests[0][1]["authorization"] == login("me", "p@ss")
    failed = await get(Feed(server.url("/status/404", "me:p%40ss@127.0.0.1")))
    assert "p%40ss" not in f"{failed}" and "p@ss" not in f"{failed}"


async def test_no_server_puts_a_password_in_our_mouth(server: Hostile) -> None:
    aim = server.url("/good", "x:y@127.0.0.1")
    fetched = await get(guarded(server.url(f"/to/302?{aim}"), user="me", password=SECRET))
    assert fetched.url == server.url("/good")
    assert server.requests[1][1]["authorization"] == login("me", SECRET)


def test_secrets_do_not_show_where_a_feed_is_printed() -> None:
    assert SECRET not in repr(guarded("u", user="me", password=SECRET, headers=(("X", SECRET),)))
