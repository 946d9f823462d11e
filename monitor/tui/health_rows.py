"""The feeds as a table: state, numbers and what is wrong, in an order that one chooses."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from monitor import cells, times
from monitor.store.health import Health
from monitor.tui.keys import bindings
from monitor.tui.rows import Items, Piece

_WORDS = {"new": "ok", "unchanged": "ok", "error": "fails", "gone": "gone", "never": "waiting"}
_STYLES = {"ok": "good", "waiting": "quiet", "partly": "strong", "quiet": "strong"}
_TROUBLE = ("gone", "fails", "partly", "quiet", "waiting", "ok")
_STATE = 9
_UNTIL = re.compile(r"(?<=left alone until )\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
"""When a host may be asked again, as an error that was written for all who read the store has it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A number of each feed."""

    name: str
    width: int
    least: int
    """Cells that the table must be wide for it to be shown."""
    says: Callable[[Health, float], str]


def word(health: Health, now: float) -> str:
    """How a feed is, in a word."""
    state = health.state
    if state.error and state.status in ("new", "unchanged"):
        return "partly"
    return "quiet" if health.is_quiet(now) else _WORDS.get(state.status, state.status)


def next_poll(health: Health, now: float) -> str:
    """When a feed is polled next, in a few letters."""
    state = health.state
    if state.status == "gone":
        return "never"
    return "due" if state.next_poll <= now else times.clock(state.next_poll, now)


def trouble(health: Health, now: float) -> str:
    """What went wrong with a feed, its times on the reader's own clock as all others are; "" for nothing."""
    return _UNTIL.sub(partial(_on_own_clock, now), health.state.error)


def _on_own_clock(now: float, at: re.Match[str]) -> str:
    try:
        return times.clock(int(datetime.fromisoformat(at[0]).timestamp()), now)
    except ValueError:
        # Who writes into the store with another program may write a day that no month has.
        return at[0]


def _age(seconds: int | None, now: float) -> str:
    return "-" if seconds is None else times.age(now - seconds)


def _rate(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 or not number else f"{number:.1f}"


COLUMNS = (
    Column("stored", 8, 110, lambda health, now: f"{health.entries:,}"),
    Column("weekly", 7, 90, lambda health, now: _rate(health.weekly)),
    Column("match", 6, 76, lambda health, now: _rate(health.weekly_matches)),
    Column("newest", 7, 0, lambda health, now: _age(health.newest, now)),
    Column("polled", 7, 100, lambda health, now: _age(health.state.last_poll, now)),
    Column("next", 10, 0, next_poll),
)
_COUNTED = frozenset(("stored", "weekly", "match"))
"""What is known only once the entries have been counted."""
ORDERS: Mapping[str, Callable[[Health, float], object]] = {
    "trouble": lambda health, now: _TROUBLE.index(word(health, now)) if word(health, now) in _TROUBLE else 0,
    "title": lambda health, now: 0,
    "silence": lambda health, now: health.newest if health.newest is not None else float("inf"),
    "entries a week": lambda health, now: -health.weekly,
    "matches a week": lambda health, now: -health.weekly_matches,
    "next poll": lambda health, now: health.state.next_poll,
}
"""What the table can be sorted by; where that is the same, titles decide."""


def ordered(feeds: Sequence[Health], order: str, now: float) -> list[Health]:
    """The feeds in one of the `ORDERS`."""
    key = ORDERS[order]
    return sorted(feeds, key=lambda one: (key(one, now), one.state.title.casefold()))


def having(feeds: Sequence[Health], words: str, tags: Mapping[str, Sequence[str]], now: float) -> list[Health]:
    """The feeds of which title, address, tags, state or error hold each of these words; `tags` are by address."""
    wanted = words.casefold().split()

    def told(one: Health) -> str:
        state = one.state
        said = (state.title, state.url, word(one, now), trouble(one, now), *tags.get(state.url, ()))
        return "\n".join(said).casefold()

    return [one for one in feeds if all(each in told(one) for each in wanted)] if wanted else list(feeds)


class HealthRows(Items[Health]):
    """A feed a row: state, numbers, title, and what is wrong."""

    BINDINGS = bindings(open="list the feed's entries")

    is_counted = False
    """Whether entries have been counted, so that their numbers mean something."""

    def show_anew(self, feeds: Sequence[Health]) -> None:
        """Show these feeds, the cursor on the one that it is on."""
        urls = [health.state.url for health in feeds]
        here = self.selected.state.url if self.selected else ""
        self.show(feeds, urls.index(here) if here in urls else self.cursor)

    def stand_on(self, url: str) -> None:
        """Put the cursor, to be seen, on the feed of that address; on the first, if it is not listed."""
        self.move_to(next((at for at, health in enumerate(self.items) if health.state.url == url), 0))
        self.show_cursor()

    def pieces(self, index: int, width: int) -> list[Piece]:
        """Title and what is wrong stand last: terminals disagree on how wide some scripts are."""
        health, now = self.items[index], time.time()
        said = word(health, now)
        style = _STYLES.get(said, "bad")
        numbers = "".join(f"{self._number(column, health, now):>{column.width}}" for column in columns(width))
        pieces = [(f" {said:{_STATE - 1}}", style), (f"{numbers}  ", "quiet")]
        wrong = trouble(health, now) or health.silence(now)
        if not wrong:
            return [*pieces, (health.state.title, "")]
        return [*pieces, (cells.fitted(health.state.title, title_width(width)), ""), (f" {wrong}", style)]

    def _number(self, column: Column, health: Health, now: float) -> str:
        return "…" if column.name in _COUNTED and not self.is_counted else column.says(health, now)


def columns(width: int) -> list[Column]:
    """The columns that a table so wide has room for."""
    return [column for column in COLUMNS if width >= column.least]


def title_width(width: int) -> int:
    """The cells that titles have in it."""
    return max(12, min(34, width // 4))


def heading(width: int) -> str:
    """The names of the columns, over them, without the blank that a heading has before it."""
    names = "".join(f"{column.name:>{column.width}}" for column in columns(width))
    return f"{'state':{_STATE - 1}}{names}  {'feed':{title_width(width)}} what is wrong"
