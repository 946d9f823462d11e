"""Servers that take their time, or leave."""

import asyncio
import gzip
from collections.abc import Iterator, Mapping

import brotli

from tests.hostile.case import (
    ANY,
    BREAKS_OFF,
    BROKE_OFF,
    CHUNKED,
    GOOD,
    OK,
    TWO,
    UNSOUND,
    WHOLE,
    Case,
    by_tail,
    chunks,
    raw,
    redirect,
    sent,
    titled,
)
from tests.hostile.server import How, Request, Wire


def hanging(*pieces: str | bytes) -> How:
    """A server that sends these and then no more."""

    async def script(request: Request, wire: Wire) -> None:
        await wire.send(*pieces)
        await wire.hang()

    return script


def in_pieces(*pieces: str | bytes) -> How:
    """A server that sends these one after the other, and then closes."""

    async def script(request: Request, wire: Wire) -> None:
        for piece in pieces:
            await wire.send(piece)
            await asyncio.sleep(0.02)

    return script


def dripping(start: str | bytes, rest: bytes, pause: float) -> How:
    """A server that sends a start and then byte after byte."""

    async def script(request: Request, wire: Wire) -> None:
        await wire.send(start)
        await wire.drip(rest, pause)

    return script


def resetting(*pieces: str | bytes) -> How:
    """A server that sends these and breaks the connection."""

    async def script(request: Request, wire: Wire) -> None:
        await wire.send(*pieces)
        wire.reset()

    return script


def late(seconds: float) -> How:
    """A server that thinks before it answers."""

    async def script(request: Request, wire: Wire) -> None:
        await asyncio.sleep(seconds)
        await wire.send(OK, GOOD)

    return script


async def lingering(request: Request, wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(GOOD), GOOD)
    # Not to the next poll, lest that sends a request on this connection.
    await asyncio.sleep(0.5)


async def endless_continue(request: Request, wire: Wire) -> None:
    while True:
        await wire.send("HTTP/1.1 100 Continue\r\n\r\n" * 10)
        await asyncio.sleep(0.01)


HALF = len(GOOD) // 2
NO_ANSWER, NOT_ALL = "no answer within 1.5 s", "it did not send the whole feed within 1.5 s"
HUNG_UP = "the server hung up without an answer"
SLOW: Mapping[str, tuple[How, str]] = {
    "never-answers": (hanging(), NO_ANSWER),
    "half-a-status-line": (hanging("HTTP/1.1 20"), NO_ANSWER),
    "headers-never-end": (hanging("HTTP/1.1 200 OK\r\nX-A: b\r\n"), NO_ANSWER),
    "headers-drip": (dripping("", OK.encode() + GOOD, 0.05), NO_ANSWER),
    "body-drips": (dripping(OK, GOOD, 0.05), NOT_ALL),
    "hangs-behind-the-headers": (hanging(OK), NOT_ALL),
    "hangs-in-the-body": (hanging(OK, GOOD[:HALF]), NOT_ALL),
    "hangs-in-a-chunk": (hanging(CHUNKED, chunks(GOOD)[:HALF]), NOT_ALL),
    "hangs-in-gzip": (hanging("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(GOOD)[:99]), NOT_ALL),
    "answers-too-late": (late(2.5), NO_ANSWER),
    "continues-for-ever": (endless_continue, NO_ANSWER),
    "hangs-up-at-once": (resetting(), "the server …"),
    "resets-in-the-headers": (resetting("HTTP/1.1 200 OK\r\nX-A: b\r\n"), "the server …"),
    "resets-before-an-entry": (resetting("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", GOOD[:60]), BROKE_OFF),
    "closes-without-a-word": (raw("", b""), HUNG_UP),
    "closes-in-the-status-line": (raw("HTTP/1.1 2", b""), HUNG_UP),
    "closes-in-the-headers": (raw("HTTP/1.1 200 OK\r\nX-A: b\r\n", b""), HUNG_UP),
    "closes-before-an-entry": (raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", GOOD[:60]), BROKE_OFF),
    "closes-in-a-chunk": (raw(CHUNKED, chunks(GOOD)[:HALF]), BROKE_OFF),
    "chunk-of-no-size": (raw(CHUNKED, b"xyz\r\n" + chunks(GOOD)), UNSOUND),
    "chunk-of-negative-size": (raw(CHUNKED, b"-5\r\n" + chunks(GOOD)), UNSOUND),
    "chunk-of-all-sizes": (raw(CHUNKED, b"FFFFFFFFFFFFFFFFFF\r\n" + GOOD), UNSOUND),
    "chunk-size-with-a-plus": (raw(CHUNKED, b"+%X\r\n%b\r\n0\r\n\r\n" % (len(GOOD), GOOD)), UNSOUND),
    "chunk-size-as-in-programs": (raw(CHUNKED, b"0x%X\r\n%b\r\n0\r\n\r\n" % (len(GOOD), GOOD)), UNSOUND),
    "chunk-that-is-longer": (raw(CHUNKED, b"5\r\n" + GOOD), UNSOUND),
    "chunks-that-are-none": (raw(CHUNKED), UNSOUND),
    "hangs-behind-the-redirect": (hanging("HTTP/1.1 302 Found\r\nLocation: "), NO_ANSWER),
    "hangs-in-a-continue": (hanging("HTTP/1.1 100 Continue\r\n\r\n"), NO_ANSWER),
    "hangs-in-brotli": (
        hanging("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n", brotli.compress(GOOD)[:40]),
        NOT_ALL,
    ),
    "hangs-behind-an-error": (hanging("HTTP/1.1 500 Odd\r\n\r\n"), "the server answered 500 …"),
    "drips-chunks": (dripping(CHUNKED, chunks(GOOD, 1), 0.02), NOT_ALL),
    "drips-blank-lines": (dripping("", b"\r\n" * 1_000, 0.02), NO_ANSWER),
}
"""Servers that never come to an end, and what is told."""
IN_TIME: Mapping[str, How] = {
    "hangs-behind-the-body": hanging(OK, GOOD),
    "hangs-before-the-last-chunk": hanging(CHUNKED, chunks(GOOD)[:-5]),
    "resets-in-the-body": resetting("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", GOOD),
    "closes-in-the-body": raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"),
    "closes-before-the-last-chunk": raw(CHUNKED, chunks(GOOD)[:-5]),
    "closes-in-the-last-chunk": raw(CHUNKED, chunks(GOOD)[:-2]),
    "chunks-with-rubbish-behind": raw(CHUNKED, chunks(GOOD) + b"rubbish"),
    "chunk-of-no-size-behind-the-feed": raw(CHUNKED, chunks(GOOD)[:-5] + b"xyz\r\n"),
    "head-and-body-apart": in_pieces(OK, GOOD),
    "head-in-pieces": in_pieces(OK[:20], OK[20:-3], OK[-3:-1], OK[-1:], GOOD[:9], GOOD[9:]),
    "lengths-in-pieces": in_pieces("HTTP/1.1 200 OK\r\nContent-Length: ", f"{len(GOOD)}\r\n\r", "\n", GOOD),
    "answers-late": late(0.4),
    "drips-in-time": dripping(OK.encode() + GOOD[:-9], GOOD[-9:], 0.005),
    "chunks": raw(CHUNKED, chunks(GOOD)),
    "chunks-of-one-byte": raw(CHUNKED, chunks(GOOD, 1)),
    "chunks-with-extensions": raw(CHUNKED, chunks(GOOD).replace(b"40\r\n", b'40;a="b"\r\n')),
    "chunks-with-trailers": raw(CHUNKED, chunks(GOOD)[:-2] + b"X-A: b\r\n\r\n"),
    "keeps-the-connection": lingering,
    "early-hints": raw("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK),
}
"""Servers that are slow or odd, and good."""


def cases() -> Iterator[Case]:
    """Servers that take their time, or leave."""
    for name, (how, error) in SLOW.items():
        yield Case("slow", name, how, (), error)
    for name, how in IN_TIME.items():
        yield Case("slow", name, how)
    part = GOOD[: GOOD.index(b"Second") + 3]
    for name, how in {
        "hangs-behind-an-entry": hanging(OK, part),
        "drips-behind-an-entry": dripping(OK.encode() + part, b" " * 1_000, 0.02),
    }.items():
        yield Case("slow", name, how, TWO[:1], BREAKS_OFF)
    comments = "<!-- cached -->" * 40
    before, after = WHOLE.replace("<rss", f"{comments}<rss"), titled("1 < 2") + comments + "x"
    yield Case("slow", "forty-comments-before", sent(before), polls=("new",))
    yield Case("slow", "forty-comments-after", sent(after), ("1 < 2", "Second"), ANY, polls=("new",))
    moved = by_tail({"": redirect("{root}{path}~2"), "~2": hanging()})
    yield Case("slow", "redirects-into-a-hang", moved, (), NO_ANSWER)
