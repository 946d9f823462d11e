"""What a poll comes to: the feed's next state by the answer, as pure rules."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from monitor import moves, schedule
from monitor.feeds.fetch import Fetched
from monitor.feeds.http import TOO_OFTEN, parted, wish
from monitor.hosts import hold_until
from monitor.model import Parsed
from monitor.store.feeds import State, Update
from monitor.times import DAY, HOUR, NEVER

_WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Moment:
    """When an outcome is written, and by what the feed's next poll is reckoned then."""

    now: float
    """Seconds since the epoch, UTC."""
    chance: Callable[[], float]
    """Gives a number from 0 to 1."""
    every: int | None
    """Seconds between polls that the user has fixed for the feed; None where they go by its own pace."""
    newest: int | None
    """The time of its newest entry, seconds since the epoch; None where it has none."""


def read(state: State, fetched: Fetched, parsed: Parsed, digest: str, at: Moment) -> Update:
    """After an answer that was read; `digest` is that of its bytes."""
    now = int(at.now)
    dates = [one.entry.published for one in parsed.found if one.entry.published is not None]
    # A document that says when it was made is another one each time, and may have nothing new.
    quiet = all(one.known for one in parsed.found)
    known = replace(state, pace=schedule.pace(dates, now), wishes=parsed.wishes)
    # Validators stand for entries that were read: what was read in part must be sent again.
    whole = not parsed.error
    return replace(
        unchanged(known, fetched, at, quiet=quiet),
        error=parsed.error,
        title=parsed.title or None,
        site=parsed.site or None,
        etag=fetched.etag if whole else "",
        last_modified=fetched.last_modified if whole else "",
        body_hash=digest if whole else "",
        newest=max(dates, default=None),
        wishes=parsed.wishes,
    )


def unchanged(state: State, fetched: Fetched, at: Moment, *, quiet: bool = True) -> Update:
    """After an answer that is what the last one was, or that it is; where it is not `quiet`, with something new."""
    now, pace, fresh = int(at.now), state.pace or schedule.USUAL, fetched.fresh
    if fresh is None:
        # A 304 may leave out what the answer that it stands for has said (RFC 9111, 3.2).
        fresh = state.fresh if fetched.status == 304 else 0
    if quiet:
        pace = schedule.quieter(pace, at.newest, now)
    if at.every:
        next_poll = schedule.after_success(now, at.every, at.chance)
    else:
        next_poll = schedule.after_success(now, pace, at.chance, state.wishes, fresh)
    moved = moves.after_success(state, fetched, now)
    # Validators of a 304 too: those that it was asked with, or a later date of the same.
    etag, last_modified = fetched.etag, fetched.last_modified
    return Update(
        "unchanged", now, next_poll, fetched.status, pace=pace, etag=etag, last_modified=last_modified,
        answered=fetched.url, fresh=0 if fetched.dated else fresh, **moved,
    )  # fmt: skip


def failed(state: State, fetched: Fetched, at: Moment) -> Update:
    """After an answer that is an error, or none."""
    now, failures = int(at.now), _in_a_row(state, at.now, offline=fetched.offline)
    next_poll = schedule.after_failure(now, failures, at.chance, offline=fetched.offline)
    error = fetched.error or ""
    counted = 0 if fetched.offline else failures
    moved = moves.after_failure(state, counted, fetched.status, inside=fetched.inside)
    # Who does not answer has not taken back that it is gone. Where a redirect leads to may be gone, and the feed not.
    is_gone = fetched.status == 410 or (fetched.status is None and state.status == "gone")
    if is_gone and fetched.url == parted(state.target)[0] and not moved:
        if fetched.status is None:
            error += "; it said before that it is gone for good"
        return Update("gone", now, NEVER, fetched.status, error, failures)
    until = hold_until(fetched, at.now)
    if until is not None:
        next_poll = max(next_poll, until + round(60 * at.chance()))
        if until > now:
            error += f"; {wish(fetched.url, until)}"
    # An answer that this computer could not keep or read counts as none.
    return Update("error", now, next_poll, None if fetched.offline else fetched.status, error, failures, **moved)


def unreadable(state: State, fetched: Fetched, parsed: Parsed, at: Moment) -> Update:
    """After an answer of which nothing could be read."""
    if parsed.here:
        return failed(state, replace(fetched, error=parsed.error, offline=True), at)
    now, failures = int(at.now), _in_a_row(state, at.now)
    next_poll = schedule.after_failure(now, failures, at.chance)
    more = {"etag": "", "last_modified": "", "body_hash": "", **moves.after_failure(state, failures)}
    return Update("error", now, next_poll, fetched.status, parsed.error, failures, **more)


def fails_on_conditions(state: State) -> bool:
    """Whether a server may fail for being asked whether a feed has changed, as some do: it is asked for all then."""
    return state.failures >= moves.SEVERAL and (state.http or 0) >= 400 and state.http not in TOO_OFTEN


def may_be_stuck(state: State, now: float, came: Callable[[], int | None]) -> bool:
    """Whether a server may say that a feed has not changed whatever has come, as some do for ever once they are asked:
    at the first poll of each week it is asked for all where its newest entry, which `came` then, did so a week ago, and
    where it did not fail last, unless for want of a network, as at each wake of a computer."""
    # Not all feeds' weeks begin at a time.
    week, before = (int(at + state.id * HOUR) // _WEEK for at in (now, state.last_good or 0))
    is_well = not is_doubted(state)
    # To find the entry out takes longer than all else that a feed costs which has not changed.
    return is_well and week > before and now - (came() or 0) >= _WEEK


def is_doubted(state: State) -> bool:
    """Whether a feed failed last while there was a network: that it does so again tells nothing of that."""
    return bool(state.failures) and not _was_offline(state)


def _in_a_row(state: State, now: float, *, offline: bool = False) -> int:
    """How many polls of a feed have failed in a row with this one, but for those that somebody asked for before it was
    due. Want of a network does not count against a server: after a night of it that would be left alone for a day."""
    return 1 if _was_offline(state) and not offline else max(1, state.failures + (now >= state.next_poll))


def _was_offline(state: State) -> bool:
    return state.http is None and schedule.is_offline(state.next_poll - (state.last_poll or 0))
