"""What goes over the wire comes out as it went in, and what no worker in its senses sends is refused."""

import io
import json
from contextlib import nullcontext
from dataclasses import astuple, fields, replace
from typing import Any

import pytest

from monitor import identity
from monitor.feeds import wire
from monitor.matching.reading import ABOUT, SHOWN
from monitor.matching.repetition import LONGEST_MEMORY
from monitor.model import Access, Dropped, Enclosure, Entry, Feed, Found, Match, Parsed, Place, Span, Watch, Wishes

SPAN = Span("summary", 0, 4, "scam", "scam", "concept:scam_hubs", 1.5)
ENTRY = Entry(
    "k", "T “ก”", "g", "https://a.example/1", "Ann", 900, "en", "scam Related: x", "C", ("c",),
    (Enclosure("https://a.example/a.mp3", "audio/mpeg", 5), Enclosure("https://a.example/b")),
    (Dropped("summary", 5, 15, "related link"),),
    (Place("summary", 0, 4, "heading"), Place("content", 0, 1, "link", "https://b.example/“ก”")),
    "19:ab",
)  # fmt: skip
PARSED = Parsed(
    "A", "https://a.example/", "en",
    (
        Found(ENTRY, (Match("w", "likely", (SPAN,), (SPAN,)),), ("scam_hubs",), ("t “ก”", "scam c")),
        Found(Entry("k2", ""), known=True),
    ),
    "partly read", b"\0memory\xff", ("a regex is too slow",), Wishes(3600, (0, 23), (6,)), identity.LINK, True,
    "a doubt", frozenset({0, (1 << 64) - 1}), True,
)  # fmt: skip


def through(message: object) -> Any:
    received = wire.receive(io.BytesIO(wire.frame(message)))
    assert received is not None
    return received[0]


def test_what_a_worker_found_comes_out_whole() -> None:
    assert astuple(wire.parsed(through(wire.parsed_message(PARSED)))) == astuple(PARSED)


@pytest.mark.parametrize("size", [1, 99, 100, 150, 10_000])
def test_a_large_answer_comes_in_lots_none_of_which_is_small_but_the_last(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "LOT", 100)
    entries = (replace(ENTRY, key=f"{number}", content="ก" * size) for number in range(9))
    parsed = replace(PARSED, found=tuple(Found(entry, words=("t", "b")) for entry in entries))
    whole = wire.parsed_message(parsed)
    *lots, last = [through(message) for message in wire.in_lots(whole)]
    # So that none of it has to stay in memory once it is sent.
    assert whole["found"] == []
    assert wire.parsed(wire.joined(lots, last)) == parsed
    assert all(len(json.dumps(lot, ensure_ascii=False)) > 100 for lot in lots)
    assert max(len(lot) for lot in (*lots, last["found"])) <= 1 + 100 // size
    assert [*wire.in_lots("ready")] == ["ready"]


def test_a_job_comes_out_whole() -> None:
    job = wire.Job(
        Feed("u", "A", ("x",), 60, "en"), "https://a.example/", "text/xml", 5, b"<rss>", b"\1\2", identity.STAMP,
        frozenset(("19:ab", "19:cd")), True, False, ENTRY,
    )  # fmt: skip
    # Whatever a job or an answer is to hold more, these have to hold too.
    for whole in (job, PARSED):
        # What this computer lacks is told by whoever misses the answer.
        assert all(getattr(whole, one.name) != one.default for one in fields(whole) if one.name != "here")
    assert astuple(wire.job(through(wire.job_message(job)), job.body)) == astuple(job)


@pytest.mark.parametrize("body", [b"<rss>", b""])
def test_a_message_that_breaks_off_anywhere_is_none(body: bytes) -> None:
    whole = wire.frame("ready", body)
    assert wire.receive(io.BytesIO(whole)) == ("ready", body)
    assert {wire.receive(io.BytesIO(whole[:size])) for size in range(len(whole))} == {None}


def test_a_call_for_patience_is_told_from_an_answer() -> None:
    assert [wire.patience(through(said)) for said in (wire.patience_message(0.5), "ready", [], {})] == [
        0.5,
        *[None] * 3,
    ]


@pytest.mark.parametrize("wrong", [0, -1, float("inf"), float("nan"), 10**400, "x", None, []])
def test_one_for_no_number_of_seconds_is_refused(wrong: object) -> None:
    with pytest.raises((TypeError, ValueError, OverflowError)):
        wire.patience(through({"patience": wrong}))


def test_what_opens_a_feed_stays_with_the_poller() -> None:
    access = Access("me", "hunter2", (("X-Token", "hunter2"),))
    job = wire.Job(Feed("u", access=access), "https://a.example/", "text/xml", 5, b"<rss>")
    assert b"hunter2" not in wire.frame(wire.job_message(job), job.body)
    assert wire.job(through(wire.job_message(job)), job.body).feed == Feed("u")


def test_watches_come_out_whole() -> None:
    watches = (Watch("w", ("k",), ("e",), ("f",), ("en",), "red", False), Watch("v", ("k",)))
    assert wire.watches(through(wire.watches_message(watches))) == watches


def test_changes_to_concepts_go_along_with_the_watches() -> None:
    edits = {"scam_hubs": {"aliases": ["den"], "th": {"terms": ["ก"]}}}
    assert through(wire.watches_message((), edits))["concepts"] == edits


@pytest.mark.parametrize("memory", ["%%%", "A" * 4 * LONGEST_MEMORY, 5, None])
def test_a_memory_that_is_none_is_refused(memory: object) -> None:
    message = json.loads(json.dumps(wire.parsed_message(PARSED)))
    with pytest.raises((TypeError, ValueError)):
        wire.parsed({**message, "memory": memory})


@pytest.mark.parametrize("wrong", [["x"], 7, None, {}, "\ud800"])
def test_what_is_no_text_is_refused(wrong: object) -> None:
    message = through(wire.parsed_message(PARSED))
    (row, *more), other = message["found"]
    parts = (
        *((at, wrong) for at in (0, 1, 2, 3, 4, 6, 7, 8, 13)),
        (9, [wrong]),
        *((10, [file]) for file in ([wrong, "audio/mpeg", 5], ["https://a.example/a.mp3", wrong, 5])),
        (11, [["summary", 5, 15, wrong]]),
        (12, [["content", 0, 1, "link", wrong]]),
    )
    for at, part in parts:
        given = {**message, "found": [[[*row[:at], part, *row[at + 1 :]], *more], other]}
        with pytest.raises((TypeError, ValueError)):
            wire.parsed(given)
    for name, part in (("feed", ["A", wrong, "", ""]), ("notices", [wrong]), ("doubt", wrong)):
        with pytest.raises((TypeError, ValueError)):
            wire.parsed({**message, name: part})
    (row, ((watch, level, (span,), against),), concepts, words, known), other = message["found"]
    for name, spans, index in (
        (wrong, [span], words),
        *((watch, [[*span[:at], wrong, *span[at + 1 :]]], words) for at in (3, 4, 5)),
        (watch, [span], [wrong, ""]),
    ):
        found = [row, [[name, level, spans, against]], concepts, index, known]
        with pytest.raises((TypeError, ValueError)):
            wire.parsed({**message, "found": [found, other]})


@pytest.mark.parametrize("wrong", [["x"], "7", {}, 1.5, True, 10**30, float("inf")])
def test_what_is_no_number_is_refused(wrong: object) -> None:
    message = through(wire.parsed_message(PARSED))
    (row, matches, *more), other = message["found"]
    for entry in (
        [*row[:5], wrong, *row[6:]],
        [*row[:10], [["https://a.example/a.mp3", "audio/mpeg", wrong]], *row[11:]],
        [*row[:11], [["summary", wrong, 15, "related link"]], *row[12:]],
        [*row[:12], [["summary", 0, wrong, "heading", ""]], row[13]],
    ):
        with pytest.raises(TypeError):
            wire.parsed({**message, "found": [[entry, matches, *more], other]})
    for name, given in (("rung", wrong), ("tells", [wrong]), ("wishes", [wrong, [], []])):
        with pytest.raises(TypeError):
            wire.parsed({**message, name: given})


@pytest.mark.parametrize("wrong", [float("nan"), float("-inf"), 10**400, "7", None, [1]])
def test_what_weighs_nothing_that_can_be_added_up_is_refused(wrong: object) -> None:
    message = through(wire.parsed_message(PARSED))
    (row, ((watch, level, (span,), against),), *more), other = message["found"]
    found = [row, [[watch, level, [[*span[:6], wrong]], against]], *more]
    with pytest.raises((TypeError, ValueError, OverflowError)):
        wire.parsed({**message, "found": [found, other]})


@pytest.mark.parametrize("most", [(1 << 63) - 1, -(1 << 63)])
def test_the_largest_numbers_that_the_store_can_hold_come_out_and_the_next_are_refused(most: int) -> None:
    for length, is_right in ((most, True), (most + (1 if most > 0 else -1), False)):
        entry = replace(ENTRY, enclosures=(Enclosure("https://a.example/a.mp3", "audio/mpeg", length),))
        message = through(wire.parsed_message(replace(PARSED, found=(Found(entry),))))
        with nullcontext() if is_right else pytest.raises(TypeError):
            assert wire.parsed(message).found[0].entry == entry


@pytest.mark.parametrize("wrong", ["nosuch", "", ["summary"], None, 7])
def test_what_names_nothing_that_there_is_is_refused(wrong: object) -> None:
    message = through(wire.parsed_message(PARSED))
    (row, ((watch, level, spans, against),), *more), other = message["found"]
    (span,), (dropped,), (place, link) = spans, row[11], row[12]
    for entry, match in (
        ([*row[:11], [[wrong, *dropped[1:]]], *row[12:]], [watch, level, spans, against]),
        ([*row[:12], [place, [wrong, *link[1:]]], row[13]], [watch, level, spans, against]),
        ([*row[:12], [[*place[:3], wrong, ""], link], row[13]], [watch, level, spans, against]),
        (row, [watch, wrong, spans, against]),
        (row, [watch, level, [[wrong, *span[1:]]], against]),
        (row, [watch, level, spans, [[wrong, *span[1:]]]]),
    ):
        with pytest.raises((TypeError, ValueError)):
            wire.parsed({**message, "found": [[entry, [match], *more], other]})


@pytest.mark.parametrize("rung", [identity.GUID, identity.LINK, identity.STAMP, identity.TEXT])
def test_a_feeds_entries_are_known_by_any_rung(rung: int) -> None:
    assert wire.parsed({**through(wire.parsed_message(PARSED)), "rung": rung}).rung == rung


@pytest.mark.parametrize("rung", [-1, 4])
def test_a_rung_that_is_none_is_refused(rung: int) -> None:
    with pytest.raises(ValueError, match="rung"):
        wire.parsed({**through(wire.parsed_message(PARSED)), "rung": rung})


def test_what_the_store_holds_once_and_comes_twice_is_refused() -> None:
    message = through(wire.parsed_message(PARSED))
    (row, matches, concepts, *more), other = message["found"]
    for found in ([[row, matches, concepts * 2, *more], other], [[row, matches, concepts, *more], other, other]):
        with pytest.raises(ValueError, match="twice"):
            wire.parsed({**message, "found": found})


@pytest.mark.parametrize("field", [*SHOWN, *ABOUT])
def test_a_keyword_may_stand_in_any_field_that_is_read(field: str) -> None:
    found = Found(ENTRY, (Match("w", "strong", (replace(SPAN, field=field),)),))
    parsed = replace(PARSED, found=(found,))
    assert wire.parsed(through(wire.parsed_message(parsed))) == parsed
