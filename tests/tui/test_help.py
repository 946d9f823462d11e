"""The help shows every action with the user's own keys, for the pane one comes from first, and finds words."""

import re

import pytest

from monitor.actions import ACTIONS, Keys
from monitor.matching.query_words import FIELDS, STATES
from monitor.tui.help import HelpScreen, narrowed, sections
from monitor.tui.keys import offered, shown
from monitor.tui.signs import DISMISSED, DROPPED, MORE, STARRED, UNREAD
from tests.tui.desk import Desk, Office, opened

EVERY = {action.id: action.says for action in ACTIONS}


def headings(pane: str) -> list[str]:
    return [heading for heading, _ in sections(EVERY, Keys(), pane)]


def found(words: str) -> list[str]:
    return [name for _, lines in narrowed(sections(EVERY, Keys(), "entries"), words) for _, _, name in lines]


async def page(desk: Desk) -> str:
    """All of the help, scrolled through."""
    seen = before = desk.screen
    for _ in range(1_000):
        await desk.press("down")
        if desk.screen == before:
            return f"{seen}\n{desk.screen}"
        seen, before = f"{seen}\n{desk.screen}", desk.screen
    raise AssertionError("there is no end of it")


@pytest.mark.parametrize("size", [(80, 24), (200, 50), (60, 20)])
async def test_every_action_is_found_in_it(office: Office, size: tuple[int, int]) -> None:
    async with opened(office, size) as desk:
        known = offered(desk.main)
        await desk.press("question_mark")
        words = " ".join((await page(desk)).split())
        for action in ACTIONS:
            if action.id in known:
                assert shown(action, Keys()) in words, action
                assert action.says.split()[0] in words, action
        assert "What a search, and a keyword, can say" in words


async def test_what_cannot_be_done_is_not_in_it(office: Office) -> None:
    async with opened(office, (200, 50)) as desk:
        await desk.press("v")
        await desk.app.push_screen(HelpScreen())
        await desk.settle()
        assert "poll all feeds now" in desk.screen
        assert "zen" not in desk.screen


async def test_it_shows_the_keys_of_the_user(office: Office) -> None:
    office.configure(more='[keys]\ntoggle_read = ["ctrl+r", "N"]\nmark_all = []\n')
    async with opened(office) as desk:
        await desk.press("question_mark")
        lines = desk.lines()
        assert any("^r N" in line and "mark read or unread" in line for line in lines)
        assert any("–" in line and "mark all that is listed" in line for line in lines)


def test_the_pane_that_one_comes_from_is_first() -> None:
    assert headings("entries")[:2] == ["In the list of entries", "Move"]
    assert headings("reader")[:2] == ["In the reader", "Move"]
    assert headings("watches")[:2] == ["Among the watches", "Move"]
    assert headings("")[-2:] == ["Signs", "What a search, and a keyword, can say"]


@pytest.mark.parametrize("pane", ["watches", "entries", "reader", ""])
def test_every_action_stands_in_it_once(pane: str) -> None:
    names = [name for _, lines in sections(EVERY, Keys(), pane) for _, _, name in lines if name]
    assert sorted(names) == sorted(EVERY)


def test_it_tells_every_sign_before_an_entry_and_all_that_a_search_can_ask_for() -> None:
    told = [line for _, lines in sections(EVERY, Keys(), "entries") for line in lines]
    assert {UNREAD, STARRED, DISMISSED, MORE, " ".join(DROPPED)} <= {sign for sign, _, _ in told}
    words = " ".join(f"{sign} {said}" for sign, said, _ in told)
    assert [name for name in (*FIELDS, *STATES) if not re.search(rf"\b{name}\b", words)] == []
    assert {"dismissed:", "starred:", "tag:NAME"} <= {*words.split()}


def test_words_find_what_is_said_the_keys_and_the_names_that_the_config_has() -> None:
    assert found("unread match") == ["next_unread", "previous_unread"]
    assert found("toggle_st") == ["toggle_star"]
    assert found("UNDO") == ["undo"]
    assert found("m") == ["toggle_read", "mute"], "a letter is a key, whatever its case"
    assert found("^d") == ["page_down"]
    assert found("move end") == ["last"], "the heading counts"
    assert found("zzzz") == []


@pytest.mark.parametrize("keys", [("u", "n", "d", "o"), ("slash", "u", "n", "d", "o")])
async def test_a_word_narrows_it(office: Office, keys: tuple[str, ...]) -> None:
    async with opened(office) as desk:
        await desk.press("question_mark", *keys)
        assert "undo the last change" in desk.screen
        assert "next line" not in desk.screen
        await desk.press("escape")
        assert "next line" in desk.screen, "the first Esc takes the word away"
        await desk.press("escape")
        assert desk.app.screen is desk.main


async def test_letters_in_a_word_are_no_commands(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("question_mark", *"back q")
        assert isinstance(desk.app.screen, HelpScreen)
        assert desk.app.screen.field.value == "back q"
        assert "back likewise" in desk.screen


async def test_markup_that_is_typed_is_text(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("question_mark", "left_square_bracket", "slash", "right_square_bracket")
        assert "Nothing here has all of these words" in desk.screen


@pytest.mark.parametrize("key", ["escape", "q", "question_mark"])
async def test_it_closes_and_the_desk_is_as_it_was(office: Office, key: str) -> None:
    async with opened(office) as desk:
        await desk.press("j", "question_mark")
        assert isinstance(desk.app.screen, HelpScreen)
        await desk.press(key)
        assert desk.app.screen is desk.main
        assert desk.selected == "Rain all week"
        assert len(desk.unread) == 5
        await desk.press("j")
        assert desk.selected == "Second raid"


async def test_it_scrolls_both_ways(office: Office) -> None:
    async with opened(office, (80, 20)) as desk:
        await desk.press("question_mark")
        top = desk.lines()
        await desk.press("j", "down")
        further = desk.lines()
        assert further != top
        await desk.press("k", "up")
        assert desk.lines() == top
        await desk.press("G")
        assert "since:24h" in desk.screen
        await desk.press("home")
        assert desk.lines() == top
