"""`monitor match`: entries in, matches out, in order, without store or network."""

import json
from operator import itemgetter
from pathlib import Path

import pytest

from monitor.matching import patterns
from monitor.matching.patterns import STRIKES
from tests.feeds.hostile import item, rss
from tests.home import Home
from tests.newsroom import Answer, Newsroom

WATCHES = {"Halls": ["market hall", "大米"], "Raids": ["raid"]}
ENTRIES: list[dict[str, object]] = [
    {
        "id": "b",
        "title": "Market-halls &amp; <b>raid</b>",
        "summary": "",
        "content": "",
        "link": "https://a.example/",
        "lang": "en",
    },
    {"id": 7, "title": "Rice", "summary": "<p>A raid in</p><p>缅甸大米</p>"},
    {"id": "a", "title": "Nothing"},
    {"id": "only"},
]
MATCHED = [
    {
        "id": "b",
        "title": "Market-halls & raid",
        "matches": [
            {"watch": "Halls", "level": "strong", "spans": [
                {"field": "title", "start": 0, "end": 12, "text": "Market-halls", "term": "market hall",
                 "why": "stem"}]},
            {"watch": "Raids", "level": "strong", "spans": [
                {"field": "title", "start": 15, "end": 19, "text": "raid", "term": "raid", "why": "exact"}]},
        ],
        "story": None,
        "dropped": [],
    },
    {
        "id": 7,
        "title": "Rice",
        "matches": [
            {"watch": "Halls", "level": "strong", "spans": [
                {"field": "summary", "start": 13, "end": 15, "text": "大米", "term": "大米", "why": "exact"}]},
            {"watch": "Raids", "level": "strong", "spans": [
                {"field": "summary", "start": 2, "end": 6, "text": "raid", "term": "raid", "why": "exact"}]},
        ],
        "story": None,
        "dropped": [],
    },
    {"id": "a", "title": "Nothing", "matches": [], "story": None, "dropped": []},
    {"id": "only", "title": "", "matches": [], "story": None, "dropped": []},
]  # fmt: skip


def lines(entries: list[dict[str, object]]) -> str:
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)


@pytest.fixture(autouse=True)
def watched(home: Home) -> None:
    home.write(watches=WATCHES)


def test_json_lines_from_a_file(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "entries.jsonl"
    path.write_text(lines(ENTRIES), "utf-8")
    said = home.run("match", "--json", path)
    assert (said.code, said.err, said.records) == (0, "", MATCHED)
    assert not home.store.exists()


def test_json_lines_from_stdin(home: Home) -> None:
    given = lines(ENTRIES).encode()
    assert home.call("match", "--json", given=given).records == MATCHED
    assert home.call("match", "--json", "-", given=b"\n" + given + b"\n").records == MATCHED


def test_several_files_come_in_order(home: Home, tmp_path: Path) -> None:
    for name in "ba":
        (tmp_path / name).write_text(lines([{"id": name, "title": "A raid"}]))
    for words in (["--json", tmp_path / "b", tmp_path / "a"], [tmp_path / "b", "--json", tmp_path / "a"]):
        assert [one["id"] for one in home.run("match", *words).records] == ["b", "a"]


def test_stdin_is_named_like_any_file_behind_a_flag_too(home: Home, tmp_path: Path) -> None:
    (tmp_path / "a").write_text(lines([{"id": "a", "title": "A raid"}]))
    given = lines([{"id": "b", "title": "A raid"}]).encode()
    said = home.call("match", str(tmp_path / "a"), "--json", "-", given=given)
    assert (said.code, said.err, [one["id"] for one in said.records]) == (0, "", ["a", "b"])


def test_a_feed_file(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(rss(item(1, "A raid") + item(2, "Rice")).encode())
    said = home.run("match", "--json", path)
    assert [(one["id"], one["title"], len(one["matches"])) for one in said.records] == [
        ("1", "A raid", 1),
        ("2", "Rice", 0),
    ]


def test_people_see_what_matches_and_why(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "entries.jsonl"
    path.write_text(lines(ENTRIES[1:3]), "utf-8")
    assert home.run("match", path).out.splitlines() == [
        "Rice", "    Halls (strong): “大米” in summary", "    Raids (strong): “raid” in summary",
    ]  # fmt: skip


def test_an_entry_without_a_source_is_from_no_feed(home: Home, tmp_path: Path) -> None:
    feed = "https://ledger.example/feed"
    home.write({feed: ""}, {"Ledger": ["raid"]})
    home.config.write_text(
        home.config.read_text().replace('keywords = ["raid"]', f'keywords = ["raid"]\nfeeds = ["{feed}"]')
    )
    path = tmp_path / "entries.jsonl"
    path.write_text(lines([{"id": 1, "title": "A raid", **more} for more in ({}, {"source": ""}, {"source": feed})]))
    assert [len(one["matches"]) for one in home.run("match", "--json", path).records] == [0, 0, 1]


def test_what_list_gives_out_matches_as_it_did_in_the_store(home: Home, newsroom: Newsroom) -> None:
    body = rss(item(1, "A raid", "<category>Crime</category><author>Joe</author>"), title="The Wire")
    newsroom.answers["/wire"] = Answer(body.encode())
    url = newsroom.url("/wire")
    keywords = {"Raids": ["raid"], "Crime": ["category:crime"], "Joe": ["author:joe"], "Wire": ["feed:wire"]}
    home.write([url], keywords)
    with home.config.open("a") as file:
        file.write(f'[[watch]]\nname = "One"\nkeywords = ["raid"]\nfeeds = ["{url}"]\n')
    home.run("poll")
    (listed,) = home.run("list", "--json").records
    (matched,) = home.call("match", "--json", given=json.dumps(listed).encode()).records
    assert matched["id"] == listed["id"] and len(listed["matches"]) == 5
    assert sorted(matched["matches"], key=itemgetter("watch")) == listed["matches"]


def test_a_regex_that_is_too_slow_is_told_of(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.005)
    home.write(watches={"Raids": ["/(a|aa)+$/", "raid"]})
    path = tmp_path / "entries.jsonl"
    path.write_text(lines([{"id": number, "title": f"Raid {'a' * 60}!"} for number in range(STRIKES)]), "utf-8")
    said = home.run("match", "--json", path)
    assert (said.code, [len(one["matches"]) for one in said.records]) == (0, [1] * STRIKES)
    assert said.err.startswith("monitor: /(a|aa)+$/ took too long") and said.err.count("\n") == 1


FURNITURE: list[dict[str, object]] = [
    {"id": 1, "title": "Rice", "summary": "It rained. Related: Raid on a scam hub"},
    {"id": 2, "title": "Rice", "content": "<p>It rained for days.</p><ul class=related><li>A raid</ul>"},
    {"id": 3, "title": "Related: a raid", "summary": "Rain."},
]


def test_what_is_furniture_is_told_and_matches_nothing(home: Home) -> None:
    said = home.call("match", "--json", given=lines(FURNITURE).encode()).records
    assert [one["dropped"] for one in said] == [
        [{"field": "summary", "start": 11, "end": 38, "reason": "related link"}],
        [{"field": "content", "start": 21, "end": 29, "reason": "related link"}],
        [],
    ]
    assert [len(one["matches"]) for one in said] == [0, 0, 1]


def test_a_feed_file_tells_what_its_entries_repeat_and_lines_do_not(home: Home, tmp_path: Path) -> None:
    own = "A raid is what the Ledger is read for."
    path = tmp_path / "feed.xml"
    more = f"<description>{{}} {own}</description>"
    path.write_bytes(
        rss("".join(item(n, f"Rice {n}", more.format(f"Rain on day {n} of it.")) for n in range(3))).encode()
    )
    assert [len(one["matches"]) for one in home.run("match", "--json", path).records] == [0, 0, 0]
    same: list[dict[str, object]] = [
        {"id": n, "title": f"Rice {n}", "summary": own, "source": "Ledger"} for n in range(3)
    ]
    assert [len(one["matches"]) for one in home.call("match", "--json", given=lines(same).encode()).records] == [
        1,
        1,
        1,
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_ends_where_json_lines_end(end: str, home: Home) -> None:
    titles = ("A\u2028raid", "A\u0085raid", "A\x7fraid", "Rice")
    entries: list[dict[str, object]] = [{"id": id, "title": title} for id, title in enumerate(titles)]
    said = home.call("match", "--json", given=lines(entries).replace("\n", end).encode())
    assert (said.code, [one["id"] for one in said.records]) == (0, [0, 1, 2, 3])


def test_a_byte_order_mark_is_no_mistake(home: Home) -> None:
    assert home.call("match", "--json", given=b"\xef\xbb\xbf" + lines(ENTRIES).encode()).records == MATCHED


BAD = {
    "cut": "{",
    "words": "nothing",
    "list": "[1, 2]",
    "number": "5",
    "null": "null",
    "text": '"id"',
    "no id": '{"title": "no id"}',
    "deep": "[" * 100_000,
    "two": '{"id": 1} {"id": 2}',
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_line_is_told_by_its_number(bad: str, home: Home, tmp_path: Path) -> None:
    path = tmp_path / "entries.jsonl"
    path.write_text('{"id": "fine", "title": "A raid"}\n\n' + bad + "\n")
    said = home.run("match", "--json", path)
    assert said.code == 2 and f"{path}, line 3: " in said.err and said.err.count("\n") == 1
    assert [one["id"] for one in said.records] == ["fine"]


def test_an_entry_that_speaks_of_json_feeds_is_no_json_feed(home: Home) -> None:
    entries: list[dict[str, object]] = [{"id": 1, "title": "See https://jsonfeed.org/version/1.1"}, {"id": 2}]
    assert [one["id"] for one in home.call("match", "--json", given=lines(entries).encode()).records] == [1, 2]


def test_a_json_feed_without_end_is_refused_in_a_sentence(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "deep.json"
    path.write_text('{"version": "https://jsonfeed.org/version/1.1", "items": ' + "[" * 100_000)
    said = home.run("match", "--json", path)
    assert said.err == f"monitor: {path}: this is JSON nested too deeply to be a feed\n"


def test_values_of_the_wrong_kind_do_no_harm(home: Home) -> None:
    given = b'{"id": null, "title": 5, "summary": ["raid"], "content": {"a": 1}, "link": 7, "lang": [], "source": {},'
    given += b' "author": 5, "categories": "x", "feed": [], "feed_title": {}}'
    said = home.call("match", "--json", given=given)
    assert (said.code, said.records[0]["id"], said.records[0]["title"]) == (0, None, "5")


def test_hostile_text_does_not_come_out(home: Home) -> None:
    given = json.dumps({"id": 1, "title": "\x1b[31m raid\ud800\u202e"}).encode()
    (record,) = home.call("match", "--json", given=given).records
    assert record["title"] == "[31m raid"
    assert [span["start"] for span in record["matches"][0]["spans"]] == [5]


def test_the_end_of_a_paragraph_is_that_of_its_last_sentence_too(home: Home) -> None:
    given = json.dumps({"id": 1, "summary": "<p>It rained.</p><p>A raid began. It rained again.</p>"}).encode()
    (record,) = home.call("match", "--json", given=given).records
    assert record["matches"][0]["level"] == "strong"


def test_a_file_that_is_not_there_is_told(home: Home, tmp_path: Path) -> None:
    said = home.run("match", tmp_path / "none")
    assert said.code == 2 and "cannot be read" in said.err


def test_no_language_is_what_feeds_call_none(home: Home) -> None:
    home.config.write_text('[[watch]]\nname = "Raids"\nkeywords = ["raid"]\nlang = ["en"]\n')
    languages: list[object] = ["und", "mul", "zxx", "", "EN-us", 7, "th"]
    entries: list[dict[str, object]] = [{"id": 1, "title": "A raid", "lang": lang} for lang in languages]
    records = home.call("match", "--json", given=lines(entries).encode()).records
    found = [lang for lang, one in zip(languages, records, strict=True) if one["matches"]]
    assert found == ["und", "mul", "zxx", "", "EN-us", 7]


@pytest.mark.parametrize("given", ["1e999", "-1e999", "NaN", "[Infinity]", r'"\ud800"'])
def test_an_id_that_json_cannot_give_back_is_told(given: str, home: Home) -> None:
    home.write(watches=WATCHES)
    said = home.call("match", "--json", given=b'{"id": %s, "title": "A raid"}' % given.encode())
    assert (said.code, said.out) == (2, "")
    assert said.err == "monitor: stdin, line 1: its id holds what JSON cannot give back.\n"
