"""How wide text is, and that what is cut or wrapped fits, keeps clusters whole and loses nothing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from monitor import cells, text

SCRIPTS = (
    "abcdefgh ABC 0123 .,:;!?()“”…-",
    "电诈园区遣返泰国缅甸，。！？（）「」",
    "あいうえおカタカナー強制送還、。",
    "แก๊งคอลเซ็นเตอร์เมืองสแกมส่งกลับประเทศไทย",
    "ຫຼອກລວງທາງອິນເຕີເນັດແກ໊ງສໍ້ໂກງ",
    "ငွေလိမ်ကျားဖြန့်မြဝတီ၊။",
    "ឆបោកតាមប្រព័ន្ធទីតាំង។",
    "प्रत्यर्पण स्वदेश वापसी साइबर",
    "범죄단지 송환 스캠",
    "việc nhẹ lương cao hồi hương é\u0301\u0308",
    "👩‍👩‍👧‍👦🇹🇭🇲🇲👍🏽☺️✈\ufe0f1\ufe0f\u20e3⌚♥",
)
BOUND = "\u17d2\u1039\u094d\u200d\U0001f3fd"
"""Signs that mean something only where they stand between others."""
LINES = st.lists(
    st.sampled_from([part for script in SCRIPTS for part in [*script, script] if part not in BOUND]), max_size=60
).map(lambda parts: text.line("".join(parts)))
WRITING = st.lists(st.sampled_from([*SCRIPTS, *" a电กက범。ーé", "word "]), max_size=30).map(
    lambda parts: text.line("".join(parts))
)
ANY = st.text(max_size=80).map(text.line)
WIDE_CLUSTER = 20
"""Cells that the widest cluster takes: a letter with as many marks as the gate lets through."""


@pytest.mark.parametrize(
    ("said", "wide"),
    [
        ("", 0),
        ("Mae Sot", 7),
        ("café", 4),
        ("cafe\u0301", 4),
        ("电诈园区", 8),
        ("ｋａｎａ", 8),
        ("ｶﾅ", 2),
        ("범죄", 4),
        ("แก๊ง", 3),
        ("เมือง", 4),
        ("ລາວ", 3),
        ("မြဝတီ", 4),
        ("ငွေလိမ်", 4),
        ("ភ្នំ", 2),
        ("នៅ", 2),
        ("की", 2),
        ("राष्ट्रीय", 7),
        ("ស្ត្រី", 3),
        ("স্ক্যাম", 5),
        ("ழ்ப்பா", 4),
        ("👍", 2),
        ("👍🏽", 2),
        ("👩‍👩‍👧‍👦", 2),
        ("🇹🇭", 2),
        ("🇹🇭🇲🇲 raid", 10),
        ("🇹🇭 🇲🇲", 5),
        ("☺\ufe0f", 2),
        ("…", 1),
        ("a\u200db", 2),
        ("ش\u200dش", 2),
        ("\u200d ", 1),
        ("क्\u200dष", 2),
        ("می\u200cخواهم", 7),
    ],
)
def test_widths_are_those_of_terminals(said: str, wide: int) -> None:
    assert cells.width(said) == wide


@given(LINES | ANY, st.integers(0, 60))
def test_what_is_cut_fits(line: str, most: int) -> None:
    short = cells.cut(line, most)
    assert cells.width(short) <= most
    if cells.width(line) <= most:
        assert short == line
    elif most:
        assert short.endswith("…")


@given(LINES | ANY, st.integers(1, 60))
def test_a_cut_leaves_clusters_whole(line: str, most: int) -> None:
    short = cells.cut(line, most)
    kept = short if short == line else short[:-1]
    assert line.startswith(kept)
    ends = {0}
    at = 0
    for cluster in iter_graphemes(line):
        at += len(cluster)
        ends.add(at)
    assert len(kept) in ends


@given(LINES | ANY, st.integers(1, 60))
def test_a_cut_takes_as_much_as_fits(line: str, most: int) -> None:
    short = cells.cut(line, most)
    if short != line:
        rest = line[len(short) - 1 :]
        following = next(iter_graphemes(rest))
        assert cells.width(short[:-1] + following) > most - 1


@given(LINES | ANY, st.integers(0, 60))
def test_what_is_fitted_is_just_so_wide(line: str, wide: int) -> None:
    assert cells.width(cells.fitted(line, wide)) == wide


@given(LINES | ANY, st.integers(WIDE_CLUSTER, 90))
def test_every_wrapped_line_fits_and_nothing_is_lost(line: str, most: int) -> None:
    wrapped = cells.wrapped(line, most)
    assert [part for part in wrapped if cells.width(part) > most] == []
    assert "".join("".join(wrapped).split()) == "".join(line.split())


@given(LINES | ANY, st.integers(WIDE_CLUSTER, 60))
def test_lines_begin_where_the_breaks_say(line: str, most: int) -> None:
    found = cells.breaks(line, most)
    assert found == sorted(set(found)) and all(0 < at < len(line) for at in found)
    edges = [0, *found, len(line)]
    assert cells.wrapped(line, most) == [line[start:end].rstrip() for start, end in pairwise(edges)]


@given(WRITING, st.integers(WIDE_CLUSTER, 60))
def test_a_wrap_leaves_clusters_whole(line: str, most: int) -> None:
    ends, at = set(), 0
    for cluster in iter_graphemes(line):
        at += len(cluster)
        ends.add(at)
    assert set(cells.breaks(line, most)) <= ends


def test_words_stay_whole() -> None:
    assert cells.wrapped("The raid on the compound began", 12) == ["The raid on", "the compound", "began"]


def test_what_is_cut_of_plain_letters_is_the_beginning() -> None:
    assert [cells.cut("raided", most) for most in (6, 5, 2, 1, 0)] == ["raided", "raid…", "r…", "…", ""]


@pytest.mark.parametrize(
    ("word", "most", "lines"),
    [("abcdefghij k", 4, ["abcd", "efgh", "ij k"]), ("ééééé k", 2, ["éé", "éé", "é", "k"]), ("电诈", 1, ["电", "诈"])],
)
def test_behind_the_last_part_of_a_long_word_the_line_goes_on(word: str, most: int, lines: list[str]) -> None:
    assert cells.wrapped(word, most) == lines


@pytest.mark.parametrize("most", [1, 0, -5])
def test_where_no_cell_is_left_a_line_has_one_letter(most: int) -> None:
    assert cells.wrapped("raid", most) == [*"raid"]
    assert cells.wrapped("éa", most) == ["é", "a"]


def test_an_empty_paragraph_is_an_empty_line() -> None:
    assert cells.wrapped("", 10) == [""]


def test_chinese_breaks_anywhere_but_before_its_full_stop() -> None:
    assert cells.wrapped("电诈园区遣返。泰国", 12) == ["电诈园区遣", "返。泰国"]


def test_thai_breaks_before_a_vowel_that_is_written_first() -> None:
    assert cells.breaks("กกกกเมกก", 5) == [4]


def test_khmer_and_burmese_syllables_stay_whole() -> None:
    assert all(not cells.wrapped("ឆបោកតាមប្រព័ន្ធ" * 4, wide)[1].startswith("្") for wide in range(20, 30))
    assert all("်" not in part[:1] for part in cells.wrapped("ငွေလိမ်" * 9, 20))


@pytest.mark.parametrize("letter", ["a", "ก", "电", "á", "က်", "🇹🇭"])
def test_a_word_of_a_megabyte_is_wrapped(letter: str) -> None:
    word = letter * (1_000_000 // len(letter))
    wrapped = cells.wrapped(word, 80)
    assert len(wrapped) > 1_000 and "".join(wrapped) == word
    assert cells.width(cells.cut(word, 40)) <= 40


def test_a_flood_of_marks_is_cut_without_being_measured() -> None:
    assert cells.cut("a" + "\u0301" * 1_000_000, 10).endswith("…")


@pytest.mark.parametrize("text", ["plain", "မြဝတီမြို့တွင်", "妙瓦底电诈", "👩‍👩‍👧 🇹🇭 x", "हिन्दी में", "", "é\u0301"])
def test_a_split_line_is_as_wide_as_the_whole(text: str) -> None:
    whole = cells.width(text)
    for at in range(whole + 1):
        head, tail = cells.split(text, at)
        assert (cells.width(head), cells.width(tail)) == (at, whole - at)


def test_a_wide_sign_on_the_cut_leaves_blanks() -> None:
    assert cells.split("a妙b", 2) == ("a ", " b")
    assert cells.split("a妙b", 3) == ("a妙", "b")


def test_a_family_too_large_for_one_sign_is_shown_smaller() -> None:
    assert cells.drawable("👩‍👩‍👧‍👦 x") == "👩‍👩‍👧 x"
    assert cells.drawable("👩‍👩‍👧 🏳️‍🌈 🏴‍☠️") == "👩‍👩‍👧 🏳️‍🌈 🏴‍☠️"
    assert all(len(one.encode()) <= 21 for one in cells.clusters(cells.drawable("🧑🏽‍🤝‍🧑🏿👩🏽‍❤️‍💋‍👨🏻")))


@pytest.mark.parametrize(
    ("written", "drawn"),
    [("🇹🇭🇲🇲 raid", "🇹🇭 🇲🇲 raid"), ("🇹🇭🇲🇲🇨🇳", "🇹🇭 🇲🇲 🇨🇳"), ("🇹🇭 🇲🇲", "🇹🇭 🇲🇲"), ("🇹🇭🇲", "🇹🇭 🇲")],
)
def test_flags_side_by_side_are_drawn_apart(written: str, drawn: str) -> None:
    # tmux 3.5a draws the second into the two cells of the first.
    assert cells.drawable(written) == drawn
    assert cells.width(written) == cells.width(drawn)


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("ශ්\u200dරී ලංකාව", "ශ්රී ලංකාව"),
        ("क्\u200dष", "क्ष"),
        ("വന്\u200dറെ", "വന്റെ"),
        ("ന്\u200d a", "ന്\u200d a"),
        ("می\u200cرود", "می\u200cرود"),
    ],
)
def test_letters_tied_by_a_joiner_are_drawn_apart(written: str, drawn: str) -> None:
    # tmux 3.5a draws what a joiner ties together in one cell, most other terminals in a cell for each letter.
    assert cells.drawable(written) == drawn
    assert cells.width(written) == cells.width(drawn)
