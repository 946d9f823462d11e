"""A clock that was wrong by years: no feed is silent for them, and no entry is dated by them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.model import Entry, Feed, Found, Match
from monitor.store import clock, entries, feeds, hosts, saving, schema
from monitor.store.clock import installed, is_wrong, mend
from monitor.store.entries import Choice
from monitor.store.feeds import Update
from monitor.store.health import of_feeds
from monitor.store.schema import transaction
from monitor.times import DAY, HOUR, NEVER
from tests.listing import listing
from tests.newsroom import NOW

YEARS = 3650 * DAY
FEED, OTHER = "https://a.example/", "https://b.example/"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(schema.connect(tmp_path / "store.db")) as db:
        with transaction(db):
            feeds.subscribe(db, [Feed(FEED), Feed(OTHER)])
        poll(db, NOW, "old", published=NOW - DAY)
        yield db


def poll(db: sqlite3.Connection, now: int, *titles: str, published: int | None = None, feed: int = 1) -> None:
    """Store what a poll at a time found."""
    with transaction(db):
        found = [Found(Entry(title, title, published=published), (Match("Raids", "strong", ()),)) for title in titles]
        saving.save(db, feed, found, now)
        feeds.record(db, feeds.states(db)[feed - 1], Update("new", now, now + HOUR, 200, newest=published))


def dates(db: sqlite3.Connection) -> dict[str, int]:
    return {row.title: row.at for row in listing(db, Choice(all=True), 100)}


def seen(db: sqlite3.Connection) -> dict[str, int]:
    return dict(db.execute("SELECT title, first_seen FROM entries").fetchall())


def due(db: sqlite3.Connection, now: int) -> list[str]:
    return [state.url for state in feeds.states(db) if state.next_poll <= now]


def test_times_that_may_be_right_are_left_alone(db: sqlite3.Connection) -> None:
    poll(db, NOW + 60, "new")
    with transaction(db):
        hosts.hold(db, "a.example", NOW + DAY, NOW)
    before = list(db.iterdump())
    mend(db, NOW + 60, 0)
    mend(db, NOW, 0)  # a clock that was set right by a minute
    assert list(db.iterdump()) == before
    assert not db.in_transaction


def test_a_feed_that_was_polled_ten_years_ahead_is_due_when_the_clock_is_right_again(db: sqlite3.Connection) -> None:
    poll(db, NOW + YEARS, "ahead")
    mend(db, NOW + HOUR, 0)
    assert FEED in due(db, NOW + HOUR)
    (state,) = [state for state in feeds.states(db) if state.url == FEED]
    assert (state.last_poll, state.last_good) == (NOW + HOUR, NOW + HOUR)


def test_until_that_is_mended_it_is_shown_as_due_and_others_as_they_are(db: sqlite3.Connection) -> None:
    poll(db, NOW, "new", feed=2)
    poll(db, NOW + YEARS, "new")
    feed, other = (each.state for each in of_feeds(db, NOW))
    assert (feed.next_poll, feed.last_poll, feed.last_good) == (NOW, NOW, NOW)
    assert (other.next_poll, other.last_poll) == (NOW + HOUR, NOW)
    mend(db, NOW, 0)
    assert feeds.states(db) == [feed, other]


def test_one_that_has_gone_for_good_is_not(db: sqlite3.Connection) -> None:
    with transaction(db):
        feeds.record(db, feeds.states(db)[0], Update("gone", NOW + YEARS, NEVER, 410))
    mend(db, NOW, 0)
    assert due(db, NOW) == [OTHER]


@pytest.mark.parametrize("number", [1, 2], ids=["polled", "never polled"])
def test_one_that_was_put_off_ten_years_ahead_and_not_polled_is_due_too(db: sqlite3.Connection, number: int) -> None:
    with transaction(db):
        hosts.hold(db, "a.example", NOW + YEARS, NOW)
        feeds.postpone(db, feeds.states(db)[number - 1], NOW + YEARS)
    mend(db, NOW, 0)
    assert (FEED, OTHER)[number - 1] in due(db, NOW)
    assert hosts.holds(db, NOW) == {"a.example": NOW + DAY}


def test_one_that_was_put_off_by_a_wish_that_is_forgotten_is_due_too(db: sqlite3.Connection) -> None:
    with transaction(db):
        feeds.postpone(db, feeds.states(db)[0], NOW + YEARS)
    mend(db, NOW, 0)
    assert FEED in due(db, NOW)


def test_one_that_is_to_be_asked_once_a_year_waits_as_long(db: sqlite3.Connection) -> None:
    with transaction(db):
        feeds.record(db, feeds.states(db)[0], Update("new", NOW, NOW + 402 * DAY, 200))
    mend(db, NOW, 0)
    assert due(db, NOW) == [OTHER]


def test_a_move_that_was_seen_ten_years_ahead_is_believed_a_day_from_now(db: sqlite3.Connection) -> None:
    with transaction(db):
        moved = Update("new", NOW, NOW + HOUR, 200, moved_to="https://new.example/", moved_at=NOW + YEARS)
        feeds.record(db, feeds.states(db)[0], moved)
    mend(db, NOW - YEARS, NOW - DAY)  # To a clock that is behind all is ahead.
    assert feeds.states(db)[0].moved_at == NOW + YEARS
    mend(db, NOW, NOW - DAY)
    assert feeds.states(db)[0].moved_at == NOW


def test_a_wish_to_be_left_alone_ends_within_a_day(db: sqlite3.Connection) -> None:
    with transaction(db):
        hosts.hold(db, "a.example", NOW + YEARS, NOW)
        hosts.hold(db, "b.example", NOW + HOUR, NOW)
    mend(db, NOW, 0)
    assert hosts.holds(db, NOW) == {"a.example": NOW + DAY, "b.example": NOW + HOUR}


def test_entries_of_ten_years_ahead_are_from_today(db: sqlite3.Connection) -> None:
    poll(db, NOW + YEARS, "undated")
    poll(db, NOW + YEARS, "dated", published=NOW - HOUR)
    poll(db, NOW + YEARS, "dated ahead", published=NOW + YEARS - DAY)
    mend(db, NOW, 0)
    assert dates(db) == {"old": NOW - DAY, "dated": NOW - HOUR, "undated": NOW, "dated ahead": NOW}
    assert {entry.first_seen for entry in (entries.get(db, n) for n in range(1, 5)) if entry} == {NOW}
    assert [row.title for row in listing(db, Choice(watch="Raids"), 9)] == [
        row.title for row in listing(db, Choice(), 9)
    ]
    assert max(at for (at,) in db.execute("SELECT at FROM matches")) == NOW
    assert next(state.newest for state in feeds.states(db)) == NOW


def test_a_dated_entry_that_was_seen_ten_years_ahead_was_seen_today(db: sqlite3.Connection) -> None:
    poll(db, NOW + YEARS, "dated", published=NOW - HOUR)
    mend(db, NOW + HOUR, 0)
    assert seen(db) == {"old": NOW, "dated": NOW + HOUR}
    assert dates(db) == {"old": NOW - DAY, "dated": NOW - HOUR}


@pytest.mark.parametrize("off", [YEARS, -YEARS], ids=["ahead", "behind"])
def test_an_edit_that_was_seen_by_a_wrong_clock_was_seen_today(db: sqlite3.Connection, off: int) -> None:
    with transaction(db):
        saving.save(db, 1, [Found(Entry("old", "old", summary="Edited.", published=NOW - DAY), ())], NOW + off)
    mend(db, NOW + HOUR, 0)
    assert tuple(db.execute("SELECT first_seen, changed FROM entries").fetchone()) == (NOW, NOW + HOUR)
    assert not is_wrong(db, NOW + HOUR, 0)


def test_an_entry_that_was_long_ahead_takes_none_along_that_came_after_it(db: sqlite3.Connection) -> None:
    poll(db, NOW + YEARS, "ahead")
    poll(db, NOW + 2 * DAY, "right")
    poll(db, NOW + 90 * DAY, "last")
    for _ in range(2):
        mend(db, NOW + 90 * DAY, 0)
        assert seen(db) == {
            "old": NOW,
            "ahead": NOW + 2 * DAY,
            "right": NOW + 2 * DAY,
            "last": NOW + 90 * DAY,
        }
    assert not is_wrong(db, NOW + 90 * DAY, 0)


@pytest.mark.parametrize(
    ("behind", "least"),
    [(YEARS, NOW - DAY), (90 * DAY, NOW - DAY), (YEARS, 0)],
    ids=["by years", "by months", "and the program's files have no date"],
)
def test_a_clock_that_is_behind_dates_nothing_anew(db: sqlite3.Connection, behind: int, least: int) -> None:
    mend(db, NOW - behind, least)
    assert dates(db) == {"old": NOW - DAY}
    assert due(db, NOW - behind) == [FEED, OTHER]


def test_what_was_stored_while_it_was_behind_is_no_older_than_what_was_there(db: sqlite3.Connection) -> None:
    poll(db, NOW, "last")
    mend(db, NOW - YEARS, NOW - DAY)
    poll(db, NOW - YEARS, "behind")
    poll(db, NOW - YEARS, "behind and old", published=NOW - 2 * YEARS)
    mend(db, NOW + HOUR, NOW - DAY)
    assert dates(db) == {"old": NOW - DAY, "last": NOW, "behind": NOW, "behind and old": NOW - 2 * YEARS}
    assert [row.title for row in listing(db, Choice(), 2)] == ["behind", "last"]
    assert db.execute("SELECT min(first_seen) FROM entries").fetchone()[0] == NOW
    assert FEED in due(db, NOW + HOUR)


def test_a_clock_that_was_set_right_in_the_middle_of_a_poll_leaves_no_entry_behind(db: sqlite3.Connection) -> None:
    poll(db, NOW - YEARS, "behind")
    poll(db, NOW - 90 * DAY, "a little behind")
    poll(db, NOW + HOUR, "right", feed=2)
    mend(db, NOW + HOUR, NOW - DAY)
    assert dates(db) == {"old": NOW - DAY, "behind": NOW, "a little behind": NOW, "right": NOW + HOUR}
    assert not is_wrong(db, NOW + HOUR, NOW - DAY)


@pytest.mark.parametrize("later", [(), ("right",)])
def test_a_store_that_was_made_by_a_clock_that_was_behind_is_from_today(tmp_path: Path, later: tuple[str, ...]) -> None:
    with closing(schema.connect(tmp_path / "new.db")) as db:
        with transaction(db):
            feeds.subscribe(db, [Feed(FEED)])
        poll(db, NOW - YEARS, "undated")
        poll(db, NOW - YEARS, "dated", published=NOW - 2 * YEARS)
        poll(db, NOW, *later)
        mend(db, NOW, NOW - DAY)
        assert dates(db) == {"undated": NOW, "dated": NOW - 2 * YEARS, **dict.fromkeys(later, NOW)}
        assert set(seen(db).values()) == {NOW}
        assert max(at for (at,) in db.execute("SELECT at FROM matches")) == NOW


def test_first_ahead_then_behind_and_then_right_all_are_from_today(db: sqlite3.Connection) -> None:
    poll(db, NOW + YEARS, "ahead")
    mend(db, NOW - YEARS, NOW - DAY)
    poll(db, NOW - YEARS, "behind")
    for _ in range(2):
        mend(db, NOW + 2 * DAY, NOW - DAY)
    assert dates(db) == {"old": NOW - DAY, "ahead": NOW + 2 * DAY, "behind": NOW + 2 * DAY}
    assert not is_wrong(db, NOW + 2 * DAY, NOW - DAY)


def test_what_was_seen_before_the_program_was_installed_anew_stays_as_it_is(db: sqlite3.Connection) -> None:
    poll(db, NOW + 90 * DAY, "new")
    before = list(db.iterdump())
    mend(db, NOW + 90 * DAY, NOW + 80 * DAY)
    assert list(db.iterdump()) == before


def test_a_store_without_entries_needs_none_of_this(tmp_path: Path) -> None:
    with closing(schema.connect(tmp_path / "empty.db")) as db:
        mend(db, NOW, installed())
        assert installed() > 1_700_000_000


def test_when_it_was_installed_a_program_knows_also_once_an_upgrade_has_taken_its_files_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_start = installed()
    monkeypatch.setattr(clock, "__file__", str(tmp_path / "gone.py"))
    assert installed() == at_the_start
