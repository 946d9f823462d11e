"""Which proxy an address is asked through, and what then still holds: loopback proxies that find any name."""

import asyncio
import builtins
import contextlib
import errno
import shlex
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from yarl import URL

from monitor.feeds import addresses
from monitor.feeds.fetch import Ask, Fetched, Fetcher
from monitor.feeds.http import Fault
from monitor.feeds.proxies import chosen
from monitor.model import Access, Feed
from tests.feeds import hostile
from tests.feeds.certificate import trust_all, unsigned
from tests.feeds.hostile import GOOD, Hostile
from tests.feeds.relay import Relay, relaying
from tests.hostile.server import Wire

VARIABLES = "http_proxy https_proxy all_proxy no_proxy".split()
SECRET = "hunter2"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that names no proxy."""
    for name in (*VARIABLES, *map(str.upper, VARIABLES)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def server() -> AsyncIterator[Hostile]:
    async with hostile.serve() as server:
        yield server


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    async with relaying() as relay:
        yield relay


async def nowhere(host: str, port: int, family: socket.AddressFamily) -> Sequence[addresses.Info]:
    raise AssertionError(f"{host} is looked up, though a proxy is there to do so")


async def get(url: str, proxy: str | None = None, feed: Feed | None = None, **more: Any) -> Fetched:
    async with Fetcher(**{"timeout": 5, "proxy": proxy, "look_up": nowhere, **more}) as fetcher:
        return await fetcher.get(Ask(url, feed=feed))


# Which one.


def through(url: str, proxy: str | None = None, **environment: str) -> str | None:
    found = chosen(proxy, environment).of(URL(url))
    return str(found) if found else None


PROXY = "http://p.example:3128"


@pytest.mark.parametrize(
    ("environment", "plain", "secure"),
    [
        ({}, None, None),
        ({"http": PROXY}, PROXY, None),
        ({"https": PROXY}, None, PROXY),
        ({"all": PROXY}, PROXY, PROXY),
        ({"all": "socks5h://s.example", "https": PROXY}, "socks5h://s.example:1080", PROXY),
        ({"all": "p.example:3128"}, PROXY, PROXY),
        ({"all": PROXY, "no": "*"}, None, None),
        ({"all": PROXY, "no": "b.example, .a.example"}, None, None),
        ({"all": PROXY, "no": "example"}, None, None),
        ({"all": PROXY, "no": "*.example"}, None, None),
        ({"all": PROXY, "no": "A.Example:443"}, PROXY, None),
        ({"all": PROXY, "no": "le,a.exampl,xa.example"}, PROXY, PROXY),
    ],
)
def test_the_environment_is_read_as_other_programs_read_it(
    environment: Mapping[str, str], plain: str | None, secure: str | None
) -> None:
    assert through("http://a.example/feed", **environment) == plain
    assert through("https://a.example/feed", **environment) == secure


@pytest.mark.parametrize(
    ("host", "entry", "without"),
    [
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("10.1.2.3", "10.0.0.1/8", True),
        ("10.1.2.3", "10.1.2.3", True),
        ("[::1]", "::1", True),
        ("[fd00::5]", "fd00::/8", True),
        ("[fd00::4:5]", "fd00::4:5", True),
        ("[::1]", "[::1]:80", True),
        ("[::1]", "[::1]:81", False),
        ("a.example", "10.0.0.0/8", False),
        ("a.example", "", False),
    ],
)
def test_no_proxy_knows_addresses_and_networks(host: str, entry: str, without: bool) -> None:
    assert (through(f"http://{host}/", all=PROXY, no=entry) is None) == without


def test_the_system_names_further_hosts_for_the_environment_s_proxy_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urllib.request.proxy_bypass", lambda host: host == "a.example")
    assert through("http://a.example/", all=PROXY) is None
    assert through("http://b.example/", all=PROXY) == through("http://a.example/", PROXY) == PROXY


def test_no_proxy_knows_a_host_however_its_address_is_written() -> None:
    assert chosen(PROXY, {"no": "a.example"}).of(URL("http://A.Example/feed", encoded=True)) is None


def test_the_config_s_proxy_goes_before_the_environment_s_and_no_proxy_holds_for_it() -> None:
    assert through("https://a.example/", PROXY, all="http://other.example:1", no="b.example") == PROXY
    assert through("https://b.example/", PROXY, no="b.example") is None


@pytest.mark.parametrize("proxy", ["quic://p.example:1", "http://", "http://[", f"gopher://me:{SECRET}@p.example"])
def test_a_proxy_that_is_none_is_a_sentence_without_its_password(proxy: str) -> None:
    with pytest.raises(Fault, match="the proxy that the config or the environment names") as problem:
        through("http://a.example/", all=proxy)
    assert SECRET not in str(problem.value)
    assert problem.value.offline, "no server is to blame"


# Asking through one.


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
async def test_a_proxy_from_the_environment_is_asked(
    server: Hostile, relay: Relay, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, relay.url())
    assert (await get(server.url("/good", "feeds.example"))).body == GOOD
    assert relay.asked == [f"http feeds.example:{server.port}"]


async def test_an_empty_proxy_in_the_config_switches_the_environment_off(
    server: Hostile, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", relay.url())
    assert (await get(server.url("/good"), "")).body == GOOD
    assert relay.asked == []


async def test_what_no_proxy_names_is_asked_directly(
    server: Hostile, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.0/8")
    assert (await get(server.url("/good"), relay.url())).body == GOOD
    assert relay.asked == []


async def test_a_secure_feed_goes_through_a_tunnel(server: Hostile, relay: Relay) -> None:
    fetched = await get(f"https://feeds.example:{server.port}/good", relay.url())
    assert relay.asked == [f"connect feeds.example:{server.port}"]
    assert "secure connection" in (fetched.error or ""), "this server speaks no TLS"


@pytest.mark.parametrize(
    ("scheme", "asked"), [("socks5", "socks5"), ("socks5h", "socks5"), ("socks4", "socks4"), ("socks4a", "socks4")]
)
async def test_a_socks_proxy_is_given_the_name_and_finds_it(
    server: Hostile, relay: Relay, scheme: str, asked: str
) -> None:
    pytest.importorskip("aiohttp_socks")
    fetched = await get(server.url("/good", "feeds.example"), relay.url(scheme))
    assert (fetched.body, fetched.error) == (GOOD, None)
    assert relay.asked == [f"{asked} feeds.example:{server.port}"]


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_proxy_that_wants_a_password_gets_it_and_the_feeds_server_does_not(
    server: Hostile, scheme: str
) -> None:
    if scheme == "socks5":
        pytest.importorskip("aiohttp_socks")
    async with relaying(f"me:{SECRET}") as relay:
        assert (await get(server.url("/good", "feeds.example"), relay.url(scheme, f"me:{SECRET}"))).body == GOOD
        wrong = await get(server.url("/good", "feeds.example"), relay.url(scheme, "me:wrong"))
        tunnel = await get("https://feeds.example/", relay.url(scheme, "me:wrong"))
    for refused in (wrong, tunnel):
        assert refused.error and refused.error.startswith("the proxy") and "wrong" not in refused.error
        assert refused.offline, "it is no fault of the feed's"
    assert "authorization" not in server.requests[0][1]


async def test_what_opens_a_feed_goes_through_the_proxy_to_its_server(server: Hostile, relay: Relay) -> None:
    feed = Feed(server.url("/good", "feeds.example"), access=Access("me", SECRET))
    assert (await get(feed.url, relay.url(), feed)).body == GOOD
    assert server.requests[0][1]["authorization"].startswith("Basic ")


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_proxy_that_is_not_there_is_no_fault_of_the_feed(scheme: str) -> None:
    if scheme == "socks5":
        pytest.importorskip("aiohttp_socks")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # It listens to nobody, and nobody else is given the port meanwhile.
        port = silent.getsockname()[1]
        fetched = await get("http://feeds.example/good", f"{scheme}://me:{SECRET}@127.0.0.1:{port}")
    assert (fetched.error or "").startswith(f"the proxy 127.0.0.1:{port} cannot be reached")
    assert fetched.offline and SECRET not in (fetched.error or "")


@pytest.mark.parametrize(
    ("scheme", "said", "broken_off"),
    [("http", b"", False), ("http", b"\x05\x00", False), ("http", b"\x05\x00", True), ("https", b"\x05", False)],
)
async def test_a_socks_proxy_that_hangs_up_is_no_fault_of_the_feed(scheme: str, said: bytes, broken_off: bool) -> None:
    pytest.importorskip("aiohttp_socks")

    async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await reader.read(300)
        if broken_off:
            Wire(writer).reset()
        writer.close()

    async with await asyncio.start_server(hangs_up, "127.0.0.1", 0) as proxy:
        port = proxy.sockets[0].getsockname()[1]
        fetched = await get(f"{scheme}://feeds.example/good", f"socks5://me:{SECRET}@127.0.0.1:{port}")
    assert fetched.error == f"the proxy 127.0.0.1:{port} gave no connection to feeds.example: it hung up"
    assert fetched.offline


@pytest.mark.parametrize(
    ("scheme", "said", "offline"),
    [
        ("http", b"HTTP/1.1 503 Service Unavailable\r\n\r\n", True),
        ("http", b"HTTP/1.1 502 Bad Gateway\r\n\r\n", True),
        ("http", b"HTTP/1.1 403 Forbidden\r\n\r\n", False),
        ("socks5", b"\x05\x00\x05\x03\x00\x01" + bytes(6), True),
        ("socks5", b"\x05\x00\x05\x04\x00\x01" + bytes(6), True),
        ("socks5", b"\x05\x00\x05\x05\x00\x01" + bytes(6), False),
    ],
)
async def test_a_proxy_without_a_way_out_is_no_fault_of_the_feed_while_nobody_else_answers(
    scheme: str, said: bytes, offline: bool
) -> None:
    if scheme == "socks5":
        pytest.importorskip("aiohttp_socks")

    async def refuses(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        greeting = said[:2] if scheme == "socks5" else b""
        await reader.read(300)
        if greeting:
            writer.write(greeting)
            await reader.read(300)
        writer.write(said.removeprefix(greeting))
        writer.close()

    async with await asyncio.start_server(refuses, "127.0.0.1", 0) as proxy:
        port = proxy.sockets[0].getsockname()[1]
        fetched = await get("https://feeds.example/good", f"{scheme}://127.0.0.1:{port}")
    assert (fetched.error or "").startswith(f"the proxy 127.0.0.1:{port} ") and fetched.offline == offline


@pytest.mark.parametrize(("other", "is_lost"), [(b"404 Not Found", False), (b"503 Service Unavailable", True)])
async def test_it_is_where_a_server_answers_beside_it_and_not_the_proxy(other: bytes, is_lost: bool) -> None:
    async def relays(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        is_plain = head.startswith(b"GET")
        writer.write(b"HTTP/1.1 %s\r\n\r\n" % (other if is_plain else b"503 Service Unavailable"))
        writer.close()

    async with await asyncio.start_server(relays, "127.0.0.1", 0) as proxy:
        route = f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        async with Fetcher(timeout=30, proxy=route, look_up=nowhere) as fetcher:
            lost, answered = await asyncio.gather(
                fetcher.get(Ask("https://feeds.example/good")), fetcher.get(Ask("http://feeds.example/good"))
            )
    assert (answered.offline, lost.status, lost.offline) == (False, None, is_lost)


@pytest.mark.parametrize(
    "proxied", ["http://feeds.example/ http", "https://feeds.example/ http", "http://feeds.example/ socks5"]
)
async def test_who_waits_in_vain_through_a_proxy_is_told_of_it(proxied: str) -> None:
    if "socks5" in proxied:
        pytest.importorskip("aiohttp_socks")

    async def waits(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    url, scheme = proxied.split()
    async with await asyncio.start_server(waits, "127.0.0.1", 0) as proxy:
        port = proxy.sockets[0].getsockname()[1]
        fetched = await get(url, f"{scheme}://me:{SECRET}@127.0.0.1:{port}", timeout=0.3)
    assert fetched.error == f"no answer within 0.3 s through the proxy 127.0.0.1:{port}" and fetched.undecided


@pytest.mark.parametrize(
    ("status", "is_either"), [(503, True), (500, True), (401, True), (403, True), (404, False), (429, False)]
)
async def test_what_a_proxy_may_have_answered_in_the_server_s_place_is_told_so(
    server: Hostile, relay: Relay, status: int, is_either: bool
) -> None:
    url = server.url(f"/status/{status}")
    assert "proxy" not in ((await get(url, "", look_up=addresses.look_up)).error or "proxy")
    told = (await get(url, relay.url(login=f"me:{SECRET}"))).error or ""
    assert told.startswith(f"the server answered {status} ")
    assert told.endswith(f", unless it was the proxy 127.0.0.1:{relay.port} that answered so") == is_either


async def test_a_proxy_s_name_that_nobody_knows_is_told_as_the_proxy_s() -> None:
    async def unknown(host: str, port: int, family: socket.AddressFamily) -> Sequence[addresses.Info]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    fetched = await get("http://feeds.example/good", PROXY, look_up=unknown)
    assert fetched.error == "the proxy p.example:3128 cannot be reached" and fetched.offline


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_that_this_machine_opens_no_more_connections_is_no_fault_of_the_proxy(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if scheme == "socks5":
        pytest.importorskip("aiohttp_socks")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(socket, "socket", full)
    fetched = await get("http://feeds.example/good", f"{scheme}://127.0.0.1:3128")
    assert "ulimit -n" in (fetched.error or "") and fetched.offline


@pytest.fixture
async def secure(tmp_path: Path) -> AsyncIterator[int]:
    """The port of a server whose certificate nobody has signed."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=unsigned(tmp_path))
    yield server.sockets[0].getsockname()[1]
    server.close()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer with a feed, and hang up."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + GOOD)
    writer.close()


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_certificate_is_checked_through_a_proxy_too(secure: int, relay: Relay, scheme: str) -> None:
    if scheme == "socks5":
        pytest.importorskip("aiohttp_socks")
    fetched = await get(f"https://feeds.example:{secure}/", relay.url(scheme))
    assert fetched.error == "its TLS certificate is not valid: self-signed certificate"


async def test_a_connection_through_a_proxy_counts_as_one_and_for_as_long_as_it_is_open(
    secure: int, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_all(monkeypatch)
    async with Fetcher(proxy=relay.url()) as fetcher:
        for _ in range(3):
            assert (await fetcher.get(Ask(f"https://feeds.example:{secure}/"))).error is None
        async with asyncio.timeout(60):
            while fetcher._ways._count.open:
                await asyncio.sleep(0.01)


async def test_the_proxy_s_own_certificate_is_not_taken_for_the_feeds(secure: int) -> None:
    fetched = await get("http://feeds.example/", f"https://127.0.0.1:{secure}")
    assert (fetched.error or "").startswith(f"the proxy 127.0.0.1:{secure} has no valid TLS certificate")


@pytest.fixture
def without_socks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delitem(sys.modules, "aiohttp_socks", raising=False)
    real = builtins.__import__

    def importing(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("aiohttp_socks"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", importing)
    yield


@pytest.mark.usefixtures("without_socks")
async def test_a_socks_proxy_without_its_package_says_what_to_install(server: Hostile) -> None:
    fetched = await get(server.url("/good"), "socks5://127.0.0.1:1")
    assert f"{shlex.quote(sys.executable)} -m pip install aiohttp-socks" in (fetched.error or "") and fetched.offline


# What a proxy must not be used for.


@pytest.mark.parametrize("scheme", ["http", "socks5"])
@pytest.mark.parametrize(
    "target",
    "127.0.0.1 10.0.0.1 127.1 2130706433 0x7f000001 017700000001 [::1] [::ffff:127.0.0.1] 169.254.169.254 localhost "
    "a.localhost LOCALHOST. router printer.local db.internal nas.lan".split(),
)
async def test_no_redirect_leads_through_a_proxy_to_what_says_that_it_is_private(
    server: Hostile, relay: Relay, scheme: str, target: str
) -> None:
    if scheme == "socks5":
        pytest.importorskip("aiohttp_socks")
    aim = server.url("/good", target)
    fetched = await get(server.url(f"/to/302?{aim}", "feeds.example"), relay.url(scheme))
    assert fetched.error == "it leads from the internet into the private network, which is refused"
    assert len(server.requests) == 1


@pytest.mark.parametrize("target", ["%31%32%37.0.0.1", "127%2e0%2e0%2e1", "%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1"])
async def test_nor_to_what_it_may_read_as_such(server: Hostile, relay: Relay, target: str) -> None:
    fetched = await get(server.url(f"/to/302?{server.url('/good', target)}", "feeds.example"), relay.url())
    assert fetched.error == "it redirects to something that is no address"
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", ["proxy.example", "PROXY.Example", "proxy.example."])
@pytest.mark.parametrize("typed", ["proxy.example", "Proxy.example."])
async def test_no_redirect_leads_to_the_proxy_itself(server: Hostile, name: str, typed: str) -> None:
    async def names(host: str, port: int, family: socket.AddressFamily) -> Sequence[addresses.Info]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    async with relaying() as relay:
        aim = server.url("/good", name)
        start = server.url(f"/to/302?{aim}", "feeds.example")
        fetched = await get(start, relay.url().replace("127.0.0.1", typed), look_up=names)
    assert "private network" in (fetched.error or "")


async def test_what_the_user_typed_may_be_private_and_redirect_among_its_own(server: Hostile, relay: Relay) -> None:
    aim = server.url("/good", "nas.lan")
    assert (await get(server.url(f"/to/302?{aim}", "router"), relay.url())).body == GOOD
    assert relay.asked == [f"http router:{server.port}", f"http nas.lan:{server.port}"]


async def test_other_redirects_are_followed_through_the_proxy(server: Hostile, relay: Relay) -> None:
    aim = server.url("/good", "other.example")
    assert (await get(server.url(f"/to/302?{aim}", "feeds.example"), relay.url())).body == GOOD
    assert relay.asked == [f"http feeds.example:{server.port}", f"http other.example:{server.port}"]
