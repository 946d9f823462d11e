"""Scenarios for the index: an edited text leaves no trace in it, and it holds the last texts and nothing else."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.matching.indexing import words_of
from monitor.matching.query import parse
from monitor.model import Entry, Feed, Found
from monitor.store import entries, feeds, phrases, saving
from monitor.store.schema import connect, transaction


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(opened(tmp_path / "store.db")) as db:
        yield db


def opened(path: Path) -> sqlite3.Connection:
    db = connect(path)
    with transaction(db):
        feeds.subscribe(db, [Feed("https://a.example/")])
    return db


def add(db: sqlite3.Connection, *several: Entry) -> None:
    with transaction(db):
        saving.save(db, 1, [Found(entry) for entry in several], 1)


def candidates(db: sqlite3.Connection, term: str) -> list[int]:
    found = db.execute("SELECT rowid FROM search WHERE search MATCH ?", (phrases.expression(parse(term)),))
    return [row[0] for row in found]


def check(db: sqlite3.Connection) -> None:
    """Raises where the index does not hang together."""
    db.execute("INSERT INTO search (search) VALUES ('integrity-check')")


def test_an_edited_text_is_found_and_the_old_one_no_more(db: sqlite3.Connection) -> None:
    entry = Entry("k", "遣返 scam-hubs", summary="ကျားဖြန့်", content="first")
    add(db, entry)
    add(db, replace(entry, title="peaceful title", summary="เนรเทศ"))
    for old in ("遣返", "遣", "scam", "scam hub", "ကျားဖြန့်"):
        assert candidates(db, old) == []
    for new in ("peaceful", "เนรเทศ", "first"):
        assert candidates(db, new) == [1]
    check(db)
    add(db, entry)
    assert candidates(db, "遣返") == candidates(db, "ကျားဖြန့်") == [1]
    assert candidates(db, "peaceful") == []
    check(db)


def test_after_many_edits_the_index_holds_the_last_texts_and_nothing_else(db: sqlite3.Connection) -> None:
    words = ["banned", "电诈园区", "เนรเทศ", "ကျားဖြန့်", "lừa đảo", "ស្ត្រី", "फ्रॉड", "Hub's"]
    for turn in range(40):
        add(db, *(Entry(str(n), words[(n + turn) % 8], content=words[(n * turn) % 8] * (turn % 3)) for n in range(12)))
    check(db)
    db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search, 'instance')")
    held = {(row[0], row[1]) for row in db.execute("SELECT term, doc FROM temp.words")}
    wanted = set()
    with closing(sqlite3.connect(":memory:")) as fresh:
        fresh.execute(
            "CREATE VIRTUAL TABLE s USING fts5 (t, b, content='', tokenize=\"unicode61 remove_diacritics 0\")"
        )
        for entry_id, _, entry in entries.texts(db, 2**62, 100):
            fresh.execute("INSERT INTO s (rowid, t, b) VALUES (?, ?, ?)", (entry_id, *words_of(entry)))
        fresh.execute("CREATE VIRTUAL TABLE v USING fts5vocab(s, 'instance')")
        wanted = {(row[0], row[1]) for row in fresh.execute("SELECT term, doc FROM v")}
    assert held == wanted
