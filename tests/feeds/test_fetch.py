"""Fetching against a server that does everything wrong: each failure is a sentence, and nothing takes long."""

import asyncio
import contextlib
import errno
import gzip
import os
import re
import socket
import tempfile
import time
import zlib
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from email.utils import formatdate
from itertools import chain, repeat
from typing import Any

import brotli
import pytest
import zstandard

from monitor import __version__
from monitor.feeds import addresses, network, unpack, ways
from monitor.feeds import body as bodies
from monitor.feeds.body import Body
from monitor.feeds.fetch import Ask, Fetched, Fetcher
from monitor.feeds.headers import retry_after
from monitor.feeds.http import unreachable
from monitor.feeds.resolver import Refused, Resolver
from monitor.hosts import Hosts
from monitor.model import Feed, Limits
from tests.feeds import disks, hostile
from tests.feeds.hostile import ETAG, GOOD, LAST_MODIFIED, Hostile
from tests.home import LOADED, PATIENCE
from tests.hostile.server import Answer, Request, Wire, serve


@pytest.fixture
async def server() -> AsyncIterator[Hostile]:
    async with hostile.serve() as server:
        yield server


LIMITS = Limits(download=1_000_000, unpacked=2_000_000)


async def get(url: str, etag: str = "", last_modified: str = "", feed: Feed | None = None, **more: Any) -> Fetched:
    async with Fetcher(**{"timeout": 5, "limits": LIMITS, **more}) as fetcher:
        return await fetcher.get(Ask(url, etag, last_modified, feed))


BRIEF = (0.5, 3, 12)
"""Seconds for a feed that takes all that it has: where this machine is too busy for the first of them, the others."""


async def test_a_feed_arrives_as_it_was_sent(server: Hostile) -> None:
    url = server.url("/good")
    assert await get(url) == Fetched(url, 200, GOOD)


async def test_the_request_says_who_asks_and_nothing_more(server: Hostile) -> None:
    await get(server.url("/cookie"))
    (_, first), (path, second) = server.requests
    assert path == "/good"
    for headers in (first, second):
        assert headers["user-agent"].startswith("monitor/")
        assert headers["accept-encoding"] == "gzip, deflate, br, zstd"
        assert not {"cookie", "referer", "if-none-match", "if-modified-since", "authorization"} & headers.keys()


async def test_cookies_are_dropped(server: Hostile) -> None:
    async with Fetcher(
        look_up=fake_names
    ) as fetcher:  # A name, for cookies of bare addresses are dropped by any client.
        await fetcher.get(Ask(server.url("/cookie", "home.test")))
    assert [path for path, _ in server.requests] == ["/cookie", "/good"]
    assert "cookie" not in server.requests[1][1]


async def test_validators_go_back_byte_by_byte_and_unchanged_keeps_them(server: Hostile) -> None:
    url = server.url("/conditional")
    first = await get(url)
    assert (first.status, first.etag, first.last_modified) == (200, ETAG, LAST_MODIFIED)
    second = await get(url, first.etag, first.last_modified)
    assert (second.status, second.body, second.error) == (304, b"", None)
    assert (second.etag, second.last_modified) == (ETAG, LAST_MODIFIED)


@pytest.mark.parametrize("status", [400, 412, 416, 431])
async def test_a_server_that_refuses_its_own_validators_is_asked_once_more_without(
    server: Hostile, status: int
) -> None:
    url = server.url(f"/unconditional?{status}")
    first = await get(url)
    for validators in ((first.etag, ""), ("", "nonsense")):
        again = await get(url, *validators)
        assert (again.status, again.body, again.error) == (200, GOOD, None)
    assert len(server.requests) == 5


@pytest.mark.parametrize("status", [404, 429, 500])
async def test_any_other_refusal_stands(server: Hostile, status: int) -> None:
    assert (await get(server.url(f"/unconditional?{status}"), "x")).status == status
    assert (await get(server.url("/status/400"))).status == 400
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("logins", "said"),
    [
        (['Digest realm="Desk", nonce="Basic", algorithm=MD5'], "it wants a login by Digest, and only those by"),
        (["Negotiate", "NTLM"], "it wants a login by Negotiate (Kerberos), and only those by"),
        (['Digest realm="a", nonce="b"', 'Basic realm="a"'], "it wants a name and a password"),
        (['Digest realm="a", nonce="b", Basic realm="a"'], "it wants a name and a password"),
        (["Bearer"], "it wants a name and a password"),
        ([], "it wants a name and a password"),
    ],
)
async def test_a_login_that_no_name_and_password_gives_is_told_as_such(logins: list[str], said: str) -> None:
    headers = tuple(f"WWW-Authenticate: {each}" for each in logins)
    async with serve({"/feed": Answer(status="401 Unauthorized", headers=headers)}) as server:
        told = await get(server.url("/feed"))
    assert (told.error or "").startswith(f"the server answered 401 Unauthorized: {said}")


@pytest.mark.parametrize(
    ("status", "header", "guard"),
    [
        ("403 Forbidden", "CF-Mitigated: challenge", "Cloudflare"),
        ("429 Too Many Requests", "cf-mitigated: Challenge ", "Cloudflare"),
        ("202 Accepted", "x-amzn-waf-action: challenge", "AWS WAF"),
        ("405 Method Not Allowed", "x-amzn-waf-action: captcha", "AWS WAF"),
        ("403 Forbidden", "cf-mitigated: no", ""),
        ("403 Forbidden", "Server: cloudflare", ""),
    ],
)
async def test_who_keeps_robots_from_a_server_is_named_and_not_the_server(status: str, header: str, guard: str) -> None:
    async with serve({"/feed": Answer(b"", status=status, headers=(header,))}) as server:
        told = await get(server.url("/feed"))
    said = f"the server answered {status}: {guard} keeps all but browsers from it; ask whoever runs the site"
    assert (told.error or "").startswith(said) is bool(guard)
    assert told.error and told.status == int(status[:3])


async def test_what_is_a_feed_all_the_same_is_read_whatever_its_headers_say_of_a_guard() -> None:
    async with serve({"/feed": Answer(GOOD, headers=("cf-mitigated: challenge",))}) as server:
        assert (await get(server.url("/feed"))).body == GOOD


@pytest.mark.parametrize("status", ["400 Bad Request", "412 Precondition Failed"])
async def test_who_refuses_and_says_when_to_come_back_is_not_asked_again_at_once(status: str) -> None:
    async with serve({"/feed": Answer(status=status, headers=("Retry-After: 3600",))}) as server:
        told = await get(server.url("/feed"), '"1"')
    assert (told.status, told.retry_after, len(server.requests)) == (int(status[:3]), 3600, 1)


async def test_a_validator_that_is_no_utf_8_is_sent_as_it_came() -> None:
    async def script(request: Request, wire: Wire) -> None:
        asked.append(request.headers.get("if-none-match", ""))
        await wire.send(b'HTTP/1.1 200 OK\r\nETag: "caf\xe9\xa0"\r\nContent-Length: 1\r\n\r\nx')

    asked: list[str] = []
    async with serve({"/feed": script}) as server:
        first = await get(server.url("/feed"))
        await get(server.url("/feed"), first.etag)
    assert asked == ["", '"caf\xe9\xa0"']


async def test_unchanged_without_having_asked_is_an_error(server: Hostile) -> None:
    assert "304" in ((await get(server.url("/always-304"))).error or "")


@pytest.mark.parametrize("path", ["/gzip", "/gzip-file", "/not-gzip", "/deflate", "/deflate?raw", "/twice"])
async def test_packed_feeds_are_unpacked_whatever_their_label(server: Hostile, path: str) -> None:
    fetched = await get(server.url(path))
    assert (fetched.body, fetched.error) == (GOOD, None)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/status/404", "the server answered 404 Not Found: the feed is not there"),
        ("/status/410", "the server answered 410 Gone: the feed is gone for good"),
        ("/status/500", "the server answered 500 Internal Server Error: it is out of order"),
        ("/status/521", "the server answered 521: it is out of order"),
        ("/status/600", "the server answered 600: that is no feed"),
        ("/status/100000", "what it answered is not HTTP"),
        ("/endless", "it sent more than 1 MB"),
        ("/claims-huge", "it sent more than 1 MB"),
        ("/bomb", "it unpacks to more than 2 MB"),
        ("/bomb?twice", "it unpacks to more than 2 MB"),
        ("/members", "it sent gzip data in too many parts"),
        ("/damaged-gzip", "it sent damaged gzip data"),
        ("/odd-encoding", "it sent the feed packed in a way that was not asked for"),
        ("/headers", "it sent more than 64 KB of headers"),
        ("/long-header", "it sent more than 64 KB of headers"),
        ("/hangs-up", "the server hung up without an answer"),
        ("/breaks-off", "the answer broke off before its end"),
        ("/not-http", "what it answered is not HTTP"),
        ("/loop", "it redirects more than 5 times"),
        ("/circle", "it redirects in a circle"),
        ("/to/302", "it redirects in a circle"),
        ("/to/302?file:///etc/passwd", "it redirects to something that is not http or https, which is refused"),
        ("/to/302?https:///feed", "it redirects to something that is no address"),
        ("/to/302?//[", "it redirects to something that is no address"),
        ("/to/302?//[::1]@", "it redirects to something that is no address"),
    ],
)
async def test_a_fault_of_the_server_is_a_sentence_and_quick(server: Hostile, path: str, sentence: str) -> None:
    started = time.monotonic()
    fetched = await get(server.url(path), timeout=60)
    assert (fetched.error or "").startswith(sentence)
    assert fetched.error and fetched.body == b"" and not fetched.offline
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(("path", "said"), [("/never", "no answer"), ("/drip", "it did not send the whole feed")])
async def test_a_slow_feed_ends_with_its_time(server: Hostile, path: str, said: str) -> None:
    for seconds in BRIEF:
        started = time.monotonic()
        fetched = await get(server.url(path), timeout=seconds)
        if fetched.error == f"{said} within {seconds} s" and time.monotonic() - started < seconds + 0.7 * LOADED:
            break
    assert fetched.error == f"{said} within {seconds} s"
    assert seconds - 0.1 < time.monotonic() - started < seconds + 0.7 * LOADED


@pytest.mark.parametrize(("target", "said"), [("/never", "no answer"), ("/drip", "it did not send the whole feed")])
async def test_what_answered_with_a_redirect_says_nothing_of_where_it_leads(
    server: Hostile, target: str, said: str
) -> None:
    for seconds in BRIEF:
        fetched = await get(server.url(f"/to/302?{server.url(target)}"), timeout=seconds)
        if fetched.error == f"{said} within {seconds} s":
            break
    assert fetched.error == f"{said} within {seconds} s"
    assert fetched.status == (None if target == "/never" else 200)


async def test_redirects_have_one_feeds_time_together() -> None:
    async def script(request: Request, wire: Wire) -> None:
        await asyncio.sleep(0.05)
        on = f"HTTP/1.1 302 Found\r\nLocation: /feed{request.tail}~\r\nContent-Length: 0\r\n\r\n"
        await wire.send(*([on] if request.tail != "~~~~~" else [OK, END]))

    async with serve({"/feed": script}) as server:
        assert (await get(server.url("/feed"), timeout=0.2)).error == "no answer within 0.2 s"
        assert (await get(server.url("/feed"))).body == GOOD


async def test_a_server_that_does_not_hang_up_behind_a_whole_feed_loses_it_nothing(server: Hostile) -> None:
    for seconds in BRIEF:
        fetched = await get(server.url("/whole-then-hangs"), timeout=seconds)
        if fetched.error is None:
            break
    assert (fetched.error, fetched.body) == (None, hostile.GOOD + b"\n")


@pytest.mark.parametrize("busy_before", [False, True])
async def test_a_busy_loop_loses_nothing_of_a_feed_whose_server_does_not_hang_up(busy_before: bool) -> None:
    async def script(request: Request, wire: Wire) -> None:
        await wire.send(OK, b"\r\n")
        await asyncio.sleep(0.2 * seconds)
        await wire.send(GOOD)
        # Others have the loop to themselves until the feed's time is over, before it takes what has come or after.
        if not busy_before:
            await asyncio.sleep(0.6 * seconds)
        time.sleep(seconds)
        await wire.hang()

    async with serve({"/feed": script}) as server:
        for seconds in BRIEF:
            fetched = await get(server.url("/feed"), timeout=seconds)
            if fetched.error is None:
                break
    assert (fetched.error, fetched.body) == (None, GOOD)


async def test_a_server_that_could_not_be_heard_while_this_computer_stood_still_is_not_blamed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def script(request: Request, wire: Wire) -> None:
        stood.append(100)
        await wire.hang()

    # The loop's clock goes on while the program is stopped.
    loop, stood = asyncio.get_running_loop(), [0]
    runs = loop.time
    monkeypatch.setattr(loop, "time", lambda: runs() + stood[-1])
    async with serve({"/feed": script}) as server:
        fetched = await get(server.url("/feed"), timeout=50)
    assert fetched.error == "this computer, or this program, stood still while it was asked"
    assert fetched.here and fetched.offline and fetched.undecided


@dataclass
class Talker:
    """A server that says one thing, and how much of it was listened to."""

    url: str = ""
    sent: int = 0


@asynccontextmanager
async def saying(*pieces: bytes, rest: Iterable[bytes] = ()) -> AsyncIterator[Talker]:
    """Run a server that answers each request with these pieces and then the rest, for as long as the block runs."""
    talker = Talker()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await reader.readuntil(b"\r\n\r\n")
            for piece in chain(pieces, rest):
                writer.write(piece)
                talker.sent += len(piece)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    talker.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    try:
        yield talker
    finally:
        server.close()


OK, END = b"HTTP/1.1 200 OK\r\nConnection: close\r\n", b"\r\n" + GOOD
HINT = b"HTTP/1.1 103 Early Hints\r\nLink: " + b"a" * 900 + b"\r\n\r\n"


def head(count: int, size: int) -> list[bytes]:
    """So many headers of about so many bytes each."""
    return [f"X-{n}: {'a' * (size - 8)}\r\n".encode() for n in range(count)]


@pytest.mark.parametrize(
    "headers",
    [
        head(1, 31_000),
        head(60, 1_000),
        head(120, 500),
        head(2, 31_000),
        head(1, 63_000),
        head(350, 110),
        head(3000, 16),
    ],
    ids="one many small two long short shortest".split(),
)
async def test_headers_up_to_the_limit_are_taken_however_they_are_shared_out(headers: list[bytes]) -> None:
    async with saying(OK, *headers, END) as talker:
        assert (await get(talker.url)).body == GOOD


@pytest.mark.parametrize(
    "headers",
    [
        [OK, *head(1, 66_000)],
        [OK, *head(66, 1_000)],
        [OK, *head(660, 100)],
        [OK, *head(3, 22_000)],
        [OK, *repeat(b"X: " + b"a" * 10_000 + b"\r\n", 5_000)],
        [OK, b"X: ", *repeat(b"a" * 10_000, 5_000)],
        [OK.replace(b"OK", b"O" * 70_000)],
        [*repeat(HINT, 50_000)],
        [*repeat(HINT, 700), OK],
    ],
    ids="one many small few endless long-one status hints hints-then-ok".split(),
)
async def test_headers_beyond_it_are_a_fault_as_soon_as_they_come(headers: list[bytes]) -> None:
    async with saying(*headers, END) as talker:
        fetched = await get(talker.url)
        assert (fetched.error or "").startswith("it sent more than 64 KB of headers")
        assert talker.sent < 8_000_000, "what it can still put into the sockets, and no more"


async def test_a_long_body_is_not_taken_for_headers() -> None:
    async with saying(OK, b"\r\n", *repeat(b" " * 10_000, 50)) as talker:
        assert len((await get(talker.url)).body) == 500_000


@pytest.mark.parametrize(
    ("limits", "path", "said"),
    [
        (Limits(download=100), "/good", "it sent more than 0.0001 MB"),
        (Limits(unpacked=100), "/gzip", "it unpacks to more than 0.0001 MB"),
        (Limits(headers=20_000), "/long-header", "it sent more than 20 KB of headers"),
        (Limits(headers=200_000), "/long-header", None),
        (Limits(redirects=0), "/to/302?/good", "it redirects more than 0 times"),
        (Limits(redirects=1), "/to/302?/good", None),
        (Limits(redirects=1), "/loop", "it redirects more than 1 time"),
        (Limits(redirects=7), "/loop", "it redirects more than 7 times"),
    ],
)
async def test_each_limit_can_be_another(server: Hostile, limits: Limits, path: str, said: str | None) -> None:
    fetched = await get(server.url(path), limits=limits)
    assert (fetched.error or "").startswith(said or "")
    assert (fetched.body == GOOD) == (said is None)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        (b"gzip", gzip.compress(GOOD)[:10]),
        (b"deflate", zlib.compress(GOOD)[:5]),
        (b"br", brotli.compress(GOOD)[:9]),
        (b"zstd", zstandard.compress(GOOD)[:-1]),
        (b"gzip, br", brotli.compress(gzip.compress(GOOD)[:15])),
    ],
    ids=["gzip", "deflate", "br", "zstd", "gzip in br"],
)
async def test_a_packed_feed_of_which_nothing_came_out_broke_off(encoding: bytes, packed: bytes) -> None:
    async with saying(OK, b"Content-Encoding: %b\r\n\r\n" % encoding, packed) as talker:
        fetched = await get(talker.url)
    assert (fetched.body, fetched.error) == (b"", "the answer broke off before its end")


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        (b"gzip", gzip.compress(b"")),
        (b"deflate", zlib.compress(b"")),
        (b"br", brotli.compress(b"")),
        (b"zstd", zstandard.compress(b"")),
        (b"zstd", b""),
    ],
    ids=["gzip", "deflate", "br", "zstd", "not packed"],
)
async def test_nothing_may_be_packed_too(encoding: bytes, packed: bytes) -> None:
    async with saying(OK, b"Content-Encoding: %b\r\n\r\n" % encoding, packed) as talker:
        fetched = await get(talker.url)
    assert (fetched.body, fetched.error) == (b"", None)


async def test_while_much_is_unpacked_others_have_their_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look_on() -> None:
        while True:
            seen.add(len(body))
            await asyncio.sleep(0)

    monkeypatch.setattr(unpack, "_TURN", 0)
    seen: set[int] = set()
    packed = gzip.compress(b" " * 15_000_000)
    with closing(Body()) as body:
        async with saying(OK, b"Content-Encoding: gzip\r\n\r\n", packed) as talker, Fetcher() as fetcher:
            looking = asyncio.create_task(look_on())
            fetched = await fetcher.get(Ask(talker.url), body)
            looking.cancel()
        assert fetched.error is None and len(body) == 15_000_000
    assert len(seen) > 100


async def test_bytes_go_where_the_caller_wants_them_and_those_of_an_earlier_answer_are_gone(server: Hostile) -> None:
    async with Fetcher(timeout=30, limits=LIMITS, connections=1) as fetcher:
        with closing(Body()) as body:
            body.add(b"something else")
            fetched = await fetcher.get(Ask(server.url("/good")), body)
            assert (fetched.error, fetched.body, body.whole()) == (None, b"", GOOD)


async def test_a_disk_that_is_full_is_told(server: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(bodies, "FREE", 10)
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    fetched = await get(server.url("/good"))
    assert fetched.error == "it is large, and cannot be put aside on the disk: No space left on device"
    assert fetched.offline


class NoRoom(Body):
    """What there is no memory for."""

    def add(self, piece: bytes) -> None:
        raise MemoryError


NO_MEMORY = "there was no memory left to fetch it with: end other programs, or allow this one more (`ulimit -v`)"


async def test_a_lack_of_memory_is_told_and_blames_no_feed(server: Hostile) -> None:
    async with Fetcher(timeout=30, limits=LIMITS) as fetcher:
        with closing(NoRoom()) as body:
            fetched = await fetcher.get(Ask(server.url("/good")), body)
        assert (fetched.error, fetched.offline, fetched.body) == (NO_MEMORY, True, b"")
        assert (await fetcher.get(Ask(server.url("/good")))).body == GOOD


@pytest.mark.parametrize("number", [errno.ENOMEM, errno.ENOBUFS])
async def test_a_system_that_has_no_memory_for_a_connection_is_told_and_blames_no_feed(
    server: Hostile, number: int
) -> None:
    async def lacks(*_: object) -> Sequence[addresses.Info]:
        raise OSError(number, os.strerror(number))

    async with Fetcher(timeout=30, look_up=lacks) as fetcher:
        for _ in range(3):
            assert (await fetcher.get(Ask(server.url("/good")))).error is None
            fetched = await fetcher.get(Ask("http://feeds.example/good"))
            assert (fetched.error, fetched.offline) == (NO_MEMORY, True)
    assert str(unreachable(OSError(number, os.strerror(number)), "a.example", 80)) == NO_MEMORY


@pytest.mark.parametrize("path", ["/good", "/whole-then-hangs"])
async def test_a_disk_that_does_not_give_back_what_it_took_is_told(
    server: Hostile, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(bodies, "FREE", 10)
    disks.spoil(monkeypatch)
    for seconds in BRIEF:
        fetched = await get(server.url(path), timeout=seconds)
        if "it is large" in (fetched.error or ""):
            break
    assert fetched.error == "it is large, and cannot be read back from the disk: Input/output error"
    assert fetched.offline
    assert fetched.body == b""


@pytest.mark.parametrize(
    ("failures", "said", "offline"),
    [
        ((errno.EHOSTUNREACH, errno.ECONNREFUSED), "connection refused: nothing answers at news.example:80", False),
        ((errno.ENETUNREACH, errno.EHOSTUNREACH), "there is no route to news.example", True),
        ((errno.EHOSTUNREACH, errno.EACCES), "no connection to news.example: Permission denied", False),
        ((errno.ENETUNREACH, errno.ETIMEDOUT), f"example: {os.strerror(errno.ETIMEDOUT)}", False),
        ((errno.EACCES, errno.EACCES), "no connection to news.example: Permission denied", False),
        ((errno.ENETUNREACH, errno.EMFILE), "ulimit -n", True),
    ],
)
async def test_a_host_that_fails_by_each_of_its_addresses_in_another_way_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, failures: tuple[int, int], said: str, offline: bool
) -> None:
    families = socket.AF_INET6, socket.AF_INET
    try:
        socket.socket(socket.AF_INET6).close()
    except OSError:
        pytest.skip("there is no IPv6 here")

    async def look_up(host: str, port: int, family: socket.AddressFamily) -> Sequence[addresses.Info]:
        both = zip(families, (("2001:db8::1", port, 0, 0), ("192.0.2.1", port)), strict=True)
        return [(each, socket.SOCK_STREAM, 6, "", address) for each, address in both]

    async def refuse(plug: socket.socket, address: tuple[str, int]) -> None:
        raise OSError(failures[families.index(plug.family)], f"Connect call failed {address}")

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", refuse)
    fetched = await get("http://news.example/feed", look_up=look_up)
    assert fetched.error is not None and said in fetched.error and "Errno" not in fetched.error
    assert fetched.offline == offline


async def test_a_connection_that_does_not_come_about_is_given_up_after_its_time() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        # The first two are let in by the system and not by the program; the others knock in vain.
        knocking = [await connected(full.getsockname()[1]) for _ in range(4)]
        fetched = await get(f"http://127.0.0.1:{full.getsockname()[1]}/", limits=Limits(connect=0.3), timeout=60)
        assert fetched.error == "no connection to 127.0.0.1 within 0.3 s"
        for each in knocking:
            each.close()


async def connected(port: int) -> socket.socket:
    knocking = socket.socket()
    knocking.setblocking(False)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.1):
            await asyncio.get_running_loop().sock_connect(knocking, ("127.0.0.1", port))
    return knocking


@pytest.mark.parametrize(("contact", "agent"), [("", ""), ("https://example.org/me", " (+https://example.org/me)")])
async def test_the_client_says_its_name_and_where_to_complain(server: Hostile, contact: str, agent: str) -> None:
    await get(server.url("/good"), contact=contact)
    assert server.requests[0][1]["user-agent"] == f"monitor/{__version__}{agent}"


async def test_nobody_there() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # It listens to nobody, and nobody else is given the port meanwhile.
        port = silent.getsockname()[1]
        fetched = await get(f"http://127.0.0.1:{port}/")
    assert fetched.error == f"connection refused: nothing answers at 127.0.0.1:{port}"
    assert not fetched.offline


async def test_tls_with_a_server_that_speaks_none(server: Hostile) -> None:
    fetched = await get(server.url("/good").replace("http:", "https:"))
    assert "secure connection" in (fetched.error or "")


async def test_a_name_that_does_not_exist_may_mean_that_there_is_no_network() -> None:
    async def nowhere(host: str, port: int, family: socket.AddressFamily) -> Sequence[addresses.Info]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    async with Fetcher(look_up=nowhere) as fetcher:
        fetched = await fetcher.get(Ask("http://no.example/feed"))
    assert fetched.error == "the name no.example does not exist, or there is no network"
    assert fetched.offline


@pytest.mark.parametrize("proxy", ["", "http://proxy.example:8080"])
async def test_name_servers_that_do_not_answer_may_mean_that_there_is_no_network(server: Hostile, proxy: str) -> None:
    async def silent(host: str, port: int, family: socket.AddressFamily) -> Sequence[addresses.Info]:
        await asyncio.sleep(60)
        raise AssertionError

    async with Fetcher(timeout=0.2, look_up=silent, proxy=proxy) as fetcher:
        fetched = await fetcher.get(Ask("http://no.example/feed"))
    name = "proxy.example" if proxy else "no.example"
    assert fetched.error == f"no name server said within 0.2 s where {name} is: perhaps there is no network"
    assert fetched.offline and fetched.undecided


async def test_a_server_that_was_found_and_does_not_answer_is_no_matter_of_the_network(server: Hostile) -> None:
    for seconds in BRIEF:
        async with Fetcher(timeout=seconds, look_up=fake_names) as fetcher:
            fetched = await fetcher.get(Ask(server.url("/never", "home.test")))
        if not fetched.offline:
            break
    assert fetched.undecided and not fetched.offline


async def test_a_name_that_is_not_found_while_others_answer_is_no_matter_of_the_network(
    server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "_CACHED_NAMES_SECONDS", 0)
    monkeypatch.setattr(ways, "_KEEP_ALIVE_SECONDS", 0)

    async def some(host: str, port: int, family: socket.AddressFamily) -> Sequence[addresses.Info]:
        if host in lost:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return await fake_names(host, port, family)

    dead, home = Ask(server.url("/good", "both.test")), Ask(server.url("/good", "home.test"))
    lost = {"both.test", "home.test"}
    async with Fetcher(look_up=some) as fetcher:
        assert [(await fetcher.get(ask)).offline for ask in (home, dead) * 9] == [True] * 18, "there is no network"
        lost.remove("home.test")
        assert not (await fetcher.get(home)).error
        assert (await fetcher.get(dead)).offline, "the network may only just be coming back"
        for _ in range(9):
            await fetcher.get(home)
            assert not (await fetcher.get(dead)).offline
        assert (await fetcher.get(dead)).offline, "nobody has answered meanwhile"
        lost.remove("both.test")
        await fetcher.get(dead)
        lost = {"both.test", "home.test"}
        assert (await fetcher.get(dead)).offline, "a new beginning"


@pytest.mark.parametrize(
    ("code", "others", "offline"),
    [
        (socket.EAI_NONAME, ("/good",), False),
        (socket.EAI_NONAME, (), True),
        (socket.EAI_NONAME, ("/never",), True),
        (socket.EAI_AGAIN, ("/good",), True),
    ],
    ids=["others-answer", "alone", "nobody-answers", "not-known-now"],
)
async def test_of_a_name_that_nobody_knows_those_that_are_asked_beside_it_tell_whether_there_is_a_network(
    server: Hostile, monkeypatch: pytest.MonkeyPatch, code: int, others: tuple[str, ...], offline: bool
) -> None:
    # Where others answer, it goes on once they do, and a busy machine may take long.
    monkeypatch.setattr(network, "_GRACE", 0.4 if others == ("/never",) else 30.0)

    async def some(host: str, port: int, family: socket.AddressFamily) -> Sequence[addresses.Info]:
        if host == "both.test":
            await asyncio.sleep(0)  # as a name server's answer does, this comes when the others have set out
            raise socket.gaierror(code, "it is not known")
        await asyncio.sleep(0.1)
        return await fake_names(host, port, family)

    async with Fetcher(look_up=some, timeout=30) as fetcher:
        assert not (await fetcher.get(Ask(server.url("/good", "home.test")))).error
        asks = [server.url("/good", "both.test"), *(server.url(path, "home.test") for path in others)]
        asked, *beside = [asyncio.create_task(fetcher.get(Ask(url))) for url in asks]
        assert (await asked).offline is offline
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


async def test_those_that_are_asked_beside_it_and_never_answer_are_waited_for_once_and_for_a_moment(
    server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def some(host: str, port: int, family: socket.AddressFamily) -> Sequence[addresses.Info]:
        if host == "both.test":
            raise socket.gaierror(socket.EAI_NONAME, "it is not known")
        return await fake_names(host, port, family)

    unknown = Ask(server.url("/good", "both.test"))
    async with Fetcher(look_up=some) as fetcher:
        silent = asyncio.create_task(fetcher.get(Ask(server.url("/never", "home.test"))))
        async with asyncio.timeout(PATIENCE):
            while not server.requests:
                await asyncio.sleep(0.01)
        for grace in (0.1, 1_000):
            monkeypatch.setattr(network, "_GRACE", grace)
            assert (await asyncio.wait_for(fetcher.get(unknown), 60)).offline
        silent.cancel()
        await asyncio.wait([silent])


@pytest.mark.parametrize(
    "url",
    ["", "feed", "file:///etc/passwd", "ftp://h/x", "http://", "http://[", "http://h:99999/", "http://a b/", "\ud800"],
)
async def test_what_is_no_address_is_a_sentence(url: str) -> None:
    assert (await get(url)).error


async def test_an_address_goes_out_untouched(server: Hostile) -> None:
    path = "/good?sig=a%2fb%7E+c|d&x=[1]%zz"
    assert (await get(server.url(path))).error is None
    assert server.requests[0][0] == path


@pytest.mark.parametrize(
    ("codes", "moved"),
    [
        *(((301, 308), "/good"), ((308,), "/good"), ((301, 302), "/to/302?/good"), ((307,), ""), ((), "")),
        *(((302, 301), ""), ((301, 302, 301), "/to/302?/to/301?/good")),
    ],
)
async def test_moved_as_far_as_every_redirect_is_permanent(server: Hostile, codes: tuple[int, ...], moved: str) -> None:
    path = "/good"
    for code in reversed(codes):
        path = f"/to/{code}?{path}"
    fetched = await get(server.url(path))
    assert (fetched.url, fetched.body) == (server.url("/good"), GOOD)
    assert fetched.moved == (server.url(moved) if moved else "")


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("120", 120, 120),
        ("0", 0, 0),
        ("000000000000000120", 120, 120),
        ("0" * 5_000, 0, 0),
        *(("3600.25", 3601, 3601), ("0.5", 1, 1), ("7.000", 7, 7)),
        *(("120s", 120, 120), ("120 seconds", 120, 120), ("90 Sec", 90, 90)),
        *(("5m", 300, 300), ("5 minutes", 300, 300), ("1 hour", 3600, 3600), ("99 h", 86400, 86400)),
        *(("0.5 min", 30, 30), ("1.5 hours", 5400, 5400)),
        ("999999999999999999999999", 86400, 86400),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86400, 86400),
    ],
)
async def test_retry_after_is_seconds_from_now_within_a_day(
    server: Hostile, value: str, low: float, high: float
) -> None:
    fetched = await get(server.url(f"/busy?{value.replace(' ', '+')}"))
    assert fetched.status == 429
    assert fetched.retry_after is not None and low <= fetched.retry_after <= high


async def test_retry_after_as_a_date_counts_from_now(server: Hostile) -> None:
    for ahead, low, high in ((600, 590, 601), (-600, 0, 0)):
        value = formatdate(time.time() + ahead, usegmt=True)
        fetched = await get(server.url(f"/busy?{value.replace(' ', '+')}"))
        assert fetched.retry_after is not None and low <= fetched.retry_after <= high


@pytest.mark.parametrize("fraction", [0.0, 0.001, 0.5, 0.999])
def test_retry_after_as_a_date_never_ends_before_it(monkeypatch: pytest.MonkeyPatch, fraction: float) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_795_000_000 + fraction)
    said = retry_after(formatdate(1_795_000_600, usegmt=True))
    assert said == 600, "counted from the second that has begun"


@pytest.mark.parametrize("value", ["2026-11-18T11:16:40Z", "2026-11-18 11:16:40", "2026-11-18T18:16:40+07:00"])
def test_retry_after_may_be_a_date_of_iso_8601(value: str) -> None:
    assert retry_after(value, formatdate(1_795_000_000, usegmt=True)) == 600


@pytest.mark.parametrize("days", [-3, 3])
async def test_retry_after_as_a_date_is_of_the_servers_own_clock(days: int) -> None:
    there = time.time() + days * 86_400
    date, until = (formatdate(moment, usegmt=True).encode() for moment in (there, there + 7200))
    async with saying(b"HTTP/1.1 503 Busy\r\n", b"Date: %s\r\nRetry-After: %s\r\n\r\n" % (date, until)) as talker:
        assert (await get(talker.url)).retry_after == 7200


@pytest.mark.parametrize("date", ["", "soon", "Fri, 99 Foo 9999"])
def test_a_server_that_tells_no_time_has_ours(monkeypatch: pytest.MonkeyPatch, date: str) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_795_000_000)
    assert retry_after(formatdate(1_795_000_600, usegmt=True), date) == 600


@pytest.mark.parametrize("value", ["", "-5", "soon", "1e9", "٣", "1.5.5", ".5", "5.", "5 x", "Fri, 99 Foo 9999"])
async def test_retry_after_that_says_nothing(server: Hostile, value: str) -> None:
    assert (await get(server.url(f"/busy?{value.replace(' ', '+')}"))).retry_after is None


async def test_two_at_a_time_per_host_and_a_busy_host_holds_up_no_other(server: Hostile) -> None:
    hosts = Hosts()
    async with hostile.serve() as other, Fetcher(connections=4) as fetcher:
        crowd = [asyncio.ensure_future(hosts.get(fetcher, Ask(server.url("/slow")))) for _ in range(8)]
        await asyncio.sleep(0.02)
        assert (await hosts.get(fetcher, Ask(other.url("/good")))).body == GOOD
        assert not all(task.done() for task in crowd)
        assert [fetched.error for fetched in await asyncio.gather(*crowd)] == [None] * 8
    assert server.most == 2


async def test_a_host_is_the_same_in_every_spelling(server: Hostile) -> None:
    hosts, spellings = Hosts(), ("home.test", "HOME.test", "Home.Test", "home.test.", "hOME.test", "home.TEST.")

    async def names(host: str, *more: Any) -> Sequence[addresses.Info]:
        return await fake_names(addresses.plain(host), *more)

    async with hostile.serve() as other, Fetcher(look_up=names) as fetcher:
        aims = [server.url("/slow", name) for name in spellings]
        moves = [other.url(f"/to/302?{aim}", f"127.0.0.{number}") for number, aim in enumerate(aims, 5)]
        crowd = await asyncio.gather(*(hosts.get(fetcher, Ask(url)) for url in moves))
    assert [fetched.error for fetched in crowd] == [None] * len(spellings)
    assert server.most == 2


async def test_waiting_for_a_turn_is_not_the_feeds_time(server: Hostile) -> None:
    for seconds in BRIEF:
        hosts = Hosts(per_host=1)
        async with Fetcher(timeout=seconds) as fetcher:
            # Each takes a tenth of a second.
            asks = (hosts.get(fetcher, Ask(server.url("/slow"))) for _ in range(round(seconds * 15)))
            crowd = await asyncio.gather(*asks)
        if not any(fetched.error for fetched in crowd):
            break
    assert {fetched.error for fetched in crowd} == {None}


async def test_cancellation_passes(server: Hostile) -> None:
    async with Fetcher() as fetcher:
        task = asyncio.ensure_future(fetcher.get(Ask(server.url("/never"))))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await fetcher.get(Ask(server.url("/good")))).body == GOOD


PUBLIC = "127.0.0.1"


@pytest.fixture
def one_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the loopback addresses, the first stands for the internet, the others for a private network."""
    monkeypatch.setattr(addresses, "is_public", lambda address: address == PUBLIC)


async def fake_names(host: str, port: int, family: socket.AddressFamily) -> Sequence[addresses.Info]:
    table = {"public.test": ["127.0.0.1"], "home.test": ["127.0.0.2"], "both.test": ["127.0.0.2", "127.0.0.1"]}
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in table[host]]


@pytest.mark.usefixtures("one_public")
@pytest.mark.parametrize("start", ["public.test", PUBLIC])
@pytest.mark.parametrize("target", ["home.test", "127.0.0.2", "127.0.0.3", "127.2", "0x7f000002", "localhost"])
async def test_the_internet_cannot_redirect_into_the_private_network(server: Hostile, start: str, target: str) -> None:
    async with Fetcher(look_up=fake_names) as fetcher:
        fetched = await fetcher.get(Ask(server.url(f"/to/302?{server.url('/good', target)}", start)))
    assert fetched.error == "it leads from the internet into the private network, which is refused"
    assert len(server.requests) == 1


@pytest.mark.usefixtures("one_public")
@pytest.mark.parametrize("start", ["PUBLIC.Test", "public.test.", "PUBLIC.TEST."])
async def test_nor_can_it_by_another_spelling_of_its_name(server: Hostile, start: str) -> None:
    async def names(host: str, *more: Any) -> Sequence[addresses.Info]:
        return await fake_names(addresses.plain(host), *more)

    async with Fetcher(look_up=names) as fetcher:
        fetched = await fetcher.get(Ask(server.url(f"/to/302?{server.url('/good', 'home.test')}", start)))
    assert "private network" in (fetched.error or "")
    assert len(server.requests) == 1


@pytest.mark.usefixtures("one_public")
@pytest.mark.parametrize("between", [":", ":/", ":///", "//"])
async def test_nor_can_it_by_an_address_that_has_lost_a_slash(server: Hostile, between: str) -> None:
    target = server.url("/good", "127.0.0.2").replace("://", between)
    async with Fetcher(look_up=fake_names) as fetcher:
        fetched = await fetcher.get(Ask(server.url(f"/to/302?{target}", "public.test")))
    assert "private network" in (fetched.error or "")
    assert len(server.requests) == 1


@pytest.mark.usefixtures("one_public")
async def test_of_the_addresses_of_a_name_to_which_the_internet_leads_only_the_public_ones_are_dialled() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = (await reader.readuntil(b"\r\n\r\n")).partition(b"Host: ")[2]
        dialled.append(writer.get_extra_info("sockname")[0])
        on = b"HTTP/1.1 302 Found\r\nLocation: http://both.test:%d/\r\n\r\n" % port
        writer.write(OK + END if host.startswith(b"both") else on)
        writer.close()

    dialled: list[str] = []
    async with await asyncio.start_server(answer, "0.0.0.0", 0) as server, Fetcher(look_up=fake_names) as fetcher:
        port = server.sockets[0].getsockname()[1]
        assert (await fetcher.get(Ask(f"http://public.test:{port}/"))).body == GOOD
    assert dialled == [PUBLIC, PUBLIC]


@pytest.mark.usefixtures("one_public")
@pytest.mark.parametrize(
    ("start", "target"),
    [
        ("home.test", "home.test"),
        ("home.test", "127.0.0.2"),
        ("127.0.0.2", "public.test"),
        ("public.test", "both.test"),
    ],
)
async def test_other_redirects_are_followed(server: Hostile, start: str, target: str) -> None:
    async with Fetcher(look_up=fake_names) as fetcher:
        fetched = await fetcher.get(Ask(server.url(f"/to/302?{server.url('/good', target)}", start)))
    assert (fetched.body, fetched.error) == (GOOD, None)


@pytest.mark.usefixtures("one_public")
async def test_a_private_start_gives_no_way_back_from_the_internet(server: Hostile) -> None:
    last = server.url("/good", "127.0.0.2")
    path = f"/to/302?{server.url(f'/to/302?{last}', 'public.test')}"
    async with Fetcher(look_up=fake_names) as fetcher:
        fetched = await fetcher.get(Ask(server.url(path, "home.test")))
    assert "private network" in (fetched.error or "")


@pytest.mark.usefixtures("one_public")
@pytest.mark.parametrize("start", ["public.test", PUBLIC])
@pytest.mark.parametrize("target", ["home.test", "127.0.0.2", "0x7f000002", "localhost"])
async def test_where_a_feed_on_the_internet_has_moved_to_is_no_way_inside_either(
    server: Hostile, start: str, target: str
) -> None:
    feed = Feed(server.url("/old", start))
    fetched = await get(server.url("/good", target), feed=feed, look_up=fake_names)
    assert (fetched.error or "").startswith("it leads from the internet into the private network")
    assert fetched.inside and server.requests == []


@pytest.mark.usefixtures("one_public")
@pytest.mark.parametrize(
    ("start", "target"), [("public.test", "both.test"), ("127.0.0.2", "127.0.0.3"), ("wiki.lan", "home.test")]
)
async def test_other_feeds_are_reached_where_they_have_moved_to(server: Hostile, start: str, target: str) -> None:
    fetched = await get(server.url("/good", target), feed=Feed(server.url("/old", start)), look_up=fake_names)
    assert (fetched.body, fetched.error) == (GOOD, None)


@pytest.mark.usefixtures("one_public")
@pytest.mark.parametrize(
    ("start", "target", "believed"),
    [("public.test", "both.test", True), ("127.0.0.2", "127.0.0.3", True), ("home.test", "127.0.0.3", False)],
)
async def test_a_move_is_told_only_where_its_target_could_be_asked_for_by_itself(
    server: Hostile, start: str, target: str, believed: bool
) -> None:
    feed = Feed(server.url(f"/to/301?{server.url('/good', target)}", start))
    fetched = await get(feed.url, feed=feed, look_up=fake_names)
    assert (fetched.body, bool(fetched.moved)) == (GOOD, believed)


async def test_where_no_secure_connection_can_be_made_it_is_said_what_openssl_calls_it(server: Hostile) -> None:
    fetched = await get(server.url("/good").replace("http:", "https:"))
    said = r"no secure connection could be made: its TLS is broken, or it speaks none \([a-z0-9 ]+\)"
    assert re.fullmatch(said, fetched.error or "")


@pytest.mark.parametrize("found", [["0.0.0.0"], ["127.0.0.1"], ["::1", "127.0.0.1"]])
@pytest.mark.parametrize("host", ["blocked.example", "wiki.lan", "127.0.0.1"])
async def test_a_name_that_leads_to_this_computer_itself_is_said_to_be_blocked_and_not_its_server_to_refuse(
    host: str, found: list[str]
) -> None:
    async def names(host: str, port: int, family: socket.AddressFamily) -> Sequence[addresses.Info]:
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in found
        ]

    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        fetched = await get(f"http://{host}:{port}/feed", look_up=names)
    # Where this computer has no IPv6, that address is not called.
    blocked = [f"the name {host} leads to {one}, this computer itself: perhaps your" for one in found]
    refused = f"connection refused: nothing answers at {host}:{port}"
    assert (fetched.error or "").startswith(tuple(blocked) if host == "blocked.example" else refused)
    assert not fetched.offline


@pytest.mark.parametrize("name", ["nas.lan", "intranet", "wiki.local", "localhost", "198.18.0.9"])
async def test_behind_a_vpn_that_gives_names_addresses_of_its_own_the_internet_is_told_from_inside_by_the_names(
    name: str,
) -> None:
    """There no name has a public address: a feed that moves, and every page, would be refused, and none guarded."""

    async def names(host: str, port: int, family: socket.AddressFamily) -> Sequence[addresses.Info]:
        found = ["10.0.0.1"] * (host == "both.example") + ["192.168.1.1" if host == "inside.example" else "198.18.0.9"]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    guarded, typed = Resolver(names, guarded=True), Resolver(names, guarded=False)
    for out in ("news.example", "both.example"):
        assert [found["host"] for found in await guarded.resolve(out)] == ["198.18.0.9"]
        await typed.resolve(out)
    for inside in (name, "inside.example"):
        with pytest.raises(Refused):
            await guarded.resolve(inside)
        assert await typed.resolve(inside)
    assert typed.public == {"news.example", "both.example"}
    async with Fetcher(look_up=names) as fetcher:
        fetched = await fetcher.get(Ask("http://198.18.0.9/", guarded=True))
    assert "private network" in (fetched.error or "")


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 10.1.2.3 192.168.0.1 172.16.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 ::1 "
    "fc00::1 fe80::1%eth0 ::ffff:10.0.0.1 64:ff9b::7f00:1 2002:0a00:0001:: nonsense "
    "::ffff:224.0.0.1 fec0::1 feff::1 64:ff9b:1::808:808 ::127.0.0.1 ::8.8.8.8 ::".split(),
)
def test_addresses_that_are_not_on_the_internet(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_on_the_internet(address: str) -> None:
    assert addresses.is_public(address)


async def test_credentials_stay_with_their_server(server: Hostile) -> None:
    async with hostile.serve() as other:
        mine = server.url(f"/to/302?{other.url('/good', 'x:y@127.0.0.1')}", "me:secret@127.0.0.1")
        fetched = await get(mine)
    assert fetched.body == GOOD
    assert "authorization" in server.requests[0][1]
    assert "authorization" not in other.requests[0][1]
    assert "x:y@" not in fetched.url


async def test_a_fault_of_this_program_is_one_feeds_alone(server: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr(Fetcher, "_request", fails)
    fetched = await get(server.url("/good"))
    assert fetched.body == b"" and fetched.error is not None
    assert fetched.error.startswith("the request failed (LookupError in test_fetch.py, line ")


async def test_a_name_that_has_no_letters_is_told_as_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    fetched = await get("http://xn--a-ecp.invalid/")
    assert fetched.error == "the name xn--a-ecp.invalid does not exist, or there is no network"


# Pages that feeds lead to.


async def get_page(url: str, feed: str = "http://127.0.0.1/feed", **more: Any) -> Fetched:
    async with Fetcher(**{"timeout": 5, "limits": LIMITS, **more}) as fetcher:
        return await fetcher.get(Ask(url, feed=Feed(feed), page=True))


async def test_a_page_is_asked_for_as_html(server: Hostile) -> None:
    await get_page(server.url("/page"))
    (_, headers), *_ = server.requests
    assert headers["accept"] == "text/html, application/xhtml+xml"
    assert headers["user-agent"].startswith("monitor/") and "referer" not in headers


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/status/404", "the server answered 404 Not Found: the page is not there"),
        ("/status/410", "the server answered 410 Gone: the page is gone for good"),
        ("/status/418", "the server answered 418 I'm a Teapot: that is no page"),
        ("/bomb", "it unpacks to more than 2 MB"),
        ("/breaks-off", "the answer broke off before its end"),
        ("/circle", "it redirects in a circle"),
    ],
)
async def test_what_is_wrong_with_a_page_is_told_of_a_page(server: Hostile, path: str, sentence: str) -> None:
    fetched = await get_page(server.url(path))
    assert (fetched.error or "").startswith(sentence) and fetched.body == b""


@pytest.mark.parametrize(
    ("content_type", "error"),
    [
        (b"Content-Type: text/html; charset=utf-8\r\n", None),
        (b"content-type: Application/XHTML+xml\r\n", None),
        (b"", None),
        (b"Content-Type: application/pdf\r\n", "it is no web page but application/pdf"),
        (b"Content-Type: image/png; x\r\n", "it is no web page but image/png"),
        (b"Content-Type: \x1b[31mx\xff\r\n", "it is no web page but"),
    ],
)
async def test_only_html_is_a_page(content_type: bytes, error: str | None) -> None:
    async with saying(OK, content_type, END) as talker:
        fetched = await get_page(talker.url)
    assert (fetched.error or "").startswith(error or "") and (fetched.body == GOOD) == (error is None)
    assert (fetched.error or "").isprintable()


async def test_a_page_that_breaks_off_is_none_though_a_feed_might_hold_entries() -> None:
    async with saying(OK, b"Content-Length: 9999\r\n", END) as talker:
        assert "broke off" in ((await get_page(talker.url)).error or "")
        assert (await get(talker.url)).body == GOOD


@pytest.mark.usefixtures("one_public")
@pytest.mark.parametrize("feed", ["public.test", "home.test", PUBLIC])
@pytest.mark.parametrize("page", ["home.test", "127.0.0.2", "127.2", "0x7f000002", "localhost"])
async def test_no_feed_on_the_internet_leads_into_the_private_network(server: Hostile, feed: str, page: str) -> None:
    # A name that is not one of the private network's counts as the internet's, wherever it leads today.
    fetched = await get_page(server.url("/good", page), server.url("/feed", feed), look_up=fake_names)
    assert fetched.error == "it leads from the internet into the private network, which is refused"
    assert server.requests == []


@pytest.mark.usefixtures("one_public")
@pytest.mark.parametrize(("feed", "page"), [("public.test", "public.test"), ("127.0.0.2", "home.test"),
                                            ("127.0.0.2", "127.0.0.3"), ("wiki.lan", "127.0.0.2")])  # fmt: skip
async def test_other_pages_are_reached(server: Hostile, feed: str, page: str) -> None:
    fetched = await get_page(server.url("/good", page), server.url("/feed", feed), look_up=fake_names)
    assert (fetched.body, fetched.error) == (GOOD, None)


@pytest.mark.usefixtures("one_public")
async def test_a_page_on_the_internet_cannot_redirect_inside_either(server: Hostile) -> None:
    url = server.url(f"/to/302?{server.url('/good', '127.0.0.2')}", "public.test")
    fetched = await get_page(url, "http://127.0.0.2/feed", look_up=fake_names)
    assert "private network" in (fetched.error or "") and len(server.requests) == 1
