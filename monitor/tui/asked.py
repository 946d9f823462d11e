"""What a list is to hold: read from the store in the desk's own thread, or beside it."""

import sqlite3
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, replace

from monitor.store import entries
from monitor.store.entries import Choice

ALL = 10_000_000
"""Entries of which a list is read whole."""
FIRST_PAGE = 2_000
"""Entries of which a list is made at once; the rest is read beside the desk."""
NEAR = 256
"""Entries among which one is looked for before it is looked for among all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is to hold, as it can be read beside the desk."""

    choice: Choice
    unread_only: bool
    kept: "array[int]"
    """Entries that stay, read or not."""
    read_on_the_way: Mapping[int, bool]
    """Whether entries are read whose marks the store does not have yet."""
    dismissed_on_the_way: Mapping[int, bool]
    """Likewise whether they are dismissed."""
    here: int | None = None
    """Where among those the one stands that is being read: it stays also where it matches no more, or has lost the star
    or the tag by which it was listed, for the same key once more gives it back."""

    def read(self, db: sqlite3.Connection, limit: int = ALL) -> "tuple[array[int], bool]":
        """The entries, of a long list those at its beginning; and whether they are all."""
        found = self.choice.ids
        # What a search found is in its order already.
        listed = entries.ids(db, self.choice, limit) if found is None else array("q", found)
        is_whole = found is not None or len(listed) < limit
        listed = self.remaining(self._with_held(db, listed))
        if not self.unread_only:
            return listed, is_whole
        # Of the beginning of a list no others are looked at: to find all that is unread takes as long as there is more.
        among = found if is_whole else tuple(listed)
        unread, marks = entries.members(db, replace(self.choice, unread=True, ids=among)), self.read_on_the_way
        unread.difference_update(one for one, is_read in marks.items() if is_read)
        unread.update(self.kept, (one for one, is_read in marks.items() if not is_read))
        return array("q", (one for one in listed if one in unread)), is_whole

    def _with_held(self, db: sqlite3.Connection, ids: "array[int]") -> "array[int]":
        """These entries and the one that is being read, unless that is gone, or dismissed from a list of matches."""
        choice = self.choice
        if self.here is None or (choice.all and not (choice.starred or choice.tag)):
            return ids
        held = self.kept[self.here]
        row = entries.rows(db, [held]).get(held)
        is_out = row is None or (row.dismissed and not choice.all)
        if is_out or entries.members(db, replace(choice, ids=(held,))):
            return ids
        at = self._place_beside(ids, self.here)
        return ids[:at] + array("q", [held]) + ids[at:]

    def _place_beside(self, ids: "array[int]", here: int) -> int:
        """Where an entry that is none of these belongs: before what stood below it, or behind what stood above it."""
        for near, behind in ((here + 1, 0), (here - 1, 1)):
            if 0 <= near < len(self.kept):
                at = place_of(self.kept[near], ids, here)
                if ids[at : at + 1] == self.kept[near : near + 1]:
                    return at + behind
        return min(here, len(ids))

    def remaining(self, ids: "array[int]") -> "array[int]":
        """These entries without those that dismissing them, or putting them back, takes out of the list."""
        choice = self.choice
        if choice.all and not choice.dismissed:
            return ids
        leaving = {one for one, value in self.dismissed_on_the_way.items() if value != choice.dismissed}
        return array("q", (one for one in ids if one not in leaving)) if leaving else ids


def place_of(entry_id: int, ids: "array[int]", here: int) -> int:
    """Where an entry stands in a list, sought near its last place first; that place, where it is in it no more."""
    begin = max(0, here - NEAR)
    for start, stop in ((begin, here + NEAR), (0, len(ids))):
        try:
            return ids.index(entry_id, start, stop)
        except ValueError:
            pass
    return here
