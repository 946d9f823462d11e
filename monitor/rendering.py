"""Renders HTML, and text that may be HTML, as plain text, with the places of its links, headings and furniture; for
`text`, which is asked for it."""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TypeVar

import regex

from monitor import markup
from monitor.references import unescaped, with_whole_characters
from monitor.text import UNSHOWN, Page, block, printable
from monitor.tree import AMPERSAND, INDENT, Elements, KindOf, breaks_by_style, walk

_Kind = TypeVar("_Kind", bound=str)

_MANY_BREAKS = regex.compile(r"[^\S\n]*\n(?:[^\S\n]*\n)+[^\S\n]*")
_WITHOUT_UNSHOWN = dict.fromkeys(map(ord, UNSHOWN))
_BLANK = f" \n{UNSHOWN}"
"""What counts for nothing where places in a text are looked for, for some of it is gone from there."""
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


def rendered(value: str, kind_of: KindOf | None) -> Page:
    """The page of a text that is HTML or may be, as `text.page` has it."""
    value = with_whole_characters(value)
    if markup.is_html(value):
        return _render(value, kind_of, _signs if _ESCAPED_ONCE.search(value) else _unescape)
    text = _signs(unescaped(value)) if _ESCAPED_ONCE.search(value) else _unescape(value)
    return _render(text, kind_of) if markup.is_wordless(text) else Page(block(text))


def unescaped_once(value: str) -> str:
    """A text that is no HTML, without the escapes that it has all the same, as `text.plain` has it."""
    is_escaped = any(unescaped(sign) != sign for sign in _OF_SIGNS.findall(value)) or _JOINING.search(value)
    return unescaped(value) if is_escaped else value


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
    return len("".join(printable(decode(piece)).replace(INDENT, " ").translate(_WITHOUT_UNSHOWN).split()))


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
