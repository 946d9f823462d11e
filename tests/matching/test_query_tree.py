"""Scenarios for trees of queries: what a phrase knows of itself, and the canonical text of a tree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching.query import (
    Concept,
    Phrase,
    QueryError,
    Regex,
    compiled,
    concepts_in,
    parse,
    phrases,
    render,
)
from monitor.matching.query_tree import FIRST_PART, SECOND_PART


def keyword(term: str) -> Phrase:
    phrase = parse(term)
    assert isinstance(phrase, Phrase)
    return phrase


def test_a_keyword_is_its_words_in_their_order() -> None:
    phrase = keyword("Scam Hubs")
    assert (phrase.words, phrase.folded, phrase.stems) == (("Scam", "Hubs"), ("scam", "hubs"), ("scam", "hub"))


def test_hyphens_and_quotes_in_a_keyword_are_gaps() -> None:
    assert keyword("scam-hubs").stems == keyword("“scam hubs”").stems == keyword("scam hub").stems


def test_a_phrase_knows_itself_in_one_word() -> None:
    assert keyword("scam hubs").joined == keyword("scamhub").joined == "scamhub"
    assert keyword("e-mails").joined == "email"
    assert keyword("KK园区").joined == keyword("电诈").joined == ""
    assert keyword("officer ring").joined == keyword("broke ring").joined == keyword("Bo Y").joined == ""
    assert keyword("COVID-19").joined == "covid19" and keyword("G 7").joined == "g7"
    assert keyword("Mong La").joined_to_a_short_word == "mongla"
    assert keyword("Wi-Fi").joined_to_a_short_word == "wifi" and keyword("Li Na").joined_to_a_short_word == ""
    assert keyword("cas es").joined_to_a_short_word == keyword("scam hub").joined_to_a_short_word == ""
    assert keyword("7.8").joined == keyword("M7.6").joined == ""


def test_a_single_word_knows_how_it_may_be_cut_and_never_into_scraps() -> None:
    assert ("cyber", "scam") in keyword("Cyberscam").splits
    assert ("the", "rapist") not in keyword("therapist").splits
    assert keyword("scam").splits == keyword("scam hub").splits == keyword("园区").splits == ()
    # No word is as long, and each way to cut it is looked for.
    assert keyword("x" * 101).splits == () and len(keyword("x" * 100).splits) == 94
    parts = keyword("repatriation").splits
    assert all(len(first) >= FIRST_PART and len(second) >= SECOND_PART for first, second in parts)


def test_the_phrases_and_concepts_of_a_tree_are_listed_as_written() -> None:
    tree = parse("a NEAR/5 (@x OR b) -title:(c NOT @y.zh) /d+/")
    assert [phrase.term for phrase in phrases(tree)] == ["a", "b", "c"]
    assert list(concepts_in(tree)) == [Concept("x"), Concept("y", "zh")]


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("  scam   hub", '"scam   hub"'),
        ("“scam hub”", "scam hub"),
        ("a b(c)", "a b AND c"),
        ("search and rescue", '"search and rescue"'),
        ('"a OR b" OR 「a」', '"a OR b" OR a'),
        ("-a (b)", "NOT a AND b"),
        ("a (b OR c) -(d e)", "a AND (b OR c) AND NOT d e"),
        ("a NEAR/3 (b NEAR/4 c)", "a NEAR/3 (b NEAR/4 c)"),
        ("(a NEAR/3 b) NOT NEAR/4 (c d)", "a NEAR/3 b NOT NEAR/4 c d"),
        ("lang:(en OR “zh Hant”)", 'lang:(en OR "zh Hant")'),
        ("＝scam ｈｕｂｓ＊", "=scam ｈｕｂｓ*"),
        ("==Thaïs OR =scam*", "==Thaïs OR =scam*"),
        ("「say “no” now」", "«say “no” now»"),
        ("/a\\/b/xi", "/a\\/b/ix"),
        ("@A-b.ZH", "@a_b.zh"),
        ("watch:KK since:24H", 'watch:"KK" AND since:24h'),
    ],
)
def test_a_tree_has_one_text(query: str, canonical: str) -> None:
    assert render(parse(query, search=True)) == canonical


TERMS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12) | st.sampled_from(
    ["a", "scam hub", "OR", "and", "near/5", "x@y", "title:x", "-x", "园区", "ตึกสแกม", "Ｏｒ", "/a/", "don't", "a\nb"]
)
PHRASES = st.builds(
    lambda term, quotes: quotes[0] + term + quotes[1], TERMS, st.sampled_from(["“”", "「」", "«»", "  "])
)
ATOMS = (
    PHRASES
    | st.builds("{}{}".format, st.sampled_from(["=", "=="]), PHRASES)
    | st.sampled_from(
        ["abcd*", "@a.zh", "@b", "/a\\/+[／b]/i", "lang:my", "unread:", "watch:“o”", "tag:“o p”", "since:2d", '"电诈*"']
    )
)


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    links = st.sampled_from(["OR", "AND", "NOT", "", "NEAR/3", "ONEAR/4", "NOT NEAR/5", "-"])
    fields = st.sampled_from(["", "", "", "title:", "url:", "site:", "NOT "])
    pairs = st.builds("{} {} {}".format, parts, links, parts)
    return pairs | st.builds("{}({})".format, fields, parts) | pairs.map("({})".format)


@settings(max_examples=500)
@given(st.recursive(ATOMS, _joined, max_leaves=8))
def test_the_text_of_a_tree_gives_the_tree(query: str) -> None:
    try:
        tree = parse(query, search=True)
    except QueryError:
        return
    text = render(tree)
    assert parse(text, search=True) == tree
    assert render(parse(text, search=True)) == text


def test_a_regex_is_compiled_with_its_flags() -> None:
    assert compiled(Regex("a b", "ix")).search("xAB") and not compiled(Regex("a b")).search("xAB")
