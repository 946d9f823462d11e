"""OPML: what other readers export comes in, what goes out comes back, and hostile files are refused in a sentence."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.addresses import url_fault
from monitor.feeds.opml import OpmlError, read, write
from monitor.model import Feed
from monitor.text import line, link


def opml(body: str, before: str = "") -> bytes:
    return f'{before}<opml version="2.0"><head><title>x</title></head><body>{body}</body></opml>'.encode()


def test_folders_become_tags_outermost_first():
    feeds = read(
        opml(
            '<outline text="Asia"><outline text="Thailand">'
            '<outline type="rss" text="Khaosod" xmlUrl="https://www.khaosod.co.th/feed"/></outline>'
            '<outline type="rss" text="BBC" xmlUrl="https://feeds.bbci.co.uk/rss.xml"/></outline>'
            '<outline text="Loose" xmlUrl="https://example.org/rss"/>'
        )
    )
    assert feeds == [
        Feed("https://www.khaosod.co.th/feed", "Khaosod", ("Asia", "Thailand")),
        Feed("https://feeds.bbci.co.uk/rss.xml", "BBC", ("Asia",)),
        Feed("https://example.org/rss", "Loose"),
    ]


def test_a_folder_with_an_address_of_nothing_is_one():
    feeds = read(opml('<outline text="Asia" xmlUrl=""><outline text="A" xmlUrl="https://a.example/feed"/></outline>'))
    assert feeds == [Feed("https://a.example/feed", "A", ("Asia",))]


def test_categories_become_tags_too():
    (feed,) = read(
        opml(
            '<outline text="News"><outline text="a" category="/asia/th, crime,,News" xmlUrl="https://a.org/"/></outline>'
        )
    )
    assert feed.tags == ("News", "asia/th", "crime")


def test_a_feed_that_stands_in_two_folders_comes_once_with_both():
    feeds = read(
        opml(
            '<outline text="one"><outline xmlUrl="https://a.org/f" text=""/><outline xmlUrl="https://b.org/f" '
            'text="B"/></outline>'
            '<outline text="two"><outline xmlUrl="https://a.org/f" text="A" language="th"/></outline>'
        )
    )
    assert feeds == [Feed("https://a.org/f", "A", ("one", "two"), lang="th"), Feed("https://b.org/f", "B", ("one",))]


@pytest.mark.parametrize(
    ("written", "lang"),
    [
        ("th", "th"),
        ("zh-Hant-TW", "zh"),
        ("fil", "fil"),
        ("jp", "ja"),
        ("hk", ""),
        ("Persian", ""),
        ("x", ""),
        ("", ""),
    ],
)
def test_only_a_language_that_a_config_may_hold_is_one(written: str, lang: str):
    (feed,) = read(opml(f'<outline text="A" language="{written}" xmlUrl="https://a.org/f"/>'))
    assert feed.lang == lang


@pytest.mark.parametrize("key", ["xmlUrl", "xmlurl", "XMLURL"])
def test_spellings_of_the_address_are_forgiven(key: str):
    assert read(opml(f'<Outline title="A" {key}=" https://a.org/f "/>')) == [Feed("https://a.org/f", "A")]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "", "a.org/feed", "feed:x", "http://", "//a.org"]
)
def test_what_is_no_web_address_is_passed_over(url: str):
    assert read(opml(f'<outline text="bad" xmlUrl="{url}"/><outline text="A" xmlUrl="http://a.org/f"/>')) == [
        Feed("http://a.org/f", "A")
    ]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://ann:secret@a.org/f", "https://ann:secret@a.org/f"),
        (" https://ann@a.org:8080/f?x=1 ", "https://ann@a.org:8080/f?x=1"),
        ("https://ann%40b.org:s%2Fcret@a.org/f", "https://ann%40b.org:s%2Fcret@a.org/f"),
        ("https://a.org/f?mail=ann@b.org", "https://a.org/f?mail=ann@b.org"),
        ('https://ann:a b&#x202e;"@a.org/f', "https://ann:a%20b%22@a.org/f"),
        ("https://ann:secret@a.org/&#10;&#9;f", "https://ann:secret@a.org/f"),
        ("feed://a.org/f", "http://a.org/f"),
        ("FEED:https://a.org/f", "https://a.org/f"),
        ("feed:http://ann:secret@a.org/f", "http://ann:secret@a.org/f"),
        (r"https://a.org\f[1]", "https://a.org/f[1]"),
    ],
)
def test_what_opens_a_feed_stays_and_what_only_says_that_it_is_one_goes(written: str, url: str):
    written = written.replace('"', "&quot;")
    for title in ("A", written):
        assert read(opml(f'<outline text="{title}" xmlUrl="{written}"/>')) == [Feed(url, "A" * (title == "A"))]
    assert url_fault(url) == ""


def test_what_other_readers_run_or_keep_in_the_place_of_an_address_is_named():
    others: list[str] = []
    found = ["exec:~/bin/x &#27;[2J", "query:new:unread", "filter:sed:http://a.org/f", ""]
    body = "".join(f'<outline text="t" xmlUrl="{each}"/>' for each in [*found, "http://a.org/f"])
    read(opml(f'<outline text="folder">{body}</outline><outline type="link" url="ftp://x"/>'), others.append)
    assert others == ["exec:~/bin/x [2J", "query:new:unread", "filter:sed:http://a.org/f"]


def test_titles_go_through_the_gate():
    (feed,) = read(opml('<outline text="a\u202eb&#x9b;31m&#10; c" xmlUrl="https://a.org/"/>'))
    assert feed.title == "ab31m c"


def test_a_title_that_is_only_the_address_is_none():
    assert read(opml('<outline text="https://a.org/" xmlUrl="https://a.org/"/>')) == [Feed("https://a.org/")]


def test_blank_lines_and_a_mark_before_the_declaration_are_forgiven():
    body = opml('<outline text="A" xmlUrl="https://a.org/"/>', '\n\n  <?xml version="1.0" encoding="UTF-8"?>\n')
    assert len(read(body)) == len(read(b"\xef\xbb\xbf" + body)) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "big5"])
def test_lists_in_other_encodings(encoding: str):
    text = opml(
        '<outline text="中文" xmlUrl="https://a.org/"/>', f'<?xml version="1.0" encoding="{encoding}"?>'
    ).decode()
    assert read(text.encode(encoding))[0].title == "中文"


def test_a_list_without_feeds_is_empty():
    assert read(opml('<outline text="nothing in here"/>')) == []


def test_a_harmless_doctype_is_no_reason_to_refuse():
    assert read(opml('<outline text="A" xmlUrl="https://a.org/"/>', '<!DOCTYPE opml SYSTEM "https://a.org/opml.dtd">'))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE opml [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE opml [<!ENTITY % x SYSTEM "https://a.org/x.dtd"> %x;]>',
    ],
    ids=["billion laughs", "file", "parameter"],
)
def test_entities_are_refused_with_a_sentence(doctype: str):
    with pytest.raises(OpmlError, match="at line 2: it declares XML entities"):
        read(opml('<outline text="&l11;&x;" xmlUrl="https://a.org/"/>', f'<?xml version="1.0"?>\n{doctype}\n'))


def test_what_is_not_well_formed_is_named_with_its_line():
    with pytest.raises(OpmlError) as refused:
        read(b'\n<opml>\n<body>\n<outline text="a" xmlUrl=https://a.org/>\n</body></opml>')
    assert "at line 4" in str(refused.value) and "quotation mark" in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("text", "title"),
    [("Q&A", "Q&A"), ("A&nbsp;&eacute;&#8217;&#27;&#0;\x1b[1m\0", "A é’[1m"), ("&bogus; &#xfffff9;", "&bogus; \ufffd")],
)
def test_stray_ampersands_and_forbidden_characters_are_forgiven(text: str, title: str):
    url = "https://a.org/?a=1&b=2&copy=3"
    (feed,) = read(opml(f'<outline text="{text}" xmlUrl="{url}"/>'))
    assert (feed.title, feed.url) == (title, url)


def test_a_file_cut_short_is_named_as_such():
    with pytest.raises(OpmlError, match=r"at line 1: .*cut short"):
        read(opml('<outline text="a"')[:60])


@pytest.mark.parametrize("data", [b"", b"<opml>", b"\0" * 40, b"\xff\xfe<\0"])
def test_what_breaks_off_is_refused(data: bytes):
    with pytest.raises(OpmlError, match="not well-formed"):
        read(data)


@pytest.mark.parametrize("data", [b"hello", b'{"version": 1}', b'https://a.org/feed news "~A"\n', b"\x1f\x8b\x08"])
def test_no_xml_at_all_is_told_to_be_exported_as_opml(data: bytes):
    with pytest.raises(OpmlError, match=r"export it as OPML\.$"):
        read(data)


@pytest.mark.parametrize("root", ["rss", "html", "feed"])
def test_other_xml_is_named_for_what_it_is(root: str):
    with pytest.raises(OpmlError, match=f"outermost element is <{root}>, not <opml>"):
        read(f"<{root}/>".encode())


def test_folders_without_bottom_are_refused():
    with pytest.raises(OpmlError, match="deep"):
        read(opml('<outline text="in">' * 50_000))


@given(st.binary(max_size=300))
def test_any_bytes_are_feeds_or_an_opml_error(data: bytes):
    for tried in (data, b"<opml><body>" + data, opml("").replace(b"x", data)):
        try:
            read(tried)
        except OpmlError as refused:
            assert str(refused).endswith(".")


def test_what_is_written_is_opml_as_other_readers_want_it():
    text = write([Feed("https://a.org/?a=1&b=2", 'A "quoted" <title>', ("th", "news", "crime"))], "Mine & yours")
    root = ElementTree.fromstring(text)
    assert (root.tag, root.get("version"), root.findtext("head/title")) == ("opml", "2.0", "Mine & yours")
    folder = root.find("body/outline")
    assert folder is not None and folder.get("text") == "th"
    assert folder[0].attrib == {
        "type": "rss",
        "text": 'A "quoted" <title>',
        "title": 'A "quoted" <title>',
        "xmlUrl": "https://a.org/?a=1&b=2",
        "category": "news,crime",
    }


def test_feeds_of_one_folder_are_written_together():
    feeds = [Feed("https://a.org/", "A", ("x",)), Feed("https://b.org/", "B"), Feed("https://c.org/", "C", ("x",))]
    assert [feed.title for feed in read(write(feeds, "t").encode())] == ["B", "A", "C"]
    assert write(feeds, "t").count('<outline text="x"') == 1


def test_nothing_to_write_is_still_opml():
    assert read(write([], "").encode()) == []


words = st.text(max_size=12).map(line).map(line).filter(lambda word: not any(c in word for c in "\ufffe\uffff"))
addresses = st.builds(
    "{}://{}.org/{}".format, st.sampled_from(["http", "https"]), st.sampled_from("abc"), words
).filter(lambda url: link(url) == line(url) == url)
subscriptions = st.builds(
    Feed,
    url=addresses,
    title=words.filter(lambda title: "://" not in title),
    tags=st.lists(words.filter(bool), max_size=4, unique=True).map(tuple),
    lang=st.sampled_from(["", "th", "my"]),
)


@given(st.lists(subscriptions, max_size=6, unique_by=lambda feed: feed.url), st.text(max_size=20))
def test_what_is_written_comes_back(feeds: list[Feed], title: str):
    again = read(write(feeds, title).encode())
    assert sorted(again, key=lambda feed: feed.url) == sorted(feeds, key=lambda feed: feed.url)


@given(
    st.lists(st.builds(Feed, st.text(), st.text(), st.lists(st.text()).map(tuple), lang=st.text()), max_size=3),
    st.text(),
)
def test_anything_is_written_as_xml(feeds: list[Feed], title: str):
    ElementTree.fromstring(write(feeds, title).encode())
