"""Feeds in the store: what each poll left behind, and when the next is due."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass, fields, replace
from functools import lru_cache
from operator import attrgetter

from monitor.model import NO_WISHES, Feed, Wishes
from monitor.schedule import FIRST_RETRY
from monitor.store import clock
from monitor.times import DAY


@dataclass(frozen=True, slots=True)
class State:
    """What the store knows of a feed."""

    id: int
    url: str
    title: str
    """What the user calls it, else what it calls itself, else its address."""
    etag: str
    last_modified: str
    body_hash: str
    status: str
    """never, new, unchanged, error or gone."""
    http: int | None
    error: str
    failures: int
    """Polls that failed in a row; after some for want of a network, those since it is back."""
    last_poll: int | None
    """Seconds since the epoch, UTC, like all times here."""
    last_good: int | None
    next_poll: int
    newest: int | None
    pace: int = 0
    """Seconds between polls, by how often it publishes; 0 where that is not known yet."""
    wishes: Wishes = NO_WISHES
    address: str = ""
    """Where it has moved for good; empty where it is still at its first address."""
    moved_to: str = ""
    """Where it says that it has moved, which is not yet believed."""
    moved_at: int = 0
    rung: int = 0
    """What its entries are known by (see `identity`)."""
    slow: bool = False
    """Whether feedparser alone is to read it."""
    answered: str = ""
    """The address whose `etag` and `last_modified` they are, at the end of redirects; empty where that is not known."""
    renamed: int = 0
    """When all guids of its entries were others than before, the last time; 0 where they never were."""
    fresh: int = 0
    """Seconds for which its server says that it stays as it is, from each answer on; 0 where it says until when."""

    @property
    def target(self) -> str:
        """The address to be asked."""
        return self.address or self.url


@dataclass(frozen=True, slots=True)
class Update:
    """What a poll changes in a feed's state; None leaves a value as it is."""

    status: str
    now: int
    next_poll: int
    http: int | None = None
    error: str = ""
    failures: int = 0
    title: str | None = None
    site: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    newest: int | None = None
    pace: int | None = None
    wishes: Wishes | None = None
    address: str | None = None
    moved_to: str | None = None
    moved_at: int | None = None
    rung: int | None = None
    answered: str | None = None
    renamed: int | None = None
    fresh: int | None = None


_FIELDS = [each.name for each in fields(State)]
_TITLE = "coalesce(nullif(name, ''), nullif(title, ''), url)"
_COLUMNS = ", ".join(_FIELDS).replace("title", _TITLE, 1)
_TOLD = [each.name for each in fields(Update)]
_told = attrgetter(*_TOLD)
_KEPT = [each.name for each in fields(Update) if each.default is None and each.name not in ("http", "newest")]
"""What stays as it is where a poll tells nothing of it."""
_RECORD = (
    "UPDATE feeds SET status = :status, http = :http, error = :error, failures = :failures, last_poll = :now, "
    "next_poll = :next_poll, last_good = coalesce(:good, last_good), newest = coalesce(max(newest, :newest), newest, "
    f":newest), {', '.join(f'{name} = coalesce(:{name}, {name})' for name in _KEPT)} WHERE id = :id AND url = :url"
)
_UNREACHED = f"status = 'error' AND http IS NULL AND next_poll - last_poll < {FIRST_RETRY}"
"""What has failed for want of a network, and is to be asked again soon."""
_AT_WISHES, _AT_SLOW = map(_FIELDS.index, ("wishes", "slow"))


def subscribe(db: sqlite3.Connection, feeds: Iterable[Feed]) -> None:
    """Bring the store's list of feeds in line with the config; entries of feeds that left it stay.

    One that is not in it, while the address is to which it says it has moved, or another spelling of its own, as with
    https, is that one: whoever writes the new address for the old one, or removes the one and adds the other, reads no
    entry twice, nor who goes back to the old one later. The caller holds the transaction.
    """
    names = {feed.url: feed.title for feed in feeds}
    _rename(db, names)
    sql = "UPDATE feeds SET subscribed = 0 WHERE subscribed = 1 AND url NOT IN (SELECT value FROM json_each(?))"
    db.execute(sql, (json.dumps([*names]),))
    db.executemany(
        "INSERT INTO feeds (url, name) VALUES (?, ?) "
        # Whoever subscribes again to what had gone for good wants it asked again.
        "ON CONFLICT (url) DO UPDATE SET name = excluded.name, subscribed = 1, "
        "next_poll = CASE WHEN subscribed = 0 AND status = 'gone' THEN 0 ELSE next_poll END",
        names.items(),
    )


def _rename(db: sqlite3.Connection, names: Collection[str]) -> None:
    """Give each feed that is none of `names` the one of these to which it has moved, or which it had before that, or
    which leads to the same place."""
    # What was left for another address stands there with that one, and with nothing of its own.
    left = dict(db.execute("SELECT url, address FROM feeds WHERE status = 'never' AND address <> ''").fetchall())
    back = [(_led_to(old, left), old) for old in left if old in names]
    db.executemany("DELETE FROM feeds WHERE url = ?", [(old,) for _, old in back])
    # Of several that have moved to one address those that were read until now go first.
    told = "SELECT url, coalesce(nullif(address, ''), moved_to) FROM feeds WHERE status <> 'never'"
    moved = db.execute(f"{told} ORDER BY subscribed DESC").fetchall()
    from monitor.links import secure  # Imported here, for most polls know of none that moved.

    places = {secure(name).rstrip("/"): name for name in names}
    spelled = [(url, places.get(secure(url).rstrip("/"), "")) for url, _ in moved]
    for url, name in (*back, *moved, *spelled):
        if url not in names and name in names:
            # Where there is a feed of that address already, both stay what they are.
            sql = "UPDATE OR IGNORE feeds SET url = ?, address = '', moved_to = '', next_poll = 0 WHERE url = ?"
            db.execute(sql, (name, url))
            db.execute("INSERT OR IGNORE INTO feeds (url, address, subscribed) VALUES (?, ?, 0)", (url, name))


def _led_to(url: str, left: Mapping[str, str]) -> str:
    """Where a feed stands by now that `left` an address for another, and that perhaps for a third."""
    met = [url]
    while (after := left.get(met[-1], url)) not in met:
        met.append(after)
    return met[-1]


def is_subscribed(db: sqlite3.Connection, feeds: Iterable[Feed]) -> bool:
    """Whether the store's list of feeds is the config's already."""
    held = dict(db.execute("SELECT url, name FROM feeds WHERE subscribed = 1").fetchall())
    return held == {feed.url: feed.title for feed in feeds}


def titled(db: sqlite3.Connection, feeds: Iterable[Feed]) -> dict[str, Feed]:
    """The feeds of a store by their addresses, as the config has them; with their own title where that gives none."""
    configured = {feed.url: feed for feed in feeds}
    stored = db.execute("SELECT url, title FROM feeds").fetchall()
    known = ((row["url"], configured.get(row["url"], Feed(row["url"])), row["title"]) for row in stored)
    return {url: feed if feed.title else replace(feed, title=title or "") for url, feed, title in known}


def named(db: sqlite3.Connection, feeds: Collection[Feed]) -> list[Feed]:
    """The feeds of a config, with their own titles where that gives none and the store knows them."""
    known = titled(db, feeds)
    return [known.get(feed.url, feed) for feed in feeds]


def states(db: sqlite3.Connection) -> list[State]:
    """All subscribed feeds, in the order in which they came."""
    return [_state(row) for row in db.execute(f"SELECT {_COLUMNS} FROM feeds WHERE subscribed = 1 ORDER BY id")]


def shown(db: sqlite3.Connection, now: int) -> list[State]:
    """The same for a person, as of `now` (seconds since the epoch, UTC): those that wait for the time of a clock that
    was wrong are due, which is what the next poll makes of them."""
    misled = clock.misled(db, now)
    return [_set_right(state, now) if state.id in misled else state for state in states(db)]


def _set_right(state: State, now: int) -> State:
    last_poll, last_good = (None if one is None else min(one, now) for one in (state.last_poll, state.last_good))
    return replace(state, next_poll=min(state.next_poll, now), last_poll=last_poll, last_good=last_good)


def due(db: sqlite3.Connection, now: int) -> list[State]:
    """Those whose time has come, in the order in which they came: a poller asks for them each second."""
    wanted = "subscribed = 1 AND next_poll <= ?"
    return [*map(_state, db.execute(f"SELECT {_COLUMNS} FROM feeds WHERE {wanted} ORDER BY id", (now,)))]


def next_due(db: sqlite3.Connection) -> int | None:
    """When the next feed is due (seconds since the epoch, UTC); None without feeds."""
    (soonest,) = db.execute("SELECT min(next_poll) FROM feeds WHERE subscribed = 1").fetchone()
    return soonest  # type: ignore[no-any-return]


def _state(row: sqlite3.Row) -> State:
    values = [*row]
    values[_AT_WISHES], values[_AT_SLOW] = _wishes(values[_AT_WISHES]), bool(values[_AT_SLOW])
    return State(*values)


@lru_cache(256)
def _wishes(written: str) -> Wishes:
    """Wishes as the store has them; most feeds have the same, or none."""
    least, hours, days = json.loads(written)
    return Wishes(least, tuple(hours), tuple(days))


def unpolled(feed: Feed) -> State:
    """The state of a feed of which the store knows nothing."""
    return State(0, feed.url, feed.title or feed.url, "", "", "", "never", None, "", 0, None, None, 0, None)


def failing(db: sqlite3.Connection) -> int:
    """How many subscribed feeds failed at their last poll."""
    sql = "SELECT count(*) FROM feeds WHERE subscribed = 1 AND status IN ('error', 'gone')"
    return int(db.execute(sql).fetchone()[0])


def record(db: sqlite3.Connection, state: State, update: Update) -> None:
    """Write what a poll left behind; the caller holds the transaction that also saves the entries.

    Nothing, where the config has given the feed another address than that by which it was asked: of that one nothing is
    told by what the old one answers.
    """
    told = dict(zip(_TOLD, _told(update), strict=True))
    good = update.now if update.status in ("new", "unchanged") else None
    wishes = update.wishes and json.dumps(astuple(update.wishes))
    db.execute(_RECORD, {**told, "good": good, "wishes": wishes, "id": state.id, "url": state.url})


def mistrust(db: sqlite3.Connection, feed_id: int) -> None:
    """Have feedparser read a feed from now on, and its next answer in any case. The caller holds the transaction."""
    db.execute("UPDATE feeds SET slow = 1, etag = '', last_modified = '', body_hash = '' WHERE id = ?", (feed_id,))


def failures(db: sqlite3.Connection, url: str) -> int:
    """How many polls of a feed failed in a row."""
    row = db.execute("SELECT failures FROM feeds WHERE url = ?", (url,)).fetchone()
    return int(row[0]) if row else 0


def last(db: sqlite3.Connection, feed_id: int) -> int | None:
    """The time of a feed's newest entry: published, or first seen where that is earlier; None where it has none."""
    return db.execute("SELECT max(at) FROM entries WHERE feed_id = ?", (feed_id,)).fetchone()[0]  # type: ignore[no-any-return]


def last_came(db: sqlite3.Connection, feed_id: int) -> int | None:
    """When a feed's newest entry was first seen; None where it has none."""
    newest = "SELECT first_seen FROM entries WHERE feed_id = ? ORDER BY at DESC, id DESC LIMIT 1"
    row = db.execute(newest, (feed_id,)).fetchone()
    return row and int(row[0])


def hasten(db: sqlite3.Connection, url: str, every: int) -> None:
    """Ask a feed that does well no later than `every` seconds after its last poll, if it ever had one. The caller holds
    the transaction."""
    db.execute(
        "UPDATE feeds SET next_poll = min(next_poll, last_poll + ?) "
        "WHERE url = ? AND failures = 0 AND last_poll IS NOT NULL",
        (every, url),
    )


def late(db: sqlite3.Connection, feeds: Iterable[Feed], every: int | None) -> list[Feed]:
    """Those feeds that do well and were put off for longer than is fixed for them by now, or for all by `every`
    (seconds), or than any is for which nothing is: the config was edited while nobody polled. Those whose host wants to
    be left alone are none of them."""
    most = {feed.url: (feed, feed.every or every or DAY) for feed in feeds}
    sql = (
        "SELECT url, next_poll - last_poll FROM feeds WHERE subscribed = 1 AND failures = 0 AND last_poll IS NOT NULL "
        "AND next_poll NOT IN (SELECT hold_until FROM hosts)"
    )
    # What chance has added is no longer than a tenth.
    waits = ((wait, *most[url]) for url, wait in db.execute(sql) if url in most)
    return [feed for wait, feed, seconds in waits if wait > 1.1 * seconds + 1]


def memory(db: sqlite3.Connection, feed_id: int) -> bytes:
    """What the last reading of a feed gave to hand in with the next."""
    row = db.execute("SELECT memory FROM memories WHERE feed_id = ?", (feed_id,)).fetchone()
    return bytes(row[0]) if row else b""


def remember(db: sqlite3.Connection, feed_id: int, memory: bytes) -> None:
    """Keep what a reading of a feed gave for the next; the caller holds the transaction."""
    db.execute(
        "INSERT INTO memories VALUES (?1, ?2) ON CONFLICT (feed_id) DO UPDATE SET memory = ?2 WHERE memory <> ?2",
        (feed_id, memory),
    )


def postpone(db: sqlite3.Connection, state: State, until: int) -> None:
    """Ask a feed no sooner than `until` (seconds since the epoch, UTC), if it is still asked by that address; the
    caller holds the transaction.

    Failures for want of a network are known by how soon the feed was to be asked again, which it is not now: they are
    forgotten, lest they count against its server.
    """
    db.execute(
        f"UPDATE feeds SET next_poll = max(next_poll, ?), failures = CASE WHEN {_UNREACHED} THEN 0 ELSE failures END "
        "WHERE id = ? AND url = ?",
        (until, state.id, state.url),
    )


def hurry_unreached(db: sqlite3.Connection, now: int, since: int) -> None:
    """Make the feeds due `now` (seconds since the epoch, UTC) that failed for want of a network, which is back and was
    there last `since` then. The caller holds the transaction.

    So do those that were well until then: as the first of them failed, it was not known to be gone. What failed before
    waits for as long as it was put off, by which it is known at its next failure too.
    """
    unanswered = "status = 'error' AND http IS NULL AND last_poll >= ? AND last_good >= ?"
    sql = f"UPDATE feeds SET next_poll = min(next_poll, ?) WHERE {_UNREACHED} OR ({unanswered})"
    db.execute(sql, (now, since, since - DAY))


def ask(db: sqlite3.Connection, urls: Iterable[str], now: int) -> None:
    """Ask the poller, whichever process it is, to poll these feeds soon; `now` in seconds since the epoch, UTC."""
    db.executemany("INSERT OR REPLACE INTO asks VALUES (?, ?)", ((url, now) for url in urls))


def take_asks(db: sqlite3.Connection) -> set[str]:
    """The feeds that were asked for, each told once. The caller holds the transaction."""
    urls = {row[0] for row in db.execute("SELECT url FROM asks")}
    if urls:
        db.execute("DELETE FROM asks")
    return urls
