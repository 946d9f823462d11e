"""What is told of a wish to poll feeds: that it has been handed on, and which servers are left alone until when."""

from collections.abc import Mapping

from monitor import cells
from monitor.times import clock
from monitor.tui.toasts import NAMED

_FEW = 3
"""Hosts that are named."""


def told(name: str, held: Mapping[str, int], now: float) -> str:
    """The sentence for the feeds that go by this name, of which the hosts that are `held` are left alone, each until
    then (seconds since the epoch, UTC)."""
    name = cells.cut(name, NAMED)
    hosts = sorted(held, key=lambda host: (held[host], host))
    if not hosts:
        return f"Asked the poller for {name}."
    each = [f"{host} until {clock(held[host], now)}" for host in hosts[:_FEW]]
    more = [f"{len(hosts) - _FEW} more"] if len(hosts) > _FEW else []
    listed = " and ".join(filter(None, (", ".join((each + more)[:-1]), (each + more)[-1])))
    return f"Asked the poller for {name}. Left alone, as they asked: {listed}."
