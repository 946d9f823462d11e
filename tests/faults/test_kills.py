"""kill -9 at a write or an fsync loses nothing that was acknowledged; the benchmark of faults does it 500 times."""

import random

from tests.faults import kills
from tests.faults.bureau import Bureau


def test_a_poll_that_is_killed_leaves_each_feed_as_it_was_or_as_it_is(office: Bureau) -> None:
    assert kills.kill_polls(office, 3, random.Random(1)).lost == []


def test_a_first_poll_that_is_killed_leaves_what_the_next_can_go_on_with(office: Bureau) -> None:
    assert kills.kill_first_polls(office, 2, random.Random(2)).lost == []


def test_a_restoration_that_is_killed_can_be_done_again(office: Bureau) -> None:
    assert kills.kill_restorations(office, 2, random.Random(4)).lost == []


def test_a_mark_that_is_killed_is_made_or_not_and_no_other_is_lost(office: Bureau) -> None:
    office.publish(20, feeds=1)
    assert office.poll().code == 0
    assert kills.kill_marks(office, 7, random.Random(3)).lost == []
