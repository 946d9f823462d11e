"""One search through everything that is stored, in a thread of its own: what it has found so far, page by page."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.config import Config
from monitor.model import Entry, Feed
from monitor.store import entries, vocabulary
from monitor.store.entries import Choice
from monitor.tui.nearest import largest_id
from monitor.tui.store import ASKED

if TYPE_CHECKING:
    from monitor.find import Search

_BETWEEN = 0.3
"""Seconds between pages; the first is shown as soon as there is anything to show."""
_TURN = 0.04
"""Seconds for which a search stands still while its first page is painted: they would keep each other waiting."""
LISTED = 10_000
"""Entries that a search lists before it stops."""


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

        With what was found `before` it only looks among what is no older than the entries that have come since, unless
        others come to be what is sought as they grow older; its page holds both, without what is too old for the query
        by now, and there is none where that changes nothing.
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

        newest, since, before = largest_id(db), None, self.before
        if before is not None and before.search.gains_by_age:
            before = None
        if before is not None:
            kept = _kept(db, before)
            if (since := _oldest_behind(db, before.newest)) is None:
                return None if kept == before.ids else replace(before, ids=kept)
        search = find.Search(self.words, self._config)
        run = find.Pass(search, db, Choice(all=True, since=since))
        ids: list[int] = []
        next_page: float | None = None
        for batch in run.batches():
            is_far = run.looked >= find.LIMIT * self.further and not all(row.is_sure for row in batch)
            if self._is_given_up:
                return None
            if is_far or len(ids) >= LISTED * self.further:
                make_ready(search)
                return Page(search, tuple(ids), True, _time_of(db, batch[0].id), newest=newest)
            ids += run.decided(batch)
            if ids and self.before is None and (next_page is None or time.monotonic() >= next_page):
                if next_page is None:
                    make_ready(search)
                self._tell(Page(search, tuple(ids)))
                time.sleep(_TURN if next_page is None else 0)
                next_page = time.monotonic() + _BETWEEN
        make_ready(search)
        stopped_at = None
        if before is not None:
            ids += _older(db, kept, since)
            stopped_at = before.stopped_at
        return Page(search, tuple(ids), True, stopped_at, "" if ids else vocabulary.hint(db, search.node), newest)


def make_ready(search: "Search") -> None:
    """Compile, here and not where keys wait for it, what marks the words in titles and in the reader."""
    search.marks(search.text)
    search.match(Entry("", search.text), Feed(""))


def _kept(db: sqlite3.Connection, page: Page) -> tuple[int, ...]:
    """The entries of a page that are not too old for its query by now: `since:24h` may be listed for weeks."""
    if (oldest := page.search.oldest()) is None:
        return page.ids
    young = entries.members(db, Choice(all=True, ids=page.ids, since=oldest))
    return tuple(one for one in page.ids if one in young)


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
