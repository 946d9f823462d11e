"""What the keys do to the state of entries: marks that show at once and are written behind, and undo."""

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import suppress

from textual import work
from textual.worker import Worker, WorkerCancelled

from monitor.store import entries
from monitor.store.entries import Row, Stored
from monitor.store.marks import Mark, Undone
from monitor.store.schema import StoreError
from monitor.tui import toasts
from monitor.tui.frame import Frame
from monitor.tui.keys import first

_A_MARK = "a mark"
"""What a worker is called that is handed entries: else Textual writes all their numbers into its name."""
_Ordered = Worker[int | None] | Worker[None]
"""An undo, or a mark that waits for one."""


class Marking(Frame):
    """The actions on marks."""

    _undoing: Worker[int | None] | None = None
    _behind: _Ordered | None = None
    """What waits for an undo and was asked for last: what follows is done after it, in the order of the keys."""
    _written_last: Awaitable[int] | None = None
    """The write of the mark that was asked for last."""
    _undone_at: int | None = None
    """The entry under the cursor when an undo was asked for last."""
    _offered = ""
    """The note that says last what undo takes back."""

    def offer_undo(self, done: str) -> None:
        """Tell what was done, a sentence without its full stop, and the key that takes it back."""
        self._offered = f"{done}. {first(self.config.keys, 'undo')} takes it back."
        self.notify(self._offered, markup=False)

    def action_toggle_read(self) -> None:
        """Mark read, or unread again."""
        self._toggle("read")

    def action_toggle_star(self) -> None:
        """Star, or take the star away."""
        self._toggle("starred")

    async def action_dismiss(self, result: None = None) -> None:
        """Take the entry out of the lists of matches, or put it back."""
        self._toggle("dismissed")

    def action_mark_all(self) -> None:
        """Mark all that is listed read; among the watches, all of the one under the cursor."""
        self.list_what_is_meant()
        ids = list(self.listing.rows.ids)
        if not ids:
            self.notify("There is nothing here to be marked.")
        elif last := _unfinished(self._behind):
            self._behind = self._mark_all_behind(last, ids)
        else:
            self._tell_marked(self.mark(ids, "read", True), self._undoing)

    @work(description=_A_MARK)
    async def _mark_all_behind(self, last: _Ordered, ids: Sequence[int]) -> None:
        await _come(last)
        writing = self.mark(ids, "read", True)
        self._tell_marked(writing, self._undoing)
        await _done(writing)

    @work
    async def _tell_marked(self, writing: Awaitable[int], undoing: Worker[int | None] | None) -> None:
        """Tell how many were marked once that is known; `undoing` is the undo that was asked for last before."""
        # What keeps it from being written is told by whoever else waits for it.
        with suppress(StoreError):
            number = await writing
            if not number:
                # Undo would take back something else.
                self.notify("All that is listed here is read already.")
            elif self._undoing is undoing:
                self.offer_undo(f"Marked {number:,} read")

    def action_undo(self) -> None:
        """Take the last change back, of marks, tags or the config."""
        toasts.take_down(self.app, self._offered)
        if last := _unfinished(self._behind):
            self._behind = self._undoing = self._undo(last)
        else:
            # Not when the worker comes to it: the next key may leave the desk.
            self._undoing = self._undo(None, self.store.undo())
        self._undone_at = self.listing.rows.selected

    @work
    async def _undo(self, last: _Ordered | None, undoing: Awaitable[Undone | None] | None = None) -> int | None:
        """The entry that has come back, and on which the cursor is then; one that is not on its way begins behind the
        `last` thing."""
        if last is not None:
            await _come(last)
        try:
            undone = await (undoing or self.store.undo())
        except StoreError as problem:
            self.tell_trouble(problem)
            return None
        if undone is not None and undone.mark == "dismissed":
            # Other writes may still be on their way, and marks are shown for as long.
            self.listing.rows.unmark(undone.ids, "dismissed")
        self.reload()
        back = await self._show_again(undone.ids) if undone is not None and undone.mark == "dismissed" else None
        if undone is None:
            self.notify("Nothing to undo.")
        else:
            is_told = not undone.is_done or undone.mark == "config"
            said = undone.says if is_told else f"Undone: {undone.says}"
            self.notify(said, severity="information" if undone.is_done else "warning", markup=False)
            if undone.mark == "config":
                self.post_message(self.ConfigEdited())
        return back

    async def _show_again(self, ids: Sequence[int]) -> int | None:
        """Put the cursor on what comes back somewhere in the list, for it is looked for there."""
        await self.listing.renew()
        rows, wanted = self.listing.rows, {*ids}
        # Once through the list: a verb may have dismissed thousands, and none of them be listed here.
        listed = {entry_id for entry_id in rows.ids if entry_id in wanted}
        back = next((entry_id for entry_id in ids if entry_id in listed), None)
        if back is not None:
            rows.move_to(rows.ids.index(back))
        return back

    def mark_read(self) -> None:
        """Mark the entry under the cursor read, if it is not."""
        row = self.listing.row
        self.listing.is_untouched = False
        if row is not None and not row.read:
            self.mark([row.id], "read", True)

    def list_what_is_meant(self) -> None:
        """List the watch under the cursor where the watches have the screen: what was listed is out of sight."""
        if self.is_among_watches:
            self.listing.go_to(self.watch_rows.place)

    def chosen(self) -> Row | None:
        """The entry under the cursor, which a key is to do something with; that there is none is told."""
        row = self.listing.row
        if self.is_among_watches:
            onward = first(self.config.keys, "next_pane")
            self.notify(f"No entry is to be seen here: {onward} goes to the list.", markup=False)
            return None
        if row is None:
            self.notify("No entry is selected here.")
        else:
            # Whoever does something with an entry wants to stay on it.
            self.listing.is_untouched = False
        return row

    def chosen_whole(self) -> Stored | None:
        """Likewise, with all that the store knows of it."""
        return self.stored() if self.chosen() else None

    def _toggle(self, what: Mark) -> None:
        row = self.chosen()
        if row is None:
            return
        last = _unfinished(self._behind) or _unfinished(self._undoing)
        if last is None or self._undoing is None:
            self._mark_otherwise(row, what)
        else:
            # What it is now is not known before the undo that is on its way has come.
            self._behind = self._toggle_behind(last, self._undoing, self._written_last, row.id, what)

    @work
    async def _toggle_behind(
        self,
        last: _Ordered,
        undoing: Worker[int | None],
        writing: Awaitable[int] | None,
        entry_id: int,
        what: Mark,
    ) -> None:
        await _come(last)
        back = await _come(undoing)
        if writing is not None:
            # A mark of all that is listed waits for no undo, and may have changed this entry.
            await _done(writing)
        if back is not None and entry_id == self._undone_at:
            # The key is for the entry that the undo leads to; one behind it that dismisses is for the next.
            entry_id = back
            if what == "dismissed":
                self._undone_at = None
        row = entries.rows(self.store.db, [entry_id]).get(entry_id)
        if row is not None:
            # The next one goes by what is in the store then.
            await _done(self._mark_otherwise(row, what))

    def _mark_otherwise(self, row: Row, what: Mark) -> Awaitable[int]:
        writing = self.mark([row.id], what, not getattr(row, what))
        if what == "dismissed" and row.starred and self.listing.rows.selected == row.id:
            # It is listed on, and by the sign of its star.
            self.offer_undo(f"{'Put back into' if row.dismissed else 'Taken out of'} the lists of matches")
        return writing

    def mark(self, ids: Sequence[int], what: Mark, value: bool) -> Awaitable[int]:
        """Show a mark at once and write it behind; how many entries are changed by it comes when it is written."""
        # First, for marks are shown as long as one is on its way; and not when the worker comes to it: the next key may
        # leave the desk.
        writing = self._written_last = self.store.mark(ids, what, value)
        self.listing.rows.mark(ids, what, value)
        if what == "dismissed":
            # The same key once more is for the next entry, and would put this one back.
            self.listing.leave_out()
        self.show_headings()
        self._await_mark(writing, ids, what)
        return writing

    @work(description=_A_MARK)
    async def _await_mark(self, writing: Awaitable[object], ids: Sequence[int], what: Mark) -> None:
        is_done = await self.written(writing)
        if not is_done:
            # What is on its way behind it may be refused too, and nobody else would read the list anew.
            self.listing.rows.unmark(ids, what)
        if not is_done or not self.store.pending:
            self.reload(other_list=what == "dismissed")


def _unfinished(worker: _Ordered | None) -> _Ordered | None:
    return None if worker is None or worker.is_finished else worker


async def _come(worker: _Ordered) -> int | None:
    """What an undo, or a mark behind one, comes to; who waits for one that is called off, as the desk ends, is too."""
    try:
        return await worker.wait()
    except WorkerCancelled:
        raise asyncio.CancelledError from None


async def _done(writing: Awaitable[object]) -> None:
    """Wait until a write is done; what keeps it from that is told by whoever else waits for it."""
    with suppress(StoreError):
        await writing
