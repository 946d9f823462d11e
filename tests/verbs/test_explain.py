"""`monitor explain`: why, or why not, for every watch, and the same as was stored and as the desk says."""

from collections.abc import Iterator

import pytest

from monitor.matching import patterns
from tests.feeds.hostile import item, rss
from tests.home import Home, Polled, polled

WATCHES = {"Raids": ["raid"], "Hubs": ["scam hubs"], "Weather": ["rain AND wind"]}
STORY = (
    "<description>Police raid a scam compound in Myawaddy: 71 Indonesians are flown home. "
    "&lt;p&gt;Related: heavy rain, wind&lt;/p&gt;</description>"
)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Polled]:
    feed = rss(item(1, "Compound at the border falls", STORY) + item(2, "Rice"), title="The Wire")
    with polled(tmp_path_factory.mktemp("once"), {"/feed": feed}, WATCHES) as made:
        yield made


@pytest.fixture
def filled(home: Home, once: Polled) -> Home:
    return home.copy(once.folder)


def number(home: Home, title: str) -> int:
    return next(int(entry["id"]) for entry in home.run("list", "--all", "--json").records if entry["title"] == title)


def test_every_watch_is_explained_and_stored_matches_come_out_again(filled: Home) -> None:
    entry = filled.run("list", "--json").records[0]
    told = filled.run("explain", entry["id"], "--json").records
    assert [one["watch"] for one in told] == [*WATCHES]
    matches = sorted((one["match"] for one in told if one["match"]), key=lambda match: match["watch"])
    assert matches == entry["matches"] != []
    assert [bool(one["why_not"]) for one in told] == [one["match"] is None for one in told]


def test_it_gives_the_reasons_that_show_gives(filled: Home) -> None:
    entry = number(filled, "Compound at the border falls")
    shown = filled.run("show", entry).out
    for one in filled.run("explain", entry, "--json").records:
        assert (f"{one['watch']} ({one['level']}): {one['why']}" in shown) == (one["match"] is not None)


def test_a_person_reads_what_counted_and_what_it_comes_to(filled: Home) -> None:
    said = filled.run("explain", number(filled, "Compound at the border falls"), "--watch", "hubs").out
    assert "Hubs: strong" in said
    assert "scam hubs → @scam_hubs: " in said
    assert "@scam_hubs comes to +" in said
    assert "Raids" not in said


def test_of_furniture_it_says_that_the_words_stand_there_alone(filled: Home) -> None:
    said = filled.run("explain", number(filled, "Compound at the border falls"), "--watch", "weather").out
    assert "only in a related link: “rain”, “wind”" in " ".join(said.split())


def test_a_concepts_arithmetic_can_be_checked(filled: Home) -> None:
    entry = number(filled, "Compound at the border falls")
    (one,) = filled.run("explain", entry, "--watch", "Hubs", "--json").records
    (concept,) = one["concepts"]
    total = concept["start"] + concept["deep"] + sum(piece["weight"] for piece in concept["evidence"])
    assert (concept["concept"], concept["needs"]) == ("scam_hubs", 0)
    assert round(total, 3) == round(concept["score"], 3) >= 0


def test_of_no_match_it_says_what_the_keyword_is_widened_to(home: Home) -> None:
    home.write(watches=WATCHES)
    raids, hubs, _ = home.run("explain", "--text", "A raid at dawn", "--json").records
    (wider,) = hubs["widened"]
    assert (hubs["match"], wider["keyword"], wider["concept"], raids["widened"]) == (None, "scam hubs", "scam_hubs", [])
    said = home.run("explain", "--text", "A raid at dawn").out
    assert f"Hubs: no match\n    scam hubs → @scam_hubs, {wider['languages']} languages\n" in said


def test_a_regex_that_is_too_slow_is_told_of(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.005)
    home.write(watches={"Raids": ["/(a|aa)+$/"]})
    said = home.run("explain", "--text", "a" * 60 + "!")
    assert said.code == 0 and "Raids: no match" in said.out
    assert said.err.startswith("monitor: /(a|aa)+$/ took too long") and said.err.count("\n") == 1


def test_a_text_can_be_explained_without_a_store(home: Home) -> None:
    home.write(watches=WATCHES)
    (raids, _, weather) = home.run("explain", "--text", "A raid at dawn\nRain fell.", "--json").records
    assert (raids["level"], raids["match"]["spans"][0]["field"]) == ("strong", "title")
    assert weather["why_not"] == ["“wind” does not stand here"]
    assert not home.store.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "monitor explain ID"),
        ([1, "--text", "x"], "the number of an entry or --text, not both"),
        ([77], "there is no entry 77"),
        ([1, "--watch", "raid"], "Did you mean “Raids”?"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(words: list[object], told: str, filled: Home) -> None:
    said = filled.run("explain", *words)
    assert (said.code, said.out) == (2, "") and told in said.err


def test_lines_fit_a_pane(filled: Home) -> None:
    lines = filled.run("explain", number(filled, "Compound at the border falls")).out.splitlines()
    assert max(map(len, lines)) <= 100


def test_concepts_that_the_config_adds_are_known(home: Home) -> None:
    home.config.write_text(
        'keywords = ["@rain"]\n[concept.rain]\ntitle = "Rain"\n[concept.rain.en]\nterms = ["drizzle"]\n', "utf-8"
    )
    (one,) = home.run("explain", "--text", "Drizzle all day", "--json").records
    assert one["why"] == "@rain: “Drizzle”"
