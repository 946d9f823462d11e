"""The tags of HTML: which break lines, which take text along that nobody is to see, and how deep they nest."""

import functools
import re
from collections import Counter

import regex

PARAGRAPH = frozenset(
    "p div section article header footer main aside nav blockquote pre ul ol dl table h1 h2 h3 h4 h5 h6 figure hr form "
    "address fieldset details menu dir dialog hgroup search".split()
)
LINE = frozenset("br li tr dt dd figcaption caption option optgroup summary center legend video audio".split())
CELL = frozenset(("td", "th"))
DROPPED = frozenset(
    "script style template noscript noframes noembed iframe object embed canvas svg head title select textarea".split()
)
_PROGRAMS = frozenset(("script", "style"))
_PROGRAM = regex.compile(r"\s*+(?:[\w.$]++\(|(?:for|if|switch|while)\s*+\(|[^<>(){};]{0,80}[{=])")
"""How what stands in them begins; no sentence does."""
_INLINE = frozenset(
    "a b i u s em strong span font img small big sub sup q cite code tt var kbd abbr acronym mark del ins strike time "
    "nobr dfn samp "
    "label picture source thead tbody tfoot col colgroup wbr bdi bdo ruby rt rp body html input "
    "button".split()
)
_RARE = frozenset(
    "meta base link param area map frame frameset marquee blink applet dialog output progress meter slot hgroup search "
    "data basefont optgroup canvas math".split()
)
"""Tags that are words as well: only one that closes, or has an attribute, is meant as a tag."""
KNOWN = (PARAGRAPH | LINE | CELL | DROPPED | _INLINE) - _RARE
MATHS = frozenset(
    "math semantics annotation annotation-xml mrow mi mn mo ms mtext mspace mstyle mpadded merror mfrac msqrt mroot "
    "msub msup msubsup munder mover munderover mmultiscripts mtable mtr mtd".split()
)
"""The elements of a formula (MathML)."""
_WORDS = "|".join(sorted(_RARE))
# So it is with what a template language or another program than a browser reads: <o:p>, <amp-img src="…">.
_OF_OTHERS = (
    rf"(?:{_WORDS})\s++[a-z-]++\s*+=|/(?:{_WORDS}|[a-z][a-z0-9]*+[:-][a-z0-9:-]*+)\s*+>"
    r"|[a-z][a-z0-9:-]*+\s++[a-z][a-z0-9:-]*+\s*+=\s*+[\"']|\?(?:php|xml|=)"
)
_ORDINARY, _KNOWN = ("|".join(sorted(names)) for names in (KNOWN - DROPPED, KNOWN))
_DEEP = 500
_PIECE = regex.compile(r"<!--|-->|<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*+)?+[^<>]*+>", regex.IGNORECASE)
_CUT_OFF = regex.compile(r"</?[a-z][^<>]*+\Z", regex.IGNORECASE)
"""A tag that begins at the end of a text, which is cut off there."""
_CLOSED_BY_THE_NEXT = frozenset("p br hr img input wbr source col li tr dt dd caption".split())
# The last three are elsewhere none of the tags that anybody writes.
_NESTING = (PARAGRAPH | _INLINE | LINE | MATHS | {"listing", "rb", "rtc"}) - _CLOSED_BY_THE_NEXT
_FLAT = _CLOSED_BY_THE_NEXT | CELL | frozenset("area base embed link meta param thead tbody track".split())
"""Tags in which none of what follows nests."""
_MOST_LOOKED_THROUGH = 100_000_000
"""Open elements that the parser may look through in all for those that end."""
_MOST_ATTRIBUTES = 1_000
_NAMED = r"[\s/]*+[^\s/>][^\s/>=]*+"
_ATTRIBUTE = rf"{_NAMED}(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+|(?!))?+|(?!))?+"


_CLOSED_IN_ITSELF = re.compile(r"""(?:["'\s]|[<\s][a-z]+)/>\Z""", re.IGNORECASE)
"""As XHTML may write an element without text, <script src="…" async/>; behind a value without quotation marks the sign
is its own. To a browser the tag is open, and what follows is the element's up to an end tag."""


# Whether it ends or not: where none does, each would be looked through to the end of the text.
_CELL = re.compile(rf"(</?t[dhr])(?=[\s/>])(?:{_ATTRIBUTE}|(?!))*+[\s/]*+>?", re.IGNORECASE)
_TABLE = re.compile(r"<table(?=[\s/>])", re.IGNORECASE)


def is_html(value: str) -> bool:
    """Whether a text has tags that people write: where none ends, "a<b and c" compares two things, unless it is cut off
    in an attribute or a comment."""
    return known().search(value) is not None and any(sign in value for sign in (">", '="', "='", "<!"))


def is_wordless(value: str) -> bool:
    """Whether a text has such tags, and some of them are no words of a sentence."""
    return is_html(value) and wordless().search(value) is not None


# Compiled when the first entry comes, which most polls never see.
@functools.cache
def known() -> "regex.Pattern[str]":
    """What begins a tag that people write, a comment or a declaration."""
    return regex.compile(
        rf"<(?:!--|!\[(?:CDATA\[|(?:end)?if\b)|!doctype|/?(?:{_KNOWN})(?=[\s/>])|{_OF_OTHERS})", regex.IGNORECASE
    )


@functools.cache
def wordless() -> "regex.Pattern[str]":
    """Tags that are no words of a sentence: at its beginning with no blank behind, closing, with attributes, or such as
    stand alone."""
    return regex.compile(
        rf"\A\s*<(?![^<>]*>[ ])|<(?:[/!]|(?:{_KNOWN})(?:\s+[^\s<>=]+=|\s*/)|(?:br|hr|img|li|p)\b|{_OF_OTHERS})",
        regex.IGNORECASE,
    )


@functools.cache
def _tag() -> "re.Pattern[str]":
    return re.compile(r"<(/?)([a-z][^\s/<>]*+)(?=[\s/>])", re.IGNORECASE)


@functools.cache
def _wide_tag() -> "re.Pattern[str]":
    """A tag up to its end, and whether it has attributes without number."""
    return re.compile(
        rf"<[a-z][^\s/>]*+(?:(?P<wide>(?:{_ATTRIBUTE}|(?!)){{{_MOST_ATTRIBUTES}}}+)|(?:{_ATTRIBUTE}|(?!))*+)",
        re.IGNORECASE,
    )


@functools.cache
def _swallowing() -> tuple["regex.Pattern[str]", "regex.Pattern[str]"]:
    """The start tags of what is dropped, and all other tags."""
    dropped = rf"<({'|'.join(sorted(DROPPED))})(\s[^<>]*|/)?>"
    return regex.compile(dropped, regex.IGNORECASE), regex.compile(rf"</?(?:{_ORDINARY})(?=[\s/>])", regex.IGNORECASE)


def with_text_behind(value: str) -> str:
    """HTML in which no element that is dropped takes all the text behind it along, for want of an end.

    A bare tag in a text that has no others is one that is spoken of, and becomes text: "How the <script> tag works".
    """
    tags, others = _swallowing()
    if not tags.search(value):
        return value
    last = dict[str, int]()
    has_others = others.search(value) is not None

    def mended(found: "regex.Match[str]") -> str:
        name = found[1].lower()
        if _CLOSED_IN_ITSELF.search(found[0]) and not _is_closed_behind(name, value, found.end()):
            return ""
        if name not in last:  # Looked for once: a page may hold a hundred thousand of them.
            # In the text itself: in small letters it may be longer (İ).
            end = regex.search(rf"(?r)</{regex.escape(name)}", value, regex.IGNORECASE | regex.ASCII)
            last[name] = end.start() if end else -1
        if last[name] > found.start():
            return found[0]
        if name in _PROGRAMS and (has_others or found[2] or _PROGRAM.match(value, found.end())):
            return found[0]
        return "" if has_others or found[2] else f"&lt;{found[0][1:]}"

    return tags.sub(mended, value)


def _is_closed_behind(name: str, value: str, start: int) -> bool:
    """Whether the next tag of this name is an end tag, of one that began before `start`."""
    found = regex.compile(rf"<(/?){name}(?=[\s/>])", regex.IGNORECASE | regex.ASCII).search(value, start)
    return found is not None and bool(found[1])


def with_loose_cells_apart(value: str) -> str:
    """HTML in which cells that stand in no table, as where a text was cut out of one, do not grow into one word."""
    if not _CELL.search(value) or _TABLE.search(value):
        return value
    return _CELL.sub(lambda tag: "<br>" if tag[1].lower() == "<tr" else " ", value)


def is_endless(value: str) -> bool:
    """Whether a tree of it takes a time without end, for that grows with the square of how deep tags nest and of how
    many attributes one has: more of either than any writer makes."""
    return _is_deep(value) or _is_wide(value)


def _is_deep(value: str) -> bool:
    if value.count("<") < _DEEP:
        return False
    open_tags, depth, deep, looked_through = Counter[str](), 0, 0, 0
    for found in _tag().finditer(value):
        # What a tag ends, itself or by the way, is looked for in all that is open, most of all where it never began.
        looked_through += depth
        name = found[2].lower()
        if name in _FLAT or (found[1] and not open_tags[name]):
            continue
        step = -1 if found[1] else 1
        open_tags[name] += step
        depth += step
        deep += step * (name in _NESTING)
        if deep >= _DEEP or looked_through > _MOST_LOOKED_THROUGH:
            return True
    return False


def _is_wide(value: str) -> bool:
    return len(value) > 2 * _MOST_ATTRIBUTES and any(found["wide"] for found in _wide_tag().finditer(value))


def between_tags(value: str) -> str:
    """The text of HTML, a line for each piece between two tags, without comments and what is dropped.

    In one pass, for what nests without end; a tree is read better.
    """
    pieces, at, inside = [], 0, ""
    for found in _PIECE.finditer(value):
        name = (found["tag"] or found[0]).lower()
        if name == "-->" and not inside:
            continue
        if not inside:
            pieces.append(value[at : found.start()])
            if name == "<!--":
                inside = "-->"
            elif name in DROPPED and not found["end"]:
                inside = name
        elif name == inside and (found["end"] or name == "-->"):
            inside = ""
        at = found.end()
    return "\n".join(pieces if inside else [*pieces, _CUT_OFF.sub("", value[at:])])
