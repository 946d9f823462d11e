"""Whether an entry says anything that it has not said before: hashes of all that a reader would see change."""

import hashlib
import json
from dataclasses import asdict

from monitor import identity
from monitor.model import Entry


def digest(entry: Entry) -> str:
    """A hash of all that a reader would see change.

    The date alone is no edit, many feeds set it anew at each poll; nor is what other entries tell of this one's text.
    """
    # An entry that is not known by its link may have another at each poll.
    link = "" if entry.key.startswith("hash:") else identity.plain(entry.link)
    shown = {
        "key": entry.key,
        "title": entry.title,
        "guid": identity.plain(entry.guid),
        "link": link,
        "author": entry.author,
        "lang": entry.lang,
        "summary": entry.summary,
        "content": entry.content,
        "categories": entry.categories,
        "enclosures": [*map(asdict, entry.enclosures)],
    }
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:32]


def dropped(entry: Entry) -> str:
    """The places that were dropped from an entry, as the store holds them."""
    return json.dumps([(one.field, one.start, one.end, one.reason) for one in entry.dropped])


def stamp(digest: str, dropped: str) -> str:
    """What an entry is known by that neither reads nor matches otherwise than before, of the two that the store has."""
    return hashlib.sha256(f"{digest}\n{dropped}".encode()).hexdigest()[:16]
