"""`monitor concepts`: what is known by many words, and what the keywords of the watches are widened to."""

import argparse
from collections.abc import Iterable, Mapping

from monitor import cells, output
from monitor.config import Config
from monitor.config.reading import called
from monitor.matching import vocabulary
from monitor.matching.packs import Concept, Packs, all_words, with_edits
from monitor.matching.query import concept_name
from monitor.matching.why import weight, widened
from monitor.matching.wording import AGAINST, FOR
from monitor.verbs import UsageError, setting

_MEASURE = 100
_Keywords = Mapping[str, list[str]]
"""The keywords of the config's watches that stand for each concept."""


def run(args: argparse.Namespace) -> int:
    """Print all concepts, or all about one."""
    config = setting.load(args)
    packs = with_edits(config.concepts)
    keywords = _keywords(config, packs)
    if args.name is not None:
        concept = _named(packs, args.name)
        output.record(_full_record(packs, concept, keywords)) if args.json else _print(packs, concept, keywords)
        return 0
    # Those that are judged by evidence are what a watch is about; of the others most are their parts.
    for concept in sorted(packs.concepts.values(), key=lambda concept: not concept.evidence):
        if args.json:
            output.record(_record(packs, concept, keywords))
        else:
            _print_line(packs, concept)
    if keywords and not args.json:
        output.line()
        output.line(output.styled("Keywords of your watches that stand for a concept", "bold"))
        for name, several in keywords.items():
            for keyword in several:
                output.line(vocabulary.widening(packs, keyword, name))
    return 0


def _keywords(config: Config, packs: Packs) -> _Keywords:
    found: dict[str, list[str]] = {}
    for watch in config.watches:
        for keyword, name in vocabulary.widened(watch, packs).items():
            found[name] = list(dict.fromkeys((*found.get(name, ()), keyword)))
    return found


def _named(packs: Packs, given: str) -> Concept:
    """The concept of a name. Raises UsageError that names the nearest."""
    name = concept_name(given.lstrip("@"))
    if name in packs.concepts:
        return packs.concepts[name]
    near = called(name, packs.concepts)
    hint = f" Did you mean “{near}”?" if near else " `monitor concepts` lists them."
    raise UsageError(f"there is no concept “{given}”.{hint}")


def _print_line(packs: Packs, concept: Concept) -> None:
    known = vocabulary.vocabulary(packs, concept.name)
    unchecked = f", {known.unchecked:,} unchecked" if known.unchecked else ""
    left = f"{'@' + concept.name:18} {len(known.languages):>3} languages {known.terms:>7,} terms"
    said = f"{left}{unchecked:20} {concept.title}"
    output.line(cells.cut(said, output.columns()))
    if concept.aliases:
        for line in _wrapped("also: " + ", ".join(concept.aliases), 19):
            output.line(output.styled(line, "dim"))


def _print(packs: Packs, concept: Concept, keywords: _Keywords) -> None:
    known = vocabulary.vocabulary(packs, concept.name)
    output.line(output.styled(f"@{concept.name}: {concept.title}", "bold"))
    counted = f"{known.terms:,} terms in {len(known.languages)} languages, {known.unchecked:,} of them unchecked"
    for said in (concept.note, counted, _of_parts(known.parts, concept.name)):
        _say(said)
    _say(f"also: {', '.join(concept.aliases)}" if concept.aliases else "")
    for keyword in keywords.get(concept.name, ()):
        _say(f"your keyword: {widened(keyword, concept.name)}")
    if concept.evidence:
        _print_evidence(concept)
    for language, words in all_words(packs, concept.name):
        output.line()
        output.line(output.styled(language, "yellow"))
        marked = [*words.terms, *(f"{term}?" for term in words.unchecked)]
        _say(", ".join(marked))
        for name, several in (("or", words.expr), ("unless near", words.unless), ("not inside", words.mask)):
            _say(f"{name}: {', '.join(several)}" if several else "")
    if known.unchecked:
        output.line()
        output.line(
            output.styled("? nobody who speaks the language has looked at this term; it counts all the same", "dim")
        )


def _of_parts(parts: Iterable[str], name: str) -> str:
    others = [f"@{part}" for part in parts if part != name]
    return f"made of {', '.join(others)}; `monitor concepts NAME` shows the words of each" if others else ""


def _print_evidence(concept: Concept) -> None:
    output.line()
    start = (
        f"Evidence adds up from {weight(concept.bias)}; from 0 on it is there, from {weight(concept.strong)} on strong."
    )
    output.line(output.styled(start, "bold"))
    _say(f"Nothing counts without: {concept.needs}" if concept.needs else "")
    if concept.wording is not None:
        _say(f"Plainly worded as others on it, an entry has {weight(FOR)} more; plainly otherwise, {weight(AGAINST)}.")
    output.line(" title  text")
    for each in sorted(concept.evidence, key=lambda each: -max(each.title, each.body)):
        output.line(f"{weight(each.title):>6} {weight(each.body):>5}  {each.name}: {each.query}")


def _say(said: str) -> None:
    if said:
        for line in _wrapped(said, 0):
            output.line(line)


def _wrapped(said: str, indent: int) -> Iterable[str]:
    return (" " * indent + line for line in cells.wrapped(said, max(20, min(_MEASURE, output.columns()) - indent)))


def _record(packs: Packs, concept: Concept, keywords: _Keywords) -> dict[str, object]:
    known = vocabulary.vocabulary(packs, concept.name)
    return {
        "concept": concept.name,
        "title": concept.title,
        "note": concept.note,
        "aliases": list(concept.aliases),
        "languages": list(known.languages),
        "terms": known.terms,
        "unchecked": known.unchecked,
        "keywords": keywords.get(concept.name, []),
    }


def _full_record(packs: Packs, concept: Concept, keywords: _Keywords) -> dict[str, object]:
    evidence = [
        {"name": each.name, "query": each.query, "title": each.title, "text": each.body, "against": each.against}
        for each in concept.evidence
    ]
    return {
        **_record(packs, concept, keywords),
        "parts": list(vocabulary.vocabulary(packs, concept.name).parts),
        "needs": concept.needs,
        "start": concept.bias,
        "strong": concept.strong,
        "wording": None if concept.wording is None else [FOR, AGAINST],
        "evidence": evidence,
        "words": {language: vocabulary.words_of(words) for language, words in all_words(packs, concept.name)},
    }
