"""What was drawn on a screen, let go of when the screen is closed."""

from functools import lru_cache, partial

from textual._styles_cache import StylesCache

_KEPT = 1024
"""Pairs of colours whose styles are kept."""


def install() -> None:
    """Have nothing kept of widgets that are gone.

    Textual keeps the styles of a background by its colours and by the widget's drawing with all its lines, of the last
    thousand widgets: 100 MB after some hundred screens (measured; its issue 6665).
    """
    kept = vars(StylesCache)["get_inner_outer"]
    # A later Textual may have mended it.
    if hasattr(kept, "cache_clear"):
        styles = lru_cache(_KEPT)(partial(kept.__wrapped__, StylesCache))
        StylesCache.get_inner_outer = lambda _, *colours: styles(*colours)  # type: ignore[assignment]
