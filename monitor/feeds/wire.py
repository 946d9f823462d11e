"""What poller and parse worker say to each other: frames of JSON with the feed's bytes behind, nothing that is code."""

import base64
import json
import math
import struct
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, BinaryIO, get_args

from monitor.feeds.body import Body
from monitor.model import (
    ConceptEdits,
    Dropped,
    Enclosure,
    Entry,
    Feed,
    Found,
    Kind,
    Level,
    Match,
    Parsed,
    Place,
    Shown,
    Span,
    Watch,
    Wishes,
)

HEAD = struct.Struct(">II")
"""How many bytes of JSON follow, and how many of a feed."""
START_SECONDS = 30.0
"""How long a worker may take to start, and to make words that nothing was kept of."""
BUSY = 3
"""How many times as long as it may work a worker may take: on a busy computer others have the processor too."""
OUT_OF_MEMORY = 77
"""The exit status of a worker that its feed was too big for; a traceback would need memory too."""
SHORT_OF_MEMORY = 78
"""Likewise of one that may not take as much memory as a feed may need."""
LOT = 500_000
"""Code points of entries after which an answer goes on in another message, which has no fewer bytes."""
_LATEST = 1 << 33
"""Seconds since the epoch, in the year 2242: before any date that a clock can be asked to show."""
_SHOWN, _KINDS, _LEVELS = (frozenset(get_args(each)) for each in (Shown, Kind, Level))
_MARKED_UP = _SHOWN - {"title"}
_span_row, _file_row, _dropped_row, _place_row = (
    attrgetter(*(each.name for each in fields(kind))) for kind in (Span, Enclosure, Dropped, Place)
)
"""All that each of them says, in the order of its fields."""

# JSON and not pickle or marshal: a child that hostile bytes have taken over must not run code in its parent.
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Job:
    """A feed's bytes as they were fetched, to be read and matched."""

    feed: Feed
    url: str
    """The address that answered: where relative links start."""
    content_type: str
    now: int
    """Seconds since the epoch, UTC."""
    body: bytes | Body
    memory: bytes = b""
    """What reading this feed gave the last time (`Parsed.memory`)."""
    rung: int = 0
    """What its entries are known by (see `identity`)."""
    known: frozenset[str] = frozenset()
    """Hashes of what the feed gave before (`Entry.raw`): those entries are neither cleaned nor matched again."""
    slow: bool = False
    """Whether feedparser alone is to read it."""
    matched: bool = True
    """Whether its entries are to be matched, and made ready for the index; those of a sample are only read."""
    page: Entry | None = None
    """The entry whose web page the bytes are; None where they are a feed's."""


def frame(message: object, body: bytes = b"") -> bytes:
    """A message and a feed's bytes, ready to send. A lone surrogate that slipped through goes as "?"."""
    return front(message, len(body)) + body


def front(message: object, size: int) -> bytes:
    """A message that `size` bytes of a feed are to follow."""
    text = _ENCODE(message).encode("utf-8", "replace")
    return HEAD.pack(len(text), size) + text


def receive(source: BinaryIO) -> tuple[Any, bytes] | None:
    """The next message and its bytes, or None where the other side has gone."""
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    length, size = HEAD.unpack(head)
    text, body = source.read(length), source.read(size)
    return (json.loads(text), body) if len(text) == length and len(body) == size else None


def watches_message(watches: Iterable[Watch], concepts: ConceptEdits | None = None) -> dict[str, Any]:
    """The message that tells the worker what to watch for, and what the user changed in the concepts."""
    return {"watches": [astuple(watch) for watch in watches], "concepts": concepts or {}}


def job_message(job: Job) -> dict[str, Any]:
    """The message of a job; its body goes behind. What opens the feed stays here: no hostile bytes come near it."""
    feed = job.feed
    return {
        "feed": (feed.url, feed.title, feed.tags, feed.every, feed.lang),
        "url": job.url,
        "content_type": job.content_type,
        "now": job.now,
        "memory": _letters(job.memory),
        "rung": job.rung,
        "known": [*job.known],
        "slow": job.slow,
        "matched": job.matched,
        "page": None if job.page is None else _entry_row(job.page),
    }


def patience_message(seconds: float) -> dict[str, Any]:
    """What a worker says before its answer: that it takes up to so many seconds more, from now on."""
    return {"patience": seconds}


def patience(message: Any) -> float | None:
    """The seconds of such a message; None for an answer. Raises TypeError, ValueError or OverflowError for what are
    none."""
    if not isinstance(message, dict) or "patience" not in message:
        return None
    seconds = float(message["patience"])
    if not 0 < seconds < math.inf:
        raise ValueError("no number of seconds")
    return seconds


def parsed_message(parsed: Parsed, *, is_worn: bool = False) -> dict[str, Any]:
    """The message that answers a job; whether the worker holds memory that a fresh one would not."""
    return {
        "feed": (parsed.title, parsed.site, parsed.lang, parsed.error),
        "found": [_found_row(found) for found in parsed.found],
        "memory": _letters(parsed.memory),
        "notices": parsed.notices,
        "wishes": astuple(parsed.wishes),
        "rung": parsed.rung,
        "fast": parsed.fast,
        "doubt": parsed.doubt,
        "tells": [*parsed.tells],
        "breaks_off": parsed.breaks_off,
        "worn": is_worn,
    }


def is_worn(message: Any) -> bool:
    """Whether by such a message the worker had better make room for a fresh one."""
    return isinstance(message, dict) and message.get("worn") is True


def in_lots(message: Any) -> Iterator[object]:
    """The message of an answer as several: lots of its entries, and behind them what is left of it with the rest.

    Of a large feed neither side has all that it says in JSON as well then, which takes three times its own. What has
    been given is taken out of the message, so that it may go from memory once it is sent.
    """
    if not isinstance(message, dict) or "found" not in message:
        yield message
        return
    lot, letters = list[Any](), 0
    message["found"].reverse()
    while message["found"]:
        if letters > LOT:
            yield lot
            lot, letters = [], 0
        lot.append(row := message["found"].pop())
        entry, _, _, words, _ = row
        letters += sum(len(text) for text in (*entry, *(words or ())) if isinstance(text, str))
    yield {**message, "found": lot}


def joined(lots: list[list[Any]], message: Any) -> Any:
    """The message that came as these lots and one behind them. Raises TypeError for what are none."""
    if not lots:
        return message
    if not isinstance(message, dict):
        raise TypeError("no message")
    return {**message, "found": [row for lot in (*lots, message.get("found", ())) for row in lot]}


def watches(message: Any) -> tuple[Watch, ...]:
    """The watches of a message."""
    return tuple(
        Watch(name, tuple(keywords), tuple(exclude), tuple(feeds), tuple(lang), colour, widen)
        for name, keywords, exclude, feeds, lang, colour, widen in message["watches"]
    )


def job(message: Any, body: bytes) -> Job:
    """The job of a message and its bytes."""
    url, title, tags, every, lang = message["feed"]
    feed = Feed(url, title, tuple(tags), every, lang)
    return Job(
        feed, message["url"], message["content_type"], message["now"], body, _bytes(message["memory"]), message["rung"],
        frozenset(message["known"]), message["slow"], message["matched"],
        None if message["page"] is None else _entry(message["page"]),
    )  # fmt: skip


def parsed(message: Any) -> Parsed:
    """The answer in a message. Raises an error of any kind for what no worker in its senses sends: what comes back is
    of the types that it says it is, and names what there is, so that it can be stored and shown."""
    # Imported here, for a poll that finds everything unchanged reads no answer.
    from monitor.matching.repetition import LONGEST_MEMORY

    title, site, lang, error = _texts(message["feed"])
    found = tuple(
        Found(_entry(row), tuple(map(_match, matches)), _each_once(concepts), _words(words), known is True)
        for row, matches, concepts, words, known in message["found"]
    )
    _each_once(one.entry.key for one in found)
    memory = _bytes(message["memory"])
    if len(memory) > LONGEST_MEMORY:
        raise ValueError("a memory of no feed")
    least, hours, days = message["wishes"]
    wishes = Wishes(_number(least), tuple(map(_number, hours)), tuple(map(_number, days)))
    (doubt,) = _texts([message["doubt"]])
    return Parsed(
        title, site, lang, found, error, memory, _texts(message["notices"]), wishes, _rung(message["rung"]),
        bool(message["fast"]), doubt, frozenset(_number(one, 1 << 64) for one in message["tells"]),
        bool(message["breaks_off"]),
    )  # fmt: skip


def _letters(memory: bytes) -> str:
    return base64.b64encode(memory).decode("ascii")


def _bytes(letters: str) -> bytes:
    return base64.b64decode(letters, validate=True)


def _found_row(found: Found) -> tuple[Any, ...]:
    matches = [
        (match.watch, match.level, [*map(_span_row, match.spans)], [*map(_span_row, match.against)])
        for match in found.matches
    ]
    return _entry_row(found.entry), matches, found.concepts, found.words, found.known


def _words(words: Any) -> tuple[str, str] | None:
    if words is None:
        return None
    title, body = _texts(words)
    return title, body


def _texts(given: Iterable[Any]) -> tuple[str, ...]:
    """These texts, if each is one that UTF-8 can hold."""
    texts = tuple(given)
    "".join(texts).encode()
    return texts


def _number(given: Any, most: int = 1 << 63) -> int:
    """This number, if it is a whole one below `most`, which is what SQLite can hold."""
    if type(given) is not int or not -most <= given < most:
        raise TypeError("no number")
    return given


def _each_once(given: Iterable[Any]) -> tuple[str, ...]:
    """These texts, if no two are the same: the store holds each once."""
    texts = _texts(given)
    if len({*texts}) < len(texts):
        raise ValueError("twice the same")
    return texts


def _one_of(given: Any, known: frozenset[str]) -> Any:
    """This text, if it is a known one."""
    if given not in known:
        raise ValueError("nothing that there is")
    return given


def _rung(given: Any) -> int:
    """This number, if entries are known by the rung of that number."""
    from monitor import identity  # Imported here, for most polls have no feed to be read.

    rung = _number(given)
    if not identity.GUID <= rung <= identity.TEXT:
        raise ValueError("no rung")
    return rung


@cache
def _matched() -> frozenset[str]:
    """The fields in which a keyword may stand."""
    # Imported here, for a poll that finds everything unchanged reads no answer.
    from monitor.matching.reading import ABOUT, SHOWN

    return frozenset((*SHOWN, *ABOUT))


def _entry_row(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.key, entry.title, entry.guid, entry.link, entry.author, entry.published, entry.lang, entry.summary,
        entry.content, entry.categories, [*map(_file_row, entry.enclosures)], [*map(_dropped_row, entry.dropped)],
        [*map(_place_row, entry.places)], entry.raw,
    )  # fmt: skip


def _entry(row: Any) -> Entry:
    key, title, guid, link, author, published, lang, summary, content, categories, files, gone, places, raw = row
    key, title, guid, link, author, lang, summary, content, raw = _texts(
        (key, title, guid, link, author, lang, summary, content, raw)
    )
    if published is not None:
        published = _number(published, _LATEST)
    enclosures = tuple(map(_enclosure, files))
    dropped = tuple(Dropped(*_place(place, _SHOWN)) for place in gone)
    return Entry(
        key, title, guid, link, author, published, lang, summary, content, _texts(categories), enclosures, dropped,
        tuple(map(_marked, places)), raw,
    )  # fmt: skip


def _enclosure(row: Any) -> Enclosure:
    url, kind, length = row
    url, kind = _texts((url, kind))
    return Enclosure(url, kind, None if length is None else _number(length))


def _place(row: Any, fields: frozenset[str]) -> tuple[Any, ...]:
    """The name of one of these fields, two numbers, and texts."""
    field, start, end, *texts = row
    return _one_of(field, fields), _number(start), _number(end), *_texts(texts)


def _marked(row: Any) -> Place:
    field, start, end, kind, address = _place(row, _MARKED_UP)
    return Place(field, start, end, _one_of(kind, _KINDS), address)


def _match(row: Any) -> Match:
    watch, level, spans, against = row
    (watch,) = _texts([watch])
    return Match(watch, _one_of(level, _LEVELS), tuple(map(_span, spans)), tuple(map(_span, against)))


def _span(row: Any) -> Span:
    field, start, end, text, term, why, weight = row
    text, term, why = _texts((text, term, why))
    if not math.isfinite(weight):
        raise ValueError("no weight")
    return Span(_one_of(field, _matched()), _number(start), _number(end), text, term, why, weight)
