"""Searches everything that is stored while one types: the field, what is wrong with a query, and the runs behind it."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from monitor import cells
from monitor.config import Config
from monitor.matching.query import QueryError
from monitor.model import Entry, Feed
from monitor.store import entries, vocabulary
from monitor.store.entries import Choice
from monitor.text import line
from monitor.tui.line import Line
from monitor.tui.nearest import stored
from monitor.tui.plain import Plain
from monitor.tui.store import ASKED, DeskStore

if TYPE_CHECKING:
    from monitor.find import Search

_PAUSE = 0.12
"""Seconds without a letter after which a search begins."""
_BETWEEN = 0.3
"""Seconds between pages; the first is shown as soon as there is anything to show."""
_SAID_AFTER = 0.15
"""Seconds after Enter until it is said that nothing has been found yet: most searches are quicker, and to paint that
would hold them up."""
_TURN = 0.04
"""Seconds for which a search stands still while its first page is painted: they would keep each other waiting."""
LISTED = 10_000
"""Entries that a search lists before it stops."""
_FURTHER = 10
"""How many times as far a search looks that goes on."""
_MOST_RECALLED = 50
_NOTICE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Page:
    """What a search has found so far."""

    search: "Search"
    ids: tuple[int, ...]
    """Newest first."""
    is_done: bool = False
    stopped_at: int | None = None
    """The time (seconds since the epoch, UTC) of the entry at which it stopped; None where it came to the end."""
    hint: str = ""
    """What else to look for, where nothing was found."""
    newest: int = 0
    """The largest id of an entry when it was begun."""


class Run:
    """One search, in a thread of its own; it tells each page and gives the last, or None once it is given up."""

    def __init__(
        self, words: str, config: Config, further: int, tell: Callable[[Page], object], before: Page | None = None
    ) -> None:
        """Look `further` times as far as usual. `tell` is called in the thread.

        With what was found `before` it only looks among what is no older than the entries that have come since; its
        page holds both, and there is none where nothing has come.
        """
        self.words = words
        self.further = further
        self.before = before
        self._config = config
        self._tell = tell
        self._is_given_up = False

    def give_up(self) -> None:
        """End it as soon as may be, from another thread; SQLite stops in the middle of what it does."""
        self._is_given_up = True

    def __call__(self, db: sqlite3.Connection) -> Page | None:
        """Search a store. Raises QueryError."""
        # Asked for as it goes, for an interruption between two statements would leave the next of them untouched.
        db.set_progress_handler(lambda: self._is_given_up, ASKED)
        try:
            return None if self._is_given_up else self._look(db)
        except sqlite3.OperationalError:
            if self._is_given_up:
                return None
            raise
        finally:
            db.set_progress_handler(None, 0)

    def _look(self, db: sqlite3.Connection) -> Page | None:
        # Imported here, for what finds also loads all that matches, and the first frame needs none of it.
        from monitor import find

        newest, since = stored(db), None
        if self.before is not None and (since := _oldest_behind(db, self.before.newest)) is None:
            return None
        search = find.Search(self.words, self._config)
        run = find.Pass(search, db, Choice(all=True, since=since))
        ids: list[int] = []
        next_page: float | None = None
        for batch in run.batches():
            is_far = run.looked >= find.LIMIT * self.further and not all(row.is_sure for row in batch)
            if self._is_given_up:
                return None
            if is_far or len(ids) >= LISTED * self.further:
                _make_ready(search)
                return Page(search, tuple(ids), True, _time_of(db, batch[0].id), newest=newest)
            ids += run.decided(batch)
            if ids and self.before is None and (next_page is None or time.monotonic() >= next_page):
                if next_page is None:
                    _make_ready(search)
                self._tell(Page(search, tuple(ids)))
                time.sleep(_TURN if next_page is None else 0)
                next_page = time.monotonic() + _BETWEEN
        _make_ready(search)
        stopped_at = None
        if self.before is not None:
            ids += _older(db, self.before.ids, since)
            stopped_at = self.before.stopped_at
        return Page(search, tuple(ids), True, stopped_at, "" if ids else vocabulary.hint(db, search.node), newest)


def _make_ready(search: "Search") -> None:
    """Compile, here and not where keys wait for it, what marks the words in titles and in the reader."""
    search.marks(search.text)
    search.match(Entry("", search.text), Feed(""))


def _oldest_behind(db: sqlite3.Connection, newest: int) -> int | None:
    """The time of the oldest of the entries that came behind one; None where none did."""
    at = db.execute("SELECT min(at) FROM entries WHERE id > ?", (newest,)).fetchone()[0]
    return None if at is None else int(at)


def _older(db: sqlite3.Connection, ids: tuple[int, ...], since: int | None) -> list[int]:
    """Those of some entries that are older than a time, in their order."""
    later = entries.members(db, Choice(all=True, ids=ids, since=since))
    return [one for one in ids if one not in later]


def _time_of(db: sqlite3.Connection, entry_id: int) -> int:
    return entries.rows(db, [entry_id])[entry_id].at


class SearchField(Line):
    """The words to look for; up and down recall those of earlier searches."""

    BINDINGS = [("up", "recall(-1)", "earlier search"), ("down", "recall(1)", "later search")]

    def __init__(self) -> None:
        """Empty; the searches of this session are still to come."""
        placeholder = "words, title:word, A AND B, -word, @scam_hubs, unread:, since:24h"
        super().__init__(id="search", placeholder=placeholder)
        self._recalled: list[str] = []
        self._at = 0
        self._typed = ""

    def begin(self) -> None:
        """Empty it for another search."""
        self.value = ""
        self._at = len(self._recalled)

    def remember(self) -> None:
        """Keep its words, to be recalled."""
        words = self.value.strip()
        self._recalled = [*(one for one in self._recalled if one != words), words][-_MOST_RECALLED:]

    def action_recall(self, step: int) -> None:
        """Show an earlier search, or a later one; behind the last stands what was typed."""
        if self._at == len(self._recalled):
            self._typed = self.value
        self._at = max(0, min(self._at + step, len(self._recalled)))
        self.value = [*self._recalled, self._typed][self._at]
        self.cursor_position = len(self.value)


class SearchBar(Vertical):
    """The field and the line below it; each page of what is found goes up as a message."""

    DEFAULT_CSS = "SearchBar { height: auto; }"

    class Found(Message):
        """There is something to list."""

        def __init__(self, run: Run, page: Page) -> None:
            super().__init__()
            self.run = run
            self.page = page

    class Cleared(Message):
        """There is nothing in the field any more."""

    class Left(Message):
        """Enter was pressed in the empty field."""

    class Kept(Message):
        """The field was left for the list of what was found."""

    class _Told(Found):
        """A page on its way from the thread; its search may have been given up meanwhile."""

    def __init__(self, store: DeskStore) -> None:
        """Hidden; `config` says what names and concepts mean."""
        super().__init__()
        self.config = Config()
        self.field = SearchField()
        """What is typed into. It is asked for before it is in its place too, as where the terminal gets another size
        while the desk is laid out."""
        self._store = store
        self._run: Run | None = None
        self._listed: Run | None = None
        """The run of which something is listed."""
        self._page: Page | None = None
        """What is listed of it."""
        self._adding: Run | None = None
        """The run that looks for what has come since."""
        self._left: tuple[Run | None, Page | None] = None, None
        """What was listed when the field was opened."""
        self._is_behind = False
        """Whether something has come while the search was on its way."""
        self.is_entering = False
        """Whether the field is to be left as soon as something is found."""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The field, and what is wrong with what stands in it."""
        yield self.field
        yield Plain(id="search-told")

    @property
    def is_open(self) -> bool:
        """Whether the field is shown."""
        return self.field.display

    def lists(self, run: Run) -> bool:
        """Whether what a run found is what is to be listed: it was given up, perhaps, while its page was on its way."""
        return run is self._listed

    def open(self) -> None:
        """Show the field, empty, and put the focus on it."""
        self._left = self._listed, self._page
        self.give_up()
        self.field.display = True
        self.field.begin()
        self._tell("")
        self._warm_up()
        # At once: the letters that follow may be in the queue already.
        self.screen.set_focus(self.field)

    @work(group="warm", exclusive=True)
    async def _warm_up(self) -> None:
        """Have what all searches need while the first letters are typed."""
        config = self.config

        def warm_up(_: sqlite3.Connection) -> None:
            from monitor.find import Search

            search = Search("a", config)
            _make_ready(search)
            search.prepare()

        await self._store.read(warm_up)

    def hide(self) -> None:
        """Hide the field; a search that is on its way goes on."""
        self.field.display = False
        self.is_entering = False
        self._stop_timer()
        self._tell("")

    def give_up(self) -> None:
        """Look no further."""
        self._stop_timer()
        self.is_entering = False
        self._end_runs()
        self._run = self._listed = None

    def resume(self) -> None:
        """Go on with the search that was listed when the field was opened, for it is listed again."""
        run, page = self._left
        if run is None or page is None:
            return
        if page.is_done:
            self._run, self._listed, self._page = run, run, page
            self._catch_up()
        else:
            self._search(run.words, run.further)

    @work(group="catch up", exclusive=True)
    async def _catch_up(self) -> None:
        await self.renew()

    def _end_runs(self) -> None:
        for run in (self._run, self._adding):
            if run is not None:
                run.give_up()

    async def renew(self) -> None:
        """Add to what is listed what has come into the store since; a search that is on its way does so at its end."""
        listed, page = self._listed, self._page
        if listed is None or page is None or listed is not self._run or not page.is_done:
            self._is_behind = True
            return
        # Pages are told at their end: the list stands until then.
        self._adding = run = Run(listed.words, self.config, listed.further, lambda page: None, page)
        try:
            more = await self._store.read(run)
        except QueryError:
            # A watch that it names is gone from the config: what it found before stays.
            return
        finally:
            run.give_up()
        if more is not None and self._listed is listed is self._run:
            self._run = run
            self._take(run, more)

    def go_on(self, words: str) -> None:
        """Search for words that were searched for when the desk was left; what is wrong with them now is not told."""
        self._search(words, is_quiet=True)

    def look_further(self) -> None:
        """Search once more for what is listed, farther back."""
        if self._listed is not None:
            self._search(self._listed.words, self._listed.further * _FURTHER)

    def on_unmount(self) -> None:
        """The thread must not outlive the desk."""
        self.give_up()

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if not self.is_open:
            return
        self._stop_timer()
        self.is_entering = False
        self._tell("")
        if event.value.strip():
            self._timer = self.set_timer(_PAUSE, self._begin)
        else:
            self.give_up()
            self.post_message(self.Cleared())

    @on(Input.Submitted, "#search")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        # The field itself, for what was typed since may be in it already.
        words = self.field.value.strip()
        if not words:
            self.post_message(self.Left())
            return
        is_same = self._run is not None and self._run.words == words
        if is_same and self._run is self._listed:
            self._keep()
            return
        self.is_entering = True
        self._stop_timer()
        self._timer = self.set_timer(_SAID_AFTER, self._say_that_it_looks)
        if not is_same:
            self._search(words)

    def _say_that_it_looks(self) -> None:
        if self.is_entering:  # The timer may have gone off as something was found.
            self._tell("looking …")

    def _begin(self) -> None:
        words = self.field.value.strip()
        if self._run is None or self._run.words != words:
            self._search(words)

    @work(group="search", exclusive=True)
    async def _search(self, words: str, further: int = 1, *, is_quiet: bool = False) -> None:
        """Look for words until all is found; what is wrong with them is told below the field, unless `is_quiet`."""
        self._end_runs()
        run = Run(words, self.config, further, lambda page: self.post_message(self._Told(run, page)))
        self._run, self._is_behind = run, False
        try:
            page = await self._store.read(run)
        except QueryError as problem:
            if run is self._run and not is_quiet:
                self._tell_mistake(problem)
            return
        if page is not None:
            self._take(run, page)
            for notice in page.search.notices() if run is self._run else ():
                self.notify(line(notice), severity="warning", timeout=_NOTICE_SECONDS, markup=False)
            if self._is_behind:
                self._catch_up()

    @on(_Told)
    def _take_told(self, event: _Told) -> None:
        event.stop()
        self._take(event.run, event.page)

    def _take(self, run: Run, page: Page) -> None:
        """List what a run has found; one that goes on begins anew, and is not listed before it has found more."""
        if run is not self._run:
            return
        if run.further == 1 or page.is_done or self._page is None or len(page.ids) > len(self._page.ids):
            self._listed, self._page = run, page
            self.post_message(self.Found(run, page))
        if self.is_entering:
            self._keep()

    def _keep(self) -> None:
        self.field.remember()
        self.hide()
        self.post_message(self.Kept())

    def _tell_mistake(self, problem: QueryError) -> None:
        """The place under the field, and what to write instead; who has pressed Enter finds the cursor there."""
        self._run = None
        field = self.field
        before = field.value[: problem.position + len(field.value) - len(field.value.lstrip())]
        if self.is_entering:
            self.is_entering = False
            self._stop_timer()
            field.cursor_position = len(before)
        room = max(1, self.size.width - 2)
        column = max(0, min(cells.width(before) - int(field.scroll_offset.x), room - 1))
        self._tell(f"{' ' * column}^\n{problem}")

    def _tell(self, said: str) -> None:
        line = self.query_one("#search-told", Plain)
        line.show(said)
        line.display = bool(said)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
