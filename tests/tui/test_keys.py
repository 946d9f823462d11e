"""The table of actions, the bindings made from it and the methods that they name say the same."""

from collections import Counter

import pytest
from textual.binding import Binding

from monitor.actions import ACTIONS, BY_ID, PRESETS, Keys
from monitor.tui.app import DeskApp
from monitor.tui.commands import CommandRows, PaletteScreen
from monitor.tui.entries import EntryRows
from monitor.tui.health import HealthRows, HealthScreen
from monitor.tui.help import HelpScreen
from monitor.tui.keys import bindings, does, hints, keymap, offered, shown
from monitor.tui.main import MainScreen
from monitor.tui.reader import Reader
from monitor.tui.rows import Rows
from monitor.tui.watches import WatchRows
from tests.tui.desk import Office, opened

PLACES = (
    Rows, EntryRows, WatchRows, HealthRows, CommandRows, Reader, MainScreen, HealthScreen, HelpScreen, PaletteScreen,
    DeskApp,
)  # fmt: skip
CHAINS = (
    (EntryRows, MainScreen, DeskApp),
    (WatchRows, MainScreen, DeskApp),
    (Reader, MainScreen, DeskApp),
    (HealthRows, HealthScreen),
    (HelpScreen,),
    (PaletteScreen,),
)
"""What a key goes through on its way up, while the first of these has the focus; a screen on top ends it."""


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain[0].__name__)
def test_no_action_is_done_by_two_on_a_key_s_way(chain: tuple[type, ...]) -> None:
    doers = Counter(id for place in chain for id in does(place))
    assert [id for id, times in doers.items() if times > 1] == []


@pytest.mark.parametrize("place", PLACES)
def test_what_a_place_does_it_has_a_method_for(place: type) -> None:
    assert all(callable(getattr(place, f"action_{id}")) for id in does(place))


def test_what_has_no_method_is_not_offered() -> None:
    class Half(Rows):
        BINDINGS = bindings("zen", "health")

        def action_zen(self) -> None: ...

    assert "zen" in does(Half) and "down" in does(Half)
    assert "health" not in does(Half)


async def test_a_screen_offers_what_it_and_all_that_stands_on_it_can_do(office: Office) -> None:
    async with opened(office) as desk:
        known = offered(desk.main)
        assert known["down"] is desk.main.listing.rows, "what has the focus goes first"
        assert known["zen"] is desk.main and known["quit"] is desk.app
        assert list(known) == [action.id for action in ACTIONS if action.id in known], "in the order of the table"
        await desk.press("v")
        assert "zen" not in offered(desk.app.screen)


def test_bindings_carry_the_ids_that_a_keymap_names() -> None:
    made = {one.id: one for one in bindings("down", "undo") if isinstance(one, Binding)}
    assert set(made) == {"down", "undo"}
    assert all(one.description for one in made.values())


def test_keys_are_shown_as_people_read_them() -> None:
    signs = {action.id: shown(action, Keys()) for action in ACTIONS}
    assert signs["search"] == "/"
    assert signs["first"] == "gg Home"
    assert signs["page_down"] == "^d PgDn Space"
    assert signs["open_link"] == "u1–9"
    assert signs["previous_pane"] == "⇧Tab h ←"
    assert shown(BY_ID["zen"], Keys("default", (("zen", ("ctrl+w o",)),))) == "^w o"


def test_a_sequence_is_no_key_to_textual() -> None:
    (first,) = bindings("first")
    assert isinstance(first, Binding) and first.key == "g g,home"
    (link,) = bindings("open_link")
    assert isinstance(link, Binding) and link.key.startswith("u 1,u 2,")


@pytest.mark.parametrize("preset", PRESETS)
def test_textual_gets_the_keys_of_the_user(preset: str) -> None:
    keys = Keys(preset, (("back", ("ctrl+g",)), ("theme", ())))
    assert keymap(keys)["back"] == "ctrl+g"
    assert keymap(keys)["theme"] == "none", "an empty text would leave it the keys of the table"
    assert set(keymap(keys)) == {"back", "theme", *PRESETS[preset]} - {
        id for id in PRESETS[preset] if keys.of(id) == BY_ID[id].keys
    }
    assert keymap(Keys()) == {}


def test_hints_show_the_user_s_keys_as_far_as_there_is_room() -> None:
    ids = ("next_unread", "toggle_read", "theme", "help")
    assert hints(Keys(), ids, 80) == "n next  m read  T the next theme  ? help"
    assert hints(Keys(), ids, 15) == "n next  m read"
    assert hints(Keys(), ids, 3) == ""
    changed = Keys("newsboat", (("theme", ()), ("help", ("f1",))))
    assert hints(changed, ids, 80) == "n next  N read  F1 help"


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
