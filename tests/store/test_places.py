"""Headings and links come back with their entry; where they alone change, the entry is as it was."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.model import Entry, Feed, Found, Place, Saved
from monitor.store import entries, feeds, places, saving
from monitor.store.schema import connect, transaction

LINK = Place("summary", 2, 4, "link", "https://b.example/“ก”")
ENTRY = Entry("k", "T", summary="A raid", places=(Place("summary", 0, 6, "quote"), LINK))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "store.db")) as db:
        with transaction(db):
            feeds.subscribe(db, [Feed("https://a.example/")])
        yield db


def save(db: sqlite3.Connection, entry: Entry, now: int = 1000) -> Saved:
    with transaction(db):
        return saving.save(db, 1, [Found(entry)], now)


def stored(db: sqlite3.Connection) -> entries.Stored:
    found = entries.get(db, 1)
    assert found is not None
    return found


def test_they_come_back_as_they_were_saved(db: sqlite3.Connection) -> None:
    save(db, ENTRY)
    assert stored(db).entry.places == ENTRY.places


def test_an_entry_without_any_takes_no_room_for_them(db: sqlite3.Connection) -> None:
    save(db, replace(ENTRY, places=()))
    assert stored(db).entry.places == ()
    assert db.execute("SELECT places FROM texts").fetchone()[0] == places.NONE


def test_an_entry_whose_links_alone_change_is_not_edited_and_leads_to_the_new_ones(db: sqlite3.Connection) -> None:
    save(db, replace(ENTRY, raw="as it was given"))
    moved = replace(ENTRY, places=(replace(LINK, address="https://c.example/?session=2"),), raw="in other markup")
    assert save(db, moved, 2000) == Saved()
    assert stored(db).changed is None and stored(db).entry.places == moved.places


def test_an_edited_text_brings_its_own(db: sqlite3.Connection) -> None:
    save(db, ENTRY)
    save(db, Entry("k", "T", summary="A raid at dawn", places=(Place("summary", 7, 14, "heading"),)), 2000)
    assert stored(db).entry.places == (Place("summary", 7, 14, "heading"),)
    save(db, Entry("k", "T", summary="Rain"), 3000)
    assert stored(db).entry.places == ()


def test_a_text_that_is_a_web_pages_is_said_to_be_one_until_the_feed_edits_it(db: sqlite3.Connection) -> None:
    save(db, ENTRY)
    assert not stored(db).whole
    db.execute("UPDATE texts SET whole = 1")
    assert stored(db).whole
    save(db, replace(ENTRY, summary="Rain", places=()), 2000)
    assert not stored(db).whole


def test_an_edited_entry_knows_what_it_said_before(db: sqlite3.Connection) -> None:
    save(db, ENTRY)
    assert stored(db).before is None
    save(db, replace(ENTRY, title="T2", content="more"), 2000)
    save(db, replace(ENTRY, title="T3"), 3000)
    before = stored(db).before
    assert before is not None
    assert (before.seen, before.title, before.summary, before.content) == (3000, "T2", "A raid", "more")
