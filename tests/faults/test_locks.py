"""Many programs on one store: whoever finds it locked waits, and nobody's marks are lost."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

from monitor import config
from monitor.store import schema
from monitor.store.entries import Choice
from monitor.store.turns import BUSY_SECONDS
from tests.faults.bureau import ROOT, Bureau
from tests.home import PATIENCE
from tests.newsroom import Answer, Reply
from tests.tui.desk import Office, opened

HELD = 3.0
"""Seconds; longer than the feeds' own time limit here. The benchmark holds a lock for eight."""
DESK = """
import asyncio, sys
from pathlib import Path
from monitor.store import entries
from monitor.store.entries import Choice
from monitor.tui.store import DeskStore

async def main(path, ids):
    store = DeskStore(Path(path))
    for number in ids:
        store.has_changed()
        assert entries.count(store.db, Choice(all=True)) and len(entries.ids(store.db, Choice(all=True), 50))
        await store.mark([number], "starred", True)
        print(number, flush=True)
        await asyncio.sleep(0.02)
    store.close()

asyncio.run(main(sys.argv[1], map(int, sys.argv[2:])))
"""


@contextmanager
def locked(office: Bureau, seconds: float = HELD) -> Iterator[None]:
    """Another program writes to the store from before the block, for so long, or until the block ends."""
    ended = threading.Event()
    with closing(schema.connect(office.store)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM asks")

        def hold() -> None:
            ended.wait(seconds)
            db.execute("COMMIT")

        holding = threading.Thread(target=hold)
        holding.start()
        try:
            yield
        finally:
            ended.set()
            holding.join()


def later(reply: Reply) -> Reply:
    """A reply that is on its way while the poller waits for the lock."""

    def answer(headers: Mapping[str, str]) -> Answer:
        time.sleep(1)
        return reply if isinstance(reply, Answer) else reply(headers)

    return answer


def test_a_lock_of_another_program_fails_neither_a_poll_nor_a_mark(filled: Bureau, held: float = HELD) -> None:
    filled.publish(2)
    filled.newsroom.answers["/1"] = later(filled.newsroom.answers["/1"])
    began = time.monotonic()
    with locked(filled, held):
        polling = subprocess.Popen(
            filled.command("poll", "--force"), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert filled.mark("starred", [3]).code == 0
        assert time.monotonic() - began >= held
        out, err = polling.communicate(timeout=PATIENCE)
    assert polling.returncode == 0 and not err and "0 feeds failed" in out, (out, err)
    assert filled.poll().code == 0
    assert filled.losses() == []


def test_four_desks_mark_while_a_poll_writes(filled: Bureau) -> None:
    filled.publish(30, feeds=2)
    ids = filled.unmarked("starred", 12)
    shares = [[str(number) for number in ids[desk::4]] for desk in range(4)]
    desks = [
        subprocess.Popen(
            [sys.executable, "-c", DESK, str(filled.store), *share], cwd=ROOT, stdout=-1, stderr=-1, text=True
        )
        for share in shares
    ]
    assert filled.poll().code == 0
    for desk, share in zip(desks, shares, strict=True):
        out, err = desk.communicate(timeout=PATIENCE)
        assert (desk.returncode, out.split(), err) == (0, share, "")
    filled.marked["starred"] |= set(ids)
    assert filled.losses() == []


async def test_no_key_of_a_desk_waits_for_a_lock(filled: Bureau) -> None:
    office = Office(filled.folder / "config.toml", filled.store)
    assert len(config.load(office.config).watches) == 1
    async with opened(office) as desk:
        first = desk.main.listing.row
        assert first is not None
        with locked(filled, 60):
            began = time.monotonic()
            await desk.pilot.press("f", "j", "m", "k")
            await desk.until(lambda: first.id in [row.id for row in shown(desk.main.listing.rows) if row.starred])
            assert time.monotonic() - began < BUSY_SECONDS, "who waits for it, waits so long"
            assert office.starred() == []
        await asyncio.wait_for(desk.settle(), PATIENCE)
    assert len(office.starred()) == 1
    assert len(office.rows(Choice(all=True, unread=True))) == sum(filled.published.values()) - 3


def shown(rows: object) -> list:  # type: ignore[type-arg]
    return [row for row in map(rows.row, range(rows.count)) if row]  # type: ignore[attr-defined]
