"""The newest entries as a stretch of ids."""

from contextlib import closing
from pathlib import Path

import pytest

from monitor.model import Entry, Feed, Found
from monitor.store import feeds, recent, saving
from monitor.store.schema import connect, transaction


def test_a_small_store_is_looked_at_as_a_whole_and_of_a_large_one_the_newest_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recent, "COUNT", 3)
    with closing(connect(tmp_path / "store.db")) as db:
        with transaction(db):
            feeds.subscribe(db, [Feed("https://a.example/")])
            saving.save(db, 1, [Found(Entry(key, key, published=at)) for key, at in (("a", 30), ("b", 10))], 99)
        assert recent.recent(db) is None
        with transaction(db):
            saving.save(db, 1, [Found(Entry(key, key, published=at)) for key, at in (("c", 20), ("d", 5))], 99)
        # By their times a, c and b are the newest; the ids of b and c are 2 and 3, that of a is 1.
        assert recent.recent(db) == recent.Recent(10, 1)
        with transaction(db):
            saving.save(db, 1, [Found(Entry(key, key, published=at)) for key, at in (("e", 40), ("f", 50))], 99)
        assert recent.recent(db) == recent.Recent(30, 1)
        with transaction(db):
            saving.save(db, 1, [Found(Entry("g", "g", published=60))], 99)
        assert recent.recent(db) == recent.Recent(40, 5)
