"""A CDATA section that is left open costs no other field and no other entry, whatever stands in those."""

import time
import tracemalloc
from collections.abc import Callable

import pytest

from monitor.feeds import sections
from monitor.feeds.parse import parse
from monitor.model import Entry
from tests.feeds.hostile import rss

URL, NOW = "https://news.example/feeds/all.xml", 1_795_000_000
OPEN = "<![CDATA["


def entries(document: str) -> list[Entry]:
    return [one.entry for one in parse(document.encode(), URL, "", NOW).found]


def item(number: int, title: str, text: str) -> str:
    ids = f"<link>http://e.example/{number}</link><guid isPermaLink='false'>g{number}</guid>"
    return f"<item><title>{title}</title>{ids}<description>{text}</description></item>"


NEXT = [
    ("T2", "<![CDATA[a ]]]]><![CDATA[> b]]>"),
    ("T2", "<![CDATA[y]]><br/>tail"),
    ("T2", "<![CDATA[a]]> <![CDATA[b]]>"),
    ("T2", "<![CDATA[y]]><!-- k -->"),
    ("T2", "<![CDATA[y]]>"),
    ("T2 <![CDATA[x]]><![CDATA[y]]>", "W"),
    ("<![CDATA[T2]]><![CDATA[x]]>", "W"),
]


@pytest.mark.parametrize(("title", "text"), NEXT)
@pytest.mark.parametrize(
    "before", ["", "<!-- ]]> -->", "<copyright>x ]]> y</copyright>", f"<copyright>{OPEN}x</copyright>"]
)
@pytest.mark.parametrize(("first_title", "first_text"), [("T1", f"{OPEN}W1"), (f"{OPEN}T1", "W1")])
def test_the_next_entry_is_whole(title: str, text: str, before: str, first_title: str, first_text: str) -> None:
    items = item(1, first_title, first_text) + item(2, title, text) + item(3, "T3", f"{OPEN}W3]]>")
    found = entries(rss(before + items))
    assert [(one.guid, one.link[-1]) for one in found] == [("g1", "1"), ("g2", "2"), ("g3", "3")]
    assert found[0].title.startswith("T1") and found[1].title.startswith("T2") and found[2].title == "T3"
    assert found[0].summary == "W1" and found[2].summary == "W3"


@pytest.mark.parametrize("place", ["<item>", "</title>", "</guid>", "</description>", "</item>", "<category/>"])
@pytest.mark.parametrize("beside", ["", "<!-- <b> -->", "<?x <b> ?> <!-- -->", "<? <!-- "])
def test_one_that_begins_between_fields_hides_none(place: str, beside: str) -> None:
    for rest in ("W2", f"{OPEN}W2]]>"):
        first = item(1, "T1", "W1").replace("<guid", "<category/><guid")
        items = first.replace(place, place + beside + OPEN) + item(2, "T2", rest) + item(3, "T3", "W3")
        told = [(one.guid, one.link[-1], one.title, one.summary) for one in entries(rss(items))]
        assert told == [(f"g{n}", str(n), f"T{n}", f"W{n}") for n in (1, 2, 3)]


@pytest.mark.parametrize("place", ["<link", "<guid", "<description"])
def test_one_that_begins_in_no_field_before_another_does_hides_none(place: str) -> None:
    items = item(1, "T1", "W1").replace(place, f"</b>{OPEN}{place}") + item(2, "T2", f"{OPEN}W2]]>")
    told = [(one.guid, one.link[-1], one.title, one.summary) for one in entries(rss(items))]
    assert told == [(f"g{n}", str(n), f"T{n}", f"W{n}") for n in (1, 2)]


@pytest.mark.parametrize("beside", ["<!-- <b> -->", "<?x <b> ?><!-- --><!-- -->", "<!-- "])
def test_one_that_is_left_open_behind_a_comment_ends_with_its_field(beside: str) -> None:
    for title, text in (("T2", "W2"), (f"{OPEN}T2]]>", f"{OPEN}W2]]>")):
        items = item(1, f"{beside}{OPEN}T1", "W1") + item(2, title, text) + item(3, "T3", f"{beside}{OPEN}W3")
        told = [(one.guid, one.link[-1], one.title, one.summary) for one in entries(rss(items))]
        assert told == [(f"g{n}", str(n), f"T{n}", f"W{n}") for n in (1, 2, 3)]


@pytest.mark.parametrize("before", ["", "<!-- </title><title> -->", "<item><![CDATA[<title>no</title>]]></item>"])
@pytest.mark.parametrize("field", ["<![CDATA[x]]>", "<b>x</b><![CDATA[Write </title></item><item> there]]>"])
@pytest.mark.parametrize("front", ["", "<b>x</b>"])
def test_a_whole_one_stays_before_one_that_is_left_open(before: str, field: str, front: str) -> None:
    whole = f"{before}<item><description>{field}</description></item><item><title>{front}"
    assert sections.closed(f"{whole}{OPEN}T</title></item>") == f"{whole}{OPEN}T]]></title></item>"


@pytest.mark.parametrize(
    "right",
    [
        "<a><![CDATA[x]]></a><a><![CDATA[]]></a>]]>",
        "<title><![CDATA[Write <title>a</title></item>, then <![CDATA[]]></title>",
        "<item/><title><![CDATA[a</title><![CDATA[b]]></title>",
        "<!-- <![CDATA[ --><a><![CDATA[b]]></a><?x <![CDATA[ ?>",
    ],
)
def test_what_is_whole_stays(right: str) -> None:
    assert sections.closed(right) == right


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<img src='x'/><![CDATA[<p>Camps <b>raided</b> &amp; shut</p>]]>", "Camps raided & shut"),
        ("Camps <i>raided</i> and <![CDATA[<b>shut</b>]]> &amp; sealed", "Camps raided and shut & sealed"),
        ("<p><![CDATA[Camps <b>raided]]></p><![CDATA[</b>]]]]><![CDATA[>]]>", "Camps raided\n\n]]>"),
        ("<p>Camps &lt;b> raided</p><![CDATA[ <i>at</i> dawn]]>", "Camps <b> raided\n\nat dawn"),
        ("<p>Camps raided</p><![CDATA[ 1 & 2]]>", "Camps raided\n\n1 & 2"),
    ],
)
@pytest.mark.parametrize("element", ["description", "content:encoded"])
def test_html_in_a_section_beside_bare_tags_is_html_too(text: str, shown: str, element: str) -> None:
    items = item(1, "T1", "").replace("<description>", f"<{element}>{text}").replace("</description>", f"</{element}>")
    items += item(2, "T2", "<![CDATA[<b>W2</b>]]>")
    found = entries(rss(items).replace("<rss ", "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' "))
    assert [(one.title, one.summary, one.content) for one in found] == [("T1", shown, ""), ("T2", "W2", "")]


@pytest.mark.parametrize(
    "flood",
    [
        lambda: "<description>" * 200_000 + OPEN,
        lambda: f"<description>{OPEN}" * 100_000,
        lambda: f"<description>{OPEN}x]]>" + "<b>" * 300_000,
        lambda: f"<description>{OPEN}x" * 50_000 + "]]>",
        lambda: f"<description>{OPEN}" + "<" * 1_000_000,
    ],
)
def test_no_flood_of_texts_and_sections_holds_it_up(flood: Callable[[], str]) -> None:
    made = flood()
    began = time.thread_time()
    assert sections.told_as_html(made) == made
    assert time.thread_time() - began < 2


def test_tags_beside_a_section_of_several_lines_are_markup_with_those_in_it() -> None:
    text = "<description>{}<i>raid</i>\nThree are free.{}<b>Now</b>{}</description>".format
    assert sections.told_as_html(text(OPEN, "]]>", "")) == text(OPEN, "", "]]>")


def test_a_text_of_sections_without_number_takes_no_more_memory_than_it_has_letters() -> None:
    flood = rss(item(1, "T1", f"{OPEN}]]>" * 100_000))
    tracemalloc.start()
    try:
        assert sections.told_as_html(flood) == flood
        assert tracemalloc.get_traced_memory()[1] < 4 * len(flood)
    finally:
        tracemalloc.stop()


def test_a_text_that_begins_and_ends_with_a_section_is_told_from_one_that_is_no_more_than_it() -> None:
    written = "<description><![CDATA[<p>one</p>]]> <i>two</i> <![CDATA[<p>three</p>]]></description>"
    told = "<description><![CDATA[<p>one</p> <i>two</i> <p>three</p>]]></description>"
    assert sections.told_as_html(written) == told
