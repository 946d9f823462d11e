"""The desk sleeps until the shell that it was started from wakes it, and keeps nobody from the store meanwhile."""

import os
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest

from monitor.lock import poller_lock
from monitor.store import schema
from tests.home import LOADED
from tests.tui.desk import Office, opened
from tests.tui.terminal import TAKEN, alive, terminal

SHELL = '"$@"; echo It sleeps.; read line; fg > /dev/null'
WITH_SHELL = 3
"""The shell, the desk and its poller."""


def test_it_sleeps_until_the_shell_wakes_it(office: Office, tmp_path: Path) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, shell=SHELL) as desk:
        desk.see("All matches")
        desk.until(lambda: len(desk.family()) >= WITH_SHELL)
        desk.rest()
        desk.press("f\x1a", "It sleeps.")
        assert desk.is_restored
        desk.until(lambda: len(desk.family()) == WITH_SHELL - 1)
        with poller_lock(office.store):
            assert len(office.starred()) == 1, "what was shown is stored"
        size = desk.size
        desk.press("\n", "Starting to poll")
        desk.until(lambda: "All matches" in desk.since(size))
        desk.until(lambda: len(desk.family()) >= WITH_SHELL)
        assert "Traceback" not in desk.since(size)
        desk.press("q")
        assert desk.end() == 0 and desk.is_restored


def test_what_is_typed_before_it_sleeps_is_not_for_the_desk(office: Office, tmp_path: Path) -> None:
    """Ctrl+Z twice for one, where it does not sleep at once."""
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, shell=SHELL) as desk:
        desk.see("All matches")
        desk.until(lambda: len(desk.family()) >= WITH_SHELL)
        desk.rest()
        desk.press("\x1a\x1af", "It sleeps.")
        desk.press("\n", "All matches")
        desk.press("?", "next line")
        desk.press("\x11")
        assert desk.end() == 0 and office.starred() == []


def test_it_ends_in_its_sleep_with_the_terminal(office: Office, tmp_path: Path) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path, shell=SHELL) as desk:
        desk.see("All matches")
        desk.rest()
        desk.press("\x1a", "It sleeps.")
        family = desk.family()
        desk.hang_up()
        end = time.monotonic() + 2 * LOADED
        while alive(family):
            assert time.monotonic() < end
            time.sleep(0.05)


def test_it_ends_while_it_waits_to_sleep(office: Office, tmp_path: Path) -> None:
    """For a store that another program has locked."""
    with terminal("--config", office.config, "--store", office.store, home=tmp_path) as desk:
        desk.see("All matches")
        desk.until(lambda: len(desk.family()) > 1)
        desk.rest()
        with closing(schema.connect(office.store)) as db:
            db.execute("BEGIN IMMEDIATE")
            desk.press("f\x1a")
            desk.until(lambda: len(desk.family()) == 1)
            os.kill(desk.process.pid, signal.SIGTERM)
            assert desk.end(2 * LOADED) == 1
        assert desk.is_restored and "was not saved" in desk.text


def test_it_goes_on_where_no_shell_could_wake_it(office: Office, tmp_path: Path) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path) as desk:
        desk.see("All matches")
        desk.rest()
        size = desk.size
        desk.press("\x1a")
        # What is typed before it has the terminal again is thrown away.
        desk.until(lambda: TAKEN in desk.bytes[size:])
        desk.until(lambda: "All matches" in desk.since(size) and len(desk.family()) > 1)
        desk.rest()
        desk.press("?", "next line")
        desk.press("\x11")
        assert desk.end() == 0 and desk.is_restored


@pytest.mark.parametrize("way", ["", "question_mark", "v", "slash"])
async def test_a_terminal_that_cannot_be_left_is_told_on_every_screen(office: Office, way: str) -> None:
    async with opened(office) as desk:
        if way:
            await desk.press(way)
        await desk.press("ctrl+z")
        assert desk.said == "This terminal cannot be left for a while."
