"""`monitor feeds`: the list with its health; add, remove, check, import and export."""

import shlex
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from email.utils import formatdate
from pathlib import Path

import pytest

from monitor import config
from monitor.feeds import packs
from tests.feeds.hostile import GOOD, rss
from tests.home import ROOT, Home, not_for_ever
from tests.newsroom import Answer, Newsroom

PAGE = """<!DOCTYPE html><html><head><title>A site</title>
<link rel="alternate" type="application/rss+xml" title="News" href="/news.xml">
<link rel="alternate" type="application/atom+xml" title="Sport" href="/sport.xml"></head><body>Hello</body></html>"""


def urls(home: Home) -> list[str]:
    return [feed.url for feed in config.load(home.config).feeds]


# The list


def test_the_json_has_every_field(home: Home, newsroom: Newsroom) -> None:
    good, bad = newsroom.publish("/good", "A raid", "Rice"), newsroom.url("/bad")
    home.write([good, bad], {"Raids": ["raid"]})
    home.config.write_text(home.config.read_text().replace(f'url = "{good}"', f'url = "{good}"\ntags = ["x"]'))
    home.run("poll")
    said = home.run("feeds", "--json")
    by_url = {feed["url"]: feed for feed in said.records}
    for feed in by_url.values():
        assert feed["last_poll"] < feed["next_poll"] and feed["last_poll"].endswith("Z")
    promised = ("title", "tags", "status", "entries", "unread", "error", "failures")
    assert {key: by_url[good][key] for key in promised} == {
        "title": "Feed /good", "tags": ["x"], "status": "new", "entries": 2, "unread": 1, "error": None, "failures": 0,
    }  # fmt: skip
    paces = ("weekly", "weekly_matches", "usual_gap", "quiet")
    assert [by_url[good][key] for key in paces] == [2.0, 1.0, None, False]
    assert [by_url[bad][key] for key in ("site", *paces)] == [None, 0.0, 0.0, None, False]
    assert (by_url[bad]["status"], by_url[bad]["failures"], by_url[bad]["title"]) == ("error", 1, bad)
    assert "404" in by_url[bad]["error"]


def test_people_see_what_ails_a_feed(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/good", "A"), newsroom.url("/bad")])
    assert home.run("feeds").out.count("not polled yet") == 2
    home.run("poll")
    lines = home.run("feeds").out.splitlines()
    assert "Feed /good" in lines[0] and "1 entry, " in lines[0]
    assert lines[1].startswith("! ") and "404 Not Found" in lines[2]


def test_people_see_that_a_feed_is_silent_for_too_long(home: Home, newsroom: Newsroom) -> None:
    old = formatdate(time.time() - 40 * 86_400)
    home.write([newsroom.publish("/old", "A"), newsroom.publish("/good", "B")])
    item = f"<item><title>A</title><guid>a</guid><pubDate>{old}</pubDate></item>"
    newsroom.answers["/old"] = Answer(rss(item).encode())
    home.run("poll")
    out = home.run("feeds").out
    assert out.count("silent for 40 days") == 1


def test_before_the_first_poll_all_are_there(home: Home) -> None:
    home.write(["https://a.example/feed"])
    (feed,) = home.run("feeds", "--json").records
    assert (feed["status"], feed["last_poll"], feed["next_poll"], feed["entries"]) == ("never", None, None, 0)


def test_some_feeds_are_listed_by_address_title_or_tag_in_the_order_of_the_config(home: Home) -> None:
    feed = '[[feed]]\nurl = "https://%s.example/f"\ntitle = "%s"\ntags = ["%s"]\n'
    home.config.write_text("".join(feed % each for each in (("a", "A", "asia"), ("b", "B", "us"), ("c", "C", "asia"))))
    named = [(), ("asia",), ("C", "b"), ("https://b.example/f",)]
    listed = [home.run("feeds", "list", "--json", *names).records for names in named]
    assert ["".join(feed["title"] for feed in feeds) for feeds in listed] == ["ABC", "AC", "BC", "B"]
    assert listed[0] == home.run("feeds", "--json").records
    said = home.run("feeds", "list", "europe")
    assert said.code == 2 and "no feed has the address, title or tag “europe”" in said.err


def test_a_feed_goes_by_the_title_that_the_config_gives_now_and_else_by_its_own(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/feed", "A")])
    home.run("poll")
    (own,) = home.run("feeds", "--json").records
    written = home.config.read_text("utf-8")
    home.config.write_text(written.replace("[[feed]]", '[[feed]]\ntitle = "Mine"'), "utf-8")
    (mine,) = home.run("feeds", "--json").records
    assert (own["title"], mine) == ("Feed /feed", {**own, "title": "Mine"})
    assert " Mine  " in home.run("feeds").out


# Adding


def test_a_feed_is_added_with_title_and_tags(home: Home, newsroom: Newsroom) -> None:
    home.write()
    url = newsroom.publish("/feed", "A")
    assert home.run("feeds", "add", url, "--title", "Mine", "--tag", "a", "--tag", "b").code == 0
    (feed,) = config.load(home.config).feeds
    assert (feed.url, feed.title, feed.tags) == (url, "Mine", ("a", "b"))
    assert home.run("poll", "mine", "--json").records[-1]["total"]["new"] == 1
    assert home.run("feeds", "add", newsroom.publish("/a", "A"), "--tag", "c", newsroom.publish("/b", "B")).code == 0
    assert [feed.tags for feed in config.load(home.config).feeds] == [("a", "b"), ("c",), ("c",)]


def test_what_is_no_title_or_tag_is_not_written_and_makes_no_mistake_in_the_config(
    home: Home, newsroom: Newsroom
) -> None:
    home.write()
    one, other = newsroom.publish("/one", "A"), newsroom.publish("/other", "B")
    tags = ("--tag", "", "--tag", "a\x07", "--tag", "a")
    said = home.run("feeds", "add", one, "--title", " Mine\n\x1b[1m\u202e ", *tags)
    assert (said.code, said.out) == (0, f"added Mine [1m  {one}\n")
    assert home.run("feeds", "add", other, "--title", " \x07", "--tag", "\t").out == f"added {other}\n"
    assert [(feed.title, feed.tags) for feed in config.load(home.config).feeds] == [("Mine [1m", ("a",)), ("", ())]
    assert home.run("config", "check").code == 0


def test_a_pages_feed_is_found_and_its_others_are_told(home: Home, newsroom: Newsroom) -> None:
    home.write()
    newsroom.answers["/"] = Answer(PAGE.encode(), headers={"Content-Type": "text/html"})
    news, sport = newsroom.publish("/news.xml", "A"), newsroom.publish("/sport.xml", "B")
    said = home.run("feeds", "add", newsroom.url("/"))
    assert said.code == 0 and urls(home) == [news]
    assert sport in said.err


def test_a_pages_other_feeds_are_told_only_where_they_are_new(home: Home, newsroom: Newsroom) -> None:
    newsroom.answers["/"] = Answer(PAGE.encode(), headers={"Content-Type": "text/html"})
    newsroom.publish("/news.xml", "A")
    home.write([newsroom.publish("/sport.xml", "B")])
    said = home.run("feeds", "add", newsroom.url("/"))
    assert (said.code, said.err) == (0, "") and len(urls(home)) == 2


def test_the_feed_of_a_page_that_could_not_be_had_is_told_where_another_is_added_for_it(
    home: Home, newsroom: Newsroom
) -> None:
    home.write()
    newsroom.answers["/"] = Answer(PAGE.encode(), headers={"Content-Type": "text/html"})
    newsroom.answers["/news.xml"] = Answer(status=500)
    sport = newsroom.publish("/sport.xml", "B")
    shown = home.run("feeds", "add", "--preview", "--json", newsroom.url("/"))
    assert [(one["url"], one["entries"]) for one in shown.records] == [(sport, 1), (newsroom.url("/news.xml"), 0)]
    assert shown.code == 0 and "500" in shown.records[1]["error"]
    said = home.run("feeds", "add", newsroom.url("/"))
    assert (said.code, urls(home)) == (0, [sport]) and said.err.count("\n") == 1
    assert f"{newsroom.url('/news.xml')} could not be had: the server answered 500" in said.err


def test_of_many_feeds_of_a_page_that_could_not_be_had_three_are_told(home: Home, newsroom: Newsroom) -> None:
    home.write()
    named = (*(f"/dead{number}.xml" for number in range(5)), "/live.xml")
    links = [f'<link rel="alternate" type="application/rss+xml" href="{url}">' for url in named]
    newsroom.answers["/"] = Answer("".join(links).encode(), headers={"Content-Type": "text/html"})
    newsroom.publish("/live.xml", "A")
    said = home.run("feeds", "add", newsroom.url("/"))
    assert (said.code, said.err.count("could not be had")) == (0, 3)


def test_a_feed_where_feeds_often_stand_is_found(home: Home, newsroom: Newsroom) -> None:
    home.write()
    newsroom.answers["/"] = Answer(b"<html><body>No links</body></html>")
    newsroom.answers["/feed"] = Answer(GOOD)
    said = home.run("feeds", "add", newsroom.url("/"))
    assert (said.code, said.err, urls(home)) == (0, "", [newsroom.url("/feed")])


def test_a_feed_that_is_there_already_is_not_added_twice(home: Home, newsroom: Newsroom) -> None:
    url = newsroom.publish("/feed", "A")
    home.write([url])
    before = home.config.read_bytes()
    said = home.run("feeds", "add", url)
    assert said.code == 0 and said.out == f"already there: {url}\n"
    assert home.config.read_bytes() == before


@pytest.mark.parametrize("path", ["/missing", "/plain"])
def test_what_is_no_feed_is_not_added(path: str, home: Home, newsroom: Newsroom) -> None:
    newsroom.answers["/plain"] = Answer(b"<html><body>Nothing</body></html>")
    good = newsroom.publish("/good", "A")
    home.write()
    said = home.run("feeds", "add", newsroom.url(path), good)
    assert said.code == 1 and said.err.startswith(f"monitor: {newsroom.url(path)}: ")
    assert urls(home) == [good]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://", "javascript://alert(1)"])
def test_only_the_web_is_subscribed_to(address: str, home: Home) -> None:
    home.write()
    assert home.run("feeds", "add", address).code == 1
    assert urls(home) == []


@pytest.mark.parametrize("mark", ["feed://", "feed:http://", "Feed:HTTP://"])
def test_an_address_that_a_browser_marks_as_a_feed_s_is_one(mark: str, home: Home, newsroom: Newsroom) -> None:
    home.write()
    url = newsroom.publish("/feed", "A raid")
    marked = url.replace("http://", mark)
    assert home.run("feeds", "add", "--preview", marked).out.startswith("Feed /feed")
    assert home.run("feeds", "add", marked).code == 0
    assert [each.lower() for each in urls(home)] == [url]


def test_blanks_and_line_ends_that_were_pasted_around_an_address_are_no_part_of_it(
    home: Home, newsroom: Newsroom
) -> None:
    home.write()
    url = newsroom.publish("/feed", "A raid")
    pasted = f" {url}\r\n"
    assert home.run("feeds", "add", "--preview", pasted).code == 0
    assert home.run("feeds", "add", pasted).out == f"added {url}\n" and urls(home) == [url]
    assert home.run("feeds", "check", pasted).out.startswith("good")
    assert home.run("poll", pasted).code == 0
    assert home.run("feeds", "remove", pasted).out == f"removed {url}; the entries stay in the store\n"


@pytest.mark.parametrize("words", ["feeds add", "feeds add --preview", "feeds check", "feeds remove", "poll"])
@pytest.mark.parametrize("name", ["", " \n"], ids=["nothing", "blanks"])
def test_nothing_is_no_name_of_a_feed_without_a_title(name: str, words: str, home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/feed", "A raid")])
    said = home.run(*words.split(), name)
    assert said.code == 2 and "a name is empty" in said.err and not newsroom.requests


def test_an_address_behind_a_flag_is_read_as_one_before_it(home: Home, newsroom: Newsroom) -> None:
    a, b = newsroom.publish("/a", "A raid"), newsroom.publish("/b", "A raid")
    home.write([a, b])
    assert {one["url"] for one in home.run("feeds", "check", a, "--json", f" {b}\n").records} == {a, b}
    assert home.run("feeds", "check", a, "--json", " ").code == 2


@pytest.mark.parametrize("words", ["feeds add", "feeds add --preview", "feeds remove", "poll"])
def test_of_an_address_with_a_line_end_in_it_one_line_tells(words: str, home: Home) -> None:
    home.write()
    said = home.run(*words.split(), "https://a.example/fe\ned")
    assert said.code and said.err.count("\n") == 1 and r"https://a.example/fe\ned" in said.err


def test_a_pack_is_added_whole_and_once(home: Home) -> None:
    home.write()
    feeds = [feed.url for feed in packs.load("laos").feeds]
    assert home.run("feeds", "add", "--pack", "laos").code == 0
    assert urls(home) == feeds
    assert home.run("feeds", "add", "--pack", "laos").out.count("already there: ") == len(feeds)
    assert urls(home) == feeds


def test_tags_that_are_given_with_a_pack_go_to_its_feeds_too(home: Home) -> None:
    home.write()
    assert home.run("feeds", "add", "--pack", "laos", "--tag", "desk", "--tag", "laos").code == 0
    assert [feed.tags for feed in config.load(home.config).feeds] == [
        (*feed.tags, "desk") for feed in packs.load("laos").feeds
    ]


def test_a_title_is_not_taken_for_the_address_of_a_feed_that_is_to_go(home: Home) -> None:
    home.write()
    assert home.run("feeds", "add", "--pack", "laos").code == 0
    said = home.run("feeds", "remove", "Lao Post")
    assert said.err == "monitor: No feed in the config has the address Lao Post: `monitor feeds` lists them.\n"
    assert (said.code, "https://laopost.com/feed/" in urls(home)) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ["add"],
        ["add", "--pack", "atlantis"],
        ["add", "https://a.example", "https://b.example", "--title", "T"],
        ["add", "--json", "https://a.example"],
    ],
)
def test_what_cannot_be_added_is_wrong_usage(words: list[str], home: Home) -> None:
    home.write()
    said = home.run("feeds", *words)
    assert said.code == 2 and said.err.startswith("monitor: ") and urls(home) == []


def test_of_an_address_without_its_scheme_it_is_told_that_only_one_was_tried(home: Home, newsroom: Newsroom) -> None:
    home.write()
    url = newsroom.publish("/feed", "A")
    bare, hint = url.removeprefix("http://"), "; only https:// was tried, write http:// in front"
    for words in (["add"], ["add", "--preview"]):
        said = home.run("feeds", *words, bare)
        assert (said.code, said.out) == (1, "") and hint in said.err
        typed_whole = home.run("feeds", *words, f"https://{bare}")
        assert typed_whole.code == 1 and hint not in typed_whole.err
    assert home.run("feeds", "add", f"https://{bare}", bare).err.count(hint) == 1
    assert urls(home) == []


# Looking before adding


def test_a_preview_shows_every_feed_and_subscribes_to_none(home: Home, newsroom: Newsroom) -> None:
    home.write(watches={"Raids": ["raid"]})
    newsroom.answers["/"] = Answer(PAGE.encode(), headers={"Content-Type": "text/html"})
    news, sport = newsroom.publish("/news.xml", "A raid", "Rice"), newsroom.publish("/sport.xml", "B")
    before = home.config.read_bytes()
    said = home.run("feeds", "add", "--preview", "--json", newsroom.url("/"))
    assert said.code == 0 and home.config.read_bytes() == before and not home.store.exists()
    assert [(one["url"], one["entries"], one["watches"]) for one in said.records] == [
        (news, 2, {"Raids": 1}),
        (sport, 1, {}),
    ]
    person = home.run("feeds", "add", "--preview", newsroom.url("/")).out
    assert "Feed /news.xml  2 entries, 1 matched (Raids 1)" in person and "A raid  (Raids)" in person


def test_the_address_of_a_preview_may_stand_on_stdin(home: Home, newsroom: Newsroom) -> None:
    home.write()
    url = newsroom.publish("/feed", "A raid")
    said = home.call("feeds", "add", "--preview", "--json", "-", given=f" {url}\n".encode())
    assert [one["url"] for one in said.records] == [url]
    refused = home.call("feeds", "add", "--preview", "-", given=b"ftp://a.example")
    assert refused.code == 2 and "must begin with http" in refused.err


def test_a_preview_of_nothing_says_why(home: Home, newsroom: Newsroom) -> None:
    home.write()
    said = home.run("feeds", "add", "--preview", newsroom.url("/missing"))
    assert said.code == 1 and "404" in said.err and said.out == ""
    (record,) = home.run("feeds", "add", "--preview", "--json", newsroom.url("/missing")).records
    assert "404" in record["error"] and record["entries"] == 0


@pytest.mark.parametrize(
    "words", [[], ["https://a.example", "https://b.example"], ["--pack", "laos"], ["ftp://a.example"]]
)
def test_what_cannot_be_previewed_is_wrong_usage(words: list[str], home: Home) -> None:
    home.write()
    assert home.run("feeds", "add", "--preview", *words).code == 2


# Removing


def test_a_feed_is_removed_and_its_entries_stay(home: Home, newsroom: Newsroom) -> None:
    one, other = newsroom.publish("/1", "A raid"), newsroom.publish("/2", "B")
    home.write([one, other], {"Raids": ["raid"]})
    home.run("poll")
    assert home.run("feeds", "remove", one).code == 0
    assert urls(home) == [other]
    home.run("poll", "--force")
    assert [entry["title"] for entry in home.run("list", "--json").records] == ["A raid"]
    assert [feed["url"] for feed in home.run("feeds", "--json").records] == [other]


def test_an_unknown_feed_cannot_be_removed(home: Home) -> None:
    home.write(["https://a.example/feed"])
    said = home.run("feeds", "remove", "https://a.example/feed", "https://b.example/feed")
    assert said.code == 2 and "b.example" in said.err
    assert urls(home) == ["https://a.example/feed"]


# Checking


def dated(days: float) -> bytes:
    date = formatdate(time.time() - days * 86_400)
    return rss(f"<item><title>A</title><guid>1</guid><pubDate>{date}</pubDate></item>").encode()


@pytest.fixture
def checked(home: Home, newsroom: Newsroom) -> dict[str, str]:
    """A feed of each kind, by what the check must find; their addresses are in the config."""
    bodies = {"good": dated(1), "stale": dated(90), "empty": rss("").encode(), "page": b"<html>Hello</html>"}
    for name, body in bodies.items():
        newsroom.answers[f"/{name}?a=1&b"] = Answer(body)
    found = {name: newsroom.url(f"/{name}?a=1&b") for name in (*bodies, "missing")}
    home.write(found.values())
    return found


@pytest.mark.usefixtures("children")
def test_every_feed_gets_its_verdict(home: Home, checked: dict[str, str]) -> None:
    said = home.run("feeds", "check", "--json")
    verdicts = {one["url"]: one for one in said.records}
    assert said.code == 0 and not home.store.exists()
    assert {name: verdicts[url]["verdict"] for name, url in checked.items()} == {
        "good": "good", "stale": "stale", "empty": "empty", "page": "failed", "missing": "failed",
    }  # fmt: skip
    assert (verdicts[checked["good"]]["entries"], verdicts[checked["missing"]]["http"]) == (1, 404)
    assert verdicts[checked["missing"]]["error"]


def test_people_are_told_what_to_drop_and_how(home: Home, checked: dict[str, str]) -> None:
    lines = home.run("feeds", "check").out.splitlines()
    assert len(lines) == 8 and lines[6] == "3 of 5 feeds failed or are stale. To drop them:"
    command, *words = shlex.split(lines[7])
    assert command == "monitor"
    assert home.run(*words).code == 0
    assert urls(home) == [checked["good"], checked["empty"]]


def test_one_feed_can_be_checked_alone(home: Home, checked: dict[str, str]) -> None:
    assert [one["url"] for one in home.run("feeds", "check", checked["good"], "--json").records] == [checked["good"]]
    refused = home.run("feeds", "check", checked["good"], "nobody")
    assert (refused.code, refused.out) == (2, "") and "“nobody”" in refused.err


def test_json_may_stand_before_the_word_too(home: Home, newsroom: Newsroom) -> None:
    url = newsroom.publish("/feed", "A")
    home.write([url])
    assert [one["url"] for one in home.run("feeds", "--json", "check").records] == [url]
    assert [one["url"] for one in home.run("feeds", "--json", "add", "--preview", url).records] == [url]


@pytest.mark.parametrize(("written", "told"), [("", "no feed to check"), ('[[feed]]\nurl = "', "No feed can be read")])
def test_where_there_is_no_feed_to_check_that_is_told(written: str, told: str, home: Home) -> None:
    home.config.write_text(written)
    said = home.run("feeds", "check")
    assert (said.code, said.out) == (2, "") and told in said.err


def test_a_feed_can_be_checked_by_the_title_that_it_gives_itself(home: Home, newsroom: Newsroom) -> None:
    one, other = newsroom.publish("/one", "A"), newsroom.publish("/other", "B")
    home.write([one, other])
    assert home.run("feeds", "check", "feed /one").code == 2
    home.run("poll")
    assert [said["url"] for said in home.run("feeds", "check", "feed /one", "--json").records] == [one]


def test_a_feed_that_fails_is_called_by_the_name_that_it_had_whether_all_are_checked_or_it_alone(
    home: Home, newsroom: Newsroom
) -> None:
    url = newsroom.publish("/one", "A")
    home.write([url])
    home.run("poll")
    newsroom.answers["/one"] = Answer(status=404)
    for words in ([], [url]):
        assert home.run("feeds", "check", *words).out.startswith("failed Feed /one  ")


def test_what_a_check_has_nothing_to_say_of_is_null(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/feed", "A"), newsroom.url("/missing")])
    good, missing = sorted(home.run("feeds", "check", "--json").records, key=lambda one: one["url"])
    assert (good["error"], good["moved"], good["offline"]) == (None, None, False)
    assert (missing["title"], missing["entries"], missing["newest"]) == (None, 0, None)


def test_a_feed_that_moved_for_good_says_where(home: Home, newsroom: Newsroom) -> None:
    new = newsroom.publish("/new", "A")
    newsroom.answers["/old"] = Answer(status=301, headers={"Location": "/new"})
    home.write([newsroom.url("/old")])
    assert home.run("feeds", "check", "--json").records[0]["moved"] == new
    assert f"it has moved to {new}" in home.run("feeds", "check").out


def test_without_a_network_nothing_is_to_be_dropped(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from monitor.feeds.fetch import Ask, Fetched, Fetcher

    async def unreached(self: Fetcher, ask: Ask, **_: object) -> Fetched:
        return Fetched(ask.url, error="the name does not exist, or there is no network", offline=True)

    monkeypatch.setattr(Fetcher, "get", unreached)
    home.write(["https://a.example/feed", "https://b.example/feed"])
    said = home.run("feeds", "check")
    assert said.out.count("no network") == 2 and "feeds remove" not in said.out


def test_a_word_that_no_host_answers_to_is_not_subscribed_to_and_an_address_is(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monitor.feeds.fetch import Ask, Fetched, Fetcher

    async def unreached(self: Fetcher, ask: Ask, **_: object) -> Fetched:
        return Fetched(ask.url, error="the name does not exist, or there is no network", offline=True)

    monkeypatch.setattr(Fetcher, "get", unreached)
    home.write([])
    said = home.run("feeds", "add", "thailand")
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "monitor: thailand: the name does not exist, or there is no network; "
        "add the address of a feed or a page, or a pack with --pack\n"
    )
    for address in ("a.example", "https://intranet", "intranet:8080", "intranet/rss", "[2001:db8::1]/feed"):
        assert home.run("feeds", "add", address).code == 0
    assert [one["url"] for one in home.run("feeds", "--json").records] == [
        "https://a.example",
        "https://intranet",
        "https://intranet:8080",
        "https://intranet/rss",
        "https://[2001:db8::1]/feed",
    ]


def test_where_no_feed_is_reached_for_one_reason_it_is_told_and_not_that_there_is_no_network(home: Home) -> None:
    home.write(["https://a.example/feed", "https://b.example/feed"])
    proxy = "http://127.0.0.1:1"
    home.config.write_text(home.config.read_text().replace("[poll]", f'[poll]\nproxy = "{proxy}"'))
    said = home.run("feeds", "check")
    assert said.err == (
        "monitor: no feed was reached (the proxy 127.0.0.1:1 cannot be reached), "
        "and nothing was learned about the feeds.\n"
    )
    assert said.code == 1


def test_a_feed_that_could_only_not_be_had_just_now_is_not_to_be_dropped(
    home: Home, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monitor.feeds.fetch import Ask, Fetched, Fetcher

    get = Fetcher.get

    async def hindered(self: Fetcher, ask: Ask, **_: object) -> Fetched:
        if ask.url.endswith("/away"):
            return Fetched(ask.url, error="the name does not exist, or there is no network", offline=True)
        if ask.url.endswith("/slow"):
            # It alone is not waited for: of the others it is to be known what they answer, also on a busy computer.
            async with Fetcher(timeout=1) as impatient:
                return await get(impatient, ask)
        return await get(self, ask)

    monkeypatch.setattr(Fetcher, "get", hindered)
    gate = threading.Event()

    def slow(headers: Mapping[str, str]) -> Answer:
        gate.wait(60)
        return Answer()

    newsroom.answers |= {"/often": Answer(status=429), "/ill": Answer(status=500), "/slow": slow}
    urls = [newsroom.url(path) for path in ("/missing", "/slow", "/away", "/ill", "/often")]
    home.write(urls)
    lines = home.run("feeds", "check").out.splitlines()
    gate.set()
    assert sorted(line.split()[0] for line in lines[:5]) == ["busy", "busy", "failed", "failed", "failed"]
    assert lines[6:] == ["1 of 5 feeds failed or are stale. To drop them:", f"monitor feeds remove {urls[0]}"]


LATER = {"Retry-After": "3600"}


@pytest.mark.parametrize("words", [["feeds", "check"], ["feeds", "add"], ["feeds", "add", "--preview"], ["doctor"]])
def test_a_host_that_asked_to_be_left_alone_is_asked_by_nobody(
    words: list[str], home: Home, newsroom: Newsroom
) -> None:
    busy, same = newsroom.url("/busy"), newsroom.publish("/same", "A")
    newsroom.answers["/busy"] = Answer(status=429, headers=LATER)
    home.write([busy])
    home.run("poll")
    said = home.run(*words, *([same] if "add" in words else []))
    assert len(newsroom.requests) == 1
    assert "left alone" in said.out + said.err
    if words != ["doctor"]:
        assert f"127.0.0.1:{newsroom.port} asked to be left alone until 20" in said.out + said.err


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("words", [["feeds", "check"], ["feeds", "add"], ["feeds", "add", "--preview"], ["doctor"]])
def test_a_wish_to_be_left_alone_that_another_verb_hears_holds_for_polls_too(
    words: list[str], status: int, home: Home, newsroom: Newsroom
) -> None:
    busy = newsroom.publish("/busy", "A")
    home.write([busy])
    home.run("poll")
    newsroom.answers["/busy"] = Answer(status=status, headers=LATER)
    said = home.run(*words, *([newsroom.url("/busy")] if "add" in words else []))
    assert f"127.0.0.1:{newsroom.port} asked to be left alone until 20" in said.out + said.err
    asked = len(newsroom.requests)
    assert "asked to be left alone until" in home.run("poll", "--force").out
    assert len(newsroom.requests) == asked == 2


def test_a_page_whose_feeds_cannot_be_asked_now_says_until_when(home: Home, newsroom: Newsroom) -> None:
    home.write()
    newsroom.answers["/"] = Answer(PAGE.encode(), headers={"Content-Type": "text/html"})
    newsroom.answers |= dict.fromkeys(("/news.xml", "/sport.xml"), Answer(status=503, headers=LATER))
    said = home.run("feeds", "add", newsroom.url("/"))
    assert said.code == 1 and "asked to be left alone until 20" in said.err


def test_within_a_check_a_host_that_asks_for_time_is_given_it_without_a_store_too(
    home: Home, newsroom: Newsroom
) -> None:
    paths = [f"/{number}" for number in range(5)]
    newsroom.answers |= dict.fromkeys(paths, Answer(status=429, headers=LATER))
    home.write(map(newsroom.url, paths))
    home.config.write_text(home.config.read_text().replace("[poll]", "[poll]\nper_host = 1"))
    verdicts = home.run("feeds", "check", "--json").records
    assert [one["verdict"] for one in verdicts] == ["busy"] * 5 and all(one["until"] for one in verdicts)
    assert len(newsroom.requests) == 1 and not home.store.exists()


# OPML


def test_what_is_exported_can_be_imported(home: Home, tmp_path: Path) -> None:
    home.write({"https://a.example/feed?x=1&y=2": "Ä <b> & 电诈", "https://b.example/feed": ""})
    home.config.write_text(home.config.read_text() + 'tags = ["news", "th"]\n')
    feeds = config.load(home.config).feeds
    exported = home.run("feeds", "export")
    assert exported.code == 0 and exported.err == ""
    opml = tmp_path / "feeds.opml"
    opml.write_text(exported.out, "utf-8")
    home.write()
    assert home.run("feeds", "import", opml).code == 0
    assert config.load(home.config).feeds == feeds
    assert home.run("feeds", "import", opml).out.count("already there") == 2


@pytest.mark.parametrize("verb", [("feeds", "export"), ("poll", "--force")])
def test_of_a_config_in_which_no_feed_can_be_read_nothing_is_made(home: Home, verb: tuple[str, ...]) -> None:
    home.config.write_text('[[feed]]\nurl = "https://a.example/')
    done = home.run(*verb)
    assert (done.code, done.out) == (2, "")
    assert "line 2" in done.err and "No feed can be read" in done.err


def test_who_adds_a_file_is_told_of_import_and_nothing_is_asked_for(home: Home, tmp_path: Path) -> None:
    home.write([])
    path = tmp_path / "subscriptions.opml"
    path.write_text("<opml/>")
    said = home.run("feeds", "add", path)
    assert (said.code, said.out, urls(home)) == (1, "", [])
    assert said.err.startswith(f"monitor: {path}: is a file here: `monitor feeds import` takes a list of feeds")


def test_what_is_passed_over_in_an_import_is_told(home: Home) -> None:
    home.write()
    long = f"/d {'long ' * 50}"
    addresses = ("https://a.example/f", "b.example/f", "ftp://me:secret@c.example/f", "/d", "", f"exec:{long}", "/d")
    outlines = "".join(f'<outline text="T" xmlUrl="{address}"/>' for address in addresses)
    said = home.call("feeds", "import", "-", given=f"<opml><body>{outlines}</body></opml>".encode())
    assert (said.code, said.out, urls(home)) == (0, "added T  https://a.example/f\n", ["https://a.example/f"])
    told = said.err.splitlines()
    assert told[0] == "monitor: left out: b.example/f needs https:// in front"
    begin = "must begin with http:// or https://: nothing else is fetched"
    shown = ("ftp://…@c.example/f", "/d", f"exec:{long}"[:99] + "…")
    assert told[1:] == [f"monitor: left out: {address} {begin}" for address in shown]


def test_an_address_of_an_import_that_is_none_costs_no_other_feed(home: Home) -> None:
    home.write()
    addresses = ("https://a.example/f", "https://b.example:99999/f", "https://c.example/f")
    outlines = "".join(f'<outline text="T" xmlUrl="{address}"/>' for address in addresses)
    said = home.call("feeds", "import", "-", given=f"<opml><body>{outlines}</body></opml>".encode())
    assert (said.code, urls(home)) == (0, [addresses[0], addresses[2]])
    left = f"monitor: left out: {addresses[1]} is no address: its host or port cannot be read"
    assert said.err.splitlines() == [left]


def test_an_export_comes_by_pipe(home: Home) -> None:
    home.write(["https://a.example/feed"])
    opml = home.call("feeds", "export").out
    home.write()
    assert home.call("feeds", "import", "-", given=opml.encode()).code == 0
    assert urls(home) == ["https://a.example/feed"]


def test_an_export_names_feeds_by_the_titles_that_they_give_themselves(home: Home, newsroom: Newsroom) -> None:
    home.write({newsroom.publish("/feed", "A"): "", newsroom.publish("/own", "A"): "My own"})
    home.run("poll")
    out = home.run("feeds", "export").out
    assert 'title="Feed /feed"' in out and 'title="My own"' in out


def test_an_export_is_in_utf_8_as_its_first_line_says_whatever_the_locale_says(home: Home) -> None:
    home.write({"https://a.example/feed": "Café 电诈"})
    variables = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    assert 'text="Café 电诈"' in home.call("feeds", "export", variables=variables).out


def test_what_is_no_opml_on_stdin_is_told(home: Home) -> None:
    home.write()
    assert home.call("feeds", "import", "-", given=b"<html></html>").err.startswith("monitor: stdin: ")


@pytest.mark.parametrize("content", [None, b"", b"<html></html>", b"\xff\xfe\x00"])
def test_what_is_no_opml_is_told(content: bytes | None, home: Home, tmp_path: Path) -> None:
    home.write()
    path = tmp_path / "a.opml"
    if content is not None:
        path.write_bytes(content)
    said = home.run("feeds", "import", path)
    assert said.code == 2 and str(path) in said.err and said.err.count("\n") == 1


def test_a_list_without_a_feed_is_told(home: Home, tmp_path: Path) -> None:
    home.write()
    path = tmp_path / "a.opml"
    path.write_text('<opml version="2.0"><body><outline xmlUrl="exec:~/bin/news.sh -a"/></body></opml>')
    said = home.run("feeds", "import", path)
    assert (said.code, said.out) == (1, "")
    assert said.err.count("left out: exec:~/bin/news.sh -a must begin with http://") == 1
    assert said.err.endswith(f"{path}: there is no feed in this list.\n")


def test_what_several_calls_add_at_once_is_all_there(home: Home, tmp_path: Path) -> None:
    home.write([], {"Raids": ["raid"]})
    with ExitStack() as programs:
        calls = []
        for number in range(6):
            one = tmp_path / f"{number}.opml"
            one.write_text(f'<opml version="2.0"><body><outline xmlUrl="https://{number}.example/feed"/></body></opml>')
            call = subprocess.Popen(home.command("feeds", "import", one), stdout=subprocess.PIPE, cwd=ROOT)
            calls.append(programs.enter_context(not_for_ever(call)))
        for call in calls:
            assert b"added https://" in call.communicate()[0]
    assert sorted(urls(home)) == [f"https://{number}.example/feed" for number in range(6)]


def test_a_password_in_an_address_is_not_repeated(home: Home, newsroom: Newsroom) -> None:
    home.write()
    newsroom.publish("/feed", "A")
    url = newsroom.url("/feed", "me:hunter2@127.0.0.1")
    said = [home.run("feeds", "add", url), home.run("feeds", "add", url), home.run("feeds"), home.run("feeds", "check")]
    said += [home.run("doctor"), home.run("feeds", "remove", url)]
    assert "1 of 1 feeds that were tried answer" in said[-2].out
    assert not any("hunter2" in one.out + one.err for one in said)
