"""Concepts: what each is called, the words for it in every language, and what counts as evidence for it."""

import hashlib
import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from typing import Any

from monitor.matching import pack_files, query
from monitor.matching.language import primary
from monitor.matching.reading import MOST_DOUBLINGS, TITLE_OF_LONG
from monitor.matching.stems import fingerprint
from monitor.matching.terms import phrase
from monitor.matching.wording import AGAINST
from monitor.model import ConceptEdits

# Raised when words are compiled to another form.
_COMPILED = 21
LATIN = "latin"
"""The words that stand in every language's texts as they are: names in Latin letters."""
_OWN = "_own"
"""Ends the name of the concept whose words a user adds to one that is judged by evidence."""


@dataclass(frozen=True, slots=True)
class Words:
    """What one language calls a thing."""

    terms: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    """Terms that nobody who speaks the language has looked at; they match like the others."""
    expr: tuple[str, ...] = ()
    """Queries in the watch language."""
    unless: tuple[str, ...] = ()
    """Words beside which an occurrence does not count; in the title they speak against those in the summary too."""
    mask: tuple[str, ...] = ()
    """Longer strings inside which an occurrence does not count."""

    def __add__(self, more: "Words") -> "Words":
        """The words of both."""
        return Words(*(getattr(self, kind) + getattr(more, kind) for kind in KINDS))


KINDS = tuple(each.name for each in fields(Words))
"""The kinds of words, as a pack's file names them."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that speaks for a concept, or against it."""

    name: str
    query: str
    title: float
    """What it adds to the score where it stands in the title."""
    body: float
    against: bool = False
    """Whether it can only speak against."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing that is told in many words; without evidence it is there wherever one of its words stands."""

    name: str
    title: str = ""
    note: str = ""
    aliases: tuple[str, ...] = ()
    """Keywords that stand for all of it."""
    expr: tuple[str, ...] = ()
    """Queries that count as its words in every language."""
    needs: str = ""
    """A query without which no other evidence counts."""
    evidence: tuple[Evidence, ...] = ()
    bias: float = 0.0
    """What the score starts from; from 0 on the concept is there."""
    strong: float = 1.0
    """The score from which on a match is strong."""
    deep: float = 0.0
    """What the score loses where the evidence stands deep in a long text."""
    long: float = 0.0
    """What it loses each time that a text is twice as long: there are more places in which to be wrong."""
    wording: float | None = None
    """What the sum of an entry's wording starts from; None where wording says nothing of it."""


@dataclass(frozen=True)
class Packs:
    """All concepts: those that ship, with a user's additions."""

    concepts: Mapping[str, Concept]
    edits: ConceptEdits = field(default_factory=dict)
    """What a user changed: concept to its table as in a config."""

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that have words."""
        own = {lang for table in self.edits.values() for lang, words in table.items() if isinstance(words, dict)}
        return tuple(sorted(own | set(pack_files.languages())))

    def words(self, language: str) -> dict[str, Words]:
        """The words of a language, by the name of the concept that they stand for."""
        found = dict(_shipped_words(language))
        for name, table in self.edits.items():
            if edit := table.get(language):
                found[name] = _edited(found.get(name, Words()), edit)
        return found

    def digest(self, languages: Sequence[str], phrases: Sequence[str] = ()) -> str:
        """A hash of all that the words of some languages are compiled from, the way they are folded and stemmed
        included, and of phrases that are compiled with them.
        """
        edits = [
            (language, name, table[language])
            for language in languages
            for name, table in self.edits.items()
            if language in table
        ]
        what = repr([fingerprint(), _COMPILED, json.dumps(edits, ensure_ascii=False, sort_keys=True), *phrases])
        found = hashlib.sha256(what.encode("utf-8", "replace"))
        for language in languages:
            found.update(pack_files.words(language))
        return found.hexdigest()

    @cached_property
    def aliases(self) -> dict[tuple[str, ...], str]:
        """The stems of each alias, and the concept that it names."""
        return {stems_of(alias): concept.name for concept in self.concepts.values() for alias in concept.aliases}

    def widened(self, keyword: query.Node) -> str:
        """The concept that a keyword names, or nothing."""
        if isinstance(keyword, query.Phrase) and not keyword.mode and not keyword.prefix:
            stems = stems_of(keyword.term)
            return self.aliases.get(stems) or self._aliases_joined.get("".join(stems), "")
        return ""

    @cached_property
    def _aliases_joined(self) -> dict[str, str]:
        # A blank more or less makes no other phrase: scamhubs.
        return {"".join(stems): name for stems, name in self.aliases.items()}


def stems_of(text: str) -> tuple[str, ...]:
    """A phrase as phrases are compared."""
    return phrase(text).stems


@cache
def shipped() -> Packs:
    """The concepts that come with the program."""
    return Packs({name: concept(name, table) for name, table in pack_files.tables().items()})


def with_edits(edits: ConceptEdits) -> Packs:
    """The shipped concepts with a user's: `edits` has a table for each concept as [concept.NAME] of a config has it."""
    if not edits:
        return shipped()
    concepts = dict(shipped().concepts)
    edits, added = {name: _by_language(table) for name, table in edits.items()}, dict[str, dict[str, Any]]()
    for name, table in edits.items():
        known = concepts.get(name)
        changed = concept(name, table)
        concepts[name] = changed if known is None else _changed(known, changed, table)
        # What names a concept speaks for it.
        said = tuple(query.render(phrase(alias)) for alias in changed.aliases)
        if known is None or not known.evidence:
            concepts[name] = replace(concepts[name], expr=concepts[name].expr + said)
        elif (terms := _terms(table)) or said:
            own = Concept(_unused(name + _OWN, {*concepts, *edits}), f"{known.title}: words of your own", expr=said)
            concepts[own.name] = own
            concepts[name] = _with_own(concepts[name], own)
            added[own.name] = terms
    return Packs(concepts, _spread(concepts, edits | added))


def _unused(name: str, taken: Container[str]) -> str:
    """The name, or one like it that is not taken."""
    while name in taken:
        name += "_"
    return name


def _terms(table: Mapping[str, Any]) -> dict[str, Any]:
    """The terms that a user adds to a concept, by language."""
    languages = {key: words for key, words in table.items() if isinstance(words, dict)}
    return {key: {"terms": words["terms"]} for key, words in languages.items() if words.get("terms")}


def _with_own(known: Concept, own: Concept) -> Concept:
    """A judged concept for which a user's own words are enough, wherever they stand, if nothing speaks against it."""
    weight = known.deep + known.long * MOST_DOUBLINGS - known.bias - AGAINST
    needs = f"({known.needs}) OR @{own.name}" if known.needs else ""
    evidence = Evidence("words of your own", f"@{own.name}", weight / TITLE_OF_LONG, weight)
    return replace(known, needs=needs, evidence=(*known.evidence, evidence))


def _by_language(table: Mapping[str, Any]) -> dict[str, Any]:
    """A concept's table with its languages by the names that entries have: what is said of ms is said of id."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            key, before = primary(key) or key, found.get(primary(key) or key, {})
            value = before | {kind: [*before.get(kind, ()), *more] for kind, more in value.items()}
        found[key] = value
    return found


def _spread(concepts: Mapping[str, Concept], edits: ConceptEdits) -> dict[str, dict[str, Any]]:
    """A user's edits, what cancels words for a concept that is judged said of all words that speak for it."""
    found: dict[str, dict[str, Any]] = {name: dict(table) for name, table in edits.items()}
    for name, table in edits.items():
        parts = speaking_for(concepts, name) - {name}
        for language, words in table.items():
            against = {key: words[key] for key in ("unless", "mask") if key in words} if isinstance(words, dict) else {}
            for part in sorted(parts) if against else ():
                known = found.setdefault(part, {}).get(language, {})
                found[part][language] = known | {key: [*known.get(key, ()), *more] for key, more in against.items()}
    return found


def speaking_for(concepts: Mapping[str, Concept], name: str) -> set[str]:
    """The concepts whose words count in favour of a concept that is judged by evidence, its own among them."""
    found: set[str] = set()
    pending = [each.query for each in concepts[name].evidence if not each.against]
    while pending:
        for each in query.concepts_in(query.parse(pending.pop())):
            if each.name not in found:
                found.add(each.name)
                pending += concepts[each.name].expr if each.name in concepts else ()
    return found


def concept(name: str, table: Mapping[str, Any]) -> Concept:
    """A concept out of its table. Raises query.QueryError for evidence that is no query."""
    evidence = tuple(map(_evidence, table.get("evidence", ())))
    given: dict[str, Any] = {key: str(table[key]) for key in ("title", "note", "needs") if key in table}
    given |= {key: tuple(table[key]) for key in ("aliases", "expr") if key in table}
    given |= {key: float(table[key]) for key in ("bias", "strong", "deep", "long") if key in table}
    # A config only says whether it counts; where the sum starts from is learned.
    if not isinstance(table.get("wording", True), bool):
        given["wording"] = float(table["wording"])
    return Concept(name, **given, evidence=evidence)


def _evidence(row: Mapping[str, Any]) -> Evidence:
    title, body = map(float, row["weight"])
    return Evidence(row["name"], row["query"], title, body, bool(row.get("against", False)))


def _changed(known: Concept, changed: Concept, table: Mapping[str, Any]) -> Concept:
    names = ("title", "note", "needs", "bias", "strong", "deep", "long")
    given = {key: getattr(changed, key) for key in names if key in table}
    if table.get("wording") is False:
        given["wording"] = None
    evidence = {each.name: each for each in (*known.evidence, *changed.evidence)}
    aliases, expr = (
        tuple(dict.fromkeys(each)) for each in (known.aliases + changed.aliases, known.expr + changed.expr)
    )
    return replace(known, **given, evidence=tuple(evidence.values()), aliases=aliases, expr=expr)


def _edited(words: Words, edit: Mapping[str, Sequence[str]]) -> Words:
    gone = {stems_of(term) for term in edit.get("remove", ())}
    terms, unchecked = (
        tuple(term for term in known if stems_of(term) not in gone) for known in (words.terms, words.unchecked)
    )
    return replace(words, terms=terms, unchecked=unchecked) + _words(edit)


@cache
def _shipped_words(language: str) -> dict[str, Words]:
    # Imported here, for most starts find what was made of the words before.
    import tomllib

    return {name: _words(table) for name, table in tomllib.loads(pack_files.words(language).decode()).items()}


def _words(table: Mapping[str, Sequence[str]]) -> Words:
    return Words(*(tuple(table.get(kind, ())) for kind in KINDS))


def all_words(packs: Packs, name: str) -> Iterator[tuple[str, Words]]:
    """The words for a concept, language by language, where there are any."""
    for language in packs.languages:
        if found := packs.words(language).get(name):
            yield language, found
