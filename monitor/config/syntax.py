"""Reads past the mistakes in a TOML text: each is named and placed, all else is kept."""

import re
import tomllib
from bisect import bisect_left as bisect
from dataclasses import dataclass
from typing import Any

LOST = "0001-01-01T00:00:00"
"""What stands in a mended text for a value that could not be read."""
_ROUNDS = 50
_KEY = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_SETTING = re.compile(rf"[ \t]*({_KEY}(?:[ \t]*\.[ \t]*{_KEY})*)[ \t]*=[ \t]*")
_HEADER = re.compile(rf"[ \t]*\[+[ \t]*(?:[A-Za-z_]|{_KEY}[ \t]*\]+[ \t]*(?:#.*)?$)", re.M)
_OURS = re.compile(r"([ \t]*)(\[+)[ \t]*(watch|feed|poll)[ \t]*(?:(\]+)|(?=$|#))", re.M)
_LONE = re.compile(r"^([ \t]*)(\[(?!\[[^\n#]*\]\])\[?)[ \t]*(watch|feed)[ \t]*\]\]?(?=[ \t]*(?:#|$))", re.M)
"""The header of a watch or a feed that lacks brackets on one side or on both."""
_PLAIN = re.compile(r"[^\s\[{\"'\\,“”„‘’«»][^\"'\\]*")
_BRACKETS = "write [[{}]] with two brackets"
_TOKEN = re.compile(
    r'"""(?:\\.|.)*?(?:"""(?!")|\Z)'
    r"|'''.*?(?:'''(?!')|\Z)"
    r"""|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*|["'\[\]{}\n]""",
    re.S,
)
_OPEN = re.compile(r'"""(?:\\.|(?!""").)*' r"|'''(?:(?!''').)*", re.S)
"""Of the texts among those, one of many lines that has no end."""

_MOST_PARTS = 50
"""Parts of a key; no setting has five, and what reads them takes as long as the square of their number."""
_DEEP = re.compile(
    r'"""(?:\\.|.)*?(?:"""(?!")|\Z)'
    r"|'''.*?(?:'''(?!')|\Z)"
    rf"|(?P<key>(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_MOST_PARTS}}})"
    r"""|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*""",
    re.S,
)
"""A key of more parts than that; texts and comments are met too, lest one is seen in them."""
_TOO_DEEP = "Too many parts"


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in the config, where it stands (from 1, in characters) and what to do about it."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


def with_line_ends(text: str, end: str = "\n") -> str:
    r"""`text` with every line ended by `end`. More than one `\r` before a `\n` is what a file has that was twice made
    to suit Windows: TOML knows no such line end, and whoever reads the file sees nothing wrong with it."""
    return re.sub("(?<!\r)\r+\n", end, text)


def data_of(text: str) -> dict[str, Any]:
    """What a TOML text holds. Raises ValueError or RecursionError where it breaks the rules, or where a key has more
    parts than any could be meant to have."""
    if found := next((token for token in _DEEP.finditer(text) if token["key"]), None):
        raise ValueError("{} (at line {}, column {})".format(_TOO_DEEP, *_at(text, found.start())))
    return tomllib.loads(text)


def mend(text: str) -> tuple[dict[str, Any], str, list[Problem]]:
    """The data of `text`, the valid text that it was read from, and the mistakes that had to be taken out of it.

    What is taken out is blanked, so that lines keep their numbers. Line ends must be `\n`, without surrogates.
    """
    faults: list[Problem] = []
    start = 0
    for turn in range(_ROUNDS):
        try:
            return data_of(text), text, faults
        except (ValueError, RecursionError) as error:
            if not turn:
                faults += [Problem(*_at(text, m.start(2)), _BRACKETS.format(m[3])) for m in _LONE.finditer(text)]
                text = _LONE.sub(r"\1[[\3]]", text)
                continue
            at, what = _where(text, error)
            start = _statement(text, at)
            again = LOST in _line(text, start) or what.startswith("Cannot")
            offset, message = _explain(text, start, at, what)
            if not (again and _at(text, start)[0] in (fault.line for fault in faults)):
                faults.append(Problem(*_at(text, offset), tame(message)))
            text = _repair(text, start, at, what)
    faults.append(Problem(*_at(text, start), "too many mistakes: from here on nothing is read"))
    text = text[:start]
    try:
        return tomllib.loads(text), text, faults
    except (ValueError, RecursionError):
        return {}, "", faults


def _at(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _line(text: str, offset: int) -> str:
    return text[offset:].split("\n", 1)[0]


def _where(text: str, error: Exception) -> tuple[int, str]:
    """The offset of what tomllib complains of, and its complaint."""
    what, _, where = str(error).partition(" (at ")
    if found := re.fullmatch(r"line (\d+), column (\d+)\)", where):
        return sum(len(line) + 1 for line in text.split("\n")[: int(found[1]) - 1]) + int(found[2]) - 1, what
    if where:
        return len(text), what
    # A number of thousands of digits or brackets a thousand deep: no place is given, but it is in the first line
    # without which the rest is no trouble.
    starts = [0, *(m.end() for m in re.finditer("\n", text)), len(text)]
    return starts[bisect(starts, True, key=lambda stop: _chokes(text[:stop])) - 1], "Too long"


def _chokes(text: str) -> bool:
    """Whether it is too much for tomllib, and not only against the rules."""
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return not isinstance(error, tomllib.TOMLDecodeError)
    return False


def _statement(text: str, at: int) -> int:
    """Where the statement begins that `at` is in; what stands before is valid, so brackets can be counted."""
    start = depth = 0
    for token in _TOKEN.finditer(text, 0, max(at, 0)):
        mark = token[0]
        depth = max(0, depth + (mark in ("[", "{")) - (mark in ("]", "}")))
        if mark == "\n" and not depth:
            start = token.end()
    return start


def _explain(text: str, start: int, at: int, what: str) -> tuple[int, str]:
    """Where to point and what to say about a syntax error, in words for someone who never heard of TOML."""
    begin = start + len(_line(text, start)) - len(_line(text, start).lstrip())
    setting = _SETTING.match(text, start)
    value, char, rest = setting.end() if setting else begin, text[at : at + 1], _line(text, at)
    if what.startswith("Cannot"):
        name = setting[1] if setting else _line(text, begin).strip()
        return begin, f"`{name}` is there already, further up: the first one counts"
    if what == _TOO_DEEP:
        return at, f"this key has more than {_MOST_PARTS} parts, and none that means anything has"
    if text.startswith("[", begin):
        return begin, _explain_header(text, start)
    if what == "Too long":
        return begin, "this value is too long or too deep to be meant"
    if not setting:
        colon = re.match(r"[ \t]*[\w-]+[ \t]*(:)", text[start:])
        return (start + colon.start(1), "write `=`, not `:`") if colon else (begin, 'expected `name = "value"`')
    over = at == len(text) or (_begins(text, at) and "\n" in text[start:at])
    if over and text.startswith("[", value):
        return value, "this list is not closed: `]` is missing"
    if char in ("\n", "") and text.startswith("{", value) and _open_quote(text, value, at) is None:
        return value, "this table is not closed on its line: `}` is missing"
    if char in ("\n", "") and "nvalid value" not in what and (quote := _open_quote(text, value, at)) is not None:
        return quote, "the text that begins here has no closing quote"
    if what == "Unclosed array":
        return at, "a comma is missing in front of this" if char in "\"'" else "expected a comma or `]` here"
    if "newline" in what and re.match(r"\d", text[value:]):
        return value, f'quotes are missing: write "{_bare(_line(text, value))}"'
    if "newline" in what:
        return at, f"expected the end of the line, not `{shown(rest.strip())}`"
    if what == "Invalid value":
        return at, _explain_value(rest, setting[1])
    if char and not char.isprintable():
        return at, f"a control character ({ord(char):#04x}) cannot stand here"
    if what.startswith("Unescaped"):
        return at, "`\\` is special in double quotes: write `\\\\`, or use single quotes"
    return at, what[:1].lower() + what[1:]


def _explain_header(text: str, start: int) -> str:
    ours = _OURS.match(text, start)
    if not ours:
        known = "[[watch]], [[feed]], [poll] or [concept.NAME]"
        return f"this header cannot be read: write {known}; what belongs to it is left out"
    if _line(text, ours.end()).strip() and ours[4]:
        return "only a header can stand on this line: move the rest to the next"
    return "write [poll] with one bracket" if ours[3] == "poll" else _BRACKETS.format(ours[3])


def _explain_value(rest: str, key: str) -> str:
    bare = _bare(rest)
    if rest.startswith(","):
        return "nothing stands in front of this comma: take it out"
    if not bare:
        return f"`{key}` has no value"
    if bare[0] in "“”„‘’«»":
        return 'these are curly quotes: write straight ones, "like this"'
    return f'quotes are missing: write "{shown(bare)}"'


def _bare(rest: str) -> str:
    return re.split(r"[,\]#\"]", rest)[0].strip()


def _open_quote(text: str, value: int, at: int) -> int | None:
    """Where the quote stands that is still open at `at`."""
    quotes = [token for token in _TOKEN.finditer(text, value, at) if token[0][0] in "\"'"]
    lone = [token.start() for token in quotes if token[0] in ("'", '"') or _OPEN.fullmatch(token[0])]
    return lone[0] if lone else None


def _begins(text: str, at: int) -> bool:
    """Whether the line that `at` is in looks like the first of a statement."""
    start = text.rfind("\n", 0, at) + 1
    return bool(_SETTING.match(text, start) or _HEADER.match(text, start))


def _repair(text: str, start: int, at: int, what: str) -> str:
    """`text` without the mistake at `at` in the statement at `start`, with as much of the statement kept as can be."""
    setting = _SETTING.match(text, start)
    line = text.rfind("\n", 0, at) + 1
    here = len(_line(text, line)) + line
    if what.startswith("Cannot") and setting:
        return _blank(text, start, here)
    if not setting and text[start:].lstrip(" \t").startswith("["):
        return _repair_header(text, start, what)
    if not setting or what == _TOO_DEEP:
        return _blank(text, start, _next(text, at) if setting else here)
    opened = text[setting.end() : setting.end() + 1]
    over = at == len(text) or (line > start and _begins(text, at))
    if opened == "[" and what == "Unclosed array" and text[at : at + 1] in ("'", '"') and not over:
        return text[: at - 1] + "," + text[at:] if text[at - 1] in " \t" else text[:at] + "," + text[at:]
    if opened == "[" and what == "Invalid value" and text.startswith(",", at):
        return f"{text[:at]} {text[at + 1 :]}"
    if opened == "[" and what == "Invalid value" and not over and (bare := _bare(text[at:here])):
        tail = text[at + len(bare) : here].lstrip(" \t").removeprefix(",")
        rest = text[:at] + " " * (here - at - len(tail)) + tail + text[here:]
        if not re.match(r"\[\s*\]", rest[setting.end() :]):
            return rest
    if opened == "[" and line > start and not over and "]" not in text[line:here]:
        return _blank(text, line, here)
    body = text[start : _next(text, start)].rstrip()
    if opened == "[" and over and not body.endswith(("[", "]")) and "#" not in body.rsplit("\n", 1)[-1]:
        return text[:start] + body + "]" + text[start + len(body) :]
    whole = line == start and (opened not in ("[", "{") or text.count("[", line, here) <= text.count("]", line, here))
    stop = here if whole and not over else _next(text, start if over else line)
    # Bare words are taken for the text that they would be in quotes.
    bare = _line(text, setting.end()).partition(" #")[0].strip()
    plain = whole and not over and what != "Too long" and _PLAIN.fullmatch(bare) and bare.isprintable()
    value = f'"{bare}"' if plain else LOST
    lost = "" if LOST in _line(text, start) else text[start : setting.end()] + value
    return text[:start] + lost + "\n" * text.count("\n", start, stop) + text[stop:]


def _repair_header(text: str, start: int, what: str) -> str:
    """The header put right where it is plain what is meant; else its block goes too, lest its keys fall to another."""
    line = _line(text, start)
    if (ours := _OURS.match(text, start)) and not what.startswith("Cannot"):
        right = f"{ours[1]}[poll]" if ours[3] == "poll" else f"{ours[1]}[[{ours[3]}]]"
        if right != line:
            return text[:start] + right + text[start + len(line) :]
    stop = start
    while (stop := text.find("\n", stop) + 1) and not _HEADER.match(text, stop):
        pass
    return _blank(text, start, stop or len(text))


def _next(text: str, at: int) -> int:
    """Where the first line after that of `at` begins that looks like a statement."""
    while at := text.find("\n", at) + 1:
        if _begins(text, at):
            return at
    return len(text)


def _blank(text: str, start: int, stop: int) -> str:
    return text[:start] + "\n" * text.count("\n", start, stop) + text[stop:]


def shown(value: object) -> str:
    """A value as it can stand in a sentence: short, on one line, nothing in it that a terminal obeys."""
    text = tame(str(value))
    return text if len(text) <= 60 else text[:59] + "…"


def tame(text: str) -> str:
    """`text` with nothing in it that a terminal obeys."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def kind_of(value: object) -> str:
    """What a TOML value is, in plain words."""
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a date")
