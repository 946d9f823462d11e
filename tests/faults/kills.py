"""Kills a poll, and a mark, at one write or fsync of the store after the other, and looks at what is left."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from monitor.store import schema
from tests.faults.bureau import Bureau, Ended
from tests.faults.damage import KINDS

CALLS = "pwrite64,fsync,fdatasync,ftruncate,unlink"
NAMES = "link,linkat,rename,renameat,renameat2"
"""Calls that give a file its name."""
_ROUNDS = 20
HAS_STRACE = shutil.which("strace") is not None


@dataclass
class Tally:
    """What a number of kills came to."""

    kills: int = 0
    lost: list[str] = field(default_factory=list)
    """What was acknowledged and is not there, or is broken, in words."""


def at_call(number: int) -> tuple[str, ...]:
    """What kills a program when it is about to do its nth write to a file, or fsync."""
    calls = f"{CALLS},{NAMES}"
    return ("strace", "-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={calls}:signal=KILL:when={number}")


def kill_polls(bureau: Bureau, number: int, chance: random.Random) -> Tally:
    """Kill so many polls, each with something new to store, and let one in five be followed by one that ends well."""
    tally, steps = Tally(), _steps(9, 95, number, chance)
    # The first makes the store.
    assert bureau.poll().code == 0
    while tally.kills < number:
        bureau.publish(1, feeds=2)
        tally.kills += _killed(bureau.poll, next(steps), chance)
        tally.lost += bureau.losses()
        if tally.kills % 5 == 0 or tally.kills == number:
            assert bureau.poll().code == 0, "the poll after a kill failed"
            tally.lost += bureau.losses()
    return tally


def kill_first_polls(bureau: Bureau, number: int, chance: random.Random) -> Tally:
    """Kill so many polls while they make the store, and see that the next one can use what is left."""
    tally, steps = Tally(), _steps(1, 290, number, chance)
    while tally.kills < number:
        tally.kills += _killed(bureau.poll, next(steps), chance)
        if tally.kills % 5 == 0 or tally.kills == number:
            assert bureau.poll().code == 0, "the poll after a kill failed"
        tally.lost += bureau.losses()
        for path in bureau.folder.glob("store.db*"):
            path.unlink()
    return tally


def kill_marks(bureau: Bureau, number: int, chance: random.Random) -> Tally:
    """Kill so many marks of two entries each, with marks in between that are acknowledged; none is half made."""
    tally, steps = Tally(), _steps(9, 33, number, chance)
    while tally.kills < number:
        what = chance.choice(("read", "starred"))
        if len(ids := bureau.unmarked(what, 3)) < 3:
            bureau.publish(20, feeds=1)
            assert bureau.poll().code == 0
            continue
        if tally.kills % 4 == 0:
            assert bureau.mark(what, [ids.pop()]).code == 0
        two = ids[:2]
        tally.kills += _killed(partial(bureau.mark, what, two), next(steps), chance)
        if len(set(two) & set(bureau.unmarked(what, 1_000_000))) == 1:
            tally.lost.append(f"half of the marks of {two}")
        tally.lost += bureau.losses()
    return tally


def kill_restorations(bureau: Bureau, number: int, chance: random.Random) -> Tally:
    """Kill so many restorations of a damaged store with marks that its backup lacks; the next one ends it."""
    tally, steps = Tally(), _steps(1, 92, number, chance)
    assert bureau.poll().code == 0
    assert bureau.mark("starred", [1, 2]).code == 0
    whole, last = bureau.store.read_bytes(), schema.backup_of(bureau.store).read_bytes()
    while tally.kills < number:
        for path in bureau.folder.glob("store.db*"):
            path.unlink()
        bureau.store.write_bytes(KINDS["header"](whole))
        schema.backup_of(bureau.store).write_bytes(last)
        tally.kills += _killed(partial(_restore, bureau), next(steps), chance)
        if not bureau.store.exists():
            tally.lost.append("no store stands there")
        assert bureau.call("doctor", "--restore").code == 0
        tally.lost += bureau.losses()
    return tally


def _restore(bureau: Bureau, before: tuple[str, ...]) -> Ended:
    return bureau.call("doctor", "--restore", before=before)


def _steps(first: int, last: int, number: int, chance: random.Random) -> Iterator[int]:
    """The numbers of calls to be killed at: spread over all that such a program makes, again and again, but not where
    hardly any program is killed."""
    for _ in range(_ROUNDS):
        for each in range(number):
            yield first + int((each + chance.random()) * (last - first + 1) / number)
    raise AssertionError("of so many programs hardly any was killed: do they do anything?")


def _killed(run: Callable[[tuple[str, ...]], Ended], step: int, chance: random.Random) -> bool:
    """Whether a program was killed that was to be killed at a call; without strace, at any time."""
    if HAS_STRACE:
        return run(at_call(step)).is_killed
    return run(("timeout", "--signal=KILL", f"{chance.uniform(0.2, 1.2):.3f}")).is_killed
