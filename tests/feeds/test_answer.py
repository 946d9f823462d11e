"""Answers whose lengths are told wrongly, or whose bodies break, are taken as far as they came, and at once."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from monitor.feeds.answer import Handler, _sound
from monitor.feeds.descriptors import Connections
from monitor.feeds.fetch import Ask, Fetched, Fetcher
from monitor.model import LIMITS, Limits
from tests.hostile.case import CHUNKED, GOOD, chunks, raw
from tests.hostile.server import How, Request, Wire, serve

SIZE = len(GOOD)
LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n"


async def fetched(how: How, limits: Limits = LIMITS) -> tuple[Fetched, float]:
    """What is got of a server that answers so, and in how many seconds."""
    async with serve({"/feed": how}) as server, Fetcher(timeout=30, limits=limits) as fetcher:
        started = time.monotonic()
        return await fetcher.get(Ask(server.url("/feed"))), time.monotonic() - started


@contextlib.asynccontextmanager
async def visited(
    answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]], limits: Limits = LIMITS
) -> AsyncIterator[Callable[[int], Awaitable[Fetched]]]:
    """What asks a server, of which each connection is answered so until the other side has gone, for a feed by its
    number."""

    async def until_the_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(EOFError, OSError):
            await answer(reader, writer)
        writer.close()

    async with await asyncio.start_server(until_the_end, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with Fetcher(timeout=30, limits=limits) as fetcher:
            yield lambda number: fetcher.get(Ask(f"http://127.0.0.1:{port}/{number}"))


def in_two(first: bytes, second: bytes) -> How:
    """A server that sends these apart, and stays."""

    async def script(request: Request, wire: Wire) -> None:
        await wire.send(first)
        await asyncio.sleep(0.1)
        await wire.send(second)
        await wire.hang()

    return script


@pytest.mark.parametrize("late", [b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", None])
async def test_a_connection_on_which_something_more_stands_is_not_kept_for_the_next_feed(late: bytes | None) -> None:
    ours, theirs = socket.socketpair()
    loop = asyncio.get_running_loop()
    transport, handler = await loop.create_connection(lambda: Handler(loop, LIMITS, Connections(10)), sock=ours)
    assert not handler.should_close
    # It is there before this loop has heard of it.
    theirs.send(late) if late else theirs.close()
    assert handler.should_close
    transport.close()
    theirs.close()


async def test_what_comes_on_a_kept_connection_is_no_answer_to_the_next_request() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(LENGTH.format(SIZE).encode() + GOOD)
            await asyncio.sleep(0.05)
            writer.write(LENGTH.format(4).encode() + b"evil")

    async with visited(answer) as ask:
        for number in range(3):
            told = await ask(number)
            assert (told.body, told.error) == (GOOD, None)
            await asyncio.sleep(0.2)


@pytest.mark.parametrize("broken_off", [False, True])
async def test_a_feed_is_asked_for_anew_where_the_connections_that_were_left_open_end_with_the_next_request(
    broken_off: bool,
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.1)  # Both of the first two are asked at a time.
        writer.write(LENGTH.format(SIZE).encode() + GOOD)
        await reader.readuntil(b"\r\n\r\n")
        if broken_off:
            Wire(writer).reset()

    async with visited(answer) as ask:
        await asyncio.gather(ask(0), ask(1))
        told = await ask(2)
    assert (told.body, told.error) == (GOOD, None)


@pytest.mark.parametrize(
    "said", [b"<!-- the end -->\r\n", b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 4\r\n\r\nslow"]
)
async def test_what_a_server_sends_late_costs_no_other_feed_of_its_host(said: bytes) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(LENGTH.format(SIZE).encode() + GOOD)
        # It is on its way until the next request is.
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said + LENGTH.format(SIZE).encode() + GOOD)
        await reader.read()

    async with visited(answer) as ask:
        for number in range(3):
            told = await ask(number)
            assert (told.body, told.error) == (GOOD, None)


async def test_a_server_that_says_408_at_once_is_believed() -> None:
    told, _ = await fetched(raw("HTTP/1.1 408 Request Timeout\r\nContent-Length: 4\r\n\r\n", b"slow"))
    assert told.error == "the server answered 408 Request Timeout: that is no feed"


async def test_what_follows_a_body_of_the_promised_length_is_left() -> None:
    assert (await fetched(raw(LENGTH.format(SIZE - 9))))[0].body == GOOD[:-9]
    assert (await fetched(raw(CHUNKED, chunks(GOOD) + b"rubbish")))[0].body == GOOD


async def test_of_a_body_that_is_shorter_than_promised_what_came_counts_where_it_holds_entries() -> None:
    assert (await fetched(raw(LENGTH.format(SIZE + 9))))[0].body == GOOD
    told, _ = await fetched(raw(LENGTH.format(SIZE + 9), GOOD[:60]))
    assert (told.body, told.error) == (b"", "the answer broke off before its end")


@pytest.mark.parametrize("broken", [b"xyz\r\n", b"-5\r\n", b"FFFFFFFFFFFFFFFFFF\r\n"])
async def test_nobody_waits_for_the_rest_of_a_broken_body(broken: bytes) -> None:
    good = chunks(GOOD)[:-5]
    told, seconds = await fetched(in_two(CHUNKED.encode() + good, broken))
    assert (told.body, told.error) == (GOOD, None)
    assert seconds < 5
    told, seconds = await fetched(in_two(CHUNKED.encode() + chunks(GOOD[:60])[:-5], broken))
    assert told.error == "from some point on, what it answered is not HTTP"
    assert seconds < 5


async def test_a_head_may_come_in_pieces_and_with_the_body() -> None:
    head = LENGTH.format(SIZE).encode()
    for at in (5, len(head) - 2, len(head), len(head) + 5):
        answer = head + GOOD
        assert (await fetched(in_two(answer[:at], answer[at:])))[0].body == GOOD


@pytest.mark.parametrize(
    ("head", "taken"),
    [
        (b"Content-Length: 5\r\n\r\n", b"Content-Length: 5\r\n\r\n"),
        (b"Content-Length: 5\r\nX: y\r\ncontent-length:5 \r\n\r\n", b"Content-Length: 5\r\nX: y\r\n\r\n"),
        (b"Content-Length: 5\nX: y\ncontent-length:5 \n\n", b"Content-Length: 5\nX: y\n\n"),
        (b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n", None),
        (b"X: y\r\nContent-Length: 5, 5 ,5\r\n\r\n", b"Content-Length: 5\r\nX: y\r\n\r\n"),
        (b"Content-Length: 5, 5\r\nContent-Length: 5\r\n\r\n", b"Content-Length: 5\r\n\r\n"),
        (b"Content-Length: 5, 55\r\n\r\n", None),
        (b"Content-Length: 55, 5\r\n\r\n", None),
        (b"Content-Length: 5,\r\n\r\n", None),
        (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"),
        (b"Content-Length: 5\r\nTransfer-Encoding: gzip\r\n\r\n", None),
        (b"X-Content-Length: 5\r\nX: chunked\r\n\r\n", None),
        (b"Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\n", b"Content-Length: 5\r\n\r\n"),
        (b"transfer-encoding:Identity \nContent-Length: 5\n\n", b"Content-Length: 5\n\n"),
        (b"Transfer-Encoding: identity, gzip\r\n\r\n", None),
        (b"Transfer-Encoding: \r\nContent-Length: 5\r\n\r\n", b"Content-Length: 5\r\n\r\n"),
        (b"Transfer-Encoding:\r\n chunked\r\n\r\n", None),
    ],
)
def test_a_length_is_told_once_and_not_beside_chunks(head: bytes, taken: bytes | None) -> None:
    assert _sound(head) == (head if taken is None else taken)


@pytest.mark.parametrize("length", [f"Content-Length: {SIZE}\r\n", ""])
@pytest.mark.parametrize("how", ["identity", ""])
async def test_a_body_that_is_said_to_come_as_it_is_comes_as_it_is(how: str, length: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: {how}\r\n{length}\r\n"
    told, _ = await fetched(raw(head))
    assert (told.body, told.error) == (GOOD, None)


ODD = [b"no colon here", b"Name : x", b": x", b"N\xe4me: x", b"a b: c", b"no colon\r\n\tgone on with: x"]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
async def test_a_header_that_is_none_loses_nothing_but_itself(odd: bytes, end: bytes) -> None:
    lines = (b"HTTP/1.1 200 OK", odd, b'ETag: "x"', odd, b"Content-Length: %d" % SIZE, b"", b"")
    answer = end.join(lines) + GOOD
    for at in (0, 15, 16, 19, answer.index(b"ETag") + 2, len(answer) - SIZE - 1):
        told, _ = await fetched(in_two(answer[:at], answer[at:]))
        assert (told.body, told.etag, told.error) == (GOOD, '"x"', None)


@pytest.mark.parametrize(
    "odd",
    [
        b"Content-Length : 5",
        b"Transfer-Encoding : chunked",
        b" Transfer-Encoding: chunked",
        b"x Content-Length: 5",
        b"X: a\rTransfer-Encoding: chunked",
        b"no colon\r\n Content-Length: 5",
        b"Content-Length: 5\r\n 6",
        b"Content-Length: +5",
    ],
)
async def test_what_may_say_where_a_body_ends_is_never_passed_over(odd: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\n" + odd + b"\r\n\r\n"
    assert _sound(odd + b"\r\n\r\n") == odd + b"\r\n\r\n"
    assert (await fetched(raw(head)))[0].body != GOOD


@pytest.mark.parametrize("odd", ["99 bytes", "headers"])
async def test_what_is_no_http_is_told_as_that_whatever_words_it_holds(odd: str) -> None:
    told, _ = await fetched(raw(f"HTTP/1.1 200 OK\r\nContent-Length: {odd}\r\n\r\n"))
    assert told.error == "what it answered is not HTTP"


CROWD = b"".join(b"1\r\n%c\r\n" % byte for byte in GOOD[:-9])


async def test_the_sizes_of_chunks_count_among_what_is_sent() -> None:
    # Bytes that come one a chunk are six times as many on the wire.
    answer = raw(CHUNKED, CROWD + chunks(GOOD[-9:]))
    most = Limits(download=3 * SIZE)
    assert (await fetched(answer, most))[0].error == f"it sent more than {most.download / 1_000_000:g} MB"
    assert (await fetched(answer, Limits(download=7 * SIZE)))[0].body == GOOD


async def test_what_stands_behind_a_body_counts_as_well() -> None:
    trailers = b"".join(b"X-%d: %s\r\n" % (n, b"a" * 90) for n in range(100))
    answer = in_two(CHUNKED.encode() + chunks(GOOD)[:-2], trailers)
    most = Limits(download=SIZE + 5_000)
    assert (await fetched(answer, most))[0].error == f"it sent more than {most.download / 1_000_000:g} MB"


async def test_each_answer_on_a_kept_connection_has_the_limit_for_itself() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(LENGTH.format(600).encode() + GOOD.ljust(600))

    connections: list[asyncio.StreamWriter] = []
    async with visited(answer, Limits(download=1_500)) as ask:
        told = [await ask(number) for number in range(3)]
    assert [(one.body.rstrip(), one.error) for one in told] == [(GOOD, None)] * 3
    assert len(connections) == 1
