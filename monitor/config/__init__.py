"""What the user wants watched: TOML in, watches, feeds and settings out, with every mistake named and placed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from monitor.actions import Keys
from monitor.config import reading
from monitor.config.addresses import folded, masked, normal_url, url_fault
from monitor.config.concepts import OF_CONCEPT, OF_EVIDENCE, OF_LANGUAGE, concepts_in, keywords_in
from monitor.config.edit import Steps, add_feeds, remove_feed, remove_feeds
from monitor.config.files import (
    ConfigError,
    alone,
    bad_bytes,
    default_path,
    default_store_path,
    example_text,
    read_bytes,
    save,
    write_first,
)
from monitor.config.look import KEYS_OF, Look, keys_in, look_in
from monitor.config.reading import Note, Table, nearest, seconds
from monitor.config.syntax import Problem, kind_of, mend, shown, with_line_ends
from monitor.model import LIMITS, Access, ConceptEdits, Feed, Limits, Watch
from monitor.times import DAY

__all__ = [
    "Config", "ConfigError", "PollSettings", "Problem", "add_feeds", "alone", "default_path",
    "default_store_path", "edited", "example_text", "load", "normal_url", "parse", "read", "remove_feed",
    "remove_feeds", "save", "seconds", "url_fault", "write_first",
]  # fmt: skip

_KNOWN: dict[str, tuple[str, ...]] = {
    "": ("keywords", "feeds", "packs", "watch", "feed", "poll", "concept", "keys", "look", "theme"),
    "watch": ("name", "keywords", "exclude", "feeds", "lang", "colour", "widen"),
    "feed": ("url", "title", "tags", "every", "lang", "user", "password", "headers", "insecure"),
    "poll": ("every", "timeout", "connections", "per_host", "proxy", "contact", "limits"),
    "limits": tuple(each.name for each in fields(Limits)),
    "look": KEYS_OF["look"],
}
_HEADERS = {"watch": "[[watch]]", "feed": "[[feed]]", "poll": "[poll]", "limits": "[poll.limits]", "look": "[look]"}
_ELSEWHERE = {
    "[theme.NAME]": KEYS_OF["theme"],
    "[concept.NAME]": OF_CONCEPT,
    "[concept.NAME.en]": OF_LANGUAGE,
    "[[concept.NAME.evidence]]": tuple(key for key in OF_EVIDENCE if key != "name"),
}
"""Tables whose names the user gives, and their keys."""
_UNUSABLE = "?"
"""Stands for a proxy that cannot be read: who wants one has nobody asked without it."""
_NOWHERE = "(unreadable)"
"""Stands in a watch's feeds for what cannot be read there: it names no feed, else the watch would match them all."""
_PROXY_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
_KB, _MB, _GB = 1_000, 1_000_000, 1_000_000_000
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_OURS = re.compile(
    r"host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|range|referer|cookie2?|accept-encoding"
    r"|(?:content|if|proxy|sec)-.*",
    re.I,
)
"""Headers that no config sets: they frame the request, ask for what is new only or for what can be unpacked, belong to
the proxy, or tell of the reader what nobody needs to know."""


@dataclass(frozen=True, slots=True)
class PollSettings:
    """How feeds are polled: seconds between polls (0 leaves them to the poller) and to wait for an answer, connections
    in all and to one host."""

    every: int = 0
    timeout: int = 30
    connections: int = 50
    per_host: int = 2
    proxy: str | None = field(default=None, repr=False)
    """The proxy that feeds are asked through; empty for none, whatever the environment says; None leaves it to that."""
    contact: str = ""
    """Where servers learn who asks."""
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True)
class Config:
    """All of a config that is good, and the problems with the rest of it in the order in which they stand."""

    watches: tuple[Watch, ...] = ()
    feeds: tuple[Feed, ...] = ()
    poll: PollSettings = PollSettings()
    problems: tuple[Problem, ...] = ()
    concepts: ConceptEdits = field(default_factory=dict)
    """What is changed in the concepts: for each its table, as [concept.NAME] has it; packs of the user's are in it."""
    keys: Keys = field(default_factory=Keys)
    look: Look = field(default_factory=Look)
    is_toml: bool = True
    """Whether all of it keeps to the rules of TOML."""
    packs: tuple[Path, ...] = ()
    """The files of the user's packs."""

    @property
    def is_spoiled(self) -> bool:
        """Whether it has no feed, most likely for a slip in its signs."""
        return not (self.feeds or self.is_toml)


def parse(text: str, folder: Path = Path()) -> Config:
    """The config in `text`. Never raises: what is good is kept, every mistake is a problem with its place.

    The user's packs are looked for from `folder` on.
    """
    text = text.removeprefix("\ufeff").encode(errors="replace").decode()
    data, valid, faults = mend(with_line_ends(text))
    notes: list[Note] = []
    top = _table(data, (), notes, "")
    concepts = concepts_in(top, folder)
    feeds, names = _feeds(top)
    watches = _watches(top, names, concepts)
    poll = _poll(top, data)
    keys, look = keys_in(top), look_in(top)
    # What a syntax error leaves missing is not a mistake of its own.
    known = {(fault.line, fault.column) for fault in faults if not fault.message.startswith("write [")}
    placed = reading.placed(notes, valid) if notes else ()
    problems = (*faults, *(each for each in placed if (each.line, each.column) not in known))
    packs = tuple(folder / name for _, name in reading.texts(top, "packs"))
    return Config(tuple(watches), tuple(feeds), poll, _sorted(problems), concepts, keys, look, not faults, packs)


def load(path: Path) -> Config:
    """The config in a file; bytes that are not UTF-8 are problems. ConfigError when the file cannot be read."""
    data = read_bytes(path)
    config = parse(data.decode(errors="replace"), path.parent)
    problems = (*bad_bytes(data.removeprefix(b"\xef\xbb\xbf")), *config.problems)
    return replace(config, problems=_sorted(problems))


def edited(path: Path, before: Config) -> tuple[Config, list[str]]:
    """The config in a file that was edited, and what is wrong with it, in sentences.

    The one from `before` where it cannot be read, as while an editor is replacing it, or where mistakes, or an end that
    is still to be written, leave it without feeds.
    """
    try:
        now = load(path)
    except ConfigError as problem:
        return before, [str(problem)]
    return before if now.is_spoiled and before.feeds else now, [str(problem) for problem in now.problems]


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems in the order in which they stand, each once; those of a pack share a place and keep their own."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.column)))


def read(path: Path) -> str:
    """The text of a config file to be changed, line ends and all. ConfigError when it cannot be read as UTF-8."""
    data = read_bytes(path)
    if bad := next(bad_bytes(data), None):
        raise ConfigError(f"The config {path} cannot be changed before it is put right: {bad}.")
    return data.decode()


def _table(values: Mapping[str, Any], steps: Steps, notes: list[Note], kind: str) -> Table:
    """`values` ready to be read as a table of that kind; its unknown keys are noted."""
    return reading.table(values, steps, notes, _KNOWN[kind], partial(_home, kind), partial(_meant, kind))


def _meant(kind: str, key: str) -> str:
    """The key that is plainly meant by another, which may be spelled more like its opposite."""
    return "keywords" if kind == "watch" and key.casefold() in ("include", "includes", "included") else ""


def _home(kind: str, key: str) -> str:
    """Where a key belongs that stands in a table of a kind where it does not."""
    homes = [name for name, known in _KNOWN.items() if key in known]
    if homes == [""] or (homes and key == "feeds"):
        return "it must stand at the top, above the first line with [brackets]"
    headers = [_HEADERS[home] for home in homes if home]
    headers += [header for header, known in _ELSEWHERE.items() if key in known]
    # Many an action is called by a word that in a watch or a feed is meant for something else, such as tag.
    headers += ["[keys]"] * (not kind and key in KEYS_OF["keys"])
    return f"it belongs in {' or '.join(headers)}" if headers else ""


def _tables(top: Table, kind: str) -> Iterator[Table]:
    """The tables of a kind; where it is plain what is meant, also from brackets that are too few or too many."""
    value = top.values.get(kind)
    if value is None:
        return
    is_one = kind == "poll"
    wrong = f"write [{kind}] with one bracket" if is_one else f"write [[{kind}]] with two brackets"
    if not isinstance(value, dict | list):
        top.note(f"`{kind}` must be a table, not {kind_of(value)}: {wrong}", kind)
        return
    if isinstance(value, dict) is not is_one:
        top.note(wrong, kind)
    if isinstance(value, dict):
        if is_one or value.keys() & set(_KNOWN[kind]):
            yield _table(value, (kind,), top.notes, kind)
        return
    for at, each in enumerate(value):
        if isinstance(each, dict):
            yield _table(each, (kind, at), top.notes, kind)
        else:
            top.note(f"this must be a table, not {kind_of(each)}: {wrong}", kind, at)


def _poll(top: Table, data: Mapping[str, Any]) -> PollSettings:
    settings = PollSettings(proxy=_UNUSABLE if _has_lost_proxy(data) else None)
    for table in _tables(top, "poll"):
        settings = PollSettings(
            reading.duration(table, "every", 365 * DAY) or settings.every,
            reading.duration(table, "timeout", 300) or settings.timeout,
            reading.whole(table, "connections", 1, 200) or settings.connections,
            reading.whole(table, "per_host", 1, 20) or settings.per_host,
            _proxy(table, settings.proxy),
            _contact(table),
            _poll_limits(table),
        )
    return settings


def _has_lost_proxy(given: object, table: str = "") -> bool:
    """Whether a proxy stands where none is read: anywhere but in [poll], as in the last table of a file, which has what
    is added at its end. A table may be called so, and a header."""
    if isinstance(given, list):
        return any(_has_lost_proxy(each, table) for each in given)
    if not isinstance(given, dict) or table == "headers":
        return False
    is_lost = table != "poll" and not isinstance(given.get("proxy", {}), dict)
    return is_lost or any(_has_lost_proxy(value, key) for key, value in given.items())


def _proxy(table: Table, otherwise: str | None) -> str | None:
    value = table.values.get("proxy")
    if value is None:
        return _UNUSABLE if "proxy" in table.excused else otherwise
    if value == "":
        return ""
    fault = _proxy_fault(value) if isinstance(value, str) else f"must be text in quotes, not {kind_of(value)}"
    if fault:
        table.note(f"`proxy` {fault}", "proxy")
    return _UNUSABLE if fault else str(value)


def _proxy_fault(value: str) -> str:
    try:
        parts, port = urlsplit(value), urlsplit(value).port
    except ValueError:
        return "is no address: its host or port cannot be read"
    if parts.scheme not in _PROXY_SCHEMES or not parts.hostname or port == 0 or not re.fullmatch("[!-~]+", value):
        return 'must be an address like "http://proxy.example:3128" or "socks5://127.0.0.1:1080", or "" for none'
    return ""


def _contact(table: Table) -> str:
    contact = reading.text(table, "contact") or ""
    if not contact or re.fullmatch(r"(?:https?://|mailto:)[!-'*-\[\]-~]+", contact):
        return contact
    table.note('`contact` must be an address like "https://example.org/about" or "mailto:me@example.org"', "contact")
    return ""


def _poll_limits(poll: Table) -> Limits:
    """The limits in [poll.limits]; what is not set there, or is wrong, is as usual."""
    value = poll.values.get("limits")
    if value is None:
        return LIMITS
    if not isinstance(value, dict):
        poll.note("write [poll.limits] with one bracket, and a limit on each line below it", "limits")
        return LIMITS
    table = _table(value, (*poll.steps, "limits"), poll.notes, "limits")
    given = {
        "download": reading.size(table, "download", 10 * _KB, _GB),
        "unpacked": reading.size(table, "unpacked", 10 * _KB, _GB),
        "headers": reading.size(table, "headers", 4 * _KB, _MB),
        "redirects": reading.whole(table, "redirects", 0, 20),
        "connect": reading.duration(table, "connect", 120),
        "entries": reading.whole(table, "entries", 1, 100_000),
        "field": reading.size(table, "field", _KB, 20 * _MB),
        "parse": reading.duration(table, "parse", 300),
        "memory": reading.size(table, "memory", 50 * _MB, 16 * _GB),
        "processes": reading.size(table, "processes", 100 * _MB, 64 * _GB),
    }
    return replace(LIMITS, **{key: value for key, value in given.items() if value is not None})


def _feeds(top: Table) -> tuple[list[Feed], dict[str, tuple[str, ...]]]:
    """The feeds, and what a watch may call them: folded names to exact spellings, to none where the feed is bad."""
    feeds: dict[str, Feed] = {}
    spots: dict[str, Steps] = {}
    names: dict[str, tuple[str, ...]] = {}
    found = [(top, steps, Feed(text)) for steps, text in reading.texts(top, "feeds")]
    found += [(table, ("url",), _feed(table)) for table in _tables(top, "feed")]
    for table, steps, feed in found:
        url = normal_url(feed.url)
        good = bool(url) and _address(table, steps, feed.url)
        if good and url in feeds:
            table.note("this feed is listed twice", *steps, first=spots[url])
        elif good:
            access = _access(table, steps, feed)
            if is_told := feed.insecure and _is_secret(access):
                table.note("`insecure` is left out: what opens this feed would go to whoever answers", "insecure")
            feeds[url] = replace(feed, url=url, access=access, insecure=feed.insecure and not is_told)
            spots[url] = (*table.steps, *steps)
        for name in (url, feed.title, *feed.tags):
            known = names.setdefault(folded(name), ())
            names[folded(name)] = tuple(dict.fromkeys((*known, name))) if good else known
    return list(feeds.values()), names


def _feed(table: Table) -> Feed:
    """The feed in a [[feed]] table; its url may be empty or bad."""
    url = reading.text(table, "url") or ""
    if "url" not in table.values.keys() | table.excused:
        table.note("this feed has no `url`")
    title = reading.text(table, "title") or ""
    tags = tuple(text for _, text in reading.texts(table, "tags"))
    lang = "".join(reading.languages(table, single=True))
    user, password = reading.secret(table, "user"), reading.secret(table, "password")
    if ":" in user and not user.startswith(("env:", "cmd:")):
        table.note("`user` cannot hold a colon", "user")
        user = ""
    headers, mistyped = _headers(table)
    for key, value in (("password", password), ("user", user)):
        if key in table.excused or (key in table.values and not value):
            mistyped = key
    access = Access(user, password, headers, mistyped=mistyped)
    every = reading.duration(table, "every", 365 * DAY)
    insecure = reading.flag(table, "insecure", False)
    return Feed(url, title, tags, every, lang, None if access == Access() else access, insecure)


def _headers(table: Table) -> tuple[tuple[tuple[str, str], ...], str]:
    """The headers in a [[feed]] that may be sent, and the name of one whose value cannot be had, or empty."""
    value = table.values.get("headers", {})
    if not isinstance(value, dict):
        table.note('`headers` must be a table: write headers = { X-Token = "env:FEED_TOKEN" }', "headers")
        return (), "headers"
    inner = reading.table(value, (*table.steps, "headers"), table.notes, value)
    mistyped = "headers" if "headers" in table.excused else "".join(map(shown, sorted(inner.excused)[:1]))
    found: dict[str, tuple[str, str]] = {}
    for name in inner.values:
        if not _HEADER_NAME.fullmatch(name):
            table.note(f"`{shown(name)}` cannot be the name of a header", "headers", name, on_key=True)
        elif _OURS.fullmatch(name):
            table.note(
                f"`{shown(name)}` cannot be set: the poller sends its own, or none", "headers", name, on_key=True
            )
        elif name.lower() in found:
            table.note(f"`{shown(name)}` is there twice", "headers", name, on_key=True)
        elif text := reading.secret(table, "headers", name, value=inner.values[name]):
            found[name.lower()] = (name, text)
        else:
            mistyped = name
    return tuple(found.values()), mistyped


def _access(table: Table, steps: Steps, feed: Feed) -> Access | None:
    """What opens a feed, be it in its table or in its address; doubts about it are noted."""
    parts, access = urlsplit(feed.url), feed.access or Access()
    if access.password and not access.user and "user" not in table.values.keys() | table.excused:
        table.note("`password` is of no use without `user`", "password", on_key=True)
    if parts.username is not None:
        if access.user:
            table.note("its address names a user too: leave one out", *steps)
        user, password = unquote(parts.username), unquote(parts.password or "")
        access = replace(access, user=user, password=password, literal=True)
    if access.user and any(name.lower() == "authorization" for name, _ in access.headers):
        table.note("a user and the header `Authorization` exclude each other: leave one out", *steps)
    return None if access == Access() else access


def _is_secret(access: Access | None) -> bool:
    """Whether what opens a feed is for its own server alone; how the client calls itself is no secret."""
    if access is None:
        return False
    return replace(access, headers=()) != Access() or any(name.lower() != "user-agent" for name, _ in access.headers)


def _address(table: Table, steps: Steps, url: str) -> bool:
    if fault := url_fault(url):
        table.note(f"`{shown(masked(url))}` {fault}", *steps)
    return not fault


def _watches(top: Table, names: dict[str, tuple[str, ...]], concepts: ConceptEdits) -> list[Watch]:
    watches: dict[str, Watch] = {}
    spots: dict[str, Steps] = {}
    found: list[tuple[Table, Steps, Watch | None]] = []
    bare = keywords_in(top, "keywords", concepts)
    found += [(top, steps, reading.bare(text)) for steps, text in bare]
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


def _watch(table: Table, names: dict[str, tuple[str, ...]], concepts: ConceptEdits) -> Watch | None:
    """The watch in a [[watch]] table; None when it has no name or nothing to watch for."""
    for key in ("name", "keywords"):
        if key not in table.values.keys() | table.excused:
            table.note(f"this watch has no `{key}`")
    name = reading.text(table, "name")
    keywords, exclude = (
        tuple(text for _, text in keywords_in(table, key, concepts)) for key in ("keywords", "exclude")
    )
    lang, colour = reading.languages(table, single=False), reading.colour(table)
    widen = reading.flag(table, "widen", True)
    limits = _limits(table, names)
    return Watch(name, keywords, exclude, limits, lang, colour, widen) if name and keywords else None


def _limits(table: Table, names: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The feeds that a watch is limited to, as the feeds spell themselves; what names none stays, and matches none."""
    limits: list[str] = []
    for steps, text in reading.texts(table, "feeds"):
        known = names.get(folded(text))
        if known is None:
            near = nearest(text, [spelled for each in names.values() for spelled in each])
            hint = f", did you mean `{shown(near)}`?" if near else ": write a feed's url, title or tag"
            table.note(f"no feed is called `{shown(masked(text))}`{hint}", *steps)
        limits += known or [text]
    given = "feeds" in table.values or "feeds" in table.excused
    return tuple(dict.fromkeys(limits)) or ((_NOWHERE,) if given else ())
