"""Searching the store: every entry that holds a phrase, whatever its script, and none that does not."""

import sqlite3

import pytest

from monitor.find import find, watchlist
from monitor.matching.query import QueryError
from monitor.model import Entry, Feed, Found
from monitor.store import entries, feeds

TITLES = (
    "Scam hubs raided in Myawaddy",
    "A scam-hub closes",
    "The scamhub question",
    "Scam, hub of the region",
    "缅甸电诈园区被查",
    "泰国遣返一千人",
    "แก๊งคอลเซ็นเตอร์ถูกจับ",
    "မြဝတီမြို့တွင် ငွေလိမ်",
    "ឆបោកតាមប្រព័ន្ធនៅកម្ពុជា",
    "Việc nhẹ lương cao ở biên giới",
    "प्रत्यर्पण पर बात",
    "Café at the border",
)


@pytest.fixture
def filled(store: sqlite3.Connection) -> sqlite3.Connection:
    feeds.subscribe(store, [Feed("u")])
    (state,) = feeds.states(store)
    found = [Found(Entry(title, title, summary="Nothing more.")) for title in TITLES]
    entries.save(store, state.id, found, 1_795_000_000)
    return store


@pytest.mark.parametrize(
    ("phrase", "titles"),
    [
        ("scam hub", {"Scam hubs raided in Myawaddy", "A scam-hub closes", "The scamhub question"}),
        ("SCAM-HUBS", {"Scam hubs raided in Myawaddy", "A scam-hub closes", "The scamhub question"}),
        ("电诈", {"缅甸电诈园区被查"}),
        ("園區", set()),
        ("返", {"泰国遣返一千人"}),
        ("คอลเซ็นเตอร์", {"แก๊งคอลเซ็นเตอร์ถูกจับ"}),
        ("ငွေလိမ်", {"မြဝတီမြို့တွင် ငွေလိမ်"}),
        ("ឆបោក", {"ឆបោកតាមប្រព័ន្ធនៅកម្ពុជា"}),
        ("viec nhe", {"Việc nhẹ lương cao ở biên giới"}),
        ("प्रत्यर्पण", {"प्रत्यर्पण पर बात"}),
        ("cafe", {"Café at the border"}),
        ("nothing more", set(TITLES)),
        ("hubcap", set()),
        ('"OR" AND NOT (', set()),
    ],
)
def test_a_phrase_finds_just_the_entries_that_hold_it(
    phrase: str, titles: set[str], filled: sqlite3.Connection
) -> None:
    found = (entries.get(filled, number) for number in find(filled, phrase))
    assert {stored.entry.title for stored in found if stored is not None} == titles


def test_the_newest_come_first_and_no_more_than_wanted(filled: sqlite3.Connection) -> None:
    assert find(filled, "nothing more", 3) == (12, 11, 10)


def test_a_phrase_without_a_letter_is_refused(filled: sqlite3.Connection) -> None:
    with pytest.raises(QueryError, match="no letter or digit"):
        find(filled, "…")


def test_the_finder_says_where_the_phrase_stands() -> None:
    (match,) = watchlist("scam hub").match(Entry("k", "A scam-hub closes"), Feed("u"))
    assert [(span.start, span.end) for span in match.spans] == [(2, 10)]
