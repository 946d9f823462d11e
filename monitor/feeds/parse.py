"""Bytes to entries: RSS, Atom and RDF through `fastparse` or feedparser, which only this imports, and JSON Feed."""

import calendar
import io
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.entities import html5
from typing import Any
from xml.sax import SAXParseException

import feedparser
from feedparser.exceptions import CharacterEncodingOverride, NonXMLContentType, UndeclaredNamespace

from monitor import text
from monitor.feeds import clean, fastparse, jsonfeed
from monitor.feeds.charset import decode
from monitor.feeds.wishes import wishes
from monitor.model import Enclosure, Entry, Found, Parsed

_NO_FEED = "if the site names its feed, `monitor feeds add URL` finds it"
_PAGE = re.compile(r"(?:\s|<\?[^>]*>|(?><!--.*?-->))*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,300}\?>")
# What XML 1.0 forbids even as a reference: one of them would make the whole document ill-formed.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]+)|([0-9]+));?")
# Behind a stray ampersand feedparser puts a semicolon.
_BARE_AMPERSAND = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]{0,31}|#[0-9]+|#[xX][0-9a-fA-F]+);)([A-Za-z]{0,8})")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)
_FIRST_TAG = re.compile(r"<\w")
_BLANKS = re.compile(r"\s{2,}")
_SLASHES = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})\b")
_ITEM_ENDS = re.compile(r"<(/?)(?:\w+:)?(?:item|entry)\b", re.I)
_ROOT_CLOSED = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>", re.I)
_ROOT_END = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>\s*(?:(?><!--.*?-->)\s*)*+$", re.I | re.S)
_HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
# feedparser notices these and loses nothing by them.
_HARMLESS = (CharacterEncodingOverride, NonXMLContentType, UndeclaredNamespace)
_HARMLESS_MESSAGES = ("undefined entity", "unbound prefix")
_MAX_AUTHOR = 500

_Thing = dict[str, Any]


def parse(body: bytes, url: str, content_type: str, now: int) -> Parsed:
    """Entries (no matches yet) out of a feed's bytes, in the feed's order.

    `url` is the address that answered, `content_type` its header, `now` seconds since the epoch. Never raises for
    anything that the bytes hold: `error` says what is wrong, and where entries were read all the same it begins
    with "partly read". The time it takes is bounded only from outside (see `worker`).
    """
    document = decode(body, content_type).lstrip("\ufeff \t\r\n\0")
    if not document:
        return Parsed(error="it sent an empty page")
    if document[0] in "{[":
        return jsonfeed.parse(document, url, now)
    if _PAGE.match(document[:10_000]):
        return Parsed(error=f"this is a web page, not a feed; {_NO_FEED}")
    if "<" not in document:
        return Parsed(error=f"this is plain text, not a feed; {_NO_FEED}")
    return _parse_xml(document, url, now)


def _parse_xml(document: str, url: str, now: int) -> Parsed:
    try:
        repaired = _repaired(document)
        result = fastparse.parse(repaired) or _feedparser(repaired)
    except MemoryError:
        raise
    # feedparser's own code has faults that raise anything at all; they are the feed's misfortune, and told as such.
    except Exception as fault:  # noqa: BLE001
        return Parsed(error=f"it cannot be read: feedparser fails on it ({type(fault).__name__})")
    feed = result["feed"]
    entries = _whole(result, document)[: clean.MAX_ENTRIES]
    if not entries and not result.get("version"):
        return Parsed(error=f"this is no feed; {_NO_FEED}")
    site = text.link(clean.cut(feed.get("link")), url)
    return Parsed(
        title=_title(feed),
        site=site,
        lang=clean.language(feed.get("language")),
        found=tuple(map(Found, clean.keyed(_entry(raw, feed, site or url, now) for raw in entries))),
        error=clean.surplus(len(result["entries"])) or _warning(result, document),
        wishes=wishes(document),
    )


def _whole(result: _Thing, document: str) -> list[_Thing]:
    """The entries; of a feed that breaks off in the middle of one, that one only where its guid is known.

    Under another key it would stay for good beside the whole entry that comes with the next poll.
    """
    entries: list[_Thing] = result["entries"]
    if not entries or not result.get("bozo") or entries[-1].get("id"):
        return entries
    *_, last = (None, *_ITEM_ENDS.finditer(document))
    return entries[:-1] if last is not None and not last[1] else entries


def _repaired(document: str) -> bytes:
    """UTF-8 without what XML forbids, under a declaration that says so."""
    declared = _DECLARATION.match(document)
    document = _FORBIDDEN.sub("", document[declared.end() :] if declared else document)
    if _BARE_AMPERSAND.search(document):
        parts = _CDATA.split(document)
        parts[::2] = (_BARE_AMPERSAND.sub(_escaped, part) for part in parts[::2])
        document = "".join(parts)
    end = document.rfind("</")
    if end >= 0 and (last := _ROOT_CLOSED.match(document, end)) and "<" not in document[last.end() :]:
        document = document[: last.end()]
    # feedparser's search for a DOCTYPE is quadratic in the blank lines before the first element.
    first = _FIRST_TAG.search(document)
    start = first.start() if first else len(document)
    document = _BLANKS.sub("\n", document[:start]).lstrip() + document[start:]
    if "&#" in document:
        document = _REFERENCE.sub(_legal_reference, document)
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + document.encode("utf-8")


def _escaped(found: re.Match[str]) -> str:
    """An ampersand that is none of XML's; "&copy" and the like, which HTML knows without a semicolon, gets one."""
    return f"&{found[1]};" if found[1] in html5 and f"{found[1]};" in html5 else f"&amp;{found[1]}"


def _legal_reference(found: re.Match[str]) -> str:
    """A character reference as it stands, "" for a control, U+FFFD for what is no character."""
    digits = (found[1] or found[2]).lstrip("0")
    code = int(digits or "0", 16 if found[1] else 10) if len(digits) < 8 else 0x110000
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return "" if _FORBIDDEN.match(chr(code)) else found[0]


def _feedparser(document: bytes) -> dict[str, Any]:
    # No Content-Location: with one, a guid that is a relative address would change whenever the feed's own does.
    headers = {"content-type": "application/xml; charset=utf-8"}
    # Always a stream: feedparser takes bytes for the name of a file to open.
    result: dict[str, Any] = feedparser.parse(
        io.BytesIO(document), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    return result


def _is_harmless(problem: object, document: str) -> bool:
    """Whether nothing was lost by what is wrong with the XML."""
    if not isinstance(problem, SAXParseException):
        return False
    message = problem.getMessage()
    if message.startswith("junk after document element"):
        return _ROOT_CLOSED.search(document) is not None
    return message.startswith(_HARMLESS_MESSAGES) and _ROOT_END.search(document[-2_000:]) is not None


def _warning(result: _Thing, document: str) -> str:
    """What was wrong with the XML, where something may have been lost by it; else ""."""
    problem = result.get("bozo_exception") if result.get("bozo") else None
    if problem is None or isinstance(problem, _HARMLESS):
        return ""
    if _is_harmless(problem, document):
        return ""
    if not _ROOT_END.search(document[-2_000:]):
        return "partly read: it breaks off before its end"
    if isinstance(problem, SAXParseException):
        message = text.line(problem.getMessage())[:100]
        # The repaired document has one line more at its head.
        at = max((problem.getLineNumber() or 2) - 1, 1)
        return f"partly read: line {at} is damaged ({message})"
    return f"partly read: it is damaged ({text.line(str(problem))[:100] or type(problem).__name__})"


def _entry(raw: _Thing, feed: _Thing, home: str, now: int) -> Entry:
    """An entry; `home` is where links start that stand under no xml:base."""
    content = _content(raw)
    details = [detail for key in ("title_detail", "summary_detail") if (detail := raw.get(key))] + [content]
    base = next((address for detail in details if (address := text.link(detail.get("base"), home))), home)
    languages = (detail.get("language") for detail in details)
    return clean.told(
        Entry(
            key="",
            title=_title(raw),
            guid=text.line(clean.cut(raw.get("id"))),
            link=_link(raw, base),
            author=_author(raw) or _author(feed),
            published=_date(raw, now),
            lang=clean.language(raw.get("language"), *languages, feed.get("language")),
            categories=clean.names(tag.get("label") or tag.get("term") for tag in raw.get("tags") or ()),
            enclosures=tuple(_enclosures(raw, base)),
        ),
        # A summary without a detail of its own is feedparser's copy of the content.
        summary=clean.body(raw.get("summary"), _is_html(raw.get("summary_detail") or content)),
        content=clean.body(content.get("value"), _is_html(content)),
    )


def _title(thing: _Thing) -> str:
    return clean.title(thing.get("title"), _is_html(thing.get("title_detail")))


def _is_html(detail: _Thing | None) -> bool:
    return (detail or {}).get("type") in _HTML_TYPES


def _content(raw: _Thing) -> _Thing:
    """The richest of an entry's contents: the longest that is HTML, else the longest text; {} where there is none."""
    contents = [content for content in raw.get("content") or () if isinstance(content.get("value"), str)]
    texts = [content for content in contents if _is_html(content) or str(content.get("type")).startswith("text/")]
    return max(texts, key=lambda content: (_is_html(content), len(content["value"])), default={})


def _link(raw: _Thing, base: str) -> str:
    links = [link.get("href") for link in raw.get("links") or () if link.get("rel", "alternate") == "alternate"]
    guid = raw.get("id") if raw.get("guidislink") else ""
    candidates = (text.link(clean.cut(address), base) for address in (raw.get("link"), *links, guid))
    return next(filter(None, candidates), "")


def _author(thing: _Thing) -> str:
    people = clean.names(person.get("name") for person in thing.get("authors") or ())
    return ", ".join(people)[:_MAX_AUTHOR] or clean.name(thing.get("author"), _MAX_AUTHOR)


def _date(raw: _Thing, now: int) -> int | None:
    """When it was published, else updated, else created: the first of them that can be believed."""
    for field in ("published", "updated", "created"):
        # dict.get, for feedparser's own would answer with another date and a warning.
        moment: time.struct_time | None = dict.get(raw, f"{field}_parsed")
        found = clean.date(_seconds(str(dict.get(raw, field) or "").strip(), moment), now)
        if found is not None:
            return found
    return None


def _seconds(written: str, moment: time.struct_time | None) -> float | None:
    """Seconds since the epoch by a date as it is written, and as feedparser reads it; None where it is none."""
    try:
        if written.startswith("-"):
            return None  # an empty date of some databases, which feedparser takes for one of the year 2000
        if with_slashes := _SLASHES.match(written):
            year, month, day = map(int, with_slashes.groups())
            return datetime(year, month, day, tzinfo=UTC).timestamp()
        if moment is not None:
            return calendar.timegm(moment)
        when = parsedate_to_datetime(written)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _enclosures(raw: _Thing, base: str) -> Iterator[Enclosure]:
    for link in raw.get("links") or ():
        address = text.link(clean.cut(link.get("href")), base) if link.get("rel") == "enclosure" else ""
        if address:
            yield Enclosure(address, clean.name(link.get("type")), clean.length(link.get("length")))


def _bound_authors() -> None:
    """Keep feedparser's search for an e-mail address, quadratic in an author's length, to short ones with an "@"."""
    mixin = feedparser.mixin._FeedParserMixin
    search = getattr(mixin, "_sync_author_detail", None)
    if search is None:
        return  # another release, which the workers' time limit guards as it guards all else

    def bounded(self: Any, key: str = "author") -> None:
        context = self._get_context()
        author = context.get(key)
        detail = context.get(f"{key}s", [{}])[-1]
        if isinstance(author, str) and not detail:
            if "@" not in author:
                detail["name"] = author
                return
            context[key] = author[:_MAX_AUTHOR]
        search(self, key)

    mixin._sync_author_detail = bounded


_bound_authors()
