"""Regular expressions of users, with a time limit; one that is slow three times is switched off and told of."""

from collections import Counter
from collections.abc import Iterator

from monitor.matching.query import Regex, compiled, render
from monitor.matching.reading import LONGEST_LOOK

SECONDS = 0.05
"""How long one expression may look at one field, and as long again for each part of it that a watch would look at."""
STRIKES = 3


class Patterns:
    """How often each expression ran out of time."""

    def __init__(self) -> None:
        self._strikes: Counter[Regex] = Counter()

    def places(self, expression: Regex, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of each place in `text`, in code points; none once the expression is switched off."""
        if self._strikes[expression] >= STRIKES:
            return
        seconds = SECONDS * max(1.0, len(text) / LONGEST_LOOK)
        try:
            for found in compiled(expression).finditer(text, timeout=seconds):
                if found.end() > found.start():
                    yield found.start(), found.end()
        except TimeoutError:
            self._strikes[expression] += 1

    def is_slow(self, expression: Regex) -> bool:
        """Whether an expression ever ran out of time, so that what it did not find may stand there all the same."""
        return self._strikes[expression] > 0

    def notices(self) -> tuple[str, ...]:
        """A sentence for each expression that was switched off."""
        return tuple(
            f"{render(expression)} took too long {STRIKES} times and is left out from there on: make it simpler."
            for expression, strikes in self._strikes.items()
            if strikes >= STRIKES
        )
