"""The pane of watches: what there is to list, how much of it is unread, and choosing from it."""

import pytest

from monitor import cells
from monitor.model import Watch
from monitor.store.entries import Choice
from monitor.tui.palette import LIGHT, completed, watch_colour
from monitor.tui.signs import OTHER as NO_MARK
from monitor.tui.watches import Place, WatchRows, colours, columns, marks, places, renamed
from tests.tui.desk import MIXED, OTHER, Office, entry, opened


def test_every_watch_stands_between_all_and_the_rest() -> None:
    watches = [Watch("B", ("b",)), Watch("A", ("a",))]
    names = [place.name for place in places(watches, colours(watches), marks(watches))]
    assert names == ["All matches", "B", "A", "Starred", "Dismissed", "Everything"]


def test_what_is_counted_is_known_by_its_watch() -> None:
    assert Place("All matches", Choice()).watch == ""
    assert Place("Raids", Choice(watch="Raids")).watch == "Raids"
    assert Place("Everything", Choice(all=True)).watch is None
    assert Place("Starred", Choice(all=True, starred=True)).watch is None
    assert Place("Search: x", Choice(all=True, ids=())).watch is None


def test_each_watch_has_a_colour_its_own_or_the_next_in_turn() -> None:
    watches = [Watch(f"w{n}", ("x",), colour="#fedcba" if n == 3 else "") for n in range(14)]
    chosen = colours(watches)
    assert chosen["w3"].lower() == "#fedcba"
    assert len(set(list(chosen.values())[4:12])) == 8
    assert chosen["w0"] != chosen["w1"]


@pytest.mark.parametrize("name", ["red", "ansi_bright_red", "teal", "crimson", "#a0b1c2", "darkorange", ""])
def test_every_colour_is_one_that_rich_knows(name: str) -> None:
    from rich.color import Color

    assert Color.parse(watch_colour(name, 0))


async def test_counts_stand_beside_the_watches(office: Office) -> None:
    async with opened(office) as desk:
        rows = [line.split("▎")[0] for line in desk.lines()]
        assert next(row for row in rows if "All matches" in row).split()[-1] == "5"
        assert next(row for row in rows if "Raids" in row).split()[-1] == "3"
        await desk.press("A")
        assert not [row for row in desk.lines() if "Raids" in row[:20] and any(c.isdigit() for c in row.split("▎")[0])]


async def test_moving_lists_the_watch_at_once(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "j")
        assert desk.listed == ["A raid at dawn", "Second raid", "A raid in the rain"]
        await desk.press("j")
        assert desk.listed == ["Rain all week", "A raid in the rain", "More rain"]
        await desk.press("G")
        assert desk.listed == list(MIXED)
        await desk.press("k")
        assert desk.listed == []
        await desk.press("home")
        assert len(desk.listed) == 5


async def test_enter_goes_to_the_list(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "j", "enter")
        assert desk.main.pane == "entries"
        assert desk.app.focused is desk.main.listing.rows
        await desk.press("j")
        assert desk.selected == "Second raid"


async def test_a_click_chooses_the_watch_under_the_mouse(office: Office) -> None:
    async with opened(office) as desk:
        y = next(y for y, line in enumerate(desk.lines()) if "Weather" in line[:26])
        await desk.pilot.click(offset=(4, y))
        await desk.settle()
        assert desk.main.listing.place.name == "Weather"
        assert desk.main.pane == "watches"
        await desk.pilot.click(offset=(4, y), times=2)
        await desk.settle()
        assert desk.main.pane == "entries"


async def test_an_entry_of_two_watches_counts_in_both(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "j", "enter", "G", "m")
        counts = desk.main.watch_rows.counts
        assert (counts["Raids"], counts["Weather"], counts[""]) == ((2, 3), (2, 3), (4, 5))


async def test_names_longer_than_the_pane_leave_room_for_the_count(bare: Office) -> None:
    long = "ဆိုင်ရာ သတင်းများ အားလုံး စောင့်ကြည့်ရန်"
    bare.configure({long: ["raid"], "x" * 60: ["rain"]})
    bare.publish([entry(title) for title in MIXED], OTHER)
    async with opened(bare) as desk:
        rows = [line.split("▎")[0].rstrip() for line in desk.lines()]
        for start in ("▌ဆ ဆိုင်", "▌X xxx"):
            (row,) = [row for row in rows if row.startswith(start)]
            assert "…" in row and row.endswith("3")


async def test_a_watch_without_matches_is_listed_and_says_so(bare: Office) -> None:
    bare.configure({"Raids": ["raid"], "Comets": ["comet"]})
    bare.publish([entry("A raid")])
    async with opened(bare) as desk:
        await desk.press("h", "j", "j")
        assert desk.main.listing.place.name == "Comets"
        assert desk.listed == []
        assert "0 of " in desk.screen


async def test_the_place_under_the_cursor_stays_in_sight_where_watches_are_added_above_it(bare: Office) -> None:
    names = [f"Watch {number}" for number in range(60)]
    bare.configure({name: ["raid"] for name in names[:40]})
    async with opened(bare) as desk:
        rows = desk.main.watch_rows
        await desk.press("h", "G")
        bare.configure({name: ["raid"] for name in names})
        await desk.until(lambda: len(rows.places) == 64)
        await desk.settle()
        assert rows.place.name == "Everything" and 0 <= rows.line < rows.size.height


async def test_an_edit_of_the_config_leaves_the_watches_as_they_are_where_a_narrow_terminal_hides_them(
    bare: Office,
) -> None:
    names = [f"Watch {number}" for number in range(30)]
    bare.configure({name: ["raid"] for name in names})
    async with opened(bare, (60, 15)) as desk:
        rows = desk.main.watch_rows
        await desk.press("h", *"j" * 19, *"k" * 4)
        seen = rows.scroll_offset.y
        assert seen and rows.line > 0
        await desk.press("l")
        bare.configure({name: ["raid"] for name in (*names, "One more")})
        await desk.until(lambda: len(rows.places) == 35)
        await desk.press("h")
        assert rows.scroll_offset.y == seen and rows.place.name == "Watch 14"


async def test_many_watches_scroll(bare: Office) -> None:
    bare.configure({f"Watch {n}": [f"word{n}"] for n in range(60)})
    async with opened(bare, (120, 24)) as desk:
        await desk.press("h", "G")
        assert "Everything" in desk.screen
        assert desk.main.watch_rows.place.name == "Everything"
        await desk.press("k", "k")
        assert "Watch 59" in desk.screen


def test_a_watch_has_another_colour_in_a_light_theme() -> None:
    watches = [Watch("A", ("a",)), Watch("B", ("b",), colour="yellow")]
    dark, light = colours(watches), colours(watches, completed(LIGHT))
    assert dark.keys() == light.keys()
    assert not set(dark.values()) & set(light.values())


DAYS = (0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4, 8)


def test_days_have_a_column_each_or_two_of_them_one_or_none() -> None:
    assert columns(DAYS, 20) == columns(DAYS, 14) == "        ▁   ▄█"
    assert columns(DAYS, 13) == columns(DAYS, 7) == "    ▁ █"
    assert columns(DAYS, 6) == columns((), 20) == columns(DAYS, -4) == ""


def drawn(name: str, unread: int, width: int, days: tuple[int, ...] = DAYS, mark: str = "R") -> str:
    rows = WatchRows()
    rows.places = [Place(name, Choice(watch=name), "#ff0000", mark=mark)]
    rows.counts, rows.activity = {name: (unread, 9_999)}, {name: days}
    return "".join(text for text, _ in rows.pieces(0, width))


@pytest.mark.parametrize("width", [16, 20, 26, 28, 30, 36, 40, 60, 80])
@pytest.mark.parametrize("name", ["Raids", "x" * 60, "妙瓦底园区电诈", "မြဝတီ သတင်း", "👩‍👩‍👧 news"])
@pytest.mark.parametrize("unread", [0, 7, 1_234_567])
def test_a_row_fills_its_pane_whatever_its_name_and_counts(name: str, unread: int, width: int) -> None:
    assert cells.width(drawn(name, unread, width)) == width


def test_the_chart_gives_way_to_the_name() -> None:
    assert "        ▁   ▄█" in drawn("Border crossings", 7, 40)
    assert "        ▁   ▄█" not in drawn("Ports", 7, 30), "all of them are alike"
    assert drawn("Border crossings", 7, 30) == "▌R Border crossings     ▁ █ 7 "
    assert drawn("Border crossings", 7, 29) == "▌R Border crossings        7 "
    assert drawn("Border crossings", 7, 22) == "▌R Border crossings 7 "
    assert drawn("Border crossings", 7, 20) == "▌R Border crossi… 7 "


def test_a_name_has_the_room_of_days_and_a_number_that_there_are_none_of() -> None:
    for name in ("Repatriation to Kenya", "Repatriation to Ethiopia"):
        assert name in drawn(name, 0, 28, (0,) * 14) and name in drawn(name, 0, 28)
    assert drawn("Raids", 0, 28, (0,) * 14).strip() == "▌R Raids"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("Raids", "Rain", "rice", "Reform"), "RAIE"),
        (("Scam hubs", "Scams", "Sc", "S"), "SC12"),
        (("Route 66", "R 6", "R", "r"), "R612"),
        (("妙瓦底", "妙瓦", "မြဝတီ", "ဝဲ", "สแกม", "เมย"), "妙瓦မဝสเ"),
        (("24/7", "2", "!!!"), "213"),
        (("ßa", "\u1160ß"), "ß1"),
    ],
)  # fmt: skip
def test_each_watch_has_a_mark_of_its_own_from_its_name_where_that_has_a_free_one(
    names: tuple[str, ...], found: str
) -> None:
    given = marks([Watch(name, ("x",)) for name in names])
    assert "".join(given.values()) == found


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ("ABC", "AXC", {"B": "X"}),
        ("ABC", "ACB", {}),
        ("AB", "ABC", {}),
        ("ABC", "AC", {}),
        ("AB", "BX", {}),
        ("AB", "XY", {"A": "X", "B": "Y"}),
    ],
)
def test_a_watch_has_another_name_where_a_new_one_stands_in_its_place(
    before: str, now: str, found: dict[str, str]
) -> None:
    assert renamed([Watch(name, ("x",)) for name in before], [Watch(name, ("x",)) for name in now]) == found


def test_of_more_watches_than_marks_none_has_that_of_another() -> None:
    given = list(marks([Watch(f"W{'a' * number}", ("x",)) for number in range(50)]).values())
    assert len(set(given)) == 37 and given[36:] == [NO_MARK] * 14


def test_the_new_name_of_a_watch_is_not_that_of_a_place_called_alike() -> None:
    def of(name: str) -> list[Place]:
        watches = [Watch(name, ("x",))]
        return places(watches, colours(watches), marks(watches))

    rows = WatchRows()
    rows.show(before := of("Starred"), {})
    rows.cursor = 2
    rows.show(of("Sky"), {"Starred": "Sky"})
    assert rows.place.choice.starred
    assert [rows.now(place).choice for place in before] == [place.choice for place in rows.places]


async def test_the_mark_of_a_watch_stands_before_its_name(bare: Office) -> None:
    bare.configure({"Raids": ["raid"], "Rain": ["rain"], "妙瓦底": ["x"]})
    async with opened(bare) as desk:
        rows = [line.split("▎")[0].rstrip() for line in desk.lines()[2:6]]
        assert rows == ["    All matches", "▌R  Raids", "▌A  Rain", "▌妙 妙瓦底"]


async def test_what_the_days_brought_is_drawn_at_once(office: Office) -> None:
    async with opened(office, (80, 24)) as desk:
        await desk.press("h")
        assert "▁   ▄█" not in desk.screen
        desk.main.watch_rows.activity = {"Raids": DAYS, "": DAYS}
        await desk.pilot.pause()
        charted = [line for line in desk.lines() if "        ▁   ▄█" in line]
        assert [line.split()[1] for line in charted] == ["matches", "Raids"]


async def test_a_watch_is_removed_once_that_has_been_asked_and_comes_back(office: Office) -> None:
    before = office.config.read_text()
    async with opened(office) as desk:
        await desk.press("g", "w", "j", "D")
        name = desk.main.watch_rows.place.name
        assert f"Remove the watch “{name}” from the config? D once more does it" in desk.said
        # Another watch is another question.
        await desk.press("j", "D", "k", "D")
        assert office.config.read_text() == before
        assert desk.said.count("once more does it") == 1
        await desk.press("D")
        await desk.until(lambda: name not in [place.name for place in desk.main.watch_rows.places])
        assert "once more does it" not in desk.said
        assert f"The watch {name} was removed. U takes it back." in desk.said
        await desk.press("U")
        await desk.until(lambda: name in [place.name for place in desk.main.watch_rows.places])
        assert office.config.read_text() == before


async def test_only_a_watch_among_the_watches_is_removed(office: Office) -> None:
    before = office.config.read_text()
    async with opened(office) as desk:
        await desk.press("g", "w", "g", "g", "D", "D")
        assert "No watch is meant here" in desk.said
        assert office.config.read_text() == before
