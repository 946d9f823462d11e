"""Where a feed is asked that says it has moved: what a poll's answer tells of its address."""

from typing import Any

from monitor.feeds.fetch import Fetched
from monitor.store.feeds import State
from monitor.times import DAY

_NOT_THERE = frozenset((400, 401, 403, 404, 405, 410, 451))
_BELIEVED = 0
"""When a redirect was first seen that was believed before."""


def after_success(state: State, fetched: Fetched, now: int) -> dict[str, Any]:
    """The fields of an `Update` after a good poll: a permanent redirect is believed if it stands a day later still."""
    if not fetched.moved:
        return {"moved_to": ""} if state.moved_to else {}
    if fetched.moved != state.moved_to:
        return {"moved_to": fetched.moved, "moved_at": now}
    return {"address": fetched.moved, "moved_to": ""} if now - state.moved_at >= DAY else {}


def after_failure(state: State, status: int | None = None, *, inside: bool = False) -> dict[str, Any]:
    """The fields of an `Update` after a failed one, where the feed was believed to have moved: neither of its two
    addresses is given up for the other, for the new one may fail for a day, and the old one for good.

    `inside` says that it has come to lead into the network here.
    """
    moved = {"etag": "", "last_modified": ""}
    if state.address and (inside or status in _NOT_THERE):
        # What says itself that it is gone, or may not be asked, is nowhere to come back to.
        again = "" if inside or status == 410 else state.address
        return {"address": "", "moved_to": again, "moved_at": _BELIEVED, **moved}
    if not state.address and state.moved_to and state.moved_at == _BELIEVED:
        return {"address": state.moved_to, "moved_to": "", **moved}
    return {}
