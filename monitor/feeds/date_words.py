"""The words of dates in the languages of feeds: months, weekdays, zones and eras, and which write the day first."""

import unicodedata

_ONE_LETTER = str.maketrans("يىك", "ییک")
"""What keyboards for Arabic have for letters of Persian, which many in Iran write."""


def plain(written: str) -> str:
    """A date without accents, Persian in its own letters; those of Korean syllables and the like come together
    again."""
    if written.isascii():
        return written
    letters = unicodedata.normalize("NFKD", written).translate(_ONE_LETTER)
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if not unicodedata.combining(letter)))


# How their names begin, without accents: in English, German, French, Spanish, Portuguese, Italian, Indonesian, Malay,
# Filipino, Russian, Kazakh, Greek, Turkish, Romanian, Polish, Czech, Dutch, Ukrainian, Hebrew, Finnish, Hungarian,
# Estonian, Lithuanian, Bulgarian, Serbian, Croatian and Uzbek; and whole, short and long, where marks are part of them,
# in Thai, Lao, Khmer, Burmese, Arabic, Persian, Urdu, Hindi, Bengali, Tamil, Sinhala and Nepali. Of two that begin
# alike the longer wins.
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "sij ژانویه tam jaan saus яну јан yan "
            "ian sty led ledna січ ינו"
            " jan gen ene янв ιαν oca қаң ม.ค. มกราคม ມ.ກ. ມັງກອນ មករា ဇန်နဝါရီ يناير جانفي جنوری जनवरी"
            " জানুয়ারি ஜனவரி ජනවාරි",
            "velj فوریه hel veeb vas феб फेब्रुअरी "
            "lut uno лют פבר"
            " feb fev фев φεβ sub peb ақп ก.พ. กุมภาพันธ์ ກ.ພ. ກຸມພາ កុម្ភៈ ဖေဖော်ဝါရီ فبراير شباط فيفري فروری"
            " फरवरी ফেব্রুয়ারি பிப்ரவரி පෙබරවාරි",
            "ozu maa kov "
            "mrt bre бер מרץ mar mrz maerz мар μαρ mac нау มี.ค. มีนาคม ມ.ນ. ມີນາ មីនា မတ် مارس آذار مارچ मार्च মার্চ மார்ச் මාර්තු",
            "tra آوریل huh bal अप्रिल "
            "kwi dub кві אפר"
            " apr avr abr апр απρ nis сәу เม.ย. เมษายน ມ.ສ. ເມສາ មេសា ဧပြီ أبريل أفريل إبريل نيسان اپریل अप्रैल এপ্রিল"
            " ஏப்ரல் අප්‍රේල් අප්රේල්",
            "svi مه tou geg мај मे "
            "maj kve тра מאי"
            " may mai mei mag маи мая μαι мам พ.ค. พฤษภาคม ພ.ພ. ພຶດສະພາ ឧសភា မေ مايو ماي أيار مئی मई মে மே මැයි",
            "ژوئن kes juun birz юни јун iyun lipanj lipnja जुन "
            "iun cze cerven cervna cvn чер יונ"
            " jun juin giu июн ιουν haz hun мау มิ.ย. มิถุนายน ມິ.ຖ. ມິຖຸນາ មិថុនា ဇွန် يونيو جوان حزيران جون"
            " जून জুন ஜூன் ජූනි",
            "ژوئیه hei juul liep юли јул iyul srpanj srpnja "
            "iul lipiec lipca cervenec cervence cvc лип יול"
            " jul juil lug июл ιουλ tem hul шіл ก.ค. กรกฎาคม ກ.ລ. ກໍລະກົດ កក្កដា ဇူလိုင် يوليو جويلية يوليوز"
            " تموز جولائی जुलाई জুলাই ஜூலை ජූලි",
            "kol elo rugpj avg अगस्ट "
            "sie srpen srpna сер אוג"
            " aug aout ago agu agt ogo авг там αυγ ส.ค. สิงหาคม ສ.ຫ. ສິງຫາ សីហា ဩဂုတ် သြဂုတ် أغسطس غشت أوت آب"
            " اگست अगस्त আগস্ট ஆகஸ்ட் අගෝස්තු",
            "ruj سپتامبر syy sze rugs sen сеп सेप्टेम्बर "
            "wrz zar вер ספט"
            " sep set сен σεπ eyl қыр ก.ย. กันยายน ກ.ຍ. ກັນຍາ កញ្ញា စက်တင်ဘာ سبتمبر شتنبر أيلول ستمبر सितंबर"
            " सितम्बर সেপ্টেম্বর செப்டம்பர் සැප්තැම්බර්",
            "اکتبر lok spal अक्टोबर "
            "paz rij жов אוק"
            " oct okt out ott окт οκτ eki қаз ต.ค. ตุลาคม ຕ.ລ. ຕຸລາ តុលា အောက်တိုဘာ أكتوبر اکتوبر अक्टूबर"
            " अक्तूबर অক্টোবর அக்டோபர் ඔක්තෝබර්",
            "stu نوامبر marras lapkr нов ное noy नोभेम्बर "
            "noi listopadu лис נוב"
            " nov ноя νοε kas nob қар พ.ย. พฤศจิกายน ພ.ຈ. ພະຈິກ វិច្ឆិកា နိုဝင်ဘာ نوفمبر نونبر نومبر नवंबर"
            " नवम्बर নভেম্বর நவம்பர் නොවැම්බර්",
            "دسامبر jou det gruod дец dek डिसेम्बर "
            "gru pro гру דצמ"
            " dec dez dic des дек δεκ ara dis жел ธ.ค. ธันวาคม ທ.ວ. ທັນວາ ធ្នូ ဒီဇင်ဘာ ديسمبر دجنبر دسمبر"
            " दिसंबर दिसम्बर ডিসেম্বর டிசம்பர் දෙසැම්බර්",
        ),
        1,
    )
    for name in plain(names).split()
}
# As Burmese, Hindi, Bengali and Tamil shorten them.
MONTHS |= {
    plain(name): number
    for number, names in enumerate(
        (
            "ဇန် जन জানু ஜன",
            "ဖေ फ़र ফেব பிப்",
            "மார்",
            "ဧ এপ্রি ஏப்",
            "",
            "",
            "ဇူ जुल জুল",
            "ဩ अग আগ ஆக",
            "စက် सित সেপ செப்",
            "အောက် अक्तू अक्टू অক্টো அக்",
            "နို नव নভে நவ",
            "ဒီ दिस ডিসে டிச",
        ),
        1,
    )
    for name in names.split()
}
MONTHS |= {
    plain(name): number
    for names in (
        # Albanian, Somali, Kinyarwanda and Oromo
        "jan shk mar pri maj qer korr gus sht tet nen dhj",
        "jan feb maar abr may|maay juu lul|luu ogo|ogs seb okt nof|noof dis|diis",
        "mutar gas wer mata gic kam nyak kanam nzeri ukw ugu uku",
        "ama gur bit elb|eeb caa|cam wax ado hag fulb onk sad mudd",
        # Georgian, Armenian and Amharic
        "იან თებ მარ აპრ მაი ივნ ივლ აგვ სექ ოქტ ნოე დეკ",
        "հուն|հնվ փետ|փտվ մար|մրտ ապր մայ|մյս հունիս|հնս հուլ|հլս օգ սեպ հոկ նոյ դեկ",
        "ጃን|ጃንዋሪ ፌብ|ፌብሩዋሪ|ፌብሩወሪ ማርች ኤፕ|ኤፕሪል ሜይ ጁን ጁላይ ኦገስ|ኦገስት ሴፕ|ሴፕቴምበር ኦክ|ኦክቶበር ኖቬ|ኖቬምበር ዲሴ|ዲሴምበር",
        # Telugu, Malayalam, Kannada, Gujarati, Punjabi and Marathi, whole and short
        "జనవరి|జన ఫిబ్రవరి|ఫిబ్ర మార్చి|మార్చ్ ఏప్రిల్|ఏప్రి మే జూన్ జులై|జూలై ఆగస్టు|ఆగస్ట్|ఆగ సెప్టెంబర్|సెప్టెం|సెప్టెంబరు "
        "అక్టోబర్|అక్టో|అక్టోబరు నవంబర్|నవం|నవంబరు డిసెంబర్|డిసెం|డిసెంబరు",
        "ജനുവരി|ജനു ഫെബ്രുവരി|ഫെബ്രു മാർച്ച്|മാർ ഏപ്രിൽ|ഏപ്രി മേയ്|മെയ് ജൂൺ ജൂലൈ ഓഗസ്റ്റ്|ആഗസ്റ്റ്|ഓഗ സെപ്റ്റംബർ|സെപ്തംബർ|സെപ്റ്റം "
        "ഒക്ടോബർ|ഒക്ടോ നവംബർ|നവം ഡിസംബർ|ഡിസം",
        "ಜನವರಿ|ಜನ ಫೆಬ್ರವರಿ|ಫೆಬ್ರ|ಫೆಬ್ರುವರಿ ಮಾರ್ಚ್ ಏಪ್ರಿಲ್|ಏಪ್ರಿ ಮೇ ಜೂನ್ ಜುಲೈ ಆಗಸ್ಟ್|ಆಗ ಸೆಪ್ಟೆಂಬರ್|ಸೆಪ್ಟೆಂ ಅಕ್ಟೋಬರ್|ಅಕ್ಟೋ ನವೆಂಬರ್|ನವೆಂ ಡಿಸೆಂಬರ್|ಡಿಸೆಂ",
        "જાન્યુઆરી|જાન્યુ ફેબ્રુઆરી|ફેબ્રુ માર્ચ એપ્રિલ મે જૂન જુલાઈ ઑગસ્ટ|ઓગસ્ટ સપ્ટેમ્બર|સપ્ટે ઑક્ટોબર|ઓક્ટોબર|ઑક્ટો નવેમ્બર|નવે ડિસેમ્બર|ડિસે",
        "ਜਨਵਰੀ|ਜਨ ਫ਼ਰਵਰੀ|ਫਰਵਰੀ|ਫ਼ਰ ਮਾਰਚ ਅਪ੍ਰੈਲ|ਅਪ੍ਰੈ ਮਈ ਜੂਨ ਜੁਲਾਈ|ਜੁਲਾ ਅਗਸਤ|ਅਗ ਸਤੰਬਰ|ਸਤੰ ਅਕਤੂਬਰ|ਅਕਤੂ ਨਵੰਬਰ|ਨਵੰ ਦਸੰਬਰ|ਦਸੰ",
        "जानेवारी|जाने फेब्रुवारी|फेब्रु मार्च एप्रिल|एप्रि मे जून जुलै ऑगस्ट|ऑग सप्टेंबर|सप्टें ऑक्टोबर|ऑक्टो नोव्हेंबर|नोव्हें डिसेंबर|डिसें",
    )
    for number, several in enumerate(names.split(), 1)
    for name in several.split("|")
} | {"nop": 11, "maaie": 5, "meith": 6}
_COUNTED = ("gieng|mot", "hai", "ba", "tu|bon", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai|chap")
"""How Vietnamese counts its months, some by two names."""
MONTHS |= {f"thang {name}": at for at, names in enumerate(_COUNTED, 1) for name in names.split("|")}
MONTHS |= {
    plain(name): number
    for number, name in {10: "تشرين الأول", 11: "تشرين الثاني", 12: "كانون الأول", 1: "كانون الثاني"}.items()
}
OF_TWO = {
    "lip": {"hr": 6, "pl": 7},
    "srp": {"hr": 7, "cs": 8},
    "lis": {"hr": 10, "pl": 11, "cs": 11},
    "nyak": {"rw": 7, "rn": 9},
}
"""How names of two months begin, in some languages of one and in some of the other: of lipanj and lipiec, of srpanj and
srpen; of listopad, for leaves fall in October in the south; and of nyakanga, July in Kinyarwanda and September in
Kirundi. Bosnian has the months of Croatian."""
MONTHS |= dict.fromkeys(OF_TWO, 0)
PERSIAN = {
    plain(name): number
    for names in (
        "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
        "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",
        "وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب",
        "farvardin ordibehesht khordad tir mordad shahrivar mehr aban azar dey bahman esfand",
    )
    for number, name in enumerate(names.split(), 1)
}
"""The months of the calendar of Iran and Afghanistan: in Persian, Dari, Pashto and Latin letters."""
# In minutes. What else there is is left to feedparser, which takes AST for that of the Atlantic, not Arabia's, and most
# others for UTC; as IST most news has India's.
ZONES = {
    name: minutes
    for minutes, names in (
        (-600, "hst"),
        (-540, "akst"),
        (-480, "pst pt akdt"),
        (-420, "mst mt pdt"),
        (-360, "cst ct mdt"),
        (-300, "est et est5edt cdt cot pet"),
        (-240, "edt"),
        (-180, "brt art"),
        (0, "gmt utc ut z wet"),
        (60, "cet met mez wat bst west"),
        (120, "cest mest mesz eet sast cat"),
        (180, "eest msk мск eat trt"),
        (210, "irst"),
        (240, "gst"),
        (300, "pkt uzt"),
        (330, "ist slst"),
        (345, "npt"),
        (360, "bdt"),
        (390, "mmt"),
        (420, "ict wib"),
        (480, "sgt hkt myt pht wita awst ulat bnt"),
        (540, "jst kst wit"),
        (570, "acst"),
        (600, "aest"),
        (660, "aedt"),
        (720, "nzst"),
        (780, "nzdt"),
    )
    for name in names.split()
}
ZONES_OF_TWO = {"zh": ("cst", "+0800"), "he": ("ist", "+0200")}
"""Zones whose letters are those of another, by the languages in which they are meant: China's and Israel's."""
WEEKDAY_STARTS = {
    names[-3:]: tuple(names.split())
    for names in "po mon,ut wt tue,sr st wed,ct cz ce thu,pa pe pi pt fri,so sub sat,nd ne ni sun".split(",")
}
WEEKDAYS = tuple(WEEKDAY_STARTS)
"""How the names of weekdays begin in Croatian, Polish, Czech or English; and in English alone."""
DAY_FIRST = frozenset("vi th lo km my id ms fr es pt de it nl ru uk pl tr ar ur hi bn ta si ne sw fa he el".split())
"""Languages that are written with the day first wherever they are spoken; English is not one."""
DOTTED = frozenset("de ru uk be bg kk pl cs sk sl hr sr bs mk ro tr az no nb nn da fi et lv is ka hy it fr nl".split())
"""Languages in which a date of numbers and dots has the day first, also where its year is short; in Korean and
Hungarian that is first."""
ERAS = {"": 1911, "民國": 1911, "民国": 1911, "令和": 2018, "平成": 1988, "昭和": 1925}
"""The years before the first of an era; Taiwan's goes without saying."""
