"""A query cut into its pieces: words, quoted phrases, operators, brackets and the rest, each with its place."""

import re
import unicodedata
from datetime import date
from typing import Literal, NamedTuple

from monitor.matching.language import is_code
from monitor.matching.query_error import QueryError, shown

FIELDS = frozenset("title summary content text category author url site feed source lang raw".split())
STATES = frozenset("unread starred dismissed watch tag since before".split())
_ALONE = frozenset(("unread", "starred", "dismissed"))
"""States that take no value."""
SINGLE = frozenset(("url", "site", "lang"))
"""Fields whose value is one word: what follows it is no part of it."""
ADDRESSES = frozenset(("url", "site", "feed", "source"))
"""Fields in which signs stand between words that belong together: news.example/asia."""
_OPERATORS = frozenset(("AND", "OR", "NOT"))
_FURTHEST = 999
_SHORTEST_STEP = 3
"""Letters from which on what stands behind a regex is no flags but the next step of a path: /r/scams."""

Kind = Literal[
    "(", ")", "AND", "OR", "NOT", "-", "near", "field", "=", "==", "word", "quoted", "regex", "concept", "state", "end"
]
MEANT = {"and": "AND", "or": "OR", "not": "NOT", "near": "NEAR/8"}
"""What is meant by a word that is an operator in capitals."""

# Every sign has its twin in one code point, so that places hold. What nobody sees stands for a blank: it separates
# nothing inside a phrase, whose text is taken as it was typed. A full-width backslash escapes nothing.
_TWINS = (
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code != 0xFF3C}
    | dict.fromkeys(map(ord, "“”„‟〝〞〟"), '"')
    | dict.fromkeys(map(ord, "−‐‑‒–"), "-")
    | {ord("｢"): "「", ord("｣"): "」"}
    | dict.fromkeys((0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), " ")
)
_IN_HEBREW = re.compile('(?<=[א-ת])"(?=[א-ת](?![א-ת])|[א-ת]++(?!"))')
"""What is typed for the gershayim of an abbreviation and is no quote: it stands before the last letter, or no other
closes it."""
CLOSING = {'"': '"', "«": "«»", "»": "«»", "「": "」", "『": "』"}
_EDGE = r'\s()"«»「」『』'
_BLANKS = re.compile(r"\s*")
_WORD = re.compile(f"[^{_EDGE}]+")
# What has two slashes or a second colon behind it is an address or a name: https://…, std::vector.
_FIELD = re.compile(r"([A-Za-z]{2,20}):(?!//|:)")
_REGEX = re.compile(r"/((?:\\.|[^\\/])+)/", re.DOTALL)
_CONCEPT = re.compile(rf"@([^{_EDGE}.]+)(?:\.([^{_EDGE}]*))?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")
_NEAR = re.compile(r"(O?NEAR)(?:[/:~](.*))?", re.IGNORECASE | re.DOTALL)
_DURATION = re.compile(r"[0-9]{1,6}[smhdw]")
_NUMBER = re.compile(r"[0-9]{1,6}")
_YEAR = re.compile(r"[12][0-9]{3}(?![0-9smhdw])")
_DATE = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")


class Piece(NamedTuple):
    """The smallest part of a query that means something."""

    kind: Kind
    start: int
    end: int
    value: str = ""
    """What it holds: the text of a word or phrase, a regex's pattern, a concept's language, a distance."""
    name: str = ""
    """What it is called: a field, a state, a concept; a regex's flags; "near" or "ordered"."""
    star: bool = False
    """Whether a word or phrase is only the beginning of what it stands for."""


def plain(text: str) -> str:
    """`text` with the ASCII twin for every sign of the language, each in its place."""
    return text if text.isascii() else _IN_HEBREW.sub("״", text.translate(_TWINS))


def concept_name(name: str) -> str:
    """A concept's name as it is compared: "Scam-Hubs" is scam_hubs."""
    return plain(name).lower().replace("-", "_")


def closest(word: str, known: frozenset[str] | set[str], cutoff: float = 0.6) -> str:
    """The known word that `word` is most likely meant for, or ""."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word.lower(), sorted(known), 1, cutoff)), "")


def pieces(text: str, *, search: bool) -> list[Piece]:
    """The pieces of a query in their order, "end" the last. Raises QueryError."""
    found = _Cutter(text, search).cut()
    if not is_plain(found):
        _refuse_small_operators(text, found)
    return found


def is_plain(found: list[Piece]) -> bool:
    """Whether these are the pieces of a keyword of bare words, without any sign of the language."""
    return all(piece.kind in ("word", "end") and not piece.star for piece in found)


def _refuse_small_operators(text: str, found: list[Piece]) -> None:
    """Beside signs of the language "or" is hardly meant as a word; in a keyword without any it may be one."""
    before = Piece("end", 0, 0)
    for piece in found:
        meant = MEANT.get(plain(piece.value).lower()) if piece.kind == "word" and not piece.star else None
        if meant and before.kind not in ("=", "==") and not (before.kind == "field" and before.name in SINGLE):
            message = f"Outside quotes “{piece.value}” is no word here: write “{meant}”."
            raise QueryError(message, piece.start, text)
        before = piece


class _Cutter:
    """Walks a query once, from left to right."""

    def __init__(self, text: str, search: bool) -> None:
        self.text = text
        self.plain = plain(text)
        self.search = search
        self.found: list[Piece] = []

    def cut(self) -> list[Piece]:
        at = self._skip(0)
        while at < len(self.text):
            piece = self._piece(at)
            self.found.append(piece)
            at = self._skip(piece.end)
        return [*self.found, Piece("end", at, at)]

    def _piece(self, at: int) -> Piece:
        match self.plain[at]:
            case "(" | ")" as bracket:
                return Piece(bracket, at, at + 1)
            case sign if sign in CLOSING:
                return self._quoted(at)
            case "」" | "』":
                raise self._error("This closing quote has no opening partner: take it out.", at)
            case "-" if self._is_minus(at):
                return Piece("-", at, at + 1)
            case "=" if self._is_exact(at):
                return Piece("==", at, at + 2) if self.plain.startswith("==", at) else Piece("=", at, at + 1)
            case "/" if self._touches(at + 1) and self.plain[at + 1] != "/":
                return self._regex(at)
            case "@" if self._touches(at + 1) and self.plain[at + 1].isalnum():
                return self._concept(at)
        return self._field(at) or self._word(at)

    def _skip(self, at: int) -> int:
        blanks = _BLANKS.match(self.plain, at)
        return blanks.end() if blanks else at

    def _touches(self, at: int) -> bool:
        """Whether something other than a blank or a closing bracket stands at `at`."""
        return at < len(self.plain) and self.plain[at] != ")" and not self.plain[at].isspace()

    def _error(self, message: str, at: int) -> QueryError:
        return QueryError(message, at, self.text)

    def _before(self) -> Piece:
        return self.found[-1] if self.found else Piece("end", 0, 0)

    def _is_minus(self, at: int) -> bool:
        if not self._touches(at + 1) or self.plain[at + 1] == "-":
            return False
        field = self._before()
        if field.kind == "field" and field.end == at:
            raise self._error(f"A minus stands before the field: write “-{field.name}:”.", at)
        return at == 0 or self.plain[at - 1] in "()" or self.plain[at - 1].isspace()

    def _is_exact(self, at: int) -> bool:
        """Whether "=" is the sign of the language, and not the one between the words of "a = b"."""
        return self._touches(at + 1) or self._before().kind != "word"

    def _quoted(self, at: int) -> Piece:
        value, end = self._inside(at)
        star, behind = plain(value).endswith("*"), self.plain.startswith("*", end)
        if star and behind:
            raise self._error("One star is enough: take the second one out.", end)
        return Piece("quoted", at, end + behind, value[:-1] if star else value, star=star or behind)

    def _inside(self, at: int) -> tuple[str, int]:
        """What stands between the quote at `at` and the one that closes it, and where that ends."""
        closing = CLOSING[self.plain[at]]
        close = next((end for end in range(at + 1, len(self.plain)) if self.plain[end] in closing), None)
        if close is None:
            raise self._error("This quote is never closed: write the closing one behind the phrase.", at)
        start = self._skip(at + 1)
        return self.text[start : start + len(self.plain[start:close].rstrip())], close + 1

    def _regex(self, at: int) -> Piece:
        from monitor.matching import query_regex  # With its library 8 ms, and most queries have none.

        found = _REGEX.match(self.plain, at)
        if not found:
            raise self._error("This regex is never closed: write “/” behind it.", at)
        behind = _WORD.match(self.plain, found.end())
        flags = behind[0] if behind else ""
        wrong = next((place for place, flag in enumerate(flags) if flag not in query_regex.FLAGS), None)
        if wrong is not None:
            is_path = len(flags) >= _SHORTEST_STEP
            advice = "put it in quotes if it is a path" if is_path else f"take “{shown(flags[wrong])}” out"
            message = f"Behind a regex only i, m, s and x can stand: {advice}."
            raise self._error(message, found.end() + wrong)
        flags = "".join(flag for flag in query_regex.FLAGS if flag in flags)
        end = behind.end() if behind else found.end()
        return Piece("regex", at, end, query_regex.read(self.text, found.start(1), found.end(1), flags), flags)

    def _concept(self, at: int) -> Piece:
        found = _CONCEPT.match(self.plain, at)
        if not found:
            return self._word(at)
        wrong = next((place for place, sign in enumerate(found[1]) if not _names(sign)), None)
        if wrong is not None:
            message = "A concept's name has only letters, digits and “_”: put a blank here."
            raise self._error(message, found.start(1) + wrong)
        if found[2] is not None and not _LANGUAGE.fullmatch(found[2]):
            message = "A language has two or three letters: write “.en” behind the concept, say."
            raise self._error(message, found.start(2))
        if found[2] and not is_code(found[2]):
            message = f"There is no language “{found[2]}”: write “.en” behind the concept, say."
            raise self._error(message, found.start(2))
        return Piece("concept", at, found.end(), (found[2] or "").lower(), concept_name(found[1]))

    def _field(self, at: int) -> Piece | None:
        found, before = _FIELD.match(self.plain, at), self._before()
        if not found or (before.kind == "field" and before.name in ADDRESSES):
            return None
        name, end = found[1], found.end()
        touches = self._touches(end)
        if name in FIELDS:
            return Piece("field", at, end, name=name)
        if name in STATES and (self.search or touches or name in _ALONE):
            return self._state(name, at, end)
        known = FIELDS | STATES if self.search else FIELDS
        # "Watch: the raid" and "how to sit: a guide" are headlines; "titel: raid" and "Title:raid" are not.
        typed = name.islower() and (touches or before.kind != "word")
        # No headline ends so, but a search for what is starred may: `list star:`.
        is_field = touches or (self.search and self._skip(end) == len(self.plain))
        near = closest(name, known, 0.6 if name.islower() and is_field else 0.8) if typed or touches else ""
        if near or (typed and touches):
            raise self._error(_no_field(name, near), at)
        return None

    def _state(self, name: str, at: int, end: int) -> Piece:
        if not self.search:
            raise self._error(f"“{name}:” works in a search only: take it out.", at)
        if name in _ALONE:
            if self._touches(end):
                raise self._error(f"“{name}:” stands alone: put a blank behind its colon.", end)
            return Piece("state", at, end, name=name)
        start = self._skip(end)
        if self._touches(start) and self.plain[start] in CLOSING:
            value, end = self._inside(start)
        elif word := _WORD.match(self.plain, start):
            value, end = self.text[start : word.end()], word.end()
        else:
            value = ""
        if not value:
            raise self._error(f"“{name}:” needs a value: write “{_EXAMPLES[name]}”, say.", end)
        return Piece("state", at, end, self._time(name, value, start) if name in ("since", "before") else value, name)

    def _time(self, name: str, value: str, at: int) -> str:
        time = plain(value).lower()
        if _DURATION.fullmatch(time) or _is_date(time):
            return time
        meant = "2026-05-01" if _YEAR.match(time) else f"{time}h" if _NUMBER.fullmatch(time) else "24h"
        message = f"“{shown(value)}” is no length of time and no date: write “{name}:{meant}”, say."
        raise self._error(message, at)

    def _word(self, at: int) -> Piece:
        found = _WORD.match(self.plain, at)
        word, end = (found[0], found.end()) if found else (self.plain[at], at + 1)
        if word in _OPERATORS:
            return Piece(word, at, end)  # type: ignore[arg-type]  # the operators are kinds
        if near := _NEAR.fullmatch(word):
            piece = self._near(near, at, end)
            if piece:
                return piece
        star = word.find("*")
        if star < 0:
            return Piece("word", at, end, self.text[at:end])
        if star + 1 < len(word) or not star:
            raise self._error("A star stands only at the end of a word, once: write “traffick*”, say.", at + star)
        return Piece("word", at, end, self.text[at : end - 1], star=True)

    def _near(self, found: re.Match[str], at: int, end: int) -> Piece | None:
        operator, distance = found[1], found[2]
        if operator.isupper() and distance is None:
            raise self._error(f"{operator} needs a number of words: write “{operator}/8”.", at)
        if distance is None or not (operator.isupper() or distance.isdigit()):
            return None
        if not re.fullmatch("0*[1-9][0-9]{0,2}", distance):
            message = f"{operator.upper()} takes a number from 1 to {_FURTHEST}: write “{operator.upper()}/8”."
            raise self._error(message, at)
        if not found[0].startswith(operator.upper() + "/"):
            message = f"Operators are in upper case and take a slash: write “{operator.upper()}/{distance}”."
            raise self._error(message, at)
        return Piece("near", at, end, str(int(distance)), "ordered" if operator == "ONEAR" else "near")


def _names(sign: str) -> bool:
    return sign in "_-" or sign.isalnum() or unicodedata.category(sign).startswith("M")


_EXAMPLES = {"watch": "watch:NAME", "tag": "tag:NAME", "since": "since:24h", "before": "before:2026-05-01"}


def _no_field(name: str, near: str) -> str:
    if name.lower() == near:
        return f"Fields are in lower case: write “{near}:”."
    if near:
        return f"There is no field “{name}”: write “{near}:”."
    return f"Outside quotes “{name}:” is a field, and there is none of that name: write “title:”, say."


def _is_date(value: str) -> bool:
    try:
        return _DATE.fullmatch(value) is not None and date.fromisoformat(value) is not None
    except ValueError:
        return False
