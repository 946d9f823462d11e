"""What letters of all scripts fold to, each by itself and then among its neighbours."""

import re
import unicodedata

from monitor.matching import simplified

UNSEEN = "\u00ad\u034f\u17b4\u17b5\u180b-\u180e\u200c\u200d\u2060\ufeff"
"""Characters that nobody sees and that break no word, Khmer's inherent vowels too; for a character class."""
_HYPHENS = "\\-\u058a\u05be\u1400\u1806\u2010-\u2013\u2043\u2212\u2e17\u2e1a\u2e40\u30a0\ufe58\ufe63\uff0d"
JOINTS = f"{_HYPHENS}_'\"`´ʼʻ‘’‚‛“”„‟‹›«»「」『』＇＂·\u05f3\u05f4\u200b"
"""What may stand between the words of one phrase beside blanks, for a character class: hashtags of several words have
low lines for blanks.

Long dashes are none: they part clauses.
"""
SHORTENED = "ฯຯ"
"""What Thai and Lao write behind a name that they shorten, or leave out: สหรัฐฯ, กรุงเทพฯ."""
BURMESE_DIGITS = r"(?:[\u1041-\u1049]|\u1040[\u1040-\u1049])[\u1040-\u1049]*"
# Burmese types the digit zero for the letter WA: what carries a vowel sign is no number.
BURMESE_NUMBER = rf"{BURMESE_DIGITS}(?![{UNSEEN}\u200b]*[\u102b-\u103e])"

_is_lost = re.compile(
    f"[{UNSEEN}\u200b\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef"
    "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u0483-\u0489"  # accents
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08ca-\u08ff"  # Arabic points
    "\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc"  # nuktas
    f"{SHORTENED}]"
).match
_is_joint = re.compile(rf"[{JOINTS}\s]").match
_EAST_ASIAN = (
    ("\u3000", "\u9fff"),
    ("\uac00", "\ud7ff"),
    ("\uf900", "\ufaff"),
    ("\uff66", "\uff9f"),
    ("\U00020000", "\U0003ffff"),
)
# Letters that are typed for one another. Arabic: the alefs, yehs, kafs and hehs of Arabic, Persian and Urdu; Cyrillic:
# the I that is typed in Latin; Devanagari: the moon-dot for the dot; Amharic: letters of one sound;
# Khmer: both forms of QOO and of QAU, and what silences a letter for the sign of ក៏; Burmese: the great SA and two small
# ones; Thai: the long vowel behind ฤ; Japanese: the counter KA in small and large; Malayalam: letters without a vowel,
# which many type as the letter and the sign for none.
_TWINS = {"æ": "ae", "œ": "oe", "þ": "th", "ŉ": "n", "ৎ": "ত্", "ဿ": "သ္သ"} | dict(
    zip("đłøıðħіٱىیېکہۃةەँ၀ဉቈኰጐኈឲឳ៏ๅヶヵ", "dloidhiايييكههههंဝဥቆኮጎሆឱឪ៍าケカ", strict=True)
)
for _row, _twin in ((0x1210, 0x1200), (0x1280, 0x1200), (0x1220, 0x1230), (0x12D0, 0x12A0), (0x1340, 0x1338)):
    _TWINS |= {chr(_row + vowel): chr(_twin + vowel) for vowel in range(7)}
_TWINS |= dict.fromkeys("ሃሓኃ", "ሀ") | dict.fromkeys("ኣዓ", "አ")
_TWINS |= dict(zip("ൺൻർൽൾൿ", (f"{letter}\u0d4d" for letter in "ണനരലളക"), strict=True))

# Small letters of two alphabets that nobody can tell apart, so that either is typed within words of the other. The I
# is one letter for both.
_LATIN, _CYRILLIC = "aceopxy", "асеорху"
_AS_LATIN, _AS_CYRILLIC = str.maketrans(_CYRILLIC, _LATIN), str.maketrans(_LATIN, _CYRILLIC)
_has_cyrillic, _has_latin = re.compile("[\u0400-\u052f]").search, re.compile("[a-hj-z]").search

_number = re.compile(BURMESE_NUMBER)
# Persian ties a word in -eh to the next with a letter behind a sign that nobody sees, with a hamza, or with nothing.
_EZAFE = re.compile(r"(?<=\w[هەہ])\u200c[یيى]$")
# In front of a U Egypt, and Persian, put a hamza on the letter YEH or on none where others put it on the U itself.
_POINTS = f"[\u0610-\u061a\u0640\u064b-\u065f\u0670{UNSEEN}]*"
_HAMZA = re.compile(f"(?:ئ|ي(?={_POINTS}\u0654))(?={_POINTS}[وؤ])")
# Nothing but a letter can follow the sign that ties one below another in Khmer.
_torn = re.compile(rf"(?<=\u17d2)[\s\u200b{UNSEEN}]+(?=[\u1780-\u17b3])")
_may_be_settled = re.compile("[\u0900-\u17ff]").search
# What neighbours settle among themselves: a sign without which there is nothing to do, what is written, what it means.
_TOGETHER = [
    (sign, re.compile(written), meant)
    for sign, written, meant in (
        ("เ", "เเ", "แ"),
        ("ຫ", "ຫລ", "ຫຼ"),
        ("ເ", "ເເ", "ແ"),
        ("\u0e4d", "((?:\u0e4dา)+)([\u0e48-\u0e4b]+)", r"\2\1"),  # The tone behind the vowel AM
        ("\u0ecd", "((?:\u0ecdາ)+)([\u0ec8-\u0ecb]+)", r"\2\1"),
        ("\u17c1", "\u17b6\u17c1", "\u17c4"),  # Khmer's O and OE as the two signs that they look like
        ("\u17c1", "\u17b8\u17c1", "\u17be"),
        # A shifter below which a vowel stands looks like the vowel U, by which many type it.
        ("\u17bb", "(?<=[សហអ])\u17bb(?=[\u17b7-\u17ba\u17be])", "\u17ca"),
        ("\u17bb", "(?<=[ងញមយរវ])\u17bb(?=[\u17b7-\u17ba\u17be])", "\u17c9"),
        ("\u103c", "သ\u103c(?![\u102b-\u1032])", "ဩ"),
        ("\u103b", "စ\u103b", "ဈ"),
        ("\u17d2", "\u17d2ដ", "\u17d2ត"),  # Khmer's DA and TA look the same below another letter
        ("អោយ", "អោយ", "ឱ្យ"),
        ("\u0bd7", "\u0bc6\u0bd7ி", "\u0bc6ளி"),  # Tamil's AU for E and LLA
        ("\u0d57", "\u0d46+\u0d57", "\u0d57"),  # Malayalam's AU before the spelling reform
        ("\u0d4d", "\u0d4d{2,}", "\u0d4d"),  # and its NTA, where a letter without a vowel has the sign too
        ("्", "ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])", "ं"),
        ("ঙ", "ঙ্(?=[ক-ঘ])", "ং"),
        ("ী", "(?<=[\u0980-\u09ff]{4})ী(?!য)", "ি"),  # বাংলাদেশী is an older বাংলাদেশি; মালয়েশীয় is of মালয়েশিয়া
    )
]
# Marks that are typed in any order, or twice, which fonts show alike: those of Burmese; of Thai and Lao, where the ring
# of the vowel AM is one; of Khmer, where a letter below another is one with its sign.
_MARKS = re.compile(
    "[\u102b-\u1032\u1036-\u1038\u103a-\u103e]{2,}|[\u0e31\u0e34-\u0e3a\u0e47-\u0e4d]{2,}"
    "|[\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd]{2,}|(?:[\u17b6-\u17d1\u17d3\u17dd]|\u17d2[\u1780-\u17b3]){2,}"
)
_mark = re.compile("\u17d2.|.").findall
_may_be_disordered = re.compile(
    "[\u0e31\u0e34-\u0e3a\u0e47-\u0e4d\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u1032\u1036-\u1038\u103a-\u103e\u17b6-\u17dd]{2}"
    "|\u17d2.[\u17b6-\u17dd]"
).search
_LETTER_BELOW, _OTHER_MARK = 0, 4
_ORDER = {"\u17d2\u179a": 1} | dict.fromkeys("\u103b\u103c\u103d\u103e", 1)
_ORDER |= dict.fromkeys("\u0ebc\u1031\u17c9\u17ca", 2) | {"\u17bb": 3, "\u1038": 5}
"""Where marks stand among others; those that stand at one place have the order of their numbers."""
# Voiced kana and Korean syllables that are typed apart.
_APART = re.compile(
    "[\u3041-\u30ff][\u3099\u309a]|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[\uac00-\ud7a3][\u11a8-\u11c2]"
)
_may_be_apart = re.compile("[\u3099\u309a\u1160-\u11ff]").search


def folded(text: str) -> str:
    """A text folded; what may stand between the words of one phrase is a blank."""
    if "၀" in text:
        text = _number.sub(_digits, text)
    if "\u17d2" in text:
        text = _torn.sub("", text)
    if "\u200c" in text:
        text = _EZAFE.sub("", text)
    text = _HAMZA.sub("و", text).translate(_LETTERS)
    if text.isascii():
        return text
    text = text.replace("ءو", "وو")
    if _may_be_settled(text):
        text = _settled(text)
    if _may_be_apart(text):
        text = _APART.sub(_composed, text)
    return unmixed(text)


def _settled(text: str) -> str:
    """A text with what neighbours settle among themselves in the one way that it is written."""
    ordered = _ordered(text)  # Signs that mean another together may be typed in any order too.
    for sign, written, meant in _TOGETHER:
        if sign in ordered:
            ordered = written.sub(meant, ordered)
    return ordered if ordered == text else _ordered(ordered)


def _ordered(text: str) -> str:
    return _MARKS.sub(_in_order, text) if _may_be_disordered(text) else text


def unmixed(text: str) -> str:
    """A text in small letters, Latin and Cyrillic ones, in the one alphabet in which it can be written: in Cyrillic
    where it can in either, as it is where it can in none."""
    if not (_has_cyrillic(text) and _has_latin(text)):
        return text
    if not _has_latin(cyrillic := text.translate(_AS_CYRILLIC)):
        return cyrillic
    return text if _has_cyrillic(latin := text.translate(_AS_LATIN)) else latin


class _Letters(dict[int, str]):
    """What characters fold to, filled as they are met: a table for str.translate."""

    def __missing__(self, code: int) -> str:
        self[code] = letter = " " if _is_joint(chr(code)) else _letter(chr(code))
        return letter


_LETTERS = _Letters()


def _letter(letter: str) -> str:
    if _is_lost(letter) or letter in _TWINS:
        return _TWINS.get(letter, "")
    kind = unicodedata.category(letter)
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    if kind in ("No", "So"):
        return _spelled_out(letter)
    # Single jamo stay: what they compose to, their neighbours tell.
    if kind[0] not in "LMN" or "\u3131" <= letter <= "\u318e":
        return letter
    if "\uffa1" <= letter <= "\uffdc":
        return chr(int(unicodedata.decomposition(letter).split()[1], 16))
    if any(first <= letter <= last for first, last in _EAST_ASIAN):
        letter = unicodedata.normalize("NFKC", letter)
        return simplified.characters().get(letter, letter) if letter >= "\u3400" else letter
    # The iota below a Greek letter is an accent; by itself its small letter is another letter.
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not _is_lost(c))
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", bare).casefold())
    return "".join(_TWINS.get(c, c) for c in apart if unicodedata.category(c)[0] in "LMN" and not _is_lost(c))


def _spelled_out(sign: str) -> str:
    """What a sign like ㈱, ㎏ and ① stands for; itself where that is no single word: ½ is not 12."""
    inside = unicodedata.normalize("NFKC", sign).strip("()〔〕°.,")
    if inside == sign or not inside.isalnum() or "\u1100" <= inside < "\u1200":
        return sign
    return "".join(map(_letter, inside))


def _digits(found: re.Match[str]) -> str:
    return "".join(str(unicodedata.decimal(digit)) for digit in found[0])


def _in_order(found: re.Match[str]) -> str:
    return "".join(sorted({*_mark(found[0])}, key=_place))


def _place(mark: str) -> tuple[int, str]:
    return _ORDER.get(mark, _LETTER_BELOW if mark[0] == "\u17d2" else _OTHER_MARK), mark


def _composed(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", found[0])
