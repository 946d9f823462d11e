"""Scenarios for phrases in the index: whatever a watch would match is a candidate."""

import json
import random
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitor.matching.fold import fold, tokens
from monitor.matching.indexing import words_of
from monitor.matching.query import Phrase, QueryError, parse
from monitor.matching.spellings import WAYS
from monitor.matching.stems import stem
from monitor.matching.watchlist import Watchlist
from monitor.model import Entry, Feed, Found, Watch
from monitor.store import feeds, phrases, saving, search
from monitor.store.schema import connect, transaction

SPELLED_OTHERWISE = (
    "scam hub|COVID-19|COVID19|Mong La|Wi-Fi|call centre scam|incendio forestal|F-16|F-16 jet|F16|PM2.5|KK Park|kk park"
    "|U.N. expert|NGO|NGOs|woman trafficker|child|Sana'a airport|Sanaa airport|email|cyberscam centre|cyberscam"
    "|repatriation|خامنه\u200cای|شبكة الاحتيال|центр мошенников|репатриация|Йошкар Ола|साइबर ठगी|प्रत्यर्पण|KK园区|F16战机"
    "|NGO战机|child保护|M/V Aries|Smith & Co|Smith and Co|1000 people"
).split("|")
LABELLED = Path(__file__).parents[1] / "data" / "labelled"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(opened(tmp_path / "store.db")) as db:
        yield db


def opened(path: Path) -> sqlite3.Connection:
    db = connect(path)
    with transaction(db):
        feeds.subscribe(db, [Feed("https://a.example/")])
    return db


def add(db: sqlite3.Connection, *several: Entry) -> None:
    with transaction(db):
        saving.save(db, 1, [Found(entry) for entry in several], 1)


def candidates(db: sqlite3.Connection, term: str, spoken: str | None = None) -> list[int]:
    phrase = parse(term)
    assert isinstance(phrase, Phrase)
    found = db.execute(
        "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC", (phrases.expression(phrase, spoken),)
    )
    return [row[0] for row in found]


def matches(term: str, entry: Entry) -> bool:
    return bool(Watchlist([Watch("w", (term,), widen=False)]).match(entry, Feed("u")))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("scam hub", "Police raid a Scam-Hub"),
        ("scam hub", "scamhubs everywhere"),
        ("scam centre", "scamcenters everywhere"),
        ("scam centre", "two scam centers"),
        ("call centre scam", "a callcentre scam"),
        ("call centre scam", "a call centrescam"),
        ("KK Park casino hub", "the KK Parkcasino hubs"),
        ("KK Park", "dormitories of K.K. Park"),
        ("U.N. experts", "UN experts"),
        ("un expert", "U.N. experts"),
        ("F16", "an F-16 jet"),
        ("F16", "two F-16s"),
        ("cyberscam centre", "two cyber-scam centres"),
        ("Sanaa airport", "the Sana'a airport"),
        ("Sana'a airport", "the Sanaa airport"),
        ("Oʻzbekiston", "O‘zbekiston suvi"),
        ("F-16", "two F16s"),
        ("F-16", "two F-16s"),
        ("F16 jet", "an F-16 jet"),
        ("Mong La", "a Mongla casino"),
        ("Mong La casino", "a Mongla casino"),
        ("Wi-Fi", "free WiFi"),
        ("email scam", "an e-mail scam"),
        ("خامنه ای", "خامنه\u200cای گفت"),
        ("آیت\u200cالله خامنه\u200cای", "آیت\u200cالله خامنه ای گفت"),
        ("آیت\u200cالله خامنه\u200cای", "آیت الله خامنه ای گفت"),
        ("آیت\u200cـ\u200cالله", "آیت الله گفت"),
        ("حزب الله", "حزب\u200cالله در لبنان"),
        ("NGO", "two NGOs"),
        ("NGOs", "an NGO"),
        ("mp expenses", "the MPs' expenses"),
        ("PM2.5", "ฝุ่น PM 2.5"),
        ("PM 2.5", "ฝุ่น PM2.5"),
        ("F16战机", "出动F-16战机"),
        ("kk园区", "缅军炸毁K.K.园区"),
        ("Sanaa机场", "空袭Sana'a机场"),
        ("Sana'a机场", "空袭Sanaa机场"),
        ("scam hub园区", "在scamhub园区"),
        ("Covid19", "the COVID-19 years"),
        ("MV Aries", "the M/V Aries"),
        ("Smith and Co", "the Smith & Co strike"),
        ("Харьков", "удар по Харькову"),
        ("1000 people", "over 1,000 people flee"),
        ("M/V Aries", "the MV Aries"),
        ("KK园区", "缅军炸毁K.K.园区"),
        ("K.K.园区", "缅军炸毁KK园区"),
        ("ONU refugiado", "las refugiadas, O.N.U. refugiadas de la guerra que los han llevado a las ciudades"),
        ("电诈", "缅甸电*诈园区"),
        ("cyberscam", "a cyber-scam"),
        ("cyberscam", "cyber scamming"),
        ("underlying", "the under-lying cause"),
        ("KK Park", "ＫＫ Ｐａｒｋ"),
        ("đường dây", "DUONG DAY"),
        ("duong day", "đường dây"),
        ("Pilipino", "mga Pilipinong biktima"),
        ("korban", "korban dan korbannya"),
        ("penipuan", "polisi mengungkap kasus penipuannya yang merugikan banyak orang di Jakarta"),
        ("Saint Louis", "a St. Louis court"),
        ("St. Louis", "a Saint Louis court"),
        ("Mount Everest", "on Mt Everest"),
        ("cooperation", "regional co-operation"),
        ("reelection", "his re-election"),
        ("100000 people", "over 1,00,000 people flee"),
        ("kỹ sư", "một kĩ sư của những người đã được"),
        ("电", "缅甸电诈"),
        ("诈", "电诈"),
        ("电诈", "缅甸电诈园区"),
        ("园区", "园区"),
        ("KK园区", "在KK园区的"),
        ("KK园", "在KK园区的"),
        ("园区KK", "园区 KK"),
        ("園區", "電詐園區"),
        ("𠮷野家", "昨日𠮷野家で"),
        ("𰻝", "𰻝𰻝面"),
        ("เนรเทศ", "ไทยเนรเทศชาวจีน"),
        ("ที่", "ที่นี่"),
        ("ကျားဖြန့်", "ကျား\u200bဖြန့်ဂိုဏ်း"),
        ("မြ", "မြန်မာ"),
        ("ឆបោក", "ករណីឆបោកអនឡាញ"),
        ("ស្ត្រី", "ស្ត្រីម្នាក់"),
        ("ສົ່ງກັບ", "ຖືກສົ່ງກັບ"),
        ("송환", "한국으로송환된"),
        ("スキャム", "スキャムの"),
        ("साइबर फ्रॉड", "एक साइबर-फ्रॉड सेंटर"),
        ("qəbul", "QƏBUL olundu"),
        ("e.g", "e-g"),
        ('"AND"', "this and that"),
        ("“NEAR (x) OR -y”", "near x or y"),
        ("2024", "in 2024"),
        ("x1039", "x1039"),
    ],
)
def test_what_a_watch_would_match_is_a_candidate(db: sqlite3.Connection, term: str, text: str) -> None:
    assert matches(term, Entry("k", text))
    add(
        db,
        Entry("title", text),
        Entry("none", "nothing here"),
        Entry("summary", "t", summary=text),
        Entry("content", "t", summary="s", content=text),
    )
    assert candidates(db, term) == [4, 3, 1]


@pytest.mark.parametrize("term", SPELLED_OTHERWISE)
def test_in_whatever_way_a_watch_finds_a_phrase_written_the_index_finds_it(db: sqlite3.Connection, term: str) -> None:
    phrase = parse(term)
    assert isinstance(phrase, Phrase)
    ways = [" ".join(words).replace("' ", "'").replace("- ", "-") for way in WAYS for words in way.of(phrase)]
    several = [Entry(key=text, title=f"«{text}»", content=f"A day. {text}") for text in ways]
    add(db, *several)
    ids = dict(db.execute("SELECT title, id FROM entries").fetchall())
    meant = {ids[entry.title] for entry in several if matches(term, entry)}
    assert meant and meant <= {*candidates(db, term)}


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("scam", "scampi"),
        ("诈电", "电诈"),
        ("电区", "电诈园区"),
        ("ကာ", "ကျား"),
        ("hub scam", "scam hub"),
        ("police raid", "a raid on police"),
        ("园区 KK", "KK园区"),
    ],
)
def test_what_does_not_hold_the_words_in_their_order_is_no_candidate(
    db: sqlite3.Connection, term: str, text: str
) -> None:
    add(db, Entry("k", text))
    assert candidates(db, term) == []


@pytest.mark.parametrize(
    ("term", "text", "lang"),
    [
        ("deportación", "Las deportaciones siguen", "es"),
        ("rapatriement", "Ils seront rapatriés, les rapatriements continuent", "fr"),
        ("Rückführung", "Die Rückführungen beginnen", "de"),
        ("repatriação", "As repatriações continuam", "pt"),
        ("депортация", "О депортации граждан", "ru"),
        ("военный", "Суд над военным", "ru"),
        ("ترحيل", "قرار والترحيل", "ar"),
        ("الترحيل", "وقف ترحيل العمال", "ar"),
        ("كمبوديا", "العمال بكمبوديا", "ar"),
        ("سجن", "قضى بسجن الرجل", "ar"),
        ("لاوس", "تعود للاوس", "ar"),
        ("مركز احتيال", "قرب لمركز الاحتيال", "ar"),
        ("محتجز", "عدد المحتجزين", "ar"),
        ("प्रत्यर्पण", "प्रत्यर्पणों की सूची", "hi"),
        ("deportation", "La déportation des hommes", "fr"),
        ("Frau", "Drei Frauen sind frei", "de"),
        ("Täter", "Den Tätern drohen Jahre", "de"),
        ("presa", "Los presos salieron", "es"),
        ("rede", "As redes de golpe", "pt"),
        ("estafador", "Una banda de estafadores", "es"),
        ("dejar", "Lo dejaba todo", "es"),
        ("pasó", "Fue a pasear", "es"),
        ("cobraba", "Sin que nadie cobre", "es"),
        ("mãe", "De mãos dadas", "pt"),
        ("falida", "A loja faliu", "pt"),
        ("payer", "Les paiements", "fr"),
        ("royal", "Deux palais royaux", "fr"),
        ("woman held", "Two women held", "en"),
        ("children", "A child was found", "en"),
        ("knife held", "Two knives held", "en"),
        ("feu", "Trois feux de forêt", "fr"),
        ("travaux", "Le travail forcé", "fr"),
        ("ação", "As ações do governo", "pt"),
        ("refém", "Os reféns voltaram", "pt"),
        ("túneis", "O túnel sob a fronteira", "pt"),
        ("civil", "Morreram dez civis", "pt"),
        ("alquiler", "Suben los alquileres en Madrid", "es"),
        ("huésped", "Los huéspedes del hotel", "es"),
        ("huéspedes", "Un huésped del hotel", "es"),
        ("mujer deportada", "Las mujeres deportadas de la ciudad", "es"),
        ("travailleur", "Des travailleuses de la ville", "fr"),
        ("travailleuse", "Des travailleurs de la ville", "fr"),
        ("sénateur", "La sénatrice de la ville", "fr"),
        ("acteur", "Des actrices de la ville", "fr"),
        ("actrice", "Un acteur de la ville", "fr"),
        ("léger", "Une peine légère de la ville", "fr"),
        ("veuve", "Un veuf de la ville", "fr"),
        ("veuf", "Une veuve de la ville", "fr"),
        ("juif", "Une école juive de la ville", "fr"),
        ("juez", "Lo piden los jueces", "es"),
        ("Virus", "Drei Viren im Umlauf", "de"),
        ("Risiken", "Das Risiko bleibt", "de"),
        ("dejar casa", "Dejaban casas vacías", "es"),
        ("dejar la casa vacía en el pueblo", "Dejaban la casa vacía en el pueblo", "es"),
        ("incendio forestal", "#IncendiosForestales en Galicia", "es"),
        ("olas de calor", "Una #OlaDeCalor", "es"),
        ("queimada florestal", "Fogo: #QueimadasFlorestais", "pt"),
        ("pagar resca*", "Pagaban rescates", "es"),
        ("عصابة احتي*", "قضية وعصابة احتيال", "ar"),
    ],
)
def test_words_as_their_language_inflects_them_are_candidates(
    db: sqlite3.Connection, term: str, text: str, lang: str
) -> None:
    entry = Entry("k", text, lang=lang)
    assert matches(term, entry), "the matcher itself must find it, or the case says nothing"
    add(db, Entry("none", "nothing here"), entry)
    assert candidates(db, term) == [2]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("repatriat*", "repatriating them"),
        ("traffick*", "trafficking, they say"),
        ("begg*", "They were begging"),
        ("hopi*", "hoping for more"),
        ("goin*", "and going on"),
        ("entr*", "entre dos"),
        ("Çinl*", "iki Çinli"),
        ("никог*", "никого нет"),
        ("الشب*", "داهمت الشبكة"),
        ("والش*", "القبض والشبكة"),
        ("وكال*", "قالت وكالاتهم"),
        ("لاوس*", "عاد للاوس"),
        ("deportation*", "the deportations"),
        ("using*", "by using it"),
        ("scam comp*", "the scam compounds"),
        ("电诈*", "缅甸电诈园区"),
        ("园区警*", "园区警察"),
        ("လောင်းက*", "အွန်လိုင်းလောင်းကစား"),
        ("депорт*", "депортировали"),
        ("احتيا*", "شبكات الاحتيال"),
        ("مهاجر*", "طريق للمهاجرين"),
        ("مهاجر*", "قال ومهاجرون"),
        ("=scam hubs", "the scam hubs"),
        ("==KK", "in KK Park"),
    ],
)
def test_beginnings_and_exact_words_are_candidates(db: sqlite3.Connection, term: str, text: str) -> None:
    assert matches(term, Entry("k", text))
    add(db, Entry("none", "nothing here"), Entry("k", text))
    assert candidates(db, term) == [2]


@pytest.mark.parametrize("lang", ["es", "pt", "fr", "de", "ar", "ru"])
def test_words_of_one_stem_are_candidates_for_one_another_alone_and_in_phrases(
    db: sqlite3.Connection, lang: str
) -> None:
    words, chance = labelled(lang), random.Random(lang)
    kin = Counter(stem(word, lang) for word in words)
    words = [word for word in words if kin[stem(word, lang)] > 1][:600]
    assert pairs_missed(db, chance.sample(words, min(len(words), 300)), words, lang) == set()
    texts = [f"{word} {chance.choice(words)}" for word in words[::2]]
    terms = [" ".join(chance.choice([w for w in words if stem(w, lang) == stem(each, lang)]) for each in text.split())
             for text in texts]  # fmt: skip
    assert pairs_missed(db, [f'"{term}"' for term in terms], texts, lang) == set()


def test_an_adverb_is_a_candidate_for_a_word_of_its_language_alone(db: sqlite3.Connection) -> None:
    assert pairs_missed(db, ["ilegal", "final"], ["ilegalmente", "finalmente"], "pt") == set()


@cache
def told_in() -> dict[str, list[dict[str, str]]]:
    """The labelled entries by their language."""
    told: dict[str, list[dict[str, str]]] = defaultdict(list)
    for path in sorted(LABELLED.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            entry = json.loads(line)
            told[entry["lang"]].append(entry)
    return told


@cache
def labelled(lang: str) -> list[str]:
    """The words of the labelled entries in a language."""
    texts = (f"{entry['title']} {entry.get('summary', '')} {entry.get('content', '')}" for entry in told_in()[lang])
    return sorted({word for text in texts for word in tokens(text).written if word.isalpha()})


def pairs_missed(db: sqlite3.Connection, terms: list[str], words: list[str], lang: str) -> set[tuple[str, str]]:
    """The terms and words of which a watch matches the one in the other, and the index does not find it so, be it asked
    of all languages or, as for a single word of a concept, of its own."""
    with transaction(db):
        db.execute("INSERT INTO search (search) VALUES ('delete-all')")
        for number, word in enumerate(words, 1):
            search.index(db, number, words_of(Entry("k", word, lang=lang)))
    watchlist = Watchlist([Watch(term, (term,), widen=False) for term in terms])
    found = {term: {*candidates(db, term)} for term in terms}
    for term in terms:
        if " " not in term:
            found[term].intersection_update(candidates(db, term, lang))
    matched = (
        (match.watch, number, word)
        for number, word in enumerate(words, 1)
        for match in watchlist.match(Entry("k", word, lang=lang), Feed("u"))
    )
    return {(term, word) for term, number, word in matched if number not in found[term]}


@pytest.mark.parametrize("lang", ["en", "ar", "ru", "tr", "es", "pt", "fr", "de", "ur"])
def test_whatever_begins_so_is_a_candidate(db: sqlite3.Connection, lang: str) -> None:
    words, chance = labelled(lang), random.Random(lang)
    words = chance.sample(words, min(len(words), 700))
    begun = [fold(word)[:length] for word in words for length in (4, 5, 6, 7) if len(fold(word)) >= length]
    terms = [f"{beginning}*" for beginning in dict.fromkeys(begun)]
    assert pairs_missed(db, chance.sample(terms, min(len(terms), 700)), words, lang) == set()


def test_burmese_typed_for_another_font_is_found(db: sqlite3.Connection) -> None:
    zawgyi = Entry("k", "ျမဝတီၿမိဳ႕", summary="ေငြလိမ္ဂိုဏ္း ဖမ္းဆီး")
    assert matches("ငွေလိမ်", zawgyi)
    add(db, zawgyi)
    assert candidates(db, "ငွေလိမ်") == candidates(db, "ေငြလိမ္") == [1]


@pytest.mark.parametrize(
    ("term", "exact"), [("raid", True), ("Raids", True), ("scam hub", False), ("raid*", False), ("=raid", False),
                        ("遣返", False), ("đảo", False), ("рейд", False), ("lao", True), ("Laos", False)]
)  # fmt: skip
def test_of_a_single_latin_word_the_index_is_sure(term: str, exact: bool) -> None:
    phrase = parse(term)
    assert isinstance(phrase, Phrase)
    assert phrases.is_exact(phrase) is exact


def test_a_phrase_is_not_put_together_from_title_and_text(db: sqlite3.Connection) -> None:
    add(db, Entry("k", "scam", summary="hub"))
    assert candidates(db, "scam hub") == []


@pytest.mark.parametrize("length", [100, 1000, 5000])
def test_a_word_of_any_length_can_be_looked_for(db: sqlite3.Connection, length: int) -> None:
    word = "ab" * (length // 2)
    add(db, Entry("k", word))
    assert candidates(db, word) == [1]


PHRASES = st.sampled_from(
    (
        "scam hub", "scam centre", "cyberscam", "KK Park", "repatriation", "lừa đảo",
        "K.K. Park", "K.K.园区", "KK", "K.K.",
        "电诈园区", "遣返", "电", "KK园区", "园区KK", "園 KK", "เนรเทศ", "ส่งกลับ", "ที่", "ကျားဖြန့်",
        "ပြန်ပို့", "မြ", "ឆបោក", "ស្ត្រី", "ສົ່ງກັບ", "송환",
        "스캠 단지", "スキャム", "फ्रॉड सेंटर", "قاچاق", "e g",
    )
)  # fmt: skip
PIECES = [
    *"scam hub hubs scamhub cyber cyberscams Scams KK K. K Kk Park park's repat riated centre lừa".split(),
    *"dao đảo 电 诈 园区 遣 返 园 เนร เทศ ส่ง กลับ ที่ ကျား ဖြန့်".split(),
    *"မြ န် ស្ត្រី បោក ສົ່ງ ກັບ 송 환 스캠 단지 スキャ ム फ्रॉड सेंटर قا چاق ـ".split(),
    *"e g , . - ’s é".split(),
    *("\u200b", "\u200c", "\u0301", " ", " ", "\n", "\n\n", ""),
]
MIX = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(st.lists(st.tuples(MIX, MIX, MIX), min_size=1, max_size=4), PHRASES, st.booleans())
@settings(max_examples=200)
def test_candidates_hold_every_match(several: list[tuple[str, str, str]], term: str, planted: bool) -> None:
    if planted:
        title, summary, content = several[0]
        several[0] = (title, summary + term + content, content)
    with tempfile.TemporaryDirectory() as folder, closing(opened(Path(folder) / "store.db")) as db:
        db.execute("PRAGMA synchronous = OFF")
        listed = [
            Entry(str(n), *("",) * 4, summary=summary, content=content)
            for n, (_, summary, content) in enumerate(several)
        ]
        listed = [replace(entry, title=text[0]) for entry, text in zip(listed, several, strict=True)]
        add(db, *listed)
        matching = {number for number, entry in enumerate(listed, 1) if matches(term, entry)}
        assert matching <= set(candidates(db, term))


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12), MIX, MIX)
@settings(max_examples=100)
def test_whatever_is_looked_for_the_search_takes_it_and_finds_it(term: str, before: str, after: str) -> None:
    try:
        assume(isinstance(parse(term), Phrase))
    except QueryError:
        assume(False)
    entry = Entry("k", f"{before} {term} {after}")
    with tempfile.TemporaryDirectory() as folder, closing(opened(Path(folder) / "store.db")) as db:
        add(db, entry)
        found = candidates(db, term)
    if matches(term, entry):
        assert found == [1]


def test_a_headline_that_is_pasted_is_looked_for_by_few_words_more_than_it_has() -> None:
    headline = (
        "Police in Thailand said that they had freed sixty people from a compound near the border and sent them home"
    )
    for times in (1, 10):
        phrase = parse(f'"{" ".join([headline] * times)}"')
        assert isinstance(phrase, Phrase)
        # Each word in its other forms is some twenty; each of them with all others, in place of it, was thousands.
        assert phrases.expression(phrase).count(" OR ") < 100 * len(phrase.words)
