"""Finds what satisfies a query in the store: the index and the tables propose, the matcher decides."""

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property, lru_cache
from itertools import islice
from typing import Protocol, TypeVar

from monitor.config import Config, seconds
from monitor.config.reading import called
from monitor.digests import basis_of_concepts
from monitor.matching import query
from monitor.matching.compiled import Compiled
from monitor.matching.language import SAMPLE, language_of
from monitor.matching.lexicon import NUMBER
from monitor.matching.packs import LATIN, all_words, with_edits
from monitor.matching.patterns import Patterns
from monitor.matching.query import And, Concept, Field, Near, Node, Not, Or, QueryError, State
from monitor.matching.reading import begun, telling
from monitor.matching.stems import ACCENTED
from monitor.matching.terms import phrase
from monitor.matching.watchlist import Watchlist
from monitor.matching.why import CONCEPT, widened
from monitor.model import Entry, Feed, Match, Span, Watch
from monitor.store import candidates, concepts, entries, search, tags
from monitor.store.candidates import Known
from monitor.store.choice import narrowed
from monitor.store.entries import Choice

LIMIT = 10_000
"""How many texts a search looks into before it stops, newest first: about a second's work."""
_SCREEN, _BATCH = 60, 200
_TEXT, _MOST = 10_000, 2_000_000
"""Code points of a text that counts as one; and of a batch, but for its first entry: who gives a search up waits for no
more than these, which take half a second."""
OF_CONCEPT, _OF_ABOUT, _OF_SHARED = 5.0, 0.9, 0.25
"""What it costs to look for the evidence for a concept, or only at what is said about an entry or about many alike, in
texts."""
_SHARED = frozenset(("author", "category", "feed", "source"))
"""Fields in which many entries have the same."""
ABOUT = _SHARED | {"url", "site"}
"""Fields for which of an entry's texts no more is read than tells their language."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a search came to."""

    ids: tuple[int, ...]
    """Newest first."""
    stopped_at: int | None = None
    """The entry at which it stopped, this one and older ones not looked at; None where it came to the end."""


@lru_cache(1)
def _compiled(edits: str) -> Compiled:
    """The packs with a user's edits, as JSON: searches follow one another and share them."""
    return Compiled(with_edits(json.loads(edits)))


class Search:
    """A query, ready to be asked of a store."""

    def __init__(self, text: str, config: Config, *, as_watch: bool = False) -> None:
        """Raises QueryError.

        With `as_watch` it is what a watch of this keyword finds: it knows no States, and what names a concept stands
        for that alone.
        """
        self.text = text
        self._compiled = _compiled(json.dumps(config.concepts, sort_keys=True))
        self.packs = self._compiled.packs
        self._config = config
        self._feeds = {feed.url: feed for feed in config.feeds}
        self.is_watch = as_watch
        self._patterns = Patterns()
        node = query.parse(text, concepts=self.packs.concepts, search=not as_watch)
        self.concept = self.packs.widened(node)
        """The concept that the query names without saying so."""
        if self.concept:
            named = Concept(self.concept)
            # Whoever looks for words wants to see where they stand, also where the concept does not hold.
            node = named if as_watch else Or((node, named))
        self.node = node
        self._written = {query.render(leaf): leaf for leaf, _ in _leaves(node)}

    def prepare(self) -> None:
        """Compile what all searches for concepts share, before the first of them is asked for."""
        with self._compiled.alone():
            self._compiled.lexicon.language("en")

    @property
    def name(self) -> str:
        """The query, and what it is widened to."""
        return widened(self.text, self.concept) if self.concept else self.text

    def notices(self) -> tuple[str, ...]:
        """A sentence for each regex that was too slow and is off, so that not all may have been found."""
        return self._patterns.notices()

    def ids(self, db: sqlite3.Connection, choice: Choice) -> Iterator[int]:
        """The entries of a choice that satisfy the query, newest first, each as it is found. Raises QueryError."""
        run = Pass(self, db, choice)
        return (entry_id for batch in run.batches() for entry_id in run.decided(batch))

    def result(self, db: sqlite3.Connection, choice: Choice, limit: int = LIMIT) -> Result:
        """The entries of a choice that satisfy the query; about `limit` texts are looked into. Raises QueryError."""
        run = Pass(self, db, choice)
        ids: list[int] = []
        for batch in run.batches():
            if run.looked >= limit and not all(row.is_sure for row in batch):
                return Result(tuple(ids), batch[0].id)
            ids += run.decided(batch)
        return Result(tuple(ids))

    def closest(self, db: sqlite3.Connection, limit: int) -> tuple[float, int] | None:
        """What the evidence for the concept that the query names comes to at most in the `limit` newest entries, and in
        which of them; None where it names none that is judged, or more than a third of its need is missing in all.
        """
        name = self.concept or (self.node.name if isinstance(self.node, Concept) else "")
        scores, watchlist = [], self.watchlist(())
        least = self.packs.concepts[name].bias / 3 if name else 0.0
        for entry_id, url, entry in entries.texts(db, entries.LARGEST, limit) if name else ():
            with self._compiled.alone():
                found = watchlist.look(entry, self.feed(url)).thorough_verdict(name)
            if found is not None and found.score >= least:
                scores.append((found.score, entry_id))
        return max(scores, default=None)

    def match(self, entry: Entry, feed: Feed) -> tuple[Match, ...]:
        """Where in an entry stands what the query looks for, whether or not all of it does."""
        with self._compiled.alone(urgent=True):
            found = self._found(self._shown, entry, feed).values()
        spans = tuple(dict.fromkeys(self._named(span) for match in found for span in match.spans))
        if not spans:
            return ()
        against = tuple(dict.fromkeys(self._named(span) for match in found for span in match.against))
        return (Match(self.text, min((match.level for match in found), key="strong likely".index), spans, against),)

    def marks(self, title: str) -> list[Span]:
        """The same in a title, for a list: concepts are left out, for they take a look at the whole entry."""
        return [span for match in self._marked.match(Entry("", title), Feed("")) for span in match.spans]

    def oldest(self) -> int | None:
        """From which time on (seconds since the epoch, UTC) an entry satisfies the query as of now; None for any."""
        nodes = self.node.nodes if isinstance(self.node, And) else (self.node,)
        times = [one.value for one in nodes if isinstance(one, State) and one.name == "since"]
        return max((_seconds(value, int(time.time())) for value in times), default=None)

    @property
    def gains_by_age(self) -> bool:
        """Whether an entry may come to satisfy the query by growing older alone: `before:24h`, `-since:24h`."""
        told = [(leaf, "before" if is_asked else "since") for leaf, is_asked in _leaves(self.node)]
        return any(isinstance(one, State) and one.name == name and "-" not in one.value for one, name in told)

    def feed(self, url: str) -> Feed:
        """The feed at an address, as the config has it."""
        return self._feeds.get(url, Feed(url))

    def holds(self, told: Mapping[Node, bool], watchlist: Watchlist, url: str, title: str, entry: Entry) -> bool:
        """Whether an entry of a feed satisfies the query: `told` is known of it, the rest `watchlist` finds in it."""
        feed = self.feed(url)
        if not feed.title:
            feed = replace(feed, title=title)
        with self._compiled.alone():
            found = self._found(watchlist, entry, feed)
        return _holds(self.node, lambda leaf: told[leaf] if leaf in told else query.render(leaf) in found)

    def _found(self, watchlist: Watchlist, entry: Entry, feed: Feed) -> dict[str, Match]:
        """The parts of the query that `watchlist` finds in an entry, by how they are written.

        Of a text without end a watch looks at the beginning. The index holds all of it, and so a part that the
        beginning lacks is looked for to the end; of a concept that is judged by evidence, what the watches say holds.
        """
        found = {match.watch: match for match in watchlist.match(entry, feed)}
        if self.is_watch or begun(entry) is entry:
            return found
        rest = []
        for watch in watchlist.watches:
            leaf = self._written[watch.name]
            # What words make a concept may exclude some too.
            is_open = _excludes(leaf) or any(query.concepts_in(leaf))
            if not self._is_judged(leaf) and (is_open or watch.name not in found):
                found.pop(watch.name, None)
                rest.append(leaf)
        if rest:
            found |= {match.watch: match for match in self.watchlist(rest, to_end=True).match(entry, feed)}
        return found

    def _is_judged(self, node: Node) -> bool:
        return any(self.packs.concepts[each.name].evidence for each in query.concepts_in(node))

    def known(self, db: sqlite3.Connection) -> Known:
        """What a store knows of its entries without their texts. Raises QueryError for a watch that is none."""
        names = {row[0].casefold(): row[0] for row in db.execute("SELECT name FROM watches")}
        names |= {watch.name.casefold(): watch.name for watch in self._config.watches}
        for leaf, _ in _leaves(self.node):
            if isinstance(leaf, State) and leaf.name == "watch" and leaf.value.casefold() not in names:
                near = called(leaf.value, names.values())
                hint = f"did you mean “{near}”?" if near else _example(names.values())
                raise QueryError(f"There is no watch “{leaf.value}”: {hint}", self.text.find(leaf.value), self.text)
        judged = frozenset(name for name, concept in self.packs.concepts.items() if concept.evidence)
        is_judged = concepts.is_current(db, basis_of_concepts(self._feeds.values(), self.packs.edits))
        now = int(time.time())
        return Known(
            candidates.states(names, tags.names(db), lambda value: _seconds(value, now)),
            judged if is_judged else frozenset(),
            cache(self._wording),
            search.is_current(db),
            any(feed.lang for feed in self._feeds.values()),
        )

    def _wording(self, name: str) -> list[tuple[str, Node]]:
        """Queries without one of which a concept cannot hold, by their languages; none where none rule much out."""
        concept = self.packs.concepts[name]
        if concept.evidence or name == NUMBER:
            return []
        nodes: list[tuple[str, Node]] = [(LATIN, query.parse(expr)) for expr in concept.expr]
        for language, words in all_words(self.packs, name):
            nodes += [(language, phrase(term)) for term in words.terms + words.unchecked]
            nodes += [(language, query.parse(expr)) for expr in words.expr]
        return nodes

    def _named(self, span: Span) -> Span:
        return replace(span, term=self.text) if self.concept and span.why == CONCEPT + self.concept else span

    @cached_property
    def _shown(self) -> Watchlist:
        return self.watchlist(leaf for leaf, is_asked in _leaves(self.node) if is_asked)

    @cached_property
    def _marked(self) -> Watchlist:
        leaves = (leaf for leaf, is_asked in _leaves(self.node) if is_asked)
        return self.watchlist(leaf for leaf in leaves if not any(query.concepts_in(leaf)))

    def watchlist(self, leaves: Iterable[Node], *, to_end: bool = False) -> Watchlist:
        """A watch for each part of the query that stands in texts, named by how it is written."""
        written = {query.render(leaf): leaf for leaf in leaves if not isinstance(leaf, State)}
        watches = [Watch(text, (text,), widen=False) for text in written]
        made = Watchlist(watches, self._compiled, parsed=written, to_end=to_end)
        # What was too slow for one of them is for all.
        made.patterns = self._patterns
        return made


class _HasId(Protocol):
    @property
    def id(self) -> int: ...


_Numbered = TypeVar("_Numbered", bound=_HasId)


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry that may satisfy a query."""

    id: int
    is_sure: bool
    told: tuple[bool, ...]
    """Whether each of what the store knows is so."""


class Texts:
    """Entries for those who look for something in some of their fields: no more of each than tells that, and no more at
    a time than others can wait for."""

    def __init__(self, db: sqlite3.Connection, fields: Set[str], weight: float) -> None:
        """Each that is read counts `weight`, or as many times that as it is long."""
        self._db, self._weight = db, weight
        self._is_about = fields <= ABOUT
        self.looked = 0.0
        """Texts that were looked into."""

    def lots(self, batch: Sequence[_Numbered], is_read: Callable[[_Numbered], bool]) -> Iterator[list[_Numbered]]:
        """A batch in as many parts as it takes for none to have more text to be read than may be looked into at a
        time."""
        read = [] if self._is_about else [one.id for one in batch if is_read(one)]
        sizes = dict(zip(read, entries.sizes(self._db, read), strict=True))
        return entries.lots(batch, lambda one: sizes.get(one.id, 0), _MOST)

    def read(self, ids: Sequence[int]) -> dict[int, tuple[str, str, Entry]]:
        """These entries by id, each with its feed's address and title."""
        found = entries.about(self._db, ids, SAMPLE) if self._is_about else entries.texts_of(self._db, ids)
        sizes = (len(entry.summary) + len(entry.content) for _, _, entry in found.values())
        self.looked += self._weight * sum(max(1.0, size / _TEXT) for size in sizes)
        return found

    def needed(self, entry: Entry, feed: Feed) -> Entry:
        """Of an entry that was read what is looked at; where that is what is said about it, in the language that it
        speaks: words are inflected by that in all fields.

        Of one whose accents tell words apart the texts stay: they tell whether it is written with them.
        """
        if not self._is_about:
            return entry
        language = language_of(entry.lang or feed.lang, telling(entry))
        if language in ACCENTED:
            return replace(entry, lang=language)
        return replace(entry, title="", summary="", content="", lang=language)


class Pass:
    """One search through one store."""

    def __init__(self, asked: Search, db: sqlite3.Connection, choice: Choice) -> None:
        known = asked.known(db)
        leaves = dict.fromkeys(leaf for leaf, _ in _leaves(asked.node))
        told = {leaf: clause for leaf in leaves if (clause := candidates.told(leaf, known)) is not None}
        self._asked, self._told = asked, tuple(told)
        in_texts = [leaf for leaf in leaves if leaf not in told]
        self._watchlist = asked.watchlist(in_texts)
        fields = fields_of(in_texts)
        self._is_shared = fields <= _SHARED
        self._alike: dict[tuple[object, ...], bool] = {}
        has_concepts = any(any(query.concepts_in(leaf)) for leaf in in_texts)
        of_fields = _OF_SHARED if self._is_shared else _OF_ABOUT if fields <= ABOUT else 1.0
        self._texts = Texts(db, fields, OF_CONCEPT if has_concepts else of_fields)
        # Who asks for what is dismissed means to find it.
        chosen = narrowed(choice, dismissed_too=State("dismissed") in leaves)
        conditions = [candidates.possible(asked.node, known), *chosen]
        self._stretches = candidates.stretches(db, conditions, [candidates.sure(asked.node, known), *told.values()])

    @property
    def looked(self) -> float:
        """Texts that were looked into."""
        return self._texts.looked

    def batches(self) -> Iterator[list[_Row]]:
        """What may satisfy the query, newest first; the first batch is no larger than a screen."""
        size = _SCREEN
        for rows in self._stretches:
            while batch := [_Row(row, sure, tuple(told)) for row, (sure, *told) in islice(rows, size)]:
                yield from self._texts.lots(batch, lambda row: not row.is_sure)
                size = _BATCH

    def decided(self, batch: list[_Row]) -> list[int]:
        """Those of a batch that do."""
        found = self._texts.read([row.id for row in batch if not row.is_sure])
        return [row.id for row in batch if row.is_sure or (row.id in found and self._holds(row, *found[row.id]))]

    def _holds(self, row: _Row, url: str, title: str, entry: Entry) -> bool:
        told = dict(zip(self._told, row.told, strict=True))
        entry = self._texts.needed(entry, self._asked.feed(url))
        if not self._is_shared:
            return self._asked.holds(told, self._watchlist, url, title, entry)
        texts = entry.title, entry.summary, entry.content
        key = (row.told, url, title, entry.author, entry.categories, entry.lang, *texts)
        if key not in self._alike:
            self._alike[key] = self._asked.holds(told, self._watchlist, url, title, entry)
        return self._alike[key]


def fields_of(nodes: Iterable[Node]) -> frozenset[str]:
    """The fields that queries look at; "" where some of them look at texts, for they name none."""
    leaves = (leaf for node in nodes for leaf, _ in _leaves(node))
    return frozenset(leaf.name if isinstance(leaf, Field) else "" for leaf in leaves)


def _excludes(node: Node) -> bool:
    """Whether a part of a query says what must not stand, so that it may hold for the beginning of a text alone."""
    return any(isinstance(each, Not) or (isinstance(each, Near) and each.kind == "not") for each in query.walk(node))


def _leaves(node: Node, is_asked: bool = True) -> Iterator[tuple[Node, bool]]:
    """The parts of a query that And, Or and Not join, and whether each is asked for, not excluded."""
    match node:
        case And(nodes) | Or(nodes):
            for each in nodes:
                yield from _leaves(each, is_asked)
        case Not(inner):
            yield from _leaves(inner, not is_asked)
        case _:
            yield node, is_asked


def _holds(node: Node, is_true: Callable[[Node], bool]) -> bool:
    match node:
        case And(nodes):
            return all(_holds(each, is_true) for each in nodes)
        case Or(nodes):
            return any(_holds(each, is_true) for each in nodes)
        case Not(inner):
            return not _holds(inner, is_true)
    return is_true(node)


def _example(names: Iterable[str]) -> str:
    """What to do about a watch that is none, and like none."""
    name = next(iter(names), "")
    return f"write “{query.render(State('watch', name))}”, say." if name else "take it out, for there are no watches."


def _seconds(value: str, now: int) -> int:
    """The time that a State names: so long ago, or the beginning of a day here."""
    if "-" in value:
        return int(datetime.fromisoformat(value).timestamp())
    return max(0, now - seconds(value))
