"""Where a feed is asked that says it has moved: what a poll's answer tells of its address."""

from typing import Any

from monitor.feeds.fetch import Fetched
from monitor.store.feeds import State
from monitor.times import DAY

_NOT_THERE = frozenset((400, 401, 403, 404, 405, 410, 451))
SEVERAL = 5
"""Failures in a row, which take most of a day, from which on it may be for what is asked that a server fails: for an
address that is dead, whatever it says, or for its own validators."""
_ABSENCE = 30 * DAY
"""Seconds between two good polls by which no time is told: a clock that was put right jumps further than that, and who
is away for so long has the redirect followed until two polls are nearer to each other."""
_BELIEVED, _ALONE = 0, -1
"""When a redirect was first seen that was believed before; and of one that was, where the old address is gone."""


def after_success(state: State, fetched: Fetched, now: int) -> dict[str, Any]:
    """The fields of an `Update` after a good poll: a permanent redirect is believed if it stands a day later still.

    `now` in seconds since the epoch, UTC.
    """
    if not fetched.moved:
        return {"moved_to": ""} if state.moved_to else {}
    is_doubtful = state.moved_at > _BELIEVED and now - (state.last_good or 0) > _ABSENCE
    if fetched.moved != state.moved_to or is_doubtful:
        return {"moved_to": fetched.moved, "moved_at": now}
    return {"address": fetched.moved, "moved_to": ""} if now - state.moved_at >= DAY else {}


def after_failure(state: State, failures: int, status: int | None = None, *, inside: bool = False) -> dict[str, Any]:
    """The fields of an `Update` after a failed one, where the feed was believed to have moved: neither of its two
    addresses is given up for the other, for the new one may fail for a day, and the old one for good.

    `failures` is how many there were in a row, none for want of a network; `inside` says that it has come to lead into
    the network here.
    """
    moved = {"etag": "", "last_modified": ""}
    # What says itself that it is gone, or may not be asked, is nowhere to come back to.
    if state.address and (inside or (state.moved_at != _ALONE and (status in _NOT_THERE or failures >= SEVERAL))):
        again = "" if inside or status == 410 else state.address
        return {"address": "", "moved_to": again, "moved_at": _BELIEVED, **moved}
    if not state.address and state.moved_to and state.moved_at == _BELIEVED:
        return {"address": state.moved_to, "moved_to": "", "moved_at": _ALONE if status == 410 else _BELIEVED, **moved}
    return {}
