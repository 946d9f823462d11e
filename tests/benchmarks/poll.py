"""Times `monitor poll` on a feed farm of its own, in turn with newsboat where that is installed.

    python tests/benchmarks/poll.py [--feeds 500] [--entries 30] [--runs 3] [CASE ...]

Cases: cold, cold50 (50 ms latency), same (nothing has changed), same50, tenth (a tenth of the feeds has one new entry),
follow (the CPU seconds that a poller which goes on takes for one round in which nothing has changed), first (cold, and
no words are kept, as after an installation), large (5,000 feeds, cold; the last three without newsboat). Wall and CPU
seconds are of the whole process and its children, medians; memory is the most that all of them held at a time. The
program is compiled as an installation is; newsboat gets 16 threads and a cache whose tables were analysed.
"""

import argparse
import json
import os
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

sys.path.insert(0, str(Path(__file__).parent))

import farm
import installed

GOALS = {"cold": 0.4, "cold50": 0.4, "same": 0.6, "same50": 0.4, "tenth": 0.6, "follow": None}
ALONE = ("first", "large")
"""Cases without a rival, the same as cold but for what is kept, or for their size."""
COLD = ("cold", "cold50", *ALONE)
PACKS = (
    "scam_hubs repatriation trafficking crackdown forced_labour gambling enforcement ransom_rescue laundering places"
    " region armed_groups companies coordination"
).split()
BEATS = "".join(f'[[watch]]\nname = "{name}"\nkeywords = ["@{name}"]\n' for name in PACKS)


@dataclass(frozen=True)
class Used:
    """What a run took."""

    wall: float
    cpu: float
    memory: float
    """Megabytes."""


class Rival:
    """A program in a folder of its own that polls the farm's feeds."""

    name = ""

    def __init__(self, folder: Path, urls: list[str]) -> None:
        self.folder, self.urls = folder, urls
        folder.mkdir()
        self.prepare()

    def prepare(self) -> None:
        raise NotImplementedError

    def command(self) -> list[str]:
        raise NotImplementedError

    def empty(self) -> None:
        """Forget all entries."""
        raise NotImplementedError

    def settle(self) -> None:
        """Get ready for another run, as after many."""

    def count(self) -> int:
        raise NotImplementedError


class Monitor(Rival):
    name = "monitor"

    def prepare(self) -> None:
        feeds = "".join(f'[[feed]]\nurl = "{url}"\n' for url in self.urls)
        (self.folder / "config.toml").write_text(feeds + BEATS)

    def command(self) -> list[str]:
        paths = ["--config", str(self.folder / "config.toml"), "--store", str(self.folder / "store.db")]
        return [sys.executable, "-m", "monitor", *paths, "poll", "--force"]

    def empty(self) -> None:
        for path in self.folder.glob("store.db*"):
            path.unlink()

    def count(self) -> int:
        return int(sqlite3.connect(self.folder / "store.db").execute("SELECT count(*) FROM entries").fetchone()[0])


class Fresh(Monitor):
    """As after an installation: it has no words to read, which it makes once."""

    def command(self) -> list[str]:
        return ["env", f"XDG_CACHE_HOME={self.folder / 'cache'}", *super().command()]

    def empty(self) -> None:
        super().empty()
        shutil.rmtree(self.folder / "cache", ignore_errors=True)


class Newsboat(Rival):
    name = "newsboat"

    def prepare(self) -> None:
        (self.folder / "urls").write_text("\n".join(self.urls) + "\n")
        (self.folder / "config").write_text("reload-threads 16\ndownload-retries 1\nmax-items 0\n")

    def command(self) -> list[str]:
        paths = [
            "-u",
            str(self.folder / "urls"),
            "-c",
            str(self.folder / "cache.db"),
            "-C",
            str(self.folder / "config"),
        ]
        return ["newsboat", "-q", *paths, "-x", "reload"]

    def empty(self) -> None:
        cache = self.folder / "cache.db"
        if not cache.exists():
            subprocess.run(self.command(), check=True, stdout=subprocess.DEVNULL)
        with sqlite3.connect(cache) as db:
            if db.execute("SELECT count(*) FROM rss_item").fetchone()[0]:
                db.execute("ANALYZE")
            db.execute("DELETE FROM rss_item")
            db.execute("DELETE FROM rss_feed")

    def settle(self) -> None:
        with sqlite3.connect(self.folder / "cache.db") as db:
            db.execute("ANALYZE")

    def count(self) -> int:
        return int(sqlite3.connect(self.folder / "cache.db").execute("SELECT count(*) FROM rss_item").fetchone()[0])


@contextmanager
def growing(feeds: int, entries: int, latency: float) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A farm that runs, and its port."""
    argv = [sys.executable, farm.__file__, str(feeds), str(entries), str(latency)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        try:
            yield int(process.stdout.readline()), process
        finally:
            process.stdin.close()
            process.terminate()


def change(process: "subprocess.Popen[str]") -> None:
    """Give a tenth of the feeds a new entry."""
    assert process.stdin and process.stdout
    process.stdin.write("change\n")
    process.stdin.flush()
    process.stdout.readline()


def timed(command: list[str]) -> Used:
    """What a command takes until it ends."""
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak, over = [0.0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(child.pid, peak, over))
    watcher.start()
    _, _, used = os.wait4(child.pid, 0)
    child.returncode = 0
    wall = time.perf_counter() - began
    over.set()
    watcher.join()
    return Used(wall, used.ru_utime + used.ru_stime, peak[0])


def follow(feeds: int, entries: int) -> None:
    """Print what one round of a poller that goes on takes of the CPU, all feeds being due and unchanged."""
    with tempfile.TemporaryDirectory() as folder, growing(feeds, entries, 0.0) as (port, _):
        desk = Monitor(Path(folder) / "monitor", farm.urls(feeds, port))
        subprocess.run(desk.command(), check=True, stdout=subprocess.DEVNULL)
        argv = [*desk.command()[:-1], "--follow", "--json"]
        with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            _until_idle(process.stdout)
            before = _cpu(process.pid)
            with closing(sqlite3.connect(desk.folder / "store.db")) as db, db:
                db.execute("UPDATE feeds SET next_poll = 0")
            _until_idle(process.stdout)
            used = _cpu(process.pid) - before
            process.terminate()
    print(f"follow  monitor   {used:7.2f} s CPU for {feeds} feeds in which nothing has changed (goal 0.15)", flush=True)


def _until_idle(lines: IO[str]) -> None:
    for line in lines:
        if json.loads(line).get("state") == "idle":
            return


def _cpu(pid: int) -> float:
    """CPU seconds of a process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _watch(pid: int, peak: list[float], over: threading.Event) -> None:
    while not over.wait(0.1):
        peak[0] = max(peak[0], sum(_resident(each) for each in _family(pid)))


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in _family(int(child)))]


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError):
        return 0.0


def run(case: str, feeds: int, entries: int, runs: int) -> None:
    """Measure a case and print a row for each program."""
    latency = 0.05 if case.endswith("50") else 0.0
    size = 5000 if case == "large" else feeds
    with tempfile.TemporaryDirectory() as folder, growing(size, entries, latency) as (port, process):
        kinds: list[type[Rival]] = [Fresh if case == "first" else Monitor]
        if shutil.which("newsboat") and case not in ALONE:
            kinds.append(Newsboat)
        rivals = [kind(Path(folder) / kind.name, farm.urls(size, port)) for kind in kinds]
        found: dict[str, list[Used]] = {rival.name: [] for rival in rivals}
        for rival in rivals:
            rival.empty()
            if case not in COLD:
                subprocess.run(rival.command(), check=True, stdout=subprocess.DEVNULL)
                rival.settle()
        for _ in range(1 if case == "large" else runs):
            if case == "tenth":
                change(process)
            for rival in rivals:
                if case in COLD:
                    rival.empty()
                found[rival.name].append(timed(rival.command()))
        for rival in rivals:
            _print(case, rival.name, found[rival.name], rival.count())
        if len(rivals) > 1:
            ours, theirs = (statistics.median(one.wall for one in found[rival.name]) for rival in rivals)
            print(f"{case:7} ratio of wall seconds {ours / theirs:.2f} (goal {GOALS[case]})", flush=True)


def _print(case: str, name: str, used: list[Used], stored: int) -> None:
    wall, cpu = statistics.median(one.wall for one in used), statistics.median(one.cpu for one in used)
    memory = max(one.memory for one in used)
    print(f"{case:7} {name:9} {wall:7.2f} s wall {cpu:7.2f} s CPU {memory:6.0f} MB, {stored} entries", flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--feeds", type=int, default=500)
    arguments.add_argument("--entries", type=int, default=30)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("cases", nargs="*", default=[*GOALS, *ALONE])
    args = arguments.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    installed.compiled()
    for case in args.cases:
        if case == "follow":
            follow(args.feeds, args.entries)
            continue
        run(case, args.feeds, args.entries, args.runs)


if __name__ == "__main__":
    main()
