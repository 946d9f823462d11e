"""Scenarios for entries: what polls find again, edit and lose, and what lists show of it."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.matching.repetition import OTHER_TITLE
from monitor.model import Dropped, Enclosure, Entry, Feed, Found, Match, Saved, Span
from monitor.store import articles, entries, feeds, marks, saving
from monitor.store.entries import Choice
from monitor.store.schema import connect, path_of, transaction
from tests.listing import listing


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "store.db")) as db:
        with transaction(db):
            feeds.subscribe(db, [Feed("https://a.example/", "A"), Feed("https://b.example/")])
        yield db


def match(watch: str = "w", text: str = "scam") -> Match:
    return Match(watch, "strong", (Span("title", 0, len(text), text, text, "exact"),))


def save(db: sqlite3.Connection, *found: Found | Entry, feed: int = 1, now: int = 1000) -> Saved:
    with transaction(db):
        return saving.save(db, feed, [one if isinstance(one, Found) else Found(one) for one in found], now)


def titles(db: sqlite3.Connection, choice: Choice, limit: int = 100) -> list[str]:
    return [row.title for row in listing(db, choice, limit)]


def revisions(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    return [
        tuple(row) for row in db.execute("SELECT entry_id, seen, title, summary, content FROM revisions ORDER BY id")
    ]


ENTRY = Entry(
    "k", "scam hub", "guid", "https://a.example/1", "Ann", 900, "en", "Summary “ก”", "Content\n\n电诈",
    ("c1", "ประเทศ"),
    (Enclosure("https://a.example/a.mp3", "audio/mpeg", 5), Enclosure("https://a.example/b")),
)  # fmt: skip


def test_an_entry_comes_back_as_it_was_saved(db: sqlite3.Connection) -> None:
    assert save(db, ENTRY) == Saved(new=1)
    stored = entries.get(db, 1)
    assert stored is not None
    assert stored.entry == ENTRY
    assert (stored.first_seen, stored.changed, stored.matches) == (1000, None, ())
    assert (stored.row.feed, stored.row.feed_title, stored.row.at) == ("https://a.example/", "A", 900)
    assert not stored.row.read and not stored.row.starred
    assert entries.get(db, 2) is None


def test_furniture_comes_back_as_it_was_saved_and_what_counts_against_a_match_too(db: sqlite3.Connection) -> None:
    dropped = (Dropped("summary", 0, 3, "related link"), Dropped("content", 5, 9, "share"))
    weighed = Span("content", 9, 11, "电诈", "电诈", "concept:scam_hubs", -0.75)
    found = Found(replace(ENTRY, dropped=dropped), (replace(match(), against=(weighed,)),))
    save(db, found)
    stored = entries.get(db, 1)
    assert stored is not None
    assert (stored.entry, stored.matches) == (found.entry, found.matches)
    assert next(entries.texts(db, 9, 9))[2] == found.entry


def test_furniture_that_other_entries_tell_of_changes_matches_and_nothing_else(db: sqlite3.Connection) -> None:
    save(db, Found(ENTRY, (match(), match("v"))), now=1000)
    marks.mark(db, [1], "read", True, 1001)
    dropped = replace(ENTRY, dropped=(Dropped("content", 0, 7, "repeated in this feed"),))
    assert save(db, Found(dropped, (match("v"),)), now=2000) == Saved()
    stored = entries.get(db, 1)
    assert stored is not None
    assert (stored.entry, stored.changed, stored.row.read) == (dropped, None, True)
    assert [one.watch for one in stored.matches] == ["v"]
    assert entries.counts(db) == {"v": (0, 1), "": (0, 1)}
    assert revisions(db) == []
    save(db, Found(dropped, ()), now=3000)
    assert entries.matches_of(db, 1) == (match("v"),), "what is unchanged is not written again"
    save(db, Found(ENTRY, ()), now=4000)
    assert entries.count(db, Choice()) == 0


def test_what_is_dropped_as_the_title_of_another_entry_stays_so_as_long_as_the_text_is_the_same(
    db: sqlite3.Connection,
) -> None:
    title, own = Dropped("content", 9, 11, OTHER_TITLE), Dropped("content", 0, 7, "repeated in this feed")
    save(db, Found(ENTRY, (match(),)))
    with transaction(db):
        saving.set_found(db, 1, Found(replace(ENTRY, dropped=(title,))))
    marks.mark(db, [1], "starred", True, 1001)
    assert save(db, Found(ENTRY, (match(),)), now=2000).fresh == ()
    assert entries.count(db, Choice()) == 0
    # With other furniture its match is as it was found: whoever asked for the title to be dropped has to look again.
    furnished = replace(ENTRY, dropped=(own,))
    saved = save(db, Found(furnished, (match(),)), now=3000)
    assert (saved.fresh, saved.again) == ((), (1,))
    stored = entries.get(db, 1)
    assert stored is not None and stored.entry.dropped == (own, title)
    assert (stored.row.starred, stored.changed, stored.matches) == (True, None, (match(),))
    assert save(db, ENTRY, now=4000).fresh == ()
    assert entries.matches_of(db, 1) == ()
    edited = replace(furnished, content="Content\n\n电诈!")
    assert save(db, Found(edited, (match(),)), now=5000).fresh == (1,)
    stored = entries.get(db, 1)
    assert stored is not None and stored.entry.dropped == (own,)


def test_the_ids_of_what_is_new_or_edited_and_matches_are_told(db: sqlite3.Connection) -> None:
    one, two, three = (Found(Entry(key, key), (match(),)) for key in "abc")
    assert save(db, one, Entry("b", "b"), three).fresh == (1, 3)
    assert save(db, one, two, Entry("c", "edited")).fresh == ()
    edited = replace(two, entry=replace(two.entry, summary="s"))
    assert save(db, one, edited).fresh == (2,)
    furnished = replace(edited, entry=replace(edited.entry, dropped=(Dropped("summary", 0, 1, "share"),)))
    assert save(db, furnished).fresh == ()


def test_matches_come_back_span_for_span(db: sqlite3.Connection) -> None:
    spans = (
        Span("title", 0, 4, "“ก”\n", "ก", "fold"),
        Span("summary", 7, 12, "𠮷野 \u200b", "吉", "joined"),
        Span("content", 0, 1, "x", 'quote " and \\', "stem"),
    )
    matched = (Match("a watch\twith “signs”", "likely", spans), Match("b", "strong", spans[:1]))
    assert save(db, Found(ENTRY, matched)).fresh == (1,)
    assert entries.matches_of(db, 1) == matched
    assert entries.matches_by_entry(db, [1, 2]) == {1: matched}
    stored = entries.get(db, 1)
    assert stored is not None and stored.matches == matched


def test_an_entry_that_comes_again_unchanged_is_neither_new_nor_changed(db: sqlite3.Connection) -> None:
    save(db, Found(ENTRY, (match(),)))
    assert save(db, Found(ENTRY, (match(),)), now=2000) == Saved()
    stored = entries.get(db, 1)
    assert stored is not None and stored.changed is None and stored.first_seen == 1000
    assert revisions(db) == []


@pytest.mark.parametrize("schemes", [("http", "https"), ("https", "http")])
def test_nor_is_one_whose_link_changes_its_scheme_alone(db: sqlite3.Connection, schemes: tuple[str, str]) -> None:
    first, then = (replace(ENTRY, link=f"{scheme}://a.example/1") for scheme in schemes)
    assert [save(db, each) for each in (first, then)] == [Saved(new=1), Saved()]
    assert revisions(db) == []


@pytest.mark.parametrize("tracked", [("", ""), ("?utm_term=mon", "?utm_term=tue")], ids=["", "tracked"])
@pytest.mark.parametrize("folders", [("", "blog/"), ("blog/", ""), ("2026/", "news/2026/")])
def test_nor_is_one_whose_link_alone_moves_to_a_folder_within_its_site_or_out_of_it(
    db: sqlite3.Connection, folders: tuple[str, str], tracked: tuple[str, str]
) -> None:
    first, then = (
        replace(ENTRY, link=f"https://{www}a.example/{folder}1{query}")
        for www, folder, query in zip(("", "www."), folders, tracked, strict=True)
    )
    first, again, then = replace(first, raw="1"), replace(then, raw="2"), replace(then, raw="3")
    assert [save(db, each) for each in (first, again, then)] == [Saved(new=1), Saved(), Saved()]
    stored = entries.get(db, 1)
    assert stored is not None and stored.entry.link == then.link and revisions(db) == []
    assert save(db, replace(then, link="https://a.example/11")) == Saved(changed=1)


def test_nor_is_one_whose_link_moves_again_to_another_scheme_and_folder_with_a_new_session(
    db: sqlite3.Connection,
) -> None:
    links = ("http://a.example/1", "https://a.example/blog/1?utm_source=x", "http://www.a.example/old/blog/1")
    polls = [replace(ENTRY, link=link, raw=str(n)) for n, link in enumerate(links)]
    assert [save(db, each) for each in polls] == [Saved(new=1), Saved(), Saved()]


@pytest.mark.parametrize("asked", ["?p=1", "#1"])
def test_nor_is_one_whose_site_moves_to_a_folder_and_whose_link_asks_for_it(db: sqlite3.Connection, asked: str) -> None:
    links = [f"https://a.example/{folder}{asked}" for folder in ("", "blog/", "news/blog/", "blog/", "")]
    polls = [save(db, replace(ENTRY, link=link, raw=link)) for link in links]
    assert polls == [Saved(new=1), *[Saved()] * 4]
    assert save(db, replace(ENTRY, link=f"https://a.example/other{asked}")) == Saved(changed=1)


@pytest.mark.parametrize("story", ["1", "1/", "2026/1/"])
def test_but_a_story_that_gets_a_page_of_its_own_beside_the_sites_first_one_is(
    db: sqlite3.Connection, story: str
) -> None:
    links = ("https://a.example/", f"https://a.example/{story}")
    assert [save(db, replace(ENTRY, link=link)) for link in links] == [Saved(new=1), Saved(changed=1)]


@pytest.mark.parametrize(
    ("title", "summary", "content", "name", "of"),
    [
        ("Raid", "At dawn.", "", "Raid", "title"),
        ("", "At dawn.\n\nPolice say", "All of it", "At dawn.  Police say", "summary"),
        ("", "", "All\nof it", "All of it", "content"),
        ("", "x" * 600, "", "x" * 500, "summary"),
        ("", "", "", "(no title)", "title"),
    ],
)
def test_an_entry_is_called_by_its_title_or_by_how_its_text_begins(
    db: sqlite3.Connection, title: str, summary: str, content: str, name: str, of: str
) -> None:
    entry = Entry("k", title, summary=summary, content=content)
    save(db, entry)
    stored = entries.get(db, 1)
    assert stored is not None
    for row in (*listing(db, Choice(all=True), 9), entries.rows(db, [1])[1], stored.row):
        assert (row.name, row.named_by) == (name, of)
    assert entry.name == name


def test_a_new_date_alone_is_no_edit(db: sqlite3.Connection) -> None:
    save(db, ENTRY)
    assert save(db, replace(ENTRY, published=2500), now=3000) == Saved()
    assert revisions(db) == []


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "t"},
        {"summary": "s"},
        {"content": "c"},
        {"link": "l"},
        {"author": "a"},
        {"categories": ("x",)},
        {"enclosures": ()},
    ],
)
def test_whatever_a_reader_would_see_change_is_an_edit(db: sqlite3.Connection, edit: dict[str, object]) -> None:
    save(db, ENTRY)
    edited = replace(ENTRY, **edit)  # type: ignore[arg-type]
    assert save(db, edited, now=2000) == Saved(changed=1)
    stored = entries.get(db, 1)
    assert stored is not None and stored.entry == edited


@pytest.mark.parametrize(
    "lacking",
    [
        {"title": ""},
        {"link": ""},
        {"summary": "", "content": ""},
        {"title": "", "link": ""},
        {"summary": "", "content": "", "link": "http://a.example/blog/1"},
    ],
)
def test_what_a_feed_loses_at_one_poll_stays(db: sqlite3.Connection, lacking: dict[str, str]) -> None:
    whole = replace(ENTRY, raw="whole", dropped=(Dropped("content", 0, 3, "menu"),))
    save(db, Found(whole, (match(),)))
    assert save(db, replace(ENTRY, raw="damaged", lang="", **lacking)) == Saved()
    stored = entries.get(db, 1)
    assert stored is not None and (replace(stored.entry, raw="whole"), stored.matches) == (whole, (match(),))
    assert save(db, whole) == Saved()
    assert revisions(db) == []


def test_a_title_that_is_gone_from_an_edited_text_is_an_edit(db: sqlite3.Connection) -> None:
    save(db, ENTRY)
    assert save(db, replace(ENTRY, title="", content="Another")) == Saved(changed=1)
    assert titles(db, Choice(all=True)) == [""]


def test_an_edit_keeps_the_marks_the_first_seen_time_and_the_old_text(db: sqlite3.Connection) -> None:
    save(db, Found(ENTRY, (match(),)))
    marks.mark(db, [1], "read", True, 1)
    marks.mark(db, [1], "starred", True, 1)
    edited = replace(ENTRY, title="New title", content="New content", published=1900)
    assert save(db, Found(edited, (match(), match("other"))), now=2000) == Saved(changed=1)
    stored = entries.get(db, 1)
    assert stored is not None
    assert stored.row.read and stored.row.starred
    assert (stored.first_seen, stored.changed) == (1000, 2000)
    assert stored.row.at == 900
    assert revisions(db) == [(1, 2000, ENTRY.title, ENTRY.summary, ENTRY.content)]
    assert [one.watch for one in stored.matches] == ["other", "w"]
    assert entries.counts(db) == {"w": (0, 1), "other": (0, 1), "": (0, 1)}


def test_an_edit_after_which_nothing_matches_takes_the_match_away(db: sqlite3.Connection) -> None:
    save(db, Found(ENTRY, (match(),)))
    assert save(db, replace(ENTRY, title="harmless"), now=2000) == Saved(changed=1)
    assert entries.matches_of(db, 1) == ()
    assert titles(db, Choice()) == []
    assert titles(db, Choice(all=True)) == ["harmless"]


def test_every_edit_leaves_a_revision(db: sqlite3.Connection) -> None:
    for number in range(4):
        save(db, replace(ENTRY, title=str(number)), now=1000 + number)
    assert [(row[1], row[2]) for row in revisions(db)] == [(1001, "0"), (1002, "1"), (1003, "2")]


@pytest.mark.parametrize(("size", "kept"), [(10_000, [0, *range(79, 99)]), (300_000, [0, 98]), (10, range(99))])
def test_of_an_entry_that_is_edited_without_end_the_first_texts_and_the_last_are_kept(
    size: int, kept: Sequence[int], db: sqlite3.Connection
) -> None:
    for title in (ENTRY.title, "Edited"):
        save(db, replace(ENTRY, title=title), feed=2)
    for number in range(100):
        save(db, replace(ENTRY, title=f"{number:02}", summary="", content="x" * (size - 2)), now=1000 + number)
    others, *held = revisions(db)
    assert others[2] == ENTRY.title and [int(str(row[2])) for row in held] == [*kept]


def test_a_text_that_a_feed_goes_back_to_again_and_again_is_kept_once(db: sqlite3.Connection) -> None:
    for number in range(7):
        save(db, replace(ENTRY, title="ab"[number % 2]), now=1000 + number)
    assert [(row[1], row[2]) for row in revisions(db)] == [(1005, "a"), (1006, "b")]


def test_what_a_large_feed_gave_is_read_in_the_order_of_an_index(db: sqlite3.Connection) -> None:
    asked: list[str] = []
    db.set_trace_callback(asked.append)
    saving.raws(db, 1)
    db.set_trace_callback(None)
    plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {asked[-1]}")]
    assert any("entries_feed" in step for step in plan) and not any("TEMP B-TREE" in step for step in plan), plan


def test_new_entries_cost_the_same_however_many_a_feed_has_given(db: sqlite3.Connection) -> None:
    def steps(first: int, count: int) -> int:
        taken = [0]
        db.set_progress_handler(lambda: taken.append(1), 1000)
        save(db, *(Entry(str(at), f"No. {at}", published=500 + at) for at in range(first, first + count)), now=9_000)
        db.set_progress_handler(None, 0)
        return len(taken)

    # The newest of them, as many as a feed may have, are compared with what is new.
    save(db, *(Entry(str(at), f"No. {at}", published=500 + at) for at in range(2_500)), now=9_000)
    at_first = steps(2_500, 200)
    steps(2_700, 3_000)
    assert steps(5_700, 200) < 1.2 * at_first


def test_a_key_that_a_feed_gives_twice_is_one_entry_and_the_later_one_counts(db: sqlite3.Connection) -> None:
    assert save(db, replace(ENTRY, title="one"), replace(ENTRY, title="two")) == Saved(new=1)
    assert titles(db, Choice(all=True)) == ["two"]
    assert save(db, replace(ENTRY, title="one"), replace(ENTRY, title="two"), now=2000) == Saved()


def test_a_key_that_two_feeds_give_is_two_entries(db: sqlite3.Connection) -> None:
    assert save(db, ENTRY) == save(db, ENTRY, feed=2) == Saved(new=1)
    assert save(db, replace(ENTRY, title="B's"), feed=2, now=2000) == Saved(changed=1)
    assert titles(db, Choice(all=True)) == ["B's", "scam hub"]


def test_counts_tell_new_changed_and_matched_apart(db: sqlite3.Connection) -> None:
    save(db, Found(Entry("a", "a"), (match(),)), Entry("b", "b"), Entry("c", "c"))
    again = (
        Found(Entry("a", "a"), (match(),)),
        Found(Entry("b", "b2"), (match(),)),
        Entry("c", "c2"),
        Found(Entry("d", "d"), (match(),)),
    )
    assert save(db, *again) == Saved(new=1, changed=2)


def test_an_edit_without_a_date_leaves_the_one_that_is_known(db: sqlite3.Connection) -> None:
    save(db, ENTRY)
    edited = replace(ENTRY, content="New content", published=None)
    assert save(db, edited, now=2000) == Saved(changed=1)
    assert save(db, edited, now=3000) == Saved()
    stored = entries.get(db, 1)
    assert stored is not None
    assert (stored.entry, stored.row.at) == (replace(edited, published=900), 900)


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize(("date", "at"), [(400, 400), (1500, 1000)])
def test_a_date_that_comes_late_is_taken_up_though_the_text_is_the_same(
    db: sqlite3.Connection, date: int, at: int, known: bool
) -> None:
    undated = replace(ENTRY, published=None)
    save(db, Found(undated, (match(),)), replace(undated, key="other", guid="other"))
    assert save(db, Found(replace(ENTRY, published=date), (match(),), known=known), now=2000) == Saved()
    stored = entries.get(db, 1)
    assert stored is not None
    assert (stored.entry.published, stored.row.at, stored.first_seen, stored.changed) == (date, at, 1000, None)
    assert [row.at for row in listing(db, Choice("w"), 9)] == [at]
    assert [row["published"] for row in db.execute("SELECT published FROM entries ORDER BY id")] == [date, None]
    save(db, replace(ENTRY, published=None), replace(ENTRY, published=date + 9), now=3000)
    assert db.execute("SELECT published FROM entries WHERE id = 1").fetchone()[0] == date


def test_a_date_that_comes_late_sets_an_entry_in_its_place_in_every_list(db: sqlite3.Connection) -> None:
    late, other = Found(replace(ENTRY, published=None), (match(),)), Found(Entry("o", "o", published=500), (match(),))
    save(db, late, other)
    save(db, replace(late, entry=replace(ENTRY, published=400)), now=2000)
    for choice in (Choice(all=True), Choice(), Choice("w")):
        assert titles(db, choice) == ["o", "scam hub"]


YEAR = 365 * 86_400


@pytest.mark.parametrize(("given", "at"), [(50, 50), (51, 51), (52, -680), (-700, -700)])
def test_a_date_that_is_corrected_is_taken_over_unless_it_is_a_later_moment(
    db: sqlite3.Connection, given: int, at: int
) -> None:
    days = [at * 86_400 + 3 * YEAR for at in (50, 51, given, at)]
    save(db, replace(ENTRY, published=days[0] - 2 * YEAR), now=days[1])
    save(db, replace(ENTRY, published=days[2]), now=days[1] + 3 * 86_400)
    stored = entries.get(db, 1)
    assert stored is not None and stored.row.at == days[3]


def test_an_entry_is_as_old_as_it_says_but_never_from_the_future(db: sqlite3.Connection) -> None:
    save(
        db, Entry("old", "old", published=10), Entry("undated", "undated"), Entry("future", "future", published=99_999)
    )
    assert [(row.title, row.at) for row in listing(db, Choice(all=True), 9)] == [
        ("future", 1000),
        ("undated", 1000),
        ("old", 10),
    ]


@pytest.fixture
def many(db: sqlite3.Connection) -> sqlite3.Connection:
    """Entries 1 to 20: every second matches w, every fifth v, many are of one time; 4, 10 are read, 7, 10 starred."""
    for number in range(1, 21):
        found = [match("w")] * (number % 2 == 0) + [match("v")] * (number % 5 == 0)
        save(db, Found(Entry(str(number), str(number), published=100 + number // 3), tuple(found)), feed=1 + number % 2)
    marks.mark(db, [4, 10], "read", True, 1)
    marks.mark(db, [10, 7], "starred", True, 1)
    return db


def numbers(db: sqlite3.Connection, choice: Choice) -> list[int]:
    return [row.id for row in listing(db, choice, 100)]


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        (Choice(all=True), list(range(20, 0, -1))),
        (Choice(), [20, 18, 16, 15, 14, 12, 10, 8, 6, 5, 4, 2]),
        (Choice("w"), [20, 18, 16, 14, 12, 10, 8, 6, 4, 2]),
        (Choice("v"), [20, 15, 10, 5]),
        (Choice("v", all=True), [20, 15, 10, 5]),
        (Choice("nobody"), []),
        (Choice("w", unread=True), [20, 18, 16, 14, 12, 8, 6, 2]),
        (Choice(unread=True), [20, 18, 16, 15, 14, 12, 8, 6, 5, 2]),
        (Choice(starred=True), [10]),
        (Choice(starred=True, all=True), [10, 7]),
        (Choice("w", starred=True), [10]),
        (Choice("w", starred=True, unread=True), []),
        (Choice(since=105), [20, 18, 16, 15]),
        (Choice("w", since=106), [20, 18]),
        (Choice(ids=(2, 3, 15)), [15, 2]),
        (Choice(ids=(2, 3, 15), all=True), [15, 3, 2]),
        (Choice("v", ids=(2, 3, 15)), [15]),
        (Choice(ids=()), []),
    ],
)
def test_a_list_holds_what_was_chosen_newest_first(many: sqlite3.Connection, choice: Choice, ids: list[int]) -> None:
    assert numbers(many, choice) == ids
    assert entries.count(many, choice) == len(ids)
    assert list(entries.ids(many, choice, 100)) == ids
    assert list(entries.ids(many, choice, 2)) == ids[:2]


def test_rows_of_chosen_ids_are_what_the_list_shows(many: sqlite3.Connection) -> None:
    listed = {row.id: row for row in listing(many, Choice(all=True), 100)}
    assert entries.rows(many, [3, 10, 99]) == {3: listed[3], 10: listed[10]}
    assert listed[3].feed_title == "https://b.example/" and listed[10].feed_title == "A"
    assert listed[10].read and listed[10].starred


def test_counts_are_unread_and_all_per_watch_and_for_any(many: sqlite3.Connection) -> None:
    assert entries.counts(many) == {"w": (8, 10), "v": (3, 4), "": (10, 12)}
    marks.mark(many, [10], "read", False, 2)
    assert entries.counts(many) == {"w": (9, 10), "v": (4, 4), "": (11, 12)}


@pytest.mark.parametrize("moment", range(1, 7))
def test_counts_are_of_one_moment_while_another_program_matches_anew(many: sqlite3.Connection, moment: int) -> None:
    marks.mark(many, [1, 2], "dismissed", True, 1)
    before, asked = entries.counts(many), 0
    with closing(connect(path_of(many))) as other:

        def meanwhile(_: str) -> None:
            nonlocal asked
            asked += 1
            if asked == moment:
                with transaction(other):
                    saving.set_matches(other, 1, ["w"], [match("new")])

        many.set_trace_callback(meanwhile)
        during = entries.counts(many)
        many.set_trace_callback(None)
    after = entries.counts(many)
    assert after["new"] == (0, 0) and during in (before, after)


def test_an_empty_store_counts_nothing(db: sqlite3.Connection) -> None:
    assert entries.counts(db) == {"": (0, 0)}


def test_a_read_mark_reaches_the_lists_of_every_watch(many: sqlite3.Connection) -> None:
    marks.mark(many, [20], "read", True, 2)
    assert 20 not in numbers(many, Choice("w", unread=True)) + numbers(many, Choice("v", unread=True))
    marks.undo(many)
    assert numbers(many, Choice("w", unread=True))[0] == numbers(many, Choice("v", unread=True))[0] == 20


def names(db: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    return {
        number: tuple(one.watch for one in several) for number, several in entries.matches_by_entry(db, ids).items()
    }


def test_the_watches_of_many_entries_are_told_at_once(many: sqlite3.Connection) -> None:
    assert names(many, [1, 2, 5, 10]) == {2: ("w",), 5: ("v",), 10: ("v", "w")}
    assert names(many, []) == {}


def test_a_forgotten_watch_takes_its_matches_and_leaves_the_others(many: sqlite3.Connection) -> None:
    with transaction(many):
        assert saving.forget_watch(many, "v", 1_000)
    assert numbers(many, Choice()) == [20, 18, 16, 14, 12, 10, 8, 6, 4, 2]
    assert entries.counts(many) == {"w": (8, 10), "": (8, 10)}
    assert names(many, [5, 10]) == {10: ("w",)}
    assert entries.count(many, Choice(all=True)) == 20


def test_new_matches_of_some_watches_replace_theirs_alone(many: sqlite3.Connection) -> None:
    with transaction(many):
        saving.set_matches(many, 10, ["v"], [])
        saving.set_matches(many, 5, ["v"], [])
        saving.set_matches(many, 3, ["v", "new"], [match("new", "text")])
        saving.set_matches(many, 4, ["new"], [match("new")])
    assert names(many, [3, 4, 5, 10]) == {3: ("new",), 4: ("new", "w"), 10: ("w",)}
    assert 5 not in numbers(many, Choice()) and 3 in numbers(many, Choice())
    # Entry 4 was read before the watch came.
    assert numbers(many, Choice("new", unread=True)) == [3]
    assert [row.at for row in listing(many, Choice("new"), 9)] == [101, 101]


def test_texts_come_in_batches_from_the_newest_id_down(many: sqlite3.Connection) -> None:
    first = [*entries.texts(many, 2**62, 15)]
    second = [*entries.texts(many, first[-1][0], 15)]
    assert [one[0] for one in first + second] == list(range(20, 0, -1))
    assert first[0][1:] == ("https://a.example/", Entry("20", "20", published=106))


def test_a_feed_without_a_name_is_called_by_its_own_title_else_its_address(db: sqlite3.Connection) -> None:
    save(db, ENTRY, feed=2)
    assert listing(db, Choice(all=True), 1)[0].feed_title == "https://b.example/"
    with transaction(db):
        feeds.record(db, feeds.states(db)[1], feeds.Update("new", 5, 6, title="What it says"))
    assert listing(db, Choice(all=True), 1)[0].feed_title == "What it says"


@pytest.mark.parametrize(
    ("choice", "index"),
    [
        (Choice(), "entries_matched"),
        (Choice(all=True), "entries_newest"),
        (Choice("w"), "matches_newest"),
        (Choice("w", unread=True), "matches_unread"),
    ],
)
def test_the_newest_page_is_read_from_an_index_that_is_in_its_order(
    many: sqlite3.Connection, choice: Choice, index: str
) -> None:
    statements: list[str] = []
    many.set_trace_callback(statements.append)
    entries.ids(many, choice, 50)
    many.set_trace_callback(None)
    plan = " ".join(str(row[3]) for row in many.execute(f"EXPLAIN QUERY PLAN {statements[0]}"))
    assert index in plan and "TEMP B-TREE" not in plan


def test_the_members_of_a_choice_are_those_that_it_lists(db: sqlite3.Connection) -> None:
    save(db, *(Found(Entry(key, key, published=at), (match(),) * (at > 1)) for at, key in enumerate("abcd")))
    marks.mark(db, [2, 3], "read", True, 9)
    for choice in (Choice(), Choice(unread=True), Choice(all=True), Choice(watch="w", unread=True)):
        assert entries.members(db, choice) == set(entries.ids(db, choice, 99))
    assert entries.members(db, Choice(all=True, unread=True, ids=(1, 2))) == {1}


@pytest.mark.parametrize("raw", ["as it was given", "under another language of the feed"])
def test_another_language_alone_is_no_edit(db: sqlite3.Connection, raw: str) -> None:
    one = replace(ENTRY, lang="", raw="as it was given")
    save(db, Found(one, (match("any"),)))
    found = (match("any"), match("English only"))
    assert save(db, Found(replace(one, lang="en", raw=raw), found)) == Saved()
    assert saving.raws(db, 1) == {raw}
    stored = entries.get(db, 1)
    assert stored is not None and stored.changed is None and not revisions(db)
    assert stored.entry.lang == "en"
    assert [each.watch for each in stored.matches] == ["English only", "any"]
    assert save(db, replace(one, lang="", raw="with another language", categories=("new",))).changed == 1


def test_nor_is_another_language_beside_a_link_that_leads_to_the_same_place(db: sqlite3.Connection) -> None:
    one, then = replace(ENTRY, lang="", link="http://a.example/1"), replace(ENTRY, link="https://a.example/blog/1")
    assert [save(db, one), save(db, replace(then, raw="2"))] == [Saved(new=1), Saved()]
    stored = entries.get(db, 1)
    assert stored is not None and stored.changed is None and not revisions(db)
    assert (stored.entry.lang, stored.entry.link) == ("en", then.link)
    assert save(db, replace(then, lang="", title="Another")).changed == 1


OLDER = replace(ENTRY, title="Raid &amp; rescue", summary="", content="scam hubs Share this", raw="17:as it was given")
CLEANED = replace(OLDER, title="Raid & rescue", content="scam hubs", raw="18:as it was given")


def test_an_entry_that_only_a_newer_version_cleans_otherwise_is_no_edit(db: sqlite3.Connection) -> None:
    save(db, Found(OLDER, (match("w"), match("v"))), now=1000)
    marks.mark(db, [1], "read", True, 1001)
    assert save(db, Found(CLEANED, (match("w"),)), now=2000) == Saved()
    stored = entries.get(db, 1)
    assert stored is not None and not revisions(db)
    assert (stored.entry, stored.changed, stored.row.read) == (replace(CLEANED, raw=""), None, True)
    assert [one.watch for one in stored.matches] == ["w"]
    assert [row.title for row in listing(db, Choice(all=True), 9)] == ["Raid & rescue"]
    found = "SELECT count(*) FROM search WHERE search MATCH ?"
    assert [db.execute(found, (word,)).fetchone()[0] for word in ("raid", "amp")] == [1, 0]
    assert save(db, Found(CLEANED, (match("w"),)), now=3000) == Saved()
    assert save(db, replace(CLEANED, title="Raid", raw="18:as it was edited"), now=4000) == Saved(changed=1)


def test_the_text_of_a_page_outlives_a_newer_version_and_gives_way_to_an_edit(db: sqlite3.Connection) -> None:
    save(db, OLDER)
    before = entries.get(db, 1)
    assert before is not None
    with transaction(db):
        assert articles.keep(db, before, Found(replace(OLDER, content="The whole story")), 1500)
    for poll in range(2):
        assert save(db, Found(CLEANED, (match(),)), now=2000 + poll) == Saved()
        stored = entries.get(db, 1)
        assert stored is not None and (stored.entry.content, stored.whole) == ("The whole story", True)
    assert save(db, replace(CLEANED, content="Edited", raw="18:as it was edited"), now=4000) == Saved(changed=1)
    stored = entries.get(db, 1)
    assert stored is not None and (stored.entry.content, stored.whole) == ("Edited", False)
