"""Scenarios for edited watches: the entries that are stored already are matched as if the watch had always been so."""

import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor import digests, rematch
from monitor.config import Config
from monitor.find import Search
from monitor.matching import stems
from monitor.matching.judge import Judge
from monitor.matching.packs import shipped
from monitor.model import ConceptEdits, Entry, Feed, Found, Match, Watch
from monitor.store import articles, basis, concepts, entries, feeds, marks, saving, search, turns
from monitor.store.entries import Choice
from monitor.store.schema import connect, transaction
from tests.listing import listing

FEED = Feed("https://a.example/", tags=("asia",))
NO_EDITS: ConceptEdits = {}
SCAM, HUB = Watch("Scam", ("scam",)), Watch("Hub", ("hub",), colour="red")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Entries 1 to 12, each with a number; 1, 4, 7, 10 hold "scam", 2, 4, 6 … "hub"."""
    with closing(connect(tmp_path / "store.db")) as db:
        texts = [f"{n} {'scam' if n % 3 == 1 else ''} {'hub' if n % 2 == 0 else ''}" for n in range(1, 13)]
        with transaction(db):
            feeds.subscribe(db, [FEED])
            saving.save(db, 1, [Found(Entry(text, text, published=n)) for n, text in enumerate(texts)], 100)
        yield db


def run(db: sqlite3.Connection, *watches: Watch) -> list[tuple[int, int]]:
    return list(rematch.rematch(db, watches, [FEED]))


def is_due(db: sqlite3.Connection, *watches: Watch, edits: ConceptEdits = NO_EDITS) -> bool:
    return digests.is_due(db, digests.basis_of(watches, [FEED], edits))


def ids(db: sqlite3.Connection, choice: Choice) -> list[int]:
    return sorted(row.id for row in listing(db, choice, 99))


def test_a_watch_that_is_added_finds_the_entries_that_are_there_already(db: sqlite3.Connection) -> None:
    assert is_due(db, SCAM)
    assert run(db, SCAM) == [(12, 12)]
    assert ids(db, Choice("Scam")) == ids(db, Choice()) == [1, 4, 7, 10]
    assert not is_due(db, SCAM)
    [match] = entries.matches_of(db, 4)
    assert [(span.text, span.term, span.why) for span in match.spans] == [("scam", "scam", "exact")]


def test_an_index_that_is_made_anew_lets_others_write_and_searches_find_meanwhile(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_BATCH", 5)
    told = []
    for step in rematch.rematch(db, [SCAM], [FEED]):
        told.append((step, search.is_current(db)))
        assert len([*Search("scam", Config()).ids(db, Choice(all=True))]) == 4
        marks.mark(db, [len(told)], "starred", True, 1)
    assert told == [((5, 12), False), ((10, 12), False), ((12, 12), True)]
    assert ids(db, Choice("Scam")) == [1, 4, 7, 10]


def test_a_keyword_that_is_added_finds_old_entries_and_one_that_goes_loses_them(db: sqlite3.Connection) -> None:
    run(db, SCAM)
    run(db, replace(SCAM, keywords=("scam", "hub")))
    assert ids(db, Choice("Scam")) == [1, 2, 4, 6, 7, 8, 10, 12]
    run(db, replace(SCAM, keywords=("hub",)))
    assert ids(db, Choice("Scam")) == ids(db, Choice()) == [2, 4, 6, 8, 10, 12]


def test_a_watch_that_goes_takes_its_matches_with_it(db: sqlite3.Connection) -> None:
    run(db, SCAM, HUB)
    assert is_due(db, HUB)
    assert run(db, HUB) == []
    assert entries.counts(db) == {"Hub": (6, 6), "": (6, 6)}
    assert not is_due(db, HUB)
    run(db)
    assert entries.counts(db) == {"": (0, 0)}
    assert not is_due(db)


def test_others_may_write_while_the_matches_of_a_watch_that_goes_are_dropped(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(db, SCAM, HUB)
    monkeypatch.setattr(rematch, "_FORGOTTEN", 4)
    monkeypatch.setattr(turns, "BUSY_SECONDS", 0.0)
    left = []
    for done, total in rematch.rematch(db, [SCAM], [FEED]):
        assert (done, total) == (0, 12)
        left.append(entries.counts(db)["Hub"][1])
        with closing(connect(tmp_path / "store.db")) as desk:
            marks.mark(desk, [len(left)], "starred", True, 1)
    assert left == [2] and entries.counts(db) == {"Scam": (4, 4), "": (4, 4)}
    assert not is_due(db, SCAM)


def test_a_watch_that_comes_back_while_its_matches_are_dropped_has_them_all_again(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(db, SCAM, HUB)
    monkeypatch.setattr(rematch, "_FORGOTTEN", 4)
    next(rematch.rematch(db, [SCAM], [FEED]))
    assert is_due(db, SCAM) and is_due(db, SCAM, HUB)
    run(db, SCAM, HUB)
    assert ids(db, Choice("Hub")) == [2, 4, 6, 8, 10, 12]
    assert not is_due(db, SCAM, HUB)


def test_a_renamed_watch_is_another_watch_with_the_same_matches(db: sqlite3.Connection) -> None:
    run(db, SCAM)
    run(db, replace(SCAM, name="Fraud"))
    assert entries.counts(db) == {"Fraud": (4, 4), "": (4, 4)}


@pytest.mark.parametrize("watches", [(SCAM, replace(HUB, colour="blue")), (HUB, SCAM)])
def test_another_colour_or_order_is_no_change(db: sqlite3.Connection, watches: Sequence[Watch]) -> None:
    run(db, SCAM, HUB)
    assert not is_due(db, *watches)


@pytest.mark.parametrize(
    "edit", [{"keywords": ("x",)}, {"exclude": ("x",)}, {"feeds": ("x",)}, {"lang": ("th",)}, {"name": "x"}]
)
def test_whatever_may_find_something_else_is_a_change(db: sqlite3.Connection, edit: dict[str, object]) -> None:
    run(db, SCAM)
    assert is_due(db, replace(SCAM, **edit))  # type: ignore[arg-type]


def test_only_the_watches_that_changed_are_run_again(db: sqlite3.Connection) -> None:
    run(db, SCAM, HUB)
    db.execute("UPDATE matches SET level = 'likely'")
    run(db, replace(SCAM, keywords=("scam", "nothing")), HUB)
    assert {match.watch: match.level for match in entries.matches_of(db, 4)} == {"Hub": "likely", "Scam": "strong"}


def test_limits_to_feeds_hold_for_old_entries_too(db: sqlite3.Connection) -> None:
    run(db, replace(SCAM, feeds=("asia",)), replace(HUB, feeds=("europe",)))
    assert entries.counts(db) == {"Scam": (4, 4), "": (4, 4)}


LIMITED = Watch("Limited", ("scam",), feeds=("asia",))
OF_EUROPE = Watch("Of Europe", ("feed:Europe AND scam", "source:Europe AND hub"))


@pytest.mark.parametrize(
    ("edit", "limited", "of_europe"),
    [
        ({"tags": ("asia", "Europe")}, [1, 4, 7, 10], [1, 4, 7, 10]),
        ({"tags": ()}, [], []),
        ({"title": "Europe"}, [1, 4, 7, 10], [1, 2, 4, 6, 7, 8, 10, 12]),
        ({"tags": (), "title": "asia"}, [1, 4, 7, 10], []),
    ],
)
def test_what_a_feed_is_called_or_tagged_with_by_now_counts_for_its_old_entries(
    db: sqlite3.Connection, edit: dict[str, Any], limited: list[int], of_europe: list[int]
) -> None:
    watches, feed = [LIMITED, OF_EUROPE], replace(FEED, **edit)
    run(db, *watches)
    list(rematch.rematch(db, watches, [feed]))
    assert (ids(db, Choice("Limited")), ids(db, Choice("Of Europe"))) == (limited, of_europe)
    assert not digests.is_due(db, digests.basis_of(watches, [feed]))


def test_a_name_of_its_own_that_a_feed_loses_to_the_users_counts_no_longer(db: sqlite3.Connection) -> None:
    watch, named = replace(LIMITED, feeds=("Gazette",)), replace(FEED, title="Mine")
    db.execute("UPDATE feeds SET title = 'Gazette'")
    run(db, watch)
    assert ids(db, Choice("Limited")) == [1, 4, 7, 10]
    list(rematch.rematch(db, [watch], [named]))
    assert ids(db, Choice("Limited")) == []


def test_the_language_that_the_user_gives_a_feed_counts_for_its_old_entries(db: sqlite3.Connection) -> None:
    watch, feed = Watch("Thai", ("scam",), lang=("th",)), replace(FEED, lang="th")
    list(rematch.rematch(db, [watch], [replace(FEED, lang="de")]))
    assert ids(db, Choice("Thai")) == []
    assert digests.is_due(db, digests.basis_of([watch], [feed]))
    list(rematch.rematch(db, [watch], [feed]))
    assert ids(db, Choice("Thai")) == [1, 4, 7, 10]


@pytest.mark.parametrize("text", ["source:asia", "ｓｏｕｒｃｅ：asia", "(-feed:asia)"])
def test_a_concept_may_ask_for_feeds_too(text: str) -> None:
    edits = {"raids": {"evidence": [{"query": text}]}}
    assert digests.basis_of_concepts([FEED], edits) != digests.basis_of_concepts([replace(FEED, tags=())], edits)


@pytest.mark.parametrize(
    "feeds",
    [
        [],
        [replace(FEED, tags=("europe",), title="Mine")],
        [FEED, Feed("https://b.example/", tags=("asia",))],
        [replace(FEED, every=900)],
    ],
)
def test_of_feeds_only_that_counts_by_which_a_watch_goes(feeds: Sequence[Feed]) -> None:
    watches = [SCAM, replace(HUB, feeds=("https://a.example/", "africa"))]
    told = digests.basis_of(watches, feeds).watches
    before = digests.basis_of(watches, [FEED]).watches
    assert told["Scam"] == before["Scam"]
    assert (told["Hub"] == before["Hub"]) == all(not feed.title for feed in feeds)


def test_after_a_release_that_matches_otherwise_watches_and_concepts_are_made_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = digests.basis_of([SCAM], [FEED])
    monkeypatch.setattr(digests, "_MATCHING_VERSION", 99)
    after = digests.basis_of([SCAM], [FEED])
    assert after.watches != before.watches and after.concepts != before.concepts


def test_entries_of_feeds_that_left_the_config_are_matched_too(db: sqlite3.Connection) -> None:
    with transaction(db):
        feeds.subscribe(db, [])
    assert list(rematch.rematch(db, [SCAM], {})) == [(12, 12)]
    assert ids(db, Choice("Scam")) == [1, 4, 7, 10]


def test_read_entries_are_read_in_a_new_watch(db: sqlite3.Connection) -> None:
    marks.mark(db, [4], "read", True, 1)
    run(db, SCAM)
    assert ids(db, Choice("Scam", unread=True)) == [1, 7, 10]
    assert entries.counts(db) == {"Scam": (3, 4), "": (3, 4)}
    run(db, replace(SCAM, keywords=("hub",)))
    assert ids(db, Choice("Scam", unread=True)) == [2, 6, 8, 10, 12]
    marks.undo(db)
    assert ids(db, Choice("Scam", unread=True)) == [2, 4, 6, 8, 10, 12]


def test_what_is_stopped_half_way_keeps_what_it_did_and_goes_on_there(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rematch, "BATCH", 5)
    work = rematch.rematch(db, [SCAM], {})
    assert list(itertools.islice(work, 1)) == [(5, 12)]
    work.close()
    assert not db.in_transaction
    assert ids(db, Choice("Scam")) == [10]
    assert is_due(db, SCAM)
    assert run(db, SCAM) == [(10, 12), (12, 12)]
    assert ids(db, Choice("Scam")) == [1, 4, 7, 10]
    assert not is_due(db, SCAM)


def test_what_is_stopped_half_way_begins_anew_where_there_is_more_to_match_by_then(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rematch, "BATCH", 5)
    next(rematch.rematch(db, [SCAM], {}))
    next(rematch.rematch(db, [SCAM, HUB], {}))
    assert ids(db, Choice("Hub")) == [8, 10, 12], "the newest are matched against both"
    assert run(db, SCAM) == [(10, 12), (12, 12)], "which does not concern one that is left"
    assert ids(db, Choice("Scam")) == ids(db, Choice()) == [1, 4, 7, 10]


def test_an_edit_that_is_undone_while_it_is_matched_leaves_nothing_behind(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rematch, "BATCH", 5)
    run(db, SCAM)
    next(rematch.rematch(db, [replace(SCAM, keywords=("hub",)), HUB], {}))
    assert ids(db, Choice("Scam")) == [1, 4, 7, 8, 10, 12]
    assert is_due(db, SCAM)
    run(db, SCAM)
    assert ids(db, Choice("Scam")) == ids(db, Choice()) == [1, 4, 7, 10]
    assert entries.counts(db) == {"Scam": (4, 4), "": (4, 4)}
    assert not is_due(db, SCAM)


def test_what_another_process_writes_by_the_old_watches_behind_a_rematch_is_matched_once_more(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rematch, "BATCH", 5)
    run(db, SCAM, HUB)
    edited = replace(SCAM, keywords=("hub",))
    work = rematch.rematch(db, [edited, HUB], {})
    next(work)
    with transaction(db):
        basis.doubt(db, digests.basis_of([SCAM, HUB]))
        saving.set_found(db, 12, Found(Entry("", "")))
    assert list(work)[-1] == (12, 12)
    assert is_due(db, edited, HUB)
    run(db, edited, HUB)
    assert ids(db, Choice("Scam")) == [2, 4, 6, 8, 10, 12]
    assert not is_due(db, edited, HUB)


def test_what_another_process_writes_by_the_same_watches_costs_nothing(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rematch, "BATCH", 5)
    for _ in rematch.rematch(db, [SCAM, HUB], {}):
        assert basis.agrees(db, digests.basis_of([SCAM, HUB]))
        with transaction(db):
            basis.doubt(db, digests.basis_of([SCAM, HUB]))
    assert not is_due(db, SCAM, HUB)


def test_a_text_that_another_process_stores_while_the_one_before_is_matched_keeps_its_own_match(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read = entries.texts

    def stored_meanwhile(db: sqlite3.Connection, *wanted: int) -> list[tuple[int, str, Entry]]:
        monkeypatch.setattr(entries, "texts", read)
        batch = read(db, *wanted)
        with closing(connect(tmp_path / "store.db")) as desk, transaction(desk):
            before = entries.get(desk, 9)
            assert before is not None
            page = replace(before.entry, content="A long story of a scam.")
            assert articles.keep(desk, before, Found(page, (Match("Scam", "likely", ()),)), 200)
        return batch

    monkeypatch.setattr(entries, "texts", stored_meanwhile)
    run(db, SCAM)
    assert ids(db, Choice("Scam")) == [1, 4, 7, 9, 10]
    assert not is_due(db, SCAM)


def test_others_may_write_while_entries_are_matched(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    find = Judge.found

    def marked_meanwhile(judge: Judge, entry: Entry, feed: Feed) -> Found:
        with closing(connect(tmp_path / "store.db")) as desk:
            marks.mark(desk, [1], "starred", True, 1)
        return find(judge, entry, feed)

    monkeypatch.setattr(Judge, "found", marked_meanwhile)
    monkeypatch.setattr(turns, "BUSY_SECONDS", 0.0)
    run(db, SCAM)
    assert ids(db, Choice("Scam")) == [1, 4, 7, 10]


def test_entries_that_come_in_between_two_batches_are_lost_by_none(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rematch, "BATCH", 5)
    from monitor.matching.watchlist import Watchlist

    for number, (done, total) in enumerate(rematch.rematch(db, [SCAM], {})):
        assert done <= total
        entry = Entry(f"late{number}", "late scam")
        with transaction(db):
            saving.save(db, 1, [Found(entry, Watchlist([SCAM]).match(entry, FEED))], 200)
    assert ids(db, Choice("Scam")) == [1, 4, 7, 10, *range(13, 14 + number)]


def test_entries_without_end_are_a_batch_each_and_match_as_far_as_they_are_looked_at(db: sqlite3.Connection) -> None:
    long = [Entry(f"long{number}", "Long", content="rain " * 120_000 + "a scam") for number in range(3)]
    with transaction(db):
        saving.save(db, 1, [Found(entry) for entry in long], 200)
    assert [*search.rebuild(db)] == [(12, 15), (13, 15), (14, 15)]
    assert run(db, SCAM, Watch("Rain", ("rain",))) == [(2, 15), *[(15, 15)] * 4]
    assert ids(db, Choice("Scam")) == [1, 4, 7, 10]
    spans = [len(match.spans) for entry_id in (13, 14, 15) for match in entries.matches_of(db, entry_id)]
    assert spans == [40_000] * 3


def test_of_long_texts_no_more_are_read_than_are_looked_at(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    [*search.rebuild(db)]
    read, from_row = [0], entries.from_row

    def count(row: sqlite3.Row) -> Entry:
        read[0] += 1
        return from_row(row)

    monkeypatch.setattr(rematch, "_MOST_LOOKED_AT", 1)
    monkeypatch.setattr(entries, "from_row", count)
    assert run(db, Watch("Nothing", ("nothing at all",))) == [(number, 12) for number in range(1, 13)]
    # Each, the one behind it that is too much, and once more to see whether it is still the same.
    assert read[0] <= 3 * 12


def test_an_empty_store_has_nothing_to_match_and_is_done(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "empty.db")) as db:
        assert list(rematch.rematch(db, [SCAM], {})) == []
        assert not is_due(db, SCAM)


EDITS = {
    "raids": {"title": "R", "bias": -1.0, "evidence": [{"name": "r", "query": "@raiding", "weight": [1.0, 1.0]}]},
    "raiding": {"title": "W", "en": {"terms": ["scam"]}},
}


def about(db: sqlite3.Connection, concept: str) -> list[int]:
    return [row[0] for row in db.execute("SELECT entry_id FROM concepts WHERE concept = ? ORDER BY 1", (concept,))]


def with_edits(db: sqlite3.Connection, edits: dict[str, dict[str, object]], *watches: Watch) -> list[tuple[int, int]]:
    return list(rematch.rematch(db, watches, [FEED], edits))


def test_concepts_are_judged_with_nothing_to_watch_for(db: sqlite3.Connection) -> None:
    assert is_due(db, edits=EDITS)
    assert with_edits(db, EDITS) == [(12, 12)]
    assert about(db, "raids") == [1, 4, 7, 10]
    assert not is_due(db, edits=EDITS)
    assert with_edits(db, EDITS) == []


def test_a_change_in_a_concept_is_run_over_what_is_stored(db: sqlite3.Connection) -> None:
    watch = Watch("R", ("@raids",))
    with_edits(db, EDITS, watch)
    assert ids(db, Choice("R")) == [1, 4, 7, 10]
    edits = {**EDITS, "raiding": {"title": "W", "en": {"terms": ["hub"]}}}
    assert is_due(db, watch, edits=edits)
    assert with_edits(db, edits, watch) == [(12, 12)]
    assert ids(db, Choice("R")) == about(db, "raids") == [2, 4, 6, 8, 10, 12]


def test_what_is_stopped_half_way_leaves_the_other_entries_to_be_judged(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rematch, "BATCH", 5)
    work = rematch.rematch(db, [], {}, EDITS)
    next(work)
    work.close()
    assert about(db, "raids") == [10]
    assert is_due(db, edits=EDITS)
    assert with_edits(db, EDITS) == [(10, 12), (12, 12)]
    assert about(db, "raids") == [1, 4, 7, 10]


def test_an_edited_entry_is_about_what_it_says_now(db: sqlite3.Connection) -> None:
    with_edits(db, EDITS)
    with transaction(db):
        saving.save(
            db,
            1,
            [Found(Entry("1 scam ", "peace"), (), ("trafficking",)), Found(Entry("new", "x"), (), ("raids",))],
            200,
        )
    assert about(db, "raids") == [4, 7, 10, 13]
    assert about(db, "trafficking") == [1]
    assert concepts.is_current(db, digests.basis_of_concepts([FEED], EDITS))


@pytest.mark.parametrize(
    ("library", "name", "release"),
    [
        (stems.Stemmer, "version", lambda: "99.1"),
        (stems.unicodedata, "unidata_version", "99.0.0"),
        (stems, "VERSION", 99),
    ],
)
def test_after_another_release_of_what_cuts_words_all_is_read_anew(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, library: object, name: str, release: object
) -> None:
    run(db, SCAM)
    assert not is_due(db, SCAM)
    compiled = shipped().digest(["en"])
    monkeypatch.setattr(library, name, release)
    assert not search.is_current(db)
    assert is_due(db, SCAM)
    assert shipped().digest(["en"]) != compiled, "the words of the packs are compiled anew"
    assert (12, 12) in run(db, SCAM), "the matches are made anew"
    assert search.is_current(db) and not is_due(db, SCAM)


def test_a_feed_is_known_by_its_own_title_where_the_user_gave_none(db: sqlite3.Connection) -> None:
    with transaction(db):
        db.execute("UPDATE feeds SET title = 'Borderland Gazette'")
    run(db, Watch("Own", ("feed:Gazette AND hub",)))
    assert ids(db, Choice("Own")) == [2, 4, 6, 8, 10, 12]
