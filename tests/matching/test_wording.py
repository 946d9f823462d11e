"""The wording as a whole: it helps what is worded as such entries are, takes off where it is not, and says so."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from monitor.matching import pack_files, packs, wording
from monitor.matching.explain import explanations
from monitor.matching.fold import tokens
from monitor.matching.packs import shipped
from monitor.matching.reading import Reading
from monitor.matching.watchlist import Watchlist
from monitor.matching.wording import AGAINST, FOR, Wording
from monitor.model import Entry, Feed, Watch

FEED = Feed("https://news.example/")
TABLE = "wording\trepatriation\ncharter\t9\ncharter land\t9\nfestiv\t-9\nof a\t-0.5\nin the\t0\n"
HOME = Entry("k", "Charter landed", summary="In the morning a charter landed with 40 deported Kenyans.", lang="en")
PLAY = Entry("k", "Kenyans deported in a play", summary="The festival of a town in the north opens with it.", lang="en")


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English has this table alone, and no other language any."""
    monkeypatch.setattr(pack_files, "wording", lambda language: TABLE.encode() if language == "en" else b"")
    monkeypatch.setattr(wording, "_FEW", 2)
    wording._table.cache_clear()
    yield
    wording._table.cache_clear()


def said(entry: Entry, concept: str = "repatriation", start: float = -1.0) -> float:
    return Wording(Reading(entry, FEED)).opinion(concept, start)


@pytest.mark.usefixtures("table")
def test_it_speaks_for_what_is_worded_so_and_against_what_is_not() -> None:
    assert said(HOME) == FOR and Wording(Reading(HOME, FEED)).words("repatriation", FOR) == ("Charter landed",)
    assert said(PLAY) == AGAINST and Wording(Reading(PLAY, FEED)).words("repatriation", AGAINST) == ("festival", "of a")


@pytest.mark.usefixtures("table")
def test_what_told_is_a_line_wherever_it_stands() -> None:
    across = Entry("k", "Diplomats wait for a charter", summary="Landed at noon, it was empty.", lang="en")
    assert said(across) == FOR and Wording(Reading(across, FEED)).words("repatriation", FOR) == ("charter Landed",)


@pytest.mark.usefixtures("table")
def test_of_a_language_or_a_concept_that_it_does_not_know_it_says_nothing() -> None:
    assert said(Entry("k", "Der Charter ist gelandet, und das Festival beginnt", lang="de")) == 0
    assert said(HOME, "crackdown") == said(Entry("k", "Nothing known", lang="en"), start=-9) == 0


@pytest.mark.usefixtures("table")
def test_a_bare_headline_says_too_little_to_speak_against(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "_FEW", 3)
    assert said(Entry("k", "A festival", lang="en")) == 0
    assert said(PLAY) == AGAINST


@pytest.mark.usefixtures("table")
def test_what_stands_far_down_in_a_text_is_not_its_wording() -> None:
    deep = Entry("k", "A town", content="green fields " * 100 + "a charter landed", lang="en")
    assert said(deep) == 0


@pytest.mark.usefixtures("table")
def test_it_counts_in_the_score_and_is_told_with_its_words() -> None:
    with_it, without = (Watchlist([Watch("r", ("@repatriation",))], each) for each in (shipped(), silent()))
    for entry, opinion, words in ((HOME, FOR, "Charter landed"), (PLAY, AGAINST, "festival")):
        scores = [verdict_of(watchlist, entry) for watchlist in (with_it, without)]
        assert scores[0] == pytest.approx(scores[1] + opinion)
        [told] = explanations(with_it, entry, FEED)
        [weighed] = told.concepts
        [piece] = [piece for piece in weighed.pieces if piece.name == "its wording as a whole"]
        assert piece.weight == opinion and words in piece.texts
        assert weighed.score == pytest.approx(
            weighed.concept.bias + sum(piece.weight for piece in weighed.pieces) + weighed.deep
        )


def silent() -> packs.Packs:
    """The packs without any wording."""
    return packs.Packs({name: replaced(one) for name, one in shipped().concepts.items()})


def replaced(concept: packs.Concept) -> packs.Concept:
    return replace(concept, wording=None)


def verdict_of(watchlist: Watchlist, entry: Entry) -> float:
    look = watchlist.look(entry, FEED)
    found = look.thorough_verdict("repatriation")
    assert found is not None
    return found.score


def test_the_tables_weigh_pieces_for_all_concepts_that_have_a_wording() -> None:
    worded = {name for name, one in shipped().concepts.items() if one.wording is not None}
    assert worded == {"scam_hubs", "repatriation", "trafficking", "crackdown"}
    tables = {language: wording._table(language) for language in pack_files.languages()}
    for language, table in tables.items():
        if table.rows:
            assert {*table.concepts} == worded, language
            assert {len(wording._IN_TENTHS[row]) for row in table.rows.values()} == {len(worded)}, language
    assert sum(bool(table.rows) for table in tables.values()) >= 25


def test_everyday_words_alone_say_nothing_for_a_concept() -> None:
    for text in ("The cup final is on Sunday", "Rain is expected in the north", "Parliament votes on the budget"):
        reading = Reading(Entry("k", text, lang="en"), FEED)
        for name, one in shipped().concepts.items():
            assert one.wording is None or Wording(reading).opinion(name, one.wording) <= 0


def test_the_words_of_each_table_are_written_as_those_of_a_text_are_cut_and_folded() -> None:
    tables = {language: pack_files.wording(language).decode() for language in sorted(shipped().languages)}
    assert tables["my"] and tables["km"] and tables["ru"]
    for language, table in tables.items():
        rows = [line.partition("\t")[0] for line in table.splitlines()]
        # Cut or folded otherwise, a word of a text is never found in its table, and the watch loses what that says.
        assert [row for row in rows if tokens(row).words != row.split(" ")] == [], language
