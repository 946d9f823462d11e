"""Evidence: what a title that is alone counts for."""

from monitor.matching.evidence import TITLE_ALONE, verdict
from tests.matching.scene import entry, evidence, judged, look, match, small, words

ALONE = small(
    raid=words("raid"), calm=words("calm"), c=judged(evidence("@raid", 1, 2), evidence("@calm", -0.25, -3), bias=-1.25)
)


def test_a_title_alone_stands_for_the_text_too_and_counts_less_there() -> None:
    made = look(ALONE, entry("A raid"), "@c").verdict("c")
    assert made is not None
    assert made.score == -1.25 + 1 + (2 - TITLE_ALONE)
    assert [(each.zone, each.weight) for each in made.counted] == [("title", 1), ("body", 2)]
    assert match(ALONE, entry("A raid"), "@c")
    assert match(ALONE, entry("A raid", "In town"), "@c") is None, "a text that says nothing of it"


def test_what_speaks_against_a_title_alone_is_not_counted_twice() -> None:
    one = look(ALONE, entry("A calm raid"), "@c")
    made = verdict(one._watchlist.compiled.judged("c"), one.parts, one.reading, thorough=True)
    assert made is not None
    assert made.score == -1.25 + 1 - 0.25
    assert [(each.zone, each.weight) for each in made.counted] == [("title", 1), ("title", -0.25)]
