"""How often a feed wants to be asked, by the elements that RSS and its modules have for that."""

import re

from monitor.model import Wishes
from monitor.times import DAY, HOUR, MINUTE

_HEAD, _FOOT = 20_000, 2_000
"""Code points at a document's beginning and end that are looked through: elsewhere stand entries."""
_TTL = re.compile(r"<ttl>\s*(\d{1,6})\s*</ttl>", re.I)
_PERIOD = re.compile(r"<sy:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*</sy:updatePeriod>", re.I)
_FREQUENCY = re.compile(r"<sy:updateFrequency>\s*(\d{1,4})\s*</sy:updateFrequency>", re.I)
_SKIP_HOURS = re.compile(r"<skipHours>(.{0,2000}?)</skipHours>", re.I | re.S)
_SKIP_DAYS = re.compile(r"<skipDays>(.{0,1000}?)</skipDays>", re.I | re.S)
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.I)
_DAY = re.compile(r"<day>\s*([a-z]+)\s*</day>", re.I)
_PERIODS = {"hourly": HOUR, "daily": DAY, "weekly": 7 * DAY, "monthly": 30 * DAY, "yearly": 365 * DAY}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ENTRY = re.compile(r"<(?:item|entry)\b", re.I)


def wishes(document: str) -> Wishes:
    """What a feed's document wishes: `ttl`, `skipHours` and `skipDays` of RSS 2.0, `sy:*` of the syndication module.

    A feed that forbids every hour or every day means something else, and is not listened to.
    """
    head = document[:_HEAD]
    first = _ENTRY.search(head)
    about = (head[: first.start()] if first else head) + document[len(head) :][-_FOOT:]
    hours = {int(hour) % 24 for block in _SKIP_HOURS.findall(about) for hour in _HOUR.findall(block)}
    named = (day.lower() for block in _SKIP_DAYS.findall(about) for day in _DAY.findall(block))
    days = {_DAYS.index(day) for day in named if day in _DAYS}
    return Wishes(
        min(max(_ttl(about), _syndication(about)), DAY),
        tuple(sorted(hours)) if len(hours) < 24 else (),
        tuple(sorted(days)) if len(days) < 7 else (),
    )


def _ttl(about: str) -> int:
    found = _TTL.search(about)
    return int(found[1]) * MINUTE if found else 0


def _syndication(about: str) -> int:
    period, frequency = _PERIOD.search(about), _FREQUENCY.search(about)
    times = int(frequency[1]) if frequency else 1
    return _PERIODS[period[1].lower()] // max(times, 1) if period else 0
