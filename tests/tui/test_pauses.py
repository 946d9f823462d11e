"""What must not be done too often is done at once, and in a pause once at its end."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest
from textual.message_pump import MessagePump

from monitor.tui import pauses
from monitor.tui.pauses import Spaced


class Screen:
    """A screen whose timers go off by a clock that the test sets."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.done: list[float] = []
        patch.setattr(pauses, "time", SimpleNamespace(monotonic=lambda: self.now))

    def set_timer(self, delay: float, callback: Callable[[], None]) -> object:
        self.timers.append((self.now + delay, callback))
        return object()

    def pass_to(self, now: float) -> None:
        self.now = now
        for timer in [timer for timer in self.timers if timer[0] <= now]:
            self.timers.remove(timer)
            timer[1]()

    def spaced(self, pause: float) -> Spaced:
        def do() -> None:
            self.done.append(self.now)
            spaced.pause(pause)

        spaced = Spaced(cast(MessagePump, self), do)
        return spaced


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    return Screen(monkeypatch)


def test_what_is_asked_for_often_is_done_once_a_pause_and_never_left_undone(screen: Screen) -> None:
    spaced = screen.spaced(5)
    for now in (100, 101, 102, 104.9):
        screen.pass_to(now)
        spaced.ask()
    assert (screen.done, len(screen.timers)) == ([100], 1)
    screen.pass_to(105)
    assert (screen.done, screen.timers) == ([100, 105], [])
    spaced.ask()
    screen.pass_to(200)
    assert screen.done == [100, 105, 200]


def test_without_a_pause_it_is_done_each_time(screen: Screen) -> None:
    spaced = screen.spaced(0)
    spaced.ask()
    spaced.ask()
    assert (screen.done, screen.timers) == ([100, 100], [])


def test_a_pause_that_grows_longer_meanwhile_is_waited_for(screen: Screen) -> None:
    spaced = screen.spaced(5)
    spaced.ask()
    spaced.ask()
    screen.now = 104
    spaced.pause(5)
    screen.pass_to(105)
    assert screen.done == [100]
    screen.pass_to(109)
    assert screen.done == [100, 109]
