"""Reads what a config says in the watch language: keywords, and the concepts that it adds or changes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from monitor.config.edit import Steps
from monitor.config.files import all_of
from monitor.config.reading import Note, Table, flag, is_number, nearest, number, placed, table, text, texts
from monitor.config.syntax import Problem, kind_of, mend, shown, with_line_ends
from monitor.model import ConceptEdits

OF_CONCEPT = ("title", "note", "aliases", "expr", "needs", "bias", "strong", "deep", "long", "wording", "evidence")
OF_LANGUAGE = ("terms", "remove", "unless", "mask", "expr")
OF_EVIDENCE = ("name", "query", "weight", "against")
_LANGUAGE = re.compile("[a-z]{2,3}|latin")
_TAG = re.compile("([A-Za-z]{2,3})(?:[-_][A-Za-z]{2,4})*")
_ONE_BRACKET = "write [concept.NAME] with one bracket"
_Check = Callable[[str], object]
"""Raises QueryError for a text that is not what it should be."""


def concepts_in(top: Table, folder: Path) -> ConceptEdits:
    """The concepts of a config: those of the packs that it names, looked for from `folder` on, and its own changes."""
    packs = [_pack(steps, name, folder / name) for steps, name in texts(top, "packs")]
    tables = [one for home in (*(pack.top for pack in packs), top) for one in _tables(home)]
    names = {one.name for one in tables}
    edits: dict[str, dict[str, Any]] = {}
    for one in tables:
        known = edits.setdefault(one.name, {})
        more = _concept(one, lambda query: _parse(query, names), known)
        _take_away(known, more)
        _merge(known, more)
    for name in names - {one.name for one in tables if "title" in one.table.values or one.name in _shipped()}:
        _tell_new(next(one for one in tables if one.name == name))
    for name in (name for name in names if not (name in _shipped() or _has_words(edits[name]))):
        own = [one for one in tables if one.name == name]
        # One that has only lost them by mistakes is not told of twice.
        if not any(one.table.is_noted() for one in own):
            own[-1].table.note(
                f"`{name}` has no words, so nothing can match it: write [concept.{name}.en] with `terms`", on_key=True
            )
    for pack in packs:
        for problem in pack.problems():
            top.note(f"{shown(pack.name)}, {problem}" if problem.line else problem.message, *pack.steps)
    return edits


def keywords_in(table: Table, key: str, concepts: ConceptEdits) -> list[tuple[Steps, str]]:
    """The queries in the list at `key` with the way to each; `concepts` are those that the config adds."""
    good = []
    for steps, each in texts(table, key):
        if not any(c.isalnum() for c in each):
            table.note(f"`{shown(each)}` has no letter and no digit, so nothing can match it", *steps)
        elif _is_good(table, steps, each, lambda query: _parse(query, concepts)):
            good.append((steps, each))
    return good


@dataclass(frozen=True, slots=True)
class _Pack:
    """A file of concepts that a config names."""

    name: str
    steps: Steps
    """Where the config names it."""
    top: Table
    text: str = ""
    faults: tuple[Problem, ...] = ()

    def problems(self) -> list[Problem]:
        """What is wrong with it, in the order in which it stands."""
        found = {*self.faults, *(placed(self.top.notes, self.text) if self.top.notes else ())}
        return sorted(found, key=lambda problem: (problem.line, problem.column))


def _pack(steps: Steps, name: str, path: Path) -> _Pack:
    try:
        # A pipe or a terminal is waited for without end.
        if path.exists() and not path.is_file():
            raise ValueError("it is no file")
        text = all_of(path).decode().removeprefix("\ufeff")
    except (OSError, ValueError) as error:
        why = "it is not UTF-8" if isinstance(error, UnicodeError) else getattr(error, "strerror", None) or error
        unread = Problem(0, 0, f"the pack `{shown(name)}` cannot be read: {why}")
        return _Pack(name, steps, Table({}, (), []), faults=(unread,))
    data, valid, faults = mend(with_line_ends(text))
    notes: list[Note] = []
    return _Pack(name, steps, table(data, (), notes, ("concept",)), valid, tuple(faults))


@dataclass(frozen=True, slots=True)
class _Concept:
    """A table [concept.NAME], and those of the languages in it."""

    name: str
    table: Table
    languages: Mapping[str, Table]


def _tables(top: Table) -> Iterator[_Concept]:
    found = top.values.get("concept", {})
    if not isinstance(found, dict):
        top.note(_ONE_BRACKET, "concept")
        return
    from monitor.matching.query import concept_name

    for key, values in found.items():
        steps = (*top.steps, "concept", key)
        if not isinstance(values, dict):
            top.note(_ONE_BRACKET if isinstance(values, list) else f"`{shown(key)}` must be a table", *steps)
        elif not re.fullmatch(r"\w+", concept_name(key)):
            top.note(f"`{shown(key)}` is no name for a concept: write letters, digits and `_`", *steps, on_key=True)
        else:
            spoken = {lang: each for lang, each in values.items() if isinstance(each, dict) and _is_language(lang)}
            own = {name: value for name, value in values.items() if name not in spoken}
            languages = {lang: table(each, (*steps, lang), top.notes, OF_LANGUAGE) for lang, each in spoken.items()}
            named = table(own, steps, top.notes, OF_CONCEPT, partial(_home, own), partial(_meant, own))
            yield _Concept(concept_name(key), named, languages)


def _is_language(key: str) -> bool:
    from monitor.matching.language import is_code

    return _LANGUAGE.fullmatch(key) is not None and (key == "latin" or is_code(key))


def _home(own: Mapping[str, Any], key: str) -> str:
    """Where what stands in a concept's table belongs that is none of its keys."""
    if key in OF_LANGUAGE:
        return "it belongs in a language's table, such as [concept.NAME.en]"
    if isinstance(own[key], dict):
        return "a language is named by its letters, as in [concept.NAME.en]"
    if isinstance(own[key], list) and _LANGUAGE.fullmatch(key):
        return f"write [concept.NAME.{key}], and the words below it as `terms`"
    return ""


def _meant(own: Mapping[str, Any], key: str) -> str:
    """The letters of the language that a table is named by in another way, as in `pt-BR`."""
    tag = _TAG.fullmatch(key) if isinstance(own[key], dict) else None
    return tag[1].lower() if tag and _is_language(tag[1].lower()) else ""


def _concept(one: _Concept, parse: _Check, known: Mapping[str, Any]) -> dict[str, Any]:
    """The good part of a concept's table, in the form of a pack's; `known` is what was said of it before."""
    good: dict[str, Any] = {key: said for key in ("title", "note") if (said := text(one.table, key))}
    good |= {key: value for key in ("bias", "strong", "deep", "long") if (value := number(one.table, key)) is not None}
    if "wording" in one.table.values:
        good["wording"] = flag(one.table, "wording", True)
    needs = text(one.table, "needs")
    if needs and _is_good(one.table, ("needs",), needs, parse):
        good["needs"] = needs
    good |= _lists(one.table, {"aliases": _alias, "expr": parse})
    if evidence := list(_evidence(one.table, parse)):
        good["evidence"] = evidence
    for lang, words in one.languages.items():
        checks = {
            **dict.fromkeys(OF_LANGUAGE, _phrase),
            "remove": _removable(one.name, lang, known.get(lang, {}).get("terms", ())),
            "expr": parse,
        }
        good[lang] = _lists(words, checks)
    return good


def _lists(table: Table, checks: Mapping[str, _Check]) -> dict[str, list[str]]:
    found = {
        key: [each for steps, each in texts(table, key) if _is_good(table, steps, each, check)]
        for key, check in checks.items()
    }
    return {key: each for key, each in found.items() if each}


def _evidence(concept: Table, parse: _Check) -> Iterator[dict[str, Any]]:
    rows = concept.values.get("evidence", [])
    if not isinstance(rows, list):
        concept.note("write [[concept.NAME.evidence]] with two brackets", "evidence")
        return
    for at, row in enumerate(rows):
        if not isinstance(row, dict):
            concept.note(f"evidence must be a table, not {kind_of(row)}", "evidence", at)
            continue
        one = table(row, (*concept.steps, "evidence", at), concept.notes, OF_EVIDENCE)
        name, query = text(one, "name"), text(one, "query")
        weight = one.values.get("weight")
        if not (isinstance(weight, list) and len(weight) == 2 and all(map(is_number, weight))):
            one.note("evidence needs a `weight` in the title and one in the text, such as [1.2, 0.8]", "weight")
        elif name and query and _is_good(one, ("query",), query, parse):
            yield {"name": name, "query": query, "weight": weight, "against": flag(one, "against", False)}
        elif not (name and query):
            one.note("evidence needs a `name` and a `query`")


def _take_away(known: Mapping[str, Any], more: Mapping[str, Any]) -> None:
    """Take the terms that one table removes from those that others have added before it."""
    for lang, words in more.items():
        if isinstance(words, dict) and words.get("remove") and known.get(lang, {}).get("terms"):
            from monitor.matching.packs import stems_of

            gone = {stems_of(term) for term in words["remove"]}
            known[lang]["terms"] = [term for term in known[lang]["terms"] if stems_of(term) not in gone]


def _merge(known: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Put one table's content into another's: lists grow, the rest is what it is said last to be."""
    for key, value in more.items():
        if isinstance(value, dict):
            _merge(known.setdefault(key, {}), value)
        elif isinstance(value, list):
            known[key] = [*known.get(key, ()), *(each for each in value if each not in known.get(key, ()))]
        else:
            known[key] = value


def _is_good(table: Table, steps: Steps, said: str, check: _Check) -> bool:
    """Whether a text is what it should be; where it is not, that is noted."""
    from monitor.matching.query import QueryError

    try:
        check(said)
    except QueryError as error:
        table.note(error.message.removesuffix("."), *steps, inside=(said, error.position))
        return False
    return True


def _parse(query: str, concepts: ConceptEdits | set[str]) -> None:
    """Raises QueryError where a query cannot be read."""
    from monitor.matching import query as language

    names: set[str] | None = None
    if "@" in query or "＠" in query:
        names = {*_shipped(), *concepts}
    language.parse(query, concepts=names)


def _phrase(term: str) -> None:
    """Raises QueryError where a term cannot be looked for."""
    from monitor.matching.terms import phrase

    phrase(term)


def _alias(term: str) -> None:
    """Raises QueryError where a term cannot be looked for as a keyword, which is what names a concept."""
    from monitor.matching.query import parse, render
    from monitor.matching.terms import phrase

    parse(render(phrase(term)))


def _removable(name: str, lang: str, added: Iterable[str]) -> _Check:
    """Raises QueryError for a term that a language does not have for a concept, and so cannot lose.

    `added` are those that it has from packs.
    """

    def check(term: str) -> None:
        from monitor.matching.packs import stems_of
        from monitor.matching.query import QueryError

        stems = stems_of(term)
        if stems not in _shipped_terms(name, lang) and stems not in map(stems_of, added):
            said = (
                f"`{shown(term)}` is not among the words that ship in [concept.{name}.{lang}], so this removes nothing"
            )
            raise QueryError(said + _where(name, lang, term))

    return check


def _where(name: str, lang: str, term: str) -> str:
    """The end of the sentence: where a term stands that speaks for the concept, or what is most like it here."""
    from monitor.matching.packs import LATIN, shipped, speaking_for, stems_of

    stems, concepts = stems_of(term), shipped().concepts
    # What stands in Latin letters counts in every language, so nobody need look further.
    places = [[(name, LATIN)], [(name, home) for home in shipped().languages]]
    if name in concepts:
        places.append([(part, home) for part in sorted(speaking_for(concepts, name)) for home in (LATIN, lang)])
    for each in places:
        if having := [f"[concept.{one}.{home}]" for one, home in each if stems in _shipped_terms(one, home)]:
            return f": it stands in {', '.join(having)}"
    near = nearest(term, _shipped_terms(name, lang).values())
    return f", did you mean `{shown(near)}`?" if near else ""


@cache
def _shipped_terms(name: str, lang: str) -> Mapping[tuple[str, ...], str]:
    """The words that ship for a concept in a language, by their stems, by which they are compared."""
    from monitor.matching.packs import Words, shipped, stems_of

    words = shipped().words(lang).get(name, Words())
    return {stems_of(term): term for term in words.terms + words.unchecked}


def _shipped() -> frozenset[str]:
    from monitor.matching.pack_files import names

    return names()


def _has_words(table: Mapping[str, Any]) -> bool:
    """Whether anything can match a concept of one's own."""
    # What names a concept speaks for it.
    homes = [table, *(words for words in table.values() if isinstance(words, dict))]
    return any(home.get(key) for home in homes for key in ("terms", "expr", "aliases", "evidence"))


def _tell_new(one: _Concept) -> None:
    # A slip of the pen is as like: that a new topic's name is somewhat like one of hundreds says nothing.
    near = nearest(one.name, _shipped(), 0.8)
    hint = f", did you mean `{near}`?" if near else ""
    one.table.note(f"`{one.name}` is a new concept, which needs a `title`{hint}", on_key=True)
