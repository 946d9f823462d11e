"""Clauses: what a query cannot do without is never more than what satisfies it."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching import query
from monitor.matching.clauses import Candidates, clauses, either, meets

BITS = {"a": 1, "b": 2, "c": 4, "d": 8}


def bit(node: query.Node) -> int:
    return BITS.get(node.term, 0) if isinstance(node, query.Phrase) else 0


@pytest.mark.parametrize(
    ("written", "needed"),
    [
        ("a", (1,)),
        ("a AND b", (1, 2)),
        ("a OR b", (3,)),
        ("a NEAR/5 b", (1, 2)),
        ("a NOT NEAR/5 b", (1,)),
        ("a -b", (1,)),
        ("(a AND b) OR c", (5, 6)),
        ("a AND (b OR c)", (1, 6)),
        ("title:a AND b", (1, 2)),
        ("raw:a AND b", (2,)),
        ("url:a AND b", (2,)),
        ("a OR /b+/", ()),
        ("a OR unknown", ()),
        ("a AND unknown", (1,)),
        ("a OR url:b", ()),
    ],
)
def test_a_query_needs_one_word_of_each_of_its_clauses(written: str, needed: tuple[int, ...]) -> None:
    assert clauses(query.parse(written), bit) == needed


def test_of_nothing_none_is_there() -> None:
    assert not meets(15, either([]))


def test_where_nothing_is_needed_all_will_do() -> None:
    assert meets(0, ())
    assert either([(1,), ()]) == ()


LEAVES = st.sampled_from([query.Phrase(each, (each,)) for each in (*BITS, "unknown")])
NODES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: query.And(tuple(nodes))),
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: query.Or(tuple(nodes))),
        inner.map(query.Not),
        st.builds(query.Near, inner, inner, st.just(5), st.sampled_from(["near", "ordered", "not"])),
        st.builds(query.Field, st.sampled_from(["title", "text", "raw", "url"]), inner),
    ),
    max_leaves=8,
)


def may_hold(node: query.Node, there: frozenset[str]) -> bool:
    """Whether some entry that holds these words, wherever and in whatever order, satisfies a query."""
    match node:
        case query.Phrase(term):
            return term in there
        case query.And(nodes):
            return all(may_hold(each, there) for each in nodes)
        case query.Or(nodes):
            return any(may_hold(each, there) for each in nodes)
        case query.Near(left, right, _, kind):
            return may_hold(left, there) and (kind == "not" or may_hold(right, there))
        case query.Field(name, inner):
            return name in ("raw", "url") or may_hold(inner, there)
    return True


def several() -> Iterator[frozenset[str]]:
    for number in range(16):
        yield frozenset(each for each, bit in BITS.items() if number & bit) | {"unknown"}


@given(NODES)
def test_no_entry_that_may_satisfy_a_query_lacks_what_it_needs(node: query.Node) -> None:
    needed = clauses(node, bit)
    for there in several():
        if may_hold(node, there):
            assert meets(sum(bit for each, bit in BITS.items() if each in there), needed)


@given(st.lists(st.lists(st.integers(1, 255), max_size=3).map(tuple), max_size=12), st.integers(0, 255))
def test_the_candidates_are_those_whose_clauses_are_all_met(needed: list[tuple[int, ...]], slots: int) -> None:
    expected = [at for at, each in enumerate(needed) if meets(slots, each)]
    assert Candidates(needed).of(slots) == expected
