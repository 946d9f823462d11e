"""References and declarations, of which most mean harm."""

from collections.abc import Iterator

from tests.feeds.hostile import LAUGHS
from tests.hostile.case import ANY, Case, json_feed, sent, titled
from tests.hostile.server import Answer, Request

NINES = "9" * 5_000
REFERENCES = {
    "html-names": ("caf&eacute; &mdash; a&nbsp;b&hellip;", "café — a b…"),
    "unknown-name": ("a&nosuch;b", "a&nosuch;b"),
    "amp": ("R&amp;D &amp; AT&amp;T", "R&D & AT&T"),
    "escaped-twice": ("R&amp;amp;D &amp;eacute; &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;", "R&D é bold"),
    "apostrophe-by-its-name": ("It&amp;apos;s Q&amp;amp;A", "It's Q&A"),
    "apostrophe-by-its-name-beside-a-tag": ("&lt;i&gt;It&amp;apos;s&lt;/i&gt; on", "It's on"),
    "bracket-by-its-name": ("&amp;lbrack;Live&amp;rbrack; It is on", "[Live] It is on"),
    "escaped-three-times": ("R&amp;amp;amp;D", "R&D"),
    "about-a-tag": ("Why &amp;lt;table&amp;gt; layouts died", "Why <table> layouts died"),
    "about-a-tag-and-its-escape": ("Write &amp;lt;b&amp;gt; as &amp;amp;lt;b&amp;amp;gt;", "Write <b> as &lt;b&gt;"),
    "escaped-once-beside-twice": ("Q&amp;amp;A: &amp;amp;quot;go&amp;amp;quot;", 'Q&A: "go"'),
    "cut-off-in-a-tag-escaped-twice": ("&amp;lt;strong&amp;gt;Raid in", "Raid in"),
    "zero": ("a&#0;&#x00;b", "ab"),
    "escape": ("a&#27;[2J&#x1b;b", "a[2Jb"),
    "c1-as-windows-means-it": ("&#147;a&#148; &#x99;", "“a” ™"),
    "surrogates": ("a&#xDFFF;&#xD800;b", "a\ufffd\ufffdb"),
    "surrogate-pair": ("a&#xD83D;&#xDE00;b", "a😀b"),
    "surrogate-pair-escaped-twice": ("a&amp;#55357;&amp;#xde00;b", "a😀b"),
    "noncharacter": ("a&#xFFFE;&#xFFFF;b", "ab"),
    "beyond-unicode": ("a&#x110000;&#99999999999999999999;b", "a\ufffd\ufffdb"),
    "five-thousand-digits": (f"a&#{NINES};&#x{NINES};b", "a\ufffd\ufffdb"),
    "many-leading-zeros": (f"a&#{'0' * 5_000}98;c", "abc"),
    "bidi": ("a&#x202e;b&#x2066;c&#8238;d", "abcd"),
    "tag-characters": ("a&#xE0041;&#xE007F;b", "ab"),
    "emoji": ("&#128512;&#x1F600;", "😀😀"),
    "line-breaks": ("a&#13;&#10;b&#9;c&#x2028;d&#x85;e", "a b c d…e"),
    "doubled-escape": ("a&amp;#27;[2J&amp;#x1b;b", "a[2Jb"),
    "doubled-bidi": ("a&amp;#x202e;b&amp;rlm;c", "abc"),
    "tripled-escape": ("a&amp;amp;#27;[2Jb", "a[2Jb"),
    "doubled-surrogate": ("a&amp;#xD800;b", "a\ufffdb"),
    "rare-names": ("&NotEqualTilde; &AMP;&LT;&Aopf;&NewLine;b", "≂̸ &<𝔸 b"),
    "names-in-capitals": ("&EACUTE; &Eacute; &NBSP;", "&EACUTE; É &NBSP;"),
    "soft-hyphens": ("com&shy;pound &zwnj;&zwj;&lrm;&rlm;", "compound \u200c\u200d"),
    "references-100000": ("&#65;" * 100_000, "A" * 100_000),
    "mixed-with-cdata": ("a&amp;<![CDATA[&amp;&eacute;<b>c</b>]]>&#x26;d", "a&&éc&d"),
    "doubled-five-thousand-digits": (f"a&amp;#{NINES};b", "a\ufffdb"),
}
"""References in a title that is good XML, and what is read."""
BROKEN_REFERENCES = {
    "no-semicolon": ("a &lt b &eacute c", "a < b é c"),
    "no-digits": ("a &#; &#x; &#xZZ; b", "a &#; &#x; &#xZZ; b"),
    "negative": ("a &#-5; b", "a &#-5; b"),
    "nothing": ("a &; b", "a &; b"),
}
"""References that no XML may hold."""
DOCTYPE = '<?xml version="1.0"?>\n<!DOCTYPE rss {}>\n'
OUTSIDE = {
    "external-file": ('[\n<!ENTITY f SYSTEM "file:///etc/passwd">\n]', "a&f;b", "a&f;b"),
    "external-http": ('[\n<!ENTITY f SYSTEM "{root}/entities/external-http~secret">\n]', "a&f;b", "a&f;b"),
    "external-php": ('[\n<!ENTITY f SYSTEM "php://filter/read=convert.base64-encode/resource=a">\n]', "a&f;b", "a&f;b"),
    "external-dtd": ('SYSTEM "{root}/entities/external-dtd~secret"', "ab", "ab"),
    "external-public": ('PUBLIC "-//x//y" "{root}/entities/external-public~secret"', "ab", "ab"),
    "parameter-entity": ('[\n<!ENTITY % p SYSTEM "{root}/entities/parameter-entity~secret">\n%p;\n]', "ab", "ab"),
    "entity-of-entities": ('[\n<!ENTITY a "b">\n<!ENTITY c \'"&a;", &#38;#38;\'>\n]', "&c; d", '"b", & d'),
    "entity-of-itself": ('[\n<!ENTITY a "&a;">\n]', "a&a;b", "a&a;b"),
    "entities-in-a-circle": ('[\n<!ENTITY a "&b;">\n<!ENTITY b "&a;">\n]', "a&b;b", "a&b;b"),
    "entity-over-an-html-name": ('[\n<!ENTITY eacute "evil">\n]', "caf&#233;", "café"),
    "entity-with-an-escape": ('[\n<!ENTITY e "&#27;]0;x&#7;">\n]', "a&e;b", "a]0;xb"),
    "declared-in-one-line": ('[<!ENTITY paper "The Ledger">]', "In &paper;", "In The Ledger"),
    "declared-in-single-quotes": ("[<!ENTITY paper 'The Ledger'>]", "In &paper;", "In The Ledger"),
    "declared-among-others": (
        '[<!ELEMENT rss ANY><!-- > ] --><?x ]> ?><!NOTATION n SYSTEM "x>]"><!ENTITY paper "The Ledger">]',
        "In &paper;",
        "In The Ledger",
    ),
    "entity-of-markup": ('[<!ENTITY e "<b>c</b>">]', "a&e;b", "acb"),
    "entity-of-an-entity": ('[<!ENTITY y "Y"><!ENTITY x "&y;">]', "a&x;b", "aYb"),
    "entity-of-an-end": ('[<!ENTITY e "a>]>b">]', "ab", "ab"),
    "entity-over-less-than": ('[<!ENTITY lt "&#38;#60;">]', "a &lt; b", "a < b"),
    "entity-of-no-text": ('[<!NOTATION n SYSTEM "n"><!ENTITY e SYSTEM "a.gif" NDATA n>]', "ab", "ab"),
    "entity-from-an-attribute": ('[<!ATTLIST rss version CDATA "&e;"><!ENTITY e "x">]', "ab", "ab"),
    "100000-entities": ("[" + "".join(f'<!ENTITY e{n} "x">' for n in range(100_000)) + "]", "ab", "ab"),
    "entity-of-1-mb": (f'[<!ENTITY e "{"x" * 1_000_000}">]', "ab", "ab"),
    "attlist": ('[\n<!ATTLIST item evil CDATA "yes">\n]', "ab", "ab"),
}
"""A DOCTYPE, a title, and what is read."""


def cases() -> Iterator[Case]:
    """References and declarations."""
    for name, (title, seen) in REFERENCES.items():
        # Each reading of these costs a worker, as long as they do.
        polls = ("new",) if "digits" in name else ()
        yield Case("entities", name, sent(titled(title)), (seen, "Second"), polls=polls)
    for name, (title, seen) in BROKEN_REFERENCES.items():
        yield Case("entities", name, sent(titled(title)), (seen, "Second"))
    for name, (doctype, title, seen) in OUTSIDE.items():

        def reply(request: Request, doctype: str = doctype, title: str = title) -> Answer:
            return sent(titled(title, prolog=DOCTYPE.format(doctype.replace("{root}", request.root))))

        yield Case("entities", name, reply, (seen, "Second"), asked=("", ""))
    for name, form in {"json": "a&#{};b", "html": "<p>a&#{};b</p>"}.items():
        feed = json_feed({"id": 1, "title": "First", "content_html": form.format(NINES)}, {"id": 2, "title": "Second"})
        yield Case(
            "entities", f"{name}-five-thousand-digits", sent(feed), entry={"summary": "a\ufffdb"}, polls=("new",)
        )
    laughs = sent(titled("First", "<description>&a9;</description>", LAUGHS))
    yield Case("entities", "billion-laughs", laughs, error=ANY, polls=("new",))
    doctype = DOCTYPE.format(f'[\n<!ENTITY a "{"x" * 2_000}">\n]')
    quadratic = sent(titled("First", f"<description>{'&a;' * 6_000}</description>", doctype))
    yield Case("entities", "quadratic-blow-up", quadratic, error=ANY, polls=("new",))
    sections = DOCTYPE.format("[<![INCLUDE[<!ENTITY e 'x'>]]><![IGNORE[]]>]")
    yield Case("entities", "conditional-sections", sent(titled("ab", prolog=sections)), ("ab", "Second"), ANY)
    own = DOCTYPE.format('[\n<!ENTITY paper "The Ledger">\n]')
    yield Case("entities", "honest-entity", sent(titled("In &paper;", prolog=own)), ("In The Ledger", "Second"))
    attribute = titled("First", '<enclosure url="https://news.example/a?b=1&amp;c=&quot;&#x202e;&eacute;"/>')
    yield Case("entities", "in-an-attribute", sent(attribute))
    style = titled("First", prolog='<?xml version="1.0"?><?xml-stylesheet href="/entities/stylesheet~secret"?>')
    yield Case("entities", "stylesheet", sent(style), asked=("", ""))
    include = titled("First", '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>')
    yield Case("entities", "inclusion", sent(include))
