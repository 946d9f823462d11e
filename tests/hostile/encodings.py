"""Texts under right, wrong and no labels."""

from collections.abc import Iterator
from unicodedata import normalize

from tests.feeds.hostile import DECLARED
from tests.hostile.case import DAMAGED, Case, json_feed, sent, titled

RIGHT = {
    "windows-1250": ("cp1250", "Łódź „nová”"),
    "windows-1251": ("cp1251", "Новости"),
    "windows-1252": ("cp1252", "Café “x” €"),
    "windows-1253": ("cp1253", "Ειδήσεις"),
    "windows-1254": ("cp1254", "İstanbul ğüş"),
    "windows-1255": ("cp1255", "חדשות"),
    "windows-1256": ("cp1256", "أخبار"),
    "windows-1257": ("cp1257", "Žinios ąč"),
    "windows-1258": ("cp1258", "Đà Nă\u0303ng"),
    "windows-874": ("cp874", "ข่าว “ไทย”"),
    "tis-620": ("cp874", "ข่าวไทย"),
    "iso-8859-1": ("cp1252", "Café “x”"),
    "us-ascii": ("cp1252", "Café"),
    "iso-8859-2": ("iso8859-2", "Łódź"),
    "iso-8859-5": ("iso8859-5", "Новости"),
    "iso-8859-7": ("iso8859-7", "Ειδήσεις"),
    "iso-8859-8": ("iso8859-8", "חדשות"),
    "iso-8859-9": ("cp1254", "İstanbul"),
    "iso-8859-15": ("iso8859-15", "œuvre €"),
    "koi8-r": ("koi8-r", "Новости"),
    "KOI8-U": ("koi8-u", "Новини ї"),
    "macintosh": ("mac-roman", "Café"),
    "gb2312": ("gb18030", "电信诈骗朱镕基"),
    "GBK": ("gb18030", "電信詐騙"),
    "gb18030": ("gb18030", "诈骗𠮷"),
    "big5": ("big5hkscs", "詐騙園區嘅"),
    "euc-kr": ("cp949", "보이스피싱 똠방각하"),
    "ks_c_5601-1987": ("cp949", "사기"),
    "shift_jis": ("cp932", "特殊詐欺①ソ"),
    "euc-jp": ("euc_jp", "特殊詐欺"),
    "iso-2022-jp": ("iso2022_jp", "特殊詐欺"),
    "utf-8": ("utf-8", "ရွှေကုက္ကို ✓"),
    "UTF8": ("utf-8", "Café"),
    "windows1251": ("cp1251", "Новости"),
    "CP-1251": ("cp1251", "Новости"),
    "csKOI8R": ("koi8-r", "Новости"),
    "csIBM866": ("cp866", "Новости"),
    "iso-ir-144": ("iso8859-5", "Новости"),
    "x-mac-ukrainian": ("mac-cyrillic", "Новости"),
    "TIS620": ("cp874", "ข่าวไทย"),
    "iso-8859-11": ("cp874", "ข่าวไทย"),
    "x-windows-874": ("cp874", "ข่าวไทย"),
    "csGB2312": ("gb18030", "电信诈骗"),
    "ms936": ("gb18030", "电信诈骗"),
    "Big5-ETEN": ("big5hkscs", "詐騙園區"),
    "uhc": ("cp949", "보이스피싱"),
    "csShiftJIS": ("cp932", "特殊詐欺"),
    "ujis": ("euc_jp", "特殊詐欺"),
    "sun_eu_greek": ("iso8859-7", "Ειδήσεις"),
    "asmo-708": ("iso8859-6", "أخبار"),
    "logical": ("iso8859-8", "חדשות"),
    "iso_8859-1:1987": ("cp1252", "Café"),
}
"""Labels, the bytes that stand under them, and a text."""
WRONG = "iso-8859-1 windows-1251 gb2312 big5 shift_jis euc-kr tis-620 iso-2022-jp us-ascii utf-16 utf-32 utf-7".split()
"""Labels that good UTF-8 comes under."""
ODD_LABELS = {
    **{
        name: name
        for name in "idna punycode rot13 hex base64 zlib unicode_escape undefined mbcs x-none utf-8-sig".split()
    },
    "empty": "",
    "blank": "  ",
    "long": "x" * 5_000,
    "injected": "x' foo='é",
    "letters-of-no-label": "кои8",
}
"""Labels that are none, or none but Python's."""
WIDE = {
    "utf-16-le-with-mark": ("utf-16-le", True),
    "utf-16-be-with-mark": ("utf-16-be", True),
    "utf-16-le-without-mark": ("utf-16-le", False),
    "utf-16-be-without-mark": ("utf-16-be", False),
    "utf-32-le-with-mark": ("utf-32-le", True),
    "utf-32-be-with-mark": ("utf-32-be", True),
    "utf-32-le-without-mark": ("utf-32-le", False),
    "utf-32-be-without-mark": ("utf-32-be", False),
}
SPOILED = {
    "one-bad-byte": (titled("Новости и X"), b"\xff", "Новости и \ufffd"),
    "overlong": (titled("Здравствуй X"), b"\xc0\xbcb\xc0\xbe", "Здравствуй \ufffd\ufffdb\ufffd\ufffd"),
    "overlong-zero": (titled("Здравствуй X"), b"\xc0\x80", "Здравствуй \ufffd\ufffd"),
    "surrogate": (titled("Здравствуй X"), b"\xed\xa0\x80", "Здравствуй \ufffd\ufffd\ufffd"),
    "beyond-unicode": (titled("Здравствуй X"), b"\xf4\x90\x80\x80", "Здравствуй \ufffd\ufffd\ufffd\ufffd"),
    "five-bytes": (titled("Здравствуй X"), b"\xf8\x88\x80\x80\x80", "Здравствуй " + "\ufffd" * 5),
    "half-a-letter": (titled("Здравствуй X!"), b"\xd0", "Здравствуй \ufffd!"),
    "bad-byte-in-gbk": (titled("电信诈骗 X", prolog=DECLARED.format("gbk")), b"\xff", "电信诈骗 \ufffd"),
    "bad-byte-in-shift-jis": (titled("特殊詐欺 X", prolog=DECLARED.format("shift_jis")), b"\xf0", "特殊詐欺 \ufffd"),
    "bad-byte-in-thai": (titled("ข่าวไทย X", prolog=DECLARED.format("tis-620")), b"\xff", "ข่าวไทย \ufffd"),
    "bad-byte-beside-one-letter": (titled("Café X"), b"\xff", "Café \ufffd"),
    "emoji-as-surrogates": (titled("Café à Zürich X"), b"\xed\xa0\xbd\xed\xb8\x80", "Café à Zürich 😀"),
    "surrogate-alone": (titled("Left X"), b"\xed\xa0\x80", "Left \ufffd\ufffd\ufffd"),
}
"""A text with an X in it, what stands there instead, and what is read."""
PROLOGS = {
    "single-quotes": "<?xml version='1.0' encoding='koi8-r'?>",
    "no-quotes": "<?xml version=1.0 encoding=koi8-r?>",
    "capitals": '<?XML VERSION="1.0" ENCODING="KOI8-R"?>',
    "encoding-first": '<?xml encoding="koi8-r" version="1.0"?>',
    "blanks": '<?xml version = "1.0"\n\tencoding = " koi8-r " ?>',
    "nothing-between": '<?xml version="1.0"encoding="koi8-r"standalone="yes"?>',
    "blank-lines-before": '\r\n\r\n<?xml version="1.0" encoding="koi8-r"?>',
    "comment-before": '<!-- cached --><?xml version="1.0" encoding="koi8-r"?>',
    "warning-before": 'PHP Warning: no feed\n<?xml version="1.0" encoding="koi8-r"?>',
    "another-before": '<?xml version="1.0"?><?xml version="1.0" encoding="koi8-r"?>',
    "version-1.1": '<?xml version="1.1" encoding="koi8-r"?>',
}
"""Declarations of one charset, as they should not be written."""
HTTP_AND_XML = {
    "both-agree": ("text/xml; charset=koi8-r", "koi8-r", "koi8-r"),
    "http-alone": ("text/xml; charset=KOI8-R", "", "koi8-r"),
    "http-in-quotes": ('text/xml;Charset = "koi8-r"; x=y', "", "koi8-r"),
    "xml-alone": ("text/xml", "koi8-r", "koi8-r"),
    "http-unknown": ("text/xml; charset=x-none", "koi8-r", "koi8-r"),
    "xml-unknown": ("text/xml; charset=koi8-r", "x-none", "koi8-r"),
    "http-says-utf-8-wrongly": ("text/xml; charset=utf-8", "koi8-r", "koi8-r"),
    "xml-says-utf-8-wrongly": ("text/xml; charset=koi8-r", "utf-8", "koi8-r"),
    "both-say-another": ("text/xml; charset=koi8-r", "windows-1251", "utf-8"),
    "http-says-latin-1-by-default": ("text/xml; charset=ISO-8859-1", "windows-1251", "cp1251"),
    "http-says-utf-16": ("text/xml; charset=utf-16", "windows-1251", "cp1251"),
    "http-says-two": ("text/xml; charset=koi8-r; charset=utf-8", "", "koi8-r"),
}
"""Content-Type, the label in the XML, and what the bytes are."""


def cases() -> Iterator[Case]:
    """Texts under right, wrong and no labels."""
    for label, (codec, text) in RIGHT.items():
        body = titled(text, prolog=DECLARED.format(label)).encode(codec)
        # Vietnamese writes some accents apart there.
        yield Case("encodings", f"right-{label}", sent(body), (normalize("NFC", text), "Second"))
    for label in WRONG:
        body = titled("Новости é", prolog=DECLARED.format(label)).encode()
        yield Case("encodings", f"utf-8-as-{label}", sent(body), ("Новости é", "Second"))
    for name, label in ODD_LABELS.items():
        body = titled("Café é", prolog=DECLARED.format(label)).encode()
        yield Case(
            "encodings",
            f"label-{name}",
            sent(body),
            ("Café é", "Second"),
            DAMAGED if name == "long" else "",
        )
    for name, (codec, has_mark) in WIDE.items():
        text = ("\ufeff" if has_mark else "") + titled("Grüße ข่าว", prolog=DECLARED.format("utf-16"))
        yield Case("encodings", name, sent(text.encode(codec)), ("Grüße ข่าว", "Second"))
    for name, (text, spoiled, title) in SPOILED.items():
        codec = name.removeprefix("bad-byte-in-").replace("-", "_") if "-in-" in name else "utf-8"
        body = text.encode("cp874" if codec == "thai" else codec).replace(b"X", spoiled)
        yield Case("encodings", name, sent(body), (title, "Second"))
    for name, prolog in PROLOGS.items():
        yield Case(
            "encodings",
            f"declared-with-{name}",
            sent(titled("Новости", prolog=prolog).encode("koi8-r")),
            ("Новости", "Second"),
        )
    for name, (content_type, label, codec) in HTTP_AND_XML.items():
        body = titled("Новости", prolog=DECLARED.format(label) if label else "").encode(codec)
        yield Case("encodings", name, sent(body, f"Content-Type: {content_type}"), ("Новости", "Second"))
    yield from more_encodings()


def more_encodings() -> Iterator[Case]:
    """Marks, widths that are told wrongly, and text that was spoiled long before."""
    yield Case("encodings", "mark-twice", sent(b"\xef\xbb\xbf" * 2 + titled("é").encode()), ("é", "Second"))
    marked = b"\xef\xbb\xbf" + titled("é", prolog=DECLARED.format("windows-1251")).encode()
    yield Case("encodings", "mark-against-label", sent(marked), ("é", "Second"))
    wide = titled("Grüße ข่าว").encode("utf-16-le")
    yield Case(
        "encodings", "utf-16-as-utf-8", sent(wide, "Content-Type: text/xml; charset=utf-8"), ("Grüße ข่าว", "Second")
    )
    yield Case("encodings", "utf-16-and-half", sent(b"\xff\xfe" + wide + b"<"), ("Grüße ข่าว", "Second"))
    indented = ("\r\n" + titled("Grüße ข่าว")).encode("utf-16-le")
    yield Case(
        "encodings",
        "utf-16-behind-blank-lines",
        sent(indented, "Content-Type: text/xml; charset=utf-16le"),
        ("Grüße ข่าว", "Second"),
    )
    lone = b"\xff\xfe" + titled("aX").encode("utf-16-le").replace(b"X\0", b"\x00\xd8")
    yield Case("encodings", "utf-16-with-half-a-pair", sent(lone), ("a\ufffd", "Second"))
    yield Case("encodings", "spoiled-before", sent(titled("CafÃ© Ã ZÃ¼rich")), ("CafÃ© Ã ZÃ¼rich", "Second"))
    yield Case(
        "encodings",
        "latin-1-as-utf-8",
        sent(titled("Café à la carte").encode("latin-1")),
        ("Café à la carte", "Second"),
    )
    capitals = "SANTÉ\N{NO-BREAK SPACE}: «\N{NO-BREAK SPACE}LIBERTÉ»"
    for name, body in {
        "capitals-before-a-blank": titled(capitals).encode(),
        "capitals-before-a-blank-and-not-well-formed": titled(capitals, "<b>&").encode(),
        "capitals-before-a-blank-in-latin-1": titled("SANTÉ\xa0: 40", prolog=DECLARED.format("latin1")).encode(
            "cp1252"
        ),
    }.items():
        shown = "SANTÉ : 40" if name.endswith("1") else "SANTÉ : « LIBERTÉ»"
        error = DAMAGED if "not-well" in name else ""
        yield Case("encodings", name, sent(body), (shown, "Second"), error)
    yield Case(
        "encodings", "spoiled-before-and-mended", sent(titled("VoilÃ\xa0 le cafÃ©")), ("Voilà le café", "Second")
    )
    yield Case("encodings", "times-a-half", sent(titled("2×½ and 3×¾")), ("2×½ and 3×¾", "Second"))
    half = titled("2×½", prolog=DECLARED.format("latin1")).encode("latin-1")
    yield Case("encodings", "times-a-half-in-latin-1", sent(half), ("2×½", "Second"))
    yield Case("encodings", "no-letters-of-anybody", sent(titled("a ×¼")), ("a ×¼", "Second"))
    car = titled("รถ 1", prolog=DECLARED.format("windows-874")).encode("cp874")
    yield Case("encodings", "thai-that-is-utf-8-by-chance", sent(car), ("รถ 1", "Second"))
    town = titled("Köln", prolog=DECLARED.format("windows-874")).encode()
    yield Case("encodings", "utf-8-as-thai", sent(town), ("Köln", "Second"))
    few = titled("一医院", prolog=DECLARED.format("gb2312")).encode("gb18030")
    yield Case("encodings", "gb2312-that-is-utf-8-by-chance", sent(few), ("一医院", "Second"))
    signed = titled("© A feed", prolog=DECLARED.format("gb2312")).encode()
    yield Case("encodings", "utf-8-sign-as-gb2312-alone", sent(signed), ("© A feed", "Second"))
    unlabelled = titled("Новости", prolog="").encode("cp1251")
    yield Case("encodings", "unlabelled", sent(unlabelled), ("Новости", "Second"))
    prolog = "<?xml version='1.0'" + " " * 150 + "encoding='koi8-r' ?>"
    yield Case(
        "encodings", "label-far-away", sent(titled("Новости", prolog=prolog).encode("koi8-r")), ("Новости", "Second")
    )
    yield from more_marks()


def more_marks() -> Iterator[Case]:
    """Marks that lie, and what no reader should know."""
    good = titled("Grüße ข่าว").encode()
    for name, mark in {"16-le": b"\xff\xfe", "16-be": b"\xfe\xff", "32-le": b"\xff\xfe\0\0"}.items():
        yield Case("encodings", f"mark-of-utf-{name}-before-utf-8", sent(mark + good), ("Grüße ข่าว", "Second"))
    marked = b"\xef\xbb\xbf" + titled("Новости", prolog=DECLARED.format("koi8-r")).encode("koi8-r")
    yield Case("encodings", "mark-of-utf-8-before-koi8-r", sent(marked), ("Новости", "Second"))
    unread = {"utf-7": ("utf_7", "+wKyuMA"), "hz-gb-2312": ("hz", "~{U)F-~}"), "iso-2022-kr": ("iso2022_kr", "$)C;g1b")}
    for label, (codec, title) in unread.items():
        body = titled("诈骗" if codec == "hz" else "사기", prolog=DECLARED.format(label)).encode(codec)
        yield Case("encodings", f"unread-{label}", sent(body), (title, "Second"))
    for name, codec in {"latin-1": "latin-1", "utf-16": "utf-16", "utf-32": "utf-32", "utf-16-le": "utf-16-le"}.items():
        feed = json_feed({"id": 1, "title": "Caf?"}, {"id": 2, "title": "Second"}).replace("?", "é")
        yield Case("encodings", f"json-in-{name}", sent(feed.encode(codec)), ("Café", "Second"))
