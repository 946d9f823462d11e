"""The feeds and their health: what the last poll of each came to, in plain words."""

import time
from collections.abc import Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical

from monitor import cells, times
from monitor.config import Config
from monitor.store import feeds as stored_feeds
from monitor.store.feeds import Health
from monitor.store.schema import StoreError
from monitor.tui.keys import bindings
from monitor.tui.overlay import Overlay
from monitor.tui.plain import Plain
from monitor.tui.rows import Piece, Rows
from monitor.tui.store import DeskStore

_LOOK_SECONDS = 1.0
_WORDS = {"new": "ok", "unchanged": "ok", "error": "fails", "gone": "gone", "never": "waiting"}


class HealthRows(Rows):
    """A feed a row: state, title, numbers, and what is wrong."""

    def __init__(self) -> None:
        """Empty until the store is read."""
        super().__init__(id="health-rows")
        self.feeds: Sequence[Health] = ()

    def show(self, feeds: Sequence[Health]) -> None:
        """Show these feeds, the cursor on the one that it is on."""
        urls = [health.state.url for health in feeds]
        here = self.feeds[self.cursor].state.url if self.feeds else ""
        self.feeds = feeds
        self.empty = [] if feeds else ["", "No feeds yet.", "monitor feeds add https://… subscribes to one."]
        self.set_count(len(feeds), urls.index(here) if here in urls else 0)

    def pieces(self, index: int, width: int) -> list[Piece]:
        """What is wrong stands last, where there is the most room."""
        health = self.feeds[index]
        state, now = health.state, time.time()
        word = (
            "partly" if state.error and state.status in ("new", "unchanged") else _WORDS.get(state.status, state.status)
        )
        style = {"ok": "good", "waiting": "quiet", "partly": "strong"}.get(word, "bad")
        newest = times.age(max(0.0, now - state.newest)) if state.newest is not None else "-"
        title = cells.fitted(state.title, max(12, min(34, width // 4)))
        numbers = f"{health.entries:>6,} {newest:>5} {next_poll(health, now):>10}  "
        return [(f" {word:8}", style), (title, ""), (numbers, "quiet"), (state.error, "bad" if style == "bad" else "")]


class HealthScreen(Overlay):
    """All feeds, those in trouble first."""

    BINDINGS = bindings("health", "poll_feed", "poll_all")

    def __init__(self, store: DeskStore, config: Config) -> None:
        """Show the feeds of this store."""
        super().__init__()
        self._store = store
        self._config = config

    def compose(self) -> ComposeResult:
        """The list, and what there is to say about the feed under the cursor."""
        with Vertical(id="health-box"):
            yield Plain(id="health-title")
            yield Plain(classes="heading", id="health-heading")
            yield HealthRows()
            yield Plain(id="health-detail")

    def on_mount(self) -> None:
        """Fill it and keep it up to date."""
        self._fill()
        self.query_one(HealthRows).focus()
        self.set_interval(_LOOK_SECONDS, self._fill)

    def on_resize(self) -> None:
        """The heading follows the columns."""
        width = max(12, min(34, (self.size.width - 2) // 4))
        said = f" {'state':8}{'feed':{width}}{'entries':>6} {'newest':>5} {'next poll':>9}  what is wrong"
        self.query_one("#health-heading", Plain).show(said)

    def _fill(self) -> None:
        known = stored_feeds.health(self._store.db)
        trouble = {"gone": 0, "error": 1, "never": 3}
        feeds = sorted(
            known, key=lambda one: (trouble.get(one.state.status, 2 if one.state.error else 4), one.state.title)
        )
        failing = sum(one.state.status in ("error", "gone") for one in feeds)
        title = f"Feeds  {len(feeds)} · {failing} failing   r polls one, R all, Esc goes back"
        self.query_one("#health-title", Plain).show(title)
        self.query_one(HealthRows).show(feeds)
        self._tell()

    @on(Rows.Moved)
    def _tell(self) -> None:
        rows = self.query_one(HealthRows)
        said = detail(rows.feeds[rows.cursor], time.time()) if rows.count else ""
        self.query_one("#health-detail", Plain).show(said)

    @work
    async def _ask(self, urls: Sequence[str], name: str) -> None:
        try:
            await self._store.ask(urls)
        except StoreError as problem:
            self.notify(str(problem), severity="error", markup=False)
        else:
            self.notify(f"Asked the poller for {name}.", markup=False)

    def action_poll_feed(self) -> None:
        """Poll the feed under the cursor."""
        rows = self.query_one(HealthRows)
        if rows.count:
            state = rows.feeds[rows.cursor].state
            self._ask([state.url], state.title)

    def action_poll_all(self) -> None:
        """Poll every feed."""
        self._ask([feed.url for feed in self._config.feeds], "all feeds")

    def action_health(self) -> None:
        """Close."""
        self.dismiss()


def next_poll(health: Health, now: float) -> str:
    """When a feed is polled next, in a few letters."""
    state = health.state
    if state.status == "gone":
        return "never"
    return "due" if state.next_poll <= now else times.clock(state.next_poll, now)


def detail(health: Health, now: float) -> str:
    """A feed in sentences: where it is, how the last polls went, when the next is."""
    state = health.state
    lines = [state.url]
    if state.last_poll is None:
        return f"{state.url}\nIt has not been polled yet."
    when = f"Last polled {times.span(now - state.last_poll)} ago"
    http = f", HTTP {state.http}" if state.http else ""
    lines.append(f"{when}{http}; next poll {next_poll(health, now)}.")
    if state.error:
        count = f" ({state.failures} times in a row)" if state.failures > 1 else ""
        lines.append(f"{state.error[:1].upper()}{state.error[1:]}{count}.")
    if state.failures and state.last_good is not None:
        lines.append(f"The last good poll was {times.span(now - state.last_good)} ago.")
    if state.status == "gone":
        lines.append("It is not polled any more: remove it, or ask for a poll with r.")
    return "\n".join(lines)
