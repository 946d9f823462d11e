"""The text of an entry's page: what it replaces, what stays, and what the feed's next polls make of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor import identity
from monitor.matching.watchlist import Watchlist
from monitor.model import Dropped, Entry, Feed, Found, Saved, Watch
from monitor.store import articles, entries, feeds, keyed, saving, search
from monitor.store.entries import Stored
from monitor.store.schema import connect, transaction

GIVEN = Entry("k", "A quiet day", "guid", "https://a.example/1", summary="Nothing much.", content="Rain fell.")
WHOLE = replace(
    GIVEN, content="The police carried out a raid. Read more.", dropped=(Dropped("content", 31, 41, "share"),)
)
WATCHLIST = Watchlist([Watch("Raids", ("raid",)), Watch("Rain", ("rain",))])


def found(entry: Entry) -> Found:
    return Found(entry, WATCHLIST.match(entry, Feed("https://a.example/")), ("scam_hubs",))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "store.db")) as db:
        with transaction(db):
            feeds.subscribe(db, [Feed("https://a.example/")])
        poll(db, GIVEN, 1_000)
        yield db


def poll(db: sqlite3.Connection, entry: Entry, now: int) -> Saved:
    with transaction(db):
        return saving.save(db, 1, [found(entry)], now)


def keep(db: sqlite3.Connection, entry: Entry = WHOLE, before: Stored | None = None) -> bool:
    with transaction(db):
        return articles.keep(db, before or stored(db), found(entry), 2_000)


def stored(db: sqlite3.Connection) -> Stored:
    one = entries.get(db, 1)
    assert one is not None
    return one


def is_whole(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT whole FROM texts WHERE entry_id = 1").fetchone()[0])


def watches(db: sqlite3.Connection) -> list[str]:
    return [match.watch for match in stored(db).matches]


def hits(db: sqlite3.Connection, word: str) -> list[int]:
    return [row[0] for row in db.execute("SELECT rowid FROM search WHERE search MATCH ?", (word,))]


def test_the_text_of_the_page_stands_where_the_feeds_did_with_its_matches_and_concepts(db: sqlite3.Connection) -> None:
    assert watches(db) == ["Rain"]
    assert keep(db)
    assert stored(db).entry == WHOLE and is_whole(db)
    assert watches(db) == ["Raids"]
    assert [*map(tuple, db.execute("SELECT * FROM concepts"))] == [("scam_hubs", 1)]
    assert (stored(db).changed, stored(db).first_seen) == (None, 1_000)


def test_the_index_follows(db: sqlite3.Connection) -> None:
    keep(db)
    assert (hits(db, "raid"), hits(db, "fell")) == ([1], [])
    db.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    assert list(search.rebuild(db)) == []
    assert hits(db, "raid") == [1]


def test_what_the_feed_gave_is_a_revision_and_the_marks_stay(db: sqlite3.Connection) -> None:
    db.execute("UPDATE entries SET read = 1, starred = 1")
    keep(db)
    rows = [tuple(row) for row in db.execute("SELECT entry_id, seen, title, summary, content FROM revisions")]
    assert rows == [(1, 2_000, "A quiet day", "Nothing much.", "Rain fell.")]
    assert (stored(db).row.read, stored(db).row.starred) == (True, True)
    assert db.execute("SELECT read FROM matches").fetchone()[0] == 1


def test_the_next_poll_of_the_same_feed_changes_nothing(db: sqlite3.Connection) -> None:
    keep(db)
    assert poll(db, GIVEN, 3_000) == Saved()
    assert stored(db).entry == WHOLE and is_whole(db) and watches(db) == ["Raids"]


def test_nor_does_one_that_has_learnt_what_of_the_feeds_text_is_furniture(db: sqlite3.Connection) -> None:
    keep(db)
    assert poll(db, replace(GIVEN, dropped=(Dropped("content", 0, 4, "repeated in this feed"),)), 3_000) == Saved()
    assert stored(db).entry == WHOLE and watches(db) == ["Raids"]


def test_an_edit_of_the_feeds_brings_its_text_back_and_the_pages_is_a_revision(db: sqlite3.Connection) -> None:
    keep(db)
    edited = replace(GIVEN, content="Rain fell all day.")
    assert poll(db, edited, 3_000) == Saved(changed=1)
    assert stored(db).entry == edited and not is_whole(db) and watches(db) == ["Rain"]
    assert (hits(db, "raid"), hits(db, "day")) == ([], [1])
    assert [row[0] for row in db.execute("SELECT content FROM revisions ORDER BY id")] == ["Rain fell.", WHOLE.content]


def test_an_entry_that_was_edited_meanwhile_is_left_alone(db: sqlite3.Connection) -> None:
    before = stored(db)
    edited = replace(GIVEN, content="Rain fell all day.")
    poll(db, edited, 1_500)
    assert not keep(db, before=before)
    assert stored(db).entry == edited and not is_whole(db)


def test_a_feed_that_is_known_by_its_links_from_now_on_leaves_it_alone(db: sqlite3.Connection) -> None:
    keep(db)
    with transaction(db):
        keyed.rekey(db, 1, identity.LINK)
    assert poll(db, replace(GIVEN, key="link:https://a.example/1", guid=""), 3_000) == Saved()
    assert is_whole(db) and stored(db).entry.content == WHOLE.content


def test_another_language_that_the_feed_gives_leaves_it_its_matches(db: sqlite3.Connection) -> None:
    keep(db)
    for lang in ("de", "th", ""):
        assert poll(db, replace(GIVEN, lang=lang), 3_000) == Saved()
        assert stored(db).entry == replace(WHOLE, lang=lang) and is_whole(db) and watches(db) == ["Raids"]


@pytest.mark.parametrize("lost", [{"summary": "", "content": ""}, {"title": ""}, {"link": ""}], ids=str)
def test_a_feed_that_loses_a_part_of_it_at_one_poll_takes_nothing_away(
    db: sqlite3.Connection, lost: dict[str, str]
) -> None:
    keep(db)
    assert poll(db, replace(GIVEN, **lost), 3_000) == Saved()  # type: ignore[arg-type]
    assert stored(db).entry == WHOLE and is_whole(db) and watches(db) == ["Raids"]


def test_a_page_that_is_got_twice_leaves_what_the_feed_gave_known(db: sqlite3.Connection) -> None:
    again = replace(GIVEN, content="The police carried out a raid. It took all night.")
    assert keep(db) and keep(db, again)
    held = [row[0] for row in db.execute("SELECT content FROM revisions ORDER BY id")]
    assert held == [WHOLE.content, GIVEN.content]
    with transaction(db):
        keyed.rekey(db, 1, identity.LINK)
    assert poll(db, replace(GIVEN, key="link:https://a.example/1", guid=""), 3_000) == Saved()
    assert is_whole(db) and stored(db).entry.content == again.content


def test_it_stays_where_another_version_cleans_what_the_feed_gives_as_before_and_that_is_what_is_known_then(
    db: sqlite3.Connection,
) -> None:
    poll(db, replace(GIVEN, raw="1:given"), 1_500)
    keep(db)
    anew = replace(GIVEN, content="Rain fell!", lang="en", raw="2:given")
    assert poll(db, anew, 3_000) == Saved()
    assert (stored(db).entry.content, stored(db).entry.lang, saving.raws(db, 1)) == (WHOLE.content, "en", {"2:given"})
    # In other markup it says the same as that, and is no edit.
    assert poll(db, replace(anew, raw="2:otherwise"), 4_000) == Saved()
    assert is_whole(db) and stored(db).changed is None
