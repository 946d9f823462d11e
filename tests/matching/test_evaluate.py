"""Evaluation: which places satisfy a query of operators, held against a slow and plain reading of what it says."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching import evaluate, query
from monitor.matching.evaluate import Evaluation
from monitor.matching.patterns import Patterns
from monitor.matching.reading import SHOWN, Hit, Leaf
from monitor.model import Entry, Feed
from tests.matching.scene import FEED, SOUP, check_spans, dropping, entry, found, match, reading, small, words

PACKS = small(site=words("compound", "park"), raid=words("raid"), far=words("buddha", language="latin"))


def places(text: str, written: str, summary: str = "") -> list[str]:
    return found(PACKS, entry(text, summary), written, widen=False)


@pytest.mark.parametrize(
    ("written", "text", "told"),
    [
        ("scam AND raid", "raid on a scam", ["raid", "scam"]),
        ("scam AND raid", "a scam", []),
        ("scam OR raid", "a scam", ["scam"]),
        ("scam -raid", "a scam", ["scam"]),
        ("scam -raid", "a scam raid", []),
        ("scam (raid OR bust)", "bust a scam", ["bust", "scam"]),
        ("scam (raid OR -bust)", "a scam", ["scam"]),
        ("(scam AND raid) OR bust", "scam and bust", ["bust"]),
        ("@site AND raid", "raid a park", ["raid", "park"]),
        ("raid -@site", "raid a park", []),
        ("raid -@site", "raid a pub", ["raid"]),
        ("title:scam", "a scam", ["scam"]),
        ("summary:scam", "a scam", []),
        ("scam -title:raid", "a scam raid", []),
        ("scam -summary:raid", "a scam raid", ["scam"]),
        ("title:(scam -raid)", "a scam raid", []),
    ],
)
def test_operators(written: str, text: str, told: list[str]) -> None:
    assert places(text, written) == told


@pytest.mark.parametrize(
    ("written", "text", "holds"),
    [
        ("scam NEAR/1 hub", "scam hub", True),
        ("scam NEAR/2 hub", "scam in a hub", True),
        ("scam NEAR/1 hub", "scam in a hub", False),
        ("hub NEAR/2 scam", "scam in a hub", True),
        ("scam ONEAR/2 hub", "scam in a hub", True),
        ("hub ONEAR/2 scam", "scam in a hub", False),
        ("scam NEAR/9 scam", "one scam", False),
        ("scam NEAR/9 scam", "scam after scam", True),
        ("scam hub ONEAR/9 hub", "a scam hub", False),
        ("电诈 NEAR/1 园区", "电诈大大大园区", True),
        ("电诈 NEAR/1 园区", "电诈大大大大园区", False),
        ("电诈 NEAR/3 园区", "电诈大大大大大大大大大园区", True),
        ("电诈 NEAR/3 园区", "中中电诈大大大大大大大大大园区", True),
        ("电诈 NEAR/3 园区", "中中电诈大大大大大大大大大大园区", False),
        ("scam NEAR/2 hub NEAR/2 raid", "scam a hub a raid", True),
        ("scam NEAR/5 hub NEAR/1 raid", "scam hub hub hub hub hub a raid", True),
        ("hub NEAR/5 scam NEAR/1 raid", "scam hub hub hub hub hub a raid", True),
        ("raid NEAR/1 (scam NEAR/5 hub)", "scam hub hub hub hub hub a raid", True),
        ("scam ONEAR/5 hub ONEAR/1 raid", "scam hub hub hub a hub hub a raid", True),
        ("raid NEAR/1 (hub NEAR/5 scam)", "raid a hub hub hub hub hub scam", True),
        ("scam NEAR/2 hub NEAR/2 raid", "scam a hub a a a raid", False),
        ("raid NEAR/3 (scam OR hub)", "raid the hub", True),
        ("raid NEAR/3 @site", "raid the compound", True),
        ("@raid NEAR/3 @site", "raids and parks", True),
        ("@raid ONEAR/3 @site", "a park raid", False),
        ("scam NOT NEAR/2 film", "a scam film", False),
        ("scam NOT NEAR/2 film", "a scam and nothing but a film", True),
        ("scam NOT NEAR/1 film", "a scam film on a scam of old", True),
        ("raid NEAR/9 (scam NOT NEAR/2 film)", "raid in a scam film", False),
    ],
)
def test_nearness(written: str, text: str, holds: bool) -> None:
    assert bool(places(text, written)) is holds


def test_nearness_tells_both_words_and_not_what_lies_between() -> None:
    assert places("Police raid a big scam hub", "raid NEAR/5 hub") == ["raid", "hub"]


def test_a_veto_nearby_cancels_its_own_place_only() -> None:
    made = match(PACKS, entry("scam film", "of a scam much talked about"), "scam NOT NEAR/3 film")
    assert made is not None
    assert [(span.field, span.text) for span in made.spans] == [("summary", "scam")]


@pytest.mark.parametrize(("title", "summary"), [("a scam", "hub"), ("scam", "hub"), ("", "scam"), ("scam", "")])
def test_nearness_never_crosses_fields(title: str, summary: str) -> None:
    one = entry(title, summary, "" if title and summary else "hub")
    for written in ("scam NEAR/999 hub", "hub NEAR/999 scam", "scam ONEAR/999 hub", "scam hub"):
        assert match(PACKS, one, written, widen=False) is None
    assert match(PACKS, one, "scam NOT NEAR/999 hub", widen=False) is not None


def test_many_words_at_one_place_do_not_hide_the_one_beside_it() -> None:
    for written in (
        "scam NEAR/5 (scam OR Scam OR scams OR SCAM OR hub)",
        "(scam OR Scam OR scams OR SCAM OR hub) NEAR/5 scam",
    ):
        assert set(places("scam hub", written)) == {"scam", "hub"}


def test_a_long_place_that_began_far_in_front_is_near_where_it_ends() -> None:
    text = "one two one three one four five one six raid"
    assert set(places(text, "raid NEAR/1 (one OR /two.*six/)")) == {"two one three one four five one six", "raid"}


@pytest.mark.parametrize(
    ("written", "text", "told"),
    [
        (r"/scams?/", "scam, SCAM and scams", ["scam", "scams"]),
        (r"/scams?/i", "scam, SCAM and scams", ["scam", "SCAM", "scams"]),
        (r"/cam/", "a scam", ["scam"]),
        (r"/scam\s+/", "scam  hub", ["scam"]),
        (r"/\s+hub/", "scam  hub", ["hub"]),
        (r"/[(]hub/", "scam (hub)", ["hub"]),
        (r"/[^\w\s]/", "scam, hub", []),
        (r"/诈.园/", "电诈的园区", ["诈的园"]),
    ],
)
def test_a_regex_tells_the_words_that_it_touches_and_no_more(written: str, text: str, told: list[str]) -> None:
    assert places(text, written) == told


@pytest.mark.parametrize("written", [r"/scam\s+/", r"/scam.*/s", r"/scam\W*$/"])
def test_a_regex_ends_with_its_field(written: str) -> None:
    one = entry("a scam ", "hub", "hub")
    made = match(PACKS, one, written)
    assert made is not None
    assert [(span.field, span.text) for span in made.spans] == [("title", "scam")]


def test_a_regex_says_what_it_is() -> None:
    made = match(PACKS, entry("SCAM a/b"), r"/scam a\/b/i")
    assert made is not None
    assert [(span.term, span.why) for span in made.spans] == [(r"/scam a\/b/i", "regex")]


def test_a_regex_does_not_look_at_what_was_dropped() -> None:
    one = dropping(entry("", "A scam fell. Related: hub raided. The end of it"), "Related: hub raided.")
    assert found(PACKS, one, "/hub/") == []
    assert found(PACKS, one, "/scam.*hub/") == []
    assert found(PACKS, one, "raw:/scam.*raided/") == ["scam fell. Related: hub raided"]


def test_raw_finds_what_was_dropped_and_the_text_does_not() -> None:
    one = dropping(entry("", "A scam fell. Related: hub raided. The end"), "Related: hub raided.")
    assert found(PACKS, one, "hub") == []
    assert found(PACKS, one, "raw:hub") == ["hub"]
    assert found(PACKS, one, "raw:(scam AND hub)") == ["scam", "hub"]
    assert found(PACKS, one, "scam NEAR/5 end") == ["scam", "end"]


@pytest.mark.parametrize(
    ("written", "field", "text"),
    [
        ("author:ann", "author", "Ann"),
        ("category:crime", "category", "Crime"),
        ('url:"raid-1"', "url", "raid-1"),
        ("site:news.example", "site", "news.example"),
        ("feed:asia", "feed", "asia"),
        ("source:outlet", "source", "Outlet"),
        ("lang:en", "lang", "en"),
        ("author:/A.n/", "author", "Ann"),
    ],
)
def test_other_fields_are_looked_at_where_they_are_named(written: str, field: str, text: str) -> None:
    one = Entry(
        "k", "A raid", lang="en", author="Ann Bo", link="https://www.news.example/a/raid-1", categories=("Crime", "Law")
    )
    made = match(PACKS, one, written)
    assert made is not None
    [span] = made.spans
    assert (span.field, span.text) == (field, text)
    check_spans(one, FEED, made.spans)
    assert match(PACKS, one, written.partition(":")[2]) is None or field in ("url", "lang")


WORDS = "w " * 12
HITS = st.lists(
    st.builds(
        lambda first, size, term: (first, min(12, first + size), term),
        st.integers(0, 11), st.integers(1, 6), st.sampled_from("xyz"),
    ),
    max_size=8,
)  # fmt: skip


def hits(rows: Sequence[tuple[int, int, str]], boundary: int) -> list[Hit]:
    """Places of the first field up to the boundary, and of the second from there on; none reaches over it."""
    made = []
    for first, last, term in rows:
        number = int(first >= boundary)
        end = last if number else min(last, boundary)
        made.append(Hit(number, first, end, (Leaf(number, first, end, term),)))
    return sorted(set(made))


def is_near(one: Hit, other: Hit, node: query.Near) -> bool:
    """What nearness means, said slowly: two different places of one field, and so many words between them."""
    if one.field != other.field or (one.first, one.last) == (other.first, other.last):
        return False
    if node.kind == "ordered" and other.first < one.last:
        return False
    return max(one.first, other.first) - min(one.last, other.last) <= node.distance


@given(HITS, HITS, st.integers(0, 4), st.sampled_from(["near", "ordered", "not"]), st.integers(1, 12))
@settings(max_examples=500)
def test_nearness_is_what_comparing_all_with_all_says(
    left: list[tuple[int, int, str]], right: list[tuple[int, int, str]], distance: int, kind: str, boundary: int
) -> None:
    one, other = query.Phrase("left", ("left",)), query.Phrase("right", ("right",))
    there = {"left": hits(left, boundary), "right": hits(right, boundary)}
    made = reading(entry("w " * boundary, "w " * (12 - boundary)))
    evaluation = Evaluation(made, lambda phrase: there[phrase.term], lambda concept, fields: (), Patterns())
    node = query.Near(one, other, distance, kind)  # type: ignore[arg-type]
    pairs = [(hit, each) for hit in there["left"] for each in there["right"] if is_near(hit, each, node)]
    told = evaluation.hits(node)
    assert list(told) == sorted(told)
    if kind == "not":
        assert list(told) == [hit for hit in there["left"] if hit not in [hit for hit, _ in pairs]]
        return
    assert evaluation.holds(node) is bool(pairs)
    assert {hit.leaves for hit in told} <= {(*hit.leaves, *each.leaves) for hit, each in pairs}
    assert {hit.leaves[0] for hit in told} == {hit.leaves[0] for hit, _ in pairs}
    if kind == "near":
        assert evaluation.holds(query.Near(other, one, distance)) is bool(pairs)


QUERIES = [
    "scam NEAR/{} hub", "(scam OR raid) NEAR/{} (hub OR compound)", "scam NEAR/{} (hub NEAR/2 raid)",
    "scam NEAR/{} /h.b/", "@site NEAR/{} raid", "电诈 NEAR/{} 园区", "(scam AND raid) NEAR/{} hub",
]  # fmt: skip


@given(SOUP, SOUP, SOUP, st.sampled_from(QUERIES), st.integers(1, 9))
def test_nearness_does_not_mind_which_of_two_is_named_first(
    title: str, summary: str, content: str, written: str, distance: int
) -> None:
    left, link, right = written.format(distance).partition(f" NEAR/{distance} ")
    one = Entry("k", title, summary=summary, content=content)
    there, back = (match(PACKS, one, each, widen=False) for each in (f"{left}{link}{right}", f"{right}{link}{left}"))
    assert (there is None) is (back is None)
    ordered = [match(PACKS, one, each.replace("NEAR", "ONEAR", 1), widen=False) for each in (f"{left}{link}{right}",)]
    assert there is not None or ordered == [None]


def test_a_query_is_evaluated_once_however_often_it_is_asked() -> None:
    asked: list[str] = []

    def places_of(phrase: query.Phrase) -> Sequence[Hit]:
        asked.append(phrase.term)
        return [Hit(0, 0, 1, (Leaf(0, 0, 1, phrase.term),))]

    evaluation = Evaluation(reading(entry("scam")), places_of, lambda concept, fields: (), Patterns())
    node = query.parse("scam OR (scam AND scam)")
    assert isinstance(node, query.Or)
    for _ in range(3):
        assert evaluation.holds(node)
        assert len(evaluation.hits(node)) == 1
    assert len(asked) <= 3


@pytest.mark.parametrize("times", [60, 300, 1500])
def test_a_chain_of_nears_over_a_few_words_said_again_and_again_takes_pairs_from_all_of_it(
    times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    hull, made = evaluate.hull, list[int]()
    monkeypatch.setattr(evaluate, "hull", lambda one, other: made.append(one.first) or hull(one, other))
    text = "police Myawaddy Kenyans scam " * times
    keyword = "police NEAR/999 Myawaddy NEAR/999 Kenyans NEAR/999 scam"
    assert match(PACKS, Entry("k", "A tale", summary=text), keyword, widen=False)
    assert len(made) < 8 * evaluate._PAIRS
    assert max(made) > 3 * times


@pytest.mark.parametrize("one", ["scam", "scam hub", "( ", "电", "scam raid hub compound ", "7 "])
def test_a_long_text_of_the_same_few_words_gives_no_more_pairs_than_words(one: str) -> None:
    text = f"{one} " * (40_000 // len(one))  # So many that of each the fewest pairs count.
    made = reading(entry("", "", text))
    count = len(made.words)
    everywhere = [Hit(2, at, at + 1, (Leaf(2, at, at + 1, "x"),)) for at in range(count)]
    evaluation = Evaluation(made, lambda phrase: everywhere, lambda concept, fields: (), Patterns())
    assert len(evaluation.hits(query.parse("x NEAR/999 y"))) <= 6 * count
    assert len(evaluation.hits(query.parse("x ONEAR/999 y"))) <= 6 * count
    assert SHOWN.index("content") == 2
    assert Feed("u") != FEED
