"""Addresses that lead somewhere, and those that do something."""

from collections.abc import Iterator

from monitor.model import Enclosure
from tests.feeds.hostile import rss
from tests.hostile.case import SECOND, WHOLE, Case, atom, escaped, json_feed, sent, titled

ADDRESSES = {
    "script": ("javascript:alert(1)", ""),
    "script-in-capitals": ("JaVaScRiPt:alert(1)", ""),
    "script-behind-blanks": (" \x01\tjava\nscript:alert(1)", ""),
    "script-in-parts": ("java&#9;script:alert(1)", ""),
    "data": ("data:text/html,<script>alert(1)</script>", ""),
    "file": ("file:///etc/passwd", ""),
    "vbscript": ("vbscript:x", ""),
    "mail": ("mailto:a@news.example", ""),
    "phone": ("tel:+15550100", ""),
    "ftp": ("ftp://news.example/a", ""),
    "magnet": ("magnet:?xt=urn:btih:x", ""),
    "blob": ("blob:https://news.example/x", ""),
    "view-source": ("view-source:https://news.example/x", ""),
    "no-host": ("http://", ""),
    "no-host-but-a-path": ("http:///etc/passwd", "http://etc/passwd"),
    "half-an-address": ("http://[::1", ""),
    "option": ("--remote-debugging-port=1", "https://news.example/--remote-debugging-port=1"),
    "relative": ("a/b?c=1", "https://news.example/a/b?c=1"),
    "absolute-path": ("/a", "https://news.example/a"),
    "query-alone": ("?a=1", "https://news.example/?a=1"),
    "dots": ("/a/../../../b", "https://news.example/b"),
    "without-scheme": ("//other.example/a", "https://other.example/a"),
    "scheme-in-capitals": ("HTTPS://news.example/A", "https://news.example/A"),
    "credentials-like-a-port": ("http://bank.example:443@evil.example/", "http://evil.example/"),
    "backslash": ("http://evil.example\\@bank.example/", "http://evil.example/@bank.example/"),
    "link-of-html": ('&lt;a href="https://news.example/1"&gt;1&lt;/a&gt;', "https://news.example/1"),
    "credentials": ("https://bank.example@evil.example/", "https://evil.example/"),
    "ipv4": ("http://127.0.0.1:80/a", "http://127.0.0.1:80/a"),
    "ipv6": ("http://[2001:db8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    "punycode": ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
    "letters": ("https://bücher.example/ü?ข่าว", "https://bücher.example/ü?ข่าว"),
    "blanks": ("https://news.example/a b  c", "https://news.example/a%20b%20c"),
    "line-breaks": ("https://news.example/\n  a\n", ...),
    "controls": ("https://news.example/\x01a&#x202e;c", "https://news.example/ac"),
    "percent": ("https://news.example/%1b%00%E2%80%AE", "https://news.example/%1b%00%E2%80%AE"),
    "quotes": ("https://news.example/'\"<>`|^", ...),
    "backslashes": ("https:\\\\evil.example\\a", ...),
    "10-kb": ("https://news.example/" + "l" * 10_000, "https://news.example/" + "l" * 10_000),
    "ampersands": ("https://news.example/?a=1&amp;b=2&amp;amp;c=3", "https://news.example/?a=1&b=2&c=3"),
    "ampersands-by-number": (
        "https://news.example/?a=1&amp;#038;b=2&amp;#x26;c#d",
        "https://news.example/?a=1&b=2&c#d",
    ),
    "fragment": ("https://news.example/#!/a", "https://news.example/#!/a"),
    "cdata": ("<![CDATA[https://news.example/?a=1&b=2]]>", "https://news.example/?a=1&b=2"),
    "curly-quotes": ("“https://news.example/a”", "https://news.example/a"),
    "curly-quotes-around-a-script": ("“javascript:alert(1)”", ...),
    "angle-brackets": ("<https://news.example/a>", "https://news.example/a"),
    "zero-width-space-before": ("\u200bhttps://news.example/a", "https://news.example/a"),
    "scheme-twice": ("https://http://other.example/a", "http://other.example/a"),
    "host-twice": ("https://news.examplehttps://news.example/a", "https://news.example/a"),
    "host-twice-and-a-slash": ("https://news.example/https://news.example/a", "https://news.example/a"),
    "two-addresses": (
        "https://news.example/a https://evil.example/b",
        "https://news.example/a%20https://evil.example/b",
    ),
    "script-behind-a-zero-byte": ("&#0;javascript:alert(1)", ""),
    "script-as-a-host": ("javascript://news.example/%0aalert(1)", ""),
    "script-spelled-out": ("java%73cript:alert(1)", "https://news.example/java%73cript:alert(1)"),
    "feed-scheme": ("feed:https://news.example/a", ""),
    "feed-scheme-alone": ("feed://news.example/a", ""),
    "web-socket": ("wss://news.example/a", ""),
    "intent": ("intent://news.example/#Intent;scheme=https;end", ""),
    "chrome": ("chrome://settings/", ""),
    "about": ("about:blank", ""),
    "message": ("sms:+15550100?body=x", ""),
    "shortcut": ("ms-msdt:/id", ""),
    "version-control": ("git+ssh://news.example/a", ""),
    "unc-path": ("\\\\evil.example\\share", ...),
    "three-slashes": ("https:///news.example/a", "https://news.example/a"),
    "no-slashes": ("https:news.example/a", ...),
    "one-slash": ("https:/other.example/a", "https://other.example/a"),
    "one-slash-and-another-scheme": ("http:/other.example/a", "http://other.example/a"),
    "credentials-with-a-password": ("https://ann:secret@news.example/", "https://news.example/"),
    "port-beyond-all": ("https://news.example:99999/a", ...),
    "port-of-nothing": ("https://news.example:/a", "https://news.example:/a"),
    "port-of-letters": ("https://news.example:x/a", ...),
    "ipv6-with-a-zone": ("http://[fe80::1%25eth0]/a", ...),
    "half-of-ipv6": ("http://[2001:db8::1/a", ""),
    "number-as-a-host": ("http://2130706433/", "http://2130706433/"),
    "dot-at-the-end-of-the-host": ("https://news.example./a", "https://news.example./a"),
    "blanks-in-the-host": ("https://news example/a", ...),
    "override-in-the-host": ("https://news\u202e.example/a", "https://news.example/a"),
    "look-alike-host": ("https://nеws.example/a", "https://nеws.example/a"),
    "fragment-alone": ("#a", "https://news.example/#a"),
    "percent-alone": ("https://news.example/100%", "https://news.example/100%"),
    "tabs": ("https://news.example/a&#9;b", "https://news.example/ab"),
    "100-kb": ("https://news.example/" + "l" * 100_000, "https://news.example/" + "l" * 100_000),
    "100-kb-of-marks": ("https://news.example/" + "\u0301" * 30_000, ...),
    "10000-dots": ("../" * 10_000 + "a", "https://news.example/a"),
    "10000-slashes": ("https:" + "/" * 10_000 + "news.example/a", ...),
    "empty": ("", ""),
}
"""What stands as the link of an entry, and what is stored; "..." where any address will do, or none."""
GUIDS = {
    "guid-is-the-link": ("<guid>https://news.example/g</guid>", "https://news.example/g"),
    "guid-is-no-link": ('<guid isPermaLink="false">https://news.example/g</guid>', ""),
    "guid-is-a-script": ("<guid>javascript:alert(1)</guid>", ""),
    "guid-is-a-link-in-capitals": ('<guid isPermaLink="TRUE">https://news.example/g</guid>', "https://news.example/g"),
    "guid-is-a-link-by-a-number": ('<guid isPermaLink="1">https://news.example/g</guid>', "https://news.example/g"),
    "guid-is-no-link-in-capitals": ('<guid isPermaLink="False">https://news.example/g</guid>', ""),
    "guid-says-it-is-a-link": ('<guid isPermaLink="true">tag:a,1</guid>', ""),
    "first-of-two": (
        "<link>javascript:1</link><atom:link xmlns:atom='http://www.w3.org/2005/Atom' href='https://news.example/b'/>",
        "https://news.example/b",
    ),
    "behind-its-element": ("<link/>https://news.example/a<description>b</description>", "https://news.example/a"),
    "counted-by-a-service": (
        "<link>https://counted.example/1</link><feedburner:origLink "
        'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">https://news.example/1</feedburner:origLink>',
        "https://news.example/1",
    ),
    "counted-by-a-service-to-nowhere": (
        "<link>https://counted.example/1</link><feedburner:origLink "
        'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">javascript:1</feedburner:origLink>',
        "https://counted.example/1",
    ),
    "page-that-says-its-charset": (
        "<a:link xmlns:a='http://www.w3.org/2005/Atom' type='application/pdf' href='https://news.example/a.pdf'/>"
        "<a:link xmlns:a='http://www.w3.org/2005/Atom' type='text/html; charset=UTF-8' href='https://news.example/a'/>",
        "https://news.example/a",
    ),
    "only-an-enclosure": ('<enclosure url="https://news.example/a.mp3"/>', ""),
    "only-itself": (
        "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='self' href='https://news.example/s'/>",
        "",
    ),
}


FILES = (Enclosure("https://news.example/a.mp3", "a/b"),)


def cases() -> Iterator[Case]:
    """Addresses that lead somewhere, and those that do something."""
    for name, (address, seen) in ADDRESSES.items():
        if "&" not in address and "[CDATA[" not in address:
            address = escaped(address)
        feed = rss(f'<item><title>First</title><link>{address}</link><guid isPermaLink="false">1</guid></item>{SECOND}')
        yield Case("links", name, sent(feed), entry={"link": seen})
    for name, (more, seen) in GUIDS.items():
        yield Case("links", name, sent(rss(f"<item><title>First</title>{more}</item>{SECOND}")), entry={"link": seen})
    for name, (base, seen) in {
        "base": ("http://base.example/x/", "http://base.example/x/a"),
        "base-of-a-script": ("javascript:alert(1)//", ...),
        "base-of-a-file": ("file:///etc/", ...),
        "base-that-is-relative": ("x/", ...),
    }.items():
        feed = atom("a", "b").replace("<feed ", f'<feed xml:base="{base}" ').replace("https://news.example/", "")
        yield Case("links", name, sent(feed), entry={"link": seen})
    pages = '<link hreflang="de" href="https://news.example/de"/><link hreflang="th" href="https://news.example/th"/>'
    feed = atom("1", "2").replace("<feed ", '<feed xml:lang="de" ').replace("<link", f"{pages}<link rel='via'", 1)
    yield Case("links", "pages-in-two-languages", sent(feed), entry={"link": "https://news.example/de", "lang": "de"})
    site = WHOLE.replace("<link>https://news.example/</link>", "<link>javascript:alert(1)</link>")
    yield Case("links", "site-is-a-script", sent(site.replace("https://news.example/1", "/1")))
    files = "".join(
        f'<enclosure url="{url}" type="a/b" length="-1"/>' for url in ("javascript:1", "file:///a", "/a.mp3")
    )
    yield Case("links", "enclosures", sent(titled("First", files)), entry={"enclosures": FILES})
    signed = '<enclosure url="https://news.example/a.mp3?a=1&amp;amp;b=2" type="a/b"/>'
    seen = (Enclosure("https://news.example/a.mp3?a=1&b=2", "a/b"),)
    yield Case("links", "enclosure-escaped-twice", sent(titled("First", signed)), entry={"enclosures": seen})
    media = '<media:content xmlns:media="http://search.yahoo.com/mrss/" url="javascript:1"/>'
    yield Case("links", "media", sent(titled("First", media)), entry={"enclosures": ()})
    feed = json_feed(
        {"id": 1, "title": "First", "url": "javascript:1", "external_url": "data:,x"}, {"id": 2, "title": "Second"}
    )
    yield Case("links", "json", sent(feed), entry={"link": ""})
    for name, (guid, seen) in {
        "json-id-is-the-link": ("https://news.example/1", "https://news.example/1"),
        "json-id-is-a-script": ("javascript://news.example/%0aalert(1)", ""),
    }.items():
        feed = json_feed({"id": guid, "title": "First"}, {"id": 2, "title": "Second"})
        yield Case("links", name, sent(feed), entry={"link": seen})
