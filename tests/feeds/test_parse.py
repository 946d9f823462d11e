"""Reading feeds: what publishers send comes out whole, and what attackers send comes out harmless."""

import io
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser
import pytest

from monitor import text
from monitor.feeds import charset, clean, slowparse
from monitor.feeds import parse as parser
from monitor.feeds.charset_labels import CODECS, codec_of
from monitor.feeds.parse import parse
from monitor.model import Entry, Parsed
from tests.feeds.hostile import BODIES, DECLARED, item, rss

NOW = 1_795_000_000
URL = "https://news.example/feeds/all.xml"
SHARED = Path(__file__).parents[3] / "shared" / "feeds"
REAL = sorted(SHARED.glob("*.xml"))


def read(body: str | bytes, content_type: str = "application/rss+xml", url: str = URL) -> Parsed:
    return parse(body.encode() if isinstance(body, str) else body, url, content_type, NOW)


def entries(body: str | bytes, content_type: str = "application/rss+xml") -> list[Entry]:
    return [found.entry for found in read(body, content_type).found]


def only(more: str, namespaces: str = "") -> Entry:
    """The entry of a feed whose one item holds `more`."""
    document = rss(f"<item>{more}</item>").replace('version="2.0"', f'version="2.0" {namespaces}')
    (entry,) = entries(document)
    return entry


@pytest.mark.skipif(not REAL, reason="../shared/feeds, the collection of real feeds, is not here")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_no_real_feed_loses_an_entry(path: Path) -> None:
    body = path.read_bytes()
    parsed = read(body)
    assert len(parsed.found) >= len(feedparser.parse(io.BytesIO(body)).entries) > 0
    assert parsed.error == "" or parsed.error.startswith("partly read")
    assert parsed.title
    assert len({found.entry.key for found in parsed.found}) == len(parsed.found)
    assert all(found.entry.title or found.entry.summary or found.entry.enclosures for found in parsed.found[:1])


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/empty", "it sent an empty page"),
        ("/blank", "it sent an empty page"),
        ("/page", "this is a web page, not a feed"),
        ("/text", "this is plain text, not a feed"),
        ("/json", "this is JSON, but no JSON Feed"),
        ("/broken-json", "this is damaged JSON: line 1 cannot be read"),
        ("/deep-json", "this is JSON nested too deeply to be a feed"),
        ("/garbage", "this is no feed"),
    ],
)
def test_what_is_no_feed_says_so(path: str, sentence: str) -> None:
    parsed = read(BODIES[path])
    assert parsed.error.startswith(sentence)
    assert parsed.found == ()


@pytest.mark.parametrize(
    "body", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1", b"ID3\3\0\0\0\0\0\x21", bytes(range(0x3C)) * 9]
)
def test_what_is_no_text_is_not_called_one(body: bytes) -> None:
    assert read(body).error.startswith("this is no feed;")


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(BODIES["/no-items"]) == Parsed("A feed", "https://news.example/", fast=True)
    assert read("<tv><channel id='1'/></tv>").error.startswith("this is no feed;")


def test_a_feed_that_breaks_off_keeps_what_came() -> None:
    parsed = read(BODIES["/truncated"])
    assert [found.entry.title for found in parsed.found] == ["First"]
    assert parsed.error == "partly read: it breaks off before its end"


@pytest.mark.parametrize(("language", "day"), [("hr", "2026-07-09"), ("cs", "2026-08-09")])
def test_what_a_feed_says_of_itself_goes_along_and_its_language_tells_its_months(language: str, day: str) -> None:
    head = f"<channel><language>{language}</language><ttl>60</ttl>"
    dated = item(1, more="<pubDate>9 srp 2026 10:00 GMT</pubDate>")
    parsed = read(rss(dated).replace("<channel>", head))
    assert (parsed.lang, parsed.wishes.least) == (language, 3_600)
    assert time.strftime("%Y-%m-%d", time.gmtime(parsed.found[0].entry.published)) == day


def test_of_a_feed_that_breaks_off_it_is_told_where_the_last_entry_that_is_kept_is_not_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = rss(item(1) + item(2))
    cuts = [whole, whole.partition("</channel>")[0], whole.rpartition("</guid>")[0], whole.rpartition("</item>")[0]]
    assert [(len(read(cut).found), read(cut).breaks_off) for cut in cuts] == [
        *((2, False), (2, False), (1, False), (2, True))
    ]
    monkeypatch.setattr(clean, "MAX_ENTRIES", 1)
    assert not read(cuts[3]).breaks_off


@pytest.mark.parametrize("ends", ["", "</item>"])
def test_an_entry_at_the_end_of_a_feed_that_lacks_its_end_tag_is_whole_also_without_a_guid(ends: str) -> None:
    entry = "<item><title>{0}</title><link>https://news.example/{0}</link>"
    parsed = read(rss(entry.format("One") + ends + entry.format("Two")))
    assert [found.entry.title for found in parsed.found] == ["One", "Two"]
    assert not parsed.breaks_off and parsed.error.startswith("partly read: line 1 is damaged")


def test_a_damaged_feed_names_the_line() -> None:
    parsed = read(rss(item(1) + "\n\n" + item(2, "a < b")))
    assert len(parsed.found) == 2
    assert parsed.error.startswith("partly read: line 3 is damaged")
    assert "duplicate attribute" in read(rss("<item><title a='1' a='2'>t</title></item>")).error


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("", 3),
        ("<?xml version='1.0'?>\n", 4),
        ("<?xml version='1.0'?>\n\n\n<!-- made by\nhand -->\n", 8),
        ("<?xml version='1.0'?>\n<!DOCTYPE rss PUBLIC 'a'\n 'b'>\n", 6),
        ("<!DOCTYPE rss [\n<!ENTITY own 'b'>\n]>\n", 6),
    ],
)
def test_the_line_is_that_of_the_feed_as_it_was_sent(head: str, line: int) -> None:
    parsed = read(head + rss(item(1) + "\n\n" + item(2, "a < b")))
    assert parsed.error.startswith(f"partly read: line {line} is damaged")


@pytest.mark.parametrize(
    "before",
    ["[28-Nov-2026 10:00:00 UTC] PHP Warning:  x in y.php on line 3\n", "{cached}\n", "{}", '{"a": "b"}\n', "[1]"],
)
def test_what_stands_in_brackets_before_a_feed_makes_it_none_of_json(before: str) -> None:
    parsed = read(before + rss(item(1) + item(2)))
    assert (len(parsed.found), parsed.error) == (2, "")
    assert read(before + rss("")) == read(rss(""))
    damaged = read(before + rss(item(1) + "\n\n" + item(2, "a < b")))
    assert damaged.error.startswith("partly read: line ") and len(damaged.found) == 2


def test_what_stands_before_a_json_feed_hides_none_of_it() -> None:
    feed = '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "1", "title": "One"}]}'
    assert [entry.title for entry in entries(f"PHP Warning: x in y.php on line 3\n{feed}")] == ["One"]


@pytest.mark.parametrize("quoted", ["<rss version='2.0'>", "<feed>", "<?xml?>"])
def test_json_that_is_damaged_is_told_as_such_whatever_it_quotes(quoted: str) -> None:
    assert read('{"version": "1", "title": "' + quoted + '", "items": [{').error.startswith("this is damaged JSON")
    assert read('{"error": "' + quoted + '"}').error == "this is JSON, but no JSON Feed"


@pytest.mark.parametrize("items", ['[{"name": "x"}]', "[]", '{"id": "1", "content_text": "x"}'])
def test_json_with_items_of_another_kind_is_no_feed(items: str) -> None:
    assert read(f'{{"items": {items}}}').error == "this is JSON, but no JSON Feed"


@pytest.mark.parametrize("other", ['{"a": 1,}', "[1,]"])
def test_damaged_json_without_a_list_of_items_is_told_as_such(other: str) -> None:
    assert read(other).error.startswith("this is damaged JSON")


def test_an_unknown_entity_is_no_damage() -> None:
    parsed = read(rss(item(1, "a&nbsp;b")))
    assert (parsed.error, parsed.found[0].entry.title) == ("", "a b")


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/windows-1251", "Новости"),
        ("/gb2312", "电信诈骗朱镕基"),
        ("/utf-16", "Grüße"),
        ("/utf-16-no-mark", "Grüße"),
        ("/latin-1-as-utf-8", "Café à Zürich"),
        ("/utf-8-as-latin-1", "Café à Zürich"),
        ("/one-bad-byte", "Новости и Ca\ufffdfé"),
        ("/unknown-charset", "Café"),
        ("/python-charset", "Café"),
        ("/nul-bytes", "abc"),
        ("/surrogates", "a\ufffdb\ufffdc\ufffdd"),
        ("/external-entity", "x&f;y"),
    ],
)
def test_letters_survive_their_encoding(path: str, title: str) -> None:
    (entry,) = entries(BODIES[path])
    assert entry.title == title


@pytest.mark.parametrize("damage", ["", "<b>"])
@pytest.mark.parametrize("declared", ["&#160;", "&#xA0;", "\xa0"])
def test_a_name_of_html_is_its_character_whether_a_doctype_declares_it_or_not(declared: str, damage: str) -> None:
    prolog = f'<!DOCTYPE rss [<!ENTITY nbsp "{declared}">]>'
    (entry,) = entries(rss(item(1, f"a&nbsp;b &mdash; caf&eacute;{damage}"), prolog))
    assert entry.title == "a b \u2014 café"


def test_a_text_about_declarations_declares_nothing() -> None:
    about = "<description><![CDATA[Write <!ENTITY nbsp '&#160;'> first]]></description>"
    parsed = read(rss(f"<item><title>a&nbsp;b</title>{about}</item>"))
    assert ([one.entry.title for one in parsed.found], parsed.error, parsed.fast) == (["a b"], "", True)


@pytest.mark.parametrize(
    "prolog",
    [
        "<!-- no <!DOCTYPE here -->",
        "<!--\n<!ENTITY is none -->",
        "<!-- no <!DOCTYPE --><!DOCTYPE rss [<!ENTITY b 'c'>]><!-- but <!DOCTYPE -->",
        '<!DOCTYPE rss SYSTEM "http://x.example/a>b">',
    ],
)
@pytest.mark.parametrize("slow", [False, True])
def test_what_looks_like_a_declaration_or_its_end_before_a_feed_is_none(prolog: str, slow: bool) -> None:
    parsed = parse(rss(item(1, "P &amp; Q"), prolog).encode(), URL, "", NOW, slow=slow)
    assert ([one.entry.title for one in parsed.found], parsed.error) == (["P & Q"], "")


def test_valid_utf_8_is_utf_8_whatever_its_label() -> None:
    assert "Café à Zürich" in charset.decode(BODIES["/utf-8-as-latin-1"])
    assert "Новости" in charset.decode("<a>Новости</a>".encode(), "text/xml; charset=windows-1251")


def test_the_servers_charset_counts_and_a_wrong_one_does_no_harm() -> None:
    body = rss(item(1, "Новости"), prolog="").encode("koi8-r")
    assert entries(body, "text/xml; charset=KOI8-R")[0].title == "Новости"
    for label in ("x-none", "hex", "a\0b", "ж", "utf-16", "punycode", "'"):
        assert entries(rss(item(1, "Новости")), f"text/xml; charset={label}")[0].title == "Новости"


@pytest.mark.parametrize("label", sorted(CODECS))
def test_every_label_has_a_codec(label: str) -> None:
    assert charset.decode(rss(item(1), DECLARED.format(label)).encode()).endswith("</rss>")


def test_nothing_that_acts_on_a_terminal_comes_through() -> None:
    for found in read(BODIES["/escapes"]).found:
        assert found.entry.title.isprintable()
    red, markup = entries(BODIES["/escapes"])
    assert red.title == "red [31m]52;c;ZWNobw== end"
    assert markup.title == "[@click=app.quit]x[/] evil ›2J"


@pytest.mark.parametrize("path", ["/author", "/deep", "/laughs", "/blank-lines"])
def test_what_hangs_other_readers_is_quick_and_loses_nothing(path: str) -> None:
    started = time.thread_time()
    parsed = read(BODIES[path])
    assert time.thread_time() - started < 2
    assert parsed.found and parsed.found[0].entry.link == "https://news.example/1"
    assert all(len(found.entry.title) < 1_000 for found in parsed.found)


@pytest.mark.parametrize(
    ("language", "beside", "day"),
    [
        ("<language>en-us</language>", "", "2026-03-11"),
        ("<language>id</language>", "", "2026-11-03"),
        ("<language>id</language>", "<pubDate>03/25/2026</pubDate>", "2026-03-11"),
        ("", "<pubDate>25/03/2026</pubDate>", "2026-11-03"),
    ],
)
def test_whether_the_day_comes_first_is_told_by_the_other_dates_of_a_feed_or_its_language(
    language: str, beside: str, day: str
) -> None:
    parsed = read(rss(language + item(1, "First", "<pubDate>03/11/2026</pubDate>") + item(2, "Second", beside)))
    told = parsed.found[0].entry.published
    assert told is not None and time.strftime("%Y-%m-%d", time.gmtime(told)) == day


@pytest.mark.parametrize(
    "behind", ["<script>count()</script>", "<br>", "]]>", "x <!-- </rss> --> y", "<html><body></body></html>"]
)
def test_what_a_server_writes_behind_the_end_is_no_damage(behind: str) -> None:
    parsed = read(rss(item(1, "First") + item(2, "Second")) + behind)
    assert ([found.entry.title for found in parsed.found], parsed.error) == (["First", "Second"], "")


def test_no_more_entries_than_can_be_kept_and_it_says_so() -> None:
    parsed = read(BODIES["/too-many"])
    assert len(parsed.found) == clean.MAX_ENTRIES
    assert parsed.found[0].entry.guid == "0"
    assert parsed.error == "partly read: it holds 2500 entries, of which 2000 were read"


def test_a_feed_has_no_more_places_than_are_kept_of_it_and_loses_no_text_with_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clean, "MAX_PLACES", 5)
    html = "<h1>one</h1><a href='https://news.example/'>two</a>"
    items = [{"id": str(n), "content_html": html} for n in range(4)]
    feeds = (
        rss("".join(f"<item><guid>{n}</guid><description><![CDATA[{html}]]></description></item>" for n in range(4))),
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}),
    )
    for feed in feeds:
        for _ in range(2):
            assert [len(entry.places) for entry in entries(feed)] == [2, 2, 0, 0]
        assert {entry.summary or entry.content for entry in entries(feed)} == {"one\n\ntwo"}


@pytest.mark.parametrize(("first", "kept"), [(0, range(3, 5)), (4, range(4, 2, -1))])
def test_of_a_json_feed_of_too_many_the_newest_are_read_at_whichever_end_they_stand(
    monkeypatch: pytest.MonkeyPatch, first: int, kept: range
) -> None:
    monkeypatch.setattr(clean, "MAX_ENTRIES", 2)
    days = sorted(range(5), reverse=first == 4)
    items = [{"id": str(n), "content_text": "x", "date_published": f"2026-11-0{n + 1}T12:00:00Z"} for n in days]
    parsed = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}))
    assert [found.entry.guid for found in parsed.found] == [*map(str, kept)]
    assert parsed.error == "partly read: it holds 5 entries, of which 2 were read"
    for one in items:
        del one["date_published"]
    parsed = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}))
    assert [found.entry.guid for found in parsed.found] == [str(n) for n in days[:2]]


THREE = ("First", "Second", "Third")


def test_an_entry_that_this_program_fails_on_takes_no_other_along(monkeypatch: pytest.MonkeyPatch) -> None:
    body, told = clean.body, "partly read: an entry cannot be read (ArithmeticError in test_parse.py, line "

    def failing(value: object, html: bool = True) -> text.Page:
        if value == "Second":
            raise ArithmeticError("of what nobody thought of")
        return body(value, html)

    monkeypatch.setattr(clean, "body", failing)
    feed = rss("".join(item(n, title, f"<description>{title}</description>") for n, title in enumerate(THREE)))
    items = [{"id": n, "title": title, "content_html": title} for n, title in enumerate(THREE)]
    for document in (feed, json.dumps({"version": "https://jsonfeed.org/version/1", "items": items})):
        parsed = read(document)
        assert [found.entry.title for found in parsed.found] == ["First", "Third"]
        assert parsed.error.startswith(told)


def test_a_field_is_cut_before_it_is_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean, "MAX_FIELD", 10)
    assert only(f"<title>{'a' * 50}</title><description>{'b' * 50}</description>").summary == "b" * 10


def test_the_title_of_a_feed_is_no_longer_than_a_heading_may_be() -> None:
    long = "Word " * 200_000
    for body in (rss(item(1), title=long), json.dumps({"title": long, "items": [{"id": "1", "content_text": "x"}]})):
        assert read(body).title == ("Word " * 100).rstrip()


def test_a_guid_that_repeats_falls_to_the_link_and_then_to_the_title() -> None:
    keys = [(entry.title, entry.key.partition(":")[::2]) for entry in entries(BODIES["/same-guid"])]
    assert keys[0] == ("One", ("link", "https://news.example/1"))
    assert keys[1] == ("Two", ("link", "https://news.example/2"))
    assert (keys[2][0], keys[2][1][0]) == ("Three", "hash")


def test_entries_without_guid_or_link_are_known_by_title_and_date() -> None:
    dated = "<item><title>A</title><pubDate>Tue, 03 Nov 2026 10:00:00 GMT</pubDate></item>"
    found = entries(rss("<item><title>A</title></item><item><title>B</title></item>" + dated))
    assert [entry.key[:5] for entry in found] == ["hash:"] * 3
    assert len({entry.key for entry in found}) == 3
    again = entries(rss("<item><title>New</title></item><item><title>B</title></item>"))
    assert again[1].key == found[1].key


def test_the_same_title_twice_loses_no_entry_and_a_mere_repetition_counts_once() -> None:
    twice = rss("".join(f"<item><title>A</title><description>{text}</description></item>" for text in "xyx"))
    assert [entry.summary for entry in entries(twice)] == ["x", "y"]


@pytest.mark.parametrize("prolog", ["", "<!DOCTYPE rss>"])
def test_warnings_that_differ_in_their_dates_alone_are_each_an_entry(prolog: str) -> None:
    def warning(minute: int) -> str:
        date = f"<pubDate>Tue, 03 Nov 2026 10:{minute:02}:00 GMT</pubDate>"
        return (
            f"<item><title>Warning</title><link>http://w.example/</link><description>Storm</description>{date}</item>"
        )

    found = entries(rss(warning(1) + warning(2) + warning(2) + warning(3), prolog=prolog))
    assert [entry.published for entry in found if entry.published] == [1_793_700_060 + 60 * n for n in range(3)]
    assert len({entry.key for entry in found}) == 3


@pytest.mark.parametrize("prolog", ["", "<!DOCTYPE rss>"])
def test_a_warning_in_two_sections_is_one_whatever_else_is_called_so(prolog: str) -> None:
    def warning(minute: int, section: str) -> str:
        date = f"<pubDate>Tue, 03 Nov 2026 10:{minute:02}:00 GMT</pubDate>"
        return f"<item><title>A</title><link>http://w.example/</link><category>{section}</category>{date}</item>"

    for many in (2, 60):
        found = entries(rss("".join(warning(one, section) for section in "ab" for one in range(many)), prolog=prolog))
        assert [entry.categories for entry in found] == [("a", "b")] * many


@pytest.mark.parametrize("prolog", ["", "<!DOCTYPE rss>"])
def test_a_story_in_two_sections_that_is_dated_in_one_alone_is_one_with_that_date(prolog: str) -> None:
    story = "<title>A</title><link>http://w.example/1</link><description>Text</description>"
    dated = f"{story}<pubDate>Tue, 03 Nov 2026 10:01:00 GMT</pubDate>"
    (found,) = entries(rss(f"<item>{story}</item><item>{dated}</item>", prolog=prolog))
    assert found.published == 1_793_700_060


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("<description>a</description>", "<description>b</description>", 2),
        ("<enclosure url='http://e.example/1.mp3'/>", "<enclosure url='http://e.example/2.mp3'/>", 2),
        ("<enclosure url='http://e.example/1.mp3'/>", "", 2),
        ("<link>http://e.example/1</link>", "<link>http://e.example/2</link>", 2),
        ("<pubDate>3 ноября 2026</pubDate>", "<pubDate>4 ноября 2026</pubDate>", 2),
        ("<link>http://e.example/1</link>", "", 1),
        ("<description>a</description>", "", 1),
        ("<link>http://e.example/1</link><pubDate>3 Nov 2026 10:00 GMT</pubDate>", "<pubDate/>", 1),
    ],
)
def test_what_is_given_twice_is_one_where_nothing_that_both_say_differs(one: str, other: str, count: int) -> None:
    same = "<title>A</title><guid isPermaLink='false'>1</guid>"
    for first, second in ((one, other), (other, one)):
        found = entries(rss(f"<item>{same}{first}</item><item>{same}{second}</item>"))
        assert len(found) == count
        if count == 1:
            assert (found[0].link + found[0].summary)[-1] in "1a"
            assert found[0].published == (1_793_700_000 if "pubDate" in one else None)


@pytest.mark.parametrize(
    "people", ["<name>Ann</name><email>a@e.example</email>", "<name>Ann</name></author><author>Bo"]
)
@pytest.mark.parametrize("slow", [False, True])
def test_who_wrote_what_is_given_twice_is_told_as_where_it_is_said(people: str, slow: bool) -> None:
    one, same = f"<author>{people}</author>", "<id>1</id><title>A</title>"
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{same}</entry><entry>{same}{one}</entry></feed>"
    (found,) = parse(body.encode(), URL, "", NOW, slow=slow).found
    assert found.entry.author == ("Ann, Bo" if "Bo" in people else "Ann")


def test_an_entry_that_a_comment_holds_is_none_where_a_feed_is_damaged() -> None:
    parsed = read("<rss version='2.0'><channel><title>T</title><!-- <item> --><b></channel></rss>")
    assert (parsed.title, parsed.found, parsed.breaks_off) == ("T", (), False)


def test_whatever_is_read_of_an_entry_makes_it_another_than_is_known() -> None:
    said = [
        *("<guid>http://e.example/1</guid>", "<guid isPermaLink='false'>http://e.example/1</guid>", "<guid>2</guid>"),
        *("<link>http://e.example/1</link>", "<link>http://e.example/2</link>", "<description>a</description>"),
        *("<category>a</category>", "<author>Ann</author>", "<author>Bo</author><author>Ann</author>"),
        *("<enclosure url='http://e.example/1'/>", "<feedburner:origLink>http://e.example/1</feedburner:origLink>"),
        "<language>de</language>",
    ]
    space = "xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'"
    assert len({only("<title>t</title>" + each, space).raw for each in ["", *said]}) == 1 + len(said)


def test_of_an_entry_that_is_known_what_tells_it_from_others_is_read_and_no_text() -> None:
    dated = "<pubDate>Tue, 03 Nov 2026 10:00:00 GMT</pubDate><description>a</description>"
    of_json = {"id": "1", "title": "One", "url": "/1", "date_published": "2026-11-03T10:00:00Z", "content_text": "a"}
    for feed in (rss(item(1, "One", more=dated)), json.dumps({"items": [of_json]})):
        (whole,) = entries(feed)
        (found,) = parse(feed.encode(), URL, "", NOW, known={whole.raw}).found
        told = ("One", "1", "https://news.example/1", 1_793_700_000, whole.raw)
        entry = found.entry
        assert (entry.title, entry.guid, entry.link, entry.published, entry.raw) == told
        assert (whole.summary, entry.summary) == ("a", "")


def test_a_key_stays_short() -> None:
    entry = only(f"<title>a</title><guid isPermaLink='false'>{'g' * 5_000}</guid>")
    assert entry.key.startswith("guid:") and len(entry.key) < 100


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Tue, 03 Nov 2026 10:00:00 GMT", 1_793_700_000),
        ("Tue, 03 Nov 2026 10:00:00 +0700", 1_793_674_800),
        ("2026-11-03T10:00:00Z", 1_793_700_000),
        ("Sat, 01 Jan 0001 00:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Tue, 03 Nov 2099 10:00:00 GMT", None),
        ("99999999999999999999", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_only_dates_that_can_be_believed(date: str, expected: int | None) -> None:
    assert only(f"<title>a</title><pubDate>{date}</pubDate>").published == expected


def test_an_unbelievable_publication_date_gives_way_to_the_update() -> None:
    dc = 'xmlns:dcterms="http://purl.org/dc/terms/"'
    dates = "<pubDate>Sat, 01 Jan 0001 00:00:00 GMT</pubDate><dcterms:modified>2026-11-03T10:00:00Z</dcterms:modified>"
    assert only(f"<title>a</title>{dates}", dc).published == 1_793_700_000


def test_tomorrow_is_near_enough_and_later_is_not() -> None:
    assert clean.date(NOW + 86_400, NOW) == NOW + 86_400
    assert clean.date(NOW + 86_401, NOW) is None
    assert clean.date(float("nan"), NOW) is None


def test_links_are_http_and_complete() -> None:
    assert only("<title>a</title><link>javascript:alert(1)</link>").link == ""
    assert only("<title>a</title><link>/b?c=1&amp;d=2</link>").link == "https://news.example/b?c=1&d=2"
    query = "?a=1&copy=2&times=3&para=4&sect=5&amp=6"
    assert only(f"<title>a</title><link>/b{query}</link>").link == f"https://news.example/b{query}"
    assert only("<title>a</title><guid>https://news.example/g</guid>").link == "https://news.example/g"
    assert only("<title>a</title><guid isPermaLink='false'>https://news.example/g</guid>").link == ""
    for yes in ("TRUE", " 1 ", "yes"):
        told = only(f"<title>a</title><guid isPermaLink='{yes}'>https://news.example/g</guid>")
        assert told.link == "https://news.example/g"


@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize(
    ("guid", "link"),
    [
        ("<guid isPermaLink='true'>/news/7</guid>", "https://news.example/news/7"),
        ("<guid isPermaLink='true'>\n/news/7 </guid>", "https://news.example/news/7"),
        ("<link/><guid isPermaLink='TRUE'>/news/7</guid>", "https://news.example/news/7"),
        ("<guid isPermaLink='true'>/news/7</guid><link>/page</link>", "https://news.example/page"),
        ("<link>/page</link><guid isPermaLink='true'>/news/7</guid>", "https://news.example/page"),
        ("<link>javascript:void(0)</link><guid>https://news.example/7</guid>", "https://news.example/7"),
        ("<guid>https://news.example/7</guid><link>about:blank</link>", "https://news.example/7"),
        ("<link>javascript:void(0)</link><guid isPermaLink='false'>https://news.example/7</guid>", ""),
        ("<guid isPermaLink='false'>/news/7</guid>", ""),
        ("<guid>/news/7</guid>", ""),
        ("<guid isPermaLink='true'>7</guid>", ""),
        ("<guid isPermaLink='true'>/ or 7</guid>", ""),
    ],
)
def test_a_guid_that_says_that_it_leads_to_a_place_on_its_site_does_where_there_is_no_link(
    guid: str, link: str, slow: bool
) -> None:
    body = rss(f"<item><title>a</title>{guid}</item>").encode()
    (found,) = parse(body, "https://feed.example/", "", NOW, slow=slow).found
    assert found.entry.link == link


@pytest.mark.parametrize(
    ("links", "link"),
    [
        ("<content src='https://news.example/7' type='text/html'/>", "https://news.example/7"),
        ("<link href='/page'/><content src='/7' type='text/html'/>", "https://news.example/page"),
        ("<content type='text/html' src='/7'/><summary>s</summary>", "https://news.example/7"),
        ("<content src='7' xml:base='/news/'/>", "https://news.example/news/7"),
        ("<content src='javascript:alert(1)'/>", ""),
    ],
)
def test_an_entry_of_atom_whose_content_stands_elsewhere_leads_there_where_it_has_no_page(
    links: str, link: str
) -> None:
    head = "<title>F</title><link href='https://news.example/'/>"
    entry = f"<entry><id>urn:1</id><title>t</title>{links}</entry>"
    (found,) = entries(f"<feed xmlns='http://www.w3.org/2005/Atom'>{head}{entry}</feed>")
    assert found.link == link


def test_the_link_of_an_entry_is_its_page_before_other_documents() -> None:
    document = "<link type='application/pdf' href='http://e.example/pdf'/>"
    page = "<link type='text/html; charset=utf-8' href='http://e.example/page'/>"
    entry = f"<entry><id>1</id><title>t</title>{document}{page}</entry>"
    (found,) = entries(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>")
    assert found.link == "http://e.example/page"


def test_who_wrote_an_entry_that_comes_from_another_feed_is_told_by_that_one() -> None:
    name = "<author><name>{}</name></author>".format
    entry = f"<entry><id>1</id><title>t</title><source>{name('Ann')}</source></entry>"
    (found,) = entries(f"<feed xmlns='http://www.w3.org/2005/Atom'>{name('Desk')}{entry}</feed>")
    assert found.author == "Ann"


def test_links_in_the_text_of_an_entry_without_one_start_at_the_feeds_site() -> None:
    entry = only("<title>a</title><description>&lt;a href='/b'>c&lt;/a></description>")
    assert [place.address for place in entry.places if place.kind == "link"] == ["https://news.example/b"]


@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize(
    ("name", "link"), [("https://news.example/7", "https://news.example/7"), ("tag:news.example,2026:7", ""), ("7", "")]
)
def test_what_an_entry_is_called_by_is_its_link_where_it_is_an_address_and_there_is_no_other(
    name: str, link: str, slow: bool
) -> None:
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>{name}</id><title>T</title></entry></feed>"
    space = "xmlns='http://purl.org/rss/1.0/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
    rdf = f"<rdf:RDF {space}><item rdf:about='{name}'><title>T</title></item></rdf:RDF>"
    for body in (atom, rdf):
        (found,) = parse(body.encode(), "https://feed.example/", "", NOW, slow=slow).found
        assert (found.entry.guid, found.entry.link) == (name, link)
    mere = rss(f"<item><guid isPermaLink='false'>{name}</guid><title>T</title></item>").encode()
    assert parse(mere, "https://feed.example/", "", NOW, slow=slow).found[0].entry.link == ""


def test_a_guid_is_the_same_wherever_the_feed_is_fetched_from() -> None:
    body = rss("<item><title>a</title><guid>1</guid><link>/1</link></item>")
    here, there = (read(body, url=url).found[0].entry for url in (URL, "http://mirror.example/other/feed"))
    assert here == there
    assert here.link == "https://news.example/1"


def test_a_feed_without_a_site_has_its_links_where_it_is_itself() -> None:
    document = rss("<item><title>a</title><link>b</link></item>").replace("<link>https://news.example/</link>", "")
    assert entries(document)[0].link == "https://news.example/feeds/b"


@pytest.mark.parametrize("slow", [False, True])
def test_relative_links_of_atom_start_at_the_feed_unless_another_host_hands_it_on(slow: bool) -> None:
    entry = '<entry><id>1</id><title>a</title><link href="1/"/></entry>'
    document = f'<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://news.example/"/>{entry}</feed>'

    def link(address: str) -> str:
        return parse(document.encode(), address, "", NOW, slow=slow).found[0].entry.link

    assert link("https://news.example/blog/atom.xml") == "https://news.example/blog/1/"
    assert link("https://www.news.example/blog/atom.xml") == "https://www.news.example/blog/1/"
    assert link("https://feeds.example/news/atom.xml") == "https://news.example/1/"


@pytest.mark.parametrize("slow", [False, True])
def test_a_feed_in_rdf_that_knows_of_atom_is_none(slow: bool) -> None:
    names = 'xmlns:a="http://www.w3.org/2005/Atom" xmlns="http://purl.org/rss/1.0/"'
    document = (
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {names}><channel><link>/</link></channel>'
        '<item rdf:about="1"><title>a</title><link>1.html</link></item></rdf:RDF>'
    )
    (found,) = parse(document.encode(), "https://news.example/feeds/rdf", "", NOW, slow=slow).found
    assert found.entry.link == "https://news.example/1.html"


@pytest.mark.parametrize("slow", [False, True])
def test_titles_of_a_feed_in_rdf_are_html_in_whatever_order_it_declares_its_names(slow: bool) -> None:
    names = ['xmlns:a="http://www.w3.org/2005/Atom"', 'xmlns="http://purl.org/rss/1.0/"']
    names.append('xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"')
    for declared in (names, names[::-1]):
        document = (
            f"<rdf:RDF {' '.join(declared)}><channel><title>It&amp;#8217;s T</title></channel>"
            '<item rdf:about="1"><title>It&amp;#8217;s a 10&lt;sup&gt;6&lt;/sup&gt;</title></item></rdf:RDF>'
        )
        parsed = parse(document.encode(), URL, "", NOW, slow=slow)
        assert (parsed.title, parsed.found[0].entry.title, parsed.fast) == ("It’s T", "It’s a 10⁶", not slow)


def test_an_enclosure_is_told_once_and_no_entry_has_more_than_anybody_opens() -> None:
    files = "".join(
        f"<enclosure url='https://e.example/{n % 200}.mp3' type='audio/mpeg' length='1'/>" for n in range(900)
    )
    (entry,) = entries(rss(item(1, more=files)))
    assert [file.url for file in entry.enclosures] == [f"https://e.example/{n}.mp3" for n in range(50)]


def test_enclosures_have_http_links_and_sizes_that_are_sizes() -> None:
    files = (
        '<enclosure url="https://news.example/a.mp3" type="audio/mpeg" length="123"/>'
        '<enclosure url="file:///etc/passwd" type="x" length="1"/>'
        '<enclosure url="https://news.example/b.mp3" type="audio/mpeg" length="-5"/>'
    )
    found = only(f"<title>a</title>{files}").enclosures
    assert [(file.url[-5:], file.type, file.length) for file in found] == [
        ("a.mp3", "audio/mpeg", 123),
        ("b.mp3", "audio/mpeg", None),
    ]


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de-AT" xml:base="https://base.example/x/">
<title type="html">A &amp;lt;b&amp;gt;feed&amp;lt;/b&amp;gt;</title><link href="/site"/>
<entry><id>tag:a,1</id><title>1 &lt; 2</title><link href="e/1"/><updated>2026-11-03T10:00:00Z</updated>
<author><name>Ann</name><email>a@b.example</email></author><category term="t" label="Label"/><category term="u"/>
<summary>Short</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>Two</p></div></content>
</entry><entry xml:lang="th"><id>tag:a,2</id><title>b</title><content type="html">&lt;p&gt;Same&lt;/p&gt;</content>
<summary type="html">&lt;p&gt;Same&lt;/p&gt;</summary></entry></feed>"""


def test_an_atom_feed_in_all_its_fields() -> None:
    parsed = read(ATOM)
    assert (parsed.site, parsed.lang, parsed.error) == ("https://base.example/site", "de", "")
    first, second = (found.entry for found in parsed.found)
    assert first == Entry(
        key="guid:tag:a,1",
        title="1 < 2",
        guid="tag:a,1",
        link="https://base.example/x/e/1",
        author="Ann",
        published=1_793_700_000,
        lang="de",
        summary="Short",
        content="One\n\nTwo",
        categories=("Label", "u"),
    )
    assert (second.lang, second.summary, second.content) == ("th", "Same", "")


def test_a_text_stands_in_one_place() -> None:
    content = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    entry = only("<title>a</title><content:encoded><![CDATA[<p>Only</p>]]></content:encoded>", content)
    assert (entry.summary, entry.content) == ("Only", "")


def test_a_json_feed_in_all_its_fields() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A <feed>",
        "home_page_url": "https://news.example/",
        "language": "my-MM",
        "authors": [{"name": "Everybody"}],
        "items": [
            {
                "id": 7,
                "url": "/7",
                "title": "Seven\u001b[31m",
                "content_html": "<p>One</p><script>x</script><p>Two</p>",
                "summary": "Short",
                "date_published": "2026-11-03T17:00:00+07:00",
                "tags": ["a", "a", 5, "b"],
                "attachments": [{"url": "https://news.example/7.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9}],
            },
            {"content_text": "Plain <b>", "date_published": "0001-01-01T00:00:00+23:59", "url": "javascript:1"},
            "no item",
        ],
    }
    parsed = read(json.dumps(feed), "application/feed+json")
    assert (parsed.title, parsed.site, parsed.lang) == ("A <feed>", "https://news.example/", "my")
    first, second = (found.entry for found in parsed.found)
    assert (first.key, first.link, first.title) == ("guid:7", "https://news.example/7", "Seven[31m")
    assert (first.published, first.author, first.lang) == (1_793_700_000, "Everybody", "my")
    assert (first.summary, first.content, first.categories) == ("Short", "One\n\nTwo", ("a", "b"))
    assert first.enclosures[0].length == 9
    assert (second.key[:5], second.link, second.published, second.summary) == ("hash:", "", None, "Plain <b>")


def test_the_plain_text_of_a_json_feed_is_no_markup_whatever_it_looks_like() -> None:
    written = "Write <b>bold</b> like so,<br>\n&amp; <script>x</script>"
    (entry,) = entries(json.dumps({"items": [{"id": "1", "content_text": written}]}))
    assert (entry.summary, entry.places) == (written, ())
    (entry,) = entries(json.dumps({"items": [{"id": "1", "content_html": written, "content_text": "x"}]}))
    assert entry.summary == "Write bold like so,\n&"
    title, escaped = "Is 1 <b 2, or &lt;?", "a <b, &lt; c"
    feed = {"version": "https://jsonfeed.org/version/1", "title": title}
    parsed = read(json.dumps(feed | {"items": [{"id": "1", "title": title, "summary": escaped}]}))
    (entry,) = (one.entry for one in parsed.found)
    assert (parsed.title, entry.title, entry.summary) == (title, title, escaped)


def test_a_json_feed_whose_texts_were_escaped_by_fault_is_unescaped_once() -> None:
    item = {"id": "1", "title": "Raid &amp; rescue", "summary": "Tom &amp; Co", "content_text": "It&rsquo;s he"}
    (entry,) = entries(json.dumps({"items": [item]}))
    assert (entry.title, entry.summary, entry.content) == ("Raid & rescue", "Tom & Co", "It’s he")


@pytest.mark.parametrize("html", ["content_html", "content_text"])
def test_a_json_feed_that_says_no_version_is_known_by_any_of_its_items(html: str) -> None:
    found = entries(json.dumps({"items": [{"id": "1", "title": "One"}, {"id": "2", "title": "Two", html: "x"}]}))
    assert [entry.title for entry in found] == ["One", "Two"]


@pytest.mark.parametrize(
    "date",
    [
        {"date_modified": "2026-11-03T10:00:00Z"},
        {"date_published": 1e999, "date_modified": " 2026-11-03T10:00:00Z\n"},
        {"date_published": "soon", "date_modified": 1_793_700_000.9},
    ],
)
def test_an_entry_of_a_json_feed_is_of_the_day_of_its_change_where_no_other_is_told(date: dict[str, object]) -> None:
    written = json.dumps({"items": [{"id": "1", "content_text": "x", **date}]}).replace("Infinity", "1e999")
    assert [entry.published for entry in entries(written)] == [1_793_700_000]


@pytest.mark.parametrize(("link", "start"), [({}, URL), ({"url": "https://e.example/a/1"}, "https://e.example/a/1")])
def test_addresses_in_an_entry_of_a_json_feed_start_at_its_page_or_the_feeds(link: dict[str, str], start: str) -> None:
    item = {"id": "1", "content_html": "<a href='b'>x</a>", "attachments": [{"url": "c.mp3"}], **link}
    (entry,) = entries(json.dumps({"items": [item]}))
    told = [place.address for place in entry.places] + [file.url for file in entry.enclosures]
    assert told == [urljoin(start, address) for address in ("b", "c.mp3")]


@pytest.mark.parametrize(
    ("site", "start"), [("https://e.example/", "https://e.example/"), ("https://www.news.example/", URL), ("/", URL)]
)
def test_a_json_feed_that_another_host_hands_on_leads_to_its_site(site: str, start: str) -> None:
    item = {"id": "1", "url": "a/1", "content_html": "<a href='/b'>x</a>"}
    (entry,) = entries(json.dumps({"home_page_url": site, "items": [item]}))
    assert entry.link == urljoin(start, "a/1")
    assert [place.address for place in entry.places] == [urljoin(start, "/b")]


@pytest.mark.parametrize("part", ["{},", "[],", '"x":1,', '{"a":"b"},'])
def test_json_of_parts_without_number_is_told_as_such_before_it_is_taken_apart(part: str) -> None:
    document = f'{{"items":[{part * 1_000_000}' if part[0] in "{[" else f'{{{part * 1_000_000}"items":['
    parsed = parse(f"{document}]}}".encode(), URL, "application/feed+json", NOW)
    assert (parsed.found, parsed.error) == ((), "this is JSON of more parts than any feed has")


def test_markup_of_names_without_number_is_told_as_such_before_it_is_taken_apart() -> None:
    def told(names: int) -> tuple[int, str]:
        elements = "".join(f"<a{number % names}/>" for number in range(600_000))
        parsed = parse(rss(f"<item><title>Hi</title>{elements}</item>").encode(), URL, "application/rss+xml", NOW)
        return len(parsed.found), parsed.error

    assert told(600_000) == (0, "this is markup of more names than any feed has")
    assert told(499_000) == (1, "")


@pytest.mark.parametrize("around", ["%s", "[%s]", '{"b": [[], {"c": %s}]}'])
def test_what_nobody_knows_of_an_item_is_held_as_far_as_a_text_is_read(around: str) -> None:
    extension = '{"items": [{"id": "1", "content_text": "Hi", "_a": ' + around + "}]}"
    short, long, longer = (entries(extension % f'"{"x" * count}"')[0].raw for count in (1, 1_000_000, 1_000_001))
    assert short != long == longer


def test_a_text_of_a_json_feed_may_hold_any_number_of_signs_that_part_others() -> None:
    text = '{[,\\"' * 400_000
    document = (
        f'{{"version":"https://jsonfeed.org/version/1.1","items":[{{"id":"1","title":"A","content_text":"{text}"}}]}}'
    )
    assert [found.entry.title for found in parse(document.encode(), URL, "", NOW).found] == ["A"]


def test_an_older_json_feed_and_odd_values_of_every_field() -> None:
    odd = [None, 1, "x", [], {}, [None], True, "\ud800"]
    fields = (
        "id",
        "url",
        "title",
        "content_html",
        "summary",
        "date_published",
        "tags",
        "authors",
        "author",
        "attachments",
    )
    items = [{name: value} for name in fields for value in odd]
    feed = {"version": "https://jsonfeed.org/version/1", "title": None, "author": {"name": "Ann"}, "items": items}
    parsed = read(json.dumps(feed))
    assert parsed.error == ""
    assert {found.entry.author for found in parsed.found} >= {"Ann"}
    assert all("\ud800" not in found.entry.key for found in parsed.found)


@pytest.mark.parametrize("links", [{"external_url": "/7"}, {"url": "javascript:x", "external_url": "/7"}])
def test_an_entry_of_a_json_feed_that_only_leads_elsewhere_leads_there(links: dict[str, str]) -> None:
    (entry,) = entries(json.dumps({"items": [{"id": "1", "content_text": "x", **links}]}))
    assert entry.link == "https://news.example/7"


@pytest.mark.parametrize(
    ("item", "link"),
    [
        ({"id": "https://news.example/7"}, "https://news.example/7"),
        ({"id": "https://news.example/7", "url": "/8"}, "https://news.example/8"),
        (
            {"id": "https://news.example/7", "url": "", "external_url": "https://other.example/"},
            "https://other.example/",
        ),
        ({"id": "/7"}, ""),
        ({"id": "tag:news.example,2026:7"}, ""),
        ({"id": 7}, ""),
    ],
)
def test_what_an_entry_of_a_json_feed_is_called_by_is_its_link_where_it_is_an_address_and_there_is_no_other(
    item: dict[str, object], link: str
) -> None:
    (entry,) = entries(json.dumps({"items": [{"content_text": "x", **item}]}))
    assert entry.link == link


@pytest.mark.parametrize(
    "dates",
    [
        {"date_modified": "2026-11-03T10:00:00Z"},
        {"date_published": "soon", "date_modified": " 2026-11-03T10:00:00Z\n"},
        *({"date_published": moment} for moment in (1_793_700_000, 1_793_700_000_000.0, "Tue, 03 Nov 2026 10:00 GMT")),
        {"date_published": "1405-08-12T13:30:00+03:30"},
    ],
)
def test_an_entry_of_a_json_feed_has_its_date_in_whatever_form_it_is_given(dates: dict[str, object]) -> None:
    (entry,) = entries(json.dumps({"items": [{"id": "1", "content_text": "x", **dates}]}))
    assert entry.published == 1_793_700_000


def test_a_date_that_is_set_anew_makes_an_entry_of_a_json_feed_no_other_one() -> None:
    def given(**more: object) -> Entry:
        return entries(json.dumps({"items": [{"id": "1", "content_text": "x", **more}]}))[0]

    assert given(date_published="2026-11-03").raw == given(date_published="2026-11-02").raw != given(title="T").raw


def test_files_and_links_of_a_json_feed_start_at_their_entry_and_what_leads_nowhere_is_none() -> None:
    files = [{"url": "a.mp3"}, {"url": "javascript:x"}, {"mime_type": "audio/mpeg"}]
    item = {"id": "1", "url": "https://b.example/1/", "content_html": "<a href='c'>x</a>", "attachments": files}
    (entry,) = entries(json.dumps({"items": [item]}))
    assert [file.url for file in entry.enclosures] == ["https://b.example/1/a.mp3"]
    assert [place.address for place in entry.places] == ["https://b.example/1/c"]


def test_titles_and_summaries_of_a_json_feed_speak_of_tags() -> None:
    said = "The <b> and <mark> tags"
    item = {"id": "1", "title": said, "summary": said, "content_text": "x"}
    parsed = read(json.dumps({"title": said, "items": [item]}))
    (entry,) = (found.entry for found in parsed.found)
    assert (parsed.title, entry.title, entry.summary) == (said, said, said)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Bangkok"])
def test_a_date_of_a_json_feed_without_a_zone_is_the_same_wherever_one_is(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = json.dumps({"items": [{"id": "1", "content_text": "x", "date_published": "2026-11-03T10:00:00"}]})
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        (entry,) = entries(document)
    time.tzset()
    assert entry.published == 1_793_700_000


def test_what_json_escapes_stays_so_where_a_path_of_windows_stands_beside_it() -> None:
    (entry,) = entries(r'{"items": [{"id": "1", "title": "\"In C:\docs\" \u00e9", "content_text": "a\nb"}]}')
    assert (entry.title, entry.summary) == ('"In C:docs" é', "a\nb")


def test_people_without_names_take_no_place_from_the_author_of_an_older_json_feed() -> None:
    item = {"id": "1", "title": "t", "authors": [{"url": "https://news.example/ann"}], "author": {"name": "Ann"}}
    (found,) = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]})).found
    assert found.entry.author == "Ann"


@pytest.mark.parametrize(
    ("written", "author"),
    [("ann@news.example (Ann)", "Ann"), ("Ann <ann@news.example>", "Ann"), ("ann@news.example", "ann@news.example")],
)
def test_a_name_in_a_json_feed_goes_without_the_address_beside_it(written: str, author: str) -> None:
    item = {"id": "1", "title": "t", "authors": [{"name": written}, {"name": 5}]}
    (found,) = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]})).found
    assert found.entry.author == author


@pytest.mark.parametrize(
    ("tag", "expected"), [("en-us", "en"), ("zh_CN", "zh"), (" RU ", "ru"), ("und", ""), ("english", ""), ("x-a", "")]
)
def test_languages_are_primary_subtags(tag: str, expected: str) -> None:
    assert clean.language(tag) == expected


# Furniture


def told(entry: Entry) -> list[tuple[str, str, str]]:
    return [
        (place.field, getattr(entry, place.field)[place.start : place.end], place.reason) for place in entry.dropped
    ]


def test_furniture_is_told_of_every_text_and_stays_in_it() -> None:
    entry = only(
        "<title>Related: a title stays</title><description>Rain. Read more: Raid in Laos</description>"
        "<content:encoded>&lt;p&gt;It rained for days in the hills.&lt;/p&gt;&lt;ul class='related'&gt;"
        "&lt;li&gt;Raid in Laos&lt;/ul&gt;</content:encoded>",
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
    )
    assert told(entry) == [
        ("summary", "Read more: Raid in Laos", "related link"),
        ("content", "• Raid in Laos", "related link"),
    ]
    assert entry.title == "Related: a title stays"


def test_a_content_that_is_the_summary_leaves_its_furniture_there() -> None:
    html = "&lt;p&gt;It rained for days in the hills.&lt;/p&gt;&lt;nav&gt;Home&lt;/nav&gt;"
    entry = only(
        f"<description>{html}</description><content:encoded>{html}</content:encoded>",
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
    )
    assert (entry.content, told(entry)) == ("", [("summary", "Home", "navigation")])


def test_furniture_of_a_json_feed() -> None:
    (entry,) = entries(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "items": [
                    {"id": 1, "content_html": "<p>It rained for days.</p><nav>Home</nav>"},
                ],
            }
        ),
        "application/feed+json",
    )
    assert told(entry) == [("summary", "Home", "navigation")]


def test_a_date_that_feedparser_fails_on_costs_no_more_than_the_date() -> None:
    date = "<pubDate>Fri, 2006/19/15 08:19:53 EDT</pubDate>"
    read_slow = parser.parse(rss(item(1, more=date)).encode(), URL, "", NOW, slow=True)
    assert [(found.entry.title, found.entry.published) for found in read_slow.found] == [("An entry", None)]


def test_an_entry_with_tags_beyond_number_is_read_in_time() -> None:
    tags = "".join(f"<category>tag {number}</category>" for number in range(30_000))
    started = time.thread_time()
    (found,) = parser.parse(rss(item(1, more=tags)).encode(), URL, "", NOW, slow=True).found
    assert time.thread_time() - started < 10
    assert found.entry.categories == tuple(f"tag {number}" for number in range(50))


def test_a_damaged_feed_of_entries_beyond_number_is_read_as_far_as_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean, "MAX_ENTRIES", 20)
    seen: list[bytes] = []
    honest = slowparse.parse

    def noted(document: bytes, url: str) -> dict[str, Any]:
        seen.append(document)
        return honest(document, url)

    monkeypatch.setattr(slowparse, "parse", noted)
    parsed = read(rss("".join(map(item, range(500))) + "</b>"))
    assert len(parsed.found) == 20
    assert parsed.error == "partly read: it holds 500 entries, of which 20 were read"
    assert seen[0].count(b"<item>") == 20


@pytest.mark.parametrize(
    ("spoiled", "error"),
    [
        (lambda feed: feed[:-9], "partly read: line 1 is damaged"),
        (lambda feed: feed.replace('"id": 3', '"id": \\q'), "partly read: line 1 is damaged"),
        (lambda feed: feed.replace("Two", "T\\w\\o"), ""),
        (lambda feed: feed.replace("}", ",}").replace("]", ",]"), ""),
        (lambda feed: feed + "\n<!-- cached -->", ""),
        (lambda feed: feed.replace("Two", "Tw\no"), ""),
        (lambda feed: feed.replace("3", "3" * 5_000), ""),
    ],
)
def test_of_a_damaged_json_feed_the_entries_before_the_damage_are_kept(
    spoiled: Callable[[str], str], error: str
) -> None:
    items = [{"id": number, "title": title} for number, title in enumerate(("One", "Two", "Three"), 1)]
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "A feed", "items": items})
    parsed = read(spoiled(feed), "application/feed+json")
    assert parsed.error == error
    assert [found.entry.title.replace(" ", "") for found in parsed.found] == ["One", "Two", "Three"][
        : 2 if error else 3
    ]


HEAD = '{"version": "https://jsonfeed.org/version/1.1", "_x": {"items": [{"id": "no"}]}, "title": "A feed", '
HEAD += '"language": "my", "authors": [{"name": "Desk"}], "items": ['


@pytest.mark.parametrize("stray", ["\0", "\x1b", "\ufeff"])
def test_zero_bytes_and_marks_between_the_texts_of_a_json_feed_cost_nothing(stray: str) -> None:
    items = [{"id": str(n), "title": title} for n, title in enumerate(("One", "Two"))]
    whole = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})
    parsed = read(re.sub(r'[\[{,:]|"(?=[,}])', lambda sign: sign[0] + stray, whole))
    assert ([found.entry.title for found in parsed.found], parsed.error) == (["One", "Two"], "")


def test_behind_a_damaged_item_of_a_json_feed_one_without_an_id_is_known_by_its_content() -> None:
    people = [{"name": "Ann", "url": "https://e.example/ann"}, {"name": "Bo", "url": "https://e.example/bo"}]
    items = [{"title": title, "authors": people, "content_text": "x"} for title in ("One", "Two", "Three")]
    whole = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})
    parsed = read(whole.replace('"One",', '"One"'))
    assert [found.entry.title for found in parsed.found] == ["Two", "Three"]
    assert parsed.error == "partly read: line 1 is damaged"


@pytest.mark.parametrize(
    "rest",
    [
        '{"id": "1", "title": "One"}',
        '{"id": "1", "title": "One"}], "more": undefined}',
        'null, 5, {"id": "1", "title": "One"}, undefined',
        '{"id": "1", "title": "One"} {"id": "2", "title": "T',
        '{"id": "1", "title": "One"}, // cached\n]}',
        '{"id": "2", "title": Two}, {"id": "1", "title": "One"}, 5, "id"]}',
    ],
)
def test_a_damaged_json_feed_says_of_itself_what_it_says_when_it_is_whole(rest: str) -> None:
    parsed = read(HEAD + rest)
    assert (parsed.title, parsed.lang, parsed.error) == ("A feed", "my", "partly read: line 1 is damaged")
    assert [(one.entry.title, one.entry.author) for one in parsed.found] == [("One", "Desk")]


def test_the_items_of_a_damaged_json_feed_are_those_of_no_extension() -> None:
    for extension in ('"_x": {"items": [{"id": "no"}]}', '"_x": [{"items": []}]', '"_x": {"y": "\\"items\\": ["}'):
        rest = '"items": [{"id": "1", "title": "One"}]}'
        parsed = read(f'{{"version": "https://jsonfeed.org/version/1.1", // x\n{extension}, {rest}')
        assert [one.entry.title for one in parsed.found] == ["One"]


@pytest.mark.parametrize("damage", ['"title": "T" ', '"title" "T", ', '"title": T, ', '"a": {"b": x, '])
def test_a_json_feed_that_is_damaged_before_its_items_is_one_by_the_version_that_it_names(damage: str) -> None:
    rest = '"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "One"}]}'
    assert [entry.title for entry in entries(f"{{{damage}{rest}")] == ["One"]
    other = read(f"{{{damage}{rest.replace('jsonfeed.org', 'e.example')}")
    assert (other.found, other.error) == ((), "this is JSON, but no JSON Feed")


def test_of_a_json_feed_an_item_that_is_damaged_costs_no_other() -> None:
    files = '"attachments": [{"url": "https://e.example/a.mp3"}, {"url": "https://e.example/b.mp3"}]'
    damaged = f'{{"id": "2", "title": Two, {files}}}'
    parsed = read(
        f'{HEAD}{{"id": "1", "title": "One"}}, {damaged}, {{"id": "3", "title": "Three"}}], "title": "B feed"}}'
    )
    assert [one.entry.title for one in parsed.found] == ["One", "Three"]
    assert parsed.title == "B feed" and parsed.error.startswith("partly read")


@pytest.mark.parametrize(
    "first",
    [
        '{"id": "1", "content_text": "a"}], "_x": [0]}',
        '{"id": "1", "title": "A "}]} b", "content_text": "a"}',
        '{"id": "1"}}',
    ],
)
def test_items_behind_an_end_that_comes_too_early_are_read_and_it_is_told(first: str) -> None:
    rest = ', {"id": "2", "content_text": "b"}, {"id": "3", "content_text": "c"}]}'
    parsed = read('{"version": "https://jsonfeed.org/version/1", "items": [' + first + rest)
    assert [found.entry.guid for found in parsed.found][-2:] == ["2", "3"] and parsed.error.startswith("partly read")
    for behind in ("", "}", " \n<!-- made by x -->", '{"version": "https://jsonfeed.org/version/1", "items": []}'):
        assert not read('{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1"}]}' + behind).error


@pytest.mark.parametrize(
    "flood",
    [
        '{"id": "1",}, ' * 20_000,
        '{"a": "' * 50_000,
        '"' + '\\"' * 200_000,
        '\\"' * 200_000,
        '\\"' * 200_000 + "\\\n",
        "{} {" * 50_000,
    ],
)
@pytest.mark.parametrize("head", [HEAD, '{"a": x, "b": "'])
def test_no_damaged_json_holds_it_up(head: str, flood: str) -> None:
    started = time.thread_time()
    read(head + flood)
    assert time.thread_time() - started < 6


def test_a_json_feed_may_give_one_thing_where_the_standard_wants_several() -> None:
    entry = {"id": "1", "title": 5, "author": "Ann", "tags": "news", "date_published": "Tue, 03 Nov 2026 10:00:00 GMT"}
    entry |= {"attachments": {"url": "https://news.example/a.mp3"}, "content_text": "x"}
    (found,) = read(json.dumps({"items": [entry]})).found
    told = found.entry
    assert (told.title, told.author, told.categories, told.published) == ("5", "Ann", ("news",), 1_793_700_000)
    assert [file.url for file in told.enclosures] == ["https://news.example/a.mp3"]


@pytest.mark.parametrize("label", ["windows1251", "CP-1251", "cs windows-1251", "x-cp1251", "Windows_1251"])
def test_labels_are_read_whatever_their_hyphens(label: str) -> None:
    assert codec_of(label) == "cp1251"


def test_labels_of_no_charset_are_none() -> None:
    assert [codec_of(label) for label in ("", "x", "cs", "idna", "utf-16", "utf-7", "rot13")] == [None] * 7


def test_a_mark_for_what_does_not_follow_it_is_left() -> None:
    assert charset.decode(b"\xff\xfe<rss/>") == charset.decode(b"\xef\xbb\xbf<rss/>") == "<rss/>"
    assert charset.decode(b"\xff\xfe" + "<rss/>".encode("utf-16-le")) == "<rss/>"
    assert charset.decode(b"\xef\xbb\xbf<?xml encoding='koi8-r'?>" + "Новости".encode("koi8-r")).endswith("Новости")


def test_where_feedparser_fails_it_is_told_and_no_feed_is_taken_for_an_empty_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object) -> dict[str, object]:
        raise RecursionError

    monkeypatch.setattr(slowparse, "parse", fails)
    parsed = read(rss(item(1, "First")) + "<b>")
    assert parsed.error.startswith("it cannot be read: feedparser fails on it (RecursionError in test_parse.py, line ")
    assert parsed.found == ()


@pytest.mark.parametrize("end", ["", "]}", "], x"])
def test_a_json_feed_that_quotes_a_feed_is_none_of_xml(end: str) -> None:
    note = json.dumps({"id": "1", "title": "Ours", "content_html": rss(item(7, "Quoted"))})
    parsed = read(f'{{"version": "https://jsonfeed.org/version/1.1", "title": "Notes", "items": [{note}{end}')
    assert [found.entry.title for found in parsed.found] == ["Ours"]


def test_a_sound_feed_in_the_frame_of_a_page_is_read_whatever_its_texts_are_made_of() -> None:
    text = "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>A <b>raid</b></div></content>"
    entry = f"<entry><id>1</id><title>First</title>{text}</entry>"
    parsed = read(f"<html><body><feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed></body></html>")
    assert [(found.entry.title, found.entry.summary) for found in parsed.found] == [("First", "A raid")]


@pytest.mark.parametrize("damage", ["<b>Second", "</i>Second", "<x:y>Second</x:y>", "Second <3"])
@pytest.mark.parametrize(
    "frame",
    [
        "<html><body>{}</body></html>",
        "<!DOCTYPE html>\n<html><head><title>A page</title></head>\n<body><pre>{}</pre></body></html>\n",
    ],
)
def test_so_is_a_damaged_one_where_the_page_says_nothing_else(frame: str, damage: str) -> None:
    feed = rss(f"{item(1, 'First')}\n<item><guid>2</guid><title>{damage}</title></item>\n{item(3, 'Third')}")
    page = frame.format(feed[feed.index("<rss") :])
    parsed = read(page)
    titles = [found.entry.title for found in parsed.found]
    assert (titles[0], titles[2]) == ("First", "Third") and "Second" in titles[1]
    if "line" in parsed.error:
        assert f"line {page[: page.index(damage)].count(chr(10)) + 1} " in parsed.error
    assert read(page.replace("</body>", "<p>How to write feeds</p></body>")).error.startswith("this is a web page")


@pytest.mark.parametrize(
    ("head", "named"),
    [
        ("<title>Just a moment...</title>", ": “Just a moment...”;"),
        (
            "<meta charset=utf-8><TITLE lang=en>\n Account&#32;suspended\u202e [/b] &#27;[31m\n</TITLE>",
            " suspended [/b] [31m”;",
        ),
        (
            "<title>" + "Making sure that you are no robot " * 9 + "</title>",
            "that you are no robot Making sure that you are n…”;",
        ),
        ("<title> </title>", "not a feed; "),
        ("<title><b>Log in", "not a feed; "),
        ("<p>Log in", "not a feed; "),
    ],
    ids=["check", "hostile", "long", "blank", "unclosed", "none"],
)
def test_a_web_page_in_the_place_of_a_feed_is_told_by_its_title(head: str, named: str) -> None:
    error = read(f"<!DOCTYPE html><html><head>{head}").error
    assert error.startswith("this is a web page, not a feed") and named in error and error.endswith("finds it")


@pytest.mark.parametrize(
    ("document", "error"),
    [
        (f"<!DOCTYPE html><html><body>{rss(item(1) + item(2), '')[:-60]}</body></html>", "this is a web page"),
        (f"<html><body>{rss('', '')}</body></html>", "this is a web page"),
        ("<rss version='2.0'></rss>", "this is no feed"),
        ("<service xmlns='http://www.w3.org/2005/Atom'><title>x</title></service>", "this is no feed"),
    ],
)
def test_what_has_a_feed_s_dialect_and_nothing_of_a_feed_is_none(document: str, error: str) -> None:
    parsed = read(document)
    assert parsed.error.startswith(error) and not parsed.found
