"""A feed that is damaged gives the entries that it gives when it is whole, as far as they can be told."""

import re
import time
from dataclasses import replace

import pytest

from monitor.feeds import balance, repair
from monitor.feeds.parse import parse
from monitor.model import Entry
from tests.feeds.hostile import item, rss

NOW = 1_795_000_000
URL = "https://news.example/feeds/all.xml"
DAMAGE = "<copyright>a<b>x</p></copyright>"
"""In the head of a feed it leaves feedparser's other parser alone to read it."""
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><id>u</id><title>T</title>'


def entries(document: str) -> list[Entry]:
    return [one.entry for one in parse(document.encode(), URL, "", NOW).found]


def damaged(document: str) -> str:
    """A feed of which every end tag is there, and that is not well-formed."""
    return document.replace("</title>", f"</title>{DAMAGE}", 1)


ESCAPED = (
    "<item><title>A &amp;amp; B</title><guid>https://e.example/?id=1&amp;l=th</guid><category>K &amp; L</category>"
    "<category><![CDATA[X & Y &lt;]]></category><author>P &#38; Q</author>"
    "<description>&lt;b&gt;W&lt;/b&gt;</description>"
    '<enclosure url="http://e.example/a?b=1&amp;c=&#50;" type="audio/mpeg" length="1"/></item>'
    "<item><title>2</title><guid isPermaLink='false'><![CDATA[g?a=1&b=2]]></guid><link>/?x=1&amp;copy=2</link></item>"
)


@pytest.mark.parametrize("damage", ["", "</channel>", "<p>loose<br></channel></rss>", "</channel></rss>a && b"])
def test_a_feed_that_is_damaged_gives_the_same_entries_as_the_whole_one(damage: str) -> None:
    whole = rss(ESCAPED)
    first, second = (one.entry for one in parse(whole.encode(), URL, "", NOW).found)
    assert first.guid == first.link == "https://e.example/?id=1&l=th" and second.guid == "g?a=1&b=2"
    found = parse(whole.replace("</channel></rss>", damage).encode(), URL, "", NOW).found
    assert [replace(one.entry, raw="") for one in found] == [replace(one, raw="") for one in (first, second)]


def test_in_atom_too() -> None:
    entry = (
        "<entry><id>http://e.example/?id=1&amp;l=th</id><title type='html'>A &amp;amp; &lt;b&gt;B&lt;/b&gt;</title>"
        "<link href='/?x=1&amp;y=2'/><category term='A &quot;B&quot; &amp;amp; C'/>"
        "<author><name>P &amp; Q</name></author>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a &lt; b &amp; c</div></content></entry>"
    )
    head = "<feed xmlns='http://www.w3.org/2005/Atom'><id>u</id><title>t</title>"
    (whole,), (cut,) = (parse((head + entry + end).encode(), URL, "", NOW).found for end in ("</feed>", ""))
    assert replace(cut.entry, raw="") == replace(whole.entry, raw="")
    assert whole.entry.guid == "http://e.example/?id=1&l=th" and whole.entry.author == "P & Q"


def test_in_rdf_too_under_any_prefix() -> None:
    body = (
        "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:s='http://purl.org/rss/1.0/'>"
        "<s:channel r:about='http://e.example/'><s:title>T</s:title></s:channel><s:item r:about='http://e.example/r1'>"
        "<s:title>One</s:title><s:link>http://e.example/x</s:link></s:item>"
    )
    (whole,), (cut,) = (parse((body + end).encode(), URL, "", NOW).found for end in ("</r:RDF>", ""))
    assert cut.entry.guid == whole.entry.guid == "http://e.example/r1"


@pytest.mark.parametrize("version", ["version='2.0'", "rss:version='2.0'", "rss:version=2.0"])
def test_in_rss_whose_elements_are_under_a_prefix_that_nobody_has_declared_too(version: str) -> None:
    body = rss(item(1) + "<item><title>2</title><guid isPermaLink='false'>https://e.example/2</guid></item>")
    under = re.sub(r"<(/?)(?!rss)(?=\w)", r"<\1rss:", body).replace("isPermaLink", "rss:isPermaLink")
    whole, prefixed = (parse(each.encode(), URL, "", NOW) for each in (body, re.sub("version=.2.0.", version, under)))
    assert (prefixed.title, prefixed.site) == ("A feed", "https://news.example/")
    assert [one.entry for one in prefixed.found] == [one.entry for one in whole.found]


def test_a_feed_in_rdf_that_links_itself_by_a_name_of_atom_stays_one_in_rdf() -> None:
    body = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        "<channel rdf:about='http://e.example/'><title>T</title>"
        "<atom10:link xmlns:atom10='http://www.w3.org/2005/Atom' rel='self' href='http://e.example/rss'/></channel>"
        "<item rdf:about='http://e.example/r1'><title>It&amp;#8217;s a 10&lt;sup&gt;6&lt;/sup&gt;</title></item>"
    )
    (whole,), (cut,) = (parse((body + end).encode(), URL, "", NOW).found for end in ("</rdf:RDF>", ""))
    assert cut.entry.title == whole.entry.title == "It’s a 10⁶"
    (loose,) = parse(body.replace(" xmlns='http://purl.org/rss/1.0/'", " xmlns=''").encode(), URL, "", NOW).found
    assert loose.entry.guid == "http://e.example/r1"


@pytest.mark.parametrize("stray", ["</br>", "</summary>", "</title>", "</div></span>", "</entry>"])
def test_an_end_tag_that_closes_nothing_changes_nothing_behind_it(stray: str) -> None:
    one = f"<entry><id>1</id><title>One</title><summary>one</summary></entry>{stray}"
    links = "<link href='2'/><link rel='enclosure' href='2.mp3'/>"
    other = f"<entry><id>2</id><title type='html'>B &amp;amp; C</title>{links}</entry>"
    head = ATOM.replace("<feed ", "<feed xml:lang='vi' xml:base='http://base.example/a/' ")
    first, second = entries(f"{head}{one}{other}</feed>")
    assert (first.title, second.title, second.link) == ("One", "B & C", "http://base.example/a/2")
    assert (second.lang, second.enclosures[0].url) == ("vi", "http://base.example/a/2.mp3")


@pytest.mark.parametrize("end", ["", "</contents>"])
@pytest.mark.parametrize("kind", ["html", "xhtml"])
def test_a_content_that_is_never_closed_takes_no_other_entry_along(kind: str, end: str) -> None:
    content = f"<content type='{kind}'><div>text</div>{end}"
    found = entries(
        ATOM + "".join(f"<entry><id>{n}</id><title>{n}</title>{content * (n == 2)}</entry>" for n in (1, 2, 3))
    )
    assert [one.title for one in found] == ["1", "2", "3"] and found[1].content + found[1].summary == "text"


def test_a_source_that_is_never_closed_takes_no_other_entry_along() -> None:
    found = entries(rss(item(1) + item(2, more="<source url='http://s.example/'>S") + item(3) + item(4)))
    assert [one.link[-1] for one in found] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("SELECT * WHERE a <> 0", "SELECT * WHERE a <> 0"),
        ("<![CDATA[Using <Foo/> and <Bar /> in React]]>", "Using <Foo/> and <Bar /> in React"),
        ("<![CDATA[-/>text]]>", "-/>text"),
        ("A <?php echo '>' ?>raid", "A raid"),
        ("1 <b < 2", "1 <b < 2"),
        ("a < / b> c", "a < / b> c"),
        ("press <link", "press <link"),
    ],
)
def test_signs_of_markup_that_are_none_stay_as_they_are(title: str, shown: str) -> None:
    more = f"<guid isPermaLink='false'>{title}</guid><category>{title}</category>"
    first, second = entries(damaged(rss(f"<item><title>{title}</title>{more}</item>" + item(2))))
    assert (first.title, first.guid, first.categories) == (shown, shown, (shown,)) and second.link[-1] == "2"


def test_names_are_those_of_the_whole_feed_in_atom_too() -> None:
    feed = f"{ATOM}<entry><id>1</id><title>t</title><author><name>Tom &amp;amp; Co</name></author></entry></feed>"
    assert [one.author for one in (*entries(feed), *entries(damaged(feed)))] == ["Tom & Co"] * 2


@pytest.mark.parametrize("people", ["author", "contributor"])
def test_a_persons_page_and_picture_are_none_of_the_entry(people: str) -> None:
    of_person = "<name>Ann</name><link rel='alternate' type='text/html' href='http://e.example/ann'/>"
    of_person += "<link rel='enclosure' href='http://e.example/ann.png'/><title>Dr</title><category term='no'/>"
    link = "<link rel='alternate' type='text/html' href='http://e.example/post'/>"
    (found,) = entries(f"{ATOM}<entry><id>1</id><title>t</title>{link}<{people}>{of_person}</{people}></entry></feed>")
    assert (found.title, found.link, found.enclosures, found.categories) == ("t", "http://e.example/post", (), ())


@pytest.mark.parametrize("cut", ["<item", "<item turbo='tr", "<", "<it"])
def test_a_whole_entry_before_a_cut_stays_whole(cut: str) -> None:
    whole = "<item><title>T1</title><link>http://e.example/1</link><description>one</description></item>"
    assert [one.title for one in entries(rss(whole).replace("</channel></rss>", cut))] == ["T1"]


@pytest.mark.parametrize("base", ["http://one.example/", "http://one.example/x/", "https://two.example/"])
def test_an_id_stands_under_no_base(base: str) -> None:
    feed = ATOM.replace("<feed ", f"<feed xml:base='{base}' ")
    (found,) = entries(f"{feed}<entry><id>n1</id><title>t</title><link href='n/1'/></entry></feed>")
    assert (found.guid, found.link) == ("n1", f"{base}n/1")
    (found,) = entries(rss("<item><guid>n1</guid><title>t</title></item>").replace("<rss ", f"<rss xml:base='{base}' "))
    assert found.guid == "n1"


FIELDS = "<title>T{0}</title><link>http://e.example/{0}</link><guid isPermaLink='false'>g{0}</guid>"
FIELDS += "<pubDate>Tue, 10 Nov 2026 10:00:00 GMT</pubDate><description>W{0}</description>"


@pytest.mark.parametrize(
    "slip",
    [
        "<dc:rights>x</dc:right>",
        "<dc:rights>x</rights>",
        "<dc:rights>x",
        "<copyright>x",
        "<itunes:subtitle>x</itunes:subtitel>",
        "<media:content url='u'><media:title>m</media:titel></media:content>",
        "<media:group><media:description>m</media:deion></media:group>",
        "<dc:creator>x</dc:creater>",
        "<category>x</categroy>",
        "<source url='http://e.example/'>Elsewhere",
    ],
)
@pytest.mark.parametrize("comes_first", [False, True])
def test_an_end_tag_that_is_misspelt_or_missing_costs_no_other_field_and_no_other_entry(
    slip: str, comes_first: bool
) -> None:
    def item_of(number: int) -> str:
        fields = FIELDS.format(number)
        return f"<item>{slip}{fields}</item>" if comes_first else f"<item>{fields}{slip}</item>"

    spaces = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/' "
    spaces += "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'"
    found = entries(rss("".join(map(item_of, (1, 2, 3)))).replace("<rss", f"<rss {spaces}"))
    told = [(one.guid, one.title, one.link, one.published, one.summary) for one in found]
    assert told == [(f"g{n}", f"T{n}", f"http://e.example/{n}", 1_794_304_800, f"W{n}") for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("field", "slip"),
    [
        ("</link>", "</lnk>"), ("</link>", "<link>"), ("</link>", ""), ("</guid>", "</giud>"), ("</guid>", "<guid>"),
        ("</pubDate>", "</pubdat>"), ("</title>", "</titel>"), ("</description>", "</descripton>"),
    ],
)  # fmt: skip
def test_a_field_with_such_an_end_keeps_its_value(field: str, slip: str) -> None:
    items = "".join(f"<item>{FIELDS.format(number)}</item>".replace(field, slip) for number in (1, 2, 3))
    told = [(one.guid, one.title, one.link, one.published, one.summary) for one in entries(rss(items))]
    assert told == [(f"g{n}", f"T{n}", f"http://e.example/{n}", 1_794_304_800, f"W{n}") for n in (1, 2, 3)]


@pytest.mark.parametrize(
    "slip", ["<copyright>2026 Desk", "<copyright>x</copyrigth>", "<webMaster>x", "<language>en</langage>"]
)
def test_nor_does_one_in_the_head_of_a_feed_cost_an_entry(slip: str) -> None:
    items = "".join(f"<item>{FIELDS.format(number)}</item>" for number in (1, 2))
    found = entries(rss(items).replace("<link>", f"{slip}<link>", 1))
    assert [one.title for one in found] == ["T1", "T2"]


@pytest.mark.parametrize(
    "text",
    [
        "<![CDATA[<p>One</p><script>//<![CDATA[\nhidden();//]]></script><p>Two</p>]]>",
        "<![CDATA[<p>One</p>]]><br>Two",
        "&lt;p&gt;One&lt;/p&gt;<br>Two",
        "<p>One</p>&lt;br&gt;<p>Two",
    ],
)
def test_tags_that_are_escaped_in_part_of_a_text_are_tags(text: str) -> None:
    (found, other) = entries(rss(f"<item><title>A</title><description>{text}</description></item>{item(2)}"))
    assert found.summary.replace("<br>", "").split() == ["One", "Two"] and other.title == "An entry"


def test_blanks_in_an_address_are_those_of_xml() -> None:
    feed = f"{ATOM}<entry><id>1</id><title>t</title><link href='http://e.example/a\tb'/></entry>"
    assert [one.link for one in (*entries(feed + "</feed>"), *entries(feed))] == ["http://e.example/a%20b"] * 2


def balanced(document: str) -> str:
    made = balance.balanced(repair.repaired(document))[0]
    assert repair.problem(made) is None
    return re.sub("^[^>]*>\n<document[^>]*>\n?", "", made.decode()).removesuffix("</document>")


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("<item><title>First<link>l</link></item>", "<item><title>First</title><link>l</link></item>"),
        ("<item><title>First</item>", "<item><title>First</title></item>"),
        (
            "<item><title>First<item><title>x</title></item>",
            "<item><title>First</title></item><item><title>x</title></item>",
        ),
        ("<item><title>a<title>b</item>", "<item><title>a</title><title>b</title></item>"),
        (
            "<item><description><p>a</p><guid>1</guid></item>",
            '<item><description type="html">&lt;p&gt;a&lt;/p&gt;</description><guid>1</guid></item>',
        ),
        ("<entry><summary>a<id>1</id></entry>", "<entry><summary>a</summary><id>1</id></entry>"),
        ("<link>l<guid>1<guid> <comments>t", "<link>l</link><guid>1</guid> <comments/>"),
        ("<link>l<link>k</link>", "<link>l</link><link>k</link>"),
        ("<item><link>l</lnk><guid>1</item>", "<item><link>l</link><guid>1</guid></item>"),
        ("<item><guid>1<b>2</b></guid></item>", "<item><guid>12</guid></item>"),
        ("<copyright>c<link>l</link><item>", "<copyright>c</copyright><link>l</link><item></item>"),
        (
            "<item><rights>r<link>l</link><summary>s<guid>1</guid></item>",
            "<item><rights>r</rights><link>l</link><summary>s</summary><guid>1</guid></item>",
        ),
    ],
)
def test_a_field_ends_where_the_next_one_of_its_entry_begins(broken: str, whole: str) -> None:
    assert balanced(broken) == whole


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("<item><a><title>t</title></item>", "<item><a/><title>t</title></item>"),
        ("<a><b><c></a></b>", "<a><b/><c/></a>"),
        ("<channel><a><item><b></item></a>", "<channel><a/><item><b/></item></channel>"),
        ("<item><x:l><item><title>t</title></item>", "<item><x:l/></item><item><title>t</title></item>"),
        ("<item b='2'></item><guid>1</guid></item>", '<item b="2"></item><item><guid>1</guid></item>'),
        (
            "<entry><author><name>n</name><link href='l'/></entry>",
            '<entry><author><name>n</name></author><link href="l"/></entry>',
        ),
        (
            "<item><media:group><link>l</link></media:grp>x</item>",
            "<item><media:group><link>l</link></media:group>x</item>",
        ),
        ("<item></title></p></channel><guid>1</guid></item>", "<item><guid>1</guid></item>"),
        (
            "<entry><author><name>n</name><title>t</title></entry>",
            "<entry><author><name>n</name></author><title>t</title></entry>",
        ),
        (
            "<entry><author><name>n</name><title>t</title><author><name>m</name></author></entry>",
            "<entry><author><name>n</name></author><title>t</title><author><name>m</name></author></entry>",
        ),
        (
            "<entry><author>Ann <email>a@b</email></author><author>Bo <i>C</i></author><id>1</entry>",
            "<entry><author>Ann <email>a@b</email></author><author>Bo C</author><id>1</id></entry>",
        ),
        (
            "<entry><source><title>s</title><id>1</id><id>2</id><content>c</content></entry>",
            "<entry><source><title>s</title><id>1</id></source><id>2</id><content>c</content></entry>",
        ),
        (
            "<entry><source><title>s</title></sorce><id>2</id></entry>",
            "<entry><source><title>s</title></source><id>2</id></entry>",
        ),
        (
            "<entry><author><name>n</name><title>Dr</title></author><id>1</entry>",
            "<entry><author><name>n</name><title>Dr</title></author><id>1</id></entry>",
        ),
        ("</a><rss><channel></rss><item/></channel>", "<rss><channel></channel></rss><item/>"),
    ],
)
def test_an_element_that_never_ends_holds_nothing_but_for_people_sources_and_entries(broken: str, whole: str) -> None:
    assert balanced(broken) == whole


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("a<br>b", "a&lt;br&gt;b"),
        ("a &lt; b<br>", "a &amp;lt; b&lt;br&gt;"),
        ("&lt;p&gt;a &amp;amp; b<br>", "&lt;p&gt;a &amp;amp; b&lt;br&gt;"),
        ("<![CDATA[<p>a & b]]><br x='&amp;'>", '&lt;p&gt;a &amp; b&lt;br x="&amp;amp;"&gt;'),
        (
            "<script src='x'/><p/>a<img/><p>",
            '&lt;script src="x"&gt;&lt;/script&gt;&lt;p&gt;&lt;/p&gt;a&lt;img&gt;&lt;p&gt;',
        ),
        ("<details><summary>s</summary>t</details><p>", None),
        ("<details><summary><b>s</b></summary>t</details><p>", None),
        ("<p><entry><title>x</title></entry><p>", "&lt;p&gt;&lt;title&gt;x&lt;/title&gt;&lt;p&gt;"),
    ],
)
def test_the_markup_of_a_text_is_html_as_text(written: str, text: str | None) -> None:
    text = text or written.replace("<", "&lt;").replace(">", "&gt;")
    broken = f"<entry/><entry><summary>{written}</summary><id>1</id></entry>"
    assert balanced(broken) == f'<entry/><entry><summary type="html">{text}</summary><id>1</id></entry>'


def test_what_is_escaped_in_xhtml_is_no_markup() -> None:
    xhtml = "<h:div xmlns:h='http://www.w3.org/1999/xhtml'>a <h:p>b &lt;br&gt; <![CDATA[<c> & d]]></h:p></h:div>"
    feed = f"{ATOM}<entry><id>1</id><title>t</title><content type='xhtml'>{xhtml}</content></entry></feed>"
    assert [one.summary for one in (*entries(feed), *entries(damaged(feed)))] == ["a\n\nb <br> <c> & d"] * 2


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("<a b=c d='e' B=2 f g=\"h<i\" 1=2></a>", '<a b="c" d="e" g="h&lt;i"></a>'),
        ("<a b='&c; &amp; \"'/>", '<a b="&amp;c; &amp; &quot;"/>'),
        ("<A:B c:d='1' xmlns:A='u'/>", '<a:b c:d="1" xmlns:a="u"/>'),
        (
            "x < y <> <1> </> <\xf1a> <a:b:c> <?x",
            "x &lt; y &lt;&gt; &lt;1&gt; &lt;/&gt; &lt;\xf1a&gt; &lt;a:b:c&gt; &lt;?x",
        ),
        ("a]]>b <!x> <!-- - -- --> <?y?>", "a]]&gt;b   "),
        ("<a\n<b></b<d/></a><title\n<b/>", "&lt;a\n<b></b><d/>"),
        ("<d/><guid>1</gu</id>", "<d/>"),
        ("<![CDATA[<a>]]><![CDATA[b]]>", "&lt;a&gt;b"),
        ("<xmlns:a>b</xmlns:a><xmlns:title>c</xmlns:title>", "b"),
        ("<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", '<a xmlns:p="u" xmlns:q="u" p:b="1"/>'),
        ("<a xmlns:p='' xmlns:xmlp='u'/>", "<a/>"),
        ("<a xmlns='http://www.w3.org/2000/xmlns/' xmlns:p='http://www.w3.org/XML/1998/namespace'/>", "<a/>"),
    ],
)
def test_what_is_none_of_xml_becomes_it_or_text(written: str, made: str) -> None:
    assert balanced(f"<c>{written}</c>") == f"<c>{made}</c>"


def test_a_comment_that_never_ends_takes_no_entry_along_to_the_next_one() -> None:
    items = "".join(f"<item><title>{n}</title>{'<!-- x' * (n != 2)}</item>" for n in (1, 2, 3))
    assert [one.title for one in entries(rss(items).replace("</channel>", "--></channel>"))] == ["1", "2", "3"]
    (found,) = entries(damaged(rss(f"<!-- {item(1)} <!-- old -->{item(2)}")))
    assert found.link[-1] == "2"


@pytest.mark.parametrize(
    "right",
    [
        '<rss><channel><item><title>t</title><link>l</link><a:b c="d">e</a:b></item></channel></rss>',
        "<item><title></title><description/></item><item><category>a</category><link> </link></item>",
        '<entry><link href="l"/><category term="c"/><author><name>n</name></author></entry>',
        "<item><a:list><item><title>x</title></item></a:list></item><item><a:list></a:list></item>",
        '<entry xml:lang="de"><media:content url="u"><media:title>t</media:title></media:content></entry>',
        '<entry><m:content url="u"><m:title>t</m:title></m:content></entry>',
        '<entry><media:content><media:player url="u"/></media:content></entry>',
        "<item></item><item><x:div><x:div></x:div></x:div></item>",
    ],
)
def test_what_is_balanced_stays_as_it_is(right: str) -> None:
    assert balanced(right) == right


@pytest.mark.parametrize(
    ("prefix", "module"), [("content", "content"), ("image", "image"), ("m", "image"), ("content", "content/")]
)
def test_an_item_of_a_module_of_rss_is_no_entry(prefix: str, module: str) -> None:
    inner = f"<{prefix}:item rdf:about='urn:1'><rdf:value>v</rdf:value></{prefix}:item>"
    document = damaged(rss(f"<item><title>T</title>{inner}<guid>g</guid><author>Ann</author></item>"))
    spaces = (
        f"xmlns:{prefix}='http://purl.org/rss/1.0/modules/{module}' "
        "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
    )
    (entry,) = entries(document.replace("<rss ", f"<rss {spaces} "))
    assert (entry.title, entry.guid, entry.author) == ("T", "g", "Ann")


@pytest.mark.parametrize("sign", ["<x:item/>", "<x:item>1", "<x:feed>"])
def test_of_an_extensions_elements_none_is_an_entry_by_its_name(sign: str) -> None:
    first, second = entries(
        damaged(rss(f"<item><title>t</title>{sign}<link>http://e.example/1</link></item>{item(2)}"))
    )
    assert (first.title, first.link, second.link[-1]) == ("t", "http://e.example/1", "2")


def test_what_a_feed_says_behind_its_last_entry_is_its_own() -> None:
    feed = damaged(rss(item(1))).replace("</channel>", "<link>http://home.example/</link></channel>")
    found = parse(feed.encode(), URL, "", NOW)
    assert (len(found.found), found.site) == (1, "http://home.example/")


@pytest.mark.parametrize("number", [1, 3])
def test_an_extensions_entries_are_none_of_the_feeds_also_where_the_feed_breaks_off(number: int) -> None:
    items = "".join(f"<item><title>{n}</title><x:l><item><title>no</title></item></x:l></item>" for n in range(number))
    assert [one.title for one in entries(damaged(rss(items)))] == [str(n) for n in range(number)]
    cut = rss(items + "<item><title>9</title><guid>9</guid><x:l><item><title>no</title>", "").partition("</channel>")[0]
    assert [one.title for one in entries(cut)] == [*(str(n) for n in range(number)), "9"]


@pytest.mark.parametrize("field", ["<guid>http://e.example/", "<description>Po<br>li", "<link>http://"])
def test_a_field_in_which_the_feed_breaks_off_is_left_out(field: str) -> None:
    (found,) = entries(f"<rss version='2.0'><channel><item><title>t</title><guid>1</guid>{field}")
    assert (found.guid, found.link, found.title, found.summary) == ("1", "", "t", "")


TWO, THREE = FIELDS.format(2), FIELDS.format(3)


def told(found: Entry) -> tuple[str, str, str, str]:
    return found.guid, found.link, found.title, found.content or found.summary


@pytest.mark.parametrize(
    ("first", "third"),
    [
        ("a <!-- b", "c"),
        ("a <!-- b", "c --> d<?x"),
        ("a <!-- <![CDATA[ b", "c"),
        ("a <!-- <![CDATA[ b", "<!-- ad -->c"),
        ("a <? b", "<![CDATA[c <?php d ?> e]]>"),
        ("a <?xml b", "c ?> d"),
        ("a <![CDATA[ <? b", "<![CDATA[c]]>"),
        ("a <x:item> b", "c"),
        ("a <item", "c"),
        ("a</b", "c</"),
    ],
)
@pytest.mark.parametrize("field", ["T{0}</title>", "W{0}</description>"])
def test_no_sign_in_an_entry_hides_another_entry_or_a_field(first: str, third: str, field: str) -> None:
    items = "".join(
        f"<item>{FIELDS.format(n)}</item>".replace(field.format(n), text + field[field.index("<") :])
        for n, text in ((1, first), (2, field.partition("<")[0].format(2)), (3, third))
    )
    found = [told(one) for one in entries(rss(items))]
    assert [(guid, link) for guid, link, *_ in found] == [(f"g{n}", f"http://e.example/{n}") for n in (1, 2, 3)]
    assert found[1][2:] == ("T2", "W2") and found[0][2][0] in "aT" and found[2][3][0] in "cW"


@pytest.mark.parametrize("lost", ["<item>", "<title>", "</item>"])
def test_an_entry_that_loses_a_tag_at_its_edge_is_that_entry(lost: str) -> None:
    items = f"<item>{FIELDS.format(1)}</item><item>{TWO}</item>".replace(f"{lost}{TWO}", TWO) + f"<item>{THREE}</item>"
    if lost == "</item>":
        items = items.replace("</item>", "", 1)
    if lost == "<title>":
        items = items.replace("<title>T2", "<itle>T2").replace("<item><itle>T2</title>", "<item><itle>T2</title>")
    found = parse(rss(items).encode(), URL, "", NOW)
    assert [one.entry.guid for one in found.found] == ["g1", "g2", "g3"]
    assert [one.entry.link[-1] for one in found.found] == ["1", "2", "3"]
    assert found.title == "A feed" and bool(found.error) == (lost != "<item>")


def test_an_entry_that_begins_twice_is_one() -> None:
    found = parse(rss(f"<item a='1'>\n<item>{TWO}</item><item>{THREE}</item>").encode(), URL, "", NOW)
    assert ([told(one.entry)[0] for one in found.found], found.error) == (["g2", "g3"], "")


@pytest.mark.parametrize(
    ("torn", "left"),
    [
        ("<guid>g-e/2</link><title>t</title>", ("", "", "t", "")),
        ("<title>t</title><link>http://e.example/4</guid>", ("", "", "t", "")),
        ("<guid>1<comments>c</comments><title>t</title>", ("1", "", "t", "")),
        ("<title>t</title><guid>1<media:rating>adult</media:rating></item><item>", ("1", "", "t", "")),
        ("<title>t</title><guid>1/guid><category>c</category>", ("1", "", "t", "")),
        ("<title>t</title><guid>1</gu\xefid><category>c</category>", ("1", "", "t", "")),
        (
            "<title>t<link>http://e.example/4</link><itunes:subtitle>s</itunes:subtitle>",
            ("", "http://e.example/4", "t", "s"),
        ),
        ('<title>t</title><link href="http://e.example/4/>', ("", "", "t", "")),
        ("<title>t</title><description>a <a href='u>b</a> c</description>", ("", "", "t", "a b c")),
        ("<title>t</title><description>a <d e='1'>b</d> <x:y>c</x:y></description><b>", ("", "", "t", "a b c")),
        ("<title>t</title><description>a <channel>b</channel> c</description><b>", ("", "", "t", "a b c")),
        ("<title>t</title><content type='a/xml'><feed><id>1</id></feed></content><b>", ("", "", "t", "")),
        ("<title>t</title><content type='a/b+xml'><feed xmlns='c'><id>1</id></feed></content><b>", ("", "", "t", "")),
    ],
)
def test_a_value_is_its_own_or_none(torn: str, left: tuple[str, str, str, str]) -> None:
    found = entries(rss(f"<item>{torn}</item><item>{THREE}</item>"))
    assert told(found[0]) == left and told(found[-1]) == ("g3", "http://e.example/3", "T3", "W3")


def test_what_is_torn_is_told() -> None:
    for torn in (
        *("<guid>1</link>", "<title>a</description>", "<description>a</title><link>b</link>", "<itle>a</title>"),
        *("</guid>", "<title>a <? b</title>"),
    ):
        assert parse(rss(f"<item>{torn}<author>b</author></item>").encode(), URL, "", NOW).error.startswith(
            "partly read"
        )


def test_half_a_feed_and_then_the_whole_one_is_the_whole_one() -> None:
    whole = rss(f"<item>{FIELDS.format(1)}</item><item>{TWO}</item><item>{THREE}</item>", "")
    found = entries(whole[: whole.index("2</description>")] + whole)
    assert [told(one) for one in found] == [(f"g{n}", f"http://e.example/{n}", f"T{n}", f"W{n}") for n in (1, 2, 3)]


@pytest.mark.parametrize(
    "cut",
    [
        "<feedburner:origLink>http://fb.example/1</feedburner:ori",
        "<feedburner:origLink>http://fb.exam",
        "<author><name>Bob</na",
        "<category><",
        "<content:encoded><![CDATA[<p>One</p><video><source src='a'></video><p>two",
        "<content:encoded><![CDATA[<title>One</title><category>no</category>",
    ],
)
def test_where_a_feed_breaks_off_the_last_field_is_left_out(cut: str) -> None:
    (found,) = entries(rss(f"<item>{TWO}{cut}").partition("</channel>")[0])
    assert told(found) == ("g2", "http://e.example/2", "T2", "W2") and not found.author and not found.categories


def test_a_picture_of_the_feed_gives_it_no_title_whatever_stands_in_it() -> None:
    for picture in (
        "<image><x/><title>I</title></image>",
        "<image><br><title>I</title></image>",
        "<image><url>u</url><title>I</title>",
    ):
        found = parse(rss(picture + item(1)).encode(), URL, "", NOW)
        assert (found.title, len(found.found)) == ("A feed", 1)


@pytest.mark.parametrize(
    ("legal", "shown"),
    [
        ("<!-- </item> <item> two joined -->", ""),
        ("<!--</guid><link>http://o.example/</link><item><title>Old</title>-->", ""),
        ("<?php\n/*\n<item>\n<title>Old</title>\n</item>\n*/\n?>", ""),
        ("<description>a <?note\n hidden\n?> b</description>", "a b"),
        ("<description>a <!-- </p><item> --> b</description>", "a b"),
    ],
)
def test_what_comments_and_instructions_quote_says_nothing_beside_a_damage_either(legal: str, shown: str) -> None:
    items = f"<item><title>T</title>{legal}<link>http://e.example/r</link><guid>r</guid></item>"
    for feed in (rss(items), damaged(rss(items)), damaged(rss(legal.replace("description", "copyright") + items))):
        (found,) = entries(feed)
        assert (found.title, found.link, found.guid, found.summary) == ("T", "http://e.example/r", "r", shown)


def test_end_tags_with_blanks_in_them_end() -> None:
    blank = (
        f"<item>{TWO}</item>".replace("</guid>", "</ guid>")
        .replace("</link>", "< /link>")
        .replace("</item>", "</ item>")
    )
    assert [told(one) for one in entries(rss(blank + f"<item>{THREE}</item>"))] == [
        (f"g{n}", f"http://e.example/{n}", f"T{n}", f"W{n}") for n in (2, 3)
    ]


@pytest.mark.parametrize(
    ("title", "shown"),
    [("Use List<Item> in Java", "Use List in Java"), ("A <Item t={x}/> B", "A B"), ("<Entry> in Go", "in Go")],
)
def test_code_in_a_title_begins_no_entry(title: str, shown: str) -> None:
    first, second = entries(rss(f"<item>{TWO}</item><item>{THREE}</item>".replace("T2", title)))
    assert told(first) == ("g2", "http://e.example/2", shown, "W2") and told(second)[0] == "g3"


@pytest.mark.parametrize(
    "flood",
    [
        "&" * 200_000, "&a" * 100_000, "<![CDATA[" * 50_000 + "&", "<!--" * 50_000, "<?" * 50_000, "<title>" * 50_000,
        "<title><item>" * 30_000, '<title a="' * 30_000, "<!DOCTYPE rss [" * 20_000,
        "<!DOCTYPE rss [<!ENTITY a '" * 9_000,
        "<?xml " * 50_000, "\n" * 200_000 + "<rss>", "<" * 200_000, "</item>" * 100_000, "<item" * 100_000,
        "<title><![CDATA[a</title>" * 20_000, "<title><![CDATA[" * 40_000 + "]]></b>",
        "<title><![CDATA[</b>" * 20_000 + "]]>" + " " * 200_000, "<a></b>" * 60_000, '<a b="' * 60_000,
        "<title>x<rights>x" * 20_000, "<link>x<link>" * 30_000, "<summary>" + "<id>1</id>" * 30_000 + "</item>",
        "<rdf:li></rdf:li><dc:date><a>" * 10_000, "<dc:date>" + "<a>" * 50_000 + "</rdf:li>",
        "<rdf:li></rdf:li><dc:creator/>" + "\n    <a>x</a>" * 22,
        "<!DOCTYPE rss [" + '<!ATTLIST a b CDATA "<!--">' * 30_000 + "]>",
        "<!DOCTYPE rss [" + '<!ATTLIST a b CDATA "<?">' * 30_000 + "]>",
        "<rdf:value/><dc:date>" + "\n <a>x" * 22 + "</dc:date",
    ],
    ids=range(29),
)  # fmt: skip
def test_no_flood_holds_it_up(flood: str) -> None:
    started = time.thread_time()
    for document in (flood, "<!DOCTYPE rss [" + flood, rss(flood)):
        made = balance.balanced(repair.repaired(repair.shallow(repair.shortened(document, 2_000)[0])))[0]
        assert repair.problem(made) is None
    assert time.thread_time() - started < 5
