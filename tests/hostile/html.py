"""HTML of descriptions."""

from collections.abc import Callable, Iterator, Mapping

from tests.hostile.case import Case, atom, described, escaped, made, sent, titled
from tests.hostile.server import Answer

PAGES = {
    "script": ("a<script>alert('<b>')</script>b", "ab"),
    "script-unclosed": ("<p>a</p><script>alert(1) b", "a"),
    "script-in-script": ("a<scr<script>ipt>alert(1)</script>b", ...),
    "script-in-svg": ("a<svg><script>alert(1)</script><text>c</text></svg>b", "ab"),
    "style": ("a<style>p{content:'x'}</style>b", "ab"),
    "iframe": ("a<iframe src='http://evil.example/'>c</iframe>b", "ab"),
    "object": ("a<object data=x><embed src=y><p>c</p></object>b", "ab"),
    "noscript": ("a<noscript><img src=x></noscript>b", "ab"),
    "template": ("a<template><p>c</p></template>b", "ab"),
    "form": (
        "<form action='http://evil.example/'><input value=c><button>Send</button><select><option>d</select></form>e",
        "Send\n\ne",
    ),
    "image": ("a<img src=x onerror=alert(1) alt=c>b", "a b"),
    "images-of-signs": ("Hi <img src=x alt='😀'> you<img src=y alt='&#x202e;'><img alt='&#x9b;'>™", "Hi 😀 you›™"),
    "image-of-a-sign": ("a<img class=wp-smiley alt=🎉 src=x> b <img class=emoji alt=&#27;[2J>", "a🎉 b [2J"),
    "handler": ("<p onclick='alert(1)' style='position:fixed'>a</p>", "a"),
    "base": ("<base href='http://evil.example/'><p>a <a href='b'>b</a></p>", "a b"),
    "meta": ("<meta http-equiv=refresh content='0;url=http://evil.example/'><p>a</p>", "a"),
    "title": ("<head><title>c</title></head><body><p>a</p></body>", "a"),
    "comment": ("a<!-- <b>c</b> -->b", "ab"),
    "comment-unclosed": ("<p>a</p><!-- b", "a"),
    "comment-odd-end": ("<p>a<!--> b --!> c</p>", ...),
    "conditional-comment": ("<p>a</p><!--[if mso]><p>c</p><![endif]--><p>b</p>", "a\n\nb"),
    "conditional-shown": ("<p>a</p><![if !mso]><p>b</p><![endif]>", "a\n\nb"),
    "conditional-shown-alone": ("<![if !supportLists]>·<![endif]>a", "·a"),
    "cdata": ("<p>a</p><![CDATA[b]]><p>c</p>", ...),
    "cdata-in-itself": ("<![CDATA[a <![CDATA[b]]> c]]>", "a b c"),
    "cdata-in-svg": ("<p>a</p><svg><![CDATA[<script>x</script>]]></svg><p>c</p>", "a\n\nc"),
    "instruction": ("<p>a</p><?php echo 1 ?><p>c</p>", "a\n\nc"),
    "math": ("<p>a<math><mi>x</mi></math>b</p>", "axb"),
    "entities-in-attributes": ("<p title='&lt;script&gt;&#x202e;' class='&quot;'>a</p>", "a"),
    "attribute-unclosed": ("<p>a</p><a href='b>c</a>", "a"),
    "tag-unclosed": ("<p>a</p><a href=", "a"),
    "tag-without-a-name": ("<p>a < b > c <> d</p>", "a < b > c <> d"),
    "tag-unknown": ("<p>a <x-evil>b</x-evil> c</p>", "a b c"),
    "tag-with-zero-byte": ("<p>a</p><scr\0ipt>b</scr\0ipt>", "a"),
    "less-than-text": ("if x<y and y>z then a<b", "if x<y and y>z then a<b"),
    "plaintext": ("<p>a</p><plaintext><p>b", ...),
    "code-of-references": (
        "<p>Caf&amp;eacute;: <code>&amp;copy; &amp;#27;[31m</code> and <kbd>&amp;amp;</kbd></p>",
        "Café: &copy; &#27;[31m and &amp;",
    ),
    "code-in-preformatted-lines": (
        "<pre>a\n  <code>&amp;lt;b&amp;gt;</code>\n</pre>&amp;quot;c&amp;quot;",
        'a\n  &lt;b&gt;\n\n"c"',
    ),
    "script-spoken-of": ("How the <script> tag works", "How the <script> tag works"),
    "frame-unclosed": ("a <iframe src='https://x.example/'> b", "a b"),
    "textarea-unclosed": ("<p>a</p><textarea><p>b</p>", "a\n\nb"),
    "frameset": ("<frameset><frame src=x></frameset><p>a</p>", ...),
    "body-twice": ("<body><p>a</p></body><body><p>b</p></body>", "a\n\nb"),
    "table": ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
    "table-with-text-outside": ("<table>b<tr><td>a</td></tr></table>", ...),
    "list": ("<ul><li>a<li>b</ul>", "• a\n• b"),
    "crossed": ("<b><i>a</b>b</i>", "ab"),
    "override": ("<p dir=rtl>a&#x202e;b<bdo dir=rtl>c</bdo>&rlm;</p>", "abc"),
    "escape": ("<p>a&#27;[31m&#155;b&#x9b;</p>", "a[31m›b›"),
    "links-of-scripts": ("<a href='javascript:alert(1)'>a</a>", "a"),
    "escaped-twice": ("&lt;p&gt;a &amp;amp; b&lt;/p&gt;&lt;script&gt;c&lt;/script&gt;", "a & b"),
    "hidden": ("<p>a</p><p style='display:none'>b</p>", ...),
    "script-in-an-attribute": ("<a title='<script>alert(1)</script>' href=b>a</a>", "a"),
    "script-with-blanks": ("<p>a</p><script\n\t>b</script\n\t >", "a"),
    "script-in-capitals": ("<p>a</p><SCRIPT>b</SCRIPT>", "a"),
    "script-with-a-slash": ("<p>a</p><script/x>b</script>", "a"),
    "script-escaped-twice": ("&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;", ""),
    "script-in-math": ("<p>a</p><math><mtext><script>b</script></mtext></math>", "a"),
    "svg-that-loads": ("<p>a</p><svg onload=alert(1)><image href=x /></svg>", "a"),
    "svg-with-html": ("<p>a</p><svg><foreignObject><p>b</p></foreignObject></svg>", ...),
    "video": ("<p>a</p><video src=x><source src=y>b</video><audio src=z>c</audio>", ...),
    "picture": ("<p>a</p><picture><source srcset=x><img src=y alt=b></picture>", "a"),
    "data-image": (f"<p>a</p><img src='data:image/png;base64,{'QUJD' * 5_000}'>", "a"),
    "data-link": ("<a href='data:text/html,<script>alert(1)</script>'>a</a>", "a"),
    "listing": ("<p>a</p><xmp><b>b</b></xmp><listing><i>c</i></listing>", ...),
    "no-frames": ("<p>a</p><noframes><p>b</p></noframes><noembed><p>c</p></noembed>", ...),
    "marquee": ("<marquee>a</marquee><blink>b</blink>", ...),
    "details": ("<details><summary>a</summary>b</details>", "a\nb"),
    "dialog": ("<dialog open>a</dialog>", ...),
    "ruby": ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢(kan)"),
    "ruby-without-brackets": ("<ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>へ", "東京(とうきょう)へ"),
    "quotations": ("<p>He said <q>no</q>.</p><ul><li><q>a</q><li><q>b</q> c</ul>", "He said “no”.\n\n• “a”\n• “b” c"),
    "figures-raised": (
        "<p>10<sup>6</sup> kg, 10<sup>\u22123</sup>, $5<sup>99</sup>, 1<sup>st</sup><sup><a href='#f'>12</a></sup></p>",
        "10⁶ kg, 10⁻³, $5⁹⁹, 1st¹²",
    ),
    "definitions": ("<dl><dt>a<dd>b<dt>c<dd>d</dl>", ...),
    "headings": ("<h1>a</h1><h2>b</h2>c", "a\n\nb\n\nc"),
    "rule": ("a<hr>b", "a\n\nb"),
    "quote": ("<blockquote>a<blockquote>b</blockquote></blockquote>", "a\n\nb"),
    "quote-in-a-line": ("<p>a <q>b</q>, c <q>d<q>e</q></q></p>", "a “b”, c “d“e””"),
    "players-between-words": ("a<video src=x></video>b<audio>c</audio>d", "a\n\nb\nc\nd"),
    "nested-tables": ("<table><tr><td>a<table><tr><td>b</table></table>", "a\n\nb"),
    "nested-lists": ("<ul><li>a<ul><li>b</ul></ul>", "• a\n\n• b"),
    "nested-forms": ("<form><form><p>a</p></form></form>", "a"),
    "nested-links": ("<a href=x>a<a href=y>b</a></a>", "ab"),
    "page-whole": ("<!DOCTYPE html><html><head><title>t</title></head><body><p>a</p></body></html>", "a"),
    "page-of-frames": ("<!DOCTYPE html><frameset><frame src=x></frameset>", ...),
    "declaration": ("<?xml version='1.0'?><p>a</p>", "a"),
    "end-tags-alone": ("</p></div></table>a</body></html>b", "ab"),
    "breaks": ("a<br><br/><br /></br>b", "a\n\nb"),
    "quotes-of-all-kinds": ("<p title=\"a'b\" class='c\"d' id=e'f>a</p>", "a"),
    "equals-signs": ("<p = == a== =b>a</p>", "a"),
    "attribute-twice": ("<a href=x href=javascript:1>a</a>", "a"),
    "entities-without-semicolons": ("<p>&lt&gt&amp&copy&nbspa</p>", "<>&© a"),
    "entities-of-nothing": ("<p>&;&#;&#x;&bogus;</p>", "&;&#;&#x;&bogus;"),
    "entity-of-an-escape": ("<p>a&#x1b;]52;c;eA==&#7;b</p>", "a]52;c;eA==b"),
    "zero-bytes": ("<p>a\0b</p><\0p>c", ...),
    "mark": ("\ufeff<p>a\ufeffb</p>", "ab"),
    "soft-hyphens": ("<p>com&shy;pound<wbr>s</p>", "compounds"),
    "signs-that-fill-a-letter": ("<div>" + "&#847;&zwnj;&nbsp;" * 50 + "</div><p>a</p>", "a"),
    "no-break-spaces": ("<p>a&nbsp;&nbsp;&nbsp;b</p>&nbsp;<p>&nbsp;</p>", "a b"),
    "line-breaks": ("<p>a\nb\r\nc</p>", "a b c"),
    "preformatted": ("<pre>a\n  b</pre>", "a\n  b"),
    "text-of-code": ("<code>if (a &lt; b &amp;&amp; c &gt; d)</code>", "if (a < b && c > d)"),
    "text-of-an-address": ("Mail <ann@news.example> or <https://news.example/>", ...),
    "text-of-arrows": ("a -> b <- c <3 <<d>> e", "a -> b <- c <3 <<d>> e"),
    "text-of-mathematics": ("x<y>z & x<=y", ...),
    "text-of-templates": ("{{a}} <%= b %> ${c} [[d]]", ...),
    "markup": ("<p>[bold]a[/] [@click=app.quit]b[/]</p>", "[bold]a[/] [@click=app.quit]b[/]"),
}
"""HTML in a description, and the text that is stored; "..." where any harmless text will do."""
LARGE_PAGES: Mapping[str, Callable[[], str]] = {
    "deep-tables": lambda: "<p>a</p>" + "<table><tr><td>" * 2_000 + "b",
    "deep-divs": lambda: "<p>a</p>" + "<div>" * 50_000 + "b",
    "deep-unknown-tags": lambda: "<p>a</p>" + "<x>" * 50_000 + "b",
    "deep-lists": lambda: "<p>a</p>" + "<ul><li>" * 10_000,
    "deep-formatting": lambda: "<p>a</p>" + "<b><i>" * 10_000 + "b",
    "deep-svg": lambda: "<p>a</p>" + "<svg>" * 20_000,
    "crossed-many-times": lambda: "<p>a</p>" + "<b><i></b></i>" * 5_000 + "b",
    "100000-tags": lambda: "<p>a</p>" + "<br>" * 100_000 + "b",
    "10000-links": lambda: "<p>a</p>" + "<a href=b>c</a> " * 10_000,
    "attributes": lambda: "<p " + " ".join(f"a{n}=1" for n in range(5_000)) + ">a</p>",
    "less-thans": lambda: "<p>a</p>" + "< " * 100_000,
    "ampersands": lambda: "<p>a</p>" + "& " * 100_000,
    "comments": lambda: "<p>a</p>" + "<!-- -->" * 50_000,
    "deep-centers": lambda: "<p>a</p>" + "<center>" * 50_000 + "b",
    "deep-summaries": lambda: "<p>a</p>" + "<details><summary>" * 30_000 + "b",
    "deep-dialogs": lambda: "<p>a</p>" + "<dialog>" * 50_000 + "b",
    "deep-menus": lambda: "<p>a</p>" + "<menu><li>" * 30_000 + "b",
    "50000-options": lambda: "<p>a</p><select>" + "<option>b" * 50_000,
    "50000-groups": lambda: "<p>a</p><optgroup>" * 50_000,
    "50000-figures": lambda: "<p>a</p>" + "<figure><figcaption>b" * 25_000,
    "formatting-in-tables": lambda: "<p>a</p><table>" + "a<b>" * 20_000,
    "lines-under-900-attributes": lambda: (
        f"<p style='white-space:pre' {' '.join(f'a{n}=1' for n in range(900))}>a" + "\n<br>" * 100_000
    ),
    "style-of-500-kb": lambda: f"<p style='{'a:b;' * 125_000}'>a</p>",
    "classes": lambda: f"<p class='{'share ' * 80_000}'>a</p>",
    "word-of-500-kb": lambda: "<p>a " + "x" * 500_000,
    "blanks-before-a-line": lambda: "<p>a</p><pre>\n" + " " * 500_000 + "b",
    "blanks-alone-on-a-line": lambda: "<p>a</p><pre>b\n" + " \t" * 250_000 + "\nc",
    "signs-that-are-nobodys": lambda: "<p>a</p><pre>b" + "\U0010fffd" * 100_000 + "c",
    "line-breaks-500000": lambda: "<p>a</p><pre>" + "\n" * 500_000,
    "entities-100000": lambda: "<p>a</p>" + "&eacute;" * 100_000,
    "escaped-tags-50000": lambda: "<p>a</p>" + "&lt;b&gt;" * 50_000,
    "unclosed-comments": lambda: "<p>a</p>" + "<!--" * 50_000,
}


def large_page(make: Callable[[], str]) -> Answer:
    """A feed with a page that is only made when it is asked for."""
    return made(lambda: described(make()))


def cases() -> Iterator[Case]:
    """HTML of descriptions."""
    for name, (page, seen) in PAGES.items():
        yield Case("html", name, sent(described(page)), entry={"summary": seen})
    for name, make in LARGE_PAGES.items():
        yield Case("html", name, large_page(make), polls=("new",))
    whole = titled("First", "<content:encoded><![CDATA[<p>a</p><script>b</script>]]></content:encoded>")
    yield Case(
        "html",
        "content",
        sent(whole.replace("<rss", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"')),
        entry={"summary": "a", "content": ""},
    )
    xhtml = '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a</p><script>b</script></div></content>'
    yield Case("html", "xhtml", sent(atom("1", "2").replace("</entry>", f"{xhtml}</entry>", 1)), entry={"summary": "a"})
    marked = escaped("<b>Crime</b> &amp; law"), escaped('<a href="mailto:joe@news.example">Joe</a>')
    yield Case(
        "html",
        "labels-and-authors",
        sent(titled("First", "<category>{}</category><author>{}</author>".format(*marked))),
        entry={"categories": ("Crime & law",), "author": "Joe"},
    )
    title = atom("1", "2").replace(
        "<title>First<", '<title type="html">&lt;i&gt;First&lt;/i&gt;&lt;script&gt;b&lt;/script&gt;<'
    )
    yield Case("html", "title-of-html", sent(title))
    title = atom("1", "2").replace("<title>First<", '<title type="text">1 &lt;b 2<')
    yield Case("html", "title-of-text", sent(title), ("1 <b 2", "Second"))
    for name, kind in {"blank-in-type": " html ", "type-that-is-none": "rich"}.items():
        slip = f'<content type="{kind}">{escaped("<p>a</p>")}</content></entry>'
        yield Case("html", name, sent(atom("1", "2").replace("</entry>", slip, 1)), entry={"summary": "a"})
