"""The main screen: watches, entries and reader, side by side or one at a time, and what the keys do to them."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget

from monitor import browser, text
from monitor.config import Config
from monitor.store import entries
from monitor.store import feeds as stored_feeds
from monitor.store.entries import Choice, Stored
from monitor.store.marks import Mark
from monitor.store.schema import StoreError
from monitor.tui import empty
from monitor.tui import watches as watch_pane
from monitor.tui.keys import ACTIONS, MOVES, bindings
from monitor.tui.listing import FIRST_PAGE, EntriesPane
from monitor.tui.plain import Plain
from monitor.tui.poller import Event
from monitor.tui.reader import Reader, citation
from monitor.tui.rows import Rows
from monitor.tui.status import PollerStatus
from monitor.tui.store import DeskStore
from monitor.tui.watches import WatchRows

_LOOK_SECONDS = 0.5
"""Between looks at the store for what the poller, another desk or a verb wrote."""
_FOCUS = {"watches": "#watch-rows", "entries": "#entry-rows", "reader": "#reader-text"}
_PANES = tuple(_FOCUS)
_HINTS = "n next  m read  f star  / search  ? help  q quit"
_TOLD = 3
"""Mistakes in the config that the screen has room for."""
_FEW_HINTS = "? help"


class MainScreen(Screen[None]):
    """Where matches are read."""

    BINDINGS = bindings(*(action.id for action in ACTIONS if action.id not in MOVES | {"open", "quit"}))
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-middle"), (140, "-wide")]
    AUTO_FOCUS = ""

    def __init__(self, store: DeskStore, config: Config, title: str) -> None:
        """Show the store's matches of the config's watches; `title` stands over the watches."""
        super().__init__()
        self.store = store
        self.config = config
        self.status = PollerStatus()
        self.pane = "entries"
        self._title = title
        self._shown: Stored | None = None
        self._colours: Mapping[str, str] = {}
        self._total = 0
        self._failing = 0
        self._noticed: set[str] = set()

    def compose(self) -> ComposeResult:
        """The panes from left to right, the line below them."""
        self.watch_rows = WatchRows()
        self.listing = EntriesPane(self.store, self._explain_empty)
        self.reader = Reader()
        yield Plain(id="banner")
        with Horizontal(id="panes"):
            with Vertical(id="watches", classes="pane"):
                yield Plain(self._title, id="watches-heading", classes="heading")
                yield self.watch_rows
            with Container(id="work"):
                yield self.listing
                with Vertical(id="reader", classes="pane"):
                    yield Plain("Reader", id="reader-heading", classes="heading")
                    yield self.reader
        with Horizontal(id="foot"):
            yield Plain(id="status")
            yield Plain(_HINTS, id="keys")

    def on_mount(self) -> None:
        """Fill the panes, and look for news from now on."""
        self.add_class("at-entries")
        self.take_config(self.config)
        self.listing.rows.focus()
        self.set_interval(_LOOK_SECONDS, self._look)

    def on_resize(self) -> None:
        """Another width may show other panes."""
        self.query_one("#keys", Plain).show(_FEW_HINTS if self._is_narrow else _HINTS)
        self.call_after_refresh(self._show_headings)

    # What comes from outside: the config, the poller, the store.

    def take_config(self, config: Config) -> None:
        """Show another config's watches, and what is wrong with it."""
        self.config = config
        self._colours = watch_pane.colours(config.watches)
        self.listing.rows.colours = self._colours
        self.watch_rows.show(watch_pane.places(config.watches, self._colours))
        self.warn([str(problem) for problem in config.problems])
        self.listing.take_config(config, self.watch_rows.places, self.watch_rows.place)
        self.reload(None if self.listing.rows.count else FIRST_PAGE)
        self._show_entry()

    def take_event(self, event: Event) -> None:
        """Take in a line of the poller's."""
        self.status.take(event)
        for notice in cast(list[str], event.get("notices", ())):
            # Every worker tells of a slow regex once; the reader is told once.
            if notice not in self._noticed:
                self._noticed.add(notice)
                self.notify(text.line(notice), severity="warning", timeout=15, markup=False)
        self._show_status()
        self.listing.explain()

    def reload(self, limit: int | None = None) -> None:
        """Show what the store holds now: all of it, or for a first frame `limit` entries and the rest after that."""
        db = self.store.db
        self.watch_rows.show_counts(entries.counts(db))
        self._total = entries.count(db, Choice(all=True))
        self._failing = stored_feeds.failing(db)
        if limit is None:
            self.listing.reload()
        else:
            self.listing.reload(limit)
            if not self.listing.is_whole:
                self.call_after_refresh(self.reload)
        if self._stored() != self._shown:
            self._show_entry()
        self._show_headings()
        self._show_status()

    def _look(self) -> None:
        if not self.store.pending and self.store.has_changed():
            self.reload()
        else:
            self._show_status()

    def warn(self, problems: Sequence[str]) -> None:
        """Show what is wrong with the config, or that nothing is."""
        banner = self.query_one("#banner", Plain)
        told = [f"config: {problem}" for problem in problems[:_TOLD]]
        if len(problems) > _TOLD:
            told.append(f"and {len(problems) - _TOLD} more: monitor config check")
        banner.show("\n".join(told))
        banner.set_class(bool(problems), "has-text")

    def _show_status(self) -> None:
        said = self.status.sentence()
        if self._failing and self.status.state == "idle" and not self.status.offline:
            said += f" · {self._failing} {'feed fails' if self._failing == 1 else 'feeds fail'} (v)"
        line = self.query_one("#status", Plain)
        line.show(said)
        line.set_class(self.status.is_trouble, "is-trouble")
        # A sentence that a person must read has the whole line.
        self.query_one("#keys", Plain).display = not self.status.is_trouble

    def _show_headings(self) -> None:
        way = f"{self._title} › " if self._is_narrow else ""
        self.listing.show_heading(self.watch_rows.counts, way)
        said, row = "Reader", self.listing.row
        if row is not None:
            rows = self.listing.rows
            way = f"{way}{self.listing.place.name} › " if self._is_narrow else ""
            marks = ("  ★" if row.starred else "") + ("" if row.read else "  ● unread")
            said = f"{way}{row.feed_title}  {rows.cursor + 1:,} of {rows.count:,}{marks}"
        self.query_one("#reader-heading", Plain).show(said)

    def _explain_empty(self) -> list[str]:
        return empty.sentences(self.config, self.listing, self._total, self.status.sentence())

    # Panes.

    @property
    def _is_narrow(self) -> bool:
        return self.has_class("-narrow")

    def show_pane(self, pane: str) -> None:
        """Put the focus on a pane; on a narrow screen it is the one that shows."""
        self._at(pane)
        # At once: the next key may be in the queue already.
        self.set_focus(self.query_one(_FOCUS[pane], Widget))

    def on_descendant_focus(self) -> None:
        """A click moves the focus too."""
        focused = self.focused.id if self.focused is not None else None
        for pane, selector in _FOCUS.items():
            if selector == f"#{focused}":
                self._at(pane)

    def _at(self, pane: str) -> None:
        self.pane = pane
        for name in _PANES:
            self.set_class(name == pane, f"at-{name}")

    @on(EntriesPane.Selected)
    def _show_entry(self) -> None:
        stored = self._shown = self._stored()
        matches = stored.matches if stored else ()
        if stored is not None and self.listing.place.search is not None:
            search = self.listing.place.search
            matches += search.match(stored.entry, search.feed(stored.row.feed))
        self.reader.show(stored, matches, self._colours)
        self._show_headings()

    @on(EntriesPane.Opened)
    def _open_entry(self) -> None:
        self._mark_read()
        self.show_pane("reader")

    @on(Rows.Moved, "#watch-rows")
    def _watch_moved(self) -> None:
        if not self._is_narrow:
            self.listing.go_to(self.watch_rows.place)
            self._show_headings()

    @on(Rows.Opened, "#watch-rows")
    def _watch_opened(self) -> None:
        self.listing.go_to(self.watch_rows.place)
        self._show_headings()
        self.show_pane("entries")

    def _stored(self) -> Stored | None:
        selected = self.listing.rows.selected
        return None if selected is None else entries.get(self.store.db, selected)

    # What the keys do.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the search field, the key that opens it is a letter like any other."""
        return action != "search" or not self.listing.is_searching

    def action_next_unread(self) -> None:
        """Read the next unread match; from the end of a watch, in the next watch that has one."""
        self._seek(1)

    def action_previous_unread(self) -> None:
        """Read the unread match before."""
        self._seek(-1)

    def action_scroll_down(self) -> None:
        """Scroll the reader from the list."""
        self.reader.scroll_lines(3)

    def action_scroll_up(self) -> None:
        """Scroll the reader from the list."""
        self.reader.scroll_lines(-3)

    def action_next_marked(self) -> None:
        """Scroll the reader to the next line with a matched word."""
        self.reader.seek_marked(1)

    def action_previous_marked(self) -> None:
        """Scroll the reader to the line with a matched word before."""
        self.reader.seek_marked(-1)

    def action_zen(self) -> None:
        """Show the reader alone, or the other panes again."""
        self.toggle_class("-zen")
        self.show_pane("reader" if self.has_class("-zen") else "entries")

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
            self._mark_read()

    def action_copy_link(self) -> None:
        """Copy the entry's link by way of the terminal, so that it works over ssh."""
        stored = self._stored()
        if stored is not None and not stored.entry.link:
            self.notify("This entry has no link to copy.", severity="warning")
        elif stored is not None:
            self.app.copy_to_clipboard(stored.entry.link)
            self.notify(f"Copied {stored.entry.link}", markup=False)

    def action_copy_citation(self) -> None:
        """Copy title, outlet, date and link as a line to be cited."""
        stored = self._stored()
        if stored is not None:
            self.app.copy_to_clipboard(citation(stored))
            self.notify(f"Copied {citation(stored)}", markup=False)

    def action_toggle_read(self) -> None:
        """Mark read, or unread again."""
        row = self.listing.row
        if row is not None:
            self._mark([row.id], "read", not row.read)

    def action_toggle_star(self) -> None:
        """Star, or take the star away."""
        row = self.listing.row
        if row is not None:
            self._mark([row.id], "starred", not row.starred)

    def action_mark_all(self) -> None:
        """Mark all that is listed read."""
        ids = list(self.listing.rows.ids)
        if ids:
            self._mark(ids, "read", True)
            self.notify(f"Marked {len(ids):,} read. U takes it back.")

    @work
    async def action_undo(self) -> None:
        """Take the last change of marks back."""
        try:
            undone = await self.store.undo()
        except StoreError as problem:
            self._tell_trouble(problem)
            return
        if undone is None:
            self.notify("Nothing to undo.")
            return
        what, value, ids = undone
        self.reload()
        noun = "entry is" if len(ids) == 1 else "entries are"
        self.notify(f"Undone: {len(ids):,} {noun} {'no longer' if value else 'again'} {what}.")

    def action_search(self) -> None:
        """Ask for words to look for."""
        self._at("entries")
        self.listing.open_search()

    def action_filter(self) -> None:
        """List only unread entries, or all again."""
        self.listing.toggle_filter()
        self._show_headings()

    @work
    async def action_poll_feed(self) -> None:
        """Poll the feed of the selected entry."""
        row = self.listing.row
        if row is not None and await self._written(self.store.ask([row.feed])):
            self.notify(f"Asked the poller for {row.feed_title}.", markup=False)

    @work
    async def action_poll_all(self) -> None:
        """Poll every feed."""
        if await self._written(self.store.ask([feed.url for feed in self.config.feeds])):
            self.notify("Asked the poller for all feeds; a server that wants to be left alone is left alone.")

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
        self.show_pane(_PANES[min(_PANES.index(self.pane) + 1, len(_PANES) - 1)])

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
        if self.listing.close_search():
            return True
        if self.has_class("-zen"):
            self.action_zen()
            return True
        if self.pane != "entries":
            self.show_pane("entries")
            return True
        if self.listing.leave_search():
            self._show_headings()
            return True
        return False

    # Marks: shown at once, written behind.

    def _mark_read(self) -> None:
        row = self.listing.row
        if row is not None and not row.read:
            self._mark([row.id], "read", True)

    @work
    async def _mark(self, ids: Sequence[int], what: Mark, value: bool) -> None:
        self.listing.rows.mark(ids, what, value)
        self._show_headings()
        await self._written(self.store.mark(ids, what, value))
        if not self.store.pending:
            self.reload()

    async def _written(self, writing: Awaitable[None]) -> bool:
        """Whether a write was done; what keeps it from that is told in a sentence."""
        try:
            await writing
        except StoreError as problem:
            self._tell_trouble(problem)
            return False
        return True

    def _tell_trouble(self, problem: StoreError) -> None:
        self.notify(str(problem), severity="error", timeout=15, markup=False)

    def _seek(self, step: int) -> None:
        if not (self.listing.seek(step) or self._seek_elsewhere(step) or self.listing.seek(step, around=True)):
            self.notify("Nothing more is unread here.")
            return
        self._mark_read()
        if self._is_narrow:
            self.show_pane("reader")

    def _seek_elsewhere(self, step: int) -> bool:
        """Go on in the next watch that has something unread; whether there is one."""
        rows, here = self.watch_rows, self.listing.place
        unread = [place for place in rows.places if place.watch and rows.counts.get(place.watch, (0, 0))[0]]
        if not here.watch or not unread or unread == [here]:
            return False
        order = rows.places.index
        ahead = [place for place in unread if (order(place) - order(here)) * step > 0]
        target = (ahead or unread)[0 if step > 0 else -1]
        rows.move_to(order(target))
        self.listing.go_to(target)
        return self.listing.seek(1)
