"""`monitor list`: each flag narrows, and the JSON is what was promised."""

import re
import time
from collections.abc import Iterator

import pytest

from monitor import cells, output
from monitor.matching import patterns
from monitor.matching.patterns import STRIKES
from monitor.verbs import list as verb
from tests.feeds.hostile import rss
from tests.home import Home, Polled, polled
from tests.newsroom import Answer, Newsroom

FIELDS = (
    "id feed feed_title guid title link author published first_seen lang summary content categories enclosures read "
    "starred story matches"
).split()
WATCHES = {"Raids": ["raid", "=电诈"], "Weather": ["rain"]}


def dated(number: int, title: str, hours: float, more: str = "") -> str:
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() - hours * 3600))
    return (
        f"<item><title>{title}</title><guid>{number}</guid><link>https://a.example/{number}</link>"
        f"<pubDate>{date}</pubDate>{more}</item>"
    )


def items() -> str:
    """The feed's entries, as old as they are said to be when they are polled, however long ago the tests were read."""
    rain = "<description>Rain &lt;b&gt;fell&lt;/b&gt;.</description><author>B. Writer</author>"
    sound = '<category>weather</category><enclosure url="https://a.example/a.mp3" type="audio/mpeg" length="9"/>'
    return (
        dated(1, "A raid at dawn", 1, rain)
        + dated(2, "缅甸电诈园区", 30)
        + dated(3, "Rain in Mae Sot", 50, sound)
        + dated(4, "Rice prices", 2)
    )


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Polled]:
    with polled(tmp_path_factory.mktemp("once"), {"/feed": rss(items(), title="The Wire")}, WATCHES) as made:
        yield made


@pytest.fixture
def filled(home: Home, once: Polled) -> Home:
    return home.copy(once.folder)


def titles(home: Home, *flags: object) -> list[str]:
    said = home.run("list", "--json", *flags)
    assert said.code == 0
    return [entry["title"] for entry in said.records]


def test_matched_entries_newest_first(filled: Home) -> None:
    assert titles(filled) == ["A raid at dawn", "缅甸电诈园区", "Rain in Mae Sot"]


@pytest.mark.parametrize(
    ("flags", "found"),
    [
        (["--all"], ["A raid at dawn", "Rice prices", "缅甸电诈园区", "Rain in Mae Sot"]),
        (["--watch", "Raids"], ["A raid at dawn", "缅甸电诈园区"]),
        (["--watch", "weather"], ["A raid at dawn", "Rain in Mae Sot"]),
        (["--since", "24h"], ["A raid at dawn"]),
        (["--since", "2d"], ["A raid at dawn", "缅甸电诈园区"]),
        (["--since", "90m", "--all"], ["A raid at dawn"]),
        (["--since", "1w"], ["A raid at dawn", "缅甸电诈园区", "Rain in Mae Sot"]),
        (["--limit", "1"], ["A raid at dawn"]),
        (["--limit", "0"], []),
        (["--limit", f"{'0' * 30}1"], ["A raid at dawn"]),
        (["--limit", "9" * 5000], ["A raid at dawn", "缅甸电诈园区", "Rain in Mae Sot"]),
        (["电诈"], ["缅甸电诈园区"]),
        (["mae sot"], ["Rain in Mae Sot"]),
        (["rice"], []),
        (["rice", "--all"], ["Rice prices"]),
        (["fell", "--watch", "raids", "--since", "2h", "--unread"], ["A raid at dawn"]),
        (["raid OR rice", "--all"], ["A raid at dawn", "Rice prices"]),
        (["rain -raid"], ["Rain in Mae Sot"]),
        (["watch:weather since:2h"], ["A raid at dawn"]),
        (["scam hubs"], ["缅甸电诈园区"]),
        (["mae", "sot"], ["Rain in Mae Sot"]),
        (["raid", "OR", "--all", "rice"], ["A raid at dawn", "Rice prices"]),
        (["--all", "rain", "--limit", "9", "--", "-raid"], ["Rain in Mae Sot"]),
        (["@scam_hubs", "--all"], ["缅甸电诈园区"]),
        (["=scam hubs", "--all"], []),
        (["author:writer"], ["A raid at dawn"]),
        (["feed:wire AND mae", "--limit", "1"], ["Rain in Mae Sot"]),
        (["--starred"], []),
    ],
)
def test_each_flag_narrows(flags: list[str], found: list[str], filled: Home) -> None:
    assert titles(filled, *flags) == found


def test_a_query_that_is_widened_is_told_beside_what_it_finds(filled: Home) -> None:
    said = filled.run("list", "--json", "scam hubs")
    assert [entry["title"] for entry in said.records] == ["缅甸电诈园区"]
    assert re.fullmatch(r"monitor: scam hubs → @scam_hubs; =scam hubs finds these words alone\n", said.err)
    assert [filled.run("list", *words).err for words in (["raid"], ["=scam hubs"], [])] == ["", "", ""]


def test_a_regex_that_is_too_slow_is_told_of(home: Home, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.005)
    home.write([newsroom.publish("/a", *(f"{number} {'a' * 60}!" for number in range(STRIKES)))], WATCHES)
    home.run("poll")
    said = home.run("list", "--all", "/(a|aa)+$/")
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("monitor: /(a|aa)+$/ took too long") and said.err.count("\n") == 1


@pytest.mark.parametrize("query", [[], ["site:a.example"]])
@pytest.mark.parametrize("limit", [None, 0, 1, 2, 3, 4, 9])
def test_what_takes_several_pages_is_printed_whole_or_up_to_the_limit(
    query: list[str], limit: int | None, filled: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verb, "_PAGE", 2)
    flags = [] if limit is None else ["--limit", limit]
    newest = ["A raid at dawn", "Rice prices", "缅甸电诈园区", "Rain in Mae Sot"]
    assert titles(filled, "--all", *flags, *query) == newest[:limit]


def test_marks_narrow(filled: Home) -> None:
    first = filled.run("list", "--json").records[0]["id"]
    filled.run("mark", "read", first)
    filled.run("mark", "star", first)
    assert titles(filled, "--unread") == ["缅甸电诈园区", "Rain in Mae Sot"]
    assert titles(filled, "--starred") == ["A raid at dawn"]


def test_the_json_has_every_field(filled: Home, once: Polled) -> None:
    entries = {entry["guid"]: entry for entry in filled.run("list", "--all", "--json").records}
    assert all(set(FIELDS) <= set(entry) for entry in entries.values())
    raid, rain = entries["1"], entries["3"]
    assert (raid["feed"], raid["feed_title"], raid["link"]) == (
        once.newsroom.url("/feed"), "The Wire", "https://a.example/1",
    )  # fmt: skip
    assert (raid["author"], raid["summary"], raid["read"], raid["starred"], raid["story"]) == (
        "B. Writer", "Rain fell.", False, False, None,
    )  # fmt: skip
    assert rain["categories"] == ["weather"]
    assert rain["enclosures"] == [{"url": "https://a.example/a.mp3", "type": "audio/mpeg", "length": 9}]
    assert [match["watch"] for match in raid["matches"]] == ["Raids", "Weather"]
    assert entries["4"]["matches"] == []


def test_spans_point_at_what_stands_there(filled: Home) -> None:
    spans = [
        (entry, match, span)
        for entry in filled.run("list", "--json").records
        for match in entry["matches"]
        for span in match["spans"]
    ]
    assert len(spans) == 4
    for entry, match, span in spans:
        assert entry[span["field"]][span["start"] : span["end"]] == span["text"]
        assert match["level"] in ("strong", "likely") and span["term"] in "raid 电诈 rain".split()
        assert span["why"] in ("exact", "stem", "fold", "joined")


def test_for_people_the_title_comes_last(filled: Home) -> None:
    lines = filled.run("list").out.splitlines()
    assert len(lines) == 3 and lines[0].endswith("The Wire            A raid at dawn") and "1h" in lines[0]
    assert "\x1b" not in lines[0]


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--watch", "Raid"], "Did you mean “Raids”?"),
        (["--watch", "rai"], "Did you mean “Raids”?"),
        (["--watch", "ra"], "Did you mean “Raids”?"),
        (["--watch", "a"], "there is no watch “a”. `monitor watches` lists them."),
        (["watch:d"], "There is no watch “d”: write “watch:"),
        (["--watch", "Rivers"], "there is no watch “Rivers”. `monitor watches` lists them."),
        (["watch:Rivers"], "There is no watch “Rivers”: write “watch:"),
        (["--since", "yesterday"], "yesterday"),
        (["--since", "99999999999999d"], "99999999999999d"),
        (["…"], "no letter or digit"),
        (["--limit", "many"], "--limit"),
        (["--nonsense"], "--nonsense"),
        (["watch:raid"], "did you mean “Raids”?"),
        (["@scam_hubz"], "write “@scam_hubs”"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(flags: list[str], told: str, filled: Home) -> None:
    said = filled.run("list", *flags)
    assert (said.code, said.out) == (2, "") and told in said.err


@pytest.mark.parametrize(("query", "at"), [("rain OR", 5), ("电诈 AND (rain", 7), ('rain "wind', 5)])
def test_a_mistake_in_a_query_is_shown_with_its_place(query: str, at: int, filled: Home) -> None:
    said = filled.run("list", query)
    typed, caret = said.err.splitlines()
    assert typed == f"monitor: {query}"
    assert cells.width(caret[: caret.index("^")]) == cells.width("monitor: " + query[:at])
    assert f"(at character {at + 1})" in caret


def test_a_query_needs_no_config(filled: Home) -> None:
    filled.config.unlink()
    assert titles(filled, "raid") == ["A raid at dawn"]


def test_without_a_store_it_says_how_to_get_one(home: Home) -> None:
    said = home.run("list")
    assert (said.code, said.out) == (1, "")
    assert said.err == f"monitor: There is no store at {home.store} yet: `monitor poll` makes it.\n"
    assert not home.store.exists()


def test_a_watch_of_the_config_is_known_before_it_found_anything(home: Home, newsroom: Newsroom) -> None:
    home.write([newsroom.publish("/a", "Rice")], {"Raids": ["raid"]})
    home.run("poll")
    said = home.run("list", "--watch", "Raids", "--json")
    assert (said.code, said.out) == (0, "")


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_a_row_fits_the_terminal_whatever_the_outlet_is_called_and_half_of_it_is_the_title(
    columns: int, home: Home, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.answers["/feed"] = Answer(rss(dated(1, "A raid " * 20, 1), title="湄公河日报湄公河日报").encode())
    home.write([newsroom.url("/feed")], WATCHES)
    home.run("poll")
    monkeypatch.setattr(output, "columns", lambda: columns)
    (row,) = home.run("list").out.splitlines()
    assert cells.width(row) == columns and cells.width(row[row.index("A raid") :]) >= columns // 2
