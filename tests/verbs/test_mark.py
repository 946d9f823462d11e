"""`monitor mark`: by number, watch or phrase, and back again."""

import pytest

from monitor.matching import patterns
from monitor.matching.patterns import STRIKES
from tests.home import Home
from tests.newsroom import Newsroom


@pytest.fixture
def filled(home: Home, newsroom: Newsroom) -> Home:
    home.write(
        [newsroom.publish("/a", "A raid", "A raid in the rain", "Rain", "Rice")], {"Raids": ["raid"], "W": ["rain"]}
    )
    home.run("poll")
    return home


def marked(home: Home, mark: str) -> set[str]:
    return {entry["title"] for entry in home.run("list", "--all", "--json").records if entry[mark]}


def number(home: Home, title: str) -> int:
    return next(int(entry["id"]) for entry in home.run("list", "--all", "--json").records if entry["title"] == title)


@pytest.mark.parametrize(("verb", "back", "mark"), [("read", "unread", "read"), ("star", "unstar", "starred")])
def test_by_number(verb: str, back: str, mark: str, filled: Home) -> None:
    rain, rice = number(filled, "Rain"), number(filled, "Rice")
    assert filled.run("mark", verb, rain, rice).out == "2 of 2 entries changed\n"
    assert marked(filled, mark) == {"Rain", "Rice"}
    assert filled.run("mark", verb, rain).out == "0 of 1 entries changed\n"
    assert filled.run("mark", back, rain).code == 0
    assert marked(filled, mark) == {"Rice"}


def test_by_watch(filled: Home) -> None:
    assert filled.run("mark", "read", "--watch", "raids").out == "2 of 2 entries changed\n"
    assert marked(filled, "read") == {"A raid", "A raid in the rain"}


def test_by_phrase(filled: Home) -> None:
    assert filled.run("mark", "star", "rain").out == "2 of 2 entries changed\n"
    assert filled.run("mark", "star", "raid", "in", "the", "rain").out == "0 of 1 entries changed\n"
    assert marked(filled, "starred") == {"A raid in the rain", "Rain"}


def test_by_query(filled: Home) -> None:
    assert filled.run("mark", "star", "rain -raid").out == "1 of 1 entries changed\n"
    assert filled.run("mark", "read", "watch:raids unread: NOT rain").out == "1 of 1 entries changed\n"
    assert (marked(filled, "starred"), marked(filled, "read")) == ({"Rain"}, {"A raid"})
    assert filled.run("mark", "unread", "-unread: watch:raids").out == "1 of 1 entries changed\n"


def test_a_query_that_is_widened_is_told(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "缅甸电诈园区", "Rice")])
    home.run("poll")
    said = home.run("mark", "read", "scam", "hubs")
    assert said.out == "0 of 0 entries changed\n"
    assert said.err.startswith("monitor: scam hubs → @scam_hubs; ") and said.err.count("\n") == 1


def test_a_regex_that_is_too_slow_is_told_of_for_not_all_may_be_marked(
    home: Home, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.005)
    home.write([newsroom.publish("/a", *(f"Raid {number} {'a' * 60}!" for number in range(STRIKES)))], {"W": ["raid"]})
    home.run("poll")
    said = home.run("mark", "read", "/(a|aa)+$/")
    assert said.out == "0 of 0 entries changed\n"
    assert said.err.startswith("monitor: /(a|aa)+$/ took too long") and said.err.count("\n") == 1


def test_by_phrase_within_a_watch(filled: Home) -> None:
    filled.run("mark", "read", "rain", "--watch", "Raids")
    assert marked(filled, "read") == {"A raid in the rain"}


def test_undo_takes_back_what_was_changed_and_no_more(filled: Home) -> None:
    filled.run("mark", "read", number(filled, "A raid"))
    filled.run("mark", "read", "--watch", "Raids")
    assert filled.run("mark", "--undo").code == 0
    assert marked(filled, "read") == {"A raid"}
    filled.run("mark", "--undo")
    assert marked(filled, "read") == set()
    assert filled.run("mark", "--undo").out == "nothing to undo\n"


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["read"],
        ["eat", "1"],
        ["read", "77"],
        ["read", "99999999999999999999999"],
        ["read", "--watch", "nobody"],
        ["read", "…"],
        ["read", "rain AND"],
        ["read", "watch:nobody"],
    ],
)
def test_what_cannot_be_meant_is_wrong_usage_and_changes_nothing(words: list[str], filled: Home) -> None:
    said = filled.run("mark", *words)
    assert (said.code, said.out) == (2, "") and said.err
    assert marked(filled, "read") == set()


def test_one_wrong_number_among_many_changes_nothing(filled: Home) -> None:
    assert filled.run("mark", "read", number(filled, "Rain"), 77).code == 2
    assert marked(filled, "read") == set()
