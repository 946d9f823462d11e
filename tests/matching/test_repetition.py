"""What a feed repeats, over one poll and over several: its own sentences, and the titles of its other entries."""

import struct
from collections.abc import Sequence
from dataclasses import replace

import pytest

from monitor.matching.repetition import (
    LONGEST_MEMORY,
    OTHER_TITLE,
    REPEATED,
    digest,
    marked,
    marked_by,
    names,
    with_titles_dropped,
    without_titles,
)
from monitor.model import Dropped, Entry

OWN = "Border Ledger brings you the news of the river towns."
NEWS = ["The rice harvest fell by a tenth this year.", "A ferry sank near the old bridge on Sunday.",
        "The council voted for a new market hall.", "Rain will stop by Thursday, forecasters say."]  # fmt: skip
DATE = 1_795_000_000
HOME, SECTION = "https://news.example/", "https://news.example/warnings"


def entry(number: int, *sentences: str, title: str = "") -> Entry:
    return Entry(f"k{number}", title or f"The title of entry number {number}", summary=" ".join(sentences))


def told(entries: list[Entry]) -> list[list[str]]:
    return [[one.summary[place.start : place.end] for place in one.dropped] for one in entries]


def test_a_story_whose_headline_is_edited_again_and_again_under_other_keys_repeats_nothing() -> None:
    """As broadcasters do, whose guids count the editions."""
    memory, link = b"", f"{HOME}articles/1"
    for edition in range(4):
        title = f"Raid on a scam compound frees {edition + 3} of the workers"
        one = replace(entry(edition, NEWS[0], title=title), link=f"{link}?utm_id={edition}")
        (one, *_), memory, tells = marked([one, replace(entry(9, NEWS[1]), link=f"{HOME}articles/9")], memory)
        assert (one.dropped, tells) == ((), frozenset())


def test_but_stories_that_stand_at_one_page_side_by_side_do() -> None:
    several = [replace(entry(n, NEWS[n], OWN), link=SECTION) for n in range(3)]
    assert told(marked(several, b"").entries) == [[OWN]] * 3


def test_a_sentence_of_three_entries_is_the_feeds_own() -> None:
    two, _, _ = marked([entry(n, NEWS[n], OWN) for n in range(2)], b"")
    assert told(two) == [[], []]
    three, _, _ = marked([entry(n, NEWS[n], OWN) for n in range(3)], b"")
    assert told(three) == [[OWN]] * 3
    assert {place.reason for one in three for place in one.dropped} == {REPEATED}


@pytest.mark.parametrize("before", ["in ward 5.", "in ward 5!", "in ward 55.", "on pier 3 in ward 5.”"])
def test_it_is_known_behind_a_sentence_that_ends_in_a_digit(before: str) -> None:
    found, _, _ = marked([entry(n, f"{NEWS[n][:-1]} {before}", OWN, "More.") for n in range(3)], b"")
    assert told(found) == [[OWN]] * 3


@pytest.mark.parametrize(
    "same",
    [
        "1. The casino raid of Poipet.",
        "Read: 1. Scam hubs raided 2. Ferry sinks 3. Rain",
        "He was told so by J. Smith of Poipet",
        "At 3.5. Border Ledger says so every day",
    ],
)
def test_numbers_of_a_list_and_initials_end_no_sentence(same: str) -> None:
    found, _, _ = marked([entry(n, f"{NEWS[n]}\n{same}") for n in range(3)], b"")
    assert told(found) == [[same]] * 3


def test_it_is_known_over_several_polls_and_whatever_its_case() -> None:
    memory = b""
    for number in range(4):
        found, memory, _ = marked([entry(number, NEWS[number], OWN.upper() if number == 3 else OWN)], memory)
        assert told(found) == [[] if number < 2 else [found[0].summary[len(NEWS[number]) + 1 :]]]


def test_an_earlier_entry_that_comes_again_follows() -> None:
    first, memory, _ = marked([entry(0, NEWS[0], OWN)], b"")
    assert told(first) == [[]]
    _, memory, _ = marked([entry(n, NEWS[n], OWN) for n in range(1, 3)], memory)
    again, _, _ = marked([entry(0, NEWS[0], OWN)], memory)
    assert told(again) == [[OWN]]


def test_the_same_entries_again_count_once() -> None:
    several = [entry(n, NEWS[n], OWN) for n in range(2)]
    first = marked(several, b"")
    for _ in range(3):
        assert marked(several, first.memory) == first


def test_what_becomes_the_feeds_own_and_a_fresh_title_tell_of_the_entries_that_had_them() -> None:
    alone = [entry(0, NEWS[0], OWN), entry(1, NEWS[1], OWN), entry(2, NEWS[2], NEWS[3])]
    memory = marked(alone, b"").memory
    by_title = {name: one.key for one, name in zip(alone, names(alone, memory), strict=True)}
    tells = [
        marked([fresh], memory).tells
        for fresh in (entry(3, OWN), entry(4, "Nothing new.", title=NEWS[3]), entry(5, NEWS[3]))
    ]
    assert [sorted(by_title[name] for name in each) for each in tells] == [["k0", "k1"], ["k2"], []]


def test_a_story_that_a_feed_gives_three_times_is_no_furniture() -> None:
    same, _, _ = marked([entry(n, *NEWS, title="A ferry sank near the bridge") for n in range(3)], b"")
    assert told(same) == [[], [], []]
    again, _, _ = marked([entry(n, *NEWS, *NEWS[:1]) for n in range(3)], b"")
    assert told(again) == [[], [], []]


def test_an_edited_title_does_not_make_an_entry_another() -> None:
    memory = b""
    for number in range(4):
        found, memory, _ = marked([entry(7, NEWS[0], OWN, title=f"Ferry sinks, {number} dead on the river")], memory)
        assert told(found) == [[]]


@pytest.mark.parametrize(
    "told_by",
    [{"link": "https://news.example/9"}, {"published": DATE}, {"link": HOME, "published": DATE}],
    ids=lambda told_by: "-".join(told_by),
)
@pytest.mark.parametrize("title", ["KK Park raid", ""])
def test_nor_does_another_key_at_each_poll_whatever_its_title(title: str, told_by: dict[str, object]) -> None:
    memory, one = b"", Entry("", title, summary=" ".join(NEWS), **told_by)  # type: ignore[arg-type]
    for number in range(4):
        found, memory, _ = marked([replace(one, key=f"guid:{number}")], memory)
        assert told(found) == [[]]


def test_entries_under_one_short_title_are_several_all_the_same() -> None:
    several = [Entry(f"k{n}", "Live", link=f"https://news.example/{n}", summary=f"{NEWS[n]} {OWN}") for n in range(3)]
    assert told(marked(several, b"").entries) == [[OWN]] * 3


def warning(number: int, link: str, published: int | None) -> Entry:
    return Entry(f"guid:{number}", "Warning", link=link, published=published, summary=f"{NEWS[number]} {OWN}")


@pytest.mark.parametrize("dates", [range(DATE, DATE + 3), (DATE,) * 3, (None,) * 3], ids=["each", "one", "none"])
@pytest.mark.parametrize("link", [HOME, SECTION])
def test_so_are_those_that_lead_to_one_page(link: str, dates: Sequence[int | None]) -> None:
    several = [warning(number, link, published) for number, published in enumerate(dates)]
    found = marked(several, b"")
    assert told(found.entries) == [[OWN]] * 3
    assert marked(several, found.memory)[:2] == found[:2]
    assert len({*names(several, found.memory)}) == 3


@pytest.mark.parametrize("dates", [range(DATE, DATE + 3), (None,) * 3], ids=["dated", "undated"])
def test_those_that_come_one_by_one_are_several_where_they_stand_together(dates: Sequence[int | None]) -> None:
    memory, given = b"", list[Entry]()
    for number, published in enumerate(dates):
        # Of what is known no text is read.
        beside = [replace(one, summary="") for one in given]
        given.append(warning(number, SECTION, published))
        found, memory, tells = marked(given[-1:], memory, [*beside, given[-1]])
    assert told(found) == [[OWN]]
    assert tells == {*names(given[:2], memory)}


def test_those_of_a_first_page_are_told_apart_by_their_dates_also_where_one_takes_the_place_of_another() -> None:
    memory = b""
    for number in range(3):
        found, memory, _ = marked([warning(number, HOME, DATE + number)], memory)
    assert told(found) == [[OWN]]


@pytest.mark.parametrize("dates", [(DATE, DATE + 1), (DATE, DATE), (None, None)], ids=["each", "one", "none"])
def test_where_several_stand_other_keys_at_each_poll_make_none_of_them_another(dates: Sequence[int | None]) -> None:
    memory = b""
    for poll in range(4):
        several = [
            replace(warning(number, SECTION, published), key=f"{poll} {number}", summary=NEWS[number])
            for number, published in enumerate(dates)
        ]
        found, memory, _ = marked(several, memory)
        assert told(found) == [[], []]


@pytest.mark.parametrize("link", [HOME, SECTION])
@pytest.mark.parametrize("count", [1, 2])
def test_nor_do_other_keys_and_dates_at_each_poll(link: str, count: int) -> None:
    memory = b""
    for poll in range(4):
        several = [
            replace(warning(number, link, DATE + poll), key=f"{poll} {number}", summary=NEWS[number])
            for number in range(count)
        ]
        found, memory, _ = marked(several, memory)
        assert told(found) == [[]] * count


def test_a_story_that_is_given_three_times_under_a_short_title_is_no_furniture() -> None:
    several = [replace(warning(0, SECTION, DATE), key=f"guid:{number}") for number in range(3)]
    assert told(marked(several, b"").entries) == [[], [], []]


def test_a_teaser_that_is_nothing_but_the_feeds_own_sentence_goes() -> None:
    found, _, _ = marked([entry(n, "Click to read all of it on our site") for n in range(3)], b"")
    assert all(one.dropped for one in found)


ADVICE = "Information was added on scam centres and on who is held there."
OTHERS = [entry(n, f"{NEWS[n % 4]} It was day {n} of the month.") for n in range(20)]
NOTICES = [entry(90 + n, ADVICE, title=name) for n, name in enumerate(["Laos", "Cambodia", "柬埔寨旅行提醒"])]


def test_several_notices_of_one_text_that_say_in_their_titles_alone_whom_it_is_about_keep_it() -> None:
    assert told(marked([*OTHERS, *NOTICES], b"").entries) == [[]] * 23


def test_so_they_do_where_they_come_one_after_the_other() -> None:
    memory = marked(OTHERS, b"").memory
    for number, one in enumerate(NOTICES):
        found, memory, _ = marked([one], memory, OTHERS)
        assert told([*found, *marked_by(NOTICES[:number], memory)]) == [[]] * (number + 1)
    assert marked(NOTICES, memory).memory == memory


@pytest.mark.parametrize("before", ["", "Rain is expected there, says the office of {}. "])
def test_but_not_what_one_entry_in_four_says_nor_what_stands_under_headlines(before: str) -> None:
    notices = [replace(one, summary=before.format(one.title) + ADVICE) for one in NOTICES]
    assert [drop[-1] for drop in told(marked([*OTHERS[:9], *notices], b"").entries)[9:]] == [ADVICE] * 3
    headlines = [replace(one, title=f"{NEWS[n][:-1]}, say officials") for n, one in enumerate(notices)]
    assert [drop[-1] for drop in told(marked([*OTHERS, *headlines], b"").entries)[20:]] == [ADVICE] * 3


def test_what_stands_beside_other_words_stays_where_most_titles_are_no_headlines() -> None:
    notices = [replace(one, summary=f"{NEWS[n][:-1]} in {one.title}. {ADVICE}") for n, one in enumerate(NOTICES)]
    assert told(marked([*OTHERS, *notices], b"").entries) == [[]] * 23
    under_headlines = [replace(one, title=f"{one.title}, as is told at the border") for one in OTHERS]
    assert told(marked([*under_headlines, *notices], b"").entries)[20:] == [[ADVICE]] * 3


LEVELS = " - Level 2: Exercise Increased Caution", ": Reconsider your need to travel", "：注意安全，近期勿前往当地"


@pytest.mark.parametrize("level", LEVELS, ids=["dash", "colon", "chinese"])
def test_a_name_is_one_where_the_same_stands_behind_it_in_several_titles(level: str) -> None:
    advice = [replace(one, title=f"{('Land ' * (level[0] != '：') + chr(0x7532 + n)) if n else 'Peru'}{level}")
              for n, one in enumerate(OTHERS)]  # fmt: skip
    notices = [replace(one, title=one.title + level, summary=f"{NEWS[n][:-1]} in {one.title}. {ADVICE}")
               for n, one in enumerate(NOTICES)]  # fmt: skip
    assert told(marked([*advice, *notices], b"").entries) == [[]] * 23
    memory = marked(advice, b"").memory
    found, later, _ = marked(notices, memory, advice)
    assert told(found) == [[]] * 3 and marked(notices, later).memory == later
    headlines = [replace(one, title=f"{NEWS[n][:-1]}, officials say{level}") for n, one in enumerate(notices)]
    assert told(marked([*advice, *headlines], b"").entries)[20:] == [[ADVICE]] * 3


def test_what_stands_before_a_colon_is_no_name_where_each_title_says_something_else_behind_it() -> None:
    others = [replace(one, title=f"Land {n}: ferry number {n} is late again today") for n, one in enumerate(OTHERS)]
    notices = [replace(one, title=f"{one.title}: {NEWS[n]}", summary=f"{NEWS[n][:-1]} in {one.title}. {ADVICE}")
               for n, one in enumerate(NOTICES)]  # fmt: skip
    assert told(marked([*others, *notices], b"").entries)[20:] == [[ADVICE]] * 3


@pytest.mark.parametrize("short", ["He was 41 years old", "Photo: AFP", "昨日报道"])
def test_a_short_sentence_is_shared_by_chance(short: str) -> None:
    found, _, _ = marked([entry(n, NEWS[n], short) for n in range(3)], b"")
    assert told(found) == [[], [], []]


def test_eight_letters_of_a_script_without_blanks_are_a_sentence() -> None:
    own = "关注我们的微信公众号。"
    found, _, _ = marked([entry(n, NEWS[n], own) for n in range(3)], b"")
    assert told(found) == [[own]] * 3


def test_the_title_of_another_entry_is_a_link_to_it_now_and_at_later_polls() -> None:
    raid = entry(1, NEWS[0], title="Scam hub raided at dawn in Bokeo. 300 freed")
    weather = entry(2, *NEWS[1:], "\nScam hub raided at dawn in Bokeo. 300 freed\n")
    found, memory, _ = marked([raid, weather], b"")
    assert [one.dropped for one in found] == [
        (),
        (Dropped("summary", len(" ".join(NEWS[1:])) + 2, len(" ".join(NEWS[1:])) + 45, OTHER_TITLE),),
    ]
    later, _, _ = marked([Entry("k3", "Wind", summary=weather.summary)], memory)
    assert later[0].dropped == found[1].dropped


def test_an_entry_may_repeat_its_own_title_and_a_round_up_those_of_all() -> None:
    titles = [f"Headline number {n} of this long day" for n in range(4)]
    own = Entry("own", titles[0], summary=f"{titles[0]}. {NEWS[0]}")
    round_up = Entry("all", "The day", summary="\n".join(f"• {title}" for title in titles))
    others = [Entry(title, title) for title in titles[1:]]
    found, _, _ = marked([own, round_up, *others], b"")
    assert [one.dropped for one in found] == [()] * 5


def test_a_headline_is_known_by_whatever_number_it_has_in_a_list() -> None:
    raid = entry(1, NEWS[0], title="Scam hub raided at dawn in Bokeo")
    others = [entry(n, *NEWS[1:], f"\n{n}. Scam hub raided at dawn in Bokeo") for n in (2, 3)]
    assert told(marked([raid, *others], b"")[0])[1:] == [[f"{n}. Scam hub raided at dawn in Bokeo"] for n in (2, 3)]


def test_but_a_number_that_a_sentence_begins_with_is_a_part_of_it() -> None:
    several = [entry(n, NEWS[n], f"\n{n}. people were arrested in the raid at the casino") for n in range(3)]
    assert told(marked(several, b"")[0]) == [[]] * 3


def test_what_a_page_dropped_stays_dropped_beside_it() -> None:
    several = [entry(n, NEWS[n], OWN, "Related: x") for n in range(3)]
    several = [replace(one, dropped=(Dropped("summary", len(one.summary) - 10, len(one.summary), "related link"),))
               for one in several]  # fmt: skip
    found, _, _ = marked(several, b"")
    assert [[place.reason for place in one.dropped] for one in found] == [[REPEATED, "related link"]] * 3


def test_a_memory_is_bounded_and_forgets_what_was_met_once_and_long_ago() -> None:
    memory = marked([entry(n, NEWS[n], OWN) for n in range(3)], b"")[1]
    for poll in range(40):
        _, memory, _ = marked(
            [
                Entry(f"{poll} {n}", f"A title of poll {poll} and of its entry {n}", content="\n".join(
                    f"Sentence {line} of entry {n} in poll {poll}, which is news." for line in range(120)))
                for n in range(10)
            ],
            memory,
        )  # fmt: skip
        assert len(memory) <= LONGEST_MEMORY
    found, _, _ = marked([entry(9, NEWS[0], OWN)], memory)
    assert told(found) == [[OWN]]


def as_earlier(memory: bytes) -> bytes:
    """A memory as stores have it from when nothing was counted: without the four bytes of each number of entries."""
    sentences, titles = struct.unpack_from(">8x2I", memory, 1)
    rows = (memory[17 + 24 * n : 41 + 24 * n] for n in range(sentences))
    shorter = [row[:8] + row[12:] for row in rows]
    return b"".join((b"1", struct.pack(">II", sentences, titles), *shorter, memory[17 + 24 * sentences :]))


def test_what_an_earlier_memory_has_of_a_feed_is_known() -> None:
    memory = as_earlier(marked([entry(n, NEWS[n], OWN) for n in range(3)], b"").memory)
    found, memory, _ = marked([entry(3, NEWS[3], OWN), entry(4, OWN, title="Short")], memory)
    assert told(found) == [[OWN], [OWN]]
    assert told(marked([entry(5, f"The title of entry number 1. {NEWS[3]}")], memory).entries) == [
        ["The title of entry number 1."]
    ]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"1",
        b"2",
        b"3" + b"\0" * 12,
        b"2\0\0\0\0\xff\xff\xff\xff\0\0\0\1",
        b"1\xff\xff\xff\xff\0\0\0\1",
        b"x" * 100_000,
    ],
)
def test_a_damaged_memory_is_none(damage: bytes) -> None:
    several = [entry(n, NEWS[n], OWN) for n in range(3)]
    assert marked(several, damage) == marked(several, b"")


def test_a_feed_without_entries_keeps_its_memory() -> None:
    memory = marked([entry(n, NEWS[n], OWN) for n in range(2)], b"")[1]
    assert marked([], memory) == ([], memory, frozenset())


RAID = "Scam hub raided at dawn in Bokeo. 300 freed"
FERRY = "A ferry sank near the old bridge on Sunday"


def test_titles_that_are_known_from_elsewhere_are_dropped_but_not_its_own() -> None:
    one = Entry("k", FERRY, summary=f"{FERRY}. {NEWS[0]}\n{RAID.upper()}\n{NEWS[2]}")
    titles = {digest(RAID), digest(FERRY)}
    found = without_titles(one, titles, {digest(FERRY)})
    assert told([found]) == [[RAID.upper()]]
    assert [place.reason for place in found.dropped] == [OTHER_TITLE]
    assert without_titles(found, titles, {digest(FERRY)}) == found
    assert without_titles(one, {digest(FERRY)}, {digest(FERRY)}) == one


def test_where_titles_are_most_of_an_entry_none_is_dropped_nor_stays_so() -> None:
    one = entry(1, f"{RAID}\n{FERRY}\n{NEWS[2]}")
    once = without_titles(one, {digest(RAID)}, {0})
    assert told([once]) == [[RAID]]
    own = Dropped("summary", len(one.summary) - 5, len(one.summary), REPEATED)
    both = without_titles(replace(once, dropped=(*once.dropped, own)), {digest(RAID), digest(FERRY)}, {0})
    assert both.dropped == (own,)


def test_of_what_was_dropped_before_the_titles_of_others_stay_dropped() -> None:
    one = entry(1, f"{NEWS[0]}\n{RAID}\n{OWN}\nRelated: x")
    related = Dropped("summary", len(one.summary) - 10, len(one.summary), "related link")
    title = Dropped("summary", len(NEWS[0]) + 1, len(NEWS[0]) + 1 + len(RAID), OTHER_TITLE)
    repeated = Dropped("summary", title.end + 1, title.end + 1 + len(OWN), REPEATED)
    now = replace(one, dropped=(related,))
    kept = with_titles_dropped(now, (title, repeated))
    assert kept.dropped == (title, related)
    assert with_titles_dropped(now, kept.dropped) == kept
    assert with_titles_dropped(now, (repeated,)) is now
