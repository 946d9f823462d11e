"""The one gate for untrusted text: HTML becomes plain text, what acts on a terminal goes, links are http(s) only."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar
from urllib.parse import quote, urljoin, urlsplit

import regex

from monitor import markup
from monitor.references import unescaped, with_whole_characters
from monitor.tree import AMPERSAND, INDENT, Block, Elements, KindOf, breaks_by_style, single, walk

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
_EMPTY_LINES = regex.compile("\n{3,}")
_MANY_BREAKS = regex.compile(r"[^\S\n]*\n(?:[^\S\n]*\n)+[^\S\n]*")
_UNSHOWN = "\u034f\u200b\u200c\u200d"
"""Joiners and the like, which show nothing by themselves."""
_WITHOUT_UNSHOWN = dict.fromkeys(map(ord, _UNSHOWN))
_NOTHING = regex.compile(rf"(?m)^[^\S\n]*+[{_UNSHOWN}](?:[{_UNSHOWN}]|[^\S\n])*+$")
"""A line that some editors leave where they want an empty one; letters by mail fill their first one with such."""
_BLANK = f" \n{_UNSHOWN}"
"""What counts for nothing where places in a text are looked for, for some of it is gone from there."""
_TWICE = regex.compile("&(?:amp|#(?:0{0,5}38|x0{0,4}26));", regex.IGNORECASE)
"""What stands for an ampersand in an address that was escaped twice, as by WordPress (&#038;): by itself it would end
what is asked for, or be part of a name in it."""
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
_JOINING = regex.compile(
    r"\A(?!.*(?:<|&[lg]t;)).*?(?:\w ?&amp;(?!#?\w{1,32};) ?\w|[\w.,:!?)«»%€$–—](?:&nbsp;)++[\s\w«»:;!?%€$(–—])",
    regex.DOTALL,
)
"""An ampersand between names, or a blank between words, in a text that has no sign of markup."""

_INDENTED_NOTHING = regex.compile(rf"(?<!{INDENT}){INDENT}++(?=\s*(?:\n|\Z))")
_WRAPPING = " \"'“”„‘’″′«»<>\u200b\u200c\u200d"
"""What may stand around an address: quotation marks, which editors make of plain ones, and what nobody sees."""
_SCHEME, _SCHEME_TWICE = (
    regex.compile(rf"\Ahttps?://{then}", regex.IGNORECASE) for then in ("", r"[^/?#]*?(?=https?://[^/])")
)
_HOST_TWICE = regex.compile(
    r"\Ahttps?://(?:www\.)?+([^/?#]{1,255}+)/++(?=https?://(?:www\.)?+\1(?:[/?#]|\Z))", regex.IGNORECASE
)
"""What some programs put in front of an address that has its host already."""
_SLASHES = regex.compile(
    r"\A(https?)(?::/*+|//)\s*+(?!v?\d++(?:\.\d++){1,2}+/)"
    r"(?=[\w-]++(?:\.[\w-]++)++(?<!\.(?:php|html?|aspx?|xml))(?::\d++)?+/)",
    regex.IGNORECASE,
)
"""What stands before the host of an address: programs that join paths leave one slash of two (https:/example.org/a),
and who types one leaves out the colon, or puts a blank behind it all. A program, a file (https:/index.php/a) or a
version (https:/v1.0/a) is no host: its own is missing there."""
_PATH = regex.compile(r"[^?#]*")
_QUOTING = str.maketrans({sign: quote(sign) for sign in '"<>`'})
# An address that is a link of HTML, as some programs fill in by mistake. What `regex` is to repeat as little as it can
# it looks for up to the end of the text, from each tag anew.
_HREF = regex.compile(
    r"<a\s(?:(?!href\s*+=\s*+[\"']?[^\"'<>\s])[^<>])*+href\s*+=\s*+[\"']?([^\"'<>\s]+)", regex.IGNORECASE
)


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
    return _shown(single(_printable(value if value.isprintable() else _LINE_BREAK.sub(" ", value))).strip())


def counted(number: int, one: str, many: str) -> str:
    """A number with the word for what there are so many of: "1 entry", "1,204 entries"."""
    return f"{number:,} {one if number == 1 else many}"


def plain(value: str) -> str:
    """As `block`, of a text that is no HTML. One that was escaped all the same, which a sign tells that nobody spells
    out (It&#8217;s), or one that joins names (Tom &amp; Co) or words (KK&nbsp;Park), is unescaped once; one that may
    speak of markup (&amp;lt;) stays as it is."""
    is_escaped = "&" in value and (
        any(unescaped(sign) != sign for sign in _OF_SIGNS.findall(value)) or _JOINING.search(value) is not None
    )
    return block(unescaped(value) if is_escaped else value)


def written_out(value: str) -> str:
    """What somebody typed or pasted, to be told to him: hostile code points as Python writes them, \\x1b or \\u202e."""
    return _HOSTILE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), value)


def _shown(made: str) -> str:
    return made if made[:1] not in _INVISIBLE or made.strip(_INVISIBLE) else ""


def block(value: str | None) -> str:
    """Plain text of several lines: hostile code points out, blanks collapsed, at most one empty line in a row."""
    if not value:
        return ""
    if value.replace("\n", "").isprintable():
        value = value if value.isascii() else _composed(value)
        value = _BLANKS.sub(" ", value) if "  " in value else value
    else:
        value = _BLANKS.sub(" ", _printable(_LINE_BREAK.sub("\n", value)))
    if "\n" not in value:
        return _shown(value.strip())
    if any(map(value.__contains__, _UNSHOWN)):
        value = _NOTHING.sub("", value)
    value = "\n".join([part.strip() for part in value.split("\n")]).strip()
    return _shown(_EMPTY_LINES.sub("\n\n", value))


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
    if not value:
        return ""
    if "&amp;" not in value and value.rfind("://") < 8 and _ABSOLUTE.fullmatch(value):
        return value
    if found := _HREF.search(value):
        value = found[1]
    address = _HOSTILE.sub("", _BREAKS_IN_ADDRESS.sub("", _TWICE.sub("&", value))).strip()
    if not address:
        return ""
    if address[0] in _WRAPPING and _SCHEME.match(bare := address.strip(_WRAPPING)):
        address = bare
    address = _SCHEME_TWICE.sub("", address, count=1)
    # As browsers read it, up to where what is asked for begins.
    address = _PATH.sub(lambda path: path[0].replace("\\", "/"), address, count=1)
    address = with_slashes(address)
    try:
        address = _HOST_TWICE.sub("", urljoin(base, _with_host(address, base)), count=1)
        parts = urlsplit(address)
        if "@" in parts.netloc:
            # A name before the host is made to be taken for one; where it is a password, it is nobody's to read.
            address = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
            parts = urlsplit(address)
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


def with_slashes(address: str) -> str:
    """An address with "://" between its scheme and its host, whatever of it is there; one that has no host there as it
    is."""
    return _SLASHES.sub(r"\1://", address, count=1)


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
    value = markup.with_loose_cells_apart(value)
    if markup.is_endless(value):
        return Page(block(_unescape(markup.between_tags(value))))
    body = LexborHTMLParser(value).body
    if body is None:
        return Page("")
    breaks = breaks_by_style(body) if "white-space" in value.lower() else {}
    pieces, found = walk(body, kind_of, breaks)
    raw = "".join(pieces)
    decode = decode if _ENTITY.search(raw) else str
    text = block(decode(raw)).replace(AMPERSAND, "&")
    if INDENT in text:
        text = _MANY_BREAKS.sub("\n\n", _INDENTED_NOTHING.sub("", text)).strip("\n").replace(INDENT, " ")
    if not text and "alt" in value.lower():
        # Images alone: what is said in their stead for those who cannot see them.
        return Page(block("\n".join(image.attributes.get("alt") or "" for image in body.css("img[alt]"))))
    return _placed(text, pieces, found, decode) if any(found) and text else Page(text)


def _without_cut_tag(value: str) -> str:
    """HTML without the sign that begins a tag at its end: some programs cut a text after so many signs."""
    kept = value.rstrip().removesuffix("/")
    return kept[:-1] if kept.endswith("<") and not kept.endswith("<<") else value


def _placed(text: str, pieces: list[str], found: Elements, decode: Callable[[str], str]) -> Page:
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
    return len("".join(_printable(decode(piece)).replace(INDENT, " ").translate(_WITHOUT_UNSHOWN).split()))


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
