"""The reader shows one entry, wrapped to the width that there is, the first lines at once; its links can be chosen."""

import re
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from monitor import cells
from monitor.feeds import clean
from monitor.model import Entry, Match, Place, Span
from monitor.store import entries
from monitor.store.entries import Row, Stored
from monitor.text import Page
from monitor.tui import palette
from monitor.tui.flow import Line
from monitor.tui.reader import MEASURE, Reader, citation
from tests.home import LOADED
from tests.tui.desk import SIZES, Desk, Office, entry, opened

LINES = "\n".join(f"line {n}" for n in range(200))


def marked_up(title: str, html: str, age: int = 0) -> Entry:
    """An entry as a feed's HTML makes it."""
    told = entry(title, age, summary="")
    return clean.told(told, clean.body(html), Page(""), told.link)


async def test_it_shows_why_an_entry_matches(office: Office) -> None:
    async with opened(office) as desk:
        assert "Raids" in desk.reader and "raid" in desk.reader
        await desk.press("j")
        assert "Weather" in desk.reader and "Raids" not in desk.reader


async def test_keys_scroll_it_when_it_has_the_focus(bare: Office) -> None:
    bare.publish([entry("A raid", content=LINES)])
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
        await desk.press("pageup", "home")
        assert reader.scroll_offset.y == 0
        await desk.press("k", "ctrl+u", "up")
        assert reader.scroll_offset.y == 0


async def test_capital_letters_scroll_it_from_the_list(bare: Office) -> None:
    bare.publish([entry("A raid", content=LINES)])
    async with opened(bare) as desk:
        await desk.press("J", "J")
        down = desk.main.reader.scroll_offset.y
        assert down > 1
        assert desk.app.focused is desk.main.listing.rows
        await desk.press("K")
        assert 0 < desk.main.reader.scroll_offset.y < down
        await desk.press("K", "K", "K")
        assert desk.main.reader.scroll_offset.y == 0


async def test_another_entry_is_drawn_that_has_as_many_lines(bare: Office) -> None:
    bare.publish([entry("A raid", summary="", content="Alpha."), entry("Raid two", 1, summary="", content="Bravo.")])
    async with opened(bare) as desk:
        assert "Alpha." in desk.screen
        await desk.press("j")
        assert "Bravo." in desk.screen and "Alpha." not in desk.screen


async def test_another_entry_begins_at_its_top(bare: Office) -> None:
    bare.publish([entry("A raid", content=LINES), entry("Second raid", 1, content=LINES)])
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
            await desk.until(lambda: desk.main.reader._coming is None)
            lines = [line.plain.rstrip() for line in desk.main.reader._lines]
            assert max(map(cells.width, lines)) <= desk.main.reader.scrollable_content_region.width
            assert "".join(text.split()) in "".join("".join(lines).split())


@pytest.mark.parametrize("size", [(60, 20), (80, 20), (120, 36), (160, 24)])
async def test_no_end_of_a_line_is_lost_where_a_long_text_follows_a_short_one(
    bare: Office, size: tuple[int, int]
) -> None:
    words = " ".join(f"word{n}" for n in range(1_000, 1_400))
    long = entry("Second raid", 1, summary="", content=f"raid {words}")
    bare.publish([entry("A raid", 0), long, entry("Third raid", 2)])
    async with opened(bare, size) as desk:
        for key in ("enter", "n", "q", "k", "enter"):
            await desk.press(key)
            reader = desk.main.reader
            shown = [strip.text.rstrip() for strip in map(reader.render_line, range(reader.size.height))]
            assert shown == [line.plain.rstrip() and f" {line.plain.rstrip()}" for line in _seen(desk, len(shown))]
            assert "…" not in "".join(shown)


def _seen(desk: Desk, height: int) -> list[Line]:
    """The lines of the text that the screen has room for."""
    reader = desk.main.reader
    lines = reader._lines[reader.scroll_offset.y :][:height]
    return [*lines, *[Line()] * (height - len(lines))]


async def test_the_shown_entry_follows_what_is_edited(office: Office) -> None:
    async with opened(office) as desk:
        assert "About: A raid at dawn." in desk.reader
        office.publish([entry("A raid at dawn", summary="Edited: it was at noon, in the rain.")])
        await desk.until(lambda: "Edited: it was at noon" in desk.reader)
        assert "Weather" in desk.reader


@pytest.mark.parametrize("keys", ["", "F"])
async def test_what_is_read_stays_until_one_goes_on_where_an_edit_takes_it_out_of_the_matches(
    keys: str, bare: Office
) -> None:
    bare.publish([entry("A raid"), entry("Harbour", 1, summary="A raid at dawn."), entry("B raid", 2)])
    async with opened(bare) as desk:
        await desk.press(*keys, "j", "enter")
        bare.publish([entry("Harbour", 1, summary="It was a drill."), entry("C raid", -1)])
        await desk.until(lambda: "C raid" in desk.listed and "It was a drill." in desk.reader)
        await desk.settle()
        assert (desk.selected, desk.main.listing.rows.count) == ("Harbour", 4)
        await desk.press("escape", "j")
        assert desk.selected == "B raid"
        bare.publish([entry("D raid", -2)])
        await desk.until(lambda: desk.listed == ["D raid", "C raid", "A raid", "B raid"])
        assert desk.selected == "B raid"


async def test_what_is_read_goes_where_an_edited_watch_matches_it_no_more(bare: Office) -> None:
    bare.publish([entry("A raid"), entry("A raid in the rain", 1)])
    async with opened(bare) as desk:
        bare.configure({"Raids": ["rain"]})
        await desk.until(lambda: desk.main.config.watches[0].keywords == ("rain",))
        bare.execute("DELETE FROM matches WHERE entry_id = 1")
        bare.execute("UPDATE entries SET matched = 0 WHERE id = 1")
        await desk.until(lambda: len(desk.listed) == 1)


async def test_it_holds_its_place_when_something_else_changes(bare: Office) -> None:
    bare.publish([entry("A raid", content=LINES)])
    async with opened(bare) as desk:
        await desk.press("J", "J")
        here = desk.main.reader.scroll_offset.y
        bare.publish([entry("B raid", -1)])
        await desk.until(lambda: len(desk.listed) == 2)
        assert (desk.selected, desk.main.reader.scroll_offset.y) == ("A raid", here)


async def test_a_text_is_not_laid_anew_for_a_mark_that_it_does_not_show(bare: Office) -> None:
    # So old that it is not told in other words a minute later.
    bare.publish([entry("A raid", 600, content=LINES)])
    async with opened(bare) as desk:
        lines = desk.main.reader._lines
        await desk.press("m")
        await desk.until(lambda: not bare.unread() and not desk.main.store.pending)
        await desk.pilot.pause(0.7)
        assert desk.main.reader._lines is lines
        await desk.press("f")
        await desk.until(lambda: "★ starred" in desk.reader)


# Links.


class Alone(App[None]):
    """A reader and what it says was chosen."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self.chosen: list[str] = []

    def on_load(self) -> None:
        self.register_theme(palette.DARK)
        self.theme = palette.DARK.name

    def compose(self) -> ComposeResult:
        yield Reader()

    def on_mount(self) -> None:
        row = Row(1, "u", "A", self.entry.title, 0, False, False)
        spans = tuple(Span("content", at, at + 4, "raid", "raid", "exact") for at in (0, len(self.entry.content) - 4))
        self.query_one(Reader).show(Stored(row, self.entry, 0, None, ()), (Match("w", "likely", spans),), {})

    def on_reader_link_chosen(self, message: Reader.LinkChosen) -> None:
        self.chosen.append(message.url)


async def test_a_click_on_a_link_or_its_number_chooses_it_and_one_beside_it_does_not() -> None:
    app = Alone(
        Entry("k", "T", summary="a raid in town", places=(Place("summary", 2, 6, "link", "https://b.example/"),))
    )
    async with app.run_test(size=(60, 20)) as pilot:
        reader = app.query_one(Reader)
        line = next(at for at, line in enumerate(reader._lines) if line.plain == "a raid[1] in town")
        for column, wanted in ((1, 0), (3, 1), (6, 2), (8, 3), (11, 3), (50, 3)):
            await pilot.click(reader, offset=(column, line))
            await pilot.pause()
            assert len(app.chosen) == wanted, column
        assert set(app.chosen) == {"https://b.example/"}


async def test_a_number_means_the_address_that_stands_behind_it(bare: Office) -> None:
    bare.publish([marked_up("A raid", "<p><a href='https://b.example/'>b</a> <a href='https://c.example/'>c</a></p>")])
    async with opened(bare) as desk:
        reader = desk.main.reader
        assert list(reader.links) == ["https://b.example/", "https://c.example/"]
        assert [reader.address(number) for number in (1, 2)] == list(reader.links)
        assert [reader.address(number) for number in (-1, 0, 3, 10**9)] == [""] * 4
        reader.show(None, (), {})
        assert (reader.links, reader.address(1)) == ((), "")


async def test_no_place_in_a_link_acts_on_the_terminal(bare: Office) -> None:
    bare.publish([marked_up("A raid", "<a href='https://b.example/\x1b]52;c;AA\x07\u202e[@click=app.quit]'>[/]x</a>")])
    async with opened(bare) as desk:
        (address,) = desk.main.reader.links
        assert address.isprintable()
        assert "[/]x[1]" in desk.reader and f"[1] {address}" in desk.reader


# How much is wrapped, and when.


async def test_the_measure_is_the_users(bare: Office) -> None:
    bare.publish([entry("A raid", summary="word " * 200)])
    async with opened(bare, (200, 50)) as desk:
        assert MEASURE == 90
        for measure in (40, 60, 50):
            desk.main.reader.set_measure(measure)
            widest = max(cells.width(line.plain.rstrip()) for line in desk.main.reader._lines)
            assert measure - 5 <= widest <= measure


async def test_the_end_of_a_long_text_is_wrapped_while_its_beginning_is_read() -> None:
    app = Alone(Entry("k", "T", content="raid\n" + "\n".join(f"line {n}" for n in range(3_000)) + "\nraid"))
    async with app.run_test(size=(60, 20)) as pilot:
        reader = app.query_one(Reader)
        assert reader._coming is not None and len(reader._lines) < 1_000
        end = time.monotonic() + 60
        while reader._coming is not None and time.monotonic() < end:
            await pilot.pause(0.02)
        assert reader.virtual_size.height == len(reader._lines) > 3_000


async def test_the_screen_is_not_drawn_anew_for_every_few_lines_that_are_wrapped() -> None:
    app = Alone(Entry("k", "T", content="\n".join(f"line {n}" for n in range(3_000))))
    async with app.run_test(size=(60, 20)) as pilot:
        reader = app.query_one(Reader)
        heights: set[int] = set()
        end = time.monotonic() + 60
        while reader._coming is not None and time.monotonic() < end:
            heights.add(reader.virtual_size.height)
            await pilot.pause(0.005)
        assert reader.virtual_size.height == len(reader._lines) > 3_000
        assert len(heights) < 10


async def test_to_the_end_goes_to_where_the_end_is_when_all_is_wrapped() -> None:
    app = Alone(Entry("k", "T", content="\n".join(f"line {n}" for n in range(3_000))))
    async with app.run_test(size=(60, 20)) as pilot:
        reader = app.query_one(Reader)
        reader.action_last()
        end = time.monotonic() + 60
        while reader._coming is not None and time.monotonic() < end:
            await pilot.pause(0.02)
        await pilot.pause()
        assert reader.scroll_offset.y == reader.max_scroll_y > 2_900
        reader.action_first()
        assert reader.scroll_offset.y == 0


@pytest.mark.parametrize("word", ["count", "电诈园区", "ကျောက်", "ฝนตกหนัก"])
async def test_whoever_reads_a_long_text_stays_at_its_place_in_every_width(bare: Office, word: str) -> None:
    told = "\n\n".join(f"{number}: {' '.join([word] * (20 + number % 30))}" for number in range(100, 180))
    bare.publish([entry("A raid", summary="", content=told)])

    def place() -> int:
        """The paragraph that stands at the top."""
        lines = desk.main.reader._lines[: desk.main.reader.scroll_offset.y + 2]
        return int(re.findall(r"\b(1\d\d): ", "\n".join(line.plain for line in lines))[-1])

    async with opened(bare, (160, 40)) as desk:
        await desk.press("enter", *["space"] * 4)
        here, line = place(), desk.main.reader.scroll_offset.y
        assert here > 105
        for _ in range(5):
            await desk.press("z")
            assert place() == here
            await desk.press("z")
            # The empty line before a paragraph may stand above it then.
            assert place() == here and desk.main.reader.scroll_offset.y in (line - 1, line)
        await desk.press("enter")
        for size in ((80, 24), (60, 20), (200, 50), (40, 12), (160, 40)):
            await desk.resize(size)
            assert place() == here


async def test_how_long_a_text_is_shows_once_all_is_wrapped() -> None:
    app = Alone(Entry("k", "T", content="\n".join(f"line {n}" for n in range(300))))
    async with app.run_test(size=(60, 20)) as pilot:
        reader = app.query_one(Reader)
        assert reader.virtual_size.height < 300
        end = time.monotonic() + 60
        while reader._coming is not None and time.monotonic() < end:
            await pilot.pause(0.02)
        assert reader.virtual_size.height == len(reader._lines) > 300


async def test_a_key_that_scrolls_ends_the_way_to_the_end() -> None:
    app = Alone(Entry("k", "T", content="\n".join(f"line {n}" for n in range(3_000))))
    async with app.run_test(size=(60, 20)) as pilot:
        reader = app.query_one(Reader)
        reader.action_last()
        reader.action_up()
        here = reader.scroll_offset.y
        await pilot.pause(0.2)
        assert reader.scroll_offset.y == here


def on_the_way_to_its_end(reader: Reader) -> tuple[Stored, Sequence[Match]]:
    """Show the entry anew, so that most of it is still to be wrapped, and go to its end; what it shows."""
    shown = reader._shown
    assert shown is not None
    reader.show(None, (), {})
    reader.show(shown.stored, shown.matches, {})
    reader.action_last()
    assert reader._coming is not None
    return shown.stored, shown.matches


async def wrapped(pilot: Pilot[None], reader: Reader) -> None:
    """Wait until all of the text is wrapped."""
    end = time.monotonic() + 60
    while reader._coming is not None and time.monotonic() < end:
        await pilot.pause(0.02)
    await pilot.pause()
    assert reader._coming is None


@pytest.mark.parametrize("change", ["narrower", "lower", "starred"])
async def test_the_way_to_the_end_goes_on_where_the_window_changes_or_the_entry_is_starred(change: str) -> None:
    app = Alone(Entry("k", "T", content="\n".join(f"line {n}" for n in range(3_000))))
    async with app.run_test(size=(60, 20)) as pilot:
        reader = app.query_one(Reader)
        stored, matches = on_the_way_to_its_end(reader)
        if change == "starred":
            reader.show(replace(stored, row=replace(stored.row, starred=True)), matches, {})
        else:
            await pilot.resize_terminal(*{"narrower": (50, 20), "lower": (60, 12)}[change])
        await wrapped(pilot, reader)
        assert reader.scroll_offset.y == reader.max_scroll_y > 2_900


async def test_who_turns_the_wheel_on_the_way_to_the_end_stays_where_that_leads() -> None:
    app = Alone(Entry("k", "T", content="\n".join(f"line {n}" for n in range(3_000))))
    async with app.run_test(size=(60, 20)) as pilot:
        reader = app.query_one(Reader)
        on_the_way_to_its_end(reader)
        # As the wheel does, of which the reader hears nothing.
        reader.scroll_to(y=500, animate=False, immediate=True)
        await wrapped(pilot, reader)
        assert reader.scroll_offset.y == 500
        await pilot.resize_terminal(60, 12)
        assert reader.scroll_offset.y == 500


async def test_who_scrolls_at_once_comes_as_far_as_where_all_is_wrapped() -> None:
    app = Alone(Entry("k", "T", content="\n".join(f"line {n}" for n in range(3_000))))
    async with app.run_test(size=(60, 20)):
        reader = app.query_one(Reader)
        reader.scroll_lines(2_000)
        assert reader.scroll_offset.y == 2_000


async def test_a_matched_word_at_the_end_of_a_long_text_is_found() -> None:
    app = Alone(Entry("k", "T", content="raid\n" + "x\n" * 800 + "raid"))
    async with app.run_test(size=(60, 20)):
        reader = app.query_one(Reader)
        reader.seek_marked(1)
        first = reader._sought
        reader.seek_marked(1)
        assert first is not None and reader._sought is not None
        assert [reader._lines[line].plain for _, line in (first, reader._sought)] == ["raid", "raid"]
        assert reader._sought[1] > first[1] + 700


async def test_a_matched_word_one_line_above_the_screen_is_the_one_before() -> None:
    app = Alone(Entry("k", "T", content="raid\n" + "x\n" * 60 + "raid"))
    async with app.run_test(size=(60, 20)):
        reader = app.query_one(Reader)
        first = next(at for at, line in enumerate(reader._lines) if line.is_marked)
        reader.scroll_lines(first + 1)
        reader.seek_marked(-1)
        assert reader.scroll_offset.y == first


async def test_a_long_text_that_is_followed_by_another_is_wrapped_no_further(bare: Office) -> None:
    long = "\n".join(f"line {n}" for n in range(3_000))
    bare.publish([entry("A raid", content=long), entry("Second raid", 1)])
    async with opened(bare) as desk:
        await desk.press("j")
        await desk.pilot.pause(0.1)
        assert "Second raid" in desk.reader and "line 5" not in desk.reader


async def test_it_opens_quickly_whatever_a_feed_sends(bare: Office) -> None:
    floods = ["x" * 1_000_000, "\n".join(map(str, range(50_000))), " ".join(f"link{n}" for n in range(100_000))]
    bare.publish([entry(f"raid {n}", n, content=flood) for n, flood in enumerate(floods)])
    async with opened(bare) as desk:
        for _ in floods:
            await check_opening(desk)
            await desk.press("j")


async def check_opening(desk: Desk) -> None:
    stored = entries.get(desk.main.store.db, desk.main.listing.rows.selected or 0)
    assert stored is not None
    started = time.thread_time()
    desk.main.reader.show(stored, (), {})
    assert time.thread_time() - started < 0.3 * LOADED


def test_a_citation_is_a_line() -> None:
    said = citation(
        Stored(Row(1, "u", "Border Ledger", "A raid", 1_795_000_000, False, False), Entry("k", "A raid"), 0, None, ())
    )
    assert said.startswith("“A raid”, Border Ledger, ")


def test_a_citation_fits_on_a_clipboard() -> None:
    row = Row(1, "u", "Border Ledger", "", 1_795_000_000, False, False)
    said = citation(Stored(row, Entry("k", "w" * 1_000_000, link="https://news.example/1"), 0, None, ()))
    assert len(said) < 700 and said.endswith(", https://news.example/1")
