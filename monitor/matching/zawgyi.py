"""Burmese that was typed for the Zawgyi font: telling it from Unicode, and its syllables in Unicode."""

import functools
import re

from monitor.matching.letters import BURMESE_DIGITS, UNSEEN

# What only one of the two encodings writes. In Zawgyi the vowel E and the medial RA stand before their consonant and
# U+1039 is the killer at a syllable's end; in Unicode they follow it and U+1039 stacks consonants of one row.
_ONLY_ZAWGYI = (
    r"(?<![\u1000-\u1021\u1025\u103b-\u103f])\u1031"
    r"|(?<![\u1000-\u1021\u1025\u103f\u1039\u103a])[\u103b\u103c]"
    r"|[\u1060-\u1097]"
    r"|[\u1000-\u1004]\u1039(?![\u1000-\u1004])|[\u1005-\u100a]\u1039(?![\u1005-\u100a])"
    r"|[\u100b-\u100f]\u1039(?![\u100b-\u100f])|[\u1010-\u1014]\u1039(?![\u1010-\u1014])"
    r"|[\u1015-\u1019]\u1039(?![\u1015-\u1019])|[\u101a-\u1021\u102b-\u1038]\u1039(?![\u101c\u101e])"
)
_ONLY_UNICODE = (
    r"[\u103b-\u103e]\u1031|[\u1000-\u1021]\u1031(?=[\u102b\u102c\u1037\u1038])|\u103a(?=[\u1037\u1038])"
    r"|[\u1000\u1004\u1005\u1010\u1014\u1015\u1019\u1037]\u103a(?![\u102b-\u1030\u103b-\u103e])|\u103e\u102f"
)
_BEFORE, _AFTER = (
    r"\u1031\u103b\u107e-\u1084",
    r"\u102b-\u1030\u1032-\u103a\u103c-\u103f\u105a\u1060-\u1069\u106c\u106d\u1070-\u107d\u1085\u1087-\u108e\u1093-\u1096",
)
_LETTER = r"\u1000-\u102a\u106a\u106b\u106e\u106f\u1086\u108f-\u1092\u1097"
_UNSEEN = f"[{UNSEEN}\u200b]"
_SIGNS = f"(?:{_UNSEEN}*[{_AFTER}])*"
# The digits zero and seven are typed for the letters that look like them.
SYLLABLE = rf"[{_BEFORE}]*[{_LETTER}]{_SIGNS}|(?:\u1031?[\u1040\u1047]|[\u1041-\u1049]){_SIGNS}|[{_BEFORE}{_AFTER}]"
"""The pattern of a syllable, to cut a text by: each can be put into Unicode by itself."""
NUMBER = rf"{BURMESE_DIGITS}(?!{_UNSEEN}*[{_AFTER}])"
"""The pattern of a number; a digit that carries a sign is a letter."""


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled when the first Burmese is met: few ever meet any."""
    return re.compile(pattern)


def is_zawgyi(text: str) -> bool:
    """Whether the Burmese in a text is Zawgyi; of a word or two without a telltale letter it is not known, so no."""
    if text.isascii() or not _compiled("[\u1000-\u109f]").search(text):
        return False
    return len(_compiled(_ONLY_ZAWGYI).findall(text)) > len(_compiled(_ONLY_UNICODE).findall(text))


@functools.lru_cache(maxsize=20_000)
def syllable(written: str) -> str:
    """A Zawgyi syllable in Unicode."""
    # Imported here, for even fewer meet Zawgyi.
    from para.convert import zg_to_unicode

    return str(zg_to_unicode(_compiled(_UNSEEN).sub("", written), force=True))


def unicode(text: str) -> str:
    """A Zawgyi text in Unicode, its numbers in plain digits; places in it differ."""
    return _compiled(f"({NUMBER})|{SYLLABLE}").sub(_unicode, text)


def _unicode(found: re.Match[str]) -> str:
    if found[1]:
        return "".join(str(int(digit)) for digit in found[1])
    return syllable(found[0]).replace("၀", "ဝ")
