"""Whose certificates are taken; and feeds that the user has read whatever that of their server, and however old its
TLS: they and no other."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from monitor.feeds import addresses, tls
from monitor.feeds.fetch import Ask, Fetched, Fetcher
from monitor.model import Feed
from tests.feeds.certificate import of_an_office, unsigned
from tests.feeds.hostile import GOOD
from tests.feeds.relay import Relay, relaying

REFUSED = "its TLS certificate is not valid: self-signed certificate"


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer each request of a connection: /to/ADDRESS with a redirect there, /page with a web page, else a feed."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
            if path.startswith("/to/"):
                writer.write(f"HTTP/1.1 302 Found\r\nLocation: {path[4:]}\r\nContent-Length: 0\r\n\r\n".encode())
            else:
                kind, body = (b"text/html", b"<p>Log in.") if path == "/page" else (b"application/rss+xml", GOOD)
                head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (kind, len(body))
                writer.write(head + body)
    writer.close()


@asynccontextmanager
async def serving(context: ssl.SSLContext | None) -> AsyncIterator[int]:
    """The port of a server that shows this, or speaks no TLS."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    yield server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture
async def port(tmp_path: Path) -> AsyncIterator[int]:
    """That of a server which has signed its certificate itself."""
    async with serving(unsigned(tmp_path)) as port:
        yield port


async def names(host: str, port: int, family: socket.AddressFamily) -> Sequence[addresses.Info]:
    """All names are of this computer."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


@asynccontextmanager
async def fetching(proxy: str = "") -> AsyncIterator[Fetcher]:
    async with Fetcher(timeout=20, proxy=proxy, look_up=names) as fetcher:
        yield fetcher


async def get(fetcher: Fetcher, url: str, feed: Feed | None = None, *, page: bool = False) -> Fetched:
    """What comes of an address, that of an insecure feed where none is given."""
    return await fetcher.get(Ask(url, feed=feed or Feed(url, insecure=True), page=page))


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Python asks for all that RFC 5280 does, as from 3.13 on."""
    usual = ssl.create_default_context

    def to_the_letter() -> ssl.SSLContext:
        context = usual()
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    monkeypatch.setattr(ssl, "create_default_context", to_the_letter)
    monkeypatch.setattr(tls, "_IS_STRICT", True)
    tls.checked.cache_clear()
    yield
    tls.checked.cache_clear()


async def test_a_certificate_is_taken_as_browsers_take_it_where_this_computer_trusts_whoever_signed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strict: None
) -> None:
    context, root = of_an_office(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    async with serving(context) as port, fetching() as fetcher:
        urls = [f"https://{name}:{port}/feed" for name in ("localhost", "news.example")]
        good, other = [await get(fetcher, url, Feed(url)) for url in urls]
    assert (good.body, good.error) == (GOOD, None)
    assert "Hostname mismatch" in (other.error or "")


async def test_so_is_that_of_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strict: None) -> None:
    context, root = of_an_office(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    url = "http://news.example/feed"
    async with serving(context) as port, fetching(f"https://localhost:{port}") as fetcher:
        assert (await get(fetcher, url, Feed(url))).body == GOOD


async def test_for_a_server_without_tls_no_certificates_are_loaded(strict: None) -> None:
    async with serving(None) as port, fetching() as fetcher:
        url = f"http://news.example:{port}/feed"
        assert (await get(fetcher, url, Feed(url))).body == GOOD
    assert not tls.checked.cache_info().currsize


async def test_one_of_whoever_else_is_not(port: int, strict: None) -> None:
    url = f"https://localhost:{port}/feed"
    async with fetching() as fetcher:
        assert (await get(fetcher, url, Feed(url))).error == REFUSED


async def test_an_insecure_feed_is_read_and_no_other_of_the_same_server_by_its_connection(port: int) -> None:
    url = f"https://news.example:{port}/feed"
    async with fetching() as fetcher:
        for _ in range(2):
            assert (await get(fetcher, url)).body == GOOD
            assert (await get(fetcher, url, Feed(url))).error == REFUSED


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer counts as one of the internet."""
    monkeypatch.setattr(addresses, "is_public", lambda address: True)


async def test_so_are_the_pages_that_it_leads_to_at_its_own_server(port: int, public: None) -> None:
    feed = Feed(f"https://news.example:{port}/feed", insecure=True)
    async with fetching() as fetcher:
        assert (await get(fetcher, f"https://news.example:{port}/page", feed, page=True)).body == b"<p>Log in."
        assert (await get(fetcher, f"https://other.example:{port}/page", feed, page=True)).error == REFUSED


async def test_where_it_redirects_to_a_server_is_to_prove_who_it_is(port: int) -> None:
    home, other = (f"https://{name}.example:{port}" for name in ("news", "other"))
    async with fetching() as fetcher:
        assert (await get(fetcher, f"{home}/to/{home}/feed")).body == GOOD
        moved = await get(fetcher, f"{home}/to/{other}/feed")
        assert (moved.url, moved.error) == (f"{other}/feed", REFUSED)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
async def test_its_tls_may_be_one_that_is_no_longer_taken(tmp_path: Path) -> None:
    old = unsigned(tmp_path)
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    async with serving(old) as port, fetching() as fetcher:
        url = f"https://news.example:{port}/feed"
        assert (await get(fetcher, url, Feed(url))).error
        assert (await get(fetcher, url)).body == GOOD


async def test_a_page_in_its_place_may_be_of_a_network_that_wants_a_login(port: int, public: None) -> None:
    async with fetching() as fetcher:
        came = [await get(fetcher, f"https://news.example:{port}/{path}") for path in ("page", "feed")]
    assert [fetched.reached for fetched in came] == [False, True]


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    async with relaying() as relay:
        yield relay


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_it_is_read_through_a_proxy_too(port: int, relay: Relay, scheme: str) -> None:
    if scheme == "socks5":
        pytest.importorskip("aiohttp_socks")
    async with fetching(relay.url(scheme)) as fetcher:
        assert (await get(fetcher, f"https://news.example:{port}/feed")).body == GOOD


async def test_a_proxy_is_to_prove_who_it_is(port: int) -> None:
    async with fetching(f"https://127.0.0.1:{port}") as fetcher:
        said = (await get(fetcher, "https://news.example/feed")).error or ""
    assert said.startswith(f"the proxy 127.0.0.1:{port} has no valid TLS certificate")
