"""`monitor explain`: why an entry matches each watch, or why it does not."""

import argparse
from collections.abc import Iterator

from monitor import cells, explaining, output
from monitor.config import Config
from monitor.matching import vocabulary
from monitor.matching.explain import Explanation, Weighed, explanations
from monitor.matching.packs import Packs, with_edits
from monitor.matching.watchlist import Watchlist
from monitor.matching.why import reasons
from monitor.model import Entry, Feed
from monitor.records import match_record
from monitor.store.feeds import titled
from monitor.verbs import UsageError, choosing, setting
from monitor.verbs.match import entry_of

_MEASURE = 100


def run(args: argparse.Namespace) -> int:
    """Explain a stored entry or a text, watch by watch."""
    if args.id is not None and args.text is not None:
        raise UsageError("give the number of an entry or --text, not both.")
    if args.id is None and args.text is None:
        raise UsageError("say what to explain: `monitor explain ID`, or `monitor explain --text T`.")
    config = setting.load(args)
    watches = config.watches
    if args.watch is not None:
        name = choosing.nearest(args.watch, {watch.name.casefold(): watch.name for watch in watches})
        watches = tuple(watch for watch in watches if watch.name == name)
    entry, feed = _stored(args, config) if args.text is None else (_typed(args.text), Feed(""))
    if not args.json:
        output.line(output.styled(entry.name, "bold"))
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
        stored = choosing.entry(db, args.id)
        known = titled(db, config.feeds)
    return stored.entry, known.get(stored.row.feed, Feed(stored.row.feed))


def _typed(given: str) -> Entry:
    """A text as an entry; its first line is the title."""
    title, _, rest = given.strip().partition("\n")
    return entry_of({"id": "", "title": title, "summary": rest})


def _lines(one: Explanation, packs: Packs) -> Iterator[str]:
    name = output.styled(one.watch.name, "yellow")
    level = output.styled(one.match.level, "green") if one.match else output.styled("no match", "dim")
    yield f"{name}: {level}"
    for line in explaining.lines(one, packs):
        for part in cells.wrapped(line.text, min(_MEASURE, output.columns()) - line.indent):
            yield " " * line.indent + part


def _record(one: Explanation, packs: Packs) -> dict[str, object]:
    match = one.match
    wider = [
        {"keyword": keyword, "concept": concept, "languages": len(vocabulary.vocabulary(packs, concept).languages)}
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
