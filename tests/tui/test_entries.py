"""A row of the list: its state, marks of watches, outlet and title, and which rows are read from the store."""

import sqlite3
import tracemalloc
from contextlib import closing
from typing import Literal, cast

from pytest import MonkeyPatch

from monitor import cells
from monitor.model import Match, Span
from monitor.store import entries
from monitor.tui.entries import EntryRows, _tags, marked
from monitor.tui.rows import Piece
from monitor.tui.store import DeskStore
from tests.tui.desk import Office, aged, entry, opened

RED, BLUE = {"Raids": "#ff0000"}, {"Raids": "#ff0000", "Weather": "#0000ff"}


def span(start: int, end: int) -> Span:
    return Span("title", start, end, "", "", "exact")


def test_marked_text_is_the_text_itself() -> None:
    pieces = marked("A raid at dawn", [(span(2, 6), "Raids")], RED, "quiet")
    assert [text for text, _ in pieces] == ["A ", "raid", " at dawn"]
    assert "#ff0000" in pieces[1][1] and pieces[0][1] == "quiet"


def test_where_two_watches_overlap_the_first_has_the_place() -> None:
    pieces = marked("abcdef", [(span(1, 4), "Raids"), (span(2, 6), "Weather")], BLUE, "")
    assert [text for text, _ in pieces] == ["a", "bcd", "ef"]
    assert "#ff0000" in pieces[1][1] and "#0000ff" in pieces[2][1]


def test_spans_beyond_the_text_are_no_harm() -> None:
    assert "".join(text for text, _ in marked("abc", [(span(1, 90), "Raids")], RED, "")) == "abc"
    assert "".join(text for text, _ in marked("abc", [(span(7, 9), "Raids")], RED, "")) == "abc"
    assert marked("", [(span(0, 3), "Raids")], RED, "x") == [("", "x")]


def test_a_watch_without_a_colour_is_marked_all_the_same() -> None:
    pieces = marked("abc", [(span(0, 1), "Gone")], RED, "quiet")
    assert pieces[0][0] == "a" and pieces[0][1].strip() not in ("", "quiet")


def test_to_show_a_mark_on_all_of_a_long_list_takes_little_memory() -> None:
    rows, ids = EntryRows(cast(DeskStore, None)), [*range(1, 100_001)]
    tracemalloc.start()
    try:
        rows.mark(ids, "read", True)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 150 * len(ids)
    assert len(rows.on_the_way("read")) == len(ids)


async def test_no_worker_is_called_by_the_numbers_of_all_that_it_marks(bare: Office) -> None:
    bare.publish(aged(f"A raid {number}" for number in range(500)))
    async with opened(bare) as desk:
        with closing(sqlite3.connect(bare.store, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await desk.pilot.press("A")
            assert max(len(worker.description) for worker in desk.app.workers) < 500
            other.execute("ROLLBACK")
        await desk.settle()
    assert bare.unread() == []


async def test_a_row_says_state_age_outlet_and_title(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("j", "f", "j", "m")
        rows = [line.split("▎")[1] for line in desk.lines()[1:6]]
        assert "●" in rows[0] and "Border Ledger" in rows[0] and "A raid at dawn" in rows[0]
        assert "★" in rows[1]
        assert "●" not in rows[2] and "★" not in rows[2]
        assert rows[0].index("A raid at dawn") == rows[2].index("Second raid")


async def test_each_watch_has_a_letter(office: Office) -> None:
    async with opened(office) as desk:
        row = next(line for line in desk.lines() if "A raid in the rain" in line)
        assert "rw" in row.lower()


async def test_an_entry_without_a_title_is_called_by_how_its_text_begins(bare: Office) -> None:
    bare.publish([entry("", summary="Police say:\na raid at dawn. " * 9), entry("Second raid", 1)])
    async with opened(bare) as desk:
        rows = [line.split("▎")[1] for line in desk.lines()[1:3]]
        assert "Police say: a raid at dawn." in rows[0] and "Second raid" in rows[1]
        pieces = desk.main.listing.rows.pieces(0, 80)
        assert next(text for text, style in pieces if "underline" in style) == "raid"
        await desk.press("enter", "m", "f")


async def test_an_entry_that_is_gone_from_the_store_says_so(office: Office) -> None:
    async with opened(office) as desk:
        desk.main._look = lambda: None  # type: ignore[method-assign]
        gone = "(SELECT id FROM entries WHERE title = 'Rain all week')"
        for table, column in (("matches", "entry_id"), ("texts", "entry_id"), ("entries", "id")):
            office.execute(f"DELETE FROM {table} WHERE {column} = {gone}")
        desk.main.listing.rows._pages.clear()
        desk.main.listing.rows.refresh()
        await desk.press("j")
        assert desk.app.is_running
        await desk.press("enter", "m", "f", "o", "y", "r", "j")
        assert desk.app.is_running


async def test_only_pages_around_the_screen_are_read(bare: Office, monkeypatch: MonkeyPatch) -> None:
    bare.publish(aged(f"raid {n}" for n in range(3000)))
    asked: list[int] = []
    read = entries.rows

    def counted(db: object, wanted: list[int]) -> object:
        asked.append(len(wanted))
        return read(db, wanted)  # type: ignore[arg-type]

    monkeypatch.setattr(entries, "rows", counted)
    async with opened(bare) as desk:
        assert sum(asked) <= 4 * 128
        await desk.press("G", "pageup", "home", "pagedown")
        assert sum(asked) <= 12 * 128
        assert desk.main.listing.rows.count == 3000


async def test_only_rows_that_show_something_else_are_drawn_anew(bare: Office, monkeypatch: MonkeyPatch) -> None:
    bare.publish(aged(f"raid {n}" for n in range(20)))
    drawn: list[str] = []
    shown = EntryRows.pieces

    def noted(rows: EntryRows, index: int, width: int) -> list[Piece]:
        pieces = shown(rows, index, width)
        drawn.append("".join(text for text, _ in pieces))
        return pieces

    async with opened(bare) as desk:
        await desk.pilot.pause(0.1)
        monkeypatch.setattr(EntryRows, "pieces", noted)
        bare.execute("UPDATE entries SET starred = 1 WHERE title = 'raid 7'")
        await desk.until(lambda: "★" in desk.screen)
        assert any("★" in row and "raid 7" in row for row in drawn)
        # The age of another may have changed meanwhile.
        assert len(drawn) < 5


async def test_matched_words_stand_out_in_the_colour_of_their_watch(office: Office) -> None:
    async with opened(office) as desk:
        colour = desk.main.colours["Raids"]
        strips = desk.app.screen._compositor.render_strips()
        styles = [part.style for strip in strips for part in strip if part.text.strip() == "raid" and part.style]
        assert colour.lower() in {style.color.get_truecolor().hex for style in styles if style.color}
        assert all(style.underline or style.bold for style in styles)


async def test_no_match_level_is_told_by_colour_alone(bare: Office) -> None:
    bare.publish([entry("A raid")])
    bare.execute("UPDATE matches SET level = 'likely'")
    async with opened(bare) as desk:
        row = next(line for line in desk.lines() if "A raid" in line)
        assert " r " in row and " R " not in row


async def test_what_is_dismissed_is_marked_and_quiet(office: Office) -> None:
    office.execute("UPDATE entries SET dismissed = 1, read = 1 WHERE title = 'Second raid'")
    async with opened(office) as desk:
        await desk.press("h", "G", "l")
        row = next(line.split("▎")[1] for line in desk.lines() if "Second raid" in line)
        assert row.split()[0] == "×"


def test_tags_stand_before_the_title_and_leave_it_most_of_the_row() -> None:
    assert _tags((), 80) == []
    assert "".join(text for text, _ in _tags(("visa", "court"), 80)) == "#visa #court "
    for width in (40, 60, 120):
        said = "".join(text for text, _ in _tags(("မြဝတီ [/] [bold]", "妙瓦底" * 9), width))
        assert cells.width(said) <= width // 6 + 1 and "[/]" in said[:10] + "[/]"


async def test_the_mark_of_a_watch_never_moves_what_follows(bare: Office) -> None:
    bare.configure({"妙瓦底": ["raid"], "ngo": ["raid at"], "မြဝတီ": ["raid at dawn"], "ﷺ": ["rain"]})
    bare.publish([entry("A raid"), entry("A raid at noon", 1), entry("A raid at dawn", 2), entry("Rain", 3)])
    async with opened(bare) as desk:
        rows = [line.split("▎")[1] for line in desk.lines() if "Border Ledger " in line][:4]
        assert {cells.width(row.split("Border Ledger")[0]) for row in rows} == {11}
        shown = [row.split("Border Ledger")[0].split()[-1] for row in rows]
        assert shown == ["妙", "N妙", "Nမ+", "ﷺ"]


def watched(*names: str, listed: str = "", level: Literal["strong", "likely"] = "strong") -> list[Piece]:
    """The marks of an entry that satisfies these watches, in the list of one of them."""
    rows = EntryRows(cast(DeskStore, None))
    rows.marks, rows.listed_watch = {"Raids": "R", "Rain": "A", "Weather": "W", "Zones": "Z", "妙瓦底": "妙"}, listed
    return [piece for piece in rows._watches([Match(name, level, ()) for name in names]) if piece[0].strip()]


def test_that_there_are_more_watches_than_shown_is_said() -> None:
    assert [text for text, _ in watched("Raids", "Rain", "Weather")] == ["R", "A", "W"]
    assert [text for text, _ in watched("Raids", "Rain", "Weather", "Zones")] == ["R", "A", "+"]
    assert [text for text, _ in watched("Raids", "妙瓦底", "Rain")] == ["R", "+"]


def test_in_the_list_of_a_watch_its_own_mark_is_the_first() -> None:
    names = ("Raids", "Rain", "Weather", "Zones")
    assert [text for text, _ in watched(*names, listed="Zones")] == ["Z", "R", "+"]
    assert [text for text, _ in watched(*names, "妙瓦底", listed="妙瓦底")] == ["妙", "+"]


def test_in_a_script_without_capitals_a_strong_match_is_told_from_a_likely_one_by_its_weight() -> None:
    ((strong, heavy),) = watched("妙瓦底")
    ((likely, light),) = watched("妙瓦底", level="likely")
    assert strong == likely == "妙"
    assert "bold" in heavy and "bold" not in light


async def test_a_tag_is_seen_on_its_row(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("t", *"visa", "enter")
        await desk.until(lambda: "#visa A raid at dawn" in desk.screen)
        await desk.press("U")
        await desk.until(lambda: "#visa" not in desk.screen)


async def test_that_a_starred_entry_was_dismissed_is_told_where_it_goes_on_to_be_listed(office: Office) -> None:
    """Its star stands where other entries show that they are dismissed."""
    async with opened(office) as desk:
        await desk.press("f", "g", "s", "d")
        assert desk.selected == "A raid at dawn" and "Taken out of the lists of matches. U takes it back." in desk.said
        await desk.press("d")
        assert "Put back into the lists of matches. U takes it back." in desk.said
        await desk.until(lambda: office.rows()[0].title == "A raid at dawn" and not office.rows()[0].dismissed)


async def test_a_dismissed_entry_is_gone_from_the_matches_and_comes_back(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("d")
        assert desk.selected == "Rain all week"
        assert "A raid at dawn" not in desk.listed
        await desk.press("g", "a")
        assert "×" in next(line for line in desk.lines() if "A raid at dawn" in line)
        await desk.press("U")
        assert "×" not in desk.screen
        assert "A raid at dawn" in office.unread()
