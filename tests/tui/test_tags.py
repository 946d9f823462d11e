"""Giving tags by the keyboard: what is offered, what Enter comes to, and that a name never acts."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from textual.events import Paste
from textual.widgets import Input

from monitor.store.tags import Tag
from monitor.tui.plain import Plain
from monitor.tui.tags import Offer, TagChoice, TagRows, TagScreen, offers
from tests.tui.desk import Desk, Office, opened

KNOWN = [Tag("To call", 9), Tag("Myanmar", 5), Tag("call", 2), Tag("recall", 1), Tag("缅甸", 1)]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ["To call", "Myanmar", "call", "recall", "缅甸"]),
        ("CALL", ["call", "To call", "recall"]),
        ("  to ", ["To call"]),
        ("m", ["Myanmar"]),
        ("缅", ["缅甸"]),
        ("x", []),
    ],
)
def test_offered_is_what_may_be_meant_the_likeliest_first(typed: str, names: list[str]) -> None:
    assert [offer.name for offer in offers(KNOWN, typed, ())] == names


def test_an_offer_tells_whether_it_is_held() -> None:
    assert offers(KNOWN, "my", {"Myanmar"}) == [Offer("Myanmar", 5, True)]


@dataclass
class Asked:
    """A desk with a screen of tags over it, and what came of it."""

    desk: Desk
    came: list[Any] = field(default_factory=list)

    async def press(self, *keys: str) -> None:
        await self.desk.press(*keys)

    @property
    def chosen(self) -> list[tuple[str, bool]]:
        """The names, each with whether it is to be taken away."""
        return [(offer.name, offer.is_held) for offer in self.came]

    @property
    def offered(self) -> list[tuple[str, int | None, bool]]:
        rows = self.desk.app.screen.query_one(TagRows)
        return [(offer.name, offer.entries, offer.is_held) for offer in rows.items]


@asynccontextmanager
async def asked(
    office: Office, kind: type[TagChoice] = TagScreen, tags: Sequence[tuple[str, Sequence[int]]] = (),
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[Asked]:  # fmt: skip
    async with opened(office, size) as desk:
        store = desk.main.store
        for name, several in tags:
            await store.tag(several, name, True)
        asked = Asked(desk)
        screen = TagScreen(store, 1) if kind is TagScreen else TagChoice(store)
        desk.app.push_screen(screen, asked.came.append)  # type: ignore[arg-type]
        await desk.settle()
        yield asked


TAGS = (("To call", [1, 2, 3]), ("Myanmar", [2]))


async def test_a_new_name_is_given(office: Office) -> None:
    async with asked(office) as screen:
        assert "No tags yet" in screen.desk.screen
        await screen.press("T", "o", "space", "c", "a", "l", "l")
        assert screen.offered == [("To call", None, False)]
        await screen.press("enter")
        assert screen.chosen == [("To call", False)]


async def test_keys_of_the_desk_are_letters_here_and_a_burst_arrives_in_order(office: Office) -> None:
    async with asked(office) as screen:
        await screen.press(*"qhj?UA", "enter")
        assert screen.chosen == [("qhj?UA", False)]
        assert office.unread() and screen.desk.app.is_running


async def test_a_known_tag_is_completed_and_given_and_one_that_is_held_taken_away(office: Office) -> None:
    async with asked(office, tags=TAGS) as screen:
        assert screen.offered == [("To call", 3, True), ("Myanmar", 1, False)]
        await screen.press("m", "y")
        assert screen.offered == [("Myanmar", 1, False), ("my", None, False)]
        await screen.press("enter")
        assert screen.chosen == [("Myanmar", False)]
    async with asked(office) as screen:
        await screen.press("t", "O", "enter")
        assert screen.chosen == [("To call", True)]


async def test_a_new_tag_that_begins_another_is_one_step_down(office: Office) -> None:
    async with asked(office, tags=TAGS) as screen:
        await screen.press("m", "y", "down", "down", "enter")
        assert screen.chosen == [("my", False)]


async def test_tab_types_the_name_to_its_end(office: Office) -> None:
    async with asked(office, tags=TAGS) as screen:
        await screen.press("m", "tab")
        assert screen.desk.app.screen.query_one(Input).value == "Myanmar"
        await screen.press("2", "enter")
        assert screen.chosen == [("Myanmar2", False)]


async def test_what_cannot_be_a_name_is_told_and_enter_does_nothing(office: Office) -> None:
    async with asked(office) as screen:
        await screen.press("a", "comma", "b")
        assert "no comma" in screen.desk.screen
        await screen.press("enter")
        assert screen.came == []
        await screen.press("backspace", "backspace")
        assert "no comma" not in screen.desk.screen


async def test_escape_leaves_and_nothing_changes(office: Office) -> None:
    async with asked(office) as screen:
        await screen.press("x", "escape")
        assert screen.came == [None]


async def test_the_program_can_be_ended_from_here(office: Office) -> None:
    async with asked(office) as screen:
        await screen.desk.pilot.press("ctrl+q")
        await screen.desk.pilot.pause()
        assert screen.came == [] and not screen.desk.app.is_running


async def test_a_click_chooses_a_row_and_a_second_one_does_it(office: Office) -> None:
    async with asked(office, tags=TAGS) as screen:
        await screen.desk.click(screen.desk.app.screen.query_one(TagRows), 1, times=2)
        assert screen.chosen == [("Myanmar", False)]


async def test_a_tag_is_chosen_to_be_listed(office: Office) -> None:
    async with asked(office, TagChoice, TAGS) as screen:
        assert screen.offered == [("To call", 3, False), ("Myanmar", 1, False)]
        await screen.press("x")
        assert "No tag has “x” in its name" in screen.desk.screen
        await screen.press("enter")
        assert screen.came == []
        await screen.press("backspace", "down", "enter")
        assert screen.chosen == [("Myanmar", False)]


async def test_without_tags_it_says_how_to_make_one(office: Office) -> None:
    async with asked(office, TagChoice) as screen:
        assert "No tags yet: t gives" in screen.desk.screen


HOSTILE = "[@click=app.quit]x[/]"


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (200, 50)])
async def test_names_are_plain_text_at_every_width(office: Office, size: tuple[int, int]) -> None:
    long, burmese = "w" * 40, "မြဝတီ ကျားဖြန့်"
    tags = [(HOSTILE, [1]), (long, [1, 2]), (burmese, [2])]
    async with asked(office, tags=tags, size=size) as screen:
        assert all(name in screen.desk.screen for name in (HOSTILE, long, burmese))
        assert "Enter gives or takes away" in screen.desk.screen
        field = screen.desk.app.screen.query_one(Input)
        for pasted, kept in ((f"\x07{HOSTILE}", HOSTILE), ("\x9b2J", "2J"), ("a\u202eb", "ab"), (HOSTILE, HOSTILE)):
            field.value = ""
            field.post_message(Paste(pasted))
            await screen.desk.settle()
            assert field.value == kept
        assert screen.offered == [(HOSTILE, 1, True)]


async def test_the_likeliest_is_seen_also_after_a_look_at_the_end_of_the_list(office: Office) -> None:
    async with asked(office, TagChoice, [(f"tag {number:02}", [1]) for number in range(40)]) as screen:
        rows = screen.desk.app.screen.query_one(TagRows)
        rows.scroll_end(animate=False, immediate=True)
        await screen.desk.settle()
        assert rows.is_away
        await screen.press("t")
        assert rows.scroll_offset.y == rows.cursor == 0 and rows.count == 40


async def test_what_is_to_be_said_of_a_name_has_a_line_only_as_long_as_it_is_said(office: Office) -> None:
    async with asked(office) as screen:
        rows = screen.desk.app.screen.query_one(TagRows)
        top = rows.region.y
        await screen.press("a", "comma", "b")
        said = screen.desk.app.screen.query_one("#tag-told", Plain)
        assert said.text and rows.region.y == top + said.size.height
        await screen.press("backspace", "backspace")
        assert not said.text and rows.region.y == top


async def test_more_tags_than_the_screen_has_rows_scroll(office: Office) -> None:
    tags = [(f"tag {number:02}", [1]) for number in range(40)]
    async with asked(office, TagChoice, tags) as screen:
        await screen.press(*["down"] * 39)
        assert "tag 39" in screen.desk.screen and "tag 00" not in screen.desk.screen
        await screen.press("pageup")
        rows = screen.desk.app.screen.query_one(TagRows)
        assert rows.cursor == 39 - (rows.size.height - 1)
        await screen.press("pageup", "pageup")
        assert rows.cursor == 0 and "tag 00" in screen.desk.screen
        await screen.press("pagedown", "pagedown", "pagedown")
        assert rows.cursor == 39 and "tag 39" in screen.desk.screen
        await screen.press("1")
        assert "tag 01" in screen.desk.screen
