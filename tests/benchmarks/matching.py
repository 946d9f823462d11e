"""Measures the matching: how well the concepts are told, what everyday news sets off, and what it costs.

    python tests/benchmarks/matching.py [quality] [crossed] [everyday] [speed] [stored] [properties]

Quality is scored through `monitor match --json` with four watches, on labelled entries that no weight was learned from:
tests/data/labelled/check-*.jsonl, those of check-region* being news of the region on everything else. Everyday news is
every feed file of ../shared/feeds; each hit on it is judged by a person, and the judgements stand in everyday.toml
beside this file. Crossed are the entries of eval/, each fifth judged by what the rest taught, which needs the extra
`learn`. Speeds are CPU seconds of this process, but those over stored entries, which are what a user waits (search.py
beside this file). Properties are the tests of folding, of queries and of explanations.
"""

import hashlib
import json
import random
import statistics
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from monitor import text
from monitor.feeds.child import read
from monitor.feeds.wire import Job
from monitor.matching.language import script_of
from monitor.matching.stems import STEMMED
from monitor.matching.watchlist import Watchlist
from monitor.model import Entry, Feed, Watch

ROOT = Path(__file__).parents[2]
BENCHMARKS = Path(__file__).parent
LABELLED = ROOT / "tests" / "data" / "labelled"
FEEDS = ROOT.parent / "shared" / "feeds"
EVAL = ROOT.parent / "shared" / "matching" / "eval"
JUDGED = Path(__file__).with_name("everyday.toml")
WATCHES = {
    "scam_hubs": ["scam hubs"],
    "repatriation": ["repatriation"],
    "trafficking": ["human trafficking"],
    "crackdown": ["@crackdown"],
}
EVERYDAY = "tR-"
"""How the keys of the labelled entries begin that are everyday news."""
FEED = Feed("https://news.example/feed")
GOALS = {"scam_hubs": 0.92, "repatriation": 0.90, "trafficking": 0.85, "crackdown": 0.85}
CONFIG = "".join(f'[[watch]]\nname = "{name}"\nkeywords = {json.dumps(words)}\n' for name, words in WATCHES.items())


def main() -> None:
    cases = (quality, crossed, everyday, speed, stored, properties)
    for measure in cases:
        if not sys.argv[1:] or measure.__name__ in sys.argv[1:]:
            measure()


def quality() -> None:
    """Precision, recall and F1 of the four watches on entries that taught nothing."""
    for title, paths in (
        ("unread entries", [LABELLED / "check-k.jsonl"]),
        ("the newest of them, two thirds of them returns and what is near", [LABELLED / "check-l.jsonl"]),
        ("terse headlines, unread", [LABELLED / "check-g.jsonl"]),
        ("articles of some 300 words, unread", [LABELLED / "check-m.jsonl"]),
        ("others, by which what length costs was chosen", [LABELLED / f"check-{one}.jsonl" for one in "hj"]),
        ("entries that the weights were learned from", sorted(LABELLED.glob("[!c]*.jsonl"))),
    ):
        gold = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
        found = told(paths)
        print(f"\n{title}: {len(gold)}")
        for name in WATCHES:
            print("  ", row(name, gold, found))
        furniture = [item for item in gold if "boilerplate" in item["note"]]
        hit = sum(bool(found[item["id"]]) for item in furniture)
        print(f"   boilerplate only: {hit} of {len(furniture)} matched (goal 0)")
    found = told(sorted(LABELLED.glob("check-region*.jsonl")))
    print(f"\neveryday news of the region, unread: {len(found)}")
    for name in WATCHES:
        print(f"   {name:13} {sum(name in each for each in found.values())} wrong hits")


def told(paths: list[Path]) -> dict[str, set[str]]:
    """The watches that each entry of these files satisfies, as the program says on its command line."""
    with TemporaryDirectory() as folder:
        config = Path(folder) / "config.toml"
        config.write_text(CONFIG, "utf-8")
        argv = [sys.executable, "-m", "monitor", "--config", str(config), "match", "--json", *map(str, paths)]
        done = subprocess.run(argv, capture_output=True, check=True, text=True, cwd=ROOT)
    rows = (json.loads(line) for line in done.stdout.splitlines())
    return {row["id"]: {match["watch"] for match in row["matches"]} for row in rows}


def row(name: str, gold: list[dict[str, object]], found: dict[str, set[str]]) -> str:
    counts = Counter((item["labels"][name], name in found[item["id"]]) for item in gold)  # type: ignore[index]
    hit, wrong, missed = counts[True, True], counts[False, True], counts[True, False]
    precision, recall = hit / max(1, hit + wrong), hit / max(1, hit + missed)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"{name:13} precision {precision:.2f} recall {recall:.2f} F1 {f1:.3f} (goal {GOALS[name]:.2f})"


def crossed() -> None:
    """Precision, recall and F1 on the entries of eval/, five-fold, as learn.py prints them."""
    done = run(BENCHMARKS / "learn.py")
    told = [line for line in done.stdout.splitlines() if "five-fold" in line]
    print("\neval/ (precision, recall, F1):", "" if told else "not measured; pip install -e '.[learn]'")
    print("\n".join(told))


def stored() -> None:
    """What `watch test` and searches take over 100,000 stored entries, a second time."""
    print("\n" + run(BENCHMARKS / "search.py", str(Path(gettempdir()) / "monitor-search-benchmark.db")).stdout)


def properties() -> None:
    """What holds of whatever is read."""
    tests = ("matching/test_fold.py", "matching/test_query.py", "verbs/test_explain.py")
    done = run("-m", "pytest", "-n", "0", *(str(ROOT / "tests" / name) for name in tests))
    print("\nspans of every script, mutated queries, explanations of stored matches:", done.stdout.splitlines()[-1])


def run(*argv: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, *map(str, argv)], capture_output=True, text=True, cwd=ROOT, check=False)


def everyday() -> None:
    """Every hit of the four watches on everyday news, per thousand entries, with what a person says of it."""
    watchlist = Watchlist([Watch(name, tuple(words)) for name, words in WATCHES.items()])
    judged = tomllib.loads(JUDGED.read_text("utf-8")) if JUDGED.exists() else {}
    total, wrong = 0, Counter[tuple[str, str]]()
    for path in sorted(FEEDS.glob("*.xml")):
        for found in read(Job(Feed(path.name), "", "", int(time.time()), path.read_bytes()), watchlist.found).found:
            total += 1
            for match in found.matches:
                key = hashlib.sha256(f"{path.name} {found.entry.key} {match.watch}".encode()).hexdigest()[:12]
                verdict = judged.get(key, "not judged")
                wrong[match.watch, match.level] += verdict != "right"
                print(f"{key} {verdict:10} {match.watch:12} {match.level:6} {found.entry.title[:70]}")
                print("             ", [(span.text[:40], span.weight) for span in match.spans])
    print(f"\neveryday news: {total} entries")
    for name in WATCHES:
        rate = 1000 * (wrong[name, "strong"] + wrong[name, "likely"]) / max(1, total)
        print(f"   {name:13} {rate:.1f} wrong hits per 1,000 (goal 0.5), strong ones {wrong[name, 'strong']} (goal 0)")


def speed() -> None:
    """CPU seconds for compiling, for many short entries, with many watches, and for one long article."""
    entries = list(stream(15_000))
    packs = [Watch(name, (f"@{name}",)) for name in SHIPPED]
    print(f"\ncompile of all packs, all languages: {cpu(compile_all):.3f} s (goal 0.15)")
    for title, watches, goal in (("all packs", packs, 1.5), ("1,000 more watches", [*packs, *invented(1000)], 2.5)):
        watchlist = Watchlist(watches)
        for entry in entries[:300]:
            watchlist.match(entry, FEED)
        spent = cpu(lambda watchlist=watchlist: [watchlist.match(entry, FEED) for entry in entries])
        matched = sum(bool(watchlist.match(entry, FEED)) for entry in entries[:1000]) / 10
        print(f"15,000 entries, {title}: {spent:.2f} s (goal {goal}); {matched:.1f} % match")
    watchlist = Watchlist(packs)
    article = long_article()
    times = [cpu(lambda: watchlist.match(article, FEED)) for _ in range(50)]
    print(f"an article of {len(article.content)} code points: {1000 * statistics.median(times):.2f} ms (goal 2)")


SHIPPED = (
    "scam_hubs", "repatriation", "trafficking", "crackdown", "forced_labour", "gambling", "enforcement",
    "ransom_rescue", "laundering", "places", "region", "armed_groups", "companies", "coordination",
)  # fmt: skip


def compile_all() -> None:
    """A fresh watchlist of all packs, made ready for every language, gates and all."""
    watchlist = Watchlist([Watch(name, (f"@{name}",)) for name in SHIPPED])
    for name in SHIPPED:
        watchlist.compiled.ceiling(name)
    for language in watchlist.packs.languages:
        watchlist.lexicon.language(language)
        watchlist.vocabulary(language if language in STEMMED else "en")


def cpu(work) -> float:  # type: ignore[no-untyped-def]
    start = time.process_time()
    work()
    return time.process_time() - start


def stream(count: int) -> Iterator[Entry]:
    """Entries of a title and some 300 characters. 3 % are labelled positives; the rest matches nothing: everyday news
    (of ../shared/feeds, where it stands), a quarter of all in scripts other than Latin."""
    chance, nothing = random.Random(7), Watchlist([Watch(name, (f"@{name}",)) for name in SHIPPED])
    labelled = [*labelled_entries()]
    positive = [entry for entry, labels in labelled if any(labels.values())]
    latin, other = [*everyday_entries()], []
    for entry, labels in labelled:
        if entry.key.startswith(EVERYDAY) and not any(labels.values()):
            (latin if script_of(entry.title) == "Latin" else other).append(entry)
    latin, other = ([one for one in pool if not nothing.match(lengthened(one), FEED)] for pool in (latin, other))
    for number in range(count):
        one = chance.choice(positive if chance.random() < 0.03 else latin if chance.random() < 0.75 else other)
        yield replace(lengthened(one), guid=str(number))


def labelled_entries() -> Iterator[tuple[Entry, dict[str, bool]]]:
    for path in [*sorted(LABELLED.glob("*.jsonl")), *sorted(EVAL.glob("*.jsonl"))]:
        for line in path.read_text("utf-8").splitlines():
            item = json.loads(line)
            text = item["summary"] or item["content"]
            yield Entry(item["id"], item["title"], lang=item["lang"], summary=text[:300]), item["labels"]


def lengthened(one: Entry) -> Entry:
    """An entry whose summary is said again until it has some 300 code points."""
    summary = one.summary
    while summary and len(summary) < 250:
        summary += " " + one.summary
    return replace(one, summary=summary[:300])


def everyday_entries() -> Iterator[Entry]:
    nothing = Watchlist(())
    for path in sorted(FEEDS.glob("*.xml")):
        for found in read(Job(Feed(path.name), "", "", 0, path.read_bytes()), nothing.found).found:
            entry = found.entry
            yield Entry("", entry.title, lang=entry.lang, summary=(entry.summary or entry.content)[:300])


def pool(entries: list[Entry]) -> list[tuple[str, list[str]]]:
    by_language: dict[str, list[str]] = {}
    for entry in entries:
        by_language.setdefault(entry.lang, []).extend((entry.title, entry.summary))
    return [(lang, [each for each in texts if each]) for lang, texts in by_language.items() if len(texts) > 8]


def invented(count: int) -> list[Watch]:
    """Watches of mixed operators over invented words and common ones."""
    chance = random.Random(11)
    syllables = ["ka", "lo", "mi", "ter", "von", "dra", "sel", "qui", "bar", "nox"]

    def word() -> str:
        return "".join(chance.choice(syllables) for _ in range(3))

    shapes = (
        lambda: f"{word()} {word()}",
        lambda: f'"{word()} {word()}" OR {word()}',
        lambda: f"{word()} AND ({word()} OR {word()})",
        lambda: f"{word()} NEAR/6 {word()}",
        lambda: f"title:{word()} NOT {word()}",
        lambda: f"={word()}",
        lambda: f"{word()[:5]}*",
        lambda: f"@scam_hubs AND {word()}",
        lambda: f"{word()} NEAR/8 @places",
        lambda: f"police AND {word()}",
    )
    return [Watch(f"invented {number}", (shapes[number % len(shapes)](),)) for number in range(count)]


def long_article() -> Entry:
    """An English article of three thousand characters on something else."""
    body, parts = "", pool([Entry("", item["title"], lang="en", summary=item["summary"]) for item in english()])[0][1]
    for sentence in parts:
        if len(body) < 3000:
            body += sentence + " "
    return Entry("long", parts[0], lang="en", content=text.html(body)[:3000])


def english() -> Iterator[dict[str, str]]:
    for path in sorted(LABELLED.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            item = json.loads(line)
            if item["lang"] == "en" and not any(item["labels"].values()):
                yield item


if __name__ == "__main__":
    main()
