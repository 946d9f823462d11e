"""A feed half read: what `fastparse` makes of its elements, each as the like-named handler of feedparser does.

The fields have feedparser's names and forms; those that `parse` never asks for are left out.
"""

import re
from collections import Counter
from typing import Any

from monitor.feeds.clean import MAX_AUTHOR
from monitor.feeds.date_words import ZONES_OF_TWO
from monitor.feeds.misread import repaired
from monitor.feeds.people import AT, person
from monitor.feeds.relations import (
    MEDIA,
    OWN,
    is_address,
    is_path,
    is_permanent,
    leads,
    leave_untyped,
    link_by_relation,
    shorten_relation,
    spare_address,
)
from monitor.feeds.sure_dates import sure_date
from monitor.feeds.texts import SUMMARIES, looks_like_html, title_by_itunes
from monitor.matching.language import primary

Thing = dict[str, Any]
Attributes = dict[str, str]

_TYPES = {"text": "text/plain", "plain": "text/plain", "html": "text/html", "xhtml": "application/xhtml+xml"}
PLAIN, HTML, _ATOM = "text/plain", "text/html", "application/atom+xml"
_LINK_TYPES = frozenset((HTML, "application/xhtml+xml"))
_VERSIONS = {"0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)/+")
_QUERY_ENTITY = re.compile(r"&([A-Za-z0-9_]+);")
ITUNES, _MRSS = "http://www.itunes.com/", "http://search.yahoo.com/mrss/category_schema"


class Unread(Exception):
    """There is something in the document that only feedparser is known to read right."""


class Draft:
    """The fields so far. `begin_` methods take an element's attributes at its start, others its text at its end.

    All raise Unread for what only feedparser is known to read right.
    """

    def __init__(self) -> None:
        self.version = ""
        self.feed: Thing = {}
        self.entries: list[Thing] = []
        self.depth = 0
        self.language: str | None = None
        """How deep the element stands that begins or ends, and its language; the walker keeps both up to date."""
        self._context = self.feed
        """What elements are about: the feed or an entry."""
        self._depths: dict[str, int] = {}
        """For fields of this entry how deep their elements stood: a deeper one that comes later is weaker."""
        self._tags: Counter[tuple[str | None, ...]] = Counter()
        """How often this entry has a tag: twice only where one became like another after it was added."""
        self._title_depth = -1
        self._zones: set[str] = set()
        """The last letters of dates, which may be those of their zones."""

    # Containers

    def learn_version(self, prefix: str | None, address: str) -> None:
        """Take note of a namespace that tells the dialect."""
        address = address.lower()
        if self.version:
            return
        if not prefix and address == "http://my.netscape.com/rdf/simple/0.9/":
            self.version = "rss090"
        elif address == "http://purl.org/rss/1.0/":
            self.version = "rss10"
        elif address == "http://www.w3.org/2005/atom":
            self.version = "atom10"

    def begin_rss(self, attributes: Attributes) -> None:
        version = attributes.get("version", "")
        if version not in _VERSIONS and not version.startswith("2."):
            raise Unread
        if not self.version.startswith("rss"):
            self.version = _VERSIONS.get(version, "rss20")
        self._begin_root()

    def begin_atom(self, attributes: Attributes) -> None:
        if self.version != "atom10":
            raise Unread
        self._begin_root()

    def begin_rdf(self, attributes: Attributes) -> None:
        # Many declare Atom's namespace for a link to themselves, some before their own.
        if self.version == "atom10":
            self.version = "rss10"

    def _begin_root(self) -> None:
        if self.language:
            self.feed["language"] = self.language.replace("_", "-")

    def begin_channel(self, attributes: Attributes) -> None:
        # To feedparser these are a channel of CDF.
        if not attributes.keys().isdisjoint(("lastmod", "href")):
            raise Unread
        self._title_depth = -1  # In RDF there may be other titles before it.

    def begin_item(self, attributes: Attributes) -> None:
        self.begin_channel(attributes)
        self._context, self._depths, self._tags, self._title_depth = {}, {}, Counter(), -1
        self.entries.append(self._context)
        if attributes.get("rdf:about"):
            self._context["id"] = attributes["rdf:about"]

    def item(self, text: str, attributes: Attributes) -> None:
        title_by_itunes(self._context)
        link_by_relation(self._context)
        self._context = self.feed

    def begin_aside(self, attributes: Attributes) -> None:
        self._title_depth = -1

    def aside_title(self, text: str, attributes: Attributes) -> None:
        """The title of an image or a source counts for nothing but what becomes of the next title."""
        if _repaired(text):
            self._title_depth = self.depth

    # Texts

    def _keep(self, field: str, value: str, detail: Thing | None = None) -> None:
        if self._context is self.feed or self.depth <= self._depths.get(field, self.depth):
            self._depths[field] = self.depth
            self._context[field] = value
        if detail:
            self._context[f"{field}_detail"] = detail

    def _construct(self, text: str, attributes: Attributes, usual: str) -> Thing:
        """A text with its type and language."""
        kind = _TYPES.get(said := attributes.get("type", usual), said)
        if kind not in (PLAIN, HTML) or "mode" in attributes or "src" in attributes:
            raise Unread
        text = _repaired(text)
        if kind == PLAIN and not self.version.startswith("atom") and looks_like_html(text):
            kind = HTML
        return {"type": kind, "language": self.language and self.language.replace("_", "-"), "value": text}

    def spare_title(self, text: str, attributes: Attributes) -> None:
        """By a module: it holds until there is another."""
        detail = self._construct(text, attributes, PLAIN)
        if not -1 < self._title_depth <= self.depth:
            self._keep("title", detail["value"], detail)

    def title(self, text: str, attributes: Attributes) -> None:
        self.spare_title(text, attributes)
        self.aside_title(text, attributes)

    def own_text(self, text: str, attributes: Attributes, field: str) -> None:
        # With attributes it is to feedparser no text but these.
        if attributes:
            raise Unread
        self._keep(field, _repaired(text))

    def summary(self, text: str, attributes: Attributes, element: str) -> None:
        if self._context is not self.feed:
            self.content(text, attributes, SUMMARIES[element], element)

    def content(self, text: str, attributes: Attributes, usual: str, element: str = "") -> None:
        detail = self._construct(text, attributes, usual) | ({"element": element} if element else {})
        self._context.setdefault("content", []).append(detail)

    def a_language(self, text: str, attributes: Attributes) -> None:
        self._keep("language", _repaired(text))

    # Addresses

    def guid(self, text: str, attributes: Attributes) -> None:
        value = _repaired(text)
        # One that is empty takes nothing from the one before it.
        if value or not self._context.get("id"):
            self._keep("id", value)
        is_link = is_permanent(attributes) and (is_address(text) or is_path(text, attributes))
        is_link = is_link and not leads(self._context.get("link"))
        self._context.setdefault("guidislink", is_link)
        if is_link:
            self._context["link"] = _resolved(value)

    def link(self, text: str, attributes: Attributes) -> None:
        shorten_relation(attributes)
        leave_untyped(attributes)
        kind = _ATOM if attributes.setdefault("rel", "alternate") == "self" else HTML
        kind = attributes.setdefault("type", kind)
        address, spare = _resolved(_repaired(text)), spare_address(attributes)
        if spare and "href" not in attributes and not address:
            attributes["href"] = spare
        self._context.setdefault("links", []).append(attributes)
        if "href" not in attributes:
            self._link_text(address, attributes)
            return
        attributes["href"] = _resolved(attributes["href"])
        if attributes["rel"] == "alternate" and _TYPES.get(kind, kind) in _LINK_TYPES:
            self._context["link"] = attributes["href"]

    def _link_text(self, address: str, attributes: Attributes) -> None:
        if self._context is not self.feed:
            address = address.replace("&amp;", "&")
        address = _QUERY_ENTITY.sub(r"&\1", address)
        if address:
            attributes["href"] = attributes[OWN] = address
        if attributes["rel"] == "alternate":
            self._context["link"] = address

    def enclosure(self, text: str, attributes: Attributes) -> None:
        _enforce_href(attributes)
        if "href" in attributes:
            attributes["href"] = _resolved(attributes["href"])
        attributes["rel"] = "enclosure"
        self._context.setdefault("links", []).append(attributes)

    def begin_media(self, attributes: Attributes) -> None:
        if "url" in attributes:
            attributes["url"] = _resolved(attributes["url"])
        self._context.setdefault(MEDIA, []).append(attributes)

    # Dates

    @property
    def is_elsewhere(self) -> bool:
        """Whether a zone of its dates is another's in the language of the feed."""
        zone, _ = ZONES_OF_TWO.get(primary(self.feed.get("language") or ""), ("", ""))
        return zone != "" and zone in self._zones

    def dated(self, text: str, attributes: Attributes, field: str) -> None:
        written = _repaired(text)
        self._zones.add(written[-3:].lower())
        try:
            moment, key = sure_date(written), f"{field}_parsed"
        except ValueError:
            raise Unread from None
        # One that is empty takes nothing from the one before it.
        if moment is not None or key not in self._context:
            self._context[key] = moment

    # Tags

    def category(self, text: str, attributes: Attributes) -> None:
        scheme = attributes.get("scheme", attributes.get("domain"))
        self._add_tag(attributes.get("term"), scheme, attributes.get("label"))
        value = _repaired(text)
        tags: list[Thing] = self._context["tags"]
        if value and tags and not tags[-1]["term"]:
            self._tags[tuple(tags[-1].values())] -= 1
            tags[-1]["term"] = value
            self._tags[tuple(tags[-1].values())] += 1
        elif value:
            self._add_tag(value, None, None)

    def media_category(self, text: str, attributes: Attributes) -> None:
        self.category(text, {"scheme": _MRSS, **attributes})

    def itunes_category(self, text: str, attributes: Attributes) -> None:
        named = {"term": attributes["text"]} if "text" in attributes else {}
        self.category(text, {"scheme": ITUNES, **named})

    def keywords(self, text: str, attributes: Attributes, scheme: str | None = None) -> None:
        # With attributes it is no list of words to feedparser, but a thing of its own.
        for term in _repaired(text).split(",") if not attributes else ():
            if term.strip():
                self._add_tag(term.strip(), scheme, None)

    def _add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        tags, tag = self._context.setdefault("tags", []), (term, scheme, label)
        if any(tag) and not self._tags[tag]:
            self._tags[tag] += 1
            tags.append({"term": term, "scheme": scheme, "label": label})

    # People

    def begin_author(self, attributes: Attributes) -> None:
        self._context.setdefault("authors", []).append({})

    def author(self, text: str, attributes: Attributes) -> None:
        self._keep("author", _repaired(text))
        self._sync_author()

    def told_of_person(self, text: str, attributes: Attributes, key: str, role: str = "author") -> None:
        value = _repaired(text)
        self._context.setdefault(f"{role}_detail", {})[key] = value
        self._sync_author()
        self._context.setdefault("authors", [{}])[-1][key] = value

    def _sync_author(self) -> None:
        """Agree the author's text and what is known of him, as feedparser does where `slowparse` lets it."""
        detail: Thing = self._context.get("authors", [{}])[-1]
        author: str | None = self._context.get("author")
        if detail:
            name, email = detail.get("name"), detail.get("email")
            if name or email:
                self._context["author"] = f"{name} ({email})" if name and email else name or email
        elif author is not None and not AT.search(author):
            detail["name"] = author
        elif author:
            self._context["author"] = author[:MAX_AUTHOR]
            detail.update(person(author[:MAX_AUTHOR]))
            self._context.setdefault("author_detail", detail)


def blank(draft: Draft, text: str, attributes: Attributes) -> None:
    """The end of an element that must have no text: feedparser would take it for its parent's.

    Raises Unread where it has some.
    """
    if _repaired(text):
        raise Unread


def _repaired(text: str) -> str:
    return repaired(text).strip()


def _resolved(address: str) -> str:
    """An address against no base at all, which leaves a relative one as it is."""
    return _SLASHES.sub(r"\1", address)


def _enforce_href(attributes: Attributes) -> None:
    address = attributes.get("url", attributes.get("uri", attributes.get("href")))
    if address:
        attributes.pop("url", None)
        attributes.pop("uri", None)
        attributes["href"] = address
