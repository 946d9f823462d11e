"""The feeds and their health: how each does, and what can be done about it."""

import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from monitor import cells, config, times
from monitor.actions import Keys
from monitor.config import Config, ConfigError
from monitor.config.addresses import masked
from monitor.store import feeds as stored_feeds
from monitor.store.entries import Choice
from monitor.store.health import Health, of_config, of_feeds
from monitor.store.marks import Undone
from monitor.store.schema import StoreError
from monitor.tui.asking import told
from monitor.tui.browsing import browse
from monitor.tui.feed_form import FeedForm
from monitor.tui.frame import Frame
from monitor.tui.health_rows import ORDERS, HealthRows, having, heading, next_poll, ordered, trouble
from monitor.tui.keys import bindings, first
from monitor.tui.layout import measure
from monitor.tui.line import Line
from monitor.tui.overlay import Overlay, Result
from monitor.tui.plain import Plain
from monitor.tui.rows import Rows
from monitor.tui.store import DeskStore
from monitor.tui.toasts import NAMED
from monitor.tui.watches import Place

_LOOK_SECONDS = 1.0
_SHARE = 10
"""Counting all entries may take one part in so many of the time."""
_LONGEST_PAUSE = 60.0
"""Seconds for which they are not counted again at most: to a desk that was asleep meanwhile it took hours."""
_VERB = "`monitor feeds add URL`"
"""What an error that was written for all who read the store names; the desk has a key for it."""


class Stand(NamedTuple):
    """Where somebody is among the feeds."""

    order: int = 0
    """Which of the orders they have."""
    words: str = ""
    """What the listed ones have."""
    feed: str = ""
    """The address of the one under the cursor."""


class HealthScreen(Overlay[None]):
    """All feeds, those in trouble first."""

    BINDINGS = bindings(
        "health",
        "palette",
        "poll_all",
        "undo",
        poll_feed="poll the selected feed now",
        search="list only feeds with some words",
        sort="sort by something else",
        browse="open the feed's site in the browser",
        edit_watch="edit title, tags and pace of the feed",
        remove="remove the feed from the config",
        leave="back likewise",
    )
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    DEFAULT_CSS = """
    #health-filter { display: none; background: $panel; }
    #health-keys { color: $quiet; padding: 0 1; height: auto; }
    """

    class Listed(Message):
        """The entries of a feed are to be listed."""

        def __init__(self, place: Place) -> None:
            super().__init__()
            self.place = place

    def __init__(self, store: DeskStore, config: Config, path: Path, stand: Stand | None = None) -> None:
        """Show the feeds of a config, which is the file at `path`, from where one stood before.

        The entries of a feed are for the screen on which this one lies: it is told by a message.
        """
        super().__init__()
        self._store = store
        self._config = config
        self._path = path
        self._held: dict[str, Health] = {}
        self._begun = stand or Stand()
        self._order = self._begun.order
        self._doomed = ""
        """The address of the feed that the same key once more removes."""
        self._version = 0, 0
        self._next_count = 0.0
        self._minute = 0
        self._is_counting = False

    def compose(self) -> ComposeResult:
        """The list, and what there is to say about the feed under the cursor."""
        measure(self)
        self.rows = HealthRows(id="health-rows")
        self._title, self._detail = Plain(id="health-title", classes="title"), Plain(id="health-detail")
        self._keys = Plain(id="health-keys")
        self._heading = Plain(classes="heading", id="health-heading")
        words = "words of a title, address, tag, state or error"
        self._filter = Line(self._begun.words, id="health-filter", placeholder=words)
        self._filter.display = bool(self._begun.words)
        with Vertical(classes="box"):
            yield self._title
            yield self._heading
            yield self.rows
            yield self._filter
            yield self._detail
            yield self._keys

    def on_mount(self) -> None:
        """Show what each poll came to, count the entries beside that, and keep all up to date."""
        stack = self.app.screen_stack
        self._below = stack[stack.index(self) - 1]
        self._held = {state.url: Health(state, 0, 0) for state in stored_feeds.shown(self._store.db, int(time.time()))}
        self._show()
        self.rows.stand_on(self._begun.feed)
        self.set_focus(self.rows)
        self._look()
        self.set_interval(_LOOK_SECONDS, self._look)

    @property
    def stand(self) -> Stand:
        """Where one is, for whoever comes back."""
        here = self.rows.selected
        return Stand(self._order, self._filter.value.strip(), here.state.url if here else "")

    def on_resize(self) -> None:
        """The heading follows the columns."""
        self._heading.show(heading(self.size.width - 2))

    def _look(self) -> None:
        version = self._store.version
        if version != self._version and not self._is_counting and time.monotonic() >= self._next_count:
            self._version, self._is_counting = version, True
            self._count()
        self._grow_older()

    def _grow_older(self) -> None:
        """Tell once a minute how old things are by now; nothing in the store changes with that."""
        minute = int(time.time() // times.MINUTE)
        if minute != self._minute:
            self._minute = minute
            self._show()

    def take_config(self, read: Config) -> None:
        """List the feeds that it has now."""
        self._config = read
        if self.is_mounted:
            self._show()

    def _read_config(self) -> None:
        """Have what was changed here taken in at once, also by what lies below."""
        self._hand_on(Frame.ConfigEdited())

    def _hand_on(self, message: Message) -> None:
        """Post a message to the screen below."""
        self._below.post_message(message)

    @work
    async def _count(self) -> None:
        """Read all numbers anew, beside the desk: of a million entries that takes a second."""
        began = time.monotonic()
        try:
            known = await self._store.read(of_feeds)
        finally:
            self._is_counting = False
        ended = time.monotonic()
        self._next_count = ended + min(_SHARE * (ended - began), _LONGEST_PAUSE)
        self._held = {one.state.url: one for one in known}
        here, is_first = self._here(), not self.rows.is_counted
        self.rows.is_counted = True
        self._show()
        if is_first:
            # By their numbers they stand elsewhere than without.
            self.rows.stand_on(here)

    def _here(self) -> str:
        """The address of the feed that one stands on, or will as soon as it is listed; "" for the first."""
        return self.stand.feed if self.rows.cursor else self._begun.feed

    def _show(self) -> None:
        now, order = time.time(), [*ORDERS][self._order]
        feeds = of_config(self._config.feeds, self._held)
        tags = {feed.url: feed.tags for feed in self._config.feeds}
        shown = ordered(having(feeds, self._filter.value, tags, now), order, now)
        self.rows.empty = _none_such(self._config.keys) if feeds else _none_yet(self._config.keys)
        self.rows.show_anew(shown)
        self._hint()
        failing = sum(one.state.status in ("error", "gone") for one in feeds)
        quiet = sum(one.is_quiet(now) for one in feeds)
        number = f"{len(shown):,} of {len(feeds):,}" if len(shown) < len(feeds) else f"{len(feeds):,}"
        said = f"Feeds  {number} · {failing:,} failing · {quiet:,} quiet too long · by {order}"
        self._title.show(said)
        self._tell()

    def on_descendant_focus(self) -> None:
        """The field has other keys than the list."""
        self._hint()

    def _hint(self) -> None:
        keys = self._config.keys
        is_typing = self.focused is self._filter
        self._keys.show(f"Enter lists  {first(keys, 'back')} all feeds" if is_typing else _hints(keys))

    def _tell(self) -> None:
        feed, said = self.rows.selected, ""
        if feed is not None and feed.state.url == self._doomed:
            remove, back, undo = (first(self._config.keys, id) for id in ("remove", "back", "undo"))
            title = cells.cut(feed.state.title, NAMED)
            said = f"Remove “{title}” from the config? {remove} once more does it, {back} does not.\n"
            kept = "Its 1 entry stays" if feed.entries == 1 else f"Its {feed.entries:,} entries stay"
            said += f"{kept} stored, and {undo} brings it back."
        elif feed is not None:
            said = detail(feed, time.time(), self._config.keys)
        self._detail.show(said)

    @on(Rows.Moved, "#health-rows")
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        if self.rows.selected is None or self.rows.selected.state.url != self._doomed:
            self._doomed = ""
        self._tell()

    # What the keys do.

    def action_sort(self) -> None:
        """Sort by the next of the orders, from the first row."""
        self._order = (self._order + 1) % len(ORDERS)
        self._show()
        self.rows.move_to(0)

    def action_search(self) -> None:
        """Ask for words that the listed feeds are to have."""
        self._filter.display = True
        self.set_focus(self._filter)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the field, the key that opens it is a letter like any other."""
        return action != "search" or self.focused is not self._filter

    @on(Input.Changed, "#health-filter")
    def _narrowed(self, event: Input.Changed) -> None:
        event.stop()
        self._show()

    @on(Input.Submitted, "#health-filter")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._filter.display = bool(self._filter.value.strip())
        self.set_focus(self.rows)

    def action_back(self) -> None:
        """Keep the feed that was to be removed; list all feeds again; close."""
        if self._doomed:
            self._doomed = ""
            self._tell()
        elif self._filter.display:
            self._filter.value = ""
            self._filter.display = False
            self.set_focus(self.rows)
        else:
            self.dismiss()

    def action_health(self) -> None:
        """Close."""
        self.dismiss()

    @on(Rows.Opened, "#health-rows")
    def _opened(self, event: Rows.Opened) -> None:
        event.stop()
        if (feed := self.rows.selected) is not None:
            self._hand_on(self.Listed(Place(f"Feed: {feed.state.title}", Choice(all=True, feed=feed.state.url))))
            self.dismiss()

    def _chosen(self) -> Health | None:
        """The feed under the cursor; that there is none is told."""
        if self.rows.selected is None:
            self.notify("No feed is selected here.")
        return self.rows.selected

    def action_browse(self) -> None:
        """Open the site of the feed under the cursor."""
        feed = self._chosen()
        if feed is None:
            return
        if not feed.site:
            title = cells.cut(feed.state.title, NAMED)
            self.notify(f"{title} names no site of its own.", severity="warning", markup=False)
            return
        browse(self, feed.site)

    def action_poll_feed(self) -> None:
        """Poll the feed under the cursor."""
        feed = self._chosen()
        if feed is not None:
            self._ask([feed.state.url], feed.state.title)

    def action_poll_all(self) -> None:
        """Poll every feed."""
        if not self._config.feeds:
            self.notify("There is no feed to poll.")
            return
        self._ask([feed.url for feed in self._config.feeds], "all feeds")

    def _hear(self, writing: Awaitable[Result], tell: Callable[[Result], None]) -> None:
        """Tell what a write comes to, or what keeps it from being done, wherever one is by then."""
        # In the app: what this screen waits for ends with it.
        self.app.run_worker(self._heard(writing, tell))

    async def _heard(self, writing: Awaitable[Result], tell: Callable[[Result], None]) -> None:
        try:
            came = await writing
        except (ConfigError, StoreError) as problem:
            self.notify(str(problem), severity="error", timeout=15, markup=False)
        else:
            tell(came)

    def _ask(self, urls: Sequence[str], name: str) -> None:
        self._hear(self._store.ask(urls), lambda held: self.notify(told(name, held, time.time()), markup=False))

    def action_undo(self) -> None:
        """Take the last change back, be it of a feed or of a mark; one that is being written comes first."""
        self._hear(self._store.undo(), self._undone)

    def _undone(self, undone: Undone | None) -> None:
        self.notify(undone.says if undone else "Nothing to undo.", markup=False)
        self._read_config()

    def action_edit_watch(self) -> None:
        """Edit the feed under the cursor."""
        feed = self._chosen()
        known = next((one for one in self._config.feeds if feed and one.url == feed.state.url), None)
        if feed is not None and known is not None:
            form = FeedForm(self._store, self._path, known, feed.state.title)
            self.app.push_screen(form, lambda edited: self._read_config() if edited else None)
        elif feed is not None:
            self.notify("The config has this feed no more.")

    def action_remove(self) -> None:
        """Remove the feed under the cursor, once that has been asked and answered by the same key."""
        feed = self._chosen()
        if feed is None:
            return
        url, self._doomed = feed.state.url, "" if self._doomed == feed.state.url else feed.state.url
        if self._doomed:
            # They would stand over the question.
            self.app.clear_notifications()
            self._tell()
        else:
            said = f"remove {cells.cut(feed.state.title, NAMED)}"
            removing = self._store.edit_config(self._path, lambda text: config.remove_feed(text, url), said)
            self._hear(removing, lambda _: self._read_config())


def _hints(keys: Keys) -> str:
    key = partial(first, keys)
    said = [
        f"{key('open')} open",
        f"{key('poll_feed')} {key('poll_all')} poll",
        f"{key('edit_watch')} edit",
        f"{key('remove')} remove",
        f"{key('browse')} site",
        f"{key('sort')} sort",
        f"{key('search')} filter",
        f"{key('back')} back",
    ]
    return "  ".join(said)


def _none_yet(keys: Keys) -> tuple[str, ...]:
    add = f"{first(keys, 'add')} on the main screen adds one;"
    return "", "No feeds yet.", add, "monitor feeds add https://… does so too."


def _none_such(keys: Keys) -> tuple[str, ...]:
    return "", "No feed has these words.", f"{first(keys, 'back')} lists them all."


def detail(health: Health, now: float, keys: Keys) -> str:
    """A feed in sentences: where it is, how the last polls went, when the next is; with the user's keys."""
    state = health.state
    lines = [masked(state.url)]
    if state.last_poll is None:
        return f"{lines[0]}\nIt has not been polled yet."
    when = f"Last polled {times.ago(state.last_poll, now)}"
    http = f", HTTP {state.http}" if state.http else ""
    lines.append(f"{when}{http}; next poll {next_poll(health, now)}.")
    if state.error:
        count = f" ({state.failures} times in a row)" if state.failures > 1 else ""
        said = trouble(health, now).replace(_VERB, f"{first(keys, 'add')} on the main screen")
        lines.append(f"{said[:1].upper()}{said[1:]}{count}.")
    if state.failures and state.last_good is not None:
        lines.append(f"The last good poll was {times.ago(state.last_good, now)}.")
    if silence := health.silence(now):
        site = f"{first(keys, 'browse')} opens its site."
        lines.append(f"It answers, but is {silence}: it may have moved or ended. {site}")
    if state.status == "gone":
        remove, poll = (first(keys, id) for id in ("remove", "poll_feed"))
        lines.append(f"It is not polled any more: remove it with {remove}, or ask for a poll with {poll}.")
    return "\n".join(lines)
