"""Searches everything that is stored while one types: the field, what is wrong with a query, and when a run begins."""

import sqlite3

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from monitor import cells
from monitor.config import Config
from monitor.matching.query import QueryError
from monitor.text import line
from monitor.tui.line import Line
from monitor.tui.plain import Plain
from monitor.tui.search_run import Page, Run, make_ready
from monitor.tui.store import DeskStore

_PAUSE = 0.12
"""Seconds without a letter after which a search begins."""
_SAID_AFTER = 0.15
"""Seconds after Enter until it is said that nothing has been found yet: most searches are quicker, and to paint that
would hold them up."""
_FURTHER = 10
"""How many times as far a search looks that goes on."""
_MOST_RECALLED = 50
_NOTICE_SECONDS = 15


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
        yield Plain(id="search-told", classes="folds")

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
            make_ready(search)
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
        column = max(0, min(cells.width(before) - field.scroll_offset.x, room - 1))
        self._tell(f"{' ' * column}^\n{problem}")

    def _tell(self, said: str) -> None:
        self.query_one("#search-told", Plain).show(said)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
