"""The feeds and their health: those in trouble first, and what to do about them."""

import time

import pytest

from monitor import cells
from monitor.store.feeds import Health, State
from monitor.tui.health import HealthRows, HealthScreen, detail, next_poll
from tests.tui.desk import FEED, OTHER, SIZES, Office, opened

NOW = time.time()


def health(**known: object) -> Health:
    base: dict[str, object] = {
        "id": 1, "url": FEED, "title": "Border Ledger", "etag": "", "last_modified": "", "body_hash": "",
        "status": "new", "http": 200, "error": "", "failures": 0, "last_poll": int(NOW) - 90, "last_good": None,
        "next_poll": int(NOW) + 3600, "newest": None,
    }  # fmt: skip
    return Health(State(**{**base, **known}), 3, 1)  # type: ignore[arg-type]


def fail(office: Office, url: str, error: str, status: str = "error", failures: int = 3) -> None:
    office.execute(
        f"UPDATE feeds SET status = '{status}', error = '{error}', failures = {failures}, http = 500, "
        f"last_poll = {int(NOW)}, next_poll = {int(NOW) + 600} WHERE url = '{url}'"
    )


def test_when_a_feed_is_polled_next() -> None:
    assert next_poll(health(next_poll=int(NOW) - 5), NOW) == "due"
    assert next_poll(health(status="gone"), NOW) == "never"
    assert ":" in next_poll(health(), NOW)


def test_a_feed_in_sentences() -> None:
    assert "not been polled" in detail(health(last_poll=None, status="never"), NOW)
    said = detail(health(status="error", error="the server failed", failures=4, http=500), NOW)
    assert FEED in said and "500" in said and "The server failed (4 times in a row)." in said
    assert "not polled any more" in detail(health(status="gone", error="it is gone"), NOW)
    assert "HTTP" not in detail(health(http=None), NOW)


async def test_feeds_in_trouble_stand_first(office: Office) -> None:
    fail(office, OTHER, "the server answers 500")
    async with opened(office) as desk:
        await desk.press("v")
        lines = [line for line in desk.lines() if "Border Ledger" in line or "Capital Gazette" in line]
        assert "Capital Gazette" in lines[0] and "the server answers 500" in lines[0]
        assert "Border Ledger" in lines[1]
        assert "3 times in a row" in desk.screen
        assert "1 failing" in desk.screen


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
        assert office.asks() == {rows.feeds[1].state.url}
        assert rows.feeds[1].state.title in desk.said
        await desk.press("R")
        assert office.asks() == {FEED, OTHER}


async def test_it_follows_the_store_and_keeps_its_feed(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("v")
        rows = desk.app.screen.query_one(HealthRows)
        here = rows.feeds[rows.cursor].state.url
        other = OTHER if here == FEED else FEED
        fail(office, other, "it broke")
        await desk.until(lambda: rows.feeds[0].state.url == other)
        assert rows.feeds[rows.cursor].state.url == here
        await desk.until(lambda: "it broke" in desk.screen)


async def test_moving_tells_of_the_feed_under_the_cursor(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("v")
        for key in ("j", "k"):
            await desk.press(key)
            rows = desk.app.screen.query_one(HealthRows)
            assert any(rows.feeds[rows.cursor].state.url in line for line in desk.lines()[-8:])


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
