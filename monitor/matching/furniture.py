"""What the markup of a page says: elements that are its furniture by tag and class, and lines of nothing but links."""

import bisect
import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import regex

from monitor.text import Page
from monitor.tree import BULLET, MARK, mark_before

RELATED = "related link"
SHARE = "share"
NAVIGATION = "navigation"
ADVERTISEMENT = "advertisement"
HIDDEN = "hidden"
_TAG = "tag"
"""The kind of a link to a tag, which is navigation but where it is a word of the story's own sentences."""

Range = tuple[int, int, str]
"""A place in a text, from a code point up to another, and why it is furniture."""

_TAGS = {"nav": NAVIGATION, "menu": NAVIGATION, "aside": RELATED, "footer": NAVIGATION}
_ROLES = {
    "navigation": NAVIGATION, "complementary": RELATED, "contentinfo": NAVIGATION, "search": NAVIGATION,
    "menu": NAVIGATION,
}  # fmt: skip
_WORDS = {
    RELATED: "related relatedpost relatedposts recommended recommendation recommendations recommend recirc "
    "recirculation readmore alsoread readalso seealso morelink morestories trending mostread mostpopular mostviewed "
    "upnext yarpp crp readnext nextup",
    SHARE: "share shares sharing sharebar sharer sharedaddy social socials addthis addtoany sharethis feedflare "
    "shareaholic follow",
    ADVERTISEMENT: "ad ads adsbygoogle advert adverts advertisement advertorial sponsor sponsored promo promotion "
    "outbrain taboola revcontent mgid newsletter newsletters subscribe subscription signup mailchimp mc4wp dfp adslot",
    NAVIGATION: "nav navbar navigation menu breadcrumb breadcrumbs pagination pager sidebar footer tags taglist "
    "tagcloud comments authorbio bio copyright disclaimer toc",
}
_REASONS = {word: reason for reason, words in _WORDS.items() for word in words.split()}
# Words of a class that mean something only side by side.
_PAIRS = {
    RELATED: "read more, also read, read also, see also, more stories, more from, more on, most read, most popular, "
    "latest posts, recent posts, popular posts, latest news, you may, more link, next post, read next, up next",
    NAVIGATION: "author bio, about author, author box, author info, tag links, cat links, post tags, entry tags, "
    "post meta, entry meta, skip link, reader text, article tags, tag list",
    SHARE: "follow us",
}
_REASONS |= {pair: reason for reason, pairs in _PAIRS.items() for pair in pairs.split(", ")}
# A class may also say that its element merely has, or has not, such a thing.
_MODIFIERS = frozenset(
    "no not has have with without is hide hidden enable enabled disable disabled tag category".split()
)
# An embedded post or tweet is part of the story, whatever "social" its class says.
_CONTENT = frozenset("embed embedded embeds tweet twitter instagram facebook youtube oembed quote".split())
_UNSEEN = regex.compile(r"\b(?:display\s*+:\s*+none|visibility\s*+:\s*+hidden)\b", regex.IGNORECASE)
_PART = regex.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

_MOST_NAMES = 200
"""Code points of a class or an id that are looked at."""
_MOST_ELEMENTS = 300
"""Elements of a page that are looked at; no page that is read by people has more."""
_SHORT = 200
"""Code points of the longest line that may be nothing but a link to another story."""
_SENTENCE, _SENTENCE_UNSPACED = 12, 6
"""Letters of the shortest sentence that a page may be left with."""
_SOME_PROSE = 80
_MUCH_PROSE = 300
"""Code points outside links and lists that make an element the wrapper of an article, whatever its class: some of them
where there are fewer around it, or many."""
_SHARE_OF_PROSE = 0.5
_IS_LINK = 0.85
"""The part of a line that stands in links where the line is nothing but a link."""
_ARTICLE = 400
"""Code points of an article in which a paragraph that is one link leads elsewhere; a note may be about its link."""
_UNFINISHED = ".:,;。：…"
"""What a linked sentence of the article itself ends with."""
_PARAGRAPHS = 2
"""Paragraphs beside which a link leads elsewhere even in a short article."""
_BETWEEN = 3
"""Code points of what stands between two links of a row."""
_AROUND, _AROUND_UNSPACED = 40, 15
"""Code points beside the links of a line in which a tag may be a word of a sentence: fewer say what is tagged."""
_FULL_STOPS = (".", "。", "।", "॥", "។", "៕", "…", "۔", "።", "။")
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Hangul}]")


def kind_of(tag: str, attributes: Mapping[str, str | None]) -> str:
    """What kind of furniture an element is by its tag and attributes, or ""; what it holds has the last word."""
    if not attributes:
        return _TAGS.get(tag, "")
    if "hidden" in attributes or _UNSEEN.search(attributes.get("style") or ""):
        return HIDDEN
    reason = _TAGS.get(tag) or _ROLES.get((attributes.get("role") or "").strip().lower(), "")
    if reason:
        return reason
    names = attributes.get("class") or "", attributes.get("id") or ""
    rel = (attributes.get("rel") or "").lower().split() if tag == "a" else ()
    if "tag" in rel:
        # In a post of Mastodon and its like a tag is a word of the sentence.
        is_word = "hashtag" in names[0][:_MOST_NAMES].lower().split()
        return "" if is_word else NAVIGATION if "category" in rel else _TAG
    return _kind_of_names(names[0][:_MOST_NAMES]) or _kind_of_names(names[1][:_MOST_NAMES])


@functools.lru_cache(maxsize=5_000)
def _kind_of_names(names: str) -> str:
    for name in names.split():
        words = [word.lower() for word in _PART.findall(name)]
        if not words or words[0] in _MODIFIERS or not _CONTENT.isdisjoint(words):
            continue
        for word in (*words, *map(" ".join, pairwise(words))):
            if word in _REASONS:
                return _REASONS[word]
    return ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text that is not empty, and how much of it stands in links."""

    start: int
    end: int
    linked: int
    """Code points in links."""
    is_item: bool
    """Whether it is marked as one of a list."""
    links: int
    """How many links stand in it, those with nothing but blanks between them counted as one."""

    @property
    def is_link(self) -> bool:
        """Whether it is nothing but a link, or several."""
        size, several = self.end - self.start, max(1, self.links)
        between = _BETWEEN * (several - 1)
        return 0 < size <= _SHORT * several and self.linked + between >= _IS_LINK * size


def lines(page: Page) -> list[Line]:
    """The lines of a page, the empty ones left out; what marks a list's line is no part of it."""
    found = []
    start = 0
    is_item = False
    # A number that a writer has put in front of a line makes it no item.
    items = {start for start, _, kind in page.blocks if kind == "item"}
    links = iter(page.links)
    link = next(links, None)
    for line in page.text.split("\n"):
        end = start + len(line)
        linked = several = 0
        last = start
        while link is not None and link[0] < end:
            linked += min(link[1], end) - max(link[0], start)
            several += not several or bool(page.text[last : link[0]].strip())
            last = link[1]
            if link[1] > end:
                break
            link = next(links, None)
        marked = _marked(page.text, start, line, items)
        # A paragraph in a list stands below its mark.
        if marked and marked == len(line):
            is_item = True
        elif line:
            found.append(Line(start + marked, end, linked, is_item or marked > 0, several))
            is_item = False
        start = end + 1
    return found


def _marked(text: str, start: int, line: str, items: Collection[int]) -> int:
    """How many code points the mark takes that makes a line one of a list; 0 for any other line."""
    found = MARK.match(line)
    if found is None or line.startswith(BULLET.rstrip()):
        return found.end() if found else 0
    behind = start + found.end()
    if found.end() == len(line):
        behind += len(text[behind : behind + 2]) - len(text[behind : behind + 2].lstrip("\n"))
    return found.end() if behind in items else 0


def is_prose(text: str, start: int, end: int) -> bool:
    """Whether a place of a text ends as sentences do and headlines do not."""
    return text[start:end].rstrip(" \"'”’»)]").endswith(_FULL_STOPS)


def by_markup(page: Page, found: Sequence[Line]) -> Iterator[Range]:
    """The places of a page that are furniture by what its markup says.

    Nothing where nearly all of the page would go: a list of links may be what an entry is about.
    """
    if not page.furniture and not page.links:
        return
    ranges = [*_elements(page, found), *_link_lists(page, found)]
    if ranges and _is_enough(_rest(page.text, ranges)):
        yield from ranges


def _elements(page: Page, found: Sequence[Line]) -> Iterator[Range]:
    """The outermost elements with the name of furniture that are no part of the story."""
    past = 0
    for start, end, reason in page.furniture[:_MOST_ELEMENTS]:
        apart = reason == HIDDEN or _stands_apart(page, start, end)
        if start < past or not apart or (reason == _TAG and _is_word(page, found, start)):
            continue
        reason = NAVIGATION if reason == _TAG else reason
        if not _tells_story(page, found, (start, end, reason)):
            yield start, end, reason
            past = end


def _is_word(page: Page, found: Sequence[Line], start: int) -> bool:
    """Whether a link to a tag is a word of a sentence, as programs link them in the story, and of no line that tells
    in what the story was posted."""
    line = found[bisect.bisect_right(found, start, key=_start) - 1]
    unlinked = line.end - line.start - line.linked
    is_unspaced = UNSPACED.search(page.text, line.start, line.end) is not None
    least = _AROUND_UNSPACED if is_unspaced else _AROUND
    # Thai and its like have no full stops.
    is_sentence = is_prose(page.text, line.start, line.end) or (is_unspaced and unlinked >= 2 * least)
    if unlinked < least or not is_sentence:
        return False
    return all(reason == _TAG for first, _, reason in page.furniture if line.start <= first < line.end)


def _stands_apart(page: Page, start: int, end: int) -> bool:
    """Whether an element has its lines for itself, or is a link: a word in a sentence may be a "menu" too."""
    begins = start == 0 or page.text[start - 1] == "\n" or mark_before(page.text, start) > 0
    return (begins and page.text[end : end + 1] in ("\n", "")) or (start, end) in page.links


def _tells_story(page: Page, found: Sequence[Line], element: Range) -> bool:
    """Whether an element holds the article, or an aside of its author, whatever its class says."""
    start, end, reason = element
    if not _is_enough(page.text[: min(start, _ARTICLE)] + page.text[end : end + _ARTICLE]):
        return True
    within = found[bisect.bisect_left(found, start, key=_start) : bisect.bisect_left(found, end, key=_start)]
    prose = sum(line.end - line.start - line.linked for line in within if not line.is_item)
    rest = len(page.text) - (end - start)
    if prose <= _SOME_PROSE:
        return False
    is_unlinked = reason in (NAVIGATION, RELATED) and not any(line.linked for line in within)
    return is_unlinked or prose > rest or (prose > _MUCH_PROSE and prose > _SHARE_OF_PROSE * rest)


def _link_lists(page: Page, found: Sequence[Line]) -> Iterator[Range]:
    """Lines that are nothing but links: a list at the end, a list or a single link inside an article.

    Where there are more of them, they are the entry: the links of a show, the headlines of a round-up.
    """
    runs = [list(run) for is_link, run in groupby(found, key=lambda line: line.is_link) if is_link]
    prose = sum(line.end - line.start for line in found if not line.is_link)
    lists = [run for run in runs if len(run) > 1]
    if len(lists) == 1 and len(runs) <= 3:
        first, last = lists[0][0], lists[0][-1]
        size = sum(line.end - line.start for line in lists[0])
        if first is not found[0] and (size <= 3 * prose if last is found[-1] else prose >= _ARTICLE):
            yield first.start, last.end, RELATED
    if len(runs) <= 3:
        for (line,) in (run for run in runs if len(run) == 1):
            if _leads_elsewhere(page, found, line, prose):
                yield line.start, line.end, RELATED


def _leads_elsewhere(page: Page, found: Sequence[Line], line: Line, prose: int) -> bool:
    """Whether a line of nothing but a link, or a row of them, is no part of the article that it stands in."""
    if line.is_item or page.text[line.end - 1] in _UNFINISHED:
        return False
    number = bisect.bisect_left(found, line.start, key=_start)
    is_row, is_last = line.links > 1, line is found[-1]
    if prose >= _ARTICLE and number and not is_row:
        return True
    # Behind half a sentence it may be the other half.
    is_apart = _is_paragraph(page, found[number - 1]) if number else is_row
    needed = 1 if is_row and is_last else _PARAGRAPHS
    return is_apart and sum(_is_paragraph(page, each) for each in found) >= needed


def _is_paragraph(page: Page, line: Line) -> bool:
    """Whether a line tells news: in words that are no link, to the end of a sentence or at length."""
    if line.is_link or page.text[line.end - 1] in ":：":
        return False
    return line.end - line.start > _SOME_PROSE or is_prose(page.text, line.start, line.end)


def _rest(text: str, ranges: Sequence[Range]) -> str:
    kept = []
    past = 0
    for start, end, _ in sorted(ranges):
        kept.append(text[past : max(past, start)])
        past = max(past, end)
    return "".join((*kept, text[past:]))


def _is_enough(rest: str) -> bool:
    """Whether what is left says something: a short sentence."""
    letters = sum(map(str.isalpha, rest[: 2 * _ARTICLE]))
    return letters >= (_SENTENCE_UNSPACED if UNSPACED.search(rest[: 2 * _ARTICLE]) else _SENTENCE)


def _start(line: Line) -> int:
    return line.start
