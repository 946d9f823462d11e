"""What the user wants watched: TOML in, watches, feeds and settings out, with every mistake named and placed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from monitor import config_concepts, config_values
from monitor.config_concepts import Edits
from monitor.config_edit import Steps, add_feed, normal_url, remove_feed, url_fault
from monitor.config_files import (
    ConfigError,
    bad_bytes,
    default_path,
    default_store_path,
    example_text,
    read_bytes,
    save,
    write_first,
)
from monitor.config_syntax import Problem, kind_of, mend, shown
from monitor.config_values import COLOURS, DAY, Note, Table, nearest, seconds
from monitor.model import Feed, Watch

__all__ = [
    "COLOURS", "Config", "ConfigError", "PollSettings", "Problem", "add_feed", "default_path",
    "default_store_path", "example_text", "load", "normal_url", "parse", "read", "remove_feed", "save", "seconds",
    "url_fault", "write_first",
]  # fmt: skip

_KNOWN: dict[str, tuple[str, ...]] = {
    "": ("keywords", "feeds", "packs", "watch", "feed", "poll", "concept"),
    "watch": ("name", "keywords", "exclude", "feeds", "lang", "colour", "widen"),
    "feed": ("url", "title", "tags", "every", "lang"),
    "poll": ("every", "timeout", "connections", "per_host"),
}
_HEADERS = {"watch": "[[watch]]", "feed": "[[feed]]", "poll": "[poll]"}
_NOWHERE = "(unreadable)"
"""Stands in a watch's feeds for what cannot be read there: it names no feed, else the watch would match them all."""


@dataclass(frozen=True, slots=True)
class PollSettings:
    """How feeds are polled: seconds between polls (0 leaves them to the poller) and to wait for an answer, connections
    in all and to one host."""

    every: int = 0
    timeout: int = 30
    connections: int = 24
    per_host: int = 2


@dataclass(frozen=True, slots=True)
class Config:
    """All of a config that is good, and the problems with the rest of it in the order in which they stand."""

    watches: tuple[Watch, ...] = ()
    feeds: tuple[Feed, ...] = ()
    poll: PollSettings = PollSettings()
    problems: tuple[Problem, ...] = ()
    concepts: Edits = field(default_factory=dict)
    """What is changed in the concepts: for each its table, as [concept.NAME] has it; packs of the user's are in it."""


def parse(text: str, folder: Path = Path()) -> Config:
    """The config in `text`. Never raises: what is good is kept, every mistake is a problem with its place.

    The user's packs are looked for from `folder` on.
    """
    text = text.removeprefix("\ufeff").encode(errors="replace").decode().replace("\r\n", "\n")
    data, valid, faults = mend(text)
    notes: list[Note] = []
    top = _table(data, (), notes, "")
    concepts = config_concepts.read(top, folder)
    feeds, names = _feeds(top)
    watches = _watches(top, names, concepts)
    poll = _poll(top)
    # What a syntax error leaves missing is not a mistake of its own.
    known = {(fault.line, fault.column) for fault in faults if not fault.message.startswith("write [")}
    placed = config_values.placed(notes, valid) if notes else ()
    problems = {*faults, *(each for each in placed if (each.line, each.column) not in known)}
    return Config(tuple(watches), tuple(feeds), poll, _sorted(problems), concepts)


def load(path: Path) -> Config:
    """The config in a file; bytes that are not UTF-8 are problems. ConfigError when the file cannot be read."""
    data = read_bytes(path)
    config = parse(data.decode(errors="replace"), path.parent)
    problems = {*bad_bytes(data.removeprefix(b"\xef\xbb\xbf")), *config.problems}
    return replace(config, problems=_sorted(problems))


def _sorted(problems: set[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column, problem.message)))


def read(path: Path) -> str:
    """The text of a config file to be changed, line ends and all. ConfigError when it cannot be read as UTF-8."""
    data = read_bytes(path)
    if bad := next(bad_bytes(data), None):
        raise ConfigError(f"The config {path} cannot be changed before it is put right: {bad}.")
    return data.decode()


def _table(values: Mapping[str, Any], steps: Steps, notes: list[Note], kind: str) -> Table:
    """`values` ready to be read as a table of that kind; its unknown keys are noted."""
    return config_values.table(values, steps, notes, _KNOWN[kind], _home)


def _home(key: str) -> str:
    """Where a key belongs that stands where it does not."""
    homes = [name for name, known in _KNOWN.items() if key in known]
    if homes == [""] or (homes and key == "feeds"):
        return "it must stand at the top, above the first line with [brackets]"
    return f"it belongs in {' or '.join(_HEADERS[home] for home in homes if home)}" if homes else ""


def _tables(top: Table, kind: str) -> Iterator[Table]:
    """The tables of a kind; where it is plain what is meant, also from brackets that are too few or too many."""
    value = top.values.get(kind)
    if value is None:
        return
    wrong = f"write [{kind}] with one bracket" if kind == "poll" else f"write [[{kind}]] with two brackets"
    if isinstance(value, dict):
        if kind != "poll":
            top.note(wrong, kind)
        if kind == "poll" or value.keys() & set(_KNOWN[kind]):
            yield _table(value, (kind,), top.notes, kind)
        return
    if not isinstance(value, list):
        top.note(f"`{kind}` must be a table, not {kind_of(value)}: {wrong}", kind)
        return
    if kind == "poll":
        top.note(wrong, kind)
    for at, each in enumerate(value):
        if isinstance(each, dict):
            yield _table(each, (kind, at), top.notes, kind)
        else:
            top.note(f"this must be a table, not {kind_of(each)}: {wrong}", kind, at)


def _poll(top: Table) -> PollSettings:
    settings = PollSettings()
    for table in _tables(top, "poll"):
        settings = PollSettings(
            config_values.duration(table, "every", 1, 365 * DAY) or settings.every,
            config_values.duration(table, "timeout", 1, 300) or settings.timeout,
            config_values.whole(table, "connections", 1, 200) or settings.connections,
            config_values.whole(table, "per_host", 1, 20) or settings.per_host,
        )
    return settings


def _feeds(top: Table) -> tuple[list[Feed], dict[str, tuple[str, ...]]]:
    """The feeds, and what a watch may call them: folded names to exact spellings, to none where the feed is bad."""
    feeds: dict[str, Feed] = {}
    spots: dict[str, Steps] = {}
    names: dict[str, tuple[str, ...]] = {}
    found = [(top, steps, Feed(text)) for steps, text in config_values.texts(top, "feeds")]
    found += [(table, ("url",), _feed(table)) for table in _tables(top, "feed")]
    for table, steps, feed in found:
        url = normal_url(feed.url)
        good = bool(url) and _address(table, steps, feed.url)
        if good and url in feeds:
            table.note("this feed is listed twice", *steps, first=spots[url])
        elif good:
            feeds[url] = Feed(url, feed.title, feed.tags, feed.every, feed.lang)
            spots[url] = (*table.steps, *steps)
        for name in (url, feed.title, *feed.tags):
            known = names.setdefault(_folded(name), ())
            names[_folded(name)] = tuple(dict.fromkeys((*known, name))) if good else known
    return list(feeds.values()), names


def _folded(name: str) -> str:
    return normal_url(name) if "://" in name else name.casefold()


def _feed(table: Table) -> Feed:
    """The feed in a [[feed]] table; its url may be empty or bad."""
    url = config_values.text(table, "url") or ""
    if "url" not in table.values.keys() | table.excused:
        table.note("this feed has no `url`")
    title = config_values.text(table, "title") or ""
    tags = tuple(text for _, text in config_values.texts(table, "tags"))
    lang = "".join(config_values.languages(table, single=True))
    return Feed(url, title, tags, config_values.duration(table, "every", 1, 365 * DAY), lang)


def _address(table: Table, steps: Steps, url: str) -> bool:
    if fault := url_fault(url):
        table.note(f"`{shown(url)}` {fault}", *steps)
    return not fault


def _watches(top: Table, names: dict[str, tuple[str, ...]], concepts: Edits) -> list[Watch]:
    watches: dict[str, Watch] = {}
    spots: dict[str, Steps] = {}
    found: list[tuple[Table, Steps, Watch | None]] = []
    bare = config_concepts.keywords(top, "keywords", concepts)
    found += [(top, steps, Watch(text[0].upper() + text[1:], (text,))) for steps, text in bare]
    found += [(table, ("name",), _watch(table, names, concepts)) for table in _tables(top, "watch")]
    for table, steps, watch in found:
        if watch is None:
            continue
        name = watch.name.casefold()
        if name in watches:
            table.note(f"there is a watch named `{shown(watch.name)}` already", *steps, first=spots[name])
        # Of a bare keyword and a table by one name, the table says more, so it is the one that is kept.
        if name not in watches or (spots[name][:1] == ("keywords",) and table is not top):
            watches[name] = watch
            spots[name] = (*table.steps, *steps)
    return list(watches.values())


def _watch(table: Table, names: dict[str, tuple[str, ...]], concepts: Edits) -> Watch | None:
    """The watch in a [[watch]] table; None when it has no name or nothing to watch for."""
    for key in ("name", "keywords"):
        if key not in table.values.keys() | table.excused:
            table.note(f"this watch has no `{key}`")
    name = config_values.text(table, "name")
    keywords, exclude = (
        tuple(text for _, text in config_concepts.keywords(table, key, concepts)) for key in ("keywords", "exclude")
    )
    lang, colour = config_values.languages(table, single=False), config_values.colour(table)
    widen = config_values.flag(table, "widen", True)
    limits = _limits(table, names)
    return Watch(name, keywords, exclude, limits, lang, colour, widen) if name and keywords else None


def _limits(table: Table, names: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The feeds that a watch is limited to, as the feeds spell themselves; what names none stays, and matches none."""
    limits: list[str] = []
    for steps, text in config_values.texts(table, "feeds"):
        known = names.get(_folded(text))
        if known is None:
            near = nearest(text, [spelled for each in names.values() for spelled in each])
            hint = f", did you mean `{shown(near)}`?" if near else ": write a feed's url, title or tag"
            table.note(f"no feed is called `{shown(text)}`{hint}", *steps)
        limits += known or [text]
    given = "feeds" in table.values or "feeds" in table.excused
    return tuple(dict.fromkeys(limits)) or ((_NOWHERE,) if given else ())
