"""`monitor watches`: what is watched, with counts."""

import pytest

from monitor import cells, output
from tests.home import Home
from tests.newsroom import Newsroom

WATCHES = {"Raids": ["raid"], "Weather": ["rain", "wind"]}


def test_counts_come_from_the_store(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "A raid", "A raid again", "Rice")], WATCHES)
    home.run("poll")
    home.run("mark", "read", "again")
    said = home.run("watches", "--json")
    assert said.code == 0
    assert [(one["watch"], one["keywords"], one["unread"], one["entries"]) for one in said.records] == [
        ("Raids", ["raid"], 1, 2), ("Weather", ["rain", "wind"], 0, 0),
    ]  # fmt: skip
    assert home.run("watches").out.splitlines()[0] == f"     1 unread of 2      {'Raids':20} raid"


def test_what_keywords_are_widened_to_is_told(home: Home) -> None:
    home.write(watches={"Hubs": ["scam hubs", "KK Park"], "Words": ["=scam hubs"]})
    hubs, words = home.run("watches", "--json").records
    (wider,) = hubs["widened"]
    assert (wider["keyword"], wider["concept"], words["widened"]) == ("scam hubs", "scam_hubs", [])
    assert wider["languages"] >= 20
    said = home.run("watches").out.splitlines()
    assert f"scam hubs → @scam_hubs in {wider['languages']} languages, KK Park" in said[0]
    assert "→" not in said[1]


def test_before_the_first_poll_they_are_there_already(home: Home) -> None:
    home.write(watches=WATCHES)
    assert [one["entries"] for one in home.run("watches", "--json").records] == [0, 0]
    assert not home.store.exists()


@pytest.mark.parametrize("columns", [30, 40, 60, 80])
def test_a_row_fits_the_terminal_whatever_the_watch_is_called(
    columns: int, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write(watches={"电诈园区电诈园区": ["raid " * 20]})
    monkeypatch.setattr(output, "columns", lambda: columns)
    (row,) = home.run("watches").out.splitlines()
    assert cells.width(row) <= columns and "unread of 0" in row and "电诈" in row
    assert ("raid" in row) == (columns >= 60)
