"""Scenarios for stems: which forms of a word are one, and which words stay apart."""

import re

import pytest

from monitor.matching.fold import as_written, fold, tokens
from monitor.matching.stems import (
    _PLURAL_LETTERS,
    _PLURALS,
    STEMMED,
    in_other_numbers,
    stem,
    stems,
    stems_with,
)


@pytest.mark.parametrize(
    "spellings",
    [
        "hub hubs Hub's HUBS",
        "scam scams scammed scamming",
        "repatriate repatriated repatriates repatriating repatriation",
        "deport deported deporting deportation deportations",
        "centre center centres centers Centre's centred centered centring centering",
        "supervise supervised supervises supervising supervision",
        "revise revised revision revisions",
        "advertise advertised advertising advertisement",
        "surprise surprised surprising surprisingly",
        "precise precision",
        "improvise improvised improvisation",
        "metre meter metres",
        "theatre theater",
        "organised organized organise organize",
        "organisation organization organisations",
        "labour labor labourers laborers",
        "analyse analyze analysed analyzed analysing analysers analyzers",
        "honourable honorable",
        "defence defense defences",
        "offence offense",
        "programme program programmes programs programmed",
        "expel expelled expelling expels",
        "travelled traveled travelling",
        "traffick trafficked trafficking",
        "city cities",
    ],
)
def test_inflected_words_and_british_and_american_spellings_have_one_stem(spellings: str) -> None:
    assert len({stem(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize(
    "pair",
    [
        "hub hubris",
        "scam scamp",
        "park parka",
        "four for",
        "wise wiz",
        "tour torn",
        "more moer",
        "all al",
        "fence fens",
    ],
)
def test_other_words_have_other_stems(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["園", "कानून", "i5s", "as", "бандитами", "repatriación"])
def test_what_is_no_english_word_is_not_shortened(word: str) -> None:
    assert stem(word) == fold(word)


@pytest.mark.parametrize(
    ("language", "spellings"),
    [
        ("ru", "мошенник мошенники мошенников мошенниками Мошеннику"),
        ("ru", "мошенник мошенник\N{LATIN SMALL LETTER A}ми мошенник\N{LATIN SMALL LETTER O}в"),
        ("ru", "партнёра партнера партнёры"),
        ("ru", "россияне россиян россиянам россиянин россиянина"),
        ("ru", "граждане граждан гражданин гражданам"),
        ("ru", "задержан задержаны задержана"),
        ("ru", "девушка девушек девушками"),
        ("ru", "россиянка россиянок"),
        ("ru", "подросток подростки подростков"),
        ("ru", "поток потоки потоков"),
        ("ru", "иностранец иностранцы иностранцев Иностранцу"),
        ("ru", "китаец китайцы китайцев"),
        ("ru", "боец бойца"),
        ("ru", "индиец индийцам"),
        ("ru", "владелец владельцы владельцев"),
        ("ru", "отец отца отцом"),
        ("ru", "близнец близнецы"),
        ("ru", "беглец беглецы беглецов"),
        ("ru", "кузнец кузнецы"),
        ("ru", "спец спецы"),
        *(("ru", f"{one} {one}а {one}ы") for one in "гордец жнец жрец лжец льстец мертвец мудрец наглец".split()),
        *(("ru", f"{one} {one}а {one}ы") for one in "подлец хитрец храбрец чернец чтец швец".split()),
        ("ru", "военспец военспецы военспеца"),
        ("ru", "Мец Меца Меце"),
        ("ru", "Лец Леца"),
        ("ru", "остров острова островов"),
        ("ru", "Китай Китая Китаю Китаем"),
        ("ru", "Дубай Дубая Дубае"),
        *(("ru", f"{one}й {one}я {one}ю") for one in ("Парагва", "Уругва", "Шанха")),
        ("hi", "पीड़ित पीड़ितों पीड़ितों"),
        ("hi", "लड़कियाँ लड़कियां"),
        *(("hi", forms) for forms in ("नयी नई", "रुपया रुपये रुपए रुपयों", "गये गए")),
        ("es", "deportado deportados deportada deportaron Deportó"),
        ("es", "víctima victima víctimas"),
        ("fr", "rapatrié rapatriés rapatriées rapatrier"),
        ("fr", "détenu détenus détenue détenues"),
        ("fr", "individu individus"),
        ("pt", "deportado deportados deportadas deportar"),
        ("ru", "паводок паводка паводки паводком"),
        ("ru", "лодка лодки лодок"),
        ("ru", "посёлок поселка посёлки"),
        ("ru", "проверка проверки проверок"),
        ("ru", "забастовка забастовок"),
        ("ru", "обломок обломки обломков"),
        ("ru", "бросок броска"),
        ("ru", "покупка покупок"),
        ("ru", "ошибка ошибок"),
        ("ru", "перевозка перевозок"),
        ("ru", "энергоблок энергоблока"),
        ("ru", "игрок игрока"),
        ("ru", "срок срока"),
        ("ru", "молоко молока"),
        ("ru", "высок высокий"),
        ("ru", "глубок глубокий"),
        ("ru", "бандит бандита бандиты бандитов"),
        ("ru", "дефицит дефицита"),
        ("ru", "отзыв отзыва отзывы"),
        ("ru", "прорыв прорыва"),
        ("ru", "архив архивы архивов"),
        ("ru", "детектив детективы"),
        ("ru", "залив заливе"),
        ("ru", "говорить говорит"),
        ("ru", "открыть открыв"),
        ("ru", "заплатить заплатив"),
        ("ru", "прекратить прекратив"),
        ("ru", "разозлить разозлив"),
        ("hi", "महिला महिलाएं महिलाएँ"),
        ("hi", "कंपनी कंपनियां कंपनियाँ कंपनियों"),
        ("pt", "inundação inundações inundacoes"),
        ("pt", "capitão capitães"),
        ("pt", "milhão milhões milhoes"),
        ("pt", "decisão decisões decisoes"),
        ("pt", "ladrão ladrões ladroes"),
        ("pt", "barragem barragens"),
        ("pt", "virgem virgens"),
        ("pt", "homem homens"),
        ("pt", "jovem jovens"),
        ("pt", "nuvem nuvens"),
        ("pt", "ordem ordens"),
        ("pt", "trem trens"),
        ("pt", "item itens"),
        ("pt", "refém reféns"),
        ("pt", "álbum álbuns"),
        ("pt", "florestal florestais"),
        ("pt", "hotel hotéis"),
        ("pt", "túnel túneis"),
        ("pt", "combustível combustíveis"),
        ("pt", "míssil mísseis"),
        ("pt", "fuzil fuzis"),
        ("pt", "lençol lençóis"),
        ("pt", "herói heróis"),
        ("es", "juez jueces"),
        ("es", "raíz raíces raices"),
        ("es", "lápiz lapices"),
        ("es", "matriz matrices"),
        ("es", "avance avances"),
        ("fr", "travailleur travailleurs travailleuse travailleuses"),
        ("fr", "directeur directrice"),
        ("fr", "sénateur sénatrice"),
        ("fr", "acteur actrice"),
        ("fr", "étranger étrangers étrangère étrangères"),
        ("fr", "veuf veuve"),
        ("fr", "juif juives"),
        ("fr", "feu feux"),
        ("fr", "vitrail vitraux"),
        ("fr", "noyau noyaux"),
        ("de", "Impfzentrum Impfzentren Impfzentrums"),
        ("de", "Museum Museen"),
        ("de", "Risiko Risiken"),
        ("de", "Thema Themen"),
        ("de", "Virus Viren"),
        ("de", "Antibiotikum Antibiotika"),
        ("de", "Generikum Generika"),
        ("de", "Patientin Patientinnen"),
        ("de", "Betrüger Betrügern betrüger Betrug"),
        ("ar", "ترحيل الترحيل والترحيل بالترحيل ترحيلهم للترحيل"),
        ("ar", "احتيال والاحتيال الاحتيال احتيالا احتيالًا"),
        ("ar", "إعادة إعادتهم والإعادة"),
        ("ar", "وزارة الوزارة والوزارة وزارتها"),
        ("ar", "محتجز محتجزون والمحتجزين للمحتجزات محتجزة"),
        ("ar", "شبكة شبكات والشبكات شبكتهم"),
        ("ar", "لاجئ لاجئين اللاجئون لاجئو لاجئي لاجئة لاجئات لاجئًا لاجئهم"),
        ("ar", "مسؤول مسؤولون مسئولين المسئولون"),
        ("ar", "أبنائهم أبنائها"),
        ("en", "bus buses bus's"),
    ],
)
def test_inflected_words_of_languages_with_a_stemmer_have_one_stem(language: str, spellings: str) -> None:
    assert len({stem(word, language) for word in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("language", "pair"),
    [
        ("pt", "bem bens"),
        ("pt", "mal mais"),
        ("pt", "jamais Jamal"),
        ("pt", "Queens que"),
        ("pt", "aliens ali"),
        ("pt", "tokens Tok"),
        ("pt", "heroes herão"),
        ("pt", "Martins Martim"),
        ("es", "avance avanza"),
        ("es", "Olivares olivo"),
        ("es", "Linares lino"),
        ("fr", "matrice mateur"),
        ("fr", "cicatrice cicateur"),
        ("fr", "Béatrice béateur"),
        ("fr", "Patrice pateur"),
        ("fr", "heureuse heureur"),
        ("fr", "étrangère étrange"),
        ("fr", "messager message"),
        ("fr", "directrices directeur"),  # lignes directrices
        ("fr", "actifs active"),
        ("fr", "preux preu"),
        ("de", "Amerika Amerikum"),
        ("de", "beginnen Begin"),
        ("ar", "محاكم محاولة"),
        ("ar", "الفلبين بين"),
        ("ar", "شبكة شباك"),
        ("ar", "ماليزيا ماليزي"),
        ("ar", "فلبيني بين"),
        ("ar", "كيني بكين"),
        ("ar", "لبنان الفنان"),
        ("ar", "برنس فرنسا"),
        ("ar", "وزارة زار"),
        ("ar", "فنادق بنادق"),
        ("ar", "شئون شئ"),
        ("hi", "मध्ये मध्ए"),
        ("hi", "डाकिये डाक"),
        ("hi", "मुखिये मुख"),
        ("ru", "россиян Россия"),
        ("ru", "бандит банда"),
        ("ru", "волок волк"),
        ("ru", "полок полк"),
        ("ru", "визит виза"),
        ("ru", "призыв приз"),
        ("tr", "çete çeteler"),
        ("id", "pulang dipulangkan"),
        ("ta", "முகாம் முகாமில்"),
    ],
)
def test_other_words_and_words_of_languages_without_a_stemmer_stay_apart(language: str, pair: str) -> None:
    one, other = pair.split()
    assert stem(one, language) != stem(other, language)


@pytest.mark.parametrize("language", ["ru", "hi", "ar", "th", ""])
def test_english_words_in_a_text_of_another_script_have_english_stems(language: str) -> None:
    assert stem("Scams", language) == stem("scam")


@pytest.mark.parametrize("language", ["en", "zh", "th", *sorted(STEMMED)])
def test_a_text_and_its_single_words_have_the_same_stems(language: str) -> None:
    text = "Les rapatriés, China’s scams; мошенники पीड़ितों 电诈園区 والترحيل deportações"
    assert stems(tokens(text), language) == [stem(word, language) for word in as_written(text)]


def test_english_plurals_without_an_ending_of_their_own_are_known_in_both_numbers() -> None:
    assert [*in_other_numbers(("Woman", "in", "labour"))] == [("women", "in", "labour")]
    both = [("policemen", "child"), ("policeman", "children"), ("policemen", "children")]
    assert sorted(in_other_numbers(("policeman", "child"))) == sorted(both)
    assert not [*in_other_numbers(("omen", "lives", "in", "Yemen"))]
    assert len([*in_other_numbers(("men",) * 40)]) < 20  # Or one such search takes hours.
    assert [*in_other_numbers(("Mujeres", "deportadas"), "es")] == [("mujer", "deportadas")]
    assert [*in_other_numbers(("régimen",), "es")] == [("regimenes",)]


@pytest.mark.parametrize("language", ["es", "pt", "fr", "de"])
def test_no_plural_ends_in_a_letter_by_which_none_is_told(language: str) -> None:
    ends = {
        letter
        for plural, _ in _PLURALS[language]
        for both in re.findall(r"(\w)(?:(\w)\?)?\$", plural)
        for letter in both
    }
    assert ends - {""} == {*_PLURAL_LETTERS[language]}
    assert all(plural.count("$") for plural, _ in _PLURALS[language])


@pytest.mark.parametrize("language", ["es", "pt", "fr", "de"])
@pytest.mark.parametrize("base", ["deport", "acus", "camp", "lu", "jui", "imposit", "a", "w1000", "refé", "refer", "s"])
def test_a_stem_with_each_ending_is_cut_as_such_a_word_of_a_text(base: str, language: str) -> None:
    endings = ("", *"s es ces rices euses ères ões ais a en innen ação ées ment ' ß".split())
    assert stems_with(base, endings, language) == [stem(base + ending, language) for ending in endings]
