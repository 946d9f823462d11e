"""Entries without titles, as posts are: what stands for one, and that they are judged as if they had it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching.judge import Judge
from monitor.matching.opening import titled
from monitor.matching.watchlist import Watchlist
from monitor.model import Dropped, Entry, Feed, Watch

LABELLED = Path(__file__).parents[1] / "data" / "labelled"
FEED = Feed("u")
TOLD = "Police freed three hundred people at dawn."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Raid at dawn", "Raid at dawn"),
        ("Raid at dawn\nPolice say", "Raid at dawn"),
        ("Raid at dawn. Police say", "Raid at dawn. Police say"),
        (f"{TOLD} More to come.", f"{TOLD} "),
        ("警方在妙瓦底解救人质\n他们说", "警方在妙瓦底解救人质"),
        (f"{TOLD} " + "X" * (120 - len(TOLD) - 1), f"{TOLD} "),
        (f"{TOLD} " + "X" * (121 - len(TOLD) - 1), ""),
        (f"\n{TOLD}", ""),
        ("", ""),
    ],
)
def test_the_first_line_or_sentence_of_a_short_text_stands_for_a_title(text: str, title: str) -> None:
    made = titled(Entry("k", "", summary=text))
    assert (made.title, made.summary) == (title, text[len(title) :])
    made = titled(Entry("k", "", content=text))
    assert (made.title, made.content) == (title, text[len(title) :])


def test_who_has_a_title_keeps_it() -> None:
    entry = Entry("k", "Raid", summary="At dawn")
    assert titled(entry) is entry


@given(
    st.text("ab .\n。", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20), st.sampled_from(["summary", "content"])), max_size=4),
)
def test_what_was_dropped_stays_so(text: str, places: list[tuple[int, int, str]]) -> None:
    dropped = tuple(
        Dropped(field, start, min(start + size, len(text)), "share")  # type: ignore[arg-type]
        for start, size, field in places
        if start < len(text)
    )
    made = titled(Entry("k", "", summary=text, content=text, dropped=dropped))
    assert made.title + made.summary == text and made.content == text
    after = {
        (part.field != "content", at + (len(made.title) if part.field == "summary" else 0))
        for part in made.dropped
        for at in range(part.start, part.end)
    }
    assert after == {(part.field != "content", at) for part in dropped for at in range(part.start, part.end)}


def test_a_post_is_about_what_its_headline_would_be_about() -> None:
    names = ("scam_hubs", "repatriation", "trafficking", "crackdown")
    judge = Judge.by([Watch(name, (f"@{name}",)) for name in names], {})
    found = 0
    for line in (LABELLED / "eval-dev.jsonl").read_text("utf-8").splitlines()[::3]:
        told = json.loads(line)
        alone = judge.found(Entry("k", told["title"], lang=told["lang"]), FEED)
        post = judge.found(Entry("k", "", summary=told["title"], lang=told["lang"]), FEED)
        assert post.concepts == alone.concepts
        assert {match.watch for match in post.matches} == {match.watch for match in alone.matches}
        for match in post.matches:
            # What is marked stands where the entry has it.
            assert all(told["title"][span.start : span.end] == span.text for span in match.spans)
            assert {span.field for span in match.spans} == {"summary"}
        found += len(post.matches)
    assert found > 50


def test_places_behind_the_first_line_are_those_of_the_text() -> None:
    text = "Deported over #ScamCompounds\n\nThe men had been held in a scam compound in Myawaddy."
    (match,) = Watchlist([Watch("hubs", ("@scam_hubs",))]).match(Entry("k", "", content=text), FEED)
    assert {text[span.start : span.end] for span in match.spans} >= {"ScamCompounds", "scam compound", "Myawaddy"}
    assert {span.field for span in match.spans} == {"content"}


@pytest.mark.parametrize(
    ("keyword", "is_found"),
    [
        ('"found many"', True),
        ("raid NEAR/9 Police", True),
        ("title:raid", False),
        ("title:@scam_hubs", False),
        ("summary:@scam_hubs", True),
    ],
)
def test_what_else_a_watch_asks_for_is_asked_of_the_entry_as_it_is(keyword: str, is_found: bool) -> None:
    entry = Entry("k", "", summary="A raid on the scam compound in Myawaddy\nPolice say they found\nmany people.")
    assert bool(Watchlist([Watch("w", (keyword,), widen=False)]).match(entry, FEED)) == is_found
