"""The program around the screens: it opens, ends, and tells in a sentence why it cannot go on."""

import asyncio
import gc
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from monitor import config, installed
from monitor.store.entries import Choice
from monitor.tui import app, store
from monitor.tui.app import DeskApp
from monitor.tui.mute import MuteScreen
from monitor.tui.store import DeskStore
from monitor.tui.workbench import WorkbenchScreen
from tests.home import LOADED, PATIENCE
from tests.tui.desk import FEED, Office, opened
from tests.tui.terminal import alive, terminal


async def run_until_it_ends(office: Office, damage: Callable[[], object], *keys: str) -> DeskApp:
    """Open the desk, damage what it lives on, press keys, and hand back the program when it has ended by itself."""
    app = DeskApp(office.config, office.store, poll=False)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.pause()
        damage()
        # The end may come in the middle of a key.
        pressing = asyncio.create_task(pilot.press(*keys))
        end = time.monotonic() + 30
        while not app._exit and time.monotonic() < end:
            await asyncio.sleep(0.01)
        pressing.cancel()
        await asyncio.wait([pressing], timeout=PATIENCE)
    return app


def check_the_end(app: DeskApp, office: Office) -> None:
    assert app._exit
    assert app._exception is None
    assert app.return_value == 1
    assert str(office.store) in app.trouble


@pytest.mark.parametrize("keys", ["", "m", "U", "v", "hj", "n", "/day\r"])
async def test_a_store_that_fails_ends_the_desk_with_a_sentence(office: Office, keys: str) -> None:
    pressed = [{"/": "slash", "\r": "enter"}.get(key, key) for key in keys]
    check_the_end(await run_until_it_ends(office, lambda: office.execute("DROP TABLE matches"), *pressed), office)


async def test_a_file_that_is_overwritten_ends_it_likewise(office: Office) -> None:
    def damage() -> None:
        for path in office.store.parent.glob("store.db*"):
            path.write_bytes(b"nothing of a database " * 4000)

    keys = ["j", "j", "v", "escape", "m", "h", "j", "j", "slash", "x", "enter", "v"]
    check_the_end(await run_until_it_ends(office, damage, *keys), office)


async def test_a_store_with_garbage_in_it_ends_the_desk_likewise(office: Office) -> None:
    """It is no JSON, and what reads it fails as only a fault of the desk's does."""
    app = await run_until_it_ends(office, lambda: office.execute("UPDATE entries SET categories = '{'"), "j", "j", "k")
    check_the_end(app, office)
    assert "damaged" in app.trouble and "doctor --restore" in app.trouble


async def test_what_fits_no_more_after_an_upgrade_ends_it_likewise(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def upgrade() -> None:
        monkeypatch.setattr(installed, "_BEFORE", (1, 1))
        for name in ("monitor.tui.help", "monitor.store.restore"):
            monkeypatch.setitem(sys.modules, name, None)

    app = await run_until_it_ends(office, upgrade, "question_mark")
    assert app._exception is None and app.return_value == 1
    assert app.trouble == installed.CHANGED


async def test_a_fault_of_the_desk_itself_is_shown_whole(office: Office) -> None:
    class Fault(Exception):
        pass

    app = DeskApp(office.config, office.store, poll=False)
    with pytest.raises(Fault):
        async with app.run_test() as pilot:
            app.main.call_later(lambda: (_ for _ in ()).throw(Fault("ours")).__next__())
            end = time.monotonic() + 30
            while app._exception is None and time.monotonic() < end:
                await pilot.pause(0.01)


async def test_a_config_that_cannot_be_read_is_a_problem_not_an_end(office: Office) -> None:
    office.config.write_bytes("x".encode("utf-16"))
    async with opened(office) as desk:
        assert "UTF-16" in desk.text("#banner")
        office.configure()
        await desk.until(lambda: len(desk.main.watch_rows.places) == 6)


async def test_a_config_that_is_only_written_in_part_leaves_the_desk_as_it_is_and_says_so(office: Office) -> None:
    whole = office.config.read_text("utf-8")
    part = whole[: whole.index('[[watch]]\nname = "Weather"') + len("[[watch]]\nname")]
    async with opened(office) as desk:
        desk.main.go_to_place(lambda place: place.name == "Weather")
        await desk.settle()
        await desk.press("j")
        listed, selected = desk.listed, desk.selected
        office.config.write_text(part, "utf-8")
        await desk.until(lambda: desk.text("#banner"))
        await desk.settle()
        assert desk.main.listing.place.name == "Weather" and "W Weather" in desk.screen
        assert (desk.listed, desk.selected) == (listed, selected)
        office.config.write_text(whole, "utf-8")
        await desk.until(lambda: not desk.text("#banner"))
        assert desk.main.listing.place.name == "Weather" and desk.selected == selected


async def test_a_pack_of_the_users_is_read_again_whenever_it_is_saved(office: Office) -> None:
    pack = office.config.with_name("words.toml")
    config.save(office.config, f'packs = ["words.toml"]\n{office.config.read_text("utf-8")}')
    async with opened(office) as desk:
        assert "words.toml` cannot be read" in desk.text("#banner")
        pack.write_text('[concept.wet]\ntitle = "Wet"\n[concept.wet.en]\nterms = "rain"\n', "utf-8")
        await desk.until(lambda: "words.toml, line 4" in desk.text("#banner"))
        config.save(pack, pack.read_text("utf-8").replace('"rain"', '["rain"]'))
        await desk.until(lambda: not desk.text("#banner"))
        assert desk.main.config.concepts["wet"]["en"] == {"terms": ["rain"]}


async def test_the_look_of_the_config_holds_at_once_when_it_is_saved(office: Office) -> None:
    office.configure(more='[look]\ntheme = "mine"\n[theme.mine]\nprimary = "#123456"\n')
    async with opened(office) as desk:
        assert desk.app.theme == "mine"
        office.configure(more='[look]\ntheme = "monitor-light"\n')
        await desk.until(lambda: desk.app.theme == "monitor-light")


async def test_a_theme_that_was_chosen_stays_when_something_else_of_the_config_changes(office: Office) -> None:
    office.configure(more='[look]\ntheme = "monitor-light"\n')
    async with opened(office) as desk:
        await desk.press("T")
        chosen = desk.app.theme
        assert chosen != "monitor-light" and f'To keep it: theme = "{chosen}" in [look]' in desk.said
        office.configure(more='[look]\ntheme = "monitor-light"\n[keys]\nzen = "Z"\n')
        await desk.until(lambda: desk.app.keys.of("zen") == ("Z",))
        assert desk.app.theme == chosen


async def test_of_the_theme_that_the_config_names_nothing_is_to_be_kept(office: Office) -> None:
    office.configure(more='[look]\ntheme = "mine"\n[theme.mine]\nprimary = "#00aaff"\n')
    async with opened(office) as desk:
        await desk.press("T")
        while desk.app.theme != "mine":
            desk.app.clear_notifications()
            await desk.press("T")
        assert desk.said == "Theme: mine"


async def test_it_says_long_enough_to_be_read_that_it_wrote_a_config(office: Office) -> None:
    """The poller speaks within a fifth of a second."""
    app = DeskApp(office.config, office.store, first_start=True, poll=False)
    async with app.run_test(size=(200, 30), notifications=True) as pilot:
        await pilot.pause()
        app.main.take_event({"state": "polling", "due": 3})
        await pilot.pause()
        lines = ["".join(part.text for part in strip) for strip in app.screen._compositor.render_strips()]
        assert office.config.name in "".join(lines)


async def test_a_path_with_brackets_is_told_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "[bold]a[b"
    folder.mkdir()
    office = Office(folder / "config.toml", folder / "store.db")
    office.configure()
    office.publish([])
    check_the_end(await run_until_it_ends(office, lambda: office.execute("DROP TABLE matches")), office)


@pytest.mark.parametrize("letter", ["о", "่", "中", "ｊ"])
async def test_a_letter_of_another_script_is_told_to_be_no_key_once(
    office: Office, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(office) as desk:
        told = list[str]()
        monkeypatch.setattr(desk.app, "notify", lambda said, **_: told.append(said))
        for way in (("b",), ("slash",)):
            await desk.press(*way)
            for _ in range(2):
                desk.app.post_message(events.Key(letter, letter))
            await desk.settle()
        assert desk.main.listing.search.field.value == 2 * letter
        assert told == [f"{letter} is no key here: is your keyboard, or an input method, set to another language?"]


async def test_two_desks_on_one_store(office: Office) -> None:
    async with opened(office) as one:
        await one.press("m")
        async with opened(office) as two:
            assert len(two.unread) == 4
            await two.press("j", "f")
    assert office.starred() == ["Rain all week"]


async def test_it_closes_the_store_and_can_be_opened_again(office: Office) -> None:
    for _ in range(2):
        async with opened(office) as desk:
            await desk.press("f")
            await desk.quit()
    assert office.starred() == []
    assert FEED in {row.feed for row in office.rows()}


@pytest.mark.parametrize("keys", ["m", "mjmjm", "A", "tx\r"])
async def test_marks_that_were_shown_are_kept_where_the_desk_is_left_in_the_same_moment(
    office: Office, keys: str
) -> None:
    async with opened(office) as desk:
        with closing(sqlite3.connect(office.store, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            free = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
            free.start()
            await desk.pilot.press(*(key.replace("\r", "enter") for key in keys))
            shown = desk.unread
            await desk.quit()
            await asyncio.to_thread(free.join)
    assert office.unread() == shown
    assert len(office.rows(Choice(all=True, tag="x"))) == keys.count("t")
    assert len(shown) == {"m": 4, "mjmjm": 2, "A": 0, "tx\r": 5}[keys]


async def test_the_end_waits_but_a_moment_for_a_lock_and_says_what_was_not_saved(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_LEAVING_SECONDS", 0.2)
    with closing(sqlite3.connect(office.store, isolation_level=None)) as other:
        async with opened(office) as desk:
            other.execute("BEGIN IMMEDIATE")
            await desk.pilot.press("m", "j", "m")
            await desk.quit()
    said = f"not saved: The store {office.store} is locked by another program."
    assert desk.app.trouble == f"2 of the last changes were {said}"
    assert len(office.unread()) == 5


async def test_the_end_waits_as_little_for_the_config_and_says_so_too(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_LEAVING_SECONDS", 0.2)
    before = office.config.read_text()
    with config.alone(office.config):
        async with opened(office) as desk:
            await desk.press("h", "j")
            await desk.pilot.press("D", "D")
            await desk.quit()
    assert desk.app.trouble.startswith(
        f"The last change was not saved: Another program is changing the config {office.config}"
    )
    assert office.config.read_text() == before


async def test_what_is_left_alone_is_no_trouble_at_the_end(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_LEAVING_SECONDS", 0.2)
    with closing(sqlite3.connect(office.store, isolation_level=None)) as other:
        async with opened(office) as desk:
            await desk.press("j")
            other.execute("BEGIN IMMEDIATE")
            await desk.quit()
    assert desk.app.trouble == ""


async def test_a_poller_that_goes_on_telling_at_the_end_does_no_harm(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Child:
        def __init__(self, config: Path, store: Path, tell: Callable[[Mapping[str, object]], None]) -> None:
            self.tell = tell

        async def run(self) -> None:
            while True:
                self.tell({"state": "polling", "due": 5})
                await asyncio.sleep(0)

    monkeypatch.setattr(app, "PollerChild", Child)
    desk = DeskApp(office.config, office.store)
    async with desk.run_test() as pilot:
        await pilot.pause(0.1)
        desk.exit()
    assert desk._exception is None and desk._store is not None and desk._store._is_closed


async def test_at_the_end_nothing_waits_for_the_end_of_something_else(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def slow() -> None:
        """Ends only once the store is being left."""
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.wait_for(begun.wait(), 10)

    class Child:
        def __init__(self, *_: object) -> None:
            pass

        async def run(self) -> None:
            await slow()

    async def leave(self: DeskStore, values: Mapping[str, object]) -> str:
        begun.set()
        return ""

    monkeypatch.setattr(app, "PollerChild", Child)
    monkeypatch.setattr(DeskStore, "leave", leave)
    desk = DeskApp(office.config, office.store)
    async with desk.run_test() as pilot:
        desk.run_worker(slow(), group=app.LENT)
        await pilot.pause(0.1)
        desk.exit()
    assert begun.is_set() and desk._store is not None and desk._store._is_closed


async def test_a_mark_and_the_end_in_one_reading_of_the_terminal(office: Office) -> None:
    async with opened(office) as desk:
        desk.app.post_message(events.Key("m", "m"))
        desk.app.post_message(events.Key("ctrl+q", None))
        await desk.until(lambda: desk.app._exit)
    assert len(office.unread()) == 4


@pytest.mark.parametrize("keys", ["gg", "5j", "u1", "m"], ids=["a sequence", "a number", "a link", "a mark"])
async def test_keys_behind_the_one_that_ends_it_do_nothing(office: Office, keys: str) -> None:
    async with opened(office) as desk:
        for key in ("q", *keys):
            desk.app.post_message(events.Key(key, key))
        await desk.until(lambda: desk.app._exit)
    assert not desk.app.return_code and len(office.unread()) == 5


@pytest.mark.parametrize(("key", "screen"), [("e", WorkbenchScreen), ("M", MuteScreen)], ids=["workbench", "mute"])
async def test_a_screen_that_is_opened_when_the_desk_is_left(
    key: str, screen: type[Screen[object]], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = screen.compose

    def left_meanwhile(self: Screen[object]) -> ComposeResult:
        self.app.exit()
        return compose(self)

    monkeypatch.setattr(screen, "compose", left_meanwhile)
    async with opened(office) as desk:
        desk.app.post_message(events.Key(key, key))
        await desk.until(lambda: desk.app._exit)


# In a terminal of its own.


def test_a_first_start_writes_a_config_and_says_that_there_is_no_network(tmp_path: Path) -> None:
    config, store = tmp_path / "new" / "config.toml", tmp_path / "data" / "store.db"
    env = {"MONITOR_CONFIG": str(config), "MONITOR_STORE": str(store)}
    with terminal(home=tmp_path, size=(240, 40), env=env) as desk:
        desk.see("Wrote a config")
        desk.see("Scam hubs")
        assert config.is_file() and store.is_file()
        assert config.name in desk.text
        desk.see("Polling")
        if not is_online():
            desk.see("No network", PATIENCE)
        began = time.monotonic()
        desk.press("q")
        assert desk.end() == 0
        assert time.monotonic() - began < 2 * LOADED
        assert desk.is_restored


def test_the_demo_shows_matches(tmp_path: Path) -> None:
    with terminal("demo", home=tmp_path) as desk:
        desk.see("invented")
        # Where no test before it did, it compiles the words of all languages first.
        desk.until(lambda: re.search(r"All matches +[1-9]", desk.text), limit=180)
        desk.until(lambda: "●" in desk.text)
        family = desk.family()
        assert len(family) > 1
        desk.press("q")
        assert desk.end() == 0
        until(lambda: not alive(family))
        assert not list(tmp_path.glob("monitor-demo-*"))
        assert desk.is_restored


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 0), (signal.SIGHUP, 0), (signal.SIGQUIT, 0), (signal.SIGINT, 130)]
)
@pytest.mark.parametrize("words", [(), ("demo",)], ids=["desk", "demo"])
def test_a_signal_ends_the_desk_and_its_poller(
    office: Office, tmp_path: Path, number: signal.Signals, code: int, words: tuple[str, ...]
) -> None:
    files = ("--config", office.config, "--store", office.store) if not words else ()
    with terminal(*files, *words, home=tmp_path) as desk:
        desk.see("All matches")
        desk.until(lambda: len(desk.family()) > 1)
        desk.rest()
        family = desk.family()
        began = time.monotonic()
        desk.process.send_signal(number)
        assert desk.end() == code
        until(lambda: not alive(family))
        assert time.monotonic() - began < 2 * LOADED
        assert desk.is_restored
        assert not list(tmp_path.glob("monitor-demo-*"))
        assert "Traceback" not in desk.text


def test_a_desk_that_is_killed_takes_its_poller_along(office: Office, tmp_path: Path) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path) as desk:
        desk.see("All matches")
        desk.until(lambda: len(desk.family()) > 1)
        desk.rest()
        family = desk.family()
        desk.process.kill()
        desk.process.wait(PATIENCE)
        until(lambda: not alive(family))


def test_a_store_that_breaks_ends_the_program_with_a_sentence_and_code_1(office: Office, tmp_path: Path) -> None:
    with terminal("--config", office.config, "--store", office.store, home=tmp_path) as desk:
        desk.see("A raid at dawn")
        office.execute("DROP TABLE matches")
        assert desk.end() == 1
        assert desk.is_restored
        said = desk.text[-600:]
        assert "Traceback" not in desk.text
        assert "monitor: The store" in " ".join(said.split())


def test_a_store_that_is_none_is_told_before_the_screen_is_taken(office: Office, tmp_path: Path) -> None:
    office.store.write_bytes(b"no database " * 500)
    with terminal("--config", office.config, "--store", office.store, home=tmp_path) as desk:
        assert desk.end() == 1
        assert b"\x1b[?1049h" not in desk.bytes
        assert "is a text and no store" in desk.text


def is_online() -> bool:
    """Whether a name of the net is known here."""
    try:
        socket.getaddrinfo("www.irrawaddy.com", 443)
    except OSError:
        return False
    return True


def until(seen: Callable[[], object], limit: float = 60) -> None:
    end = time.monotonic() + limit
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.01)


async def test_garbage_is_looked_for_after_the_start_but_not_in_what_was_there(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "gc", gc)
    async with opened(office):
        assert gc.isenabled()
        assert gc.get_freeze_count() > 10_000
    assert gc.isenabled()
    assert gc.get_freeze_count() < 1_000


@pytest.mark.parametrize(("environ", "frames"), [({}, "240"), ({"TEXTUAL_FPS": "30"}, "30")])
def test_it_paints_soon_after_a_key_unless_the_user_has_it_otherwise(environ: dict[str, str], frames: str) -> None:
    code = "import monitor.tui.app, textual.screen; print(round(1 / textual.screen.UPDATE_PERIOD))"
    known = {name: value for name, value in os.environ.items() if name != "TEXTUAL_FPS"} | environ
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=known, check=True)
    assert done.stdout.strip() == frames


@pytest.mark.parametrize(("wanted", "known"), [("bogus", "truecolor"), ("", "truecolor"), ("256", "256")])
def test_a_name_of_colours_that_nobody_knows_does_not_keep_the_desk_from_opening(wanted: str, known: str) -> None:
    code = "import monitor.tui.app, textual.app; print(textual.app.App().console.color_system)"
    environ = {**os.environ, "TEXTUAL_COLOR_SYSTEM": wanted, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environ, check=False)
    assert (done.stdout.strip(), done.stderr) == (known, "")
