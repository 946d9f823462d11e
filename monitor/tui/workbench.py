"""The workbench: a watch is edited, and beside it stands at once what it would find among all that is stored."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Checkbox, Input, TextArea

from monitor import trial
from monitor.config import Config, ConfigError, parse, read
from monitor.config.syntax import shown
from monitor.config.watch import add_watch, replace_watch, written
from monitor.matching.packs import Packs, with_edits
from monitor.matching.why import reasons
from monitor.model import ConceptEdits, Watch
from monitor.store.schema import StoreError
from monitor.text import line
from monitor.trial import Fault, Trial
from monitor.tui.draft import Form, form_of, mistakes, watch_of
from monitor.tui.fields import Lines, Tick, field
from monitor.tui.findings import KINDS, HitRows, Kind, chart, counts, nothing, number_of, told
from monitor.tui.keys import bindings, first
from monitor.tui.layout import measure
from monitor.tui.overlay import Edited
from monitor.tui.plain import Plain
from monitor.tui.rows import Rows
from monitor.tui.saving import Saving
from monitor.tui.signs import spelled
from monitor.tui.store import DeskStore

if TYPE_CHECKING:
    from monitor.tui.why import Wish

_UNKNOWN = "What it finds is told once the mistake is mended."
_PAUSE = 0.15
"""Seconds without a key after which what was typed is tried."""
_LONG, _SHORT = 60, 14
"""Days of which the chart has a column each, where there is room and where there is not."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What is known of a draft so far."""

    faults: tuple[Fault, ...] = ()
    found: Trial | None = None
    remarks: tuple[str, ...] = ()


class WorkbenchScreen(Saving[Edited]):
    """Edits a watch; it is left with the change of the config that was written, or with nothing."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        *bindings("save", "turn"),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("left,h", "kind(-1)", "the list before", show=False),
        Binding("right,l", "kind(1)", "the next list", show=False),
    ]
    DEFAULT_CSS = """
    WorkbenchScreen .box { padding: 0; }
    WorkbenchScreen .title { padding: 0 1; }
    WorkbenchScreen #bench-counts { height: 1; padding: 0 1; }
    WorkbenchScreen #bench-chart { height: 1; color: $accent; padding: 0 1; }
    WorkbenchScreen #bench { height: 1fr; }
    WorkbenchScreen #bench-fields { width: 46; padding: 0 1; scrollbar-size-vertical: 1; }
    WorkbenchScreen #bench-results { width: 1fr; border-left: tall $panel; }
    WorkbenchScreen .bench-heading { height: 1; color: $quiet; }
    WorkbenchScreen .bench-fault { color: $error; padding: 0 1; }
    WorkbenchScreen #bench-remarks { color: $quiet; padding: 0 1; }
    WorkbenchScreen #bench-kinds { height: 1; background: $panel; }
    WorkbenchScreen .bench-kind { width: auto; height: 1; padding: 0 1; color: $quiet; background: $panel; }
    WorkbenchScreen .bench-kind.is-shown { color: $accent; text-style: bold underline; }
    WorkbenchScreen #bench-reasons { height: auto; max-height: 4; padding: 0 1; border-top: tall $panel; }
    WorkbenchScreen #bench-keys.is-warning { color: $warning; text-style: bold; }
    WorkbenchScreen.-narrow #bench-fields { width: 1fr; }
    WorkbenchScreen.-narrow #bench-results { border-left: none; }
    WorkbenchScreen.-narrow.at-results #bench-fields { display: none; }
    WorkbenchScreen.-narrow.at-fields #bench-results { display: none; }
    """

    def __init__(
        self, store: DeskStore, config: Config, config_path: Path, watch: Watch | None, keyword: str = ""
    ) -> None:
        """Edit a watch of the config; None begins a new one, with a keyword where one is given."""
        super().__init__(store, config_path)
        self._config, self._saved = config, watch
        self._theirs = watch and self._written(watch)
        self._begun = Form(keywords=line(keyword)) if self._theirs is None else form_of(self._theirs)
        self._kind = "newest"
        self._tried = Tried()
        self._draft: Watch | None = None
        self._made: tuple[ConceptEdits, Packs] | None = None
        """The user's concepts, and all concepts with those."""
        self._number = 0
        """Of the trial that counts; those with another have been given up."""
        self._pause: Timer | None = None
        self._is_warned = self._is_of_before = self._is_gone = False
        self.add_class("at-fields", update=False)

    def _written(self, watch: Watch) -> Watch:
        """A watch as the file has it: keywords with mistakes are to be seen and mended here, else saving drops them."""
        try:
            # A pipe that the config came from has been read. Why a file cannot be is told where it is saved.
            return written(read(self._config_path), watch) if self._config_path.is_file() else watch
        except (ConfigError, OSError):
            return watch

    def compose(self) -> ComposeResult:
        """What the draft comes to; below it the fields, and beside them what was found."""
        measure(self)
        begun = self._begun
        with Vertical(classes="box"):
            yield Plain(f"Watch  {self._saved.name}" if self._saved else "A new watch", classes="title")
            yield Plain(id="bench-counts")
            yield Plain(id="bench-chart")
            with Horizontal(id="bench"):
                with VerticalScroll(id="bench-fields", can_focus=False):
                    yield from field("bench-name", "Name", begun.name, "as the first keyword")
                    yield Plain("Keywords, one a line", classes="bench-heading")
                    yield Lines(begun.keywords, id="bench-keywords", highlight_cursor_line=False)
                    yield Plain(id="bench-keywords-fault", classes="bench-fault folds")
                    yield Plain("Exclusions, one a line", classes="bench-heading")
                    yield Lines(begun.exclude, id="bench-exclude", highlight_cursor_line=False)
                    yield Plain(id="bench-exclude-fault", classes="bench-fault folds")
                    yield from field("bench-lang", "Languages", begun.lang, "all; or th, zh")
                    yield from field("bench-feeds", "Feeds", begun.feeds, "all; or url, title, tag")
                    yield from field("bench-colour", "Colour", begun.colour, "next of the cycle")
                    yield Tick("widen what names a concept", begun.widen, id="bench-widen", compact=True)
                    yield Plain(id="bench-mistakes", classes="bench-fault folds")
                    yield Plain(id="bench-remarks", classes="folds")
                with Vertical(id="bench-results"):
                    with Horizontal(id="bench-kinds"):
                        yield from map(Kind, self._kinds)
                    yield HitRows(id="bench-hits")
                    yield Plain(id="bench-reasons")
            yield Plain(id="bench-keys", classes="keys")

    def on_mount(self) -> None:
        """Try what is there; a new watch begins with its keywords."""
        area = self.query_one("#bench-keywords", TextArea)
        # At once: by way of the app, as focus() goes, it comes behind keys that wait there already.
        self.set_focus(area)
        area.move_cursor(area.document.end)
        self._try()

    def on_unmount(self) -> None:
        """Give up the trial that may be running."""
        self._number += 1

    def on_resize(self) -> None:
        """The chart and the keys follow the width."""
        self._show_faults()
        self._show()
        self._hint()

    def take_config(self, read: Config) -> None:
        """Go by the feeds, watches and concepts that it has now; what is written in the fields stays."""
        self._config = read
        # Of one that was just written from here this screen would tell that there is a watch of that name already.
        if self.is_mounted and not self.is_writing:
            self._draft = None
            self._try()
            self._hint()

    # What is written.

    def form(self) -> Form:
        """What stands in the fields."""
        name, lang, feeds, colour = (
            self.query_one(f"#bench-{key}", Input).value for key in ("name", "lang", "feeds", "colour")
        )
        keywords, exclude = (self.query_one(f"#bench-{key}", TextArea).text for key in ("keywords", "exclude"))
        return Form(name, keywords, exclude, lang, feeds, colour, self.query_one(Checkbox).value)

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Checkbox.Changed)
    def _edited(self) -> None:
        """Wait until the typing pauses."""
        self._warn(False)
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(_PAUSE, self._try)

    def _try(self) -> None:
        """Try what is written, unless it would find the same."""
        form = self.form()
        self._say("bench-mistakes", "\n".join(mistakes(form, self._config, self._saved)))
        draft = replace(watch_of(form, self._config), name="draft", colour="")
        if draft != self._draft:
            self._draft = draft
            self._number += 1
            self._look(draft, self._saved, self._number)

    # What it finds.

    class Told(Message):
        """A trial tells what it knows so far."""

        def __init__(self, number: int, tried: Tried) -> None:
            super().__init__()
            self.number, self.tried = number, tried

    @work(group="trial", exclusive=True)
    async def _look(self, draft: Watch, saved: Watch | None, number: int) -> None:
        """Run a trial beside the desk."""
        self._is_of_before = False
        self._say("bench-counts", "looking …")
        try:
            has_looked = await self._store.read(lambda db: self._run(db, draft, saved, number))
        except StoreError as problem:
            said = str(problem)
        else:
            said = "" if has_looked else _UNKNOWN
        # Of a screen that was left meanwhile, and is being taken down piece by piece, some parts are gone.
        if said and number == self._number and self in self.app.screen_stack:
            self._is_of_before = said == _UNKNOWN
            self._say("bench-counts", said)
            if self._is_of_before:
                self._show()

    def _run(self, db: sqlite3.Connection, draft: Watch, saved: Watch | None, number: int) -> bool:
        """Tell after every batch what was found, in the reader's thread, until another trial counts.

        False where there is nothing to look for, for a mistake is in all that the draft has.
        """
        good, faults = trial.sound(draft, self._packs)
        tried = Tried(faults)
        # Before what was found, for a mistake is to be seen at once.
        self.post_message(self.Told(number, tried))
        if draft.keywords and not good.keywords:
            return False
        for at, found in enumerate(trial.run(db, good, saved, self._config)):
            if number != self._number:
                return True
            tried = replace(tried, found=found)
            self.post_message(self.Told(number, tried))
            if not at:
                # These may take longer than the first batch.
                tried = replace(tried, remarks=tuple(trial.remarks(good, self._packs)))
        self.post_message(self.Told(number, tried))
        return True

    @property
    def _packs(self) -> Packs:
        # Made in the reader's thread: with concepts of the user's own it takes a while, in which they may be edited.
        edits, made = self._config.concepts, self._made
        if made is None or made[0] != edits:
            self._made = made = (edits, with_edits(edits))
        return made[1]

    @on(Told)
    def _take(self, event: Told) -> None:
        if event.number != self._number:
            return
        self._tried = event.tried if event.tried.found else replace(self._tried, faults=event.tried.faults)
        self._show_faults()
        if event.tried.found:
            self._show()

    def _show_faults(self) -> None:
        tried = self._tried
        for key in ("keywords", "exclude"):
            wide = self.query_one(f"#bench-{key}").content_size.width
            self._say(f"bench-{key}-fault", told([each for each in tried.faults if each.field == key], wide))

    def _show(self) -> None:
        """Show what was found."""
        tried, found = self._tried, self._tried.found
        if found is None:
            return
        self._say("bench-remarks", "\n".join((*tried.remarks, *found.notices)))
        said = counts(found, self._saved is not None)
        if self._is_of_before:
            said = f"before the mistake: {said}" if found.is_done else _UNKNOWN
        self._say("bench-counts", said)
        self._say("bench-chart", chart(found.days, _LONG if self.size.width >= 90 else _SHORT, date.today()))
        for each in self.query(Kind):
            each.show(each.kind if each.kind == KINDS[0] else f"{each.kind} {number_of(found, each.kind):,}")
            each.set_class(each.kind == self._kind, "is-shown")
        rows = self.query_one(HitRows)
        rows.empty = ["", nothing(found, self._kind)]
        rows.show_kind(found, self._kind)
        self._reason()

    @on(Rows.Moved)
    def _reason(self) -> None:
        hit = self.query_one(HitRows).selected
        why = "" if hit is None else reasons(hit.match)
        gone = "No longer: it was there for " if self._kind == "lost" and why else ""
        level = "" if hit is None or gone else f"{hit.match.level.capitalize()}: "
        self.query_one("#bench-reasons", Plain).show(level + gone + why)

    @on(Kind.Chosen)
    def _chosen(self, event: Kind.Chosen) -> None:
        self._choose(event.kind)

    def action_kind(self, step: int) -> None:
        """Show the next list, or the one before."""
        kinds = self._kinds
        self._choose(kinds[(kinds.index(self._kind) + step) % len(kinds)])

    @property
    def _kinds(self) -> tuple[str, ...]:
        """The lists that there are: a new watch has nothing to be compared with."""
        return KINDS if self._saved else (KINDS[0], KINDS[-1])

    def _choose(self, kind: str) -> None:
        self._kind = kind
        self._show()
        self.query_one(HitRows).move_to(0)

    @on(Rows.Opened)
    def _explain(self) -> None:
        """Say of the entry under the cursor all that speaks for the draft and for the saved watch."""
        from monitor.tui.why import WhyScreen

        hit, draft = self.query_one(HitRows).selected, watch_of(self.form(), self._config)
        if hit is None or self.is_writing:
            return
        good, _ = trial.sound(draft, self._packs)
        both = [replace(good, name=f"{draft.name or 'The watch'}, as it is here")] if good.keywords else []
        both += [replace(self._saved, name=f"{self._saved.name}, as it is saved")] if self._saved else []
        told = WhyScreen(self._store, replace(self._config, watches=tuple(both)), hit.row.id, {})
        self.app.push_screen(told, self._wished)

    def _wished(self, wish: "Wish | None") -> None:
        """Go where what is wished for is done: both are done here."""
        if wish is not None:
            self.set_focus(self.query_one("#bench-exclude" if wish.what == "mute" else "#bench-keywords"))

    # Saving and leaving.

    def action_save(self) -> None:
        """Write the watch into the config and leave, unless something is wrong with it."""
        form, saved = self.form(), self._saved
        draft = watch_of(form, self._config)
        if said := self._refusal(form, draft):
            self.notify(said, severity="warning", markup=False)
            return
        # Of keywords with mistakes that were taken out, what is saved knows nothing.
        if saved == draft == watch_of(self._begun, self._config):
            self.dismiss(None)
            return
        renamed = (saved.name, draft.name) if saved and saved.name != draft.name else None
        done = f"{draft.name} was {'changed' if saved else 'added'}"
        self.write(lambda text: self._changed(text, draft), done, renamed)

    def _refusal(self, form: Form, draft: Watch) -> str:
        """Why a draft cannot be saved; empty where it can."""
        if not draft.keywords:
            return "A watch needs a keyword: write one."
        _, faults = trial.sound(draft, self._packs)
        wrong = [f"“{shown(fault.error.query)}”: {fault.error}" for fault in faults]
        wrong += mistakes(form, self._config, self._saved)
        return f"Not saved. {wrong[0]}" if wrong else ""

    def _changed(self, text: str, draft: Watch) -> str:
        """The config's text with the draft in it, as it is now. Raises ConfigError."""
        saved = self._saved
        if saved is None:
            return add_watch(text, draft)
        now, save = parse(text, self._config_path.parent), first(self._config.keys, "save")
        other = next((each for each in now.watches if each.name.casefold() == saved.name.casefold()), None)
        if other is None and now.is_toml:
            if self._is_gone:
                return add_watch(text, draft)
            self._is_gone = True
            raise ConfigError(f"The watch is no longer in the file under its name: {save} again adds yours to it.")
        theirs = other and written(text, other)
        if theirs not in (None, self._theirs):
            self._saved, self._theirs = other, theirs
            raise ConfigError(f"The watch was changed in the file meanwhile: {save} again puts yours in its place.")
        return replace_watch(text, saved.name, draft)

    def _may_leave(self) -> bool:
        """Whether nothing would be lost; where something would, that is said, and the next time it may."""
        if self.is_writing or self._is_warned or self.form() == self._begun:
            return True
        self._warn(True)
        return False

    def _warn(self, is_warned: bool) -> None:
        self._is_warned = is_warned
        self._hint()

    def action_back(self) -> None:
        """Leave everything as it is."""
        if self._may_leave():
            self.dismiss(None)

    def action_quit(self) -> None:
        """End the program."""
        if self._may_leave():
            super().action_quit()

    # The two sides.

    def action_turn(self) -> None:
        """Go from the fields to what was found, or back."""
        to_results = not isinstance(self.focused, HitRows)
        self._turn(to_results)
        self.set_focus(self.query_one("#bench-hits" if to_results else "#bench-keywords", Widget))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """In a narrow terminal the side is shown that has the focus."""
        self._turn(isinstance(event.widget, HitRows))
        self._hint()

    def _turn(self, to_results: bool) -> None:
        self.update_classes({"at-results": to_results, "at-fields": not to_results})

    def _hint(self) -> None:
        keys = self.query_one("#bench-keys", Plain)
        keys.set_class(self._is_warned, "is-warning")
        back, save, turn, open = (first(self._config.keys, id) for id in ("back", "save", "turn", "open"))
        if self._is_warned:
            keys.show(f"Not saved: {back} again leaves all the same, {save} saves")
        elif isinstance(self.focused, HitRows):
            keys.show(spelled(self.app, f"←→ lists  {open} why  {turn} fields  {save} save  {back} leave"))
        else:
            keys.show(f"{save} save  {turn} what it finds  Tab next field  {back} leave")

    def _say(self, id: str, said: str) -> None:
        self.query_one(f"#{id}", Plain).show(said)
