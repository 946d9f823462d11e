"""What the keys do to move: from pane to pane, to what is unread, in the reader, back and out."""

from collections.abc import Callable
from dataclasses import replace

from textual import on

from monitor.store import entries
from monitor.store.entries import Choice
from monitor.tui.frame import PANES
from monitor.tui.listing import EntriesPane
from monitor.tui.marking import Marking
from monitor.tui.rows import Rows
from monitor.tui.watches import Place

_ORDER = tuple(PANES)


class Going(Marking):
    """The actions that move; what is moved to in order to be read is marked read."""

    @on(EntriesPane.Opened)
    def _open_entry(self) -> None:
        self.mark_read()
        self.show_pane("reader")

    @on(Rows.Moved, "#watch-rows")
    def _watch_moved(self) -> None:
        if not self.is_narrow:
            self.listing.go_to(self.watch_rows.place)
            self.show_headings()

    @on(Rows.Opened, "#watch-rows")
    def _watch_opened(self) -> None:
        self.listing.go_to(self.watch_rows.place)
        self.show_headings()
        self.show_pane("entries")

    def action_next_unread(self) -> None:
        """Read the next unread match; from the end of a watch, in the next watch that has one."""
        self._seek(1)

    def action_previous_unread(self) -> None:
        """Read the unread match before."""
        self._seek(-1)

    def action_scroll_down(self) -> None:
        """Scroll the reader from the list."""
        self.reader.scroll_lines(3)

    def action_scroll_up(self) -> None:
        """Scroll the reader from the list."""
        self.reader.scroll_lines(-3)

    def action_next_marked(self) -> None:
        """Scroll the reader to the next line with a matched word."""
        self._seek_marked(1)

    def action_previous_marked(self) -> None:
        """Scroll the reader to the line with a matched word before."""
        self._seek_marked(-1)

    def _seek_marked(self, step: int) -> None:
        if self.chosen() and not self.reader.seek_marked(step):
            self.notify("No word is marked in this text.")

    def action_zen(self) -> None:
        """Show the reader alone, or the other panes again."""
        self.toggle_class("-zen")
        self.show_pane("reader" if self.has_class("-zen") else "entries")

    def action_go_unread(self) -> None:
        """List all that is unread and matches, until another place is gone to."""
        self.go_to_place(lambda place: place.watch == "")
        self.listing.list_unread()
        self.show_headings()

    def action_go_starred(self) -> None:
        """List what is starred."""
        self.go_to_place(lambda place: place.choice.starred)

    def action_go_everything(self) -> None:
        """List all that is stored."""
        self.go_to_place(lambda place: place.choice == Choice(all=True))

    def action_go_watches(self) -> None:
        """Choose among the watches."""
        self.show_pane("watches")

    def go_to_place(self, is_it: Callable[[Place], bool]) -> None:
        """List the first place of the left pane that is the one, if one is."""
        found = next((at for at, place in enumerate(self.watch_rows.places) if is_it(place)), None)
        if found is not None:
            self.watch_rows.move_to(found)
            self.listing.go_to(self.watch_rows.places[found])
            self.show_headings()
            self.show_pane("entries")

    def action_grow(self) -> None:
        """Make the pane larger."""
        self._grow(1)

    def action_shrink(self) -> None:
        """Make the pane smaller."""
        self._grow(-1)

    def _grow(self, step: int) -> None:
        if self.is_narrow or self.has_class("-zen"):
            self.notify("One pane has the whole screen here: there is none to share it with.")
        else:
            self.panes.grow(self.pane, step)

    def action_next_pane(self) -> None:
        """The pane to the right."""
        self.show_pane(_ORDER[min(_ORDER.index(self.pane) + 1, len(_ORDER) - 1)])

    def action_previous_pane(self) -> None:
        """The pane to the left."""
        self.show_pane(_ORDER[max(_ORDER.index(self.pane) - 1, 0)])

    def action_back(self) -> None:
        """From the search, the reader or the watches to the list."""
        self._went_back()

    def action_leave(self) -> None:
        """Back; from the list, out."""
        if not self._went_back():
            self.app.exit()

    def _went_back(self) -> bool:
        if self.listing.close_search():
            # Nothing else may have changed: the field was empty, and the focus in the list already.
            self.show_headings()
            return True
        if self.has_class("-zen"):
            self.action_zen()
            return True
        if self.pane != "entries":
            self.show_pane("entries")
            return True
        if self.listing.leave_search():
            self.show_headings()
            return True
        return False

    def _seek(self, step: int) -> None:
        self.list_what_is_meant()
        listing = self.listing
        if not (
            listing.seek(step)
            or self._seek_elsewhere(step)
            or listing.seek(step, around=True)
            or self._seek_in_matches()
        ):
            self.notify("Nothing more is unread here.")
            return
        self.mark_read()
        if self.is_narrow:
            self.show_pane("reader")

    def _seek_elsewhere(self, step: int) -> bool:
        """Go on in the next watch that has something unread; whether there is one."""
        rows, here = self.watch_rows, self.listing.place
        if not here.watch:
            return False
        others = [place for place in rows.places if place.watch and place != here]
        # Those that lie in this direction, then those from the other end on.
        at = rows.places.index
        onward = sorted(others[::step], key=lambda place: (at(place) - at(here)) * step < 0)
        target = next(filter(self._has_unread, onward), None)
        return target is not None and self._seek_in(target)

    def _seek_in_matches(self) -> bool:
        """Go on in all matches from a place that is none of the watches', and no search; whether one is unread."""
        here = self.listing.place
        if here.watch is not None or here.search is not None:
            return False
        target = next(place for place in self.watch_rows.places if place.watch == "")
        return self._has_unread(target) and self._seek_in(target)

    def _has_unread(self, place: Place) -> bool:
        """Whether anything is unread in a watch, or in all matches, as it is shown: counts come behind the marks."""
        if not self.watch_rows.counts.get(place.watch or "", (0, 0))[0]:
            return False
        rows = self.listing.rows
        read, gone = rows.on_the_way("read"), rows.on_the_way("dismissed")
        # In any order, of which one more than are marked by now is enough.
        choice = replace(place.choice, unread=True, strong_first=False)
        unread = entries.ids(self.store.db, choice, len(read) + len(gone) + 1)
        return any(not (read.get(one) or gone.get(one)) for one in unread)

    def _seek_in(self, place: Place) -> bool:
        """Go to a place of the left pane, and to what is unread there; whether anything is."""
        self.watch_rows.move_to(self.watch_rows.places.index(place))
        self.listing.go_to(place)
        return self.listing.seek(1)
