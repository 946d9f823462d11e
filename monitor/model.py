"""The plain records that every part of the program speaks; no behaviour beyond what follows from their fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["strong", "likely"]
Shown = Literal["title", "summary", "content"]
"""A field of an entry that is text to be read."""
Kind = Literal["heading", "quote", "item", "preformatted", "struck", "link"]
"""What markup may make of a place."""
Status = Literal["new", "unchanged", "error", "skipped"]
ConceptEdits = Mapping[str, Mapping[str, Any]]
"""For each concept that a config adds or changes its table, as [concept.NAME] has it, all that is wrong taken out."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a feed's own server wants of those who read it; a value may be "env:NAME" or "cmd:PROGRAM ARGUMENT …"."""

    user: str = ""
    password: str = field(default="", repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Names and values that go along with each request."""
    literal: bool = False
    """User and password stand for themselves, for they stood in the feed's address, which others may have written."""
    mistyped: str = ""
    """What of it the config gives in a way that cannot be used, by its name there: nobody is asked without it."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as the user subscribed to it."""

    url: str
    title: str = ""
    """The user's own name for it; empty means: what the feed calls itself."""
    tags: tuple[str, ...] = ()
    every: int | None = None
    """Seconds between polls, fixed by the user; None leaves it to the poller."""
    lang: str = ""
    """The language that the user says it speaks (BCP 47 primary tag), or empty."""
    access: Access | None = None
    """What opens it; None where anyone may read it."""
    insecure: bool = False
    """Whether the user has it read whatever the certificate of its server, and however old its TLS."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a feed is taken, in bytes and seconds where nothing else is said."""

    download: int = 10_000_000
    """As it comes over the wire."""
    unpacked: int = 20_000_000
    headers: int = 64_000
    redirects: int = 5
    connect: float = 10.0
    """Until a connection stands."""
    entries: int = 2_000
    field: int = 1_000_000
    """Characters of one text of an entry."""
    parse: float = 10.0
    memory: int = 512_000_000
    """By which a process grows that reads the feed."""
    processes: int = 300_000_000
    """Of memory, for all processes that poll together: so many read feeds at a time as find room in it."""


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Watch:
    """A topic to watch: any of its keywords makes an entry match."""

    name: str
    keywords: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    """Feed addresses, titles or tags that it is limited to; empty means all."""
    lang: tuple[str, ...] = ()
    """Languages that it is limited to; an entry of unknown language always passes."""
    colour: str = ""
    widen: bool = True
    """Whether a keyword that names a concept stands for all of it."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that an entry carries: audio, video, a document."""

    url: str
    type: str = ""
    length: int | None = None
    """Bytes, as the feed claims."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A place in a field that is furniture of its page and says nothing about the entry."""

    field: Shown
    start: int
    """Code points from the start of the field as stored and shown."""
    end: int
    reason: str
    """In words: "related link", "advertisement", "repeated in this feed" and the like."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a field that its markup made something of."""

    field: Literal["summary", "content"]
    start: int
    """Code points from the start of the field as stored and shown."""
    end: int
    kind: Kind
    address: str = ""
    """Where a link leads: http or https; empty for all else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as a feed published it, every text through the gate in `text`."""

    key: str
    """What makes it the same entry at the next poll: its guid, else its link, else a hash of title and date."""
    title: str
    guid: str = ""
    link: str = ""
    author: str = ""
    published: int | None = None
    """Seconds since the epoch, UTC; None when the feed gives no believable date."""
    lang: str = ""
    summary: str = ""
    content: str = ""
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    """What of it no watch looks at, in text order."""
    places: tuple[Place, ...] = field(default=(), compare=False)
    """What is more than plain text in it: blocks, then links, each in text order.

    Two entries that differ in this alone are the same.
    """
    raw: str = field(default="", compare=False)
    """A hash of what the feed gave, before it was cleaned; empty where that is not told."""

    @property
    def name(self) -> str:
        """What a list calls it: its title, else how its text begins."""
        return self.title or opening(self.summary or self.content) or NO_TITLE


NO_TITLE = "(no title)"
"""What an entry is called that has neither a title nor a text."""
OPENING = 500
"""Code points of a text that may stand for a title."""
_BEGINNING = 20_000
"""Code points of the content, blanks included, that a summary is looked for in; twice its own where it is longer."""


def opening(text: str) -> str:
    """How a text begins, in one line: what an entry without a title is called by, as posts are. Its code points stand
    where they stand in the text."""
    return text[:OPENING].replace("\n", " ")


def repeats(content: str, summary: str) -> bool:
    """Whether a summary is only the beginning of the content, as many feeds make it, cut short or not."""
    start = " ".join(summary.split()).rstrip("….[] ")
    # One that is long is compared whole as well: what it alone has may stand at its end.
    beginning = content[: max(_BEGINNING, 2 * len(summary))]
    return bool(start) and " ".join(beginning.split()).startswith(start)


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a field where a keyword stands."""

    field: str
    """title, summary or content, or what else a query may ask for: author, category, url and the like."""
    start: int
    """Code points from the start of the field as stored and shown."""
    end: int
    text: str
    """What stands there."""
    term: str
    """The keyword as the user wrote it."""
    why: str
    """How the two agree: exact, fold, stem, joined, near, regex or concept:NAME."""
    weight: float = 0.0
    """What it counts for among a concept's evidence; 0 where a keyword stands for itself."""


@dataclass(frozen=True, slots=True)
class Match:
    """A watch that an entry satisfies, and where."""

    watch: str
    level: Level
    spans: tuple[Span, ...]
    against: tuple[Span, ...] = ()
    """Evidence that speaks against a concept, and did not outweigh the rest."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry with the watches that it satisfies."""

    entry: Entry
    matches: tuple[Match, ...] = ()
    concepts: tuple[str, ...] = ()
    """Of the concepts that are judged by evidence those that it is about."""
    words: tuple[str, str] | None = None
    """What a full-text index holds for it; None where that is still to be worked out."""
    known: bool = False
    """Whether the store holds what the feed gave, so that it was neither cleaned nor matched again: no text is here."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How often a feed itself wants to be asked."""

    least: int = 0
    """Seconds from one poll to the next, at least; 0 to 24 h."""
    hours: tuple[int, ...] = ()
    """Hours of the day, UTC, in which nobody should ask."""
    days: tuple[int, ...] = ()
    """Days of the week on which nobody should ask; Monday is 0."""


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the parse worker makes of a feed's bytes."""

    title: str = ""
    site: str = ""
    lang: str = ""
    found: tuple[Found, ...] = ()
    error: str = ""
    """A sentence when the bytes are no feed, or only part of one could be read; empty when all is well."""
    memory: bytes = b""
    """What to hand in with the feed's next bytes: what it has repeated so far."""
    notices: tuple[str, ...] = ()
    """Sentences for the user about his watches: a regex that is too slow."""
    wishes: Wishes = NO_WISHES
    rung: int = 0
    """What the entries are known by (see `identity`)."""
    fast: bool = False
    """Whether the fast path read it, and not feedparser."""
    doubt: str = ""
    """Why the fast path should not be trusted with this feed again; empty when all is well."""
    tells: frozenset[int] = frozenset()
    """The names (see `matching.repetition`) of entries that are not in the feed now and have more to be dropped, by
    what is in it."""
    breaks_off: bool = False
    """Whether the feed ends in the middle of the last of its entries."""
    here: bool = False
    """Whether the error is that this computer lacks something, which says nothing of the feed."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a feed's entries."""

    new: int = 0
    changed: int = 0
    fresh: tuple[int, ...] = field(default=(), compare=False)
    """The ids of the new and changed ones that match as they were found: what other feeds' entries tell of them is
    still to be looked at (see `headlines`)."""
    again: tuple[int, ...] = field(default=(), compare=False)
    """Likewise those of known ones, whose text is the same and is read otherwise."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll of one feed came to; a failure is a value here, never an exception."""

    feed: str
    title: str
    status: Status
    http: int | None = None
    entries: int = 0
    new: int = 0
    changed: int = 0
    matched: int = 0
    """New or changed entries that satisfy a watch."""
    error: str | None = None
    next_poll: int | None = None
    """Seconds since the epoch, UTC; None when the feed will not be polled again."""
    offline: bool = False
    """The network failed, not the feed."""
    reached: bool = False
    """It failed by an answer that only the internet can have given."""
    notices: tuple[str, ...] = ()
    """Sentences for the user about his watches, and about how a feed is read."""
