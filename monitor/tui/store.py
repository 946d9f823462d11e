"""The desk's side of the store: it reads at once, and writes marks behind the keys so that no key waits for a disk."""

import asyncio
import math
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar

from monitor.config import ConfigError
from monitor.store import desk, feeds, marks
from monitor.store import hosts as stored_hosts
from monitor.store.access import connect_to_show
from monitor.store.backup import with_its_log
from monitor.store.marks import Mark, Undone
from monitor.store.presence import Presence
from monitor.store.schema import StoreError, connect, refusal, transaction
from monitor.store.turns import BUSY_SECONDS, is_locked

T = TypeVar("T")

ASKED = 100_000
"""Steps of SQLite, about a millisecond of them, after which what takes its time asks whether anyone waits for it."""
_PAUSE = 0.02
"""Seconds between two looks whether another program still writes."""
_LEAVING_SECONDS = 1.2
"""For how long another program's lock is waited for where the desk is left, which with all else that takes is to have
ended within two; longer than its poller has to end, for that may be who holds it."""


class DeskStore:
    """A store open for reading in the desk's own thread, and for writing in another."""

    def __init__(self, path: Path) -> None:
        """Open the store, to read alone where it cannot be written; raises StoreError."""
        self.path = path
        self._stands = _state(path)
        """What a store that cannot be written was like when it was opened."""
        self.db, self._is_writable = connect_to_show(path)
        self._presence = Presence(path)
        self.pending = 0
        """Writes on their way: until they are done, what the store says of marks is older than what the screen says."""
        self._openings = 1
        self._version = self.version
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="marks")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="search")
        self._looker = ThreadPoolExecutor(1, thread_name_prefix="lists")
        self._writing: sqlite3.Connection | None = None
        self._looking: tuple[int, sqlite3.Connection] | None = None
        """The connection of `look`, and which opening of the store it belongs to."""
        self._is_closed = False
        self._until = math.inf
        """When nobody waits for a lock any more (monotonic seconds)."""
        self._failed, self._refused = 0, ""
        """How many writes were not done, and why the last of them."""

    @property
    def version(self) -> tuple[int, int]:
        """What is another one once somebody else has written to the store, and `has_changed` was asked: a connection
        counts from the moment when it was opened."""
        return self._openings, int(self.db.execute("PRAGMA data_version").fetchone()[0])

    def has_changed(self) -> bool:
        """Whether anyone wrote to the store since the last time this was asked: the poller, another desk, a verb."""
        if not self._is_writable and (state := _state(self.path)) != self._stands:
            # Such a connection does not see what others write, and may be misled by it. Room may have been made by now.
            self._presence.check()
            db, self._is_writable = connect_to_show(self.path)
            # Not before: what is on the screen is still asked for where the store cannot be opened any more.
            self.db.close()
            self.db, self._stands = db, state
            self._openings += 1
        version = self.version
        changed, self._version = version != self._version, version
        return changed

    def write(self, what: Callable[[sqlite3.Connection], T]) -> "asyncio.Future[T]":
        """Do `what` with a connection that may wait for other writers. Raises StoreError where it is awaited.

        It has its place among the writes at once, and is done also where nobody waits for it any more: the desk may be
        left in the meantime, and has shown already what this writes.
        """
        writing = asyncio.wrap_future(self._writer.submit(self._write, what))
        self.pending += 1
        # From Python 3.14 on what the thread has done by now comes at once, and whoever awaits it goes on at once.
        if writing.done():
            self._written(writing)
        else:
            writing.add_done_callback(self._written)
        awaited = asyncio.shield(writing)
        # Of what went wrong nobody may be left to hear, and asyncio is not to complain of that on the terminal.
        awaited.add_done_callback(lambda done: done.cancelled() or done.exception())
        return awaited

    async def read(self, what: Callable[[sqlite3.Connection], T]) -> T:
        """Do `what`, which may take its time, beside the desk with a connection of its own. Raises StoreError."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, self._read, what)

    async def look(self, what: Callable[[sqlite3.Connection], T]) -> T:
        """Do `what`, which every change of the store asks for, where no search stands before it. Raises StoreError."""
        return await asyncio.get_running_loop().run_in_executor(self._looker, self._look, what)

    def mark(self, ids: Sequence[int], what: Mark, value: bool) -> "asyncio.Future[int]":
        """Set a mark on entries, see `write`; how many have changed by it. Raises StoreError."""
        return self.write(lambda db: marks.mark(db, ids, what, value, int(time.time())))

    def tag(self, ids: Sequence[int], name: str, value: bool) -> "asyncio.Future[int]":
        """Give entries a tag, or take it away, see `write`; how many have changed. Raises StoreError, and BadTag."""
        return self.write(lambda db: marks.tag(db, ids, name, value, int(time.time())))

    def edit_config(self, path: Path, change: Callable[[str], str], said: str) -> "asyncio.Future[None]":
        """Change the config so that it can be undone, see `write` and marks. Raises ConfigError, and StoreError."""
        return self.write(lambda db: marks.edit_config(db, path, change, said, int(time.time()), self._is_over))

    def undo(self) -> "asyncio.Future[Undone | None]":
        """Take the last change back: what it was, or None; see `write`. Raises StoreError."""
        return self.write(lambda db: marks.undo(db, is_over=self._is_over))

    def left(self, key: str) -> Any:
        """What was kept under a key when the desk was left, as JSON holds it; None for nothing."""
        return desk.get(self.db, key)

    async def keep(self, values: Mapping[str, Any]) -> None:
        """Keep where the desk is left; where that cannot be written, the next one begins from the top."""
        with suppress(StoreError):
            await self.write(lambda db: desk.put(db, values))

    def ask(self, urls: Sequence[str]) -> "asyncio.Future[dict[str, int]]":
        """Ask the poller, whose-ever child it is, to poll these feeds now, see `write`. Raises StoreError.

        The hosts of theirs come back that are left alone, as they asked, each with the time until when.
        """

        def write(db: sqlite3.Connection) -> dict[str, int]:
            now = int(time.time())
            with transaction(db):
                feeds.ask(db, urls, now)
            return _held(db, urls, now)

        return self.write(write)

    async def finish(self) -> None:
        """Wait until all is done that was to be written."""
        # The last in the line.
        await asyncio.wrap_future(self._writer.submit(lambda: None))

    async def leave(self, values: Mapping[str, Any]) -> str:
        """Finish the writes, and keep `values`, see `keep`: what was not saved, as a sentence, or "".

        A store or a config that another program has locked is waited for but a moment, for somebody waits for the end.
        """
        self._until, failed = time.monotonic() + _LEAVING_SECONDS, self._failed
        await self.finish()
        lost = self._failed - failed
        if values:
            await self.keep(values)
        what = f"{lost:,} of the last changes were" if lost > 1 else "The last change was"
        return f"{what} not saved: {self._refused}" if lost else ""

    def close(self) -> None:
        """Finish the writes and close."""
        self._writer.submit(self._close).result()
        self._writer.shutdown()
        self._reader.shutdown(wait=False, cancel_futures=True)
        self._looker.shutdown(wait=False, cancel_futures=True)
        self._is_closed = True
        self.db.close()

    def _written(self, writing: "asyncio.Future[Any]") -> None:
        self.pending -= 1
        problem = None if writing.cancelled() else writing.exception()
        if isinstance(problem, (ConfigError, StoreError)):
            self._failed, self._refused = self._failed + 1, str(problem)

    def _write(self, what: Callable[[sqlite3.Connection], T]) -> T:
        # Also with a connection from before: what is written to a file without a name is lost when the desk closes.
        self._presence.check()
        if self._writing is None:
            self._writing = connect(self.path, make=False)
        self._take_turn(self._writing)
        return what(self._writing)

    def _is_over(self) -> bool:
        return time.monotonic() > self._until

    def _take_turn(self, db: sqlite3.Connection) -> None:
        """Wait while another program writes, here, where the wait can be cut short. Raises StoreError."""
        until = time.monotonic() + BUSY_SECONDS
        while is_locked(db):
            if self._is_over():
                raise StoreError(f"The store {self.path} is locked by another program.")
            if time.monotonic() > until:
                raise refusal(sqlite3.OperationalError("database is locked"), self.path)
            time.sleep(_PAUSE)

    def _read(self, what: Callable[[sqlite3.Connection], T]) -> T:
        self._presence.check()
        with closing(self._opened()) as db:
            return what(db)

    def _look(self, what: Callable[[sqlite3.Connection], T]) -> T:
        opening, looking = self._looking or (0, None)
        if looking is None or opening != self._openings:
            opening = self._openings
            self._presence.check()
            looking = self._opened()
            # Asked for as it goes, for an interruption between two statements would leave the next of them untouched.
            looking.set_progress_handler(lambda: self._is_closed, ASKED)
            self._looking = opening, looking
        return what(looking)

    def _opened(self) -> sqlite3.Connection:
        return connect(self.path, readonly=not self._is_writable, make=False)

    def _close(self) -> None:
        if self._writing is not None:
            self._writing.close()


def _state(path: Path) -> list[tuple[int, int]]:
    """What tells that somebody has written to a store: size and time of its file, and of what stands in its log."""
    state = [(0, 0), (0, 0)]
    for at, file in enumerate(with_its_log(path)[:2]):
        with suppress(OSError):
            if (known := file.stat()).st_size:
                state[at] = known.st_size, known.st_mtime_ns
    return state


def _held(db: sqlite3.Connection, urls: Sequence[str], now: int) -> dict[str, int]:
    holds = stored_hosts.holds(db, now)
    if not holds:
        return {}
    # Imported here, for hardly any server asks for it.
    from monitor.feeds.http import host

    wanted = {*urls}
    hosts = {host(state.target) for state in feeds.states(db) if state.url in wanted}
    return {name: until for name, until in holds.items() if name in hosts}
