"""Measures searches over a store of 100,000 entries: what the desk's `/`, `list QUERY` and `watch test` wait for.

    python tests/benchmarks/search.py [FILE]

FILE is the store; where it is not there it is made first, which takes some minutes. Every time is that of a second run.
"""

import random
import sys
import time
from contextlib import closing
from itertools import accumulate
from pathlib import Path

from monitor import rematch
from monitor.config import Config
from monitor.find import Search
from monitor.matching.judge import Judge
from monitor.model import Entry, Feed
from monitor.store import feeds, saving
from monitor.store.entries import Choice
from monitor.store.schema import connect, transaction

ENTRIES, BATCH = 100_000, 5_000
GOAL = 1.0
PLANTED = (
    "Police raid a scam compound in Myawaddy.",
    "Hundreds were repatriated from scam hubs in Cambodia.",
    "泰国遣返一千人。",
    "缅甸电诈园区被查。",
    "71 Indonesians were flown home from Sihanoukville.",
    "แก๊งคอลเซ็นเตอร์ถูกจับ",
)
QUERIES = (
    "scam hubs", "=scam hubs", "repatriation", "police", "the", "police AND raid -flown", "raid NEAR/5 compound",
    "repatriat*", "title:police", "电诈", "คอลเซ็นเตอร์", "@scam_hubs AND unread: since:30d", "@places",
    "@repatriation NEAR/8 Cambodia", "unread: -police", "author:thida", "/repatriat(ed|ion)/",
)  # fmt: skip


def main() -> None:
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "search-benchmark.db")
    if not path.exists():
        make(path)
    with closing(connect(path)) as db:
        print(f"{'query':40} {'found':>8}  seconds (goal {GOAL})")
        for text in QUERIES:
            Search(text, Config()).result(db, Choice(all=True))
            began = time.perf_counter()
            result = Search(text, Config()).result(db, Choice(all=True))
            seconds = time.perf_counter() - began
            print(f"{text:40} {len(result.ids):>8,}  {seconds:.3f}{'' if result.stopped_at is None else ' (stopped)'}")


def make(path: Path) -> None:
    """Entries of a title and 300 characters, their words of falling frequency; in three of a hundred one is planted."""
    chance, now = random.Random(5), int(time.time())
    words = [
        "the",
        "of",
        "to",
        "police",
        "raid",
        "said",
        *("".join(chance.choices("aeioulmnrst", k=6)) for _ in range(20_000)),
    ]
    weights = [*accumulate(1 / (at + 2) for at in range(len(words)))]
    judge = Judge(())
    with closing(connect(path)) as db:
        with transaction(db):
            feeds.subscribe(db, [Feed("https://a.example/")])
        for start in range(0, ENTRIES, BATCH):
            found = []
            for number in range(start, start + BATCH):
                title, text = (" ".join(chance.choices(words, cum_weights=weights, k=size)) for size in (8, 45))
                text += f". {chance.choice(PLANTED)}" if chance.random() < 0.03 else ""
                at = now - 60 * (ENTRIES - number)
                entry = Entry(str(number), title, author=chance.choice(("Ma Thida", "")), published=at, summary=text)
                found.append(judge.found(entry, Feed("u")))
            with transaction(db):
                saving.save(db, 1, found, now)
            print(f"\r{start + BATCH:,} of {ENTRIES:,} entries", end="", file=sys.stderr)
        for done, of in rematch.rematch(db, (), {}):
            print(f"\rjudged {done:,} of {of:,}", end="", file=sys.stderr)


if __name__ == "__main__":
    main()
