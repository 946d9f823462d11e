"""The desk: the screen on which matches are read; the only part that knows Textual."""

import os

from textual import constants

# Textual paints at the ticks of a clock, so that a key waits for the next one: at its 60 a second one key in twenty
# waits 25 ms or more for its row, at 240 12 ms (measured). The clock stands still while there is nothing to paint.
if "TEXTUAL_FPS" not in os.environ:
    constants.MAX_FPS = 240  # type: ignore[misc]

# Textual breaks off at a name that it does not know.
if constants.COLOR_SYSTEM not in (None, "auto", "standard", "256", "truecolor"):
    constants.COLOR_SYSTEM = "auto"  # type: ignore[misc]
