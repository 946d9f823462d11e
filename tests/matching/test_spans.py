"""Spans: what is marked in an entry, and what counts for too little to be marked."""

import time

import pytest

from tests.matching.scene import entry, evidence, found, judged, match, small, words


def test_words_that_count_for_little_are_not_marked() -> None:
    concept = judged(evidence("@raid", 3, 3), evidence("@day", 0.2, 0.2), bias=-1)
    packs = small(raid=words("raid"), day=words("Monday"), c=concept)
    assert found(packs, entry("Monday: a raid"), "@c") == ["raid"]


def test_where_all_words_count_for_little_all_are_marked() -> None:
    concept = judged(*(evidence(f"@{name}", 0.3, 0.3) for name in ("raid", "day")), bias=-0.5)
    packs = small(raid=words("raid"), day=words("Monday"), c=concept)
    assert found(packs, entry("Monday: a raid"), "@c") == ["Monday", "raid"]


def test_a_word_that_the_user_named_is_marked_beside_a_concept() -> None:
    packs = small(raid=words("raid"), c=judged(evidence("@raid", 3, 3), bias=-1))
    made = match(packs, entry("Monday: a raid"), "@c AND Monday")
    assert made is not None
    assert [span.text for span in made.spans] == ["Monday", "raid"]


@pytest.mark.parametrize(
    ("first", "lang"),
    [
        ("The raid began at 5 a.m. on Monday.", "en"),
        ("It came on Nov. 12 at dawn.", "en"),
        ("Brig. Gen. Saw Htoo denied it.", "en"),
        ("The Acme Co. Ltd. was named.", "en"),
        ("He paid Rs. 300,000 for it.", "en"),
        ("We ran ... then swam.", "en"),
        ("“Why?” he asked.", "en"),
        ("Am 5. November begann es.", "de"),
        ("Công an TP. Hà Nội đã bắt.", "vi"),
        ("Direktur PT. Maju ditangkap.", "id"),
        ("Его нашли в г. Алматы.", "ru"),
        ("डॉ. सिंह ने कहा।", "hi"),
    ],
)
def test_a_full_stop_that_ends_no_sentence_does_not_count_as_one(first: str, lang: str) -> None:
    third = "Rain fell. The harbour was shut."
    for text, level in ((f"{first} Ferries sail.", "strong"), (f"{first} {third} Ferries sail.", "likely")):
        made = match(small(), entry("News", text, lang=lang), "ferries")
        assert made is not None and made.level == level, text


def test_of_two_concepts_at_one_place_the_one_is_told_that_it_counts_for() -> None:
    packs = small(people=words("Kenyans"), c=judged(evidence("@people", 3, 3), bias=-1))
    made = match(packs, entry("Kenyans fly home", "Today."), "@people AND @c")
    assert made is not None
    assert [(span.text, span.why, span.weight) for span in made.spans] == [("Kenyans", "concept:c", 3.0)]


@pytest.mark.parametrize("flood", [".", "!", "?", "…", "۔", "؟", "!…", '."', "Dr.", "5.", "am 5", "。", "! "])
def test_where_sentences_end_is_told_in_time_however_many_signs_stand_there(flood: str) -> None:
    started = time.thread_time()
    made = match(small(), entry("News", "A raid " + flood * (150_000 // len(flood)) + "x"), "raid")
    assert made is not None and made.level == "strong"
    assert time.thread_time() - started < 5


@pytest.mark.parametrize("end", ["...", "?!", "!!!", "…", '?!"', ".)", "۔۔"])
def test_a_sentence_ends_once_at_however_many_signs(end: str) -> None:
    text = f"Boats came in{end} Nets were mended{end} Ferries sail."
    made = match(small(), entry("News", text), "ferries")
    assert made is not None and made.level == "likely"
    made = match(small(), entry("News", text), "nets")
    assert made is not None and made.level == "strong"
