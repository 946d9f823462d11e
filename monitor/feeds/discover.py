"""Finds the feeds that a web page names or hints at, and guesses where one may be; no network."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from monitor import markup
from monitor.feeds import charset
from monitor.links import unmarked
from monitor.text import line, link

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_MOST = 100
"""Addresses of one page; an honest page of feeds has a few dozen."""
_LONGEST = 2000
"""Code points of an address worth asking for."""
_MOST_LINKS = 20_000
"""Links of each kind that are looked at; a page of a whole archive has a few thousand."""

_FEED_TYPES = frozenset(
    f"application/{name}"
    for name in ("rss+xml", "atom+xml", "rdf+xml", "feed+json", "x-rss+xml", "x-atom+xml", "x.atom+xml", "rss", "atom")
)
# Also said of things that are no feeds (a WordPress page's own JSON, a sitemap), so the address must look like one.
_LOOSE_TYPES = frozenset(
    ("application/json", "application/xml", "text/xml", "text/rss", "text/rss+xml", "text/atom+xml")
)

_LAST = re.compile(
    r"(?:rss|atom|rdf|feeds?|xml-?feed)"
    r"|(?:.*[-_.])?(?:rss|atom|feed|rss2|rss091|news-?feed|index)\.(?:xml|json)|(?:rss|atom|feed)[a-z0-9_-]*\.(?:php|aspx?|cms|jsp)"
    r"|.+\.(?:rss|rdf|atom)|[a-z]{0,4}rss[_-]?2?(?:feeds?|api)?"
)
"""The last step of a feed's path."""
_WITHIN = frozenset("rss feed feeds rssfeeds atom rss-feed rss-feeds outboundfeeds".split())
"""Steps before the last, under which whatever is no web page is a feed."""
_PAGE = (".html", ".htm", ".pdf", ".jpg", ".png")
_HOST = re.compile(r"(?:feeds?|rss)\d*\..+")
_QUERY = re.compile(
    r"(?:^|&)(?:_?format=(?:rss|atom|feed|xml)|type=(?:rss|atom)|feed=(?:comments-)?(?:rss|atom|rdf))", re.I
)
# Buttons of readers and of social sites: the address holds a feed's, or says "feed", but leads to a page of theirs.
_ELSEWHERE = tuple(
    f".{host}"
    for host in "feedly.com inoreader.com newsblur.com netvibes.com bloglines.com theoldreader.com add.my.yahoo.com "
    "linkedin.com facebook.com twitter.com x.com".split()
)
_COMMENTS = re.compile(r"/comments?(?:/|$)|[?&]feed=comments|comments?[-_.]?(?:feed|rss|atom)")

_COMMON = ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml")
_EDITION = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,4})?", re.I)
"""The first step of a path that stands for a language edition, each of which tends to have a feed of its own."""

_FLAT = re.compile(rf"<(?:a|area|base|link)\s[^<>]{{1,{2 * _LONGEST}}}+>", re.I)
"""A link, and what says where links start: what is read of a page whose tree would take for ever."""
_HEAD = 16384
"""Bytes within which the first element of a feed begins."""
_PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.S | re.I)
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(rss|feed|rdf)(?=[\s>/])", re.I)
_JSON_FEED = re.compile(rb"jsonfeed\.org\\?/version")
_SAID = re.compile(r"(?:[^<{]++|</?(?:br|b)\b[^<>]*+>|(?!))++", re.I)
"""What a server says before a feed: warnings of the program that makes it, which may mark them up for a page."""
_IS_FEEDS = re.compile(r"[^<>]*\b(?:version|xmlns)\b", re.I)
"""What the first element of a feed says of itself, and one that is only spoken of does not."""


def feeds_of_page(html: bytes, base: str) -> list[str]:
    """The addresses of the feeds that a page names, best first and each once; `base` is that which the page came from.

    First what the page declares in <link>, then plain links that look like feeds; feeds of readers' comments come last.
    They are absolute and http(s); no more than 100.
    """
    from selectolax.lexbor import LexborHTMLParser

    text = charset.decode_page(html)
    if markup.is_endless(text):
        text = "</a>".join(found[0] for found in _FLAT.finditer(text))
    tree = LexborHTMLParser(text)
    page, base = base.split("#")[0], _base(tree, base)
    found: dict[str, None] = {}
    for url in chain(_declared(tree, base), _linked(tree, base)):
        if url.split("#")[0] != page and len(url) <= _LONGEST:
            found[url] = None
        if len(found) == _MOST:
            break
    return sorted(found, key=lambda url: bool(_COMMENTS.search(url.lower())))


def looks_like_feed(body: bytes) -> bool:
    """Whether the bytes begin as RSS, RDF, Atom or JSON Feed, be it behind a server's warnings; a glance at the first
    element, not a promise."""
    head = charset.decode(body[:_HEAD]).lstrip("\ufeff \t\r\n")
    if _JSON_FEED.search(body) and (head.startswith("{") or _is_json_behind_warnings(head)):
        return True
    at = _begin(head)
    root = _ROOT.match(head, at) or _root_behind_warnings(head, at)
    if root is None:
        return False
    # RDF describes many things besides news.
    return root[1].lower() != "rdf" or "purl.org/rss" in head or "my.netscape.com/rdf" in head


def looks_like_list(body: bytes) -> bool:
    """Whether the bytes begin as a list of feeds in OPML."""
    head = charset.decode(body[:_HEAD]).lstrip("\ufeff \t\r\n")
    return head[_begin(head) :][:5].lower() == "<opml"


def _is_json_behind_warnings(head: str) -> bool:
    # Imported here, for few begin so.
    from monitor.feeds import jsonfeed

    said = jsonfeed.BEFORE.match(head)
    return said is not None and _SAID.fullmatch(said[0]) is not None


def _root_behind_warnings(head: str, at: int) -> re.Match[str] | None:
    said = _SAID.match(head, at)
    root = _ROOT.match(head, _begin(head, said.end())) if said else None
    return root if root and _IS_FEEDS.match(head, root.end()) else None


def _begin(head: str, at: int = 0) -> int:
    """Where the first element begins from a place on."""
    while prolog := _PROLOG.match(head, at):
        at = prolog.end()
    return at


def guesses(url: str) -> list[str]:
    """Where the site of a page keeps its feed if it keeps to custom, best guess first; none unless `url` is http(s)."""
    if not link(url):
        return []
    scheme, host, path, _, _ = urlsplit(link(url))
    first = path.strip("/").split("/")[0]
    roots = [f"/{first}", ""] if _EDITION.fullmatch(first) else [""]
    return [urlunsplit((scheme, host, root + place, "", "")) for root in roots for place in _COMMON]


def _declared(tree: "LexborHTMLParser", base: str) -> Iterator[str]:
    for node in tree.css("link[rel][href]")[:_MOST_LINKS]:
        rel = (node.attributes.get("rel") or "").lower().split()
        url = _address(node, base)
        kind = _type(node)
        named = "feed" in rel or ("alternate" in rel and "stylesheet" not in rel and _is_feed(kind, url))
        if url and named:
            yield url


def _linked(tree: "LexborHTMLParser", base: str) -> Iterator[str]:
    for node in tree.css("a[href], area[href]")[:_MOST_LINKS]:
        url = _address(node, base)
        kind = _type(node)
        if url and (kind in _FEED_TYPES or _looks(url)):
            yield url


def _address(node: "LexborNode", base: str) -> str:
    """Where a link leads; one that is marked as a feed's, to that."""
    return link(unmarked((node.attributes.get("href") or "").strip()), base)


def _type(node: "LexborNode") -> str:
    return line(node.attributes.get("type")).split(";")[0].strip().lower()


def _is_feed(kind: str, url: str) -> bool:
    return kind in _FEED_TYPES or (kind in _LOOSE_TYPES and _looks(url))


def _looks(url: str) -> bool:
    """Whether an address is shaped as those of feeds are."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if len(url) > _LONGEST or f".{host}".endswith(_ELSEWHERE):
        return False
    steps = parts.path.lower().strip("/").split("/")
    return bool(
        _LAST.fullmatch(steps[-1])
        or _HOST.fullmatch(host)
        or (_WITHIN.intersection(steps[:-1]) and not steps[-1].endswith(_PAGE))
        or _QUERY.search(parts.query)
    )


def _base(tree: "LexborHTMLParser", page: str) -> str:
    node = tree.css_first("base[href]")
    said = node.attributes.get("href") or "" if node is not None else ""
    # What is longer leads nowhere, and would be put in front of every link.
    return (link(said, page) if len(said) <= _LONGEST else "") or page
