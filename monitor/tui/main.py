"""The main screen: watches, entries and reader, with all that the keys do there."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from textual import on, work

from monitor import cells, text
from monitor.actions import ACTIONS, MOVES
from monitor.config import Config
from monitor.store.entries import Row
from monitor.store.hosts import gaps
from monitor.store.schema import StoreError
from monitor.tui import toasts
from monitor.tui.asking import told
from monitor.tui.browsing import browse
from monitor.tui.keys import bindings, first
from monitor.tui.opening import Opening
from monitor.tui.reader import Reader, citation
from monitor.tui.store import DeskStore

_TOLD = 300
"""Cells of what was copied that are told."""
_PAGES = 2
"""Entries' pages that are fetched at a time, by a process each."""

_OTHERS = frozenset(("open", "theme", "palette", "quit", "look_further", "save", "turn"))
"""Actions of its widgets, of the app, and of other screens."""


class MainScreen(Opening):
    """Where matches are read; here are the actions that hand an entry on, search, and ask for polls."""

    BINDINGS = bindings(*(action.id for action in ACTIONS if action.id not in MOVES | _OTHERS))

    def __init__(self, store: DeskStore, config: Config, path: Path, title: str) -> None:
        """As `Frame`."""
        super().__init__(store, config, path, title)
        self._fetching: dict[int, str] = {}
        """The entries whose pages are on their way, or wait for others, and what was said of that."""
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        """Whose page is fetched at each host: one at a time, in the order of the keys."""
        self._pages = asyncio.Semaphore(_PAGES)

    def action_browse(self) -> None:
        """Open the entry's page; it is marked read."""
        stored = self.chosen_whole()
        if stored is not None and browse(self, stored.entry.link):
            self.mark_read()

    def action_browse_unread(self) -> None:
        """Open the entry's page, and leave its mark as it is."""
        stored = self.chosen_whole()
        if stored is not None:
            browse(self, stored.entry.link)

    @property
    def numbered(self) -> int:
        """The highest number that a link of the shown entry has."""
        return len(self.reader.links)

    def action_open_link(self, number: int) -> None:
        """Open the link of that number in the entry's text."""
        if self.chosen() is None:
            return
        address = self.reader.address(number)
        if address:
            browse(self, address)
        else:
            self.notify(f"This entry has no link {number}.")

    @on(Reader.LinkChosen)
    def _link_chosen(self, message: Reader.LinkChosen) -> None:
        browse(self, message.url)

    def action_full_text(self) -> None:
        """Fetch the text of the entry's page, and match it; not once more while it is on its way."""
        row = self.chosen()
        if row is not None and row.id not in self._fetching:
            from monitor.feeds.http import host

            stored = self.stored()
            at = host(text.link(stored.entry.link)) if stored else ""
            self._fetching[row.id] = ""
            self._fetch(row, self._turns[at], gaps(self.store.db, int(time.time())).get(at, (0, 0))[0])

    @work
    async def _fetch(self, row: Row, turn: asyncio.Lock, gap: int) -> None:
        """Fetch a page when its host's `turn` comes, which is asked each `gap` seconds at most."""
        from monitor.tui.article import fetch_article

        after = " after the others" if turn.locked() or self._pages.locked() else ""
        gently = f" Its server was asked too often, and is asked at most every {gap} s." if gap else ""
        waits = self._fetching[row.id] = f"Fetching the entry's page{after} …{gently}"
        self.notify(waits, timeout=2 + gap)
        try:
            async with turn, self._pages:
                came = await fetch_article(self.path, self.store.path, row.id)
        finally:
            del self._fetching[row.id]
        # It may have been said of another too, that still waits.
        if waits not in self._fetching.values():
            toasts.take_down(self.app, waits)
        # Others may be on their way, and the cursor elsewhere.
        said = f"{cells.cut(row.name, toasts.NAMED)}: {came.said}"
        self.notify(said, severity="information" if came.stored else "warning", timeout=10, markup=False)

    def action_copy_link(self) -> None:
        """Copy the entry's link by way of the terminal, so that it works over ssh."""
        stored = self.chosen_whole()
        if stored is not None and not stored.entry.link:
            self.notify("This entry has no link to copy.", severity="warning")
        elif stored is not None:
            self._copy(stored.entry.link)

    def action_copy_citation(self) -> None:
        """Copy title, outlet, date and link as a line to be cited."""
        stored = self.chosen_whole()
        if stored is not None:
            self._copy(citation(stored))

    def _copy(self, said: str) -> None:
        self.app.copy_to_clipboard(said)
        self.notify(f"Copied {cells.cut(said, _TOLD)}", markup=False)

    def action_search(self) -> None:
        """Ask for words to look for, beside the list of what is found."""
        if self.has_class("-zen"):
            self.action_zen()
        self.go_in("entries")
        self.listing.open_search()

    def action_sort(self) -> None:
        """List strong matches before likely ones, or the newest first again."""
        self.list_what_is_meant()
        if self.listing.place.watch is None:
            self.notify("Only a watch’s matches are strong or likely: this list has the newest first.")
            return
        self.listing.toggle_sort()
        self.show_headings()

    def action_filter(self) -> None:
        """List only unread entries, or all again."""
        self.listing.toggle_filter()
        self.show_headings()

    def action_poll_feed(self) -> None:
        """Poll the feed of the selected entry."""
        row = self.chosen()
        if row is not None and all(feed.url != row.feed for feed in self.config.feeds):
            add = first(self.config.keys, "add")
            title = cells.cut(row.feed_title, toasts.NAMED)
            self.notify(f"{title} is in the config no more, and is not polled: {add} adds it.", markup=False)
        elif row is not None:
            self.ask([row.feed], row.feed_title)

    def action_poll_all(self) -> None:
        """Poll every feed."""
        if not self.config.feeds:
            add = first(self.config.keys, "add")
            self.notify(f"There is no feed to poll: {add} adds one.", markup=False)
        else:
            self.ask([feed.url for feed in self.config.feeds], "all feeds")

    @work
    async def ask(self, urls: Sequence[str], name: str) -> None:
        """Ask the poller for the feeds that go by this name, and tell what comes of it."""
        try:
            held = await self.store.ask(urls)
        except StoreError as problem:
            self.tell_trouble(problem)
        else:
            self.notify(told(name, held, time.time()), markup=False)
