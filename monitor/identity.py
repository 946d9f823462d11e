"""What makes an entry the same at the next poll: its guid, else its link, else its title and date, else its text."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import TypeVar

from monitor.links import plain, secure
from monitor.model import Entry

_Name = TypeVar("_Name")
Same = Callable[[Entry, Entry], bool]
"""Whether an entry and a stored one say the same, but for guid, link and date."""

GUID, LINK, STAMP, TEXT = range(4)
"""The rungs of the ladder. A feed that breaks one of them stands on the next from then on."""
BROKEN = 5
"""A rung is broken where one entry in so many is told by it to be another one; a single one is an editor's slip."""
HOME = re.compile(r"https?://[^/?#]*/?", re.I)
"""A site's first page, which is no entry's own."""
_MAX_KEY = 500
_OWN_WORDS = 100
"""Letters of a text that is nobody else's: "Read it at our site" stands under each notice of a day."""
_QUARTER = 900
"""Seconds in which the time zones lie apart: the date of a day is a multiple of them."""


def keyed(entries: Iterable[Entry], rung: int = GUID) -> tuple[list[Entry], int]:
    """A feed's entries with a key each, and the rung on which the feed stands, which is `rung` or one below.

    Where a key is taken within the feed, the later entry falls to the next rung, so that none is lost; an entry that
    repeats an earlier one in every field is that one, and one that has nothing to show is none.
    """
    shown = [*dict.fromkeys(entry for entry in entries if _is_something(entry))]
    while rung < STAMP and _is_broken(shown, rung):
        rung += 1
    if rung == GUID and not any(entry.guid for entry in shown) and _is_broken(shown, LINK):
        rung = STAMP
    stamps = Counter(_stamp(entry, rung) for entry in shown)
    taken: dict[str, Entry] = {}
    for entry in shown:
        ways = keys(entry, rung, len(taken), alone=stamps[_stamp(entry, rung)] == 1)
        key = next(key for key in ways if key not in taken)
        taken[key] = entry if entry.key == key else replace(entry, key=key)
    return list(taken.values()), rung


def collide(keyed: Iterable[Entry], fresh: Iterable[Entry], rung: int) -> bool:
    """Whether some of a feed's `fresh` entries have other keys than they have alone, for another has theirs."""
    names = {entry.key for entry in fresh}
    return any(entry.key != next(keys(entry, rung)) for entry in keyed if entry.key in names)


def trusted(entries: Iterable[Entry], rung: int) -> list[Entry]:
    """A feed's entries without guids that nobody can go by."""
    return [entry if rung == GUID else replace(entry, guid="") for entry in entries]


def keys(entry: Entry, rung: int, count: int = 0, *, alone: bool = True) -> Iterator[str]:
    """What an entry may be known by, from that rung of the ladder on; so many at least that `count` may be taken.

    An entry that is not `alone` with its title and date is told from the others by its text: their order changes. So
    is any on the last rung, where a title may stand over edition after edition.
    """
    if entry.guid and rung <= GUID:
        yield _short(f"guid:{plain(entry.guid)}")
    if entry.link and rung <= LINK:
        yield _short(f"link:{place_of(entry)}")
    stamp = _stamp(entry, rung)
    # Without a title and a summary the date alone is left of the stamp, which is that of each notice of a day.
    is_told = alone and rung < TEXT and (entry.title or entry.summary or not entry.content)
    last = f"hash:{_digest(stamp if is_told else chr(10).join((stamp, entry.summary, entry.content)))}"
    yield last
    yield from (f"{last}:{number}" for number in range(2, count + 3))


def kept(entry: Entry) -> str:
    """The key that a stored entry has from now on: by its address as it is told today from what only tracks readers."""
    if entry.key.startswith("guid:"):
        return _short(f"guid:{plain(entry.guid)}")
    if entry.key.startswith("link:"):
        # As the gate mends what was escaped twice.
        return _short(f"link:{place_of(replace(entry, link=entry.link.replace('&amp;', '&')))}")
    return entry.key


def are_two(entry: Entry, other: Entry) -> bool:
    """Whether two entries of a feed stand in other places, under other titles or, without a link, at other times."""
    return standing(entry) != standing(other)


def standing(entry: Entry) -> tuple[object, ...]:
    """What tells an entry from the others of its feed whatever its guid is: its title and its place or, without a link,
    its title and date."""
    return (entry.title, place_of(entry)) if entry.link else (entry.title, entry.published)


def stays(entry: Entry, held: Mapping[str, Entry]) -> bool:
    """Whether an entry stands where it stood, by its key, among those `held`."""
    return entry.key in held and not are_two(held[entry.key], entry)


def has_moment(entry: Entry) -> bool:
    """Whether an entry's date tells a moment, and not a day or an hour of it in some zone."""
    return entry.published is not None and entry.published % _QUARTER != 0


def has_own_words(entry: Entry, title: str = "") -> bool:
    """Whether an entry's text, with a `title` where another entry has to have that too, is of some length, and no other
    entry is likely to have it."""
    told = title + entry.summary[:_OWN_WORDS] + entry.content[:_OWN_WORDS]
    return len(told) + len(_signs().findall(told)) >= _OWN_WORDS


@cache
def _signs() -> re.Pattern[str]:
    """What Chinese, Japanese and Korean are written in, each of which says as much as two letters."""
    # Compiled where it is needed, for so wide a range takes 3 ms, as long as all else here takes to be loaded.
    return re.compile("[\u2e80-\ud7ff]")


def has_one_moment(entry: Entry, one: Entry) -> bool:
    """Whether two entries are of the same moment, to the second."""
    return has_moment(entry) and entry.published == one.published


def has_one_date(entry: Entry, one: Entry, same: Same, *, is_own: bool) -> bool:
    """Whether the date of two entries under one link tells them for one: it is of one moment or, where it may be that
    of each edition of a day, they have their title or their text in common. Of two without a title the text alone tells
    it, or the link where it `is_own`, for others of their feed stand elsewhere."""
    if entry.published is None or entry.published != one.published:
        return False
    if has_moment(entry) or (entry.title == one.title and (entry.title != "" or is_own)):
        return True
    return (entry.summary != "" or entry.content != "") and same(replace(entry, title=one.title), one)


def has_one_guid(entry: Entry, one: Entry) -> bool:
    """Whether one of two entries under one link has a guid, and the other one, which has none, is known by that link: a
    feed began to give guids, or ceased to."""
    return bool(entry.guid) != bool(one.guid) and (one if entry.guid else entry).key.startswith("link:")


def tail_of(address: str) -> str:
    """What two addresses of one place have in common at least."""
    return address.partition("://")[2].partition("?")[0].removeprefix("www.")


def place_of(entry: Entry) -> str:
    """Where an entry stands; two addresses of one place are the same here."""
    return secure(plain(entry.link))


def path_of(entry: Entry) -> str:
    """Where an entry stands within its site, whatever host that is at; empty for the site's first page."""
    return place_of(entry).partition("://")[2].partition("/")[2]


def title_and_date(entry: Entry) -> tuple[str, int | None]:
    """An entry's title, and its date (seconds since the epoch, UTC)."""
    return entry.title, entry.published


def apart(entries: Iterable[Entry], name: Callable[[Entry], _Name]) -> dict[_Name, list[Entry]]:
    """Entries by what they have for a `name`, each in the order in which they came."""
    found: dict[_Name, list[Entry]] = {}
    for entry in entries:
        found.setdefault(name(entry), []).append(entry)
    return found


def _stamp(entry: Entry, rung: int) -> str:
    return f"{entry.title or entry.summary}\n{entry.published if rung < TEXT else ''}"


def _is_broken(entries: list[Entry], rung: int) -> bool:
    known = [plain(entry.guid if rung == GUID else entry.link) for entry in entries]
    filled = [each for each in known if each]
    different = len(set(filled))
    repeated = len(filled) - different
    return repeated * BROKEN >= len(filled) and (repeated > 1 or (repeated == 1 and different == 1))


def _is_something(entry: Entry) -> bool:
    # One that has a key already was something when it was read with its text.
    return bool(entry.key or entry.title or entry.summary or entry.content or entry.link or entry.enclosures)


def _short(key: str) -> str:
    return key if len(key) <= _MAX_KEY else f"{key[:4]}:{_digest(key)}"


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()
