"""The reader shows one entry: where it comes from, why it matches, and its text, wrapped to the width that there is."""

import pytest
from rich.console import Console
from rich.style import Style
from rich.text import Text

from monitor import cells
from monitor.model import Dropped, Enclosure, Entry, Match, Span
from monitor.store.entries import Row, Stored
from monitor.tui.reader import MOST, paragraphs, repeats
from tests.tui.desk import SIZES, Office, entry, opened

NOW = 1_795_000_000.0
STYLES = {name: Style() for name in ("quiet", "title", "link")}


def told(one: Entry, changed: int | None = None) -> list[str]:
    row = Row(1, "https://ledger.example/feed", "Border Ledger", one.title, int(NOW) - 3600, False, False)
    return [text.plain for text in paragraphs(Stored(row, one, int(NOW), changed, ()), (), {}, STYLES, NOW)]


def test_an_entry_with_everything() -> None:
    said = "\n".join(
        told(
            Entry(
                "k", "A raid", author="Ma Thida", link="https://news.example/1", summary="Short.", content="Long text.",
                categories=("crime", "border"), enclosures=(Enclosure("https://news.example/1.mp3", "audio/mpeg", 9),),
            ),
            changed=int(NOW),
        )
    )  # fmt: skip
    for part in ("A raid", "Border Ledger", "Ma Thida", "https://news.example/1\n", "Short.", "Long text.", "crime",
                 "border", "audio/mpeg", "https://news.example/1.mp3", "edited"):  # fmt: skip
        assert part in said


def test_an_entry_with_nothing() -> None:
    assert "(no title)" in told(Entry("k", ""))[0]


def test_an_author_that_is_the_outlet_is_told_once() -> None:
    assert "\n".join(told(Entry("k", "T", author="Border Ledger"))).count("Border Ledger") == 1


def test_a_summary_that_the_content_begins_with_is_left_out() -> None:
    assert repeats("One two three four", "One two")
    assert repeats("One\n\n two three", "One two…")
    assert repeats("One two three", "One two [...]")
    assert not repeats("One two three", "Two")
    assert not repeats("One two", "")
    assert "\n".join(told(Entry("k", "T", summary="One two", content="One two three"))).count("One two") == 1


def test_a_book_is_cut_and_the_rest_is_said_to_be_there() -> None:
    said = told(Entry("k", "T", content="word " * (MOST // 2)))
    assert max(map(len, said)) <= MOST
    assert any("more characters" in line for line in said)


def test_furniture_is_shown_quietly_in_its_place_and_the_words_of_a_search_in_their_colour() -> None:
    quiet = Style(color="red")
    dropped = (Dropped("summary", 6, 21, "related link"), Dropped("content", 0, 5, "share"))
    one = Entry("k", "T", summary="Rain.\nRelated:\na raid", content="Share it", dropped=dropped)
    row = Row(1, "u", "A", one.title, int(NOW), False, False)
    match = Match("w", "likely", (Span("summary", 17, 21, "raid", "raid", "exact"),))
    texts = paragraphs(Stored(row, one, int(NOW), None, ()), (match,), {"w": "blue"}, {**STYLES, "quiet": quiet}, NOW)
    console = Console(color_system=None)
    shown = [
        (piece.text, piece.style.color.name if piece.style and piece.style.color else "")
        for text in texts[-6:]
        for piece in text.render(console)
    ]
    assert [piece for piece in shown if piece[0].strip()] == [
        ("Rain.", ""), ("Related:", "red"), ("a ", "red"), ("raid", "blue"), ("Share", "red"), (" it", ""),
    ]  # fmt: skip


async def test_it_shows_why_an_entry_matches(office: Office) -> None:
    async with opened(office) as desk:
        assert "Raids" in desk.reader and "raid" in desk.reader
        await desk.press("j")
        assert "Weather" in desk.reader and "Raids" not in desk.reader


async def test_keys_scroll_it_when_it_has_the_focus(bare: Office) -> None:
    bare.publish([entry("A raid", content="\n".join(f"line {n}" for n in range(200)))])
    async with opened(bare) as desk:
        await desk.press("enter")
        reader = desk.main.reader
        assert desk.app.focused is reader
        page = reader.scrollable_content_region.height
        await desk.press("j", "down")
        assert reader.scroll_offset.y == 2
        await desk.press("k")
        assert reader.scroll_offset.y == 1
        await desk.press("space")
        assert reader.scroll_offset.y == page
        await desk.press("G")
        assert "line 199" in desk.screen
        await desk.press("pageup", "g")
        assert reader.scroll_offset.y == 0
        await desk.press("k", "ctrl+u", "up")
        assert reader.scroll_offset.y == 0


async def test_capital_letters_scroll_it_from_the_list(bare: Office) -> None:
    bare.publish([entry("A raid", content="\n".join(f"line {n}" for n in range(200)))])
    async with opened(bare) as desk:
        await desk.press("J", "J")
        down = desk.main.reader.scroll_offset.y
        assert down > 1
        assert desk.app.focused is desk.main.listing.rows
        await desk.press("K")
        assert 0 < desk.main.reader.scroll_offset.y < down
        await desk.press("K", "K", "K")
        assert desk.main.reader.scroll_offset.y == 0


async def test_another_entry_begins_at_its_top(bare: Office) -> None:
    long = "\n".join(f"line {n}" for n in range(200))
    bare.publish([entry("A raid", content=long), entry("Second raid", 1, content=long)])
    async with opened(bare) as desk:
        await desk.press("J", "J", "j")
        assert desk.main.reader.scroll_offset.y == 0
        assert "Second raid" in desk.reader


@pytest.mark.parametrize(
    "text",
    ["raid " + "word " * 400, "raid မြဝတီမြို့နယ်တွင် " * 60, "raid 中文标题很长" * 60, "raid ภาษาไทยยาวมาก" * 60,
     "raid" + "x" * 5000, "raid 👩‍👩‍👧" * 200, "raid हिन्दी समाचार " * 90],
    ids=["words", "burmese", "chinese", "thai", "one word", "emoji", "hindi"],
)  # fmt: skip
async def test_no_line_is_wider_than_the_pane_and_nothing_is_lost(bare: Office, text: str) -> None:
    bare.publish([entry("A raid", summary="", content=text.strip())])
    async with opened(bare) as desk:
        await desk.press("enter")
        for size in (SIZES[0], SIZES[2], (30, 10)):
            await desk.resize(size)
            lines = [line.plain.rstrip() for line in desk.main.reader._lines]
            assert max(map(cells.width, lines)) <= desk.main.reader.scrollable_content_region.width
            assert "".join(text.split()) in "".join("".join(lines).split())


async def test_the_shown_entry_follows_what_is_edited(office: Office) -> None:
    async with opened(office) as desk:
        assert "About: A raid at dawn." in desk.reader
        office.publish([entry("A raid at dawn", summary="Edited: it was at noon, in the rain.")])
        await desk.until(lambda: "Edited: it was at noon" in desk.reader)
        assert "Weather" in desk.reader


async def test_it_holds_its_place_when_something_else_changes(bare: Office) -> None:
    bare.publish([entry("A raid", content="\n".join(f"line {n}" for n in range(200)))])
    async with opened(bare) as desk:
        await desk.press("J", "J")
        here = desk.main.reader.scroll_offset.y
        bare.publish([entry("B raid", -1)])
        await desk.until(lambda: len(desk.listed) == 2)
        assert (desk.selected, desk.main.reader.scroll_offset.y) == ("A raid", here)


def test_a_paragraph_is_plain_text_whatever_it_holds() -> None:
    hostile = "[bold]x[/] [@click=app.quit]y[/] [/]"
    texts = paragraphs(
        Stored(
            Row(1, "u", hostile, hostile, 0, False, False),
            Entry("k", hostile, author=hostile, content=hostile),
            first_seen=0,
            changed=None,
            matches=(),
        ),
        *((), {}, STYLES, NOW),
    )
    assert all(isinstance(text, Text) for text in texts)
    assert "\n".join(text.plain for text in texts).count(hostile) == 3
