"""What the poller's lines become for the bottom of the screen."""

from monitor.times import clock, iso
from monitor.tui import signs
from monitor.tui.poller import Event
from monitor.tui.status import PollerStatus

NOW = 1_795_000_000.0


def after(*events: Event) -> PollerStatus:
    status = PollerStatus()
    for event in events:
        status.take(event)
    return status


def polled(new: int = 0, matched: int = 0) -> Event:
    return {"feed": "https://ledger.example/feed", "status": "new", "new": new, "matched": matched}


def idle(seconds: int | None = 600, offline: bool = False) -> Event:
    return {"state": "idle", "next_poll": None if seconds is None else iso(int(NOW) + seconds), "offline": offline}


def test_before_anything_is_heard_it_starts() -> None:
    status = after()
    assert "Starting" in status.sentence(NOW)
    assert not status.is_trouble


def test_a_round_is_counted_as_it_goes() -> None:
    status = after({"state": "polling", "due": 3})
    assert "0 of 3" in status.sentence(NOW)
    status.take(polled(new=4, matched=1))
    status.take(polled())
    said = status.sentence(NOW)
    assert "2 of 3" in said and "4 new" in said and "1 matched" in said
    assert not status.polled_once


def test_a_round_of_one_feed_is_told_as_that() -> None:
    assert after({"state": "polling", "due": 1}).sentence(NOW).endswith("0 of 1 feed")


def test_a_round_that_grows_goes_on_counting() -> None:
    status = after({"state": "polling", "due": 3}, polled(2), polled(), {"state": "polling", "due": 5})
    said = status.sentence(NOW)
    assert "2 of 7" in said and "2 new" in said


def test_feeds_that_fall_due_a_second_time_before_the_last_is_done_make_no_more_of_them() -> None:
    status = after({"state": "polling", "due": 3}, polled(), polled(), {"state": "polling", "due": 3})
    assert "2 of 3" in status.sentence(NOW, feeds=3)
    status.take(polled(1))
    status.take(polled(1))
    assert "3 of 3 feeds · 2 new" in status.sentence(NOW, feeds=3)


def test_where_some_feed_is_always_under_way_no_more_are_told_than_there_are_by_and_by() -> None:
    status = after({"state": "polling", "due": 3})
    for _ in range(9):
        for event in (polled(1, 1), {"state": "polling", "due": 3}):
            status.take(event)
    assert "0 of 3" in status.sentence(NOW)
    status.take(polled(2, 1))
    assert "1 of 3" in status.sentence(NOW) and "2 new, 1 matched" in status.sentence(NOW)


def test_a_new_round_counts_anew() -> None:
    status = after({"state": "polling", "due": 1}, polled(7, 7), idle(), {"state": "polling", "due": 2})
    said = status.sentence(NOW)
    assert "0 of 2" in said and "7" not in said


def test_more_answers_than_feeds_never_show() -> None:
    status = after({"state": "polling", "due": 1}, polled(), polled(), polled())
    assert "1 of 1" in status.sentence(NOW)
    status.take({"state": "polling", "due": 0})
    assert "3 of 3" in status.sentence(NOW)


def test_between_rounds_it_says_when_the_next_is() -> None:
    status = after({"state": "polling", "due": 1}, polled(), idle(600))
    assert clock(int(NOW) + 600, NOW) in status.sentence(NOW)
    assert status.polled_once
    assert not status.is_trouble


def test_an_idle_poller_that_had_nothing_to_do_has_polled_nothing() -> None:
    assert not after(idle()).polled_once


def test_without_feeds_there_is_no_next_poll() -> None:
    status = after(idle(None))
    assert "No feed" in status.sentence(NOW)
    assert not status.is_trouble


def test_a_lost_network_is_trouble_until_it_is_back() -> None:
    status = after({"state": "polling", "due": 1}, polled(), idle(90, offline=True))
    said = status.sentence(NOW)
    assert "network" in said.lower() and clock(int(NOW) + 90, NOW) in said
    assert status.is_trouble
    status.take({"state": "polling", "due": 1})
    assert not status.is_trouble
    status.take(idle(90))
    assert "network" not in status.sentence(NOW).lower()
    assert not status.is_trouble


def test_a_lost_network_without_a_next_poll_says_so_all_the_same() -> None:
    assert "network" in after(idle(None, offline=True)).sentence(NOW).lower()


def test_what_keeps_all_feeds_away_is_led_to_for_a_proxy_may_lack_something_and_not_the_network() -> None:
    assert after(idle(None, offline=True)).sentence(NOW, health="F2").startswith("No network (F2): ")


def test_matching_counts_and_its_end_brings_back_what_was() -> None:
    status = after(idle(600), {"state": "matching", "done": 500, "total": 12_000})
    said = status.sentence(NOW)
    assert "500" in said and "12,000" in said
    status.take({"state": "matching", "done": 0, "total": 0})
    assert clock(int(NOW) + 600, NOW) in status.sentence(NOW)


def test_a_match_in_several_batches_between_which_idle_is_told_once_ends() -> None:
    status = after(
        idle(600),
        {"state": "matching", "done": 200, "total": 212},
        idle(600),
        {"state": "matching", "done": 212, "total": 212},
        {"state": "matching", "done": 0, "total": 0},
    )
    assert "Next poll" in status.sentence(NOW)


def test_a_round_of_polls_that_a_match_ran_beside_goes_on_counting() -> None:
    status = after({"state": "polling", "due": 3}, polled(), {"state": "matching", "done": 9, "total": 9}, polled())
    status.take({"state": "matching", "done": 0, "total": 0})
    assert "2 of 3" in status.sentence(NOW)


def test_another_monitor_is_named_by_its_process() -> None:
    status = after({"state": "waiting", "pid": 4321})
    assert "4321" in status.sentence(NOW)
    assert not status.is_trouble


def test_a_store_that_cannot_be_written_is_trouble() -> None:
    status = after({"state": "store", "error": "The disk is full: free some space."})
    assert "The disk is full" in status.sentence(NOW)
    assert status.is_trouble
    status.take({"state": "polling", "due": 1})
    assert "disk" not in status.sentence(NOW)
    assert not status.is_trouble


def test_a_poller_that_stopped_is_trouble_and_says_why() -> None:
    status = after({"state": "stopped", "error": "no module named x", "again": 2.0})
    assert "no module named x" in status.sentence(NOW)
    assert status.is_trouble


def test_a_sentence_that_it_ended_with_has_one_full_stop() -> None:
    said = after({"state": "stopped", "error": "it could not be done: Not a directory."}).sentence(NOW)
    assert said == "The poller stopped: it could not be done: Not a directory. It is started again"


def test_an_edited_config_changes_nothing_here() -> None:
    status = after({"state": "polling", "due": 2}, polled(), {"state": "config", "problems": ["x"]})
    assert "1 of 2" in status.sentence(NOW)


def test_odd_lines_do_no_harm() -> None:
    status = after({"state": "polling", "due": "many"}, {"feed": 3, "new": None}, {"state": "polling"})
    assert status.sentence(NOW)
    assert after({"state": "idle"}).sentence(NOW)
    assert after({}).sentence(NOW)
    assert after({"state": None}).sentence(NOW)


def test_what_a_failing_program_says_goes_through_the_gate() -> None:
    said = after({"state": "stopped", "error": "bad \x1b]52;c;x\x07 \x9b2J \u202eline\nbreak"}).sentence(NOW)
    assert not {"\x1b", "\x07", "\x9b", "\u202e", "\n"} & set(said)


def test_a_long_poll_has_a_bar_and_a_short_one_none() -> None:
    status = after({"state": "polling", "due": 200}, *[polled()] * 50)
    assert f"{signs.DONE * 3}{signs.LEFT * 9} 50 of 200 feeds" in status.sentence(NOW)
    assert signs.LEFT not in after({"state": "polling", "due": 99}, polled()).sentence(NOW)


def test_a_match_of_many_entries_has_a_bar() -> None:
    said = after({"state": "matching", "done": 6_000, "total": 12_000}).sentence(NOW)
    assert f"{signs.DONE * 6}{signs.LEFT * 6} 6,000 of 12,000" in said


def test_failing_feeds_are_told_where_nothing_else_is() -> None:
    assert after(idle(600)).sentence(NOW, failing=1).endswith("1 feed fails (v)")
    assert after(idle(600)).sentence(NOW, failing=3).endswith("3 feeds fail (v)")
    assert "fail" not in after(idle(600)).sentence(NOW)
    assert "fail" not in after(idle(None, offline=True)).sentence(NOW, failing=3)
    assert "fail" not in after({"state": "polling", "due": 2}).sentence(NOW, failing=3)
