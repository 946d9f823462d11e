"""Scenarios for recognition: what a feed gives at one poll after the other, and what of it is new."""

import re
import sqlite3
import tracemalloc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import count, pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import identity, revision
from monitor import links as addresses
from monitor.identity import GUID, LINK, STAMP, TEXT
from monitor.model import Enclosure, Entry, Feed, Found, Parsed, Saved
from monitor.store import clock, feeds, keyed, marks, recognition, saving
from monitor.store.feeds import State, Update
from monitor.store.schema import connect, transaction
from monitor.times import DAY

HOME = "https://news.example/"
DATE = 1_795_600_000
NOW = DATE + 86_400
_NUMBERS = count(1)


class Desk:
    """A feed of its own in a store, and what its polls come to."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.polls, self.now = 0, NOW
        url = f"https://news.example/{next(_NUMBERS)}.xml"
        with transaction(db):
            feeds.subscribe(db, [Feed(url)])
        self.id = next(state.id for state in feeds.states(db) if state.url == url)

    @property
    def state(self) -> State:
        return next(state for state in feeds.states(self.db) if state.id == self.id)

    @property
    def rung(self) -> int:
        return self.state.rung

    def poll(self, *given: Entry, breaks_off: bool = False, later: int = 1) -> Saved:
        """Store what a feed gives, in the steps of a poll so many seconds `later` than the one before; what the first
        poll finds is read."""
        self.polls += 1
        self.now += later
        state = self.state
        read = [replace(one, raw=one.raw or revision.raw(one)) for one in given]
        keyed, rung = identity.keyed(read, state.rung)
        parsed = Parsed(found=tuple(map(Found, identity.trusted(keyed, rung))), rung=rung, breaks_off=breaks_off)
        with transaction(self.db):
            update = Update("unchanged", self.now, self.now)
            found, update = recognition.recognised(self.db, state, parsed, update)
            # The last first, as the poller does.
            saved = saving.save(self.db, self.id, [*reversed(found)], update.now)
            status = "new" if saved.new or saved.changed else update.status
            feeds.record(self.db, state, replace(update, status=status))
        if self.polls == 1:
            marks.mark(self.db, [row["id"] for row in self.stored()], "read", True, 1)
        return saved

    def beside(self, kept: Iterable[Entry]) -> list[str]:
        """The titles of what is stored, but for those kept, as they were stored."""
        titles = {one.title for one in kept}
        return [row["title"] for row in self.stored() if row["title"] not in titles]

    def stored(self) -> list[sqlite3.Row]:
        return self.db.execute("SELECT * FROM entries WHERE feed_id = ? ORDER BY id", (self.id,)).fetchall()

    def read(self) -> list[str]:
        return sorted(row["title"] for row in self.stored() if row["read"])


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A store for the feeds of all examples."""
    with closing(connect(tmp_path_factory.mktemp("many") / "store.db")) as db:
        yield db


@pytest.fixture
def desk(store: sqlite3.Connection) -> Desk:
    return Desk(store)


def story(number: int, poll: int = 0, **fields: object) -> Entry:
    """An undated story with a link of its own, and a guid that is another at each poll."""
    return replace(
        Entry("", f"Title {number}", f"{poll}-{number}", f"{HOME}{number}", summary=f"Story {number}."),
        **fields,  # type: ignore[arg-type]
    )


def column(name: str, week: int, **fields: object) -> Entry:
    """A week's edition of a column: its guid, date and text are its own, its title and link are those of all."""
    own = Entry("", f"The {name}", f"{name} {week}", f"{HOME}{name}", published=DATE + week, summary=f"Week {week}.")
    return replace(own, **fields)  # type: ignore[arg-type]


def news(desk: Desk, *polls: Sequence[Entry]) -> list[int]:
    """How many entries were new at each poll."""
    return [desk.poll(*given).new for given in polls]


# By a title and a date


@pytest.mark.parametrize("zone", [0, 7, 5.75])
@pytest.mark.parametrize(("text", "link"), [("Story {}.", "{}"), ("Story {}.", "?id={}"), ("", "{}")])
@pytest.mark.parametrize("titles", [["Press release"], ["Press release", "Photos"]])
def test_each_of_several_press_releases_of_one_day_is_new(
    desk: Desk, titles: list[str], text: str, link: str, zone: float
) -> None:
    day = DATE - DATE % 86_400 - int(3600 * zone)

    def given(poll: int) -> list[Entry]:
        numbers = range(poll * len(titles), (poll + 1) * len(titles))
        return [
            story(n, title=title, link=HOME + link.format(n), published=day, summary=text.format(n))
            for n, title in zip(numbers, titles, strict=True)
        ]

    assert news(desk, *map(given, range(3))) == [len(titles)] * 3 and desk.rung == GUID


@pytest.mark.parametrize("link", [f"{HOME}{{n}}?session={{poll}}", f"{HOME}{{poll}}/{{n}}"])
@pytest.mark.parametrize("text", ["summary", "content"])
def test_but_a_days_date_tells_what_says_the_same_where_guids_and_links_change(
    desk: Desk, text: str, link: str
) -> None:
    words = {"summary": "", "published": DATE - DATE % 86_400}
    polls = [
        [story(n, poll, **{**words, text: f"Story {n}."}, link=link.format(n=n, poll=poll)) for n in range(3)]
        for poll in range(3)
    ]
    assert news(desk, *polls) == [3, 0, 0]


def test_so_do_the_dates_of_several_days_what_is_edited_there(desk: Desk) -> None:
    day = DATE - DATE % 86_400
    polls = [
        [
            story(n, poll, link=f"{HOME}{poll}/{n}", published=day + 86_400 * n, summary=f"{n and poll} are free.")
            for n in range(3)
        ]
        for poll in range(3)
    ]
    assert news(desk, *polls) == [3, 0, 0]


def test_but_no_press_release_beside_one_of_another_day_that_says_the_same(desk: Desk) -> None:
    day = DATE - DATE % 86_400
    polls = [
        [
            story(9, poll, published=day - 86_400),
            *(story(10 * n + poll, title=f"Release {n}", published=day) for n in range(1, 3)),
        ]
        for poll in range(3)
    ]
    assert news(desk, *polls) == [3, 2, 2] and desk.rung == GUID


@pytest.mark.parametrize(("link", "time"), [(f"{HOME}{{poll}}/{{n}}", 1), (HOME, 0)])
def test_one_of_two_is_edited_where_its_very_second_or_its_place_tells_it(desk: Desk, link: str, time: int) -> None:
    published = DATE - DATE % 86_400 + time
    polls = [
        [
            story(n, poll, link=link.format(n=n, poll=poll), published=published, summary=f"{n and poll} are free.")
            for n in range(2)
        ]
        for poll in range(3)
    ]
    assert [desk.poll(*given) for given in polls] == [Saved(2), Saved(0, 1), Saved(0, 1)]


# By a link alone


def test_titles_that_change_at_each_poll_beside_the_guids_are_edits(desk: Desk) -> None:
    polls = [[story(n, poll, title=f"T{n} ({poll} comments)") for n in range(4)] for poll in range(4)]
    assert news(desk, *polls) == [4, 0, 0, 0]
    assert desk.read() == [f"T{n} (3 comments)" for n in range(4)] and desk.rung == LINK


def test_titles_that_are_edited_while_the_guids_change_are_told_by_links_and_dates(desk: Desk) -> None:
    polls = [[story(n, poll, title=f"T{n} {poll}", published=DATE + n) for n in range(5)] for poll in range(3)]
    assert news(desk, *polls) == [5, 0, 0]
    assert len(desk.read()) == 5


def test_dates_and_guids_that_change_at_each_poll_make_nothing_new(desk: Desk) -> None:
    polls = [[story(n, poll, published=DATE + n + 3600 * poll) for n in range(4)] for poll in range(3)]
    assert news(desk, *polls) == [4, 0, 0]


@pytest.mark.parametrize("edited", [1, 2])
@pytest.mark.parametrize("from_poll", [1, 2])
def test_nor_do_edits_beside_them(desk: Desk, edited: int, from_poll: int) -> None:
    def given(poll: int) -> list[Entry]:
        texts = [f"Story {n}." + f" More: {poll}." * (n < edited and poll >= from_poll) for n in range(5)]
        return [story(n, poll, published=DATE + n + 3600 * poll, summary=text) for n, text in enumerate(texts)]

    assert news(desk, *map(given, range(4))) == [5, 0, 0, 0]
    assert len(desk.read()) == 5


@pytest.mark.parametrize("changed", [2, 4])
def test_warnings_for_regions_are_new_with_each_edition_of_a_feed_that_rests_between_them(
    desk: Desk, changed: int
) -> None:
    def edition(day: int) -> list[Entry]:
        titles = [f"Region {n}: {f'warning {day}' if n < changed else 'none'}" for n in range(9)]
        return [story(n, day, title=title, published=DATE + 3600 * day) for n, title in enumerate(titles)]

    polls = [edition(day) for day in range(4) for _ in range(2)]
    assert news(desk, *polls) == [9, 0] * 4 and desk.rung == GUID


@pytest.mark.parametrize("weeks", [2, 4])
@pytest.mark.parametrize("names", [["forecast"], ["letters", "markets", "weather"]])
def test_each_edition_of_columns_with_links_of_their_own_is_new(desk: Desk, names: list[str], weeks: int) -> None:
    polls = [[column(name, week) for name in names] for week in range(weeks)]
    assert news(desk, *polls) == [len(names)] * weeks
    assert desk.rung == GUID and len(desk.stored()) == len(names) * weeks


def test_so_is_each_of_a_column_beside_stories_whose_guids_change_at_each_poll(desk: Desk) -> None:
    polls = [[*(story(n, day, published=DATE + n) for n in range(4)), column("forecast", day)] for day in range(4)]
    assert news(desk, *polls) == [5, 1, 1, 1]
    assert len(desk.stored()) == 8


def test_columns_of_one_title_that_are_renewed_whole_are_edits_under_links_of_their_own(desk: Desk) -> None:
    polls = [[story(n, poll, title="Column", summary=f"Week {poll}.") for n in range(2)] for poll in range(3)]
    assert [desk.poll(*given) for given in polls] == [Saved(2), Saved(0, 2), Saved(0, 2)]
    assert desk.rung == LINK


def test_an_undated_entry_at_the_link_of_another_one_is_new_where_it_stands_alone(desk: Desk) -> None:
    polls = [[story(0, day, title=f"Word of the day: {day}", summary=f"Word {day}.")] for day in range(3)]
    assert news(desk, *polls) == [1, 1, 1]


def test_nor_do_links_alone_tell_entries_where_the_guids_of_others_hold(desk: Desk) -> None:
    kept = [story(n) for n in range(2)]
    polls = [[*kept, *(column(name, week, published=None) for name in ("letters", "markets"))] for week in range(3)]
    assert news(desk, *polls) == [4, 2, 2]
    assert desk.rung == GUID


@pytest.mark.parametrize("text", ["Story {}.", ""])
def test_nor_do_links_of_sections_under_which_undated_stories_stand_that_have_nothing_in_common(
    desk: Desk, text: str
) -> None:
    polls = [[story(n, link=f"{HOME}{n % 3}", summary=text.format(n)) for n in range(at, at + 3)] for at in (0, 3, 6)]
    assert news(desk, *polls) == [3, 3, 3] and desk.rung == GUID


@pytest.mark.parametrize("text", ["Story {}.", ""])
@pytest.mark.parametrize("pages", [["live"], ["north", "south"]])
def test_nor_do_links_of_pages_under_which_several_such_stories_of_one_day_stand(
    desk: Desk, pages: list[str], text: str
) -> None:
    day = DATE - DATE % 86_400

    def given(poll: int) -> list[Entry]:
        numbers = range(poll * len(pages), (poll + 1) * len(pages))
        own = {n: {"link": HOME + page, "summary": text.format(n)} for n, page in zip(numbers, pages, strict=True)}
        return [story(n, published=day, **own[n]) for n in numbers]

    assert news(desk, *map(given, range(3))) == [len(pages)] * 3 and desk.rung == GUID


def untitled(number: int, poll: int = 0, **fields: object) -> Entry:
    """A notice of a day that has no title, on a page with all others."""
    page: dict[str, object] = {"title": "", "link": f"{HOME}live", "published": DATE - DATE % 86_400}
    return story(number, poll, **{**page, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["summary", "content"])
@pytest.mark.parametrize("again", [1, 2])
def test_nor_does_that_of_a_page_under_which_one_without_a_title_stands_after_the_other(
    desk: Desk, again: int, text: str
) -> None:
    """Each is given at so many polls, always by another guid."""
    words = [{"summary": "", text: f"Story {n}."} for n in range(3)]
    polls = [[untitled(n, poll, **words[n])] for n in range(3) for poll in range(again)]
    assert news(desk, *polls) == [1, *[0] * (again - 1)] * 3


def test_but_among_several_with_links_of_their_own_it_tells_which_is_edited(desk: Desk) -> None:
    polls = [
        [
            untitled(n, edits * (n == 1), link=f"{HOME}{n}", summary=f"Story {n}.{' Edited.' * edits * (n == 1)}")
            for n in range(3)
        ]
        for edits in range(3)
    ]
    assert [desk.poll(*given) for given in polls] == [Saved(3), Saved(0, 1), Saved(0, 1)] and len(desk.read()) == 3


@pytest.mark.parametrize("link", ["live", ""])
def test_undated_notices_on_a_page_are_known_by_their_texts_where_all_guids_change(desk: Desk, link: str) -> None:
    polls = [[untitled(n, poll, link=HOME + link, published=None) for n in range(poll, poll + 5)] for poll in range(4)]
    assert news(desk, *polls) == [5, 1, 1, 1]


@pytest.mark.parametrize("differs", [{"title": "T"}, {"summary": "S"}])
def test_but_one_of_a_day_that_has_its_title_or_its_text_is_edited(desk: Desk, differs: dict[str, object]) -> None:
    day = DATE - DATE % 86_400
    polls = [story(0, published=day), story(0, 1, published=day, **differs)]
    assert [desk.poll(one) for one in polls] == [Saved(1), Saved(0, 1)] and desk.read()


@pytest.mark.parametrize("size", [2, 4])
def test_but_one_that_is_written_anew_costs_the_others_nothing_where_the_guids_change(desk: Desk, size: int) -> None:
    def given(poll: int) -> list[Entry]:
        anew = {"title": f"Anew {poll}", "summary": f"Written anew {poll}."}
        return [story(n, poll, **(anew if n == 0 and poll else {})) for n in range(size + 1)]

    assert news(desk, *map(given, range(3))) == [size + 1, 0, 0] and desk.rung == LINK


def counted(number: int, count: int, **fields: object) -> Entry:
    """A day's story of a site that counts its stories, and has come to this count."""
    return story(number, guid=f"{HOME}?p={count}", published=DATE + number * DAY, **fields)


def test_a_story_that_has_the_guid_of_an_older_one_is_new_where_a_site_counts_from_one_again(desk: Desk) -> None:
    stories = [counted(n, n % 4) for n in range(8)]
    assert news(desk, *(stories[max(n - 2, 0) : n + 1] for n in range(8))) == [1] * 8
    assert [row["title"] for row in desk.stored()] == [one.title for one in stories] and desk.read() == ["Title 0"]
    assert desk.rung == GUID and desk.poll(*stories[:3]) == Saved()


@pytest.mark.parametrize("kept", ["title", "link", "published"])
def test_but_one_is_edited_that_keeps_its_title_its_page_or_its_day(desk: Desk, kept: str) -> None:
    older, newer, other = counted(0, 0), counted(1, 0), counted(2, 2)
    polls = [older, other], [replace(newer, **{kept: getattr(older, kept)}), other]
    assert news(desk, *polls) == [2, 0] and len(desk.read()) == 2


@pytest.mark.parametrize("link", ["posts/{n}-{poll}", "posts?story={n}&token={poll}"])
def test_a_post_without_a_title_is_edited_by_its_moment_where_all_links_are_others_at_each_poll(
    desk: Desk, link: str
) -> None:
    def given(poll: int) -> list[Entry]:
        return [
            story(n, title="", guid="", link=HOME + link.format(n=n, poll=poll), published=DATE + 61 * n,
                  summary=f"Post {n} has {poll * (n % 3)} comments.") for n in range(poll, poll + 6)
        ]  # fmt: skip

    assert news(desk, *map(given, range(4))) == [6, 1, 1, 1] and len(desk.stored()) == 9


@pytest.mark.parametrize("page", ["1.do;jsessionid=A{}?id=7", "(S(lit3py55t21z{}))/1.aspx"])
@pytest.mark.parametrize("guid", ["", "7"])
def test_so_is_one_that_keeps_its_page_in_each_session(desk: Desk, guid: str, page: str) -> None:
    older, newer = (story(n, guid=guid, link=HOME + page.format(n), published=DATE + n * DAY) for n in range(2))
    other = counted(2, 2)
    assert news(desk, [older, other], [newer, other]) == [2, 0] and len(desk.read()) == 2


@pytest.mark.parametrize("guid", ["", f"{HOME}alert"])
def test_each_state_of_an_alert_is_new_that_is_alone_in_its_document_at_one_page(desk: Desk, guid: str) -> None:
    states = [story(n, guid=guid, link=f"{HOME}alert", published=DATE + n * DAY) for n in range(3)]
    assert news(desk, *([one] for one in states)) == [1, 1, 1]
    assert news(desk, *([states[n]] for n in (1, 2, 1, 2))) == [0] * 4
    assert sorted(row["title"] for row in desk.stored()) == [one.title for one in states]


@pytest.mark.parametrize("kept", ["title", "published"])
def test_but_that_is_edited_which_keeps_its_title_or_its_day(desk: Desk, kept: str) -> None:
    older, newer = (story(n, guid="", link=f"{HOME}alert", published=DATE + n * DAY) for n in range(2))
    assert news(desk, [older], [replace(newer, **{kept: getattr(older, kept)})]) == [1, 0] and len(desk.read()) == 1


def test_links_of_places_in_a_list_tell_no_entries(desk: Desk) -> None:
    polls = [[story(n, poll, link=f"{HOME}#{n + poll}") for n in range(4 - poll, 8 - poll)] for poll in range(3)]
    assert news(desk, *polls) == [4, 4, 4] and desk.rung == GUID


def test_guids_that_are_all_others_once_are_kept_from_then_on_also_where_some_stand_at_one_link(desk: Desk) -> None:
    links = [*(f"{HOME}{n}" for n in range(6)), *[f"{HOME}live"] * 2]
    polls = [[story(n, poll, link=link, published=DATE + n) for n, link in enumerate(links)] for poll in (1, 2, 2)]
    assert news(desk, *polls) == [8, 0, 0] and desk.rung == GUID
    assert len(desk.read()) == 8


def test_nor_is_a_notice_without_a_link_taken_for_the_one_before_on_the_day_on_which_all_guids_change(
    desk: Desk,
) -> None:
    polls = [[*(story(n, poll) for n in range(6)), story(90 + poll, poll, link="")] for poll in range(2)]
    assert news(desk, *polls) == [7, 1]


# A site that moves to https


def test_a_site_that_moves_to_the_secure_scheme_makes_nothing_new(desk: Desk) -> None:
    polls = [
        [story(n, guid=f"{scheme}://news.example/{n}", link=f"{scheme}://news.example/{n}") for n in range(4)]
        for scheme in ("http", "https", "https", "http")
    ]
    assert news(desk, *polls) == [4, 0, 0, 0]
    assert len(desk.read()) == 4


def test_nor_does_one_entry_whose_date_and_text_are_edited_with_the_move(desk: Desk) -> None:
    before, after = (
        story(0, guid=f"{scheme}://news.example/0", link=f"{scheme}://news.example/0", published=DATE, summary=scheme)
        for scheme in ("http", "https")
    )
    assert news(desk, [before], [replace(after, published=DATE + 60)]) == [1, 0]


@pytest.mark.parametrize("link", ["", HOME])
@pytest.mark.parametrize("text", ["", "Read more."])
def test_nor_do_entries_without_links_of_their_own_whose_dates_move_as_well(desk: Desk, link: str, text: str) -> None:
    guid = "{}://news.example/?p={}"
    polls = [
        [story(n, guid=guid.format(scheme, n), link=link, summary=text, published=DATE + 60 * poll) for n in range(4)]
        for poll, scheme in enumerate(("http", "https", "http"))
    ]
    assert news(desk, *polls) == [4, 0, 0] and desk.rung == GUID
    assert len(desk.read()) == 4


@pytest.mark.parametrize("fields", [{}, {"lang": "en"}, {"summary": ""}], ids=["", "lang", "summary"])
def test_a_link_that_leads_elsewhere_since_is_an_edit(desk: Desk, fields: dict[str, str]) -> None:
    old, new = (story(1, guid=f"{scheme}://news.example/?p=1", summary="Short.") for scheme in ("http", "https"))
    assert [desk.poll(one) for one in (old, replace(new, link=f"{HOME}elsewhere", **fields))] == [Saved(1), Saved(0, 1)]  # type: ignore[arg-type]
    assert [row["link"] for row in desk.stored()] == [f"{HOME}elsewhere"]


def test_a_link_that_asks_for_its_page_by_another_token_at_each_poll_is_none(desk: Desk) -> None:
    assert [desk.poll(story(1, link=f"{HOME}raid?t={poll}")) for poll in range(3)] == [Saved(1), Saved(), Saved()]
    assert [row["link"] for row in desk.stored()] == [f"{HOME}raid?t=2"]


@pytest.mark.parametrize("page", ["", "?p="])
def test_but_one_that_asks_the_sites_first_page_for_another_story_is(desk: Desk, page: str) -> None:
    polls = [story(1, link=f"{HOME}{page}{poll}") for poll in range(2)]
    assert [desk.poll(one) for one in polls] == [Saved(1), Saved(0, 1)]


def test_one_guid_that_is_another_on_the_day_of_a_move_is_an_editors_slip(desk: Desk) -> None:
    polls = [
        [story(n, guid=f"{scheme}://news.example/{n}{'-2' * (n == slip)}") for n in range(4)]
        for scheme, slip in (("http", None), ("https", 0), ("http", 1))
    ]
    assert news(desk, *polls) == [4, 0, 0] and desk.rung == GUID


# A site that moves to "www."


BASES = ("http://news.example", "http://www.news.example", "https://news.example", "https://www.news.example")


@pytest.mark.parametrize(("before", "after"), [*permutations(BASES, 2)])
@pytest.mark.parametrize("guid", ["", "{}/{}", "{}/?p={}"])
@pytest.mark.parametrize("size", [1, 4])
def test_a_site_that_moves_to_another_spelling_of_its_host_makes_nothing_new(
    desk: Desk, before: str, after: str, guid: str, size: int
) -> None:
    def given(base: str, *numbers: int) -> list[Entry]:
        return [story(n, guid=guid.format(base, n), link=f"{base}/{n}", summary="") for n in numbers]

    edited = [replace(one, title=f"{one.title}, edited") for one in given(after, *range(size))]
    assert news(desk, given(before, *range(size)), edited, [*given(before, 7), *reversed(edited)]) == [size, 0, 1]
    assert len(desk.read()) == size


def test_what_is_stored_by_another_spelling_of_its_host_stays_what_it_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = [story(n, guid="", link=f"http://www.news.example/{n}") for n in range(4)]
    with monkeypatch.context() as before:
        before.setattr(addresses, "_FRONT", re.compile("https?://"))
        assert desk.poll(*stories) == Saved(4)
    assert [desk.poll(*stories), desk.poll(*reversed(stories))] == [Saved(), Saved()]


def test_two_stories_at_two_spellings_of_one_address_are_two(desk: Desk) -> None:
    stories = [story(n, guid="", link=f"{base}/1", published=DATE + n) for n, base in enumerate(BASES[:2])]
    assert news(desk, stories, [*reversed(stories)]) == [2, 0]
    assert sorted(row["title"] for row in desk.stored()) == ["Title 0", "Title 1"]


# A feed that begins to give guids, or ceases to


@pytest.mark.parametrize("guids", [("", "{}"), ("{}", ""), ("", "{}", ""), ("{}", "", "{}")])
@pytest.mark.parametrize(
    "edit", [{"published": DATE + 99}, {"title": "Edited"}, {"title": "Edited", "summary": "More."}]
)
@pytest.mark.parametrize("size", [1, 4])
def test_a_feed_that_begins_to_give_guids_or_ceases_to_makes_nothing_new(
    desk: Desk, guids: tuple[str, ...], edit: dict[str, object], size: int
) -> None:
    def given(poll: int, *numbers: int) -> list[Entry]:
        guid, link = guids[poll], f"{HOME}{{}}?utm_source={poll}"
        return [story(n, guid=guid.format(n), link=link.format(n), published=DATE + 1000 * poll + n) for n in numbers]

    polls = []
    for poll in range(len(guids)):
        first, *others = given(poll, *range(size))
        fresh = [replace(one, published=DATE + 5000 * poll) for one in given(poll, *range(90, 90 + 5 * poll))]
        polls.append([*fresh, replace(first, **edit) if poll else first, *others])  # type: ignore[arg-type]
    assert news(desk, *polls) == [size, *[5] * (len(polls) - 1)]
    assert len(desk.read()) == size


def test_of_two_editions_under_one_link_one_without_a_guid_is_neither(desk: Desk) -> None:
    editions = [column("week", week) for week in range(2)]
    assert news(desk, [*KEPT, *editions], [*KEPT, column("week", 2, guid="")]) == [14, 1]


@pytest.mark.parametrize("guids", [("", "13"), ("12", "")])
def test_nor_is_the_next_edition_under_a_link_edited_where_one_lacks_its_guid_beside_others_that_have_theirs(
    desk: Desk, guids: tuple[str, str]
) -> None:
    polls = [[*KEPT, column("report", week, guid=guid)] for week, guid in enumerate(guids)]
    assert news(desk, *polls) == [13, 1]
    assert desk.beside(KEPT) == ["The report"] * 2


def test_nor_is_a_third_one_of_a_day_edited_where_two_stood_at_one_link(desk: Desk) -> None:
    editions = [column("week", week, published=DATE) for week in range(3)]
    assert news(desk, [*KEPT, *editions[:2]], [*KEPT, editions[2]]) == [14, 1]


@pytest.mark.parametrize("link", ["", HOME, f"{HOME}99"])
@pytest.mark.parametrize("dates", [(None, DATE), (DATE, None)])
def test_an_entry_without_a_guid_is_not_new_where_its_date_comes_to_be_believed_or_no_longer_is(
    desk: Desk, dates: tuple[int | None, ...], link: str
) -> None:
    assert news(desk, *([*KEPT, story(99, guid="", link=link, published=date)] for date in dates)) == [13, 0]


# Links that tell nothing


def test_one_link_for_all_is_passed_over_at_once(desk: Desk) -> None:
    polls = [[story(n, poll, link=HOME, published=DATE + n) for n in range(4)] for poll in range(4)]
    assert news(desk, *polls) == [4, 0, 0, 0]
    assert len(desk.read()) == 4 and desk.rung == STAMP


def test_notices_of_one_page_are_new_under_the_dates_of_others_also_where_all_guids_change(desk: Desk) -> None:
    day = DATE - DATE % 86_400
    notices = [
        [story(n, poll, link=f"{HOME}notices", published=day + 86_400 * (n % 6)) for n in range(poll, poll + 6)]
        for poll in range(2)
    ]
    assert news(desk, *notices) == [6, 1]


def test_nor_are_entries_edited_by_links_that_change_at_each_poll_as_their_guids_do(desk: Desk) -> None:
    polls = [
        [story(n, poll, link=f"{HOME}{n}?session={poll}", published=DATE + n) for n in range(4)] for poll in range(4)
    ]
    assert [desk.poll(*each) for each in polls] == [Saved(4), Saved(), Saved(), Saved()]
    assert desk.rung == STAMP


def test_so_are_links_most_of_which_are_one(desk: Desk) -> None:
    links = [HOME, HOME, HOME, *(f"{HOME}{n}" for n in range(3, 8))]
    polls = [[story(n, poll, link=links[n], published=DATE + n) for n in range(8)] for poll in range(4)]
    assert news(desk, *polls) == [8, 0, 0, 0]
    assert len(desk.read()) == 8 and desk.rung == STAMP


def test_guids_that_repeat_from_some_poll_on_leave_a_feed_on_its_links(desk: Desk) -> None:
    polls = [[story(n, guid=guid or f"{n}", published=DATE + n) for n in range(4)] for guid in ("", "same", "same")]
    assert news(desk, *polls) == [4, 0, 0]
    assert desk.rung == LINK


def test_a_link_under_which_others_are_stored_tells_none_that_comes_alone(desk: Desk) -> None:
    stories = [story(n, link=f"{HOME}news") for n in range(2)]
    assert news(desk, stories, [story(1, 1, link=f"{HOME}news")]) == [2, 1]
    assert {row["title"] for row in desk.stored()} == {"Title 0", "Title 1"}


def test_nor_does_the_link_of_a_sites_first_page(desk: Desk) -> None:
    news(desk, *([story(n, poll, link=HOME, published=DATE + n)] for poll, n in enumerate((0, 0, 1))))
    assert [row["title"] for row in desk.stored()] == ["Title 0", "Title 1"]


# Guids of places


def places(*numbers: int, **fields: object) -> list[Entry]:
    """Stories from the top of a page, whose guids are their places."""
    return [story(n, guid=f"{at}", published=DATE + n, **fields) for at, n in enumerate(numbers)]


@pytest.mark.parametrize("fields", [{}, {"link": ""}])
def test_guids_that_are_places_in_a_list_tell_no_entries(desk: Desk, fields: dict[str, object]) -> None:
    polls = [(3, 2, 1), (3, 2, 1), (4, 3, 2), (6, 5, 4)]
    assert news(desk, *(places(*each, **fields) for each in polls)) == [3, 0, 1, 2]
    assert len(desk.read()) == 3 and desk.rung in (LINK, STAMP)


@pytest.mark.parametrize("date", [None, DATE])
def test_nor_do_they_where_all_have_one_date_or_none(desk: Desk, date: int | None) -> None:
    polls = [(3, 2, 1), (4, 3, 2), (5, 4, 3)]
    assert news(desk, *([replace(one, published=date) for one in places(*each)] for each in polls)) == [3, 1, 1]


def test_nor_does_one_for_whatever_is_the_latest(desk: Desk) -> None:
    assert news(desk, places(1), places(2), places(2), places(3)) == [1, 1, 0, 1]


@pytest.mark.parametrize("same", ["title", "link", "published"])
def test_but_stories_that_keep_their_title_link_or_date_are_edited(desk: Desk, same: str) -> None:
    before = [story(n, guid=f"{n}", published=DATE + n) for n in range(4)]
    others = [story(n + 10, guid=f"{n}", published=DATE + 9 + n) for n in range(4)]
    after = [replace(one, **{same: getattr(was, same)}) for one, was in zip(others, before, strict=True)]
    assert news(desk, before, after) == [4, 0] and desk.rung == GUID


def test_one_of_several_that_is_another_by_all_three_is_an_editors_slip(desk: Desk) -> None:
    before = [story(n, guid=f"{n}", published=DATE + n) for n in range(4)]
    assert news(desk, before, [story(10, guid="0", published=DATE + 10), *before[1:]]) == [4, 0]


def test_so_is_one_beside_which_all_else_is_new(desk: Desk) -> None:
    others = [story(n, guid=f"{n}", published=DATE + n) for n in range(2, 6)]
    polls = [story(1, guid="1", published=DATE)], [story(10, guid="1", published=DATE + 10), *others]
    assert news(desk, *polls) == [1, 4] and desk.rung == GUID


# By titles without dates


@pytest.mark.parametrize("size", [2, 4])
@pytest.mark.parametrize("link", ["", HOME])
def test_undated_entries_are_told_by_titles_where_guids_change_and_links_tell_nothing(
    desk: Desk, link: str, size: int
) -> None:
    polls = [[story(n, poll, link=link) for n in range(size)] for poll in range(4)]
    assert news(desk, *polls) == [size, 0, 0, 0]
    assert len(desk.read()) == size and desk.rung == STAMP


def test_a_single_one_of_them_that_comes_with_a_new_guid_is_new(desk: Desk) -> None:
    assert news(desk, *([story(0, poll, link="", title="Flood warning")] for poll in range(3))) == [1, 1, 1]


@pytest.mark.parametrize("link", ["", HOME, f"{HOME}?session={{}}"])
@pytest.mark.parametrize("text", ["Stay away.", ""])
def test_but_not_for_ever_where_it_is_all_that_its_feed_gives_and_does_so_at_each_poll(
    desk: Desk, text: str, link: str
) -> None:
    polls = [[story(0, poll, link=link.format(poll), title="Closed", summary=text)] for poll in range(6)]
    assert news(desk, *polls) == [1, 1, 1, 0, 0, 0] and desk.rung == TEXT
    assert news(desk, [story(1, 6, link="", title="Closed", summary="Open again.")]) == [1]


def test_a_warning_that_stays_for_a_poll_is_new_whenever_it_is_given_again(desk: Desk) -> None:
    polls = [[story(0, poll // 2, link="", title="Flood warning")] for poll in range(10)]
    assert news(desk, *polls) == [1, 0] * 5 and desk.rung == GUID


def test_a_warning_beside_a_notice_that_stays_is_new_whenever_it_is_given_again(desk: Desk) -> None:
    notice = story(1, guid="notice", link="", title="Office hours")
    polls = [[story(0, poll, link="", title="Flood warning"), notice] for poll in range(6)]
    assert news(desk, *polls) == [2, 1, 1, 1, 1, 1] and desk.rung == GUID


@pytest.mark.parametrize("dates", [[DATE + 7, DATE + 70, DATE + 700, DATE + 7_000], [DATE, DATE + 7, DATE + 70, None]])
def test_a_warning_with_its_date_is_new_at_each_poll_that_brings_it(desk: Desk, dates: list[int | None]) -> None:
    polls = [[story(0, poll, link="", title="Flood", published=date)] for poll, date in enumerate(dates)]
    assert news(desk, *polls) == [1, 1, 1, 1] and desk.rung == GUID


def test_nor_does_a_day_on_which_a_warning_of_each_week_is_given_twice_make_it_known_for_ever(desk: Desk) -> None:
    for poll, later in enumerate([7 * DAY] * 3 + [1, 7 * DAY, 7 * DAY]):
        assert desk.poll(story(0, poll, link="", title="Flood warning"), later=later).new == 1
    assert desk.rung == GUID


def test_a_warning_that_is_given_again_each_day_is_new_each_day(desk: Desk) -> None:
    for poll in range(6):
        assert desk.poll(story(0, poll, link="", title="Flood warning"), later=DAY).new == 1


@pytest.mark.parametrize("later", [1, 5 * DAY])
def test_each_turn_of_a_service_that_is_up_and_down_is_new_however_often_it_was_told_before(
    desk: Desk, later: int
) -> None:
    for poll in range(10):
        text = "Mail does not work." if poll % 2 else "All is well."
        told = story(0, poll, link="", title="Status", summary=text)
        assert desk.poll(told, later=1 if poll % 2 else later).new == 1
    assert desk.rung == GUID


def test_undated_columns_without_links_are_new_with_each_text(desk: Desk) -> None:
    names = ("letters", "markets", "weather")
    polls = [[column(name, week, published=None, link="") for name in names] for week in range(3)]
    assert news(desk, *polls) == [3, 3, 3] and desk.rung == GUID


def test_an_address_that_was_escaped_twice_and_is_mended_by_now_makes_nothing_new(desk: Desk) -> None:
    polls = [[Entry("", f"T{n}", link=f"{HOME}?p={n}{sign}q=1") for n in range(4)] for sign in ("&amp;", "&", "&")]
    assert news(desk, *polls) == [4, 0, 0]


def titled(name: str, link: str, **fields: Any) -> Entry:
    """A title with a link, and nothing else."""
    return Entry("", name, link=link, **fields)


STORIES = [
    "边境诈骗园区今晨遭警方突袭", "Raid on a scam hub at dawn", "A ferry sank near the bridge",
    "Rice harvest falls by a tenth", "Court hears the casino owner",
]  # fmt: skip


@pytest.mark.parametrize("link", ["{0}{2}?t={1}{2}", "{0}{1}{2}/story", "{0}story?id={1}{2}"])
@pytest.mark.parametrize("guids", [False, True])
def test_titles_without_dates_under_other_links_at_each_poll_are_told_by_themselves(
    desk: Desk, link: str, guids: bool
) -> None:
    polls = [
        [
            titled(name, link.format(HOME, poll, n), guid=f"{poll}{n}" * guids)
            for n, name in enumerate(STORIES)
            if n != skip
        ]
        for poll, skip in enumerate([4, 4, 0, 0])
    ]
    assert news(desk, *polls) == [4, 0, 1, 0]
    assert len(desk.read()) == 4


@pytest.mark.parametrize("names", [["Letters", "Markets"], ["Letters", "Markets", "Weather"]])
def test_so_are_two_with_pages_of_their_own_however_short_they_are(desk: Desk, names: list[str]) -> None:
    polls = [[titled(name, f"{HOME}{name}?token={poll}") for name in names] for poll in range(4)]
    assert news(desk, *polls) == [len(names), 0, 0, 0]


@pytest.mark.parametrize(
    ("names", "link"),
    [
        (["Letters", "Markets", "Weather"], "{0}{1}?day={2}"),
        (STORIES, "{0}{2}/{1}"),
    ],
    ids=["columns", "long ones"],
)
def test_but_those_that_rest_between_two_editions_are_new_with_each(desk: Desk, names: list[str], link: str) -> None:
    polls = [[titled(name, link.format(HOME, name, day)) for name in names] for day in range(3) for _ in range(2)]
    assert news(desk, *polls) == [len(names), 0] * 3


@pytest.mark.parametrize(
    ("names", "link"), [(["Letters", "Markets"], "{0}{1}?day={2}"), (STORIES, "{0}{2}/{1}")], ids=["columns", "long"]
)
def test_so_are_those_of_a_feed_that_is_polled_once_a_day(desk: Desk, names: list[str], link: str) -> None:
    polls = [[titled(name, link.format(HOME, name, day)) for name in names] for day in range(3)]
    assert [desk.poll(*given, later=DAY).new for given in polls] == [len(names)] * 3


@pytest.mark.parametrize("names", [["Flood warning"], ["Letters", "Markets", "Weather"], STORIES[:2]])
def test_nor_are_few_or_short_ones_without_pages_of_their_own_taken_for_those_before(
    desk: Desk, names: list[str]
) -> None:
    polls = [[titled(name, f"{HOME}?id={poll}{n}") for n, name in enumerate(names)] for poll in range(3)]
    assert news(desk, *polls) == [len(names)] * 3


def test_nor_those_beside_others_that_keep_their_links(desk: Desk) -> None:
    polls = [[titled(name, f"{HOME}{n}/{poll * (n > 1)}") for n, name in enumerate(STORIES)] for poll in range(2)]
    assert news(desk, *polls) == [5, 3]


def test_undated_columns_with_links_of_their_own_are_new_though_they_say_the_same(desk: Desk) -> None:
    names = ("letters", "markets", "weather")
    polls = [
        [column(name, week, published=None, link=f"{HOME}{name}/{week}", summary="Read on.") for name in names]
        for week in range(3)
    ]
    assert news(desk, *polls) == [3, 3, 3] and desk.rung == GUID


# A few guids that change at each poll


def pinned(poll: int, **fields: object) -> Entry:
    """A story of which nothing but the guid is another at each poll."""
    return story(99, poll, **{"published": DATE, **fields})


KEPT = [story(n, guid=f"{n}", published=DATE + n) for n in range(12)]


@pytest.mark.parametrize("changing", [1, 3, 9])
def test_what_changes_its_guid_alone_is_never_new_however_few_do_so(desk: Desk, changing: int) -> None:
    stories = [story(n, published=DATE + n) for n in range(20)]
    polls = [[replace(one, guid=f"{n}-{poll * (n < changing)}") for n, one in enumerate(stories)] for poll in range(5)]
    assert [desk.poll(*given) for given in polls] == [Saved(20), *[Saved()] * 4]
    assert len(desk.read()) == 20 and desk.rung == GUID


@pytest.mark.parametrize("published", [DATE, None])
@pytest.mark.parametrize("kept", [KEPT, []], ids=["some", "all"])
def test_nor_is_it_edited_where_its_neighbours_tell_its_language_by_then(
    desk: Desk, kept: list[Entry], published: int | None
) -> None:
    polls = [[*kept, pinned(poll, published=published, lang=lang)] for poll, lang in enumerate(["", "en"])]
    assert [desk.poll(*given) for given in polls] == [Saved(len(kept) + 1), Saved()]
    assert [row["lang"] for row in desk.stored() if row["title"] == "Title 99"] == ["en"]
    assert len(desk.read()) == len(kept) + 1


@pytest.mark.parametrize("lang", ["", "en"])
@pytest.mark.parametrize("link", ["http://news.example/99", f"{HOME}blog/99"])
def test_nor_is_it_new_where_its_link_has_moved_within_its_site_before(desk: Desk, link: str, lang: str) -> None:
    moved = {"published": None, "link": link, "raw": "moved"}
    polls = [pinned(0, published=None), pinned(0, **moved), pinned(1, **moved, lang=lang)]
    assert [desk.poll(*KEPT, one) for one in polls] == [Saved(13), Saved(), Saved()]


def test_an_edit_under_the_guid_that_a_story_has_by_now_is_an_edit(desk: Desk) -> None:
    edited = pinned(1, summary="Story 99, and more of it.")
    assert [desk.poll(*KEPT, one) for one in (pinned(0), pinned(1), edited)] == [Saved(13), Saved(), Saved(0, 1)]


def test_a_story_that_comes_back_under_an_old_guid_is_not_new(desk: Desk) -> None:
    assert news(desk, *([*KEPT, pinned(poll)] for poll in (0, 1, 0, 0, 2, 1))) == [13, 0, 0, 0, 0, 0]
    assert len(desk.read()) == 13


def test_so_is_none_that_was_gone_for_a_while_however_many_came_since(desk: Desk) -> None:
    news(desk, [*KEPT, pinned(0)], KEPT, [story(n, guid=f"{n}", published=DATE + n) for n in range(100, 2_300)])
    assert news(desk, [*KEPT, pinned(1)]) == [0]


@pytest.mark.parametrize("differs", [{"published": DATE + 60}, {"published": None}, {"link": HOME + "0"}])
def test_one_that_differs_in_anything_else_is_another(desk: Desk, differs: dict[str, object]) -> None:
    assert news(desk, [*KEPT, pinned(0)], [*KEPT, pinned(1, **differs)]) == [13, 1]
    assert news(desk, [*KEPT, pinned(1, **differs)]) == [0] and len(desk.stored()) == 14


@pytest.mark.parametrize("differs", [{"title": "T"}, {"summary": "S"}, {"title": "T", "summary": "S"}])
def test_an_edit_that_brings_another_guid_is_told_by_a_link_of_its_own_and_the_date(
    desk: Desk, differs: dict[str, object]
) -> None:
    assert [desk.poll(*KEPT, one) for one in (pinned(0), pinned(1, **differs))] == [Saved(13), Saved(0, 1)]
    assert len(desk.read()) == 13


def dated(day: int, **fields: object) -> Entry:
    """A story in the guid of which its date stands, as Django and Pelican write it."""
    guid = f"tag:news.example,2026-11-{day}:/99"
    return story(99, **{"guid": guid, "published": DATE + 86_400 * day, **fields})


def test_a_story_that_is_dated_anew_is_not_new_where_its_guid_is_a_tag_with_the_date(desk: Desk) -> None:
    assert [desk.poll(*KEPT, dated(day)) for day in (10, 12, 12)] == [Saved(13), Saved(), Saved()]
    assert desk.poll(*KEPT, dated(12, title="Edited")) == Saved(0, 1) and len(desk.read()) == 13


@pytest.mark.parametrize("differs", [{"summary": "Today's."}, {"guid": "tag:news.example,2026-11-12:/100"}])
def test_but_what_says_something_else_by_such_a_tag_is_another_edition(desk: Desk, differs: dict[str, object]) -> None:
    assert news(desk, [*KEPT, dated(10)], [*KEPT, dated(12, **differs)]) == [13, 1]


def test_but_not_by_a_link_that_others_have(desk: Desk) -> None:
    kept = [*KEPT, story(98, guid="98", link=f"{HOME}99")]
    assert news(desk, [*kept, pinned(0)], [*kept, pinned(1, title="T")]) == [14, 1]


@pytest.mark.parametrize("guid", ["https://news.example/articles/99#{}", "articles/99#{}"])
def test_editions_that_the_fragment_of_a_guid_counts_are_edits(desk: Desk, guid: str) -> None:
    editions = [pinned(0, guid=guid.format(n), title=f"T {n}", published=DATE + n, summary=f"{n}.") for n in range(3)]
    assert news(desk, *([*KEPT, one] for one in editions)) == [13, 0, 0]
    assert desk.read()[-1] == "Title 9" and "T 2" in desk.read()


@pytest.mark.parametrize("kept", [[], KEPT], ids=["alone", "beside others"])
@pytest.mark.parametrize("part", ["2026-11-{:02}T12:01:07+00:00", "202611{:02}", "20{:02}"])
def test_but_those_that_the_fragment_dates_are_one_notice_after_the_other(
    desk: Desk, kept: list[Entry], part: str
) -> None:
    guids = (f"https://news.example/advice/99#{part.format(day)}" for day in (9, 12, 20))
    notices = [pinned(n, guid=guid, published=DATE + 86_400 * n, summary=f"{n}.") for n, guid in enumerate(guids)]
    assert news(desk, *([*kept, one] for one in notices)) == [len(kept) + 1, 1, 1]


# A guid under which another story stands now


def numbered(n: int, guid: object) -> Entry:
    return story(n, guid=f"{guid}", published=DATE + n)


@pytest.mark.parametrize(
    "polls",
    [
        [[(1, "a"), (0, "b")], [(2, "a"), (1, "a"), (0, "b")], [(2, "a"), (0, "b")]],
        [[(1, "top"), (0, "b")], [(2, "top"), (1, "a"), (0, "b")], [(3, "top"), (2, "c"), (1, "a")]],
        [[(1, 1)], [(2, 1), (1, 2)], [(3, 1), (2, 2), (1, 3)]],
        [[(1, 1), (0, "o")], [(2, 1), (1, 2), (0, "o")], [(3, 1), (2, 2), (0, "o")]],
        [[(2, 1), (1, 2), (0, "o"), (9, "p")], [(3, 1), (2, 2), (0, "o"), (9, "p")]],
    ],
    ids=["copied", "whatever is on top", "one place", "places beside others", "places that end"],
)
def test_a_story_keeps_its_mark_when_its_guid_stands_on_another(
    desk: Desk, polls: list[list[tuple[int, object]]]
) -> None:
    for poll in polls:
        desk.poll(*(numbered(*one) for one in poll))
    assert desk.read() == sorted(f"Title {n}" for n, _ in polls[0])
    assert len(desk.stored()) == len({n for poll in polls for n, _ in poll})


@pytest.mark.parametrize("without", [{"link": ""}, {"title": ""}], ids=lambda fields: next(iter(fields)))
def test_so_does_one_without_a_link_or_a_title(desk: Desk, without: dict[str, object]) -> None:
    old, other = (replace(numbered(n, "a"), **without) for n in (51, 52))  # type: ignore[arg-type]
    assert news(desk, [*KEPT, old], [other, *KEPT, old], [other, *KEPT, old]) == [13, 1, 0]
    first, *_, last = desk.stored()
    assert (first["title"], first["link"], first["read"]) == (old.title, old.link, 1)
    assert (last["title"], last["link"], last["read"]) == (other.title, other.link, 0)


def test_of_two_that_were_stored_as_one_story_the_first_moves_with_it(desk: Desk) -> None:
    twins = [story(51, guid=guid, published=DATE) for guid in "ab"]
    others = [numbered(52, "a"), numbered(53, "b"), story(51, guid="c", published=DATE)]
    assert news(desk, [*KEPT, *twins], [*KEPT, *others]) == [14, 1]
    assert desk.beside(KEPT) == [f"Title {n}" for n in (51, 52, 53)]


@pytest.mark.parametrize("link", ["", f"{HOME}warnings"])
@pytest.mark.parametrize("date", [None, DATE])
def test_one_of_two_of_the_same_title_is_edited_in_it_and_the_other_stays_what_it_is(
    desk: Desk, link: str, date: int | None
) -> None:
    storm, flood = (Entry("", "Warning", guid, link, published=date, summary=f"{guid}.") for guid in ("storm", "flood"))
    lifted = replace(storm, title="Warning lifted", summary="The storm is over.")
    assert [desk.poll(*KEPT, one, flood) for one in (storm, lifted, lifted)] == [Saved(14), Saved(0, 1), Saved()]
    assert {row["guid"]: row["title"] for row in desk.stored()[:2]} == {"flood": "Warning", "storm": "Warning lifted"}
    assert len(desk.read()) == 14


def test_nor_are_guids_those_of_places_where_most_of_one_title_are_edited_in_it(desk: Desk) -> None:
    before = [Entry("", "Warning", guid, f"{HOME}warnings", summary=f"{guid}.") for guid in "abc"]
    after = [*(replace(one, title=f"{one.guid} is over") for one in before[:2]), before[2]]
    assert [desk.poll(*given) for given in (before, after)] == [Saved(3), Saved(0, 2)]
    assert desk.read() == ["Warning", "a is over", "b is over"] and desk.rung == GUID


@pytest.mark.parametrize("fields", [{"guid": "a"}, {"guid": "", "link": f"{HOME}live"}], ids=str)
def test_of_two_stories_under_one_guid_or_link_each_stays_when_the_other_is_given_alone(
    desk: Desk, fields: dict[str, object]
) -> None:
    one, other = (story(n, published=DATE + n, **fields) for n in (51, 52))
    assert news(desk, [*KEPT, one], [*KEPT, one, other]) == [13, 1]
    for alone in (other, one, other):
        assert desk.poll(*KEPT, alone) == Saved()
        assert desk.beside(KEPT) == ["Title 51", "Title 52"] and "Title 51" in desk.read()


@pytest.mark.parametrize("fields", [{"guid": "a"}, {"guid": "", "link": f"{HOME}live"}], ids=str)
@pytest.mark.parametrize("date", [None, DATE])
def test_nor_is_either_new_when_both_are_given_again(desk: Desk, fields: dict[str, object], date: int | None) -> None:
    one, other = (story(n, published=date and date + n, **fields) for n in (51, 52))
    polls = [[one, other], [other], [one, other], [other, one], [one], [other, one]]
    assert [desk.poll(*KEPT, *each) for each in polls] == [Saved(14), *[Saved()] * 5]


def test_and_so_does_the_one_of_two_editions_of_one_title_that_is_of_its_date(desk: Desk) -> None:
    one, *editions = (story(n, guid="a", published=DATE + n) for n in (51, 52, 53))
    early, late = (replace(each, title="Live", link=f"{HOME}live") for each in editions)
    polls = [[*KEPT, one, early, late], [*KEPT, late], [*KEPT, one]]
    assert [desk.poll(*each) for each in polls] == [Saved(15), Saved(), Saved()]
    assert sorted(desk.beside(KEPT)) == ["Live", "Live", "Title 51"] and len(desk.read()) == 15


def test_a_key_to_which_a_story_moves_is_free_for_it(desk: Desk) -> None:
    link = f"{HOME}shared"
    before = [numbered(51, "a"), story(52, guid="b", link=link), story(53, guid="c", link=link)]
    after = [numbered(54, "a"), numbered(51, "b"), numbered(55, "c"), story(53, guid="", link=link)]
    assert news(desk, [*KEPT, *before], [*KEPT, *after]) == [15, 2]
    assert desk.beside(KEPT) == [f"Title {n}" for n in (53, 52, 51, 55, 54)]


def test_what_stood_at_such_a_key_has_another_one_than_whoever_has_its_link(desk: Desk) -> None:
    link = f"{HOME}shared"
    before = [numbered(51, "a"), story(52, guid="b", link=link), story(53, guid="", link=link)]
    assert news(desk, [*KEPT, *before], [*KEPT, numbered(54, "a"), numbered(51, "b")]) == [15, 1]
    assert sorted(desk.beside(KEPT)) == [f"Title {n}" for n in (51, 52, 53, 54)]


# A story that one document lists twice

AT_LENGTH = " ".join(f"Sentence {n} of the story." for n in range(8))


@pytest.mark.parametrize("again", [{"categories": ("World",)}, {"link": f"{HOME[:-1].replace('https', 'http')}/99"}])
@pytest.mark.parametrize("from_poll", [0, 1])
def test_a_story_in_two_sections_of_a_document_is_one(desk: Desk, again: dict[str, object], from_poll: int) -> None:
    polls = [[pinned(0), *KEPT, *[pinned(0, **again)] * (poll >= from_poll)] for poll in range(3)]
    assert [desk.poll(*each) for each in polls] == [Saved(13), Saved(), Saved()]


def test_nor_is_it_new_where_it_is_edited_in_one_of_them_first(desk: Desk) -> None:
    texts = [("Story 99.", "Story 99."), ("Edited.", "Story 99."), ("Edited.", "Edited.")]
    polls = [[pinned(0, summary=one), *KEPT, pinned(0, summary=other, categories=("World",))] for one, other in texts]
    assert [desk.poll(*each) for each in polls] == [Saved(13), Saved(0, 1), Saved()]


@pytest.mark.parametrize("edited", [{"summary": "Edited."}, {"title": "Edited"}], ids=str)
@pytest.mark.parametrize("guid", ["", "99"])
@pytest.mark.parametrize("from_poll", [0, 1])
def test_nor_where_the_one_that_is_edited_first_is_listed_behind_the_other(
    desk: Desk, from_poll: int, guid: str, edited: dict[str, object]
) -> None:
    before = [page(n, guid=guid and f"{n}") for n in range(12)]
    story_ = page(99, guid=guid, summary=AT_LENGTH)
    after = replace(story_, **edited)
    polls = [
        [one, *before, *[replace(other, categories=("World",))] * (poll >= from_poll)]
        for poll, (one, other) in enumerate([(story_, story_), (story_, after), (after, after)])
    ]
    assert [desk.poll(*each) for each in polls] == [Saved(13), Saved(), Saved(0, 1)]


@pytest.mark.parametrize("edited", [{"summary": "Edited."}, {"title": "Edited"}], ids=str)
@pytest.mark.parametrize("guid", ["", "99"])
def test_nor_where_the_other_one_is_listed_behind_it_for_some_polls(
    desk: Desk, guid: str, edited: dict[str, object]
) -> None:
    before = [page(n, guid=guid and f"{n}") for n in range(12)]
    first = page(99, guid=guid, summary=AT_LENGTH)
    copies = [replace(first, **edited), replace(first, categories=("World",))]
    polls = [[copies[1], *before], [*copies, *before], [*copies, *before], [copies[0], *before]]
    assert [desk.poll(*each) for each in polls] == [Saved(13), Saved(0, 1), Saved(), Saved()]


def test_but_each_edition_of_a_column_without_guids_stays_when_the_next_one_stands_before_it(desk: Desk) -> None:
    editions = [column("Brief", week, guid="") for week in range(4)]
    before = [page(n, guid="") for n in range(12)]
    polls = [editions[:1], *([new, old] for old, new in pairwise(editions))]
    assert [desk.poll(*each, *before) for each in polls] == [Saved(13), *[Saved(1, 1)] * 3]
    assert sorted(row["published"] - DATE for row in desk.stored() if row["title"] == "The Brief") == [0, 1, 2, 3]


@pytest.mark.parametrize("said", ["", "Rain until the evening."])
@pytest.mark.parametrize("later", [3_601, DAY])
def test_also_where_it_says_the_same_and_only_its_date_is_another(desk: Desk, said: str, later: int) -> None:
    before = [page(n, guid="") for n in range(12)]
    first = page(99, guid="", published=DATE, summary=said)
    second = replace(first, published=DATE + later)
    polls = [[first, *before], [second, first, *before], [second, first, *before]]
    assert [desk.poll(*each).new for each in polls] == [13, 1, 0] and len(desk.stored()) == 14


@pytest.mark.parametrize("date", [None, DATE])
def test_nor_is_a_notice_without_guid_and_link_the_other_one_that_only_its_category_tells(
    desk: Desk, date: int | None
) -> None:
    north, south = (pinned(0, guid="", link="", published=date, categories=(area,)) for area in ("North", "South"))
    assert news(desk, [north, *KEPT], [south, north, *KEPT], [south, north, *KEPT]) == [13, 1, 0]


@pytest.mark.parametrize("guid", ["", "99"])
@pytest.mark.parametrize("texts", [("It says one thing.", "It says another."), ("Read on.", "Read on.")])
def test_nor_are_two_stories_of_one_second_under_one_guid_or_link_that_have_no_words_in_common(
    desk: Desk, guid: str, texts: tuple[str, str]
) -> None:
    before = [page(n, guid=guid and f"{n}") for n in range(12)]
    one, other = (page(99, guid=guid, title=f"Title {n}", summary=said) for n, said in enumerate(texts, 51))
    assert news(desk, [one, *before], [other, one, *before], [other, one, *before]) == [13, 1, 0]
    assert "Title 51" in desk.read() and "Title 52" not in desk.read()


def test_but_parts_that_only_their_files_tell_apart_are_new_each(desk: Desk) -> None:
    parts = [page(99, guid="", enclosures=(Enclosure(f"{HOME}{n}.mp3", "", None),)) for n in range(2)]
    assert news(desk, [*KEPT, parts[0]], [*KEPT, *parts], [*KEPT, *parts]) == [13, 1, 0]


@pytest.mark.parametrize("date", [None, DATE - DATE % DAY])
def test_but_a_second_warning_of_a_day_or_of_none_is_new_beside_the_first_one(desk: Desk, date: int | None) -> None:
    first, second = (pinned(0, published=date, summary=said) for said in ("Wind.", "Rain."))
    assert news(desk, [first, *KEPT], [first, *KEPT, second]) == [13, 1]


def test_but_two_that_say_other_things_under_one_guid_are_two(desk: Desk) -> None:
    assert news(desk, [pinned(0), *KEPT, pinned(0, summary="Another.")]) == [14]


def test_twins_that_one_document_tells_apart_stay_two(desk: Desk) -> None:
    polls = [[*KEPT, pinned(one), pinned(other)] for one, other in ((0, 1), (0, 2), (3, 4), (5, 3))]
    assert news(desk, *polls) == [14, 0, 0, 0]
    assert news(desk, [*KEPT, pinned(6)], [*KEPT, pinned(6), pinned(7), pinned(8)]) == [0, 1]
    assert len(desk.stored()) == 15


def test_while_the_one_is_given_still_its_twin_is_another(desk: Desk) -> None:
    assert news(desk, [*KEPT, pinned(0)], [*KEPT, pinned(0), pinned(1)]) == [13, 1]


@pytest.mark.parametrize(
    ("link", "date", "new"), [("", DATE, 0), (HOME, DATE, 0), (HOME + "99", None, 0), ("", None, 1), (HOME, None, 1)]
)
def test_without_a_link_the_date_tells_it_and_without_a_date_a_link_of_its_own(
    desk: Desk, link: str, date: int | None, new: int
) -> None:
    assert news(desk, *([*KEPT, pinned(poll, link=link, published=date)] for poll in range(3))) == [13, new, new]


def test_an_undated_warning_is_new_under_a_link_where_others_stood(desk: Desk) -> None:
    warnings = [pinned(poll, published=None, summary=said) for poll, said in enumerate(("Red.", "Green.", "Red."))]
    assert news(desk, *([*KEPT, one] for one in warnings)) == [13, 1, 1]


def test_a_story_that_a_third_one_is_listed_like_is_not_taken_for_what_stood_under_its_guid(desk: Desk) -> None:
    story_, other, twin = pinned(0), story(50, guid=pinned(0).guid), pinned(0, summary="Another.")
    assert news(desk, [story_, *KEPT], [other, *KEPT, story_, twin]) == [13, 2]
    assert desk.beside(KEPT).count(story_.title) == 2


# An edit where the guid is made of what an entry says, or there is none, and no link is its own


def notice(number: int, link: str, guids: bool, **fields: str) -> Entry:
    """A notice without an address, its guid made of its words."""
    said = {"title": f"Notice {number}", "summary": f"Text {number}.", **fields}
    guid = "".join(said.values()) if guids else ""
    return Entry("", guid=guid, link=link, published=DATE + 61 * number + 1, **said)


@pytest.mark.parametrize("guids", [True, False])
@pytest.mark.parametrize("link", ["", HOME, f"{HOME}notices"])
@pytest.mark.parametrize("edit", [{"title": "Edited"}, {"summary": "Edited."}])
def test_an_entry_of_the_very_second_of_another_one_is_that_one_edited(
    desk: Desk, edit: dict[str, str], link: str, guids: bool
) -> None:
    before = [notice(n, link, guids) for n in range(8)]
    edited = [notice(3, link, guids, **edit), *(one for one in before if one is not before[3])]
    assert [desk.poll(*given) for given in (before, edited, edited)] == [Saved(8), Saved(0, 1), Saved()]
    assert len(desk.read()) == 8


@pytest.mark.parametrize("time", [1, None, 86_400])
@pytest.mark.parametrize("text", ["", "Another."])
def test_but_not_one_that_says_another_thing_or_is_of_a_day_or_of_none(desk: Desk, text: str, time: int | None) -> None:
    published = time and DATE - DATE % 86_400 + time
    before = [replace(notice(n, "", True), published=DATE + n) for n in range(8)]
    first, second = (
        replace(notice(9, "", True, title=title, summary=said), published=published)
        for title, said in (("One", text and "One."), ("Another", text))
    )
    assert news(desk, [first, *before], [second, *before]) == [9, 1]


def test_nor_one_of_several_that_were_published_at_once(desk: Desk) -> None:
    several = [replace(notice(n, "", True, title="Notice"), published=DATE + 1) for n in range(4)]
    assert news(desk, several[:2], several[1:3], several[1:]) == [2, 1, 1]


# A site that moves to another host, or has other addresses


def page(number: int, site: str = HOME, **fields: object) -> Entry:
    """A story whose guid is the address of its page, as programs that write whole sites give it."""
    address = f"{site}{number}"
    return story(number, **{"guid": address, "link": address, "published": DATE + 3_607 * number, **fields})


@pytest.mark.parametrize("site", ["https://other.example/", f"{HOME}2026/"])
def test_a_site_whose_addresses_are_others_once_makes_nothing_new_and_keeps_its_guids(desk: Desk, site: str) -> None:
    polls = [[page(n, at) for n in range(6)] for at in (HOME, site, site)]
    assert [desk.poll(*given) for given in polls] == [Saved(6), Saved(), Saved()] and desk.rung == GUID
    edited = page(2, site, title="Edited", published=DATE + 90_000)
    assert desk.poll(*polls[2][:2], edited, *polls[2][3:]) == Saved(0, 1)
    assert len(desk.read()) == 6 and {row["link"] for row in desk.stored()} == {f"{site}{n}" for n in range(6)}


def test_so_does_one_of_which_a_story_stands_at_its_first_page(desk: Desk) -> None:
    polls = [[page(6, at, link=at), *(page(n, at) for n in range(6))] for at in (HOME, "https://other.example/")]
    assert [desk.poll(*given) for given in polls] == [Saved(7), Saved()]
    edited = page(2, "https://other.example/", title="Edited", published=DATE + 90_000)
    assert desk.poll(*polls[1][:3], edited, *polls[1][4:]) == Saved(0, 1)


def test_nor_does_what_is_edited_or_added_on_the_day_of_the_move(desk: Desk) -> None:
    site = "https://other.example/"
    desk.poll(*(page(n) for n in range(6)))
    assert desk.poll(page(0, site, title="Edited"), *(page(n, site) for n in range(1, 7))) == Saved(1, 1)
    assert len(desk.read()) == 6 and desk.rung == GUID


def test_nor_do_undated_stories_of_a_site_that_moves_to_another_host(desk: Desk) -> None:
    polls = [[page(n, site, published=None) for n in range(6)] for site in (HOME, "https://other.example/")]
    assert [desk.poll(*given) for given in polls] == [Saved(6), Saved()]
    assert len(desk.read()) == 6 and desk.rung == GUID


@pytest.mark.parametrize(
    "fields",
    [
        {"published": None},
        {"title": "Press release", "published": DATE - DATE % 86_400},
        {"title": "Weather", "published": None},
        {"title": "Weather", "published": None, "summary": "", "content": "Sunny."},
    ],
)
def test_nor_do_the_undated_ones_or_those_of_one_title_and_moment_where_its_paths_are_others(
    desk: Desk, fields: dict[str, object]
) -> None:
    polls = [[page(n, site, **(fields if n < 3 else {})) for n in range(9)] for site in (HOME, f"{HOME}2026/?p=")]
    assert [desk.poll(*given) for given in (polls[0], polls[1][::-1])] == [Saved(9), Saved()]
    assert len(desk.read()) == 9 and desk.rung == GUID


def test_nor_does_one_that_numbers_its_pages_anew_with_the_move(desk: Desk) -> None:
    day = DATE - DATE % 86_400
    before, after = (
        [replace(page(n + shift, site), title=f"T {n}", summary=f"{n}.", published=day) for n in range(last)]
        for site, shift, last in ((HOME, 0, 6), ("https://other.example/", 1, 5))
    )
    assert [desk.poll(*given) for given in (before, after)] == [Saved(6), Saved()] and desk.rung == GUID


@pytest.mark.parametrize("at", [90, 91])
def test_but_an_undated_notice_in_the_place_of_another_one_is_new_on_the_day_of_the_move(desk: Desk, at: int) -> None:
    notices = page(90, published=None), page(at, "https://other.example/", title="Title 91", published=None)
    polls = [
        [*(page(n, site) for n in range(6)), one]
        for site, one in zip((HOME, "https://other.example/"), notices, strict=True)
    ]
    assert news(desk, *polls) == [7, 1]


def test_so_is_another_press_release_of_a_day_that_says_no_more_than_those_before(desk: Desk) -> None:
    release = {"title": "Press release", "published": DATE - DATE % 86_400, "summary": ""}
    others = [[page(n, site) for n in range(10, 16)] for site in (HOME, f"{HOME}?p=")]
    before = [page(n, **release) for n in range(2)]
    after = [page(n, f"{HOME}?p=", **release) for n in (2, 1, 0)]
    desk.poll(*before, *others[0])
    desk.poll(*after, *others[1])
    assert after[0].link in [row["link"] for row in desk.stored() if not row["read"]]


@pytest.mark.parametrize("site", ["https://other.example/", f"{HOME}2026/", "https://other.example/2026/"])
@pytest.mark.parametrize("anew", [1, 5, 6])
def test_nor_do_stories_that_were_dated_anew_before_the_move_or_on_its_day(desk: Desk, anew: int, site: str) -> None:
    def given(at: str, *numbers: int) -> list[Entry]:
        return [page(n, at, **({"published": DATE + 80_000 + n} if n < anew else {})) for n in numbers]

    polls = [[page(n) for n in range(6)], given(HOME, *range(6)), given(site, *range(7)), given(site, *range(7))]
    assert [desk.poll(*stories) for stories in polls] == [Saved(6), Saved(), Saved(1), Saved()]
    assert len(desk.read()) == 6 and desk.rung == GUID


@pytest.mark.parametrize("site", [f"{HOME}news/{{}}", f"{HOME}blog/{{}}.html"])
def test_nor_does_one_that_was_dated_some_hours_anew_before_its_folder_or_its_ending_is_another(
    desk: Desk, site: str
) -> None:
    def given(at: str, *numbers: int, anew: int = 0) -> list[Entry]:
        entries = [page(n, published=DATE + 3_607 * n + 18_000 * (n < anew)) for n in numbers]
        return [replace(one, guid=at.format(n), link=at.format(n)) for n, one in zip(numbers, entries, strict=True)]

    old = f"{HOME}blog/{{}}"
    polls = [given(old, *range(6)), *[given(old, *range(6), anew=2)] * 2, given(site, *range(6), anew=2)]
    assert news(desk, *polls) == [6, 0, 0, 0] and desk.rung == GUID


@pytest.mark.parametrize("site", ["https://other.example/", f"{HOME}news/"])
@pytest.mark.parametrize(("shown", "apart"), [(6, 3_607), (1, 86_400), (1, 86_390)])
def test_but_an_edition_that_differs_in_its_folder_alone_is_new_on_the_day_of_the_move(
    desk: Desk, site: str, shown: int, apart: int
) -> None:
    def edition(n: int, at: str) -> Entry:
        link = f"{at}{n}/bulletin"
        return page(n, guid=link, link=link, title="Bulletin", summary="Listen.", published=DATE + apart * n)

    polls = [
        [*(page(n, at) for n in range(8)), *(edition(n, at) for n in range(last, last + shown))]
        for last, at in enumerate([HOME, site, site])
    ]
    assert news(desk, *polls) == [8 + shown, 1, 1] and desk.rung == GUID


def test_nor_do_undated_stories_of_a_site_that_moves_into_a_folder(desk: Desk) -> None:
    polls = [[page(n, site, published=None) for n in range(6)] for site in (HOME, f"{HOME}news/", HOME)]
    assert [desk.poll(*given) for given in polls] == [Saved(6), Saved(), Saved()]
    assert len(desk.read()) == 6 and desk.rung == GUID


def test_nor_do_messages_without_a_title_where_one_is_at_another_address_than_before(desk: Desk) -> None:
    before = [page(n, title="") for n in range(6)]
    named = [replace(before[0], guid=f"{HOME}named", link=f"{HOME}named"), *before[1:]]
    anew = [page(n, "https://other.example/", title="", published=DATE + 80_000 + n) for n in range(1, 6)]
    assert news(desk, before, named, anew) == [6, 0, 0] and len(desk.read()) == 6


@pytest.mark.parametrize("site", ["https://other.example/", f"{HOME}2026/"])
@pytest.mark.parametrize("link", ["", "other-"])
def test_but_another_text_or_page_of_a_title_at_another_address_is_new(desk: Desk, link: str, site: str) -> None:
    text = {"summary": "Story 0." if link else "Story 1."}
    before = [page(n) for n in range(12)]
    again = page(0, f"{site}{link}", published=DATE + 80_000, **text)
    assert news(desk, before, [again, *before[1:]]) == [12, 1]


@pytest.mark.parametrize("site", ["https://other.example/", f"{HOME}2026/"])
def test_nor_are_two_of_one_title_and_page_new_that_are_dated_anew_on_the_day_they_move(desk: Desk, site: str) -> None:
    def update(folder: str, at: str, **fields: object) -> Entry:
        address = f"{at}{folder}/update"
        return page(0, guid=address, link=address, title="Update", summary=f"From {folder}.", **fields)

    before = [page(n) for n in range(1, 12)]
    old = [update("a", HOME), update("b", HOME, published=DATE + 50_001)]
    new = [update("a", site), update("b", site, published=DATE + 80_001)]
    assert news(desk, [*before, *old], [*before, *new]) == [13, 0] and len(desk.read()) == 13


def test_each_edition_of_a_feed_of_one_at_a_first_page_is_new_after_the_site_has_moved(desk: Desk) -> None:
    other = "https://other.example/"
    polls = [[page(n, guid="", link=at)] for n, at in enumerate((HOME, other, other))]
    polls[1] = [replace(polls[0][0], link=other)]
    assert news(desk, *polls) == [1, 0, 1]


@pytest.mark.parametrize("hosts", ["abcd", "abbcc"])
def test_addresses_that_are_others_a_second_time_are_told_by_titles_and_dates(desk: Desk, hosts: str) -> None:
    polls = [[page(n, f"https://{host}.example/") for n in range(6)] for host in hosts]
    assert news(desk, *polls) == [6, *[0] * (len(hosts) - 1)] and desk.rung == STAMP


def test_a_site_that_moves_again_after_years_keeps_its_guids(desk: Desk) -> None:
    polls = [[page(n, f"https://{host}.example/") for n in range(6)] for host in ("a", "b", "c")]
    assert news(desk, *polls[:2]) == [6, 0]
    with transaction(desk.db):
        desk.db.execute("UPDATE feeds SET renamed = renamed - 90000000 WHERE id = ?", (desk.id,))
    assert news(desk, polls[2]) == [0] and desk.rung == GUID
    edited = page(2, "https://c.example/", title="Edited", published=DATE + 90_000)
    assert desk.poll(*polls[2][:2], edited, *polls[2][3:]) == Saved(0, 1)


def test_a_feed_with_a_token_in_its_addresses_and_no_guids_has_nothing_new_while_a_clock_is_behind(desk: Desk) -> None:
    def given(poll: int, last: int, undated: Sequence[int] = ()) -> list[Entry]:
        def at(n: int) -> int | None:
            return None if n in undated else DATE - 1_000 * (20 - n)

        told = "The council has heard what was said of it for years, and sends all of the {} who know of it home again."
        return [
            page(n, guid="", link=f"{HOME}{n}?k={poll}", summary=told.format(n), published=at(n)) for n in range(last)
        ]

    assert news(desk, given(1, 8), given(2, 8), given(3, 8)) == [8, 0, 0] and desk.rung == STAMP
    # What is dated later than tomorrow is read as without a date.
    assert news(desk, given(4, 10), given(5, 10, range(7, 10)), given(6, 11, range(7, 11)), given(7, 11)) == [
        2,
        0,
        1,
        0,
    ]
    assert len(desk.read()) == 8


def test_a_feed_whose_guids_were_others_once_by_a_clock_ten_years_ahead_may_have_others_again(desk: Desk) -> None:
    polls = [[page(n, guid=f"{session}-{n}") for n in range(6)] for session in "abc"]
    assert news(desk, polls[0]) == [6]
    assert desk.poll(*polls[1], later=3650 * DAY) == Saved()
    desk.now = NOW + DAY
    clock.mend(desk.db, desk.now, NOW)
    assert news(desk, polls[1]) == [0]
    assert desk.poll(*polls[2], later=60 * DAY) == Saved() and desk.rung == GUID
    elsewhere = page(2, guid="c-2", link=f"{HOME}edited", title="Edited", published=DATE + 90_000)
    assert desk.poll(*polls[2][:2], elsewhere, *polls[2][3:]) == Saved(0, 1)


def test_but_a_feed_that_has_other_guids_at_each_poll_is_known_as_such_where_it_is_polled_once_in_months(
    desk: Desk,
) -> None:
    def polled(session: int, edited: int = 0) -> int:
        with transaction(desk.db):
            desk.db.execute("UPDATE feeds SET renamed = renamed - 90000000 WHERE renamed")
            desk.db.execute("UPDATE feeds SET last_poll = last_poll - 90000000")
        ways = {"guid": f"{session}-{{}}", "link": f"{HOME}{{}}?k={session}"}
        day = DATE - DATE % 86_400
        pages = [page(n, published=day, **{name: way.format(n) for name, way in ways.items()}) for n in range(6)]
        return desk.poll(*(replace(one, title=f"Edited {one.title}") for one in pages[:edited]), *pages[edited:]).new

    assert [*map(polled, range(3))] == [6, 0, 0] and desk.rung == STAMP
    assert polled(3, edited=5) == 5


@pytest.mark.parametrize("site", ["https://other.example/", f"{HOME}?p="])
def test_a_site_that_has_other_addresses_and_keeps_its_guids_edits_none(desk: Desk, site: str) -> None:
    polls = [[page(n, at, guid=f"{n}") for n in range(6)] for at in (HOME, site)]
    edited = replace(polls[1][0], title="Edited")
    assert desk.poll(*polls[0]) == Saved(6)
    assert desk.poll(edited, *polls[1][1:]) == Saved(0, 1)
    assert {row["link"] for row in desk.stored()} == {one.link for one in polls[1]}


@pytest.mark.parametrize("guid", ["", "{n}"])
@pytest.mark.parametrize("site", ["https://www.news.example/", "https://other.example/", f"{HOME}blog/"])
def test_nor_does_one_whose_files_move_along(desk: Desk, site: str, guid: str) -> None:
    def broadcast(n: int, at: str, kind: str = "mp3") -> Entry:
        own = guid.format(n=n) or f"{at}{n}"
        return page(n, at, guid=own, enclosures=(Enclosure(f"{at}audio/{n}.{kind}?key={at}", "audio/mpeg"),))

    polls = [[broadcast(n, at) for n in range(6)] for at in (HOME, site)]
    assert [desk.poll(*given) for given in polls] == [Saved(6), Saved()]
    assert all(f'"{site}audio/' in row["enclosures"] for row in desk.stored())
    assert desk.poll(broadcast(0, site, "ogg"), *polls[1][1:]) == Saved(0, 1)


@pytest.mark.parametrize("host", ["https://cdn.example/", "https://counts.example/e/", f"{HOME}audio/2/"])
def test_nor_does_one_whose_files_alone_are_others_by_their_addresses(desk: Desk, host: str) -> None:
    def broadcast(n: int, at: str, name: str = "") -> Entry:
        return page(n, enclosures=(Enclosure(f"{at}{name or n}.mp3?key={at}", "audio/mpeg"),))

    polls = [[broadcast(n, at) for n in range(6)] for at in (f"{HOME}audio/", host)]
    assert [desk.poll(*given) for given in polls] == [Saved(6), Saved()]
    assert all(f'"{host}' in row["enclosures"] for row in desk.stored())
    # Of one whose file alone is another the story has changed.
    assert desk.poll(broadcast(0, host, "corrected"), *polls[1][1:]) == Saved(0, 1)
    assert desk.poll(broadcast(0, host, "corrected"), broadcast(1, "https://other.example/"), *polls[1][2:]) == Saved(
        0, 1
    )


def test_a_story_that_gets_another_file_while_all_of_them_move_has_changed(desk: Desk) -> None:
    def broadcast(n: int, at: str, name: str = "") -> Entry:
        return page(n, at, guid=f"{n}", enclosures=(Enclosure(f"{at}{name or n}.mp3", "audio/mpeg"),))

    site = "https://other.example/"
    desk.poll(*(broadcast(n, HOME) for n in range(6)))
    assert desk.poll(broadcast(0, site, "corrected"), *(broadcast(n, site) for n in range(1, 6))) == Saved(0, 1)


def test_some_stories_of_many_that_lead_elsewhere_have_changed(desk: Desk) -> None:
    elsewhere = [page(n, "https://other.example/", guid=f"{n}") for n in range(3)]
    stay = [page(n, guid=f"{n}") for n in range(3, 6)]
    desk.poll(*(page(n, guid=f"{n}") for n in range(6)))
    assert desk.poll(*elsewhere, *stay) == Saved(0, 3)
    # More than half of them: then it is the site that has moved.
    assert desk.poll(*(page(n, "https://third.example/", guid=f"{n}") for n in range(4)), *stay[1:]) == Saved()


@pytest.mark.parametrize("guid", ["", "{n}"])
@pytest.mark.parametrize("site", ["https://www.news.example/", "https://other.example/", f"{HOME}blog/"])
def test_nor_does_one_whose_stories_tell_their_addresses(desk: Desk, site: str, guid: str) -> None:
    def told(n: int, at: str, text: str = "Read") -> Entry:
        return page(n, at, guid=guid.format(n=n) or f"{at}{n}", summary=f"{text}: {at}{n} (or call us)")

    polls = [[told(n, at) for n in range(6)] for at in (HOME, site)]
    assert [desk.poll(*given) for given in (*polls, polls[1])] == [Saved(6), Saved(), Saved()]
    ids = [row["id"] for row in desk.stored()]
    assert [keyed.given(desk.db, each).summary for each in ids] == [one.summary for one in polls[1][::-1]]
    assert desk.poll(told(0, site, "Look"), *polls[1][1:]) == Saved(0, 1)


def test_but_a_single_link_to_another_host_is_an_edit(desk: Desk) -> None:
    before = [page(n, guid=f"{n}") for n in range(6)]
    desk.poll(*before)
    assert desk.poll(replace(before[0], link="https://other.example/0"), *before[1:]) == Saved(0, 1)


@pytest.mark.parametrize("text", ["summary", "content"])
@pytest.mark.parametrize("guid", ["", f"{HOME}well-named"])
def test_a_story_whose_address_is_named_anew_is_not_new(desk: Desk, guid: str, text: str) -> None:
    before = [page(n, **{"guid": guid and page(n).guid, "summary": "", text: f"Story {n}."}) for n in range(12)]
    desk.poll(*before)
    named = replace(before[3], guid=guid, link=f"{HOME}well-named")
    assert desk.poll(*before[:3], named, *before[4:]) == Saved(0, 1)
    assert len(desk.read()) == 12 and desk.rung == GUID


@pytest.mark.parametrize("guid", ["", f"{HOME}world/3"])
def test_nor_is_one_that_moves_to_another_section_of_its_site(desk: Desk, guid: str) -> None:
    before = [page(n, f"{HOME}asia/", categories=("Asia",), **({} if guid else {"guid": ""})) for n in range(12)]
    desk.poll(*before)
    moved = replace(before[3], guid=guid, link=f"{HOME}world/3", categories=("World",))
    assert desk.poll(*before[:3], moved, *before[4:]) == Saved(0, 1)
    assert len(desk.read()) == 12 and desk.rung == GUID


@pytest.mark.parametrize(("link", "date"), [("", DATE), ("", DATE - DATE % DAY), (f"{HOME}warnings", None)])
def test_but_a_warning_for_another_area_by_its_category_is_new_where_it_stands_in_the_place_of_the_first(
    desk: Desk, link: str, date: int | None
) -> None:
    north, south = (
        Entry("", "Gale", area, link, published=date, summary="A gale is near.", categories=(area,)) for area in "NS"
    )
    assert news(desk, [*KEPT, north], [*KEPT, south], [*KEPT, south]) == [13, 1, 0]


def test_nor_is_one_of_the_same_day_taken_for_the_first_that_has_an_address_of_its_own(desk: Desk) -> None:
    said = "A gale is near, and nobody should be at sea, on a bridge or under trees until it has passed this evening."
    north, south = (
        Entry("", "Gale", "", f"{HOME}gale-{area}", published=DATE - DATE % DAY, summary=said, categories=(area,))
        for area in "NS"
    )
    assert news(desk, [*KEPT, north], [*KEPT, south], [*KEPT, south]) == [13, 1, 0]


def test_nor_is_one_that_is_dated_by_the_day_where_its_title_is_its_own(desk: Desk) -> None:
    told = "They were taken over the bridge, and asked where their passports are: "
    before = [page(n, published=DATE - DATE % 86_400 - 86_400 * n, summary=f"{told * 2}story {n}.") for n in range(12)]
    named = replace(before[3], guid=f"{HOME}well-named", link=f"{HOME}well-named")
    assert news(desk, before, [*before[:3], named, *before[4:]]) == [12, 0]
    tomorrow = replace(before[3], guid="", link=f"{HOME}12", published=DATE - DATE % 86_400 + 86_400)
    assert news(desk, [*before[:3], tomorrow, *before[4:]]) == [1]


@pytest.mark.parametrize(
    ("title", "outlet"),
    [
        ("Police free seventy from a compound in Myawaddy", "Border Post"),
        ("缅甸军方突袭妙瓦底诈骗园区救出七十名外国人", "边境日报"),
    ],
    ids=["letters", "signs"],
)
def test_nor_is_one_of_a_search_that_is_given_at_another_address_at_each_poll_and_has_its_title_for_a_text(
    desk: Desk, title: str, outlet: str
) -> None:
    before = [page(n, guid=f"{n}") for n in range(6)]
    dated, said = DATE - DATE % 900, {"title": f"{title} - {outlet}", "summary": f"{title} {outlet}"}
    polls = [[*before, page(99, guid=at, link=f"{HOME}{at}", published=dated, **said)] for at in ("CBa", "CBb", "CBc")]
    assert news(desk, *polls) == [7, 0, 0] and f"{title} - {outlet}" in desk.read()


TOLD = "They were taken over the bridge on Friday morning, and asked there where their passports are: "


@pytest.mark.parametrize("guid", ["", "https://{}/{}", "tag:{},2026-11-12:/{}"])
@pytest.mark.parametrize("site", [HOME, f"{HOME}news/", "https://other.example/news/"])
def test_nor_is_one_whose_title_is_edited_with_its_address(desk: Desk, site: str, guid: str) -> None:
    def told(number: int, name: str, at: str, **fields: object) -> Entry:
        host, _, path = f"{at}{name}".removeprefix("https://").partition("/")
        return page(
            number, guid=guid.format(host, path), link=f"{at}{name}", summary=f"{TOLD * 2}story {number}.", **fields
        )

    desk.poll(*(told(n, f"{n}", HOME) for n in range(12)))
    desk.poll(*(told(n, f"{n}", site) for n in range(12) if n != 3), told(3, "edited", site, title="Edited"))
    assert len(desk.read()) == len(desk.stored()) == 12 and "Edited" in desk.read()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"guid": "12"}),
        ({}, {"guid": "", "link": HOME}),
        ({"guid": "", "link": HOME}, {}),
        ({}, {"summary": f"{TOLD * 2}story 12."}),
        ({}, {"published": DATE + 3_607 * 3 + 1}),
        ({"published": DATE + 3_607 * 4}, {}),
        ({"published": DATE - DATE % 900}, {}),
        ({"summary": "Read it at our site."}, {}),
    ],
    ids=str,
)
def test_but_another_title_at_another_address_is_another_story_unless_all_else_is_its_own(
    desk: Desk, first: dict[str, Any], second: dict[str, Any]
) -> None:
    before = [page(n, summary=f"{TOLD * 2}story {n}.") for n in range(12)]
    before[3] = replace(before[3], **first)
    address = f"{HOME}edited"
    other = replace(before[3], **{"title": "Edited", "guid": address, "link": address, **second})
    assert news(desk, before, [*before[:3], other, *before[4:]]) == [12, 1]


@pytest.mark.parametrize("address", [f"{HOME}3", f"{HOME}edited"])
def test_nor_is_it_that_one_where_another_stands_at_the_address_of_either(desk: Desk, address: str) -> None:
    before = [page(n, summary=f"{TOLD * 2}story {n}.") for n in range(12)]
    edited = replace(before[3], title="Edited", guid="", link=f"{HOME}edited")
    assert news(desk, before, [page(20, guid="20", link=address), edited, *before[:3], *before[4:]]) == [12, 2]


def test_nor_is_one_edited_that_is_given_still(desk: Desk) -> None:
    before = [page(n, summary=f"{TOLD * 2}story {n}.") for n in range(12)]
    copy = replace(before[3], title="Edited", guid=f"{HOME}edited", link=f"{HOME}edited")
    assert news(desk, before, [*before, copy], [*before[:3], *before[4:], copy]) == [12, 1, 0]


def test_but_one_with_few_words_of_which_a_day_may_have_several_is_another(desk: Desk) -> None:
    before = [page(n) for n in range(12)]
    notice = page(50, title="Press release", summary="Read it at our site.", published=DATE - DATE % 86_400)
    assert news(desk, [*before, notice], [*before, replace(notice, guid="", link=f"{HOME}51")]) == [13, 1]


@pytest.mark.parametrize(
    "fields",
    [{"published": DATE - DATE % 3_600, "others": 1}, {"published": None}, {"summary": "", "published": DATE + 61}],
)
def test_but_where_a_day_alone_tells_it_and_others_or_it_has_no_text_it_is_another_edition(
    desk: Desk, fields: dict[str, Any]
) -> None:
    others = [page(60, title="Tonight", published=DATE - 86_400)] * fields.pop("others", 0)
    before = [*(page(n) for n in range(12)), *others]
    assert news(desk, [*before, page(50, **{"title": "Tonight", **fields})]) == [len(before) + 1]
    assert news(desk, [*before, page(51, **{"title": "Tonight", "summary": "Story 50.", **fields})]) == [1]


@pytest.mark.parametrize(("before", "now"), [(["forecast"] * 2, "2026/forecast"), (["2025/forecast"], "2026/forecast")])
def test_so_is_one_that_says_the_same_where_several_stood_at_one_address_or_in_another_folder(
    desk: Desk, before: list[str], now: str
) -> None:
    *editions, next_one = (
        column("forecast", week, link=HOME + place, summary="Read on.") for week, place in enumerate([*before, now])
    )
    assert news(desk, [*KEPT, *editions], [*KEPT, next_one]) == [12 + len(editions), 1]


def test_an_address_of_thousands_of_folders_takes_no_memory(desk: Desk) -> None:
    size = 4_000
    stories = [page(n, f"{HOME}{'a/' * size}", title="Update") for n in range(2)]
    desk.poll(stories[0])
    tracemalloc.start()
    try:
        assert desk.poll(stories[1]).new == 1
        assert tracemalloc.get_traced_memory()[1] < 500 * size
    finally:
        tracemalloc.stop()


def test_nor_is_a_story_taken_for_one_that_is_still_given(desk: Desk) -> None:
    before = [page(n) for n in range(12)]
    twin = replace(before[3], guid=f"{HOME}twin", link=f"{HOME}twin")
    assert news(desk, before, [*before, twin]) == [12, 1]


def test_nor_for_one_the_address_of_which_another_one_has_by_now(desk: Desk) -> None:
    before = [page(n) for n in range(12)]
    copy, again = (replace(before[3], guid=f"{number}") for number in range(2))
    assert news(desk, before, [*before[:3], again, replace(copy, link=f"{HOME}copy"), *before[4:]]) == [12, 1]
    assert [row["link"] for row in desk.stored() if not row["read"]] == [f"{HOME}copy"]


# A feed that breaks off


def test_an_entry_in_the_middle_of_which_a_feed_breaks_off_is_what_it_was(desk: Desk) -> None:
    def cut(count: int) -> list[Entry]:
        return [story(n, guid=f"{n}", summary="Sto" if n == count - 1 else f"Story {n}.") for n in range(count)]

    assert news(desk, [story(n, guid=f"{n}") for n in range(2)]) == [2]
    assert desk.poll(*cut(2), breaks_off=True) == Saved()
    assert desk.poll(*cut(3), breaks_off=True) == Saved(new=1)
    edited = [replace(one, title=f"{one.title}, edited") for one in cut(3)]
    assert desk.poll(*edited, breaks_off=True) == Saved(changed=2)


@pytest.mark.parametrize("lacks", [{"published": None}, {"link": ""}, {"link": "", "published": None}])
def test_nor_is_it_another_one_in_a_feed_whose_guids_change(desk: Desk, lacks: dict[str, object]) -> None:
    def given(poll: int, *numbers: int) -> list[Entry]:
        return [story(number, poll, published=DATE + number) for number in numbers]

    def cut(poll: int, *numbers: int) -> list[Entry]:
        *whole, last = given(poll, *numbers)
        return [*whole, replace(last, summary="", **lacks)]  # type: ignore[arg-type]

    assert news(desk, given(1, 2, 1, 0)) == [3]
    # It may be the first time that they change, the second, or one of many.
    assert [desk.poll(*cut(poll, 2, 1), breaks_off=True).new for poll in (2, 3, 4)] == [0, 0, 0]
    desk.poll(*cut(5, 4, 3), breaks_off=True)
    assert desk.poll(*given(6, 4, 3, 2, 1, 0)).changed <= 1
    assert sorted(row["title"] for row in desk.stored()) == [f"Title {number}" for number in range(5)]
    assert desk.read() == ["Title 0", "Title 1", "Title 2"]


def test_nor_in_a_feed_that_is_known_by_its_titles_and_dates_or_by_its_texts(desk: Desk) -> None:
    def given(poll: int, *numbers: int) -> list[Entry]:
        # One guid and one link stand at all of them.
        return [story(number, guid="x", link=HOME, published=DATE + number) for number in numbers]

    assert news(desk, given(1, 2, 1, 0)) == [3]
    *whole, last = given(2, 4, 3)
    assert desk.poll(*whole, replace(last, published=None, summary="Sto"), breaks_off=True) == Saved(new=1)
    assert desk.poll(*given(3, 4, 3, 2)) == Saved(new=1)
    # With its date it is known again.
    *whole, last = given(4, 6, 5)
    assert desk.poll(*whole, replace(last, summary="Sto"), breaks_off=True) == Saved(new=2)
    assert desk.poll(*given(5, 6, 5, 4)) == Saved(changed=1)


@pytest.mark.parametrize(
    ("like", "new"),
    [({}, 2), ({"title": ""}, 2), ({"link": ""}, 2), ({"title": "Title 1"}, 1), ({"link": f"{HOME}1"}, 1)],
)
def test_the_last_entry_of_a_feed_that_is_renewed_whole_and_breaks_off_is_new_unless_one_is_stored_that_is_like_it(
    desk: Desk, like: dict[str, object], new: int
) -> None:
    desk.poll(story(1, guid="1"), story(4, guid="4", title="", link=""))
    assert desk.poll(story(2, guid="2"), story(3, guid="3", **like), breaks_off=True) == Saved(new)


def test_a_feed_that_breaks_off_before_its_first_entry_has_none(desk: Desk) -> None:
    assert [desk.poll(breaks_off=True), desk.poll(story(1)), desk.poll(breaks_off=True)] == [Saved(), Saved(1), Saved()]


def test_a_feed_that_always_breaks_off_gives_all_that_it_has_where_its_guids_stay(desk: Desk) -> None:
    for top in range(2, 9):
        *whole, last = (story(number, guid=f"{number}") for number in range(top, top - 2, -1))
        desk.poll(*whole, replace(last, summary="Sto"), breaks_off=True)
    assert [row["title"] for row in desk.stored()] == [f"Title {number}" for number in range(1, 9)]


def test_what_a_feed_loses_when_its_guids_turn_out_to_change_stays(desk: Desk) -> None:
    polls = [[story(n, poll, summary="" if poll == n + 1 else f"Story {n}.") for n in range(4)] for poll in range(5)]
    assert [desk.poll(*each) for each in polls] == [Saved(4), *[Saved()] * 4]


# Addresses that are told from tracking otherwise than when they were stored

FORMER = re.compile("utm_source=")


@contextmanager
def as_formerly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Addresses are told from tracking as they were in another release."""
    with monkeypatch.context() as before:
        before.setattr(addresses, "_TRACKING", FORMER)
        addresses.plain.cache_clear()
        yield
    addresses.plain.cache_clear()


@pytest.mark.parametrize("tracked", [1, 6, 12])
@pytest.mark.parametrize(
    ("guid", "link"),
    [
        ("https://news.example/{n}?srsltid=x", "https://news.example/{n}"),
        ("{n}", "https://news.example/{n}?id=7&amp;utm_source=x"),
        ("", "http://news.example/{n}?srsltid=x"),
        ("https://news.example/{n}?srsltid=" + "x" * 600, "https://news.example/{n}?srsltid=x"),
    ],
)
def test_what_is_stored_under_an_address_with_tracking_stays_what_it_is(
    desk: Desk, guid: str, link: str, tracked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = [story(n, guid=guid.format(n=n), link=link.format(n=n), published=DATE + n) for n in range(tracked)]
    with as_formerly(monkeypatch):
        assert desk.poll(*KEPT[tracked:], *stories) == Saved(12)
    rung = desk.rung
    assert [desk.poll(*KEPT[tracked:], *stories) for _ in range(2)] == [Saved(), Saved()]
    assert len(desk.read()) == 12 and desk.rung == rung
    edited = [replace(one, summary="Another story.") for one in stories]
    assert desk.poll(*KEPT[tracked:], *edited) == Saved(0, tracked)


def test_what_was_stored_twice_for_its_tracking_is_known_by_one_from_now_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    polls = [story(99, guid="", link=f"{HOME}99?srsltid={poll}", summary=f"Text {poll}.") for poll in range(3)]
    with as_formerly(monkeypatch):
        assert news(desk, *([*KEPT, one] for one in polls[:2])) == [13, 1]
    assert news(desk, *([*KEPT, one] for one in polls)) == [0, 0, 0] and len(desk.stored()) == 14


# A feed that is renewed meanwhile


@pytest.mark.parametrize("renewed", [3, 4])
@pytest.mark.parametrize("date", [None, DATE])
def test_guids_that_change_while_much_of_the_feed_is_renewed_are_noticed(
    desk: Desk, renewed: int, date: int | None
) -> None:
    polls = [
        [story(n, poll, published=date and date + n) for n in range(poll * renewed, poll * renewed + 6)]
        for poll in range(4)
    ]
    assert news(desk, *polls) == [6, renewed, renewed, renewed]
    assert len(desk.read()) == 6 and desk.rung == LINK


def test_so_are_links_that_change_beside_them(desk: Desk) -> None:
    polls = [
        [story(n, poll, link=f"{HOME}{n}?session={poll}", published=DATE + n) for n in range(3 * poll, 3 * poll + 6)]
        for poll in range(4)
    ]
    assert news(desk, *polls) == [6, 3, 3, 3]
    assert len(desk.read()) == 6 and desk.rung == STAMP


def test_stories_that_are_given_again_among_others_that_keep_their_guids_cost_a_feed_none(desk: Desk) -> None:
    kept = [story(n, guid=f"{n}", published=DATE + n) for n in range(3)]
    again = [[story(n, poll, published=DATE + n) for n in (3, 4)] for poll in range(2)]
    others = [story(n, published=DATE + n) for n in range(5, 9)]
    assert news(desk, [*kept, *again[0]], [*kept, *again[1], *others]) == [5, 4]
    assert desk.rung == GUID and len(desk.stored()) == 9


@pytest.mark.parametrize("text", ["", "Read on."])
@pytest.mark.parametrize("names", [["letters"], ["letters", "markets"]])
def test_nor_do_columns_in_a_feed_that_is_renewed_whole(desk: Desk, names: list[str], text: str) -> None:
    polls = [
        [
            *(story(n, guid=f"{n}", published=DATE + n) for n in range(5 * week, 5 * week + 5)),
            *(column(name, week, summary=text) for name in names),
        ]
        for week in range(3)
    ]
    assert news(desk, *polls) == [5 + len(names)] * 3
    assert desk.rung == GUID


def test_a_story_that_is_given_again_with_another_guid_costs_a_feed_that_is_renewed_whole_none(desk: Desk) -> None:
    again = [story(0, poll, published=DATE) for poll in range(2)]
    others = [story(n, published=DATE + n) for n in range(1, 11)]
    assert news(desk, [again[0], *others[:5]], [again[1], *others[5:]]) == [6, 5]
    assert desk.rung == GUID


# A feed that dates what it has by the moment


@pytest.mark.parametrize("link", ["", HOME, f"{HOME}news"])
@pytest.mark.parametrize("guid", ["", "all", "{poll}-{n}"])
def test_dates_that_change_beside_all_else_make_nothing_new(desk: Desk, guid: str, link: str) -> None:
    polls = [
        [
            story(n, guid=guid.format(poll=poll, n=n), link=link, published=DATE + 60 * poll + n)
            for n in range(poll, poll + 5)
        ]
        for poll in range(4)
    ]
    assert news(desk, polls[0], polls[0], *polls[1:]) == [5, 0, 1, 1, 1]
    assert desk.rung == TEXT and len(desk.read()) == 5 and len(desk.stored()) == 8


@pytest.mark.parametrize("link", ["", HOME, f"{HOME}news"])
@pytest.mark.parametrize("title", ["The {}th story of the river", "河边小镇的第{}条新闻"])
def test_nor_do_they_where_titles_are_all_that_is_told(desk: Desk, title: str, link: str) -> None:
    polls = [
        [
            story(n, guid=link, link=link, title=title.format(n), published=DATE + 60 * poll + n, summary="")
            for n in range(poll, poll + 5)
        ]
        for poll in range(4)
    ]
    assert news(desk, *polls) == [5, 1, 1, 1] and desk.rung == TEXT and len(desk.read()) == 5


@pytest.mark.parametrize(
    ("title", "later", "files"),
    [
        ("The bulletin of river town {}", DAY, ()),
        ("The news {}", 3600, ()),
        ("The bulletin of river town {}", 3600, (Enclosure(f"{HOME}a.mp3", "audio/mpeg"),)),
    ],
    ids=["each day", "of a column", "with a recording"],
)
def test_but_those_of_an_edition_are_new_with_the_next(
    desk: Desk, title: str, later: int, files: tuple[Enclosure, ...]
) -> None:
    for edition in range(3):
        own = {"guid": HOME, "link": HOME, "published": DATE + 60 * edition, "summary": "", "enclosures": files}
        assert desk.poll(*(story(n, title=title.format(n), **own) for n in range(5)), later=later).new == 5


@pytest.mark.parametrize("own", [{"summary": "Daily."}, {"link": ""}, {"summary": "", "link": ""}])
def test_todays_programmes_are_new_each_day_by_their_links_or_where_they_say_nothing(
    desk: Desk, own: dict[str, str]
) -> None:
    days = [
        [
            replace(column(name, day, link=f"{HOME}{name}/{day}", summary=""), **own)
            for name in ("morning", "noon", "night")
        ]
        for day in range(3)
    ]
    assert news(desk, *days) == [3, 3, 3] and desk.rung == GUID


def test_so_are_broadcasts_with_the_link_of_their_programme_by_their_files(desk: Desk) -> None:
    days = [
        [
            story(n, day, link=HOME, published=DATE + 10 * day + n, enclosures=(Enclosure(f"{HOME}{day}-{n}.mp3"),))
            for n in range(4)
        ]
        for day in range(3)
    ]
    assert news(desk, *days) == [4, 4, 4] and desk.rung == GUID


def test_so_are_several_broadcasts_a_day_of_each_programme_with_the_link_of_its_page(desk: Desk) -> None:
    days = [
        [story(n, day, link=f"{HOME}{n % 2}", published=DATE + 10 * day + n, summary="Daily.") for n in range(6)]
        for day in range(3)
    ]
    assert news(desk, *days) == [6, 6, 6] and desk.rung == GUID


def test_columns_of_one_title_stay_apart_there_and_what_is_edited_is_new(desk: Desk) -> None:
    def polled(poll: int, *said: str) -> list[Entry]:
        parts = [(f"Title {n}", "Words.") for n in range(6)] + [("Weather", each) for each in said]
        return [
            Entry("", title, f"{poll}-{at}", summary=text, published=DATE + poll)
            for at, (title, text) in enumerate(parts)
        ]

    assert news(desk, polled(1, "Rain.", "Sun."), polled(2, "Rain.", "Sun.")) == [8, 0]
    assert news(desk, polled(3, "Sun.", "Rain.", "Snow."), polled(4, "Snow.")) == [1, 0]
    assert len(desk.read()) == 8


def test_warnings_that_are_given_again_with_the_dates_they_had_are_known_by_them(desk: Desk) -> None:
    polls = [[story(n, poll, title="Flood warning", link="", published=DATE) for n in range(4)] for poll in range(3)]
    assert news(desk, *polls) == [4, 0, 0] and desk.rung == GUID


def test_stories_without_links_and_dates_are_told_by_their_text_also_where_most_are_new(desk: Desk) -> None:
    assert news(desk, *([story(n, poll, link="") for n in range(3 + 5 * poll)] for poll in range(2))) == [3, 5]
    assert len(desk.read()) == 3


def test_two_warnings_that_are_given_again_alone_word_for_word_are_new(desk: Desk) -> None:
    polls = [[Entry("", f"Flood {n}", f"{day}-{n}", published=DATE + day) for n in range(2)] for day in range(3)]
    assert news(desk, *polls) == [2, 2, 2] and desk.rung == GUID


# Whatever a feed does

NUMBERS = st.lists(st.integers(0, 9), min_size=1, max_size=6, unique=True)


@settings(max_examples=100)
@given(
    polls=st.lists(st.tuples(NUMBERS, st.integers(0, 3)), max_size=6),
    dated=st.booleans(),
    links=st.sampled_from(["", HOME, HOME + "{n}", HOME + "{n}?session={poll}"]),
)
def test_no_story_is_lost_or_taken_for_another_however_guids_and_links_change(
    many: sqlite3.Connection, polls: list[tuple[list[int], int]], dated: bool, links: str
) -> None:
    desk, shown = Desk(many), set[str]()
    for numbers, guids in polls:
        several = [
            story(n, guids, link=links.format(n=n, poll=guids), published=DATE + n if dated else None) for n in numbers
        ]
        desk.poll(*several)
        shown |= {entry.title for entry in several}
        assert {row["title"] for row in desk.stored()} == shown


@settings(max_examples=100)
@given(
    polls=st.lists(
        st.tuples(NUMBERS, st.sets(st.tuples(st.sampled_from(["letters", "markets"]), st.integers(0, 3)))), max_size=6
    )
)
def test_where_guids_hold_each_entry_is_stored_once_and_each_edition_apart(
    many: sqlite3.Connection, polls: list[tuple[list[int], set[tuple[str, int]]]]
) -> None:
    desk, shown = Desk(many), set[str]()
    for numbers, editions in polls:
        stories = [story(n, published=DATE + n) for n in numbers]
        several = [*stories, *(column(name, week) for name, week in sorted(editions))]
        desk.poll(*several)
        shown |= {entry.guid for entry in several}
        assert sorted(row["guid"] for row in desk.stored()) == sorted(shown)
    assert desk.rung == GUID


@settings(max_examples=100)
@given(
    polls=st.lists(
        st.lists(
            st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from([None, 0, 1]), st.booleans()),
            max_size=4,
            unique=True,
        ),
        max_size=6,
    )
)
def test_of_entries_that_a_few_guids_tell_apart_as_many_are_stored_as_stood_side_by_side(
    many: sqlite3.Connection, polls: list[list[tuple[int, int, int | None, bool]]]
) -> None:
    desk, most = Desk(many), Counter[tuple[str, str, int | None]]()
    for drawn in polls:
        several = [
            story(20 + n, guid=f"{guid}-{n}-{date}-{shared}", link=HOME if shared else f"{HOME}{n}", published=date)
            for n, guid, date, shared in drawn
            if date is not None or not shared
        ]
        desk.poll(*KEPT, *several)
        if desk.rung != GUID:
            return
        alike = Counter((entry.title, entry.link, entry.published) for entry in several)
        most |= alike
        stored = Counter((row["title"], row["link"], row["published"]) for row in desk.stored())
        assert alike <= stored
        assert all(stored[one] == number for one, number in most.items() if one[2] is not None)


def test_hundreds_that_look_alike_are_not_all_compared_with_each_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, digest = count(), recognition.revision.digest
    monkeypatch.setattr(recognition.revision, "digest", lambda entry: (next(made), digest(entry))[1])
    for number in range(2):
        assert desk.poll(*(Entry("", "", summary=f"Text {number} {at}") for at in range(400))).new == 400
    assert next(made) < 40_000


def test_nor_are_hundreds_of_one_title_and_moment_looked_for_each_at_the_places_of_all(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, place = count(), identity.place_of
    monkeypatch.setattr(identity, "place_of", lambda entry: (next(asked), place(entry))[1])
    for poll in range(2):
        numbers = range(400 * poll, 400 * poll + 400)
        assert desk.poll(*(page(n, title="Bulletin", published=DATE + 1) for n in numbers)).new == 400
    assert next(asked) < 40_000
