"""What makes an entry the same at the next poll: its guid, else its link, else its title and date."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from monitor.model import Entry

GUID, LINK, STAMP = range(3)
"""The rungs of the ladder. A feed that breaks one of them stands on the next from then on."""
_MAX_KEY = 500
_BROKEN = 5
"""A rung is broken where one entry in so many is told by it to be another one; a single one is an editor's slip."""
# Who sent the reader, in the words of mailing lists, advertisers and broadcasters; never what is read.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_[ce]id|_hs(?:enc|mi)|mkt_tok|oly_\w+_id"
    r"|at_(?:medium|campaign|custom\w*|link\w*|ptr\w*|format|bbc_team)|ns_\w+|cmpid|cmp|xtor|s_cid|wt_mc|_ga|vero_\w+)=",
    re.I,
)


def plain(address: str) -> str:
    """An address without what only tells who sent the reader."""
    if "=" not in address or "://" not in address:
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    query = "&".join(each for each in parts.query.split("&") if not _TRACKING.match(each))
    fragment = "" if _TRACKING.match(parts.fragment) else parts.fragment
    if (query, fragment) == (parts.query, parts.fragment):
        return address
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, fragment))


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
    stamps = Counter(map(_stamp, shown))
    taken: dict[str, Entry] = {}
    for entry in shown:
        ways = keys(entry, rung, len(taken), alone=stamps[_stamp(entry)] == 1)
        key = next(key for key in ways if key not in taken)
        taken[key] = replace(entry, key=key)
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

    An entry that is not `alone` with its title and date is told from the others by its text: their order changes.
    """
    if entry.guid and rung <= GUID:
        yield _short(f"guid:{plain(entry.guid)}")
    if entry.link and rung <= LINK:
        yield _short(f"link:{_secure(plain(entry.link))}")
    stamp = _stamp(entry)
    last = f"hash:{_digest(stamp if alone else chr(10).join((stamp, entry.summary, entry.content)))}"
    yield last
    yield from (f"{last}:{number}" for number in range(2, count + 3))


def _stamp(entry: Entry) -> str:
    return f"{entry.title or entry.summary}\n{entry.published}"


def _secure(address: str) -> str:
    """An address by the secure scheme: sites move from one to the other, and their entries stay the same."""
    return f"https://{address[7:]}" if address.startswith("http://") else address


def twins(fresh: Iterable[Entry], stored: Iterable[Entry]) -> tuple[int, int]:
    """How many of a feed's fresh entries are stored already under another key: by title and link, by title and date."""
    held, several = [*stored], [*fresh]
    links = {(each.title, plain(each.link)) for each in held if each.link}
    stamps = {(each.title, each.published) for each in held if each.published is not None}
    by_link = sum((each.title, plain(each.link)) in links for each in several)
    return by_link, sum((each.title, each.published) in stamps for each in several)


def _is_broken(entries: list[Entry], rung: int) -> bool:
    known = [plain(entry.guid if rung == GUID else entry.link) for entry in entries]
    filled = [each for each in known if each]
    different = len(set(filled))
    repeated = len(filled) - different
    return repeated * _BROKEN >= len(filled) and (repeated > 1 or (repeated == 1 and different == 1))


def _is_something(entry: Entry) -> bool:
    # One that has a key already was something when it was read with its text.
    return bool(entry.key or entry.title or entry.summary or entry.content or entry.link or entry.enclosures)


def _short(key: str) -> str:
    return key if len(key) <= _MAX_KEY else f"{key[:4]}:{_digest(key)}"


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()
