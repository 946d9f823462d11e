"""Bytes to text by the labels of the WHATWG, never by codecs that only Python has; a wrong byte costs one character."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A document begins with "<" or "{" or "["; where the zero bytes stand tells the width.
_WIDE = (
    (re.compile(rb"(?:[ \t\r\n]\0\0\0)*+[<{\[]\0\0\0"), "utf-32-le"),
    (re.compile(rb"(?:\0\0\0[ \t\r\n])*+\0\0\0[<{\[]"), "utf-32-be"),
    (re.compile(rb"(?:[ \t\r\n]\0)*+[<{\[]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"(?:\0[ \t\r\n])*+\0[<{\[]\0[^\0]"), "utf-16-be"),
)
# A character beyond the first plane, written as two halves of UTF-16 in UTF-8: wrong, and yet a sign of UTF-8.
_SURROGATES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_BY_DEFAULT = "cp1252"
_UNLIKELY = 3
"""So many wrong places weigh as much as one letter beyond ASCII that is right, which chance hardly makes."""
_HTTP_LABEL = re.compile(r";\s*charset\s*=\s*[\"']?([^\s\"';]{1,40})", re.IGNORECASE)
_XML_LABEL = re.compile(rb"\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._:-]{1,40})[\"']")
# The labels that feeds use, as the WHATWG reads them: Latin-1 and ASCII are Windows-1252, GB 2312 is GB 18030, and so
# on, for publishers write what they declare as the smaller in the larger. Python's name first, then the labels.
_CODECS = {
    label: codec
    for codec, *labels in (
        "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8".split(),
        "cp1252 ascii us-ascii ansi iso-8859-1 iso8859-1 iso88591 latin1 latin-1 l1 windows-1252 x-cp1252".split(),
        "iso-8859-2 iso8859-2 latin2 l2".split(),
        "iso-8859-3 iso8859-3 latin3".split(),
        "iso-8859-4 iso8859-4 latin4".split(),
        "iso-8859-5 iso8859-5 cyrillic".split(),
        "iso-8859-6 iso8859-6 arabic".split(),
        "iso-8859-7 iso8859-7 greek".split(),
        "iso-8859-8 iso8859-8 iso-8859-8-i hebrew".split(),
        "iso-8859-10 iso8859-10 latin6".split(),
        "iso-8859-13 iso8859-13".split(),
        "iso-8859-14 iso8859-14".split(),
        "iso-8859-15 iso8859-15 latin9 latin-9".split(),
        "iso-8859-16".split(),
        "cp1250 windows-1250 x-cp1250".split(),
        "cp1251 windows-1251 x-cp1251 win-1251 win1251".split(),
        "cp1253 windows-1253 x-cp1253".split(),
        "cp1254 windows-1254 x-cp1254 iso-8859-9 iso8859-9 latin5".split(),
        "cp1255 windows-1255 x-cp1255".split(),
        "cp1256 windows-1256 x-cp1256".split(),
        "cp1257 windows-1257 x-cp1257".split(),
        "cp1258 windows-1258 x-cp1258".split(),
        "cp874 windows-874 tis-620 iso-8859-11 dos-874".split(),
        "cp866 ibm866 866".split(),
        "koi8-r koi8 koi koi8r".split(),
        "koi8-u koi8-ru".split(),
        "mac-roman macintosh mac x-mac-roman".split(),
        "mac-cyrillic x-mac-cyrillic".split(),
        "gb18030 gb2312 gbk x-gbk gb-2312-80 iso-ir-58 chinese euc-cn cp936".split(),
        "big5hkscs big5 big5-hkscs x-x-big5 cn-big5 cp950".split(),
        "euc_jp euc-jp x-euc-jp".split(),
        "cp932 shift-jis sjis shiftjis x-sjis windows-31j ms932 ms-kanji".split(),
        "iso2022_jp iso-2022-jp".split(),
        "cp949 euc-kr ks-c-5601-1987 ksc5601 ks-c-5601-1989 korean windows-949".split(),
    )
    for label in (codec, *labels)
}


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a feed, from a byte order mark, its Content-Type, its XML declaration and the bytes themselves.

    Never raises: bytes that fit nothing become U+FFFD, one each.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    for pattern, codec in _WIDE:
        if pattern.match(body):
            return body.decode(codec, "replace")
    candidates = _labelled(body, content_type)
    # Text in another charset is next to never valid UTF-8 by chance, but often mislabelled by a server's default.
    if not body.isascii():
        candidates.insert(0, "utf-8")
    for codec in candidates:
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    return _forgiving(body, candidates)


def _labelled(body: bytes, content_type: str) -> list[str]:
    """Python's names for the charsets that the server and the document claim."""
    http = _HTTP_LABEL.search(content_type)
    xml = _XML_LABEL.match(body)
    labels = [http[1]] if http else []
    if xml:
        labels.append(xml[1].decode("ascii"))
    known = [codec for label in labels if (codec := _CODECS.get(label.lower().replace("_", "-")))]
    # Latin-1 is what servers say of every document when nobody has told them what it is.
    known.sort(key=_BY_DEFAULT.__eq__)
    return list(dict.fromkeys(known)) or ["utf-8"]


def _forgiving(body: bytes, candidates: list[str]) -> str:
    """The text where no charset fits every byte."""
    declared = next((codec for codec in candidates if codec != "utf-8"), "utf-8")
    text = body.decode("utf-8", "replace")
    wrong = text.count("\ufffd") - 6 * len(_SURROGATES.findall(body))
    right = sum(map(len, re.findall("[^\x00-\x7f\ufffd]+", text)))
    # Mostly good UTF-8 with a slip is UTF-8 whatever the label says; else the label, or what Windows would have meant.
    if right * (_UNLIKELY if declared == "utf-8" else 1) > wrong:
        return text
    return body.decode("cp1252" if declared == "utf-8" else declared, "replace")
