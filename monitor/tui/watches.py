"""The pane on the left: every watch with its unread count, then what else can be listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.theme import Theme

from monitor import cells
from monitor.model import Watch
from monitor.store.entries import Choice
from monitor.tui.palette import DARK, watch_colour
from monitor.tui.rows import Piece, Rows
from monitor.tui.signs import BAR, chart

if TYPE_CHECKING:
    from monitor.find import Search

_NAME = 12
"""Cells that a name keeps before a chart gets any."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that the list of entries can show."""

    name: str
    choice: Choice
    colour: str = ""
    search: "Search | None" = None
    note: str = ""
    """What else is to be said of it above the list."""

    @property
    def watch(self) -> str | None:
        """The name under which the store counts its entries: "" for all matches; None where nothing is counted."""
        return None if self.choice.all or self.choice.starred or self.choice.ids is not None else self.choice.watch


def places(watches: Sequence[Watch], colours: Mapping[str, str]) -> list[Place]:
    """All that there is to list, in the order of the pane."""
    listed = [Place("All matches", Choice())]
    listed += [Place(watch.name, Choice(watch=watch.name), colours[watch.name]) for watch in watches]
    listed += [Place("Starred", Choice(all=True, starred=True)), Place("Dismissed", Choice(all=True, dismissed=True))]
    return [*listed, Place("Everything", Choice(all=True))]


def colours(watches: Sequence[Watch], theme: Theme = DARK) -> dict[str, str]:
    """The colour of each watch in a theme, as Rich writes it."""
    return {watch.name: watch_colour(watch.colour, index, theme) for index, watch in enumerate(watches)}


def columns(counts: Sequence[int], room: int) -> str:
    """Matches per day as a chart: a column a day where there is room for it, else one for two days, else nothing."""
    pairs = [sum(counts[at : at + 2]) for at in range(len(counts) % 2, len(counts), 2)]
    fitting = next((one for one in (counts, pairs) if len(one) <= room), ())
    return chart(fitting)


class WatchRows(Rows):
    """The places, a row each."""

    def __init__(self) -> None:
        """Empty until the config is read."""
        super().__init__(id="watch-rows")
        self.places: list[Place] = []
        self.counts: Mapping[str, tuple[int, int]] = {}
        self.activity: Mapping[str, Sequence[int]] = {}

    @property
    def place(self) -> Place:
        """The place under the cursor."""
        return self.places[self.cursor]

    def show(self, places: list[Place]) -> None:
        """Show these places; the cursor stays on the one that it is on, if that is still there."""
        names = [place.name for place in places]
        here = self.places[self.cursor].name if self.places else ""
        self.places = places
        self.set_count(len(places), names.index(here) if here in names else 0)

    def show_counts(self, counts: Mapping[str, tuple[int, int]]) -> None:
        """Show these unread and total counts."""
        if counts != self.counts:
            self.counts = counts
            self.refresh()

    def show_activity(self, activity: Mapping[str, Sequence[int]]) -> None:
        """Show these matches per day, the last day last."""
        if activity != self.activity:
            self.activity = activity
            self.refresh()

    def pieces(self, index: int, width: int) -> list[Piece]:
        """A bar in the watch's colour, its name, its days, and how much of it is unread."""
        place = self.places[index]
        unread, total = self.counts.get(place.watch, (0, 0)) if place.watch is not None else (0, 0)
        number = f"{unread:,}" if unread else ""
        bar = (f"{BAR} ", place.colour) if place.colour else ("  ", "")
        days = () if place.watch is None else self.activity.get(place.watch, ())
        # The counts have a column of their own, so that the charts stand in line.
        column = max((len(f" {unread:,}") for unread, _ in self.counts.values()), default=1)
        days_shown = columns(days, width - 2 - _NAME - 1 - column - 1)
        right = f" {days_shown}{number:>{column}}" if days_shown else f" {number}"
        name = cells.fitted(place.name, max(1, width - 3 - len(right)))
        style = "strong" if unread else "" if total or place.watch is None else "quiet"
        return [
            bar,
            (name, style),
            (right[: len(right) - len(number)], place.colour or "quiet"),
            (number, f"bold {place.colour}" if place.colour else "strong"),
            (" ", ""),
        ]
