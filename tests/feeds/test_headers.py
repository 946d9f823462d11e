"""What headers say: validators that go back byte by byte, and how long an answer stays as it is."""

import sqlite3
import time
from contextlib import closing
from email.utils import formatdate

import pytest
from multidict import CIMultiDict

from monitor.feeds.headers import exact, fresh_for, held_for, is_dated, retry_after, validator
from monitor.feeds.http import Ask


@pytest.mark.parametrize(
    "value",
    [
        b'"caf\xe9"',
        '"café\u00a0✓"'.encode(),
        bytes(range(0x80, 0x100)),
        '"\U0010ffe9 \U0010ffff"'.encode(),
        b"\xed\xb3\xa9",
        b'W/"a b"',
        b'"a  b\tc"',
    ],
)
def test_a_validator_can_be_stored_and_goes_back_byte_by_byte(value: bytes) -> None:
    said = validator(((b"ETag", value),), b"etag")
    with closing(sqlite3.connect(":memory:")) as db:
        (stored,) = db.execute("SELECT ?", (said,)).fetchone()
    assert Ask("http://a.example/", stored).conditions() == {"If-None-Match": said}
    assert exact(said.encode()) == value


@pytest.mark.parametrize("value", [b'"\x1b[31m"', b"a\x01b", b"\x7f\xe9", "\x85".encode()])
def test_a_validator_with_control_characters_is_not_kept(value: bytes) -> None:
    assert validator(((b"ETag", value),), b"etag") == ""
    assert Ask("http://a.example/", value.decode("latin-1")).conditions() == {}


def dated(seconds: int) -> str:
    return formatdate(1_795_000_000 + seconds, usegmt=True)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ([("Cache-Control", "public"), ("Cache-Control", "max-age=600")], 600),
        ([("Cache-Control", "max-age=600"), ("Cache-Control", "no-cache")], 0),
        ([("Cache-Control", "max-age=000000000000600")], 600),
        ([("Cache-Control", "max-age=99999999999999999999")], 86400),
        ([("Cache-Control", "max-age=600"), ("Age", "00000000000000000060")], 540),
        ([("Cache-Control", "max-age=600"), ("Age", "²")], 600),
        ([("Expires", dated(600))], 600),
        ([("Expires", dated(600)), ("Date", "today")], 600),
        ([("Expires", dated(600)), ("Date", dated(-3000))], 3600),
        ([("Expires", dated(600)), ("Date", dated(-3000)), ("Age", "600")], 3000),
        ([("Expires", dated(600)), ("Age", "500")], 600),
        ([("Expires", dated(-600))], 0),
        ([("Expires", "0")], 0),
        ([("Cache-Control", 'max-age="600"')], 600),
        ([("Cache-Control", 'private, ext="a, max-age=36000", x-max-age=36000')], 0),
        ([("Cache-Control", 'max-age=600, ext="a, no-store \\" no-cache"')], 600),
        ([("Cache-Control", "max-age=soon"), ("Expires", dated(600))], 0),
        ([("Cache-Control", "public"), ("Expires", dated(600))], 600),
        ([("Cache-Control", "public")], 0),
        ([("Age", "60"), ("Date", dated(0))], None),
    ],
)
def test_how_long_an_answer_stays_fresh(
    monkeypatch: pytest.MonkeyPatch, said: list[tuple[str, str]], seconds: int | None
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_795_000_000.0)
    assert fresh_for(CIMultiDict(said)) == seconds


@pytest.mark.parametrize(
    ("said", "so"),
    [
        ([("Expires", "0")], True),
        ([("Cache-Control", "public"), ("Expires", dated(600))], True),
        ([("Cache-Control", "public, Max-Age=600"), ("Expires", dated(600))], False),
        ([("Cache-Control", "max-age=600")], False),
        ([], False),
    ],
)
def test_whether_it_is_a_date_until_which_it_does(said: list[tuple[str, str]], so: bool) -> None:
    assert is_dated(CIMultiDict(said)) == so


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ([], None),
        (["soon"], None),
        (["60"], 60),
        (["60", "600"], 600),
        (["", "600", "soon"], 600),
        (["0", ""], 0),
        (["60, 600,60"], 600),
        (["60, soon"], None),
        (["99999999999999999999,"], 86400),
    ],
)
def test_of_several_wishes_to_be_left_alone_the_longest_holds(said: list[str], seconds: float | None) -> None:
    assert held_for(CIMultiDict([("Retry-After", each) for each in said])) == seconds


@pytest.mark.usefixtures("bangkok")
@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0000", ""])
def test_a_date_is_one_of_utc_wherever_the_reader_is(zone: str) -> None:
    assert retry_after(dated(600).replace("GMT", zone), dated(0)) == 600


def test_but_one_that_names_a_zone_is_of_that() -> None:
    assert retry_after(dated(7 * 3600 + 600).replace("GMT", "+0700"), dated(0)) == 600
