"""Ends CDATA sections with the fields that they begin in, where a document lets one go on to the end of another, and
lets a section hold all of a text that it holds a part of."""

import functools
import re

from monitor.feeds.elements import ENTRIES, ENTRY_NAME, FIELDS, ROOT_END, ROOTS

CDATA, END_OF_CDATA = "<![CDATA[", "]]>"
_NO_MARKUP = {CDATA: END_OF_CDATA, "<!--": "-->", "<?": "?>"}
"""How what holds no tags begins and ends."""
_BEGINS = re.compile("|".join(map(re.escape, _NO_MARKUP)))
_START_TAG = re.compile(r"<([\w:.-]++)[^<>]*>(?:[^<]++|<!--|<\?)*+")
_END_TAG = re.compile(r"[^<]*</([\w:.-]++)")
_IN_CDATA = re.compile(rf"</?{ENTRY_NAME}|{ROOT_END}|</([\w:.-]++)\s*>", re.I)
"""What may say that text behind it is none of a CDATA section any more: the end of an element, or an entry's tag."""
_ENTRY_START = re.compile(rf"<{ENTRY_NAME}", re.I)
_BROKEN_END = re.compile(r"(?:\]\]\s{0,9}>?|\]>)\s{0,9}\Z")
_TEXT_TAG = r"/?(?:\w{1,20}:)?(?:description|encoded)[\s>]"
_MIXED = re.compile(
    r"(<(?:\w{1,20}:)?(description|encoded)>)"
    rf"((?:[^<]++|<!\[CDATA\[(?:[^\]<]++|\](?!\]>)|<(?!!\[CDATA\[|{_TEXT_TAG})|(?!))*+\]\]>"
    rf"|<(?!!\[CDATA\[|/?{ENTRY_NAME}|{_TEXT_TAG})|(?!))*+)(?=</(?:\w{{1,20}}:)?\2>)"
)
"""A text of RSS, with all that stands in it; none of another, so that each place is looked at once."""
_SECTION = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_FEW = 10
"""Signs of comments and the like that are passed over on the way back to a tag."""


def closed(document: str) -> str:
    """A document in which every CDATA section ends in the field that it begins in; one that is well-formed stays, but
    for a section behind a comment that quotes the beginning of another: of the two beginnings the first one goes.

    XML would have a section that is never closed go on to the end of the next one, or of the document.
    """
    if has_whole_sections(document):
        return document
    pieces, at, first, last, kept = list[str](), 0, 0, 0, 0
    entry = _ENTRY_START.search(document)
    head = entry.start() if entry else len(document)
    ends = {opening: Next(re.escape(end), document) for opening, end in _NO_MARKUP.items()}
    crossings = Crossings(document)
    end, closes = 0, ""
    """Where the section ends by XML, and the name of the element that ends behind it."""
    while found := _BEGINS.search(document, at):
        start = found.end()
        if found[0] != CDATA:
            closing, at = ends[found[0]](start), start
            if closing and not crossings.between(found.start(), start, closing.start()):
                # What is in it is no tag: before a section behind it stands the one in front.
                last = max(last, _last_tag(document, first, found.start()))
                at = first = closing.end()
            continue
        if -1 < end < start:
            end = document.find(END_OF_CDATA, start)
            after = _END_TAG.match(document, end + len(END_OF_CDATA)) if end >= 0 else None
            closes = after[1] if after else ""
        last = max(last, _last_tag(document, first, found.start()))
        tag = _START_TAG.fullmatch(document, last, found.start())
        another = -1 < document.find(CDATA, start) < end
        if (another and not tag) or ((another or end < 0) and _is_between(document, last)):
            # It begins in no field, and never ends or another one begins before it does.
            pieces.append(document[kept : found.start()])
            kept = first = last = at = start
            continue
        cut = _cut(document, start, end, tag[1] if tag else "", closes, in_head=start < head)
        if cut < 0 and end < 0:
            break
        if cut >= 0:
            broken = _BROKEN_END.search(document, max(start, cut - 20), cut)
            pieces += document[kept : broken.start() if broken else cut], END_OF_CDATA
            kept = cut
        first = last = at = cut if cut >= 0 else end
    return "".join((*pieces, document[kept:]))


def told_as_html(document: str) -> str:
    """A document in which a text of RSS with HTML in CDATA sections and bare tags beside them is one such section.

    By XML the tags in its sections would be words in which somebody speaks of tags.
    """
    return _MIXED.sub(_in_one_section, document) if CDATA in document else document


def _in_one_section(found: re.Match[str]) -> str:
    text: str = found[3]
    # Nearly all have no section or are one, which is told in a tenth of the time that the rest takes.
    is_one = text.startswith(CDATA) and text.find(END_OF_CDATA) == len(text) - len(END_OF_CDATA)
    if is_one or CDATA not in text:
        return found[0]
    # As they stand in it, for a list of a million sections takes a quarter of a gigabyte.
    if "<" not in _SECTION.sub("", text) or not any("<" in section[1] for section in _SECTION.finditer(text)):
        return found[0]
    whole = _SECTION.sub(r"\1", text)
    return f"{found[1]}{CDATA}{whole.replace(END_OF_CDATA, ']]&gt;')}{END_OF_CDATA}"


def has_whole_sections(document: str) -> bool:
    """Whether every CDATA section ends before another one begins."""
    at = document.find(CDATA)
    while at >= 0:
        if (end := document.find(END_OF_CDATA, at)) < 0:
            return False
        if -1 < (at := document.find(CDATA, at + 1)) < end:
            return False
    return True


def _last_tag(document: str, start: int, stop: int) -> int:
    """Where between two places the last tag begins, -1 where none does."""
    at = document.rfind("<", start, stop)
    for _ in range(_FEW):
        if at < 0 or document[at + 1] not in "!?":
            break
        at = document.rfind("<", start, at)
    return at


def _is_between(document: str, at: int) -> bool:
    """Whether what stands behind a tag stands between fields."""
    tag = _edge_tag().match(document, at)
    return tag is not None and (not tag[2] or bool(tag[1]) or tag[3] == "/")


def _cut(document: str, start: int, end: int, field: str, closes: str, *, in_head: bool) -> int:
    """Where a CDATA section in `field` should have ended, -1 where that is at `end`; -1 there is an end that is none.

    Before an `end` it should only where another section has begun by then, and either another element ends behind it,
    which no well-formed document has, or its own has ended, its entry too, and the next one has begun.
    """
    before = document.find(CDATA, start, end) if end >= 0 else len(document)
    cut, ends = -1, list[bool]()
    for found in _IN_CDATA.finditer(document, start, max(before, start)):
        if cut < 0 and (found[1] in (None, field) or (not field and found[1].rpartition(":")[2].lower() in FIELDS)):
            cut = found.start()
            if end < 0 or (closes and closes != field):
                return cut
        if found[1] is None:
            ends.append(found[0].startswith("</"))
    # In the head of a feed there is no entry of its own to end.
    goes_on = ends[:1] == [False] if in_head else ends[:1] == [True] and len(ends) > 1
    return cut if goes_on else -1


# Compiled where they are needed first, which is in damaged documents alone.
@functools.cache
def _field_tags() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The tags of fields and entries; and their start tags."""
    names = "|".join(sorted(FIELDS))
    any_one, start = (rf"<({slash})(?:\w+:)?(?:{names})(?=[\s/>])" for slash in ("/?", ""))
    return re.compile(any_one, re.I), re.compile(start, re.I)


@functools.cache
def _edge_tag() -> re.Pattern[str]:
    """A tag of a field, or of what holds fields."""
    outer, inner = ("|".join(sorted(names)) for names in (ENTRIES | ROOTS, FIELDS - ENTRIES))
    return re.compile(rf"<(/?)(?:\w+:)?(?:{outer}|({inner}))(?=[\s/>])[^<>]*?(/?)>", re.I)


class Next:
    """The next place of a pattern in a document; all who ask from before it share one search."""

    def __init__(self, pattern: str | re.Pattern[str], document: str) -> None:
        self._search, self._document = re.compile(pattern).search, document
        self._first, self._last = 1, 0
        self._found: re.Match[str] | None = None

    def __call__(self, at: int) -> re.Match[str] | None:
        """The first match that begins at a place or behind it."""
        if not self._first <= at <= self._last:
            self._found = self._search(self._document, at)
            self._first, self._last = at, self._found.start() if self._found else len(self._document)
        return self._found


class Crossings:
    """Tells of what looks like a comment or an instruction whether a field ends and another begins in it: then its two
    signs are those of two fields, and hide none; unless it stands between fields and nothing like it begins in it."""

    def __init__(self, document: str) -> None:
        self._document = document
        self._tag, self._start = (Next(pattern, document) for pattern in _field_tags())

    def between(self, first: int, start: int, stop: int) -> bool:
        """Whether that is so of what begins at `first`, holds what is from `start` to `stop`, and ends behind it."""
        tag, begun = self._tag(start), self._start(start)
        if not (tag and tag[1] and begun) or max(tag.start(), begun.start()) >= stop:
            return False
        is_between = _is_between(self._document, _last_tag(self._document, 0, first))
        return not is_between or self._document.find(self._document[first:start], start, stop) >= 0
