"""The feeds that come with the program, in packs by place and kind, for a user to pick from."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from monitor.config import seconds
from monitor.model import Feed
from monitor.text import line

_ENDING = ".toml"


class UnknownPack(ValueError):
    """No pack bears that name; the text is a sentence for the reader with the nearest name and all of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Feeds that belong together."""

    feeds: tuple[Feed, ...]
    remarks: Mapping[str, str]
    """What is known about single feeds (refuses some networks, headlines only), by address; most have none."""


@cache
def names() -> tuple[str, ...]:
    """The names of all packs, as the user types them, sorted: those of their files without the ending."""
    return tuple(sorted(file.name.removesuffix(_ENDING) for file in _folder().iterdir() if file.name.endswith(_ENDING)))


@cache
def load(name: str) -> Pack:
    """The pack of that name, in any case and with blanks or underscores for hyphens. Raises UnknownPack."""
    known = "-".join(name.casefold().replace("_", " ").replace("-", " ").split())
    if known not in names():
        raise UnknownPack(_unknown(name, known))
    table = tomllib.loads((_folder() / f"{known}{_ENDING}").read_text("utf-8"))
    feeds = table["feed"]
    remarks = MappingProxyType({feed["url"]: feed["note"] for feed in feeds if "note" in feed})
    return Pack(tuple(map(_feed, feeds)), remarks)


def _folder() -> Traversable:
    return files("monitor.feeds") / "packs"


def _feed(table: Mapping[str, str | list[str]]) -> Feed:
    every = table.get("every")
    return Feed(
        url=str(table["url"]),
        title=str(table["title"]),
        tags=tuple(table["tags"]),
        every=seconds(every) if every else None,
    )


def _unknown(name: str, known: str) -> str:
    within = [pack for pack in names() if known and known in pack]
    near = within or get_close_matches(known, names(), n=1, cutoff=0.5)
    hint = f'Did you mean "{near[0]}"? ' if near else ""
    return f'There is no pack named "{line(name)[:60]}". {hint}The packs are: {", ".join(names())}.'
