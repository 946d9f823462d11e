"""What a concept is made of: its own words and those of all its queries name, each counted once."""

from monitor.matching.pack_files import digest
from monitor.matching.packs import with_edits
from monitor.matching.vocabulary import reach, vocabulary, widened
from monitor.model import Watch

EDITS = {
    "storm": {
        "title": "S", "aliases": ["bad weather"], "needs": "@rain OR @wind", "expr": ["@storm AND x"],
        "evidence": [{"name": "r", "query": "@rain NEAR/5 @flood", "weight": [1, 1]}],
    },
    "rain": {"title": "R", "en": {"terms": ["rain", "drizzle"], "expr": ["@wet"]}, "th": {"terms": ["ฝน"]}},
    "wind": {"title": "W", "latin": {"terms": ["Föhn"]}},
    "flood": {"title": "F"},
    "wet": {"title": "T", "fr": {"terms": ["mouillé"]}},
}  # fmt: skip
PACKS = with_edits(EDITS)


def test_it_reaches_as_far_as_its_queries_do() -> None:
    assert set(reach(PACKS, "storm")) == {"storm", "rain", "wind", "flood", "wet"}
    assert reach(PACKS, "wind") == ("wind",)
    assert reach(PACKS, "nothing") == ("nothing",)


def test_words_are_counted_over_all_that_it_reaches() -> None:
    known = vocabulary(PACKS, "storm")
    assert (known.languages, known.terms, known.unchecked) == (("en", "fr", "th"), 5, 0)
    assert set(known.parts) == {"rain", "wind", "wet"}


def test_the_concepts_that_ship_speak_the_languages_of_the_beat() -> None:
    for name in ("scam_hubs", "repatriation", "trafficking", "crackdown"):
        known = vocabulary(PACKS, name)
        assert {"en", "zh", "th", "my", "lo", "km", "vi", "id", "fil", "ja", "ko", "hi"} <= set(known.languages)
        assert 0 < known.unchecked < known.terms


def test_keywords_that_stand_for_a_concept_are_told() -> None:
    watch = Watch("w", ("Bad-weather", "=bad weather", "bad weather AND x", "@storm", "rain"))
    assert widened(watch, PACKS) == {"Bad-weather": "storm"}
    assert widened(Watch("w", ("bad weather",), widen=False), PACKS) == {}


def test_the_digest_changes_with_every_change_and_with_nothing_else() -> None:
    assert digest({}) != digest(EDITS) == digest(dict(reversed(EDITS.items())))
    assert digest({**EDITS, "rain": {**EDITS["rain"], "th": {"terms": ["ฝนตก"]}}}) != digest(EDITS)
