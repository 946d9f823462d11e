"""Scenarios for search: whatever a watch would match is a candidate, and an edited text leaves no trace."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitor.matching.query import QueryError, parse
from monitor.matching.watchlist import Watchlist
from monitor.model import Entry, Feed, Found, Watch
from monitor.store import entries, feeds, search
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
        entries.save(db, 1, [Found(entry) for entry in several], 1)


def candidates(db: sqlite3.Connection, term: str) -> list[int]:
    return search.candidates(db, parse(term), 1000)


def check(db: sqlite3.Connection) -> None:
    """Raises where the index does not hang together."""
    db.execute("INSERT INTO search (search) VALUES ('integrity-check')")


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("scam hub", "Police raid a Scam-Hub"),
        ("scam hub", "scamhubs everywhere"),
        ("scam centre", "scamcenters everywhere"),
        ("scam centre", "two scam centers"),
        ("cyberscam", "a cyber-scam"),
        ("cyberscam", "cyber scamming"),
        ("moneymaker", "a money-making scheme"),
        ("whistleblower", "the whistle-blowing nurse"),
        ("underlying", "the under-lying cause"),
        ("KK Park", "ＫＫ Ｐａｒｋ"),
        ("đường dây", "DUONG DAY"),
        ("duong day", "đường dây"),
        ("电", "缅甸电诈"),
        ("诈", "电诈"),
        ("电诈", "缅甸电诈园区"),
        ("园区", "园区"),
        ("KK园区", "在KK园区的"),
        ("KK园", "在KK园区的"),
        ("园区KK", "园区 KK"),
        ("園區", "電詐園區"),
        ("𠮷野家", "昨日𠮷野家で"),
        ("𰻝", "𰻝𰻝面"),
        ("เนรเทศ", "ไทยเนรเทศชาวจีน"),
        ("ที่", "ที่นี่"),
        ("ကျားဖြန့်", "ကျား\u200bဖြန့်ဂိုဏ်း"),
        ("မြ", "မြန်မာ"),
        ("ឆបោក", "ករណីឆបោកអនឡាញ"),
        ("ស្ត្រី", "ស្ត្រីម្នាក់"),
        ("ສົ່ງກັບ", "ຖືກສົ່ງກັບ"),
        ("송환", "한국으로송환된"),
        ("スキャム", "スキャムの"),
        ("साइबर फ्रॉड", "एक साइबर-फ्रॉड सेंटर"),
        ("qəbul", "QƏBUL olundu"),
        ("e.g", "e-g"),
        ("AND", "this and that"),
        ('NEAR "x" OR*', "near x or"),
        ("2024", "in 2024"),
        ("x1039", "x1039"),
    ],
)
def test_what_a_watch_would_match_is_a_candidate(db: sqlite3.Connection, term: str, text: str) -> None:
    assert Watchlist([Watch("w", (term,))]).match(Entry("k", text), Feed("u"))
    add(
        db,
        Entry("title", text),
        Entry("none", "nothing here"),
        Entry("summary", "t", summary=text),
        Entry("content", "t", summary="s", content=text),
    )
    assert candidates(db, term) == [4, 3, 1]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("scam", "scampi"),
        ("诈电", "电诈"),
        ("电区", "电诈园区"),
        ("ကာ", "ကျား"),
        ("hub scam", "scam hub"),
        ("园区 KK", "KK园区"),
    ],
)
def test_what_does_not_hold_the_words_in_their_order_is_no_candidate(
    db: sqlite3.Connection, term: str, text: str
) -> None:
    add(db, Entry("k", text))
    assert candidates(db, term) == []


def test_candidates_are_the_newest_up_to_a_limit(db: sqlite3.Connection) -> None:
    add(db, *(Entry(str(number), "scam") for number in range(10)))
    assert search.candidates(db, parse("scam"), 3) == [10, 9, 8]


def test_a_phrase_is_not_put_together_from_title_and_text(db: sqlite3.Connection) -> None:
    add(db, Entry("k", "scam", summary="hub"))
    assert candidates(db, "scam hub") == []


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
    words = ["scam", "电诈园区", "เนรเทศ", "ကျားဖြန့်", "lừa đảo", "ស្ត្រី", "फ्रॉड", "Hub's"]
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
            body = f"{entry.summary}\n\n{entry.content}"
            fresh.execute(
                "INSERT INTO s (rowid, t, b) VALUES (?, ?, ?)",
                (entry_id, search.indexed(entry.title), search.indexed(body)),
            )
        fresh.execute("CREATE VIRTUAL TABLE v USING fts5vocab(s, 'instance')")
        wanted = {(row[0], row[1]) for row in fresh.execute("SELECT term, doc FROM v")}
    assert held == wanted


@pytest.mark.parametrize("length", [100, 1000, 5000])
def test_a_word_of_any_length_can_be_looked_for(db: sqlite3.Connection, length: int) -> None:
    word = "ab" * (length // 2)
    add(db, Entry("k", word))
    assert candidates(db, word) == [1]


PHRASES = st.sampled_from(
    (
        "scam hub", "scam centre", "cyberscam", "KK Park", "repatriation", "lừa đảo",
        "电诈园区", "遣返", "电", "KK园区", "园区KK", "園 KK", "เนรเทศ", "ส่งกลับ", "ที่", "ကျားဖြန့်",
        "ပြန်ပို့", "မြ", "ឆបោក", "ស្ត្រី", "ສົ່ງກັບ", "송환",
        "스캠 단지", "スキャム", "फ्रॉड सेंटर", "قاچاق", "e g",
    )
)  # fmt: skip
PIECES = [
    *"scam hub hubs scamhub cyber cyberscams Scams KK Park park's repat riated centre lừa".split(),
    *"dao đảo 电 诈 园区 遣 返 园 เนร เทศ ส่ง กลับ ที่ ကျား ဖြန့်".split(),
    *"မြ န် ស្ត្រី បោក ສົ່ງ ກັບ 송 환 스캠 단지 スキャ ム फ्रॉड सेंटर قا چاق ـ".split(),
    *"e g , . - ’s é".split(),
    *("\u200b", "\u200c", "\u0301", " ", " ", "\n", "\n\n", ""),
]
MIX = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(st.lists(st.tuples(MIX, MIX, MIX), min_size=1, max_size=4), PHRASES, st.booleans())
@settings(max_examples=200)
def test_candidates_hold_every_match(several: list[tuple[str, str, str]], term: str, planted: bool) -> None:
    if planted:
        title, summary, content = several[0]
        several[0] = (title, summary + term + content, content)
    with tempfile.TemporaryDirectory() as folder, closing(opened(Path(folder) / "store.db")) as db:
        db.execute("PRAGMA synchronous = OFF")
        listed = [
            Entry(str(n), *("",) * 4, summary=summary, content=content)
            for n, (_, summary, content) in enumerate(several)
        ]
        listed = [replace(entry, title=text[0]) for entry, text in zip(listed, several, strict=True)]
        add(db, *listed)
        watchlist = Watchlist([Watch("w", (term,))])
        matching = {number for number, entry in enumerate(listed, 1) if watchlist.match(entry, Feed("u"))}
        assert matching <= set(candidates(db, term))


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12), MIX, MIX)
@settings(max_examples=100)
def test_whatever_is_looked_for_the_search_takes_it_and_finds_it(term: str, before: str, after: str) -> None:
    try:
        phrase = parse(term)
    except QueryError:
        assume(False)
    entry = Entry("k", f"{before} {term} {after}")
    with tempfile.TemporaryDirectory() as folder, closing(opened(Path(folder) / "store.db")) as db:
        add(db, entry)
        found = search.candidates(db, phrase, 10)
    if Watchlist([Watch("w", (term,))]).match(entry, Feed("u")):
        assert found == [1]
