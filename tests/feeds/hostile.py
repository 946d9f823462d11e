"""A loopback server that answers by path: each hostile case of the open web, and one good feed."""

import asyncio
import contextlib
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate

ITEM = "<item><title>{title}</title><link>https://news.example/{n}</link><guid>{n}</guid></item>"
ETAG = 'W/"caf\u00e9-"odd" tag'
LAST_MODIFIED = "Tue, 03 Nov 2026 10:00:00 +0000 (odd)"


def rss(items: str, prolog: str = '<?xml version="1.0" encoding="utf-8"?>', title: str = "A feed") -> str:
    """An RSS document around some items."""
    link = "<link>https://news.example/</link>"
    return f'{prolog}<rss version="2.0"><channel><title>{title}</title>{link}{items}</channel></rss>'


def item(n: int, title: str = "An entry", more: str = "") -> str:
    """An RSS item with a link and a guid of its own."""
    return ITEM.format(n=n, title=title).replace("</item>", f"{more}</item>")


GOOD = rss(item(1, "First") + item(2, "Second")).encode()
ATTRIBUTES = " ".join(f'a{n}="1"' for n in range(40_000))
DECLARED = '<?xml version="1.0" encoding="{}"?>'
LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE rss [\n<!ENTITY a0 "ha">\n'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">\n' for n in range(1, 10))
    + "]>\n"
)

BODIES: dict[str, bytes] = {
    "/good": GOOD,
    "/empty": b"",
    "/blank": b" \n\n ",
    "/page": b"<!-- hi --><!DOCTYPE html><html><head><title>A site</title></head><body>Hello</body></html>",
    "/text": b"Feed temporarily unavailable",
    "/json": b'{"status": "ok"}',
    "/broken-json": b'{"version": "https://jsonfeed.org/version/1.1", "items": [',
    "/deep-json": b'{"items":' + b"[" * 200_000,
    "/garbage": bytes(range(256)) * 64,
    "/truncated": GOOD[: GOOD.index(b"Second") + 3],
    "/no-items": rss("").encode(),
    "/escapes": rss(
        item(1, "red \x1b[31m&#27;]52;c;ZWNobw==&#7; end") + item(2, "[@click=app.quit]x[/] \u202eevil\u2066 \x9b2J")
    ).encode(),
    "/windows-1251": rss(item(1, "Новости"), DECLARED.format("windows-1251")).encode("cp1251"),
    "/gb2312": rss(item(1, "电信诈骗朱镕基"), DECLARED.format("gb2312")).encode("gb18030"),
    "/utf-16": rss(item(1, "Grüße"), DECLARED.format("utf-16")).encode("utf-16"),
    "/utf-16-no-mark": rss(item(1, "Grüße"), DECLARED.format("utf-16")).encode("utf-16-le"),
    "/latin-1-as-utf-8": rss(item(1, "Café à Zürich")).encode("latin-1"),
    "/utf-8-as-latin-1": rss(item(1, "Café à Zürich"), DECLARED.format("iso-8859-1")).encode("utf-8"),
    "/one-bad-byte": rss(item(1, "Новости и Café")).encode().replace(b"Caf", b"Ca\xfff"),
    "/unknown-charset": rss(item(1, "Café"), DECLARED.format("x-no-such")).encode(),
    "/python-charset": rss(item(1, "Café"), DECLARED.format("idna")).encode(),
    "/nul-bytes": rss(item(1, "a\x00b\x00c")).encode(),
    "/surrogates": rss(item(1, "a&#xD800;b&#x110000;c&#99999999999999999999;d")).encode(),
    "/author": rss(item(1, more=f"<author>{'a' * 32_768}</author>")).encode(),
    "/attributes": rss(item(1, more=f"<x {ATTRIBUTES}/>")).encode(),
    "/deep": rss(item(1, more="<x>" * 20_000 + "</x>" * 20_000)).encode(),
    "/laughs": rss(item(1, "&a9;"), LAUGHS).encode(),
    "/external-entity": rss(
        item(1, "x&f;y"), '<?xml version="1.0"?>\n<!DOCTYPE r [\n<!ENTITY f SYSTEM "file:///etc/passwd">\n]>\n'
    ).encode(),
    "/same-guid": rss(item(1, "One") + item(1, "Two").replace("/1<", "/2<") + item(1, "Three")).encode(),
    "/no-guid": rss(
        "<item><title>A</title></item><item><title>B</title></item><item><title>B</title>x</item>"
    ).encode(),
    "/scripts": rss("<item><title>A</title><link>javascript:alert(1)</link><guid>1</guid></item>").encode(),
    "/too-many": rss("".join(map(item, range(2_500)))).encode(),
    "/blank-lines": b"<?xml version='1.0'?><!DOCTYPE rss>" + b"\n" * 60_000 + GOOD.split(b"?>", 1)[1],
}
STATUSES = {404: "Not Found", 410: "Gone", 500: "Internal Server Error", 599: "\x1b[31mPwned"}


def _bomb() -> bytes:
    """200 MB of nothing, of which nobody reads the end: one piece of it again and again, which is made in no time."""
    squeeze = zlib.compressobj(9, wbits=31)
    first, again = (squeeze.compress(bytes(1_000_000)) + squeeze.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + 199 * again


# Made beforehand: the server shares its loop with the poller, whose clock goes on.
_BOMB, _NOTHINGS = _bomb(), gzip.compress(b"") * 100_000


@dataclass
class Hostile:
    """The server as a test sees it."""

    port: int
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """The path and the headers (lower-case names) of each request."""
    open: int = 0
    most: int = 0
    """Requests that were being answered at a time, now and at most."""

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a case."""
        return f"http://{host}:{self.port}{path}"


@asynccontextmanager
async def serve() -> AsyncIterator[Hostile]:
    """Run the server on every loopback address for as long as the block runs."""
    state = Hostile(0)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            path, headers = await _request(reader)
            state.requests.append((path, headers))
            state.open += 1
            state.most = max(state.most, state.open)
            try:
                await _answer(state, path, headers, writer)
            finally:
                state.open -= 1
        writer.close()

    server = await asyncio.start_server(handle, "0.0.0.0", 0)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()


async def _request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str]]:
    first = await reader.readexactly(1)
    if first == b"\x16":  # A TLS handshake.
        return "/not-http", {}
    lines = (first + await reader.readuntil(b"\r\n\r\n")).decode("utf-8").split("\r\n")
    pairs = (line.split(": ", 1) for line in lines[1:] if line)
    return lines[0].split(" ")[1], {name.lower(): value for name, value in pairs}


async def _answer(state: Hostile, path: str, headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
    path, _, query = path.partition("?")
    if path in BODIES:
        writer.write(_head("200 OK", {"Content-Length": len(BODIES[path])}) + BODIES[path])
    elif path.startswith("/to"):
        writer.write(_head(f"{path[4:]} Moved", {"Location": query, "Content-Length": 0}))
    elif path.startswith("/status/"):
        code = int(path[8:])
        writer.write(_head(f"{code} {STATUSES.get(code, 'Odd')}", {"Content-Length": 0}))
    elif path == "/circle":
        writer.write(_head("301 Moved", {"Location": "/to/302?/circle", "Content-Length": 0}))
    elif path == "/loop":
        writer.write(_head("302 Found", {"Location": f"/loop?{int(query or 0) + 1}", "Content-Length": 0}))
    else:
        await CASES[path](writer, headers, query)
    await writer.drain()


def _head(status: str, headers: dict[str, object]) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Connection: close", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


Case = Callable[[asyncio.StreamWriter, dict[str, str], str], Awaitable[None]]
CASES: dict[str, Case] = {}


def case(path: str) -> Callable[[Case], Case]:
    def keep(function: Case) -> Case:
        CASES[path] = function
        return function

    return keep


@case("/endless")
async def endless(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("200 OK", {"Content-Type": "application/rss+xml"}) + GOOD[:60])
    while True:
        writer.write(b"<!-- more -->" * 5_000)
        await writer.drain()


@case("/claims-huge")
async def claims_huge(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("200 OK", {"Content-Length": 10**12}))
    await asyncio.sleep(60)


@case("/gzip")
async def gzipped(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("200 OK", {"Content-Encoding": "gzip"}) + gzip.compress(GOOD[:50]) + gzip.compress(GOOD[50:]))


@case("/gzip-file")
async def gzip_file(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("200 OK", {"Content-Type": "application/x-gzip"}) + gzip.compress(GOOD))


@case("/not-gzip")
async def not_gzip(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("200 OK", {"Content-Encoding": "gzip"}) + GOOD)


@case("/deflate")
async def deflated(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    packed = zlib.compress(GOOD)
    writer.write(_head("200 OK", {"Content-Encoding": "deflate"}) + (packed[2:-4] if query == "raw" else packed))


@case("/twice")
async def twice(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("200 OK", {"Content-Encoding": "gzip, gzip"}) + gzip.compress(gzip.compress(GOOD)))


@case("/odd-encoding")
async def odd_encoding(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("200 OK", {"Content-Encoding": "compress"}) + b"\x1f\x9d\x90" + GOOD)


@case("/damaged-gzip")
async def damaged_gzip(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("200 OK", {"Content-Encoding": "gzip"}) + gzip.compress(GOOD)[:20] + b"\xff" * 99)


@case("/bomb")
async def bomb(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    packed = gzip.compress(_BOMB) if query == "twice" else _BOMB
    writer.write(_head("200 OK", {"Content-Encoding": "gzip, gzip" if query == "twice" else "gzip"}) + packed)


@case("/members")
async def members(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("200 OK", {"Content-Encoding": "gzip"}) + _NOTHINGS)


@case("/drip")
async def drip(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("200 OK", {}))
    for byte in GOOD:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.05)


@case("/whole-then-hangs")
async def whole_then_hangs(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("200 OK", {}) + GOOD + b"\n")
    await writer.drain()
    await asyncio.sleep(60)


@case("/never")
async def never(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    await asyncio.sleep(60)


@case("/slow")
async def slow(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    await asyncio.sleep(0.1)
    writer.write(_head("200 OK", {"Content-Length": len(GOOD)}) + GOOD)


@case("/hangs-up")
async def hangs_up(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    return


@case("/breaks-off")
async def breaks_off(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("200 OK", {"Content-Length": len(GOOD)}) + GOOD[:60])


@case("/not-http")
async def not_http(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.6\r\n")


@case("/headers")
async def endless_headers(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(1_000_000):
        writer.write(f"X-{number}: {'a' * 1000}\r\n".encode())
        await writer.drain()


@case("/long-header")
async def long_header(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("200 OK", {f"X-{n}": "a" * 30_000 for n in range(3)}) + GOOD)


@case("/unconditional")
async def unconditional(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    if headers.keys() & {"if-none-match", "if-modified-since"}:
        writer.write(_head(f"{query} Odd", {"Content-Length": 0}))
    else:
        writer.write(_head("200 OK", {"ETag": ETAG, "Content-Length": len(GOOD)}) + GOOD)


@case("/conditional")
async def conditional(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    same = headers.get("if-none-match") == ETAG and headers.get("if-modified-since") == LAST_MODIFIED
    validators: dict[str, object] = {"ETag": ETAG, "Last-Modified": LAST_MODIFIED}
    writer.write(_head("304 Not Modified", {}) if same else _head("200 OK", validators) + GOOD)


@case("/always-304")
async def always_304(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("304 Not Modified", {}))


@case("/cookie")
async def cookie(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    writer.write(_head("302 Found", {"Set-Cookie": "track=1; Path=/", "Location": "/good", "Content-Length": 0}))


@case("/busy")
async def busy(writer: asyncio.StreamWriter, headers: dict[str, str], query: str) -> None:
    value = formatdate(usegmt=True) if query == "now" else query.replace("+", " ")
    writer.write(_head("429 Too Many Requests", {"Retry-After": value, "Content-Length": 0}))
