"""The config that a new user starts with: it is good as it stands, and covers the beat."""

import tomllib
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from monitor import config
from monitor.feeds import packs

TEXT = (Path(__file__).parents[1] / "config.example.toml").read_text("utf-8")
TABLE = tomllib.loads(TEXT)
FEEDS = TABLE["feed"]
SEARCHES = [feed for feed in FEEDS if "search" in feed["tags"]]
WATCHES = {watch["name"]: watch for watch in TABLE["watch"]}


def uncommented(text: str) -> str:
    """The text with the # taken away wherever a setting stands behind it, as its first lines invite to."""
    settings = (
        "# keywords = [",
        "# feeds = [",
        "# [poll]",
        "# every =",
        "# timeout =",
        "# connections =",
        "# per_host =",
    )
    return "\n".join(row.removeprefix("# ") if row.startswith(settings) else row for row in text.split("\n"))


def test_it_is_read_without_a_problem():
    read = config.parse(TEXT)
    assert read.problems == ()
    assert [watch.name for watch in read.watches] == ["Scam hubs", "Repatriation"]
    assert len(read.feeds) == len(FEEDS)
    assert read.poll == config.PollSettings()


def test_whoever_takes_away_the_hashes_gets_what_they_say():
    read = config.parse(uncommented(TEXT))
    assert read.problems == ()
    assert len(read.watches) == 4
    assert len(read.feeds) == len(FEEDS) + 2
    assert read.poll == config.PollSettings()
    assert tomllib.loads(uncommented(TEXT))["poll"].keys() == {"every", "timeout", "connections", "per_host"}


def test_it_is_a_start_and_not_a_flood():
    assert 40 <= len(FEEDS) <= 60


def test_every_feed_is_new_titled_tagged_and_encrypted():
    assert len({feed["url"] for feed in FEEDS}) == len(FEEDS) == len({feed["title"] for feed in FEEDS})
    for feed in FEEDS:
        assert feed.keys() <= {"url", "title", "tags", "every", "lang"}
        assert feed["url"].startswith("https://") and feed["url"].isascii()
        assert len(feed["tags"]) == 3


@pytest.mark.parametrize(
    "place",
    "myanmar thailand cambodia laos vietnam philippines indonesia malaysia china hong-kong taiwan asia world".split(),
)
def test_outlets_of_the_place_are_there(place: str):
    assert [feed for feed in FEEDS if place in feed["tags"] and feed not in SEARCHES]


@pytest.mark.parametrize("language", "en zh-CN zh-TW th vi id my km lo".split())
def test_outlets_in_the_language_are_there(language: str):
    assert [feed for feed in FEEDS if language in feed["tags"] and feed not in SEARCHES]


@pytest.mark.parametrize("kind", "news local broadcaster agency un ngo investigative cyber blockchain search".split())
def test_sources_of_the_kind_are_there(kind: str):
    assert [feed for feed in FEEDS if feed["tags"][2] == kind]


@pytest.mark.parametrize("language", "en zh-CN zh-TW th vi id my km lo fil".split())
def test_both_watches_are_searched_in_the_language(language: str):
    titles = " ".join(feed["title"] for feed in SEARCHES if language in feed["tags"])
    assert "scam hubs" in titles
    assert "repatriation" in titles


def test_searches_are_polite_and_whole():
    assert len(SEARCHES) >= 8
    for feed in SEARCHES:
        asked = parse_qs(urlsplit(feed["url"]).query, strict_parsing=True)
        assert config.seconds(feed["every"]) >= 3600
        assert asked["ceid"] == [f"{asked['gl'][0]}:{asked['ceid'][0].split(':')[1]}"]
        query = asked["q"][0]
        assert query.endswith(" when:7d") and query.count('"') % 2 == 0 and query.count("(") == query.count(")")
        assert f'# asks: {query}\n[[feed]]\nurl = "{feed["url"]}"' in TEXT, "the remark says what is asked"


def test_searches_ask_in_the_words_of_the_watches():
    # What a search finds and no watch knows would never be seen.
    keywords = {keyword for watch in WATCHES.values() for keyword in watch["keywords"]}
    for feed in SEARCHES:
        query = parse_qs(urlsplit(feed["url"]).query)["q"][0]
        phrases = query.split(")")[0].strip("(").split(" OR ")
        known = [phrase for phrase in phrases if phrase.strip('"') in keywords]
        assert len(known) >= len(phrases) - 1, (feed["title"], phrases)


@pytest.mark.parametrize("name", ["Scam hubs", "Repatriation"])
@pytest.mark.parametrize(
    ("script", "first", "last"),
    [
        ("Latin", "a", "z"), ("Han", "一", "鿿"), ("Thai", "ก", "๛"), ("Lao", "ກ", "ໟ"), ("Burmese", "က", "႟"),
        ("Khmer", "ក", "៿"), ("Vietnamese", "ạ", "ỹ"), ("Hangul", "가", "힣"), ("Devanagari", "ऀ", "ॿ"),
    ],
)  # fmt: skip
def test_watches_speak_every_script_of_the_beat(name: str, script: str, first: str, last: str):
    assert [word for word in WATCHES[name]["keywords"] if any(first <= letter <= last for letter in word)], script


def test_watches_are_told_apart_and_say_nothing_twice():
    assert len({watch["colour"] for watch in WATCHES.values()}) == 2
    for watch in WATCHES.values():
        for key in ("keywords", "exclude"):
            counts = Counter(word.casefold() for word in watch.get(key, ()))
            assert not [word for word, count in counts.items() if count > 1]


def test_every_feed_stands_in_a_pack_under_the_same_address_and_tags():
    known = {feed.url: feed for name in packs.names() for feed in packs.load(name).feeds}
    for feed in FEEDS:
        assert known[feed["url"]].tags == tuple(feed["tags"])
        assert known[feed["url"]].title == feed["title"]
