"""Texts that a program misread before they came to stand in a feed: they are shown as they were meant, others as is."""

import json
import re

import pytest

from monitor.feeds.misread import is_right
from monitor.feeds.parse import parse
from tests.feeds.hostile import item, rss
from tests.feeds.test_charset import TOLD

SIGNS = [chr(sign) for sign in range(0xA0, 0xC0)]
OF_CAPITALS = "NESCAFÉ POKÉ MENÜ SJÖ PIÙ NOVÝ ÞAÐ NJË SONUÇ PERÚ CAFFÈ POLÓ AVÔ FRÆ".split()


def misread(text: str) -> str:
    """A text in UTF-8 as it comes from a program that took it for Latin-1."""
    return text.encode().decode("latin-1")


@pytest.mark.parametrize(
    "text",
    [
        *("NESCAFÉ® opens a plant", "Neues GEMÜ\u00adSE", "Das GEMÄ\u00adLDE", "POKÉ·MON", "CAFÉ°", "ROSÉ¹ et CITÉ²"),
        *("The PATÉ© book", "100 m ß²", "Maß³", "BEYONCÉ´S tour", "NJË§", "2×\xa03", "Le \"mot clé\xa0» de l'accord"),
        *("Ü²", "NESCAFÉ&#153; opens", "Ein Gruß&#133; und"),
        *("Nescafé®\xa0– l’usine", "Le cliché\xa0© d’Alsace", "Retour à\xa0«Koh-Lanta…", "Forlì²\xa0– a Roma"),
        *("Ó\xa0Neill’s raid", "Ø\xa020 mm – steel", "Levi’s ×\xa0Kenzo", "Nike ×\xa0“Off-White”"),
    ],
)
def test_a_capital_and_a_sign_are_no_letter_by_either_way_of_reading_a_feed(text: str) -> None:
    shown = text.replace("\xa0", " ").replace("&#153;", "™").replace("&#133;", "…")
    for slow in (False, True):
        (found,) = parse(rss(item(1, text)).encode(), "", "", 1_793_700_000, slow=slow).found
        assert found.entry.title.replace("\u00ad", "") == shown.replace("\u00ad", "")


@pytest.mark.parametrize("word", OF_CAPITALS)
def test_no_sign_behind_a_word_in_capitals_makes_it_end_in_a_letter_of_another_script(word: str) -> None:
    told = [sign for sign in SIGNS if not is_right(f"The {word}{sign} book")]
    assert told == (["\xa0", "¡", "¯", "°"] if word[-1] == "Æ" else ["»", "¼"] if word[-1] == "Ê" else [])


@pytest.mark.parametrize(
    "text",
    [
        *("Café", "Là-bas", "São Paulo", "México", "Où va-t-il", "£5m", "20\xa0°C", "NATO\xa0says", "It’s", "Müller"),
        *("POLİS", "Kıbrıs", "Šiauliai", "OBCHODŮ", "ACELAȘI", "Așa", "CƠ QUAN", "Cơ quan", "Oʻzbekiston", "Sự", "Ș"),
        *("Fu\u0308r", "S\u0326TIRI", "PPARγ", "5 MΩ", "iPhone и iPad", "VPNы", "в IT", "Да", "ხო", "አዎ", "ߒߞߏ", "ܐܒ"),
        *TOLD.values(),
    ],
)
def test_letters_that_a_program_took_for_two_are_mended(text: str) -> None:
    assert not is_right(misread(text))
    assert not is_right(misread(f"{text} NESCAFÉ®"))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "It’s a raid",
            "Ministère de l’Intérieur",
            "Policía – 12 detenidos",
            "“Sindikat” bongkar…",
            "Công an bắt giữ",
        ),
        *("Полиция провела рейд", "ตำรวจจับกุม", "警方捣破园区", "ပုလိပ်", "€ 5 – €"),
        *("الشرطة توقف ثلاثة", "پلیس سه نفر را دستگیر کرد", "Η αστυνομία συνέλαβε", "המשטרה עצרה"),
        *("Österreich", "Überfall", "Straße", "Élysée", "À la une", "Çanakkale"),
        *("Policja zatrzymała dwóch mężczyzn", "Policie zadržela pět lidí", "Polis dağda üç kişiyi yakaladı"),
        *(
            "Poliția a reținut două persoane",
            "A rendőrség két férfit keres",
            "Policija traži Anđelića",
            "Un coup de cœur",
        ),
        *("🚨 Un coup de cœur", "SÃO PAULO", "AÑO NUEVO EN ESPAÑA", "ROMÂNIA", "CÓMO FUE"),
        *("Deux ans après, l'œuvre d'un artiste", "Des œufs rappelés", "Un œil sur l'été", "Œuvres d'art volées"),
    ],
)
def test_letters_that_a_program_took_for_those_of_windows_are_mended_too(text: str) -> None:
    signs = {byte: bytes((byte,)).decode("cp1252", "replace") for byte in range(0x80, 0xA0)}
    taken = misread(text).translate({byte: sign for byte, sign in signs.items() if sign != "\ufffd"})
    for slow in (False, True):
        (found,) = parse(rss(item(1, taken)).encode(), "", "", 1_793_700_000, slow=slow).found
        assert found.entry.title == text


@pytest.mark.parametrize(
    "text",
    [
        *("La policía – 12 detenidos", "„Razzia“ in Köln", "El café… y el alcalde’s", "Raid à Lyon 🚨 trois arrêtés"),
        *(
            "№ 5 – où?",
            "☀\ufe0f À la plage… où?",
            "50 € – où?",
            "Полиция — рейд",
            "警方捣破园区 → 12",
            "Công an “bắt giữ”",
        ),
    ],
)
def test_signs_that_were_added_later_keep_no_letters_from_being_mended(text: str) -> None:
    taken = re.sub(r"[^\W\d_]+", lambda word: misread(word[0]), text)
    by_windows = taken.translate(
        {byte: bytes((byte,)).decode("cp1252", "ignore") or byte for byte in range(0x80, 0xA0)}
    )
    for title in (taken, by_windows):
        for slow in (False, True):
            (found,) = parse(rss(item(1, title)).encode(), "", "", 1_793_700_000, slow=slow).found
            assert found.entry.title == text


@pytest.mark.parametrize(
    "text",
    [
        "Bom dia, AMANHÃ…",
        "A IRMÃ’s",
        "O CAFÉ” e",
        "«Él está»…",
        "la clé…” et",
        "né… – dit-il",
        "Â€",
        "AMANHÃ€5",
        "AMANHÃ…© NESCAFÉ®",
        "„AMANHÃ“ – x",
        "„Spaß“",
        "„AMANHÓ",
        "Byen „Å“ – x",
        "Elven Å’s bredder",
    ],
)
def test_a_letter_and_a_sign_are_none_of_those(text: str) -> None:
    for slow in (False, True):
        (found,) = parse(rss(item(1, text)).encode(), "", "", 1_793_700_000, slow=slow).found
        assert found.entry.title == text


def test_a_feed_in_json_is_mended_as_one_in_xml_is() -> None:
    told = {"title": "Policía", "content_html": "<p>Полиция – рейд</p>", "tags": ["México"], "author": {"name": "Zoë"}}
    feed = json.dumps({"title": "Über", "items": [told]}, ensure_ascii=False)
    parsed = parse(re.sub(r"[^\W\d_]+", lambda word: misread(word[0]), feed).encode(), "", "", 1_793_700_000)
    (entry,) = (found.entry for found in parsed.found)
    assert (parsed.title, entry.title, entry.summary) == ("Über", "Policía", "Полиция – рейд")
    assert (entry.author, entry.categories) == ("Zoë", ("México",))


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("Les autorit&Atilde;&copy;s de la r&#195;&#169;gion", "Les autorités de la région"),
        ("It&acirc;&#128;&#153;s a <b>raid</b>", "It’s a raid"),
        ("La Polic&Atilde;&shy;a &lt;b&gt;", "La Policía <b>"),
        ("It&acirc;&euro;&trade;s at the &Atilde;&#8240;lys&#xc3;&copy;e", "It’s at the Élysée"),
        ("&acirc;€&oelig;Raid&acirc;€&brvbar;", "“Raid…"),
        (
            "&ldquo;CAF&Eacute;&rdquo; &ndash; AMANH&Atilde;&hellip; &laquo;&nbsp;L&agrave;&hellip;",
            "“CAFÉ” – AMANHÃ… « Là…",
        ),
        ("Le caf&eacute;&#8217;s &Acirc;&euro; POK&Eacute;&trade;", "Le café’s Â€ POKÉ™"),
        ("&laquo;&nbsp;Les autorit&eacute;s&nbsp;&raquo;", "« Les autorités »"),
        ("NESCAF&Eacute;&reg; &ntilde;&copy;", "NESCAFÉ® ñ©"),
    ],
)
def test_letters_that_were_spelled_in_html_after_they_were_misread_are_mended(spelled: str, meant: str) -> None:
    body = rss(item(1, more=f"<description><![CDATA[<p>{spelled}</p>]]></description>")).encode()
    for slow in (False, True):
        (found,) = parse(body, "", "", 1_793_700_000, slow=slow).found
        assert found.entry.summary == meant
