"""`monitor article`: what it prints, stores and complains of."""

import json

import pytest

from tests.feeds.hostile import rss
from tests.feeds.pages import DAWN, HTML, page
from tests.home import Home
from tests.newsroom import Answer, Newsroom

ITEM = "<item><title>A quiet day</title><guid>1</guid><link>{}</link><description>Nothing much.</description></item>"


@pytest.fixture
def filled(home: Home, newsroom: Newsroom) -> Home:
    newsroom.answers["/feed"] = Answer(rss(ITEM.format(newsroom.url("/story"))).encode())
    newsroom.answers["/story"] = Answer(page(DAWN * 5).encode(), headers=HTML)
    home.write([newsroom.url("/feed")], {"Raids": ["raid"]})
    home.run("poll")
    return home


@pytest.mark.usefixtures("children")
def test_a_person_reads_what_came_of_it(filled: Home) -> None:
    said = filled.run("article", 1)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("The text of its page is stored: ") and said.out.endswith("It matches Raids (new).\n")
    assert DAWN.strip() in filled.run("show", 1).out and filled.run("list").out


def test_the_next_poll_leaves_the_text_alone(filled: Home, newsroom: Newsroom) -> None:
    filled.run("article", 1)
    feed = newsroom.answers["/feed"]
    assert isinstance(feed, Answer)
    newsroom.answers["/feed"] = Answer(feed.body + b"<!-- another body -->")
    (polled, _) = filled.run("poll", "--force", "--json").records
    assert (polled["new"], polled["changed"]) == (0, 0)
    (entry,) = filled.run("show", 1, "--json").records
    assert "raid" in entry["content"] and [match["watch"] for match in entry["matches"]] == ["Raids"]


def test_the_json_tells_the_same(filled: Home) -> None:
    said = filled.run("article", 1, "--json")
    (record,) = said.records
    assert (said.code, said.err, record["id"], record["error"]) == (0, "", 1, None)
    assert record["matches"] == record["new"] == ["Raids"] and record["characters"] > 300
    assert "stored" in record["said"]


@pytest.mark.parametrize("how", [(), ("--json",)])
def test_what_went_wrong_is_a_line_on_stderr(filled: Home, newsroom: Newsroom, how: tuple[str, ...]) -> None:
    del newsroom.answers["/story"]
    said = filled.run("article", 1, *how)
    assert said.code == 1
    sentence = "its page could not be had: the server answered 404 Not Found: the page is not there"
    assert said.err == f"monitor: entry 1: {sentence}.\n"
    assert [json.loads(line)["error"] for line in said.out.splitlines()] == [sentence] * len(how)


def test_an_unknown_number_is_wrong_usage(filled: Home) -> None:
    said = filled.run("article", 7)
    assert (said.code, said.out) == (2, "") and "no entry 7" in said.err
