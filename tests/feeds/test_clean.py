"""What the markup of a text says of places in it goes along with the entry: as much as anybody reads, and harmless."""

import json
import time
import tracemalloc

import pytest

from monitor import text
from monitor.feeds import clean, jsonfeed
from monitor.feeds.parse import parse
from monitor.model import Entry, Place
from tests.feeds.hostile import item, rss

NOW = 1_795_000_000
URL = "https://news.example/feed"


def links(html: str, base: str = "https://news.example/1") -> list[tuple[str, str]]:
    """The words and the addresses of the links of a text."""
    return shown(clean.told(Entry("k", "T", link=base), text.page(html), text.Page(""), base))


def shown(entry: Entry) -> list[tuple[str, str]]:
    return [(entry.summary[one.start : one.end], one.address) for one in entry.places if one.kind == "link"]


def test_links_are_absolute_from_where_the_entry_is() -> None:
    assert links("<a href='/a'>x</a> <a href='?b'>y</a> <a href='https://b.example/'>z</a>") == [
        ("x", "https://news.example/a"), ("y", "https://news.example/1?b"), ("z", "https://b.example/"),
    ]  # fmt: skip
    assert links("<a href='/a'>x</a> <a href='https://b.example/'>z</a>", base="") == [("z", "https://b.example/")]


def test_names_are_read_as_programs_hold_them() -> None:
    given = (
        "Q&amp;amp;A",
        "<![CDATA[Fish &amp; Chips]]>",
        "Caf&amp;eacute;",
        "it&amp;#8217;s",
        "AT&amp;T",
        "a &lt; b &amp;#27;[2J",
    )
    creator = "<dc:creator><![CDATA[Tom &amp; Jerry]]></dc:creator>"
    body = rss(item(1, more=creator + "".join(f"<category>{one}</category>" for one in given)))
    body = body.replace("<rss", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/"')
    for slow in (False, True):
        (found,) = parse(body.encode(), URL, "", NOW, slow=slow).found
        assert found.entry.categories == ("Q&A", "Fish & Chips", "Café", "it’s", "AT&T", "a < b [2J")
        assert found.entry.author == "Tom & Jerry"


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "file:///etc/passwd",
     "mailto:a@b.example", "", "#top", "http://", "http://[", "vbscript:x", "\x1bhttp:",
     "https://b.example/" + "x" * 2_000],
)  # fmt: skip
def test_what_leads_nowhere_is_no_link(target: str) -> None:
    assert links(f"<p>a <a href='{target}'>b</a></p>") == []


def test_what_reorders_or_acts_goes_out_of_an_address() -> None:
    ((_, address),) = links("<a href='https://b.example/\u202egpj.exe\x1b[2J\u2066'>x</a>")
    assert address == "https://b.example/gpj.exe[2J"


def test_of_links_without_number_the_first_are_kept() -> None:
    found = links("".join(f"<a href='/{n}'>l{n}</a> <h2>x</h2>" for n in range(10_000)))
    assert found[0] == ("l0", "https://news.example/0")
    assert len(found) == 200
    page = text.page("<ul>" + "<li>x" * 10_000 + "</ul>")
    assert len(clean.placed(page, page, "")) == 500


def test_a_link_over_all_of_the_text_is_one_link() -> None:
    assert links("<a href='/a'><p>one</p><p>two</p></a>")[0][1] == "https://news.example/a"
    assert links("<a href='/a'>one <b>two</b></a>") == [("one two", "https://news.example/a")]


def test_a_feed_gives_its_places_by_either_way_to_read_it_and_json_too() -> None:
    html = "<h2>Raid</h2><p>in <a href='/a'>town</a></p>"
    wanted = (Place("summary", 0, 4, "heading"), Place("summary", 9, 13, "link", "https://news.example/a"))
    body = rss(item(1, more=f"<description><![CDATA[{html}]]></description>")).encode()
    for slow in (False, True):
        (found,) = parse(body, URL, "text/xml", NOW, slow=slow).found
        assert (found.entry.summary, found.entry.places) == ("Raid\n\nin town", wanted)
    document = (
        '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "url": "/1", "content_html": "%s"}]}'
    )
    (found,) = jsonfeed.parse(document % html, URL, NOW).found
    assert found.entry.places == wanted


@pytest.mark.parametrize(
    ("feed", "content", "address"),
    [
        ("", "", "https://news.example/2026/b"),
        ("https://base.example/blog/", "", "https://base.example/blog/b"),
        ("", "https://base.example/x/", "https://base.example/x/b"),
        ("https://base.example/blog/", "x/", "https://base.example/blog/x/b"),
    ],
)
def test_links_of_a_text_start_at_the_base_that_its_feed_names(feed: str, content: str, address: str) -> None:
    html = "&lt;a href='b'&gt;Raid&lt;/a&gt;"
    outer, inner = (f"xml:base='{base}'" if base else "" for base in (feed, content))
    entry = f"<id>1</id><link href='https://news.example/2026/a'/><content type='html' {inner}>{html}</content>"
    document = f"<feed xmlns='http://www.w3.org/2005/Atom' {outer}><entry>{entry}</entry></feed>"
    (found,) = parse(document.encode(), URL, "", NOW).found
    assert shown(found.entry) == [("Raid", address)]


def test_without_a_link_of_its_own_an_entry_has_those_of_its_text_where_its_feed_is() -> None:
    rss_feed = rss("<item><title>A</title><description>&lt;a href='b'&gt;Raid&lt;/a&gt;</description></item>")
    json_feed = """{"version": "https://jsonfeed.org/version/1", "items": [{"content_html": "<a href='b'>Raid</a>"}]}"""
    for document in (rss_feed, json_feed):
        (found,) = parse(document.encode(), URL, "", NOW).found
        assert shown(found.entry) == [("Raid", "https://news.example/b")]


def test_a_content_that_is_the_summary_has_its_places_there() -> None:
    page = text.page("<p><a href='/a'>one</a></p>")
    for summary in (page, text.Page("")):
        entry = clean.told(Entry("k", "T"), summary, page, URL)
        assert [place.field for place in entry.places] == ["summary"]


def test_links_say_nothing_about_whether_an_entry_is_the_same() -> None:
    one, other = (
        clean.told(Entry("k", "T"), text.page(f"<p><a href='/{way}'>a</a>"), text.Page(""), URL) for way in "ab"
    )
    assert one == other and hash(one) == hash(other)
    assert one.places != other.places


@pytest.mark.parametrize(
    "before",
    [
        "<img alt='a' src='data:image/png;base64," + "iVBORw0KGgo=" * 120_000 + "'/>",
        "<p " + " ".join(f"a{n}='1'" for n in range(120_000)) + ">",
        "<p>" + ("<img srcset='" + "data:image/gif;base64,R0lG " * 20_000 + "'>") * 3,
    ],
)
def test_a_tag_of_any_length_takes_no_room_from_the_text_behind_it(before: str) -> None:
    markup = f"{before} The <b>story</b>"
    body = rss(item(1, more=f"<description><![CDATA[{markup}]]></description>")).encode()
    written = json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_html": markup}]}
    ).encode()
    for feed, slow in ((body, False), (body, True), (written, False)):
        (found,) = parse(feed, URL, "", NOW, slow=slow).found
        assert (found.entry.summary or found.entry.content).endswith("The story")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Raid<script>track(1)</script> in town", "Raid in town"),
        ("<style type='text/css'>p{}</style>Raid", "Raid"),
        ("Raid<!-- desk: check --> in town", "Raid in town"),
        ("How to use the <script> tag", "How to use the <script> tag"),
        ("Of <script> and </script>", "Of <script> and </script>"),
        ("Is 1 <!-- 2", "Is 1 <!-- 2"),
    ],
)
def test_a_title_shows_what_it_says_of_tags_and_no_program(given: str, shown: str) -> None:
    assert parse(rss(item(1, f"<![CDATA[{given}]]>")).encode(), URL, "", NOW).found[0].entry.title == shown


@pytest.mark.parametrize("flood", ["<script>", "<script>(", "<!--", "<!--" + "-" * 40, "<script ", "<style>(</style"])
def test_what_looks_like_a_program_holds_nothing_up(flood: str) -> None:
    start = time.thread_time()
    clean.body(flood * (400_000 // len(flood)), html=False)
    assert time.thread_time() - start < 5


def test_a_tag_of_attributes_without_number_holds_nothing_up() -> None:
    flood = f"<p {' '.join(f'a{number}=1' for number in range(95_000))}>x</p>y"
    started = time.thread_time()
    assert clean.body(flood).text == "x\n\ny"
    assert time.thread_time() - started < 2


@pytest.mark.parametrize(
    ("given", "name"),
    [
        *(("Ma Ei<br />", "Ma Ei"), ('<img src="x"> Ma Ei', "Ma Ei"), ("<i>Ma</i> Ei", "Ma Ei")),
        *(("Ann <a@b.example>", "Ann <a@b.example>"), ("R&D <lab>", "R&D <lab>"), ("a < b", "a < b")),
    ],
)
def test_a_name_comes_out_of_its_markup(given: str, name: str) -> None:
    assert clean.name(given) == name


def test_of_labels_without_number_the_first_are_kept_each_once() -> None:
    assert clean.names([*("a", "A ", "", " a", None), *map(str, range(100))])[:4] == ("a", "A", "0", "1")
    assert len(clean.names(map(str, range(100)))) == 50
    assert clean.name("a" * 199 + " b") == "a" * 199


def test_a_size_is_a_number_of_bytes() -> None:
    given = [" 9 ", 9, 5e6, "9.5", 9.5, "-9", "١", 1e300, float("inf"), None, "9" * 16]
    assert [*map(clean.length, given)] == [9, 9, 5_000_000] + [None] * 8


def test_a_language_is_the_first_that_is_one_in_small_letters() -> None:
    assert clean.language(None, "und", "mul", "MIS-x", "zxx", "english", " MY-mm", "en") == "my"


def test_long_tags_without_end_hold_nothing_up() -> None:
    started = time.thread_time()
    for flood in (
        "<a " * 1_000_000,
        "<a" * 1_000_000,
        "<" + "a" * 2_000_000,
        "<a " + "b " * 1_000_000,
        "<a >" * 600_000,
    ):
        assert len(clean.cut(flood)) == clean.MAX_FIELD
    assert time.thread_time() - started < 2


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Police raid <br /> 14 held", "Police raid 14 held"),
        ("<ruby>詐欺<rp>(</rp><rt>さぎ</rt><rp>)</rp></ruby>の拠点", "詐欺(さぎ)の拠点"),
        ("<mark>scam</mark> hub, super<wbr>long, <nobr>A B</nobr>", "scam hub, superlong, A B"),
        ("How the <br> tag and the <mark> element work", "How the <br> tag and the <mark> element work"),
        ("<b>Raid", "Raid"),
        ("<p>only", "only"),
        ('<a href="x">Raid', "Raid"),
        ('Won <g-emoji class="x">🎉</g-emoji>', "Won 🎉"),
        ("<o:p></o:p>Raid<iframe src='x'></iframe>", "Raid"),
        ("<button> is back, a<b and c>d", "<button> is back, a<b and c>d"),
        ("Use <a href=…>, says <me@a.example>", "Use <a href=…>, says <me@a.example>"),
    ],
)
def test_a_title_that_says_it_is_plain_is_told_without_its_markup(title: str, shown: str) -> None:
    assert clean.title(title, html=False) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("It&#8217;s AT&amp;T", "It’s AT&T"),
        ("Raid &ndash; 14 held &#x2026;", "Raid – 14 held …"),
        ("Caf&eacute; &lt;b&gt;", "Café <b>"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("AT&amp;T, R&amp;D", "AT&T, R&D"),
        ("पुलिस &amp; सेना", "पुलिस & सेना"),
        ("Raid on Shwe&nbsp;Kokko", "Raid on Shwe Kokko"),
        ("«&nbsp;Fraude&nbsp;» : 30&nbsp;% de plus", "« Fraude » : 30 % de plus"),
        ("Место:&nbsp;&nbsp;Мьявади", "Место: Мьявади"),
        ("Freed.&nbsp; All went home.", "Freed. All went home."),
        # Of these nobody knows whether they are escaped or spoken of.
        ("Write &lt;b&gt; as &amp;lt;", "Write &lt;b&gt; as &amp;lt;"),
        ("Write &amp; as <, a &amp; b", "Write &amp; as <, a &amp; b"),
        ("a &amp;lt; b", "a &amp;lt; b"),
        ("&amp; is a sign", "&amp; is a sign"),
        ("R&D, A&B; &c.", "R&D, A&B; &c."),
        ("How to write &nbsp; and '&nbsp;'", "How to write &nbsp; and '&nbsp;'"),
        ("Write a&nbsp;b as &lt;b&gt;", "Write a&nbsp;b as &lt;b&gt;"),
        ("a&#27;[2J&#8238;b", "a[2Jb"),
    ],
)
def test_a_plain_text_that_was_escaped_by_fault_is_unescaped_once(given: str, shown: str) -> None:
    assert clean.title(given, html=False) == clean.body(given, html=False).text == shown


@pytest.mark.parametrize("head", ["", " xml:base='https://news.example/'"], ids=["by expat", "by feedparser"])
def test_of_a_text_without_end_a_feed_gives_no_more_than_is_read(head: str) -> None:
    flood = "https://news.example/" + "a" * 5_000_000
    document = rss(f"<item><title>Raid</title><link>{flood}</link><description>{flood}</description></item>")
    body = document.replace("<channel>", f"<channel{head}>").encode()
    tracemalloc.start()
    try:
        (found,) = parse(body, URL, "", NOW).found
        assert tracemalloc.get_traced_memory()[1] < 5.5 * len(body)
    finally:
        tracemalloc.stop()
    assert found.entry.summary == flood[: clean.MAX_FIELD]


def test_nor_does_one_of_json() -> None:
    flood = "a" * 10_000_000
    items = [{"id": "1", "content_text": flood}]
    document = json.dumps({"version": "https://jsonfeed.org/version/1", "items": items})
    tracemalloc.start()
    try:
        (found,) = jsonfeed.parse(document, URL, NOW).found
        assert tracemalloc.get_traced_memory()[1] < 2 * len(document)
    finally:
        tracemalloc.stop()
    assert found.entry.summary == flood[: clean.MAX_FIELD]
