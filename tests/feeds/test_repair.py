"""What is wrong with a document and plainly meant otherwise is mended; what is right stays as it is."""

import time
import tracemalloc

import pytest

from monitor.feeds import repair
from tests.feeds.hostile import GOOD, item, rss

WHOLE = GOOD.decode()
FIRST, SECOND = item(1, "First"), item(2, "Second")


def mended(document: str) -> str:
    head, _, rest = repair.repaired(document).decode().partition("\n")
    assert head == "<?xml version='1.0' encoding='utf-8'?>"
    return rest


BARE = WHOLE.partition("?>")[2]


@pytest.mark.parametrize(
    "before",
    [
        "",
        '<?xml version="1.0" encoding="koi8-r"?>',
        '<?XML VERSION="1.1"?>',
        'PHP Warning: x\n<?xml version="1.0"?>',
        "<br />\n<b>Warning</b>: x\n<?xml version='1.0'?>\n",
        '<!-- cached --><?xml version="1.0"?><?xml version="1.0"?>',
        "\u200b\xa0\ufeff",
    ],
)
def test_what_a_server_writes_before_a_feed_goes(before: str) -> None:
    assert mended(before + BARE) == BARE


def test_a_declaration_inside_an_entry_stays() -> None:
    quoted = rss(item(1, "<![CDATA[<?xml version='1.0'?><rss>]]>"), "")
    assert mended(quoted) == quoted


@pytest.mark.parametrize("behind", [" cached 0.3 s", "</body></html>", "\n</div>\n<!-- </b> -->\n", "&nbsp;</p>" * 999])
def test_what_a_server_writes_behind_a_feed_goes_too_where_no_tag_begins_in_it(behind: str) -> None:
    assert mended(WHOLE + behind) == BARE


@pytest.mark.parametrize(
    "whole",
    [
        BARE + "<item><title>Second",
        BARE + "<!-- </rss> -->",
        rss(item(1, "<![CDATA[Write </rss> there]]>"), "").removesuffix("</channel></rss>"),
    ],
)
def test_what_only_looks_like_the_end_of_a_feed_takes_nothing_along(whole: str) -> None:
    assert mended(whole) == whole


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("R&D", "R&amp;D"),
        ("a && b &", "a &amp;&amp; b &amp;"),
        ("&copy 2026", "&#169; 2026"),
        ("&copy, &reg", "&#169;, &#174;"),
        ("?a=1&copy=2&reg=3&amp=4&amp;lt=5", "?a=1&amp;copy=2&amp;reg=3&amp;amp=4&amp;lt=5"),
        ("&para2 &section &not_1 &copy新闻", "&amp;para2 &amp;section &amp;not_1 &#169;新闻"),
        ("it&#8217s &#x2019s &#169", "it&#8217;s &#x2019;s &#169;"),
        ("We are &#1 &# &#x &#99999999 &#xabcdefab", "We are &amp;#1 &amp;# &amp;#x &amp;#99999999 &amp;#xabcdefab"),
        ("&amp; &lt; &#65; &#x41;", "&amp; &lt; &#65; &#x41;"),
        ("caf&eacute;&nbsp;&AMP;", "caf&#233;&#160;&#38;"),
        ("&bogus;", "&amp;bogus;"),
        ("the &sum of &int", "the &amp;sum of &amp;int"),  # HTML knows these with a semicolon alone.
        ("&#0;a&#x1b;b&#xD800;c&#x110000;", "ab\ufffdc\ufffd"),
        (f"&#{'9' * 5_000};", "\ufffd"),
        ("<![CDATA[R&D &eacute;]]>&", "<![CDATA[R&D &eacute;]]>&amp;"),
        ("<a><![cdata[R&D]]></a><a><![Cdata[R&D]]></a>", "<a><![CDATA[R&D]]></a><a><![CDATA[R&D]]></a>"),
        ("<a><![CDATA[ & <![CDATA[ & ]]></a> &", "<a><![CDATA[ & <![CDATA[ & ]]></a> &amp;"),
        ("a\0\x1b\ufffe\ufeffb", "ab"),
    ],
)
def test_ampersands_references_and_letters_become_those_of_xml(written: str, mend: str) -> None:
    assert mended(f"<rss>{written}</rss>") == f"<rss>{mend}</rss>"


@pytest.mark.parametrize(
    ("declared", "kept"),
    [
        ("", "<!DOCTYPE rss>"),
        (' SYSTEM "http://x.example/[a]>"', "<!DOCTYPE rss>"),
        (" []", "<!DOCTYPE rss>"),
        (' [<!ENTITY a "b">]', "<!DOCTYPE rss>"),
        (" [<!ATTLIST item x CDATA ']>'><!-- ]> --><?x ]> ?><!ENTITY a 'b'>\n]", "<!DOCTYPE rss>"),
        (' [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY % p "x">%p;]', "<!DOCTYPE rss>"),
        (' [<!ENTITY a "<b>c</b>">]', "<!DOCTYPE rss>"),
    ],
)
def test_of_a_doctype_nothing_stays(declared: str, kept: str) -> None:
    for word in ("DOCTYPE", "doctype"):
        assert mended(f"<!{word} rss{declared}>\n{BARE}") == f"{kept}\n{BARE}"


@pytest.mark.parametrize(
    ("declared", "written", "mend"),
    [
        ('<!ENTITY eacute "x">', "&eacute;&nbsp;&bogus;", "x&#160;&amp;bogus;"),
        ('<!ENTITY amp "x"><!ENTITY lt "&#38;#60;"><!ENTITY gt "<b/>">', "&amp;&lt;&gt;", "&amp;&lt;&gt;"),
        ("<!ENTITY a 'b'><!ENTITY a 'c'>", "&a;<g h='&a;'/>", "b<g h='b'/>"),
        ('<!ENTITY a "b">', "<![CDATA[&a;]]>&amp;a;", "<![CDATA[&a;]]>&amp;a;"),
        ('<!ENTITY a "&#160;&#x2014;b">', "&a;", "\xa0\u2014b"),
        ("""<!ENTITY a '"b"'>""", "&a;", "&quot;b&quot;"),
        ('<!ENTITY a "&#38;#38;"><!ENTITY b "&#38;"><!ENTITY c "&#60;d&#62;">', "&a;&b;&c;", "&amp;&amp;&lt;d&gt;"),
        ('<!ENTITY a "b"><!ENTITY c "&a;, &d;"><!ENTITY d "e &amp; f">', "&c;", "b, e &amp; f"),
        ('<!ENTITY a-b.c "d">', "&a-b.c;", "d"),
        ('<!ENTITY a "&a;">', "&a;", "&amp;a;"),
        (
            '<!ENTITY a "A &#38;#38; B"><!ENTITY b "<b>el</b>"><!ENTITY c "&b;&a;">',
            "&a;&c;",
            "A &amp; B<b>el</b>A &amp; B",
        ),
        ('<!ENTITY a "<b>&c;</b>"><!ENTITY c "d &amp; e">', "&a;&c;", "<b>d &amp; e</b>d &amp; e"),
        (
            '<!-- <!ENTITY a "old"> --><!ENTITY a "new"><?x <!ENTITY b "old"> ?><!ENTITY b "newer">',
            "&a;&b;",
            "newnewer",
        ),
        ('<!ENTITY a "<!--"><!ENTITY b "new"><!ENTITY c "-->">', "&b;", "new"),
    ],
)
def test_entities_are_spelled_out_as_xml_has_it(declared: str, written: str, mend: str) -> None:
    assert mended(f"<!DOCTYPE rss [{declared}]><rss>{written}</rss>").endswith(f"<rss>{mend}</rss>")


@pytest.mark.parametrize("head", ["DECLARED<?xml-stylesheet href='x'?>", "<?xml-stylesheet href='x'?>DECLARED"])
def test_entities_are_spelled_out_wherever_a_style_sheet_stands(head: str) -> None:
    head = head.replace("DECLARED", '<!DOCTYPE rss [<!ENTITY paper "The Paper">]>')
    assert mended(f"<?xml version='1.0'?>{head}<rss>&paper;</rss>").endswith("<rss>The Paper</rss>")


@pytest.mark.parametrize("laugh", ["laugh", "<item><title>No</title></item>"])
def test_entities_make_a_document_no_larger_than_it_may_be(laugh: str) -> None:
    laughs = f'<!ENTITY a0 "{laugh}">' + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 9))
    assert len(mended(f"<!DOCTYPE rss [{laughs}]><rss>{'&a1;&a2;&a8;' * 9}</rss>")) < 10_000
    assert len(mended(f'<!DOCTYPE rss [<!ENTITY a "{"b" * 1000}">]><rss>{"&a;" * 100_000}</rss>')) < 2_000_000


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        (
            "<dc:subject><t:topic><rdf:value>Rice</rdf:value></t:topic></dc:subject>",
            "<dc:subject>Rice</dc:subject>",
        ),
        (
            "<dc:subject><rdf:Bag><rdf:li>Rice</rdf:li><rdf:li>Fish</rdf:li></rdf:Bag></dc:subject>",
            "<dc:subject>Rice</dc:subject><dc:subject>Fish</dc:subject>",
        ),
        ("<link/>https://news.example/a\n<b/>", "<link>https://news.example/a</link>\n<b/>"),
        ("<![CDATA[<link/>https://news.example/a ]]>", "<![CDATA[<link/>https://news.example/a ]]>"),
    ],
)
def test_values_in_elements_of_their_own_and_a_link_behind_its_element_are_those_of_a_field(
    written: str, mend: str
) -> None:
    assert mended(f"<rss>{written}</rss>") == f"<rss>{mend}</rss>"


DESCRIBED = item(2, more="<description><![CDATA[Text & <b>more</b>]]></description>")


@pytest.mark.parametrize("end", ["</title>", "]]</title>", "]] ></title>", "]></title>"])
@pytest.mark.parametrize("rest", ["", SECOND, DESCRIBED + SECOND])
def test_a_cdata_section_that_nothing_closes_ends_with_its_own_field(end: str, rest: str) -> None:
    feeds = (
        rss(f"<item>TITLE<guid>1</guid></item>{rest}", ""),
        rss(f"{FIRST}<item><link>l</link>TITLE</item>{rest}", ""),
        rss(f"<!-- <![CDATA[ -->{FIRST}{rest}", "").replace("<title>A feed</title>", "TITLE"),
    )
    for feed in feeds:
        cut = feed.replace("TITLE", f"<title><![CDATA[First & &amp; best{end}")
        assert mended(cut) == feed.replace("TITLE", "<title><![CDATA[First & &amp; best]]></title>")


@pytest.mark.parametrize("halves", ["&#xD83D;&#xDE00;", "&#xd83d;&#56832;", "&#55357;&#56832;", "&#55357;&#xDE00;"])
def test_a_character_that_is_written_as_two_halves_is_one(halves: str) -> None:
    assert mended(rss(item(1, f"a {halves} b"), "")) == rss(item(1, "a &#128512; b"), "")


def test_the_first_and_the_last_of_the_halves_are_some_and_what_follows_them_is_none() -> None:
    assert mended("<rss>&#xD800;&#xDC00; &#xDBFF;&#xDFFF;</rss>") == "<rss>&#65536; &#1114111;</rss>"
    assert mended("<rss>&#55357;&#57344;</rss>") == "<rss>\ufffd&#57344;</rss>"


@pytest.mark.parametrize("half", ["&#xD83D;", "&#xDE00;", "&#xDE00;&#xD83D;", "&#56320;&#56320;", "&#xDFFF;"])
def test_a_half_by_itself_is_no_character(half: str) -> None:
    assert mended(rss(item(1, f"a {half} b"), "")) == rss(item(1, "a " + half.count("&") * "\ufffd" + " b"), "")


@pytest.mark.parametrize("guid", ["", "<guid>2</guid>", "<item2/>"])
def test_a_section_that_would_go_on_to_the_end_of_the_next_entrys_own_field_swallows_no_entry(guid: str) -> None:
    def entries(first: str) -> str:
        fields = (first, "<![CDATA[Second]]>", "<![CDATA[Third]]>")
        return rss("".join(f"<item><title>{each}</title>{guid}</item>\n" for each in fields), "")

    assert mended(entries("<![CDATA[First")) == entries("<![CDATA[First]]>")


def test_a_cdata_section_without_end_in_a_field_without_end_ends_with_its_entry() -> None:
    assert mended(rss(f"<item><title><![CDATA[First</item>{SECOND}", "")) == rss(
        f"<item><title><![CDATA[First]]></item>{SECOND}", ""
    )


@pytest.mark.parametrize(
    "right",
    [
        rss(item(1, "<![CDATA[A quote: <item><title><![CDATA[x]]]]><![CDATA[></title></item> </title>]]>"), ""),
        rss(item(1, "<![CDATA[Write <title>a</title></item>, then <![CDATA[]]>") + DESCRIBED, ""),
        rss(item(1, "<![CDATA[Write <item><title>a</title></item>, then <![CDATA[]]>") + DESCRIBED, ""),
        rss(item(1, "<b><![CDATA[</b> <![CDATA[]]></b>") + "<!-- <![CDATA[ --><?x <![CDATA[ ?>", ""),
        rss(item(1, "<![CDATA[<![CDATA[]]> <b>x</b>"), ""),
    ],
)
def test_a_cdata_section_that_quotes_tags_and_is_closed_stays(right: str) -> None:
    assert mended(right) == right


@pytest.mark.parametrize("date", ["", "<pubDate>3 Nov 2026</pubDate>"])
def test_a_feed_of_too_many_entries_is_one_of_the_first_and_stays_well_formed(date: str) -> None:
    entries = [item(number, date) for number in range(5)]
    feed = rss("".join(entries) + "<title>Last</title>")
    assert repair.shortened(feed, 5) == (feed, 0)
    assert repair.shortened(feed, 2) == (rss("".join(entries[:2]) + "<title>Last</title>"), 3)


@pytest.mark.parametrize("tag", ["item", "ITEM", "rss:item", "atom:Entry"])
@pytest.mark.parametrize("form", ["<pubDate>{} Nov 2026</pubDate>", "<dc:date><![CDATA[2026-11-{:02}]]></dc:date>"])
def test_where_the_newest_stand_at_the_end_the_oldest_are_cut_off(form: str, tag: str) -> None:
    ascending = [item(n, form.format(n)).replace("item>", f"{tag}>") for n in range(1, 6)]
    assert repair.shortened(rss("".join(ascending)), 2) == (rss("".join(ascending[3:])), 3)
    assert repair.shortened(rss("".join(reversed(ascending))), 2) == (rss("".join(ascending[:2:-1])), 3)


@pytest.mark.parametrize("pinned", [1, 30])
def test_one_entry_that_is_pinned_in_front_does_not_tell_at_which_end_the_newest_stand(pinned: int) -> None:
    ascending = [item(n, f"<pubDate>{n} Nov 2026</pubDate>") for n in range(2, 30)]
    first = item(pinned, f"<pubDate>{pinned} Nov 2026</pubDate>")
    assert repair.shortened(rss("".join([first, *ascending])), 9) == (rss("".join(ascending[-9:])), 20)
    descending = ascending[::-1]
    assert repair.shortened(rss("".join([first, *descending])), 9) == (rss("".join([first, *descending[:8]])), 20)


@pytest.mark.parametrize("tag", ["<item/>", "<rss:item />", '<entry a="b"/>'])
def test_of_a_flood_of_empty_entries_as_many_stay_as_of_others(tag: str) -> None:
    assert repair.shortened(rss(tag * 9), 3) == (rss(tag * 3), 6)


def test_of_a_flood_of_entries_without_end_that_stays_in_which_the_document_breaks_off() -> None:
    first = "<item><title>First</title>"
    document = rss(first * 9 + "<item><title>Last")
    assert repair.shortened(document, 3) == (rss(first * 3 + "<item><title>Last"), 6)


def test_what_only_looks_like_entries_is_not_counted() -> None:
    feed = rss(item(1, "<![CDATA[" + "<item>" * 9 + "]]>") + "<!-- <item> --><items/>" + "<x/>" * 9)
    assert repair.shortened(feed, 1) == (feed, 0)


@pytest.mark.parametrize("nest", ["<a>", "<a></b>", "<a>&lt;</A ><b x='/>'>", '<a x="/">'])
def test_a_document_ends_where_it_has_more_elements_open_than_any_feed(nest: str) -> None:
    flood = rss(FIRST + nest * 60_000)
    kept = repair.shallow(flood)
    assert flood.startswith(kept) and kept.startswith(rss(FIRST).removesuffix("</channel></rss>"))
    assert 0 < kept.count(nest) < 50


@pytest.mark.parametrize("end", ["", "</b>" * 60_000])
def test_of_an_entry_that_is_so_deep_the_beginning_stays_and_all_other_entries(end: str) -> None:
    deep = item(1, "<b>" * 60_000 + "x" + end)
    kept = repair.shallow(rss(FIRST + deep + item(2) + deep + item(3)))
    assert kept.count("<item>") == kept.count("</item>") == 5 and 0 < kept.count("<b>") < 50
    assert FIRST in kept and item(2) in kept and kept.endswith(item(3) + "</channel></rss>")


def test_an_entry_so_deep_that_nothing_ends_takes_none_behind_it_along() -> None:
    kept = repair.shallow(rss(FIRST + "<item><title>Deep</title>" + "<b>" * 60_000 + SECOND + item(3)))
    assert kept.startswith(rss(f"{FIRST}<item><title>Deep</title><b>").removesuffix("</channel></rss>"))
    assert kept.endswith(rss(SECOND + item(3)).partition("<item>")[2]) and kept.count("<item>") == 4


@pytest.mark.parametrize("end", ["", "</x>" * 60_000])
def test_what_is_so_deep_between_entries_takes_none_behind_it_along(end: str) -> None:
    deep = "<x>" * 60_000
    kept = repair.shallow(rss(FIRST + deep + end + SECOND + deep + end + item(3)))
    assert all(each in kept for each in (FIRST, SECOND)) and kept.endswith(item(3) + "</channel></rss>")
    assert 0 < kept.count("<x>") < 50


@pytest.mark.parametrize("deep", ["<x>" * 49_000 + "<item>" + "<b>" * 1_100 + "</item>", "<item>" * 60_000])
def test_deep_in_no_entry_or_in_ever_more_of_them_the_document_ends(deep: str) -> None:
    assert not repair.shallow(rss(deep + item(1))).endswith("</rss>")


@pytest.mark.parametrize("wide", ["<a></a>", "<a/>", "<a b='>'></A>", "<!-- <a> -->", "<![CDATA[<a>]]>", "<?a <a> ?>"])
def test_a_document_of_many_elements_that_are_closed_stays(wide: str) -> None:
    assert repair.shallow(flood := rss(wide * 60_000)) == flood
    assert repair.shallow(flood := rss("<x>" * 40_000 + wide * 20_000)) == flood
    assert repair.shallow(flood := rss(FIRST) + "</x>" * 60_000 + wide) == flood


@pytest.mark.parametrize("flood", ["<!-- ", "<!DOCTYPE ", "<!DOCTYPE [", "<!-- <!DOCTYPE x", "<!DOCTYPE x><!--", "-->"])
def test_no_flood_of_what_stands_before_a_feed_holds_it_up(flood: str) -> None:
    began = time.thread_time()
    assert mended(f"<!-- -->{flood * 100_000}{BARE}").endswith(BARE)
    assert time.thread_time() - began < 10


def test_of_a_flood_of_entities_no_more_is_remembered_than_are_read() -> None:
    flood = "<!DOCTYPE rss [" + '<!ENTITY e "v">' * 100_000 + "]>"
    tracemalloc.start()
    try:
        assert item(1, "v") in mended(flood + rss(item(1, "&e;"), prolog=""))
        assert tracemalloc.get_traced_memory()[1] < 6 * len(flood)
    finally:
        tracemalloc.stop()


def test_a_flood_of_ampersands_makes_no_document_several_times_as_large() -> None:
    document = rss(item(1, "A & B") + item(2, "&" * 6_000_000) + item(3, "C & &lt;D&gt; &amp; &#66;"))
    made = mended(document)
    assert len(made) < 3 * len(document)
    assert item(1, "A &amp; B") in made
    assert item(3, "C  &lt;D&gt; &amp; &#66;") in made


def test_a_tag_of_attributes_without_number_keeps_its_name_and_no_other_tag_changes() -> None:
    many = " ".join(f'a{n}="b>"' for n in range(10_000))
    quoted = f"<![CDATA[<p {many}>]]>"
    document = rss(f"<item><x:a {many}/><x:b {many}>c</x:b><title a='1'>{quoted}</title></item>")
    assert mended(document) == rss(f"<item><x:a/><x:b>c</x:b><title a='1'>{quoted}</title></item>").partition("?>")[2]


def test_a_feed_in_which_nothing_is_mended_is_not_copied_for_what_might_have_been() -> None:
    document = rss(item(1, "a " * 1_000_000 + "\U0001f600"))
    tracemalloc.start()
    try:
        assert repair.repaired(document).endswith(
            "a \U0001f600</title>".encode()
            + document[document.index("</title><link>https://news.example/1") + 8 :].encode()
        )
        # The document without its declaration, and the room in which it becomes bytes.
        assert tracemalloc.get_traced_memory()[1] < 8.5 * len(document)
    finally:
        tracemalloc.stop()


def test_a_tag_of_more_attributes_than_any_has_goes_down_to_its_name_behind_a_long_text_too() -> None:
    wide = f"<x {'a ' * 20_000}b='{'c>' * 10_000}'/>"
    assert mended(rss(item(1, "a " * 50_000, wide))) == mended(rss(item(1, "a " * 50_000, "<x/>")))
    section = f"<![CDATA[{wide}]]>"
    assert section in mended(rss(item(1, section)))


def test_millions_of_what_xml_forbids_go_without_a_list_of_what_stands_between_them() -> None:
    document = rss(item(1, "a\0" * 1_000_000))
    tracemalloc.start()
    try:
        assert mended(document) == mended(rss(item(1, "a" * 1_000_000)))
        assert tracemalloc.get_traced_memory()[1] < 5 * len(document)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("sign", ["\ufeff", "\ufffe", "\uffff", "\ud83d", "\udfff", "\x0b", "\0"])
def test_one_sign_that_xml_forbids_goes_where_it_is_the_only_one(sign: str) -> None:
    assert b"<title>on\xc3\xa9</title>" in repair.repaired(f"<rss><title>o{sign}n\u00e9</title></rss>")
