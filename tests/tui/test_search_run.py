"""One search through everything that is stored: what it tells on its way, and how it is given up."""

import sqlite3
import threading
from contextlib import closing

import pytest

from monitor import config, find
from monitor.store import schema
from monitor.tui.search_run import Page, Run
from tests.tui.desk import Office, aged, endless


def test_a_run_is_given_up_in_the_middle_of_what_the_store_does(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find.Search, "known", endless)
    run = Run("quiet", config.load(office.config), 1, lambda page: None)
    timer = threading.Timer(0.1, run.give_up)
    timer.start()
    with closing(schema.connect(office.store)) as db:
        assert run(db) is None
        assert Run("rain", config.Config(), 1, print)._is_given_up is False


def test_a_run_is_given_up_between_two_things_that_the_store_does(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run("quiet", config.load(office.config), 1, lambda page: None)

    def given_up(search: find.Search, db: sqlite3.Connection) -> find.Known:
        run.give_up()
        return endless(search, db)

    monkeypatch.setattr(find.Search, "known", given_up)
    with closing(schema.connect(office.store)) as db:
        assert run(db) is None
        assert db.execute("SELECT count(*) FROM entries").fetchone()[0] > 0


def test_a_run_tells_its_first_page_before_it_is_done(bare: Office) -> None:
    bare.publish(aged(f"Quiet {n}" for n in range(900)))
    told: list[Page] = []
    with closing(schema.connect(bare.store)) as db:
        last = Run("quiet", config.load(bare.config), 1, told.append)(db)
        assert last is not None and last.is_done and last.stopped_at is None
        assert len(told[0].ids) == 60 and not told[0].is_done
        assert last.ids[:60] == told[0].ids and len(last.ids) == 900
        stopped = Run("quiet", config.load(bare.config), 1, lambda page: stopping.give_up())
        stopping = stopped
        assert stopped(db) is None
