"""What a query is once it is read: a tree of phrases, concepts and regexes, and its canonical text."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Literal, TypeAlias

from monitor.matching.fold import fold
from monitor.matching.query_words import CLOSING, SINGLE, plain
from monitor.matching.stems import stem

if TYPE_CHECKING:
    import regex

Mode = Literal["", "=", "=="]
StateName = Literal["unread", "starred", "dismissed", "watch", "tag", "since", "before"]
_LINKS = {"near": "NEAR", "ordered": "ONEAR", "not": "NOT NEAR"}
_TELLING_SIGNS = ("++", "#")
_SMALL_OPERATORS = frozenset(("and", "or", "not", "near", "onear"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand one after the other."""

    term: str
    """The phrase as it was written, without its quotes and signs."""
    words: tuple[str, ...]
    """Its words as they were written."""
    mode: Mode = ""
    """"=" takes the words without other endings and meanings, "==" also with their case and accents."""
    prefix: bool = False
    """Whether the last word is only the beginning of one."""

    @property
    def folded(self) -> tuple[str, ...]:
        """The words folded, with their endings."""
        return tuple(map(fold, self.words))

    @property
    def stems(self) -> tuple[str, ...]:
        """The words without their English endings."""
        return tuple(map(stem, self.words))


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept by name, as `concept_name` has it, in one language or ("") in all."""

    name: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression; `compiled` makes it ready to search."""

    pattern: str
    flags: str = ""
    """Of "imsx" those that are set, in this order."""


@dataclass(frozen=True, slots=True)
class Near:
    """The left within so many words of the right ("ordered": before it); "not": the left where the right is not."""

    left: "Node"
    right: "Node"
    distance: int
    kind: Literal["near", "ordered", "not"] = "near"


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more; none of them is itself an And."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more; none of them is itself an Or."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Field:
    """What must be found in one field; no Field and no State stands in it."""

    name: str
    node: "Node"


@dataclass(frozen=True, slots=True)
class State:
    """What the store knows of an entry, in a search only: a watch's or a tag's name, since or before when it came."""

    name: StateName
    value: str = ""


Node: TypeAlias = Phrase | Concept | Regex | Near | Not | And | Or | Field | State


def outer_signs(term: str) -> tuple[str, str]:
    """The signs directly in front of a phrase and behind it without which it is another one: C++, C#, .NET."""
    term = plain(term)
    before = "." if term[:1] == "." and term[1:2].isalpha() else ""
    if not term.endswith(_TELLING_SIGNS):
        return before, ""
    behind = next((sign for sign in _TELLING_SIGNS if term.endswith(sign) and term[: -len(sign)][-1:].isalnum()), "")
    return before, behind


def compiled(node: Regex) -> "regex.Pattern[str]":
    """The regex, ready to search: always with a time limit."""
    from monitor.matching import query_regex  # Imported here, for most queries have none.

    return query_regex.compiled(node.pattern, node.flags)


def walk(node: Node) -> Iterator[Node]:
    """A tree's nodes, in the order of what was written."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending += reversed(_parts(node))


def phrases(node: Node) -> Iterator[Phrase]:
    """All phrases of a tree, also those that exclude."""
    return (each for each in walk(node) if isinstance(each, Phrase))


def concepts_in(node: Node) -> Iterator[Concept]:
    """All concepts of a tree, also those that exclude."""
    return (each for each in walk(node) if isinstance(each, Concept))


def _parts(node: Node) -> tuple[Node, ...]:
    match node:
        case And(nodes) | Or(nodes):
            return nodes
        case Near(left, right):
            return left, right
        case Not(inner) | Field(_, inner):
            return (inner,)
    return ()


def render(node: Node) -> str:
    """The query for a tree, as canonical text: read again, it is the same tree."""
    return _render(node, single=False)


def _render(node: Node, *, single: bool) -> str:
    """The text of a node; with `single`, where only a quoted phrase has several words."""
    match node:
        case Or(nodes):
            return " OR ".join(_render(each, single=single) for each in nodes)
        case And(nodes):
            return " AND ".join(_closed(each, Or, single=single) for each in nodes)
        case Not(inner):
            return f"NOT {_closed(inner, Or | And | Not, single=single)}"
        case Near(left, right, distance, kind):
            before, behind = (
                _closed(left, Or | And | Not, single=single),
                _closed(right, Or | And | Not | Near, single=single),
            )
            return f"{before} {_LINKS[kind]}/{distance} {behind}"
        case Field(name, inner):
            return f"{name}:{_closed(inner, Or | And | Not | Near, single=name in SINGLE)}"
        case Phrase():
            return _phrase(node, single=single)
        case Concept(name, lang):
            return f"@{name}.{lang}" if lang else f"@{name}"
        case Regex(pattern, flags):
            from monitor.matching import query_regex

            return f"/{query_regex.written(pattern)}/{flags}"
        case State(name, value):
            return f"{name}:{_quoted(value) if name in ('watch', 'tag') else value}"


def _closed(node: Node, loose: type | UnionType, *, single: bool) -> str:
    """The text of a node, in brackets where it is of a `loose` kind."""
    text = _render(node, single=single)
    return f"({text})" if isinstance(node, loose) else text


def _phrase(phrase: Phrase, *, single: bool) -> str:
    text = phrase.term + "*" * phrase.prefix
    bare = _is_bare(phrase.term) and not (single and " " in text)
    return phrase.mode + (text if bare else _quoted(text))


def _is_bare(term: str) -> bool:
    """Whether a phrase says the same without quotes; where in doubt it says no."""
    words = plain(term).lower().replace("-", " ").split(" ")
    return _SMALL_OPERATORS.isdisjoint(words) and all(word and all(map(_is_of_a_word, word)) for word in words)


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _quoted(text: str) -> str:
    """A text in quotes; in one kind of them it was typed, so there is one that does not close inside it."""
    inside = plain(text).replace("״", '"')
    opening = next((sign for sign, closing in CLOSING.items() if not set(closing) & set(inside)), '"')
    return opening + text + CLOSING[opening][-1]
