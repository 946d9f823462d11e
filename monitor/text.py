"""The one gate for untrusted text: HTML becomes plain text, what acts on a terminal goes, links are http(s) only."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

    from monitor.tree import Block, KindOf

# Terminals obey C0, DEL and C1; bidi controls reorder what is read; tag characters hide text; lone surrogates cannot be
# encoded; soft hyphen, word joiner and BOM are invisible and split words. Newline and tab are handled by the callers.
HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_BREAK = re.compile("\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
# A few marks on one letter are writing (Burmese and Khmer stack up to six); dozens are an attack on the line above.
_MANY_MARKS, _DELUGE = 8, 64
_may_be_flooded = re.compile(rf"[^\w\s\x00-\x7f]{{{_MANY_MARKS + 1}}}").search
"""Whether more marks, or other signs, than that follow on each other: none of them is a letter or a digit."""
_SPACE = re.compile(r"[^\S\x1c-\x1f]+")
"""White space as Unicode has it; Python counts the separators of ASCII among it, which show nothing."""
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile("\n{3,}")
UNSHOWN = "\u034f\u200b\u200c\u200d"
"""Joiners and the like, which show nothing by themselves."""
_NOTHING = re.compile(rf"(?m)^ *+[{UNSHOWN}][{UNSHOWN} ]*+$")
"""A line that some editors leave where they want an empty one; letters by mail fill their first one with such. Other
blanks than the common one are gone by then."""
# An address that is absolute and of the common signs stays as it is, which is quicker to see than to work out.
_COMMON = r"[\w./%~:@!$&'()*+,=-]"
_ABSOLUTE = re.compile(
    rf"https?://\w[\w.-]*(?::\d+)?(?:/{_COMMON}*)?(?:\?[;/?\w.%~:@!$&'()*+,=-]+)?(?:\#{_COMMON}+)?", re.ASCII
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
    blocks: "tuple[tuple[int, int, Block], ...]" = ()
    """Headings, quotes and the like; one that holds another stands before it."""


def printable(value: str) -> str:
    """A text without what acts on a terminal, its accents in one spelling; white space and line breaks stay."""
    # What Python calls printable holds nothing hostile, and no blank but the common one.
    value = value if value.isprintable() else HOSTILE.sub("", value)
    return value if value.isascii() else _composed(value)


def _composed(value: str) -> str:
    """Text with accents in one spelling, for a regex sees the difference, and without floods of marks.

    What is left of them is told in that spelling; but to put marks in order takes time that grows with the square of
    their number.
    """
    if _may_be_flooded(value):
        value = _floods(_DELUGE).sub(r"\1", value)
    value = unicodedata.normalize("NFC", value)
    return _floods(_MANY_MARKS).sub(r"\1", value) if _may_be_flooded(value) else value


def has_flood(value: str) -> bool:
    """Whether more marks follow on each other than any writing has."""
    return _may_be_flooded(value) is not None and _floods(_MANY_MARKS).search(value) is not None


@cache
def _floods(most: int) -> "regex.Pattern[str]":
    """More marks, on one letter or none, than `most`, of which the first so many are a group."""
    import regex  # 7 ms, and most starts see no flood.

    return regex.compile(rf"([\p{{M}}\u200b-\u200d]{{{most}}})[\p{{M}}\u200b-\u200d]+")


_INVISIBLE = " \n\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u2800"
_INVISIBLE += "\u3164\ufeff\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
"""Code points that show nothing; between letters some of them mean something."""


def single(value: str) -> str:
    """White space collapsed to single blanks."""
    return value if value.isprintable() and "  " not in value else _SPACE.sub(" ", value)


def line(value: str | None) -> str:
    """One line of plain text: hostile code points out, white space collapsed to single blanks; "" where none shows."""
    if not value:
        return ""
    return _shown(single(printable(value if value.isprintable() else _LINE_BREAK.sub(" ", value))).strip())


def counted(number: int, one: str, many: str) -> str:
    """A number with the word for what there are so many of: "1 entry", "1,204 entries"."""
    return f"{number:,} {one if number == 1 else many}"


def plain(value: str) -> str:
    """As `block`, of a text that is no HTML. One that was escaped all the same, which a sign tells that nobody spells
    out (It&#8217;s), or one that joins names (Tom &amp; Co) or words (KK&nbsp;Park), is unescaped once; one that may
    speak of markup (&amp;lt;) stays as it is."""
    if "&" in value:
        from monitor.rendering import unescaped_once

        value = unescaped_once(value)
    return block(value)


def written_out(value: str) -> str:
    """What somebody typed or pasted, to be told to him: hostile code points as Python writes them, \\x1b or \\u202e."""
    return HOSTILE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), value)


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
        value = _BLANKS.sub(" ", printable(_LINE_BREAK.sub("\n", value)))
    if "\n" not in value:
        return _shown(value.strip())
    if any(map(value.__contains__, UNSHOWN)):
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


def page(value: str | None, kind_of: "KindOf | None" = None) -> Page:
    """As `html`, with the places of links, headings and the like and, where `kind_of` tells furniture, of that."""
    if not value:
        return Page("")
    from monitor.rendering import rendered  # Imported here, for most starts have no page to show.

    return rendered(value, kind_of)


def link(value: str | None, base: str = "") -> str:
    """An absolute http or https address made from `value` and the address `base` that it stands under, else ""."""
    if not value:
        return ""
    if "&amp;" not in value and value.rfind("://") < 8 and _ABSOLUTE.fullmatch(value):
        return value
    from monitor.hrefs import absolute  # Imported here, for most addresses are absolute, and most starts see none.

    return absolute(value, base)
