"""Entries, feeds and matches as the JSON objects that scripts read; fields are only ever added."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from monitor.model import Feed, Match, Polled, Span
from monitor.times import iso

if TYPE_CHECKING:
    from monitor.store.entries import Stored
    from monitor.store.health import Health

_POLLED = tuple(each.name for each in fields(Polled))


def match_record(match: Match) -> dict[str, object]:
    """A match with its spans; of a concept also what counts for and against it."""
    record: dict[str, object] = {"watch": match.watch, "level": match.level, "spans": _span_records(match.spans)}
    return {**record, "against": _span_records(match.against)} if match.against else record


def _span_records(spans: Iterable[Span]) -> list[dict[str, object]]:
    records = [asdict(span) for span in spans]
    return [{name: value for name, value in one.items() if name != "weight" or value} for one in records]


def entry_record(stored: "Stored") -> dict[str, object]:
    """An entry of the store."""
    row, entry = stored.row, stored.entry
    return {
        "id": row.id,
        "feed": row.feed,
        "feed_title": row.feed_title,
        "guid": entry.guid,
        "title": entry.title,
        "link": entry.link,
        "author": entry.author,
        "published": iso(entry.published),
        "first_seen": iso(stored.first_seen),
        "lang": entry.lang,
        "summary": entry.summary,
        "content": entry.content,
        "categories": list(entry.categories),
        "enclosures": [asdict(enclosure) for enclosure in entry.enclosures],
        "dropped": [asdict(place) for place in entry.dropped],
        "read": row.read,
        "starred": row.starred,
        "dismissed": row.dismissed,
        "tags": list(stored.tags),
        "story": None,
        "matches": [match_record(match) for match in stored.matches],
    }


def polled_record(polled: Polled) -> dict[str, object]:
    """What one poll of one feed came to."""
    # Five times as fast as asdict, which copies values that nobody changes.
    return {name: getattr(polled, name) for name in _POLLED} | {"next_poll": iso(polled.next_poll)}


def feed_record(health: "Health", feeds: Mapping[str, Feed]) -> dict[str, object]:
    """A feed and its health; `feeds` are those of the config by their addresses, it among them."""
    state = health.state
    return {
        "url": state.url,
        "title": state.title,
        "tags": list(feeds[state.url].tags),
        "status": state.status,
        "last_poll": iso(state.last_poll),
        "next_poll": iso(state.next_poll) if state.last_poll is not None else None,
        "entries": health.entries,
        "unread": health.unread,
        "error": state.error or None,
        "failures": state.failures,
        "http": state.http,
        "newest": iso(state.newest),
    }
