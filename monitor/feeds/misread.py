"""Texts whose charset a program mistook before they came to stand in a feed, as they were meant.

What a whole document's is `charset` tells.
"""

import re
from functools import cache
from html import unescape
from html.entities import codepoint2name
from unicodedata import category

from monitor.feeds.charset import PAIRS_OF_SIGNS

_C1 = re.compile("[\x80-\x9f]")
WINDOWS = {
    code: bytes((code,)).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
"""What controls mean that are none, as HTML has it too."""
_CODES = {ord(sign): code for code, sign in WINDOWS.items()}
_SIGN = f"[{''.join(WINDOWS.values())}]"
_LATER = f"[\x80-\xbf{_SIGN[1:]}"
_MAY_BE_BY_WINDOWS = re.compile(f"[Ã-ï]{_LATER}")
"""How all of these begin: looked for in a tenth of the time that they take."""
_BY_WINDOWS = re.compile(
    f"â€{_LATER}|á[º»]{_LATER}|(?:[à-ï]{_LATER}{{2}}){{2}}|(?:[Î-Ñ×-Û]{_LATER}){{3}}"
    rf"|(?<=[a-z])[Ã-ÖØ-Þ]{_SIGN}|Å[“’](?=[a-z]{{2}})|Ã(?:[„‡ˆ‰ŠŒŽœžŸ]|–(?=[a-z])|[‚ƒ‘“](?=[A-Z]))|(?<![^\W\d_])Ã€"
)
"""What nobody writes, and what a program makes that takes for letters of Windows a quotation mark or a dash in UTF-8, a
letter of Vietnamese, several of another script, a letter of Polish or Turkish behind a plain one (zatrzymaÅ‚a), œ in
front of some (Å“uvre), or a capital with an accent and ß."""
_ROW_BY_WINDOWS = re.compile(f"(?:[Â-ß]{_LATER}|[à-ï]{_LATER * 2}|[ð-ô]{_LATER * 3})++")
_SIGNS = re.compile("[\u2000-\u206f\u20a0-\u20bf\u2100-\u214f\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]+")
"""What programs put into a text whatever they have taken its letters for: dashes, quotation marks, pictures."""
_MAY_BE_MISREAD, _OF_LATIN_1 = re.compile("[Â-ô][\x80-\xbf]"), re.compile("[\x00-\xff]+")


def _spelled(first: int, last: int) -> str:
    """What finds one of these letters of Latin-1, or signs of Windows, as HTML spells it."""
    latin = range(first, last + 1)
    codes = (*latin, *(ord(WINDOWS[code]) for code in latin if code in WINDOWS))
    names = (codepoint2name[code] for code in codes if code in codepoint2name)
    return f"&(?:{'|'.join((*names, *(f'#(?:{code}|[xX](?i:{code:x}))' for code in codes)))});"


_MAY_BE_SPELLED = re.compile("&[^;&]+;[^&]?&")


@cache
def _spellings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds a letter of UTF-8 two of whose parts are spelled, which is looked for in a tenth of the time that all
    of them take; and what finds each part. Two blanks are none, nor is a quotation mark and one.

    To compile both takes 9 ms (measured), and few feeds have two spelled letters in a row.
    """
    return re.compile(f"{_spelled(0xC2, 0xF4)}{_SIGN}?{_spelled(0x80, 0xBF)}"), re.compile(_spelled(0x80, 0xFF))


def repaired(text: str) -> str:
    """A text without the marks of a wrong charset: UTF-8 taken for Latin-1 or Windows-1252, and Windows' own letters.

    It is to come with the blanks around it, for to Python some of these letters are blanks too.
    """
    if text.isascii():
        return text
    text = reread(text)
    return text.translate(WINDOWS) if _C1.search(text) else text


def reread(text: str) -> str:
    """A text in UTF-8 that was taken for Latin-1 or Windows-1252 as it was meant; any other as it is."""
    if text.isascii():
        return text
    text = by_windows(text)
    return text if is_right(text) else _OF_LATIN_1.sub(lambda part: part[0].encode("iso-8859-1").decode(), text)


def by_windows(text: str) -> str:
    """A text in UTF-8 that was taken for one of Windows as it were if it had been taken for Latin-1; any other as it
    is."""
    if not (_MAY_BE_BY_WINDOWS.search(text) and _BY_WINDOWS.search(text)):
        return text
    told = _ROW_BY_WINDOWS.sub(lambda row: row[0].translate(_CODES), text)
    return text if is_right(told) else told


def is_right(text: str) -> bool:
    """Whether a text is no misread UTF-8: no such can be, or only by pairs of signs that people write (SANTÉ : 40
    morts, 2×½), or only of letters that nobody has. Signs among its letters tell nothing."""
    has_signs = not _OF_LATIN_1.fullmatch(text) and _MAY_BE_MISREAD.search(text)
    letters = _SIGNS.sub(" ", text) if has_signs else text
    try:
        meant = letters.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return True
    return PAIRS_OF_SIGNS.sub("", letters).isascii() or "Cn" in map(category, meant)


def spelled_right(html: str) -> str:
    """HTML whose letters are spelled as a program spells them that takes UTF-8 for Latin-1 (&Atilde;&copy;), with those
    that are meant; any other as it is."""
    if not _MAY_BE_SPELLED.search(html):
        return html
    letter_in_two, part = _spellings()
    if not letter_in_two.search(html):
        return html
    told = part.sub(lambda letter: unescape(letter[0]), html)
    meant = repaired(told)
    return html if meant == told else meant
