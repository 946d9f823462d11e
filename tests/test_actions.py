"""The table of actions, and the keys that presets and users give them: none stands in another's way."""

from collections import Counter
from itertools import permutations

import pytest

from monitor.actions import ACTIONS, BY_ID, MOVES, PANES, PRESETS, Action, Keys, begins, clash, spelled_out
from monitor.key_names import presses, shown


def test_an_action_stands_once_in_the_table() -> None:
    assert max(Counter(action.id for action in ACTIONS).values()) == 1
    assert len({action.says for action in ACTIONS}) == len(ACTIONS)
    assert all(action.keys and action.says and set(action.panes) <= set(PANES) for action in ACTIONS)
    assert all(BY_ID[id].counts for id in MOVES)


@pytest.mark.parametrize("preset", PRESETS)
def test_no_key_of_a_preset_stands_in_the_way_of_another(preset: str) -> None:
    keys = Keys(preset)
    clashing = [
        (one.id, other.id, found)
        for one, other in permutations(ACTIONS, 2)
        if (found := clash(one, keys.of(one.id), other, keys.of(other.id)))
    ]
    assert clashing == []


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_leaves_no_action_without_a_key_and_writes_each_as_it_is_pressed(preset: str) -> None:
    for action in ACTIONS:
        for each in Keys(preset).of(action.id):
            assert presses(each) == each, action.id
            assert presses(shown(each)) == each, "what the help shows can be written into the config"
        assert Keys(preset).of(action.id), action.id
    assert set(PRESETS[preset]) <= set(BY_ID)


def test_the_keys_that_newsboat_has_do_in_its_preset_what_they_do_there() -> None:
    pressed = Keys("newsboat").pressed
    does = {
        "enter": "open", "q": "leave", "Q": "quit", "r": "poll_feed", "R": "poll_all", "A": "mark_all", "J": "down",
        "K": "up", "n": "next_unread", "p": "previous_unread", "O": "browse", "o": "browse_unread", "N": "toggle_read",
        "question_mark": "help", "l": "filter", "u 1": "open_link", "slash": "search", "F": "filter", "E": "edit_watch",
        "D": "dismiss", "g": "sort", "G": "sort", "vertical_line": "pipe", "colon": "palette", "t": "go_tags",
        "space": "page_down", "b": "page_up", "ctrl+b": "toggle_star", "ctrl+e": "tag",
    }  # fmt: skip
    assert {keys: pressed[keys][0][0].id for keys in does} == does


def test_the_keys_that_vim_has_do_in_its_preset_what_they_do_there() -> None:
    pressed = Keys("vim").pressed
    does = {
        "j": "down", "k": "up", "g g": "first", "G": "last", "ctrl+f": "page_down", "ctrl+b": "page_up",
        "ctrl+d": "page_down", "ctrl+u": "page_up", "ctrl+e": "scroll_down", "ctrl+y": "scroll_up", "n": "next_unread",
        "N": "previous_unread", "slash": "search", "u": "undo", "d d": "dismiss", "y y": "copy_link", "g x": "browse",
        "ctrl+w l": "next_pane", "ctrl+w h": "previous_pane", "Z Z": "quit", "colon": "palette",
    }  # fmt: skip
    assert {keys: pressed[keys][0][0].id for keys in does} == does


def test_what_a_user_changes_is_changed_and_no_more() -> None:
    keys = Keys("vim", (("zen", ("Z",)), ("theme", ())))
    assert keys.of("zen") == ("Z",)
    assert keys.of("theme") == ()
    assert keys.of("dismiss") == ("d d",), "as the preset has it"
    assert keys.of("health") == ("v",), "as the table has it"
    assert "T" not in keys.pressed


def test_an_action_that_takes_a_number_has_a_key_for_each() -> None:
    assert Keys().pressed["u 3"] == ((BY_ID["open_link"], 3),)
    assert "u" not in Keys().pressed and "u 0" not in Keys().pressed
    assert spelled_out(BY_ID["open_link"], ("L",))[-1] == ("L 9", 9)


def test_two_actions_that_share_no_pane_may_share_a_key_but_none_may_begin_anothers() -> None:
    one = Action("one", ("x",), "", "", ("watches",))
    other = Action("other", ("x",), "", "", ("reader",))
    both = Action("both", ("x",), "", "")
    assert clash(one, ("x",), other, ("x",)) is None
    assert clash(one, ("x",), both, ("y", "x")) == ("x", "x")
    assert clash(one, ("x",), other, ("x y",)) == ("x", "x y")
    assert clash(one, ("x y z",), other, ("x y",)) == ("x y z", "x y")
    assert clash(one, ("x y",), both, ("x z",)) is None
    assert not begins("g", "gg") and not begins("g g", "g g")
