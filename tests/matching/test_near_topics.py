"""What is near a topic and is none, and what is one in less usual words: sentences of our own, a few for each kind."""

import pytest

from monitor.matching.watchlist import Watchlist
from monitor.model import Entry, Feed, Watch

FEED = Feed("https://news.example/feed")
TOPICS = ("scam_hubs", "repatriation", "trafficking", "crackdown")


@pytest.fixture(scope="module")
def watchlist() -> Watchlist:
    return Watchlist([Watch(name, (f"@{name}",)) for name in TOPICS])


def told(watchlist: Watchlist, lang: str, title: str) -> set[str]:
    return {match.watch for match in watchlist.match(Entry("", title, lang=lang), FEED)}


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "First charter flight of Russian tourists lands in Phu Quoc"),
        ("zh", "俄罗斯游客包机抵达三亚"),
        ("zh", "日本旅客包機抵台東"),
        ("th", "นักท่องเที่ยวรัสเซียเหมาลำถึงภูเก็ต"),
        ("fil", "Mga turistang Tsino, balik-Boracay sakay ng chartered flight"),
    ],
)
def test_tourists_who_come_by_charter_are_no_return(watchlist: Watchlist, lang: str, title: str) -> None:
    assert "repatriation" not in told(watchlist, lang, title)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Stranded tourists flown home on chartered plane from Kathmandu"),
        ("zh", "滞留游客乘包机回国"),
        ("id", "Turis asing dideportasi dari Bali dengan pesawat carter"),
    ],
)
def test_tourists_who_are_stranded_or_deported_are(watchlist: Watchlist, lang: str, title: str) -> None:
    assert "repatriation" in told(watchlist, lang, title)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Lost cat flown home to Oslo after three years in Spain"),
        ("zh", "走失貓搭機返台與主人團聚"),
        ("ko", "잃어버린 고양이, 일본서 비행기 타고 귀환"),
        ("ja", "迷子の猫、韓国から飛行機で帰還"),
        ("hi", "चीन से लौटा पांडा देखने उमड़ी भीड़"),
        ("th", "ทหารเรือส่งคืนเรือประมงเวียดนามที่ลอยมาติดฝั่ง"),
        ("ja", "漂着した漁船をベトナムに引き渡し"),
        ("ms", "Bot nelayan dipulangkan kepada Vietnam"),
        ("en", "US Navy hands patrol boats to Philippines"),
        ("en", "Bill sent back to committee in Manila"),
        ("en", "Refugee film festival returns to Jakarta"),
        ("fil", "Pangulo, nakabalik na mula Beijing"),
        ("vi", "Khách say bị mời xuống máy bay đi Bangkok"),
        ("vi", "Tranh giành quyền nuôi con, chồng đưa con về Nhật"),
        ("th", "คนงานเหมืองรอดตาย กลับบ้านแล้ว"),
        ("en", "Chengdu hotpot chain lands in Phnom Penh"),
        ("id", "Pelabuhan Dumai kirim sawit ke China"),
    ],
)
def test_pets_boats_fairs_and_ministers_that_come_back_are_no_return(
    watchlist: Watchlist, lang: str, title: str
) -> None:
    assert "repatriation" not in told(watchlist, lang, title)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Bank teller foils phone scam, saves widow's savings"),
        ("fil", "Bank teller, napigilan ang scam sa lola"),
        ("ms", "Tip kenal pasti panggilan scammer"),
        ("zh", "網友怒批房仲「詐騙集團」"),
        ("th", 'ส.ส.ฝ่ายค้านอัดงบ "หลอกลวงประชาชน"'),
        ("vi", "Cha mẹ bán cả gia tài cho con du học"),
        ("id", "ABK yang telantar di Somalia dipulangkan"),
        ("vi", "Xử phạt chủ xưởng thuê lao động chui"),
        ("en", "Ivory dealers' network dismantled in Vientiane"),
        ("th", "จับแก๊งค้าเสือโคร่งข้ามชาติ ยึดซาก 5 ตัว"),
        ("ms", "Sindiket seludup burung murai tumpas"),
        ("my", "ဆိုင်ကယ်သူခိုးဂိုဏ်း ဖမ်းမိ"),
    ],
)
def test_foiled_scams_rhetoric_wildlife_and_theft_are_none_of_it(watchlist: Watchlist, lang: str, title: str) -> None:
    assert told(watchlist, lang, title) <= {"repatriation"}


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("ko", "미얀마 조직에 붙잡힌 아들, 어머니의 호소"),
        ("ko", "양식장 이주노동자, 여권 압수당한 채 강제노역"),
    ],
)
def test_who_is_caught_by_a_gang_or_robbed_of_a_passport_is_no_arrest_or_seizure(
    watchlist: Watchlist, lang: str, title: str
) -> None:
    assert "crackdown" not in told(watchlist, lang, title)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("vi", "Một năm sau, KK Park im ắng"),
        ("km", "មួយឆ្នាំក្រោយ KK Park ស្ងាត់ជ្រងំ"),
        ("lo", "ໜຶ່ງປີຜ່ານໄປ KK Park ງຽບເຫງົາ"),
        ("my", "ကေကေပတ်ခ်က ဖိလစ်ပိုင် ၃၀ ကို ထိုင်းဘက် လွှဲပေး"),
        ("en", "Ming family members executed in China"),
    ],
)
def test_a_compound_or_its_clan_is_a_scam_hub_by_name(watchlist: Watchlist, lang: str, title: str) -> None:
    assert "scam_hubs" in told(watchlist, lang, title)


def test_a_family_of_that_name_is_none(watchlist: Watchlist) -> None:
    assert told(watchlist, "en", "Ming family tomb found in Nanjing") == set()


@pytest.mark.parametrize(
    ("lang", "title", "topic"),
    [
        ("en", "Sweden sends gang leader back to Iraq", "repatriation"),
        ("en", "Court in The Hague blocks transfer of Rwandan suspect to Kigali", "repatriation"),
        ("en", "Malawi welcomes 14 women who escaped cyber slave gang in Myanmar", "repatriation"),
        ("id", "Australia kembalikan 12 nelayan NTT", "repatriation"),
        ("ja", "紅海で拘束の船員、マニラに帰る", "repatriation"),
        ("id", "Dua pesawat sewaan bawa 370 korban scam online dari Bangkok ke Jakarta", "repatriation"),
        ("en", "Palau deports and bans ten after search of hotel used for web swindles", "crackdown"),
        ("th", "ค้นอพาร์ตเมนต์อรัญฯ เจอห้องแถวโทรตุ๋นคนแก่ ซิมผี 900 เบอร์", "crackdown"),
        ("ms", "Geledah pejabat di Johor, polis jumpa skrip scam", "crackdown"),
    ],
)
def test_other_words_for_a_topic(watchlist: Watchlist, lang: str, title: str, topic: str) -> None:
    assert topic in told(watchlist, lang, title)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("zh", "泰国警方突袭曼谷Scam Farm"),
        ("zh", "警方捣毁Scam Center 抓获40人"),
        ("zh", "缅甸Scam Hub 61名大马人获救返国"),
        ("zh", "Pig Butchering主谋在曼谷落网"),
        ("ja", "カンボジアのscam compound、当局が家宅捜索"),
        ("ko", "미얀마 Scam Compound에서 한국인 3명 구출"),
        ("hi", "म्यांमार के Scam Centre से 283 भारतीय वापस लाए गए"),
        ("bn", "মিয়ানমারের Scam Center থেকে ১৮ বাংলাদেশি উদ্ধার"),
        ("ur", "میانمار کے Scam Center سے 20 پاکستانی بازیاب"),
        ("ru", "Из Scam Center в Мьянме освобождены россияне"),
        ("am", "በማይናማር Scam Center ታግተው የነበሩ 30 ኢትዮጵያውያን ተለቀቁ"),
    ],
)
def test_a_compound_that_is_called_so_in_english_is_one_in_a_title_of_any_script(
    watchlist: Watchlist, lang: str, title: str
) -> None:
    assert "scam_hubs" in told(watchlist, lang, title)


@pytest.mark.parametrize(
    ("lang", "title"),
    [("zh", "Human Trafficking受害者自金边获救"), ("km", "ចាប់ជនសង្ស័យ ៣នាក់ពាក់ព័ន្ធ Human Trafficking")],
)
def test_so_is_human_trafficking(watchlist: Watchlist, lang: str, title: str) -> None:
    assert "trafficking" in told(watchlist, lang, title)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("zh", "新加坡Anti-Scam Centre冻结户头 追回300万"),
        ("zh", "泰国Anti-Cyber Scam Centre提醒市民"),
        ("en", "Anti-Cyber Scam Centre opens a hotline"),
        ("zh", "大马National Scam Response Centre热线997全天候运作"),
        ("ru", "Scam в Telegram: как не попасться мошенникам"),
        ("ko", "신곡 'Scam' 음원차트 1위"),
        ("hi", "Online Scam से कैसे बचें, बैंक ने दी सलाह"),
    ],
)
def test_other_english_words_around_scams_make_no_compound(watchlist: Watchlist, lang: str, title: str) -> None:
    assert told(watchlist, lang, title) == set()


def test_a_call_centre_is_a_company_s_and_its_gang_is_none_in_burmese_too(watchlist: Watchlist) -> None:
    assert "scam_hubs" not in told(watchlist, "my", "KBZ Bank call center ဖုန်းလိုင်း ပြောင်းလဲ")
    assert "scam_hubs" in told(watchlist, "my", "call center ဂိုဏ်းက တရုတ် ၅၀ ဖမ်းမိ")
    assert "scam_hubs" in told(watchlist, "my", "မြဝတီက call center တွေကို ဝင်ရောက်စီးနင်း")


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Soldiers blow up 30 dormitories at K.K. Park"),
        ("en", "Workers flee K. K. Park by boat"),
        ("id", "Anakku disekap di K.K. Park"),
        ("th", "เค.เค.ปาร์ค เหลือแต่ซาก หลังกองทัพระเบิดตึก"),
        ("zh", "警方突袭电*诈园区 抓获百人"),
        ("zh", "白所成家族案二审维持死刑判决"),
        ("zh", "魏超仁家族犯罪案开庭"),
        ("km", "ក្រុមស្គេមផ្លាស់ទៅអូរស្មាច់"),
        ("km", "អាជ្ញាធរបង្ក្រាបទីតាំងស្គេម"),
        ("ja", "プリンス・グループ会長を拘束 カンボジア"),
    ],
)
def test_a_compound_or_its_owner_is_known_however_its_name_is_written(
    watchlist: Watchlist, lang: str, title: str
) -> None:
    assert "scam_hubs" in told(watchlist, lang, title)


def test_a_warning_of_the_police_of_one_town_is_no_scam_hub(watchlist: Watchlist) -> None:
    warning = Entry(
        "", "市公安局提醒:警惕冒充客服退款骗局", summary="我市多名市民接到陌生来电后被转走存款。", lang="zh"
    )
    assert watchlist.match(warning, FEED) == ()


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Displaced families head home to Sisaket"),
        ("en", "Families return to their villages as truce holds"),
        ("th", "ผู้อพยพสุรินทร์ทยอยกลับบ้านหลังหยุดยิง"),
        ("th", "น้ำลด ผู้อพยพอุบลทยอยกลับบ้าน"),
        ("km", "ជនភៀសខ្លួនវិលត្រឡប់ទៅផ្ទះវិញក្រោយឈប់បាញ់"),
        ("id", "Pengungsi Semeru mulai pulang ke rumah"),
    ],
)
def test_who_fled_within_his_country_and_goes_home_is_no_return(watchlist: Watchlist, lang: str, title: str) -> None:
    assert "repatriation" not in told(watchlist, lang, title)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("th", "ผู้อพยพเมียนมาทยอยกลับบ้านเกิด"),
        ("th", "ผู้อพยพซีเรียเดินทางกลับจากเลบานอน"),
        ("th", "ผู้อพยพชาวเมียนมาเดินทางกลับผ่านด่าน หลังน้ำท่วม"),
        ("th", "ช่วยเหลือผู้ประสบภัยค้ามนุษย์ 20 คน กลับจากปอยเปตผ่านด่านสระแก้ว"),
        ("th", "ศูนย์อพยพปิด ผู้ลี้ภัยถูกส่งกลับเมียนมา"),
        ("km", "ពលករវិលត្រឡប់ទៅផ្ទះពីថៃ"),
        ("lo", "ຜູ້ເຄາະຮ້າຍຈາກການຄ້າມະນຸດ 12 ຄົນກັບບ້ານ"),
    ],
)
def test_who_comes_home_from_another_country_is_one(watchlist: Watchlist, lang: str, title: str) -> None:
    assert "repatriation" in told(watchlist, lang, title)


def test_slavery_in_khmer_is_no_assembly_that_is_written_in_it(watchlist: Watchlist) -> None:
    assert "scam_hubs" in told(watchlist, "km", "ជនរងគ្រោះទាសភាពអ៊ីនធឺណិតរៀបរាប់")
