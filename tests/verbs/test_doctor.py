"""`monitor doctor`: a line a finding, exit 1 where something is to be mended."""

import os

import pytest

from monitor.lock import poller_lock
from tests.home import Home
from tests.newsroom import Newsroom


def test_all_is_well(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A")], {"Raids": ["raid"]})
    home.run("poll")
    said = home.run("doctor")
    assert (said.code, said.err) == (0, "")
    assert all(line.startswith("ok  ") for line in said.out.splitlines())
    assert "1 watches, 1 feeds" in said.out and "1 entries" in said.out and "check says ok" in said.out
    assert "1 of 1 feeds that were tried answer" in said.out


def test_before_the_first_start_nothing_is_wrong_and_nothing_is_made(home: Home) -> None:
    said = home.run("doctor")
    assert said.code == 0 and "the first start writes it" in said.out
    assert list(home.folder.iterdir()) == []


def test_a_poller_at_work_is_no_fault(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A")])
    home.run("poll")
    with poller_lock(home.store):
        said = home.run("doctor")
    assert said.code == 0 and f"process {os.getpid()} is at work" in said.out


def test_mistakes_in_the_config_are_faults(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A")])
    home.config.write_text(home.config.read_text() + 'tilte = "x"\n')
    said = home.run("doctor")
    assert said.code == 1 and "!!  config: line 5, column 1: " in said.out


@pytest.mark.parametrize("kind", ["utf-16", "folder"])
def test_a_config_that_cannot_be_read_stops_no_other_look(kind: str, home: Home) -> None:
    if kind == "folder":
        home.config.mkdir()
    else:
        home.config.write_bytes("[poll]\n".encode("utf-16"))
    said = home.run("doctor")
    assert said.code == 1 and "!!  config: " in said.out
    assert "store: " in said.out and "terminal: " in said.out


def test_a_damaged_store_is_a_fault(home: Home) -> None:
    home.write()
    home.store.write_bytes(b"no database at all, by any means" * 100)
    said = home.run("doctor")
    assert said.code == 1 and "!!  store: " in said.out and "terminal: " in said.out


def test_no_feed_that_answers_is_a_fault(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.url("/missing")])
    said = home.run("doctor")
    assert said.code == 1 and "!!  network: 0 of 1 feeds" in said.out


def test_one_feed_of_several_that_fails_is_none(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A"), newsroom.url("/missing")])
    said = home.run("doctor")
    assert said.code == 0 and "404" in said.out
