"""`monitor watches`: what is watched, what it is widened to, and how much of it is unread."""

import argparse
from contextlib import suppress

from monitor import cells, output
from monitor.matching import vocabulary
from monitor.matching.packs import with_edits
from monitor.matching.why import widened
from monitor.store import entries
from monitor.store.schema import NoStore
from monitor.verbs import setting

_LEAST = 10
"""Cells of keywords that tell something; where there is no room for so many, there are none."""


def run(args: argparse.Namespace) -> int:
    """Print each watch with its counts."""
    config = setting.load(args)
    packs = with_edits(config.concepts)
    counts: dict[str, tuple[int, int]] = {}
    with suppress(NoStore), setting.reading(args) as db:
        counts = entries.counts(db)
    for watch in config.watches:
        unread, total = counts.get(watch.name, (0, 0))
        named = vocabulary.widened(watch, packs)
        wider = {key: (name, len(vocabulary.vocabulary(packs, name).languages)) for key, name in named.items()}
        if args.json:
            said = {"watch": watch.name, "keywords": list(watch.keywords), "exclude": list(watch.exclude)}
            told = [{"keyword": keyword, "concept": name, "languages": n} for keyword, (name, n) in wider.items()]
            output.record({**said, "unread": unread, "entries": total, "widened": told})
        else:
            keywords = ", ".join(_told(keyword, *wider.get(keyword, ("", 0))) for keyword in watch.keywords)
            left = f"{unread:>6} unread of {total:<6} "
            left += cells.fitted(watch.name, max(1, min(20, output.columns() - len(left)))) + " "
            room = output.columns() - cells.width(left)
            output.line((left + cells.cut(keywords, room) * (room >= _LEAST)).rstrip())
    return 0


def _told(keyword: str, concept: str, languages: int) -> str:
    return f"{widened(keyword, concept)} in {languages} languages" if concept else keyword
