"""Compiled packs: shared by watchlists, and had by one thread at a time, those first in which somebody waits."""

import threading
import time

from monitor.matching.compiled import Compiled
from monitor.matching.watchlist import Watchlist
from monitor.model import Watch
from tests.home import PATIENCE
from tests.matching.scene import FEED, entry, small, words

PACKS = small(x=words("raid", "scam hub"), y=words("rain"))


def test_watchlists_that_share_them_find_what_those_find_that_do_not() -> None:
    compiled = Compiled(PACKS)
    told = entry("A raid in the rain", "Of a scam hub.")
    for keyword in ("@x", "@y", "@x AND @y", "raid NEAR/3 @y"):
        watches = [Watch("w", (keyword,))]
        found = Watchlist(watches, compiled).match(told, FEED)
        assert found and found == Watchlist(watches, PACKS).match(told, FEED)
    assert compiled.judged("x") is compiled.judged("x")


def test_whoever_has_time_lets_those_go_first_that_have_none() -> None:
    compiled, order = Compiled(PACKS), list[str]()

    def take(name: str, urgent: bool) -> None:
        with compiled.alone(urgent=urgent):
            order.append(name)

    patient, urgent = (
        threading.Thread(target=take, args=each, daemon=True) for each in (("patient", False), ("urgent", True))
    )
    until = time.monotonic() + PATIENCE
    with compiled.alone():
        urgent.start()
        while not compiled._urgent:
            assert time.monotonic() < until, "it does not wait for its turn"
            time.sleep(0.001)
        patient.start()
    for thread in (patient, urgent):
        thread.join(PATIENCE)
    assert order == ["urgent", "patient"]


def test_one_that_fails_lets_the_others_in() -> None:
    compiled = Compiled(PACKS)
    for urgent in (True, False):
        try:
            with compiled.alone(urgent=urgent):
                raise KeyError
        except KeyError:
            pass
    with compiled.alone():
        assert not compiled._urgent
