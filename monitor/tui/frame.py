"""The main screen without its actions: the panes, what fills them, and what comes from the config, poller and store."""

import sqlite3
import time
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.message import Message
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget
from textual.worker import Worker

from monitor import cells, text, times
from monitor.config import Config, ConfigError
from monitor.store import activity, entries
from monitor.store import feeds as stored_feeds
from monitor.store.entries import Choice, Stored
from monitor.store.schema import StoreError
from monitor.tui import empty, palette
from monitor.tui import watches as watch_pane
from monitor.tui.keys import first, hints
from monitor.tui.layout import Panes, Splitter, measure
from monitor.tui.listing import EntriesPane
from monitor.tui.pauses import Spaced
from monitor.tui.plain import Plain
from monitor.tui.poller import Event
from monitor.tui.reader import Reader
from monitor.tui.signs import spelled
from monitor.tui.status import PollerStatus
from monitor.tui.store import DeskStore
from monitor.tui.watches import Place, WatchRows

PANES = {"watches": "#watch-rows", "entries": "#entry-rows", "reader": "#reader-text"}
"""From left to right, each with what takes the keys in it."""

_LOOK_SECONDS = 0.5
"""Between looks at the store for what the poller, another desk or a verb wrote."""
_TELL_SECONDS = 0.25
"""Between two showings of how far the poller is: it tells of a hundred feeds a second."""
_SHARE = 4.0
"""How many times as long as it took to read the lists of a large store nothing of the kind is begun again."""
_LONGEST_PAUSE = 30.0
"""Seconds for which that is at most: a desk that was asleep meanwhile took hours."""
_COUNT_SECONDS = 5.0
"""Between counts of what matched day by day."""
_HINTS = ("next_unread", "toggle_read", "toggle_star", "search", "help")
_HINTS_NARROW = ("help", "next_unread")
"""Those that one cannot do without first: of these too only as many are shown as there is room for."""
_ROOM_FOR_HINTS = 60
_NO_HINTS = 11
"""Cells of the bottom line that are the clock's, or stand between its parts."""
_TOLD = 3
"""Mistakes in the config that the screen has room for."""


@dataclass(frozen=True, slots=True)
class _Counts:
    """How much of everything there is."""

    by_watch: Mapping[str, tuple[int, int]]
    total: int
    failing: int


def _counted(db: sqlite3.Connection) -> _Counts:
    return _Counts(entries.counts(db), entries.count(db, Choice(all=True)), stored_feeds.failing(db))


def _index_of(kept: Mapping[str, object], places: Sequence[Place]) -> int | None:
    """Which of the places was kept; what an older version has kept does not say whether it was a watch's."""
    name, is_watch = kept.get("place"), kept.get("is_watch")
    is_it = (one.name == name and is_watch in (None, bool(one.watch)) for one in places)
    return next((at for at, found in enumerate(is_it) if found), None)


class Frame(Screen[None]):
    """The panes, filled and kept up to date; `MainScreen` adds what the keys do."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-middle"), (140, "-wide")]
    AUTO_FOCUS = ""

    class ConfigEdited(Message):
        """The desk has changed the config file: it is to be taken in at once."""

    def __init__(self, store: DeskStore, config: Config, path: Path, title: str) -> None:
        """Show the store's matches of a config, which is the file at `path`; `title` stands over the watches."""
        super().__init__()
        self.path = path
        self.store = store
        self.config = config
        self.status = PollerStatus()
        self.pane = "entries"
        self._title = title
        self.renamed: Mapping[str, str] = {}
        """What was renamed here, to be taken in: in the config it may stand elsewhere since."""
        self._shown: Stored | None = None
        self.colours: Mapping[str, str] = {}
        self._counts = _Counts({}, 0, 0)
        self._minute = 0
        self._today: date | None = None
        """The day that the charts of the watches end with."""
        self._told = 0.0
        self._is_stale = False
        self._renewing: Worker[None] | None = None
        self._renewals = Spaced(self, self._renew_if_old)
        self._countings = Spaced(self, self._count_days_anew)
        self._noticed: set[str] = set()
        self.is_in_health = False
        """Whether the screen of the feeds lies over this one."""
        # From the start: every class that comes later costs the styles of all that stands on the screen.
        self.add_class(f"at-{self.pane}", update=False)

    def compose(self) -> ComposeResult:
        """The panes from left to right, the line below them."""
        measure(self)
        self.watch_rows = WatchRows()
        self.listing = EntriesPane(self.store, self._explain_empty)
        self.reader = Reader()
        self.panes = Panes()
        yield Plain(id="banner", classes="folds")
        with self.panes:
            with Vertical(id="watches", classes="pane"):
                yield Plain(self._title, id="watches-heading", classes="heading")
                yield self.watch_rows
            yield Splitter("watches", id="watches-edge", classes="edge")
            with Container(id="work"):
                yield self.listing
                yield Splitter("entries", id="entries-edge", classes="edge")
                with Vertical(id="reader", classes="pane"):
                    yield Splitter("entries", "Reader", id="reader-heading", classes="heading")
                    yield self.reader
        with Horizontal(id="foot"):
            yield Plain(id="status")
            yield Plain(id="keys")
            yield Plain(id="clock")

    def on_mount(self) -> None:
        """Fill the panes, and look for news from now on."""
        self.take_config(self.config)
        self.app.theme_changed_signal.subscribe(self, self._take_theme)
        self._restore()
        self.listing.is_untouched = not self.listing.rows.count
        self.show_pane(self.pane)
        self.set_interval(_LOOK_SECONDS, self._look)

    def on_resize(self) -> None:
        """Another width may show other panes."""
        self._show_hints()
        # What is narrow is told by a class, which comes only now.
        self.call_after_refresh(self.show_headings)

    def on_screen_resume(self) -> None:
        """The width may have become another under a screen on top."""
        self.call_after_refresh(self.show_headings)

    # What comes from outside: the config, the poller, the store.

    def take_config(self, config: Config) -> None:
        """Show another config's watches, and what is wrong with it."""
        renamed = {**watch_pane.renamed(self.config.watches, config.watches), **self.renamed}
        self.renamed = {}
        self.config = config
        self.colours = watch_pane.colours(config.watches, self.app.current_theme)
        marks = watch_pane.marks(config.watches)
        self.listing.rows.colours, self.listing.rows.marks = self.colours, marks
        self.watch_rows.show(watch_pane.places(config.watches, self.colours, marks), renamed)
        self.warn([str(problem) for problem in config.problems])
        self.listing.take_config(config, self.watch_rows.now)
        self.reader.set_measure(config.look.measure)
        self._show_entry()
        self._show_hints()
        self.call_after_refresh(self._renew)

    def _show_hints(self) -> None:
        if self.focused is self.listing.search.field:
            # Letters are typed there, also those that are keys elsewhere.
            back = first(self.config.keys, "back")
            said = spelled(self.app, f"Enter lists  {back} back  ↑ earlier")
            self.query_one("#keys", Plain).show(cells.cut(said, self.size.width - _NO_HINTS))
            return
        ids, most = (_HINTS_NARROW, self.size.width // 3) if self.is_narrow else (_HINTS, _ROOM_FOR_HINTS)
        # Only from the list itself the key that leaves ends the program.
        is_home = self.pane == "entries" and self.listing.is_at_home
        self.query_one("#keys", Plain).show(hints(self.config.keys, (*ids, "leave" if is_home else "back"), most))

    def take_event(self, event: Event) -> None:
        """Take in a line of the poller's."""
        self.status.take(event)
        for notice in cast(list[str], event.get("notices", ())):
            # Every worker tells of a slow regex once; the reader is told once.
            if notice not in self._noticed:
                self._noticed.add(notice)
                self.notify(text.line(notice), severity="warning", timeout=15, markup=False)
        if self.status.polled_once and self.listing.is_untouched:
            # The end of what the round brought is still to be listed.
            self._is_stale = True
        if not self._has_just_told(event):
            self._show_status()
            self.listing.explain()

    def _has_just_told(self, event: Event) -> bool:
        """Whether a line only goes on with what has been shown a moment ago."""
        if "feed" not in event and event.get("state") != "matching":
            return False
        before, now = self._told, time.monotonic()
        self._told = before if now - before < _TELL_SECONDS else now
        return self._told == before

    def reload(self, *, other_list: bool = True) -> None:
        """Show what the store holds now: what is on the screen at once, lists and counts when they have been read.

        Where the list is no `other_list`, only counts are, and they have time.
        """
        self._show_stored()
        self._is_stale = True
        if other_list:
            self._renew()
        else:
            self._renewals.ask()

    def _renew(self) -> None:
        self._renewing = self._read_lists()

    def _renew_if_old(self) -> None:
        """Read lists and counts anew, unless they are not old or are being read."""
        if self._is_stale and (self._renewing is None or self._renewing.is_finished):
            self._renew()

    def _look(self) -> None:
        if not self.store.pending and self.store.has_changed():
            self._show_stored()
            self._is_stale = True
        self._grow_older()
        self._renewals.ask()
        self._show_status()

    def _grow_older(self) -> None:
        """Tell once a minute how old things are by now, and at midnight what each of the last days brought; nothing in
        the store changes with that."""
        minute = int(time.time() // times.MINUTE)
        if minute != self._minute:
            self._minute = minute
            # Somebody may have travelled: else the zone in which the desk was opened holds until its end.
            time.tzset()
            self.listing.rows.renew()
            self.reader.grow_older()
            if self._today not in (None, times.local(time.time()).date()):
                self._countings.ask()

    def _show_stored(self) -> None:
        # What it is asked for here it need not be told again.
        self.store.has_changed()
        self.listing.rows.renew()
        if self.stored() != self._shown:
            self._show_entry()
        self.show_headings()

    @work(group="renew", exclusive=True)
    async def _read_lists(self) -> None:
        """Read lists and counts beside the desk, for of a million entries that takes longer than a key may wait."""
        began = time.monotonic()
        self._is_stale = False
        is_round_over = self.status.polled_once
        await self.listing.renew()
        if is_round_over:
            self.listing.is_untouched = False
        if self.app.is_running and self.stored() != self._shown:
            self._show_entry()
        self._counts = await self.store.look(_counted)
        if not self.app.is_running:
            return
        self.watch_rows.counts = self._counts.by_watch
        self.listing.explain()
        self.show_headings()
        self._show_status()
        await self.listing.search.renew()
        if not self.app.is_running:
            return
        self._renewals.pause(min(_SHARE * (time.monotonic() - began), _LONGEST_PAUSE))
        self._countings.ask()
        # What was written meanwhile. This worker counts as one that reads until it has ended.
        self.call_later(self._renewals.ask)

    def warn(self, problems: Sequence[str]) -> None:
        """Show what is wrong with the config, or that nothing is."""
        told = [f"config: {problem}" for problem in problems[:_TOLD]]
        if len(problems) > _TOLD:
            told.append(f"and {len(problems) - _TOLD} more: monitor config check")
        self.query_one("#banner", Plain).show("\n".join(told))

    def _show_status(self) -> None:
        line = self.query_one("#status", Plain)
        line.show(self._status_sentence(self._counts.failing))
        now = time.time()
        self.query_one("#clock", Plain).show(times.clock(int(now), now))
        line.set_class(self.status.is_trouble, "is-trouble")
        # A sentence that a person must read has the whole line.
        self.query_one("#clock", Plain).display = not (self.status.is_trouble and self.is_narrow)
        self.query_one("#keys", Plain).display = not self.status.is_trouble

    def _status_sentence(self, failing: int = 0) -> str:
        health, feeds = first(self.config.keys, "health"), len(self.config.feeds) or None
        return self.status.sentence(failing=failing, health=health, feeds=feeds)

    def show_headings(self) -> None:
        """Say in each pane where one is, and below which keys count there."""
        self._show_hints()
        way = f"{self._title} › " if self.is_narrow else ""
        self.listing.show_heading(self.watch_rows.counts, way)
        said, end, row = "Reader", "", self.listing.row
        if row is not None:
            rows = self.listing.rows
            way = f"{way}{self.listing.place.name} › " if self.is_narrow else ""
            marks = ("  ★" if row.starred else "") + ("" if row.read else "  ● unread")
            said, end = f"{way}{row.feed_title}", f"  {rows.cursor + 1:,} of {rows.count:,}{marks}"
        self.query_one("#reader-heading", Plain).show(said, end)

    def _explain_empty(self) -> list[str]:
        total = self._counts.total or entries.count(self.store.db, Choice(all=True))
        counts, failing = self._counts.by_watch, self._counts.failing if self.status.is_between_polls else 0
        return empty.sentences(self.config, self.listing, total, self._status_sentence(), counts, failing)

    def _count_days_anew(self) -> None:
        self._countings.pause(_COUNT_SECONDS)
        self._today = times.local(time.time()).date()
        self._count_days()

    @work(group="activity", exclusive=True)
    async def _count_days(self) -> None:
        """Show how much matched day by day; it is counted beside the desk."""
        names = [watch.name for watch in self.config.watches]
        self.watch_rows.activity = await self.store.read(lambda db: activity.per_day(db, names, time.time()))

    # Where it was left.

    def left(self) -> dict[str, object]:
        """Where the desk is and how it looks, to be kept until it is opened again."""
        return {
            **self.listing.left(),
            "pane": self.pane,
            "zen": self.has_class("-zen"),
            "health": self.is_in_health,
            "sizes": dict(self.panes.sizes),
            "theme": [self.config.look.theme, self.app.theme],
        }

    def _restore(self) -> None:
        """Go to where the desk was left; what is kept may be of another config, and is a guess at most."""
        kept = self.store.left("left")
        if not isinstance(kept, dict):
            return
        sizes, places = kept.get("sizes"), self.watch_rows.places
        self.panes.take(sizes if isinstance(sizes, dict) else {})
        if (index := _index_of(kept, places)) is not None:
            self.watch_rows.move_to(index)
            unread, strong = kept.get("unread"), bool(kept.get("strong"))
            self.listing.begin_at(self.watch_rows.place, kept.get("entry"), unread=unread, strong=strong)
        self.pane = next((pane for pane in PANES if pane == kept.get("pane")), self.pane)
        if kept.get("zen") is True:
            self.add_class("-zen")
            self.pane = "reader"
        # They take their time, and the first frame does not wait for them.
        self.call_after_refresh(self.go_on, kept)
        # A theme that the config names since then is what the user wants.
        by_config = self.config.look.theme
        for theme in self.app.available_themes:
            # To show the one that is shown already takes as long as to change it.
            if theme != self.app.theme and kept.get("theme") == [by_config, theme]:
                palette.show(self.app, theme)

    def go_on(self, kept: Mapping[str, object]) -> None:
        """Go on with what was listed when the desk was left and is not stored as a list."""
        match kept.get("search"):
            case [str() as words, entry]:
                self.listing.go_on_searching(words, entry)

    def _take_theme(self, _: Theme) -> None:
        self.take_config(self.config)

    # Panes.

    @property
    def is_narrow(self) -> bool:
        """Whether one pane shows at a time."""
        return self.has_class("-narrow")

    @property
    def is_among_watches(self) -> bool:
        """Whether the watches have the screen, so that nobody means the entry that is selected."""
        return self.is_narrow and self.pane == "watches"

    def show_pane(self, pane: str) -> None:
        """Put the focus on a pane; on a narrow screen it is the one that shows, and the reader is alone no more."""
        if pane != "reader":
            self.remove_class("-zen")
        self.go_in(pane)
        # At once: the next key may be in the queue already.
        self.set_focus(self.query_one(PANES[pane], Widget))

    def on_descendant_focus(self) -> None:
        """A click moves the focus too; in the search field the keys are others."""
        focused = self.focused.id if self.focused is not None else None
        for pane, selector in PANES.items():
            if selector == f"#{focused}":
                self.go_in(pane)
        self._show_hints()

    def go_in(self, pane: str) -> None:
        """Take a pane for the one that the keys are for, wherever the focus is."""
        self.pane = pane
        # Both at once: each change of classes by itself costs the styles of all that stands on the screen.
        self.update_classes({f"at-{name}": name == pane for name in PANES})

    @on(EntriesPane.Selected)
    def _show_entry(self) -> None:
        stored = self._shown = self.stored()
        matches = stored.matches if stored else ()
        if stored is not None and self.listing.place.search is not None:
            search = self.listing.place.search
            matches += search.match(stored.entry, search.feed(stored.row.feed))
        self.reader.show(stored, matches, self.colours)
        self.show_headings()

    def stored(self) -> Stored | None:
        """The entry under the cursor with all that the store knows of it."""
        selected = self.listing.rows.selected
        return None if selected is None else entries.get(self.store.db, selected)

    # Writing.

    async def written(self, writing: Awaitable[object]) -> bool:
        """Whether a write was done; what keeps it from that is told in a sentence."""
        try:
            await writing
        except StoreError as problem:
            self.tell_trouble(problem)
            return False
        return True

    def tell_trouble(self, problem: ConfigError | StoreError) -> None:
        """Tell why the store, or the config, could not be written."""
        self.notify(str(problem), severity="error", timeout=15, markup=False)
