"""Scenarios for marks: what a person marks, and what comes back when they think better of it."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor import config
from monitor.config import ConfigError
from monitor.model import Entry, Feed, Found
from monitor.store import entries, feeds, marks, saving, tags
from monitor.store.entries import Choice
from monitor.store.marks import Undone
from monitor.store.schema import StoreError, connect, path_of, transaction
from monitor.store.tags import BadTag
from tests.home import PATIENCE
from tests.listing import listing


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A store with entries 1 to 9."""
    with closing(connect(tmp_path / "store.db")) as db:
        with transaction(db):
            feeds.subscribe(db, [Feed("https://a.example/")])
            saving.save(db, 1, [Found(Entry(str(n), str(n))) for n in range(1, 10)], 1)
        yield db


def marked(db: sqlite3.Connection, what: str) -> list[int]:
    return sorted(row.id for row in listing(db, Choice(all=True), 99) if getattr(row, what))


def read(db: sqlite3.Connection) -> list[int]:
    return marked(db, "read")


def starred(db: sqlite3.Connection) -> list[int]:
    return marked(db, "starred")


def tagged(db: sqlite3.Connection) -> dict[str, list[int]]:
    return {tag.name: sorted(entries.ids(db, Choice(all=True, tag=tag.name), 99)) for tag in tags.known(db)}


def undone(db: sqlite3.Connection) -> str:
    """What the next undo says."""
    done = marks.undo(db)
    return done.says if done else "nothing"


_WITH_LITTLE_MEMORY = """
import sys
from pathlib import Path
from monitor.store import marks
from monitor.store.schema import connect
db = connect(Path(sys.argv[1]))
ids = [row[0] for row in db.execute("SELECT id FROM entries")]
db.execute("PRAGMA hard_heap_limit = 12000000")
print(marks.mark(db, ids, "read", True, 1), len(marks.undo(db).ids))
"""


def test_all_of_a_large_store_is_marked_read_and_unread_again_in_little_memory(db: sqlite3.Connection) -> None:
    with transaction(db):
        db.execute(
            "INSERT INTO entries (feed_id, key, hash, title, guid, link, author, first_seen, at, lang, categories, "
            "enclosures) WITH RECURSIVE n (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM n WHERE n < 20000) "
            "SELECT 1, n, '', printf('%1000d', n), '', '', '', 1, 1, '', '[]', '[]' FROM n"
        )
    command = [sys.executable, "-c", _WITH_LITTLE_MEMORY, str(path_of(db))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("20000 20000\n", "")


def test_a_mark_is_set_and_taken_away_and_tells_how_many_it_changed(db: sqlite3.Connection) -> None:
    assert marks.mark(db, [1, 2], "read", True, 1) == 2
    assert marks.mark(db, [2, 3, 3, 77], "read", True, 2) == 1
    assert marks.mark(db, [1], "starred", True, 3) == 1
    assert marks.mark(db, [2, 5], "read", False, 4) == 1
    assert (read(db), starred(db)) == ([1, 3], [1])


def test_undo_takes_back_the_last_change_first(db: sqlite3.Connection) -> None:
    marks.mark(db, [1], "read", True, 1)
    marks.mark(db, [1, 2], "starred", True, 2)
    marks.mark(db, [1], "read", False, 3)
    assert marks.undo(db) == Undone("read", (1,), "1 entry is read again.")
    assert (read(db), starred(db)) == ([1], [1, 2])
    assert marks.undo(db) == Undone("starred", (1, 2), "2 entries are no longer starred.")
    assert (read(db), starred(db)) == ([1], [])
    assert marks.undo(db) == Undone("read", (1,), "1 entry is unread again.")
    assert marks.undo(db) is None
    assert (read(db), starred(db)) == ([], [])


def test_undo_takes_back_only_what_the_change_really_changed(db: sqlite3.Connection) -> None:
    marks.mark(db, [2], "read", True, 1)
    marks.mark(db, [1, 2, 3], "read", True, 2)
    assert undone(db) == "2 entries are unread again."
    assert read(db) == [2]


def test_a_change_that_changes_nothing_is_nothing_to_undo(db: sqlite3.Connection) -> None:
    marks.mark(db, [1], "read", True, 1)
    assert marks.mark(db, [1, 77], "read", True, 2) == marks.mark(db, [], "starred", True, 2) == 0
    assert marks.tag(db, [77], "x", True, 2) == marks.tag(db, [1], "x", False, 2) == 0
    assert undone(db) == "1 entry is unread again."


def test_the_last_fifty_changes_can_be_undone_whatever_they_are(db: sqlite3.Connection, tmp_path: Path) -> None:
    for number in range(15):
        marks.mark(db, [1], "read", number % 2 == 0, number)
        marks.mark(db, [1], "dismissed", number % 2 == 0, number)
        marks.tag(db, [1], "a", number % 2 == 0, number)
        edit(db, tmp_path / "none.toml", "", f"a = {number}", "nothing")
    count = 0
    while marks.undo(db):
        count += 1
    assert count == marks.UNDO_DEPTH == 50
    # Of sixty changes the first ten stay: two whole rounds, and the first two of the third.
    assert (read(db), marked(db, "dismissed"), tagged(db)) == ([1], [1], {})


def test_what_was_undone_does_not_come_back_with_the_next_change(db: sqlite3.Connection) -> None:
    marks.mark(db, [1], "read", True, 1)
    marks.undo(db)
    marks.mark(db, [2], "starred", True, 3)
    assert undone(db) == "1 entry is no longer starred."
    assert undone(db) == "nothing"


def test_undo_outlives_the_program_and_takes_back_what_another_did(db: sqlite3.Connection, tmp_path: Path) -> None:
    marks.mark(db, [4], "starred", True, 1)
    with closing(connect(tmp_path / "store.db")) as other:
        marks.tag(other, [5], "x", True, 2)
        assert undone(db) == "1 entry has the tag “x” no longer."
        assert undone(other) == "1 entry is no longer starred."
    assert (starred(db), tagged(db)) == ([], {})


def test_thousands_of_entries_are_marked_at_once(db: sqlite3.Connection) -> None:
    with transaction(db):
        saving.save(db, 1, [Found(Entry(f"more{n}", "t")) for n in range(40_000)], 1)
    assert marks.mark(db, range(1, 40_010), "read", True, 1) == 40_009
    assert undone(db) == "40,009 entries are unread again."
    assert read(db) == []


def test_a_mark_that_cannot_be_written_changes_nothing(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA query_only = 1")
    with pytest.raises(StoreError):
        marks.mark(db, [1], "dismissed", True, 1)
    with pytest.raises(StoreError):
        marks.tag(db, [1], "x", True, 1)
    db.execute("PRAGMA query_only = 0")
    assert read(db) == []
    assert marks.undo(db) is None


def test_an_unknown_mark_is_refused_and_nothing_is_left_open(db: sqlite3.Connection) -> None:
    with pytest.raises(KeyError):
        marks.mark(db, [1], "title = 'x', read", True, 1)  # type: ignore[arg-type]
    assert not db.in_transaction
    assert marks.mark(db, [1], "read", True, 1) == 1


def test_what_is_dismissed_is_read_and_undo_brings_both_back_as_they_were(db: sqlite3.Connection) -> None:
    marks.mark(db, [1], "read", True, 1)
    assert marks.mark(db, [1, 2, 3], "dismissed", True, 2) == 3
    assert (read(db), marked(db, "dismissed")) == ([1, 2, 3], [1, 2, 3])
    assert marks.undo(db) == Undone("dismissed", (1, 2, 3), "3 entries are no longer dismissed.")
    assert (read(db), marked(db, "dismissed")) == ([1], [])


def test_what_is_dismissed_no_longer_stays_read_and_undo_leaves_that_alone(db: sqlite3.Connection) -> None:
    marks.mark(db, [2], "dismissed", True, 1)
    assert marks.mark(db, [2, 3], "dismissed", False, 2) == 1
    assert (read(db), marked(db, "dismissed")) == ([2], [])
    marks.mark(db, [2], "read", False, 3)
    assert undone(db) == "1 entry is read again."
    assert undone(db) == "1 entry is dismissed again."
    assert (read(db), marked(db, "dismissed")) == ([2], [2])


def test_a_tag_is_given_and_taken_away_and_given_again_by_undo(db: sqlite3.Connection) -> None:
    assert marks.tag(db, [1, 2], "To call", True, 1) == 2
    assert marks.tag(db, [2, 3, 77], "to CALL ", True, 2) == 1
    assert tagged(db) == {"To call": [1, 2, 3]}
    assert marks.tag(db, [1, 3, 4], "TO CALL", False, 3) == 2
    assert tagged(db) == {"To call": [2]}
    assert marks.undo(db) == Undone("tag", (1, 3), "2 entries have the tag “To call” again.")
    assert undone(db) == "1 entry has the tag “To call” no longer."
    assert tagged(db) == {"To call": [1, 2]}


def test_a_tag_without_a_name_is_refused_and_nothing_is_left_open(db: sqlite3.Connection) -> None:
    with pytest.raises(BadTag, match="comma"):
        marks.tag(db, [1], "a, b", True, 1)
    assert not db.in_transaction
    assert tagged(db) == {}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def edit(db: sqlite3.Connection, path: Path, before: str, after: str, said: str = "mute x in Raids") -> None:
    config.save(path, before)
    marks.edit_config(db, path, lambda _: after, said, 1)


def test_edits_of_the_config_are_taken_back_one_after_the_other(db: sqlite3.Connection, path: Path) -> None:
    edit(db, path, "# ä\r\n", "# ä\r\nb = 1\n")
    marks.mark(db, [1], "read", True, 2)
    edit(db, path, "# ä\r\nb = 1\n", "", "remove the feed Ledger")
    done = marks.undo(db)
    assert done == Undone("config", (), "Undone: “remove the feed Ledger”, the config is as it was before.")
    assert path.read_bytes() == "# ä\r\nb = 1\n".encode()
    assert undone(db) == "1 entry is unread again."
    assert undone(db) == "Undone: “mute x in Raids”, the config is as it was before."
    assert path.read_bytes() == "# ä\r\n".encode()


def test_an_edit_that_changes_nothing_is_nothing_to_undo(db: sqlite3.Connection, path: Path) -> None:
    config.save(path, "a = 1")
    marks.edit_config(db, path, str, "nothing", 1)
    assert undone(db) == "nothing"


def test_an_edit_waits_for_the_one_that_another_program_is_making(db: sqlite3.Connection, path: Path) -> None:
    config.save(path, "a = 1\n")
    store = path_of(db)

    def mute() -> None:
        with closing(connect(store)) as mine:
            marks.edit_config(mine, path, lambda text: f"{text}muted = 1\n", "mute x in Raids", 1)

    def undo() -> None:
        with closing(connect(store)) as mine:
            marks.undo(mine)

    for change, left in ((mute, "a = 1\nb = 2\nmuted = 1\n"), (undo, "a = 1\nb = 2\n")):
        other = threading.Thread(target=change, daemon=True)
        with config.alone(path):
            before = path.read_text()
            other.start()
            other.join(0.2)
            assert other.is_alive() and path.read_text() == before
            if change is mute:
                config.save(path, f"{before}b = 2\n")
        other.join(PATIENCE)
        assert not other.is_alive() and path.read_text() == left


def test_an_edit_that_is_refused_leaves_the_config_and_nothing_to_undo(db: sqlite3.Connection, path: Path) -> None:
    def refuse(_: str) -> str:
        raise ConfigError("It is refused.")

    config.save(path, "a = 1")
    with pytest.raises(ConfigError, match="refused"):
        marks.edit_config(db, path, refuse, "nothing", 1)
    with pytest.raises(ConfigError, match="monitor config init"):
        marks.edit_config(db, path.with_name("none.toml"), str, "nothing", 1)
    assert (path.read_text(), undone(db)) == ("a = 1", "nothing")


def test_an_edit_can_be_undone_before_it_is_written(
    db: sqlite3.Connection, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[int] = []

    def killed(*_: object) -> None:
        noted.append(db.execute("SELECT count(*) FROM changes").fetchone()[0])
        assert not db.in_transaction
        raise KeyboardInterrupt

    config.save(path, "before")
    with monkeypatch.context() as patch:
        patch.setattr(config, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            marks.edit_config(db, path, lambda _: "after", "mute x in Raids", 1)
    assert noted == [1]
    assert undone(db).endswith("the config is as it was before.") and path.read_text() == "before"


@pytest.mark.parametrize("now", ["after\n# by hand", "", None, b"\xff"])
def test_what_was_typed_into_the_config_since_is_never_lost_and_stands_in_no_ones_way(
    db: sqlite3.Connection, path: Path, now: str | bytes | None
) -> None:
    marks.mark(db, [1], "read", True, 1)
    edit(db, path, "before", "after")
    path.unlink() if now is None else path.write_bytes(now if isinstance(now, bytes) else now.encode())
    left = path.read_bytes() if path.exists() else None
    done = marks.undo(db)
    assert done is not None and not done.is_done
    assert str(path) in done.says and "mute x in Raids" in done.says
    assert (path.read_bytes() if path.exists() else None) == left
    assert undone(db) == "1 entry is unread again."


def test_an_edit_that_was_taken_back_by_hand_is_no_longer_in_the_list(db: sqlite3.Connection, path: Path) -> None:
    edit(db, path, "before", "after")
    path.write_text("before")
    assert undone(db).endswith("the config is as it was before.")
    assert (path.read_text(), undone(db)) == ("before", "nothing")


def test_an_edit_is_taken_back_whatever_bytes_the_name_of_the_file_has(db: sqlite3.Connection, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"config\xff.toml")
    edit(db, path, "# \u7f05\u7538", "after")
    assert undone(db).endswith("the config is as it was before.")
    assert path.read_text() == "# \u7f05\u7538"


def test_a_config_that_cannot_be_written_can_be_brought_back_later(
    db: sqlite3.Connection, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    edit(db, path, "before", "after")
    with monkeypatch.context() as patch:
        patch.setattr("monitor.config.files.os.fsync", full)
        with pytest.raises(StoreError, match="cannot be written"):
            marks.undo(db)
    assert path.read_text() == "after"
    assert undone(db).endswith("the config is as it was before.")
    assert path.read_text() == "before"


def test_an_edit_of_a_config_that_nobody_can_write_stands_in_the_way_of_no_undo(
    db: sqlite3.Connection, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def readonly(*_: object) -> int:
        raise OSError(30, "Read-only file system")

    config.save(path, "before")
    marks.mark(db, [1], "read", True, 1)
    monkeypatch.setattr("monitor.config.files.os.open", readonly)
    with pytest.raises(ConfigError, match="Read-only file system"):
        marks.edit_config(db, path, lambda _: "after", "mute x in Raids", 2)
    assert (undone(db), undone(db)) == ("1 entry is unread again.", "nothing")
    assert (read(db), path.read_text()) == ([], "before")
