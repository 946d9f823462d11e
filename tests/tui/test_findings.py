"""What a trial found, in words, numbers and a chart."""

import time
from datetime import date

import pytest

from monitor import cells
from monitor.matching import query
from monitor.trial import Fault, Trial
from monitor.tui.findings import chart, counts, nothing, told

TODAY = date(2026, 5, 10)


@pytest.mark.parametrize(
    ("found", "compares", "said"),
    [
        (Trial(312, 14, 3, is_done=True), True, "312 match · 14 new · 3 lost"),
        (Trial(1, is_done=True), False, "1 entry matches"),
        (Trial(1200, 0, 0, 12, judged=1000, is_done=True), False, "1,200 match · 12 of the newest 1,000 likely false"),
        (Trial(40, doubtful=2, judged=40), False, "40 match · 2 likely false · looking …"),
        (Trial(5, is_done=True, stopped_at=1_770_000_000), False, "5 match · looked back to 02 Feb 2026"),
    ],
)
def test_the_counts_are_a_line(found: Trial, compares: bool, said: str) -> None:
    assert counts(found, compares) == said


def test_a_column_stands_for_each_of_the_last_days() -> None:
    days = {"2026-05-07": 2, "2026-05-10": 8, "2026-01-01": 90}
    assert chart(days, 4, TODAY) == "▂  █  a day since 07 May, 8 at most"
    assert chart({"2026-05-09": 1}, 14, TODAY) == "█   a day since 09 May, 1 at most", "not before there was anything"
    assert chart({"2026-01-01": 90}, 14, TODAY) == chart({}, 14, TODAY) == "none in the last 14 days"


def test_an_empty_list_says_why() -> None:
    assert nothing(Trial(), "new") == "Looking …"
    said = {nothing(Trial(3, is_done=True), kind) for kind in ("new", "lost", "likely false")}
    assert len(said) == 3 and nothing(Trial(is_done=True), "newest") == "Nothing that is stored matches."


@pytest.mark.parametrize("text", ["raid AND (rain", f"{'園' * 40} AND (a", f"(a {'b ' * 60}", "\x1b[31m (a", "မြဝတီ (a"])
@pytest.mark.parametrize("wide", [20, 44])
def test_the_caret_stands_under_the_place_in_as_many_cells_as_there_are(text: str, wide: int) -> None:
    with pytest.raises(query.QueryError) as problem:
        query.parse(text)
    line, caret, *_ = told([Fault("keywords", problem.value)], wide).split("\n")
    assert cells.width(line) <= wide and line.isprintable()
    place = text[problem.value.position :]
    before = next(at for at in range(len(line) + 1) if cells.width(line[:at]) == len(caret) - 1)
    assert not place or line[before:][:2] == place[:2]


@pytest.mark.parametrize("sign", ["s", "电", "ဘာ", "ที่"])
def test_what_is_wrong_with_a_whole_text_that_was_pasted_is_soon_told(sign: str) -> None:
    with pytest.raises(query.QueryError) as problem:
        query.parse(sign * 3000 + " (")
    began = time.thread_time()
    line, caret, *_ = told([Fault("keywords", problem.value)], 40).split("\n")
    assert time.thread_time() - began < 0.5
    assert line.endswith(" (") and cells.width(line[:-1]) <= len(caret) <= 40
