"""What is read of a damaged store: all that can be, and nothing of it can do harm."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.model import Enclosure, Entry, Feed, Found
from monitor.store import entries, feeds, marks, saving, tags
from monitor.store.entries import Choice
from monitor.store.salvage import salvage
from monitor.store.schema import connect, transaction
from monitor.store.tags import Tag
from monitor.times import DAY
from tests.listing import listing
from tests.newsroom import NOW

FEED, OTHER = "https://a.example/", "https://b.example/"


def fill(path: Path, number: int = 9) -> None:
    with closing(connect(path)) as db:
        with transaction(db):
            feeds.subscribe(db, [Feed(FEED, "Mine"), Feed(OTHER)])
            saving.save(db, 2, [Found(Entry(f"k{n}", f"title {n}", content=f"raid {n}")) for n in range(number)], NOW)
        marks.mark(db, [1, 2], "read", True, NOW)


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A store of nine entries, to be spoilt."""
    fill(tmp_path / "damaged.db")
    return tmp_path / "damaged.db"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An empty store, to be filled."""
    connect(tmp_path / "store.db").close()
    with closing(connect(tmp_path / "store.db")) as db:
        yield db


def spoil(path: Path, *statements: str) -> None:
    with closing(connect(path)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            db.execute(statement)


def titles(db: sqlite3.Connection) -> list[str]:
    return sorted(row.title for row in listing(db, Choice(all=True), 100))


@pytest.mark.parametrize("piece", [1, 4, 256])
def test_all_of_it_is_taken_over_with_numbers_feeds_and_marks(
    db: sqlite3.Connection, damaged: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr("monitor.store.salvage._PIECE", piece)
    saved = salvage(db, damaged, damaged)
    assert (saved.entries, saved.marks, saved.lost) == (9, 2, 0)
    assert [(state.url, state.title) for state in feeds.states(db)] == [(FEED, "Mine"), (OTHER, OTHER)]
    stored = entries.get(db, 2)
    assert stored is not None and (stored.row.feed, stored.row.read, stored.entry.content) == (OTHER, True, "raid 1")


def test_what_is_there_already_is_not_taken_twice_and_has_the_marks_of_the_newer(
    db: sqlite3.Connection, damaged: Path
) -> None:
    salvage(db, damaged, damaged)
    with closing(connect(damaged)) as other:
        marks.mark(other, [2], "read", False, NOW)
        marks.mark(other, [9], "starred", True, NOW)
    saved = salvage(db, damaged, damaged)
    assert (saved.entries, saved.marks) == (0, 2)
    assert [row.id for row in listing(db, Choice(all=True, starred=True), 9)] == [9]
    assert entries.count(db, Choice(all=True, unread=True)) == 8


def test_what_is_dismissed_and_tagged_is_taken_over(db: sqlite3.Connection, damaged: Path) -> None:
    with closing(connect(damaged)) as other:
        marks.mark(other, [4], "dismissed", True, NOW)
        marks.tag(other, [4, 5], "To call", True, NOW)
    saved = salvage(db, damaged, damaged)
    assert (saved.entries, saved.marks) == (9, 4)
    stored = entries.get(db, 4)
    assert stored is not None and stored.row.dismissed and stored.row.read and stored.tags == ("To call",)


def test_tags_are_added_to_those_that_are_there_and_spelled_as_they_are(db: sqlite3.Connection, damaged: Path) -> None:
    salvage(db, damaged, damaged)
    marks.tag(db, [1, 2], "to call", True, NOW)
    marks.mark(db, [3], "dismissed", True, NOW)
    with closing(connect(damaged)) as other:
        marks.tag(other, [2, 3], "To CALL", True, NOW)
        marks.mark(other, [2], "dismissed", True, NOW)
    assert salvage(db, damaged, damaged).marks == 2
    assert list(entries.ids(db, Choice(all=True, tag="to call"), 9)) == [3, 2, 1]
    assert list(entries.ids(db, Choice(all=True, dismissed=True), 9)) == [2]


def test_a_store_without_tags_and_dismissals_is_read_all_the_same(db: sqlite3.Connection, damaged: Path) -> None:
    spoil(
        damaged, "DROP TABLE tags", "DROP INDEX entries_dismissed", "ALTER TABLE entries DROP COLUMN dismissed",
        "ALTER TABLE entries DROP COLUMN raw", "ALTER TABLE texts DROP COLUMN places",
        "ALTER TABLE texts DROP COLUMN whole",
    )  # fmt: skip
    assert salvage(db, damaged, damaged).entries == 9


def test_tags_of_garbage_are_none_and_the_others_are_kept(db: sqlite3.Connection, damaged: Path) -> None:
    with closing(connect(damaged)) as other:
        marks.tag(other, [4], "To call", True, NOW)
    spoil(
        damaged, "INSERT INTO tags VALUES (CAST(x'ff41' AS TEXT), 5)", "INSERT INTO tags VALUES (x'1b5b', 5)",
        "INSERT INTO tags VALUES ('a,b', 5)", "INSERT INTO tags VALUES ('z' || char(27) || '[2J', 5)",
        "INSERT INTO tags VALUES ('z', 'x')", "INSERT INTO tags VALUES ('z', 4611686018427387904)",
    )  # fmt: skip
    assert salvage(db, damaged, damaged).entries == 9
    assert [row[0] for row in db.execute("SELECT tag FROM tags ORDER BY tag")] == ["To call", "z[2J"]


def test_another_tables_page_is_not_taken_for_tags(db: sqlite3.Connection, damaged: Path, tmp_path: Path) -> None:
    with closing(connect(damaged)) as other:
        marks.tag(other, [4], "To call", True, NOW)
        with transaction(other):
            saving.save(other, 2, [Found(Entry("about", "A hub"), concepts=("scam_hubs",))], NOW)
    pages = "UPDATE sqlite_master SET rootpage = {} WHERE name = 'tags'"
    concepts = "(SELECT rootpage FROM sqlite_master WHERE name = 'concepts')"
    for name, page in (("donor", "rootpage"), ("other", concepts)):
        connect(tmp_path / name).close()
        spoil(tmp_path / name, "PRAGMA writable_schema = ON", pages.format(page), "PRAGMA journal_mode = DELETE")
    damaged.write_bytes(b"x" * 4096 + damaged.read_bytes()[4096:])
    assert salvage(db, damaged, tmp_path / "other").entries == 10
    assert tags.known(db) == []
    salvage(db, damaged, tmp_path / "donor")
    assert tags.known(db) == [Tag("To call", 1)]


def test_places_and_full_texts_are_taken_over_and_places_of_garbage_are_none(
    db: sqlite3.Connection, damaged: Path
) -> None:
    spoil(
        damaged,
        """UPDATE texts SET whole = 1, places = '[["content", 0, 4, "link", "https://a.example/x"]]'""",
        """UPDATE texts SET places = '[["content", 0, 4, "link", "javascript:x"]]' WHERE entry_id = 2""",
        """UPDATE texts SET places = '[[1]]' WHERE entry_id = 3""",
    )
    assert salvage(db, damaged, damaged).entries == 9
    stored = [entries.get(db, number) for number in (1, 2, 3)]
    assert [(one.whole, [place.address for place in one.entry.places]) for one in stored if one] == [
        (True, ["https://a.example/x"]), (True, [""]), (True, []),
    ]  # fmt: skip


def test_an_entry_whose_text_is_lost_is_there_and_the_feed_fills_it_in(db: sqlite3.Connection, damaged: Path) -> None:
    spoil(damaged, "DELETE FROM texts WHERE entry_id = 3")
    assert salvage(db, damaged, damaged).entries == 9
    with transaction(db):
        assert saving.save(db, 2, [Found(Entry("k2", "title 2", content="raid 2"))], NOW).changed == 1
    stored = entries.get(db, 3)
    assert stored is not None and stored.entry.content == "raid 2"


def test_a_text_that_is_not_the_one_that_was_stored_is_what_the_feed_gives_again(
    db: sqlite3.Connection, damaged: Path
) -> None:
    spoil(damaged, "UPDATE entries SET title = 'tiŤle 2' WHERE id = 3")
    assert salvage(db, damaged, damaged).entries == 9
    with transaction(db):
        found = [Found(Entry(f"k{number}", f"title {number}", content=f"raid {number}")) for number in range(9)]
        assert saving.save(db, 2, found, NOW).changed == 1
    assert titles(db)[2] == "title 2"


def test_entries_of_a_feed_that_cannot_be_read_are_not_lost(db: sqlite3.Connection, damaged: Path) -> None:
    spoil(damaged, "UPDATE feeds SET url = 'garbage' WHERE id = 2")
    assert salvage(db, damaged, damaged).entries == 9
    (state,) = feeds.states(db)
    assert state.url == FEED
    stored = entries.get(db, 1)
    assert stored is not None and stored.row.feed == "https://feed-2.invalid/"


@pytest.mark.parametrize(
    "garbage",
    ["title = x'1b5b'", "title = CAST(x'ff41' AS TEXT)", "categories = '{'", "enclosures = '[[1, 2]]'", "read = 7",
     "first_seen = 'yesterday'", "published = -5", "dropped = '[[1]]'"],
)  # fmt: skip
def test_a_row_of_garbage_is_no_entry(db: sqlite3.Connection, damaged: Path, garbage: str) -> None:
    spoil(damaged, f"UPDATE entries SET {garbage} WHERE id = 4")
    saved = salvage(db, damaged, damaged)
    assert (saved.entries, saved.lost) == (8, 1)
    assert "title 3" not in titles(db)


def test_what_acts_on_a_terminal_does_not_pass(db: sqlite3.Connection, damaged: Path) -> None:
    spoil(
        damaged,
        "UPDATE entries SET title = 'a' || char(27) || '[2J', author = char(0x202e) || 'x' WHERE id = 1",
        r"""UPDATE entries SET categories = '["b\u001b[2J"]', enclosures = '[["x:y", "c\u009b", 1]]' WHERE id = 1""",
    )
    salvage(db, damaged, damaged)
    stored = entries.get(db, 1)
    assert stored is not None and (stored.entry.title, stored.entry.author) == ("a[2J", "x")
    assert (stored.entry.categories, stored.entry.enclosures) == (("b[2J",), (Enclosure("", "c", 1),))


def test_a_number_that_garbage_makes_huge_is_not_counted_up_to(db: sqlite3.Connection, damaged: Path) -> None:
    spoil(damaged, "UPDATE entries SET id = 4611686018427387904 WHERE id = 9")
    assert salvage(db, damaged, damaged).entries == 8


def test_a_number_that_another_entry_has_here_is_given_anew(db: sqlite3.Connection, damaged: Path) -> None:
    with transaction(db):
        feeds.subscribe(db, [Feed(OTHER)])
        saving.save(db, 1, [Found(Entry("mine", "another"))], NOW - DAY)
    assert salvage(db, damaged, damaged).entries == 9
    assert titles(db) == ["another", *(f"title {n}" for n in range(9))]


def test_an_entry_that_has_another_number_here_is_known_by_its_key(db: sqlite3.Connection, damaged: Path) -> None:
    with transaction(db):
        feeds.subscribe(db, [Feed(OTHER)])
        saving.save(db, 1, [Found(Entry(key, f"here {key}")) for key in ("mine", "and mine", "k1")], NOW - DAY)
    with closing(connect(damaged)) as other:
        marks.mark(other, [2], "starred", True, NOW)
    assert salvage(db, damaged, damaged).entries == 8
    assert [row.title for row in listing(db, Choice(all=True, starred=True), 9)] == ["here k1"]


def test_where_a_table_is_told_by_garbage_the_others_are_found_all_the_same(
    db: sqlite3.Connection, damaged: Path, tmp_path: Path
) -> None:
    garbage = "UPDATE sqlite_master SET sql = 'CREATE garbage' WHERE name = 'entries_dismissed'"
    spoil(damaged, "PRAGMA writable_schema = ON", garbage)
    with closing(sqlite3.connect(tmp_path / "donor")) as donor:
        donor.execute("CREATE TABLE of_another_kind (x)")
    assert salvage(db, damaged, tmp_path / "donor").entries == 9


@pytest.mark.parametrize(
    ("told", "garbled"),
    [
        ("author TEXT NOT NULL,", "authox TEXT NOT NULL,"),  # by its name it is not found
        ("author TEXT NOT NULL,", "author TEXT NOT )ULL,"),  # all that comes after it is no column any more
        ("author TEXT NOT NULL,", "author TEXT NOT NUL ;"),  # nothing is told of the table
        ("dismissed INTEGER", "dixmissed INTEGER"),  # as if it had not been dismissed
        ("entry_id INTEGER PRIMARY KEY", "entry_ix INTEGER PRIMARY KEY"),
        ("site TEXT NOT NULL", "sitx TEXT NOT NULL"),
    ],
)
def test_where_a_column_is_told_by_garbage_its_table_is_read_all_the_same(
    db: sqlite3.Connection, damaged: Path, tmp_path: Path, told: str, garbled: str
) -> None:
    connect(tmp_path / "donor").close()
    with closing(connect(damaged)) as other:
        marks.mark(other, [3], "dismissed", True, NOW)
    left = damaged.read_bytes()
    assert told.encode() in left
    damaged.write_bytes(left.replace(told.encode(), garbled.encode(), 1))
    saved = salvage(db, damaged, tmp_path / "donor")
    assert (saved.entries, saved.marks, saved.lost) == (9, 3, 0)
    assert [row.id for row in listing(db, Choice(all=True, dismissed=True), 9)] == [3]
    stored = entries.get(db, 2)
    assert stored is not None and (stored.row.feed, stored.entry.content) == (OTHER, "raid 1")


def test_a_directory_of_many_pages_is_borrowed_as_a_whole(db: sqlite3.Connection, damaged: Path) -> None:
    connect(damaged.with_name("donor")).close()
    left = damaged.read_bytes()
    pages = [left[at : at + 4096] for at in range(0, len(left), 4096)]
    of_tables = [number for number, page in enumerate(pages) if not number or b"CREATE TABLE" in page]
    assert len(of_tables) > 2
    damaged.write_bytes(b"".join(b"x" * 4096 if at in of_tables else page for at, page in enumerate(pages)))
    assert salvage(db, damaged, damaged.with_name("donor")).entries == 9


def test_the_damaged_file_stays_byte_for_byte(db: sqlite3.Connection, damaged: Path) -> None:
    damaged.write_bytes(b"garbage!" * 512 + damaged.read_bytes()[4096:])
    before = damaged.read_bytes()
    assert salvage(db, damaged, Path(str(db.execute("PRAGMA database_list").fetchone()[2]))).entries == 9
    assert damaged.read_bytes() == before
    assert not list(damaged.parent.glob("*.salvage*"))
