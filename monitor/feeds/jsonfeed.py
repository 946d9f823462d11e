"""Reads JSON Feed 1.0 and 1.1."""

import json
import math
import re
from collections.abc import Container, Iterator
from datetime import UTC, datetime

from monitor import revision, text
from monitor.feeds import clean, dates, faults
from monitor.model import Enclosure, Entry, Found, Parsed
from monitor.text import Page

_Object = dict[str, object]
_ITEMS = re.compile(r"\"items\"\s*:\s*\[")
_BETWEEN = re.compile(r"[\s,]*")
_LONGEST_NUMBER = 30
_CONTENTS = frozenset(("content_html", "content_text"))
"""Names that no other format has."""


def parse(document: str, url: str, now: int, known: Container[str] = ()) -> Parsed:
    """What a JSON document says as a feed; `error` says why where it is none. `url` is where relative links start.

    Of entries whose `raw` is `known` only what tells them from others is read.
    """
    error = ""
    try:
        # Line breaks inside a text are wrong and harm nobody; nor does what is written behind the end.
        feed, _ = _decoder().raw_decode(document)
    except RecursionError:
        return Parsed(error="this is JSON nested too deeply to be a feed")
    except json.JSONDecodeError as problem:
        feed = _rescued(document)
        if not feed["items"]:
            return Parsed(error=f"this is damaged JSON: line {problem.lineno} cannot be read")
        error = f"partly read: line {problem.lineno} is damaged"
    if not _is_feed(feed):
        return Parsed(error="this is JSON, but no JSON Feed")
    items = _objects(feed["items"])
    read, fault = faults.apart(items[: clean.MAX_ENTRIES], lambda item: _entry(item, feed, url, now, known))
    return Parsed(
        title=clean.feed_title(_text(feed.get("title")), html=False),
        site=text.link(clean.cut(feed.get("home_page_url")), url),
        lang=clean.language(feed.get("language")),
        found=tuple(map(Found, clean.keyed(read))),
        error=clean.surplus(len(items)) or fault or error,
    )


def _decoder() -> json.JSONDecoder:
    # Python refuses to read a number of thousands of digits, and NaN is none.
    return json.JSONDecoder(
        strict=False,
        parse_int=lambda digits: int(digits) if len(digits) < _LONGEST_NUMBER else digits,
        parse_constant=lambda _: None,
    )


def _rescued(document: str) -> _Object:
    """A feed with the items of a damaged document that stand before the damage."""
    items: list[object] = []
    start, decoder = _ITEMS.search(document), _decoder()
    at = start.end() if start else len(document)
    try:
        while at < len(document):
            item, at = decoder.raw_decode(document, at)
            items.append(item)
            between = _BETWEEN.match(document, at)
            at = between.end() if between else at
    except (ValueError, RecursionError):
        pass
    head = document[: start.start()] if start else ""
    return {"version": "jsonfeed.org" if "jsonfeed.org" in head else "", "items": items}


def _is_feed(document: object) -> bool:
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return False
    if "jsonfeed.org" in clean.cut(document.get("version")):
        return True
    return any(not _CONTENTS.isdisjoint(item) for item in _objects(document["items"]))


def _entry(item: _Object, feed: _Object, url: str, now: int, known: Container[str]) -> Entry:
    dateless = {name: value for name, value in item.items() if not name.startswith("date_")}
    given = revision.raw(url, _author(feed), feed.get("language"), dateless)
    title, guid = clean.title(_text(item.get("title")), html=False), text.line(_text(item.get("id")))
    link, published = _link(item, url), _date(item.get("date_published"), now) or _date(item.get("date_modified"), now)
    if given in known:
        return Entry(given, title, guid, link, published=published, raw=given)
    html = item.get("content_html")
    # What looks like markup in a content_text is meant to be seen, as the standard says.
    content = clean.body(_text(html)) if html else Page(text.block(_text(item.get("content_text"))))
    return clean.told(
        Entry(
            key="",
            title=title,
            guid=guid,
            link=link,
            author=_author(item) or _author(feed),
            published=published,
            lang=clean.language(item.get("language"), feed.get("language")),
            categories=clean.names(_list(item.get("tags"))),
            enclosures=tuple(_enclosures(item, link or url)),
            raw=given,
        ),
        summary=clean.body(_text(item.get("summary")), html=False),
        content=content,
    )


def _link(item: _Object, url: str) -> str:
    candidates = (text.link(clean.cut(item.get(name)), url) for name in ("url", "external_url"))
    return next(filter(None, candidates), "")


def _text(value: object) -> str:
    # The standard wants text; numbers are common all the same.
    return clean.cut(str(value) if isinstance(value, int | float) else value)


def _author(thing: _Object) -> str:
    authors = _list(thing.get("authors")) or _list(thing.get("author"))
    return ", ".join(clean.names(each.get("name") if isinstance(each, dict) else each for each in authors))


def _enclosures(item: _Object, base: str) -> Iterator[Enclosure]:
    for attachment in _objects(_list(item.get("attachments"))):
        address = text.link(clean.cut(attachment.get("url")), base)
        if address:
            size = clean.length(attachment.get("size_in_bytes"))
            yield Enclosure(address, clean.name(attachment.get("mime_type")), size)


def _date(value: object, now: int) -> int | None:
    # A number is the moment as programs count it.
    value = str(int(value)) if isinstance(value, int | float) and math.isfinite(value) else value
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        seconds: float | None = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        seconds = dates.seconds(value)
    return clean.date(seconds, now)


def _list(value: object) -> list[object]:
    """A list, or the one thing that stands in place of a list."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, str | dict) else []


def _objects(value: object) -> list[_Object]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
