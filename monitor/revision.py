"""Whether an entry says anything that it has not said before: hashes of all that a reader would see change."""

import hashlib
import json

from monitor.links import plain
from monitor.model import Entry


def digest(entry: Entry) -> str:
    """A hash of all that a reader would see change.

    The date alone is no edit, many feeds set it anew at each poll; nor is what other entries tell of this one's text,
    nor how a file is asked for, or said to be.
    """
    # An entry that is not known by its link may have another at each poll.
    link = "" if entry.key.startswith("hash:") else plain(entry.link)
    shown = {
        "key": entry.key,
        "title": entry.title,
        "guid": plain(entry.guid),
        "link": link,
        "author": sorted(entry.author.split(", ")),
        "lang": entry.lang,
        "summary": entry.summary,
        "content": entry.content,
        # Some programs write them in another order each time, and sign the addresses of files anew.
        "categories": sorted(entry.categories),
        "enclosures": sorted(file.url.partition("://")[2].partition("?")[0] for file in entry.enclosures),
    }
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:32]


def dropped(entry: Entry) -> str:
    """The places that were dropped from an entry, as the store holds them."""
    return json.dumps([(one.field, one.start, one.end, one.reason) for one in entry.dropped])


_CLEANING_VERSION = 24
"""Raised when cleaning makes other texts than before, so that entries are cleaned anew."""


def raw(*given: object) -> str:
    """The version of cleaning, and a hash of what a feed gives of an entry, in plain values; "" where they are nested
    too deeply to be written."""
    try:
        written = repr(given)
    except RecursionError:
        return ""
    return f"{_CLEANING_VERSION}:{hashlib.blake2b(written.encode('utf-8', 'replace'), digest_size=12).hexdigest()}"


def are_given_alike(raw: str, other: str) -> bool:
    """Whether a feed gave the same of an entry each time, by whatever version it was cleaned."""
    given = raw.partition(":")[2]
    return given != "" and given == other.partition(":")[2]
