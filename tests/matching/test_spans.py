"""Spans: what is marked in an entry, and what counts for too little to be marked."""

from tests.matching.scene import entry, evidence, found, judged, match, small, words


def test_words_that_count_for_little_are_not_marked() -> None:
    concept = judged(evidence("@raid", 3, 3), evidence("@day", 0.2, 0.2), bias=-1)
    packs = small(raid=words("raid"), day=words("Monday"), c=concept)
    assert found(packs, entry("Monday: a raid"), "@c") == ["raid"]


def test_where_all_words_count_for_little_all_are_marked() -> None:
    concept = judged(*(evidence(f"@{name}", 0.3, 0.3) for name in ("raid", "day")), bias=-0.5)
    packs = small(raid=words("raid"), day=words("Monday"), c=concept)
    assert found(packs, entry("Monday: a raid"), "@c") == ["Monday", "raid"]


def test_a_word_that_the_user_named_is_marked_beside_a_concept() -> None:
    packs = small(raid=words("raid"), c=judged(evidence("@raid", 3, 3), bias=-1))
    made = match(packs, entry("Monday: a raid"), "@c AND Monday")
    assert made is not None
    assert [span.text for span in made.spans] == ["Monday", "raid"]
