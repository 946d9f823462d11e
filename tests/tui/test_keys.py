"""The table of actions, the bindings made from it and the methods that they name say the same."""

from collections import Counter

import pytest
from textual.binding import Binding

from monitor.tui.app import DeskApp
from monitor.tui.entries import EntryRows
from monitor.tui.health import HealthRows, HealthScreen
from monitor.tui.help import HelpScreen
from monitor.tui.keys import ACTIONS, MOVES, bindings, shown
from monitor.tui.main import MainScreen
from monitor.tui.reader import Reader
from monitor.tui.rows import Rows
from monitor.tui.watches import WatchRows
from tests.tui.desk import Office, opened

PLACES = (Rows, EntryRows, WatchRows, HealthRows, Reader, MainScreen, HealthScreen, HelpScreen, DeskApp)
CHAINS = (
    (EntryRows, MainScreen, DeskApp),
    (WatchRows, MainScreen, DeskApp),
    (Reader, MainScreen, DeskApp),
    (HealthRows, HealthScreen),
    (HelpScreen,),
)
"""What a key goes through on its way up, while the first of these has the focus; a screen on top ends it."""


def bound(place: type) -> list[tuple[str, str]]:
    """Each key that a class binds, itself or by what it is made from, with its action."""
    ours = [kind for kind in place.__mro__ if kind.__module__.startswith("monitor.")]
    given = [one for kind in ours for one in kind.__dict__.get("BINDINGS", ())]
    made = [one if isinstance(one, Binding) else Binding(*one) for one in given]
    return [(key.strip(), one.action.split("(")[0]) for one in made for key in one.key.split(",")]


@pytest.mark.parametrize("place", PLACES)
def test_what_a_place_binds_it_can_do(place: type) -> None:
    for key, action in bound(place):
        assert callable(getattr(place, f"action_{action}", None)), f"{place.__name__}: {key} asks for {action}"


def test_every_action_is_bound_somewhere_with_all_its_keys() -> None:
    everywhere = {pair for place in PLACES for pair in bound(place)}
    wanted = {(key, action.id) for action in ACTIONS for key in action.keys.split(",")}
    assert wanted <= everywhere


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain[0].__name__)
def test_no_key_is_bound_twice_on_its_way(chain: tuple[type, ...]) -> None:
    keys = Counter(key for place in chain for key, _ in bound(place))
    assert [key for key, times in keys.items() if times > 1] == []


def test_no_key_stands_twice_in_the_table() -> None:
    assert max(Counter(key for action in ACTIONS for key in action.keys.split(",")).values()) == 1
    assert max(Counter(action.id for action in ACTIONS).values()) == 1
    assert not MOVES - {action.id for action in ACTIONS}


def test_bindings_carry_the_ids_that_a_keymap_names() -> None:
    made = {one.id: one for one in bindings("down", "undo") if isinstance(one, Binding)}
    assert set(made) == {"down", "undo"}
    assert all(one.description for one in made.values())


def test_keys_are_shown_as_people_read_them() -> None:
    signs = {action.id: shown(action) for action in ACTIONS}
    assert "/" in signs["search"] and "slash" not in signs["search"]
    assert "?" in signs["help"]
    assert "Esc" in signs["back"]
    assert signs["last"].split()[0] == "G"
    assert not [sign for sign in signs.values() if "_" in sign or "escape" in sign or "page" in sign]


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c", "q"])
async def test_a_key_that_ends_the_program_does(office: Office, key: str) -> None:
    async with opened(office) as desk:
        await desk.pilot.press(key)
        await desk.until(lambda: not desk.app.is_running or desk.app._exit)


@pytest.mark.parametrize(
    ("way", "key"), [("question_mark", "ctrl+q"), ("v", "ctrl+c"), ("slash", "ctrl+q"), ("l", "ctrl+c")]
)
async def test_it_ends_from_anywhere(office: Office, way: str, key: str) -> None:
    async with opened(office) as desk:
        await desk.press(way)
        await desk.pilot.press(key)
        await desk.until(lambda: not desk.app.is_running or desk.app._exit)
