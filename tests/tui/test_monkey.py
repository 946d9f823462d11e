"""Keys at random over all screens, at changing sizes, while others write to the store and the config."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from textual import events

from monitor import browser, cells, config
from monitor.actions import ACTIONS
from monitor.config import ConfigError
from monitor.store import marks, schema
from monitor.tui import adding, article, piping
from monitor.tui.article import Outcome
from monitor.tui.offered import Offered
from tests.tui.desk import FEED, OTHER, Desk, Office, aged, entry, opened

SEEDS = (1,)
ROUNDS = 6
"""Of a seed; each is a burst of keys, and what somebody else does at the same time."""
BURST = 18
SIZES = ((60, 20), (80, 24), (99, 24), (100, 30), (120, 36), (140, 40), (200, 50), (30, 8))
TITLES = (
    "A raid at dawn", "Rain all week", "Quiet day", "缅泰边境一电诈园区遭突袭 raid", "มึนงง raid ทหารบุกเมืองสแกม",
    "မြဝတီအနီး raid ငွေလိမ်စခန်းကို ဝင်ရောက်စီးနင်း", "បញ្ជូនត្រឡប់ជនបរទេស rain", "raid يوم المطر", "छापा raid बारिश",
    "raid 👨‍👩‍👧 🇲🇲 🏴", "[bold]raid[/] [@click=app.quit]", "x" * 400 + " raid", "", "raid " * 60,
)  # fmt: skip
WORDS = (
    "raid",
    "rain -dawn",
    "title:",
    "(((",
    "缅泰",
    "မြဝတီ",
    "/(a+)+$/",
    "==A",
    "[/]",
    "@scam_hubs",
    "NEAR/8",
    "unread:",
)
CONFIGS: tuple[dict[str, Any], ...] = (
    {},
    {"watches": {}},
    {"watches": {"Raids": ["raid"], "မြဝတီ [bold]": ["မြဝတီ", "rain"]}},
    {"feeds": {}},
    {"more": "broken ["},
    {"more": '[look]\nmeasure = 50\n'},
    {"more": '[keys]\npreset = "vim"\n'},
    {"more": '[keys]\npreset = "newsboat"\n'},
)  # fmt: skip
TYPED = sorted({key for action in ACTIONS for keys in action.keys for key in keys.split()} - {"ctrl+q", "ctrl+c"})
ALSO = ["1", "5", "9", "plus", "D", "delete", "backspace", "ctrl+s", "ctrl+t", "Q", "b", "comma", "x", "c"]


class Monkey:
    """Does at random what a person and her neighbours do; the same for the same seed."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk, self.dice = desk, random.Random(seed)
        self.pressed: list[str] = []

    async def act(self) -> None:
        """A burst of keys with something else in it, then time to come to rest."""
        other = self.dice.choice(
            (self.resize, self.publish, self.configure, self.mark_elsewhere, self.type, self.click)
        )
        await self.keys(BURST // 2)
        self.pressed.append(f"<{other.__name__}>")
        await other()
        await self.keys(BURST // 2)
        await self.desk.settle()

    async def keys(self, count: int) -> None:
        """Press keys one after the other, or all in one reading of the terminal."""
        is_at_once = self.dice.random() < 0.5
        for _ in range(count):
            key = self.dice.choice(TYPED + ALSO)
            if self.would_end(key, is_at_once):
                continue
            self.pressed.append(key)
            if is_at_once:
                self.desk.app.post_message(events.Key(key, key if len(key) == 1 else None))
            else:
                await self.desk.pilot.press(key)

    def would_end(self, key: str, is_at_once: bool) -> bool:
        """Whether a key could be one that ends the program from where it is pressed, which may be anywhere at once."""
        return key in ("q", "Q", "Z") and (key != "q" or is_at_once or self.desk.app.screen is self.desk.main)

    async def resize(self) -> None:
        await self.desk.pilot.resize_terminal(*self.dice.choice(SIZES))

    async def publish(self) -> None:
        fresh = [entry(f"raid {self.dice.random()} {title}") for title in self.dice.sample(TITLES, 3)]
        feed = self.dice.choice((FEED, OTHER))
        with suppress(ConfigError):
            if any(one.url == feed for one in config.load(self.desk.office.config).feeds):
                self.desk.office.publish(fresh, feed)

    async def configure(self) -> None:
        self.desk.office.configure(**self.dice.choice(CONFIGS))
        await asyncio.sleep(0.15)

    async def mark_elsewhere(self) -> None:
        with closing(schema.connect(self.desk.office.store)) as db:
            ids = [row.id for row in self.desk.office.rows()][:: self.dice.randint(1, 5)]
            what = self.dice.choice(("read", "starred", "dismissed"))
            marks.mark(db, ids, what, self.dice.random() < 0.5, int(time.time()))

    async def type(self) -> None:
        words = self.dice.choice(WORDS)
        self.desk.app.post_message(events.Paste(words))
        await self.desk.pilot.pause()

    async def click(self) -> None:
        width, height = self.desk.app.size
        at = (self.dice.randrange(width), self.dice.randrange(height))
        await self.desk.pilot.click(offset=at, times=self.dice.randint(1, 2))

    async def escape(self) -> None:
        for _ in range(10):
            await self.desk.pilot.press("escape")
        await self.desk.settle()


def borders(desk: Desk) -> None:
    """Every line of the screen is as wide as the terminal draws it."""
    for line in desk.lines():
        assert cells.width(line) == desk.app.size.width, line


def state(office: Office) -> list[tuple[object, ...]]:
    with closing(schema.connect(office.store)) as db:
        marked = db.execute("SELECT id, read, starred, dismissed FROM entries ORDER BY id").fetchall()
        return [*map(tuple, marked), *map(tuple, db.execute("SELECT tag, entry_id FROM tags ORDER BY tag, entry_id"))]


def changes(office: Office) -> int:
    with closing(schema.connect(office.store)) as db:
        return int(db.execute("SELECT count(*) FROM changes").fetchone()[0])


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser, no page, no feed is asked for: each says what it says when it is not there."""

    def open_link(address: str) -> None:
        raise browser.NoBrowser("no browser was found: set BROWSER to one.")

    async def fetch_article(config: Path, store: Path, entry_id: int) -> Outcome:
        await asyncio.sleep(0)
        return Outcome(False, "Its page could not be had: no network.")

    async def offered_at(address: str, config: Path, store: Path) -> AsyncIterator[Offered]:
        for _ in ():
            yield _

    def lend(*_: object) -> None:
        """The programs that a monkey would run are better not run."""

    monkeypatch.setattr(browser, "open_link", open_link)
    monkeypatch.setattr(article, "fetch_article", fetch_article)
    monkeypatch.setattr(adding, "offered_at", offered_at)
    monkeypatch.setattr(piping, "lend", lend)


@pytest.fixture
def full(bare: Office) -> Office:
    """Entries in many scripts, some of them hostile, of two feeds."""
    bare.publish(aged(TITLES))
    bare.publish([entry(f"Other {title}", 30 + age) for age, title in enumerate(TITLES)], OTHER)
    return bare


@pytest.mark.parametrize("seed", SEEDS)
async def test_no_keys_in_any_order_harm_the_desk(full: Office, outside: None, seed: int) -> None:
    async with opened(full, SIZES[seed % len(SIZES)]) as desk:
        monkey = Monkey(desk, seed)
        for _ in range(ROUNDS):
            await monkey.act()
            borders(desk)
            if monkey.dice.random() < 0.3:
                await monkey.escape()
                assert desk.app.screen is desk.main, monkey.pressed
                assert (desk.main.pane, desk.main.listing.is_searching) == ("entries", False), monkey.pressed
        await monkey.escape()
        assert desk.app.screen is desk.main, monkey.pressed


@pytest.mark.parametrize("seed", SEEDS)
async def test_undo_restores_what_marks_in_any_order_have_changed(full: Office, seed: int) -> None:
    async with opened(full) as desk:
        dice, before, known = random.Random(seed), state(full), changes(full)
        for _ in range(25):
            await desk.pilot.press(dice.choice(["m", "f", "d", "n", "p", "j", "k", "enter", "A", "s", "F", "escape"]))
        await desk.settle()
        for _ in range(changes(full) - known):
            await desk.press("U")
        assert state(full) == before
