"""Patterns: a regular expression of a user's may be slow three times, and then it is off and said to be."""

import pytest

from monitor.matching import patterns
from monitor.matching.patterns import STRIKES, Patterns
from monitor.matching.query import Regex
from monitor.matching.reading import LONGEST_LOOK
from monitor.matching.watchlist import Watchlist
from monitor.model import Entry, Watch
from tests.matching.scene import FEED

SLOW, HARD = Regex(r"(.*?,){25}z"), "a," * 60
FAST = Regex("a+")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.005)


def test_places_are_told_in_code_points_and_none_is_empty() -> None:
    assert list(Patterns().places(Regex("a*"), "电aa诈a")) == [(1, 3), (4, 5)]


def test_an_expression_that_is_slow_three_times_is_off_and_told_of() -> None:
    made = Patterns()
    for _ in range(STRIKES):
        assert not made.notices()
        assert list(made.places(SLOW, HARD)) == []
    [notice] = made.notices()
    assert "(.*?,){25}z" in notice
    assert "left out" in notice


def test_of_a_text_that_is_read_beyond_what_watches_look_at_it_has_as_long_for_each_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[float] = []

    class Timed:
        def finditer(self, _: str, timeout: float) -> list[object]:
            given.append(timeout)
            return []

    monkeypatch.setattr(patterns, "compiled", lambda _: Timed())
    for size in (10, LONGEST_LOOK, 5 * LONGEST_LOOK):
        list(Patterns().places(FAST, "b" * size))
    assert given == [patterns.SECONDS, patterns.SECONDS, 5 * patterns.SECONDS]


def test_one_that_ran_out_of_time_once_is_slow() -> None:
    made = Patterns()
    assert not made.is_slow(SLOW) and not made.notices()
    list(made.places(SLOW, HARD))
    assert made.is_slow(SLOW) and not made.is_slow(FAST)


def test_an_expression_that_is_off_finds_nothing_any_more() -> None:
    made = Patterns()
    easy = "a," * 25 + "z"
    assert list(made.places(SLOW, easy)) == [(0, 51)]
    for _ in range(STRIKES):
        list(made.places(SLOW, HARD))
    assert list(made.places(SLOW, easy)) == []


def test_an_expression_that_is_off_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Patterns()
    for _ in range(STRIKES):
        list(made.places(SLOW, HARD))
    monkeypatch.setattr(patterns, "compiled", lambda node: pytest.fail("it was run again"))
    assert list(made.places(SLOW, HARD)) == []


def test_a_slow_expression_is_no_other_ones_business() -> None:
    made = Patterns()
    for _ in range(STRIKES + 1):
        list(made.places(SLOW, HARD))
        assert list(made.places(FAST, "baab")) == [(1, 3)]
    assert len(made.notices()) == 1


def test_flags_make_another_expression() -> None:
    made = Patterns()
    for _ in range(STRIKES):
        list(made.places(SLOW, HARD))
    assert list(made.places(Regex(SLOW.pattern, "i"), "a," * 25 + "z")) == [(0, 51)]


def test_a_watch_with_a_slow_expression_goes_on_with_its_other_keywords() -> None:
    watchlist = Watchlist([Watch("w", ("/(.*?,){25}z/", "scam"))])
    for number in range(STRIKES + 1):
        [match] = watchlist.match(Entry(str(number), f"scam {HARD}"), FEED)
        assert [span.text for span in match.spans] == ["scam"]
    assert len(watchlist.patterns.notices()) == 1
