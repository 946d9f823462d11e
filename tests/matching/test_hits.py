"""Places of words: the longest, those that no mask covers, and whether two things stand in words of their own."""

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from monitor.matching.hits import are_two, longest, taken, unmasked
from monitor.matching.reading import Hit

PLACES = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)), max_size=12).map(
    lambda rows: [Hit(0, first, first + size, ()) for first, size in rows]
)


@given(PLACES)
def test_the_longest_places_hold_all_others_and_none_of_each_other(places: list[Hit]) -> None:
    kept = longest(places)
    assert kept == sorted(kept)
    for one in kept:
        assert not any(other != one and other.first <= one.first and one.last <= other.last for other in kept)
    for one in places:
        assert any(other.first <= one.first and one.last <= other.last for other in kept)


@given(PLACES, PLACES)
def test_what_no_mask_holds_is_left(places: list[Hit], masks: list[Hit]) -> None:
    assert unmasked(places, masks) == [
        one for one in places if not any(mask.first <= one.first and one.last <= mask.last for mask in masks)
    ]


@given(PLACES)
def test_the_tokens_of_places_are_all_that_lie_in_them(places: list[Hit]) -> None:
    assert taken(places) == sum({1 << token for one in places for token in range(one.first, one.last)})


def rows(bits: int) -> list[set[int]]:
    """The tokens of each row without a gap."""
    tokens = [at for at in range(bits.bit_length()) if bits >> at & 1]
    return [{at for _, at in row} for _, row in groupby(enumerate(tokens), lambda pair: pair[1] - pair[0])]


@given(st.integers(0, 1 << 14), st.integers(0, 1 << 14))
def test_two_things_have_words_of_their_own_where_one_has_a_row_that_the_other_does_not_touch(
    one: int, other: int
) -> None:
    def has_its_own(those: int, these: int) -> bool:
        return any(not any(those >> at & 1 for at in row) for row in rows(these))

    assert are_two(one, other) is (one > 0 < other and (has_its_own(one, other) or has_its_own(other, one)))
