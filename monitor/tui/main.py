"""The main screen: watches, entries and reader, with all that the keys do there."""

from textual import work

from monitor import browser
from monitor.tui.going import Going
from monitor.tui.keys import ACTIONS, MOVES, bindings
from monitor.tui.reader import citation


class MainScreen(Going):
    """Where matches are read; here are the actions that hand an entry on, search, and open other screens."""

    BINDINGS = bindings(*(action.id for action in ACTIONS if action.id not in MOVES | {"open", "quit"}))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the search field, the key that opens it is a letter like any other."""
        return action != "search" or not self.listing.is_searching

    def action_browse(self) -> None:
        """Open the entry's page; it is marked read."""
        if self._browse():
            self.mark_read()

    def _browse(self) -> bool:
        """Open the entry's page; whether it could be."""
        stored = self.stored()
        if stored is None:
            return False
        try:
            browser.open_link(stored.entry.link)
        except browser.NoBrowser as problem:
            self.notify(str(problem), severity="warning", markup=False)
            return False
        return True

    def action_copy_link(self) -> None:
        """Copy the entry's link by way of the terminal, so that it works over ssh."""
        stored = self.stored()
        if stored is not None and not stored.entry.link:
            self.notify("This entry has no link to copy.", severity="warning")
        elif stored is not None:
            self._copy(stored.entry.link)

    def action_copy_citation(self) -> None:
        """Copy title, outlet, date and link as a line to be cited."""
        stored = self.stored()
        if stored is not None:
            self._copy(citation(stored))

    def _copy(self, said: str) -> None:
        self.app.copy_to_clipboard(said)
        self.notify(f"Copied {said}", markup=False)

    def action_search(self) -> None:
        """Ask for words to look for."""
        self.go_in("entries")
        self.listing.open_search()

    def action_filter(self) -> None:
        """List only unread entries, or all again."""
        self.listing.toggle_filter()
        self.show_headings()

    @work
    async def action_poll_feed(self) -> None:
        """Poll the feed of the selected entry."""
        row = self.listing.row
        if row is not None and await self.written(self.store.ask([row.feed])):
            self.notify(f"Asked the poller for {row.feed_title}.", markup=False)

    @work
    async def action_poll_all(self) -> None:
        """Poll every feed."""
        if await self.written(self.store.ask([feed.url for feed in self.config.feeds])):
            self.notify("Asked the poller for all feeds; a server that wants to be left alone is left alone.")

    def action_health(self) -> None:
        """Show the feeds."""
        from monitor.tui.health import HealthScreen

        self.app.push_screen(HealthScreen(self.store, self.config))

    def action_help(self) -> None:
        """Show the keys."""
        from monitor.tui.help import HelpScreen

        self.app.push_screen(HelpScreen())
