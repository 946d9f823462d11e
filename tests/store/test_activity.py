"""Matches per day: by the reader's own midnight, without what is dismissed, from indexes alone."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from monitor.store import activity, schema
from monitor.store.activity import DAYS, per_day
from tests.store.bytecode import read_from

NOON = datetime(2026, 3, 20, 12).astimezone()
NOW = NOON.timestamp()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    with closing(schema.connect(tmp_path / "store.db")) as db:
        db.execute("INSERT INTO feeds (id, url) VALUES (1, 'https://a.example/feed')")
        yield db


def add(db: Connection, when: datetime, *watches: str, dismissed: bool = False) -> None:
    """An entry of that time that satisfies these watches."""
    at = int(when.timestamp())
    known = "feed_id, key, hash, title, guid, link, author, first_seen, at, lang, categories, enclosures"
    entry_id = db.execute(
        f"INSERT INTO entries ({known}, matched, dismissed) "
        "SELECT 1, count(*), '', 'x', '', '', '', ?1, ?1, '', '[]', '[]', ?2, ?3 FROM entries",
        (at, bool(watches), dismissed),
    ).lastrowid
    for watch in watches:
        values = (entry_id, watch, at)
        db.execute("INSERT INTO matches (entry_id, watch, level, spans, at) VALUES (?, ?, 'strong', '[]', ?)", values)


def test_today_stands_last_and_yesterday_before_it(db: Connection) -> None:
    add(db, NOON, "Raids")
    add(db, NOON.replace(hour=0, minute=0), "Raids")
    add(db, NOON.replace(hour=0, minute=0) - timedelta(minutes=1), "Raids")
    assert per_day(db, ["Raids"], NOW)["Raids"] == (*[0] * (DAYS - 2), 1, 2)


def test_what_is_older_or_yet_to_come_is_no_part_of_it(db: Connection) -> None:
    add(db, NOON - timedelta(days=DAYS - 1), "Raids")
    add(db, NOON - timedelta(days=DAYS), "Raids")
    add(db, NOON + timedelta(days=1), "Raids")
    assert per_day(db, ["Raids"], NOW)["Raids"] == (1, *[0] * (DAYS - 1))


def test_each_watch_has_its_own_and_all_together_theirs(db: Connection) -> None:
    add(db, NOON, "Raids", "Weather")
    add(db, NOON - timedelta(days=1), "Weather")
    add(db, NOON)
    found = per_day(db, ["Raids", "Weather", "Comets"], NOW)
    assert {name: counts[-2:] for name, counts in found.items()} == {
        "": (1, 1),
        "Raids": (0, 1),
        "Weather": (1, 1),
        "Comets": (0, 0),
    }


def test_what_is_dismissed_is_not_counted(db: Connection) -> None:
    add(db, NOON, "Raids")
    add(db, NOON, "Raids", dismissed=True)
    found = per_day(db, ["Raids"], NOW)
    assert (found["Raids"][-1], found[""][-1]) == (1, 1)


def test_a_watch_that_is_no_longer_in_the_config_is_left_out(db: Connection) -> None:
    add(db, NOON, "Gone", "'; DROP TABLE matches; --")
    assert per_day(db, ["Raids"], NOW).keys() == {"", "Raids"}


BERLIN, EGYPT, CUBA = "CET-1CEST,M3.5.0,M10.5.0/3", "EET-2EEST,M4.5.5/0,M10.5.5/0", "CST5CDT,M3.2.0/0,M11.1.0/1"


@pytest.mark.parametrize(
    ("zone", "begins", "ends"),
    [
        (BERLIN, "2026-03-28T23:00Z", "2026-03-29T22:00Z"),
        (BERLIN, "2026-10-24T22:00Z", "2026-10-25T23:00Z"),
        pytest.param(EGYPT, "2026-04-23T22:00Z", "2026-04-24T21:00Z", id="no midnight"),
        pytest.param(EGYPT, "2026-10-28T21:00Z", "2026-10-29T22:00Z", id="back to the day before"),
        pytest.param(CUBA, "2026-11-01T04:00Z", "2026-11-02T05:00Z", id="midnight twice"),
    ],
)
def test_a_day_of_a_change_of_summer_time_is_from_midnight_to_midnight(
    zone: str, begins: str, ends: str, db: Connection, summer_time: Callable[[str], None]
) -> None:
    summer_time(zone)
    first, next_day = map(datetime.fromisoformat, (begins, ends))
    second = timedelta(seconds=1)
    for when in (first - second, first, next_day - second, next_day):
        add(db, when, "Raids")
    for now in (first, first + timedelta(hours=1), next_day - second):
        assert per_day(db, [], now.timestamp())[""][-3:] == (0, 1, 2)
    assert per_day(db, ["Raids"], (first + timedelta(days=5.5)).timestamp())["Raids"][-8:] == (0, 1, 2, 1, 0, 0, 0, 0)


@pytest.fixture
def summer_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets the reader's clock to a zone, until the test ends."""

    def to(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield to
    monkeypatch.undo()
    time.tzset()


def test_it_reads_indexes_and_no_entry(db: Connection) -> None:
    assert read_from(db, activity._OF_WATCHES, ("[]", "[]")) == {"matches_newest", "entries_dismissed"}
    assert read_from(db, activity._OF_ALL, ("[]",)) == {"entries_matched", "entries_dismissed"}
