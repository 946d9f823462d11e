"""The list of entries: state, age, outlet and title of each, the matched words marked in their watch's colour."""

import time
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor import cells, times
from monitor.model import Match, Span
from monitor.store import entries, tags
from monitor.store.entries import Choice, Row
from monitor.store.marks import Mark
from monitor.tui.asked import NEAR
from monitor.tui.rows import Piece, Rows
from monitor.tui.signs import DISMISSED, MORE, OTHER, STARRED, UNREAD
from monitor.tui.store import DeskStore

if TYPE_CHECKING:
    from monitor.find import Search

_PAGE = 32
"""Rows that are read at a time: about a screen, for each costs a quarter of what it costs to draw it."""
_PAGES = 32
"""As many are remembered."""
_MARKS = 3
"""Cells for the marks of the watches that an entry satisfies: one in a wide script, and that there are more."""
_OUTLET = 16
_NARROW = 70
"""Below this many cells the outlet has less room, so that the title keeps most of the row."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known of some entries that stand one after the other, by their ids."""

    rows: Mapping[int, Row]
    matches: Mapping[int, tuple[Match, ...]]
    tags: Mapping[int, tuple[str, ...]]


class EntryRows(Rows):
    """Entries by their ids; what a row shows is read from the store a page at a time."""

    def __init__(self, store: DeskStore) -> None:
        """Empty until a place is chosen."""
        super().__init__(id="entry-rows")
        self._store = store
        self.listed: array[int] = array("q")
        """The entries that are there: the first page may be, before the rest is read."""
        self.complete: Callable[[], None] | None = None
        """Reads the rest at once, where it is not there yet."""
        self.colours: Mapping[str, str] = {}
        self.marks: Mapping[str, str] = {}
        """What stands for each watch."""
        self.listed_watch = ""
        """The watch that is listed, if one is: its mark comes first."""
        self.search: Search | None = None
        self._pages: dict[int, _Page] = {}
        self._marked: dict[Mark, Mapping[int, bool]] = {}
        """What is not known to be in the store yet, by the mark; read beside the desk too, and never changed."""
        self._drawn: dict[int, list[Piece]] = {}
        """What rows looked like when they were drawn last."""
        self._has_seen_newest = True
        """Whether whoever moved here last had the first row in sight then."""
        self._left: tuple[int, int | None] = (0, None)
        """The first line in sight and the entry under the cursor, as they were when nobody had moved them last."""

    @property
    def selected(self) -> int | None:
        """The id of the entry under the cursor."""
        return self.listed[self.cursor] if self.count else None

    @property
    def ids(self) -> "array[int]":
        """All entries of the list, also where only its first page is there."""
        self._complete()
        return self.listed

    def show(self, ids: "array[int]", cursor: int, complete: Callable[[], None] | None = None) -> None:
        """Show these entries, the cursor on one of them; `complete` is called when the rest of them is wanted."""
        self._notice()
        self.listed, self.complete = ids, complete
        self.forget()
        self.set_count(len(ids), cursor)

    def rest(self) -> None:
        """Take what is in sight, and where the cursor is, for what came of the store, and not of somebody's move."""
        self._left = (self.scroll_offset.y, self.selected)

    def show_newest(self) -> None:
        """Bring the first row in sight again where it was when somebody moved here last, and what came since has taken
        it out of it; the cursor stays on its entry."""
        self._notice()
        if self._has_seen_newest and self.scroll_offset.y and self.is_on_screen:
            self._scroll(0)

    def _notice(self) -> None:
        """Notice whether somebody has moved since the list came to rest, and what is in sight there."""
        if self._left != (self.scroll_offset.y, self.selected):
            self._has_seen_newest = not self.scroll_offset.y

    def forget(self) -> None:
        """Read anew what the rows show, and draw all of them."""
        self._forget()
        self._drawn.clear()
        self.refresh()

    def renew(self) -> None:
        """Read anew what the rows show, and draw those on the screen that show something else now.

        To draw a row costs four times what it costs to read it, and each mark and each poll changes one or two of them.
        """
        self._forget()
        top, size = self.scroll_offset.y, self.scrollable_content_region
        for index in range(top, min(top + size.height, self.count)):
            if self._drawn.get(index) != self._pieces(index, size.width):
                self.refresh_line(index)

    def _forget(self) -> None:
        self._pages.clear()
        if not self._store.pending:
            self._marked.clear()

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, also on one that is not there yet."""
        if index >= self.count:
            self._complete()
        super().move_to(index)

    def action_last(self) -> None:
        """Last row of all."""
        self._complete()
        super().action_last()

    def row(self, index: int) -> Row | None:
        """An entry as it is shown: as stored, but for marks that are still on their way to the store."""
        row = self._read(index).rows.get(self.listed[index])
        if row is None or not self._marked:
            return row
        told: dict[Mark, bool] = {"read": row.read, "starred": row.starred, "dismissed": row.dismissed}
        read, starred, dismissed = (self.on_the_way(what).get(row.id, value) for what, value in told.items())
        return replace(row, read=read, starred=starred, dismissed=dismissed)

    def unread_from(self, start: int, step: int, choice: Choice) -> int | None:
        """The nearest row in a direction, the one at `start` included, whose entry is unread in the store, and as it is
        shown; `choice` is what the list holds."""
        near = range(start, max(-1, min(start + step * NEAR, len(self.listed))), step)
        found = self._first_unread(near, replace(choice, ids=tuple(self.listed[index] for index in near)))
        if found is None:
            found = self._first_unread(range(start, len(self.ids)) if step > 0 else range(start, -1, -1), choice)
        return found

    def unread_near(self, choice: Choice) -> int | None:
        """The id of the unread entry under the cursor, else of the next one, else of the one before."""
        found = (self.unread_from(self.cursor, step, choice) for step in (1, -1) if self.count)
        return next((self.listed[index] for index in found if index is not None), None)

    def _first_unread(self, indices: Iterable[int], choice: Choice) -> int | None:
        unread = entries.members(self._store.db, replace(choice, unread=True))
        return next((index for index in indices if self.listed[index] in unread and self._is_unread(index)), None)

    def _is_unread(self, index: int) -> bool:
        row = self.row(index)
        return row is not None and not row.read

    def mark(self, ids: Sequence[int], what: Mark, value: bool) -> None:
        """Show a mark at once, before the store has it."""
        # All of a million entries may be marked at once.
        self._marked[what] = {**self.on_the_way(what), **dict.fromkeys(ids, value)}
        if list(ids) == [self.selected]:
            self.refresh_line(self.cursor)
        else:
            self.refresh()

    def unmark(self, ids: Iterable[int], what: Mark) -> None:
        """Show of a mark what the store holds: it was refused, or taken back. The rows are to be read anew."""
        left = dict(self.on_the_way(what))
        for entry_id in ids:
            left.pop(entry_id, None)
        self._marked[what] = left

    def on_the_way(self, what: Mark) -> Mapping[int, bool]:
        """The entries whose mark is not known to be in the store yet, and what it will be."""
        return self._marked.get(what, {})

    def pieces(self, index: int, width: int) -> list[Piece]:
        """The title stands last on the row: terminals disagree on how wide some scripts are."""
        if len(self._drawn) >= _PAGE * _PAGES:
            self._drawn.clear()
        self._drawn[index] = pieces = self._pieces(index, width)
        return pieces

    def _pieces(self, index: int, width: int) -> list[Piece]:
        row = self.row(index)
        if row is None:
            return [("   (no longer stored)", "quiet")]
        matches = self._read(index).matches.get(row.id, ())
        outlet = _OUTLET if width >= _NARROW else 11
        state = STARRED if row.starred else DISMISSED if row.dismissed else UNREAD if not row.read else " "
        age = f"{times.age(time.time() - row.at):>4} "
        pieces: list[Piece] = [(f" {state}", "strong" if not row.read else "quiet"), (age, "quiet")]
        pieces += [*self._watches(matches), (" ", ""), (cells.fitted(row.feed_title, outlet), "quiet"), (" ", "")]
        pieces += _tags(self._read(index).tags.get(row.id, ()), width)
        # No more than can be seen: some titles are books.
        title = row.name[: 8 * width + 8]
        spans = [(span, match.watch) for match in matches for span in match.spans if span.field == row.named_by]
        if self.search is not None:
            spans = [(span, "") for span in self.search.marks(title)]
        style = "quiet" if row.dismissed else "" if row.read else "strong"
        return pieces + marked(title, spans, self.colours, style)

    def _watches(self, matches: Sequence[Match]) -> list[Piece]:
        """The marks of the watches that an entry satisfies, bold and a capital where the match is strong."""
        listed = sorted(matches, key=lambda match: match.watch != self.listed_watch)
        pieces = [self._mark(match) for match in listed]
        left = _MARKS - sum(cells.width(text) for text, _ in pieces)
        if left < 0:
            while left < 1:
                left += cells.width(pieces.pop()[0])
            pieces.append((MORE, "quiet"))
            left -= 1
        return [*pieces, (" " * left, "")]

    def _mark(self, match: Match) -> Piece:
        mark, colour = self.marks.get(match.watch, OTHER), self.colours.get(match.watch, "")
        return (mark, f"bold {colour}") if match.level == "strong" else (_small(mark), colour)

    def _complete(self) -> None:
        if self.complete is not None:
            self.complete()

    def _read(self, index: int) -> "_Page":
        number = index // _PAGE
        if number not in self._pages:
            wanted = self.listed[number * _PAGE : (number + 1) * _PAGE]
            if len(self._pages) >= _PAGES:
                self._pages.clear()
            db = self._store.db
            self._pages[number] = _Page(
                entries.rows(db, wanted), entries.matches_by_entry(db, wanted), tags.of_each(db, wanted)
            )
        return self._pages[number]


def _small(mark: str) -> str:
    small = mark.lower()
    return small if cells.width(small) == cells.width(mark) else mark


def _tags(names: Sequence[str], width: int) -> list[Piece]:
    """The tags of an entry, in a part of the row that leaves most of it to the title."""
    said = " ".join(f"#{name}" for name in names)
    return [(cells.cut(said, max(6, width // 6)), "tag"), (" ", "")] if said else []


def marked(text: str, spans: Sequence[tuple[Span, str]], colours: Mapping[str, str], style: str) -> list[Piece]:
    """A text cut into pieces: the spans in their watch's colour, the rest in `style`.

    Where spans overlap, the first watch has the place.
    """
    owners: dict[int, str] = {}
    for span, watch in spans:
        for at in range(span.start, min(span.end, len(text))):
            owners.setdefault(at, watch)
    if not owners:
        return [(text, style)]
    edges = [0, *(at for at in range(1, len(text)) if owners.get(at) != owners.get(at - 1)), len(text)]
    pieces = []
    for start, end in pairwise(edges):
        owner = owners.get(start)
        pieces.append((text[start:end], style if owner is None else f"bold underline {colours.get(owner, '')}".strip()))
    return pieces
