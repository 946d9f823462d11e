"""What feedparser would lose of a feed is kept, and found alike by either way of reading it."""

import time
import tracemalloc
from collections.abc import Iterable
from itertools import combinations, permutations
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds import dialects, slowparse
from monitor.feeds.parse import parse
from monitor.feeds.people import person
from monitor.feeds.repair import repaired
from monitor.model import Entry
from tests.feeds.hostile import GOOD, item, rss

NOW = 1_795_000_000
URL = "https://news.example/feeds/all.xml"
STORY, WHOLE = "<description>The story</description>", "<content:encoded>Reuters</content:encoded>"
CAPTION = "A gate (AP)"
BESIDE = (
    f"<media:description>{CAPTION}</media:description>",
    f"<media:content url='u'><media:description>{CAPTION} 2</media:description></media:content>",
    "<itunes:summary>Abridged</itunes:summary>",
    "<itunes:subtitle>Sub</itunes:subtitle>",
    "<dc:description>By a librarian</dc:description>",
    "<atom:summary>Of a summary</atom:summary>",
)


def both_ways(items: Iterable[Iterable[str]], base: str = "") -> list[Entry]:
    """The entries of a feed whose items hold these elements, which both ways of reading it must find alike."""
    bodies = "".join(f"<item><title>{number}</title>{''.join(item)}</item>" for number, item in enumerate(items))
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:yandex="http://news.yandex.ru" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
        'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:turbo="http://turbo.yandex.ru"'
    )
    body = rss(bodies).replace('version="2.0"', f'version="2.0" {spaces} {base}').encode()
    fast, slow = (parse(body, URL, "", NOW, slow=slow) for slow in (False, True))
    assert fast.fast is not bool(base) and fast.found == slow.found
    return [found.entry for found in fast.found]


def test_the_description_is_the_summary_wherever_it_stands_and_whatever_stands_beside_it() -> None:
    orders = [order for two in combinations(BESIDE, 2) for order in permutations((STORY, WHOLE, *two))]
    for order, entry in zip(orders, both_ways(orders), strict=True):
        assert (entry.summary, entry.content) == ("The story", "Reuters"), order


def test_a_caption_or_an_abridgement_is_the_summary_only_where_there_is_no_description() -> None:
    orders = [*permutations((STORY, BESIDE[0], BESIDE[2]))]
    assert {(entry.summary, entry.content) for entry in both_ways(orders)} == {("The story", "")}
    for ranked in ((*BESIDE[3:1:-1], BESIDE[4]), (BESIDE[3], BESIDE[1], WHOLE)):
        best = "By a librarian" if BESIDE[4] in ranked else f"{CAPTION} 2"
        rest = "Reuters" if WHOLE in ranked else ""
        assert {(one.summary, one.content) for one in both_ways(permutations(ranked))} == {(best, rest)}
    image = "<description>&lt;img src='u'/&gt;</description>"
    assert {one.summary for one in both_ways(permutations((image, BESIDE[2])))} == {"Abridged"}
    alone = both_ways([(BESIDE[3],), (BESIDE[1],), (WHOLE,)])
    assert [one.summary for one in alone] == ["Sub", f"{CAPTION} 2", "Reuters"]


def test_of_two_texts_of_its_own_an_entry_without_content_loses_neither() -> None:
    two = ("<description>One</description><description>Two</description>", f"{BESIDE[5]}<description>One</description>")
    one, other = both_ways((each,) for each in two)
    assert (one.summary, one.content) == ("One", "Two")
    assert (other.summary, other.content) == ("One", "Of a summary")
    (alone,) = both_ways([("<description>One</description><summary/>",)])
    assert (alone.summary, alone.content) == ("One", "")


def test_the_longest_of_several_texts_is_the_entrys_and_another_what_it_comes_to() -> None:
    long = "<description>A gate, and who went through it</description>"
    assert {(one.summary, one.content) for one in both_ways(permutations((long, "<summary>A gate</summary>")))} == {
        ("A gate", "A gate, and who went through it")
    }


@pytest.mark.parametrize(
    "whole",
    [
        "<yandex:full-text>Кратко.\n\nИ полностью.</yandex:full-text>",
        "<turbo:content><![CDATA[<p>Кратко.</p><p>И полностью.</p>]]></turbo:content>",
    ],
)
def test_the_whole_text_that_a_paper_gives_a_search_engine_is_read(whole: str) -> None:
    orders = permutations(("<description>Кратко.</description>", whole))
    assert {(one.summary, one.content) for one in both_ways(orders)} == {("Кратко.", "Кратко.\n\nИ полностью.")}


TURBO = (
    "<turbo:content><![CDATA[<header><h1>Пожар</h1><menu><a href='/s'>Спорт</a>\n<a href='/p'>Политика</a></menu>"
    "</header><p>Сгорел склад.</p><button>Позвонить</button>]]></turbo:content>"
)


@pytest.mark.parametrize(
    "own",
    [
        "<content:encoded><![CDATA[<p>Сгорел склад.</p>]]></content:encoded>",
        "<yandex:full-text>Сгорел склад.</yandex:full-text>",
    ],
)
def test_the_page_for_a_search_engine_is_nothing_beside_a_text_without_its_buttons(own: str) -> None:
    assert {(one.summary, one.content) for one in both_ways(permutations((own, TURBO)))} == {("Сгорел склад.", "")}


@pytest.mark.parametrize("own", ["", "<content:encoded><![CDATA[<img src='/a.png'>]]></content:encoded>"])
def test_the_menu_of_a_page_for_a_search_engine_is_no_text_of_its_entry(own: str) -> None:
    for one in both_ways(permutations((own, TURBO))):
        assert "Сгорел склад." in one.summary
        assert [one.summary[part.start : part.end] for part in one.dropped] == ["Спорт Политика"]


@pytest.mark.parametrize(
    ("html", "best"), [("A gate", "A gate, and who came in"), ("A gate, and who", "A gate, and who")]
)
def test_of_two_contents_that_in_html_is_an_entry_s_unless_the_other_says_much_more(html: str, best: str) -> None:
    two = (
        f"<content:encoded>&lt;p&gt;{html}</content:encoded>",
        "<yandex:full-text>A gate, and who came in</yandex:full-text>",
    )
    assert {one.content or one.summary for one in both_ways(permutations(two))} == {best}


@pytest.mark.parametrize("empty", ["", "&lt;figure&gt;&lt;img src='u'/&gt;&lt;/figure&gt;"])
def test_a_content_that_says_nothing_takes_the_place_of_no_other_text(empty: str) -> None:
    nothing, brief = f"<content:encoded>{empty}</content:encoded>", "<description>A gate</description>"
    for whole in ("<yandex:full-text>A gate, and who</yandex:full-text>", "<summary>A gate, and who</summary>"):
        found = both_ways(permutations((nothing, brief, whole)))
        assert {(one.summary, one.content) for one in found} == {("A gate", "A gate, and who")}, whole


@pytest.mark.parametrize(("kind", "told"), [("htm", "a &lt; b"), (" html ", "a < b"), ("image/png", "")])
def test_a_content_whose_type_is_none_is_a_text_and_a_picture_is_none(kind: str, told: str) -> None:
    entry = f"<entry><id>1</id><title>t</title><content type='{kind}'>a &amp;lt; b</content></entry>"
    (found,) = parse(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>".encode(), URL, "", NOW).found
    assert found.entry.summary == told


@pytest.mark.parametrize("kind", ["cdata", "CDATA", "string", "htm", "escaped", "htm' mode='escaped"])
def test_a_text_with_a_slip_in_its_type_keeps_its_letters(kind: str) -> None:
    entry = f"<item><title type='{kind}'>Полиция</title><description type='{kind}'>Рейд</description></item>"
    (found,) = parse(rss(entry).encode(), URL, "", NOW).found
    assert (found.entry.title, found.entry.summary) == ("Полиция", "Рейд")


ALTERNATE = '<atom:link rel="alternate" type="text/html" hreflang="fr" href="https://news.example/fr/1"/>'


@pytest.mark.parametrize("beside", [ALTERNATE, ALTERNATE.replace('rel="alternate" ', ""), ALTERNATE * 2])
def test_the_link_of_an_item_is_that_of_rss_whatever_pages_stand_beside_it(beside: str) -> None:
    link = "<link>https://news.example/1</link>"
    orders = [(link, beside), (beside, link), (beside, link, beside)]
    assert {entry.link for entry in both_ways(orders)} == {"https://news.example/1"}
    assert {entry.link for entry in both_ways([(beside,), ("<link/>", beside)])} == {"https://news.example/fr/1"}
    assert parse(rss(item(1) + beside).encode(), URL, "", NOW).site == "https://news.example/"


DATED = {
    "<pubDate>Tue, 03 Nov 2026 10:00:00 GMT</pubDate>": 3,
    "<dc:date>2026-11-04T10:00:00Z</dc:date>": 4,
    "<dcterms:created>2026-11-05T10:00:00Z</dcterms:created>": 5,
    "<dcterms:modified>2026-11-06T10:00:00Z</dcterms:modified>": 6,
    "<atom:updated>2026-11-07T10:00:00Z</atom:updated>": 7,
}


def test_an_entry_is_of_the_day_on_which_it_was_published_wherever_that_of_a_change_stands() -> None:
    orders = [*permutations(DATED, 2)]
    for (one, other), entry in zip(orders, both_ways(orders), strict=True):
        first, second = sorted((DATED[one], DATED[other]))
        days = {first} if second < 6 or first < 6 else {6, 7}  # Of two changes the last one told.
        assert time.gmtime(entry.published or 0).tm_mday in days, (one, other)


def test_an_entry_without_a_title_has_that_of_its_podcast() -> None:
    spaces = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/"'
    pod, guid = "<itunes:title>A raid, Q&amp;A</itunes:title>", "<guid>1</guid>"
    for one, fast, told in (
        (pod, True, "A raid, Q&A"),
        (f"<title/>{pod}", True, "A raid, Q&A"),
        (f"{pod}<title>Own</title>", True, "Own"),
        (f"<media:group>{pod}</media:group>", False, ""),
        ("<itunes:title x='y'>A raid</itunes:title>", False, ""),
    ):
        body = rss(f"{pod}<item>{guid}{one}<description>d</description></item>").replace("<rss", f"<rss {spaces}")
        ways = [parse(body.encode(), URL, "", NOW, slow=slow) for slow in (False, True)]
        assert [way.found[0].entry.title for way in ways] == [told, told]
        assert ways[0].found == ways[1].found and ways[0].fast is fast


@pytest.mark.parametrize(
    ("given", "told"),
    [("It said that&#133;", "It said that…"), ("It said that&#x85; ", "It said that…"), ("voilÃ\xa0", "voilà")],
)
def test_what_looks_like_a_blank_at_the_end_of_a_text_and_is_none_stays(given: str, told: str) -> None:
    (found,) = both_ways(((f"<description>{given}</description><category>{given}</category>",),))
    assert (found.summary, found.categories) == (told, (told,))
    fast, slow = (parse(rss(item(1, given)).encode(), URL, "", NOW, slow=slow).found for slow in (False, True))
    assert fast == slow and fast[0].entry.title == told


# People


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("ann@news.example", "ann@news.example"),
        ("ann@paper.online (Ann Bee)", "Ann Bee"),
        ("Ann Bee &lt;ann@paper.media&gt;", "Ann Bee"),
        ("Ann Bee (Paris) ann@paper.co.uk", "Ann Bee (Paris)"),
        ("Анна ann@xn--80a.xn--p1ai", "Анна"),
        ("editor@daily.agency", "editor@daily.agency"),
        ("editor@[10.0.0.1], ", "editor@[10.0.0.1],"),
        ("ann@a.com, bob@b.com", "ann@a.com, bob@b.com"),
        ("ann@a.com (Ann), bob@b.photography (Bob)", "Ann, Bob"),
        ("Ann &lt;ann@a.com&gt;; bob@b.com", "Ann, bob@b.com"),
        ("Bee, Ann &lt;ann@paper.online&gt;", "Bee, Ann"),
        ("ann@paper.com (Ann (Reuters))", "Ann (Reuters)"),
        ("(Ann) ann@paper.com (Paris)", "(Ann) (Paris)"),
        ("ann@bücher.de (Ann)", "Ann"),
        ("ann@paper.com安", "安"),
        ("@ann", "@ann"),
        ("mailto:ann@paper.com", "ann@paper.com"),
        ("Ann Bee (mailto:ann@paper.com)", "Ann Bee"),
        ("MAILTO:ann@paper.com", "ann@paper.com"),
        ("mailto: ann@paper.com", "ann@paper.com"),
        ("ann@paper.com &lt;mailto:ann@paper.com&gt;", "ann@paper.com"),
        ("Ann Bee ann@paper.com &lt;mailto:ann@paper.com&gt;", "Ann Bee"),
        ("Mailto:ann@paper.com (Ann), mailto:bob@paper.com (Bob)", "Ann, Bob"),
        ("ann@a.com ( Ann ), , bob@b.com (Bob);", "Ann, Bob"),
        ("zoe@paper.com &lt;mailto:zoe@paper.com&gt; (Zoe", "Zoe"),
        ("Ann Bee (Paris), ann@paper.com", "Ann Bee (Paris)"),
        ("Bee, Ann; ann@paper.com", "Bee, Ann"),
        ("p.o'bee@paper.ie", "p.o'bee@paper.ie"),
        ("p.o'bee@paper.ie (Pat O'Bee)", "Pat O'Bee"),
        ("Pat O'Bee &lt;p.o'bee@paper.ie&gt;", "Pat O'Bee"),
        ("jörg@paper.de (Jörg)", "Jörg"),
        ("ann\uff20paper.com (Ann)", "Ann"),
        ("ann\uff20paper.com", "ann\uff20paper.com"),
    ],
)
def test_an_author_is_told_by_the_whole_name_whatever_the_address_beside_it(written: str, told: str) -> None:
    (one, other) = both_ways(((f"<author>{written}</author>",), (f"<dc:creator>{written}</dc:creator>",)))
    assert (one.author, other.author) == (told, told)


@pytest.mark.parametrize("piece", ["a", "a'", "é.'"])
def test_an_author_without_end_is_looked_through_once(piece: str) -> None:
    author = piece * 100_000
    assert person(author) == {"name": author}


# Bases


def atom(entries: str, more: str = "") -> list[Entry]:
    head = "<title>A feed</title><link href='https://news.example/'/>"
    body = f'<feed xmlns="http://www.w3.org/2005/Atom" {more}>{head}{entries}</feed>'
    return [found.entry for found in parse(body.encode(), URL, "", NOW).found]


def entry(number: int, link: str, more: str = "", attributes: str = "") -> str:
    return f"<entry {attributes}><id>urn:{number}</id><title>{number}</title><link href='{link}'/>{more}</entry>"


BASE = "xml:base='https://base.example/x/'"


@pytest.mark.parametrize("base", ["http://[YOUR-SITE]/", "http://[x", "javascript:x", "http://a.example:99999/", "//["])
@pytest.mark.parametrize("around", ["", "https://news.example/deep/"])
def test_a_base_that_is_no_address_is_none_and_costs_no_guid_and_no_link(base: str, around: str) -> None:
    first, second = entry(1, "https://x.example/1"), entry(2, "/2")
    inside = entry(1, "https://x.example/1", attributes=f"xml:base='{base}'")
    outer = f"xml:base='{around}'" if around else ""
    for found in (atom(first + second, f"xml:base='{base}'"), atom(inside + second, outer)):
        assert [one.guid for one in found] == ["urn:1", "urn:2"]
        assert [one.link for one in found] == ["https://x.example/1", "https://news.example/2"]


def test_thousands_of_bases_inside_each_other_are_no_more_than_an_address_together() -> None:
    inside = "<div xml:base='aaaaaaaaaaaaaaaaaaaa/'>" * 5_000 + "<a href='x'>Y</a>" + "</div>" * 5_000
    text = f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{inside}</div></content>"
    tracemalloc.start()
    try:
        found = atom(f"<entry><id>urn:1</id><link href='https://x.example/1'/>{text}</entry>{entry(2, '2')}")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [one.guid for one in found] == ["urn:1", "urn:2"] and found[0].summary == "Y"
    assert peak < 100_000_000


def test_a_formula_in_a_text_of_xhtml_stands_in_its_line() -> None:
    maths = "<math xmlns='http://www.w3.org/1998/Math/MathML'>{}</math>"
    energy = maths.format("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>")
    text = f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>It is {energy}.</div></content>"
    (one,) = atom(f"<entry><id>urn:1</id>{text}</entry>")
    assert one.summary == "It is E=mc²."


def test_a_date_of_words_without_number_takes_no_more_memory_than_a_text_of_them() -> None:
    flood = rss(
        item(1, "First", f"<pubDate>{'9a ' * 1_000_000}</pubDate>")
        + item(2, "Second", "<pubDate>Mon, 2 Nov 2026 10:00:00 GMT</pubDate>")
    ).encode()
    tracemalloc.start()
    try:
        found = parse(flood, "https://news.example/feed", "", 1_795_000_000).found
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [(one.entry.title, one.entry.published) for one in found] == [("First", None), ("Second", 1_793_613_600)]
    assert peak < 12 * len(flood)


def test_a_base_holds_for_its_entry_and_not_for_the_next() -> None:
    entries = entry(1, "1", attributes=BASE) + entry(2, "2") + entry(3, "/3")
    found = [one.link for one in atom(entries)]
    assert found == ["https://base.example/x/1", "https://news.example/feeds/2", "https://news.example/3"]
    found = [one.link for one in atom(entries, "xml:base='https://root.example/y/'")]
    assert found == ["https://base.example/x/1", "https://root.example/y/2", "https://root.example/3"]


@pytest.mark.parametrize(
    ("bases", "link"),
    [
        (("/blog/", "a/", ""), "https://news.example/blog/a/x"),
        (("", "a/", "b/"), "https://news.example/feeds/a/b/x"),
        (("../blog/", "", ""), "https://news.example/blog/x"),
        (("//b.example/blog/", "", "c/"), "https://b.example/blog/c/x"),
        (("https://b.example/blog/", "a/", "/c/"), "https://b.example/c/x"),
        ((" blog/ ", "http://[x", "c/"), "https://news.example/feeds/blog/c/x"),
    ],
)
def test_a_base_may_stand_under_another_and_the_outermost_under_the_feeds_address(
    bases: tuple[str, str, str], link: str
) -> None:
    feed, own, inner = (f"xml:base='{base}'" if base else "" for base in bases)
    (found,) = atom(f"<entry {own}><id>urn:1</id><title>1</title><link {inner} href='x'/></entry>", feed)
    assert found.link == link


@pytest.mark.parametrize("empty", ["", " ", "\n"])
def test_a_link_without_an_address_leads_no_more_to_its_base_than_it_does_without_one(empty: str) -> None:
    written = f"<entry><id>https://news.example/?p=7</id><title>7</title><link href='{empty}'/></entry>"
    text = f"<entry><title>8</title><content type='html' {BASE}>hi</content><link href='{empty}'/></entry>"
    for base in ("", BASE, "xml:base='https://news.example/wp-atom.php'"):
        assert [one.link for one in atom(written + text, base)] == ["https://news.example/?p=7", ""]
    files = rss(f"<item {BASE}><title>t</title><enclosure url='{empty}' type='audio/mpeg'/></item>")
    assert parse(files.encode(), URL, "", NOW).found[0].entry.enclosures == ()


@pytest.mark.parametrize("element", ["title", "summary", "content"])
def test_the_base_of_a_text_is_none_of_the_entrys_link(element: str) -> None:
    texts = [f"<{element} type='{kind}' {BASE}>hi</{element}>" for kind in ("html", "text")]
    texts.append(f"<{element} type='html' {BASE}><div>hi</div></{element}>")
    for text in texts:
        for one in atom(entry(1, "/1", text) + entry(2, "/2")):
            assert one.link == f"https://news.example/{one.guid[-1]}"
        own = atom(f"<entry xml:base='https://own.example/'><id>urn:1</id>{text}<link href='1'/></entry>")
        assert [one.link for one in own] == ["https://own.example/1"]


def test_enclosures_stand_under_the_base_of_their_entry() -> None:
    files = "<enclosure url='a.mp3'/><enclosure url='https://b.example/b.mp3'/><enclosure/>"
    body = rss(f"<item {BASE}><title>t</title><description>d</description>{files}</item>")
    (found,) = parse(body.encode(), URL, "", NOW).found
    assert [one.url for one in found.entry.enclosures] == ["https://base.example/x/a.mp3", "https://b.example/b.mp3"]


def test_an_address_that_cannot_be_joined_stays_as_it_is() -> None:
    body = rss("<item><title>t</title><guid>http://[YOUR-SITE]/1</guid></item>").replace("<rss", f"<rss {BASE}")
    assert [found.entry.guid for found in parse(body.encode(), URL, "", NOW).found] == ["http://[YOUR-SITE]/1"]


# Links


@pytest.mark.parametrize("base", ["", BASE])
@pytest.mark.parametrize(
    "guid", ["12345", "abc-1", "/2026/1", "news.example/1", "tag:news.example,2026:1", "httpsx", ""]
)
def test_a_guid_that_is_no_address_is_no_link(guid: str, base: str) -> None:
    for one in atom(f"<entry><id>{guid}</id><title>t</title></entry>", base):
        assert one.link == ""
    for link in ("", "<link>/1</link>"):
        for order in (f"<guid>{guid}</guid>{link}", f"{link}<guid>{guid}</guid>"):
            found = both_ways([(order,)], base)
            assert [one.link for one in found] == (
                [""] if not link else [f"https://{'base' if base else 'news'}.example/1"]
            )


def test_a_guid_that_is_an_address_is_a_link_where_there_is_no_other() -> None:
    guid, link = "<guid> HTTPS://g.example/1</guid>", "<link>https://l.example/1</link>"
    found = both_ways(
        [(guid,), (guid, link), (link, guid), ("<guid>7</guid>", "<atom:id>http://g.example/1</atom:id>")]
    )
    assert [one.link[:19].lower() for one in found] == ["https://g.example/1"] + ["https://l.example/1"] * 2 + [
        "http://g.example/1"
    ]


@pytest.mark.parametrize("empty", ["<link/>", "<link> </link>", "<link></link><link/>"])
def test_a_link_that_is_empty_is_none_beside_a_guid_that_is_an_address(empty: str) -> None:
    guid, other = "<guid>https://x.example/g</guid>", "<guid isPermaLink='false'>https://x.example/g</guid>"
    items = ((empty, guid), (guid, empty), (empty, guid, "<link>/1</link>"), (empty, other), (empty, "<guid>g</guid>"))
    links = ["https://x.example/g", "https://x.example/g", "https://news.example/1", "", ""]
    assert [one.link for one in both_ways(items)] == links


@pytest.mark.parametrize("empty", ["<guid/>", "<guid> </guid>", "<guid isPermaLink='false'></guid>"])
def test_a_guid_that_is_empty_takes_nothing_from_one_that_is_none(empty: str) -> None:
    guid = "<guid isPermaLink='false'>7</guid>"
    assert [one.guid for one in both_ways([(guid, empty), (empty, guid), (empty,)])] == ["7", "7", ""]


def test_the_id_of_a_feed_is_not_its_site() -> None:
    body = b"<feed xmlns='http://www.w3.org/2005/Atom'><id>12345</id><title>t</title></feed>"
    assert [parse(body, URL, "", NOW, slow=slow).site for slow in (False, True)] == ["", ""]


@pytest.mark.parametrize("relation", [" alternate ", "alternate\nshortlink", "bookmark alternate"])
def test_a_link_of_several_relations_is_an_entry_s_page_where_that_is_one_of_them(relation: str) -> None:
    links = f"<link rel='{relation}' href='/1'/><link rel=' enclosure ' href='/1.mp3'/>"
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>t</title>{links}</entry></feed>".encode()
    for slow in (False, True):
        (found,) = parse(body, URL, "", NOW, slow=slow).found
        assert found.entry.link == "https://news.example/1"
        assert [one.url for one in found.entry.enclosures] == ["https://news.example/1.mp3"]


@pytest.mark.parametrize(
    "relation", ["alternate stylesheet", "stylesheet alternate", "alternate-print", "no-alternate"]
)
def test_what_an_entry_has_beside_its_page_as_a_style_sheet_is_not_its_link(relation: str) -> None:
    links = f"<link rel='{relation}' href='/high-contrast.css'/><link rel='alternate' href='/1'/>"
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>t</title>{links}</entry></feed>".encode()
    for slow in (False, True):
        (found,) = parse(body, URL, "", NOW, slow=slow).found
        assert found.entry.link == "https://news.example/1"


def test_the_relation_of_a_link_may_be_named_by_its_address() -> None:
    iana = "http://www.iana.org/assignments/relation/"
    given = (("self", "/s"), ("alternate", "/1"), ("enclosure", "/1.mp3"))
    links = "".join(f"<link rel='{iana}{relation}' href='{address}'/>" for relation, address in given)
    entry = f"<entry><id>https://g.example/</id><title>t</title>{links}</entry>"
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>"
    for slow in (False, True):
        (found,) = parse(body.encode(), URL, "", NOW, slow=slow).found
        assert found.entry.link == "https://news.example/1"
        assert [one.url for one in found.entry.enclosures] == ["https://news.example/1.mp3"]


def test_of_several_pages_of_one_kind_the_first_is_told_and_of_others_the_last() -> None:
    links = "<link href='{}/page'/><link href='{}/file.mp3'/><link href='{}/feed.atom'/>".replace("{}", "https://{0}")
    thai = "<link href='https://{0}/en' hreflang='en'/><link href='https://{0}/th' hreflang='th'/>"
    entries = "".join(f"<entry><id>{n}</id><title>t</title>{each}</entry>" for n, each in enumerate((links, thai)))
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'>{links}{entries}</feed>".format("news.example").encode()
    for slow in (False, True):
        parsed = parse(body, URL, "", NOW, slow=slow)
        told = [parsed.site, *(found.entry.link for found in parsed.found)]
        assert told == [f"https://news.example/{page}" for page in ("page", "page", "th")]


ENGLISH, THAI, NEITHER = (f"<link href='https://news.example/{name}'{more}/>" for name, more in (
    ("en", " hreflang='en-GB'"), ("th", " hreflang='th'"), ("1", "")
))  # fmt: skip


@pytest.mark.parametrize(
    ("feed", "entry", "links", "told"),
    [
        (" xml:lang='en'", "", (ENGLISH, THAI), "en"),
        (" xml:lang='en'", "", (THAI, ENGLISH), "en"),
        (" xml:lang='en-US'", " xml:lang='th'", (THAI, ENGLISH), "th"),
        ("", " xml:lang='th'", (THAI, ENGLISH), "th"),
        (" xml:lang='en'", "", (NEITHER, THAI), "1"),
        (" xml:lang='th'", "", (NEITHER, THAI, ENGLISH), "th"),
        (" xml:lang='my'", "", (ENGLISH, THAI), "th"),
        (" xml:lang='my'", "", (ENGLISH, NEITHER, THAI), "1"),
    ],
)
def test_of_pages_in_several_languages_that_in_the_entrys_own_is_told(
    feed: str, entry: str, links: tuple[str, ...], told: str
) -> None:
    one = f"<entry{entry}><id>1</id><title>t</title>{''.join(links)}</entry>"
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'{feed}>{one}</feed>".encode()
    for slow in (False, True):
        (found,) = parse(body, URL, "", NOW, slow=slow).found
        assert found.entry.link == f"https://news.example/{told}"


PAGE, PICTURE = "<atom:link href='https://news.example/1'/>", "https://news.example/1.jpg"
FILE = f"<atom:link rel='enclosure' type='image/jpeg'>{PICTURE}</atom:link>"


@pytest.mark.parametrize("order", [(PAGE, FILE), (FILE, PAGE)])
def test_a_file_whose_address_is_a_text_is_a_file_and_not_the_page(order: tuple[str, ...]) -> None:
    (found,) = both_ways((order,))
    assert (found.link, [one.url for one in found.enclosures]) == ("https://news.example/1", [PICTURE])


def test_a_file_whose_link_says_no_type_has_none() -> None:
    links = "<atom:link rel='enclosure' href='/1.pdf'/>", "<atom:link rel='enclosure' href='/2' type='text/html'/>"
    (found,) = both_ways([(PAGE, *links, "<enclosure url='/3.mp3'/>")])
    assert [(one.url[-6:], one.type) for one in found.enclosures] == [
        ("/1.pdf", ""),
        ("mple/2", "text/html"),
        ("/3.mp3", ""),
    ]


OTHER = "<link rel='canonical'>https://news.example/other</link>"


@pytest.mark.parametrize(
    ("links", "told"),
    [
        ((OTHER,), "https://news.example/other"),
        (("<link> </link>", "<link rel='bookmark'>/other</link>"), "https://news.example/other"),
        ((PAGE, OTHER), "https://news.example/1"),
        ((OTHER, PAGE), "https://news.example/1"),
        ((OTHER, "<link>https://news.example/1</link>"), "https://news.example/1"),
        (("<link>https://news.example/1</link>", OTHER), "https://news.example/1"),
        ((OTHER, FILE), "https://news.example/other"),
        ((FILE, OTHER, "<link rel='replies'>https://news.example/replies</link>"), "https://news.example/other"),
        ((OTHER, "<guid>https://news.example/1</guid>"), "https://news.example/1"),
        (("<guid>https://news.example/1</guid>", OTHER), "https://news.example/1"),
        ((OTHER, "<guid isPermaLink='false'>https://news.example/1</guid>"), "https://news.example/other"),
        ((OTHER, "<link type='application/pdf' href='https://news.example/1'/>"), "https://news.example/1"),
        (
            ("<link rel='canonical' url='https://news.example/2'>https://news.example/other</link>",),
            "https://news.example/other",
        ),
        (("<atom:link rel='replies' href='https://news.example/replies'/>", OTHER), "https://news.example/other"),
        ((FILE,), ""),
    ],
)
def test_a_page_told_by_another_relation_is_an_entry_s_own_where_no_other_is(links: tuple[str, ...], told: str) -> None:
    (found,) = both_ways((links,))
    assert found.link == told


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("<link uri='at://did:plc:x/post/3'>https://news.example/1</link>", "https://news.example/1"),
        ("<link url='https://cdn.example/thumb'>https://news.example/1</link>", "https://news.example/1"),
        ("<link url='https://cdn.example/thumb'/>", "https://cdn.example/thumb"),
        ("<link uri='/1'> </link>", "https://news.example/1"),
        ("<link>https://news.example/1</link><link rel='enclosure' url='/1.mp3'/>", "https://news.example/1"),
        ("<link>https://news.example/1</link><link rel='enclosure'/>", "https://news.example/1"),
        ("<link uri='https://news.example/1' href='https://news.example/2'/>", "https://news.example/2"),
        (
            "<link href='https://news.example/1'/><link rel='related' url='https://no.example/'/>",
            "https://news.example/1",
        ),
    ],
)
def test_the_address_of_a_link_is_its_own_before_that_of_another_attribute(link: str, told: str) -> None:
    (found,) = both_ways(((link,),))
    assert found.link == told
    feed = f"<rss version='2.0'><channel><title>T</title>{link}{item(1)}</channel></rss>".encode()
    assert [parse(feed, URL, "", NOW, slow=slow).site for slow in (False, True)] == [told, told]


# Elements by the names of what feedparser makes of others

FIELDS = (
    "bozo category content content_detail created date enclosure enclosures entries feed guid href id items language "
    "license link_detail media_content media_thumbnail modified name newlocation published publisher rights_detail "
    "source source_detail subtitle_detail summary summary_parsed tags type updated url value version where x:links"
).split()
ODD = st.builds(
    str.format,
    st.sampled_from(["<{0}>see below</{0}>", "<{0} a='b'/>", "<{0} a='b'>see below</{0}>", "<{0}/>"]),
    st.sampled_from([*sorted(dialects.KEPT), *FIELDS, "title:detail", "author:detail", "gml:pos", "psc:chapter"]),
)
SPACES = (
    "xmlns:x='urn:x' xmlns:title='urn:t' xmlns:author='urn:a' xmlns:gml='http://www.opengis.net/gml' "
    "xmlns:psc='http://podlove.org/simple-chapters'"
)
ITEM = (
    "<item>{1}<title>Title {0}</title><link>https://news.example/{0}</link><author>Ann</author>{2}</item>",
    f"<rss version='2.0' {SPACES}><channel>{{1}}<title>T</title>{{0}}{{2}}</channel></rss>",
)
ENTRY = (
    "<entry>{1}<title>Title {0}</title><link href='https://news.example/{0}'/><author><name>Ann</name></author>{2}"
    "</entry>",
    f"<feed xmlns='http://www.w3.org/2005/Atom' {SPACES}>{{1}}<title>T</title>{{0}}{{2}}</feed>",
)
PIECES = st.lists(ODD, max_size=3).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([ITEM, ENTRY]), st.tuples(PIECES, PIECES), st.tuples(PIECES, PIECES))
def test_an_element_by_the_name_of_any_field_costs_no_entry(
    kind: tuple[str, str], in_entry: tuple[str, str], in_feed: tuple[str, str]
) -> None:
    entry, feed = kind
    entries = (entry.format(number, *(in_entry if number == 1 else ("", ""))) for number in range(3))
    body = feed.format("".join(entries), *in_feed).encode()
    fast, slow = (parse(body, URL, "", NOW, slow=slow) for slow in (False, True))
    assert fast.found == slow.found and not (fast.error or slow.error)
    shown = [(one.entry.title, one.entry.link, one.entry.author) for one in slow.found]
    assert shown == [(f"Title {number}", f"https://news.example/{number}", "Ann") for number in range(3)]


@pytest.mark.parametrize("odd", ["<{0}>see below</{0}>", "<{0} a='b'/>"])
@pytest.mark.parametrize("place", ["<channel>", "</name>"])
def test_nor_does_one_before_the_feed_or_in_a_person(place: str, odd: str) -> None:
    odd = "".join(map(odd.format, sorted(dialects.KEPT)))
    entry = item(1, "One", more="<author><name>Ann</name></author>")
    body = rss(entry).replace(place, odd + place if place == "<channel>" else place + odd).encode()
    for slow in (False, True):
        (found,) = (one.entry for one in parse(body, URL, "", NOW, slow=slow).found)
        assert (found.title, found.link, found.author) == ("One", "https://news.example/1", "Ann")


ANYTHING = st.sampled_from([None, "", "x", [], ["x"], [None], [{}], [{"value": "x"}], {}, {"type": "text/html"}, (), 7])
NAMES = (
    "id guidislink link links title title_detail content author authors author_detail tags language published updated "
    "created published_parsed updated_parsed created_parsed"
).split()


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING), st.dictionaries(st.sampled_from(NAMES), ANYTHING))
def test_whatever_stands_in_a_field_what_can_be_read_of_the_others_is(
    entry: dict[str, object], feed: dict[str, object]
) -> None:
    entries = [{**entry, "title": "One"}, {**entry, "title": "Two", "title_detail": {"type": "text/html"}}]
    made = {"feed": feed, "entries": entries, "version": "rss20"}
    with patch.object(slowparse, "parse", lambda document, url: made):
        found = parse(rss("").encode(), URL, "", NOW, slow=True).found
    assert [one.entry.title for one in found] == ["One", "Two"]


# Elements of others

OTHERS = "<title>Old</title><link>https://news.example/old</link><guid>9</guid><category>box</category>"
ANOTHER = (
    "<entry xmlns='http://www.w3.org/2005/Atom'><id>urn:9</id><title>Old</title>"
    "<published>2020-01-01T00:00:00Z</published><author><name>Bob</name></author><link href='https://news.example/old'/></entry>"
)


@pytest.mark.parametrize(
    "foreign",
    [
        f"<x:related><x:story>{OTHERS}</x:story></x:related>",
        f"<x:related kind='r'>{OTHERS}</x:related>",
        f"<media:content url='u'>{OTHERS}</media:content>",
        f"<media:group><media:content url='u'/>{OTHERS}</media:group>",
        f"<x:inline><feed>{ANOTHER}</feed></x:inline>",
    ],
)
@pytest.mark.parametrize("comes_first", [False, True])
@pytest.mark.parametrize("damage", ["", "<category>a</category></channel>", "<x:y>", "<p>loose</rss>"])
def test_what_stands_in_an_element_of_others_is_not_the_entrys(foreign: str, comes_first: bool, damage: str) -> None:
    own = "<title>New</title><link>https://news.example/new</link><guid>1</guid><category>a</category>"
    spaces = 'xmlns:x="urn:x" xmlns:media="http://search.yahoo.com/mrss/"'
    item = f"<item>{foreign}{own}</item>" if comes_first else f"<item>{own}{foreign}</item>"
    body = rss(f"{item}<item>{own.replace('1', '2')}</item>").replace("<rss", f"<rss {spaces}")
    body = body.replace("</channel></rss>", damage) if damage else body
    found = [one.entry for one in parse(body.encode(), URL, "", NOW).found]
    assert [(one.title, one.link, one.guid, one.categories) for one in found] == [
        ("New", "https://news.example/new", str(number), ("a",)) for number in (1, 2)
    ]


def test_an_entry_has_the_categories_that_a_list_in_it_holds_and_nothing_else_from_there() -> None:
    box = "<categories>\n<category>One</category>\n<category domain='d'>Two</category>{}</categories>"
    more = "<title>Old</title><link>https://news.example/old</link><guid>9</guid><x><category>box</category></x>"
    own = "<title>New</title><link>https://news.example/new</link><category>Three</category>"
    for held in (f"{box.format('')}{own}", f"{own}{box.format('')}", f"{box.format(more)}{own}"):
        (found,) = parse(rss(f"<item>{held}</item>").encode(), URL, "", NOW).found
        assert (found.entry.title, found.entry.link, found.entry.guid) == ("New", "https://news.example/new", "")
        assert sorted(found.entry.categories) == ["One", "Three", "Two"]


@pytest.mark.parametrize(
    "element",
    [
        "<image><url>http://e.example/i.png</url>{}</image>",
        "<category>Crime{}</category>",
        "<enclosure url='http://e.example/a.mp3' type='audio/mpeg'>{}</enclosure>",
        "<pubDate>Mon, 02 Nov 2026 10:00:00 GMT{}</pubDate>",
    ],
)
def test_what_stands_in_a_picture_or_a_value_is_none_of_the_entry(element: str) -> None:
    inside = (
        "<title>No</title><link>http://e.example/no</link><guid>no</guid><category>no</category><author>No</author>"
    )
    item = "<item><title>Yes</title><link>http://e.example/yes</link>" + element.format(inside) + "</item>"
    (found,) = parse(rss(item).encode(), URL, "", NOW).found
    entry = found.entry
    assert (entry.title, entry.link, entry.guid, entry.author) == ("Yes", "http://e.example/yes", "", "")
    assert "no" not in entry.categories


@pytest.mark.parametrize("person", ["author", "contributor", "itunes:owner"])
def test_nor_is_what_an_entry_is_asked_for_where_it_stands_in_a_person(person: str) -> None:
    theirs = "<itunes:title>Dr</itunes:title><fb:origLink>http://e.example/ann</fb:origLink>"
    item = f"<item><link>http://e.example/1</link><{person}>{theirs}</{person}></item>"
    spaces = "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:fb='http://rssnamespace.org/feedburner/ext/1.0'"
    (found,) = parse(rss(item).replace("<rss", f"<rss {spaces}").encode(), URL, "", NOW).found
    assert (found.entry.title, found.entry.link) == ("", "http://e.example/1")


def test_a_feed_that_breaks_off_in_an_element_of_others_or_closes_none_keeps_what_is_the_entrys() -> None:
    own = "<title>New</title><link>https://news.example/new</link><guid>1</guid><category>a</category>"
    head = rss("").replace("</channel></rss>", "").replace("<rss", "<rss xmlns:x='urn:x'")
    whole = f"<item>{own.replace('1', '2')}<x:related>{OTHERS}</x:related></item>"
    for document in (
        f"{head}{whole}<item>{own}<x:related>{OTHERS}",
        f"{head}<item><x:mood>{own}</item><item><x:mood>{own.replace('1', '2')}</item></channel>",
    ):
        found = sorted((one.entry for one in parse(document.encode(), URL, "", NOW).found), key=lambda one: one.guid)
        assert [(one.title, one.link, one.guid) for one in found] == [
            ("New", "https://news.example/new", "1"), ("New", "https://news.example/new", "2")
        ]  # fmt: skip


@pytest.mark.parametrize(
    "around",
    [
        "<content type='application/atom+xml'>{}</content>",
        "<link rel='related' href='r'><m:inline xmlns:m='urn:m'><feed>{}</feed></m:inline></link>",
        "<activity:object xmlns:activity='http://activitystrea.ms/spec/1.0/'>{}</activity:object>",
    ],
)
def test_an_entry_in_an_entry_is_none_of_the_feeds_and_tells_it_nothing(around: str) -> None:
    own = "<updated>2026-11-17T10:00:00Z</updated><author><name>Ann</name></author>"
    inner = ANOTHER if "object" not in around else ANOTHER[ANOTHER.index("<id>") : ANOTHER.index("</entry>")]
    found = atom(entry(1, "https://news.example/1", own + around.format(inner)) + entry(2, "https://news.example/2"))
    assert [(one.title, one.link) for one in found] == [(str(n), f"https://news.example/{n}") for n in (1, 2)]
    assert (found[0].author, found[0].published) == ("Ann", 1_794_909_600)


def test_a_feeds_own_title_and_its_entries_are_found_beside_and_in_elements_of_others() -> None:
    live = "<x:live><title>On air</title><link>https://live.example/</link></x:live>"
    body = rss(f"{live}<x:list><item><title>One</title>{live}</item></x:list><item><title>Two</title></item>")
    found = parse(body.replace("<rss", "<rss xmlns:x='urn:x'").encode(), URL, "", NOW)
    assert (found.title, [one.entry.title for one in found.found]) == ("A feed", ["One", "Two"])


NAMES = (
    "summary title copyright rights subtitle content description body item entry link guid category author x".split()
)


@pytest.mark.parametrize("outer", ["description", "title", "c:encoded"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("comes_first", [False, True])
def test_an_element_of_a_text_ends_nothing_but_itself(outer: str, name: str, comes_first: bool) -> None:
    text = f"<{outer}>Start <{name}>q</{name}> <{name}/> end</{outer}>"
    rest = "<guid isPermaLink='false'>1</guid><link>https://e.example/1</link><category>K</category>"
    rest += "<pubDate>Tue, 10 Nov 2026 10:00:00 GMT</pubDate>"
    one = f"<item>{text}{rest}</item>" if comes_first else f"<item>{rest}{text}</item>"
    body = rss(one + "<item><title>Two</title></item><item><title>Three</title></item>")
    parsed = parse(
        body.replace("<rss", "<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'").encode(), URL, "", NOW
    )
    first, *others = [one.entry for one in parsed.found]
    assert (first.guid, first.link, first.categories) == ("1", "https://e.example/1", ("K",))
    assert (first.published, parsed.error) == (1_794_304_800, "")
    said = (first.title if outer == "title" else first.summary or first.content).split()
    assert said == (["Start", "end"] if name == "title" != outer else ["Start", "q", "end"])
    assert [other.title for other in others] == ["Two", "Three"]


@pytest.mark.parametrize("kind", ["content", "summary"])
def test_details_of_xhtml_stand_in_their_entry(kind: str) -> None:
    inside = "one<details><summary>two</summary>three</details>four"
    text = f"<{kind} type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{inside}</div></{kind}>"
    first, second = atom(entry(1, "https://e.example/1", text) + entry(2, "https://e.example/2", text))
    assert (first.summary or first.content).split() == ["one", "two", "three", "four"]
    assert (second.summary, second.content) == (first.summary, first.content)


def test_values_of_the_dublin_core_that_stand_in_elements_of_rdf_are_the_entrys() -> None:
    people = "<rdf:Seq><rdf:li>Nok, A.</rdf:li><rdf:li>Win &amp; B.</rdf:li></rdf:Seq>"
    more = (
        f"<dc:creator>{people}</dc:creator><dc:subject><rdf:Bag><rdf:li>crime</rdf:li><rdf:li>law</rdf:li></rdf:Bag>"
        "</dc:subject><dc:date><t:W3CDTF xmlns:t='urn:t'><rdf:value>2026-11-10T10:00:00Z</rdf:value></t:W3CDTF>"
        "</dc:date>"
    )
    body = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='http://e.example/'><title>T</title></channel>"
        f"<item rdf:about='http://e.example/1'><title>One</title>{more}</item></rdf:RDF>"
    )
    (found,) = (one.entry for one in parse(body.encode(), URL, "", NOW).found)
    assert (found.author, found.categories, found.published) == ("Nok, A., Win & B.", ("crime", "law"), 1_794_304_800)


@pytest.mark.parametrize("beside", ["<rdf:li></rdf:li>", "<rdf:value>1</rdf:value>", "<rdf:value/><dc:source/>"])
@pytest.mark.parametrize(
    ("creator", "subject"),
    [
        ("<![CDATA[Nok, A.]]>", "<![CDATA[crime]]>"),
        ("<!-- by -->Nok, A.", "<!-- of -->crime<!-- -->"),
        ("<rdf:Seq><rdf:li><![CDATA[Nok, A.]]></rdf:li></rdf:Seq>", "<rdf:Bag><x><![CDATA[crime]]></x></rdf:Bag>"),
        ("<rdf:Seq> <rdf:li>Nok, <!-- by -->A.</rdf:li></rdf:Seq>", "<rdf:Bag><x>cr<![CDATA[ime]]></x></rdf:Bag>"),
    ],
)
def test_literal_values_of_the_dublin_core_stay_in_a_document_of_rdf(creator: str, subject: str, beside: str) -> None:
    more = f"{beside}<dc:creator>{creator}</dc:creator><dc:subject>{subject}</dc:subject>"
    quoted = "<![CDATA[&lt;b> <dc:date><b>2026</b></dc:date>]]>"
    body = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='http://e.example/'><title>T</title></channel>"
        f"<item rdf:about='http://e.example/1'><title>One</title>{more}<dc:contributor/>\n"
        f"<dc:date><![CDATA[2026-11-10T10:00:00Z]]></dc:date><dc:creator/><description>{quoted}</description></item>"
        "</rdf:RDF>"
    )
    assert quoted in repaired(body).decode()
    (found,) = (one.entry for one in parse(body.encode(), URL, "", NOW).found)
    assert (found.author, found.categories, found.published) == ("Nok, A.", ("crime",), 1_794_304_800)


@pytest.mark.parametrize("space", ["http://search.yahoo.com/mrss/", "http://www.w3.org/1999/xhtml", "urn:x"])
def test_a_namespace_for_all_of_rss_takes_no_element_away(space: str) -> None:
    body = GOOD.replace(b"<rss ", f"<rss xmlns = '{space}' ".encode())
    assert [one.entry.title for one in parse(body, URL, "", NOW).found] == ["First", "Second"]


@pytest.mark.parametrize("space", ["http://purl.org/dc/elements/1.1/ ", "\nhttp://purl.org/dc/elements/1.1/"])
def test_a_blank_in_the_name_of_a_namespace_damages_nothing(space: str) -> None:
    said = "<dc:creator>Ann</dc:creator><x:y xmlns:x='urn:of nobody at all'/><description>xmlns=\"a b\"</description>"
    body = rss(f"<item><title>One</title>{said}</item>").replace("<rss", f"<rss xmlns:dc='{space}'")
    parsed = parse(body.encode(), URL, "", NOW)
    assert parsed.error == ""
    assert [(one.entry.author, one.entry.summary) for one in parsed.found] == [("Ann", 'xmlns="a b"')]


def test_a_link_to_what_is_no_page_is_the_entrys_and_not_what_it_is_called_by() -> None:
    alert = "<link type='application/cap+xml' href='https://cap.example/1.xml'/>"
    head = "<feed xmlns='http://www.w3.org/2005/Atom'><id>u</id><title>T</title>"
    body = f"{head}<entry><id>https://cap.example/1</id><title>One</title>{alert}</entry></feed>"
    (found,) = (one.entry for one in parse(body.encode(), URL, "", NOW).found)
    assert (found.guid, found.link) == ("https://cap.example/1", "https://cap.example/1.xml")


@pytest.mark.parametrize(
    "inside", ["<link>http://no.example/</link>", "<dc:creator>No</dc:creator>", "<title>No</title>", "<x:no n='o'/>"]
)
@pytest.mark.parametrize("damage", ["", "<x:y>"])
def test_a_text_input_in_an_entry_says_nothing_of_it_and_ends_no_feed(inside: str, damage: str) -> None:
    one = f"<item><guid>g1</guid><title>One</title><textInput>{inside}</textInput></item>"
    body = rss(f"{one}<item><title>Two</title></item>{damage}").replace(
        "<rss", "<rss xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:x='urn:x'"
    )
    found = [one.entry for one in parse(body.encode(), URL, "", NOW).found]
    assert [entry.title for entry in found] == ["One", "Two"]
    if not damage:
        assert (found[0].link, found[0].author) == ("", "")


@pytest.mark.parametrize("text", ["", "Words that stand in the middle of it"])
def test_a_channel_of_cdf_tells_links_and_dates_by_attributes(text: str) -> None:
    item = f"<item href='https://cdf.example/1' lastmod='2026-11-10T08:00:00Z'>{text}<title>One</title></item>"
    body = f"<channel href='https://cdf.example/'><title>Desktop</title>{item}</channel>"
    parsed = parse(body.encode(), URL, "", NOW)
    assert (parsed.error, parsed.site) == ("", "https://cdf.example/")
    assert [(one.entry.title, one.entry.link, one.entry.published) for one in parsed.found] == [
        ("One", "https://cdf.example/1", 1_794_297_600)
    ]


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("It&amp;apos;s Q&amp;amp;A", "It's Q&A"),
        ("&lt;i&gt;It&amp;apos;s&lt;/i&gt; on", "It's on"),
        ("&amp;lbrack;Live&amp;rbrack;", "[Live]"),
        ("a&amp;nosuch;b &amp;lt; c", "a&nosuch;b &lt; c"),
    ],
)
def test_a_title_that_was_escaped_twice_is_known_by_any_name_that_html_has(given: str, title: str) -> None:
    feed = rss(f"<item><title>{given}</title></item>").encode()
    found = [parse(feed, URL, "text/xml", NOW, slow=slow).found[0].entry.title for slow in (False, True)]
    assert found == [title, title]
