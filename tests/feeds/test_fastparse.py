"""The fast path: it reads what feedparser reads, to the letter, or leaves it to feedparser."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from feedparser.datetimes import _parse_date
from feedparser.html import _cp1252
from feedparser.mixin import _FeedParserMixin
from feedparser.sanitizer import _HTMLSanitizer
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds import dialects, fastparse, misread, relations, repair, slowparse
from monitor.feeds import parse as parser
from monitor.feeds.charset import decode
from monitor.feeds.sure_dates import sure_date
from monitor.model import Parsed
from tests.feeds.hostile import ATTRIBUTES, BODIES, GOOD, LAUGHS, item, rss

NOW = 1_795_000_000
URL = "https://news.example/feeds/all.xml"
SHARED = Path(__file__).parents[3] / "shared" / "feeds"
REAL = sorted(SHARED.glob("*.xml"))


# What is asked of both


def detail(thing: Any) -> Any:
    return thing and tuple(dict.get(thing, key) for key in ("type", "language", "value"))


def kept_of(thing: Any) -> dict[str, Any]:
    """What `parse` may read of a feed or an entry; dict.get, for feedparser's own answers for other names too."""
    kept: dict[str, Any] = {key: dict.get(thing, key) for key in ("title", "link", "id", "language", "author")}
    kept["title_detail"] = detail(dict.get(thing, "title_detail"))
    kept["authors"] = [dict.get(person, "name") for person in dict.get(thing, "authors") or ()]
    return kept


PARSED = tuple(f"{field}_parsed" for field in dialects.DATES)


def kept_of_entry(entry: Any) -> dict[str, Any]:
    links = [link for link in dict.get(entry, "links") or () if link.get("rel") in (None, "alternate", "enclosure")]
    dates = {key: dict.get(entry, key) for key in PARSED}
    return {
        **kept_of(entry),
        **{key: moment and tuple(moment) for key, moment in dates.items()},
        "content": [(dict.get(text, "element"), detail(text)) for text in dict.get(entry, "content") or ()],
        "guidislink": bool(dict.get(entry, "guidislink")),
        "media": [
            tuple(one.get(key) for key in ("url", "type", "medium", "filesize", "isdefault"))
            for one in dict.get(entry, relations.MEDIA) or ()
        ],
        "tags": [(tag["term"], tag["label"]) for tag in dict.get(entry, "tags") or ()],
        "links": [tuple(link.get(key) for key in ("rel", "href", "type", "length", relations.OWN)) for link in links],
    }


def kept(result: Any) -> dict[str, Any]:
    feed = kept_of(result["feed"])
    del feed["id"]
    entries = [kept_of_entry(entry) for entry in result["entries"]]
    return {"feed": feed, "entries": entries, "feed?": bool(result["version"]), "damaged": bool(result["bozo"])}


def read(body: bytes, *, slow: bool = False) -> Parsed:
    return parser.parse(body, URL, "application/rss+xml", NOW, slow=slow)


def repaired(body: bytes) -> bytes:
    return repair.repaired(decode(body, "application/rss+xml").lstrip("\ufeff \t\r\n\0"))


def is_fast(document: str | bytes) -> bool:
    """Whether the fast path reads it; if so, it must be what feedparser reads, raw and in every field of Parsed."""
    body = document.encode() if isinstance(document, str) else document
    fast = fastparse.parse(repaired(body))
    if fast is None:
        return False
    assert kept(fast) == kept(slowparse.parse(repaired(body)))
    parsed = read(body)
    assert parsed.fast
    assert replace(parsed, fast=False) == read(body, slow=True)
    return True


# Documents

SPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "atom": "http://www.w3.org/2005/Atom",
        "cc": "http://web.resource.org/cc/",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
        "gd": "http://schemas.google.com/g/2005",
        "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "georss": "http://www.georss.org/georss",
        "gml": "http://www.opengis.net/gml",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "media": "http://search.yahoo.com/mrss/",
        "openSearch": "http://a9.com/-/spec/opensearchrss/1.0/",
        "prism": "http://purl.org/rss/1.0/modules/prism/",
        "psc": "http://podlove.org/simple-chapters",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "slash": "http://purl.org/rss/1.0/modules/slash/",
        "sy": "http://purl.org/rss/1.0/modules/syndication/",
        "thr": "http://purl.org/syndication/thread/1.0",
        "wfw": "http://wellformedweb.org/CommentAPI/",
        "x": "urn:x",
        "xhtml": "http://www.w3.org/1999/xhtml",
    }.items()
)
DATED = ("Tue, 03 Nov 2026 10:01:00 GMT", "Tue, 03 Nov 2026 17:01:00 +0700", "Tue, 03 Nov 2026 10:02:00 GMT")
MISMATCH = "Ã©tÃ© it\u0092s \u0085x"
MARKUP = "&lt;p&gt;One &amp;amp; &lt;b&gt;two&lt;/b&gt;&lt;/p&gt;"


def rss_with(entry: str, feed: str = "", version: str = "2.0", more: str = "") -> str:
    head = f"<title>A feed</title><link>https://news.example/</link><description>d</description>{feed}"
    return f'<rss version="{version}" {SPACES}{more}><channel>{head}<item>{entry}</item></channel></rss>'


def atom_with(entry: str, feed: str = "", more: str = "") -> str:
    head = f'<title>A feed</title><id>tag:news.example,2026:1</id><link href="https://news.example/"/>{feed}'
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {SPACES}{more}>{head}<entry>{entry}</entry></feed>'


def rdf_with(entry: str, feed: str = "", after: str = "", more: str = "") -> str:
    head = f"<title>A feed</title><link>https://news.example/</link><description>d</description>{feed}"
    return (
        f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" {SPACES}{more}><channel rdf:about="https://news.example/rss">{head}'
        f'<items><rdf:Seq><rdf:li rdf:resource="https://news.example/1"/></rdf:Seq></items></channel>'
        f'<item rdf:about="https://news.example/1">{entry}</item>{after}</rdf:RDF>'
    )


RSS_ENTRY = (
    "<title>Raid in Myawaddy</title><link>https://news.example/1?a=1&amp;b=2</link>"
    "<guid isPermaLink='false'>id 1</guid><pubDate>Tue, 03 Nov 2026 10:00:00 +0700</pubDate>"
    f"<description>{MARKUP}</description><dc:creator>Ann</dc:creator>"
    "<category domain='d'>Scam</category><category>Myanmar</category><content:encoded><![CDATA[<p>Long</p>]]>"
    "</content:encoded><enclosure url='https://news.example/1.mp3' type='Audio/mpeg' length='12'/>"
    "<comments>https://news.example/1#c</comments><slash:comments>3</slash:comments>"
    "<wfw:commentRss>https://news.example/1/feed</wfw:commentRss><source url='https://s.example/'>S</source>"
    "<media:content url='https://news.example/1.jpg' medium='image'><media:title>Photo</media:title></media:content>"
    "<media:thumbnail url='https://news.example/1.png'/><georss:point>16.7 98.5</georss:point><geo:lat>16.7</geo:lat>"
    '<post-id xmlns="com-wordpress:feed-additions:1">30</post-id>'
)
RSS_FEED = (
    "<atom:link href='https://news.example/rss' rel='self' type='application/rss+xml'/><language>en-us</language>"
    "<atom:link rel='hub' href='https://hub.example/'/><lastBuildDate>Tue, 03 Nov 2026 10:00:00 GMT</lastBuildDate>"
    "<sy:updatePeriod>hourly</sy:updatePeriod><generator uri='x'>G</generator><ttl>60</ttl><docs>d</docs>"
    "<cloud domain='c.example' port='80' path='/' registerProcedure='' protocol='http-post'/><copyright>C</copyright>"
    "<image><url>https://news.example/i.png</url><title>I</title><link>https://news.example/</link><width>9</width>"
    "<height>9</height><description>d</description></image><textInput><title>T</title><name>q</name><link>l</link>"
    "<description>d</description></textInput><skipHours><hour>1</hour></skipHours><webMaster>w@news.example</webMaster>"
    "<managingEditor>ed@news.example (Ed Itor)</managingEditor><itunes:category text='News'>"
    "<itunes:category text='Daily'/></itunes:category><feedburner:info uri='news'/><category>All</category>"
    '<site xmlns="com-wordpress:feed-additions:1">7</site><openSearch:totalResults>9</openSearch:totalResults>'
)
ATOM_ENTRY = (
    "<id>tag:news.example,2026:2</id><title type='html'>A &amp;lt;b&amp;gt;raid&amp;lt;/b&amp;gt;</title>"
    "<link rel='alternate' type='text/html' href='https://news.example/2'/><link rel='self' href='/2.atom'/>"
    "<link rel='enclosure' href='https://news.example/2.mp3' type='audio/mpeg' length='5'/>"
    "<link rel='replies' thr:count='2' href='https://news.example/2/c'/>"
    "<published>2026-11-03T10:00:00Z</published><updated>2026-11-03T11:00:00.123+07:00</updated>"
    "<author><name>Ann</name><uri>https://ann.example/</uri><email>ann@news.example</email>"
    "<gd:image rel='x' src='y'/></author><contributor><name>Bob</name></contributor>"
    "<category term='t' scheme='s' label='Label'/><category term='u'/><summary>Short &amp;amp; plain</summary>"
    "<content type='html'>&lt;p&gt;Long&lt;/p&gt;</content><rights>R</rights><thr:total>2</thr:total>"
    "<source><id>s</id><title>Elsewhere</title><updated>2026-01-01T00:00:00Z</updated></source>"
)
ATOM_FEED = (
    "<subtitle type='html'>S</subtitle><updated>2026-11-03T10:00:00Z</updated><rights>R</rights><logo>/l</logo>"
    "<icon>/i</icon><generator uri='g' version='1'>G</generator><author><name>Everybody</name></author>"
    "<link rel='self' href='https://news.example/atom'/><category term='c'/>"
)
RDF_ENTRY = (
    f"<title>Raid</title><link>https://news.example/1</link><description>{MARKUP}</description><dc:date>2026-11-03</dc:date>"
    "<dc:creator>Ann</dc:creator><dc:subject>Scam</dc:subject><dc:identifier>i</dc:identifier><slash:section>s</slash:section>"
)
NETSCAPE = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{}"><channel><title>A feed</title>'
    "</channel><item><title>Raid</title><link>https://news.example/1</link></item></rdf:RDF>"
)
PLAIN = {
    "rss 2.0": rss_with(RSS_ENTRY, RSS_FEED),
    **{f"rss {version}": rss_with(RSS_ENTRY, version=version) for version in ("0.91", "0.92", "0.93", "0.94")},
    "rss 2.0.1": rss_with(RSS_ENTRY, version="2.0.1"),
    "rss in its old namespace": rss_with(RSS_ENTRY, RSS_FEED, more=' xmlns="http://backend.userland.com/rss2"'),
    "atom": atom_with(ATOM_ENTRY, ATOM_FEED, ' xml:lang="de-AT"'),
    "rdf": rdf_with(RDF_ENTRY, "<dc:language>en</dc:language>", '<image rdf:about="i"><title>I</title></image>'),
    "a declaration, a style sheet and comments": '<?xml version="1.0"?>\n<?xml-stylesheet href="x"?><!-- <b> -->'
    + rss_with(RSS_ENTRY),
}

# Pieces of an entry in RSS, each with something odd that the fast path knows.
IN_RSS = {
    "nothing": "",
    "a title that is HTML": "<title>A &lt;b&gt;raid&lt;/b&gt;</title>",
    "a title with unknown tags": "<title>A &lt;blink&gt;raid&lt;/blink&gt;</title>",
    "a title with entities": "<title>It&amp;#8217;s &amp;amp; &amp;hellip;</title>",
    "a title with an unknown entity": "<title>It &amp;bogus; &lt;/b&gt;</title>",
    "a title with entities of HTML": "<title>caf&eacute; &mdash;&nbsp;b&hellip;&LT;</title>",
    "a title of blanks": "<title> \n </title><dc:title>Second</dc:title>",
    "two titles": "<title>One</title><dc:title>Two</dc:title><title>Three</title>",
    "a typed title": '<title type="html">&lt;i&gt;x</title><description type="TEXT">&lt;i&gt;y</description>',
    "a media title first": "<media:content><media:title>Photo</media:title></media:content><title>Raid</title>",
    "a media title last": "<title>Raid</title><media:title>Photo</media:title>",
    "a media title behind a source": "<title>Raid</title><source url='u'>S</source><media:title>Photo</media:title>",
    "an image in an entry": "<title>Raid</title><image><url>u</url></image><media:title>Photo</media:title>",
    "two descriptions": "<description>One</description><description>Two &lt;b&gt;x&lt;/b&gt;</description>",
    "a description and an abridgement": "<description>One</description><itunes:summary>Two</itunes:summary>",
    "an abridgement first": "<itunes:summary>&lt;p&gt;x&lt;/p&gt;</itunes:summary><description>One</description>",
    "media descriptions": "<description>One</description><content:encoded>Two</content:encoded><media:group>"
    "<media:description type='plain'>Three</media:description></media:group>",
    "a media description behind all": "<description>1</description><content:encoded>2</content:encoded>"
    "<media:description>3</media:description>",
    "content alone": "<content:encoded>&lt;p&gt;x&lt;/p&gt;</content:encoded>",
    "content before the description": "<content:encoded>Long</content:encoded><description>Short</description>",
    "core content": "<content>&lt;p&gt;x&lt;/p&gt;</content><content type='html'>y</content>",
    "a dc description": "<description>a</description><dc:description>b</dc:description>",
    "a guid that is a link": "<guid>https://news.example/g</guid>",
    "a guid before the link": "<guid>https://news.example/g</guid><link>https://news.example/l</link>",
    "a guid after the link": "<link>https://news.example/l</link><guid>https://news.example/g</guid>",
    "a guid that is True": "<guid isPermaLink='True'>https://news.example/g</guid>",
    "a guid with slashes": "<guid>http:////news.example/g</guid><guid ispermalink='false'>http:////x/</guid>",
    "an id that says whether it leads anywhere": "<id isPermaLink=''>https://news.example/g</id>",
    "a guid and an id": "<guid>a</guid><atom:id>b</atom:id>",
    "an empty link": "<link/><guid>https://news.example/g</guid>",
    "an empty link before a guid with slashes": "<link/><guid>http:///news.example/g</guid>",
    "a link in an attribute": "<link href='http:///news.example/1'>text</link>",
    "a link with a damaged query": "<link>https://news.example/?a=1&amp;amp;b;=2&amp;copy;=3</link>",
    "links of all kinds": "<link>https://news.example/1</link><atom:link href='/2'/><atom:link rel='' href='/3'/>"
    "<atom:link rel='alternate' type='application/json' href='/4'/><atom:link REL='Self' url='/5'/>",
    "an enclosure by another name": "<enclosure uri='https://news.example/a' rel='alternate'/><enclosure url=''/>",
    "a title for podcasts": "<itunes:title>x</itunes:title>"
    f"<itunes:title> {MISMATCH} &lt;b&gt;y&lt;/b&gt;</itunes:title>",
    "two authors": "<author>Ann</author><dc:creator>Bob</dc:creator>",
    "an author's address": "<author>ann@news.example (Ann)</author><dc:creator>Bob &lt;b@x.example&gt;</dc:creator>",
    "an address alone": "<author>ann@news.example</author><itunes:author>a@b</itunes:author>",
    "an address with a wide sign": "<author>ann\uff20news.example (Ann)</author>",
    "a long author": f"<author>{'a' * 600}@news.example (Ann)</author>",
    "an author in parts": "<author>ann@a.example (Ann)</author><author><name>Bob</name></author>",
    "an author without a name": "<author>Ann</author><author><email>b@b.example</email></author><author/>",
    "an owner": "<itunes:author>Ann</itunes:author><itunes:owner><itunes:name>Bob</itunes:name>"
    "<itunes:email>b@b.example</itunes:email></itunes:owner>",
    "tags": "<category/><category term='' domain='x'/><category>a</category><category>a</category>"
    "<keywords>b</keywords><category term='c' label='C'>d</category><dc:subject>e, f</dc:subject>",
    "tags of the modules": "<media:category>a</media:category><media:keywords>b, c,,c</media:keywords>"
    "<itunes:keywords>d, e</itunes:keywords><itunes:category text='f'/><media:keywords x='y'>g</media:keywords>",
    "dates that are told twice": "<dc:date>2026-11-03</dc:date><dc:date>2026-11-04</dc:date><dc:date/>",
    "dates of all kinds": "<pubDate>Sat, 3 Oct 2026 10:00 PDT</pubDate><dc:date>2026-11-03T10:00+05:30</dc:date>"
    "<dcterms:created>2026-11-03 10:00:00</dcterms:created><dcterms:issued/>"
    "<dcterms:modified>2026-11-03</dcterms:modified>",
    "a date before all dates": "<pubDate>Sat, 01 Jan 0001 00:00:00 GMT</pubDate>",
    "languages": "<title xml:lang='th'>t</title><description lang='de_AT'>d</description><dc:language>my</dc:language>",
    "no language": "<title xml:lang=''>t</title>",
    "a charset's mishaps": f"<title>{MISMATCH}</title><description>{MISMATCH}</description>"
    f"<category>{MISMATCH}</category><author>{MISMATCH}</author><guid>https://news.example/{MISMATCH}</guid>",
    "a charset's half mishap": "<title>Ã©tÃ© 诈骗</title>",
    "pieces of text": "<title>a<![CDATA[<b>]]>b<!-- c -->c&#100;&lt;/b&gt;</title><link>https://a.example/\r\n</link>",
    "capitals": "<TITLE>t</TITLE><PubDate>2026-11-03</PubDate><GUID IsPermalink='false'>g</GUID>",
    "a letter that is a k in lower case": "<lin\u212a>https://news.example/k</lin\u212a>",
    "unknown things": "<x:y a='b'>c</x:y><x:z><x:zz>d</x:zz></x:z><thumb>e</thumb><x:title>f</x:title>"
    "<source_id>7</source_id><dc:relation>r</dc:relation><media:embed url='u'/>",
    "unkept things": "<itunes:image href='i'/><itunes:link href='l'/><itunes:explicit>no</itunes:explicit>"
    "<media:credit role='r'>c</media:credit><media:rating>r</media:rating><media:player url='p'/>"
    "<media:license>l</media:license><creativeCommons:license>c</creativeCommons:license><generator/>"
    "<cc:license rdf:resource='r'/><copyright>c</copyright><itunes:block>yes</itunes:block>"
    "<itunes:subtitle>s</itunes:subtitle><itunes:duration>9</itunes:duration>"
    "<dc:publisher>p</dc:publisher><dc:contributor>c</dc:contributor><url>u</url><width>x</width>"
    "<georss:box>1 2</georss:box><feedburner:origLink>o</feedburner:origLink><title>Raid</title>"
    "<link>https://news.example/1</link>",
    "an attribute of an unknown namespace": "<title x:type='html'>&lt;i&gt;</title><category x:term='t'/>",
    "a namespace of its own": "<e:creator xmlns:e='http://purl.org/dc/elements/1.1/'>Ann</e:creator>",
    "a namespace misspelled": "<dc2:title xmlns:dc2='http://purl.org/dc/elements/1.1'>t</dc2:title>",
    "a default namespace": '<link xmlns="http://www.w3.org/2005/Atom" href="https://news.example/1"/>'
    '<title xmlns="">t</title>',
}
IN_FEED = {
    "a summary before the description": "<itunes:summary>s</itunes:summary><media:description>d</media:description>",
    "content": "<content:encoded>c</content:encoded>",
    "a title after others": "<image><title>I</title></image><dc:title>Second</dc:title>",
    "an owner": "<itunes:owner><itunes:name>Ann</itunes:name><itunes:email>a@a.example</itunes:email></itunes:owner>"
    "<itunes:author>Bob</itunes:author>",
    "an author": "<author>ann@news.example</author><managingEditor>Bob</managingEditor>",
    "an id": "<atom:id>https://news.example/id</atom:id><atom:link href='https://other.example/'/>",
    "a link with a damaged query": "<link>https://news.example/?a=1&amp;amp;b;=2&amp;copy;=3</link>",
    "an odd date": "<pubDate>yesterday</pubDate>",
    "a date that feedparser would fail on": "<pubDate>Fri, 2006/19/15 08:19:53 EDT</pubDate>",
    "a language": "<language>th_TH</language>",
}
IN_ATOM = {
    "an id alone": "<id>https://news.example/id</id>",
    "a link before the id": "<link href='https://news.example/l'/><id>https://news.example/id</id>",
    "text that looks like HTML": "<title>It&amp;amp;s &lt;b&gt;x&lt;/b&gt;</title>"
    "<summary type='text'>&lt;p&gt;x&lt;/p&gt;</summary>",
    "content without a type": "<content>x &lt;b&gt;y&lt;/b&gt;</content>",
    "two contents": "<content type='html'>x</content><content type='text'>y</content><summary>z</summary>",
    "a bare author": "<author>Ann</author><author><x:y/>Bob</author>",
    "an author out of order": "<author><uri>u</uri><email>e@e.example</email><name> Ann </name></author>",
    "a nameless author": "<author><uri>u</uri></author><author/><author><name/></author>",
    "old dates": "<issued>2026-11-03T10:00:00Z</issued><modified>2026-11-03</modified><created>2026-11-03</created>",
}
FAST = (
    PLAIN
    | {f"rss entry: {name}": rss_with(piece) for name, piece in IN_RSS.items()}
    | {f"rdf entry: {name}": rdf_with(piece) for name, piece in IN_RSS.items() if "atom" not in piece}
    | {f"rss feed: {name}": rss_with(RSS_ENTRY, piece) for name, piece in IN_FEED.items()}
    | {f"atom entry: {name}": atom_with(piece) for name, piece in IN_ATOM.items()}
    | {
        "atom, then rdf": rdf_with("<title>&lt;b&gt;x&lt;/b&gt;</title>").replace(
            "<rdf:RDF", '<rdf:RDF xmlns:a="http://www.w3.org/2005/Atom"'
        ),
        "text input behind the entries": rdf_with(
            RDF_ENTRY, after="<textinput><title>T</title><link>l</link></textinput>"
        ),
        "things beside the channel": rss_with(RSS_ENTRY).replace("<channel>", "<x:y a='b'>c</x:y><channel>"),
        "an image and an entry before the channel": re.sub(
            "(<channel.*</channel>)(<item.*</item>)", r"<image><title>I</title></image>\2\1", rdf_with(RDF_ENTRY)
        ),
        "no entries": rss_with("").replace("<item></item>", ""),
        "a namespace with a blank": rss_with("<y:z xmlns:y='urn: y'/>"),
        "a namespace for XLink": rss_with(RSS_ENTRY, more=' xmlns:xlink="http://www.w3.org/1999/xlink"'),
        "a doctype in a comment": "<!--\n<!DOCTYPE rss PUBLIC 'netscape'>-->" + rss_with(RSS_ENTRY),
        "a declaration that a comment speaks of": "<!-- without <!DOCTYPE, or\n<!ENTITY -->" + rss_with(RSS_ENTRY),
        "two languages": rss_with("<title>t</title>", "<language>de</language>", more=' xml:lang="fr_FR"'),
        "rss 0.90": NETSCAPE.format("http://my.netscape.com/rdf/simple/0.9/"),
    }
)

SLOW = {
    "not well-formed": rss_with("<title>a < b</title>"),
    "cut off": rss_with(RSS_ENTRY)[:-20],
    "a doctype": "<!DOCTYPE rss>" + rss_with(RSS_ENTRY),
    "a doctype behind a tag in a comment": "<!-- <b> --><!DOCTYPE rss [<!ENTITY t 'x'>]>"
    + rss_with("<title>&t;</title>"),
    "a base": rss_with(RSS_ENTRY, more=' xml:base="https://b.example/"'),
    "a base by another name": rss_with("<title base='https://b.example/'>t</title><link>/a</link>"),
    "an instruction": rss_with("<title>t<?php x?></title>"),
    "an unknown root": rss_with(RSS_ENTRY).replace("rss", "rsss"),
    "an unknown version": rss_with(RSS_ENTRY, version="3.0"),
    "no version": rss_with(RSS_ENTRY).replace('version="2.0"', ""),
    "atom 0.3": atom_with(ATOM_ENTRY).replace("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"),
    "a source with an author": atom_with("<source><author><name>Bob</name></author></source>"),
    "an odd date": rss_with("<pubDate>yesterday</pubDate>"),
    "a date that is a sign of Windows": rss_with("<pubDate>&#x85;</pubDate>"),
    "a date by another name": rss_with("<date>2026-11-03</date>"),
    "a short year": rss_with("<pubDate>Tue, 03 Nov 26 10:00:00 GMT</pubDate>"),
    "another calendar's year": rss_with("<pubDate>Tue, 03 Nov 2569 10:00:00 GMT</pubDate>"),
    "a date of a program that has none": rss_with("<pubDate>0001-01-01T00:00:00+01:00</pubDate>"),
    "no such day": rss_with("<pubDate>Tue, 31 Feb 2026 10:00:00 GMT</pubDate>"),
    "an original link with attributes": rss_with(
        "<feedburner:origLink x='y'>https://o.example/1</feedburner:origLink>"
    ),
    "markup in a title": rss_with("<title>a <b>b</b></title>"),
    "markup in a description": rss_with("<description><p xmlns='http://www.w3.org/1999/xhtml'>a</p></description>"),
    "xhtml": atom_with('<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">x</div></content>'),
    "xhtml without a tag": atom_with("<title type='xhtml'>x</title>"),
    "base64": atom_with("<content type='application/octet-stream'>eA==</content>"),
    "base64 by mode": atom_with("<content mode='base64'>eA==</content>"),
    "content elsewhere": atom_with("<content type='text' src='https://news.example/c'/>"),
    "xml in content": atom_with("<content type='application/xml'><a/></content>"),
    "nested entries": rss_with("<title>a</title><item><title>b</title></item>"),
    "an entry in something unknown": rss_with("<x:y><title>t</title></x:y>"),
    "a link in an image": rss_with("<image><link>https://news.example/i</link></image>"),
    "text between an author's parts": atom_with("<author>Bob <x:y/>Ann</author>"),
    "text in an unknown part of an author": atom_with("<author><x:y a='b'>Bob</x:y></author>"),
    "geography": rss_with("<gml:pos srsName='EPSG:x'>1 2</gml:pos>"),
    "chapters": rss_with("<psc:chapters><psc:chapter/></psc:chapters>"),
    "a made-up element": rss_with("<tags>a, b</tags>"),
    "a name that feedparser uses": rss_with("<updated_parsed>x</updated_parsed><links>y</links>"),
    "a channel of CDF": rss_with(RSS_ENTRY).replace("<item>", "<item href='https://news.example/h'>"),
    "a prefix that means another": rss_with("<media:title>t</media:title>").replace(
        'xmlns:media="http://search.yahoo.com/mrss/"', 'xmlns:media="http://purl.org/dc/elements/1.1/"'
    ),
    "a prefix that changes": rss_with("<x:y xmlns:x='urn:other'/>"),
    "a namespace with two names": rss_with("<y xmlns='urn:x'/>"),
    "an rdf that is no rss": NETSCAPE.format("urn:other"),
    "another rdf": rss_with(RSS_ENTRY).replace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "urn:rdf"),
    "a declaration that counts as an attribute": rss_with(
        "<media:keywords xmlns:xlink='http://www.w3.org/1999/xlink'>a</media:keywords>"
    ),
    "an attribute that declares": rss_with("<title x:xmlns='urn:y'>t</title>"),
}


def test_there_are_documents_enough() -> None:
    assert len(FAST) + len(SLOW) > 150


@pytest.mark.parametrize("document", FAST.values(), ids=FAST)
def test_a_plain_document_is_read_as_feedparser_reads_it(document: str) -> None:
    assert is_fast(document)


@pytest.mark.parametrize("document", SLOW.values(), ids=SLOW)
def test_a_document_that_needs_feedparser_is_left_to_it(document: str) -> None:
    assert not is_fast(document)


@pytest.mark.skipif(not REAL, reason="../shared/feeds, the collection of real feeds, is not here")
def test_real_feeds_are_read_as_feedparser_reads_them_and_most_of_them_fast() -> None:
    slow = [path.name for path in REAL if not is_fast(path.read_bytes())]
    assert len(slow) < len(REAL) / 4, f"{len(REAL) - len(slow)} of {len(REAL)} take the fast path, not {slow}"


# What feedparser knows


def test_feedparser_is_the_one_that_the_fast_path_knows() -> None:
    starts, ends = (
        {name.removeprefix(prefix).lower() for name in dir(feedparser.api.StrictFeedParser) if name.startswith(prefix)}
        for prefix in ("_start_", "_end_")
    )
    assert starts | ends == dialects.HANDLED
    known = {address.lower(): prefix.lower() for address, prefix in _FeedParserMixin.namespaces.items() if address}
    assert known == {address: dialects.prefix(address) for address in known}
    assert known == dialects._NAMESPACES
    assert _HTMLSanitizer.acceptable_elements == dialects.HTML_TAGS
    assert _cp1252 == misread.WINDOWS


def test_every_rule_leads_to_a_place_and_no_rule_is_for_what_feedparser_keeps_elsewhere() -> None:
    rules = [pair for place in fastparse._PLACES.values() for pair in place.items()]
    assert {rule.inside for _, rule in rules} | {"document"} == set(fastparse._PLACES)
    assert not {tag for tag, _ in rules} & dialects.KEPT
    own = {"rdf_rdf", "icon", "logo", "itunes_title", "feedburner_origlink"}
    assert {tag for tag, _ in rules} - dialects.HANDLED == own


DAYS = st.sampled_from(["", "Tue, ", "tuesday ", "SAT, ", "Thu "])
MONTHS = st.sampled_from(["Jan", "february", "OCT", "Sept", "Augustus", "Mai"])
ZONES = st.sampled_from(["GMT", "UTC", "EST", "pdt", "Z", "+0000", "-0530", "+07:00", "+9999", "MET", "gmt+1", "", "x"])
NUMBERS = st.integers(0, 70).map(str) | st.integers(0, 32).map("{:02}".format)
YEARS = st.sampled_from(["2026", "1999", "0001", "9999", "0000", "26", "02026"])
CLOCKS = st.tuples(NUMBERS, NUMBERS, NUMBERS).map(":".join) | st.tuples(NUMBERS, NUMBERS).map(":".join)
DATES = st.one_of(
    st.tuples(DAYS, NUMBERS, MONTHS, YEARS, CLOCKS, ZONES).map(lambda date: date[0] + " ".join(date[1:])),
    st.builds("{}-{}-{}{}{}{}".format, YEARS, NUMBERS, NUMBERS, st.sampled_from("Tt "), CLOCKS, ZONES),
    st.builds("{}-{}-{}{}".format, YEARS, NUMBERS, NUMBERS, ZONES),
    st.text("0123456789-:+TtZ ,/.", max_size=20),
)


@settings(max_examples=1_000, deadline=None)
@given(DATES)
def test_a_date_is_read_as_feedparser_reads_it_or_not_at_all(text: str) -> None:
    text = text.strip()
    try:
        found = sure_date(text)
    except ValueError:
        return
    assert found == _parse_date(text)


# Documents that somebody has been at

TOKENS = re.compile(r"<!\[CDATA\[.*?\]\]>|<[^>]*>|[^<]+", re.S)
USUAL = (
    "title link guid description pubDate author category dc:creator dc:date dc:title dc:subject content:encoded source "
    "media:title media:description media:content media:group itunes:summary itunes:title itunes:author enclosure "
    "summary content id updated published atom:link atom:title language x:y thing contributor image name email "
    "generator"
).split()
RARE = sorted({tag.replace("_", ":", 1) for tag in dialects.HANDLED | dialects.KEPT} | dialects.KEPT | {"date"})
NAMES = st.sampled_from(USUAL) | st.sampled_from(USUAL) | st.sampled_from(RARE)
WORDS = ["", " ", "Ann", "ann@news.example (Ann)", "a@b.example", "true", "en_US", "a, b", "/r", "http:///x.example/"]
DAYS_GOOD = ["Tue, 03 Nov 2026 10:00:00 GMT", "2026-11-03T10:00:00Z", "2026-11-04"]
ODDITIES = ["&lt;b&gt;x&lt;/b&gt;", "&amp;amp;", "&amp;bogus;", "<![CDATA[<i>&amp;</i>]]>", MISMATCH, "&#133;", "\xa0x"]
TEXTS = st.sampled_from([*WORDS, *DAYS_GOOD, *ODDITIES, "2026/11/03", "https://news.example/?a=1&amp;amp;b;=2"])
VALUES = st.sampled_from(
    ["", "a", "html", "TEXT", "xhtml", "text/html", "self", "alternate", "false", "en", "/r", "//x/"]
)
KEYS = (
    "href rel type url uri length term scheme domain label text isPermaLink xml:lang lang rdf:about version mode src "
    "x:type Type x:href base xmlns xmlns:x xmlns:media xmlns:q"
).split()
ADDED = st.builds(' {}="{}"'.format, st.sampled_from(KEYS), VALUES)
ELEMENTS = st.builds("<{0}{1}>{2}</{0}>".format, NAMES, ADDED | st.just("") | st.just(""), TEXTS)
RAW = st.sampled_from(
    ["&", "<", ">", "&#0;", "&#x85;", "&nbsp;", "]]>", "<!--", "<?x?>", "\0", "\u212a", "'", "</item>"]
)
PLACES = st.integers(0, 9_999)
EDITS = st.one_of(
    st.tuples(st.just("insert"), PLACES, ELEMENTS),
    st.tuples(st.just("replace"), PLACES, TEXTS),
    st.tuples(st.just("attribute"), PLACES, ADDED),
    st.tuples(st.just("rename"), PLACES, NAMES),
    st.tuples(st.just("wrap"), PLACES, NAMES),
    st.tuples(st.sampled_from(["move", "repeat"]), PLACES, PLACES),
    st.tuples(st.just("delete"), PLACES, st.none()),
    st.tuples(st.just("raw"), PLACES, RAW),
)


def opens(token: str) -> bool:
    return token.startswith("<") and token[1:2].isalpha()


def element(tokens: list[str], at: int) -> tuple[int, int]:
    """Where the first element begins and ends that begins at a place or behind it."""
    start = next((place for place in range(at, len(tokens)) if opens(tokens[place])), at)
    depth = 0
    for place in range(start, len(tokens)):
        depth += opens(tokens[place]) and not tokens[place].endswith("/>")
        depth -= tokens[place].startswith("</")
        if depth <= 0:
            return start, place + 1
    return start, len(tokens)


def edited(tokens: list[str], edit: tuple[str, int, Any]) -> list[str]:
    """The tokens of a document after one edit; most edits keep it well-formed."""
    kind, first, what = edit
    # Among the tokens behind the root and its first child, as a rule.
    at = min(2 + first % len(tokens), len(tokens) - 1)
    start, end = element(tokens, at)
    whole = tokens[start:end]
    if kind == "insert":
        return [*tokens[:start], *TOKENS.findall(what), *tokens[start:]]
    if kind == "replace":
        return [*tokens[:start], *([whole[0], what, whole[-1]] if len(whole) == 3 else whole), *tokens[end:]]
    if kind == "attribute":
        return [*tokens[:start], *(re.sub(r"(?=/?>$)", what, whole[0]), *whole[1:]), *tokens[end:]]
    if kind == "rename":
        renamed = [re.sub(r"^(</?)[^\s/>]+", rf"\1{what}", token) for token in (whole[0], whole[-1])]
        return [*tokens[:start], *[renamed[0], *whole[1:-1], renamed[1]][: len(whole)], *tokens[end:]]
    if kind == "wrap":
        return [*tokens[:start], f"<{what}>", *whole, f"</{what}>", *tokens[end:]]
    if kind == "raw":
        cut = first % (len(tokens[at]) + 1)
        return [*tokens[:at], tokens[at][:cut] + what + tokens[at][cut:], *tokens[at + 1 :]]
    rest = tokens if kind == "repeat" else tokens[:start] + tokens[end:]
    there = element(rest, min(2 + (what or 0) % max(len(rest), 1), len(rest)))[0]
    return rest if kind == "delete" else [*rest[:there], *whole, *rest[there:]]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([*PLAIN.values()]), st.lists(EDITS, min_size=1, max_size=5))
def test_an_edited_document_is_read_as_feedparser_reads_it_or_not_at_all(document: str, edits: list[Any]) -> None:
    tokens = TOKENS.findall(document)
    for edit in edits:
        tokens = edited(tokens, edit) or ["<rss/>"]
    is_fast("".join(tokens))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([rss_with, rdf_with, atom_with]),
    st.lists(ELEMENTS | st.sampled_from([*IN_RSS.values(), *IN_ATOM.values()]), max_size=8),
    st.lists(ELEMENTS | st.sampled_from([*IN_FEED.values()]), max_size=3),
)
def test_pieces_in_any_order_are_read_as_feedparser_reads_them(build: Any, entry: list[str], feed: list[str]) -> None:
    is_fast(build("".join(entry), "".join(feed)))


ALIKE = st.tuples(
    st.sampled_from(["", "<title>A</title>", "<title>B</title>"]),
    st.sampled_from(["", "<link>https://news.example/1</link>", "<link>https://news.example/2</link>"]),
    st.sampled_from(["", "<guid isPermaLink='false'>g</guid>", "<guid>https://news.example/1</guid>"]),
    st.sampled_from(["", *(f"<pubDate>{date}</pubDate>" for date in DATED)]),
    st.sampled_from(["", f"<dc:date>{DATED[0]}</dc:date>", "<dc:date/>"]),
    st.sampled_from(["", "<description>One</description>", "<description>Two</description>"]),
    st.sampled_from(["", "<category>c</category>", "<author>Ann</author>"]),
    st.sampled_from(["", "<enclosure url='https://news.example/1.mp3' type='audio/mpeg' length='1'/>"]),
).map("".join)
"""An item that may be another one again, in part or in full."""


@settings(max_examples=400, deadline=None)
@given(st.lists(ALIKE, min_size=2, max_size=4))
def test_entries_that_are_alike_are_the_same_ones_to_both(entries: list[str]) -> None:
    assert is_fast(rss_with("</item><item>".join(entries)))


# Documents that mean harm


def seconds(document: str | bytes) -> tuple[float, Any]:
    body = repaired(document.encode() if isinstance(document, str) else document)
    started = time.thread_time()
    found = fastparse.parse(body)
    return time.thread_time() - started, found


def test_every_hostile_body_is_read_as_feedparser_reads_it_or_not_at_all() -> None:
    for name, body in BODIES.items():
        if name not in ("/attributes", "/json", "/broken-json", "/deep-json", "/empty", "/blank"):
            is_fast(body)
    assert is_fast(GOOD)


@pytest.mark.parametrize(
    "document",
    [
        lambda: rss_with(f"<title>t</title><x:y {ATTRIBUTES}/>"),
        lambda: rss_with("<title>t</title>" + "<x:y>" * 100_000 + "</x:y>" * 100_000),
        lambda: rss_with("<title>t</title><x:y>" + "<x:z a='b'/>" * 100_000 + "</x:y>"),
        lambda: rss_with("<title>t</title><x:y " + " ".join(f"xmlns:n{n}='urn:{n}'" for n in range(20_000)) + "/>"),
        lambda: rss_with(f"<title>t</title><description>{'&lt;p&gt;a ' * 500_000}</description>"),
        lambda: rss_with(f"<title>t</title><author>{'a' * 100_000}@</author><author>{'a@' * 50_000}</author>"),
        lambda: rss_with(
            "<title>t</title>"
            + "<author>a</author>" * 20_000
            + "".join(map("<category>{}</category>".format, range(20_000)))
        ),
        lambda: rss_with("<title>t</title>" + "<author>a@b.cc</author>" * 1_000),
        lambda: rss_with(f"<title>t</title><pubDate>{' ' * 1_000_000}</pubDate><link>{'http:' + '/' * 500_000}</link>"),
    ],
    ids="attributes deep wide namespaces long addresses many people blanks".split(),
)
def test_what_hangs_other_readers_is_read_fast(document: Callable[[], str]) -> None:
    took, found = seconds(document())
    assert took < 2
    assert found is not None and found["entries"][0]["title"] == "t"


@pytest.mark.parametrize(
    "field",
    [
        "<category>{}</category>",
        "<link>http://e.example/{}</link>",
        "<description>{}</description>",
        "<enclosure url='http://e.example/{}' type='audio/mpeg' length='1'/>",
        "<author>a{}@b.cc (x)</author>",
    ],
)
def test_fields_without_number_make_no_lists_without_end_and_cost_no_other_entry(field: str) -> None:
    flood = "".join(map(field.format, range(20_000)))
    document = rss(item(1, "First") + item(2, "Second", flood) + item(3, "Third"))
    found = fastparse.parse(repair.repaired(document))
    assert found is not None and [entry["title"] for entry in found["entries"]] == ["First", "Second", "Third"]
    assert max((len(value) for value in found["entries"][1].values() if isinstance(value, list)), default=0) <= 5_000
    whole = [one.entry.title for one in parser.parse(document.encode(), URL, "", NOW).found]
    assert whole == ["First", "Second", "Third"]


@pytest.mark.parametrize("field", ["<link>http://e.example/{}</link>", "<enclosure url='http://e.example/{}'/>"])
def test_nor_do_those_of_the_feed_itself_and_its_entries_are_read_behind_them(field: str) -> None:
    flood = "".join(map(field.format, range(20_000)))
    found = fastparse.parse(repair.repaired(rss(item(1, "First") + flood + item(2, "Second"))))
    assert found is not None and [entry["title"] for entry in found["entries"]] == ["First", "Second"]
    assert len(found["feed"]["links"]) <= 5_000


def test_a_title_that_is_slow_to_judge_is_judged_in_time() -> None:
    for title in ("&lt;/" * 200_000, "&amp;#" * 200_000, "&amp;" + "a" * 1_000_000, "&lt;/b&gt;" * 100_000):
        took, found = seconds(rss_with(f"<title>{title}</title>"))
        assert took < 2
        assert found is not None


def test_laughs_are_left_to_feedparser_at_once() -> None:
    took, found = seconds(rss(item(1, "&a9;"), LAUGHS))
    assert took < 0.1
    assert found is None
