"""Scenarios for errors in queries: the place in words and by a caret, with nothing in them that a terminal obeys."""

import pickle

import pytest

from monitor.cells import width
from monitor.matching.query import QueryError, parse


def refused(query: str) -> QueryError:
    with pytest.raises(QueryError) as told:
        parse(query, concepts=["scam_hubs"])
    return told.value


def test_an_error_is_one_sentence_with_its_place() -> None:
    assert str(refused("a OR titel:b")) == "There is no field “titel”: write “title:” (at character 6)."
    assert str(refused("titel:b")).endswith("(at the start).")
    assert str(QueryError("Say more.", 3, "abc")) == "Say more (at the end)."


def test_the_caret_stands_under_the_place_also_behind_wide_letters() -> None:
    assert refused("a OR (b").caret() == "a OR (b\n     ^"
    assert refused("电诈 OR (b").caret() == "电诈 OR (b\n        ^"
    assert refused("a OR").caret() == "a OR\n  ^"


def test_of_a_long_query_the_place_is_shown() -> None:
    query = "诈骗 OR " * 500 + "(b OR " + "c OR " * 500 + "d"
    shown, caret = refused(query).caret().split("\n")
    assert shown.startswith("…") and shown.endswith("…") and width(shown) <= 76
    assert shown[len(shown) - len(shown.partition("(b")[2]) - 2 :].startswith("(b OR c")
    assert width(shown.partition("(b")[0]) == len(caret) - 1


@pytest.mark.parametrize("evil", ["\x1b]52;c;x\x07", "\x9b31m", "\u202e", "\r", "\0", "\ud800", "\U000e0041", "\u2066"])
@pytest.mark.parametrize("query", ["a OR @b{}x", "{} OR", 'a "{}', "titel:{}x", "a OR {} (b", "(x {}"])
def test_what_acts_on_a_terminal_is_spelled_out(query: str, evil: str) -> None:
    error = refused(query.format(evil))
    shown = str(error) + error.caret().replace("\n", "")
    assert shown.isprintable()


def test_line_breaks_of_a_query_do_not_break_the_caret() -> None:
    assert refused("a OR\n\t(b").caret() == "a OR  (b\n      ^"


def test_an_error_travels_between_processes() -> None:
    error = refused("a OR (b")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.caret()) == (str(error), error.caret())
