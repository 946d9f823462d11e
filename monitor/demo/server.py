"""The demo's newsroom: a server on 127.0.0.1 that publishes the sample feeds, and the config that subscribes to them.

It behaves as a good web server does (ETag, Last-Modified, 304, gzip), and some of its feeds as bad ones do. All
outlets, people and events are invented. Some entries come out only seconds or minutes after the start; ten minutes
after it the last one is out and nothing is published any more.
"""

import gzip
import hashlib
import json
import socketserver
import sys
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import urlsplit

from monitor.demo import pages
from monitor.demo.render import TYPES, SampleFeed, changed, load_sample, page, render

EVERY = "10s"
"""How often the demo's config asks each feed."""
RETRY_AFTER = 90
"""Seconds for which the feed that refuses asks to be left alone."""
OWN_WATCH = """
# A place by its names in five languages: not where a mine is near, and `exclude` leaves out the football club. Related
# links at the foot of other entries never count.
[[watch]]
name = "Thanlar Bend"
colour = "yellow"
keywords = [
  "Thanlar NOT NEAR/8 mine",
  "塔拉湾", "ท่าหล้า", "သေလားကွေ့",
]
exclude = ["Thanlar Rovers"]
"""
OFFLINE = "The demo has no way to the internet: its config names its own server as the proxy.\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answers to one request."""

    status: HTTPStatus
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class DemoServer:
    """A running demo server."""

    url: str
    """Its address, with a slash at the end."""
    _listening: tuple[tuple[ThreadingHTTPServer, threading.Thread], ...]
    """Two: a reader leaves a whole host alone that refuses one feed, so the one that refuses has a port of its own."""

    def feed_url(self, feed: SampleFeed) -> str:
        """The address of one of its feeds."""
        server, _ = self._listening[feed.fault == "too_many_requests"]
        return f"http://127.0.0.1:{server.server_port}{feed.path}"

    def stop(self) -> None:
        """Stop to serve and free the ports."""
        for server, thread in self._listening:
            server.shutdown()
            thread.join()
            server.server_close()


def start(clock: Callable[[], float] = time.time) -> DemoServer:
    """Serve the sample feeds on free ports of 127.0.0.1, from daemon threads; `clock` gives epoch seconds.

    Raises OSError where no port can be had.
    """
    started = int(clock())
    listening = tuple(_listen(_Server(clock, started)) for _ in range(2))
    return DemoServer(f"http://127.0.0.1:{listening[0][0].server_port}/", listening)


def _listen(server: ThreadingHTTPServer) -> tuple[ThreadingHTTPServer, threading.Thread]:
    # A short poll_interval, so that leaving the demo does not wait half a second for `shutdown`.
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="demo server", daemon=True)
    thread.start()
    return server, thread


def config_text(server: DemoServer, example: str) -> str:
    """The demo's config as TOML: the watches of the config `example`, one of its own, and the feeds of the server."""
    lines = ["# The config of `monitor demo`: the watches are real, the feeds are invented.", ""]
    lines += ["# The pages of the invented outlets are had from the demo itself; nothing goes to the internet."]
    lines += ["[poll]", f"proxy = {_quoted(server.url.rstrip('/'))}", ""]
    lines += [*_watch_tables(example), OWN_WATCH.rstrip("\n")]
    for feed in load_sample():
        lines += ["", "[[feed]]", f"url = {_quoted(server.feed_url(feed))}", f"title = {_quoted(feed.title)}"]
        lines += [f"tags = [{', '.join(map(_quoted, feed.tags))}]", f"every = {_quoted(EVERY)}"]
    return "\n".join(lines) + "\n"


def _watch_tables(example: str) -> list[str]:
    """The lines of the `[[watch]]` tables, without the remarks between tables: they belong to the example."""
    kept: list[str] = []
    table, inside = "", False
    for line in example.splitlines():
        if line.startswith("["):
            table = line.strip()
        remark = line.startswith("#") and not inside
        if table == "[[watch]]" and line.strip() and not remark:
            kept += ["", line] if line.startswith("[") and kept else [line]
            inside = (inside or line.endswith("[")) and line.strip() != "]"
    return kept


def _quoted(text: str) -> str:
    """A string as TOML writes it, which for strings is as JSON does."""
    return json.dumps(text, ensure_ascii=False)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, clock: Callable[[], float], started: int) -> None:
        self.clock, self.started = clock, started
        self.feeds = {feed.path: feed for feed in load_sample()}
        super().__init__(("127.0.0.1", 0), _Handler)

    def server_bind(self) -> None:
        # HTTPServer's own looks up the host's name, which can hang for seconds where there is no network.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        # Who hangs up in the middle of an answer is no fault, and the terminal belongs to the desk.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "monitor-demo"
    sys_version = ""
    timeout = 60
    # Header and body leave in one piece and at once, else the second waits for the acknowledgement of the first.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        reply = self._reply()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(reply.body)))
        # No connection is kept, so that none outlives `stop`.
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_HEAD = do_CONNECT = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the terminal belongs to the desk."""

    def _reply(self) -> Reply:
        if self.command == "CONNECT":
            return _plain(HTTPStatus.BAD_GATEWAY, OFFLINE)
        server = cast(_Server, self.server)
        address = urlsplit(self.path)
        if address.hostname not in (None, "127.0.0.1"):
            return self._elsewhere(address.netloc, address.path)
        path = address.path
        if path in ("/", "/index.html"):
            return Reply(HTTPStatus.OK, {"Content-Type": "text/html; charset=utf-8"}, index_page())
        feed = server.feeds.get(path)
        if feed is None:
            return _plain(HTTPStatus.NOT_FOUND, "There is no such page here. The feeds are listed at /\n")
        if feed.fault == "too_many_requests":
            return _plain(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests.\n", {"Retry-After": str(RETRY_AFTER)})
        return self._feed_reply(feed, server.clock(), server.started)

    def _elsewhere(self, host: str, path: str) -> Reply:
        """As a proxy: a page of an invented outlet, or its feed; of the internet there is nothing here."""
        server = cast(_Server, self.server)
        if host not in pages.hosts():
            return _plain(HTTPStatus.BAD_GATEWAY, OFFLINE)
        body = pages.page_at(host, path, server.clock(), server.started)
        feed = server.feeds.get(path)
        if body is not None:
            return Reply(HTTPStatus.OK, {"Content-Type": "text/html; charset=utf-8"}, body)
        if feed is not None and urlsplit(feed.site).netloc == host:
            return self._feed_reply(feed, server.clock(), server.started)
        return _plain(HTTPStatus.NOT_FOUND, "There is no such page.\n")

    def _feed_reply(self, feed: SampleFeed, now: float, started: int) -> Reply:
        body, kind = render(feed, now, started)
        tag, modified = hashlib.sha256(body).hexdigest()[:20], changed(feed, now, started)
        packed = "gzip" in self.headers.get("Accept-Encoding", "").lower()
        # The packed body is other bytes than the plain one, so it has another strong tag.
        headers = {
            "ETag": f'"{tag}-gzip"' if packed else f'"{tag}"',
            "Last-Modified": formatdate(modified, usegmt=True),
            "Cache-Control": "no-cache",
            "Vary": "Accept-Encoding",
        }
        if self._has(headers["ETag"], modified):
            return Reply(HTTPStatus.NOT_MODIFIED, headers)
        headers["Content-Type"] = kind
        if packed:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, compresslevel=6, mtime=0)
        return Reply(HTTPStatus.OK, headers, body)

    def _has(self, tag: str, modified: int) -> bool:
        """Whether the asker says that it has this version. Tags decide where there are any, as HTTP wants it."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tags.strip() == "*" or tag in (part.strip().removeprefix("W/") for part in tags.split(","))
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return modified <= since.timestamp()


def index_page() -> bytes:
    """The page at /: says what this is and lists the feeds, also for programs that look for them."""
    root = ET.Element("html", lang="en")
    head, body = ET.SubElement(root, "head"), ET.SubElement(root, "body")
    ET.SubElement(head, "title").text = "The demo newsroom"
    ET.SubElement(body, "h1").text = "The demo newsroom"
    ET.SubElement(body, "p").text = pages.INVENTED
    listing = ET.SubElement(body, "ul")
    for feed in load_sample():
        ET.SubElement(head, "link", rel="alternate", type=TYPES[feed.format], title=feed.title, href=feed.path)
        item = ET.SubElement(listing, "li")
        ET.SubElement(item, "a", href=feed.path, lang=feed.lang).text = feed.title
        item[0].tail = f" ({feed.format}, {feed.lang or 'many languages'})"
    return page(root)


def _plain(status: HTTPStatus, text: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, {"Content-Type": "text/plain; charset=utf-8"} | (headers or {}), text.encode())
