"""Why an entry matches: what is told of every watch, with the words that made it, and what can be done from there."""

import re
import threading
from contextlib import closing

import pytest
from textual.screen import Screen

from monitor import cells
from monitor.model import Dropped, Entry, Match, Span
from monitor.store import marks, schema
from monitor.tui import sequence, why
from monitor.tui.mute import MuteScreen
from monitor.tui.plain import Plain
from monitor.tui.watches import colours
from monitor.tui.why import WhyRows, WhyScreen, Wish, passages
from monitor.tui.workbench import WorkbenchScreen
from tests.tui.desk import SIZES, WATCHES, Desk, Office, entry, opened

HOSTILE = "[@click=app.quit]raid[/] [bold]မြဝတီ"


async def ask(desk: Desk, title: str) -> list[Wish | None]:
    """Open the screen on an entry and wait for the answer; what it is left with is put into the list."""
    (row,) = [row for row in desk.office.rows() if row.title == title]
    left: list[Wish | None] = []
    screen = WhyScreen(desk.main.store, desk.main.config, row.id, colours(desk.main.config.watches))
    desk.app.push_screen(screen, left.append)
    await desk.settle()
    return left


async def test_watches_that_match_stand_first_and_the_others_are_folded(office: Office) -> None:
    async with opened(office) as desk:
        await ask(desk, "More rain")
        assert "Weather  strong" in desk.screen and "“rain” in title and summary" in desk.screen
        assert "1 other watch does not match" in desk.screen and "Raids" not in desk.screen
        await desk.press("enter")
        assert "Raids  no match" in desk.screen and "“raid” does not stand here" in desk.screen
        await desk.press("enter")
        assert "Raids" not in desk.screen


async def test_where_no_watch_matches_all_are_shown(office: Office) -> None:
    async with opened(office) as desk:
        await ask(desk, "Quiet day")
        assert "2 watches do not match" in desk.screen
        assert "Raids  no match" in desk.screen and "Weather  no match" in desk.screen


async def test_matched_words_have_their_watchs_colour(office: Office) -> None:
    async with opened(office) as desk:
        await ask(desk, "A raid in the rain")
        known = colours(desk.main.config.watches)
        segments = [segment for strip in desk.app.screen._compositor.render_strips() for segment in strip]
        for watch, (word,) in WATCHES.items():
            drawn = {
                each.style.color.name.lower()
                for each in segments
                if each.text == word and each.style and each.style.color
            }
            assert drawn == {known[watch].lower()}


async def test_evidence_for_and_against_a_concept_is_told_with_its_weights(bare: Office) -> None:
    bare.configure({"Hubs": ["scam hubs"]})
    story = "Soldiers found 312 workers at the cyber-scam site. The guards of the scam site left a video game."
    bare.publish([entry("A raid", summary=story)])
    async with opened(bare, (160, 50)) as desk:
        await ask(desk, "A raid")
        assert "scam hubs → @scam_hubs: " in desk.screen
        assert "@scam_hubs comes to +" in desk.screen and "it starts at −" in desk.screen
        weights = [line.split()[0] for line in desk.lines() if line.split()[1:2] in (["title"], ["body"])]
        assert {weight[0] for weight in weights} == {"+", "−"}


async def test_it_says_what_no_watch_looks_at(bare: Office) -> None:
    text = "A quiet day.\nRelated: A raid at dawn"
    start = text.index("Related")
    place = Dropped("summary", start, len(text), "related link")
    bare.publish([entry("Quiet", summary=text, dropped=(place,))])
    async with opened(bare) as desk:
        await ask(desk, "Quiet")
        assert "only in a related link: “raid”" in desk.screen
        assert "related link  Related: A raid at dawn" in desk.screen


@pytest.mark.parametrize(("key", "what"), [("e", "edit"), ("M", "mute")])
async def test_it_is_left_to_do_something_about_the_watch_under_the_cursor(key: str, what: str, office: Office) -> None:
    async with opened(office) as desk:
        (row,) = [row for row in office.rows() if row.title == "A raid in the rain"]
        left = await ask(desk, row.title)
        rows = desk.app.screen.query_one(WhyRows)
        for _ in range(rows.count):
            if rows.here.watch != "Weather":
                await desk.press("j")
        assert "Weather" in desk.app.screen.query_one("#why-keys", Plain).text
        await desk.press(key)
        assert left == [Wish(what, "Weather", row.id)]  # type: ignore[arg-type]


async def test_it_tells_the_keys_for_the_watch_under_the_cursor(office: Office) -> None:
    async with opened(office, (80, 24)) as desk:
        await ask(desk, "More rain")
        await desk.press("enter")
        assert desk.lines()[-1].strip() == "Esc back  Enter fold  e edit  M mute: Weather"
        await desk.press("G")
        assert desk.lines()[-1].strip() == "Esc back  Enter fold  e edit: Raids"


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (200, 50)])
async def test_the_cursor_stays_on_its_watch_in_every_width(bare: Office, size: tuple[int, int]) -> None:
    text = " ".join(["A raid at the border, of which nobody had been told before the rain began."] * 3)
    bare.publish([entry("A raid in the rain", summary=text)])
    async with opened(bare) as desk:
        left = await ask(desk, "A raid in the rain")
        rows = desk.app.screen.query_one(WhyRows)
        watches = [rows._lines[at][0].watch for at in range(rows.count)]
        rows.move_to(watches.index("Weather") + 2)
        line = rows.here
        for each in (size, (120, 36), size):
            await desk.resize(each)
            assert rows.here is line and not rows.is_away
        assert "Weather" in desk.app.screen.query_one("#why-keys", Plain).text
        await desk.press("M")
        assert [wish.watch for wish in left if wish] == ["Weather"]


async def test_what_is_muted_from_there_is_the_entry_that_was_explained(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("w")
        with closing(schema.connect(office.store)) as db:
            (row,) = [row for row in office.rows() if row.title == desk.selected]
            marks.mark(db, [row.id], "dismissed", True, 1)
        await desk.until(lambda: desk.selected != row.title)
        await desk.press("M")
        assert isinstance(desk.app.screen, MuteScreen)
        assert desk.app.screen._stored is not None and desk.app.screen._stored.row.title == row.title


async def test_an_entry_that_has_gone_is_told_of_where_it_is_to_be_muted(office: Office) -> None:
    async with opened(office) as desk:
        desk.main._wished(Wish("mute", "Raids", 4711))
        await desk.settle()
        assert "no longer stored" in desk.said and desk.app.screen is desk.main


@pytest.mark.parametrize("key", ["e", "M"])
async def test_a_watch_that_is_gone_from_the_config_meanwhile_is_told_of(key: str, office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("w")
        office.configure({"Sieges": ["raid"]})
        await desk.until(lambda: [watch.name for watch in desk.main.config.watches] == ["Sieges"])
        await desk.press(key)
        assert "The watch “Raids” is no longer in the config." in desk.said and desk.app.screen is desk.main


async def test_a_watch_that_does_not_match_has_nothing_to_mute(office: Office) -> None:
    async with opened(office) as desk:
        left = await ask(desk, "Quiet day")
        await desk.press("j", "M")
        assert left == [] and "only that has something to mute" in desk.said


@pytest.mark.parametrize("key", ["escape", "q", "w"])
async def test_it_closes_and_nothing_is_done(key: str, office: Office) -> None:
    async with opened(office) as desk:
        left = await ask(desk, "Rain all week")
        await desk.press(key)
        assert left == [None] and desk.app.screen is desk.main


async def test_looking_does_not_hold_the_keys_up_for_long(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequence, "_PATIENCE", 0.1)
    may_go_on, explained = threading.Event(), why.explained
    monkeypatch.setattr(why, "explained", lambda *given: (may_go_on.wait(60), explained(*given))[1])
    async with opened(office) as desk:
        row = office.rows()[0]
        desk.app.push_screen(WhyScreen(desk.main.store, desk.main.config, row.id, {}))
        await desk.until(lambda: "looking …" in desk.screen)
        await desk.pilot.press("j", "escape")
        assert desk.app.screen is desk.main
        may_go_on.set()
        await desk.settle()
        assert desk.app.is_running


@pytest.mark.parametrize(("key", "kind"), [("e", WorkbenchScreen), ("M", MuteScreen)])
async def test_what_is_wished_for_while_it_still_looks_is_done_when_the_watch_stands_there(
    key: str, kind: type[Screen[object]], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequence, "_PATIENCE", 0.1)
    may_go_on, explained = threading.Event(), why.explained
    monkeypatch.setattr(why, "explained", lambda *given: (may_go_on.wait(60), explained(*given))[1])
    async with opened(office) as desk:
        await desk.pilot.press("w", key)
        assert isinstance(desk.app.screen, WhyScreen) and desk.said == ""
        may_go_on.set()
        await desk.until(lambda: isinstance(desk.app.screen, kind))
        await desk.settle()
        assert "Raids" in desk.screen


async def test_a_store_that_cannot_be_read_is_told_of_and_no_key_waits_for_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise schema.StoreError("The store is not to be read.")

    monkeypatch.setattr(why, "explained", fail)
    async with opened(office) as desk:
        await desk.press("w")
        assert "The store is not to be read." in desk.screen
        await desk.press("e")
        assert desk.said == "Put the cursor on the watch that you want to edit."


async def test_an_entry_that_has_gone_is_told_of(office: Office) -> None:
    async with opened(office) as desk:
        desk.app.push_screen(WhyScreen(desk.main.store, desk.main.config, 999, {}))
        await desk.settle()
        assert "This entry is no longer stored." in desk.screen


def test_passages_are_cut_at_blanks_and_those_that_meet_are_one() -> None:
    text = "word " * 60 + "raid " + "word " * 10 + "raid " + "word " * 60
    at = [place for place in range(len(text)) if text.startswith("raid", place)]
    spans = tuple(Span("content", place, place + 4, "raid", "raid", "exact") for place in at)
    (one,) = passages(entry("Title", summary="", content=text), Match("Raids", "likely", spans))
    assert one.text.count("raid") == 2 and {*one.text.split()} == {"raid", "word"}
    assert [one.text[span.start : span.end] for span, _ in one.marks] == ["raid", "raid"]


def test_a_text_full_of_matched_words_is_told_in_a_few_passages_of_readable_length() -> None:
    text = " ".join(f"word{number} raid" for number in range(50_000))
    spans = tuple(span(found.start(), found.end()) for found in re.finditer("raid", text))
    told = list(passages(Entry("k", "T", content=text), Match("w", "likely", spans)))
    assert len(told) == 4 and all(500 < len(each.text) <= 1_000 for each in told)
    assert " ".join(each.text for each in told).startswith("word0 raid word1 raid")
    for each in told:
        assert {each.text[mark.start : mark.end] for mark, _ in each.marks} == {"raid"}
    whole = list(passages(Entry("k", "T", content=text), Match("w", "likely", (span(0, len(text)),))))
    assert [len(each.text) for each in whole] == [1_000]


def span(start: int, end: int) -> Span:
    return Span("content", start, end, "raid", "raid", "exact")


async def test_lines_of_a_long_paragraph_are_drawn_without_marking_it_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[str] = []
    real = why.marked
    monkeypatch.setattr(why, "marked", lambda text, *more: times.append(text) or real(text, *more))
    office.publish([entry("raid long", content="raid and more words here in between " * 100)])
    async with opened(office) as desk:
        await ask(desk, "raid long")
        await desk.press(*"jjj", "pagedown", "pageup")
        assert "raid and more" in desk.screen
        assert len(times) == len(desk.app.screen.query_one(WhyRows)._marked)


def test_a_summary_that_begins_the_content_is_not_shown_twice() -> None:
    spans = tuple(Span(field, 2, 6, "raid", "raid", "exact") for field in ("summary", "content"))
    told = [*passages(entry("Title", summary="A raid.", content="A raid."), Match("Raids", "likely", spans))]
    assert [each.lead[0].strip() for each in told] == ["summary"]


@pytest.mark.parametrize("size", [*SIZES, (60, 20)])
async def test_every_line_fits_and_texts_are_no_markup(bare: Office, size: tuple[int, int]) -> None:
    bare.configure({"[red]Raids[/]": ["raid"], "Weather": ["rain"]})
    bare.publish([entry(HOSTILE, summary=f"နေပြည်တော် {HOSTILE} " * 40)])
    async with opened(bare, size) as desk:
        await ask(desk, HOSTILE)
        assert "[@click=app.quit]" in desk.screen and "[red]Raids[/]" in desk.screen
        for key in ("end", "enter", "home"):
            await desk.press(key)
            assert {cells.width(line) for line in desk.lines()} == {size[0]}
            assert not [line for line in desk.lines() if "…" in line]


@pytest.mark.parametrize("word", ["raid", "raids"])
async def test_no_line_is_wrapped_to_the_cell_that_the_scroll_bar_takes(bare: Office, word: str) -> None:
    bare.configure({"Raids": ["raid"]})
    bare.publish([entry(HOSTILE, summary=f"{'a ' * 90}{word}{' a' * 90}")])
    async with opened(bare, (60, 8)) as desk:
        await ask(desk, HOSTILE)
        assert not [line for line in desk.lines() if "a…" in line]
