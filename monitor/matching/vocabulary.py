"""What a concept is made of: its parts, and the words for them language by language."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.matching import query, why
from monitor.matching.packs import KINDS, LATIN, Concept, Packs, Words, all_words
from monitor.model import Watch


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How much is known of a concept."""

    parts: tuple[str, ...]
    """The concepts whose words count, its own among them where it has any."""
    languages: tuple[str, ...]
    terms: int
    unchecked: int
    """How many of the terms nobody who speaks the language has looked at."""


def vocabulary(packs: Packs, name: str) -> Vocabulary:
    """How much is known of a concept, with all that counts for it or against it."""
    languages: set[str] = set()
    terms = unchecked = 0
    parts = []
    for part in reach(packs, name):
        found = list(all_words(packs, part))
        if found:
            parts.append(part)
        languages.update(language for language, words in found if words.terms or words.unchecked or words.expr)
        terms += sum(len(words.terms) + len(words.unchecked) for _, words in found)
        unchecked += sum(len(words.unchecked) for _, words in found)
    return Vocabulary(tuple(parts), tuple(sorted(languages - {LATIN})), terms, unchecked)


def reach(packs: Packs, name: str) -> tuple[str, ...]:
    """The concept, and those that its queries name, and those that theirs do."""
    found = {name: None}
    pending = [name]
    while pending:
        one = packs.concepts.get(pending.pop(0))
        for each in () if one is None else _named(packs, one):
            if each not in found:
                found[each] = None
                pending.append(each)
    return tuple(found)


def _named(packs: Packs, concept: Concept) -> Iterator[str]:
    """The concepts that a concept's own queries name."""
    queries = [concept.needs, *concept.expr, *(each.query for each in concept.evidence)]
    for _, words in all_words(packs, concept.name):
        queries += words.expr
    for text in filter(None, queries):
        yield from (each.name for each in query.concepts_in(query.parsed(text)))


def widened(watch: Watch, packs: Packs) -> dict[str, str]:
    """The keywords of a watch that stand for a concept, and which. Raises query.QueryError."""
    found = {}
    for keyword in watch.keywords if watch.widen else ():
        if name := packs.widened(query.parse(keyword)):
            found[keyword] = name
    return found


def widening(packs: Packs, keyword: str, concept: str) -> str:
    """What a keyword is widened to: scam hubs → @scam_hubs, 27 languages."""
    return f"{why.widened(keyword, concept)}, {len(vocabulary(packs, concept).languages)} languages"


def words_of(words: Words) -> dict[str, list[str]]:
    """The words of a language as a record, without what there is none of."""
    return {kind: list(found) for kind in KINDS if (found := getattr(words, kind))}
