"""Keys one after the other: sequences and numbers, on a real desk and in one reading of the terminal."""

import asyncio
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from typing import Any

import pytest
from textual import events
from textual.app import ComposeResult
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input, TextArea

from monitor import browser, key_names
from monitor.actions import BY_ID, Action, Keys
from monitor.model import Entry, Place
from monitor.store import schema
from monitor.store.entries import Choice
from monitor.tui import search_run, searching, sequence, store, why
from monitor.tui.adding import AddScreen
from monitor.tui.findings import HitRows
from monitor.tui.health import HealthRows, HealthScreen
from monitor.tui.main import MainScreen
from monitor.tui.mute import MuteScreen
from monitor.tui.overlay import Overlay
from monitor.tui.sequence import Keyboard, Pending, Table, Typed, told
from monitor.tui.why import WhyRows, WhyScreen
from monitor.tui.workbench import WorkbenchScreen
from tests.tui.desk import MIXED, Desk, Office, aged, entry, opened

MANY = [f"Raid number {number}" for number in range(1, 61)]


@pytest.fixture
def busy(bare: Office) -> Office:
    """Sixty matches."""
    bare.publish(aged(MANY))
    return bare


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser is told to open."""
    got: list[str] = []

    def open_link(address: str) -> subprocess.Popen[bytes]:
        got.append(address)
        return subprocess.Popen(["true"])

    monkeypatch.setattr(browser, "open_link", open_link)
    return got


def pending(desk: Desk) -> str:
    """What the line says of what has been begun; "" while it is not to be seen."""
    lines = [line for line in desk.app.screen.query(Pending) if line.display]
    return lines[0].text if lines else ""


NAMES = {
    "/": "slash", "\r": "enter", "\x1b": "escape", "?": "question_mark", "\x7f": "backspace", "\t": "tab",
    "\x14": "ctrl+t", ":": "colon",
}  # fmt: skip


async def burst(desk: Desk, keys: str) -> None:
    """All keys at once, as one reading of the terminal gives them, on a busy machine too."""
    now = time.monotonic()
    for key in keys:
        name = NAMES.get(key, key)
        event = events.Key(name, key)
        event.time = now
        desk.app.post_message(event)
    await desk.settle()


async def test_a_sequence_does_what_it_is_for_and_a_part_of_it_nothing(busy: Office) -> None:
    async with opened(busy) as desk:
        await desk.press("G")
        assert desk.selected == MANY[-1]
        await desk.press("g")
        assert desk.selected == MANY[-1]
        await desk.press("g")
        assert desk.selected == MANY[0]
        assert pending(desk) == ""


def dismissed(office: Office) -> list[str]:
    return [row.title for row in office.rows(Choice(all=True, dismissed=True))]


async def test_keys_that_dismiss_do_so_with_one_entry_each_however_fast_they_come(busy: Office) -> None:
    async with opened(busy) as desk:
        await burst(desk, "ddjd")
        assert dismissed(busy) == [MANY[0], MANY[1], MANY[3]]
        assert desk.listed[:3] == [MANY[2], MANY[4], MANY[5]] and desk.selected == MANY[4]
        await burst(desk, "Gdd")
        assert dismissed(busy)[3:] == MANY[-2:] and desk.selected == MANY[-3]


async def test_so_they_do_while_another_program_writes_and_the_lists_are_read_anew(busy: Office) -> None:
    async with opened(busy) as desk:
        with closing(schema.connect(busy.store)) as other:
            other.execute("BEGIN IMMEDIATE")
            for title in MANY[:3]:
                assert desk.selected == title
                await desk.pilot.press("d")
                desk.main.reload()
                await desk.until(lambda: desk.main._renewing and desk.main._renewing.is_finished)
                assert title not in desk.listed
            assert "Raid number 4" in desk.reader
            other.execute("COMMIT")
        await desk.settle()
        assert dismissed(busy) == MANY[:3] and desk.selected == MANY[3]


async def test_keys_that_put_back_what_is_dismissed_do_so_with_one_entry_each(busy: Office) -> None:
    busy.execute("UPDATE entries SET dismissed = 1")
    async with opened(busy) as desk:
        await desk.press("h", "G", "k", "tab")
        assert desk.main.listing.place.name == "Dismissed"
        await burst(desk, "dd")
        assert dismissed(busy) == MANY[2:] and desk.selected == MANY[2]


async def test_where_dismissed_entries_are_listed_the_key_puts_back_what_it_dismissed(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("g", "a")
        await burst(desk, "dd")
        assert dismissed(office) == [] and desk.selected == MIXED[0]


async def test_what_an_undo_has_brought_back_is_dismissed_by_the_key_behind_it(office: Office) -> None:
    async with opened(office) as desk:
        await burst(desk, "dUd")
        assert dismissed(office) == [MIXED[0]]
        assert desk.selected == MIXED[1]


@pytest.mark.parametrize(("keys", "count"), [("dUrd", 1), ("dUdd", 2), ("dUd", 1)])
async def test_behind_an_undo_each_key_has_its_entry_also_where_other_writes_wait(
    office: Office, keys: str, count: int
) -> None:
    async with opened(office) as desk:
        listed = desk.listed
        with closing(schema.connect(office.store)) as other:
            other.execute("BEGIN IMMEDIATE")
            await desk.pilot.press(*keys)
            other.execute("COMMIT")
        await desk.settle()
        assert dismissed(office) == listed[:count] and desk.listed == listed[count:]


@pytest.mark.parametrize("keys", ["d", "dr", "dU"])
async def test_what_could_not_be_dismissed_is_listed_again(
    office: Office, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.2)
    is_seen, is_locked = threading.Event(), store.is_locked
    monkeypatch.setattr(store, "is_locked", lambda db: is_seen.wait(60) and is_locked(db))
    async with opened(office) as desk:
        listed = desk.listed
        with closing(schema.connect(office.store)) as other:
            other.execute("BEGIN IMMEDIATE")
            await desk.pilot.press(*keys)
            assert listed[0] not in desk.listed
            is_seen.set()
            await desk.until(lambda: desk.main.store.pending == 0)
            other.execute("ROLLBACK")
        await desk.settle()
        assert desk.listed == listed and "locked by another program" in desk.said


async def test_while_one_is_begun_it_is_said_what_can_follow(office: Office) -> None:
    async with opened(office) as desk:
        before = desk.above()
        await desk.press("g")
        assert desk.above() == before, "nothing else moves"
        assert pending(desk).startswith("g …  g first · u unread · s starred")
        assert pending(desk) in desk.lines()[-1], "in place of the bottom line"
        await desk.press("escape")
        assert pending(desk) == ""
        await desk.press("g")
        assert "g first" in desk.lines()[-1]


@pytest.mark.parametrize(
    ("preset", "begun", "size"),
    [("default", "g", (60, 20)), ("default", "g", (80, 24)), ("vim", "g", (60, 20)), ("vim", "g", (120, 36)),
     ("vim", "ctrl+w", (80, 24)), ("vim", "ctrl+w", (120, 36)), ("newsboat", "comma", (60, 20))],
)  # fmt: skip
async def test_every_key_that_can_follow_is_named_where_there_is_little_room(
    office: Office, preset: str, begun: str, size: tuple[int, int]
) -> None:
    office.configure(more=f'[keys]\npreset = "{preset}"\n')
    async with opened(office, size) as desk:
        await desk.press(begun)
        line = desk.lines()[-1]
        assert "…" not in line.split(" …  ")[1], line
        following = [keys.split() for keys in desk.app.keys.pressed if keys.startswith(f"{begun} ")]
        named = line.split(" …  ")[1].split()
        assert {key_names.shown(keys[1]) for keys in following} <= {*named}, line


async def test_what_cannot_follow_ends_it_and_does_nothing_else(office: Office) -> None:
    async with opened(office) as desk:
        for key in ("m", "escape", "x", "down", "5", "ctrl+d"):
            await desk.press("g", key)
            assert (desk.selected, len(desk.unread), office.starred()) == (MIXED[0], 5, [])
            assert pending(desk) == ""
        await desk.press("m")
        assert len(desk.unread) == 4


async def test_escape_ends_what_is_begun_before_it_goes_back(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("l")
        assert desk.main.pane == "reader"
        for begun in ("g", "7"):
            await desk.press(begun, "escape")
            assert desk.main.pane == "reader"
        await desk.press("escape")
        assert desk.main.pane == "entries"


async def test_a_number_says_how_far(busy: Office) -> None:
    lines = {
        "5j": 6, "12G": 12, "12gg": 12, "1G": 1, "999G": 60, "3j2k": 2, "10j10j": 21, "5jj": 7,
        "0j": 2, "9999999999G": 60, "G": 60, "5gg": 5,
    }  # fmt: skip
    async with opened(busy) as desk:
        for keys, line in lines.items():
            # From the top, or for what leads there from a line below.
            await desk.press("home", *("j" * (line == 1)))
            await desk.press(*keys)
            assert desk.main.listing.rows.cursor + 1 == line, keys
            assert desk.main.listing.row is not None and desk.reader.startswith(desk.selected), "the reader goes along"


async def test_a_number_goes_with_moves_alone(busy: Office) -> None:
    async with opened(busy) as desk:
        await desk.press("5", "m")
        assert len(desk.unread) == 59, "not five times on and off"
        await desk.press("7")
        assert pending(desk) == "7 …  j 7 lines down · k up · G to line 7"


async def test_a_number_scrolls_the_reader(bare: Office) -> None:
    from tests.tui.desk import entry

    bare.publish([entry("A raid", content="\n".join(f"Line {number}." for number in range(300)))])
    async with opened(bare) as desk:
        await desk.press("l", "2", "0", "j")
        assert desk.main.reader.scroll_offset.y == 20
        await desk.press(*"50G")
        assert desk.main.reader.scroll_offset.y == 49
        await desk.press("h", *"4J")
        assert desk.main.reader.scroll_offset.y == 61


async def test_a_large_number_takes_no_time(busy: Office) -> None:
    async with opened(busy) as desk:
        began = time.thread_time()
        await desk.press(*"9999999j", "l", *"9999999j")
        assert time.thread_time() - began < 3


async def test_keys_of_one_reading_are_done_in_their_order(busy: Office) -> None:
    async with opened(busy) as desk:
        await burst(desk, "5jmGf12Gf")
        assert busy.starred() == [MANY[11], MANY[59]]
        assert MANY[5] not in busy.unread() and len(busy.unread()) == 59


async def test_each_key_of_one_reading_finds_the_list_that_the_one_before_has_led_to(office: Office) -> None:
    async with opened(office) as desk:
        await burst(desk, "hjA")
        assert desk.main.listing.place.name == "Raids"
        assert sorted(office.unread()) == ["More rain", "Rain all week"], (
            "of the matches of the other watch none is read"
        )


async def test_each_key_of_one_reading_finds_the_pane_that_the_one_before_has_led_to(office: Office) -> None:
    async with opened(office) as desk:
        await burst(desk, "j\rjjh")
        assert (desk.main.pane, desk.selected) == ("entries", MIXED[1])
        assert sorted(set(MIXED) - set(office.unread())) == ["Quiet day", "Rain all week"]


async def test_each_key_of_one_reading_finds_the_text_of_the_entry_that_the_one_before_has_led_to(
    bare: Office, followed: list[str]
) -> None:
    bare.publish([linked("raid one", 0, "https://one.example/"), linked("raid two", 1, "https://two.example/")])
    async with opened(bare) as desk:
        await burst(desk, "ju1ku1")
    assert followed == ["https://two.example/", "https://one.example/"]


@pytest.mark.parametrize(
    ("keys", "opened_links"),
    [
        ("u12", [12]),
        ("u1\r", [1]),
        ("u2", [2]),
        ("u1\x1b", []),
        ("u13", []),
        ("u1x", []),
        ("u10u1\ru12u3", [10, 1, 12, 3]),
    ],
)
async def test_of_many_links_each_is_opened_by_its_number(
    bare: Office, followed: list[str], keys: str, opened_links: list[int]
) -> None:
    addresses = [f"https://e.example/{number}" for number in range(1, 13)]
    bare.publish([linked("raid", 0, *addresses)])
    async with opened(bare) as desk:
        await burst(desk, keys)
        assert pending(desk) == ""
    assert followed == [addresses[number - 1] for number in opened_links]


def linked(title: str, age: int, *addresses: str) -> Entry:
    """An entry with links in its text."""
    places = (Place("content", 9 * at + 4, 9 * at + 8, "link", each) for at, each in enumerate(addresses))
    return entry(title, age, content="see here " * len(addresses), places=tuple(places))


async def test_a_handler_that_does_not_end_keeps_no_key_for_good(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_over = asyncio.Event()
    monkeypatch.setattr(sequence, "_PATIENCE", 0.1)
    async with opened(office) as desk:
        desk.main.listing.rows.call_later(is_over.wait)
        desk.app.post_message(events.Key("f", "f"))
        end = time.monotonic() + 20
        while not office.starred() and time.monotonic() < end:
            await asyncio.sleep(0.02)
        is_over.set()
    assert office.starred() == [MIXED[0]]


async def test_keys_behind_enter_in_a_field_are_for_where_it_leads(office: Office) -> None:
    async with opened(office) as desk:
        await burst(desk, "/raid\rjf")
        assert len(desk.listed) == 3 and office.starred() == [desk.listed[1]]
        await burst(desk, "/rain\x1bf")
        assert office.starred() == [], "so they are behind the key that leaves the field"
        await burst(desk, "/rain\r/storm\r")
        assert desk.main.listing.search.field.value == "storm"


async def test_so_are_those_behind_enter_that_leaves_a_screen_for_another(office: Office) -> None:
    async with opened(office) as desk:
        await burst(desk, "aheron\rf")
        assert isinstance(desk.app.screen, WorkbenchScreen) and office.starred() == []
        assert desk.app.screen.query_one("#bench-keywords", TextArea).text == "heronf"


async def test_a_screen_whose_end_takes_longer_than_a_key_waits_ends_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def late(self: AddScreen) -> None:
        await asyncio.sleep(0.5)

    monkeypatch.setattr(AddScreen, "on_unmount", late, raising=False)
    monkeypatch.setattr(sequence, "_PATIENCE", 0.2)
    async with opened(office) as desk:
        await desk.press("a")
        adding = desk.app.screen
        assert isinstance(adding, AddScreen)
        await burst(desk, "heron\rf")
        assert isinstance(desk.app.screen, WorkbenchScreen)
        await desk.until(lambda: not adding.is_attached)


async def test_what_is_typed_behind_the_key_of_a_watch_goes_into_its_keywords(office: Office) -> None:
    async with opened(office) as desk:
        await burst(desk, "es")
        assert desk.app.screen.query_one("#bench-keywords", TextArea).text == "raids"


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_keys_behind_the_one_that_goes_to_what_a_watch_finds_are_not_typed_into_it(
    office: Office, size: tuple[int, int]
) -> None:
    async with opened(office, size) as desk:
        await burst(desk, "e")
        await desk.until(lambda: desk.app.screen.query_one(HitRows).count > 1)
        await burst(desk, "\x14j")
        assert desk.app.screen.query_one("#bench-keywords", TextArea).text == "raid"
        assert desk.app.screen.query_one(HitRows).cursor == 1
        await burst(desk, "\x14s")
        assert desk.app.screen.query_one("#bench-keywords", TextArea).text == "raids"


@pytest.mark.parametrize(("key", "field"), [("e", "keywords"), ("M", "exclude")])
async def test_what_is_typed_behind_a_wish_for_the_watch_that_is_edited_goes_where_that_leads(
    key: str, field: str, office: Office
) -> None:
    async with opened(office) as desk:
        await desk.press("e", "ctrl+t", "enter")
        await desk.until(lambda: desk.app.screen.query(WhyRows) and desk.app.screen.query_one(WhyRows).count)
        await burst(desk, f"{key}s")
        assert desk.app.screen.query_one(f"#bench-{field}", TextArea).text.endswith("s")
        assert desk.app.focused is desk.app.screen.query_one(f"#bench-{field}")


async def test_what_is_typed_behind_a_wrong_pace_goes_into_its_field(office: Office) -> None:
    async with opened(office) as desk:
        await burst(desk, "ve\t\tsoon\t\r3")
        fields = {field.id: field.value for field in desk.app.screen.query(Input)}
        assert (fields["feed-title"], fields["feed-every"]) == ("Capital Gazette", "3")


async def test_what_is_typed_behind_the_key_that_narrows_the_feeds_goes_into_its_field(office: Office) -> None:
    async with opened(office) as desk:
        await burst(desk, "v/Red")
        assert isinstance(desk.app.screen, HealthScreen)
        assert desk.app.screen.query_one("#health-filter", Input).value == "Red"
        assert desk.app.focused is desk.app.screen.query_one("#health-filter")
        assert not office.asks()


async def test_keys_behind_what_is_chosen_in_the_palette_go_where_that_leads(office: Office) -> None:
    async with opened(office) as desk:
        unread = office.unread()
        await burst(desk, ":search\rrain")
        assert desk.main.listing.search.field.value == "rain" and isinstance(desk.app.screen, MainScreen)
        await burst(desk, "\x1b:edit\rs")
        assert desk.app.screen.query_one("#bench-keywords", TextArea).text == "raids"
        assert not office.asks() and office.unread() == unread
        await burst(desk, "\x1b\x1b:star\rj")
        assert office.starred() == ["A raid at dawn"] and desk.selected == "Rain all week"


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """An explanation comes only when a key behind the one that asked for it is to do something."""
    is_next, explained, do = threading.Event(), why.explained, Keyboard._do

    def explain(*given: Any) -> why.Explained | None:
        is_next.wait(60)
        return explained(*given)

    async def done(self: Keyboard, node: DOMNode, *what: Any) -> bool:
        if isinstance(node, WhyRows | WhyScreen):
            is_next.set()
        return await do(self, node, *what)

    monkeypatch.setattr(why, "explained", explain)
    monkeypatch.setattr(Keyboard, "_do", done)


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize(("keys", "kind", "watch"), [("we", WorkbenchScreen, "Raids"), ("wM", MuteScreen, "Raids")])
async def test_a_key_behind_the_one_that_asks_why_waits_for_the_explanation(
    office: Office, keys: str, kind: type[Screen[object]], watch: str
) -> None:
    async with opened(office) as desk:
        await burst(desk, keys)
        assert isinstance(desk.app.screen, kind) and watch in desk.screen


@pytest.mark.usefixtures("late")
async def test_moves_behind_the_key_that_asks_why_lead_to_the_watch_that_is_edited(office: Office) -> None:
    async with opened(office) as desk:
        await burst(desk, "jjjwGe")
        assert desk.app.screen.query_one("#bench-keywords", TextArea).text == "rain"


async def test_an_explanation_that_is_long_in_coming_can_be_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_to_end = threading.Event()
    monkeypatch.setattr(why, "explained", lambda *_: is_to_end.wait(60) and None)
    async with opened(office) as desk:
        for key in "wqj":
            desk.app.post_message(events.Key(key, key))
        await desk.until(lambda: desk.main.listing.rows.cursor == 1)
        assert isinstance(desk.app.screen, MainScreen)
        is_to_end.set()


@pytest.mark.parametrize("keys", ["vm\x1b", "vd\x1b", "?jj\x1b", "e\x14m\x1b"])
async def test_what_is_no_key_on_a_screen_is_none_of_the_one_below_when_it_is_left_at_once(
    keys: str, office: Office
) -> None:
    async with opened(office) as desk:
        unread, listed = office.unread(), desk.listed
        await burst(desk, keys)
        assert isinstance(desk.app.screen, MainScreen) and desk.main.listing.rows.cursor == 0
        assert (office.unread(), desk.listed) == (unread, listed)
        await burst(desk, "?qj")
        assert isinstance(desk.app.screen, MainScreen) and desk.main.listing.rows.cursor == 1


@pytest.mark.parametrize(("keys", "value"), [("ab\x7fc", "ac"), ("\x7fa\x7f\x7fb", "b")])
async def test_what_a_field_does_by_a_key_it_does_before_the_next_letter(office: Office, keys: str, value: str) -> None:
    async with opened(office) as desk:
        await burst(desk, f"/{keys}")
        assert desk.main.listing.search.field.value == value


async def test_a_search_that_is_long_in_coming_keeps_no_key_for_good(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequence, "_LONGEST", 0.1)
    is_to_end, look = threading.Event(), search_run.Run._look

    def wait(self: search_run.Run, db: sqlite3.Connection) -> search_run.Page | None:
        is_to_end.wait(60)
        return look(self, db)

    monkeypatch.setattr(search_run.Run, "_look", wait)
    async with opened(office) as desk:
        await desk.press("/")
        for key, name in (("r", "r"), ("\r", "enter"), ("a", "a")):
            desk.app.post_message(events.Key(name, key))
        await desk.until(lambda: desk.main.listing.search.field.value == "ra")
        is_to_end.set()


async def test_what_is_typed_behind_the_key_of_a_field_goes_into_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is typed finds nothing, and the cursor would have nothing to stand on.
    monkeypatch.setattr(searching, "_PAUSE", 60)
    async with opened(office) as desk:
        await burst(desk, "/5 gg raid")
        assert desk.main.query_one("#search", Input).value == "5 gg raid"
        assert (desk.selected, pending(desk)) == (MIXED[0], "")
        await burst(desk, "\x1bj")
        assert not desk.main.listing.is_searching


class Asking(Overlay):
    """A screen with a field, as there are many."""

    def compose(self) -> ComposeResult:
        yield Input()


async def test_what_is_typed_behind_the_key_of_a_screen_goes_into_its_field(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(main: MainScreen) -> None:
        main.app.push_screen(Asking())

    monkeypatch.setattr(MainScreen, "action_health", ask)
    async with opened(office) as desk:
        await burst(desk, "mvq mA5 gg jq")
        assert isinstance(desk.app.screen, Asking)
        assert desk.app.screen.query_one(Input).value == "q mA5 gg jq"
        assert len(desk.unread) == 4
        await burst(desk, "\x1b")
        await desk.until(lambda: desk.app.screen is desk.main)
        await burst(desk, "jm")
        assert len(desk.unread) == 3


class Picking(Asking):
    """A list in which three keys do what no other has."""

    class Lines(HealthRows):
        BINDINGS = [("space", "hear('space')", ""), ("g,4", "hear('g4')", "")]

        def action_hear(self, what: str) -> None:
            self.heard = [*getattr(self, "heard", []), what]

    def compose(self) -> ComposeResult:
        yield self.Lines()


async def test_a_key_that_a_list_has_for_itself_is_left_to_it(office: Office) -> None:
    async with opened(office) as desk:
        await desk.app.push_screen(Picking())
        await desk.settle()
        await desk.press("space", "g", "4", "5")
        assert desk.app.screen.query_one(Picking.Lines).heard == ["space", "g4", "g4"]
        assert pending(desk).startswith("5 …")


async def test_what_is_begun_ends_where_the_focus_goes_elsewhere(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("g")
        await desk.click(desk.main.listing.rows, 3)
        assert pending(desk) == ""
        await desk.press("g", "g")
        assert desk.selected == MIXED[0]


async def test_a_screen_on_top_has_numbers_too_and_none_of_what_lies_beneath(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("v", "g", "s")
        assert pending(desk) == ""
        assert desk.main.listing.place.name == "All matches"
        await desk.press("2", "G")
        assert desk.app.screen.focused.cursor == 1  # type: ignore[union-attr]
        await desk.press("5")
        assert pending(desk).startswith("5 …")
        await desk.press("escape", "escape", "6")
        assert desk.app.screen is desk.main and pending(desk).startswith("6 …")


async def test_the_keys_of_the_config_hold_at_once_when_it_is_saved(office: Office) -> None:
    office.configure(more='[keys]\ntoggle_read = "N"\nfirst = ["z z"]\nzen = "Z"\nback = "ctrl+g"\n')
    async with opened(office) as desk:
        await desk.press("m")
        assert len(desk.unread) == 5
        await desk.press("N", "j", "z", "z")
        assert len(desk.unread) == 4 and desk.selected == MIXED[0]
        await desk.press("slash", "x", "escape")
        assert desk.main.listing.is_searching
        await desk.press("ctrl+g")
        assert not desk.main.listing.is_searching, "in a field as well"
        office.configure(more='[keys]\npreset = "vim"\ntoggle_read = []\n')
        await desk.until(lambda: desk.app.keys.preset == "vim")
        await desk.press("m")
        assert len(desk.unread) == 4
        await desk.press("j", "ctrl+w", "h")
        assert desk.main.pane == "watches"


async def test_that_there_is_no_link_of_a_number_is_told_whatever_it_is(bare: Office) -> None:
    bare.publish([linked("raid", 0, *(f"https://e.example/{number}" for number in range(1, 13)))])
    async with opened(bare) as desk:
        await desk.press("u", "1", "3")
        assert pending(desk) == "" and desk.said == "This entry has no link 13."


async def test_a_number_that_is_begun_when_the_config_takes_its_key_away_leads_nowhere(bare: Office) -> None:
    bare.publish([linked("raid", 0, *(f"https://e.example/{number}" for number in range(1, 13)))])
    async with opened(bare) as desk:
        await desk.press("u", "1")
        assert pending(desk).startswith("u1 …")
        bare.configure(more='[keys]\nopen_link = "L"\n')
        await desk.until(lambda: desk.app.keys.of("open_link") == ("L",))
        assert pending(desk) == ""
        await desk.press("2")
        assert pending(desk).startswith("2 …")


async def test_a_config_with_mistakes_leaves_each_key_that_is_good(office: Office) -> None:
    office.configure(more='[keys]\nzen = "m"\nnext_unread = "N"\n')
    async with opened(office) as desk:
        assert "`m` cannot be the key of `zen` and of `toggle_read`" in desk.text("#banner")
        await desk.press("m")
        assert len(desk.unread) == 4
        await desk.press("N")
        assert len(desk.unread) == 3


# Without a screen.

OPEN, LINK, DOWN = BY_ID["open"], BY_ID["open_link"], BY_ID["down"]


def table(**more: tuple[int, Action, int]) -> Table:
    links: dict[str, tuple[int, Action, int]] = {f"u {number}": (0, LINK, number) for number in range(1, 10)}
    return {"enter": (0, OPEN, 0), "j": (0, DOWN, 0), **links, **more}


def test_a_digit_belongs_to_the_sequence_that_waits_for_it() -> None:
    begun = Typed().then("u", table())
    assert begun == Typed("", "u")
    assert isinstance(begun, Typed) and begun.then("3", table()) == (0, LINK, 3)
    assert begun.then("0", table()) is None


def test_a_number_goes_on_as_long_as_there_may_be_one_that_is_higher() -> None:
    def after(keys: str, most: int) -> Typed | tuple[int, Action, int] | None:
        typed: Typed | tuple[int, Action, int] | None = Typed()
        for key in keys:
            assert isinstance(typed, Typed)
            typed = typed.then("enter" if key == "\r" else key, table(), most)
        return typed

    assert after("u1", 9) == (0, LINK, 1)
    assert after("u1", 10) == Typed("", "u", "1")
    assert after("u10", 10) == (0, LINK, 10)
    assert after("u11", 10) == (0, LINK, 11)
    assert after("u1x", 10) is None and after("u1²", 10) is None
    assert after("u2", 19) == (0, LINK, 2)
    assert after("u1\r", 120) == (0, LINK, 1)
    assert after("u12", 120) == Typed("", "u", "12")
    assert after("u13", 120) == (0, LINK, 13)
    assert after("u120", 120) == (0, LINK, 120)
    assert told(Typed("", "u", "1"), table(), 80) == "u1 …  Enter link 1 · or one more digit"


def test_a_digit_that_an_action_has_begins_no_number() -> None:
    mine = {**table(), "5": (1, BY_ID["zen"], 0)}
    assert Typed().then("5", mine) == (1, BY_ID["zen"], 0)
    assert Typed().then("4", mine) == Typed("4")


def test_where_nothing_counts_there_is_no_number() -> None:
    assert Typed().then("4", {"enter": (0, OPEN, 0)}) is None
    assert Typed().then("٤", table()) is None, "a digit of another script is a letter"


def test_what_can_follow_is_told_by_key() -> None:
    assert told(Typed("", "u"), table(), 80) == "u …  1–9 link"
    assert told(Typed("3", "u"), table(), 80) == "3u …  1–9 link"
    assert Keys().pressed["u 1"]


def test_where_there_is_little_room_the_last_keys_have_no_word() -> None:
    ways = {f"g {key}": (0, BY_ID[id], 0) for key, id in (("g", "first"), ("u", "go_unread"), ("t", "go_tags"))}
    assert told(Typed("", "g"), ways, 32) == "g …  g first · u unread · t tags"
    assert told(Typed("", "g"), ways, 31) == "g …  g first  u unread  t tags"
    assert told(Typed("", "g"), ways, 29) == "g …  g first  u unread  t"
    assert told(Typed("", "g"), ways, 1) == "g …  g  u  t"
