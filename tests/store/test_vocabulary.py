"""What a misspelt word may have been meant for: the words that the index holds."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.matching.query import Phrase, parse
from monitor.model import Entry, Feed, Found
from monitor.store import feeds, saving, vocabulary
from monitor.store.schema import connect, transaction


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "store.db")) as db:
        with transaction(db):
            feeds.subscribe(db, [Feed("https://a.example/")])
            texts = ("Comets over Myawaddy", "Police raided casinos", "妙瓦底电诈园区")
            saving.save(db, 1, [Found(Entry(text, text), ()) for text in texts], 1)
        yield db


def hint(db: sqlite3.Connection, query: str) -> str:
    return vocabulary.hint(db, parse(query))


def test_a_misspelt_word_and_what_is_there_as_it_is_written(db: sqlite3.Connection) -> None:
    assert hint(db, "Myawady") == "No entry has “Myawady”; “myawaddy” is there."
    assert hint(db, "casnos AND comet") == "No entry has “casnos”; “casinos” is there."


def test_what_is_there_in_another_form_is_not_misspelt(db: sqlite3.Connection) -> None:
    assert hint(db, "casino AND raids") == ""


def test_nothing_is_offered_that_is_hardly_like_it(db: sqlite3.Connection) -> None:
    assert hint(db, "xylophone") == hint(db, "cat") == hint(db, "柬埔寨") == hint(db, "/com.z/") == ""


def test_nobody_waits_for_the_words_of_a_large_index(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_PATIENCE", -1)
    assert hint(db, "Myawady") == ""


@pytest.mark.parametrize("word", ['com"ets', "cometำ", "comets'); DROP TABLE entries; --", "[red]cometz[/]"])
def test_what_is_typed_is_no_sql(db: sqlite3.Connection, word: str) -> None:
    vocabulary.hint(db, Phrase(word, (word, *word.split())))
    assert db.execute("SELECT count(*) FROM entries").fetchone()[0] == 3
