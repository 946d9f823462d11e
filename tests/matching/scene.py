"""What the tests of the matching share: concepts of a test's own, and what a watch finds in an entry with them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from monitor.matching.packs import Packs, Words, concept
from monitor.matching.reading import ABOUT, SHOWN, Reading
from monitor.matching.watchlist import Look, Watchlist
from monitor.model import Dropped, Entry, Feed, Match, Span, Watch

FEED = Feed("https://a.example/feed", "The Outlet", ("asia",))
SMALL = "small"
"""What the digests of small packs begin with: their compiled words are kept nowhere."""


@dataclass(frozen=True)
class Small(Packs):
    """A few concepts, without the words that ship."""

    spoken: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(sorted(self.spoken))

    def words(self, language: str) -> dict[str, Words]:
        return dict(self.spoken.get(language, {}))

    def digest(self, languages: Iterable[str], phrases: Sequence[str] = ()) -> str:
        return SMALL + hashlib.sha256(repr([*map(self.words, languages), phrases]).encode()).hexdigest()


def small(**tables: Mapping[str, Any]) -> Small:
    """Packs of these concepts, each a table as [concept.NAME] of a config has it."""
    spoken: dict[str, dict[str, Words]] = {}
    for name, table in tables.items():
        for language, words in table.items():
            if isinstance(words, dict):
                known = {key: tuple(each) for key, each in words.items()}
                spoken.setdefault(language, {})[name] = Words(**known)
    return Small({name: concept(name, table) for name, table in tables.items()}, spoken=spoken)


def words(*terms: str, language: str = "en", **more: Any) -> dict[str, Any]:
    """The table of a concept that is there wherever one of these stands."""
    return {language: {"terms": terms, **more}}


def evidence(query: str, title: float, body: float, *, against: bool = False) -> dict[str, Any]:
    """A row of evidence that is called as it is written."""
    return {"name": query, "query": query, "weight": [title, body], "against": against}


def judged(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The table of a concept that is judged by these rows."""
    return {"evidence": rows, **more}


def entry(title: str = "", summary: str = "", content: str = "", lang: str = "en", **more: Any) -> Entry:
    return Entry("k", title, summary=summary, content=content, lang=lang, **more)


def dropping(one: Entry, *texts: str) -> Entry:
    """The entry with these pieces of its summary dropped."""
    starts = [(one.summary.index(text), len(text)) for text in texts]
    dropped = tuple(Dropped("summary", start, start + size, "related link") for start, size in starts)
    return Entry(one.key, one.title, summary=one.summary, content=one.content, lang=one.lang, dropped=dropped)


def look(packs: Packs, one: Entry, *keywords: str, feed: Feed = FEED) -> Look:
    return Watchlist([Watch("w", keywords or ("x",), widen=False)], packs).look(one, feed)


def match(packs: Packs, one: Entry, *keywords: str, feed: Feed = FEED, **more: Any) -> Match | None:
    """What a watch for these keywords makes of an entry."""
    found = Watchlist([Watch("w", keywords, **more)], packs).match(one, feed)
    return found[0] if found else None


def found(packs: Packs, one: Entry, *keywords: str, **more: Any) -> list[str]:
    """The texts of the places that a watch finds."""
    made = match(packs, one, *keywords, **more)
    return [span.text for span in made.spans] if made else []


def reading(one: Entry, *names: str, feed: Feed = FEED) -> Reading:
    return Reading(one, feed, (*SHOWN, *names))


def field_text(one: Entry, feed: Feed, name: str) -> str:
    """What stands in a field that a span may name."""
    return getattr(one, name) if name in SHOWN else reading(one, *ABOUT, feed=feed).shown((*SHOWN, *ABOUT).index(name))


def check_spans(one: Entry, feed: Feed, spans: Sequence[Span]) -> None:
    """Every span lies in its field and reads as told; they are in text order, and none is inside another."""
    for span in spans:
        text = field_text(one, feed, span.field)
        assert 0 <= span.start < span.end <= len(text)
        assert span.text == text[span.start : span.end]
    for one_span, next_span in pairwise(spans):
        order, after = ((*SHOWN, *ABOUT).index(span.field) for span in (one_span, next_span))
        assert order <= after
        if order == after:
            assert one_span.start <= next_span.start
            assert one_span.end < next_span.end


PIECES = [
    *"scam hub hubs scamhub compound raid raided police rescued 71 boss film deported Myawaddy".split(),
    *"电诈 园区 遣返 แก๊ง ที่ 송환 lừa đảo repatriación estafas . , 。 - 's".split(),
    *("\n", "\n\n", "\u200b", "", "x " * 45),
]
SOUP = st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join)
"""Texts of words that the tests' packs and queries know, and some that they do not."""
