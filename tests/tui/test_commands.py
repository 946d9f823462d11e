"""The palette finds actions, watches and themes by a few letters, and does what is chosen."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from textual import events

from monitor.tui.commands import Command, CommandRows, PaletteScreen, found, rank
from tests.tui.desk import Desk, Office, opened

HOSTILE = "[@click=app.quit]x[/] မြဝတီ [/b"


def listed(desk: Desk) -> list[str]:
    return [command.says for command in desk.app.screen.query_one(CommandRows).items]


def named(*says: str) -> list[Command]:
    run: Callable[[], object] = lambda: None  # noqa: E731
    return [Command(one, run) for one in says]


@pytest.mark.parametrize("key", ["ctrl+p", "colon"])
async def test_it_opens_over_the_desk_and_closes(office: Office, key: str) -> None:
    async with opened(office) as desk:
        await desk.press(key)
        assert isinstance(desk.app.screen, PaletteScreen)
        await desk.press("escape")
        assert desk.app.screen is desk.main


async def test_an_action_is_found_and_done(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("colon", *"mark all")
        assert listed(desk)[0] == "mark all that is listed read"
        assert any("A " in line and "mark all" in line for line in desk.lines()), "its key is shown"
        await desk.press("enter")
        assert desk.app.screen is desk.main
        assert desk.unread == []


async def test_an_action_is_done_by_what_has_the_focus(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "colon", *"last line", "enter")
        assert desk.main.watch_rows.place.name == "Everything"


async def test_it_goes_to_a_watch(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("colon", *"weath", "enter")
        assert desk.main.listing.place.name == "Weather"
        assert desk.main.pane == "entries"


async def test_it_changes_the_theme(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("colon", *"gruvbox", "enter")
        assert desk.app.theme == "gruvbox"


async def test_the_arrows_choose(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("colon", *"go to", "pagedown", "pageup", "down", "down", "up")
        rows = desk.app.screen.query_one(CommandRows)
        assert rows.cursor == 1
        for _ in listed(desk):
            if listed(desk)[rows.cursor] != "go to Raids":
                await desk.press("down")
        await desk.press("enter")
        assert desk.main.listing.place.name == "Raids"


@pytest.mark.parametrize("size", [(60, 12), (80, 24), (120, 36)])
async def test_the_list_has_all_the_room_so_that_no_empty_row_looks_like_its_end(
    office: Office, size: tuple[int, int]
) -> None:
    async with opened(office, size) as desk:
        await desk.press("colon")
        box = [line.strip().strip("▊▎").strip() for line in desk.lines() if "▊" in line]
        assert all(box[4:-1]) and len(box) >= size[1] // 3 * 2


async def test_a_double_click_does_it(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("colon", *"weather")
        await desk.click(desk.app.screen.query_one(CommandRows), 0, times=2)
        assert desk.main.listing.place.name == "Weather"


async def test_letters_that_nothing_has_do_nothing(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("colon", *"xqzv", "enter")
        assert isinstance(desk.app.screen, PaletteScreen)
        assert "Nothing has these letters" in desk.screen


async def test_what_is_typed_in_one_reading_is_done(office: Office) -> None:
    async with opened(office) as desk:
        for key in [":", *"mark all", "\r"]:
            desk.app.post_message(events.Key({":": "colon", " ": "space", "\r": "enter"}.get(key, key), key))
        await desk.settle()
        await desk.until(lambda: desk.app.screen is desk.main and not desk.unread)


async def test_the_best_is_seen_also_after_a_look_at_the_end_of_the_list(office: Office) -> None:
    async with opened(office, (80, 24)) as desk:
        await desk.press("colon")
        rows = desk.app.screen.query_one(CommandRows)
        rows.scroll_end(animate=False, immediate=True)
        await desk.settle()
        assert rows.is_away
        await desk.press("e")
        assert rows.scroll_offset.y == rows.cursor == 0 and rows.count > rows.size.height


async def test_the_name_of_a_watch_is_text(bare: Office) -> None:
    bare.configure({HOSTILE: ["raid"]})
    bare.publish([])
    async with opened(bare, (80, 24)) as desk:
        await desk.press("colon", *"click")
        assert f"go to {HOSTILE}" in desk.screen
        await desk.press("enter")
        assert desk.main.listing.place.name == HOSTILE and not desk.app._exit


async def test_what_the_desk_cannot_do_is_not_in_it(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("colon")
        assert "mark read or unread" in listed(desk)
        assert "find an action, a watch or a theme by its name" not in listed(desk), "not itself"
        assert "open a link of the text by its number" not in listed(desk), "it would need a number"


def test_the_best_comes_first() -> None:
    all = named("the next theme", "theme nord", "go to Repatriation", "scroll the reader up", "north theme")
    assert [one.says for one in found(all, "theme")] == ["theme nord", "the next theme", "north theme"]
    assert [one.says for one in found(all, "th no")] == ["theme nord", "north theme"]
    assert [one.says for one in found(all, "rpat")] == ["go to Repatriation"]
    assert found(all, "") == all
    assert rank("theme nord", "eme") == (2, 0)
    assert rank("a very long way from here to there", "avt") is None, "letters far apart are chance"


def test_it_is_loaded_when_it_is_opened() -> None:
    code = "import sys, monitor.tui.app; print([n for n in ('commands', 'help') if 'monitor.tui.' + n in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(("opens", "offered"), [
    ("v", "remove the feed from the config"), ("w", "edit the watch"), ("M", "mute what is selected"),
])  # fmt: skip
@pytest.mark.parametrize("key", ["ctrl+p", "colon"])
async def test_it_opens_over_the_screens_that_list_something_and_offers_what_they_can(
    office: Office, opens: str, offered: str, key: str
) -> None:
    async with opened(office) as desk:
        await desk.press(opens)
        beneath = desk.app.screen
        await desk.press(key)
        assert isinstance(desk.app.screen, PaletteScreen)
        assert any(each.startswith(offered) for each in listed(desk))
        assert not any(each.startswith(("go to", "mark all")) for each in listed(desk)), "of the desk beneath"
        await desk.press(*"back to", "enter")
        await desk.until(lambda: desk.app.screen is desk.main)
        assert beneath is not desk.main


async def test_over_feed_health_an_action_is_done_there(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("v", "colon", *"sort by", "enter")
        assert "by title" in desk.screen
