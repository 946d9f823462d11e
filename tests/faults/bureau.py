"""A config, a store and feeds on loopback for programs that are killed, and what they must not have lost by that."""

import hashlib
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from monitor.store import schema
from tests.feeds.hostile import item, rss
from tests.home import PATIENCE
from tests.newsroom import Answer, Newsroom, Reply, config_text, serving

ROOT = Path(__file__).parents[2]
FEEDS = 4


@dataclass
class Bureau:
    """What stands on disk and on the web, and what was acknowledged so far."""

    folder: Path
    newsroom: Newsroom
    published: dict[str, int] = field(default_factory=dict)
    """How many entries each feed holds, by its address."""
    marked: dict[str, set[int]] = field(default_factory=lambda: {"read": set(), "starred": set()})
    """Entries whose marks a program has acknowledged."""
    _bodies: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Whose body it is that has a hash, and how many entries it holds."""

    @property
    def store(self) -> Path:
        return self.folder / "store.db"

    def command(self, *words: object) -> list[str]:
        """`monitor` on this config and store."""
        files = ("--config", str(self.folder / "config.toml"), "--store", str(self.store))
        return [sys.executable, "-m", "monitor", *files, *map(str, words)]

    def call(self, *words: object, before: tuple[str, ...] = (), **options: object) -> "Ended":
        """Run `monitor` to its end, `before` it what shall watch it."""
        done = subprocess.run(  # type: ignore[call-overload]
            [*before, *self.command(*words)], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, **options
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ended(done.returncode, done.stdout, done.stderr)

    def publish(self, more: int = 3, feeds: int = FEEDS) -> None:
        """Let some feeds have new entries; each body comes with a validator that says how many it holds."""
        for number in range(feeds):
            path = f"/{number}"
            url = self.newsroom.url(path)
            held = self.published[url] = self.published.get(url, 0) + more
            body = rss("".join(item(each, f"A raid {number}-{each}") for each in range(1, held + 1))).encode()
            self._bodies[hashlib.sha256(body).hexdigest()[:32]] = (url, held)
            self.newsroom.answers[path] = _answering(body, f'"{held}"')
        (self.folder / "config.toml").write_text(config_text(list(self.published), {"Raids": ["raid"]}))

    def poll(self, before: tuple[str, ...] = ()) -> "Ended":
        """Poll all feeds; what a poll that ends well leaves behind is checked."""
        ended = self.call("poll", "--force", before=before)
        if ended.code == 0:
            with closing(schema.connect(self.store)) as db:
                held = dict(db.execute("SELECT f.url, count(*) FROM entries AS e JOIN feeds AS f ON f.id = e.feed_id "
                                       "GROUP BY f.url").fetchall())  # fmt: skip
            assert held == self.published, ended
        return ended

    def mark(self, what: str, ids: list[int], before: tuple[str, ...] = ()) -> "Ended":
        """Mark entries; what is acknowledged is remembered."""
        ended = self.call("mark", {"read": "read", "starred": "star"}[what], *ids, before=before)
        if ended.code == 0:
            self.marked[what].update(ids)
        return ended

    def unmarked(self, what: str, number: int) -> list[int]:
        """Entries that do not bear a mark yet."""
        with closing(schema.connect(self.store)) as db:
            found = db.execute(f"SELECT id FROM entries WHERE {what} = 0 LIMIT ?", (number,))
            return [row[0] for row in found]

    def execute(self, sql: str) -> None:
        """Do something to the store that no part of the program does."""
        with closing(schema.connect(self.store)) as db:
            db.execute(sql)

    def losses(self, store: Path | None = None) -> list[str]:
        """What a store has lost or broken of what was acknowledged, in words."""
        with closing(schema.connect(store or self.store)) as db:
            said = str(db.execute("PRAGMA integrity_check").fetchone()[0])
            lost = [] if said == "ok" else [f"broken: {said}"]
            for what, ids in self.marked.items():
                held = {row[0] for row in db.execute(f"SELECT id FROM entries WHERE {what} = 1")}
                lost += [f"{what} mark of {number}" for number in sorted(ids - held)]
            return lost + self._lost_entries(db)

    def _lost_entries(self, db: sqlite3.Connection) -> list[str]:
        """Entries that a feed's validators stand for, and that are not there."""
        lost = []
        for feed_id, url, etag, body in db.execute("SELECT id, url, etag, body_hash FROM feeds").fetchall():
            titles = {row[0] for row in db.execute("SELECT title FROM entries WHERE feed_id = ?", (feed_id,))}
            number = url.rpartition("/")[2]
            promised = max(int(etag.strip('"') or 0), self._bodies.get(body, (url, 0))[1])
            lost += [f"entry {number}-{n}" for n in range(1, promised + 1) if f"A raid {number}-{n}" not in titles]
        return lost


@dataclass(frozen=True)
class Ended:
    """How a program ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def is_killed(self) -> bool:
        return self.code in (-signal.SIGKILL, 128 + signal.SIGKILL)


def _answering(body: bytes, etag: str) -> Reply:
    def answer(headers: Mapping[str, str]) -> Answer:
        if headers.get("if-none-match") == etag:
            return Answer(status=304, headers={"ETag": etag})
        return Answer(body, headers={"ETag": etag})

    return answer


@contextmanager
def bureau(folder: Path) -> Iterator[Bureau]:
    """A bureau with its web server, for as long as the block runs."""
    with serving() as newsroom:
        opened = Bureau(folder, newsroom)
        opened.publish()
        yield opened
