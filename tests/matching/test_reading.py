"""Readings: which tokens of an entry stand in which field, how far from each other, and what is left out."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching.reading import ABOUT, LONGEST_LOOK, RAW, SHOWN, Hit, Reading, begun
from monitor.model import Dropped, Entry, Feed
from tests.matching.scene import SOUP, dropping, entry, reading


def at(made: Reading, word: str, number: int = 0) -> Hit:
    """The place of a word, the first of its kind or a later one."""
    place = [token for token, each in enumerate(made.words) if each == word][number]
    return Hit(made.field_of(place), place, place + 1, ())


def in_field(made: Reading, name: str) -> list[str]:
    [number] = made.numbers(name)
    field = made.fields[number]
    return made.words[field.first : field.last]


def test_fields_stand_one_after_the_other_and_are_shown_whole() -> None:
    made = reading(entry("A raid", "Two buses.", "They left…"))
    assert [made.words[field.first : field.last] for field in made.fields] == [
        ["a", "raid"], ["two", "buses"], ["they", "left"],
    ]  # fmt: skip
    assert [made.shown(number) for number in range(3)] == ["A raid", "Two buses.", "They left…"]


def test_what_else_is_known_of_an_entry_is_read_when_asked_for() -> None:
    feed = Feed("https://www.wire.example/rss", "The Wire", ("asia", "daily"))
    one = Entry(
        "k", "Raid", author="Ann Bo", lang="en", link="https://www.news.example/a/raid-1", categories=("Crime", "Law")
    )
    made = Reading(one, feed, (*SHOWN, *ABOUT))
    told = {name: in_field(made, name) for name in ABOUT}
    assert told["author"] == ["ann", "bo"]
    assert told["category"] == ["crime", "law"]
    assert told["url"] == "https www news example a raid 1".split()
    assert told["site"] == ["www", "news", "example"]
    assert told["feed"] == "the wire https www wire example rss asia daily".split()
    assert told["source"] == "the wire www wire example ann bo".split()
    assert told["lang"] == ["en"]
    assert not reading(one).numbers("author")


def test_the_site_of_an_entry_without_a_link_is_its_feeds() -> None:
    made = Reading(entry("Raid"), Feed("https://wire.example/rss"), (*SHOWN, "site"))
    assert in_field(made, "site") == ["wire", "example"]


def test_of_a_text_without_end_what_is_dropped_stays_dropped_as_far_as_it_is_looked_at() -> None:
    story, related = "Fine weather. ", "A raid today. " * (LONGEST_LOOK // 10)
    one = entry("News", content=story + related)
    whole = Dropped("content", len(story), len(one.content), "related link")
    behind = Dropped("content", LONGEST_LOOK, len(one.content), "share")
    looked = begun(replace(one, dropped=(whole, behind)))
    assert looked.dropped == (replace(whole, end=LONGEST_LOOK),)
    assert reading(looked).words == ["news", "fine", "weather"]


def test_text_stands_for_all_shown_fields_and_raw_for_the_same_with_what_was_dropped() -> None:
    made = Reading(entry("Raid"), Feed("u"), (*SHOWN, *RAW))
    assert made.numbers("text") == {0, 1, 2}
    assert made.numbers("raw") == {3, 4, 5}
    assert made.numbers("summary") == {1}
    assert [field.name for field in made.fields] == [*SHOWN, *SHOWN]


def test_what_was_dropped_is_read_raw_only() -> None:
    one = dropping(entry("Raid", "A bus left. Related: Scam hub falls. The end."), "Related: Scam hub falls.")
    made = Reading(one, Feed("u"), (*SHOWN, *RAW))
    assert made.words[made.fields[1].first : made.fields[1].last] == "a bus left the end".split()
    assert made.words[made.fields[4].first : made.fields[4].last] == "a bus left related scam hub falls the end".split()
    assert made.shown(1) == one.summary


def test_dropped_places_that_reach_into_one_another_drop_all_that_they_cover() -> None:
    summary = "zero one two three four five"
    places = (Dropped("summary", 5, 23, "share"), Dropped("summary", 9, 12, "advertisement"))
    made = reading(entry("", summary, dropped=places))
    assert made.words == ["zero", "five"]


def test_what_was_dropped_is_blanks_to_a_regex_and_what_stands_behind_it_keeps_its_place() -> None:
    summary = "zero one two three four five"
    places = (
        Dropped("summary", 19, 23, "share"),
        Dropped("summary", 5, 12, "share"),
        Dropped("summary", 9, 12, "share"),
    )
    made = reading(entry("scam", summary, dropped=places))
    assert (made.kept(0), made.kept(1)) == ("scam", "zero " + "\n" * 7 + " three " + "\n" * 4 + " five")


def test_tens_of_thousands_of_dropped_places_are_taken_out_in_time() -> None:
    summary = "Ad é\n" * 30_000
    dropped = tuple(Dropped("summary", at, at + 2, "advertisement") for at in range(0, len(summary), 5))
    started = time.thread_time()
    made = reading(entry("", summary, dropped=dropped))
    assert {len(made.kept(1)) for _ in range(100)} == {len(summary)}
    assert time.thread_time() - started < 5


def test_a_field_is_not_dropped_for_a_place_in_another() -> None:
    made = reading(entry("scam hub", "scam hub", dropped=(Dropped("summary", 0, 8, "share"),)))
    assert made.words == ["scam", "hub"]
    assert made.field_of(0) == 0


@pytest.mark.parametrize(
    ("text", "one", "other", "words"),
    [
        ("scam hub", "scam", "hub", 0),
        ("scam in a hub", "scam", "hub", 2),
        ("hub of a scam", "scam", "hub", 2),
        ("电人在诈", "电", "诈", 2 / 3),
        ("scam 在园 hub", "scam", "hub", 2 / 3),
    ],
)
def test_distance_is_counted_in_words_between_and_three_syllables_are_a_word(
    text: str, one: str, other: str, words: float
) -> None:
    made = reading(entry(text, lang=""))
    assert made.distance(at(made, one), at(made, other)) == pytest.approx(words)
    assert made.distance(at(made, other), at(made, one)) == pytest.approx(words)


def test_places_that_overlap_have_no_distance() -> None:
    made = reading(entry("one two three four"))
    assert made.distance(Hit(0, 0, 3, ()), Hit(0, 1, 2, ())) == 0
    assert made.distance(Hit(0, 1, 2, ()), Hit(0, 0, 3, ())) == 0


@pytest.mark.parametrize(("title", "summary"), [("scam", "hub"), ("scam", ""), ("", "scam")])
def test_two_fields_are_farther_apart_than_anybody_can_ask_for(title: str, summary: str) -> None:
    made = reading(entry(title, summary, "" if title and summary else "hub"))
    assert made.distance(at(made, "scam"), at(made, "hub")) > 999


def test_the_language_is_the_entrys_else_the_feeds_unless_the_script_says_otherwise() -> None:
    assert Reading(entry("Polizei", lang="de"), Feed("u", lang="fr")).language == "de"
    assert Reading(entry("Polizei", lang=""), Feed("u", lang="de-AT")).language == "de"
    assert Reading(entry("ตำรวจจับกุม", lang="en"), Feed("u", lang="en-US")).language == "th"


@given(SOUP, SOUP, SOUP, st.data())
def test_every_token_stands_in_the_field_that_it_is_said_to(
    title: str, summary: str, content: str, data: st.DataObject
) -> None:
    whole = entry(title, summary, content, author=title, lang="")
    ends = st.integers(0, len(summary))
    cuts = [sorted((data.draw(ends), data.draw(ends))) for _ in range(data.draw(st.integers(0, 3)))]
    dropped = tuple(Dropped("summary", start, end, "share") for start, end in cuts)
    one = Entry("k", title, summary=summary, content=content, author=title, dropped=dropped)
    made, all_of_it = (Reading(each, Feed("u"), (*SHOWN, *RAW, "author")) for each in (one, whole))
    for token, (word, start, end) in enumerate(zip(made.words, made.starts, made.ends, strict=True)):
        number = made.field_of(token)
        field = made.fields[number]
        assert field.first <= token < field.last
        shown = made.shown(number)
        assert 0 <= start - field.offset < end - field.offset <= len(shown)
        assert made.offset(number) == field.offset
        place = start - field.offset
        assert number != 1 or not any(first <= place < last for first, last in cuts)
        assert word in all_of_it.words
    assert [made.words[field.first : field.last] for field in made.fields[3:]] == [
        all_of_it.words[field.first : field.last] for field in all_of_it.fields[3:]
    ]
    assert made.places == sorted(made.places)
    assert len(made.places) == len(made.words) + 1
