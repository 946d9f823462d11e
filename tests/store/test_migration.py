"""A store of an older version becomes one of today with all that it holds, and stays beside it as it was."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.model import Dropped, Entry, Found
from monitor.store import entries, feeds, marks, migration, saving, schema, tables
from monitor.store.entries import Choice
from monitor.store.marks import Undone
from monitor.store.schema import StoreError, connect, transaction
from tests.listing import listing
from tests.store.programs import at_once

FIRST = """
CREATE TABLE feeds (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    site TEXT NOT NULL DEFAULT '',
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    body_hash TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'never',
    http INTEGER,
    error TEXT NOT NULL DEFAULT '',
    failures INTEGER NOT NULL DEFAULT 0,
    last_poll INTEGER,
    last_good INTEGER,
    next_poll INTEGER NOT NULL DEFAULT 0,
    newest INTEGER,
    subscribed INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE hosts (host TEXT PRIMARY KEY, hold_until INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    feed_id INTEGER NOT NULL REFERENCES feeds(id),
    key TEXT NOT NULL,
    hash TEXT NOT NULL,
    title TEXT NOT NULL,
    guid TEXT NOT NULL,
    link TEXT NOT NULL,
    author TEXT NOT NULL,
    published INTEGER,
    first_seen INTEGER NOT NULL,
    changed INTEGER,
    at INTEGER NOT NULL,
    lang TEXT NOT NULL,
    categories TEXT NOT NULL,
    enclosures TEXT NOT NULL,
    read INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    matched INTEGER NOT NULL DEFAULT 0,
    UNIQUE (feed_id, key)
);
CREATE INDEX entries_newest ON entries (at DESC, id DESC);
CREATE INDEX entries_matched ON entries (at DESC, id DESC) WHERE matched = 1;
CREATE INDEX entries_matched_unread ON entries (id) WHERE matched = 1 AND read = 0;
CREATE INDEX entries_starred ON entries (at DESC, id DESC) WHERE starred = 1;

CREATE TABLE texts (entry_id INTEGER PRIMARY KEY REFERENCES entries(id), summary TEXT NOT NULL, content TEXT NOT NULL);
CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    entry_id INTEGER NOT NULL REFERENCES entries(id),
    seen INTEGER NOT NULL,
    title TEXT NOT NULL, summary TEXT NOT NULL, content TEXT NOT NULL
);
CREATE INDEX revisions_entry ON revisions (entry_id);
CREATE TABLE matches (
    entry_id INTEGER NOT NULL REFERENCES entries(id),
    watch TEXT NOT NULL,
    level TEXT NOT NULL,
    spans TEXT NOT NULL,
    at INTEGER NOT NULL,
    read INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (entry_id, watch)
) WITHOUT ROWID;
CREATE INDEX matches_newest ON matches (watch, at DESC, entry_id DESC);
CREATE INDEX matches_unread ON matches (watch, at DESC, entry_id DESC) WHERE read = 0;
CREATE TRIGGER entry_read AFTER UPDATE OF read ON entries WHEN old.read <> new.read BEGIN
    UPDATE matches SET read = new.read WHERE entry_id = new.id;
END;
CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    mark TEXT NOT NULL,
    value INTEGER NOT NULL,
    entries TEXT NOT NULL
);
CREATE TABLE watches (name TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE folding (version INTEGER NOT NULL);
CREATE TABLE asks (url TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5 (title, body, content='', tokenize="unicode61 remove_diacritics 0");
"""
FILLED = """
INSERT INTO feeds (url, name, etag, last_modified, body_hash) VALUES ('https://a.example/', 'A', 'e', 'l', 'b');
INSERT INTO entries (feed_id, key, hash, title, guid, link, author, first_seen, at, lang, categories, enclosures, read,
    starred, matched) VALUES (1, 'k', 'h', 'A raid', 'g', '', '', 5, 5, 'en', '[]', '[]', 1, 1, 1);
INSERT INTO texts VALUES (1, 'Summary', 'Content');
INSERT INTO matches VALUES (1, 'Raids', 'strong', '[["title", 2, 6, "raid", "raid", "exact"]]', 5, 1);
INSERT INTO changes (at, mark, value, entries) VALUES (6, 'read', 1, '[1]');
PRAGMA application_id = 1836019305;
PRAGMA user_version = 1;
"""
COPY = "store.db.version-1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of the first version."""
    path = tmp_path / "store.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(FIRST + FILLED)
    return path


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def shape(db: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    """Tables, columns, indexes and triggers, in whatever words they were made."""
    for name, kind in sorted(tuple(row) for row in db.execute("SELECT name, type FROM sqlite_master")):
        columns = [tuple(row) for row in db.execute("SELECT * FROM pragma_table_xinfo(?)", (name,))]
        yield (
            name,
            kind,
            columns,
            db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0] is None,
        )


@pytest.mark.parametrize("readonly", [False, True])
def test_everything_is_kept_whoever_opens_it_first(path: Path, readonly: bool) -> None:
    with closing(connect(path, readonly=readonly)) as db:
        stored = entries.get(db, 1)
        assert stored is not None
        assert stored.entry == Entry("k", "A raid", "g", lang="en", summary="Summary", content="Content")
        assert stored.row.read and stored.row.starred
        assert [(match.watch, match.spans[0].text, match.against) for match in stored.matches] == [
            ("Raids", "raid", ())
        ]
        assert entries.counts(db) == {"Raids": (0, 1), "": (0, 1)}
    with closing(connect(path)) as db:
        assert marks.undo(db) == Undone("read", (1,), "1 entry is unread again.")
    assert version(path) == tables.VERSION


def test_it_is_then_as_a_new_store_is(path: Path, tmp_path: Path) -> None:
    with closing(connect(path)) as old, closing(connect(tmp_path / "new.db")) as new:
        assert list(shape(old)) == list(shape(new))
        with transaction(old):
            dropped = (Dropped("summary", 0, 1, "share"),)
            saving.save(old, 1, [Found(Entry("k2", "B", summary="xy", dropped=dropped))], 9)
            feeds.remember(old, 1, b"m")
        assert [row.title for row in listing(old, Choice(all=True), 9)] == ["B", "A raid"]


def test_every_feed_is_read_once_more_for_its_furniture(path: Path) -> None:
    with closing(connect(path)) as db:
        (state,) = feeds.states(db)
        assert (state.etag, state.last_modified, state.body_hash) == ("", "", "")


def test_the_old_store_stays_beside_it_for_its_owner_alone(path: Path) -> None:
    connect(path).close()
    copy = path.with_name(COPY)
    assert version(copy) == 1
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT title FROM entries").fetchone() == ("A raid",)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    before = copy.read_bytes()
    connect(path).close()
    assert copy.read_bytes() == before


def test_a_copy_that_is_put_back_lets_readers_read_while_it_is_written(path: Path) -> None:
    connect(path).close()
    path.with_name(COPY).replace(path)
    with closing(connect(path)) as db, transaction(db), closing(connect(path, readonly=True)) as reader:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        db.execute("DELETE FROM changes")
        assert reader.execute("SELECT count(*) FROM changes").fetchone()[0] == 1


def test_a_copy_that_was_left_half_made_is_made_anew(path: Path) -> None:
    path.with_name(f"{COPY}.new").write_bytes(b"half a copy")
    connect(path).close()
    assert version(path.with_name(COPY)) == 1
    assert not path.with_name(f"{COPY}.new").exists()


def test_a_copy_of_an_earlier_time_stays(path: Path) -> None:
    path.with_name(COPY).write_bytes(b"of an earlier time")
    path.with_name(f"{COPY}-2").mkdir()
    connect(path).close()
    assert path.with_name(COPY).read_bytes() == b"of an earlier time"
    assert version(path.with_name(f"{COPY}-3")) == 1


# As a full disk does, the last one makes SQLite take back by itself what was written.
@pytest.mark.parametrize(
    "statement",
    ["ALTER TABLE nowhere ADD COLUMN x;", "SELECT 1;", "INSERT OR ROLLBACK INTO watches VALUES ('x', ''), ('x', '');"],
)
def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    steps = {1: tables.MIGRATIONS[1] + statement}
    if statement == "SELECT 1;":
        monkeypatch.setattr(
            migration, "_copy", lambda *where: (_ for _ in ()).throw(OSError(28, "No space left on device"))
        )
    monkeypatch.setattr(migration, "MIGRATIONS", steps)
    with pytest.raises(StoreError, match=str(path)):
        connect(path)
    monkeypatch.undo()
    assert version(path) == 1 and not path.with_name(COPY).exists()
    with closing(connect(path)) as db:
        assert entries.counts(db)[""] == (0, 1)


def test_a_store_that_cannot_be_written_is_told_in_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema.os, "access", lambda *what: False)
    with pytest.raises(StoreError, match="who owns it"):
        connect(path, readonly=True)


def test_programs_that_begin_at_once_on_an_old_store_all_get_it(path: Path) -> None:
    assert at_once(5, "from monitor.store import entries", "print(entries.counts(db)[''])", path) == ["(0, 1)\n"] * 5
    assert version(path.with_name(COPY)) == 1
