"""Trying a watch before it is saved: what it finds, what is new and what is lost, what is likely false."""

import sqlite3
from dataclasses import replace

import pytest

from monitor import find, trial
from monitor.config import Config
from monitor.matching.packs import shipped
from monitor.matching.watchlist import Watchlist
from monitor.model import Entry, Match, Span, Watch
from monitor.store.entries import Choice
from monitor.trial import Trial, is_doubtful, remarks, sound
from tests.test_find import FEED, NOW, OTHER, TITLES, fill

CONFIG = Config((Watch("Raids", ("raid",)),), (FEED, OTHER))
RAIDS = CONFIG.watches[0]


def entry(title: str, **more: str) -> Entry:
    return Entry(title, title, **{"summary": "Nothing more.", **more})  # type: ignore[arg-type]


@pytest.fixture
def filled(store: sqlite3.Connection) -> sqlite3.Connection:
    fill(store, *map(entry, TITLES), config=CONFIG)
    fill(
        store, entry("A raid"), entry("A police raid"), entry("Police"), entry("Raiders won"), config=CONFIG, feed=OTHER
    )
    return store


def tried(db: sqlite3.Connection, draft: Watch, saved: Watch | None = RAIDS, config: Config = CONFIG) -> Trial:
    *_, last = trial.run(db, draft, saved, config)
    assert last.is_done
    return last


def titles(hits: tuple[trial.Hit, ...]) -> set[str]:
    return {hit.row.title for hit in hits}


def test_a_draft_is_compared_with_what_is_saved(filled: sqlite3.Connection) -> None:
    found = tried(filled, Watch("Raids", ("police", "raid AND myawaddy")))
    assert titles(found.newest) == {"A police raid", "Police", "Scam hubs raided in Myawaddy"}
    assert titles(found.gained) == {"Police"}
    assert titles(found.missed) == {"A raid"}
    assert (found.count, found.new, found.lost) == (3, 1, 1)
    assert found.missed[0].match.spans[0].text == "raid", "what is lost is told with what it was found for"
    assert sum(found.days.values()) == 3


def test_a_new_watch_has_nothing_to_be_compared_with(filled: sqlite3.Connection) -> None:
    found = tried(filled, RAIDS, None)
    assert (found.count, found.new, found.lost, found.gained, found.missed) == (3, 0, 0, (), ())
    assert tried(filled, replace(RAIDS, name="Other", colour="red")) == found, "a name finds nothing, nor does a colour"


def test_what_is_said_about_an_entry_is_inflected_by_the_language_that_it_speaks(store: sqlite3.Connection) -> None:
    spoken = "La banda lo dejaba todo en la casa de su hermano cuando llegó la policía a la ciudad"
    fill(store, replace(entry("Noche"), summary=spoken, categories=("dejaba",)), config=CONFIG)
    assert tried(store, Watch("New", ("category:dejar",)), None).count == 1


def test_without_keywords_all_is_lost(filled: sqlite3.Connection) -> None:
    found = tried(filled, Watch("Raids", ()))
    assert (found.count, found.lost, found.newest) == (0, 3, ())
    assert tried(filled, Watch("Raids", ()), None) == Trial(is_done=True)


DRAFTS = [
    Watch("w", ("scam hubs",)),
    Watch("w", ("scam hubs",), widen=False),
    Watch("w", ("raid", "police"), ("police raid",)),
    Watch("w", ("raid",), ("myawaddy",)),
    Watch("w", ("raid OR police",), feeds=(OTHER.url,)),
    Watch("w", ("raid",), feeds=("asia",)),
    Watch("w", ("园区", "返"), lang=("zh",)),
    Watch("w", ("border",), lang=("th",)),
    Watch("w", ("/Caf./", "title:raid"), ("/police/i",)),
    Watch("w", ("nothing more",), ("scam NEAR/2 hub",)),
    Watch("w", ("feed:gazette", "author:nobody"), ("url:nowhere",)),
]


def by(watch: Watch) -> set[str]:
    """What the matcher finds of all that is stored."""
    watchlist = Watchlist([watch])
    here = {title for title in TITLES if watchlist.match(entry(title), FEED)}
    there = ("A raid", "A police raid", "Police", "Raiders won")
    return here | {title for title in there if watchlist.match(entry(title), OTHER)}


def test_it_finds_what_the_watch_would(filled: sqlite3.Connection) -> None:
    for draft, saved in zip(DRAFTS, DRAFTS[1:] + DRAFTS[:1], strict=True):
        found = tried(filled, draft, saved)
        assert titles(found.newest) == by(draft)
        assert (titles(found.gained), titles(found.missed)) == (by(draft) - by(saved), by(saved) - by(draft))
        assert (found.count, found.new, found.lost) == tuple(map(len, (found.newest, found.gained, found.missed)))


def test_it_counts_the_same_when_it_looks_into_few(filled: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = [Watch("w", ("border", "raid", "nothing more")), *DRAFTS[2:4]]
    whole = [tried(filled, draft) for draft in drafts]
    for name, value in {"JUDGED": 1, "JUDGED_BY_EVIDENCE": 1, "SHOWN": 1, "_FIRST": 1, "_BATCH": 2}.items():
        monkeypatch.setattr(trial, name, value)
    for draft, all_of in zip(drafts, whole, strict=True):
        few = tried(filled, draft)
        assert (few.count, few.new, few.lost, few.days) == (all_of.count, all_of.new, all_of.lost, all_of.days)
        assert (few.newest, few.gained, few.missed) == (all_of.newest[:1], all_of.gained[:1], all_of.missed[:1])


def test_it_looks_into_fewer_of_a_concept_for_they_take_longer(
    store: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "JUDGED", 6)
    monkeypatch.setattr(trial, "JUDGED_BY_EVIDENCE", 3)
    monkeypatch.setattr(trial, "_FIRST", 1)
    monkeypatch.setattr(trial, "_BATCH", 1)
    raids = [entry(f"Police raid scam hub in Myawaddy, {at} freed") for at in range(10)]
    fill(store, *raids, config=CONFIG)
    looked = [tried(store, Watch("w", (word,)), None).judged for word in ("raid", "scam hubs")]
    assert looked == [6, 3]


def test_it_tells_early_and_can_be_given_up(filled: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_FIRST", 2)
    monkeypatch.setattr(trial, "_BATCH", 5)
    run = trial.run(filled, Watch("w", ("nothing",)), None, CONFIG)
    first, second = next(run), next(run)
    assert (first.count, second.count, first.is_done) == (2, 7, False)
    assert [hit.row.at for hit in second.newest] == sorted((hit.row.at for hit in second.newest), reverse=True)
    run.close()
    *_, last = trial.run(filled, Watch("w", ("nothing",)), None, CONFIG)
    assert (last.count, last.is_done, last.stopped_at) == (16, True, None)


def test_it_stops_where_looking_takes_too_long_and_tells_where(
    store: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "_FIRST", 5)
    several = [Entry(str(at), f"Raid {at}", published=NOW - 60 * at) for at in range(30)]
    fill(store, *several, config=CONFIG)
    *_, found = trial.run(store, Watch("w", ("/Raid/",)), None, CONFIG, limit=5)
    assert (found.count, found.stopped_at) == (5, NOW - 300)


def test_texts_without_end_are_looked_into_one_by_one_and_count_as_many(
    store: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Rain falls on the hills. " * 80
    monkeypatch.setattr(find, "_MOST", len(text) + 1_000)
    monkeypatch.setattr(find, "_TEXT", 100)
    fill(store, *(Entry(str(at), f"Weather {at}", published=NOW - at, summary=text) for at in range(5)))
    found = [each.count for each in trial.run(store, Watch("w", ("weather",)), None, CONFIG)]
    assert found == [1, 2, 3, 4, 5, 5], "it can be given up after each of them"
    *_, last = trial.run(store, Watch("w", ("/Weather/",)), None, CONFIG, limit=2 * len(text) // 100)
    assert (last.count, last.stopped_at) == (2, NOW - 2)


def test_a_choice_narrows(filled: sqlite3.Connection) -> None:
    *_, found = trial.run(filled, RAIDS, None, CONFIG, Choice(all=True, since=NOW - 90))
    assert titles(found.newest) == {"Scam hubs raided in Myawaddy", "A raid", "A police raid"}


def span(field: str, start: int) -> Span:
    return Span(field, start, start + 4, "raid", "raid", "exact")


@pytest.mark.parametrize(
    ("match", "is_doubted"),
    [
        (Match("w", "likely", (span("title", 0),)), True),
        (Match("w", "strong", (span("title", 0),)), False),
        (Match("w", "strong", (span("summary", 0),)), True),
        (Match("w", "strong", (span("content", 0), span("content", 90))), False),
        (Match("w", "strong", (span("summary", 0), span("summary", 0))), True),
        (Match("w", "strong", (span("source", 0),)), False),
    ],
)
def test_one_word_outside_the_title_is_doubted(match: Match, is_doubted: bool) -> None:
    assert is_doubtful(match) is is_doubted


def test_what_is_likely_false_is_listed(store: sqlite3.Connection) -> None:
    said = "It rained for a week. The river rose. Nobody slept. Some spoke of a raid in the hills."
    fill(store, entry("A raid"), entry("Rain", summary=said), config=CONFIG)
    found = tried(store, RAIDS, None)
    assert (titles(found.doubts), found.doubtful, found.judged) == ({"Rain"}, 1, 2)


def test_what_cannot_be_read_is_told_and_left_out() -> None:
    good, faults = sound(Watch("w", ("raid", "(a", "@nothing"), ("b AND", "c")), shipped())
    assert good == Watch("w", ("raid",), ("c",))
    assert [(fault.field, fault.error.query) for fault in faults] == [
        ("keywords", "(a"),
        ("keywords", "@nothing"),
        ("exclude", "b AND"),
    ]
    assert faults[0].error.caret() == "(a\n^"


def test_it_says_what_a_keyword_is_widened_to_and_what_may_not_be_meant() -> None:
    said = remarks(Watch("w", ("scam hubs", "raid", "raid or rain")), shipped())
    assert said[0].startswith("scam hubs → @scam_hubs, ") and "write “raid OR rain”" in said[1] and len(said) == 2
    assert remarks(Watch("w", ("scam hubs",), widen=False), shipped()) == []
