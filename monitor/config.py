"""What the user wants watched: TOML in, watches, feeds and settings out, with every mistake named and placed."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.config_edit import Steps, add_feed, layout, normal_url, place, remove_feed, url_fault
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
from monitor.config_syntax import LOST, Problem, kind_of, mend, shown
from monitor.model import Feed, Watch
from monitor.text import line as gated

__all__ = [
    "COLOURS", "Config", "ConfigError", "PollSettings", "Problem", "add_feed", "default_path",
    "default_store_path", "example_text", "load", "normal_url", "parse", "read", "remove_feed", "save", "seconds",
    "url_fault", "write_first",
]  # fmt: skip

COLOURS = frozenset(
    """black red green yellow blue magenta cyan white ansi_black ansi_red ansi_green ansi_yellow ansi_blue ansi_magenta
    ansi_cyan ansi_white ansi_bright_black ansi_bright_red ansi_bright_green ansi_bright_yellow ansi_bright_blue
    ansi_bright_magenta ansi_bright_cyan ansi_bright_white gray grey silver maroon olive lime teal aqua navy purple
    fuchsia orange pink brown gold coral salmon tomato crimson violet orchid plum indigo turquoise khaki tan lavender
    chocolate hotpink deeppink darkorange orangered limegreen seagreen skyblue steelblue royalblue slateblue""".split()
)
"""Colour names for a watch, each known to the desk; `bright_red` and its like are taken as `ansi_bright_red`."""
_DAY = 86_400
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": _DAY, "w": 7 * _DAY}
_KNOWN: dict[str, tuple[str, ...]] = {
    "": ("keywords", "feeds", "watch", "feed", "poll"),
    "watch": ("name", "keywords", "exclude", "feeds", "lang", "colour"),
    "feed": ("url", "title", "tags", "every", "lang"),
    "poll": ("every", "timeout", "connections", "per_host"),
}
_HEADERS = {"watch": "[[watch]]", "feed": "[[feed]]", "poll": "[poll]"}
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOWHERE = "(unreadable)"
"""Stands in a watch's feeds for what cannot be read there: it names no feed, else the watch would match them all."""


@dataclass(frozen=True, slots=True)
class PollSettings:
    """How feeds are polled: seconds between polls and to wait for an answer, connections in all and to one host."""

    every: int = 3600
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


@dataclass(frozen=True, slots=True)
class _Note:
    """A problem whose place is still to be found."""

    steps: Steps
    message: str
    on_key: bool = False
    first: Steps | None = None
    """What it repeats; the line of that is added to the message."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A table being read, the way to it, and the list that its problems go to."""

    values: Mapping[str, Any]
    steps: Steps
    notes: list[_Note]
    excused: frozenset[str] = frozenset()
    """Keys that are not there because of a mistake that is noted already."""

    def note(self, message: str, *steps: str | int, on_key: bool = False, first: Steps | None = None) -> None:
        self.notes.append(_Note((*self.steps, *steps), message, on_key, first))


def parse(text: str) -> Config:
    """The config in `text`. Never raises: what is good is kept, every mistake is a problem with its place."""
    text = text.removeprefix("\ufeff").encode(errors="replace").decode().replace("\r\n", "\n")
    data, valid, faults = mend(text)
    notes: list[_Note] = []
    top = _table(data, (), notes, "")
    feeds, names = _feeds(top)
    watches = _watches(top, names)
    poll = _poll(top)
    # What a syntax error leaves missing is not a mistake of its own.
    known = {(fault.line, fault.column) for fault in faults if not fault.message.startswith("write [")}
    placed = _placed(notes, valid) if notes else ()
    problems = {*faults, *(each for each in placed if (each.line, each.column) not in known)}
    return Config(tuple(watches), tuple(feeds), poll, _sorted(problems))


def load(path: Path) -> Config:
    """The config in a file; bytes that are not UTF-8 are problems. ConfigError when the file cannot be read."""
    data = read_bytes(path)
    config = parse(data.decode(errors="replace"))
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


def _placed(notes: list[_Note], text: str) -> Iterator[Problem]:
    source = text.encode()
    nodes = layout(source)
    for note in notes:
        first = f", first on line {place(nodes, source, note.first, note.on_key)[0]}" if note.first else ""
        yield Problem(*place(nodes, source, note.steps, note.on_key), note.message + first)


def _table(values: Mapping[str, Any], steps: Steps, notes: list[_Note], kind: str) -> _Table:
    """`values` ready to be read as a table of that kind; its unknown keys are noted."""
    lost = datetime.fromisoformat(LOST)
    excused = {key for key, value in values.items() if value == lost}
    for key in values.keys() - _KNOWN[kind]:
        near = _nearest(key, _KNOWN[kind])
        excused.update((near and [near]) or [])
        homes = [name for name, known in _KNOWN.items() if key in known]
        if near:
            hint = f", did you mean `{near}`?"
        elif homes == [""] or (homes and key == "feeds"):
            hint = ": it must stand at the top, above the first line with [brackets]"
        elif homes:
            hint = f": it belongs in {' or '.join(_HEADERS[home] for home in homes if home)}"
        else:
            hint = f": what can stand here is {', '.join(_KNOWN[kind])}"
        value = values[key]
        tables = isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict))
        notes.append(_Note((*steps, key), f"unknown {'table' if tables else 'key'} `{shown(key)}`{hint}", on_key=True))
    kept = {key: value for key, value in values.items() if key in _KNOWN[kind] and value != lost}
    return _Table(kept, steps, notes, frozenset(excused - kept.keys()))


def _nearest(word: str, known: Iterator[str] | tuple[str, ...] | list[str]) -> str:
    from difflib import get_close_matches

    folded = {each.casefold(): each for each in known}
    near = get_close_matches(word.casefold(), folded, n=1)
    return folded[near[0]] if near else ""


# Values.


def _text(table: _Table, key: str, *at: int, value: object = None) -> str | None:
    """The text at `key`, or `value` that stands in the list there, white space collapsed; None when it is none."""
    value = table.values.get(key) if value is None else value
    if value is None:
        return None
    what = f"`{key}`" if not at else f"what stands in `{key}`"
    if not isinstance(value, str):
        table.note(f"{what} must be text in quotes, not {kind_of(value)}", key, *at)
    elif not value.strip():
        table.note(f"{what} is empty", key, *at)
    elif any((unicodedata.category(c) == "Cc" and not c.isspace()) or c in _BIDI for c in value):
        table.note(f"{what} holds a control character", key, *at)
    else:
        return gated(value)
    return None


def _texts(table: _Table, key: str, *, single: bool = False) -> list[tuple[Steps, str]]:
    """The texts in the list at `key` with the way to each; text that stands alone is taken as a list of one."""
    value = table.values.get(key)
    if isinstance(value, str):
        text = _text(table, key)
        if text and not single:
            table.note(f'`{key}` must be a list: write ["{shown(text)}"]', key)
        return [((key,), text)] if text else []
    if value is not None and not isinstance(value, list):
        table.note(f'`{key}` must be a list like ["one", "two"], not {kind_of(value)}', key)
        return []
    if value == [] and key in ("keywords", "feeds"):
        table.note(f"`{key}` is an empty list: put something in it or leave it out", key)
    texts = {}
    for at, each in enumerate(value or ()):
        if (text := _text(table, key, at, value=each)) is not None and text not in texts:
            texts[text] = (key, at)
    return [(steps, text) for text, steps in texts.items()]


def _keywords(table: _Table, key: str = "keywords") -> list[tuple[Steps, str]]:
    good = []
    for steps, text in _texts(table, key):
        if any(c.isalnum() for c in text):
            good.append((steps, text))
        else:
            table.note(f"`{shown(text)}` has no letter and no digit, so nothing can match it", *steps)
    return good


def seconds(value: object) -> int:
    """Seconds in a duration: "90s", "15m", "1h", "2d", or a whole number of seconds. ConfigError when it is none."""
    found = re.fullmatch(r"([0-9]{1,9})\s*([smhdw])", value.strip().lower()) if isinstance(value, str) else None
    if found:
        return int(found[1]) * _UNITS[found[2]]
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ConfigError(f'{shown(repr(value))} is no duration: write "90s", "15m", "1h" or "2d"')


def _seconds(table: _Table, key: str, low: int, high: int) -> int | None:
    if key not in table.values:
        return None
    try:
        value = seconds(table.values[key])
    except ConfigError as error:
        table.note(f"`{key}`: {error}", key)
        return None
    if low <= value <= high:
        return value
    spelled = [f"{bound // _DAY}d" if bound >= _DAY else f"{bound}s" for bound in (low, high)]
    table.note(f"`{key}` must be between {spelled[0]} and {spelled[1]}", key)
    return None


def _whole(table: _Table, key: str, low: int, high: int) -> int | None:
    value = table.values.get(key)
    if value is None or (type(value) is int and low <= value <= high):
        return value
    table.note(f"`{key}` must be a whole number between {low} and {high}", key)
    return None


def _languages(table: _Table, single: bool) -> tuple[str, ...]:
    texts = _texts(table, "lang", single=True) if not single else [(("lang",), _text(table, "lang") or "")]
    good = []
    for steps, text in texts:
        if re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*", text):
            good.append(re.split("[-_]", text)[0].lower())
        elif text:
            table.note(f'`{shown(text)}` is no language code: write "en", "zh", "th" or the like', *steps)
    return tuple(dict.fromkeys(good))


def _colour(table: _Table) -> str:
    text = (_text(table, "colour") or "").lower()
    name = f"ansi_{text}" if text.startswith("bright_") else text
    if not text or name in COLOURS or re.fullmatch("#[0-9a-f]{6}", text):
        return name
    near = _nearest(text, sorted(COLOURS))
    hint = f", did you mean `{near}`?" if near else ": write a name such as red or teal, or #rrggbb"
    table.note(f"unknown colour `{shown(text)}`{hint}", "colour")
    return ""


# Tables.


def _tables(top: _Table, kind: str) -> Iterator[_Table]:
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


def _poll(top: _Table) -> PollSettings:
    settings = PollSettings()
    for table in _tables(top, "poll"):
        settings = PollSettings(
            _seconds(table, "every", 1, 365 * _DAY) or settings.every,
            _seconds(table, "timeout", 1, 300) or settings.timeout,
            _whole(table, "connections", 1, 200) or settings.connections,
            _whole(table, "per_host", 1, 20) or settings.per_host,
        )
    return settings


def _feeds(top: _Table) -> tuple[list[Feed], dict[str, tuple[str, ...]]]:
    """The feeds, and what a watch may call them: folded names to exact spellings, to none where the feed is bad."""
    feeds: dict[str, Feed] = {}
    spots: dict[str, Steps] = {}
    names: dict[str, tuple[str, ...]] = {}
    found = [(top, steps, Feed(text)) for steps, text in _texts(top, "feeds")]
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


def _feed(table: _Table) -> Feed:
    """The feed in a [[feed]] table; its url may be empty or bad."""
    url = _text(table, "url") or ""
    if "url" not in table.values.keys() | table.excused:
        table.note("this feed has no `url`")
    tags = tuple(text for _, text in _texts(table, "tags"))
    lang = "".join(_languages(table, single=True))
    return Feed(url, _text(table, "title") or "", tags, _seconds(table, "every", 1, 365 * _DAY), lang)


def _address(table: _Table, steps: Steps, url: str) -> bool:
    if fault := url_fault(url):
        table.note(f"`{shown(url)}` {fault}", *steps)
    return not fault


def _watches(top: _Table, names: dict[str, tuple[str, ...]]) -> list[Watch]:
    watches: dict[str, Watch] = {}
    spots: dict[str, Steps] = {}
    found: list[tuple[_Table, Steps, Watch | None]] = []
    found += [(top, steps, Watch(text[0].upper() + text[1:], (text,))) for steps, text in _keywords(top)]
    found += [(table, ("name",), _watch(table, names)) for table in _tables(top, "watch")]
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


def _watch(table: _Table, names: dict[str, tuple[str, ...]]) -> Watch | None:
    """The watch in a [[watch]] table; None when it has no name or nothing to watch for."""
    for key in ("name", "keywords"):
        if key not in table.values.keys() | table.excused:
            table.note(f"this watch has no `{key}`")
    name = _text(table, "name")
    keywords = tuple(text for _, text in _keywords(table))
    exclude = tuple(text for _, text in _keywords(table, "exclude"))
    watch = (exclude, _limits(table, names), _languages(table, single=False), _colour(table))
    return Watch(name, keywords, *watch) if name and keywords else None


def _limits(table: _Table, names: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The feeds that a watch is limited to, as the feeds spell themselves; what names none stays, and matches none."""
    limits: list[str] = []
    for steps, text in _texts(table, "feeds"):
        known = names.get(_folded(text))
        if known is None:
            near = _nearest(text, [spelled for each in names.values() for spelled in each])
            hint = f", did you mean `{shown(near)}`?" if near else ": write a feed's url, title or tag"
            table.note(f"no feed is called `{shown(text)}`{hint}", *steps)
        limits += known or [text]
    given = "feeds" in table.values or "feeds" in table.excused
    return tuple(dict.fromkeys(limits)) or ((_NOWHERE,) if given else ())
