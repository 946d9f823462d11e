"""Concepts in a config: what is added and changed, packs from other files, and every mistake with its place."""

import os
import threading
from pathlib import Path

import pytest

from monitor.config import Config, files, load, parse
from monitor.matching.packs import with_edits
from monitor.matching.watchlist import Watchlist
from monitor.model import Entry, Feed, Watch

GOOD = """\
keywords = ["wet weather", "@rain", "@scam_hubs AND @storm"]

[concept.Rain]
title = "Rain"
note = "Water  from above."
aliases = ["wet weather"]

[concept.rain.en]
terms = ["drizzle", "=Rains"]
unless = ["bow"]
mask = ["rain check"]
expr = ["cats NEAR/3 dogs"]

[concept.rain.th]
terms = ["ฝน"]

[concept.storm]
title = "Storm"
needs = "@rain OR wind"
bias = -1
strong = 0.5
expr = ["typhoon"]

[[concept.storm.evidence]]
name = "rain and wind"
query = "@rain AND wind"
weight = [1.5, 1]

[[concept.storm.evidence]]
name = "a film"
query = "film"
weight = [-1, -1]
against = true

[concept.scam-hubs]
aliases = ["fraud dens"]

[concept.scam_hubs.en]
remove = ["scam farm"]
"""


def problems(text: str, folder: Path = Path()) -> list[str]:
    return [str(problem) for problem in parse(text, folder).problems]


def about(config: Config, title: str) -> list[str]:
    found = Watchlist(config.watches, with_edits(config.concepts)).match(Entry("k", title, lang="en"), Feed("u"))
    return [match.watch for match in found]


def test_concepts_are_read_as_packs_take_them() -> None:
    read = parse(GOOD)
    assert read.problems == ()
    assert read.concepts["rain"] == {
        "title": "Rain", "note": "Water from above.", "aliases": ["wet weather"],
        "en": {"terms": ["drizzle", "=Rains"], "unless": ["bow"], "mask": ["rain check"], "expr": ["cats NEAR/3 dogs"]},
        "th": {"terms": ["ฝน"]},
    }  # fmt: skip
    assert read.concepts["scam_hubs"] == {"aliases": ["fraud dens"], "en": {"remove": ["scam farm"]}}
    assert [each["against"] for each in read.concepts["storm"]["evidence"]] == [False, True]


def test_what_is_read_is_matched() -> None:
    read = parse(GOOD)
    assert about(read, "Drizzle all day") == about(read, "Cats and dogs") == ["Wet weather", "@rain"]
    assert about(read, "A typhoon") == []


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("[[concept.rain]]\ntitle = 'R'", 1, 1, "write [concept.NAME] with one bracket"),
        ("[concept]\nrain = 3", 2, 8, "`rain` must be a table"),
        ("concept = 3", 1, 11, "write [concept.NAME] with one bracket"),
        ("[concept.rain]\nterms = ['x']\ntitle = 'R'", 2, 1, "unknown key `terms`: it belongs in a language's table, "
         "such as [concept.NAME.en]"),
        ("[concept.rain]\ntitel = 'R'\ntitle = 'R'", 2, 1, "unknown key `titel`, did you mean `title`?"),
        ("[concept.rain]\ntitle = 'R'\n[concept.rain.english]\nterms = ['x']", 3, 15, "unknown table `english`: a "
         "language is named by its letters, as in [concept.NAME.en]"),
        ("[concept.rain]\ntitle = 'R'\n[concept.rain.bu]\nterms = ['x']", 3, 15, "unknown table `bu`: a language is "
         "named by its letters, as in [concept.NAME.en]"),
        ("[concept.rain]\ntitle = 'R'\n[concept.rain.pt-BR]\nterms = ['x']", 3, 15, "unknown table `pt-BR`, did you "
         "mean `pt`?"),
        ("[concept.rain]\ntitle = 'R'\nes = ['lluvia']", 3, 1, "unknown key `es`: write [concept.NAME.es], and the "
         "words below it as `terms`"),
        ("[concept.scam_hub.en]\nterms = ['x']", 1, 10, "`scam_hub` is a new concept, which needs a `title`, did you "
         "mean `scam_hubs`?"),
        ("[concept.futbol]\nnote = 'x'\n[concept.futbol.es]\nterms = ['x']", 1, 10, "`futbol` is a new concept, which "
         "needs a `title`"),
        ("[concept.rain]\ntitle = 'R'", 1, 10, "`rain` has no words, so nothing can match it: write "
         "[concept.rain.en] with `terms`"),
        ("[concept.rain]\ntitle = 'R'\n[concept.rain.en]\nunless = ['x']", 1, 10, "`rain` has no words, so nothing can "
         "match it: write [concept.rain.en] with `terms`"),
        ("[concept.'a b']\ntitle = 'R'", 1, 10, "`a b` is no name for a concept: write letters, digits and `_`"),
        ("[concept.scam_hubs.en]\nterms = ['x', '…']", 2, 16, "The term “…” has no letter and no digit"),
        ("[concept.scam_hubs.en]\nexpr = ['a NEAR b']", 2, 12, "NEAR needs a number of words: write “NEAR/8”"),
        ("[concept.scam_hubs]\nexpr = ['@nobody']", 2, 10, "There is no concept “nobody”: `monitor concepts` "
         "lists them"),
        ("[concept.scam_hubs]\nbias = 'x'", 2, 8, "`bias` must be a number between -1000 and 1000"),
        ("[concept.scam_hubs]\nwording = 1", 2, 11, "`wording` must be true or false, not a number"),
        ("[concept.scam_hubs]\nstrong = inf", 2, 10, "`strong` must be a number between -1000 and 1000"),
        ("[[concept.scam_hubs.evidence]]\nname = 'n'\nquery = 'q'\nweight = [1]", 4, 10, "evidence needs a `weight` in "
         "the title and one in the text, such as [1.2, 0.8]"),
        ("[[concept.scam_hubs.evidence]]\nname = 'n'\nweight = [1, 2]", 1, 1, "evidence needs a `name` and a `query`"),
        ("[concept.scam_hubs]\nevidence = ['x']", 2, 13, "evidence must be a table, not text"),
        ("[concept.scam_hubs.evidence]\nname = 'n'", 1, 1, "write [[concept.NAME.evidence]] with two brackets"),
        ("packs = 'none.toml'", 1, 9, "`packs` must be a list: write [\"none.toml\"]"),
    ],
)  # fmt: skip
def test_one_mistake_is_one_problem_at_its_place(text: str, line: int, column: int, message: str) -> None:
    found = [one for one in parse(text).problems if "cannot be read" not in one.message]
    assert [(one.line, one.column, one.message) for one in found] == [(line, column, message)]


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("[concept.places.en]\nremove = ['island-cove', 'kk-park']", 27, "`kk-park` is not among the words that ship "
         "in [concept.places.en], so this removes nothing: it stands in [concept.places.latin]"),
        ("[concept.companies.en]\nremove = ['Tập đoàn Prince']", 12, "`Tập đoàn Prince` is not among the words that "
         "ship in [concept.companies.en], so this removes nothing: it stands in [concept.companies.vi]"),
        ("[concept.scam_hubs.en]\nremove = ['scam farmm']", 12, "`scam farmm` is not among the words that ship in "
         "[concept.scam_hubs.en], so this removes nothing, did you mean `scam farm`?"),
        ("[concept.scam_hubs.nl]\nremove = ['fietspad']", 12, "`fietspad` is not among the words that ship in "
         "[concept.scam_hubs.nl], so this removes nothing"),
    ],
    ids=["in Latin letters", "another language", "a slip", "nowhere"],
)  # fmt: skip
def test_a_word_that_is_not_there_to_be_removed_is_told_with_where_it_does_stand(
    text: str, column: int, message: str
) -> None:
    (problem,) = parse(text).problems
    assert (problem.line, problem.column, problem.message) == (2, column, message)


def test_a_word_that_its_own_language_has_is_removed_however_it_is_written() -> None:
    read = parse(
        "[concept.places.latin]\nremove = ['kk-park']\n[concept.scam_hubs.en]\nremove = ['Scam Farms', 'x y']\n"
    )
    assert [problem.line for problem in read.problems] == [4]
    assert read.concepts == {
        "places": {"latin": {"remove": ["kk-park"]}},
        "scam_hubs": {"en": {"remove": ["Scam Farms"]}},
    }


def test_a_word_of_a_pack_can_be_removed_by_what_is_read_after_it(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(
        "[concept.rain]\ntitle = 'Rain'\n[concept.rain.en]\nterms = ['drizzle', 'sleet']\n"
        "[concept.scam_hubs.en]\nterms = ['moonlit annexe']\n",
        "utf-8",
    )
    removed = "[concept.rain.en]\nremove = ['Sleet']\n[concept.scam_hubs.en]\nremove = ['moonlit annexe']\n"
    read = parse(f"keywords = ['@rain', '@scam_hubs']\npacks = ['p.toml']\n{removed}", tmp_path)
    assert read.problems == ()
    assert about(read, "Drizzle") == ["@rain"]
    assert about(read, "Sleet") == about(read, "A moonlit annexe raided") == []
    assert len(parse(removed).problems) == 3


def test_what_names_a_concept_must_be_one_that_a_keyword_can_be() -> None:
    read = parse("keywords = ['@army']\n[concept.army]\ntitle = 'Army'\naliases = ['mil*', 'milit*']")
    said = "line 4, column 16: Before a star at least four letters must stand: write more of the word"
    assert ([str(problem) for problem in read.problems], read.concepts["army"]["aliases"]) == ([said], ["milit*"])
    assert about(read, "Militia raided") == ["@army"]


def test_of_a_table_with_mistakes_the_rest_is_kept() -> None:
    read = parse(
        "[concept.scam_hubs]\naliases = ['dens', '…']\nbias = 'x'\n[concept.scam_hubs.en]\nexpr = ['(', 'a b']\n"
    )
    assert read.concepts == {"scam_hubs": {"aliases": ["dens"], "en": {"expr": ["a b"]}}}
    assert len(read.problems) == 3
    with_edits(read.concepts)


def test_the_mistakes_of_a_pack_are_told_in_the_order_in_which_they_stand_there(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text("[concept.scam_hubs]\nx = 1\n\n\n\n\n\n\n\ny = 2\n\nz = 3\n", "utf-8")
    found = [problem.message.split(", column")[0] for problem in parse("packs = ['p.toml']", tmp_path).problems]
    assert found == ["p.toml, line 2", "p.toml, line 10", "p.toml, line 12"]


def test_packs_are_read_from_beside_the_config_and_the_config_has_the_last_word(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "rain.toml").write_text(
        "[concept.rain]\ntitle = 'Rain'\naliases = ['wet']\n[concept.rain.en]\nterms = ['rain']\n", "utf-8"
    )
    config = tmp_path / "config.toml"
    config.write_text(
        "keywords = ['wet']\npacks = ['packs/rain.toml']\n[concept.rain]\ntitle = 'My rain'\n"
        "[concept.rain.en]\nterms = ['sleet']\n", "utf-8",
    )  # fmt: skip
    read = load(config)
    assert read.problems == ()
    assert read.concepts == {"rain": {"title": "My rain", "aliases": ["wet"], "en": {"terms": ["rain", "sleet"]}}}
    assert about(read, "Sleet") == about(read, "Rain") == ["Wet"]


def test_what_is_wrong_with_a_pack_is_told_where_the_config_names_it(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[concept.scam_hubs]\nbias = 'x'\nalias = ['y']\n[watch]\n", "utf-8")
    (tmp_path / "b.toml").write_text("[concept.scam_hubs\n", "utf-8")
    (tmp_path / "c.toml").write_bytes(b"\xff")
    text = "packs = [\n  'a.toml',\n  'b.toml', 'c.toml', 'd.toml',\n]\n"
    assert problems(text, tmp_path) == [
        "line 2, column 3: a.toml, line 2, column 8: `bias` must be a number between -1000 and 1000",
        "line 2, column 3: a.toml, line 3, column 1: unknown key `alias`, did you mean `aliases`?",
        "line 2, column 3: a.toml, line 4, column 2: unknown table `watch`: what can stand here is concept",
        "line 3, column 3: b.toml, line 1, column 1: this header cannot be read: write [[watch]], [[feed]], [poll] or "
        "[concept.NAME]; what belongs to it is left out",
        "line 3, column 13: the pack `c.toml` cannot be read: it is not UTF-8",
        "line 3, column 23: the pack `d.toml` cannot be read: No such file or directory",
    ]


def test_a_pack_that_is_too_long_is_told_as_any_other_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_LARGEST", 3_000_000)
    monkeypatch.chdir(tmp_path)
    Path("a.toml").write_text("#" * 3_000_001)
    assert problems("packs = ['a.toml']") == [
        "line 1, column 10: the pack `a.toml` cannot be read: it has more than 3 MB"
    ]


def test_a_pipe_or_a_device_in_the_place_of_a_pack_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pipe = Path("pipe.toml")
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("",), daemon=True)
    writer.start()
    try:
        told = problems("packs = ['pipe.toml', '/dev/zero']")
    finally:
        reader = os.open(pipe, os.O_RDWR)  # For the writer to end.
        writer.join(60)
        os.close(reader)
    assert told == [
        "line 1, column 10: the pack `pipe.toml` cannot be read: it is no file",
        "line 1, column 23: the pack `/dev/zero` cannot be read: it is no file",
    ]


def test_a_watch_that_is_not_to_be_widened_is_not() -> None:
    read = parse("[[watch]]\nname = 'x'\nkeywords = ['scam hubs']\nwiden = false\n")
    assert read.watches == (Watch("x", ("scam hubs",), widen=False),)
    assert about(read, "Scam hubs raided") == ["x"]
    assert about(read, "缅甸电诈园区被查") == []


def test_a_keyword_that_cannot_be_read_takes_none_of_the_others_with_it() -> None:
    read = parse("[[watch]]\nname = 'x'\nkeywords = ['a', '(b', 'c']\n")
    assert read.watches == (Watch("x", ("a", "c")),)
    Watchlist(read.watches)
