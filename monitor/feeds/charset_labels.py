"""The names by which the web calls its charsets, and Python's codec for each."""

import re

# The labels of the WHATWG, and as it reads them: Latin-1 and ASCII are Windows-1252, GB 2312 is GB 18030, and so on,
# for publishers write what they declare as the smaller in the larger. Python's name first, then the labels; those that
# only differ in hyphens and the like, and those that begin with "cs" or "x-", are one.
_LABELS = (
    "utf-8 unicode-1-1-utf-8 unicode-2-0-utf-8 utf8mb4",
    "cp1252 ascii us-ascii ansi ansi_x3.4-1968 iso-8859-1 latin1 l1 windows-1252 cp819 ibm819 iso-ir-100 isolatin1",
    "iso-8859-2 latin2 l2 iso-ir-101 isolatin2",
    "iso-8859-3 latin3 l3 iso-ir-109 isolatin3",
    "iso-8859-4 latin4 l4 iso-ir-110 isolatin4",
    "iso-8859-5 cyrillic iso-ir-144 isolatincyrillic",
    "iso-8859-6 arabic asmo-708 ecma-114 iso-8859-6-e iso-8859-6-i iso-ir-127 isolatinarabic",
    "iso-8859-7 greek greek8 ecma-118 elot-928 iso-ir-126 isolatingreek sun-eu-greek",
    "iso-8859-8 hebrew iso-8859-8-e iso-8859-8-i iso-ir-138 isolatinhebrew logical visual",
    "iso-8859-10 latin6 l6 iso-ir-157 isolatin6",
    "iso-8859-13",
    "iso-8859-14",
    "iso-8859-15 latin9 l9 isolatin9",
    "iso-8859-16",
    "cp1250 windows-1250 win-1250",
    "cp1251 windows-1251 win-1251",
    "cp1253 windows-1253 win-1253",
    "cp1254 windows-1254 win-1254 iso-8859-9 latin5 l5 iso-ir-148 isolatin5",
    "cp1255 windows-1255 win-1255",
    "cp1256 windows-1256 win-1256",
    "cp1257 windows-1257 win-1257",
    "cp1258 windows-1258 win-1258",
    "cp874 windows-874 tis-620 tis-620-2 iso-8859-11 dos-874",
    "cp866 ibm866 866",
    "koi8-r koi koi8",
    "koi8-u koi8-ru",
    "mac-roman mac macintosh",
    "mac-cyrillic mac-ukrainian",
    "gb18030 gb18030-2005 gb2312 gb2312-80 gbk chinese euc-cn cp936 ms936 iso-ir-58 iso58gb231280",
    "big5hkscs big5 big5-eten x-x-big5 cn-big5 cp950",
    "euc_jp ujis eucpkdfmtjapanese",
    "cp932 shift-jis sjis windows-31j ms932 ms-kanji",
    "iso2022_jp",
    "cp949 euc-kr korean ks-c-5601-1987 ks-c-5601-1989 ks-c-5601 iso-ir-149 windows-949 uhc",
)


def _plain(label: str) -> str:
    return re.sub(r"[^a-z0-9]", "", label.partition(":")[0].lower())


CODECS = {_plain(label): codec for codec, *labels in map(str.split, _LABELS) for label in (codec, *labels)}


def codec_of(label: str) -> str | None:
    """Python's codec for a charset by what a document or a server calls it; None where that is no charset's name."""
    plain = _plain(label)
    return CODECS.get(plain) or CODECS.get(plain.removeprefix("cs")) or CODECS.get(plain.removeprefix("x"))
