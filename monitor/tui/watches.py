"""The pane on the left: every watch with its unread count, then what else can be listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.reactive import reactive
from textual.theme import Theme

from monitor import cells
from monitor.model import Watch
from monitor.store.entries import Choice
from monitor.tui.palette import DARK, watch_colour
from monitor.tui.rows import Piece, Rows
from monitor.tui.signs import BAR, OTHER, chart

if TYPE_CHECKING:
    from monitor.find import Search

_NAME = 12
"""Cells that are left to names before any has a chart, so that the charts of all short names are alike."""
_SPARE = "1234567890abcdefghijklmnopqrstuvwxyz"
"""Marks for watches whose own letters and digits are all taken."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that the list of entries can show."""

    name: str
    choice: Choice
    colour: str = ""
    search: "Search | None" = None
    note: str = ""
    """What else is to be said of it above the list."""
    mark: str = ""
    """What stands for it in front of entries."""

    @property
    def watch(self) -> str | None:
        """The name under which the store counts its entries: "" for all matches; None where nothing is counted."""
        return None if self.choice.all or self.choice.starred or self.choice.ids is not None else self.choice.watch


def places(watches: Sequence[Watch], colours: Mapping[str, str], marks: Mapping[str, str]) -> list[Place]:
    """All that there is to list, in the order of the pane; `colours` and `marks` are those of each watch."""
    listed = [Place("All matches", Choice())]
    names = [watch.name for watch in watches]
    listed += [Place(name, Choice(watch=name), colours[name], mark=marks[name]) for name in names]
    listed += [Place("Starred", Choice(all=True, starred=True)), Place("Dismissed", Choice(all=True, dismissed=True))]
    return [*listed, Place("Everything", Choice(all=True))]


def renamed(before: Sequence[Watch], now: Sequence[Watch]) -> dict[str, str]:
    """The new names, by the old ones, of the watches that an edit of the config left in their places."""
    if len(before) != len(now):
        return {}
    old, new = {watch.name for watch in before}, {watch.name for watch in now}
    pairs = ((was.name, watch.name) for was, watch in zip(before, now, strict=True))
    return {was: name for was, name in pairs if was not in new and name not in old}


def colours(watches: Sequence[Watch], theme: Theme = DARK) -> dict[str, str]:
    """The colour of each watch in a theme, as Rich writes it."""
    return {watch.name: watch_colour(watch.colour, index, theme) for index, watch in enumerate(watches)}


def marks(watches: Sequence[Watch]) -> dict[str, str]:
    """The letter or digit that stands for each watch, a capital, in one cell or two; no two watches have the same.

    It is the first letter of its name that no watch before it has, else the first such digit; where all of them are
    taken, any that is free.
    """
    found: dict[str, str] = {}
    for watch in watches:
        own = [sign for sign in watch.name if sign.isalpha()] + [sign for sign in watch.name if sign.isdecimal()]
        taken = set(found.values())
        free = (mark for mark in map(_capital, [*own, *_SPARE]) if mark not in taken and 0 < cells.width(mark) < 3)
        found[watch.name] = next(free, OTHER)
    return found


def _capital(sign: str) -> str:
    # The capital of ß would be two letters.
    return sign.upper() if len(sign.upper()) == 1 else sign


def columns(counts: Sequence[int], room: int) -> str:
    """Matches per day as a chart: a column a day where there is room for it, else one for two days, else nothing."""
    pairs = [sum(counts[at : at + 2]) for at in range(len(counts) % 2, len(counts), 2)]
    fitting = next((one for one in (counts, pairs) if len(one) <= room), ())
    return chart(fitting)


class WatchRows(Rows):
    """The places, a row each."""

    counts: reactive[Mapping[str, tuple[int, int]]] = reactive(dict)
    """How much of each watch is unread, and how much there is."""
    activity: reactive[Mapping[str, Sequence[int]]] = reactive(dict)
    """The matches of each watch day by day, the last day last."""

    def __init__(self) -> None:
        """Empty until the config is read."""
        super().__init__(id="watch-rows")
        self.places: list[Place] = []
        self._renamed: Mapping[str, str] = {}
        self._mark_room = 1
        """Cells that the widest mark takes."""

    @property
    def place(self) -> Place:
        """The place under the cursor."""
        return self.places[self.cursor]

    def show(self, places: list[Place], renamed: Mapping[str, str]) -> None:
        """Show these places; the cursor stays on the one that it is on, if that is there, maybe `renamed`."""
        here = self.place if self.places else None
        self._renamed = renamed
        self.places = places
        self._mark_room = max((cells.width(place.mark) for place in places), default=1) or 1
        self.set_count(len(places), self._index(here) or 0 if here is not None else 0)

    def now(self, place: Place) -> Place:
        """What one of the places of before is now; the one under the cursor, where it is gone.

        A list of some entries, of a tag or of a feed is none of the pane's, and stays.
        """
        if place.choice.ids is not None or place.choice.tag or place.choice.feed:
            return place
        index = self._index(place)
        return self.place if index is None else self.places[index]

    def _index(self, before: Place) -> int | None:
        """Where a place of before is now."""
        # A watch may be called as another place is.
        key = (self._renamed.get(before.name, before.name), True) if before.watch else (before.name, False)
        return next((at for at, one in enumerate(self.places) if (one.name, bool(one.watch)) == key), None)

    def pieces(self, index: int, width: int) -> list[Piece]:
        """A bar in the watch's colour and its mark, its name, its days, and how much of it is unread.

        The days have the room that the whole name leaves; the name is cut where it does not fit beside the number.
        """
        place = self.places[index]
        unread, total = self.counts.get(place.watch, (0, 0)) if place.watch is not None else (0, 0)
        number = f"{unread:,}" if unread else ""
        bar = f"{BAR if place.colour else ' '}{cells.fitted(place.mark, self._mark_room)} "
        room = width - self._mark_room - 3
        days = () if place.watch is None else self.activity.get(place.watch, ())
        # The counts have a column of their own, so that the charts stand in line.
        column = max((len(f" {unread:,}") for unread, _ in self.counts.values()), default=1)
        days_shown = columns(days, room - max(_NAME, cells.width(place.name)) - 1 - column) if any(days) else ""
        right = f" {days_shown}{number:>{column}}" if days_shown else f" {number}" if number else ""
        name = cells.fitted(place.name, max(1, room - len(right)))
        style = "strong" if unread else "" if total or place.watch is None else "quiet"
        return [
            (bar, f"bold {place.colour}" if place.colour else ""),
            (name, style),
            (right[: len(right) - len(number)], place.colour or "quiet"),
            (number, f"bold {place.colour}" if place.colour else "strong"),
            (" ", ""),
        ]
