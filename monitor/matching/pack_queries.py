"""The queries that packs hold: which words are in them, and in which slot the places of each are collected."""

from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, get_args

from monitor.matching import query
from monitor.matching.packs import Concept


@lru_cache(maxsize=1024)
def own_phrases(concept: Concept) -> tuple[query.Phrase, ...]:
    """The phrases in the queries of a concept that hold in every language.

    They are remembered, for who tries or explains watches makes lexicons of the same concepts again and again.
    """
    texts = (concept.needs, *concept.expr, *(each.query for each in concept.evidence))
    return tuple(phrase for text in texts if text for phrase in query.phrases(query.parsed(text)))


@lru_cache(maxsize=4096)
def own_slot(node: query.Node) -> str:
    """The slot of a phrase, or of several, in a query of a pack, asked for by each entry that gets as far as that
    query.
    """
    return f"expr {query.render(node)}"


def gathered(node: query.Node, slots: list[tuple[str, query.Phrase]]) -> query.Node:
    """A language's query with words of which any will do as one concept, to be looked for at once (measured: forty
    words one by one take a sixth of an entry's time); `slots` takes the phrases and where they are collected.
    """
    match node:
        case query.Phrase():
            slots.append((own_slot(node), node))
        case query.Or(nodes):
            words = [each for each in nodes if isinstance(each, query.Phrase)]
            if len(words) > 1:
                name = own_slot(query.Or(tuple(words)))
                slots += ((name, each) for each in words)
                others = [gathered(each, slots) for each in nodes if not isinstance(each, query.Phrase)]
                return query.Or((query.Concept(name), *others)) if others else query.Concept(name)
            return query.Or(tuple(gathered(each, slots) for each in nodes))
        case query.And(nodes):
            return query.And(tuple(gathered(each, slots) for each in nodes))
        case query.Near(left, right):
            return replace(node, left=gathered(left, slots), right=gathered(right, slots))
        case query.Not(inner) | query.Field(_, inner):
            return replace(node, node=gathered(inner, slots))
    return node


def packed(part: Any) -> Any:
    """A query, or a part of one, as lists of texts and numbers."""
    if isinstance(part, tuple):
        return ["", *map(packed, part)]
    if is_dataclass(part):
        return [type(part).__name__, *(packed(getattr(part, each.name)) for each in fields(part))]
    return part


def unpacked(part: Any) -> Any:
    """The query, or the part of one, that `packed` made lists of (measured: a tenth of what parsing it takes)."""
    if not isinstance(part, list):
        return part
    name, *inner = part
    made = tuple(map(unpacked, inner))
    return _NODES[name](*made) if name else made


_NODES = {each.__name__: each for each in get_args(query.Node)}
