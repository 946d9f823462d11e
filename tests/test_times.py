"""Scenarios for times: how old, how long and when, in as few characters as a person needs."""

import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import monitor
from monitor.times import DAY, HOUR, MINUTE, NEVER, age, clock, iso, local, span

pytestmark = pytest.mark.usefixtures("bangkok")


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_800_000_000, "2027-01-15T08:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"),
        (None, None),
        (NEVER, None),
        (NEVER + 1, None),
    ],
)
def test_scripts_read_times_in_utc_and_nothing_where_there_is_none(seconds: int | None, shown: str | None) -> None:
    assert iso(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-5, "now"), (0, "now"), (59.9, "now"), (60, "1m"), (HOUR - 1, "59m"), (HOUR, "1h"), (DAY - 1, "23h"),
        (DAY, "1d"), (60 * DAY - 1, "59d"), (60 * DAY, "8w"), (363 * DAY, "51w"), (364 * DAY, "1y"), (365 * DAY, "1y"),
        (730 * DAY, "2y"), (3650 * DAY, "10y"),
    ],
)  # fmt: skip
def test_an_age_is_told_in_its_largest_unit(seconds: float, shown: str) -> None:
    assert age(seconds) == shown


@given(st.floats(-1e6, 5e9))
def test_an_age_fits_its_column(seconds: float) -> None:
    assert 2 <= len(age(seconds)) <= 4


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"), (40, "40 s"), (99, "99 s"), (100, "2 min"), (300, "5 min"), (99 * MINUTE, "99 min"),
        (100 * MINUTE, "2 h"), (3 * HOUR, "3 h"), (47 * HOUR, "47 h"), (2 * DAY, "2 days"),
    ],
)  # fmt: skip
def test_a_length_of_time_is_told_in_words(seconds: float, shown: str) -> None:
    assert span(seconds) == shown


NOW = datetime.fromisoformat("2026-03-04T12:00:00+07:00").timestamp()


@pytest.mark.parametrize(
    ("then", "shown"),
    [
        ("2026-03-04T00:00:00+07:00", "00:00"),
        ("2026-03-04T14:05:00+07:00", "14:05"),
        ("2026-03-03T23:59:00+07:00", "Tue 23:59"),
        ("2026-03-04T16:30:00+00:00", "23:30"),
        ("2026-03-04T17:30:00+00:00", "Thu 00:30"),
        ("2026-02-26T12:01:00+07:00", "Thu 12:01"),
        ("2026-02-26T11:59:00+07:00", "2026-02-26"),
        ("2025-03-04T12:00:00+07:00", "2025-03-04"),
    ],
)
def test_a_time_is_told_on_the_readers_own_clock(then: str, shown: str) -> None:
    seconds = int(datetime.fromisoformat(then).timestamp())
    assert clock(seconds, NOW) == shown


@pytest.mark.parametrize(("zone", "shown"), [("XYZ-24", "05 12:00"), ("XYZ+24", "03 12:00")])
def test_a_zone_a_day_and_more_from_utc_is_one_like_others(
    zone: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    noon = int(datetime.fromisoformat("2026-03-04T12:00:00+00:00").timestamp())
    assert local(noon).strftime("%d %H:%M") == shown
    assert clock(noon, noon) == shown[3:]


EGYPT, CUBA = "EET-2EEST,M4.5.5/0,M10.5.5/0", "CST5CDT,M3.2.0/0,M11.1.0/1"
"""There the clocks are put forward at midnight, and back at midnight and at one."""


@pytest.mark.parametrize(
    ("zone", "moment", "noon", "shown", "told"),
    [
        (EGYPT, "2026-04-23T21:59:59Z", "2026-04-24T09:00Z", "23 23:59", "Thu 23:59"),
        (EGYPT, "2026-04-23T22:00:00Z", "2026-04-24T09:00Z", "24 01:00", "01:00"),
        (EGYPT, "2026-10-29T20:59:59Z", "2026-10-30T10:00Z", "29 23:59", "Thu 23:59"),
        (EGYPT, "2026-10-29T21:00:00Z", "2026-10-30T10:00Z", "29 23:00", "Thu 23:00"),
        (EGYPT, "2026-10-29T22:00:00Z", "2026-10-30T10:00Z", "30 00:00", "00:00"),
        (CUBA, "2026-03-08T04:59:59Z", "2026-03-08T16:00Z", "07 23:59", "Sat 23:59"),
        (CUBA, "2026-03-08T05:00:00Z", "2026-03-08T16:00Z", "08 01:00", "01:00"),
        (CUBA, "2026-11-01T03:59:59Z", "2026-11-01T17:00Z", "31 23:59", "Sat 23:59"),
        (CUBA, "2026-11-01T04:00:00Z", "2026-11-01T17:00Z", "01 00:00", "00:00"),
        (CUBA, "2026-11-01T05:00:00Z", "2026-11-01T17:00Z", "01 00:00", "00:00"),
    ],
)
def test_a_midnight_at_which_summer_time_begins_or_ends_parts_two_days(
    zone: str, moment: str, noon: str, shown: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    seconds, now = (int(datetime.fromisoformat(each).timestamp()) for each in (moment, noon))
    assert (local(seconds).strftime("%d %H:%M"), clock(seconds, now)) == (shown, told)


def test_no_other_module_asks_python_for_the_systems_zone() -> None:
    modules = Path(monitor.__file__).parent.rglob("*.py")
    assert [path.name for path in modules if ".astimezone()" in path.read_text("utf-8")] == []
