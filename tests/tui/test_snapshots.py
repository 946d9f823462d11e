"""What the desk looks like, in a dozen pictures; MONITOR_RENEW=1 in front of pytest takes them anew.

Look at each that is taken anew (`git diff tests/tui/snapshots`) before it is committed: nothing else says that it is
right.
"""

import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, date, datetime
from email.utils import formatdate
from html import escape
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from monitor import config, times
from monitor.feeds import child, wire
from monitor.matching.watchlist import Watchlist
from monitor.store import feeds, marks, saving, schema
from monitor.store.feeds import Update
from monitor.store.schema import transaction
from monitor.tui import workbench
from tests.newsroom import NOW, config_text
from tests.tui import pictures
from tests.tui.desk import Desk, Office, opened

FOLDER = Path(__file__).parent / "snapshots"
RIVER, HILL, COAST = "https://river.example/feed", "https://hill.example/feed", "https://coast.example/feed"
FEEDS = {RIVER: "River Post", HILL: "山城日报", COAST: "Coast Wire"}
WATCHES = {
    "Bridges": ["bridge", "桥", "สะพาน", "တံတား", "पुल", "جسر"],
    "Ferries": ["ferry NEAR/6 night"],
    "Lighthouse": ["lighthouse keeper"],
}
TITLES = {
    RIVER: (
        "The old bridge opens again after nine weeks",
        "Night ferry ⛴️ takes bicycles from Monday",
        "Council counts its herons",
        "สะพานไม้ข้ามแม่น้ำปิดซ่อมสามวัน",
        "တံတားအသစ်ကို မနက်ဖြန် ဖွင့်မည်",
        "A bridge of rope, and a ferry at night",
    ),
    HILL: ("新桥通车，渡轮停航", "पहाड़ी पुल पर बर्फ़", "茶园的春天"),
    COAST: ("جسر المشاة فوق الخليج", "Lighthouse lamp is a century old", "Fog [/] again: no boats 🇹🇭 👩‍👩‍👧‍👦"),
}
STORY = """<h2>What was done</h2><p>The bridge over the Alder was closed in spring. Two of its piers were
<a href="https://river.example/piers">set anew</a>, says the surveyor, and one was only painted.</p>
<ul><li>nine weeks of work</li><li>a bridge keeper for the first month</li></ul>
<blockquote>We did not lose a single stone, and found one that nobody had missed.</blockquote>
<p>Read more: <a href="https://river.example/other">Herons are counted</a></p>"""
"""An invented story with all that the reader draws."""
MINUTE, HOUR = 60, 3600


class Today(date):
    """The day on which the pictures are taken."""

    @classmethod
    def today(cls) -> "Today":
        return cls.fromtimestamp(NOW)


@pytest.fixture(autouse=True)
def still(able: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Time stands still, and is that of Greenwich."""
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    monkeypatch.setattr(workbench, "date", Today)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def feed_of(url: str) -> bytes:
    """A feed with an item for each of its titles, ever longer ago; the first of all has a story."""
    first = NOW - (12 + 9 * list(TITLES).index(url)) * MINUTE
    items = "".join(
        f"<item><title>{escape(title)}</title><guid>{title}</guid><link>{url}/{number}</link><author>A. Writer</author>"
        f"<pubDate>{formatdate(first - 31 * number * number * HOUR)}</pubDate>"
        f"<description>{escape(title if number or url != RIVER else STORY)}</description></item>"
        for number, title in enumerate(TITLES[url])
    )
    return f'<rss version="2.0"><channel><title>{FEEDS[url]}</title>{items}</channel></rss>'.encode()


@pytest.fixture
def town(tmp_path: Path) -> Office:
    """Three feeds, two of them polled well, with entries of which some are read, starred and tagged."""
    office = Office(tmp_path / "config.toml", tmp_path / "store.db")
    office.config.write_text(config_text(FEEDS, WATCHES), "utf-8")
    settings = config.load(office.config)
    found = Watchlist(settings.watches).found
    with closing(schema.connect(office.store)) as db:
        with transaction(db):
            feeds.subscribe(db, settings.feeds)
            for state in feeds.states(db):
                feed = next(feed for feed in settings.feeds if feed.url == state.url)
                parsed = child.read(wire.Job(feed, feed.url, "", NOW, feed_of(feed.url)), found)
                saving.save(db, state.id, parsed.found, NOW - 5 * MINUTE)
                feeds.record(db, state, Update("new", NOW - 5 * MINUTE, NOW + 25 * MINUTE, 200, title=parsed.title))
                if feed.url == COAST:
                    failed = Update("error", NOW - MINUTE, NOW + 59 * MINUTE, 503, "the server answered 503")
                    feeds.record(db, state, failed)
        ids = {row["title"]: row["id"] for row in db.execute("SELECT id, title FROM entries")}
        marks.mark(db, [ids[TITLES[RIVER][3]], ids[TITLES[COAST][0]]], "read", True, NOW)
        marks.mark(db, [ids[TITLES[HILL][0]]], "starred", True, NOW)
        marks.tag(db, [ids[TITLES[RIVER][4]]], "call", True, NOW)
    return office


@asynccontextmanager
async def shown(office: Office, size: tuple[int, int]) -> AsyncIterator[Desk]:
    """The desk, its poller between two rounds."""
    async with opened(office, size) as desk:
        assert not desk.main.config.problems
        then = datetime.fromtimestamp(NOW + 25 * MINUTE, UTC)
        desk.main.take_event({"state": "idle", "next_poll": times.iso(int(then.timestamp()))})
        await desk.settle()
        yield desk


async def compare(desk: Desk, name: str) -> None:
    """Compare the screen with the picture of that name, or take that anew."""
    for each in desk.app.screen.query(Input):
        each.cursor_blink = False
    for area in desk.app.screen.query(TextArea):
        area.cursor_blink = False
    await desk.settle()
    now, file = pictures.taken(desk.app), FOLDER / f"{name}.txt"
    if os.environ.get("MONITOR_RENEW"):
        file.write_text(pictures.written(now), "utf-8")
    before = pictures.read(file.read_text("utf-8"))
    told = pictures.differences(before, now)
    assert not told, f"{name} looks different:\n" + "\n".join([*told, "", *map(_row, now)])


def _row(row: list[pictures.Cell]) -> str:
    return "".join(cell.text for cell in row)


async def test_wide(town: Office) -> None:
    """Watches, matches and reader side by side."""
    async with shown(town, (160, 40)) as desk:
        await compare(desk, "wide")


async def test_middle(town: Office) -> None:
    """The reader below the matches, with a story in it."""
    async with shown(town, (120, 36)) as desk:
        await desk.press("enter")
        await compare(desk, "middle")


async def test_narrow(town: Office) -> None:
    """One pane at a time: the list, then what is read."""
    async with shown(town, (60, 20)) as desk:
        await compare(desk, "narrow-list")
        await desk.press("enter")
        await compare(desk, "narrow-reader")


@pytest.mark.parametrize("theme", ["light", "contrast"])
async def test_theme(town: Office, theme: str) -> None:
    """The same in the house's other themes."""
    look = f'[look]\ntheme = "monitor-{theme}"\n'
    town.config.write_text(town.config.read_text("utf-8") + look, "utf-8")
    async with shown(town, (120, 30)) as desk:
        await desk.press("j", "j")
        await compare(desk, theme)


async def test_without_colour_and_signs(town: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What colours and signs tell elsewhere is told by weight and letters."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "vt220")
    async with shown(town, (120, 30)) as desk:
        await desk.press("j")
        await compare(desk, "poor")


async def test_search(town: Office) -> None:
    """What was found, the words marked."""
    async with shown(town, (120, 30)) as desk:
        await desk.press("slash", *"bridge")
        await desk.press("enter")
        await compare(desk, "search")


@pytest.mark.parametrize(("name", "keys"), [
    ("why", ["w"]), ("workbench", ["e"]), ("health", ["v"]), ("help", ["question_mark"]),
])  # fmt: skip
async def test_screen(town: Office, name: str, keys: list[str]) -> None:
    """A screen over the main one."""
    async with shown(town, (120, 36)) as desk:
        await desk.press(*keys)
        await compare(desk, name)


async def test_a_difference_is_told_cell_by_cell(town: Office) -> None:
    """Where, what it was and what it is, in words and in styles."""
    async with shown(town, (120, 30)) as desk:
        before = pictures.taken(desk.app)
        assert pictures.read(pictures.written(before)) == before
        await desk.press("j")
        told = pictures.differences(before, pictures.taken(desk.app))
    assert told[0].startswith("row 2, cells 30 to 120: “ ● 12m B   River Post") and "”; its style was" in told[0]
    assert any("is “" in line for line in told[1:]), "the reader shows another entry"
