"""`monitor article`: the full text of an entry from its own page, matched and stored."""

import argparse
import time
from dataclasses import asdict

from monitor import article, output
from monitor.verbs import DONE, FAILED, choosing, setting
from monitor.verbs.awaiting import awaited


def run(args: argparse.Namespace) -> int:
    """Get the page; where its text is not stored, the reason is told."""
    config = setting.load(args, complain=False)
    with setting.changing(args) as db:
        stored = choosing.entry(db, args.id)
        outcome = awaited(lambda: article.fetch(db, config, stored, int(time.time())))
    said = article.sentence(outcome)
    if args.json:
        output.record({"id": args.id, **asdict(outcome), "error": outcome.error or None, "said": said})
    elif not outcome.error:
        output.line(said)
    if outcome.error:
        output.complain(f"entry {args.id}: {outcome.error}.")
    return FAILED if outcome.error else DONE
