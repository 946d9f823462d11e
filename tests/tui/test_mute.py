"""Muting from an entry: what could be excluded, what would go, and the exclusion in the config."""

import threading

import pytest
from textual.widgets import Input

from monitor import cells, config
from monitor.muting import Effect
from monitor.store.entries import Row
from monitor.tui import app, mute
from monitor.tui.mute import GoneRows, MuteScreen, ProposalRows, sentence
from monitor.tui.overlay import Edited
from tests.tui.desk import OTHER, SIZES, Desk, Office, entry, opened

TITLES = ("Football in the rain", "Rain at sea", "Football: no rain today", "More rain")


@pytest.fixture(autouse=True)
def still(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk does not read the config again that is written here."""
    monkeypatch.setattr(app, "_CONFIG_SECONDS", 60)


@pytest.fixture
def rainy(bare: Office) -> Office:
    """Four matches of one watch, two of them about football."""
    bare.publish([entry(title, age, summary="") for age, title in enumerate(TITLES)])
    return bare


async def ask(desk: Desk, title: str, watch: str = "") -> list[Edited | None]:
    """Open the screen on an entry and wait until all is counted; what it is left with is put into the list."""
    (row,) = [row for row in desk.office.rows() if row.title == title]
    left: list[Edited | None] = []
    desk.app.push_screen(MuteScreen(desk.main.store, desk.main.config, desk.office.config, row.id, watch), left.append)
    await desk.settle()
    return left


async def choose(desk: Desk, query: str) -> None:
    """Put the cursor on a proposal."""
    rows = desk.app.screen.query_one(ProposalRows)
    rows.move_to([each.query for each in rows.items].index(query))
    await desk.settle()


def excluded(office: Office, watch: str = "Weather") -> tuple[str, ...]:
    return next(each.exclude for each in config.load(office.config).watches if each.name == watch)


async def test_what_would_go_is_shown_before_it_goes(rainy: Office) -> None:
    async with opened(rainy) as desk:
        left = await ask(desk, TITLES[0])
        await choose(desk, "Football")
        assert "2 of 4 matches go, 2 of them unread." in desk.screen
        assert [row.title for row in desk.app.screen.query_one(GoneRows).items] == [TITLES[0], TITLES[2]]
        assert excluded(rainy) == () and left == []


async def test_none_of_what_would_go_looks_selected(rainy: Office) -> None:
    async with opened(rainy) as desk:
        await ask(desk, TITLES[0])
        await choose(desk, "Football")
        rows = desk.app.screen.query_one(GoneRows)
        assert rows.count == 2
        assert len({part.style and part.style.bgcolor for line in (0, 1) for part in rows.render_line(line)}) == 1


async def test_every_proposal_tells_how_much_would_go(rainy: Office) -> None:
    rainy.publish([entry("Rain there", summary="")], OTHER)
    async with opened(rainy) as desk:
        await ask(desk, TITLES[0])
        lines = [line.split() for line in desk.lines()]
        assert ["2", "go", "words", "of", "the", "title", "Football"] in lines
        assert ["4", "go", "the", "feed", "that", "it", "comes", "from", 'feed:"Border', 'Ledger"'] in lines


async def test_enter_writes_the_exclusion_and_hands_over_what_undo_needs(rainy: Office) -> None:
    before = config.read(rainy.config)
    async with opened(rainy) as desk:
        left = await ask(desk, TITLES[0])
        await choose(desk, "Football")
        await desk.press("enter")
        assert left == [Edited("Weather leaves out Football")]
        assert excluded(rainy) == ("Football",) and desk.app.screen is desk.main
        await desk.press("U")
        await desk.until(lambda: config.read(rainy.config) == before)


async def test_a_query_may_be_typed(rainy: Office) -> None:
    async with opened(rainy) as desk:
        await ask(desk, TITLES[0])
        await desk.press("tab")
        desk.app.screen.query_one("#mute-query", Input).value = ""
        await desk.press(*"title:sea")
        assert "1 of 4 matches goes" in desk.screen and "This entry stays." in desk.screen
        await desk.press("enter")
        assert excluded(rainy) == ("title:sea",)


async def test_the_field_begins_with_what_is_proposed(rainy: Office) -> None:
    async with opened(rainy) as desk:
        await ask(desk, TITLES[0])
        await choose(desk, "Football")
        await desk.press("tab")
        assert desk.app.screen.query_one("#mute-query", Input).value == "Football"
        await desk.press("shift+tab", "j")
        assert "Football" not in desk.app.screen.query_one(ProposalRows).proposed


async def test_a_mistake_is_shown_under_its_place_and_nothing_is_written(rainy: Office) -> None:
    async with opened(rainy) as desk:
        left = await ask(desk, TITLES[0])
        await desk.press("tab")
        desk.app.screen.query_one("#mute-query", Input).value = "sea (no"
        await desk.settle()
        lines = desk.lines()
        (at,) = [at for at, line in enumerate(lines) if line.strip() == "^"]
        assert lines[at].index("^") == lines[at - 1].index("(") and "never closed" in lines[at + 1]
        await desk.press("enter")
        assert left == [] and excluded(rainy) == ()


async def test_enter_waits_until_it_is_seen_what_would_go(rainy: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    may_go_on, effect = threading.Event(), mute.effect
    monkeypatch.setattr(mute, "effect", lambda *given: (may_go_on.wait(60), effect(*given))[1])
    async with opened(rainy) as desk:
        (row,) = [row for row in rainy.rows() if row.title == TITLES[0]]
        desk.app.push_screen(MuteScreen(desk.main.store, desk.main.config, rainy.config, row.id))
        await desk.until(lambda: "counting what would go …" in desk.screen)
        await desk.pilot.press("enter")
        assert excluded(rainy) == () and isinstance(desk.app.screen, MuteScreen)
        may_go_on.set()
        await desk.settle()
        await desk.press("enter")
        assert len(excluded(rainy)) == 1


async def test_of_several_watches_it_asks_which(office: Office) -> None:
    async with opened(office) as desk:
        await ask(desk, "A raid in the rain")
        assert "In which one" in desk.screen and not desk.app.screen.query_one(ProposalRows).count
        await desk.press("j", "enter")
        assert "Mute in Weather" in desk.screen
        await desk.press("enter")
        assert excluded(office, "Raids") == () and len(excluded(office)) == 1


async def test_a_watch_may_be_given(office: Office) -> None:
    async with opened(office) as desk:
        await ask(desk, "A raid in the rain", "Raids")
        assert "Mute in Raids" in desk.screen


async def test_without_a_match_there_is_nothing_to_mute(office: Office) -> None:
    async with opened(office) as desk:
        left = await ask(desk, "Quiet day")
        assert "nothing to mute" in desk.screen
        await desk.press("enter", "j", "escape")
        assert left == [None]


@pytest.mark.parametrize("keys", [["escape"], ["q"], ["tab", "escape"], ["tab", "q", "escape"]])
async def test_leaving_changes_nothing(keys: list[str], rainy: Office) -> None:
    before = config.read(rainy.config)
    async with opened(rainy) as desk:
        left = await ask(desk, TITLES[0])
        await desk.press(*keys)
        assert left == [None] and config.read(rainy.config) == before


async def test_a_config_that_changed_meanwhile_is_told_of(rainy: Office) -> None:
    async with opened(rainy) as desk:
        left = await ask(desk, TITLES[0])
        rainy.configure({"Raids": ["raid"]})
        await desk.press("enter")
        assert left == [] and "Weather" in desk.screen and isinstance(desk.app.screen, MuteScreen)


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [
        (0, 9, "Nothing would go."),
        (9, 9, "All 9 matches go, 1 of them unread."),
        (1, 1, "Its only match goes, unread."),
        (1, 9, "1 of 9 matches goes, 1 of them unread."),
        (60, 90, "60 of 90 matches go, 1 of them unread. The newest 50:"),
    ],
)
def test_the_effect_in_words(count: int, total: int, said: str) -> None:
    assert sentence(Effect(total, tuple(range(count)), 1, ()), None) == said


def test_it_says_how_far_back_was_counted() -> None:
    assert "before 18 Nov 2026 were not counted" in sentence(Effect(9, (1,), 1, (), 1_795_000_000), None)


@pytest.mark.parametrize("size", [*SIZES, (60, 20)])
async def test_every_line_fits_and_texts_are_no_markup(bare: Office, size: tuple[int, int]) -> None:
    title = "[@click=app.quit]rain[/] [bold]မြဝတီ 边境"
    bare.configure(feeds={OTHER: "[red]ရန်ကုန်[/]"})
    bare.publish([entry(title, author="[/] " * 9, categories=("[bold]x[/]", "မြဝတီ"))], OTHER)
    async with opened(bare, size) as desk:
        await ask(desk, title)
        assert "[@click=app.quit]" in desk.screen and "[red]" in desk.screen
        for key in ("G", "tab", "("):
            await desk.press(key)
            assert {cells.width(line) for line in desk.lines()} == {size[0]}
        assert desk.app.is_running


def test_a_row_of_what_goes_ends_with_its_title() -> None:
    rows = GoneRows.__new__(GoneRows)
    rows.items = [Row(1, OTHER, "Gazette", "Title", 0, False, False)]
    assert rows.pieces(0, 80)[-1][0].strip() == "Title"


async def test_the_keys_that_lead_on_and_back_are_told_on_the_smallest_screen(rainy: Office) -> None:
    async with opened(rainy, (40, 10)) as desk:
        await ask(desk, TITLES[0])
        assert "Enter mute" in desk.lines()[-1]


async def test_all_watches_that_an_entry_matches_are_listed_where_there_is_room(bare: Office) -> None:
    bare.configure({f"Watch {number}": ["raid"] for number in range(1, 15)})
    bare.publish([entry("A raid at dawn")])
    async with opened(bare, (80, 24)) as desk:
        await desk.press("M")
        assert all(f"Watch {number} " in desk.screen for number in range(1, 15))
