"""What every parser of feeds shares: fields through the gate, dates that can be believed, no more than people read."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TypeVar
from urllib.parse import urlsplit

from monitor import text
from monitor.feeds.misread import spelled_right
from monitor.matching import boilerplate, furniture
from monitor.model import Enclosure, Entry, Place
from monitor.references import unescaped
from monitor.text import Page
from monitor.times import DAY

_Given = TypeVar("_Given")

MAX_ENTRIES = 2_000
MAX_FIELD = 1_000_000
"""Code points of one field that are read; the rest of a longer one is left."""
MAX_AUTHOR = 500
"""Those of an author, by either way of reading a feed."""
_MAX_FEED_TITLE = 500
"""Those of a feed's title, which stands beside each of its entries."""
_MAX_LABELS = 50
_MAX_LINKS, _MAX_BLOCKS = 200, 500
"""Places of an entry that are kept, of each sort the first ones."""
MAX_PLACES = 100_000
"""Those of all entries of a feed: more than anybody writes, for a million takes half a gigabyte."""
_MAX_ADDRESS = 2_000
"""Code points of the longest address that is kept: no browser takes much longer ones."""
_EARLIEST = 631_152_000  # 1990-01-01: no feed is older than feeds.
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?![A-Za-z])")
_NO_LANGUAGE = frozenset(("und", "mul", "mis", "zxx"))
_MOST_ATTRIBUTES = 3_000
"""Signs of equality that a text may have before its longest tags are looked for."""
# Possessive, for one that does not end is looked at once.
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]{0,20}+)[^<>]{10000,}+>")
# Text that claims to be plain but closes tags, quotes their attributes, begins with one, breaks lines or has a program
# in it is HTML all the same.
_MARKUP = re.compile(
    r"</(?:p|a|b|i|u|em|strong|div|span|ul|ol|li|td|table|h[1-6]|blockquote|ruby|rt|mark|bdi|bdo|nobr|dfn|samp|svg"
    r"|main|section|article|figure|details|iframe|video|audio|picture|[a-z][a-z0-9]*[:-][a-z0-9:-]*)>"
    r"|<[a-z][a-z0-9:-]*+\s++[a-z][a-z0-9:-]*+\s*+=\s*+[\"']|\A\s*<(?:b|i|u|p|em|strong|div|span|sup|sub|h[1-6])>(?=\S)"
    r"|<(?:br|wbr)\s?/?>|<img\s|<!--[^<>]*-->"
    r"|<!\[(?:if|endif)\b[^<>]*>|<(?:script|style)\b[^<>]*>(?=[^<]*[({;=])[^<]*+</(?:script|style)\b",
    re.I,
)
_SPOKEN_OF = re.compile(r" <br> ", re.I)


def title(value: object, html: bool = True) -> str:
    """One line out of a title that is HTML, or may be; of one that says it is not, a break between blanks is a word."""
    value = cut(value)
    is_html = html or _MARKUP.search(_SPOKEN_OF.sub(" ", value)) is not None
    return text.line(body(value).text if is_html else text.plain(value))


def feed_title(value: object, html: bool) -> str:
    """As `title`, and no longer than a heading may be."""
    return title(value, html)[:_MAX_FEED_TITLE].rstrip()


def body(value: object, html: bool = True) -> Page:
    """Plain text of several lines out of a text that is HTML, or plain unless it clearly is HTML."""
    value = cut(value)
    return (
        text.page(spelled_right(value), furniture.kind_of) if html or _MARKUP.search(value) else Page(text.plain(value))
    )


def cut(value: object) -> str:
    """At most MAX_FIELD code points of a text, its longest tags bare where there are more; "" for what is none.

    An image whose data stand in its tag takes no room from the text behind it.
    """
    if not isinstance(value, str):
        return ""
    # What was wrapped twice is still wrapped once when it has been read.
    if "<![CDATA[" in value:
        value = value.replace("<![CDATA[", "").replace("]]>", "")
    # The time that a parser of HTML takes for a tag grows with the square of its attributes.
    if len(value) > MAX_FIELD or value.count("=") > _MOST_ATTRIBUTES:
        value = _LONG_TAG.sub(r"<\1>", value)
    return value[:MAX_FIELD]


def bounded(value: str) -> str:
    """A text as it is given; one of more than MAX_FIELD code points as `cut` leaves it: `revision.raw` writes each once
    more, whether it is read or not."""
    return value if len(value) <= MAX_FIELD else cut(value)


def name(value: object, limit: int = 200) -> str:
    """A short line: an author, a category, a MIME type; out of its markup where it has any, for most programs hold
    it as HTML."""
    value = cut(value)
    is_html = "<" in value and _MARKUP.search(value) is not None
    return (title(value) if is_html else text.line(unescaped(value)))[:limit].rstrip()


def names(values: Iterable[object]) -> tuple[str, ...]:
    """Short lines, each once, the empty ones left out, and no more than anybody reads."""
    found: dict[str, None] = {}
    for short in filter(None, map(name, values)):
        found[short] = None
        if len(found) == _MAX_LABELS:
            break
    return tuple(found)


def files(given: Iterable[Enclosure]) -> tuple[Enclosure, ...]:
    """An entry's files, each once, and no more than anybody opens."""
    return tuple(islice(dict.fromkeys(given), _MAX_LABELS))


def language(*tags: object) -> str:
    """The primary subtag, in lower case, of the first language tag that has one."""
    for tag in tags:
        found = _LANGUAGE.match(tag) if isinstance(tag, str) else None
        if found and found[1].lower() not in _NO_LANGUAGE:
            return found[1].lower()
    return ""


def date(seconds: float | None, now: int) -> int | None:
    """Seconds since the epoch, or None where no entry can be from then: before 1990 or after tomorrow."""
    if seconds is None or not _EARLIEST <= seconds <= now + DAY:
        return None
    return int(seconds)


def length(value: object) -> int | None:
    """A size in bytes as feeds write it, or None; some programs have no numbers but such with a fraction."""
    value = int(value) if isinstance(value, float) and value.is_integer() else value
    value = str(value).strip() if isinstance(value, str | int) else ""
    return int(value) if re.fullmatch(r"[0-9]{1,15}", value) else None


def home(site: str, url: str, *, is_own: bool) -> str:
    """Where links start that are still relative, for no xml:base says where: at the site, which most feeds mean; those
    of a dialect that starts them at the feed's own address, as Atom does (RFC 3986, 5.1.3), there, unless it comes
    from another host, as from a service that hands it on.
    """
    hosts = {(urlsplit(address).hostname or "").removeprefix("www.") for address in (site, url)}
    return site if site and not (is_own and len(hosts) == 1) else url


def told(entry: Entry, summary: Page, content: Page, base: str) -> Entry:
    """The entry with its text in one place, and its places and its furniture known; links of the text start at `base`.

    A content that is the summary stands there.
    """
    if not summary.text or summary.text == content.text:
        summary, content = content, Page("")
    found = placed(summary, content, base)
    return boilerplate.cleaned(replace(entry, places=found) if found else entry, summary, content)


def placed(summary: Page, content: Page, base: str) -> tuple[Place, ...]:
    """What the markup of an entry's texts says of places in them, as much as anybody reads; links start at `base`."""
    fields: tuple[tuple[boilerplate.Field, Page], ...] = (("summary", summary), ("content", content))
    links = islice((one for name, page in fields for one in _links(name, page, base)), _MAX_LINKS)
    blocks = islice((Place(name, *block) for name, page in fields for block in page.blocks), _MAX_BLOCKS)
    return (*blocks, *links)


def sparing(read: Callable[[_Given], Entry]) -> Callable[[_Given], Entry]:
    """A function that reads the entries of one feed as `read` does, the last of them without their places where it has
    more than are kept."""
    left = MAX_PLACES

    def spared(given: _Given) -> Entry:
        nonlocal left
        entry = read(given)
        left -= len(entry.places)
        return entry if left >= 0 else replace(entry, places=())

    return spared


def _links(name: boilerplate.Field, page: Page, base: str) -> Iterator[Place]:
    """The links that lead somewhere: neither to a script nor to a place in the same text."""
    for (start, end), target in zip(page.links, page.targets, strict=True):
        address = "" if target.startswith("#") else text.link(target, base)
        if address and len(address) <= _MAX_ADDRESS:
            yield Place(name, start, end, "link", address)


def surplus(count: int) -> str:
    """The sentence for a feed of `count` entries where that is too many, else ""."""
    if count <= MAX_ENTRIES:
        return ""
    return f"partly read: it holds {count} entries, of which {MAX_ENTRIES} were read"
