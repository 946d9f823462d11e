"""Validators of HTTP and wishes to be left alone: what a server says that counts for the next poll."""

import time
from collections.abc import Iterator, Mapping
from email.utils import formatdate

from tests.feeds.hostile import item, rss
from tests.hostile.case import FIRST, GOOD, SECOND, TWO, WHOLE, Case, by_poll, redirect, sent, titled
from tests.hostile.server import Answer, How, Reply, Request

ETAGS: Mapping[str, tuple[bytes, bytes]] = {
    "quoted": (b'"a"', b'"a"'),
    "weak": (b'W/"a"', b'W/"a"'),
    "unquoted": (b"a b", b"a b"),
    "quotes-inside": (b'"a"b"', b'"a"b"'),
    "several": (b'"a", "b"', b'"a", "b"'),
    "utf-8": ('"é✓"'.encode(), '"é✓"'.encode()),
    "override": ('"\u202e"'.encode(), '"\u202e"'.encode()),
    "c1": ('"\x9b31m"'.encode(), b""),
    "latin-1": (b'"caf\xe9"', b'"caf\xe9"'),
    "no-break-space": ('"a\u00a0b"'.encode(), '"a\u00a0b"'.encode()),
    "stand-in": ('"\U0010ffe9\u00e9"'.encode(), '"\U0010ffe9\u00e9"'.encode()),
    "high-bytes": (bytes(range(0x80, 0x100)), bytes(range(0x80, 0x100))),
    "escape": (b'"\x1b[31m"', b""),
    "folded": (b'"a\r\n b"', b'"a b"'),
    "empty": (b"", b""),
    "long": (b'"' + b"a" * 8_000 + b'"', b'"' + b"a" * 8_000 + b'"'),
}
"""An ETag, and what is sent back of it: all, or nothing."""
LAST_MODIFIED: Mapping[str, tuple[bytes, bytes]] = {
    "date": (b"Tue, 03 Nov 2026 10:00:00 GMT", b"Tue, 03 Nov 2026 10:00:00 GMT"),
    "word": (b"yesterday", b"yesterday"),
    "number": (b"1793700000", b"1793700000"),
    "zone": (b"Tue, 03 Nov 2026 10:00:00 +0700 (odd)", b"Tue, 03 Nov 2026 10:00:00 +0700 (odd)"),
    "escape": (b"Tue\x1b[31m", b""),
    "latin-1": (b"mardi d\xe9cembre", b"mardi d\xe9cembre"),
}


def validators() -> Iterator[Case]:
    """ETags and dates that go back as they came, or not at all, and never keep a feed from being asked."""
    for header, asked_by, table in (
        ("ETag", "if-none-match", ETAGS),
        ("Last-Modified", "if-modified-since", LAST_MODIFIED),
    ):
        for name, (value, back) in table.items():

            def reply(
                request: Request, line: bytes = header.encode() + b": " + value, back: bytes = back, by: str = asked_by
            ) -> Answer:
                said = request.headers.get(by, "").encode("latin-1")
                if request.poll == 1 or (said == back and not back):
                    return sent(GOOD, line)
                return Answer(status="304 Not Modified") if said == back else sent(titled(f"asked with {said!r}"), line)

            yield Case("http", f"{header.lower()}-{name}", reply, keeps=True)
    unasked = sent(b"", status="304 Not Modified")
    yield Case(
        "http",
        "unchanged-before-anything",
        by_poll(unasked, WHOLE),
        polls=("error", "new"),
        new=(0, 2),
        unread=TWO,
        keeps=True,
    )
    both = by_poll(sent(GOOD, 'ETag: "a"'), sent(titled("Other"), status="304 Not Modified"))
    yield Case("http", "unchanged-with-a-body", both, keeps=True)
    lying = by_poll(sent(GOOD, 'ETag: "a"'), sent(titled("Edited"), 'ETag: "a"'))
    yield Case(
        "http", "same-etag-and-another-body", lying, ("Edited", "Second"), polls=("new", "new"), changed=1, keeps=True
    )
    partly = by_poll(sent(WHOLE[:-20], 'ETag: "a"'), sent(GOOD, 'ETag: "a"'))
    yield Case("http", "etag-of-a-part", partly, feed={"etag": '"a"'}, keeps=True)
    yield from validators_behind_redirects()
    body = titled("Возвращение", prolog="").encode("cp1251")
    mended = by_poll(*(sent(body, f"Content-Type: text/xml; charset={name}") for name in ("iso-8859-5", "cp1251")))
    titles = ("Возвращение", "Second")
    yield Case("http", "charset-mended", mended, titles, polls=("new", "new"), changed=1, keeps=True)


def validators_behind_redirects() -> Iterator[Case]:
    """Two places that give the same ETag, as counters and dates of a day do: it stands for neither's copy at the other
    (RFC 9110, 8.8.1)."""
    first, last = rss(FIRST + SECOND), rss(FIRST + SECOND + item(3, "Third"))

    def asked(request: Request, body: str) -> Answer:
        is_known = request.headers.get("if-none-match") == '"1"'
        return Answer(status="304 Not Modified") if is_known else sent(body, 'ETag: "1"')

    def elsewhere(request: Request) -> How:
        if not request.tail:
            return redirect("{path}~a" if request.poll == 1 else "{path}~b")
        return asked(request, first if request.tail == "~a" else last)

    def here(request: Request) -> How:
        if request.poll == 1 and not request.tail:
            return redirect("{path}~a")
        return asked(request, first if request.tail else last)

    def again(request: Request) -> How:
        return asked(request, first) if request.tail or "if-none-match" in request.headers else redirect("{path}~a")

    three = (*TWO, "Third")
    for name, how in (("a-redirect-to-elsewhere", elsewhere), ("a-feed-that-came-home", here)):
        yield Case(
            "http", f"etag-and-{name}", how, three, polls=("new", "new"), new=(2, 1), unread=("Third",), keeps=True
        )
    yield Case("http", "etag-and-the-same-redirect", again, asked=("", "~a", "", "~a"), keeps=True)


HOUR, DAY = 3_600, 86_400
WAITS = {
    "seconds": ("7200", 2 * HOUR),
    "date": ("{in two hours}", 2 * HOUR),
    "asctime": ("{in two hours, as C has it}", 2 * HOUR),
    "no-zone": ("Sun Nov 06 2094 08:49:37", DAY),
    "none": ("", None),
    "negative": ("-5", None),
    "word": ("soon", None),
    "fraction": ("3600.5", HOUR),
    "digits-of-another-script": ("٣٠", None),
    "beyond-all": ("9" * 5_000, DAY),
    "year-9999": ("Fri, 31 Dec 9999 23:59:59 GMT", DAY),
    "two": ("60\r\nRetry-After: 7200", 2 * HOUR),
    "escape": ("\x9b31m\u202e", None),
    "zero": ("0", 0),
    "past": ("Fri, 06 Nov 2020 08:49:37 GMT", 0),
}
"""Retry-After, and for how many seconds the server is left alone whoever asks; None where it says nothing."""
BUSY = {
    "429 Too Many Requests": "it wants us to ask less often",
    "503 Service Unavailable": "it is overloaded or down for now",
}


def waits() -> Iterator[Case]:
    """Servers that want to be left alone; each has a host of its own, lest the others are left alone with it."""
    number = 10
    for status, meaning in BUSY.items():
        for name, (value, told) in WAITS.items():
            number += 1
            seconds, host = told or 0, f"127.0.0.{number}"
            until = f"; {host}…" if seconds else ""
            yield Case(
                "http",
                f"retry-after-{name}-{status[:3]}",
                waiting(status, value),
                (),
                f"the server answered {status}: {meaning}{until}",
                polls=("error", "skipped" if seconds else "error"),
                wait=seconds,
                host=host,
            )
    for number, status in enumerate(("403 Forbidden", "420 Calm", "500 Broken", "502 Bad", "504 Late", "529 Busy"), 60):
        name, said = f"retry-after-{status[:3]}", f"the server answered {status[:3]}…"
        held = waiting(status, "7200")
        host = f"127.0.0.{number}"
        yield Case("http", name, held, (), said, polls=("error", "skipped"), wait=2 * HOUR, host=host)
    yield Case("http", "retry-after-of-a-good-answer", sent(GOOD, "Retry-After: 7200"))
    yield Case("http", "retry-after-of-a-404", waiting("404 Not Found", "7200"), (), "the server answered 404 …")


def waiting(status: str, value: str) -> Reply:
    """An answer with a Retry-After; its dates count from now."""

    def reply(request: Request) -> Answer:
        then = time.time() + 7200
        dates = {
            "{in two hours}": formatdate(then, usegmt=True),
            "{in two hours, as C has it}": time.asctime(time.gmtime(then)),
        }
        return Answer(b"", status, (f"Retry-After: {dates.get(value, value)}",) if value else ())

    return reply


def cases() -> Iterator[Case]:
    """Both."""
    yield from validators()
    yield from waits()
