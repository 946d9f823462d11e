"""Bytes whose charset nobody names, or names wrongly: their own letters tell it."""

import codecs
import time
import tracemalloc
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds import charset

TOLD = {
    "gb18030": "缅甸警方捣毁电信诈骗园区，解救两百多名被困人员。嫌疑人将被移交中国警方。",
    "big5hkscs": "柬埔寨警方搜索詐騙園區，救出兩百多名受困的台灣人，嫌犯將遣返台灣。",
    "cp949": "캄보디아 범죄단지에 감금됐던 한국인 예순 명이 전세기로 돌아왔다. 경찰은 모두 조사한다고 밝혔다.",
    "cp932": "ミャンマーの詐欺拠点から保護された日本人が帰国した。警察は事情を聴いている。",
    "euc_jp": "ミャンマーの詐欺拠点から保護された日本人が帰国した。警察は事情を聴いている。",
    "cp874": "ตำรวจไทยรับตัวเหยื่อแก๊งคอลเซ็นเตอร์กลับจากเมียวดี เตรียมส่งกลับประเทศต้นทาง",
    "cp1251": "Полиция Мьянмы передала Китаю подозреваемых в мошенничестве, их доставили чартерным рейсом.",
    "koi8-r": "Полиция Мьянмы передала Китаю подозреваемых в мошенничестве, их доставили чартерным рейсом.",
    "cp1256": "أعادت السلطات مئات الضحايا إلى بلدانهم بعد مداهمة مجمع للاحتيال في ميانمار",
    "cp1252": "Des dizaines de Français, piégés dans un centre à Myawaddy, ont été rapatriés après une opération"
    " menée à la frontière ; les autorités ont détaillé la procédure et remercié l'équipe mobilisée là-bas.",
}
LABELS = ["", "utf-8", "iso-8859-1", "no-such-charset"]


def feed(text: str, label: str = "") -> str:
    encoding = f' encoding="{label}"' if label else ""
    return f'<?xml version="1.0"{encoding}?><rss><title>{text}</title><link>https://news.example/1</link></rss>'


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("codec", TOLD)
def test_a_feed_that_names_no_charset_or_a_wrong_one_is_read_by_what_its_letters_say(codec: str, label: str) -> None:
    shown = feed(TOLD[codec], label)
    assert charset.decode(shown.encode(codec)) == shown


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("codec", TOLD)
def test_one_byte_that_is_lost_leaves_the_other_titles_as_they_are(codec: str, label: str) -> None:
    first, second = f"<title>{TOLD[codec]}</title>", f"<p>{TOLD[codec][::-1]}</p>"
    body = (feed(TOLD[codec], label) + second).encode(codec)
    assert second in charset.decode(body + first.encode(codec)[:-12] + b"\xff" + first.encode(codec)[-11:])


@pytest.mark.parametrize(
    "text", ["Café à Zürich", "naïve", "“Scam hub” raided", "Myanmar’s junta", "£5m", "20°C – “hot”"]
)
def test_few_letters_tell_of_no_charset_and_are_what_windows_means_by_them(text: str) -> None:
    for label in ("", "utf-8", "iso-8859-1"):
        assert charset.decode(feed(text, label).encode("cp1252")) == feed(text, label)


@pytest.mark.parametrize(
    "text",
    [
        "ÉIRE ÁÉÍÓÚ, TÁ SÉ ANSEO",
        "Las vocales ÁÉÍÓÚ",
        "Bokstäverna åäö ÅÄÖ sist i alfabetet",
        "Óðinn þæðö, og Þór",
        "Ñe'ê ãõñ rehegua",
        "«¿Qué?» §§ ¶¶",
    ],
)
def test_a_list_of_latin_letters_is_none_of_another_script_where_the_label_says_latin(text: str) -> None:
    shown = feed(text, "iso-8859-1")
    assert charset.decode(shown.encode("cp1252")) == shown


def test_a_label_that_most_characters_fit_is_believed() -> None:
    shown = feed(TOLD["cp1251"], "windows-1251")
    body = shown.encode("cp1251")
    assert charset.decode(body[:100] + b"\x98" + body[100:]) == shown[:100] + "\ufffd" + shown[100:]


def test_a_slip_in_a_short_feed_says_nothing_against_its_label() -> None:
    body = feed("缅甸电诈园区遣返", "gb2312").encode("gb18030")
    spoilt = charset.decode(body.replace("园".encode("gb18030"), b"\xff" + "园".encode("gb18030")))
    assert spoilt == feed("缅甸电诈\ufffd园区遣返", "gb2312")


@pytest.mark.parametrize("stray", [b"\xff", b"\x80", b"\xa0"])
@pytest.mark.parametrize("length", [10, 200, 201, 300, 2_001])
def test_a_stray_byte_shifts_no_pair_behind_it_however_long_their_row_is(length: int, stray: bytes) -> None:
    row = (TOLD["euc_jp"] * 100)[:length]
    body = feed(f"{TOLD['euc_jp']}<p>|{row}</p>", "euc-jp").encode("euc_jp")
    assert charset.decode(body.replace(b"|", stray)) == feed(f"{TOLD['euc_jp']}<p>\ufffd{row}</p>", "euc-jp")


def test_a_label_that_next_to_nothing_fits_is_not() -> None:
    shown = feed(TOLD["gb18030"], "big5")
    body = shown.encode("gb18030")
    assert "解救两百多名被困人员" in charset.decode(body)


def test_mostly_good_utf8_is_utf8_in_scripts_of_many_bytes_too() -> None:
    for text in TOLD.values():
        body = feed(text).encode()
        at = body.index(text.encode()[:2])
        assert charset.decode(body[:at] + b"\xff" + body[at:]) == feed("\ufffd" + text)


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize(
    ("right", "cut"),
    [
        ("It’s a raid", b"Don\x92t go"),
        ("It’s a raid", b"It\xe2\x80 ..."),
        ("Raid 🚨", b"\xf0\x9f..."),
        ("사기 단지", b"\xea\xb5..."),
        ("Giải cứu người Việt ở Campuchia", b"\xe1\xbb..."),
        ("ข่า", b"\x92"),
    ],
)
def test_what_is_cut_or_pasted_into_a_few_letters_of_utf8_costs_no_other(right: str, cut: bytes, mark: bytes) -> None:
    body = mark + feed(right, "utf-8").encode() + b"<title>" + cut + b"</title>"
    assert charset.decode(body, "text/xml; charset=utf-8").startswith(feed(right, "utf-8"))


@pytest.mark.parametrize(
    ("cut", "left"),
    [
        (b"It\xe2\x80 ...", "It\ufffd ..."),
        ("ข่าว".encode()[:-1] + b"...", "ข่า\ufffd..."),
        (b"A \xf8\x88\x80\x80\x80 B", "A " + 5 * "\ufffd" + " B"),
        (b"\xc0\xaf", "\ufffd\ufffd"),
    ],
)
def test_letters_that_are_cut_in_a_text_of_plain_ones_are_those_of_no_other_charset(cut: bytes, left: str) -> None:
    body = feed("A raid", "utf-8").encode() + b"<title>" + cut + b"</title>"
    assert charset.decode(body).endswith(f"<title>{left}</title>")


@pytest.mark.parametrize(
    "word", ["Müller", "größer, déjà vu", "São Tomé", "SÃO PAULO", "État", "Ñu", "don’t", "“no”", "a – b…", "Müßig"]
)
@pytest.mark.parametrize("right", ["Un café à Genève", "Полиция освободила сорок человек", "Αστυνομία", "🚨 It’s on"])
def test_a_word_of_windows_that_is_pasted_into_utf8_keeps_its_letters(right: str, word: str) -> None:
    body = feed(f"{right}. {right}", "utf-8").encode() + b"<title>" + word.encode("cp1252") + b"</title>"
    assert charset.decode(body, "text/xml; charset=utf-8").endswith(f"<title>{word}</title>")


@pytest.mark.parametrize(
    ("right", "cut", "left"),
    [
        ("Un café à Genève", b"caf\xc3...", "caf\ufffd..."),
        ("Un café à Genève", b"caf\xc3Read more", "caf\ufffdRead more"),
        ("Un café à Genève", b"It\xe2 ...", "It\ufffd ..."),
        ("Полиция", "Поли".encode()[:-1] + b"Read", "Пол\ufffdRead"),
        ("Полиция", "Поли".encode("cp1251"), "\ufffd" * 4),
        # What begins a letter of these may be one of Windows.
        ("Giải cứu người", b"Vi\xe1...", "Vi\ufffd..."),
        ("缅甸电诈园区遣返", b"iPhone\xe6...", "iPhone\ufffd..."),
    ],
)
def test_but_what_may_be_a_letter_that_was_cut_is_none(right: str, cut: bytes, left: str) -> None:
    body = feed(f"{right}. {right}", "utf-8").encode() + b"<title>" + cut + b"</title>"
    assert charset.decode(body, "text/xml; charset=utf-8").endswith(f"<title>{left}</title>")


OF_ONE_BYTE = "iso-8859-1 us-ascii windows-1252 windows-1251 windows-1250 iso-8859-2 koi8-r tis-620".split()


@pytest.mark.parametrize("right", ["Émeute à Béziers : le préfet", *TOLD.values()])
def test_a_letter_that_is_cut_costs_no_other_whatever_charset_the_server_names(right: str) -> None:
    told = {
        (label, mark, server): charset.decode(
            mark + feed(right, label).encode() + "<p>l’é".encode()[:-1] + b"...</p>", f"text/xml; charset={server}"
        )
        for label, mark, server in product(["utf-8", "iso-8859-1", ""], [b"", codecs.BOM_UTF8], OF_ONE_BYTE)
    }
    assert told == {case: feed(right, case[0]) + "<p>l’\ufffd...</p>" for case in told}


@pytest.mark.parametrize("codec", ["cp1252", "cp1251", "koi8-r", "cp874", "cp1256"])
@pytest.mark.parametrize("cut", [None, 30])
def test_what_is_declared_as_utf8_and_is_what_the_server_says_is_read_as_that(codec: str, cut: int | None) -> None:
    shown = feed(TOLD[codec][:cut], "utf-8")
    assert charset.decode(shown.encode(codec), f"text/xml; charset={codec}") == shown


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("SANTÉ\xa0: 40 morts à Lyon", "iso-8859-1"),
        ("The “CAFÉ” opens", "windows-1252"),
        ("BEYONCÉ’s tour – sold out", "windows-1252"),
        ("PUBLICITÉ\xa0: à Lyon. BEAUTÉ\xa0: 3 idées", "windows-1252"),
        ("Une «\xa0liberté\xa0» de plus", "iso-8859-1"),
        ("Santé\xa0: 40 morts", "iso-8859-1"),
        ("Viel „Spaß“ – jetzt", "windows-1252"),
        ("RÓŻA we mgle ż", "windows-1250"),
        ("SPÓŁKA zł", "iso-8859-2"),
        ("Těžší trest za podvody", "windows-1250"),
        ("TEKİRDAĞ’DAKİ YATAKHANE", "windows-1254"),
        ("ЗМІНИ В ЛІВІЇ", "windows-1251"),
        ("ลวงไปทำงาน ถูกขายต่อ", "windows-874"),
        ("jusqu’à l’été", "macintosh"),
    ],
)
@pytest.mark.parametrize("server", ["", "; charset=utf-8"])
def test_few_letters_that_are_by_chance_those_of_utf8_are_what_their_label_says(
    text: str, label: str, server: str
) -> None:
    shown = feed(text, label)
    codec = {"macintosh": "mac-roman", "windows-874": "cp874", "iso-8859-1": "cp1252"}.get(label, label)
    assert charset.decode(shown.encode(codec), f"text/xml{server}") == shown


@pytest.mark.parametrize("sign", "’”–…")
def test_the_end_of_a_word_in_capitals_and_a_sign_are_no_letter_where_all_else_is_plain(sign: str) -> None:
    shown = feed(f"BEYONCÉ{sign}s new record", "windows-1252")
    assert charset.decode(shown.encode("cp1252")) == shown
    shown = feed("L'Œuvre, LA MANŒUVRE, ŒUVRÉS", "windows-1252")
    assert charset.decode(shown.encode()) == shown


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "iso-8859-15", "windows-1250", "windows-1254"])
def test_a_capital_and_a_sign_are_no_letter_of_utf8_in_a_document_that_says_so(label: str) -> None:
    for text in ("NESCAFÉ® opens", "GEMÜ\u00adSE", "CAFÉ§", "Maß°"):
        shown = feed(text, label)
        assert charset.decode(shown.encode(label)) == shown
        assert charset.decode(shown.encode()) == shown


@pytest.mark.parametrize(
    "right",
    "Café raided|Ärzte|Élan|PEÑA|Là à deux|£8M lost|a – b|ŞIŞLI|Ca sĩ Sẻ|Да нет|사기|🚨 Raid".split("|"),
)
def test_one_letter_that_is_no_chance_outweighs_one_that_is_cut(right: str) -> None:
    told = {
        (label, server): charset.decode(
            feed(right, label).encode() + "<p>é".encode()[:-1] + b"...</p>", f"text/xml; charset={server}"
        )
        for label, server in product(["utf-8", ""], OF_ONE_BYTE)
    }
    assert told == {case: feed(right, case[0]) + "<p>\ufffd...</p>" for case in told}


@pytest.mark.parametrize("label", ["windows-1251", "windows-1250", "iso-8859-15", "iso-8859-9"])
def test_pictures_in_halves_are_utf8_whatever_a_stale_label_says(label: str) -> None:
    halves = "".join(chr(unit) for unit in memoryview("Hello 😀 world".encode("utf-16-le")).cast("H"))
    body = feed(halves, label).encode("utf-8", "surrogatepass")
    assert charset.decode(body, "text/xml; charset=utf-8") == feed("Hello 😀 world", label)


@pytest.mark.parametrize(
    ("text", "server"), [("NATO\xa0says", "iso-8859-1"), ("SANTÉ\xa0: 40", "windows-1252"), ("Да", "gb2312")]
)
def test_behind_a_mark_valid_utf8_is_utf8_whatever_else_it_might_be(text: str, server: str) -> None:
    for label in ("", server):
        body = codecs.BOM_UTF8 + feed(text, label).encode()
        assert charset.decode(body, f"text/xml; charset={server}") == feed(text, label)


@pytest.mark.parametrize("server", OF_ONE_BYTE)
def test_behind_a_mark_a_letter_that_is_cut_is_one_of_utf8(server: str) -> None:
    body = codecs.BOM_UTF8 + feed("A raid").encode() + b"It\xe2\x80 ..."
    assert charset.decode(body, f"text/xml; charset={server}") == feed("A raid") + "It\ufffd ..."


@pytest.mark.parametrize("label", ["gb2312", "big5", "euc-kr", "shift_jis", "euc-jp"])
@pytest.mark.parametrize("text", ["Łódź, gęś i żółć", "Größe über München", "Đảo ở độ biên"])
@pytest.mark.parametrize("odd", [b"a \xa0 b", b"a \xff b"])
def test_behind_a_mark_a_wrong_byte_makes_no_text_in_pairs_of_utf8(label: str, text: str, odd: bytes) -> None:
    read = charset.decode(codecs.BOM_UTF8 + feed(text, label).encode() + odd, "text/xml; charset=utf-16")
    assert read == feed(text, label) + "a \ufffd b"


@pytest.mark.parametrize(
    ("label", "text"),
    [("gb2312", "电诈园区警方遣返公民"), ("shift_jis", "日本の警察が逮捕した"), ("euc-kr", "경찰이 조사했다")],
)
def test_a_mark_that_is_no_sign_of_utf8_leaves_a_text_in_pairs_what_it_is(label: str, text: str) -> None:
    body = codecs.BOM_UTF8 + feed(text, label).encode(label)
    assert charset.decode(body, "text/xml") == feed(text, label)


@pytest.mark.parametrize("label", ["utf-8", "windows-1251", "gb2312"])
def test_utf8_of_many_letters_takes_no_more_memory_than_its_text(label: str) -> None:
    body = feed("é " * 200_000, label).encode()
    tracemalloc.start()
    try:
        assert charset.decode(body) == feed("é " * 200_000, label)
        assert tracemalloc.get_traced_memory()[1] < 4 * len(body)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("label", "damage"),
    [
        ("utf-8", b"\xe9 "),
        ("gb2312", b"\xff\xff"),
        ("euc-kr", b"\xff "),
        ("iso-2022-jp", b"\x1b$B!!\x1b(B"),
        ("iso-2022-jp", b"!!"),
    ],
)
def test_nor_does_a_charset_of_which_nothing_is_right_however_many_bytes_it_has(label: str, damage: bytes) -> None:
    body = feed("", label).encode() + b"\x1b$B" * (damage == b"!!") + damage * 100_000
    charset.decode(body)  # What tells charsets by their letters is loaded for good.
    tracemalloc.start()
    try:
        assert charset.decode(body).startswith(feed("", label))
        assert tracemalloc.get_traced_memory()[1] < 10 * len(body)
    finally:
        tracemalloc.stop()


@settings(deadline=None)
@given(st.binary(max_size=3_000), st.sampled_from(LABELS))
def test_any_bytes_become_a_text(body: bytes, label: str) -> None:
    charset.decode(feed("", label).encode() + body).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"\x1b$B\x46\x7c\x4b\x5c\x1b(B a", "日本 a"),
        (b"\x1b$B-!\x1b(B", "①"),
        (b"a\x1b(I1\x1b(Bb", "aｱb"),
        (b"\x1b(J<b>\x1b$@F|\x1b(J</b>", "<b>日</b>"),
        (b"\x1b$B!A!]\x1b(B", "～－"),
        (b"\x1b$BF", "F"),
    ],
)
def test_letters_behind_escapes_are_those_that_browsers_know(body: bytes, text: str) -> None:
    assert charset.decode(b"<a>" + body, "text/xml; charset=iso-2022-jp") == f"<a>{text}"


def test_every_row_of_japanese_letters_is_read_whole_between_its_escapes() -> None:
    text = "ァアミムメモヴ・ぁあみむ・亜唖院陰・弌丐腕堯熙"
    assert charset.decode(b"<a>" + text.encode("iso2022_jp"), "text/xml; charset=iso-2022-jp") == f"<a>{text}"


@pytest.mark.parametrize("said", ["utf-8", "us-ascii", "iso-8859-1", "shift_jis"])
def test_japanese_in_escapes_is_read_as_its_declaration_says_under_whatever_the_server_says(said: str) -> None:
    document = '<?xml version="1.0" encoding="ISO-2022-JP"?><a>日本の警察が逮捕した</a>'
    assert charset.decode(document.encode("iso2022_jp"), f"text/xml; charset={said}") == document
    # What is not all ASCII is none.
    assert charset.decode(document.encode(), f"text/xml; charset={said}") == document


@pytest.mark.parametrize("said", ["", "; charset=utf-8", "; charset=iso-8859-1"])
def test_japanese_in_escapes_is_read_where_nobody_says_so(said: str) -> None:
    document = "<a>日本の警察が逮捕した</a>"
    assert charset.decode(document.encode("iso2022_jp"), f"text/xml{said}") == document
    assert charset.decode(b"<a>\x1b$B</a>", f"text/xml{said}") == "<a>\x1b$B</a>"


@pytest.mark.parametrize("label", ["gbk", "big5", "shift_jis", "windows-1252", "utf-8", ""])
@pytest.mark.parametrize("cut", [1, 2])
def test_utf8_that_breaks_off_in_a_letter_is_utf8_whatever_its_label(label: str, cut: int) -> None:
    body = '{"title": "电诈园区", "items": [{"id": "1", "title": "电诈'.encode()[:-cut]
    assert charset.decode(body, f"application/json; charset={label}").startswith(
        '{"title": "电诈园区", "items": [{"id": "1"'
    )


@pytest.mark.parametrize("label", ["euc-jp", "gb18030", "big5", "shift_jis", "euc-kr", "utf-8"])
@pytest.mark.parametrize("wrong", [b"\xff", b"\x80", b"\xa4\xff\xfd"])
def test_wrong_bytes_without_number_are_read_in_time(wrong: bytes, label: str) -> None:
    started = time.thread_time()
    told = charset.decode(feed("A", label).encode() + wrong * (500_000 // len(wrong)), f"text/xml; charset={label}")
    assert told.startswith(feed("A", label)) and time.thread_time() - started < 5


@pytest.mark.parametrize(
    ("body", "label", "text"),
    [
        (b"<a>\xa1\xc1\xa1\xdd\xc6\xfc\xcb\xdc\xb8\xec</a>", "euc-jp", "<a>～－日本語</a>"),
        (b"<a>\xa1\x45\xa1\xe3\xa4\xa4\xa4\xe5</a>", "big5", "<a>‧～中文</a>"),
        (b"<a>\xae\xbe</a>", "koi8-u", "<a>ўЎ</a>"),
    ],
)
def test_letters_are_those_that_browsers_have_for_them(body: bytes, label: str, text: str) -> None:
    assert charset.decode(body, f"text/xml; charset={label}") == text
