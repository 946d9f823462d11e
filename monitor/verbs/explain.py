"""`monitor explain`: why an entry matches each watch, or why it does not."""

import argparse
from collections.abc import Iterable, Iterator

from monitor import cells, output
from monitor.config import Config
from monitor.matching import vocabulary
from monitor.matching.explain import Explanation, Piece, Weighed, explanations
from monitor.matching.packs import Packs, with_edits
from monitor.matching.watchlist import Watchlist
from monitor.matching.why import reasons, weight
from monitor.model import Entry, Feed
from monitor.records import match_record
from monitor.store import entries
from monitor.store.feeds import titled
from monitor.verbs import UsageError, choosing, setting
from monitor.verbs.match import entry_of

_MEASURE = 100
_WORDS = 4
"""Words of a piece of evidence that are told."""


def run(args: argparse.Namespace) -> int:
    """Explain a stored entry or a text, watch by watch."""
    if (args.id is None) == (args.text is None):
        raise UsageError("say what to explain: `monitor explain ID`, or `monitor explain --text T`.")
    config = setting.load(args)
    watches = config.watches
    if args.watch is not None:
        name = choosing.nearest(args.watch, {watch.name.casefold(): watch.name for watch in watches})
        watches = tuple(watch for watch in watches if watch.name == name)
    entry, feed = _stored(args, config) if args.text is None else (_typed(args.text), Feed(""))
    if not args.json:
        output.line(output.styled(entry.title or "(no title)", "bold"))
    packs = with_edits(config.concepts)
    watchlist = Watchlist(watches, packs)
    for one in explanations(watchlist, entry, feed):
        if args.json:
            output.record(_record(one, packs))
        else:
            for line in _lines(one, packs):
                output.line(line)
    choosing.tell(watchlist.patterns.notices())
    return 0


def _stored(args: argparse.Namespace, config: Config) -> tuple[Entry, Feed]:
    with setting.reading(args) as db:
        stored = entries.get(db, args.id)
        known = titled(db, {feed.url: feed for feed in config.feeds})
    if stored is None:
        raise UsageError(f"there is no entry {args.id}: `monitor list` shows the numbers.")
    return stored.entry, known.get(stored.row.feed, Feed(stored.row.feed))


def _typed(given: str) -> Entry:
    """A text as an entry; its first line is the title."""
    title, _, rest = given.strip().partition("\n")
    return entry_of({"id": "", "title": title, "summary": rest})


def _lines(one: Explanation, packs: Packs) -> Iterator[str]:
    name = output.styled(one.watch.name, "yellow")
    if one.match:
        yield f"{name}: {output.styled(one.match.level, 'green')}"
        yield from _wrapped(reasons(one.match))
    else:
        yield f"{name}: {output.styled('no match', 'dim')}"
        # The reasons of a match say it themselves.
        for keyword, concept in vocabulary.widened(one.watch, packs).items():
            yield from _wrapped(choosing.widening(packs, keyword, concept))
        for reason in one.reasons:
            yield from _wrapped(reason)
    for weighed in one.concepts:
        yield from _of_concept(weighed)


def _of_concept(one: Weighed) -> Iterator[str]:
    name = one.concept.name
    if one.score is None:
        yield from _wrapped(f"@{name} needs {one.concept.needs}")
        return
    strong = f"; strong from {weight(one.concept.strong)} on" if one.score >= 0 else ""
    strong = ", so it is strong" if one.is_strong else strong
    yield from _wrapped(
        f"@{name} comes to {weight(one.score)} and needs 0{strong}; it starts at {weight(one.concept.bias)}"
    )
    for piece in one.pieces:
        yield from _wrapped(_piece(piece), indent=6)
    if one.deep:
        yield from _wrapped(f"{weight(one.deep)}  it stands deep in a long text", indent=6)
    if one.score < one.concept.strong and one.lacking:
        missing = " · ".join(f"{name} {weight(value)}" for name, value in one.lacking)
        yield from _wrapped(f"what would count most and is not there: {missing}", indent=6)


def _piece(piece: Piece) -> str:
    more = f" and {len(piece.texts) - _WORDS} more" if len(piece.texts) > _WORDS else ""
    return f"{weight(piece.weight)}  {piece.zone:5}  {piece.name}: {', '.join(piece.texts[:_WORDS])}{more}"


def _wrapped(said: str, indent: int = 4) -> Iterable[str]:
    return (" " * indent + line for line in cells.wrapped(said, min(_MEASURE, output.columns()) - indent))


def _record(one: Explanation, packs: Packs) -> dict[str, object]:
    match = one.match
    wider = [
        {"keyword": keyword, "concept": concept, "languages": choosing.languages(packs, concept)}
        for keyword, concept in vocabulary.widened(one.watch, packs).items()
    ]
    return {
        "watch": one.watch.name,
        "level": match.level if match else None,
        "why": reasons(match) if match else None,
        "why_not": list(one.reasons),
        "match": match_record(match) if match else None,
        "widened": wider,
        "concepts": [_concept_record(each) for each in one.concepts],
    }


def _concept_record(one: Weighed) -> dict[str, object]:
    return {
        "concept": one.concept.name,
        "score": one.score,
        "needs": 0,
        "strong": one.concept.strong,
        "start": one.concept.bias,
        "deep": one.deep,
        "evidence": [
            {"name": piece.name, "zone": piece.zone, "weight": piece.weight, "texts": list(piece.texts)}
            for piece in one.pieces
        ],
        "lacking": [{"name": name, "weight": value} for name, value in one.lacking],
    }
