"""The program around the screens: it opens, ends, and tells in a sentence why it cannot go on."""

from pathlib import Path

import pytest

from monitor.tui.app import DeskApp
from tests.tui.desk import FEED, Office, opened


async def run_until_it_ends(office: Office, *keys: str) -> DeskApp:
    """Open the desk, damage what it lives on, press keys, and hand back the program when it has ended by itself."""
    app = DeskApp(office.config, office.store, poll=False)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.pause()
        office.execute("DROP TABLE matches")
        await pilot.press(*keys)
        for _ in range(400):
            if app._exit:
                break
            await pilot.pause(0.01)
    return app


@pytest.mark.parametrize("keys", [(), ("j",), ("m",), ("f",), ("A",), ("U",), ("v",), ("h", "j"), ("F",), ("n",), ("R",)])
async def test_a_store_that_fails_ends_the_desk_with_a_sentence(office: Office, keys: tuple[str, ...]) -> None:
    app = await run_until_it_ends(office, *keys)
    assert app._exit
    assert app.return_value == 1
    assert app._exception is None
    said = " ".join(str(renderable) for renderable in app._exit_renderables)
    assert str(office.store) in said
    assert "Traceback" not in said


async def test_a_file_that_is_overwritten_ends_it_likewise(office: Office) -> None:
    app = DeskApp(office.config, office.store, poll=False)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.pause()
        for path in office.store.parent.glob("store.db*"):
            path.write_bytes(b"nothing of a database " * 4000)
        for key in ("j", "j", "v", "escape", "slash", "x", "enter"):
            if app._exit:
                break
            await pilot.press(key)
            await pilot.pause(0.1)
        for _ in range(300):
            if app._exit:
                break
            await pilot.pause(0.01)
    assert app.return_value == 1
    assert app._exception is None


async def test_a_fault_of_the_desk_itself_is_shown_whole(office: Office) -> None:
    class Fault(Exception):
        pass

    app = DeskApp(office.config, office.store, poll=False)
    with pytest.raises(Fault):
        async with app.run_test() as pilot:
            app.main.call_later(lambda: (_ for _ in ()).throw(Fault("ours")).__next__())
            await pilot.pause(0.2)


async def test_a_config_that_cannot_be_read_is_a_problem_not_an_end(office: Office) -> None:
    office.config.write_bytes("x".encode("utf-16"))
    async with opened(office) as desk:
        assert "UTF-16" in desk.text("#banner")
        office.configure()
        await desk.until(lambda: len(desk.main.watch_rows.places) == 5)


async def test_it_says_that_it_wrote_a_config_until_the_poller_speaks(office: Office) -> None:
    app = DeskApp(office.config, office.store, first_start=True, poll=False)
    async with app.run_test(size=(160, 30), notifications=True) as pilot:
        await pilot.pause()
        assert str(office.config) in str(app.main.query_one("#status").render())
        app.main.take_event({"state": "polling", "due": 3})
        assert str(office.config) not in str(app.main.query_one("#status").render())


async def test_a_path_with_brackets_is_told_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "[bold]a[/b]"
    folder.mkdir()
    office = Office(folder / "config.toml", folder / "store.db")
    office.configure()
    office.publish([])
    app = await run_until_it_ends(office)
    assert app.return_value == 1


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
