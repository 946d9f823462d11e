"""Searching while one types: what is found, what is wrong, and how it is left."""

import sqlite3
import threading
import time
from contextlib import closing
from types import SimpleNamespace

import pytest
from textual.app import ComposeResult

from monitor import config, find
from monitor.matching import patterns
from monitor.store.schema import connect, transaction
from monitor.times import HOUR
from monitor.tui import search_run, searching
from monitor.tui.listing import EntriesPane
from monitor.tui.search_run import Page, Run
from monitor.tui.searching import SearchField
from tests.tui.desk import MIXED, Desk, Office, aged, endless, entry, opened


async def typed(desk: Desk, text: str) -> None:
    """Type into the open field, and wait until what is found is listed or what is wrong is told."""
    for letter in text:
        await desk.pilot.press(letter if letter.isalnum() else {" ": "space", "(": "left_parenthesis"}[letter])
    await desk.until(lambda: desk.main.listing.search._timer is not None or not text)
    await desk.pilot.pause(0.15)
    await desk.settle()


async def searched(desk: Desk, *keys: str) -> None:
    """Search, and wait until all is found."""
    await desk.press("slash", *keys, "enter")
    bar = desk.main.listing.search
    await desk.until(lambda: not bar.is_open and bar._run is bar._listed and bar._page and bar._page.is_done)


async def test_what_is_found_is_listed_while_one_types(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("slash")
        await typed(desk, "quiet")
        assert desk.listed == ["Quiet day"]
        assert isinstance(desk.app.focused, SearchField)
        assert "Quiet" in desk.reader
        assert desk.text("#entries-heading").startswith("Search: quiet  1")
        await desk.pilot.press("backspace", "backspace", "backspace", "backspace", "backspace")
        await desk.settle()
        assert len(desk.listed) == 5
        await typed(desk, "rain")
        assert desk.listed == ["Rain all week", "A raid in the rain", "More rain"]


async def test_another_size_while_the_desk_is_laid_out_finds_the_field_that_is_to_come(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = EntriesPane.compose

    def late(pane: EntriesPane) -> ComposeResult:
        # As where the terminal tells its new size just now.
        pane.screen.on_resize()  # type: ignore[attr-defined]
        yield from compose(pane)

    monkeypatch.setattr(EntriesPane, "compose", late)
    async with opened(office) as desk:
        assert "/ search" in desk.screen


async def test_enter_keeps_what_is_listed_and_escape_then_goes_back(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("j", "j", "slash")
        await typed(desk, "rain")
        await desk.press("enter", "j")
        assert desk.selected == "A raid in the rain"
        assert desk.app.focused is desk.main.listing.rows
        await desk.press("escape")
        assert (desk.main.listing.place.name, desk.selected) == ("All matches", "Second raid")


async def test_escape_while_typing_restores_the_list_and_the_entry(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "j", "l", "j")
        assert desk.selected == "Second raid"
        await desk.press("slash")
        await typed(desk, "quiet")
        assert desk.listed == ["Quiet day"]
        await desk.press("escape")
        assert (desk.main.listing.place.name, desk.selected) == ("Raids", "Second raid")
        assert desk.app.focused is desk.main.listing.rows
        assert "Second raid" in desk.reader
        assert not desk.main.listing.leave_search()


@pytest.mark.parametrize("away", ["click", "tab"])
async def test_the_key_of_the_search_goes_back_to_the_field_that_is_open(office: Office, away: str) -> None:
    async with opened(office) as desk:
        await desk.press("slash")
        await typed(desk, "rai")
        if away == "tab":
            await desk.press("tab")
        else:
            await desk.click(desk.main.listing.rows, 1)
        assert not isinstance(desk.app.focused, SearchField)
        await desk.press("slash")
        assert desk.main.listing.search.field.value == "rai" and desk.main.pane == "entries"
        await desk.press("end", "n")
        assert desk.main.listing.search.field.value == "rain"


async def test_escape_goes_back_to_the_entries_of_a_feed_also_where_the_config_was_edited_meanwhile(
    office: Office,
) -> None:
    async with opened(office) as desk:
        await desk.press("v", "s", "enter")
        assert desk.main.listing.place.name == "Feed: Border Ledger"
        await desk.press("slash")
        await typed(desk, "rain")
        office.configure({"Raids": ["raid"]})
        await desk.until(lambda: len(desk.main.config.watches) == 1)
        await desk.press("escape")
        assert desk.main.listing.place.name == "Feed: Border Ledger" and len(desk.listed) == len(MIXED)
        await desk.press("escape")
        assert desk.main.listing.place.name == "All matches"


async def test_from_a_second_search_escape_goes_back_to_the_first_and_from_there_to_the_list(office: Office) -> None:
    async with opened(office) as desk:
        await searched(desk, *"rain")
        await desk.press("slash")
        await typed(desk, "quiet")
        await desk.press("escape")
        assert desk.main.listing.place.name == "Search: rain"
        await desk.press("escape")
        assert desk.main.listing.place.name == "All matches"


async def test_what_is_wrong_is_told_under_its_place_and_typing_goes_on(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("slash")
        await typed(desk, "raid AND (rain")
        caret, said = desk.text("#search-told").split("\n")
        assert caret == " " * 9 + "^" and "never closed" in said
        lines = desk.lines()
        (field,) = [at for at, line in enumerate(lines) if "raid AND (rain" in line]
        assert lines[field + 1].index("^") == lines[field].index("(rain")
        await desk.press(")")
        await desk.until(lambda: desk.listed == ["A raid in the rain"])
        assert desk.text("#search-told") == ""


async def test_a_caret_stays_on_the_screen(office: Office) -> None:
    async with opened(office, (60, 20)) as desk:
        await desk.press("slash")
        desk.main.query_one("#search", SearchField).value = "raid OR " * 30 + "(rain"
        await desk.until(lambda: "^" in desk.text("#search-told"))
        await desk.pilot.pause()
        assert any(line.rstrip().endswith("^") for line in desk.lines())


async def test_up_and_down_recall_earlier_searches(office: Office) -> None:
    async with opened(office) as desk:
        field = desk.main.query_one("#search", SearchField)
        for words in ("rain", "quiet", "rain"):
            await desk.press("slash", *words, "enter")
        await desk.press("slash", "x", "up")
        assert field.value == "rain"
        await desk.press("up", "up")
        assert field.value == "quiet"
        await desk.until(lambda: desk.listed == ["Quiet day"])
        await desk.press("down", "down", "down")
        assert field.value == "x"


async def test_enter_right_behind_the_last_letter_finds_what_stands_in_the_field(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("slash")
        await typed(desk, "rai")
        await desk.press("n", "enter")
        assert desk.listed == ["Rain all week", "A raid in the rain", "More rain"]


async def test_a_search_that_stopped_looks_further_when_asked(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "LIMIT", 100)
    bare.publish(aged(f"Quiet {n}" for n in range(1500)))
    async with opened(bare) as desk:
        await searched(desk, *"/quiet/i")
        await desk.press("G")
        assert (len(desk.listed), desk.selected) == (260, "Quiet 259")
        assert "+ looks further" in desk.text("#entries-heading")
        await desk.press("plus")
        assert (len(desk.listed), desk.selected) == (1060, "Quiet 259")
        await desk.press("plus")
        assert len(desk.listed) == 1500
        assert "looks" not in desk.text("#entries-heading")
        await desk.press("plus", "escape")
        assert desk.main.listing.place.name == "All matches"


async def test_how_to_look_further_is_seen_on_a_narrow_screen(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "LIMIT", 100)
    bare.publish(aged(f"Quiet {n}" for n in range(500)))
    async with opened(bare, (60, 20)) as desk:
        await desk.press("slash", *"/quiet/i", "enter")
        assert "+ looks further" in desk.lines()[0]


async def test_a_search_stops_when_it_has_found_a_great_many(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_run, "LISTED", 300)
    bare.publish(aged(f"Quiet {n}" for n in range(1000)))
    async with opened(bare) as desk:
        await desk.press("slash", *"quiet", "enter")
        assert len(desk.listed) == 460
        await desk.press("plus")
        assert len(desk.listed) == 1000


async def test_without_a_hit_a_word_that_is_there_is_offered(bare: Office) -> None:
    bare.publish([entry("[red]Comets[/] over Myawaddy")])
    async with opened(bare) as desk:
        await desk.press("slash", *"cometz", "enter")
        assert "answers this search" in desk.screen
        assert "“comets” is there" in desk.screen
        assert desk.app.is_running


async def test_who_goes_among_the_watches_while_the_field_is_open_stays_there(office: Office) -> None:
    async with opened(office) as desk:
        rows = desk.main.watch_rows
        await desk.press("slash")
        await typed(desk, "rain")
        await desk.press("tab", "h", "h", "j")
        assert not desk.main.listing.is_searching and desk.app.focused is rows and desk.main.pane == "watches"
        await desk.press("j")
        assert (rows.cursor, desk.main.listing.place.name) == (2, "Weather")


async def test_what_is_found_behind_enter_does_not_take_the_focus_from_where_it_was_put_meanwhile(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_to_end, look = threading.Event(), Run._look

    def wait(self: Run, db: sqlite3.Connection) -> Page | None:
        is_to_end.wait(60)
        return look(self, db)

    monkeypatch.setattr(Run, "_look", wait)
    async with opened(office) as desk:
        await desk.pilot.press("slash", *"rain", "enter")
        desk.main.show_pane("watches")
        is_to_end.set()
        await desk.until(lambda: not desk.main.listing.is_searching)
        await desk.settle()
        assert desk.listed == ["Rain all week", "A raid in the rain", "More rain"]
        assert desk.app.focused is desk.main.watch_rows and desk.main.pane == "watches"
        await desk.press("escape", "escape")
        assert desk.main.listing.place.name == "All matches"


async def test_going_elsewhere_leaves_the_field(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("slash")
        await typed(desk, "quiet")
        desk.main.listing.go_to(desk.main.watch_rows.places[1])
        await desk.settle()
        assert not desk.main.listing.is_searching
        assert desk.main.listing.place.name == "Raids"


async def test_a_search_that_takes_its_time_says_that_it_looks_until_it_is_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find.Search, "known", endless)
    async with opened(office) as desk:
        await desk.pilot.press("slash", *"quiet", "enter")
        await desk.until(lambda: "looking …" in desk.screen)
        await desk.press("escape")
        assert "looking …" not in desk.screen and not desk.main.listing.is_searching


async def test_nothing_is_said_to_be_looked_for_where_it_was_found_or_is_wrong(office: Office) -> None:
    async with opened(office) as desk:
        bar = desk.main.listing.search
        for words in ("quiet", "left_parenthesis"):
            await desk.press("slash", *([words] if len(words) > 9 else words), "enter")
            await desk.settle()
            await desk.pilot.pause(searching._SAID_AFTER + 0.1)
            assert "looking …" not in desk.screen
            # The timer may go off in the moment in which something is found.
            bar._say_that_it_looks()
            assert "looking …" not in desk.screen


async def test_closing_the_desk_ends_a_search(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find.Search, "known", endless)
    async with opened(office) as desk:
        await desk.pilot.press("slash", *"quiet", "enter")
        await desk.until(lambda: desk.main.listing.search._run)
        began = time.monotonic()
        await desk.quit()
    assert time.monotonic() - began < 20


async def test_the_words_of_the_last_run_alone_are_listed(office: Office) -> None:
    async with opened(office) as desk:
        bar = desk.main.listing.search
        await desk.press("slash")
        await typed(desk, "rain")
        old = bar._run
        assert old is not None
        await typed(desk, "x")
        search = find.Search("raid", config.load(office.config))
        bar.post_message(bar._Told(old, Page(search, (1, 2, 3))))
        await desk.settle()
        assert desk.listed == []
        assert len(MIXED) == 6


async def test_a_list_of_what_was_found_takes_in_what_comes_into_the_store(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("slash", *"zebra", "enter")
        assert desk.listed == [] and "answers this search" in desk.screen
        office.publish([entry("A zebra", 3), entry("A cow", 2)])
        await desk.until(lambda: desk.listed == ["A zebra"])
        assert desk.text("#entries-heading").startswith("Search: zebra  1")
        office.publish([entry("An old zebra", 900), entry("A new zebra", 1)])
        await desk.until(lambda: len(desk.listed) == 3)
        assert desk.listed == ["A new zebra", "A zebra", "An old zebra"]
        assert desk.selected == "A zebra", "the cursor stays on its entry"
        await desk.press("escape")
        assert desk.main.listing.place.name == "All matches"
        office.publish([entry("A late zebra in a raid", 0)])
        await desk.until(lambda: "A late zebra in a raid" in desk.listed)
        assert desk.main.listing.place.name == "All matches"


@pytest.mark.parametrize("comes", [["A late raid"], []], ids=["news", "none"])
async def test_from_a_list_of_the_last_hours_goes_what_is_older_by_now(
    office: Office, monkeypatch: pytest.MonkeyPatch, comes: list[str]
) -> None:
    office.publish([entry("An early raid", 600)])
    async with opened(office) as desk:
        await searched(desk, *"raid", "space", *"since", "colon", *"24h")
        found = ["A raid at dawn", "Second raid", "A raid in the rain"]
        assert desk.listed == [*found, "An early raid"]
        later = time.time() + 20 * HOUR
        monkeypatch.setattr(find, "time", SimpleNamespace(time=lambda: later))
        if comes:
            office.publish([entry(title) for title in comes])
        # A poll that finds nothing, at another time: what writes what is there already changes nothing in a store.
        with closing(connect(office.store)) as db, transaction(db):
            db.execute("UPDATE feeds SET next_poll = next_poll + 60")
        await desk.until(lambda: desk.listed == [*comes, *found])
        assert desk.selected == "A raid at dawn"


@pytest.mark.parametrize("words", ["raid before:24h", "raid -since:24h", "raid before:24h since:9d"])
async def test_a_list_of_what_is_older_than_a_day_takes_in_what_has_become_so(
    office: Office, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    office.publish([entry("An early raid", 600), entry("A raid of the day before", 1500)])
    async with opened(office) as desk:
        await searched(desk, *({" ": "space", ":": "colon", "-": "minus"}.get(sign, sign) for sign in words))
        assert desk.listed == ["A raid of the day before"]
        later = time.time() + 20 * HOUR
        monkeypatch.setattr(find, "time", SimpleNamespace(time=lambda: later))
        with closing(connect(office.store)) as db, transaction(db):
            db.execute("UPDATE feeds SET next_poll = next_poll + 60")
        await desk.until(lambda: desk.listed == ["An early raid", "A raid of the day before"])
        assert desk.selected == "A raid of the day before", "the cursor stays on its entry"


async def test_a_search_that_escape_goes_back_to_takes_in_what_comes_and_what_came_meanwhile(office: Office) -> None:
    async with opened(office) as desk:
        await searched(desk, *"rain")
        await desk.press("j", "slash")
        await typed(desk, "quiet")
        office.publish([entry("Rain meanwhile", 1)])
        await desk.until(lambda: not desk.main._is_stale)
        await desk.press("escape")
        await desk.until(lambda: (desk.listed[0], desk.selected) == ("Rain meanwhile", "A raid in the rain"))
        office.publish([entry("Rain again", 0)])
        await desk.until(lambda: desk.listed[:2] == ["Rain again", "Rain meanwhile"])
        assert desk.main.listing.place.name == "Search: rain"


async def test_a_page_of_a_search_that_was_left_while_it_was_on_its_way_is_not_listed(office: Office) -> None:
    async with opened(office) as desk:
        await searched(desk, *"rain")
        await desk.press("j", "slash")
        await typed(desk, "quiet")
        bar = desk.main.listing.search
        await desk.until(lambda: desk.main.listing.place.name == "Search: quiet")
        late = bar.Found(bar._listed, bar._page)
        await desk.press("escape")
        bar.post_message(late)
        await desk.settle()
        assert (desk.main.listing.place.name, desk.selected) == ("Search: rain", "A raid in the rain")


async def test_a_search_that_escape_goes_back_to_looks_further(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "LIMIT", 100)
    bare.publish(aged(f"Quiet {n}" for n in range(500)))
    async with opened(bare) as desk:
        await desk.press("slash", *"/quiet/i", "enter")
        await desk.until(lambda: "1 of 260" in desk.text("#reader-heading"))
        await desk.press("slash", "escape", "plus")
        await desk.until(lambda: "1 of 500" in desk.text("#reader-heading"))


async def test_a_search_that_was_on_its_way_is_begun_anew_when_escape_goes_back_to_it(bare: Office) -> None:
    bare.publish(aged(f"Quiet {n}" for n in range(900)))
    async with opened(bare) as desk:
        await searched(desk, *"/quiet/i")
        bar = desk.main.listing.search
        found, bar._page = bar._page, Page(bar._page.search, bar._page.ids[:60], False)
        bar.post_message(bar.Found(bar._run, bar._page))
        await desk.until(lambda: "looking …" in desk.text("#entries-heading"))
        await desk.press("slash", "escape")
        await desk.until(lambda: desk.main.listing.rows.count == 900)
        assert "looking …" not in desk.text("#entries-heading") and bar._page.ids == found.ids


async def test_what_is_added_to_a_search_that_stopped_leaves_it_stopped(
    bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "LIMIT", 100)
    bare.publish(aged(f"Quiet {n}" for n in range(500)))
    async with opened(bare) as desk:
        await searched(desk, *"/quiet/i")
        await desk.press("j", "j")
        bare.publish([entry("Quiet and new", -1)])
        await desk.until(lambda: desk.main.listing.rows.count == 261)
        assert (desk.listed[0], desk.selected) == ("Quiet and new", "Quiet 2")
        assert "+ looks further" in desk.text("#entries-heading")
        await desk.press("plus")
        assert desk.main.listing.rows.count == 501


async def test_what_comes_while_a_search_is_on_its_way_is_listed_at_its_end(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_its_end, look = threading.Event(), Run.__call__

    def held(run: Run, db: sqlite3.Connection) -> Page | None:
        page = look(run, db)
        # Where keys are slow, there are searches for the first letters as well.
        assert run.words != "raid" or at_its_end.wait(60)
        return page

    async with opened(office) as desk:
        monkeypatch.setattr(Run, "__call__", held)
        await desk.pilot.press("slash", *"raid", "enter")
        await desk.until(lambda: desk.main.listing.place.name == "Search: raid")
        office.publish([entry("A new raid", -1)])
        await desk.until(lambda: desk.main.listing.search._is_behind)
        at_its_end.set()
        await desk.until(lambda: desk.listed[:1] == ["A new raid"])


async def test_a_search_that_is_typed_does_not_wait_for_one_that_only_adds(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(office) as desk:
        await searched(desk, *"raid")
        monkeypatch.setattr(search_run, "_older", lambda db, ids, since: endless(None, db))  # type: ignore[arg-type]
        office.publish([entry("A new raid", -1)])
        await desk.until(lambda: desk.main.listing.search._adding)
        await desk.pilot.press("slash", *"rain", "enter")
        await desk.until(lambda: desk.listed == ["Rain all week", "A raid in the rain", "More rain"])


async def test_a_regex_that_is_too_slow_is_told(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.005)
    bare.publish(aged(f"{'a' * 60}! {n}" for n in range(patterns.STRIKES)))
    async with opened(bare) as desk:
        await desk.press("slash", *"/(a|aa)+$/", "enter")
        await desk.until(lambda: "/(a|aa)+$/ took too long" in desk.said)


async def test_a_search_for_a_watch_that_is_gone_keeps_what_it_found(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("slash", *"watch:weather", "enter")
        found = desk.listed
        office.configure({"Raids": ["raid"]})
        await desk.until(lambda: len(desk.main.config.watches) == 1)
        office.publish([entry("More raids", -1)])
        await desk.until(lambda: desk.main.listing.search._adding)
        await desk.settle()
        assert desk.listed == found
