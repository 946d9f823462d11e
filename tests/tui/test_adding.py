"""Adding a feed or a keyword: what is found is shown before it is subscribed to."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from monitor import cells, config
from monitor.model import Feed, Match, Span
from monitor.tui import adding, app
from monitor.tui.adding import AddScreen, FeedRows, TitledRows
from monitor.tui.offered import NothingThere, Offered, Titled
from monitor.tui.overlay import Edited
from monitor.tui.plain import Plain
from monitor.tui.watches import colours
from tests.newsroom import Newsroom
from tests.tui.desk import FEED, SIZES, Desk, Office, opened

RAID = Match("Raids", "strong", (Span("title", 2, 6, "raid", "raid", "exact"),))
NEWS = Offered(
    "https://new.example/feed", "New Herald", 2, 1, {"Raids": 1},
    (Titled("A raid at noon", None, (RAID,)), Titled("Rice", None, ())), False, "", False,
)  # fmt: skip
SPORT = replace(NEWS, url="https://new.example/sport", title="New Sport", matched=0, watches={}, newest=())


@pytest.fixture(autouse=True)
def still(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk does not read the config again that is written here."""
    monkeypatch.setattr(app, "_CONFIG_SECONDS", 60)


def finds(monkeypatch: pytest.MonkeyPatch, *feeds: Offered, problem: str = "") -> list[str]:
    """Let these be found, or a problem; the addresses that are asked for come to stand in the list."""
    asked: list[str] = []

    async def offered_at(address: str, config: Path, store: Path) -> AsyncIterator[Offered]:
        asked.append(address)
        for feed in feeds:
            yield feed
        if problem:
            raise NothingThere(problem)

    monkeypatch.setattr(adding, "offered_at", offered_at)
    return asked


async def ask(desk: Desk, typed: str) -> list[Edited | str | None]:
    """Open the screen and enter something; what it is left with is put into the list."""
    left: list[Edited | str | None] = []
    known = colours(desk.main.config.watches)
    desk.app.push_screen(AddScreen(desk.main.store, desk.office.config, known), left.append)
    await desk.settle()
    desk.app.screen.query_one("#add-address", Input).value = typed
    await desk.pilot.press("enter")
    # A process of its own may take its time on a busy machine.
    await desk.until(desk.is_at_rest)
    await desk.settle()
    return left


def subscribed(office: Office) -> list[Feed]:
    return list(config.load(office.config).feeds)


async def test_a_feed_is_shown_with_what_the_watches_find_and_subscribed_to(
    bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = finds(monkeypatch, NEWS)
    before = config.read(bare.config)
    async with opened(bare) as desk:
        left = await ask(desk, "new.example")
        assert asked == ["new.example"]
        assert "[x]     2 entries     1 match  New Herald" in desk.screen
        assert "Matches: Raids 1" in desk.screen and "A raid at noon" in desk.screen
        assert NEWS.url not in [feed.url for feed in subscribed(bare)]
        await desk.press("enter")
        assert left == [Edited("New Herald is subscribed to")]
        assert subscribed(bare)[-1] == Feed(NEWS.url)
        await desk.press("U")
        await desk.until(lambda: config.read(bare.config) == before)


async def test_what_is_typed_is_really_looked_at(bare: Office, newsroom: Newsroom) -> None:
    url = newsroom.publish("/feed", "A raid", "Rice")
    async with opened(bare) as desk:
        left = await ask(desk, url)
        assert "Feed /feed" in desk.screen and "Matches: Raids 1" in desk.screen
        await desk.press("enter")
        assert isinstance(left[0], Edited) and subscribed(bare)[-1].url == url


async def test_of_several_feeds_those_with_a_tick_are_added(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, NEWS, SPORT)
    async with opened(bare) as desk:
        left = await ask(desk, "new.example")
        await desk.press("space", "j", "space", "enter")
        assert [feed.url for feed in subscribed(bare)][2:] == [SPORT.url]
        assert isinstance(left[0], Edited) and left[0].said == "New Sport is subscribed to"


async def test_both_may_be_added_in_one_change(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, NEWS, SPORT)
    async with opened(bare) as desk:
        left = await ask(desk, "new.example")
        await desk.press("j", "space", "enter")
        assert [feed.url for feed in subscribed(bare)][2:] == [NEWS.url, SPORT.url]
        assert isinstance(left[0], Edited) and left[0].said == "2 feeds are subscribed to"


async def test_one_address_in_two_spellings_is_added_once(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    again = replace(NEWS, url="https://NEW.example:443/feed")
    finds(monkeypatch, NEWS, again)
    async with opened(bare) as desk:
        left = await ask(desk, "new.example")
        await desk.press("j", "space", "enter")
        assert [feed.url for feed in subscribed(bare)][2:] == [NEWS.url]
        assert left == [Edited("New Herald is subscribed to")]


async def test_title_and_tags_can_be_given(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, NEWS)
    async with opened(bare) as desk:
        await ask(desk, "new.example")
        await desk.press("tab", *"Mine", "tab", *"a, b,a", "enter")
        assert subscribed(bare)[-1] == Feed(NEWS.url, "Mine", ("a", "b"))


async def test_a_title_belongs_to_its_feed(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, NEWS, SPORT)
    async with opened(bare) as desk:
        await ask(desk, "new.example")
        await desk.press("tab", *"Mine", "shift+tab", "j")
        assert desk.app.screen.query_one("#add-name", Input).value == ""
        await desk.press("space", "enter")
        assert [feed.title for feed in subscribed(bare)][2:] == ["Mine", ""]


async def test_nothing_is_added_without_a_tick(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, NEWS)
    async with opened(bare) as desk:
        left = await ask(desk, "new.example")
        await desk.press("space", "enter")
        assert left == [] and "Space chooses" in desk.screen


async def test_what_is_subscribed_to_cannot_be_chosen(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, replace(NEWS, url=FEED, is_subscribed=True))
    async with opened(bare) as desk:
        await ask(desk, FEED)
        await desk.press("space", "enter")
        assert "subscribed already" in desk.screen and "No feed is chosen" in desk.screen
        assert len(subscribed(bare)) == 2


@pytest.mark.parametrize("typed", ["scam hub", '"node.js"', "title:raid", "遣返", "raid link:https://a.example/x"])
async def test_what_is_no_address_is_a_keyword(typed: str, bare: Office) -> None:
    async with opened(bare) as desk:
        assert await ask(desk, f" {typed} ") == [typed]


async def test_a_list_of_addresses_is_no_keyword(bare: Office) -> None:
    async with opened(bare) as desk:
        await desk.press("a")
        desk.app.post_message(events.Paste("https://one.example/feed\nhttps://two.example/feed\n"))
        await desk.press("enter")
        assert isinstance(desk.app.screen, AddScreen)
        assert desk.app.screen.query_one("#add-told", Plain).text.startswith(
            "These are several addresses: type one at a time"
        )


@pytest.mark.parametrize("typed", ["feeds.opml", "~/My feeds.OPML"])
async def test_a_list_of_feeds_is_neither_an_address_nor_a_keyword(typed: str, bare: Office) -> None:
    async with opened(bare) as desk:
        assert await ask(desk, typed) == []
        assert "monitor feeds import FILE" in desk.app.screen.query_one("#add-told", Plain).text


@pytest.mark.parametrize("typed", ["https://new.example/feeds.opml", "new.example/feeds.opml"])
async def test_what_is_at_an_address_that_ends_as_such_a_file_is_looked_at(
    typed: str, bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = finds(monkeypatch, NEWS)
    async with opened(bare) as desk:
        await ask(desk, typed)
        assert asked == [typed]


async def test_a_problem_is_told_and_the_field_can_be_put_right(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, problem="It answers 404 Not Found.")
    async with opened(bare) as desk:
        left = await ask(desk, "node.js")
        assert "404" in desk.screen and "quotation marks" in desk.screen
        finds(monkeypatch, replace(NEWS, entries=0, error="it is no feed, and no feed was found on it"))
        await desk.press("enter")
        assert "node.js" in desk.screen and "it is no feed" in " ".join(desk.screen.split())
        assert left == [] and desk.app.focused is desk.app.screen.query_one("#add-address")


async def test_the_cursor_stays_on_its_feed_while_others_are_found_and_no_entry_looks_selected(
    bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = asyncio.Event()

    async def offered_at(address: str, config: Path, store: Path) -> AsyncIterator[Offered]:
        yield SPORT
        yield NEWS
        await more.wait()
        yield replace(SPORT, url="https://new.example/third")

    monkeypatch.setattr(adding, "offered_at", offered_at)
    async with opened(bare) as desk:
        desk.app.push_screen(AddScreen(desk.main.store, desk.office.config, {}))
        await desk.settle()
        screen = desk.app.screen
        screen.query_one("#add-address", Input).value = "new.example"
        await desk.pilot.press("enter")
        rows, entries = screen.query_one(FeedRows), screen.query_one(TitledRows)
        await desk.until(lambda: rows.count == 2 and desk.app.focused is rows)
        await desk.pilot.press("down")
        more.set()
        await desk.until(lambda: rows.count == 3)
        await desk.settle()
        assert rows.selected == NEWS and entries.count
        lines = range(entries.size.height)
        assert len({part.style and part.style.bgcolor for line in lines for part in entries.render_line(line)}) == 1


async def test_a_feed_of_one_entry_has_one_entry(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, replace(NEWS, entries=1, matched=0, watches={}), SPORT)
    async with opened(bare) as desk:
        await ask(desk, "new.example")
        assert "    1 entry       0 match  New Herald" in desk.screen and "    2 entries     0 match" in desk.screen
        assert "No watch finds anything in its 1 entry." in desk.screen


async def test_a_title_as_long_as_a_screen_leaves_room_for_what_was_done(
    bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    finds(monkeypatch, replace(NEWS, title="News from the border " * 40))
    async with opened(bare) as desk:
        left = await ask(desk, "new.example")
        await desk.press("enter")
        await desk.until(lambda: left)
        assert isinstance(left[0], Edited) and left[0].said.endswith("… is subscribed to")
        assert cells.width(left[0].said) < 100


async def test_an_address_is_looked_for_as_it_was_typed_so_that_what_was_not_tried_is_told(
    bare: Office, newsroom: Newsroom
) -> None:
    async with opened(bare) as desk:
        await ask(desk, newsroom.publish("/feed", "A").removeprefix("http://"))
        assert "write http:// in front" in " ".join(desk.screen.split())


async def test_an_address_marked_as_a_feed_s_is_looked_at(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = finds(monkeypatch, NEWS)
    async with opened(bare) as desk:
        await ask(desk, "feed:https://new.example/f")
        assert asked == ["https://new.example/f"]


async def test_an_address_that_cannot_be_one_is_refused(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = finds(monkeypatch)
    async with opened(bare) as desk:
        await ask(desk, "file:///etc/passwd")
        assert "must begin with http:// or https://" in desk.screen and asked == []


async def test_without_a_network_it_can_be_added_untested(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, Offered(NEWS.url, "", 0, 0, {}, (), False, "no network", True))
    async with opened(bare) as desk:
        await ask(desk, NEWS.url)
        assert "[ ]" in desk.screen and "untested" in desk.screen
        await desk.press("space", "enter")
        assert subscribed(bare)[-1].url == NEWS.url


async def test_escape_stops_looking_then_leaves(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    is_ended = asyncio.Event()

    async def offered_at(address: str, config: Path, store: Path) -> AsyncIterator[Offered]:
        try:
            await asyncio.sleep(60)
            yield NEWS
        finally:
            is_ended.set()

    monkeypatch.setattr(adding, "offered_at", offered_at)
    async with opened(bare) as desk:
        left: list[Edited | str | None] = []
        desk.app.push_screen(AddScreen(desk.main.store, bare.config, {}), left.append)
        await desk.settle()
        desk.app.screen.query_one("#add-address", Input).value = "new.example"
        await desk.pilot.press("enter")
        await desk.until(lambda: "looking at https://new.example" in desk.screen)
        await desk.pilot.press("escape")
        await desk.until(is_ended.is_set)
        assert left == [] and "looking" not in desk.screen
        await desk.press("escape")
        assert left == [None] and desk.app.screen is desk.main


async def test_escape_stops_looking_at_what_was_entered_last(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, ended = list[str](), list[str]()

    async def offered_at(address: str, config: Path, store: Path) -> AsyncIterator[Offered]:
        asked.append(address)
        try:
            await asyncio.sleep(60)
            yield NEWS
        finally:
            # The process that looks is ended, which takes its time.
            await asyncio.sleep(0.1)
            ended.append(address)

    monkeypatch.setattr(adding, "offered_at", offered_at)
    async with opened(bare) as desk:
        left: list[Edited | str | None] = []
        desk.app.push_screen(AddScreen(desk.main.store, bare.config, {}), left.append)
        await desk.settle()
        for address in ("https://one.example", "https://two.example"):
            desk.app.screen.query_one("#add-address", Input).value = address
            await desk.pilot.press("enter")
            await desk.until(lambda address=address: address in asked)  # type: ignore[misc]
        await desk.until(lambda: ended == asked[:1])
        await desk.pilot.press("escape")
        await desk.until(lambda: ended == asked)
        assert left == [] and "looking" not in desk.screen
        await desk.press("escape")
        assert left == [None]


async def test_escape_goes_from_what_was_found_to_the_field(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, NEWS)
    async with opened(bare) as desk:
        left = await ask(desk, "new.example")
        await desk.press("escape")
        assert "New Herald" not in desk.screen and left == []
        await desk.press("escape")
        assert left == [None]


async def test_a_password_in_an_address_is_not_shown(bare: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "https://me:secret@new.example/feed"
    finds(monkeypatch, replace(NEWS, url=secret, title=""))
    async with opened(bare) as desk:
        await ask(desk, secret)
        desk.app.screen.query_one("#add-address", Input).value = ""
        await desk.settle()
        assert desk.app.screen.query_one(FeedRows).count == 1 and "secret" not in desk.screen


@pytest.mark.parametrize("size", [*SIZES, (60, 20)])
async def test_every_line_fits_and_titles_are_no_markup(
    size: tuple[int, int], bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = "[@click=app.quit]x[/] [bold]မြဝတီ 边境 " * 4
    finds(monkeypatch, replace(NEWS, title=title, newest=(Titled(title, 0, (RAID,)),), error=f"{title} is damaged"))
    async with opened(bare, size) as desk:
        await ask(desk, "new.example")
        assert desk.screen.count("[@click=app.quit]") >= 2
        await desk.press("tab")
        assert {cells.width(line) for line in desk.lines()} == {size[0]}
        assert desk.app.is_running


async def test_what_is_wrong_with_one_of_several_feeds_is_told_too(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = replace(NEWS, url="https://new.example/gone", entries=0, error="the server answered 404")
    finds(monkeypatch, NEWS, gone, SPORT)
    async with opened(office) as desk:
        await ask(desk, "https://new.example/")
        assert "New Herald" in desk.screen and "New Sport" in desk.screen
        assert "https://new.example/gone: the server answered 404." in desk.screen


async def test_in_a_low_terminal_the_keys_are_told_and_the_field_that_is_typed_into_is_seen(
    bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    finds(monkeypatch, replace(NEWS, entries=0, newest=(), offline=True, error="the name new.example does not exist"))
    async with opened(bare, (60, 12)) as desk:
        await ask(desk, "new.example")
        assert "Enter subscribe" in desk.screen
        await desk.press("tab")
        await desk.until(lambda: "Title  its own" in desk.screen)
        await desk.press("tab", *"border")
        await desk.until(lambda: "Tags   border" in desk.screen and "Enter subscribe" in desk.screen)
        await desk.press("tab")
        assert desk.app.focused is desk.app.screen.query_one("#add-address")
