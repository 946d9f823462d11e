"""The sample feeds of the demo as data, and their rendering as RSS 2.0, Atom 1.0, RSS 1.0 or JSON Feed 1.1.

All outlets, people and events in `sample/` are invented. Nothing here looks at the clock: a feed's bytes follow from
the data, the moment at which the server started and the moment at which somebody asks.
"""

import hashlib
import html
import json
import re
import tomllib
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast, get_args
from urllib.parse import urlsplit

Format = Literal["rss", "atom", "rdf", "json"]
Fault = Literal["none", "truncated", "html", "too_many_requests"]

TYPES: Mapping[Format, str] = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
}
"""The media type of each format, as a web page's <link rel="alternate"> names it."""

_ATOM = "http://www.w3.org/2005/Atom"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RSS1 = "http://purl.org/rss/1.0/"
_DC = "http://purl.org/dc/elements/1.1/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MINUTE = 60

# Once for the process, as requests are answered in many threads; ElementTree knows the usual names of the other two.
ET.register_namespace("content", _CONTENT)


@dataclass(frozen=True, slots=True)
class SampleEnclosure:
    """A file that a sample entry claims to carry."""

    url: str
    type: str
    length: int


@dataclass(frozen=True, slots=True)
class SampleEntry:
    """An invented entry."""

    title: str
    """Plain text."""
    summary: str
    """HTML, mostly without a tag in it."""
    content: str = ""
    """HTML, or empty."""
    page: str = ""
    """HTML that only the entry's own page has, after what the feed tells."""
    age: int = 0
    """Minutes between its publication and the server's start."""
    after: int | None = None
    """Seconds between the server's start and its publication; None when it is there from the start."""
    author: str = ""
    tags: tuple[str, ...] = ()
    enclosure: SampleEnclosure | None = None
    watches: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The watches that it is planted for, with words that match, as they stand in its text."""
    arguable: tuple[str, ...] = ()
    """Watches that it may match as well: of two readers one would want it there."""

    def published(self, started: float) -> int:
        """Seconds since the epoch at which it is published by a server that started at `started`."""
        return int(started) + (-_MINUTE * self.age if self.after is None else self.after)


@dataclass(frozen=True, slots=True)
class SampleFeed:
    """An invented outlet's feed."""

    slug: str
    format: Format
    title: str
    about: str
    site: str
    lang: str
    """Empty where it does not say: its entries are in several."""
    tags: tuple[str, ...] = ()
    fault: Fault = "none"
    """What is wrong with it: its bytes break off, it is a web page, or its server refuses with 429."""
    entries: tuple[SampleEntry, ...] = ()

    @property
    def path(self) -> str:
        """Its path on the demo server."""
        return f"/{self.slug}.{'json' if self.format == 'json' else 'xml'}"


@cache
def load_sample() -> tuple[SampleFeed, ...]:
    """The sample feeds, by slug. Raises ValueError where a bundled file is wrong."""
    paths = [path for path in files(__package__).joinpath("sample").iterdir() if path.name.endswith(".toml")]
    return tuple(_feed(tomllib.loads(path.read_text("utf-8"))) for path in sorted(paths, key=lambda path: path.name))


def visible(feed: SampleFeed, now: float, started: float) -> tuple[SampleEntry, ...]:
    """The entries of `feed` that a server started at `started` has out at `now` (epoch seconds), newest first."""
    out = [entry for entry in feed.entries if entry.published(started) <= now]
    return tuple(sorted(out, key=lambda entry: -entry.published(started)))


def changed(feed: SampleFeed, now: float, started: float) -> int:
    """When `feed` last changed, in epoch seconds: at the start, or when its latest later entry came out."""
    return max([int(started), *(entry.published(started) for entry in visible(feed, now, started))])


def render(feed: SampleFeed, now: float, started: float) -> tuple[bytes, str]:
    """The bytes of `feed` as served at `now`, and their content type; both moments in epoch seconds.

    The same as long as no entry is added. A feed with the fault "truncated" breaks off in the tag that begins its
    last entry, one with "html" is a web page.
    """
    if feed.fault == "html":
        return _maintenance(feed), "text/html; charset=utf-8"
    writer = {"rss": _rss, "atom": _atom, "rdf": _rdf, "json": _json}[feed.format]
    body = writer(feed, visible(feed, now, started), started, changed(feed, now, started))
    if feed.fault == "truncated":
        body = body[: body.rindex(b"<item>") + 3]
    return body, f"{TYPES[feed.format]}; charset=utf-8"


def link(feed: SampleFeed, entry: SampleEntry) -> str:
    """The address of the entry's page: no browser finds it, for .example is reserved; the demo's server has it."""
    return f"{feed.site}/news/{_name(feed, entry)}"


def guid(feed: SampleFeed, entry: SampleEntry) -> str:
    """What identifies the entry in its feed, the same at every start: its link, or a tag: URI in Atom."""
    if feed.format == "atom":
        return f"tag:{urlsplit(feed.site).hostname},2026:{_name(feed, entry)}"
    return link(feed, entry)


# Reading the samples.


def _feed(data: Mapping[str, Any]) -> SampleFeed:
    head = dict(data["feed"])
    slug, fault = head["slug"], head.get("fault", "none")
    if head["format"] not in get_args(Format) or fault not in get_args(Fault):
        raise ValueError(f"the sample feed {slug} has an unknown format or fault")
    head["tags"] = tuple(head.get("tags", ()))
    return SampleFeed(**head, entries=tuple(_entry(slug, entry) for entry in data.get("entry", ())))


def _entry(slug: str, data: Mapping[str, Any]) -> SampleEntry:
    fields = dict(data)
    if ("age" in fields) == ("after" in fields):
        raise ValueError(f"the sample entry {fields['title']!r} of {slug} needs either an age or an after")
    if enclosure := fields.pop("enclosure", None):
        fields["enclosure"] = SampleEnclosure(**enclosure)
    for name in ("tags", "arguable"):
        fields[name] = tuple(fields.get(name, ()))
    fields["watches"] = tuple((name, tuple(words)) for name, words in fields.get("watches", {}).items())
    for name in ("content", "page"):
        fields[name] = fields.get(name, "").strip()
    return SampleEntry(**fields)


def _name(feed: SampleFeed, entry: SampleEntry) -> str:
    """The last part of an entry's address: its title's words where they are Latin letters, else a hash of it."""
    plain = unicodedata.normalize("NFKD", entry.title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    if feed.lang == "en":
        return "-".join(words[:9])
    return hashlib.sha256(f"{feed.slug}\n{entry.title}".encode()).hexdigest()[:12]


# Writing feeds.


def _rss(feed: SampleFeed, entries: tuple[SampleEntry, ...], started: float, updated: int) -> bytes:
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _texts(channel, title=feed.title, link=f"{feed.site}/", description=feed.about, language=feed.lang)
    _texts(channel, lastBuildDate=_mail_date(updated))
    for entry in entries:
        item = ET.SubElement(channel, "item")
        _texts(item, title=entry.title, link=link(feed, entry), description=entry.summary)
        if entry.content:
            ET.SubElement(item, f"{{{_CONTENT}}}encoded").text = entry.content
        if entry.author:
            ET.SubElement(item, f"{{{_DC}}}creator").text = entry.author
        for tag in entry.tags:
            _texts(item, category=tag)
        if file := entry.enclosure:
            ET.SubElement(item, "enclosure", url=file.url, type=file.type, length=str(file.length))
        ET.SubElement(item, "guid", isPermaLink="true").text = guid(feed, entry)
        _texts(item, pubDate=_mail_date(entry.published(started)))
    return _xml(root)


def _atom(feed: SampleFeed, entries: tuple[SampleEntry, ...], started: float, updated: int) -> bytes:
    root = ET.Element("feed", {"xmlns": _ATOM, _XML_LANG: feed.lang})
    _texts(root, title=feed.title, subtitle=feed.about, id=f"{feed.site}/", updated=_iso_date(updated))
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=f"{feed.site}/")
    # An Atom feed whose entries do not all name an author must name one itself.
    _texts(ET.SubElement(root, "author"), name=feed.title)
    for entry in entries:
        item = ET.SubElement(root, "entry")
        date = _iso_date(entry.published(started))
        _texts(item, title=entry.title, id=guid(feed, entry), published=date, updated=date)
        ET.SubElement(item, "link", rel="alternate", href=link(feed, entry))
        if file := entry.enclosure:
            attributes = {"href": file.url, "type": file.type, "length": str(file.length)}
            ET.SubElement(item, "link", attributes, rel="enclosure")
        if entry.author:
            _texts(ET.SubElement(item, "author"), name=entry.author)
        for tag in entry.tags:
            ET.SubElement(item, "category", term=tag)
        ET.SubElement(item, "summary", type="html").text = entry.summary
        if entry.content:
            ET.SubElement(item, "content", type="html").text = entry.content
    return _xml(root)


def _rdf(feed: SampleFeed, entries: tuple[SampleEntry, ...], started: float, updated: int) -> bytes:
    root = ET.Element(f"{{{_RDF}}}RDF", {"xmlns": _RSS1})
    channel = ET.SubElement(root, "channel", {f"{{{_RDF}}}about": f"{feed.site}/"})
    _texts(channel, title=feed.title, link=f"{feed.site}/", description=feed.about)
    _texts(channel, _DC, language=feed.lang, date=_iso_date(updated))
    sequence = ET.SubElement(ET.SubElement(channel, "items"), f"{{{_RDF}}}Seq")
    for entry in entries:
        name = guid(feed, entry)
        ET.SubElement(sequence, f"{{{_RDF}}}li", {f"{{{_RDF}}}resource": name})
        item = ET.SubElement(root, "item", {f"{{{_RDF}}}about": name})
        _texts(item, title=entry.title, link=link(feed, entry), description=entry.summary)
        _texts(item, _DC, date=_iso_date(entry.published(started)))
        if entry.author:
            _texts(item, _DC, creator=entry.author)
        for tag in entry.tags:
            _texts(item, _DC, subject=tag)
        if entry.content:
            ET.SubElement(item, f"{{{_CONTENT}}}encoded").text = entry.content
    return _xml(root)


def _json(feed: SampleFeed, entries: tuple[SampleEntry, ...], started: float, updated: int) -> bytes:
    document: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.about,
        "home_page_url": f"{feed.site}/",
        **({"language": feed.lang} if feed.lang else {}),
        "items": [_json_item(feed, entry, started) for entry in entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _json_item(feed: SampleFeed, entry: SampleEntry, started: float) -> dict[str, object]:
    summary = html.unescape(entry.summary)
    item: dict[str, object] = {
        "id": guid(feed, entry),
        "url": link(feed, entry),
        "title": entry.title,
        "summary": summary,
        "date_published": _iso_date(entry.published(started)),
        "tags": list(entry.tags),
    }
    item |= {"content_html": entry.content} if entry.content else {"content_text": summary}
    if entry.author:
        item["authors"] = [{"name": entry.author}]
    if file := entry.enclosure:
        item["attachments"] = [{"url": file.url, "mime_type": file.type, "size_in_bytes": file.length}]
    return item


def page(root: ET.Element) -> bytes:
    """A web page's bytes, from its <html> element."""
    return b"<!doctype html>\n" + cast(bytes, ET.tostring(root, "utf-8", method="html"))


def _maintenance(feed: SampleFeed) -> bytes:
    root = ET.Element("html", lang=feed.lang)
    _texts(ET.SubElement(root, "head"), title=f"{feed.title}: site under maintenance")
    body = ET.SubElement(root, "body")
    _texts(body, h1="Site under maintenance", p=f"{feed.title} will be back soon. Thank you for your patience.")
    return page(root)


def _texts(parent: ET.Element, namespace: str = "", /, **texts: str) -> None:
    """Append to `parent` a child with text for each name."""
    for name, text in texts.items():
        ET.SubElement(parent, f"{{{namespace}}}{name}" if namespace else name).text = text


def _xml(root: ET.Element) -> bytes:
    ET.indent(root, " ")
    return cast(bytes, ET.tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _iso_date(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _mail_date(seconds: int) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)
