"""The files of an entry: its enclosures, and what it shows by Media RSS."""

from collections.abc import Iterable, Iterator
from typing import Any

from monitor import text
from monitor.feeds import clean
from monitor.model import Enclosure

_PLAYED = frozenset(("audio", "video", "application", "text", "document"))
_FLASH = "application/x-shockwave-flash"
"""A player of videos that nobody has any more, which YouTube names beside each of its own."""
_Thing = dict[str, Any]


def shown(media: Iterable[_Thing], *, are_all: bool) -> list[_Thing]:
    """Those of an entry's media that are files of it, of several forms of one the default: films, recordings and
    documents. Pictures, which its page has, are such where they `are_all` by which somebody may come to it."""
    given = [(_kind(one), one) for one in media if are_all or (_kind(one) in _PLAYED and one.get("type") != _FLASH)]
    defaults = {kind for kind, one in given if _is_default(one)}
    return [one for kind, one in given if kind not in defaults or _is_default(one)]


def _kind(media: _Thing) -> str:
    """What a file is by its type, else by its medium: "video", "image"."""
    return str(media.get("type") or media.get("medium")).partition("/")[0].strip().lower()


def _is_default(media: _Thing) -> bool:
    return str(media.get("isdefault")).strip().lower() == "true"


def enclosures(links: Iterable[_Thing], media: Iterable[_Thing], base: str) -> tuple[Enclosure, ...]:
    """What is enclosed by an entry's links, then its media, but for those that are enclosed too; relative addresses
    start at `base`."""
    return clean.files(_enclosures(links, media, base))


def _enclosures(links: Iterable[_Thing], media: Iterable[_Thing], base: str) -> Iterator[Enclosure]:
    told = set[str]()
    for link in links:
        address = text.link(clean.cut(link.get("href")), base) if link.get("rel") == "enclosure" else ""
        if address:
            told.add(address)
            yield Enclosure(address, clean.name(link.get("type")), clean.length(link.get("length")))
    for one in media:
        address = text.link(clean.cut(one.get("url")), base)
        if address and address not in told:
            yield Enclosure(address, clean.name(one.get("type")), clean.length(one.get("filesize")))
