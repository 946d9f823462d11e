"""What a hostile case is, and the pieces that its feeds and answers are made of."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.feeds.hostile import item, rss
from tests.hostile.server import Answer, How, Reply, Request

TWO = ("First", "Second")
ANY = "…"
"""An error of whatever words; what ends so may go on."""
NO_FEED = "this is no feed; if the site names its feed, `monitor feeds add URL` finds it"
A_PAGE = "this is a web page, not a feed; if the site names its feed, `monitor feeds add URL` finds it"
PLAIN = "this is plain text, not a feed; if the site names its feed, `monitor feeds add URL` finds it"
NOT_HTTP = "what it answered is not HTTP"
DAMAGED = "partly read: …"
BREAKS_OFF = "partly read: it breaks off before its end"
TOO_SLOW = "reading it took more than {seconds:g} s; its content is probably damaged"
BROKE_OFF = "the answer broke off before its end"
UNSOUND = "from some point on, what it answered is not HTTP"


@dataclass(frozen=True)
class Limits:
    """How long a category may take."""

    answer: float = 10
    """Seconds for an answer to come whole."""
    reading: float = 10
    """Seconds for a feed to be read."""
    workers: int = 1
    """Processes that read."""
    work: float = 40
    """Seconds of the processor that a poll may take until a feed is done; 0 where it waits for servers, and the clock
    counts, which on a machine that has other work says nothing of anything else."""


LIMITS = {
    "slow": Limits(answer=1.5, reading=5, workers=2, work=0),
    "http": Limits(work=0),
    "huge": Limits(answer=300, reading=8, workers=2, work=60),
    "html": Limits(answer=120, workers=2),
}


@dataclass(frozen=True)
class Case:
    """A hostile feed that is polled twice, read in between, and what must be true in the end."""

    category: str
    name: str
    how: How
    titles: tuple[str, ...] = TWO
    """Of the stored entries, in the order in which they were."""
    error: str = ""
    """What is told at the last poll; "…" at the end stands for more."""
    entry: Mapping[str, object] = field(default_factory=dict)
    """Fields of the first stored entry."""
    feed: Mapping[str, object] = field(default_factory=dict)
    """Fields of the feed's state."""
    polls: tuple[str, ...] = ()
    """The status of each poll; twice the same feed unless said."""
    new: tuple[int, ...] = ()
    """New entries in each poll; all in the first unless said."""
    changed: int = 0
    """Edited entries in the last poll."""
    unread: tuple[str, ...] = ()
    """Titles of the entries that are unread in the end: all were read after the first poll."""
    asked: tuple[str, ...] | None = None
    """What was asked of the server in all polls, as the tails of the feed's own path."""
    keeps: bool = False
    """Whether the second poll is a conditional one; else the store is made to forget, so that all is read again."""
    wait: int = 0
    """Seconds for which the server is left alone, more or less."""
    host: str = "127.0.0.1"
    fails: str = ""
    """Why this does not hold yet, in one sentence."""

    @property
    def path(self) -> str:
        return f"/{self.category}/{self.name}"

    def __post_init__(self) -> None:
        first = "new" if self.titles else "error" if self.error else "unchanged"
        second = "unchanged" if first == "new" else first
        object.__setattr__(self, "polls", self.polls or (first, second))
        object.__setattr__(self, "new", self.new or (len(self.titles), *[0] * (len(self.polls) - 1)))


FIRST, SECOND = item(1, "First"), item(2, "Second")
WHOLE = rss(FIRST + SECOND)
GOOD = WHOLE.encode()
ENTRY = '<item><title>{}</title><link>https://news.example/1</link><guid isPermaLink="false">1</guid>{}</item>'
OK = "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n\r\n"
CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
NOON = 1_793_700_000
"""2026-11-03, 10:00 UTC."""


def titled(title: str, more: str = "", prolog: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """A feed of an entry with this title, and of a second whose title is "Second"."""
    return rss(ENTRY.format(title, more) + SECOND, prolog)


def described(html: str) -> str:
    """A feed of an entry with this HTML as its description, and of a second."""
    return titled("First", f"<description>{escaped(html)}</description>")


def escaped(text: str) -> str:
    """A text as it stands in XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def sent(body: str | bytes, *headers: str | bytes, status: str | bytes = "200 OK") -> Answer:
    """An answer with this body."""
    return Answer(body.encode() if isinstance(body, str) else body, status, headers)


def made(make: Callable[[], str]) -> Answer:
    """An answer whose body is only made when it is asked for."""
    return Answer(lambda: make().encode())


def raw(head: str | bytes, body: str | bytes = GOOD) -> Answer:
    """An answer of which every byte is told."""
    both = [part.encode() if isinstance(part, str) else part for part in (head, body)]
    return Answer(b"".join(both), raw=True)


def by_poll(*answers: Answer | str) -> Reply:
    """One answer after the other, poll by poll; the last stays."""
    every = [answer if isinstance(answer, Answer) else sent(answer) for answer in answers]
    return lambda request: every[min(request.poll, len(every)) - 1]


def json_feed(*items: Mapping[str, object], **more: object) -> str:
    """A JSON Feed."""
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "A feed", **more}
    return json.dumps({**feed, "items": items})


def by_tail(tails: Mapping[str, How]) -> Reply:
    """An answer for each tail of the path."""
    return lambda request: tails.get(request.tail, Answer(status="404 Not Found"))


def redirect(location: str | bytes, status: int = 302) -> Reply:
    """A redirect; {root}, {path} and {port} in the location stand for those of the request."""

    def reply(request: Request) -> Answer:
        places = {"{root}": request.root, "{path}": request.path, "{port}": request.root.rpartition(":")[2]}
        target = location if isinstance(location, bytes) else location.encode()
        for name, value in places.items():
            target = target.replace(name.encode(), value.encode())
        return Answer(b"", f"{status} Moved", (b"Location: " + target,))

    return reply


def chunks(body: bytes, size: int = 64) -> bytes:
    """A body cut up, with its end."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def dated(date: str) -> str:
    """Two entries, the first with this date."""
    return titled("First", f"<pubDate>{date}</pubDate>")


def atom(*guids: str) -> str:
    """An Atom feed with the same entries as the RSS feed."""
    entry = '<entry><id>{0}</id><title>{1}</title><link href="https://news.example/{0}"/></entry>'
    entries = "".join(entry.format(guid, title) for guid, title in zip(guids, TWO, strict=True))
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>A feed</title>{entries}</feed>'
