"""Statuses, heads and packings of every kind."""

import gzip
import zlib
from collections.abc import Iterator, Mapping

import brotli
import zstandard

from tests.feeds.hostile import item, rss
from tests.hostile.case import (
    A_PAGE,
    BREAKS_OFF,
    BROKE_OFF,
    CHUNKED,
    DAMAGED,
    FIRST,
    GOOD,
    NO_FEED,
    NOT_HTTP,
    OK,
    PLAIN,
    SECOND,
    TWO,
    WHOLE,
    Case,
    chunks,
    json_feed,
    raw,
    sent,
)

STATUSES = {
    **dict.fromkeys((204, 205), "it sent an empty page"),
    300: "the server answered 300 Multiple Choices: it redirects, and does not say where to",
    301: "the server answered 301 Moved Permanently: it redirects, and does not say where to",
    302: "the server answered 302 Found: it redirects, and does not say where to",
    303: "the server answered 303 See Other: it redirects, and does not say where to",
    305: "the server answered 305 Use Proxy: that is no feed",
    306: "the server answered 306: that is no feed",
    307: "the server answered 307 Temporary Redirect: it redirects, and does not say where to",
    308: "the server answered 308 Permanent Redirect: it redirects, and does not say where to",
    304: "the server answered 304 Not Modified: nobody asked it whether the feed has changed",
    400: "the server answered 400 Bad Request: it did not understand the request",
    401: "the server answered 401 Unauthorized: it wants a name and a password, or others than it was given",
    402: "the server answered 402 Payment Required: that is no feed",
    403: "the server answered 403 Forbidden: it does not let us read the feed",
    404: "the server answered 404 Not Found: the feed is not there",
    405: "the server answered 405 Method Not Allowed: that is no feed",
    406: "the server answered 406 Not Acceptable: it has nothing that we accept",
    407: "the server answered 407 Proxy Authentication Required: that is no feed",
    408: "the server answered 408 Request Timeout: that is no feed",
    409: "the server answered 409 Conflict: that is no feed",
    410: "the server answered 410 Gone: the feed is gone for good",
    411: "the server answered 411 Length Required: that is no feed",
    418: "the server answered 418 I'm a Teapot: that is no feed",
    421: "the server answered 421 Misdirected Request: that is no feed",
    425: "the server answered 425 Too Early: that is no feed",
    451: "the server answered 451 Unavailable For Legal Reasons: it may not show the feed here, by law",
    499: "the server answered 499: that is no feed",
    500: "the server answered 500 Internal Server Error: it is out of order",
    501: "the server answered 501 Not Implemented: it is out of order",
    502: "the server answered 502 Bad Gateway: it is out of order",
    504: "the server answered 504 Gateway Timeout: it is out of order",
    505: "the server answered 505 HTTP Version Not Supported: it is out of order",
    511: "the server answered 511 Network Authentication Required: this network wants you to log in first",
    520: "the server answered 520: it is out of order",
    599: "the server answered 599: it is out of order",
    600: "the server answered 600: that is no feed",
    999: "the server answered 999: that is no feed",
}
"""Answers without a body, and what is told of them."""
PACKED = "it sent the feed packed in a way that was not asked for"
HEADS: Mapping[str, tuple[str | bytes, str]] = {
    "status-of-letters": ("HTTP/1.1 abc OK\r\n\r\n", NOT_HTTP),
    "status-of-no-digits": ("HTTP/1.1 \r\n\r\n", NOT_HTTP),
    "status-of-six-digits": ("HTTP/1.1 200000 OK\r\n\r\n", NOT_HTTP),
    "version-9": ("HTTP/9.9 200 OK\r\n\r\n", NOT_HTTP),
    "version-0.9": ("", NOT_HTTP),
    "radio": ("ICY 200 OK\r\n\r\n", NOT_HTTP),
    "ssh": ("SSH-2.0-OpenSSH_9.6\r\n", NOT_HTTP),
    "http-2": (b"\x00\x00\x12\x04\x00\x00\x00\x00\x00", NOT_HTTP),
    "header-with-a-zero-byte": (b"HTTP/1.1 200 OK\r\nX-A: a\x00b\r\n\r\n", NOT_HTTP),
    "etag-with-a-zero-byte": (b'HTTP/1.1 200 OK\r\nETag: "a\x00b"\r\n\r\n', NOT_HTTP),
    "etag-with-a-return": (b'HTTP/1.1 200 OK\r\nETag: "a\rX-Evil: 1"\r\n\r\n', NOT_HTTP),
    "length-twice": ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n", NOT_HTTP),
    "length-negative": ("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", NOT_HTTP),
    "length-of-letters": ("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", NOT_HTTP),
    "length-beyond-all": (f"HTTP/1.1 200 OK\r\nContent-Length: {'9' * 40}\r\n\r\n", NOT_HTTP),
    "encoding-unasked": (b"HTTP/1.1 200 OK\r\nContent-Encoding: compress\r\n\r\n\x1f\x9d\x90", PACKED),
    "brotli-damaged": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n" + brotli.compress(GOOD)[:30] + b"\xff" * 50,
        "it sent damaged Brotli data",
    ),
    "zstandard-damaged": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n" + zstandard.compress(GOOD)[:30] + b"\xff" * 50,
        "it sent damaged Zstandard data",
    ),
    "encoding-three-times": ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip, gzip\r\n\r\n", PACKED),
    "gzip-damaged": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(GOOD)[:30] + b"\xff" * 50,
        "it sent damaged gzip data",
    ),
    "status-0": ("HTTP/1.1 000 OK\r\n\r\n", "the server answered 0: that is no feed"),
    "status-99": ("HTTP/1.1 099 OK\r\n\r\n", "the server answered 99: that is no feed"),
    "status-without-a-blank": ("HTTP/1.1 200OK\r\n\r\n", NOT_HTTP),
    "version-alone": ("HTTP/1 200 OK\r\n\r\n", NOT_HTTP),
    "lines-without-line-feeds": ("HTTP/1.1 200 OK\rX-A: b\r\r", NOT_HTTP),
    "length-with-a-plus": ("HTTP/1.1 200 OK\r\nContent-Length: +9\r\n\r\n", NOT_HTTP),
    "length-in-sixteens": ("HTTP/1.1 200 OK\r\nContent-Length: 0x9\r\n\r\n", NOT_HTTP),
    "length-of-nothing": ("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", NOT_HTTP),
    "switching": (
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        "the server answered 101 …",
    ),
    "gzip-of-nothing": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b""),
        "it sent an empty page",
    ),
}
"""Answers of which nothing can be read; behind those that hold a body of their own stands nothing."""
PACKED_WELL: Mapping[str, tuple[str, bytes]] = {
    "gzip": ("gzip", gzip.compress(GOOD)),
    "gzip-in-capitals": (" GZIP ", gzip.compress(GOOD)),
    "x-gzip": ("x-gzip", gzip.compress(GOOD)),
    "gzip-in-two-members": ("gzip", gzip.compress(GOOD[:99]) + gzip.compress(GOOD[99:])),
    "gzip-with-padding": ("gzip", gzip.compress(GOOD) + b"\0" * 99),
    "gzip-said-and-plain": ("gzip", GOOD),
    "gzip-unsaid": ("", gzip.compress(GOOD)),
    "gzip-twice": ("gzip, gzip", gzip.compress(gzip.compress(GOOD))),
    "gzip-said-twice": ("gzip, gzip", gzip.compress(GOOD)),
    "gzip-in-two-headers": ("gzip\r\nContent-Encoding: gzip", gzip.compress(gzip.compress(GOOD))),
    "gzip-and-identity": ("identity, gzip", gzip.compress(GOOD)),
    "deflate": ("deflate", zlib.compress(GOOD)),
    "raw-deflate": ("deflate", zlib.compress(GOOD)[2:-4]),
    "deflate-said-and-plain": ("deflate", GOOD),
    "brotli": ("br", brotli.compress(GOOD)),
    "zstandard": ("zstd", zstandard.compress(GOOD)),
    "zstandard-in-two-frames": ("zstd", zstandard.compress(GOOD[:99]) + zstandard.compress(GOOD[99:])),
    "brotli-in-gzip": ("br, gzip", gzip.compress(brotli.compress(GOOD))),
    "charset-as-encoding": ("utf-8", GOOD),
    "identity": ("identity", GOOD),
}
WHOLE_LENGTH = len(GOOD)
GZIPPED = gzip.compress(GOOD)
FRAMED: Mapping[str, tuple[str, bytes]] = {
    "continue-before": ("HTTP/1.1 100 Continue\r\n\r\n" + OK, GOOD),
    "continue-1000-times-before": ("HTTP/1.1 100 Continue\r\n\r\n" * 1_000 + OK, GOOD),
    "continue-with-a-length-before": ("HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\n" + OK, GOOD),
    "processing-before": ("HTTP/1.1 102 Processing\r\nX-A: b\r\n\r\n" + OK, GOOD),
    "status-199-before": ("HTTP/1.1 199 Odd\r\n\r\n" + OK, GOOD),
    "blank-lines-before": ("\r\n" * 100 + OK, GOOD),
    "lines-without-returns": (OK.replace("\r", ""), GOOD),
    "header-without-colon": ("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", GOOD),
    "header-without-name": ("HTTP/1.1 200 OK\r\n: x\r\n\r\n", GOOD),
    "folded-header": ("HTTP/1.1 200 OK\r\nX-A: a\r\n  b\r\n\tc\r\n\r\n", GOOD),
    "version-2.0": ("HTTP/2.0 200 OK\r\n\r\n", GOOD),
    "version-1.0-that-is-kept": (
        f"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: {WHOLE_LENGTH}\r\n\r\n",
        GOOD,
    ),
    "version-1.0-without-an-end": ("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n", GOOD),
    "version-1.0-in-chunks": ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunks(GOOD)),
    "length-with-zeros": (f"HTTP/1.1 200 OK\r\nContent-Length: 0000{WHOLE_LENGTH}\r\n\r\n", GOOD),
    "line-break-behind-the-body": (f"HTTP/1.1 200 OK\r\nContent-Length: {WHOLE_LENGTH}\r\n\r\n", GOOD + b"\r\n"),
    "transfer-of-gzip": ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", GZIPPED),
    "transfer-of-gzip-in-chunks": ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", chunks(GZIPPED)),
    "transfer-of-identity": ("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n", GOOD),
    "transfer-in-capitals": (CHUNKED.replace("chunked", "CHUNKED"), chunks(GOOD)),
    "transfer-twice": (CHUNKED.replace("chunked", "chunked, chunked"), chunks(GOOD)),
    "transfer-invented": ("HTTP/1.1 200 OK\r\nTransfer-Encoding: odd\r\n\r\n", GOOD),
    "chunk-size-in-capitals-with-zeros": (CHUNKED, b"000%X\r\n%b\r\n00\r\n\r\n" % (WHOLE_LENGTH, GOOD)),
    "chunk-size-with-blanks": (CHUNKED, b"%X  \r\n%b\r\n0\r\n\r\n" % (WHOLE_LENGTH, GOOD)),
    "chunk-extension-of-10-kb": (CHUNKED, b"%X;%b\r\n%b\r\n0\r\n\r\n" % (WHOLE_LENGTH, b"a" * 10_000, GOOD)),
}
"""Heads and bodies of good answers as servers put them together that know HTTP from hearsay."""
MISLABELLED: Mapping[str, tuple[str, bytes]] = {
    "brotli-said-and-plain": ("br", GOOD),
    "brotli-said-and-gzip": ("br", gzip.compress(GOOD)),
    "zstandard-said-and-plain": ("zstd", GOOD),
    "zstandard-unsaid": ("", zstandard.compress(GOOD)),
    "zstandard-as-gzip": ("gzip", zstandard.compress(GOOD)),
    "deflate-as-gzip": ("gzip", zlib.compress(GOOD)),
    "gzip-as-deflate": ("deflate", GZIPPED),
    "gzip-as-something": ("odd", GZIPPED),
    "gzip-with-rubbish-behind": ("gzip", GZIPPED + b"rubbish" * 9),
    "gzip-without-its-sum": ("gzip", GZIPPED[:-8]),
    "gzip-with-a-wrong-sum": ("gzip", GZIPPED[:-8] + b"\0" * 4 + GZIPPED[-4:]),
    "gzip-with-a-wrong-length": ("gzip", GZIPPED[:-4] + b"\xff" * 4),
    "brotli-with-rubbish-behind": ("br", brotli.compress(GOOD) + b"rubbish" * 9),
    "zstandard-with-rubbish-behind": ("zstd", zstandard.compress(GOOD) + b"rubbish" * 9),
    "gzip-in-quotes": ('"gzip"', GZIPPED),
    "gzip-with-a-weight": ("gzip;q=1.0", GZIPPED),
    "chunked-as-encoding": ("chunked", GOOD),
    "type-as-encoding": ("text/xml", GOOD),
    "8bit-as-encoding": ("8bit", GOOD),
    "encoding-of-nothing": (" , ", GOOD),
}
"""Content-Encodings that are not what the body is."""
TYPES = {
    "none": "",
    "html": "text/html",
    "image": "image/png",
    "bytes": "application/octet-stream",
    "json": "application/json",
    "two": "text/html\r\nContent-Type: application/rss+xml",
    "nonsense": ";;;==",
    "long": f"text/{'x' * 10_000}",
    "escape": "text/xml; charset=\x9b31m\u202e",
    "calendar": "text/calendar; charset=utf-8",
    "without-a-slash": "rss",
    "of-mail": "multipart/form-data; boundary=x",
    "nothing": " ",
}
ODD_HEADS: Mapping[str, str | bytes] = {
    "no-reason": "HTTP/1.1 200\r\n\r\n",
    "encoding-unknown": "HTTP/1.1 200 OK\r\nContent-Encoding: compress\r\n\r\n",
    "encoding-invented": "HTTP/1.1 200 OK\r\nContent-Encoding: rot13\r\n\r\n",
    "reason-with-an-override": "HTTP/1.1 200 \u202eOK\u2066\r\n\r\n",
    "version-1.0": "HTTP/1.0 200 OK\r\n\r\n",
    "version-1.2": "HTTP/1.2 200 OK\r\n\r\n",
    "version-1.9-in-small-letters": "http/1.9 200 OK\r\n\r\n",
    "version-in-small-letters": "http/1.1 200 ok\r\n\r\n",
    "header-of-latin-1": b"HTTP/1.1 200 OK\r\nX-A: caf\xe9\r\nServer: \x9b31m\r\n\r\n",
    "header-in-capitals": f"HTTP/1.1 200 OK\r\nCONTENT-LENGTH: {len(GOOD)}\r\n\r\n",
    "header-with-tabs": f"HTTP/1.1 200 OK\r\nContent-Length:\t{len(GOOD)}\t\r\n\r\n",
    "length-twice-the-same": f"HTTP/1.1 200 OK\r\nContent-Length: {len(GOOD)}\r\nX-A: b\r\n\r\n",
    "cookies": "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nSet-Cookie: c\r\n\r\n",
    "links-and-policies": "HTTP/1.1 200 OK\r\nLink: <http://evil.example/>; rel=self\r\nRefresh: 0; url=/x\r\n\r\n",
}
ERROR_TEXTS = {
    "database": ("Error establishing a database connection", PLAIN),
    "json": ('{"error": {"code": 500}}', "this is JSON, but no JSON Feed"),
    "page": (
        "<html><head><title>Just a moment...</title></head></html>",
        A_PAGE.replace("; ", ": “Just a moment...”; "),
    ),
    "fault": ("<soap:Envelope xmlns:soap='urn:x'><soap:Fault>no</soap:Fault></soap:Envelope>", NO_FEED),
    "s3": ('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', NO_FEED),
}


def cases() -> Iterator[Case]:
    """Statuses, redirects, heads and packings of every kind."""
    for code, error in STATUSES.items():
        head = f"HTTP/1.1 {code} \u202eOdd\r\nX-A: b\r\n\r\n"
        yield Case("http", f"status-{code}", raw(head, b""), (), error)
    for code in (200, 201, 202, 203, 206, 207, 226, 299):
        yield Case("http", f"status-{code}-with-a-feed", sent(GOOD, status=f"{code} Odd"))
    for code in (301, 404, 500):
        yield Case("http", f"status-{code}-with-a-feed", sent(GOOD, status=f"{code} Odd"), (), STATUSES[code])
    for name, (start, error) in HEADS.items():
        yield Case("http", name, raw(start, b"" if name.startswith("gzip-") else GOOD), (), error)
    for name, start in ODD_HEADS.items():
        yield Case("http", name, raw(start))
    for name, (encoding, body) in PACKED_WELL.items():
        yield Case("http", f"packed-{name}", sent(body, *([f"Content-Encoding: {encoding}"] if encoding else [])))
    for name, (head, body) in FRAMED.items():
        yield Case("http", name, raw(head, body))
    for name, (encoding, body) in MISLABELLED.items():
        yield Case("http", f"packed-{name}", sent(body, *([f"Content-Encoding: {encoding}"] if encoding else [])))
    for name, content_type in TYPES.items():
        yield Case("http", f"type-{name}", sent(GOOD, *([f"Content-Type: {content_type}"] if content_type else [])))
    for name, (text, error) in ERROR_TEXTS.items():
        yield Case("http", f"error-text-{name}", sent(text), (), error)
    yield from lengths()


def lengths() -> Iterator[Case]:
    """Lengths that are not those of the body."""
    short = WHOLE.index("Second") + 3
    yield Case("http", "length-too-small", sent(GOOD, f"Content-Length: {short}"), TWO[:1], BREAKS_OFF)
    zero = raw("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    yield Case("http", "length-of-zero", zero, (), "it sent an empty page")
    yield Case("http", "length-too-large", sent(GOOD, "Content-Length: 9999"))
    part = GOOD[:short]
    yield Case("http", "length-too-large-and-cut", sent(part, "Content-Length: 9999"), TWO[:1], BREAKS_OFF)
    page = sent("<html>" + "x" * 500, "Content-Length: 9999")
    yield Case("http", "length-too-large-of-a-page", page, (), BROKE_OFF)
    twice = f"HTTP/1.1 200 OK\r\nContent-Length: {WHOLE_LENGTH}\r\nX-A: b\r\ncontent-length:{WHOLE_LENGTH}\r\n\r\n"
    yield Case("http", "length-twice-and-the-same", raw(twice))
    feed = json_feed({"id": 1, "title": "First"}, {"id": 2, "title": "Second"})
    yield Case("http", "length-too-large-of-json", sent(feed, "Content-Length: 9999"))
    cut = sent(feed[:-9], "Content-Length: 9999")
    yield Case("http", "length-too-large-of-json-that-is-cut", cut, TWO[:1], DAMAGED)
    yield Case(
        "http",
        "length-and-chunks",
        raw(CHUNKED.replace("\r\n\r\n", "\r\nContent-Length: 5\r\n\r\n"), chunks(GOOD)),
    )
    noise = "".join(str(number**9) for number in range(500))
    middle = gzip.compress(rss(FIRST + item(3, noise) + SECOND).encode())
    cut = sent(middle[: len(middle) // 2], "Content-Encoding: gzip")
    yield Case("http", "gzip-cut", cut, TWO[:1], BREAKS_OFF)
    yield Case(
        "http",
        "partial-content",
        sent(GOOD[:short], "Content-Range: bytes 0-9/99", status="206 Partial Content"),
        TWO[:1],
        BREAKS_OFF,
    )
