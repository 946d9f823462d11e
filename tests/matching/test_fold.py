"""Scenarios for folding: which spellings are one word, and where the words of a text begin and end."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching.fold import adjoining, fold, is_unspaced, script_language, stem, tokens

LETTERS = st.characters(categories=("L", "M", "N"))
SCRIPTED = st.text(
    "abyzAZéÉđĐŁøßİıſŒﬁＫ９ñ ạầễơư ёйЙ ά ς أإكـ هٰ कखड़फ़्ि กำทิ่้ ກຳໍ່ ကချ့်္ြာ၀ ខ្មដត្ត 电詐園 "
    "がパｶﾞー 한국각 ー'’s\u200b\u200c\u200d\u00ad\u0301\u0323\u3099",
    max_size=12,
)


def words(text: str) -> list[str]:
    found = tokens(text)
    return [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("KK", "kk"),
        ("ＫＫ", "kk"),
        ("ＰＡＲＫ１", "park1"),
        ("Café", "cafe"),
        ("lừa", "lua"),
        ("đảo", "dao"),
        ("ĐƯỜNG", "duong"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("China's", "china"),
        ("China’s", "china"),
        ("CHINA'S", "china"),
        ("CHINA’S", "china"),
        ("co\u00adoperate", "cooperate"),
        ("فـــريق", "فريق"),
        ("ｶﾞ", "ガ"),
        ("၀", "ဝ"),
    ],
)
def test_case_width_accents_and_possessives_do_not_make_another_word(written: str, meant: str) -> None:
    assert fold(written) == fold(meant)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ကာ", "ကား"), ("มา", "ม้า"), ("កា", "ក"), ("か", "が"), ("हिंद", "हद"), ("й", "к"), ("dap", "tap")],
)
def test_marks_that_are_letters_of_their_script_do_make_another_word(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "spellings",
    [
        "hub hubs Hub's HUBS",
        "scam scams scammed scamming",
        "repatriate repatriated repatriates repatriating repatriation",
        "deport deported deporting deportation deportations",
        "centre center centres centers Centre's",
        "theatre theater",
        "organised organized organise organize",
        "organisation organization organisations",
        "labour labor",
        "traffick trafficked trafficking",
        "city cities",
    ],
)
def test_inflected_words_and_british_and_american_spellings_have_one_stem(spellings: str) -> None:
    assert len({stem(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["hub hubris", "scam scamp", "park parka", "four for", "wise wiz", "tour torn", "more moer"]
)
def test_other_words_have_other_stems(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["園", "कानून", "i5s", "as", "бандитами"])
def test_what_is_no_english_word_is_not_shortened(word: str) -> None:
    assert stem(word) == fold(word)


@given(SCRIPTED | st.text(LETTERS, max_size=8))
@settings(max_examples=300)
def test_folding_a_word_twice_changes_nothing_more(text: str) -> None:
    for word in words(text):
        assert fold(fold(word)) == fold(word)


@given(SCRIPTED | st.text(LETTERS, max_size=8))
@settings(max_examples=300)
def test_composed_and_decomposed_texts_have_the_same_words(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert tokens(composed).stems == tokens(decomposed).stems


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | SCRIPTED)
@settings(max_examples=300)
def test_words_lie_in_the_text_in_order_and_never_over_one_another(text: str) -> None:
    found = tokens(text)
    assert len(found.stems) == len(found.starts) == len(found.ends)
    last = 0
    for start, end in zip(found.starts, found.ends, strict=True):
        assert last <= start < end <= len(text)
        last = end
    missed = [
        character
        for at, character in enumerate(text)
        if character.isalpha()
        and fold(character)  # the stroke that stretches Arabic words is a letter to Unicode, and nothing here
        and not any(start <= at < end for start, end in zip(found.starts, found.ends, strict=True))
    ]
    assert not missed


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | SCRIPTED)
def test_no_word_is_nothing_after_folding(text: str) -> None:
    """A word that folds to nothing would agree with every other such word, and with no entry of the index."""
    assert all(tokens(text).stems)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("scam-hubs, China's", ["scam", "hubs", "China's"]),
        ("O'Brien's", ["O", "Brien's"]),
        ("'single' “double”", ["single", "double"]),
        ("it's 2024", ["it's", "2024"]),
        ("电诈园区", ["电", "诈", "园", "区"]),
        ("KK园区", ["KK", "园", "区"]),
        ("मुख्यमंत्री ने", ["मुख्यमंत्री", "ने"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("မြန်မာ", ["မြ", "န်", "မာ"]),
        ("တက္ကသိုလ်", ["တ", "က္က", "သို", "လ်"]),
        ("အင်္ဂလိပ်", ["အ", "င်္ဂ", "လိ", "ပ်"]),
        ("កម្ពុជា", ["ក", "ម្ពុ", "ជា"]),
        ("ស្ត្រី", ["ស្ត្រី"]),
        ("スキャム", ["ス", "キ", "ャ", "ム"]),
        ("センター", ["セ", "ン", "タ", "ー"]),
        ("스캠", ["스", "캠"]),
    ],
)
def test_words_are_cut_at_blanks_or_into_syllables_as_the_script_has_it(text: str, parts: list[str]) -> None:
    assert words(text) == parts


def test_a_korean_syllable_typed_as_single_jamo_is_one_syllable() -> None:
    assert words(unicodedata.normalize("NFD", "한국")) == [unicodedata.normalize("NFD", part) for part in "한국"]
    assert tokens(unicodedata.normalize("NFD", "한국각")).stems == ["한", "국", "각"]


@pytest.mark.parametrize(("one", "other"), [("ทำงาน", "ทํางาน"), ("ສຳຄັນ", "ສໍາຄັນ"), ("น้ำ", "นํ้า"), ("ນ້ຳ", "ນໍ້າ")])
def test_the_am_vowel_of_thai_and_lao_is_the_same_in_one_code_point_and_in_two(one: str, other: str) -> None:
    """Keyboards give either; Lao pages mix them in one sentence."""
    assert tokens(one).stems == tokens(other).stems


@pytest.mark.parametrize(
    "gap", [" ", "-", "\u2010", "\u2011", "–", "\u00a0", "\u3000", "\n", " \n ", '" ', " “", "\u200b", ""]
)
def test_a_phrase_goes_on_over_blanks_hyphens_quotes_and_one_line_break(gap: str) -> None:
    text = f"scam{gap}园"
    assert adjoining(text, 4, 4 + len(gap))


@pytest.mark.parametrize(
    "gap",
    [", ", ". ", "; ", ": ", "\n\n", " \n \n ", "/", " — ", " | ", "… ", "。", "、", "၊", "! ", " & ", "• ", "\n• "],
)
def test_a_phrase_ends_at_punctuation_and_at_a_blank_line(gap: str) -> None:
    text = f"scam{gap}园"
    assert not adjoining(text, 4, 4 + len(gap))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Police raid scam hub", ""),
        ("Cảnh sát triệt phá", ""),
        ("警方捣毁电诈园区", "zh"),
        ("詐欺拠点を摘発", "ja"),
        ("ตำรวจบุกจับ", "th"),
        ("ရဲတပ်ဖွဲ့", "my"),
        ("ຕຳຫຼວດ", "lo"),
        ("នគរបាល", "km"),
        ("범죄단지 적발", "ko"),
        ("पुलिस ने छापा", "hi"),
        ("Police raid KK园区 in Myawaddy, more than three hundred held", ""),
        ("", ""),
    ],
)
def test_a_script_speaks_for_its_language(text: str, language: str) -> None:
    assert script_language(text) == language


def test_scripts_without_blanks_are_told_from_the_others() -> None:
    assert all(map(is_unspaced, ["园", "ก", "က", "ក", "ກ", "か", "ー", "한"]))
    assert not any(map(is_unspaced, ["a", "क", "а", "ع", "1", ""]))
