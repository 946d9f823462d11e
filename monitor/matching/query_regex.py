"""The regular expressions of queries: read from between their slashes, compiled, and refused where they do harm."""

import functools
import math
import unicodedata

import regex

from monitor.matching.fold import tokens
from monitor.matching.query_error import QueryError, shown

FLAGS = "imsx"
_COMPILED = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL, "x": regex.VERBOSE}
_SLASHES = ("/", "／")
_PAIR = regex.compile(r"\\(.)|.", regex.DOTALL)
_COUNT = regex.compile(r"\{([0-9]+)")
# The library unrolls counts: "(a{999}){999}" takes a second and half a gigabyte, one level more all there is.
_MOST_UNROLLED = 1_000_000
# What matches no letter, whatever letters it is written with: escapes of places, blanks and signs, counts, the openings
# of groups.
_WORDLESS = regex.compile(
    r"\\(?:[AbBfGKmMnrstvZ]|[^\p{L}\p{N}])|\{[0-9,]*\}|\(\?(?:[imsx-]*[:)]|P?<[^<>=!]+>|#[^)]*\))", regex.DOTALL
)
# Other escapes and classes that exclude, and what may be a range.
_OPEN, _RANGE = regex.compile(r"[.\\]|\[\^"), regex.compile(r"[^\[]-[^\]]")
_PROBE = "0123456789 _-, ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 一二 สาม\n\n"
_PATIENCE = 0.05


@functools.lru_cache(maxsize=10_000)
def compiled(pattern: str, flags: str = "") -> regex.Pattern[str]:
    """The regex, ready to search; searches need a time limit. Raises regex.error and others where it is none."""
    return regex.compile(pattern, functools.reduce(lambda all, one: all | _COMPILED[one], flags, regex.VERSION0))


def read(query: str, start: int, end: int, flags: str) -> str:
    """The pattern that stands at start:end of a query, its slashes without their escapes. Raises QueryError."""
    pattern, places = _unescaped(query, start, end)
    if _unrolled(pattern) > _MOST_UNROLLED:
        raise QueryError("This regex repeats too much: write smaller numbers in its {}.", start, query)
    try:
        expression = compiled(pattern, flags)
    except regex.error as problem:
        what, place = getattr(problem, "msg", str(problem)), getattr(problem, "pos", 0) or 0
        message = f"This regex cannot be read, {shown(what)}: put it right here."
        raise QueryError(message, places[min(place, len(pattern))], query) from None
    except (ValueError, OverflowError):
        message = "This regex cannot be read: put it right."
        raise QueryError(message, start, query) from None
    except (RecursionError, MemoryError):
        raise QueryError("This regex is nested too deep: write it simpler.", start, query) from None
    if _finds_nothing(expression):
        raise QueryError("This regex matches where nothing stands: write “+” for “*”, say.", start, query)
    if _finds_signs_alone(pattern):
        message = "This regex finds signs alone, and a match has a letter or a digit: write what stands beside them."
        raise QueryError(message, start, query)
    # As texts are stored, however the keyboard writes its accents.
    return unicodedata.normalize("NFC", pattern)


def written(pattern: str) -> str:
    """A pattern as it stands between slashes."""
    return _PAIR.sub(lambda pair: f"\\{pair[0]}" if pair[0] in _SLASHES else pair[0], pattern)


def _unescaped(query: str, start: int, end: int) -> tuple[str, list[int]]:
    """The pattern, and for each of its code points (and for its end) the place in the query."""
    parts: list[str] = []
    places: list[int] = []
    for pair in _PAIR.finditer(query, start, end):
        part = pair[1] if pair[1] in _SLASHES else pair[0]
        parts.append(part)
        places += range(pair.end() - len(part), pair.end())
    return "".join(parts), [*places, end]


def _unrolled(pattern: str) -> int:
    """At most so many parts the library makes of a pattern; no regex that a person writes comes near the limit."""
    counts = (min(int(count[1][:8]), 10**8) for count in _COUNT.finditer("".join(pattern.split())))
    return len(pattern) * math.prod(max(count, 1) for count in counts)


def _finds_signs_alone(pattern: str) -> bool:
    """Whether it is plain that no word can stand in what the regex matches."""
    rest = _WORDLESS.sub(" ", pattern)
    has_range = "[" in rest and _RANGE.search(rest)
    return not (has_range or _OPEN.search(rest) or tokens(rest).words)


def _finds_nothing(pattern: regex.Pattern[str]) -> bool:
    """Whether the regex matches an empty piece of text; who needs longer to answer is left to the searches' limit."""
    try:
        if pattern.search("", timeout=_PATIENCE):
            return True
        return any(not found[0] for found in pattern.finditer(_PROBE, timeout=_PATIENCE))
    except TimeoutError:
        return False
