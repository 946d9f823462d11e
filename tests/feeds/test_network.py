"""Servers that give no answer of their own: each for itself, or for want of a network, which those beside it tell."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from monitor.feeds import addresses, network
from monitor.feeds.fetch import Ask, Fetched, Fetcher
from monitor.model import Limits
from tests.feeds.certificate import trust_all, unsigned
from tests.feeds.hostile import GOOD
from tests.home import PATIENCE

NOBODY = "; and nobody else answers: perhaps there is no network, or one that wants you to log in first"
HEAD = b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n"
ANSWERS = {
    "feed": HEAD % (b"200 OK", len(GOOD), b"Content-Type: application/rss+xml\r\n") + GOOD,
    "page": HEAD % (b"200 OK", 13, b"Content-Type: text/html; charset=utf-8\r\n") + b"<html></html>",
    "feed in a page": HEAD % (b"200 OK", len(GOOD), b"Content-Type: text/html\r\n") + GOOD,
    "unchanged": HEAD % (b"304 Not Modified", 0, b""),
    "missing": HEAD % (b"404 Not Found", 0, b""),
    "login": HEAD % (b"511 Network Authentication Required", 0, b"Retry-After: 7200\r\n"),
    "inside": HEAD % (b"302 Found", 0, b"Location: http://127.0.0.2/login\r\n"),
    "noise": b"220 mail.example ESMTP\r\n",
    "hangs up": b"",
}


class Town:
    """Servers by name on loopback, which stands for the internet; each answers what a test gives it."""

    def __init__(self) -> None:
        self.says: dict[str, str] = {}
        self.port = self.secure = 0
        self.asked: list[str] = []

    def url(self, name: str, *, secure: bool = False) -> str:
        return f"https://{name}:{self.secure}/feed" if secure else f"http://{name}:{self.port}/feed"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            head = await reader.readuntil(b"\r\n\r\n")
            name = head.split(b"Host: ")[1].split(b":")[0].decode()
            self.asked.append(name)
            says = self.says.get(name, "feed")
            if says == "never":
                await reader.read()
            # The way to another server's page.
            to = f"Location: {self.url(says[3:], secure=bool(self.secure))}\r\n".encode()
            writer.write(HEAD % (b"302 Found", 0, to) if says.startswith("to ") else ANSWERS.get(says, b""))
        writer.close()

    async def look_up(self, name: str, port: int, family: socket.AddressFamily) -> Sequence[addresses.Info]:
        refuses = self.says.get(name) == "refuses"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.3" if refuses else "127.0.0.1", port))]


@pytest.fixture
async def town(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    found = Town()
    server = await asyncio.start_server(found.answer, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()


@pytest.fixture
async def secure_town(town: Town, tmp_path: Path) -> AsyncIterator[Town]:
    """The same, with TLS beside it."""
    server = await asyncio.start_server(town.answer, "127.0.0.1", 0, ssl=unsigned(tmp_path))
    town.secure = server.sockets[0].getsockname()[1]
    yield town
    server.close()


@asynccontextmanager
async def fetching(town: Town, timeout: float = 30, connect: float = 10) -> AsyncIterator[Fetcher]:
    async with Fetcher(timeout=timeout, limits=Limits(connect=connect), proxy="", look_up=town.look_up) as fetcher:
        yield fetcher


async def get(fetcher: Fetcher, url: str, *, doubted: bool = False) -> Fetched:
    return await fetcher.get(Ask(url, '"1"', doubted=doubted))


# Of several, of which none answers


@pytest.mark.parametrize("how", ["refuses", "hangs up", "login", "inside"])
async def test_where_no_server_gives_an_answer_of_its_own_it_may_be_for_want_of_a_network(town: Town, how: str) -> None:
    town.says = dict.fromkeys(("a.example", "b.example", "c.example"), how)
    async with fetching(town) as fetcher:
        first, *others = [await get(fetcher, town.url(name)) for name in town.says]
    assert first.error and not first.offline, "one server alone is that server's matter"
    for fetched in others:
        assert (fetched.error or "").endswith("and nobody else answers" if how == "login" else NOBODY)
        # A network that says so is not said again to be one that perhaps does.
        assert (fetched.error or "").count("log in first") == 1
        # What was answered is nobody's word: neither a status nor a wish.
        assert (fetched.offline, fetched.status, fetched.retry_after, fetched.inside) == (True, None, None, False)


async def test_nor_in_the_time_that_it_has(town: Town) -> None:
    town.says = {"a.example": "never", "b.example": "never"}
    async with fetching(town, timeout=0.2) as fetcher:
        first, second = [await get(fetcher, town.url(name)) for name in town.says]
    assert not first.offline and second.offline
    assert second.error == f"no answer within 0.2 s{NOBODY}" and second.undecided


async def test_nor_a_certificate_of_its_own(secure_town: Town) -> None:
    async with fetching(secure_town) as fetcher:
        first, second = [await get(fetcher, secure_town.url(name, secure=True)) for name in ("a.example", "b.example")]
    assert first.error == "its TLS certificate is not valid: self-signed certificate" and not first.offline
    assert second.error == f"{first.error}{NOBODY}" and second.offline


async def test_nor_tls_where_it_should(town: Town) -> None:
    town.secure = town.port
    async with fetching(town, connect=0.5) as fetcher:
        first, second = [await get(fetcher, town.url(name, secure=True)) for name in ("a.example", "b.example")]
    assert not first.offline and second.offline


async def test_several_feeds_of_one_server_are_one_server(town: Town) -> None:
    town.says = {"a.example": "refuses"}
    async with fetching(town) as fetcher:
        assert not any([(await get(fetcher, town.url("a.example") + str(n))).offline for n in range(5)])


async def test_what_failed_while_others_answered_is_no_sign_of_it_and_is_not_excused_by_it(town: Town) -> None:
    town.says = dict.fromkeys(("a.example", "b.example", "c.example"), "hangs up")
    async with fetching(town) as fetcher:
        told = [await get(fetcher, town.url(name), doubted=name != "b.example") for name in (*town.says, "a.example")]
    assert not any(fetched.offline for fetched in told)


async def test_what_is_in_the_private_network_tells_nothing_of_the_internet(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "is_public", lambda _: False)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        async with fetching(town) as fetcher:
            told = [await get(fetcher, f"http://{name}:{port}/") for name in ("127.0.0.1", "127.0.0.2", "localhost")]
            assert not any(fetched.offline for fetched in told)
            town.says = {"a.example": "refuses", "b.example": "refuses"}
            await get(fetcher, town.url("a.example"))
            assert (await get(fetcher, town.url("127.0.0.1"))).error is None
            assert (await get(fetcher, town.url("b.example"))).offline


# Of several, of which some do


async def test_where_another_answers_it_is_the_server(town: Town) -> None:
    town.says = dict.fromkeys(("a.example", "b.example", "c.example"), "hangs up")
    async with fetching(town) as fetcher:
        for name in town.says:
            assert (await get(fetcher, town.url("news.example"))).reached
            assert not (await get(fetcher, town.url(name))).offline


async def test_whoever_is_on_the_way_is_waited_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_GRACE", PATIENCE)
    town.says = {"a.example": "hangs up", "b.example": "hangs up"}
    slow = asyncio.Event()
    at_once = town.look_up

    async def look_up(name: str, *more: object) -> Sequence[addresses.Info]:
        if name == "news.example":
            await slow.wait()
        return await at_once(name, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(town, "look_up", look_up)
    async with fetching(town) as fetcher:
        asked = [asyncio.create_task(get(fetcher, town.url(name))) for name in (*town.says, "news.example")]
        while len(town.asked) < 2 or asked[0].done() or asked[1].done():
            assert not asked[0].done() and not asked[1].done()
            await asyncio.sleep(0.01)
        slow.set()
        assert [(await one).offline for one in asked] == [False] * 3


async def test_a_server_that_is_down_while_nobody_else_is_asked_is_found_out_as_others_answer(town: Town) -> None:
    town.says = {"a.example": "hangs up", "b.example": "hangs up"}
    async with fetching(town) as fetcher:
        await get(fetcher, town.url("a.example"))
        told = []
        for _ in range(4):
            told.append((await get(fetcher, town.url("b.example"))).offline)
            await get(fetcher, town.url("news.example"))
            await get(fetcher, town.url("a.example"))
        assert told == [True, True, False, False]


@pytest.mark.parametrize(
    ("says", "is_own"),
    [
        ("feed", True),
        ("unchanged", True),
        ("noise", False),
        ("page", False),
        ("feed in a page", False),
        ("missing", False),
        ("login", False),
        ("to portal.example", False),
    ],
)
async def test_an_answer_without_tls_shows_a_network_unless_one_that_wants_a_login_may_give_it(
    town: Town, says: str, is_own: bool
) -> None:
    town.says = {"a.example": "hangs up", "b.example": "hangs up", "c.example": says, "portal.example": "page"}
    async with fetching(town) as fetcher:
        await get(fetcher, town.url("a.example"))
        assert (await get(fetcher, town.url("c.example"))).reached is is_own
        # Those that have given none since then count, and an answer begins anew.
        assert (await get(fetcher, town.url("b.example"))).offline is not is_own


@pytest.mark.parametrize(
    ("says", "is_own"), [("page", True), ("missing", True), ("to portal.example", True), ("hangs up", False)]
)
async def test_by_tls_every_answer_does(
    secure_town: Town, monkeypatch: pytest.MonkeyPatch, says: str, is_own: bool
) -> None:
    trust_all(monkeypatch)
    town = secure_town
    town.says = {"a.example": "hangs up", "b.example": "hangs up", "c.example": says, "portal.example": "page"}
    async with fetching(town) as fetcher:
        await get(fetcher, town.url("a.example", secure=True))
        assert (await get(fetcher, town.url("c.example", secure=True))).reached is is_own
        assert (await get(fetcher, town.url("b.example", secure=True))).offline is not is_own


async def test_a_page_elsewhere_shows_none_by_tls_either(secure_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    trust_all(monkeypatch)
    town = secure_town
    town.says = {"a.example": "hangs up", "b.example": "to portal.example", "portal.example": "page"}
    async with fetching(town) as fetcher:
        await get(fetcher, town.url("a.example"))
        fetched = await get(fetcher, town.url("b.example"))
        assert (fetched.url, fetched.reached) == (town.url("portal.example", secure=True), False)
        astray = await fetcher.astray(Ask(town.url("b.example")), fetched, "this is a web page, not a feed")
        assert astray and (astray.offline, astray.error) == (True, f"this is a web page, not a feed{NOBODY}")
        await get(fetcher, town.url("news.example"))
        assert await fetcher.astray(Ask(town.url("b.example")), fetched, "this is a web page, not a feed") is None
