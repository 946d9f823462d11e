"""What the tests of the desk share."""

import asyncio
import gc
import itertools
import time
from collections.abc import Hashable, Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest
from textual import _wait, pilot, strip
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from monitor.store import access
from monitor.tui import app, frame, health, sequence, store
from tests.tui.desk import MIXED, Office, aged
from tests.unwritable import only_to_read


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk looks for what others wrote more often, and a simulated key waits in shorter steps for it to be idle.

    On a machine that has other work, what a key has set going may take longer than a person would let the next wait.
    """
    monkeypatch.setattr(app, "_CONFIG_SECONDS", 0.1)
    monkeypatch.setattr(frame, "_LOOK_SECONDS", 0.1)
    monkeypatch.setattr(health, "_LOOK_SECONDS", 0.1)
    monkeypatch.setattr(sequence, "_PATIENCE", 60)
    monkeypatch.setattr(sequence, "_LONGEST", 60)
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", 0.004)
    monkeypatch.setattr(_wait, "SLEEP_IDLE", 0.002)
    monkeypatch.setattr(pilot, "wait_for_idle", wait_for_idle)


async def wait_for_idle(*seconds: float) -> None:
    """Wait as a pilot does, and then until nothing is left to go on with at once.

    It takes a program for idle that takes little time of the processor: so does a busy one where others have it.
    """
    await _wait.wait_for_idle(*seconds)
    loop, end = asyncio.get_running_loop(), time.monotonic() + 10
    while loop._ready and time.monotonic() < end:  # type: ignore[attr-defined]
        await asyncio.sleep(0)


@pytest.fixture(autouse=True, scope="session")
def styles_read_once() -> Iterator[None]:
    """What is read of a style sheet by one desk is so for the next with the same colours: each took a sixth of its
    time to read all of them (measured)."""
    parse, known = Stylesheet._parse_rules, dict[tuple[object, ...], list[RuleSet]]()

    def once(sheet: Stylesheet, *what: Hashable, **more: Hashable) -> list[RuleSet]:
        key = tuple(sorted(sheet._variables.items())), what, tuple(sorted(more.items()))
        if key not in known:
            known[key] = parse(sheet, *what, **more)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", once)
        yield


@pytest.fixture(autouse=True, scope="session")
def lines_drawn_lightly() -> Iterator[None]:
    """The seven memories that each line on the screen has, most of which are never used, are as cheap as they can be:
    to make them took a sixteenth of the time of a desk (measured)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strip, "FIFOCache", lambda size: {})
        yield


_desks = itertools.count(1)


@pytest.fixture(autouse=True)
def swept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What the desks of tests leave is garbage in circles, which comes to gigabytes where nobody looks for it.

    The desk's own looks are for a process that ends with it: they would go through all that is there, the words of 27
    languages among it. And what a desk makes while it is open mostly stays until it is closed: to look at each 700
    new things is to look at the same ones again.
    """
    monkeypatch.setattr(app, "gc", Mock())
    often = gc.get_threshold()
    gc.set_threshold(50_000, *often[1:])
    yield
    gc.set_threshold(*often)
    if next(_desks) % 16 == 0:
        gc.collect()
        gc.freeze()


@pytest.fixture(autouse=True)
def able(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal knows all colours and signs, and is no other's window, whatever the tests are run in."""
    for name in ("NO_COLOR", "LC_ALL", "LC_CTYPE", "TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in (("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("LANG", "C.UTF-8")):
        monkeypatch.setenv(name, value)


@pytest.fixture
def bare(tmp_path: Path) -> Office:
    """A config with two watches and two feeds, and no store yet."""
    office = Office(tmp_path / "config.toml", tmp_path / "store.db")
    office.configure()
    return office


@pytest.fixture
def office(bare: Office) -> Office:
    """The same with six entries: five matches and one that matches nothing."""
    bare.publish(aged(MIXED))
    return bare


@pytest.fixture
def unwritable(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing can be written, until this is undone."""
    monkeypatch.setattr(access, "connect", only_to_read)
    monkeypatch.setattr(store, "connect", only_to_read)
    return monkeypatch
