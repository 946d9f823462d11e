"""The workbench: a watch is edited, its effect is seen at once, and the config says it when it is saved."""

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets import Input, TextArea

from monitor import cells, config, rematch, trial
from monitor.config import Config
from monitor.matching.packs import Packs, with_edits
from monitor.model import Watch
from monitor.store import schema
from monitor.trial import Trial
from monitor.tui import workbench
from monitor.tui.findings import HitRows, Kind
from monitor.tui.overlay import Edited
from monitor.tui.plain import Plain
from monitor.tui.why import WhyScreen
from monitor.tui.workbench import Tried, WorkbenchScreen
from tests.tui.desk import FEED, FEEDS, MIXED, Desk, Office, aged, entry, opened


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbench, "_PAUSE", 0.01)


@dataclass
class Bench:
    """An open workbench, as the tests look at it."""

    desk: Desk
    screen: WorkbenchScreen
    left: list[Edited | None] = field(default_factory=list)
    """What it was left with."""

    def text(self, id: str) -> str:
        return self.screen.query_one(f"#bench-{id}", Plain).text

    @property
    def listed(self) -> list[str]:
        return [hit.row.title for hit in self.screen.query_one(HitRows).items]

    def write(self, keywords: str) -> None:
        self.screen.query_one("#bench-keywords", TextArea).text = keywords

    def fill(self, id: str, value: str) -> None:
        self.screen.query_one(f"#bench-{id}", Input).value = value

    async def says(self, id: str, words: str) -> None:
        await self.desk.until(lambda: words in self.text(id))


async def bench(desk: Desk, name: str = "", keyword: str = "") -> Bench:
    """The workbench on the watch of that name, else on a new one, its first trial done."""
    settings = config.load(desk.office.config)
    watch = next((each for each in settings.watches if each.name == name), None)
    made = Bench(desk, WorkbenchScreen(desk.main.store, settings, desk.office.config, watch, keyword))
    await desk.app.push_screen(made.screen, made.left.append)
    await desk.until(lambda: (found := made.screen._tried.found) and found.is_done)
    await desk.settle()
    return made


async def test_the_entry_of_which_the_reasons_are_told_is_seen_where_another_keyword_finds_newer_ones(
    bare: Office,
) -> None:
    bare.publish([entry(f"Raid {age}", age) for age in range(45)] + [entry("Rain", 500)])
    async with opened(bare) as desk:
        one = await bench(desk, "Weather")
        rows = one.screen.query_one(HitRows)
        assert one.listed == ["Rain"]
        one.write("rain\nraid")
        await one.says("counts", "46 match · 45 new")
        await desk.press("ctrl+t")
        assert "“Rain”" in one.text("reasons") and one.listed[rows.cursor] == "Rain"
        assert 0 <= rows.line < rows.size.height


async def test_a_watch_is_limited_to_a_feed_that_was_added_elsewhere_meanwhile(office: Office) -> None:
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        one.fill("feeds", "New Paper")
        await one.says("mistakes", "No feed is called “New Paper”")
        office.configure(feeds={**FEEDS, "https://new.example/feed": "New Paper"}, more='[keys]\nsave = ["f2"]\n')
        await desk.until(lambda: not one.text("mistakes"))
        assert "F2 save" in one.text("keys")
        await desk.press("f2")
        await desk.until(lambda: one.left)
    assert config.load(office.config).watches[0] == Watch("Raids", ("raid",), feeds=("New Paper",))


async def test_a_concept_that_is_edited_while_those_of_before_are_read_counts(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, edited = threading.Event(), threading.Event()

    def late(edits: Mapping[str, Mapping[str, Any]]) -> Packs:
        if not edits:
            begun.set()
            edited.wait(60)
        return with_edits(edits)

    monkeypatch.setattr(workbench, "with_edits", late)
    async with opened(office) as desk:
        screen = WorkbenchScreen(desk.main.store, config.load(office.config), office.config, None, "@harvest")
        one = Bench(desk, screen)
        desk.app.push_screen(screen)
        await desk.until(begun.is_set)
        office.configure(more="[concept.harvest.en]\nterms = ['quiet day']\n")
        await desk.until(lambda: bool(screen._config.concepts))
        edited.set()
        await one.says("counts", "1 entry matches")
        assert one.listed == ["Quiet day"]


async def test_what_is_typed_is_tried_and_compared_with_what_is_saved(office: Office) -> None:
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        assert one.text("counts") == "3 match · 0 new · 0 lost"
        assert one.listed == ["A raid at dawn", "Second raid", "A raid in the rain"]
        await desk.press("ctrl+u", *"rain")
        await one.says("counts", "3 match · 2 new · 2 lost")
        await desk.press("ctrl+t", "right")
        assert one.listed == ["Rain all week", "More rain"]
        await desk.press("right")
        assert one.listed == ["A raid at dawn", "Second raid"]
        assert one.text("reasons") == "No longer: it was there for “raid” in title and summary"
        assert "at most" in one.text("chart")
        await desk.press("left", "left", "j")
        assert one.text("reasons") == "Strong: “rain” in title and summary"


async def test_a_mistake_is_shown_with_a_caret_and_the_rest_is_tried(office: Office) -> None:
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        one.write("raid\nrain AND (dawn")
        await one.says("keywords-fault", "never closed")
        line, caret, *_ = one.text("keywords-fault").split("\n")
        assert line[caret.index("^")] == "("
        await desk.until(lambda: one.text("counts") == "3 match · 0 new · 0 lost")
        one.write("raid\nrain AND (dawn)")
        await one.says("keywords-fault", "")
        await desk.until(lambda: one.screen.query_one("#bench-keywords-fault").has_class("is-silent"))


async def test_what_a_keyword_is_widened_to_is_told(office: Office) -> None:
    async with opened(office) as desk:
        one = await bench(desk, keyword="scam hubs")
        assert one.text("remarks").startswith("scam hubs → @scam_hubs, ")
        one.write("raid or rain")
        await one.says("remarks", "is read as one phrase")


async def test_saving_changes_the_file_in_this_alone(office: Office) -> None:
    office.configure(more="\n# mine\n")
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        before = office.config.read_text()
        one.write("raid\ncrackdown")
        await desk.press("ctrl+s")
        await desk.until(lambda: one.left)
        after = office.config.read_text()
        assert one.left == [Edited("Raids was changed")]
        assert after == before.replace('["raid"]', '["raid", "crackdown"]') != before
        assert config.load(office.config).watches[0] == Watch("Raids", ("raid", "crackdown"))


async def test_who_renames_a_watch_stays_in_it_on_the_same_entry_and_so_does_who_undoes_that(office: Office) -> None:
    def place(desk: Desk) -> tuple[str, str, str]:
        return desk.main.listing.place.name, desk.main.watch_rows.place.name, desk.selected

    def match_anew() -> None:
        settings = config.load(office.config)
        with closing(schema.connect(office.store)) as db:
            list(rematch.rematch(db, settings.watches, {}))

    match_anew()
    async with opened(office) as desk:
        await desk.press("h", "j", "l", "j")
        assert place(desk) == ("Raids", "Raids", "Second raid")
        await desk.press("e")
        await desk.until(lambda: isinstance(desk.app.screen, WorkbenchScreen))
        desk.app.screen.query_one("#bench-name", Input).value = "Police"
        await desk.press("ctrl+s")
        await desk.until(lambda: desk.main.listing.place.name != "Raids")
        await desk.settle()
        assert place(desk) == ("Police", "Police", "Second raid")
        match_anew()
        await desk.until(lambda: desk.main.watch_rows.counts.get("Police") == (3, 3))
        await desk.settle()
        assert place(desk) == ("Police", "Police", "Second raid") and len(desk.listed) == 3
        await desk.press("U")
        await desk.until(lambda: desk.main.listing.place.name != "Police")
        match_anew()
        await desk.until(lambda: desk.main.watch_rows.counts.get("Raids") == (3, 3))
        await desk.settle()
        assert place(desk) == ("Raids", "Raids", "Second raid") and len(desk.listed) == 3


async def test_a_watch_that_has_another_name_and_finds_nothing_any_more_is_listed_empty(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "j", "l", "j")
        office.configure({"Police": ["comet"], "Weather": ["rain"]})
        desk.app.on_frame_config_edited()
        await desk.settle()
        assert (desk.main.listing.place.name, desk.selected) == ("Police", "Second raid")
        office.execute("DELETE FROM matches WHERE watch = 'Raids'")
        await desk.settle()
        assert len(desk.listed) == 3, "until it has been matched"
        office.execute("INSERT INTO watches VALUES ('Police', 'matched')")
        await desk.until(lambda: desk.listed == [])


async def test_a_new_watch_takes_its_name_from_its_keyword(office: Office) -> None:
    async with opened(office) as desk:
        one = await bench(desk, keyword="dawn")
        assert one.text("counts") == "1 entry matches"
        assert [kind.kind for kind in one.screen.query(Kind)] == ["newest", "likely false"]
        one.fill("feeds", "border ledger")
        await desk.press("ctrl+s")
        await desk.until(lambda: one.left)
        assert Watch("Dawn", ("dawn",), feeds=("Border Ledger",)) in config.load(office.config).watches
        assert one.left[0] is not None and one.left[0].said == "Dawn was added"


@pytest.mark.parametrize(
    ("fields", "keywords", "said"),
    [
        ({}, "", "A watch needs a keyword"),
        ({}, "raid\n(rain", "“(rain”: This bracket is never closed"),
        ({"name": "weather"}, "raid", "There is a watch named “weather” already"),
        ({"colour": "reddish"}, "raid", "Unknown colour `reddish`"),
        ({"feeds": "[bold]nowhere"}, "raid", "No feed is called “[bold]nowhere”"),
    ],
)
async def test_what_cannot_be_a_watch_is_not_saved(
    office: Office, fields: dict[str, str], keywords: str, said: str
) -> None:
    async with opened(office) as desk:
        one, before = await bench(desk, "Raids"), office.config.read_text()
        for id, value in fields.items():
            one.fill(id, value)
        one.write(keywords)
        await desk.press("ctrl+s")
        assert said in desk.said and one.left == []
        if fields:
            await one.says("mistakes", said)
        assert office.config.read_text() == before


async def test_nothing_changed_is_left_at_once_whether_saved_or_not(office: Office) -> None:
    async with opened(office) as desk:
        before = office.config.read_text()
        for key in ("escape", "ctrl+s"):
            one = await bench(desk, "Raids")
            await desk.press(key)
            assert one.left == [None]
        assert office.config.read_text() == before


async def test_of_a_workbench_that_was_left_nothing_stays_with_the_desk(office: Office) -> None:
    """Which is open for weeks."""
    async with opened(office) as desk:
        for _ in range(3):
            await desk.press("e", "escape")
        assert len(desk.app.screen_stack) == 2
        listening = [node for told in getattr(desk.app, "__watchers").values() for node, _ in told]
        assert [node for node in listening if isinstance(node, TextArea)] == []


async def test_a_change_is_not_lost_without_a_word(office: Office) -> None:
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        await desk.press("x", "escape")
        assert one.left == [] and one.text("keys").startswith("Not saved")
        await desk.press("y")
        await desk.until(lambda: not one.text("keys").startswith("Not saved"))
        await desk.press("escape")
        assert one.left == []
        await desk.press("escape")
        assert one.left == [None] and config.load(office.config).watches[0].keywords == ("raid",)


async def test_quitting_asks_as_well(office: Office) -> None:
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        await desk.press("x", "ctrl+q")
        assert one.text("keys").startswith("Not saved") and desk.app.is_running
        await desk.pilot.press("ctrl+q")
        await desk.until(lambda: not desk.app.is_running)


@pytest.mark.parametrize("theirs", ["theirs", "(theirs"])
async def test_an_edit_of_the_file_meanwhile_is_not_overwritten_unseen(office: Office, theirs: str) -> None:
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        office.configure({"Raids": ["raid", theirs], "Weather": ["rain"]})
        before = office.config.read_text()
        one.write("mine")
        await desk.press("ctrl+s")
        await desk.until(lambda: one.left or "changed in the file meanwhile" in desk.said)
        assert theirs in before and office.config.read_text() == before
        await desk.press("ctrl+s")
        await desk.until(lambda: one.left)
        assert config.load(office.config).watches[0].keywords == ("mine",)


@pytest.mark.parametrize("theirs", [{"Weather": ["rain"]}, {"Attacks": ["raid"], "Weather": ["rain"]}])
async def test_what_was_written_can_be_saved_where_the_watch_was_removed_or_renamed_meanwhile(
    office: Office, theirs: Mapping[str, Iterable[str]]
) -> None:
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        office.configure(theirs)
        one.write("mine")
        await desk.press("ctrl+s")
        await desk.until(lambda: "no longer in the file" in desk.said)
        assert [watch.name for watch in config.load(office.config).watches] == [*theirs]
        await desk.press("ctrl+s")
        await desk.until(lambda: one.left)
        now = config.load(office.config)
        assert [watch.name for watch in now.watches] == [*theirs, "Raids"] and now.watches[-1].keywords == ("mine",)


async def test_a_bare_keyword_that_gets_a_name_is_still_the_one_that_is_listed(bare: Office) -> None:
    """As a table it stands behind all others of the config."""
    config.save(bare.config, 'keywords = ["police", "raid", "rain"]\n')
    async with opened(bare) as desk:
        desk.main.go_to_place(lambda place: place.watch == "Raid")
        await desk.press("e")
        await desk.until(lambda: isinstance(desk.app.screen, WorkbenchScreen))
        desk.app.screen.query_one("#bench-name", Input).value = "Raids"
        await desk.press("ctrl+s")
        await desk.until(lambda: any(place.name == "Raids" for place in desk.main.watch_rows.places))
        assert [each.name for each in desk.main.config.watches] == ["Police", "Rain", "Raids"]
        assert desk.main.watch_rows.place.name == desk.main.listing.place.name == "Raids"


async def test_it_is_so_too_where_the_disk_takes_its_time_over_what_is_written(
    bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The desk looks at the config meanwhile, and finds another one."""
    save, is_seen = config.save, threading.Event()

    def slowly(path: Path, text: str) -> None:
        save(path, text)
        is_seen.wait(60)

    config.save(bare.config, 'keywords = ["police", "raid", "rain"]\n')
    monkeypatch.setattr(config, "save", slowly)
    async with opened(bare) as desk:
        desk.main.go_to_place(lambda place: place.watch == "Raid")
        await desk.press("e")
        await desk.until(lambda: isinstance(desk.app.screen, WorkbenchScreen))
        desk.app.screen.query_one("#bench-name", Input).value = "Raids"
        await desk.pilot.press("ctrl+s")
        await desk.until(lambda: "Raids" in bare.config.read_text("utf-8"))
        for _ in range(2):
            desk.app._look_at_config()
        is_seen.set()
        await desk.until(lambda: any(place.name == "Raids" for place in desk.main.watch_rows.places))
        await desk.settle()
        assert desk.main.watch_rows.place.name == desk.main.listing.place.name == "Raids"


@pytest.mark.parametrize(("more", "keywords"), [("x)", ("raid", "(flood OR firex)")), (None, ("raid",))])
async def test_a_keyword_with_a_mistake_is_there_to_be_mended_or_taken_out(
    office: Office, more: str | None, keywords: tuple[str, ...]
) -> None:
    """It was written into the file, where the rest of the watch is good."""
    office.configure({"Raids": ["raid", "(flood OR fire"], "Weather": ["rain"]})
    before = office.config.read_text()
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        await one.says("keywords-fault", "This bracket is never closed")
        one.fill("colour", "red")
        await desk.press("ctrl+s")
        assert "Not saved. “(flood OR fire”" in desk.said and office.config.read_text() == before
        one.fill("colour", "")
        await (desk.press(*more) if more else desk.press(*["backspace"] * len("\n(flood OR fire")))
        await desk.press("ctrl+s")
        await desk.until(lambda: one.left)
    now = config.load(office.config)
    assert now.watches[0].keywords == keywords and now.problems == ()


async def test_a_watch_can_be_looked_at_where_its_config_can_no_longer_be_reached(office: Office) -> None:
    """As in a folder that was closed meanwhile; a name this long is as good as one."""
    async with opened(office) as desk:
        settings = config.load(office.config)
        screen = WorkbenchScreen(desk.main.store, settings, Path("a" * 1000), settings.watches[0])
        await desk.app.push_screen(screen)
        await desk.until(lambda: screen._tried.found)
        assert screen.form().keywords == "raid"
        await desk.press("x", "ctrl+s")
        await desk.until(lambda: "cannot be read" in desk.said)


async def test_a_pipe_that_the_config_came_from_is_not_read_again_for_a_watch(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody writes into it any more: the desk would wait for that."""
    pipe, asked = tmp_path / "pipe", list[Path]()
    os.mkfifo(pipe)
    monkeypatch.setattr(workbench, "read", asked.append)
    settings = config.load(office.config)
    async with opened(office) as desk:
        screen = WorkbenchScreen(desk.main.store, settings, pipe, settings.watches[0])
        assert asked == [] and screen._begun.keywords == "raid"


async def test_an_older_trial_is_given_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, ended, went_on = threading.Event(), threading.Event(), threading.Event()
    real = trial.run

    def slow(db: object, draft: Watch, saved: Watch | None, settings: Config) -> Iterator[Trial]:
        if draft.keywords != ("slow",):
            yield from real(db, draft, saved, settings)  # type: ignore[arg-type]
            return
        try:
            yield Trial(count=99)
            go_on.wait(60)
            yield Trial(count=999)
            went_on.set()
        finally:
            ended.set()

    monkeypatch.setattr(trial, "run", slow)
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        one.write("slow")
        await one.says("counts", "99 match")
        one.write("rain")
        await desk.until(lambda: one.screen._number == 3)
        go_on.set()
        await one.says("counts", "3 match · 2 new")
        assert ended.is_set() and not went_on.is_set(), "what nobody waits for any more goes on no further"
        one.screen.post_message(WorkbenchScreen.Told(2, Tried(found=Trial(count=999))))
        await desk.settle()
        assert "999" not in one.text("counts"), "nor is shown what it told last"


async def test_leaving_gives_up_the_trial(office: Office) -> None:
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        number = one.screen._number
        await desk.press("escape")
        assert one.screen._number == number + 1


async def test_an_entry_is_explained_by_the_draft_and_by_what_is_saved(office: Office) -> None:
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        one.write("dawn")
        await one.says("counts", "1 entry matches")
        await desk.press("ctrl+t", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, WhyScreen))
        await desk.settle()
        assert isinstance(desk.app.screen_stack[-2], WorkbenchScreen)
        assert "Raids, as it is here" in desk.screen and "Raids, as it is saved" in desk.screen
        await desk.press("escape")
        assert isinstance(desk.app.screen, WorkbenchScreen) and one.left == []
        await desk.press("enter", "M")
        assert desk.app.focused is one.screen.query_one("#bench-exclude"), "what is muted is written there"


async def test_what_is_switched_on_is_told_without_colour(office: Office) -> None:
    async with opened(office) as desk:
        one = await bench(desk, keyword="scam hubs")
        assert "[x] widen what names a concept" in desk.screen
        await desk.click(one.screen.query_one("#bench-widen"), 0)
        assert "[ ] widen what names a concept" in desk.screen
        await desk.until(lambda: one.text("remarks") == "")


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_in_a_narrow_terminal_one_side_is_shown_at_a_time(office: Office, size: tuple[int, int]) -> None:
    async with opened(office, size) as desk:
        one = await bench(desk, "Raids")
        assert "Keywords" in desk.screen and "A raid at dawn" not in desk.screen and "3 match" in desk.screen
        await desk.press("ctrl+t")
        assert "Keywords" not in desk.screen and "A raid at dawn" in desk.screen
        assert isinstance(desk.app.focused, HitRows)
        await desk.press("ctrl+t")
        assert isinstance(desk.app.focused, TextArea)
        assert all(cells.width(line) == size[0] for line in desk.lines())
        assert "^s save" in desk.screen and one.left == []


@pytest.mark.parametrize("size", [(100, 30), (200, 50)])
async def test_in_a_wide_one_both_are(office: Office, size: tuple[int, int]) -> None:
    async with opened(office, size) as desk:
        await bench(desk, "Raids")
        assert "Keywords" in desk.screen and "A raid at dawn" in desk.screen


async def test_the_mouse_chooses_a_list_and_a_row(office: Office) -> None:
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        one.write("rain")
        await one.says("counts", "2 lost")
        await desk.click(list(one.screen.query(Kind))[2], 0)
        assert one.listed == ["A raid at dawn", "Second raid"]
        await desk.click(one.screen.query_one(HitRows), 1)
        selected = one.screen.query_one(HitRows).selected
        assert selected is not None and selected.row.title == "Second raid"


async def test_the_fields_are_walked_by_keys_alone(office: Office) -> None:
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        seen = []
        for _ in range(7):
            seen.append(desk.app.focused.id if desk.app.focused else "")
            await desk.press("tab")
        assert seen == [f"bench-{id}" for id in ("keywords", "exclude", "lang", "feeds", "colour", "widen", "hits")]
        assert desk.app.focused is one.screen.query_one("#bench-name")
        await desk.press("down", "down", "up")
        assert desk.app.focused is one.screen.query_one("#bench-keywords")


HOSTILE = "A raid [@click=app.quit]here[/] [/nothing] \u202eback"


async def test_a_keyword_that_was_taken_from_a_feed_is_a_line_of_plain_text(office: Office) -> None:
    async with opened(office) as desk:
        one = await bench(desk, keyword="\x1b[31mraid\n\u202e[red]")
        assert one.screen.form().keywords == "[31mraid [red]"


async def test_hostile_text_stands_as_it_is(bare: Office) -> None:
    bare.configure({"[red]Raids[/]": ["raid"], "Weather": ["rain"]})
    bare.publish([entry(HOSTILE.replace("\u202e", "")), *aged(MIXED)], FEED)
    async with opened(bare) as desk:
        one = await bench(desk, "[red]Raids[/]")
        assert "[@click=app.quit]here[/] [/nothing]" in desk.screen and "[red]Raids[/]" in desk.screen
        for id in ("keywords", "name"):
            one.screen.query_one(f"#bench-{id}").focus().post_message(events.Paste("\x1b]52;c;eA==\x07 \u202ex"))
        await desk.until(lambda: "]52;c;eA== x" in one.screen.form().keywords and "]52;c" in one.screen.form().name)
        assert not any(sign in str(one.screen.form()) for sign in ("\x1b", "\\x1b", "\u202e", "\\u202e"))
        one.write("raid\n[bold](rain")
        await one.says("keywords-fault", "[bold](rain")
        await desk.press("ctrl+s")
        assert "“[bold](rain”" in desk.said


async def test_while_the_only_keyword_is_unfinished_the_figures_are_those_of_before(office: Office) -> None:
    async with opened(office) as desk:
        one = await bench(desk, "Raids")
        found = one.listed
        one.write("(raid")
        await one.says("keywords-fault", "never closed")
        await one.says("counts", "before the mistake: 3 match · 0 new · 0 lost")
        assert one.listed == found
        one.write("(raid) AND rain")
        await one.says("counts", "1 entry matches · 0 new · 2 lost")
        one.write("")
        await one.says("counts", "0 match · 0 new · 3 lost")


async def test_where_nothing_was_known_before_a_mistake_no_figure_is_told(office: Office) -> None:
    async with opened(office) as desk:
        settings = config.load(office.config)
        one = Bench(desk, WorkbenchScreen(desk.main.store, settings, office.config, None, "(raid"))
        await desk.app.push_screen(one.screen)
        await one.says("counts", "What it finds is told once the mistake is mended.")
        assert "matches" not in desk.screen


async def test_a_trial_that_ends_while_its_screen_is_taken_down_ends_nothing_else(
    bare: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare.configure({"Raids": ["raid"]})
    is_left = threading.Event()
    monkeypatch.setattr(WorkbenchScreen, "_run", lambda *_: not is_left.wait(20))
    async with opened(bare) as desk:
        await desk.press("h", "j")
        await desk.pilot.press("e")
        screen = desk.app.screen

        async def gone(_: Plain) -> None:
            if screen.children and not screen.query("#bench-counts"):
                is_left.set()
                # In line behind the trial.
                await desk.main.store.read(lambda db: None)

        monkeypatch.setattr(Plain, "on_unmount", gone, raising=False)
        await desk.press("escape")
        assert desk.app.screen is desk.main
