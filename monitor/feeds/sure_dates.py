"""Dates in the forms that feeds are to have, of which every reader makes the same moment."""

import re
from datetime import datetime, timedelta
from time import struct_time

from monitor.feeds.date_words import ZONES

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
"""The names of months in English, short or whole: in other languages others begin as they do (marraskuu)."""
_ZONES = "gmt utc ut z edt est cdt cst mdt mst pdt pst".split()
_RFC_822 = re.compile(
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +)?([0-9]{{1,2}}) +({_MONTH}) +([0-9]{{4}}) +"
    rf"([0-9]{{1,2}}):([0-9]{{1,2}})(?::([0-9]{{1,2}}))? +([+-][0-9]{{2}}:?[0-9]{{2}}|{'|'.join(_ZONES)})"
)
_RFC_3339 = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:[t ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?(?:z| ?([+-][0-9]{2}:[0-9]{2}))?)?"
)


def sure_date(text: str) -> struct_time | None:
    """A date (UTC) as RFC 822 or RFC 3339 has it, None for no text. Raises ValueError for what feedparser has to guess
    at."""
    if not text:
        return None
    found = _RFC_822.fullmatch(text.lower())
    if found:
        day, month, year, *clock, zone = found.groups()
        month = str(_MONTHS.index(month[:3]) + 1)
    else:
        found = _RFC_3339.fullmatch(text.lower())
        if not found:
            raise ValueError("no date of these forms")
        year, month, day, *clock, zone = found.groups()
    if year > "2400" or "1300" <= year < "1500":  # Other calendars'.
        raise ValueError("no year of this calendar")
    hour, minute, second = (int(part or 0) for part in clock)
    moment = datetime(int(year), int(month), int(day), hour, minute, second)
    try:
        return (moment - _offset(zone)).utctimetuple()
    except OverflowError:
        raise ValueError("no date") from None


def _offset(zone: str | None) -> timedelta:
    if not zone or zone in _ZONES:
        return timedelta(minutes=ZONES[zone or "utc"])
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    if offset >= timedelta(days=1):
        raise ValueError("no offset of a zone")
    return -offset if zone[0] == "-" else offset
