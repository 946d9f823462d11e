"""Mutes what an entry stands for: makes an exclusion for one of its watches, what would go shown before it goes."""

import asyncio
import time
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from monitor import cells, times
from monitor.config import Config
from monitor.config.watch import exclude
from monitor.matching.query import QueryError
from monitor.model import Watch
from monitor.muting import NEWEST, Effect, Proposal, effect, proposals
from monitor.store import entries
from monitor.store.entries import Row, Stored
from monitor.store.schema import StoreError
from monitor.tui.keys import bindings, first
from monitor.tui.line import Line
from monitor.tui.overlay import Edited
from monitor.tui.plain import Plain
from monitor.tui.rows import Items, Piece, Rows
from monitor.tui.saving import Saving
from monitor.tui.store import DeskStore

_PAUSE = 0.15
"""Seconds without a key after which what was typed is tried."""
_SAYS, _OUTLET = 34, 16


class ProposalRows(Items[Proposal]):
    """What could be excluded, each with how many matches would go."""

    BINDINGS = bindings(open="mute what is selected")

    def __init__(self) -> None:
        """Empty until a watch is chosen."""
        super().__init__(id="mute-proposals")
        self.effects: dict[str, Effect] = {}

    @property
    def proposed(self) -> str:
        """The query under the cursor; empty where there is none."""
        return self.selected.query if self.selected else ""

    def pieces(self, index: int, width: int) -> list[Piece]:
        """The query stands last, for it holds words of the entry."""
        proposal = self.items[index]
        known = self.effects.get(proposal.query)
        count = "…" if known is None else f"{len(known.ids):,}"
        says = cells.fitted(proposal.says, min(_SAYS, width // 3))
        return [(f"{count:>6} go  ", "strong"), (says, "quiet"), ("  ", ""), (proposal.query, "")]


class WatchChoice(Items[Watch]):
    """The watches that an entry matches."""

    BINDINGS = bindings(open="mute in the selected watch")

    def pieces(self, index: int, width: int) -> list[Piece]:
        """A name."""
        return [("  ", ""), (self.items[index].name, "")]


class GoneRows(Items[Row], can_focus=False):
    """The newest of the matches that would go."""

    def pieces(self, index: int, width: int) -> list[Piece]:
        """State, age, outlet, title."""
        row = self.items[index]
        age = times.age(time.time() - row.at)
        style = "quiet" if row.read else "strong"
        outlet = cells.fitted(row.feed_title, _OUTLET)
        return [(f" {' ' if row.read else '●'} {age:>4} ", "quiet"), (outlet, "quiet"), (f" {row.name}", style)]


class MuteScreen(Saving[Edited]):
    """Asks what to exclude from which watch; it is left with the change of the config, or with nothing."""

    BINDINGS = bindings("palette")
    DEFAULT_CSS = """
    MuteScreen #mute-title { height: auto; max-height: 2; }
    MuteScreen #mute-watches { margin: 1 0 0 0; }
    MuteScreen #mute-proposals { height: auto; max-height: 40%; margin: 1 0; }
    MuteScreen #mute-told { color: $warning; padding: 0 1; }
    MuteScreen #mute-effect { text-style: bold; padding: 0 1; }
    MuteScreen #mute-keys { dock: bottom; }
    """

    def __init__(self, store: DeskStore, config: Config, config_path: Path, entry_id: int, watch: str = "") -> None:
        """Mute a stored entry in the watch of that name; where that is empty and it matches several, ask in which."""
        super().__init__(store, config_path)
        self._config = config
        self._stored = entries.get(store.db, entry_id)
        names = {match.watch for match in self._stored.matches} if self._stored else set()
        self._watches = [each for each in config.watches if each.name in names and watch in ("", each.name)]
        self._watch: Watch | None = None
        self._asked = ""

    def compose(self) -> ComposeResult:
        """The watches to choose from, then what could be excluded; below it what would go."""
        with Vertical(classes="box"):
            yield Plain("Mute", id="mute-title", classes="title")
            yield WatchChoice(id="mute-watches")
            yield ProposalRows()
            yield Line(id="mute-query", placeholder="words, title:word, feed:name, A AND B, @concept")
            yield Plain(id="mute-told")
            yield Plain(id="mute-effect")
            yield GoneRows(id="mute-gone")
            yield Plain(id="mute-keys", classes="keys")

    def on_mount(self) -> None:
        """With a single watch there is nothing to ask."""
        self.query_one(WatchChoice).show(self._watches)
        self._show_step()
        if len(self._watches) == 1:
            self._choose(self._watches[0])
        elif self._watches:
            self._say("#mute-title", "It matches several watches. In which one is it to be muted?")
            self._say("#mute-keys", self._hints(f"{first(self._config.keys, 'open')} choose"))
            self.set_focus(self.query_one(WatchChoice))
        else:
            self._say("#mute-effect", "No watch matches this entry: there is nothing to mute.")
            self._say("#mute-keys", self._hints())

    def _hints(self, *said: str) -> str:
        return " · ".join((*said, f"{first(self._config.keys, 'back')} back"))

    def _show_step(self) -> None:
        """Show what belongs to choosing a watch, or what comes after it."""
        is_chosen = self._watch is not None
        self.query_one(WatchChoice).set_class(is_chosen or not self._watches, "is-empty")
        for selector in ("#mute-proposals", "#mute-query", "#mute-gone"):
            self.query_one(selector).set_class(not is_chosen, "is-empty")

    def _choose(self, watch: Watch) -> None:
        assert self._stored is not None
        self._watch = watch
        self._show_step()
        self._say("#mute-title", f"Mute in {watch.name}: what should it leave out?")
        self._say("#mute-keys", self._hints(f"{first(self._config.keys, 'open')} mute", "Tab write your own"))
        match = next(match for match in self._stored.matches if match.watch == watch.name)
        rows = self.query_one(ProposalRows)
        rows.show(proposals(self._stored, match))
        self.set_focus(rows if rows.count else self.query_one("#mute-query", Input))
        self._ask(rows.proposed)

    @on(Rows.Opened, "#mute-watches")
    def _chosen(self) -> None:
        if watch := self.query_one(WatchChoice).selected:
            self._choose(watch)

    # What would go.

    @on(Rows.Moved, "#mute-proposals")
    def _moved(self) -> None:
        self._ask(self.query_one(ProposalRows).proposed)

    @on(Input.Changed, "#mute-query")
    def _typed(self, event: Input.Changed) -> None:
        if self.focused is event.input:
            self._ask(event.value.strip(), _PAUSE)

    def on_descendant_focus(self) -> None:
        """The field begins with what is proposed; back in the list, that counts again."""
        rows, field = self.query_one(ProposalRows), self.query_one("#mute-query", Input)
        if self.focused is field and not field.value:
            field.value = rows.proposed
        asked = field.value.strip() if self.focused is field else rows.proposed if self.focused is rows else self._asked
        # What is asked already has been told, and what is told besides stays.
        if asked != self._asked and self._watch is not None:
            self._ask(asked)

    def _ask(self, asked: str, pause: float = 0.0) -> None:
        """Show what would go with this query, and count it first where that is not known."""
        self._asked = asked
        self._say("#mute-told", "")
        self._show_effect()
        self._count(asked, pause)

    @work(group="effects", exclusive=True)
    async def _count(self, asked: str, pause: float) -> None:
        """Count for what is asked, then for all that is proposed."""
        rows, pending = self.query_one(ProposalRows), [asked] * bool(asked)
        pending += [each.query for each in rows.items]
        for each in dict.fromkeys(pending):
            if pause and each == asked:
                await asyncio.sleep(pause)
            if each not in rows.effects:
                await self._count_one(each, rows.effects)

    async def _count_one(self, asked: str, effects: dict[str, Effect]) -> None:
        """Count for one query; what keeps it from that is told where it is the one that is asked."""
        watch, wrong = self._watch, None
        assert watch is not None
        try:
            effects[asked] = await self._store.read(lambda db: effect(db, self._config, watch, asked))
        except (QueryError, StoreError) as problem:
            wrong = problem
        if self not in self.app.screen_stack:
            # The screen was left while it was counted, and is being taken down piece by piece.
            return
        said = self._mistake(wrong) if isinstance(wrong, QueryError) else str(wrong or "")
        self.query_one(ProposalRows).refresh()
        if asked == self._asked:
            self._show_effect()
            self._say("#mute-told", said)
            if said:
                self._say("#mute-effect", "")

    def _mistake(self, problem: QueryError) -> str:
        """A caret under the place in the field, and what is wrong; the query too where the field cuts it."""
        query, caret = problem.caret().split("\n")
        fits = cells.width(problem.query) < self.query_one("#mute-query", Input).content_size.width
        return "\n".join([*([] if fits else [query]), caret, str(problem)])

    def _show_effect(self) -> None:
        known = self.query_one(ProposalRows).effects.get(self._asked)
        said = "" if not self._asked else "counting what would go …" if known is None else sentence(known, self._stored)
        self._say("#mute-effect", said)
        self.query_one(GoneRows).show(known.newest if known else (), None)

    # The change.

    @on(Rows.Opened, "#mute-proposals")
    @on(Input.Submitted, "#mute-query")
    def _mute(self) -> None:
        """Write the exclusion, once what it takes away is on the screen."""
        asked, watch = self._asked, self._watch
        if watch is None or asked not in self.query_one(ProposalRows).effects:
            return
        self.write(lambda text: exclude(text, watch.name, asked), f"{watch.name} leaves out {asked}")

    def tell_trouble(self, said: str) -> None:
        """Say it under the field."""
        self._say("#mute-told", said)

    def _say(self, selector: str, said: str) -> None:
        self.query_one(selector, Plain).show(said)


def sentence(known: Effect, stored: Stored | None) -> str:
    """What an exclusion would take away, in words, and whether the entry that it was made for is among it."""
    count = len(known.ids)
    if not count:
        return "Nothing would go."
    of_all = "All" if count == known.total else f"{count:,} of"
    said = f"{of_all} {known.total:,} matches {'goes' if count == 1 else 'go'}, {known.unread:,} of them unread."
    if count == known.total == 1:
        said = f"Its only match goes{', unread' if known.unread else ''}."
    if known.looked_back_to is not None:
        said += f" Those before {times.local(known.looked_back_to):%d %b %Y} were not counted."
    if stored is not None and stored.row.id not in known.ids and known.looked_back_to is None:
        said += " This entry stays."
    return said + (f" The newest {NEWEST}:" if count > NEWEST else "")
