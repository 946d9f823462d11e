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


def keyword(term: str) -> Phrase:
    phrase = parse(term)
    assert isinstance(phrase, Phrase)
    return phrase


def test_a_keyword_is_its_words_in_their_order() -> None:
    phrase = keyword("Scam Hubs")
    assert (phrase.words, phrase.folded, phrase.stems) == (("Scam", "Hubs"), ("scam", "hubs"), ("scam", "hub"))


def test_hyphens_and_quotes_in_a_keyword_are_gaps() -> None:
    assert keyword("scam-hubs").stems == keyword("“scam hubs”").stems == keyword("scam hub").stems


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
