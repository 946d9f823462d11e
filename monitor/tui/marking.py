"""What the keys do to the state of entries: marks that show at once and are written behind, and undo."""

from collections.abc import Sequence

from textual import work

from monitor.store.marks import Mark
from monitor.store.schema import StoreError
from monitor.tui.frame import Frame


class Marking(Frame):
    """The actions on marks."""

    def action_toggle_read(self) -> None:
        """Mark read, or unread again."""
        row = self.listing.row
        if row is not None:
            self.mark([row.id], "read", not row.read)

    def action_toggle_star(self) -> None:
        """Star, or take the star away."""
        row = self.listing.row
        if row is not None:
            self.mark([row.id], "starred", not row.starred)

    def action_mark_all(self) -> None:
        """Mark all that is listed read."""
        ids = list(self.listing.rows.ids)
        if ids:
            self.mark(ids, "read", True)
            self.notify(f"Marked {len(ids):,} read. U takes it back.")

    @work
    async def action_undo(self) -> None:
        """Take the last change of marks back."""
        try:
            undone = await self.store.undo()
        except StoreError as problem:
            self.tell_trouble(problem)
            return
        if undone is None:
            self.notify("Nothing to undo.")
            return
        what, value, ids = undone
        self.reload()
        noun = "entry is" if len(ids) == 1 else "entries are"
        self.notify(f"Undone: {len(ids):,} {noun} {'no longer' if value else 'again'} {what}.")

    def mark_read(self) -> None:
        """Mark the entry under the cursor read, if it is not."""
        row = self.listing.row
        if row is not None and not row.read:
            self.mark([row.id], "read", True)

    @work
    async def mark(self, ids: Sequence[int], what: Mark, value: bool) -> None:
        """Show a mark at once and write it behind."""
        self.listing.rows.mark(ids, what, value)
        self.show_headings()
        await self.written(self.store.mark(ids, what, value))
        if not self.store.pending:
            self.reload()
