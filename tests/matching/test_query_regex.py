"""Scenarios for regexes in queries: what cannot be compiled, or would do harm, is refused where it stands."""

import contextlib
import time

import pytest

from monitor.matching.query import QueryError, Regex, parse
from tests.home import LOADED


def refused(query: str) -> QueryError:
    with pytest.raises(QueryError) as told:
        parse(query)
    return told.value


@pytest.mark.parametrize(
    ("query", "position"),
    [
        ("/a(b/", 4),
        ("/a\\/b[/", 6),
        ("x /a**/", 5),
        ("/(?z)a/", 3),
        ("/\\p{Foo}a/", 8),
        ("/(?ua)x/", 1),
        ("/a{3,2}/", 3),
    ],
)
def test_what_cannot_be_compiled_is_shown_where_it_breaks(query: str, position: int) -> None:
    assert refused(query).position == position


@pytest.mark.parametrize("query", ["/a*/", "/^/", "/$/", r"/\b/", "/(?=a)|b/", "/x?/", "/(a|)/"])
def test_a_regex_that_matches_where_nothing_stands_is_refused(query: str) -> None:
    assert "nothing" in refused(query).message


@pytest.mark.parametrize(
    "query",
    ["/!!!/", r"/\s+\./", "/!{3}/", "/__/", "/(?i)!!/", r"/(?P<loud>!|\?)+/", "/[!?]/", "/★/", "/(?#a)!(?:-)/"],
)
def test_a_regex_of_signs_alone_is_refused_for_a_match_has_a_word(query: str) -> None:
    error = refused(query)
    assert "letter or a digit" in error.message and error.position == 1


@pytest.mark.parametrize(
    "pattern",
    [
        r"\$5",
        "é!",
        "!.",
        "[^!]",
        "[!-~]",
        r"!\w",
        r"\p{Thai}",
        r"\x41",
        "!१",
        "[[:alpha:]]",
        r"\S!",
        "诈!",
        "(?!!)a",
        "㈱",
    ],
)
def test_a_regex_that_can_match_a_letter_or_a_digit_is_taken(pattern: str) -> None:
    assert parse(f"/{pattern}/") == Regex(pattern)


def test_signs_without_end_are_told_from_words_at_once() -> None:
    start = time.thread_time()
    for unit in ("(?:!)", "[!", "!{3}", "(?i:!)", "{", r"\!"):
        with contextlib.suppress(QueryError):
            parse(f"/{unit * 1500}a/")
    assert time.thread_time() - start < 2


@pytest.mark.parametrize(
    "pattern",
    [
        "(a{999}){999}",
        "((((a{99}){99}){99}){99}){99}",
        "(ab){9999999}",
        "a{99999999999999999999}",
        "(?x)(a{9 9 9}){9 9 9 9}",
    ],
)
def test_counts_that_would_fill_the_memory_are_refused_at_once(pattern: str) -> None:
    start = time.thread_time()
    assert "smaller" in refused(f"/{pattern}/").message
    assert time.thread_time() - start < 0.5 * LOADED


@pytest.mark.parametrize(
    "pattern", ["(" * 900 + "a" + ")" * 900, "(?>" * 900 + "a" + ")" * 900, "[" * 3000, "(?<!" * 900]
)
def test_a_regex_nested_too_deep_is_refused(pattern: str) -> None:
    refused(f"/{pattern}/")


def test_a_slow_regex_is_read_at_once_for_its_searches_have_a_limit() -> None:
    start = time.thread_time()
    assert parse("/(?:(?:a|.)+)+z{20}/") == Regex("(?:(?:a|.)+)+z{20}")
    assert parse("/x(?R)?y|(?:.+)+,z/")
    assert time.thread_time() - start < 1 * LOADED


@pytest.mark.parametrize(
    "pattern", [r"\d{4}-\d{2}-\d{2}", "[A-Z]{2,5}[0-9]{3}", r".{0,200}scam.{0,200}hub.{0,200}", r"\p{Thai}{20}"]
)
def test_everyday_counts_are_no_trouble(pattern: str) -> None:
    assert parse(f"/{pattern}/") == Regex(pattern)
