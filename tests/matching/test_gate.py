"""The gate: what it keeps from being weighed is never anything that would have matched."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.matching.evidence import _score, verdict
from monitor.matching.packs import shipped
from monitor.matching.watchlist import Watchlist
from monitor.model import Dropped, Entry, Watch
from monitor.verbs.match import entry_of
from tests.matching.scene import FEED, SOUP, entry, evidence, found, judged, small, words

CONCEPTS = ("scam_hubs", "repatriation", "trafficking", "crackdown")
LABELLED = Path(__file__).parents[1] / "data" / "labelled"


PACKS = small(
    number={},
    raid={"en": {"terms": ["raid", "bust"]}, "th": {"terms": ["แก๊ง"]}},
    site={"en": {"terms": ["compound", "scam hub", "hub"], "mask": ["hub of the compound"]}, "zh": {"terms": ["园区"]}},
    police=words("police"),
    film=words("film", "boss", "boss film", "=hubs"),
    vetoed=words("hub", "raid", unless=["film"]),
    who={"expr": ["@police", "@number"]},
    both={"expr": ["@raid AND @site"]},
    near={"expr": ["@raid NEAR/3 @site"]},
    chained={"expr": ["@later"]},
    later={"expr": ["@last"]},
    last={"expr": ["@both", "hub -film"], "en": {"terms": ["Myawaddy"]}},
    pattern={"expr": ["/d.ported/"]},
    spoilt={"expr": ["@film"], "en": {"unless": ["police"]}},
    spoken={"en": {"expr": ["@film ONEAR/4 rescued", "@chained AND @police"]}},
    distant={"en": {"expr": ["@raid NEAR/50 @film"]}},
    farther={"en": {"expr": ["@distant ONEAR/45 police"]}},
    turning={"expr": ["@round"]},
    round={"expr": ["@turning"], "en": {"terms": ["rescued"]}},
    a=judged(
        evidence("@raid", 1, 0.5), evidence("@site", 0.8, 0.7), evidence("@raid AND @site", 0.5, 0.5),
        evidence("@near", -1, -1, against=True), evidence("@spoilt", -0.5, -0.5, against=True),
        evidence("@vetoed", -0.7, -0.4, against=True), bias=-1.5, needs="@raid OR @both", deep=0.2, long=0.1,
    ),
    b=judged(
        evidence("@both", 0.7, 0.7), evidence("@chained", 0.1, 0.1), evidence("@who", 0.3, 0.3),
        evidence("@who AND @film", -0.6, -0.6, against=True), evidence("@both AND @film", -0.3, -0.4, against=True),
        bias=-0.8,
    ),
    c=judged(
        evidence("hub NEAR/5 police", 0.3, 0.2), evidence("@number", 0.2, 0.1), evidence("@pattern", 0.3, 0.3),
        evidence("(@raid AND @film) OR @spoken", 0.3, 0.3), evidence("@turning", 0.4, 0.4),
        evidence("@film", -0.3, -0.1), evidence("@police AND deported", -0.2, -0.2, against=True), bias=-0.3,
    ),
    d=judged(evidence("@film", 0.7, 0.7), evidence("@raid", 0.1, 0.1), bias=-0.8),
    e=judged(evidence("@distant", 0.5, 0.5), evidence("@farther", 0.4, 0.4), evidence("@site", 0.3, 0.3), bias=-0.8),
)  # fmt: skip
QUERIES = (
    "scam", "scam hubs", "=hubs", "==Myawaddy", "raid*", "scam AND police", "scam -police", "hub NEAR/3 raid",
    "hub NOT NEAR/3 film", "title:scam", "content:hub AND raid", "(scam AND raid) OR boss", "/r.id/ AND hub", "园区",
    "电诈 NEAR/4 园区", "lua dao", "@a AND hub", "@b -film", "title:@a", "@site NEAR/4 @raid", "author:boss", "raw:hub",
    "raw:(hub AND film) OR lang:zh", "hub (raid OR -police)", "repatriación", "@site.zh", "@a.en", "lang:en AND @last",
)  # fmt: skip
WATCHLIST = Watchlist(
    [
        *(Watch(f"@{name}", (f"@{name}",)) for name in PACKS.concepts),
        *(Watch(each, (each,)) for each in QUERIES),
        Watch("several", ("scam -hub", "@b", "71"), ("film", "scam hub raid")),
    ],
    PACKS,
)
PLAIN = Watchlist(
    [watch for watch in WATCHLIST.watches if "raw:" not in watch.name and "author:" not in watch.name], PACKS
)


def check(watchlist: Watchlist, one: Entry) -> None:
    """The gate lets pass all that is found without it."""
    made = watchlist.look(one, FEED)
    slow = [match for watch in watchlist.watches if (match := made.match(watchlist.wanted(watch.name)))]
    assert [match.watch for match in watchlist.match(one, FEED)] == [match.watch for match in slow]
    assert list(watchlist.match(one, FEED)) == slow


@given(
    SOUP, SOUP, SOUP, SOUP, st.sampled_from(["", "en", "zh", "th", "es", "xyz"]), st.integers(0, 60), st.integers(0, 60)
)
@settings(max_examples=250)
def test_it_never_drops_what_the_evaluation_finds(
    title: str, summary: str, content: str, author: str, lang: str, start: int, size: int
) -> None:
    end = min(len(summary), start + size)
    dropped = (Dropped("summary", start, end, "share"),) if start < end else ()
    one = Entry("k", title, summary=summary, content=content, author=author, lang=lang, dropped=dropped)
    check(WATCHLIST, one)
    check(PLAIN, one)


@given(SOUP, st.lists(st.tuples(SOUP, st.integers(0, 90)), min_size=2, max_size=6), st.sampled_from(["en", "zh", "th"]))
@settings(max_examples=150)
def test_it_never_drops_what_some_passages_of_a_long_text_say(
    title: str, parts: list[tuple[str, int]], lang: str
) -> None:
    content = " ".join(text + " filler" * gap for text, gap in parts)
    check(WATCHLIST, Entry("k", title, content=content, lang=lang))
    check(WATCHLIST, Entry("k", title, summary=content, content=parts[0][0], lang=lang))


TOLD = st.tuples(
    st.sampled_from("raid bust compound hub police film boss rescued deported 12".split()), st.integers(0, 60)
)


@given(st.lists(TOLD, min_size=4, max_size=10), st.sets(st.integers(0, 9)), st.lists(TOLD, max_size=3))
@settings(max_examples=150)
def test_it_never_drops_what_a_long_title_says_that_its_text_says_again(
    title: list[tuple[str, int]], left_out: set[int], besides: list[tuple[str, int]]
) -> None:
    """As a post does that has no title of its own."""
    again = [each for at, each in enumerate(title) if at not in left_out] + [(word, 0) for word, _ in besides]
    said, again_said = (" ".join(word + " filler" * gap for word, gap in each) for each in (title, again))
    for watchlist in (WATCHLIST, FAR):
        check(watchlist, Entry("k", said, summary=again_said, lang="en"))


def test_a_text_that_says_a_long_title_again_takes_nothing_off_it() -> None:
    against = evidence("@y", -0.1, -3, against=True)
    packs = small(x=words("raid"), y=words("film"), c=judged(evidence("@x", 2, 0), against, bias=-1.5))
    said = f"A raid on a film{' filler' * 60}"
    check(Watchlist([Watch("c", ("@c",))], packs), one := entry(said, said[:-7]))
    assert Watchlist([Watch("c", ("@c",))], packs).match(one, FEED)


def test_a_long_text_whose_words_stand_far_apart_is_not_weighed() -> None:
    packs = small(x=words("raid"), y=words("film"), c=judged(evidence("@x AND @y", 0, 2), bias=-1.5))
    watchlist = Watchlist([Watch("c", ("@c",))], packs)
    near, far = (entry("", "", f"A raid{' filler' * gap} on a film{' filler' * 300}") for gap in (5, 200))
    slots = [watchlist.look(one, FEED).slots() for one in (near, far)]
    assert [bool(each) for each in slots] == [True, False]


def test_a_long_text_of_which_enough_speaks_against_a_concept_is_not_weighed() -> None:
    against = evidence("@z", 0, -1, against=True)
    packs = small(
        x=words("raid"), y=words("film"), z=words("stage play"), c=judged(evidence("@x", 0, 2), against, bias=-1.5)
    )
    watchlist = Watchlist([Watch("c", ("@c",))], packs)
    texts = [f"A raid {text}{' filler' * 300} stage play" for text in ("on stage", "in a stage play")]
    assert [bool(watchlist.look(entry("", "", text), FEED).slots()) for text in texts] == [True, False]


@pytest.mark.parametrize("gap", [5, 45, 85])
def test_words_of_one_query_may_be_passages_apart(gap: int) -> None:
    text = f"A hub.{' filler' * 30} A raid.{' filler' * 40} A film.{' filler' * gap} Police.{' filler' * 90}"
    matched = {match.watch for match in WATCHLIST.match(entry("", "", text), FEED)}
    assert ("@farther" in matched) == (gap <= 45)
    check(WATCHLIST, entry("", "", text))


@given(SOUP, SOUP, SOUP)
@settings(max_examples=300)
def test_what_is_judged_in_brief_is_judged_as_thoroughly(title: str, summary: str, content: str) -> None:
    made = PLAIN.look(entry(title, summary, content), FEED)
    for name, concept in PACKS.concepts.items():
        if concept.evidence:
            one = PLAIN.compiled.judged(name)
            brief, whole = (verdict(one, made.parts, made.judged, thorough=each) for each in (False, True))
            assert brief == (whole if whole is not None and whole.score >= 0 else None)


@pytest.mark.parametrize(("filler", "language"), [(" filler", "en"), ("填", "zh")])
@pytest.mark.parametrize("before", [0, 30, 38, 39, 40, 79, 118, 120])
@pytest.mark.parametrize("own", [[], ["film noir"]])
def test_words_that_a_query_wants_near_each_other_count_from_the_passage_in_which_they_begin(
    filler: str, language: str, before: int, own: list[str]
) -> None:
    words = 3 if language == "zh" else 1
    packs = small(
        raid={language: {"terms": ["raid"]}},
        film={language: {"terms": ["film"]}},
        both={language: {"expr": ["@raid NEAR/90 @film"], "terms": own}},
        here={language: {"terms": ["hub"]}},
        more={language: {"expr": ["@both NEAR/9 noir"]}},
        c=judged(evidence("@both AND @here", 1, 1), bias=-1),
    )
    watchlist = Watchlist([Watch("c", ("@c",))], packs)
    for gap, stands in ((90 * words, True), (91 * words, False)):
        # What the passage holds beside it is at its beginning: there the other words are still far away.
        text = f"{filler * before * words} hub raid {filler * gap} film noir {filler * 200 * words}"
        assert bool(watchlist.match(entry(summary=text, lang=language), FEED)) is stands


ROWS = (
    evidence("@a", 1, 2), evidence("@b", 0.5, 0.7), evidence("@a AND @b", 0.3, 1.9), evidence("@c AND @a", 2, 0.4),
    evidence("@d", -1, -0.8, against=True), evidence("@d AND @c", -0.6, -1.3, against=True),
)  # fmt: skip
FAR = Watchlist(
    [Watch("far", ("@far",))],
    small(
        a=words("raid", "police raid"),
        b=words("compound"),
        c=words("police", "police raid"),
        d=words("film"),
        far=judged(*ROWS, bias=-2, deep=1.1, long=0.3),
    ),
)
FILLER = " filler" * 30
PARTS_OF_IT = st.lists(st.sampled_from(["raid", "compound", "police", "film", "x", FILLER]), max_size=14)


@given(PARTS_OF_IT.map(" ".join), PARTS_OF_IT.map(" ".join), PARTS_OF_IT.map(" ".join))
@example("police film", "", f"police{' filler' * 62} raid")  # What speaks for it is in the second of two passages.
@example("", "", f"police{' filler' * 90} raid compound film")  # Of two things against it one stands in the lead alone.
@example("raid compound film" + FILLER, "compound police film" + " x" * 8 + FILLER, "")  # It says its title again.
@settings(max_examples=400)
def test_the_sum_alone_is_what_the_sum_with_its_reasons_is(title: str, summary: str, content: str) -> None:
    made, one = FAR.look(entry(title, summary, content), FEED), FAR.compiled.judged("far")
    whole = verdict(one, made.parts, made.judged, thorough=True)
    assert one.pairs is not None and whole is not None
    assert bool(FAR.match(entry(title, summary, content), FEED)) == (whole.score >= 0)
    for short in {made.judged.is_short, False}:
        share, alone = made.judged.title_share, made.judged.is_title_alone
        score = _score(one.pairs, one, made.parts, share, short=short, alone=alone)
        less = one.concept.long * made.judged.doublings
        assert score - less == pytest.approx(whole.score, abs=1e-6)


def holds(watchlist: Watchlist, one: Entry, name: str, *, thorough: bool) -> bool:
    """Whether an entry is about a concept; `thorough` without giving up where the sum cannot come to enough."""
    made = watchlist.look(one, FEED)
    found = verdict(watchlist.compiled.judged(name), made.parts, made.judged, thorough=thorough)
    return found is not None and found.score >= 0


def check_sums(watchlist: Watchlist, one: Entry, names: Iterable[str]) -> None:
    """To give up early costs no match."""
    for name in names:
        assert holds(watchlist, one, name, thorough=False) == holds(watchlist, one, name, thorough=True)


@given(SOUP, st.lists(st.tuples(SOUP, st.integers(0, 60)), max_size=5), st.sampled_from(["en", "zh", "th"]))
@settings(max_examples=200)
def test_to_give_up_before_queries_are_asked_costs_no_match(
    title: str, parts: list[tuple[str, int]], lang: str
) -> None:
    content = " ".join(text + " filler" * gap for text, gap in parts)
    check_sums(WATCHLIST, Entry("k", title, content=content, lang=lang), "abde")


@cache
def all_concepts() -> Watchlist:
    return Watchlist([Watch(name, (f"@{name}",)) for name in shipped().concepts])


@pytest.mark.parametrize("name", ["blind-a", "blind-b", "eval-dev", "eval-more", "train-c", "train-d", "train-e"])
def test_it_never_drops_a_concept_of_a_real_entry(name: str) -> None:
    # Every third, for each is read twice by a hundred concepts.
    for number, line in enumerate((LABELLED / f"{name}.jsonl").read_text("utf-8").splitlines()[::3]):
        one = entry_of(json.loads(line))
        check(all_concepts(), one)
        if number % 2 == 0:
            check_sums(all_concepts(), one, CONCEPTS)


def test_numbers_in_digits_pass_though_no_word_stands_for_them() -> None:
    assert found(small(number={}), entry("71 people"), "@number") == ["71"]


def test_scores_that_come_to_nothing_but_for_the_last_bit_pass() -> None:
    for title, body in ((0.7, 0.1), (0.1, 0.7), (0.5, 0.3)):
        concept = judged(evidence("@x", title, 0), evidence("@y", body, 0), bias=-(title + body))
        packs = small(x=words("raid"), y=words("film"), c=concept)
        assert found(packs, entry("raid on a film"), "@c")
    assert 0.8 - 0.7 - 0.1 > 0


def test_a_query_over_several_fields_counts_in_each_in_which_a_part_of_it_stands() -> None:
    both = {"expr": ["@x AND @y"]}
    packs = small(x=words("raid"), y=words("film"), both=both, c=judged(evidence("@both", 2, 0), bias=-2))
    assert found(packs, entry("A raid", "on a film"), "@c") == ["raid"]
    assert found(packs, entry("A film", "of a raid"), "@c") == ["film"]
    packs = small(x=words("raid"), y=words("film"), both=both, c=judged(evidence("@both", 0, 2), bias=-2))
    assert found(packs, entry("A film", "of a raid"), "@c") == ["raid"]


def test_what_a_query_finds_only_sometimes_is_never_held_against_an_entry_beforehand() -> None:
    packs = small(
        x=words("raid"), y=words("film"), near={"expr": ["@x NEAR/2 @y"]},
        c=judged(evidence("@x", 1, 1), evidence("@near", -2, -2, against=True), bias=-1),
    )  # fmt: skip
    assert found(packs, entry("A raid", "and film"), "@c") == ["raid"]
    assert found(packs, entry("A raid film", ""), "@c") == []


def test_words_outside_the_text_are_not_held_against_an_entry() -> None:
    packs = small(
        x=words("raid"), y=words("film"), c=judged(evidence("@x", 1, 1), evidence("@y", -2, -2, against=True), bias=-1)
    )
    one = Entry(
        "k",
        "A raid",
        author="Film Desk",
        summary="Film of it",
        lang="en",
        dropped=(Dropped("summary", 0, 10, "share"),),
    )
    assert found(packs, one, "@c", "author:nobody", "raw:nothing") == ["raid"]
