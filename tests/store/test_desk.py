"""What the desk keeps of itself: it comes back as it was put, and to put the same again writes nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.store import desk
from monitor.store.schema import StoreError, connect


def version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA data_version").fetchone()[0])


def test_values_come_back_as_they_were_put(store: sqlite3.Connection) -> None:
    assert desk.get(store, "place") is None
    place = {"watch": "缅甸 “x”", "entry": 7, "unread": False, "widths": [30, 0.5], "none": None}
    assert desk.put(store, {"place": place, "theme": "monitor-dark"})
    assert (desk.get(store, "place"), desk.get(store, "theme")) == (place, "monitor-dark")


def test_the_last_one_wins_key_by_key(store: sqlite3.Connection, tmp_path: Path) -> None:
    desk.put(store, {"place": 1, "theme": "a"})
    with closing(connect(tmp_path / "store.db")) as other:
        desk.put(other, {"place": 2})
    assert (desk.get(store, "place"), desk.get(store, "theme")) == (2, "a")


def test_what_is_as_it_was_is_not_written_so_that_no_other_desk_looks_anew(
    store: sqlite3.Connection, tmp_path: Path
) -> None:
    desk.put(store, {"place": {"a": 1}, "theme": "a"})
    with closing(connect(tmp_path / "store.db")) as other:
        before = version(other)
        assert not desk.put(store, {"place": {"a": 1}})
        assert not desk.put(store, {})
        assert version(other) == before
        assert desk.put(store, {"place": {"a": 1}, "theme": "b"})
        assert version(other) != before


@pytest.mark.parametrize("garbage", ["'{'", f"'{'[' * 99_999}'", "CAST(x'ff' AS TEXT)", "x'ff'"])
def test_garbage_is_nothing(store: sqlite3.Connection, garbage: str) -> None:
    store.execute(f"INSERT INTO desk VALUES ('place', {garbage})")
    assert desk.get(store, "place") is None
    assert desk.put(store, {"place": 1}) and desk.get(store, "place") == 1


def test_a_store_that_cannot_be_written_says_so(store: sqlite3.Connection) -> None:
    store.execute("PRAGMA query_only = 1")
    with pytest.raises(StoreError):
        desk.put(store, {"place": 1})
