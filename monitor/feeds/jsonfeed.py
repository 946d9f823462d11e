"""Reads JSON Feed 1.0 and 1.1."""

import json
import math
import re
from collections.abc import Container, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice

from monitor import identity, revision, text
from monitor.feeds import clean, dates, faults, repair
from monitor.feeds.misread import reread
from monitor.feeds.people import person
from monitor.feeds.relations import is_address
from monitor.model import Enclosure, Entry, Found, Parsed
from monitor.text import Page

_Object = dict[str, object]
BEFORE = re.compile(r'[^{]{1,5000}(?=\{\s{0,99}"version"\s{0,9}:\s{0,9}"https?:[\\/]{2,4}jsonfeed\.org)')
"""What a server says before a JSON Feed: warnings of the program that made it."""
_ITEMS = re.compile(r"\"items\"\s*:\s*\[")
# A text ends with its line at the latest, which each quotation mark in it would be looked through to.
_STRUCTURE = re.compile(r'"(?:[^"\\\n]|\\.?)*+(?:"|$)|[{}\[\]]', re.M)
_BETWEEN = re.compile(r"[\s,]*+")
_FOLLOWING = re.compile(r"\}\s*+,\s*+(?=\{)")
"""Where one of several things ends, and the next begins."""
_TOO_EARLY = re.compile(r"[\s\]},]*+(?=\{)")
_MOST_DAMAGED = 100
"""Items that are passed over, each of which may be looked through to the end of the document."""
_LAST_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\Z))|,(?=\s*+[\]}])', re.S)
"""A comma behind the last of several things, which JSON does not allow and many programs write; or a text."""
_NO_TEXT = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\ufeff]")
"""What a text may hold by mistake, and what stands between two of them only does: zero bytes, byte order marks."""
_PART, _MOST_PARTS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[{\[,]', re.S), 1_000_000
"""A text, or where one of a document's parts begins; and how many of these are read."""
_LONGEST_NUMBER = 30
_CONTENTS = frozenset(("content_html", "content_text"))
"""Names that no other format has."""
_OWN = _CONTENTS | {"id"}
"""Names of what an item says, and none of its files or people."""


_ESCAPE = re.compile(r'\\(?:(?P<right>["\\/bfnrt]|u[0-9a-fA-F]{4})|.)', re.S)


def parse(document: str, url: str, now: int, known: Container[str] = ()) -> Parsed:
    """What a JSON document says as a feed; `error` says why where it is none. `url` is the address that answered.

    Of entries whose `raw` is `known` only what tells them from others is read. `now` (seconds since the epoch, UTC)
    bounds their dates.
    """
    error = ""
    if _is_bloated(document):
        return Parsed(error="this is JSON of more parts than any feed has")
    try:
        # Line breaks inside a text are wrong and harm nobody.
        feed, end = _decoder().raw_decode(document)
        behind = _items_behind(document, end)
    except RecursionError:
        return Parsed(error="this is JSON nested too deeply to be a feed")
    except json.JSONDecodeError as problem:
        feed, is_whole = _mended(document)
        if not feed["items"]:
            return Parsed(error=f"this is damaged JSON: line {problem.lineno} cannot be read")
        error = "" if is_whole else f"partly read: line {problem.lineno} is damaged"
        behind = []
    if not _is_feed(feed):
        return Parsed(error="this is JSON, but no JSON Feed")
    items = _objects([*feed["items"], *behind])
    if behind:
        error = "partly read: it goes on behind its end"
    site = text.link(clean.cut(feed.get("home_page_url")), url)
    home = clean.home(site, url, is_own=True)
    read, fault = faults.apart(_newest(items, now), clean.sparing(lambda item: _entry(item, feed, home, now, known)))
    return Parsed(
        title=clean.feed_title(_text(feed.get("title")), html=False),
        site=site,
        lang=clean.language(feed.get("language")),
        found=tuple(map(Found, identity.keyed(read)[0])),
        error=clean.surplus(len(items)) or fault or error,
    )


def _is_bloated(document: str) -> bool:
    """Whether a document has more parts than there is memory for: each of millions takes a hundred bytes."""
    if sum(map(document.count, "{[,")) <= _MOST_PARTS:
        return False
    parts = (found for found in _PART.finditer(document) if found[0][0] != '"')
    return next(islice(parts, _MOST_PARTS, None), None) is not None


def _newest(items: list[_Object], now: int) -> list[_Object]:
    """No more items than are read: those in front, or behind where the newest stand there."""
    most = clean.MAX_ENTRIES
    if len(items) <= most:
        return items
    return items[-most:] if repair.are_newest_last(len(items), lambda at: _published(items[at], now)) else items[:most]


def _mended(document: str) -> tuple[_Object, bool]:
    """What can be read of a damaged document, and whether that is all of it."""
    document = _LAST_COMMA.sub(lambda found: _ESCAPE.sub(_escape, found[1] or ""), _NO_TEXT.sub("", document))
    with suppress(ValueError, RecursionError):
        feed, _ = _decoder().raw_decode(document)
        if isinstance(feed, dict) and isinstance(feed.get("items"), list):
            return feed, True
    return _rescued(document), False


def _escape(found: re.Match[str]) -> str:
    """What is escaped as JSON has it; in JavaScript and in paths of Windows more is, and stands for itself."""
    return found[0] if found["right"] else found[0][1:]


def _decoder() -> json.JSONDecoder:
    # Python refuses to read a number of thousands of digits, and NaN is none.
    return json.JSONDecoder(
        object_hook=_bounded,
        strict=False,
        parse_int=lambda digits: int(digits) if len(digits) < _LONGEST_NUMBER else digits,
        parse_constant=lambda _: None,
    )


def _bounded(thing: _Object) -> _Object:
    """A thing with no longer texts than are read, those that a program misread as they were meant: what nobody knows
    of it is hashed with the rest."""
    return {name: [*map(_cut, value)] if isinstance(value, list) else _cut(value) for name, value in thing.items()}


def _cut(value: object) -> object:
    # A control stays one: in JSON it is no letter of Windows, but one that was written so.
    return reread(clean.bounded(value)) if isinstance(value, str) else value


def _rescued(document: str) -> _Object:
    """What can be read of a damaged document: what it says of itself before the damage, and of its items all that are
    not damaged."""
    feed: _Object = {}
    decoder, at = _decoder(), _next(document, 1)
    try:
        while document[at] == '"':
            name, at = decoder.raw_decode(document, at)
            if document[at := _next(document, at)] != ":":
                break
            at = _next(document, at + 1)
            if name == "items" and document[at] == "[":
                feed[name], at = _rescued_items(document, at + 1)
            else:
                feed[name], at = decoder.raw_decode(document, at)
            at = _next(document, at)
    except (ValueError, RecursionError, IndexError):
        pass
    if "items" not in feed:
        start = _items_of_the_feed(document, at)
        feed["items"] = _rescued_items(document, start.end())[0] if start else []
        if start and "jsonfeed.org" in document[: start.start()]:
            feed.setdefault("version", "jsonfeed.org")
    return feed


def _items_of_the_feed(document: str, at: int) -> re.Match[str] | None:
    """Where the items of a damaged document begin, behind a place in it: those of an extension are deeper."""
    first, depth = None, 0
    for found in _STRUCTURE.finditer(document):
        if (start := _ITEMS.match(document, found.start())) and start.start() >= at:
            first = first or start
            if depth == 1:
                return start
        depth += (found[0] in "{[") - (found[0] in "}]")
    return first


def _rescued_items(document: str, at: int) -> tuple[list[object], int]:
    """The items of a list that begins there, but for those that are damaged, and the place behind it."""
    items, decoder, damaged = list[object](), _decoder(), 0
    at = _next(document, at)
    while at < len(document) and document[at] != "]":
        try:
            item, end = decoder.raw_decode(document, at)
            # What begins in the middle of a damaged item may be a file of it, or a person.
            is_one = not damaged or (isinstance(item, dict) and not _OWN.isdisjoint(item))
        except (ValueError, RecursionError):
            item, end, is_one = None, at + 1, False
        if is_one:
            items.append(item)
            at = _next(document, end)
            continue
        damaged += 1
        following = _FOLLOWING.search(document, end - 1)
        if not following or damaged > _MOST_DAMAGED:
            return items, len(document)
        at = following.end()
    return items, at + 1


def _items_behind(document: str, at: int) -> list[object]:
    """The items behind the end of a document that a bracket or a quotation mark too many has brought about."""
    start = _TOO_EARLY.match(document, at) or _FOLLOWING.search(document, at)
    items = _rescued_items(document, start.end())[0] if start else []
    return [item for item in items if isinstance(item, dict) and "id" in item]


def _next(document: str, at: int) -> int:
    """The place behind blanks and commas."""
    between = _BETWEEN.match(document, at)
    return between.end() if between else at


def _is_feed(document: object) -> bool:
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return False
    if "jsonfeed.org" in clean.cut(document.get("version")):
        return True
    return any(not _CONTENTS.isdisjoint(item) for item in _objects(document["items"]))


def _entry(item: _Object, feed: _Object, home: str, now: int, known: Container[str]) -> Entry:
    dateless = {name: value for name, value in item.items() if not name.startswith("date_")}
    given = revision.raw(home, _author(feed), feed.get("language"), dateless)
    title, guid = clean.title(_text(item.get("title")), html=False), text.line(_text(item.get("id")))
    link, published = _link(item, home), _published(item, now)
    if given in known:
        return Entry(given, title, guid, link, published=published, raw=given)
    html = item.get("content_html")
    # What looks like markup in a content_text is meant to be seen, as the standard says.
    content = clean.body(_text(html)) if html else Page(text.plain(_text(item.get("content_text"))))
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
            enclosures=clean.files(_enclosures(item, link or home)),
            raw=given,
        ),
        summary=clean.body(_text(item.get("summary")), html=False),
        content=content,
        base=link or home,
    )


def _published(item: _Object, now: int) -> int | None:
    return _date(item.get("date_published"), now) or _date(item.get("date_modified"), now)


def _link(item: _Object, home: str) -> str:
    """Where an item leads; what it is called by is best its address, as the standard says."""
    candidates = [text.link(clean.cut(item.get(name)), home) for name in ("url", "external_url")]
    name = _text(item.get("id"))
    return next(filter(None, (*candidates, text.link(name) if is_address(name) else "")), "")


def _text(value: object) -> str:
    # The standard wants text; numbers are common all the same.
    return clean.cut(str(value) if isinstance(value, int | float) else value)


def _author(thing: _Object) -> str:
    told = (_names(thing.get(field)) for field in ("authors", "author"))
    return ", ".join(next(filter(None, told), ()))


def _names(people: object) -> tuple[str, ...]:
    return clean.names(_person(each.get("name") if isinstance(each, dict) else each) for each in _list(people))


def _person(name: object) -> object:
    """A name without an e-mail address beside it, which some programs write as RSS has authors."""
    if isinstance(name, str) and len(name) <= clean.MAX_AUTHOR:
        return person(name).get("name", name)
    return name


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
        seconds = None
    # What is no date of this calendar may be one of another.
    return clean.date(seconds, now) or clean.date(dates.seconds(value), now)


def _list(value: object) -> list[object]:
    """A list, or the one thing that stands in place of a list."""
    return value if isinstance(value, list) else [value]


def _objects(values: list[object]) -> list[_Object]:
    return [value for value in values if isinstance(value, dict)]
