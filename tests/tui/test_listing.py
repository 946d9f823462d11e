"""The list of a place: what it holds, how it keeps its place, the filter and the search."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from typing import Any, cast

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from monitor import find
from monitor.store import marks, schema
from monitor.store.entries import Choice
from monitor.tui import app, entries, listing, search_run
from monitor.tui.app import DeskApp
from monitor.tui.listing import EntriesPane
from monitor.tui.plain import Plain
from monitor.tui.store import DeskStore
from tests.tui.desk import MIXED, Desk, Office, aged, entry, opened


def field_is_open(desk: Desk) -> bool:
    return bool(desk.main.query_one("#search", Input).display)


async def test_the_newest_stands_first(office: Office) -> None:
    async with opened(office) as desk:
        assert desk.listed == [title for title in MIXED if title != "Quiet day"]
        assert desk.selected == "A raid at dawn"


async def test_the_cursor_keeps_its_entry_when_new_ones_arrive_on_top(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("j", "j")
        office.publish([entry(f"Newer raid {n}", -1) for n in range(3)])
        await desk.until(lambda: len(desk.listed) == 8)
        assert desk.selected == "Second raid"
        assert desk.main.listing.rows.cursor == 5


async def test_the_screen_keeps_its_place_when_new_ones_arrive_on_top(bare: Office) -> None:
    bare.publish(aged(f"raid {n}" for n in range(300)))
    async with opened(bare) as desk:
        await desk.press("pagedown", "pagedown", "pagedown")
        rows = desk.main.listing.rows

        def titles() -> list[str]:
            return [line[:-1].rstrip() for line in desk.lines()[1 : rows.size.height]]

        seen = [line.split("▎")[1] for line in titles()]
        bare.publish([entry(f"Newer raid {n}", -1) for n in range(7)])
        await desk.until(lambda: rows.count == 307)
        await desk.settle()
        assert [line.split("▎")[1] for line in titles()] == seen


async def test_who_looks_on_by_the_wheel_is_not_taken_back_to_the_cursor_when_new_ones_arrive(bare: Office) -> None:
    bare.publish(aged(f"raid {n}" for n in range(300)))
    async with opened(bare) as desk:
        rows = desk.main.listing.rows
        for lines, arrived in ((60, "Newer raid"), (90, "A raid of now")):
            rows.scroll_to(y=lines, animate=False, immediate=True)
            seen, count = rows.listed[rows.scroll_offset.y], rows.count
            bare.publish([entry(arrived, -1), entry(f"{arrived} that is told late", 30)])
            await desk.until(lambda count=count: rows.count == count + 2)
            await desk.settle()
            assert rows.listed[rows.scroll_offset.y] == seen and desk.selected == "raid 0"
        await desk.press("j")
        assert desk.selected == "raid 1" and 0 <= rows.line < rows.size.height


async def test_at_the_top_new_ones_do_not_move_the_cursor_from_its_entry(office: Office) -> None:
    async with opened(office) as desk:
        office.publish([entry("Newer raid", -1)])
        await desk.until(lambda: len(desk.listed) == 6)
        assert desk.selected == "A raid at dawn"
        assert "Newer raid" in desk.screen


@pytest.fixture
def unattended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is at the desk as soon as a key is done."""
    monkeypatch.setattr(app, "_NEWEST_SECONDS", 0.05)
    monkeypatch.setattr(app, "_UNATTENDED_SECONDS", 0.0)


async def arrived(desk: Desk, number: int, name: str = "Newer raid") -> None:
    """So many arrive, in two lots, and the desk has had the time to look after its list."""
    before = desk.main.listing.rows.count
    for lot in (1, 2):
        desk.office.publish([entry(f"{name} {lot} {n}", -lot) for n in range(number // 2)])
        await desk.until(lambda lot=lot: desk.main.listing.rows.count == before + lot * (number // 2))
        await desk.settle()
        await desk.pilot.pause(0.2)


async def test_whoever_comes_back_to_a_desk_sees_what_has_come_since_and_goes_on_where_he_was(
    bare: Office, unattended: None
) -> None:
    bare.publish(aged(f"raid {n}" for n in range(100)))
    async with opened(bare) as desk:
        await desk.press("j", "j")
        rows = desk.main.listing.rows
        await arrived(desk, 80)
        assert rows.scroll_offset.y == 0 and desk.listed[0].startswith("Newer raid") and desk.listed[0] in desk.screen
        assert desk.selected == "raid 2"
        await desk.press("j")
        assert desk.selected == "raid 3" and not rows.is_away
        # Where the newest are out of sight he has seen them.
        await arrived(desk, 8, "Raid of now")
        assert not rows.is_away


async def test_whoever_comes_back_to_a_desk_reads_what_has_come_since_first(bare: Office, unattended: None) -> None:
    bare.publish(aged(f"raid {n}" for n in range(100)))
    async with opened(bare) as desk:
        await desk.press("n", "n")
        assert desk.selected == "raid 1"
        await arrived(desk, 80)
        newest = desk.listed[:2]
        await desk.press("n", "n")
        assert desk.selected == newest[1] and not desk.main.listing.rows.is_away
        # From a cursor in sight it goes on there.
        await desk.press("j", "j", "n")
        assert desk.selected == desk.listed[3]


async def test_behind_what_has_come_the_entry_before_is_the_one_before_the_cursor(
    bare: Office, unattended: None
) -> None:
    bare.publish(aged(f"raid {n}" for n in range(100)))
    async with opened(bare) as desk:
        await desk.press("n")
        await arrived(desk, 80)
        await desk.press("p")
        assert desk.selected == desk.listed[79]


async def test_who_looks_on_by_the_wheel_reads_on_at_the_cursor(bare: Office) -> None:
    bare.publish(aged(f"raid {n}" for n in range(100)))
    async with opened(bare) as desk:
        await desk.press("j", "j")
        desk.main.listing.rows.scroll_to(y=50, animate=False, immediate=True)
        await desk.press("n")
        assert desk.selected == "raid 2"


async def test_whoever_is_at_a_desk_has_the_cursor_in_sight_whatever_comes(
    bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_NEWEST_SECONDS", 0.05)
    bare.publish(aged(f"raid {n}" for n in range(100)))
    async with opened(bare) as desk:
        desk.app._attended -= 1000.0
        await desk.press("j", "j")
        await arrived(desk, 80)
        assert desk.selected == "raid 2" and not desk.main.listing.rows.is_away


async def test_whoever_left_the_desk_deep_in_a_list_finds_it_so(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "_NEWEST_SECONDS", 0.05)
    bare.publish(aged(f"raid {n}" for n in range(300)))
    async with opened(bare) as desk:
        await desk.press("pagedown", "pagedown", "pagedown")
        place = desk.selected
        await arrived(desk, 80)
        monkeypatch.setattr(app, "_UNATTENDED_SECONDS", 0.0)
        await arrived(desk, 8, "Raid of now")
        assert desk.selected == place and not desk.main.listing.rows.is_away
    # And after the next start too.
    async with opened(bare) as desk:
        await desk.pilot.pause(0.2)
        assert desk.selected == place and not desk.main.listing.rows.is_away


async def test_behind_the_reader_alone_the_list_keeps_the_cursor_in_sight(
    bare: Office, unattended: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare.publish(aged(f"raid {n}" for n in range(100)))
    async with opened(bare, (70, 30)) as desk:
        await desk.press("j", "l")
        await arrived(desk, 80)
        monkeypatch.setattr(app, "_UNATTENDED_SECONDS", 300.0)
        await desk.press("h")
        assert desk.selected == "raid 1" and not desk.main.listing.rows.is_away


async def test_what_comes_while_a_mark_is_on_its_way_is_not_missed(office: Office) -> None:
    async with opened(office) as desk:
        desk.main.store.pending += 1
        office.publish([entry("Newer raid", -1)])
        desk.main._look()
        assert len(desk.listed) == 5
        desk.main.store.pending -= 1
        await desk.until(lambda: len(desk.listed) == 6)


async def test_the_filter_lists_what_is_unread_and_keeps_it_until_the_place_is_left(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("j", "m", "F")
        assert desk.listed == ["A raid at dawn", "Second raid", "A raid in the rain", "More rain"]
        await desk.press("m", "k", "m")
        office.publish([entry("Newer raid", -1)])
        await desk.until(lambda: len(desk.listed) == 5)
        assert desk.listed[1:] == ["A raid at dawn", "Second raid", "A raid in the rain", "More rain"]
        await desk.press("h", "j", "k", "l")
        assert desk.listed == ["Newer raid", "A raid in the rain", "More rain"]
        await desk.press("F")
        assert len(desk.listed) == 6


async def test_the_filter_leaves_the_cursor_on_its_entry_or_on_the_next_that_is_unread(bare: Office) -> None:
    bare.publish(aged(f"raid {n}" for n in range(60)))
    async with opened(bare) as desk:
        rows = desk.main.listing.rows
        await desk.press("4", "4", "G", *"kkkk", "m", "m")
        line = rows.line
        assert 0 < line < rows.scrollable_content_region.height - 1
        for _ in range(2):
            await desk.press("F")
            assert desk.selected == "raid 39"
            assert rows.line == line
        # Read, it is not listed: the next one is, and behind the last the one before.
        await desk.press("m", "F")
        assert desk.selected == "raid 40"
        await desk.press("F", "G", "m", "F")
        assert desk.selected == "raid 58"
        await desk.press("A", "F", "k", "F")
        assert desk.listed == []
        await desk.press("F")
        assert desk.selected == "raid 0"


async def test_the_filter_goes_by_marks_that_are_still_being_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(office) as desk:
        may_write = threading.Event()
        write = DeskStore._write
        monkeypatch.setattr(DeskStore, "_write", lambda self, what: may_write.wait(60) and write(self, what))
        await desk.pilot.press("j", "m", "F")
        await desk.until(lambda: desk.listed == ["A raid at dawn", "Second raid", "A raid in the rain", "More rain"])
        may_write.set()
        await desk.settle()


async def test_the_filter_goes_along_to_other_watches_and_searches(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("m", "F", "h", "j")
        assert desk.listed == ["Second raid", "A raid in the rain"]
        await desk.press("l", "slash", *"raid", "enter")
        assert desk.listed == ["Second raid", "A raid in the rain"]


async def test_with_the_filter_on_and_all_read_it_says_so(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("A", "F")
        assert desk.listed == []
        assert "All read" in desk.screen
        await desk.press("F")
        assert len(desk.listed) == 5


@pytest.mark.parametrize("filtered", [False, True])
async def test_a_list_longer_than_its_first_page_is_listed_whole(bare: Office, filtered: bool) -> None:
    bare.publish(aged(f"raid {n}" for n in range(2600)))
    async with opened(bare) as desk:
        await desk.until(lambda: desk.main.listing.rows.count == 2600)
        await desk.press(*(["m", "F"] if filtered else []), "G", "k")
        assert desk.selected == "raid 2598"
        bare.configure({"Raids": ["raid"]})
        await desk.until(lambda: len(desk.main.config.watches) == 1)
        await desk.settle()
        assert desk.main.listing.rows.count == 2600 - filtered
        assert desk.selected == "raid 2598"


async def test_a_search_finds_matched_and_unmatched(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("slash", *"day", "enter")
        assert desk.listed == ["Quiet day"]
        assert desk.app.focused is desk.main.listing.rows
        await desk.press("slash", *"rain", "enter")
        assert desk.listed == ["Rain all week", "A raid in the rain", "More rain"]
        await desk.press("slash", *"About", "enter")
        assert len(desk.listed) == 6


async def test_what_is_typed_right_behind_the_slash_is_looked_for(office: Office) -> None:
    """However fast the typist: no letter is taken for a command."""
    async with opened(office) as desk:
        for key in ("slash", "A", "f", "r", "a", "i", "d"):
            desk.app.post_message(events.Key(key, None if len(key) > 1 else key))
            await asyncio.sleep(0.005)
        await desk.settle()
        assert desk.main.query_one("#search", Input).value == "Afraid"
    assert len(office.unread()) == 5


async def test_what_was_looked_for_is_marked(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("slash", *"quiet day", "enter")
        strips = desk.app.screen._compositor.render_strips()
        words = [part for strip in strips for part in strip if part.text.strip() == "Quiet day" and part.style]
        assert any(word.style.underline for word in words if word.style)


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_from_a_search_one_goes_back_to_where_one_was(office: Office, key: str) -> None:
    async with opened(office) as desk:
        await desk.press("h", "j", "l", "j")
        assert desk.selected == "Second raid"
        await desk.press("slash", *"quiet", "enter")
        assert desk.listed == ["Quiet day"]
        await desk.press(key)
        assert desk.main.listing.place.name == "Raids"
        assert len(desk.listed) == 3
        assert desk.app.is_running


async def test_from_a_search_one_comes_back_to_the_same_entry(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("j", "j", "slash", *"quiet", "enter", "escape")
        assert desk.selected == "Second raid"


async def test_leaving_the_field_changes_nothing(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("j", "slash", *"qj?A", "escape")
        assert not field_is_open(desk)
        assert (desk.selected, len(desk.unread)) == ("Rain all week", 5)
        await desk.press("slash", "enter")
        assert not field_is_open(desk)
        assert desk.main.listing.place.name == "All matches"
        await desk.press("j")
        assert desk.selected == "Second raid"


async def test_a_search_without_a_hit_says_so(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("slash", *"comet", "enter")
        assert desk.listed == []
        assert "answers this search" in desk.screen
        await desk.press("n", "p", "m", "f", "A", "o", "y", "enter", "r")
        assert desk.app.is_running
        await desk.press("escape", "escape")
        assert len(desk.listed) == 5


async def test_a_search_for_nothing_that_can_be_found_is_told_and_may_be_mended(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("slash", *"!?", "enter")
        assert "no letter or digit" in desk.text("#search-told")
        assert field_is_open(desk)
        await desk.press("end", "backspace", "backspace", *"quiet")
        assert desk.text("#search-told") == ""
        await desk.press("enter")
        assert desk.listed == ["Quiet day"]


async def test_a_mistake_in_a_search_is_told_and_the_cursor_stands_on_its_place(office: Office) -> None:
    async with opened(office) as desk:
        field = desk.main.query_one("#search", Input)
        await desk.press("slash", *" raid AND (rain", "enter")
        assert "never closed" in desk.screen and "(at character 10)" in desk.screen
        assert field.value[field.cursor_position :] == "(rain"
        await desk.press("end", ")", "enter")
        assert desk.listed == ["A raid in the rain"]


async def test_a_search_speaks_the_watch_language(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("m", "slash", *"raid -rain unread:", "enter")
        assert desk.listed == ["Second raid"]
        await desk.press("slash", *"watch:weather OR title:quiet", "enter")
        assert desk.listed == ["Rain all week", "Quiet day", "A raid in the rain", "More rain"]
        await desk.press("slash", *"watch:wether", "enter")
        assert "did you mean “Weather”" in desk.text("#search-told")
        await desk.press("escape", "escape")
        assert len(desk.listed) == 5


async def test_a_search_says_what_concept_its_words_are_widened_to(bare: Office) -> None:
    bare.publish([entry("妙瓦底电诈园区被清查"), entry("A scam hub", 1), entry("Rice", 2)])
    async with opened(bare) as desk:
        await desk.press("slash", *"scam hub", "enter")
        assert desk.text("#entries-heading").startswith("Search: scam hub → @scam_hubs  2")
        assert desk.listed == ["妙瓦底电诈园区被清查", "A scam hub"]
        assert "scam hub → @scam_hubs: " in desk.reader.replace("\n", " ")
        await desk.press("slash", *"=scam hub", "enter")
        assert desk.listed == ["A scam hub"]


async def test_a_search_that_looks_too_far_stops_and_says_so(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "LIMIT", 100)
    bare.publish(aged(f"Quiet {n}" for n in range(500)))
    async with opened(bare) as desk:
        await desk.press("slash", *"/quiet/i", "enter")
        assert len(desk.listed) == 260
        assert "looked back to" in desk.text("#entries-heading")
        await desk.press("escape")
        assert "looked back to" not in desk.text("#entries-heading")


async def test_leaving_the_field_ends_a_search_that_takes_long(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    going = threading.Event()
    real = search_run.Run._look

    def slow(self: search_run.Run, db: sqlite3.Connection) -> search_run.Page | None:
        going.wait(60)
        return real(self, db)

    monkeypatch.setattr(search_run.Run, "_look", slow)
    async with opened(office) as desk:
        await desk.pilot.press("slash", *"quiet", "enter")
        await desk.until(lambda: "looking" in desk.text("#search-told"))
        await desk.pilot.press("escape")
        await desk.until(lambda: not field_is_open(desk))
        going.set()
        await desk.settle()
        assert desk.main.listing.place.name == "All matches"
        assert len(desk.listed) == 5


async def test_a_watch_says_what_its_keywords_are_widened_to(bare: Office) -> None:
    bare.configure({"Hubs": ["scam hubs", "KK Park"], "Raids": ["raid"]})
    bare.publish([entry("A raid")])
    async with opened(bare) as desk:
        await desk.press("h", "j")
        assert "scam hubs → @scam_hubs" in desk.text("#entries-heading")
        await desk.press("j")
        assert "→" not in desk.text("#entries-heading")
        await desk.press("k")
        bare.configure({"Hubs": ["repatriation", "KK Park"], "Raids": ["raid"]})
        await desk.until(lambda: "repatriation → @repatriation" in desk.text("#entries-heading"))


async def test_a_search_in_a_script_without_spaces(bare: Office) -> None:
    bare.publish([entry("妙瓦底电诈园区被清查"), entry("မြဝတီမြို့တွင် ဖမ်းဆီး", 1)])
    async with opened(bare) as desk:
        await desk.press("slash")
        desk.main.query_one("#search", Input).value = "园区"
        await desk.press("enter")
        assert desk.listed == ["妙瓦底电诈园区被清查"]
        await desk.press("slash")
        desk.main.query_one("#search", Input).value = "မြဝတီ"
        await desk.press("enter")
        assert desk.listed == ["မြဝတီမြို့တွင် ဖမ်းဆီး"]


async def test_markup_in_a_search_is_only_text(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("slash")
        desk.main.query_one("#search", Input).value = "[@click=app.quit]raid[/] [/]"
        await desk.press("enter")
        assert desk.app.is_running
        assert "[@click=app.quit]" in desk.screen or desk.said


async def test_a_search_keeps_what_it_found_when_new_entries_come(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("slash", *"raid", "enter")
        await desk.press("j")
        office.publish([entry("Newer rain", -1)])
        await desk.until(lambda: "6" in desk.text("#watches-heading") or desk.main._counts.total == 7)
        assert desk.listed == ["A raid at dawn", "Second raid", "A raid in the rain"]
        assert desk.selected == "Second raid"


async def test_from_a_search_one_goes_back_to_all_matches_where_the_watch_is_gone(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "j", "j", "l", "slash", *"quiet", "enter")
        office.configure({"Raids": ["raid"]})
        await desk.until(lambda: len(desk.main.watch_rows.places) == 5)
        await desk.press("escape")
        assert desk.main.listing.place.name == "All matches"
        assert desk.main.watch_rows.place.name == "All matches"


@pytest.fixture
def first_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a list the first 30 entries are there, and nothing that is read beside the desk ever comes."""
    never = asyncio.Event()

    async def look(self: DeskStore, what: object) -> None:
        await never.wait()

    monkeypatch.setattr(listing, "FIRST_PAGE", 30)
    monkeypatch.setattr(DeskStore, "look", look)


LONG = tuple(f"raid {n}" for n in range(200))


@asynccontextmanager
async def begun(office: Office) -> AsyncIterator[Pilot[int]]:
    """A desk that has not read all of its list yet."""
    async with DeskApp(office.config, office.store, poll=False).run_test() as pilot:
        await pilot.pause()
        yield pilot


def pane(pilot: Pilot[int]) -> EntriesPane:
    return cast(DeskApp, pilot.app).main.listing


@pytest.mark.usefixtures("first_pages")
async def test_before_a_list_is_read_to_its_end_it_does_not_say_how_long_it_is(bare: Office) -> None:
    bare.publish(aged(LONG))
    async with begun(bare) as pilot:
        assert pane(pilot).rows.count == 30
        assert "30" not in pane(pilot).query_one("#entries-heading", Plain).text


@pytest.mark.usefixtures("first_pages")
@pytest.mark.parametrize(("keys", "title"), [("G", "raid 199"), ("100G", "raid 99"), ("28jjj", "raid 30")])
async def test_what_lies_behind_the_first_page_is_there_when_a_key_wants_it(
    bare: Office, keys: str, title: str
) -> None:
    bare.publish(aged(LONG))
    async with begun(bare) as pilot:
        await pilot.press(*keys)
        row = pane(pilot).row
        assert row is not None and row.title == title


@pytest.mark.usefixtures("first_pages")
async def test_all_are_marked_also_those_behind_the_first_page(bare: Office) -> None:
    bare.publish(aged(LONG))
    async with begun(bare) as pilot:
        await pilot.press("A")
        await pilot.pause(0.2)
    assert bare.unread() == []


@pytest.mark.usefixtures("first_pages")
async def test_the_next_unread_entry_is_found_behind_the_first_page(bare: Office) -> None:
    bare.publish(aged(LONG))
    bare.execute("UPDATE entries SET read = 1 WHERE title <> 'raid 150'")
    async with begun(bare) as pilot:
        await pilot.press("n")
        row = pane(pilot).row
        assert row is not None and row.title == "raid 150"


async def test_the_unread_entry_before_is_found_far_away_and_near(
    bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "NEAR", 20)
    bare.publish(aged(LONG))
    bare.execute("UPDATE entries SET read = 1 WHERE title NOT IN ('raid 3', 'raid 150', 'raid 140')")
    async with opened(bare) as desk:
        seen = []
        await desk.press("G")
        for _ in range(3):
            await desk.press("p")
            seen.append(desk.selected)
        assert seen == ["raid 150", "raid 140", "raid 3"]


async def test_the_desk_is_left_and_opened_at_an_entry_behind_the_first_page(
    bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FIRST_PAGE", 30)
    bare.publish(aged(LONG))
    async with opened(bare) as desk:
        await desk.press("G", "k")
        await desk.quit()
    async with opened(bare) as desk:
        assert desk.selected == "raid 198"
        assert len(desk.listed) == 200


async def test_a_list_that_takes_long_to_read_is_dropped_where_another_is_wanted(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, may_go_on = DeskStore.look, asyncio.Event()

    async def slowly(self: DeskStore, what: Any) -> Any:
        read = await look(self, what)
        await may_go_on.wait()
        return read

    async with opened(office) as desk:
        monkeypatch.setattr(DeskStore, "look", slowly)
        office.publish([entry("Newer raid", -1)])
        await desk.until(lambda: desk.app.workers._workers)
        desk.main.listing.go_to(desk.main.watch_rows.places[2])
        may_go_on.set()
        await desk.settle()
        assert desk.listed == ["Rain all week", "A raid in the rain", "More rain"]


async def test_going_to_what_is_unread_filters_that_place_alone(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("m", "f", "g", "u")
        unread = desk.listed
        assert len(unread) == 4 and "A raid at dawn" not in unread
        await desk.press("g", "s")
        assert desk.listed == ["A raid at dawn"] and "only unread" not in desk.screen
        await desk.press("g", "a")
        assert len(desk.listed) == 6
        await desk.press("g", "u", "slash", *"dawn", "enter")
        assert desk.listed == ["A raid at dawn"]
        await desk.press("escape")
        assert desk.listed == unread, "back where the search began"
        await desk.press("F", "F", "g", "s")
        assert "All read" in desk.screen, "a filter that was asked for by itself goes along"


async def test_going_to_what_is_unread_filters_that_place_alone_after_a_restart_too(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("m", "f", "g", "u")
        await desk.quit()
    async with opened(office) as desk:
        assert len(desk.listed) == 4
        await desk.press("g", "s")
        assert desk.listed == ["A raid at dawn"]


async def test_the_entry_that_is_read_stays_in_sight_where_a_short_list_grows_long(bare: Office) -> None:
    bare.publish(aged(f"raid {n}" for n in range(5)))
    async with opened(bare, (80, 24)) as desk:
        rows = desk.main.listing.rows
        await desk.press("j", "j")
        bare.publish([entry(f"newer raid {n}", -n) for n in range(40)])
        await desk.until(lambda: rows.count == 45)
        assert desk.selected == "raid 2"
        assert 0 <= rows.line < rows.scrollable_content_region.height


@pytest.mark.parametrize(("place", "key"), [(("g", "s"), ("f",)), (("g", "t", "enter"), ("t", "enter"))])
async def test_who_takes_a_star_or_a_tag_away_stays_on_the_entry_until_she_goes_on(
    office: Office, place: Sequence[str], key: Sequence[str]
) -> None:
    marked = ["A raid at dawn", "Rain all week", "Quiet day"]
    ids = [row.id for row in office.rows() if row.title in marked]
    with closing(schema.connect(office.store)) as db:
        marks.mark(db, ids, "starred", True, 1)
        marks.tag(db, ids, "hot", True, 1)
    async with opened(office) as desk:
        await desk.press(*place)
        await desk.press("j", *key)
        office.publish([entry("Newer raid", -1)])
        await desk.until(lambda: desk.main.watch_rows.counts[""][1] == 6)
        assert (desk.listed, desk.selected) == (marked, "Rain all week")
        await desk.press(*key)
        starred, tagged = (office.rows(Choice(all=True, **one)) for one in ({"starred": True}, {"tag": "hot"}))
        assert [row.title for row in starred] == [row.title for row in tagged] == marked
        await desk.press(*key, "j")
        office.publish([entry("Newest raid", -2)])
        await desk.until(lambda: desk.listed == ["A raid at dawn", "Quiet day"])
        assert desk.selected == "Quiet day"
