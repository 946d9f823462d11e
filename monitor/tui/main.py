"""The main screen: watches, entries and reader, side by side or one at a time, and what the keys do to them."""

import sqlite3
import time
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from monitor import browser
from monitor.config import Config
from monitor.find import find, watchlist
from monitor.matching.query import QueryError
from monitor.model import Feed, Match
from monitor.store import entries, marks
from monitor.store import feeds as stored_feeds
from monitor.store.entries import Choice, Stored
from monitor.store.marks import Mark
from monitor.store.schema import StoreError, transaction
from monitor.tui import watches as watch_pane
from monitor.tui.entries import EntryRows
from monitor.tui.keys import ACTIONS, MOVES, bindings
from monitor.tui.poller import Event
from monitor.tui.reader import Reader
from monitor.tui.rows import Rows
from monitor.tui.status import PollerStatus
from monitor.tui.store import DeskStore
from monitor.tui.watches import Place, WatchRows

FIRST_PAGE = 2_000
"""Entries of which a list is made before the first frame; the rest follows."""
_ALL = 10_000_000
_LOOK_SECONDS = 0.5
_PANES = ("watches", "entries", "reader")
_FOCUS = {"watches": "#watch-rows", "entries": "#entry-rows", "reader": "#reader-text"}
_HINTS = "n next  m read  f star  / search  ? help  q quit"


class MainScreen(Screen[None]):
    """Where matches are read."""

    BINDINGS = bindings(*(action.id for action in ACTIONS if action.id not in MOVES | {"open", "quit"}))
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-middle"), (140, "-wide")]
    AUTO_FOCUS = ""

    def __init__(self, store: DeskStore, config: Config, hello: str = "") -> None:
        """Show the store's matches of the config's watches; `hello` is said until the poller says something."""
        super().__init__()
        self.store = store
        self.config = config
        self.status = PollerStatus()
        self.place: Place = Place("All matches", Choice())
        self._hello = hello
        self._unread_only = False
        self._shown: int | None = None
        self._colours: Mapping[str, str] = {}
        self._total = 0
        self._failing = 0

    def compose(self) -> ComposeResult:
        """The panes from left to right, the line below them."""
        yield Static(id="banner", markup=False)
        with Horizontal(id="panes"):
            with Vertical(id="watches", classes="pane"):
                yield Static("Watches", classes="heading", markup=False)
                yield WatchRows()
            with Container(id="work"):
                with Vertical(id="entries", classes="pane"):
                    yield Static(id="entries-heading", classes="heading", markup=False)
                    yield EntryRows(self.store)
                    yield Input(id="search", placeholder="search everything that is stored: a word or a phrase")
                with Vertical(id="reader", classes="pane"):
                    yield Static("Reader", id="reader-heading", classes="heading", markup=False)
                    yield Reader()
        with Horizontal(id="foot"):
            yield Static(id="status", markup=False)
            yield Static(_HINTS, id="keys", markup=False)

    def on_mount(self) -> None:
        """Fill the panes, and look for news from now on."""
        self.watch_rows = self.query_one(WatchRows)
        self.entry_rows = self.query_one(EntryRows)
        self.reader = self.query_one(Reader)
        self.add_class("at-entries")
        self.take_config(self.config)
        self.entry_rows.focus()
        self.set_interval(_LOOK_SECONDS, self._look)
        if len(self.entry_rows.ids) == FIRST_PAGE:
            self.call_after_refresh(self.reload)

    # What comes from outside: the config, the poller, the store.

    def take_config(self, config: Config) -> None:
        """Show another config's watches, and what is wrong with it."""
        self.config = config
        self._colours = watch_pane.colours(config.watches, self.app.current_theme.dark)
        self.entry_rows.colours = self._colours
        self.watch_rows.show(watch_pane.places(config.watches, self._colours))
        names = {place.name: place for place in self.watch_rows.places}
        if self.place.finder is None:
            self.place = names.get(self.place.name, self.watch_rows.places[0])
        self._warn([str(problem) for problem in config.problems])
        self.reload(FIRST_PAGE if self._shown is None else _ALL)

    def take_event(self, event: Event) -> None:
        """Take in a line of the poller's."""
        self._hello = ""
        self.status.take(event)
        self._show_status()
        self._say_empty()

    def _warn(self, problems: Sequence[str]) -> None:
        banner = self.query_one("#banner", Static)
        more = f" (and {len(problems) - 1} more: monitor config check)" if len(problems) > 1 else ""
        banner.update(Content(f"config: {problems[0]}{more}" if problems else ""))
        banner.set_class(bool(problems), "has-text")

    def _look(self) -> None:
        if self.store.has_changed() and not self.store.pending:
            self.reload()
        else:
            self._show_status()

    def reload(self, limit: int = _ALL) -> None:
        """Read the list anew; the cursor stays on its entry, and what was listed stays until the place is left."""
        rows = self.entry_rows
        selected, had, top = rows.selected, rows.ids, rows.scroll_offset.y
        ids = self._ids(limit, set(had))
        rows.finder = self.place.finder
        cursor = ids.index(selected) if selected is not None and selected in ids else min(rows.cursor, len(ids))
        moved = cursor - rows.cursor
        rows.show(ids, cursor)
        if top and moved:
            rows.scroll_to(y=top + moved, animate=False, immediate=True)
        rows.show_cursor()
        self._count()
        if rows.selected != self._shown:
            self._show_entry()
        self._say_empty()

    def _ids(self, limit: int, keep: set[int]) -> "array[int]":
        choice = self.place.choice
        if not self._unread_only:
            return entries.ids(self.store.db, choice, limit)
        unread = set(entries.ids(self.store.db, replace(choice, unread=True), limit)) | keep
        return array("q", (one for one in entries.ids(self.store.db, choice, limit) if one in unread))

    def _count(self) -> None:
        db = self.store.db
        counts = entries.counts(db)
        self.watch_rows.show_counts(counts)
        self._total = entries.count(db, Choice(all=True))
        self._failing = stored_feeds.failing(db)
        rows = self.entry_rows
        unread, _ = counts.get(self.place.watch, (0, 0)) if self.place.watch is not None else (0, 0)
        said = f"{self.place.name}  {rows.count:,}"
        said += f" · {unread:,} unread" if self.place.watch is not None else ""
        said += " · only unread are listed (F)" if self._unread_only else ""
        self.query_one("#entries-heading", Static).update(Content(said))
        self._show_status()

    def _show_status(self) -> None:
        said = self._hello or self.status.sentence()
        if self._failing and self.status.state == "idle" and not self.status.offline:
            noun = "feed fails" if self._failing == 1 else "feeds fail"
            said += f" · {self._failing} {noun} (v)"
        line = self.query_one("#status", Static)
        line.update(Content(said))
        line.set_class(self.status.is_trouble, "is-trouble")

    def _say_empty(self) -> None:
        self.entry_rows.empty = [] if self.entry_rows.count else self._empty()
        if not self.entry_rows.count:
            self.entry_rows.set_count(0, 0)

    def _empty(self) -> list[str]:
        """What to say in place of a list without rows: what is so, and what to do."""
        if not self.config.feeds:
            return ["", "No feeds yet.", "monitor feeds add https://… subscribes to one."]
        if self.place.finder is not None:
            return ["", "Nothing that is stored holds these words.", "Esc goes back to the matches."]
        if self.place.choice.starred:
            return ["", "Nothing is starred.", "f stars the selected entry."]
        if self._unread_only:
            return ["", "All read.", "F lists the read ones again."]
        if not self._total:
            return ["", "Nothing is stored yet.", self.status.sentence() + "."]
        return ["", f"No match among {self._total:,} stored entries.", "“Everything” on the left lists them all."]

    # Showing an entry, a place, a pane.

    @on(Rows.Moved, "#entry-rows")
    def _entry_moved(self) -> None:
        self._show_entry()

    @on(Rows.Opened, "#entry-rows")
    def _entry_opened(self) -> None:
        self.action_open_entry()

    @on(Rows.Moved, "#watch-rows")
    def _watch_moved(self) -> None:
        if "-narrow" not in self.classes:
            self.go_to(self.watch_rows.places[self.watch_rows.cursor])

    @on(Rows.Opened, "#watch-rows")
    def _watch_opened(self) -> None:
        self.go_to(self.watch_rows.places[self.watch_rows.cursor])
        self.show_pane("entries")

    def go_to(self, place: Place) -> None:
        """List another place, from its newest entry."""
        if place == self.place:
            return
        self.place = place
        self.entry_rows.show(array("q"), 0)
        self.entry_rows.scroll_to(y=0, animate=False, immediate=True)
        self.reload()

    def show_pane(self, pane: str) -> None:
        """Put the focus on a pane; on a narrow screen it is the one that shows."""
        for name in _PANES:
            self.set_class(name == pane, f"at-{name}")
        # A pane that just came into sight can take the focus only once the styles know of it.
        self.call_after_refresh(self.query_one(_FOCUS[pane], Widget).focus)

    def on_descendant_focus(self) -> None:
        """A click moves the focus too."""
        focused = self.focused
        for pane, selector in _FOCUS.items():
            if focused is not None and focused.id == selector[1:]:
                for name in _PANES:
                    self.set_class(name == pane, f"at-{name}")

    @property
    def pane(self) -> str:
        """The pane that has the focus."""
        return next((name for name in _PANES if self.has_class(f"at-{name}")), "entries")

    def _stored(self) -> Stored | None:
        selected = self.entry_rows.selected
        return None if selected is None else entries.get(self.store.db, selected)

    def _show_entry(self) -> None:
        stored = self._stored()
        self._shown = stored.row.id if stored else None
        matches: tuple[Match, ...] = stored.matches if stored else ()
        if stored is not None and self.place.finder is not None:
            matches += self.place.finder.match(stored.entry, Feed(""))
        self.reader.show(stored, matches, self._colours)
        self._show_marks()

    # What the keys do.

    def action_open_entry(self) -> None:
        """Read the selected entry: it is marked read, and the reader has the focus."""
        if self.entry_rows.selected is not None:
            self._mark_read(self.entry_rows.selected)
            self.show_pane("reader")

    def action_next_unread(self) -> None:
        """Go to the next unread match and read it; from the end of a list, in the next watch that has one."""
        self._seek(1)

    def action_previous_unread(self) -> None:
        """Go to the unread match before and read it."""
        self._seek(-1)

    def action_scroll_down(self) -> None:
        """Scroll the reader from the list."""
        self.reader.scroll_lines(3)

    def action_scroll_up(self) -> None:
        """Scroll the reader from the list."""
        self.reader.scroll_lines(-3)

    def action_browse(self) -> None:
        """Open the entry's page; it is marked read."""
        stored = self._stored()
        if stored is None:
            return
        try:
            browser.open_link(stored.entry.link)
        except browser.NoBrowser as problem:
            self.notify(str(problem), severity="warning", markup=False)
        else:
            self._mark_read(stored.row.id)

    def action_copy_link(self) -> None:
        """Copy the entry's link to the clipboard, by the terminal: it works over ssh."""
        stored = self._stored()
        if stored is not None and stored.entry.link:
            self.app.copy_to_clipboard(stored.entry.link)
            self.notify(f"Copied {stored.entry.link}", markup=False)

    def action_toggle_read(self) -> None:
        """Mark read, or unread again."""
        self._toggle("read")

    def action_toggle_star(self) -> None:
        """Star, or take the star away."""
        self._toggle("starred")

    def action_mark_all(self) -> None:
        """Mark all that is listed read."""
        ids = list(self.entry_rows.ids)
        if ids:
            self._mark(ids, "read", True)
            self.notify(f"Marked {len(ids):,} read. U takes it back.")

    @work
    async def action_undo(self) -> None:
        """Take the last change of marks back."""
        try:
            undone = await self.store.write(lambda db: marks.undo(db, int(time.time())))
        except StoreError as problem:
            self.notify(str(problem), severity="error", markup=False)
            return
        if undone is None:
            self.notify("Nothing to undo.")
            return
        self.reload()
        self._show_entry()
        what, value, ids = undone
        noun = "entry is" if len(ids) == 1 else "entries are"
        self.notify(f"Undone: {len(ids):,} {noun} {'no longer' if value else 'again'} {what}.")

    def action_search(self) -> None:
        """Ask for words to look for."""
        self.show_pane("entries")
        field = self.query_one("#search", Input)
        field.add_class("is-open")
        field.value = ""
        self.call_after_refresh(field.focus)

    def action_filter(self) -> None:
        """List only unread entries, or all again."""
        self._unread_only = not self._unread_only
        self.entry_rows.show(array("q"), 0)
        self.reload()

    def action_poll_feed(self) -> None:
        """Poll the feed of the selected entry."""
        row = self.entry_rows.row(self.entry_rows.cursor) if self.entry_rows.count else None
        if row is not None:
            self._ask([row.feed], row.feed_title)

    def action_poll_all(self) -> None:
        """Poll every feed."""
        self._ask([feed.url for feed in self.config.feeds], "all feeds")

    def action_health(self) -> None:
        """Show the feeds."""
        from monitor.tui.health import HealthScreen

        self.app.push_screen(HealthScreen(self.store, self.config))

    def action_help(self) -> None:
        """Show the keys."""
        from monitor.tui.help import HelpScreen

        self.app.push_screen(HelpScreen())

    def action_next_pane(self) -> None:
        """The pane to the right."""
        self.show_pane(_PANES[min(_PANES.index(self.pane) + 1, 2)])

    def action_previous_pane(self) -> None:
        """The pane to the left."""
        self.show_pane(_PANES[max(_PANES.index(self.pane) - 1, 0)])

    def action_back(self) -> None:
        """From the search, the reader or the watches to the list."""
        self._went_back()

    def action_leave(self) -> None:
        """Back; from the list, out."""
        if not self._went_back():
            self.app.exit()

    def _went_back(self) -> bool:
        if self.query_one("#search", Input).has_class("is-open"):
            self._close_search()
        elif self.pane != "entries":
            self.show_pane("entries")
        elif self.place.finder is not None:
            self.go_to(self.watch_rows.places[self.watch_rows.cursor])
        else:
            return False
        return True

    @on(Input.Submitted, "#search")
    def _search(self, event: Input.Submitted) -> None:
        words = event.value.strip()
        if not words:
            self._close_search()
            return
        try:
            found = find(self.store.db, words)
        except QueryError as problem:
            self.notify(str(problem), severity="warning", markup=False)
            return
        self._close_search()
        self.go_to(Place(f"Search: {words}", Choice(all=True, ids=found), "", watchlist(words)))

    def _close_search(self) -> None:
        self.query_one("#search", Input).remove_class("is-open")
        self.entry_rows.focus()

    # Marks: shown at once, written behind.

    def _toggle(self, what: Mark) -> None:
        row = self.entry_rows.row(self.entry_rows.cursor) if self.entry_rows.count else None
        if row is not None:
            self._mark([row.id], what, not (row.read if what == "read" else row.starred))

    def _mark_read(self, entry_id: int) -> None:
        row = self.entry_rows.row(self.entry_rows.cursor)
        if row is not None and not row.read:
            self._mark([entry_id], "read", True)

    @work
    async def _mark(self, ids: Sequence[int], what: Mark, value: bool) -> None:
        self.entry_rows.mark(ids, what, value)
        self._show_marks()
        try:
            await self.store.write(lambda db: marks.mark(db, ids, what, value, int(time.time())))
        except StoreError as problem:
            self.entry_rows.unmark()
            self.notify(str(problem), severity="error", markup=False)
        if not self.store.pending:
            self.reload()

    @work
    async def _ask(self, urls: Sequence[str], name: str) -> None:
        def write(db: sqlite3.Connection) -> None:
            with transaction(db):
                stored_feeds.ask(db, urls, int(time.time()))

        try:
            await self.store.write(write)
        except StoreError as problem:
            self.notify(str(problem), severity="error", markup=False)
        else:
            self.notify(f"Asked the poller for {name}. Hosts that want to be left alone are left alone.", markup=False)

    def _show_marks(self) -> None:
        """The heading of the reader tells the marks of its entry."""
        rows = self.entry_rows
        row = rows.row(rows.cursor) if rows.count else None
        said = "Reader"
        if row is not None:
            star, unread = "  ★" if row.starred else "", "" if row.read else "  ● unread"
            said = f"{row.feed_title}  {rows.cursor + 1:,} of {rows.count:,}{star}{unread}"
        self.query_one("#reader-heading", Static).update(Content(said))

    def _seek(self, step: int) -> None:
        """Read the nearest unread entry in a direction, beginning with the selected one."""
        rows = self.entry_rows
        unread = set(entries.ids(self.store.db, replace(self.place.choice, unread=True), _ALL))
        indices = range(rows.cursor, rows.count) if step > 0 else range(rows.cursor, -1, -1)
        found = next((index for index in indices if rows.ids[index] in unread and rows.is_unread(index)), None)
        if found is not None:
            rows.move_to(found)
            self._show_entry()
            self._mark_read(rows.ids[found])
            if self.has_class("-narrow"):
                self.show_pane("reader")
        elif not self._seek_elsewhere(step):
            self.notify("Nothing more is unread here." if self.place.watch is not None else "Nothing is unread here.")

    def _seek_elsewhere(self, step: int) -> bool:
        """Go on in the next watch that has something unread; whether there is one."""
        rows = self.watch_rows
        counted = [place for place in rows.places if place.watch and rows.counts.get(place.watch, (0, 0))[0]]
        if not self.place.watch or not counted or counted == [self.place]:
            return False
        order = rows.places.index
        after = [place for place in counted if (order(place) - order(self.place)) * step > 0]
        target = (after or counted)[0 if step > 0 else -1]
        rows.move_to(order(target))
        self.go_to(target)
        self._seek(1)
        return True
