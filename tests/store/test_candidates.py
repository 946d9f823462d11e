"""Conditions for a query: nothing that satisfies it is left out, and of what is sure nothing fails it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import accumulate, islice, product
from pathlib import Path

import pytest

from monitor.config import Config
from monitor.find import Search
from monitor.matching.query import And, Node, Or, parse
from monitor.model import Entry as Stored
from monitor.model import Feed, Found
from monitor.store import candidates, feeds, saving
from monitor.store.candidates import ALWAYS, NEVER, Known
from monitor.store.choice import Clause
from monitor.store.schema import connect, transaction

STATES = candidates.states({"raids": "Raids"}, {"to ask": "To ask"}, lambda value: 500)
WORDS = {"words": [("en", parse("hub")), ("th", parse("farm"))]}
KNOWN = Known(STATES, frozenset(("hubs",)), lambda name: WORDS.get(name, ()), True)


@pytest.fixture
def db(store: sqlite3.Connection) -> sqlite3.Connection:
    """1 raid, 2 raid and rain, 3 rain, 4 hub; the older the lower the number; 2 is read and dismissed, 3 about @hubs,
    3 and 4 have a tag."""
    feeds.subscribe(store, [Feed("u")])
    titles = ("A raid", "Raid in the rain", "Rain", "A hub")
    found = [
        Found(Stored(title, title, published=at * 100), (), ("hubs",) * (at == 3)) for at, title in enumerate(titles, 1)
    ]
    saving.save(store, 1, found, 1000)
    store.execute("UPDATE entries SET read = 1, dismissed = 1 WHERE id = 2")
    store.execute("INSERT INTO tags VALUES ('To ask', 3), ('To ask', 4)")
    return store


def uninflected(number: int) -> list[str]:
    """So many words that no language inflects, as those in Latin letters or with a number are, nor takes an ending
    off: two that lost theirs might be one."""
    return [f"ж{''.join(letters)}" for letters in islice(product("бвгджзклпр", repeat=4), number)]


def ids(db: sqlite3.Connection, clause: Clause) -> list[int]:
    return [entry_id for entry_id, _ in candidates.rows(db, [clause], [])]


@pytest.mark.parametrize(
    ("query", "possible", "sure"),
    [
        ("raid", [2, 1], [2, 1]),
        ("raid rain", [], []),
        ("raid AND rain", [2], [2]),
        ("raid OR rain", [3, 2, 1], [3, 2, 1]),
        ("raid -rain", [1], [1]),
        ("raid NEAR/9 rain", [2], []),
        ("raid NOT NEAR/1 rain", [2, 1], []),
        ("title:raid", [2, 1], [2, 1]),
        ("summary:raid", [], []),
        ("author:x", [4, 3, 2, 1], []),
        ("/x/", [4, 3, 2, 1], []),
        ("raid AND /x/", [2, 1], []),
        ("raid OR /x/", [4, 3, 2, 1], [2, 1]),
        ("title:(raid -rain)", [2, 1], []),
        ("raid unread:", [1], [1]),
        ("raid OR -unread:", [2, 1], [2, 1]),
        ("since:1h", [], []),
        ("before:1h", [4, 3, 2, 1], [4, 3, 2, 1]),
        ("dismissed:", [2], [2]),
        ("raid -dismissed:", [1], [1]),
        ('tag:"TO ask"', [4, 3], [4, 3]),
        ('hub AND tag:"to ask"', [4], [4]),
        ('hub OR tag:"to ask"', [4, 3], [4, 3]),
        ("tag:none", [], []),
        ("@hubs", [3], [3]),
        ("@hubs -rain", [], []),
        ("@hubs.th", [3], []),
        ("@hubs NEAR/5 rain", [3], []),
        ("@words", [4], []),
        ("rain -@words", [3, 2], []),
        ("rain -@hubs.th", [3, 2], [2]),
        ("@other", [4, 3, 2, 1], []),
        ("raid AND @other", [2, 1], []),
    ],
)
def test_what_is_possible_and_what_is_sure(
    query: str, possible: list[int], sure: list[int], db: sqlite3.Connection
) -> None:
    node = parse(query, search=True)
    assert ids(db, candidates.possible(node, KNOWN)) == possible
    assert ids(db, candidates.sure(node, KNOWN)) == sure


def test_without_an_index_everything_is_possible_and_nothing_is_sure() -> None:
    blind = Known(STATES, frozenset(), lambda name: (), False)
    assert candidates.possible(parse("raid"), blind) == ALWAYS
    assert candidates.sure(parse("raid"), blind) == NEVER


def test_what_has_furniture_is_never_sure(db: sqlite3.Connection) -> None:
    db.execute("""UPDATE entries SET dropped = '[["title", 0, 4, "share"]]' WHERE id = 1""")
    assert ids(db, candidates.sure(parse("raid"), KNOWN)) == [2]


def test_what_takes_the_index_long_is_asked_once(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "RECENT", 2)
    many = Or((parse("rain"), *map(parse, uninflected(3_000))))
    asked: list[str] = []
    db.set_trace_callback(lambda sql: asked.append(sql) if "MATCH" in sql else None)
    for node in (parse("rain"), many):
        assert ids(db, candidates.possible(node, KNOWN)) == [3, 2]
    assert len(asked) == 3
    monkeypatch.setattr(candidates, "_LARGE", 0)
    assert ids(db, candidates.possible(many, KNOWN)) == [3, 2] and len(asked) == 5


def test_concepts_that_name_further_ones_in_each_language_ask_for_the_words_of_each_once(
    db: sqlite3.Connection,
) -> None:
    languages = [f"l{number}" for number in range(20)]
    words: dict[str, list[tuple[str, Node]]] = {
        "top": [(one, parse(f"(@middle OR {one}) NEAR/9 @middle")) for one in languages],
        "middle": [(one, parse(f"(@low OR @hubs) NEAR/9 {one}x OR @low NEAR/9 (@hubs OR @low)")) for one in languages],
        "low": [(one, parse(f"{one}y OR rain")) for one in languages],
    }
    clause = candidates.possible(parse("raid OR @top"), replace(KNOWN, wording=lambda name: words.get(name, ())))
    assert len(repr(clause.values)) < 10_000
    assert ids(db, clause) == [3, 2, 1]


@pytest.mark.parametrize("name", ["nationals", "recruited"])
def test_the_parts_of_the_concepts_can_be_searched_for_too(name: str, db: sqlite3.Connection) -> None:
    search = Search(f"@{name}", Config())
    judged = frozenset(name for name, concept in search.packs.concepts.items() if concept.evidence)
    clause = candidates.possible(search.node, replace(search.known(db), concepts=judged, is_indexed=True))
    assert sum(len(str(value)) for value in clause.values) < 10_000_000
    assert ids(db, clause) == []


def test_of_many_words_each_is_asked_for_alone_and_beside_others(db: sqlite3.Connection) -> None:
    words = uninflected(700)
    for at in (0, 300, 650):
        many = Or(tuple(parse("rain" if each == at else word) for each, word in enumerate(words)))
        assert ids(db, candidates.possible(many, KNOWN)) == [3, 2]
        assert ids(db, candidates.possible(And((many, parse("raid"))), KNOWN)) == [2]
        assert ids(db, candidates.possible(Or((many, parse("hub"))), KNOWN)) == [4, 3, 2]


def test_of_many_words_none_is_left_out_and_the_index_is_asked_for_few_of_them_at_a_time() -> None:
    words = uninflected(700)
    many = Or(tuple(map(parse, words)))
    for node in (many, And((many, parse("raid"))), Or((many, parse("hub")))):
        asked = [str(value) for value in candidates.possible(node, KNOWN).values]
        assert all(any(word in each for each in asked) for word in words)
        assert max(sum(word in each for word in words) for each in asked) <= 250


def test_more_conditions_than_sqlite_takes_in_a_row_are_sure_too(db: sqlite3.Connection) -> None:
    words = [f"r{number}" for number in range(1_100)]
    for at in (0, 550, 1_099):
        many = Or(tuple(parse("raid" if each == at else word) for each, word in enumerate(words)))
        assert ids(db, candidates.sure(many, KNOWN)) == [2, 1]


def test_the_index_is_asked_for_queries_that_are_nested_deeper_than_it_takes(db: sqlite3.Connection) -> None:
    query = "rain"
    for _ in range(18):
        query = f"(raid OR (hub {query}))"
    assert ids(db, candidates.possible(parse(query), KNOWN)) == [2, 1]
    assert ids(db, candidates.possible(parse(query.replace("rain", "rain*")), KNOWN)) == [2, 1]


@pytest.mark.parametrize(
    ("level", "true"),
    [("(starred: OR (unread: {}))", {1}), ("(raid OR (unread: {}))", {1, 2}), ("(raid -(hub OR {}))", {1, 2})],
)
def test_a_deep_query_is_no_deeper_condition_than_a_sqlite_before_3_46_reads(
    level: str, true: set[int], db: sqlite3.Connection
) -> None:
    query = "raid"
    for _ in range(16):
        query = level.format(query)
    sure, possible = (way(parse(query, search=True), KNOWN) for way in (candidates.sure, candidates.possible))
    assert set(ids(db, sure)) <= true <= set(ids(db, possible))
    for clause in (sure, possible):
        assert max(accumulate((sign == "(") - (sign == ")") for sign in clause.sql)) <= 25


def test_whether_conditions_hold_is_told_with_the_rows(db: sqlite3.Connection) -> None:
    unread = Clause("e.read = 0")
    assert list(candidates.rows(db, [], [unread, NEVER])) == [
        (4, [True, False]), (3, [True, False]), (2, [False, False]), (1, [True, False]),
    ]  # fmt: skip


def test_days_are_counted_from_the_first(db: sqlite3.Connection) -> None:
    db.execute("UPDATE entries SET at = 1795000000 WHERE id > 2")
    counts = candidates.per_day(db, [1, 3, 4])
    assert list(counts.values()) == [1, 2]
    assert list(counts) == sorted(counts)


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("query", ["@hubs", "unread: -@hubs", "watch:raids", "unread: -watch:raids", "@hubs OR raid"])
def test_a_store_that_is_looked_at_in_two_parts_gives_the_same(
    query: str, count: int, db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.execute("INSERT INTO matches (entry_id, watch, level, spans, at) SELECT id, 'Raids', 'likely', '[]', at "
               "FROM entries WHERE id IN (1, 4)")  # fmt: skip
    condition = candidates.possible(parse(query, search=True), KNOWN)
    whole = list(candidates.rows(db, [condition], [condition]))
    monkeypatch.setattr(candidates, "RECENT", count)
    assert candidates.recent(db) is not None
    assert list(candidates.rows(db, [condition], [condition])) == whole
    newest, others = candidates.stretches(db, [condition], [condition])
    assert [*newest, *others] == whole
    assert whole and all(holds == [True] for _, holds in whole)


def test_a_small_store_is_looked_at_as_a_whole_and_of_a_large_one_the_newest_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "RECENT", 3)
    with closing(connect(tmp_path / "store.db")) as db:
        with transaction(db):
            feeds.subscribe(db, [Feed("https://a.example/")])
            saving.save(db, 1, [Found(Stored(key, key, published=at)) for key, at in (("a", 30), ("b", 10))], 99)
        assert candidates.recent(db) is None
        with transaction(db):
            saving.save(db, 1, [Found(Stored(key, key, published=at)) for key, at in (("c", 20), ("d", 5))], 99)
        # By their times a, c and b are the newest; the ids of b and c are 2 and 3, that of a is 1.
        assert candidates.recent(db) == (10, 1)
        with transaction(db):
            saving.save(db, 1, [Found(Stored(key, key, published=at)) for key, at in (("e", 40), ("f", 50))], 99)
        assert candidates.recent(db) == (30, 1)
        with transaction(db):
            saving.save(db, 1, [Found(Stored("g", "g", published=60))], 99)
        assert candidates.recent(db) == (40, 5)
