"""Kills, cuts the power of, fills the disk under and damages the program, and counts what was lost by it.

    python tests/benchmarks/faults.py [--kills 500] [--images 200] [--damages 100]

It takes some 20 minutes. `strace` must be there: it kills at a call, and tells what was written and synced. Lost is
what a program had acknowledged, or a feed's validators stand for, and what is not there afterwards; nothing may be.
"""

import argparse
import contextlib
import io
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from monitor import cli
from monitor.store import schema
from tests.faults import kills, powercut
from tests.faults.bureau import Bureau, bureau
from tests.faults.damage import VERBS, any_kind
from tests.faults.test_locks import test_a_lock_of_another_program_fails_neither_a_poll_nor_a_mark as hold_a_lock

SEED = 7
LOCK_SECONDS = 8.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--images", type=int, default=200)
    parser.add_argument("--damages", type=int, default=100)
    given = parser.parse_args()
    if not kills.HAS_STRACE:
        sys.exit("strace is not there: without it no program can be killed at a call.")
    share = given.kills // 10
    print(f"{'case':44} {'number':>6} {'lost or broken':>15} {'seconds':>8}")
    show("kills of a poll with news", 4 * share, lambda number: kill(kills.kill_polls, number))
    show("kills of a first poll", 2 * share, lambda number: kill(kills.kill_first_polls, number))
    show("kills of a mark", 3 * share, lambda number: kill(kills.kill_marks, number))
    show("kills of a restoration", given.kills - 9 * share, lambda number: kill(kills.kill_restorations, number))
    show("power cuts", given.images, cut)
    show("damaged stores, each with every verb", given.damages, damage)
    show(f"locks held for {LOCK_SECONDS:g} s", 1, lock)


def show(case: str, number: int, run: Callable[[int], list[str]]) -> None:
    """A line of the table; below it the first of what was lost."""
    began = time.monotonic()
    lost = run(number)
    print(f"{case:44} {number:6} {len(lost):15} {time.monotonic() - began:8.0f}", flush=True)
    for one in lost[:5]:
        print(f"    {one}", flush=True)


@contextmanager
def opened() -> Iterator[Bureau]:
    with tempfile.TemporaryDirectory(prefix="monitor-faults-") as folder, bureau(Path(folder)) as one:
        yield one


def kill(way: Callable[[Bureau, int, random.Random], kills.Tally], number: int) -> list[str]:
    with opened() as office:
        if way is kills.kill_marks:
            office.publish(100, feeds=2)
            assert office.poll().code == 0
        return way(office, number, random.Random(SEED)).lost


def cut(number: int) -> list[str]:
    chance = random.Random(SEED)
    with opened() as office, tempfile.TemporaryDirectory(prefix="monitor-image-") as folder:
        made = powercut.record(office)
        cuts = [chance.randint(1, len(made.ops)) for _ in range(number)]
        return [lost for calls in cuts for lost in powercut.losses(made, calls, Path(folder), chance)]


def damage(number: int) -> list[str]:
    """Damage a store so many times, and see that every verb tells it and the doctor mends it."""
    wrong: list[str] = []
    with opened() as office:
        office.publish(40)
        assert office.poll().code == 0
        whole, last = office.store.read_bytes(), schema.backup_of(office.store).read_bytes()
        for seed in range(number):
            for path in office.folder.glob("store.db*"):
                path.unlink()
            office.store.write_bytes(any_kind(seed)(whole))
            schema.backup_of(office.store).write_bytes(last)
            wrong += [f"damage {seed}: {said}" for said in treat(office)]
    return wrong


def treat(office: Bureau) -> Iterator[str]:
    for words in VERBS:
        code, _, said = call(office, words)
        if code and (said.count("\n") != 1 or "doctor --restore" not in said):
            yield f"{words}: {said}"
    code, _, said = call(office, "doctor --restore")
    if code:
        yield f"doctor --restore: {said}"
    yield from (f"{words} afterwards" for words in VERBS if call(office, words)[0])
    yield from office.losses()


def call(office: Bureau, words: str) -> tuple[int, str, str]:
    """A verb in this process; where it raises, that is what it says."""
    out, complaints = io.StringIO(), io.StringIO()
    files = ["--config", str(office.folder / "config.toml"), "--store", str(office.store)]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(complaints):
        try:
            code = cli.main([*files, *words.split()])
        except Exception as problem:  # noqa: BLE001 - it is what is counted
            return 1, "", f"it raised {problem!r}"
    return code, out.getvalue(), complaints.getvalue()


def lock(number: int) -> list[str]:
    with opened() as office:
        assert office.poll().code == 0
        try:
            hold_a_lock(office, LOCK_SECONDS)
        except AssertionError as problem:
            return [str(problem)]
    return []


if __name__ == "__main__":
    main()
