"""An entry's own page: got with the poller's manners, matched like a feed's entry, and stored where it is more."""

import sqlite3
from dataclasses import replace
from itertools import repeat

import pytest

from monitor import article, digests, rematch
from monitor.actions import Keys
from monitor.article import Outcome
from monitor.config import Config, PollSettings
from monitor.feeds import article as pages
from monitor.hosts import Hosts
from monitor.matching.repetition import OTHER_TITLE
from monitor.matching.watchlist import Watchlist
from monitor.model import Access, Entry, Feed, Found, Limits, Watch
from monitor.store import entries, feeds, hosts, saving
from monitor.store.entries import Stored
from monitor.store.schema import transaction
from monitor.times import iso
from tests.feeds.pages import DAWN, HTML, page
from tests.feeds.test_fetch import saying
from tests.listing import listing
from tests.newsroom import NOW, Answer, Newsroom

pytestmark = pytest.mark.usefixtures("reading_here")

CONFIG = Config((Watch("Raids", ("raid",)), Watch("Quiet", ("quiet",))), (), PollSettings(timeout=30))
STORY = page(DAWN * 5)


def store_entry(db: sqlite3.Connection, link: str, feed: str = "http://127.0.0.1/feed", **more: str) -> Stored:
    """The only entry of a feed, as a poll left it."""
    entry = Entry("k", "A quiet day", link=link, **{"summary": "Nothing much.", **more})
    with transaction(db):
        feeds.subscribe(db, [Feed(feed)])
        saving.save(db, 1, [Found(entry)], NOW)
    return stored(db)


def stored(db: sqlite3.Connection, number: int = 1) -> Stored:
    one = entries.get(db, number)
    assert one is not None
    return one


async def fetch(db: sqlite3.Connection, one: Stored, config: Config = CONFIG) -> Outcome:
    return await article.fetch(db, config, one, NOW, Hosts(db, lambda: NOW))


def serve(newsroom: Newsroom, html: str | bytes = STORY, status: int = 200, **headers: str) -> str:
    body = html.encode() if isinstance(html, str) else html
    newsroom.answers["/story"] = Answer(body, status, {**HTML, **{k.replace("_", "-"): v for k, v in headers.items()}})
    return newsroom.url("/story")


@pytest.mark.usefixtures("children")
async def test_an_entry_begins_to_match_by_its_full_text(store: sqlite3.Connection, newsroom: Newsroom) -> None:
    one = store_entry(store, serve(newsroom))
    outcome = await fetch(store, one)
    assert outcome == Outcome(outcome.characters, ("Quiet", "Raids"), ("Quiet", "Raids"))
    now = stored(store)
    assert now.entry.content.count("raid") == 5 and len(now.entry.content) == outcome.characters
    assert {match.watch for match in now.matches} == {"Quiet", "Raids"}
    assert [row.title for row in listing(store, entries.Choice(watch="Raids"), 9)] == ["A quiet day"]
    said = article.sentence(outcome)
    assert (
        said == f"The text of its page is stored: {outcome.characters} characters. It matches Quiet (new), Raids (new)."
    )


async def test_the_changes_to_a_concept_count(store: sqlite3.Connection, newsroom: Newsroom) -> None:
    concepts = {"own": {"en": {"terms": ["raid"]}}}
    told = Config((Watch("Own", ("@own",)),), (), PollSettings(timeout=30), concepts=concepts)
    assert (await fetch(store, store_entry(store, serve(newsroom)), told)).new == ("Own",)


async def test_a_second_time_there_is_nothing_new(store: sqlite3.Connection, newsroom: Newsroom) -> None:
    one = store_entry(store, serve(newsroom))
    await fetch(store, one)
    outcome = await fetch(store, stored(store))
    assert "nothing that is not stored already" in outcome.error and outcome.new == ()
    assert store.execute("SELECT count(*) FROM revisions").fetchone()[0] == 1


async def test_the_page_alone_is_asked_for_and_a_redirect_followed(
    store: sqlite3.Connection, newsroom: Newsroom
) -> None:
    newsroom.answers["/"] = Answer(b"", 302, {"Location": serve(newsroom, page("<img src='/a.png'>" + DAWN * 5))})
    assert (await fetch(store, store_entry(store, newsroom.url("/")))).error == ""
    assert [path for path, _ in newsroom.requests] == ["/", "/story"]


@pytest.mark.parametrize("content", ["", "x" * 5_000])
async def test_a_page_that_gives_no_more_than_the_feed_changes_nothing(
    store: sqlite3.Connection, newsroom: Newsroom, content: str
) -> None:
    link = serve(newsroom, page("Subscribe to read on." * 3))
    before = store_entry(store, link, content=content, summary="" if content else "y" * 5_000)
    outcome = await fetch(store, before)
    assert "no more text than its feed" in outcome.error and "5,000" in outcome.error
    assert stored(store) == before


@pytest.mark.parametrize(
    ("keys", "how"),
    [
        (Keys(), "a browser (o opens it there)."),
        (Keys("newsboat"), "a browser (O opens it there)."),
        (Keys(changed=(("browse", ("g x",)),)), "a browser (gx opens it there)."),
        (Keys(changed=(("browse", ()),)), "a browser."),
    ],
)
async def test_of_a_page_that_gives_no_more_it_says_by_which_key_a_browser_opens_it(
    store: sqlite3.Connection, newsroom: Newsroom, keys: Keys, how: str
) -> None:
    before = store_entry(store, serve(newsroom, page("Subscribe to read on." * 3)), content="x" * 5_000)
    assert how in (await fetch(store, before, replace(CONFIG, keys=keys))).error


@pytest.mark.parametrize(
    ("html", "status", "headers", "said"),
    [
        (STORY, 404, {}, "the server answered 404 Not Found: the page is not there"),
        (STORY, 403, {}, "it does not let us read the page"),
        (b"%PDF-1.7", 200, {"Content_Type": "application/pdf"}, "it is no web page but application/pdf"),
        ("<html><body><script>app()</script></body></html>", 200, {}, "no text was found on it"),
        (b"", 200, {}, "no text was found on it"),
        ("", 302, {"Location": "file:///etc/passwd"}, "not http or https"),
    ],
)
async def test_what_is_wrong_with_a_page_is_a_sentence_and_the_entry_stays(
    store: sqlite3.Connection, newsroom: Newsroom, html: str | bytes, status: int, headers: dict[str, str], said: str
) -> None:
    before = store_entry(store, serve(newsroom, html, status, **headers))
    outcome = await fetch(store, before)
    assert said in outcome.error and outcome.error.startswith("its page could not be ")
    assert stored(store) == before


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "mailto:a@b.example", "file:///etc/passwd"])
async def test_without_a_link_there_is_no_page(store: sqlite3.Connection, link: str) -> None:
    assert "no http or https link" in (await fetch(store, store_entry(store, link))).error


async def test_without_the_package_nothing_is_asked_for(
    store: sqlite3.Connection, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "is_installed", lambda: False)
    assert (await fetch(store, store_entry(store, serve(newsroom)))).error == pages.MISSING
    assert newsroom.requests == []


async def test_a_feed_on_the_internet_leads_to_no_page_inside(store: sqlite3.Connection, newsroom: Newsroom) -> None:
    one = store_entry(store, serve(newsroom), "https://news.example/feed")
    assert "private network" in (await fetch(store, one)).error
    assert newsroom.requests == []


async def test_a_page_without_an_end_is_given_up(store: sqlite3.Connection) -> None:
    config = replace(CONFIG, poll=replace(CONFIG.poll, limits=Limits(download=1_000_000)))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    async with saying(head, rest=repeat(b"<p>words and words" * 500)) as talker:
        assert "more than 1 MB" in (await fetch(store, store_entry(store, talker.url), config)).error
        assert talker.sent < 20_000_000


# Manners.


async def test_a_host_that_asked_to_be_left_alone_is(store: sqlite3.Connection, newsroom: Newsroom) -> None:
    one = store_entry(store, serve(newsroom))
    host = f"127.0.0.1:{newsroom.port}"
    with transaction(store):
        hosts.hold(store, host, NOW + 60, NOW)
    said = f"its page could not be had: {host} asked to be left alone until {iso(NOW + 60)}"
    assert (await fetch(store, one)).error == said
    assert newsroom.requests == []


async def test_so_is_one_to_which_a_redirect_leads(store: sqlite3.Connection, newsroom: Newsroom) -> None:
    serve(newsroom)
    newsroom.answers["/moved"] = Answer(b"", 302, {"Location": newsroom.url("/story", "127.0.0.2")})
    with transaction(store):
        hosts.hold(store, f"127.0.0.2:{newsroom.port}", NOW + 60, NOW)
    assert "asked to be left alone until" in (await fetch(store, store_entry(store, newsroom.url("/moved")))).error
    assert [path for path, _ in newsroom.requests] == ["/moved"]


async def test_who_only_leads_to_a_host_that_wants_to_be_left_alone_has_said_nothing(
    store: sqlite3.Connection, newsroom: Newsroom
) -> None:
    newsroom.answers["/moved"] = Answer(b"", 302, {"Location": newsroom.url("/story", "127.0.0.2")})
    serve(newsroom, STORY, 429, Retry_After="120")
    await fetch(store, store_entry(store, newsroom.url("/moved")))
    assert hosts.holds(store, NOW) == {f"127.0.0.2:{newsroom.port}": NOW + 120}


@pytest.mark.parametrize(("status", "wait", "held"), [(429, "120", True), (503, "120", True), (429, "", False),
                                                     (404, "120", False)])  # fmt: skip
async def test_its_wish_holds_for_the_feeds_too(
    store: sqlite3.Connection, newsroom: Newsroom, status: int, wait: str, held: bool
) -> None:
    await fetch(store, store_entry(store, serve(newsroom, STORY, status, Retry_After=wait)))
    assert hosts.holds(store, NOW) == ({f"127.0.0.1:{newsroom.port}": NOW + 120} if held else {})


async def test_what_opens_the_feed_opens_the_pages_of_its_own_server_alone(
    store: sqlite3.Connection, newsroom: Newsroom
) -> None:
    url = newsroom.url("/feed")
    config = replace(CONFIG, feeds=(Feed(url, access=Access(headers=(("Cookie", "subscriber=1"),))),))
    one = store_entry(store, serve(newsroom), url)
    await fetch(store, one, config)
    other = newsroom.url("/story", "127.0.0.2")
    await fetch(store, replace(one, entry=replace(one.entry, link=other)), config)
    assert [headers.get("cookie") for headers in newsroom.asked("/story")] == ["subscriber=1", None]


# Matching.


async def test_a_watch_may_ask_for_the_feed_by_its_title(store: sqlite3.Connection, newsroom: Newsroom) -> None:
    one = store_entry(store, serve(newsroom))
    store.execute("UPDATE feeds SET title = 'Border Gazette'")
    config = replace(
        CONFIG, watches=(Watch("Gazette", ("feed:Gazette AND raid",)), Watch("No", ("raid",), feeds=("x",)))
    )
    assert (await fetch(store, one, config)).matches == ("Gazette",)


async def test_titles_of_other_entries_on_the_page_match_nothing(store: sqlite3.Connection, newsroom: Newsroom) -> None:
    title = "Soldiers raid the casino by the river"
    link = serve(
        newsroom, page("The mayor spoke of schools and of the price of rice. " * 9, f"<b>{title}</b>", "Rain fell.")
    )
    one = store_entry(store, link)
    other = Entry("o", title, published=NOW - 60)
    with transaction(store):
        feeds.subscribe(store, [Feed("http://127.0.0.1/feed"), Feed("http://127.0.0.1/other")])
        matches = Watchlist(CONFIG.watches).match(other, Feed("http://127.0.0.1/other"))
        saving.save(store, 2, [Found(other, matches)], NOW)
    outcome = await fetch(store, one)
    assert (outcome.error, outcome.matches) == ("", ("Quiet",))
    (place,) = stored(store).entry.dropped
    assert place.reason == OTHER_TITLE


async def test_an_entry_that_its_feed_edits_at_the_same_moment_keeps_the_feeds_text(
    store: sqlite3.Connection, newsroom: Newsroom
) -> None:
    one = store_entry(store, serve(newsroom))
    with transaction(store):
        saving.save(store, 1, [Found(replace(one.entry, summary="Something after all."))], NOW)
    assert "edited it at the same moment" in (await fetch(store, one)).error
    assert stored(store).entry.summary == "Something after all." and stored(store).entry.content == ""


async def test_watches_that_were_edited_while_the_page_was_fetched_have_it_matched_anew(
    store: sqlite3.Connection, newsroom: Newsroom
) -> None:
    one = store_entry(store, serve(newsroom))
    edited = (Watch("Raids", ("raid",)), Watch("Dawn", ("dawn",)))
    list(rematch.rematch(store, edited, {}))
    assert (await fetch(store, one)).matches == ("Quiet", "Raids")
    assert digests.is_due(store, digests.basis_of(edited))
    list(rematch.rematch(store, edited, {}))
    assert {match.watch for match in stored(store).matches} == {"Dawn", "Raids"}


async def test_a_page_that_is_matched_by_the_watches_of_all_else_has_nothing_matched_anew(
    store: sqlite3.Connection, newsroom: Newsroom
) -> None:
    one = store_entry(store, serve(newsroom))
    list(rematch.rematch(store, CONFIG.watches, {}))
    await fetch(store, one)
    assert not digests.is_due(store, digests.basis_of(CONFIG.watches))


def test_a_failure_is_told_as_a_sentence() -> None:
    assert article.sentence(Outcome(error="its page could not be had: no")) == "Its page could not be had: no."
    assert article.sentence(Outcome(1_234)).endswith("1,234 characters. It matches no watch.")
    assert article.sentence(Outcome(5, ("A", "B"), ("B",))).endswith("It matches A, B (new).")
