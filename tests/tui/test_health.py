"""The feeds and their health: those in trouble first, and what to do about them."""

import os
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.screen import Screen
from textual.widgets import Input

from monitor import cells, config, times
from monitor.actions import Keys
from monitor.config.feed import edit_feed
from monitor.feeds import parse
from monitor.feeds.http import wish
from monitor.model import Feed
from monitor.store import schema
from monitor.store.feeds import State
from monitor.store.health import Health, of_feeds
from monitor.times import HOUR, MINUTE
from monitor.tui import app, store
from monitor.tui import health as health_screen
from monitor.tui.feed_form import FeedForm
from monitor.tui.health import HealthScreen, detail
from monitor.tui.health_rows import ORDERS, HealthRows, having, next_poll, ordered, word
from monitor.tui.plain import Plain
from monitor.tui.watches import Place
from tests.tui.desk import FEED, MIXED, OTHER, SIZES, Desk, Office, aged, entry, opened

NOW = time.time()


def health(**known: object) -> Health:
    base: dict[str, object] = {
        "id": 1, "url": FEED, "title": "Border Ledger", "etag": "", "last_modified": "", "body_hash": "",
        "status": "new", "http": 200, "error": "", "failures": 0, "last_poll": int(NOW) - 90, "last_good": None,
        "next_poll": int(NOW) + 3600, "newest": None,
    }  # fmt: skip
    extra = {name: known.pop(name) for name in ("weekly", "weekly_matches", "gap", "last", "site") if name in known}
    return Health(State(**{**base, **known}), 3, 1, **extra)  # type: ignore[arg-type]


def fail(office: Office, url: str, error: str, status: str = "error", failures: int = 3) -> None:
    office.execute(
        f"UPDATE feeds SET status = '{status}', error = '{error}', failures = {failures}, http = 500, "
        f"last_poll = {int(NOW)}, next_poll = {int(NOW) + 600} WHERE url = '{url}'"
    )


def told_in(form: Screen[object]) -> str:
    """What is said under the fields of a feed."""
    return form.query_one("#feed-form-told", Plain).text


def test_when_a_feed_is_polled_next() -> None:
    assert next_poll(health(next_poll=int(NOW) - 5), NOW) == "due"
    assert next_poll(health(status="gone"), NOW) == "never"
    assert ":" in next_poll(health(), NOW)


def test_a_feed_in_sentences() -> None:
    assert "not been polled" in detail(health(last_poll=None, status="never"), NOW, Keys())
    said = detail(health(status="error", error="the server failed", failures=4, http=500), NOW, Keys())
    assert FEED in said and "500" in said and "The server failed (4 times in a row)." in said
    assert "not polled any more" in detail(health(status="gone", error="it is gone"), NOW, Keys())
    assert "HTTP" not in detail(health(http=None), NOW, Keys())


def test_a_poll_of_before_the_clock_was_set_back_was_just_now() -> None:
    later = int(NOW) + 172_800
    said = detail(health(status="error", failures=2, last_poll=later, last_good=later), NOW, Keys())
    assert "Last polled 0 s ago" in said and "The last good poll was 0 s ago." in said


async def test_until_when_a_host_is_left_alone_stands_there_as_all_times_do(office: Office) -> None:
    until = int(NOW) + 7_200
    fail(office, FEED, f"the server wants less; {wish(FEED, until)}")
    office.execute(f"UPDATE feeds SET next_poll = {until}")
    async with opened(office, (200, 36)) as desk:
        await desk.press("v")
        at = times.clock(until, time.time())
        (row,) = [line for line in desk.lines() if " fails " in line]
        assert f"left alone until {at} " in row and row.count(at) == 2
        screen = desk.app.screen
        assert isinstance(screen, HealthScreen) and f"left alone until {at} (3 times" in said(screen, "detail")


async def test_a_day_that_no_month_has_is_told_as_it_stands_in_the_store(office: Office) -> None:
    """Another program has written it there."""
    fail(office, FEED, "paper.example asked to be left alone until 2026-02-31T25:00:00Z")
    async with opened(office) as desk:
        await desk.press("v")
        assert "left alone until 2026-02-31T25:00:00Z" in desk.screen


def test_of_a_page_in_place_of_a_feed_it_names_the_key_that_finds_the_feed() -> None:
    said = detail(health(status="error", error=f"it is a web page; {parse._NO_FEED}"), NOW, Keys())
    assert "a on the main screen finds it" in said and "monitor feeds add" not in said


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
async def test_no_note_stands_over_the_question_whether_to_remove(office: Office, size: tuple[int, int]) -> None:
    async with opened(office, size) as desk:
        await desk.press("v", "r")
        await desk.until(lambda: "Asked the poller" in desk.screen)
        await desk.press("D")
        shown = " ".join(desk.screen.split())
        assert "Asked the poller" not in shown and "D once more does it, Esc does not." in shown


async def test_the_answer_to_the_question_is_seen_also_of_a_feed_with_a_title_as_long_as_a_screen(bare: Office) -> None:
    bare.configure(feeds={FEED: "News from all along the border road " * 40})
    async with opened(bare, (80, 24)) as desk:
        await desk.press("v", "r")
        await desk.until(lambda: "Asked the poller for News from" in desk.said)
        assert cells.width(desk.said) < 160
        await desk.press("D")
        shown = " ".join(desk.screen.split())
        assert "Remove “News from all" in shown and "D once more does it, Esc does not." in shown


async def test_on_the_smallest_screen_all_keys_stand_below_what_is_wrong_with_a_feed(office: Office) -> None:
    fail(office, FEED, "the server answered 503 Service Unavailable: it has no time for anybody at the moment")
    async with opened(office, (40, 12)) as desk:
        await desk.press("v")
        shown = " ".join(desk.screen.split())
        assert "fails" in shown and "Last polled" in shown and "/ filter Esc back" in shown
        await desk.press("D")
        shown = " ".join(desk.screen.split())
        assert "D once more does it" in shown and "/ filter Esc back" in shown


async def test_feeds_in_trouble_stand_first(office: Office) -> None:
    fail(office, OTHER, "the server answers 500")
    async with opened(office) as desk:
        await desk.press("v")
        lines = [line for line in desk.lines() if "Border Ledger" in line or "Capital Gazette" in line]
        assert "Capital Gazette" in lines[0] and "the server answers 500" in lines[0]
        assert "Border Ledger" in lines[1]
        assert "3 times in a row" in desk.screen
        assert "1 failing" in desk.screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_names_of_the_columns_stand_over_them(office: Office, size: tuple[int, int]) -> None:
    fail(office, OTHER, "the server answers 500")
    async with opened(office, size) as desk:
        await desk.press("v")
        [names] = [line for line in desk.lines() if "what is wrong" in line]
        [row] = [line for line in desk.lines() if "Capital Gazette" in line]
        assert names.index("state") == row.index("fails") and names.index("feed") == row.index("Capital Gazette")
        assert names.index("what is wrong") == row.index("the server")


async def test_the_desk_says_that_a_feed_fails(office: Office) -> None:
    fail(office, OTHER, "the server answers 500")
    async with opened(office) as desk:
        desk.main.take_event({"state": "idle", "next_poll": None, "offline": False})
        assert "1 feed fails" in desk.text("#status")


@pytest.mark.parametrize("key", ["escape", "q", "v"])
async def test_it_closes(office: Office, key: str) -> None:
    async with opened(office) as desk:
        await desk.press("v")
        assert isinstance(desk.app.screen, HealthScreen)
        await desk.press("m", key)
        assert desk.app.screen is desk.main
        assert len(desk.unread) == 5


async def test_a_feed_and_all_feeds_are_asked_for(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("v", "G", "r")
        rows = desk.app.screen.query_one(HealthRows)
        assert office.asks() == {rows.items[1].state.url}
        assert rows.items[1].state.title in desk.said
        await desk.press("R")
        assert office.asks() == {FEED, OTHER}


async def test_it_follows_the_store_and_keeps_its_feed(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("v")
        rows = desk.app.screen.query_one(HealthRows)
        here = rows.items[rows.cursor].state.url
        other = OTHER if here == FEED else FEED
        fail(office, other, "it broke")
        await desk.until(lambda: rows.items[0].state.url == other)
        assert rows.items[rows.cursor].state.url == here
        await desk.until(lambda: "it broke" in desk.screen)


async def test_it_follows_one_that_cannot_be_written_too(office: Office, unwritable: pytest.MonkeyPatch) -> None:
    async with opened(office) as desk:
        await desk.press("v")
        rows = desk.app.screen.query_one(HealthRows)
        fail(office, FEED, "it broke")
        # As it happens it is the main screen that is told of it first.
        desk.main._look()
        await desk.until(lambda: rows.items[0].state.error == "it broke")


async def test_it_tells_how_old_a_poll_is_by_now_also_where_nothing_comes(
    bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next poll may be hours away."""
    bare.configure(feeds={FEED: "Border Ledger"})
    bare.publish(aged(["A raid"]))
    async with opened(bare, (140, 30)) as desk:
        await show(desk)
        await desk.until(lambda: " s ago" in desk.screen and "due" not in desk.screen)
        now = time.time
        monkeypatch.setattr(time, "time", lambda: now() + 3 * HOUR)
        await desk.until(lambda: "Last polled 3 h ago" in desk.screen and "next poll due" in desk.screen)
        assert " 3h " in desk.screen


async def test_it_follows_the_store_for_whoever_slept_while_the_entries_were_counted(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept = 0

    def sleep(db: sqlite3.Connection) -> list[Health]:
        nonlocal slept
        slept = slept or 8 * HOUR
        return of_feeds(db)

    monkeypatch.setattr(health_screen, "of_feeds", sleep)
    clock = SimpleNamespace(time=time.time, monotonic=lambda: time.monotonic() + slept)
    monkeypatch.setattr(health_screen, "time", clock)
    async with opened(office) as desk:
        _, rows, _ = await show(desk)
        await desk.until(lambda: rows.is_counted)
        fail(office, FEED, "it broke")
        slept += 2 * MINUTE
        await desk.until(lambda: rows.items[0].state.error == "it broke")


async def test_moving_tells_of_the_feed_under_the_cursor(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("v")
        for key in ("j", "k"):
            await desk.press(key)
            rows = desk.app.screen.query_one(HealthRows)
            assert any(rows.items[rows.cursor].state.url in line for line in desk.lines()[-8:])


async def test_without_feeds_it_says_what_to_do(bare: Office) -> None:
    bare.configure(feeds={})
    async with opened(bare) as desk:
        await desk.press("v")
        assert "No feeds yet" in desk.screen
        await desk.press("r", "R", "j", "enter")
        assert desk.app.is_running


@pytest.mark.parametrize("size", [*SIZES, (60, 20)])
async def test_every_line_fits_and_names_are_no_markup(bare: Office, size: tuple[int, int]) -> None:
    bare.configure(feeds={FEED: "[@click=app.quit]မြဝတီ[/]", OTHER: "边境 [bold]观察报[/] " * 5})
    bare.publish([])
    fail(bare, OTHER, "[/] နေပြည်တော် [red]x " * 9)
    async with opened(bare, size) as desk:
        await desk.press("v")
        assert {cells.width(line) for line in desk.lines()} == {size[0]}
        assert "[bold]" in desk.screen and "[@click" in desk.screen
        await desk.press("r")
        assert desk.app.is_running


async def show(desk: Desk) -> tuple[HealthScreen, HealthRows, list[object]]:
    """Open the feeds with the config's file; what the screen below is told comes back as it comes."""
    told: list[object] = []
    real = desk.main.post_message

    def listen(message: object) -> bool:
        if isinstance(message, HealthScreen.Listed):
            told.append(message)
        return real(message)  # type: ignore[arg-type]

    desk.main.post_message = listen  # type: ignore[method-assign, assignment]
    screen = HealthScreen(desk.main.store, desk.main.config, desk.office.config)
    await desk.app.push_screen(screen)
    await desk.until(lambda: screen.is_mounted)
    await desk.settle()
    return screen, screen.rows, told


def said(screen: HealthScreen, part: str) -> str:
    return screen.query_one(f"#health-{part}", Plain).text


def test_a_word_for_how_a_feed_is() -> None:
    day = 86_400
    assert word(health(newest=int(NOW) - 8 * day, gap=day), NOW) == "quiet"
    assert word(health(newest=int(NOW) - 6 * day, gap=day), NOW) == "ok"
    assert word(health(newest=int(NOW) - 90 * day, gap=day, status="error", error="x"), NOW) == "fails"
    assert word(health(error="it breaks off"), NOW) == "partly"
    assert word(health(status="gone"), NOW) == "gone"
    assert "silent for 8 days, usually for 24 h" in detail(health(newest=int(NOW) - 8 * day, gap=day), NOW, Keys())


def test_every_order_puts_first_what_it_is_named_for() -> None:
    busy = health(url="b", title="Busy", newest=int(NOW), weekly=9.0, weekly_matches=1.0, next_poll=5)
    silent = health(url="a", title="alone", newest=int(NOW) - 9_000_000, weekly=0.1, weekly_matches=2.0, next_poll=3)
    broken = health(url="z", title="Zero", status="error", error="x", weekly=0.5, next_poll=9)
    first = {order: ordered([busy, broken, silent], order, NOW)[0].state.title for order in ORDERS}
    assert first == {
        "trouble": "Zero", "title": "alone", "silence": "alone", "entries a week": "Busy", "matches a week": "alone",
        "next poll": "alone",
    }  # fmt: skip


def test_feeds_are_found_by_title_address_tag_state_and_error() -> None:
    feeds = [health(), health(url=OTHER, title="Capital Gazette", status="error", error="HTTP 500")]
    tags = {FEED: ("thailand",)}

    def found(words: str) -> list[str]:
        return [one.state.url for one in having(feeds, words, tags, NOW)]

    assert found("LEDGER") == found("thai") == found("ok border") == [FEED]
    assert found("fails") == found("500 gazette") == [OTHER]
    assert found(" ") == [FEED, OTHER]
    assert found("ledger fails") == []


async def test_numbers_come_once_the_entries_have_been_counted(bare: Office) -> None:
    bare.publish(aged([f"raid {n}" for n in range(14)]))
    async with opened(bare, (140, 30)) as desk:
        _, rows, _ = await show(desk)
        await desk.until(lambda: rows.is_counted)
        ledger = next(one for one in rows.items if one.state.url == FEED)
        assert (ledger.entries, ledger.weekly, ledger.weekly_matches) == (14, 14.0, 14.0)
        (line,) = [line for line in desk.lines() if "Border Ledger" in line]
        assert line.split()[:4] == ["ok", "14", "14", "14"]


async def test_of_a_feed_with_one_entry_one_stays_when_it_is_removed(bare: Office) -> None:
    bare.publish(aged(["A raid"]))
    async with opened(bare) as desk:
        _, rows, _ = await show(desk)
        await desk.until(lambda: rows.is_counted)
        rows.move_to(next(at for at, one in enumerate(rows.items) if one.state.url == FEED))
        await desk.press("D")
        assert "Its 1 entry stays stored, and U brings it back." in " ".join(desk.screen.split())


async def test_s_sorts_and_slash_narrows(office: Office) -> None:
    fail(office, OTHER, "the server answers 500")
    async with opened(office) as desk:
        screen, rows, _ = await show(desk)
        assert rows.items[0].state.url == OTHER
        await desk.press("s")
        assert rows.items[0].state.title == "Border Ledger" and "by title" in said(screen, "title")
        await desk.press("slash", *"gazette")
        assert [one.state.url for one in rows.items] == [OTHER]
        assert "1 of 2" in said(screen, "title")
        await desk.press("enter", "r")
        assert office.asks() == {OTHER}
        await desk.press("escape")
        assert rows.count == 2
        await desk.press("slash", *"s/D", "escape", "escape")
        assert desk.app.screen is desk.main
        assert len(config.load(office.config).feeds) == 2


async def test_in_the_field_the_bottom_line_names_what_is_a_key_there(office: Office) -> None:
    async with opened(office) as desk:
        screen, _, _ = await show(desk)
        before = said(screen, "keys")
        await desk.press("slash", *"gazette")
        assert said(screen, "keys") == "Enter lists  Esc all feeds"
        await desk.press("enter")
        assert said(screen, "keys") == before and "D remove" in before
        await desk.press("slash", "escape")
        assert said(screen, "keys") == before


async def test_a_feed_is_removed_only_by_a_second_key(office: Office) -> None:
    async with opened(office) as desk:
        screen, rows, _ = await show(desk)
        await desk.press("s", "D")
        assert "Remove “Border Ledger”" in said(screen, "detail") and "6 entries stay" in said(screen, "detail")
        await desk.press("escape")
        assert "Remove" not in said(screen, "detail")
        await desk.press("D", "j", "k", "D")
        assert len(config.load(office.config).feeds) == 2
        before = office.config.read_text()
        await desk.press("D")
        assert [one.state.url for one in rows.items] == [OTHER]
        assert [feed.url for feed in config.load(office.config).feeds] == [OTHER]
        assert len(office.rows()) == 6
        await desk.press("U")
        assert office.config.read_text() == before
        assert rows.count == 2 and "remove Border Ledger" in desk.said


async def test_a_feed_that_was_removed_is_gone_from_all_of_the_desk_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_CONFIG_SECONDS", 3600)
    async with opened(office) as desk:
        await show(desk)
        await desk.press("s", "D", "D", "escape")
        assert [feed.url for feed in desk.main.config.feeds] == [OTHER]
        _, rows, _ = await show(desk)
        assert [one.state.url for one in rows.items] == [OTHER]
        await desk.press("U", "escape")
        assert len(desk.main.config.feeds) == 2


async def test_undo_waits_for_what_is_being_written(office: Office) -> None:
    async with opened(office) as desk:
        _, rows, _ = await show(desk)
        before = office.config.read_text()
        await desk.press("D", "D", "U")
        assert office.config.read_text() == before and rows.count == 2
        await desk.press("U")
        assert "Nothing to undo" in desk.said


@pytest.mark.parametrize("keys", ["DD", "U", "r"])
async def test_what_could_not_be_written_is_told_also_where_the_screen_was_left(
    office: Office, monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.3)
    is_left, is_locked = threading.Event(), store.is_locked
    monkeypatch.setattr(store, "is_locked", lambda db: is_left.wait(60) and is_locked(db))
    async with opened(office) as desk:
        await show(desk)
        with closing(sqlite3.connect(office.store, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await desk.pilot.press(*keys, "escape")
            assert desk.app.screen is desk.main and not desk.said
            is_left.set()
            await desk.until(lambda: "stayed locked" in desk.said)
    assert len(config.load(office.config).feeds) == 2


async def test_changes_that_wait_in_line_are_made_though_the_screen_was_left(office: Office) -> None:
    async with opened(office) as desk:
        await show(desk)
        with closing(sqlite3.connect(office.store, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await desk.pilot.press("g", "g", "D", "D", "j", "D", "D", "escape")
            assert desk.app.screen is desk.main
        await desk.settle()
    assert config.load(office.config).feeds == ()


async def test_what_an_editor_does_to_the_config_is_followed(office: Office) -> None:
    async with opened(office) as desk:
        _, rows, _ = await show(desk)
        office.configure(feeds={OTHER: "Gazette"})
        await desk.until(lambda: [one.state.title for one in rows.items] == ["Gazette"])


async def test_so_is_what_it_did_before_the_desk_had_looked(office: Office) -> None:
    async with opened(office) as desk:
        office.configure(feeds={OTHER: "Gazette"})
        await desk.app.push_screen(HealthScreen(desk.main.store, desk.main.config, office.config))
        rows = desk.app.screen.query_one(HealthRows)
        assert OTHER in {one.state.url for one in rows.items}  # and FEED, unless the desk was quicker
        await desk.until(lambda: [one.state.title for one in rows.items] == ["Gazette"])


async def test_a_feed_is_edited_in_a_form(office: Office) -> None:
    async with opened(office) as desk:
        _, rows, _ = await show(desk)
        await desk.press("s", "e")
        form = desk.app.screen
        assert isinstance(form, FeedForm)
        assert form.query_one("#feed-title", Input).value == "Border Ledger"
        await desk.press("end", *" D", "tab", *"thai, mae sot,,thai", "tab", *"soon", "enter")
        assert desk.app.screen is form and "no length of time" in form.query_one("#feed-form-told", Plain).text
        await desk.press("backspace", "backspace", "backspace", "backspace", *"90m", "enter")
        (feed, _) = config.load(office.config).feeds
        assert feed == Feed(FEED, "Border Ledger D", ("thai", "mae sot"), 5400)
        assert rows.items[0].state.title == "Border Ledger D"
        await desk.press("e", *"xyz", "escape")
        assert config.load(office.config).feeds[0] == feed
        await desk.press("U")
        assert config.load(office.config).feeds[0] == Feed(FEED, "Border Ledger")


async def test_what_is_wrong_in_the_form_is_seen_in_a_low_terminal(office: Office) -> None:
    async with opened(office, (60, 12)) as desk:
        await show(desk)
        await desk.press("e", "tab", "tab", *"soon", "enter")
        assert "“soon” is no length of time: write 30m, 2h or 1d, or" in desk.screen
        assert "leave it empty." in desk.screen


async def test_the_form_takes_nothing_back_that_an_editor_changed_meanwhile(office: Office) -> None:
    async with opened(office) as desk:
        await show(desk)
        await desk.press("s", "e")
        theirs = Feed(FEED, "Border Ledger", ("thailand", "border"), 600)
        config.save(office.config, edit_feed(office.config.read_text(), theirs))
        await desk.press("end", *" D", "enter")
        assert config.load(office.config).feeds[0] == replace(theirs, title="Border Ledger D")
        await desk.press("e", "end", *"!")
        config.save(office.config, edit_feed(office.config.read_text(), replace(theirs, title="Theirs")))
        await desk.press("enter")
        assert "The title changed in the file meanwhile" in told_in(desk.app.screen)
        assert config.load(office.config).feeds[0] == replace(theirs, title="Theirs")
        await desk.press("enter")
        assert isinstance(desk.app.screen, HealthScreen)
        assert config.load(office.config).feeds[0] == replace(theirs, title="Border Ledger D!")


async def test_an_edit_that_is_refused_leaves_the_form_open_with_what_was_typed(office: Office) -> None:
    async with opened(office) as desk:
        await show(desk)
        await desk.press("s", "e", "end", *" D")
        form, before = desk.app.screen, office.config.read_text()
        office.config.write_text("feeds = [")
        await desk.press("enter")
        assert desk.app.screen is form and "put right" in told_in(form)
        assert form.query_one("#feed-title", Input).value == "Border Ledger D"
        office.config.write_text(before)
        await desk.press("!", "enter")
        assert isinstance(desk.app.screen, HealthScreen)
        assert config.load(office.config).feeds[0].title == "Border Ledger D!"


async def test_an_edit_of_nothing_waits_for_no_other_program_and_minds_no_broken_config(office: Office) -> None:
    async with opened(office) as desk:
        await show(desk)
        await desk.press("s", "e")
        office.config.write_text("feeds = [")
        with closing(schema.connect(office.store)) as other:
            other.execute("BEGIN IMMEDIATE")
            await desk.press("enter")
            assert isinstance(desk.app.screen, HealthScreen)
            other.execute("COMMIT")
        await desk.press("U")
        assert "Nothing to undo" in desk.said


async def test_an_edit_that_waits_for_another_program_is_made_once(office: Office) -> None:
    async with opened(office) as desk:
        await show(desk)
        await desk.press("s", "e")
        form = desk.app.screen
        with closing(schema.connect(office.store)) as other:
            other.execute("BEGIN IMMEDIATE")
            await desk.pilot.press("end", *" D", "enter", "x", "enter", "escape")
            assert desk.app.screen is form
            other.execute("COMMIT")
        await desk.settle()
        assert config.load(office.config).feeds[0].title == "Border Ledger D"
        assert isinstance(desk.app.screen, HealthScreen)


async def test_a_tag_with_a_comma_in_it_that_nobody_touches_stays(office: Office) -> None:
    named = Feed(FEED, "Border Ledger", ("north, east",))
    config.save(office.config, edit_feed(office.config.read_text(), named))
    async with opened(office) as desk:
        await show(desk)
        await desk.press("s", "e", "end", *" D", "enter")
        assert config.load(office.config).feeds[0] == replace(named, title="Border Ledger D")


async def test_a_config_that_cannot_be_changed_says_why(office: Office) -> None:
    async with opened(office) as desk:
        await show(desk)
        office.config.write_text("feeds = [")
        await desk.press("D", "D")
        assert "put right" in desk.said
        assert office.config.read_text() == "feeds = ["


async def test_enter_lists_the_entries_of_a_feed(office: Office) -> None:
    office.publish([entry("Rain elsewhere")], OTHER)
    async with opened(office) as desk:
        _, rows, told = await show(desk)
        await desk.press("s", "j")
        assert rows.selected is not None and rows.selected.state.url == OTHER
        await desk.press("enter")
        assert desk.app.screen is desk.main
        (listed,) = told
        assert isinstance(listed, HealthScreen.Listed)
        place: Place = listed.place
        desk.main.listing.visit(place)
        await desk.settle()
        assert (place.name, desk.listed) == ("Feed: Capital Gazette", ["Rain elsewhere"])
        await desk.press("escape")
        assert desk.main.listing.place.name == "All matches"


async def test_what_comes_of_a_feed_whose_entries_are_listed_is_listed_too(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("v", "s", "enter")
        assert desk.main.listing.place.name == "Feed: Border Ledger"
        await desk.press("j")
        office.publish([entry("Late edition")])
        await desk.until(lambda: desk.listed == ["Late edition", *MIXED])
        assert desk.selected == MIXED[1], "the cursor stays on its entry"
        office.publish([entry("Rain elsewhere")], OTHER)
        await desk.until(lambda: desk.main.watch_rows.counts[""] == (6, 6))
        assert desk.listed == ["Late edition", *MIXED], "of that feed alone"


async def test_whoever_comes_back_from_the_entries_of_a_feed_stands_where_she_was(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("v", "s", "j", "enter")
        assert desk.main.listing.place.name == "Feed: Capital Gazette"
        await desk.press("v")
        back = desk.app.screen
        assert isinstance(back, HealthScreen) and "by title" in said(back, "title")
        assert back.rows.selected is not None and back.rows.selected.state.url == OTHER
        await desk.press("slash", *"gazette", "enter", "v", "v")
        assert "1 of 2" in desk.screen and desk.app.focused is not None and desk.app.focused.id == "health-rows"
        assert desk.app.screen.query_one("#health-filter", Input).display, "what keeps the others away is seen"
        await desk.press("escape", "escape", "v")
        assert "2 · 0 failing" in desk.screen and "by title" in desk.screen


PAPERS = {f"https://p.example/{number}": f"Paper {number:02}" for number in range(1, 61)}
FIRST, *_, LAST = PAPERS


def stood_on(desk: Desk) -> str:
    """The address of the feed under the cursor, which is to be seen, its entries counted."""
    rows = desk.app.screen.query_one(HealthRows)
    assert rows.is_counted and rows.selected is not None and 0 <= rows.line < rows.size.height
    return rows.selected.state.url


async def test_the_feed_that_one_comes_back_to_is_seen_where_it_stands_by_its_numbers(bare: Office) -> None:
    bare.configure(feeds=PAPERS)
    bare.publish(aged([f"Raid {number}" for number in range(9)]), LAST)
    async with opened(bare) as desk:
        await desk.press("v", "s", "s", "s")
        assert "by entries a week" in desk.screen and stood_on(desk) == LAST
        await desk.press("enter")
        await desk.press("v")
        assert stood_on(desk) == LAST


async def test_the_feed_that_one_stands_on_is_seen_where_a_poll_puts_it_and_the_wheel_is_left_alone(
    bare: Office,
) -> None:
    def poll(url: str, days: int) -> int:
        due = now + days * 24 * HOUR
        bare.execute(f"UPDATE feeds SET next_poll = {due} WHERE url = '{url}'")
        return due

    bare.configure(feeds=PAPERS)
    bare.publish(aged(["Raid"]), LAST)
    now = int(time.time())
    bare.execute(f"UPDATE feeds SET status = 'unchanged', last_poll = {now}, next_poll = {now} + id * {HOUR}")
    async with opened(bare) as desk:
        await desk.press("v", *"sssss", "j", "k")
        rows = desk.app.screen.query_one(HealthRows)
        first = stood_on(desk)
        due = poll(first, 10)
        await desk.until(lambda: rows.items[-1].state.next_poll == due)
        assert stood_on(desk) == first and rows.line == rows.size.height - 1
        rows.scroll_to(y=0, animate=False, immediate=True)
        due = poll(rows.items[0].state.url, 20)
        await desk.until(lambda: rows.items[-1].state.next_poll == due)
        assert rows.scroll_offset.y == 0


def fall_silent(office: Office, feed: str) -> None:
    """It published every second day, and nothing for twenty days."""
    found = [entry(f"Raid {number}", (20 + 2 * number) * 24 * 60) for number in range(9)]
    office.publish(found, feed)
    office.execute(f"UPDATE feeds SET newest = {int(time.time()) - 20 * 24 * HOUR} WHERE url = '{feed}'")


async def test_the_feed_in_trouble_is_stood_on_though_its_silence_is_told_by_its_entries(bare: Office) -> None:
    bare.configure(feeds=PAPERS)
    fall_silent(bare, LAST)
    async with opened(bare) as desk:
        await desk.press("v")
        assert stood_on(desk) == LAST
        await desk.press("j", "enter")
        await desk.press("v")
        assert stood_on(desk) == FIRST
        await desk.press("slash", *"quiet", "enter")
        assert stood_on(desk) == LAST
        await desk.press("enter")
        await desk.press("v")
        assert "1 of 60" in desk.screen and stood_on(desk) == LAST


async def test_a_browser_that_fails_is_told_of_where_the_feeds_have_been_left_meanwhile(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    own = os.open(gate, os.O_RDWR)
    script = tmp_path / "looks-for-one"
    script.write_text(f"#!/bin/sh\nread line < {gate}\nexit 3\n")
    script.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(script))
    office.execute(f"UPDATE feeds SET site = 'https://ledger.example/' WHERE url = '{FEED}'")
    async with opened(office) as desk:
        _, rows, _ = await show(desk)
        await desk.until(lambda: rows.is_counted)
        await desk.press("s")
        await desk.pilot.press("o", "escape")
        assert desk.app.screen is desk.main
        os.write(own, b"\n")
        await desk.until(lambda: "exit code 3" in desk.said)
    os.close(own)


async def test_o_opens_the_site(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    opened_with: list[list[str]] = []
    start = subprocess.Popen

    def started(command: list[str], **_: object) -> subprocess.Popen[bytes]:
        opened_with.append(command)
        return start(["true"])

    monkeypatch.setattr(subprocess, "Popen", started)
    monkeypatch.setenv("BROWSER", "true")
    office.execute(f"UPDATE feeds SET site = 'https://ledger.example/' WHERE url = '{FEED}'")
    async with opened(office) as desk:
        _, rows, _ = await show(desk)
        await desk.until(lambda: rows.is_counted)
        await desk.press("s", "o")
        assert [command[-1] for command in opened_with] == ["https://ledger.example/"]
        await desk.press("j", "o")
        assert "names no site" in desk.said


async def test_passwords_in_addresses_are_not_shown(bare: Office) -> None:
    bare.configure(feeds={"https://me:secret@a.example/feed": "A"})
    async with opened(bare) as desk:
        await show(desk)
        await desk.press("e")
        assert "secret" not in desk.screen
        await desk.press("escape")
        assert "secret" not in desk.screen


@pytest.mark.parametrize("size", [(60, 20), (200, 50)])
async def test_the_form_takes_hostile_titles_as_text(bare: Office, size: tuple[int, int]) -> None:
    bare.configure(feeds={FEED: "[@click=app.quit]边境[/] " * 3})
    async with opened(bare, size) as desk:
        await show(desk)
        await desk.press("e")
        assert "[@click" in desk.screen
        assert {cells.width(line) for line in desk.lines()} == {size[0]}
        await desk.press("escape")
        assert isinstance(desk.app.screen, HealthScreen)
