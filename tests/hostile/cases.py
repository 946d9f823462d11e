"""The hostile cases as data: how a server answers, and what a careful reader wants to find in the store afterwards."""

import asyncio
import gzip
import json
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from functools import cache
from typing import Any

import brotli
import zstandard

from monitor.feeds.clean import MAX_ENTRIES, MAX_FIELD
from monitor.model import Enclosure
from tests.feeds.hostile import ATTRIBUTES, DECLARED, LAUGHS, item, rss
from tests.hostile.server import NO_WORD, Answer, How, Reply, Request, Wire

TWO = ("First", "Second")
ANY = "…"
"""An error of whatever words; what ends so may go on."""
NO_FEED = "this is no feed; if the site names its feed, `monitor feeds add URL` finds it"
A_PAGE = "this is a web page, not a feed; if the site names its feed, `monitor feeds add URL` finds it"
PLAIN = "this is plain text, not a feed; if the site names its feed, `monitor feeds add URL` finds it"
NOT_HTTP = "what it answered is not HTTP"
DAMAGED = "partly read: …"
BREAKS_OFF = "partly read: it breaks off before its end"
TOO_SLOW = "the feed took more than {seconds:g} s to read; its content is probably damaged"


@dataclass(frozen=True)
class Limits:
    """How long a category may take."""

    answer: float = 10
    """Seconds for an answer to come whole."""
    reading: float = 10
    """Seconds for a feed to be read."""
    workers: int = 1
    """Processes that read."""


LIMITS = {
    "slow": Limits(answer=1.5, reading=5, workers=2),
    "huge": Limits(answer=12, reading=5, workers=2),
    "html": Limits(workers=2),
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


# Malformed

CUTS: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "declaration": ("<?xml ver", (), NO_FEED),
    "root": (WHOLE[: WHOLE.index("<channel>") - 4], (), NO_FEED),
    "feed-title": (WHOLE[: WHOLE.index("feed<") + 2], (), BREAKS_OFF),
    "first-title": (WHOLE[: WHOLE.index("First") + 3], (), BREAKS_OFF),
    "between-entries": (WHOLE[: WHOLE.index("</item>") + 7], TWO[:1], BREAKS_OFF),
    "second-title": (WHOLE[: WHOLE.index("Second") + 3], TWO[:1], BREAKS_OFF),
    "last-end-tag": (WHOLE[:-4], TWO, BREAKS_OFF),
    "root-end-tag-alone": (WHOLE[: -len("</rss>")], TWO, DAMAGED),
    "attribute": (rss(FIRST + '<item><enclosure url="https://news.exa')[:-20], TWO[:1], BREAKS_OFF),
    "cdata": (rss(FIRST + "<item><title><![CDATA[Sec")[:-16], TWO[:1], BREAKS_OFF),
    "comment": (rss(FIRST + "<!-- <item><title>Second")[:-16], TWO[:1], BREAKS_OFF),
    "entity": (rss(FIRST + "<item><title>A &am")[:-16], TWO[:1], BREAKS_OFF),
}
MALFORMED: Mapping[str, tuple[str | bytes, tuple[str, ...], str]] = {
    "cut-in-a-character": (rss(FIRST)[:-16].encode() + "<item><title>é".encode()[:-1], TWO[:1], BREAKS_OFF),
    "unclosed-item": (rss(FIRST.replace("</item>", "") + SECOND), TWO, DAMAGED),
    "unclosed-channel": (WHOLE.replace("</channel>", ""), TWO, DAMAGED),
    "crossed-tags": (titled("<b><i>First</b></i>"), TWO, DAMAGED),
    "stray-end-tags": (titled("First", "</b></p></font>"), TWO, DAMAGED),
    "markup-in-a-title": (titled("<b>Fir<i>st</i></b>"), TWO, ""),
    "two-roots": (WHOLE + rss(item(3, "Third"), ""), (*TWO, "Third"), ""),
    "root-in-root": (rss(rss(FIRST, "") + SECOND), TWO, ""),
    "items-in-items": (rss("<item>" + FIRST + SECOND + "</item>"), TWO, ""),
    "no-root": (WHOLE.replace('<rss version="2.0">', "").replace("</rss>", ""), TWO, ""),
    "only-items": (FIRST + SECOND, TWO, DAMAGED),
    "unknown-root": (WHOLE.replace("rss", "wrapper"), TWO, ""),
    "root-in-capitals": (WHOLE.replace("rss", "RSS"), TWO, ""),
    "no-declaration": (rss(FIRST + SECOND, ""), TWO, ""),
    "two-declarations": ('<?xml version="1.0"?>' + WHOLE, TWO, DAMAGED),
    "a-warning-before": ("PHP Warning: mysql_connect() in /srv/a.php on line 3\n" + WHOLE, TWO, DAMAGED),
    "blank-lines-before": ("\r\n\n \t\n" + WHOLE, TWO, ""),
    "zero-bytes-before": ("\0\0\0\0" + WHOLE, TWO, ""),
    "a-comment-after": (WHOLE + "<!-- cached -->\n", TWO, ""),
    "zero-bytes-after": (WHOLE + "\0" * 9, TWO, ""),
    "html-as-head": (WHOLE.replace("<rss", "<!-- <html> --><rss"), TWO, ""),
    "ten-comments-before": (WHOLE.replace("<rss", "<!-- cached -->" * 10 + "<rss"), TWO, ""),
    "a-tag-in-a-comment-before": (WHOLE.replace("<rss", "<!-- <x> -->" + "\n" * 60_000 + "<rss"), TWO, ""),
    "stray-less-than": (titled("1 < 2"), ("1 < 2", "Second"), DAMAGED),
    "many-less-thans": (titled("First", "<description>" + "<" * 50_000 + "</description>"), TWO, DAMAGED),
    "many-ampersands": (
        titled("First", "<description>" + "&" * 50_000 + "</description>"),
        TWO,
        "",
    ),
    "attribute-twice": (
        WHOLE.replace("<item>", '<item a="1" a="2">'),
        TWO,
        DAMAGED,
    ),
    "attribute-without-quotes": (WHOLE.replace('"2.0"', "2.0"), TWO, DAMAGED),
    "undeclared-prefix": (titled("First", "<media:title>No</media:title>"), TWO, ""),
    "undeclared-content": (titled("First", "<content:encoded>Whole</content:encoded>"), TWO, ""),
    "control-characters": (titled("\x01Fi\x08\x0b\x0crst\x1f"), TWO, ""),
    "zero-bytes-inside": (titled("F\0i\0r\0s\0t\0"), TWO, ""),
    "noncharacters": (titled("Fir\ufffe\uffffst"), TWO, ""),
    "a-comment-in-a-title": (titled("Fi<!-- <b> -->rst"), TWO, ""),
    "a-comment-with-hyphens": (titled("First", "<!-- a -- b --->"), TWO, DAMAGED),
    "an-instruction-in-a-title": (titled("Fi<?php echo 1 ?>rst"), TWO, ""),
    "cdata-in-two-parts": (titled("<![CDATA[Fi]]><![CDATA[rst]]>"), TWO, ""),
    "cdata-in-cdata": (titled("<![CDATA[Fir<![CDATA[st]]>"), ("Fir<![CDATA[st", "Second"), ""),
    "cdata-end-alone": (titled("Fir]]>st"), ("Fir]]>st", "Second"), DAMAGED),
    "cdata-never-closed": (
        rss(FIRST + "<item><title><![CDATA[Second</title></item>"),
        TWO[:1],
        DAMAGED,
    ),
    "cdata-from-the-start": (rss("<![CDATA[" + FIRST + SECOND), (), DAMAGED),
    "html-page": ("<!DOCTYPE html><title>503</title><p>Sorry", (), A_PAGE),
    "html-page-in-capitals": ("\n<!-- x --><HTML><BODY>Sorry</BODY></HTML>", (), A_PAGE),
    "xhtml-page": ('<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"/>', (), A_PAGE),
    "page-without-html": ("<p>Please switch on JavaScript</p>", (), NO_FEED),
    "empty": ("", (), "it sent an empty page"),
    "blank": (" \r\n\t ", (), "it sent an empty page"),
    "only-a-mark": (b"\xef\xbb\xbf", (), "it sent an empty page"),
    "one-byte": ("<", (), NO_FEED),
    "plain-text": ("Feed temporarily unavailable", (), PLAIN),
    "all-bytes": (bytes(range(256)) * 64, (), NO_FEED),
    "sitemap": ("<sitemapindex><sitemap><loc>https://news.example/1</loc></sitemap></sitemapindex>", (), NO_FEED),
    "opml": ('<opml version="2.0"><body><outline text="First"/></body></opml>', (), NO_FEED),
    "svg": ('<svg xmlns="http://www.w3.org/2000/svg"><title>First</title></svg>', (), NO_FEED),
    "atom-in-rss": (
        rss(FIRST + '<entry xmlns="http://www.w3.org/2005/Atom"><id>2</id><title>Second</title></entry>'),
        TWO,
        "",
    ),
    "rss-in-atom": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>First</title></entry>' + SECOND + "</feed>",
        TWO,
        "",
    ),
    "atom-without-namespace": ("<feed><entry><id>1</id><title>First</title></entry></feed>", TWO[:1], ""),
    "atom-0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>1</id><title>First</title></entry></feed>',
        TWO[:1],
        "",
    ),
    "rdf-items-beside-the-channel": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f"<channel><title>A feed</title></channel>{FIRST}{SECOND}</rdf:RDF>",
        TWO,
        "",
    ),
    "rss-0.91": (
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://my.netscape.com/publish/formats/rss-0.91.dtd">' + rss(FIRST + SECOND, "").replace("2.0", "0.91"),
        TWO,
        "",
    ),
    "json-cut": (json_feed({"id": 1, "title": "First"})[:-9], (), "this is damaged JSON: line 1 cannot be read"),
    "json-trailing-comma": ('{"items": [],}', (), "this is damaged JSON: line 1 cannot be read"),
    "json-of-something": ('{"status": "ok"}', (), "this is JSON, but no JSON Feed"),
    "json-list": ("[1, 2]", (), "this is JSON, but no JSON Feed"),
    "json-deep": ('{"items":' + "[" * 200_000, (), "this is JSON nested too deeply to be a feed"),
    "json-with-a-mark": ("\ufeff" + json_feed({"id": "1", "title": "First"}), TWO[:1], ""),
    "json-odd-items": (
        json_feed({"id": 1, "title": "First"}).replace("[{", '[null, 5, "x", [], {}, {"id": true, "url": 5}, {'),
        TWO[:1],
        "",
    ),
    "json-keys-twice": (
        json_feed({"id": 1}).replace('"id": 1', '"id": 1, "title": "No", "title": "First"'),
        TWO[:1],
        "",
    ),
    "json-numbers-beyond-all": (
        json_feed({"title": "First"}).replace('"title": "F', '"id": 1e999, "title": "F'),
        TWO[:1],
        "",
    ),
}


def malformed() -> Iterator[Case]:
    """XML and JSON that are broken."""
    for name, (text, titles, error) in CUTS.items():
        yield Case("malformed", f"cut-in-{name}", sent(text), titles, error)
    for name, (body, titles, error) in MALFORMED.items():
        yield Case("malformed", name, sent(body), titles, error)
    yield Case(
        "malformed",
        "stray-ampersand",
        sent(titled("R&D at AT&T")),
        ("R&D at AT&T", "Second"),
        ANY,
    )
    yield Case(
        "malformed",
        "stray-ampersand-in-a-link",
        sent(titled("First").replace("example/1", "example/?a=1&b=2&c=3", 1)),
        error=ANY,
        entry={"link": "https://news.example/?a=1&b=2&c=3"},
    )
    yield Case(
        "malformed",
        "unclosed-title",
        sent(rss(item(3, "Third") + FIRST.replace("</title>", "") + SECOND)),
        ("Third", "Second"),
        DAMAGED,
    )
    yield Case("malformed", "junk-after", sent(WHOLE + "\n<script>track()</script> 0"))
    for name, end in {"title": "Second</title>", "link": "/2</link>"}.items():
        cut = sent(WHOLE[: WHOLE.index(end) + len(end)])
        yield Case(
            "malformed",
            f"cut-behind-a-{name}-then-whole",
            by_poll(cut, WHOLE),
            polls=("new", "new"),
            new=(1, 1),
            unread=TWO[1:],
        )


# Encodings

RIGHT = {
    "windows-1250": ("cp1250", "Łódź „nová”"),
    "windows-1251": ("cp1251", "Новости"),
    "windows-1252": ("cp1252", "Café “x” €"),
    "windows-1253": ("cp1253", "Ειδήσεις"),
    "windows-1254": ("cp1254", "İstanbul ğüş"),
    "windows-1255": ("cp1255", "חדשות"),
    "windows-1256": ("cp1256", "أخبار"),
    "windows-1257": ("cp1257", "Žinios ąč"),
    "windows-1258": ("cp1258", "Đà Nă\u0303ng"),
    "windows-874": ("cp874", "ข่าว “ไทย”"),
    "tis-620": ("cp874", "ข่าวไทย"),
    "iso-8859-1": ("cp1252", "Café “x”"),
    "us-ascii": ("cp1252", "Café"),
    "iso-8859-2": ("iso8859-2", "Łódź"),
    "iso-8859-5": ("iso8859-5", "Новости"),
    "iso-8859-7": ("iso8859-7", "Ειδήσεις"),
    "iso-8859-8": ("iso8859-8", "חדשות"),
    "iso-8859-9": ("cp1254", "İstanbul"),
    "iso-8859-15": ("iso8859-15", "œuvre €"),
    "koi8-r": ("koi8-r", "Новости"),
    "KOI8-U": ("koi8-u", "Новини ї"),
    "macintosh": ("mac-roman", "Café"),
    "gb2312": ("gb18030", "电信诈骗朱镕基"),
    "GBK": ("gb18030", "電信詐騙"),
    "gb18030": ("gb18030", "诈骗𠮷"),
    "big5": ("big5hkscs", "詐騙園區嘅"),
    "euc-kr": ("cp949", "보이스피싱 똠방각하"),
    "ks_c_5601-1987": ("cp949", "사기"),
    "shift_jis": ("cp932", "特殊詐欺①ソ"),
    "euc-jp": ("euc_jp", "特殊詐欺"),
    "iso-2022-jp": ("iso2022_jp", "特殊詐欺"),
    "utf-8": ("utf-8", "ရွှေကုက္ကို ✓"),
    "UTF8": ("utf-8", "Café"),
}
"""Labels, the bytes that stand under them, and a text."""
WRONG = "iso-8859-1 windows-1251 gb2312 big5 shift_jis euc-kr tis-620 iso-2022-jp us-ascii utf-16 utf-32 utf-7".split()
"""Labels that good UTF-8 comes under."""
ODD_LABELS = {
    **{
        name: name
        for name in "idna punycode rot13 hex base64 zlib unicode_escape undefined mbcs x-none utf-8-sig".split()
    },
    "empty": "",
    "blank": "  ",
    "long": "x" * 5_000,
    "injected": "x' foo='é",
    "letters-of-no-label": "кои8",
}
"""Labels that are none, or none but Python's."""
WIDE = {
    "utf-16-le-with-mark": ("utf-16-le", True),
    "utf-16-be-with-mark": ("utf-16-be", True),
    "utf-16-le-without-mark": ("utf-16-le", False),
    "utf-16-be-without-mark": ("utf-16-be", False),
    "utf-32-le-with-mark": ("utf-32-le", True),
    "utf-32-be-with-mark": ("utf-32-be", True),
    "utf-32-le-without-mark": ("utf-32-le", False),
    "utf-32-be-without-mark": ("utf-32-be", False),
}
SPOILED = {
    "one-bad-byte": (titled("Новости и X"), b"\xff", "Новости и \ufffd"),
    "overlong": (titled("Здравствуй X"), b"\xc0\xbcb\xc0\xbe", "Здравствуй \ufffd\ufffdb\ufffd\ufffd"),
    "overlong-zero": (titled("Здравствуй X"), b"\xc0\x80", "Здравствуй \ufffd\ufffd"),
    "surrogate": (titled("Здравствуй X"), b"\xed\xa0\x80", "Здравствуй \ufffd\ufffd\ufffd"),
    "beyond-unicode": (titled("Здравствуй X"), b"\xf4\x90\x80\x80", "Здравствуй \ufffd\ufffd\ufffd\ufffd"),
    "five-bytes": (titled("Здравствуй X"), b"\xf8\x88\x80\x80\x80", "Здравствуй " + "\ufffd" * 5),
    "half-a-letter": (titled("Здравствуй X!"), b"\xd0", "Здравствуй \ufffd!"),
    "bad-byte-in-gbk": (titled("电信诈骗 X", prolog=DECLARED.format("gbk")), b"\xff", "电信诈骗 \ufffd"),
    "bad-byte-in-shift-jis": (titled("特殊詐欺 X", prolog=DECLARED.format("shift_jis")), b"\xf0", "特殊詐欺 \ufffd"),
    "bad-byte-in-thai": (titled("ข่าวไทย X", prolog=DECLARED.format("tis-620")), b"\xff", "ข่าวไทย \ufffd"),
    "bad-byte-beside-one-letter": (titled("Café X"), b"\xff", "Café \ufffd"),
    "emoji-as-surrogates": (titled("Café à Zürich X"), b"\xed\xa0\xbd\xed\xb8\x80", "Café à Zürich " + "\ufffd" * 6),
}
"""A text with an X in it, what stands there instead, and what is read."""
HTTP_AND_XML = {
    "both-agree": ("text/xml; charset=koi8-r", "koi8-r", "koi8-r"),
    "http-alone": ("text/xml; charset=KOI8-R", "", "koi8-r"),
    "http-in-quotes": ('text/xml;Charset = "koi8-r"; x=y', "", "koi8-r"),
    "xml-alone": ("text/xml", "koi8-r", "koi8-r"),
    "http-unknown": ("text/xml; charset=x-none", "koi8-r", "koi8-r"),
    "xml-unknown": ("text/xml; charset=koi8-r", "x-none", "koi8-r"),
    "http-says-utf-8-wrongly": ("text/xml; charset=utf-8", "koi8-r", "koi8-r"),
    "xml-says-utf-8-wrongly": ("text/xml; charset=koi8-r", "utf-8", "koi8-r"),
    "both-say-another": ("text/xml; charset=koi8-r", "windows-1251", "utf-8"),
    "http-says-latin-1-by-default": ("text/xml; charset=ISO-8859-1", "windows-1251", "cp1251"),
    "http-says-utf-16": ("text/xml; charset=utf-16", "windows-1251", "cp1251"),
    "http-says-two": ("text/xml; charset=koi8-r; charset=utf-8", "", "koi8-r"),
}
"""Content-Type, the label in the XML, and what the bytes are."""


def encodings() -> Iterator[Case]:
    """Texts under right, wrong and no labels."""
    for label, (codec, text) in RIGHT.items():
        body = titled(text, prolog=DECLARED.format(label)).encode(codec)
        yield Case("encodings", f"right-{label}", sent(body), (text, "Second"))
    for label in WRONG:
        body = titled("Новости é", prolog=DECLARED.format(label)).encode()
        yield Case("encodings", f"utf-8-as-{label}", sent(body), ("Новости é", "Second"))
    for name, label in ODD_LABELS.items():
        body = titled("Café é", prolog=DECLARED.format(label)).encode()
        yield Case(
            "encodings",
            f"label-{name}",
            sent(body),
            ("Café é", "Second"),
            DAMAGED if name == "long" else "",
        )
    for name, (codec, has_mark) in WIDE.items():
        text = ("\ufeff" if has_mark else "") + titled("Grüße ข่าว", prolog=DECLARED.format("utf-16"))
        yield Case("encodings", name, sent(text.encode(codec)), ("Grüße ข่าว", "Second"))
    for name, (text, spoiled, title) in SPOILED.items():
        codec = name.removeprefix("bad-byte-in-").replace("-", "_") if "-in-" in name else "utf-8"
        body = text.encode("cp874" if codec == "thai" else codec).replace(b"X", spoiled)
        yield Case("encodings", name, sent(body), (title, "Second"))
    for name, (content_type, label, codec) in HTTP_AND_XML.items():
        body = titled("Новости", prolog=DECLARED.format(label) if label else "").encode(codec)
        yield Case("encodings", name, sent(body, f"Content-Type: {content_type}"), ("Новости", "Second"))
    yield from more_encodings()


def more_encodings() -> Iterator[Case]:
    """Marks, widths that are told wrongly, and text that was spoiled long before."""
    yield Case("encodings", "mark-twice", sent(b"\xef\xbb\xbf" * 2 + titled("é").encode()), ("é", "Second"))
    marked = b"\xef\xbb\xbf" + titled("é", prolog=DECLARED.format("windows-1251")).encode()
    yield Case("encodings", "mark-against-label", sent(marked), ("é", "Second"))
    wide = titled("Grüße ข่าว").encode("utf-16-le")
    yield Case(
        "encodings", "utf-16-as-utf-8", sent(wide, "Content-Type: text/xml; charset=utf-8"), ("Grüße ข่าว", "Second")
    )
    yield Case("encodings", "utf-16-and-half", sent(b"\xff\xfe" + wide + b"<"), ("Grüße ข่าว", "Second"))
    indented = ("\r\n" + titled("Grüße ข่าว")).encode("utf-16-le")
    yield Case(
        "encodings",
        "utf-16-behind-blank-lines",
        sent(indented, "Content-Type: text/xml; charset=utf-16le"),
        ("Grüße ข่าว", "Second"),
    )
    lone = b"\xff\xfe" + titled("aX").encode("utf-16-le").replace(b"X\0", b"\x00\xd8")
    yield Case("encodings", "utf-16-with-half-a-pair", sent(lone), ("a\ufffd", "Second"))
    yield Case("encodings", "spoiled-before", sent(titled("CafÃ© Ã ZÃ¼rich")), ("CafÃ© Ã ZÃ¼rich", "Second"))
    yield Case(
        "encodings",
        "latin-1-as-utf-8",
        sent(titled("Café à la carte").encode("latin-1")),
        ("Café à la carte", "Second"),
    )
    unlabelled = titled("Новости", prolog="").encode("cp1251")
    yield Case("encodings", "unlabelled", sent(unlabelled), ("Новости".encode("cp1251").decode("cp1252"), "Second"))
    prolog = "<?xml version='1.0'" + " " * 150 + "encoding='koi8-r' ?>"
    yield Case(
        "encodings", "label-far-away", sent(titled("Новости", prolog=prolog).encode("koi8-r")), ("Новости", "Second")
    )


# Entities

NINES = "9" * 5_000
REFERENCES = {
    "html-names": ("caf&eacute; &mdash; a&nbsp;b&hellip;", "café — a b…"),
    "unknown-name": ("a&nosuch;b", "a&nosuch;b"),
    "amp": ("R&amp;D &amp; AT&amp;T", "R&D & AT&T"),
    "escaped-twice": ("R&amp;amp;D &amp;eacute; &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;", "R&D é bold"),
    "escaped-three-times": ("R&amp;amp;amp;D", "R&D"),
    "zero": ("a&#0;&#x00;b", "ab"),
    "escape": ("a&#27;[2J&#x1b;b", "a[2Jb"),
    "c1-as-windows-means-it": ("&#147;a&#148; &#x99;", "“a” ™"),
    "surrogates": ("a&#xD800;&#xDFFF;b", "a\ufffd\ufffdb"),
    "surrogate-pair": ("a&#xD83D;&#xDE00;b", "a\ufffd\ufffdb"),
    "noncharacter": ("a&#xFFFE;&#xFFFF;b", "ab"),
    "beyond-unicode": ("a&#x110000;&#99999999999999999999;b", "a\ufffd\ufffdb"),
    "five-thousand-digits": (f"a&#{NINES};&#x{NINES};b", "a\ufffd\ufffdb"),
    "many-leading-zeros": (f"a&#{'0' * 5_000}98;c", "abc"),
    "bidi": ("a&#x202e;b&#x2066;c&#8238;d", "abcd"),
    "tag-characters": ("a&#xE0041;&#xE007F;b", "ab"),
    "emoji": ("&#128512;&#x1F600;", "😀😀"),
    "line-breaks": ("a&#13;&#10;b&#9;c&#x2028;d&#x85;e", "a b c d…e"),
    "doubled-escape": ("a&amp;#27;[2J&amp;#x1b;b", "a[2Jb"),
    "doubled-bidi": ("a&amp;#x202e;b&amp;rlm;c", "abc"),
    "tripled-escape": ("a&amp;amp;#27;[2Jb", "a[2Jb"),
    "doubled-surrogate": ("a&amp;#xD800;b", "a\ufffdb"),
    "doubled-five-thousand-digits": (f"a&amp;#{NINES};b", "a\ufffdb"),
}
"""References in a title that is good XML, and what is read."""
BROKEN_REFERENCES = {
    "no-semicolon": ("a &lt b &eacute c", "a < b é c"),
    "no-digits": ("a &#; &#x; &#xZZ; b", "a &#; &#x; &#xZZ; b"),
    "negative": ("a &#-5; b", "a &#-5; b"),
    "nothing": ("a &; b", "a &; b"),
}
"""References that no XML may hold."""
DOCTYPE = '<?xml version="1.0"?>\n<!DOCTYPE rss {}>\n'
OUTSIDE = {
    "external-file": ('[\n<!ENTITY f SYSTEM "file:///etc/passwd">\n]', "a&f;b", "a&f;b"),
    "external-http": ('[\n<!ENTITY f SYSTEM "{root}/entities/external-http~secret">\n]', "a&f;b", "a&f;b"),
    "external-php": ('[\n<!ENTITY f SYSTEM "php://filter/read=convert.base64-encode/resource=a">\n]', "a&f;b", "a&f;b"),
    "external-dtd": ('SYSTEM "{root}/entities/external-dtd~secret"', "ab", "ab"),
    "external-public": ('PUBLIC "-//x//y" "{root}/entities/external-public~secret"', "ab", "ab"),
    "parameter-entity": ('[\n<!ENTITY % p SYSTEM "{root}/entities/parameter-entity~secret">\n%p;\n]', "ab", "ab"),
    "entity-of-itself": ('[\n<!ENTITY a "&a;">\n]', "a&a;b", "a&a;b"),
    "entities-in-a-circle": ('[\n<!ENTITY a "&b;">\n<!ENTITY b "&a;">\n]', "a&b;b", "a&b;b"),
    "entity-over-an-html-name": ('[\n<!ENTITY eacute "evil">\n]', "caf&#233;", "café"),
    "entity-with-an-escape": ('[\n<!ENTITY e "&#27;]0;x&#7;">\n]', "a&e;b", "a]0;xb"),
    "attlist": ('[\n<!ATTLIST item evil CDATA "yes">\n]', "ab", "ab"),
}
"""A DOCTYPE, a title, and what is read."""


def entities() -> Iterator[Case]:
    """References and declarations."""
    for name, (title, seen) in REFERENCES.items():
        # Each reading of these costs a worker, as long as they do.
        polls = ("new",) if "digits" in name else ()
        yield Case("entities", name, sent(titled(title)), (seen, "Second"), polls=polls)
    for name, (title, seen) in BROKEN_REFERENCES.items():
        yield Case("entities", name, sent(titled(title)), (seen, "Second"))
    for name, (doctype, title, seen) in OUTSIDE.items():

        def reply(request: Request, doctype: str = doctype, title: str = title) -> Answer:
            return sent(titled(title, prolog=DOCTYPE.format(doctype.replace("{root}", request.root))))

        yield Case("entities", name, reply, (seen, "Second"), asked=("", ""))
    for name, form in {"json": "a&#{};b", "html": "<p>a&#{};b</p>"}.items():
        feed = json_feed({"id": 1, "title": "First", "content_html": form.format(NINES)}, {"id": 2, "title": "Second"})
        yield Case(
            "entities", f"{name}-five-thousand-digits", sent(feed), entry={"summary": "a\ufffdb"}, polls=("new",)
        )
    laughs = sent(titled("First", "<description>&a9;</description>", LAUGHS))
    yield Case("entities", "billion-laughs", laughs, error=ANY, polls=("new",))
    doctype = DOCTYPE.format(f'[\n<!ENTITY a "{"x" * 2_000}">\n]')
    quadratic = sent(titled("First", f"<description>{'&a;' * 6_000}</description>", doctype))
    yield Case("entities", "quadratic-blow-up", quadratic, error=ANY, polls=("new",))
    own = DOCTYPE.format('[\n<!ENTITY paper "The Ledger">\n]')
    yield Case("entities", "honest-entity", sent(titled("In &paper;", prolog=own)), ("In The Ledger", "Second"))
    attribute = titled("First", '<enclosure url="https://news.example/a?b=1&amp;c=&quot;&#x202e;&eacute;"/>')
    yield Case("entities", "in-an-attribute", sent(attribute))
    style = titled("First", prolog='<?xml version="1.0"?><?xml-stylesheet href="/entities/stylesheet~secret"?>')
    yield Case("entities", "stylesheet", sent(style), asked=("", ""))
    include = titled("First", '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>')
    yield Case("entities", "inclusion", sent(include))


# Huge


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
    "line-breaks": lambda: titled("First", f"<description>a{chr(10) * 400_000}b</description>"),
}
"""Feeds of which one part is far too large, and all can be read."""


HANGS: Mapping[str, Callable[[], str]] = {
    "attributes-of-a-damaged-feed": lambda: titled("First", f"<x {ATTRIBUTES}/></b>"),
    "categories-of-a-damaged-feed": lambda: titled(
        "First", "".join(f"<category>c{n}</category>" for n in range(100_000)) + "</b>"
    ),
}
"""Feeds that are damaged, and that no parser that forgives can read in time."""


def packed(encoding: str, wbits: int, times: int = 1) -> Answer:
    """A bomb under a Content-Encoding."""
    return Answer(lambda: bomb(wbits, times), headers=(f"Content-Encoding: {encoding}",) if encoding else ())


BURST = "it unpacks to more than 20 MB"
LONG = "it sent more than 10 MB"
HEADS_TOO_LONG = "it sent more than 64 KB of headers…"
TOO_MUCH: Mapping[str, tuple[How, str]] = {
    "body": (Answer(lambda: b" " * 12_000_000), LONG),
    "endless-body": (endless_body, LONG),
    "endless-items": (endless_items, LONG),
    "declared-length": (claims_much, LONG),
    "gzip-bomb": (packed("gzip", 31), BURST),
    "gzip-bomb-unsaid": (packed("", 31), BURST),
    "deflate-bomb": (packed("deflate", 15), BURST),
    "raw-deflate-bomb": (packed("deflate", -15), BURST),
    "bomb-in-a-bomb": (packed("gzip, gzip", 31, 2), BURST),
    "bomb-in-a-bomb-unsaid": (packed("gzip", 31, 2), "this is …"),
    "brotli-bomb": (Answer(lambda: brotli.compress(BLANKS, quality=1), headers=("Content-Encoding: br",)), BURST),
    "zstandard-bomb": (Answer(lambda: zstandard.compress(BLANKS), headers=("Content-Encoding: zstd",)), BURST),
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


def huge() -> Iterator[Case]:
    """More of everything than anybody needs."""
    titles = {"title": ("x" * MAX_FIELD, "Second"), "depth-of-items": ("no", *TWO)}
    for name, make in HUGE_TEXTS.items():
        error = ANY if name == "declarations" else ""
        yield Case("huge", name, made(make), titles.get(name, TWO), error, polls=("new",))
    many = f"partly read: it holds 3000 entries, of which the first {MAX_ENTRIES} were read"
    entries = made(lambda: rss("".join(map(item, range(3_000)))))
    yield Case("huge", "entries", entries, ("An entry",) * MAX_ENTRIES, many, polls=("new",))
    for name, make in HANGS.items():
        yield Case("huge", name, made(make), (), TOO_SLOW, polls=("error",))
    for name, (how, error) in TOO_MUCH.items():
        yield Case("huge", name, how, (), error, polls=("error",))
    yield Case("huge", "headers-100", sent(GOOD, *(f"X-{n}: a" for n in range(100))))


# Slow


def hanging(*pieces: str | bytes) -> How:
    """A server that sends these and then no more."""

    async def script(request: Request, wire: Wire) -> None:
        await wire.send(*pieces)
        await wire.hang()

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


OK = "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n\r\n"
CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
HALF = len(GOOD) // 2


def chunks(body: bytes, size: int = 64) -> bytes:
    """A body cut up, with its end."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


NO_ANSWER, NOT_ALL = "no answer within 1.5 s", "it did not send the whole feed within 1.5 s"
BROKE_OFF = "the answer broke off before its end"
HUNG_UP = "the server hung up without an answer"
SLOW: Mapping[str, tuple[How, str]] = {
    "never-answers": (hanging(), NO_ANSWER),
    "half-a-status-line": (hanging("HTTP/1.1 20"), NO_ANSWER),
    "headers-never-end": (hanging("HTTP/1.1 200 OK\r\nX-A: b\r\n"), NO_ANSWER),
    "headers-drip": (dripping("", OK.encode() + GOOD, 0.05), NO_ANSWER),
    "body-drips": (dripping(OK, GOOD, 0.05), NOT_ALL),
    "hangs-behind-the-headers": (hanging(OK), NOT_ALL),
    "hangs-in-the-body": (hanging(OK, GOOD[:HALF]), NOT_ALL),
    "hangs-behind-the-body": (hanging(OK, GOOD), NOT_ALL),
    "hangs-in-a-chunk": (hanging(CHUNKED, chunks(GOOD)[:HALF]), NOT_ALL),
    "hangs-before-the-last-chunk": (hanging(CHUNKED, chunks(GOOD)[:-5]), NOT_ALL),
    "hangs-in-gzip": (hanging("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(GOOD)[:99]), NOT_ALL),
    "answers-too-late": (late(2.5), NO_ANSWER),
    "continues-for-ever": (endless_continue, NO_ANSWER),
    "hangs-up-at-once": (resetting(), "the server …"),
    "resets-in-the-headers": (resetting("HTTP/1.1 200 OK\r\nX-A: b\r\n"), "the server …"),
    "resets-in-the-body": (resetting("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", GOOD), BROKE_OFF),
    "closes-without-a-word": (raw("", b""), HUNG_UP),
    "closes-in-the-status-line": (raw("HTTP/1.1 2", b""), HUNG_UP),
    "closes-in-the-headers": (raw("HTTP/1.1 200 OK\r\nX-A: b\r\n", b""), HUNG_UP),
    "closes-in-the-body": (raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"), BROKE_OFF),
    "closes-in-a-chunk": (raw(CHUNKED, chunks(GOOD)[:HALF]), BROKE_OFF),
    "closes-before-the-last-chunk": (raw(CHUNKED, chunks(GOOD)[:-5]), BROKE_OFF),
    "chunk-of-no-size": (raw(CHUNKED, b"xyz\r\n" + chunks(GOOD)), NOT_HTTP),
    "chunk-of-negative-size": (raw(CHUNKED, b"-5\r\n" + chunks(GOOD)), NOT_HTTP),
    "chunk-of-all-sizes": (raw(CHUNKED, b"FFFFFFFFFFFFFFFFFF\r\n" + GOOD), NOT_HTTP),
    "chunk-that-is-longer": (raw(CHUNKED, b"5\r\n" + GOOD), NOT_HTTP),
}
"""Servers that never come to an end, and what is told."""
IN_TIME: Mapping[str, How] = {
    "answers-late": late(0.4),
    "drips-in-time": dripping(OK.encode() + GOOD[:-40], GOOD[-40:], 0.005),
    "chunks": raw(CHUNKED, chunks(GOOD)),
    "chunks-of-one-byte": raw(CHUNKED, chunks(GOOD, 1)),
    "chunks-with-extensions": raw(CHUNKED, chunks(GOOD).replace(b"40\r\n", b'40;a="b"\r\n')),
    "chunks-with-trailers": raw(CHUNKED, chunks(GOOD)[:-2] + b"X-A: b\r\n\r\n"),
    "keeps-the-connection": lingering,
    "early-hints": raw("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK),
}
"""Servers that are slow or odd, and good."""


def slow() -> Iterator[Case]:
    """Servers that take their time, or leave."""
    for name, (how, error) in SLOW.items():
        yield Case("slow", name, how, (), error)
    for name, how in IN_TIME.items():
        yield Case("slow", name, how)
    comments = "<!-- cached -->" * 40
    before, after = WHOLE.replace("<rss", f"{comments}<rss"), titled("1 < 2") + comments + "x"
    yield Case("slow", "forty-comments-before", sent(before), polls=("new",))
    yield Case("slow", "forty-comments-after", sent(after), ("1 < 2", "Second"), ANY, polls=("new",))
    moved = by_tail({"": redirect("{root}{path}~2"), "~2": hanging()})
    yield Case("slow", "redirects-into-a-hang", moved, (), NOT_ALL)


# HTTP

STATUSES = {
    **dict.fromkeys((204, 205), "it sent an empty page"),
    300: "the server answered 300 Multiple Choices: that is no feed",
    301: "the server answered 301 Moved Permanently: that is no feed",
    302: "the server answered 302 Found: that is no feed",
    303: "the server answered 303 See Other: that is no feed",
    305: "the server answered 305 Use Proxy: that is no feed",
    306: "the server answered 306: that is no feed",
    307: "the server answered 307 Temporary Redirect: that is no feed",
    308: "the server answered 308 Permanent Redirect: that is no feed",
    304: "the server answered 304 Not Modified: that is no feed",
    400: "the server answered 400 Bad Request: it did not understand the request",
    401: "the server answered 401 Unauthorized: it wants a name and a password",
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
    501: "the server answered 501 Not Implemented: that is no feed",
    502: "the server answered 502 Bad Gateway: it is out of order",
    504: "the server answered 504 Gateway Timeout: it is out of order",
    505: "the server answered 505 HTTP Version Not Supported: that is no feed",
    520: "the server answered 520: that is no feed",
    599: "the server answered 599: that is no feed",
    600: "the server answered 600: that is no feed",
    999: "the server answered 999: that is no feed",
}
"""Answers without a body, and what is told of them."""
NOT_WEB = "it redirects to something that is not http or https, which is refused"
NO_ADDRESS = "it redirects to something that is no address"
CIRCLE, TOO_OFTEN = "it redirects in a circle", "it redirects more than 5 times"
PACKED = "it sent the feed packed in a way that was not asked for"
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
    "to-a-name-with-an-override": ("http://no\u202ebody.invalid/", "the name …"),
    "to-a-name-of-4-kb": (f"http://{'nobody.' * 600}invalid/", ANY),
    "to-a-label-of-1-kb": (f"http://{'n' * 1_000}.invalid/", ANY),
    "to-a-name-with-blanks": ("http://no body.invalid/", "the name no body.invalid …"),
    "to-a-number-in-a-number": ("http://[::ffff:127.0.0.1]:9/", "connection refused: …"),
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
    "to-capitals": "HTTP://127.0.0.1:{port}{path}~2",
    "with-a-fragment": "{path}~2#top",
    "with-blanks-around": "  {path}~2  ",
    "with-dots": "../x/../http/with-dots~2",
    "with-credentials": "http://evil:secret@127.0.0.1:{port}{path}~2",
    "with-a-long-query": "{path}~2?" + "q" * 6_000,
}
HEADS: Mapping[str, tuple[str | bytes, str]] = {
    "status-of-letters": ("HTTP/1.1 abc OK\r\n\r\n", NOT_HTTP),
    "status-of-no-digits": ("HTTP/1.1 \r\n\r\n", NOT_HTTP),
    "status-of-six-digits": ("HTTP/1.1 200000 OK\r\n\r\n", NOT_HTTP),
    "version-9": ("HTTP/9.9 200 OK\r\n\r\n", NOT_HTTP),
    "version-0.9": ("", NOT_HTTP),
    "radio": ("ICY 200 OK\r\n\r\n", NOT_HTTP),
    "ssh": ("SSH-2.0-OpenSSH_9.6\r\n", NOT_HTTP),
    "http-2": (b"\x00\x00\x12\x04\x00\x00\x00\x00\x00", NOT_HTTP),
    "header-without-colon": ("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", NOT_HTTP),
    "header-without-name": ("HTTP/1.1 200 OK\r\n: x\r\n\r\n", NOT_HTTP),
    "header-with-a-zero-byte": (b"HTTP/1.1 200 OK\r\nX-A: a\x00b\r\n\r\n", NOT_HTTP),
    "etag-with-a-zero-byte": (b'HTTP/1.1 200 OK\r\nETag: "a\x00b"\r\n\r\n', NOT_HTTP),
    "etag-with-a-return": (b'HTTP/1.1 200 OK\r\nETag: "a\rX-Evil: 1"\r\n\r\n', NOT_HTTP),
    "length-twice": ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n", NOT_HTTP),
    "length-negative": ("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", NOT_HTTP),
    "length-of-letters": ("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", NOT_HTTP),
    "length-beyond-all": (f"HTTP/1.1 200 OK\r\nContent-Length: {'9' * 40}\r\n\r\n", NOT_HTTP),
    "encoding-unknown": ("HTTP/1.1 200 OK\r\nContent-Encoding: compress\r\n\r\n", PACKED),
    "brotli-damaged": ("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n", "it sent damaged Brotli data"),
    "zstandard-damaged": ("HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n", "it sent damaged Zstandard data"),
    "encoding-invented": ("HTTP/1.1 200 OK\r\nContent-Encoding: rot13\r\n\r\n", PACKED),
    "encoding-three-times": ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip, gzip\r\n\r\n", PACKED),
    "gzip-damaged": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(GOOD)[:30] + b"\xff" * 50,
        "it sent damaged gzip data",
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
    "nothing": " ",
}
ODD_HEADS: Mapping[str, str | bytes] = {
    "no-reason": "HTTP/1.1 200\r\n\r\n",
    "reason-with-an-override": "HTTP/1.1 200 \u202eOK\u2066\r\n\r\n",
    "version-1.0": "HTTP/1.0 200 OK\r\n\r\n",
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
    "page": ("<html><head><title>Just a moment...</title></head></html>", A_PAGE),
    "fault": ("<soap:Envelope xmlns:soap='urn:x'><soap:Fault>no</soap:Fault></soap:Envelope>", NO_FEED),
    "s3": ('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', NO_FEED),
}


def growing(request: Request) -> How:
    return redirect(f"{request.path}~{request.tail[1:]}x")


def http() -> Iterator[Case]:
    """Statuses, redirects, heads and packings of every kind."""
    for code, error in STATUSES.items():
        head = f"HTTP/1.1 {code} \u202eOdd\r\nX-A: b\r\n\r\n"
        yield Case("http", f"status-{code}", raw(head, b""), (), error)
    for code in (200, 201, 202, 203, 206, 207, 226, 299):
        yield Case("http", f"status-{code}-with-a-feed", sent(GOOD, status=f"{code} Odd"))
    for code in (301, 404, 500):
        yield Case("http", f"status-{code}-with-a-feed", sent(GOOD, status=f"{code} Odd"), (), STATUSES[code])
    for code in (301, 302, 303, 307, 308):
        moved = by_tail({"": redirect("{path}~2", code), "~2": sent(GOOD)})
        yield Case("http", f"redirect-{code}", moved)
    for name, (target, error) in BAD_TARGETS.items():
        yield Case("http", f"redirect-{name}", by_tail({"": redirect(target)}), (), error)
    for name, target in GOOD_TARGETS.items():
        found = dict.fromkeys(("~2", "?2", f"~2?{'q' * 6_000}"), sent(GOOD))
        target = target.replace("relative", "redirect-relative").replace("http/with", "http/redirect-with")
        yield Case("http", f"redirect-{name}", by_tail({"": redirect(target), **found}))
    for length in (4, 5, 6, 8):
        hops = {f"~{n}" if n else "": redirect(f"{{path}}~{n + 1}") for n in range(length)}
        chain = by_tail({**hops, f"~{length}": sent(GOOD)})
        titles, error = ((), TOO_OFTEN) if length > 5 else (TWO, "")
        yield Case("http", f"redirect-chain-of-{length}", chain, titles, error)
    circle = by_tail({"": redirect("{path}~2"), "~2": redirect("{path}~3"), "~3": redirect("{path}~2")})
    yield Case("http", "redirect-in-a-circle", circle, (), CIRCLE, asked=("", "~2", "~3") * 2)
    yield Case("http", "redirect-that-grows", growing, (), TOO_OFTEN)
    for name, (start, error) in HEADS.items():
        yield Case("http", name, raw(start, b"" if name.startswith("gzip-") else GOOD), (), error)
    for name, start in ODD_HEADS.items():
        yield Case("http", name, raw(start))
    for name, (encoding, body) in PACKED_WELL.items():
        yield Case("http", f"packed-{name}", sent(body, *([f"Content-Encoding: {encoding}"] if encoding else [])))
    for name, content_type in TYPES.items():
        yield Case("http", f"type-{name}", sent(GOOD, *([f"Content-Type: {content_type}"] if content_type else [])))
    for name, (text, error) in ERROR_TEXTS.items():
        yield Case("http", f"error-text-{name}", sent(text), (), error)
    yield from lengths()
    yield from validators()
    yield from waits()


def lengths() -> Iterator[Case]:
    """Lengths that are not those of the body."""
    short = WHOLE.index("Second") + 3
    yield Case("http", "length-too-small", sent(GOOD, f"Content-Length: {short}"), (), NOT_HTTP)
    yield Case("http", "length-too-large", sent(GOOD, "Content-Length: 9999"), (), BROKE_OFF)
    yield Case(
        "http",
        "length-and-chunks",
        raw(CHUNKED.replace("\r\n\r\n", "\r\nContent-Length: 5\r\n\r\n"), chunks(GOOD)),
        (),
        NOT_HTTP,
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


ETAGS: Mapping[str, tuple[bytes, bytes]] = {
    "quoted": (b'"a"', b'"a"'),
    "weak": (b'W/"a"', b'W/"a"'),
    "unquoted": (b"a b", b"a b"),
    "quotes-inside": (b'"a"b"', b'"a"b"'),
    "several": (b'"a", "b"', b'"a", "b"'),
    "utf-8": ('"é✓"'.encode(), '"é✓"'.encode()),
    "override": ('"\u202e"'.encode(), b""),
    "c1": ('"\x9b31m"'.encode(), b""),
    "latin-1": (b'"caf\xe9"', b""),
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
    "latin-1": (b"mardi d\xe9cembre", b""),
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
    yield Case("http", "unchanged-with-a-body", both, error=NOT_HTTP, polls=("new", "error"), keeps=True)
    lying = by_poll(sent(GOOD, 'ETag: "a"'), sent(titled("Edited"), 'ETag: "a"'))
    yield Case(
        "http", "same-etag-and-another-body", lying, ("Edited", "Second"), polls=("new", "new"), changed=1, keeps=True
    )
    partly = by_poll(sent(WHOLE[:-20], 'ETag: "a"'), sent(GOOD, 'ETag: "a"'))
    yield Case("http", "etag-of-a-part", partly, feed={"etag": '"a"'}, keeps=True)


HOUR, DAY = 3_600, 86_400
WAITS = {
    "seconds": ("7200", 2 * HOUR),
    "date": ("{in two hours}", 2 * HOUR),
    "asctime": ("{in two hours, as C has it}", 2 * HOUR),
    "no-zone": ("Sun Nov 06 2094 08:49:37", DAY),
    "none": ("", HOUR),
    "negative": ("-5", HOUR),
    "word": ("soon", HOUR),
    "fraction": ("1.5", HOUR),
    "digits-of-another-script": ("٣٠", HOUR),
    "beyond-all": ("9" * 5_000, DAY),
    "year-9999": ("Fri, 31 Dec 9999 23:59:59 GMT", DAY),
    "two": ("60\r\nRetry-After: 7200", 60),
    "escape": ("\x9b31m\u202e", HOUR),
    "zero": ("0", 0),
    "past": ("Fri, 06 Nov 2020 08:49:37 GMT", 0),
}
"""Retry-After, and for how many seconds the server is left alone: where it says nothing, for an hour."""
BUSY = {
    "429 Too Many Requests": "it wants us to ask less often",
    "503 Service Unavailable": "it is overloaded or down for now",
}


def waits() -> Iterator[Case]:
    """Servers that want to be left alone; each has a host of its own, lest the others are left alone with it."""
    number = 10
    for status, meaning in BUSY.items():
        for name, (value, seconds) in WAITS.items():
            number += 1
            yield Case(
                "http",
                f"retry-after-{name}-{status[:3]}",
                waiting(status, value),
                (),
                f"the server answered {status}: {meaning}",
                polls=("error", "skipped" if seconds else "error"),
                wait=seconds,
                host=f"127.0.0.{number}",
            )
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


# Identity

THIRD = item(3, "Third")
THREE = (*TWO, "Third")


def plain(title: str, link: str = "", guid: str = "", more: str = "") -> str:
    """An RSS item of which everything may be left out."""
    parts = {"title": title, "link": escaped(link), "guid": guid}
    return f"<item>{''.join(f'<{name}>{value}</{name}>' for name, value in parts.items() if value)}{more}</item>"


def same(name: str, first: str, second: str, titles: tuple[str, ...] = TWO, **more: Any) -> Case:
    """A feed of which the second poll brings nothing new."""
    return Case("identity", name, by_poll(first, second), titles, **more)


def grown(name: str, first: str, second: str, titles: tuple[str, ...] = THREE) -> Case:
    """A feed to which the second poll adds the last of the titles, which alone is unread then."""
    polls, new = ("new", "new"), (len(titles) - 1, 1)
    return Case("identity", name, by_poll(first, second), titles, polls=polls, new=new, unread=titles[-1:])


def tracked(number: int, session: str) -> str:
    """An item known by its link alone, which a tracker changes."""
    return plain(f"Number {number}", f"https://news.example/{number}?id=1&utm_source={session}&fbclid={session}")


def identity() -> Iterator[Case]:
    """What makes an entry the same as before."""
    home, place = "https://news.example/", "https://news.example/{}"
    yield same("unchanged", WHOLE, WHOLE)
    yield same("order-reversed", WHOLE, rss(SECOND + FIRST))
    yield same("entry-vanishes", WHOLE, rss(FIRST))
    yield Case(
        "identity", "entry-vanishes-and-returns", by_poll(WHOLE, rss(SECOND), WHOLE), polls=("new", *["unchanged"] * 2)
    )
    yield Case("identity", "all-vanish-and-return", by_poll(WHOLE, rss(""), WHOLE), polls=("new", *["unchanged"] * 2))
    yield Case(
        "identity", "feed-breaks-and-returns", by_poll(WHOLE, "<html>", WHOLE), polls=("new", "error", "unchanged")
    )
    yield grown("new-entry-on-top", WHOLE, rss(THIRD + FIRST + SECOND))
    edited = by_poll(WHOLE, WHOLE.replace("First", "Edited"))
    yield Case("identity", "edited-title", edited, ("Edited", "Second"), polls=("new", "new"), changed=1)
    yield same("date-that-moves", dated("Tue, 03 Nov 2026 10:00:00 GMT"), dated("Wed, 04 Nov 2026 10:00:00 GMT"))
    yield same(
        "link-that-moves",
        WHOLE,
        WHOLE.replace("example/1", "example/moved"),
        polls=("new", "new"),
        changed=1,
        entry={"link": "https://news.example/moved"},
    )
    yield same("duplicates", rss(FIRST + SECOND + FIRST + SECOND), rss(SECOND + FIRST + FIRST))
    yield same(
        "guid-in-another-case",
        rss(plain("First", guid="aB") + plain("Second", guid="Ab")),
        rss(plain("Second", guid="Ab") + plain("First", guid="aB")),
    )
    yield same(
        "guid-with-blanks", rss(plain("First", guid=" a \n b ") + SECOND), rss(plain("First", guid="a b") + SECOND)
    )
    yield same(
        "guid-of-5-kb",
        rss(plain("First", guid="g" * 5_000 + "1") + plain("Second", guid="g" * 5_000 + "2")),
        rss(plain("Second", guid="g" * 5_000 + "2") + plain("First", guid="g" * 5_000 + "1")),
    )
    yield same(
        "guid-of-control-characters",
        rss(plain("First", place.format(1), "&#x2066;&#x2069;") + SECOND),
        rss(plain("First", place.format(1), "&#x202e;") + SECOND),
    )
    yield same("guid-in-cdata", WHOLE, WHOLE.replace("<guid>1<", "<guid><![CDATA[1]]><"))
    yield same(
        "guid-with-entities", rss(plain("First", guid="a&amp;b") + SECOND), rss(plain("First", guid="a&#38;b") + SECOND)
    )
    based = WHOLE.replace("<channel>", '<channel xml:base="http://a.example/">')
    yield same("base-that-changes", based, based.replace("a.example", "b.example"))
    yield same(
        "no-guid",
        rss(plain("First", place.format(1)) + plain("Second", place.format(2))),
        rss(plain("Second", place.format(2)) + plain("First", place.format(1))),
    )
    yield same("no-guid-no-link", rss(plain("First") + plain("Second")), rss(plain("Second") + plain("First")))
    yield grown(
        "no-guid-and-one-link-for-all",
        rss(plain("First", home) + plain("Second", home)),
        rss(plain("Third", home) + plain("First", home) + plain("Second", home)),
    )
    yield grown(
        "one-guid-for-all",
        rss(plain("First", place.format(1), "x") + plain("Second", place.format(2), "x")),
        rss(
            plain("Third", place.format(3), "x")
            + plain("First", place.format(1), "x")
            + plain("Second", place.format(2), "x")
        ),
    )
    yield same(
        "one-guid-for-all-in-another-order",
        rss(plain("First", place.format(1), "x") + plain("Second", place.format(2), "x")),
        rss(plain("Second", place.format(2), "x") + plain("First", place.format(1), "x")),
    )
    text = "<description>{}</description>".format
    yield grown(
        "one-title-for-all",
        rss(plain("Daily", more=text(1)) + plain("Daily", more=text(2))),
        rss(plain("Daily", more=text(3)) + plain("Daily", more=text(1)) + plain("Daily", more=text(2))),
        ("Daily",) * 3,
    )
    yield same(
        "guid-that-changes",
        rss(plain("First", place.format(1), "s1-1") + plain("Second", place.format(2), "s1-2")),
        rss(plain("First", place.format(1), "s2-1") + plain("Second", place.format(2), "s2-2")),
    )
    yield same("guid-that-is-lost", WHOLE, WHOLE.replace("<guid>1</guid>", "").replace("<guid>2</guid>", ""))
    yield same(
        "tracker-in-the-link",
        rss(tracked(1, "a") + tracked(2, "a")),
        rss(tracked(1, "b") + tracked(2, "b")),
        ("Number 1", "Number 2"),
    )
    secure = rss(plain("First", place.format(1)) + plain("Second", place.format(2)))
    yield same(
        "link-that-becomes-secure",
        secure.replace("https://news.example/1", "http://news.example/1"),
        secure,
        ("First", "Second"),
    )
    yield same("rss-that-becomes-atom", WHOLE, atom("1", "2"))
    yield from of_ten()
    for name in ("one", "other"):
        yield Case("identity", f"guid-of-two-feeds-{name}", sent(WHOLE.replace("First", name)), (name, "Second"))


TEN: Mapping[str, tuple[str, str]] = {
    "ten-of-their-own": ("{n}", "https://news.example/{n}"),
    "ten-of-one-guid": ("x", "https://news.example/{n}"),
    "ten-of-one-link": ("", "https://news.example/"),
    "ten-of-one-guid-and-one-link": ("x", "https://news.example/"),
    "ten-of-neither": ("", ""),
    "ten-guids-that-change": ("{poll}-{n}", "https://news.example/{n}"),
    "ten-links-that-change": ("", "https://news.example/{poll}/{n}"),
    "ten-guids-and-links-that-change": ("{poll}-{n}", "https://news.example/{poll}/{n}"),
    "ten-trackers": ("", "https://news.example/{n}?utm_source={poll}&fbclid={poll}{n}"),
    "ten-trackers-as-guids": ("https://news.example/{n}?utm_medium={poll}", "https://news.example/{n}"),
}
"""The guids and links of feeds of ten entries, to which an eleventh comes."""


def of_ten() -> Iterator[Case]:
    """Feeds of as many entries as most have: what holds for one entry holds for the feed."""
    before, after = range(1, 11), (11, *range(1, 11))
    titles = tuple(f"Number {number}" for number in (*before, 11))
    for name, (guid, link) in TEN.items():
        yield grown(name, ten(guid, link, before, 1), ten(guid, link, after, 2), titles)
    own, place = "{n}", "https://news.example/{n}"
    yield grown("ten-guids-that-become-one", ten(own, place, before, 1), ten("x", place, after, 1), titles)
    yield grown("ten-guids-that-come-to-be", ten("x", place, before, 1), ten(own, place, after, 1), titles)
    yield grown("ten-guids-that-are-lost", ten(own, place, before, 1), ten("", place, after, 1), titles)


def ten(guid: str, link: str, numbers: Iterable[int], poll: int) -> str:
    """A feed with these entries, each of another day."""
    days = "<pubDate>{:02} Oct 2026 10:00:00 GMT</pubDate>"
    entries = (
        plain(f"Number {n}", link.format(n=n, poll=poll), guid.format(n=n, poll=poll), days.format(n)) for n in numbers
    )
    return rss("".join(entries))


def dated(date: str) -> str:
    """Two entries, the first with this date."""
    return titled("First", f"<pubDate>{date}</pubDate>")


def atom(*guids: str) -> str:
    """An Atom feed with the same entries as the RSS feed."""
    entry = '<entry><id>{0}</id><title>{1}</title><link href="https://news.example/{0}"/></entry>'
    entries = "".join(entry.format(guid, title) for guid, title in zip(guids, TWO, strict=True))
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>A feed</title>{entries}</feed>'


# Dates

NOON = 1_793_700_000
"""2026-11-03, 10:00 UTC."""
DATES = {
    "rfc-822": ("Tue, 03 Nov 2026 10:00:00 GMT", NOON),
    "zone-in-hours": ("Tue, 03 Nov 2026 17:00:00 +0700", NOON),
    "zone-with-colon": ("Tue, 03 Nov 2026 17:00:00 +07:00", NOON),
    "zone-by-name": ("Tue, 03 Nov 2026 05:00:00 EST", NOON),
    "zone-of-nobody": ("Tue, 03 Nov 2026 10:00:00 XYZ", NOON),
    "zone-beyond-all": ("Tue, 03 Nov 2026 10:00:00 +9999", ...),
    "no-zone": ("Tue, 03 Nov 2026 10:00:00", NOON),
    "no-weekday": ("03 Nov 2026 10:00 GMT", NOON),
    "wrong-weekday": ("Sun, 03 Nov 2026 10:00:00 GMT", NOON),
    "two-digit-year": ("Tue, 03 Nov 26 10:00:00 GMT", NOON),
    "capitals": ("TUE, 03 NOV 2026 10:00:00 gmt", NOON),
    "iso": ("2026-11-03T10:00:00Z", NOON),
    "iso-with-blank": ("2026-11-03 10:00:00", NOON),
    "iso-with-fraction": ("2026-11-03T17:00:00.123456+07:00", NOON),
    "blanks-around": ("\n  Tue, 03 Nov 2026 10:00:00 GMT\t", NOON),
    "leap-second": ("Tue, 03 Nov 2026 09:59:60 GMT", ...),
    "day-that-is-none": ("Tue, 31 Feb 2026 10:00:00 GMT", None),
    "hour-that-is-none": ("Tue, 03 Nov 2026 99:00:00 GMT", None),
    "tomorrow": ("Thu, 19 Nov 2026 00:00:00 GMT", 1_795_046_400),
    "next-year": ("Wed, 03 Nov 2027 10:00:00 GMT", None),
    "1970": ("Thu, 01 Jan 1970 00:00:00 GMT", None),
    "year-0": ("0000-00-00 00:00:00", None),
    "year-1": ("Mon, 01 Jan 0001 00:00:00 GMT", None),
    "year-99999": ("Tue, 03 Nov 99999 10:00:00 GMT", None),
    "slashes": ("2026/11/03", 1_793_664_000),
    "negative": ("-0001-11-30T00:00:00+00:00", None),
    "epoch": ("1793700000", None),
    "epoch-in-milliseconds": ("1793700000000", None),
    "number": ("20261103", 1_793_664_000),
    "word": ("yesterday", None),
    "german-month": ("Di, 03 Dez 2026 10:00:00 GMT", None),
    "french-month": ("mar., 03 nov. 2026 10:00:00 GMT", None),
    "thai": ("อังคาร, 03 พ.ย. 2569 10:00:00 +0700", None),
    "arabic-digits": ("٠٣ Nov ٢٠٢٦ 10:00:00 GMT", NOON),
    "buddhist-year": ("Tue, 03 Nov 2569 10:00:00 +0700", None),
    "markup": ("<![CDATA[<b>Tue, 03 Nov 2026 10:00:00 GMT</b>]]>", NOON),
    "escape": ("Tue, 03 Nov 2026 10:00:00 &#x9b;31m", ...),
    "empty": ("", None),
}
"""A pubDate, and what is stored of it; "..." where it may be anything that can be believed."""
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
SEVERAL = {
    "only-updated": ("<dcterms:modified>2026-11-03T10:00:00Z</dcterms:modified>", NOON),
    "only-dc": ("<dc:date>2026-11-03T10:00:00Z</dc:date>", NOON),
    "published-unbelievable": (
        "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate><dcterms:modified>2026-11-03T10:00:00Z</dcterms:modified>",
        NOON,
    ),
    "published-before-updated": (
        "<dcterms:modified>2026-11-04T10:00:00Z</dcterms:modified><pubDate>Tue, 03 Nov 2026 10:00:00 GMT</pubDate>",
        NOON,
    ),
    "twice": ("<pubDate>Tue, 03 Nov 2026 10:00:00 GMT</pubDate>" * 2, NOON),
}


def dates() -> Iterator[Case]:
    """Dates, and what only looks so."""
    for name, (date, seen) in DATES.items():
        entry = {} if seen is ... else {"published": seen}
        yield Case("dates", name, sent(dated(date)), entry=entry)
    for name, (more, seen) in SEVERAL.items():
        feed = titled("First", more).replace('version="2.0"', f'version="2.0" {DC}')
        yield Case("dates", name, sent(feed), entry={"published": seen})
    updated = atom("1", "2").replace("</title><link", "</title><updated>2026-11-03T10:00:00Z</updated><link")
    yield Case("dates", "atom-updated-alone", sent(updated), entry={"published": NOON})
    for name, (value, at) in {
        "json": ("2026-11-03T17:00:00+07:00", NOON),
        "json-number": (1793700000, None),
        "json-year-1": ("0001-01-01T00:00:00+23:59", None),
        "json-long-fraction": ("2026-11-03T10:00:00.000000000000Z", NOON),
    }.items():
        dated_entry = {"id": 1, "title": "First", "date_published": value}
        yield Case("dates", name, sent(json_feed(dated_entry, {"id": 2, "title": "Second"})), entry={"published": at})


# Terminal

ATTACKS = {
    "clear-screen": ("\x1b[2J\x1b[H", "[2J[H"),
    "colour": ("\x1b[31;5m", "[31;5m"),
    "clipboard": ("\x1b]52;c;ZWNobw==\x07", "]52;c;ZWNobw=="),
    "window-title": ("\x1b]0;owned\x1b\\", "]0;owned\\"),
    "answer-back": ("\x1b[6n\x05", "[6n"),
    "c1": ("\u009b31m\u009d0;x\u009c\u0090q", "31m0;xq"),
    "backspace": ("\x08\x08\x7f\x7f", ""),
    "bell": ("\x07\a", ""),
    "override": ("\u202egpj.exe\u202c", "gpj.exe"),
    "embedding": ("\u202a\u202b", ""),
    "isolates": ("\u2066\u2067\u2068\u2069", ""),
    "marks": ("\u200e\u200f\u061c", ""),
    "tags": ("".join(chr(0xE0000 + ord(letter)) for letter in "run") + "\U000e0001\U000e007f", ""),
    "soft-hyphen": ("\u00ad\u2060\ufeff", ""),
    "annotations": ("\ufff9\ufffa\ufffb", ""),
    "invisible-operators": ("\u2061\u2062\u2063\u2064\u206a\u206f", ""),
    "zero-width-flood": ("\u200b" * 500, "\u200b" * 8),
    "combining-flood": ("e" + "\u0301\u0489" * 500, "e" + "\u0301\u0489" * 4),
    "variation-flood": ("\U000e0100" * 500, "\U000e0100" * 8),
    "markup": ("[bold red]x[/]", "[bold red]x[/]"),
    "action": ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
    "markup-unbalanced": ("[/bold] [/] [", "[/bold] [/] ["),
    "markup-escaped": ("\\[bold]", "\\[bold]"),
    "link-markup": ("[link=file:///etc/passwd]x[/link]", "[link=file:///etc/passwd]x[/link]"),
    "emoji-code": (":bomb: :warning:", ":bomb: :warning:"),
    "line-separators": ("a\u2028b\u2029c\u0085d\rb", "a b c d b"),
    "surrogate": ("\udfff\ud800", ""),
}
"""What acts on a terminal, or on what draws it, and what is left of it in a line."""
IN_XML = {"c1": "›31m0;xœq", "line-separators": "a b c…d b"}
"""What is left in XML where that is something else: there, C1 is what Windows-1252 has in those places."""
JSON_ALONE = frozenset(("surrogate",))
"""What no XML can say."""


def attacked(name: str, feed: str, seen: str) -> Case:
    """A feed with an attack in every field, and what is left of it there."""
    line = f"a {seen} z".replace("  ", " ")
    entry: dict[str, object] = {"title": line, "author": line, "guid": line, "categories": (line,)}
    entry |= {"summary": ... if "line-separators" in name else line}
    return Case("terminal", name, sent(feed), (line, "Second"), entry=entry, feed={"title": line})


def xml_attack(attack: str) -> str:
    """An RSS feed with an attack in every field."""
    text = escaped(f"a {attack} z")
    enclosure = f'<enclosure url="https://news.example/{text}" type="{text}" length="{text}"/>'
    more = f"<author>{text}</author><category>{text}</category><description>{text}</description>{enclosure}"
    entry = (
        f'<title>{text}</title><link>https://news.example/{text}</link><guid isPermaLink="false">{text}</guid>{more}'
    )
    return rss(f"<item>{entry}</item>{SECOND}", title=text)


def referred(feed: str) -> str:
    """A feed with every unusual character as a reference."""
    return "".join(letter if " " <= letter <= "~" else f"&#{ord(letter)};" for letter in feed)


def json_attack(attack: str) -> str:
    """A JSON Feed with an attack in every field."""
    text = f"a {attack} z"
    entry = {
        "id": text, "title": text, "url": f"https://news.example/{text}", "content_text": text, "tags": [text],
        "authors": [{"name": text}], "attachments": [{"url": f"https://news.example/{text}", "mime_type": text}],
    }  # fmt: skip
    return json_feed(entry, {"id": "2", "title": "Second"}, title=text)


def terminal() -> Iterator[Case]:
    """What must not reach a terminal, in every field and in every form."""
    for name, (attack, seen) in ATTACKS.items():
        yield attacked(f"json-{name}", json_attack(attack), seen)
        if name not in JSON_ALONE:
            feed, seen = xml_attack(attack), IN_XML.get(name, seen)
            yield attacked(name, feed, seen)
            if referred(feed) != feed:
                yield attacked(f"referred-{name}", referred(feed), seen)
    yield from outside()


def outside() -> Iterator[Case]:
    """What stands not in the feed but around it."""
    evil = "\u202e\x9b31m"
    yield Case("terminal", "content-type", sent("no feed", f"Content-Type: text/{evil}"), (), PLAIN)
    yield Case("terminal", "server-name", sent(GOOD, f"Server: {evil}", f"X-Powered-By: {evil}"))
    yield Case(
        "terminal",
        "reason-of-a-404",
        Answer(status=f"404 {evil}"),
        (),
        "the server answered 404 Not Found: the feed is not there",
    )
    yield Case("terminal", "location", by_tail({"": redirect(f"http://{evil}.invalid/{evil}")}), (), ANY)
    yield Case(
        "terminal",
        "location-that-answers",
        by_tail({"": redirect(f"{{path}}~2?{evil}")}),
        (),
        "the server answered 404 …",
    )
    yield Case("terminal", "doctype", sent(f"<!DOCTYPE {evil}><x/>"), (), NO_FEED)
    yield Case("terminal", "damage", sent(titled("First", f"</{evil}>")), error=DAMAGED)
    yield Case("terminal", "entity", sent(titled("First", f"&{evil};")), error=ANY)
    yield Case("terminal", "processing-instruction", sent(titled("First", f"<?x {evil}?>")))
    yield Case(
        "terminal",
        "language",
        sent(WHOLE.replace("<item>", f"<language>en{evil}</language><item>", 1)),
        entry={"lang": "en"},
    )
    yield Case(
        "terminal",
        "json-key",
        sent(json_feed({"id": 1, "title": "First", evil: evil}).replace("}]", "}}]")),
        (),
        "this is damaged JSON: line 1 cannot be read",
    )


# Links

ADDRESSES = {
    "script": ("javascript:alert(1)", ""),
    "script-in-capitals": ("JaVaScRiPt:alert(1)", ""),
    "script-behind-blanks": (" \x01\tjava\nscript:alert(1)", ""),
    "script-in-parts": ("java&#9;script:alert(1)", ""),
    "data": ("data:text/html,<script>alert(1)</script>", ""),
    "file": ("file:///etc/passwd", ""),
    "vbscript": ("vbscript:x", ""),
    "mail": ("mailto:a@news.example", ""),
    "phone": ("tel:+15550100", ""),
    "ftp": ("ftp://news.example/a", ""),
    "magnet": ("magnet:?xt=urn:btih:x", ""),
    "blob": ("blob:https://news.example/x", ""),
    "view-source": ("view-source:https://news.example/x", ""),
    "no-host": ("http://", ""),
    "no-host-but-a-path": ("http:///etc/passwd", "http://etc/passwd"),
    "half-an-address": ("http://[::1", ""),
    "option": ("--remote-debugging-port=1", "https://news.example/--remote-debugging-port=1"),
    "relative": ("a/b?c=1", "https://news.example/a/b?c=1"),
    "absolute-path": ("/a", "https://news.example/a"),
    "query-alone": ("?a=1", "https://news.example/?a=1"),
    "dots": ("/a/../../../b", "https://news.example/b"),
    "without-scheme": ("//other.example/a", "https://other.example/a"),
    "scheme-in-capitals": ("HTTPS://news.example/A", "https://news.example/A"),
    "credentials": ("https://bank.example@evil.example/", "https://bank.example@evil.example/"),
    "ipv4": ("http://127.0.0.1:80/a", "http://127.0.0.1:80/a"),
    "ipv6": ("http://[2001:db8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    "punycode": ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
    "letters": ("https://bücher.example/ü?ข่าว", "https://bücher.example/ü?ข่าว"),
    "blanks": ("https://news.example/a b  c", "https://news.example/a%20b%20c"),
    "line-breaks": ("https://news.example/\n  a\n", ...),
    "controls": ("https://news.example/\x01a&#x202e;c", "https://news.example/ac"),
    "percent": ("https://news.example/%1b%00%E2%80%AE", "https://news.example/%1b%00%E2%80%AE"),
    "quotes": ("https://news.example/'\"<>`|^", ...),
    "backslashes": ("https:\\\\evil.example\\a", ...),
    "10-kb": ("https://news.example/" + "l" * 10_000, "https://news.example/" + "l" * 10_000),
    "ampersands": ("https://news.example/?a=1&amp;b=2&amp;amp;c=3", "https://news.example/?a=1&b=2&c=3"),
    "fragment": ("https://news.example/#!/a", "https://news.example/#!/a"),
    "cdata": ("<![CDATA[https://news.example/?a=1&b=2]]>", "https://news.example/?a=1&b=2"),
    "two-addresses": (
        "https://news.example/a https://evil.example/b",
        "https://news.example/a%20https://evil.example/b",
    ),
    "empty": ("", ""),
}
"""What stands as the link of an entry, and what is stored; "..." where any address will do, or none."""
GUIDS = {
    "guid-is-the-link": ("<guid>https://news.example/g</guid>", "https://news.example/g"),
    "guid-is-no-link": ('<guid isPermaLink="false">https://news.example/g</guid>', ""),
    "guid-is-a-script": ("<guid>javascript:alert(1)</guid>", ""),
    "guid-says-it-is-a-link": ('<guid isPermaLink="true">tag:a,1</guid>', ""),
    "first-of-two": (
        "<link>javascript:1</link><atom:link xmlns:atom='http://www.w3.org/2005/Atom' href='https://news.example/b'/>",
        "https://news.example/b",
    ),
    "only-an-enclosure": ('<enclosure url="https://news.example/a.mp3"/>', ""),
    "only-itself": (
        "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='self' href='https://news.example/s'/>",
        "",
    ),
}


FILES = (Enclosure("https://news.example/a.mp3", "a/b"),)


def links() -> Iterator[Case]:
    """Addresses that lead somewhere, and those that do something."""
    for name, (address, seen) in ADDRESSES.items():
        if "&" not in address and "[CDATA[" not in address:
            address = escaped(address)
        feed = rss(f'<item><title>First</title><link>{address}</link><guid isPermaLink="false">1</guid></item>{SECOND}')
        yield Case("links", name, sent(feed), entry={"link": seen})
    for name, (more, seen) in GUIDS.items():
        yield Case("links", name, sent(rss(f"<item><title>First</title>{more}</item>{SECOND}")), entry={"link": seen})
    for name, (base, seen) in {
        "base": ("http://base.example/x/", "http://base.example/x/a"),
        "base-of-a-script": ("javascript:alert(1)//", ...),
        "base-of-a-file": ("file:///etc/", ...),
        "base-that-is-relative": ("x/", ...),
    }.items():
        feed = atom("a", "b").replace("<feed ", f'<feed xml:base="{base}" ').replace("https://news.example/", "")
        yield Case("links", name, sent(feed), entry={"link": seen})
    site = WHOLE.replace("<link>https://news.example/</link>", "<link>javascript:alert(1)</link>")
    yield Case("links", "site-is-a-script", sent(site.replace("https://news.example/1", "/1")))
    files = "".join(
        f'<enclosure url="{url}" type="a/b" length="-1"/>' for url in ("javascript:1", "file:///a", "/a.mp3")
    )
    yield Case("links", "enclosures", sent(titled("First", files)), entry={"enclosures": FILES})
    media = '<media:content xmlns:media="http://search.yahoo.com/mrss/" url="javascript:1"/>'
    yield Case("links", "media", sent(titled("First", media)), entry={"enclosures": ()})
    feed = json_feed(
        {"id": 1, "title": "First", "url": "javascript:1", "external_url": "data:,x"}, {"id": 2, "title": "Second"}
    )
    yield Case("links", "json", sent(feed), entry={"link": ""})


# HTML

PAGES = {
    "script": ("a<script>alert('<b>')</script>b", "ab"),
    "script-unclosed": ("<p>a</p><script>alert(1) b", "a"),
    "script-in-script": ("a<scr<script>ipt>alert(1)</script>b", ...),
    "script-in-svg": ("a<svg><script>alert(1)</script><text>c</text></svg>b", "ab"),
    "style": ("a<style>p{content:'x'}</style>b", "ab"),
    "iframe": ("a<iframe src='http://evil.example/'>c</iframe>b", "ab"),
    "object": ("a<object data=x><embed src=y><p>c</p></object>b", "ab"),
    "noscript": ("a<noscript><img src=x></noscript>b", "ab"),
    "template": ("a<template><p>c</p></template>b", "ab"),
    "form": (
        "<form action='http://evil.example/'><input value=c><button>Send</button><select><option>d</select></form>e",
        "Send\n\ne",
    ),
    "image": ("a<img src=x onerror=alert(1) alt=c>b", "ab"),
    "handler": ("<p onclick='alert(1)' style='position:fixed'>a</p>", "a"),
    "base": ("<base href='http://evil.example/'><p>a <a href='b'>b</a></p>", "a b"),
    "meta": ("<meta http-equiv=refresh content='0;url=http://evil.example/'><p>a</p>", "a"),
    "title": ("<head><title>c</title></head><body><p>a</p></body>", "a"),
    "comment": ("a<!-- <b>c</b> -->b", "ab"),
    "comment-unclosed": ("<p>a</p><!-- b", "a"),
    "comment-odd-end": ("<p>a<!--> b --!> c</p>", ...),
    "conditional-comment": ("<p>a</p><!--[if mso]><p>c</p><![endif]--><p>b</p>", "a\n\nb"),
    "conditional-shown": ("<p>a</p><![if !mso]><p>b</p><![endif]>", "a\n\nb"),
    "cdata": ("<p>a</p><![CDATA[b]]><p>c</p>", ...),
    "cdata-in-svg": ("<p>a</p><svg><![CDATA[<script>x</script>]]></svg><p>c</p>", "a\n\nc"),
    "instruction": ("<p>a</p><?php echo 1 ?><p>c</p>", "a\n\nc"),
    "math": ("<p>a<math><mi>x</mi></math>b</p>", "ab"),
    "entities-in-attributes": ("<p title='&lt;script&gt;&#x202e;' class='&quot;'>a</p>", "a"),
    "attribute-unclosed": ("<p>a</p><a href='b>c</a>", "a"),
    "tag-unclosed": ("<p>a</p><a href=", "a"),
    "tag-without-a-name": ("<p>a < b > c <> d</p>", "a < b > c <> d"),
    "tag-unknown": ("<p>a <x-evil>b</x-evil> c</p>", "a b c"),
    "tag-with-zero-byte": ("<p>a</p><scr\0ipt>b</scr\0ipt>", "a"),
    "less-than-text": ("if x<y and y>z then a<b", "if x<y and y>z then a<b"),
    "plaintext": ("<p>a</p><plaintext><p>b", ...),
    "textarea-unclosed": ("<p>a</p><textarea><p>b</p>", "a"),
    "frameset": ("<frameset><frame src=x></frameset><p>a</p>", ...),
    "body-twice": ("<body><p>a</p></body><body><p>b</p></body>", "a\n\nb"),
    "table": ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
    "table-with-text-outside": ("<table>b<tr><td>a</td></tr></table>", ...),
    "list": ("<ul><li>a<li>b</ul>", "• a\n• b"),
    "crossed": ("<b><i>a</b>b</i>", "ab"),
    "override": ("<p dir=rtl>a&#x202e;b<bdo dir=rtl>c</bdo>&rlm;</p>", "abc"),
    "escape": ("<p>a&#27;[31m&#155;b&#x9b;</p>", "a[31m›b›"),
    "links-of-scripts": ("<a href='javascript:alert(1)'>a</a>", "a"),
    "escaped-twice": ("&lt;p&gt;a &amp;amp; b&lt;/p&gt;&lt;script&gt;c&lt;/script&gt;", "a & b"),
    "hidden": ("<p>a</p><p style='display:none'>b</p>", ...),
    "markup": ("<p>[bold]a[/] [@click=app.quit]b[/]</p>", "[bold]a[/] [@click=app.quit]b[/]"),
}
"""HTML in a description, and the text that is stored; "..." where any harmless text will do."""
LARGE_PAGES: Mapping[str, Callable[[], str]] = {
    "deep-tables": lambda: "<p>a</p>" + "<table><tr><td>" * 2_000 + "b",
    "deep-divs": lambda: "<p>a</p>" + "<div>" * 50_000 + "b",
    "deep-unknown-tags": lambda: "<p>a</p>" + "<x>" * 50_000 + "b",
    "deep-lists": lambda: "<p>a</p>" + "<ul><li>" * 10_000,
    "deep-formatting": lambda: "<p>a</p>" + "<b><i>" * 10_000 + "b",
    "deep-svg": lambda: "<p>a</p>" + "<svg>" * 20_000,
    "crossed-many-times": lambda: "<p>a</p>" + "<b><i></b></i>" * 5_000 + "b",
    "100000-tags": lambda: "<p>a</p>" + "<br>" * 100_000 + "b",
    "10000-links": lambda: "<p>a</p>" + "<a href=b>c</a> " * 10_000,
    "attributes": lambda: "<p " + " ".join(f"a{n}=1" for n in range(5_000)) + ">a</p>",
    "less-thans": lambda: "<p>a</p>" + "< " * 100_000,
    "ampersands": lambda: "<p>a</p>" + "& " * 100_000,
    "comments": lambda: "<p>a</p>" + "<!-- -->" * 50_000,
    "unclosed-comments": lambda: "<p>a</p>" + "<!--" * 50_000,
}


def large_page(make: Callable[[], str]) -> Answer:
    """A feed with a page that is only made when it is asked for."""
    return made(lambda: described(make()))


def html() -> Iterator[Case]:
    """HTML of descriptions."""
    for name, (page, seen) in PAGES.items():
        yield Case("html", name, sent(described(page)), entry={"summary": seen})
    for name, make in LARGE_PAGES.items():
        yield Case("html", name, large_page(make), polls=("new",))
    whole = titled("First", "<content:encoded><![CDATA[<p>a</p><script>b</script>]]></content:encoded>")
    yield Case(
        "html",
        "content",
        sent(whole.replace("<rss", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"')),
        entry={"summary": "a", "content": ""},
    )
    xhtml = '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a</p><script>b</script></div></content>'
    yield Case("html", "xhtml", sent(atom("1", "2").replace("</entry>", f"{xhtml}</entry>", 1)), entry={"summary": "a"})
    title = atom("1", "2").replace(
        "<title>First<", '<title type="html">&lt;i&gt;First&lt;/i&gt;&lt;script&gt;b&lt;/script&gt;<'
    )
    yield Case("html", "title-of-html", sent(title))
    title = atom("1", "2").replace("<title>First<", '<title type="text">1 &lt;b 2<')
    yield Case("html", "title-of-text", sent(title), ("1 <b 2", "Second"))


FAILS: Mapping[str, str] = {
    "/malformed/unclosed-title": "feedparser loses all entries behind a title that is not closed.",
    "/entities/attlist": "feedparser takes the first bracket in a DOCTYPE for its end.",
}
"""Why a case does not hold yet, by its path."""


@cache
def cases() -> tuple[Case, ...]:
    """All cases, the categories one after the other."""
    makers = (malformed, encodings, entities, huge, slow, http, identity, dates, terminal, links, html)
    made: Iterable[Case] = (case for make in makers for case in make())
    return tuple(replace(case, fails=FAILS.get(case.path, "")) for case in made)
