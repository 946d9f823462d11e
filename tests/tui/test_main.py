"""The main screen: the keys do what the table of actions says, marks show at once and hold."""

import sqlite3
import threading
from array import array
from contextlib import closing
from pathlib import Path

import pytest
from pytest import MonkeyPatch
from textual import events

from monitor.store import marks, schema
from monitor.store.entries import Choice
from monitor.store.schema import StoreError
from monitor.tui import frame, main
from monitor.tui.entries import EntryRows
from monitor.tui.store import DeskStore
from tests.tui.desk import FEED, MIXED, OTHER, SIZES, WATCHES, Office, aged, entry, opened

MATCHES = [title for title in MIXED if title != "Quiet day"]


# Reading and moving.


async def test_moving_shows_the_entry_beside_the_list(office: Office) -> None:
    async with opened(office) as desk:
        for key, title in (("j", 1), ("down", 2), ("k", 1), ("G", 4), ("up", 3), ("home", 0), ("end", 4), ("home", 0)):
            await desk.press(key)
            assert desk.selected == MATCHES[title]
            assert f"About: {MATCHES[title]}." in desk.reader
        assert len(desk.unread) == 5


async def test_n_reads_all_that_is_unread_and_then_says_so(office: Office) -> None:
    async with opened(office) as desk:
        for number, title in enumerate(MATCHES, 1):
            await desk.press("n")
            assert desk.selected == title
            assert f"About: {title}." in desk.reader
            assert len(office.unread()) == 5 - number
            assert desk.said == ""
        await desk.press("n")
        assert "unread" in desk.said
        assert desk.selected == MATCHES[-1]


async def test_n_goes_on_in_the_next_watch_and_comes_round(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "j", "j", "l")
        assert desk.main.listing.place.name == "Weather"
        seen = []
        for _ in range(5):
            await desk.press("n")
            seen.append((desk.main.listing.place.name, desk.selected))
        assert seen == [
            ("Weather", "Rain all week"), ("Weather", "A raid in the rain"), ("Weather", "More rain"),
            ("Raids", "A raid at dawn"), ("Raids", "Second raid"),
        ]  # fmt: skip
        assert desk.main.watch_rows.place.name == "Raids"
        assert office.unread() == []
        await desk.press("n")
        assert "unread" in desk.said


async def test_many_n_at_once_read_as_many(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "j", "l", *"nnnnnn")
        assert office.unread() == []
        assert desk.said


async def test_n_passes_by_a_watch_of_which_all_has_just_been_read_in_another(bare: Office) -> None:
    bare.configure({"Raids": ["raid"], "Weather": ["rain"], "Quiet": ["quiet"]})
    bare.publish(aged(["A raid in the rain", "Quiet day"]))
    async with opened(bare) as desk:
        await desk.press("h", "j", "l")
        with closing(sqlite3.connect(bare.store, isolation_level=None)) as other:
            # No mark is written meanwhile, and no count is another.
            other.execute("BEGIN IMMEDIATE")
            await desk.pilot.press("n", "n")
            assert (desk.main.listing.place.name, desk.selected, desk.said) == ("Quiet", "Quiet day", "")
            await desk.pilot.press("n")
            assert (desk.main.listing.place.name, desk.selected) == ("Quiet", "Quiet day")
            assert "Nothing more is unread here." in desk.said
            await desk.pilot.press("g", "a", "n")
            assert desk.main.listing.place.name == "Everything"
        # Else the marks may come to the store while the desk is taken down, and would be told of on what is gone.
        await desk.settle()


async def test_n_in_one_watch_reaches_what_is_unread_above(office: Office) -> None:
    """From the list of all matches, what stands above the cursor is not "nothing more"."""
    async with opened(office) as desk:
        await desk.press("j", "j", *"nnn")
        assert sorted(desk.unread) == ["A raid at dawn", "Rain all week"]
        await desk.press("p")
        assert desk.selected == "Rain all week"
        await desk.press("p")
        assert desk.unread == []


async def test_p_reads_backwards(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("G")
        for title in reversed(MATCHES):
            await desk.press("p")
            assert desk.selected == title
        await desk.press("p")
        assert "unread" in desk.said


@pytest.mark.parametrize("key", ["n", "p"])
async def test_reading_on_where_there_is_nothing(bare: Office, key: str) -> None:
    async with opened(bare) as desk:
        await desk.press(key)
        assert "unread" in desk.said
        await desk.press("h", "j", "l", key)
        assert desk.app._exception is None


async def test_enter_reads_and_esc_comes_back(office: Office) -> None:
    for size, key in zip(SIZES, ("escape", "q", "h"), strict=True):
        office.execute("UPDATE entries SET read = 0")
        async with opened(office, size) as desk:
            await desk.press("home", "j", "enter")
            assert desk.main.pane == "reader"
            assert desk.app.focused is desk.main.reader
            assert office.unread() == [title for title in MATCHES if title != "Rain all week"]
            await desk.press(key)
            assert desk.app.focused is desk.main.listing.rows
            await desk.press("j")
            assert desk.selected == "Second raid"


async def test_q_leaves_only_from_the_list(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "q")
        assert not desk.app._exit
        await desk.press("slash", "escape", "q")
        assert desk.app._exit
        assert (desk.app.return_value or 0, desk.app.return_code) == (0, 0)


async def test_esc_never_leaves(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("escape", "escape", "escape")
        assert not desk.app._exit


@pytest.mark.parametrize("keys", [("l", "h"), ("tab", "shift+tab"), ("right", "left")])
async def test_panes_are_gone_through_and_have_ends(office: Office, keys: tuple[str, str]) -> None:
    right, left = keys
    async with opened(office) as desk:
        panes = []
        for key in (right, right, left, left, left, right):
            await desk.press(key)
            panes.append(desk.main.pane)
            assert desk.app.focused is not None
        assert panes == ["reader", "reader", "entries", "watches", "watches", "entries"]


# The mouse.


async def test_a_click_selects_and_a_double_click_reads(office: Office) -> None:
    async with opened(office) as desk:
        await desk.click(desk.main.listing.rows, 2)
        assert (desk.selected, len(desk.unread)) == ("Second raid", 5)
        await desk.click(desk.main.listing.rows, 3, times=2)
        assert desk.selected == "A raid in the rain"
        assert "A raid in the rain" not in office.unread()
        assert desk.main.pane == "reader"


async def test_a_click_moves_the_focus(office: Office) -> None:
    async with opened(office) as desk:
        await desk.click(desk.main.reader, 0)
        assert desk.main.pane == "reader"
        await desk.click(desk.main.listing.rows, 0)
        assert desk.main.pane == "entries"
        await desk.press("j")
        assert desk.selected == "Rain all week"


async def test_a_click_below_the_last_row_does_nothing(office: Office) -> None:
    async with opened(office) as desk:
        await desk.click(desk.main.listing.rows, 9, times=2)
        assert (desk.selected, len(desk.unread)) == ("A raid at dawn", 5)


async def test_the_wheel_scrolls_what_is_under_it(bare: Office) -> None:
    bare.publish(aged(f"raid {n}" for n in range(300)))
    async with opened(bare) as desk:
        rows = desk.main.listing.rows
        for _ in range(5):
            await desk.pilot._post_mouse_events([events.MouseScrollDown], rows, (5, 5), 0)
        await desk.until(lambda: rows.scroll_offset.y >= 5)
        assert desk.selected == "raid 0"
        for _ in range(9):
            await desk.pilot._post_mouse_events([events.MouseScrollUp], rows, (5, 5), 0)
        await desk.until(lambda: rows.scroll_offset.y == 0)


# Marks.


async def test_marks_show_at_once_and_survive_a_restart(office: Office) -> None:
    async with opened(office) as desk:
        await desk.pilot.press("m", "j", "f")
        assert "A raid at dawn" not in desk.unread
        assert desk.main.listing.row and desk.main.listing.row.starred
        assert "★" in desk.screen
    async with opened(office) as desk:
        assert desk.unread == MATCHES[1:]
        assert "★" in desk.screen
        await desk.press("home", "m", "j", "f")
        assert desk.unread == MATCHES
    assert office.starred() == []


async def test_a_mark_shows_before_the_disk_has_it(office: Office) -> None:
    from contextlib import closing

    from monitor.store import schema

    async with opened(office) as desk:
        with closing(schema.connect(office.store)) as other:
            other.execute("BEGIN IMMEDIATE")
            await desk.pilot.press("m", "j", "f")
            await desk.pilot.pause()
            assert desk.main.store.pending == 2
            assert desk.unread == MATCHES[1:]
            assert "★" in desk.screen
            other.execute("COMMIT")
        await desk.settle()
        assert desk.unread == MATCHES[1:]
    assert office.starred() == ["Rain all week"]
    assert office.unread() == MATCHES[1:]


@pytest.mark.parametrize("key", ["m", "f", "A", "n", "enter"])
async def test_a_mark_that_cannot_be_written_is_taken_back_with_a_sentence(
    office: Office, monkeypatch: MonkeyPatch, key: str
) -> None:
    def fail(*_: object) -> int:
        raise StoreError("The disk is full: [bold]nothing[/] was changed.")

    monkeypatch.setattr(marks, "mark", fail)
    async with opened(office) as desk:
        await desk.press(key)
        assert "The disk is full: [bold]nothing[/]" in desk.said
        assert desk.unread == MATCHES
        assert "★" not in desk.screen
        assert desk.app.is_running


async def test_all_are_marked_and_u_brings_back_just_those_that_were_unread(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("j", "m", "j", "m", "A")
        assert office.unread() == []
        assert "Marked 3 read." in desk.said
        await desk.press("U")
        assert desk.unread == office.unread() == ["A raid at dawn", "A raid in the rain", "More rain"]
        await desk.press("U", "U")
        assert desk.unread == MATCHES
        await desk.press("U")
        assert "Nothing to undo" in desk.said


async def test_for_what_an_undo_brings_back_elsewhere_the_list_is_looked_through_once(
    bare: Office, monkeypatch: MonkeyPatch
) -> None:
    bare.publish(aged([*(f"A raid {number}" for number in range(50)), *(f"Rain {number}" for number in range(50))]))
    looks = 0

    def ids(self: EntryRows) -> "array[int]":
        nonlocal looks
        looks += 1
        return self.listed

    async with opened(bare) as desk:
        await desk.press("h", "j", "l")
        assert desk.selected == "A raid 0"
        with closing(schema.connect(bare.store)) as db:
            marks.mark(db, [row.id for row in bare.rows(Choice(watch="Weather"))], "dismissed", True, 1)
        monkeypatch.setattr(EntryRows, "ids", property(ids))
        await desk.press("U")
        await desk.until(lambda: "50 entries are no longer dismissed" in desk.said)
        assert desk.selected == "A raid 0" and looks < 10


async def test_all_of_one_watch_are_marked_and_no_other(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "j", "A")
        assert office.unread() == ["Rain all week", "More rain"]


async def test_undo_right_behind_a_mark(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("A", "U")
        assert desk.unread == office.unread() == MATCHES
        await desk.press("f", "U", "m", "U")
        # What a key toggles is what the screen shows.
        await desk.press("m")
        assert office.starred() == []
        assert desk.unread == office.unread() == MATCHES[1:]


@pytest.mark.parametrize(
    ("keys", "unread", "starred"),
    [
        ("UmA", 0, 0),
        ("UmAU", 4, 0),
        ("UAU", 5, 0),
        ("UmU", 5, 0),
        ("UmUf", 5, 1),
        ("Umm", 5, 0),
        ("UmUmU", 5, 0),
        ("UmfUU", 5, 0),
        ("UmUm", 4, 0),
        ("UUm", 4, 0),
        ("UAm", 1, 0),
        ("UAmU", 0, 0),
        ("UAmUU", 5, 0),
    ],
)
async def test_each_undo_takes_back_the_mark_before_it_also_where_one_waits_for_an_undo(
    keys: str, unread: int, starred: int, office: Office, monkeypatch: MonkeyPatch
) -> None:
    async with opened(office) as desk:
        await desk.press("f")
        may_write, write = threading.Event(), DeskStore._write
        monkeypatch.setattr(DeskStore, "_write", lambda self, what: may_write.wait(60) and write(self, what))
        await desk.pilot.press(*keys)
        may_write.set()
        await desk.settle()
        assert (len(office.unread()), len(office.starred())) == (unread, starred)
        assert desk.unread == office.unread()


async def test_who_leaves_while_marks_wait_for_an_undo_leaves_in_peace(
    office: Office, monkeypatch: MonkeyPatch
) -> None:
    may_write, write = threading.Event(), DeskStore._write
    async with opened(office) as desk:
        await desk.press("f")
        monkeypatch.setattr(DeskStore, "_write", lambda self, what: may_write.wait(60) and write(self, what))
        await desk.pilot.press(*"UmUmA")
        threading.Timer(0.5, may_write.set).start()
        await desk.pilot.press("ctrl+q")
    assert desk.app.return_code == 0
    assert office.starred() == []


async def test_an_undo_that_fails_is_told(office: Office, monkeypatch: MonkeyPatch) -> None:
    async def fail(self: DeskStore) -> None:
        raise StoreError("The disk is full.")

    async with opened(office) as desk:
        await desk.press("m")
        monkeypatch.setattr(DeskStore, "undo", fail)
        await desk.press("U")
        assert "The disk is full." in desk.said
        assert desk.unread == MATCHES[1:]


async def test_starred_ones_are_listed_together(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("f", "h", "G")
        await desk.press("l", "j", "j", "f", "h", "k", "k")
        assert desk.main.listing.place.name == "Starred"
        assert desk.listed == ["A raid at dawn", "Quiet day"]


async def test_marks_of_a_verb_appear(office: Office) -> None:
    async with opened(office) as desk:
        office.execute("UPDATE entries SET read = 1, starred = 1 WHERE title = 'Second raid'")
        await desk.until(lambda: "Second raid" not in desk.unread)
        assert "★" in desk.screen


# Links and polls.


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: MonkeyPatch) -> Path:
    """What a browser was given."""
    script, asked = tmp_path / "browser.sh", tmp_path / "asked"
    script.write_text(f'#!/bin/sh\necho "$1" >> "{asked}.part"\nmv "{asked}.part" "{asked}"\n')
    script.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(script))
    return asked


async def test_o_opens_the_link_and_marks_read(office: Office, browser: Path) -> None:
    link = "https://news.example/a?b=1&c=%20;touch$(x)"
    office.publish([entry("New raid", -1, link=link)])
    async with opened(office) as desk:
        await desk.press("o")
        await desk.until(browser.exists)
        assert browser.read_text().strip() == link
        assert office.unread() == MATCHES


async def test_o_and_y_on_an_entry_without_a_link(bare: Office, browser: Path) -> None:
    bare.publish([entry("A raid", link="")])
    async with opened(bare) as desk:
        await desk.press("o")
        assert "link" in desk.said
        assert bare.unread() == ["A raid"]
        before = desk.said
        await desk.press("y")
        assert desk.said != before, "y says nothing"
        assert not browser.exists()


async def test_o_without_a_browser_says_so(office: Office, monkeypatch: MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BROWSER", "")
    monkeypatch.setenv("PATH", str(tmp_path))
    async with opened(office) as desk:
        await desk.press("o")
        assert "BROWSER" in desk.said
        assert len(office.unread()) == 5


async def test_a_browser_that_finds_none_to_start_is_told(
    office: Office, monkeypatch: MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "looks-for-one"
    script.write_text("#!/bin/sh\nexit 3\n")
    script.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(script))
    async with opened(office) as desk:
        await desk.press("o")
        await desk.until(lambda: "exit code 3" in desk.said)
        assert "https://news.example/" in desk.said


async def test_y_copies_the_link(office: Office) -> None:
    async with opened(office) as desk:
        copied: list[str] = []
        desk.app.copy_to_clipboard = copied.append  # type: ignore[method-assign]
        await desk.press("j", "y")
        assert copied == [entry("Rain all week").link]
        assert copied[0] in desk.said


async def test_capital_y_copies_a_line_to_cite(office: Office) -> None:
    async with opened(office) as desk:
        copied: list[str] = []
        desk.app.copy_to_clipboard = copied.append  # type: ignore[method-assign]
        await desk.press("j", "Y")
        assert copied[0].startswith("“Rain all week”, Border Ledger, ")
        assert copied[0].endswith(f", {entry('Rain all week').link}")


async def test_z_shows_the_reader_alone_and_esc_the_panes_again(office: Office) -> None:
    async with opened(office, size=(140, 30)) as desk:
        await desk.press("z")
        assert [name for name in ("watches", "entries", "reader") if desk.main.query_one(f"#{name}").region.width] == [
            "reader"
        ]
        await desk.press("n")
        assert desk.main.query_one("#entries").region.width == 0
        await desk.press("escape")
        assert desk.main.query_one("#entries").region.width > 0
        assert desk.main.pane == "entries"


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 40)])
async def test_a_search_brings_the_panes_back_for_its_field_is_to_be_seen(
    office: Office, size: tuple[int, int]
) -> None:
    async with opened(office, size) as desk:
        await desk.press("z", "slash", *"quiet")
        await desk.until(lambda: desk.listed == ["Quiet day"])
        field = desk.main.listing.search.field
        assert desk.app.focused is field and field.region.width and "quiet" in desk.screen
        await desk.press("enter")
        assert desk.app.focused is desk.main.listing.rows and desk.main.listing.rows.region.width


async def test_brackets_go_through_the_matched_words_of_a_long_text(bare: Office) -> None:
    filler = "\n\n".join(["Nothing to see here."] * 30)
    bare.configure()
    bare.publish([entry("Long", summary="", content=f"{filler}\n\nFirst raid.\n\n{filler}\n\nLast raid.\n\nThe end.")])
    async with opened(bare, size=(140, 20)) as desk:
        reader, tops = desk.main.reader, []
        for key in ("]", "]", "]", "[", "["):
            await desk.press({"]": "right_square_bracket", "[": "left_square_bracket"}[key])
            tops.append(round(reader.scroll_offset.y))
        shown = ["\n".join(line.plain for line in reader._lines[top : top + 18]) for top in tops]
        assert "First raid" in shown[0] and "Last raid" not in shown[0]
        assert "Last raid" in shown[1]
        assert shown[2] == shown[0] == shown[4]
        assert "Last raid" in shown[3]


async def test_r_asks_for_the_feed_of_the_entry_and_capital_r_for_all(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("r")
        assert office.asks() == {FEED}
        await desk.until(lambda: "Border Ledger" in desk.said)
        await desk.press("R")
        assert office.asks() == {FEED, OTHER}


async def test_of_an_entry_whose_feed_was_removed_nobody_is_asked_for_a_poll(office: Office) -> None:
    async with opened(office) as desk:
        office.configure(feeds={OTHER: "Capital Gazette"})
        await desk.until(lambda: len(desk.main.config.feeds) == 1)
        await desk.press("r")
        assert "Border Ledger is in the config no more, and is not polled: a adds it." in desk.said
        assert not office.asks()


# Nothing to show.


async def test_without_feeds_it_says_how_to_subscribe(bare: Office) -> None:
    bare.configure(feeds={})
    async with opened(bare) as desk:
        assert "No feeds yet" in desk.screen
        assert "monitor feeds add" in desk.screen


async def test_with_an_empty_store_it_says_what_is_going_on(bare: Office) -> None:
    async with opened(bare) as desk:
        assert "Nothing is stored yet" in desk.screen
        desk.main.take_event({"state": "polling", "due": 2})
        await desk.settle()
        assert sum("0 of 2" in line for line in desk.lines()) == 2
        await desk.press(*"jkgGnpmAfrRyoU", "enter", "escape", "F", "slash", "x", "enter", "escape")
        assert desk.app._exception is None


async def test_without_a_match_it_says_among_how_many(bare: Office) -> None:
    bare.publish([entry("Quiet day"), entry("Calm night")])
    async with opened(bare) as desk:
        assert "0 of 2 entries matched." in desk.screen
        await desk.press("h", "G")
        assert sorted(desk.listed) == ["Calm night", "Quiet day"]


async def test_nothing_starred_says_how(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "G", "k", "k")
        assert "Nothing is starred" in desk.screen


async def test_what_arrives_takes_the_place_of_the_sentence(bare: Office) -> None:
    async with opened(bare) as desk:
        bare.publish([entry("A raid")])
        await desk.until(lambda: desk.listed == ["A raid"])
        assert "Nothing is stored" not in desk.screen
        assert desk.selected == "A raid"
        assert "About: A raid." in desk.reader


# The config, and the poller's news.


async def test_the_banner_names_the_first_problems_and_counts_the_rest(bare: Office) -> None:
    bare.configure(more='tilte = "[bold]x[/]"\ncolour = 3\n[pol]\n[pal]\n[pil]\n')
    async with opened(bare) as desk:
        banner = desk.text("#banner")
        assert "tilte" in banner and "colour" in banner and "`pol`" in banner and banner.count("line ") == 3
        assert "2 more" in banner and "pil" not in banner
        bare.configure()
        await desk.until(lambda: desk.main.query_one("#banner").has_class("is-silent"))


async def test_an_edited_config_is_applied_at_once(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "j", "j", "l", "j")
        assert desk.selected == "A raid in the rain"
        office.configure({**WATCHES, "Quiet": ["quiet"]})
        await desk.until(lambda: "Quiet" in [place.name for place in desk.main.watch_rows.places])
        assert desk.main.listing.place.name == "Weather"
        assert desk.selected == "A raid in the rain"
        office.configure({"Raids": ["raid"]})
        await desk.until(lambda: len(desk.main.watch_rows.places) == 5)
        assert desk.main.listing.place.name == "All matches"
        assert desk.selected == "A raid in the rain"
        assert "▌ Weather " not in desk.screen.split("Border")[0]


async def test_a_watchs_new_colour_is_seen(office: Office) -> None:
    office.configure({"Raids": ["raid"]}, more="")
    text = office.config.read_text()
    async with opened(office) as desk:
        await desk.until(lambda: len(desk.main.watch_rows.places) == 5)
        office.config.write_text(text.replace('name = "Raids"', 'name = "Raids"\ncolour = "#5fd7ff"'))
        await desk.until(lambda: desk.main.colours.get("Raids", "").lower() == "#5fd7ff")
        await desk.settle()
        strips = desk.app.screen._compositor.render_strips()
        drawn = {
            part.style.color.get_truecolor().hex for strip in strips for part in strip
            if part.style and part.style.color and part.text.strip() == "raid"
        }  # fmt: skip
        assert drawn == {"#5fd7ff"}


async def test_a_config_that_vanishes_and_comes_back(office: Office) -> None:
    async with opened(office) as desk:
        text = office.config.read_text()
        office.config.unlink()
        await desk.pilot.pause(0.3)
        assert len(desk.main.watch_rows.places) == 6
        office.config.write_text(text.replace("Raids", "Attacks"))
        await desk.until(lambda: "Attacks" in desk.screen)


async def test_a_search_survives_an_edited_config(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("slash", *"day", "enter")
        office.configure({"Raids": ["raid"]})
        await desk.until(lambda: len(desk.main.watch_rows.places) == 5)
        assert desk.listed == ["Quiet day"]


async def test_on_a_narrow_screen_an_edited_config_keeps_the_list_that_is_open(office: Office) -> None:
    async with opened(office, (80, 24)) as desk:
        await desk.press("h", "j", "enter", "h", "j")
        assert desk.main.listing.place.name == "Raids"
        office.configure({**WATCHES, "Quiet": ["quiet"]})
        await desk.until(lambda: len(desk.main.watch_rows.places) == 6)
        assert desk.main.listing.place.name == "Raids"


async def test_where_the_watches_have_the_screen_a_key_is_for_them_and_for_no_entry_out_of_sight(
    office: Office, monkeypatch: MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "browse", lambda *_: pytest.fail("a page was opened"))
    async with opened(office, (80, 24)) as desk:
        before = office.rows()
        await desk.press("h", "j")
        for key in ("m", "f", "d", "t", "M", "w", "o", "u", "1", "y", "vertical_line", "r"):
            await desk.press(key)
        assert office.rows() == before and not office.asks()
        assert "No entry is to be seen here: Tab goes to the list." in desk.said and "no link" not in desk.said
        assert desk.app.screen is desk.main
        # All of the watch under the cursor, which is not the one that was listed.
        await desk.press("j", "A")
        await desk.until(lambda: "Marked 3 read" in desk.said)
        assert office.unread() == ["A raid at dawn", "Second raid"]
        await desk.press("U", "l")
        assert desk.main.listing.place.name == "Weather"
        await desk.press("d")
        assert len(office.unread()) == 4
        await desk.press("U", "h", "k", "n")
        assert (desk.main.listing.place.name, desk.selected) == ("Raids", "A raid at dawn")
        await desk.press("h", "h", "home", "e")
        assert desk.app.screen is desk.main and "No watch is meant here" in desk.said
        await desk.press("end", "enter", "h", "home", "s")
        assert "Only a watch’s matches" not in desk.said and desk.main.listing.strong_first
        await desk.press("j", "e")
        assert desk.app.screen is not desk.main


async def test_how_far_a_poll_is_is_not_painted_with_every_feed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "_TELL_SECONDS", 60)
    async with opened(office) as desk:
        shown: list[str] = []
        monkeypatch.setattr(desk.main, "_show_status", lambda: shown.append(desk.main.status.sentence()))
        desk.main.take_event({"state": "polling", "due": 100})
        for _ in range(100):
            desk.main.take_event({"feed": FEED, "new": 0, "matched": 0})
        desk.main.take_event({"state": "idle", "next_poll": None, "offline": False})
        assert len(shown) == 3
        assert "1 of 100" in shown[1] and "No feed" in shown[2]


async def test_what_the_poller_does_is_seen_below(office: Office) -> None:
    async with opened(office) as desk:
        for event, said in (
            # There are two feeds.
            ({"state": "polling", "due": 4}, "0 of 2"),
            ({"feed": FEED, "new": 3, "matched": 1}, "1 of 2"),
            ({"state": "idle", "next_poll": None, "offline": True}, "network"),
            ({"state": "waiting", "pid": 99}, "99"),
            ({"state": "stopped", "error": "[bold]x[/]"}, "[bold]x[/]"),
        ):
            desk.main.take_event(event)
            await desk.pilot.pause()
            assert said in desk.lines()[-1]
