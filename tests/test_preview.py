"""What feeds hold and what the watches find in them, before anyone subscribes."""

import pytest

from monitor.config import Config, PollSettings
from monitor.hosts import Hosts
from monitor.model import Feed, Watch
from monitor.preview import NEWEST, Preview, previews, record
from tests.feeds.hostile import item, rss
from tests.newsroom import NOW, Answer, Newsroom

pytestmark = pytest.mark.usefixtures("reading_here")

PAGE = (
    b'<html><link rel="alternate" type="application/rss+xml" href="/a.xml">'
    b'<link rel="alternate" type="application/rss+xml" href="/b.xml"></html>'
)


def settings(*feeds: str) -> Config:
    watches = (Watch("Raids", ("raid",)), Watch("Rain", ("rain",)))
    return Config(watches=watches, feeds=tuple(map(Feed, feeds)), poll=PollSettings(timeout=30))


async def found(url: str, *feeds: str) -> list[Preview]:
    return [one async for one in previews(url, settings(*feeds), NOW, Hosts())]


@pytest.mark.usefixtures("children")
async def test_a_feed_is_read_and_matched(newsroom: Newsroom) -> None:
    url = newsroom.publish("/feed", "A raid in the rain", "Rain", "Rice")
    (one,) = await found(url)
    assert (one.url, one.title, one.entries, one.matched) == (url, "Feed /feed", 3, 2)
    assert one.watches == {"Raids": 1, "Rain": 2} and not one.error and not one.is_subscribed
    assert [[match.watch for match in each.matches] for each in one.newest] == [["Raids", "Rain"], ["Rain"], []]


async def test_the_changes_to_a_concept_count(newsroom: Newsroom) -> None:
    url = newsroom.publish("/feed", "Zorblax arrives", "Rain")
    watches, concepts = (Watch("Own", ("@own",)),), {"own": {"en": {"terms": ["zorblax"]}}}
    told = Config(watches, poll=PollSettings(timeout=30), concepts=concepts)
    assert [one.matched async for one in previews(url, told, NOW, Hosts())] == [1]


async def test_all_feeds_of_a_page_are_shown_and_each_is_asked_once(newsroom: Newsroom) -> None:
    newsroom.answers["/"] = Answer(PAGE)
    feeds = [newsroom.publish("/a.xml", "A"), newsroom.publish("/b.xml", "B", "C")]
    assert [(one.url, one.entries) for one in await found(newsroom.url("/"))] == [(feeds[0], 1), (feeds[1], 2)]
    assert len(newsroom.asked("/a.xml")) == len(newsroom.asked("/b.xml")) == 1


async def test_a_feed_of_a_page_that_cannot_be_had_is_told_behind_those_that_can(newsroom: Newsroom) -> None:
    newsroom.answers["/"] = Answer(PAGE)
    newsroom.answers["/a.xml"] = Answer(status=500)
    good = newsroom.publish("/b.xml", "B", "C")
    first, second = await found(newsroom.url("/"), newsroom.url("/a.xml"))
    assert (first.url, first.entries, first.error) == (good, 2, "")
    assert (first.is_subscribed, second.is_subscribed) == (False, True)
    assert (second.url, second.entries, second.offline) == (newsroom.url("/a.xml"), 0, False) and "500" in second.error


async def test_it_says_what_is_subscribed_to_already(newsroom: Newsroom) -> None:
    url = newsroom.publish("/feed", "A")
    assert [one.is_subscribed for one in await found(url, url)] == [True]


async def test_what_is_subscribed_to_is_matched_as_by_a_poll(newsroom: Newsroom) -> None:
    url = newsroom.publish("/feed", "A raid in the rain", "Rain")
    feed = Feed(url, "The Daily", ("north",), lang="th")
    watches = (
        Watch("Tagged", ("raid",), feeds=("north",)),
        Watch("Named", ("rain",), feeds=("The Daily",)),
        Watch("Spoken", ("rain",), lang=("fr",)),
        Watch("Elsewhere", ("rain",), feeds=("south",)),
    )
    config = Config(watches=watches, feeds=(feed,), poll=PollSettings(timeout=30))
    (one,) = [one async for one in previews(url, config, NOW, Hosts())]
    assert one.watches == {"Tagged": 1, "Named": 2} and one.is_subscribed


async def test_where_there_is_no_feed_it_says_so(newsroom: Newsroom) -> None:
    (one,) = await found(newsroom.url("/missing"))
    assert "404" in one.error and not one.entries and not one.offline


async def test_of_an_entry_without_a_title_a_record_holds_how_its_text_begins(newsroom: Newsroom) -> None:
    newsroom.answers["/feed"] = Answer(rss("<item><guid>1</guid><description>A raid.</description></item>").encode())
    (one,) = await found(newsroom.url("/feed"))
    (entry,) = record(one)["newest_entries"]  # type: ignore[misc]
    assert (entry["title"], entry["name"]) == ("", "A raid.")


async def test_a_record_holds_the_newest_entries_and_only_what_is_marked_in_titles(newsroom: Newsroom) -> None:
    body = rss("".join(item(number, f"Raid {number}", "<description>A raid.</description>") for number in range(60)))
    newsroom.answers["/feed"] = Answer(body.encode())
    (one,) = await found(newsroom.url("/feed"))
    told = record(one)
    entries = told["newest_entries"]
    assert isinstance(entries, list) and len(entries) == NEWEST < told["entries"] == 60
    assert {span["field"] for each in entries for match in each["matches"] for span in match["spans"]} == {"title"}
