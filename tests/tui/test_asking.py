"""What the desk says when it is to poll feeds: that the poller was asked, and who is left alone until when."""

import time

import pytest

from monitor.times import clock
from monitor.tui.asking import told
from tests.tui.desk import FEED, OTHER, Office, opened

NOW = 1_795_000_000
"""2026-11-18: a moment that is the same for each process that collects the tests, which are named for it."""
SOON, LATER = NOW + 300, NOW + 3_600


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ({}, "Asked the poller for all feeds."),
        ({"a.example": SOON}, f"Left alone, as they asked: a.example until {clock(SOON, NOW)}."),
        (
            {"a.example": LATER, "b.example": SOON},
            f"asked: b.example until {clock(SOON, NOW)} and a.example until {clock(LATER, NOW)}.",
        ),
        (dict.fromkeys("abcde", SOON), f"c until {clock(SOON, NOW)} and 2 more."),
    ],
)
def test_who_is_left_alone_is_named_who_is_asked_soonest_first(held: dict[str, int], said: str) -> None:
    assert said in told("all feeds", held, NOW)


@pytest.mark.parametrize("keys", [("R",), ("r",), ("v", "R"), ("v", "r")])
async def test_who_polls_a_feed_of_a_held_server_by_hand_is_told_until_when(
    office: Office, keys: tuple[str, ...]
) -> None:
    later = int(time.time()) + 3_600
    for host in (FEED.split("/")[2], OTHER.split("/")[2]):
        office.execute(f"INSERT INTO hosts VALUES ('{host}', {later}, 2)")
    async with opened(office) as desk:
        await desk.press(*keys)
        await desk.until(lambda: f"until {clock(later, time.time())}" in " ".join(desk.screen.split()))
        assert "Left alone" in desk.screen
    assert office.asks()


async def test_a_hold_that_is_over_and_one_of_others_are_not_told(office: Office) -> None:
    now = int(time.time())
    office.execute(f"INSERT INTO hosts VALUES ('{FEED.split('/')[2]}', {now - 60}, 2)")
    office.execute(f"INSERT INTO hosts VALUES ('elsewhere.example', {now + 3_600}, 2)")
    async with opened(office) as desk:
        await desk.press("R")
        await desk.until(lambda: "Asked the poller for all feeds." in desk.screen)
        assert "Left alone" not in desk.screen
