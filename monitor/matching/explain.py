"""Whether an entry satisfies a watch, with all that speaks for it and against it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.matching import query
from monitor.matching.evidence import Counted
from monitor.matching.packs import Concept
from monitor.matching.reading import Reading
from monitor.matching.watchlist import Look, Wanted, Watchlist
from monitor.model import Entry, Feed, Match, Watch

_LACKING = 3
"""Pieces of evidence that are named when they are not there."""
_NAMED = 4
"""Parts of a query of which any would do that are named when none is there."""
_PLACES: Mapping[str, str] = {
    "related link": "a related link",
    "advertisement": "an advertisement",
    "share": "a row of share buttons",
    "repeated line": "a line that is repeated",
    "repeated in this feed": "what this feed repeats",
    "title of another entry": "the title of another entry",
    "hidden": "what its page hides",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence for or against a concept, and the words that it stands in."""

    name: str
    zone: str
    """title or body."""
    weight: float
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the evidence for a concept comes to."""

    concept: Concept
    score: float | None
    """None where what it needs is missing, so that nothing else counts."""
    is_strong: bool
    pieces: tuple[Piece, ...]
    """Heaviest first, what counts against it last."""
    deep: float
    """What is taken off because the text is long, or it stands deep in it, or because there is only a title."""
    lacking: tuple[tuple[str, float], ...]
    """The heaviest evidence that is not there, with what it would count for."""
    is_title_alone: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """What came of one watch and one entry."""

    watch: Watch
    match: Match | None
    reasons: tuple[str, ...]
    """Why there is no match, a sentence each; empty where there is one."""
    concepts: tuple[Weighed, ...]


def explanations(watchlist: Watchlist, entry: Entry, feed: Feed) -> Iterator[Explanation]:
    """What came of each watch, in their order."""
    look = watchlist.look(entry, feed)
    whole = watchlist.look(replace(entry, dropped=()), feed) if entry.dropped else None
    for watch in watchlist.watches:
        wanted = watchlist.wanted(watch.name)
        match = look.match(wanted)
        names = dict.fromkeys(each.name for _, node in wanted.keywords for each in query.concepts_in(node))
        concepts = (weighed for name in names if (weighed := _weighed(watchlist, look, name)) is not None)
        reasons = () if match else tuple(_WhyNot(watchlist, look, whole, wanted).reasons())
        yield Explanation(watch, match, reasons, tuple(concepts))


def _weighed(watchlist: Watchlist, look: Look, name: str) -> Weighed | None:
    """What a concept comes to; None for one that is there wherever one of its words stands."""
    concept = watchlist.compiled.judged(name).concept
    if not concept.evidence:
        return None
    found = look.thorough_verdict(name)
    counted = found.counted if found else ()
    pieces = sorted((_piece(each, look.judged) for each in counted), key=lambda piece: -piece.weight)
    there = {piece.name for piece in pieces}
    missing = ((each.name, max(each.title, each.body)) for each in concept.evidence if each.name not in there)
    lacking = sorted((one for one in missing if one[1] > 0), key=lambda one: -one[1])[:_LACKING]
    if found is None:
        return Weighed(concept, None, False, (), 0.0, tuple(lacking), look.judged.is_title_alone)
    deep = found.score - concept.bias - sum(piece.weight for piece in pieces)
    deep, alone = round(min(deep, 0.0), 3), look.judged.is_title_alone
    return Weighed(concept, found.score, found.is_strong, tuple(pieces), deep, tuple(lacking), alone)


def _piece(counted: Counted, reading: Reading) -> Piece:
    leaves = (leaf for hit in counted.hits for leaf in hit.leaves)
    wordings = {text.casefold(): text for text in (reading.written(leaf.first, leaf.last) for leaf in leaves)}
    return Piece(counted.evidence.name, counted.zone, counted.weight, counted.words or tuple(wordings.values()))


class _WhyNot:
    """Finds what keeps an entry from satisfying a watch, by asking for less and less of it."""

    def __init__(self, watchlist: Watchlist, look: Look, whole: Look | None, wanted: Wanted) -> None:
        self._watchlist, self._look, self._whole, self._wanted = watchlist, look, whole, wanted
        self._open = replace(wanted, watch=replace(wanted.watch, feeds=(), lang=()), vetoes=(), masks={})

    @property
    def _speaks(self) -> str:
        """The languages of which words count here, beside those that count in all: of one not known, English."""
        return " and ".join((self._look.judged.spoken or "en").split("+"))

    def reasons(self) -> Iterator[str]:
        """The nearest of them: what forbids the match, else where alone its words stand, else what is missing."""
        if self._look.match(self._open):
            yield from self._limits()
            yield from self._exclusions()
        elif match := self._whole and self._whole.match(self._open):
            yield from self._furniture(match)
        else:
            yield self._missing()

    def _limits(self) -> Iterator[str]:
        watch, reading = self._wanted.watch, self._look.reading
        if watch.feeds and not self._holds(watch=replace(watch, lang=())):
            here = reading.feed.title or reading.feed.url
            yield f"it is limited to {_listed(watch.feeds)}, and this comes from {here}"
        if watch.lang and not self._holds(watch=replace(watch, feeds=())):
            told = "in" if reading.language else "said to be in"
            yield f"it is limited to {_listed(watch.lang)}, and this is {told} {self._look.language}"

    def _exclusions(self) -> Iterator[str]:
        for veto in self._wanted.vetoes:
            if not self._holds(vetoes=(veto,)):
                yield f"“{query.render(veto)}” is excluded, and stands here"
        if self._wanted.masks and not self._holds(masks=self._wanted.masks):
            masks = (mask for masks in self._wanted.masks.values() for mask in masks)
            longer = dict.fromkeys(mask.term for mask in masks if self._look.standing(mask))
            yield f"the keyword stands only where it is excluded: {_listed(tuple(longer))}"

    def _holds(self, **more: object) -> bool:
        return self._look.match(replace(self._open, **more)) is not None  # type: ignore[arg-type]

    def _furniture(self, match: Match) -> Iterator[str]:
        """Where the words stand that make a match only with what was dropped."""
        dropped = self._look.reading.entry.dropped
        found: dict[str, dict[str, None]] = {}
        for span in match.spans:
            for place in dropped:
                if place.field == span.field and place.start < span.end and span.start < place.end:
                    found.setdefault(place.reason, {})[span.text] = None
        for reason, texts in found.items():
            quoted = ", ".join(f"“{text}”" for text in texts)
            yield f"only in {_PLACES.get(reason, reason)}: {quoted}"

    def _missing(self) -> str:
        found = [(keyword, *self._lacks(node)) for keyword, node in self._wanted.keywords]
        keyword, share, said = max(found, key=lambda one: one[1])
        if len(found) == 1:
            return said
        return (
            f"nearest is {keyword}: {said}" if share > 0 else f"none of its {len(found)} keywords finds anything here"
        )

    def _lacks(self, node: query.Node, field: str = "") -> tuple[float, str]:
        """How much of a query holds, from 0 to 1, and what of it does not."""
        if self._is_there(node, field):
            return 1.0, ""
        match node:
            case query.Phrase():
                return self._lacks_words(node, field)
            case query.Concept(name, lang):
                return self._lacks_concept(name, lang)
            case query.And(nodes):
                parts = [self._lacks(each, field) for each in nodes]
                return sum(share for share, _ in parts) / len(parts), " and ".join(said for _, said in parts if said)
            case query.Or(nodes):
                nearest = max((self._lacks(each, field) for each in nodes), key=lambda one: one[0])
                return nearest if nearest[0] > 0 else (0.0, f"none of {_some(nodes)} stands {_here(field)}")
            case query.Not(inner):
                return 0.5, f"“{query.render(inner)}” stands {_here(field)}, which it excludes"
            case query.Field(name, inner):
                return self._lacks(inner, name)
            case query.Near():
                return self._lacks_nearness(node, field)
            case query.Regex() if self._watchlist.patterns.is_slow(node):
                # More than nothing: of several keywords it is the one of which least is known.
                return 0.1, f"{query.render(node)} took too long, so it is not known whether it stands {_here(field)}"
        return 0.0, f"{query.render(node)} finds nothing"

    def _lacks_nearness(self, node: query.Near, field: str) -> tuple[float, str]:
        left, right = self._lacks(node.left, field), self._lacks(node.right, field)
        sides = query.render(node.left), query.render(node.right)
        if node.kind == "not":
            return (0.5, f"{sides[0]} stands only beside {sides[1]}") if not left[1] else left
        if not left[1] and not right[1]:
            order = " in this order" if node.kind == "ordered" else ""
            return 0.9, f"{sides[0]} and {sides[1]} do not stand within {node.distance} words{order}"
        return (left[0] + right[0]) / 2, " and ".join(said for _, said in (left, right) if said)

    def _lacks_words(self, phrase: query.Phrase, field: str) -> tuple[float, str]:
        there = [word for word in phrase.words if self._stands(word, field)] if len(phrase.words) > 1 else []
        if not there:
            return 0.0, f"“{phrase.term}” does not stand {_here(field)}"
        if len(there) == len(phrase.words):
            return 0.8, f"the words of “{phrase.term}” do not stand together"
        said = f"of “{phrase.term}” only {_listed(tuple(there))} stands {_here(field)}"
        return 0.8 * len(there) / len(phrase.words), said

    def _lacks_concept(self, name: str, lang: str) -> tuple[float, str]:
        if not self._look.is_in(lang):
            return 0.0, f"it asks for {lang}, and this is in {self._look.reading.language or 'no known language'}"
        if not self._watchlist.compiled.judged(name).evidence:
            return self._lacks_a_word(name)
        if self._look.thorough_verdict(name) is None:
            return 0.0, f"nothing that @{name} needs in {self._speaks} stands here"
        return 0.7, f"the evidence for @{name} is not enough"

    def _lacks_a_word(self, name: str) -> tuple[float, str]:
        reading = self._look.reading
        hits = self._look.parts.cancelled(name)
        if not hits:
            return 0.0, f"no word for @{name} in {self._speaks} stands here"
        texts = dict.fromkeys(f"“{reading.written(hit.first, hit.last)}”" for hit in hits)
        return 0.5, f"of @{name} only {_listed(tuple(texts))} stands here, which its “unless” or “mask” takes away"

    def _is_there(self, node: query.Node, field: str) -> bool:
        asked = query.Field(field, node) if field else node
        return self._look.match(replace(self._open, keywords=(("", asked),))) is not None

    def _stands(self, word: str, field: str) -> bool:
        one = query.Phrase(word, (word,))
        asked = query.render(query.Field(field, one) if field else one)
        reading = self._look.reading
        return bool(Watchlist([Watch("", (asked,), widen=False)]).match(reading.entry, reading.feed))


def _some(nodes: Sequence[query.Node]) -> str:
    """Parts of a query, some of them by name where they are many."""
    named = [f"“{query.render(node)}”" for node in nodes[:_NAMED]]
    return _listed((*named, f"{len(nodes) - _NAMED} more") if len(nodes) > _NAMED else named)


def _here(field: str) -> str:
    return "here" if field in ("", "text", "raw") else f"in its {field}"


def _listed(several: Sequence[str]) -> str:
    return f"{', '.join(several[:-1])} and {several[-1]}" if len(several) > 1 else several[0]
