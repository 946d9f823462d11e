"""Scenarios for the index: an edited text leaves no trace in it, and it holds the last texts and nothing else."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.matching import stems
from monitor.matching.fold import VERSION
from monitor.matching.indexing import words_of
from monitor.matching.query import parse
from monitor.model import Entry, Feed, Found, Match, Span
from monitor.store import entries, feeds, phrases, saving, search
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


def test_entries_that_match_are_written_to_the_index_together_with_all_others_of_their_feed(
    db: sqlite3.Connection,
) -> None:
    matches = tuple(Match(watch, "strong", (Span("title", 0, 4, "scam", "scam", "exact"),)) for watch in ("w", "v"))
    with transaction(db):
        saving.save(db, 1, [Found(Entry(f"k{at}", f"scam number {at}"), matches) for at in range(10)], 1)

    assert db.execute("SELECT count(DISTINCT segid) FROM search_idx").fetchone()[0] == 1
    assert db.execute("SELECT count(*) FROM matches").fetchone()[0] == 20
    assert candidates(db, "number") == [*range(1, 11)]


def test_after_many_edits_the_index_holds_the_last_texts_and_nothing_else(db: sqlite3.Connection) -> None:
    words = ["banned", "电诈园区", "เนรเทศ", "ကျားဖြန့်", "lừa đảo", "ស្ត្រី", "फ्रॉड", "Hub's"]
    for turn in range(40):
        add(db, *(Entry(str(n), words[(n + turn) % 8], content=words[(n * turn) % 8] * (turn % 3)) for n in range(12)))
    check(db)
    assert held(db) == wanted(db)


def held(db: sqlite3.Connection) -> set[tuple[str, int]]:
    """The words that the index holds, each with the entry that it is in."""
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, search, 'instance')")
    return {(row[0], row[1]) for row in db.execute("SELECT term, doc FROM temp.words")}


def wanted(db: sqlite3.Connection) -> set[tuple[str, int]]:
    """Those that it is to hold."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        fresh.execute(
            "CREATE VIRTUAL TABLE s USING fts5 (t, b, content='', tokenize=\"unicode61 remove_diacritics 0\")"
        )
        for entry_id, _, entry in entries.texts(db, 2**62, 100):
            fresh.execute("INSERT INTO s (rowid, t, b) VALUES (?, ?, ?)", (entry_id, *words_of(entry)))
        fresh.execute("CREATE VIRTUAL TABLE v USING fts5vocab(s, 'instance')")
        return {(row[0], row[1]) for row in fresh.execute("SELECT term, doc FROM v")}


@pytest.fixture
def outdated(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> sqlite3.Connection:
    """A store of ten entries whose words an earlier version folded otherwise."""
    monkeypatch.setattr(search, "_BATCH", 3)
    add(db, *(Entry(str(number), f"title {number}") for number in range(10)))
    with transaction(db):
        db.execute("INSERT INTO search (search) VALUES ('delete-all')")
        for number in range(1, 11):
            search.index(db, number, ("otherwise", f"folded{number}"))
        db.execute("DELETE FROM folding")
        db.execute("INSERT INTO folding VALUES (?)", (stems.fingerprint() - 1,))
    return db


def test_an_index_is_made_anew_in_pieces_and_is_current_when_all_are_done(outdated: sqlite3.Connection) -> None:
    told = []
    for step in search.rebuild(outdated):
        assert not search.is_current(outdated) and not outdated.in_transaction
        told.append(step)
    assert told == [(3, 10), (6, 10), (9, 10)]
    assert search.is_current(outdated) and held(outdated) == wanted(outdated)
    check(outdated)


def test_of_long_texts_fewer_are_indexed_at_a_time_and_one_at_least(
    outdated: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_MOST", 100)
    add(outdated, Entry("2", "long", summary="a " * 60, content="b " * 60), Entry("4", "half", content="c " * 30))
    assert list(search.rebuild(outdated)) == [(2, 10), (3, 10), (6, 10), (9, 10)]
    assert search.is_current(outdated) and held(outdated) == wanted(outdated)


def test_what_is_stored_and_edited_meanwhile_is_indexed_once(outdated: sqlite3.Connection) -> None:
    for step, _ in search.rebuild(outdated):
        # One that is in the index by now, one that is not yet, and one that is new.
        add(outdated, Entry("1", f"first {step}"), Entry("8", f"eighth {step}"), Entry(f"new {step}", "new"))
    assert search.is_current(outdated) and held(outdated) == wanted(outdated)
    assert candidates(outdated, "first") == [2] and candidates(outdated, "eighth") == [9]
    check(outdated)
    add(outdated, *(Entry(str(number), "peaceful") for number in range(10)))
    assert held(outdated) == wanted(outdated)
    check(outdated)


def test_what_is_stopped_half_way_goes_on_where_it_was(outdated: sqlite3.Connection) -> None:
    assert next(search.rebuild(outdated)) == (3, 10)
    add(outdated, Entry("8", "eighth"))
    assert list(search.rebuild(outdated)) == [(7, 10), (10, 10)]
    assert search.is_current(outdated) and held(outdated) == wanted(outdated)


def test_one_that_a_later_version_folds_otherwise_half_way_begins_anew(
    outdated: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert next(search.rebuild(outdated)) == (3, 10)
    monkeypatch.setattr(stems, "VERSION", VERSION + 1)
    assert list(search.rebuild(outdated)) == [(3, 10), (6, 10), (9, 10)]
    assert search.is_current(outdated) and held(outdated) == wanted(outdated)


def test_an_empty_store_has_nothing_to_index(db: sqlite3.Connection) -> None:
    assert list(search.rebuild(db)) == [] and search.is_current(db)
