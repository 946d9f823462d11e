"""`monitor watch test`: what a watch with a keyword would have found in the store."""

import re
import time
from collections.abc import Iterator

import pytest

from monitor.matching import patterns
from monitor.matching.patterns import STRIKES
from tests.feeds.hostile import rss
from tests.home import Home, Polled, polled
from tests.newsroom import Answer, Newsroom


def dated(number: int, title: str, hours: float) -> str:
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() - hours * 3600))
    return f"<item><title>{title}</title><guid>{number}</guid><pubDate>{date}</pubDate></item>"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Polled]:
    items = "".join(dated(n, f"Raid number {n}", n * 24 + 0.1) for n in range(30)) + dated(99, "缅甸电诈园区被查", 1)
    with polled(
        tmp_path_factory.mktemp("once"), {"/feed": rss(items, title="The Wire")}, {"Weather": ["rain"]}
    ) as made:
        yield made


@pytest.fixture
def filled(home: Home, once: Polled) -> Home:
    return home.copy(once.folder)


def test_it_counts_and_shows_the_newest_with_the_reasons(filled: Home) -> None:
    *newest, last = filled.run("watch", "test", "raid", "--json").records
    assert [one["title"] for one in newest] == [f"Raid number {n}" for n in range(20)]
    assert newest[0]["match"]["spans"][0]["text"] == "Raid" and newest[0]["why"] == "“Raid” in title"
    total = last["total"]
    assert (total["entries"], total["of"], total["concept"], total["stopped_at"]) == (30, 31, None, None)
    assert sum(total["per_day"].values()) == 30 and len(total["per_day"]) == 30


def test_published_is_what_list_gives_out_also_where_an_entry_has_no_date(home: Home, newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = Answer(
        rss(dated(1, "A raid", 3) + dated(2, "A raid to come", -3) + "<item><title>Any raid</title></item>").encode()
    )
    home.write([newsroom.url("/feed")])
    home.run("poll")
    *tried, _ = home.run("watch", "test", "raid", "--json").records
    listed = {one["id"]: one["published"] for one in home.run("list", "--all", "--json").records}
    assert {one["id"]: one["published"] for one in tried} == listed and None in listed.values()


def test_since_narrows(filled: Home) -> None:
    total = filled.run("watch", "test", "raid", "--since", "72h", "--json").records[-1]["total"]
    assert (total["entries"], total["of"]) == (3, 4)


def test_a_keyword_is_widened_as_a_watch_would_widen_it(filled: Home) -> None:
    one, last = filled.run("watch", "test", "scam hubs", "--json").records
    assert (one["title"], last["total"]["concept"]) == ("缅甸电诈园区被查", "scam_hubs")
    assert one["why"].startswith("scam hubs → @scam_hubs: ")
    assert filled.run("watch", "test", "=scam hubs", "--json").records[-1]["total"]["entries"] == 0


def test_a_person_is_told_how_far_a_keyword_is_widened(filled: Home) -> None:
    first = filled.run("watch", "test", "scam hubs").out.splitlines()[0]
    assert re.fullmatch(r"scam hubs → @scam_hubs, \d\d languages", first)


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_keyword_that_reads_like_two_is_told_to_be_one_phrase(more: list[str], filled: Home) -> None:
    said = filled.run("watch", "test", "raid or rain", *more)
    assert said.err == "monitor: “raid or rain” is read as one phrase: write “raid OR rain” if that is meant.\n"
    assert said.code == 0 and filled.run("watch", "test", "raid OR rain", *more).err == ""
    assert filled.run("watch", "test", "raid", "or", *more, "rain").err == said.err


def test_a_regex_that_is_too_slow_is_told_of_once(
    home: Home, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.005)
    home.write([newsroom.publish("/a", *(f"Raid {number} {'a' * 60}!" for number in range(STRIKES)))])
    home.run("poll")
    said = home.run("watch", "test", "/(a|aa)+$/ OR raid")
    assert said.out.splitlines()[1] == f"{STRIKES} of {STRIKES} entries"
    assert said.err.startswith("monitor: /(a|aa)+$/ took too long") and said.err.count("\n") == 1


def test_a_person_sees_counts_bars_and_titles(filled: Home) -> None:
    lines = filled.run("watch", "test", "raid").out.splitlines()
    assert lines[:2] == ["raid", "30 of 31 entries"]
    assert lines[2].startswith("█" * 29) and "1 at most" in lines[2]
    assert lines[4].endswith("Raid number 0") and lines[5].endswith("“Raid” in title")


def test_nothing_found_is_an_answer(filled: Home) -> None:
    said = filled.run("watch", "test", "comet")
    assert (said.code, said.out) == (0, "comet\n0 of 31 entries\n")


def test_a_mistake_is_shown_with_its_place(filled: Home) -> None:
    said = filled.run("watch", "test", "raid AND (rain")
    query, caret = said.err.splitlines()
    assert (said.code, said.out) == (2, "")
    assert query[caret.index("^")] == "("
    assert "never closed" in caret


@pytest.mark.parametrize(
    ("words", "told"), [(["raid unread:"], "search only"), (["raid", "--since", "ever"], "--since ever")]
)
def test_what_no_watch_can_say_is_wrong_usage(words: list[str], told: str, filled: Home) -> None:
    said = filled.run("watch", "test", *words)
    assert (said.code, said.out) == (2, "") and told in said.err


def test_it_says_what_to_test() -> None:
    from monitor.cli import main

    for argv in (["watch"], ["watch", "test"]):
        with pytest.raises(SystemExit) as problem:
            main(argv)
        assert problem.value.code == 2
