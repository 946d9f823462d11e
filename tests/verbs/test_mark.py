"""`monitor mark`: by number, watch or phrase, and back again."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.matching import patterns
from monitor.matching.patterns import STRIKES
from monitor.model import Entry, Feed, Found
from monitor.store import feeds, marks, saving
from monitor.store.schema import connect, transaction
from monitor.verbs import mark
from tests.feeds.hostile import item, rss
from tests.home import Home, Polled, polled
from tests.newsroom import Newsroom


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Polled]:
    titles = ("A raid", "A raid in the rain", "Rain", "Rice")
    feed = rss("".join(item(number, title) for number, title in enumerate(titles, 1)))
    with polled(tmp_path_factory.mktemp("once"), {"/a": feed}, {"Raids": ["raid"], "W": ["rain"]}) as made:
        yield made


@pytest.fixture
def filled(home: Home, once: Polled) -> Home:
    return home.copy(once.folder)


def marked(home: Home, mark: str) -> set[str]:
    return {entry["title"] for entry in home.run("list", "--all", "--json").records if entry[mark]}


def number(home: Home, title: str) -> int:
    return next(int(entry["id"]) for entry in home.run("list", "--all", "--json").records if entry["title"] == title)


@pytest.mark.parametrize(
    ("verb", "back", "mark"),
    [("read", "unread", "read"), ("star", "unstar", "starred"), ("dismiss", "undismiss", "dismissed")],
)
def test_by_number(verb: str, back: str, mark: str, filled: Home) -> None:
    rain, rice = number(filled, "Rain"), number(filled, "Rice")
    assert filled.run("mark", verb, rain, rice).out == "2 of 2 entries changed\n"
    assert marked(filled, mark) == {"Rain", "Rice"}
    assert filled.run("mark", verb, rain).out == "0 of 1 entries changed\n"
    assert filled.run("mark", back, rain).code == 0
    assert marked(filled, mark) == {"Rice"}


def test_by_watch(filled: Home) -> None:
    assert filled.run("mark", "read", "--watch", "raids").out == "2 of 2 entries changed\n"
    assert marked(filled, "read") == {"A raid", "A raid in the rain"}


def test_by_phrase(filled: Home) -> None:
    assert filled.run("mark", "star", "rain").out == "2 of 2 entries changed\n"
    assert filled.run("mark", "star", "raid", "in", "the", "rain").out == "0 of 1 entries changed\n"
    assert marked(filled, "starred") == {"A raid in the rain", "Rain"}


def test_by_query(filled: Home) -> None:
    assert filled.run("mark", "star", "rain -raid").out == "1 of 1 entries changed\n"
    assert filled.run("mark", "read", "watch:raids unread: NOT rain").out == "1 of 1 entries changed\n"
    assert (marked(filled, "starred"), marked(filled, "read")) == ({"Rain"}, {"A raid"})
    assert filled.run("mark", "unread", "-unread: watch:raids").out == "1 of 1 entries changed\n"


def test_a_number_that_is_given_twice_is_one_entry(filled: Home) -> None:
    rain = number(filled, "Rain")
    assert filled.run("mark", "read", rain, number(filled, "Rice"), rain, f"0{rain}").out == "2 of 2 entries changed\n"


def test_a_number_that_no_entry_can_have_is_none(filled: Home) -> None:
    ran = filled.run("mark", "star", "1" * 5_000)
    assert ran.code == 2 and ran.err.startswith("monitor: there is no entry 111")


@pytest.mark.parametrize("words", [["read", "1", "raid"], ["read", "raid", "2026"], ["tag", "seen", "1", "raid"]])
def test_numbers_beside_words_are_no_search_unless_in_quotes(words: list[str], filled: Home) -> None:
    said = filled.run("mark", *words)
    assert (said.code, said.out) == (2, "") and "not both" in said.err
    assert f"'{' '.join(words[-2:])}'" in said.err
    assert filled.run("mark", *words[:-2], " ".join(words[-2:])).out == "0 of 0 entries changed\n"


def test_a_number_in_quotes_of_its_own_is_looked_for(filled: Home) -> None:
    assert filled.run("mark", "read", '"1"').out == "0 of 0 entries changed\n"


def test_a_query_that_is_widened_is_told(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "缅甸电诈园区", "Rice")])
    home.run("poll")
    said = home.run("mark", "read", "scam", "hubs")
    assert said.out == "0 of 0 entries changed\n"
    assert said.err.startswith("monitor: scam hubs → @scam_hubs; ") and said.err.count("\n") == 1


def test_a_regex_that_is_too_slow_is_told_of_for_not_all_may_be_marked(
    home: Home, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.005)
    home.write([newsroom.publish("/a", *(f"Raid {number} {'a' * 60}!" for number in range(STRIKES)))], {"W": ["raid"]})
    home.run("poll")
    said = home.run("mark", "read", "/(a|aa)+$/")
    assert said.out == "0 of 0 entries changed\n"
    assert said.err.startswith("monitor: /(a|aa)+$/ took too long") and said.err.count("\n") == 1


def test_by_phrase_within_a_watch(filled: Home) -> None:
    filled.run("mark", "read", "rain", "--watch", "Raids")
    assert marked(filled, "read") == {"A raid in the rain"}


def test_what_is_dismissed_is_in_no_list_of_matches_and_can_be_brought_back(filled: Home) -> None:
    def listed(*flags: str) -> set[str]:
        return {entry["title"] for entry in filled.run("list", *flags, "--json").records}

    assert filled.run("mark", "dismiss", "raid AND rain").out == "1 of 1 entries changed\n"
    assert listed() == {"A raid", "Rain"}
    assert listed("raid") == listed("--watch", "Raids") == {"A raid"}
    assert listed("dismissed:") == {"A raid in the rain"} <= listed("--all")
    assert filled.run("watches", "--json").records[0]["entries"] == 1
    assert filled.run("mark", "read", "rain").out == "1 of 1 entries changed\n"
    assert filled.run("mark", "undismiss", "raid").out == "1 of 1 entries changed\n"
    filled.run("mark", "dismiss", "--watch", "Raids")
    assert listed() == {"Rain"}
    assert filled.run("mark", "undismiss", "--watch", "Raids").out == "2 of 2 entries changed\n"
    assert listed() == {"A raid", "A raid in the rain", "Rain"}


def tags(home: Home) -> dict[str, list[str]]:
    return {entry["title"]: entry["tags"] for entry in home.run("list", "--all", "--json").records if entry["tags"]}


def test_tags_by_number_watch_and_query(filled: Home) -> None:
    assert filled.run("mark", "tag", "To call", number(filled, "Rice"), number(filled, "Rain")).code == 0
    assert filled.run("mark", "tag", "to CALL", "--watch", "Raids").out == "2 of 2 entries changed\n"
    assert filled.run("mark", "tag", "缅甸", "rain -raid").out == "1 of 1 entries changed\n"
    to_call = ["To call"]
    assert tags(filled) == {
        "Rice": to_call, "Rain": ["To call", "缅甸"], "A raid": to_call, "A raid in the rain": to_call,
    }  # fmt: skip
    assert filled.run("list", "tag:缅甸").out.count("\n") == 1
    assert filled.run("mark", "untag", "to call", "rice OR rain").out == "3 of 3 entries changed\n"
    assert tags(filled) == {"Rain": ["缅甸"], "A raid": to_call}
    assert filled.run("mark", "--undo").out == "3 entries have the tag “To call” again.\n"
    assert filled.run("mark", "untag", "to call", "--watch", "w").out == "2 of 2 entries changed\n"


def test_what_is_meant_may_stand_behind_a_flag(filled: Home) -> None:
    assert filled.run("mark", "tag", "--watch", "Raids", "x").out == "2 of 2 entries changed\n"
    assert filled.run("mark", "read", "--watch", "Raids", "rain").out == "1 of 1 entries changed\n"
    rain = number(filled, "A raid in the rain")
    assert filled.run("mark", "read", "--undo", rain).out == "1 entry is unread again.\n"
    said = filled.run("mark", "read", "--watch", "Raids", rain)
    assert said.code == 2 and "not both" in said.err
    assert filled.run("mark", "read", "--nonsense", rain).code == 2 and marked(filled, "read") == set()
    # Behind -- nothing is a flag.
    assert filled.run("mark", "read", "raid", "--watch", "Raids", "--", "-rain").out == "1 of 1 entries changed\n"
    assert filled.run("mark", "star", "--watch", "Raids", "--", "raid").out == "2 of 2 entries changed\n"
    assert filled.run("mark", "read", "--watch", "Raids", "--nonsense", "--", "rain").code == 2


def test_undo_gives_the_config_back_or_says_why_it_does_not(filled: Home) -> None:
    before = filled.config.read_text()
    with closing(connect(filled.store)) as db:
        for _ in range(2):
            marks.edit_config(db, filled.config, lambda text: f"{text}# muted\n", "mute x in Raids", 1)
    said = filled.run("mark", "--undo")
    assert (said.code, filled.config.read_text()) == (0, f"{before}# muted\n")
    assert said.out == "Undone: “mute x in Raids”, the config is as it was before.\n"
    filled.config.write_text("by hand")
    said = filled.run("mark", "--undo")
    assert (said.code, said.out, filled.config.read_text()) == (1, "", "by hand")
    assert "was edited since" in said.err
    assert filled.run("mark", "--undo").out == "nothing to undo\n"


@pytest.mark.parametrize(
    "words", [("read", "rain"), ("star", "raid"), ("unstar", "rain"), ("star", "--watch", "Raids"), ("tag", "x")]
)
def test_undo_of_a_change_that_was_not_the_last_leaves_all_as_it_is(words: tuple[str, ...], filled: Home) -> None:
    filled.run("mark", "star", "rain")
    said = filled.run("mark", *words, "--undo")
    assert (said.code, said.out) == (1, "") and "`monitor mark --undo` takes it back" in said.err
    assert marked(filled, "starred") == {"A raid in the rain", "Rain"}


@pytest.mark.parametrize(
    "words", [("read", "rain"), ("dismiss", "--watch", "W"), ("tag", "To call", "rain"), ("star", "rain -raid")]
)
def test_undo_of_the_last_change_named_again_takes_it_back(words: tuple[str, ...], filled: Home) -> None:
    filled.run("mark", *words)
    said = filled.run("mark", *words, "--undo")
    assert said.code == 0 and said.out.startswith(("2 entries", "1 entry"))
    assert filled.run("mark", "--undo").out == "nothing to undo\n"


def test_undo_by_number_names_the_entries_that_were_changed(filled: Home) -> None:
    rain, rice = number(filled, "Rain"), number(filled, "Rice")
    filled.run("mark", "read", rain)
    assert filled.run("mark", "read", rice, "--undo").code == 1
    assert filled.run("mark", "read", rain, rice, "--undo").out == "1 entry is unread again.\n"


def test_undo_of_a_watch_alone_says_what_is_missing(filled: Home) -> None:
    assert filled.run("mark", "--watch", "W", "--undo").code == 2


@pytest.mark.parametrize(("name", "why"), [("rice, rain", "has no comma"), ("", "needs a name"), ("x" * 41, "41")])
def test_undo_of_a_tag_of_no_such_name_says_what_is_wrong_with_it(name: str, why: str, filled: Home) -> None:
    for words in (("tag", name, "rain"), ("tag", name, "rain", "--undo"), ("untag", name, "--undo")):
        said = filled.run("mark", *words)
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1) and why in said.err


def test_undo_takes_back_what_was_changed_and_no_more(filled: Home) -> None:
    filled.run("mark", "read", number(filled, "A raid"))
    filled.run("mark", "read", "--watch", "Raids")
    assert filled.run("mark", "--undo").out == "1 entry is unread again.\n"
    assert marked(filled, "read") == {"A raid"}
    filled.run("mark", "--undo")
    assert marked(filled, "read") == set()
    assert filled.run("mark", "--undo").out == "nothing to undo\n"


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["read"],
        ["eat", "1"],
        ["read", "77"],
        ["read", "99999999999999999999999"],
        ["read", "--watch", "nobody"],
        ["read", "…"],
        ["read", "rain AND"],
        ["read", "watch:nobody"],
        ["dismiss"],
        ["tag"],
        ["tag", "x"],
        ["untag", "x"],
        ["tag", "a,b", "1"],
        ["tag", "x" * 41, "1"],
        ["tag", "x", "77"],
    ],
)
def test_what_cannot_be_meant_is_wrong_usage_and_changes_nothing(words: list[str], filled: Home) -> None:
    said = filled.run("mark", *words)
    assert (said.code, said.out) == (2, "") and said.err
    assert marked(filled, "read") == marked(filled, "tags") == set()


def test_one_wrong_number_among_many_changes_nothing(filled: Home) -> None:
    assert filled.run("mark", "read", number(filled, "Rain"), 77).code == 2
    assert marked(filled, "read") == set()


def test_what_an_undo_is_to_take_back_is_told_without_reading_all_entries(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    with closing(connect(tmp_path / "store.db")) as db:
        with transaction(db):
            feeds.subscribe(db, [Feed("https://a.example/")])
            saving.save(db, 1, [Found(Entry(str(n), f"A raid {n}")) for n in range(1_000)], 1)
        marks.mark(db, [1, 2], "read", True, 1)
        db.set_progress_handler(step, 100)
        args = Namespace(mark="read", watch=None, what=[], undo=True)
        assert mark._undo(db, args) == 0
    assert steps < 20 * 1_000 / 100
    assert capsys.readouterr().out == "2 entries are unread again.\n"
