"""Makes XML of a document that is none: every field ends in its place, whatever ends are missing or misspelt."""

import functools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import islice

from monitor.feeds import clean
from monitor.feeds.elements import ENTRIES, FIELDS, HOLDS, ONCE, ROOTS, TEXTS, VALUES
from monitor.feeds.soup import Soup, Tag, attributes, has_sound_attributes, written
from monitor.markup import KNOWN

_KEPT = ENTRIES | ROOTS | HOLDS.keys()
"""Elements that hold what stands behind their start even where their end is missing; of others nobody knows."""
_WORDS = re.compile(r"\s*+(?:[^\s<]|<!\[CDATA\[)")
_TORN_END = re.compile(r"(?:&lt;/|(?<=\S)/(?=[\w.:-]+&gt;\Z))[^\s;]*(?:&gt;)?\s*\Z")
"""An end tag at the end of a value that lacks a sign, or has one of no name."""
_NEXT_TAG = re.compile(r"\s*+<")
_OF_XML = re.compile(r"\btype\s*=\s*[\"']?[\w.-]+/(?:[\w.-]+\+)?xml\b", re.I)
"""What says that a content is a document of its own, with entries perhaps."""
_OF_A_FILE = re.compile(r"\b(?:url|medium|filesize)\s*=", re.I)
_HOLE = "\x01"
"""Stands in a start tag where it may become that of an empty element; no document in XML has it."""
_MOST_PREFIXES, _FEW_TAGS, _LONGEST_NAME, _MANY = 1_000, 40, 40, 50_000
_USUAL = dict.fromkeys(("atom", "a10"), "http://www.w3.org/2005/Atom") | {"rss": "http://backend.userland.com/rss"}
"""What prefixes stand for that nobody has declared, where feedparser does not know them by themselves."""
_MOST_FIELDS = 10_000
"""Tags of an entry, or of a feed beside its entries, that are read: more than anybody says of one, and what more there
is takes all the time that there is for a feed."""
_ALIKE = 0.75
"""What two names have in common, of all their letters, one of which is the other with a slip in it."""
_RESERVED = ("http://www.w3.org/xml/1998/namespace", "http://www.w3.org/2000/xmlns/")


@dataclass(slots=True)
class _Open:
    """An element that is open."""

    name: str
    local: str
    number: int
    """Which of the start tags it has that may become those of empty elements."""
    held: set[str] = field(default_factory=set)
    """The fields that it holds, where it may hold some alone."""


def balanced(document: bytes) -> tuple[bytes, bool]:
    """XML with namespaces that says what a document means, which has no characters and references that XML forbids, in
    UTF-8; and whether more was mended than ends of fields and the markup of texts, so that something may be lost.

    An element that nothing ends is empty, but for entries, persons and the like, which end where the next begins. An
    entry that begins twice is one, and one of which only the end is there begins with its first field. A text or a
    value ends with its own end tag or one that is spelled almost so, else where the next field of its entry begins;
    one in the middle of which the document breaks off is left out. The markup of a text becomes text that is HTML.
    End tags that end nothing, comments, declarations and instructions are left out.
    """
    tree = _Tree(document.decode("utf-8"))
    return tree.made(), tree.is_guess


class _Tree:
    """A document that is made, as far as it has been read."""

    def __init__(self, document: str) -> None:
        self._source, self._document = Soup(document), document
        self._made, self._pieces = list[bytes](), list[str]()
        self._is_empty = bytearray()
        """Of each start tag that may be one of an empty element whether it is."""
        self._open = list[_Open]()
        self._entries = list[int]()
        """Where in what is open the entries are; one in another is none of the feed's."""
        self._names = [Counter[str]()]
        """The names of what is open, outside of all entries and in each of them."""
        self._spaces: dict[str, str] = {}
        """Every prefix, with the first namespace that it is declared for."""
        self._is_bare = False
        """Whether nothing stands in the entry that is open."""
        self._last_entry: Tag | None = None
        self._outer, self._is_lacking = 0, False
        """A place up to which no entry begins or ends, and whether one ends there."""
        self._endless: dict[str, int] = {}
        """For names of texts a place up to which none of them ends."""
        self._fields = 0
        """How many tags there were since an entry began or ended."""
        self._is_guess = False

    @property
    def is_guess(self) -> bool:
        """Whether it is a guess what the document means, so far."""
        return self._is_guess or self._source.is_guess

    def made(self) -> bytes:
        """The document, all in one element of its own, which declares every prefix."""
        at = 0
        while (tag := next(self._source.tags(at), None)) is not None:
            self._fields += 1
            if self._fields > _MOST_FIELDS and tag.local not in ENTRIES | ROOTS:
                self._is_guess, at = True, tag.stop
                continue
            self._put(self._source.text(at, _cut(at, tag.start)))
            if self._last_entry and self._lacks_start(tag):
                self._begin(self._last_entry._replace(said=""), self._last_entry.name)
            at = self._field(tag) if self._is_field(tag) else self._element(tag)
        self._break_off(self._source.text(at, _cut(at, len(self._document))))
        self._pack()
        meant = {prefix: space or _USUAL.get(prefix, f"urn:{prefix}") for prefix, space in self._spaces.items()}
        spaces = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in meant.items())
        head = f"<?xml version='1.0' encoding='utf-8'?>\n<document{spaces}>".encode()
        return b"".join((head, *self._filled(), b"</document>"))

    def _break_off(self, text: str) -> None:
        """End all that is open at the end of the document, where there may be some text left."""
        self._is_guess |= bool(self._open)
        if self._open and text.strip():
            self._close(ended=False)
        while self._open:
            self._close(ended=True)

    def _lacks_start(self, tag: Tag) -> bool:
        """Whether a tag stands in an entry that has no start tag: behind another one, and an entry ends before any
        begins."""
        if self._entries or tag.is_end or tag.local not in FIELDS - ENTRIES:
            return False
        if tag.start >= self._outer:
            self._outer, self._is_lacking = self._next_outer(tag)
        return self._is_lacking

    def _next_outer(self, tag: Tag) -> tuple[int, bool]:
        """Where behind a tag an entry or a feed begins or ends, and whether that is the end of an entry; where none of
        that is near, a place up to which there is none."""
        for each in self._near(tag.stop):
            tag = each
            if each.local in ENTRIES | ROOTS:
                return each.start, each.is_end and each.local in ENTRIES
        return tag.start + 1, False

    def _filled(self) -> Iterator[bytes]:
        """What was made, its start tags as those of empty elements where they are."""
        is_empty = iter(self._is_empty)
        for part in self._made:
            yield re.sub(_HOLE.encode(), lambda _: b"/" * next(is_empty), part)

    def _put(self, piece: str) -> None:
        self._pieces.append(piece)
        if len(self._pieces) > _MANY:
            self._pack()

    def _pack(self) -> None:
        self._made.append("".join(self._pieces).encode("utf-8"))
        self._pieces.clear()

    def _is_field(self, tag: Tag) -> bool:
        """Whether a tag begins a text, or a value."""
        if tag.is_end or tag.is_empty:
            return False
        if tag.local in VALUES:
            return _WORDS.match(self._document, tag.stop) is not None and not self._holds_fields(tag)
        return tag.local in TEXTS and tag.name != "media:content" and not _OF_A_FILE.search(tag.said)

    def _holds_fields(self, tag: Tag) -> bool:
        """Whether a person or a source has fields of its own behind the words that it begins with."""
        inner = next(self._source.tags(tag.stop), None) if tag.local in HOLDS else None
        if not inner or inner.is_end or inner.local not in HOLDS[tag.local]:
            return False
        return self._ends_soon(tag.name, tag.stop)

    def _field(self, tag: Tag) -> int:
        """Take a text or a value; gives where reading goes on."""
        self._end_before(tag)
        stop, behind = self._end_of(tag)
        self._is_guess |= not stop
        if not stop:
            return behind or len(self._document)
        self._is_bare = False
        name, said = self._named(tag.name), self._attributes(tag)
        inner = next(self._source.tags(tag.stop), None)
        until = _cut(tag.stop, stop)
        if tag.local in VALUES or not inner or inner.start >= stop:
            text = self._source.without_tags(tag.stop, until)
            text = _TORN_END.sub("", text) if stop == behind else text
        else:
            text = self._source.as_html(tag.stop, until, is_xml="xhtml" in said.get("type", ""))
            if not _OF_XML.search(tag.said):
                said["type"] = "html"
        if name:
            self._put(f"<{name}{written(said.items())}>{text}</{name}>")
        return behind

    def _end_of(self, opened: Tag) -> tuple[int, int]:
        """Where a field ends, 0 where it is torn or breaks off, and where reading goes on, 0 at the end of it all."""
        return self._value_end(opened) if opened.local in VALUES else self._text_end(opened)

    def _text_end(self, opened: Tag) -> tuple[int, int]:
        """Where a text ends: with its own end tag, else, where its entry or another text like it comes first, where the
        next field begins."""
        # Where the next field begins; and 1 within details, 2 within the text of this name that they have of their own.
        place = details = 0
        begun = Counter[str]()
        is_document = _OF_XML.search(opened.said) is not None
        is_endless = opened.start < self._endless.get(opened.local, 0)
        for tag in self._source.tags(opened.stop):
            if tag.is_end:
                if tag.local == opened.local and details < 2:
                    return tag.start, tag.stop
                if not begun[tag.local] and _is_slip(tag, opened.local):
                    return tag.start, tag.stop
                if tag.local == opened.local:
                    details = 1
                if not begun[tag.local] and tag.local in ENTRIES | ROOTS:
                    self._endless[opened.local] = tag.start
                    return place or tag.start, place or tag.start
                self._is_guess |= not begun[tag.local] and tag.local in FIELDS
                if begun[tag.local]:
                    begun[tag.local] -= 1
                continue
            if _is_root(tag) and not is_document:
                return place, tag.start
            # In HTML they have a summary.
            if not details and tag.local == "details":
                details = 1
            place = place or (tag.start if _is_of_feed(tag) else 0)
            if place and is_endless:
                return place, place
            if tag.local == opened.local:
                if not details:
                    return place, place
                details = 2
            begun[tag.local] += not tag.is_empty
        self._endless[opened.local] = len(self._document)
        return place, place

    def _value_end(self, opened: Tag) -> tuple[int, int]:
        """Where a value ends: with its own end tag or a second start tag for it, else where any other field begins."""
        place = 0
        for tag in self._source.tags(opened.stop):
            if tag.local == opened.local and (tag.is_end or _NEXT_TAG.match(self._document, tag.stop)):
                return tag.start, tag.stop
            if tag.is_end and _is_slip(tag, opened.local):
                return tag.start, tag.stop
            if (tag.is_end and tag.local in FIELDS - ENTRIES) or _is_root(tag):
                # What stands between is lost, and whose value this is nobody knows.
                return place, tag.start
            place = place or (0 if tag.is_end or not _is_of_feed(tag) else tag.start)
            if tag.local in FIELDS or tag.local in ROOTS:
                return place or tag.start, place or tag.start
        return place, place

    def _element(self, tag: Tag) -> int:
        """Take a tag that is none of a text or a value; gives where reading goes on."""
        if tag.is_end:
            self._end(tag)
            return tag.stop
        if tag.local in ENTRIES and not self._is_aside():
            if self._entries and self._is_bare:
                return tag.stop  # It begins twice.
            self._leave(self._entries[-1] if self._entries else self._depth_of_roots())
        elif self._entries and _is_root(tag):
            self._leave(self._entries[0])
        else:
            self._end_before(tag)
        self._is_bare = False
        if name := self._named(tag.name):
            self._begin(tag, name)
        return tag.stop

    def _begin(self, tag: Tag, name: str) -> None:
        said = written(self._attributes(tag).items())
        if tag.is_empty:
            self._put(f"<{name}{said}/>")
            return
        self._put(f"<{name}{said}{_HOLE}>")
        self._open.append(_Open(tag.name, tag.local, len(self._is_empty)))
        self._is_empty.append(False)
        self._names[-1][tag.name] += 1
        if tag.local in ENTRIES:
            self._is_bare, self._last_entry, self._fields = True, tag, 0
            self._entries.append(len(self._open) - 1)
            self._names.append(Counter())

    def _end(self, tag: Tag) -> None:
        """Take an end tag: that of what is innermost by its name, or almost, in the same entry."""
        if tag.local in ENTRIES:
            if self._entries:
                self._leave(self._entries[-1] + 1)
                self._close(ended=True)
            else:
                self._is_guess = True
        elif self._is_open(tag):
            while self._open[-1].name != tag.name:
                self._close(ended=False)
            self._close(ended=True)
        elif self._open and self._open[-1].local not in ROOTS and _is_slip(tag, self._open[-1].local):
            self._close(ended=True)
        else:
            self._is_guess = True

    def _is_open(self, tag: Tag) -> bool:
        """Whether an end tag has something to end: in its own entry, or around that if it is one of the feed itself."""
        return any(names[tag.name] for names in self._names[-1 if tag.local not in ROOTS else 0 :])

    def _leave(self, depth: int) -> None:
        """End all that is open but for so many elements."""
        while len(self._open) > depth:
            self._close(ended=False)

    def _close(self, *, ended: bool) -> None:
        """End the innermost of what is open; where that is not by its own end tag, it may have held nothing."""
        last = self._open.pop()
        self._is_guess |= not ended
        if self._entries and self._entries[-1] == len(self._open):
            self._entries.pop()
            self._names.pop()
            self._fields = 0
        self._names[-1][last.name] -= 1
        if not self._names[-1][last.name]:
            del self._names[-1][last.name]
        if ended or last.local in _KEPT:
            self._put(f"</{last.name}>")
        else:
            self._is_empty[last.number] = True

    def _depth_of_roots(self) -> int:
        """How many elements are open up to the innermost that holds entries."""
        depths = (at for at in range(len(self._open), 0, -1) if self._open[at - 1].local in ROOTS)
        return next(depths, 0)

    def _end_before(self, tag: Tag) -> None:
        """End a person or a source before what cannot be its own, unless its end tag is near."""
        last = self._open[-1] if self._open else None
        holds = HOLDS.get(last.local) if last else None
        if not last or holds is None or tag.local not in FIELDS | holds:
            return
        fits = tag.local in holds and tag.local not in last.held
        last.held |= {tag.local} & ONCE
        if not fits and not self._ends_soon(last.name, tag.stop):
            self._close(ended=True)

    def _ends_soon(self, name: str, at: int) -> bool:
        for tag in self._near(at):
            if tag.local in ENTRIES or tag.name == name:
                return tag.is_end and tag.name == name
        return False

    def _near(self, at: int) -> Iterator[Tag]:
        """Some tags from a place on: so many that to look through them costs little wherever it is asked."""
        return islice(self._source.tags(at), _FEW_TAGS)

    def _is_aside(self) -> bool:
        """Whether an entry that begins now stands in an element of an extension, and is none of the feed's."""
        above = self._open[self._entries[-1] + 1 :] if self._entries else []
        return any(each.name in self._closed for each in above)

    @functools.cached_property
    def _closed(self) -> frozenset[str]:
        """The names under a prefix that are ended wherever they begin, but for where the document breaks off."""
        opened, last = Counter[str](), Counter[str]()
        for tag in self._source.tags(0):
            if tag.local in ENTRIES and tag.is_end:
                last.clear()
            if ":" in tag.name and not tag.is_empty:
                for each in (opened, last):
                    each[tag.name] += -1 if tag.is_end else 1
        return frozenset(name for name, left in opened.items() if left in (0, last[name]))

    def _named(self, name: str) -> str:
        """A name, its prefix one of those that are declared; "" for one under a prefix of too many."""
        prefix, colon, _ = name.partition(":")
        if not colon or prefix == "xml":
            return name
        if prefix == "xmlns" or (prefix not in self._spaces and len(self._spaces) >= _MOST_PREFIXES):
            return ""
        self._spaces.setdefault(prefix, "")
        return name

    def _attributes(self, tag: Tag) -> dict[str, str]:
        """Attributes by their names, as XML has them."""
        if not tag.said:
            return {}
        self._is_guess |= not has_sound_attributes(tag)
        found: dict[str, str] = {}
        under_prefixes: set[str] = set()
        for name, value in attributes(tag):
            prefix, colon, local = name.partition(":")
            if name in found or (prefix == "xmlns" and not self._declares(local, value)):
                continue
            if colon and prefix != "xmlns":
                # Two prefixes may stand for one namespace.
                if local in under_prefixes or not self._named(name):
                    continue
                under_prefixes.add(local)
            found[name] = value
        return found

    def _declares(self, prefix: str, space: str) -> bool:
        """Whether a declaration of a namespace is one; its prefix is known all over the document then."""
        space = space.strip()
        if space.lower() in _RESERVED or not prefix:
            return space.lower() not in _RESERVED
        if not space or prefix.startswith("xml") or not self._named(f"{prefix}:"):
            return False
        self._spaces[prefix] = self._spaces[prefix] or space
        return True


def _cut(start: int, stop: int) -> int:
    """Where of a text from one place to another no more is kept; in its tags it may have a hundred times as much."""
    return min(stop, start + 2 * clean.MAX_FIELD)


def _is_root(tag: Tag) -> bool:
    """Whether another document begins, behind one that has broken off."""
    return tag.local in ROOTS and bool(tag.said) and not tag.is_end


def _is_of_feed(tag: Tag) -> bool:
    """Whether a start tag is one of a feed or an extension, and none of a text's markup."""
    return tag.local in FIELDS or tag.name not in KNOWN


def _is_slip(tag: Tag, meant: str) -> bool:
    """Whether an end tag is that of an element with a slip in it."""
    return tag.local not in FIELDS and tag.local not in KNOWN and _is_alike(tag.local, meant)


@functools.lru_cache(1_000)
def _is_alike(name: str, other: str) -> bool:
    """Whether a name is another one with a slip in it."""
    if max(len(name), len(other)) > _LONGEST_NAME:
        return False
    return SequenceMatcher(None, name, other, autojunk=False).ratio() >= _ALIKE
