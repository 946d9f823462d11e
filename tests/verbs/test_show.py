"""`monitor show`: one entry with its text and the reasons why it matches."""

import os
import pty
import subprocess
import termios
from collections.abc import Iterator
from contextlib import suppress

import pytest

from monitor import output
from tests.feeds.hostile import item, rss
from tests.home import ROOT, Home, Polled, polled
from tests.newsroom import Answer, Newsroom


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Polled]:
    more = "<description>Police in Myawaddy.</description><author>B. Writer</author>"
    feed = rss(item(1, "Two Scam-Hubs raided", more), title="The Wire")
    watches = {"Hubs": ["=scam hub", "scam-hubs AND raid", "Myawaddy"]}
    with polled(tmp_path_factory.mktemp("once"), {"/feed": feed}, watches) as made:
        yield made


@pytest.fixture
def filled(home: Home, once: Polled) -> Home:
    return home.copy(once.folder)


def test_a_person_reads_title_outlet_link_reasons_and_text(filled: Home) -> None:
    lines = filled.run("show", 1).out.splitlines()
    assert lines[0] == "Two Scam-Hubs raided" and lines[1].startswith("The Wire · B. Writer · 20")
    assert lines[2] == "https://news.example/1"
    assert lines[3] == "Hubs (strong): “Scam-Hubs” in title; “raided” (raid) in title; “Myawaddy” in summary"
    assert lines[4:] == ["", "Police in Myawaddy."]


def test_a_zone_of_a_whole_day_is_no_reason_to_show_nothing(filled: Home) -> None:
    said = filled.call("show", 1, variables={"TZ": "XYZ-24"})
    assert said.code == 0 and said.out.startswith("Two Scam-Hubs raided\nThe Wire · B. Writer · 20")


FURNITURE = (
    "<description>Prices rise. &lt;p&gt;Related: raid at dawn&lt;/p&gt;&lt;p&gt;Rain fell.&lt;/p&gt;</description>"
)


@pytest.fixture
def furnished(home: Home, newsroom: Newsroom) -> Home:
    newsroom.answers["/feed"] = Answer(rss(item(1, "Rice", FURNITURE), title="The Wire").encode())
    home.write([newsroom.url("/feed")])
    home.run("poll")
    return home


def test_what_matches_nothing_is_told_with_the_reason(furnished: Home) -> None:
    texts = furnished.run("show", 1).out.split("\n\n")[1:]
    assert texts[:3] == ["Prices rise.", "Related: raid at dawn", "Rain fell."]
    assert texts[3:] == ["matches nothing (related link): “Related: raid at dawn”\n"]


def test_what_matches_nothing_is_dim_where_there_are_styles_on_all_its_lines(
    furnished: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "is_colourful", lambda: True)
    monkeypatch.setattr(output, "columns", lambda: 16)
    lines = furnished.run("show", 1).out.split("\n\n", 1)[1].splitlines()
    dim = ["\x1b[2mRelated: raid at\x1b[0m", "\x1b[2mdawn\x1b[0m"]
    assert lines[:6] == ["Prices rise.", "", *dim, "", "Rain fell."]


def test_a_text_of_nothing_but_rows_of_buttons_between_words_is_shown_at_once(home: Home, newsroom: Newsroom) -> None:
    rows = "".join(f"&lt;p&gt;word {number}&lt;/p&gt;&lt;p&gt;Share&lt;/p&gt;" for number in range(32_000))
    feed = rss(item(1, "Rice", f"<description>{rows}</description>"), title="The Wire")
    newsroom.answers["/feed"] = Answer(feed.encode())
    home.write([newsroom.url("/feed")])
    home.run("poll")
    told = home.run("show", 1).out
    assert told.count("\nShare\n") == 32_000
    assert told.endswith("matches nothing (share): “Share”\n")


def test_a_terminal_that_tells_no_width_does_no_harm(filled: Home) -> None:
    front, back = pty.openpty()
    termios.tcsetwinsize(back, (0, 0))
    done = subprocess.run(filled.command("show", 1), stdout=back, stderr=subprocess.PIPE, cwd=ROOT, timeout=30)
    os.close(back)
    said = written(front)
    os.close(front)
    assert (done.returncode, done.stderr) == (0, b"") and b"Police in Myawaddy." in said


def written(front: int) -> bytes:
    """All that was written to a terminal whose other end is closed: one reading may take a part of it alone."""
    said = b""
    # Linux reports the end of a terminal as an error, macOS as nothing more.
    with suppress(OSError):
        while part := os.read(front, 10_000):
            said += part
    return said


def test_the_json_is_that_of_the_list(filled: Home) -> None:
    assert filled.run("show", 1, "--json").out == filled.run("list", "--json").out


@pytest.mark.parametrize("number", ["2", "0", "-1", "99999999999999999999999", "-99999999999999999999999"])
def test_an_unknown_number_is_wrong_usage(number: str, filled: Home) -> None:
    said = filled.run("show", number)
    assert (said.code, said.out) == (2, "") and number in said.err


def test_a_number_that_is_none_is_wrong_usage(filled: Home) -> None:
    assert filled.run("show", "first").code == 2
