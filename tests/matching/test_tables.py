"""Tables of terms: what was written is what is read, wherever in a file it lies, and what is damaged is told to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching.query import QueryError
from monitor.matching.tables import ByKey, Table, Unreadable, opened, sorted_by_key, table, written
from monitor.matching.terms import Term, phrase, terms_of

TERMS = [
    "scam hub",
    "scam hubs",
    "scam",
    "=scam",
    "==KNLA",
    "deport*",
    "scam cent*",
    "电诈园区",
    "电诈*",
    "callcenter",
    "call centre",
]


def terms(*texts: str) -> list[Term]:
    return [term for slot, text in enumerate(texts) for term in terms_of(f"part {slot}", phrase(text), "en")]


def told(one: Table) -> dict[str, list[Term]]:
    """All that a table has, by its keys."""
    return {one.keys.restore_key(number): [*one.terms(number)] for number in range(len(one.keys))}


def test_terms_are_known_by_their_words_and_beginnings_of_one_word_by_its_letters() -> None:
    whole, begun = sorted_by_key(terms("scam hubs", "scam cent*", "deport*", "电诈"))
    assert [*whole] == ["scam hub ", "scamhub ", "scam ", "电 诈 "]
    assert [*begun] == ["deport"]


def test_terms_with_one_key_are_all_there_in_their_order() -> None:
    made = table(sorted_by_key(terms("hub", "scam", "=hub", "hubs"))[0])
    assert [term.slot for term in told(made)["hub "]] == ["part 0", "part 2", "part 3"]


@pytest.mark.parametrize("texts", [(), ("scam",), TERMS])
def test_a_table_that_was_written_is_the_same_and_what_lies_behind_it_is_left(texts: tuple[str, ...]) -> None:
    for by_key in sorted_by_key(terms(*texts)):
        read, rest = opened(written(by_key) + b"more")
        assert told(read) == told(table(by_key)) == by_key
        assert bytes(rest) == b"more"


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12), max_size=8))
def test_whatever_is_a_term_is_read_as_it_was_written(texts: list[str]) -> None:
    made = []
    for text in texts:
        try:
            made += terms(text)
        except QueryError:
            continue
    for by_key in sorted_by_key(made):
        read = told(opened(written(by_key))[0])
        assert keyed(read) == keyed(by_key)


def keyed(by_key: ByKey) -> dict[str, list[tuple[object, ...]]]:
    """What counts of each term: blanks in its text are one as good as another."""
    return {
        key: [(each.slot, each.stems, each.words, each.mode, each.prefix, each.joined) for each in several]
        for key, several in by_key.items()
    }


def test_what_is_cut_short_or_something_else_is_unreadable() -> None:
    whole = written(sorted_by_key(terms("scam hub", "raid"))[0])
    for damaged in (*(whole[:size] for size in range(len(whole))), b"\xff" * 100, bytes(100)):
        with pytest.raises(Unreadable):
            opened(damaged)
