"""Bytes to entries: RSS, Atom and RDF through `fastparse`, or `slowparse` where that will not, and JSON Feed."""

import re
import time
from collections import deque
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Any
from xml.parsers import expat

from monitor import identity, revision, text
from monitor.feeds import clean, dates, dialects, fastparse, faults, files, jsonfeed, repair, width
from monitor.feeds.charset import decode
from monitor.feeds.elements import ENTRY_NAME, FAR, IS_XML, ROOT_END
from monitor.feeds.people import bare
from monitor.feeds.relations import MEDIA, OWN, is_address
from monitor.feeds.texts import SUMMARIES, TURBO
from monitor.feeds.wishes import wishes
from monitor.model import Entry, Found, Parsed
from monitor.text import Page

_NO_FEED = "if the site names its feed, `monitor feeds add URL` finds it"
_BETWEEN = r"(?:\s|<\?[^>]*>|(?><!--.*?-->)|(?!))*+"
_PAGE = re.compile(
    rf"{_BETWEEN}<(?:html|head|body|!doctype\s+html(?![^>]*>{_BETWEEN}<(?:\w+:)?(?:rss|feed|rdf)\b))\b", re.I | re.S
)
_FEED_IN_PAGE = re.compile(r"<(rss|feed|rdf:rdf)\s[^<>]*\b(?:version|xmlns)\b", re.I)
_TITLE, _MOST_OF_TITLE = re.compile(r"<title\b[^<>]*>([^<]{1,1000})", re.I), 60
"""Where a page says what it is called; and the code points of it that are told."""
_FRAME = re.compile(r"<(head|title|script|style)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", re.I | re.S)
"""What of a page nobody sees in its text."""
_ITEM_ENDS = re.compile(rf"<(/?){ENTRY_NAME}[^<>]*>", re.I)
_HEAD = re.compile(r"<(?:[\w.-]+:)?(channel|feed)\b", re.IGNORECASE)
"""Where what a feed says of itself begins; a feed without it has no entries either."""
_ROOT_END = re.compile(rf"{ROOT_END}\s*(?:(?><!--.*?-->)\s*|(?!))*+$", re.I | re.S)
_HTML_TYPES = frozenset(("text/html", "application/xhtml+xml", "html", "xhtml"))
_BINARY = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
"""What no text has: of a picture or a recording there is some of it at once."""
_JUNK = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]
_MENDED = ("mismatched tag", "not well-formed (invalid token)", "unbound prefix")
"""What is wrong where an end tag is missing, a sign is to be written otherwise, or nobody has declared a prefix."""

_BY_RANK = [*SUMMARIES]
_OWN = frozenset(("description", "summary"))
_GIVEN = (
    *("id", "guidislink", "link", "links", "feedburner_origlink", "title", "title_detail", "content"),
    *("author", "authors", "author_detail", "tags", "language"),
)
"""What of an entry's fields is read, but for its dates, which many feeds set anew at each poll."""
_DATES = tuple(dialects.DATES)
_SAID = ("id", "content", "author", "language")
"""What two entries have in common that are one, beside their names and dates."""
_TOLD_BY = {"link": ("links", "guidislink"), "author": ("authors",)}
"""What tells more of it, and goes with it."""
_MOST_TAGS = 1_000
_MOST_ALIKE = 20
"""Entries of one name, and of one name and date, that another is compared with."""
_Thing = dict[str, Any]


def limit(entries: int, characters: int) -> None:
    """Read no more than so many entries of a feed and characters of a field, in this process and from now on."""
    clean.MAX_ENTRIES, clean.MAX_FIELD = entries, characters


def parse(
    body: bytes, url: str, content_type: str, now: int, *, slow: bool = False, known: Container[str] = ()
) -> Parsed:
    """Entries (no matches yet) out of a feed's bytes, in the feed's order.

    `url` is the address that answered, `content_type` its header, `now` seconds since the epoch; `slow` leaves all to
    feedparser. Of entries whose `raw` is `known` only what tells them from others is read, and no text.

    Never raises for anything that the bytes hold: `error` says what is wrong, and where entries were read all the same
    it begins with "partly read". The time it takes is bounded only from outside (see `worker`).
    """
    document = decode(body, content_type).lstrip("\ufeff \t\r\n\0")
    if not document:
        return Parsed(error="it sent an empty page")
    if (warned := jsonfeed.BEFORE.match(document)) and not IS_XML.search(warned[0]):
        document = document[warned.end() :]
    document = width.narrow(document)
    if document[0] in "{[":
        told = jsonfeed.parse(document, url, now, known)
        # A log says when it was written in such brackets.
        if told.found or not told.error or not IS_XML.search(document, 0, FAR):
            return told
        read = _parse(document, url, now, slow, known)
        return read if read.found or not read.error else told
    return _parse(document, url, now, slow, known)


def _parse(document: str, url: str, now: int, slow: bool, known: Container[str]) -> Parsed:
    """What a document says that is none of JSON."""
    if _PAGE.match(document[:FAR]):
        page, document = document, _in_page(document)
        if not document:
            return Parsed(error=f"this is a web page, not a feed{_titled(page)}; {_NO_FEED}")
    if "<" not in document:
        kind = "this is no feed" if _BINARY.search(document, 0, FAR) else "this is plain text, not a feed"
        return Parsed(error=f"{kind}; {_NO_FEED}")
    shorter, surplus = repair.shortened(document, clean.MAX_ENTRIES)
    if repair.is_bloated(shorter):
        return Parsed(error="this is markup of more names than any feed has")
    mended = repair.repaired(repair.shallow(shorter))
    result, doubt = (None, "") if slow else _fast(mended)
    is_fast = result is not None
    try:
        result = result or _slow(mended, url)
    except MemoryError:
        raise
    # feedparser has faults that raise anything at all; they are the feed's misfortune, and told as such.
    except Exception as fault:  # noqa: BLE001
        return Parsed(error=f"it cannot be read: feedparser fails on it ({faults.place(fault)})", doubt=doubt)
    parsed = _parsed(result, document, url, now, surplus, known)
    return replace(parsed, fast=is_fast, doubt=doubt)


def _titled(page: str) -> str:
    """What a web page calls itself, as a check for robots or a closed account does; "" where nothing shows."""
    found = _TITLE.search(page, 0, FAR)
    title = text.line(text.html(found[1])) if found else ""
    return f": “{title if len(title) <= _MOST_OF_TITLE else f'{title[:_MOST_OF_TITLE]}…'}”" if title else ""


def _in_page(document: str) -> str:
    """The feed around which a program has put the frame of a web page; "" where there is none that is sound, and the
    page says anything beside it."""
    begins = _FEED_IN_PAGE.search(document)
    if not begins:
        return ""
    start, end = begins.start(), f"</{begins[1]}"
    stop = document.rfind(end)
    feed = f"{document[start:stop]}{end}>"
    is_sound = repair.problem(repair.repaired(feed)) is None or _is_alone(document, start, stop + len(end) + 1)
    # The lines of what is damaged are those of the page.
    return "\n" * document.count("\n", 0, start) + feed if is_sound and _ITEM_ENDS.search(feed) else ""


def _is_alone(document: str, start: int, end: int) -> bool:
    """Whether a page has nothing to read but what stands from one place to another."""
    if end < start or start > FAR or len(document) - end > FAR:
        return False
    return not _FRAME.sub("", f"{document[:start]}{document[end:]}").strip()


def _fast(document: bytes) -> tuple[_Thing | None, str]:
    """What the fast path makes of a document, None where that is feedparser's; and its own fault, where it has one."""
    try:
        return fastparse.parse(document), ""
    except MemoryError:
        raise
    except Exception as fault:  # noqa: BLE001 - feedparser reads it instead, and the fault is told
        return None, f"the fast way fails on it ({faults.place(fault)})"


def _slow(document: bytes, url: str) -> _Thing:
    """What feedparser makes of a document, or of the XML that is made of it."""
    # Imported here, for many workers never need them.
    from monitor.feeds import balance, slowparse

    problem = repair.problem(document)
    if problem is None:
        return slowparse.parse(document, url)
    made, is_guess = balance.balanced(document)
    is_harmless = expat.ErrorString(problem.code) in _MENDED and not is_guess
    head = repair.lines_of_head(document[: 4 * FAR].decode("utf-8", "ignore"))
    return slowparse.parse(made, url) | {"bozo": not is_harmless, "bozo_exception": problem, "head": head}


def _parsed(result: _Thing, document: str, url: str, now: int, surplus: int, known: Container[str]) -> Parsed:
    feed = result["feed"]
    breaks_off = _breaks_off(result, document)
    # Without a guid it would stay for good, under another key, beside the whole entry that comes with the next poll.
    whole = result["entries"][:-1] if breaks_off and not result["entries"][-1].get("id") else result["entries"]
    entries = _once(whole[: clean.MAX_ENTRIES])
    head = _HEAD.search(document)
    # Documents of other kinds in a dialect's namespace have a version too.
    if not entries and not (result.get("version") and head):
        return Parsed(error=f"this is no feed; {_NO_FEED}")
    site = text.link(clean.cut(_told(feed, feed.get("language"))), url)
    written = (date for raw in entries for field in _DATES if isinstance(date := dict.get(raw, field), str))
    # The version tells of Atom too where a channel that is no part of RSS has only declared its namespace.
    home = clean.home(site, url, is_own=head is not None and head[1].lower() == "feed")
    tag = feed.get("language")
    language = tag if isinstance(tag, str) else ""
    given = _Given(feed, home, now, dates.day_is_first(written, language), language)
    read, fault = faults.apart(entries, clean.sparing(lambda raw: _entry(raw, given, known)))
    return Parsed(
        title=clean.feed_title(feed.get("title"), _is_html(feed.get("title_detail"))),
        site=site,
        lang=clean.language(feed.get("language")),
        found=tuple(map(Found, identity.keyed(read)[0])),
        error=clean.surplus(len(result["entries"]) + surplus) or fault or _warning(result, document),
        wishes=wishes(document),
        breaks_off=breaks_off and len(entries) == len(result["entries"]),
    )


def _breaks_off(result: _Thing, document: str) -> bool:
    """Whether a document ends in the middle of an entry; one that comes to its own end only lacks an end tag."""
    if not result["entries"] or not result.get("bozo") or _ROOT_END.search(document[-2_000:]):
        return False
    tags = deque(_ITEM_ENDS.finditer(document), maxlen=1)
    return bool(tags) and not tags[0][1]


def _once(entries: Iterable[_Thing]) -> list[_Thing]:
    """The entries, each once: a story that stands in two sections of a site may come twice, under other categories, or
    the second time without its link; one that a feed breaks off in, whole in the feed that follows. It has what both
    have."""
    found: list[_Thing] = []
    named: dict[object, deque[_Thing]] = {}
    for raw in entries:
        guid, link, title = (dict.get(raw, name) for name in ("id", "link", "title"))
        name, dated = repr((guid or link, title)), repr([_moment(raw, field) for field in _DATES])
        # Nearly all are dated alike in each section, however many of their name there are.
        places = [named.setdefault(key, deque(maxlen=_MOST_ALIKE)) for key in (name, (name, dated)) if guid or link]
        one = next((one for place in places for one in place if _is_same(one, raw)), None)
        if one is None:
            found.append(raw)
            for place in places:
                place.append(raw)
            continue
        tags = {repr(tag): tag for each in (one, raw) for tag in _things(dict.get(each, "tags"))}
        one["tags"] = [*tags.values()][:_MOST_TAGS]
        for name in ("link", *_SAID):
            if dict.get(raw, name) and not dict.get(one, name):
                one |= {key: raw[key] for key in (name, *_TOLD_BY.get(name, ())) if key in raw}
        for name in _DATES:
            if _moment(raw, name):
                one |= {key: raw[key] for key in (name, f"{name}_parsed") if key in raw}
    return found


def _is_same(one: _Thing, other: _Thing) -> bool:
    """Whether two entries say the same at the same time, with the same files, of what both say."""
    moments = [(_moment(one, name), _moment(other, name)) for name in _DATES]
    if any(this != that for this, that in moments if this and that):
        return False
    links = [link for each in (one, other) if (link := dict.get(each, "link"))]
    enclosed = [
        [link for link in _things(dict.get(each, "links")) if link.get("rel") == "enclosure"] for each in (one, other)
    ]
    pairs = [(dict.get(one, name), dict.get(other, name)) for name in _SAID]
    said = all(this == that for this, that in pairs if this and that)
    return said and enclosed[0] == enclosed[1] and links[1:] in ([], links[:1])


def _moment(raw: _Thing, field: str) -> object:
    """What a date says, where it could be read: the fast path keeps nothing else of it."""
    return dict.get(raw, f"{field}_parsed") or dict.get(raw, field)


def _is_harmless(problem: object, document: str) -> bool:
    """Whether nothing was lost by what is wrong with the XML: what stands behind the end of it all."""
    if not isinstance(problem, expat.ExpatError) or problem.code != _JUNK:
        return False
    return repair.ROOT_CLOSED.search(document) is not None


def _warning(result: _Thing, document: str) -> str:
    """What was wrong with the XML, where something may have been lost by it; else ""."""
    problem = result.get("bozo_exception") if result.get("bozo") else None
    if problem is None or _is_harmless(problem, document):
        return ""
    if not _ROOT_END.search(document[-2_000:]):
        return "partly read: it breaks off before its end"
    if isinstance(problem, expat.ExpatError):
        # The head of the repaired document is another one.
        at = max(problem.lineno - result["head"] + repair.lines_of_head(document), 1)
        return f"partly read: line {at} is damaged ({expat.ErrorString(problem.code)})"
    return f"partly read: it is damaged ({text.line(str(problem))[:100] or type(problem).__name__})"


@dataclass(frozen=True, slots=True)
class _Given:
    """What an entry's feed gives it."""

    feed: _Thing
    home: str
    """As `clean.home` has it."""
    now: int
    day_first: bool | None
    language: str
    """Both as `dates.seconds` has them."""


def _entry(raw: _Thing, its: _Given, known: Container[str]) -> Entry:
    feed, home = its.feed, its.home
    guid, published = text.line(clean.cut(raw.get("id"))), _date(raw, its)
    link = _link(raw, home, feed.get("language"))
    shown = files.shown(_things(dict.get(raw, MEDIA)), are_all=not link)
    fields = (raw.get(name) for name in _GIVEN)
    given = revision.raw(home, _author(feed), feed.get("language"), *fields, beside=shown)
    if given in known:
        return Entry(given, _title(raw), guid, link, published=published, raw=given)
    summaries, content, page = _texts(raw)
    details = [_thing(raw.get("title_detail")), *summaries[:1], content]
    languages = (detail.get("language") for detail in details)
    return clean.told(
        Entry(
            key="",
            title=_title(raw),
            guid=guid,
            link=link,
            # As RFC 4287 has it (4.2.1).
            author=_author(raw) or _author(_thing(raw.get("source"))) or _author(feed),
            published=published,
            lang=clean.language(raw.get("language"), *languages, feed.get("language")),
            categories=clean.names(tag.get("label") or tag.get("term") for tag in _things(raw.get("tags"))),
            enclosures=files.enclosures(_things(raw.get("links")), shown, home),
            raw=given,
        ),
        summary=_summary(summaries),
        content=page,
        base=_base((content, *summaries)) or link or home,
    )


def _texts(raw: _Thing) -> tuple[list[_Thing], _Thing, Page]:
    """What may be an entry's summary, the best first; its content, {} where there is none; and what that says.

    The content is the one of several that says most, or else one in HTML that says half as much or more; a search
    engine's where none says anything; else of what it says of itself a description, not a caption or an abridgement.
    """
    filled = [text for text in _things(raw.get("content")) if isinstance(text.get("value"), str) and text["value"]]
    summaries = [text for text in filled if text.get("element") in SUMMARIES]
    summaries.sort(key=lambda text: _BY_RANK.index(text["element"]))
    contents = [text for text in filled if not text.get("element") and _is_text(text)]
    pages = [(text, _page(text)) for text in contents]
    if not any(page.text for _, page in pages):
        pages += [(text, _page(text)) for text in filled if text.get("element") == TURBO and _is_text(text)]
    most = max((len(page.text) for _, page in pages), default=0)
    if most:
        best = max(pages, key=lambda one: (_is_html(one[0]) and 2 * len(one[1].text) >= most, len(one[1].text)))
        return summaries, *best
    own = [text for text in summaries if text["element"] in _OWN]
    if len(own) > 1:
        # Whatever each is called, the longest is the text, and another what it comes to.
        longest = max(reversed(own), key=lambda text: len(text["value"]))
        return [text for text in summaries if text is not longest], longest, _page(longest)
    return summaries, contents[0] if contents else {}, Page("")


def _base(texts: Iterable[_Thing]) -> str:
    """Where relative links in an entry's texts start by an xml:base, "" without one."""
    return next((base for one in texts if isinstance(base := one.get("base"), str) and base), "")


def _summary(summaries: list[_Thing]) -> Page:
    """The best of them that says anything: many a description is an image."""
    return next((page for page in map(_page, summaries) if page.text), Page(""))


def _page(detail: _Thing) -> Page:
    return clean.body(detail["value"], _is_html(detail))


def _title(thing: _Thing) -> str:
    return clean.title(thing.get("title"), _is_html(thing.get("title_detail")))


def _things(value: object) -> list[_Thing]:
    """Those of a field that are things: an element that feedparser does not know may have left anything there."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _thing(value: object) -> _Thing:
    return value if isinstance(value, dict) else {}


def _is_html(detail: object) -> bool:
    kind = _thing(detail).get("type")
    return isinstance(kind, str) and kind.strip() in _HTML_TYPES


def _is_text(detail: _Thing) -> bool:
    """Whether it is no picture, say: what is no type of media at all is a text with a slip in its type."""
    kind = str(detail.get("type")).strip()
    return _is_html(detail) or kind.startswith("text/") or "/" not in kind


def _link(raw: _Thing, base: str, language: object) -> str:
    """Where an entry leads, its relative links starting at `base`; `language` is that of its feed."""
    links = [link for link in _things(raw.get("links")) if link.get("rel", "alternate") == "alternate"]
    if len(links) > 1:
        # Pages before other documents; feedparser knows none whose type says its charset.
        links.sort(key=lambda link: str(link.get("type")).partition(";")[0].strip().lower() not in _HTML_TYPES)
    hrefs = (link.get("href") for link in links)
    # RSS says of its guid whether it leads anywhere; of what Atom and RDF call an entry by, an address does.
    guid = clean.cut(raw.get("id")) if raw.get("guidislink", True) else ""
    link = _told(raw, raw.get("language"), _thing(raw.get("title_detail")).get("language"), language)
    # What is no page is an entry's own all the same, and nobody has to be able to open what an entry is called by.
    own = (link, *hrefs) if clean.cut(link) != guid else (*hrefs, link)
    # An entry of Atom whose content stands elsewhere needs no other page (RFC 4287, 4.1.2).
    contents = _things(raw.get("content"))
    elsewhere = (text.link(clean.cut(one.get("src")), one.get("base") or base) for one in contents)
    # A service that counts readers says where its own address leads.
    given = (raw.get("feedburner_origlink"), *own, guid if is_address(guid) else "", *elsewhere)
    return next(filter(None, (text.link(clean.cut(address), base) for address in given)), "")


def _told(thing: _Thing, *languages: object) -> object:
    """The link of a feed or an entry in one of its languages: as RSS tells it, whatever other pages stand beside it,
    else as Atom does."""
    pages = [link for link in _things(thing.get("links")) if link.get("rel") == "alternate" and link.get("href")]
    own = (dict.get(link, OWN) for link in reversed(pages))
    return next(filter(None, own), None) or _first(pages, thing.get("link"), clean.language(*languages))


def _first(pages: list[_Thing], last: object, language: str) -> object:
    """The first of the pages that are of one kind with the `last` one of a feed or an entry: Atom has one of a kind,
    and python-feedgen leaves out of all links what they are, also of files and of the feed itself behind the page.

    A page in another language is a translation (RFC 4287, 4.2.7.4): before it comes one in the `language`, or in none.
    """
    ends = [page for page in pages if page["href"] == last]
    if not ends:
        return last
    kind, usual = ends[-1].get("type"), ends[-1].get("hreflang")
    alike = (page for page in pages if page.get("type") == kind)
    return min(alike, key=lambda page: _strangeness(page.get("hreflang"), language, usual))["href"]


def _strangeness(spoken: object, language: str, usual: object) -> int:
    """How far a page is from a language by what it says that it is in, the more the farther; what is `usual` is near
    where nothing else tells."""
    if language and spoken:
        return 0 if clean.language(spoken) == language else 2 + (spoken != usual)
    return 1 if language else int(spoken != usual)


def _author(thing: _Thing) -> str:
    people = clean.names(person.get("name") for person in _things(thing.get("authors")))
    return ", ".join(people)[: clean.MAX_AUTHOR] or bare(clean.name(thing.get("author"), clean.MAX_AUTHOR))


def _date(raw: _Thing, its: _Given) -> int | None:
    """When it was published, else dated, created or changed: the first of them that can be believed."""
    for field in _DATES:
        # dict.get, for feedparser's own would answer with another date and a warning.
        moment, written = dict.get(raw, f"{field}_parsed"), dict.get(raw, field)
        moment = moment if isinstance(moment, time.struct_time) else None
        written = written if isinstance(written, str) else ""
        seconds = dates.seconds(written, moment, day_first=its.day_first, language=its.language)
        found = clean.date(seconds, its.now)
        if found is not None:
            return found
    return None
