"""Reads JSON Feed 1.0 and 1.1."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from monitor import text
from monitor.feeds import clean
from monitor.model import Enclosure, Entry, Found, Parsed

_Object = dict[str, object]


def parse(document: str, url: str, now: int) -> Parsed:
    """What a JSON document says as a feed; `error` says why where it is none. `url` is where relative links start."""
    try:
        feed = json.loads(document)
    except RecursionError:
        return Parsed(error="this is JSON nested too deeply to be a feed")
    except ValueError as problem:
        line = getattr(problem, "lineno", 1)
        return Parsed(error=f"this is damaged JSON: line {line} cannot be read")
    if not _is_feed(feed):
        return Parsed(error="this is JSON, but no JSON Feed")
    items = _objects(feed["items"])
    entries = clean.keyed(_entry(item, feed, url, now) for item in items[: clean.MAX_ENTRIES])
    return Parsed(
        title=clean.title(feed.get("title"), html=False),
        site=text.link(clean.cut(feed.get("home_page_url")), url),
        lang=clean.language(feed.get("language")),
        found=tuple(map(Found, entries)),
        error=clean.surplus(len(items)),
    )


def _is_feed(document: object) -> bool:
    return (
        isinstance(document, dict)
        and isinstance(document.get("items"), list)
        and "jsonfeed.org" in clean.cut(document.get("version"))
    )


def _entry(item: _Object, feed: _Object, url: str, now: int) -> Entry:
    link = _link(item, url)
    html = item.get("content_html")
    return clean.told(
        Entry(
            key="",
            title=clean.title(item.get("title"), html=False),
            guid=_guid(item.get("id")),
            link=link,
            author=_author(item) or _author(feed),
            published=_date(item.get("date_published"), now) or _date(item.get("date_modified"), now),
            lang=clean.language(item.get("language"), feed.get("language")),
            categories=clean.names(_list(item.get("tags"))),
            enclosures=tuple(_enclosures(item, link or url)),
        ),
        summary=clean.body(item.get("summary"), html=False),
        content=clean.body(html) if html else clean.body(item.get("content_text"), html=False),
    )


def _link(item: _Object, url: str) -> str:
    candidates = (text.link(clean.cut(item.get(name)), url) for name in ("url", "external_url"))
    return next(filter(None, candidates), "")


def _guid(value: object) -> str:
    # The standard wants text; numbers are common all the same.
    return text.line(str(value) if isinstance(value, int | float) else clean.cut(value))


def _author(thing: _Object) -> str:
    authors = _objects(thing.get("authors")) or _objects([thing.get("author")])
    return ", ".join(clean.names(author.get("name") for author in authors))


def _enclosures(item: _Object, base: str) -> Iterator[Enclosure]:
    for attachment in _objects(item.get("attachments")):
        address = text.link(clean.cut(attachment.get("url")), base)
        if address:
            size = clean.length(attachment.get("size_in_bytes"))
            yield Enclosure(address, clean.name(attachment.get("mime_type")), size)


def _date(value: object, now: int) -> int | None:
    try:
        moment = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
        if moment is None:
            return None
        return clean.date((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp(), now)
    except (ValueError, OverflowError):
        return None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _objects(value: object) -> list[_Object]:
    return [part for part in _list(value) if isinstance(part, dict)]
