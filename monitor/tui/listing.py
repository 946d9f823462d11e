"""The pane in the middle: the entries of a place, what stands above them, the field to search in."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from monitor import find
from monitor.config import Config
from monitor.find import Result, Search
from monitor.matching import vocabulary
from monitor.matching.packs import with_edits
from monitor.matching.query import QueryError
from monitor.matching.why import widened
from monitor.store import entries
from monitor.store.entries import Choice, Row
from monitor.tui.entries import EntryRows
from monitor.tui.plain import Plain
from monitor.tui.rows import Rows
from monitor.tui.store import DeskStore
from monitor.tui.watches import Place

FIRST_PAGE = 2_000
"""Entries of which a list is made before the first frame; the rest follows."""
_ALL = 10_000_000


class EntriesPane(Vertical):
    """Lists the entries of one place; what was listed stays until the place is left, also when it is read meanwhile."""

    class Selected(Message):
        """Another entry is under the cursor, or the same one changed."""

    class Opened(Message):
        """The entry under the cursor is to be read."""

    def __init__(self, store: DeskStore, explain: Callable[[], Sequence[str]]) -> None:
        """`explain` says, in lines, why there is nothing to list and what to do."""
        super().__init__(id="entries", classes="pane")
        self.rows = EntryRows(store)
        self.place = Place("All matches", Choice())
        self.unread_only = False
        self._store = store
        self._explain = explain
        self.is_whole = False
        """Whether the list holds all of its place, not only its first page."""
        self._selected: int | None = None
        self._came_from: tuple[Place, int | None] | None = None
        self._config = Config()
        self._widened: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Heading, list, search field and what is said about it."""
        yield Plain(id="entries-heading", classes="heading")
        yield self.rows
        yield Plain(id="search-told")
        yield Input(id="search", placeholder="words, title:word, A AND B, -word, @scam_hubs, unread:, since:24h")

    @property
    def row(self) -> Row | None:
        """The entry under the cursor, as it is shown."""
        return self.rows.row(self.rows.cursor) if self.rows.count else None

    def go_to(self, place: Place) -> None:
        """List another place, from its newest entry."""
        if place != self.place:
            self.place = place
            self._begin()

    def take_config(self, config: Config, places: Sequence[Place], otherwise: Place) -> None:
        """The config was edited: what is listed, or was before a search, is what goes by its name now."""
        self._config = config
        self._widened.clear()
        now = {place.name: place for place in places}
        if self._came_from is not None:
            place, selected = self._came_from
            self._came_from = (now.get(place.name, otherwise), selected)
        if self.place.search is None:
            self.place = now.get(self.place.name, otherwise)

    def leave_search(self) -> bool:
        """Go back to the entry from which the search began; whether there was a search."""
        if self._came_from is None or self.place.search is None:
            return False
        place, selected = self._came_from
        self._came_from = None
        self.go_to(place)
        if selected is not None and selected in self.rows.ids:
            self.rows.move_to(self.rows.ids.index(selected))
            self._select()
        return True

    def toggle_filter(self) -> None:
        """List only what is unread, or all again."""
        self.unread_only = not self.unread_only
        self._begin()

    def reload(self, limit: int = _ALL) -> None:
        """Read the list anew; the cursor stays on its entry and the screen in its place."""
        rows = self.rows
        selected, top = rows.selected, rows.scroll_offset.y
        ids = self._ids(limit, set(rows.ids))
        rows.search = self.place.search
        cursor = ids.index(selected) if selected is not None and selected in ids else rows.cursor
        moved = cursor - rows.cursor
        rows.empty = [] if ids else self._explain()
        rows.show(ids, cursor)
        if top and moved:
            rows.scroll_to(y=top + moved, animate=False, immediate=True)
        rows.show_cursor()
        if rows.selected != self._selected:
            self._select()

    def explain(self) -> None:
        """Say anew why there is nothing to list, where there is nothing."""
        if not self.rows.count:
            self.rows.empty = self._explain()
            self.rows.set_count(0, 0)

    def show_heading(self, counts: Mapping[str, tuple[int, int]], way: str) -> None:
        """Say where one is and how much there is; `way` leads, where the panes on it are out of sight."""
        place = self.place
        said = f"{way}{place.name}  {self.rows.count:,}"
        if place.watch is not None:
            said += f" · {counts.get(place.watch, (0, 0))[0]:,} unread"
        if self.unread_only:
            said += " · only unread ones are listed (F)"
        said += "".join(f" · {note}" for note in (place.note, self._stands_for(place.watch)) if note)
        self.query_one("#entries-heading", Plain).show(said)

    def _stands_for(self, name: str | None) -> str:
        """What the keywords of a watch are widened to: scam hubs → @scam_hubs."""
        if name and name not in self._widened:
            packs = with_edits(self._config.concepts)
            watches = (watch for watch in self._config.watches if watch.name == name)
            found = [widened(*one) for watch in watches for one in vocabulary.widened(watch, packs).items()]
            self._widened[name] = ", ".join(found)
        return self._widened[name] if name else ""

    def seek(self, step: int, *, around: bool = False) -> bool:
        """Move to the nearest unread entry in a direction, the one under the cursor included; whether there is one.

        With `around`, from the other end of the list.
        """
        rows = self.rows
        if not rows.count:
            return False
        unread = set(entries.ids(self._store.db, replace(self.place.choice, unread=True), _ALL))
        start = rows.cursor if not around else 0 if step > 0 else rows.count - 1
        indices = range(start, rows.count) if step > 0 else range(start, -1, -1)
        found = next((index for index in indices if rows.ids[index] in unread and rows.is_unread(index)), None)
        if found is None:
            return False
        rows.move_to(found)
        self._select()
        return True

    @property
    def is_searching(self) -> bool:
        """Whether the search field is open."""
        return self.query_one("#search", Input).display

    def open_search(self) -> None:
        """Show the field and put the focus on it."""
        field = self.query_one("#search", Input)
        field.display = True
        field.value = ""
        self._tell("")
        # At once: the letters that follow may be in the queue already.
        self.screen.set_focus(field)

    def close_search(self) -> bool:
        """Hide the field, and look no further; whether it was open."""
        if not self.is_searching:
            return False
        self.workers.cancel_group(self, "search")
        self._hide_field()
        return True

    def _hide_field(self) -> None:
        self.query_one("#search", Input).display = False
        self._tell("")
        self.screen.set_focus(self.rows)

    @on(Rows.Moved, "#entry-rows")
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        self._select()

    @on(Rows.Opened, "#entry-rows")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        self.post_message(self.Opened())

    @on(Input.Submitted, "#search")
    def _search(self, event: Input.Submitted) -> None:
        event.stop()
        words = event.value.strip()
        if not words:
            self.close_search()
            return
        self._look_for(words)

    @work(group="search", exclusive=True)
    async def _look_for(self, words: str) -> None:
        """List what satisfies a query; what is wrong with one is told at the field, the cursor on the place."""
        self._tell("looking …")
        try:
            search = Search(words, self._config)
            result = await self._store.read(lambda db: search.result(db, Choice(all=True), find.LIMIT))
        except QueryError as problem:
            self._tell(str(problem))
            field = self.query_one("#search", Input)
            field.cursor_position = problem.position + len(field.value) - len(field.value.lstrip())
            return
        self._hide_field()
        if self.place.search is None:
            self._came_from = (self.place, self.rows.selected)
        self.go_to(Place(f"Search: {search.name}", Choice(all=True, ids=result.ids), "", search, self._limits(result)))

    def _limits(self, result: Result) -> str:
        """How far back a search looked that did not come to the end."""
        if result.stopped_at is None:
            return ""
        row = entries.rows(self._store.db, [result.stopped_at])[result.stopped_at]
        return f"looked back to {datetime.fromtimestamp(row.at).astimezone():%d %b %Y}: add since: or more words"

    @on(Input.Changed, "#search")
    def _typed(self) -> None:
        self._tell("")

    def _tell(self, said: str) -> None:
        line = self.query_one("#search-told", Plain)
        line.show(said)
        line.display = bool(said)

    def _begin(self) -> None:
        self.rows.show(array("q"), 0)
        self.rows.scroll_to(y=0, animate=False, immediate=True)
        self.reload()

    def _select(self) -> None:
        self._selected = self.rows.selected
        self.post_message(self.Selected())

    def _ids(self, limit: int, keep: set[int]) -> "array[int]":
        choice = self.place.choice
        listed = entries.ids(self._store.db, choice, limit)
        self.is_whole = len(listed) < limit
        if not self.unread_only:
            return listed
        unread = set(entries.ids(self._store.db, replace(choice, unread=True), limit)) | keep
        return array("q", (one for one in listed if one in unread))
