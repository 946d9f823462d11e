"""The queries that packs hold: words of which any will do are one thing, and say which of them stood there."""

import json

import pytest

from monitor.matching.pack_queries import gathered, own_slot, packed, unpacked
from monitor.matching.query import Concept, Near, Or, Phrase, parse
from tests.matching.scene import entry, found, match, small

HOME = small(
    home={"en": {"expr": ["(brought OR flown OR bundled on) NEAR/4 (home OR (back ONEAR/2 village) OR @land)"]}},
    land={"en": {"terms": ["Kenya"]}},
)


def test_any_word_of_a_row_will_do_and_the_watch_shows_the_one_that_stood_there() -> None:
    assert found(HOME, entry("Sixty were flown to Kenya"), "@home") == ["flown", "Kenya"]
    assert found(HOME, entry("Bundled on a bus home"), "@home") == ["Bundled on", "home"]
    assert found(HOME, entry("Brought back to her village"), "@home") == ["Brought", "back", "village"]
    assert match(HOME, entry("Flown in; nobody of us knows where her home is"), "@home") is None


def test_words_in_a_row_are_gathered_in_one_slot_and_single_ones_stand_for_themselves() -> None:
    slots: list[tuple[str, Phrase]] = []
    node = gathered(parse("(brought OR flown) NEAR/4 (home OR (back NEAR/2 village) OR @land)"), slots)
    assert isinstance(node, Near) and isinstance(node.left, Concept) and isinstance(node.right, Or)
    assert {slot: [each.term for kind, each in slots if kind == slot] for slot, _ in slots} == {
        node.left.name: ["brought", "flown"],
        own_slot(parse("home")): ["home"],
        own_slot(parse("back")): ["back"],
        own_slot(parse("village")): ["village"],
    }
    assert Concept("land") in node.right.nodes


@pytest.mark.parametrize(
    "text",
    ["raid", "==KNLA OR raid*", "(a1 NEAR/4 @x.zh) NOT NEAR/2 b2", 'title:(a1 -"b c") OR /d.p/i'],
)
def test_a_query_that_was_packed_is_the_same_also_as_json(text: str) -> None:
    node = parse(text)
    assert unpacked(json.loads(json.dumps(packed(node)))) == node
