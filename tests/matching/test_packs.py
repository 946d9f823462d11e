"""Packs: what ships is whole and says what it means, and what a user changes is changed and no more."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import accumulate
from typing import Any

import pytest

from monitor.matching import query
from monitor.matching.lexicon import NUMBER, Lexicon
from monitor.matching.packs import LATIN, Concept, Packs, Words, all_words, shipped, stems_of, with_edits
from monitor.matching.terms import phrase
from monitor.matching.watchlist import Watchlist
from monitor.model import Entry, Watch
from tests.matching.scene import FEED, entry, found, match, reading

CONCEPTS = (
    "scam_hubs repatriation trafficking crackdown forced_labour gambling enforcement ransom_rescue laundering places"
    " region armed_groups companies coordination"
).split()
JUDGED = ("scam_hubs", "repatriation", "trafficking", "crackdown")
LANGUAGES = shipped().languages
BEAT = "en zh th my lo km vi id ja ko fil hi".split()
FOLDER = files("monitor.matching") / "packs"
LISTS = {"terms", "unchecked", "expr", "unless", "mask"}


def queries(concept: Concept) -> list[str]:
    return [each for each in (concept.needs, *concept.expr, *(one.query for one in concept.evidence)) if each]


def test_all_concepts_of_the_beat_ship_with_a_title_and_a_note() -> None:
    concepts = shipped().concepts
    assert set(CONCEPTS) <= concepts.keys()
    assert all(each.title and each.note for each in concepts.values())
    assert [name for name in concepts if query.concept_name(name) != name] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_words_file_reads_and_holds_nothing_but_lists_of_words_that_mean_something(language: str) -> None:
    tables = tomllib.loads((FOLDER / "words" / f"{language}.toml").read_text("utf-8"))
    assert tables
    for part, table in tables.items():
        assert part in shipped().concepts, f"{part} of {language} stands in no pack"
        assert set(table) <= LISTS, part
        for key, terms in table.items():
            assert all(isinstance(term, str) and term.strip() == term for term in terms), (part, key)
            parsed = [query.parse(term) if key == "expr" else phrase(term) for term in terms]
            assert len(parsed) == len(terms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_term_stands_twice_in_a_part(language: str) -> None:
    twice = {
        part: [term for term, count in Counter(words.terms + words.unchecked).items() if count > 1]
        for part, words in shipped().words(language).items()
    }
    assert {part: terms for part, terms in twice.items() if terms} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_finds_itself(language: str) -> None:
    lexicon = Lexicon(shipped())
    for part, words in shipped().words(language).items():
        lines = [term.lstrip("=").removesuffix("*") for term in words.terms + words.unchecked]
        made = reading(Entry("k", "", content="\n\n".join(lines)))
        hits = lexicon.language(language).vocabulary.found(made).hits(part)
        covered = {at for hit in hits for at in range(made.starts[hit.first], made.ends[hit.last - 1])}
        starts = accumulate([made.offset(2), *(len(line) + 2 for line in lines[:-1])])
        lost = [
            line
            for start, line in zip(starts, lines, strict=True)
            if covered.isdisjoint(range(start, start + len(line)))
        ]
        assert lost == [], part


@pytest.mark.parametrize("name", shipped().concepts)
def test_every_query_of_a_pack_reads_and_names_only_concepts_that_there_are(name: str) -> None:
    packs = shipped()
    for text in queries(packs.concepts[name]):
        query.parse(text, concepts=packs.concepts)
    for _, words in all_words(packs, name):
        for text in words.expr:
            query.parse(text, concepts=packs.concepts)


def company_lines(language: str) -> Iterator[tuple[str, str]]:
    """The lines of company names in a words file, each with the remark above it; what is masked is no company."""
    _, _, below = (FOLDER / "words" / f"{language}.toml").read_text("utf-8").partition("\n[companies]\n")
    remark = ""
    for line in below.partition("\n[")[0].partition("\nmask = [")[0].splitlines():
        if line.startswith('    "'):
            yield line.strip(), remark
        else:
            remark = line.strip()


def test_every_company_stands_below_the_list_that_names_it_or_below_its_name_there() -> None:
    listed = list(company_lines(LATIN))
    assert listed
    assert [line for line, remark in listed if not re.search(r"\b(OFAC|UK|FinCEN)\b.* \d{4}", remark)] == []
    sourced = "\n".join(map(" ".join, listed))
    for language in LANGUAGES:
        for line, remark in company_lines(language) if language != LATIN else ():
            name = re.fullmatch(r"# (.+), as in latin\.toml", remark)
            assert remark == "# no names: what desks say instead" or (name and name[1] in sourced), (language, line)


def test_every_part_that_a_query_names_has_words_or_queries_for_words() -> None:
    packs = shipped()
    named = {
        each.name
        for one in packs.concepts.values()
        for text in queries(one)
        for each in query.concepts_in(query.parse(text))
    }
    bare = [
        name
        for name in named - {NUMBER}
        if not packs.concepts[name].expr
        and not any(words.terms or words.unchecked or words.expr for _, words in all_words(packs, name))
    ]
    assert bare == []


def test_every_concept_that_one_can_watch_for_has_words_in_the_languages_of_the_beat() -> None:
    packs = shipped()
    for name in JUDGED:
        reached = {each.name for text in queries(packs.concepts[name]) for each in query.concepts_in(query.parse(text))}
        for language in BEAT:
            assert len(reached & packs.words(language).keys()) > len(reached) / 3, (name, language)


@pytest.mark.parametrize("name", JUDGED)
def test_what_speaks_against_a_concept_never_speaks_for_it_nor_the_other_way_about(name: str) -> None:
    concept = shipped().concepts[name]
    assert concept.evidence
    assert concept.bias < 0 <= min(concept.deep, concept.long)
    for each in concept.evidence:
        assert max(each.title, each.body) <= 0 if each.against else min(each.title, each.body) >= 0
        assert each.title or each.body
    names = [each.name for each in concept.evidence]
    assert len(set(names)) == len(names)


def test_every_alias_is_widened_to_its_concept_and_no_two_concepts_share_one() -> None:
    packs = shipped()
    aliases = [(alias, name) for name, concept in packs.concepts.items() for alias in concept.aliases]
    assert {name for _, name in aliases} >= set(JUDGED)
    for alias, name in aliases:
        assert packs.widened(query.parse(alias)) == name
    owners: dict[tuple[str, ...], set[str]] = {}
    for alias, name in aliases:
        owners.setdefault(stems_of(alias), set()).add(name)
    assert [each for each in owners.values() if len(each) > 1] == []


@pytest.mark.parametrize(
    ("keyword", "concept"),
    [
        ("scam hubs", "scam_hubs"),
        ("Scam-Hub", "scam_hubs"),
        ("SCAM CENTERS", "scam_hubs"),
        ("電詐園區", "scam_hubs"),
        ("repatriation", "repatriation"),
        ("repatriated", "repatriation"),
        ("human trafficking", "trafficking"),
        ("=scam hubs", ""),
        ("==scam hubs", ""),
        ("scam hubs*", ""),
        ("scam hubs AND Myanmar", ""),
        ("title:scam hubs", ""),
        ("@scam_hubs", ""),
        ("big scam hubs", ""),
    ],
)
def test_a_keyword_that_is_an_alias_stands_for_the_concept(keyword: str, concept: str) -> None:
    assert shipped().widened(query.parse(keyword)) == concept


def test_without_a_users_changes_the_packs_are_the_shipped_ones() -> None:
    assert with_edits({}) is shipped()


def edited(name: str = "places", **table: Any) -> Packs:
    return with_edits({name: table})


def test_a_user_adds_words_and_takes_others_away() -> None:
    known = shipped().words("en")["places"]
    packs = edited(en={"terms": ["Port Nowhere"], "remove": [known.terms[0].upper()]})
    words = packs.words("en")["places"]
    assert "Port Nowhere" in words.terms
    assert known.terms[0] not in words.terms
    assert len(words.terms) == len(known.terms)
    assert packs.words("th")["places"] == shipped().words("th")["places"]
    assert found(packs, entry("Raid on Port Nowhere, police said"), "@places") == ["Port Nowhere"]
    assert shipped().words("en")["places"] == known


def test_a_user_takes_away_unchecked_words_too() -> None:
    language, name, words = next(
        (language, name, words)
        for language in shipped().languages
        for name, words in shipped().words(language).items()
        if words.unchecked
    )
    packs = with_edits({name: {language: {"remove": [words.unchecked[0]]}}})
    assert words.unchecked[0] not in packs.words(language)[name].unchecked


def test_what_cancels_words_for_a_judged_concept_cancels_all_that_speak_for_it() -> None:
    packs = with_edits({"scam_hubs": {"en": {"unless": ["board game"], "mask": ["scam hub museum"]}}})
    for title in ("A new scam hub board game is out", "The scam hub museum opens in Bangkok"):
        assert match(shipped(), entry(title), "scam hubs")
        assert match(packs, entry(title), "scam hubs") is None
    assert match(packs, entry("Police raid a scam hub in Myawaddy"), "scam hubs")


ADDED = {
    "scam_hubs": ("zorbing", "蹦极"),
    "repatriation": ("juggling", "杂耍"),
    "trafficking": ("knitting", "编织"),
    "crackdown": ("snorkelling", "浮潜"),
}
"""An English and a Chinese word for each judged concept; in one config, for to compile a language takes seconds."""


@pytest.mark.parametrize("name", ADDED)
def test_a_word_that_a_user_adds_to_a_judged_concept_is_enough_for_it(name: str) -> None:
    packs = with_edits(
        {
            each: {"en": {"terms": [english], "unless": ["club"]}, "zh": {"terms": [chinese]}}
            for each, (english, chinese) in ADDED.items()
        }
    )
    word, chinese = ADDED[name]
    deep = Entry("k", "Notes", content="The garden was green. " * 200 + f"Then came the {word}.", lang="en")
    told = {"title": entry(f"{word.title()} in the north"), "deep": deep, "zh": entry(f"北方{chinese}", lang="zh")}
    found = {where: match(packs, one, f"@{name}") for where, one in told.items()}
    assert {where: one and one.level for where, one in found.items()} == {
        "title": "strong",
        "deep": "likely",
        "zh": "strong",
    }
    assert match(packs, entry(f"{word.title()} club in the north"), f"@{name}") is None
    assert not any(match(packs, told["title"], f"@{other}") for other in ADDED if other != name)
    assert match(shipped(), told["title"], f"@{name}") is None


def test_a_users_own_concept_is_none_of_the_words_that_he_adds_to_a_judged_one() -> None:
    own = {"title": "Mine", "en": {"terms": ["pier"]}}
    tables = {"scam_hubs": {"en": {"terms": ["zorbing"]}}, "scam_hubs_own": own}
    for edits in (tables, dict(reversed(tables.items()))):
        packs = with_edits(edits)
        assert found(packs, entry("Quiet at the pier"), "@scam_hubs_own") == ["pier"]
        assert found(packs, entry("Quiet at the pier"), "@scam_hubs") == []
        assert found(packs, entry("Zorbing in the north"), "@scam_hubs") == ["Zorbing"]


def test_masks_and_vetoes_of_a_user_join_those_that_ship() -> None:
    packs = edited(
        "fraud", en={"mask": ["scam awareness week"], "unless": ["board game"], "expr": ["swindle NEAR/3 loan"]}
    )
    known, words = shipped().words("en")["fraud"], packs.words("en")["fraud"]
    assert words.mask == (*known.mask, "scam awareness week")
    assert words.unless == (*known.unless, "board game")
    assert words.expr == (*known.expr, "swindle NEAR/3 loan")
    assert words.terms == known.terms


def test_a_language_that_ships_no_words_may_get_some() -> None:
    packs = edited(nl={"terms": ["Havenstad"]})
    assert "nl" in packs.languages
    assert packs.words("nl") == {"places": Words(("Havenstad",))}
    assert found(packs, entry("Inval in Havenstad", lang="nl"), "@places") == ["Havenstad"]


def test_a_new_concept_is_all_a_users_own() -> None:
    packs = with_edits({"boats": {"title": "Boats", "aliases": ["small boats"], "en": {"terms": ["dinghy"]}}})
    assert packs.concepts["boats"].title == "Boats"
    assert found(packs, entry("Two dinghies sank"), "small boat") == ["dinghies"]
    assert packs.concepts.keys() == shipped().concepts.keys() | {"boats"}


def test_a_name_that_a_user_gives_to_a_concept_speaks_for_it() -> None:
    boats = {"title": "Boats", "aliases": ["small boats"], "en": {"terms": ["dinghy"]}}
    packs = with_edits({"boats": boats, "scam_hubs": {"aliases": ["fraud (pier)"]}})
    assert found(packs, entry("A small boat sank"), "small boats") == ["small boat"]
    assert found(packs, entry("Quiet at the fraud pier"), "fraud pier") == ["fraud pier"]


@pytest.mark.parametrize("keyword", ["scamhubs", "scam-hub", "scam hub", "ScamHub", "电诈园区"])
def test_a_name_with_a_blank_more_or_less_is_the_same_name(keyword: str) -> None:
    assert shipped().widened(query.parse(keyword)) == "scam_hubs"


def test_a_users_queries_count_as_words_of_a_concept_that_ships() -> None:
    packs = edited("companies", expr=['acme NEAR/3 "holding"'])
    made = match(packs, entry("Acme and its holding were raided, police said"), "@companies")
    assert made is not None
    assert [span.text for span in made.spans] == ["Acme", "holding"]


def test_evidence_of_a_user_takes_the_place_of_what_is_called_the_same() -> None:
    known = shipped().concepts["scam_hubs"]
    first = known.evidence[0]
    rows = [
        {"name": first.name, "query": first.query, "weight": [9, 8]},
        {"name": "a pier", "query": "pier", "weight": [-1, -2], "against": True},
    ]
    changed = edited("scam_hubs", evidence=rows, bias=-9, aliases=["fraud pier"]).concepts["scam_hubs"]
    pier, own = changed.evidence[len(known.evidence) :]
    assert (changed.evidence[0].title, changed.evidence[0].body) == (9, 8)
    assert pier.against
    assert own.name == "words of your own"
    assert (changed.bias, changed.deep, changed.title) == (-9, known.deep, known.title)
    assert changed.aliases == (*known.aliases, "fraud pier")


@pytest.mark.parametrize(("said", "counts"), [(False, False), (True, True)])
def test_a_user_says_whether_the_wording_of_an_entry_counts(said: bool, counts: bool) -> None:
    packs = edited("repatriation", wording=said)
    text = entry("The athletes flew home after the final, and the coach returned to the club with the cup and the fans")
    told = [
        Watchlist([Watch("w", ("@repatriation",))], each).look(text, FEED).thorough_verdict("repatriation")
        for each in (packs, shipped())
    ]
    assert told[0] is not None and told[1] is not None
    assert (told[0].score == told[1].score) is counts


def test_words_are_compiled_anew_after_every_change_to_them_and_to_no_others() -> None:
    plain, packs = shipped(), edited(en={"terms": ["Port Nowhere"]})
    assert packs.digest(["en"]) != plain.digest(["en"])
    assert packs.digest(["zh"]) == plain.digest(["zh"])
    assert packs.digest(["en"]) == edited(en={"terms": ["Port Nowhere"]}).digest(["en"])
    assert packs.digest(["en"]) != edited(en={"remove": ["Port Nowhere"]}).digest(["en"])
    assert packs.digest(["en"]) != edited("companies", en={"terms": ["Port Nowhere"]}).digest(["en"])
    assert plain.digest(["en", "latin"]) != plain.digest(["en"])
