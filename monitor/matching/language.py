"""Which language an entry is written in: what its feed says, unless its script or its little words say otherwise."""

import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

SAMPLE = 600
"""How many code points of a text are looked at."""
# Of a script as many letters as one in so many make it the text's script: names in Latin letters stand in all news, and
# most letters of Japanese are Chinese ones.
_SHARE, _KANA_SHARE = 5, 20
# What little words have to add up to, where nothing is said and against what is said; and how far ahead they must be of
# those of any other language. A word of one language alone counts 1, one that two languages share a half.
_HINT, _PROOF, _AHEAD = 0.9, 2.5, 2
# In whole numbers, for a sum of fractions is off by its last bit.
_ONE = math.lcm(*range(1, 13))
# In Latin letters, in which so many languages are written, also so many of them and such a part of all words.
_SEVERAL, _PART = 2, 1 / 12

_SCRIPTS = {
    "Thai": "\u0e00-\u0e7f",
    "Lao": "\u0e80-\u0eff",
    "Khmer": "\u1780-\u17ff",
    "Myanmar": "\u1000-\u109f\uaa60-\uaa7f",
    "Hangul": "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3",
    "Kana": "\u3041-\u309f\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9f",
    "Han": "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff",
    "Tamil": "\u0b80-\u0bff",
    "Sinhala": "\u0d80-\u0dff",
    "Ethiopic": "\u1200-\u139f",
    "Devanagari": "\u0900-\u0963\u0966-\u097f",
    "Bengali": "\u0980-\u09ff",
    "Arabic": "\u0620-\u06d3\u06d5-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "Cyrillic": "\u0400-\u052f",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Hebrew": "\u05d0-\u05ea",
    "Armenian": "\u0531-\u0587",
    "Georgian": "\u10a0-\u10ff\u1c90-\u1cbf",
    "Gurmukhi": "\u0a00-\u0a7f",
    "Gujarati": "\u0a80-\u0aff",
    "Telugu": "\u0c00-\u0c7f",
    "Kannada": "\u0c80-\u0cff",
    "Malayalam": "\u0d00-\u0d7f",
}
_NO_LETTERS = bytes(code for code in range(256) if not chr(code).isascii() or not chr(code).isalpha())
_BLANKED = bytes(code if chr(code).isalpha() else 32 for code in range(128)) + bytes(128)
_LATIN = "[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"
# The languages of each script, the likeliest first.
_WRITTEN_IN = {
    "Thai": ("th",),
    "Lao": ("lo",),
    "Khmer": ("km",),
    "Myanmar": ("my", "shn", "mnw", "ksw"),
    "Hangul": ("ko",),
    "Kana": ("ja",),
    "Han": ("zh", "ja"),
    "Tamil": ("ta",),
    "Sinhala": ("si",),
    "Ethiopic": ("am", "ti"),
    "Bengali": ("bn", "as"),
    "Devanagari": ("hi", "ne", "mr"),
    "Arabic": ("ar", "ur", "fa", "ps", "ckb", "ug", "sd"),
    "Cyrillic": ("ru", "kk", "uk", "bg", "be", "mk", "ky", "tg", "mn", "tt", "sr", "uz"),
    "Greek": ("el",),
    "Hebrew": ("he", "yi"),
    "Armenian": ("hy",),
    "Georgian": ("ka",),
    "Gurmukhi": ("pa",),
    "Gujarati": ("gu",),
    "Telugu": ("te",),
    "Kannada": ("kn",),
    "Malayalam": ("ml",),
    "Latin": ("en", "vi", "id", "fil", "tr", "de", "fr", "es", "pt", "sw", "it", "nl", "pl", "sr", "uz"),
}
# Those whose writers use one of several languages' alphabets: only the words tell which language it is.
_SHARED = frozenset(("Devanagari", "Arabic", "Cyrillic", "Latin"))
_NOT_LATIN = frozenset(tag for tags in _WRITTEN_IN.values() for tag in tags).difference(_WRITTEN_IN["Latin"])
_MIXED = ("fil",)
"""Languages in whose news English stands untranslated."""
_OTHER_NAMES = {
    name: tag
    for tag, names in {
        "zh": "cmn yue zho chi cn",
        "en": "eng us gb",
        "ja": "jpn jp",
        "ko": "kor kr",
        "th": "tha",
        "lo": "lao la",
        "km": "khm kh",
        "my": "mya bur mm",
        "vi": "vie vn",
        "id": "ms in ind msa may zsm",
        "fil": "tl tgl",
        "hi": "hin",
        "ne": "nep npi",
        "bn": "ben",
        "ta": "tam",
        "si": "sin",
        "ur": "urd",
        "ar": "ara arb",
        "am": "amh",
        "sw": "swa swh",
        "tr": "tur",
        "kk": "kaz",
        "ru": "rus",
        "de": "deu ger",
        "fr": "fra fre",
        "es": "spa",
        "pt": "por",
        "it": "ita",
        "nl": "nld dut",
        "no": "nb nn nor nob nno",
        "pl": "pol",
        "uk": "ukr ua",
        "sr": "srp",
        "fa": "fas per",
        "he": "iw heb",
        "el": "ell gre gr",
        "cs": "ces cze cz",
        "da": "dan dk",
        "hy": "hye arm hyw",
        "ka": "kat geo",
        "pa": "pan",
        "gu": "guj",
        "te": "tel",
        "kn": "kan",
        "ml": "mal",
        "yi": "yid ji",
        "so": "som",
        "sv": "swe",
    }.items()
    for name in names.split()
}
"""Codes of three letters (ISO 639-2 and -3), what a language was called before or nearly is, and the codes of countries
that feeds write in its place; of them la is Latin's too, in which nobody writes news."""
_TWO_LETTERS = frozenset(
    """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
    iw ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt
    my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl
    sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za
    zh zu""".split()
)
"""The codes that languages have, or had (ISO 639-1)."""

# Words that carry no meaning, as they stand in running text. Languages that no watch knows are here to be told apart
# from their neighbours.
_LITTLE_WORDS = {
    "en": "the of and to in is that for on with was by from at are his her their has have be were who said will after a"
    " an it its not but over into out up more than one been this which they about amid when he she would could may"
    " new as",
    "de": "der die das und ist nicht mit von den dem des ein eine einer einem einen für auf im zu sich auch nach bei"
    " wurde wurden wird aus sind hat haben als über zum zur vor gegen dass polizei opfer festgenommen jahre menschen",
    "fr": "le la les des de du et est une un dans pour que qui sur pas au aux avec par plus ce cette ont été sont en il"
    " elle se son ses leur mais ou après arrêtés arrêté arrestation victimes gouvernement ans",
    "es": "el la los las de del y en que un una por con para se no al su lo como más fue fueron han sus ha este esta"
    " entre sobre tras pero a e o policía detenidos detenido detienen víctimas gobierno años personas",
    "pt": "o a e os as de do da dos das e em que um uma para com por não no na nos nas ao à se foi foram mais como sua"
    " seu são pelo pela após entre polícia presos preso prende vítimas governo anos pessoas",
    "it": "il lo la gli le di del della dei delle che e è un una per con non in nel nella sono si da dal alla ha hanno"
    " più a",
    "nl": "de het een van en is dat op te voor met zijn niet aan er om ook door werd werden bij naar uit",
    "vi": "và của là có được cho trong với không người những các một này đã khi từ đến tại về ở theo ra vào để bị sau"
    " trên cũng như",
    "id": "yang dan di dari untuk dengan pada ini itu dalam tidak akan ke oleh juga sebagai adalah telah karena para"
    " mereka atau ada kepada saat tersebut serta sudah kerana daripada secara tanpa bagi menurut hampir belum bisa"
    " harus hingga antara setelah sebelum ketika namun jika kata ia tiga polisi tangkap ditangkap warga kasus korban"
    " penipuan pemerintah tahun orang diduga pulang pelaku jaringan sindikat masih jadi kembali akhirnya juta ribu"
    " miliar negara negeri rakyat selepas semula seorang lelaki bekas mahkamah didakwa dibawa dihantar pekerja minta",
    "fil": "ang ng mga sa na ay at si ni kay nang hindi ito siya kung may mula kanilang niya nila rin din dahil isang"
    " matapos ayon naman pulis arestado pinoy pilipino nasagip biktima bansa kaso umano pamahalaan",
    "tr": "ve bir bu için ile da de olarak olan daha çok sonra kadar gibi ancak ise tarafından göre edildi etti oldu"
    " dedi ki her polis gözaltına kişi şüpheli çete dolandırıcılık",
    "sw": "na ya wa kwa ni katika za la cha vya hii huyo hao kuwa alisema ambao ambaye baada pia nchini kutoka wakati"
    " yake wao hiyo lakini zaidi kama polisi watu serikali wamekamatwa wakamatwa mwaka",
    "ru": "и в на не что с по из за к от для о об его их это как был была было были до при после также но",
    "kk": "және мен бен пен да де бұл үшін деп бойынша туралы бар болып еді болды кейін осы арқылы дейін бір",
    "uk": "і та в у на не що з по із за до від для про його їх це як був була були при після також але є",
    "bg": "и в на не че с по от за до е са се да ще бе като но след също",
    "hi": "के में की है से को का और ने पर हैं यह एक भी कि नहीं था थे गया लिए इस कर साथ बाद",
    "ne": "छ र छन् पनि भने यो गरेको भएको गर्ने थियो लागि तथा गरेका रहेको हो तर सो गरिएको छैन थिए जना पक्राउ प्रहरी फर्किए फिर्ता"
    " उनीहरू पहिलो नयाँ हुने भएका अनि होइन गर्दै भन्दै",
    "mr": "आहे आणि आहेत होते या ते ही हा व केली केला झाली तर असून मध्ये",
    "ar": "في من على إلى الى أن ان عن مع هذا هذه التي الذي بعد بين كما قد لم لا ما كان كانت أو منذ خلال",
    "ur": "کے کی کا میں سے ہے کو نے پر اور ہیں یہ اس کہ ایک بھی تھا گیا کر نہیں جو تھے",
    "fa": "در و از به که این را با است برای آن بر شد می خود تا کرد یک هم شده های ها نیز",
    "ps": "د په او چې کې له سره دي هم یو ته څخه شوي",
}
# Letters that few languages of a script have: each place where one stands counts like a little word.
_LETTERS = {
    "vi": "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "tr": "ışğ",
    "de": "ß",
    "pt": "ãõ",
    "es": "ñ¿¡",
    "pl": "ąęłńśźż",
    "ru": "ыэё",
    "kk": "әғқңұһөүыэёі",
    "uk": "їєґі",
    "ar": "ةىأإ",
    "ur": "ٹڈڑںےہپچگ",
    "fa": "پچژگ",
    "ps": "ټډړښېۍ",
}
# What a language of a script writes onto words where the others of it write it apart or not at all. No ending: the last
# letters of Moscow, Mexico, Monaco and Shwe Kokko, and of the Hindi for supply and for whom.
_ENDINGS = {
    "Devanagari": (
        "ne",
        r"(?<=[\u0900-\u0963]{3})(?:(?<!्)(?<!क्सि)(?<!मोना)(?<!\b[कजतम][िु][झनमस])को|बाट|(?<!प्)लाई|हर[ूु])"
        r"(?![\u0900-\u0963])",
    )
}
_LIKE = {"sr": "bg", "mk": "bg", "ky": "kk", "mn": "kk", "tt": "kk", "uz": "kk"}
"""Languages of which no words are known here, and the one that shares words or letters with them, so that these are no
proof of it."""
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0903\u093a-\u094f\u064b-\u0652]+[^\W\d_]*)*")


_compiled = functools.cache(re.compile)
"""A pattern that texts in plain English do not need."""


# So many different little words of the language that is given leave no doubt of it.
_PLENTY = 4
_BY_DEFAULT = "en"
"""What programs that make feeds say that these speak where nobody told them."""
_HEADLINES = 20
"""Titles of a feed that are looked at together; most often half of them are as much as is looked at of a text."""
_TELLING = 2
"""Entries that tell a feed's language where the others do not."""


# Of all code points of a text, blanks and signs among them, such a part leaves no other script that counts.
_MOSTLY = 1.7


@functools.lru_cache(maxsize=500)
def primary(tag: str) -> str:
    """The language of a tag as feeds write it: "zh" for "zh-Hant-TW", "id" for "ms_MY", "" for nonsense."""
    language = re.split("[-_]", tag.strip().lower(), maxsplit=1)[0]
    known = language.isascii() and language.isalpha() and 2 <= len(language) <= 3
    return _OTHER_NAMES.get(language, language) if known else ""


def is_code(tag: str) -> bool:
    """Whether a tag may be a language's: of two letters none but those that there are, for of three there are more than
    anybody lists."""
    language = primary(tag)
    return language in _TWO_LETTERS or len(language) == 3


def language_of(given: str, text: str) -> str:
    """The language of a text as its primary tag, or "" where nothing tells.

    `given` is what the entry says, or else its feed. It holds unless the text is in a script that it is not written
    in, or the little words of the text are clearly those of another language.
    """
    said, sample = primary(given), unicodedata.normalize("NFC", text[:SAMPLE])
    script = "Latin" if _is_latin(sample) else _own_script(said, sample) or script_of(sample)
    if not script:
        return said
    holds = said not in _NOT_LATIN if script == "Latin" else said in _WRITTEN_IN[script]
    if script not in _SHARED:
        return said if holds else _WRITTEN_IN[script][0]
    if holds and len(_little(said).intersection(sample.lower().split())) >= _PLENTY:
        return said
    found, proven = _by_words(sample, script, said)
    if said and holds and not proven:
        return said
    # Of a headline without a little word its script tells enough, but for Latin letters.
    return found or ("" if script == "Latin" else _WRITTEN_IN[script][0])


def of_title(title: str, language: str) -> str:
    """The language of a title that is written in a script of its own, as its primary tag, where that is not the
    `language` of the entry but English is; else ""."""
    if title.isascii() or language != "en":
        return ""
    script = _plain_script(title[:SAMPLE])
    return _WRITTEN_IN[script][0] if script and script not in _SHARED else ""


def told_by_all(texts: Sequence[str]) -> list[str]:
    """The languages of a feed's texts that say none: where one alone does not tell, most of the others do."""
    told = [language_of("", text) for text in texts]
    most, count = Counter(filter(None, told)).most_common(1)[0] if any(told) else ("", 0)
    if count < _TELLING or 2 * count <= sum(map(bool, told)):
        return told
    if most in _WRITTEN_IN["Latin"]:
        return [one or (most if _is_latin(text[:SAMPLE]) else "") for one, text in zip(told, texts, strict=True)]
    # Of a short text in a script of several languages the likeliest was told.
    return [language_of(most, text) if _is_beside(one, most) else one for one, text in zip(told, texts, strict=True)]


def _is_beside(one: str, other: str) -> bool:
    """Whether two languages are of those that share a script."""
    return one != other and any(one in _WRITTEN_IN[script] and other in _WRITTEN_IN[script] for script in _SHARED)


def by_titles(said: str, titles: Iterable[str]) -> str:
    """The language of a feed that says it speaks English, as programs say where nobody told them: where all its titles
    together speak plainly another whose script does not tell it, that one, else ""."""
    if primary(said) != _BY_DEFAULT:
        return ""
    spoken = language_of(said, " ".join(title[:SAMPLE] for title in islice(titles, _HEADLINES)))
    is_shared = any(spoken in _WRITTEN_IN[script] for script in _SHARED)
    return spoken if is_shared and spoken != _BY_DEFAULT else ""


def _own_script(said: str, sample: str) -> str:
    """The one script of a language where most of a text is in it, for the others need not be counted then."""
    script = _only_script(said)
    if said == "zh" and not _compiled(f"[{_SCRIPTS['Kana']}]").search(sample):
        script = "Han"
    return script if script and _letters_of(script, sample) * _MOSTLY > len(sample) else ""


@functools.cache
def _only_script(language: str) -> str:
    """The script of a language that has one, and does not share it with kana."""
    scripts = [script for script, tags in _WRITTEN_IN.items() if language in tags]
    return scripts[0] if len(scripts) == 1 and scripts[0] != "Han" else ""


def _is_latin(text: str) -> bool:
    """Whether a text is plainly in Latin letters: what is beyond Latin-1 is most often a few quotation marks."""
    if text.isascii():
        return any(map(str.isalpha, text))
    latin = len(text.encode("ascii", "ignore").translate(None, _NO_LETTERS))
    return 0 < latin >= (len(text) - len(text.encode("latin-1", "ignore"))) * _KANA_SHARE


def script_of(text: str) -> str:
    """The script of a text, "" where it has no letters or others; of several, rather the one that is not Latin."""
    if _is_latin(text):
        return "Latin"
    if script := _plain_script(text):
        return script
    if not (total := sum(map(str.isalpha, text))):
        return ""
    counts = {script: _letters_of(script, text) for script in _SCRIPTS}
    # A lone NO is an ornament in Chinese.
    if (kana := counts.pop("Kana")) * _KANA_SHARE > total and kana > text.count("の"):
        return "Kana"
    script = max(counts, key=counts.__getitem__)
    if counts[script] * _SHARE > total:
        return script
    return "Latin" if _letters_of("Latin", text) * _SHARE > total else ""


def _plain_script(text: str) -> str:
    """The script that most signs of a text are in, or kana beside Chinese letters; "" where that takes counting all."""
    first = _any_script().search(text)
    script = (first and first.lastgroup) or ""
    if script and (kana := _letters_of("Kana", text)):
        return "Kana" if kana * _KANA_SHARE > len(text) and kana > text.count("の") else ""
    return script if script and 2 * _letters_of(script, text) > len(text) else ""


def _letters_of(script: str, text: str) -> int:
    # In runs, of which there are fewer than letters.
    letters = _LATIN if script == "Latin" else f"[{_SCRIPTS[script]}]"
    return sum(map(len, _compiled(f"{letters}+").findall(text)))


@functools.cache
def _any_script() -> re.Pattern[str]:
    """A letter of any script but Latin, in the group of that name."""
    return re.compile("|".join(f"(?P<{script}>[{letters}])" for script, letters in _SCRIPTS.items()))


def _by_words(sample: str, script: str, said: str) -> tuple[str, bool]:
    """The language that a text's little words tell, "" if none; and whether that is sure enough against `said`."""
    lowered = sample.lower()
    is_ascii = lowered.isascii()
    words = lowered.encode().translate(_BLANKED).decode().split() if is_ascii else _WORD.findall(lowered)
    hints = _weights(script, True)
    scores = dict.fromkeys(_WRITTEN_IN[script], 0)
    for weighed in filter(None, map(hints.get, words)):
        for language, weight in weighed:
            scores[language] += weight
    letters = () if is_ascii else _weights(script, False).keys() & set(lowered)
    for letter in letters:
        for language, weight in _weights(script, False)[letter]:
            scores[language] += weight * lowered.count(letter)
    if script in _ENDINGS:
        language, pattern = _ENDINGS[script]
        scores[language] += _ONE * len(_compiled(pattern).findall(lowered))
    second, score = sorted(scores.values())[-2:]
    best = max(scores, key=scores.__getitem__)
    if score < max(_HINT * _ONE, second * _AHEAD):
        return "", False
    if script == "Latin":
        seen = _speaking_for(best) & {*words, *letters}
        if len(seen) < _SEVERAL or score < len(words) * _PART * _ONE:
            return "", False
    is_other = best not in (said, _LIKE.get(said))
    return best, is_other and score >= max(_PROOF * _ONE, scores.get(said, 0) * _AHEAD)


@functools.cache
def _speaking_for(language: str) -> frozenset[str]:
    """The little words, and the letters of few languages, that speak for one."""
    return frozenset((*_LITTLE_WORDS.get(language, "").split(), *_LETTERS.get(language, "")))


def is_latin_beside_english(language: str) -> bool:
    """Whether a language is another one than English in Latin letters, and not one that is mixed with English."""
    return language not in ("", _BY_DEFAULT, *_MIXED) and language not in _NOT_LATIN


def is_little(word: str, language: str = "") -> bool:
    """Whether a word in small letters carries no meaning in a language, or in any."""
    return word in (_little(language) if language else _little_of_any())


def has_letter_of(word: str, language: str) -> bool:
    """Whether a word in small letters has one that a language shares with few."""
    return not set(_LETTERS[language]).isdisjoint(unicodedata.normalize("NFC", word))


@functools.cache
def _little(language: str) -> frozenset[str]:
    return frozenset(_LITTLE_WORDS.get(language, "").split())


@functools.cache
def _little_of_any() -> frozenset[str]:
    return frozenset().union(*map(_little, _LITTLE_WORDS))


@functools.cache
def _weights(script: str, of_words: bool) -> dict[str, list[tuple[str, int]]]:
    """The languages of a script that each little word, or each letter of few, speaks for; and how much, of _ONE."""
    found: dict[str, list[str]] = {}
    for language, hints in (_LITTLE_WORDS if of_words else _LETTERS).items():
        for hint in set(hints.split() if of_words else hints):
            found.setdefault(hint, []).append(language)
    own = _WRITTEN_IN[script]
    return {
        hint: weighed
        for hint, languages in found.items()
        if (weighed := [(language, _ONE // len(languages)) for language in languages if language in own])
    }
