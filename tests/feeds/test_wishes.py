"""How often a feed wants to be asked, wherever and however its document says so, read cheaply."""

import time
from collections.abc import Callable

import pytest

from monitor.feeds.wishes import wishes
from monitor.model import NO_WISHES, Wishes
from monitor.times import DAY, HOUR, MINUTE

ITEM = "<item><title>t</title><description>&lt;ttl>9&lt;/ttl></description></item>"
NAMESPACE = 'xmlns:x="http://purl.org/rss/1.0/modules/syndication/"'


def rss(head: str = "", between: str = "", foot: str = "") -> str:
    return f"<rss><channel><title>t</title>{head}{ITEM}{between}{ITEM * 3}{foot}</channel></rss>"


@pytest.mark.parametrize(
    ("said", "least"),
    [
        ("<ttl>60</ttl>", HOUR),
        ("<ttl> 0060\n</ttl>", HOUR),
        ("<ttl>1000000</ttl>", DAY),
        (f"<ttl>{'9' * 90}</ttl>", DAY),
        ('<ttl unit="minutes">60</ttl>', HOUR),
        ("<ttl><![CDATA[60]]></ttl>", HOUR),
        ("<ttl> <![CDATA[ 60 ]]> </ttl>", HOUR),
        ("<ttl/>", 0),
        ("<ttl>soon</ttl>", 0),
        ("<ttl>-60</ttl>", 0),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", HOUR),
        (f"<x:updatePeriod {NAMESPACE}>daily</x:updatePeriod><x:updateFrequency>24</x:updateFrequency>", HOUR),
        ("<syn:updatePeriod><![CDATA[daily]]></syn:updatePeriod>", DAY),
        ('<updatePeriod xmlns="http://purl.org/rss/1.0/modules/syndication/">daily</updatePeriod>', DAY),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>86400000</sy:updateFrequency>", 0),
    ],
)
def test_a_wish_is_read_however_it_is_written_and_wherever_it_stands(said: str, least: int) -> None:
    long = f"<description>{'d' * 30_000}</description>"
    for document in (
        rss(said), rss(long + said), rss("", said), rss("", "", said), rss(long, said), rss("", long + said + long),
    ):  # fmt: skip
        assert wishes(document) == Wishes(least, (), ())


@pytest.mark.parametrize("gap", ["", f"<description>{'d' * 30_000}</description>"])
@pytest.mark.parametrize(
    "image", ['<image rdf:resource="https://news.example/i.png"/>', "<image />", "<image></image>"]
)
def test_an_image_that_is_only_named_before_a_wish_hides_none(image: str, gap: str) -> None:
    said = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
    behind = '</channel><image rdf:about="https://news.example/i.png"><ttl>7</ttl></image>'
    for document in (f"{gap}{image}{said}{behind}", f"{image}{gap}{said}{behind}", f"{image}{said}{gap}{behind}"):
        assert wishes(f"<rdf:RDF><channel><title>t</title>{document}{ITEM}</rdf:RDF>") == Wishes(12 * HOUR, (), ())


def test_hours_and_days_may_stand_between_entries_too() -> None:
    said = "<skipHours><hour>3</hour><hour>24</hour></skipHours><skipDays><day>Monday</day></skipDays>"
    assert wishes(rss("", said)) == wishes(rss(said)) == Wishes(0, (0, 3), (0,))


def test_who_forbids_all_hours_or_all_days_is_not_listened_to() -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(1, 25))
    days = "".join(f"<day>{day}</day>" for day in "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
    assert wishes(rss(f"<skipHours>{hours}</skipHours><skipDays>{days}</skipDays>")) == NO_WISHES


def test_an_image_that_is_never_closed_hides_no_wish_far_behind_it() -> None:
    assert wishes(rss(f"<image><url>{'u' * 30_000}</url><ttl>60</ttl>")) == Wishes(HOUR, (), ())


def test_an_hour_that_no_day_has_is_no_wish() -> None:
    said = "".join(f"<hour>{hour}</hour>" for hour in (25, 30, 99, 5))
    assert wishes(rss(f"<skipHours>{said}</skipHours>")) == Wishes(0, (5,), ())


@pytest.mark.parametrize(
    "said",
    [
        '<x:updatePeriod xmlns:x="urn:example:dns">yearly</x:updatePeriod>',
        '<ttl xmlns="urn:example:dns">1440</ttl>',
        "<x:ttl>1440</x:ttl><x:skipHours><hour>3</hour></x:skipHours>",
        "<image><url>https://news.example/i</url><ttl>1440</ttl></image>",
    ],
)
def test_what_others_call_by_the_same_names_is_no_wish(said: str) -> None:
    assert wishes(rss(said)) == wishes(rss("", "", said)) == NO_WISHES
    assert wishes(rss(f"{said}<ttl>5</ttl><sy:updatePeriod>hourly</sy:updatePeriod>")) == Wishes(HOUR, (), ())


@pytest.mark.parametrize(
    "said",
    [
        "<ttl>1440</ttl>",
        "<skipHours><hour>3</hour></skipHours>",
        "<skipDays><day>Monday</day></skipDays>",
        "<sy:updatePeriod>daily</sy:updatePeriod>",
    ],
)
@pytest.mark.parametrize("around", ["", "\n<item></item>", "<ttl>1</ttl>"])
def test_what_is_commented_out_is_no_wish(said: str, around: str) -> None:
    comment = f"<!-- {around} {said} -->"
    for document in (rss(comment), rss("", comment), rss("", "", comment)):
        assert wishes(document) == NO_WISHES
    for document in (rss(f"{comment}<ttl>5</ttl>"), rss("<ttl>5</ttl>", comment), rss(comment, "", "<ttl>5</ttl>")):
        assert wishes(document) == Wishes(5 * MINUTE, (), ())


@pytest.mark.parametrize("cut", ["News <!-- more", "<!-- a --> <!-- b", "<!-- <!-- <!-- more", "<!-- --", "<!--"])
def test_a_comment_that_is_left_open_in_a_text_hides_no_wish(cut: str) -> None:
    text = f"<description><![CDATA[{cut}]]></description>"
    said = "<ttl>720</ttl><skipDays><day>Sunday</day></skipDays>"
    wished = Wishes(12 * HOUR, (), (6,))
    assert wishes(rss(text + said)) == wishes(rss(said + text)) == wishes(rss(text * 3, said)) == wished
    for entries in (f"<item>{text}</item>", f"<item>{text}</item>" * 3):
        assert wishes(rss("", "", entries + said)) == wishes(rss("", entries, said)) == wished
        assert wishes(rss("", "", f"{entries}<!-- {said} -->")) == wishes(rss(text, "", f"<!-- {said}")) == NO_WISHES
    assert wishes(rss(f"<!-- <![CDATA[ --> {said} <!-- ]]> {said} -->")) == wished


def test_what_a_text_quotes_as_a_comment_is_no_wish() -> None:
    quoted = "<description><![CDATA[Write <!-- <ttl>5</ttl> --> there]]></description>"
    assert wishes(rss(f"{quoted}<ttl><![CDATA[90]]></ttl>")) == Wishes(90 * MINUTE, (), ())


@pytest.mark.parametrize("name", ["item", "entry"])
def test_what_an_entry_says_is_no_wish(name: str) -> None:
    entry = f"<{name}><content><![CDATA[<ttl>60</ttl><skipHours><hour>3</hour></skipHours>]]></content></{name}>"
    assert wishes(f"<rss>{entry}{entry}</rss>") == NO_WISHES
    assert wishes(f"<rss>{entry}{entry}<ttl>5</ttl>{entry}</rss>") == Wishes(5 * MINUTE, (), ())


@pytest.mark.parametrize(
    "document",
    [lambda: "<ttl>" * 4_000_000, lambda: "<ttl>" + " " * 20_000_000, lambda: "<item>" + "<ttl " * 4_000_000,
     lambda: "updatePeriod" * 1_600_000, lambda: "x" * 20_000_000,
     lambda: "<x:updatePeriod" + " " * 200 + "<" * 20_000_000, lambda: "<skipHours>" * 1_800_000,
     lambda: "<image>" * 2_800_000, lambda: "<!--" * 5_000_000, lambda: "<!--<ttl>" * 2_000_000,
     lambda: "<![CDATA[<!--" * 1_500_000 + "<ttl>" * 3, lambda: "<![CDATA[" + "<!--" * 5_000_000 + "<ttl>" * 3,
     lambda: "<rss " + "xmlns:x='" * 2_000_000],
    ids="ttls spaces in-an-entry periods nothing brackets hours images comments quoted sections section"
    " spaces-of-names".split(),
)  # fmt: skip
def test_a_document_that_is_all_hints_is_soon_done(document: Callable[[], str]) -> None:
    made = document()
    started = time.thread_time()
    assert wishes(made) == NO_WISHES
    assert time.thread_time() - started < 2
