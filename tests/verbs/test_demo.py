"""`monitor demo`: its feeds, polled as any others, give every planted match and lose nothing."""

import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest

from monitor import config
from monitor.demo import render, server
from tests.home import ROOT, Home, environment

FAULTY = {"truncated", "html", "too_many_requests"}


@contextmanager
def demo() -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """`monitor demo --serve` as a program, and the config that it printed."""
    command = Home.python("demo", "--serve")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment())
    assert process.stdout and process.stderr
    try:
        feeds, lines = len(render.load_sample()), [""]
        while not (sum(line.startswith("[[feed]]") for line in lines) == feeds and lines[-1].startswith("every")):
            lines.append(process.stdout.readline().decode())
            assert lines[-1], process.stderr.read().decode()
        yield process, "".join(lines)
    finally:
        process.terminate()
        _, err = process.communicate(timeout=5)
        assert (process.returncode, err) == (0, b"")


def test_what_demo_serve_prints_is_a_config_that_polls(home: Home) -> None:
    with demo() as (_, text):
        home.config.write_text(text, "utf-8")
        assert home.run("config", "check").code == 0
        total = home.run("poll", "--json").records[-1]["total"]
    feeds = render.load_sample()
    assert total["feeds"] == len(feeds) and total["new"] > 50 and total["matched"] > 10
    assert total["errors"] == sum(feed.fault in ("html", "too_many_requests") for feed in feeds)


@pytest.fixture
def polled(home: Home) -> Iterator[Home]:
    """A store that holds what the demo's feeds give at the start."""
    newsroom = server.start()
    try:
        home.config.write_text(server.config_text(newsroom, config.example_text()), "utf-8")
        assert home.run("poll").code == 0
        yield home
    finally:
        newsroom.stop()


def readable(feed: render.SampleFeed) -> tuple[str, ...]:
    """The titles that can be read in a feed at the start, faults and all."""
    if feed.fault in ("html", "too_many_requests"):
        return ()
    entries = render.visible(feed, 1_000_000, 1_000_000)
    return tuple(entry.title for entry in (entries[:-1] if feed.fault == "truncated" else entries))


def texts(words: Iterable[str]) -> tuple[str, ...]:
    """Words each once, capitals aside: what is planted stands in small letters here and there too."""
    return tuple(sorted({word.casefold() for word in words}))


def test_every_planted_entry_is_found_by_the_words_it_was_planted_with(polled: Home) -> None:
    slugs = {feed.title: feed.slug for feed in render.load_sample()}
    can_be_read = {(feed.slug, title) for feed in render.load_sample() for title in readable(feed)}
    wanted = {
        (one.feed, one.title, watch, texts(words))
        for one in render.planted()
        if not one.later and (one.feed, one.title) in can_be_read
        for watch, words in one.watches
    }
    found = {
        (slugs[entry["feed_title"]], entry["title"], match["watch"], texts(span["text"] for span in match["spans"]))
        for entry in polled.run("list", "--json").records
        for match in entry["matches"]
    }
    assert found == wanted and len(wanted) > 10


def test_spans_stand_where_they_say(polled: Home) -> None:
    for entry in polled.run("list", "--json").records:
        for span in (span for match in entry["matches"] for span in match["spans"]):
            assert entry[span["field"]][span["start"] : span["end"]] == span["text"]


def test_no_neighbour_is_lost(polled: Home) -> None:
    wanted = sorted((feed.title, title) for feed in render.load_sample() for title in readable(feed))
    entries = polled.run("list", "--all", "--json").records
    assert sorted((entry["feed_title"], entry["title"]) for entry in entries) == wanted


def test_faults_are_told_in_the_feeds_health(polled: Home) -> None:
    faults = {feed.title: feed.fault for feed in render.load_sample()}
    told = {feed["title"]: feed["error"] for feed in polled.run("feeds", "--json").records}
    assert {title for title, error in told.items() if error} == {t for t, fault in faults.items() if fault in FAULTY}
