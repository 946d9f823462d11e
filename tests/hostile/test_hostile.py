"""Hostile servers are polled beside a good one: what can be read is stored, what cannot is told, nothing is harmed."""

import asyncio
import fcntl
import json
import os
import pickle
import re
import socket
import sqlite3
import time
import traceback
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from monitor.config import Config, PollSettings
from monitor.feeds.addresses import Info
from monitor.feeds.fetch import Fetcher
from monitor.feeds.worker import Pool
from monitor.model import Feed, Polled, Watch
from monitor.poll import Poller
from monitor.store import entries, feeds, marks, schema
from monitor.store.entries import Choice, Stored
from monitor.store.feeds import State
from tests.feeds import patience
from tests.home import LOADED
from tests.hostile.case import ANY, LIMITS, Case, Limits
from tests.hostile.cases import cases
from tests.hostile.server import NEIGHBOUR, Server, serve
from tests.newsroom import NOW

WATCHES = (Watch("Raids", ("raid",)), Watch("Scam hubs", ("scam hubs",)))
NEIGHBOUR_SECONDS = 20
LONGEST = 540
"""Seconds after which a category is told to have come to no end; a little later all of the run would end."""
QUEUE = 3
"""Feeds that take all the time there is, before whose end another may have to wait."""
CATEGORIES = tuple(dict.fromkeys(case.category for case in cases()))


@dataclass(frozen=True)
class Outcome:
    """What came of a case."""

    polled: tuple[Polled, ...]
    seconds: tuple[float, ...]
    """From the start of each poll until this feed was done, others before it included; of the processor or of the
    clock, see `Limits`."""
    state: State
    stored: tuple[Stored, ...]
    texts: tuple[tuple[str, str], ...]
    """Every text in the store that came from it, and the column in which it is."""
    asked: tuple[str, ...]


Outcomes = Mapping[str, Outcome]
"""By path; the good neighbour's among them."""


@pytest.fixture(scope="session")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Outcomes]:
    """What came of the cases of a category: polled by whoever asks first, and told to the other workers in a file."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared

    @cache
    def told(category: str) -> Outcomes | str:
        folder = shared / f"hostile-{category}"
        folder.mkdir(exist_ok=True)
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = folder / "outcomes"
            if not kept.exists():
                kept.write_bytes(pickle.dumps(attempted(category, folder / "store.db")))
            found: Outcomes | str = pickle.loads(kept.read_bytes())
            return found

    def outcomes_of(category: str) -> Outcomes:
        found = told(category)
        if isinstance(found, str):
            pytest.fail(found)
        return found

    return outcomes_of


def attempted(category: str, path: Path) -> Outcomes | str:
    """The outcomes of a category, or why there are none: told to each of its cases, and not tried again for each."""
    try:
        with pytest.MonkeyPatch.context() as patch:
            patience.give(patch)
            return asyncio.run(polled(category, path))
    except Exception:  # noqa: BLE001 - whatever it is, it is told
        return traceback.format_exc()


async def polled(category: str, path: Path) -> Outcomes:
    """Poll the cases of a category with one poller, everything read after the first poll."""
    chosen = [case for case in cases() if case.category == category]
    async with asyncio.timeout(LONGEST), serve({case.path: case.how for case in chosen}) as server:
        with closing(schema.connect(path)) as db:
            return await Run(server, db, chosen).outcomes()


def limits_of(category: str) -> Limits:
    return LIMITS.get(category, Limits())


class Run:
    """The polls of one category."""

    def __init__(self, server: Server, db: sqlite3.Connection, chosen: Sequence[Case]) -> None:
        self.server, self.db = server, db
        self.cases = {server.url(case.path, case.host): case for case in chosen}
        self.neighbour = server.url(NEIGHBOUR)
        self.limits = limits_of(chosen[0].category)
        self.told: dict[str, list[tuple[Polled, float]]] = {}

    async def outcomes(self) -> Outcomes:
        """Poll as often as the cases want, and tell what came of it."""
        urls = list(self.cases)
        middle = len(urls) // 2
        addresses = [*urls[:middle], self.neighbour, *urls[middle:]]
        settings = PollSettings(connections=300, per_host=300)
        config = Config(WATCHES, tuple(map(Feed, addresses)), settings)
        async with Poller(self.db, config, lambda: NOW, lambda: 0.5) as poller:
            await self._limit(poller)
            for number in range(1, 1 + max(len(case.polls) for case in self.cases.values())):
                await self._poll(poller, number)
        return {self._path(state.url): self._outcome(state) for state in feeds.states(self.db)}

    async def _limit(self, poller: Poller) -> None:
        await poller.fetcher.__aexit__(None, None, None)
        poller.fetcher = Fetcher(self.limits.answer, connections=300, look_up=nobody)
        await poller.fetcher.__aenter__()
        poller.pool = Pool(self.limits.workers, self.limits.reading)
        poller.pool.configure(WATCHES)

    async def _poll(self, poller: Poller, number: int) -> None:
        self.server.poll = number
        seconds = patience.worked if self.limits.work else time.monotonic
        started = seconds()
        async for polled in poller.run([state for state in feeds.states(self.db) if number <= self._polls(state.url)]):
            self.told.setdefault(polled.feed, []).append((polled, seconds() - started))
        if number == 1:
            marks.mark(self.db, list(entries.ids(self.db, Choice(all=True), 100_000)), "read", True, NOW)
        for url, case in self.cases.items():
            if not case.keeps:
                self.db.execute("UPDATE feeds SET etag = '', last_modified = '', body_hash = '' WHERE url = ?", (url,))

    def _polls(self, url: str) -> int:
        return len(self.cases[url].polls) if url in self.cases else 2

    def _path(self, url: str) -> str:
        return self.cases[url].path if url in self.cases else NEIGHBOUR

    def _outcome(self, state: State) -> Outcome:
        polled, seconds = zip(*self.told[state.url], strict=True)
        # As the feed gives them, those of the first poll before others: only they are marked as read.
        order = "SELECT id FROM entries WHERE feed_id = ? ORDER BY read DESC, id DESC"
        ids = [row[0] for row in self.db.execute(order, (state.id,))]
        stored = tuple(found for number in ids if (found := entries.get(self.db, number)))
        asked = tuple(one.tail for one in self.server.requests if one.path == self._path(state.url))
        return Outcome(polled, seconds, state, stored, tuple(texts(self.db, state.id)), asked)


async def nobody(host: str, port: int, family: socket.AddressFamily) -> Sequence[Info]:
    """A name server that knows no name."""
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


OF_FEED = {
    "feeds": "id = ?",
    "entries": "feed_id = ?",
    "texts": "entry_id IN (SELECT id FROM entries WHERE feed_id = ?)",
    "revisions": "entry_id IN (SELECT id FROM entries WHERE feed_id = ?)",
    "matches": "entry_id IN (SELECT id FROM entries WHERE feed_id = ?)",
}
"""The tables that hold what came from a feed, and which of their rows did."""


def texts(db: sqlite3.Connection, feed_id: int) -> Iterator[tuple[str, str]]:
    """All texts that came from a feed; those in JSON as they are read from it."""
    for table, condition in OF_FEED.items():
        for row in db.execute(f"SELECT * FROM {table} WHERE {condition}", (feed_id,)):
            for column, value in zip(row.keys(), row, strict=True):
                if isinstance(value, str):
                    yield f"{table}.{column}", value
                    if value.startswith("[") and column in ("categories", "enclosures", "spans", "against"):
                        yield from ((f"{table}.{column}", text) for text in strings(json.loads(value)))


def strings(value: object) -> Iterator[str]:
    """The texts in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


# What must be true of each case


def marked(case: Case) -> object:
    return pytest.param(
        case, id=case.path[1:], marks=pytest.mark.xfail(reason=case.fails, strict=True) if case.fails else ()
    )


@pytest.mark.parametrize("case", [marked(case) for case in cases()])
def test_what_can_be_read_is_stored_and_what_cannot_is_told(case: Case, outcomes: Callable[[str], Outcomes]) -> None:
    outcome = outcomes(case.category)[case.path]
    wanted = expected(case)
    assert seen(outcome, wanted, case) == wanted


def expected(case: Case) -> dict[str, object]:
    """What the case wants, "..." left out."""
    limits = limits_of(case.category)
    wanted: dict[str, object] = {
        "titles": list(case.titles),
        "error": case.error.replace("{seconds:g}", f"{limits.reading:g}"),
        "polls": list(case.polls),
        "new": list(case.new),
        "changed": case.changed,
        "unread": list(case.unread),
        "wait": case.wait,
        "harm": [],
        **{f"entry.{name}": value for name, value in case.entry.items() if value is not ...},
        **{f"feed.{name}": value for name, value in case.feed.items()},
    }
    return {**wanted, "asked": case.asked} if case.asked is not None else wanted


def seen(outcome: Outcome, wanted: Mapping[str, object], case: Case) -> dict[str, object]:
    """The same of what came of it; what may be anything is as it was wanted."""
    first = outcome.stored[0].entry if outcome.stored else None
    found: dict[str, object] = {
        "titles": [stored.entry.title for stored in outcome.stored],
        "error": said(outcome.state.error, str(wanted["error"])),
        "polls": [polled.status for polled in outcome.polled],
        "new": [polled.new for polled in outcome.polled],
        "changed": outcome.polled[-1].changed,
        "unread": [stored.entry.title for stored in outcome.stored if not stored.row.read],
        "wait": waiting(outcome.polled[-1]),
        "harm": [*hostile_texts(outcome), *odd_links(outcome), *odd_errors(outcome)],
        "asked": outcome.asked,
    }
    found |= {f"entry.{name}": getattr(first, name, None) for name in case.entry}
    found |= {f"feed.{name}": getattr(outcome.state, name) for name in case.feed}
    return {name: found[name] for name in wanted}


def waiting(polled: Polled) -> int:
    """Seconds for which a server is left alone at its wish, as is told, in whole minutes."""
    if polled.status != "skipped":
        return 0
    until = datetime.fromisoformat((polled.error or "").rpartition(" ")[2]).timestamp()
    # It is not asked sooner, and may be due later.
    assert until <= (polled.next_poll or 0) <= max(until, NOW + 3_600) + 60
    return round((until - NOW) / 60) * 60


def said(error: str, wanted: str) -> str:
    """An error, or what was wanted of it where it is that."""
    return wanted if wanted == ANY or (wanted.endswith(ANY) and error.startswith(wanted[:-1])) else error


def hostile_texts(outcome: Outcome) -> list[tuple[str, str]]:
    """The texts that would do something to a terminal or to what is read on it, and where they are."""
    told = ((field, getattr(polled, field) or "") for polled in outcome.polled for field in ("title", "error"))
    return [(where, text[:200]) for where, text in (*outcome.texts, *told) if is_hostile(where, text)]


def odd_links(outcome: Outcome) -> list[str]:
    """The links that are not of the web."""
    links = [text for where, text in outcome.texts if where in ("entries.link", "feeds.site")]
    links += [enclosure.url for stored in outcome.stored for enclosure in stored.entry.enclosures]
    return [link[:200] for link in links if link and not is_web(link)]


def odd_errors(outcome: Outcome) -> list[str]:
    """The errors that nobody wants to read."""
    errors = [polled.error for polled in outcome.polled if polled.error is not None]
    return [
        error[:300] for error in errors if not 0 < len(error) <= 200 or PYTHON.search(error) or error != error.strip()
    ]


PYTHON = re.compile(r"[a-z](Error|Exception)\b")
"""What a programmer would tell."""
OF_SEVERAL_LINES = frozenset(("texts.summary", "texts.content", "revisions.summary", "revisions.content"))
INVISIBLE = re.compile("[\u00ad\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
FLOOD = re.compile("[\u200b-\u200d\u0300-\u036f\u0483-\u0489\ufe00-\ufe0f\U000e0100-\U000e01ef]{9}")


def is_hostile(where: str, text: str) -> bool:
    """Whether a text holds what acts on a terminal, reorders or hides text, or floods the line above."""
    if where in OF_SEVERAL_LINES:
        text = text.replace("\n", "")
    controls = not text.isprintable() and any(unicodedata.category(letter) in ("Cc", "Cs") for letter in set(text))
    return controls or INVISIBLE.search(text) is not None or FLOOD.search(text) is not None


def is_web(link: str) -> bool:
    parts = urlsplit(link)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", link)


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_neighbour_of_hostile_feeds_is_stored(category: str, outcomes: Callable[[str], Outcomes]) -> None:
    neighbour = outcomes(category)[NEIGHBOUR]
    assert [(polled.status, polled.new) for polled in neighbour.polled] == [("new", 2), ("unchanged", 0)]
    assert [stored.entry.title for stored in neighbour.stored] == ["First", "Second"]
    assert max(neighbour.seconds) < NEIGHBOUR_SECONDS * (1 if limits_of(category).work else LOADED)


@pytest.mark.parametrize("category", CATEGORIES)
def test_no_case_takes_longer_than_its_limits(category: str, outcomes: Callable[[str], Outcomes]) -> None:
    limits = limits_of(category)
    most = limits.work or LOADED * (limits.answer + QUEUE * limits.reading)
    assert {path: outcome.seconds for path, outcome in outcomes(category).items() if max(outcome.seconds) > most} == {}


def test_every_case_has_a_name_of_its_own() -> None:
    paths = [case.path for case in cases()]
    assert len(paths) == len(set(paths)) >= 1_300
