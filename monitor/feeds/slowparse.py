"""Reads a feed by feedparser, which alone reads them all, its traps bounded; only this imports it."""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from monitor.feeds import clean, dates, foreign
from monitor.feeds.dialects import DATES, KEPT
from monitor.feeds.misread import WINDOWS, by_windows, is_right, repaired
from monitor.feeds.people import AT, person
from monitor.feeds.relations import (
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

_MIXIN: Any = feedparser.mixin._FeedParserMixin
"""What has the handlers of all elements, into which what stands here is put."""
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
    _MIXIN.document = url
    # Always a stream: feedparser takes bytes for the name of a file to open. No Content-Location: with one, a guid that
    # is a relative address would change whenever the feed's own does.
    result: dict[str, Any] = feedparser.parse(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False)
    for entry in result["entries"]:
        title_by_itunes(entry)
        link_by_relation(entry)
    return result


def _name_authors() -> None:
    """Look for the e-mail address of an author, to part it from the name, by `person`.

    feedparser's own search is quadratic in an author's length, and cuts addresses under a long top-level domain.
    """
    search = _MIXIN._sync_author_detail

    def named(self: Any, key: str = "author") -> None:
        context = self._get_context()
        author = context.get(key)
        detail = context.get(f"{key}s", [{}])[-1]
        if not isinstance(author, str) or detail:
            search(self, key)
        elif not AT.search(author):
            detail["name"] = author
        else:
            context[key] = author[: clean.MAX_AUTHOR]
            detail.update(person(author[: clean.MAX_AUTHOR]))
            context.setdefault(f"{key}_detail", detail)

    _MIXIN._sync_author_detail = named


def _bound_tags() -> None:
    """Keep an entry's tags, each of which feedparser compares with all before it, to more than anybody keeps."""
    add = _MIXIN._add_tag

    def bounded(self: Any, *tag: Any) -> None:
        if len(self._get_context().setdefault("tags", [])) < _MAX_TAGS:
            add(self, *tag)

    _MIXIN._add_tag = bounded


def _guard_dates() -> None:
    """Let a date that feedparser fails on be none, and not the end of the feed, and of one that goes on and on be read
    no more than it takes to see that it is none: feedparser makes a list of its words."""

    def guarded(read: Callable[[str], Any]) -> Callable[[str], Any]:
        def tried(date: str) -> Any:
            with suppress(Exception):
                return read(date.strip()[:_LONGEST_DATE])
            return None

        return tried

    handlers = feedparser.datetimes._date_handlers
    handlers[:] = map(guarded, handlers)


def _tell_texts() -> None:
    """Keep all texts of an entry, as contents, and of those that may be its summary from which `element` they are.

    feedparser takes any second summary for a content, and lets a third one overwrite the first.
    """

    def telling(start: Callable[[Any, Any], Any], element: str, usual: str) -> Callable[[Any, Any], Any]:
        def told(self: Any, attributes: Any) -> Any:
            if not self.inentry:
                return start(self, attributes)
            # By this the like-named handlers of the end know that it is a content.
            self._summaryKey = "content"
            self.push_content("content", attributes, usual, 1)
            self.contentparams["element"] = "media_description" if self.inimage else element
            return None

        return told

    def end_subtitle(self: Any) -> None:
        (self._end_summary if self._summaryKey == "content" else self._end_subtitle)()

    for name, element, usual in (*((each, each, SUMMARIES[each]) for each in SUMMARIES), _ABSTRACT):
        setattr(_MIXIN, f"_start_{name}", telling(getattr(_MIXIN, f"_start_{name}"), element, usual))
    _MIXIN._end_itunes_subtitle = end_subtitle
    # What Russian papers give a search engine to read: all of their text, beside a description of a line or none.
    setattr(
        _MIXIN, "_start_yandex_full-text", lambda self, attributes: self.push_content("content", attributes, _PLAIN, 1)
    )
    setattr(_MIXIN, "_end_yandex_full-text", _MIXIN._end_content)

    def start_turbo(self: Any, attributes: Any) -> None:
        self.push_content("content", attributes, "text/html", 1)
        self.contentparams["element"] = TURBO

    _MIXIN._start_turbo_content, _MIXIN._end_turbo_content = start_turbo, _MIXIN._end_content


def _take_elements() -> None:
    """Take elements for what their documents mean by them, and let an xml:base hold for its element alone; where
    nothing can stand under it, for nothing; and one that is relative stand under the one around it, the outermost under
    the address of the document.

    feedparser goes on with a base where none stood before.
    """
    start, end = _MIXIN.unknown_starttag, _MIXIN.unknown_endtag

    def started(self: Any, tag: str, attributes: list[tuple[str, str]]) -> None:
        tag = _beside(self, tag)
        # Where Atom's namespace comes before that of RDF it takes the feed for one in Atom, and its titles that are
        # HTML for text.
        if tag == "rdf:rdf" and not self.infeed and self.version == "atom10":
            self.version = "rss10"
        inside = self.inimage, self.intextinput
        start(self, tag, [*_with_bases(attributes, self.baseuri or self.document)])
        # It takes any element that it does not expect there for the end of these, as in a feed that is not well-formed.
        if tag.rpartition(":")[2] not in ("image", "textinput"):
            self.inimage, self.intextinput = inside

    def ended(self: Any, tag: str) -> None:
        depth = len(self.basestack)
        end(self, _beside(self, tag))
        # It returns early from some elements, and leaves their base on the stack.
        del self.basestack[max(depth - 1, 0) :]
        self.baseuri = self.basestack[-1] if self.basestack else ""

    _MIXIN.document = ""
    _MIXIN.unknown_starttag, _MIXIN.unknown_endtag = started, ended


def _beside(parser: Any, tag: str) -> str:
    """The name of an element; of one that is called as a field that feedparser makes of others one beside it, where
    nobody asks: an element that it has no code for it keeps under its own name, as text where it goes on to expect a
    list."""
    prefix, _, name = tag.rpartition(":")
    prefix = parser.namespacemap.get(prefix, prefix)
    return f"{tag}_" if (f"{prefix}_{name}" if prefix else name) in KEPT else tag


def _resolve_addresses() -> None:
    """Let an address that cannot be joined, which feedparser drops, stay as it is; and those of enclosures stand under
    their base."""
    resolve, enclose = _MIXIN.resolve_uri, _MIXIN._start_enclosure

    def resolved(self: Any, address: str) -> Any:
        return resolve(self, address) or address

    def enclosed(self: Any, attributes: Any) -> None:
        enclose(self, attributes)
        file = self._get_context()["links"][-1]
        if "href" in file:
            file["href"] = self.resolve_uri(file["href"])

    _MIXIN.resolve_uri, _MIXIN._start_enclosure = resolved, enclosed


def _keep_links() -> None:
    """Take a link's relation for what it is by either of its names, and what is no page for none of an entry's pages;
    hear its text before any attribute but `href`; and know a link that is told as RSS tells it."""
    start, finish = _MIXIN._start_link, _MIXIN._end_link

    def started(self: Any, attributes: Any) -> None:
        shorten_relation(attributes)
        leave_untyped(attributes)
        self.spare_address = spare_address(attributes)
        start(self, attributes)
        del self._get_context()["links"][_MAX_LINKS:]

    def finished(self: Any) -> None:
        is_text = bool(self.elementstack) and self.elementstack[-1][0] == "link"
        context = self._get_context()
        before = {"link": context["link"]} if "link" in context else {}
        finish(self)
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

    _MIXIN.spare_address = ""
    _MIXIN._start_link, _MIXIN._end_link = started, finished


def _keep_guids() -> None:
    """Take a guid for a link only where it is an address, or says of a path that it is one, and that by any word for
    true.

    feedparser makes a link of any guid that does not say that it is none, as those of Atom cannot, and of none behind a
    link that is empty.
    """
    begin, end = _MIXIN._start_guid, _MIXIN._end_guid

    def begun(self: Any, attributes: Any) -> None:
        self.guid_attributes = attributes
        begin(self, {"ispermalink": "true" if is_permanent(attributes) else "false"})

    def ended(self: Any) -> None:
        name, _, pieces = self.elementstack[-1] if self.elementstack else ("", 0, [])
        guid = "".join(piece.decode() if isinstance(piece, bytes) else piece for piece in pieces)
        context = self._get_context()
        before = {key: context[key] for key in ("link", "guidislink") if key in context}
        known = dict.get(context, "id")
        if not leads(context.get("link")):
            context.pop("link", None)
        end(self)
        if name == "id" and not is_address(guid) and not is_path(guid, self.guid_attributes):
            context.pop("link", None)
            context.update({"guidislink": False} | before)
        elif name == "id" and context.get("link") and not leads(before.get("link")):
            context["link"] = self.resolve_uri(context["link"])
        elif "link" in before:
            context.setdefault("link", before["link"])
        if known and not repaired(guid).strip():
            context["id"] = known

    # An id is no address that could stand under another (RFC 4287, 4.2.6).
    _MIXIN.can_be_relative_uri = _MIXIN.can_be_relative_uri - {"id"}
    _MIXIN.guid_attributes = {}
    _MIXIN._start_guid = _MIXIN._start_id = begun
    _MIXIN._end_guid = _MIXIN._end_id = ended


def _keep_titles() -> None:
    """Let a channel have its title, where an image's or an entry's, which in RDF may stand before it, is as deep; and
    each thing its own, not the one that a module gives it before."""
    start = _MIXIN._start_channel

    def started(self: Any, attributes: Any) -> None:
        self.title_depth = -1
        start(self, attributes)

    _MIXIN._start_channel, _MIXIN._end_dc_title = started, _MIXIN._end_media_title


def _know_texts() -> None:
    """Know a text for HTML by any name that HTML has for a sign: feedparser knows those of HTML 4, without &apos;. And
    let one whose type is no type of media (cdata, htm) be one as it stands: feedparser takes it for one that is spelled
    in base64, of which no letters but those of ASCII are left."""
    guess = _MIXIN._is_base64

    def is_base64(self: Any, attributes: Any, params: Any) -> Any:
        return ("/" in params["type"] or attributes.get("mode") == "base64") and guess(self, attributes, params)

    _MIXIN.looks_like_html, _MIXIN._is_base64 = staticmethod(looks_like_html), is_base64


def _keep_dates() -> None:
    """Let an element that is no date take nothing from the one before it that is, and that of the Dublin Core, which
    feedparser takes for one of the last change, be a date of its own."""

    def dated(self: Any) -> None:
        self._save("dated_parsed", feedparser.datetimes._parse_date(self.pop("dated")), overwrite=True)

    _MIXIN._start_dc_date, _MIXIN._end_dc_date = lambda self, _: self.push("dated", 1), dated

    def keeping(end: Callable[[Any], None], field: str) -> Callable[[Any], None]:
        parsed = f"{field}_parsed"

        def ended(self: Any) -> None:
            context = self._get_context()
            before = {key: dict.get(context, key) for key in (field, parsed) if dict.get(context, key)}
            end(self)
            if before and dates.seconds(str(dict.get(context, field) or ""), dict.get(context, parsed)) is None:
                context.update(before)

        return ended

    for field, names in DATES.items():
        for name in names.split():
            setattr(_MIXIN, f"_end_{name}", keeping(getattr(_MIXIN, f"_end_{name}"), field))


def _keep_signs() -> None:
    """Let a text be that is right as it stands, where feedparser reads it as UTF-8, and all of one that is not: what
    feedparser takes for a blank at its end may be half a letter."""
    pop = _MIXIN.pop

    def popped(self: Any, element: str, *how: Any) -> Any:
        # Every tag of a text that is XML ends here, of which only the last ends the text.
        if not self.elementstack or self.elementstack[-1][0] != element:
            return pop(self, element, *how)
        last = self.elementstack[-1]
        # What an attribute of CDF says stands there as one text, which is no list.
        last[2] = [piece.decode() if isinstance(piece, bytes) else piece for piece in last[2]]
        text = "".join(last[2])
        # Of what is spelled in base64 a part may be none.
        if len(text) > clean.MAX_FIELD and not self.contentparams.get("base64"):
            last[2] = [text := clean.cut(text)]
        if text.isascii():
            return pop(self, element, *how)
        last[2] = [piece.translate(WINDOWS) for piece in last[2]] if is_right(by_windows(text)) else [repaired(text)]
        # It mends what it knows to be UTF-8 alone.
        self.encoding = ""
        return pop(self, element, *how)

    _MIXIN.pop = popped


def _guard_elements() -> None:
    """Let an element that feedparser fails on be one that it does not know, and not the end of the feed.

    An AttributeError it takes for such a one by itself; it counts on finding an element only where that belongs.
    """

    def guarded(handle: Callable[..., Any]) -> Callable[..., Any]:
        def tried(*given: Any) -> Any:
            try:
                return handle(*given)
            except (LookupError, TypeError, ValueError) as fault:
                raise AttributeError from fault

        return tried

    for name in dir(_MIXIN):
        if name.startswith(("_start_", "_end_")):
            setattr(_MIXIN, name, guarded(getattr(_MIXIN, name)))


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


_name_authors()
_bound_tags()
_tell_texts()
_take_elements()
_resolve_addresses()
_know_texts()
_keep_dates()
_keep_signs()
_keep_titles()
foreign.leave(_MIXIN)
_keep_links()
_keep_guids()
_guard_dates()
_guard_elements()
