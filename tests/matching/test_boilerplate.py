"""What is dropped of an entry: places that can be shown and counted on, whatever its texts hold."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor import text
from monitor.matching.boilerplate import cleaned, merged
from monitor.matching.furniture import kind_of
from monitor.matching.repetition import marked
from monitor.model import Dropped, Entry
from monitor.text import Page

WORDS = (
    "Related: |Read more|Also read |Advertisement|Share on Facebook. |相关阅读：|อ่านเพิ่มเติม: |Baca juga: |"
    "The army let 300 people go. |KK Park: inside |电诈园区。|ข่าววันนี้ |The post |appeared first on X.|© 2026 |"
    "Sign up for our |a\u200bb|\u200b|• |- |: |.|…|(|)|[|]|\n|\n\n"
).split("|")
MARKUP = (
    "<p>|</p>|<div class=related>|</div>|<nav>|</nav>|<ul><li>|</li>|</ul>|<a href=x>|</a>|<aside>|</aside>|"
    "<span class=share>|</span>|<br>|<pre>|</pre>|&amp;amp;|<script>x</script>"
).split("|")
TEXT = st.lists(st.sampled_from(WORDS + MARKUP), max_size=25).map("".join)


def entry(summary: str, content: str = "", title: str = "A title") -> Entry:
    return cleaned(Entry("k", title), text.page(summary, kind_of), text.page(content, kind_of))


def told(one: Entry) -> list[tuple[str, str]]:
    return [(getattr(one, place.field)[place.start : place.end], place.reason) for place in one.dropped]


def assert_sound(one: Entry) -> None:
    """Places lie in text order inside their fields, none on another, and leave something of the entry."""
    order = [("summary", "content").index(place.field) for place in one.dropped]
    assert order == sorted(order)
    left = one.title + one.summary + one.content
    for name in ("summary", "content"):
        value, past = getattr(one, name), 0
        for place in (place for place in one.dropped if place.field == name):
            assert past <= place.start < place.end <= len(value) and place.reason
            assert value[place.start] not in " \n" and value[place.end - 1] not in " \n"
            past = place.end
            left = left.replace(value[place.start : place.end], "", 1)
    assert left.strip() or not (one.summary or one.content)


@given(TEXT, TEXT, st.sampled_from(["", "A title", "The army let 300 people go"]))
@settings(max_examples=300)
@example("Related: x", "", "")
@example("Advertisement", "Related: y", "")
@example("<ul><li><p>• Read more:</p><li>x</ul>", "", "T")
def test_whatever_comes_the_places_are_sound_and_the_texts_as_without_them(
    summary: str, content: str, title: str
) -> None:
    one = entry(summary, content, title)
    assert (one.summary, one.content, one.title) == (text.html(summary), text.html(content), title)
    assert_sound(one)


@given(st.lists(st.tuples(TEXT, st.sampled_from("abc")), min_size=1, max_size=8))
@settings(max_examples=100)
def test_whatever_a_feed_repeats_the_places_are_sound_and_come_to_rest(several: list[tuple[str, str]]) -> None:
    given = [
        cleaned(Entry(str(number), title * 25), text.page(summary, kind_of), Page(""))
        for number, (summary, title) in enumerate(several)
    ]
    once = marked(given, b"")
    assert marked(given, once.memory) == once
    for one in once.entries:
        assert_sound(one)


def test_markup_and_words_tell_of_both_fields() -> None:
    one = entry(
        "Rain. Advertisement",
        "<p>It rained for days in the hills of the north.</p><div class=share>Tell it</div><p>Related: Raid</p>",
    )
    assert one.dropped == (
        Dropped("summary", 6, 19, "advertisement"),
        Dropped("content", 47, 54, "share"),
        Dropped("content", 56, 69, "related link"),
    )


def test_an_entry_that_is_nothing_but_furniture_keeps_it_where_it_has_no_title() -> None:
    assert told(entry("Related: Raid in Laos")) == [("Related: Raid in Laos", "related link")]
    assert told(entry("Related: Raid in Laos", title="")) == []


def test_places_count_the_signs_that_are_not_seen() -> None:
    one = entry("Rain\u200b today\u200b. Rel\u200bated: R\u200baid")
    assert told(one) == [("Rel\u200bated: R\u200baid", "related link")]


@pytest.mark.parametrize(
    "label",
    [
        "اقرأ أيضًا:",
        "اقرأ أيضاً :",
        "إقرأ أيضًا:",
        "اقرا ايضا:",
        "اِقرأ أيضًا:",
        "اقـرأ أيـضًا:",
        "شاهد أيضًا:",
        "مواضيع ذاتُ صلة:",
    ],
)
@pytest.mark.parametrize("headline", ["Casino raid in Poipet", "مداهمة كازينو في بويبيت فجرًا"])
def test_arabic_labels_are_known_however_their_vowels_and_alefs_are_written(label: str, headline: str) -> None:
    news = "اجتمع مجلس المدينة يومَ الاثنين لمناقشة خطة المياه."
    gone = [(f"{label} {headline}", "related link")]
    assert told(entry(f"<p>{news}</p><p>{label} {headline}</p>")) == gone
    assert told(entry(f"{news} {label} {headline}. {news}")) == [(f"{label} {headline}.", "related link")]
    listed = entry(f"<p>{news}</p><p>{label.strip(' :')}</p><ul><li>{headline}</li></ul><p>{news} {news}</p>")
    assert told(listed) == [(f"{label.strip(' :')}\n\n• {headline}", "related link")]


@pytest.mark.parametrize("sign", "➤ ➔ ➜ ➡ ➡\ufe0f ▶\ufe0f ⏩ 🔗 🔗\ufe0f 📍 👉 👇 ► » • → ⇒".split())
@pytest.mark.parametrize("label", ["Read more:", "Related stories", "อ่านเพิ่มเติม:"])
def test_a_label_behind_an_arrow_goes_with_the_headline_below_it(sign: str, label: str) -> None:
    news, headline = "<p>The council met on Monday. It spoke of water.</p>", "Casino raid in Poipet"
    for below, gone in ((f"<p>{headline}</p>", headline), (f"<ul><li>{headline}</li></ul>", f"• {headline}")):
        found = told(entry(f"{news}<p>{sign} {label}</p>{below}"))
        assert found == [(f"{sign} {label}\n\n{gone}", "related link")]
    (gone, _) = told(entry(f"{news}<p>{sign}{label} {headline}</p>{news}"))[0]
    assert gone.endswith(headline)


def test_news_behind_an_arrow_stays() -> None:
    for news in ("📍 Poipet ➤ The casino was raided.", "Readers ➜ the casino", "Prices ⬇ by a third"):
        assert told(entry(f"<p>The council met on Monday.</p><p>{news}</p>")) == []


def test_neighbours_with_one_reason_are_one_place() -> None:
    shown = "x\n\n• one\n\n• two\nthree four"
    ranges = [(16, 21, "a"), (12, 15, "a"), (5, 8, "a"), (18, 20, "b"), (21, 26, "b")]
    assert merged(shown, ranges) == [(3, 21, "a"), (22, 26, "b")]
    assert merged("abc", [(0, 3, "a"), (1, 2, "b")]) == [(0, 3, "a")]
    assert merged(" \n ", [(0, 3, "a")]) == []


@pytest.mark.parametrize(
    "piece",
    ["Related: ", "(Related: ", "Read more:\nx\n", "Advertisement A ", "The post x. ", ". ", "…", ": ", "> ", " - ",
     "• ", "相关阅读：", "a\u200b", "share ", "<a href=x>Related: x</a> ",
     "<a href=x>X Read more</a> : ", "<p class=related>x</p>",
     "<li><a href=x>y</a>", "<span class=share>x</span>", "<aside>A word. </aside>"],
)  # fmt: skip
def test_no_text_takes_time_that_grows_faster_than_it(piece: str) -> None:
    started = time.thread_time()
    one = entry(piece * (300_000 // len(piece)))
    marked([one], b"")
    assert time.thread_time() - started < 3


@pytest.mark.parametrize("sign", ["", "\u200b"], ids=["plain", "with signs that are not seen"])
def test_what_is_dropped_of_a_list_that_counts_goes_with_its_numbers(sign: str) -> None:
    story = f"<p>{'The river rose by a metre today. ' * 20}{sign}</p>"
    links = "".join(f"<li><a href=x{n}>The raid in Bokeo, part {n}</a></li>" for n in (9, 10))
    gone = [("9. The raid in Bokeo, part 9\n10. The raid in Bokeo, part 10", "related link")]
    assert told(entry(f"{story}<ol start=9>{links}</ol>")) == gone
    # One that stands among the items of the story is one of them.
    assert told(entry(f"{story}<ol><li>Rain fell.</li>{links[:49]}</ol>{story}")) == []
