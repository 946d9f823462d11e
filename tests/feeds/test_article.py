"""The article of a page: its text and nothing else, whatever its charset, and nothing in it that acts on a terminal."""

import asyncio
import shlex
import sys
from collections.abc import AsyncIterator

import pytest

from monitor.feeds import article
from monitor.feeds.worker import Job, Pool
from monitor.model import Dropped, Entry, Feed, Found, Parsed, Place, Watch
from monitor.text import Page
from tests.feeds import patience
from tests.feeds.pages import DAWN, page

UTF_8 = "text/html; charset=utf-8"
URL = "https://news.example/story"
ENTRY = Entry("k", "A quiet day", link=URL, summary="Nothing much.")


def read(html: str, title: str = "") -> Page:
    return article.text_of(html.encode(), UTF_8, URL, title)


def test_the_text_of_the_article_comes_and_what_stands_around_it_does_not() -> None:
    text = read(page(DAWN * 5, "Forty people were freed. " * 5)).text
    assert text.count("a raid on a compound") == 5 and "\n\nForty people" in text
    assert not any(word in text for word in ("Home", "Sport", "Football", "Copyright", "var a"))


def test_a_headline_that_the_entry_has_as_its_title_is_left_out_and_another_stays() -> None:
    html = page(DAWN * 5, title="Raid  at Dawn")
    assert read(html, "Raid at dawn").text.startswith("The police")
    assert read(html, "Another title").text.startswith("Raid at Dawn\n\nThe police")


def test_links_and_headings_and_quotes_keep_their_places() -> None:
    html = page(f"{DAWN * 5}<a href='/more'>Read on here</a></p><h2>Background</h2><blockquote><p>We were held.")
    told = article.told(ENTRY, read(html))
    at = {(one.kind, one.address): told.content[one.start : one.end] for one in told.places}
    assert at["link", "https://news.example/more"] == "Read on here"
    assert at["heading", ""] in ("Background", "A site") and at["quote", ""] == "We were held."


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (page("Новости города. " * 20).encode("cp1251"), "text/html; charset=windows-1251"),
        (page("Новости города. " * 20, head="<meta charset='windows-1251'>").encode("cp1251"), "text/html"),
        (page("Новости города. " * 20, head="<meta charset='utf-8'>").encode("cp1251"), "text/html; charset=cp1251"),
        (page("Новости города. " * 20).encode(), ""),
        (page("Новости города. " * 20).encode("utf-16"), "text/html"),
    ],
    ids="http meta http-before-meta none utf-16".split(),
)
def test_the_charset_is_that_of_the_server_or_of_the_page(body: bytes, content_type: str) -> None:
    assert "Новости города. Новости" in article.text_of(body, content_type, URL).text


@pytest.mark.parametrize(
    "words",
    ["ตำรวจบุกจับแก๊งคอลเซ็นเตอร์", "警方突袭了电诈园区", "ရဲတပ်ဖွဲ့ဝင်များ ဝင်ရောက်စီးနင်းခဲ့သည်", "أعلنت الشرطة عن مداهمة"],
    ids="thai chinese burmese arabic".split(),
)
def test_scripts_of_every_kind_come_whole(words: str) -> None:
    assert words in read(page(f"{words} " * 20)).text


def test_nothing_acts_on_a_terminal_and_markup_stays_a_text() -> None:
    bad = (
        "\x1b[31m &#27;]52;c;ZWNobw==&#7; &#x9b;2J \u202eevil\u2066 &#0; &#xd800; [@click=app.quit]x[/] &lt;script&gt;"
    )
    text = read(page(DAWN * 5, f"{bad} [@click=app.quit]x[/] &lt;script&gt;")).text
    assert text.replace("\n", "").isprintable()
    assert "[@click=app.quit]x[/] <script>" in text and "evil" in text and "raid" in text


def test_what_is_marked_as_said_stays_in_its_sentence() -> None:
    said = "She told us: <q class='x'>We were <b>held</b>,</q> and <Q>no more</q>. "
    assert f"She told us: “We were held,” and “no more”. {DAWN}" in read(page(f"{said}{DAWN * 5}")).text


def test_what_is_told_to_browsers_without_scripts_is_no_article() -> None:
    told = "<noscript>You need to enable JavaScript to run this app.</noscript>"
    assert read(f"<html><body><div id='root'></div>{told}<script>run()</script></body></html>").text == ""
    assert read(page(DAWN * 5, told)).text == read(page(DAWN * 5)).text


@pytest.mark.parametrize("body", [b"", b"\0" * 5_000, b"no page at all", b"<html></html>", bytes(range(256)) * 64])
def test_a_page_without_a_text_gives_none(body: bytes) -> None:
    assert article.text_of(body, UTF_8, URL).text.strip("\ufffd") in ("", "no page at all")


def test_the_entry_keeps_its_summary_and_what_was_dropped_of_it() -> None:
    gone, place = Dropped("summary", 0, 7, "related link"), Place("summary", 0, 7, "heading")
    before = Entry("k", "T", summary="Nothing much.", content="Old.", dropped=(gone, Dropped("content", 0, 3, "share")),
                   places=(place, Place("content", 0, 3, "quote")))  # fmt: skip
    told = article.told(before, read(page(DAWN * 5, "Related: <a href='/r'>A rise in prices</a>", DAWN * 5)))
    assert told.summary == "Nothing much." and told.content.startswith("A site")
    assert told.dropped[0] == gone and told.places[0] == place
    (related,) = told.dropped[1:]
    assert told.content[related.start : related.end] == "Related: A rise in prices"


def test_of_a_text_without_end_the_beginning_is_kept_and_no_place_lies_beyond_it() -> None:
    told = article.told(ENTRY, read(page(*(f"{number}: {DAWN * 20}<a href='/x'>more</a>" for number in range(200)))))
    assert 190_000 < len(told.content) <= article.LONGEST
    assert max(place.end for place in told.places) <= article.LONGEST


# In a process of its own.


@pytest.fixture
async def pool(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pool]:
    patience.give(monkeypatch)
    async with Pool(size=1, seconds=5) as pool:
        pool.configure([Watch("Raids", ("raid",))])
        yield pool


def job(html: str) -> Job:
    return Job(Feed("https://news.example/feed"), URL, UTF_8, 0, html.encode(), page=ENTRY)


async def test_the_page_is_read_and_matched_where_feeds_are(pool: Pool) -> None:
    (found,) = (await pool.run(job(page(DAWN * 5)))).found
    assert (found.entry.key, found.entry.summary) == ("k", "Nothing much.")
    (match,) = found.matches
    assert match.watch == "Raids" and match.spans[0].field == "content"
    assert found.words is not None and "raid" in found.words[1]


async def test_a_page_without_a_text_is_a_sentence(pool: Pool) -> None:
    assert await pool.run(job("<html><body><script>load()</script></body></html>")) == Parsed(
        error="no text was found on it"
    )


@pytest.mark.parametrize(
    "html",
    [
        page("x" * 1_000_000),
        "<html><body>" + "<div>" * 100_000 + "a raid " * 100,
        page(DAWN * 5, "<b>" * 50_000),
        page(DAWN * 5 + "<p x=" + "a" * 1_000_000),
        "<html><body><table>" + "<tr><td>" * 20_000 + "a raid",
        page(*["&#x1b;" * 100_000, DAWN * 5]),
        "<!DOCTYPE html [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>" + page("&b; " * 1_000 + DAWN * 5),
    ],
    ids="one-word deep deep-inline long-attribute deep-table references entities".split(),
)
async def test_a_hostile_page_costs_no_more_than_its_time(pool: Pool, html: str) -> None:
    started = patience.worked()
    parsed = await pool.run(job(html))
    assert parsed.error or len(parsed.found) == 1
    for found in parsed.found:
        assert len(found.entry.content) <= article.LONGEST
    assert patience.worked() - started < 9
    assert isinstance((await pool.run(job(page(DAWN * 5)))).found[0], Found), "the next page is read all the same"


async def test_a_page_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    patience.give(monkeypatch)
    slow = page(*["Some words of no weight at all."] * 150_000)
    async with Pool(size=1, seconds=0.5) as hasty:
        assert "reading it took more than 0.5 s" in (await hasty.run(job(slow))).error


async def test_a_page_that_bloats_its_process_is_a_sentence() -> None:
    async with Pool(size=1, memory=120) as pool:
        parsed = await pool.run(job(page(*["<i>a</i>" * 20] * 60_000)))
    assert "memory" in parsed.error or "no text" in parsed.error


async def test_without_the_package_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    from monitor.feeds import child

    assert child.read(job(page(DAWN * 5)), lambda entry, feed: Found(entry)) == Parsed(error=article.MISSING)
    # Whose pip it is says where that goes: most people who start a program have activated no environment.
    assert f"{shlex.quote(sys.executable)} -m pip install trafilatura" in article.MISSING


async def test_a_page_and_a_feed_are_read_by_the_same_process(pool: Pool) -> None:
    feed = b"<rss version='2.0'><channel><item><title>A raid</title></item></channel></rss>"
    plain = Job(Feed("https://news.example/feed"), "", "", 0, feed)
    first, second = await asyncio.gather(pool.run(plain), pool.run(job(page(DAWN * 5))))
    assert [one.entry.title for one in (*first.found, *second.found)] == ["A raid", "A quiet day"]
