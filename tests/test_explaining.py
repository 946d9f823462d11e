"""An explanation in lines: what each says, and where in it the entry's own words stand."""

import pytest

from monitor import explaining
from monitor.explaining import Line
from monitor.matching.explain import explanations
from monitor.matching.packs import shipped
from monitor.matching.watchlist import Watchlist
from monitor.model import Entry, Feed, Watch

STORY = "Soldiers found 312 workers at the cyber-scam site. The guards of the scam site left a video game."


def told(keyword: str, title: str, summary: str = "") -> list[Line]:
    (one,) = explanations(Watchlist([Watch("W", (keyword,))]), Entry("", title, summary=summary), Feed(""))
    return [*explaining.lines(one, shipped())]


def quoted(line: Line) -> list[str]:
    return [line.text[start:end] for start, end in line.quotes]


def test_the_words_that_match_are_found_in_the_reasons() -> None:
    (line,) = told("raid", "Raids at dawn", "A raid")
    assert line.text == "“Raids” (raid) in title; “raid” in summary" and quoted(line) == ["Raids", "raid"]


def test_what_a_keyword_is_called_is_no_word_of_the_entry() -> None:
    (line,) = told("border pact", "Border-pacts", "border pact")
    assert "(border pact)" in line.text and quoted(line) == ["Border-pacts", "border pact"]


def test_evidence_is_told_with_weights_and_its_words() -> None:
    reason, total, *pieces = told("scam hubs", "A raid on Myawaddy", STORY)
    assert "scam site +" in reason.text and {"scam site", "Soldiers"} <= {*quoted(reason)}
    assert total.tone == "sum" and total.text.startswith("@scam_hubs comes to +")
    assert {line.tone for line in pieces} == {"for", "against"}
    assert all(line.text.endswith(", ".join(quoted(line))) or "more" in line.text for line in pieces)
    assert {word for line in pieces if line.tone == "against" for word in quoted(line)} >= {"Soldiers"}


def test_of_no_match_it_says_what_is_missing_and_what_was_looked_for() -> None:
    wider, reason, total, *_ = told("scam hubs", "Rice")
    assert wider.text.startswith("scam hubs → @scam_hubs, ") and wider.text.endswith(" languages")
    assert "@scam_hubs" in reason.text and total.tone == "sum" and not reason.quotes


@pytest.mark.parametrize("title", ["raid (.*) [a", "“raid” · raid +2.0", "raid\\"])
def test_words_are_no_patterns(title: str) -> None:
    (line,) = told("raid", title)
    assert {*quoted(line)} == {"raid"}
