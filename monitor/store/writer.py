"""Writes that come together share a commit: each waits for the disk, and one wait serves them all."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from typing import Any, TypeVar

from monitor.store.schema import path_of, refusal, transaction
from monitor.store.turns import BUSY_SECONDS, is_locked

_Made = TypeVar("_Made")
_MOST, _MOST_SECONDS = 100, 1.0
"""Writes in one commit, and seconds after which none is added: other processes wait for no more than these."""
_PAUSE = 0.05
"""Seconds between looks at whether another program still writes."""


class Writer:
    """Does what is asked of it in transactions, several at a time."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._asked: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def written(self, work: Callable[[], _Made]) -> _Made:
        """What `work` comes to, once all that it wrote is on the disk.

        What it raises is raised here: nothing of it is written then, and the others' writes are. Raises StoreError
        where the store cannot be written.
        """
        future: asyncio.Future[_Made] = asyncio.get_running_loop().create_future()
        self._asked.append((work, future))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write())
        return await future

    async def _write(self) -> None:
        while self._asked:
            # Whatever else is ready comes along.
            await asyncio.sleep(0)
            refused: Exception | None = None
            try:
                await self.turn()
            except Exception as problem:  # noqa: BLE001 - it is raised again where each of them is awaited
                refused = problem
            self._asked = [(work, future) for work, future in self._asked if not future.cancelled()]
            batch = self._asked[:_MOST]
            done = [refused] * len(batch) if refused else self._done([work for work, _ in batch])
            self._asked = self._asked[len(done) :]
            for (_, future), outcome in zip(batch, done, strict=False):
                if isinstance(outcome, Exception):
                    future.set_exception(outcome)
                else:
                    future.set_result(outcome)

    async def turn(self) -> None:
        """Wait while another program writes; in here, so that whatever else this loop is at is not late by that.

        Raises StoreError where that takes longer than BUSY_SECONDS: a transaction would wait as long again, and with
        it the loop.
        """
        deadline = time.monotonic() + BUSY_SECONDS
        while is_locked(self._db):
            if time.monotonic() >= deadline:
                raise refusal(sqlite3.OperationalError("database is locked"), path_of(self._db))
            await asyncio.sleep(_PAUSE)

    def _done(self, several: list[Callable[[], Any]]) -> list[Any]:
        """What each comes to, or the exception that it raised, in one transaction; of as many as there is time for."""
        done: list[Any] = []
        deadline = time.monotonic() + _MOST_SECONDS
        try:
            with transaction(self._db):
                while len(done) < len(several) and (not done or time.monotonic() < deadline):
                    done.append(self._alone(several[len(done)]))
            return done
        except Exception as problem:  # noqa: BLE001 - it is raised again where each of them is awaited
            return [problem] * len(several)

    def _alone(self, work: Callable[[], Any]) -> Any:
        self._db.execute("SAVEPOINT one")
        try:
            outcome = work()
        except Exception as problem:
            if not self._db.in_transaction:
                raise  # The store gave up, on a full disk for one, and has taken back what the others wrote.
            self._db.execute("ROLLBACK TO one")
            outcome = problem
        self._db.execute("RELEASE one")
        return outcome
