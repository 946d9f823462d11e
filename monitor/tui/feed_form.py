"""A small form for what a config says of one feed: its title, its tags, how often it is polled."""

from dataclasses import replace
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from monitor import text
from monitor.config.addresses import masked
from monitor.config.feed import Meanwhile, change_feed, pace, written_pace
from monitor.config.files import ConfigError
from monitor.model import Feed
from monitor.tui.keys import first, keys_of
from monitor.tui.line import Line, listed
from monitor.tui.overlay import Edited
from monitor.tui.plain import Plain
from monitor.tui.saving import Saving
from monitor.tui.store import DeskStore

_LONGEST = 200
"""Characters of a title."""


class FeedForm(Saving[Edited]):
    """Asks for the new values; it is left with the change of the config, or with nothing."""

    DEFAULT_CSS = """
    FeedForm { align: center middle; }
    #feed-form { width: 70; max-width: 100%; height: auto; background: $surface; padding: 0 1;
                 border-top: tall $primary 50%; border-bottom: tall $primary 50%; }
    #feed-form Input { padding: 0; margin-bottom: 1; background: $panel; }
    #feed-form-told { color: $warning; }
    """

    def __init__(self, store: DeskStore, config_path: Path, feed: Feed, own_title: str) -> None:
        """Begin with what this config says; `own_title` is what the feed is called where that gives no title."""
        super().__init__(store, config_path)
        self._feed = feed
        """As the config was last known to say it."""
        self._begun = {"title": feed.title, "tags": ", ".join(feed.tags), "every": written_pace(feed.every)}
        """What the fields begin with."""
        self._own_title = own_title

    def compose(self) -> ComposeResult:
        """A line for each value."""
        with Vertical(id="feed-form"):
            yield Plain(masked(self._feed.url), classes="heading")
            yield Plain("Title; empty: what the feed calls itself")
            # A placeholder would be markup, and what a feed calls itself is anyone's text.
            yield Line(self._begun["title"], id="feed-title", max_length=_LONGEST)
            yield Plain("Tags, apart by commas; a watch can be limited to them")
            yield Line(self._begun["tags"], id="feed-tags")
            yield Plain("Polled every 30m, 2h, 1d; empty: twice as often as it publishes")
            yield Line(self._begun["every"], id="feed-every")
            yield Plain(f"Now called: {self._own_title}", id="feed-form-own")
            back = first(keys_of(self.app), "back")
            yield Plain(f"Enter saves, Tab goes on, {back} leaves all as it was", id="feed-form-told")

    def on_mount(self) -> None:
        """Begin with the title."""
        self.set_focus(self.query_one("#feed-title", Input))

    @on(Input.Submitted)
    def _save(self, event: Input.Submitted) -> None:
        event.stop()
        feed = self._feed
        # What nobody has typed into stays as it is: a tag may have a comma in it.
        typed = {key: self._value(key) for key, begun in self._begun.items() if self._value(key) != begun}
        try:
            every = pace(typed["every"]) if "every" in typed else feed.every
        except ConfigError as problem:
            self.tell_trouble(str(problem))
            self.set_focus(self.query_one("#feed-every", Input))
            return
        title = text.line(typed["title"]) if "title" in typed else feed.title
        tags = listed(typed["tags"]) if "tags" in typed else feed.tags
        edited = replace(feed, title=title, tags=tags, every=every)
        if edited == feed:
            self.dismiss(None)
        else:
            self.write(lambda text: self._changed(text, edited), f"edit {title or masked(feed.url)}")

    def _changed(self, text: str, edited: Feed) -> str:
        """The config's text with the feed as it was edited. Raises ConfigError."""
        try:
            return change_feed(text, self._feed, edited)
        except Meanwhile as problem:
            self._feed = problem.now
            raise ConfigError(f"{problem}: Enter again puts yours in its place.") from problem

    def tell_trouble(self, said: str) -> None:
        """Say it under the fields, and where not all of the form has room, show that."""
        self.query_one("#feed-form-told", Plain).show(said)
        # Behind the focus, for which the form is scrolled too.
        self.call_after_refresh(self.scroll_end, animate=False)

    def _value(self, key: str) -> str:
        return self.query_one(f"#feed-{key}", Input).value
