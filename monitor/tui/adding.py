"""Adds a feed or a keyword: shows what the feeds at an address hold, and what the watches find in them, beforehand."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input
from textual.worker import Worker

from monitor import cells, config, times
from monitor.config.addresses import masked
from monitor.links import unmarked
from monitor.model import Feed
from monitor.text import counted
from monitor.tui.entries import marked
from monitor.tui.keys import bindings, first, keys_of
from monitor.tui.line import Line, listed
from monitor.tui.offered import NothingThere, Offered, Titled, is_address, offered_at
from monitor.tui.overlay import Edited
from monitor.tui.plain import Plain
from monitor.tui.rows import Items, Piece, Rows
from monitor.tui.saving import Saving
from monitor.tui.store import DeskStore
from monitor.tui.toasts import NAMED

_WATCHES = 22
"""Cells for the names of the watches that an entry matches."""
_HOW = "An address finds the feeds there; anything else is a keyword to watch for."
_BARE = ' If you mean a keyword, put it in quotation marks: "…".'


class FeedRows(Items[Offered]):
    """The feeds at an address, with a tick where one is chosen."""

    BINDINGS = [
        *bindings(open="subscribe to what is chosen"),
        Binding("space", "choose", "choose the feed, or not", show=False),
    ]

    def __init__(self) -> None:
        """Empty until something is found."""
        super().__init__(id="add-feeds")
        self.chosen: set[str] = set()

    def show_found(self, feeds: Sequence[Offered]) -> None:
        """Show these; the first of them is chosen where it can be and is known to be good."""
        if not feeds:
            self.chosen = set()
        elif len(feeds) == 1 and not feeds[0].is_subscribed and not feeds[0].offline:
            self.chosen.add(feeds[0].url)
        self.show([*feeds], self.cursor)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A page has a handful of feeds: the keys that elsewhere turn a page are free here, and Space chooses."""
        return action not in ("page_down", "page_up")

    def action_choose(self) -> None:
        """Choose the feed under the cursor, or no longer; not what is subscribed to already."""
        feed = self.selected
        if feed is not None and not feed.is_subscribed:
            self.chosen ^= {feed.url}
            self.refresh()

    def pieces(self, index: int, width: int) -> list[Piece]:
        """The title stands last."""
        feed = self.items[index]
        tick = " ✓ " if feed.is_subscribed else "[x]" if feed.url in self.chosen else "[ ]"
        entries = "entry" if feed.entries == 1 else "entries"
        numbers = f" {feed.entries:>5,} {entries:7} {feed.matched:>5,} match  "
        said = "subscribed already  " if feed.is_subscribed else ""
        return [(f" {tick}", "strong"), (numbers, "quiet"), (said, "good"), (feed.title or masked(feed.url), "")]


class TitledRows(Items[Titled], can_focus=False):
    """The newest entries of a feed, the watches that they match, the matched words of their titles marked."""

    def __init__(self, colours: Mapping[str, str]) -> None:
        """`colours` are the watches'."""
        super().__init__(id="add-entries")
        self._colours = colours

    def pieces(self, index: int, width: int) -> list[Piece]:
        """Age, watches, title."""
        entry = self.items[index]
        age = times.age(time.time() - entry.published) if entry.published is not None else "-"
        names = ", ".join(match.watch for match in entry.matches)
        colour = self._colours.get(entry.matches[0].watch, "") if entry.matches else ""
        spans = [(span, match.watch) for match in entry.matches for span in match.spans]
        title = marked(entry.title, spans, self._colours, "")
        return [(f"{age:>6} ", "quiet"), (cells.fitted(names, min(_WATCHES, width // 4)), colour), ("  ", ""), *title]


class AddScreen(Saving[Edited | str]):
    """Asks for an address or a keyword; it is left with the change of the config, with the keyword, or with nothing."""

    DEFAULT_CSS = """
    AddScreen #add-parts { height: 1fr; scrollbar-size-vertical: 1; }
    AddScreen #add-address { margin: 1 0 0 0; }
    AddScreen #add-told { color: $warning; padding: 0 1; }
    AddScreen #add-feeds { height: auto; max-height: 30%; margin: 1 0; }
    AddScreen #add-about { padding: 0 1; text-style: bold; max-height: 2; }
    AddScreen .add-more { height: 1; }
    AddScreen .add-more Plain { width: auto; padding: 0 1; }
    AddScreen #add-keys { height: auto; }
    """

    def __init__(self, store: DeskStore, config_path: Path, colours: Mapping[str, str]) -> None:
        """Add to this config; `colours` are the watches', as Rich writes them."""
        super().__init__(store, config_path)
        self._colours = colours
        self._titles: dict[str, str] = {}
        self._looking: Worker[None] | None = None
        """Looks at the address that was entered last."""

    def compose(self) -> ComposeResult:
        """The field, the feeds that are found, what is in the one under the cursor, what it is to be called."""
        with Vertical(classes="box"):
            with VerticalScroll(id="add-parts", can_focus=False):
                yield Plain("Add a feed or a keyword", classes="title")
                yield Line(id="add-address", placeholder="https://… or words to watch for")
                yield Plain(id="add-told")
                yield FeedRows()
                yield Plain(id="add-about")
                yield TitledRows(self._colours)
                # Below each other: terminals draw what is typed in some scripts wider than the field is told.
                for name, label, example in (("name", "Title", "its own"), ("tags", "Tags ", "thailand, news")):
                    with Horizontal(classes="add-more"):
                        yield Plain(label)
                        yield Line(id=f"add-{name}", placeholder=example)
            yield Plain(id="add-keys", classes="keys")

    def on_mount(self) -> None:
        """Wait for an address."""
        self._show(())
        self.set_focus(self.query_one("#add-address", Input))

    # What is there.

    @on(Input.Submitted, "#add-address")
    def _entered(self, event: Input.Submitted) -> None:
        typed = unmarked(event.value.strip())
        if self.is_writing:
            return
        if not typed:
            self._tell("Type an address, or words to watch for.")
            return
        words = typed.split()
        if len(words) > 1 and all("://" in word for word in words):
            self._tell("These are several addresses: type one at a time, or give all to `monitor feeds add`.")
            return
        if typed.casefold().endswith(".opml") and not ("/" in typed and is_address(typed)):
            self._tell("This is a list of feeds: `monitor feeds import FILE` takes them.")
            return
        if not is_address(typed):
            self.dismiss(typed)
            return
        address = typed if "://" in typed else f"https://{typed}"
        if fault := config.url_fault(address):
            self._tell(f"{masked(address)} {fault}.")
        else:
            self._looking = self._look(typed, address)

    @work(group="look", exclusive=True)
    async def _look(self, typed: str, address: str) -> None:
        """List what is there, each feed as it comes; `address` is what was typed, with its scheme."""
        self._tell(f"looking at {masked(address)} …  {first(keys_of(self.app), 'back')} stops")
        self._show(())
        found, faults = list[Offered](), list[str]()
        try:
            async for feed in offered_at(typed, self._config_path, self._store.path):
                if feed.error and not feed.entries and not feed.offline:
                    faults.append(f"{masked(feed.url)}: {feed.error}.")
                else:
                    found.append(feed)
                    self._show(found)
        except NothingThere as problem:
            faults.append(str(problem))
        if found:
            untested = [f"{found[0].error}; it can be added untested."] if found[0].offline else []
            self._tell("\n".join([*untested, *faults]))
        else:
            self._tell(f"{faults[0] if faults else 'Nothing is there.'}{_BARE if typed != address else ''}")

    def _show(self, feeds: Sequence[Offered]) -> None:
        """Show what has been found so far, unless the screen was left meanwhile."""
        if not self.query(FeedRows):
            return
        rows = self.query_one(FeedRows)
        is_first = bool(feeds) and not rows.items
        rows.show_found(feeds)
        self.query("#add-feeds, #add-about, #add-entries, .add-more").set_class(not feeds, "is-empty")
        open, back = (first(keys_of(self.app), id) for id in ("open", "back"))
        keys = f"Space choose · {open} subscribe · Tab title and tags · {back} back"
        self.query_one("#add-keys", Plain).show(keys if feeds else f"{_HOW}\n{back} back")
        if is_first:
            rows.focus()
        self._show_selected()

    @on(Rows.Moved, "#add-feeds")
    def _show_selected(self) -> None:
        feed = self.query_one(FeedRows).selected
        if feed is None:
            return
        about = [f"{watch} {count:,}" for watch, count in feed.watches.items()]
        held = counted(feed.entries, "entry", "entries")
        said = f"Matches: {', '.join(about)}" if about else f"No watch finds anything in its {held}."
        self.query_one("#add-about", Plain).show(f"{masked(feed.url)}\n{feed.error or said}")
        self.query_one(TitledRows).show(feed.newest, None)
        self.query_one("#add-name", Input).value = self._titles.get(feed.url, "")

    @on(Input.Changed, "#add-name")
    def _named(self, event: Input.Changed) -> None:
        feed = self.query_one(FeedRows).selected
        if feed is not None and self.focused is event.input:
            self._titles[feed.url] = event.value.strip()

    # The change.

    @on(Rows.Opened, "#add-feeds")
    @on(Input.Submitted, "#add-name")
    @on(Input.Submitted, "#add-tags")
    def _subscribe(self) -> None:
        """Write the chosen feeds into the config."""
        feeds = self._chosen()
        if not feeds:
            self._tell("No feed is chosen: Space chooses the one under the cursor.")
            return
        self.write(lambda text: config.add_feeds(text, feeds), self._said(feeds))

    def tell_trouble(self, said: str) -> None:
        """Say it under the field."""
        self._tell(said)

    def _chosen(self) -> list[Feed]:
        rows = self.query_one(FeedRows)
        tags = listed(self.query_one("#add-tags", Input).value)
        chosen = (feed.url for feed in rows.items if feed.url in rows.chosen)
        # What is one address in two spellings is subscribed to once.
        feeds = {config.normal_url(url): Feed(url, self._titles.get(url, ""), tags) for url in chosen}
        return list(feeds.values())

    def _said(self, feeds: Sequence[Feed]) -> str:
        if len(feeds) > 1:
            return f"{len(feeds):,} feeds are subscribed to"
        own = {feed.url: feed.title for feed in self.query_one(FeedRows).items}
        named = feeds[0].title or own[feeds[0].url] or masked(feeds[0].url)
        return f"{cells.cut(named, NAMED)} is subscribed to"

    def _tell(self, said: str) -> None:
        for line in self.query("#add-told").results(Plain):
            line.show(said)

    def action_back(self) -> None:
        """Stop looking; from what was found to the field; from the field, leave."""
        is_looking = self._looking is not None and not self._looking.is_finished
        if is_looking or self.query_one(FeedRows).items:
            self.workers.cancel_group(self, "look")
            self._looking = None
            self._show(())
            self._tell("")
            self.set_focus(self.query_one("#add-address", Input))
        else:
            self.dismiss(None)
