"""Changes to the watches in the text of a config: what is asked and not a byte more."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from monitor.config import reading
from monitor.config.addresses import folded
from monitor.config.edit import (
    Steps,
    add_pair,
    add_tables,
    append,
    closed,
    cut_item,
    cut_pair,
    cut_whole,
    layout,
    lead,
    line_end,
    opened,
    place,
    put_remark,
    quoted,
    remark,
    tables,
    values_in,
)
from monitor.config.files import ConfigError
from monitor.config.reading import Note, Table, bare
from monitor.config.syntax import shown
from monitor.model import Watch

if TYPE_CHECKING:
    from tree_sitter import Node

_LISTS = ("keywords", "exclude", "feeds", "lang")


def add_watch(text: str, watch: Watch) -> str:
    """`text` with `watch` in it. ConfigError when one of its name is there, or it is none or cannot be put in.

    A watch that is nothing but its keyword goes into the list `keywords = […]` where the file has one, else it becomes
    a [[watch]] after the last.
    """
    watch = _good(watch)
    source, data = opened(text)
    _refuse(source, data, watch.name)
    if watch == bare(watch.keywords[0]) and isinstance(data.get("keywords"), list):
        changed = append(source, layout(source)[("keywords",), False], _written(watch.keywords[0]))
    else:
        changed = add_tables(source, data, "watch", [_settings(watch)])
    return closed(text, changed, lambda new: _told(new) == {**_told(data), _key(watch.name): _compared(watch)})


def replace_watch(text: str, name: str, watch: Watch) -> str:
    """`text` with `watch` in the place of the one called `name`; what is the same in both stays as it is written.

    A bare keyword becomes a [[watch]] where `watch` says more than a keyword can. ConfigError when there is none of
    that name, when another has the new one, or when `watch` is none or cannot be put in.
    """
    return _replaced(text, name, _good(watch))


def _replaced(text: str, name: str, watch: Watch) -> str:
    """As `replace_watch`, but for what is good in `watch`."""
    source, data = opened(text)
    home = _home(data, name)
    if _key(watch.name) != _key(name):
        _refuse(source, data, watch.name)
    wanted = {**_told(data), _key(watch.name): _compared(watch)}
    if home[0] == "keywords":
        changed = _replace_bare(source, home, watch)
    else:
        changed = _replace_table(source, home, _read(_at(data, home)), watch)
    if _key(watch.name) != _key(name):
        # What the old one hid is not to come to light.
        changed = _without(changed, name)
        del wanted[_key(name)]
    return closed(text, changed, lambda new: _told(new) == wanted)


def exclude(text: str, name: str, query: str) -> str:
    """`text` with one more exclusion in the watch called `name`, whatever is wrong with its others and with some of its
    keywords. ConfigError when there is no such watch, when it excludes that already, or when it cannot be put in."""
    data = opened(text)[1]
    home = _home(data, name)
    watch = bare(_text(_at(data, home))) if home[0] == "keywords" else _read(_at(data, home))
    if not _is_sound(watch, concepts := _concepts(data)):
        # It is in effect nowhere.
        _good(watch, concepts)
    query = next(iter(_good(Watch(name, (query,))).keywords))
    if query in watch.exclude:
        raise ConfigError(f"The watch “{shown(watch.name)}” excludes “{shown(query)}” already.")
    return _replaced(text, name, replace(watch, exclude=(*watch.exclude, query)))


def remove_watch(text: str, name: str) -> str:
    """`text` without the watch called `name`. ConfigError when it is not there."""
    source, data = opened(text)
    _home(data, name)
    wanted = {key: watch for key, watch in _told(data).items() if key != _key(name)}
    return closed(text, _without(source, name), lambda new: _told(new) == wanted)


def written(text: str, watch: Watch) -> Watch:
    """A watch of a config with all the keywords and exclusions that `text` has for it, those that cannot be looked for
    among them; as it is where there is none of its name, or another, or `text` cannot be read."""
    try:
        data = opened(text)[1]
        home = _home(data, watch.name)
    except ConfigError:
        return watch
    if home[0] == "keywords":
        return watch
    all_of_it = _read(_at(data, home))
    if not {*watch.keywords} <= {*all_of_it.keywords}:
        return watch
    return replace(watch, keywords=all_of_it.keywords, exclude=all_of_it.exclude)


# What a config says of its watches.


def _key(name: str) -> str:
    return name.strip().casefold()


def _homes(data: Mapping[str, Any], name: str) -> Iterator[Steps]:
    """The way to each place where a watch of that name stands, the one that is in effect first."""
    yield from (steps for steps, watch in _placed(data) if _key(watch.name) == _key(name))


def _home(data: Mapping[str, Any], name: str) -> Steps:
    home = next(_homes(data, name), None)
    if home is None:
        near = reading.nearest(name, [watch.name for watch in _watches(data)])
        hint = f", did you mean “{shown(near)}”?" if near else "."
        raise ConfigError(f"There is no watch named “{shown(name)}” in the config{hint}")
    return home


def _refuse(source: bytes, data: Mapping[str, Any], name: str) -> None:
    """Raise ConfigError where there is a watch of that name."""
    if where := next(_homes(data, name), None):
        line, _ = place(layout(source), source, where, False)
        raise ConfigError(f"There is a watch named “{shown(name)}” already, on line {line}: choose another name.")


def _watches(data: Mapping[str, Any]) -> Iterator[Watch]:
    """All watches, be they in effect or not, those first that win where names are the same."""
    return (watch for _, watch in _placed(data))


def _placed(data: Mapping[str, Any]) -> list[tuple[Steps, Watch]]:
    """The same, each with the way to its place."""
    found = [(steps, _read(table)) for steps, table in tables(data, "watch")]
    found += [(steps, bare(keyword)) for steps, keyword in reading.texts(Table(data, (), []), "keywords")]
    # One in which nothing can be looked for hides no other of its name that stands below it.
    concepts = _concepts(data)
    return sorted(found, key=lambda one: not _is_sound(one[1], concepts))


def _told(data: Mapping[str, Any]) -> dict[str, object]:
    """All that a config says, in the form in which two can be compared: its watches by their names, and the rest."""
    told: dict[str, object] = {}
    for watch in _watches(data):
        told.setdefault(_key(watch.name), _compared(watch))
    return told | {"": {key: value for key, value in data.items() if key not in ("watch", "keywords")}}


def _compared(watch: Watch) -> Watch:
    return replace(watch, feeds=tuple(dict.fromkeys(map(folded, watch.feeds))))


def _at(data: Mapping[str, Any], steps: Steps) -> Any:
    found: Any = data
    for step in steps:
        found = found[step]
    return found


def _text(value: object) -> str:
    return reading.text(Table({}, (), []), "name", value=value) or ""


def _read(values: Mapping[str, Any], notes: list[Note] | None = None) -> Watch:
    """The watch in a table, whether or not anything can be watched for with it; what is wrong goes into `notes`."""
    table = Table(values, (), [] if notes is None else notes)
    keywords, excluded, feeds = (
        tuple(text for _, text in reading.texts(table, key)) for key in ("keywords", "exclude", "feeds")
    )
    name, widen = reading.text(table, "name") or "", reading.flag(table, "widen", True)
    lang, colour = reading.languages(table, single=False), reading.colour(table)
    return Watch(name, keywords, excluded, feeds, lang, colour, widen)


def _good(watch: Watch, concepts: Collection[str] | None = None) -> Watch:
    """A watch as it is read again when it is written. ConfigError when there is something wrong with it; with
    `concepts`, also when it asks for another."""
    from monitor.matching import query

    notes: list[Note] = []
    values = {key: list(value) if key in _LISTS else value for key, value in asdict(watch).items()}
    given = {key: value for key, value in values.items() if value or key in ("name", "keywords", "widen")}
    read = _read(given, notes)
    if notes:
        raise ConfigError(f"This is no watch: {notes[0].message}.")
    for keyword in (*read.keywords, *read.exclude):
        try:
            query.parse(keyword, concepts=concepts)
        except query.QueryError as error:
            raise ConfigError(f"“{shown(keyword)}” cannot be looked for: {error}") from None
    return read


def _concepts(data: Mapping[str, Any]) -> set[str] | None:
    """The concepts that a keyword may ask for; None where packs, which are not read here, may have more."""
    from monitor.matching.pack_files import names
    from monitor.matching.query import concept_name

    own = data.get("concept")
    return None if data.get("packs") else {*names(), *map(concept_name, own if isinstance(own, dict) else ())}


def _is_sound(watch: Watch, concepts: Collection[str] | None) -> bool:
    """Whether anything can be looked for with one of its keywords."""
    from monitor.matching import query

    for keyword in watch.keywords:
        with suppress(query.QueryError):
            query.parse(keyword, concepts=concepts)
            return True
    return False


# Writing.


def _written(text: str) -> bytes:
    """A text as TOML has it: as it is, where it has quotes or backslashes of its own."""
    if ('"' in text or "\\" in text) and "'" not in text and text.isprintable():
        return f"'{text}'".encode()
    return quoted(text)


def _list(texts: Sequence[str]) -> bytes:
    return b"[" + b", ".join(map(_written, texts)) + b"]"


def _settings(watch: Watch) -> dict[str, bytes]:
    """What a table says of a watch, in the order in which people write it."""
    settings = {"name": _written(watch.name)}
    settings |= {"colour": _written(watch.colour)} if watch.colour else {}
    settings |= {key: _list(value) for key in _LISTS if (value := getattr(watch, key))}
    return settings | ({} if watch.widen else {"widen": b"false"})


def _put(source: bytes, node: "Node", value: bytes) -> bytes:
    return source[: node.start_byte] + value + source[node.end_byte :]


def _without(source: bytes, name: str) -> bytes:
    """`source` without whatever watch has that name."""
    while home := next(_homes(tomllib.loads(source.decode()), name), None):
        node = layout(source)[home, False]
        if node.parent and node.parent.type == "array":
            source = cut_item(source, node)
        else:
            source = cut_pair(source, node) if home == ("keywords",) else cut_whole(source, node)
    return source


def _replace_bare(source: bytes, home: Steps, watch: Watch) -> bytes:
    node = layout(source)[home, False]
    if watch == bare(watch.keywords[0]):
        return _put(source, node, _written(watch.keywords[0]))
    in_list = node.parent and node.parent.type == "array"
    left, said = cut_item(source, node) if in_list else cut_pair(source, node), remark(source, node)
    added = add_tables(left, tomllib.loads(left.decode()), "watch", [_settings(watch)])
    new = _home(tomllib.loads(added.decode()), watch.name)
    return put_remark(added, layout(added)[(*new, "keywords"), False], said)


def _replace_table(source: bytes, home: Steps, old: Watch, new: Watch) -> bytes:
    """`source` with a table changed in what is another."""
    before, after = _compared(old), _compared(new)
    changed = [key for key in _settings(old) | _settings(new) if getattr(before, key) != getattr(after, key)]
    for key in changed:
        value = _settings(new).get(key)
        node = layout(source).get(((*home, key), False))
        if node is None:
            source = _add_pair(source, home, key, value or b"")
        elif key in _LISTS and node.type == "array" and (value or _has_remarks(node, key)):
            source = change_list(source, (*home, key), getattr(new, key))
        else:
            source = _put(source, node, value) if value else cut_pair(source, node)
    return source


def _has_remarks(array: "Node", key: str) -> bool:
    """Whether comments stand in a list that may also be empty."""
    return key in ("exclude", "lang") and len(values_in(array)) < len(array.named_children)


def _add_pair(source: bytes, home: Steps, key: str, value: bytes) -> bytes:
    """`source` with one more setting in a table, after its last."""
    nodes, table = layout(source), _at(tomllib.loads(source.decode()), home)
    found = [node.parent for each in table if (node := nodes[(*home, each), False]).parent]
    last = max((pair for pair in found if pair.type == "pair"), key=lambda pair: pair.end_byte)
    return add_pair(source, last, key, value)


def change_list(source: bytes, steps: Steps, new: Sequence[str]) -> bytes:
    """`source` with the list there made to hold `new`; the lines of what stays are left alone. Raises ConfigError.

    From the last to the first, so that the places of those to come stay right.
    """
    fold = {"feeds": folded, "lang": _tag}.get(str(steps[-1]), str)
    raw = _at(tomllib.loads(source.decode()), steps)
    there = [(at, fold(text)) for at, each in enumerate(raw) if (text := _text(each))]
    matcher = SequenceMatcher(None, [text for _, text in there], list(map(fold, new)), autojunk=False)
    for kind, i1, i2, j1, j2 in reversed(matcher.get_opcodes()):
        both = min(i2 - i1, j2 - j1) if kind != "equal" else i2 - i1
        source = _insert(source, steps, there[i2][0] if i2 < len(there) else None, new[j1 + both : j2])
        for at, _ in reversed(there[i1 + both : i2]):
            source = cut_item(source, layout(source)[(*steps, at), False])
        changed = zip(there[i1 : i1 + both], new[j1 : j1 + both], strict=True) if kind == "replace" else ()
        for (at, _), text in changed:
            source = _put(source, layout(source)[(*steps, at), False], _written(text))
    return source


def _tag(language: str) -> str:
    return re.split("[-_]", language)[0].lower()


def _insert(source: bytes, steps: Steps, before: int | None, texts: Sequence[str]) -> bytes:
    """`source` with texts in the list there, before the one at that position or after the last."""
    for text in texts if before is None else reversed(texts):
        nodes = layout(source)
        if before is None:
            source = append(source, nodes[steps, False], _written(text))
            continue
        at = nodes[(*steps, before), False].start_byte
        indent = lead(source, at)
        gap = b" " if indent.strip() else line_end(source) + indent
        source = source[:at] + _written(text) + b"," + gap + source[at:]
    return source
