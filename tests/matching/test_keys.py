"""Keys of a vocabulary: those that stand in a row of words are found, by the trie and by the automaton alike."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching import keys as module
from monitor.matching.keys import Keys, keys, places

WORDS = ["scam", "hub", "hubs", "sc", "电", "诈", "園", "s", "é", "🏝"]
A_FEW = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8)
WHOLE = st.builds(lambda words: " ".join((*words, "")), A_FEW)


def standing(known: Keys, words: list[str]) -> set[tuple[str, int]]:
    """The keys that are found in a row, and the word with which each begins."""
    starts = [*places(words)]
    found = known.found(words)
    assert len(found) == len(set(found))
    return {(known.text(number), starts.index(start)) for number, start in found}


@pytest.fixture(params=["the trie", "the automaton"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How keys are found."""
    monkeypatch.setattr(module, "PAYS_AFTER", 1e9 if request.param == "the trie" else 0)


@pytest.mark.usefixtures("way")
def test_words_in_a_row_are_found_where_they_begin() -> None:
    known = keys(["scam ", "scam hub ", "hub ", "scam hub park "])
    row = ["a", "scam", "hub", "scams", "scam"]
    assert standing(known, row) == {("scam ", 1), ("scam hub ", 1), ("hub ", 2), ("scam ", 4)}


@pytest.mark.usefixtures("way")
def test_a_beginning_is_found_at_the_start_of_a_word_only() -> None:
    assert standing(keys(["deport", "遣"]), ["deportees", "redeported", "遣", "返", "deport"]) == {
        ("deport", 0), ("遣", 2), ("deport", 4)
    }  # fmt: skip


@pytest.mark.usefixtures("way")
def test_there_may_be_no_keys_and_no_words() -> None:
    assert keys([]).found(["scam"]) == []
    assert keys(["scam "]).found([]) == []


@pytest.mark.usefixtures("way")
def test_a_word_without_end_is_looked_at_as_far_as_keys_go() -> None:
    assert standing(keys(["scam ", "sc"]), ["scam" * 250_000, "scam"]) == {("sc", 0), ("sc", 1), ("scam ", 1)}


@given(st.sets(WHOLE | st.sampled_from(WORDS), max_size=15), st.lists(st.sampled_from(WORDS), max_size=30))
def test_trie_and_automaton_find_what_a_look_at_every_word_does(texts: set[str], row: list[str]) -> None:
    rest = [" ".join((*row[at:], "")) for at in range(len(row))]
    expected = {(text, at) for at in range(len(row)) for text in texts if rest[at].startswith(text)}
    with pytest.MonkeyPatch.context() as patch:
        for after in (1e9, 0):
            patch.setattr(module, "PAYS_AFTER", after)
            assert standing(keys(texts), row) == expected


@pytest.mark.skipif(not module.IS_HERE, reason="ahocorasick-rs is not installed")
def test_an_automaton_is_built_when_it_has_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    built = []
    monkeypatch.setattr(module, "AhoCorasick", lambda *_, **__: built.append(1) or pytest.skip.Exception)
    known = keys(["scam ", "hub "])
    for _ in range(module.PAYS_AFTER * 2):
        known.found(["scam"])
    assert not built
    with pytest.raises(AttributeError):
        known.found(["scam"])
    assert built


WITHOUT_AUTOMATA = """
import sys
sys.modules["ahocorasick_rs"] = None
from monitor.matching import keys
keys.PAYS_AFTER = 0
from monitor.matching.watchlist import Watchlist
from monitor.model import Entry, Feed, Watch
watchlist = Watchlist([Watch("w", ("raid*", "scam hubs"))])
for title in ("Raids", "Scam compound in Myawaddy raided", "Weather"):
    found = watchlist.match(Entry(title, title), Feed("f"))
    print(*(span.text for match in found for span in match.spans), sep="|")
"""


def test_where_there_are_no_automata_the_trie_finds_the_same() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_AUTOMATA], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["Raids", "Scam compound|Myawaddy|raided", ""]
