"""Explanations: what is said of a match is what the matcher says, and of none the nearest reason why."""

from dataclasses import replace

import pytest

from monitor.matching import patterns
from monitor.matching.explain import Explanation, explanations
from monitor.matching.packs import Packs, with_edits
from monitor.matching.watchlist import Watchlist
from monitor.model import Dropped, Entry, Feed, Watch

FEED = Feed("https://ledger.example/feed", "Border Ledger", ("asia",))
ENTRY = Entry("k", "Police raid a scam compound in Myawaddy", summary="Two buses left. A lorry followed.", lang="en")
PACKS = with_edits(
    {
        "raids": {
            "title": "Raids",
            "needs": "@raiding",
            "bias": -2.0,
            "strong": 2.0,
            "evidence": [
                {"name": "a raid", "query": "@raiding", "weight": [1.5, 1.0]},
                {"name": "a raid by night", "query": "@raiding AND @night", "weight": [2.5, 2.0]},
                {"name": "a place", "query": "@town", "weight": [1.25, 0.5]},
                {"name": "a game", "query": "@game", "weight": [-1.0, -1.0], "against": True},
            ],
        },
        "raiding": {"title": "Raiding", "en": {"terms": ["raid"]}},
        "night": {"title": "Night", "en": {"terms": ["night", "dawn"]}},
        "town": {"title": "Towns", "en": {"terms": ["Myawaddy", "Laukkai"]}},
        "game": {"title": "Games", "en": {"terms": ["boss", "loot"]}},
    }
)


def explained(entry: Entry, *keywords: str, packs: Packs = PACKS, feed: Feed = FEED, **more: object) -> Explanation:
    (one,) = explanations(Watchlist([Watch("w", keywords, **more)], packs), entry, feed)  # type: ignore[arg-type]
    return one


def why_not(entry: Entry, *keywords: str, **more: object) -> tuple[str, ...]:
    one = explained(entry, *keywords, **more)  # type: ignore[arg-type]
    assert one.match is None
    return one.reasons


def test_under_a_title_in_another_script_it_names_both_languages_whose_words_it_looked_for() -> None:
    entry = replace(ENTRY, title="警方行动", summary="The two buses that left were followed by a lorry, as they said.")
    assert why_not(entry, "@raids") == ("nothing that @raids needs in zh and en stands here",)
    assert why_not(entry, "@night") == ("no word for @night in zh and en stands here",)


def test_of_a_match_it_says_what_the_matcher_says() -> None:
    watchlist = Watchlist([Watch("a", ("raid",)), Watch("b", ("@raids",)), Watch("c", ("rain",))], PACKS)
    found = list(explanations(watchlist, ENTRY, FEED))
    assert [one.watch.name for one in found] == ["a", "b", "c"]
    assert tuple(one.match for one in found if one.match) == watchlist.match(ENTRY, FEED)
    assert [bool(one.reasons) for one in found] == [False, False, True]


@pytest.mark.parametrize(
    ("keyword", "reason"),
    [
        ("=repatriation", "“repatriation” does not stand here"),
        ("scam hubs in town", "of “scam hubs in town” only scam and in stands here"),
        ("Myawaddy raid", "the words of “Myawaddy raid” do not stand together"),
        ("title:buses", "“buses” does not stand in its title"),
        ("raid AND helicopter", "“helicopter” does not stand here"),
        ("helicopter AND tank", "“helicopter” does not stand here and “tank” does not stand here"),
        ("raid NEAR/1 Myawaddy", "raid and Myawaddy do not stand within 1 words"),
        ("Myawaddy ONEAR/9 raid", "Myawaddy and raid do not stand within 9 words in this order"),
        ("raid NEAR/3 tank", "“tank” does not stand here"),
        ("scam NOT NEAR/3 compound", "scam stands only beside compound"),
        ("raid -lorry", "“lorry” stands here, which it excludes"),
        ("tank OR (raid AND jet)", "“jet” does not stand here"),
        ("raid AND (tank OR jet)", "none of “tank” and “jet” stands here"),
        ("raid NEAR/3 (a1 OR b2 OR c3 OR d4 OR e5)", "none of “a1”, “b2”, “c3”, “d4” and 1 more stands here"),
        ("title:(buses OR lorry)", "none of “buses” and “lorry” stands in its title"),
        ("/tanks?/", "/tanks?/ finds nothing"),
        ("@night", "no word for @night in en stands here"),
        ("@town.th", "it asks for th, and this is in en"),
    ],
)
def test_of_a_keyword_it_says_what_is_missing(keyword: str, reason: str) -> None:
    assert why_not(ENTRY, keyword) == (reason,)


def test_of_many_keywords_it_names_the_nearest() -> None:
    assert why_not(ENTRY, "tank", "jet") == ("none of its 2 keywords finds anything here",)
    assert why_not(ENTRY, "tank", "raid AND jet", "jet") == ("nearest is raid AND jet: “jet” does not stand here",)


def test_words_of_another_language_than_the_text_are_not_said_to_be_missing_from_it() -> None:
    packs = with_edits({"freight": {"title": "freight", "en": {"terms": ["lorry"]}, "th": {"terms": ["รถบรรทุก"]}}})
    entry = Entry("k", "Die Polizei hat einen Fahrer festgenommen", summary="Der Fahrer sagt lorry und nicht mehr.")
    assert explained(entry, "@freight", packs=packs).reasons == ("no word for @freight in de stands here",)
    several = ("none of its 2 keywords finds anything here",)
    assert explained(entry, "@freight", "tank", packs=packs).reasons == several
    assert explained(entry, "@freight.en", "tank", packs=packs).reasons == several


def test_limits_that_keep_it_out_are_told() -> None:
    assert why_not(ENTRY, "raid", feeds=("europe",)) == ("it is limited to europe, and this comes from Border Ledger",)
    assert why_not(ENTRY, "raid", lang=("th", "my")) == ("it is limited to th and my, and this is in en",)
    assert len(why_not(ENTRY, "raid", lang=("th",), feeds=("x",))) == 2
    # Of a few words in Latin letters nothing tells the language but that it is none of those.
    said = Entry("k", "Scam raid", lang="zh-Hant")
    assert why_not(said, "raid", lang=("en",)) == ("it is limited to en, and this is said to be in zh",)
    assert why_not(ENTRY, "tank", lang=("th",)) == ("“tank” does not stand here",)
    assert explained(ENTRY, "raid", feeds=("asia",), lang=("en",)).match


def test_exclusions_that_take_it_away_are_told() -> None:
    assert why_not(ENTRY, "raid", exclude=("film", "lorry")) == ("“lorry” is excluded, and stands here",)
    assert why_not(ENTRY, "raid", exclude=("police raid",)) == (
        "the keyword stands only where it is excluded: police raid",
    )
    assert why_not(ENTRY, "raid", exclude=("film raid", "police raid", "raid on a")) == (
        "the keyword stands only where it is excluded: police raid",
    )
    assert why_not(replace(ENTRY, author="Jo Smith"), "author:Smith", exclude=("Al Smith", "Jo Smith")) == (
        "the keyword stands only where it is excluded: Jo Smith",
    )


def test_words_that_stand_in_furniture_alone_are_told() -> None:
    text = "Prices rise. Related: raid on a den. Advertisement: tanks"
    dropped = (Dropped("summary", 13, 36, "related link"), Dropped("summary", 37, len(text), "advertisement"))
    entry = replace(ENTRY, title="Rice", summary=text, dropped=dropped)
    assert why_not(entry, "raid") == ("only in a related link: “raid”",)
    assert why_not(entry, "raid AND tank") == ("only in a related link: “raid”", "only in an advertisement: “tanks”")
    assert why_not(entry, "@raiding") == ("only in a related link: “raid”",)


def test_a_concept_is_taken_apart() -> None:
    (weighed,) = explained(ENTRY, "@raids").concepts
    assert weighed.score == 0.75
    assert not weighed.is_strong
    assert [(piece.name, piece.zone, piece.weight, piece.texts) for piece in weighed.pieces] == [
        ("a raid", "title", 1.5, ("raid",)),
        ("a place", "title", 1.25, ("Myawaddy",)),
    ]
    assert weighed.lacking == (("a raid by night", 2.5),)


def test_the_pieces_the_start_and_the_depth_add_up_to_the_score() -> None:
    deep = Entry(
        "k", "A long story", summary="word " * 300 + "raid in Myawaddy at dawn, with loot and a boss", lang="en"
    )
    packs = with_edits({**PACKS.edits, "raids": {**PACKS.edits["raids"], "deep": 0.75, "long": 0.125}})
    (weighed,) = explained(deep, "@raids", packs=packs).concepts
    assert weighed.deep == pytest.approx(-0.75 - 0.125 * 2, abs=0.001)
    assert weighed.score == weighed.concept.bias + weighed.deep + sum(piece.weight for piece in weighed.pieces)
    assert weighed.pieces[-1].name == "a game"


def test_a_concept_that_falls_short_says_so_and_what_it_lacks() -> None:
    one = explained(Entry("k", "A raid", lang="en"), "@raids")
    assert one.match is None
    assert one.reasons == ("the evidence for @raids is not enough",)
    assert one.concepts[0].score == -0.5
    assert one.concepts[0].lacking == (("a raid by night", 2.5), ("a place", 1.25))


def test_a_concept_whose_needs_are_missing_says_so() -> None:
    one = explained(Entry("k", "Myawaddy at night", lang="en"), "@raids")
    assert one.reasons == ("nothing that @raids needs in en stands here",)
    assert (one.concepts[0].score, one.concepts[0].pieces) == (None, ())


AGAINST = {"travel": {"unless": ["bus"]}, "haulage": {"mask": ["a lorry followed"]}, "freight": {"unless": ["scam"]}}


@pytest.mark.parametrize("name", AGAINST)
def test_words_of_a_concept_that_its_own_exceptions_take_away_are_told(name: str) -> None:
    packs = with_edits(
        {name: {"title": name, "en": {"terms": ["lorry"], **against}} for name, against in AGAINST.items()}
    )
    entry = replace(ENTRY, summary="A bus left, a lorry followed.")
    one = explained(entry, f"@{name}", packs=packs)
    assert one.match is None
    assert one.reasons == (f"of @{name} only “lorry” stands here, which its “unless” or “mask” takes away",)


def test_an_entry_without_a_word_is_explained_too() -> None:
    assert why_not(Entry("k", ""), "raid") == ("“raid” does not stand here",)
    assert why_not(Entry("k", ""), "@raids") == ("nothing that @raids needs in en stands here",)


@pytest.mark.parametrize("more", [(), ("raid",)])
def test_of_a_regex_that_took_too_long_it_does_not_say_that_it_finds_nothing(
    more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.005)
    (reason,) = why_not(Entry("k", "a" * 60 + "!"), "/(a|aa)+$/", *more)
    assert reason.endswith("/(a|aa)+$/ took too long, so it is not known whether it stands here")
