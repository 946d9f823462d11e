"""All watches compiled to one trie over tokens: each text is walked once and gives the spans of every keyword in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import regex

from monitor.matching import query
from monitor.matching.fold import Tokens, adjoining, fold, script_language, stem, tokens
from monitor.model import Entry, Feed, Level, Match, Span, Watch

Field = Literal["title", "summary", "content"]
FIELDS: tuple[Field, ...] = ("title", "summary", "content")
_SENTENCE_END = regex.compile(r"[.!?]+(?:\s+|$)|[。！？။។]+\s*|\n\n")


@dataclass(frozen=True, slots=True)
class _Term:
    """A keyword or exclusion of one watch."""

    watch: int
    text: str
    words: tuple[str, ...]
    role: Literal["keyword", "mask", "veto"]


@dataclass(slots=True)
class _Node:
    next: dict[str, "_Node"] = field(default_factory=dict)
    terms: list[_Term] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Hit:
    field: Field
    start: int
    end: int
    term: _Term
    joined: bool


class Watchlist:
    """The watches, ready to match; build once, use for every entry."""

    def __init__(self, watches: Iterable[Watch]) -> None:
        """Compile `watches`. Raises query.QueryError where a keyword holds nothing to compare."""
        self.watches = tuple(watches)
        self._root = _Node()
        self._joined: dict[str, list[_Term]] = {}
        self._split: set[str] = set()
        for index, watch in enumerate(self.watches):
            self._compile(index, watch)

    def match(self, entry: Entry, feed: Feed) -> tuple[Match, ...]:
        """The watches that an entry of `feed` satisfies, in the watches' order, each with its spans in text order."""
        hits: dict[int, list[_Hit]] = {}
        for name in FIELDS:
            text: str = getattr(entry, name)
            for hit in self._walk(name, text) if text else ():
                hits.setdefault(hit.term.watch, []).append(hit)
        matches = []
        for index in sorted(hits):
            watch = self.watches[index]
            if _is_for_feed(watch, feed) and _is_for_language(watch, entry, feed):
                spans = _spans(hits[index], entry)
                if spans:
                    matches.append(Match(watch.name, _level(spans, entry), spans))
        return tuple(matches)

    def _compile(self, index: int, watch: Watch) -> None:
        keywords = [query.parse(keyword) for keyword in watch.keywords]
        for phrase in keywords:
            self._add(phrase, _Term(index, phrase.term, phrase.words, "keyword"))
        for phrase in map(query.parse, watch.exclude):
            masks = any(_contains(phrase.stems, keyword.stems) for keyword in keywords)
            self._add(phrase, _Term(index, phrase.term, phrase.words, "mask" if masks else "veto"))

    def _add(self, phrase: query.Phrase, term: _Term) -> None:
        node = self._root
        for token in phrase.stems:
            node = node.next.setdefault(token, _Node())
        node.terms.append(term)
        if phrase.joined:
            self._joined.setdefault(phrase.joined, []).append(term)
        self._split.update(first for first, _ in phrase.splits)

    def _walk(self, name: Field, text: str) -> Iterator[_Hit]:
        found = tokens(text)
        root, joined, split = self._root.next, self._joined, self._split
        for at, token in enumerate(found.stems):
            if token in root:
                yield from self._phrases(name, text, found, at)
            if token in joined:
                for term in joined[token]:
                    if len(term.words) > 1:
                        yield _Hit(name, found.starts[at], found.ends[at], term, True)
            if split and at + 1 < len(found.stems):
                yield from self._pair(name, text, found, at)

    def _phrases(self, name: Field, text: str, found: Tokens, at: int) -> Iterator[_Hit]:
        """The terms that begin at token `at`."""
        node, here = self._root.next[found.stems[at]], at
        while True:
            for term in node.terms:
                yield _Hit(name, found.starts[at], found.ends[here], term, False)
            here += 1
            if here == len(found.stems) or not node.next:
                return
            after = node.next.get(found.stems[here])
            if after is None or not adjoining(text, found.ends[here - 1], found.starts[here]):
                return
            node = after

    def _pair(self, name: Field, text: str, found: Tokens, at: int) -> Iterator[_Hit]:
        """Single-word terms that the text writes as two words, "cyber-scam" for "cyberscam"."""
        first = fold(text[found.starts[at] : found.ends[at]])
        if first not in self._split:
            return
        second = fold(text[found.starts[at + 1] : found.ends[at + 1]])
        if len(second) >= query.SECOND_PART and adjoining(text, found.ends[at], found.starts[at + 1]):
            for term in self._joined.get(stem(first + second), ()):
                if len(term.words) == 1:
                    yield _Hit(name, found.starts[at], found.ends[at + 1], term, True)


def _contains(outer: tuple[str, ...], inner: tuple[str, ...]) -> bool:
    return any(outer[at : at + len(inner)] == inner for at in range(len(outer) - len(inner) + 1))


def _is_for_feed(watch: Watch, feed: Feed) -> bool:
    names = {feed.url, feed.title, *feed.tags}
    return not watch.feeds or not names.isdisjoint(watch.feeds)


def _is_for_language(watch: Watch, entry: Entry, feed: Feed) -> bool:
    if not watch.lang:
        return True
    language = entry.lang or feed.lang or script_language(f"{entry.title} {entry.summary or entry.content}")
    return not language or language in watch.lang


def _spans(hits: list[_Hit], entry: Entry) -> tuple[Span, ...]:
    """The keyword hits that no exclusion cancels, without those that lie inside a longer one."""
    if any(hit.term.role == "veto" for hit in hits):
        return ()
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda hit: (FIELDS.index(hit.field), hit.start, -hit.end, hit.term.role == "keyword")):
        last = kept[-1] if kept else None
        # Sorted as they are, a hit inside an earlier one always lies inside the last one that was kept.
        if last is None or last.field != hit.field or hit.end > last.end:
            kept.append(hit)
    return tuple(_span(hit, entry) for hit in kept if hit.term.role == "keyword")


def _span(hit: _Hit, entry: Entry) -> Span:
    text: str = getattr(entry, hit.field)[hit.start : hit.end]
    return Span(hit.field, hit.start, hit.end, text, hit.term.text, "joined" if hit.joined else _why(text, hit.term))


def _why(text: str, term: _Term) -> str:
    if text == term.text:
        return "exact"
    found = tokens(text)
    words = tuple(fold(text[start:end]) for start, end in zip(found.starts, found.ends, strict=True))
    return "fold" if words == term.words else "stem"


def _level(spans: tuple[Span, ...], entry: Entry) -> Level:
    """Strong in the title, in the first two sentences, or twice in the body; else likely."""
    body = [span for span in spans if span.field != "title"]
    if len(body) != 1:
        return "strong"
    span = body[0]
    if span.field == "content" and entry.summary:
        return "likely" if len(spans) == 1 else "strong"
    return "strong" if len(spans) > 1 or span.start < _second_sentence_end(getattr(entry, span.field)) else "likely"


def _second_sentence_end(text: str) -> int:
    ends = _SENTENCE_END.finditer(text)
    next(ends, None)
    second = next(ends, None)
    return second.end() if second else len(text)
