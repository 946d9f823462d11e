"""More of everything than anybody needs."""

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache

import brotli
import zstandard

from monitor.feeds.clean import MAX_ENTRIES, MAX_FIELD
from tests.feeds.hostile import ATTRIBUTES, item, rss
from tests.hostile.case import (
    ANY,
    CHUNKED,
    DAMAGED,
    FIRST,
    GOOD,
    SECOND,
    TOO_SLOW,
    TWO,
    WHOLE,
    Case,
    atom,
    chunks,
    described,
    json_feed,
    made,
    raw,
    sent,
    titled,
)
from tests.hostile.server import Answer, How, Request, Wire

BLANKS = bytes(25_000_000)
"""What nobody wants to unpack."""


@cache
def bomb(wbits: int, times: int = 1) -> bytes:
    """25 MB of nothing, packed as often as that."""
    squeeze = zlib.compressobj(9, wbits=wbits)
    packed = squeeze.compress(BLANKS) + squeeze.flush()
    for _ in range(times - 1):
        packed = gzip.compress(packed)
    return packed


async def endless_body(request: Request, wire: Wire) -> None:
    await wire.send("HTTP/1.1 200 OK\r\n\r\n", GOOD[:60])
    while True:
        await wire.send(b"<!-- more -->" * 5_000)


async def endless_items(request: Request, wire: Wire) -> None:
    await wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        await wire.send(b"10000\r\n" + (b"<item><title>x</title></item>" * 2_260)[:0x10000] + b"\r\n")


async def endless_headers(request: Request, wire: Wire) -> None:
    await wire.send("HTTP/1.1 200 OK\r\n")
    while True:
        await wire.send(b"X-More: " + b"a" * 8_000 + b"\r\n")


async def claims_much(request: Request, wire: Wire) -> None:
    await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n", GOOD)
    await wire.hang()


def large(text: str, count: int) -> str:
    """So many code points of a text."""
    return (text * (count // len(text) + 1))[:count]


HUGE_TEXTS: Mapping[str, Callable[[], str]] = {
    "title": lambda: titled(large("x", MAX_FIELD + 5)),
    "description": lambda: titled("First", f"<description>{large('many words ', 5_000_000)}</description>"),
    "author": lambda: titled("First", f"<author>{'a@' * 100_000}</author>"),
    "link": lambda: titled("First").replace("example/1", f"example/{'l' * 500_000}", 1),
    "guid": lambda: titled("First").replace(">1<", f">{'g' * 500_000}<", 1),
    "date": lambda: titled("First", f"<pubDate>{'2026-' * 100_000}</pubDate>"),
    "attribute": lambda: titled("First", f'<x a="{"v" * 1_000_000}"/>'),
    "tag-name": lambda: titled("First", f"<{'t' * 30_000}/>"),
    "comment": lambda: titled("First", f"<!--{'c ' * 500_000}-->"),
    "cdata": lambda: titled(f"<![CDATA[First{' ' * 900_000}]]>"),
    "depth": lambda: titled("First", "<x>" * 20_000 + "</x>" * 20_000),
    "depth-of-items": lambda: rss("<item>" * 500 + "<title>no</title>" + "</item>" * 500 + FIRST + SECOND),
    "namespaces": lambda: titled("First", "".join(f'<x xmlns:p{n}="u{n}"/>' for n in range(10_000))),
    "categories": lambda: titled("First", "".join(f"<category>c{n}</category>" for n in range(100_000))),
    "attributes": lambda: titled("First", f"<x {ATTRIBUTES}/>"),
    "enclosures": lambda: titled("First", '<enclosure url="https://news.example/a"/>' * 5_000),
    "titles": lambda: titled("First", "<title>First</title>" * 5_000),
    "blanks-in-the-head": lambda: WHOLE.replace("?>", "?><!DOCTYPE rss>" + " \n" * 100_000),
    "declarations": lambda: WHOLE.replace("?>", "?><!DOCTYPE rss [" + "<!ENTITY a 'b'>\n" * 5_000 + "]>"),
    "marks": lambda: titled("First", f"<description>a{chr(0x301) * 400_000}</description>"),
    "title-of-9-mb": lambda: titled(large("many words ", 9_000_000)),
    "title-of-references": lambda: titled("&#65;" * 100_000 + "&#x1b;" * 50_000),
    "description-in-chinese": lambda: described(large("电诈园区的突袭行动", 1_000_000)),
    "description-in-thai": lambda: described(large("แก๊งคอลเซ็นเตอร์", 1_000_000)),
    "description-that-matches": lambda: described(large("a raid on ", 1_000_000)),
    "links": lambda: atom("1", "2").replace("</entry>", '<link href="https://x.example/"/>' * 30_000 + "</entry>"),
    "paragraphs-in-xhtml": lambda: atom("1", "2").replace(
        "</entry>",
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{"<p>Rice is cheap</p>" * 20_000}</div>'
        "</content></entry>",
        1,
    ),
    "contents": lambda: titled("First", '<c:encoded xmlns:c="urn:c">a</c:encoded>' * 30_000),
    "instructions": lambda: titled("First", "<?x y?>" * 100_000),
    "cdata-in-pieces": lambda: titled("First" + "<![CDATA[]]>" * 100_000),
    "comments-in-a-title": lambda: titled("First" + "<!-- -->" * 100_000),
    "tags-of-a-strict-feed": lambda: titled(
        "First", "".join(f"<category>c{n}</category>" for n in range(30_000)), '<?xml version="1.0"?><!DOCTYPE rss>'
    ),
    "dates": lambda: titled("First", "<pubDate>yesterday or so</pubDate>" * 10_000),
    "json-tags": lambda: json_feed(
        {"id": 1, "title": "First", "tags": [f"t{n}" for n in range(300_000)]}, {"id": 2, "title": "Second"}
    ),
    "programs-without-an-end": lambda: described("a<script>" * 100_000),
    "titles-without-an-end": lambda: described("a<title>" * 100_000),
    "marks-out-of-order": lambda: titled(
        "First", f"<description>a{chr(0x345) * 200_000}{chr(0x323) * 200_000}</description>"
    ),
    "line-breaks": lambda: titled("First", f"<description>a{chr(10) * 400_000}b</description>"),
    "attributes-of-a-damaged-feed": lambda: titled("First", f"<x {ATTRIBUTES}/></b>"),
    "categories-of-a-damaged-feed": lambda: titled(
        "First", "".join(f"<category>c{n}</category>" for n in range(150_000)) + "</b>"
    ),
    "million-attributes": lambda: titled("First", f"<x {' '.join(f'a{n}=' + chr(34) * 2 for n in range(600_000))}/>"),
}
"""Feeds of which one part is far too large, and all can be read."""


def packed(encoding: str, wbits: int, times: int = 1) -> Answer:
    """A bomb under a Content-Encoding."""
    return Answer(lambda: bomb(wbits, times), headers=(f"Content-Encoding: {encoding}",) if encoding else ())


def hang() -> bytes:
    """A feed that feedparser alone reads, for half a minute; packed, for it is longer than may be sent."""
    return gzip.compress(
        titled("First", "<guid>1</guid>" * 1_200_000, '<?xml version="1.0"?><!DOCTYPE rss>').encode(), 1
    )


BURST = "it unpacks to more than 20 MB"
LONG = "it sent more than 10 MB"
HEADS_TOO_LONG = "it sent more than 64 KB of headers…"
TOO_MUCH: Mapping[str, tuple[How, str]] = {
    "body": (Answer(lambda: b" " * 12_000_000), LONG),
    "endless-body": (endless_body, LONG),
    "endless-items": (endless_items, LONG),
    "declared-length": (claims_much, LONG),
    "chunk-extension": (Answer(lambda: CHUNKED.encode() + b"5;" + b"a" * 12_000_000, raw=True), ANY),
    "gzip-of-text": (
        Answer(lambda: gzip.compress(GOOD + b" " * 21_000_000), headers=("Content-Encoding: gzip",)),
        BURST,
    ),
    "deflate-bomb-in-gzip": (packed("deflate, gzip", 15, 2), BURST),
    "gzip-bomb": (packed("gzip", 31), BURST),
    "gzip-bomb-unsaid": (packed("", 31), BURST),
    "deflate-bomb": (packed("deflate", 15), BURST),
    "raw-deflate-bomb": (packed("deflate", -15), BURST),
    "bomb-in-a-bomb": (packed("gzip, gzip", 31, 2), BURST),
    "bomb-in-a-bomb-unsaid": (packed("gzip", 31, 2), BURST),
    "brotli-bomb": (Answer(lambda: brotli.compress(BLANKS, quality=1), headers=("Content-Encoding: br",)), BURST),
    "zstandard-bomb": (Answer(lambda: zstandard.compress(BLANKS), headers=("Content-Encoding: zstd",)), BURST),
    "gzip-name-in-brotli": (
        Answer(
            lambda: brotli.compress(b"\x1f\x8b\x08\x08\0\0\0\0\0\x03" + b"a" * 25_000_000, quality=1),
            headers=("Content-Encoding: gzip, br",),
        ),
        BURST,
    ),
    "gzip-members": (
        Answer(lambda: gzip.compress(b"") * 20_000, headers=("Content-Encoding: gzip",)),
        "it sent gzip data in too many parts",
    ),
    "endless-headers": (endless_headers, HEADS_TOO_LONG),
    "headers-of-2-mb": (sent(GOOD, *(f"X-{n}: {'a' * 20_000}" for n in range(100))), HEADS_TOO_LONG),
    "headers-1000": (sent(GOOD, *(f"X-{n}: {'a' * 100}" for n in range(1_000))), HEADS_TOO_LONG),
    "header-of-100-kb": (sent(GOOD, f"X-Long: {'a' * 100_000}"), HEADS_TOO_LONG),
    "reason-phrase": (sent(GOOD, status="200 " + "O" * 100_000), HEADS_TOO_LONG),
}
"""Answers beyond a limit, and what is told of them."""


def cases() -> Iterator[Case]:
    """More of everything than anybody needs."""
    titles = {
        "title": ("x" * MAX_FIELD, "Second"),
        "title-of-9-mb": (large("many words ", MAX_FIELD).strip(), "Second"),
        "title-of-references": ("A" * 100_000, "Second"),
        "depth-of-items": ("no", *TWO),
    }
    for name, make in HUGE_TEXTS.items():
        error = DAMAGED if name.endswith("of-a-damaged-feed") else ANY if name == "declarations" else ""
        yield Case("huge", name, made(make), titles.get(name, TWO), error, polls=("new",))
    many = f"partly read: it holds 3000 entries, of which {MAX_ENTRIES} were read"
    entries = made(lambda: rss("".join(map(item, range(3_000)))))
    yield Case("huge", "entries", entries, ("An entry",) * MAX_ENTRIES, many, polls=("new",))
    for name, more in {"damaged": "</b>", "strict": "<?php x?>"}.items():
        feed = sent(rss("".join(map(item, range(20_000))) + more))
        error = f"partly read: it holds 20000 entries, of which {MAX_ENTRIES} were read"
        yield Case("huge", f"20000-entries-{name}", feed, ("An entry",) * MAX_ENTRIES, error, polls=("new",))
    hangs = Answer(hang, headers=("Content-Encoding: gzip",))
    yield Case("huge", "guids-of-a-strict-feed", hangs, (), TOO_SLOW, polls=("error",))
    for name, (how, error) in TOO_MUCH.items():
        yield Case("huge", name, how, (), error, polls=("error",))
    yield Case("huge", "trailers", raw(CHUNKED, chunks(GOOD)[:-2] + b"X-A: b\r\n" * 20_000))
    yield Case("huge", "headers-100", sent(GOOD, *(f"X-{n}: a" for n in range(100))))
