"""The pane in the middle: the entries of a place, what stands above them, and what a search finds."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from monitor.config import Config
from monitor.store import basis
from monitor.store.entries import Choice, Row
from monitor.tui.asked import ALL, FIRST_PAGE, Asked, place_of
from monitor.tui.entries import EntryRows
from monitor.tui.heading import limits, of_list, widened_to
from monitor.tui.keys import bindings
from monitor.tui.nearest import NearEntry, largest_id, nearest
from monitor.tui.plain import Plain
from monitor.tui.rows import Rows
from monitor.tui.searching import SearchBar
from monitor.tui.store import DeskStore
from monitor.tui.watches import Place


class EntriesPane(Vertical):
    """Lists the entries of one place; what was listed stays until the place is left, also when it is read meanwhile."""

    BINDINGS = bindings("look_further")

    class Selected(Message):
        """Another entry is under the cursor, or the same one changed."""

    class Opened(Message):
        """The entry under the cursor is to be read."""

    def __init__(self, store: DeskStore, explain: Callable[[], Sequence[str]]) -> None:
        """`explain` says, in lines, why there is nothing to list and what to do."""
        super().__init__(id="entries", classes="pane")
        self.rows = EntryRows(store)
        self.search = SearchBar(store)  # Asked for before it is in its place too, as its field is.
        self.place = Place("All matches", Choice())
        self.strong_first = self._is_filtered = False
        self._unread_at = ""
        """The name of the place of which unread entries were asked for, and of no other."""
        self.is_untouched = False
        """The desk was opened on nothing, and nobody has moved yet: the cursor stays on the newest of what arrives."""
        self._store, self._explain = store, explain
        self.hint = ""
        """What else to look for, where a search found nothing."""
        self._nearest: Sequence[NearEntry] = ()
        self._nearest_to: tuple[str | None, Config, int] | None = None
        self._selected: tuple[int | None, Config] = (None, Config())
        """The entry under the cursor, and the config when it came there: what an edit of a watch takes out is to go."""
        self._is_renamed = False
        """The watch that is listed got another name, under which nothing may have been matched yet."""
        self._came_from: tuple[Place, int | None] | None = None
        """The place and the entry from which the first search began, while one is listed."""
        self._before: tuple[Place, int | None] | None = None
        """Those at which the field was opened."""
        self._stopped_at: int | None = None
        """How far back the listed search looked; None where it came to the end."""
        self._sought = 0
        """The entry that the cursor is to be on when the search that goes on lists it; 0 for none."""
        self._config = Config()
        self._widened = {"": ""}
        """What the keywords of watches are widened to, as far as it has been found out by this config."""
        self._heading: tuple[Mapping[str, tuple[int, int]], str] = ({}, "")

    def compose(self) -> ComposeResult:
        """Heading, list, search field and what is said about it."""
        yield Plain(id="entries-heading", classes="heading")
        yield self.rows
        yield self.search

    @property
    def row(self) -> Row | None:
        """The entry under the cursor, as it is shown."""
        return self.rows.row(self.rows.cursor) if self.rows.count else None

    @property
    def nearest(self) -> Sequence[NearEntry]:
        """Entries that come near to the watch that is listed, where it matches none and they have been found."""
        known = self._nearest_to is not None and self._nearest_to[:2] == (self.place.watch, self._config)
        return self._nearest if known else ()

    @property
    def unread_only(self) -> bool:
        """Whether only what is unread is listed, and what was when it was listed: everywhere, or in this place."""
        return self._is_filtered or self.place.name == self._unread_at

    @property
    def holds_any(self) -> bool:
        """Whether there is anything in this place, read or not."""
        return bool(Asked(self.place.choice, False, array("q"), {}, {}).read(self._store.db, 1)[0])

    def go_to(self, place: Place) -> None:
        """List another place, from its newest entry; a filter that was for one place alone ends there."""
        if place != self.place:
            self._leave_field()
            self._came_from, self._unread_at = None, ""
            self._list(place)

    def left(self) -> dict[str, object]:
        """What is listed and where the cursor is in it, as `begin_at` and `go_on_searching` take that."""
        home, entry = self._came_from or (self.place, self.rows.selected)
        search = None if self._came_from is None else self.place.search
        return {
            "place": home.name,
            "is_watch": bool(home.watch),
            "entry": entry,
            "search": None if search is None else (search.text, self.rows.selected),
            "unread": self._is_filtered or ("here" if home.name == self._unread_at else False),
            "strong": self.strong_first,
        }

    def go_on_searching(self, words: str, entry: object) -> None:
        """List what a search finds, from an entry on if it finds that; `leave_search` goes back from it."""
        self._before = (self.place, self.rows.selected)
        self._sought = entry if isinstance(entry, int) else 0
        self.search.go_on(words)

    @property
    def is_at_home(self) -> bool:
        """Whether a place of the left pane is listed, and neither a search nor a visit is to be gone back from."""
        return self._came_from is None and not self.is_searching

    def begin_at(self, place: Place, entry: object, *, unread: object, strong: bool) -> None:
        """List a place as it was listed before, from an entry on if that is still there; that one stays listed.

        `unread` is what `left` told.
        """
        self.place, self.strong_first = place, strong
        self._is_filtered, self._unread_at = unread is True, place.name if unread == "here" else ""
        # What is listed already would stay, read or not.
        kept = array("q", [entry] if isinstance(entry, int) and 0 < entry < 2**63 else [])
        self.rows.show(kept, 0)
        self._fill(FIRST_PAGE)
        if kept and self.rows.selected != kept[0]:
            self.rows.show(kept, 0)
            self._fill()
        self._select()

    def visit(self, place: Place) -> None:
        """List a place that is none of the left pane's; `leave_search` goes back from it."""
        came_from, unread_at = self._came_from or (self.place, self.rows.selected), self._unread_at
        self.go_to(place)
        self._came_from, self._unread_at = came_from, unread_at

    def _list(self, place: Place) -> None:
        self.search.give_up()
        self.place = place
        self._begin()

    def take_config(self, config: Config, now: Callable[[Place], Place]) -> None:
        """The config was edited: what is listed, or was before a search, is what that place is `now`."""
        self._config = self.search.config = config
        self._widened = {"": ""}
        was = self.place.choice
        if self._came_from is not None:
            self._came_from = (now(self._came_from[0]), self._came_from[1])
        if self._before is not None and self._before[0].search is None:
            self._before = (now(self._before[0]), self._before[1])
        if self.place.search is None and self._came_from is None:
            self.place = now(self.place)
            self._is_renamed |= bool(self.place.choice != was and self.place.watch)
        if not self.rows.count or self.place.choice != was:
            self._fill(FIRST_PAGE)
        # The colours may be others.
        self.rows.forget()

    def leave_search(self) -> bool:
        """Go back to the entry from which the search, or a visit, began; whether there was one."""
        if self._came_from is None:
            return False
        self._return_to(self._came_from)
        self._came_from = None
        return True

    def _return_to(self, where: tuple[Place, int | None]) -> None:
        place, selected = where
        self._list(place)
        if selected is not None:
            self._stand_on(selected)

    def _stand_on(self, entry_id: int) -> None:
        """Put the cursor on an entry of the list that has just begun, if it is there."""
        if entry_id not in self.rows.listed:
            self._fill()
        self.rows.move_to(place_of(entry_id, self.rows.listed, self.rows.cursor))
        self._select()

    def list_unread(self) -> None:
        """List only what is unread, as long as this place is listed; a search or a visit comes back to that."""
        if not self.unread_only:
            self._unread_at = self.place.name
            self._begin()

    def toggle_filter(self) -> None:
        """List only what is unread, here and in all places that are gone to, or all again; the cursor stays there."""
        rows, line = self.rows, self.rows.line
        stays = rows.selected if self.unread_only else rows.unread_near(self.place.choice)
        self._is_filtered, self._unread_at = not self.unread_only, ""
        self._begin()
        if stays is not None and not self.is_untouched:
            self._stand_on(stays)
            rows.show_at(line)

    def toggle_sort(self) -> None:
        """List strong matches before likely ones, or the newest first again."""
        self.strong_first = not self.strong_first
        self._begin()

    async def renew(self) -> None:
        """Read the list anew, beside the desk; the cursor stays on its entry and the screen in its place. Nothing
        changes where another list is wanted by then. Raises StoreError."""
        place, asked = self.place, self._asked()
        ids, _ = await self._store.look(asked.read)
        now = self._asked()
        if place == self.place and (asked.choice, asked.unread_only) == (now.choice, now.unread_only):
            self._show(now.remaining(ids))
            if self.rows.selected != self._selected[0]:
                self._select()

    def leave_out(self) -> None:
        """Take out what a mark that is on its way takes out of this list; the cursor is on the next entry then."""
        rows, selected = self.rows, self.rows.selected
        ids = self._asked().remaining(rows.listed)
        if selected is not None and len(ids) < rows.count:
            rows.show(ids, place_of(selected, ids, rows.cursor), rows.complete)
            self.explain()
            self._select()

    @work(group="list", exclusive=True)
    async def _read_on(self) -> None:
        await self.renew()
        # How many there are is known only now.
        self.post_message(self.Selected())

    def _asked(self) -> Asked:
        choice = replace(self.place.choice, strong_first=self.strong_first)
        rows, way = self.rows, self.rows.on_the_way
        here = rows.cursor if rows.count and self._selected[1] is self._config else None
        return Asked(choice, self.unread_only, rows.listed, way("read"), way("dismissed"), here)

    def _fill(self, limit: int = ALL) -> None:
        """List so much at once; what is more is read beside the desk, or when it is wanted."""
        ids, is_whole = self._asked().read(self._store.db, limit)
        if not ids and not is_whole:
            ids, is_whole = self._asked().read(self._store.db)
        self._show(ids, None if is_whole else self._fill)
        if not is_whole:
            self._read_on()

    def _show(self, ids: "array[int]", complete: Callable[[], None] | None = None) -> None:
        rows = self.rows
        rows.search, rows.listed_watch = self.place.search, self.place.watch or ""
        if self._awaits(ids):
            return
        if ids and ids == rows.listed and complete is None:
            rows.complete = None
            return
        selected, top = rows.selected, rows.scroll_offset.y
        cursor = rows.cursor if selected is None else place_of(selected, ids, rows.cursor)
        if self.is_untouched:
            cursor = 0
        # Who looks at other rows than the cursor's goes on with them.
        here = min(top, rows.count - 1)
        moved = place_of(rows.listed[here], ids, here) - here if rows.is_away else cursor - rows.cursor
        rows.empty = [] if ids else self._explain()
        rows.show(ids, cursor, complete)
        if top and moved:
            rows.scroll_to(y=top + moved, animate=False, immediate=True)
        rows.rest()
        if not ids:
            self._look_near()

    def _awaits(self, ids: "array[int]") -> bool:
        """Whether what is listed stays: under the watch's new name the entry at the cursor is not matched yet."""
        selected = self.rows.selected
        if not self._is_renamed or selected is None or selected in ids:
            self._is_renamed = False
            return False
        if basis.is_matched(self._store.db, self.place.choice.watch):
            self._is_renamed = False
            # What was read may be older than the matches.
            self._fill()
        return True

    def explain(self) -> None:
        """Say anew why there is nothing to list, where there is nothing."""
        if not self.rows.count:
            self.rows.empty = self._explain()
            self.rows.set_count(0, 0)

    def show_heading(self, counts: Mapping[str, tuple[int, int]], way: str) -> None:
        """Say where one is and how much there is; `way` leads, where the panes on it are out of sight."""
        self._heading = (counts, way)
        if (name := self.place.watch or "") not in self._widened:
            self._widened[name] = widened_to(name, self._config)
        said = of_list(self, counts, self._config.keys, way, self._widened[name])
        self.query_one("#entries-heading", Plain).show(*said)

    def seek(self, step: int, *, around: bool = False) -> bool:
        """Move to the nearest unread entry in a direction, the one under the cursor included; whether there is one.

        With `around`, from the other end of the list; so it is where the first row is in sight and the cursor is not,
        for whoever comes back to the desk sees there what is new, and means the next of that.
        """
        rows = self.rows
        if not rows.count:
            return False
        around = around or (step > 0 and rows.is_away and not rows.scroll_offset.y)
        start = rows.cursor if not around else 0 if step > 0 else len(rows.ids) - 1
        found = rows.unread_from(start, step, self.place.choice)
        if found is None:
            return False
        rows.move_to(found)
        self.is_untouched = False
        self._select()
        return True

    @property
    def is_searching(self) -> bool:
        """Whether the search field is open."""
        return self.search.is_open

    def open_search(self) -> None:
        """Show the field, or the one that is open, and put the focus on it."""
        if not self.is_searching:
            self._before, self._sought = (self.place, self.rows.selected), 0
            self.search.open()
            self.explain()
        self.screen.set_focus(self.search.field)

    def close_search(self) -> bool:
        """Hide the field, look no further and list again what was listed before; whether it was open."""
        if not self.is_searching:
            return False
        self._leave_field()
        self.search.give_up()
        self._restore()
        return True

    def action_look_further(self) -> None:
        """Let a search that stopped go on."""
        if self.place.search is not None and self._stopped_at is not None:
            self.search.look_further()
            self.place = replace(self.place, note="looking further …")
            self.show_heading(*self._heading)

    def _leave_field(self) -> None:
        if self.is_searching:
            self._take_focus()
            self.search.hide()

    def _take_focus(self) -> None:
        """Take the focus from the field, or from nowhere; who has gone elsewhere stays there."""
        if self.screen.focused in (None, self.search.field):
            self.screen.set_focus(self.rows)

    def _restore(self) -> None:
        """List what was listed when the field was opened."""
        if self._before is not None and self._before[0] != self.place:
            self._return_to(self._before)
        if self.place.search is not None:
            self.search.resume()

    @on(Rows.Moved, "#entry-rows")
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        self.is_untouched = False
        self._select()

    @on(Rows.Opened, "#entry-rows")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        self.post_message(self.Opened())

    @on(SearchBar.Cleared)
    def _cleared(self, event: SearchBar.Cleared) -> None:
        event.stop()
        self._restore()

    @on(SearchBar.Left)
    def _left(self, event: SearchBar.Left) -> None:
        event.stop()
        self.close_search()

    @on(SearchBar.Kept)
    def _kept(self, event: SearchBar.Kept) -> None:
        event.stop()
        self._came_from = self._came_from or self._before
        self._take_focus()
        self.explain()

    @on(SearchBar.Found)
    def _found(self, event: SearchBar.Found) -> None:
        event.stop()
        if not self.search.lists(event.run):
            return
        page, is_same = event.page, event.page.search is self.place.search
        if not self.is_searching:
            self._came_from = self._came_from or self._before
        self.hint, self._stopped_at = page.hint, page.stopped_at
        name, choice = f"Search: {page.search.name}", Choice(all=True, ids=page.ids)
        self.place = Place(name, choice, "", page.search, limits(page, self._config.keys))
        if is_same or event.run.further > 1 or event.run.before is not None:
            self._fill()
            # How many there are is told in the heading of the reader too.
            self._select()
        else:
            self._begin()
        if self._sought in self.rows.listed:
            self.rows.move_to(self.rows.cursor or self.rows.listed.index(self._sought))
            self._sought = 0
        self.show_heading(*self._heading)

    def _look_near(self) -> None:
        """Find, beside the desk, what comes near to the watches of this place, for none of them matches anything."""
        watch = self.place.watch
        if watch is None or (self.unread_only and self.holds_any):
            return
        # Anew whenever there is twice as much to look at.
        wanted = (watch, self._config, largest_id(self._store.db).bit_length())
        if wanted != self._nearest_to and wanted[2]:
            self._nearest_to, self._nearest = wanted, ()
            self._find_near(watch)

    @work(group="nearest", exclusive=True)
    async def _find_near(self, watch: str) -> None:
        watches = [one for one in self._config.watches if watch in ("", one.name)]
        self._nearest = await self._store.read(lambda db: nearest(db, watches, self._config))
        self.explain()

    def _begin(self) -> None:
        self._is_renamed = False
        self.rows.show(array("q"), 0)
        self.rows.scroll_to(y=0, animate=False, immediate=True)
        self._fill(FIRST_PAGE)
        self._select()

    def _select(self) -> None:
        if self.rows.selected != self._selected[0]:
            self._selected = (self.rows.selected, self._config)
        self.post_message(self.Selected())
