"""Scenarios for folding: which spellings are one word, and where the words of a text begin and end."""

import random
import time
import tracemalloc
import unicodedata

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.matching import fold as fold_module
from monitor.matching.fold import adjoining, as_written, fold, is_unspaced, tokens

LETTERS = st.characters(categories=("L", "M", "N"))
EVERYTHING = st.characters(exclude_categories=("Cs",))
GAPS = " .,-'’“\n"
HYPHENS = "-֊־᠆‐‑‒–⁃−゠﹘﹣－"
UNSEEN = "\u00ad\u200c\u200d\u2060\ufeff"
# Letters, marks and habits of each script; all of them also stand between Latin words and gaps.
SPACED = {
    "Latin": "abstxyzAZéÉđĐŁøßİıſŒﬁＫ９ñạầễơưǆ'’ss²½①ŀŉ\u0301\u0323",
    "Greek and Cyrillic": "άςΣσϊΐйЙёЁіІїқғә\u0306\u0308\u0301",
    "Arabic": "اأإآٱبتةهہھيىیئكکگلوؤءڑںےۓلاﷺـًّٰ٠٩۱\u0654\u0653",
    "Hebrew": "אבגשׁוּםן\u05b8\u05c1",
    "Devanagari": "कखगङनमतबदड़ड़ज़ि्ंँाे१२ऱ\u093c",
    "Bengali, Tamil and Sinhala": "কঙগড়য়োৌৎ্২தொௌிளெகන්ශ්රීේ",
    "Malayalam": "നൻൽകറ്ൌൗൊി",
    "Ethiopic": "ሐሀሃኀሠሰዐአኣፀጸቈጐ፩",
}
UNSPACED = {
    "Han": "电電诈詐園园区著后後乾干豈〇々𠀀𫝈㈱㍻㊙⼈㎏\ufe00",
    "Kana": "かがきゃっパバカｶﾞﾊﾟーｰョ詐欺㌔㋕\u3099\u309a",
    "Korean": "한국각가ㅎㅏ힣㉠\u1112\u1161\u11ab\u11a8ﾡ",
    "Thai": "กนทเเแำําุู่้ิ์ๆ๑๐",
    "Lao": "ກນຫມລຼຳໍາ່້ໜໝຽ໑໐",
    "Khmer": "កខដតម្្ពាុើៈ១០\u17b5",
    "Burmese": "ကခန္မ်ြျွှေိီုူံ့းဝ၀၁၇ဥဿ\u1039\u103a",
}
ALL = "".join((*SPACED.values(), *UNSPACED.values()))
# A mark or a stretching stroke on a letter of another script means nothing, and normalisation moves it about.
SCRIPTS = {**SPACED, **UNSPACED, "all mixed": "".join(c for c in ALL if not unicodedata.combining(c) and c != "ـ")}
by_script = pytest.mark.parametrize("alphabet", [pytest.param(SCRIPTS[name], id=name) for name in SCRIPTS])
by_unspaced_script = pytest.mark.parametrize("alphabet", [pytest.param(UNSPACED[name], id=name) for name in UNSPACED])
examples = settings(max_examples=100, derandomize=True, deadline=None)


def texts(alphabet: str) -> st.SearchStrategy[str]:
    """Texts of a script, with the gaps and the Latin words that stand in all texts."""
    return st.text(alphabet * 3 + "abKs" + GAPS + UNSEEN + "\u200b", min_size=20, max_size=80)


def words(text: str) -> list[str]:
    return [*as_written(text)]


@by_script
@examples
@given(st.data())
def test_a_text_is_cut_by_the_short_pattern_as_by_the_long_one(alphabet: str, data: st.DataObject) -> None:
    text = data.draw(texts(alphabet))
    unnoted = fold_module._RAISED.sub(fold_module._without_note, text)
    cut = [part for part in map(fold, fold_module._cut(False, True).findall(unnoted)) if part]
    assert tokens(text).words == cut or text.isascii()


@by_script
@examples
@given(st.data())
def test_every_word_has_its_place(alphabet: str, data: st.DataObject) -> None:
    text = data.draw(texts(alphabet))
    found = tokens(text)
    assert [fold(word) for word in words(text)] == found.words
    part = found.only([slice(at, at + 1) for at in range(0, len(found.words), 2)])
    assert (part.words, part.starts, part.ends) == (found.words[::2], found.starts[::2], found.ends[::2])


@by_script
def test_ten_thousand_spans_lead_back_to_text_that_folds_to_their_words(alphabet: str) -> None:
    chance = random.Random(alphabet)
    for _ in range(500):
        text = "".join(chance.choices(alphabet * 3 + "abKs" + GAPS + UNSEEN + "\u200b", k=chance.randint(20, 80)))
        found = tokens(text + " ab")
        for _ in range(20):
            first = chance.randrange(len(found.words))
            last = chance.randint(first, len(found.words) - 1)
            shown = (text + " ab")[found.starts[first] : found.ends[last]]
            assert tokens(shown).words == found.words[first : last + 1], ascii(shown)


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
        ("ISTANBUL", "ıstanbul"),
        ("China's", "china"),
        ("China’s", "china"),
        ("CHINA'S", "china"),
        ("CHINA’S", "china"),
        ("co\u00adoperate", "cooperate"),
        ("\ufeffscam", "scam"),
        ("ёлка", "елка"),
        ("қазақстандiк", "қазақстандік"),
        ("ｶﾞ", "ガ"),
        ("か\u3099", "が"),
        ("電詐園區", "电诈园区"),
        ("豈", "岂"),
        ("著", "着"),
        ("衞", "卫"),
    ],
)
def test_case_width_accents_and_possessives_do_not_make_another_word(written: str, meant: str) -> None:
    assert fold(written) == fold(meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("فـــريق", "فريق"),  # a stretched letter
        ("مُحْتَجَزٌ", "محتجز"),
        ("أإآٱ", "اااا"),
        ("على", "علي"),
        ("عصابة", "عصابه"),
        ("کمبوڈیا", "كمبوڈيا"),  # Urdu's kaf and yeh
        ("ہیومن", "هيومن"),
        ("لائن", "لاین"),
        ("می\u200cخواهم", "میخواهم"),
        ("تنگه\u200cی", "تنگه"),  # Persian's "of"
        ("تنگهٔ", "تنگه"),
        ("تنگۀ", "تنگه"),
        ("ड़", "ड"),
        ("ड़", "ड\u093c"),
        ("हिन्दी", "हिंदी"),
        ("बैङ्कक", "बैंकक"),
        ("हाँ", "हां"),
        ("गर्\u200dयो", "गर्यो"),
        ("ব্যাঙ্কক", "ব্যাংকক"),
        ("র\u200d্যাব", "র্যাব"),
        ("য়", "য\u09bc"),
        ("উৎস", "উত্স"),
        ("ශ්\u200dරී", "ශ්රී"),
        ("වෙබ්", "වෙබ\u0dca"),
        ("வௌிவிவகார", "வெளிவிவகார"),
        ("ഖത്തർ", "ഖത്തര്\u200d"),  # a letter of Malayalam without a vowel, in one sign or in three
        ("തൊഴിലാളികൾ", "തൊഴിലാളികള്\u200d"),
        ("റിക്രൂട്ട്മെൻ്റ്", "റിക്രൂട്ട്മെന്റ്"),
        ("സൌദി", "സൗദി"),
        ("സ\u0d46\u0d57ദി", "സൗദി"),
        ("ሕገወጥ", "ህገወጥ"),
        ("ሠራተኛ", "ሰራተኛ"),
        ("ፀሐይ", "ጸሀይ"),
        ("ዓለም", "አለም"),
        ("၀", "ဝ"),
        ("ကို့", "က\u102f\u102d\u1037"),
        ("န့်", "န\u103a\u1037"),
        ("ខ្ដ", "ខ្ត"),
        ("ឲ្យ", "ឱ្យ"),
        ("អោយ", "ឱ្យ"),
        ("អោ\u200bយ", "ឱ្យ"),
        ("ឳពុក", "ឪពុក"),
        ("ប្រយោជន៏", "ប្រយោជន៍"),
        ("مسئول", "مسؤول"),  # as Egypt writes it
        ("شئون", "شؤون"),
        ("رءوس", "رؤوس"),
        ("مسي\u0654ول", "مسؤول"),
        ("বাংলাদেশী", "বাংলাদেশি"),
        ("সরকারী", "সরকারি"),
        ("ヶ", "ケ"),
    ],
)
def test_letters_that_are_typed_for_one_another_are_one(written: str, meant: str) -> None:
    assert fold(written) == fold(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ក\u17c6\u17bb", "ក\u17bb\u17c6"),
        ("ឆ\u17d2ន\u17c6\u17b6", "ឆ្នាំ"),
        ("ស\u17b8\u17ca", "ស\u17ca\u17b8"),
        ("ស\u17bb\u17b8", "ស\u17ca\u17b8"),  # where a vowel stands above, a shifter looks like the vowel U below
        ("ហ\u17bb\u17b8", "ហ\u17ca\u17b8"),
        ("អ\u17bb\u17b9", "អ\u17ca\u17b9"),
        ("យ\u17bb\u17be", "យ\u17c9\u17be"),
        ("ប\u17bb\u17c9", "ប\u17c9\u17bb"),
        ("ស\u17d2រ\u17d2ត\u17b8", "ស\u17d2ត\u17d2រ\u17b8"),
        ("ប\u17c9\u17d2រ", "ប\u17d2រ\u17c9"),
        ("ក\u17c1\u17b6ះ", "កោះ"),
        ("ក\u17c1\u17b8ត", "កើត"),
        ("ក\u17b8\u17c1ត", "កើត"),
        ("ស\u17c1\u17ca\u17b8", "ស\u17ca\u17be"),
        ("ស\u17b8\u17bb", "ស\u17ca\u17b8"),
        ("ម\u17ba\u17bbន", "ម\u17c9\u17baន"),
        ("ခ\u1037\u1032", "ခ\u1032\u1037"),
        ("င\u1038\u103a", "င\u103a\u1038"),
        ("က\u103d\u103b", "က\u103b\u103d"),
        ("လ\u103e\u103d", "လ\u103d\u103e"),
        ("က\u103a\u103b\u102c", "က\u103b\u103a\u102c"),
        ("က\u102c\u1031\u103a", "က\u1031\u102c\u103a"),
        ("သ\u103cဇာ", "ဩဇာ"),
        ("စ\u103b\u1031း", "ဈ\u1031း"),
        ("စ\u1031\u103bး", "ဈ\u1031း"),
        ("လေယာဥ်", "လေယာဉ်"),
        ("ก\u0e48\u0e34ง", "ก\u0e34\u0e48ง"),
        ("ผ\u0e49\u0e39", "ผ\u0e39\u0e49"),
        ("น\u0e33\u0e49", "น\u0e49\u0e33"),
        ("น\u0e4d\u0e32\u0e49", "น\u0e49\u0e33"),
        ("ຜ\u0ec9\u0eb9", "ຜ\u0eb9\u0ec9"),
        ("ຫ\u0eb1\u0ebc", "ຫ\u0ebc\u0eb1"),
        ("ນ\u0eb3\u0ec9", "ນ\u0ec9\u0eb3"),
        ("ท\u0e35\u0e48\u0e48", "ท\u0e35\u0e48"),
        ("ก\u17b6\u17c6\u17c6", "ก\u17b6\u17c6"),
        ("န\u103a\u103a", "န\u103a"),
        ("ပြသ\u1039သနာ", "ပြဿနာ"),
        ("ฤาษี", "ฤๅษี"),
    ],
)
def test_signs_of_a_syllable_that_look_the_same_are_the_same_in_whatever_order_they_are_typed(
    typed: str, meant: str
) -> None:
    assert tokens(typed).words == tokens(meant).words


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("㈱", "株"),
        ("㈜", "주"),
        ("㊙\ufe0f", "秘"),
        ("㍻", "平成"),
        ("㌔", "キロ"),
        ("㎏", "kg"),
        ("㎡", "m2"),
        ("℃", "c"),
        ("№", "no"),
        ("㏍", "kk"),
        ("Ⓐ", "a"),
        ("⒜", "a"),
        ("㈠", "一"),
        ("⑴", "1"),
        ("⒓", "12"),
        ("⼈", "人"),
        ("㎧", "㎧"),
    ],
)
def test_a_sign_that_stands_for_a_word_is_that_word(written: str, meant: str) -> None:
    found = tokens(f"電{written} 5")
    assert (found.words, found.starts[1], found.ends[1]) == (["电", meant, "5"], 1, 1 + len(written))


def test_of_the_signs_of_east_asia_all_that_hold_letters_are_words() -> None:
    for sign in map(chr, range(0x2E80, 0x3400)):
        if fold(sign) and any(map(str.isalnum, unicodedata.normalize("NFKC", sign))):
            assert len(tokens(f"x {sign} x").words) == 3, hex(ord(sign))


@pytest.mark.parametrize("written", ["Facebook™", "Facebook℠", "Facebook®"])
def test_the_sign_of_a_trade_mark_is_no_part_of_the_name(written: str) -> None:
    assert tokens(written).words == ["facebook"]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("the compound¹ and", ["the", "compound", "and"]),
        ("the compound¹² and", ["the", "compound", "and"]),
        ("a café³, é", ["a", "cafe", "e"]),
        ("यह नेपाल⁴ है", ["यह", "नेपाल", "है"]),
        ("a ra\u00adid¹ is", ["a", "raid", "is"]),
        ("10⁶ m² km² é", ["106", "m2", "km2", "e"]),
        ("CO₂ é", ["co2", "e"]),
    ],
)
def test_the_mark_of_a_footnote_is_no_part_of_the_word_before_it(written: str, found: list[str]) -> None:
    made = tokens(written)
    assert made.words == found
    shown = [written[start:end] for start, end in zip(made.starts, made.ends, strict=True)]
    assert [*map(fold, shown)] == found


@pytest.mark.parametrize("fraction", "½¼¾⅓⅒⅟↉")
def test_a_fraction_is_no_other_number(fraction: str) -> None:
    assert tokens(f"{fraction} 1{fraction}").words == [fraction, f"1{fraction}"]


@pytest.mark.parametrize("written", ["१२३", "১২৩", "١٢٣", "۱۲۳", "１２３", "๑๒๓", "໑໒໓", "១២៣", "၁၂၃"])
def test_a_number_is_one_word_and_the_same_in_the_digits_of_all_scripts(written: str) -> None:
    assert tokens(f"{written} x").words == ["123", "x"]


@pytest.mark.parametrize(("written", "found"), [("၁၀၀ ကျပ်", ["100", "ကျ", "ပ်"]), ("၀ယ်", ["ဝ", "ယ်"])])
def test_the_burmese_zero_is_a_digit_in_a_number_and_a_letter_elsewhere(written: str, found: list[str]) -> None:
    assert tokens(written).words == found


@pytest.mark.parametrize(("one", "other"), [("၁၀ိုင်း", "၁ဝိုင်း"), ("မြ၀တီ", "မြဝတီ")])
def test_a_zero_with_a_vowel_sign_is_a_letter_behind_a_digit_too(one: str, other: str) -> None:
    assert tokens(one).words == tokens(other).words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            ("ကာ", "ကား"),
            ("มา", "ม้า"),
            ("កា", "ក"),
            ("か", "が"),
            ("हिंद", "हद"),
            ("й", "к"),
            ("dap", "tap"),
            ("ทำ", "ทา"),
        ),
        *(("ঢাকী", "ঢাকি"), ("মালয়েশীয়", "মালয়েশিয়"), ("চীন", "চিন"), ("ئي", "وي"), ("ပြသနာ", "ပြဿနာ"), ("یو", "وو")),
        *(("ប៉ា", "ប៊ា"), ("សុំ", "ស៊ំ"), ("បុី", "ប៉ី"), ("ស្វ", "ស្រ"), ("သွ", "သြ"), ("သ\u103c\u102c", "ဩ\u102c")),
    ],
)
def test_marks_that_are_letters_of_their_script_do_make_another_word(one: str, other: str) -> None:
    assert tokens(one).words != tokens(other).words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("scam-hubs, China's", ["scam", "hubs", "China's"]),
        ("O'Brien's", ["O", "Brien's"]),
        ("'single' “double”", ["single", "double"]),
        ("it's 2024", ["it's", "2024"]),
        ("China’s “free” café", ["China’s", "free", "café"]),
        ("snake_case x2", ["snake", "case", "x2"]),
        ("scam\u200bhub", ["scam", "hub"]),
        ("电诈园区。", ["电", "诈", "园", "区"]),
        ("KK园区", ["KK", "园", "区"]),
        ("मुख्यमंत्री ने।", ["मुख्यमंत्री", "ने"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("ሕገ፡ወጥ።", ["ሕገ", "ወጥ"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("เเก๊ง", ["เเ", "ก๊", "ง"]),
        ("မြန်မာ။", ["မြ", "န်", "မာ"]),
        ("တက္ကသိုလ်", ["တ", "က္က", "သို", "လ်"]),
        ("အင်္ဂလိပ်", ["အ", "င်္ဂ", "လိ", "ပ်"]),
        ("កម្ពុជា។", ["ក", "ម្ពុ", "ជា"]),
        ("ស្ត្រី", ["ស្ត្រី"]),
        ("ຕຳຫຼວດ", ["ຕຳ", "ຫຼ", "ວ", "ດ"]),
        ("スキャム", ["ス", "キ", "ャ", "ム"]),
        ("センター", ["セ", "ン", "タ", "ー"]),
        ("스캠", ["스", "캠"]),
    ],
)
def test_words_are_cut_at_blanks_or_into_syllables_as_the_script_has_it(text: str, parts: list[str]) -> None:
    assert words(text) == parts


def test_a_korean_syllable_typed_as_single_jamo_is_one_syllable() -> None:
    assert words(unicodedata.normalize("NFD", "한국")) == [unicodedata.normalize("NFD", part) for part in "한국"]
    assert tokens(unicodedata.normalize("NFD", "한국각")).words == ["한", "국", "각"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ทำงาน", "ทํางาน"),
        ("ສຳຄັນ", "ສໍາຄັນ"),
        ("น้ำ", "นํ้า"),
        ("ນ້ຳ", "ນໍ້າ"),
        ("แก๊ง", "เเก๊ง"),
        ("ແກ້ງ", "ເເກ້ງ"),
        ("ແກ້ງ", "ເ\u200bເກ້ງ"),
        ("ໜ້າ", "ຫນ້າ"),
        ("ໝູ່", "ຫມູ່"),
        ("ຕຳຫຼວດ", "ຕຳຫລວດ"),
    ],
)
def test_thai_and_lao_vowels_and_letters_are_the_same_in_one_code_point_and_in_two(one: str, other: str) -> None:
    """Keyboards give either; Lao pages mix them in one sentence."""
    assert tokens(one).words == tokens(other).words


@pytest.mark.parametrize(
    ("written", "found"), [("สหรัฐฯ ไทย", ["ส", "ห", "รั", "ฐ", "ไ", "ท", "ย"]), ("ລາວຯ", ["ລ", "າ", "ວ"])]
)
def test_the_sign_of_a_shortened_name_is_no_letter_of_it_and_ends_no_phrase(written: str, found: list[str]) -> None:
    made = tokens(written)
    assert made.words == found
    assert made.breaks == [len(found) - 1]
    assert written[made.starts[-1] : made.ends[-1]] == found[-1]


def test_the_letters_and_marks_of_unspaced_scripts_are_those_that_unicode_gives_them() -> None:
    """The classes are written out for speed; a range that is wrong would cut words of a script differently."""
    unspaced = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Hangul}ー]")
    for character in map(chr, range(0x300, 0xFFFF)):
        kind, is_syllabic = unicodedata.category(character)[0], unspaced.match(character)
        if is_syllabic and kind in "LN" and fold(character):
            assert is_unspaced(character), hex(ord(character))
            assert len(words(f"x{character}x")) == 3, hex(ord(character))
        if is_syllabic and kind == "M":
            assert len(words(f"က{character}")) == 1, hex(ord(character))
        elif kind == "M" and not is_unspaced(character):
            assert len(words(f"яя{character}я")) == 1, hex(ord(character))


def test_scripts_without_blanks_are_told_from_the_others() -> None:
    assert all(map(is_unspaced, ["园", "ก", "က", "ក", "ກ", "か", "ー", "한"]))
    assert not any(map(is_unspaced, ["a", "क", "а", "ع", "1", ""]))


@pytest.mark.parametrize("gap", [" ", "\u00a0", "\u3000", "\n", " \n ", '" ', " “", " „", "\u200b", "", "_", *HYPHENS])
def test_a_phrase_goes_on_over_blanks_hyphens_quotes_low_lines_and_one_line_break(gap: str) -> None:
    text = f"scam{gap}园"
    assert adjoining(text, 4, 4 + len(gap))


@pytest.mark.parametrize(
    "gap",
    [", ", ". ", "; ", ": ", "\n\n", " \n \n ", "/", *"—―⸺⸻", " | ", "… ", "。", "、", "၊", "! ", " & ", "• ", "\n• "],
)
def test_a_phrase_ends_at_punctuation_and_at_a_blank_line(gap: str) -> None:
    text = f"scam{gap}园"
    assert not adjoining(text, 4, 4 + len(gap))


@pytest.mark.parametrize("text", ["电*诈园区", "电＊诈园区", "ကျား*ဖြန့်"])
def test_a_star_that_hides_a_word_from_censors_does_not_part_it(text: str) -> None:
    found, at = tokens(text), text.index(text.strip("电诈园区ကျားဖြန့်"))
    assert found.breaks == [len(found.words) - 1]
    assert adjoining(text, at, at + 1)


@pytest.mark.parametrize("gap", [" * ", "* ", "**", "\n* "])
def test_stars_that_mark_a_line_or_what_is_weighty_end_a_phrase(gap: str) -> None:
    assert tokens(f"电{gap}诈").breaks == [0, 1]
    assert not adjoining(f"电{gap}诈", 1, 1 + len(gap))
    assert not adjoining("scam*hub", 4, 5)


@pytest.mark.parametrize(("text", "at"), [("电*KK", 1), ("KK*电", 2)])
def test_a_star_between_two_scripts_hides_no_word(text: str, at: int) -> None:
    assert tokens(text).breaks == [0, 1]
    assert not adjoining(text, at, at + 1)


@pytest.mark.parametrize("sign", ["-", " ", "\u200b", "\u00ad", "- ", "\n", " \n"])
def test_a_line_of_hyphens_without_number_is_told_from_a_gap_in_time(sign: str) -> None:
    text = "é scam" + sign * 150_000 + "! hub"
    started = time.thread_time()
    assert tokens(text).breaks == [1, 2]
    assert not adjoining(text, 6, len(text) - 3)
    assert time.thread_time() - started < 5


@pytest.mark.parametrize("ring", ["กํ", "ກໍ", "ក\u17d2", "က\u1039", "한", "ᄒ", "ເ", "ຫ"])
@pytest.mark.parametrize("unseen", ["\u200b", "\u200c", "\u200b "])
def test_nothing_without_end_behind_a_sign_that_ties_is_looked_through_in_time(ring: str, unseen: str) -> None:
    started = time.thread_time()
    assert tokens(f"{ring}{unseen * 150_000}!").words
    assert time.thread_time() - started < 5


@given(st.text("ab 1'’‘“s-–—…•£.,\"\n\t\u00a0()", max_size=40))
@example("India's scams. It’s here\n\nthere")
@example("A scam — hub")
def test_where_phrases_end_is_the_same_with_places_and_without(text: str) -> None:
    made = tokens.__wrapped__(text)  # Those that are kept may have been asked for their places.
    unplaced, placed = made.breaks, made.only([slice(None)]).breaks
    assert [*dict.fromkeys(unplaced)] == placed
    # One letter that is not English has all of the text cut otherwise.
    other = tokens.__wrapped__(f"{text} é")
    assert other.words[:-1] == made.words
    assert [each for each in other.breaks if each < len(made.words) - 1] == placed[:-1]


@by_script
def test_any_run_of_words_is_found_again_in_its_place(alphabet: str) -> None:
    """10,000 spans of each script: the text between the places of two words has just these words."""

    @given(texts(alphabet), st.integers(0, 2**32))
    @examples
    def holds(text: str, seed: int) -> None:
        found, chance = tokens(text), random.Random(seed)
        assert len(found.words) == len(found.starts) == len(found.ends)
        last = 0
        for start, end in zip(found.starts, found.ends, strict=True):
            assert last <= start < end <= len(text)
            last = end
        for _ in range(100 if found.words else 0):
            first = chance.randrange(len(found.words))
            end = min(len(found.words), first + chance.randrange(1, 6))
            span = text[found.starts[first] : found.ends[end - 1]]
            assert tokens(span).words == found.words[first:end], span

    holds()


@by_script
def test_folding_a_word_twice_changes_nothing_more(alphabet: str) -> None:
    @given(texts(alphabet))
    @examples
    def holds(text: str) -> None:
        for word in tokens(text).words:
            assert fold(word) == word

    holds()


@by_script
def test_composed_and_decomposed_texts_have_the_same_words(alphabet: str) -> None:
    @given(texts(alphabet))
    @examples
    def holds(text: str) -> None:
        composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
        assert tokens(composed).words == tokens(decomposed).words

    holds()


def test_no_letter_of_unicode_folds_otherwise_when_it_is_composed() -> None:
    for letter in map(chr, range(0x110000)):
        if unicodedata.category(letter)[0] in "LMN":
            composed, decomposed = unicodedata.normalize("NFC", letter), unicodedata.normalize("NFD", letter)
            assert fold(composed) == fold(decomposed), hex(ord(letter))
            if decomposed != composed:
                assert tokens(f"x{composed}y").words == tokens(f"x{decomposed}y").words, hex(ord(letter))


@by_unspaced_script
def test_blanks_between_the_syllables_of_a_word_do_not_matter(alphabet: str) -> None:
    @given(st.text(alphabet), st.sampled_from([" ", "\u200b", "\u200b ", "\n", "\u3000"]))
    @examples
    def holds(text: str, gap: str) -> None:
        assert tokens(gap.join(words(text))).words == tokens(text).words

    holds()


@by_unspaced_script
def test_zero_width_characters_do_not_matter_anywhere_in_a_word(alphabet: str) -> None:
    @given(st.text("".join(c for c in alphabet if not c.isdecimal())), st.sampled_from([*UNSEEN, "\u200b"]))
    @examples
    def holds(text: str, unseen: str) -> None:
        assert tokens(unseen.join(text)).words == tokens(text).words

    holds()


@pytest.mark.parametrize("gap", [" ", "\u200b", "\n", "\u00a0", "\u200b \u200b", "  "])
@pytest.mark.parametrize("word", ["កម្ពុជា", "ស្ត្រី", "ខ្ដាំង"])
def test_blanks_do_not_tear_what_stands_below_a_khmer_letter_from_it(word: str, gap: str) -> None:
    torn = word.replace("\u17d2", f"\u17d2{gap}")
    assert tokens(torn).words == tokens(word).words


@given(st.text(EVERYTHING, max_size=40) | st.text(LETTERS, max_size=8))
@example("ក ʼ")
@settings(max_examples=500)
def test_no_letter_of_any_script_is_left_out(text: str) -> None:
    found = tokens(text)
    inside = {at for start, end in zip(found.starts, found.ends, strict=True) for at in range(start, end)}
    # The stroke that stretches Arabic words and some apostrophes are letters to Unicode, and none here.
    assert not [c for at, c in enumerate(text) if c.isalpha() and c not in "ʼʻ" and fold(c) and at not in inside]
    assert all(found.words)


@pytest.mark.parametrize("text", ["They ran a scam — hub closed", "They ran a scam—hub closed"])
def test_a_long_dash_parts_clauses_whatever_else_stands_in_the_text_and_whoever_asked_before(text: str) -> None:
    first, again = tokens.__wrapped__(text), tokens.__wrapped__(text)
    assert again.starts
    accented = tokens.__wrapped__(f"{text}, café too")
    assert 3 in first.breaks and 3 in again.breaks and 3 in accented.breaks


@pytest.mark.parametrize("sign", "'‘’＇")
@pytest.mark.parametrize("behind", ["", " cafe", " café"])
def test_whatever_its_apostrophe_a_possessive_is_one_whatever_else_stands_in_the_text(sign: str, behind: str) -> None:
    assert tokens(f"China{sign}s scam{behind}").words[:2] == ["china", "scam"]


@pytest.mark.parametrize(
    "line", ["电诈园区遣返，缅甸\n", "ตำรวจไทย ២០ bị bắt 😀 \n", "Raids in KK-Park’s hub; đã bắt\n"]
)
def test_a_text_without_end_is_cut_like_its_lines_and_its_words_are_kept_once_each(line: str) -> None:
    lines = 300_000 // len(line)
    tracemalloc.start()
    try:
        found = tokens.__wrapped__(line * lines)
        assert tracemalloc.get_traced_memory()[0] < 40 * len(found.words)
    finally:
        tracemalloc.stop()
    one = tokens.__wrapped__(line)
    assert found.words == one.words * lines and found.written == one.written * lines
    assert found.starts[: len(one.starts)] == one.starts
