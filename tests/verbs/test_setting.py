"""Where a verb finds the config and the store, and what it tells before it opens them."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.config import load
from tests.home import Home
from tests.store.test_migration import COPY, FILLED, FIRST
from tests.tui.terminal import terminal

NOT_YET = "monitor: there is no config at {} yet: what `monitor config init` writes is used.\n"
TOLD = "is of an older version: it is copied and brought to this one, which takes a while."


@pytest.mark.parametrize("is_large", [True, False])
def test_whoever_opens_a_large_store_of_an_older_version_at_a_terminal_is_told_why_it_takes_long(
    home: Home, is_large: bool
) -> None:
    home.write([])
    with closing(sqlite3.connect(home.store)) as db:
        db.executescript(FIRST + FILLED)
        db.execute("UPDATE texts SET content = zeroblob(?)", (17_000_000 if is_large else 17,))
        db.execute("UPDATE texts SET content = CAST(content AS TEXT)")
        db.commit()
    command = ("--config", home.config, "--store", home.store, "list", "--all")
    for is_older in (True, False):
        with terminal(*command, home=home.folder) as running:
            assert running.end(60) == 0
            assert "A raid" in running.text and (TOLD in running.text) == (is_large and is_older)
    assert home.store.with_name(COPY).exists()


def first_call(words: list[str], config: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """What a call comes to where the config is at its usual place, if it is there."""
    monkeypatch.setenv("MONITOR_CONFIG", str(config))
    try:
        return main(["--store", str(store), *words])
    except SystemExit as problem:
        return int(problem.code or 0)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["feeds", "add", "https://a.example", "--pack", "atlantis"], 2),
        (["feeds", "add", "ftp://a.example"], 1),
        (["feeds", "add", "--preview", "ftp://a.example"], 2),
        (["feeds", "check", "nobody"], 2),
        (["feeds", "remove", "https://nobody.example"], 2),
        (["feeds", "import", "no.opml"], 2),
        (["feeds", "import", __file__], 2),
        (["poll", "nobody"], 2),
        (["poll", "--follow", "nobody"], 2),
        (["concepts", "nothing"], 2),
        (["explain", "--watch", "nobody", "--text", "A raid"], 2),
        (["match", "no.jsonl"], 2),
    ],
)
def test_a_slip_in_the_first_call_leaves_nothing_behind(
    words: list[str],
    code: int,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert first_call(words, home.config, home.store, monkeypatch) == code
    told = capsys.readouterr().err.removeprefix(NOT_YET.format(home.config))
    assert told.count("\n") == 1 and list(home.folder.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["match", "{entries}"],
        ["explain", "--text", "A scam compound"],
        ["concepts", "scam_hubs"],
        ["watches"],
        ["feeds"],
        ["feeds", "export"],
    ],
)
def test_what_only_shows_something_does_so_where_no_config_is_and_none_can_be_written(
    words: list[str],
    home: Home,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    entries = tmp_path / "entries.jsonl"
    entries.write_text('{"id": 1, "title": "A scam compound was raided", "feed": "scam_hubs"}\n', "utf-8")
    below_a_file = entries / "config.toml"
    named = [word.format(entries=entries) for word in words]
    assert first_call(named, below_a_file, home.store, monkeypatch) == 0
    told = capsys.readouterr()
    assert told.err == NOT_YET.format(below_a_file) and told.out.count("\n") > 1


def test_a_feed_that_feeds_lists_where_no_config_is_yet_can_be_removed(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert first_call(["feeds", "--json"], home.config, home.store, monkeypatch) == 0
    first, *others = [json.loads(line)["url"] for line in capsys.readouterr().out.splitlines()]
    assert first_call(["feeds", "remove", first], home.config, home.store, monkeypatch) == 0
    assert capsys.readouterr().err == f"monitor: wrote a config to begin with: {home.config}\n"
    assert [feed.url for feed in load(home.config).feeds] == others


def test_a_config_that_is_a_link_to_nothing_is_told_and_not_passed_over(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.config.symlink_to(home.folder / "gone.toml")
    assert first_call(["watches"], home.config, home.store, monkeypatch) == 2
    assert capsys.readouterr().err == f"monitor: The config {home.config} is a link to nothing: see where it leads.\n"
