"""Discovery: a page's own word, then its links, then guesses; and a glance that tells feeds from pages."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds import packs
from monitor.feeds.discover import feeds_of_page, guesses, looks_like_feed

PAGE = "https://news.example/world/today.html"
SHARED = Path(__file__).parents[3] / "shared"


def addresses(html: str | bytes, base: str = PAGE) -> list[str]:
    return feeds_of_page(html.encode("utf-8", "replace") if isinstance(html, str) else html, base)


def test_what_a_page_declares_is_found():
    html = """<head><link rel="alternate" type="application/rss+xml" title="All &amp; everything" href="/feed/">
      <link rel="ALTERNATE" type="Application/Atom+XML ; charset=utf-8" href="atom.xml">
      <link rel=alternate type=application/feed+json href=//cdn.example/feed.json>
      <link rel="feed" href="https://other.example/f?x=1&amp;y=2" title="Other">"""
    assert addresses(html) == [
        "https://news.example/feed/",
        "https://news.example/world/atom.xml",
        "https://cdn.example/feed.json",
        "https://other.example/f?x=1&y=2",
    ]


def test_a_declaration_in_the_body_counts_as_well():
    assert addresses("<body><p>x<link rel=alternate type=application/rss+xml href=/f>") == ["https://news.example/f"]


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="stylesheet" href="/feed.css">',
        '<link rel="alternate stylesheet" type="application/rss+xml" href="/x">',
        '<link rel="alternate" hreflang="th" href="/th/">',
        '<link rel="alternate" type="application/json+oembed" href="/oembed?url=x">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">',
        '<link rel="sitemap" type="application/xml" href="/sitemap.xml">',
        '<link rel="alternate" type="application/rss+xml">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
        '<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">',
        '<link rel="alternate" type="application/rss+xml" href="">',
        '<a href="data:text/xml,<rss/>">RSS</a>',
        '<a href="/news/rss-explained/">What is RSS?</a>',
        '<a href="https://feedly.com/i/subscription/feed/https://news.example/feed">Feedly</a>',
        '<a href="https://www.linkedin.com/feed/update/1">Share</a>',
        '<a href="/rss/index.html">Our feeds</a>',
    ],
)
def test_what_is_no_feed_is_left_out(tag: str):
    assert addresses(tag) == []


def test_loosely_typed_alternates_count_if_the_address_says_feed():
    html = """<link rel=alternate type="text/xml" href="/rss.xml">
      <link rel=alternate type="application/json" href="/feed.json">"""
    assert addresses(html) == ["https://news.example/rss.xml", "https://news.example/feed.json"]


def test_relative_addresses_start_at_the_base_of_the_page():
    html = '<base href="/en/"><base href="/ignored/"><link rel=alternate type=application/rss+xml href=feed>'
    assert addresses(html) == ["https://news.example/en/feed"]


def test_an_address_that_is_marked_as_a_feeds_is_found_where_it_leads():
    declared = '<link rel="alternate" type="application/rss+xml" href="feed://a.example/new">'
    linked = '<a href=" Feed:https://b.example/rss ">B</a><a href="feed:x">No</a>'
    assert addresses(declared + linked) == ["http://a.example/new", "https://b.example/rss"]


@pytest.mark.parametrize("base", ["javascript:x", "", "file:///", "http://[bad"])
def test_a_bad_base_is_passed_over(base: str):
    assert addresses(f'<base href="{base}"><a href="feed">x</a>') == ["https://news.example/world/feed"]


def test_links_that_look_like_feeds_come_after_what_is_declared():
    html = """<a href="/rss/asia.xml"> Asia <b>desk</b></a><a href="/about">About</a><a href="/feed#top"></a>
      <a href="/x" type="application/rss+xml">x</a><a href="/z.rss"><img src=x></a>
      <link rel="alternate" type="application/rss+xml" href="/feed">"""
    assert [url[20:] for url in addresses(html)] == ["/feed", "/rss/asia.xml", "/feed#top", "/x", "/z.rss"]


def test_of_a_page_whose_tags_nest_without_end_the_links_are_read_alike():
    html = """<base href="/en/"><link rel=alternate type="application/rss+xml" href="feed" title="Main">
      <a href="asia.rss"> Asia </a><a href="/about">About</a><area href="b.rss" alt="">"""
    assert addresses("<div>" * 1_000 + html) == addresses(html)
    assert len(addresses(html)) == 3


def test_each_address_once_and_never_the_page_itself():
    html = """<link rel=alternate type=application/rss+xml href=/feed><a href="/feed">again</a>
      <link rel=alternate type=application/atom+xml href=/feed>"""
    assert addresses(html) == ["https://news.example/feed"]
    assert addresses('<a href="/feed/#x">here</a>', "https://news.example/feed/") == []


def test_feeds_of_comments_come_last():
    html = """<link rel=alternate type=application/rss+xml href=/story/comments/feed/>
      <link rel=alternate type=application/rss+xml href="/?feed=comments-rss2">
      <link rel=alternate type=application/rss+xml href=/feed/>"""
    assert addresses(html)[0] == "https://news.example/feed/"
    assert len(addresses(html)) == 3


def test_the_addresses_of_real_feeds_look_like_feeds():
    urls = [feed.url for name in packs.names() if name != "search-news" for feed in packs.load(name).feeds]
    found = set(addresses("".join(f'<a href="{url.replace("&", "&amp;")}">x</a>' for url in urls[:100])))
    found |= set(addresses("".join(f'<a href="{url.replace("&", "&amp;")}">x</a>' for url in urls[100:200])))
    assert len(found) >= 0.95 * 200


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "cp874", "utf-16"])
def test_a_page_is_read_in_its_encoding(encoding: str):
    name = "ข่าว" if encoding == "cp874" else "新聞"
    label = {"cp874": "windows-874", "gb18030": "GB2312"}.get(encoding, encoding)
    html = f'<meta charset="{label}"><link rel=alternate type=application/rss+xml href="/{name}">'
    assert addresses(html.encode(encoding)) == [f"https://news.example/{name}"]


def test_an_address_is_that_of_a_feed_in_large_letters_and_with_a_sign_at_its_end_too():
    html = '<a href="/NEWS/RSS.XML">x</a><a href="/world/feed/">x</a><a href="/rss-feeds/about.pdf">x</a>'
    assert addresses(html) == ["https://news.example/NEWS/RSS.XML", "https://news.example/world/feed/"]


def test_a_page_of_endless_links_costs_little():
    html = "".join(f'<a href="/rss/{number}.xml">x</a>' for number in range(100_000))
    begun = time.thread_time()
    assert len(addresses(html)) == 100
    assert time.thread_time() - begun < 5


@pytest.mark.parametrize(
    "html",
    [
        lambda: "<a href=/feed><object>x" * 30_000,
        lambda: "".join(f"<a href=/feed/{number}><object>x" for number in range(100)) + "x" * 9_000_000,
        lambda: f"<base href='https://news.example/{'a' * 3_000_000}/'>" + "<a href=feed>" * 5_000,
        lambda: f"<base href='https://news.example/{'a' * 3_000_000}/'>" + "<link rel=feed href=feed>" * 5_000,
        lambda: "<div>" * 500_000 + "<a href=/feed>x",
        lambda: f"<p {' '.join(f'a{number}' for number in range(500_000))}><a href=/feed>x",
    ],
    ids=["nested", "nested-and-long", "long-base", "long-base-of-declared", "deep", "wide"],
)
def test_no_page_takes_long(html: Callable[[], str]) -> None:
    page = html()
    begun = time.thread_time()
    assert len(addresses(page)) in (1, 100)
    assert time.thread_time() - begun < 5


@given(st.text() | st.binary(), st.text())
def test_any_page_gives_web_addresses_or_nothing(html: str | bytes, base: str):
    for wrapped in (html, f"<a href='{html!r}'><base href='{base}'><link rel=feed href='{html!r}'>"):
        assert all(url.startswith(("http://", "https://")) for url in addresses(wrapped, base))


def test_guesses_try_the_edition_and_then_the_site():
    places = ["/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml"]
    assert guesses("https://news.example") == [f"https://news.example{place}" for place in places]
    assert guesses("https://news.example/2026/11/24/a-story?x=1#y") == [
        f"https://news.example{place}" for place in places
    ]
    assert guesses("https://news.example:8443/en/a-story")[:7] == [
        *(f"https://news.example:8443/en{place}" for place in places),
        "https://news.example:8443/feed",
    ]


@pytest.mark.parametrize("url", ["", "news.example", "ftp://news.example/", "javascript:x", "http://", "http://[x"])
def test_nothing_is_guessed_of_what_is_no_web_address(url: str):
    assert guesses(url) == []


@pytest.mark.parametrize(
    "body",
    [
        b"<rss version='2.0'><channel/></rss>",
        b'\xef\xbb\xbf\n <?xml version="1.0"?>\n<!-- a > b -->\n<?xsl x?><!DOCTYPE rss [<!ENTITY a "b">]>\n<rss>',
        b'<feed xmlns="http://www.w3.org/2005/Atom">',
        b'<atom:feed xmlns:atom="http://www.w3.org/2005/Atom">',
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">',
        '<?xml version="1.0" encoding="utf-16"?><rss/>'.encode("utf-16"),
        '<?xml version="1.0" encoding="utf-16"?><rss/>'.encode("utf-16-le"),
        b'{"items": [], "version": "https:\\/\\/jsonfeed.org\\/version\\/1.1"}',
        b'\n{"version": "https://jsonfeed.org/version/1.1"}',
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">',
        b'Notice: no tags in /srv/feed.php\n<?xml version="1.0"?>\n<!-- a -->\n<rss version="2.0"><channel/></rss>',
        b'<br />\n<b>Notice</b>: no tags on line <b>7</b><br />\n<feed xmlns="http://www.w3.org/2005/Atom">',
        b'Notice: no tags in /srv/feed.php on line 7\n{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        b'<br />\n<b>Notice</b>: no tags on line <b>7</b><br />\n{"version": "https://jsonfeed.org/version/1.1"}',
        b'[01-Dec-2026 10:00:00 UTC] PHP Notice: no tags\n{"version": "https://jsonfeed.org/version/1.1"}',
    ],
)
def test_feeds_look_like_feeds(body: bytes):
    assert looks_like_feed(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<!DOCTYPE html><html><body><rss>",
        b"<html><head><link type='application/rss+xml'>",
        b"The first element is <rss> or <feed>, as in <rss version='2.0'>.",
        b"<b>News</b><p>of <rss version='2.0'>",
        b"<blockquote><rss version='2.0'>",
        b'{"title": "<rss version=\'2.0\'>"}',
        b'[{"about": "https://jsonfeed.org/version/1.1"}]',
        b"Of JSON feeds it is told at https://jsonfeed.org/version/1.1 .",
        b'<script>var feed = {"version": "https://jsonfeed.org/version/1.1"}</script>',
        b'const version = {version: "https://jsonfeed.org/version/1.1"};',
        b'<rdf:RDF xmlns:foaf="http://xmlns.com/foaf/0.1/">',
        b"<feedback>",
        b"<rss",
        b"<opml version='2.0'>",
        b'<?xml version="1.0"?><urlset>',
        b'{"feed": []}',
        b"rss",
        b"<!--" * 5000,
        b"\x00\xff" * 100,
    ],
)
def test_other_things_do_not(body: bytes):
    assert not looks_like_feed(body)


def test_every_sample_feed_looks_like_one():
    samples = [path for path in (SHARED / "feeds").glob("*-*") if path.suffix in (".xml", ".json")]
    if not samples:
        pytest.skip(f"there are no sample feeds in {SHARED / 'feeds'}")
    assert [path.name for path in samples if not looks_like_feed(path.read_bytes())] == []


def test_a_cut_in_the_middle_of_a_letter_does_not_matter():
    assert looks_like_feed(b"<rss>" + "ข่าว".encode() * 5000)


@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer(body: bytes):
    assert looks_like_feed(body) in (True, False)
