"""Reads a feed by feedparser, which alone reads them all, its traps bounded; only this imports it."""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
from feedparser.mixin import _FeedParserMixin as _Mixin

from monitor.feeds import clean, dates, foreign
from monitor.feeds.dialects import DATES, KEPT
from monitor.feeds.misread import WINDOWS, by_windows, is_right, repaired
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
from monitor.feeds.texts import SUMMARIES, TURBO, looks_like_html, title_by_itunes

_MAX_TAGS, _MAX_LINKS = 1_000, 5_000
_BASES = frozenset(("xml:base", "base"))
_LONGEST_BASE = 2_000
"""Code points of an address under which others stand: of a thousand bases inside each other each adds to the last."""
_LONGEST_DATE = 1_000
"""Code points of a date, with the markup that it may stand in."""
_PLAIN = "text/plain"
_ABSTRACT = ("abstract", "description", _PLAIN)


def parse(document: bytes, url: str = "") -> dict[str, Any]:
    """What feedparser makes of a well-formed document in UTF-8; a relative xml:base in it stands under `url`.

    It has faults that raise anything at all.
    """
    _Reader.document = url
    # Always a stream: feedparser takes bytes for the name of a file to open. No Content-Location: with one, a guid that
    # is a relative address would change whenever the feed's own does.
    result: dict[str, Any] = feedparser.parse(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False)
    for entry in result["entries"]:
        title_by_itunes(entry)
        link_by_relation(entry)
    return result


class _Reader(_Mixin):  # type: ignore[misc, unused-ignore]
    """feedparser's handlers of all elements, mended where a feed would be read otherwise than it is meant, or for
    ever."""

    document = ""
    """The address under which the outermost xml:base stands."""
    spare_address = ""
    guid_attributes: Any = {}
    version: Any
    inimage: Any
    intextinput: Any
    # An id is no address that could stand under another (RFC 4287, 4.2.6).
    can_be_relative_uri = _Mixin.can_be_relative_uri - {"id"}
    # feedparser knows HTML's names for signs as of HTML 4, without &apos;.
    looks_like_html = staticmethod(looks_like_html)

    def _sync_author_detail(self, key: str = "author") -> None:
        """Look for the e-mail address of an author, to part it from the name, by `person`.

        feedparser's own search is quadratic in an author's length, and cuts addresses under a long top-level domain.
        """
        context = self._get_context()
        author = context.get(key)
        detail = context.get(f"{key}s", [{}])[-1]
        if not isinstance(author, str) or detail:
            super()._sync_author_detail(key)
        elif not AT.search(author):
            detail["name"] = author
        else:
            context[key] = author[: clean.MAX_AUTHOR]
            detail.update(person(author[: clean.MAX_AUTHOR]))
            context.setdefault(f"{key}_detail", detail)

    def _add_tag(self, *tag: Any) -> None:
        """Keep an entry's tags, each of which feedparser compares with all before it, to more than anybody keeps."""
        if len(self._get_context().setdefault("tags", [])) < _MAX_TAGS:
            super()._add_tag(*tag)

    def _end_itunes_subtitle(self) -> None:
        (self._end_summary if self._summaryKey == "content" else self._end_subtitle)()

    def _start_turbo_content(self, attributes: Any) -> None:
        self.push_content("content", attributes, "text/html", 1)
        self.contentparams["element"] = TURBO

    _end_turbo_content = _Mixin._end_content

    def unknown_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        """Take elements for what their documents mean by them, and let an xml:base hold for its element alone; where
        nothing can stand under it, for nothing; and one that is relative stand under the one around it, the outermost
        under the address of the document.

        feedparser goes on with a base where none stood before.
        """
        tag = _beside(self, tag)
        # Where Atom's namespace comes before that of RDF it takes the feed for one in Atom, and its titles that are
        # HTML for text.
        if tag == "rdf:rdf" and not self.infeed and self.version == "atom10":
            self.version = "rss10"
        inside = self.inimage, self.intextinput
        super().unknown_starttag(tag, [*_with_bases(attributes, self.baseuri or self.document)])
        # It takes any element that it does not expect there for the end of these, as in a feed that is not well-formed.
        if tag.rpartition(":")[2] not in ("image", "textinput"):
            self.inimage, self.intextinput = inside

    def unknown_endtag(self, tag: str) -> None:
        """Likewise."""
        depth = len(self.basestack)
        super().unknown_endtag(_beside(self, tag))
        # It returns early from some elements, and leaves their base on the stack.
        del self.basestack[max(depth - 1, 0) :]
        self.baseuri = self.basestack[-1] if self.basestack else ""

    def resolve_uri(self, address: str) -> Any:
        """Let an address that cannot be joined, which feedparser drops, stay as it is; and one that is empty, which it
        takes for the base."""
        return (super().resolve_uri(address) if address.strip() else "") or address

    def _start_enclosure(self, attributes: Any) -> None:
        """Let the address of an enclosure stand under its base."""
        super()._start_enclosure(attributes)
        file = self._get_context()["links"][-1]
        if "href" in file:
            file["href"] = self.resolve_uri(file["href"])

    def _start_media_content(self, attributes: Any) -> None:
        """Likewise."""
        if "url" in attributes:
            attributes["url"] = self.resolve_uri(attributes["url"])
        self._get_context().setdefault(MEDIA, []).append(attributes)

    def _is_base64(self, attributes: Any, params: Any) -> Any:
        """Let a text whose type is no type of media (cdata, htm) be one as it stands: feedparser takes it for one that
        is spelled in base64, of which no letters but those of ASCII are left."""
        is_media = "/" in params["type"] or attributes.get("mode") == "base64"
        return is_media and super()._is_base64(attributes, params)

    def _start_dc_date(self, attributes: Any) -> None:
        """Let the date of the Dublin Core, which feedparser takes for one of the last change, be one of its own."""
        self.push("dated", 1)

    def _end_dc_date(self) -> None:
        self._save("dated_parsed", feedparser.datetimes._parse_date(self.pop("dated")), overwrite=True)

    def pop(self, element: str, *how: Any) -> Any:
        """Let a text be that is right as it stands, where feedparser reads it as UTF-8, and all of one that is not:
        what feedparser takes for a blank at its end may be half a letter."""
        # Every tag of a text that is XML ends here, of which only the last ends the text.
        if not self.elementstack or self.elementstack[-1][0] != element:
            return super().pop(element, *how)
        last = self.elementstack[-1]
        # What an attribute of CDF says stands there as one text, which is no list.
        last[2] = [piece.decode() if isinstance(piece, bytes) else piece for piece in last[2]]
        text = "".join(last[2])
        # Of what is spelled in base64 a part may be none.
        if len(text) > clean.MAX_FIELD and not self.contentparams.get("base64"):
            last[2] = [text := clean.cut(text)]
        if not text.isascii():
            is_own = is_right(by_windows(text))
            last[2] = [piece.translate(WINDOWS) for piece in last[2]] if is_own else [repaired(text)]
            # It mends what it knows to be UTF-8 alone.
            self.encoding = ""
        return super().pop(element, *how)

    def _start_channel(self, attributes: Any) -> None:
        """Let a channel have its title, where an image's or an entry's, which in RDF may stand before it, is as
        deep."""
        self.title_depth = -1
        super()._start_channel(attributes)

    # Each thing has its own title, not the one that a module gives it before.
    _end_dc_title = _Mixin._end_media_title

    def _start_link(self, attributes: Any) -> None:
        """Take a link's relation for what it is by either of its names, and what is no page for none of an entry's
        pages; hear its text before any attribute but `href`; and know a link that is told as RSS tells it."""
        shorten_relation(attributes)
        leave_untyped(attributes)
        self.spare_address = spare_address(attributes)
        super()._start_link(attributes)
        del self._get_context()["links"][_MAX_LINKS:]

    def _end_link(self) -> None:
        is_text = bool(self.elementstack) and self.elementstack[-1][0] == "link"
        context = self._get_context()
        before = {"link": context["link"]} if "link" in context else {}
        super()._end_link()
        links = dict.get(context, "links")
        if not is_text or not links:
            return
        link, is_page = links[-1], links[-1].get("rel") == "alternate"
        if link.get("href"):
            link[OWN] = link["href"]
        if not is_page or (self.spare_address and not link.get("href")):
            context.pop("link", None)
            context.update(before)
        if self.spare_address and not link.get("href"):
            link["href"] = self.resolve_uri(self.spare_address)
            if is_page and self.map_content_type(link.get("type")) in self.html_types:
                context["link"] = link["href"]

    def _start_guid(self, attributes: Any) -> None:
        """Take a guid for a link only where it is an address, or says of a path that it is one, and that by any word
        for true.

        feedparser makes a link of any guid that does not say that it is none, as those of Atom cannot, and of none
        behind a link that is empty.
        """
        self.guid_attributes = attributes
        super()._start_guid({"ispermalink": "true" if is_permanent(attributes) else "false"})

    def _end_guid(self) -> None:
        name, _, pieces = self.elementstack[-1] if self.elementstack else ("", 0, [])
        guid = "".join(piece.decode() if isinstance(piece, bytes) else piece for piece in pieces)
        context = self._get_context()
        before = {key: context[key] for key in ("link", "guidislink") if key in context}
        known = dict.get(context, "id")
        if not leads(context.get("link")):
            context.pop("link", None)
        super()._end_guid()
        if name == "id" and not is_address(guid) and not is_path(guid, self.guid_attributes):
            context.pop("link", None)
            context.update({"guidislink": False} | before)
        elif name == "id" and context.get("link") and not leads(before.get("link")):
            context["link"] = self.resolve_uri(context["link"])
        elif "link" in before:
            context.setdefault("link", before["link"])
        if known and not repaired(guid).strip():
            context["id"] = known

    _start_id, _end_id = _start_guid, _end_guid


def _telling(start: Callable[[Any, Any], Any], element: str, usual: str) -> Callable[[Any, Any], Any]:
    """A handler that keeps all texts of an entry, as contents, and of those that may be its summary from which
    `element` they are.

    feedparser takes any second summary for a content, and lets a third one overwrite the first.
    """

    def told(self: Any, attributes: Any) -> Any:
        if not self.inentry:
            return start(self, attributes)
        # By this the like-named handlers of the end know that it is a content.
        self._summaryKey = "content"
        self.push_content("content", attributes, usual, 1)
        self.contentparams["element"] = "media_description" if self.inimage else element
        return None

    return told


def _keeping(end: Callable[[Any], None], field: str) -> Callable[[Any], None]:
    """A handler that lets an element that is no date take nothing from the one before it that is."""
    parsed = f"{field}_parsed"

    def ended(self: Any) -> None:
        context = self._get_context()
        before = {key: dict.get(context, key) for key in (field, parsed) if dict.get(context, key)}
        end(self)
        if before and dates.seconds(str(dict.get(context, field) or ""), dict.get(context, parsed)) is None:
            context.update(before)

    return ended


def _guarded(handle: Callable[..., Any]) -> Callable[..., Any]:
    """A handler for which an element that feedparser fails on is one that it does not know, and not the end of a feed.

    An AttributeError it takes for such a one by itself; it counts on finding an element only where that belongs.
    """

    def tried(*given: Any) -> Any:
        try:
            return handle(*given)
        except (LookupError, TypeError, ValueError) as fault:
            raise AttributeError from fault

    return tried


def _tried(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """A reader of dates for which one that feedparser fails on is none, and not the end of the feed; of one that goes
    on and on it reads no more than it takes to see that it is none: feedparser makes a list of its words."""

    def tried(date: str) -> Any:
        with suppress(Exception):
            return read(date.strip()[:_LONGEST_DATE])
        return None

    return tried


def _beside(parser: Any, tag: str) -> str:
    """The name of an element; of one that is called as a field that feedparser makes of others one beside it, where
    nobody asks: an element that it has no code for it keeps under its own name, as text where it goes on to expect a
    list."""
    prefix, _, name = tag.rpartition(":")
    prefix = parser.namespacemap.get(prefix, prefix)
    return f"{tag}_" if (f"{prefix}_{name}" if prefix else name) in KEPT else tag


def _with_bases(attributes: Iterable[tuple[str, str]], around: str) -> Iterator[tuple[str, str]]:
    """Attributes without bases that are none, the others absolute."""
    for name, value in attributes:
        if name.lower() not in _BASES:
            yield name, value
        elif _is_base(value) and len(base := urljoin(around, value.strip())) <= _LONGEST_BASE:
            yield name, base


def _is_base(address: str) -> bool:
    """Whether other addresses can stand under it, which may be relative itself."""
    try:
        parts = urlsplit(address.strip())
        # Of a port that is none it raises ValueError too.
        return parts.scheme in ("", "http", "https") and parts.port != 0
    except ValueError:
        return False


for name, element, usual in (*((each, each, SUMMARIES[each]) for each in SUMMARIES), _ABSTRACT):
    setattr(_Reader, f"_start_{name}", _telling(getattr(_Reader, f"_start_{name}"), element, usual))
# What Russian papers give a search engine to read: all of their text, beside a description of a line or none.
setattr(_Reader, "_start_yandex_full-text", lambda self, said: self.push_content("content", said, _PLAIN, 1))
setattr(_Reader, "_end_yandex_full-text", _Mixin._end_content)
for field, names in DATES.items():
    for name in names.split():
        setattr(_Reader, f"_end_{name}", _keeping(getattr(_Reader, f"_end_{name}"), field))
foreign.leave(_Reader)
for name in dir(_Reader):
    if name.startswith(("_start_", "_end_")):
        setattr(_Reader, name, _guarded(getattr(_Reader, name)))
feedparser.datetimes._date_handlers[:] = map(_tried, feedparser.datetimes._date_handlers)
for name in ("StrictFeedParser", "LooseFeedParser"):
    bases = (_Reader if base is _Mixin else base for base in getattr(feedparser.api, name).__bases__)
    setattr(feedparser.api, name, type(name, (*bases,), {}))
