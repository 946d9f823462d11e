"""Scenarios for the gate: what a hostile feed writes, and what is left of it for the terminal."""

import sys
import time
import unicodedata
from collections.abc import Callable, Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor import text

# The test's own idea of hostile, from Unicode's tables and not from the gate's list.
BIDI_CONTROLS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


def is_hostile(character: str, allowed: str = "") -> bool:
    if character in allowed:
        return False
    category, bidi = unicodedata.category(character), unicodedata.bidirectional(character)
    mark = category == "Cf" and bidi in {"L", "R", "AL"} and unicodedata.name(character, "").endswith(" MARK")
    tag = unicodedata.name(character, "").startswith(("TAG ", "LANGUAGE TAG", "CANCEL TAG"))
    return category in {"Cc", "Cs", "Zl", "Zp"} or bidi in BIDI_CONTROLS or mark or tag


def hostile(shown: str, allowed: str = "") -> list[str]:
    return [hex(ord(character)) for character in shown if is_hostile(character, allowed)]


PIECES = st.sampled_from(
    [
        *"\x00 \x07 \x1b[2J \x1b]52;c;AAAA\x07 \x7f \x85 \x9b31m \u00ad \u061c \u200b \u200d \u200e \u200f".split(" "),
        *"\u2028 \u2029 \u202e \u2060 \u2066 \u2069 \ufeff \ufffa \ud800 \udfff \U000e0001 \U000e0041 \U000e007f".split(
            " "
        ),
        *"e\u0301 \u0301 \u1039 က် กำ ล้ำ 诈骗 <p> </p> <br> <li> <pre> </pre> <div> </div> <td> <table>".split(" "),
        *"<script> </script> <style> <!-- --> <![CDATA[ ]]> &amp; &amp;lt; &lt;p&gt; &#27; &#x1b; &#x202e;".split(" "),
        *"&#xd800; &#155; &nbsp; &quot; & ; < > \" ' a b".split(" "),
        *(" ", "\n", "\r\n", "\r", "\t", "\x0b", "\x0c", "\x1c", "\u3000"),
    ]
)
HOSTILE_TEXT = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=60),
    st.lists(PIECES, max_size=30).map("".join),
)


@given(HOSTILE_TEXT)
@example("a\x1b]52;c;AAAA\x07b")
@example("\x85")
def test_whatever_comes_one_line_of_harmless_characters_goes(value: str) -> None:
    shown = text.line(value)
    assert not hostile(shown)
    assert "\t" not in shown and "  " not in shown and shown == shown.strip()
    assert text.line(shown) == shown
    shown.encode()


@given(HOSTILE_TEXT)
def test_whatever_comes_a_block_keeps_line_breaks_and_nothing_else_that_acts(value: str) -> None:
    shown = text.block(value)
    assert not hostile(shown, allowed="\n")
    assert "\n\n\n" not in shown and "\t" not in shown
    assert all(part == part.strip() for part in shown.split("\n"))
    assert text.block(shown) == shown


@given(HOSTILE_TEXT)
@settings(max_examples=200)
@example("<p>&#27;]52;c;AAAA&#7;</p>")
@example("&amp;#27;[2J")
@example("<![CDATA[<p>")
@example("<frameset>")
@example("<p/><frameset><frame></frameset>")
def test_whatever_html_comes_only_harmless_text_goes(value: str) -> None:
    assert not hostile(text.html(value), allowed="\n")


@given(HOSTILE_TEXT, HOSTILE_TEXT)
@settings(max_examples=200)
@example("http://[::1", "")
@example("//[", "http://a.example/")
@example("http://a.example/\ud800\x1b", "")
def test_whatever_link_comes_an_http_address_on_one_line_goes_or_nothing(value: str, base: str) -> None:
    for address in (
        text.link(value),
        text.link(value, base),
        text.link("http://" + value),
        text.link(value, "http://a.example/b"),
    ):
        assert address == "" or address.lower().startswith(("http://", "https://"))
        assert not hostile(address) and not any(character.isspace() for character in address)


@pytest.mark.parametrize("nothing", [None, "", " ", "\n\t\r\n", "\x00\x1b\u202e\ufeff"])
def test_nothing_is_nothing(nothing: str | None) -> None:
    assert text.line(nothing) == text.block(nothing) == text.html(nothing) == text.link(nothing) == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("red \x1b[31malert\x1b[0m", "red [31malert[0m"),
        ("\x9b31mC1 control", "31mC1 control"),
        ("clip\x1b]52;c;aGk=\x07board", "clip]52;c;aGk=board"),
        ("bell\x07 and del\x7f", "bell and del"),
        ("gepj.\u202egpj.exe\u202c", "gepj.gpj.exe"),
        ("isolate \u2066x\u2069 \u200emark\u200f \u061c", "isolate x mark"),
        ("\ufeffBOM first", "BOM first"),
        ("hidden\U000e0068\U000e0069\U000e007f tag", "hidden tag"),
        ("lone \ud83d surrogate", "lone surrogate"),
        ("whole 😀 pair", "whole 😀 pair"),
        ("soft\u00adhyphen and word\u2060joiner", "softhyphen and wordjoiner"),
        ("two\nlines\r\nthree\u2028four\u0085five\x0bsix", "two lines three four five six"),
        ("  tabs\tand\u3000wide\u00a0blanks  ", "tabs and wide blanks"),
        ("ကျား\u200bဖြန့်", "ကျား\u200bဖြန့်"),
        ("می\u200cخواهم क्\u200dष", "می\u200cخواهم क्\u200dष"),
    ],
)
def test_a_title_loses_what_acts_and_keeps_what_reads(value: str, shown: str) -> None:
    assert text.line(value) == shown


def test_a_flood_of_combining_marks_is_dammed() -> None:
    assert len(text.line("Z" + "\u0310" * 500 + "algo")) < 20


def test_each_mark_that_there_is_makes_a_flood_and_writing_is_none() -> None:
    marks = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)).startswith("M")]
    assert len(marks) > 2_000 and [mark for mark in marks if not text.has_flood("a" + mark * 9)] == []
    assert [mark for mark in marks if text.has_flood("a" + mark * 8)] == []
    assert not text.has_flood("…" * 20) and text.line("…" * 20) == "…" * 20


def test_a_separator_that_shows_nothing_is_no_blank() -> None:
    assert text.html("<p>one\x1ctwo</p>") == text.line("one\x1ftwo") == "onetwo"


def test_a_flood_of_marks_with_joiners_between_them_is_dammed_too() -> None:
    """A terminal stacks marks across a zero-width joiner, so that the joiner must not begin a new count."""
    flood = "Z" + ("\u0310" * 7 + "\u200d") * 100 + "algo"
    assert sum(unicodedata.combining(character) > 0 for character in text.line(flood)) <= 20


@pytest.mark.parametrize("word", ["ကျွန်ုပ်", "ស្ត្រី", "ញ្ញ៉ាំ", "nghiễm", "ng\u0302\u0303", "ที่ปรึกษา", "क्ष्म्य", "שָׁלוֹם"])
def test_scripts_that_stack_marks_come_through_whole(word: str) -> None:
    assert text.line(word) == unicodedata.normalize("NFC", word)


def test_paragraphs_stand_apart_and_an_empty_line_is_never_doubled() -> None:
    assert text.block("one\r\n\r\n\r\n \t\r\ntwo\rthree  \n  four") == "one\n\ntwo\nthree\nfour"
    assert text.html("<p>one</p>\n\n<p></p><div> <p>two</p></div>") == "one\n\ntwo"


@pytest.mark.parametrize("value", ["\u200b", "\u3164 \u115f\u200b", "\u200b\ufeff", "\u2800", "\u180e\u2063", "\ufe0f"])
def test_a_line_in_which_nothing_shows_is_empty(value: str) -> None:
    assert text.line(value) == ""
    assert text.line(f"{value}ກ{value}") != ""


def test_inline_tags_leave_no_gap_inside_a_word() -> None:
    assert text.html("<p>scam<b>hub</b>s and <i>cy</i>ber</p>") == "scamhubs and cyber"


def test_a_line_of_nothing_that_shows_is_an_empty_one() -> None:
    assert text.html("one<p>\u200b</p><p> \u200b\u200b&nbsp;</p>two") == "one\n\ntwo"
    assert text.html("သူ\u200bတို့<p>\u200bက</p>") == "သူ\u200bတို့\n\n\u200bက"
    # What letters by mail begin with, lest a list of them shows their text.
    assert text.html("<div>" + "&#847;&zwnj;&nbsp;" * 3 + "&#847; &shy;</div><p>می‌شود</p>") == "می‌شود"
    page = text.page("<p>&zwnj;&nbsp;&#847;</p><h1>می‌شود</h1><p>a <a href='x'>می‌شود</a></p>")
    assert [page.text[start:end] for start, end in (*page.links, page.blocks[0][:2])] == ["می‌شود"] * 2


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<ul><li><p>one</p></li><li><p>two</p></li></ul>after", "• one\n• two\n\nafter"),
        ("<ul>\n<li>\n<p>one</p>\n<p>more</p>\n</li>\n<li><div>two</div></li>\n</ul>", "• one\n\nmore\n• two"),
        ("<ul><li><a href='x'><h3>one</h3></a></li><li><br>two</li></ul>", "• one\n• two"),
        ("<ul><li><ul><li>one</li><li>two</li></ul></li><li>three</li></ul>", "• one\n• two\n• three"),
        ("<ul><li></li><li><img src='x'></li><li>one</li></ul>", "• one"),
        ("<li><p>one</p></li>and <li><p>two</p></li>on", "• one and\n• two on"),
        ("<ul><li><pre>  one\n  two</pre></li></ul>", "•\n\n  one\n  two"),
    ],
)
def test_what_an_item_of_a_list_begins_with_stands_beside_its_bullet(html: str, shown: str) -> None:
    assert text.html(html) == shown


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<ol><li>one</li><li><p>two</p></li><li></li><li>four</li></ol>", "1. one\n2. two\n4. four"),
        ("<ol><li>one<ul><li>x</li></ul></li><li>two<ol><li>y</li></ol></li><li>three</li></ol>",
         "1. one\n\n• x\n2. two\n\n1. y\n3. three"),
        ("<ol start='+9'><li>one</li><li>two</li><li value=' 20th'>three</li><li>four</li></ol>",
         "9. one\n10. two\n20. three\n21. four"),
        ("<ol reversed><li>one</li> <li>two</li></ol><ol reversed start=7><li>x</li></ol>", "2. one\n1. two\n\n7. x"),
        ("<ol start='-1'><li>one</li><li>two</li></ol><ol start='2024'><li>x</li></ol>", "• one\n0. two\n\n• x"),
        ("<ol start='1234567'><li>one</li></ol><ol start=''><li>x</li></ol>", "1. one\n\n1. x"),
        ("<ol><li><pre>  one</pre></li></ol>", "1.\n\n  one"),
        ("</ol></ul><li>one</li></ol>", "• one"),
    ],
)  # fmt: skip
def test_items_of_a_list_that_counts_have_their_numbers(html: str, shown: str) -> None:
    assert text.html(html) == shown


def test_cells_that_were_cut_out_of_a_table_stay_apart() -> None:
    assert text.html("<td>Myawaddy</td><td align=left>casino</td>") == "Myawaddy casino"
    assert text.html("<TR><TH>a</TH>\n<TD>b</TD></TR><tr><td>c<td>d</tr>") == "a b\nc d"
    assert text.html("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>") == "a b\n\nc"
    assert text.html("""<td title="a > b">one<td title='c > d' x=/>two<td/>three</td\n>four""") == "one two three four"


def test_line_breaks_lists_and_tables_stay_readable() -> None:
    assert text.html("a<br>b<br/>c") == "a\nb\nc"
    assert text.html("<ul><li>one<li>two</ul>after") == "• one\n• two\n\nafter"
    assert text.html("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>") == "a b\n\nc d"


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<pre>if x:\n    y\n\tz</pre><p>\n  w</p>", "if x:\n    y\n    z\n\nw"),
        ("<pre><b>if</b> <i>x</i>:\n  <b>  y</b> z</pre>", "if x:\n    y z"),
        ("<pre>a<b>b</b>   c</pre>", "ab c"),
        ("<pre>   </pre>a<pre>b\n  \n  </pre>", "a\n\nb"),
        ("&lt;pre&gt;a\n  b&lt;/pre&gt;", "a\n  b"),
    ],
)
def test_preformatted_lines_keep_the_blanks_before_them(markup: str, shown: str) -> None:
    assert text.html(markup) == shown


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p style='word-break:break-word;white-space:pre-wrap'>a\nb  c\n\n<a href=x>d</a>\ne</p>", "a\nb c\n\nd\ne"),
        (
            "<div style='White-Space : Pre-Line'><p><b>a\nb</b></p><p style='white-space:normal'>c\nd</p></div>",
            "a\nb\n\nc d",
        ),
        ("<div style='white-space:pre'>\n<ul>\n<li>a\n</li>\n</ul>\n\n\nb\n</div>c\nd", "• a\n\nb\n\nc d"),
        ("<p style='-o-white-space:pre;color:red'>a\nb</p><p style='white-space:nowrap'>c\nd</p>", "a b\n\nc d"),
        ("<p style>a\nb</p>white-space", "a b\n\nwhite-space"),
        ("<p style='WHITE-SPACE:Break-Spaces'>a\nb</p>", "a\nb"),
        ("<div style='white-space:pre'><p><i><b>a\nb</b></i><u><i><b>c\nd</b></i></u></p></div>", "a\nbc d"),
    ],
)
def test_line_breaks_that_a_style_shows_stay(markup: str, shown: str) -> None:
    assert text.html(markup) == shown


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>10<sup>6</sup> m<sup> 2</sup> 10<sup>-3</sup></p>", "10⁶ m ² 10⁻³"),
        ("<p>the 1<sup>st</sup> e<sup>-x</sup> CO<sub>2</sub></p>", "the 1st e-x CO2"),
        ("<p>seen<sup><a href='#f'>12</a></sup></p>", "seen¹²"),
        ("<p>seen<a href='#f'>12</a>, and <b>so</b><a href='#g'><span>3</span></a></p>", "seen¹², and so³"),
        ("<p>It is so.<a href='#f'>1</a> He said “no”<a href='#g'>2</a> again</p>", "It is so.¹ He said “no”² again"),
        ("<p>see <a href='#f'>12</a>, <a href='#g'>3</a>a<a href='/4'>4</a></p>", "see 12, 3a4"),
        ("<p>“<a href='#f'>Part <b>3</b></a>” since<a href='#g'>2020</a></p>", "“Part 3” since2020"),
        ("<p>He said <q>no</q>, <q><b>never</b></q>.</p>", "He said “no”, “never”."),
        ("<ul><li><q>a</q></li><li>b <q>c</q></li><li></li></ul>", "• “a”\n• b “c”"),
        ("<ruby>漢<rt>kan</rt></ruby>字", "漢(kan)字"),
        ("<ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>", "東京(とうきょう)"),
        ("<ruby>漢<rp>（</rp><rt>かん</rt><rp>）</rp></ruby>", "漢(かん)"),
        ("<ruby>漢<rt></rt></ruby><ul><li><ruby>字<rt>ji</rt></ruby></li></ul>", "漢\n\n• 字(ji)"),
        ("<p>a<rt>b</rt></p>", "ab"),
    ],
)
def test_what_a_browser_tells_by_its_signs_is_told(markup: str, shown: str) -> None:
    assert text.html(markup) == shown


ENERGY = "<mi>E</mi> <mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>"


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (ENERGY, "E =mc²"),
        ("<mi>B</mi><msub><mi>B</mi><mi>c</mi></msub>", "BBc"),
        ("<msup>\n<mi>e</mi>\n<mrow><mo>−</mo><mi>x</mi></mrow>\n</msup>", "e^−x"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a+b)/2"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>12</mn></msubsup>", "xi¹²"),
        ("<msqrt><mn>2</mn></msqrt><mroot><mi>x</mi><mn>3</mn></mroot>", "√(2)x^1/3"),
        (f"<semantics><mrow>{ENERGY}</mrow><annotation encoding='TeX'>E=mc^2</annotation></semantics>", "E =mc²"),
    ],
)
def test_a_formula_stands_in_its_line(formula: str, shown: str) -> None:
    assert text.html(f"<p>It is <math>{formula}</math>.</p>") == f"It is {shown}."


def test_one_that_a_style_shows_is_told_once() -> None:
    katex = f"<span class='katex-mathml'><math>{ENERGY}</math></span><span aria-hidden='true'>E=mc2</span>"
    assert text.html(f"<p>It is <span class='katex'>{katex}</span></p>") == "It is E=mc2"


def test_the_tag_of_formulas_may_be_spoken_of() -> None:
    assert text.html("How the <math> tag works") == "How the <math> tag works"


def test_a_place_that_begins_with_such_a_sign_holds_it() -> None:
    page = text.page("<ul><li>a 10<sup>6</sup></li><li><q>b</q></li></ul><p>c <a href='x'><q>d</q></a></p>")
    assert [page.text[start:end] for start, end, _ in page.blocks] == ["a 10⁶", "“b”"]
    assert [page.text[start:end] for start, end in page.links] == ["“d”"]


def test_preformatted_lines_stay_lines() -> None:
    assert text.html("<pre>one\ntwo\n</pre><p>three\nfour</p>") == "one\ntwo\n\nthree four"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>seen</p><script>alert('no')</script>",
        "<style>p {no}</style><p>seen</p>",
        "<p>seen<iframe src=x>no</iframe></p>",
        "<p>seen</p><svg><text>no</text></svg>",
        "<p>seen</p><noscript>no</noscript><template>no</template>",
        "<p>seen</p><noframes><p>no</p></noframes><noembed><img src=x></noembed><canvas>no</canvas>",
        "<p>seen</p><!-- no -->",
        "<title>no</title><p>seen</p>",
        "&lt;script&gt;no&lt;/script&gt;&lt;p&gt;seen&lt;/p&gt;",
        "<p>seen</p><SCRIPT>no</SCRIPT>",
        "<p>seen</p><script>no",
    ],
)
def test_what_is_not_text_is_dropped(markup: str) -> None:
    assert text.html(markup) == "seen"


@pytest.mark.parametrize(
    "tag", ["script", "style", "title", "textarea", "iframe", "noscript", "select", "svg", "object"]
)
def test_a_tag_that_is_spoken_of_is_text_and_takes_none_along(tag: str) -> None:
    said = f"How the <{tag}> tag works"
    assert text.html(said) == text.html(said.replace("<", "&lt;")) == said
    assert text.html(f"<p>How</p><{tag} src='x'>") == "How"


@pytest.mark.parametrize(
    "program",
    ["evil()", "evil()</scr", "var x = 1", "\nif (a) evil()", "document.write('x')", ".a .b { c }", "p{color:red}"],
)
@pytest.mark.parametrize("tag", ["script", "style"])
def test_a_program_without_end_is_no_text_though_no_other_tag_stands_beside_it(tag: str, program: str) -> None:
    assert text.html(f"seen<{tag}>{program}") == "seen"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (
            'A<meta http-equiv=refresh content="0;url=http://h/"><base href="/"><link rel=stylesheet href="s.css">B',
            "AB",
        ),
        ("A&lt;meta charset=utf-8&gt;B", "AB"),
        ("<marquee>News</marquee> now", "News now"),
        ("A<o:p></o:p>B", "AB"),
        ('<amp-img src="a.png"></amp-img>T', "T"),
        ("A<?php echo 1; ?>B", "AB"),
        ("The <link> element, <map> and <output>", "The <link> element, <map> and <output>"),
        ("The &lt;link&gt; element", "The <link> element"),
        ("monitor show <entry> --raw", "monitor show <entry> --raw"),
        ("<re-elected> <sic:> <foo@bar.example>", "<re-elected> <sic:> <foo@bar.example>"),
        ("What<? x <y z=3", "What<? x <y z=3"),
        ("&lt;button&gt; is back", "<button> is back"),
        ("&lt;p&gt;Para", "Para"),
        ("the <search> box, a <canvas> of", "the <search> box, a <canvas> of"),
    ],
)
def test_a_tag_that_few_write_is_told_from_words_by_its_attributes_and_its_end(value: str, shown: str) -> None:
    assert text.html(value) == shown


@pytest.mark.parametrize(
    "value", ["if a<b and c", "x <u and y", "<i am here", "price <p and q = 5", "<p>write to <me@a.example> now</p>"]
)
def test_what_ends_nowhere_and_what_is_an_address_is_no_tag(value: str) -> None:
    said = value.removeprefix("<p>").removesuffix("</p>")
    assert text.html(value) == said
    assert text.html(value.replace("<", "&lt;").replace(">", "&gt;")) == said


def test_what_is_cut_off_in_a_tag_ends_before_it() -> None:
    assert text.html('Police raid <a href="http://a.example/') == text.html("Police raid <!-- more") == "Police raid"


@pytest.mark.parametrize("end", ["<", "</", "<\n"])
def test_a_text_that_is_cut_off_where_a_tag_begins_does_not_end_in_its_sign(end: str) -> None:
    said = f"<p>Police <b>raid</b> a park{end}"
    assert text.html(said) == text.html(said.replace("<", "&lt;").replace(">", "&gt;")) == "Police raid a park"
    assert text.html("Police <b>raid</b> and/or search /") == "Police raid and/or search /"
    assert text.html("<p>half of it is &lt;") == "half of it is <"
    assert text.html(f"half of it is {end}") == f"half of it is {end.strip()}"
    assert text.html("<b>Sale</b> >>> <<<") == "Sale >>> <<<"


@pytest.mark.parametrize("tag", ["dialog", "hgroup", "search role='x'", "optgroup label='x'"])
def test_blocks_that_few_write_stand_apart_too(tag: str) -> None:
    assert text.html(f"<p>one</p>two<{tag}>three</{tag.split()[0]}>four").split() == ["one", "two", "three", "four"]


@pytest.mark.parametrize("tag", ["video", "audio"])
def test_words_on_both_sides_of_a_player_are_none(tag: str) -> None:
    assert text.html(f"<p>one<{tag} src='x'><source src='y'></{tag}>two</p>") == "one\n\ntwo"
    assert text.html(f"one<{tag}><a href='x'>Load it</a></{tag}>two") == "one\nLoad it\ntwo"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>She said <q>no</q>, he <q><b>y</b>es</q>.</p>", "She said “no”, he “yes”."),
        ("<ul><li><q>one</q></li><li>two <q>three</q></li></ul>end", "• “one”\n• two “three”\n\nend"),
        ("<q>a &amp;amp; b</q> <code>&lt;q&gt;</code>", "“a &amp; b” <q>"),
    ],
)
def test_what_is_marked_as_said_has_quotation_marks(html: str, shown: str) -> None:
    assert text.html(html) == shown
    page = text.page(f"x <a href='y'><q>one</q></a>{html}")
    assert [page.text[start:end] for start, end in page.links] == ["“one”"]


@pytest.mark.parametrize("tag", ["textarea", "iframe src='x'", "select", "object data='x'"])
def test_one_that_is_never_closed_takes_no_text_along(tag: str) -> None:
    assert text.html(f"<p>one</p><{tag}><p>two</p>") == "one\n\ntwo"


@pytest.mark.parametrize("tag", ["script", "style", "iframe", "title", "textarea", "TITLE"])
def test_one_that_is_closed_in_itself_as_xhtml_has_it_takes_no_text_along(tag: str) -> None:
    for alone in (f"<{tag} src='x'/>", f'<{tag} src="x" />', f"<{tag}/>", f"<{tag} src='x' async/>"):
        assert text.html(f"{alone}<p>one</p>") == "one"
        assert text.html(f"<p>one</p>{alone}<p>two</p>{alone}<p>three</p>") == "one\n\ntwo\n\nthree"
        assert text.html(f"<p>one</p>{alone}<p>two</p><{tag}>no</{tag}><p>three</p>") == "one\n\ntwo\n\nthree"
        # A browser knows only the end tag.
        assert text.html(f"<p>one</p>{alone}no</{tag}><p>two</p>") == "one\n\ntwo"
    assert text.html(f"<p>one</p><{tag} src=http://x.example/>no</{tag}><p>two</p>") == "one\n\ntwo"


def test_images_alone_are_told_by_what_stands_for_them() -> None:
    assert text.html("<p><img src=x alt='Police raid &amp; seize'></p><img alt=''><img alt><img alt='Two'>") == (
        "Police raid & seize\n\nTwo"
    )
    assert text.html('<CENTER><IMG SRC="x.gif" ALT="Police raid"></CENTER>') == "Police raid"
    assert text.html("<img alt='x'><p>seen</p>") == "seen"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>Freed<img class='wp-smiley' alt='🎉' src=x>: <img alt='🇹🇭' class='large emoji'> to</p>", "Freed🎉: 🇹🇭 to"),
        ("<ul><li><img class='emoji' alt='✅' src=x> done</li><li><img class='emoji' src=x></li></ul>", "• ✅ done"),
        ("<p>One <img alt='A crowd' class='wp-image'><img class='Emoji' alt=':)'>\x1b</p>", "One :)"),
        ("<pre>a <img class='emoji' alt='&lt;3'>\n  b</pre>", "a <3\n  b"),
        ("<p>Found <img src='x' alt='😀'> them <img alt='👨‍👩‍👧'>!</p>", "Found 😀 them 👨‍👩‍👧!"),
        ("<ul><li><img alt='🇲🇲'></li><li><img alt='™'> b</li><li><img alt='a map'></li></ul>", "• 🇲🇲\n• ™ b"),
        ("<p>a<img alt='a gate'>b<img alt='*'>c<img alt='မြ'>d<img alt='1️⃣'>e<img alt='\u00a0'></p>", "a b c d e"),
        ("<p><b>Raid</b><img src=x><a href=y><img src=x></a>Men <img src=x> came<img src=x></p>", "Raid Men came"),
    ],
)
def test_an_image_in_place_of_a_sign_is_that_sign(html: str, shown: str) -> None:
    assert text.html(html) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("if x<y and y>z", "if x<y and y>z"),
        ("<3 for a < b", "<3 for a < b"),
        ("x <= y, <unknown> stays", "x <= y, <unknown> stays"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("AT&T and R&D; no entity", "AT&T and R&D; no entity"),
        ("Tom &amp;amp; Jerry said &amp;quot;hi&amp;quot;", 'Tom & Jerry said "hi"'),
        ("&lt;p&gt;Tom &amp;amp; Jerry&lt;/p&gt;", "Tom & Jerry"),
        ("&amp;lt;p&amp;gt;twice&amp;lt;/p&amp;gt;", "twice"),
        ("<p>AT&amp;amp;T</p>", "AT&T"),
        ("&#27;[31mred", "[31mred"),
        ("a &#55357;&#56832; b", "a 😀 b"),
        ("<p>a &#xD83D;&#xde00; <b>b</b> &#55357; &#56832;&#55357; c</p>", "a 😀 b \ufffd \ufffd\ufffd c"),
        ("<p>&#x202e;evil</p>", "evil"),
        ("&lt;&lt;&lt; 1", "<<< 1"),
        ("<p>&amp;quot;&amp;lt;b&amp;gt;&amp;quot; makes &lt;b&gt;</p>", '"&lt;b&gt;" makes <b>'),
        ("&#000000065;&#x0000000042;&#X0000000043; &#99999999999; a&#000000000;b", "ABC \ufffd a\ufffdb"),
    ],
)
def test_escaped_texts_are_read_as_they_were_meant(value: str, shown: str) -> None:
    assert text.html(value) == shown


@pytest.mark.parametrize(
    "markup",
    [
        lambda: "<div>" * 100_000 + "deep",
        lambda: "<b>" * 100_000 + "deep",
        lambda: "<ul><li>" * 50_000 + "deep",
        lambda: "&lt;div&gt;" * 100_000 + "deep",
        lambda: "<p><span " + "a=1 " * 100_000 + ">deep",
        lambda: "<div></i>" * 100_000 + "deep",
        lambda: "<center>" * 100_000 + "deep",
        lambda: "<summary>" * 100_000 + "deep",
        lambda: "<p>deep<select>" + "<option>x" * 100_000,
        lambda: "<p>deep" + "<x></i>" * 140_000,
        lambda: "<p>deep" + "<x></p>" * 140_000,
        lambda: "<p>deep" + "<x><hr>" * 140_000,
        lambda: f"<p {' '.join(f'a{number}' for number in range(140_000))}>deep",
        lambda: f"<p x='>' {' '.join(f'a{number}=1' for number in range(90_000))}>deep",
        lambda: f"<p =' {' '.join(f'a{number}' for number in range(140_000))}'>deep",
        lambda: "<p " + "".join(f"a{number}=''" for number in range(90_000)) + ">deep",
    ],
    ids="div,b,li,escaped div,attributes,ends of what never began,center,summary,option,an end behind unknown tags,"
    "an end that begins,a rule behind unknown tags,bare attributes,attributes behind a sign,"
    "attributes behind a quotation mark,attributes in quotation marks".split(","),
)
def test_deep_nesting_neither_ends_the_program_nor_stops_it(markup: Callable[[], str]) -> None:
    made = markup()
    started = time.thread_time()
    assert "deep" in text.html(made)
    assert time.thread_time() - started < 5


def by_class(tag: str, attributes: Mapping[str, str | None]) -> str:
    return attributes.get("class") or ""


def places(value: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The links of a page, and its elements of a class with that."""
    page = text.page(value, by_class)
    assert page.text == text.html(value)
    links = [page.text[start:end] for start, end in page.links]
    return links, [(page.text[start:end], kind) for start, end, kind in page.furniture]


def test_a_page_knows_where_its_links_and_its_furniture_are() -> None:
    links, furniture = places("<p>Hello <a> big\n  world </a>,</p><ul class=x><li><a>One</a><li class=y>Two</ul>end")
    assert links == ["big world", "One"]
    assert furniture == [("• One\n• Two", "x"), ("Two", "y")]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("<p>a&nbsp;&amp;amp; <b class=x>b &amp;amp; c</b> d</p>", "b & c"),
        ("&lt;p&gt;a &lt;b class=x&gt;b&lt;/b&gt;", "b"),
        ("<p>a\x1b\u202e<b class=x>b\u00ad\x07c</b>", "bc"),
        ("<pre>a  b\n\n\n<b class=x>c  d\n\n\ne</b></pre>", "c d\n\ne"),
        ("<div class=x><br><br>  <p> a <p></div>b", "a"),
        ("<p>電詐<b class=x>園區</b>很長", "園區"),
        ("<table><tr><td>a<td class=x>b<td>c</table>", "b"),
        ("<script class=x>no</script>a<p class=x></p><p class=x>&nbsp;</p><i class=x>b</i>", "b"),
        ("a" * 1000 + " <b class=x>" + "b" * 1000 + "</b> " + "c " * 1000, "b" * 1000),
        ("<p>&#8203;</p><p>a</p><p>\u200b \u200b</p><p class=x>b</p><p>&#8203;</p>c", "b"),
        ("<p>\u200b</p>a\u200ba <i class=x>\u200b</i><b class=x>\u200bb\u200bb</b>c", "b\u200bb"),
    ],
    ids="entities escaped hostile pre blanks unspaced cells nothing long empty-lines empty-words".split(),
)
def test_the_places_hold_whatever_the_gate_does_to_the_text(value: str, found: str) -> None:
    assert places(value)[1] == [(found, "x")]


@given(HOSTILE_TEXT, HOSTILE_TEXT, HOSTILE_TEXT)
@settings(max_examples=200)
def test_whatever_stands_around_them_places_lie_in_the_text(before: str, value: str, after: str) -> None:
    page = text.page(f"<p>{before}</p><div class=x>{value}<a>{after}</a></div>{before}", by_class)
    for start, end in (*page.links, *((start, end) for start, end, _ in page.furniture)):
        assert 0 <= start < end <= len(page.text)
        assert page.text[start] not in " \n" and page.text[end - 1] not in " \n"


@pytest.mark.parametrize(
    ("value", "base", "address"),
    [
        ("https://a.example/b?c=d#e", "", "https://a.example/b?c=d#e"),
        ("  http://a.example/ \n", "", "http://a.example/"),
        ("/b", "https://a.example/x/y", "https://a.example/b"),
        ("../b", "https://a.example/x/y/z", "https://a.example/x/b"),
        ("?p=1", "https://a.example/x", "https://a.example/x?p=1"),
        ("//host.example/b", "https://a.example/", "https://host.example/b"),
        ("https://a.example/two words", "", "https://a.example/two%20words"),
        ('https://a.example/a"b<c>d`e?f="g>', "", "https://a.example/a%22b%3Cc%3Ed%60e?f=%22g%3E"),
        ("https://a.example\\b?c=\\d#\\e", "", "https://a.example/b?c=\\d#\\e"),
        ("https://a.example/b?c=1&d" + "\u0301" * 9, "", "https://a.example/b?c=1&d" + "%CC%81" * 9),
        ("https://a.example/?b=1&amp;c=2d=a;amp;&ampere=1", "", "https://a.example/?b=1&c=2d=a;amp;&ampere=1"),
        ("/x?b=1&amp;c=2", "https://a.example/", "https://a.example/x?b=1&c=2"),
        ("https://a.example/?b=1&#038;c=2&#x26;d&#38;e#f", "", "https://a.example/?b=1&c=2&d&e#f"),
        ("https://a.example/?b=1&#39;c", "", "https://a.example/?b=1&#39;c"),
        ("WWW.a.example/b", "https://A.example/x", "https://WWW.a.example/b"),
        ("HTTPS://A.example/B", "http://b.example/", "https://A.example/B"),
        ("https://a.example/\u202ecod.exe", "", "https://a.example/cod.exe"),
        ("https://a.example/\x1b]0;x\x07", "", "https://a.example/]0;x"),
        ("https://ข่าว.example/ก", "", "https://ข่าว.example/ก"),
        ("http://[2001:db8::1]/a", "", "http://[2001:db8::1]/a"),
        ("“https://a.example/b″", "https://x.example/", "https://a.example/b"),
        ("<https://a.example/b>", "https://x.example/", "https://a.example/b"),
        ("\u200b https://a.example/b'", "https://x.example/", "https://a.example/b"),
        ("https://a.example/b”", "https://x.example/", "https://a.example/b”"),
        ("https://https://a.example/b", "", "https://a.example/b"),
        ("https://bank.example:secret@a.example/b", "", "https://a.example/b"),
        ("http://HTTPS://a.example/http://b", "", "https://a.example/http://b"),
        ("https://a.examplehttps://a.example/b", "", "https://a.example/b"),
        ("https://a.example/http://www.a.example/b", "", "http://www.a.example/b"),
        ("/https://a.example", "https://a.example/x", "https://a.example"),
        ("https://a.example/https://a.example.org/b", "", "https://a.example/https://a.example.org/b"),
        ("https://a.example/x/https://a.example/b", "", "https://a.example/x/https://a.example/b"),
        ("https://a.example/?b=http://c,http://d", "", "https://a.example/?b=http://c,http://d"),
        ("https://www.a.example/https://a.example/b", "", "https://a.example/b"),
        ("https:a.example/b", "https://x.example/c/", "https://a.example/b"),
        ("https:/a.example/b", "https://x.example/c/", "https://a.example/b"),
        ("http:/a.example:8080/b", "https://x.example/", "http://a.example:8080/b"),
        ("https:///a.example/b", "", "https://a.example/b"),
        ("https//a.example/b", "https://x.example/", "https://a.example/b"),
        ("https:// a.example/b", "https://x.example/", "https://a.example/b"),
        ("https:/b/c", "https://a.example/x", "https://a.example/b/c"),
        ("https:/b.html", "https://a.example/x/y", "https://a.example/b.html"),
        ("https:/index.php/b", "https://a.example/x/y", "https://a.example/index.php/b"),
        ("https:/v1.0/b", "https://a.example/x/y", "https://a.example/v1.0/b"),
        ("https:/2.0/b", "https://a.example/x/y", "https://a.example/2.0/b"),
        ("https:/192.0.2.7/b", "https://a.example/x/y", "https://192.0.2.7/b"),
        ("https:///Index.PHP/b", "https://a.example/x/y", "https://a.example/Index.PHP/b"),
        ("https:/php.example/b", "https://a.example/x/y", "https://php.example/b"),
    ],
)
def test_links_become_absolute_addresses(value: str, base: str, address: str) -> None:
    assert text.link(value, base) == address


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "ftp://a.example/",
        "mailto:a@b.example",
        "http://",
        "http:///path",
        "http://user@/",
        "http://[::1",
        "http://[not-an-address]/",
        "http://[::1]@]a.example/",
        "http://a\u2100b.example/",
        "-flag",
    ],
)
def test_what_is_no_web_address_is_no_link(value: str) -> None:
    assert text.link(value) == ""


@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "mailto:a@b.example", "//[", "//@"]
)
def test_a_base_makes_no_web_address_of_what_is_none(value: str) -> None:
    assert text.link(value, "https://a.example/b") == ""


def test_a_relative_link_without_a_base_is_no_link() -> None:
    assert text.link("/news/1") == text.link("//host.example/1") == text.link("news") == ""
    assert text.link("/news/1", "javascript:alert(1)") == ""
    assert text.link("/news/1", "http://[bad") == ""


def test_a_line_break_inside_an_address_is_left_out_as_browsers_do() -> None:
    assert text.link("https://a.example/one\n\t/two") == "https://a.example/one/two"
    assert text.link("https://a.example/one\n\t/two", "https://b.example/") == "https://a.example/one/two"


def test_accents_that_are_typed_apart_are_put_together() -> None:
    assert text.line("cafe\u0301") == text.block("cafe\u0301") == text.html("<p>cafe\u0301</p>") == "café"
    assert text.line("lu\u031b\u0300a đa\u0309o") == "lừa đảo"


@pytest.mark.parametrize("before", ["", "I", "İ" * 5, "İ" * 30, "ß" * 30, "\u2126K" * 30])
@pytest.mark.parametrize("tag", ["iframe", "OBJECT", "canvas"])
def test_what_is_dropped_without_an_end_takes_no_text_along_whatever_stands_before_it(tag: str, before: str) -> None:
    shown = text.html(f"<p>{before}</p><{tag} id='a'></{tag.lower()}><{tag} id='b'><p>text behind</p>")
    assert shown.split("\n")[-1] == "text behind"
    assert "hidden" not in text.html(f"<p>{before}</p><{tag} id='a'>hidden</{tag.upper()} ><p>text behind</p>")


@pytest.mark.parametrize(
    ("markup", "blocks"),
    [
        ("<h2>Raid</h2>At dawn.<h6>What next</h6>", [("Raid", "heading"), ("What next", "heading")]),
        ("<blockquote><p>One.</p><p>Two.</p></blockquote>end", [("One.\n\nTwo.", "quote")]),
        (
            "<ul><li>one<ul><li>two</ul><li>three</ul>",
            [("one\n\n• two", "item"), ("two", "item"), ("three", "item")],
        ),
        ("<ol><li><p>a</p><p>b</p></ol>", [("a\n\nb", "item")]),
        ("<ol><li><ul><li>a</ul>b</ol>", [("• a\n\nb", "item"), ("a", "item")]),
        ("<blockquote><h2>a</h2>b</blockquote>", [("a\n\nb", "quote"), ("a", "heading")]),
        ("<pre>a  b\n c</pre>", [("a b\n c", "preformatted")]),
        (
            "<p>of <del>50</del> <ins>30</ins>, <s>a</s><strike>b</strike></p>",
            [(each, "struck") for each in ("50", "a", "b")],
        ),
        ("<h1> </h1><blockquote></blockquote><li></li>a", []),
        ("&lt;h2&gt;Raid&lt;/h2&gt;", [("Raid", "heading")]),
    ],
    ids=[
        "headings",
        "quote",
        "lists",
        "paragraphs",
        "a list in front",
        "a heading in front",
        "preformatted",
        "struck",
        "nothing in them",
        "escaped",
    ],
)
def test_a_page_knows_where_headings_quotes_and_lists_are(markup: str, blocks: list[tuple[str, str]]) -> None:
    page = text.page(markup)
    assert [(page.text[start:end], kind) for start, end, kind in page.blocks] == blocks
    assert page.text == text.html(markup)


def test_a_page_knows_where_each_of_its_links_leads() -> None:
    page = text.page("<p><a href='/a?x=1&amp;y'>one</a> <a name=x>two</a> <a href=' http://b.example/ '>three</a></p>")
    assert [(page.text[start:end]) for start, end in page.links] == ["one", "two", "three"]
    assert page.targets == ("/a?x=1&y", "", " http://b.example/ ")


@pytest.mark.parametrize("empty", ['href=""', 'data-href=""', "href=''", 'href = ""'])
def test_an_address_behind_an_empty_one_is_the_link(empty: str) -> None:
    assert text.link(f'<a {empty} href="https://a.example/1">x</a>') == "https://a.example/1"


@pytest.mark.parametrize(
    "piece", ["<a b ", "<a href ", "<a href= ", "<a ", "href=", "<a href=''", "href='' ", " href  ="]
)
def test_an_address_of_tags_without_number_is_looked_through_in_time(piece: str) -> None:
    started = time.thread_time()
    text.link(piece * 150_000, "https://a.example/")
    assert time.thread_time() - started < 10


@pytest.mark.parametrize("piece", ["a.", "a.b:1", "https://", "www.", "a/https://", " ", "/"])
@pytest.mark.parametrize("front", ["https:/", "https://a.example/"])
def test_an_address_of_hosts_without_number_is_looked_through_in_time(front: str, piece: str) -> None:
    started = time.thread_time()
    text.link(front + piece * 150_000, "https://a.example/")
    assert time.thread_time() - started < 10


def test_of_blocks_without_number_some_are_placed() -> None:
    page = text.page("<ul>" + "<li>x" * 10_000 + "</ul>")
    assert 500 <= len(page.blocks) < 10_000
    assert page.blocks[0] == (2, 3, "item")


@pytest.mark.parametrize("flood", ["<a href=x> \u200b</a>" * 20_000, "<a href=x></a>" * 20_000 + " \u200b" * 20_000])
def test_elements_without_number_among_blanks_are_placed_in_time(flood: str) -> None:
    started = time.thread_time()
    page = text.page(f"<p>a{flood}<a href=y>b</a></p>")
    assert [page.text[start:end] for start, end in page.links] == ["b"]
    assert time.thread_time() - started < 6


def test_a_target_without_end_is_cut_and_a_thousand_nested_links_are_as_many_as_there_are() -> None:
    assert len(text.page(f"<p><a href='{'x' * 100_000}'>a</a>").targets[0]) < 20_000
    page = text.page("<a href=x>" * 1_000 + "a" + "</a>" * 1_000)
    assert len(page.links) == len(page.targets) <= 1_000


@given(
    st.lists(
        st.sampled_from(
            [*"a . / // ? # ; : @ & = % - _ ~ ! ( ) * + , ' $ [ ] 80 .. é \u202e".split(" "), " ", "?#", "b.example"]
        ),
        max_size=12,
    ).map("".join)
)
@example("a.example/?#")
@example("a.example/b;?c")
@example("a.example/#")
@example("a.example?")
@example("a.example:/")
def test_an_address_of_the_common_signs_is_what_working_it_out_would_make_of_it(rest: str) -> None:
    """With a blank around it, the quick way does not know it."""
    for base in ("", "http://a.example/b?c#d", "https://news.example/"):
        for scheme in ("http://", "https://"):
            assert text.link(scheme + rest, base) == text.link(f" {scheme}{rest} ", base)
