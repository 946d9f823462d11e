"""References to characters: the characters that they stand for."""

import pytest

from monitor.references import unescaped, with_whole_characters


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("R&amp;D &#8212; &eacute;", "R&D — é"),
        ("&#0000000000065;&#x0000000041;", "AA"),
        (f"a&#{'9' * 5_000};&#x{'9' * 5_000};b", "a\ufffd\ufffdb"),
        ("no sign", "no sign"),
    ],
)
def test_a_reference_is_read_however_many_digits_it_has(value: str, shown: str) -> None:
    assert unescaped(value) == shown


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ("&#55357;&#56832;", "&#128512;"),
        ("&#xD83D;&#xde00; &#55357;&#xDE00;", "&#128512; &#128512;"),
        ("&#56832;&#55357; &#55357; &#56832;", "&#56832;&#55357; &#55357; &#56832;"),
        ("&#55199;&#56832; &#55357;&#57344;", "&#55199;&#56832; &#55357;&#57344;"),
        ("&#65;", "&#65;"),
    ],
)
def test_two_halves_in_their_order_are_one_character(value: str, made: str) -> None:
    assert with_whole_characters(value) == made
