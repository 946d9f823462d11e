"""Scenarios for keywords: what phrase a person means, and what is said about one that means nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching.query import FIRST_PART, SECOND_PART, QueryError, parse


def test_a_keyword_is_its_words_in_their_order() -> None:
    phrase = parse("  Scam Hubs ")
    assert (phrase.term, phrase.stems, phrase.words) == ("  Scam Hubs ", ("scam", "hub"), ("scam", "hubs"))


def test_hyphens_and_quotes_in_a_keyword_are_gaps() -> None:
    assert parse("scam-hubs").stems == parse("“scam” hubs").stems == parse("scam hub").stems


def test_a_phrase_knows_itself_in_one_word() -> None:
    assert parse("scam hubs").joined == parse("scamhub").joined == "scamhub"
    assert parse("KK园区").joined == parse("电诈").joined == ""


def test_a_single_word_knows_how_it_may_be_cut_and_never_into_scraps() -> None:
    assert ("cyber", "scam") in parse("cyberscam").splits
    assert ("the", "rapist") not in parse("therapist").splits
    assert parse("scam").splits == parse("scam hub").splits == parse("园区").splits == ()
    assert all(
        len(first) >= FIRST_PART and len(second) >= SECOND_PART for first, second in parse("repatriation").splits
    )


@pytest.mark.parametrize("term", ["", " ", "…", "!?", "—", "\u200b", "'", "★", "ـ", "\u0301"])
def test_a_keyword_that_holds_nothing_is_refused_in_a_sentence_that_quotes_it(term: str) -> None:
    with pytest.raises(QueryError) as told:
        parse(term)
    assert f"“{term}”" in str(told.value) and str(told.value).endswith(".")


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=30))
def test_whatever_is_typed_is_a_phrase_of_words_or_refused(term: str) -> None:
    try:
        phrase = parse(term)
    except QueryError:
        return
    assert len(phrase.stems) == len(phrase.words) > 0
    assert all(phrase.stems) and all(phrase.words)
