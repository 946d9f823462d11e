"""Scenarios for the language of an entry: what a feed says, what a text shows, and which of the two holds."""

import unicodedata

import pytest

from monitor.matching.language import by_titles, is_code, language_of, primary, told_by_all
from monitor.matching.packs import LATIN, shipped

SENTENCES = {
    "en": "Police said on Tuesday that they had freed the workers who were held in the building by the river.",
    "zh": "警方周二表示，已从河边的大楼里救出被困的工人。",
    "ja": "警察は火曜日、川沿いの建物から労働者を救出したと発表した。",
    "ko": "경찰은 화요일 강가의 건물에서 노동자들을 구출했다고 밝혔다.",
    "th": "ตำรวจเผยเมื่อวันอังคารว่าช่วยคนงานออกจากอาคารริมแม่น้ำแล้ว",
    "lo": "ຕຳຫຼວດກ່າວວ່າໄດ້ຊ່ວຍຄົນງານອອກຈາກຕຶກແຄມນ້ຳແລ້ວ",
    "km": "ប៉ូលិសបាននិយាយថា កម្មករត្រូវបានសង្គ្រោះពីអគារក្បែរទន្លេ",
    "my": "ရဲတပ်ဖွဲ့က မြစ်ကမ်းနားက အဆောက်အအုံထဲမှ အလုပ်သမားများကို ကယ်တင်ခဲ့သည်",
    "vi": "Cảnh sát cho biết đã giải cứu những công nhân bị giữ trong tòa nhà bên sông.",
    "id": "Polisi mengatakan pada hari Selasa bahwa para pekerja yang ditahan di gedung itu sudah dibebaskan.",
    "fil": "Sinabi ng pulisya na nailigtas na ang mga manggagawa sa gusali sa tabi ng ilog.",
    "hi": "पुलिस ने मंगलवार को कहा कि नदी के किनारे की इमारत से मजदूरों को छुड़ाया गया है।",
    "ne": "प्रहरीले भने नदी किनारको भवनबाट कामदारहरूलाई उद्धार गरेको छ र उनीहरू सुरक्षित छन्।",
    "bn": "পুলিশ জানিয়েছে, নদীর ধারের ভবন থেকে শ্রমিকদের উদ্ধার করা হয়েছে।",
    "si": "ගඟ අසල ගොඩනැගිල්ලෙන් කම්කරුවන් බේරාගත් බව පොලිසිය පවසයි.",
    "ta": "ஆற்றங்கரை கட்டிடத்தில் இருந்து தொழிலாளர்கள் மீட்கப்பட்டதாக காவல்துறை தெரிவித்தது.",
    "am": "ፖሊስ በወንዙ አጠገብ ካለው ሕንፃ ሠራተኞችን ማዳኑን ገለጸ።",
    "ar": "قالت الشرطة يوم الثلاثاء إنها حررت العمال من المبنى الذي كان على النهر.",
    "ur": "پولیس نے منگل کو کہا کہ دریا کے کنارے عمارت سے مزدوروں کو رہا کر دیا گیا ہے۔",
    "fa": "پلیس روز سه‌شنبه گفت که کارگران را از ساختمان کنار رودخانه آزاد کرد و این افراد سالم هستند.",
    "ru": "Полиция сообщила во вторник, что рабочие были освобождены из здания на берегу реки.",
    "kk": "Полиция сейсенбі күні өзен жағасындағы ғимараттан жұмысшылар босатылғанын және бұл үшін айтты.",
    "tr": "Polis salı günü nehir kıyısındaki binada tutulan işçilerin kurtarıldığını ve bunun için bir açıklama yaptı.",
    "de": "Die Polizei teilte am Dienstag mit, dass sie die Arbeiter aus dem Haus am Fluss befreit hat.",
    "fr": "La police a dit mardi que les ouvriers retenus dans un immeuble au bord du fleuve ont été libérés.",
    "es": "La policía dijo el martes que los obreros fueron liberados de un edificio en la orilla del río.",
    "pt": "A polícia disse na terça que os operários foram libertados de um prédio na margem do rio.",
    "el": "Η αστυνομία ανακοίνωσε την Τρίτη ότι απελευθέρωσε τους εργάτες από το κτίριο δίπλα στο ποτάμι.",
    "he": "המשטרה הודיעה ביום שלישי כי שחררה את הפועלים מהבניין שעל גדת הנהר.",
    "hy": "Ոստիկանությունը հայտնել է, որ բանվորներն ազատվել են գետափի շենքից։",
    "ka": "პოლიციამ განაცხადა, რომ მუშები მდინარისპირა შენობიდან გაათავისუფლეს.",
    "pa": "ਪੁਲਿਸ ਨੇ ਦੱਸਿਆ ਕਿ ਮਜ਼ਦੂਰਾਂ ਨੂੰ ਨਦੀ ਕੰਢੇ ਦੀ ਇਮਾਰਤ ਤੋਂ ਛੁਡਾ ਲਿਆ ਗਿਆ ਹੈ।",
    "gu": "પોલીસે જણાવ્યું કે નદી કિનારેની ઇમારતમાંથી મજૂરોને છોડાવવામાં આવ્યા છે.",
    "te": "నది ఒడ్డున ఉన్న భవనం నుంచి కార్మికులను రక్షించినట్లు పోలీసులు తెలిపారు.",
    "kn": "ನದಿ ದಡದ ಕಟ್ಟಡದಿಂದ ಕಾರ್ಮಿಕರನ್ನು ರಕ್ಷಿಸಲಾಗಿದೆ ಎಂದು ಪೊಲೀಸರು ತಿಳಿಸಿದ್ದಾರೆ.",
    "ml": "നദീതീരത്തെ കെട്ടിടത്തിൽ നിന്ന് തൊഴിലാളികളെ മോചിപ്പിച്ചതായി പൊലീസ് അറിയിച്ചു.",
    "sw": "Polisi walisema Jumanne kwamba wafanyakazi hao waliokolewa kutoka katika jengo la kando ya mto.",
}
every_language = pytest.mark.parametrize("language", SENTENCES)


@every_language
def test_a_sentence_tells_its_language(language: str) -> None:
    assert language_of("", SENTENCES[language]) == language


@every_language
def test_a_true_word_of_the_feed_holds(language: str) -> None:
    assert language_of(language, SENTENCES[language]) == language


@every_language
def test_a_feed_that_calls_everything_american_english_is_not_believed(language: str) -> None:
    """Most sites in other scripts say en-US, for so their software was installed."""
    doubtful = {"id", "sw", "tr", "es", "pt", "fr", "de", "fil", "vi"}
    text = SENTENCES[language] * 2 if language in doubtful else SENTENCES[language]
    assert language_of("en-US", text) == language


@every_language
def test_a_headline_in_latin_letters_stays_what_its_feed_says(language: str) -> None:
    latin = language in {"en", "vi", "id", "fil", "tr", "de", "fr", "es", "pt", "sw"}
    assert language_of(language, "KK Park, Shwe Kokko") == (language if latin else "")


@pytest.mark.parametrize(
    ("given", "text", "language"),
    [
        ("en-US", "ตำรวจบุกจับแก๊งคอลเซ็นเตอร์ KK Park", "th"),
        ("th", "Police said that the workers were freed from the compound and sent home", "en"),
        ("zh-CN", "詐欺拠点を摘発、日本人を保護した", "ja"),
        ("ja", "警視庁、特殊詐欺容疑者逮捕", "ja"),
        ("zh", "好の店被查", "zh"),
        ("zh-Hant-TW", "警方逮捕嫌犯", "zh"),
        ("ko", "警方逮捕嫌犯", "zh"),
        ("hi", SENTENCES["ne"], "ne"),
        ("ne", SENTENCES["hi"], "hi"),
        ("mr", "पोलिसांनी कामगारांची सुटका केली", "mr"),
        ("ar", SENTENCES["ur"], "ur"),
        ("ru", SENTENCES["kk"], "kk"),
        ("kk", "Полиция Астана қаласында", "kk"),
        ("kk", "61 шетелдік Мэсот көпірінде Таиландқа берілді", "kk"),
        ("", "61 шетелдік Мэсот көпірінде Таиландқа берілді", "kk"),
        ("uk", "Поліція звільнила робітників", "uk"),
        ("", "Поліція звільнила робітників і повернула їх додому", "uk"),
        ("sr", "Полиција каже да је ситуација под контролом и да нема жртава", "sr"),
        ("sr-Latn", "Policija kaže da je situacija pod kontrolom", "sr"),
        ("uz", "Ўзбекистонда зилзила содир бўлди", "uz"),
        ("sr", "Полиција је рекла да се на граници и у граду налази група која ће да се врати", "sr"),
        ("mk", "Министерот рече дека нема да се прифати и дека за тоа ќе се разговара на состанок", "mk"),
        ("uz", "Қўшни ҳудудда ғалла ўрими бошланди, қишлоқ аҳли ёмғирдан хавотирда", "uz"),
        ("ky", "Өлкөнүн түштүгүндө жер титирөө болуп, үйлөр бузулду", "ky"),
        ("sr", "Министр сказал, что это было решено и что об этом не будет сказано до конца", "ru"),
        ("nl", "De politie heeft de arbeiders bevrijd", "nl"),
        ("sv", "Polisen har befriat arbetarna", "sv"),
        ("tl", "Sinabi ng pulisya", "fil"),
        ("ms-MY", "Polis menahan tiga lelaki", "id"),
        ("el", "Η αστυνομία απελευθέρωσε τους εργάτες", "el"),
        ("", "", ""),
        ("de", "2024", "de"),
        ("th", "12:30", "th"),
    ],
)
def test_the_script_and_the_little_words_decide_where_a_feed_lies(given: str, text: str, language: str) -> None:
    assert language_of(given, text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Heart of Glass.mp3",
        "Scam hub raid",
        "KK Park",
        "བོད་ཀྱི་གསར་འགྱུར།",
        "12:30",
    ],
)
def test_nothing_is_guessed_from_a_few_names_or_an_unknown_language(text: str) -> None:
    assert language_of("", text) == ""


@pytest.mark.parametrize(
    ("language", "text"),
    [("ru", "Полиция Астана"), ("ru", "Мошенников задержали в Камбодже"), ("hi", "अपराधियों गिरफ्तार"), ("ar", "للمركز")],
)
def test_a_headline_without_little_words_is_in_the_likeliest_language_of_its_script(language: str, text: str) -> None:
    assert language_of("", text) == language


@pytest.mark.parametrize(
    "text",
    [
        "म्यानमारको स्क्याम सेन्टरमा आगलागी",
        "मानव तस्करलाई १५ वर्ष कैद",
        "अनलाइन जुवा गिरोह काठमाडौंबाट नियन्त्रणमा",
        "चालीस जना स्वदेश ल्याइए",
        "चोरिएका मूर्ति फर्किए",
        "कामदारहरु अलपत्र",
    ],
)
def test_a_nepali_headline_is_told_by_what_is_written_onto_its_words(text: str) -> None:
    """Hindi writes such little words apart; half of the headlines have no other."""
    assert language_of("", text) == language_of("en-US", text) == language_of("hi", f"{text} {text} {text}") == "ne"


@pytest.mark.parametrize(
    "text",
    [
        "मॉस्को और मेक्सिको वार्ता",
        "श्वे कोक्को छापा",
        "अपराधियों को जेल",
        "मोनाको ग्रां प्री रद्द",
        "मेक्सिको भूकंप",
        "गैस सप्लाई ठप",
        "किसको मिलेगा टिकट",
        "तुमको देखा, जिनको बुलाया",
    ],
)
def test_a_hindi_headline_is_not(text: str) -> None:
    assert language_of("", text) == "hi"


@pytest.mark.parametrize(
    "text",
    [
        "Buruan kes pelaburan RM90 juta dihantar balik",
        "22 rakyat Malaysia selamat selepas lima bulan",
        "Dua lelaki didakwa jual warganegara asing",
        "ABK masih telantar, minta kapal jemput",
    ],
)
def test_a_malay_or_indonesian_headline_is_told_by_its_everyday_words(text: str) -> None:
    assert language_of("", text) == "id"


def test_nepali_headlines_that_do_not_tell_it_speak_the_language_of_their_neighbours() -> None:
    own = ["चालीस जना स्वदेश ल्याइए", "तस्करलाई १५ वर्ष कैद", "चोरिएका मूर्ति फर्किए", "शव स्वदेश ल्याइयो", "KK Park", "遣返"]
    assert told_by_all(own) == ["ne", "ne", "ne", "ne", "", "zh"]


def test_the_titles_of_a_feed_tell_where_its_program_says_english_for_want_of_better() -> None:
    own = ["Markas Penipuan Daring Digerebek", "Tiga WNI dipulangkan dari Poipet", "Polisi tangkap bos judi di Batam"]
    assert by_titles("en-US", own) == "id"
    assert by_titles("en-US", ["Scam hub raid", "Three held in Poipet", "Police seize phones", "Rice prices"]) == ""
    assert by_titles("vi", own) == by_titles("", own) == "", "only what programs say by default"
    assert by_titles("en", []) == by_titles("en", ["", "KK Park"]) == ""
    assert by_titles("en", ["遣返", "警方逮捕嫌犯"]) == "", "each of them tells it itself"


def test_what_does_not_tell_its_language_speaks_that_of_its_feed() -> None:
    own = ["Warga desa itu pulang dari Kamboja.", "Polisi menangkap dua orang di kota.", "Bos geng ditahan", "遣返"]
    assert told_by_all(own) == ["id", "id", "id", "zh"]
    assert told_by_all(["Scam hub raid", "Warga desa itu pulang dari sana.", "KK Park"]) == ["", "id", ""]
    assert told_by_all([]) == []


@pytest.mark.parametrize("given", ["fr", "en", "id"])
def test_a_few_foreign_words_in_a_headline_do_not_overrule_the_feed(given: str) -> None:
    assert language_of(given, "La Casa de Papel, das Boot and the Crown") == given


def test_a_decomposed_text_speaks_the_language_of_the_composed_one() -> None:
    """In letters written apart Korean outnumbers the other script."""
    text = "scamscamđảo송환"
    assert language_of("", unicodedata.normalize("NFD", text)) == language_of("", text)


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert language_of("", SENTENCES["en"] * 8 + SENTENCES["th"] * 50) == "en"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-US", "en"),
        ("zh_Hant", "zh"),
        ("TL", "fil"),
        ("ms", "id"),
        ("vn", "vi"),
        ("cn", "zh"),
        ("jp-JP", "ja"),
        ("may", "id"),
        ("bur", "my"),
        (" pt-br ", "pt"),
        ("nb-NO", "no"),
        ("nn", "no"),
        ("iw", "he"),
        ("ukr", "uk"),
        ("gr", "el"),
        ("ell", "el"),
        ("cz", "cs"),
        ("ua", "uk"),
        ("dk", "da"),
        ("la", "lo"),
        ("", ""),
        ("english", ""),
        ("x", ""),
        ("日本", ""),
    ],
)
def test_a_tag_is_reduced_to_its_language(tag: str, language: str) -> None:
    assert primary(tag) == language


def test_a_slip_in_two_letters_is_no_code_and_every_language_that_is_told_has_one() -> None:
    assert not any(map(is_code, ("bu", "zn", "xx", "")))
    assert [tag for tag in {*shipped().languages, *SENTENCES} - {LATIN} if not is_code(tag)] == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Police raid scam hub", ""),
        ("警方捣毁电诈园区", "zh"),
        ("詐欺拠点を摘発", "ja"),
        ("ตำรวจบุกจับ", "th"),
        ("ရဲတပ်ဖွဲ့", "my"),
        ("ຕຳຫຼວດ", "lo"),
        ("នគរបាល", "km"),
        ("범죄단지 적발", "ko"),
        ("पुलिस ने छापा", "hi"),
        ("ፖሊስ", "am"),
        ("", ""),
    ],
)
def test_a_script_speaks_for_its_language(text: str, language: str) -> None:
    assert language_of("", text) == language
