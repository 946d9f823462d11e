"""No key does nothing without a word: where there is nothing to act on, that is said, with the user's own keys."""

import pytest

from monitor.actions import BY_ID
from monitor.tui.help import HelpScreen
from tests.tui.desk import Desk, Office, aged, opened

ON_AN_ENTRY = [
    "browse", "browse_unread", "open_link", "copy_link", "copy_citation", "pipe", "toggle_read", "toggle_star",
    "dismiss", "tag", "why", "mute", "full_text", "poll_feed", "mark_all", "next_marked", "previous_marked",
    "next_unread", "previous_unread", "undo",
]  # fmt: skip
ROOMLESS = '[keys]\nundo = []\nadd = ["ctrl+a"]\nback = ["ctrl+g"]\nfilter = ["L"]\n'


async def do(desk: Desk, id: str) -> None:
    keys = BY_ID[id].keys[0].split()
    await desk.press(*keys, *(["1"] if BY_ID[id].is_numbered else []))


async def test_each_key_that_finds_no_entry_says_so(bare: Office) -> None:
    async with opened(bare) as desk:
        for id in ON_AN_ENTRY:
            desk.app.clear_notifications()
            await do(desk, id)
            assert desk.said.count("\n") == 0 and desk.said, f"one sentence: {id}"
            assert desk.app.screen is desk.main, id


@pytest.mark.parametrize("id", ["poll_all", "edit_watch"])
async def test_a_config_with_nothing_in_it_is_no_reason_to_be_silent(bare: Office, id: str) -> None:
    bare.configure({}, {})
    async with opened(bare) as desk:
        await do(desk, id)
        assert "a adds one" in desk.said or "with a" in desk.said
        assert not bare.asks()


async def test_what_needs_another_list_or_another_width_says_so(office: Office) -> None:
    async with opened(office, (80, 24)) as desk:
        await desk.press("greater_than_sign")
        assert "One pane has the whole screen" in desk.said
        await desk.press("g", "a", "s")
        assert "Only a watch’s matches are strong" in desk.said


async def test_a_text_without_a_marked_word_says_so(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("g", "a", "j", "j")
        assert desk.selected == "Quiet day"
        await desk.press("right_square_bracket")
        assert "No word is marked" in desk.said
        await desk.press("k", "right_square_bracket")
        assert desk.said.count("No word is marked") == 1


async def test_the_feeds_say_it_too(bare: Office) -> None:
    bare.configure(feeds={})
    async with opened(bare) as desk:
        await desk.press("v")
        for key in "roeDR":
            desk.app.clear_notifications()
            await desk.press(key)
            assert "No feed is selected" in desk.said or "no feed to poll" in desk.said, key


async def test_a_key_that_is_held_down_says_it_once(bare: Office) -> None:
    async with opened(bare) as desk:
        await desk.press(*["m"] * 8, *["U"] * 3)
        await desk.until(lambda: "Nothing to undo." in desk.screen)
        assert desk.screen.count("No entry is selected here.") == 1
        assert desk.screen.count("Nothing to undo.") == 1


async def test_sentences_name_the_keys_that_the_user_has(bare: Office) -> None:
    bare.configure({}, {}, more=ROOMLESS)
    async with opened(bare) as desk:
        assert "^a adds one" in desk.screen
        await desk.press("v")
        assert "^g back" in desk.screen and "^a on the main screen adds one" in desk.screen
        await desk.press("ctrl+g", "ctrl+a")
        assert "^g back" in desk.screen


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (("ctrl+p", *"zzz"), "^g takes them away."),
        (("vertical_line",), "^g goes back"),
        (("w",), "^g back  ^o fold"),
        (("M",), "^o mute · Tab write your own · ^g back"),
        (("e", "ctrl+t"), "^o why"),
    ],
)
async def test_so_do_the_hints_of_each_screen(office: Office, way: tuple[str, ...], said: str) -> None:
    office.configure(more='[keys]\nopen = "ctrl+o"\nback = "ctrl+g"\n')
    async with opened(office) as desk:
        await desk.press(*way)
        assert said in desk.screen


async def test_an_action_without_a_key_is_called_by_its_name(office: Office) -> None:
    office.configure(more=ROOMLESS)
    async with opened(office) as desk:
        await desk.press("A")
        assert "“undo the last change” of the palette takes it back" in desk.said


async def test_the_first_screen_says_what_to_do_first(bare: Office) -> None:
    async with opened(bare) as desk:
        for said in ("n reads the next unread match", "w tells why it is there", "? lists all keys"):
            assert said in desk.screen


@pytest.mark.parametrize("size", [(60, 20), (120, 36)])
async def test_every_screen_has_the_help_and_two_ways_back(office: Office, size: tuple[int, int]) -> None:
    office.publish(aged(["Another raid"]))
    ways = {
        "v": "remove the feed",
        "w": "mute what is like this entry",
        "j M": "mute what is selected",
        "e ctrl+t": "save the watch",
    }
    async with opened(office, size) as desk:
        for way, said in ways.items():
            await desk.press(*way.split())
            screen = desk.app.screen
            await desk.press("question_mark")
            assert isinstance(desk.app.screen, HelpScreen), way
            await desk.press("slash", *said.split()[-1])
            assert said.split()[0] in desk.screen and said.split()[-1] in desk.screen
            await desk.press("escape", "escape")
            assert desk.app.screen is screen, way
            await desk.press("q")
            assert desk.app.screen is desk.main, way


async def test_an_entry_that_undo_brings_back_is_the_one_under_the_cursor(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("j", "j", "d", "j")
        assert "Second raid" not in desk.listed
        await desk.press("U")
        assert desk.selected == "Second raid"


async def test_a_change_of_the_config_says_how_it_is_taken_back(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("M")
        await desk.until(lambda: "go" in desk.screen)
        await desk.press("enter")
        await desk.until(lambda: "U takes it back" in desk.said)


async def test_screens_that_are_left_while_something_is_counted_stay_left(office: Office) -> None:
    office.publish(aged(f"raid {number}" for number in range(100)))
    async with opened(office) as desk:
        for way in ("M", "w", "v", "e"):
            for _ in range(3):
                await desk.pilot.press(way, "escape", "escape")
        await desk.settle()
        assert desk.app.screen is desk.main


async def test_enter_on_an_empty_field_asks_for_something(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("a", "enter")
        assert "Type an address, or words to watch for." in desk.screen
