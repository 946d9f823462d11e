"""XML and JSON that are broken."""

from collections.abc import Iterator, Mapping

from tests.feeds.hostile import item, rss
from tests.hostile.case import (
    A_PAGE,
    ANY,
    BREAKS_OFF,
    DAMAGED,
    FIRST,
    NO_FEED,
    NOON,
    PLAIN,
    SECOND,
    TWO,
    WHOLE,
    Case,
    atom,
    by_poll,
    json_feed,
    sent,
    titled,
)

CUTS: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "declaration": ("<?xml ver", (), NO_FEED),
    "root": (WHOLE[: WHOLE.index("<channel>") - 4], (), NO_FEED),
    "feed-title": (WHOLE[: WHOLE.index("feed<") + 2], (), BREAKS_OFF),
    "first-title": (WHOLE[: WHOLE.index("First") + 3], (), BREAKS_OFF),
    "between-entries": (WHOLE[: WHOLE.index("</item>") + 7], TWO[:1], BREAKS_OFF),
    "second-title": (WHOLE[: WHOLE.index("Second") + 3], TWO[:1], BREAKS_OFF),
    "last-end-tag": (WHOLE[:-4], TWO, BREAKS_OFF),
    "root-end-tag-alone": (WHOLE[: -len("</rss>")], TWO, DAMAGED),
    "attribute": (rss(FIRST + '<item><enclosure url="https://news.exa')[:-20], TWO[:1], BREAKS_OFF),
    "cdata": (rss(FIRST + "<item><title><![CDATA[Sec")[:-16], TWO[:1], BREAKS_OFF),
    "comment": (rss(FIRST + "<!-- <item><title>Second")[:-16], TWO[:1], BREAKS_OFF),
    "entity": (rss(FIRST + "<item><title>A &am")[:-16], TWO[:1], BREAKS_OFF),
}
MALFORMED: Mapping[str, tuple[str | bytes, tuple[str, ...], str]] = {
    "cut-in-a-character": (rss(FIRST)[:-16].encode() + "<item><title>é".encode()[:-1], TWO[:1], BREAKS_OFF),
    "unclosed-item": (rss(FIRST.replace("</item>", "") + SECOND), TWO, DAMAGED),
    "unclosed-channel": (WHOLE.replace("</channel>", ""), TWO, DAMAGED),
    "crossed-tags": (titled("<b><i>First</b></i>"), TWO, ""),
    "stray-end-tags": (titled("First", "</b></p></font>"), TWO, DAMAGED),
    "markup-in-a-title": (titled("<b>Fir<i>st</i></b>"), TWO, ""),
    "two-roots": (WHOLE + rss(item(3, "Third"), ""), (*TWO, "Third"), ""),
    "root-in-root": (rss(rss(FIRST, "") + SECOND), TWO, ""),
    "items-in-items": (rss("<item>" + FIRST + SECOND + "</item>"), TWO, ""),
    "no-root": (WHOLE.replace('<rss version="2.0">', "").replace("</rss>", ""), TWO, ""),
    "only-items": (FIRST + SECOND, TWO, DAMAGED),
    "unknown-root": (WHOLE.replace("rss", "wrapper"), TWO, ""),
    "root-in-capitals": (WHOLE.replace("rss", "RSS"), TWO, ""),
    "no-declaration": (rss(FIRST + SECOND, ""), TWO, ""),
    "two-declarations": ('<?xml version="1.0"?>' + WHOLE, TWO, ""),
    "a-line-of-a-log-before": ("[28-Nov-2026 10:00:00 UTC] PHP Warning: x in a.php on line 3\n" + WHOLE, TWO, ""),
    "a-note-before": ("{cached}\n" + WHOLE, TWO, ""),
    "a-status-before": ('{"status": "ok"}' + WHOLE, TWO, ""),
    "a-warning-before": ("PHP Warning: mysql_connect() in /srv/a.php on line 3\n" + WHOLE, TWO, ""),
    "blank-lines-before": ("\r\n\n \t\n" + WHOLE, TWO, ""),
    "zero-bytes-before": ("\0\0\0\0" + WHOLE, TWO, ""),
    "a-comment-after": (WHOLE + "<!-- cached -->\n", TWO, ""),
    "zero-bytes-after": (WHOLE + "\0" * 9, TWO, ""),
    "html-as-head": (WHOLE.replace("<rss", "<!-- <html> --><rss"), TWO, ""),
    "ten-comments-before": (WHOLE.replace("<rss", "<!-- cached -->" * 10 + "<rss"), TWO, ""),
    "a-tag-in-a-comment-before": (WHOLE.replace("<rss", "<!-- <x> -->" + "\n" * 60_000 + "<rss"), TWO, ""),
    "stray-less-than": (titled("1 < 2"), ("1 < 2", "Second"), DAMAGED),
    "many-less-thans": (titled("First", "<description>" + "<" * 50_000 + "</description>"), TWO, DAMAGED),
    "many-ampersands": (
        titled("First", "<description>" + "&" * 50_000 + "</description>"),
        TWO,
        "",
    ),
    "attribute-twice": (
        WHOLE.replace("<item>", '<item a="1" a="2">'),
        TWO,
        DAMAGED,
    ),
    "attribute-without-quotes": (WHOLE.replace('"2.0"', "2.0"), TWO, DAMAGED),
    "undeclared-prefix": (titled("First", "<media:title>No</media:title>"), TWO, ""),
    "a-break-that-a-title-speaks-of": (
        atom("1", "2").replace(">First<", " type='text'>Why &lt;br&gt; breaks<"),
        ("Why <br> breaks", "Second"),
        "",
    ),
    "a-break-in-a-title-of-text": (
        atom("1", "2").replace(">First<", " type='text'>Why it&lt;br/&gt;breaks<"),
        ("Why it breaks", "Second"),
        "",
    ),
    "title-by-a-module-before": (
        rss('<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">No</dc:title>' + FIRST + SECOND).replace(
            "<item>", '<item><dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">No</dc:title>'
        ),
        TWO,
        "",
    ),
    "undeclared-content": (titled("First", "<content:encoded>Whole</content:encoded>"), TWO, ""),
    "control-characters": (titled("\x01Fi\x08\x0b\x0crst\x1f"), TWO, ""),
    "zero-bytes-inside": (titled("F\0i\0r\0s\0t\0"), TWO, ""),
    "noncharacters": (titled("Fir\ufffe\uffffst"), TWO, ""),
    "a-comment-in-a-title": (titled("Fi<!-- <b> -->rst"), TWO, ""),
    "a-comment-with-hyphens": (titled("First", "<!-- a -- b --->"), TWO, ""),
    "an-instruction-in-a-title": (titled("Fi<?php echo 1 ?>rst"), TWO, ""),
    "cdata-in-two-parts": (titled("<![CDATA[Fi]]><![CDATA[rst]]>"), TWO, ""),
    "cdata-in-cdata": (titled("<![CDATA[Fir<![CDATA[st]]>"), TWO, ""),
    "cdata-twice": (titled("<![CDATA[<![CDATA[First]]>]]>"), TWO, ""),
    "cdata-escaped": (titled("&lt;![CDATA[First]]&gt;"), TWO, ""),
    "cdata-end-alone": (titled("Fir]]>st"), ("Fir]]>st", "Second"), ""),
    "cdata-never-closed": (
        rss(FIRST + "<item><title><![CDATA[Second</title></item>"),
        TWO,
        "",
    ),
    "cdata-from-the-start": (rss("<![CDATA[" + FIRST + SECOND), TWO, ""),
    "html-page": ("<!DOCTYPE html><title>503</title><p>Sorry", (), A_PAGE.replace("; ", ": “503”; ")),
    "html-page-in-capitals": ("\n<!-- x --><HTML><BODY>Sorry</BODY></HTML>", (), A_PAGE),
    "xhtml-page": ('<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"/>', (), A_PAGE),
    "page-without-html": ("<p>Please switch on JavaScript</p>", (), NO_FEED),
    "empty": ("", (), "it sent an empty page"),
    "blank": (" \r\n\t ", (), "it sent an empty page"),
    "only-a-mark": (b"\xef\xbb\xbf", (), "it sent an empty page"),
    "one-byte": ("<", (), NO_FEED),
    "plain-text": ("Feed temporarily unavailable", (), PLAIN),
    "all-bytes": (bytes(range(256)) * 64, (), NO_FEED),
    "sitemap": ("<sitemapindex><sitemap><loc>https://news.example/1</loc></sitemap></sitemapindex>", (), NO_FEED),
    "opml": ('<opml version="2.0"><body><outline text="First"/></body></opml>', (), NO_FEED),
    "svg": ('<svg xmlns="http://www.w3.org/2000/svg"><title>First</title></svg>', (), NO_FEED),
    "atom-in-rss": (
        rss(FIRST + '<entry xmlns="http://www.w3.org/2005/Atom"><id>2</id><title>Second</title></entry>'),
        TWO,
        "",
    ),
    "rss-in-atom": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>First</title></entry>' + SECOND + "</feed>",
        TWO,
        "",
    ),
    "atom-without-namespace": ("<feed><entry><id>1</id><title>First</title></entry></feed>", TWO[:1], ""),
    "atom-0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>1</id><title>First</title></entry></feed>',
        TWO[:1],
        "",
    ),
    "rdf-items-beside-the-channel": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f"<channel><title>A feed</title></channel>{FIRST}{SECOND}</rdf:RDF>",
        TWO,
        "",
    ),
    "rss-0.91": (
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://my.netscape.com/publish/formats/rss-0.91.dtd">' + rss(FIRST + SECOND, "").replace("2.0", "0.91"),
        TWO,
        "",
    ),
    "feed-in-the-frame-of-a-page": (f"<html><body>{rss(FIRST + SECOND, '')}</body></html>", TWO, ""),
    "feed-behind-the-head-of-a-page": (
        f'<!DOCTYPE html>\n<html><head><title>No</title></head></html>\n<?xml version="1.0"?>{rss(FIRST + SECOND, "")}',
        TWO,
        "",
    ),
    "page-that-is-half-a-feed": (
        f"<html><body><pre>{rss(FIRST + '<item>', '')}</pre></body></html>",
        TWO[:1],
        "partly read: line 1 is damaged (mismatched tag)",
    ),
    "json-cut": (json_feed({"id": 1, "title": "First"})[:-9], (), "this is damaged JSON: line 1 cannot be read"),
    "json-trailing-comma": ('{"items": [],}', (), "this is damaged JSON: line 1 cannot be read"),
    "json-of-something": ('{"status": "ok"}', (), "this is JSON, but no JSON Feed"),
    "json-list": ("[1, 2]", (), "this is JSON, but no JSON Feed"),
    "json-deep": ('{"items":' + "[" * 200_000, (), "this is JSON nested too deeply to be a feed"),
    "json-with-a-mark": ("\ufeff" + json_feed({"id": "1", "title": "First"}), TWO[:1], ""),
    "json-behind-a-warning": (
        "<br />\n<b>Deprecated</b>: strftime() on line 7<br />\n" + json_feed({"id": "1", "title": "First"}),
        TWO[:1],
        "",
    ),
    "json-in-the-text-of-a-feed": (
        titled("First", f"<description><![CDATA[{json_feed({'title': 'No'})}]]></description>"),
        TWO,
        "",
    ),
    "json-odd-items": (
        json_feed({"id": 1, "title": "First"}).replace("[{", '[null, 5, "x", [], {}, {"id": true, "url": 5}, {'),
        TWO[:1],
        "",
    ),
    "json-keys-twice": (
        json_feed({"id": 1}).replace('"id": 1', '"id": 1, "title": "No", "title": "First"'),
        TWO[:1],
        "",
    ),
    "json-numbers-beyond-all": (
        json_feed({"title": "First"}).replace('"title": "F', '"id": 1e999, "title": "F'),
        TWO[:1],
        "",
    ),
}


FULL = "<description>Text</description><pubDate>Tue, 03 Nov 2026 10:00:00 GMT</pubDate><category>c</category>"
FULLER = item(1, "First", FULL)
ATOM = "http://www.w3.org/2005/Atom"
WARNED = "<br />\n<b>Warning</b>: mysql() in <b>/srv/a.php</b> on line <b>3</b><br />\n"
MENDED: Mapping[str, tuple[str | bytes, tuple[str, ...], str]] = {
    "unclosed-description": (rss(FULLER.replace("</description>", "") + SECOND), TWO, ""),
    "unclosed-titles": (rss((FIRST + SECOND).replace("</title>", "")), TWO, ""),
    "unclosed-title-of-the-feed": (WHOLE.replace("feed</title>", "feed"), TWO, ANY),
    "unclosed-titles-in-atom": (atom("1", "2").replace("</title><link", "<link"), TWO, ""),
    "unclosed-link-in-atom": (atom("1", "2").replace("/>", ">"), TWO, DAMAGED),
    **{
        f"unclosed-{name}": (rss(FULLER.replace(f"</{name}>", "") + SECOND), TWO, "")
        for name in ("link", "guid", "pubDate", "category")
    },
    "unclosed-items": (WHOLE.replace("</item>", ""), TWO, DAMAGED),
    "unclosed-last-item": (rss(FIRST + SECOND.replace("</item>", "")), TWO, DAMAGED),
    "unclosed-image": (rss("<image><title>I</title><url>u</url>" + FIRST + SECOND), TWO, DAMAGED),
    "title-opened-twice": (rss(FIRST.replace("</title>", "<title>") + SECOND), TWO, ""),
    "title-in-a-title": (titled("<title>First</title>"), TWO, ""),
    "title-closed-in-capitals": (rss(FIRST.replace("</title>", "</TITLE>") + SECOND), TWO, ""),
    "end-tag-cut": (rss(FULLER.replace("</description>", "</description") + SECOND), TWO, DAMAGED),
    "channel-closed-last": (WHOLE.replace("</channel></rss>", "</rss></channel>"), TWO, DAMAGED),
    "quote-unclosed": (rss(FIRST.replace("<guid>", '<guid isPermaLink="false>') + SECOND), TWO, DAMAGED),
    "quotes-that-are-curly": (WHOLE.replace('"2.0"', "“2.0”"), TWO, DAMAGED),
    "less-than-in-an-attribute": (rss(FIRST.replace("<guid>", '<guid x="a<b">') + SECOND), TWO, DAMAGED),
    "tag-cut": (rss(FIRST.replace("<guid>", "<guid ") + SECOND), TWO, DAMAGED),
    "tag-with-a-blank": (titled("First", "< x>y</ x>"), TWO, DAMAGED),
    "tag-with-a-digit": (titled("First", "<1x>y</1x>"), TWO, DAMAGED),
    "tags-of-nothing": (titled("First", "<>y</>"), TWO, DAMAGED),
    "tags-of-other-letters": (titled("First", "<ñame>x</ñame><名>y</名>"), TWO, ""),
    "html-in-a-description": (
        titled("First", "<description><p>a<br>b <img src=x> & <a href=http://x/>c</a></description>"),
        TWO,
        "",
    ),
    "a-page-in-a-description": (
        titled("First", "<description><html><head><title>No</title></head><body>x</body></html></description>"),
        TWO,
        "",
    ),
    "a-script-in-a-description": (
        titled("First", "<description><script>if (a<b && c>d) write('<item>')</script></description>"),
        TWO,
        "",
    ),
    "cdata-in-small-letters": (titled("First", "<description><![cdata[a]]></description>"), TWO, ""),
    "cdata-with-a-blank": (titled("First", "<description><! [CDATA[a]]></description>"), TWO, DAMAGED),
    "a-warning-in-html-before": (WARNED + WHOLE, TWO, ""),
    "a-warning-in-html-after": (WHOLE + WARNED, TWO, ""),
    "the-ends-of-a-page-after": (WHOLE + "</body></html>", TWO, ""),
    "a-page-after": (WHOLE + "<html><body>x</body></html>", TWO, ""),
    "a-comment-before-the-declaration": ("<!-- cached -->" + WHOLE, TWO, ""),
    "a-doctype-of-pages-before": ("<!DOCTYPE html>\n" + WHOLE, TWO, ""),
    "a-doctype-of-pages-alone": ("<!DOCTYPE html>\n" + rss(FIRST + SECOND, ""), TWO, ""),
    "a-doctype-in-small-letters": (rss(FIRST + SECOND, "<!doctype rss>"), TWO, ""),
    "a-doctype-inside": (titled("First", "<!DOCTYPE x>"), TWO, ""),
    "a-doctype-unclosed": (rss(FIRST + SECOND, "<!DOCTYPE rss [ "), TWO, DAMAGED),
    "declaration-in-capitals": (rss(FIRST + SECOND, '<?XML VERSION="1.0"?>'), TWO, ""),
    "declaration-of-1.1": (rss(FIRST + SECOND, '<?xml version="1.1"?>'), TWO, ""),
    "declaration-unclosed": (rss(FIRST + SECOND, '<?xml version="1.0">'), TWO, DAMAGED),
    "a-no-break-space-before": ("\xa0" + WHOLE, TWO, ""),
    "a-zero-width-space-before": ("\u200b" + WHOLE, TWO, ""),
    "a-mark-as-letters-before": ("ï»¿" + WHOLE, TWO, ""),
    "marks-inside": (WHOLE.replace("<rss", "\ufeff<rss").replace("<item>", "\ufeff<item>"), TWO, ""),
    "end-of-file-after": (WHOLE + "\x1a", TWO, ""),
    "itself-after": (WHOLE + WHOLE, TWO, ""),
    "in-quotes": ('"' + rss(FIRST + SECOND, "").replace('"', '\\"') + '"', TWO, DAMAGED),
    "in-an-envelope": (
        f"<e:Envelope xmlns:e='urn:e'><e:Body>{rss(FIRST + SECOND, '')}</e:Body></e:Envelope>",
        TWO,
        ANY,
    ),
    "atom-with-a-prefix": (
        f'<a:feed xmlns:a="{ATOM}"><a:entry><a:id>1</a:id><a:title>First</a:title></a:entry></a:feed>',
        TWO[:1],
        "",
    ),
    "atom-by-https": (atom("1", "2").replace("http://www.w3", "https://www.w3"), TWO, ""),
    "atom-in-capitals": (atom("1", "2").replace(ATOM, ATOM.upper()), TWO, ""),
    "atom-entry-alone": (f'<entry xmlns="{ATOM}"><id>1</id><title>First</title></entry>', TWO[:1], ""),
    "atom-0.2": (
        '<feed version="0.2" xmlns="http://purl.org/atom/ns#"><entry><id>1</id><title>First</title></entry></feed>',
        TWO[:1],
        "",
    ),
    "atom-of-nothing": (f'<feed xmlns="{ATOM}"><title>A feed</title></feed>', (), ""),
    "rss-as-atom": (WHOLE.replace("<rss ", f'<rss xmlns="{ATOM}" '), TWO, ""),
    "rss-as-something": (WHOLE.replace("<rss ", '<rss xmlns="urn:x" '), TWO, ""),
    "rss-0.90": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel/>{FIRST}{SECOND}</rdf:RDF>',
        TWO,
        "",
    ),
    "rss-3.0": (WHOLE.replace("2.0", "3.0"), TWO, ""),
    "rss-of-a-long-version": (WHOLE.replace("2.0", "9" * 10_000), TWO, ""),
    "rss-of-nothing": ('<rss version="2.0"/>', (), NO_FEED),
    "rss-of-an-empty-channel": ('<rss version="2.0"><channel/></rss>', (), ""),
    "rss-of-two-channels": (rss(FIRST + "</channel><channel>" + SECOND), TWO, ""),
    "rss-without-a-channel": (f'<rss version="2.0">{FIRST}{SECOND}</rss>', TWO, ""),
    "rss-with-its-title-last": (
        f'<rss version="2.0"><channel>{FIRST}{SECOND}<title>A</title></channel></rss>',
        TWO,
        "",
    ),
    "rdf-undeclared": (f"<rdf:RDF><channel><title>A feed</title></channel>{FIRST}{SECOND}</rdf:RDF>", TWO, ""),
    "channel-definition": (
        '<?xml version="1.0"?><CHANNEL HREF="https://news.example/"><ITEM HREF="https://news.example/1">'
        "<TITLE>First</TITLE></ITEM></CHANNEL>",
        TWO[:1],
        "",
    ),
    "prefix-of-two": (titled("First", '<a:x xmlns:a="urn:1"><a:x xmlns:a="urn:2"/></a:x>'), TWO, ""),
    "prefix-of-xml": (titled("First", '<x xmlns:xml="urn:x"/>'), TWO, DAMAGED),
    "prefix-of-nothing": (titled("First", '<x xmlns:a=""/>'), TWO, DAMAGED),
    "colons-everywhere": (titled("First", "<:x/><a:b:c/><x:/>"), TWO, DAMAGED),
    "entries-of-nothing": (rss("<item/><item></item><item> </item>" + FIRST), TWO[:1], ""),
    "entries-of-a-guid": (rss("<item><guid>urn:x</guid></item>" + FIRST), TWO[:1], ""),
    "json-without-version": (
        json_feed({"id": 1, "title": "First", "content_text": "x"}).replace("jsonfeed", "elsewhere"),
        TWO[:1],
        "",
    ),
    "json-line-break-in-a-text": (
        json_feed({"id": 1, "title": "First"}).replace("First", "Fir\x01\nst"),
        ("Fir st",),
        "",
    ),
    "json-number-of-5000-digits": (json_feed({"id": 7, "title": "First"}).replace("7", "7" * 5_000), TWO[:1], ""),
    "json-not-a-number": (json_feed({"id": 7, "title": "First"}).replace("7", "NaN"), TWO[:1], ""),
    "json-twice": (json_feed({"id": 1, "title": "First"}) * 2, TWO[:1], ""),
    "json-with-a-comment-after": (json_feed({"id": 1, "title": "First"}) + "\n<!-- cached -->", TWO[:1], ""),
    "json-cut-behind-an-entry": (
        json_feed({"id": 1, "title": "First"}, {"id": 2, "title": "Second"})[:-9],
        TWO[:1],
        DAMAGED,
    ),
    "json-comma-behind-the-entries": (
        json_feed({"id": 1, "title": "First"}).replace("}]", "},]"),
        TWO[:1],
        "",
    ),
    "json-in-single-quotes": (
        json_feed({"id": 1}).replace('"', "'"),
        (),
        "this is damaged JSON: line 1 cannot be read",
    ),
    "json-items-of-no-list": (
        '{"version":"https://jsonfeed.org/version/1","items":{}}',
        (),
        "this is JSON, but no JSON Feed",
    ),
    "json-items-of-null": (
        '{"version":"https://jsonfeed.org/version/1","items":null}',
        (),
        "this is JSON, but no JSON Feed",
    ),
    "json-title-of-a-number": (json_feed({"id": 1, "title": 5}), ("5",), ""),
    "json-odd-in-every-field": (
        json_feed(
            {
                "id": ["a"],
                "title": "First",
                "url": {},
                "author": 5,
                "authors": 5,
                "tags": 5,
                "attachments": [5, {}, [5]],
            },
            title=[5],
            home_page_url=5,
            language={},
            authors=[[5], 5],
            hubs="x",
        ),
        TWO[:1],
        "",
    ),
    "json-deep-inside": (
        json_feed({"id": 1, "title": "First", "_x": 7}).replace("7", "[" * 500 + "]" * 500),
        TWO[:1],
        "",
    ),
}
"""What is wrong and plainly meant otherwise, or wrong where it harms nobody."""


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def cases() -> Iterator[Case]:
    """XML and JSON that are broken."""
    for name, (text, titles, error) in CUTS.items():
        yield Case("malformed", f"cut-in-{name}", sent(text), titles, error)
    for name, (body, titles, error) in MALFORMED.items():
        yield Case("malformed", name, sent(body), titles, error)
    for name, (body, titles, error) in MENDED.items():
        yield Case("malformed", name, sent(body), titles, error)
    yield Case(
        "malformed",
        "stray-ampersand",
        sent(titled("R&D at AT&T")),
        ("R&D at AT&T", "Second"),
        ANY,
    )
    yield Case(
        "malformed",
        "stray-ampersand-in-a-link",
        sent(titled("First").replace("example/1", "example/?a=1&b=2&c=3", 1)),
        error=ANY,
        entry={"link": "https://news.example/?a=1&b=2&c=3"},
    )
    yield Case(
        "malformed",
        "unclosed-title",
        sent(rss(item(3, "Third") + FIRST.replace("</title>", "") + SECOND)),
        ("Third", *TWO),
    )
    channel, image = "<channel><title>A feed</title></channel>", "<image><title>A logo</title></image>"
    for name, inside in {"its-channel": FIRST + SECOND + channel, "an-image": image + channel + FIRST + SECOND}.items():
        rdf = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns="http://purl.org/rss/1.0/">{inside}</rdf:RDF>'
        yield Case("malformed", f"rdf-that-ends-or-begins-with-{name}", sent(rdf), feed={"title": "A feed"})
    source = "<source><title>Elsewhere</title><author><name>Bea</name></author></source></entry>"
    planet = atom("1", "2").replace("<entry>", "<author><name>A mixer</name></author><entry>", 1)
    mixed = sent(planet.replace("</entry>", source, 1))
    yield Case("malformed", "author-of-the-source", mixed, entry={"author": "Bea"})
    yield Case("malformed", "junk-after", sent(WHOLE + "\n<script>track()</script> 0"))
    # Of an entry that is stored, what a feed says of it before it breaks off is less than what it said.
    full = rss(FIRST.replace("</item>", f"{FULL}</item>"))
    kept = {"summary": "Text", "published": NOON, "categories": ("c",)}
    for name, cut in (("date", "<pubDate"), ("text", "ext</description")):
        part = by_poll(full, full[: full.rindex(cut)])
        yield Case("malformed", f"cut-in-the-{name}-of-what-was-whole", part, TWO[:1], BREAKS_OFF, kept, keeps=True)
    for name, end in {"title": "Second</title>", "link": "/2</link>"}.items():
        cut = sent(WHOLE[: WHOLE.index(end) + len(end)])
        yield Case(
            "malformed",
            f"cut-behind-a-{name}-then-whole",
            by_poll(cut, WHOLE),
            polls=("new", "new"),
            new=(1, 1),
            unread=TWO[1:],
        )
