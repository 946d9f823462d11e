"""The packs' words in an entry: which of them stand where, and which of those do not count."""

from typing import Any

import pytest

from monitor.matching import query
from monitor.matching.evidence import judged
from monitor.matching.lexicon import Lexicon, spoken
from monitor.matching.pack_queries import own_phrases
from monitor.matching.packs import Packs, shipped
from monitor.matching.parts import NEAR_WORDS
from monitor.model import Entry
from tests.matching.scene import FEED, entry, found, look, match, small, words


def standing(packs: Packs, one: Entry, name: str = "x") -> list[tuple[str, str]]:
    """Where the words for a concept stand: fields and texts."""
    made = look(packs, one, f"@{name}")
    reading = made.reading
    return [
        (reading.fields[hit.field].name, reading.text[reading.starts[hit.first] : reading.ends[hit.last - 1]])
        for hit in made.parts.hits(name)
    ]


def texts(packs: Packs, text: str, name: str = "x", lang: str = "en") -> list[str]:
    return [text for _, text in standing(packs, entry(text, lang=lang), name)]


def test_an_entry_is_searched_for_the_words_of_its_language_and_for_names_in_latin_letters() -> None:
    packs = small(x={"en": {"terms": ["wire"]}, "de": {"terms": ["Draht"]}, "latin": {"terms": ["Moei"]}})
    assert texts(packs, "wire Draht Moei", lang="en") == ["wire", "Moei"]
    assert texts(packs, "wire Draht Moei", lang="de") == ["Draht", "Moei"]
    assert texts(packs, "แม่น้ำ Moei wire", lang="th") == ["Moei"]


def test_under_a_title_in_a_script_of_its_own_an_english_text_does_not_hide_the_words_of_that_language() -> None:
    packs = small(x={"zh": {"terms": ["电诈园区"]}, "en": {"terms": ["scam hub"]}, "vi": {"terms": ["lừa"]}})
    english = "The statement that was released on Monday by the ministry says of the scam hub what it has said before."
    both = [("title", "电诈园区"), ("summary", "scam hub")]
    assert standing(packs, entry("警方捣毁电诈园区", english)) == both
    assert standing(packs, entry("警方捣毁电诈园区", english, lang="zh")) == both
    assert standing(packs, entry("What is a 电诈园区 and who runs it?", english)) == both[1:]
    vietnamese = "Người này đã bị lừa và được đưa về nước trong tuần này."
    assert standing(packs, entry("警方捣毁电诈园区", vietnamese)) == [("summary", "lừa")]


def test_of_the_pairs_of_languages_that_were_met_a_few_are_kept() -> None:
    lexicon = Lexicon(small(x={"zh": {"terms": ["电诈园区"]}, "en": {"terms": ["scam hub"]}}))
    english, first = lexicon.language("en"), lexicon.language("zh+en")
    assert lexicon.language("zh+en") is first
    for name in ("th+en", "my+en"):
        lexicon.language(name)
    assert lexicon.language("zh+en") is first
    lexicon.language("km+en")
    assert lexicon.language("zh+en") is first, "it was used last"
    for name in ("th+en", "my+en", "km+en"):
        lexicon.language(name)
    assert lexicon.language("zh+en") is not first
    assert lexicon.language("en") is english


def test_an_entry_of_unknown_language_is_taken_for_english() -> None:
    assert spoken("") == spoken("en")
    assert texts(small(x=words("wire")), "wire Moei", lang="") == ["wire"]


def test_languages_without_words_are_compiled_once_for_all_of_them() -> None:
    packs = small(x={"en": {"terms": ["wire"]}, "latin": {"terms": ["Moei"]}})
    lexicon = Lexicon(packs)
    made = {id(lexicon.language(name)) for name in ("qaa", "bqx", "nl", "sw")}
    assert len(made) == 1
    # One is cut otherwise, and one has English words too.
    assert not made & {id(lexicon.language(name)) for name in ("en", "ru", "vi", "fil")}
    assert all(texts(packs, "wire Moei", lang=name) == ["Moei"] for name in ("qaa", "bqx"))


def test_filipino_news_is_searched_for_english_words_too() -> None:
    packs = small(x={"en": {"terms": ["scam hub"]}, "fil": {"terms": ["panloloko"]}})
    assert texts(packs, "scam hub ng panloloko", lang="fil") == ["scam hub", "panloloko"]


def test_words_that_nobody_checked_count_like_the_others() -> None:
    assert texts(small(x=words("wire", unchecked=["cable"])), "wire and cable") == ["wire", "cable"]


def test_of_words_inside_longer_ones_the_longest_is_told() -> None:
    assert texts(small(x=words("scam", "scam hub", "hub")), "a scam hub, a hub") == ["scam hub", "hub"]


def test_a_mask_swallows_what_stands_inside_it_and_nothing_else() -> None:
    packs = small(x=words("park", mask=["national park", "park and ride"]))
    assert texts(packs, "the national park, the park, park and ride, park ride") == ["park", "park"]
    assert standing(packs, entry("national park", "a park")) == [("summary", "park")]


def test_a_mask_that_only_overlaps_swallows_nothing() -> None:
    assert texts(small(x=words("scam park", mask=["park ranger"])), "a scam park ranger") == ["scam park"]


def test_a_mask_swallows_what_a_query_for_words_finds() -> None:
    packs = small(x={"en": {"expr": ["park NEAR/2 scam"], "mask": ["scam in the park"]}})
    assert texts(packs, "a scam in the park") == []
    assert texts(packs, "a scam in a park") == ["scam in a park"]


@pytest.mark.parametrize(("between", "counts"), [(NEAR_WORDS, False), (NEAR_WORDS + 1, True)])
def test_a_veto_cancels_what_stands_within_six_words_of_it_on_either_side(between: int, counts: bool) -> None:
    packs = small(x=words("hub", unless=["film"]))
    far = "a " * between
    assert bool(texts(packs, f"hub {far}film")) is counts
    assert bool(texts(packs, f"film {far}hub")) is counts


def test_a_veto_in_a_script_without_blanks_reaches_as_far() -> None:
    packs = small(x=words("园区", language="zh", unless=["电影"]))
    assert texts(packs, f"园区{'的' * 18}电影", lang="zh") == []
    assert texts(packs, f"园区{'的' * 19}电影", lang="zh") == ["园区"]


def test_a_veto_cancels_its_own_place_and_leaves_the_others() -> None:
    packs = small(x=words("hub", unless=["film"]))
    assert texts(packs, f"hub film {'a ' * 20} hub") == ["hub"]
    assert standing(packs, entry("Raid", f"hub film {'a ' * 20}", "hub")) == [("content", "hub")]


def test_a_veto_in_the_title_speaks_for_the_summary_and_not_for_the_content() -> None:
    packs = small(x=words("hub", unless=["film"]))
    assert standing(packs, entry("Hub film", "The hub was raided", "The hub")) == [("content", "hub")]
    assert standing(packs, entry("A film", "The hub was raided", "The hub")) == [("content", "hub")]
    assert standing(packs, entry("Raid", f"A film {'a ' * 20} hub")) == [("summary", "hub")]


def test_a_veto_around_shorter_vetoes_is_not_overlooked() -> None:
    packs = small(x=words("hub", unless=["war on drugs and of the poor", "war", "drugs", "poor"]))
    assert texts(packs, f"war on drugs and of the poor {'a ' * 6} hub") == []


def test_masks_and_vetoes_of_one_concept_are_no_other_ones_business() -> None:
    packs = small(x=words("hub", mask=["tech hub"]), y=words("hub", unless=["tech"]))
    assert texts(packs, "a tech hub, a hub", "x") == ["hub"]
    assert texts(packs, "a tech hub, a hub", "y") == []


def test_digits_belong_to_numbers_without_being_listed() -> None:
    packs = small(number=words("dozens"))
    one = entry("71 and dozens", "in 2024", "a7 7a ๗", author="9")
    found = ["title 71", "title dozens", "summary 2024", "content 7a", "content ๗"]
    assert [" ".join(each) for each in standing(packs, one, "number")] == found


NESTED: dict[str, dict[str, Any]] = {
    "top": {"expr": ["@middle"]},
    "middle": {"expr": ["@low", "raid NEAR/3 @low"]},
    "low": {"en": {"terms": ["park"]}},
}


def test_concepts_may_be_made_of_others() -> None:
    for names in (("top", "middle", "low"), ("low", "middle", "top"), ("middle", "top", "low")):
        packs = small(**{name: NESTED[name] for name in names})
        assert texts(packs, "a park", "top") == ["park"]
        assert found(packs, entry("a park"), "@top") == ["park"]
        assert found(packs, entry("raid a park"), "@top") == ["raid", "park"]


def test_concepts_that_are_made_of_each_other_come_to_an_end() -> None:
    packs = small(x={"expr": ["@y"], "en": {"terms": ["hub"]}}, y={"expr": ["@x", "@y"], "en": {"terms": ["park"]}})
    assert texts(packs, "hub and park", "x") == ["hub", "park"]
    assert "park" in texts(packs, "hub and park", "y")


@pytest.mark.parametrize("where", ["of its language", "of every language"])
@pytest.mark.parametrize(
    ("written", "text", "told"),
    [
        ("raid NEAR/3 park", "raid the park", ["raid", "park"]),
        ("raid park", "a raid park", ["raid park"]),
        ("raid AND park", "raid a park", ["raid", "park"]),
        ("raid AND park", "raid", []),
        ("raid -park", "a raid", ["raid"]),
        ("title:raid", "a raid", ["raid"]),
        ("summary:raid", "a raid", []),
        ("=raids", "a raid, two raids", ["raids"]),
        ("raider*", "raiders", ["raiders"]),
        ("/r.id/", "a raid", ["raid"]),
        ("@other NEAR/2 raid", "raid a wire", ["raid", "wire"]),
    ],
)
def test_queries_count_as_words(where: str, written: str, text: str, told: list[str]) -> None:
    table: dict[str, Any] = {"expr": [written]}
    packs = small(x={"en": table} if where == "of its language" else table, other=words("wire"))
    assert found(packs, entry(text), "@x") == told


def test_a_query_for_words_is_satisfied_over_several_fields() -> None:
    packs = small(x={"expr": ["@raid AND @site"]}, raid=words("raid"), site=words("park"))
    assert standing(packs, entry("A raid", "on a park")) == [("title", "raid"), ("summary", "park")]
    assert found(packs, entry("A raid", "on a park"), "@x") == ["raid", "park"]


def test_words_do_not_stand_in_fields_that_are_not_shown() -> None:
    one = entry("A raid", author="Wire", categories=("wire",), link="https://wire.example/")
    assert match(small(x=words("wire")), one, "@x", "author:nobody") is None


def test_a_concept_may_be_asked_for_in_one_language() -> None:
    packs = small(x={"en": {"terms": ["wire"]}, "de": {"terms": ["Draht"]}})
    assert found(packs, entry("a wire", lang="en"), "@x.en") == ["wire"]
    assert found(packs, entry("ein Draht", lang="de"), "@x.en") == []
    assert found(packs, entry("ein Draht", lang="de"), "@x") == ["Draht"]


def test_a_language_without_words_finds_nothing_and_breaks_nothing() -> None:
    packs = small(x=words("wire"))
    assert texts(packs, "kabar wire", lang="xyz") == []
    assert look(packs, entry("x", lang="xyz"), "@x", feed=FEED).match is not None


def test_the_queries_of_the_packs_are_read_once_for_all_lexicons_and_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    own_phrases.cache_clear()
    query.parsed.cache_clear()
    first, read = Lexicon(shipped()), []
    parse = query.parse

    def counted(text: str) -> query.Node:
        read.append(text)
        return parse(text)

    monkeypatch.setattr(query, "parse", counted)
    second = Lexicon(shipped())
    assert list(second.phrases) == list(first.phrases)
    assert sum(bool(judged(one).evidence) for one in shipped().concepts.values()) > 1
    assert read == []
