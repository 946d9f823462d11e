"""What markup says: blocks that are furniture by name, lists of links, and articles that such rules must not take."""

import pytest

from monitor import text
from monitor.matching import furniture
from monitor.matching.furniture import by_markup, kind_of, lines

STORY = "<p>The army raided the park at dawn and let three hundred people go, its spokesman said on Monday.</p>"
LONG = STORY * 5
QUOTE = "We slept on the floor for a year, forty to a room, and nobody ever came to ask how we were."
LINKS = "<li><a href=x>KK Park: inside the scam hub</a></li><li><a href=x>Suspects land in Kunming</a></li>"


def dropped(html: str) -> list[tuple[str, str]]:
    """What goes, range by range, ranges inside others left out."""
    page = text.page(html, kind_of)
    found: list[tuple[int, int, str]] = []
    for start, end, reason in sorted(by_markup(page, lines(page)), key=lambda one: (one[0], -one[1])):
        if not found or end > found[-1][1]:
            found.append((start, end, reason))
    return [(page.text[start:end], reason) for start, end, reason in found]


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("<ul class=related>{}</ul>", "related link"),
        ("<div class='jp-relatedposts'><ul>{}</ul></div>", "related link"),
        ("<div id=relatedPosts><ul>{}</ul></div>", "related link"),
        ("<section class='c-readMore x'><ul>{}</ul></section>", "related link"),
        ("<ul class='wp-block-latest-posts__list'>{}</ul>", "related link"),
        ("<div class='yarpp yarpp-related'><ul>{}</ul></div>", "related link"),
        ("<aside><ul>{}</ul></aside>", "related link"),
        ("<nav><ul>{}</ul></nav>", "navigation"),
        ("<footer><ul>{}</ul></footer>", "navigation"),
        ("<div role=navigation><ul>{}</ul></div>", "navigation"),
        ("<div class=breadcrumbs><ul>{}</ul></div>", "navigation"),
        ("<div class='sharedaddy sd-sharing-enabled'><ul>{}</ul></div>", "share"),
        ("<div class=OUTBRAIN><ul>{}</ul></div>", "advertisement"),
        ("<div class='taboola-feed'><ul>{}</ul></div>", "advertisement"),
        ("<ul>{}</ul>", "related link"),
    ],
)
def test_a_block_below_a_story_is_furniture_by_its_name_or_its_links(block: str, reason: str) -> None:
    ((what, why),) = dropped(STORY + block.format(LINKS))
    assert why == reason
    assert what.endswith("Suspects land in Kunming") and "KK Park" in what and "army" not in what


def test_words_of_a_newsletter_without_a_link_are_furniture_too() -> None:
    words = "Our letter of the morning: what matters in Asia, in your box at seven o'clock every day of the week."
    assert dropped(LONG + f"<div class=newsletter-signup><p>{words}</p></div>") == [(words, "advertisement")]


@pytest.mark.parametrize(
    "attributes",
    [
        "hidden", "hidden=''", "style='display:none'", "style='color:red; DISPLAY : NONE !important'",
        "style='visibility:hidden'",
    ],
)  # fmt: skip
@pytest.mark.parametrize("tag", ["div", "p", "span"])
def test_what_a_page_does_not_show_is_no_part_of_the_story(tag: str, attributes: str) -> None:
    html = f"<p>The bridge opens on Monday.</p><{tag} {attributes}>A scam hub was raided</{tag}><p>Fares stay.</p>"
    assert dropped(html) == [("A scam hub was raided", "hidden")]


@pytest.mark.parametrize(
    "html",
    [
        f"<p>Teaser of a story.</p><div style='display:none'><p>{'It goes on behind a button. ' * 9}</p></div>",
        "<p style='display:block'>The bridge opens on Monday.</p><p class='hidden-costs'>Its costs were hidden.</p>",
        "<div style='display:none'>The bridge opens on Monday.</div>",
    ],
)
def test_what_a_button_shows_is_part_of_it(html: str) -> None:
    assert dropped(html) == []


def test_a_tag_is_furniture_where_its_link_says_so() -> None:
    assert dropped(STORY + "<p>In <a rel='category tag' href=x>Scams</a> by Ma Thida.</p>") == [("Scams", "navigation")]


TAGGED = "<a rel='tag' href='/tag/1'>{}</a>".format


@pytest.mark.parametrize(
    "line",
    [
        "This entry was posted in <a rel='category tag' href='/c'>Scams</a> by Ma Thida on Monday and tagged "
        f"{TAGGED('KK Park')}. Bookmark the permalink.",
        f"Tagged {TAGGED('Scams')}, {TAGGED('KK Park')}. Bookmark the permalink.",
        f"Tags of this story that was told on Monday by Ma Thida: {TAGGED('Scams')}, {TAGGED('KK Park')}",
        f"แท็ก {TAGGED('Scams')}, {TAGGED('KK Park')}",
    ],
)  # fmt: skip
def test_a_line_that_tells_what_a_story_is_tagged_with_is_no_part_of_it(line: str) -> None:
    assert {text for text, _ in dropped(f"{STORY}<p>{line}</p>")} & {"KK Park", "Scams, KK Park"}


@pytest.mark.parametrize(
    "sentence",
    [
        f"The police in {TAGGED('Myawaddy')} said on Monday that they had raided a {TAGGED('scam hub')} at dawn.",
        f"{TAGGED('Myawaddy')} was raided at dawn, and three hundred people are free by now.",
        f"ตำรวจเข้าตรวจค้นอาคารใน{TAGGED('เมียวดี')} และช่วยเหลือผู้คนกว่าสามร้อยคนออกมาได้เมื่อเช้าวันจันทร์",
        f"警方在{TAGGED('妙瓦底')}的{TAGGED('电诈园区')}解救人质并将三百余名嫌疑人押解回国。",
    ],
)
def test_a_tag_that_is_a_word_of_a_sentence_is_part_of_the_story(sentence: str) -> None:
    assert dropped(f"{STORY}<p>{sentence}</p>") == dropped(f"<p>{sentence}</p>") == []


@pytest.mark.parametrize("names", ["mention hashtag", "hashtag", "Hashtag"])
def test_a_tag_that_is_a_word_of_a_post_is_part_of_it(names: str) -> None:
    tag = f"<a href='https://social.example/tags/myawaddy' class='{names}' rel='tag'>#<span>Myawaddy</span></a>"
    assert dropped(f"<p>The army raided the park in {tag} at dawn and let three hundred people go. {tag}</p>") == []


@pytest.mark.parametrize(
    "html",
    [
        f"<div class='post share-enabled related'>{STORY}</div>",
        f"<div class='social-share-wrapper'>{STORY}</div><p>Photo: a gate of the park in March.</p>",
        f"<div class=sidebar-layout>{LONG}</div>{STORY}",
        f"<div class='has-related no-sidebar'>{STORY}</div>{STORY}",
        f"<article class='tag-share category-ad'>{STORY}</article>{STORY}",
        f"<blockquote class=twitter-share-tweet><p>They let us go!</p></blockquote>{STORY}",
        f"{STORY}<aside><p>“{QUOTE}”</p></aside>",
        f"{STORY}<p>Open the <span class=menu>File</span> and press it.</p>",
        STORY,
        "",
    ],
    ids=[
        "wrapper", "wrapper and caption", "long wrapper", "modifiers", "tags of a post", "embedded", "pull quote",
        "inside a sentence", "no furniture", "empty",
    ],
)  # fmt: skip
def test_an_article_stays_whatever_its_class_says(html: str) -> None:
    assert dropped(html) == []


def test_links_of_a_list_that_counts_are_furniture_with_their_numbers() -> None:
    assert dropped(f"{LONG}<ol start=9>{LINKS}</ol>") == [
        ("KK Park: inside the scam hub\n10. Suspects land in Kunming", "related link")
    ]
    assert dropped(f"{LONG}<ol><li><aside>A raid in Bokeo</aside></li></ol>") == [("A raid in Bokeo", "related link")]


def test_a_number_that_a_writer_put_in_front_of_a_line_makes_it_no_item() -> None:
    written, listed = (lines(text.page(html))[0] for html in ("<p>1. Rain</p>", "<ol><li>Rain</li></ol>"))
    assert (written.is_item, written.start) == (False, 0)
    assert (listed.is_item, listed.start) == (True, 3)
    below, whole = lines(text.page("<ol><li><pre>Rain</pre></li></ol>")), lines(text.page("2.\n\nRain"))
    assert [one.is_item for one in below] == [True]
    assert [one.is_item for one in whole] == [False, False]


def test_a_block_inside_a_wrapper_with_a_bad_name_goes_without_the_wrapper() -> None:
    html = f"<div class=related-layout>{LONG}<ul class=related>{LINKS}</ul></div>"
    assert dropped(html) == [("• KK Park: inside the scam hub\n• Suspects land in Kunming", "related link")]


@pytest.mark.parametrize(
    "html",
    [
        f"<ul>{LINKS}</ul>",
        f"<ul class=related>{LINKS}</ul>",
        f"<p>The day in links:</p><ul>{LINKS * 6}</ul>",
        f"<ul>{LINKS}</ul>{STORY}<ul>{LINKS}</ul>{STORY}<ul>{LINKS}</ul>",
        "".join(f"<p><a href=x>Headline number {n} of the day</a></p>{STORY}" for n in range(6)),
    ],
    ids=["links", "links with a name", "links with a word before", "notes of a show", "round-up"],
)
def test_a_list_of_links_that_is_the_entry_stays(html: str) -> None:
    assert dropped(html) == []


def test_a_paragraph_that_is_one_link_leads_elsewhere_from_an_article_but_not_from_a_note() -> None:
    link = "<p><a href=x>Inside the scam hubs of Palau</a></p>"
    assert dropped(LONG + link + LONG) == [("Inside the scam hubs of Palau", "related link")]
    assert dropped(STORY + link) == []
    assert dropped(LONG + "<p><a href=x>He said so in a letter to the court.</a></p>" + LONG) == []
    assert dropped("<p><a href=x>Inside the scam hubs of Palau</a></p>" + LONG) == []


def test_a_paragraph_that_is_one_link_leads_elsewhere_from_a_short_article_of_several_paragraphs_too() -> None:
    link = "<p><a href=x>Inside the scam hubs of Palau</a></p>"
    gone = [("Inside the scam hubs of Palau", "related link")]
    assert dropped(STORY + link + STORY) == dropped(STORY + STORY + link) == gone
    assert dropped(f"<p>{'ข่าว' * 30}</p>{link}<p>{'ข่าว' * 30}</p>") == gone


@pytest.mark.parametrize(
    "html",
    [
        "<a href=x>Inside the scam hubs of Palau</a>&nbsp;&nbsp;<font color='#6f6f6f'>The Outlet</font>",
        "<p><a href=x>Inside the scam hubs of Palau, where three hundred were held</a> <font>Ledger</font></p>",
        f"{STORY}{STORY}<p>The ministry calls its report:</p><p><a href=x>Inside the scam hubs of Palau</a></p>",
        f"{STORY}{STORY}The men came from<br><a href=x>the scam hubs of Palau</a><br>and were sent home.",
        f"{STORY}{STORY}The men came from<br><a href=x>Palau</a>, <a href=y>Guam</a><br>and were sent home.",
        "<p><a href=x>Inside the scam hubs of Palau</a> | <a href=y>Suspects land in Kunming</a></p>",
        f"{STORY}{STORY}<p><a href=x>They were sold.</a> | <a href=y>We were sold.</a></p>",
    ],
    ids=["one link", "one long link", "announced", "in a sentence", "several in a sentence", "a row", "sentences"],
)
def test_links_that_tell_the_story_stay(html: str) -> None:
    assert dropped(html) == []


@pytest.mark.parametrize("sign", [" | ", ", ", " · ", "/"])
def test_a_row_of_links_in_one_line_is_furniture(sign: str) -> None:
    row = f"<p><a href=x>Inside the scam hubs of Palau</a>{sign}<a href=y>Suspects land in Kunming</a></p>"
    gone = [(f"Inside the scam hubs of Palau{sign}Suspects land in Kunming", "related link")]
    assert dropped(STORY + row) == dropped(STORY + row + STORY) == dropped(row + STORY + STORY) == gone
    assert dropped(LONG + row + LONG) == gone
    assert dropped(f"{STORY}<p><a href=x>Asia</a>{sign}<a href=y>Crime</a></p>") == [
        (f"Asia{sign}Crime", "related link")
    ]


def test_a_link_that_is_cut_in_two_is_no_row() -> None:
    assert dropped(STORY + "<p><a href=x>Inside the </a><a href=x>scam hubs</a> <a href=x>of Palau</a></p>") == []


def test_a_list_knows_its_items_where_each_is_a_paragraph() -> None:
    page = text.page("<ul><li><p>one</p></li><li>two</li></ul>three")
    assert [(page.text[line.start : line.end], line.is_item) for line in lines(page)] == [
        ("one", True),
        ("two", True),
        ("three", False),
    ]


def test_a_line_knows_how_much_of_it_is_linked() -> None:
    page = text.page("<p>ab <a>cd</a><a>ef</a></p><p><a>gh<br>ij</a>k</p>")
    assert [line.linked for line in lines(page)] == [4, 2, 2]


def test_a_class_without_end_costs_nothing() -> None:
    assert kind_of("p", {"class": "x" * 10_000_000 + " share"}) == ""
    assert kind_of("p", {"class": None, "id": None, "role": None}) == ""
    assert furniture.kind_of("div", {"class": "-- __ 99"}) == ""
