"""The one gate for untrusted text: HTML becomes plain text, what acts on a terminal goes, links are http(s) only."""

import html as entities
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

import regex

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# Terminals obey C0, DEL and C1; bidi controls reorder what is read; tag characters hide text; lone surrogates cannot be
# encoded; soft hyphen, word joiner and BOM are invisible and split words. Newline and tab are handled by the callers.
_HOSTILE = regex.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_BREAK = regex.compile("\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
# A few marks on one letter are writing (Burmese and Khmer stack up to six); dozens are an attack on the line above.
_MARK_FLOOD = regex.compile(r"([\p{M}\u200b-\u200d]{8})[\p{M}\u200b-\u200d]+")
_SPACE = regex.compile(r"\s+")
_BLANKS = regex.compile(r"[^\S\n]+")
_MANY_BREAKS = regex.compile(r"[^\S\n]*\n(?:[^\S\n]*\n)+[^\S\n]*")
# As the URL standard has it.
_BREAKS_IN_ADDRESS = regex.compile(r"[\t\n\r]")
_ENTITY = regex.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

_PARAGRAPH = frozenset(
    "p div section article header footer main aside nav blockquote pre ul ol dl table h1 h2 h3 h4 h5 h6 figure hr form "
    "address fieldset details".split()
)
_LINE = frozenset("br li tr dt dd figcaption caption option summary center".split())
_CELL = frozenset(("td", "th"))
_DROPPED = frozenset("script style template noscript iframe object embed svg math head title select textarea".split())
_INLINE = frozenset(
    "a b i u s em strong span font img small big sub sup q cite code tt var kbd abbr acronym mark del ins strike time "
    "label picture source video audio thead tbody tfoot col colgroup wbr bdi bdo ruby rt rp body html input "
    "button".split()
)
_KNOWN = "|".join(sorted(_PARAGRAPH | _LINE | _CELL | _DROPPED | _INLINE))
_TAG = regex.compile(rf"<(?:!--|!\[CDATA\[|!doctype|/?(?:{_KNOWN})(?=[\s/>]))", regex.IGNORECASE)
_DEEP = 500
_ANY_TAG = regex.compile(r"<[^<>]*>")
_CLOSED_BY_THE_NEXT = frozenset("p br hr img input wbr source col".split()) | _LINE | _CELL
_NESTING = "|".join(sorted((_PARAGRAPH | _INLINE) - _CLOSED_BY_THE_NEXT))
_NESTING_TAG = regex.compile(rf"<(/?)({_NESTING})(?=[\s/>])", regex.IGNORECASE)


def _printable(value: str) -> str:
    value = _HOSTILE.sub("", value)
    return value if value.isascii() else _MARK_FLOOD.sub(r"\1", value)


def line(value: str | None) -> str:
    """One line of plain text: hostile code points out, white space collapsed to single blanks."""
    if not value:
        return ""
    return _SPACE.sub(" ", _printable(_LINE_BREAK.sub(" ", value))).strip()


def block(value: str | None) -> str:
    """Plain text of several lines: hostile code points out, blanks collapsed, at most one empty line in a row."""
    if not value:
        return ""
    value = _printable(_LINE_BREAK.sub("\n", value))
    value = _MANY_BREAKS.sub("\n\n", _BLANKS.sub(" ", value))
    return "\n".join(part.strip() for part in value.split("\n")).strip()


def html(value: str | None) -> str:
    """HTML, or text that may be HTML, to plain text of several lines.

    Block tags become line breaks and inline tags nothing; scripts, styles and frames go. Text that was escaped twice,
    as many feeds do, is unescaped twice. Angle brackets that begin no known tag ("if x<y") stay.
    """
    if not value:
        return ""
    tagged = bool(_TAG.search(value))
    text = _render(value) if tagged else _unescape(value)
    if not tagged and _TAG.search(text):
        text = _render(text)
    elif tagged and _ENTITY.search(text):
        text = _unescape(text)
    return block(text)


def link(value: str | None, base: str = "") -> str:
    """An absolute http or https address made from `value` and the address `base` that it stands under, else ""."""
    address = _HOSTILE.sub("", _BREAKS_IN_ADDRESS.sub("", value or "")).strip()
    if not address:
        return ""
    try:
        address = urljoin(base, address) if base else address
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    # Elsewhere a flood of marks is dammed; an address may lose no letter, so there it is spelled out.
    if _MARK_FLOOD.search(address):
        address = quote(address, safe="/:?#[]@!$&'()*+,;=%~")
    return _SPACE.sub("%20", address)


def _unescape(value: str) -> str:
    """Entities to characters; once more where they were doubled ("&amp;quot;")."""
    if "&" not in value:
        return value
    value = entities.unescape(value)
    return entities.unescape(value) if _ENTITY.search(value) else value


def _render(value: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    if _is_deep(value):
        return _unescape(_ANY_TAG.sub("\n", value))
    body = LexborHTMLParser(value).body
    return "".join(_pieces(body)) if body is not None else ""


def _is_deep(value: str) -> bool:
    """Whether tags nest deeper than any writer does: the parser's time grows with the square of the depth."""
    if value.count("<") < _DEEP:
        return False
    open_tags: Counter[str] = Counter()
    for found in _NESTING_TAG.finditer(value):
        name = found[2].lower()
        if not found[1]:
            open_tags[name] += 1
        elif open_tags[name]:
            open_tags[name] -= 1
        if open_tags.total() >= _DEEP:
            return True
    return False


def _pieces(root: "LexborNode") -> Iterator[str]:
    """The text of a tree in reading order, without recursion: hostile pages nest deeper than Python's stack."""
    pending: list[LexborNode | str] = [root]
    preformatted = 0
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            preformatted -= node == "/pre"
            yield "\n\n" if node == "/pre" else node
            continue
        tag = node.tag
        if tag == "-text":
            text = node.text_content or ""
            yield text if preformatted else _SPACE.sub(" ", text)
        elif tag and tag not in _DROPPED and not tag.startswith("-"):
            before, after = _edges(tag)
            preformatted += tag == "pre"
            yield before
            pending.append("/pre" if tag == "pre" else after)
            pending.extend(reversed(list(node.iter(include_text=True))))


def _edges(tag: str) -> tuple[str, str]:
    """What stands before and after the text of a tag."""
    if tag == "li":
        return "\n• ", ""
    if tag in _PARAGRAPH:
        return "\n\n", "\n\n"
    if tag in _LINE:
        return "\n", "" if tag == "br" else "\n"
    return ("", " ") if tag in _CELL else ("", "")
