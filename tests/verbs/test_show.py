"""`monitor show`: one entry with its text and the reasons why it matches."""

import pytest

from tests.feeds.hostile import item, rss
from tests.home import Home
from tests.newsroom import Answer, Newsroom


@pytest.fixture
def filled(home: Home, newsroom: Newsroom) -> Home:
    more = "<description>Police in Myawaddy.</description><author>B. Writer</author>"
    newsroom.answers["/feed"] = Answer(rss(item(1, "Two Scam-Hubs raided", more), title="The Wire").encode())
    home.write([newsroom.url("/feed")], {"Hubs": ["=scam hub", "scam-hubs AND raid", "Myawaddy"]})
    home.run("poll")
    return home


def test_a_person_reads_title_outlet_link_reasons_and_text(filled: Home) -> None:
    lines = filled.run("show", 1).out.splitlines()
    assert lines[0] == "Two Scam-Hubs raided" and lines[1].startswith("The Wire · B. Writer · 20")
    assert lines[2] == "https://news.example/1"
    assert lines[3] == "Hubs (strong): “Scam-Hubs” in title; “raided” (raid) in title; “Myawaddy” in summary"
    assert lines[4:] == ["", "Police in Myawaddy."]


def test_the_json_is_that_of_the_list(filled: Home) -> None:
    assert filled.run("show", 1, "--json").out == filled.run("list", "--json").out


@pytest.mark.parametrize("number", ["2", "0", "-1", "99999999999999999999999", "-99999999999999999999999"])
def test_an_unknown_number_is_wrong_usage(number: str, filled: Home) -> None:
    said = filled.run("show", number)
    assert (said.code, said.out) == (2, "") and number in said.err


def test_a_number_that_is_none_is_wrong_usage(filled: Home) -> None:
    assert filled.run("show", "first").code == 2
