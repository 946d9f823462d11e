"""What could be kept out of a watch to be rid of entries like one of its matches, and what that would take away."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlsplit

from monitor.config import Config
from monitor.find import Search
from monitor.matching import query
from monitor.matching.fold import Tokens, adjoining, as_written, is_unspaced, tokens
from monitor.matching.packs import Packs
from monitor.matching.query import QueryError
from monitor.matching.reading import SHOWN
from monitor.matching.watchlist import Watchlist, wanted
from monitor.model import Entry, Feed, Match, Watch
from monitor.store import entries
from monitor.store.entries import Choice, Row, Stored
from monitor.store.feeds import titled

MOST = 14
"""Proposals that a reader looks through."""
NEWEST = 50
"""Entries that would go of which the rows are read."""
LIMIT = 2_000
"""Texts that are looked into for one exclusion, newest first: half a second's work, and a dozen are proposed."""
_BATCH = 200
_OF_A_KIND = 4
_LOOKED_AT, _AROUND = 20, 60
"""Matched words that are looked at, and code points before and behind each."""
_LONGEST, _LONGEST_TITLE = 120, 500
"""Code points of a phrase that may be asked for, and of a title that is looked at."""
_SHORTEST_WORD, _SHORTEST_NAME = 6, 3
"""Letters of a word, and of one with a capital, that says something by itself."""
_PIECE = range(2, 9)
"""Letters that a piece of a title in a script without blanks may have."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that could be excluded."""

    query: str
    says: str
    """What of the entry it is."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an exclusion would take from a watch."""

    total: int
    """The matches that the watch has now."""
    ids: tuple[int, ...]
    """Those of them that would go, newest first."""
    unread: int
    newest: tuple[Row, ...]
    looked_back_to: int | None = None
    """Seconds since the epoch, UTC: older matches were not looked at; None where all were."""


def proposals(stored: Stored, match: Match) -> list[Proposal]:
    """What sets an entry apart from others of its watch, what takes the least away first."""
    entry, row = stored.entry, stored.row
    found: list[Iterable[Proposal]] = [_longer(entry, match), _names(entry, match)]
    found.append(_in_field("category", entry.categories, "a category that the feed gives it"))
    if entry.author != row.feed_title:
        found.append(_in_field("author", [entry.author], "its author"))
    site = urlsplit(entry.link).netloc
    if site and site != urlsplit(row.feed).netloc:
        found.append(_in_field("site", [site], "the site that it is on"))
    found.append(_in_field("feed", [row.feed_title], "the feed that it comes from"))
    found.append(_weighty(match))
    kept = {each.query.casefold(): each for kind in reversed(found) for each in reversed([*islice(kind, _OF_A_KIND)])}
    return [*reversed(kept.values())][:MOST]


def effect(db: sqlite3.Connection, config: Config, watch: Watch, excluded: str) -> Effect:
    """What a watch would lose of its stored matches if this query were excluded.

    Raises query.QueryError for what is no query, StoreError.
    """
    search = Search(excluded, config)
    # Read again as an exclusion, which knows nothing of marks and times.
    node = query.parse(excluded, concepts=search.packs.concepts)
    result = search.result(db, Choice(watch=watch.name), LIMIT)
    changed = replace(watch, exclude=(*watch.exclude, excluded))
    ids = result.ids if _cancels(node, changed, search) else tuple(_lost(db, config, changed, search.packs, result.ids))
    rows = entries.rows(db, [*ids[:NEWEST], *filter(None, [result.stopped_at])])
    return Effect(
        entries.count(db, Choice(watch=watch.name)),
        ids,
        entries.count(db, Choice(watch=watch.name, unread=True, ids=ids)),
        tuple(rows[one] for one in ids[:NEWEST] if one in rows),
        rows[result.stopped_at].at if result.stopped_at in rows else None,
    )


def _cancels(node: query.Node, changed: Watch, search: Search) -> bool:
    """Whether the exclusion cancels every entry that the search finds, and not only words, or fewer entries."""
    return not search.concept and node in wanted(changed, search.packs).vetoes


def _lost(db: sqlite3.Connection, config: Config, changed: Watch, packs: Packs, ids: Sequence[int]) -> Iterator[int]:
    """Which of these matches the changed watch no longer finds."""
    watchlist = Watchlist([changed], packs)
    known = titled(db, config.feeds)
    for start in range(0, len(ids), _BATCH):
        texts = entries.texts_of(db, ids[start : start + _BATCH])
        for entry_id in ids[start : start + _BATCH]:
            url, _, entry = texts.get(entry_id, ("", "", None))
            if entry is not None and not watchlist.match(entry, known.get(url, Feed(url))):
                yield entry_id


# Proposals.


def _in_field(field: str, texts: Iterable[str], says: str) -> Iterator[Proposal]:
    for text in texts:
        if asked := written(text, field):
            yield Proposal(asked, says)


def written(text: str, field: str = "") -> str:
    """A text as a query for it as a phrase, in a field or anywhere; empty where it cannot be asked for."""
    text = " ".join(text.split())
    words = as_written(text[:_LONGEST])
    phrase = query.Phrase(text, words)
    asked = query.render(query.Field(field, phrase) if field else phrase)
    if field and " " in text and '"' not in text:
        # It means the same without quotes, but a person doubts it.
        asked = f'{field}:"{text}"'
    try:
        return asked if words and len(text) <= _LONGEST and query.parse(asked) else ""
    except QueryError:
        return ""


def _longer(entry: Entry, match: Match) -> Iterator[Proposal]:
    """A matched phrase with the word before it, or behind it: KK Park Hotel."""
    for span in match.spans[:_LOOKED_AT]:
        if span.field in SHOWN:
            text: str = getattr(entry, span.field)
            start, end = max(0, span.start - _AROUND), span.end + _AROUND
            for longer in _with_neighbours(text[start:end], span.start - start, span.end - start):
                if asked := written(longer):
                    yield Proposal(asked, f"“{span.text}” in a longer phrase")


def _with_neighbours(text: str, start: int, end: int) -> Iterator[str]:
    """What stands between two places, with the word before it where that belongs to the phrase; with the one behind."""
    found = tokens(text)
    inside = [at for at, begin in enumerate(found.starts) if start <= begin < end]
    if not inside:
        return
    before, behind = inside[0] - 1, inside[-1] + 1
    for first, last, neighbour in ((before, inside[-1], before), (inside[0], behind, behind)):
        # The first and the last token may be halves of words.
        if first < 0 or last == len(found.starts) or not _is_phrase(text, found, first, last):
            continue
        if _tells(text[found.starts[neighbour] : found.ends[neighbour]]):
            yield text[found.starts[first] : found.ends[last]]


def _names(entry: Entry, match: Match) -> Iterator[Proposal]:
    """Names and long words of the title that the watch does not look for."""
    title = entry.title[:_LONGEST_TITLE]
    found = tokens(title)
    spans = [span for span in match.spans if span.field == "title"]
    free = [at for at, start in enumerate(found.starts) if not any(span.start <= start < span.end for span in spans)]
    runs = [title[found.starts[run[0]] : found.ends[run[-1]]] for run in _runs(title, found, free)]
    for text in sorted(runs, key=lambda text: (-text.count(" "), -len(text))):
        if asked := written(text):
            yield Proposal(asked, "words of the title")


def _runs(title: str, found: Tokens, free: Sequence[int]) -> Iterator[list[int]]:
    """The tokens of a title that stand together and say something: names of several words, single words, and pieces of
    scripts without blanks."""
    run: list[int] = []
    for at in [*free, -1]:
        if run and (at != run[-1] + 1 or not _go_together(title, found, run[-1], at)):
            if len(run) in _PIECE or _tells(title[found.starts[run[0]] : found.ends[run[-1]]]):
                yield run
            run = []
        if at >= 0 and (is_unspaced(found.words[at]) or _tells(title[found.starts[at] : found.ends[at]])):
            run.append(at)


def _go_together(title: str, found: Tokens, one: int, other: int) -> bool:
    if not adjoining(title, found.ends[one], found.starts[other]):
        return False
    if is_unspaced(found.words[one]) or is_unspaced(found.words[other]):
        return found.ends[one] == found.starts[other]
    return title[found.starts[one]].isupper() and title[found.starts[other]].isupper()


def _tells(word: str) -> bool:
    """Whether a word says something by itself: a name, or long enough; no syllable of a script without blanks does."""
    if is_unspaced(word[0]):
        return False
    return len(word) >= (_SHORTEST_NAME if word[0].isupper() else _SHORTEST_WORD) and not word.isdigit()


def _is_phrase(text: str, found: Tokens, first: int, last: int) -> bool:
    return all(adjoining(text, found.ends[at], found.starts[at + 1]) for at in range(first, last))


def _weighty(match: Match) -> Iterator[Proposal]:
    """The words that counted most for a concept: where they are the trap, without them there is no match."""
    counted = sorted((span for span in match.spans if span.weight > 0), key=lambda span: -span.weight)
    for span in counted[:_OF_A_KIND]:
        if asked := written(span.text):
            yield Proposal(asked, "what counted most")
