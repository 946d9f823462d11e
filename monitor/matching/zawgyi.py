"""Burmese that was typed for the Zawgyi font: telling it from Unicode, and its syllables in Unicode."""

import functools
import re

from monitor.matching.letters import BURMESE_DIGITS, UNSEEN

# What only one of the two encodings writes. In Zawgyi the vowel E and the medial RA stand before their consonant and
# U+1039 is the killer at a syllable's end; in Unicode they follow it and U+1039 stacks consonants of one row, in Mon
# also DDA and NGA below any. Each pattern begins with its letter: `re` looks for that alone five times as fast as for
# what stands before it.
_OTHERS = r"\u1022\u1028\u105a-\u1061\u1065\u1066\u106e-\u1070\u1075-\u1082\u108e"  # Mon, Karen, Shan, Palaung
_KILLS = "|".join(
    rf"(?<=[{killed}]\u1039)(?![{stacked}\u100d\u105a])"
    for killed, stacked in (
        (r"\u1000-\u1004", r"\u1000-\u1004"),
        (r"\u1005-\u100a", r"\u1005-\u100a"),
        (r"\u100b-\u100f", r"\u100b-\u100f"),
        (r"\u1010-\u1014", r"\u1010-\u1014"),
        (r"\u1015-\u1019", r"\u1015-\u1019"),
        (r"\u101a-\u1021\u102b-\u1038\u106a\u106b", r"\u101c\u101e"),
    )
)
_BASE = rf"[\u1000-\u1021\u1025\u103f\u1039\u103a{_OTHERS}]"
_ONLY_ZAWGYI = (
    rf"\u1031(?<![\u1000-\u1021\u1025\u103b-\u103f{_OTHERS}]\u1031)(?<!\u103e\u103a\u1031)"
    rf"|\u103b(?<!{_BASE}\u103b)|\u103c(?<!{_BASE}\u103c)|\u1039(?:{_KILLS})"
)
_SHARED = "[\u1060-\u1097]"
"""What Zawgyi writes for stacked consonants, RA and joined signs, and Unicode in Mon, Karen, Kayah, Shan and Pa'o."""
# Where these stand as they do in no other language: below a consonant of their own row, as RA before a letter that Shan
# does without, before a vowel where Unicode has a tone or a digit.
_ONLY_ZAWGYI_SHARED = (
    r"[\u1005\u1007\u1009\u1025][\u1065-\u1069](?![\u103a\u1062-\u1064\u1067-\u106d])"
    r"|[\u1010\u1012\u1014\u108f][\u1071-\u1077](?![\u103a\u1082-\u1085\u1087-\u108d])"
    r"|[\u1015\u1017\u1019][\u1078-\u107c\u1093](?![\u103a\u1062\u1082-\u1085\u1087-\u108d])"
    r"|\u1002\u1062(?!\u103a)|[\u1000\u1060][\u1091\u1092]|\u1064\u101c\u102c(?!\u103a)"
    r"|[\u107e-\u1084][\u1000-\u1003\u1005-\u100f\u1012-\u1014\u1016-\u1018\u1021]|\u107f[\u1015\u1019]"
    rf"|(?<![\u1000-\u1021\u1031\u103b-\u103f{_OTHERS}])[\u1083\u1084]"
    r"|[\u1064\u1086-\u108d\u108f-\u1097][\u102b-\u1034\u1036]|[\u108f\u1090][\u103c\u103d\u1088]"
    r"|[\u1000-\u1021\u102d]\u1088"
    r"|(?<=[\u1000-\u1021\u102d-\u1034\u1036\u103c\u103d\u1088])[\u1094\u1095](?![\u1090-\u1099])"
)
_ONLY_UNICODE = (
    r"[\u103b-\u103e]\u1031|[\u1000-\u1021]\u1031(?=[\u102b\u102c\u1037\u1038])|\u103a(?=[\u1037\u1038])"
    r"|[\u1000\u1004\u1005\u1010\u1014\u1015\u1019\u1037]\u103a(?![\u102b-\u1030\u103b-\u103e])|\u103e[\u102f\u103a]"
    r"|[\u1022\u1035\u105b-\u105f]|\u105a\u103a|[\u1062-\u1064\u1069-\u106d]\u103a"
    r"|[\u1075-\u1081][\u1062\u1082-\u1084\u103a]|\u103a[\u1087-\u108d]"
)
_BEFORE, _AFTER = (
    r"\u1031\u103b\u107e-\u1084",
    r"\u102b-\u1030\u1032-\u103a\u103c-\u103f\u105a\u1060-\u1069\u106c\u106d\u1070-\u107d\u1085\u1087-\u108e\u1093-\u1096",
)
_LETTER = r"\u1000-\u102a\u106a\u106b\u106e\u106f\u1086\u108f-\u1092\u1097"
_UNSEEN = f"[{UNSEEN}\u200b]"
_SIGNS = f"(?:{_UNSEEN}*[{_AFTER}])*"
_MOST_BEFORE = 8
"""Signs before its consonant that a syllable is looked for with: no word has more than three."""
# The digits zero and seven are typed for the letters that look like them.
SYLLABLE = (
    rf"[{_BEFORE}]{{0,{_MOST_BEFORE}}}[{_LETTER}]{_SIGNS}|(?:\u1031?[\u1040\u1047]|[\u1041-\u1049]){_SIGNS}"
    rf"|[{_BEFORE}{_AFTER}]"
)
"""The pattern of a syllable, to cut a text by: each can be put into Unicode by itself."""
NUMBER = rf"{BURMESE_DIGITS}(?!{_UNSEEN}*[{_AFTER}])"
"""The pattern of a number; a digit that carries a sign is a letter."""


_compiled = functools.cache(re.compile)
"""A pattern, compiled when the first Burmese is met: few ever meet any."""


def is_zawgyi(text: str) -> bool:
    """Whether the Burmese in a text is Zawgyi; of a word or two without a telltale letter it is not known, so no."""
    if text.isascii() or not _compiled("[\u1000-\u109f]").search(text):
        return False
    text = _compiled(_UNSEEN).sub("", text)
    shared = len(_compiled(_SHARED).findall(text))
    telltale = len(_compiled(_ONLY_ZAWGYI).findall(text))
    if shared:
        telltale += len(_compiled(_ONLY_ZAWGYI_SHARED).findall(text))
    return telltale > 0 and telltale + shared > len(_compiled(_ONLY_UNICODE).findall(text))


@functools.lru_cache(maxsize=20_000)
def syllable(written: str) -> str:
    """A Zawgyi syllable in Unicode."""
    # Imported here, for even fewer meet Zawgyi.
    from para.convert import zg_to_unicode

    return str(zg_to_unicode(_compiled(_UNSEEN).sub("", written), force=True))
