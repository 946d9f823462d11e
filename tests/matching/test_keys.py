"""Keys of a vocabulary: those that stand in a row of words are found, whatever else begins and goes on like them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marisa_trie import Trie

from monitor.matching import keys as module
from monitor.matching.keys import Beginnings, Rows

WORDS = ["scam", "hub", "hubs", "sc", "电", "诈", "園", "s", "é", "🏝"]
A_FEW = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8)
WHOLE = st.builds(lambda words: " ".join((*words, "")), A_FEW)


@pytest.fixture(params=["few", "many"], autouse=True)
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether keys are worked out all at once, or as words are met."""
    monkeypatch.setattr(module, "_FEW", 100 if request.param == "few" else -1)


def standing(texts: list[str], words: list[str]) -> set[tuple[str, int]]:
    """The keys of whole words that are found in a row, and the word with which each begins."""
    known = Trie(texts)
    found = Rows(known).found(words)
    assert len(found) == len(set(found))
    assert [at for at, _ in found] == sorted(at for at, _ in found)
    return {(known.restore_key(number), at) for at, number in found}


def begun(texts: list[str], words: list[str]) -> set[tuple[str, int]]:
    """The keys that words of a row begin with, and the place of each word."""
    known = Trie(texts)
    return {(known.restore_key(number), at) for at, number in Beginnings(known).found(words)}


def test_words_in_a_row_are_found_where_they_begin() -> None:
    row = ["a", "scam", "hub", "scams", "scam"]
    assert standing(["scam ", "scam hub ", "hub ", "scam hub park "], row) == {
        ("scam ", 1), ("scam hub ", 1), ("hub ", 2), ("scam ", 4)
    }  # fmt: skip


def test_a_key_that_goes_on_beyond_the_row_is_not_there() -> None:
    assert standing(["scam hub park ", "scam park "], ["scam", "hub"]) == set()
    assert standing(["scam hub park fire "], ["scam", "hub", "park"]) == set()


def test_keys_of_thousands_of_words_are_keys() -> None:
    row = ["a", "b"] * 2_400
    ends = [" ".join((*row, end, "")) for end in "xyz"]
    assert standing(ends, [*row, "y"]) == {(ends[1], 0)}


def test_what_was_met_once_is_found_again() -> None:
    known = Trie(["scam hub "])
    rows = Rows(known)
    assert rows.found(["scam", "hub"]) == rows.found(["scam", "hub"]) == [(0, 0)]
    assert rows.found(["hub", "scam"]) == []


def test_a_beginning_is_found_at_the_start_of_a_word_only() -> None:
    assert begun(["deport", "遣"], ["deportees", "redeported", "遣", "返", "deport"]) == {
        ("deport", 0), ("遣", 2), ("deport", 4)
    }  # fmt: skip


def test_there_may_be_no_keys_and_no_words() -> None:
    assert standing([], ["scam"]) == begun([], ["scam"]) == set()
    assert standing(["scam "], []) == begun(["scam"], []) == set()


def test_a_word_without_end_is_looked_at_as_far_as_keys_go() -> None:
    row = ["scam" * 250_000, "scam"]
    assert standing(["scam ", "sc "], row) == {("scam ", 1)}
    assert begun(["sc", "scamscamscam"], row) == {("sc", 0), ("scamscamscam", 0), ("sc", 1)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(WHOLE, max_size=15), st.lists(st.sampled_from(WORDS), max_size=30))
def test_rows_find_what_a_look_at_every_word_does(texts: set[str], row: list[str]) -> None:
    rest = [" ".join((*row[at:], "")) for at in range(len(row))]
    expected = {(text, at) for at in range(len(row)) for text in texts if rest[at].startswith(text)}
    assert standing([*texts], row) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.text("abé电", min_size=1, max_size=4), max_size=15), st.lists(st.text("abé电", min_size=1)))
def test_beginnings_find_what_a_look_at_every_word_does(texts: set[str], row: list[str]) -> None:
    expected = {(text, at) for at, word in enumerate(row) for text in texts if word.startswith(text)}
    assert begun([*texts], row) == expected
