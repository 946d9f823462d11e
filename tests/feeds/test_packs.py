"""The packs: every address of the source list once, nothing that the config would refuse, and a helpful no."""

import tomllib
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from monitor import config
from monitor.feeds import packs
from monitor.feeds.packs import UnknownPack, load, names
from monitor.text import line, link

SOURCE = Path(__file__).parents[3] / "shared" / "starter-feeds.toml"
ALL = [feed for name in names() for feed in load(name).feeds]


def test_there_is_a_pack_for_every_place_of_the_beat():
    assert set(names()) >= {
        "myanmar",
        "thailand",
        "cambodia",
        "laos",
        "vietnam",
        "philippines",
        "china",
        "taiwan",
        "cyber",
    }
    assert names() == tuple(sorted(names()))


@pytest.mark.parametrize("name", names())
def test_a_pack_says_what_it_is(name: str):
    table = tomllib.loads((Path(packs.__file__).parent / "packs" / f"{name}.toml").read_text("utf-8"))
    assert table["title"] == line(table["title"]) != ""
    assert table["note"] == line(table["note"]) and table["note"].endswith(".")
    assert load(name).feeds


def test_every_address_of_the_source_list_is_in_exactly_one_pack():
    if not SOURCE.exists():
        pytest.skip(f"the source list is not at {SOURCE}")
    source = {feed["url"]: feed for feed in tomllib.loads(SOURCE.read_text("utf-8"))["feed"]}
    packed = [feed for name in names() if name != "search-news" for feed in load(name).feeds]
    assert Counter(feed.url for feed in packed) == Counter(source.keys())
    assert len(packed) == 236
    for feed in packed:
        assert (feed.title, list(feed.tags)) == (source[feed.url]["title"], source[feed.url]["tags"])


def test_no_address_comes_twice_in_any_spelling():
    spelled = Counter(feed.url.removeprefix("https://").removeprefix("www.").rstrip("/") for feed in ALL)
    assert not [url for url, count in spelled.items() if count > 1]


@pytest.mark.parametrize("feed", ALL, ids=lambda feed: feed.title)
def test_a_feed_can_be_subscribed_to_as_it_is(feed):
    assert feed.url.startswith("https://") and feed.url.isascii()
    assert link(feed.url) == config.normal_url(feed.url) == feed.url
    assert not config.url_fault(feed.url)
    assert feed.title == line(feed.title)
    assert len(feed.tags) == 3


def test_titles_tell_feeds_apart():
    assert not [title for title, count in Counter(feed.title for feed in ALL).items() if count > 1]


def test_remarks_are_about_feeds_of_the_pack():
    for pack in map(load, names()):
        assert pack.remarks.keys() <= {feed.url for feed in pack.feeds}
        assert all(line(remark) == remark and len(remark) < 120 for remark in pack.remarks.values())
    assert "403" in load("myanmar").remarks["https://www.irrawaddy.com/feed"]


def test_searches_keep_the_manners_of_the_engines():
    searches = load("search-news").feeds
    assert all(feed.every is not None and feed.every >= 3600 for feed in searches)
    hosts = Counter(urlsplit(feed.url).hostname for feed in searches)
    assert hosts["api.gdeltproject.org"] == 1, "it takes one request in five seconds"
    for feed in searches:
        asked = parse_qs(urlsplit(feed.url).query, strict_parsing=True)
        assert (asked.get("q") or asked["query"])[0].count('"') % 2 == 0


def test_a_name_may_be_typed_loosely():
    assert load("South Asia").feeds == load("south_asia").feeds == load("south-asia").feeds
    assert load(" MYANMAR ").feeds == load("myanmar").feeds


def test_an_unknown_name_gets_the_nearest_and_all_the_others():
    with pytest.raises(UnknownPack) as refused:
        load("mynmar")
    assert str(refused.value).startswith(
        'There is no pack named "mynmar". Did you mean "myanmar"? The packs are: africa, '
    )
    assert all(name in str(refused.value) for name in names())
    assert isinstance(refused.value, ValueError)


def test_part_of_a_name_is_near_enough():
    with pytest.raises(UnknownPack, match='Did you mean "malaysia-singapore"'):
        load("singapore")


@pytest.mark.parametrize("name", ["", "../packs", "../../config.example", "\x1b[31mred", "x" * 5000])
def test_a_name_from_anywhere_is_refused_in_one_short_safe_line(name: str):
    with pytest.raises(UnknownPack) as refused:
        packs.load(name)
    assert "Did you mean" not in str(refused.value) or "packs" not in name
    assert str(refused.value).isprintable() and len(str(refused.value)) < 500
