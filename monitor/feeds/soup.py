"""A document that need not be XML, as its tags and what stands between them."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import takewhile
from typing import NamedTuple

from monitor.feeds.elements import ENTRIES, FIELDS, ROOTS
from monitor.feeds.sections import Crossings, Next
from monitor.markup import KNOWN

_NAME = r"[A-Za-z_][\w.-]*+(?::[A-Za-z_][\w.-]*+)?"
_ATTRIBUTES = (
    r"(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*'|(?<==)\"[^\"]{0,1000}\"(?=[\s/>])|(?<==)'[^']{0,1000}'(?=[\s/>])|(?!))*+"
)
_MARK = re.compile(
    rf"<(?:(?P<opening>!--|!\[CDATA\[|\?)|!\[?[A-Za-z][^<>]*>"
    rf"|(?P<end>\s{{0,3}}/\s{{0,3}}|)(?P<name>{_NAME})(?:(?=[\s/>])(?P<said>{_ATTRIBUTES}|[^<>]*+)>|\s*+(?=<)))",
    re.ASCII,
)
"""A tag, a declaration, or the beginning of what holds no tags. A tag may lack its last sign, where the next begins."""
_ATTRIBUTE = re.compile(r"([^\s=<>\"'/]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))|(?!))?+")
_ARE_SOUND = re.compile(r"(?:\s++[\w:.-]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')|(?!))*+\s*+", re.ASCII)
_IS_NAME = re.compile(_NAME, re.ASCII)
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)")
_SECTION_HAS_ENDED = re.compile(r"\]\]>(?=\s*+\Z)")
_OF_FEEDS = re.compile(
    r"\bxmlns:([\w.-]+)\s*=\s*[\"']"
    r"(?:http://www\.w3\.org/2005/atom|[^\"'<>]{0,99}\b(?:rss|atom|rdf/simple)\b(?![^\"'<>]{0,99}/modules?/))",
    re.I,
)
"""A prefix under which stand the elements of feeds themselves, and not those of their modules."""
_USUALLY_OF_FEEDS = ("atom", "a10", "rss", "rdf")
_FAR = 1_000
"""Code points in which an instruction ends."""
_ESCAPED = re.compile(rf"&lt;/?(?:{'|'.join(sorted(KNOWN))})(?:[\s/]|&gt;)", re.I)
"""An escaped tag."""
_XHTML = re.compile(r"\bxmlns:([\w.-]+)\s*=\s*[\"']http://www\.w3\.org/1999/xhtml[\"']", re.I)
"""A prefix under which stand elements of HTML."""
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
"""Elements of HTML that hold nothing and have no end tag (HTML, 13.1.2)."""


class Tag(NamedTuple):
    """A tag, and where it stands in its document."""

    start: int
    stop: int
    name: str
    """In small letters, as are those that HTML knows and feedparser looks for."""
    local: str
    """The name without its prefix."""
    is_end: bool
    is_empty: bool
    """Whether it is start and end in one."""
    said: str
    """Its attributes, as they are written."""


class Soup:
    """A document, as tags and what stands between them."""

    def __init__(self, document: str) -> None:
        """Nothing has been looked at yet."""
        self.document = document
        self.is_guess = False
        """Whether there was a sign of a tag that is none."""
        ends = {"!--": "-->", "![CDATA[": r"\]\]>", "?": r"\?>"}
        self._ends = {opening: Next(end, document) for opening, end in ends.items()}
        self._crossings = Crossings(document)
        self._of_feeds = {*_USUALLY_OF_FEEDS, *map(str.lower, _OF_FEEDS.findall(document))}
        self._of_html = {found.lower() for found in _XHTML.findall(document)}

    def tags(self, at: int) -> Iterator[Tag]:
        """The tags from a place on."""
        while found := _MARK.search(self.document, at):
            at = found.end()
            if found["opening"]:
                at = self._behind(found)
            elif found["name"] and (tag := self._tag(found)):
                yield tag

    def _tag(self, found: re.Match[str]) -> Tag | None:
        name, said, is_end = found["name"].lower(), found["said"] or "", bool(found["end"])
        # A translator's program sets its signs apart.
        if len(found["end"]) > 1 and name.rpartition(":")[2] not in FIELDS | ROOTS:
            return None
        prefix, _, local = name.rpartition(":")
        if prefix in self._of_html:
            name = local
        elif prefix and local in ENTRIES | ROOTS and prefix not in self._of_feeds:
            local = name
        if self.document[found.end() - 1] != ">":
            self.is_guess = True
            if not is_end and (local not in FIELDS or self.document.startswith("</", found.end())):
                return None
        is_empty = said.endswith("/")
        return Tag(found.start(), found.end(), name, local, is_end, is_empty, said[: len(said) - is_empty])

    def _behind(self, opened: re.Match[str]) -> int:
        """Where that goes on which holds no tags; behind its first sign where that is none.

        A section that never ends breaks off: where a field ends behind it `repair` has ended it.
        """
        at, opening = opened.end(), opened["opening"]
        found = self._ends[opening](at)
        if opening == "![CDATA[":
            return found.end() if found else len(self.document)
        is_near = opening != "?" or (found is not None and found.end() - at <= _FAR)
        if found and is_near and not self._crossings.between(opened.start(), at, found.start()):
            return found.end()
        self.is_guess = True
        return at

    def text(self, start: int, stop: int) -> str:
        """What stands between two places, where no tags are, as XML."""
        pieces, at = list[str](), start
        while found := _MARK.search(self.document, at, stop):
            pieces.append(self._plain(at, found.start()))
            at = found.end()
            if found["opening"] and (at := min(self._behind(found), stop)) > found.end():
                if found["opening"] == "![CDATA[":
                    pieces.append(escape(self.document[found.end() : at].removesuffix("]]>"), quote=False))
            elif found["opening"] == "?":
                pieces.append("&lt;?")
            elif found["name"]:
                pieces.append(plain(found[0]))
        return "".join((*pieces, self._plain(at, stop)))

    def _plain(self, start: int, stop: int) -> str:
        text = self.document[start:stop]
        self.is_guess |= "<" in text
        return plain(text)

    def without_tags(self, start: int, stop: int) -> str:
        """What stands between two places, but for the tags."""
        return "".join(text for text, _ in self._parts(start, stop))

    def as_html(self, start: int, stop: int, *, is_xml: bool) -> str:
        """What stands between two places, its markup as text that is HTML.

        Where tags are escaped beside others that are not, all are tags, unless it `is_xml`; else what is escaped is
        meant as it looks.
        """
        is_escaped = not is_xml and any(_ESCAPED.search(text) for text, _ in self._parts(start, stop))
        ampersand = "&" if is_escaped else "&amp;"
        return "".join(
            text.replace("&", ampersand) + escape(tag, quote=False) for text, tag in self._parts(start, stop)
        )

    def _parts(self, start: int, stop: int) -> Iterator[tuple[str, str]]:
        """The texts between two places, each with the tag behind it as HTML has it; the last with none."""
        at = start
        for tag in takewhile(lambda tag: tag.start < stop, self.tags(start)):
            yield self.text(at, tag.start), _as_html(tag)
            at = tag.stop
        yield self.text(at, max(at, stop)), ""


def _as_html(tag: Tag) -> str:
    """A tag of XML as HTML has it, which knows of none that is empty; "" for one that is none of HTML."""
    if tag.name not in KNOWN or (tag.is_end and tag.name in _VOID):
        return ""
    end = f"</{tag.name}>"
    if tag.is_end:
        return end
    return f"<{tag.name}{written(attributes(tag))}>{end if tag.is_empty and tag.name not in _VOID else ''}"


def plain(text: str) -> str:
    """Text without tags as XML has it."""
    if "]]>" in text:
        text = _SECTION_HAS_ENDED.sub("", text)
    if "&" in text:
        text = _AMPERSAND.sub("&amp;", text)
    # Two brackets may stand before it that are those of another piece.
    return text.replace("<", "&lt;").replace(">", "&gt;")


def attributes(tag: Tag) -> Iterator[tuple[str, str]]:
    """The attributes of a tag that have a name and a value, as XML has them."""
    for found in _ATTRIBUTE.finditer(tag.said):
        name = found[1].lower()
        value = next((value for value in found.groups()[1:] if value is not None), None)
        if value is not None and _IS_NAME.fullmatch(name):
            yield name, plain(value).replace('"', "&quot;")


def written(attributes: Iterable[tuple[str, str]]) -> str:
    """Attributes as a start tag has them."""
    return "".join(f' {name}="{value}"' for name, value in attributes)


def has_sound_attributes(tag: Tag) -> bool:
    """Whether the attributes of a tag are written as XML has them."""
    return _ARE_SOUND.fullmatch(tag.said) is not None
