"""`monitor open`: the link goes to the browser as it is, and nowhere near a shell."""

import os
import stat
import time
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from monitor.verbs import open as verb
from tests.feeds.hostile import rss
from tests.home import Home
from tests.newsroom import Answer, Newsroom

ITEM = "<item><title>A</title><guid isPermaLink='false'>1</guid><link>{}</link></item>"


def stored(home: Home, newsroom: Newsroom, link: str) -> None:
    newsroom.answers["/feed"] = Answer(rss(ITEM.format(escape(link))).encode())
    home.write([newsroom.url("/feed")])
    home.run("poll")


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a browser writes down its arguments."""
    path, browser = tmp_path / "told", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {path}.part\nmv {path}.part {path}\n')
    browser.chmod(stat.S_IRWXU)
    monkeypatch.setenv("BROWSER", os.fspath(browser))
    return path


def test_the_link_is_opened_and_no_shell_reads_it(home: Home, newsroom: Newsroom, told: Path, tmp_path: Path) -> None:
    link = f"https://news.example/;$(touch${{IFS}}{tmp_path}/pwned)&'`\""
    stored(home, newsroom, link)
    assert home.run("open", 1).code == 0
    deadline = time.monotonic() + 30
    while not told.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    (opened,) = told.read_text().splitlines()
    assert opened == link.replace("`", "%60").replace('"', "%22")
    assert not (tmp_path / "pwned").exists()
    assert home.run("list", "--all", "--unread", "--json").records


def test_an_entry_without_a_link_is_a_failure(home: Home, newsroom: Newsroom, told: Path) -> None:
    stored(home, newsroom, "javascript:alert(1)")
    said = home.run("open", 1)
    assert (said.code, said.out) == (1, "") and "no http or https link" in said.err
    assert not told.exists()


def test_a_browser_that_fails_at_once_is_a_failure(
    home: Home, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verb, "_PATIENCE_SECONDS", 60)  # A busy machine may not even have started it within one.
    stored(home, newsroom, "https://news.example/")
    monkeypatch.setenv("BROWSER", "sh -c 'sleep 0.3; exit 1'")
    said = home.run("open", 1)
    assert (said.code, said.out) == (1, "") and "exit code 1" in said.err and "https://news.example/" in said.err


def test_an_unknown_number_is_wrong_usage(home: Home, newsroom: Newsroom) -> None:
    stored(home, newsroom, "https://news.example/")
    assert home.run("open", 7).code == 2
