"""A web server on loopback whose answers a test sets and changes, and what the poller and the verbs need around it."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.feeds.hostile import item, rss

NOW = 1_795_000_000
"""2026-11-18: where the tests' clock stands."""


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Answer:
    """What a path answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    stalls: bool = False
    """Whether a byte of the body is never sent."""


Reply = Answer | Callable[[Mapping[str, str]], Answer]


@dataclass
class Newsroom:
    """The server as a test sees it."""

    port: int = 0
    answers: dict[str, Reply] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)
    """That the server is about to end."""
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """The path and the headers (lower-case names) of each request."""

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def publish(self, path: str, *titles: str, **headers: str) -> str:
        """Make `path` a feed with an entry for each title, the first with guid 1; its address comes back."""
        body = rss("".join(item(number, title) for number, title in enumerate(titles, 1)), title=f"Feed {path}")
        self.answers[path] = Answer(body.encode(), headers={name.replace("_", "-"): v for name, v in headers.items()})
        return self.url(path)

    def asked(self, path: str) -> list[dict[str, str]]:
        """The headers of each request for a path."""
        return [headers for asked, headers in self.requests if asked == path]


@contextmanager
def serving() -> Iterator[Newsroom]:
    """A newsroom on all of loopback, for as long as the block runs."""
    newsroom = Newsroom()

    class Handler(BaseHTTPRequestHandler):
        wbufsize = -1

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            newsroom.requests.append((self.path, headers))
            reply = newsroom.answers.get(self.path, Answer(status=404))
            answer = reply if isinstance(reply, Answer) else reply(headers)
            self.send_response(answer.status)
            length = len(answer.body) + answer.stalls
            for name, value in {"Content-Length": str(length), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)
            if answer.stalls:
                self.wfile.flush()
                newsroom.over.wait(60)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: object, client_address: object) -> None:
            pass

    server = Server(("0.0.0.0", 0), Handler)
    newsroom.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield newsroom
    finally:
        newsroom.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def config_text(
    feeds: Mapping[str, str] | Iterable[str] = (), watches: Mapping[str, Iterable[str]] | None = None
) -> str:
    """A config with these feeds (addresses, or addresses with titles) and watches (names with keywords)."""
    titles = feeds if isinstance(feeds, Mapping) else dict.fromkeys(feeds, "")
    lines = ["[poll]", 'timeout = "30s"']
    for name, keywords in (watches or {}).items():
        quoted = ", ".join(f'"{word}"' for word in keywords)
        lines += ["[[watch]]", f'name = "{name}"', f"keywords = [{quoted}]"]
    for url, title in titles.items():
        lines += ["[[feed]]", f'url = "{url}"', *([f'title = "{title}"'] if title else [])]
    return "\n".join(lines) + "\n"
