"""Redirects of HTTP, to every kind of place."""

import gzip
from collections.abc import Iterator, Mapping

from tests.hostile.case import A_PAGE, ANY, GOOD, NOT_HTTP, OK, TWO, Case, by_tail, redirect, sent
from tests.hostile.server import NO_WORD, Answer, How, Request, Wire

NOT_WEB = "it redirects to something that is not http or https, which is refused"
NO_ADDRESS = "it redirects to something that is no address"
CIRCLE, TOO_OFTEN = "it redirects in a circle", "it redirects more than 5 times"
NO_COOKIES = "it wants to see a cookie again, and none is kept here"
BAD_TARGETS: Mapping[str, tuple[str | bytes, str]] = {
    "to-itself": ("{path}", CIRCLE),
    "to-nothing": ("", CIRCLE),
    "to-a-place-in-itself": ("#top", CIRCLE),
    "to-a-file": ("file:///etc/passwd", NOT_WEB),
    "to-data": ("data:application/rss+xml,<rss/>", NOT_WEB),
    "to-a-script": ("javascript:alert(1)", NOT_WEB),
    "to-ftp": ("ftp://127.0.0.1/feed", NOT_WEB),
    "to-gopher": ("gopher://127.0.0.1/1", NOT_WEB),
    "to-mail": ("mailto:a@news.example", NOT_WEB),
    "to-about": ("about:blank", NOT_WEB),
    "to-a-feed-scheme": ("feed://127.0.0.1:{port}{path}~2", NOT_WEB),
    "to-a-socket": ("unix:/run/docker.sock", NOT_WEB),
    "to-no-host": ("http://", CIRCLE),
    "to-half-an-address": ("//[", NO_ADDRESS),
    "to-a-port-beyond-all": ("http://127.0.0.1:99999/", NO_ADDRESS),
    "to-a-port-of-letters": ("http://127.0.0.1:rss/", NO_ADDRESS),
    "to-port-zero": ("http://127.0.0.1:0/", "connection refused: nothing answers at 127.0.0.1:0"),
    "to-tls-that-is-none": ("https://127.0.0.1:{port}/", "no secure connection could be made…"),
    "to-tls-that-hangs-up": (f"https://{NO_WORD}:{{port}}/", "the server broke the connection off"),
    "to-nobody": ("http://127.0.0.9:9/", "connection refused: nothing answers at 127.0.0.9:9"),
    "to-a-name-of-nobody": ("http://nobody.invalid/", "the name nobody.invalid does not exist, or there is no network"),
    "to-a-name-with-an-override": ("http://no\u202ebody.invalid/", NO_ADDRESS),
    "to-a-name-of-4-kb": (f"http://{'nobody.' * 600}invalid/", ANY),
    "to-a-label-of-1-kb": (f"http://{'n' * 1_000}.invalid/", ANY),
    "to-a-name-with-blanks": ("http://no body.invalid/", "the name no body.invalid …"),
    "to-a-number-in-a-number": ("http://[::ffff:127.0.0.1]:9/", "connection refused: …"),
    "to-the-web-of-nowhere": ("https://", ANY),
    "to-a-network-file": ("smb://127.0.0.1/share", NOT_WEB),
    "to-a-dictionary": ("dict://127.0.0.1:11211/stats", NOT_WEB),
    "to-a-web-socket": ("ws://127.0.0.1:{port}/", NOT_WEB),
    "to-a-view-of-a-source": ("view-source:http://127.0.0.1:{port}/", NOT_WEB),
    "to-a-script-with-a-host": ("javascript://127.0.0.1/%0aalert(1)", NOT_WEB),
    "to-the-root": ("/", "the server answered 404 …"),
    "to-blanks": ("   ", CIRCLE),
    "to-a-negative-port": ("http://127.0.0.1:-1/", NO_ADDRESS),
    "to-ipv6-that-is-none": ("http://[::g]/", NO_ADDRESS),
    "to-this-machine-by-ipv6": ("http://[::1]:9/", ANY),
    "to-any-address": ("http://0.0.0.0:9/", "connection refused: …"),
    "to-a-broadcast": ("http://255.255.255.255:9/", ANY),
    "to-a-number": ("http://2130706433:9/", ANY),
    "to-a-number-in-eights": ("http://0177.0.0.1:9/", ANY),
    "to-a-number-in-sixteens": ("http://0x7f.0.0.1:9/", ANY),
    "to-a-name-of-other-letters": (
        "http://bücher.invalid/",
        "the name bücher.invalid does not exist, or there is no network",
    ),
    "to-a-name-in-punycode": ("http://xn--bcher-kva.invalid/", "the name …"),
    "to-punycode-that-is-none": ("http://xn--a-ecp.invalid/", "the name …"),
    "to-a-name-spelled-out": ("http://127.0.0.1%2eevil.invalid/", ANY),
    "to-a-name-behind-backslashes": ("http://127.0.0.9:9\\\\@evil.invalid/", ANY),
    "to-an-empty-label": ("http://a..invalid/", ANY),
    "to-a-name-with-an-underscore": ("http://a_b.invalid/", "the name …"),
    "with-an-escape": (b"http://127.0.0.1:{port}/\x1b]0;x\x07", "the server answered 404 …"),
    "with-a-zero-byte": (b"http://127.0.0.1:{port}/\x00x", NOT_HTTP),
    "with-bytes-of-no-utf-8": (b"http://127.0.0.1:{port}/\xff\xfe", "the server answered 404 …"),
}
"""Targets of redirects that lead to no feed."""
GOOD_TARGETS = {
    "relative": "relative~2",
    "absolute-path": "{path}~2",
    "query-alone": "?2",
    "without-scheme": "//127.0.0.1:{port}{path}~2",
    "to-another-host": "http://127.0.0.3:{port}{path}~2",
    "with-one-slash": "http:/127.0.0.3:{port}{path}~2",
    "to-capitals": "HTTP://127.0.0.1:{port}{path}~2",
    "with-a-fragment": "{path}~2#top",
    "with-blanks-around": "  {path}~2  ",
    "with-dots": "../x/../http/with-dots~2",
    "with-backslashes": "\\http\\redirect-with-backslashes~2",
    "with-a-backslash": "/http\\redirect-with-a-backslash~2",
    "with-credentials": "http://evil:secret@127.0.0.1:{port}{path}~2",
    "with-a-long-query": "{path}~2?" + "q" * 6_000,
}

ODD_TARGETS: Mapping[str, str | bytes] = {
    "with-blanks-inside": "{path}~2 3",
    "with-letters": "{path}~2é",
    "with-letters-spelled-out": "{path}~2%C3%A9%20",
    "with-a-semicolon": "{path}~2;x=1",
    "with-an-empty-query": "{path}~2?",
    "with-a-query-and-a-fragment": "{path}~2?a=b#c?d",
    "with-a-tab": "{path}~\t2",
    "with-brackets": "{path}~2[a]{b}|",
    "with-percents": "{path}~100%?%zz=%",
    "with-half-a-character": b"{path}~\xc3",
}
"""Addresses that are not written as they should be, and are one all the same."""


def growing(request: Request) -> How:
    return redirect(f"{request.path}~{request.tail[1:]}x")


def cases() -> Iterator[Case]:
    """Redirects to every kind of place."""
    for code in (300, 301, 302, 303, 307, 308):
        moved = by_tail({"": redirect("{path}~2", code), "~2": sent(GOOD)})
        yield Case("http", f"redirect-{code}", moved)
    for name, (target, error) in BAD_TARGETS.items():
        yield Case("http", f"redirect-{name}", by_tail({"": redirect(target)}), (), error)
    for name, target in GOOD_TARGETS.items():
        found = dict.fromkeys(("~2", "?2", f"~2?{'q' * 6_000}"), sent(GOOD))
        target = target.replace("relative", "redirect-relative").replace("http/with", "http/redirect-with")
        yield Case("http", f"redirect-{name}", by_tail({"": redirect(target), **found}))
    for name, odd in ODD_TARGETS.items():

        def reply(request: Request, odd: str | bytes = odd) -> How:
            return sent(GOOD) if request.tail else redirect(odd)

        yield Case("http", f"redirect-{name}", reply)
    yield from behind()
    for length in (4, 5, 6, 8):
        hops = {f"~{n}" if n else "": redirect(f"{{path}}~{n + 1}") for n in range(length)}
        chain = by_tail({**hops, f"~{length}": sent(GOOD)})
        titles, error = ((), TOO_OFTEN) if length > 5 else (TWO, "")
        yield Case("http", f"redirect-chain-of-{length}", chain, titles, error)
    circle = by_tail({"": redirect("{path}~2"), "~2": redirect("{path}~3"), "~3": redirect("{path}~2")})
    yield Case("http", "redirect-in-a-circle", circle, (), CIRCLE, asked=("", "~2", "~3") * 2)
    wall = by_tail({"": lambda request: Answer(b"", "302 Found", (f"Location: {request.path}", "Set-Cookie: seen=1"))})
    yield Case("http", "redirect-for-a-cookie", wall, (), f"{CIRCLE}: {NO_COOKIES}", asked=("", ""))
    yield Case("http", "redirect-that-grows", growing, (), TOO_OFTEN)


async def endless(request: Request, wire: Wire) -> None:
    """A redirect whose own page has no end; for its target, the feed."""
    if request.tail:
        await wire.send(OK, GOOD)
        return
    await wire.send(f"HTTP/1.1 302 Found\r\nLocation: {request.path}~2\r\n\r\n")
    while True:
        await wire.send(b"<p>moved</p>" * 5_000)


def behind() -> Iterator[Case]:
    """What stands beside a redirect and behind it."""
    yield Case("http", "redirect-with-an-endless-page", endless)
    page = by_tail({"": redirect("{path}~2"), "~2": sent("<html>Sorry</html>")})
    yield Case("http", "redirect-to-a-page", page, (), A_PAGE)
    gone = by_tail({"": redirect("{path}~2"), "~2": Answer(status="410 Gone")})
    yield Case("http", "redirect-to-what-is-gone", gone, (), "the server answered 410 …")
    packed = by_tail({"": redirect("{path}~2"), "~2": sent(gzip.compress(GOOD), "Content-Encoding: gzip")})
    yield Case("http", "redirect-to-what-is-packed", packed)
    two = Answer(b"", "302 Found", ("Location: /http/redirect-with-two-targets~2", "Location: file:///etc/passwd"))
    yield Case("http", "redirect-with-two-targets", by_tail({"": two, "~2": sent(GOOD)}))
    feed = sent(GOOD, "Location: /http/redirect-that-is-none~2")
    yield Case("http", "redirect-that-is-none", by_tail({"": feed}), asked=("", ""))
    refresh = sent("<html>", "Refresh: 0; url=/http/redirect-by-refresh~2")
    yield Case("http", "redirect-by-refresh", by_tail({"": refresh}), (), A_PAGE, asked=("", ""))
