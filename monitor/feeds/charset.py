"""Bytes to text by the labels of the WHATWG, never by codecs that only Python has; a wrong byte costs one character."""

import codecs
import re
from itertools import islice

from monitor.feeds.charset_labels import codec_of

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
# A mark for what does not follow it was left by a program that knew no better.
_NARROW = re.compile(rb"[ \t\r\n]*+(?:<[?!A-Za-z]|\{[ \t\r\n]*+\")")
# A character beyond the first plane, written as two halves of UTF-16 in UTF-8: wrong, and yet a sign of UTF-8.
_SURROGATES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_HALF = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_BY_DEFAULT = "cp1252"
_UNLIKELY = 3
"""So many wrong places weigh as much as one letter beyond ASCII that is right, which chance hardly makes."""
_CHANCE = 1.5
"""So many bytes in letters of UTF-8 beside each other one in a text that is said to be UTF-8: a third of the pairs of
EUC-JP and Thai's letters of one byte make such letters by chance (measured on 11,000 labelled texts in 11 charsets,
each alone: 1 in 200 of those in EUC-JP, GB 18030 and Thai comes to more, of the others next to none)."""
_BEYOND_ASCII, _ASCII = re.compile(rb"[\x80-\xff]+"), bytes(range(0x80))
_RIGHT = re.compile("[^\x00-\x7f\ufffd]+")
PAIRS_OF_SIGNS = re.compile(
    # What they begin with, so that all else is passed over at once.
    r"(?=[\xc3-\xef])(?:"
    + "|".join(
        (
            # Behind a capital: a no-break space, quotes, dashes and dots, and Windows' trademark.
            r"(?<=[A-Z])(?:[\xc4\xc5][\xa0\xab\xbb]|[\xc6-\xdf][\x85\x91-\x97])",
            r"(?<=[A-Z]{2})(?:\xc3[\xa0\xab\xbb]|[\xc8-\xdf]\x99)",
            # Any sign, where both would be a single letter of another script than the capital before it, or one that
            # nobody has; what Turkish, Vietnamese, Uzbek, marks apart from their letters and formulas have is none.
            r"(?<=[A-Z])(?:\xc3\xb7|\xc4[\xac\xad\xb2\xb3\xb8\xbf]|\xc6[\xa2-\xae\xb1-\xbf]|\xca[\xa0-\xba\xbd-\xbf]"
            r"|\xcc[\xa0-\xa2\xa4\xa5\xa9-\xbf]|\xce[\xa0\xab\xad\xbb]|[\xd0\xd2-\xd5\xd7-\xdb][\xa0-\xbf])(?![\x80-\xff])",
            # The same where no capital is before it, of letters that never stand by themselves.
            r"(?<![a-z\x80-\xff])(?:[\xc7-\xc9\xcb\xcd\xcf\xd1\xd6\xdc-\xde][\xa0-\xbf]|[\xd2-\xd4\xd8]\xa0)(?![\x80-\xff])",
            r"(?<![\x80-\xff])\xdf[\x80-\xbf](?![\x80-\xff])",
            # The end of a quote in French; a no-break space and a sign behind a letter, but for Vietnamese; times.
            r"(?<=[a-z])[\xe0-\xef](?:\xa0[\xab\xbb]|\xbb\xa0)",
            r"(?<![\x80-\xff])(?!\xe1[\xba\xbb])[\xe0-\xef](?:\xa0[\xa1-\xbf]|[\xa1-\xbf]\xa0)(?![\x80-\xff])",
            r"(?<=\d)\xd7[\xb0-\xb3\xb9\xbc-\xbe]|\xd7\xa0(?![\x80-\xff])",
        )
    )
    + ")"
)
"""What people write and looks like a letter of UTF-8: the end of a word in capitals and the sign behind it (CAFÉ®, GEMÜ
and a soft hyphen), Spaß², Nescafé® and a no-break space, times and a fraction. What would come out tells: no word of
Latin capitals has one letter of Syriac. Of 24,000 labelled titles and summaries that are misread UTF-8, in 34
languages, they make none look right; a single JUŻ or NAŠ in capitals they do."""
_TWO, _THREE = r"[\xc2-\xdf][\x80-\xbf]", r"[\xe0-\xef][\x80-\xbf][\x80-\xbf]"
_FOUR = r"[\xf0-\xf4][\x80-\xbf][\x80-\xbf][\x80-\xbf]"
_NO_CHANCE = re.compile(
    "|".join(
        (
            # Several side by side, typographic signs, pictures, and Vietnamese.
            rf"(?:{_TWO}|{_THREE}|{_FOUR}){{3,}}+|{_TWO}{_THREE}|{_THREE}(?:{_TWO}|{_THREE})",
            r"\xe2[\x80-\x82][\x80-\xbf]|\xf0\x9f[\x80-\xbf]{2}",
            r"\xe1(?:\xba[\x80-\xbf]|\xbb[\x80-\x84\x86-\x90\x98-\x9f\xa1-\xbf])",
            # What would be a capital behind a small letter, or one and a sign that is no end of a word.
            r"(?<=[a-z])(?:[\xc2-\xcf][\x80-\xbf])++",
            r"(?<![\x80-\xff])(?:\xc3[\x91\x93\x95\xba]"
            r"|[\xc3-\xc5][\x80-\x84\x86-\x90\x98-\x9a\x9c-\x9f\xa1-\xa9\xac-\xb9\xbc-\xbf])++(?![\x80-\xff])",
            r"(?<![a-z\x80-\xff])\xc3[\x94\x96\x9b](?=[A-Za-z])",
            # Signs and a word by themselves.
            r"(?<![A-Za-z\x80-\xff])\xc2[\xa1-\xbf](?![\x80-\xff])|(?<= )\xc3\xa0(?= )",
        )
    ).encode()
)
"""Letters of UTF-8 that a text in a charset of one byte a letter next to never has by chance. What it often has are the
end of a word and the signs behind it (CAFÉ”, liberté and a no-break space and ») and letters side by side (SPÓŁKA,
těžší). Measured on 4,000 texts in 22 charsets, as they are, in capitals, shortened and quoted: 1 in 15,000 is taken for
UTF-8; and on as many in UTF-8 with a letter cut under 8 labels: 1 in 500 is not."""
_OFTEN, _SHORT_ROW = 4, 4
"""So many bytes in such letters beside each other one are chance in Thai, where they stand side by side too; and what
is in no longer rows is no Thai."""
_IN_PAIRS = frozenset("gb18030 big5hkscs cp949 cp932 euc_jp".split())
_PAIRS = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf])++")
_OF_THREE_BYTES = re.compile(rb"[\xe0\xe1\xe3-\xef][\x80-\xbf]{2}")
"""Letters of Vietnamese, Thai, Chinese and the like: what begins one that was cut is a letter of Windows-1252 too."""
_SMALL = r"[\xdf-\xe1\xe3-\xef\xf1-\xf6\xf8-\xfd]{1,2}"
_PASTED = re.compile(
    # What may begin a sign that was cut (’), a picture or a letter is one of the word in the middle of it alone, and a
    # capital not behind a small letter.
    rf"(?<![\x80-\xff])(?:(?<=[A-Za-z]){_SMALL}|{_SMALL}(?=[A-Za-z])|(?<=[A-Za-z])[\xe2\xf0](?=[A-Za-z])"
    r"|(?<![a-z])[\xc0-\xd6\xd8-\xde](?=[A-Za-z])|[\x85\x91-\x94\x96\x97])(?![\x80-\xff])".encode()
)
"""Letters of Windows-1252, which stand in words of Latin letters by ones and twos, its quotation marks and dashes; none
that may be the rest of a letter of UTF-8, or begin one that is cut (of 15,000 labelled texts, a letter cut from each,
none gets one; of 1,900 in Latin letters, each pasted beside others in UTF-8, four in five come out whole)."""
_CUT_SHORT = re.compile(rb"[\xc0-\xfd][\x80-\xbf](?:[\x80-\xbf]|[\xc0-\xfd][\x80-\xbf])*+")
"""Letters of UTF-8, whole or cut short, with what could be letters of it and is none."""
_THAI = "cp874"
_BESIDE_LATIN = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
_FEW_PAIRS = 12
"""Bytes of pairs that chance may make letters of UTF-8 one and all."""
_SIDE_BY_SIDE = 4
"""Letters of several bytes in a row that chance hardly makes."""
# In Latin letters those beyond ASCII stand alone or in twos; of three and more in a row are other scripts made.
_ROW, _FEW, _SLIPS, _SPOILT = 3, 30, 3, 10
"""Bytes in a row; how many in Latin letters tell of no charset (Café à Zürich might be Cyrillic); and so many wrong
characters, or one in so many, are slips: more are not what the label says."""
_RUN = re.compile(rb"[^<>]{1,4000}")
_ASCII_LETTERS = re.compile(rb"[A-Za-z]")
_ELSEWHERE = "\u0370-\u06ff"
_TWO_SCRIPTS = re.compile(f"[A-Za-z][{_ELSEWHERE}\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|[{_ELSEWHERE}][A-Za-z]")
"""Latin letters in one word with those of Greek, Cyrillic, Hebrew or Arabic, or under a sign of Thai."""
_SAMPLE = 65_536
"""Bytes of text by which a charset is told."""
_PIECES = 8
"""Parts of the sample that are asked by themselves, for a wrong byte spoils the one that it is in (measured on 840
feeds of one, three and twenty labelled entries in 14 charsets, a byte gone from each: 836 are told rightly)."""
_TOLD = tuple(
    "gb18030 big5hkscs cp949 cp932 euc_jis_2004 cp874 cp1251 koi8-r koi8-u cp1250 cp1252 cp1253 cp1254 cp1255 cp1256"
    " cp1257 cp1258".split()
)
"""What the open web is written in beside UTF-8."""
# Letters that browsers know of a charset and Python's codec of that name does not: what NEC put into the row 13 of
# Japanese, letters in rings and units; and the euro.
_MORE = {
    "euc_jp": {bytes((0xAD, low)): bytes((0xAD, low)).decode("euc_jis_2004", "ignore") for low in range(0xA1, 0xFF)},
    "big5hkscs": {b"\xa3\xe1": "€"},
    "gb18030": {b"\x80": "€"},
}
_OTHERS = {
    codec: str.maketrans(theirs, browsers)
    for codec, theirs, browsers in (
        ("euc_jp", "〜‖−¢£¬", "～∥－￠￡￢"),
        ("big5hkscs", "•∼", "‧～"),
        ("koi8-u", "╝╬", "ўЎ"),
    )
}
"""Letters that browsers have for the same bytes where Python's codec has others."""
_CUT_OFF = "unexpected end of data"
_SHIFTED, _SHIFT, _PAIRS_OF_JIS = "iso2022_jp", re.compile(rb"\x1b(\$[@B]|\([BIJ])"), re.compile(rb"(?:[!-~]{2})++")
"""The charset in which escapes tell what the bytes behind them are, the escapes, and letters of two bytes."""
_IS_SHIFTED = re.compile(rb"\x1b\$[@B](?:[!-~]{2})++\x1b\([BJ]")
"""Letters that no other charset has so: nothing that is text has such a control beside."""
_HALF_WIDTH, _ROMAN, _BEFORE_DELETE, _LOW_ROWS = b"(I", (b"(B", b"(J"), 63, 62
_HTTP_LABEL = re.compile(r";\s*charset\s*=\s*[\"']?([^\s\"';]{1,40})", re.IGNORECASE)
_XML_LABEL = re.compile(
    rb"<\?xml\b[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9._:-]{1,40})", re.IGNORECASE
)
_XML_HEAD = 1_000
"""Bytes in which an XML declaration may stand: servers write warnings before it."""
_HTML_LABEL = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
_HTML_HEAD = 16_384
"""Bytes within which a web page names its charset."""


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a feed, from a byte order mark, its Content-Type, its XML declaration and the bytes themselves.

    Never raises: bytes that fit nothing become U+FFFD, one each.
    """
    is_marked = False
    for mark, codec in _BOMS:
        if body.startswith(mark):
            body, is_marked = body[len(mark) :], codec == "utf-8"
            if not is_marked and not _NARROW.match(body):
                return body.decode(codec, "replace")
            break
    for pattern, codec in _WIDE:
        if pattern.match(body):
            return body.decode(codec, "replace")
    candidates = _labelled(body, content_type)
    # A server's default fits all of it too, for every byte of it is one of ASCII.
    is_shifted = _SHIFTED in candidates or _IS_SHIFTED.search(body) is not None
    if candidates[0] == _SHIFTED or (is_shifted and body.isascii()):
        body, candidates = _unshifted(body), ["cp932"]
    # Text in another charset is next to never valid UTF-8 by chance, but often mislabelled by a server's default.
    is_doubtful = candidates[0] != "utf-8" and not body.isascii()
    if is_marked or (is_doubtful and not _is_utf8_by_chance(body, candidates[0])):
        candidates = ["utf-8", *(codec for codec in candidates if codec != "utf-8")]
    for at, codec in enumerate(candidates):
        if at and is_marked and _is_spoilt_utf8(body):
            return _with_slips(body)
        # Whatever the bytes are, nearly all charsets of one byte a letter have letters for them.
        if at and candidates[0] == "utf-8" and codec not in _IN_PAIRS and _outweighs(body, codec):
            return _with_slips(body)
        # Next to every row of bytes is Latin-1, and says little.
        if codec == _BY_DEFAULT and _is_in_rows(_rows(_sample(body))):
            break
        try:
            return _as_browsers(body.decode(codec), codec)
        except UnicodeDecodeError as error:
            # What is cut off is cut anywhere, and bears no witness against what stands before.
            if codec == "utf-8" and error.reason == _CUT_OFF and error.end == len(body):
                return body.decode(codec, "replace")
            continue
    return _forgiving(body, candidates)


def decode_page(page: bytes, content_type: str = "") -> str:
    """The text of a web page, by what its Content-Type says of its charset, else the page itself; as by `decode`."""
    said = _HTML_LABEL.search(page, 0, _HTML_HEAD)
    if said and "charset" not in content_type.lower():
        content_type = f"text/html; charset={said[1].decode('ascii')}"
    return decode(page, content_type)


def _outweighs(body: bytes, claimed: str) -> bool:
    """Whether a document is UTF-8 with slips rather than in the charset of one byte a letter that it claims, which has
    letters for all of its bytes."""
    # Halves of pictures are wrong, and no chance.
    body = _SURROGATES.sub(_joined, body)
    right = sum(len(letters[0]) for letters in _NO_CHANCE.finditer(body))
    wrong = len(body) - len(body.decode("utf-8", "ignore").encode())
    is_thai = claimed == _THAI and any(len(row[0]) > _SHORT_ROW for row in _BEYOND_ASCII.finditer(body))
    return right >= (_OFTEN if is_thai else _CHANCE) * wrong


def _as_browsers(text: str, codec: str) -> str:
    return text.translate(_OTHERS[codec]) if codec in _OTHERS else text


def _unshifted(body: bytes) -> bytes:
    """ISO-2022-JP as Shift_JIS, in which Python knows all the letters that browsers know of it."""
    made, at, shift = bytearray(), 0, _ROMAN[0]
    for found in _SHIFT.finditer(body):
        made += _in_shift_jis(shift, body[at : found.start()])
        at, shift = found.end(), found[1]
    return bytes(made + _in_shift_jis(shift, body[at:]))


def _in_shift_jis(shift: bytes, letters: bytes) -> bytes:
    if shift == _HALF_WIDTH:
        return bytes(letter | 0x80 for letter in letters)
    return letters if shift in _ROMAN else _PAIRS_OF_JIS.sub(_pairs_in_shift_jis, letters)


def _pairs_in_shift_jis(pairs: re.Match[bytes]) -> bytes:
    made = bytearray(pairs[0])
    for at in range(0, len(made), 2):
        row, cell = made[at] - 0x21, made[at + 1] - 0x21
        made[at] = row // 2 + (0x81 if row < _LOW_ROWS else 0xC1)
        made[at + 1] = cell + 0x9F if row % 2 else cell + 0x40 + (cell >= _BEFORE_DELETE)
    return bytes(made)


def _is_utf8_by_chance(body: bytes, claimed: str) -> bool:
    """Whether a document in the charset that it claims would look like UTF-8 too.

    In Latin letters so do words that end in capitals before signs. Of Chinese each seventh letter does: all that is
    beyond ASCII are then a few pairs of bytes, some of them side by side; and so do a few pairs of Thai's, none of them
    in a word of Latin letters.
    """
    if PAIRS_OF_SIGNS.sub("", body.decode("latin-1")).isascii():
        return True
    # One more than may be tells as much as a million.
    rows = [row[0] for row in islice(_BEYOND_ASCII.finditer(body), _FEW_PAIRS + 1)]
    if sum(map(len, rows)) > _FEW_PAIRS or not all(map(_PAIRS.fullmatch, rows)):
        return False
    return not _BESIDE_LATIN.search(body) if claimed == _THAI else claimed in _IN_PAIRS and max(map(len, rows)) > 2


def _mended(error: UnicodeError) -> tuple[str, int]:
    """What stands for bytes that a codec does not know, and where it goes on: the letter that they are in browsers, or
    U+FFFD for the byte; in EUC all the rest of the row, whose end is looked for once."""
    assert isinstance(error, UnicodeDecodeError)
    row = _BEYOND_ASCII.match(error.object, error.start) if error.encoding == "euc_jp" else None
    if row:
        return row[0].decode(error.encoding, "monitor.mended_row"), row.end()
    return _letter(error) or ("\ufffd", error.start + 1)


def _mended_row(error: UnicodeError) -> tuple[str, int]:
    """The same in a row of EUC: U+FFFD is for a pair where pairs are what follows it."""
    assert isinstance(error, UnicodeDecodeError)
    is_paired = (len(error.object) - error.start) % 2 == 0
    return _letter(error) or ("\ufffd", error.start + (2 if is_paired else 1))


def _letter(error: UnicodeDecodeError) -> tuple[str, int] | None:
    """The letter that bytes are in browsers which Python's codec does not know, and where it ends."""
    at, more = error.start, _MORE.get(error.encoding, {})
    for size in (1, 2):
        if letter := more.get(error.object[at : at + size]):
            return letter, at + size
    return None


def _pasted(error: UnicodeError) -> tuple[str, int]:
    """What stands for bytes that are no UTF-8, and where it goes on: letters of a word, or U+FFFD."""
    assert isinstance(error, UnicodeDecodeError)
    found = _PASTED.match(error.object, error.start)
    return (found[0].decode(_BY_DEFAULT), found.end()) if found else ("\ufffd", error.end)


codecs.register_error("monitor.mended", _mended)
codecs.register_error("monitor.mended_row", _mended_row)
codecs.register_error("monitor.pasted", _pasted)


def _labelled(body: bytes, content_type: str) -> list[str]:
    """Python's names for the charsets that the server and the document claim."""
    http = _HTTP_LABEL.search(content_type)
    xml = _XML_LABEL.search(body, 0, _XML_HEAD)
    labels = [http[1]] if http else []
    if xml:
        labels.append(xml[1].decode("ascii"))
    known = [codec for label in labels if (codec := codec_of(label))]
    # Latin-1 is what servers say of every document when nobody has told them what it is.
    known.sort(key=_BY_DEFAULT.__eq__)
    return list(dict.fromkeys(known)) or ["utf-8"]


def _forgiving(body: bytes, candidates: list[str]) -> str:
    """The text where no charset that is claimed fits every byte."""
    declared = next((codec for codec in candidates if codec != "utf-8"), "utf-8")
    if declared == "utf-8" and _is_spoilt_utf8(body):
        return _with_slips(body)
    text = _SURROGATES.sub(_joined, body).decode("utf-8", "replace")
    rows = (len(row[0]) for row in _RIGHT.finditer(text))
    if _is_in_rows(_rows(_sample(body))):
        # Chance makes single letters often: every third pair of EUC-JP is one, but not several side by side.
        right = sum(length for length in rows if length >= _SIDE_BY_SIDE)
    else:
        right = (_UNLIKELY if declared == "utf-8" else 1) * sum(rows)
    # Mostly good UTF-8 with a slip is UTF-8 whatever the label says; else the label, or what the bytes look like.
    if right > text.count("\ufffd"):
        return _with_slips(body)
    if declared not in ("utf-8", _BY_DEFAULT):
        text = _as_browsers(body.decode(declared, "monitor.mended"), declared)
        wrong = text.count("\ufffd")
        if wrong <= _SLIPS or wrong * _SPOILT <= len(text) - len(text.encode("ascii", "ignore")):
            return text
    told = _told(body)
    return body.decode(_BY_DEFAULT if _BY_DEFAULT in candidates and not _reads(body, told) else told, "monitor.mended")


def _with_slips(body: bytes) -> str:
    """What is not all UTF-8 as if it were, but for words of Windows-1252 that were pasted into it, where none of their
    letters can be one that was cut."""
    body = _SURROGATES.sub(_joined, body)
    return body.decode("utf-8", "replace" if _OF_THREE_BYTES.search(body) else "monitor.pasted")


def _joined(halves: re.Match[bytes]) -> bytes:
    """The letter that two halves of UTF-16 stand for, in UTF-8."""
    pair = halves[0].decode("utf-8", "surrogatepass").encode("utf-16-be", "surrogatepass")
    return pair.decode("utf-16-be").encode()


def _reads(body: bytes, codec: str) -> bool:
    """Whether what a document says that claims to be in Latin letters reads better in another charset.

    Lists of letters with accents (åäö, ÁÉÍÓÚ) look like words of other scripts; but there are more plain letters beside
    them than in a text in those, bytes are left over, or words are of two scripts.
    """
    sample = _sample(body)
    plain, beyond = sum(len(_ASCII_LETTERS.findall(run)) for run in sample), sum(_rows(sample))
    text = b"\n".join(sample).decode(codec, "monitor.mended")
    odd = text.count("\ufffd") + len(_TWO_SCRIPTS.findall(text))
    return plain <= beyond and odd * _SPOILT <= len(re.findall("[^\x00-\x7f]", text))


def _is_spoilt_utf8(body: bytes) -> bool:
    """Whether all of what is beyond ASCII is built as UTF-8 is, or most of it is UTF-8: the rest is what was cut off or
    pasted from elsewhere."""
    if all(_CUT_SHORT.fullmatch(row[0]) for row in _BEYOND_ASCII.finditer(body)):
        return True
    right = _beyond_ascii(body.decode("utf-8", "ignore").encode()) + sum(len(half[0]) for half in _HALF.finditer(body))
    return right >= _CHANCE * (_beyond_ascii(body) - right)


def _beyond_ascii(body: bytes) -> int:
    """How many bytes are beyond ASCII. They are counted as they stand: a list of millions of them takes forty times
    their room."""
    return len(body.translate(None, _ASCII))


def _sample(body: bytes) -> list[bytes]:
    """The first texts between tags that are not all ASCII."""
    sample, size = list[bytes](), 0
    for run in _RUN.finditer(body):
        if not run[0].isascii():
            sample.append(run[0])
            size += len(run[0])
        if size >= _SAMPLE:
            break
    return sample


def _rows(sample: list[bytes]) -> list[int]:
    """How many bytes beyond ASCII stand in each row of them."""
    return [len(row) for run in sample for row in _BEYOND_ASCII.findall(run)]


def _is_in_rows(rows: list[int]) -> bool:
    """Whether they are those of a script that is not Latin."""
    return 2 * sum(length for length in rows if length >= _ROW) > sum(rows)


def _told(body: bytes) -> str:
    """The charset that the text itself speaks for, by chardet's models of languages."""
    sample = _sample(body)
    rows = _rows(sample)
    if not _is_in_rows(rows) and sum(rows) < _FEW:
        return _BY_DEFAULT
    import chardet  # Next to no feed needs it, and it takes 40 ms.

    votes = dict[str, float]()
    for piece in (b"\n".join(sample[first::_PIECES]) for first in range(min(_PIECES, len(sample)))):
        found = chardet.detect(piece, include_encodings=_TOLD, compat_names=False, no_match_encoding=_BY_DEFAULT)
        codec = found["encoding"] or _BY_DEFAULT
        votes[codec] = votes.get(codec, 0.0) + found["confidence"] * len(piece)
    return max(votes, key=votes.__getitem__)
