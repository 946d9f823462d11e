"""Tags: what may be one, how it is spelled, and what is known of them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.model import Entry, Feed, Found
from monitor.store import entries, feeds, marks, saving, tags
from monitor.store.schema import connect, transaction
from monitor.store.tags import BadTag, Tag


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A store with entries 1 to 3; all have the tag Ärger, 2 also "to call"."""
    with closing(connect(tmp_path / "store.db")) as db:
        with transaction(db):
            feeds.subscribe(db, [Feed("https://a.example/")])
            saving.save(db, 1, [Found(Entry(str(n), str(n))) for n in range(1, 4)], 1)
        marks.tag(db, [1, 2, 3], "Ärger", True, 1)
        marks.tag(db, [2], "to call", True, 1)
        yield db


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  To \t call\n", "To call"),
        ("缅甸", "缅甸"),
        ("\x1b[31mred\u202e", "[31mred"),
        ("x" * 40, "x" * 40),
        ("[@click=app.quit]x", "[@click=app.quit]x"),
    ],
)
def test_a_name_is_one_line_that_does_nothing(typed: str, name: str) -> None:
    assert tags.name(typed) == name


@pytest.mark.parametrize(
    ("typed", "said"), [("", "needs a name"), (" \x07 ", "needs a name"), ("a,b", "no comma"), ("x" * 41, "41")]
)
def test_what_cannot_be_a_name_is_refused_in_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(BadTag, match=said):
        tags.name(typed)


def test_a_tag_is_spelled_as_it_was_first(db: sqlite3.Connection) -> None:
    assert tags.spelled(db, " äRGER ") == "Ärger"
    assert tags.spelled(db, "New") == "New"
    assert tags.names(db) == {"ärger": "Ärger", "to call": "to call"}


def test_all_tags_are_known_the_most_used_first(db: sqlite3.Connection) -> None:
    assert tags.known(db) == [Tag("Ärger", 3), Tag("to call", 1)]


def test_the_tags_of_an_entry(db: sqlite3.Connection) -> None:
    assert (tags.of(db, 2), tags.of(db, 1), tags.of(db, 77)) == (("to call", "Ärger"), ("Ärger",), ())
    stored = entries.get(db, 2)
    assert stored is not None and stored.tags == ("to call", "Ärger")


def test_the_tags_of_several_entries_are_read_at_once(db: sqlite3.Connection) -> None:
    assert tags.of_each(db, [1, 2, 9]) == {1: ("Ärger",), 2: ("to call", "Ärger")}
