"""What a text itself shows to be furniture: labels that lead to other stories, lone ad words, rows of share buttons."""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.matching.furniture import ADVERTISEMENT, NAVIGATION, RELATED, SHARE, UNSPACED, Line, Range, is_prose
from monitor.matching.labels import ARROWS, DECORATION, ENDING, REFERENCES, WORD, Label, Labels, labels, lowered
from monitor.text import Page

REPEATED_LINE = "repeated line"

# Thai and Lao.
_WITHOUT_STOPS = re.compile("[\u0e00-\u0eff]")
_REASONS = {
    "reference": RELATED,
    "leading": RELATED,
    "marked": RELATED,
    "heading": RELATED,
    "pointer": RELATED,
    "appeared": NAVIGATION,
    "advertisement": ADVERTISEMENT,
    "share": SHARE,
    "promotion": ADVERTISEMENT,
    "navigation": NAVIGATION,
    "closing": NAVIGATION,
}
_DECORATED = re.compile(f"[{re.escape(DECORATION)}]*")
# A colon, a bar, an arrow or a closed bracket, or a dash between blanks; in Amharic also two dots and a dash, and in
# Burmese a dash right behind the word.
_MARK = re.compile(rf"[\"'*]*(?:\s*[:|>{ARROWS}\])》」]+|\s*[፡፥]-*|\s+-+(?=\s)|(?<=[\u1000-\u109f])-+)[\s\"']*")
# Each begins with one set of signs, by which the search jumps.
_SEPARATOR = re.compile(rf"[:|>{ARROWS}-](?:(?<!-)|(?<=\s-)(?=\s))")
_SENTENCE_END = re.compile(
    r"[.!?…。！？।॥۔።။។៕|•►▶»·](?:"
    r"(?<=[.!?…])(?<![\s.][A-Z].)(?:(?<![\s.]\d.)|(?P<number>))[.!?…\"'”’)\]»]{0,8}\s+(?![a-z])"
    r"|(?<=[。！？।॥۔።။។៕])[。！？।॥۔።။។៕\"”’」』）》]{0,8}\s*"
    r"|(?<=\s[|•►▶»·])\s)"
)
"""A full stop or what stands for one, with what goes before the next sentence; one behind a lone digit may be part of a
number in a list."""
_BULLETS = "|•►▶»·"
_QUOTES = "\"'“‘„«「『‹¿¡#"
_BRACKETS = {"(": ")", "[": "]"}
_BREADCRUMBS = re.compile(r"[^>.!?]{1,40}(?:\s>\s[^>.!?]{1,40}){2,}")
_NUMBERED = re.compile(rf"\d{{1,2}}[.)]\s|[-*{ARROWS}■●]\s?")

# Whatever the label says, and in whatever language: headlines between bars, or behind numbers in circles.
_ROW_OF_HEADLINES = re.compile(
    r"(?:^|[.!?…]\s+|[。！？।॥۔።။។៕|]\s*)[^\w\s]*(?P<label>[^\W\d][^.!?…。！？।॥۔።။។៕:|\n]{1,30}:\s*"
    r"(?:[^:|]{8,160}?\s*\|[^|]{2,160}(?:\|[^|]{0,160})*|①[^②]{4,160}②.*))$"
)
_SENTENCE = 12
"""Code points of the shortest sentence of news; in Chinese that is one."""
_HEADLINE = 200
"""Code points of the longest headline."""
_UNSTOPPED = 100
"""Code points of the longest headline where nothing but its length tells it from a paragraph."""
_TITLE, _TITLE_UNSPACED = 20, 8
"""Code points of the shortest headline that is known by its place alone."""
_REFERENCES = 400
"""Code points of the longest row of headlines in one line."""
_NAME = 48
"""Code points of what may stand for the … of a label."""
_LISTED = 12
"""Lines of a list below a label that go with it; without marks of a list a few, where a colon announces them."""
_ANNOUNCED = 3
_ROW = 160
"""Code points of the longest line that is nothing but a label or a row of buttons."""


def by_text(page: Page, lines: Sequence[Line]) -> Iterator[Range]:
    """The places of a page that its own words show to be furniture; they may overlap."""
    low = lowered(page.text)
    text = _Text(page, lines, low, [start for start, _ in page.links], _rows_of_links(low, page.links), labels())
    for number, line in enumerate(lines):
        whole = text.whole_line(number)
        if whole:
            yield from whole
            continue
        for start, end in pairwise([line.start, *sentence_ends(page.text, line.start, line.end), line.end]):
            yield from text.sentence(line, start, end)
        yield from text.before(line.end, line)
        yield from text.row_of_headlines(line)
    for separator in _SEPARATOR.finditer(text.low):
        yield from text.before(separator.start())


def _ends_of_headlines(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The ends of sentences in a place of a text where headlines may be numbered."""
    return (found for found in _SENTENCE_END.finditer(text, start, end) if found["number"] is None)


def sentence_ends(text: str, start: int, end: int) -> list[int]:
    """Where in a line of a text one sentence ends and another begins: the places of those that follow."""
    found = [each for each in _SENTENCE_END.finditer(text, start, end) if each.end() < end]
    numbers = [each for each in found if each["number"] is not None]
    # "In ward 5. Next …" ends a sentence; where there are several they count the items of a list.
    is_end = len(numbers) == 1 and numbers[0].start() - start > 2 and text[numbers[0].start() - 3].isalpha()
    return [each.end() for each in found if is_end or each["number"] is None]


def _follows(low: str, at: int, start: int) -> bool:
    """Whether nothing but signs stand between a place and the start of a link."""
    return start - at <= _NAME and not low[at:start].strip(DECORATION + ENDING + ",;/")


def _rows_of_links(low: str, links: Sequence[tuple[int, int]]) -> list[int]:
    """For each link of a page, where the links end that stand one behind the other from it on."""
    rows = [end for _, end in links]
    for number in range(len(links) - 2, -1, -1):
        if _follows(low, links[number][1], links[number + 1][0]):
            rows[number] = rows[number + 1]
    return rows


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a label stands in a line."""

    label: Label
    line: Line
    start: int
    """Where the signs before it begin."""
    at: int
    behind: int
    """Where it ends."""
    sentence: int
    """Where the sentence ends that it begins, or its line."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A page while it is looked through."""

    page: Page
    lines: Sequence[Line]
    low: str
    links: Sequence[int]
    """Where the page's links begin."""
    rows: Sequence[int]
    """Where the links end that stand one behind the other from each link on."""
    known: Labels

    def whole_line(self, number: int) -> list[Range]:
        """What goes where a line is nothing but a label, a row of buttons or the line before once more."""
        line = self.lines[number]
        low = self.low[line.start : line.end]
        if number:
            last = self.lines[number - 1]
            if low == self.low[last.start : last.end] and any(map(str.isalpha, low)):
                return [(line.start, line.end, REPEATED_LINE)]
        if len(low) > _ROW:
            return []
        kind = self.known.lines.get(low.strip(ENDING))
        if kind is None:
            return [(line.start, line.end, reason) for reason in (self._row(low),) if reason]
        listed = self._listed(number + 1) if _REASONS[kind] == RELATED else self._tags(number + 1)
        return [(line.start, line.end, _REASONS[kind]), *listed]

    def _row(self, low: str) -> str:
        if self._is_row_of_buttons(low):
            return SHARE
        return NAVIGATION if ">" in low and _BREADCRUMBS.fullmatch(low) else ""

    def sentence(self, line: Line, start: int, end: int) -> Iterator[Range]:
        """What goes where a sentence of a line begins with labels."""
        while start < end:
            decorated = _DECORATED.match(self.low, start, end)
            at = decorated.end() if decorated else start
            if end - at <= _ROW and self._is_row_of_buttons(self.low[at:end]):
                yield start, end, SHARE
                return
            until, reason = self._labelled(line, start, at, end)
            if not until:
                return
            yield start, until, reason
            # Behind a lone ad word the sentence is still to begin.
            start = until

    def row_of_headlines(self, line: Line) -> Iterator[Range]:
        """What goes where a line ends in several headlines behind a label of which nothing else is known."""
        first = max(line.start, line.end - _REFERENCES)
        end = self.low[first : line.end]
        row = _ROW_OF_HEADLINES.search(end) if "|" in end or "①" in end else None
        # What stands first is the news itself: "Laos: raid on a park | The Outlet".
        if row is not None and first + row.start("label") >= _SENTENCE:
            yield first + row.start("label"), line.end, RELATED

    def _labelled(self, line: Line, start: int, at: int, end: int) -> tuple[int, str]:
        """How far it goes what begins with a label at `at`, and why; 0 where none is."""
        for label in self.known.beginning(self.low, at):
            if self.low.startswith(label.text, at):
                behind = self._behind(label, at, line.end)
                until = self._until(_Place(label, line, start, at, behind, end)) if behind else 0
                if until:
                    return until, _REASONS[label.kind]
        return 0, ""

    def before(self, end: int, line: Line | None = None) -> Iterator[Range]:
        """What goes where a label stands in the middle of a sentence, before a mark or the end of its line."""
        near = max(0, end - _NAME)
        end = near + len(self.low[near:end].rstrip(ENDING))
        for label in self.known.ending(self.low, end):
            at = end - len(label.text)
            line = line or self.lines[bisect.bisect(self.lines, end, key=lambda line: line.start) - 1]
            if at >= line.start and self.low.startswith(label.text, at) and self._may_begin(label, at):
                near = max(line.start, at - _NAME)
                start = near + len(self.low[near:at].rstrip(DECORATION))
                until = self._until(_Place(label, line, start, at, end, line.end))
                if until:
                    yield start, until, RELATED
                return

    def _listed(self, number: int) -> Iterator[Range]:
        """The lines below a label that are headlines: of a list, linked, announced by a colon, or at the page's end.

        Of one that stands between paragraphs the next line may be.
        """
        label = self.lines[number - 1]
        announced = _ANNOUNCED if self.low[label.start : label.end].rstrip().endswith(":") else 0
        unmarked = _LISTED if self._ends_in_headlines(number) else announced or int(self._interrupts(number))
        for line in self.lines[number : number + _LISTED]:
            is_marked = line.is_item or line.is_link or _NUMBERED.match(self.page.text, line.start) is not None
            unmarked -= not is_marked
            if unmarked < 0 or not (line.is_link or self._is_headline(line)):
                return
            yield line.start, line.end, RELATED

    def _tags(self, number: int) -> Iterator[Range]:
        """The links below a label that leads to no stories, as of tags, where the page has told its news and ends."""
        if len(self.lines) - number > _LISTED:
            return
        above, below = self.lines[: number - 1], self.lines[number:]
        if all(line.is_link for line in below) and any(self._is_prose(line.start, line.end) for line in above):
            yield from ((line.start, line.end, NAVIGATION) for line in below)

    def _ends_in_headlines(self, number: int) -> bool:
        """Whether all lines from this one on are headlines, on a page that ends its sentences otherwise.

        Where no full stops are written, those are a few short lines below a paragraph of at least twice their length.
        """
        if not number < len(self.lines) <= number + _LISTED or not all(map(self._is_headline, self.lines[number:])):
            return False
        longest = max(line.end - line.start for line in self.lines[number:])
        are_few = len(self.lines) <= number + _ANNOUNCED and longest <= _UNSTOPPED
        return any(
            self._is_prose(line.start, line.end) or (are_few and self._is_unstopped(line, 2 * longest))
            for line in self.lines[:number]
        )

    def _is_unstopped(self, line: Line, size: int) -> bool:
        """Whether a line of at least so many code points is in a script without full stops."""
        return line.end - line.start >= size and _WITHOUT_STOPS.search(self.page.text, line.start, line.end) is not None

    def _interrupts(self, number: int) -> bool:
        """Whether the label above a line, with that line for its headline, stands between paragraphs of the news."""
        if not 1 < number < len(self.lines) - 1 or self.lines[number - 1].is_link:
            return False
        line, around = self.lines[number], (self.lines[number - 2], self.lines[number + 1])
        least = _TITLE_UNSPACED if UNSPACED.search(self.page.text, line.start, line.end) else _TITLE
        is_title = line.end - line.start >= least and self._is_title(line.start, line.end)
        return is_title and all(self._is_prose(each.start, each.end) for each in around)

    def _is_headline(self, line: Line) -> bool:
        return line.end - line.start <= _HEADLINE and not self._is_prose(line.start, line.end)

    def _is_title(self, start: int, end: int) -> bool:
        """Whether a text begins as headlines do and holds no sentence."""
        first = self.page.text[start : start + 1]
        begins = not first.islower() and (first.isalnum() or first in _QUOTES)
        return begins and end - start <= _HEADLINE and not self._holds_sentence(start, end)

    def _holds_sentence(self, start: int, end: int) -> bool:
        """Whether a sentence ends in a text; a bar ends none."""
        ends = _ends_of_headlines(self.page.text, start, end)
        return self._is_prose(start, end) or any(found[0][0] not in _BULLETS for found in ends)

    def _is_prose(self, start: int, end: int) -> bool:
        return is_prose(self.page.text, start, end)

    def _is_row_of_buttons(self, low: str) -> bool:
        first = WORD.search(low)
        if first is None or first[0] not in self.known.buttons:
            return False
        words = WORD.findall(low)
        if words[0] in self.known.sharing:
            return all(word in self.known.buttons or word.isdigit() for word in words)
        return len(words) > 2 and all(word in self.known.networks for word in words)

    def _behind(self, label: Label, at: int, end: int) -> int:
        """Where a label ends that begins at `at`, and 0 where the words are parts of others."""
        behind = at + len(label.text)
        if behind > end:
            return 0
        if label.is_open:
            return max(0, self.low.find(":", behind, min(end, behind + _NAME)))
        return 0 if self._is_within_word(behind) else behind

    def _is_within_word(self, at: int) -> bool:
        around = self.low[at - 1 : at + 1] if at else ""
        return len(around) == 2 and around.isalnum() and not UNSPACED.search(around)

    def _may_begin(self, label: Label, at: int) -> bool:
        """Whether a label may stand there in the middle of a sentence."""
        before = self.low[at - 1 : at]
        if self.page.text[at].islower():
            return before in _BRACKETS
        return not before.isalnum() or UNSPACED.match(label.text) is not None

    def _until(self, place: _Place) -> int:
        """Where that ends what belongs to a label; 0 where the words there are no label but part of the news."""
        kind, line = place.label.kind, place.line
        if kind == "appeared":
            middle = self.low.find(place.label.middle, place.behind, min(line.end, place.behind + _REFERENCES))
            return line.end if middle >= 0 else 0
        if kind == "closing":
            return line.end if line.end - place.at <= _REFERENCES else place.sentence
        if kind in ("promotion", "pointer"):
            return place.sentence if place.sentence - place.at <= _REFERENCES else 0
        if kind == "advertisement":
            return place.behind if self._stands_alone(place) else 0
        return self._until_behind_reference(place) if kind in REFERENCES else 0

    def _stands_alone(self, place: _Place) -> bool:
        """Whether an ad word is no part of a sentence: the next word begins one."""
        rest = self.page.text[place.behind : min(place.line.end, place.behind + _NAME)].lstrip()
        begins = not rest or rest[0].isupper() or rest[0].isdigit()
        return begins and self.page.text[place.at].isupper()

    def _until_behind_reference(self, place: _Place) -> int:
        line, behind = place.line, place.behind
        mark = _MARK.match(self.low, behind, min(line.end, behind + _NAME))
        following = self.low[behind : min(line.end, behind + _REFERENCES)]
        if not mark and not following.strip(ENDING) and behind + len(following) == line.end:
            return line.end
        bracket = self._closed(place)
        if bracket > (mark.end() if mark else behind) and (mark or place.label.kind == "reference"):
            return bracket
        rest = mark.end() if mark else behind + len(following) - len(following.lstrip())
        linked = self._link_around(place) or self._links_from(rest)
        if linked and (mark or place.label.is_telling or self._is_all_of_line(rest, linked, line)):
            return linked
        if mark:
            return self._references(rest, line) if self._is_begun(place) else 0
        is_apart = not following[:1].isalnum() and not self.page.text[rest : rest + 1].islower()
        if is_apart and (place.label.kind == "reference" or self._is_in_capitals(place, rest)):
            return self._references(rest, line)
        if place.label.kind == "leading" and self._leads(place, rest):
            return line.end
        ends_sentence = place.label.is_telling and following[:1] in (".", "!", "…") and place.sentence < line.end
        return place.sentence if ends_sentence else 0

    def _leads(self, place: _Place, rest: int) -> bool:
        """Whether a label and a headline are all of a paragraph, and not all of the page."""
        begins = place.start == place.line.start and rest < place.line.end
        return begins and len(self.lines) > 1 and self._is_title(rest, place.line.end)

    def _is_all_of_line(self, start: int, end: int, line: Line) -> bool:
        """Whether a headline fills the rest of a line: behind a common word a link may be the next word of the news."""
        is_rest = line.end - end <= _NAME and not self.low[end : line.end].strip(ENDING)
        return is_rest and not self.page.text[start].islower()

    def _is_begun(self, place: _Place) -> bool:
        return place.at == place.line.start or not self.page.text[place.at].islower()

    def _is_in_capitals(self, place: _Place, rest: int) -> bool:
        """Whether a label is written in capitals and what follows is not."""
        following = WORD.match(self.page.text, rest)
        label = self.page.text[place.at : place.behind]
        return label.isupper() and len(label) > 3 and not (following and following[0].isupper())

    def _closed(self, place: _Place) -> int:
        """Where the bracket ends that a label stands in, else 0."""
        for bracket in self.low[place.start : place.at]:
            if bracket in _BRACKETS:
                end = min(place.line.end, place.behind + _REFERENCES)
                return self.low.find(_BRACKETS[bracket], place.behind, end) + 1
        return 0

    def _link_around(self, place: _Place) -> int:
        """Where the link ends that a label of several words begins."""
        number = bisect.bisect(self.links, place.at) - 1
        if number < 0 or not place.label.is_telling:
            return 0
        start, end = self.page.links[number]
        is_headline = end >= place.behind and end - start <= _HEADLINE
        return end if is_headline and not self.low[start : place.at].strip(DECORATION) else 0

    def _links_from(self, at: int) -> int:
        """Where the links end that stand there one behind the other, else 0."""
        number = bisect.bisect_left(self.links, at)
        return self.rows[number] if number < len(self.links) and _follows(self.low, at, self.links[number]) else 0

    def _references(self, at: int, line: Line) -> int:
        """Where headlines end that begin there: with the line, or with a sentence where the news goes on."""
        end = min(line.end, at + _REFERENCES)
        stop = next(_ends_of_headlines(self.page.text, at, end), None)
        if stop is None or (end == line.end and not self._is_prose(stop.end(), end)):
            return end
        return stop.end()
