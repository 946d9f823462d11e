"""The one gate for untrusted text: HTML becomes plain text, what acts on a terminal goes, links are http(s) only."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar
from urllib.parse import quote, urljoin, urlsplit

import regex

from monitor import markup
from monitor.references import unescaped, with_whole_characters

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_Kind = TypeVar("_Kind", bound=str)

# Terminals obey C0, DEL and C1; bidi controls reorder what is read; tag characters hide text; lone surrogates cannot be
# encoded; soft hyphen, word joiner and BOM are invisible and split words. Newline and tab are handled by the callers.
_HOSTILE = regex.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_BREAK = regex.compile("\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
# A few marks on one letter are writing (Burmese and Khmer stack up to six); dozens are an attack on the line above.
_MARK_FLOOD, _DELUGE = (
    regex.compile(rf"([\p{{M}}\u200b-\u200d]{{{most}}})[\p{{M}}\u200b-\u200d]+") for most in (8, 64)
)
_SPACE = regex.compile(r"\s+")
_BLANKS = regex.compile(r"[^\S\n]+")
_MANY_BREAKS = regex.compile(r"[^\S\n]*\n(?:[^\S\n]*\n)+[^\S\n]*")
_UNSHOWN = "\u034f\u200b\u200c\u200d"
"""Joiners and the like, which show nothing by themselves."""
_WITHOUT_UNSHOWN = dict.fromkeys(map(ord, _UNSHOWN))
_NOTHING = regex.compile(rf"(?m)^[^\S\n]*+[{_UNSHOWN}](?:[{_UNSHOWN}]|[^\S\n])*+$")
"""A line that some editors leave where they want an empty one; letters by mail fill their first one with such."""
_BLANK = f" \n{_UNSHOWN}"
"""What counts for nothing where places in a text are looked for, for some of it is gone from there."""
_NUMBERED = regex.compile("&#(?:0{0,5}38|x0{0,4}26);", regex.IGNORECASE)
"""What stands for an ampersand in an address that was escaped twice, as by WordPress (&#038;): by itself it would end
what is asked for."""
_BREAKS_IN_ADDRESS = regex.compile(r"[\t\n\r]")  # As the URL standard has it.
# An address that is absolute and of the common signs stays as it is, which is quicker to see than to work out.
_COMMON = r"[\w./%~:@!$&'()*+,=-]"
_ABSOLUTE = regex.compile(
    rf"https?://\w[\w.-]*(?::\d+)?(?:/{_COMMON}*)?(?:\?[;/?\w.%~:@!$&'()*+,=-]+)?(?:\#{_COMMON}+)?", regex.ASCII
)
_ADDRESS = regex.compile(r"<(?=[a-z][\w.+-]*+@|https?:)", regex.IGNORECASE)
"""What begins no tag, whatever a browser takes it for: <me@example.org>."""
_ENTITY = regex.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED_ONCE = regex.compile(r"&(?:lt|gt|amp);(?!#?\w{1,32};)")
"""What is escaped once, not twice: a text that has it was not escaped twice by fault."""
_OF_SIGNS = regex.compile(rf"(?!&(?:amp|lt|gt|nbsp);){_ENTITY.pattern}")

_INDENT, _TAB, _DEEPEST = "\U0010fffd", 4, 80
"""What stands for a blank in front of a line of preformatted text until the other blanks are made one: a code point
that is nobody's; how many of them a tab is; and how many are kept."""
_RAISED = regex.compile(r"\s*+[0-9+\u2212-]++\s*+")
_SUPERSCRIPTS = str.maketrans("0123456789+-\u2212", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
"""A figure that a page raises, and how it is written in plain text: 10⁶ is no 106."""
_READING = frozenset(("rt", "rtc"))
"""What tells how a word is read, in ruby."""
_LITERAL = frozenset("code kbd pre samp tt".split())
_AMPERSAND = "\U0010fffc"
"""Elements that show what is typed; and what stands for an ampersand in them, so that none is taken for a fault."""
# Without a way back: a feed may send a million blanks.
_LINE_HEAD = regex.compile(r"(?m)^[ \t]++(?!\n)")
_INDENTED_NOTHING = regex.compile(rf"(?<!{_INDENT}){_INDENT}++(?=\s*(?:\n|\Z))")
_WRAPPING = " \"'“”„‘’″′«»<>\u200b\u200c\u200d"
"""What may stand around an address: quotation marks, which editors make of plain ones, and what nobody sees."""
_SCHEME, _SCHEME_TWICE = (regex.compile(rf"https?://{then}", regex.IGNORECASE) for then in ("", "(?=https?://[^/])"))
_PATH = regex.compile(r"[^?#]*")
_QUOTING = str.maketrans({sign: quote(sign) for sign in '"<>`'})
# An address that is a link of HTML, as some programs fill in by mistake. What `regex` is to repeat as little as it can
# it looks for up to the end of the text, from each tag anew.
_HREF = regex.compile(
    r"<a\s(?:(?!href\s*+=\s*+[\"']?[^\"'<>\s])[^<>])*+href\s*+=\s*+[\"']?([^\"'<>\s]+)", regex.IGNORECASE
)

Block = Literal["heading", "quote", "item", "preformatted"]
_BLOCKS: dict[str, Block] = dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading")
_BLOCKS |= {"blockquote": "quote", "li": "item", "pre": "preformatted"}
_MOST_BLOCKS = 2_000
"""Blocks of a page that are placed: more than people write, and each takes time."""
_MOST_TARGET = 10_000
"""Code points of a link's target that are kept."""
_MOST_NAMES, _MOST_OF_SIGN = 200, 50
"""Code points of an image's class that are looked at, and of a sign that one may stand for."""
_LONGEST_EMOJI = 16
"""Code points of the longest emoji, families of several among them."""

KindOf = Callable[[str, Mapping[str, str | None]], str]
"""Tells by a tag and its attributes what kind of furniture the element is, or "" for none."""


@dataclass(frozen=True, slots=True)
class Page:
    """A text with what its markup said of places in it, each from a code point up to another."""

    text: str
    links: tuple[tuple[int, int], ...] = ()
    furniture: tuple[tuple[int, int, str], ...] = ()
    """Elements with the kinds that `kind_of` gave them; one that holds another stands before it."""
    targets: tuple[str, ...] = ()
    """Where each of the links leads, as the page has it; through `link` before anybody follows one."""
    blocks: tuple[tuple[int, int, Block], ...] = ()
    """Headings, quotes and the like; one that holds another stands before it."""


def _printable(value: str) -> str:
    # What Python calls printable holds nothing hostile, and no blank but the common one.
    value = value if value.isprintable() else _HOSTILE.sub("", value)
    return value if value.isascii() else _composed(value)


def _composed(value: str) -> str:
    """Text with accents in one spelling, for a regex sees the difference, and without floods of marks.

    What is left of them is told in that spelling; but to put marks in order takes time that grows with the square of
    their number.
    """
    return _MARK_FLOOD.sub(r"\1", unicodedata.normalize("NFC", _DELUGE.sub(r"\1", value)))


_INVISIBLE = " \n\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u2800"
_INVISIBLE += "\u3164\ufeff\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
"""Code points that show nothing; between letters some of them mean something."""


def line(value: str | None) -> str:
    """One line of plain text: hostile code points out, white space collapsed to single blanks; "" where none shows."""
    if not value:
        return ""
    return _shown(_single(_printable(value if value.isprintable() else _LINE_BREAK.sub(" ", value))).strip())


def written_out(value: str) -> str:
    """What somebody typed or pasted, to be told to him: hostile code points as Python writes them, \\x1b or \\u202e."""
    return _HOSTILE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), value)


def _shown(made: str) -> str:
    return made if made[:1] not in _INVISIBLE or made.strip(_INVISIBLE) else ""


def _single(value: str) -> str:
    """White space collapsed to single blanks."""
    return value if value.isprintable() and "  " not in value else _SPACE.sub(" ", value)


def block(value: str | None) -> str:
    """Plain text of several lines: hostile code points out, blanks collapsed, at most one empty line in a row."""
    if not value:
        return ""
    if value.replace("\n", "").isprintable():
        value = value if value.isascii() else _composed(value)
        value = _BLANKS.sub(" ", value) if "  " in value else value
    else:
        value = _BLANKS.sub(" ", _printable(_LINE_BREAK.sub("\n", value)))
    if "\n" in value:
        value = _MANY_BREAKS.sub("\n\n", _NOTHING.sub("", value))
    return _shown("\n".join(part.strip() for part in value.split("\n")).strip())


def html(value: str | None) -> str:
    """HTML, or text that may be HTML, to plain text of several lines.

    Block tags become line breaks and inline tags nothing; scripts, styles and frames go. Text that was escaped twice,
    as many feeds do, is unescaped twice, but for code, and for one that speaks of markup: "The &lt;b&gt; element".
    Angle brackets that begin no known tag ("if x<y") stay.
    """
    return page(value).text


def page(value: str | None, kind_of: KindOf | None = None) -> Page:
    """As `html`, with the places of links, headings and the like and, where `kind_of` tells furniture, of that."""
    if not value:
        return Page("")
    value = with_whole_characters(value)
    if markup.is_html(value):
        return _render(value, kind_of, _signs if _ESCAPED_ONCE.search(value) else _unescape)
    text = _signs(unescaped(value)) if _ESCAPED_ONCE.search(value) else _unescape(value)
    return _render(text, kind_of) if markup.is_wordless(text) else Page(block(text))


def link(value: str | None, base: str = "") -> str:
    """An absolute http or https address made from `value` and the address `base` that it stands under, else ""."""
    if value and _ABSOLUTE.fullmatch(value):
        return value
    if value and (found := _HREF.search(value)):
        value = found[1]
    address = _HOSTILE.sub("", _BREAKS_IN_ADDRESS.sub("", _NUMBERED.sub("&", value or ""))).strip()
    if not address:
        return ""
    if address[0] in _WRAPPING and _SCHEME.match(bare := address.strip(_WRAPPING)):
        address = bare
    address = _SCHEME_TWICE.sub("", address, count=1)
    # As browsers read it, up to where what is asked for begins.
    address = _PATH.sub(lambda path: path[0].replace("\\", "/"), address, count=1)
    try:
        address = urljoin(base, _with_host(address, base))
        parts = urlsplit(address)
        if "@" in parts.netloc:
            # A name before the host is made to be taken for one; where it is a password, it is nobody's to read.
            address = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    # In small letters, as whoever makes an address has to write it (RFC 3986, 3.1), whatever it stands under.
    address = parts.scheme + address[len(parts.scheme) :]
    # Elsewhere a flood of marks is dammed; an address may lose no letter, so there it is spelled out.
    if _MARK_FLOOD.search(address):
        address = quote(address, safe="/:?#[]@!$&'()*+,;=%~")
    # What would end the address where it is quoted, or be a tag there, as browsers spell it.
    return _SPACE.sub("%20", address).translate(_QUOTING)


def _with_host(address: str, base: str) -> str:
    """An address that begins with the host of the one that it stands under, its scheme forgotten, made one."""
    host = urlsplit(base).netloc.lower().removeprefix("www.")
    begins = address.lower().removeprefix("www.").partition("/")[0]
    return f"//{address}" if host and begins == host else address


def _unescape(value: str) -> str:
    """Entities to characters; once more where they were doubled ("&amp;quot;")."""
    value = unescaped(value)
    return unescaped(value) if _ENTITY.search(value) else value


def _signs(value: str) -> str:
    """Entities to characters but for those of markup, which a text speaks of that has the same signs escaped once."""
    return _OF_SIGNS.sub(lambda found: unescaped(found[0]), value) if "&" in value else value


def _render(value: str, kind_of: KindOf | None, decode: Callable[[str], str] = str) -> Page:
    """The page of HTML; `decode` is for the entities that are in its text still."""
    from selectolax.lexbor import LexborHTMLParser

    value = markup.with_text_behind(_ADDRESS.sub("&lt;", _without_cut_tag(value)))
    if markup.is_endless(value):
        return Page(block(_unescape(markup.between_tags(value))))
    body = LexborHTMLParser(value).body
    if body is None:
        return Page("")
    pieces, found = _walk(body, kind_of)
    raw = "".join(pieces)
    decode = decode if _ENTITY.search(raw) else str
    text = block(decode(raw)).replace(_AMPERSAND, "&")
    if _INDENT in text:
        text = _MANY_BREAKS.sub("\n\n", _INDENTED_NOTHING.sub("", text)).strip("\n").replace(_INDENT, " ")
    if not text and "alt" in value:
        # Images alone: what is said in their stead for those who cannot see them.
        return Page(block("\n".join(image.attributes.get("alt") or "" for image in body.css("img[alt]"))))
    return _placed(text, pieces, found, decode) if any(found) and text else Page(text)


def _without_cut_tag(value: str) -> str:
    """HTML without the sign that begins a tag at its end: some programs cut a text after so many signs."""
    kept = value.rstrip().removesuffix("/")
    return kept[:-1] if kept.endswith("<") and not kept.endswith("<<") else value


_Element = tuple[int, int, str]
"""The number of an element's first piece and of the first piece behind it, and what there is to know of it."""


class _Elements(NamedTuple):
    """The elements of a page: links with their targets, furniture with its kinds, blocks with theirs."""

    links: list[_Element]
    furniture: list[_Element]
    blocks: list[tuple[int, int, Block]]


class _End(NamedTuple):
    """The end of an element, waiting for what stands in it."""

    tag: str
    kind: str
    first: int
    after: str
    target: str


def _walk(root: "LexborNode", kind_of: KindOf | None) -> tuple[list[str], _Elements]:
    """The text of a tree in reading order, in pieces, and where its links, its furniture and its blocks are.

    Without recursion: hostile pages nest deeper than Python's stack.
    """
    pieces: list[str] = []
    found = _Elements([], [], [])
    pending: list[LexborNode | _End] = [root]
    preformatted = literal = raised = shown = 0
    is_bare = False  # Whether nothing stands behind the bullet of an item yet.
    while pending:
        node = pending.pop()
        if isinstance(node, _End):
            preformatted -= node.tag == "pre"
            literal -= node.tag in _LITERAL
            raised -= node.tag == "sup"
            _add(found, node, len(pieces))
            pieces.append("" if is_bare else node.after)
            shown = len(pieces) if pieces[-1].strip() else shown
            if node.tag == "li":
                # The next one stands right below, and one that shows nothing has no bullet.
                pieces[shown:] = [*[""] * (len(pieces) - shown - 1), " "]
                shown, is_bare = len(pieces), False
            continue
        tag = node.tag
        sign = _sign(node) if tag == "img" else ""
        if tag == "-text" or sign:
            text = sign or node.text_content or ""
            text = text.replace("&", _AMPERSAND) if literal else text
            text = text.translate(_SUPERSCRIPTS) if raised and _RAISED.fullmatch(text) else text
            pieces.append(_indented(text, pieces) if preformatted else _single(text))
            if not pieces[-1].isspace():
                shown, is_bare = len(pieces), False
        elif tag and tag not in markup.DROPPED and not tag.startswith("-"):
            before, after = _edges(tag)
            preformatted += tag == "pre"
            literal += tag in _LITERAL
            raised += tag == "sup"
            # What an item begins with stands beside its bullet; a list that it begins with, in its place.
            if is_bare and tag == "li":
                pieces[shown:] = [""] * (len(pieces) - shown)
            elif is_bare and tag != "pre" and not before.strip():
                before = ""
            pieces.append(before)
            if tag == "li":
                is_bare = True
            elif before.strip():
                shown, is_bare = len(pieces), False
            attributes = node.attributes if kind_of or tag == "a" else {}
            target = (attributes.get("href") or "")[:_MOST_TARGET] if tag == "a" else ""
            kind = kind_of(tag, attributes) if kind_of else ""
            pending.append(_End(tag, kind, len(pieces), after, target))
            pending.extend(reversed(_children(node)))
    return pieces, found


def _children(node: "LexborNode") -> "Sequence[LexborNode | _End]":
    """What stands in an element, in reading order. How a word is read comes in brackets behind it, from all parts of
    one ruby together: in pieces the word would be none."""
    children = list(node.iter(include_text=True))
    if node.tag != "ruby":
        return children
    readings = [child for child in children if child.tag in _READING]
    bases = [child for child in children if child.tag not in _READING and child.tag != "rp"]
    if not any(child.text(strip=True) for child in readings):
        return bases
    return [*bases, _End("", "", 0, "(", ""), *readings, _End("", "", 0, ")", "")]


def _sign(image: "LexborNode") -> str:
    """What an image stands for that a program has put in place of a sign of the text, by its class, as WordPress does
    in feeds, or for it is no word; "" of any other."""
    attributes = image.attributes
    sign = (attributes.get("alt") or "")[:_MOST_OF_SIGN]
    if len(sign) <= _LONGEST_EMOJI and not sign.isascii() and not any(map(str.isalnum, sign)):
        return sign
    classes = (attributes.get("class") or "")[:_MOST_NAMES].lower().split()
    return sign if "emoji" in classes or "wp-smiley" in classes else ""


def _indented(text: str, before: list[str]) -> str:
    """Preformatted text behind other pieces, the blanks in front of its lines such as stay."""
    last = next(filter(None, reversed(before)), "\n")
    begins = 0 if last[-1] in ("\n", _INDENT) else len(text) - len(text.lstrip(" \t"))
    lines = _LINE_HEAD.sub(lambda head: _INDENT * min(len(head[0].expandtabs(_TAB)), _DEEPEST), text[begins:])
    return text[:begins] + lines


def _add(found: _Elements, element: _End, last: int) -> None:
    """Keep an element, which ends before piece `last`, for what it is."""
    if element.tag == "a":
        found.links.append((element.first, last, element.target))
    elif element.tag in _BLOCKS and len(found.blocks) < _MOST_BLOCKS:
        found.blocks.append((element.first, last, _BLOCKS[element.tag]))
    if element.kind:
        found.furniture.append((element.first, last, element.kind))


def _placed(text: str, pieces: list[str], found: _Elements, decode: Callable[[str], str]) -> Page:
    """The page of a text that was made of pieces: what is not blank in them stands in it in the same order."""
    edges = sorted({edge for several in found for first, last, _ in several for edge in (first, last)})
    at = _behind(text, 0, _visible("".join(pieces[: edges[0]]), decode))
    places = {edges[0]: at}
    for start, end in pairwise(edges):
        at = _behind(text, at, _visible("".join(pieces[start:end]), decode))
        places[end] = at
    begins = _begins(text, places.values())
    links = _in_order(found.links, places, begins)
    furniture, blocks = _in_order(found.furniture, places, begins), _in_order(found.blocks, places, begins)
    ends = tuple((start, end) for start, end, _ in links)
    return Page(text, ends, tuple(furniture), tuple(target for _, _, target in links), tuple(blocks))


def _in_order(
    elements: list[tuple[int, int, _Kind]], edges: dict[int, int], begins: dict[int, int]
) -> list[tuple[int, int, _Kind]]:
    """Where elements stand in a text by the places of their `edges`, the empty ones left out, in text order."""
    found = [(begins[edges[first]], edges[last], kind) for first, last, kind in elements]
    return sorted((one for one in found if one[0] < one[1]), key=lambda one: (one[0], -one[1]))


def _visible(piece: str, decode: Callable[[str], str]) -> int:
    """How many code points of a piece are left in the text, blanks aside."""
    return len("".join(_printable(decode(piece)).replace(_INDENT, " ").translate(_WITHOUT_UNSHOWN).split()))


def _behind(text: str, at: int, count: int) -> int:
    """The place behind the next so many code points of a text that are not blank."""
    for stride in (256, 32, 4, 1):
        while count and at < len(text):
            piece = text[at : at + stride]
            filled = len(piece) - sum(map(piece.count, _BLANK))
            if filled >= count and stride > 1:
                break
            count -= filled
            at += len(piece)
    return at


def _begins(text: str, places: Iterable[int]) -> dict[int, int]:
    """The first place that is not blank from each of these on."""
    found: dict[int, int] = {}
    begin = last = len(text)
    # The last first, so that no blank is passed twice, however many elements stand among them.
    for place in sorted(set(places), reverse=True):
        at = place
        while at < last and text[at] in _BLANK:
            at += 1
        found[place] = begin = begin if at == last else at
        last = place
    return found


def _edges(tag: str) -> tuple[str, str]:
    """What stands before and after the text of a tag."""
    if tag == "li":
        return "\n• ", ""
    if tag == "q":  # Its signs are the reader's to put in, as the standard says (HTML, 4.5.7).
        return "“", "”"
    if tag in markup.PARAGRAPH:
        return "\n\n", "\n\n"
    if tag in markup.LINE:
        return "\n", "" if tag == "br" else "\n"
    return ("", " ") if tag in markup.CELL else ("", "")
