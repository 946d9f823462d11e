"""How well a colour can be read on others, and the nearest one to it that can."""

from collections.abc import Sequence
from functools import lru_cache

from textual.color import BLACK, WHITE, Color

TEXT, HIGH = 4.5, 7.0
"""What text needs (WCAG 2, levels AA and AAA)."""
_STEPS = 20


def ratio(one: Color, other: Color) -> float:
    """The contrast of two colours, from 1 for the same to 21 for black and white (WCAG 2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def least(colour: Color, grounds: Sequence[Color]) -> float:
    """The contrast of a colour with that of several backgrounds on which it can be read worst."""
    return min(ratio(colour, ground) for ground in grounds)


@lru_cache(4096)
def readable(colour: Color, grounds: tuple[Color, ...], wanted: float, dark: bool) -> Color:
    """The colour itself where it has that contrast with all backgrounds, else mixed with just enough white, on a dark
    theme, or black; where no mixture has it, white or black.
    """
    end = WHITE if dark else BLACK
    mixed = (colour.blend(end, step / _STEPS, 1.0) for step in range(_STEPS))
    return next((one for one in mixed if least(one, grounds) >= wanted), end)


@lru_cache(4096)
def _luminance(colour: Color) -> float:
    red, green, blue = (_linear(part) for part in colour.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
