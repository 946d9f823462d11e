"""A desk for the tests: a config, a store with entries and their matches, the program on both without a poller."""

import re
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from textual.geometry import Offset
from textual.pilot import Pilot
from textual.widget import Widget

from monitor import config, find
from monitor.matching.watchlist import Watchlist
from monitor.model import Entry, Feed, Found
from monitor.store import feeds, saving, schema
from monitor.store.entries import Choice, Row
from monitor.store.feeds import Update
from monitor.store.schema import transaction
from monitor.tui.app import DeskApp
from monitor.tui.main import MainScreen
from monitor.tui.plain import Plain
from tests.listing import listing
from tests.newsroom import config_text

FEED, OTHER = "https://ledger.example/feed", "https://gazette.example/feed"
FEEDS = {FEED: "Border Ledger", OTHER: "Capital Gazette"}
WATCHES = {"Raids": ["raid"], "Weather": ["rain"]}
MIXED = ("A raid at dawn", "Rain all week", "Quiet day", "Second raid", "A raid in the rain", "More rain")
"""Newest first; what matches Raids, Weather, nothing, Raids, both, Weather."""
SIZES = ((80, 24), (120, 36), (200, 50))


def entry(title: str, age: int = 0, **more: object) -> Entry:
    """An entry that is so many minutes old; its key is its title."""
    known = {"link": f"https://news.example/{abs(hash(title))}", "summary": f"About: {title}."}
    return Entry(key=title, title=title, published=int(time.time()) - 60 * age - 60, **{**known, **more})  # type: ignore[arg-type]


def aged(titles: Iterable[str]) -> list[Entry]:
    """An entry for each title, newest first, a minute apart."""
    return [entry(title, age) for age, title in enumerate(titles)]


@dataclass(frozen=True)
class Office:
    """A config and a store on disk, as tests and other programs write them."""

    config: Path
    store: Path

    def configure(
        self, watches: Mapping[str, Iterable[str]] = WATCHES, feeds: Mapping[str, str] = FEEDS, more: str = ""
    ) -> None:
        """Write the config."""
        config.save(self.config, config_text(feeds, watches) + more)

    def publish(self, found: Sequence[Entry], feed: str = FEED) -> None:
        """Store what a poll of a feed found, matched as the poller matches; from a connection of its own."""
        settings = config.load(self.config)
        watchlist, now = Watchlist(settings.watches), int(time.time())
        with closing(schema.connect(self.store)) as db, transaction(db):
            feeds.subscribe(db, settings.feeds)
            (state,) = [state for state in feeds.states(db) if state.url == feed]
            matched = [Found(one, watchlist.match(one, Feed(feed))) for one in found]
            saving.save(db, state.id, matched, now)
            feeds.record(db, state, Update("new", now, now + 3600, 200, newest=now))

    def rows(self, choice: Choice | None = None) -> list[Row]:
        """What is stored, newest first."""
        with closing(schema.connect(self.store)) as db:
            return listing(db, choice or Choice(all=True), 1_000_000)

    def unread(self) -> list[str]:
        """The titles of the unread matches."""
        return [row.title for row in self.rows(Choice(unread=True))]

    def starred(self) -> list[str]:
        """The titles of what is starred."""
        return [row.title for row in self.rows(Choice(all=True, starred=True))]

    def asks(self) -> set[str]:
        """The feeds that the poller is asked for."""
        with closing(schema.connect(self.store)) as db:
            return {row[0] for row in db.execute("SELECT url FROM asks")}

    def execute(self, sql: str) -> None:
        """Do something to the store that no part of the program does."""
        with closing(schema.connect(self.store)) as db:
            db.execute(sql)


@dataclass(frozen=True)
class Desk:
    """An open desk, as the tests look at it."""

    app: DeskApp
    pilot: Pilot[int]
    office: Office

    @property
    def main(self) -> MainScreen:
        return self.app.main

    @property
    def selected(self) -> str:
        """The title of the entry under the cursor."""
        row = self.main.listing.row
        return row.title if row else ""

    @property
    def listed(self) -> list[str]:
        """The titles in the list, from its top."""
        rows = self.main.listing.rows
        return [row.title for row in map(rows.row, range(rows.count)) if row]

    @property
    def unread(self) -> list[str]:
        """The titles that are shown as unread."""
        rows = self.main.listing.rows
        return [row.title for row in map(rows.row, range(rows.count)) if row and not row.read]

    @property
    def said(self) -> str:
        """All toasts that are to be seen, and those before them."""
        return "\n".join(notice.message for notice in self.app._notifications)

    @property
    def reader(self) -> str:
        """What the reader holds."""
        return "\n".join(line.plain for line in self.main.reader._lines)

    def text(self, selector: str) -> str:
        """What a part of the main screen says."""
        return self.main.query_one(selector, Plain).text

    def lines(self) -> list[str]:
        """The screen, a line each, as it is sent to the terminal."""
        return ["".join(segment.text for segment in strip) for strip in self.app.screen._compositor.render_strips()]

    def above(self) -> list[str]:
        """The lines above the bottom one, without how many seconds ago something came, which goes on by itself."""
        return [re.sub(r"\d+ s ago", "… ago", line) for line in self.lines()[:-1]]

    @property
    def screen(self) -> str:
        return "\n".join(self.lines())

    async def press(self, *keys: str) -> None:
        """Press keys and wait until the desk has done what they ask for."""
        await self.pilot.press(*keys)
        await self.until(self.is_at_rest)
        await self._drawn()

    async def settle(self) -> None:
        """Wait until no mark is on its way and no work is left."""
        await self.pilot.pause()
        await self.until(self.is_at_rest)
        await self._drawn()

    async def _drawn(self) -> None:
        """Wait until all is drawn: what is laid out tells its parts their sizes, and these are drawn after that."""
        await self.pilot.pause()
        for _ in range(2):
            await self.pilot._wait_for_screen()
            self.app.screen._on_timer_update()

    def is_at_rest(self) -> bool:
        return not (self.main.store.pending or self.app.workers._workers or self.main._is_stale)

    async def until(self, seen: Callable[[], object], limit: float = 120) -> None:
        """Wait until something is so."""
        end = time.monotonic() + limit
        while not seen():
            assert time.monotonic() < end, f"it did not come to this within {limit} s; the screen:\n{self.screen}"
            await self.pilot.pause(0.01)

    async def click(self, widget: Widget, line: int, times: int = 1) -> None:
        """Click on a line of a widget's content, from 0."""
        at = widget.scrollable_content_region if hasattr(widget, "scrollable_content_region") else widget.content_region
        inside = Offset(at.x - widget.region.x + 3, at.y - widget.region.y + line)
        await self.pilot.click(widget, offset=inside, times=times)
        await self.settle()

    async def resize(self, size: tuple[int, int]) -> None:
        """Make the terminal larger or smaller."""
        await self.pilot.resize_terminal(*size)
        await self.settle()

    async def quit(self) -> None:
        """Leave the desk as a person does."""
        await self.pilot.press("ctrl+q")


@asynccontextmanager
async def opened(office: Office, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Desk]:
    """The desk on a config and a store, without a poller."""
    app = DeskApp(office.config, office.store, poll=False)
    # On a busy computer a toast would be over before a test looks for it.
    with patch.object(DeskApp, "NOTIFICATION_TIMEOUT", 120):
        async with app.run_test(size=size, notifications=True) as pilot:
            desk = Desk(app, pilot, office)
            await desk.settle()
            yield desk
            # As where it ends by a key: the framework's harness takes the screen down under workers that go on.
            app.workers.cancel_all()


def endless(self: find.Search, db: sqlite3.Connection) -> find.Known:
    """A minute and more of SQLite, at the end of which nobody is left to look."""
    numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 1000000000)"
    db.execute(f"{numbers} SELECT max(x) FROM n").fetchone()
    raise AssertionError("it went on")
