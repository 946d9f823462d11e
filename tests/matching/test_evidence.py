"""Evidence: what a title that is alone counts for, and what takes two things."""

import pytest

from monitor.matching.evidence import TITLE_ALONE
from monitor.model import Dropped
from tests.matching.scene import dropping, entry, evidence, judged, look, match, reading, small, words

ALONE = small(
    raid=words("raid"), calm=words("calm"), c=judged(evidence("@raid", 1, 2), evidence("@calm", -0.25, -3), bias=-1.25)
)


def test_a_title_alone_stands_for_the_text_too_and_counts_less_there() -> None:
    made = look(ALONE, entry("A raid"), "@c").verdict("c")
    assert made is not None
    assert made.score == pytest.approx(-1.25 + 1 + (2 - TITLE_ALONE))
    assert [(each.zone, each.weight) for each in made.counted] == [("title", 1), ("body", 2)]
    assert match(ALONE, entry("A raid"), "@c")
    assert match(ALONE, entry("A raid", "In town"), "@c") is None, "a text that says nothing of it"


@pytest.mark.parametrize(
    ("title", "summary", "alone"),
    [
        ("Kenyans fly home from Myanmar", "", True),
        ("Kenyans fly home from Myanmar - The Outlet", "Kenyans fly home from Myanmar  The Outlet", True),
        ("Kenyans fly home from Myanmar", "Kenyans fly home from Myanmar. Border Ledger Online", True),
        ("Kenyans fly home from Myanmar", "Two buses left at dawn.", False),
        (
            "Kenyans fly home from Myanmar",
            "Kenyans fly home from Myanmar. Two buses left at dawn for the airport.",
            False,
        ),
        ("A raid", "The raid.", False),
        ("", "Kenyans fly home", False),
        ("缅泰边境电诈园区遭突袭", "缅泰边境电诈园区遭突袭 新闻", True),
    ],
)
def test_a_text_that_only_says_the_title_again_is_none(title: str, summary: str, alone: bool) -> None:
    assert reading(entry(title, summary, lang="")).is_title_alone is alone
    assert not reading(entry(title, summary, "A text.", lang="")).is_title_alone


def test_a_title_is_alone_where_all_of_its_text_is_furniture() -> None:
    title = "Kenyans fly home from Myanmar"
    note = f"The post {title} appeared first on The Borderland Gazette of Mae Sot."
    assert reading(dropping(entry(title, note), note)).is_title_alone
    assert reading(dropping(entry(title, f"{title}.\n\n{note}"), note)).is_title_alone
    assert not reading(dropping(entry(title, f"Two buses left.\n\n{note}"), note)).is_title_alone
    assert not reading(entry(title, note)).is_title_alone
    gone = (Dropped("content", 0, len(note), "related link"),)
    assert reading(entry(title, content=note, dropped=gone)).is_title_alone


def test_what_speaks_against_a_title_alone_is_not_counted_twice() -> None:
    one = look(ALONE, entry("A calm raid"), "@c")
    made = one.thorough_verdict("c")
    assert made is not None
    assert made.score == -1.25 + 1 - 0.25
    assert [(each.zone, each.weight) for each in made.counted] == [("title", 1), ("title", -0.25)]


TOGETHER = small(
    gate=words("border crossing", "gate"),
    way=words("crossing", "border crossing", "ferry"),
    c=judged(evidence("@gate AND @way", 3, 3), bias=-1.5),
)


@pytest.mark.parametrize(
    ("title", "summary", "counts"),
    [
        ("The border crossing opens", "", False),
        ("The border crossing opens", "In town", False),
        ("In town", "The border crossing opens", False),
        ("The border crossing", "The border crossing opens", False),
        ("A ferry to the border crossing", "", True),
        ("In town", "A crossing, not the border crossing", True),
        ("The border crossing opens", "A ferry too", True),
        ("A ferry", "To the gate", True),
        ("In town", "The border crossing opens, and that border crossing is old", False),
        ("In town", "The border crossing opens, and the gate is old", True),
    ],
)
def test_words_that_speak_for_two_things_are_not_the_two_together(title: str, summary: str, counts: bool) -> None:
    assert bool(match(TOGETHER, entry(title, summary), "@c")) is counts


def test_against_a_concept_one_word_is_enough_for_two_things() -> None:
    against = evidence("@gate AND @way", -2, -2, against=True)
    packs = small(
        gate=words("gate"), way=words("gate"), raid=words("raid"), c=judged(evidence("@raid", 3, 3), against, bias=-2)
    )
    assert match(packs, entry("A raid", "In town"), "@c")
    assert match(packs, entry("A raid at the gate", "In town"), "@c") is None


LONG = small(
    raid=words("raid"), calm=words("calm"), c=judged(evidence("@raid", 0, 5), evidence("@calm", 3, 0), bias=-2, long=1)
)


@pytest.mark.parametrize(("further", "less"), [(0, 0), (150, 1), (310, 2), (630, 3), (6000, 3)])
def test_each_time_that_a_text_is_twice_as_long_it_has_to_say_more(further: int, less: int) -> None:
    made = look(LONG, entry("Then", f"A raid at dawn.{' filler' * further}"), "@c").verdict("c")
    told = made.score if made else None
    assert told == (3 - less if less < 3 else 0)


@pytest.mark.parametrize(("further", "share"), [(0, 1), (75, 1), (110, 0.53), (150, 0.2), (6000, 0.2)])
def test_over_a_long_text_the_title_counts_for_less(further: int, share: float) -> None:
    titled = small(calm=words("calm"), raid=words("raid"), c=judged(evidence("@calm", 2, 0), evidence("@raid", 0, 9)))
    made = look(titled, entry("Calm", f"A raid at dawn.{' filler' * further}"), "@c").verdict("c")
    assert made and made.score - 9 - made.concept.bias == pytest.approx(2 * share, abs=0.01)
    assert sum(each.weight for each in made.counted) + made.concept.bias == pytest.approx(made.score)


def test_but_of_itself_it_says_as_much_over_a_long_text_as_over_a_short_one() -> None:
    for further in (0, 600):
        one = entry("Calm", f"A raid at dawn.{' filler' * further}")
        assert match(LONG, one, "title:@c")
    assert match(LONG, entry("", f"A raid.{' filler' * 150}"), "summary:@c")


def test_what_stands_deep_in_a_text_says_less_of_the_text_alone_too() -> None:
    packs = small(
        raid=words("raid"),
        calm=words("calm"),
        c=judged(evidence("@raid", 0, 3), evidence("@calm", 2, 0), bias=-2.5, deep=1),
    )
    deep, first = (entry("Calm", text) for text in (f"{'filler ' * 90} raid", f"A raid{' filler' * 90}"))
    assert match(packs, deep, "@c") and match(packs, first, "@c")
    assert match(packs, first, "summary:@c")
    assert match(packs, deep, "summary:@c") is None


@pytest.mark.parametrize("summary", ["", "A raid at dawn, in town - The Outlet"])
def test_a_title_without_a_text_says_of_itself_all_that_the_entry_says(summary: str) -> None:
    packs = small(raid=words("raid"), c=judged(evidence("@raid", 1, 3), bias=-2))
    one = entry("A raid at dawn, in town", summary)
    assert match(packs, one, "@c")
    assert match(packs, one, "title:@c")


def test_a_concept_asked_for_in_another_language_speaks_neither_for_a_match_nor_against_it() -> None:
    outspoken = judged(evidence("@raid", 3, 3), evidence("@film", -0.2, -0.2, against=True), bias=-1)
    quiet = judged(evidence("@calm", 0.5, 0.5), bias=-0.5, strong=2)
    packs = small(c=outspoken, d=quiet, raid=words("raid"), film=words("film"), calm=words("calm"))
    plain, other, both = (
        match(packs, entry("A raid on a film", "Calm came."), keyword) for keyword in ("@d", "@c.th OR @d", "@c OR @d")
    )
    assert plain and other and both
    assert (other.level, other.against) == (plain.level, plain.against) == ("likely", ())
    assert [span.text for span in other.spans] == ["Calm"]
    assert both.level == "strong" and [span.text for span in both.against] == ["film"]
