"""Whatever bytes and whatever markup come, they are read or it is told why not: nothing is raised, nothing hangs."""

import signal
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import text
from monitor.feeds import balance, charset, fastparse, jsonfeed, parse, repair
from monitor.feeds.body import Body
from monitor.feeds.unpack import Unpackable, Unpacker
from monitor.matching import furniture
from monitor.model import Parsed
from tests.feeds.hostile import item, rss

URL, NOW = "https://news.example/feed", 1_795_000_000
GENEROUS = 20
"""Seconds in which anything so small has been read for long, also where the machine has much else to do."""

NAMES = (
    "rss channel item feed entry title link guid id description summary content author name category pubDate".split()
)
TAGS = [f"<{slash}{name}>" for name in NAMES for slash in ("", "/")]
ODD_TAGS = (
    "<rss version='2.0'> <feed xmlns='http://www.w3.org/2005/Atom'> <rdf:RDF> </rdf:RDF> <dc:creator> <media:title> <a "
    "<content:encoded> <link/> <link href='x'/> <guid isPermaLink='false'> <x:y:z> <:> < > <> </> <!x> <1> <title"
).split(" ")
MARKS = (
    "<?xml version='1.0'?>|<?xml encoding='koi8-r'?>|<?x?>|<?|?>|<!--|-->|--|<![CDATA[|]]>|]|<!DOCTYPE rss|"
    "<!doctype html>|[<!ENTITY a 'b'>]>|[|<!ENTITY a '&a;&a;'>|<!ATTLIST|&a;|&amp;|&lt;|&gt;|&nbsp;|&eacute|&|&#|&#0;|"
    "&#27;|&#x202e;|&#xD800;|&#99999999999;|&#x;|;|\"|'|=|/|\\|"
).split("|")
LETTERS = [
    "\0",
    "\x1b[2J",
    "\x9b",
    "\u202e",
    "\ud800",
    "\ufeff",
    "\uffff",
    "\U000e0041",
    "e\u0301" * 9,
    "诈骗",
    "ไทย",
    "မြ",
]
VALUES = [
    " ",
    "\n",
    "\t",
    "Tue, 03 Nov 2026 10:00:00 GMT",
    "2026/19/99",
    "a@b.example",
    "http://[",
    "javascript:1",
    "1",
]
JSON = [
    '{"version":"https://jsonfeed.org/version/1"',
    '"items":[',
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"id":',
    "null",
    "1e999",
    "\\u",
]
PIECES = st.sampled_from([*TAGS, *ODD_TAGS, *MARKS, *LETTERS, *VALUES, *JSON])
SOUP = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)
FEEDS = st.lists(SOUP, max_size=3).map(lambda soups: rss("".join(item(n, soup, soup) for n, soup in enumerate(soups))))
CHARSETS = st.sampled_from("utf-8 utf-16 utf-16-le utf-32 koi8-r gb18030 shift_jis iso2022_jp cp874 utf-7".split())
BYTES = st.one_of(
    st.binary(max_size=300),
    st.builds(lambda soup, codec: soup.encode(codec, "replace"), SOUP | FEEDS, CHARSETS),
    st.builds(
        lambda soup, start, rest: soup.encode("utf-8", "replace")[start:] + rest, FEEDS, st.integers(0, 60), st.binary()
    ),
)
TYPES = st.sampled_from(
    ["", "text/xml; charset=utf-8", "text/html;charset=koi8-r", "charset=utf-16", "application/json", ";"]
)


@contextmanager
def in_time() -> Iterator[None]:
    """Fail what takes longer than anything so small may take."""

    def fail(*_: object) -> None:
        pytest.fail(f"it hangs for {GENEROUS} s")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(GENEROUS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def is_harmless(shown: str, allowed: str = "") -> bool:
    return not any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in allowed for letter in shown)


def is_told(parsed: Parsed) -> bool:
    """Whether there is anything to be said of what was read, and all of it can be shown."""
    lines = [parsed.title, parsed.site, parsed.lang, parsed.error, parsed.doubt]
    for entry in (one.entry for one in parsed.found):
        lines += [entry.key, entry.title, entry.guid, entry.link, entry.author, entry.lang, *entry.categories]
        if not is_harmless(entry.summary + entry.content, "\n"):
            return False
    return all(map(is_harmless, lines)) and "Error" not in parsed.error


@settings(max_examples=300)
@given(BYTES, TYPES)
def test_whatever_bytes_come_are_read_or_told_and_the_fast_path_reads_them_as_feedparser_does(
    body: bytes, content_type: str
) -> None:
    with in_time():
        parsed = parse.parse(body, URL, content_type, NOW)
        assert is_told(parsed)
        assert parsed.doubt == ""
        if parsed.fast:
            assert replace(parsed, fast=False) == parse.parse(body, URL, content_type, NOW, slow=True)


@settings(max_examples=300)
@given(SOUP | FEEDS)
def test_whatever_markup_comes_is_mended_into_text_that_can_be_parsed_or_not(document: str) -> None:
    with in_time():
        shorter, left = repair.shortened(document, 2)
        assert left >= 0 and len(shorter) <= len(document)
        mended = repair.repaired(shorter)
        assert repair.problem(balance.balanced(mended)[0]) is None
        fastparse.parse(mended)


@settings(max_examples=200)
@given(SOUP)
def test_whatever_json_comes_is_read_or_told(document: str) -> None:
    with in_time():
        assert is_told(jsonfeed.parse("{" + document, URL, NOW))
        assert is_told(jsonfeed.parse('{"version":"https://jsonfeed.org/version/1","items":[' + document, URL, NOW))


@settings(max_examples=300)
@given(
    st.binary(max_size=200),
    st.sampled_from(["", "gzip", "deflate", "br", "zstd", "gzip, br", "odd"]),
    st.integers(1, 50),
)
def test_whatever_is_packed_comes_out_or_is_told(data: bytes, encoding: str, size: int) -> None:
    with in_time():
        try:
            unpacker = Unpacker(encoding, 10_000, Body())
            for start in range(0, len(data), size):
                unpacker.feed(data[start : start + size])
            unpacker.end()
        except Unpackable as problem:
            assert str(problem).startswith("it ")


@settings(max_examples=300)
@given(BYTES, TYPES)
def test_whatever_bytes_come_are_letters(body: bytes, content_type: str) -> None:
    with in_time():
        charset.decode(body, content_type).encode("utf-8", "surrogatepass")


HTML = st.sampled_from(
    (
        "<p> </p> <div> </div> <b> <i> <table> <tr> <td> <li> <ul> <pre> <select> <option> <svg> <math> <script> "
        "</script> <style> <textarea> <template> <noscript> <frameset> <plaintext> <a class='share' href=x> </a> "
        "<!-- --> <![CDATA[ <h2>Related</h2> <section class='related-posts'> </section> <aside id='newsletter'> "
        "</aside> <br/> &nbsp; &lt;p&gt; &amp;lt;b&amp;gt;"
    ).split(" ")
)


@settings(max_examples=300)
@given(st.lists(HTML | PIECES | st.text(max_size=5), max_size=40).map("".join))
def test_whatever_comes_to_the_gate_goes_on_as_harmless_text_with_its_places_in_it(soup: str) -> None:
    with in_time():
        page = text.page(soup, furniture.kind_of)
        assert is_harmless(page.text, "\n") and is_harmless(text.html(soup), "\n")
        assert is_harmless(text.line(soup)) and is_harmless(text.block(soup), "\n")
        places = [*page.links, *((start, end) for start, end, _ in (*page.furniture, *page.blocks))]
        assert all(0 <= start < end <= len(page.text) for start, end in places)
