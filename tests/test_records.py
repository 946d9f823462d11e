"""The objects that scripts read: every field that is promised, under its name and in its form."""

from dataclasses import replace

from monitor.model import Dropped, Enclosure, Entry, Feed, Match, Polled, Span
from monitor.records import entry_record, feed_record, match_record, polled_record
from monitor.store.entries import Row, Stored
from monitor.store.feeds import State
from monitor.store.health import Health
from monitor.times import NEVER

MATCH = Match("Raids", "strong", (Span("title", 2, 6, "Raid", "raid", "fold"),))
MATCH_RECORD = {
    "watch": "Raids",
    "level": "strong",
    "spans": [{"field": "title", "start": 2, "end": 6, "text": "Raid", "term": "raid", "why": "fold"}],
}


def test_a_match() -> None:
    assert match_record(MATCH) == MATCH_RECORD


def test_a_match_of_a_concept_tells_what_counts_for_and_against_it() -> None:
    span = Span("title", 2, 6, "Raid", "raid", "concept:crackdown", 1.25)
    record = match_record(Match("Raids", "likely", (span,), (replace(span, weight=-0.5),)))
    assert [one["weight"] for one in (*record["spans"], *record["against"])] == [1.25, -0.5]  # type: ignore[misc]


def test_an_entry() -> None:
    row = Row(7, "https://a.example/feed", "A", "A Raid", 1_795_000_000, True, False, True)
    entry = Entry(
        key="g", title="A Raid", guid="g", link="https://a.example/1", author="B", published=1_795_000_000, lang="en",
        summary="S", content="C", categories=("x", "y"),
        enclosures=(Enclosure("https://a.example/a.mp3", "audio/mpeg", 5),),
        dropped=(Dropped("content", 0, 1, "share"),),
    )  # fmt: skip
    assert entry_record(Stored(row, entry, 1_795_000_100, None, (MATCH,), ("a", "b"))) == {
        "id": 7,
        "feed": "https://a.example/feed",
        "feed_title": "A",
        "guid": "g",
        "title": "A Raid",
        "link": "https://a.example/1",
        "author": "B",
        "published": "2026-11-18T11:06:40Z",
        "first_seen": "2026-11-18T11:08:20Z",
        "lang": "en",
        "summary": "S",
        "content": "C",
        "categories": ["x", "y"],
        "enclosures": [{"url": "https://a.example/a.mp3", "type": "audio/mpeg", "length": 5}],
        "dropped": [{"field": "content", "start": 0, "end": 1, "reason": "share"}],
        "read": True,
        "starred": False,
        "dismissed": True,
        "tags": ["a", "b"],
        "story": None,
        "matches": [MATCH_RECORD],
    }


def test_an_entry_without_a_date() -> None:
    row = Row(1, "u", "u", "t", 5, False, False)
    assert entry_record(Stored(row, Entry("k", "t"), 5, None, ()))["published"] is None


def test_a_poll() -> None:
    promised = {
        "feed": "u", "title": "A", "status": "new", "http": 200, "entries": 3, "new": 2, "changed": 1, "matched": 1,
        "error": None, "next_poll": "2026-11-18T11:06:40Z",
    }  # fmt: skip
    record = polled_record(Polled("u", "A", "new", 200, 3, 2, 1, 1, None, 1_795_000_000))
    assert {key: record[key] for key in promised} == promised


def state(**values: object) -> State:
    usual: dict[str, object] = {
        "id": 1, "url": "u", "title": "A", "etag": "", "last_modified": "", "body_hash": "", "status": "new",
        "http": 200, "error": "", "failures": 0, "last_poll": 1_795_000_000, "last_good": 1_795_000_000,
        "next_poll": 1_795_003_600, "newest": None,
    }  # fmt: skip
    return State(**{**usual, **values})  # type: ignore[arg-type]


def test_a_feed() -> None:
    promised = {
        "url": "u", "title": "A", "tags": ["x"], "status": "new", "last_poll": "2026-11-18T11:06:40Z",
        "next_poll": "2026-11-18T12:06:40Z", "entries": 9, "unread": 4, "error": None, "failures": 0,
    }  # fmt: skip
    record = feed_record(Health(state(), 9, 4), {"u": Feed("u", tags=("x",))})
    assert {key: record[key] for key in promised} == promised


def test_a_feed_that_is_gone_has_no_next_poll() -> None:
    record = feed_record(Health(state(status="gone", error="gone", next_poll=NEVER), 0, 0), {"u": Feed("u")})
    assert (record["next_poll"], record["error"], record["tags"]) == (None, "gone", [])


def test_a_feed_that_was_never_polled() -> None:
    record = feed_record(Health(state(status="never", last_poll=None, next_poll=0), 0, 0), {"u": Feed("u")})
    assert (record["status"], record["last_poll"], record["next_poll"]) == ("never", None, None)
