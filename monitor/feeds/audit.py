"""Whether the fast path reads feeds as feedparser does: it reads a sample of them too, and the two are compared."""

import zlib
from collections.abc import Iterable
from dataclasses import fields, replace

from monitor.feeds.body import Body
from monitor.feeds.wire import Job
from monitor.model import Entry, Parsed

_ONE_IN = 200
"""Of a feed that changes ten times a day it comes to one reading in three weeks, and of 500 such feeds to 25 a day: to
read one twice takes as long as to see what is new in ten."""
_OF_A_FEED = ("title", "site", "lang", "error")
_OF_AN_ENTRY = tuple(each.name for each in fields(Entry) if each.compare)
_BESIDE_KNOWN_ONES = tuple(name for name in _OF_AN_ENTRY if name != "dropped")
"""Where some entries are known, what is dropped from the others as repeated is told from memory, which is short; who
reads all of them has the whole feed for it."""
_OF_A_KNOWN_ONE = ("key", "title", "guid", "link", "published")


def is_sampled(body: bytes | Body) -> bool:
    """Whether a body is one of the sample: as good as by chance, and the same each time. A large one is none, for it
    takes feedparser too long."""
    return isinstance(body, bytes) and zlib.crc32(body) % _ONE_IN == 0


def again(job: Job) -> Job:
    """The job of reading the same with feedparser, all of it and no more than that."""
    return replace(job, slow=True, matched=False, known=frozenset())


def difference(fast: Parsed, slow: Parsed) -> str:
    """In what feedparser's reading differs from the other, for a person; "" for nothing, or where it has none."""
    if slow.error and not slow.found:
        return ""
    if said := _differing(fast, slow, _OF_A_FEED):
        return f"the fast way reads another {said} of it"
    if len(fast.found) != len(slow.found):
        return f"the fast way reads {len(fast.found)} of its entries, and feedparser {len(slow.found)}"
    of_a_fresh_one = _BESIDE_KNOWN_ONES if any(found.known for found in fast.found) else _OF_AN_ENTRY
    for number, (one, other) in enumerate(zip(fast.found, slow.found, strict=True), 1):
        if said := _differing(one.entry, other.entry, _OF_A_KNOWN_ONE if one.known else of_a_fresh_one):
            return f"the fast way reads another {said} of its entry {number}"
    return ""


def _differing(one: object, other: object, names: Iterable[str]) -> str:
    return ", ".join(name for name in names if getattr(one, name) != getattr(other, name))
