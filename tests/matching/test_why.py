"""Reasons in words: every wording once, evidence by its weight, and what speaks against it last."""

from monitor.matching.why import reasons, weight, widened
from monitor.model import Match, Span

CONCEPT = "concept:scam_hubs"


def evidence(text: str, value: float, why: str = CONCEPT, term: str = "scam hubs", start: int = 0) -> Span:
    return Span("title", start, start + len(text), text, term, why, value)


def keyword(text: str, term: str, field: str = "title") -> Span:
    return Span(field, 0, len(text), text, term, "fold")  # type: ignore[arg-type]


def told(*spans: Span, against: tuple[Span, ...] = ()) -> str:
    return reasons(Match("w", "strong", spans, against))


def test_a_keyword_is_told_with_its_places() -> None:
    assert told(keyword("Scam-hubs", "scam hub")) == "“Scam-hubs” (scam hub) in title"
    assert told(keyword("遣返", "遣返"), keyword("遣返", "遣返", "summary")) == "“遣返” in title and summary"
    assert told(*[keyword("Raid", "raid", "content")] * 3) == "“Raid” 3 times in content"


def test_of_a_concept_the_heaviest_evidence_comes_first_and_what_is_against_it_last() -> None:
    spans = (evidence("71 Indonesians", 0.8), evidence("Sihanoukville", 1.2), evidence("flown home", 2.1))
    against = (evidence("trophy", -0.4), evidence("athlete", -1.9))
    assert told(*spans, against=against).split(": ") == [
        "scam hubs → @scam_hubs",
        "flown home +2.1 · Sihanoukville +1.2 · 71 Indonesians +0.8 · athlete −1.9 · trophy −0.4",
    ]


def test_a_wording_that_stands_twice_is_told_once_with_all_that_it_counts_for() -> None:
    assert told(evidence("Scam", 1.0), evidence("scam", 0.25, start=9)).endswith(": Scam +1.2")


def test_what_weighs_nothing_is_left_out_unless_nothing_weighs_more() -> None:
    assert told(evidence("scam", 1.0), evidence("den", 0.0)).endswith(": scam +1.0")
    assert told(evidence("scam", 0.0), evidence("den", 0.01)).endswith(": “scam” · “den”")


def test_much_evidence_is_summed_up() -> None:
    said = told(*(evidence(f"word{n}", 2.0 - n / 10, start=n) for n in range(11)))
    assert said.count("word") == 8
    assert said.endswith("word7 +1.3 · 3 more +3.3")


def test_every_concept_and_every_keyword_of_a_match_is_told() -> None:
    spans = (
        evidence("raid", 1.0, "concept:crackdown", "@crackdown AND KK Park"),
        keyword("KK Park", "KK Park"),
        evidence("Kenyans", 0.5, "concept:places", "@places"),
    )
    assert told(*spans) == "@crackdown: raid +1.0; @places: Kenyans +0.5; “KK Park” in title"


def test_a_keyword_that_names_its_concept_itself_has_no_arrow() -> None:
    assert widened("@crackdown", "crackdown") == "@crackdown"
    assert widened("＠crackdown", "crackdown") == "@crackdown"
    assert widened("scam hubs", "scam_hubs") == "scam hubs → @scam_hubs"


def test_weights_have_a_sign_and_one_decimal() -> None:
    assert [weight(value) for value in (2.13, -1.86, 0.0)] == ["+2.1", "−1.9", "+0.0"]
