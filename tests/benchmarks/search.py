"""Measures searches over a store of 100,000 entries, and trials of watches: what the desk's `/`, `list QUERY` and
`watch test` wait for.

    python tests/benchmarks/search.py [FILE]

FILE is the store; where it is not there it is made first, which takes some minutes. Every time is that of a second run;
what works in a search only is not tried as a watch.
"""

import random
import sqlite3
import sys
import time
from contextlib import closing
from itertools import accumulate
from pathlib import Path

from monitor import rematch, trial
from monitor.config import Config
from monitor.find import Search
from monitor.matching.judge import Judge
from monitor.model import Entry, Feed, Watch
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


SEARCH_ONLY = ("unread:", "since:")


def main() -> None:
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "search-benchmark.db")
    if not path.exists():
        make(path)
    with closing(connect(path)) as db:
        print(f"{'seconds (goal ' + str(GOAL) + ')':36} {'found':>8} {'search':>8}  {'found':>8} {'watch test':>10}")
        for text in QUERIES:
            found, seconds, stopped = searched(db, text)
            row = f"{text:36} {found:>8,} {seconds:>8.3f}{'*' if stopped else ' '}"
            if not any(word in text for word in SEARCH_ONLY):
                found, seconds, stopped = tried(db, text)
                row += f" {found:>8,} {seconds:>10.3f}{'*' if stopped else ''}"
            print(row)
        print("* stopped, as it tells the user: of what takes longer the newest are looked into, a second's work.")


def searched(db: sqlite3.Connection, text: str) -> tuple[int, float, bool]:
    """What a search finds, its seconds, and whether it stopped before the end."""
    for _ in range(2):
        began = time.perf_counter()
        result = Search(text, Config()).result(db, Choice(all=True))
        seconds = time.perf_counter() - began
    return len(result.ids), seconds, result.stopped_at is not None


def tried(db: sqlite3.Connection, text: str) -> tuple[int, float, bool]:
    """The same of a watch with this keyword, with the reasons for the newest of what it finds."""
    for _ in range(2):
        began = time.perf_counter()
        *_, last = trial.run(db, Watch("draft", (text,)), None, Config())
        seconds = time.perf_counter() - began
    return last.count, seconds, last.stopped_at is not None


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
