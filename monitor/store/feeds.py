"""Feeds in the store: what each poll left behind, when the next is due, and the health that a person sees."""

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import astuple, dataclass, fields, replace
from functools import lru_cache
from itertools import groupby, repeat
from operator import itemgetter

from monitor import times
from monitor.model import NO_WISHES, Feed, Wishes
from monitor.schedule import FIRST_RETRY
from monitor.store import clock
from monitor.store.schema import snapshot
from monitor.times import DAY, HOUR


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
    """What its entries are known by (see `clean.keyed`)."""
    slow: bool = False
    """Whether feedparser alone is to read it."""
    answered: str = ""
    """The address whose `etag` and `last_modified` they are, at the end of redirects; empty where that is not known."""
    renamed: int = 0
    """When all guids of its entries were others than before, for the first time; 0 where they never were."""

    @property
    def target(self) -> str:
        """The address to be asked."""
        return self.address or self.url


@dataclass(frozen=True, slots=True)
class Health:
    """A feed's state with the numbers that a person judges it by."""

    state: State
    entries: int
    unread: int
    """Matched entries that are unread."""
    weekly: float = 0.0
    """Entries in a week, over the last four; over fewer where its oldest entry is younger."""
    weekly_matches: float = 0.0
    gap: int | None = None
    """Seconds from one day on which it publishes to the next, as they mostly are; None where the days are too few."""
    last: int | None = None
    """The time of its newest entry: published, or first seen where that is earlier."""
    site: str = ""
    """The address of its pages."""

    @property
    def newest(self) -> int | None:
        """The time of the newest entry that it ever gave, as far as that is known."""
        return self.last if self.state.newest is None else self.state.newest

    def is_quiet(self, now: float) -> bool:
        """Whether a feed that answers has been silent for too long, judged by its own pace.

        That is for longer than five times its usual gap, and a week at least: who publishes daily may take a holiday.
        The gap is the median of those between the days of the last year on which it published, so that ten entries at
        a time count once. Where these are fewer than four, it is quiet after a month, as in `monitor feeds check`.
        """
        if self.newest is None or self.state.status not in ("new", "unchanged"):
            return False
        return now - self.newest > (_STALE if self.gap is None else max(_LEAST_SILENCE, _GAPS * self.gap))

    def silence(self, now: float) -> str:
        """That it is quiet, in words and with its usual gap: "silent for 40 days, usually for 2 days"; or empty."""
        if self.newest is None or not self.is_quiet(now):
            return ""
        usual = f", usually for {times.span(self.gap)}" if self.gap is not None else ""
        return f"silent for {times.span(now - self.newest)}{usual}"


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


_GAPS, _LEAST_SILENCE, _STALE = 5, 7 * DAY, 30 * DAY
_WEEK, _WEEKS = 7 * DAY, 4
# Each by the one index that has all that it asks for, or the fewest rows: of a million entries a third of the time that
# SQLite's own choice takes.
_NUMBERS = (
    "SELECT feed_id, count(*), sum(at >= ?), min(at), max(at) FROM entries INDEXED BY entries_feed GROUP BY feed_id"
)
_UNREAD = (
    "SELECT feed_id, count(*) FROM entries INDEXED BY entries_matched_unread WHERE matched = 1 AND read = 0 "
    "GROUP BY feed_id"
)
_MATCHED = (
    "SELECT feed_id, count(*) FROM entries INDEXED BY entries_matched WHERE matched = 1 AND at >= ? GROUP BY feed_id"
)
# A day is one of UTC: a feed's own is not known, and a gap is a day shorter or longer by it at most.
_DAY_GAPS = """
WITH days AS (
    SELECT DISTINCT feed_id, at / 86400 AS day FROM entries INDEXED BY entries_feed
    WHERE at BETWEEN ?1 - 365 * 86400 AND ?1
),
gaps AS (SELECT feed_id, day - lag(day) OVER (PARTITION BY feed_id ORDER BY day) AS gap FROM days)
SELECT feed_id, gap, count(*) FROM gaps WHERE gap IS NOT NULL GROUP BY feed_id, gap ORDER BY feed_id, gap
"""
_FEWEST_GAPS = 3
"""Fewer say nothing of how often a feed publishes."""
FIRST_GAP, _LARGEST_GAP = 2, 64
"""Seconds between two requests to a host that has once said that it is asked too often, and at most."""
_HALVED = 6 * HOUR
"""Seconds after the end of its hold, and again after these, in which a host's gap is halved where it does not say so
again."""
_GAP = f"(gap >> max(0, (:now - hold_until) / {_HALVED}))"
_FIELDS = [each.name for each in fields(State)]
_TITLE = "coalesce(nullif(name, ''), nullif(title, ''), url)"
_COLUMNS = ", ".join(_FIELDS).replace("title", _TITLE, 1)
_AT_WISHES, _AT_SLOW = map(_FIELDS.index, ("wishes", "slow"))


def subscribe(db: sqlite3.Connection, feeds: Iterable[Feed]) -> None:
    """Bring the store's list of feeds in line with the config; entries of feeds that left it stay.

    One that is not in it, while the address is to which it says it has moved, is that one: whoever writes the new
    address for the old one, or removes the one and adds the other, reads no entry twice, nor who goes back to the old
    one later. The caller holds the transaction.
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


def _rename(db: sqlite3.Connection, names: Container[str]) -> None:
    """Give each feed that is none of `names` the one of these to which it has moved, or which it had before that."""
    # What was left for another address stands there with that one, and with nothing of its own.
    left = db.execute("SELECT address, url FROM feeds WHERE status = 'never' AND address <> ''").fetchall()
    back = [(new, old) for new, old in left if old in names]
    db.executemany("DELETE FROM feeds WHERE url = ?", [(old,) for _, old in back])
    # Of several that have moved to one address those that were read until now go first.
    told = "SELECT url, coalesce(nullif(address, ''), moved_to) FROM feeds WHERE status <> 'never'"
    for url, name in (*back, *db.execute(f"{told} ORDER BY subscribed DESC").fetchall()):
        if url not in names and name in names:
            # Where there is a feed of that address already, both stay what they are.
            sql = "UPDATE OR IGNORE feeds SET url = ?, address = '', moved_to = '', next_poll = 0 WHERE url = ?"
            db.execute(sql, (name, url))
            db.execute("INSERT OR IGNORE INTO feeds (url, address, subscribed) VALUES (?, ?, 0)", (url, name))


def is_subscribed(db: sqlite3.Connection, feeds: Iterable[Feed]) -> bool:
    """Whether the store's list of feeds is the config's already."""
    held = dict(db.execute("SELECT url, name FROM feeds WHERE subscribed = 1").fetchall())
    return held == {feed.url: feed.title for feed in feeds}


def titled(db: sqlite3.Connection, feeds: Mapping[str, Feed]) -> dict[str, Feed]:
    """The feeds of a store by their addresses, as the config has them; with their own title where that gives none."""
    stored = db.execute("SELECT url, title FROM feeds").fetchall()
    known = ((row["url"], feeds.get(row["url"], Feed(row["url"])), row["title"]) for row in stored)
    return {url: feed if feed.title else replace(feed, title=title or "") for url, feed, title in known}


def states(db: sqlite3.Connection) -> list[State]:
    """All subscribed feeds, in the order in which they came."""
    return [_state(row) for row in db.execute(f"SELECT {_COLUMNS} FROM feeds WHERE subscribed = 1 ORDER BY id")]


def shown(db: sqlite3.Connection, now: int) -> list[State]:
    """The same for a person, as of `now`: those that wait for the time of a clock that was wrong are due, which is what
    the next poll makes of them."""
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


def health(db: sqlite3.Connection, now: int | None = None) -> list[Health]:
    """All subscribed feeds with their numbers, as of `now` (seconds since the epoch, UTC).

    It looks at every entry: of a million that takes half a second.
    """
    now = int(time.time()) if now is None else now
    since = now - _WEEKS * _WEEK
    with snapshot(db):
        numbers = {row[0]: tuple(row)[1:] for row in db.execute(_NUMBERS, (since,))}
        unread = Counter(dict(db.execute(_UNREAD).fetchall()))
        matched = Counter(dict(db.execute(_MATCHED, (since,)).fetchall()))
        gaps = _usual_gaps(db.execute(_DAY_GAPS, (now,)))
        sites = dict(db.execute("SELECT id, site FROM feeds").fetchall())
        subscribed = shown(db, now)
    found = []
    for state in subscribed:
        entries, recent, oldest, last = numbers.get(state.id, (0, 0, now, None))
        weeks = min(max(now - oldest, _WEEK), _WEEKS * _WEEK) / _WEEK
        weekly = recent / weeks, matched[state.id] / weeks
        found.append(Health(state, entries, unread[state.id], *weekly, gaps.get(state.id), last, sites[state.id]))
    return found


def _usual_gaps(rows: Iterable[tuple[int, int, int]]) -> dict[int, int]:
    """For each feed the seconds from one day to the next on which it publishes, in the middle of all that there were.

    `rows` are feed, days, and how often it was so many, the fewest days first.
    """
    found = {}
    for feed_id, several in groupby(rows, itemgetter(0)):
        gaps = [days for _, days, times in several for days in repeat(days, times)]
        if len(gaps) >= _FEWEST_GAPS:
            found[feed_id] = gaps[(len(gaps) - 1) // 2] * DAY
    return found


def newest_ids(db: sqlite3.Connection, url: str, limit: int) -> tuple[int, ...]:
    """The ids of the entries of a feed, newest first, `limit` at most."""
    rows = db.execute(
        "SELECT id FROM entries WHERE feed_id = (SELECT id FROM feeds WHERE url = ?) ORDER BY at DESC, id DESC LIMIT ?",
        (url, limit),
    )
    return tuple(row[0] for row in rows)


def failing(db: sqlite3.Connection) -> int:
    """How many subscribed feeds failed at their last poll."""
    sql = "SELECT count(*) FROM feeds WHERE subscribed = 1 AND status IN ('error', 'gone')"
    return int(db.execute(sql).fetchone()[0])


def record(db: sqlite3.Connection, feed_id: int, update: Update) -> None:
    """Write what a poll left behind; the caller holds the transaction that also saves the entries."""
    good = update.now if update.status in ("new", "unchanged") else None
    db.execute(
        "UPDATE feeds SET status = ?, http = ?, error = ?, failures = ?, last_poll = ?, next_poll = ?, "
        "last_good = coalesce(?, last_good), title = coalesce(?, title), site = coalesce(?, site), "
        "etag = coalesce(?, etag), last_modified = coalesce(?, last_modified), body_hash = coalesce(?, body_hash), "
        "newest = coalesce(max(newest, ?), newest, ?), pace = coalesce(?, pace), wishes = coalesce(?, wishes), "
        "address = coalesce(?, address), moved_to = coalesce(?, moved_to), moved_at = coalesce(?, moved_at), "
        "rung = coalesce(?, rung), answered = coalesce(?, answered), "
        "renamed = coalesce(?, renamed) WHERE id = ?",
        (
            *(update.status, update.http, update.error, update.failures, update.now, update.next_poll, good),
            *(update.title, update.site, update.etag, update.last_modified, update.body_hash),
            *(update.newest, update.newest, update.pace, update.wishes and json.dumps(astuple(update.wishes))),
            *(update.address, update.moved_to, update.moved_at, update.rung, update.answered, update.renamed, feed_id),
        ),
    )


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


def hold(db: sqlite3.Connection, host: str, until: int, now: int) -> None:
    """No request to this host before `until` (seconds since the epoch, UTC), which is `now` where it gives no time; a
    longer hold stays.

    Its requests stand the farther apart, the more often it has said so.
    """
    db.execute(
        "INSERT INTO hosts VALUES (:host, :until, :first) ON CONFLICT (host) DO UPDATE SET "
        "hold_until = max(hold_until, :until), "
        # What was on its way when the host first said so says nothing of the gap since.
        "gap = CASE WHEN hold_until > :now OR (:until <= :now AND :now - hold_until < gap) THEN gap "
        f"ELSE min(max({_GAP} * 2, :first), :most) END",
        {"host": host, "until": until, "now": now, "first": FIRST_GAP, "most": _LARGEST_GAP},
    )


def gaps(db: sqlite3.Connection, now: int) -> dict[str, int]:
    """The hosts that were asked too often of late, each with the seconds that must lie between two requests to it."""
    return dict(db.execute(f"SELECT host, {_GAP} AS apart FROM hosts WHERE apart > 0", {"now": now}).fetchall())


def said(db: sqlite3.Connection, now: int) -> dict[str, int]:
    """The same hosts, each with the time when it last said so, or until when it was left alone for that."""
    return dict(db.execute(f"SELECT host, hold_until FROM hosts WHERE {_GAP} > 0", {"now": now}).fetchall())


def holds(db: sqlite3.Connection, now: int) -> dict[str, int]:
    """The hosts that are to be left alone, each with the time until when."""
    return dict(db.execute("SELECT host, hold_until FROM hosts WHERE hold_until > ?", (now,)).fetchall())


def postpone(db: sqlite3.Connection, feed_id: int, until: int) -> None:
    """Ask a feed no sooner than `until`; the caller holds the transaction."""
    db.execute("UPDATE feeds SET next_poll = max(next_poll, ?) WHERE id = ?", (until, feed_id))


def hurry_unreached(db: sqlite3.Connection, now: int) -> None:
    """Make the feeds due that failed for want of a network, which is back. The caller holds the transaction.

    What failed otherwise waits for as long as it was put off, by which it is known at its next failure too.
    """
    db.execute(
        "UPDATE feeds SET next_poll = min(next_poll, ?) "
        "WHERE status = 'error' AND http IS NULL AND next_poll - last_poll < ?",
        (now, FIRST_RETRY),
    )


def ask(db: sqlite3.Connection, urls: Iterable[str], now: int) -> None:
    """Ask the poller, whichever process it is, to poll these feeds soon."""
    db.executemany("INSERT OR REPLACE INTO asks VALUES (?, ?)", ((url, now) for url in urls))


def take_asks(db: sqlite3.Connection) -> set[str]:
    """The feeds that were asked for, each told once. The caller holds the transaction."""
    urls = {row[0] for row in db.execute("SELECT url FROM asks")}
    if urls:
        db.execute("DELETE FROM asks")
    return urls
