"""What is done as often as it is asked for, but for a pause after each time, so that keys do not always wait for it."""

import time
from collections.abc import Callable

from textual.message_pump import MessagePump
from textual.timer import Timer


class Spaced:
    """Something of a screen's that is done at once when it is asked for, and in a pause once when that is over."""

    def __init__(self, screen: MessagePump, do: Callable[[], object]) -> None:
        """For what `do` does, which is called where the screen's messages are."""
        self._screen, self._do = screen, do
        self._until = 0.0
        self._timer: Timer | None = None

    def pause(self, seconds: float) -> None:
        """Not again for so many seconds."""
        self._until = time.monotonic() + seconds

    def ask(self) -> None:
        """Do it, now or when the pause is over; whoever else asks until then asks for the same time."""
        wait = self._until - time.monotonic()
        if wait <= 0:
            self._do()
        elif self._timer is None:
            self._timer = self._screen.set_timer(wait, self._come)

    def _come(self) -> None:
        self._timer = None
        self.ask()
