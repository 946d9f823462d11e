"""Times the desk in a terminal of its own, on stores of any size, against the goals that it has; newsboat beside it.

    python tests/benchmarks/desk.py [--size 0 --size 100000 --size 1000000] [--runs 7] [CASE ...]

Cases: frame (processor time up to the first frame), keys (a key until its row is painted, on a quiet desk), poll (the
same while 500 feeds give 15,000 entries), rematch (the same while the store is matched anew), search (Enter until
what was found is painted), memory, idle, newsboat (its first frame and memory). Stores are made when they are first
asked for, a million entries in some minutes, and kept in the folder for temporary files. Before each measurement it
waits for the machine to be quiet; where that takes too long, the row says how busy it was.
"""

import argparse
import contextlib
import fcntl
import os
import pty
import random
import re
import select
import shutil
import signal
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import farm
import poll

from monitor import config, rematch
from monitor.matching.judge import Judge
from monitor.model import Entry, Feed, Found
from monitor.store import entries, feeds, saving, schema
from monitor.store.entries import Choice
from monitor.store.schema import connect, transaction
from monitor.tui import palette

FEEDS, POOL, BATCH = 500, 3_000, 10_000
SIZES = (0, 100_000, 1_000_000)
QUIET, PATIENCE = 1.5, 90.0
"""The load below which a machine is quiet, and the seconds for which that is waited for."""
KEPT = Path(tempfile.gettempdir()) / "monitor-desk-benchmark-1"
QUERIES = ("police", "scam hubs", "电诈", "遣返", "@scam_hubs", "repatriat* -flown", "title:raid AND unread:", "zzyzx")
STYLE = "".join(f";{part}" for part in bytes.fromhex(palette.completed(palette.DARK).variables["cursor"][1:]))
CURSOR = rb"48;2%sm[^\x1b]*" % STYLE.encode()
"""How a piece of the row under the cursor begins."""
EVERYTHING = rb"Everything  [\d,]+"
"""The heading of the list of all entries."""


# The stores.


@dataclass(frozen=True)
class Office:
    """A config and a store on disk, with a folder for all else that the program keeps."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def store(self) -> Path:
        return self.folder / "store.db"

    @property
    def command(self) -> list[str]:
        paths = ["--config", str(self.config), "--store", str(self.store)]
        return [sys.executable, "-m", "monitor", *paths]

    def numbers(self, choice: Choice, limit: int = 10_000_000) -> list[int]:
        """The numbers of a choice's entries in the order of the list."""
        with closing(connect(self.store)) as db:
            known = dict(db.execute("SELECT id, substr(key, 2) FROM entries").fetchall() if limit > 1 else ())
            return [int(known.get(one) or _number(db, one)) for one in entries.ids(db, choice, limit)]

    def settle(self) -> None:
        """Leave nothing that a poller has to do before noon, and nothing of where the desk was left."""
        schema.backup_of(self.store).touch()
        now = int(time.time())
        with closing(connect(self.store)) as db:
            db.execute("DELETE FROM desk")
            db.execute("UPDATE feeds SET last_poll = ?, next_poll = ?", (now, now + 12 * 3600))
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def office(size: int) -> Office:
    """The office whose store holds so many entries, made where it is not there yet."""
    found = Office(KEPT / str(size))
    if not found.store.exists():
        shutil.rmtree(found.folder, ignore_errors=True)
        part = Office(KEPT / f"{size}.part")
        shutil.rmtree(part.folder, ignore_errors=True)
        part.folder.mkdir(parents=True)
        fill(part, size)
        part.folder.rename(found.folder)
    found.settle()
    return found


@contextmanager
def scratch(kept: Office) -> Iterator[Office]:
    """A copy of an office, to be written to."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Office(Path(folder))
        shutil.copy(kept.config, copy.config)
        shutil.copy(kept.store, copy.store)
        copy.settle()
        yield copy


def token(number: int) -> str:
    """What the title of an entry begins with, and of no other."""
    return f"N{number:07}"


def _number(db: sqlite3.Connection, entry_id: int) -> str:
    return str(db.execute("SELECT substr(key, 2) FROM entries WHERE id = ?", (entry_id,)).fetchone()[0])


def fill(part: Office, size: int) -> None:
    """Write the config, and a store with so many entries of 500 feeds: each matched and judged, three of ten unread."""
    urls = farm.urls(FEEDS, 9)
    part.config.write_text("".join(f'[[feed]]\nurl = "{url}"\n' for url in urls) + poll.BEATS)
    settings, now = config.load(part.config), int(time.time())
    with closing(connect(part.store)) as db:
        with transaction(db):
            feeds.subscribe(db, settings.feeds)
            db.execute("UPDATE feeds SET title = 'Outlet ' || id, status = 'new'")
        for _ in rematch.rematch(db, settings.watches, {}, {}):
            pass
        made = written(Judge(settings.watches), now, size) if size else iter(())
        done = 0
        while batch := list(islice(made, BATCH)):
            with transaction(db):
                for feed, group in grouped(batch).items():
                    saving.save(db, 1 + feed, group, now)
            done += len(batch)
            print(f"\r{done:,} of {size:,} entries", end="", file=sys.stderr)
        with transaction(db):
            db.execute("UPDATE entries SET read = 1 WHERE id * 7 % 10 < 7")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def grouped(batch: Sequence[tuple[int, Found]]) -> dict[int, list[Found]]:
    groups: dict[int, list[Found]] = {}
    for feed, one in batch:
        groups.setdefault(feed, []).append(one)
    return groups


def written(judge: Judge, now: int, size: int) -> Iterator[tuple[int, Found]]:
    """Entries with their feeds, the oldest first: some thousand texts again and again, each time with another number.

    A number is as long as any other, so that what was found in the text stays where it is.
    """
    pool, chance = list(islice(texts(judge), POOL)), random.Random(3)
    blank = token(0)
    for number in range(1, size + 1):
        one, own = chance.choice(pool), token(number)
        title = one.entry.title.replace(blank, own)
        entry = replace(one.entry, key=own, guid=own, title=title, link=f"https://news.example/{number}",
                        published=now - 60 * (size - number))  # fmt: skip
        assert one.words is not None
        words = (one.words[0].replace(blank.lower(), own.lower()), one.words[1])
        yield chance.randrange(FEEDS), replace(one, entry=entry, words=words)


def texts(judge: Judge) -> Iterator[Found]:
    """Entries without a number: of a hundred three are about what is watched, a quarter is not in English."""
    everyday, telling = farm.sentences(everyday=True), farm.sentences(everyday=False)
    chance = random.Random(5)
    while True:
        language = "en" if chance.random() < 0.75 else chance.choice(farm.LANGUAGES)
        said = (telling if chance.random() < farm.TELLING else everyday)[language]
        title, *body = (chance.choice(said) for _ in range(4))
        entry = Entry("", f"{token(0)} {title}", lang=language, summary=" ".join(body))
        yield judge.ready(entry, Feed("u"))


# The terminal.


class Desk:
    """A program in a terminal of 120 by 36 cells."""

    def __init__(self, command: list[str], home: Path) -> None:
        self.began = time.perf_counter()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            known = {"HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8",
                     "LINES": "36", "COLUMNS": "120", "PATH": os.environ["PATH"]}  # fmt: skip
            os.chdir(Path(__file__).parents[2])
            os.execvpe(command[0], command, known)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        self.seen = b""

    def until(self, wanted: bytes, limit: float = 60) -> float:
        """Read until something has been written that was not seen before; the moment at which it was."""
        end, pattern = time.perf_counter() + limit, re.compile(wanted)
        while not pattern.search(self.seen):
            if time.perf_counter() > end:
                raise TimeoutError(f"{wanted!r} was not written within {limit} s; last: {self.seen[-3000:]!r}")
            self._read(0.05)
        return time.perf_counter()

    def rest(self, seconds: float) -> None:
        """Read for so long, and forget it."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)
        self.seen = b""

    def press(self, keys: str, wanted: bytes, limit: float = 60) -> float:
        """Milliseconds from keys to what they bring about."""
        while self._read(0):
            pass
        self.seen = b""
        began = time.perf_counter()
        os.write(self._terminal, keys.encode())
        return 1000 * (self.until(wanted, limit) - began)

    @property
    def cpu(self) -> float:
        """Processor seconds of the program alone, children aside."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> float:
        """Megabytes of the program alone."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def kill(self) -> float:
        """End it where it stands; the processor seconds that it took, children aside."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        _, _, used = os.wait4(self.pid, 0)
        os.close(self._terminal)
        return used.ru_utime + used.ru_stime

    def _read(self, seconds: float) -> bool:
        if not select.select([self._terminal], [], [], seconds)[0]:
            return False
        with contextlib.suppress(OSError):
            self.seen += os.read(self._terminal, 1 << 16)
        return True


@contextmanager
def opened(at: Office) -> Iterator[Desk]:
    """The desk, its first rows painted."""
    desk = Desk(at.command, at.folder)
    try:
        desk.until(first_frame(at))
        yield desk
    finally:
        desk.kill()


def first_frame(at: Office) -> bytes:
    """What the first frame with rows holds."""
    newest = at.numbers(Choice(), 1)
    return token(newest[0]).encode() if newest else b"Nothing is stored yet"


# The cases.


def quiet() -> str:
    """Wait for a quiet machine; how busy it is, where it was not to be had."""
    end = time.monotonic() + PATIENCE
    while os.getloadavg()[0] > QUIET and time.monotonic() < end:
        time.sleep(2)
    load = os.getloadavg()[0]
    return f"  (load {load:.1f})" if load > QUIET else ""


def show(case: str, size: int, figures: str, goal: str, note: str) -> None:
    print(f"{case:30} {size:>9,}  {figures:42} {goal}{note}", flush=True)


def frame(sizes: Sequence[int], runs: int) -> None:
    """The processor time of the first frame; the sizes take turns, for a machine is not always equally fast."""
    offices, note = [office(size) for size in sizes], quiet()
    wanted = [first_frame(at) for at in offices]
    used: list[list[float]] = [[] for _ in offices]
    for _ in range(runs + 1):
        for at, word, found in zip(offices, wanted, used, strict=True):
            desk = Desk(at.command, at.folder)
            desk.until(word)
            found.append(desk.kill())
    # The first run fills caches.
    medians = [statistics.median(found[1:]) for found in used]
    for size, median in zip(sizes, medians, strict=True):
        ratio = f", {median / medians[0]:.2f} of the first" if size != sizes[0] else ""
        show("first frame", size, f"{median:.3f} s CPU{ratio}", "0.4 s, 1.15", note)


def percentiles(times: Sequence[float]) -> str:
    ordered = sorted(times)
    p50, p95 = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.95))
    return f"p50 {p50:5.1f}  p95 {p95:5.1f}  most {ordered[-1]:6.1f} ms of {len(ordered)}"


def row(number: int, *, unread: bool | None = None) -> bytes:
    """How the row under the cursor is painted where it is an entry's."""
    bold = b"" if unread is None else rb"\x1b\[1;[\d;]*" if unread else rb"\x1b\[(?!1;)[\d;]*"
    return bold + CURSOR + token(number).encode()


def pause(desk: Desk, chance: random.Random, least: float = 0.03) -> None:
    """As long as a person takes from key to key."""
    desk.rest(least + chance.random() * 0.1)


@dataclass
class Typist:
    """Presses keys on a desk and knows what each has to bring about."""

    at: Office

    def __post_init__(self) -> None:
        self.chance = random.Random(1)
        self.ids = self.at.numbers(Choice())
        self.unread = set(self.at.numbers(Choice(all=True, unread=True)))
        self.here = 0
        self.desk: Desk
        """What he sits at."""

    def moves(self, count: int = 60) -> list[float]:
        """j."""
        times = []
        for _ in range(count):
            self.here += 1
            times.append(self.desk.press("j", row(self.ids[self.here])))
            pause(self.desk, self.chance)
        return times

    def ends(self, count: int = 10) -> list[float]:
        """G and gg."""
        times = []
        for _ in range(count):
            for keys, there in (("G", len(self.ids) - 1), ("gg", 0)):
                self.here = there
                times.append(self.desk.press(keys, row(self.ids[self.here])))
                pause(self.desk, self.chance)
        return times

    def seeks(self, count: int = 40) -> list[float]:
        """n: the next unread entry, which is read then."""
        times = []
        for _ in range(count):
            self.here = next(at for at in range(self.here, len(self.ids)) if self.ids[at] in self.unread)
            times.append(self.desk.press("n", row(self.ids[self.here])))
            self.unread.discard(self.ids[self.here])
            pause(self.desk, self.chance)
        return times

    def marks(self, count: int = 20) -> list[float]:
        """m, and j right after it, while the mark is being written."""
        times = []
        for _ in range(count):
            one = self.ids[self.here]
            self.unread ^= {one}
            times.append(self.desk.press("m", row(one, unread=one in self.unread)))
            times += self.moves(1)
        return times


def keys(size: int) -> None:
    """Keys on a desk where nothing else goes on, in the list of all matches and in that of all entries."""
    with scratch(office(size)) as at:
        typist, note = Typist(at), quiet()
        with opened(at) as typist.desk:
            typist.desk.rest(4)
            for name, way in (("j", typist.moves), ("G gg", typist.ends), ("n", typist.seeks), ("m j", typist.marks)):
                show(f"keys, {name}", size, percentiles(way()), "p95 20 ms", note)
            typist.ids, typist.here = typist.at.numbers(Choice(all=True)), 0
            typist.desk.press("ga", rb"Everything  [\d,]+")
            typist.desk.rest(2)
            for name, way in (("j", typist.moves), ("G gg", typist.ends), ("m j", typist.marks)):
                show(f"keys in everything, {name}", size, percentiles(way()), "p95 20 ms", note)


def busy(case: str, size: int, typist: Typist, is_over: Callable[[], bool], note: str) -> None:
    """Keys for as long as something else goes on, 30 seconds at most; the lists of matches and of all take turns."""
    found: dict[str, list[float]] = {"j": [], "n": [], "m j": []}
    end = time.monotonic() + 30
    while time.monotonic() < end and not is_over():
        found["j"] += typist.moves(5)
        found["n"] += typist.seeks(2)
        found["m j"] += typist.marks(1)
    for name, times in found.items():
        show(f"keys during {case}, {name}", size, percentiles(times), "p95 20 ms", note)


def polled(size: int) -> None:
    """Keys while 500 feeds are polled for the first time."""
    with scratch(office(size)) as at, poll.growing(FEEDS, 30, 0.0) as (port, _):
        more = "".join(f'[[feed]]\nurl = "{url}"\n' for url in farm.urls(FEEDS, port))
        at.config.write_text(more + at.config.read_text())
        typist, note = Typist(at), quiet()
        with opened(at) as desk, closing(connect(at.store)) as db:
            typist.desk = desk
            desk.until(rb"Polling: ")
            due = f"SELECT count(*) FROM feeds WHERE next_poll = 0 AND url LIKE '%:{port}/%'"
            # The poller knows the feeds by now, or will in a moment.
            desk.rest(0.5)
            busy("a poll", size, typist, lambda: not db.execute(due).fetchone()[0], note)


def rematched(size: int) -> None:
    """Keys while all entries are matched anew against a watch that was added."""
    with scratch(office(size)) as at:
        typist, note = Typist(at), quiet()
        with opened(at) as desk:
            typist.desk = desk
            desk.rest(4)
            config.save(at.config, at.config.read_text() + '[[watch]]\nname = "More"\nkeywords = ["qqqq"]\n')
            desk.until(rb"Matching anew")
            busy("a re-match", size, typist, lambda: b"Next poll" in desk.seen, note)


def search(size: int) -> None:
    """The first page of a search from Enter, which follows the last letter so fast that none has begun."""
    at, note = office(size), quiet()
    with opened(at) as desk:
        desk.rest(3)
        desk.press("ga", EVERYTHING)
        desk.rest(1)
        for query in QUERIES:
            times = []
            for _ in range(5):
                desk.press("/", b"words, title:word")
                os.write(desk._terminal, query.encode())
                desk.rest(0.06)
                times.append(desk.press("\r", b"Search: "))
                desk.rest(0.6)
                desk.press("\x1b", EVERYTHING)
                desk.rest(0.3)
            show(f"search {query}", size, percentiles(times), "50 ms", note)


def memory(size: int) -> None:
    """What the desk holds after its start, with all entries listed, and after a search by a concept."""
    at, note = office(size), quiet()
    with opened(at) as desk:
        desk.rest(4)
        held = [desk.memory]
        desk.press("ga", EVERYTHING)
        desk.rest(3)
        held.append(desk.memory)
        desk.press("/", b"words, title:word")
        desk.press("@scam_hubs\r", b"Search: ")
        desk.rest(3)
        figures = f"{held[0]:.0f}, listing all {held[1]:.0f}, after a search {desk.memory:.0f} MB"
        show("memory", size, figures, "80 MB", note)


def idle(size: int) -> None:
    """What a desk takes of a processor while nothing goes on."""
    at, note = office(size), quiet()
    with opened(at) as desk:
        desk.rest(8)
        before = desk.cpu
        desk.rest(20)
        show("idle", size, f"{(desk.cpu - before) / 20:.1%} of a processor", "-", note)


def newsboat(size: int) -> None:
    """Newsboat on as many entries: its first frame and its memory."""
    if not size or not shutil.which("newsboat"):
        return
    folder = KEPT / f"newsboat-{size}"
    if not (folder / "ready").exists():
        fill_newsboat(folder, size)
    note, used, held = quiet(), [], []
    for _ in range(3):
        desk = Desk(newsboat_command(folder), folder)
        desk.until(b"Outlet 2[^0-9]")
        desk.rest(0.3)
        held.append(desk.memory)
        used.append(desk.kill())
    show("newsboat, first frame", size, f"{statistics.median(used):.3f} s CPU, {max(held):.0f} MB", "-", note)


def newsboat_command(folder: Path) -> list[str]:
    paths = {"-u": "urls", "-c": "cache.db", "-C": "config"}
    return ["newsboat", "-q", *(part for flag, name in paths.items() for part in (flag, str(folder / name)))]


def fill_newsboat(folder: Path, size: int) -> None:
    """A cache of newsboat's with the entries of a store, each feed's title among them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    urls = farm.urls(FEEDS, 9)
    (folder / "urls").write_text("\n".join(urls) + "\n")
    (folder / "config").write_text("max-items 0\n")
    subprocess.run([*newsboat_command(folder), "-x", "print-unread"], check=True, stdout=subprocess.DEVNULL)
    with closing(connect(office(size).store)) as store, closing(sqlite3.connect(folder / "cache.db")) as db, db:
        db.execute("DELETE FROM rss_feed")
        titles = [(url, f"https://news.example/{at}", f"Outlet {at}") for at, url in enumerate(urls, 1)]
        db.executemany("INSERT INTO rss_feed (rssurl, url, title) VALUES (?, ?, ?)", titles)
        rows = store.execute(
            "SELECT e.guid, e.title, e.author, e.link, f.url, e.at, t.summary, 1 - e.read FROM entries AS e "
            "JOIN texts AS t ON t.entry_id = e.id JOIN feeds AS f ON f.id = e.feed_id"
        )
        db.executemany(
            "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(tuple, rows),
        )  # fmt: skip
        db.execute("ANALYZE")
    (folder / "ready").touch()


CASES: dict[str, Callable[[int], None]] = {
    "keys": keys, "poll": polled, "rematch": rematched, "search": search, "memory": memory, "idle": idle,
    "newsboat": newsboat,
}  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--size", type=int, action="append", help="entries in the store; may be given again")
    arguments.add_argument("--runs", type=int, default=7, help="starts of each desk")
    arguments.add_argument("cases", nargs="*", metavar="CASE", default=["frame", *CASES])
    args = arguments.parse_args()
    sizes = args.size or SIZES
    print(f"{'case':30} {'entries':>9}  {'':42} goal")
    for case in args.cases:
        if case == "frame":
            frame(sizes, args.runs)
            continue
        for size in sizes if case in ("newsboat", "memory") else [size for size in sizes if size]:
            CASES[case](size)


if __name__ == "__main__":
    main()
