"""What a trial of a watch found, as the workbench shows it: counts, a chart, lists, and what is wrong with a query."""

import time
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from textual.message import Message

from monitor import cells, times, trial
from monitor.trial import Fault, Hit, Trial
from monitor.tui import signs
from monitor.tui.entries import marked
from monitor.tui.keys import bindings
from monitor.tui.plain import Plain
from monitor.tui.rows import Items, Piece

KINDS = ("newest", "new", "lost", "likely false")
_OUTLET, _SHORT = 16, 10
_WIDE = 70
"""From this width on the outlet has more room."""


class HitRows(Items[Hit]):
    """Entries of one kind: whether they are new or lost, age, outlet, and the title with the matched words marked."""

    BINDINGS = bindings(open="why the entry is found")

    _signs: Mapping[int, Piece] = {}

    def show_kind(self, found: Trial, kind: str) -> None:
        """Show the entries of a kind, the cursor on the one that it is on."""
        here = self.selected.row.id if self.selected else 0
        # What is new or doubtful is told in every list.
        self._signs = {hit.row.id: ("?", "quiet") for hit in found.doubts}
        self._signs |= {hit.row.id: ("+", "good") for hit in found.gained}
        self._signs |= {hit.row.id: ("−", "bad") for hit in found.missed}
        hits = hits_of(found, kind)
        ids = [hit.row.id for hit in hits]
        self.show(hits, ids.index(here) if here in ids else 0)

    def pieces(self, index: int, width: int) -> list[Piece]:
        """The title stands last on the row: terminals disagree on how wide some scripts are."""
        row, match = self.items[index].row, self.items[index].match
        sign, style = self._signs.get(row.id, (" ", ""))
        age = f"{times.age(time.time() - row.at):>4} "
        outlet = cells.fitted(row.feed_title, _OUTLET if width >= _WIDE else _SHORT)
        spans = [(span, "") for span in match.spans if span.field == row.named_by]
        level = "strong" if match.level == "strong" else ""
        title = marked(row.name, spans, {}, level)
        return [(f" {sign}", style), (age, "quiet"), (outlet, "quiet"), (" ", ""), *title]


class Kind(Plain):
    """The name of a list, which a click shows."""

    def __init__(self, kind: str) -> None:
        """Nothing is counted yet."""
        super().__init__(kind, classes="bench-kind")
        self.kind = kind

    class Chosen(Message):
        """It was clicked on."""

        def __init__(self, kind: str) -> None:
            super().__init__()
            self.kind = kind

    def on_click(self) -> None:
        """Ask for the list."""
        self.post_message(self.Chosen(self.kind))


def hits_of(found: Trial, kind: str) -> tuple[Hit, ...]:
    """The entries of a kind."""
    return {"newest": found.newest, "new": found.gained, "lost": found.missed, "likely false": found.doubts}[kind]


def number_of(found: Trial, kind: str) -> int:
    """How many there are of a kind."""
    return {"newest": found.count, "new": found.new, "lost": found.lost, "likely false": found.doubtful}[kind]


def counts(found: Trial, compares: bool) -> str:
    """What was found in numbers, with those against a saved watch where there is one, and where the search stopped."""
    said = [f"{found.count:,} match" if found.count != 1 else "1 entry matches"]
    said += [f"{found.new:,} new", f"{found.lost:,} lost"] if compares else []
    if found.doubtful:
        among = f" of the newest {found.judged:,}" if found.judged < found.count else ""
        said.append(f"{found.doubtful:,}{among} likely false")
    if not found.is_done:
        said.append("looking …")
    elif found.stopped_at is not None:
        day = times.local(found.stopped_at)
        said.append(f"looked back to {day:%d %b %Y}")
    return " · ".join(said)


def chart(days: Mapping[str, int], most: int, today: date) -> str:
    """A column for each of the last days, today's the last, and what they mean."""
    columns = trial.last_days(days, most, today)
    if not any(columns):
        return f"none in the last {most} days"
    first = today - timedelta(days=len(columns) - 1)
    return f"{signs.chart(columns)}  a day since {first:%d %b}, {max(columns):,} at most"


def nothing(found: Trial, kind: str) -> str:
    """What to say where a list is empty."""
    if not found.is_done:
        return "Looking …"
    if kind == "likely false" and found.count:
        return "Nothing: all that was found is strong, and in the title or more than once in the text."
    return {"new": "Nothing new.", "lost": "Nothing is lost."}.get(kind, "Nothing that is stored matches.")


def told(faults: Sequence[Fault], wide: int) -> str:
    """What is wrong with queries, in lines of `wide` cells: each with a caret under the place, and a sentence."""
    return "\n".join(f"{fault.error.caret(wide)}\n{fault.error.message}" for fault in faults)
