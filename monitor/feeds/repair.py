"""Mends a document before it is parsed, where what is wrong with it is common and what is meant is plain."""

import re
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import escape, unescape
from html.entities import html5
from itertools import islice, pairwise
from xml.parsers import expat

from monitor.feeds import dates, sections
from monitor.feeds.elements import ENTRIES, ENTRY_NAME, FAR, ROOT_END, ROOTS
from monitor.references import FORBIDDEN, with_whole_characters

_DECLARATION = re.compile(r"<\?xml(?:\s[^>]{0,300})?\?>", re.I)
# Each makes the whole document ill-formed; and byte order marks, which programs that put documents together leave
# anywhere.
_FORBIDDEN = re.compile(f"[{FORBIDDEN}\ufeff]")
_CONTROLS = bytes(code for code in range(128) if _FORBIDDEN.match(chr(code)))
_NO_CHARACTERS = "\ufeff\ufffe\uffff"
"""All of these that are no controls and no halves of UTF-16."""
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_OUTSIDE_LINK = re.compile(r"<link\s{0,9}/>\s{0,99}(https?://[^\s<>]{1,2000})(?=[\s<])", re.I)
"""A link that stands behind its element, where a page's program took a feed for a page: there no link has a text."""
_STRAY, _MOST_ESCAPED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#[xX][0-9a-fA-F]+);)"), 10_000_000
"""An ampersand that is none of a reference in XML, and the code points that references for such ones may add to a
document: two million of them, as no feed has."""
# With what it may be meant for; a digit begins no name, so that "&1;" is nothing.
_AMPERSAND = re.compile(
    rf"{_STRAY.pattern}(?:([A-Za-z][A-Za-z0-9]{{0,31}});"
    r"|(#[0-9]{2,7}(?![0-9])|#[xX][0-9a-fA-F]{2,6}(?![0-9a-fA-F]))|([A-Za-z]{0,8}))"
)
_PIECE = 500_000
"""Code points that are mended at a time."""
_GOES_ON = re.compile(r"[\w=]", re.ASCII)
"""What behind a reference without a semicolon says that it is none."""
_TAG_NAME = re.compile(r"<(\w[\w:.-]*+)")
_MOST_NAMES = 500_000
_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel)\b", re.I)
ROOT_CLOSED = re.compile(ROOT_END, re.I)
_BEHIND = re.compile(r"(?:[^<\]-]++|(?!\]\]>|-->)[^<]|</|<!--.*?-->|(?!))*+\Z", re.S)
"""What may stand behind a feed and is none of it: text, comments, and end tags, as of a page. Where a CDATA section or
a comment ends the feed has not ended before."""
_BLANKS = re.compile(r"\s{2,}")
_RSS_SPACE = re.compile(r"(<rss\b[^<>]*?)\s+xmlns\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*')", re.I)
"""A namespace for all of a feed whose own elements are in none."""
_BROKEN_SPACE = re.compile(r"xmlns(?::[\w.-]{1,99})?\s{0,9}=\s{0,9}(?:\"[^\"<>\s]*\s[^\"<>=]*\"|'[^'<>\s]*\s[^'<>=]*')")
"""A namespace with a blank in its name, by which expat parts names from their namespaces; what has a sign of equality
in it may be the next one, behind a quotation mark that is lost."""
_START_OF_DOCTYPE = re.compile(r"<!DOCTYPE\b", re.I)
_QUOTED = r"\"[^\"]*\"|'[^']*'"
_DOCTYPE = re.compile(
    rf"<!DOCTYPE\b(?:[^\[<>\"']|{_QUOTED}|(?!))*+"
    rf"(?:\[((?:[^\]\"'<]|{_QUOTED}|<!--.*?-->|<\?.*?\?>|<(?!!--|\?)|(?!))*+)\]\s*)?>",
    re.I | re.S,
)
_IN_HEAD = re.compile(rf"{_DOCTYPE.pattern}|<!DOCTYPE.*|<!--(?:[^<-]++|<(?!!--)|-(?!->)|(?!))*+-->", re.I | re.S)
"""A comment; or a DOCTYPE, and where it does not end all that follows."""
_ENTITY = re.compile(
    r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<!ENTITY\s+([\w.:-]{1,100})\s+(?:\"([^\"]{0,1000})\"|'([^']{0,1000})')\s*>",
    re.S,
)
"""An entity's declaration; or what holds none, whatever it quotes."""
_NAME = re.compile(r"&([\w.:-]{1,100});")
_OF_XML = frozenset("lt gt amp quot apos".split())
"""The entities that a document may declare, but not as anything else (XML 1.0, 4.6)."""
_MOST_ENTITIES, _LONGEST_ENTITY, _DEEPEST, _MOST_ADDED = 1_000, 1_000, 8, 1_000_000
"""Entities of a document; code points of each; how many times one may stand for others; code points that all of them
may add to a document. What is more is left as it is written."""

# What holds no tags, up to its end or that of the document.
_NO_TAGS = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
_DUBLIN = r"\w+:(?:creator|contributor|subject|date)\b"
# Nothing is matched in two ways, nor from two places: blanks between tags in two ways would take for ever.
_QUALIFIED = re.compile(
    rf"{_NO_TAGS}|<({_DUBLIN})[^<>]*(?<!/)>\s*+((?:<(?!/?{_DUBLIN}|[!?])[^<>]*>"
    r"(?:[^<]++|<!\[CDATA\[[^<>]{0,1000}\]\]>|<!--[^<>]{0,1000}-->|(?!))*+|(?!)){1,200}+)</\1\s*>",
    re.S,
)
"""An element of the Dublin Core that holds its values in others, as RDF may; or what holds no tags."""
_COMMENT, _INNER_TAG = re.compile("<!--[^<>]*-->"), re.compile("<(?!!)[^<>]*>")
_ENTRY_TAG = re.compile(rf"{_NO_TAGS}|<(/?){ENTRY_NAME}[^<>]*>?", re.I | re.S)
_ATTRIBUTES = r"(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*'|(?!))*+"
_MAY_BE_LONG = re.compile(r"<[^<]{50000}")
_START = re.compile(rf"<(\w[\w:.-]*+){_ATTRIBUTES}>")
_LONGEST_TAG = 50_000
"""Code points of a start tag beyond which its name alone is taken: a million attributes make a gigabyte of memory."""
_TAG = re.compile(rf"{_NO_TAGS}|<(?P<end>/?)(?P<name>\w[\w:.-]*+){_ATTRIBUTES}>", re.S)
_DATE = re.compile(
    r"<(?:\w+:)?(?:pubdate|published|updated|modified|date)\b[^<>]*>\s*(?:<!\[CDATA\[)?([^<\]]{1,99})", re.I
)
_MOST_OPEN = 50_000
"""Elements that may be open at a time: each of them takes half a kilobyte while a document is read."""
_LOOKED_AT = 8
"""Entries whose dates tell which end of a feed is the new one, beside the first."""
_FEW_OPEN = 20
"""Elements of such an entry that are kept."""


def repaired(document: str) -> bytes:
    """A document in UTF-8 without what XML forbids, under a declaration that says so.

    Nothing of the feed is lost by it, so that what it mends is not told.
    """
    for keyword in ("<![cdata[", "<![Cdata["):
        document = document.replace(keyword, sections.CDATA)
    document = _without_doctype(_from_declaration(document))
    if any(map(_has_forbidden, _slices(document))):
        document = "".join(map(partial(_FORBIDDEN.sub, ""), _slices(document)))
    document = sections.closed(document)
    if space := _RSS_SPACE.search(document, 0, FAR):
        document = document[: space.end(1)] + document[space.end() :]
    if _BROKEN_SPACE.search(document):
        document = _outside_cdata(partial(_INNER_TAG.sub, _with_sound_spaces), document)
    if _has_long_tag(document):
        document = _outside_cdata(lambda part: _START.sub(_no_longer, part), document)
    if "<rdf:value" in document or "</rdf:li>" in document:
        document = _QUALIFIED.sub(_unqualified, document)
    document = sections.told_as_html(with_legal_references(document))
    if _OUTSIDE_LINK.search(document):
        document = _outside_cdata(lambda part: _OUTSIDE_LINK.sub(r"<link>\1</link>", part), document)
    document = _until_its_end(document)
    # feedparser's search for a DOCTYPE is quadratic in the blank lines before the first element.
    first = _TAG_NAME.search(document)
    start = first.start() if first else len(document)
    head = _BLANKS.sub("\n", document[:start]).lstrip()
    if len(head) < start:
        document = head + document[start:]
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + document.encode("utf-8")


def lines_of_head(document: str) -> int:
    """How many lines end before a feed begins in its document."""
    root = _ROOT.search(document, 0, FAR)
    return document.count("\n", 0, root.start() if root else 0)


def with_legal_references(document: str) -> str:
    """A document with references where ampersands, names that HTML alone knows, and numbers of no character stand; its
    lines stay as they are."""
    if _AMPERSAND.search(document):
        document = _outside_cdata(partial(_by_pieces, _sparing()), document)
    if "&#" in document:
        document = _by_pieces(partial(_REFERENCE.sub, _legal_reference), with_whole_characters(document))
    return document


def _from_declaration(document: str) -> str:
    """A document without its declarations, and without what a server has written before them: warnings, comments."""
    first, root = _DECLARATION.match(document), _ROOT.search(document, 0, FAR)
    *_, last = (first, *_DECLARATION.finditer(document, 0, root.start() if root else 0))
    return document[max(document.find("<", last.end() if last else 0), 0) :]


def _slices(text: str) -> Iterator[str]:
    """A text, so many letters at a time: a list of what stands between millions of them takes ten times their room."""
    return (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))


def _has_forbidden(text: str) -> bool:
    """Whether there is anything in a text that XML forbids: told in a third of the time that to search for it takes,
    which is a fiftieth of all that a feed with one new entry does (measured)."""
    try:
        written = text.encode()
    except UnicodeEncodeError:  # a half of UTF-16
        return True
    has_controls = len(written.translate(None, _CONTROLS)) < len(written)
    return has_controls or any(map(text.__contains__, _NO_CHARACTERS))


def _with_sound_spaces(tag: re.Match[str]) -> str:
    return _BROKEN_SPACE.sub(lambda space: "".join(space[0].split()), tag[0])


def _until_its_end(document: str) -> str:
    """A document without what a server has written behind it, but where that is an element."""
    first, ends = _TAG_NAME.search(document), deque(ROOT_CLOSED.finditer(document), maxlen=1)
    end = ends[0].end() if ends else len(document)
    is_root = first is not None and document.find(f"</{first[1]}", end) < 0
    return document[:end] if is_root and _BEHIND.match(document, end) else document


def _has_long_tag(document: str) -> bool:
    tags = (_START.match(document, found.start()) for found in _MAY_BE_LONG.finditer(document))
    return any(tag is not None and tag.end() - tag.start() > _LONGEST_TAG for tag in tags)


def _no_longer(tag: re.Match[str]) -> str:
    if len(tag[0]) <= _LONGEST_TAG:
        return tag[0]
    return f"<{tag[1]}/>" if tag[0].endswith("/>") else f"<{tag[1]}>"


def _unqualified(found: re.Match[str]) -> str:
    """One element for each of several values, those in CDATA sections as they are."""
    if not found[1]:
        return found[0]
    values = filter(None, map(str.strip, _INNER_TAG.split(_COMMENT.sub("", found[2]))))
    return "".join(f"<{found[1]}>{value}</{found[1]}>" for value in values)


def _without_doctype(document: str) -> str:
    """A document whose DOCTYPE declares nothing, the entities that it declared in their places.

    feedparser knows of those that are neither made of others nor have a quotation mark in them. It looks for both in
    comments too, of which it takes the end for that of a declaration.
    """
    first = _TAG_NAME.search(document)
    head = document[: first.start()] if first else document
    if "<!--" in head:
        rest, head = document[len(head) :], _IN_HEAD.sub(_undeclaring, head)
        document = head + rest
    start = _START_OF_DOCTYPE.search(head)
    if not start:
        return document
    document = f"{document[: start.start()]}\n<!DOCTYPE{document[start.end() :]}"
    found = _DOCTYPE.match(document, start.start() + 1)
    if not found:
        return document
    declared = (each.groups("") for each in _ENTITY.finditer(found[1] or "") if each[1] and each[1] not in _OF_XML)
    entities = {name: one or other for name, one, other in reversed([*islice(declared, _MOST_ENTITIES)])}
    document = f"{document[: found.start()]}<!DOCTYPE rss>\n{document[found.end() :]}"
    return _spelled_out(document, _texts(entities)) if entities else document


def _undeclaring(found: re.Match[str]) -> str:
    """A comment that does not look as if it declared anything; a DOCTYPE as it stands."""
    return f"<!--{found[0][4:].replace('<!', '')}" if found[0].startswith("<!--") else found[0]


def _texts(entities: Mapping[str, str]) -> dict[str, str]:
    """What declared entities stand for, as XML has it: references to characters are read where an entity is declared,
    those to others, and what has become one, where it is used. What is markup, or names some, is as it is written."""
    markup = {name for name, value in entities.items() if "<" in value}
    for _ in range(_DEEPEST):
        markup |= {name for name, value in entities.items() if markup.intersection(_NAME.findall(value))}
    values = {name: _REFERENCE.sub(_letter, value) for name, value in entities.items() if name not in markup}
    texts = {name: escape(unescape(value)) for name, value in _expanded(values, {}).items()}
    return texts | _expanded({name: entities[name] for name in markup}, texts)


def _expanded(entities: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    """Entities with those that are named in them, and other texts, in their place; without what grows too long."""
    values = dict(entities)
    for _ in range(_DEEPEST):
        made = {name: _with({**texts, **values}, value) for name, value in values.items()}
        values = {name: value for name, value in made.items() if len(value) <= _LONGEST_ENTITY}
    return values


def _with(values: Mapping[str, str], text: str) -> str:
    """A text with the values of the entities that are named in it."""
    return _NAME.sub(lambda found: values.get(found[1], found[0]), text)


def _spelled_out(document: str, texts: Mapping[str, str]) -> str:
    """A document with the texts of its entities in their place."""
    added = 0

    def text_of(found: re.Match[str]) -> str:
        nonlocal added
        text = texts.get(found[1])
        added += len(text or "")
        return found[0] if text is None or added > _MOST_ADDED else text

    return _outside_cdata(lambda part: _NAME.sub(text_of, part), document)


def _outside_cdata(mend: Callable[[str], str], document: str) -> str:
    first, *others = document.split(sections.CDATA)
    pieces = [mend(first)]
    for part in others:
        literal, end, rest = part.partition("]]>")
        pieces += sections.CDATA, literal, end, mend(rest)
    return "".join(pieces)


def _by_pieces(mend: Callable[[str], str], text: str) -> str:
    """A text mended a piece at a time: what is put in the place of millions of ampersands is held all at once."""
    pieces, at = list[str](), 0
    while at < len(text):
        end = text.find("&", at + _PIECE)
        end = end if end >= 0 else len(text)
        pieces.append(mend(text[at:end]))
        at = end
    return "".join(pieces)


def _sparing() -> Callable[[str], str]:
    """A function that mends the ampersands of a document's pieces, and leaves them out of those behind more than any
    feed has: what stands for one takes five times its room."""
    added = 0

    def mended(piece: str) -> str:
        nonlocal added
        made = _AMPERSAND.sub(_escaped, piece) if added < _MOST_ESCAPED else _STRAY.sub("", piece)
        added += len(made) - len(piece)
        return made

    return mended


def _escaped(found: re.Match[str]) -> str:
    """A stray ampersand as XML has it; for a name that HTML knows its character; "&#8217" and, as HTML knows it so,
    "&copy" and the like get their semicolon.

    That in "?a=1&copy=2" begins a part of an address.
    """
    if len(found[0]) == 1:
        return "&amp;"  # At once, for there may be millions.
    if found[1]:
        return _referred_to(found[1]) or f"&amp;{found[1]};"
    if found[2]:
        return f"&{found[2]};"
    name = found[3]
    is_name = name in html5 and not _GOES_ON.match(found.string, found.end())
    return _referred_to(name) if is_name else f"&amp;{name}"


def _referred_to(name: str) -> str:
    """References to the characters that HTML has a name for, "" where it has none."""
    return "".join(f"&#{ord(letter)};" for letter in html5.get(f"{name};", ""))


def _letter(found: re.Match[str]) -> str:
    """The character that a reference stands for."""
    return unescape(_legal_reference(found))


def _legal_reference(found: re.Match[str]) -> str:
    """A character reference as it stands, "" for a control, U+FFFD for what is no character."""
    digits = (found[1] or found[2]).lstrip("0")
    code = int(digits or "0", 16 if found[1] else 10) if len(digits) < 8 else 0x110000
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return "" if _FORBIDDEN.match(chr(code)) else found[0].replace("X", "x")


def shortened(document: str, most: int) -> tuple[str, int]:
    """A document with no more than `most` of its entries, and how many are left out: those at its end, or at its
    beginning where the newest stand at the end."""
    if document.count("<") <= most or 0 < document.count("<item") + document.count("<entry") <= most:
        return document, 0
    starts, end = array("Q"), 0
    for found in _ENTRY_TAG.finditer(document):
        if found[1] is None:
            continue
        if found[1] or found[0].endswith("/>"):
            end = found.end()
        if not found[1]:
            starts.append(found.start())
    if len(starts) <= most:
        return document, 0
    if are_newest_last(len(starts), lambda number: _date(document, starts[number])):
        return document[: starts[0]] + document[starts[-most] :], len(starts) - most
    # One that does not end stays at the end, for the document may break off in it.
    rest = max(end, starts[-1])
    return document[: starts[most]] + document[rest:], len(starts) - most - (rest == starts[-1])


def are_newest_last(count: int, moment: Callable[[int], float | None]) -> bool:
    """Whether the newest of `count` entries stand at the end, by the `moment` of each number: most of some that are
    spread over them come later than the one before. One alone may be pinned in front, or dated wrong."""
    moments = [moment(number * (count - 1) // _LOOKED_AT) for number in range(_LOOKED_AT + 1)]
    pairs = [*pairwise(each for each in moments if each is not None)]
    return sum(first < then for first, then in pairs) > sum(first > then for first, then in pairs)


def _date(document: str, start: int) -> float | None:
    """The date of the entry that starts there, in seconds since the epoch, if it has one that can be read."""
    found = _DATE.search(document, start)
    return dates.seconds(found[1]) if found else None


def is_bloated(document: str) -> bool:
    """Whether a document has elements of more names than there is memory for: expat keeps each of them."""
    if document.count("<") <= _MOST_NAMES:
        return False
    names = set[str]()
    for found in _TAG_NAME.finditer(document):
        names.add(found[1])
        if len(names) > _MOST_NAMES:
            return True
    return False


def shallow(document: str) -> str:
    """A document without what has more elements open than any feed, of which no more could be read in the memory.

    That is the rest of an entry; where it is in none all up to the next one; and the rest of the document where it is
    in no feed either.
    """
    if document.count("<") <= _MOST_OPEN:
        return document
    pieces, kept = list[str](), 0
    opened: list[tuple[str, int]] = []
    for found in _TAG.finditer(document):
        end, name = found["end"], (found["name"] or "").lower()
        if found.start() < kept:
            continue
        # As feedparser does, which leaves what is open where another element ends.
        if end and opened and opened[-1][0] == name:
            opened.pop()
        elif name and not end and not found[0].endswith("/>"):
            opened.append((name, found.start()))
        if len(opened) <= _MOST_OPEN:
            continue
        names = [each.rpartition(":")[2] for each, _ in opened]
        inside = [[at for at, name in enumerate(names) if name in around] for around in (ENTRIES, ROOTS)]
        at, after = (inside[0] or inside[1] or [_MOST_OPEN])[-1], len(document)
        # What is deep outside of all roots is no feed; nor would what is looked through here ever end.
        if at < _MOST_OPEN // 2:
            entries = (tag.start() for tag in _ENTRY_TAG.finditer(document, found.start()) if tag[1] is not None)
            after = next(entries, after)
        # feedparser keeps open for good what an entry leaves so: of each it may be no more than a few.
        pieces.append(document[kept : opened[min(at + _FEW_OPEN, _MOST_OPEN)][1]])
        kept = after
        del opened[at + 1 :]
    return "".join((*pieces, document[kept:]))


def problem(document: bytes) -> expat.ExpatError | None:
    """What is wrong with a document in UTF-8 that is no XML with namespaces as the standards have it."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(document, True)
    except expat.ExpatError as fault:
        return fault
    return None
