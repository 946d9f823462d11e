"""A text becomes lines of a width, with all its pieces in their styles, and nothing of it is lost."""

import time
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import cells
from monitor.tui import flow
from monitor.tui.flow import Frame, Line, Piece, Run, Sweep, told

TEXTS = st.lists(st.sampled_from([*"ab \u200b", "é", "ก", "中", "မြ", "👩‍👩‍👧", "\u0301"]), max_size=200).map("".join)


def plain(lines: list[Line]) -> list[str]:
    return [line.plain for line in lines]


@given(TEXTS, st.integers(4, 30), st.integers(1, 40))
@settings(max_examples=150)
def test_nothing_is_lost_and_no_line_is_too_wide_whatever_is_wrapped_at_a_time(
    text: str, width: int, at_once: int
) -> None:
    before = flow._WINDOW
    flow._WINDOW = at_once
    try:
        lines = [*told(text, Frame(width))]
    finally:
        flow._WINDOW = before
    assert "".join(plain(lines)) == text
    assert max(cells.width(line.rstrip()) for line in plain(lines)) <= max(width, 2)


@pytest.mark.parametrize("text", ["word " * 5_000, "x" * 20_000, "中文标题" * 5_000, "မြဝတီမြို့နယ် " * 1_000])
def test_a_long_text_is_wrapped_as_if_it_were_wrapped_at_once(text: str) -> None:
    edges = [0, *cells.breaks(text, 60), len(text)]
    assert plain([*told(text, Frame(60))]) == [text[start:end] for start, end in pairwise(edges)]


def test_the_first_lines_of_a_text_without_end_come_at_once() -> None:
    started = time.thread_time()
    assert len([*islice(told("x" * 10_000_000, Frame(90)), 60)]) == 60
    assert time.thread_time() - started < 0.5


def test_an_empty_text_is_an_empty_line() -> None:
    assert plain([*told("", Frame(10))]) == [""]


def test_styles_lie_over_one_another_and_the_first_of_two_marks_is_seen() -> None:
    runs = [
        Run(2, 6, ("link",), "https://a.example/"), Run(3, 5, ("bold", "red"), is_mark=True),
        Run(4, 8, ("bold", "blue"), is_mark=True),
    ]  # fmt: skip
    (line,) = told("0123456789", Frame(20), "quiet", runs=runs)
    assert [(piece.text, piece.styles, piece.link, piece.is_mark) for piece in line.pieces] == [
        ("01", ("quiet",), "", False), ("2", ("quiet", "link"), "https://a.example/", False),
        ("3", ("quiet", "link", "bold", "red"), "https://a.example/", True),
        ("4", ("quiet", "link", "bold", "red"), "https://a.example/", True),
        ("5", ("quiet", "link", "bold", "blue"), "https://a.example/", True),
        ("67", ("quiet", "bold", "blue"), "", True), ("89", ("quiet",), "", False),
    ]  # fmt: skip
    assert line.is_marked


def test_a_run_goes_on_from_line_to_line() -> None:
    lines = [*told("one two three", Frame(5), runs=[Run(1, 9, ("red",), is_mark=True)])]
    assert [[(piece.text, piece.styles) for piece in line.pieces] for line in lines] == [
        [("o", ()), ("ne ", ("red",))], [("two ", ("red",))], [("t", ("red",)), ("hree", ())],
    ]  # fmt: skip


def test_further_lines_hang_below_the_text_of_the_first() -> None:
    frame = Frame(8, (Piece("• "),), (Piece("  "),))
    assert plain([*told("one two three", frame)]) == ["• one ", "  two ", "  three"]


def test_what_does_not_wrap_is_cut_to_the_width() -> None:
    assert plain([*told("one two three", Frame(8, wraps=False))]) == ["one two…"]
    assert plain([*told("one two", Frame(8, wraps=False))]) == ["one two"]
    assert plain([*told("中文标题", Frame(6, wraps=False))]) == ["中文…"]


def test_a_frame_without_room_still_has_a_cell() -> None:
    assert plain([*told("ab", Frame(1, (Piece("• "),), (Piece("  "),)))]) == ["• a", "  b"]


def test_a_sweep_knows_what_is_over_a_part() -> None:
    sweep = Sweep([Run(0, 100, ("a",)), Run(5, 6, ("b",)), Run(5, 9, ("c",)), Run(20, 21, ("d",))])
    found = [[run.styles[0] for run in sweep.over(*part)] for part in ((0, 5), (5, 6), (6, 8), (10, 20), (20, 30))]
    assert found == [["a"], ["a", "b", "c"], ["a", "c"], ["a"], ["a", "d"]]
