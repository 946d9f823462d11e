"""How well colours can be read on each other, by the formula of WCAG 2."""

import pytest
from textual.color import Color

from monitor.tui.contrast import least, ratio, readable

DARK = (Color.parse("#10151c"), Color.parse("#26415f"))
LIGHT = (Color.parse("#fbfaf7"), Color.parse("#cfe3f7"))


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0), ("#123", "#123", 1.0)],
)
def test_contrast_is_what_the_standard_says(one: str, other: str, known: float) -> None:
    assert ratio(Color.parse(one), Color.parse(other)) == pytest.approx(known, abs=0.01)
    assert ratio(Color.parse(other), Color.parse(one)) == pytest.approx(known, abs=0.01)


def test_a_colour_that_can_be_read_stays_what_it_is() -> None:
    assert readable(Color.parse("#f0b72f"), DARK, 4.5, dark=True) == Color.parse("#f0b72f")


@pytest.mark.parametrize(("grounds", "dark"), [(DARK, True), (LIGHT, False)])
@pytest.mark.parametrize("name", ["red", "blue", "navy", "yellow", "white", "black", "#888888"])
def test_another_is_mixed_until_it_can_and_no_further(grounds: tuple[Color, ...], dark: bool, name: str) -> None:
    found = readable(Color.parse(name), grounds, 4.5, dark)
    assert least(found, grounds) >= 4.5
    if least(Color.parse(name), grounds) < 4.5:
        assert least(found, grounds) < 7


def test_where_no_mixture_can_the_best_is_taken() -> None:
    both = (Color.parse("black"), Color.parse("white"))
    assert readable(Color.parse("red"), both, 4.5, dark=True) == Color.parse("white")
