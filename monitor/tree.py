"""Walks the tree of HTML: its text in reading order, in pieces, and where its links, furniture and blocks are."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import regex

from monitor import markup
from monitor.text import single

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

INDENT, _TAB, _DEEPEST = "\U0010fffd", 4, 80
"""What stands for a blank in front of a line of preformatted text until the other blanks are made one: a code point
that is nobody's; how many of them a tab is; and how many are kept."""
_RAISED = regex.compile(r"\s*+[0-9+\u2212-]++\s*+")
_SUPERSCRIPTS = str.maketrans("0123456789+-\u2212", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
"""A figure that a page raises, and how it is written in plain text: 10⁶ is no 106."""
_WORD_END, _NEAR = regex.compile(r"[\p{L}\p{M}.!?…”’»\"]"), 8
"""What stands before the mark of a footnote; and how many pieces, most of them empty, are looked at for it."""
_LONGEST_NOTE = 3
"""Code points of such a mark; a year has four."""
_LISTS = frozenset(("ol", "ul", "menu", "dir"))
_NUMBER = regex.compile(r"\s*+([+-]?[0-9]{1,6})(?![0-9]).*+", regex.DOTALL)
"""How a number begins an attribute, whatever stands behind it (HTML, 2.3.4.1)."""
_READING = frozenset(("rt", "rtc"))
"""What tells how a word is read, in ruby."""
_JOINED = {"mfrac": (1, "/"), "msup": (1, "^"), "msubsup": (2, "^"), "mroot": (1, "^1/")}
"""Elements of a formula whose parts stand above each other, and which of them comes behind what sign in a line."""
_ONE = regex.compile(r"[+\u2212-]?[\w.,]*+")
"""A part of a formula that is one however it stands in a line."""
_TOLD_TWICE = frozenset(("annotation", "annotation-xml"))
"""What says a formula once more, for other programs."""
_LITERAL = frozenset("code kbd pre samp tt".split())
AMPERSAND = "\U0010fffc"
"""Elements that show what is typed; and what stands for an ampersand in them, so that none is taken for a fault."""
_WHITE_SPACE = regex.compile(r"(?i)(?<![\w-])white-space\s*+:\s*+([a-z-]++)")
_KEEPING = frozenset(("pre", "pre-line", "pre-wrap", "break-spaces"))
_STYLED, _LONGEST_STYLE = 4, 500
"""What a style says of blanks, and what of it keeps line breaks; how many elements around a text are looked at for it,
and how many code points of the style of each."""
# Without a way back: a feed may send a million blanks.
_LINE_HEAD = regex.compile(r"(?m)^[ \t]++(?!\n)")

BULLET = "• "
_MOST_COUNTED, _LONGEST_MARK = 999, 5
"""The greatest number that marks an item of a list, beyond which years stand, and the code points of that mark."""
MARK = regex.compile(r"(?:•|[0-9]{1,3}\.)(?: |(?=\n|\Z))")
"""What stands in front of an item of a list; its text may begin below it."""

Block = Literal["heading", "quote", "item", "preformatted", "struck"]
_BLOCKS: dict[str, Block] = dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading")
_BLOCKS |= {"blockquote": "quote", "li": "item", "pre": "preformatted"}
# What the writer has taken back, as in a correction.
_BLOCKS |= dict.fromkeys(("del", "s", "strike"), "struck")
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


_Element = tuple[int, int, str]
"""The number of an element's first piece and of the first piece behind it, and what there is to know of it."""


class Elements(NamedTuple):
    """The elements of a page: links with their targets, furniture with its kinds, blocks with theirs."""

    links: list[_Element]
    furniture: list[_Element]
    blocks: list[tuple[int, int, Block]]


class _Lists:
    """The lists that a place stands in, from the outermost to the innermost."""

    def __init__(self) -> None:
        self._counts: list[tuple[int, int] | None] = []
        """The number of the next item of each, and what is added to it for the one behind; None without numbers."""

    def begin(self, element: "LexborNode") -> None:
        """Step into a list."""
        self._counts.append(_counted(element) if element.tag == "ol" else None)

    def end(self) -> None:
        """Step out of one."""
        self._counts.pop()

    def mark(self, item: "LexborNode") -> str:
        """What stands in front of an item: its number, or a bullet."""
        count = self._counts[-1] if self._counts else None
        if count is None:
            return BULLET
        number, step = _whole(item.attributes.get("value"), count[0]), count[1]
        self._counts[-1] = number + step, step
        return f"{number}. " if 0 <= number <= _MOST_COUNTED else BULLET


def _counted(element: "LexborNode") -> tuple[int, int]:
    """The number of a list's first item, and what is added to it for the next (HTML, 4.4.5)."""
    attributes = element.attributes
    if "reversed" not in attributes:
        return _whole(attributes.get("start"), 1), 1
    return _whole(attributes.get("start"), sum(child.tag == "li" for child in element.iter())), -1


def _whole(value: str | None, other: int) -> int:
    """The number that an attribute says, or the other one where it says none of those that mark an item."""
    found = _NUMBER.fullmatch(value or "")
    return int(found[1]) if found else other


def mark_before(text: str, start: int) -> int:
    """How many code points the mark takes that stands in front of a place, at the beginning of its line; 0 for none."""
    begins = text.rfind("\n", max(0, start - _LONGEST_MARK - 1), start) + 1
    return start - begins if start - begins <= _LONGEST_MARK and MARK.fullmatch(text, begins, start) else 0


class _End(NamedTuple):
    """The end of an element, waiting for what stands in it; without a tag, a sign that stands by itself (`after`)."""

    tag: str
    kind: str
    first: int
    after: str
    target: str


def walk(root: "LexborNode", kind_of: KindOf | None, breaks: Mapping[int, bool]) -> tuple[list[str], Elements]:
    """The text of a tree in reading order, in pieces, and where its links, its furniture and its blocks are.

    `breaks` are as `breaks_by_style` has them. Without recursion: hostile pages nest deeper than Python's stack.
    """
    pieces: list[str] = []
    found = Elements([], [], [])
    pending: list[LexborNode | _End] = [root]
    preformatted = literal = raised = inner = shown = 0
    lists = _Lists()
    is_bare = False  # Whether nothing stands behind the bullet of an item yet.
    while pending:
        node = pending.pop()
        if isinstance(node, _End):
            preformatted -= node.tag == "pre"
            literal -= node.tag in _LITERAL
            raised, inner = raised - (node.tag == "sup"), inner - node.target.startswith("#")
            if node.tag in _LISTS:
                lists.end()
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
            text = text.replace("&", AMPERSAND) if literal else text
            text = _raised(text) if raised or (inner and _is_mark(text, pieces)) else text
            pieces.append(_indented(text, pieces) if preformatted else _flowing(text, node, breaks))
            if not pieces[-1].isspace():
                shown, is_bare = len(pieces), False
        elif tag and not _is_unread(node, tag):
            before, after = (f"\n{lists.mark(node)}", "") if tag == "li" else _edges(tag)
            if tag in _LISTS:
                lists.begin(node)
            preformatted += tag == "pre"
            literal += tag in _LITERAL
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
            raised += tag == "sup"
            inner += target.startswith("#")
            pending.append(_End(tag, kind, len(pieces), after, target))
            pending.extend(reversed(_children(node)))
    return pieces, found


def _is_unread(node: "LexborNode", tag: str) -> bool:
    """Whether nobody is to see what stands in an element, or sees it beside it: KaTeX shows its formulas by a style."""
    if tag in markup.DROPPED or tag in _TOLD_TWICE or tag.startswith("-"):
        return True
    around = node.parent if tag == "math" else None
    return around is not None and "katex-mathml" in (around.attributes.get("class") or "")[:_MOST_NAMES]


def _children(node: "LexborNode") -> "Sequence[LexborNode | _End]":
    """What stands in an element, in reading order. How a word is read comes in brackets behind it, from all parts of
    one ruby together: in pieces the word would be none."""
    if node.tag in _JOINED:
        return _joined(node)
    children = list(node.iter(include_text=True))
    if node.tag != "ruby":
        return children
    readings = [child for child in children if child.tag in _READING]
    bases = [child for child in children if child.tag not in _READING and child.tag != "rp"]
    if not any(child.text(strip=True) for child in readings):
        return bases
    return [*bases, *_in_brackets(readings)]


def _joined(node: "LexborNode") -> "Sequence[LexborNode | _End]":
    """The parts of a formula in one line: E=mc², e^−x, (a+b)/c."""
    place, sign = _JOINED[node.tag or ""]
    parts: list[LexborNode | _End] = []
    told = [(part, said) for part in node.iter(include_text=True) if (said := part.text(strip=True))]
    for number, (part, said) in enumerate(told):
        if number == place and sign == "^" and _RAISED.fullmatch(said):
            parts.append(_standing(_raised(said)))
            continue
        parts += [_standing(sign)] if number == place else []
        parts += [part] if _ONE.fullmatch(said) else _in_brackets([part])
    return parts


def _in_brackets(nodes: "Sequence[LexborNode]") -> "Sequence[LexborNode | _End]":
    return [_standing("("), *nodes, _standing(")")]


def _standing(sign: str) -> _End:
    return _End("", "", 0, sign, "")


def _sign(image: "LexborNode") -> str:
    """What an image stands for that a program has put in place of a sign of the text, by its class, as WordPress does
    in feeds, or for it is no word; "" of any other."""
    attributes = image.attributes
    sign = (attributes.get("alt") or "")[:_MOST_OF_SIGN]
    if len(sign) <= _LONGEST_EMOJI and not sign.isascii() and not any(map(str.isalnum, sign)):
        return sign
    classes = (attributes.get("class") or "")[:_MOST_NAMES].lower().split()
    return sign if "emoji" in classes or "wp-smiley" in classes else ""


def _raised(text: str) -> str:
    return text.translate(_SUPERSCRIPTS) if _RAISED.fullmatch(text) else text


def _is_mark(text: str, before: list[str]) -> bool:
    """Whether a text that leads to a place of its own page may be the mark of a footnote, which many pages raise by
    their style sheet alone: a short one, without a blank behind a word or its sentence."""
    last = next(filter(None, reversed(before[-_NEAR:])), "")[-1:]
    return len(text) <= _LONGEST_NOTE and _WORD_END.match(last) is not None


def breaks_by_style(root: "LexborNode") -> dict[int, bool]:
    """The elements whose style says what becomes of blanks, by their ids, and whether they keep line breaks."""
    styles = ((node.mem_id, node.attributes.get("style") or "") for node in root.css("[style]"))
    found = ((element, _WHITE_SPACE.search(style[:_LONGEST_STYLE])) for element, style in styles)
    return {element: said[1].lower() in _KEEPING for element, said in found if said}


def _flowing(text: str, node: "LexborNode", breaks: Mapping[int, bool]) -> str:
    """The text of a node with its blanks made one, but for line breaks that the nearest of the elements around it that
    `breaks` knows keeps."""
    around = node.parent if breaks and "\n" in text else None
    for _ in range(_STYLED - 1):
        if around is None or around.mem_id in breaks:
            break
        around = around.parent
    return text if around is not None and breaks.get(around.mem_id) else single(text)


def _indented(text: str, before: list[str]) -> str:
    """Preformatted text behind other pieces, the blanks in front of its lines such as stay."""
    last = next(filter(None, reversed(before)), "\n")
    begins = 0 if last[-1] in ("\n", INDENT) else len(text) - len(text.lstrip(" \t"))
    lines = _LINE_HEAD.sub(lambda head: INDENT * min(len(head[0].expandtabs(_TAB)), _DEEPEST), text[begins:])
    return text[:begins] + lines


def _add(found: Elements, element: _End, last: int) -> None:
    """Keep an element, which ends before piece `last`, for what it is."""
    if element.tag == "a":
        found.links.append((element.first, last, element.target))
    elif element.tag in _BLOCKS and len(found.blocks) < _MOST_BLOCKS:
        found.blocks.append((element.first, last, _BLOCKS[element.tag]))
    if element.kind:
        found.furniture.append((element.first, last, element.kind))


def _edges(tag: str) -> tuple[str, str]:
    """What stands before and after the text of a tag."""
    if tag == "q":  # Its signs are the reader's to put in, as the standard says (HTML, 4.5.7).
        return "“", "”"
    if tag == "msqrt":
        return "√(", ")"
    if tag in markup.PARAGRAPH:
        return "\n\n", "\n\n"
    if tag in markup.LINE:
        return "\n", "" if tag == "br" else "\n"
    # An image is no sign of a word: what stands on either side of it are two.
    return ("", " ") if tag in markup.CELL or tag == "img" else ("", "")
