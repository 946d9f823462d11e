"""Scenarios for Burmese typed for the Zawgyi font: it is told from Unicode and read as the same words."""

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching.fold import tokens
from monitor.matching.zawgyi import is_zawgyi, syllable

# The same words in Zawgyi and in Unicode.
PAIRS = [
    ("ရဲတပ္ဖြဲ႕က အလုပ္သမားမ်ားကို ကယ္တင္ခဲ့သည္", "ရဲတပ်ဖွဲ့က အလုပ်သမားများကို ကယ်တင်ခဲ့သည်"),
    ("ျမဝတီမွာ တ႐ုတ္နိုင္ငံသား ၁၀၀ ဖမ္းဆီးခံရတယ္", "မြဝတီမှာ တရုတ်နိုင်ငံသား ၁၀၀ ဖမ်းဆီးခံရတယ်"),
    ("ေရႊကုကၠိဳလ္", "ရွှေကုက္ကိုလ်"),
    ("ေၾကးနန္း", "ကြေးနန်း"),
    ("အဂၤလိပ္စာ", "အင်္ဂလိပ်စာ"),
    ("မႏၲေလး", "မန္တလေး"),
    ("ပုဂၢိဳလ္", "ပုဂ္ဂိုလ်"),
    ("ကၽြန္ုပ္တို႔", "ကျွန်ုပ်တို့"),
    ("ကမၻာ", "ကမ္ဘာ"),
    ("ဥကၠ႒", "ဥက္ကဋ္ဌ"),
    ("၀န္ထမ္း ၁၀ေယာက္", "ဝန်ထမ်း ၁၀ယောက်"),
]
every_pair = pytest.mark.parametrize(("typed", "meant"), PAIRS)
LETTERS = "ကခငစညတနပမယရလသအဥ၀၁၇ေျၾ်ွြိီုူံ့းာ္႔႕ၠၱၲၻ႒ၤ႐ abK\u200b"


@every_pair
def test_zawgyi_is_told_from_unicode(typed: str, meant: str) -> None:
    assert is_zawgyi(typed)
    assert not is_zawgyi(meant)


@pytest.mark.parametrize(
    "typed",
    ["ကမၻာ", "သစၥာ", "ဓမၼ", "ပန္နက္", "ကုလသမဂၢ", "က႑", "ဥကၠ႒", "မဂၤလာ", "သေဘၤာ", "ၿပီး", "ႀကီး", "လူမႈ", "တို႔", "ႏွစ္", "တ႐ုတ"],
)
def test_one_word_suffices_where_its_letters_stand_as_only_zawgyi_has_them(typed: str) -> None:
    assert is_zawgyi(typed)


@pytest.mark.parametrize(
    "text",
    [
        "တႆး",
        "မိူင်းတႆး ၽႃႇသႃႇတႆး",
        "ပေႃးဝႃႈ ၵူၼ်းမိူင်း ၵေႃႉၼိုင်ႈ မၼ်းၼႆႉ",
        "ပီ ႒႐႒႖ ဝၼ်းထီႉ ႑႕",
        "ကညီကီၢ်စဲၣ်",
        "တၢ်ကစီၣ် လၢ ကီၢ်ပယီၤပူၤ",
        "ဘာသာမန် ဍုၚ်မန် တ္ၚဲ ပ္ဍဲ ကၠောံ မၞိဟ်",
        "ၜၠါဆါႋ မၠိင် မ်ုၮဲဖှ်ေ",
        "စွောန်ႏစွဲး တဲင်ဒင်ႏထင်ႏ",
    ],
)
def test_shan_karen_mon_and_pao_are_not_taken_for_zawgyi(text: str) -> None:
    """They write in Unicode with the letters that Zawgyi uses for stacked ones."""
    assert not is_zawgyi(text)
    assert not [word for word in text.split() if is_zawgyi(word)]


@every_pair
@pytest.mark.parametrize("sign", ["\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad", "\u2060"])
def test_what_nobody_sees_does_not_tell_one_from_the_other(typed: str, meant: str, sign: str) -> None:
    assert is_zawgyi(sign.join(typed))
    assert not is_zawgyi(sign.join(meant))


@pytest.mark.parametrize("text", ["", "scam", "电诈", "ဌာန", "က", "КК", "ตำรวจ ရဲ"])
def test_what_shows_no_sign_of_zawgyi_is_none(text: str) -> None:
    assert not is_zawgyi(text)


def test_a_quoted_name_does_not_turn_the_text_around() -> None:
    assert not is_zawgyi(PAIRS[0][1] + " ျမဝတီ")
    assert is_zawgyi(PAIRS[0][0] + " မြဝတီ")


@every_pair
def test_zawgyi_has_the_words_of_the_same_text_in_unicode(typed: str, meant: str) -> None:
    assert tokens(typed, zawgyi=True).words == tokens(meant).words


def test_the_words_have_their_places_in_the_text_as_it_is_shown() -> None:
    text = "KK Park ျမဝတီ"
    found = tokens(text, zawgyi=True)
    assert found.words == ["kk", "park", "မြ", "ဝ", "တီ"]
    assert [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)] == [
        "KK",
        "Park",
        "ျမ",
        "ဝ",
        "တီ",
    ]


def test_a_syllable_is_put_into_unicode_by_itself() -> None:
    assert syllable("ေၾကး") == "ကြေး"


@given(st.text(LETTERS, max_size=40))
@settings(max_examples=500, derandomize=True, deadline=None)
def test_every_word_of_a_zawgyi_text_has_a_place(text: str) -> None:
    found = tokens(text, zawgyi=True)
    last = 0
    for start, end in zip(found.starts, found.ends, strict=True):
        assert last <= start < end <= len(text)
        last = end


def test_the_converter_is_imported_only_for_zawgyi() -> None:
    """Most users never meet any."""
    code = (
        "import sys; from monitor.matching.fold import tokens; from monitor.matching.zawgyi import is_zawgyi;"
        f"text = {PAIRS[0][1]!r}; is_zawgyi(text), tokens(text); print('para' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == "False"


@pytest.mark.parametrize("sign", ["\u1031", "\u103b", "\u107e", "\u102b", "\u1039", "\u1040", "\u200b", "\u200b\u1096"])
def test_signs_without_number_are_cut_into_syllables_in_time(sign: str) -> None:
    started = time.thread_time()
    assert tokens(PAIRS[0][0] + sign * 150_000 + "!", zawgyi=True).words
    assert time.thread_time() - started < 6
