"""The main screen without its actions: the panes, what fills them, and what comes from the config, poller and store."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget

from monitor import text
from monitor.config import Config
from monitor.store import entries
from monitor.store import feeds as stored_feeds
from monitor.store.entries import Choice, Stored
from monitor.store.schema import StoreError
from monitor.tui import empty
from monitor.tui import watches as watch_pane
from monitor.tui.listing import FIRST_PAGE, EntriesPane
from monitor.tui.plain import Plain
from monitor.tui.poller import Event
from monitor.tui.reader import Reader
from monitor.tui.status import PollerStatus
from monitor.tui.store import DeskStore
from monitor.tui.watches import WatchRows

PANES = {"watches": "#watch-rows", "entries": "#entry-rows", "reader": "#reader-text"}
"""From left to right, each with what takes the keys in it."""

_LOOK_SECONDS = 0.5
"""Between looks at the store for what the poller, another desk or a verb wrote."""
_HINTS = "n next  m read  f star  / search  ? help  q quit"
_TOLD = 3
"""Mistakes in the config that the screen has room for."""
_FEW_HINTS = "? help"


class Frame(Screen[None]):
    """The panes, filled and kept up to date; `MainScreen` adds what the keys do."""

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
        self.query_one("#keys", Plain).show(_FEW_HINTS if self.is_narrow else _HINTS)
        self.call_after_refresh(self.show_headings)

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
        if self.stored() != self._shown:
            self._show_entry()
        self.show_headings()
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

    def show_headings(self) -> None:
        """Say in each pane where one is."""
        way = f"{self._title} › " if self.is_narrow else ""
        self.listing.show_heading(self.watch_rows.counts, way)
        said, row = "Reader", self.listing.row
        if row is not None:
            rows = self.listing.rows
            way = f"{way}{self.listing.place.name} › " if self.is_narrow else ""
            marks = ("  ★" if row.starred else "") + ("" if row.read else "  ● unread")
            said = f"{way}{row.feed_title}  {rows.cursor + 1:,} of {rows.count:,}{marks}"
        self.query_one("#reader-heading", Plain).show(said)

    def _explain_empty(self) -> list[str]:
        return empty.sentences(self.config, self.listing, self._total, self.status.sentence())

    # Panes.

    @property
    def is_narrow(self) -> bool:
        """Whether one pane shows at a time."""
        return self.has_class("-narrow")

    def show_pane(self, pane: str) -> None:
        """Put the focus on a pane; on a narrow screen it is the one that shows."""
        self.go_in(pane)
        # At once: the next key may be in the queue already.
        self.set_focus(self.query_one(PANES[pane], Widget))

    def on_descendant_focus(self) -> None:
        """A click moves the focus too."""
        focused = self.focused.id if self.focused is not None else None
        for pane, selector in PANES.items():
            if selector == f"#{focused}":
                self.go_in(pane)

    def go_in(self, pane: str) -> None:
        """Take a pane for the one that the keys are for, wherever the focus is."""
        self.pane = pane
        for name in PANES:
            self.set_class(name == pane, f"at-{name}")

    @on(EntriesPane.Selected)
    def _show_entry(self) -> None:
        stored = self._shown = self.stored()
        matches = stored.matches if stored else ()
        if stored is not None and self.listing.place.search is not None:
            search = self.listing.place.search
            matches += search.match(stored.entry, search.feed(stored.row.feed))
        self.reader.show(stored, matches, self._colours)
        self.show_headings()

    def stored(self) -> Stored | None:
        """The entry under the cursor with all that the store knows of it."""
        selected = self.listing.rows.selected
        return None if selected is None else entries.get(self.store.db, selected)

    # Writing.

    async def written(self, writing: Awaitable[None]) -> bool:
        """Whether a write was done; what keeps it from that is told in a sentence."""
        try:
            await writing
        except StoreError as problem:
            self.tell_trouble(problem)
            return False
        return True

    def tell_trouble(self, problem: StoreError) -> None:
        """Tell why the store could not be written."""
        self.notify(str(problem), severity="error", timeout=15, markup=False)
