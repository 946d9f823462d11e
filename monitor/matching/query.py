"""The watch language: a query's text to its tree, by recursive descent, or to an error that says what to do."""

import functools
import re
import unicodedata
from collections.abc import Collection
from itertools import takewhile
from typing import Literal, NamedTuple, cast

from monitor.matching.fold import as_written, fold, is_unspaced, tokens
from monitor.matching.language import is_code, primary
from monitor.matching.query_error import QueryError, shown, tame
from monitor.matching.query_tree import (
    And,
    Concept,
    Field,
    Mode,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Regex,
    State,
    StateName,
    compiled,
    concepts_in,
    phrases,
    render,
    walk,
)
from monitor.matching.query_words import MEANT, SINGLE, Kind, Piece, closest, concept_name, is_plain, pieces, plain
from monitor.matching.zawgyi import is_zawgyi, syllable

__all__ = [
    "And",
    "Concept",
    "Field",
    "Near",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "QueryError",
    "Regex",
    "State",
    "compiled",
    "concept_name",
    "concepts_in",
    "doubt",
    "parse",
    "parsed",
    "phrases",
    "render",
    "walk",
]

LONGEST = 10_000
"""Code points that a query may have."""
DEEPEST = 50
"""How deep brackets and operators may stand in one another, so that what walks a tree may recurse."""
_SHORTEST_PREFIX, _SHORTEST_UNSPACED = 4, 2
# What readers of a script call the parts that `tokens` cuts: a letter of Burmese or Khmer has its vowels with it.
_UNITS = {"MYANMAR": "syllables", "KHMER": "syllables", "HANGUL": "syllables", "THAI": "letters", "LAO": "letters"}
_LINK = re.compile(
    r"\s+(and|or|not|near|&&)\s+|\s*(?:[,;]\s|[，、；]|[|｜]{1,2}|\s/\s)\s*(?:(and|or|not)\s+)?", re.IGNORECASE
)
_MEANT = {**MEANT, "&&": "AND"}
_ENDS: frozenset[Kind] = frozenset(("OR", ")", "end"))
_WANTING: frozenset[Kind] = frozenset(("AND", "OR", "NOT", "-", "near", "field"))


@functools.lru_cache(maxsize=8)
def _as_compared(concepts: frozenset[str]) -> frozenset[str]:
    """What concepts are called in a query; kept, for each keyword of a config asks for all of them."""
    return frozenset(map(concept_name, concepts))


def parse(text: str, *, concepts: Collection[str] | None = None, search: bool = False) -> Node:
    """The tree of a query; a keyword without operators is a Phrase. Raises QueryError.

    With `concepts`, no other names are taken; with `search`, States are.
    """
    if len(text) > LONGEST:
        raise QueryError(f"A query has at most {LONGEST:,} characters: make several of it.", LONGEST, text)
    return _Parser(text, concepts, search).parse()


@functools.lru_cache(maxsize=2_048)
def parsed(text: str) -> Node:
    """The tree of a query of a pack, as `parse` has it. Raises QueryError.

    It is remembered, for each is asked for its words first and then to be judged by: 4 ms of a start (measured).
    """
    return parse(text)


def doubt(keyword: str) -> str:
    """A sentence about a keyword that reads like several terms and is one phrase: “a or b”; else ""."""
    try:
        if not is_plain(pieces(keyword, search=False)):
            return ""
        meant = _LINK.sub(lambda link: f" {_MEANT[(link[1] or link[2] or 'or').lower()]} ", keyword.strip())
        if isinstance(parse(meant), Phrase):
            return ""
    except QueryError:
        return ""
    return f"“{shown(keyword.strip())}” is read as one phrase: write “{tame(meant)}” if that is meant."


class _Part(NamedTuple):
    """A node while its query is read."""

    node: Node
    at: int
    excluded: int | None = None
    """Where the NOT stands that makes it true of nearly every text; None where something must be found."""
    height: int = 1


class _Parser:
    """Reads the pieces of one query from left to right; a method for each rule of the grammar."""

    def __init__(self, text: str, concepts: Collection[str] | None, search: bool) -> None:
        self.text = text
        self.pieces = pieces(text, search=search)
        self.concepts = concepts
        self.next = 0
        self.depth = 0
        self.field = ""

    def parse(self) -> Node:
        if self._here.kind == "end":
            raise self._folds_to_nothing(self.text, 0)
        part = self._or()
        if self._here.kind == ")":
            raise self._stray()
        if part.excluded is not None:
            message = "This only excludes, so nearly every entry would match: write before it what you look for."
            raise self._error(message, part.excluded)
        return part.node

    def _or(self) -> _Part:
        parts = [self._and()]
        while self._accept("OR"):
            parts.append(self._and())
        if len(parts) == 1:
            return parts[0]
        nodes = [node for part in parts for node in (part.node.nodes if isinstance(part.node, Or) else [part.node])]
        excluded = next((part.excluded for part in parts if part.excluded is not None), None)
        return self._over(Or(tuple(nodes)), parts, parts[0].at, excluded)

    def _and(self) -> _Part:
        parts = [self._not()]
        while self._accept("AND") or self._here.kind not in _ENDS:
            parts.append(self._not())
        if len(parts) == 1:
            return parts[0]
        nodes = [node for part in parts for node in (part.node.nodes if isinstance(part.node, And) else [part.node])]
        finds = any(part.excluded is None for part in parts)
        return self._over(And(tuple(nodes)), parts, parts[0].at, None if finds else parts[0].excluded)

    def _not(self) -> _Part:
        sign = self._accept("NOT", "-")
        if not sign:
            return self._near()
        if self._here.kind in ("NOT", "-"):
            raise self._error("One NOT is enough: take the second one out.", self._here.start)
        if self._here.kind == "near":
            near = self._written(self._here)
            raise self._error(f"“NOT {near}” stands between two terms: write “A NOT {near} B”.", sign.start)
        part = self._near()
        # What the store knows of entries can be listed by what it is not; a text cannot be found by what it lacks.
        excluded = None if _is_of_states(part.node) else sign.start
        return self._over(Not(part.node), [part], sign.start, excluded)

    def _near(self) -> _Part:
        left = self._atom()
        while link := self._link():
            kind, distance = link
            if self._here.kind in ("NOT", "-"):
                raise self._error(f"To exclude what stands near, write “A NOT NEAR/{distance} B”.", self._here.start)
            right = self._atom()
            for part in (left, right):
                self._refuse_placeless(part)
            left = self._over(Near(left.node, right.node, distance, kind), [left, right], left.at)
        return left

    def _link(self) -> tuple[Literal["near", "ordered", "not"], int] | None:
        if self._here.kind == "NOT" and self.pieces[self.next + 1].kind == "near":
            sign, near = self.pieces[self.next : self.next + 2]
            if near.name == "ordered":
                raise self._error(f"NOT goes with NEAR alone: write “NOT NEAR/{near.value}”.", sign.start)
            self.next += 2
            return "not", int(near.value)
        if found := self._accept("near"):
            return "ordered" if found.name == "ordered" else "near", int(found.value)
        return None

    def _refuse_placeless(self, part: _Part) -> None:
        if part.excluded is not None:
            message = "NEAR needs something to find on both sides: write “A NOT NEAR/8 B”."
            raise self._error(message, part.excluded)
        if any(isinstance(node, State) for node in walk(part.node)):
            raise self._error("What the store knows has no place in a text: write AND for NEAR.", part.at)

    def _atom(self) -> _Part:
        field = self._accept("field")
        if not field:
            return self._prim()
        if self.field:
            raise self._error(f"“{field.name}:” stands inside “{self.field}:”: take one of them out.", field.start)
        self.field = field.name
        part = self._atom()
        self.field = ""
        return self._over(Field(field.name, part.node), [part], field.start, part.excluded)

    def _prim(self) -> _Part:
        piece = self._here
        match piece.kind:
            case "(":
                return self._group()
            case "word":
                return self._bare("")
            case "=" | "==":
                return self._exact(piece.kind)
            case "state" if self.field:
                raise self._error(f"“{piece.name}:” stands inside “{self.field}:”: put it outside.", piece.start)
            case "quoted" | "regex" | "concept" | "state":
                self.next += 1
                return _Part(self._leaf(piece), piece.start)
        raise self._missing()

    def _leaf(self, piece: Piece) -> Node:
        match piece.kind:
            case "regex":
                return Regex(piece.value, piece.name)
            case "concept":
                return self._concept(piece)
            case "state":
                return State(cast(StateName, piece.name), piece.value)
        return self._phrase(piece.value, "", piece)

    def _group(self) -> _Part:
        opening = self._here
        self.next += 1
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._too_deep(opening.start)
        part = self._or()
        if not self._accept(")"):
            raise self._error("This bracket is never closed: write “)” where it ends.", opening.start)
        self.depth -= 1
        return part._replace(at=opening.start)

    def _bare(self, mode: Mode) -> _Part:
        """Bare words in a row: one phrase; in some fields a phrase is one word."""
        first = last = self._here
        self.next += 1
        while self.field not in SINGLE and (piece := self._accept("word")):
            if last.star:
                message = "A star stands only at the last word of a phrase: write “AND” behind it."
                raise self._error(message, last.end - 1)
            last = piece
        term = self.text[first.start : last.end - last.star]
        return _Part(self._phrase(term, mode, last._replace(start=first.start)), first.start)

    def _exact(self, mode: Literal["=", "=="]) -> _Part:
        sign = self._here
        self.next += 1
        if self._here.kind == "word":
            return self._bare(mode)._replace(at=sign.start)
        if quoted := self._accept("quoted"):
            return _Part(self._phrase(quoted.value, mode, quoted), sign.start)
        if self._here.kind in ("=", "=="):
            raise self._error("There are “=” and “==” and no more: take the rest out.", self._here.start)
        raise self._error(f"“{mode}” stands directly before a word or a phrase: move it there.", sign.start)

    def _phrase(self, term: str, mode: Mode, piece: Piece) -> Phrase:
        zawgyi = is_zawgyi(term)
        words = as_written(term, zawgyi=zawgyi)
        if zawgyi:
            words = tuple(word if word.isascii() else syllable(word) for word in words)
        if not words:
            raise self._folds_to_nothing(term, piece.start)
        if self.field == "lang":
            words = self._language(words, term, piece)
        if piece.star:
            star = plain(self.text).rindex("*", 0, piece.end)
            if tokens(term, zawgyi=zawgyi).ends[-1] != len(term):
                raise self._error("A star stands directly behind a letter: move it there.", star)
            self._refuse_short(words, star)
        return Phrase(term, words, mode, piece.star)

    def _language(self, words: tuple[str, ...], term: str, piece: Piece) -> tuple[str, ...]:
        """The primary subtag of a language tag, for entries keep no more of it."""
        tag = "-".join(map(fold, words))
        if not primary(tag):
            message = f"“{shown(term)}” is no language tag: write it in two or three letters, as “lang:en” for English."
            raise self._error(message, piece.start)
        if not is_code(tag):
            raise self._error(f"There is no language “{shown(term)}”: write “lang:en” for English, say.", piece.start)
        return words[:1]

    def _refuse_short(self, words: tuple[str, ...], star: int) -> None:
        if is_unspaced(words[-1]):
            tail = sum(1 for _ in takewhile(is_unspaced, reversed(words)))
            if tail < _SHORTEST_UNSPACED:
                unit = _UNITS.get(unicodedata.name(words[-1][0], "").partition(" ")[0], "characters")
                raise self._error(f"Before a star at least two {unit} must stand: write more of the word.", star)
        elif len(fold(words[-1])) < _SHORTEST_PREFIX:
            raise self._error("Before a star at least four letters must stand: write more of the word.", star)

    def _concept(self, piece: Piece) -> Concept:
        if self.field not in ("", "text", "title", "summary", "content"):
            message = f"A concept is told by the text: take “{self.field}:” away from “@{shown(piece.name)}”."
            raise self._error(message, piece.start)
        if self.concepts is None:
            return Concept(piece.name, piece.value)
        known = _as_compared(frozenset(self.concepts))
        if piece.name in known:
            return Concept(piece.name, piece.value)
        near = closest(piece.name, known)
        advice = f"write “@{near}”" if near else "`monitor concepts` lists them"
        raise self._error(f"There is no concept “{shown(piece.name)}”: {advice}.", piece.start)

    @property
    def _here(self) -> Piece:
        return self.pieces[self.next]

    def _accept(self, *kinds: Kind) -> Piece | None:
        piece = self._here
        if piece.kind not in kinds:
            return None
        self.next += 1
        return piece

    def _over(self, node: Node, parts: list[_Part], at: int, excluded: int | None = None) -> _Part:
        height = 1 + max(part.height for part in parts)
        if height > DEEPEST:
            raise self._too_deep(at)
        return _Part(node, at, excluded, height)

    def _written(self, piece: Piece) -> str:
        return shown(self.text[piece.start : piece.end])

    def _error(self, message: str, at: int) -> QueryError:
        return QueryError(message, at, self.text)

    def _stray(self) -> QueryError:
        return self._error("This closing bracket has no opening partner: take it out.", self._here.start)

    def _too_deep(self, at: int) -> QueryError:
        return self._error(f"This is nested deeper than {DEEPEST} times: make several queries of it.", at)

    def _folds_to_nothing(self, term: str, at: int) -> QueryError:
        if plain(term) == "-" and self.next < len(self.pieces) - 1:
            return self._error("A minus stands directly before what it excludes: take the blank out.", at)
        message = f"“{shown(term)}” has no letter or digit, so nothing can match it: write a word or a phrase."
        return self._error(message, at)

    def _missing(self) -> QueryError:
        """What to say where a term should stand and none does."""
        here = self._here
        before = self.pieces[self.next - 1] if self.next else here
        if before.kind in _WANTING and before is not here:
            return self._error(self._wanting(before, "behind"), before.start)
        if here.kind in _WANTING:
            return self._error(self._wanting(here, "before"), here.start)
        if here.kind == "end":
            return self._error("This bracket is never closed: write a term and “)” behind it.", before.start)
        if before.kind == "(":
            return self._error("These brackets are empty: write a term in them.", before.start)
        return self._stray()

    def _wanting(self, piece: Piece, side: str) -> str:
        is_word = piece.kind in ("AND", "OR", "NOT", "near")
        said = f"Outside quotes “{self._written(piece)}”" if is_word else f"“{self._written(piece)}”"
        return f"{said} needs something {side} it: write a term there."


def _is_of_states(node: Node) -> bool:
    return not any(isinstance(each, Phrase | Concept | Regex) for each in walk(node))
