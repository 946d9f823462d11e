"""All watches compiled to one structure: each entry is read once and gives the watches that it satisfies, and where."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from monitor.matching import lookup, query
from monitor.matching.clauses import Candidates, Clauses, clauses, either, union
from monitor.matching.compiled import Compiled
from monitor.matching.evaluate import TEXT, Evaluation
from monitor.matching.evidence import Verdict, opinion_of, verdict
from monitor.matching.gate import Ceiling
from monitor.matching.hits import unmasked
from monitor.matching.language import primary
from monitor.matching.lookup import Vocabulary
from monitor.matching.opening import titled
from monitor.matching.packs import Concept, Packs, shipped
from monitor.matching.parts import Parts
from monitor.matching.patterns import Patterns
from monitor.matching.reading import ABOUT, RAW, SHOWN, Hit, Leaf, Reading, begun
from monitor.matching.spans import against, joined_up, level, mentions, place_of, spans_of, telling, weighed
from monitor.matching.stems import STEMMED
from monitor.matching.terms import Slot, terms_of
from monitor.matching.why import CONCEPT
from monitor.matching.wording import FOR
from monitor.model import Entry, Feed, Found, Match, Watch

_Gate = tuple[int, Ceiling | None, int, Concept]
_NOTHING: Mapping[str, query.Node] = {}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A watch with its keywords parsed and widened."""

    watch: Watch
    keywords: tuple[tuple[str, query.Node], ...]
    """Each as the user wrote it, and its tree."""
    vetoes: tuple[query.Node, ...]
    masks: Mapping[query.Phrase, tuple[query.Phrase, ...]]
    """For a keyword the longer exclusions that hold it: they cancel only those words."""

    @property
    def nodes(self) -> tuple[query.Node, ...]:
        """All trees whose terms are to be looked for."""
        longer = [mask for masks in self.masks.values() for mask in masks]
        return (*(node for _, node in self.keywords), *self.vetoes, *longer)


def wanted(watch: Watch, packs: Packs, parsed: Mapping[str, query.Node] = _NOTHING) -> Wanted:
    """A watch made ready; `parsed` has the trees of keywords that are not to be read by themselves.

    Raises query.QueryError for a keyword that is no query.
    """
    names = packs.concepts
    keywords = []
    for keyword in watch.keywords:
        node = parsed[keyword] if keyword in parsed else query.parse(keyword, concepts=names)
        name = packs.widened(node) if watch.widen else ""
        keywords.append((keyword, query.Concept(name, "") if name else node))
    phrases = [phrase for _, node in keywords for phrase in _sought(node)]
    excluded = [query.parse(each, concepts=names) for each in watch.exclude]
    masks: dict[query.Phrase, tuple[query.Phrase, ...]] = {}
    for each in excluded:
        if isinstance(each, query.Phrase):
            for phrase in phrases:
                if _contains(each.stems, phrase.stems):
                    masks[phrase] = (*masks.get(phrase, ()), each)
    masking = {mask for longer in masks.values() for mask in longer}
    return Wanted(watch, tuple(keywords), tuple(each for each in excluded if each not in masking), masks)


class Watchlist:
    """The watches, ready to match; build once, use for every entry."""

    def __init__(
        self,
        watches: Iterable[Watch],
        packs: Packs | Compiled | None = None,
        judges: Sequence[str] = (),
        parsed: Mapping[str, query.Node] = _NOTHING,
        *,
        to_end: bool = False,
    ) -> None:
        """Compile `watches`; `judges` are concepts that every entry is judged by beside them, and `parsed` the trees of
        keywords that are parts of a query: by itself one may be none.

        A text without end is looked at as far as `reading.begun` says, or `to_end`. Concepts with evidence are not
        asked for so: what that takes grows with the square of a text.

        Compiled packs are shared with whoever else has them, who sees to it that no two threads match by them at a
        time. Raises query.QueryError where a keyword cannot be searched for.
        """
        self.judges = tuple(judges)
        self.compiled = packs if isinstance(packs, Compiled) else Compiled(packs or shipped())
        self.packs, self.lexicon = self.compiled.packs, self.compiled.lexicon
        self.watches = tuple(watches)
        self._to_end = to_end
        self.patterns = Patterns()
        self._wanted = [wanted(watch, self.packs, parsed) for watch in self.watches]
        nodes = [node for each in self._wanted for node in each.nodes]
        sought = dict.fromkeys(phrase for node in nodes for phrase in query.phrases(node))
        self._slots = {phrase: slot for slot, phrase in enumerate(sought)}
        asked = dict.fromkeys((*(each.name for node in nodes for each in query.concepts_in(node)), *self.judges))
        self._concepts = {name: len(self._slots) + at for at, name in enumerate(asked)}
        self._names = _fields(nodes)
        self._vocabularies: dict[str, Vocabulary] = {}
        self._candidates = Candidates(self._needed(each) for each in self._wanted)

    def match(self, entry: Entry, feed: Feed) -> tuple[Match, ...]:
        """The watches that an entry of `feed` satisfies, in the watches' order, each with its spans in text order."""
        return self.found(entry, feed).matches

    def found(self, entry: Entry, feed: Feed) -> Found:
        """An entry of `feed` with its matches, and those of the judges that it is about."""
        look = self.look(entry, feed)
        slots = look.slots()
        candidates = self._candidates.of(slots)
        matches = tuple(match for at in candidates if (match := look.match(self._wanted[at])) is not None)
        about = (name for name in self.judges if slots >> self._concepts[name] & 1 and look.verdict(name) is not None)
        return Found(entry, matches, tuple(about))

    def look(self, entry: Entry, feed: Feed) -> "Look":
        """One entry, to be asked about every watch and concept."""
        return Look(self, Reading(entry if self._to_end else begun(entry), feed, self._names))

    def wanted(self, name: str) -> Wanted:
        """A watch by its name, made ready."""
        return next(each for each in self._wanted if each.watch.name == name)

    def vocabulary(self, language: str) -> Vocabulary:
        """The watches' terms, compiled for a language."""
        if language not in self._vocabularies:
            slots = self._slots.items()
            terms = (term for phrase, slot in slots for term in terms_of(slot, phrase, language, splits=True))
            self._vocabularies[language] = lookup.vocabulary(language, _number, terms)
        return self._vocabularies[language]

    def seen(self, reading: Reading) -> list[lookup.Found]:
        """The watches' terms that an entry may hold, by its language and by English."""
        if not self._slots:
            return []
        languages = {"en", reading.language} if reading.language in STEMMED else {"en"}
        return [self.vocabulary(language).found(reading) for language in sorted(languages)]

    def places(self, seen: Iterable[lookup.Found], phrase: query.Phrase) -> list[Hit]:
        """Where one of the watches' phrases stands in an entry."""
        return sorted({hit for each in seen for hit in each.hits(self._slots[phrase])})

    def concept_slots(self, parts: Parts, reading: Reading) -> int:
        """The concepts that an entry may be about, as bits beside those of the terms."""
        slots, found = parts.slots, 0
        anywhere = slots.title | slots.body
        for needed, rest, bit, concept in self._gates:
            if (not needed or anywhere & needed) and (rest is None or _may_hold(concept, rest, parts, reading)):
                found |= bit
        return found

    @cached_property
    def _gates(self) -> list[_Gate]:
        """For each concept the slots of which an entry must hold one, 0 if that cannot be told; the rest of its gate,
        where it is judged by evidence; its bit; itself.
        """
        return [self._gate(name, 1 << number) for name, number in self._concepts.items()]

    def _gate(self, name: str, bit: int) -> _Gate:
        one = self.compiled.judged(name)
        if not one.evidence:
            return self.lexicon.bits(query.Concept(name)), None, bit, one.concept
        ceiling = self.compiled.ceiling(name)
        return union(ceiling.needs[:1]), ceiling, bit, one.concept

    @property
    def has_concepts(self) -> bool:
        """Whether any watch asks for a concept."""
        return bool(self._concepts)

    def _needed(self, one: Wanted) -> Clauses:
        keywords = [clauses(node, self._bit) for _, node in one.keywords]
        return keywords[0] if len(keywords) == 1 else either(keywords)

    def _bit(self, node: query.Node) -> int:
        if isinstance(node, query.Phrase):
            return 1 << self._slots[node]
        return 1 << self._concepts[node.name] if isinstance(node, query.Concept) else 0


class Look:
    """One entry before all watches: what has been found in it so far."""

    def __init__(self, watchlist: Watchlist, reading: Reading) -> None:
        self.reading = reading
        self._watchlist = watchlist
        self._seen = watchlist.seen(reading)
        self._places: dict[query.Phrase, list[Hit]] = {}
        self._parts: Parts | None = None
        self._verdicts: dict[str, Verdict | None] = {}

    @property
    def language(self) -> str:
        """The language that watches limited to some are held against: what the text tells, else what is said of it."""
        return self.reading.language or primary(self.reading.entry.lang or self.reading.feed.lang)

    def slots(self) -> int:
        """The terms and concepts that the entry may hold, as bits; others it does not hold."""
        found = self._watchlist.concept_slots(self.parts, self.judged) if self._watchlist.has_concepts else 0
        for each in self._seen:
            slots = each.slots()
            found |= slots.title | slots.body
        return found

    def match(self, wanted: Wanted) -> Match | None:
        """The match of a watch, or None where it is not satisfied."""
        watch = wanted.watch
        if not _is_for_feed(watch, self.reading.feed) or not self._is_for_language(watch):
            return None
        evaluation = Evaluation(self.reading, self._of_phrase(wanted), self._of_concept, self._watchlist.patterns)
        held = [(keyword, node) for keyword, node in wanted.keywords if evaluation.holds(node)]
        if not held or any(evaluation.holds(veto) for veto in wanted.vetoes):
            return None
        verdicts = {
            each.name: found
            for _, node in held
            for each in query.concepts_in(node)
            if self.is_in(each.lang) and (found := self.verdict(each.name)) is not None
        }
        spans = [
            span for keyword, node in held for span in spans_of(evaluation.hits(node), node, keyword, self.reading)
        ]
        alone = {node.name for _, node in held if isinstance(node, query.Concept) and node.name in verdicts}
        told = joined_up(telling(weighed(spans, verdicts.values(), self.reading), alone))
        spoken = [hit for _, node in held for hit in mentions(node, evaluation.hits, verdicts)]
        strength = level([place_of(hit, self.reading) for hit in spoken], verdicts.values(), self.reading.entry)
        return Match(watch.name, strength, told, against(verdicts.values(), self.reading))

    def verdict(self, name: str) -> Verdict | None:
        """What the evidence for a concept comes to; None where the entry is not about it, or it has none."""
        if name not in self._verdicts:
            one = self._watchlist.compiled.judged(name)
            found = verdict(one, self.parts, self.judged) if one.evidence else None
            self._verdicts[name] = found and self._in_its_fields(found)
        return self._verdicts[name]

    def thorough_verdict(self, name: str) -> Verdict | None:
        """The same, also where it does not hold, with the hits as they are in what is `judged`; None where what it
        needs is missing."""
        one = self._watchlist.compiled.judged(name)
        return verdict(one, self.parts, self.judged, thorough=True) if one.evidence else None

    def is_in(self, language: str) -> bool:
        """Whether it speaks the language that a query names for a concept; "" stands for any."""
        return not language or primary(language) == self.reading.language

    @property
    def parts(self) -> Parts:
        """The places of the packs' words, as they stand in what is `judged`."""
        if self._parts is None:
            self._parts = Parts(self._watchlist.lexicon, self.judged, self._watchlist.patterns)
        return self._parts

    @cached_property
    def judged(self) -> Reading:
        """What concepts are judged by: the entry, or of one without a title, as posts are, the same words with those
        by which its text begins as its title."""
        reading, entry = self.reading, titled(self.reading.entry)
        if entry is reading.entry:
            return reading
        made = reading.of(entry)
        # Elsewhere a word stands on both sides of where the title ends, and no hit would be in its place.
        return made if made.words == reading.words else reading

    def _in_its_fields(self, found: Verdict) -> Verdict:
        """A verdict with the hits in the fields in which the entry has them: what stood for a title is of the text."""
        if self.judged is self.reading:
            return found
        counted = (replace(each, hits=tuple(map(self._in_its_field, each.hits))) for each in found.counted)
        return replace(found, counted=tuple(counted), by_body=found.score)

    def _in_its_field(self, hit: Hit) -> Hit:
        if self.judged is self.reading:
            return hit
        leaves = (leaf._replace(field=self.reading.field_of(leaf.first)) for leaf in hit.leaves)
        return Hit(self.reading.field_of(hit.first), hit.first, hit.last, tuple(leaves))

    def _of_phrase(self, wanted: Wanted) -> Callable[[query.Phrase], Sequence[Hit]]:
        def places(phrase: query.Phrase) -> Sequence[Hit]:
            hits = self.standing(phrase)
            masks = [hit for mask in wanted.masks.get(phrase, ()) for hit in self.standing(mask)] if hits else []
            return unmasked(hits, masks) if masks else hits

        return places

    def standing(self, phrase: query.Phrase) -> list[Hit]:
        """All places of a phrase of the watchlist, in whatever field, also where another masks it."""
        if phrase not in self._places:
            self._places[phrase] = self._watchlist.places(self._seen, phrase)
        return self._places[phrase]

    def _of_concept(self, concept: query.Concept, fields: frozenset[int]) -> Sequence[Hit]:
        name = concept.name
        if not self.is_in(concept.lang):
            return ()
        if not self._watchlist.compiled.judged(name).evidence:
            return [_told(self._in_its_field(hit), name) for hit in self.parts.hits(name)]
        found = self.verdict(name)
        if found is None or not (fields is TEXT or found.holds_in(fields)):
            return ()
        # Most hits are those of several pieces of evidence.
        hits = {id(hit): hit for each in found.counted if each.weight > 0 for hit in each.hits}
        return sorted({_told(hit, name) for hit in hits.values()})

    def _is_for_language(self, watch: Watch) -> bool:
        if not watch.lang:
            return True
        return not self.language or self.language in map(primary, watch.lang)


def _may_hold(concept: Concept, ceiling: Ceiling, parts: Parts, reading: Reading) -> bool:
    """Whether an entry may be about a concept with evidence, for all that its words tell."""
    helped = 0.0 if concept.wording is None else FOR
    most = ceiling.most(parts.slots, lambda: reading.is_short, helped)
    if most + helped < 0:
        return False
    opinion = opinion_of(concept, parts)
    if most + opinion < 0:
        return False
    if reading.is_short:
        return True
    length = reading.doublings, reading.title_share, opinion
    # Where the words of queries stand is asked only where they might decide.
    return ceiling.holds_within(parts.slots, parts.rough_windows, *length) and ceiling.holds_within(
        parts.slots, parts.windows, *length
    )


def _number(slot: Slot) -> int:
    assert isinstance(slot, int)
    return slot


def _told(hit: Hit, name: str) -> Hit:
    """A hit of a concept's words, its leaves saying so."""
    how = CONCEPT + name
    return Hit(hit.field, hit.first, hit.last, tuple(Leaf(*leaf[:4], how) for leaf in hit.leaves))


def _fields(nodes: Iterable[query.Node]) -> tuple[str, ...]:
    """The fields that the queries look at."""
    named = {each.name for node in nodes for each in query.walk(node) if isinstance(each, query.Field)}
    return SHOWN + (RAW if "raw" in named else ()) + tuple(name for name in ABOUT if name in named)


def _sought(node: query.Node) -> Iterator[query.Phrase]:
    """The phrases of a keyword without those that exclude: to cancel one of these would let in what it keeps out."""
    match node:
        case query.Phrase():
            yield node
        case query.And(nodes) | query.Or(nodes):
            yield from (phrase for each in nodes for phrase in _sought(each))
        case query.Near(left, right, _, kind):
            yield from (*_sought(left), *(() if kind == "not" else _sought(right)))
        case query.Field(_, inner):
            yield from _sought(inner)


def _contains(outer: tuple[str, ...], inner: tuple[str, ...]) -> bool:
    return any(outer[at : at + len(inner)] == inner for at in range(len(outer) - len(inner) + 1))


def _is_for_feed(watch: Watch, feed: Feed) -> bool:
    names = {feed.url, feed.title, *feed.tags}
    return not watch.feeds or not names.isdisjoint(watch.feeds)
