"""What stands in the workbench's fields as a watch, and what is wrong with it."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from monitor.config import Config, reading
from monitor.config.addresses import folded
from monitor.config.reading import Note, Table, bare, nearest
from monitor.config.syntax import shown
from monitor.model import Watch
from monitor.text import line

_MOST_PARTS = 10
"""Parts between semicolons of what may be the name of one feed."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as they are written; keywords and exclusions one a line, languages and feeds parted by commas."""

    name: str = ""
    keywords: str = ""
    exclude: str = ""
    lang: str = ""
    feeds: str = ""
    colour: str = ""
    widen: bool = True


def form_of(watch: Watch) -> Form:
    """A watch as it is written in the fields."""
    lists = ("\n".join(watch.keywords), "\n".join(watch.exclude))
    return Form(watch.name, *lists, ", ".join(watch.lang), _joined(watch.feeds), watch.colour, watch.widen)


def watch_of(form: Form, config: Config) -> Watch:
    """The watch that is written there, its feeds as the config spells them; without a name it is called as a bare
    keyword would be."""
    keywords, exclude = _lines(form.keywords), _lines(form.exclude)
    known = _spellings(config)
    feeds = [spelled for name in _parted(form.feeds, known) for spelled in known.get(folded(name), [name])]
    name = line(form.name) or (bare(keywords[0]).name if keywords else "")
    settings = _read(form, [])
    return Watch(name, keywords, exclude, tuple(dict.fromkeys(feeds)), *settings, form.widen)


def mistakes(form: Form, config: Config, saved: Watch | None) -> list[str]:
    """What of a watch cannot be as it is written, a sentence each; what is wrong in keywords and exclusions is told
    elsewhere."""
    watch = watch_of(form, config)
    said = [*_of_name(watch, config, saved)] if watch.name else []
    notes: list[Note] = []
    _read(form, notes)
    said += [f"{note.message[:1].upper()}{note.message[1:]}." for note in notes]
    return [*said, *_of_feeds(watch, config)]


def _of_name(watch: Watch, config: Config, saved: Watch | None) -> Iterator[str]:
    own = saved.name.casefold() if saved else ""
    if any(each.name.casefold() == watch.name.casefold() != own for each in config.watches):
        yield f"There is a watch named “{shown(watch.name)}” already: choose another name."


def _of_feeds(watch: Watch, config: Config) -> Iterator[str]:
    known = _spellings(config)
    for name in watch.feeds:
        if folded(name) not in known:
            near = nearest(name, [spelled for each in known.values() for spelled in each])
            hint = f", did you mean “{shown(near)}”?" if near else ": write a feed's url, title or tag."
            yield f"No feed is called “{shown(name)}”{hint}"


def _read(form: Form, notes: list[Note]) -> tuple[tuple[str, ...], str]:
    """Languages and colour as a config would have them."""
    lang = list(filter(None, re.split(r"[,\s]+", form.lang.strip())))
    values: dict[str, object] = {"lang": lang} if lang else {}
    table = Table(values | ({"colour": form.colour} if form.colour.strip() else {}), (), notes)
    return reading.languages(table, single=False), reading.colour(table)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(line, text.split("\n")))))


def _joined(feeds: tuple[str, ...]) -> str:
    """Names in a row; where one has a comma or a semicolon in it, semicolons part them."""
    is_plain = all(sign not in name for name in feeds for sign in ",;")
    return ", ".join(feeds) if is_plain else "".join(f"{name}; " for name in feeds)


def _parted(text: str, known: Container[str]) -> list[str]:
    """The names in a row; what is `known` is one also with semicolons in it, as addresses have them."""
    if ";" not in text:
        return list(filter(None, map(line, text.split(","))))
    names, parts = list[str](), text.split(";")
    while parts:
        sizes = range(min(len(parts), _MOST_PARTS), 0, -1)
        ways = ((size, line(";".join(parts[:size]))) for size in sizes)
        size, name = next(way for way in ways if way[0] == 1 or folded(way[1]) in known)
        names.append(name)
        parts = parts[size:]
    return list(filter(None, names))


def _spellings(config: Config) -> dict[str, list[str]]:
    """What a watch may call the feeds, by the form in which spellings compare equal."""
    known: dict[str, list[str]] = {}
    for feed in config.feeds:
        for name in filter(None, (feed.url, feed.title, *feed.tags)):
            spelled = known.setdefault(folded(name), [])
            spelled += [name] if name not in spelled else []
    return known
