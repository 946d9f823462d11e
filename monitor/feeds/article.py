"""The text of a web page that is its article: bytes to plain text by trafilatura, through the gate as any feed's."""

import re
from dataclasses import replace
from importlib.util import find_spec

from monitor import text
from monitor.feeds import charset, clean
from monitor.installed import lacks
from monitor.matching import boilerplate, furniture
from monitor.model import Entry
from monitor.references import FORBIDDEN
from monitor.text import Page

MISSING = lacks("a page", "trafilatura", "lxml_html_clean")
LONGEST = 200_000
"""Code points of a text that is kept: a hundred pages, and as much as is matched of any text."""
# XML, which trafilatura works with, knows none of these; one of them would cost the whole text.
_UNKNOWN = re.compile(f"[{FORBIDDEN}]")
_REFERENCE = re.compile(r"&#(?:0*([0-9]{1,7})|[xX]0*([0-9a-fA-F]{1,6}));?")
_SAID = re.compile(r"<(/?)q(?:\s[^<>]*)?>", re.I)
_HEADLINE = re.compile(r"<h[12]>(.*?)</h[12]>", re.S)


def is_installed() -> bool:
    """Whether there is what takes an article out of a page."""
    return find_spec("trafilatura") is not None


def text_of(body: bytes, content_type: str, url: str, title: str = "") -> Page:
    """The article of a page, without a headline that is the `title`; of a page that has none, an empty one.

    It takes as long, and as much memory, as the page wants: only for a process that is limited. Raises ImportError
    where trafilatura is not installed.
    """
    from trafilatura import extract

    found = extract(
        _decoded(body, content_type),
        url=url,
        output_format="html",
        include_comments=False,
        include_links=True,
        # What is said to browsers without scripts is the only text of many a page that consists of them.
        prune_xpath="//noscript",
    )
    if not found:
        return Page("")
    # Cut before its places are measured; what little markup there is beside the text goes.
    return text.page(_without_headline(found, title)[: 2 * LONGEST], furniture.kind_of)


def told(entry: Entry, page: Page) -> Entry:
    """The entry with the text of its page as content, its places and its furniture known; the summary stays."""
    page = _cut(page)
    content = boilerplate.cleaned(replace(entry, summary="", dropped=()), Page(""), page)
    kept = tuple(place for place in entry.dropped if place.field == "summary")
    places = tuple(place for place in entry.places if place.field == "summary")
    found = clean.placed(Page(""), page, entry.link)
    return replace(content, summary=entry.summary, dropped=kept + content.dropped, places=places + found)


def _decoded(body: bytes, content_type: str) -> str:
    """The page's text without what XML knows not, what is marked as said in quotation marks, as in `text`: trafilatura
    would make a paragraph of it."""
    known = _UNKNOWN.sub("", _REFERENCE.sub(_known, charset.decode_page(body, content_type)))
    return _SAID.sub(lambda tag: "”" if tag[1] else "“", known)


def _known(reference: re.Match[str]) -> str:
    number = int(reference[1]) if reference[1] else int(reference[2], 16)
    return "" if number > 0x10FFFF or _UNKNOWN.match(chr(number)) else reference[0]


def _without_headline(html: str, title: str) -> str:
    first = _HEADLINE.search(html)
    if first is None or not title or html[: first.start()].replace("<html>", "").replace("<body>", "").strip():
        return html
    said = text.line(text.html(first[1]))
    return html[first.end() :] if said.casefold() == title.casefold() else html


def _cut(page: Page) -> Page:
    """A page of at most LONGEST code points."""
    if len(page.text) <= LONGEST:
        return page
    links = [(place, target) for place, target in zip(page.links, page.targets, strict=True) if place[1] <= LONGEST]
    return replace(
        page,
        text=page.text[:LONGEST].rstrip(),
        links=tuple(place for place, _ in links),
        targets=tuple(target for _, target in links),
        furniture=tuple(one for one in page.furniture if one[1] <= LONGEST),
        blocks=tuple(one for one in page.blocks if one[1] <= LONGEST),
    )
