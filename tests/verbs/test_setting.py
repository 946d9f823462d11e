"""Where a verb finds the config and the store, and what it tells before it opens them."""

import sqlite3
from contextlib import closing

import pytest

from tests.home import Home
from tests.store.test_migration import COPY, FILLED, FIRST
from tests.tui.terminal import terminal

TOLD = "is of an older version: it is copied and brought to this one, which takes a while."


@pytest.mark.parametrize("is_large", [True, False])
def test_whoever_opens_a_large_store_of_an_older_version_at_a_terminal_is_told_why_it_takes_long(
    home: Home, is_large: bool
) -> None:
    home.write([])
    with closing(sqlite3.connect(home.store)) as db:
        db.executescript(FIRST + FILLED)
        db.execute("UPDATE texts SET content = zeroblob(?)", (17_000_000 if is_large else 17,))
        db.execute("UPDATE texts SET content = CAST(content AS TEXT)")
        db.commit()
    command = ("--config", home.config, "--store", home.store, "list", "--all")
    for is_older in (True, False):
        with terminal(*command, home=home.folder) as running:
            assert running.end(60) == 0
            assert "A raid" in running.text and (TOLD in running.text) == (is_large and is_older)
    assert home.store.with_name(COPY).exists()
