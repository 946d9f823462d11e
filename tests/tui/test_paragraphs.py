"""An entry becomes lines: where it comes from, in what state it is, why it matches, its text as it was laid out."""

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

import pytest

from monitor import cells, text, times
from monitor.feeds import clean
from monitor.model import Dropped, Enclosure, Entry, Match, Place, Span, repeats
from monitor.store.entries import Row, Stored
from monitor.store.revisions import Revision
from monitor.tui import paragraphs
from monitor.tui.flow import Line, Piece
from monitor.tui.paragraphs import MOST, numbers
from tests.home import LOADED

NOW = 1_795_000_000.0
LINK = "https://news.example/1"


def stored(one: Entry, *, changed: int | None = None, before: Revision | None = None, **more: object) -> Stored:
    marks = {name: bool(more.pop(name, False)) for name in ("starred", "dismissed")}
    row = Row(1, "https://ledger.example/feed", "Border Ledger", one.title, int(NOW) - 7200, False, **marks)
    return Stored(row, one, int(NOW), changed, (), before=before, **more)  # type: ignore[arg-type]


def lines(one: Entry | Stored, matches: Sequence[Match] = (), width: int = 60) -> list[Line]:
    shown = one if isinstance(one, Stored) else stored(one)
    return [*paragraphs.lines(shown, matches, {"w": "red", "v": "blue"}, width, NOW)]


def told(one: Entry | Stored, matches: Sequence[Match] = (), width: int = 60) -> list[str]:
    return [line.plain.rstrip() for line in lines(one, matches, width)]


def marked_up(html: str, link: str = LINK, **more: object) -> Entry:
    """An entry as a feed's HTML makes it."""
    entry = Entry("k", "T", link=link, **more)  # type: ignore[arg-type]
    return clean.told(entry, clean.body(html), text.Page(""), entry.link)


def body(html: str, width: int = 60) -> list[str]:
    """The lines of a text alone."""
    return text_of(marked_up(html, link=""), width)


def text_of(entry: Entry, width: int) -> list[str]:
    said = told(entry, width=width)
    return said[said.index("") + 1 : -1]


def pieces(found: Sequence[Line], *words: str) -> list[Piece]:
    return [piece for word in words for line in found for piece in line.pieces if piece.text == word]


# What stands above the text.


def test_a_book_for_a_title_or_an_address_is_cut() -> None:
    book = Entry("k", "w" * 1_000_000, link=f"{LINK}/{'w' * 50_000}")
    said = lines(book, (Match("w", "strong", (Span("title", 999_000, 999_900, "w", "w", "exact"),)),))
    assert len(said) < 100
    assert {piece.link for line in said for piece in line.pieces if piece.link} == {book.link}


def test_an_entry_with_everything() -> None:
    said = "\n".join(
        told(
            Entry(
                "k", "A raid", author="Ma Thida", link=LINK, summary="Short.", content="Long text.",
                categories=("crime", "border"), enclosures=(Enclosure("https://news.example/1.mp3", "audio/mpeg", 9),),
            )
        )
    )  # fmt: skip
    for part in ("A raid", "Border Ledger", "Ma Thida", f"{LINK}\n", "2 h ago", "Short.", "Long text.",
                 "crime · border", "[1] audio/mpeg, 9 bytes: https://news.example/1.mp3"):  # fmt: skip
        assert part in said


def test_an_entry_with_nothing() -> None:
    assert told(Entry("k", ""))[0] == "(no title)"


def test_an_author_that_is_the_outlet_is_told_once() -> None:
    assert "\n".join(told(Entry("k", "T", author="Border Ledger"))).count("Border Ledger") == 1


def test_what_the_user_made_of_it_is_told() -> None:
    assert told(stored(Entry("k", "T"), starred=True, tags=("call", "print")))[2] == "★ starred · tags: call, print"
    assert told(stored(Entry("k", "T"), dismissed=True))[2] == "× dismissed"
    assert told(stored(Entry("k", "T")))[2] == ""


def test_what_an_edit_changed_is_told() -> None:
    entry = Entry("k", "A raid at dawn", summary="Now.")
    said = told(stored(entry, changed=int(NOW), before=Revision(int(NOW), "A raid", "Now.", "")))
    assert said[2] == f"edited since it was first seen, last on {times.local(NOW):%d %b, %H:%M}"
    assert said[3] == "title was: A raid"


def test_the_text_of_its_web_page_is_said_to_be_that() -> None:
    said = told(stored(Entry("k", "T", content="Long."), whole=True))
    assert said.index("Long.") == said.index("This is the text of its web page; the feed gave less.") + 2
    assert not any("web page" in line for line in told(Entry("k", "T", content="Long.")))


def test_each_watch_tells_its_reasons_beside_a_bar_of_its_colour() -> None:
    match = Match("w", "strong", (Span("title", 2, 6, "raid", "raid", "exact"),))
    found = lines(Entry("k", "A raid"), [match], width=24)
    (first, *_) = [line for line in found if line.plain.startswith("▌")]
    assert first.plain.startswith("▌ w  strong: “raid” in")
    assert first.pieces[0].styles == ("red",) and first.pieces[1].styles == ("bold",)
    assert all(cells.width(line.plain.rstrip()) <= 24 for line in found)


def test_matched_words_beyond_number_are_told_by_their_number() -> None:
    spans = tuple(Span("content", 5 * n, 5 * n + 4, "raid", "raid", "exact") for n in range(10_000))
    found = lines(Entry("k", "T", content="raid " * 10_000), [Match("w", "likely", spans)])
    assert any("8,000 more" in line.plain for line in found)
    assert sum(line.is_marked for line in found) > 100


# The text as it was laid out.


def test_a_summary_that_the_content_begins_with_is_left_out() -> None:
    assert repeats("One two three four", "One two")
    assert repeats("One\n\n two three", "One two…")
    assert repeats("One two three", "One two [...]")
    assert not repeats("One two three", "Two")
    assert not repeats("One two", "")
    book = "word " * 2_500
    assert repeats(f"{book} and more", f"{book}…")
    assert not repeats(f"{book} and more", f"{book} and an end of its own")
    assert "\n".join(told(Entry("k", "T", summary="One two", content="One two three"))).count("One two") == 1


def test_a_book_is_cut_and_the_rest_is_said_to_be_there() -> None:
    said = told(Entry("k", "T", content="word " * (MOST // 2)))
    assert sum(map(len, said)) <= MOST + 200
    assert any("more characters" in line for line in said)


def test_lines_of_a_list_hang_and_a_list_in_a_list_stands_further_in() -> None:
    assert body("<ul><li>one two three four five<li>six<ul><li>seven eight nine ten eleven</ul></ul>end", 24) == [
        "• one two three four", "  five", "• six", "", "  • seven eight nine ten", "    eleven", "", "end",
    ]  # fmt: skip


def test_a_list_of_paragraphs_has_its_bullets_beside_them() -> None:
    assert body("<ul><li><p>one</p><p>two</p></li><li><p>three</p></li></ul>end") == [
        "• one", "", "  two", "• three", "", "end",
    ]  # fmt: skip


def test_a_text_without_markup_that_writes_bullets_is_a_list_too() -> None:
    entry = Entry("k", "T", summary="• one two three four five\n•\n\nsix")
    assert text_of(entry, 24) == ["• one two three four", "  five", "• six"]


def test_what_stands_below_in_an_item_that_has_a_number_stands_below_its_text() -> None:
    html = (
        "<ol start=9><li>one two three four five six<p>seven</p><li>eight nine ten eleven twelve<ul><li>x</ul></ol>end"
    )
    assert body(html, 24) == [
        "9. one two three four", "   five six", "", "   seven", "10. eight nine ten", "    eleven twelve", "",
        "    • x", "", "end",
    ]  # fmt: skip
    assert body("<ol><li><pre>one</pre><p>two</p></li></ol>") == ["1. one", "", "   two"]


def test_a_number_in_a_line_of_its_own_is_text_where_no_item_stands_below_it() -> None:
    drawn = ["Drawn were", "12.", "7.", "", "So says the lottery."]
    assert text_of(Entry("k", "T", summary="\n".join(drawn)), 24) == drawn
    assert body("<h2>1.</h2><p>Rain</p><p>Born in</p><p>12.</p>") == ["1.", "", "Rain", "", "Born in", "", "12."]
    assert body("<ol><li><pre>  one</pre></li><li>12.</li></ol>") == ["1.   one", "2. 12."]
    assert body("<p>12.</p><li><ol><li>x</ol>")[0] == "12."


def test_a_bar_stands_beside_a_quote_and_its_empty_lines() -> None:
    assert body("<p>He said:</p><blockquote><p>One two three four five six.</p><p>Seven.</p></blockquote>end", 24) == [
        "He said:", "", "▎ One two three four", "▎ five six.", "▎", "▎ Seven.", "", "end",
    ]  # fmt: skip


def test_a_list_in_a_quote_and_a_quote_in_a_list() -> None:
    assert body("<blockquote><ul><li>one</ul></blockquote><ul><li>two<blockquote>three</blockquote></ul>end") == [
        "▎ • one", "", "• two", "", "  ▎ three", "", "end",
    ]  # fmt: skip


def test_quotes_and_lists_without_end_leave_room_for_the_text() -> None:
    (first, *_) = body("<blockquote>" * 100 + "one two three four five" + "</blockquote>" * 100, 40)
    assert first == "▎ " * 8 + "one two three four five"
    assert body("<blockquote>" * 100 + "one", 21)[0] == "one"


def test_headings_are_bold() -> None:
    found = lines(marked_up("<h2>A raid</h2>at dawn"))
    assert pieces(found, "A raid")[0].styles == ("bold",)
    assert pieces(found, "at dawn")[0].styles == ()


def test_what_a_writer_has_taken_back_is_struck_through() -> None:
    found = lines(marked_up("<p>They held <del>50</del> <ins>30</ins> people.</p>"))
    assert pieces(found, "50")[0].styles == ("strike",)
    assert pieces(found, " 30 people.")[0].styles == ()


def test_preformatted_text_keeps_its_lines_and_is_cut() -> None:
    assert body("<pre>one two three four five six\nseven</pre>", 20) == ["one two three four …", "seven"]


def test_furniture_is_quiet_in_its_place_and_the_words_of_a_search_in_their_colour() -> None:
    dropped = (Dropped("summary", 6, 21, "related link"), Dropped("content", 0, 5, "share"))
    one = Entry("k", "T", summary="Rain.\nRelated:\na raid", content="Share it", dropped=dropped)
    match = Match("w", "likely", (Span("summary", 17, 21, "raid", "raid", "exact"),))
    found = lines(one, [match])
    shown = [(piece.text, piece.styles) for line in found[-6:] for piece in line.pieces]
    assert shown == [
        ("Rain.", ()), ("‹", ("quiet",)), ("Related:", ("quiet",)),
        ("a ", ("quiet",)), ("raid", ("quiet", "bold underline", "red")), ("›", ("quiet",)),
        ("‹", ("quiet",)), ("Share", ("quiet",)), ("›", ("quiet",)), (" it", ()),
    ]  # fmt: skip


def test_signs_stand_around_furniture_behind_its_bullet_and_its_links_and_once_around_what_overlaps() -> None:
    one = marked_up("<p>Rain fell.</p><ul><li><a href='/2'>A raid</a></li><li>More</li></ul>")
    start, end = one.summary.index("• "), len(one.summary)
    dropped = (Dropped("summary", start, end, "related link"), Dropped("summary", start, start + 5, "share"))
    said = told(replace(one, dropped=dropped))
    assert said[said.index("Rain fell.") :][:5] == ["Rain fell.", "", "• ‹A raid[1]", "• More›", ""]
    one = marked_up("<p>Rain fell.</p><ol><li>A raid<p>More</p></li></ol>")
    dropped = (Dropped("summary", one.summary.index("1. "), len(one.summary), "related link"),)
    assert told(replace(one, dropped=dropped))[-4:] == ["1. ‹A raid", "", "   More›", ""]
    for html, said in (("<ol><li><pre>A raid</pre></li></ol>", "1. ‹A raid›"), ("<p>12.</p>", "‹12.›")):
        one = marked_up(html)
        assert said in told(replace(one, dropped=(Dropped("summary", 0, len(one.summary), "related link"),)))


def test_what_is_said_of_one_field_shows_in_no_other() -> None:
    places = (Place("summary", 0, 4, "heading"), Place("content", 5, 9, "link", "https://b.example/"))
    dropped = (Dropped("summary", 5, 9, "share"),)
    one = Entry("k", "Raid one", summary="Abcd efgh ijkl", content="Zbcd efgh", places=places, dropped=dropped)
    found = lines(one, [Match("w", "likely", (Span("title", 0, 4, "raid", "raid", "exact"),))])
    shown = [(piece.text, piece.styles) for line in found for piece in line.pieces]
    assert shown[0] == ("Raid", ("title", "bold underline", "red"))
    assert [one for one in shown if one[0][:4].strip() in ("Abcd", "efgh", "Zbcd")] == [
        ("Abcd", ("bold",)), ("efgh", ("quiet",)), ("Zbcd ", ()), ("efgh", ("link",)),
    ]  # fmt: skip


def test_signs_stand_around_each_of_two_things_and_around_no_blanks() -> None:
    dropped = [Dropped("summary", start, end, "share") for start, end in ((4, 6), (9, 12), (13, 14))]
    assert told(Entry("k", "T", summary="One \ntwo\nred \n\nsix", dropped=tuple(dropped)))[-6:] == [
        "One", "‹t›wo", "‹red›", "", "six", "",
    ]  # fmt: skip


# Links.


def test_links_are_numbered_in_the_text_and_their_addresses_told_below_it() -> None:
    html = "<p>a <a href='/2'>raid</a>, <a href='https://b.example/'>rain</a> and <a href='/2'>again</a>.</p>"
    said = told(marked_up(html))
    assert said[4:] == [
        "a raid[1], rain[2] and again[1].", "", "[1] https://news.example/2", "[2] https://b.example/", "",
    ]  # fmt: skip


def test_of_two_links_side_by_side_each_has_its_number_and_no_more() -> None:
    entry = marked_up("<p>a <a href='/2'>raid</a><a href='/3'>rain</a>bow</p>")
    (line,) = [line for line in lines(entry) if line.plain == "a raid[1]rain[2]bow"]
    shown = [(piece.text, piece.styles, piece.link[-1:]) for piece in line.pieces]
    assert shown == [
        ("a ", (), ""), ("raid", ("link",), "2"), ("[1]", ("quiet",), "2"), ("rain", ("link",), "3"),
        ("[2]", ("quiet",), "3"), ("bow", (), ""),
    ]  # fmt: skip


def test_an_address_that_a_text_writes_out_is_a_link_among_those_of_its_markup() -> None:
    one = marked_up(
        "See https://a.example/1, <a href=/2>this</a> and <a href=/3>https://b.example/…</a>, https://c.example."
    )
    assert numbers(one).addresses == (
        "https://a.example/1", "https://news.example/2", "https://news.example/3", "https://c.example",
    )  # fmt: skip
    assert told(one)[4:7] == [
        "See https://a.example/1[1], this[2] and",
        "https://b.example/…[3], https://c.example[4].",
        "",
    ]
    linked = [piece.link for line in lines(one)[4:6] for piece in line.pieces if piece.link]
    assert linked == [each for each in numbers(one).addresses for _ in range(2)]  # The words, and the number.
    furniture = Dropped("summary", 0, one.summary.index(","), "share")
    assert numbers(replace(one, dropped=(furniture,))).addresses[-1] == "https://a.example/1"


def test_an_address_in_the_middle_of_which_the_shown_text_ends_is_no_link() -> None:
    before = "x " * (paragraphs.MOST // 2 - 10)
    assert numbers(Entry("k", "T", summary=f"{before}https://a.example/story")).addresses == ()
    assert numbers(Entry("k", "T", summary=f"{before}https://a.example/")).addresses == ("https://a.example/",)


def test_a_link_to_the_entry_itself_has_no_number_however_it_is_written() -> None:
    for address in (LINK, f"{LINK}/", "http://news.example/1", f"{LINK}?utm_source=rss"):
        entry = marked_up(f"<p>a <a href='{address}'>raid</a> <a href='/2'>rain</a></p>")
        assert numbers(entry).addresses == ("https://news.example/2",)
        assert "a raid rain[1]" in told(entry)
        (piece,) = pieces(lines(entry), "raid")
        assert (piece.styles, piece.link) == (("link",), address)


def test_what_leads_away_from_the_story_is_numbered_last() -> None:
    html = (
        "<div class='share'><a href='/s'>Share this</a></div><p>"
        + "A raid in town was seen. " * 9
        + "<a href='/2'>x</a>."
    )
    entry = marked_up(html, enclosures=(Enclosure("https://news.example/1.mp3", "audio/mpeg", 12_345_678),))
    assert numbers(entry).addresses == (
        "https://news.example/2",
        "https://news.example/1.mp3",
        "https://news.example/s",
    )
    found = lines(entry)
    assert pieces(found, "Share this")[0].styles == ("quiet", "link", "quiet")
    said = [line.plain for line in found]
    assert "‹Share this[3]›" in said and "[2] audio/mpeg, 12 MB: https://news.example/1.mp3" in said


def test_a_file_that_is_the_entry_itself_is_told_without_a_number() -> None:
    said = told(
        Entry("k", "T", link="https://news.example/1.mp3", enclosures=(Enclosure("https://news.example/1.mp3"),))
    )
    assert "file: https://news.example/1.mp3" in said


@pytest.mark.parametrize(
    ("size", "said"),
    [(999, "999 bytes"), (1_000, "1.0 kB"), (99_900, "99 kB"), (1_500_000, "1.5 MB"), (12 * 10**12, "12,000 GB")],
)  # fmt: skip
def test_sizes_are_written_as_people_write_them(size: int, said: str) -> None:
    assert f"[1] a/b, {said}: u://x" in told(Entry("k", "T", enclosures=(Enclosure("u://x", "a/b", size),)))


def test_matched_words_are_marked_in_links_and_headings_behind_numbers_too() -> None:
    entry = marked_up("<h2>A raid</h2><p><a href='/2'>a raid in</a> <a href='/3'>the rain</a>, a raid</p>")
    places = [at for at in range(len(entry.summary)) if entry.summary.startswith("raid", at)]
    spans = tuple(Span("summary", at, at + 4, "raid", "raid", "exact") for at in places)
    found = lines(entry, [Match("w", "likely", spans)])
    assert [piece.styles for piece in pieces(found, "raid")] == [
        ("bold", "bold underline", "red"), ("link", "bold underline", "red"), ("bold underline", "red"),
    ]  # fmt: skip
    assert sum(line.is_marked for line in found) == 2
    assert "a raid in[1] the rain[2], a raid" in [line.plain for line in found]


def test_links_of_a_summary_that_is_not_shown_have_no_numbers() -> None:
    places = (
        Place("summary", 0, 3, "link", "https://b.example/"),
        Place("content", 0, 3, "link", "https://c.example/"),
    )
    assert numbers(Entry("k", "T", summary="One", content="One two", places=places)).addresses == (
        "https://c.example/",
    )


def test_places_that_fit_no_text_do_no_harm() -> None:
    odd = [(-5, 2), (2, 2), (3, 1), (0, 10**9), (10**9, 10**10)]
    places = [Place("summary", *one, kind, "https://b.example/") for one in odd for kind in ("link", "quote", "item")]  # type: ignore[arg-type]
    entry = Entry("k", "T", summary="One two", places=tuple(places), dropped=(Dropped("summary", 5, 10**9, "x"),))
    assert "One t‹wo›" in told(entry)


def test_whatever_a_feed_writes_is_text() -> None:
    hostile = "[bold]x[/] [@click=app.quit]y[/] [/]"
    said = "\n".join(told(Entry("k", hostile, author=hostile, content=hostile, categories=(hostile,)), width=90))
    assert said.count(hostile) == 4


@pytest.mark.parametrize(
    "content",
    ["x" * 1_000_000, "\n".join(map(str, range(50_000))), " ".join(f"link{n}" for n in range(100_000)),
     "မြဝတီမြို့နယ်တွင် " * 20_000, "中文标题很长" * 40_000, "• x\n" * 50_000,
     "https://b.example/x " * 10_000, "https://" * 25_000, "https://b.example/" + "(" * 190_000],
    ids=["one word", "lines", "links", "burmese", "chinese", "list", "addresses", "beginnings", "brackets"],
)  # fmt: skip
def test_the_first_screen_of_a_text_without_end_is_there_at_once(content: str) -> None:
    found = Place("content", 0, 3, "link", "https://b.example/")
    places = tuple(Place("content", n * 4, n * 4 + 3, "link", f"https://b.example/{n}") for n in range(200))
    entry = Entry("k", "T", link=LINK, content=content, places=(found, *places))
    started = time.thread_time()
    assert len([*islice(paragraphs.lines(stored(entry), (), {}, 90, NOW), 60)]) == 60
    assert time.thread_time() - started < 0.3 * LOADED
