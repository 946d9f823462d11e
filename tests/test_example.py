"""The config that a new user starts with: it is good, covers the beat, and does what its remarks and the README say."""

import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from monitor import config, key_names
from monitor.config.concepts import OF_CONCEPT, OF_LANGUAGE
from monitor.config.look import KEYS_OF, THEMES
from monitor.feeds import packs as feed_packs
from monitor.matching import packs, vocabulary
from monitor.matching.explain import explanations
from monitor.matching.watchlist import Watchlist
from monitor.model import Access, Dropped, Entry, Feed, Limits, Watch

TEXT = (Path(__file__).parents[1] / "config.example.toml").read_text("utf-8")
README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
TABLE = tomllib.loads(TEXT)
FEEDS = TABLE["feed"]
SEARCHES = [feed for feed in FEEDS if "search" in feed["tags"]]
REMARKS = " ".join(TEXT.replace("\n#", "\n").split())
PACK = "words-from-a-friend.toml"
RAID = "Police raid {} in Sihanoukville, 80 Chinese nationals detained"


def uncommented(text: str) -> str:
    """The text with the # taken away wherever a setting stands behind it, as its remarks invite to."""
    return re.sub(r"^# (?=\[\[?[\w.]+\]|\w+ = )", "", text, flags=re.MULTILINE)


@pytest.fixture
def uncovered(tmp_path: Path) -> config.Config:
    """The config of who takes away all the hashes, with a pack beside it."""
    (tmp_path / PACK).write_text('[concept.ferries]\ntitle = "Ferries"\n[concept.ferries.en]\nterms = ["ferry"]\n')
    return config.parse(uncommented(TEXT), tmp_path)


def found(read: config.Config, *keywords: str, title: str, **more: object) -> list[str]:
    """The words by which keywords, as a config puts them between quotes, find an entry."""
    watch = Watch("w", keywords, **more)  # type: ignore[arg-type]
    entry = Entry(key="k", title=title)
    matches = Watchlist([watch], packs.with_edits(read.concepts)).match(entry, Feed("https://example.org/feed"))
    return [span.text for match in matches for span in match.spans]


# As it stands.


def test_it_is_read_without_a_problem():
    read = config.parse(TEXT)
    assert read.problems == ()
    assert [watch.name for watch in read.watches] == ["Scam hubs", "Repatriation"]
    assert len(read.feeds) == len(FEEDS)
    assert read.poll == config.PollSettings()
    assert read.concepts == {}


def test_its_watches_are_told_apart_and_stand_for_concepts():
    read = config.parse(TEXT)
    assert len({watch.colour for watch in read.watches}) == 2
    widened = [vocabulary.widened(watch, packs.shipped()) for watch in read.watches]
    assert widened == [{"scam hubs": "scam_hubs"}, {"repatriation": "repatriation"}]


@pytest.mark.parametrize("name", ["scam_hubs", "repatriation"])
def test_the_concepts_speak_as_many_languages_as_the_remarks_say(name: str):
    assert f"in {len(vocabulary.vocabulary(packs.shipped(), name).languages)} languages" in REMARKS


def test_its_lines_fit_an_editor():
    assert not [row for row in TEXT.split("\n") if len(row) > 120 and not row.startswith(("url = ", "# asks: "))]


# With what its remarks offer.


def test_whoever_takes_away_the_hashes_gets_what_they_say(uncovered: config.Config):
    assert uncovered.problems == ()
    names = ["Myawaddy", "Human trafficking", "Scam hubs", "Repatriation", "Trafficking", "Crackdown"]
    assert [watch.name for watch in uncovered.watches] == names
    assert len({watch.colour for watch in uncovered.watches[2:]}) == 4
    assert len(uncovered.feeds) == len(FEEDS) + 4
    assert [feed.url for feed in uncovered.feeds if feed.insecure] == ["https://ministry.example.org/feed"]
    said = {"every": 3600, "proxy": "socks5://127.0.0.1:1080", "contact": "mailto:me@example.org"}
    assert uncovered.poll == replace(config.PollSettings(), **said)
    assert uncovered.concepts.keys() == {"ferries", "scam_hubs", "organ_trade"}
    poll = tomllib.loads(uncommented(TEXT))["poll"]
    assert poll.keys() == {field.name for field in fields(config.PollSettings)}
    assert poll["limits"].keys() == {field.name for field in fields(Limits)}
    (shut,) = [feed.access for feed in uncovered.feeds if feed.access]
    headers = (("X-Token", "env:MEMBERS_TOKEN"), ("User-Agent", "Mozilla/5.0"))
    assert shut == Access("me", "cmd:pass show members.example.org", headers)


def test_whoever_takes_away_the_hashes_gets_the_keys_and_the_look_that_are_told_of(uncovered: config.Config):
    keys, look = uncovered.keys, uncovered.look
    assert keys.preset == "vim"
    assert {id: keys.of(id) for id in ("toggle_read", "next_unread", "first", "theme")} == {
        "toggle_read": ("ctrl+r",), "next_unread": ("n", "f2"), "first": ("g g", "home"), "theme": (),
    }  # fmt: skip
    assert (look.theme, look.ascii, look.measure) == ("mine", True, 72)
    assert look.themes["mine"].keys() == {"dark", "background", "foreground", "primary", "quiet", "cursor"}
    table = TEXT.split("# [keys]\n")[1].split("# A theme")[0]
    told = [name for name in re.findall(r'"([\w-]+)"', table) if "-" in name or name in ("nord", "gruvbox", "dracula")]
    assert len(told) > 6 and set(told) <= set(THEMES)
    assert all(key_names.presses(name) for name in ("F5", "Esc", "Enter", "Tab", "Space", "PgDn", "Up", "shift+tab"))
    tables = tomllib.loads(uncommented(TEXT))
    assert tables["look"].keys() == set(KEYS_OF["look"])
    (remark,) = re.findall(r"There are also ([^.]+)\.", REMARKS)
    named = {word.strip().split()[0] for word in remark.split(",")}
    assert named == set(KEYS_OF["theme"]) - tables["theme"]["mine"].keys()


def test_whoever_takes_away_the_hash_of_a_line_alone_is_told_the_header_that_it_belongs_under():
    lines, header, told = TEXT.split("\n"), "", 0
    kept = ("limits", "en", "evidence")
    for at, line in enumerate(lines):
        header = found[1] if (found := re.match(r"(?:# )?(\[\[?[\w.]+\]\]?)", line)) else header
        if re.match(r"# \w+ = ", line):
            problems = config.parse("\n".join((*lines[:at], line[2:], *lines[at + 1 :]))).problems
            unknown = [problem.message for problem in problems if problem.message.startswith("unknown ")]
            named = re.sub(r"(?<=\.)\w+", lambda name: name[0] if name[0] in kept else "NAME", header)
            named = named.replace("NAME.NAME", "NAME.en")
            assert all(re.search(rf": it belongs in .*{re.escape(named)}", message) for message in unknown), line
            told += len(unknown)
    assert told > 40


def test_a_friends_pack_is_heard(uncovered: config.Config):
    assert found(uncovered, "@ferries", title="The last ferry leaves") == ["ferry"]


def test_an_alias_stands_for_the_concept(uncovered: config.Config):
    title = RAID.format("cyber-fraud compound")
    assert found(uncovered, "fraud campus", title=title)
    assert not found(config.Config(), "fraud campus", title=title)


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        (RAID.format("fraud campus"), True),
        (RAID.format("cyberscam city"), False),
        ("A board game about a scam park", False),
        ("Scam park records signs a band", False),
        ("A scam park", True),
    ],
)
def test_words_for_a_concept_are_added_and_taken_away(uncovered: config.Config, title: str, counts: bool):
    watchlist = Watchlist([], packs.with_edits(uncovered.concepts))
    look = watchlist.look(Entry(key="k", title=title, lang="en"), Feed("u"))
    assert bool(look.parts.hits("scam_hubs")) == counts


def test_evidence_of_ones_own_counts_as_is_said(uncovered: config.Config):
    for key in (*OF_CONCEPT, *OF_LANGUAGE):
        assert re.search(rf"^#.*\b{key}\b", TEXT, re.MULTILINE), key
    watchlist = Watchlist([Watch("x", ("@scam_hubs",))], packs.with_edits(uncovered.concepts))
    entry = Entry("k", "Police raid a scam hotel in Sihanoukville", summary="The hotel was locked.", lang="en")
    (weighed,) = next(explanations(watchlist, entry, Feed("https://a.example/feed"))).concepts
    assert [(piece.zone, piece.weight) for piece in weighed.pieces if piece.name == "locked hotels"] == [("body", 1.5)]


def test_what_is_taken_away_was_there():
    look = Watchlist([]).look(Entry(key="k", title=RAID.format("cyberscam city"), lang="en"), Feed("u"))
    assert look.parts.hits("scam_hubs")


@pytest.mark.parametrize("keyword", ["@organ_trade", "organ trade"])
@pytest.mark.parametrize("title", ["Kidney brokers jailed", "警方破获器官买卖案"])
def test_a_concept_of_ones_own_is_found_by_its_words(uncovered: config.Config, keyword: str, title: str):
    assert found(uncovered, keyword, title=title)


def test_a_watch_has_the_further_lines_that_are_told():
    told = re.findall(r"^#   (\w+ = \S.*?)(?:  |$)", TEXT, re.MULTILINE)
    assert [row.split()[0] for row in told] == ["exclude", "feeds", "lang", "colour", "widen"]
    read = config.parse(
        '[[watch]]\nname = "w"\nkeywords = ["KK Park"]\n' + "\n".join(told) + TEXT[TEXT.index("\n[[feed]]") :]
    )
    assert read.problems == ()
    assert read.watches[0].exclude and read.watches[0].feeds and read.watches[0].lang and not read.watches[0].widen


# What its remarks say of keywords.


@pytest.mark.parametrize(
    ("keyword", "title", "is_found"),
    [
        ("border pact", "Border-Pacts signed", True),
        ("border pact", "The border impact", False),
        ("区", "电诈园区", True),
        ("電詐園區", "电诈园区", True),
        ("สแกม", "เมืองสแกมริมน้ำ", True),
        ("scam hubs", RAID.format("cyber-fraud compound"), True),
        ("scam hubs", "缅泰边境电诈园区遭突袭，312名中国公民获救", True),
        ("scam hubs", "Ten signs of a phone scam, and what to tell your bank", False),
    ],
)
def test_what_is_said_of_words_and_concepts_is_so(keyword: str, title: str, is_found: bool):
    assert bool(found(config.Config(), keyword, title=title)) == is_found


def test_in_a_query_words_stand_for_themselves():
    title = RAID.format("cyber-fraud compound")
    assert not found(config.Config(), "scam hubs OR Myawaddy", title=title)
    assert found(config.Config(), "@scam_hubs OR Myawaddy", title=title)


@pytest.mark.parametrize("is_found", [True, False])
def test_a_concept_s_name_can_stand_for_its_words_alone(is_found: bool):
    title = RAID.format("scam hubs") if is_found else RAID.format("cyber-fraud compound")
    assert bool(found(config.Config(), "=scam hubs", title=title)) == is_found
    assert bool(found(config.Config(), "scam hubs", title=title, widen=False)) == is_found


QUERIES = {
    "Myawaddy OR Shwe Kokko OR KK Park": (["Myawaddy", "A day in Shwe Kokko", "KK Park"], ["Kokko", "A park"]),
    "casino AND raid": (["Raid at noon: a casino is searched"], ["A raid", "A casino"]),
    "Myawaddy OR Shwe Kokko": (["Myawaddy", "A day in Shwe Kokko"], ["Kokko"]),
    "deported NOT football": (["Forty deported"], ["Football fans deported"]),
    "deported -football": (["Forty deported"], ["Football fans deported"]),
    "Kenya AND (deported OR rescued)": (["Rescued, and back in Kenya"], ["Rescued", "Deported from Laos", "Kenya"]),
    "Kenya (deported OR rescued)": (["Rescued, and back in Kenya"], ["Rescued", "Deported from Laos", "Kenya"]),
    "police NEAR/8 casino": (
        ["The casino was searched by police"],
        ["Police one two three four five six seven eight nine casino"],
    ),
    "soldiers ONEAR/8 compound": (["Soldiers enter a compound"], ["A compound is left to soldiers"]),
    "compound NOT NEAR/6 chemical": (
        ["A compound", "A chemical compound, and after a day and a night on the road a compound with walls"],
        ["A chemical compound"],
    ),
    'raid OR "search and rescue"': (["A raid", "Search and rescue ends"], ["A search, then a rescue"]),
    "traffick*": (["Traffickers", "trafficked"], ["traffic"]),
    "=scam hubs": (["Scam-Hubs"], ["A scam hub"]),
    "==BGF": (["The BGF"], ["The bgf"]),
    "title:Sihanoukville": (["Sihanoukville"], ["\nSihanoukville"]),
    "raw:casino": (["A casino", "\n~A casino"], ["A hotel"]),
    "@repatriation AND Kenya": (
        ["Kenya: 23 nationals repatriated from Myanmar on a chartered flight"],
        ["Kenya votes", "23 Indonesians repatriated from Myanmar on a chartered flight"],
    ),
    "@repatriation": (
        ["23 Kenyan nationals repatriated from Myanmar on a chartered flight"],
        ["Record profits are repatriated before a tax change"],
    ),
    "@repatriation.th": (
        ["เนรเทศชาวจีน 45 คน ส่งตัวกลับประเทศทางเครื่องบินเช่าเหมาลำ"],
        ["23 Kenyan nationals repatriated from Myanmar on a chartered flight"],
    ),
    "@scam_hubs.th": (["ทหารบุกทลายแก๊งคอลเซ็นเตอร์ในเมียวดี ช่วยชาวจีน 312 คน"], [RAID.format("scam compound")]),
    r"/\d+ Chinese nationals/i": (["The 71 chinese nationals"], ["Chinese nationals"]),
    r"/\b\d+ (Chinese|Vietnamese) nationals/i": (["The 71 chinese nationals"], ["Chinese nationals"]),
}  # fmt: skip
"""Each query that is told of, with texts that it finds, and that it does not; what follows a ~ is a related link."""


def told_queries() -> set[str]:
    """The queries of the remarks and of the README's table."""
    rows = re.findall(r"""^#   (["'])(.+?)\1  """, TEXT, re.MULTILINE)
    same = re.findall(r'"([^"]+)" is the same', TEXT)
    table = README.partition("| query | finds |")[2].partition("\n\n")[0]
    cells = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    return {query for _, query in rows} | set(same) | {query for cell in cells for query in re.findall("`(.+?)`", cell)}


def test_every_query_that_is_told_of_is_tried_here():
    assert told_queries() == QUERIES.keys()


def test_the_readmes_configs_are_good():
    blocks = re.findall(r"```toml\n(.+?)```", README, re.DOTALL)
    assert len(blocks) == 2
    assert [config.parse(block).problems for block in blocks] == [(), ()]


@pytest.mark.parametrize(("query", "texts"), QUERIES.items(), ids=QUERIES)
def test_the_queries_do_what_is_said(query: str, texts: tuple[list[str], list[str]]):
    quote = "'" if "\\" in query or '"' in query else '"'
    read = config.parse(f"keywords = [{quote}{query}{quote}]")
    assert read.problems == ()
    watchlist = Watchlist(read.watches)
    for is_found, several in zip((True, False), texts, strict=True):
        for text in several:
            title, _, summary = text.partition("\n")
            body = summary.replace("~", "")
            dropped = (Dropped("summary", summary.index("~"), len(body), "related link"),) if "~" in summary else ()
            entry = Entry(key="k", title=title, summary=body, dropped=dropped)
            assert bool(watchlist.match(entry, Feed("u"))) == is_found, text


def test_near_counts_three_characters_as_a_word():
    assert found(config.Config(), "警察 NEAR/3 园区", title="警察" + "一二三四五六七八" + "园区")
    assert not found(config.Config(), "警察 NEAR/3 园区", title="警察" + "一二三四五六七八九十" + "园区")


EXCLUDE = ("KK Park Hotel",)


@pytest.mark.parametrize(
    ("keyword", "exclude", "title", "is_found"),
    [
        ("KK Park", EXCLUDE, "KK Park Hotel opens", False),
        ("KK Park", EXCLUDE, "KK Park Hotel opens beside KK Park", True),
        ("KK Park", ("hotel",), "A hotel opens beside KK Park", False),
        (
            "scam hubs",
            ("fraud compound museum",),
            f"{RAID.format('fraud compound')} near a fraud compound museum",
            False,
        ),
        ("KK Park", ("opens NEAR/4 hotel",), "A hotel opens beside KK Park", False),
    ],
)
def test_exclusions_cancel_what_is_said(keyword: str, exclude: tuple[str, ...], title: str, is_found: bool):
    assert bool(found(config.Config(), keyword, title=title, exclude=exclude)) == is_found


# Its feeds.


def test_it_is_a_start_and_not_a_flood():
    assert 40 <= len(FEEDS) <= 60


def test_every_feed_is_new_titled_tagged_and_encrypted():
    assert len({feed["url"] for feed in FEEDS}) == len(FEEDS) == len({feed["title"] for feed in FEEDS})
    for feed in FEEDS:
        assert feed.keys() <= {"url", "title", "tags", "every", "lang"}
        assert feed["url"].startswith("https://") and feed["url"].isascii()
        assert len(feed["tags"]) == 3


@pytest.mark.parametrize(
    "place",
    "myanmar thailand cambodia laos vietnam philippines indonesia malaysia china hong-kong taiwan asia world".split(),
)
def test_outlets_of_the_place_are_there(place: str):
    assert [feed for feed in FEEDS if place in feed["tags"] and feed not in SEARCHES]


@pytest.mark.parametrize("language", "en zh-CN zh-TW th vi id my km lo".split())
def test_outlets_in_the_language_are_there(language: str):
    assert [feed for feed in FEEDS if language in feed["tags"] and feed not in SEARCHES]


@pytest.mark.parametrize("kind", "news local broadcaster agency un ngo investigative cyber blockchain search".split())
def test_sources_of_the_kind_are_there(kind: str):
    assert [feed for feed in FEEDS if feed["tags"][2] == kind]


@pytest.mark.parametrize("language", "en zh-CN zh-TW th vi id my km lo fil".split())
def test_both_watches_are_searched_in_the_language(language: str):
    titles = " ".join(feed["title"] for feed in SEARCHES if language in feed["tags"])
    assert "scam hubs" in titles
    assert "repatriation" in titles


def test_searches_are_polite_and_whole():
    assert len(SEARCHES) >= 8
    for feed in SEARCHES:
        asked = parse_qs(urlsplit(feed["url"]).query, strict_parsing=True)
        assert config.seconds(feed["every"]) >= 3600
        assert asked["ceid"] == [f"{asked['gl'][0]}:{asked['ceid'][0].split(':')[1]}"]
        query = asked["q"][0]
        assert query.endswith(" when:7d") and query.count('"') % 2 == 0 and query.count("(") == query.count(")")
        assert f'# asks: {query}\n[[feed]]\nurl = "{feed["url"]}"' in TEXT, "the remark says what is asked"


def test_searches_ask_in_words_that_the_concepts_know():
    # What a search finds and no watch knows would never be seen.
    watchlist = Watchlist([])
    for feed in SEARCHES:
        query = parse_qs(urlsplit(feed["url"]).query)["q"][0]
        for phrase in (phrase.strip('"') for phrase in query.split(")")[0].strip("(").split(" OR ")):
            parts = watchlist.look(Entry(key="k", title=phrase, lang=feed["tags"][1]), Feed("u")).parts
            assert any(map(parts.hits, ("deceit", "beat", "org", "home", "recruited"))), (feed["title"], phrase)


def test_every_feed_stands_in_a_pack_under_the_same_address_and_tags():
    known = {feed.url: feed for name in feed_packs.names() for feed in feed_packs.load(name).feeds}
    for feed in FEEDS:
        assert known[feed["url"]].tags == tuple(feed["tags"])
        assert known[feed["url"]].title == feed["title"]
