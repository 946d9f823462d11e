"""What a draft of a watch finds among the stored entries, and what of that the saved watch finds or finds no more."""

import sqlite3
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice
from typing import Literal

from monitor.config import Config
from monitor.find import LIMIT, OF_CONCEPT, Search, Texts, fields_of
from monitor.matching import query, vocabulary
from monitor.matching.packs import Packs, with_edits
from monitor.matching.query import And, Node, Not, Or, QueryError
from monitor.matching.watchlist import Wanted, Watchlist, wanted
from monitor.model import Entry, Feed, Match, Watch
from monitor.store import candidates, entries
from monitor.store.candidates import ALWAYS, NEVER, Known
from monitor.store.choice import Clause, narrowed
from monitor.store.entries import Choice, Row
from monitor.store.feeds import titled

SHOWN = 200
"""Entries of each kind that are kept to be shown."""
JUDGED, JUDGED_BY_EVIDENCE = 1_000, 400
"""Entries found, the newest, whose texts are looked into for the reasons, and so for what is likely false; of a concept
fewer, for it takes longer to tell (about half a second's work each)."""
_FIRST, _BATCH = 50, 200
"""A small batch goes first, so that there is something to show at once."""
_DRAFT, _SAVED = "draft", "saved"
_EVERYTHING = Choice(all=True)


@dataclass(frozen=True, slots=True)
class Fault:
    """A keyword or an exclusion that cannot be read."""

    field: Literal["keywords", "exclude"]
    error: QueryError


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found."""

    row: Row
    match: Match
    """The draft's, or for what is lost the saved watch's."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found so far; of the entries of each kind the newest."""

    count: int = 0
    new: int = 0
    """Of these, how many the saved watch does not find."""
    lost: int = 0
    """How many it finds beside these."""
    doubtful: int = 0
    judged: int = 0
    """How many of those found were looked into, and so could be doubtful."""
    days: Mapping[str, int] = field(default_factory=dict)
    """How many are of each day here, as "2026-05-01"."""
    newest: tuple[Hit, ...] = ()
    gained: tuple[Hit, ...] = ()
    missed: tuple[Hit, ...] = ()
    """What is lost."""
    doubts: tuple[Hit, ...] = ()
    stopped_at: int | None = None
    """The time of the entry at which it stopped, this one and older ones not looked at; None where it came to the end,
    or has not yet."""
    is_done: bool = False
    notices: tuple[str, ...] = ()
    """A sentence for each regex that was too slow and is off, so that not all may have been found."""


def sound(watch: Watch, packs: Packs) -> tuple[Watch, tuple[Fault, ...]]:
    """A watch without what cannot be read in it, and that."""
    faults = []
    good: dict[Literal["keywords", "exclude"], list[str]] = {"keywords": [], "exclude": []}
    for name, kept in good.items():
        for text in getattr(watch, name):
            try:
                query.parse(text, concepts=packs.concepts)
            except QueryError as error:
                faults.append(Fault(name, error))
            else:
                kept.append(text)
    return replace(watch, keywords=tuple(good["keywords"]), exclude=tuple(good["exclude"])), tuple(faults)


def remarks(watch: Watch, packs: Packs) -> list[str]:
    """What each keyword is widened to, and which read like several and are one. Raises QueryError."""
    concepts = vocabulary.widened(watch, packs)
    said = []
    for keyword in watch.keywords:
        if concept := concepts.get(keyword):
            said.append(vocabulary.widening(packs, keyword, concept))
        elif doubt := query.doubt(keyword):
            said.append(doubt)
    return said


def is_doubtful(match: Match) -> bool:
    """Whether a match is likely false: only likely itself, or all that speaks for it is one word outside the title.

    A watch's topic is most often named in the title, or more than once. What is found in a field that the query names,
    such as the source, was asked for and is not doubted.
    """
    places = {(span.field, span.start) for span in match.spans}
    deep = all(name in ("summary", "content") for name, _ in places)
    return match.level == "likely" or (deep and len(places) == 1)


def last_days(days: Mapping[str, int], most: int, today: date) -> list[int]:
    """How many are of each of the last days up to `today`: `most` days at most, from the first that has any on."""
    first = max(date.fromisoformat(min(days, default=str(today))), today - timedelta(days=most - 1))
    return [days.get(str(first + timedelta(days=at)), 0) for at in range(max(1, (today - first).days + 1))]


def run(
    db: sqlite3.Connection,
    draft: Watch,
    saved: Watch | None,
    config: Config,
    choice: Choice = _EVERYTHING,
    limit: int = LIMIT,
) -> Generator[Trial]:
    """Look for what `draft` finds among the entries of a choice, newest first, and compare with `saved`.

    Yields what was found so far after every batch, so that it can be shown and the rest be given up; the last is done.
    About `limit` texts are looked into. Raises QueryError where a keyword cannot be read, and StoreError.
    """
    sides = [replace(draft, name=_DRAFT)] if draft.keywords else []
    sides += [replace(saved, name=_SAVED)] if saved and _says(saved) != _says(draft) else []
    if not sides:
        yield Trial(is_done=True)
        return
    yield from _Run(db, sides, config, choice, limit).trials()


def _says(watch: Watch) -> Watch:
    """What of a watch decides what it finds."""
    return replace(watch, name="", colour="")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An entry that may be found, with what the tables and the index tell: True, False, or None where a look must."""

    id: int
    draft: bool | None
    saved: bool | None

    @property
    def is_open(self) -> bool:
        return self.draft is None or self.saved is None


class _Run:
    """One trial on one store."""

    def __init__(
        self, db: sqlite3.Connection, sides: Sequence[Watch], config: Config, choice: Choice, limit: int
    ) -> None:
        packs = with_edits(config.concepts)
        self._db, self._choice, self._limit = db, choice, limit
        self._watchlist = Watchlist(sides, packs)
        self._judged = JUDGED_BY_EVIDENCE if self._watchlist.has_concepts else JUDGED
        self._feeds = titled(db, config.feeds)
        known = Search(sides[0].keywords[0], config, as_watch=True).known(db)
        made = {side.name: wanted(side, packs) for side in sides}
        told = {name: _told(one, known) for name, one in made.items()}
        fields = fields_of(node for one in made.values() for node in one.nodes)
        # A text's language is told by all of it.
        fields |= {"" for side in sides if side.lang}
        self._texts = Texts(db, fields, OF_CONCEPT if self._watchlist.has_concepts else 1.0)
        self._compares = _SAVED in told
        """Whether there is another watch to compare with; where not, all is as it was."""
        self._draft, self._saved = (told.get(name, (NEVER, NEVER)) for name in (_DRAFT, _SAVED))
        self._counts: Counter[str] = Counter()
        self._days: Counter[str] = Counter()
        self._kept: dict[str, list[Hit]] = {kind: [] for kind in ("found", "new", "lost", "doubtful")}

    def trials(self) -> Iterator[Trial]:
        """What was found, after each batch."""
        found = self._candidates()
        size = _FIRST
        while batch := list(islice(found, size)):
            for lot in self._texts.lots(batch, self._is_read):
                if self._texts.looked >= self._limit and any(one.is_open for one in lot):
                    stopped = entries.rows(self._db, [lot[0].id]).get(lot[0].id)
                    yield replace(self._trial(), is_done=True, stopped_at=stopped.at if stopped else None)
                    return
                self._take(lot)
                yield self._trial()
            size = _BATCH
        yield replace(self._trial(), is_done=True)

    def _candidates(self) -> Iterator[_Candidate]:
        """What either may find, newest first."""
        columns = [*self._draft, *self._saved]
        where = [_either(self._draft[1], self._saved[1]), *narrowed(self._choice)]
        for entry_id, (sure, possible, was_sure, was_possible) in candidates.rows(self._db, where, columns):
            draft = _decided(sure, possible)
            yield _Candidate(entry_id, draft, _decided(was_sure, was_possible) if self._compares else draft)

    def _take(self, batch: Sequence[_Candidate]) -> None:
        """Count a batch, with a look into those that need one or whose reasons are to be shown."""
        looked = [one.id for one in batch if self._is_read(one)]
        texts = self._texts.read(looked) if looked else {}
        rows = entries.rows(self._db, [one.id for one in batch]) if looked else {}
        found = []
        for one in batch:
            if one.id in texts:
                matches = self._matches(*texts[one.id])
                is_now = _DRAFT in matches
                one = _Candidate(one.id, is_now, _SAVED in matches if self._compares else is_now)
                self._show(one, rows.get(one.id), matches)
            self._counts.update(_kinds(one))
            found += [one.id] if one.draft else []
        self._days.update(candidates.per_day(self._db, found))

    def _is_read(self, one: _Candidate) -> bool:
        """Whether an entry is to be looked into: to tell how it counts, or for its reasons."""
        if one.is_open or (one.draft and self._counts["judged"] < self._judged):
            return True
        return one.draft is not one.saved and len(self._kept["new" if one.draft else "lost"]) < SHOWN

    def _matches(self, url: str, title: str, entry: Entry) -> dict[str, Match]:
        feed = self._feeds.get(url, Feed(url, title))
        found = self._watchlist.match(self._texts.needed(entry, feed), feed)
        return {match.watch: match for match in found}

    def _show(self, one: _Candidate, row: Row | None, matches: Mapping[str, Match]) -> None:
        """Keep an entry that was looked into in the lists of its kinds, as far as they have room."""
        match = matches.get(_DRAFT, matches.get(_SAVED))
        if row is None or match is None:
            return
        kinds = _kinds(one)
        if one.draft:
            self._counts["judged"] += 1
            kinds += ["doubtful"] * is_doubtful(match)
            self._counts["doubtful"] += is_doubtful(match)
        for kind in kinds:
            if len(self._kept[kind]) < SHOWN:
                self._kept[kind].append(Hit(row, match))

    def _trial(self) -> Trial:
        counts, kept = self._counts, {kind: tuple(hits) for kind, hits in self._kept.items()}
        days, notices = dict(sorted(self._days.items())), self._watchlist.patterns.notices()
        return Trial(
            counts["found"], counts["new"], counts["lost"], counts["doubtful"], counts["judged"], days,
            kept["found"], kept["new"], kept["lost"], kept["doubtful"], notices=notices,
        )  # fmt: skip


def _kinds(one: _Candidate) -> list[str]:
    """How an entry counts: as found, and as new against the saved watch, or as lost."""
    if not one.draft:
        return ["lost"] if one.saved else []
    return ["found"] if one.saved else ["found", "new"]


def _decided(sure: bool, possible: bool) -> bool | None:
    return True if sure else None if possible else False


def _told(one: Wanted, known: Known) -> tuple[Clause, Clause]:
    """Conditions for what surely satisfies a watch, and for what may."""
    asked: list[Node] = [node for _, node in one.keywords]
    whole = And((_any_of(asked), *map(Not, one.vetoes))) if one.vetoes else _any_of(asked)
    # Feeds and languages are told from more than the tables hold, and longer exclusions cancel single words.
    open_ended = one.watch.feeds or one.watch.lang or one.masks
    return NEVER if open_ended else candidates.sure(whole, known), candidates.possible(whole, known)


def _any_of(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))


def _either(one: Clause, other: Clause) -> Clause:
    if ALWAYS in (one, other):
        return ALWAYS
    return Clause(f"({one.sql}) OR ({other.sql})", (*one.values, *other.values))
