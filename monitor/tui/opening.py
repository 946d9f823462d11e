"""What the keys do that opens another screen over the main one, and what becomes of what it is left with."""

import time
from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING

from textual import work

from monitor.config import ConfigError
from monitor.model import Watch
from monitor.store import entries
from monitor.store.entries import Choice, Stored
from monitor.store.schema import StoreError
from monitor.tui import toasts
from monitor.tui.going import Going
from monitor.tui.keys import first
from monitor.tui.overlay import Edited
from monitor.tui.watches import Place

if TYPE_CHECKING:
    from monitor.tui.health import HealthScreen, Stand
    from monitor.tui.tags import Offer
    from monitor.tui.why import Wish


_PATIENCE = 10.0
"""Seconds in which the same key once more is the answer to a question."""
_NOT_ASKED = ("", 0.0)


class Opening(Going):
    """The actions that open screens; each screen is imported when it is wanted."""

    _asked_to_remove = _NOT_ASKED
    """The watch of which it was last asked whether it is to be removed, and when."""
    _question = ""
    """How that was asked."""
    _stand: "Stand | None" = None
    """Where one was among the feeds."""

    def action_why(self) -> None:
        """Explain why the entry matches, or why it does not."""
        row = self.chosen()
        if row is not None:
            from monitor.tui.why import WhyScreen

            self.app.push_screen(WhyScreen(self.store, self.config, row.id, self.colours), self._wished)

    def _wished(self, wish: "Wish | None") -> None:
        if wish is None:
            return
        watch = self._watch(wish.watch)
        if watch is None:
            self.notify(f"The watch “{wish.watch}” is no longer in the config.", severity="warning", markup=False)
        elif wish.what == "edit":
            self._edit(watch)
        else:
            self._mute(entries.get(self.store.db, wish.entry_id), wish.watch)

    def action_mute(self) -> None:
        """Make an exclusion of what the entry has, its effect shown first."""
        stored = self.chosen_whole()
        if stored is not None:
            self._mute(stored, "")

    def _mute(self, stored: Stored | None, watch: str) -> None:
        if stored is None:
            self.notify("This entry is no longer stored.")
            return
        if not stored.matches:
            self.notify("No watch matches this entry: there is nothing to mute.")
            return
        from monitor.tui.mute import MuteScreen

        self.app.push_screen(MuteScreen(self.store, self.config, self.path, stored.row.id, watch), self._edited)

    def action_edit_watch(self) -> None:
        """Edit the watch that is listed, or the first that the entry matches where that is to be seen."""
        place = self.watch_rows.place if self.pane == "watches" else self.listing.place
        stored = None if self.is_among_watches else self.stored()
        watch = self._watch(place.watch or "") or self._first_watch(stored)
        if watch is None:
            add = first(self.config.keys, "add")
            self.notify(f"No watch is meant here: choose one among the watches, or add one with {add}.", markup=False)
        else:
            self._edit(watch)

    def _watch(self, name: str) -> Watch | None:
        return next((watch for watch in self.config.watches if watch.name == name), None)

    def _first_watch(self, stored: Stored | None) -> Watch | None:
        names = [match.watch for match in stored.matches] if stored else []
        return next((watch for name in names if (watch := self._watch(name))), None)

    def action_remove(self) -> None:
        """Take the watch under the cursor out of the config, once that has been asked and answered by the same key."""
        watch = self._watch(self.watch_rows.place.watch or "") if self.pane == "watches" else None
        if watch is None:
            self.notify("No watch is meant here: go to one among the watches.")
            return
        asked, self._asked_to_remove = self._asked_to_remove, (watch.name, time.monotonic())
        # It is answered, or is asked of another one now: left there, it would still ask for the key.
        toasts.take_down(self.app, self._question)
        if asked[0] == watch.name and time.monotonic() - asked[1] < _PATIENCE:
            self._asked_to_remove = _NOT_ASKED
            self._remove(watch.name)
        else:
            more = f"{first(self.config.keys, 'remove')} once more does it; its entries stay."
            self._question = f"Remove the watch “{watch.name}” from the config? {more}"
            self.notify(self._question, severity="warning", timeout=_PATIENCE, markup=False)

    @work
    async def _remove(self, name: str) -> None:
        from monitor.config.watch import remove_watch

        said = f"The watch {name} was removed"
        try:
            await self.store.edit_config(self.path, lambda text: remove_watch(text, name), said)
        except (ConfigError, StoreError) as problem:
            self.tell_trouble(problem)
        else:
            self._edited(Edited(said))

    def _edit(self, watch: Watch | None, keyword: str = "") -> None:
        from monitor.tui.workbench import WorkbenchScreen

        self.app.push_screen(WorkbenchScreen(self.store, self.config, self.path, watch, keyword), self._edited)

    def action_add(self) -> None:
        """Subscribe to a feed, or begin a watch."""
        from monitor.tui.adding import AddScreen

        self.app.push_screen(AddScreen(self.store, self.path, self.colours), self._added)

    def _added(self, came: Edited | str | None) -> None:
        if isinstance(came, str):
            self._edit(None, came)
        else:
            self._edited(came)

    def _edited(self, done: Edited | None) -> None:
        """Take a change of the config in at once."""
        if done is not None:
            self.renamed = dict([done.renamed] if done.renamed else ())
            self.offer_undo(done.said)
            self.post_message(self.ConfigEdited())

    def action_tag(self) -> None:
        """Give the entry a tag, or take one away."""
        row = self.chosen()
        if row is None:
            return
        from monitor.tui.tags import TagScreen

        entry_id = row.id

        def tagged(tag: "Offer | None") -> None:
            if tag is not None:
                self._await_tag(self.store.tag([entry_id], tag.name, not tag.is_held))

        self.app.push_screen(TagScreen(self.store, entry_id), tagged)

    @work
    async def _await_tag(self, writing: Awaitable[object]) -> None:
        if await self.written(writing):
            self.reload()

    def action_go_tags(self) -> None:
        """List the entries with a tag."""
        from monitor.tui.tags import TagChoice

        self.app.push_screen(TagChoice(self.store), self._list_tag)

    def _list_tag(self, tag: "Offer | None") -> None:
        if tag is not None:
            self.visit(Place(f"Tag: {tag.name}", Choice(all=True, tag=tag.name)))

    def action_pipe(self) -> None:
        """Hand the entry to a program."""
        stored = self.chosen_whole()
        if stored is not None:
            from monitor.tui.piping import PipeScreen

            self.app.push_screen(PipeScreen(self.store, stored))

    def action_health(self) -> None:
        """Show the feeds."""
        from monitor.tui.health import HealthScreen

        screen = HealthScreen(self.store, self.config, self.path, self._stand)

        def left(_: None) -> None:
            self.is_in_health, self._stand = False, screen.stand

        self.is_in_health = True
        self.app.push_screen(screen, left)

    def go_on(self, kept: Mapping[str, object]) -> None:
        """Go on where the desk was left, also among the feeds."""
        super().go_on(kept)
        if kept.get("health") is True:
            self.action_health()

    def action_go_feeds(self) -> None:
        """Show the feeds."""
        self.action_health()

    def on_health_screen_listed(self, message: "HealthScreen.Listed") -> None:
        """List the entries of a feed."""
        self.visit(message.place)

    def visit(self, place: Place) -> None:
        """List a place that is not on the left; back leads to where one was."""
        self.listing.visit(place)
        self.show_headings()
        self.show_pane("entries")

    def action_help(self) -> None:
        """Show the keys."""
        from monitor.tui.help import HelpScreen

        self.app.push_screen(HelpScreen())
