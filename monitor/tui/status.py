"""What the poller is doing, from its own lines to a sentence for the bottom of the screen."""

import time
from dataclasses import dataclass

from monitor import text
from monitor.times import clock
from monitor.tui.poller import Event, due
from monitor.tui.signs import progress

_MANY = 100
"""Feeds, or entries, from which on a bar shows how far one is."""
_BAR = 12


@dataclass(slots=True)
class PollerStatus:
    """What the poller said last, and what it did since it began to poll."""

    state: str = "starting"
    due: int = 0
    begun_with: int = 0
    """Feeds that were due when this round began."""
    done: int = 0
    new: int = 0
    matched: int = 0
    next_poll: int | None = None
    offline: bool = False
    polled_once: bool = False
    """A whole round has been polled since the desk opened."""
    detail: str = ""
    progress: tuple[int, int] = (0, 0)
    beside: str = "starting"
    """The state beside which entries are matched anew, and which holds again when that is done."""

    def take(self, event: Event) -> None:
        """Take in one line of the poller's."""
        if "feed" in event:
            self.done += 1
            self.new += _number(event, "new")
            self.matched += _number(event, "matched")
            return
        state = str(event.get("state"))
        if state == "polling":
            under_way = _number(event, "due")
            # Where some feed is always under way, a round ends with as many as it began with.
            if self.state != "polling" or (under_way and self.done >= self.begun_with):
                self.done = self.new = self.matched = 0
                self.begun_with = under_way
            # Those that have been told are not among the feeds that are due by now.
            self.due = self.done + under_way
        elif state == "idle":
            self.next_poll = due(event)
            self.offline = bool(event.get("offline"))
            self.polled_once |= self.done > 0
        elif state == "matching":
            self.progress = (_number(event, "done"), _number(event, "total"))
            if not self.progress[1]:
                # What did not change meanwhile is not told again.
                self.state = self.beside if self.state == "matching" else self.state
                return
            if self.state != "matching":
                self.beside = self.state
        elif state == "config":
            return
        self.state = state
        # What a failing program says is no feed's text, but it may quote one.
        self.detail = text.line(str(event.get("error") or event.get("pid") or ""))

    def sentence(self, now: float | None = None, failing: int = 0, health: str = "v", feeds: int | None = None) -> str:
        """What is going on, in words; `failing` feeds are told where nothing else is. `health` is the key to the feeds,
        which say what is wrong; where there are so many `feeds`, no more are under way, be some due a second time."""
        now = time.time() if now is None else now
        if self.state == "polling":
            found = f" · {self.new:,} new, {self.matched:,} matched" if self.new else ""
            due = min(self.due, self.due if feeds is None else feeds)
            done = min(self.done, due)
            return f"Polling: {_bar(done, due)}{done} of {due} {'feed' if due == 1 else 'feeds'}{found}"
        if self.state == "idle" and self.offline:
            return f"No network ({health}): this is stored{self._again(now)}"
        if self.state == "idle":
            fails = f" · {failing} {'feed fails' if failing == 1 else 'feeds fail'} ({health})" if failing else ""
            return f"Next poll {clock(self.next_poll, now)}{fails}" if self.next_poll else f"No feed to poll{fails}"
        if self.state == "matching":
            done, total = self.progress
            return f"Matching anew: {_bar(done, total)}{done:,} of {total:,}, for watches were edited"
        if self.state == "waiting":
            return f"Another monitor (process {self.detail}) polls this store"
        if self.state == "store":
            return f"Not polling: {self.detail}"
        if self.state == "stopped":
            return f"The poller stopped: {self.detail.removesuffix('.')}. It is started again"
        return "Starting to poll"

    @property
    def is_trouble(self) -> bool:
        """Whether a person should look at it."""
        return self.state in ("stopped", "store") or (self.state == "idle" and self.offline)

    @property
    def is_between_polls(self) -> bool:
        """Whether what was due has been polled, as far as the network let it."""
        return self.state == "idle" and not self.offline

    def _again(self, now: float) -> str:
        return f"; next try at {clock(self.next_poll, now)}" if self.next_poll else ""


def _bar(done: int, total: int) -> str:
    return f"{progress(done, total, _BAR)} " if total >= _MANY else ""


def _number(event: Event, key: str) -> int:
    value = event.get(key)
    return value if isinstance(value, int) else 0
