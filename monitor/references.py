"""Character references (&amp;, &#8212;): the characters that they stand for."""

import html

import regex

FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
"""The characters that XML 1.0 has not, which no reference in it may stand for either; for patterns."""
_LONG_NUMBER = regex.compile(r"&#(?:(?P<hex>[xX])[0-9a-fA-F]{8,}|[0-9]{8,});?")
_DIGITS = 8  # No character's number has so many.
_HALVES = regex.compile(
    r"&#(?:x(d[89ab][0-9a-f]{2})|(5[56][0-9]{3}));&#(?:x(d[c-f][0-9a-f]{2})|(5[67][0-9]{3}));", regex.IGNORECASE
)


def unescaped(value: str) -> str:
    """Entities to characters, which have not passed the gate."""
    return html.unescape(_LONG_NUMBER.sub(_shorter, value)) if "&" in value else value


def with_whole_characters(value: str) -> str:
    """A text in which one reference stands for two halves of UTF-16, which programs write that know no characters
    beyond the first plane."""
    return _HALVES.sub(_one_character, value) if "&#" in value else value


def _one_character(found: "regex.Match[str]") -> str:
    high, low = (int(found[at] or found[at + 1], 16 if found[at] else 10) for at in (1, 3))
    if not 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return found[0]
    return f"&#{0x10000 + ((high - 0xD800) << 10) + low - 0xDC00};"


def _shorter(found: "regex.Match[str]") -> str:
    """A reference to a character by a number of many digits, which Python will not read: what it means."""
    digits = found[0].lstrip("&#xX").rstrip(";").lstrip("0") or "0"
    return f"&#{found['hex'] or ''}{digits};" if len(digits) < _DIGITS else "\ufffd"
