"""The main screen opens where it was left, whatever was kept of that."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from monitor import cells, times
from monitor.store import desk as kept
from monitor.store import schema
from monitor.tui import frame, palette, pauses
from monitor.tui.health import HealthScreen
from tests.tui.desk import FEED, MIXED, OTHER, Office, aged, entry, opened


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets the zone of the system, of which a program that runs already hears only if it asks."""
    with monkeypatch.context() as patch:
        yield partial(patch.setenv, "TZ")
    time.tzset()


async def test_the_desk_opens_where_it_was_left(office: Office) -> None:
    async with opened(office, (160, 36)) as desk:
        await desk.press("h", "j", "greater_than_sign", "l", "s", "j", "T")
        left = (desk.main.listing.place.name, desk.selected, desk.app.theme, dict(desk.main.panes.sizes))
        assert left[:2] == ("Raids", "Second raid") and left[3]
    async with opened(office, (160, 36)) as desk:
        now = (desk.main.listing.place.name, desk.selected, desk.app.theme, dict(desk.main.panes.sizes))
        assert now == left
        assert desk.main.listing.strong_first
        assert desk.main.watch_rows.place.name == "Raids"


@pytest.mark.parametrize(("keys", "listed"), [(("h", "j"), 3), (("g", "s"), 0)])
async def test_a_watch_with_the_name_of_another_place_is_not_taken_for_it(
    bare: Office, keys: tuple[str, ...], listed: int
) -> None:
    bare.configure({"Starred": ["raid"]})
    bare.publish(aged(MIXED))
    async with opened(bare) as desk:
        await desk.press(*keys)
        left = desk.main.listing.place
        assert left.name == "Starred" and len(desk.listed) == listed
        bare.configure({"Starred": ["raid"], "Weather": ["rain"]})
        await desk.until(lambda: len(desk.main.watch_rows.places) == 6)
        await desk.settle()
        assert desk.main.listing.place.choice == desk.main.watch_rows.place.choice == left.choice
        assert len(desk.listed) == listed
        await desk.quit()
    async with opened(bare) as desk:
        assert desk.main.listing.place.choice == desk.main.watch_rows.place.choice == left.choice
        await desk.quit()
    bare.configure({"Raids": ["raid"]})
    async with opened(bare) as desk:
        assert desk.main.listing.place.name == ("Starred" if not listed else "All matches")


async def test_a_place_of_which_only_the_name_was_kept_is_gone_to(office: Office) -> None:
    with closing(schema.connect(office.store)) as db:
        kept.put(db, {"left": {"place": "Starred"}})
    async with opened(office) as desk:
        assert desk.main.listing.place.choice.starred and desk.main.watch_rows.place.choice.starred


async def test_a_search_that_is_listed_when_the_desk_is_left_is_listed_again(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "j", "l", "j", "slash", *"rain", "enter")
        await desk.until(lambda: desk.main.listing.place.search and not desk.main.listing.is_searching)
        await desk.press("j")
        assert desk.selected == "A raid in the rain"
        await desk.quit()
    async with opened(office) as desk:
        await desk.until(lambda: desk.main.listing.place.search)
        await desk.settle()
        assert desk.main.listing.place.name == "Search: rain" and len(desk.listed) == 3
        assert desk.selected == "A raid in the rain"
        assert not desk.main.listing.is_searching and desk.app.focused is desk.main.listing.rows
        await desk.press("escape")
        assert (desk.main.listing.place.name, desk.selected) == ("Raids", "Second raid")
    async with opened(office) as desk:
        await desk.settle()
        assert desk.main.listing.place.name == "Raids" and not desk.main.listing.unread_only


async def test_a_search_that_says_nothing_any_more_is_left_without_a_word(office: Office) -> None:
    with closing(schema.connect(office.store)) as db:
        kept.put(db, {"left": {"place": "Raids", "search": ["@gone_from_the_config", 1]}})
    async with opened(office) as desk:
        await desk.settle()
        assert desk.main.listing.place.name == "Raids" and "gone_from" not in desk.screen + desk.said


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 40)])
async def test_who_goes_elsewhere_from_the_reader_alone_sees_where_he_is(office: Office, size: tuple[int, int]) -> None:
    async with opened(office, size) as desk:
        await desk.press("f", "t", *"hot", "enter")
        for keys in ("h", "gs", "ga", "gw", "hh", "vE", "gtE"):
            await desk.press("g", "a", "z")
            assert desk.main.has_class("-zen") and desk.main.pane == "reader", keys
            assert "All matches  5" not in desk.screen, keys
            await desk.press(*("enter" if key == "E" else key for key in keys))
            assert desk.app.screen is desk.main and desk.main.focused is not None, keys
            assert desk.main.pane != "reader" and desk.main.focused.region.width, keys
            await desk.press("z", "z")
            assert desk.main.pane == "entries", keys


async def test_the_reader_alone_and_the_feeds_are_there_again(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("j", "z")
        await desk.quit()
    async with opened(office) as desk:
        assert desk.main.has_class("-zen") and desk.main.pane == "reader" and "All matches" not in desk.screen
        await desk.press("escape")
        assert "All matches" in desk.screen and desk.selected == "Rain all week"
        await desk.press("v")
        await desk.until(lambda: isinstance(desk.app.screen, HealthScreen))
        await desk.quit()
    async with opened(office) as desk:
        await desk.until(lambda: isinstance(desk.app.screen, HealthScreen))
        assert not desk.main.has_class("-zen")
        await desk.press("escape")
    async with opened(office) as desk:
        await desk.settle()
        assert desk.app.screen is desk.main


async def test_a_list_of_unread_ones_that_was_left_empty_opens_empty(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("A", "F")
        assert desk.listed == []
        await desk.quit()
    async with opened(office) as desk:
        assert desk.main.listing.unread_only and desk.listed == []
        assert "All read" in desk.screen


async def test_a_theme_that_the_config_names_since_then_is_shown(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("T")
        assert desk.app.theme != "monitor-dark"
    office.configure(more='\n[look]\ntheme = "monitor-contrast"\n')
    async with opened(office) as desk:
        assert desk.app.theme == "monitor-contrast"


async def test_a_theme_that_is_shown_already_is_not_put_on_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(office) as desk:
        await desk.quit()
    put_on = Mock(wraps=palette.show)
    monkeypatch.setattr(palette, "show", put_on)
    async with opened(office):
        put_on.assert_called_once()


async def test_a_key_to_another_pane_styles_what_stands_on_the_screen_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(office) as desk:
        for way_there, key in (((), "h"), (("e",), "ctrl+t")):
            await desk.press(*way_there)
            styled = Mock(wraps=desk.app.screen.update_node_styles)
            monkeypatch.setattr(desk.app.screen, "update_node_styles", styled)
            await desk.press(key)
            styled.assert_called_once()


@pytest.mark.parametrize(
    "odd",
    [
        7,
        {"place": ["Raids"], "entry": 2**70, "pane": {}, "sizes": [], "theme": "x"},
        {"place": "Raids", "entry": -1, "pane": "nowhere", "sizes": {"watches": "wide"}, "theme": [[], {}]},
        {"place": "Raids", "entry": "1", "theme": ["monitor-dark", "no such theme"]},
        {"place": "Raids", "zen": 1, "health": "yes", "search": ["raid"]},
        {"place": "Raids", "is_watch": [], "search": [7, 7], "zen": None},
    ],
)
async def test_what_makes_no_sense_is_passed_over(office: Office, odd: object) -> None:
    with closing(schema.connect(office.store)) as db:
        kept.put(db, {"left": odd})
    async with opened(office) as desk:
        assert desk.selected
        assert desk.main.pane == "entries"
        assert desk.app.theme == "monitor-dark"


async def test_while_the_first_entries_arrive_the_cursor_stays_on_the_newest(bare: Office) -> None:
    async with opened(bare) as desk:
        bare.publish([entry("A raid", 5)])
        await desk.until(lambda: desk.listed == ["A raid"])
        bare.publish([entry("A raid at dawn", 1)], OTHER)
        await desk.until(lambda: len(desk.listed) == 2)
        assert desk.selected == "A raid at dawn"
        await desk.press("j")
        bare.publish([entry("A raid at noon", 0)])
        await desk.until(lambda: len(desk.listed) == 3)
        assert desk.selected == "A raid"


@pytest.mark.parametrize("keys", [("w", "escape"), ("f",), ("enter",)])
async def test_the_cursor_stays_on_the_entry_that_something_was_done_with(bare: Office, keys: tuple[str, ...]) -> None:
    async with opened(bare) as desk:
        bare.publish([entry("A raid", 5)])
        await desk.until(lambda: desk.listed == ["A raid"])
        await desk.press(*keys)
        bare.publish([entry("A raid at dawn", 1)], OTHER)
        await desk.until(lambda: len(desk.listed) == 2)
        assert desk.selected == "A raid"


async def test_while_they_arrive_the_filter_leaves_the_cursor_on_the_newest_too(bare: Office) -> None:
    async with opened(bare) as desk:
        bare.publish([entry("A raid", 5), entry("A raid at dawn", 3)])
        await desk.until(lambda: desk.listed == ["A raid at dawn", "A raid"])
        bare.execute("UPDATE entries SET read = 1 WHERE title = 'A raid at dawn'")
        await desk.until(lambda: desk.unread == ["A raid"])
        await desk.press("F", "F")
        assert desk.selected == "A raid at dawn"
        bare.publish([entry("A raid at noon", 1)])
        await desk.until(lambda: len(desk.listed) == 3)
        assert desk.selected == "A raid at noon"


async def test_the_cursor_is_on_the_newest_of_the_first_round_also_where_that_is_listed_after_its_end(
    bare: Office,
) -> None:
    async with opened(bare) as desk:
        bare.publish([entry("A raid", 5)])
        await desk.until(lambda: desk.listed == ["A raid"])
        bare.publish([entry("A raid at dawn", 1)], OTHER)
        for event in ({"state": "polling", "due": 1}, {"feed": FEED}, {"state": "idle", "next_poll": None}):
            desk.main.take_event(event)
        await desk.until(lambda: len(desk.listed) == 2)
        assert desk.selected == "A raid at dawn"
        await desk.until(lambda: not desk.main.listing.is_untouched)
        bare.publish([entry("A raid at noon", 0)])
        await desk.until(lambda: len(desk.listed) == 3)
        assert desk.selected == "A raid at dawn"


async def test_the_hints_have_the_room_of_the_width_that_there_is(office: Office) -> None:
    async with opened(office, (60, 20)) as desk:
        narrow = desk.text("#keys")
        await desk.resize((120, 36))
        wide = desk.text("#keys")
        assert narrow == "? help  n next" and wide.endswith("? help  q quit")
        assert f"{wide} " in desk.lines()[-1]
        for key in ("question_mark", "e"):
            await desk.press(key)
            await desk.resize((60, 20))
            await desk.press("escape")
            assert desk.text("#keys") == narrow, key
            await desk.press(key)
            await desk.resize((120, 36))
            await desk.press("escape")
            assert desk.text("#keys") == wide, key


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 40)])
async def test_the_bottom_line_says_quit_only_where_the_key_ends_the_program(
    office: Office, size: tuple[int, int]
) -> None:
    async with opened(office, size) as desk:
        assert desk.text("#keys").endswith("q quit")
        for keys in ("h", "l", "z", "lz"):
            await desk.press(*keys)
            assert desk.text("#keys").endswith("Esc back"), keys
            await desk.press("q")
            assert desk.app.is_running and desk.main.pane == "entries", keys
            assert desk.text("#keys").endswith("q quit"), keys


@pytest.mark.parametrize("columns", [30, 40, 46, 60])
async def test_what_is_a_key_in_the_search_field_leaves_the_clock_its_place(office: Office, columns: int) -> None:
    async with opened(office, (columns, 12)) as desk:
        await desk.press("slash")
        assert desk.lines()[-1].endswith(f" {desk.text('#clock')} ")
        assert desk.text("#keys") == cells.cut("Enter lists  Esc back  ↑ earlier", columns - 11)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
async def test_in_the_search_field_the_bottom_line_names_what_is_a_key_there(
    office: Office, size: tuple[int, int]
) -> None:
    async with opened(office, size) as desk:
        before = desk.text("#keys")
        await desk.press("slash")
        assert "Enter lists  Esc back  ↑ earlier" in desk.lines()[-1]
        await desk.press(*"rain", "enter")
        assert desk.text("#keys") == before.replace("q quit", "Esc back")
        await desk.press("escape")
        assert desk.text("#keys") == before
        await desk.press("slash", "escape")
        assert desk.text("#keys") == before
        # The field stays open where a click goes into the list, and is gone back from.
        for line, words in enumerate(("rain", "")):
            await desk.press("slash", *words)
            await desk.click(desk.main.listing.rows, line)
            assert desk.text("#keys") == before.replace("q quit", "Esc back")
            await desk.press("q")
            assert desk.app.is_running and desk.text("#keys") == before


@pytest.mark.parametrize("wait", [300, times.DAY])
async def test_without_a_network_a_narrow_screen_says_when_it_is_tried_again(office: Office, wait: int) -> None:
    async with opened(office, (60, 20)) as desk:
        soon = int(time.time()) + wait
        desk.main.take_event({"state": "idle", "next_poll": times.iso(soon), "offline": True})
        await desk.settle()
        assert times.clock(soon, time.time()) in desk.lines()[-1]
        desk.main.take_event({"state": "idle", "next_poll": times.iso(soon), "offline": False})
        await desk.settle()
        assert desk.main.query_one("#clock").display


async def test_what_stands_still_on_the_screen_grows_older(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    bare.publish([entry("A raid", 5)])
    async with opened(bare) as desk:
        assert "(6 min ago)" in desk.reader and " 6m " in desk.screen
        now = time.time
        monkeypatch.setattr(time, "time", lambda: now() + times.HOUR * 3)
        await desk.until(lambda: "(3 h ago)" in desk.reader and " 3h " in desk.screen)


async def test_whoever_travels_with_it_sees_the_time_of_where_he_is(
    bare: Office, monkeypatch: pytest.MonkeyPatch, zone: Callable[[str], None]
) -> None:
    zone("UTC")
    time.tzset()
    async with opened(bare) as desk:
        noon = times.DAY * 21_000 + times.HOUR * 12
        monkeypatch.setattr(time, "time", lambda: float(noon))
        await desk.until(lambda: desk.text("#clock") == "12:00")
        zone("Asia/Kathmandu")
        monkeypatch.setattr(time, "time", lambda: float(noon + times.MINUTE))
        await desk.until(lambda: desk.text("#clock") == "17:46")


async def test_at_midnight_the_charts_go_on_to_the_new_day(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "_COUNT_SECONDS", 0.1)
    bare.publish([entry("A raid", 5)])
    async with opened(bare) as desk:
        rows, now = desk.main.watch_rows, time.time
        await desk.until(lambda: any(rows.activity.get("Raids", ())))
        # A day that summer time ends is longer than one: two later it is another in any case.
        monkeypatch.setattr(time, "time", lambda: now() + times.DAY * 2)
        await desk.until(lambda: any(rows.activity["Raids"]) and not any(rows.activity["Raids"][-2:]))


async def test_what_comes_a_moment_after_the_days_were_counted_is_in_them_too(
    bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "_COUNT_SECONDS", 1.5)
    async with opened(bare) as desk:
        bare.publish([entry("A raid")])
        await desk.until(lambda: any(desk.main.watch_rows.activity.get("Raids", ())))
        bare.publish([entry("Rain all week")])
        await desk.until(lambda: any(desk.main.watch_rows.activity["Weather"]))


async def test_who_sleeps_while_the_lists_are_read_finds_them_kept_up_to_date(
    bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hours of sleep are not what reading takes, after which there is a pause several times as long."""
    slept, counted = 0, frame._counted

    def sleep(db: sqlite3.Connection) -> object:
        nonlocal slept
        slept = 8 * times.HOUR
        return counted(db)

    clock = SimpleNamespace(**{**vars(time), "monotonic": lambda: time.monotonic() + slept})
    for module in (frame, pauses):
        monkeypatch.setattr(module, "time", clock)
    bare.publish([entry("A raid", 5)])
    async with opened(bare) as desk:
        monkeypatch.setattr(frame, "_counted", sleep)
        bare.publish([entry("Second raid", 4)])
        await desk.until(lambda: slept)
        await desk.settle()
        monkeypatch.setattr(frame, "_counted", counted)
        bare.publish([entry("Rain all week")])
        slept += times.MINUTE
        await desk.until(lambda: desk.listed == ["Rain all week", "Second raid", "A raid"])


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (160, 40)])
async def test_a_search_with_many_words_leaves_room_for_how_many_entries_it_found(
    bare: Office, size: tuple[int, int]
) -> None:
    bare.publish([entry("A raid on a compound " + "新闻 " * 40)])
    words = f'"raid on a compound {"新闻 " * 40}"'
    async with opened(bare, size) as desk:
        await desk.press("slash")
        desk.main.listing.search.field.value = words
        await desk.press("enter")
        await desk.until(lambda: any("…  1" in line for line in desk.lines()))
        assert {cells.width(line) for line in desk.lines()} == {size[0]}


@pytest.mark.parametrize("size", [(40, 12), (100, 30), (160, 40)])
async def test_an_outlet_with_a_long_name_leaves_room_for_where_one_is_and_the_marks(
    bare: Office, size: tuple[int, int]
) -> None:
    bare.configure(feeds={FEED: "Outlet 新闻 " * 40})
    bare.publish([entry("A raid")])
    async with opened(bare, size) as desk:
        await desk.press("f", "l")
        assert any(line.rstrip().endswith("…  1 of 1  ★  ● unread") for line in desk.lines())
        assert {cells.width(line) for line in desk.lines()} == {size[0]}


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_how_far_the_entries_are_matched_anew_is_to_be_seen(office: Office, size: tuple[int, int]) -> None:
    async with opened(office, size) as desk:
        desk.main.take_event({"state": "matching", "done": 6_000, "total": 12_000})
        await desk.settle()
        assert "6,000 of 12,000" in desk.lines()[-1]
