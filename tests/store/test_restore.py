"""A damaged store is moved aside, and what stands in its place holds the backup and all that could be read."""

import random
import re
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor import digests, rematch
from monitor.model import Entry, Feed, Found, Watch
from monitor.store import articles, backup, basis, entries, feeds, marks, migration, salvage, saving, tables
from monitor.store.backup import with_its_log
from monitor.store.entries import Choice
from monitor.store.restore import ails, restore
from monitor.store.schema import StoreError, backup_of, connect, transaction
from tests.newsroom import NOW
from tests.store.test_migration import FILLED, FIRST

FEEDS = [Feed("https://a.example/"), Feed("https://b.example/")]
LATER = NOW + 100


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store that was backed up with forty entries and then got twenty more, and marks on old and new ones."""
    path = tmp_path / "store.db"
    with closing(connect(path)) as db:
        with transaction(db):
            feeds.subscribe(db, FEEDS)
        publish(db, 0, 20)
        marks.mark(db, [1, 2], "read", True, NOW)
        backup.make(path, NOW)
        publish(db, 20, 30)
        marks.mark(db, [3, 4, 50], "read", True, LATER)
        marks.mark(db, [5, 60], "starred", True, LATER)
        marks.mark(db, [1], "read", False, LATER)
    return path


def publish(db: sqlite3.Connection, first: int, last: int) -> None:
    for feed in (1, 2):
        with transaction(db):
            saving.save(db, feed, [Found(entry(number)) for number in range(first, last)], NOW)


def entry(number: int) -> Entry:
    return Entry(f"guid:{number}", f"raid {number}", str(number), content=f"A raid. {number} " * 59 + "The end.")


def spoil(path: Path, damage: Callable[[bytes], bytes]) -> bytes:
    """Damage a store's file; what it holds then comes back."""
    path.write_bytes(damage(path.read_bytes()))
    return path.read_bytes()


def over(first: int, size: int = 4096) -> Callable[[bytes], bytes]:
    return lambda whole: whole[:first] + random.Random(first).randbytes(size) + whole[first + size :]


def spoil_a_title(path: Path) -> None:
    with closing(connect(path)) as db:
        db.execute("UPDATE entries SET title = 'rain 16' WHERE id = 17")


def marked(path: Path) -> tuple[list[int], list[int]]:
    with closing(connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return tuple(
            [row[0] for row in db.execute(f"SELECT id FROM entries WHERE {what} = 1 ORDER BY id")]
            for what in ("read", "starred")
        )  # type: ignore[return-value]


ALL = ([2, 3, 4, 50], [5, 60])


@pytest.mark.parametrize(
    "damage", [over(0, 100), over(0), lambda whole: b"\0" * 4096 + whole[4096:], over(15 * 4096, 8192)],
    ids=["header", "first page", "zeros", "directory"],
)  # fmt: skip
def test_what_only_the_damaged_file_has_is_saved_where_its_tables_can_be_read(
    path: Path, damage: Callable[[bytes], bytes]
) -> None:
    left = spoil(path, damage)
    assert ails(path).startswith(f"The store {path} is damaged (")
    done = restore(path, LATER)
    assert (done.backup, done.entries) == (NOW, 60)
    assert (done.saved.entries, done.saved.lost) == (20, 0)
    assert marked(path) == ALL
    assert done.aside is not None and done.aside.read_bytes() == left
    assert ails(path) == ""


def test_its_entries_are_whole_and_can_be_found_and_are_matched_with_the_next_poll(path: Path) -> None:
    spoil(path, over(0))
    restore(path, LATER)
    with closing(connect(path)) as db:
        stored = entries.get(db, 60)
        assert stored is not None and stored.entry == entry(29)
        assert (stored.row.feed, stored.first_seen) == (FEEDS[1].url, NOW)
        db.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        assert db.execute("SELECT count(*) FROM search WHERE search MATCH 'raid'").fetchone()[0] == 60
        watch = Watch("Raids", ("raid",))
        assert digests.is_due(db, digests.basis_of([watch]))
        list(rematch.rematch(db, [watch], {}))
        assert entries.counts(db)["Raids"] == (56, 60)


def test_the_matches_of_a_watch_that_is_gone_do_not_come_back_with_the_backup(path: Path) -> None:
    old, new = Watch("Old", ("raid",)), Watch("New", ("dragon",))
    with closing(connect(path)) as db:
        list(rematch.rematch(db, [old], {}))
        backup.make(path, LATER)
        list(rematch.rematch(db, [new], {}))
        assert entries.counts(db) == {"": (0, 0)}
    spoil(path, over(0))
    restore(path, LATER)
    with closing(connect(path)) as db:
        assert not basis.is_matched(db, "Old") and digests.is_due(db, digests.basis_of([new]))
        list(rematch.rematch(db, [new], {}))
        assert entries.counts(db) == {"": (0, 0)} and not digests.is_due(db, digests.basis_of([new]))


def test_a_poll_finds_what_it_had_found_before(path: Path) -> None:
    spoil(path, over(0))
    restore(path, LATER)
    with closing(connect(path)) as db, transaction(db):
        saved = saving.save(db, 1, [Found(entry(number)) for number in range(31)], LATER)
    assert (saved.new, saved.changed) == (1, 0)


def test_a_story_that_was_edited_since_the_backup_and_whose_guid_counts_its_editions_is_there_once(path: Path) -> None:
    guid = "https://news.example/story#"
    first = Entry(f"guid:{guid}0", "A raid", f"{guid}0", "https://news.example/story")
    with closing(connect(path)) as db:
        with transaction(db):
            saving.save(db, 1, [Found(first)], NOW)
        backup.make(path, LATER)
        with transaction(db):
            edited = replace(first, key=f"guid:{guid}1", title="Two raids", guid=f"{guid}1")
            assert saving.save(db, 1, [Found(edited)], LATER).changed == 1
        marks.mark(db, [61], "starred", True, LATER)
    spoil(path, over(0, 100))
    assert restore(path, LATER).entries == 61
    assert marked(path) == (ALL[0], [*ALL[1], 61])


def test_of_a_file_cut_short_it_saves_what_is_left(path: Path) -> None:
    spoil(path, lambda whole: whole[: -3 * 4096 + 77])
    done = restore(path, LATER)
    assert (done.backup, done.entries) == (NOW, 40 + done.saved.entries)
    assert 5 in marked(path)[1]
    assert ails(path) == ""


@pytest.mark.parametrize("left", [b"", b"Dear diary, " * 999], ids=["nothing", "another text"])
def test_of_a_file_without_a_word_of_it_the_backup_is_left(path: Path, left: bytes) -> None:
    spoil(path, lambda whole: left)
    done = restore(path, LATER)
    assert (done.backup, done.entries, done.saved.entries) == (NOW, 40, 0)
    assert marked(path) == ([1, 2], [])


def test_a_file_that_is_gone_is_the_backup_again(path: Path) -> None:
    path.unlink()
    done = restore(path, LATER)
    assert (done.entries, done.aside) == (40, None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_backup_all_that_can_be_read_is_there(path: Path) -> None:
    backup_of(path).unlink()
    spoil(path, over(0))
    done = restore(path, LATER)
    assert (done.backup, done.entries, done.saved.entries) == (None, 60, 60)
    assert marked(path) == ALL
    with closing(connect(path)) as db:
        assert [state.url for state in feeds.states(db)] == [feed.url for feed in FEEDS]
        # Its feeds are read anew: their validators stand for entries that may be lost.
        assert {state.etag + state.body_hash for state in feeds.states(db)} == {""}


@pytest.mark.parametrize(
    "text", [b"x", b"my only notes\n" * 200, b'keywords = ["raid"]\n'], ids=["x", "notes", "config"]
)
def test_a_text_of_the_users_own_stays_where_it_is(text: bytes, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_bytes(text)
    with pytest.raises(StoreError, match=r"notes\.txt is no store.* stays as it is"):
        restore(notes, LATER)
    assert list(tmp_path.iterdir()) == [notes] and notes.read_bytes() == text


@pytest.mark.parametrize(
    "left", [b"\0" * 40_960, b"SQLite format 3\0" + b"\xff" * 40_960, b""], ids=["0", "head", "none"]
)
def test_what_may_have_been_a_store_makes_room_for_a_new_one(left: bytes, path: Path) -> None:
    backup_of(path).unlink()
    spoil(path, lambda whole: left)
    done = restore(path, LATER)
    assert (done.backup, done.entries) == (None, 0) and ails(path) == ""
    assert done.aside is not None and done.aside.read_bytes() == left


def test_a_store_that_has_feeds_and_no_entries_yet_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(connect(path)) as db, transaction(db):
        feeds.subscribe(db, FEEDS)
    spoil(path, over(0))
    restore(path, LATER)
    with closing(connect(path)) as db:
        assert len(feeds.states(db)) + db.execute("SELECT count(*) FROM feeds WHERE subscribed = 0").fetchone()[0] == 2


def test_no_backup_is_promised_where_there_is_none(path: Path) -> None:
    spoil(path, over(0))
    assert "puts its last good backup in its place, with" in ails(path)
    backup_of(path).unlink()
    assert "puts in its place what can be read of it, for there is no backup." in ails(path)


def test_a_backup_that_is_damaged_too_is_another_place_to_look(path: Path) -> None:
    spoil(backup_of(path), over(0))
    spoil(path, lambda whole: b"")
    path.write_bytes(b"no database " * 400)
    done = restore(path, LATER)
    assert (done.backup, done.entries) == (None, 40)
    assert marked(path) == ([1, 2], [])


def test_what_stood_in_the_log_alone_is_saved(path: Path, tmp_path: Path) -> None:
    left = tmp_path / "left.db"
    with closing(connect(path)) as db:
        marks.mark(db, [7], "starred", True, LATER)
        for suffix in ("", "-wal"):
            Path(f"{left}{suffix}").write_bytes(Path(f"{path}{suffix}").read_bytes())
    backup_of(path).rename(backup_of(left))
    log = Path(f"{left}-wal").read_bytes()
    spoil(left, over(0))
    done = restore(left, LATER)
    assert 7 in marked(left)[1]
    assert done.aside is not None and Path(f"{done.aside}-wal").read_bytes() == log
    assert not [each for each in tmp_path.iterdir() if ".restored" in each.name or ".salvage" in each.name]


@pytest.mark.parametrize("left", [0, 1])
def test_a_young_store_whose_file_was_cut_to_nothing_is_in_its_log(tmp_path: Path, left: int) -> None:
    young, path = tmp_path / "young.db", tmp_path / "left.db"
    with closing(connect(young)) as db:
        with transaction(db):
            feeds.subscribe(db, FEEDS)
        publish(db, 0, 20)
        marks.mark(db, [7], "starred", True, LATER)
        for old, new in zip(with_its_log(young)[:2], with_its_log(path)[:2], strict=True):
            new.write_bytes(old.read_bytes())
    log = with_its_log(path)[1].read_bytes()
    assert path.stat().st_size < len(log)
    spoil(path, lambda whole: whole[:left])
    done = restore(path, LATER)
    assert (done.entries, marked(path)) == (40, ([], [7]))
    assert done.aside is not None and with_its_log(done.aside)[1].read_bytes() == log


def test_the_copy_that_is_read_is_nobody_elses_to_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: dict[str, int] = {}
    reader = salvage._reader

    def seen(copy: Path) -> object:
        opened.update({each.name: each.stat().st_mode & 0o777 for each in with_its_log(copy)[:2] if each.exists()})
        return reader(copy)

    monkeypatch.setattr(salvage, "_reader", seen)
    path.with_name(f"{path.name}-wal").touch(0o600)
    spoil(path, over(0))
    restore(path, LATER)
    copies = {name: mode for name, mode in opened.items() if ".salvage" in name}
    assert set(copies.values()) == {0o600} and len(copies) == 2


def test_a_link_in_the_place_of_the_copy_harms_no_other_file(path: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.write_text("of years")
    for name in (f"{path.name}.salvage", f"{path.name}.salvage-wal", f"{path.name}.restored"):
        path.with_name(name).symlink_to(notes)
    spoil(path, over(0))
    assert restore(path, LATER).entries == 60
    assert notes.read_text() == "of years"


def test_garbage_is_not_shown_to_a_terminal(path: Path) -> None:
    with closing(connect(path)) as db:
        db.execute("UPDATE texts SET content = char(27) || ']0;x' || char(7) || content WHERE entry_id = 60")
        db.execute("UPDATE entries SET link = 'javascript:alert(1)' WHERE id = 60")
        db.execute("UPDATE entries SET categories = '{' WHERE id = 59")
        db.execute("UPDATE entries SET title = CAST(x'ff' AS TEXT) WHERE id = 58")
    assert "damaged" in ails(path)
    done = restore(path, LATER)
    assert (done.entries, done.saved.lost) == (58, 2)
    with closing(connect(path)) as db:
        stored = entries.get(db, 60)
        assert stored is not None and "\x1b" not in stored.entry.content and stored.entry.link == ""


def test_a_table_without_one_of_its_columns_is_damage(path: Path) -> None:
    with closing(connect(path)) as db:
        db.execute("ALTER TABLE changes RENAME COLUMN mark TO nark")
        with pytest.raises(StoreError, match="damaged"):
            marks.mark(db, [7], "read", True, LATER)
    assert "garbage in the directory" in ails(path)
    restore(path, LATER)
    assert marked(path) == ALL and ails(path) == ""


@pytest.mark.parametrize(
    ("letters", "garbage"),
    [
        (b"title, body, content", b"title, bo\ty, content"),
        (b"title, body, content", b"title, body, kontent"),
        (b"title, body, content", b"title0 body, content"),
        (b"USING fts5", b"USING fts7"),
        (b"USING fts5", b"USING fts;"),
        (b'tokenize="unicode61', b'tokenize="uniqode61'),
        (b"unicode61 remove_", b"unicode61 removed"),
        (b"search_idx'(segid, term, pgno", b"search_idx'(segid, term, pgna"),
        (b"search_config'(k PRIMARY KEY, v)", b"search_config'(k PRIMARY KEY, w)"),
    ],
)
def test_a_letter_of_the_index_s_definition_that_became_another_is_damage(
    path: Path, letters: bytes, garbage: bytes
) -> None:
    assert letters in spoil(path, lambda whole: whole)
    spoil(path, lambda whole: whole.replace(letters, garbage))
    assert ails(path).startswith(f"The store {path} is damaged (")
    restore(path, LATER)
    assert marked(path) == ALL and ails(path) == ""


def test_a_garbled_version_of_the_index_is_damage(path: Path) -> None:
    with closing(connect(path)) as db:
        db.execute("UPDATE search_config SET v = 7 WHERE k = 'version'")
    assert "damaged (invalid fts5 file format" in ails(path)
    restore(path, LATER)
    assert marked(path) == ALL and ails(path) == ""


def test_a_change_of_marks_that_is_not_the_last_is_not_taken_back(path: Path) -> None:
    spoil(path, over(0))
    restore(path, LATER)
    with closing(connect(path)) as db:
        assert marks.undo(db) is None
    assert marked(path) == ALL


def test_dismissals_and_tags_survive_and_edits_of_the_config_can_still_be_undone(path: Path, tmp_path: Path) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text("before")
    with closing(connect(path)) as db:
        marks.mark(db, [7, 60], "dismissed", True, LATER)
        marks.tag(db, [8, 60], "To call", True, LATER)
        marks.edit_config(db, settings, lambda _: "after", "mute x in Raids", LATER)
        backup.make(path, LATER)
        marks.mark(db, [9], "dismissed", True, LATER)
        marks.tag(db, [9], "To call", True, LATER)
    spoil(path, over(0))
    restore(path, LATER)
    with closing(connect(path)) as db:
        assert sorted(entries.ids(db, Choice(all=True, dismissed=True), 99)) == [7, 9, 60]
        assert sorted(entries.ids(db, Choice(all=True, tag="To call"), 99)) == [8, 9, 60]
        undone = marks.undo(db)
        assert undone is not None and undone.mark == "config" and marks.undo(db) is None
    assert settings.read_text() == "before"


@pytest.mark.parametrize(
    "garbage",
    [
        "tags VALUES (CAST(x'ff' AS TEXT), 1)",
        "desk VALUES (CAST(x'ff' AS TEXT), '')",
        "watches VALUES (CAST(x'ff' AS TEXT), '')",
        "hosts VALUES (CAST(x'ff' AS TEXT), 1, 1)",
    ],
)
def test_garbage_is_found_in_whichever_table_it_stands(path: Path, garbage: str) -> None:
    with closing(connect(path)) as db:
        db.execute(f"INSERT INTO {garbage}")
    assert "damaged" in ails(path)
    restore(path, LATER)
    assert ails(path) == ""


@pytest.mark.parametrize(
    "garbage",
    [
        "entries SET title = CAST(title AS BLOB) WHERE id = 7",
        "texts SET summary = CAST('x' AS BLOB) WHERE entry_id = 7",
        "changes SET mark = CAST(mark AS BLOB)",
        "entries SET at = 'abc' WHERE id = 7",
        "entries SET published = 9e15 WHERE id = 7",
    ],
)
def test_a_value_of_which_a_bit_makes_something_else_is_damage(path: Path, garbage: str) -> None:
    with closing(connect(path)) as db:
        db.execute(f"UPDATE {garbage}")
    assert "damaged" in ails(path)
    restore(path, LATER)
    assert ails(path) == ""


@pytest.mark.parametrize(
    "garbage", ["entries SET title = 'rain 16' WHERE id", "texts SET content = 'A rain.' WHERE entry_id"]
)
def test_a_letter_that_became_another_is_damage_and_the_text_comes_back(path: Path, garbage: str) -> None:
    with closing(connect(path)) as db:
        db.execute(f"UPDATE {garbage} = 17")
    assert "the text of entry 17 is not the one that was stored" in ails(path)
    restore(path, LATER)
    assert (ails(path), marked(path)) == ("", ALL)
    with closing(connect(path)) as db:
        stored = entries.get(db, 17)
    assert stored is not None and stored.entry == entry(16)


def test_an_edit_and_the_text_of_a_page_are_no_damage(path: Path) -> None:
    with closing(connect(path)) as db:
        with transaction(db):
            assert saving.save(db, 1, [Found(replace(entry(3), title="Rain"))], LATER).changed == 1
        before = entries.get(db, 18)
        assert before is not None
        with transaction(db):
            assert articles.keep(db, before, Found(replace(before.entry, content="All of it.")), LATER)
    assert ails(path) == ""


@pytest.mark.parametrize("spoilt", [lambda path: spoil(path, lambda whole: whole[:9000]), spoil_a_title])
def test_a_backup_that_is_damaged_says_nothing_of_the_store(path: Path, spoilt: Callable[[Path], object]) -> None:
    spoilt(backup_of(path))
    assert ails(path) == ""


def test_a_backup_of_an_older_version_is_whole_too(path: Path) -> None:
    backup_of(path).unlink()
    with closing(sqlite3.connect(backup_of(path))) as db:
        db.executescript(FIRST + FILLED)
    spoil(path, over(0))
    assert restore(path, LATER).backup is not None


def test_a_store_that_began_as_one_of_an_older_version_is_read_by_the_directory_of_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, made = tmp_path / "older.db", re.compile(r"CREATE (?:TABLE|INDEX) (\w+)")
    later = made.findall(tables.MIGRATIONS[4])
    older = [each for each in migration.statements(tables.TABLES) if not set(later).intersection(made.findall(each))]
    with monkeypatch.context() as patch:
        patch.setattr(migration, "TABLES", "".join(older))
        connect(path).close()
    with closing(connect(path)) as db:
        with transaction(db):
            feeds.subscribe(db, FEEDS)
        publish(db, 0, 20)
    spoil(path, over(0))
    assert restore(path, LATER).saved.entries == 40
    with closing(connect(path)) as db:
        assert db.execute("SELECT count(*) FROM texts WHERE content LIKE '%The end.'").fetchone()[0] == 40


def test_another_programs_store_or_a_newer_one_is_no_damage(path: Path) -> None:
    with closing(connect(path)) as db:
        db.execute(f"PRAGMA user_version = {tables.VERSION + 1}")
    with pytest.raises(StoreError, match="newer"):
        ails(path)


def test_a_folder_in_the_place_of_a_store_stays_there(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.mkdir()
    with pytest.raises(StoreError, match="a folder and no store"):
        restore(path, LATER)
    assert [*tmp_path.iterdir()] == [path]


def test_where_it_cannot_be_made_nothing_has_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = spoil(path, over(0))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("monitor.store.restore.shutil.copyfile", full)
    with pytest.raises(OSError):
        restore(path, LATER)
    assert path.read_bytes() == left
    assert sorted(each.name for each in path.parent.iterdir()) == ["store.db", "store.db.backup"]


def test_a_second_damage_has_a_place_of_its_own(path: Path) -> None:
    for _ in range(2):
        spoil(path, over(0))
        restore(path, LATER)
    assert len([each for each in path.parent.iterdir() if ".damaged-" in each.name]) == 2
    assert marked(path) == ALL
    with closing(connect(path)) as db:
        assert entries.count(db, Choice(all=True)) == 60
