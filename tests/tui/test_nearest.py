"""What comes near to a watch that matches nothing."""

from contextlib import closing

import pytest

from monitor import config
from monitor.matching.query import parse, render
from monitor.store import schema
from monitor.tui.nearest import NearEntry, nearest, parts
from tests.tui.desk import Office, aged, entry


def near(office: Office) -> tuple[NearEntry, ...]:
    settings = config.load(office.config)
    with closing(schema.connect(office.store)) as db:
        return nearest(db, settings.watches, settings)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("casino AND raid -football", ["casino", "raid"]),
        ("police NEAR/8 casino", ["police", "casino"]),
        ("compound NOT NEAR/6 chemical", []),
        ("KK Park", ["Park"]),
        ("Shwe Kokko", ["Kokko", "Shwe"]),
        ("casino", []),
        ("@scam_hubs", []),
        ("(casino raid) OR comet", ["casino", "raid"]),
    ],
)
def test_the_parts_of_a_query(query: str, expected: list[str]) -> None:
    assert [render(part) for part in parts(parse(query))] == expected


def test_the_newest_entry_with_each_part_of_the_keywords(bare: Office) -> None:
    bare.configure({"Raids": ["casino AND raid", "comet"], "Parks": ["KK Park"]})
    bare.publish([entry("A raid", 3), entry("Casino [red]opens", 1), entry("Old casino", 9), entry("The park", 2)])
    found = near(bare)
    assert [(one.title, one.part, one.keyword) for one in found] == [
        ("Casino [red]opens", "casino", "casino AND raid"),
        ("The park", "Park", "KK Park"),
        ("A raid", "raid", "casino AND raid"),
    ]


def test_nothing_is_near_where_nothing_is_alike(bare: Office) -> None:
    bare.configure({"Raids": ["casino AND raid", "(", "comet"]})
    bare.publish(aged(["Rice", "Weather"]))
    assert near(bare) == ()


def test_a_part_that_may_be_told_by_what_lacks_is_passed_by(bare: Office) -> None:
    bare.configure({"Raids": ["casino AND (raid OR NOT film)"]})
    bare.publish([entry("A raid", 3), entry("Casino film", 1)])
    assert [(one.title, one.part) for one in near(bare)] == [("Casino film", "casino")]


def test_the_newest_entry_that_says_most_for_a_concept_is_near_with_what_it_comes_to(bare: Office) -> None:
    bare.configure({"Home": ["repatriation", "casino"]})
    bare.publish([
        entry("Filipino workers leave the shelter", 5, summary="In town."),
        entry("Rice harvest begins", 1),
        entry("Filipinos await their turn", 3, summary="In town."),
    ])  # fmt: skip
    (one,) = near(bare)
    assert (one.title, one.part, one.keyword) == ("Filipinos await their turn", "", "repatriation")
    assert -2.5 < one.score < 0


def test_what_says_hardly_anything_for_a_concept_is_not_near(bare: Office) -> None:
    bare.configure({"Home": ["repatriation"]})
    bare.publish(aged(["Rice harvest begins", "Two Filipinos win a prize"]))
    assert near(bare) == ()


def test_a_keyword_that_is_not_widened_is_no_concept(bare: Office) -> None:
    bare.configure({"Home": ["=repatriation"]})
    bare.publish([entry("Filipinos await their flight", 5)])
    assert near(bare) == ()
